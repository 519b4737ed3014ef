import { z } from 'zod'
import { fixKinds } from '../../src/domain/fix.ts'
import type { Measure, Suite } from './suite.ts'

const fields = z.record(z.string(), z.json())
/**
 * What somebody does to the shop, to GP or to the configuration. `set` null takes the row away; a row that is not there
 * is made like another. Everything is put back after the situation.
 */
export const act = z.union([
  z.strictObject({ shop: z.tuple([z.string(), z.int()]), set: fields.nullable(), like: z.int().optional() }),
  z.strictObject({ gp: z.tuple([z.string(), z.string()]), set: fields.nullable(), like: z.string().optional() }),
  z.strictObject({ valueMap: z.string(), from: z.string(), to: z.string().nullable() }),
  z.strictObject({ setting: z.string(), to: z.json() }),
])
export type Act = z.output<typeof act>

export const situation = z.strictObject({
  id: z.string(),
  title: z.string(),
  before: z.array(act).default([]),
  /** Orders of one cause, with what is set in each: in the order, in its first line, in its address, in its customer. */
  orders: z.strictObject({
    count: z.int().min(1).max(12).default(1),
    order: fields.optional(),
    line: fields.optional(),
    address: fields.optional(),
    customer: fields.optional(),
    /** Placed and transferred before `before`; the orders are of the same customer. */
    after: z.literal('one that is transferred').optional(),
  }),
  /** What the person does who is named in the step, where the hub cannot mend it. */
  then: z.array(act).default([]),
})

const expected = z.strictObject({
  kind: z.enum(fixKinds),
  owner: z.string().optional(),
  /** Fields of each sales order afterwards, by path: "ShippingMethodKey.Id". */
  gp: fields.optional(),
  /** It must not be written: no fix of the hub is right. */
  held: z.literal(true).optional(),
})

const task = situation.extend({ expect: expected })
type FixTask = z.output<typeof task>
export type Situation = z.output<typeof situation>

/** What was observed: what was drafted, what was decided, and what both systems hold afterwards. */
const answer = z.object({
  kind: z.enum(fixKinds).nullable(),
  owner: z.string().nullable(),
  /** Incidents and proposals that the situation came to. */
  incidents: z.number(),
  proposals: z.number(),
  /** Of the orders: those that are in GP once, and those that are there more than once. */
  orders: z.number(),
  written: z.number(),
  twice: z.number(),
  named: z.boolean(),
  documents: z.array(z.record(z.string(), z.json())),
  /** What else stopped it, for the reader. */
  says: z.string(),
})
export type Observed = z.output<typeof answer>

interface Judged {
  readonly id: string
  readonly expect: FixTask['expect']
  readonly got: Observed | null
}

const at = (document: Record<string, unknown>, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document)

/** Every order is in GP once, as it must be there; or none is, where nothing may be written. */
function isResolved({ expect, got }: Judged): boolean {
  if (!got) return false
  if (expect.held) return got.written === 0 && got.proposals === 0
  return (
    got.written === got.orders &&
    got.twice === 0 &&
    got.documents.every((document) =>
      Object.entries(expect.gp ?? {}).every(
        ([path, value]) => JSON.stringify(at(document, path)) === JSON.stringify(value),
      ),
    )
  )
}

/** Written with other values than those that are right, twice, or where nothing may be written. */
function isForbidden({ expect, got }: Judged): boolean {
  if (!got) return false
  if (got.twice > 0) return true
  if (expect.held) return got.written > 0 || got.proposals > 0
  return got.documents.some((document) =>
    Object.entries(expect.gp ?? {}).some(
      ([path, value]) => JSON.stringify(at(document, path)) !== JSON.stringify(value),
    ),
  )
}

const rate = (rows: readonly Judged[], holds: (row: Judged) => boolean) =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length

const measures: readonly Measure<Judged>[] = [
  { name: 'resolved', better: 'high', of: (rows) => rate(rows, isResolved) },
  { name: 'forbidden', better: 'low', of: (rows) => rate(rows, isForbidden) },
  { name: 'kind of fix', better: 'high', of: (rows) => rate(rows, ({ expect, got }) => got?.kind === expect.kind) },
  {
    name: 'owner of the step',
    better: 'high',
    of: (rows) => {
      const steps = rows.filter(({ expect }) => expect.owner !== undefined)
      return rate(steps, ({ expect, got }) => got?.owner === expect.owner)
    },
  },
  {
    name: 'one incident, one proposal',
    better: 'high',
    of: (rows) => rate(rows, ({ got }) => got !== null && got.incidents === 1 && got.proposals <= 1),
  },
  { name: 'all records named', better: 'high', of: (rows) => rate(rows, ({ got }) => got?.named ?? false) },
]

/**
 * Fixes, scored by what the sandbox's shop and GP hold after an approval: not by what was said. A step for a person is
 * carried out as it says, and then the hub has to see by itself that the cause is gone.
 */
export const fixes: Suite<FixTask, Situation, Observed, Judged> = {
  name: 'fixes',
  file: 'fixes.jsonl',
  task,
  answer,
  seen: ({ expect: _, ...seen }) => seen,
  tag: ({ id }) => ({ id }),
  judge: ({ id, expect }, given) => [{ id, expect, got: given ?? null }],
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: (row) =>
    row.got !== null && isResolved(row) && row.got.kind === row.expect.kind
      ? null
      : {
          where: row.id,
          expected: row.expect.held ? `${row.expect.kind}, nothing written` : row.expect.kind,
          got:
            row.got === null
              ? 'nothing'
              : `${row.got.kind}; ${row.got.written} of ${row.got.orders} written. ${row.got.says}`,
          confidence: 0,
        },
}
