import type { EntityRegistry } from '../../domain/connector.ts'
import type { Problem } from '../../domain/errors.ts'
import { checked, decide, type Program } from '../../language/index.ts'
import type { AsideAnswer, AsideQuestion } from './aside-process.ts'

/** The other side of aside-process.ts: checks a definition, and decides by it, in a process that can be killed. */
let entities: EntityRegistry = new Map()
/**
 * What was checked last. The same comes again soon: a draft as it is written and when it is saved, a folder when an import of it is
 * tried and when it is stored.
 */
let last: { readonly text: string; readonly problems: readonly Problem[]; readonly program: Program | null } | null =
  null

export function answerTo(question: AsideQuestion): Omit<AsideAnswer, 'id'> {
  if (question.do === 'know') {
    entities = new Map(question.entities.map((schema) => [schema.entity, schema]))
    last = null
    return {}
  }
  if (question.do === 'check') {
    const text = JSON.stringify(question.definition)
    if (last?.text !== text) {
      const { problems, program } = checked(question.definition, entities)
      last = { text, problems, program: problems.length === 0 ? program : null }
    }
    return { problems: last.problems }
  }
  return { action: decide(last!.program!, question.run, question.journal) }
}
