import { describe, expect, test } from 'vitest'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import type { LevelOfDay, Levels, Link } from '../../src/domain/stores.ts'
import { sentencesIn } from '../../src/report/language/index.ts'
import { type Sale, unusualStock } from '../../src/report/stock/find.ts'
import { moreSentences, stockSentence } from '../../src/report/stock/index.ts'
import { salesOf } from '../../src/report/stock/read.ts'

const at = instant('2026-11-29T06:00:00Z')
const dayMs = 24 * 60 * 60_000
const ago = (days: number): Instant => later(at, -days * dayMs)
const dayOf = (days: number) => ago(days).slice(0, 10)

/** What there was on the last days, today first. */
const days = (...totals: readonly number[]): LevelOfDay[] =>
  totals.map((total, index) => ({ day: dayOf(index), total: String(total), free: String(total - 1) }))
const level = (key: string, its: Partial<Levels>): Levels => ({
  ...{ key, at, seenAt: ago(1.5), lowest: its.days?.[0]?.total ?? '10', place: 'MAIN', days: days(10) },
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
        ...{ sales: [], seenAt: ago(0.5) },
      },
      at,
    )
    // What no round has looked at since yesterday may be another by now.
    for (const seenAt of [null, ago(1.5)]) expect(kinds([level('TEA', { lowest: '-3' })], [], seenAt)).toEqual([])
    // Nor is it known of an item that rounds do not read any more, as that of a product that was deleted.
    expect(kinds([level('TEA', { lowest: '-3', seenAt: ago(2.1) })])).toEqual([])
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
    expect(kinds([{ ...still, seenAt: ago(2.1) }], sales)).toEqual([])
    // Of what is not there nothing is allocated: it is sold on back order.
    for (const free of ['0', '-2'])
      expect(kinds([level('TEA', { days: [{ day: dayOf(9), total: '0', free }] })], sales)).toEqual([])
    expect(kinds([still], sales, ago(2))).toEqual([])
    expect(kinds([still], sales, null)).toEqual([])
  })

  test('counts an order as sold on the date of its document, and none that a person has linked', () => {
    const link = (its: Partial<Link>) =>
      salesOf({
        ...{ readBack: { Date: '2026-11-10', Lines: [{ ItemKey: 'TEA', Quantity: '2' }] }, at, writtenBy: 'run' },
        ...{ target: { entity: 'gp.salesOrder', key: 'WEB1' } },
        ...its,
      } as Link)
    const sold = { item: 'TEA', order: 'WEB1', quantity: '2' }
    expect(link({})).toEqual([{ ...sold, at: '2026-11-10T00:00:00.000Z' }])
    // Behind UTC it may still be the day before there, in the evening: the order was sold now.
    const evening = { Date: later(at, -dayMs).slice(0, 10), Lines: [{ ItemKey: 'TEA', Quantity: '2' }] }
    expect(link({ readBack: evening })).toEqual([{ ...sold, at }])
    // Ahead of UTC the day of the document may not have begun there.
    const { readBack } = { readBack: { Date: '2026-11-30', Lines: [{ ItemKey: 'TEA', Quantity: '2' }] } }
    expect(link({ readBack })).toEqual([{ ...sold, at }])
    expect(link({ writtenBy: null })).toEqual([])
  })

  test('says of each kind how many more there are than are listed', () => {
    const more = { 'negative-stock': 35, 'sold-unmoved': 1 }
    expect(moreSentences({ more }, sentencesIn('en'))).toEqual([
      '35 more items likewise: less than nothing on hand.',
      '1 more item likewise: sold, and not moving.',
    ])
  })
})
