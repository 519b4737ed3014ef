import { type Clock, type Instant, later } from '../../domain/clock.ts'
import type { Connector, Feed, RecordSearch } from '../../domain/connector.ts'
import { type CustomFields, extendedByName, withoutSecrets } from '../../domain/custom-fields.ts'
import { zodOf, zodOfSome } from '../../domain/entity.ts'
import { InvalidInput, NotFound, UnexpectedAnswer } from '../../domain/errors.ts'
import type { Metrics } from '../../domain/observe.ts'
import { type EntityName, memberOf, type RecordRef, type RecordValue, ref, refText } from '../../domain/record.ts'
import { checkShop } from './check.ts'
import { dependenciesOfOrders, dependentsOf, pointers } from './dependents.ts'
import { checkWriteRight, isKey, keyForm, writeToShop } from './direct-writes/index.ts'
import { discoverFields, secretFields } from './discover.ts'
import { prestashopEntities } from './entities/index.ts'
import { orderContents } from './feeds/order-contents.ts'
import { ordersByDate } from './feeds/orders-by-date.ts'
import { orderSweep, ordersById, rowsById } from './feeds/orders-by-id.ts'
import { filterOf, isUnsearchable, listFilter } from './filters.ts'
import { pageOfGroupPrices } from './group-prices.ts'
import { InAnotherShop } from './in-another-shop.ts'
import { countingUnknownFields } from './known-fields.ts'
import { bookedLength } from './read-order.ts'
import { addressOf, plainRecord, readByKeys, readers, readTogether, resourceOf, resources } from './read-records.ts'
import { listReadable } from './readable.ts'
import { createReferenceRows } from './reference-rows.ts'
import { optionalRightIn, rightMissing } from './rights.ts'
import type { PrestaShopSettings } from './settings.ts'
import { createSharedReads } from './shared-reads.ts'
import { createShopTime } from './shop-time.ts'
import { createStockScope, stockResource } from './stock-scope.ts'
import { createWebservice, type ListQuery } from './webservice.ts'
import { plainFields } from './wire-values.ts'
import { ordersOfAllShops, withinShop } from './within-shop.ts'
import type { WireRow } from './xml.ts'

export interface PrestaShopConnector extends Connector {
  /** The shop's settings that the hub knows by name: PS_TIMEZONE, PS_SHOP_NAME, PS_OS_… Empty when the key may not read them. */
  shopSettings(): Promise<ReadonlyMap<string, string>>
  /** The payment modules of the newest orders, each once, with the name that the shop showed. */
  recentPayments(): Promise<{ module: string; payment: string }[]>
  /** What the newest orders name: numbers of carriers and taxes, and their products by reference or number. */
  recentUse(): Promise<RecentUse>
}

/** Each once. `items`: the key that the value map `item` is asked for, with what the order calls the product. */
interface RecentUse {
  readonly carriers: ReadonlySet<string>
  readonly taxes: ReadonlySet<string>
  readonly items: ReadonlyMap<string, string>
}

/** What a list of orders shows, without lines. */
const listedOrderFields = [
  'id',
  'reference',
  'date_add',
  'date_upd',
  'current_state',
  'id_customer',
  'id_carrier',
  'id_address_delivery',
  'id_currency',
  'total_paid',
  'module',
  'payment',
]

export interface PrestaShopParts {
  /** The Webservice key, 32 characters. Null: none is stored for this address; every call is refused. */
  readonly key: string | null
  readonly clock: Clock
  readonly metrics?: Metrics
  /** Feeds begin here: the cut-over of the integration. */
  readonly since: Instant
  /** How often a refused key is tried again. Default: 15 minutes. */
  readonly signInProbeMs?: number
  /** Default: 30. The other feeds are slower in proportion to what they cost. */
  readonly pollSeconds?: number
  /** Of this shop. Default: none. */
  readonly customFields?: CustomFields
}

/** Settings hold passwords of modules; employees sign in to the back office. */
const secretResources: ReadonlySet<string> = new Set(['configurations', 'employees'])
/** Tables that are read whole: small ones, and what value maps and mappings are drafted from. */
const listedResources: ReadonlySet<string> = new Set([
  'carriers',
  'taxes',
  'tax_rules',
  'countries',
  'currencies',
  'order_states',
  'products',
  'combinations',
  'shops',
])
const mostRows = 5_000
/** Lines of the newest orders that are looked into for what they name. */
const recentLines = 300
const rowsInOnePage = 500

interface How {
  readonly fresh?: boolean
  readonly seen?: (row: WireRow) => void
}

/** What an order names of these entities. Not of one that is no sale: nobody asks for its customer. */
const namedBy = (order: WireRow, entities: ReadonlySet<EntityName>): RecordRef[] =>
  order.valid === '1'
    ? [...entities].flatMap((entity) =>
        [...new Set((pointers[entity] ?? []).map((field) => String(order[field] ?? '0')))].flatMap((id) =>
          id === '0' ? [] : [ref(entity, id)],
        ),
      )
    : []

/** A PrestaShop shop, read over its Webservice. */
export function createPrestaShopConnector(
  settings: PrestaShopSettings,
  { key, clock, since, metrics, signInProbeMs, pollSeconds = 30, customFields: named = {} }: PrestaShopParts,
): PrestaShopConnector {
  const plain = createWebservice(settings, { key, clock, signInProbeMs })
  const customFields = withoutSecrets(named, secretFields)
  const entities = extendedByName(prestashopEntities, customFields)
  const counting = metrics ? countingUnknownFields(plain, metrics, entities) : plain
  const webservice = withinShop(counting, settings.shopId)
  const time = createShopTime(settings.timezone)
  const reference = createReferenceRows(webservice, clock, settings.shopId)
  const { shopId } = settings
  const stockScope = createStockScope(webservice, settings.shopId, clock)
  const now = () => clock.now()
  const parts = {
    webservice,
    shared: createSharedReads(webservice),
    reference,
    time,
    now,
    entities,
    shopId,
    stockScope,
    moneyVouchers: settings.moneyVouchers,
  }
  const everyMs = pollSeconds * 1000
  const schemas = new Map(Object.entries(entities).map(([name, entity]) => [name, zodOf(entity.fields)]))

  return {
    system: 'prestashop',
    entities,
    paced: settings.requestsPerSecond !== undefined,
    feeds: [
      ordersByDate({ webservice, time, clock, since, overlapSeconds: settings.overlapSeconds, everyMs }),
      ...ordersById(webservice, everyMs),
      ...rowsById({ webservice, time, since, now, everyMs }),
      orderSweep({ webservice, time, since, now, everyMs: Math.max(everyMs, 15 * 60_000) }),
      orderContents({ ...parts, now, everyMs: 24 * 60 * 60_000 }),
    ].map(withoutOptionalRights),
    read,
    async readMany(records, { along, ...how } = {}) {
      const beside = new Map<string, Promise<RecordValue | null | undefined>>()
      const seen = (row: WireRow) => {
        for (const record of along ? namedBy(row, along.of) : []) {
          beside.set(
            refText(record),
            read(record, how).catch(() => undefined),
          )
          along?.begun(record)
        }
      }
      const found = await Promise.all(
        [...Map.groupBy(records, (record) => record.entity)].map(async ([entity, all]) => {
          const ids = [...new Set(all.map(({ key }) => key))]
          const values = await together(entity, ids, { ...how, seen })
          return ids.map((id) => [refText(ref(entity, id)), values.get(id) ?? null] as const)
        }),
      )
      const came = await Promise.all([...beside].map(async ([text, value]) => [text, await value] as const))
      return new Map([
        ...came.flatMap(([text, value]) => (value === undefined ? [] : [[text, value] as const])),
        ...found.flat(),
      ])
    },
    dependencies: dependenciesOfOrders,
    dependents: (record) => dependentsOf(record, { webservice, time, now }),
    write: (write) => writeToShop(write, { webservice, reference, shopId, stockScope, time, customFields }),
    checkRight: async (write) => checkWriteRight(write, (await webservice.permissions()).permissions),
    check() {
      plain.lookAgain()
      return checkShop(settings, { webservice, reference, clock, customFields })
    },
    /** Every row of a table, as text by PrestaShop's own field names. Bounded to 5,000 rows. */
    async list(resource) {
      if (!listedResources.has(resource))
        throw new NotFound(`A list of ${resource}`, `Listed are ${[...listedResources].join(', ')}.`)
      const all: RecordValue[] = []
      for (let last = '0'; all.length < mostRows; ) {
        const { rows } = await webservice.list(resource, {
          sort: '[id_ASC]',
          limit: rowsInOnePage,
          filter: { id: `>[${last}]` },
        })
        all.push(
          ...rows.map(
            (row) =>
              Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === 'string')) as RecordValue,
          ),
        )
        if (rows.length < rowsInOnePage) break
        last = String(rows.at(-1)!.id)
      }
      return all
    },
    /** By the shop's collation: letter case and accents count for nothing. Newest first. */
    async search(entity, search) {
      const [odd] = Object.keys(search.between ?? {})
      if (odd !== undefined)
        throw new InvalidInput('The search', [{ at: odd, reason: 'is not searched by from one day to another' }])
      if (entity === 'order') return searchOrders(search)
      if (entity === 'address') return searchAddresses(search)
      const resource = memberOf(resources, entity)
      const schema = memberOf(entities, entity)
      if (!resource || !schema)
        throw new InvalidInput('The entity', [
          { at: entity, reason: `is not found by fields; known are ${Object.keys(resources).join(', ')}` },
        ])
      return newest(resource, search, (row) =>
        checked(ref(`prestashop.${entity}`, String(row.id)), plainRecord(entity, row, parts)),
      )
    },
    async page(entity, cursor) {
      if (entity === 'groupPrices') return pageOfGroupPrices(cursor, parts)
      const isAddress = entity === 'address'
      const resource = isAddress ? 'addresses' : memberOf(resources, entity)
      const schema = memberOf(entities, entity)
      if (!resource || !schema)
        throw new NotFound(`Pages of ${entity}`, `Those of ${Object.keys(resources).join(', ')}, address.`)
      const isStock = resource === stockResource
      const { rows: listed, unreadable } = await listReadable(webservice, resource, {
        sort: '[id_ASC]',
        limit: rowsInOnePage,
        filter: {
          id: `>[${Number(cursor ?? 0)}]`,
          // Not those of manufacturers, nor those that stand for old orders alone.
          ...(isAddress ? { deleted: '[0]', id_customer: '>[0]' } : isStock ? stockScope.filter() : {}),
        },
      })
      const rows = isStock ? await stockScope.ours(listed) : listed
      const values = await Promise.all(
        rows.map((row) => (isAddress ? addressOf(row, parts) : plainRecord(entity, row, parts))),
      )
      const records = rows.map((row, index) =>
        listedRow(row, () => checked(ref(`prestashop.${entity}`, String(row.id)), values[index]!)),
      )
      const last = Math.max(...[...listed.map(({ id }) => Number(id)), ...unreadable.map(({ id }) => Number(id))])
      return {
        records: [...records, ...unreadable.map(({ id, error }) => ({ id, unreadable: error.message }))],
        next: listed.length + unreadable.length < rowsInOnePage ? null : String(last),
      }
    },
    async madeBetween(entity, { from, until, oneOf, after, limit }) {
      const schema = memberOf(entities, entity)
      const resource = entity === 'order' ? 'orders' : memberOf(resources, entity)
      if (!schema?.fields.date_add || !resource)
        throw new InvalidInput('The entity', [{ at: entity, reason: 'is not found by when its records were made' }])
      const { rows, unreadable } = await listReadable(webservice, resource, {
        display: entity === 'order' ? listedOrderFields : ['id', 'date_add'],
        ...{ sort: '[id_ASC]', limit, date: true },
        filter: {
          // Both ends are within; when clocks change, an hour of local time comes twice.
          date_add: `[${time.earliestLocal(from, now())},${time.toLocal(later(until, 2 * 60 * 60_000))}]`,
          id: `>[${Number(after ?? 0)}]`,
          ...Object.fromEntries(Object.entries(oneOf).map(([field, values]) => [field, listFilter(field, values)])),
        },
      })
      const listed = zodOfSome(schema.fields)
      const records = rows.map((row) =>
        listedRow(row, () =>
          checked(ref(`prestashop.${entity}`, String(row.id)), plainFields(schema.fields, row, time), listed),
        ),
      )
      const told = entity === 'order' ? await withNames(records) : records
      return [...told, ...unreadable.map(({ id, error }) => ({ id, unreadable: error.message }))].sort(
        (one, other) => Number(one.id) - Number(other.id),
      )
    },
    /** Of any resource that the key may read, by PrestaShop's own names, without passwords and keys. */
    async rows(resource, search) {
      if (!/^[a-z_]{1,60}$/.test(resource) || secretResources.has(resource))
        throw new InvalidInput('The resource', [
          {
            at: resource,
            reason: secretResources.has(resource)
              ? 'holds secrets and is not shown'
              : 'must be a name such as "order_invoices"',
          },
        ])
      return newest(
        resource,
        search,
        (row) =>
          Object.fromEntries(
            Object.entries(row).filter(([name, value]) => typeof value === 'string' && !secretFields.test(name)),
          ) as RecordValue,
      )
    },
    discover: (entity) => discoverFields(entity, { webservice, entities, reference }),
    shopSettings: () => reference.settings(),
    async signIn() {
      await webservice.permissions()
    },
    async recentPayments() {
      const { rows } = await webservice.list('orders', {
        display: ['id', 'module', 'payment'],
        sort: '[id_DESC]',
        limit: 500,
      })
      const byModule = new Map(
        rows.map((row) => [String(row.module), { module: String(row.module), payment: String(row.payment) }]),
      )
      return [...byModule.values()]
    },
    async recentUse() {
      const { rows: orders } = await webservice.list('orders', {
        display: ['id', 'id_carrier'],
        sort: '[id_DESC]',
        limit: 500,
      })
      const { rows: lines } = await webservice.list('order_details', { sort: '[id_DESC]', limit: recentLines })
      const taxes = lines.flatMap(({ associations }) => {
        const rows = (associations as { taxes?: unknown } | undefined)?.taxes
        return Array.isArray(rows) ? rows.map((row: { id?: unknown }) => String(row.id)) : []
      })
      const items = lines.map(({ product_reference, product_id, product_attribute_id, product_name }) => {
        const reference = String(product_reference ?? '').trim()
        return [
          reference === '' ? `${product_id}:${product_attribute_id}` : reference,
          String(product_name ?? ''),
        ] as const
      })
      return {
        carriers: new Set(orders.map(({ id_carrier }) => String(id_carrier))),
        taxes: new Set(taxes.filter((tax) => tax !== '0')),
        items: new Map(items),
      }
    },
    close: () => webservice.close(),
  }

  async function read(record: RecordRef, { fresh = false, seen }: How = {}) {
    const reader = readerOf(record)
    try {
      const its = { ...parts, ...(fresh ? { reference: reference.fresh() } : {}), ...(seen ? { seen } : {}) }
      const value = await reader(record.key, its)
      return value === null ? null : checked(record, value)
    } catch (error) {
      // A list inside of it was broken: the record is what a person knows it by.
      if (error instanceof UnexpectedAnswer && !error.record)
        throw new UnexpectedAnswer(error.call, error.problems, record, error.hint)
      if (error instanceof InAnotherShop) error.record ??= record
      throw error
    }
  }

  /** Records of one entity, by id. Where one of the rows is broken they are read one by one, so that its error names it. */
  async function together(
    entity: EntityName,
    ids: readonly string[],
    how: How = {},
  ): Promise<ReadonlyMap<string, RecordValue | null>> {
    const oneByOne = async () =>
      new Map(await Promise.all(ids.map(async (id) => [id, await read(ref(entity, id), how)] as const)))
    const byKeys = memberOf(readByKeys, entity.slice('prestashop.'.length))
    if (byKeys) {
      for (const id of ids) readerOf(ref(entity, id))
      const read = await byKeys(ids, parts)
      return new Map([...read].map(([id, value]) => [id, checked(ref(entity, id), value)]))
    }
    if (ids.length < 2 || resourceOf(entity.slice('prestashop.'.length)) === undefined) return oneByOne()
    for (const id of ids) readerOf(ref(entity, id))
    const its = how.fresh ? { ...parts, reference: reference.fresh() } : parts
    try {
      const rows = await readTogether(entity.slice('prestashop.'.length), ids, its)
      // Not listed: gone, or of another shop, which only the order itself says.
      if (entity === 'prestashop.order' && rows.size < ids.length) return oneByOne()
      return new Map([...rows].map(([id, value]) => [id, checked(ref(entity, id), value)]))
    } catch (error) {
      if (error instanceof UnexpectedAnswer || error instanceof InAnotherShop) return oneByOne()
      throw error
    }
  }

  async function searchAddresses(search: RecordSearch): Promise<RecordValue[]> {
    const rows: WireRow[] = []
    const broken = await newest('addresses', search, (row) => {
      rows.push(row)
      return { id: String(row.id) }
    })
    const read = await Promise.all(
      rows.map(async (row) => {
        const value = await addressOf(row, parts)
        return listedRow(row, () => checked(ref('prestashop.address', String(row.id)), value))
      }),
    )
    return [...read, ...broken.filter((one) => 'unreadable' in one)]
  }

  async function searchOrders(search: RecordSearch): Promise<RecordValue[]> {
    const listed = zodOfSome(entities.order!.fields)
    const read = (row: WireRow) =>
      checked(ref('prestashop.order', String(row.id)), plainFields(entities.order!.fields, row, time), listed)
    const exactly = await newest('orders', search, read, listedOrderFields)
    const own = [...exactly, ...(await cutReferences(search, read, exactly))]
    // Payments are listed of all shops: one that no order of ours explains may be of another.
    const elsewhere = own.length === 0 && search.where.reference !== undefined ? await ordersOfAllShops(webservice) : {}
    return withNames(elsewhere.ofShops ? await newest('orders', search, read, listedOrderFields, elsewhere) : own)
  }

  /** Orders of a list, with the names of their currencies and states. */
  async function withNames(orders: readonly RecordValue[]): Promise<RecordValue[]> {
    return Promise.all(
      orders.map(async (row) => {
        if ('unreadable' in row) return row
        const { id_currency, ...order } = row
        const [state, currency] = await Promise.all([
          reference.row('order_states', String(row.current_state)),
          reference.row('currencies', String(id_currency)),
        ])
        return {
          ...order,
          // An amount without its currency makes a wrong sum.
          ...(currency ? { currency: { iso_code: String(currency.iso_code) } } : { id_currency: id_currency ?? null }),
          ...(state ? { state: plainFields(entities.orderState!.fields, state, time).name! } : {}),
        }
      }),
    )
  }

  /** Orders of those references that no order has whole: payments name a longer one by its beginning. A request each. */
  async function cutReferences(
    search: RecordSearch,
    read: (row: WireRow) => RecordValue,
    exactly: readonly RecordValue[],
  ): Promise<RecordValue[]> {
    const { reference: named, ...oneOf } = search.oneOf ?? {}
    if (!named) return exactly.length === 0 ? beginningSo(search, read) : []
    const found = new Set(exactly.map(({ reference }) => reference))
    const cut = [...new Set(named)].filter(
      (one) => one.length === bookedLength && !found.has(one) && !isUnsearchable(one),
    )
    const wanted = Math.max(0, search.limit - exactly.length)
    const all: RecordValue[] = []
    for (const reference of cut) {
      if (all.length >= wanted) break
      all.push(...(await beginningSo({ ...search, oneOf, where: { ...search.where, reference } }, read)))
    }
    return all.slice(0, wanted)
  }

  /** Orders with a longer reference than payments can be booked under. */
  async function beginningSo(
    { where, ...search }: RecordSearch,
    read: (row: WireRow) => RecordValue,
  ): Promise<RecordValue[]> {
    const { reference, ...others } = where
    if (reference?.length !== bookedLength) return []
    filterOf({ reference })
    const begins = { filter: { reference: `[${reference}]%` } }
    const found = await newest('orders', { ...search, where: others }, read, listedOrderFields, begins)
    // "_" and "%" stand for any sign there.
    return found.filter((one) => 'unreadable' in one || String(one.reference).startsWith(reference))
  }

  /** Newest first. A row that cannot be read is shown by its id, with the reason: it keeps no other from being seen. */
  async function newest(
    resource: string,
    { where, oneOf = {}, since = {}, until = {}, before, limit }: RecordSearch,
    read: (row: WireRow) => RecordValue,
    display?: readonly string[],
    { ofShops, filter: more = {} }: Pick<ListQuery, 'ofShops' | 'filter'> = {},
  ): Promise<RecordValue[]> {
    const filter = {
      ...filterOf(where),
      ...more,
      ...Object.fromEntries(Object.entries(oneOf).map(([field, values]) => [field, listFilter(field, values)])),
      ...Object.fromEntries(
        // "From" is not asked for by a shop, only "after".
        Object.entries(since).map(([field, at]) => [field, `>[${time.earliestLocal(later(at, -1000), now())}]`]),
      ),
      ...Object.fromEntries(Object.entries(until).map(([field, at]) => [field, `<[${time.toLocal(at)}]`])),
      ...(before === undefined ? {} : { id: `<[${Number(before)}]` }),
    }
    const dated = Object.keys({ ...since, ...until }).length > 0 ? { date: true } : {}
    const query = {
      sort: '[id_DESC]',
      limit,
      filter,
      ...dated,
      ...(ofShops ? { ofShops } : {}),
      ...(display ? { display } : {}),
    }
    const { rows, unreadable } = await listReadable(webservice, resource, query)
    return [
      ...rows.map((row) => listedRow(row, () => read(row))),
      ...unreadable.map(({ id, error }) => ({ id, unreadable: error.message })),
    ].sort((one, other) => Number(other.id) - Number(one.id))
  }

  function readerOf(record: RecordRef) {
    const reader = memberOf(readers, record.entity.slice('prestashop.'.length))
    if (!reader)
      throw new InvalidInput('The entity', [
        { at: record.entity, reason: `is not read from the shop; known are ${Object.keys(readers).join(', ')}` },
      ])
    if (!isKey(record))
      throw new InvalidInput('The key', [{ at: `${record.entity} ${record.key}`, reason: keyForm(record) }])
    return reader
  }

  /** @throws UnexpectedAnswer naming each field that does not fit the schema */
  function checked(
    record: RecordRef,
    value: RecordValue,
    schema = schemas.get(record.entity.slice('prestashop.'.length))!,
  ): RecordValue {
    const read = schema.safeParse(value)
    if (read.success) return read.data as RecordValue
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new UnexpectedAnswer({ system: 'prestashop', operation: `GET ${record.entity}` }, problems, record)
  }
}

/** A row for people who look through many: a broken one is shown by its id, with the reason. */
function listedRow(row: { readonly id?: unknown }, read: () => RecordValue): RecordValue {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error
    return { id: String(row.id), unreadable: error.problems.join('; ') }
  }
}

/** A feed of a resource that the key may not read fails by itself: the connection is in order. */
function withoutOptionalRights(feed: Feed): Feed {
  const named = (error: unknown): never => {
    const right = optionalRightIn(error)
    throw right ? rightMissing(right) : error
  }
  return {
    ...feed,
    poll: (cursor, limit) => feed.poll(cursor, limit).catch(named),
    look: (record) => feed.look(record).catch(named),
  }
}
