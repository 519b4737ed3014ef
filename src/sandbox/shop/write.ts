import { createHash } from 'node:crypto'
import { dec } from '../../domain/decimal.ts'
import { topics } from './announce.ts'
import { checkOut } from './checkout.ts'
import { setOrderState } from './order-states.ts'
import { Refused } from './query.ts'
import { readRows, type SentRow } from './read-xml.ts'
import type { FieldRule, Resource } from './resources.ts'
import { number, plain, type Row } from './rows.ts'
import { change, insert, type Shop, setting, six } from './shop.ts'
import { defaultShop, madeIn, type ShopScope, seenIn, writtenIn } from './shop-values.ts'
import { isThere } from './specific-prices.ts'
import { addStockRow, sumCombinations } from './stock.ts'

/**
 * POST, PUT and PATCH of one or several entities in one body, in sequence and without a transaction: the first bad one
 * ends it, those before it stay.
 *
 * @returns the rows as the answer shows them
 * @throws Refused with the shop's code
 */
export function write(
  shop: Shop,
  resource: Resource,
  method: 'POST' | 'PUT' | 'PATCH',
  body: string,
  scope: ShopScope,
): Row[] {
  return sentRows(resource, body).map((sent) =>
    method === 'POST' ? post(shop, resource, sent, scope) : put(shop, resource, sent, method, scope),
  )
}

/** Deletes all of them, or none when one is not there. */
export function remove(shop: Shop, resource: Resource, ids: readonly number[]): void {
  const table = shop.tables.of(resource.name)
  const missing = ids.find((id) => !table.get(id))
  if (missing !== undefined) throw new Refused(404, 87, `Id(s) not exists: ${missing}`)
  for (const id of ids) {
    const row = table.get(id)!
    const used = resource.name === 'addresses' && takeOut(shop, id)
    if (used) change(shop.tables, 'addresses', row, { deleted: '1' })
    else table.remove(id)
  }
}

const addressFields = ['id_address_delivery', 'id_address_invoice'] as const

/** Takes an address out of the carts that are not ordered. @returns whether an order has it. @see Address::delete */
function takeOut({ tables }: Shop, address: number): boolean {
  const orders = tables.of('orders').byId()
  const ordered = new Set(orders.map((order) => number(order, 'id_cart')))
  for (const cart of tables.of('carts').byId()) {
    const its = addressFields.filter((field) => number(cart, field) === address)
    if (its.length > 0 && !ordered.has(cart.id))
      tables.of('carts').put({
        ...cart,
        fields: { ...cart.fields, ...Object.fromEntries(its.map((field) => [field, '0'])) },
      })
  }
  return orders.some((order) => addressFields.some((field) => number(order, field) === address))
}

function sentRows(resource: Resource, body: string): SentRow[] {
  if (body.trim() === '') throw new Refused(500, 127, 'XML error : String could not be parsed as XML')
  try {
    return readRows(body, resource)
  } catch (error) {
    throw new Refused(
      500,
      127,
      `XML error : ${error instanceof Error ? error.message : 'String could not be parsed as XML'}`,
    )
  }
}

function post(shop: Shop, resource: Resource, sent: SentRow, scope: ShopScope): Row {
  if (sent.id !== null && sent.id !== 0) throw new Refused(400, 91, 'id is forbidden when adding a new resource')
  check(resource, sent, true)
  if (resource.name === 'order_histories') return postHistory(shop, sent)
  if (resource.name === 'orders') return postOrder(shop, sent)
  const fields = { ...blank(resource), ...known(resource, sent), ...stamps(shop, resource, true) }
  // No default is NULL in the shop's database, where only one row of a product may say 1.
  if (resource.name === 'combinations' && fields.default_on !== '1') fields.default_on = ''
  mustBeAlone(shop, resource, fields, null)
  if (resource.name === 'customers') Object.assign(fields, signIn(shop, fields))
  const row = madeIn(
    shop.tables,
    resource,
    insert(shop.tables, resource.name, fields, byNumber(sent.associations)),
    scope,
  )
  shop.tables.of(resource.name).put(row)
  for (const its of Object.keys(row.shops ?? { [defaultShop]: {} })) {
    if (resource.name === 'products') addStockRow(shop, row.id, 0, its)
    if (resource.name === 'combinations') joinProduct(shop, row, its)
  }
  announce(shop, resource, row)
  return row
}

/** The id in the body counts, the one in the address does not. */
function put(shop: Shop, resource: Resource, sent: SentRow, method: 'PUT' | 'PATCH', scope: ShopScope): Row {
  if (sent.id === null) throw new Refused(400, 90, 'id is required when modifying a resource')
  const table = shop.tables.of(resource.name)
  const stored = table.get(sent.id)
  if (!stored) throw new Refused(404, 92, `Invalid ID`)
  const before = seenIn(stored, scope)
  check(resource, sent, method === 'PUT')
  if (method === 'PATCH') checkRow(resource, before, sent)
  const fields = {
    ...(method === 'PUT' ? { ...blank(resource), ...keptLanguages(resource, before) } : before.fields),
    ...inEachLanguage(resource, before, known(resource, sent)),
    ...stamps(shop, resource, false),
  }
  // What is left out of a PUT is emptied; date_add becomes now.
  if (method === 'PUT' && resource.fields.has('date_add') && sent.fields.date_add === undefined)
    fields.date_add = shop.now()
  mustBeAlone(shop, resource, fields, before.id)
  const associations = { ...before.associations, ...byNumber(sent.associations) }
  const row = { ...writtenIn(shop.tables, resource, stored, fields, scope), associations }
  const { meanwhile } = shop
  shop.meanwhile = null
  meanwhile?.()
  table.put(row)
  if (resource.name === 'stock_availables') sumCombinations(shop, number(row, 'id_product'))
  const state = Number(sent.fields.current_state ?? 0)
  if (resource.name === 'orders' && state > 0 && state !== number(before, 'current_state'))
    return setOrderState(
      shop,
      { ...row, fields: { ...row.fields, current_state: plain(before, 'current_state') } },
      state,
    )
  announce(shop, resource, row)
  return row
}

/** What the shop does with a new combination. @see Combination::add, Product::updateDefaultAttribute */
function joinProduct(shop: Shop, row: Row, inShop: string): void {
  const product = shop.tables.of('products').get(number(row, 'id_product'))
  if (!product) return
  const all = shop.tables.of('combinations').where('id_product', String(product.id)) ?? []
  const standard = all.find((one) => plain(one, 'default_on') === '1') ?? all[0]!
  shop.tables.of('products').put({
    ...product,
    fields: { ...product.fields, cache_default_attribute: String(standard.id) },
    associations: { ...product.associations, combinations: all.map(({ id }) => ({ id: String(id) })) },
  })
  addStockRow(shop, product.id, row.id, inShop)
  sumCombinations(shop, product.id)
}

/**
 * What the shop adds to an account that comes by the Webservice. It mails nobody, and a new password can be asked for at once.
 * @see Customer::addWs, Customer::add
 */
function signIn(shop: Shop, fields: Row['fields']): Row['fields'] {
  const registered = shop.tables
    .of('customers')
    .byId()
    .some((row) => plain(row, 'is_guest') !== '1' && plain(row, 'email') === fields.email)
  if (registered) throw new Refused(500, 140, 'The email is already used, please choose another one.')
  const hash = createHash('sha256').update(String(fields.passwd)).digest('hex')
  return {
    passwd: `$2y$10$${hash.slice(0, 53)}`,
    secure_key: hash.slice(0, 32),
    last_passwd_gen: '2000-01-01 00:00:00',
  }
}

/** The shop's database has one specific price of each kind, and one default combination of a product. */
function mustBeAlone(shop: Shop, resource: Resource, fields: Row['fields'], id: number | null): void {
  if (resource.name === 'combinations' && fields.default_on === '1') {
    const all = shop.tables.of('combinations').where('id_product', String(fields.id_product)) ?? []
    if (all.some((one) => one.id !== id && plain(one, 'default_on') === '1'))
      throw new Refused(500, 46, 'Unable to save resource')
  }
  if (resource.name === 'specific_prices' && isThere(shop, fields, id))
    throw new Refused(400, 46, 'Unable to save resource')
}

/** Not idempotent. The same state again is another row. */
function postHistory(shop: Shop, sent: SentRow): Row {
  const order = shop.tables.of('orders').get(Number(sent.fields.id_order))
  const state = shop.tables.of('order_states').get(Number(sent.fields.id_order_state))
  // A real shop dies here: 500 and an empty body.
  if (!order || !state) throw new Refused(500, 0, '')
  setOrderState(shop, order, state.id, String(sent.fields.id_employee ?? '0'))
  const histories = shop.tables.of('order_histories').where('id_order', String(order.id)) ?? []
  return histories.at(-1)!
}

/** Everything is computed from the cart. A different total_paid puts the order in "Payment error"; its payment stays. */
function postOrder(shop: Shop, sent: SentRow): Row {
  const cart = shop.tables.of('carts').get(Number(sent.fields.id_cart))
  if (!cart) throw new Refused(500, 46, 'Unable to save resource')
  const paid = dec(String(sent.fields.total_paid ?? '0'))
  const order = checkOut(shop, {
    cart,
    module: String(sent.fields.module ?? ''),
    payment: String(sent.fields.payment ?? ''),
    state: Number(setting(shop.tables, 'PS_OS_ERROR')),
  })
  if (paid.eq(plain(order, 'total_paid')))
    return setOrderState(shop, order, Number(setting(shop.tables, 'PS_OS_WS_PAYMENT')))
  return change(shop.tables, 'orders', order, { total_paid_real: six(paid) })
}

/**
 * Features of a product, groups of a customer and values of a combination are answered by their numbers, whatever the order in
 * which they were sent. @see Product::getWsProductFeatures, whose query has no order, so that of the primary key
 */
function byNumber(associations: Row['associations']): Row['associations'] {
  const sorted = ['product_features', 'groups', 'product_option_values'].flatMap((name) => {
    const rows = associations[name]
    return rows ? [[name, rows.toSorted((one, other) => Number(one.id) - Number(other.id))] as const] : []
  })
  return { ...associations, ...Object.fromEntries(sorted) }
}

function check(resource: Resource, sent: SentRow, whole: boolean): void {
  for (const rule of resource.fields.values()) {
    const value = sent.fields[rule.name]
    if (rule.readOnly && value !== undefined)
      throw new Refused(400, 93, `parameter "${rule.name}" not writable. Please remove this attribute of this XML`)
    if (whole && rule.required && (value === undefined || value === ''))
      throw new Refused(400, 41, `parameter "${rule.name}" required`)
    if (value !== undefined && !fits(rule, value))
      throw new Refused(
        400,
        rule.translated ? 84 : 85,
        `Validation error: "Property ${resource.node}->${rule.name} is not valid"`,
      )
  }
  for (const name of Object.keys(sent.associations))
    if (!resource.associations.has(name)) throw new Refused(400, 86, `Association ${name} is unknown`)
}

/** A PATCH sets what was sent in the row as it was loaded, and all of that is checked. @see ObjectModel::validateFields */
function checkRow(resource: Resource, before: Row, sent: SentRow): void {
  for (const rule of resource.fields.values()) {
    const value = before.fields[rule.name]
    if (sent.fields[rule.name] !== undefined || value === undefined || rule.readOnly || rule.computed) continue
    const at = `${resource.node}->${rule.name}`
    if (rule.required && value === '') throw new Refused(400, 85, `Validation error: "Property ${at} is empty."`)
    if (!fits(rule, value))
      throw new Refused(400, rule.translated ? 84 : 85, `Validation error: "Property ${at} is not valid"`)
  }
}

/** The validators that money, ids, names and addresses depend on (classes/Validate.php); the others pass. */
const validators: Readonly<Record<string, RegExp>> = {
  isUnsignedId: /^\d{0,10}$/,
  isNullOrUnsignedId: /^\d{0,10}$/,
  isUnsignedInt: /^\d{0,10}$/,
  isInt: /^-?\d{0,10}$/,
  isPrice: /^(\d{1,10}(\.\d{1,9})?)?$/,
  isNegativePrice: /^(-?\d{1,10}(\.\d{1,9})?)?$/,
  isReductionType: /^(amount|percentage)$/,
  isDateFormat: /^(\d{4}-(0?\d|1[0-2])-(0?\d|[12]\d|3[01])( \d{1,2}:\d{1,2}:\d{1,2})?)?$/,
  isDate: /^(\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])( \d\d:\d\d:\d\d)?)?$/,
  isBool: /^[01]?$/,
  isName: /^[^0-9!<>,;?=+()@#"°{}_$%:¤|]*$/u,
  // A full stop is one before one blank, or at the end. @see CustomerNameValidator
  isCustomerName: /^(?!\s*$)(?:[^0-9!<>,;?=+()/\\@#"°*`{}_^$%:¤[\]|.。]|[。.](?= [^ ]|$))*$/u,
  isTrackingNumber: /^[~:#,%&_=()[\].? +\-@/a-zA-Z0-9]*$/,
  isCatalogName: /^[^<>;=#{}]*$/u,
  isGenericName: /^[^<>={}]*$/u,
  isReference: /^[^<>;={}]*$/u,
  isMessage: /^[^<>{}]*$/u,
  isAddress: /^[^!<>?=+@{}_$%]*$/u,
  isCityName: /^[^!<>;?=+@#"°{}_$%]*$/u,
  isPostCode: /^[a-zA-Z 0-9-]*$/,
  isPhoneNumber: /^[+0-9. ()/-]*$/,
  isDniLite: /^[0-9A-Za-z.-]{0,16}$/,
  isLinkRewrite: /^[_a-zA-Z0-9-]*$/,
}

function fits(rule: FieldRule, value: unknown): boolean {
  const texts = typeof value === 'string' ? [value] : Object.values(value as Record<string, string>)
  return texts.every(
    (text) =>
      (rule.maxLength === null || text.length <= rule.maxLength) && (validators[rule.format]?.test(text) ?? true),
  )
}

/** Unknown elements are ignored; computed ones are not stored. */
function known(resource: Resource, sent: SentRow): Row['fields'] {
  return Object.fromEntries(
    Object.entries(sent.fields).filter(([name]) => resource.fields.has(name) && !resource.fields.get(name)!.computed),
  )
}

/** A translated text that comes without its languages is taken for each of them. @see ObjectModel::formatFields */
const inEachLanguage = (resource: Resource, before: Row, sent: Row['fields']): Row['fields'] =>
  Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      const held = before.fields[name]
      if (!resource.fields.get(name)?.translated || typeof value !== 'string' || typeof held !== 'object')
        return [name, value]
      return [name, Object.fromEntries(Object.keys(held).map((language) => [language, value]))]
    }),
  )

function blank(resource: Resource): Row['fields'] {
  return Object.fromEntries(
    [...resource.fields.values()].map((rule) => [
      rule.name,
      /^is(Unsigned|Int|Bool|Price|Float|NullOr)/.test(rule.format) ? '0' : '',
    ]),
  )
}

/** A PUT keeps the languages of required names; optional ones are wiped. */
function keptLanguages(resource: Resource, before: Row): Row['fields'] {
  return Object.fromEntries(
    Object.entries(before.fields).filter(
      ([name]) => resource.fields.get(name)?.translated && resource.fields.get(name)?.required,
    ),
  )
}

function stamps(shop: Shop, resource: Resource, created: boolean): Row['fields'] {
  const now = shop.now()
  return {
    ...(resource.fields.has('date_upd') && { date_upd: now }),
    ...(created && resource.fields.has('date_add') && { date_add: now }),
  }
}

function announce(shop: Shop, resource: Resource, row: Row): void {
  const topic = topics[resource.name]
  if (topic) shop.changed({ topic, id: row.id, origin: 'webservice' })
  const order = number(row, 'id_order')
  if (order > 0) shop.changed({ topic: 'order', id: order, origin: 'webservice' })
}
