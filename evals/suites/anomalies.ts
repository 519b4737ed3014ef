import { z } from 'zod'
import { anomalyKinds } from '../../src/domain/anomaly.ts'
import { type JudgedFault, ofKind, precisionAndRecall, recallOf, untilSeen, wrongOfPlanted } from './planted.ts'
import type { Measure, Suite } from './suite.ts'

const planted = z.strictObject({
  kind: z.enum(anomalyKinds),
  /** Hours after the quarter begins, and how long it lasts. */
  at: z.number().int().min(0),
  hours: z.number().int().min(1),
  /** How many times the usual; of shares, how many of ten orders. */
  strength: z.number(),
})

const task = z.strictObject({
  id: z.string(),
  about: z.string(),
  seed: z.number().int(),
  timezone: z.string(),
  /** The first Monday of the thirteen weeks before the quarter. */
  from: z.iso.date(),
  /** Orders of an ordinary day; how many times that is on each weekday, from Monday. */
  orders: z.number(),
  weekdays: z.array(z.number()).length(7),
  /** Deviation of a day's level around the usual, and growth in a quarter, as factors. */
  noise: z.number(),
  growth: z.number(),
  currencies: z.record(z.string(), z.number()),
  /** Middle of an order's value, and its deviation on the scale of the natural logarithm. */
  value: z.number(),
  spread: z.number(),
  methods: z.record(z.string(), z.number()),
  countries: z.record(z.string(), z.number()),
  /** Share of orders with a voucher, and of orders that are refunded. */
  vouchers: z.number(),
  refunds: z.number(),
  planted: z.array(planted),
})
export type Quarter = z.output<typeof task>
export type Planted = z.output<typeof planted>

const event = z.object({
  kind: z.enum(anomalyKinds),
  /** Hours after the quarter begins: of the first and of the last look that saw it. */
  from: z.number(),
  to: z.number(),
  says: z.string(),
})
const answer = z.object({ events: z.array(event) })
export type AnomaliesAnswer = z.output<typeof answer>
export type AnomaliesSeen = Omit<Quarter, 'planted'> & { readonly planted: readonly Planted[] }

/**
 * One fault shows in several figures: a payment module that is broken takes orders away; one voucher for all makes orders cheap.
 * A sentence about any of them, in its time, is right; a fault is found by the figures that name it.
 */
const shows: Readonly<Record<Planted['kind'], readonly Planted['kind'][]>> = {
  silence: ['silence', 'volume'],
  volume: ['volume', 'silence'],
  'order-value': ['order-value'],
  'day-value': ['day-value', 'order-value', 'discounts'],
  discounts: ['discounts', 'day-value'],
  refunds: ['refunds'],
  'payment-mix': ['payment-mix', 'volume'],
  'destination-mix': ['destination-mix', 'volume'],
  customer: ['customer', 'volume', 'payment-mix', 'destination-mix'],
}
/** A day's figures are of the last 24 hours: what ended yesterday is still in them. */
const lateHours = 24

const shops = (rows: readonly JudgedFault[]) => new Set(rows.map(({ id }) => id)).size

const measures: readonly Measure<JudgedFault>[] = [
  ...precisionAndRecall,
  {
    name: 'false alarms a quarter',
    better: 'low',
    of: (rows) => (rows.length === 0 ? null : ofKind(rows, 'said').filter(({ right }) => !right).length / shops(rows)),
  },
  untilSeen('hours'),
  ...Object.keys(shows).map(recallOf),
]

/**
 * Simulated quarters of shops with planted anomalies, looked at every twelve hours. A sentence that repeats is one event; it is
 * right when something of its kind was planted in its time.
 */
export const anomalies: Suite<Quarter, AnomaliesSeen, AnomaliesAnswer, JudgedFault> = {
  name: 'anomalies',
  file: 'quarters.jsonl',
  task,
  answer,
  seen: (given) => given,
  tag: ({ id }) => ({ id }),
  judge({ id, planted: faults }, given) {
    const events = given?.events ?? []
    const meets = (fault: Planted, one: AnomaliesAnswer['events'][number]) =>
      one.from <= fault.at + fault.hours + lateHours && one.to >= fault.at
    return [
      ...faults.map((fault): JudgedFault => {
        const found = events.filter((one) => shows[fault.kind].includes(one.kind) && meets(fault, one))
        const after = found.length === 0 ? null : Math.max(0, Math.min(...found.map(({ from }) => from)) - fault.at)
        const says = `${fault.kind} at hour ${fault.at}, ${fault.hours} hours, × ${fault.strength}`
        return { id, of: 'planted', kind: fault.kind, right: found.length > 0, after, says }
      }),
      ...events.map((one): JudgedFault => {
        const right = faults.some((fault) => shows[fault.kind].includes(one.kind) && meets(fault, one))
        return { id, of: 'said', kind: one.kind, right, after: null, says: `hour ${one.from}: ${one.says}` }
      }),
    ]
  },
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: wrongOfPlanted,
}
