import { z } from 'zod'
import { stockKinds } from '../../src/domain/anomaly.ts'
import { type JudgedFault, ofKind, precisionAndRecall, recallOf, untilSeen, wrongOfPlanted } from './planted.ts'
import type { Measure, Suite } from './suite.ts'

const planted = z.strictObject({
  kind: z.enum(stockKinds),
  /** Days after the item's story begins, and how long it lasts. */
  at: z.number().int().min(1),
  days: z.number().int().min(1),
  /** Pieces: that go or come at once, or by which the stock is below nothing. Of orders that move nothing: 0. */
  pieces: z.number().int(),
})

const task = z.strictObject({
  id: z.string(),
  about: z.string(),
  seed: z.number().int(),
  days: z.number().int().min(60),
  /** Sales orders of a day on average, and pieces of one. */
  orders: z.number(),
  pieces: z.number(),
  /** A receipt of so many comes when fewer than this are left; its size differs by this part. */
  lot: z.number().int(),
  reorder: z.number().int(),
  uneven: z.number(),
  /** Share of days with a campaign, which sells four times as much; of orders that take ten times as much. */
  campaigns: z.number(),
  wholesale: z.number(),
  planted: z.array(planted),
})
export type ItemStory = z.output<typeof task>
export type PlantedStock = z.output<typeof planted>

const event = z.object({ kind: z.enum(stockKinds), from: z.number(), to: z.number(), says: z.string() })
const answer = z.object({ events: z.array(event) })
export type StockAnswer = z.output<typeof answer>

interface Judged extends JudgedFault {
  /** Days of the item's story. */
  readonly days: number
}

/** What was a large move is said the day after, too; what stood still is known to do so only after some orders. */
const lateDays = 2

const measures: readonly Measure<Judged>[] = [
  ...precisionAndRecall,
  {
    name: 'false alarms an item and year',
    better: 'low',
    of(rows) {
      const days = new Map(rows.map((row) => [row.id, row.days]))
      const all = [...days.values()].reduce((sum, one) => sum + one, 0)
      return all === 0 ? null : (ofKind(rows, 'said').filter(({ right }) => !right).length * 365) / all
    },
  },
  untilSeen('days'),
  ...stockKinds.map(recallOf),
]

/** A count that is entered wrongly may also end below nothing, or the other way round: each of them names it. */
const shows: Readonly<Record<PlantedStock['kind'], readonly string[]>> = {
  'negative-stock': ['negative-stock', 'stock-move'],
  'stock-move': ['stock-move', 'negative-stock'],
  'sold-unmoved': ['sold-unmoved'],
}

/** Stories of items with planted faults of their stock, looked at every morning. A sentence that repeats is one event. */
export const stock: Suite<ItemStory, ItemStory, StockAnswer, Judged> = {
  name: 'stock',
  file: 'items.jsonl',
  task,
  answer,
  seen: (given) => given,
  tag: ({ id }) => ({ id }),
  judge({ id, days, planted: faults }, given) {
    const events = given?.events ?? []
    const meets = (fault: PlantedStock, one: StockAnswer['events'][number]) =>
      shows[fault.kind].includes(one.kind) && one.from <= fault.at + fault.days + lateDays && one.to >= fault.at
    const nothing: Judged = { id, of: 'said', kind: '', right: true, after: null, days, says: '' }
    return [
      ...faults.map((fault): Judged => {
        const found = events.filter((one) => meets(fault, one))
        const after = found.length === 0 ? null : Math.max(0, Math.min(...found.map(({ from }) => from)) - fault.at)
        const says = `${fault.kind} on day ${fault.at}, ${fault.days} days, ${fault.pieces} pieces`
        return { ...nothing, of: 'planted', kind: fault.kind, right: found.length > 0, after, says }
      }),
      ...events.map((one): Judged => {
        const right = faults.some((fault) => meets(fault, one))
        return { ...nothing, kind: one.kind, right, says: `day ${one.from}: ${one.says}` }
      }),
    ]
  },
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: wrongOfPlanted,
}
