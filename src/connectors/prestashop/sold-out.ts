import type { RecordRef, RecordValue } from '../../domain/record.ts'
import { type StockScope, stockResource } from './stock-scope.ts'
import type { Webservice } from './webservice.ts'
import type { InLanguages, WireRow } from './xml.ts'

interface SoldOutParts {
  readonly webservice: Webservice
  readonly stockScope: StockScope
}

const productsInOneAnswer = 50
/** Of one product: combinations of a shop that the hub serves are fewer. */
const mostRows = 5000

/** Of each product its record, by number; one that the shop does not have, or that has no stock row in it, is left out. */
export async function readSoldOut(
  products: readonly string[],
  parts: SoldOutParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < products.length; from += productsInOneAnswer) {
    const some = products.slice(from, from + productsInOneAnswer)
    const [texts, rows] = await Promise.all([
      parts.webservice.texts('products', 'available_later', some),
      stockRowsOf(some, { id_product_attribute: '[0]' }, parts),
    ])
    for (const row of rows) {
      const product = String(row.id_product)
      const its = texts.get(product)
      if (its)
        found.set(product, {
          ...{ id: product, id_shop: String(row.id_shop) },
          ...{ quantity: Number(row.quantity), out_of_stock: Number(row.out_of_stock) },
          available_later: [...its]
            .sort(([one], [other]) => Number(one) - Number(other))
            .map(([id_lang, text]) => ({ id_lang, text })),
        })
    }
  }
  return found
}

/**
 * Sets the stock rows of the product and of its combinations, and its texts. A text that is sent in some languages empties
 * the others, so what the document does not name goes along as it is. Absolute: the same once more changes nothing.
 */
export async function writeSoldOut(record: RecordRef, document: RecordValue, parts: SoldOutParts): Promise<WireRow> {
  const { webservice } = parts
  if (document.out_of_stock !== undefined) {
    const out_of_stock = String(document.out_of_stock)
    for (const row of await stockRowsOf([record.key], {}, parts))
      if (row.out_of_stock !== out_of_stock)
        await webservice.patch('stock_availables', 'stock_available', { id: String(row.id), out_of_stock }, record)
  }
  const wanted = ((document.available_later ?? []) as readonly RecordValue[]).map(
    ({ id_lang, text }) => [String(id_lang), String(text ?? '')] as const,
  )
  const there = (await webservice.texts('products', 'available_later', [record.key])).get(record.key)
  if (there && wanted.some(([language, text]) => there.has(language) && there.get(language) !== text)) {
    const available_later: InLanguages = new Map([...there, ...wanted.filter(([language]) => there.has(language))])
    await webservice.patch('products', 'product', { id: record.key, available_later }, record)
  }
  return { id: record.key }
}

/** Those of our shop: the list names those of all shops. */
async function stockRowsOf(
  products: readonly string[],
  where: Readonly<Record<string, string>>,
  { webservice, stockScope }: SoldOutParts,
): Promise<readonly WireRow[]> {
  const { rows } = await webservice.list(stockResource, {
    display: ['id', 'id_product', 'id_product_attribute', 'id_shop', 'id_shop_group', 'quantity', 'out_of_stock'],
    filter: { id_product: `[${products.join('|')}]`, ...where, ...stockScope.filter() },
    sort: '[id_ASC]',
    limit: mostRows,
  })
  return stockScope.ours(rows)
}
