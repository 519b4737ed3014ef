import type { EntityRegistry } from '../domain/connector.ts'
import type { Action, JournalEntry } from '../domain/run.ts'
import { type DecidedRun, type Definition, decide, type Program } from '../language/index.ts'

/** What decides: the program of a version, or of a definition that is only proposed, which is evaluated aside. */
export interface Deciding {
  readonly definition: Definition
  /** With the definition's custom fields. */
  readonly entities: EntityRegistry
  decide(run: DecidedRun, journal: readonly JournalEntry[]): Action | Promise<Action>
}
export const deciding = (program: Program): Deciding => ({
  definition: program.definition,
  entities: program.entities,
  decide: (run, journal) => decide(program, run, journal),
})
