import type { RecordValue } from '../../domain/record.ts'
import type { Slip } from './money-moved.ts'

/** What became of the pieces that a row of a slip gave back: into stock, back beside it, never back; null: not known. */
export type GoodsBack = 'restocked' | 'returned' | 'none' | null

/**
 * A slip does not say whether its goods are back: counters of the order's line do, and they are totals of all slips (PrestaShop,
 * OrderRefundUpdater: product_quantity_return or product_quantity_refunded rises, and product_quantity_reinjected where
 * staff asked to restock; a moment after the slip is stored). So it is known where all pieces of a line went the same way.
 * Slips that a program added raise no counter: then nobody has said it.
 */
export function goodsBackOf(detail: string, lines: readonly RecordValue[], slips: readonly Slip[]): GoodsBack {
  const line = lines.find(({ id }) => id === detail)
  if (!line) return null
  const count = (field: string) => (typeof line[field] === 'number' ? line[field] : 0)
  const given = slips
    .flatMap((slip) => slip.lines)
    .reduce((sum, row) => (row.detail === detail ? sum + row.quantity : sum), 0)
  const [back, kept] = [count('product_quantity_return'), count('product_quantity_refunded')]
  const restocked = count('product_quantity_reinjected')
  if (given === 0 || back + kept < given) return null
  // Pieces that were given back without a slip raise the same counters.
  if (restocked >= back + kept) return 'restocked'
  if (restocked > 0) return null
  if (kept === 0) return 'returned'
  return back === 0 ? 'none' : null
}
