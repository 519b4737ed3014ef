import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EntityRegistry } from '../domain/connector.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { HubError, InvalidInput, type Problem } from '../domain/errors.ts'
import type { Action, JournalEntry } from '../domain/run.ts'
import type { DecidedRun, Definition } from '../language/index.ts'

/** What is asked of the process. A run is decided on by the definition that was checked last. */
export type AsideQuestion =
  | { readonly id: number; readonly do: 'know'; readonly entities: readonly EntitySchema[] }
  | { readonly id: number; readonly do: 'check'; readonly definition: Definition }
  | {
      readonly id: number
      readonly do: 'decide'
      readonly run: DecidedRun
      readonly journal: readonly JournalEntry[]
    }
export interface AsideAnswer {
  readonly id: number
  readonly problems?: readonly Problem[]
  readonly action?: Action
  readonly failed?: string
}

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

/** Its modules are loaded. */
const longestStartMs = 60_000
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
 * killed when it takes too long. Whatever they hold, the hub goes on answering. A thread is not enough: V8 aborts the
 * whole process when a thread's memory runs out at a bad moment.
 */
export function createAside(entities: EntityRegistry, limits: Partial<typeof defaults> = {}): Aside {
  const { answerMs, processes: most, waiting: mostWaiting, memoryMb } = { ...defaults, ...limits }
  const schemas = [...entities.values()]
  let processes = 0
  const waiting: (() => void)[] = []

  async function aside<T>(work: (asked: Asked) => Promise<T>): Promise<T> {
    if (processes >= most) {
      if (waiting.length >= mostWaiting) throw new Busy('Other definitions are being tried')
      await new Promise<void>((go) => waiting.push(go))
    } else processes++
    try {
      using asked = startProcess(answerMs, memoryMb)
      await asked.ask({ do: 'know', entities: schemas }, longestStartMs)
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

type Question = AsideQuestion extends infer Q ? (Q extends AsideQuestion ? Omit<Q, 'id'> : never) : never
interface Asked extends Disposable {
  ask(question: Question, withinMs?: number): Promise<AsideAnswer>
}

/** The same module as it stands: `.ts` in the sources, `.mjs` once built. */
const program = fileURLToPath(
  new URL(`./aside-worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url),
)

function startProcess(answerMs: number, memoryMb: number): Asked {
  // Neither the environment nor the options of this process: it needs no secret and no inspector. What V8 prints when it
  // aborts may hold data, so nobody reads it.
  const child = fork(program, [], {
    env: {},
    execArgv: [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=16'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const open = new Map<number, PromiseWithResolvers<AsideAnswer>>()
  let ended: Error | null = null
  let last = 0
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of open.values()) reject(ended)
    open.clear()
  }
  child.on('message', (answer: AsideAnswer) => {
    open.get(answer.id)?.resolve(answer)
    open.delete(answer.id)
  })
  child.on('error', end)
  // V8 ends a process whose memory is used up by SIGABRT, SIGTRAP or SIGSEGV, the system by SIGKILL.
  child.on('exit', (code, signal) =>
    end(
      signal
        ? tooMuch('takes more memory than a definition may')
        : new Error(`The process that tries definitions has ended with exit code ${code}`),
    ),
  )
  return {
    async ask(question, withinMs = answerMs) {
      if (ended) throw ended
      const id = ++last
      const answered = Promise.withResolvers<AsideAnswer>()
      open.set(id, answered)
      const late = setTimeout(() => {
        end(tooMuch(`takes more than ${withinMs / 1000} s`))
        child.kill('SIGKILL')
      }, withinMs)
      // A process that has just ended cannot be asked: its "exit" says why.
      child.send({ id, ...question }, () => {})
      try {
        const { failed, ...rest } = await answered.promise
        if (failed !== undefined) throw new Error(failed)
        return rest
      } finally {
        clearTimeout(late)
      }
    },
    [Symbol.dispose]() {
      end(new Error('The process that tries definitions was ended'))
      child.kill('SIGKILL')
    },
  }
}

const tooMuch = (reason: string) => new InvalidInput('The definition', [{ at: 'definition', reason }])
