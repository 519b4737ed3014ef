import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, later, systemClock } from '../../../src/domain/clock.ts'
import type { Feed } from '../../../src/domain/connector.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'

/** @param aheadMs by how much the shop's dates run ahead of the clock that its answers tell */
async function joined(aheadMs = 0) {
  const shop = await startShop({ clock: { ...systemClock, now: () => later(systemClock.now(), aheadMs) } })
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    key: shop.key,
    clock: systemClock,
    since: instant('2026-01-01'),
  })
  const feed = (name: string) => connector.feeds.find((each) => each.name === name)!
  return {
    shop,
    feed,
    async [Symbol.asyncDispose]() {
      await connector.close()
      await shop.stop()
    },
  }
}

/** Polls as the engine does: pages until there is no more; a fingerprint that was seen says nothing. */
function follower(feed: Feed, limit: number) {
  let cursor: string | null = null
  const seen = new Map<string, string>()
  return async (): Promise<string[]> => {
    const raised: string[] = []
    for (;;) {
      const page = await feed.poll(cursor, limit)
      for (const { record, fingerprint } of page.hints) {
        if (feed.raises === 'different' && seen.get(record.key) === fingerprint) continue
        if (feed.raises === 'unknown' && seen.has(record.key)) continue
        seen.set(record.key, fingerprint ?? '')
        raised.push(record.key)
      }
      cursor = page.next
      if (!page.more) return raised
    }
  }
}

describe('the feeds of a shop', () => {
  test.each([
    ['', 0],
    [', also where dates run ahead', 3_600_000],
  ])(
    'by date: whatever is placed and edited between polls is raised by the next, whatever the page size%s',
    {
      timeout: 60_000,
    },
    async (_, aheadMs) => {
      await using all = await joined(aheadMs)
      const { shop } = all
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 7 }),
          fc.array(
            fc.oneof(
              fc.record({ place: fc.integer({ min: 1, max: 5 }) }),
              fc.record({ edit: fc.nat(30) }),
              fc.constant('poll' as const),
            ),
            { maxLength: 10 },
          ),
          async (limit, steps) => {
            const poll = follower(all.feed('orders-by-date'), limit)
            const placed: number[] = []
            let changed = new Set<string>()
            for (const step of steps) {
              if (step === 'poll') {
                const raised = new Set(await poll())
                for (const order of changed) expect(raised.has(order), `order ${order}`).toBe(true)
                changed = new Set()
              } else if ('place' in step) {
                const orders = shop.placeOrders(step.place)
                placed.push(...orders)
                for (const order of orders) changed.add(String(order))
              } else {
                const order = placed[step.edit]
                if (order === undefined) continue
                shop.editOrder(order)
                changed.add(String(order))
              }
            }
            const raised = new Set(await poll())
            for (const order of changed) expect(raised.has(order)).toBe(true)
          },
        ),
        { numRuns: 15 },
      )
    },
  )

  // A wrong time zone, two clocks, or a program that wrote any date: it was raised at every poll for hours.
  test.each([
    ['an hour', 3_600_000],
    ['years', 4 * 365 * 24 * 3_600_000],
  ])(
    'by date: an order that is dated %s ahead is raised until its second is over, and hides no other',
    {
      timeout: 30_000,
    },
    async (_, aheadMs) => {
      await using all = await joined()
      const { shop } = all
      const poll = follower(all.feed('orders-by-date'), 2)
      const [ahead, other] = shop.placeOrders(2).map(String)
      const orders = shop.tables.of('orders')
      const date = (at: number) => new Date(at).toLocaleString('sv-SE', { timeZone: shop.timezone })
      const dated = (text: string) => {
        const row = orders.get(Number(ahead))!
        orders.put({ ...row, fields: { ...row.fields, date_upd: text } })
      }
      dated(date(Date.now() + aheadMs))
      for (let looks = 0; (await poll()).length > 0; looks++) {
        expect(looks).toBeLessThan(100)
        await systemClock.sleep(100)
      }
      shop.editOrder(Number(other))
      expect(await poll()).toEqual([other])
      dated(date(Date.now() + aheadMs + 60_000))
      expect(await poll()).toContain(ahead)
    },
  )

  test.each(['order-histories', 'order-payments', 'order-carriers'])(
    '%s: rows that leave the date as it was point to their order',
    async (name) => {
      await using all = await joined()
      all.shop.placeOrders(3)
      const poll = follower(all.feed(name), 10)
      expect(await poll()).toEqual([])
      const [order] = all.shop.placeOrders(1)
      expect(await poll()).toEqual([String(order)])
      expect(await poll()).toEqual([])
    },
  )

  test('the sweep goes through every order by id, round after round', async () => {
    await using all = await joined()
    const orders = all.shop.placeOrders(23).map(String)
    const poll = follower(all.feed('order-sweep'), 5)
    expect(await poll()).toEqual(orders)
    expect(await poll()).toEqual([])
    // Written by another program, with an old date: no date feed would find it.
    const { tables } = all.shop
    const copy = tables.of('orders').get(1)!
    tables.of('orders').put({ ...copy, id: 24, fields: { ...copy.fields, date_upd: '2026-01-02 00:00:00' } })
    expect(await poll()).toEqual(['24'])
  })

  test('the nightly look at contents finds an edit that left every date and id as it was', async () => {
    await using all = await joined()
    all.shop.placeOrders(3)
    const poll = follower(all.feed('order-contents'), 2)
    expect((await poll()).sort()).toEqual(['1', '2', '3'])
    expect(await poll()).toEqual([])
    const { tables } = all.shop
    const [line] = tables.of('order_details').where('id_order', '2') ?? []
    tables.of('order_details').put({ ...line!, fields: { ...line!.fields, product_quantity: '9' } })
    expect(await poll()).toEqual(['2'])
  })
})
