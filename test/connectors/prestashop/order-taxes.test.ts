import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { type RunningShop, startShop } from '../../../src/sandbox/shop/index.ts'
import { insert } from '../../../src/sandbox/shop/shop.ts'

async function withShop(
  options: Parameters<typeof startShop>[0],
  work: (shop: RunningShop, read: (order: number) => Promise<unknown>) => Promise<void>,
) {
  const shop = await startShop(options)
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01') },
  })
  try {
    await work(shop, (order) => connector.read(ref('prestashop.order', String(order))))
  } finally {
    await connector.close()
    await shop.stop()
  }
}

test('an order whose lines name all its taxes says as well by which address it is taxed', async () => {
  await withShop({}, async (shop, read) => {
    insert(shop.tables, 'configurations', { name: 'PS_TAX_ADDRESS_TYPE', value: 'id_address_invoice' })
    const orders = shop.placeOrders(6)
    const free = Object.fromEntries(
      ['total_shipping', 'total_wrapping'].flatMap((name) =>
        ['', '_tax_incl', '_tax_excl'].map((side) => [`${name}${side}`, '0.000000']),
      ),
    )
    for (const id of orders) {
      const row = shop.tables.of('orders').get(id)!
      shop.tables.of('orders').put({ ...row, fields: { ...row.fields, ...free } })
    }
    for (const id of orders) expect(await read(id)).toMatchObject({ taxed_at_invoice: true })
  })
})
