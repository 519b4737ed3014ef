import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anomalies as suite } from '../../evals/suites/anomalies.ts'
import { simulate } from '../../evals/systems/simulated-quarter.ts'
import { instant, later } from '../../src/domain/clock.ts'
import type { PlacedOrder } from '../../src/domain/stores.ts'
import { findAnomalies, readOrders } from '../../src/report/anomalies/find.ts'
import { anomalySentence } from '../../src/report/anomalies/index.ts'
import { judgeRareCount } from '../../src/report/anomalies/robust.ts'
import { sentencesIn } from '../../src/report/index.ts'

const hour = 60 * 60_000
const shop = suite.task.parse({
  ...{ id: 'shop', about: 'Thirty orders a day.', seed: 5, timezone: 'Europe/Paris', from: '2026-01-05', orders: 30 },
  ...{ weekdays: [1, 1, 1, 1, 1, 1, 1], noise: 0, growth: 1, currencies: { EUR: 1 }, value: 80, spread: 0.6 },
  ...{ methods: { card: 60, paypal: 40 }, countries: { FR: 90, BE: 10 }, vouchers: 0.1, refunds: 0.03, planted: [] },
})
const { orders, quarter } = simulate(shop)
const at = later(quarter, 14 * hour)
const before = orders.filter(({ at: placed }) => placed < at)
const found = (some: readonly PlacedOrder[], timezone = 'Europe/Paris') =>
  findAnomalies(readOrders(some), { at, timezone })
const kinds = (some: readonly PlacedOrder[]) => found(some).anomalies.map(({ kind }) => kind)
const lastDay = (change: (order: PlacedOrder, index: number) => PlacedOrder | null) => {
  let index = 0
  return before.flatMap((order) => (order.at < later(at, -24 * hour) ? order : (change(order, index++) ?? [])))
}

describe('what is unusual about orders', () => {
  test('is nothing on an ordinary day, and nothing before six weeks are known', () => {
    expect(kinds(before)).toEqual([])
    const young = before.filter(({ at: placed }) => placed > later(at, -40 * 24 * hour))
    const odd = young.filter(({ at: placed }) => placed < later(at, -24 * hour))
    expect(found(odd)).toMatchObject({ anomalies: [], from: expect.stringMatching(/^2026-04-11/) })
    expect(found([])).toEqual({ anomalies: [], from: null })
    // A few orders of long ago are no history.
    const old = before.filter(({ at: placed }) => placed < later(at, -80 * 24 * hour)).slice(-3)
    const days = before.filter(({ at: placed }) => placed > later(at, -3 * 24 * hour))
    expect(found([...old, ...days])).toMatchObject({ anomalies: [], from: expect.stringMatching(/^2026-0[56]-/) })
  })

  test.each([
    ['silence', lastDay(() => null)],
    ['volume', lastDay((order, index) => (index % 6 === 0 ? order : null))],
    ['day-value', lastDay((order) => ({ ...order, amount: (Number(order.amount) / 10).toFixed(2) }))],
    ['order-value', lastDay((order, index) => (index === 3 ? { ...order, amount: '99000.00' } : order))],
    ['discounts', lastDay((order, index) => (index % 2 ? { ...order, discount: order.amount } : order))],
    ['refunds', lastDay((order) => ({ ...order, refundSeen: later(order.at, 1) }))],
    ['payment-mix', lastDay((order) => ({ ...order, method: 'paypal' }))],
    ['destination-mix', lastDay((order, index) => (index % 3 ? order : { ...order, destination: 'NG' }))],
    ['customer', lastDay((order, index) => (index % 3 ? order : { ...order, owner: '7' }))],
  ])('is %s, in a sentence with the numbers, in both languages', (kind, given) => {
    const its = found(given).anomalies.find((one) => one.kind === kind)!
    expect(its).toMatchObject({ to: instant(Math.floor(Date.parse(at) / hour) * hour) })
    const [english, french] = [anomalySentence(its, sentencesIn('en')), anomalySentence(its, sentencesIn('fr'))]
    expect(english).not.toBe(french)
    const numbers = [its.usual, ...(kind === 'silence' ? [] : [its.now])].filter(() => kind !== 'customer')
    for (const number of numbers) expect(english).toContain(number)
    for (const number of numbers) expect(french.replaceAll(',', '.')).toContain(number)
    expect(english).not.toMatch(/undefined|NaN|null/)
  })

  test('is no refund of a time in which refunds were not known, or that was there when an order was first read', () => {
    const refunded = lastDay((order) => ({ ...order, refundSeen: later(order.at, 1) }))
    const knownFor = (days: number) =>
      kinds(
        refunded.map((order) => (order.at < later(at, -days * 24 * hour) ? { ...order, refundsKnown: null } : order)),
      )
    expect([knownFor(2), knownFor(40), knownFor(50)]).toEqual([[], [], ['refunds']])
    expect(kinds(lastDay((order) => ({ ...order, refundSeen: order.refundsKnown })))).toEqual([])
  })

  test('does not hang on the order in which they are given, nor on the unit of money, nor on what comes later', () => {
    const odd = lastDay((order, index) => (index === 3 ? { ...order, amount: '99000.00' } : order))
    const known = found(odd).anomalies
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 100, 10_000), (seed, unit) => {
        const mixed = [...odd, ...orders.filter(({ at: placed }) => placed >= at)]
          .map((order) => ({ order, place: Math.sin(seed + Number(order.key)) }))
          .sort((a, b) => a.place - b.place)
          .map(({ order }) => ({ ...order, amount: (Number(order.amount) * unit).toFixed(2) }))
        expect(found(mixed).anomalies.map(({ kind, distance }) => [kind, distance.toFixed(6)])).toEqual(
          known.map(({ kind, distance }) => [kind, distance.toFixed(6)]),
        )
      }),
      { numRuns: 5 },
    )
  })

  test('compares the same hours of the shop across a change of the clock', () => {
    // Paris went to summer time on 29 March 2026: forty orders come each Monday from eight to nine, and none at other hours.
    const mondays = Array.from({ length: 10 }, (_, week) => (week < 8 ? 7 : 6)).flatMap((utc, week) =>
      Array.from(
        { length: 40 },
        (_, minute): PlacedOrder => ({
          ...before[0]!,
          key: `${week}-${minute}` as PlacedOrder['key'],
          at: later(instant('2026-02-02T00:00:00Z'), week * 7 * 24 * hour + utc * hour + minute * 60_000),
        }),
      ),
    )
    const look = (timezone: string) =>
      findAnomalies(readOrders(mondays), { at: instant('2026-04-06T07:10:00Z'), timezone }).anomalies
    expect(look('Europe/Paris')).toEqual([])
    expect(look('UTC').map(({ kind }) => kind)).toEqual(['volume'])
  })
})

describe('a count of what is rare', () => {
  const weeks = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 6, maxLength: 12 })
  test('is the more unusual the higher it is, and what is explained ends where it is far', () => {
    fc.assert(
      fc.property(weeks, fc.array(weeks, { maxLength: 6 }), fc.integer({ min: 0, max: 60 }), (before, others, now) => {
        const judged = judgeRareCount(now, before, others, 4)
        expect(judgeRareCount(now + 1, before, others, 4).distance).toBeGreaterThanOrEqual(judged.distance)
        expect(judged.distance > 4).toBe(now > judged.high)
      }),
    )
  })

  test('nine where one is usual are unusual, six are chance; after wild weeks nine are nothing', () => {
    const ones = Array.from({ length: 12 }, () => 1)
    const others = Array.from({ length: 6 }, () => ones)
    expect(judgeRareCount(9, ones, others, 4).distance).toBeGreaterThan(4)
    expect(judgeRareCount(6, ones, others, 4).distance).toBeLessThan(4)
    const wild = Array.from({ length: 12 }, (_, week) => (week % 4 === 0 ? 20 : 0))
    const all = others.map(() => wild)
    expect(judgeRareCount(9, wild, all, 4).distance).toBeLessThan(4)
  })
})
