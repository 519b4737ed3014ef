import { Decimal, dec } from '../../domain/decimal.ts'
import type { Company, Currency, Item } from './company.ts'
import type { SalesOrderLine } from './records.ts'

/** A unit an item is sold in, and how many base units one of it holds. */
interface Unit {
  readonly uofm: string
  readonly quantity: string
}

/** The unit that stock is kept in: the smallest of the item's schedule. */
export function baseUnit(item: Item, { store }: Company): string {
  return store.get('uofmSchedule', item.uofmSchedule ?? '')?.base ?? item.uofm
}

/** The schedule's units, its base unit first. */
export function unitsOf(item: Item, company: Company): readonly Unit[] {
  const further = company.store.get('uofmSchedule', item.uofmSchedule ?? '')?.units ?? []
  return [{ uofm: baseUnit(item, company), quantity: '1' }, ...further]
}

/** The id of the item's schedule. One without a schedule of its own has the one named after its unit. */
export const scheduleOf = (item: Item): string => item.uofmSchedule ?? item.uofm.toUpperCase().slice(0, 10)

/** Base units in one of the unit; null when the item has no such unit. */
export function factorOf(item: Item, uofm: string, company: Company): Decimal | null {
  const unit = unitsOf(item, company).find((each) => each.uofm === uofm)
  return unit ? dec(unit.quantity) : null
}

/** The quantity of a line in base units. What is no item of the company, or has no such unit, counts as it stands. */
export function inBaseUnits(itemKey: string, uofm: string, quantity: Decimal, company: Company): Decimal {
  const item = company.store.get('item', itemKey)
  return quantity.times((item && factorOf(item, uofm, company)) ?? new Decimal(1))
}

/** Decimals that a unit price of the item may have in the currency: its own where it has some, else the currency's. */
export function priceDigits(item: Item | undefined, currency: Currency): number {
  const own = item?.currencies?.find(({ code }) => code === currency.code)
  return own?.digits ?? item?.currencyDigits ?? currency.digits
}

/** What one of a line costs today, in its unit and the functional currency; nothing where the item has no cost. */
export function costToday({ ItemKey, UofM }: SalesOrderLine, company: Company): Pick<SalesOrderLine, 'UnitCost'> {
  const item = company.store.get('item', ItemKey?.Id ?? '')
  if (item?.cost === undefined) return {}
  const cost = dec(item.cost).times(factorOf(item, UofM ?? '', company) ?? 1)
  return { UnitCost: { Currency: company.functionalCurrency, Value: cost.toFixed(), DecimalDigits: 2 } }
}
