import { product, stockRow } from './catalogue.ts'
import { checkOut } from './checkout.ts'
import { plain, type Row, type Tables } from './rows.ts'
import { change, insert, type Shop } from './shop.ts'
import { address, cartOf, cartRow, person } from './shopper.ts'
import { moveStock } from './stock.ts'

/** The carrier of the demo's orders. */
const byPost = 2
/** When the demo shop was opened. */
const opened = { now: () => '2026-01-05 09:00:00' }

/** A shop of our own making: a French tea house that also ships to Germany and Switzerland. */
export function fillDemoShop(tables: Tables): void {
  const put = (resource: string, id: number, fields: Row['fields'], associations: Row['associations'] = {}) =>
    insert(tables, resource, fields, associations, id)
  const name = (text: string) => ({ '1': text })

  const settings = {
    PS_VERSION_DB: '8.2.1',
    PS_SHOP_NAME: 'Maison Camellia',
    PS_TIMEZONE: 'Europe/Paris',
    PS_LANG_DEFAULT: '1',
    PS_CURRENCY_DEFAULT: '1',
    PS_COUNTRY_DEFAULT: '1',
    PS_ROUND_TYPE: '2',
    PS_PRICE_ROUND_MODE: '2',
    PS_STOCK_MANAGEMENT: '1',
    PS_ORDER_OUT_OF_STOCK: '1',
    PS_SHIPPING_FREE_PRICE: '0',
    PS_GIFT_WRAPPING: '1',
    PS_GIFT_WRAPPING_PRICE: '2.5',
    PS_GIFT_WRAPPING_TAX_RULES_GROUP: '1',
    PS_OS_CHEQUE: '1',
    PS_OS_PAYMENT: '2',
    PS_OS_PREPARATION: '3',
    PS_OS_SHIPPING: '4',
    PS_OS_DELIVERED: '5',
    PS_OS_CANCELED: '6',
    PS_OS_REFUND: '7',
    PS_OS_ERROR: '8',
    PS_OS_OUTOFSTOCK_PAID: '9',
    PS_OS_BANKWIRE: '10',
    PS_OS_WS_PAYMENT: '11',
    PS_OS_OUTOFSTOCK_UNPAID: '12',
    PS_OS_COD_VALIDATION: '13',
  }
  for (const [index, [key, value]] of Object.entries(settings).entries())
    put('configurations', index + 1, {
      name: key,
      value,
      id_shop_group: '',
      id_shop: '',
      date_add: '2026-01-05 09:00:00',
      date_upd: '2026-01-05 09:00:00',
    })
  put('shops', 1, {
    id_shop_group: '1',
    id_category: '2',
    active: '1',
    deleted: '0',
    name: settings.PS_SHOP_NAME,
    theme_name: 'classic',
  })
  put('languages', 1, {
    name: 'English',
    iso_code: 'en',
    locale: 'en-US',
    language_code: 'en-us',
    active: '1',
    date_format_lite: 'Y-m-d',
    date_format_full: 'Y-m-d H:i:s',
  })
  put('currencies', 1, currency('Euro', 'EUR', '1.000000'))
  put('currencies', 2, currency('Swiss Franc', 'CHF', '0.940000'))
  put('zones', 1, { name: 'Europe', active: '1' })
  for (const [id, iso, label, zip_code_format] of [
    [1, 'FR', 'France', 'NNNNN'],
    [2, 'DE', 'Germany', 'NNNNN'],
    [3, 'CH', 'Switzerland', 'NNNN'],
  ] as const)
    put('countries', id, {
      id_zone: '1',
      id_currency: '0',
      iso_code: iso,
      active: '1',
      contains_states: '0',
      need_identification_number: '0',
      need_zip_code: '1',
      zip_code_format,
      name: name(label),
    })
  put('groups', 3, {
    reduction: '0.00',
    price_display_method: '0',
    show_prices: '1',
    date_add: '2026-01-05 09:00:00',
    date_upd: '2026-01-05 09:00:00',
    name: name('Customer'),
  })

  const states: readonly [number, string, string][] = [
    [1, 'Awaiting check payment', ''],
    [2, 'Payment accepted', 'ipl'],
    [3, 'Processing in progress', 'ipld'],
    [4, 'Shipped', 'iplds'],
    [5, 'Delivered', 'iplds'],
    [6, 'Canceled', ''],
    [7, 'Refunded', 'i'],
    [8, 'Payment error', ''],
    [9, 'On backorder (paid)', 'ip'],
    [10, 'Awaiting bank wire payment', ''],
    [11, 'Remote payment accepted', 'ipl'],
    [12, 'On backorder (not paid)', ''],
    [13, 'Awaiting Cash On Delivery validation', ''],
  ]
  const flag = (flags: string, letter: string) => (flags.includes(letter) ? '1' : '0')
  for (const [id, label, flags] of states)
    put('order_states', id, {
      unremovable: '1',
      delivery: flag(flags, 'd'),
      hidden: '0',
      send_email: '0',
      module_name: '',
      invoice: flag(flags, 'i'),
      color: '#4169E1',
      logable: flag(flags, 'l'),
      shipped: flag(flags, 's'),
      paid: flag(flags, 'p'),
      pdf_delivery: '0',
      pdf_invoice: '0',
      deleted: '0',
      name: name(label),
      template: name(''),
    })

  const taxes: readonly [number, string, string][] = [
    [1, '20.000', 'TVA 20%'],
    [2, '5.500', 'TVA 5.5%'],
    [3, '19.000', 'MwSt 19%'],
    [4, '7.000', 'MwSt 7%'],
  ]
  for (const [id, rate, label] of taxes) put('taxes', id, { rate, active: '1', deleted: '0', name: name(label) })
  for (const [id, label] of [
    [1, 'Root'],
    [2, 'Home'],
  ] as const)
    put('categories', id, {
      ...{
        id_parent: String(id - 1),
        active: '1',
        id_shop_default: '1',
        is_root_category: flag(id === 2 ? 'r' : '', 'r'),
      },
      ...{ position: '0', date_add: '2026-01-05 09:00:00', date_upd: '2026-01-05 09:00:00' },
      ...{ name: name(label), link_rewrite: name(label.toLowerCase()), description: name('') },
    })
  put('tax_rule_groups', 1, {
    name: 'Standard rate',
    active: '1',
    deleted: '0',
    date_add: '2026-01-05 09:00:00',
    date_upd: '2026-01-05 09:00:00',
  })
  put('tax_rule_groups', 2, {
    name: 'Reduced rate (food)',
    active: '1',
    deleted: '0',
    date_add: '2026-01-05 09:00:00',
    date_upd: '2026-01-05 09:00:00',
  })
  const rules: readonly [number, number, number, number][] = [
    [1, 1, 1, 1],
    [2, 2, 1, 2],
    [3, 1, 2, 3],
    [4, 2, 2, 4],
  ]
  for (const [id, group, country, tax] of rules)
    put('tax_rules', id, {
      id_tax_rules_group: String(group),
      id_state: '0',
      id_country: String(country),
      zipcode_from: '0',
      zipcode_to: '0',
      id_tax: String(tax),
      behavior: '0',
      description: '',
    })

  put('carriers', 1, carrier('Click and collect', '1', '1'))
  put('carriers', 2, carrier('Colissimo', '2', '0'))
  put('deliveries', 1, {
    id_carrier: '2',
    id_range_price: '0',
    id_range_weight: '1',
    id_zone: '1',
    id_shop: '',
    id_shop_group: '',
    price: '5.750000',
  })

  const products: readonly [number, string, string, string, string, number][] = [
    [1, 'TEA-ASSAM', 'Assam Second Flush, 100 g', '11.374408', '2', 120],
    [2, 'TEA-SENCHA', 'Sencha Uji, 100 g', '18.483412', '2', 60],
    [3, 'POT-IRON', 'Cast iron teapot', '49.916667', '1', 15],
    [4, 'CUP', 'Stoneware cup', '12.416667', '1', 0],
  ]
  for (const [id, reference, label, price, group, quantity] of products) {
    const combinations = reference === 'CUP' ? [{ id: '1' }, { id: '2' }] : []
    put('products', id, product(reference, label, price, group, opened.now()), { combinations })
    put('stock_availables', id, stockRow(id, quantity))
  }
  for (const [id, reference] of [
    [1, 'CUP-BLUE'],
    [2, 'CUP-SAND'],
  ] as const) {
    put('combinations', id, {
      id_product: '4',
      location: '',
      ean13: '',
      isbn: '',
      upc: '',
      mpn: '',
      reference,
      supplier_reference: '',
      wholesale_price: '0.000000',
      price: '0.000000',
      ecotax: '0.000000',
      weight: '0.000000',
      unit_price_impact: '0.000000',
      minimal_quantity: '1',
      low_stock_threshold: '',
      low_stock_alert: '0',
      default_on: id === 1 ? '1' : '',
      available_date: '0000-00-00',
      available_now: name(''),
      available_later: name(''),
    })
    put('stock_availables', 10 + id, { ...stockRow(4, 40), id_product_attribute: String(id) })
  }
  put('stock_availables', 4, { ...tables.of('stock_availables').get(4)!.fields, quantity: '80' })
  put('cart_rules', 1, {
    date_from: '2026-01-01 00:00:00',
    date_to: '2099-01-01 00:00:00',
    description: '',
    quantity: '1000000',
    code: 'WELCOME10',
    reduction_percent: '10.00',
    reduction_amount: '0.000000',
    reduction_tax: '0',
    reduction_currency: '1',
    reduction_product: '0',
    gift_product: '0',
    gift_product_attribute: '0',
    free_shipping: '0',
    active: '1',
    name: name('Welcome, 10 % off'),
  })
  put('customers', 1, person(opened, 'Margaux', 'Delcourt', 'margaux.delcourt@example.com'))
  put('addresses', 1, {
    ...address(opened, 'Margaux', 'Delcourt', '8 rue des Tanneurs', '37000', 'Tours', '1'),
    id_customer: '1',
  })
  tables.commit()
}

/**
 * What a customer orders in the demo: two teas and two cups, a welcome voucher, gift wrapping, sent by post.
 * @param carrier its id
 */
export function placeDemoOrder(shop: Shop, carrier = byPost): number {
  const { tables } = shop
  const customer = tables.of('customers').get(1)!
  const filled = cartOf(shop, {
    customer,
    home: tables.of('addresses').get(1)!,
    rows: [cartRow([1, 0], 2), cartRow([2, 0], 1), cartRow([4, 1], 2)],
    currency: 1,
    wrapped: true,
    giftMessage: 'Happy birthday!',
  })
  const cart = change(tables, 'carts', filled, { id_carrier: String(carrier) })
  return checkOut(shop, { cart, module: 'ps_checkout', payment: 'Card', cartRules: [tables.of('cart_rules').get(1)!] })
    .id
}

/** As when staff delete the carrier and make it again: its name stays, its number does not. @returns its id */
export function newCarrier({ tables }: Shop): number {
  const { id } = insert(tables, 'carriers', carrier('Colissimo', '', '0'))
  change(tables, 'carriers', tables.of('carriers').get(id)!, { id_reference: String(id) })
  insert(tables, 'deliveries', { ...tables.of('deliveries').get(1)!.fields, id_carrier: String(id) })
  return id
}

/** Orders that differ: products, quantities, voucher, wrapping and carrier by the number. For load and benchmarks. */
export function placeOrders(shop: Shop, count: number): number[] {
  const { tables } = shop
  const products = tables
    .of('products')
    .byId()
    .filter((row) => plain(row, 'reference') !== 'CUP')
  return Array.from({ length: count }, (_, index) => {
    const customer = insert(tables, 'customers', person(opened, 'Camille', 'Martin', `camille.${index}@example.com`))
    const home = insert(tables, 'addresses', {
      ...address(opened, 'Camille', 'Martin', `${index + 1} rue Neuve`, '75011', 'Paris', '1'),
      id_customer: String(customer.id),
    })
    const rows = Array.from({ length: 1 + (index % 3) }, (_, line) =>
      cartRow([products[(index + line) % products.length]!.id, 0], 1 + ((index + line) % 4)),
    )
    const cart = cartOf(shop, { customer, home, rows, currency: 1, wrapped: index % 5 === 0 })
    const cartRules = index % 4 === 0 ? [tables.of('cart_rules').get(1)!] : []
    return checkOut(shop, { cart, module: 'ps_checkout', payment: 'Card', cartRules }).id
  })
}

/** Someone changes an order in the back office: one more of its first line, sums recalculated. */
export function editOrder(shop: Shop, id: number): void {
  const { tables } = shop
  const order = tables.of('orders').get(id)
  const [line] = tables.of('order_details').where('id_order', String(id)) ?? []
  if (!order || !line) throw new Error(`no order ${id}`)
  const cents = (text: string) => Math.round(Number(text) * 1_000_000)
  const text = (millionths: number) => (millionths / 1_000_000).toFixed(6)
  const quantity = Number(plain(line, 'product_quantity')) + 1
  const round = (millionths: number) => Math.round(millionths / 10_000) * 10_000
  const excl = round(cents(plain(line, 'unit_price_tax_excl')) * quantity)
  const incl = round(cents(plain(line, 'unit_price_tax_incl')) * quantity)
  const moreExcl = excl - cents(plain(line, 'total_price_tax_excl'))
  const moreIncl = incl - cents(plain(line, 'total_price_tax_incl'))
  change(tables, 'order_details', line, {
    product_quantity: String(quantity),
    total_price_tax_excl: text(excl),
    total_price_tax_incl: text(incl),
  })
  const add = (field: string, more: number) => [field, text(cents(plain(order, field)) + more)]
  change(tables, 'orders', order, {
    ...Object.fromEntries([
      add('total_products', moreExcl),
      add('total_products_wt', moreIncl),
      add('total_paid', moreIncl),
      add('total_paid_tax_incl', moreIncl),
      add('total_paid_tax_excl', moreExcl),
      add('total_paid_real', moreIncl),
    ]),
    date_upd: shop.now(),
  })
  moveStock(shop, Number(plain(line, 'product_id')), Number(plain(line, 'product_attribute_id')), -1)
  shop.changed({ topic: 'order', id })
}

const currency = (label: string, iso: string, rate: string) => ({
  names: { '1': label },
  name: label,
  symbol: { '1': iso },
  iso_code: iso,
  numeric_iso_code: '',
  precision: '2',
  conversion_rate: rate,
  deleted: '0',
  active: '1',
  unofficial: '0',
  modified: '0',
  pattern: { '1': '' },
})

const carrier = (label: string, reference: string, free: string) => ({
  deleted: '0',
  is_module: '0',
  id_tax_rules_group: free === '1' ? '0' : '1',
  id_reference: reference,
  name: label,
  active: '1',
  is_free: free,
  url: '',
  shipping_handling: '0',
  shipping_external: '0',
  range_behavior: '0',
  shipping_method: '0',
  grade: '0',
  need_range: '0',
  position: '0',
  delay: { '1': '2 days' },
})
