import { createHash } from 'node:crypto'
import { openTape, type TapeFacts } from './cassettes.ts'
import { type Interval, intervals } from './metrics/bootstrap.ts'
import { type Bin, calibrationBins } from './metrics/calibration.ts'
import type { RunContext, Suite, System, Systems, Wrong } from './suites/suite.ts'

export interface Figure {
  readonly name: string
  readonly better: 'high' | 'low'
  /** Null: the rows say nothing about it. */
  readonly value: number | null
  readonly interval: Interval | null
}

export interface Measured {
  readonly system: string
  readonly figures: readonly Figure[]
  readonly calibration: readonly Bin[]
  /** Wrong answers, the surest first. */
  readonly worst: readonly Wrong[]
  /** Milliseconds that the system took for all tasks, building it not counted. */
  readonly tookMs: number
  /** One line a task, in the form of the predictions file. */
  readonly predictions: readonly object[]
  /** Tasks that it answered; of the others nothing is counted. */
  readonly answered: number
}

export interface SuiteReport {
  readonly suite: string
  readonly file: string
  readonly tasks: number
  readonly sha256: string
  readonly systems: readonly Measured[]
  /** Who answered for the model; null: no model was in the run. */
  readonly model: TapeFacts | null
}

/** Suite and systems with their types closed over: what the runner needs to know of an ability. */
export interface Ability {
  readonly name: string
  readonly file: string
  readonly systems: readonly string[]
  /**
   * Runs systems over the lines of a data file.
   *
   * @param draws of the bootstrap; 0 leaves the intervals out.
   * @throws on a line that has not the suite's form, with its number.
   */
  run(content: string, systems: readonly string[], options: RunOptions): Promise<SuiteReport>
  items(content: string): readonly EvalItem[]
}

/** A row as others keep it. `tag`: JSON of the members `named`, by which answers name the row. */
export interface EvalItem {
  readonly tag: string
  readonly named: readonly string[]
  readonly seen: unknown
  readonly row: unknown
}

/** Without a tape nobody is asked, and nothing is recorded. */
export interface RunOptions extends Partial<RunContext> {
  readonly draws: number
}
const nobody = { key: null, baseUrl: null, models: null }

/** A model is slow: so many of its tasks are under way at a time. */
const modelAtOnce = 12

export function ability<Task, Seen, Answer, Row>(
  suite: Suite<Task, Seen, Answer, Row>,
  systems: Systems<Seen, Answer>,
): Ability {
  return {
    name: suite.name,
    file: suite.file,
    systems: Object.keys(systems),
    items: (content) =>
      readTasks(suite, content).map((task, line) => {
        const tag = suite.tag(task, line)
        return { tag: JSON.stringify(tag), named: Object.keys(tag), seen: suite.seen(task), row: task }
      }),
    run: async (content, names, { draws, tape = openTape(), asking = nobody }) => {
      const context = { tape, asking }
      const tasks = readTasks(suite, content)
      const asks = names.includes('model') && Object.hasOwn(systems, 'model')
      const numbered = tasks.map((task, line): Numbered<Task> => ({ task, line }))
      const model = asks
        ? await measure(suite, numbered, 'model', await systems.model!(context), { draws, atOnce: modelAtOnce })
        : null
      // Figures stand beside each other only when they are of the same tasks.
      const same =
        model === null || model.lines.length === 0
          ? numbered
          : numbered.filter(({ line }) => model.lines.includes(line))
      const measured: Measured[] = []
      for (const name of names)
        measured.push(
          name === 'model' && model
            ? model
            : await measure(suite, same, name, await systems[name]!(context), { draws, atOnce: 1 }),
        )
      // Where no model answered, the product answers without it: the predictions say so, the figures do not count it.
      const unanswered = numbered.filter(({ line }) => model !== null && !model.lines.includes(line))
      const instead =
        unanswered.length > 0 && Object.hasOwn(systems, 'baseline')
          ? await measure(suite, unanswered, 'baseline', await systems.baseline!(context), { draws: 0, atOnce: 1 })
          : null
      const added = (instead?.predictions ?? []).map((one) => ({ ...one, answered_by: 'baseline' }))
      return {
        suite: suite.name,
        file: suite.file,
        tasks: tasks.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        systems: measured.map((one) => (one === model ? { ...one, predictions: [...one.predictions, ...added] } : one)),
        model: asks ? context.tape.about(suite.name) : null,
      }
    },
  }
}

function readTasks<Task, Seen, Answer, Row>({ file, task }: Suite<Task, Seen, Answer, Row>, content: string): Task[] {
  return content
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      try {
        return task.parse(JSON.parse(line))
      } catch (cause) {
        throw new Error(`${file}, line ${number}, has not the form of this suite: ${(cause as Error).message}`, {
          cause,
        })
      }
    })
}

interface Numbered<Task> {
  readonly task: Task
  /** Counted from 0, as the groups of failures are named. */
  readonly line: number
}

async function measure<Task, Seen, Answer, Row>(
  suite: Suite<Task, Seen, Answer, Row>,
  tasks: readonly Numbered<Task>[],
  name: string,
  system: System<Seen, Answer>,
  { draws, atOnce }: { readonly draws: number; readonly atOnce: number },
): Promise<Measured & { readonly lines: readonly number[] }> {
  let tookMs = 0
  const given = await inTurn(tasks, atOnce, async ({ task }) => {
    const seen = suite.seen(task)
    const before = performance.now()
    const answer = await system(seen)
    tookMs += performance.now() - before
    // An answer that has not the promised form is a fault of the system, not a wrong answer: it must not look like one.
    return answer === null ? null : suite.answer.parse(answer)
  })
  if (Symbol.asyncDispose in system) await (system as AsyncDisposable)[Symbol.asyncDispose]()
  const rows: Row[] = []
  const predictions: object[] = []
  const lines: number[] = []
  for (const [at, { task, line }] of tasks.entries()) {
    const answer = given[at]
    if (answer === null || answer === undefined) continue
    lines.push(line)
    predictions.push({ ...suite.tag(task, line), ...answer })
    rows.push(...suite.judge(task, answer, line))
  }
  const ranges =
    draws === 0
      ? []
      : intervals(
          rows,
          suite.cluster,
          suite.measures.map(({ of }) => of),
          { draws },
        )
  return {
    system: name,
    figures: suite.measures.map(({ name: figure, better, of }, index) => ({
      name: figure,
      better,
      value: of(rows),
      interval: ranges[index] ?? null,
    })),
    calibration: calibrationBins(rows.map(suite.confident).filter((row) => row !== null)),
    worst: rows
      .map(suite.wrong)
      .filter((row) => row !== null)
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, 25),
    tookMs,
    predictions,
    answered: lines.length,
    lines,
  }
}

/** Each in its place; at most `atOnce` under way. */
async function inTurn<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) done[at] = await work(all[at]!)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker))
  return done
}
