import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'
import { change, insert } from '../../../src/sandbox/shop/shop.ts'

test('a custom field that the shop keeps in several languages is set in one, also beside plain fields', async () => {
  const shop = await startShop({ permissions: 'all' })
  insert(shop.tables, 'languages', { name: 'Français', iso_code: 'fr', active: '1' }, {}, 2)
  const products = shop.tables.of('products')
  const texts = { description_short: { 1: 'Short', 2: 'Texte court' } }
  change(shop.tables, 'products', products.get(1)!, { ...texts, name: { 1: 'Tea', 2: 'Thé' } })
  const text = { type: 'text', about: 'A field of the shop.' } as const
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01') },
    customFields: {
      'prestashop.product': { description_short: text, mpn: text },
    },
  })
  try {
    const set = (document: Record<string, string>) =>
      connector.write({ do: 'update', record: ref('prestashop.product', '1'), document })
    const held = () => products.get(1)!.fields
    await set({ description_short: 'New & short', weight: '1.5' })
    expect(held()).toMatchObject({ description_short: { 1: 'New & short', 2: 'Texte court' }, weight: '1.5' })
    await set({ mpn: 'M-1', name: 'Green tea' })
    expect(held()).toMatchObject({ mpn: 'M-1', name: { 1: 'Green tea', 2: 'Thé' } })
    expect(held().description_short).toEqual({ 1: 'New & short', 2: 'Texte court' })

    // As the shop does it: a text without its language is that of each.
    const untold = '<prestashop><product><id>1</id><description_short>All</description_short></product></prestashop>'
    const headers = { authorization: `Basic ${Buffer.from(`${shop.key}:`).toString('base64')}` }
    await fetch(`${shop.url}/api/products/1`, { method: 'PATCH', headers, body: untold })
    expect(held().description_short).toEqual({ 1: 'All', 2: 'All' })
  } finally {
    await connector.close()
    await shop.stop()
  }
})

test('a secret that a definition has named since before imports refused it is neither read nor written', async () => {
  const shop = await startShop({ permissions: 'all' })
  const text = { type: 'text', about: 'Of a definition of before.' } as const
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01') },
    customFields: { 'prestashop.customer': { passwd: text, note: text } },
  })
  try {
    const [order] = shop.placeOrders(1)
    const customer = shop.tables.of('customers').get(Number(shop.tables.of('orders').get(order!)!.fields.id_customer))!
    change(shop.tables, 'customers', customer, { passwd: 'hash-of-before', note: 'Rings twice' })
    const record = ref('prestashop.customer', String(customer.id))
    const read = (await connector.read(record))!
    expect(read).toMatchObject({ note: 'Rings twice' })
    expect(JSON.stringify(read)).not.toContain('hash-of-before')
    await expect(connector.write({ do: 'update', record, document: { passwd: 'another' } })).rejects.toThrow(
      'passwd: is not written',
    )
  } finally {
    await connector.close()
    await shop.stop()
  }
})
