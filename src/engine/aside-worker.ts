import { parentPort, workerData } from 'node:worker_threads'
import type { EntitySchema } from '../domain/entity.ts'
import { faultText } from '../domain/fault-text.ts'
import { check, compile, decide, type Program } from '../language/index.ts'
import type { AsideAnswer, AsideQuestion } from './aside.ts'

/** The other side of aside.ts: checks a definition, and decides by it, in a thread that can be ended. */
const entities = new Map((workerData as readonly EntitySchema[]).map((schema) => [schema.entity, schema]))
let program: Program | null = null

function answerTo(question: AsideQuestion): Omit<AsideAnswer, 'id'> {
  if (question.do === 'check') {
    const problems = check(question.definition, entities)
    program = problems.length === 0 ? compile(question.definition, entities) : null
    return { problems }
  }
  return { action: decide(program!, question.run, question.journal) }
}

parentPort!.on('message', (question: AsideQuestion) => {
  try {
    parentPort!.postMessage({ id: question.id, ...answerTo(question) })
  } catch (error) {
    parentPort!.postMessage({ id: question.id, failed: faultText(error) })
  }
})
parentPort!.postMessage({ id: 0 })
