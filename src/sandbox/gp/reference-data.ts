import type { Company, Item, Rows } from './company.ts'
import { type Fields, matching } from './criteria.ts'
import { notFoundFault } from './faults.ts'
import { pricingByKey, pricingList } from './prices.ts'
import { quantitiesOf } from './sales-orders/stock.ts'
import { baseUnit, priceDigits, scheduleOf, unitsOf } from './units.ts'
import type { Wire } from './wire.ts'

/** A table that is only read over the wire: how its rows look, and what criteria look at. */
interface Readable<Table extends keyof Rows> {
  readonly table: Table
  /** The key's value in a request: {Id}, or {ISOCode}. */
  readonly keyMember: 'Id' | 'ISOCode'
  readonly wire: (row: Rows[Table], company: Company) => Wire
  /** In lists. Default: as `wire`. */
  readonly summary?: (row: Rows[Table], company: Company) => Wire
  readonly fields: Fields<Rows[Table]>
}

const digits = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five']

/** GP's type for each kind of item; the reply names it in xsi:type. */
const itemTypes: Readonly<Record<Item['type'], string>> = {
  'Sales Item': 'SalesItem',
  Kit: 'Kit',
  'Miscellaneous Charges': 'Fee',
  Service: 'Service',
  'Flat Fee': 'Fee',
}

function readable<Table extends keyof Rows>(definition: Readable<Table>): Readable<Table> {
  return definition
}

const readables = {
  Item: readable({
    table: 'item',
    keyMember: 'Id',
    wire: (row, company) => ({
      $type: itemTypes[row.type],
      ...itemSummary(row, company),
      QuantityDecimalPlaces: digits[row.quantityDigits],
      ...(row.currencyDigits !== undefined && { CurrencyDecimalPlaces: digits[row.currencyDigits] }),
      ...(row.cost !== undefined && {
        CurrentCost: { Currency: company.functionalCurrency, Value: row.cost, DecimalDigits: 2 },
      }),
      UofMScheduleKey: { Id: scheduleOf(row) },
      ...Object.fromEntries(
        Array.from({ length: 6 }, (_, index) => [`UserCategoryList${index + 1}`, row.userCategories?.[index] ?? '']),
      ),
      ...(row.taxBasis !== undefined && { SalesTaxBasis: row.taxBasis }),
      ...(row.taxSchedule !== undefined && { SalesTaxScheduleKey: { Id: row.taxSchedule } }),
      PriceMethod: row.priceMethod,
      DefaultSellingUofM: row.sellingUofm ?? baseUnit(row, company),
      AllowBackOrder: row.allowBackOrder,
      ...(row.shippingWeight !== undefined && { ShippingWeight: row.shippingWeight }),
      ...(row.type === 'Sales Item' && { Quantities: quantitiesOf(row, company) }),
      ...(row.type === 'Kit' && { Components: componentsOf(row, company) }),
    }),
    summary: itemSummary,
    fields: {
      ItemId: ({ key }) => key,
      Description: ({ description }) => description,
      Type: ({ type }) => type,
      IsDiscontinued: ({ discontinued }) => discontinued,
    },
  }),
  Warehouse: readable({
    table: 'warehouse',
    keyMember: 'Id',
    wire: (row) => ({ Key: { Id: row.key }, Description: row.description, Address: (row.address ?? {}) as Wire }),
    summary: (row) =>
      ({
        Key: { Id: row.key },
        Description: row.description,
        AddressLine1: row.address?.Line1,
        ...row.address,
      }) as Wire,
    fields: {
      WarehouseId: ({ key }) => key,
      Description: ({ description }) => description,
      City: ({ address }) => address?.City,
    },
  }),
  ShippingMethod: readable({
    table: 'shippingMethod',
    keyMember: 'Id',
    wire: (row) => ({ Key: { Id: row.key }, Description: row.description, Carrier: row.carrier, Type: row.type }),
    fields: { Id: ({ key }) => key },
  }),
  PaymentTerms: readable({
    table: 'paymentTerms',
    keyMember: 'Id',
    wire: (row) => ({ Key: { Id: row.key }, DueDateBasedOn: 'Net Days', DaysUntilDue: row.days }),
    fields: { Id: ({ key }) => key },
  }),
  TaxSchedule: readable({
    table: 'taxSchedule',
    keyMember: 'Id',
    wire: (row) => ({ TaxScheduleKey: { Id: row.key }, TaxScheduleDescription: row.description }),
    fields: { TaxScheduleKeyId: ({ key }) => key, TaxScheduleDescription: ({ description }) => description },
  }),
  TaxDetail: readable({
    table: 'taxDetail',
    keyMember: 'Id',
    wire: (row) => ({
      TaxDetailKey: { Id: row.key },
      TaxDetailType: row.type,
      TaxDetailDescription: row.description,
      TaxDetailBase: 'Percent of Sales/Purchase',
      TaxDetailPercent: row.percent,
    }),
    fields: { TaxDetailKeyId: ({ key }) => key, TaxDetailType: ({ type }) => type },
  }),
  Currency: readable({
    table: 'currency',
    keyMember: 'ISOCode',
    wire: (row) => ({
      Key: { ISOCode: row.code },
      Description: row.description,
      Id: row.code,
      DecimalPlaces: digits[row.digits],
    }),
    fields: { ISOCode: ({ code }) => code, Id: ({ code }) => code, Description: ({ description }) => description },
  }),
  Batch: readable({
    table: 'batch',
    keyMember: 'Id',
    wire: (row, company) => {
      const inside = [...company.store.values('salesOrder')].filter(
        (order) => order.BatchKey?.Id === row.Key.Id && order.TransactionState === 'Work',
      )
      return { Key: row.Key, Comment: row.Comment, Frequency: 'Single Use', NumberOfTransactions: inside.length }
    },
    fields: { Id: ({ Key }) => Key.Id, Source: ({ Key }) => Key.Source },
  }),
  PaymentCardType: readable({
    table: 'paymentCardType',
    keyMember: 'Id',
    wire: (row) => ({ Key: { Id: row.key }, UsedByCompany: true, AcceptedFromCustomers: true }),
    fields: { Id: ({ key }) => key },
  }),
  Bank: readable({
    table: 'bank',
    keyMember: 'Id',
    wire: (row) => ({ Key: { Id: row.key }, Name: row.description }),
    fields: { Id: ({ key }) => key, Name: ({ description }) => description },
  }),
} as const

/** Get…ByKey and Get…List of the tables above, of item currencies and of unit schedules. Null: another operation. */
export function readReferenceData(operation: string, request: Wire, company: Company): Wire | Wire[] | null {
  const criteria = request.criteria as Wire | undefined
  if (operation === 'GetItemCurrencyList') return itemCurrencies(criteria, company)
  if (operation === 'GetPricingList') return pricingList(criteria, company)
  if (operation === 'GetPricingByKey') return pricingByKey(request.key as Wire | undefined, company)
  if (operation === 'GetUofMScheduleList') return matching(schedules(company), criteria, scheduleFields)
  if (operation === 'GetUofMScheduleByKey') {
    const key = String((request.key as Wire | undefined)?.Id ?? '')
    const [found] = schedules(company, key)
    if (!found) throw notFoundFault(`UofMSchedule ${key}`)
    return found
  }
  const [, name = '', how] = /^Get(\w+?)(ByKey|List)$/.exec(operation) ?? []
  const found = readables[name as keyof typeof readables] as Readable<keyof Rows> | undefined
  if (!found) return null
  if (how === 'List') return list(found, request.criteria as Wire | undefined, company)
  const key = String((request.key as Wire | undefined)?.[found.keyMember] ?? '')
  const row = company.store.get(found.table, key)
  if (row === undefined) throw notFoundFault(`${name} ${key}`)
  return found.wire(row, company)
}

function list(
  { table, fields, wire, summary }: Readable<keyof Rows>,
  criteria: Wire | undefined,
  company: Company,
): Wire[] {
  const rows = matching(company.store.values(table), criteria, fields)
  return rows.map((row) => summary?.(row, company) ?? wire(row, company))
}

/** One row for each currency an item is sold in, with the decimals of its prices there (IV00105). */
function itemCurrencies(criteria: Wire | undefined, company: Company): Wire[] {
  const { store } = company
  const asked = store.get('item', String((criteria?.ItemId as Wire | undefined)?.EqualValue ?? ''))
  const rows = [...(asked ? [asked] : store.values('item'))].flatMap((item) =>
    [...store.values('currency')]
      .filter(({ code }) => !item.currencies || item.currencies.some((each) => each.code === code))
      .map((currency) => ({ item, currency })),
  )
  const fields: Fields<(typeof rows)[number]> = {
    ItemId: ({ item }) => item.key,
    CurrencyISOCode: ({ currency }) => currency.code,
  }
  return matching(rows, criteria, fields).map(({ item, currency }) => ({
    Key: { ItemKey: { Id: item.key }, CurrencyKey: { ISOCode: currency.code } },
    CurrencyDecimalPlaces: digits[priceDigits(item, currency)],
  }))
}

/** The schedules that items have, or the one of them that is asked for. */
function schedules(company: Company, asked?: string): Wire[] {
  const rows = new Map<string, Wire>()
  for (const item of company.store.values('item')) {
    const key = scheduleOf(item)
    if (rows.has(key) || (asked !== undefined && key !== asked)) continue
    const base = baseUnit(item, company)
    rows.set(key, {
      Key: { Id: key },
      Description: key,
      BaseUofM: base,
      UofMDecimalPlacesQuantities: digits[item.quantityDigits],
      Details: unitsOf(item, company).map(({ uofm, quantity }, index) => ({
        Key: { UofMScheduleKey: { Id: key }, SequenceNumber: (index + 1) * 16_384 },
        UofM: uofm,
        EquivalentUofM: base,
        EquivalentUofMQuantity: { Value: quantity, DecimalDigits: 0 },
        QuantityInBaseUofM: { Value: quantity, DecimalDigits: 0 },
      })),
    })
  }
  return [...rows.values()]
}
const scheduleFields: Fields<Wire> = { UnitofMeasureScheduleId: ({ Key }) => (Key as Wire).Id as string }

/** The rows of a kit (IV00104). */
function componentsOf({ key, components = [] }: Item, company: Company): Wire[] {
  return components.map(({ item, quantity, uofm }) => {
    const component = company.store.get('item', item)
    return {
      Key: {
        KitKey: { Id: key },
        ItemKey: { Id: item },
        UofM: uofm ?? (component ? baseUnit(component, company) : 'Each'),
      },
      Quantity: { Value: quantity, DecimalDigits: component?.quantityDigits ?? 0 },
      ...(component && { Type: component.type, UofMScheduleKey: { Id: scheduleOf(component) } }),
    }
  })
}

/** A movement of stock counts as a change of its item. */
function itemSummary(row: Item, company: Company): Wire {
  return {
    Key: { Id: row.key },
    Description: row.description,
    ...(row.shortDescription !== undefined && { ShortDescription: row.shortDescription }),
    ...(row.genericDescription !== undefined && { GenericDescription: row.genericDescription }),
    ...(row.class !== undefined && { ClassKey: { Id: row.class } }),
    Type: row.type,
    IsDiscontinued: row.discontinued,
    LastModifiedDate: company.store.get('itemStamp', row.key) ?? '2020-01-01T00:00:00',
  }
}
