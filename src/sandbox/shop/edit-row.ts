import { z } from 'zod'
import { topics } from './announce.ts'
import { change, type Shop } from './shop.ts'

export const rowEdit = z.strictObject({
  /** "addresses". */
  resource: z.string(),
  id: z.int(),
  fields: z.record(z.string(), z.string()),
  /**
   * `shop`: as its own screens do: the row's own `date_upd` moves, and the module hears of it. `database`: as a program does
   * that writes past the shop: no date moves, and nobody hears of it.
   */
  by: z.enum(['shop', 'database']).default('shop'),
})

/** Rows without a topic of their own: the module tells of their order. */
const partsOfOrder = ['order_details', 'order_cart_rules', 'order_histories']

/** Edits one row in place: nothing of the rows that point to it changes. */
export function editRow(shop: Shop, { resource, id, fields, by }: z.output<typeof rowEdit>): void {
  const row = shop.tables.of(resource).get(id)
  if (!row) throw new Error(`no row ${id} in ${resource}`)
  const dated = by === 'shop' && row.fields.date_upd !== undefined
  change(shop.tables, resource, row, { ...fields, ...(dated && { date_upd: shop.now() }) })
  if (by === 'database') return
  const topic = topics[resource]
  if (topic) shop.changed({ topic, id })
  else if (partsOfOrder.includes(resource)) shop.changed({ topic: 'order', id: Number(row.fields.id_order) })
}
