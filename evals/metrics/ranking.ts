import type { Confident, Measure } from '../suites/suite.ts'
import { calibrationError } from './calibration.ts'

/** One question of a mapping task, judged: where the right answer stood in the list, and what the top answer was. */
export interface Ranked {
  readonly task: string
  readonly entry: string
  /** The right answer in words; null: a competent person would say "none of these". */
  readonly gold: string | null
  readonly top: string | null
  /** Rank of the right answer, from 1; null: not in the list, or there is no right answer. */
  readonly rank: number | null
  readonly confidence: number
  /** The system says that this answer may be shown as its suggestion. */
  readonly suggested: boolean
}

export const right = (row: Ranked): boolean => row.rank === 1

const rate = <T>(rows: readonly T[], holds: (row: T) => boolean): number | null =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length

const mean = <T>(rows: readonly T[], of: (row: T) => number): number | null =>
  rows.length === 0 ? null : rows.reduce((sum, row) => sum + of(row), 0) / rows.length

const withCounterpart = (rows: readonly Ranked[]) => rows.filter(({ gold }) => gold !== null)
const answered = (rows: readonly Ranked[]) => rows.filter(({ top }) => top !== null)
const suggested = (rows: readonly Ranked[]) => rows.filter((row) => row.suggested && row.top !== null)

export const confidentRank = (row: Ranked): Confident | null =>
  row.top === null ? null : { confidence: row.confidence, right: right(row) }

export const rankingMeasures: readonly Measure<Ranked>[] = [
  { name: 'MRR', better: 'high', of: (rows) => mean(withCounterpart(rows), ({ rank }) => (rank ? 1 / rank : 0)) },
  { name: 'hit@1', better: 'high', of: (rows) => rate(withCounterpart(rows), right) },
  {
    name: 'hit@5',
    better: 'high',
    of: (rows) => rate(withCounterpart(rows), ({ rank }) => rank !== null && rank <= 5),
  },
  { name: 'precision', better: 'high', of: (rows) => rate(answered(rows), right) },
  { name: 'recall', better: 'high', of: (rows) => rate(withCounterpart(rows), right) },
  {
    name: 'F1',
    better: 'high',
    of: (rows) => {
      const [precision, recall] = [rate(answered(rows), right), rate(withCounterpart(rows), right)]
      if (precision === null || recall === null) return null
      return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    },
  },
  { name: 'suggest precision', better: 'high', of: (rows) => rate(suggested(rows), right) },
  {
    name: 'suggest coverage',
    better: 'high',
    of: (rows) => (rows.length === 0 ? null : suggested(rows).length / rows.length),
  },
  {
    name: 'abstains on null',
    better: 'high',
    of: (rows) =>
      rate(
        rows.filter(({ gold }) => gold === null),
        ({ top }) => top === null,
      ),
  },
  { name: 'ECE', better: 'low', of: (rows) => calibrationError(rows.map(confidentRank).filter((row) => row !== null)) },
]
