import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import type { RecordValue } from '../../../src/domain/record.ts'
import { ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'

const orderRef = (id: number) => ref('prestashop.order', String(id))

test('orders that are read at the same moment share their calls; each is as it is read alone, and a broken one breaks alone', async () => {
  const shop = await startShop()
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01') },
  })
  try {
    const orders = shop.placeOrders(30)
    const calls = () => [...shop.calls.values()].reduce((all, count) => all + count, 0)
    const alone: (RecordValue | null)[] = []
    for (const id of orders) alone.push(await connector.read(orderRef(id)))
    const before = calls()
    const together = await Promise.all(orders.map((id) => connector.read(orderRef(id))))
    expect(together).toEqual(alone)
    // Alone four each; vouchers and payments where an order has them.
    expect(calls() - before).toBeLessThan(30)

    const [broken] = orders
    const { fields } = shop.tables.of('orders').get(broken!)!
    shop.tables
      .of('orders')
      .put({ ...shop.tables.of('orders').get(broken!)!, id: broken!, fields: { ...fields, gift_message: 'a ]]> b' } })
    const settled = await Promise.allSettled([...orders, 987_654].map((id) => connector.read(orderRef(id))))
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      'unexpected_answer',
      ...alone.slice(1),
      null,
    ])
  } finally {
    await connector.close()
    await shop.stop()
  }
})
