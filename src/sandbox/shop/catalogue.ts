import { insert, type Shop } from './shop.ts'

export interface NewProduct {
  readonly reference: string
  readonly name: string
  /** Tax excluded. */
  readonly price: string
}

/** A merchandiser puts a product on sale, with nothing in stock. @returns its id */
export function addProduct(shop: Shop, { reference, name, price }: NewProduct): number {
  const { tables } = shop
  const row = insert(tables, 'products', product(reference, name, price, '1', shop.now()))
  insert(tables, 'stock_availables', stockRow(row.id, 0))
  shop.changed({ topic: 'product', id: row.id })
  return row.id
}

export const product = (reference: string, label: string, price: string, taxGroup: string, at: string) => ({
  id_tax_rules_group: taxGroup,
  reference,
  price,
  wholesale_price: '0.000000',
  active: '1',
  state: '1',
  available_for_order: '1',
  show_price: '1',
  minimal_quantity: '1',
  ean13: '',
  date_add: at,
  date_upd: at,
  ...{ name: { '1': label }, available_now: { '1': '' }, available_later: { '1': '' } },
  product_type: reference === 'CUP' ? 'combinations' : 'standard',
})

export const stockRow = (product: number, quantity: number) => ({
  id_product: String(product),
  id_product_attribute: '0',
  id_shop: '1',
  id_shop_group: '0',
  quantity: String(quantity),
  depends_on_stock: '0',
  out_of_stock: '2',
  location: '',
})
