import { Decimal, dec } from '../../../domain/decimal.ts'
import type { Company, Item } from '../company.ts'
import type { Choices } from '../policies.ts'
import type { Quantity, SalesComponent, SalesOrder, SalesOrderLine } from '../records.ts'
import { baseUnit, factorOf, inBaseUnits } from '../units.ts'
import type { Complaints } from './complaints.ts'

/** eConnect QtyShrtOpt; 2, Override Shortage, is its default and lets every quantity through. */
const sellBalance = 1
const backOrderAll = 3
const backOrderBalance = 4
const cancelAll = 5
const cancelBalance = 6

/** Lines with their quantities split by the policy Quantity Shortage. Stock itself does not move yet. */
export function splitQuantities(
  order: SalesOrder,
  heldNow: SalesOrder | null,
  company: Company,
  choices: Choices,
  complaints: Complaints,
): SalesOrder {
  const option = choices('Quantity Shortage')
  const taken = new Map<string, Decimal>()
  for (const line of heldNow?.Lines ?? []) addTo(taken, placeOf(line), allocatedBy(line, company).neg())

  const type = company.store.get('documentType', order.DocumentTypeKey?.Id ?? '')
  // A file of before says nothing of it.
  const fulfils = type?.separateFulfillment === false
  const allocatesLater = type?.allocateBy === 'document'
  const lines = (order.Lines ?? []).map((line, index) => {
    const item = company.store.get('item', line.ItemKey?.Id ?? '')
    const asked = dec(line.Quantity?.Value ?? '0')
    const stocked = item?.type === 'Sales Item' && !line.IsNonInventory
    const digits = item?.quantityDigits ?? 0
    const place = placeOf(line)
    const stock = stocked && item ? company.stock(item, line.WarehouseKey?.Id ?? '') : undefined
    // Stock is kept in the base unit; a case that is not all there is not there.
    const factor = (item && factorOf(item, line.UofM ?? '', company)) ?? new Decimal(1)
    const free = stock
      ? dec(stock.onHand)
          .minus(stock.allocated)
          .minus(taken.get(place) ?? 0)
          .div(factor)
          .toDecimalPlaces(digits, Decimal.ROUND_DOWN)
      : asked
    const moved = dec(line.transferred ?? '0')
    if (moved.gt(asked))
      complaints.refuse(`Lines[${index}].Quantity`, 'The quantity is less than what was transferred already.')
    const rest = asked.minus(moved)
    const missing = Decimal.max(0, rest.minus(Decimal.max(0, free)))
    const { ordered, backorder, cancelled } = split(rest, missing, option)
    if (backorder.gt(0) && item && !item.allowBackOrder)
      complaints.line(4776, 'Item does not allow back orders', `Lines[${index}].Quantity`, line, {
        QTYTBAOR: backorder.toFixed(),
      })
    const open = ordered.minus(backorder).minus(cancelled)
    if (stocked) addTo(taken, place, open.times(factor))
    const quantity = (value: Decimal): Quantity => ({ Value: value.toFixed(), DecimalDigits: digits })
    return {
      ...line,
      Quantity: quantity(ordered.plus(moved)),
      QuantityToBackorder: quantity(backorder),
      QuantityToInvoice: quantity(open),
      QuantityCanceled: quantity(cancelled),
      QuantityFulfilled: line.QuantityFulfilled ?? quantity(stocked && fulfils ? open : new Decimal(0)),
      QuantityAllocated: allocatesLater
        ? (line.QuantityAllocated ?? quantity(new Decimal(0)))
        : quantity(stocked ? open : new Decimal(0)),
      ...(item?.type === 'Kit' && {
        Components: componentsOf(line, item, open.times(factor), allocatesLater ? 'later' : 'now', company),
      }),
    }
  })
  return { ...order, Lines: lines }
}

/** A kit is taken from stock by its components: nothing is allocated of its own line. @param kits in base units */
function componentsOf(
  { Components: before = [], WarehouseKey }: SalesOrderLine,
  { components = [] }: Item,
  kits: Decimal,
  allocated: 'now' | 'later',
  company: Company,
): SalesComponent[] {
  return components.map(({ item: Id, quantity, uofm }, index) => {
    const item = company.store.get('item', Id)
    const ComponentSequenceNumber = (index + 1) * 16_384
    const held = before.find(({ Key }) => Key?.ComponentSequenceNumber === ComponentSequenceNumber)
    const Quantity = { Value: kits.times(quantity).toFixed(), DecimalDigits: item?.quantityDigits ?? 0 }
    const none = { ...Quantity, Value: '0' }
    return {
      Key: { ComponentSequenceNumber },
      ...{ Quantity, UofM: uofm ?? (item ? baseUnit(item, company) : ''), ItemKey: { Id } },
      ...(WarehouseKey && { WarehouseKey }),
      QuantityAllocated:
        item?.type !== 'Sales Item' ? none : allocated === 'now' ? Quantity : (held?.QuantityAllocated ?? none),
    }
  })
}

/** Rows of stock that are taken for a line: of the item, or of the components of a kit. */
const takenFor = (line: SalesOrderLine): readonly (SalesOrderLine | SalesComponent)[] => [
  line,
  ...(line.Components ?? []),
]

function split(asked: Decimal, missing: Decimal, option: number) {
  const none = new Decimal(0)
  if (missing.isZero()) return { ordered: asked, backorder: none, cancelled: none }
  if (option === sellBalance) return { ordered: asked.minus(missing), backorder: none, cancelled: none }
  if (option === backOrderAll) return { ordered: asked, backorder: asked, cancelled: none }
  if (option === backOrderBalance) return { ordered: asked, backorder: missing, cancelled: none }
  if (option === cancelAll) return { ordered: asked, backorder: none, cancelled: asked }
  if (option === cancelBalance) return { ordered: asked, backorder: none, cancelled: missing }
  return { ordered: asked, backorder: none, cancelled: none }
}

/** Allocates the order's stock, or gives it back. */
export function allocate(order: Pick<SalesOrder, 'Lines'>, company: Company, direction: 1 | -1): void {
  for (const line of (order.Lines ?? []).flatMap(takenFor)) {
    const quantity = allocatedBy(line, company)
    if (!quantity.isZero())
      company.moveStock(line.ItemKey?.Id ?? '', line.WarehouseKey?.Id ?? '', new Decimal(0), quantity.times(direction))
  }
}

/** Posting: what was allocated leaves the site. */
export function ship(document: Pick<SalesOrder, 'Lines'>, company: Company): void {
  for (const line of (document.Lines ?? []).flatMap(takenFor)) {
    const quantity = allocatedBy(line, company).neg()
    if (!quantity.isZero()) company.moveStock(line.ItemKey?.Id ?? '', line.WarehouseKey?.Id ?? '', quantity, quantity)
  }
}

/** Stock of an item a site, on the wire. */
export function quantitiesOf(item: Item, company: Company) {
  const quantity = (value: string): Quantity => ({ Value: value, DecimalDigits: item.quantityDigits })
  return company.sitesOf(item).map(({ site, onHand, allocated, backOrdered = '0', ...aside }) => ({
    Key: { ItemKey: { Id: item.key }, WarehouseKey: { Id: site } },
    InUseQuantity: quantity(aside.inUse ?? '0'),
    InServiceQuantity: quantity(aside.inService ?? '0'),
    ReturnedQuantity: quantity(aside.returned ?? '0'),
    DamagedQuantity: quantity(aside.damaged ?? '0'),
    OnHandQuantity: quantity(onHand),
    AllocatedQuantity: quantity(allocated),
    OnOrderQuantity: quantity('0'),
    BackOrderedQuantity: quantity(backOrdered),
  }))
}

/** In base units, as stock is kept. */
const allocatedBy = (line: SalesOrderLine | SalesComponent, company: Company) =>
  inBaseUnits(line.ItemKey?.Id ?? '', line.UofM ?? '', dec(line.QuantityAllocated?.Value ?? '0'), company)

const placeOf = (line: SalesOrderLine) => `${line.ItemKey?.Id}\n${line.WarehouseKey?.Id}`

function addTo(map: Map<string, Decimal>, key: string, value: Decimal): void {
  map.set(key, (map.get(key) ?? new Decimal(0)).plus(value))
}
