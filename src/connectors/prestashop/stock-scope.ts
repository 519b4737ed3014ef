import { NeedsPerson } from '../../domain/errors.ts'
import type { WireRow } from './xml.ts'

/**
 * Whose stock rows are ours. The shop lists those of all its shops, whatever the context (PrestaShop 8.2.1), and a product
 * that two shops sell has a row in each: both would be given the whole stock. Rows that a group of shops shares have shop 0.
 *
 * @param shopId of the connection; undefined: the shop is the only one
 */
export function createStockScope(shopId: string | undefined) {
  const seen = new Set<string>()
  return {
    filter: (resource: string): Record<string, string> =>
      resource === 'stock_availables' && shopId !== undefined ? { id_shop: `[0|${shopId}]` } : {},
    /** @throws NeedsPerson when rows of several shops have come and none is named */
    check(resource: string, rows: readonly WireRow[]): void {
      if (resource !== 'stock_availables' || shopId !== undefined) return
      for (const { id_shop } of rows) if (id_shop !== '0') seen.add(String(id_shop))
      if (seen.size > 1)
        throw new NeedsPerson(
          'shop_not_named',
          `The shop has stock of ${seen.size} shops (${[...seen].sort().join(', ')}), and the connection does not say which one it is.`,
          'Name the shop as shopId in the connection of integration.json, then import it again.',
          { subject: 'shop_not_named' },
        )
    },
  }
}
