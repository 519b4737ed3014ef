import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changedRowFeeds } from '../../../src/connectors/gp/sql/changed-rows.ts'
import { checkChangedRows } from '../../../src/connectors/gp/sql/check-changed-rows.ts'
import { checkExtendedPricing } from '../../../src/connectors/gp/sql/check-extended-pricing.ts'
import { createSqlServer } from '../../../src/connectors/gp/sql/server.ts'
import { sqlSettings } from '../../../src/connectors/gp/sql/settings.ts'
import { instant } from '../../../src/domain/clock.ts'
import type { FeedPage } from '../../../src/domain/connector.ts'
import { adjust } from '../../../src/sandbox/gp/clerk.ts'
import { type Gp, startGp } from '../../../src/sandbox/gp/index.ts'

let gp: Gp
/** Of GP's SQL Server; the hub's own plays no part. */
let now = Date.parse('2026-11-30T08:00:00Z')
const advance = (minutes: number) => {
  now += minutes * 60_000
}
const clock = { now: () => instant(now), sleep: async () => {} }

beforeAll(async () => {
  gp = await startGp({
    company: {
      company: { name: 'Northwind', currency: 'EUR' },
      items: ['TEA-ASSAM', 'TEA-SENCHA'].map((key) => ({
        ...{ key, description: key, prices: [{ currency: 'EUR', price: '7.77', priceLevel: 'RETAIL' }] },
        sites: [{ site: 'MAIN', onHand: 5 }],
      })),
      customers: [{ key: 'C1', name: 'One', addresses: [{ key: 'HOME' }, { key: 'SHOP' }] }],
    },
    clock,
  })
})
afterAll(() => gp.stop())
beforeEach(() => {
  const { unstamped, denied, triggersOff, locked } = gp.sqlTroubles
  for (const one of [unstamped, denied, triggersOff, locked]) one.clear()
  Object.assign(gp.sqlTroubles, { clockBehindMs: 0, priceSheets: 0 })
  gp.faults.clear()
  advance(60)
})

const server = (more: object = {}) =>
  createSqlServer(
    sqlSettings.parse({ server: 'sandbox', ...gp.sql, ...more }),
    { username: gp.username, password: gp.password },
    { clock, signInProbeMs: 1 },
  )
const feed = (name: string) => changedRowFeeds(server()).find((one) => one.name === name)!
const named = ({ changed }: FeedPage) => changed.map(({ record }) => `${record.entity} ${record.key}`)

/** A feed as the engine goes by it: what was seen with the same fingerprint is nothing new. */
function watch(name: string) {
  const its = feed(name)
  const seen = new Map<string, string>()
  let cursor: string | null = null
  return {
    /** Reads to the end. @returns the records that changed, and how many rows each page had */
    async poll(between: (page: number) => void = () => {}) {
      const fresh: string[] = []
      const pages: number[] = []
      for (;;) {
        const page: FeedPage = await its.poll(cursor, 100)
        pages.push(page.changed.length)
        for (const { record, fingerprint = '', part = '' } of page.changed) {
          const row = `${record.key} ${part}`
          const isFresh = page.asBefore ? seen.has(row) && seen.get(row) !== fingerprint : seen.get(row) !== fingerprint
          if (isFresh && !fresh.includes(record.key)) fresh.push(record.key)
          seen.set(row, fingerprint)
        }
        cursor = page.next
        if (!page.more) return { fresh, pages }
        between(pages.length)
      }
    },
  }
}

const [first, second] = ['TEA-ASSAM', 'TEA-SENCHA'] as const
const move = (item: string) => adjust(item, 'MAIN', '1', gp.company)

describe('rows that were written in GP', () => {
  test('a movement of stock is seen once, with the item that it stamps; what was before the feed began is not', async () => {
    const stock = watch('gp-stock')
    move(first)
    advance(30)
    expect((await stock.poll()).fresh).toEqual([])
    move(second)
    expect((await stock.poll()).fresh).toEqual([second])
    expect((await stock.poll()).fresh).toEqual([])
    advance(1)
    move(second)
    move(first)
    expect((await stock.poll()).fresh).toEqual([first, second])
  })

  test('what a transaction holds is passed over, and seen when it has come to its end, though later rows were read by then', async () => {
    const stock = watch('gp-stock')
    await stock.poll()
    move(first)
    gp.sqlTroubles.locked.add(first)
    advance(1)
    move(second)
    expect((await stock.poll()).fresh).toEqual([second])
    advance(3)
    gp.sqlTroubles.locked.clear()
    expect((await stock.poll()).fresh).toEqual([first])
  })

  test('of more rows at one time than a page holds none is missed, nor one that is written again while they are read', async () => {
    const { company } = gp
    const stock = watch('gp-stock')
    await stock.poll()
    const like = company.store.get('item', first)!
    const keys = Array.from({ length: 2_345 }, (_, n) => `MANY-${n}`)
    for (const key of keys) {
      company.store.put('item', key, { ...like, key })
      company.store.put('itemStamp', key, company.now())
    }
    const { fresh, pages } = await stock.poll((page) => {
      advance(0.01)
      // One that was read, and one that was not.
      if (page === 1) for (const key of ['MANY-7', 'MANY-2000']) company.store.put('itemStamp', key, company.now())
    })
    expect(pages).toEqual([1000, 1000, 346])
    expect([...new Set(fresh)].sort()).toEqual([...keys].sort())
    for (const key of keys) company.store.remove('item', key)
  })

  test('a connection that is cut between two pages goes on where it was', async () => {
    const { company } = gp
    const stock = watch('gp-stock')
    await stock.poll()
    const like = company.store.get('item', first)!
    const keys = Array.from({ length: 1_500 }, (_, n) => `CUT-${n}`)
    for (const key of keys) {
      company.store.put('item', key, { ...like, key })
      company.store.put('itemStamp', key, company.now())
    }
    const cut = stock.poll(() => gp.faults.add({ match: { operation: 'sql read' }, do: 'drop-after', times: 1 }))
    await expect(cut).rejects.toThrow(/SQL Server/)
    const { fresh, pages } = await stock.poll()
    expect(pages).toEqual([500])
    expect(fresh).toHaveLength(500)
    for (const key of keys) company.store.remove('item', key)
  })

  test('a clock of SQL Server that is behind, or was set back, loses no row', async () => {
    gp.sqlTroubles.clockBehindMs = 3 * 3_600_000
    const stock = watch('gp-stock')
    await stock.poll()
    // Rows have the time of the same clock.
    const stamp = (item: string, behindMs: number) =>
      gp.company.store.put('itemStamp', item, new Date(now - behindMs).toISOString().slice(0, -1))
    stamp(first, 3 * 3_600_000)
    expect((await stock.poll()).fresh).toEqual([first])
    gp.sqlTroubles.clockBehindMs = 5 * 3_600_000
    stamp(second, 5 * 3_600_000)
    expect((await stock.poll()).fresh).toEqual([second])
  })

  test('of an item its card alone counts, and what it held before the feed began is known', async () => {
    const { store } = gp.company
    const items = watch('gp-items')
    expect((await items.poll()).fresh).toEqual([])
    move(first)
    expect((await items.poll()).fresh).toEqual([])
    store.put('item', first, { ...store.get('item', first)!, description: 'Another name' })
    move(first)
    expect((await items.poll()).fresh).toEqual([first])
  })

  test('prices and their breaks go by the key that Web Services know; an address names its customer', async () => {
    const { company } = gp
    const feeds = ['gp-prices', 'gp-price-breaks', 'gp-customers', 'gp-addresses'].map(watch)
    for (const one of feeds) await one.poll()
    const { prices } = company.store.get('item', first)!
    company.setPrices(first, [...prices, { ...prices[0]!, toQuantity: '9' }])
    const address = [...company.store.values('address')][0]!
    const customer = address.Key!.CustomerKey!.Id!
    company.saveAddress(customer, { ...address, City: 'Nantes', LastModifiedDate: company.now() })
    const fresh = await Promise.all(feeds.map(async (one) => (await one.poll()).fresh))
    expect(fresh).toEqual([['EUR/RETAIL/Each/TEA-ASSAM'], ['EUR/RETAIL/Each/TEA-ASSAM'], [], [customer]])
    expect(named(await feed('gp-addresses').poll(null, 100))).toEqual([`gp.customer ${customer}`])
  })

  test('a table without the column, or without the right to read it, fails in words, and doctor says it beforehand', async () => {
    expect(await checkChangedRows(server())).toMatchObject([{ check: 'gp.sql.changes', level: 'ok' }])
    gp.sqlTroubles.unstamped.add('RM00102')
    gp.sqlTroubles.denied.add('IV00101')
    gp.sqlTroubles.triggersOff.add('zDT_IV00102U')
    await expect(feed('gp-addresses').poll(null, 100)).rejects.toThrow(/207/)
    await expect(feed('gp-stock').poll(null, 100)).rejects.toMatchObject({ code: 'access_denied' })
    expect(await feed('gp-prices').poll(null, 100)).toMatchObject({ more: false })
    const found = await checkChangedRows(server())
    expect(found.map(({ check, level }) => [check, level])).toEqual([
      ['gp.sql.changes', 'warning'],
      ['gp.sql.changes.stamps', 'warning'],
      ['gp.sql.changes.triggers', 'warning'],
    ])
    expect(found.map((one) => one.found).join(' ')).toMatch(/IV00101.*RM00102.*zDT_IV00102U/)
  })

  test('nothing is asked where the setting is 0', async () => {
    const silent = server({ changesSeconds: 0 })
    expect(changedRowFeeds(silent)).toEqual([])
    expect(await checkChangedRows(silent)).toEqual([])
  })
})

test('doctor says that GP has price sheets, by which a company with extended pricing prices', async () => {
  expect(await checkExtendedPricing(server())).toEqual([])
  gp.sqlTroubles.priceSheets = 3
  expect(await checkExtendedPricing(server())).toMatchObject([
    { check: 'gp.extended-pricing', level: 'warning', found: expect.stringContaining('extended pricing (3)') },
  ])
  gp.sqlTroubles.denied.add('SOP10110')
  expect(await checkExtendedPricing(server())).toEqual([])
})
