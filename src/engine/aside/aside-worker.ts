import { enableCompileCache, flushCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { faultText } from '../../domain/fault-text.ts'
import type { AsideAnswer, AsideQuestion } from './aside-process.ts'

// As in main.ts: the next process reads what this one has compiled, which is most of its start. Of the sources without their
// types, too.
const here = import.meta.filename
const compiled = here.endsWith('.mjs') ? 'compiled' : '../../../node_modules/.cache/ledgerline-sources'
enableCompileCache(join(dirname(here), compiled))
const answers = import('./answer-aside.ts')
// Whoever is ended by force leaves nothing for the next one otherwise.
void answers.then(() => flushCompileCache())

process.on('message', async (question: AsideQuestion) => {
  let answer: Omit<AsideAnswer, 'id'>
  try {
    answer = (await answers).answerTo(question)
  } catch (error) {
    answer = { failed: faultText(error) }
  }
  process.send!({ id: question.id, ...answer })
})
// The hub is gone.
process.on('disconnect', () => process.exit())
