import { Worker } from 'node:worker_threads'
import type { EntityRegistry } from '../domain/connector.ts'
import { HubError, InvalidInput, type Problem } from '../domain/errors.ts'
import type { Action, JournalEntry } from '../domain/run.ts'
import type { DecidedRun, Definition } from '../language/index.ts'

/** What is asked of the thread. A run is decided on by the definition that was checked last. */
export type AsideQuestion =
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

/** A definition that nobody has approved, in a thread of its own. */
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
 * One answer: the standard definition is checked in 0.2 s and decided on in some milliseconds. Threads at once, each of 60
 * MB, and those who wait for one.
 */
const limits = { answerMs: 10_000, threads: 2, waiting: 20 }
const memory = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 }

/** Too many definitions are tried at the same time. */
class Busy extends HubError {
  readonly code = 'busy'
  readonly next = { do: 'retry', afterMs: 5_000 } as const
  readonly hint = 'Try again in a moment.'
}

/**
 * Definitions that somebody only proposes are checked and evaluated aside: in a thread with a memory limit, which is
 * ended when it takes too long. Whatever they hold, the hub goes on answering.
 */
export function createAside(
  entities: EntityRegistry,
  { answerMs, threads: most, waiting: mostWaiting } = limits,
): Aside {
  const schemas = [...entities.values()]
  let threads = 0
  const waiting: (() => void)[] = []

  async function inThread<T>(work: (thread: Thread) => Promise<T>): Promise<T> {
    if (threads >= most) {
      if (waiting.length >= mostWaiting) throw new Busy('Other definitions are being tried')
      await new Promise<void>((go) => waiting.push(go))
    } else threads++
    try {
      await using thread = await openThread(schemas, answerMs)
      return await work(thread)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else threads--
    }
  }

  return {
    check: (definition) => inThread(async (thread) => (await thread.ask({ do: 'check', definition })).problems!),
    use: (definition, work) =>
      inThread(async (thread) => {
        const { problems } = await thread.ask({ do: 'check', definition })
        if (problems!.length > 0) throw new InvalidInput('The edit', problems!)
        return work({
          decide: async (run, journal) => (await thread.ask({ do: 'decide', run, journal })).action!,
        })
      }),
  }
}

type Asked = AsideQuestion extends infer Q ? (Q extends AsideQuestion ? Omit<Q, 'id'> : never) : never
interface Thread extends AsyncDisposable {
  ask(question: Asked): Promise<AsideAnswer>
}

/** The same module as it stands: `.ts` in the sources, `.js` once built. */
const worker = new URL(`./aside-worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url)

async function openThread(schemas: readonly unknown[], answerMs: number): Promise<Thread> {
  // Neither the environment nor the options of this process: it needs no secret and no inspector.
  const thread = new Worker(worker, { workerData: schemas, resourceLimits: memory, env: {}, execArgv: [] })
  const open = new Map<number, { answer: (answer: AsideAnswer) => void; fail: (error: Error) => void }>()
  let ended: Error | null = null
  let last = 0
  const end = (error: Error) => {
    ended ??= error
    for (const { fail } of open.values()) fail(ended)
    open.clear()
  }
  thread.on('message', (answer: AsideAnswer) => {
    open.get(answer.id)?.answer(answer)
    open.delete(answer.id)
  })
  thread.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch('takes more memory than a definition may') : error),
  )
  thread.on('exit', () => end(new Error('The thread that tries definitions has ended')))

  const answered = (id: number, withinMs: number) =>
    new Promise<AsideAnswer>((resolve, reject) => {
      if (ended) return reject(ended)
      const late = setTimeout(() => {
        end(tooMuch(`takes more than ${withinMs / 1000} s`))
        void thread.terminate()
      }, withinMs)
      open.set(id, {
        answer: (answer) => {
          clearTimeout(late)
          resolve(answer)
        },
        fail: (error) => {
          clearTimeout(late)
          reject(error)
        },
      })
    })
  await answered(0, longestStartMs)
  return {
    async ask(question) {
      const id = ++last
      const answer = answered(id, answerMs)
      thread.postMessage({ id, ...question })
      const { failed, ...rest } = await answer
      if (failed !== undefined) throw new Error(failed)
      return rest
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate()
    },
  }
}

const tooMuch = (reason: string) => new InvalidInput('The definition', [{ at: 'definition', reason }])
