import type { EntityRegistry } from '../../domain/connector.ts'
import { checked, decide, type Program } from '../../language/index.ts'
import type { AsideAnswer, AsideQuestion } from './aside-process.ts'

/** The other side of aside-process.ts: checks a definition, and decides by it, in a process that can be killed. */
let entities: EntityRegistry = new Map()
let program: Program | null = null

export function answerTo(question: AsideQuestion): Omit<AsideAnswer, 'id'> {
  if (question.do === 'know') {
    entities = new Map(question.entities.map((schema) => [schema.entity, schema]))
    return {}
  }
  if (question.do === 'check') {
    const found = checked(question.definition, entities)
    program = found.problems.length === 0 ? found.program : null
    return { problems: found.problems }
  }
  return { action: decide(program!, question.run, question.journal) }
}
