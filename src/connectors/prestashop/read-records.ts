import { dec } from '../../domain/decimal.ts'
import { fieldsIn } from '../../domain/entity.ts'
import { memberOf, type RecordValue } from '../../domain/record.ts'
import { readAccountAddresses } from './account-addresses.ts'
import { prestashopEntities } from './entities/index.ts'
import { readGroupPrices } from './group-prices.ts'
import { readNewAccounts } from './new-accounts.ts'
import { readNewCombinations } from './new-combinations.ts'
import { readNewProducts } from './new-products.ts'
import { readPack } from './packs.ts'
import { readBrandNames, readFeatureValues, readProductTraits } from './product-traits.ts'
import { isNumber, type ReadParts, readOrder, readOrders } from './read-order.ts'
import { readTaxRulesGroup } from './shown-tax.ts'
import { goodsInCents } from './slip-amounts.ts'
import { readSoldOut } from './sold-out.ts'
import { plainFields } from './wire-values.ts'
import type { WireRow } from './xml.ts'

type Reader = (id: string, parts: ReadParts) => Promise<RecordValue | null>

/** The resource of each entity that is one row of it. */
export const resources: Readonly<Record<string, string>> = {
  customer: 'customers',
  product: 'products',
  combination: 'combinations',
  stockAvailable: 'stock_availables',
  orderPayment: 'order_payments',
  orderHistory: 'order_histories',
  orderCarrier: 'order_carriers',
  orderSlip: 'order_slip',
  customerThread: 'customer_threads',
  customerMessage: 'customer_messages',
  carrier: 'carriers',
  currency: 'currencies',
  country: 'countries',
  state: 'states',
  orderState: 'order_states',
  tax: 'taxes',
  group: 'groups',
  manufacturer: 'manufacturers',
  feature: 'product_features',
}

/** Fields that `find` takes for an entity; none where it cannot be searched. Those of a record in it are not among them. */
export const foundBy = (name: string): string[] =>
  memberOf(resources, name) || name === 'address'
    ? Object.entries(prestashopEntities[name]!.fields)
        .filter(([, { type }]) => type !== 'record' && type !== 'list')
        .map(([field]) => field)
    : name === 'featureValue'
      ? [prestashopEntities[name]!.key]
      : []

/** How records of each entity are read: the resource of its rows, and what is made of a row. */
interface RowReader {
  readonly resource: string
  of(rows: readonly WireRow[], parts: ReadParts): Promise<RecordValue[]>
}

const rowReaders: Readonly<Record<string, RowReader>> = {
  ...Object.fromEntries(
    Object.entries(resources).map(([name, resource]): [string, RowReader] => [
      name,
      {
        resource,
        of: async (rows, { entities, time }) => rows.map((row) => plainRecord(name, row, { entities, time })),
      },
    ]),
  ),
  address: { resource: 'addresses', of: (rows, parts) => Promise.all(rows.map((row) => addressOf(row, parts))) },
  order: { resource: 'orders', of: readOrders },
}

/** What a row alone says of a record: all of it, where nothing that it points to belongs to it. */
export function plainRecord(name: string, row: WireRow, parts: Pick<ReadParts, 'entities' | 'time'>): RecordValue {
  if (name === 'product') return productOf(row, parts)
  const value = plainFields(parts.entities[name]!.fields, row, parts.time)
  return name === 'orderSlip' ? { ...value, ...slipAmounts(row, value) } : value
}

/** Its goods, in cents. */
function slipAmounts(row: WireRow, value: RecordValue): RecordValue {
  const inCents = (['incl', 'excl'] as const).flatMap((side) => {
    const [field, head] = [`total_products_tax_${side}`, value[`total_products_tax_${side}`]]
    if (typeof head !== 'string' || !isNumber(head)) return []
    const amount = goodsInCents(row, side, dec(head))
    return dec(amount).eq(head) ? [] : [[field, amount] as const]
  })
  return Object.fromEntries(inCents)
}

/** The resource that an entity's rows are of. */
export const resourceOf = (name: string): string | undefined => memberOf(rowReaders, name)?.resource

/** Entities whose records are made of rows that are asked for together; most have one under every key. */
export const readByKeys: Readonly<
  Record<string, (keys: readonly string[], parts: ReadParts) => Promise<ReadonlyMap<string, RecordValue>>>
> = {
  groupPrices: readGroupPrices,
  newProduct: readNewProducts,
  newCombination: readNewCombinations,
  newAccount: readNewAccounts,
  accountAddress: readAccountAddresses,
  soldOut: readSoldOut,
  productTraits: readProductTraits,
  brandName: readBrandNames,
  featureValue: readFeatureValues,
}

/** How a record of each entity is read, by key. Null: the shop has none. */
export const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(
    Object.entries(rowReaders).map(([name, { resource, of }]): [string, Reader] => [
      name,
      async (id, parts) => {
        const row = await parts.shared.one(resource, id)
        return row && (await of([row], parts))[0]!
      },
    ]),
  ),
  pack: readPack,
  ...Object.fromEntries(
    Object.entries(readByKeys).map(([name, read]): [string, Reader] => [
      name,
      async (id, parts) => (await read([id], parts)).get(id) ?? null,
    ]),
  ),
  taxRulesGroup: readTaxRulesGroup,
  // The rows that belong to an order are asked for beside it.
  order: readOrder,
}

/** Records of one entity by id, with one request for their rows; those that the shop does not have are left out. */
export async function readTogether(
  name: string,
  ids: readonly string[],
  parts: ReadParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const { resource, of } = rowReaders[name]!
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < ids.length; from += recordsInOneAnswer) {
    const some = ids.slice(from, from + recordsInOneAnswer)
    const { rows } = await parts.webservice.list(resource, { filter: { id: `[${some.join('|')}]` }, sort: '[id_ASC]' })
    const values = await of(rows, parts)
    for (const [index, row] of rows.entries()) found.set(String(row.id), values[index]!)
  }
  return found
}

/** Orders with their lines must fit one answer. */
const recordsInOneAnswer = 50

/** Whether it has combinations: its list of them says so; its kind too, since 1.7.8, and its default one, where one is set. */
function productOf(row: WireRow, { entities, time }: Pick<ReadParts, 'entities' | 'time'>): RecordValue {
  const combinations = (row.associations as { combinations?: unknown } | undefined)?.combinations
  return {
    ...plainFields(entities.product!.fields, row, time),
    has_combinations:
      (Array.isArray(combinations) && combinations.length > 0) ||
      row.product_type === 'combinations' ||
      Number(row.cache_default_attribute ?? 0) > 0,
  }
}

/** An address as it is read, made of its row. */
export async function addressOf(row: WireRow, { reference, time, entities }: ReadParts): Promise<RecordValue> {
  const { fields } = entities.address!
  const stateId = typeof row.id_state === 'string' && row.id_state !== '' ? row.id_state : '0'
  const [country, state] = await Promise.all([
    reference.row('countries', String(row.id_country)),
    stateId === '0' ? null : reference.row('states', stateId),
  ])
  return {
    ...plainFields(fields, row, time),
    ...(country && { country: plainFields(fieldsIn(fields.country), country, time) }),
    state: state && plainFields(fieldsIn(fields.state), state, time),
    ...(stateId !== '0' && !state && !reference.mayRead('states') ? { not_read: ['state'] } : {}),
  }
}
