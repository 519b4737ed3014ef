import { type Company, newBatch } from '../company.ts'
import { type Fields, matching } from '../criteria.ts'
import { notFoundFault, type Problem, validationFault } from '../faults.ts'
import type { Choices } from '../policies.ts'
import type { Id, SalesOrder, SalesOrderLine, SalesReturn, TransferredDocument } from '../records.ts'
import { baseUnit } from '../units.ts'
import type { Wire } from '../wire.ts'
import { completeAmounts, tradeDiscountOf } from './amounts.ts'
import { type Complaints, complaintsAbout } from './complaints.ts'
import { mergeOrder, sequenceStep } from './merge.ts'
import { completePayments, keepDeposits, voidDeposits } from './payments.ts'
import { checkReferences } from './references.ts'
import { allocate, splitQuantities } from './stock.ts'

/** Enters a sales order as a work document in its batch. Its number is taken from the document type when none is sent. */
export function createSalesOrder(sent: SalesOrder, company: Company, choices: Choices, user: string): void {
  const complaints = complaintsAbout(sent)
  const number = sent.Key?.Id || null
  if (number && company.store.get('salesOrder', number))
    complaints.header(2221, 'Duplicate document number', 'Key', { SOPNUMBE: number })
  if (!sent.DocumentTypeKey) complaints.refuse('DocumentTypeKey', 'The document type key is required.')
  else if (sent.DocumentTypeKey.Type && sent.DocumentTypeKey.Type !== 'Order')
    complaints.refuse('DocumentTypeKey', `The document type is ${sent.DocumentTypeKey.Type}, not Order.`)
  if (!sent.Lines?.length) complaints.refuse('Lines', 'A sales order needs at least one line.')

  const order = complete(withDefaults(sent, company), null, company, choices, complaints)
  refuseWhen(complaints)
  const key = { Id: number ?? nextNumber(order.DocumentTypeKey?.Id ?? '', company) }
  save(
    {
      ...order,
      Key: key,
      Type: 'Order',
      TransactionState: 'Work',
      IsVoided: false,
      MasterNumber: company.next('masterNumber'),
      ShippingProcessStatus: order.ShippingProcessStatus ?? 'None',
      CreatedBy: user.slice(0, 15),
      CreatedDate: company.today(),
    },
    null,
    company,
  )
}

/** Changes the sent members of a work document. */
export function updateSalesOrder(sent: SalesOrder, company: Company, choices: Choices): void {
  const before = workDocument(sent.Key, company)
  const complaints = complaintsAbout(before)
  const merged = mergeOrder(before, sent, complaints)
  if (merged.Lines?.length === 0) complaints.refuse('Lines', 'A sales order needs at least one line.')
  const order = complete(withDefaults(merged, company), before, company, choices, complaints)
  refuseWhen(complaints)
  save(order, before, company)
}

/** Moves a work document to history, voided. Its stock is free again. */
export function voidSalesOrder(key: Id | undefined, company: Company, choices: Choices): void {
  const order = workDocument(key, company)
  allocate(order, company, -1)
  const voided = voidDeposits(order, choices('Remove Posted Deposits') === 1, company)
  company.saveOrder({ ...voided, ...stamps(company), IsVoided: true, TransactionState: 'History' })
}

export function deleteSalesOrder(key: Id | undefined, company: Company): void {
  const order = workDocument(key, company)
  allocate(order, company, -1)
  keepDeposits({}, order, company)
  company.removeOrder(order.Key?.Id ?? '')
}

export function getSalesOrder(key: Id | undefined, company: Company): Wire {
  const order = company.store.get('salesOrder', key?.Id ?? '')
  if (!order) throw notFoundFault(`Sales order ${key?.Id ?? ''}`)
  return onWire(order)
}

const fields: Fields<SalesOrder> = {
  TransactionState: (order) => order.TransactionState,
  DocumentId: (order) => order.Key?.Id,
  Date: (order) => order.Date,
  CustomerId: (order) => order.CustomerKey?.Id,
  CustomerName: (order) => order.CustomerName,
  CustomerPONumber: (order) => order.CustomerPONumber,
  BatchId: (order) => order.BatchKey?.Id,
  DocumentTypeId: (order) => order.DocumentTypeKey?.Id,
  SalespersonId: (order) => order.SalespersonKey?.Id,
  MasterNumber: (order) => order.MasterNumber,
  ModifiedDate: (order) => order.ModifiedDate,
  LastModifiedDate: (order) => order.LastModifiedDate,
  CreatedDate: (order) => order.CreatedDate,
}

export function listSalesOrders(criteria: Wire | undefined, company: Company): Wire[] {
  const found = matching(candidates(criteria, company), criteria, fields)
  return found.sort((a, b) => ((a.Key?.Id ?? '') < (b.Key?.Id ?? '') ? -1 : 1)).map(summary)
}

const ofAnyType: Fields<SalesOrder | SalesReturn | TransferredDocument> = {
  Type: ({ Type }) => Type,
  TransactionState: ({ TransactionState }) => TransactionState,
  DocumentId: ({ Key }) => Key?.Id,
  CustomerId: ({ CustomerKey }) => CustomerKey?.Id,
  CustomerPONumber: ({ CustomerPONumber }) => CustomerPONumber,
  MasterNumber: ({ MasterNumber }) => MasterNumber,
  Date: (document) => document.Date,
}

/** Orders, the invoices and back orders that were made of them, and returns: work and history. */
export function listSalesDocuments(criteria: Wire | undefined, company: Company): Wire[] {
  const transferred = matching(company.store.values('transferred'), criteria, ofAnyType)
  const orders = matching(candidates(criteria, company), criteria, ofAnyType) as SalesOrder[]
  const returns = matching(company.store.values('salesReturn'), criteria, ofAnyType) as SalesReturn[]
  return [
    ...orders.map((order) => ({ ...summary(order), Type: 'Order' })),
    ...transferred,
    ...returns.map((one) => ({ ...summary(one), Type: 'Return' })),
  ] as unknown as Wire[]
}

/** By the shop's reference or the number GP has an index; the rest is read through. */
function candidates(criteria: Wire | undefined, company: Company): Iterable<SalesOrder> {
  const equal = (name: string) => (criteria?.[name] as Wire | undefined)?.EqualValue
  const purchaseOrder = equal('CustomerPONumber')
  if (typeof purchaseOrder === 'string') return company.ordersWithPurchaseOrder(purchaseOrder.trimEnd())
  const found = company.store.get('salesOrder', String(equal('DocumentId') ?? ''))
  return found ? [found] : company.store.values('salesOrder')
}

/** The document, if it may be changed. @throws GpFault absent, locked by a GP user, or in history */
function workDocument(key: Id | undefined, company: Company): SalesOrder {
  const number = key?.Id ?? ''
  const order = company.store.get('salesOrder', number)
  if (!order) throw notFoundFault(`Sales order ${number}`)
  const complaints = complaintsAbout(order)
  if (company.store.get('lock', number))
    complaints.header(2022, 'Document is currently being edited by another user', 'Key', { SOPNUMBE: number })
  if (order.TransactionState !== 'Work')
    complaints.refuse(
      'TransactionState',
      `The document ${number} is in history${order.IsVoided ? ', voided' : ''}, and cannot be changed.`,
    )
  refuseWhen(complaints)
  return order
}

function complete(
  order: SalesOrder,
  before: SalesOrder | null,
  company: Company,
  choices: Choices,
  complaints: Complaints,
): SalesOrder {
  checkReferences(order, company, choices, complaints)
  checkBatch(order, company, choices, before === null, complaints)
  const currency = company.store.get('currency', order.CurrencyKey?.ISOCode ?? '')
  if (!currency) {
    complaints.refuse('CurrencyKey', `The currency '${order.CurrencyKey?.ISOCode ?? ''}' does not exist.`)
    return order
  }
  if (currency.exchangeRate === null && !order.ExchangeRate && currency.code !== company.functionalCurrency)
    complaints.refuse('ExchangeRate', `There is no exchange rate for the currency ${currency.code}.`)
  const split = splitQuantities(order, before, company, choices, complaints)
  const priced = completeAmounts(split, currency, company, choices, complaints)
  return completePayments(priced, currency, company, complaints)
}

export function checkBatch(
  order: Pick<SalesOrder, 'BatchKey'>,
  company: Company,
  choices: Choices,
  created: boolean,
  complaints: Complaints,
): void {
  const key = order.BatchKey?.Id
  if (!key) {
    complaints.refuse('BatchKey', 'The batch key is required.')
    return
  }
  const batch = company.store.get('batch', key)
  if (batch?.busy) complaints.refuse('BatchKey', `The batch '${key}' is being posted or edited by another user.`)
  if (!batch && created && choices('Create Batch') === 0)
    complaints.refuse('BatchKey', `The batch '${key}' does not exist.`)
}

/** What GP takes from customer and setup when a document leaves it out. */
export function withDefaults(order: SalesOrder, company: Company): SalesOrder {
  const customer = company.store.get('customer', order.CustomerKey?.Id ?? '')
  const documentType = [...company.store.values('documentType')].find(({ type }) => type !== 'Return')
  const [site] = company.store.values('warehouse')
  const DocumentTypeKey = { Type: 'Order', Id: order.DocumentTypeKey?.Id || documentType?.key || '' }
  const WarehouseKey = order.WarehouseKey?.Id ? order.WarehouseKey : { Id: site?.key ?? '' }
  const currency = order.CurrencyKey?.ISOCode || customer?.CurrencyKey?.ISOCode || company.functionalCurrency
  const owner = { CustomerKey: order.CustomerKey ?? {} }
  const address = (key: typeof order.BillToAddressKey, fallback: typeof order.BillToAddressKey) => {
    const id = key?.Id || fallback?.Id
    return id ? { ...owner, ...key, Id: id } : undefined
  }
  const defaults: { [Member in keyof SalesOrder]: SalesOrder[Member] | undefined } = {
    Date: order.Date ? midnight(order.Date) : company.today(),
    CustomerName: order.CustomerName ?? customer?.Name,
    DocumentTypeKey,
    WarehouseKey,
    CurrencyKey: { ISOCode: currency },
    BatchKey: order.BatchKey && {
      CreatedDateTime: '1900-01-01T00:00:00',
      ...order.BatchKey,
      Source: order.BatchKey.Source || 'Sales Entry',
    },
    PaymentTermsKey: order.PaymentTermsKey ?? customer?.PaymentTermsKey,
    PriceLevelKey: order.PriceLevelKey ?? customer?.PriceLevelKey,
    BillToAddressKey: address(order.BillToAddressKey, customer?.BillToAddressKey),
    ShipToAddressKey: address(order.ShipToAddressKey, customer?.ShipToAddressKey),
  }
  const lines = numbered(order.Lines ?? []).map((line) => lineDefaults(line, order, WarehouseKey, company))
  return { ...order, ...present(defaults), Lines: lines }
}

function lineDefaults(line: SalesOrderLine, order: SalesOrder, site: Id, company: Company): SalesOrderLine {
  const item = company.store.get('item', line.ItemKey?.Id ?? '')
  const stays: SalesOrderLine = { ...line }
  delete stays.DeleteOnUpdate
  return {
    ...stays,
    Key: { SalesDocumentKey: order.Key ?? {}, LineSequenceNumber: line.Key?.LineSequenceNumber ?? 0 },
    ItemDescription: line.ItemDescription ?? item?.description ?? '',
    IsNonInventory: line.IsNonInventory ?? false,
    // GP takes the default selling unit, so that a quantity without a unit may mean cases.
    UofM: line.UofM || (item && (item.sellingUofm ?? baseUnit(item, company))) || 'Each',
    WarehouseKey: line.WarehouseKey?.Id ? line.WarehouseKey : site,
  }
}

/** Lines without a sequence number get the next step above those before them. */
function numbered(lines: readonly SalesOrderLine[]): SalesOrderLine[] {
  let last = 0
  return lines.map((line) => {
    const sequence = line.Key?.LineSequenceNumber || last + sequenceStep
    last = Math.max(last, sequence)
    return { ...line, Key: { ...line.Key, LineSequenceNumber: sequence } }
  })
}

function save(order: SalesOrder, before: SalesOrder | null, company: Company): void {
  const batch = order.BatchKey?.Id ?? ''
  if (!company.store.get('batch', batch)) company.store.put('batch', batch, newBatch(batch, ''))
  if (before) allocate(before, company, -1)
  allocate(order, company, 1)
  const lines = (order.Lines ?? []).map((line) => ({
    ...line,
    Key: { ...line.Key, SalesDocumentKey: order.Key ?? {} },
  }))
  const saved = { ...order, ...stamps(company), Lines: lines }
  keepDeposits(saved, before, company)
  company.saveOrder(saved)
}

export function stamps(company: Company): Pick<SalesOrder, 'ModifiedDate' | 'LastModifiedDate'> {
  return { ModifiedDate: company.today(), LastModifiedDate: company.now() }
}

/** The document type's next number that is free. */
export function nextNumber(
  documentType: string,
  company: Company,
  table: 'salesOrder' | 'salesReturn' = 'salesOrder',
): string {
  const row = company.store.get('documentType', documentType)
  if (!row) throw new Error(`No document type ${documentType}`)
  let number = row.nextNumber
  while (company.store.get(table, number)) number = following(number)
  company.store.put('documentType', documentType, { ...row, nextNumber: following(number) })
  return number
}

/** "ORDST1009" → "ORDST1010". */
function following(number: string): string {
  const digits = /\d+$/.exec(number)?.[0] ?? ''
  return number.slice(0, number.length - digits.length) + String(BigInt(digits) + 1n).padStart(digits.length, '0')
}

export function refuseWhen({ problems }: { readonly problems: readonly Problem[] }): void {
  if (problems.length > 0) throw validationFault(problems)
}

const midnight = (time: string) => `${time.slice(0, 10)}T00:00:00`

function present<Row extends object>(row: { [Member in keyof Row]: Row[Member] | undefined }): Partial<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Partial<Row>
}

/** A record of the table is its own wire form. */
const onWire = (order: SalesOrder): Wire => order

export function summary(order: SalesOrder): Wire {
  const { Value: _, ...currency } = order.TotalAmount ?? {}
  return { ...order, TradeDiscountAmount: { ...currency, Value: tradeDiscountOf(order).toFixed() } } as Wire
}
