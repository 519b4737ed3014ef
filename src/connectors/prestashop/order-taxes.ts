import { dec } from '../../domain/decimal.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import type { ReferenceRows } from './reference-rows.ts'
import type { SharedReads } from './shared-reads.ts'
import type { WireRow } from './xml.ts'

/** The ids of the taxes that a line names. Module vatnumber names the tax 0, which is none (a Tax object without id). */
export function taxIds(detail: WireRow): string[] {
  const taxes = (detail.associations as { taxes?: unknown } | undefined)?.taxes
  return Array.isArray(taxes)
    ? taxes.flatMap((tax: { id?: unknown }) => (typeof tax.id === 'string' && !/^0*$/.test(tax.id) ? [tax.id] : []))
    : []
}

export type TaxRow = { readonly id: string; readonly rate: string; readonly name: string }

/** Taxes by id. One whose row is gone is left out: an order that names it is resolved by the rate that its amounts show. */
export async function taxesOf(ids: readonly string[], reference: ReferenceRows): Promise<ReadonlyMap<string, TaxRow>> {
  const distinct = [...new Set(ids)]
  const rows = await reference.rows('taxes', distinct)
  return new Map(
    distinct.flatMap((id, index) => {
      const row = rows[index]
      return row ? [[id, { id, rate: String(row.rate ?? ''), name: String(row.name ?? '') }] as const] : []
    }),
  )
}

interface Parts {
  readonly shared: Pick<SharedReads, 'one'>
  readonly reference: ReferenceRows
}

/**
 * Where an order is taxed, and what tells the taxes of shipping, wrapping and of lines that name none: the shop's settings,
 * which are kept for minutes and cost no request, and its tax rules at that place. The rules cost two requests (the address, then the country's rules, kept for minutes), so they are
 * read only when no line names the taxes of the group in question, or a line's prices do not show the taxes it names.
 *
 * @see classes/Cart.php getGiftWrappingPrice, getPackageShippingCost; classes/tax/TaxRulesTaxManager.php
 */
export async function taxFactsOf(
  order: WireRow,
  details: readonly WireRow[],
  carrier: WireRow | null,
  taxes: ReadonlyMap<string, TaxRow>,
  { shared, reference }: Parts,
): Promise<RecordValue> {
  const asked = needOf(order, details, carrier, taxes)
  const settings = await reference.settings()
  const setting = (name: string) => settings.get(name) ?? null
  const groupIn = (name: string) => (setting(name) ?? '').trim() || null
  const wrapping = groupIn('PS_GIFT_WRAPPING_TAX_RULES_GROUP')
  const average = setting('PS_ATCP_SHIPWRAP')
  const addressType = setting('PS_TAX_ADDRESS_TYPE')
  const addressField = addressType === 'id_address_invoice' ? 'id_address_invoice' : 'id_address_delivery'
  // Of several shops, when nobody knows which is ours. A key that may read no settings gets the rules at the delivery address.
  const isPlaceOpen =
    settings.size > 0 && addressType === null && order.id_address_invoice !== order.id_address_delivery
  const known = {
    // Every order has it, also one whose lines name all its taxes: what the tax is due by is its country.
    taxed_at_invoice: addressType === null ? null : addressField === 'id_address_invoice',
    wrapping_tax_rules_group: wrapping,
    ecotax_tax_rules_group: groupIn('PS_ECOTAX_TAX_RULES_GROUP_ID'),
    fees_at_average_rate: average === null ? null : average === '1',
  }
  if (!asked.rules(wrapping, known.fees_at_average_rate)) return known
  return {
    ...known,
    tax_rules: isPlaceOpen ? null : await rulesAt(String(order[addressField] ?? ''), { shared, reference }),
  }
}

const amount = (row: WireRow, field: string) => {
  const text = row[field]
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? dec(text) : dec(0)
}
const taxOn = (row: WireRow, name: string) => !amount(row, `${name}_tax_incl`).eq(amount(row, `${name}_tax_excl`))

/** Do the named taxes give the line's unit prices, to six decimals or, after an edit, to the currency's? */
function explained(detail: WireRow, taxes: ReadonlyMap<string, TaxRow>): boolean {
  const rates = taxIds(detail).map((id) => amount({ ...taxes.get(id) }, 'rate').div(100))
  const compound = Number(detail.tax_computation_method) === 2
  const rate = compound
    ? rates.reduce((all, each) => all.times(each.plus(1)), dec(1)).minus(1)
    : rates.reduce((all, each) => all.plus(each), dec(0))
  const [net, gross] = [amount(detail, 'unit_price_tax_excl'), amount(detail, 'unit_price_tax_incl')]
  const miss = net.times(rate.plus(1)).minus(gross).abs()
  return miss.lte('0.000005') || ([net, gross].some((price) => price.decimalPlaces() <= 2) && miss.lte('0.0125'))
}

function needOf(
  order: WireRow,
  details: readonly WireRow[],
  carrier: WireRow | null,
  taxes: ReadonlyMap<string, TaxRow>,
) {
  const named = new Set(
    details.filter((detail) => taxIds(detail).length > 0).map((detail) => String(detail.id_tax_rules_group ?? '')),
  )
  const unexplained = details.some((detail) => taxOn(detail, 'total_price') && !explained(detail, taxes))
  const ecotax = details.some((detail) => amount(detail, 'ecotax').gt(0) && amount(detail, 'ecotax_tax_rate').gt(0))
  const shipping = taxOn(order, 'total_shipping')
  const wrapping = taxOn(order, 'total_wrapping')
  return {
    fees: shipping || wrapping,
    rules: (wrappingGroup: string | null, average: boolean | null) =>
      unexplained ||
      ecotax ||
      (average !== true && shipping && !named.has(String(carrier?.id_tax_rules_group ?? ''))) ||
      (average !== true && wrapping && !named.has(wrappingGroup ?? '')),
  }
}

/**
 * What each tax rule group charges at an address, as the shop picks the rules: those of the country whose state is the
 * address's or none and whose postcodes hold its own, the most specific first. The first rule says how taxes are
 * combined; one with behaviour 0 ends the list.
 *
 * @returns null when the address is gone, or when the key may not read tax rules
 */
async function rulesAt(addressId: string, { shared, reference }: Parts): Promise<Json | null> {
  if (!/^[1-9]\d*$/.test(addressId)) return null
  const address = await shared.one('addresses', addressId)
  if (!address) return null
  const postcode = String(address.postcode ?? '').trim() || '0'
  return rulesIn(String(address.id_country), { state: String(address.id_state || '0'), postcode }, reference)
}

/** @returns null when the key may not read tax rules */
export async function rulesIn(
  country: string,
  { state, postcode }: { readonly state: string; readonly postcode: string },
  reference: Parts['reference'],
) {
  const rulesOfCountry = await reference.taxRules(country)
  if (!rulesOfCountry) return null
  const rules = rulesOfCountry.filter(
    (rule) => ['0', state].includes(String(rule.id_state || '0')) && holds(rule, postcode),
  )
  const taxes = await taxesOf(
    rules.map((rule) => String(rule.id_tax)),
    reference,
  )
  const groups = [...new Set(rules.map((rule) => String(rule.id_tax_rules_group)))]
  return groups.map((group) => {
    const own = rules.filter((rule) => String(rule.id_tax_rules_group) === group).sort(mostSpecificFirst)
    const last = own.findIndex((rule) => behaviour(rule) === 0)
    const applied = last < 0 ? own : own.slice(0, last + 1)
    return {
      id_tax_rules_group: group,
      computation_method: behaviour(own[0]!),
      taxes: applied.flatMap((rule) => taxes.get(String(rule.id_tax)) ?? []),
    }
  })
}

const behaviour = (rule: WireRow) => Number(rule.behavior || 0)
const text = (rule: WireRow, field: string) => String(rule[field] || '0')

/** `zipcode_to` 0 with `zipcode_from` 0: all postcodes; with another: that one. MySQL compares them as text. */
function holds(rule: WireRow, postcode: string): boolean {
  const [from, to] = [text(rule, 'zipcode_from'), text(rule, 'zipcode_to')]
  return to === '0' ? from === '0' || from === postcode : from <= postcode && postcode <= to
}

function mostSpecificFirst(a: WireRow, b: WireRow): number {
  for (const field of ['zipcode_from', 'zipcode_to']) {
    const [one, other] = [text(a, field), text(b, field)]
    if (one !== other) return one < other ? 1 : -1
  }
  return Number(text(b, 'id_state')) - Number(text(a, 'id_state'))
}
