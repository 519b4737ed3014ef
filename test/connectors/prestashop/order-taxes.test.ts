import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { taxFactsOf } from '../../../src/connectors/prestashop/order-taxes.ts'
import { settingsAt } from '../../../src/connectors/prestashop/shop-settings.ts'
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

test('a shop without the setting taxes at delivery', async () => {
  await withShop({}, async (shop, read) => {
    const types = shop.tables.of('configurations')
    for (const row of types.all()) if (row.fields.name === 'PS_TAX_ADDRESS_TYPE') types.remove(row.id)
    const [one] = shop.placeOrders(1)
    expect(await read(one!)).toMatchObject({ taxed_at_invoice: false })
  })
})

test('where nobody knows which of several shops is ours, no address is said to be the one of the taxes', async () => {
  const row = (value: string, group: string) => ({
    name: 'PS_TAX_ADDRESS_TYPE',
    value,
    id_shop: '',
    id_shop_group: group,
  })
  const rows = [row('id_address_delivery', ''), row('id_address_invoice', '5'), { name: 'PS_TAX', value: '1' }]
  const order = { id_address_invoice: '1', id_address_delivery: '2' }
  const shipped = { ...order, total_shipping_tax_incl: '12.00', total_shipping_tax_excl: '10.00' }
  const of = (place: { shop: string; group: string | null }) => {
    const settings = async () => settingsAt(rows, place)
    // Neither asks the shop for anything.
    return taxFactsOf(place.group === null ? shipped : order, [], null, new Map(), { reference: { settings } } as never)
  }
  expect(await of({ shop: '2', group: null })).toMatchObject({ taxed_at_invoice: null, tax_rules: null })
  expect(await of({ shop: '2', group: '5' })).toMatchObject({ taxed_at_invoice: true })
})

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
