import type { EntityRegistry } from '../../domain/connector.ts'
import { faultText } from '../../domain/fault-text.ts'
import { check, compile, decide, type Program } from '../../language/index.ts'
import type { AsideAnswer, AsideQuestion } from './aside-process.ts'

/** The other side of aside-process.ts: checks a definition, and decides by it, in a process that can be killed. */
let entities: EntityRegistry = new Map()
let program: Program | null = null

function answerTo(question: AsideQuestion): Omit<AsideAnswer, 'id'> {
  if (question.do === 'know') {
    entities = new Map(question.entities.map((schema) => [schema.entity, schema]))
    return {}
  }
  if (question.do === 'check') {
    const problems = check(question.definition, entities)
    program = problems.length === 0 ? compile(question.definition, entities) : null
    return { problems }
  }
  return { action: decide(program!, question.run, question.journal) }
}

process.on('message', (question: AsideQuestion) => {
  let answer: Omit<AsideAnswer, 'id'>
  try {
    answer = answerTo(question)
  } catch (error) {
    answer = { failed: faultText(error) }
  }
  process.send!({ id: question.id, ...answer })
})
// The hub is gone.
process.on('disconnect', () => process.exit())
