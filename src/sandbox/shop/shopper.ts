import { checkOut } from './checkout.ts'
import { rowWhere } from './query.ts'
import { plain, type Row } from './rows.ts'
import { insert, type Shop } from './shop.ts'

/** Whoever buys something, and where it goes. */
export interface Shopper {
  readonly firstname: string
  readonly lastname: string
  /** One account an address: who comes again is the same customer. */
  readonly email: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  /** ISO code of a country of the shop. */
  readonly country: string
}

export interface Basket {
  readonly goods: readonly { readonly reference: string; readonly quantity: number }[]
  /** ISO code. Default: the shop's. */
  readonly currency?: string
  /** With the welcome voucher. */
  readonly voucher?: boolean
  readonly wrapped?: boolean
  readonly module: string
  /** How the module calls its payment. */
  readonly payment: string
}

/**
 * A shopper buys what the shop sells, as its checkout does it.
 *
 * @throws Error in words, where the shop's pages would not sell it: it is not there, or cannot be ordered any more
 */
export function buy(shop: Shop, shopper: Shopper, basket: Basket): Row {
  const { tables } = shop
  const rows = basket.goods.map(({ reference, quantity }) => cartRow(sold(shop, reference), quantity))
  const known = tables
    .of('customers')
    .byId()
    .find((row) => plain(row, 'email') === shopper.email)
  const customer =
    known ?? insert(tables, 'customers', person(shop, shopper.firstname, shopper.lastname, shopper.email))
  const home = homeOf(shop, customer, shopper)
  const currency =
    basket.currency === undefined ? undefined : rowWhere(tables.of('currencies'), 'iso_code', basket.currency)
  const rule = basket.voucher ? [tables.of('cart_rules').get(1)!] : []
  const cart = cartOf(shop, { customer, home, rows, currency: currency?.id ?? 1, wrapped: basket.wrapped ?? false })
  return checkOut(shop, { cart, module: basket.module, payment: basket.payment, cartRules: rule })
}

/** Product and combination of a reference. */
function sold(shop: Shop, reference: string): readonly [product: number, combination: number] {
  const combination = rowWhere(shop.tables.of('combinations'), 'reference', reference)
  const product = combination
    ? shop.tables.of('products').get(Number(plain(combination, 'id_product')))
    : rowWhere(shop.tables.of('products'), 'reference', reference)
  if (!product) throw new Error(`the shop has no ${reference}`)
  if (plain(product, 'active') !== '1' || plain(product, 'available_for_order') !== '1')
    throw new Error(`${reference} cannot be ordered any more`)
  return [product.id, combination?.id ?? 0]
}

/** The address of the customer in that street, which is made where there is none. */
function homeOf(shop: Shop, customer: Row, { firstname, lastname, street, postcode, city, country }: Shopper): Row {
  const { tables } = shop
  const theirs = tables.of('addresses').where('id_customer', String(customer.id)) ?? []
  const known = theirs.find((row) => plain(row, 'address1') === street && plain(row, 'deleted') === '0')
  if (known) return known
  const countryRow = rowWhere(tables.of('countries'), 'iso_code', country)
  if (!countryRow) throw new Error(`the shop does not ship to ${country}`)
  return insert(tables, 'addresses', {
    ...address(shop, firstname, lastname, street, postcode, city, String(countryRow.id)),
    id_customer: String(customer.id),
  })
}

export interface Cart {
  readonly customer: Row
  readonly home: Row
  readonly rows: readonly Readonly<Record<string, string>>[]
  readonly currency: number
  readonly wrapped: boolean
  readonly giftMessage?: string
}

/** A cart that is sent by post. */
export function cartOf(shop: Shop, { customer, home, rows, currency, wrapped, giftMessage = '' }: Cart): Row {
  return insert(
    shop.tables,
    'carts',
    {
      id_address_delivery: String(home.id),
      id_address_invoice: String(home.id),
      id_currency: String(currency),
      id_customer: String(customer.id),
      id_guest: '0',
      id_lang: '1',
      id_shop_group: '1',
      id_shop: '1',
      id_carrier: '2',
      recyclable: '0',
      gift: wrapped ? '1' : '0',
      gift_message: giftMessage,
      mobile_theme: '0',
      delivery_option: '{"1":"2,"}',
      secure_key: plain(customer, 'secure_key'),
      allow_seperated_package: '0',
      date_add: shop.now(),
      date_upd: shop.now(),
    },
    { cart_rows: rows },
  )
}

export const cartRow = ([product, combination]: readonly [number, number], quantity: number) => ({
  id_product: String(product),
  id_product_attribute: String(combination),
  id_address_delivery: '1',
  id_customization: '0',
  quantity: String(quantity),
})

export const person = ({ now }: Pick<Shop, 'now'>, firstname: string, lastname: string, email: string) => ({
  id_default_group: '3',
  id_lang: '1',
  secure_key: '0'.repeat(32),
  deleted: '0',
  passwd: `$2y$10$${'x'.repeat(53)}`,
  lastname,
  firstname,
  email,
  id_gender: '2',
  birthday: '0000-00-00',
  newsletter: '0',
  optin: '0',
  website: '',
  company: '',
  siret: '',
  ape: '',
  outstanding_allow_amount: '0.000000',
  show_public_prices: '0',
  id_risk: '0',
  max_payment_days: '0',
  active: '1',
  note: '',
  is_guest: '0',
  id_shop: '1',
  id_shop_group: '1',
  date_add: now(),
  date_upd: now(),
})

export const address = (
  { now }: Pick<Shop, 'now'>,
  firstname: string,
  lastname: string,
  address1: string,
  postcode: string,
  city: string,
  country: string,
) => ({
  id_manufacturer: '0',
  id_supplier: '0',
  id_warehouse: '0',
  id_country: country,
  id_state: '0',
  alias: 'Home',
  company: '',
  lastname,
  firstname,
  vat_number: '',
  address1,
  address2: '',
  postcode,
  city,
  other: '',
  phone: '02 47 00 00 00',
  phone_mobile: '',
  dni: '',
  deleted: '0',
  date_add: now(),
  date_upd: now(),
})
