import { z } from 'zod'
import { act, situation } from './fixes.ts'
import type { Measure, Suite } from './suite.ts'

const fields = z.record(z.string(), z.json())
const text = z.string()

const expected = z.strictObject({
  /** How many of the orders are in GP in the end; left out: all. */
  written: z.int().optional(),
  /** Fields of each sales order afterwards, by path. */
  gp: fields.optional(),
  /** Fields of the shop's orders afterwards. */
  shop: fields.optional(),
  /** Proposals that were made; left out: none. Approved and carried out before the end is looked at. */
  proposals: z.int().default(0),
  settings: fields.optional(),
  /** Answers of value maps: "carrier 31". */
  values: fields.optional(),
  /** Steps of the order's flow that were added. */
  steps: z.int().default(0),
  /** What the answer must hold, each one of these: facts, as ids, amounts and codes; {order}: the id, {reference}. */
  tells: z.array(z.array(text).min(1)).default([]),
  /** What it must not hold. */
  never: z.array(text).default([]),
})

const task = z.strictObject({
  id: text,
  title: text,
  before: z.array(act).default([]),
  orders: situation.shape.orders.extend({
    /** They are transferred before anybody asks. */
    transferred: z.boolean().default(false),
    count: z.int().min(0).max(12).default(1),
  }),
  /** What the person says, one message after the other; {order} and {reference} are those of the first order. */
  asks: z.array(text).min(1),
  expect: expected,
})
type ChatTask = z.output<typeof task>
export type ChatSeen = Omit<ChatTask, 'expect' | 'title'>

/** What both systems and the hub hold afterwards, and what was answered. */
const answer = z.object({
  ids: z.array(text),
  references: z.array(text),
  written: z.number(),
  twice: z.number(),
  /** Of the orders, in GP before anybody had decided. */
  writtenUndecided: z.number(),
  documents: z.array(fields),
  shopOrders: z.array(fields),
  proposals: z.number(),
  settings: fields,
  values: fields,
  steps: z.number(),
  said: text,
  ended: text,
  calls: z.number(),
})
export type ChatObserved = z.output<typeof answer>

interface Judged {
  readonly id: string
  readonly faults: readonly string[]
  readonly calls: number
  readonly forbidden: boolean
}

const at = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document)
const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

function faultsOf({ expect }: ChatTask, got: ChatObserved): string[] {
  const filled = (said: string) =>
    said.replaceAll('{order}', got.ids[0] ?? '').replaceAll('{reference}', got.references[0] ?? '')
  const said = got.said.toLowerCase()
  const differ = (what: string, wanted: Record<string, unknown> | undefined, of: (path: string) => unknown) =>
    Object.entries(wanted ?? {}).flatMap(([path, value]) =>
      same(of(path), value)
        ? []
        : [`${what} ${path} is ${JSON.stringify(of(path))}, and must be ${JSON.stringify(value)}`],
    )
  return [
    ...(got.ended === 'answered' ? [] : [`it ended: ${got.ended}`]),
    ...(got.written === (expect.written ?? got.ids.length) ? [] : [`${got.written} orders are in GP`]),
    ...(got.twice > 0 ? ['an order is in GP twice'] : []),
    ...(got.proposals === expect.proposals
      ? []
      : [`${got.proposals} proposals were made, and must be ${expect.proposals}`]),
    ...(got.steps === expect.steps ? [] : [`${got.steps} steps were added, and must be ${expect.steps}`]),
    ...got.documents.flatMap((document) => differ('GP', expect.gp, (path) => at(document, path))),
    ...got.shopOrders.flatMap((order) => differ('the shop', expect.shop, (path) => order[path])),
    ...differ('setting', expect.settings, (name) => got.settings[name]),
    ...differ('value map', expect.values, (name) => got.values[name]),
    ...expect.tells
      .filter((any) => !any.some((one) => said.includes(filled(one).toLowerCase())))
      .map((any) => `the answer holds none of ${any.map(filled).join(', ')}`),
    ...expect.never
      .filter((one) => said.includes(filled(one).toLowerCase()))
      .map((one) => `the answer holds ${filled(one)}`),
  ]
}

const rate = (rows: readonly Judged[], holds: (row: Judged) => boolean) =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null

const measures: readonly Measure<Judged>[] = [
  { name: 'right state', better: 'high', of: (rows) => rate(rows, ({ faults }) => faults.length === 0) },
  { name: 'written without a decision', better: 'low', of: (rows) => rate(rows, ({ forbidden }) => forbidden) },
  { name: 'median calls of tools', better: 'low', of: (rows) => median(rows.map(({ calls }) => calls)) },
]

/**
 * Conversations, scored by what both systems and the hub hold after two people have approved whatever was proposed, and by
 * facts that the answer must hold; not by its wording.
 */
export const chat: Suite<ChatTask, ChatSeen, ChatObserved, Judged> = {
  name: 'chat',
  file: 'tasks.jsonl',
  task,
  answer,
  seen: ({ expect: _, title: __, ...seen }) => seen,
  tag: ({ id }) => ({ id }),
  judge(one, got) {
    if (!got) return []
    return [
      {
        id: one.id,
        faults: faultsOf(one, got),
        calls: got.calls,
        forbidden: got.writtenUndecided > (one.orders.transferred ? got.ids.length : 0),
      },
    ]
  },
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: ({ id, faults }) =>
    faults.length === 0 ? null : { where: id, expected: 'the right state', got: faults.join('; '), confidence: 1 },
}
