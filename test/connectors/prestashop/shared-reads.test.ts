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

    // A reference that reads like a list or a range is asked for alone.
    const table = shop.tables.of('orders')
    const named = ['A|B', '10,5', 'PLAIN'].map((reference, place) => {
      const row = table.get(orders[place]!)!
      table.put({ ...row, fields: { ...row.fields, reference } })
      shop.addPayment({ order: row.id, amount: `${place + 1}.00` })
      return row.id
    })
    const read = await Promise.all(named.map((id) => connector.read(orderRef(id))))
    expect(read.map((order) => String(order!.paid_how).split(': ')[1]?.split(' ')[0])).toEqual(['1.00', '2.00', '3.00'])

    const [, , , broken, ...rest] = orders
    const { fields } = shop.tables.of('orders').get(broken!)!
    shop.tables
      .of('orders')
      .put({ ...shop.tables.of('orders').get(broken!)!, id: broken!, fields: { ...fields, gift_message: 'a ]]> b' } })
    const settled = await Promise.allSettled([broken!, ...rest, 987_654].map((id) => connector.read(orderRef(id))))
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      'unexpected_answer',
      ...alone.slice(4),
      null,
    ])
  } finally {
    await connector.close()
    await shop.stop()
  }
})
