import { later } from '../../domain/clock.ts'
import { InvalidInput, type Problem } from '../../domain/errors.ts'
import type { RecordRef, RecordValue } from '../../domain/record.ts'
import type { ReadParts } from './read-order.ts'
import type { Webservice } from './webservice.ts'
import { ordersOfAllShops } from './within-shop.ts'
import type { WireRow } from './xml.ts'

const addressesInOneAnswer = 50
/** A cart that nobody touched for so long is not being paid. */
const cartStandsMs = 60 * 60_000

const corrected = [
  ...['company', 'firstname', 'lastname', 'vat_number', 'address1', 'address2', 'postcode', 'city', 'phone'],
  ...['id_country', 'id_state'],
] as const
/** What a copy takes over beside that. */
const copied = ['id_customer', 'alias', ...corrected, 'dni', 'other', 'phone_mobile'] as const

/** Of each address its record, by number; one that the shop does not have is left out. */
export async function readAccountAddresses(
  ids: readonly string[],
  { webservice, time, now }: ReadParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < ids.length; from += addressesInOneAnswer) {
    const some = `[${ids.slice(from, from + addressesInOneAnswer).join('|')}]`
    const since = `>[${time.earliestLocal(later(now(), -cartStandsMs), now())}]`
    const [{ rows }, ...carts] = await Promise.all([
      webservice.list('addresses', { filter: { id: some }, sort: '[id_ASC]' }),
      ...(['id_address_delivery', 'id_address_invoice'] as const).map(async (field) =>
        (
          await webservice.list('carts', {
            display: ['id', field],
            filter: { [field]: some, date_upd: since },
            date: true,
          })
        ).rows.map((cart) => String(cart[field])),
      ),
    ])
    const inCarts = new Set(carts.flat())
    for (const row of rows) {
      const current = row.deleted === '1' ? ((await copyOf(row, webservice)) ?? row) : row
      found.set(String(row.id), {
        ...{ id: String(row.id), id_current: String(current.id), in_cart: inCarts.has(String(row.id)) },
        ...Object.fromEntries(corrected.map((field) => [field, textOf(current, field)])),
      })
    }
  }
  return found
}

/**
 * Sets fields of an address that no order has, or has a copy take its place. Done again after a lost reply it makes no second one.
 *
 * @see Address::delete, which takes the address out of carts that are not ordered, and only marks one that an order has
 */
export async function writeAccountAddress(
  record: RecordRef,
  document: RecordValue,
  webservice: Webservice,
): Promise<WireRow> {
  const refuse = (...problems: readonly Problem[]) => new InvalidInput('The address', problems)
  const row = await webservice.one('addresses', record.key)
  if (!row) throw refuse({ at: record.key, reason: 'is not in the shop any more' })
  const fields = Object.fromEntries(
    corrected.map((field) => [field, field in document ? String(document[field] ?? '') : textOf(row, field)]),
  )
  const moves = (['postcode', 'id_country', 'id_state'] as const).some((field) => fields[field] !== textOf(row, field))
  const problems = [
    ...['firstname', 'lastname', 'address1', 'city']
      .filter((field) => fields[field] === '')
      .map((at) => ({ at, reason: 'is needed' })),
    ...(moves ? await placeProblems({ ...row, ...fields }, webservice) : []),
  ]
  if (problems.length > 0) throw refuse(...problems)
  if (row.deleted === '1')
    throw refuse({
      at: record.key,
      reason: 'was replaced in the shop, or deleted there; nothing is written to it any more',
    })
  if (!(await isUsed(record.key, webservice)))
    return webservice.patch('addresses', 'address', { id: record.key, ...fields }, record)
  const copy = { ...Object.fromEntries(copied.map((field) => [field, textOf(row, field)])), ...fields }
  const there = (await copiesOf(row, webservice)).find((one) =>
    Object.entries(copy).every(([field, text]) => textOf(one, field) === text),
  )
  if (!there) await webservice.add('addresses', 'address', copy, record)
  await webservice.remove('addresses', record.key, record)
  return { id: record.key }
}

const idFields: ReadonlySet<string> = new Set(['id_customer', 'id_country', 'id_state'])
const textOf = (row: WireRow, field: string) =>
  typeof row[field] === 'string' && row[field] !== '' ? row[field] : idFields.has(field) ? '0' : ''

/** Addresses of the same account and name that are younger: the customer's own edit of a used one makes such, too. Newest first. */
async function copiesOf(row: WireRow, webservice: Webservice): Promise<readonly WireRow[]> {
  const { rows } = await webservice.list('addresses', {
    filter: { id_customer: `[${String(row.id_customer)}]`, deleted: '[0]', id: `>[${String(row.id)}]` },
    sort: '[id_DESC]',
  })
  return rows.filter((one) => one.alias === row.alias)
}
const copyOf = async (row: WireRow, webservice: Webservice) => (await copiesOf(row, webservice))[0]

/** Whether an order of any shop of a multistore has it. */
async function isUsed(id: string, webservice: Webservice): Promise<boolean> {
  const everywhere = await ordersOfAllShops(webservice)
  const orders = await Promise.all(
    ['id_address_delivery', 'id_address_invoice'].map((field) =>
      webservice.list('orders', { display: ['id'], filter: { [field]: `[${id}]` }, limit: 1, ...everywhere }),
    ),
  )
  return orders.some(({ rows }) => rows.length > 0)
}

/**
 * What the shop's own forms would refuse of a place, and its Webservice takes: with such an address no order can be placed.
 * @see Country::checkZipCode, CustomerAddressForm::validate, Country::isNeedDniByCountryId
 */
export async function placeProblems(address: WireRow, webservice: Webservice): Promise<readonly Problem[]> {
  const id = textOf(address, 'id_country')
  const country = await webservice.one('countries', id)
  if (!country) return [{ at: 'id_country', reason: `${id} is no country of the shop` }]
  const format = country.need_zip_code === '1' ? textOf(country, 'zip_code_format') : ''
  const state = textOf(address, 'id_state')
  const its = state === '0' ? null : await webservice.one('states', state)
  return [
    ...(country.active === '0' ? [{ at: 'id_country', reason: 'is a country that the shop does not sell to' }] : []),
    ...(format !== '' && !isPostcode(textOf(address, 'postcode'), format, textOf(country, 'iso_code'))
      ? [{ at: 'postcode', reason: `must look like ${format} in this country (N: a digit, L: a letter, C: its code)` }]
      : []),
    ...(country.contains_states === '1' && !its ? [{ at: 'id_state', reason: 'is needed in this country' }] : []),
    ...(its && its.id_country !== id ? [{ at: 'id_state', reason: 'is of another country' }] : []),
    ...(country.need_identification_number === '1' && textOf(address, 'dni') === ''
      ? [{ at: 'dni', reason: 'is needed in this country: enter it in the shop' }]
      : []),
  ]
}

/** N is a digit, L a letter, C the code of the country; a blank or a dash may be left out. @see Country::checkZipCode */
export function isPostcode(postcode: string, format: string, country: string): boolean {
  const signs: Readonly<Record<string, string>> = { N: '[0-9]', L: '[a-z]', C: country, ' ': ' ?', '-': '-?' }
  const pattern = [...format].map((sign) => signs[sign] ?? sign.replace(/[^\w]/, '\\$&')).join('')
  return new RegExp(`^${pattern}$`, 'i').test(postcode)
}
