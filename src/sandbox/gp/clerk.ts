import { dec } from '../../domain/decimal.ts'
import type { Company, Item } from './company.ts'
import { GpFault } from './faults.ts'
import type { Id, SalesOrder } from './records.ts'
import { postInvoice, voidInvoice } from './sales-orders/invoices.ts'
import { voidSalesOrder } from './sales-orders/operations.ts'
import { postReturn } from './sales-orders/returns.ts'
import { allocate, ship } from './sales-orders/stock.ts'

/** What people do in GP's own windows. Each throws an Error in words, where a window would refuse. */

/** The warehouse has picked lines of an order, by line sequence number; all that is open of it where none are named. */
export function fulfil(
  number: string,
  { lines, tracking }: { readonly lines?: Readonly<Record<string, string>>; readonly tracking?: string },
  company: Company,
): void {
  const order = workOrder(number, company)
  const picked = (order.Lines ?? []).map((line) => {
    const open = dec(line.Quantity?.Value ?? '0').minus(line.QuantityCanceled?.Value ?? '0')
    const asked = lines?.[String(line.Key?.LineSequenceNumber ?? 0)]
    if (lines && asked === undefined) return line
    if (asked !== undefined && dec(asked).gt(open))
      throw new Error(`only ${open.toFixed()} of the line can be fulfilled`)
    return { ...line, QuantityFulfilled: { ...line.Quantity, Value: asked ?? open.toFixed() } }
  })
  company.saveOrder({
    ...order,
    ...(tracking !== undefined && { UserDefined: { ...order.UserDefined, Text05: tracking } }),
    Lines: picked,
    ModifiedDate: company.today(),
    LastModifiedDate: company.now(),
  })
  company.store.commit()
}

/** Allocates what is open of an order whose type does not do so at the entry. The document keeps its date of change. */
export function allocateOrder(number: string, company: Company): void {
  const order = workOrder(number, company)
  const Lines = (order.Lines ?? []).map((line) => {
    const isStocked = ({ ItemKey }: { ItemKey?: Id }) =>
      company.store.get('item', ItemKey?.Id ?? '')?.type === 'Sales Item'
    if (isStocked(line) && !line.IsNonInventory) return { ...line, QuantityAllocated: { ...line.QuantityToInvoice } }
    const Components = line.Components?.map((one) =>
      isStocked(one) ? { ...one, QuantityAllocated: { ...one.Quantity } } : one,
    )
    return Components ? { ...line, Components } : line
  })
  allocate(order, company, -1)
  allocate({ Lines }, company, 1)
  company.saveOrder({ ...order, Lines })
  company.store.commit()
}

/** Enters its tracking numbers, in the place of those that it had: of an order, or of what was made of one. */
export function track(number: string, numbers: readonly string[], company: Company): void {
  const TrackingNumbers = numbers.map((Id) => ({ Key: { SalesDocumentKey: { Id: number }, Id } }))
  const made = company.store.get('transferred', number)
  if (made) company.store.put('transferred', number, { ...made, TrackingNumbers })
  else {
    const order = company.store.get('salesOrder', number)
    if (!order) throw new Error(`no sales order or invoice ${number}`)
    company.saveOrder({ ...order, TrackingNumbers })
  }
  company.store.commit()
}

/** Puts a process hold on an order, or takes it off: it stays in the list then. */
export function hold(number: string, hold: string, isOn: boolean, company: Company): void {
  const order = company.store.get('salesOrder', number)
  if (!order) throw new Error(`no sales order ${number}`)
  const others = (order.ProcessHolds ?? []).filter(({ Key }) => Key?.SalesProcessHoldSetupKey?.Id !== hold)
  if (!isOn && others.length === (order.ProcessHolds ?? []).length) throw new Error(`${number} has no hold ${hold}`)
  const Key = { SalesDocumentKey: { Id: number }, SalesProcessHoldSetupKey: { Id: hold } }
  company.saveOrder({ ...order, ProcessHolds: [...others, { Key, IsDeleted: !isOn }] })
  company.store.commit()
}

/** Posts a document: it becomes history, its stock leaves; that of a return comes back. */
export function post(number: string, company: Company): void {
  if (company.store.get('transferred', number)) postInvoice(number, company)
  else if (company.store.get('salesReturn', number)) postReturn(number, company)
  else postOrder(number, company)
}

function postOrder(number: string, company: Company): void {
  const order = company.store.get('salesOrder', number)
  if (!order) throw new Error(`no sales order ${number}`)
  ship(order, company)
  company.saveOrder({ ...order, TransactionState: 'History', LastModifiedDate: company.now() })
  company.store.commit()
}

/** Voids an order, or an invoice, that is not posted. */
export function voidDocument(number: string, company: Company): void {
  if (company.store.get('transferred', number)) voidInvoice(number, company)
  else voidOrder(number, company)
}

function voidOrder(number: string, company: Company): void {
  workOrder(number, company)
  try {
    // As the window asks: a deposit goes with its order.
    voidSalesOrder({ Id: number }, company, () => 1)
  } catch (error) {
    throw error instanceof GpFault && error.problems.length > 0
      ? new Error(error.problems.map(({ message }) => message).join(' '))
      : error
  }
  company.store.commit()
}

/** A receipt of goods, or an adjustment: so many more lie at the site; less, where it is below 0. */
export function adjust(item: string, site: string, by: string, company: Company): void {
  const { onHand } = stockAt(item, site, company)
  company.setStock(item, site, { onHand: dec(onHand).plus(by).toFixed() })
  company.store.commit()
}

/** An inventory transfer between two sites (IV30300). */
export function moveBetween(item: string, from: string, to: string, quantity: string, company: Company): void {
  const { onHand, allocated } = stockAt(item, from, company)
  stockAt(item, to, company)
  const free = dec(onHand).minus(allocated)
  if (free.lt(quantity)) throw new Error(`${from} has only ${free.toFixed()} of ${item} to give`)
  adjust(item, from, dec(quantity).neg().toFixed(), company)
  adjust(item, to, quantity, company)
}

/** What one unit costs at a level, for any quantity. */
export function setPrice(
  item: string,
  price: { readonly price: string; readonly priceLevel: string; readonly currency: string },
  company: Company,
): void {
  const others = known(item, company).prices.filter(
    (row) => row.priceLevel !== price.priceLevel || row.currency !== price.currency,
  )
  company.setPrices(item, [...others, { ...price, toQuantity: '999999999999' }])
  company.store.commit()
}

export function discontinue(item: string, company: Company): void {
  company.store.put('item', item, { ...known(item, company), discontinued: true })
  company.store.put('itemStamp', item, company.now())
  company.store.commit()
}

/** Enters an item, without stock or prices. */
export function addItem(key: string, description: string, company: Company): void {
  if (company.store.get('item', key)) throw new Error(`there is an item ${key}`)
  const item: Item = {
    key,
    description,
    type: 'Sales Item',
    uofm: 'Each',
    quantityDigits: 0,
    discontinued: false,
    allowBackOrder: true,
    prices: [],
    priceMethod: 'Currency Amount',
  }
  company.store.put('item', key, item)
  company.store.put('itemStamp', key, company.now())
  company.store.commit()
}

/** Has a document open: nobody else can change it. */
export function lock(number: string, isOpen: boolean, company: Company): void {
  if (isOpen) company.store.put('lock', number, true)
  else company.store.remove('lock', number)
  company.store.commit()
}

/** A batch is being posted, or is free again. */
export function setBatch(batch: string, busy: boolean, company: Company): void {
  const row = company.store.get('batch', batch)
  if (!row) throw new Error(`no batch ${batch}`)
  company.store.put('batch', batch, { ...row, busy })
  company.store.commit()
}

function workOrder(number: string, company: Company): SalesOrder {
  const order = company.store.get('salesOrder', number)
  if (!order) throw new Error(`no sales order ${number}`)
  if (order.TransactionState !== 'Work') throw new Error(`${number} is in history`)
  if (company.store.get('lock', number)) throw new Error(`${number} is open elsewhere`)
  return order
}

function known(item: string, company: Company): Item {
  const row = company.store.get('item', item)
  if (!row) throw new Error(`no item ${item}`)
  return row
}

function stockAt(item: string, site: string, company: Company) {
  const stock = company.stock(known(item, company), site)
  if (!stock) throw new Error(`${item} is not assigned to ${site}`)
  return stock
}
