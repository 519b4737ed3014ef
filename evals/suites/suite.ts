import type { z } from 'zod'
import type { Tape } from '../cassettes.ts'
import type { Asking } from '../systems/model.ts'

/** One figure over judged rows. `of` answers null where nothing can be said, for example a rate over no rows. */
export interface Measure<Row> {
  readonly name: string
  readonly better: 'high' | 'low'
  of(rows: readonly Row[]): number | null
}

/** How sure a system was of an answer, from 0 to 1, and whether the answer was right. */
export interface Confident {
  readonly confidence: number
  readonly right: boolean
}

/** A row that a reader should look at first: a wrong answer, the surest first. */
export interface Wrong {
  readonly where: string
  readonly expected: string
  readonly got: string
  readonly confidence: number
}

/**
 * One ability that is measured: the form of its tasks and answers, what a system may see of a task, and how an answer
 * is judged. A task is judged into rows; the measures read rows alone, so that they can be drawn again for intervals.
 */
export interface Suite<Task, Seen, Answer, Row> {
  readonly name: string
  /** The file in a data folder, one JSON task a line. */
  readonly file: string
  readonly task: z.ZodType<Task>
  readonly answer: z.ZodType<Answer>
  /** The part of a task that a system may see: never labels, notes, difficulty or sources. */
  seen(task: Task): Seen
  /** Names an answer in the predictions file: `id`, or `line` counted from 0. */
  tag(task: Task, line: number): Record<string, string | number>
  judge(task: Task, answer: Answer | undefined, line: number): Row[]
  /** Rows of one cluster depend on each other; intervals draw clusters first and rows within them after that. */
  cluster(row: Row): string
  readonly measures: readonly Measure<Row>[]
  confident(row: Row): Confident | null
  wrong(row: Row): Wrong | null
}

/**
 * A system under test. It is told nothing but what a suite shows it. Null: nobody has answered this task, or only under
 * another prompt; it counts for nothing then. One that holds something, as a hub, is disposed of after its tasks.
 */
export type System<Seen, Answer> = (seen: Seen) => Answer | null | Promise<Answer | null>

/** What a run gives to the systems that ask a model. */
export interface RunContext {
  readonly tape: Tape
  readonly asking: Asking
}

/** The systems of a suite by name. Each is built on demand: some read fitted weights or word lists first. */
export type Systems<Seen, Answer> = Readonly<
  Record<string, (context: RunContext) => System<Seen, Answer> | Promise<System<Seen, Answer>>>
>
