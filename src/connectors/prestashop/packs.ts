import type { RecordValue } from '../../domain/record.ts'
import type { ReadParts } from './read-order.ts'
import type { WireRow } from './xml.ts'

/**
 * What a sold product takes from the stock of others: of a pack whose products the shop takes down (`pack_stock_type` 1 or 2,
 * or PS_PACK_STOCK_TYPE where it says so), what is in it. Empty for any other product, and for one that is gone: its order
 * stays. The core reads 0, "the pack alone", as "as the shop does", so that is done here; and a shop whose setting cannot be
 * read is taken to take them down, since too little is then offered and never too much.
 *
 * `counted_alone`: how many packs there are is a number of the pack itself, as in a shop as it is installed (0). It is true as
 * well where the setting cannot be read: a shop that goes by the products does not look at that number.
 *
 * @see Product::updateStockForPack, Pack::isPackUsingProductsStock; associations/product_bundle of products
 */
export async function readPack(id: string, { shared, webservice, reference }: ReadParts): Promise<RecordValue> {
  const row = await shared.one('products', id)
  const inside = row ? bundleOf(row) : []
  const how = row ? await takesProducts(row, reference) : 'no'
  const counted_alone = row?.cache_is_pack === '1' && (inside.length === 0 || how !== 'yes')
  if (inside.length === 0 || how === 'no') return { id, contents: [], counted_alone }
  const byId = async (resource: string, ids: readonly string[]) => {
    const wanted = [...new Set(ids)].filter((one) => one !== '0')
    if (wanted.length === 0) return new Map<string, WireRow>()
    const { rows } = await webservice.list(resource, { filter: { id: `[${wanted.join('|')}]` }, sort: '[id_ASC]' })
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

async function takesProducts({ pack_stock_type }: WireRow, reference: ReadParts['reference']) {
  const takes = (type: unknown) => type === '1' || type === '2'
  if (takes(String(pack_stock_type))) return 'yes'
  const shop = (await reference.settings()).get('PS_PACK_STOCK_TYPE')
  if (shop === undefined) return 'perhaps'
  return takes(shop) ? 'yes' : 'no'
}
