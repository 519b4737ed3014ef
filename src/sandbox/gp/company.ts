import type { Clock } from '../../domain/clock.ts'
import { type CanStore, lettersOf } from '../../domain/code-pages.ts'
import { type Decimal, dec } from '../../domain/decimal.ts'
import { openStore, type Store } from '../store.ts'
import type { Problem } from './faults.ts'
import type {
  Batch,
  CashReceipt,
  CreditMemo,
  Customer,
  CustomerAddress,
  Journal,
  SalesOrder,
  SalesReturn,
  TransferredDocument,
} from './records.ts'
import type { CompanyData } from './seed.ts'

export type Item = CompanyData['items'][number]
export type Currency = CompanyData['currencies'][number]

/** Stock of an item at a site (IV00102). Available = onHand − allocated. */
export interface Stock {
  readonly item: string
  readonly site: string
  readonly onHand: string
  readonly allocated: string
  readonly backOrdered?: string
  /** What came back and is not for sale. */
  readonly returned?: string
  readonly inUse?: string
  readonly inService?: string
  readonly damaged?: string
  /** INACTIVE: no new line may name the item at this site. */
  readonly inactive?: boolean
}

/** A receipt or a credit that is applied to an invoice. Types are those of RMDTYPAL. */
export interface Applied {
  readonly from: string
  readonly fromType: number
  readonly to: string
  readonly toType: number
  readonly customer: string
  readonly amount: string
  /** GLPOSTDT. */
  readonly posted: string
}

/** An entry of the exception log (WSExceptionLog). */
export interface LoggedException {
  readonly logId: string
  readonly kind: 'ValidationException' | 'SystemException'
  readonly operation: string
  readonly problems: readonly Problem[]
  readonly detail: string
  readonly loggedDate: string
}

export interface Rows {
  company: CompanyData['company']
  currency: Currency
  item: Item
  stock: Stock
  /** When a row of the item or of its stock was last written (IV00101.DEX_ROW_TS). Absent: not since it was seeded. */
  itemStamp: string
  /** When a price of the item was last written (IV00107.DEX_ROW_TS), by item. */
  priceStamp: string
  customer: Customer
  address: CustomerAddress
  salesOrder: SalesOrder
  batch: Batch
  warehouse: CompanyData['warehouses'][number]
  shippingMethod: CompanyData['shippingMethods'][number]
  paymentTerms: CompanyData['paymentTerms'][number]
  priceLevel: CompanyData['priceLevels'][number]
  customerClass: CompanyData['customerClasses'][number]
  taxSchedule: CompanyData['taxSchedules'][number]
  taxDetail: CompanyData['taxDetails'][number]
  uofmSchedule: CompanyData['uofmSchedules'][number]
  transferred: TransferredDocument
  salesReturn: SalesReturn
  cashReceipt: CashReceipt
  /** The sales document that has the deposit of this number. */
  deposit: string
  creditMemo: CreditMemo
  /** What is applied (RM20201), by "9:RECEIPT>1:INVOICE". */
  applied: Applied
  journal: Journal
  glAccount: CompanyData['glAccounts'][number]
  closedPeriod: CompanyData['closedPeriods'][number]
  checkbook: CompanyData['checkbooks'][number]
  bank: CompanyData['banks'][number]
  paymentCardType: CompanyData['paymentCardTypes'][number]
  documentType: CompanyData['documentTypes'][number]
  /** Selected option by `operation/behavior`. */
  policy: number
  counter: number
  /** Number of a document a GP user has open. */
  lock: true
  exception: LoggedException
  /** How often an element was skipped, a text cut, or a letter stored as "?", by path. */
  ignored: number
  truncated: number
  lettersLost: number
}

/** One company database. Rules read it through here; every change ends with `commit`. */
export interface Company {
  readonly store: Store<Rows>
  readonly id: number
  readonly functionalCurrency: string
  /** What its char columns can store. */
  readonly canStore: CanStore
  /** Now, as GP writes LastModifiedDate: UTC without zone. */
  now(): string
  /** Midnight of today, as GP writes dates. */
  today(): string
  next(counter: 'masterNumber' | 'invoice' | 'backorder' | 'payment'): number
  saveOrder(order: SalesOrder): void
  removeOrder(number: string): void
  ordersWithPurchaseOrder(number: string): SalesOrder[]
  stock(item: Item, site: string): Stock | undefined
  sitesOf(item: Item): Stock[]
  moveStock(item: string, site: string, onHand: Decimal, allocated: Decimal): void
  /** A count, a receipt or an adjustment: what lies there now. */
  setStock(item: string, site: string, quantities: Partial<Omit<Stock, 'item' | 'site'>>): void
  /** The price list of an item, whole. */
  setPrices(item: string, prices: Item['prices']): void
  addressesOf(customer: string): CustomerAddress[]
  saveAddress(customer: string, address: CustomerAddress): void
  removeAddress(customer: string, address: string): void
  log(exception: LoggedException): void
}

const keptExceptions = 1000

export const addressRow = (customer: string, address: string) => `${customer}\n${address}`
const stockRow = (item: string, site: string) => `${item}\n${site}`

/** @param data rows that the file does not have yet are added; what it has stays */
export function openCompany(data: CompanyData, file: string | null, clock: Clock): Company {
  const opened = openStore<Rows>(file)
  // SQL Server's usual collation: a key is found in small letters, too.
  const store: Store<Rows> = {
    ...opened,
    get: (table, key) => opened.get(table, key) ?? opened.get(table, key.trim().toUpperCase()),
  }
  addSeed(store, data, clock)
  const company = store.get('company', 'company')
  if (!company) throw new Error('The company has no row')

  /** Finding a document by the shop's reference must not read all of them. */
  const byPurchaseOrder = new Map<string, Set<string>>()
  const purchaseOrderOf = (order: SalesOrder) => (order.CustomerPONumber ?? '').toLowerCase()
  const index = (order: SalesOrder) => {
    const key = purchaseOrderOf(order)
    const numbers = byPurchaseOrder.get(key)
    if (numbers) numbers.add(order.Key?.Id ?? '')
    else byPurchaseOrder.set(key, new Set([order.Key?.Id ?? '']))
  }
  const unindex = (order: SalesOrder | undefined) => {
    if (order) byPurchaseOrder.get(purchaseOrderOf(order))?.delete(order.Key?.Id ?? '')
  }
  for (const order of store.values('salesOrder')) index(order)

  const addressRows = new Map<string, Set<string>>()
  const indexAddress = (customer: string, row: string) => {
    const rows = addressRows.get(customer)
    if (rows) rows.add(row)
    else addressRows.set(customer, new Set([row]))
  }
  for (const { Key } of store.values('address'))
    indexAddress(Key?.CustomerKey?.Id ?? '', addressRow(Key?.CustomerKey?.Id ?? '', Key?.Id ?? ''))

  const self: Company = {
    store,
    id: company.id,
    // A company of an older file has none.
    canStore: lettersOf(company.codePage ?? '1252'),
    functionalCurrency: company.currency,
    now: () => clock.now().slice(0, -1),
    today: () => `${clock.now().slice(0, 10)}T00:00:00`,
    next(counter) {
      const value = (store.get('counter', counter) ?? 0) + 1
      store.put('counter', counter, value)
      return value
    },
    saveOrder(order) {
      const number = order.Key?.Id ?? ''
      unindex(store.get('salesOrder', number))
      store.put('salesOrder', number, order)
      index(order)
    },
    removeOrder(number) {
      unindex(store.get('salesOrder', number))
      store.remove('salesOrder', number)
    },
    ordersWithPurchaseOrder(number) {
      const found = [...(byPurchaseOrder.get(number.toLowerCase()) ?? [])].map((key) => store.get('salesOrder', key))
      return found.filter((order) => order !== undefined)
    },
    stock(item, site) {
      const row = store.get('stock', stockRow(item.key, site))
      if (row || item.sites || !store.get('warehouse', site)) return row
      return { item: item.key, site, onHand: '0', allocated: '0' }
    },
    sitesOf(item) {
      return [...store.values('warehouse')].map(({ key }) => self.stock(item, key)).filter((row) => row !== undefined)
    },
    moveStock(item, site, onHand, allocated) {
      const row = store.get('stock', stockRow(item, site)) ?? { item, site, onHand: '0', allocated: '0' }
      store.put('stock', stockRow(item, site), {
        ...row,
        onHand: dec(row.onHand).plus(onHand).toFixed(),
        allocated: dec(row.allocated).plus(allocated).toFixed(),
      })
      store.put('itemStamp', item, self.now())
    },
    setStock(item, site, quantities) {
      const row = store.get('stock', stockRow(item, site)) ?? { item, site, onHand: '0', allocated: '0' }
      store.put('stock', stockRow(item, site), { ...row, ...quantities })
      store.put('itemStamp', item, self.now())
    },
    setPrices(item, prices) {
      store.put('item', item, { ...store.get('item', item)!, prices })
      store.put('priceStamp', item, self.now())
    },
    addressesOf(customer) {
      const rows = [...(addressRows.get(customer) ?? [])]
      return rows.map((row) => store.get('address', row)).filter((row) => row !== undefined)
    },
    saveAddress(customer, address) {
      const row = addressRow(customer, address.Key?.Id ?? '')
      store.put('address', row, address)
      indexAddress(customer, row)
    },
    removeAddress(customer, address) {
      store.remove('address', addressRow(customer, address))
      addressRows.get(customer)?.delete(addressRow(customer, address))
    },
    log(exception) {
      store.put('exception', exception.logId, exception)
      if (store.size('exception') <= keptExceptions) return
      const [oldest] = store.values('exception')
      if (oldest) store.remove('exception', oldest.logId)
    },
  }

  store.commit()
  return self
}

function addSeed(store: Store<Rows>, data: CompanyData, clock: Clock): void {
  const add = <Table extends keyof Rows>(table: Table, key: string, row: Rows[Table]) => {
    if (store.get(table, key) === undefined) store.put(table, key, row)
  }
  add('company', 'company', data.company)
  add('currency', data.company.currency, { code: data.company.currency, digits: 2, description: '', exchangeRate: '1' })
  for (const row of data.currencies) add('currency', row.code, row)
  for (const table of ['shippingMethod', 'paymentTerms', 'customerClass', 'taxSchedule'] as const) {
    const rows = {
      shippingMethod: data.shippingMethods,
      paymentTerms: data.paymentTerms,
      customerClass: data.customerClasses,
      taxSchedule: data.taxSchedules,
    }
    for (const row of rows[table]) add(table, row.key, row as never)
  }
  for (const row of data.warehouses) add('warehouse', row.key, row)
  for (const row of data.priceLevels) add('priceLevel', row.key, row)
  for (const row of data.taxDetails) add('taxDetail', row.key, row)
  for (const row of data.uofmSchedules) add('uofmSchedule', row.key, row)
  for (const row of data.checkbooks) add('checkbook', row.key, row)
  for (const row of data.glAccounts) add('glAccount', row.key, row)
  for (const row of data.closedPeriods) add('closedPeriod', row.from, row)
  for (const row of data.banks) add('bank', row.key, row)
  for (const row of data.paymentCardTypes) add('paymentCardType', row.key, row)
  for (const row of data.documentTypes) add('documentType', row.key, row)
  for (const { key, comment } of data.batches) add('batch', key, newBatch(key, comment))
  for (const [operation, behaviors] of Object.entries(data.policies))
    for (const [behavior, option] of Object.entries(behaviors)) add('policy', `${operation}/${behavior}`, option)
  for (const row of data.items) {
    add('item', row.key, row)
    for (const { site, onHand, allocated, backOrdered } of row.sites ?? [])
      add('stock', stockRow(row.key, site), {
        ...{ item: row.key, site, onHand, allocated },
        ...(backOrdered === undefined ? {} : { backOrdered }),
      })
  }
  const now = clock.now().slice(0, -1)
  for (const row of data.customers) addCustomer(row, now, add)
}

export function newBatch(key: string, comment: string): Batch {
  return {
    Key: { Source: 'Sales Entry', Id: key, CreatedDateTime: '1900-01-01T00:00:00' },
    Comment: comment,
    busy: false,
  }
}

function addCustomer(
  row: CompanyData['customers'][number],
  now: string,
  add: <Table extends keyof Rows>(table: Table, key: string, row: Rows[Table]) => void,
): void {
  const CustomerKey = { Id: row.key }
  const dates = {
    CreatedDate: `${now.slice(0, 10)}T00:00:00`,
    ModifiedDate: `${now.slice(0, 10)}T00:00:00`,
    LastModifiedDate: now,
  }
  const [first] = row.addresses
  const primary = first && { CustomerKey, Id: first.key }
  add('customer', row.key, {
    Key: CustomerKey,
    IsOnHold: row.onHold,
    IsActive: row.active,
    Name: row.name,
    Shortname: row.name.slice(0, 15),
    StatementName: row.name,
    ...(row.class && { ClassKey: { Id: row.class } }),
    Priority: 1,
    ...(primary && {
      DefaultAddressKey: primary,
      ShipToAddressKey: primary,
      BillToAddressKey: primary,
      StatementToAddressKey: primary,
    }),
    ...(row.paymentTerms && { PaymentTermsKey: { Id: row.paymentTerms } }),
    ...(row.priceLevel && { PriceLevelKey: { Id: row.priceLevel } }),
    ...(row.currency && { CurrencyKey: { ISOCode: row.currency } }),
    ...(row.userDefined1 && { UserDefined1: row.userDefined1 }),
    ...(row.userDefined2 && { UserDefined2: row.userDefined2 }),
    ...dates,
  })
  for (const { key, phone, email, ...address } of row.addresses)
    add('address', addressRow(row.key, key), {
      ...(Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined)) as CustomerAddress),
      ...(phone && { Phone1: { Value: phone } }),
      ...(email && { InternetAddresses: { EmailToAddress: email } }),
      ...dates,
      Key: { CustomerKey, Id: key },
    } as CustomerAddress)
}
