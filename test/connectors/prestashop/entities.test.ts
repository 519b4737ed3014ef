import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createPrestaShopConnector,
  prestashopEntities,
  prestashopSettings,
} from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'

const recorded = resolve(import.meta.dirname, '../../../../shared/fixtures/prestashop/orders')
const shops = existsSync(recorded) ? readdirSync(recorded).filter((name) => /^\d/.test(name)) : []

async function joined(load?: string) {
  const shop = await startShop(load === undefined ? {} : { load })
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    key: shop.key,
    clock: systemClock,
    since: instant('2026-01-01'),
  })
  return {
    shop,
    connector,
    async [Symbol.asyncDispose]() {
      await connector.close()
      await shop.stop()
    },
  }
}

describe('every record of a shop fits its schema', () => {
  test.each([['the demo shop', undefined], ...shops.map((name) => [name, join(recorded, name)] as const)] as const)(
    '%s',
    async (_, load) => {
      await using all = await joined(load)
      if (load === undefined) all.shop.placeOrders(3)
      // Packs, groups of tax rules, prices of groups and what is sold out are read by their keys alone.
      const apart = [
        'order',
        'address',
        'pack',
        'taxRulesGroup',
        'groupPrices',
        'soldOut',
        'newProduct',
        'newCombination',
        'newAccount',
        'accountAddress',
        'productTraits',
        'brandName',
        'featureValue',
      ]
      const others = Object.keys(prestashopEntities).filter((name) => !apart.includes(name))
      for (const entity of others) {
        const records = await all.connector.search(entity, { where: {}, limit: 500 })
        for (const record of records.slice(0, 3))
          expect(await all.connector.read(ref(`prestashop.${entity}`, String(record.id)))).toEqual(record)
      }
      for (const order of all.shop.tables.of('orders').byId()) {
        const read = await all.connector.read(ref('prestashop.order', String(order.id)))
        expect(read).not.toBeNull()
        expect(await all.connector.read(ref('prestashop.address', String(read!.id_address_invoice)))).not.toBeNull()
      }
    },
  )
})

describe('records found by their fields', () => {
  test('are those whose fields are equal, newest first, at most as many as asked', async () => {
    await using all = await joined()
    const [first, second] = all.shop.placeOrders(2)
    const histories = await all.connector.search('orderHistory', { where: { id_order: String(first) }, limit: 10 })
    expect(histories.map(({ id_order }) => id_order)).toEqual([String(first)])
    const [newest] = await all.connector.search('orderHistory', { where: {}, limit: 1 })
    expect(
      await all.connector.search('orderHistory', { where: {}, limit: 5, before: String(newest!.id) }),
    ).not.toContainEqual(newest)
    expect(
      (await all.connector.search('orderHistory', { where: {}, limit: 1 })).map(({ id_order }) => id_order),
    ).toEqual([String(second)])
  })

  test('one that the shop cannot hand out is shown by its id, with the reason, and hides no other', async () => {
    await using all = await joined()
    const placed = all.shop.placeOrders(5)
    const orders = all.shop.tables.of('orders')
    const row = orders.get(placed[2]!)!
    orders.put({ ...row, fields: { ...row.fields, payment: 'Card ]]> or cash' } })
    const found = await all.connector.search('order', { where: {}, limit: 5 })
    expect(found.map(({ id }) => id)).toEqual(placed.map(String).reverse())
    expect(found.filter((order) => 'unreadable' in order)).toEqual([
      { id: String(placed[2]), unreadable: expect.stringContaining(']]>') },
    ])
  })

  test.each(['1|2', '[1]', '1,9'])('%s is no value but an operator: refused', async (value) => {
    await using all = await joined()
    await expect(all.connector.search('orderHistory', { where: { id_order: value }, limit: 10 })).rejects.toMatchObject(
      {
        code: 'invalid_input',
      },
    )
  })
})
