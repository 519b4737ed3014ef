import { type Decimal, dec, sum } from '../domain/decimal.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { foldedKey, type RecordRef, type RecordValue } from '../domain/record.ts'
import { shopTaxes } from '../language/index.ts'
import type { Content, OrderFacts, Wanted } from './facts.ts'
import { changesOf, type Finding } from './finding.ts'

/** A credit slip that is known to the cent. */
interface Slip {
  readonly id: string
  readonly total_tax_incl: string
  readonly shipping_tax_excl: string
  readonly lines: readonly { readonly id: string; readonly quantity: number; readonly total_tax_excl: string }[]
}

/**
 * What a document that people have entered has to hold: the shop's order, or what is left of it, whichever comes to the
 * document's total. Null: neither does, which is a difference of its own. Pure.
 *
 * @param held the document
 * @param country where the order is taxed
 * @param detailOf the GP tax detail of a tax; '': none
 * @param items answers of the value map "item"
 * @param units what is known of the units of its items
 */
export function wantedOf(
  order: RecordValue,
  held: RecordValue,
  by: {
    readonly schema: EntitySchema
    readonly country: string
    readonly detailOf: (id: string, key: string, country: string) => string
    readonly items: ReadonlyMap<string, string>
    readonly units: Units
  },
): Wanted | null {
  const slips = (order.given_back as { readonly slips: readonly Slip[] } | null | undefined)?.slips ?? []
  const charged = dec(String(order.total_paid))
  const total = dec(String(held.TotalAmount))
  const left = charged.minus(sum(slips.map(({ total_tax_incl }) => dec(total_tax_incl))))
  const less = charged.eq(total) ? [] : left.eq(total) ? slips : null
  if (less === null) return null
  const taxOf = ({ total_tax_incl, shipping_tax_excl, lines }: Slip) =>
    dec(total_tax_incl).minus(sum([dec(shipping_tax_excl), ...lines.map((line) => dec(line.total_tax_excl))]))
  const tax = chargedTax(order).minus(sum(less.map(taxOf)))
  return {
    ...{ tax: tax.toFixed(), entered: heldTax(held) },
    ...{ taxes: taxesOf(order, less, by), ...goodsOf(order, held, less, by) },
  }
}

/**
 * All tax of a shop's order, and of the document that people have entered for it: where both are worth the same, these may
 * still differ. Null: of other records, and of a document that does not say.
 */
export function taxSums(
  { entity }: RecordRef,
  record: RecordValue | null,
  held: RecordValue,
): { readonly record: string | null; readonly document: string | null } {
  if (entity !== 'prestashop.order' || record === null) return { record: null, document: null }
  return { record: chargedTax(record).toFixed(), document: heldTax(held) }
}

function heldTax({ TaxAmount, FreightTaxAmount, MiscellaneousTaxAmount }: RecordValue): string | null {
  const said = [TaxAmount, FreightTaxAmount, MiscellaneousTaxAmount].filter((amount) => typeof amount === 'string')
  return said.length === 0 ? null : sum(said.map((amount) => dec(amount))).toFixed()
}

const chargedTax = (order: RecordValue) =>
  dec(String(order.total_paid_tax_incl)).minus(String(order.total_paid_tax_excl))

function taxesOf(
  order: RecordValue,
  less: readonly Slip[],
  { schema, country, detailOf }: Parameters<typeof wantedOf>[2],
): Wanted['taxes'] {
  const sums: Record<string, string> = {}
  for (const slip of [null, ...less]) {
    const rows = shopTaxes(schema, order, country, slip?.id ?? null)
    if (rows === null) return null
    for (const { id, key, tax } of rows) {
      if (tax.isZero()) continue
      const detail = detailOf(id, key, country)
      if (detail === '') return null
      sums[detail] = dec(sums[detail] ?? '0')
        .plus(slip === null ? tax : tax.negated())
        .toFixed()
    }
  }
  return sums
}

/** Units of measure of GP's items. */
export interface Units {
  /** How many base units one of these is; null: not known. */
  inBase(item: string, unit: string): Decimal | null
  /** The unit that one piece of the shop is, as the flow of orders names it; '': not known. */
  ofPiece(item: string, reference: string): string
}

/** A line of the shop, as GP would have it. */
interface WantedLine {
  readonly item: string
  readonly reference: string
  readonly pieces: number
}

/** The items of an order, as the flow of orders names them. Null: one is not known. @param items of the value map "item" */
export const itemsOf = (order: RecordValue, items: ReadonlyMap<string, string>): readonly string[] | null =>
  linesOf(order, [], items)?.map(({ item }) => item) ?? null

function linesOf(
  order: RecordValue,
  less: readonly Slip[],
  items: ReadonlyMap<string, string>,
): readonly WantedLine[] | null {
  const details = Array.isArray(order.order_details) ? (order.order_details as readonly RecordValue[]) : []
  const lines = details.map((line) => {
    const reference = String(line.product_reference ?? '')
    const item =
      items.get(`${String(line.product_id)}:${String(line.product_attribute_id)}`) ??
      (reference === '' ? '' : (items.get(reference) ?? reference))
    const back = less.flatMap(({ lines: its }) => its.filter(({ id }) => id === line.id))
    const pieces = Number(line.product_quantity) - back.reduce((all, { quantity }) => all + quantity, 0)
    return { item, reference, pieces }
  })
  return lines.some(({ item }) => item === '') ? null : lines
}

/** One case of twelve is no single piece, although both are a quantity of 1; and twelve pieces are one case. */
function goodsOf(
  order: RecordValue,
  held: RecordValue,
  less: readonly Slip[],
  { items, units }: Pick<Parameters<typeof wantedOf>[2], 'items' | 'units'>,
): Pick<Wanted, 'goods' | 'heldGoods'> {
  const typed = Array.isArray(held.Lines) ? (held.Lines as readonly RecordValue[]) : []
  const heldGoods = byKey(
    sumOf(
      typed,
      ({ ItemKey }) => String(ItemKey ?? ''),
      ({ Quantity }) => dec(String(Quantity || '0')),
    ),
  )
  const lines = linesOf(order, less, items)
  if (lines === null) return { goods: null, heldGoods }
  const goods = byKey(
    sumOf(
      lines,
      ({ item }) => item,
      ({ pieces }) => dec(String(pieces)),
    ),
  )
  for (const item of Object.keys(goods)) {
    const times = (by: Decimal | null, quantity: string) => by?.times(quantity) ?? null
    const wanted = lines
      .filter((line) => foldedKey(line.item) === item)
      .map(({ reference, pieces }) => times(units.inBase(item, units.ofPiece(item, reference)), String(pieces)))
    const entered = typed
      .filter(({ ItemKey }) => foldedKey(String(ItemKey ?? '')) === item)
      .map(({ UofM, Quantity }) => times(units.inBase(item, String(UofM ?? '')), String(Quantity || '0')))
    if (entered.length === 0 || [...wanted, ...entered].includes(null)) continue
    goods[item] = sum(wanted as Decimal[]).toFixed()
    heldGoods[item] = sum(entered as Decimal[]).toFixed()
  }
  return { goods, heldGoods }
}

function sumOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string, amountOf: (row: Row) => Decimal) {
  const sums: Record<string, string> = {}
  for (const row of rows)
    sums[keyOf(row)] = dec(sums[keyOf(row)] ?? '0')
      .plus(amountOf(row))
      .toFixed()
  return sums
}

/** GP's keys have no case; people type them as they like. */
const byKey = (sums: Content['goods']) => {
  const all: Record<string, string> = {}
  for (const [key, amount] of Object.entries(sums)) {
    const name = foldedKey(key)
    all[name] = dec(all[name] ?? '0')
      .plus(amount)
      .toFixed()
  }
  return all
}

/** What people have entered was proved by nobody: customer, taxes and goods are those of the shop, or they are named. */
export function ofEntered({ document }: OrderFacts): Finding[] {
  if (!document || document.gone || !document.wanted) return []
  const { key, wanted, linkedCustomer } = document
  const total = dec(document.total)
  const findings: Finding[] = []
  const cause = 'entered by hand in GP' as const
  if (linkedCustomer !== null && linkedCustomer !== document.customer)
    findings.push({
      ...{ kind: 'another customer', cause, amount: total, facts: [key, document.customer, linkedCustomer] },
      says: `${key} was entered by hand for customer ${document.customer}; the customer of the order is ${linkedCustomer}.`,
      next: `If both are the same one, accept this difference. If not, correct the customer of ${key}.`,
    })
  const rows = Object.values(document.taxes)
  const held = wanted.entered === null ? sum(rows.map(dec)) : dec(wanted.entered)
  const off = held.minus(wanted.tax)
  // Tax without rows of details is compared by its sum.
  const hasRows = rows.length > 0 || held.isZero()
  const taxes = wanted.taxes && hasRows ? changesOf(byKey(wanted.taxes), byKey(document.taxes)) : null
  if (taxes ? taxes.length > 0 : !off.isZero())
    findings.push({
      ...{ kind: 'other taxes', cause, amount: off.isZero() ? dec(wanted.tax) : off },
      facts: [key, held.toFixed(), wanted.tax, ...(taxes ?? [])],
      says: `${key} was entered by hand with ${held.toFixed()} of tax; the shop charged ${wanted.tax}${taxes ? `: ${taxes.join(', ')}` : ''}.`,
      next: `Correct the tax details of ${key}, or enter the difference in GP.`,
    })
  const goods = wanted.goods ? changesOf(wanted.goods, wanted.heldGoods) : []
  if (goods.length > 0)
    findings.push({
      ...{ kind: 'other goods', cause, amount: total, facts: [key, ...goods] },
      says: `${key} was entered by hand with other goods than the order has, although the total is the same: ${goods.join(', ')}.`,
      next: `If these are to be delivered, accept this difference. If not, correct the lines of ${key}.`,
    })
  return findings
}

/** Slips may be of what stands in it or of the rest, so its total agrees with nothing by them. */
export function enteredForLess(
  { order, document, slips, slipsByHand }: OrderFacts,
  lacked: string,
  credited: Decimal,
): Finding {
  const { key, total } = document as Extract<OrderFacts['document'], { gone: false }>
  const atFirst = dec(order.charged).minus(lacked)
  const given = [...slips, ...slipsByHand].map((slip) => `credit slip ${slip.id} of ${slip.total}`).join(', ')
  return {
    ...{ kind: 'another total', cause: 'entered by hand in GP', amount: dec(lacked) },
    facts: [key, total, order.charged, String(order.left), credited.toFixed()],
    says: `${key} was entered by hand with ${atFirst.toFixed()} of the ${order.charged} that the shop charged.${atFirst.eq(total) ? '' : ` It is ${total} now.`}${given === '' ? '' : ` Whether ${given} took back goods of ${key} or of the rest is not known.`}`,
    next: `Look where the rest stands in GP: if it was entered as another document, accept this difference with its number; if nowhere, enter it.${given === '' ? '' : ' See that each slip is credited once.'}`,
  }
}

/**
 * Of a cancelled order what people have typed in GP under its reference, linked to nothing, and what lives of it: `alive`. What may
 * be of another order of the cart is that one's, if at all; `missing` are those that GP does not have.
 */
export function typedForCancelled({ order, document, others, siblings }: OrderFacts) {
  const typed = (others ?? []).filter(({ isDescendant, key }) => !isDescendant && key !== document?.key)
  const invoices = siblings.some(({ isInGp }) => isInGp) ? [] : typed.filter(({ type }) => type === 'Invoice')
  const returned = sum(typed.flatMap(({ type, total }) => (type === 'Return' ? [dec(total)] : [])))
  const isReturned = returned.gte(sum(invoices.map(({ total }) => dec(total))))
  const missing = siblings.filter(
    ({ isInGp, isCancelled, charged }) => !isInGp && (!isCancelled || charged !== order.charged),
  )
  // One that is closed lives on in its invoices.
  const living = [...typed.filter(({ type, isWork }) => type === 'Order' && isWork), ...(isReturned ? [] : invoices)]
  const alive = living.filter(
    ({ total }) => dec(total).eq(order.charged) || !missing.some(({ charged }) => dec(charged).eq(total)),
  )
  return { alive, invoices, missing }
}

/**
 * What GP has under the reference of an order without a document of its own: people may have entered it. Sales orders that are
 * linked are none of them; an invoice may be of another order of the cart.
 */
export const enteredPerhaps = ({ others, siblings }: OrderFacts) =>
  (others ?? []).find(({ type }) => type === 'Order') ??
  (siblings.some(({ isInGp }) => isInGp) ? undefined : (others ?? []).find(({ type }) => type === 'Invoice'))
