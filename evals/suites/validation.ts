import { z } from 'zod'
import { findingKinds } from '../../src/domain/judged-place.ts'
import type { Measure, Suite } from './suite.ts'

const fields = z.record(z.string(), z.json())
const place = z.strictObject({ kind: z.enum(findingKinds), at: z.string() })
const order = z.strictObject({
  price: z.string().optional(),
  lines: z.int().min(1).max(5).optional(),
  order: fields.optional(),
  line: fields.optional(),
  shipTo: fields.optional(),
  billTo: fields.optional(),
  customer: fields.optional(),
})
const rows = z.array(fields)

const task = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What somebody has changed in the standard definition. */
  set: z.array(z.strictObject({ mapping: z.string(), path: z.array(z.string()), after: z.string() })).default([]),
  conditions: z.array(z.strictObject({ because: z.string(), unless: z.string() })).default([]),
  values: z
    .array(z.strictObject({ valueMap: z.string(), from: z.string(), label: z.string().optional(), to: z.string() }))
    .default([]),
  /** What both systems list now, by value map. */
  sides: z.record(z.string(), z.strictObject({ from: rows, to: rows })).default({}),
  orders: z.array(order).default([{}]),
  /** What must be found; empty: nothing is wrong. */
  expect: z.array(place),
})
type ValidationTask = z.output<typeof task>
export type ValidationSeen = Omit<ValidationTask, 'expect' | 'title'>

const answer = z.object({
  found: z.array(place.extend({ sure: z.boolean(), evidence: z.array(z.string()) })),
})
export type ValidationAnswer = z.output<typeof answer>

interface Judged {
  readonly id: string
  readonly expected: number
  readonly hit: number
  readonly withEvidence: number
  /** Sure ones that nobody planted. */
  readonly alarms: readonly string[]
}

const sum = (rows: readonly Judged[], of: (row: Judged) => number) => rows.reduce((total, row) => total + of(row), 0)
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)

const measures: readonly Measure<Judged>[] = [
  {
    name: 'found',
    better: 'high',
    of: (rows) =>
      share(
        sum(rows, ({ hit }) => hit),
        sum(rows, ({ expected }) => expected),
      ),
  },
  {
    name: 'found with evidence',
    better: 'high',
    of: (rows) =>
      share(
        sum(rows, ({ withEvidence }) => withEvidence),
        sum(rows, ({ expected }) => expected),
      ),
  },
  {
    name: 'false alarms a definition',
    better: 'low',
    of: (rows) =>
      share(
        sum(rows, ({ alarms }) => alarms.length),
        rows.length,
      ),
  },
]

/** Definitions that compile, most of them with one planted fault, beside orders that were lived through under them. */
export const validation: Suite<ValidationTask, ValidationSeen, ValidationAnswer, Judged> = {
  name: 'validation',
  file: 'definitions.jsonl',
  task,
  answer,
  seen: ({ expect: _, title: __, ...seen }) => seen,
  tag: ({ id }) => ({ id }),
  judge({ id, expect }, given) {
    const found = given?.found ?? []
    const isIt = (one: z.output<typeof place>) => (other: z.output<typeof place>) =>
      other.kind === one.kind && other.at === one.at
    const hits = expect.flatMap((one) => found.find(isIt(one)) ?? [])
    const alarms = found.filter((one) => one.sure && !expect.some(isIt(one))).map(({ kind, at }) => `${kind} ${at}`)
    return [
      {
        id,
        expected: expect.length,
        hit: hits.length,
        withEvidence: hits.filter(({ evidence }) => evidence.length > 0).length,
        alarms,
      },
    ]
  },
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: ({ id, expected, hit, alarms }) =>
    hit === expected && alarms.length === 0
      ? null
      : {
          where: id,
          expected: `${expected} found`,
          got: `${hit} found${alarms.length > 0 ? `, and ${alarms.join(', ')}` : ''}`,
          confidence: alarms.length > 0 ? 1 : 0.5,
        },
}
