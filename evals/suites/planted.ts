import type { Measure, Suite } from './suite.ts'

/** A fault that was planted in a story, or a sentence that was said of one. */
export interface JudgedFault {
  readonly id: string
  readonly of: 'planted' | 'said'
  readonly kind: string
  readonly right: boolean
  /** From its beginning to the first look that saw it, in the suite's unit; null: never, or it is no planted one. */
  readonly after: number | null
  readonly says: string
}

export const ofKind = <J extends JudgedFault>(rows: readonly J[], of: JudgedFault['of'], kind?: string): readonly J[] =>
  rows.filter((row) => row.of === of && (kind === undefined || row.kind === kind))

const rate = (rows: readonly JudgedFault[]) =>
  rows.length === 0 ? null : rows.filter(({ right }) => right).length / rows.length

/** How many of the sentences are right, and how many of the faults are found. */
export const precisionAndRecall: readonly Measure<JudgedFault>[] = [
  { name: 'precision', better: 'high', of: (rows) => rate(ofKind(rows, 'said')) },
  { name: 'recall', better: 'high', of: (rows) => rate(ofKind(rows, 'planted')) },
]

/** @param unit of `after`: "days" */
export const untilSeen = (unit: string): Measure<JudgedFault> => ({
  name: `${unit} until seen`,
  better: 'low',
  of(rows) {
    const all = ofKind(rows, 'planted').flatMap(({ after }) => (after === null ? [] : [after]))
    return all.toSorted((a, b) => a - b)[all.length >> 1] ?? null
  },
})

export const recallOf = (kind: string): Measure<JudgedFault> => ({
  name: `recall of ${kind}`,
  better: 'high',
  of: (rows) => rate(ofKind(rows, 'planted', kind)),
})

export const wrongOfPlanted: Suite<unknown, unknown, unknown, JudgedFault>['wrong'] = ({
  id,
  of,
  right,
  says,
  kind,
}) =>
  right
    ? null
    : {
        where: id,
        expected: of === 'planted' ? says : 'nothing',
        got: of === 'planted' ? 'nothing' : `${kind}, ${says}`,
        confidence: of === 'said' ? 1 : 0,
      }
