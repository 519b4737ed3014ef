import type { CompanySeed } from './gp/index.ts'
import { plain, type Tables } from './shop/index.ts'

/**
 * A company that knows what a shop sells: an item for each product reference that its orders, products and
 * combinations name, its currencies, a shipping method for each carrier and a tax detail for each tax, under the
 * shop's own names. A reference GP could not hold, longer than 30 characters or empty, gets no item.
 */
export function companyFor(tables: Tables): CompanySeed {
  const rows = (resource: string) => tables.of(resource).byId()
  const references = new Set(
    [
      ...rows('order_details').map((row) => plain(row, 'product_reference')),
      ...rows('products').map((row) => plain(row, 'reference')),
      ...rows('combinations').map((row) => plain(row, 'reference')),
    ].filter((reference) => reference !== '' && reference.length <= 30),
  )
  const currencies = rows('currencies').map((row) => ({
    code: plain(row, 'iso_code'),
    digits: Number(plain(row, 'precision') || 2),
    description: plain(row, 'name').slice(0, 30),
    exchangeRate: '1',
  }))
  const byKey = <T extends { key: string }>(all: readonly T[]) => [
    ...new Map(all.map((each) => [each.key, each])).values(),
  ]
  const named = (prefix: string, resource: string) =>
    byKey(
      [...new Set(rows(resource).map((row) => plain(row, 'name')))].map((name, index) => ({
        key: `${prefix}${index + 1}`,
        description: name.slice(0, 60),
        name,
      })),
    )
  const rateOf = new Map(rows('taxes').map((row) => [plain(row, 'name'), plain(row, 'rate')]))
  return {
    company: { id: -1, name: 'Sandbox Company', currency: currencies[0]?.code ?? 'EUR' },
    currencies: currencies.filter(({ code }) => code.length === 3),
    items: [...references].sort().map((key) => ({ key, description: key })),
    shippingMethods: named('SHIP', 'carriers').map(({ key, description }) => ({ key, description })),
    taxDetails: named('TAX', 'taxes').map(({ key, description, name }) => ({
      key,
      description,
      percent: rateOf.get(name) ?? '0',
    })),
    paymentTerms: [
      { key: 'Prepaid', days: 0 },
      { key: 'Net 30', days: 30 },
    ],
    taxSchedules: [{ key: 'SHOP', description: 'As the shop computed it' }],
  }
}
