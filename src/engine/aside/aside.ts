import type { EntityRegistry } from '../../domain/connector.ts'
import { HubError, InvalidInput, type Problem } from '../../domain/errors.ts'
import type { Action, JournalEntry } from '../../domain/run.ts'
import type { DecidedRun, Definition } from '../../language/index.ts'
import { type AsideProcess, asideProcess } from './aside-process.ts'

/** A definition that nobody has approved, in a process of its own. */
export interface AsideProgram {
  decide(run: DecidedRun, journal: readonly JournalEntry[]): Promise<Action>
}

export interface Aside {
  /** Everything wrong with a definition. */
  check(definition: Definition): Promise<readonly Problem[]>
  /** Does work with a definition. @throws InvalidInput when it does not check, or takes too much */
  use<T>(definition: Definition, work: (program: AsideProgram) => Promise<T>): Promise<T>
}

/**
 * One answer: the standard definition is checked in 0.2 s and decided on in some milliseconds. Processes at once, each of
 * 60 MB and never more than `memoryMb` on V8's heap, and those who wait for one.
 */
const defaults = { answerMs: 10_000, processes: 2, waiting: 20, memoryMb: 192 }
/** Too many definitions are tried at the same time. */
class Busy extends HubError {
  readonly code = 'busy'
  readonly next = { do: 'retry', afterMs: 5_000 } as const
  readonly hint = 'Try again in a moment.'
}

/**
 * Definitions that somebody only proposes are checked and evaluated aside: in a process with a memory limit, which is
 * killed when it takes too long; else it serves the next ones for some seconds, since to start takes longer than to
 * answer. Whatever they hold, the hub goes on answering. A thread is not enough: V8 aborts the whole process when a
 * thread's memory runs out at a bad moment.
 */
export function createAside(entities: EntityRegistry, limits: Partial<typeof defaults> = {}): Aside {
  const { answerMs, processes: most, waiting: mostWaiting, memoryMb } = { ...defaults, ...limits }
  let processes = 0
  const waiting: (() => void)[] = []

  async function aside<T>(work: (asked: AsideProcess) => Promise<T>): Promise<T> {
    if (processes >= most) {
      if (waiting.length >= mostWaiting) throw new Busy('Other definitions are being tried')
      await new Promise<void>((go) => waiting.push(go))
    } else processes++
    try {
      using asked = asideProcess({ answerMs, memoryMb })
      await asked.know(entities)
      return await work(asked)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else processes--
    }
  }

  return {
    check: (definition) => aside(async ({ ask }) => (await ask({ do: 'check', definition })).problems!),
    use: (definition, work) =>
      aside(async ({ ask }) => {
        const { problems } = await ask({ do: 'check', definition })
        if (problems!.length > 0) throw new InvalidInput('The edit', problems!)
        return work({ decide: async (run, journal) => (await ask({ do: 'decide', run, journal })).action! })
      }),
  }
}
