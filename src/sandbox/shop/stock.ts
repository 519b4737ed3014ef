import { number, type Row } from './rows.ts'
import { change, type Shop } from './shop.ts'

/** Adds to what can be sold of a product or combination. A product with combinations keeps their sum in row 0. */
export function moveStock(shop: Shop, product: number, attribute: number, quantity: number): void {
  const row = stockRow(shop, product, attribute)
  if (!row) return
  change(shop.tables, 'stock_availables', row, { quantity: String(number(row, 'quantity') + quantity) })
  sumCombinations(shop, product)
  shop.changed({ topic: 'stock_available', id: row.id })
}

/** After a combination's row was saved. Row 0 written directly stays as written until then. */
export function sumCombinations(shop: Shop, product: number): void {
  const rows = stockOf(shop, product)
  const combinations = rows.filter((row) => number(row, 'id_product_attribute') !== 0)
  const sum = rows.find((row) => number(row, 'id_product_attribute') === 0)
  if (combinations.length === 0 || !sum) return
  const total = combinations.reduce((all, row) => all + number(row, 'quantity'), 0)
  change(shop.tables, 'stock_availables', sum, { quantity: String(total) })
}

function stockRow(shop: Shop, product: number, attribute: number): Row | undefined {
  return stockOf(shop, product).find((row) => number(row, 'id_product_attribute') === attribute)
}

const stockOf = (shop: Shop, product: number) =>
  shop.tables.of('stock_availables').where('id_product', String(product)) ?? []
