import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EntityRegistry } from '../../domain/connector.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { InvalidInput, type Problem } from '../../domain/errors.ts'
import type { Action, JournalEntry } from '../../domain/run.ts'
import type { DecidedRun, Definition } from '../../language/index.ts'

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

type Question = AsideQuestion extends infer Q ? (Q extends AsideQuestion ? Omit<Q, 'id'> : never) : never

/** One that is used by one caller. Disposed of, it waits for the next one; if it was ended, it is gone. */
export interface AsideProcess extends Disposable {
  /** Loads its modules, and is given the entities if it does not have these. */
  know(entities: EntityRegistry): Promise<void>
  /** @throws InvalidInput: it took too long or too much memory, and was ended */
  ask(question: Question): Promise<AsideAnswer>
}

/** Its modules are loaded. */
const longestStartMs = 60_000
/** Each holds about 60 MB. Whoever edits a definition has it checked again within the minute. */
const idleMs = 60_000

interface Limits {
  /** The longest that one answer may take. */
  readonly answerMs: number
  /** V8's heap. */
  readonly memoryMb: number
}

const idle = new Set<ReturnType<typeof start>>()

/** One that waits, or else a new one. */
export function asideProcess({ answerMs, memoryMb }: Limits): AsideProcess {
  const waiting = [...idle].find((one) => one.memoryMb === memoryMb)
  if (waiting) idle.delete(waiting)
  const process = waiting ?? start(memoryMb)
  process.use()
  return {
    know: (entities) => process.know(entities),
    ask: (question) => process.ask(question, answerMs),
    [Symbol.dispose]() {
      if (process.rest()) idle.add(process)
    },
  }
}

/** The same module as it stands: `.ts` in the sources, `.mjs` once built. */
const program = fileURLToPath(
  new URL(`./aside-worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url),
)

function start(memoryMb: number) {
  // Neither the environment nor the options of this process: it needs no secret and no inspector. What V8 prints when it
  // aborts may hold data, so nobody reads it.
  const child = fork(program, [], {
    env: {},
    execArgv: [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=16'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const open = new Map<number, PromiseWithResolvers<AsideAnswer>>()
  let known: EntityRegistry | null = null
  let ended: Error | null = null
  let last = 0
  let ending: NodeJS.Timeout | undefined
  const end = (error: Error) => {
    ended ??= error
    idle.delete(its)
    clearTimeout(ending)
    for (const { reject } of open.values()) reject(ended)
    open.clear()
  }
  const kill = (error: Error) => {
    end(error)
    child.kill('SIGKILL')
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

  const its = {
    memoryMb,
    async know(entities: EntityRegistry) {
      if (known === entities) return
      await its.ask({ do: 'know', entities: [...entities.values()] }, longestStartMs)
      known = entities
    },
    async ask(question: Question, withinMs: number): Promise<AsideAnswer> {
      if (ended) throw ended
      const id = ++last
      const answered = Promise.withResolvers<AsideAnswer>()
      open.set(id, answered)
      const late = setTimeout(() => kill(tooMuch(`takes more than ${withinMs / 1000} s`)), withinMs)
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
    use() {
      clearTimeout(ending)
      child.ref()
      child.channel?.ref()
    },
    /** Waits for the next caller, and keeps nobody from ending meanwhile. @returns whether it can */
    rest(): boolean {
      // Whoever left without an answer may have asked for much.
      if (open.size > 0) kill(new Error('The process that tries definitions was ended'))
      if (ended) return false
      child.unref()
      child.channel?.unref()
      ending = setTimeout(() => kill(new Error('The process that tries definitions was not needed')), idleMs)
      ending.unref()
      return true
    },
  }
  return its
}

const tooMuch = (reason: string) => new InvalidInput('The definition', [{ at: 'definition', reason }])
