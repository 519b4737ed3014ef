import type { RecordValue } from '../../domain/record.ts'
import { rowsWith } from './filters.ts'
import type { ReadParts } from './read-order.ts'
import type { WireRow } from './xml.ts'

/**
 * What a sold product takes from the stock of others: of a pack whose products the shop takes down (`pack_stock_type` 1 or 2,
 * or PS_PACK_STOCK_TYPE where it says so), what is in it. Empty for any other product, and for one that is gone: its order
 * stays. The core reads 0, "the pack alone", as "as the shop does", so that is done here; and a shop whose setting cannot be
 * read is taken to take them down, since too little is then offered and never too much.
 *
 * `counted_alone`: the shop looks at a number of the pack itself, as in a shop as it is installed (0). One that counts both (2)
 * offers the smaller of that number and of what its products allow, and takes both down. It is true as well where the setting
 * cannot be read: a shop that goes by the products does not look at that number.
 *
 * @see Product::updateStockForPack, Pack::isPackUsingProductsStock, Pack::getQuantity; associations/product_bundle of products
 */
export async function readPack(id: string, { shared, webservice, reference }: ReadParts): Promise<RecordValue> {
  const row = await shared.one('products', id)
  const inside = row ? bundleOf(row) : []
  const type = row ? await stockTypeOf(row, reference) : '0'
  const counted_alone = row?.cache_is_pack === '1' && (inside.length === 0 || type !== '1')
  const counted_both = counted_alone && inside.length > 0 && type === '2'
  if (inside.length === 0 || !(type === null || takesProducts(type)))
    return { id, contents: [], counted_alone, counted_both }
  const byId = async (resource: string, ids: readonly string[]) => {
    const wanted = [...new Set(ids)].filter((one) => one !== '0')
    const rows = await rowsWith(webservice, resource, 'id', wanted, { sort: '[id_ASC]' })
    return new Map(rows.map((one) => [String(one.id), one]))
  }
  const [products, combinations] = await Promise.all([
    byId(
      'products',
      inside.map(({ product }) => product),
    ),
    byId(
      'combinations',
      inside.map(({ combination }) => combination),
    ),
  ])
  const referenceOf = (rows: ReadonlyMap<string, WireRow>, key: string) => String(rows.get(key)?.reference ?? '')
  return {
    id,
    counted_alone,
    counted_both,
    contents: inside.map(({ product, combination, quantity }) => ({
      ...{ product_id: product, product_attribute_id: combination, quantity },
      product_reference: referenceOf(combinations, combination) || referenceOf(products, product),
    })),
  }
}

interface Inside {
  readonly product: string
  /** "0": the product itself. */
  readonly combination: string
  readonly quantity: number
}

function bundleOf(row: WireRow): Inside[] {
  const bundle = (row.associations as { product_bundle?: unknown } | undefined)?.product_bundle
  if (row.cache_is_pack !== '1' || !Array.isArray(bundle)) return []
  return (bundle as WireRow[]).map(({ id, id_product_attribute, quantity }) => ({
    product: String(id),
    combination: String(id_product_attribute || '0'),
    quantity: Number(quantity),
  }))
}

const takesProducts = (type: string | undefined) => type === '1' || type === '2'

/** 0: the pack alone, 1: its products, 2: both; null: the shop's own setting decides, and cannot be read. */
async function stockTypeOf({ pack_stock_type }: WireRow, reference: ReadParts['reference']): Promise<string | null> {
  if (takesProducts(String(pack_stock_type))) return String(pack_stock_type)
  const settings = await reference.settings()
  return settings.has('PS_PACK_STOCK_TYPE') ? String(settings.get('PS_PACK_STOCK_TYPE')) : null
}
