import { Decimal, dec } from '../../domain/decimal.ts'
import { number, plain, type Row } from './rows.ts'
import type { Shop } from './shop.ts'

/** Taxes on one price: together (method 1, or 0 for one alone) or one after another (2). */
export interface Charged {
  readonly taxes: readonly Row[]
  readonly method: number
}

export const untaxed: Charged = { taxes: [], method: 0 }

/**
 * The taxes of a tax rule group at an address: the most specific rule first, by postcode, then state; the first one says
 * how they are combined, and one with behaviour 0 is the last.
 */
export function taxesFor(shop: Shop, group: number, address: Row): Charged {
  if (group === 0) return untaxed
  const postcode = plain(address, 'postcode') || '0'
  const from = (rule: Row) => plain(rule, 'zipcode_from') || '0'
  const to = (rule: Row) => plain(rule, 'zipcode_to') || '0'
  const applying = shop.tables
    .of('tax_rules')
    .byId()
    .filter(
      (rule) =>
        number(rule, 'id_tax_rules_group') === group &&
        number(rule, 'id_country') === number(address, 'id_country') &&
        [0, number(address, 'id_state')].includes(number(rule, 'id_state')) &&
        (to(rule) === '0' ? ['0', postcode].includes(from(rule)) : from(rule) <= postcode && postcode <= to(rule)),
    )
    .sort(
      (a, b) =>
        from(b).localeCompare(from(a)) || to(b).localeCompare(to(a)) || number(b, 'id_state') - number(a, 'id_state'),
    )
  const last = applying.findIndex((rule) => number(rule, 'behavior') === 0)
  const used = last < 0 ? applying : applying.slice(0, last + 1)
  return {
    taxes: used.flatMap((rule) => shop.tables.of('taxes').get(number(rule, 'id_tax')) ?? []),
    method: used[0] ? number(used[0], 'behavior') : 0,
  }
}

/** What each tax is of a price, in percent, in the order of the taxes. */
export function partsOf({ taxes, method }: Charged): Decimal[] {
  let price = new Decimal(100)
  return taxes.map((tax) => {
    const part = dec(plain(tax, 'rate'))
      .times(method === 2 ? price : 100)
      .div(100)
    if (method === 2) price = price.plus(part)
    return part
  })
}

export const rateOf = (charged: Charged): Decimal =>
  partsOf(charged).reduce((all, part) => all.plus(part), new Decimal(0))
