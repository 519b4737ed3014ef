import { describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { AccessDenied } from '../../src/domain/errors.ts'
import type { Json, RecordValue } from '../../src/domain/record.ts'
import { type Rated, rateDifferences, toleranceOf } from '../../src/reconcile/exchange-rates.ts'
import { type BothSides, reconcilePage } from '../../src/reconcile/index.ts'
import { generatedSides } from '../support/generated-sides.ts'

const francs = (fields: Partial<Rated> = {}): Rated => ({
  ...{ order: '7', key: 'WEB7', customer: 'PS7', currency: 'CHF', day: '2026-10-10', amount: '94' },
  ...{ rate: dec('1.0638298'), shopRate: dec('0.94') },
  ...fields,
})
const inEuros = { functional: 'EUR', perUnit: dec('1'), percent: '5' }
const differs = (rate: string, by = {}) =>
  rateDifferences([francs({ rate: dec(rate) })], { ...inEuros, ...by }).map(({ amount, currency }) => [
    amount,
    currency,
  ])

describe('the rate of GP beside that of the shop', () => {
  test.each([
    ['euros for a franc', '1.0638298'],
    ['francs for a euro, as GP has it where it divides', '0.94'],
    ['of another day', '1.09'],
    ['of another day, divided', '0.91'],
  ])('agrees: %s', (_what, rate) => expect(differs(rate)).toEqual([]))

  test.each([
    ['1, where nobody maintains the table', '1', '6'],
    ['ten times as much, a comma that slipped', '10.638298', '91.16'],
    ['ten times as much, divided', '9.4', '90'],
    ['half', '0.5319149', '50'],
  ])('is named: %s', (_what, rate, stake) => expect(differs(rate)).toEqual([[stake, 'EUR']]))

  test('goes by the currency of the books of GP, which need not be that of the shop', () => {
    // 1 euro is 1.08 dollars and 0.94 francs: a franc is 1.1489 dollars.
    const inDollars = { functional: 'USD', perUnit: dec('1.08') }
    expect(differs('1.1489362', inDollars)).toEqual([])
    expect(differs('0.94', inDollars)).toEqual([['8', 'USD']])
    expect(rateDifferences([francs({ currency: 'USD', rate: dec('3') })], { ...inEuros, ...inDollars })).toEqual([])
  })

  test('the setting says how far is far', () => {
    expect(differs('1', { percent: '7' })).toEqual([])
    expect(differs('1.09', { percent: '1' })).toEqual([['2.46', 'EUR']])
    const said = (value: Json) => toleranceOf({ 'settings.json': { settings: { rateTolerance: { value } } } })
    expect([said('2.5'), said('10 %'), said('')].map(({ percent }) => percent)).toEqual(['2.5', '10', null])
    expect(toleranceOf({})).toEqual({ percent: '5', note: [] })
    expect(said('a little')).toEqual({ percent: '5', note: [expect.stringMatching(/has “a little”.*5 counts/)] })
  })

  test('is named once for each currency, day and rate, with the documents and what they come to', () => {
    const found = rateDifferences(
      [
        francs({ rate: dec('2') }),
        francs({ rate: dec('2'), key: 'PAY3', amount: '47' }),
        francs({ rate: dec('2'), order: '9', key: 'WEB9' }),
        francs({ rate: dec('2'), order: '10', key: 'WEB10', day: '2026-10-11' }),
        francs({ order: '11', key: 'WEB11' }),
      ],
      inEuros,
    )
    expect(found).toMatchObject([
      {
        ...{ order: '', reference: 'CHF 2026-10-10', kind: 'another exchange rate', amount: '132.5', currency: 'EUR' },
        about: [{ key: '7' }, { key: '9' }],
        says: 'GP has the rate 2 on WEB7 (94 CHF), PAY3 (47 CHF), WEB9 (94 CHF); in the shop 1 EUR was 0.94 CHF. At the rate of the shop they come to 250 EUR, at that of GP to 470; where GP divides by rates, to 117.5.',
      },
      { reference: 'CHF 2026-10-11', about: [{ key: '10' }] },
    ])
    expect(new Set(found.map(({ mark }) => mark)).size).toBe(2)
  })
})

/** Order 20 is in francs, is invoiced and has a credit memo. */
const sides = (rate: string, more: Partial<BothSides> = {}): BothSides => {
  const base = generatedSides(20, (entity, key, value) => {
    const isIts = key.replace(/\D/g, '') === '20'
    if (!isIts) return value
    if (entity === 'prestashop.order')
      return { ...value, id_currency: '2', currency: { iso_code: 'CHF' }, conversion_rate: '0.940000' }
    if (entity === 'prestashop.orderPayment') return { ...value, id_currency: '2' }
    if (/^gp\.(salesOrder|cashReceipt|receivablesCreditMemo)$/.test(entity))
      return { ...value, CurrencyKey: 'CHF', ExchangeRate: rate }
    return value
  })
  return {
    ...base,
    readMany: async (records) =>
      records.every(({ entity }) => entity === 'gp.customerCredit')
        ? new Map(records.map(({ entity, key }) => [`${entity} ${key}`, { value: { Key: key, Currency: 'EUR' } }]))
        : base.readMany(records),
    page: async (entity) => ({
      records: entity === 'prestashop.currency' ? [currency('EUR', '1.000000'), currency('CHF', '0.940000')] : [],
      next: null,
    }),
    ...more,
  }
}
const currency = (iso_code: string, conversion_rate: string): RecordValue => ({ iso_code, conversion_rate })
const found = async (from: BothSides) => {
  const { differences, notes } = await reconcilePage(from, { from: '2026-10-01', to: '2026-10-31' }, '', '2026-11-01')
  return { rates: differences.filter(({ kind }) => kind === 'another exchange rate'), notes: notes.join(' ') }
}

test('a comparison names the sales order, the receipt and the credit memo that GP has at another rate', async () => {
  expect((await found(sides('1.0638298'))).rates).toEqual([])
  const { rates, notes } = await found(sides('10.638298'))
  expect(rates.map(({ reference, about }) => [reference, about.length])).toEqual([
    ['CHF 2026-10-10', 1],
    ['CHF 2026-10-12', 1],
  ])
  expect(rates[0]!.says).toMatch(/^GP has the rate 10\.638298 on WEB20 \(\d+\.\d+ CHF\), PAY20 \(/)
  expect(rates[1]!.says).toMatch(/ on CR20 \(2\.5 CHF\)/)
  expect(notes).not.toContain('exchange rates')
})

test('a comparison that cannot know the currency of the books says so, where an order is in another one', async () => {
  const refused = generatedSides(0)
  const blind = sides('10', {
    readMany: async (records) => {
      if (records.some(({ entity }) => entity === 'gp.customerCredit'))
        throw new AccessDenied({ system: 'GP', operation: 'GetCustomerReceivablesSummaryByKey' }, 'Allow it.')
      return sides('10').readMany(records)
    },
  })
  expect(await found(blind)).toMatchObject({
    rates: [],
    notes: expect.stringMatching(/exchange rates are not compared/),
  })
  const elsewhere = sides('10', { page: refused.page })
  expect(await found(elsewhere)).toMatchObject({ rates: [], notes: expect.stringMatching(/has no currency EUR/) })
})
