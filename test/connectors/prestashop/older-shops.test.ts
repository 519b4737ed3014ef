import { describe, expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { recordKey } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'

describe.each(['1.7.8.11', '8.0.1', '8.0.2', '9.0.0'])('PrestaShop %s', (version) => {
  test('stock is set, and the rest of its row stays as it is', async () => {
    const shop = await startShop({ version })
    const rows = shop.tables.of('stock_availables')
    rows.put({ ...rows.get(11)!, fields: { ...rows.get(11)!.fields, out_of_stock: '1', location: 'A 7' } })
    const before = rows.get(11)!.fields
    const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
      key: shop.key,
      clock: systemClock,
      since: instant('2026-01-01'),
    })
    const record = { entity: 'prestashop.stockAvailable', key: recordKey('11') } as const
    await connector.write({ do: 'update', record, document: { id: '11', quantity: 7 } })
    expect(rows.get(11)!.fields).toEqual({ ...before, quantity: '7' })
    expect(await connector.read(record)).toMatchObject({ quantity: 7, out_of_stock: 1, id_shop: '1' })
    const method = version === '1.7.8.11' || version === '8.0.1' ? 'PUT' : 'PATCH'
    expect(shop.calls.get(`${method} stock_availables`)).toBe(1)
    await connector.close()
    await shop.stop()
  })
})
