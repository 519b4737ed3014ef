import { describe, expect, test } from 'vitest'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import type { LevelOfDay, Levels } from '../../src/domain/stores.ts'
import { sentencesIn } from '../../src/report/language/index.ts'
import { type Sale, unusualStock } from '../../src/report/stock/find.ts'
import { stockSentence } from '../../src/report/stock/index.ts'

const at = instant('2026-11-29T06:00:00Z')
const dayMs = 24 * 60 * 60_000
const ago = (days: number): Instant => later(at, -days * dayMs)
const dayOf = (days: number) => ago(days).slice(0, 10)

/** What there was on the last days, today first. */
const days = (...totals: readonly number[]): LevelOfDay[] =>
  totals.map((total, index) => ({ day: dayOf(index), total: String(total), free: String(total - 1) }))
const level = (key: string, its: Partial<Levels>): Levels => ({
  ...{ key, at, lowest: its.days?.[0]?.total ?? '10', place: 'MAIN', days: days(10) },
  ...its,
})
/** From `now`, as it fell by one to three pieces a day. */
const falling = (now: number, length = 14) => {
  const all = [now]
  while (all.length < length) all.push(all.at(-1)! + (all.length % 3) + 1)
  return all
}
const sale = (order: string, daysAgo: number, quantity = '2'): Sale => ({
  ...{ item: 'TEA', order, at: ago(daysAgo), quantity },
})
const kinds = (levels: readonly Levels[], sales: readonly Sale[] = [], seenAt: Instant | null = ago(0.1)) =>
  unusualStock({ levels, sales, seenAt }, at).map(({ key }) => key)

describe('the stock of GP', () => {
  test('below nothing at a site is named with item and site, the most pieces first', () => {
    const found = unusualStock(
      {
        levels: [level('TEA', { lowest: '-3' }), level('POT', { lowest: '-12.5', place: 'WEST' }), level('CUP', {})],
        ...{ sales: [], seenAt: null },
      },
      at,
    )
    expect(found.map((one) => stockSentence(one, sentencesIn('en')))).toEqual([
      expect.stringContaining('GP has -12.5 of item POT on hand at site WEST.'),
      expect.stringContaining('GP has -3 of item TEA on hand at site MAIN.'),
    ])
  })

  test('that moved far more than the item ever did is named, today and yesterday; its own trade and its receipts are not', () => {
    const trade = falling(100)
    expect(kinds([level('TEA', { days: days(...trade) })])).toEqual([])
    expect(kinds([level('TEA', { days: days(40, ...trade) })])).toEqual(['stock-move TEA'])
    expect(kinds([level('TEA', { days: days(39, 40, ...trade) })])).toEqual(['stock-move TEA'])
    expect(kinds([level('TEA', { days: days(38, 39, 40, ...trade) })])).toEqual([])
    // Twice the largest fall is still of its kind.
    expect(kinds([level('TEA', { days: days(94, ...trade) })])).toEqual([])
    expect(kinds([level('TEA', { days: days(93, ...trade) })])).toEqual(['stock-move TEA'])
    // A large fall before makes silent; so does a history that is too short.
    expect(kinds([level('TEA', { days: days(40, ...trade.slice(0, 7), 160, ...falling(161)) })])).toEqual([])
    expect(kinds([level('TEA', { days: days(40, ...falling(100, 10)) })])).toEqual([])
    // Receipts are compared with receipts, and one of 500 where 100 came four times is none of them.
    const received = [30, 70, 110, 10, 50, 90, 130, 30, 70, 110, 10]
    expect(kinds([level('TEA', { days: days(130, ...received) })])).toEqual([])
    expect(kinds([level('TEA', { days: days(530, 30, 70, 10, 70, 10, 70, 10, 70, 10) })])).toEqual(['stock-move TEA'])
  })

  test('that stands still while orders of the item are in GP is named, and only then', () => {
    const still = level('TEA', { days: [{ day: dayOf(9), total: '50', free: '50' }] })
    const sales = [sale('WEB1', 6), sale('WEB2', 4, '3'), sale('WEB3', 2)]
    expect(kinds([still], sales)).toEqual(['sold-unmoved TEA'])
    const [found] = unusualStock({ levels: [still], sales, seenAt: at }, at)
    expect(stockSentence(found!, sentencesIn('en'))).toContain(
      'Item TEA is sold and does not move in GP: 3 orders took 7 since 2026-11-23 06:00 UTC (WEB1, WEB2, WEB3), and on hand less allocated is 50,',
    )
    // Fewer orders, orders of today, a move since, no row of it, and rounds that stand still say nothing.
    expect(kinds([still], sales.slice(1))).toEqual([])
    expect(kinds([still], [...sales.slice(1), sale('WEB4', 0.5)])).toEqual([])
    expect(kinds([level('TEA', { days: [{ day: dayOf(6), total: '50', free: '48' }] })], sales)).toEqual([])
    expect(kinds([], sales)).toEqual([])
    expect(kinds([still], sales, ago(2))).toEqual([])
    expect(kinds([still], sales, null)).toEqual([])
  })
})
