import { currencyDigitsOf } from '../domain/currency-digits.ts'
import { Decimal, dec, roundTo, sum } from '../domain/decimal.ts'
import { ref, refText } from '../domain/record.ts'
import { allOf, type BothSides, unlessRefused } from './both-sides.ts'
import { type Difference, marked } from './differences.ts'
import type { OrderFacts } from './facts.ts'
import type { FactsRead } from './read-facts.ts'
import { settingOf } from './value-maps.ts'

/** A document of GP with the rate that GP has on it. */
export interface Rated {
  readonly order: string
  readonly key: string
  readonly customer: string
  readonly currency: string
  readonly day: string
  readonly amount: string
  /** ExchangeRate. Of a document in the functional currency GP says none, or 1. */
  readonly rate: Decimal
  /** Units of its currency for one unit of the shop's, as the order was placed. */
  readonly shopRate: Decimal
}

export const exchangeRate = 'another exchange rate' as const

/** Percent up to which two rates are taken as one: those of main currencies move less in a month. */
const usualTolerance = '5'

/** Null: nothing is compared. A text that is no percentage counts as what is usual. */
export function toleranceOf(parts: BothSides['parts']): { readonly percent: string | null; readonly note: string[] } {
  const said = settingOf({ parts }, 'rateTolerance')
  const text = said === undefined ? usualTolerance : String(said ?? '').trim()
  const percent = /^(\d{1,2}(?:\.\d{1,3})?)(?: ?%)?$/.exec(text)?.[1] ?? null
  if (text === '' || percent !== null) return { percent, note: [] }
  return { percent: usualTolerance, note: [noTolerance(text)] }
}

const noTolerance = (text: string) =>
  `The setting rateTolerance has “${text}”, which is no percentage below 100, as "5": 5 counts.`

/**
 * Documents of an order that are in its currency and name a rate: the sales order, and the receipts and credit memos of the days
 * around the order. What came weeks later has a rate of its own day in both systems. Pure.
 */
function ratedIn({ order, document, payments, slips }: OrderFacts, shopRate: string): Rated[] {
  const placed = Date.parse(order.placedAt)
  const receivables = [...(payments ?? []).map(({ receipt }) => receipt), ...slips.map(({ memo }) => memo)].filter(
    (one) => one !== null && Math.abs(Date.parse(one.date ?? '') - placed) <= aroundMs,
  )
  const all = [
    ...(document && !document.gone ? [{ ...document, amount: document.total }] : []),
    ...receivables.flatMap((one) => one ?? []),
  ]
  return all.flatMap(({ key, customer, currency, date, amount, isVoided, rate }) =>
    isVoided || currency !== order.currency || !isRate(rate) || !isRate(shopRate)
      ? []
      : [
          {
            ...{ order: order.id, key, customer, currency, day: (date ?? '').slice(0, 10), amount },
            ...{ rate: dec(rate), shopRate: dec(shopRate) },
          },
        ],
  )
}

const aroundMs = 7 * 86_400_000

const isRate = (text: string | undefined): text is string => text !== undefined && text !== '' && dec(text).gt(0)

/**
 * Where GP has documents of a day in another currency at a rate that is neither near the shop's nor near its inverse: GP says
 * it either way (Rate Calculation Method). Once for each currency, day and rate of GP. Pure.
 *
 * @param functional the currency of GP's books; documents in it have no rate
 * @param perUnit units of that currency for one unit of the shop's
 */
export function rateDifferences(
  all: readonly Rated[],
  { functional, perUnit, percent }: { functional: string; perUnit: Decimal; percent: string },
): Difference[] {
  // 1: not at all; 1.05: by 5 percent, whichever way.
  const offBy = (ratio: Decimal) => (ratio.gte(1) ? ratio : dec(1).div(ratio))
  const most = dec(percent).div(100).plus(1)
  const far = all.flatMap((one) => {
    if (one.currency === functional) return []
    const wanted = one.shopRate.div(perUnit)
    const [times, by] = [one.rate.times(wanted), one.rate.div(wanted)]
    if (offBy(times).lte(most) || offBy(by).lte(most)) return []
    const worth = dec(one.amount).div(wanted)
    return [{ ...one, wanted, worth, times: worth.times(times), by: worth.div(by) }]
  })
  const days = Map.groupBy(far, ({ currency, day, rate }) => `${currency} ${day} ${rate.toFixed()}`)
  return [...days.values()].map((same) => {
    const [{ currency, day, rate }] = same as [(typeof same)[number]]
    const money = (value: Decimal) => roundTo(value, currencyDigitsOf(functional))
    const together = (as: 'worth' | 'times' | 'by') => money(sum(same.map((one) => one[as])))
    const [worth, times, by] = [together('worth'), together('times'), together('by')]
    const documents = same.map(({ key, amount }) => `${key} (${dec(amount).toFixed()} ${currency})`)
    const named = documents.length > mostNamed ? [...documents.slice(0, mostNamed), '…'] : documents
    const shops = [...new Set(same.map(({ wanted }) => roundTo(wanted, 6).toFixed()))].sort()
    const found = {
      ...{ order: '', reference: `${currency} ${day}`, kind: exchangeRate, cause: 'unknown' as const },
      ...{ correction: null, currency: functional },
      amount: Decimal.min(times.minus(worth).abs(), by.minus(worth).abs()).toFixed(),
      about: [...new Set(same.map(({ order }) => order))].map((order) => ref('prestashop.order', order)),
      says: `GP has the rate ${rate.toFixed()} on ${named.join(', ')}; in the shop 1 ${functional} was ${shops.join(', ')} ${currency}. At the rate of the shop they come to ${worth.toFixed()} ${functional}, at that of GP to ${times.toFixed()}; where GP divides by rates, to ${by.toFixed()}.`,
      next: 'Compare both rates with those of your bank. If that of GP is wrong, correct its exchange table, and the rate of each document that is not posted (the expansion button beside its currency); correct what is posted by a journal. If that of the shop is wrong, correct it there. Then accept this difference, or raise the setting rateTolerance.',
    }
    // By the rate of that day alone: whoever accepts it accepts it of the orders of another page, too.
    const { mark } = marked({ ...found, amount: '', about: [] }, [rate.toFixed()])
    return { ...found, mark }
  })
}

/** Documents that are named in a difference: its orders stand beside it. */
const mostNamed = 10

/** The rates of some orders' documents beside the shop's. Nothing is asked where all are in one currency. */
export async function compareRates(
  sides: BothSides,
  read: Iterable<FactsRead>,
): Promise<{ readonly differences: readonly Difference[]; readonly notes: readonly string[] }> {
  const { percent, note } = toleranceOf(sides.parts)
  const rated = [...read].flatMap((one) =>
    'because' in one ? [] : ratedIn(one.facts, String(one.order.conversion_rate ?? '')),
  )
  if (percent === null || rated.length === 0) return { differences: [], notes: note }
  const currencies = new Set(rated.map(({ currency }) => currency))
  const functional = await functionalIn(sides, rated)
  // Without any other rate than 1 all is in one currency, as far as both sides say.
  const isOne = rated.every(({ rate, shopRate }) => rate.eq(1) && shopRate.eq(1))
  if (functional === null) return { differences: [], notes: isOne ? note : [...note, notKnown] }
  if (functional === undefined) return { differences: [], notes: isOne ? note : [...note, noBalance] }
  if ([...currencies].every((one) => one === functional)) return { differences: [], notes: note }
  let perUnit: Decimal | null = null
  for await (const { iso_code, conversion_rate, deleted } of allOf(sides, 'prestashop.currency'))
    if (iso_code === functional && deleted !== true && isRate(String(conversion_rate)))
      perUnit = dec(String(conversion_rate))
  if (perUnit === null) return { differences: [], notes: [...note, notInShop(functional)] }
  return { differences: rateDifferences(rated, { functional, perUnit, percent }), notes: note }
}

/**
 * What GP keeps its books in: the balance of any customer is in it, so the first that GP has says it. Undefined: of none of these
 * is there one. Null: the balances may not be read.
 */
async function functionalIn(sides: BothSides, rated: readonly Rated[]): Promise<string | null | undefined> {
  for (const customer of new Set(rated.map((one) => one.customer))) {
    const credit = ref('gp.customerCredit', customer)
    const read = await unlessRefused(sides.readMany([credit]))
    if (read === null) return null
    const one = read.get(refText(credit))
    const currency = one && 'value' in one ? one.value?.Currency : undefined
    if (typeof currency === 'string' && currency !== '') return currency
  }
  return undefined
}

const notKnown =
  'GP does not let the hub read what customers owe (GetCustomerReceivablesSummaryByKey), so the currency of its books is not known, and exchange rates are not compared: allow that operation for its role.'
const noBalance =
  'None of the customers of documents in another currency has a balance in GP, so the currency of its books is not known, and their exchange rates are not compared.'
const notInShop = (functional: string) =>
  `The shop has no currency ${functional}, in which GP keeps its books, so exchange rates are not compared.`
