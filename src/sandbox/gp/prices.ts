import type { Company, Item } from './company.ts'
import { type Fields, matching } from './criteria.ts'
import { notFoundFault } from './faults.ts'
import { baseUnit } from './units.ts'
import type { Wire } from './wire.ts'

/** The price list of an item at one level, in one currency and one unit (IV00107), with its breaks (IV00108). */
interface Priced {
  readonly item: Item
  readonly currency: string
  readonly level: string
  readonly uofm: string
  readonly breaks: Item['prices']
}

/** Prices that name a level: the others are what the sandbox takes where no price list has one. */
function priceLists(company: Company, items: Iterable<Item>): Priced[] {
  return [...items].flatMap((item) => {
    const named = item.prices.filter(({ priceLevel }) => priceLevel !== undefined)
    const lists = Map.groupBy(named, (row) =>
      [row.currency, row.priceLevel, row.uofm ?? baseUnit(item, company)].join('\n'),
    )
    return [...lists].map(([place, breaks]) => {
      const [currency = '', level = '', uofm = ''] = place.split('\n')
      return { item, currency, level, uofm, breaks }
    })
  })
}

export function pricingList(criteria: Wire | undefined, company: Company): Wire[] {
  const fields: Fields<Priced> = {
    ItemId: ({ item }) => item.key,
    CurrencyISOCode: ({ currency }) => currency,
    PriceLevelId: ({ level }) => level,
    UofM: ({ uofm }) => uofm,
  }
  return matching(priceLists(company, company.store.values('item')), criteria, fields).map((priced) => ({
    Key: keyOf(priced),
    LastModifiedDate: stampOf(priced, company),
  }))
}

export function pricingByKey(key: Wire | undefined, company: Company): Wire {
  const part = (name: string, member = 'Id') => String((key?.[name] as Wire | undefined)?.[member] ?? '').trim()
  const item = company.store.get('item', part('ItemKey'))
  const found = priceLists(company, item ? [item] : []).find(
    ({ currency, level, uofm }) =>
      currency === part('CurrencyKey', 'ISOCode') &&
      level === part('PriceLevelKey') &&
      uofm === String(key?.UofM ?? '').trim(),
  )
  if (!found) throw notFoundFault(`Pricing ${part('ItemKey')}`)
  const digits = company.store.get('currency', found.currency)?.digits ?? 2
  return {
    Key: keyOf(found),
    Round: { Option: 'None', Policy: 'None' },
    UofMSalesOption: found.breaks.some(({ isSold }) => isSold === false)
      ? 'Unit Of Measure Not Available For Sales Purposes'
      : 'Unit Of Measure Must Be Sold In Whole Quantities',
    // GP answers them in no promised order.
    Details: [...found.breaks].reverse().map(({ toQuantity, price, percent }) => ({
      Key: { PricingKey: keyOf(found), ToQuantity: { Value: toQuantity, DecimalDigits: 0 } },
      UofMPrice:
        percent === undefined
          ? { Amount: { Currency: found.currency, Value: price, DecimalDigits: digits } }
          : { Percent: { Value: percent, DecimalDigits: 2 } },
    })),
    LastModifiedDate: stampOf(found, company),
  }
}

const keyOf = ({ item, currency, level, uofm }: Priced): Wire => ({
  ItemKey: { Id: item.key },
  CurrencyKey: { ISOCode: currency },
  PriceLevelKey: { Id: level },
  UofM: uofm,
})

const stampOf = ({ item }: Priced, company: Company) =>
  company.store.get('priceStamp', item.key) ?? '2020-01-01T00:00:00'
