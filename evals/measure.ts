import { createHash } from 'node:crypto'
import { type Interval, intervals } from './metrics/bootstrap.ts'
import { type Bin, calibrationBins } from './metrics/calibration.ts'
import type { Suite, System, Systems, Wrong } from './suites/suite.ts'

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
}

export interface SuiteReport {
  readonly suite: string
  readonly file: string
  readonly tasks: number
  readonly sha256: string
  readonly systems: readonly Measured[]
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
  run(content: string, systems: readonly string[], options: { draws: number }): Promise<SuiteReport>
}

export function ability<Task, Seen, Answer, Row>(
  suite: Suite<Task, Seen, Answer, Row>,
  systems: Systems<Seen, Answer>,
): Ability {
  return {
    name: suite.name,
    file: suite.file,
    systems: Object.keys(systems),
    run: async (content, names, { draws }) => {
      const tasks = readTasks(suite, content)
      const measured: Measured[] = []
      for (const name of names) measured.push(await measure(suite, tasks, name, await systems[name]!(), draws))
      return {
        suite: suite.name,
        file: suite.file,
        tasks: tasks.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        systems: measured,
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

async function measure<Task, Seen, Answer, Row>(
  suite: Suite<Task, Seen, Answer, Row>,
  tasks: readonly Task[],
  name: string,
  system: System<Seen, Answer>,
  draws: number,
): Promise<Measured> {
  const rows: Row[] = []
  const predictions: object[] = []
  let tookMs = 0
  for (const [line, task] of tasks.entries()) {
    const seen = suite.seen(task)
    const before = performance.now()
    const given = await system(seen)
    tookMs += performance.now() - before
    // An answer that has not the promised form is a fault of the system, not a wrong answer: it must not look like one.
    const answer = suite.answer.parse(given)
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
  }
}
