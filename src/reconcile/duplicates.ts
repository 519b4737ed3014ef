import { AccessDenied } from '../domain/errors.ts'
import { foldedKey, type Json, type RecordRef, type RecordValue, ref, refText } from '../domain/record.ts'
import { allOf, type BothSides } from './both-sides.ts'
import type { Difference } from './differences.ts'
import { rowsNamed } from './rows-named.ts'

/** A customer of one side, as far as duplicates are known by it; texts that are not known are empty. */
export interface Customer {
  readonly key: string
  readonly email: string
  readonly vat: string
  /** Of the company in the shop, of the customer in GP. */
  readonly name: string
  readonly postcode: string
}

export interface Duplicates {
  readonly keys: readonly string[]
  readonly same: Sameness
}

const samenesses = ['e-mail address', 'VAT number', 'name and postcode'] as const
type Sameness = (typeof samenesses)[number]

/** Customers of one name whose numbers and addresses are read, a night: a call each, at most. */
const mostLookedAt = 300
const mostNamed = 100
const idsInOneSearch = 50

/**
 * Customers that are perhaps one, on each side. Both lists are read whole, some 200 bytes a customer; what lists do not show is
 * only read of those that have one name.
 */
export async function duplicatesPage(
  sides: BothSides,
): Promise<{ readonly differences: readonly Difference[]; readonly notes: readonly string[] }> {
  const notes: string[] = []
  const ofShop = duplicatesIn(await shopCustomers(sides, notes))
  const ofGp = duplicatesOfOneName(
    await gpCustomers(sides, notes).catch((error: unknown) => {
      if (!(error instanceof AccessDenied) || error.signIn !== null) throw error
      notes.push('GP does not let the hub list its customers, so duplicates there are not looked for.')
      return []
    }),
  )
  const differences = [
    ...(await Promise.all(ofShop.slice(0, mostNamed).map((one) => twiceInShop(sides, one)))),
    ...(await Promise.all(ofGp.slice(0, mostNamed).map((one) => twiceInGp(sides, one)))),
  ].filter((one) => one !== null)
  return { differences, notes }
}

/** Accounts that are open; guests order under one e-mail address as often as they like. */
async function shopCustomers(sides: BothSides, notes: string[]): Promise<readonly Customer[]> {
  const all: Customer[] = []
  for await (const value of allOf(sides, 'prestashop.customer'))
    if (value.is_guest === false && value.active === true && value.deleted !== true)
      all.push({
        ...{ key: String(value.id), email: textOf(value.email).toLowerCase(), vat: plain(value.siret) },
        ...{ name: plain(value.company), postcode: '' },
      })
  const looked = ofOneName(all, notes)
  const places = new Map<string, { vat: string; postcode: string }>()
  for (let from = 0; from < looked.length; from += idsInOneSearch) {
    const ids = looked.slice(from, from + idsInOneSearch).map(({ key }) => key)
    for (const value of await rowsNamed(sides, 'prestashop.address', 'id_customer', ids))
      if (value.deleted === false)
        places.set(String(value.id_customer), { vat: plain(value.vat_number), postcode: plain(value.postcode) })
  }
  return all.map((one) => {
    const place = places.get(one.key)
    return place ? { ...one, vat: one.vat || place.vat, postcode: place.postcode } : one
  })
}

async function gpCustomers(sides: BothSides, notes: string[]): Promise<readonly Customer[]> {
  const all: Customer[] = []
  for await (const value of allOf(sides, 'gp.customer'))
    if (value.IsActive !== false)
      all.push({ key: String(value.Key), email: '', vat: '', name: plain(value.Name), postcode: '' })
  const looked = ofOneName(all, notes)
  const customers = await valuesOf(
    sides,
    looked.map(({ key }) => ref('gp.customer', key)),
  )
  const placeOf = ({ Key, DefaultAddressKey }: RecordValue) =>
    ref('gp.customerAddress', `${String(Key)}/${textOf(DefaultAddressKey)}`)
  const places = await valuesOf(
    sides,
    [...customers.values()].filter(({ DefaultAddressKey }) => textOf(DefaultAddressKey) !== '').map(placeOf),
  )
  return looked.map((one) => {
    const customer = customers.get(refText(ref('gp.customer', one.key)))
    const place = customer && places.get(refText(placeOf(customer)))
    return {
      ...{ key: one.key, name: one.name, vat: plain(customer?.TaxRegistrationNumber) },
      ...{ email: textOf(place?.EmailToAddress).toLowerCase(), postcode: plain(place?.PostalCode) },
    }
  })
}

async function valuesOf(sides: BothSides, records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue>> {
  const read = await sides.readMany(records)
  return new Map([...read].flatMap(([text, one]) => ('value' in one && one.value ? [[text, one.value] as const] : [])))
}

function ofOneName(all: readonly Customer[], notes: string[]): readonly Customer[] {
  const named = all.filter(({ name }) => name !== '')
  const same = [...Map.groupBy(named, ({ name }) => name).values()].filter(({ length }) => length > 1).flat()
  if (same.length > mostLookedAt)
    notes.push(`Of ${same.length} customers whose name another has, the first ${mostLookedAt} were compared.`)
  return same.slice(0, mostLookedAt)
}

/** Pure. Who agrees in several ways is named once, by the surest. */
export function duplicatesIn(customers: readonly Customer[]): Duplicates[] {
  const keyOf: Readonly<Record<Sameness, (one: Customer) => string>> = {
    'e-mail address': ({ email }) => email,
    'VAT number': ({ vat }) => vat,
    'name and postcode': ({ name, postcode }) => (name === '' || postcode === '' ? '' : `${name} ${postcode}`),
  }
  const known = new Set<string>()
  return samenesses.flatMap((same) => {
    const by = Map.groupBy(
      customers.filter((one) => keyOf[same](one) !== ''),
      keyOf[same],
    )
    return [...by.values()].flatMap((all) => {
      const keys = [...new Map(all.map(({ key }) => [foldedKey(key), key])).values()]
      if (keys.length < 2 || known.has(keys.join('\n'))) return []
      known.add(keys.join('\n'))
      return [{ keys, same }]
    })
  })
}

/** Pure. Two that have one VAT number and two names, as companies of one group, are none: merged in GP they are never two again. */
export const duplicatesOfOneName = (customers: readonly Customer[]): Duplicates[] =>
  [...Map.groupBy(customers, ({ name }) => name).values()].flatMap(duplicatesIn)

/**
 * Accounts of one customer in GP are none: their orders go to it already. Without a mark, as below: to see one again both lists
 * would have to be read whole, so nobody can accept it.
 */
async function twiceInShop(sides: BothSides, { keys, same }: Duplicates): Promise<Difference | null> {
  const about = keys.map((key) => ref('prestashop.customer', key))
  const links = [...(await sides.links('gp.customer', about))].map(([key, { target }]) => [key, target.key] as const)
  const accounts = [...new Set(links.map(([, target]) => target))]
  if (accounts.length === 1 && links.length === keys.length) return null
  return {
    ...{
      order: '',
      reference: refText(about[0]!),
      kind: 'one customer, several accounts',
      cause: 'used twice',
      about,
    },
    says: `${keys.length} accounts of the shop have the same ${same}: ${shown(keys)}. In GP they are ${links.length === 0 ? 'no customer yet' : shown(accounts)}.`,
    next:
      accounts.length === 1
        ? `The shop merges no accounts; the hub goes on with ${accounts[0]}. If they are one customer, link the others to it: "ledgerline proposals link prestashop.customer ID gp.customer ${accounts[0]}".`
        : 'The shop merges no accounts. If they are one customer, link them to one in GP: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER"; orders of each go there from then on.',
    ...{ correction: null, amount: '0', currency: '', mark: null },
  }
}

async function twiceInGp(sides: BothSides, { keys, same }: Duplicates): Promise<Difference> {
  const about = keys.map((key) => ref('gp.customer', key))
  const linked = (
    await Promise.all(about.map(async (one) => ((await sides.linkedTo(one)).length > 0 ? [one.key] : [])))
  ).flat()
  return {
    ...{
      order: '',
      reference: refText(about[0]!),
      kind: 'one customer, several in GP',
      cause: 'used twice',
      about: [],
    },
    says: `${keys.length} customers of GP have the same ${same === 'name and postcode' ? same : `name and ${same}`}: ${shown(keys)}. Orders of the shop go to ${linked.length === 0 ? 'none of them' : shown(linked)}.`,
    next:
      linked.length === 1
        ? `If they are one customer, merge the others into ${linked[0]} in GP (Customer Combiner and Modifier): the hub goes on with that one.`
        : 'If they are one customer, merge them in GP (Customer Combiner and Modifier), into the one that the hub is to go on with; it then proposes to link the accounts of the others to that.',
    ...{ correction: null, amount: '0', currency: '', mark: null },
  }
}

const shown = (keys: readonly string[]) => `${keys.slice(0, 10).join(', ')}${keys.length > 10 ? ', …' : ''}`
const textOf = (value: Json | undefined) => (typeof value === 'string' ? value.trim() : '')
/** As people write one number or name in several ways. */
const plain = (value: Json | undefined) =>
  textOf(value)
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
