import type { RecordSearch } from '../domain/connector.ts'
import { dec } from '../domain/decimal.ts'
import type { Integration } from '../domain/definition.ts'
import type { EntityName, RecordValue } from '../domain/record.ts'
import type { RemoteRecords } from './records.ts'

/** What a person knows of an order. All that are given must fit. */
export interface OrderSearch {
  readonly reference?: string | undefined
  readonly current_state?: string | undefined
  readonly id_customer?: string | undefined
  /** An e-mail, a company, a last name, or first and last name. */
  readonly customer?: string | undefined
  /** ISO code or name of the country that it is sent to. */
  readonly country?: string | undefined
  /** Name or number of the carrier. */
  readonly carrier?: string | undefined
  /** Module or name of the payment. */
  readonly payment?: string | undefined
  /** Placed on this day, UTC, or later: "2026-11-23". */
  readonly since?: string | undefined
  /** Worth at least so much, in the order's own currency: decimal text. */
  readonly least?: string | undefined
  /** Whether the hub has a document of it in GP. */
  readonly inGp?: 'yes' | 'no' | undefined
  /** Only orders with a smaller id. */
  readonly before?: string | undefined
  readonly limit: number
}

export interface FoundOrders {
  /** Newest first. */
  readonly orders: readonly RecordValue[]
  /** `before` of the next page; null: there is none. Given also where the search stopped after so many orders. */
  readonly next: string | null
  /** How many orders of the shop were looked at. */
  readonly looked: number
}

const pageSize = 100
/** Orders that one search looks through for what the shop cannot be asked for: a country, an amount, what is in GP. */
const mostLooked = 1_000
/** Customers of one name, and carriers of one name with their older rows. */
const mostNamed = 100

/** Shop orders by what people know of them. Reads the shop, and beside it only what the hub has made of them. */
export async function findOrders(
  remote: Pick<RemoteRecords, 'search' | 'rows'>,
  integration: Integration,
  search: OrderSearch,
  /** Which of these orders the hub has a document of in GP. */
  inGp: (orders: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<FoundOrders> {
  const { reference, current_state, id_customer, limit } = search
  const none = { orders: [], next: null, looked: 0 }
  const find = (entity: string, of: RecordSearch) =>
    remote.search(integration, `prestashop.${entity}` as EntityName, of)
  const idsOf = (records: readonly RecordValue[]) => [...new Set(records.map(({ id }) => String(id)))]

  const oneOf: Record<string, readonly string[]> = {}
  if (search.customer) {
    const pages = await Promise.all(
      namesOf(search.customer).map((where) => find('customer', { where, limit: mostNamed })),
    )
    // A number that was given as well must be one of them: it is not widened by the name.
    oneOf.id_customer = idsOf(pages.flat()).filter((found) => !id_customer || found === id_customer)
  }
  if (search.carrier) {
    const all = await find('carrier', { where: {}, limit: 500 })
    const named = all.filter(
      ({ id_reference, name }) => id_reference === search.carrier || isCalled(name, search.carrier!),
    )
    // An edit of a carrier makes a new row with the same reference: older orders name the older row.
    const references = new Set(named.map(({ id_reference }) => id_reference))
    oneOf.id_carrier = idsOf(all.filter(({ id_reference }) => references.has(id_reference))).slice(0, mostNamed)
  }
  const countries = search.country ? await countryIds(search.country) : null
  if (countries?.size === 0 || Object.values(oneOf).some((ids) => ids.length === 0)) return none

  const where = {
    ...(reference ? { reference } : {}),
    ...(current_state ? { current_state } : {}),
    ...(id_customer && !oneOf.id_customer ? { id_customer } : {}),
  }
  const orders: RecordValue[] = []
  let looked = 0
  for (let before = search.before; ; ) {
    const page = await pageOf(before)
    looked += page.length
    // Newer ids are placed later: behind one that is too old none fits.
    const young = search.since ? page.filter(({ date_add }) => String(date_add) >= search.since!) : page
    const fitting = await carried(worth(countries ? await sentTo(young, countries) : young))
    const taken = fitting.slice(0, limit - orders.length)
    orders.push(...taken)
    const last = orders.length === limit ? orders.at(-1) : page.at(-1)
    const more = page.length === sizeOfPage() || taken.length < fitting.length
    const allYoung = young.length === page.length
    if (!more || !last || (!allYoung && orders.length < limit)) return { orders, next: null, looked }
    before = String(last.id)
    if (orders.length === limit || looked >= mostLooked) return { orders, next: before, looked }
  }

  function sizeOfPage() {
    return countries || search.least !== undefined || search.inGp !== undefined ? pageSize : limit
  }

  function worth(page: readonly RecordValue[]): readonly RecordValue[] {
    if (search.least === undefined) return page
    const least = dec(search.least)
    return page.filter(({ total_paid }) => dec(String(total_paid ?? '0')).gte(least))
  }

  async function carried(page: readonly RecordValue[]): Promise<readonly RecordValue[]> {
    if (search.inGp === undefined) return page
    const there = await inGp(page.map(({ id }) => String(id)))
    return page.filter(({ id }) => there.has(String(id)) === (search.inGp === 'yes'))
  }

  /** A payment is known by its module, which has no spaces, or by the name that the customer saw. */
  async function pageOf(before: string | undefined): Promise<RecordValue[]> {
    const of = { oneOf, limit: sizeOfPage(), ...(before === undefined ? {} : { before }) }
    if (!search.payment) return find('order', { where, ...of })
    const pages = await Promise.all(
      ['module', 'payment'].map((field) => find('order', { where: { ...where, [field]: search.payment! }, ...of })),
    )
    const all = new Map(pages.flat().map((order) => [String(order.id), order]))
    return [...all.values()].sort((a, b) => Number(b.id) - Number(a.id)).slice(0, sizeOfPage())
  }

  async function countryIds(country: string): Promise<ReadonlySet<string>> {
    const byCode = /^[a-z]{2}$/i.test(country)
      ? await find('country', { where: { iso_code: country.toUpperCase() }, limit: 10 })
      : []
    const found =
      byCode.length > 0
        ? byCode
        : (await find('country', { where: {}, limit: 500 })).filter(({ name }) => isCalled(name, country))
    return new Set(idsOf(found))
  }

  async function sentTo(page: readonly RecordValue[], wanted: ReadonlySet<string>): Promise<RecordValue[]> {
    const ids = [...new Set(page.flatMap(({ id_address_delivery: id }) => (typeof id === 'string' ? [id] : [])))]
    if (ids.length === 0) return []
    const addresses = await remote.rows(integration, 'prestashop', 'addresses', {
      where: {},
      oneOf: { id: ids },
      limit: ids.length,
    })
    const there = new Set(addresses.flatMap((row) => (wanted.has(String(row.id_country)) ? [String(row.id)] : [])))
    return page.filter(({ id_address_delivery }) => there.has(String(id_address_delivery)))
  }
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
const isCalled = (name: unknown, asked: string) => typeof name === 'string' && fold(name).includes(fold(asked))

/** Each way in which a customer may be meant. */
function namesOf(text: string): Record<string, string>[] {
  if (text.includes('@')) return [{ email: text }]
  const [first, ...rest] = text.trim().split(/\s+/)
  return [
    { lastname: text },
    { company: text },
    ...(rest.length > 0 ? [{ firstname: first!, lastname: rest.join(' ') }] : []),
  ]
}
