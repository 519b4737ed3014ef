import { number, plain, type Row } from './rows.ts'
import { change, insert, type Shop, setting } from './shop.ts'
import { defaultShop } from './shop-values.ts'

/** What the shop makes with a product or a combination: a row of stock that is empty. @see Product::add, StockAvailable::setProductOutOfStock */
export function addStockRow(shop: Shop, product: number, attribute: number, inShop: string): void {
  insert(shop.tables, 'stock_availables', {
    ...{ id_product: String(product), id_product_attribute: String(attribute), id_shop: inShop, id_shop_group: '0' },
    quantity: '0',
    ...{ depends_on_stock: '0', out_of_stock: '2', location: '' },
  })
}

/** Adds to what can be sold of a product or combination. A product with combinations keeps their sum in row 0. */
export function moveStock(shop: Shop, product: number, attribute: number, quantity: number): void {
  const row = stockRow(shop, product, attribute)
  if (!row) return
  change(shop.tables, 'stock_availables', row, { quantity: String(number(row, 'quantity') + quantity) })
  sumCombinations(shop, product)
  shop.changed({ topic: 'stock_available', id: row.id })
}

/** What an order takes: of a pack also its products, or these alone, as `pack_stock_type` or PS_PACK_STOCK_TYPE says. */
export function takeStock(shop: Shop, product: Row, attribute: number, quantity: number): void {
  const bundle = plain(product, 'cache_is_pack') === '1' ? (product.associations?.product_bundle ?? []) : []
  const own = Number(plain(product, 'pack_stock_type') || 3)
  const type = own === 1 || own === 2 ? own : Number(setting(shop.tables, 'PS_PACK_STOCK_TYPE') || 0)
  if (bundle.length === 0 || type !== 1) moveStock(shop, product.id, attribute, -quantity)
  if (type !== 1 && type !== 2) return
  for (const { id, id_product_attribute, quantity: each } of bundle)
    moveStock(shop, Number(id), Number(id_product_attribute ?? 0), -quantity * Number(each))
}

/** After a combination's row was saved. Row 0 written directly stays as written until then. */
export function sumCombinations(shop: Shop, product: number): void {
  const ofOneShop = (row: Row) => `${plain(row, 'id_shop')} ${plain(row, 'id_shop_group')}`
  for (const rows of Map.groupBy(stockOf(shop, product), ofOneShop).values()) {
    const combinations = rows.filter((row) => number(row, 'id_product_attribute') !== 0)
    const sum = rows.find((row) => number(row, 'id_product_attribute') === 0)
    if (combinations.length === 0 || !sum) continue
    const total = combinations.reduce((all, row) => all + number(row, 'quantity'), 0)
    change(shop.tables, 'stock_availables', sum, { quantity: String(total) })
  }
}

/** That of the first shop, where the sandbox's customers order; or the one that its group shares. */
function stockRow(shop: Shop, product: number, attribute: number): Row | undefined {
  const its = stockOf(shop, product).filter((row) => number(row, 'id_product_attribute') === attribute)
  return its.find((row) => plain(row, 'id_shop') === defaultShop) ?? its[0]
}

const stockOf = (shop: Shop, product: number) =>
  shop.tables.of('stock_availables').where('id_product', String(product)) ?? []
