import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { draftIntegration } from '../../../src/commands/begin.ts'
import {
  createPrestaShopConnector,
  prestashopEntities,
  prestashopSettings,
  readRights,
} from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import type { Connector } from '../../../src/domain/connector.ts'
import { ref } from '../../../src/domain/record.ts'
import { plain, startShop } from '../../../src/sandbox/shop/index.ts'
import { insert } from '../../../src/sandbox/shop/shop.ts'

const named = (need: string) =>
  readRights
    .filter((right) => right.need === need)
    .map(({ resource }) => resource)
    .sort()

async function shopFor(resources: readonly string[]) {
  const shop = await startShop({ permissions: Object.fromEntries(resources.map((resource) => [resource, ['GET']])) })
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
const all = readRights.map(({ resource }) => resource)

describe('the rights of the Webservice key', () => {
  test('docs/shop-side.md lists those that the hub has a use for', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/shop-side.md'), 'utf8')
    for (const need of ['required', 'optional']) {
      const [, list = ''] = new RegExp(`- ${need}: ([a-z_,\\s]+)[;.]`).exec(page) ?? []
      expect(list.split(/[\s,]+/).sort(), need).toEqual(named(need))
    }
  })

  test('everything that the connector reads is in the list, and nothing else is', async () => {
    await using joined = await shopFor(all)
    const { shop, connector } = joined
    const [order] = shop.placeOrders(3)
    shop.customize({ order: order!, line: 0, texts: { Engraving: 'Anna' } })
    for (const feed of connector.feeds) await feed.poll((await feed.poll(null, 10)).next, 10)
    for (const name of Object.keys(prestashopEntities)) await connector.read(ref(`prestashop.${name}`, '1'))
    await connector.read(ref('prestashop.order', String(order)))
    insert(shop.tables, 'product_features', { name: { '1': 'Material' } })
    await connector.read(ref('prestashop.featureValue', 'Material\tCotton'))
    // Before a product is made, what it names is looked for.
    const made = { is_there: true, is_virtual: false, name: 'New', id_category_default: '99', id_tax_rules_group: '1' }
    await expect(
      connector.write({ do: 'update', record: ref('prestashop.newProduct', 'NEW'), document: made }),
    ).rejects.toThrow('99 is no category of the shop')
    const gp = { list: async () => [], read: async () => ({}) } as unknown as Connector
    const beginning = { id: 'main', name: 'Main', connections: { prestashop: {}, gp: {} } }
    // Nothing could not be read; that an empty GP has no payment terms is said.
    const { notes } = await draftIntegration(beginning, connector, gp)
    expect(notes.filter((note) => !note.startsWith('Payment '))).toEqual([])
    await connector.check()
    const asked = [...shop.calls.keys()].flatMap((call) => (call.startsWith('GET ') ? [call.slice('GET '.length)] : []))
    expect(asked.sort()).toEqual([...all].sort())
  })

  test('without the optional ones orders are read, and doctor says of each what is not carried', async () => {
    await using joined = await shopFor(named('required'))
    const { shop, connector } = joined
    for (const order of shop.placeOrders(6)) {
      const read = await connector.read(ref('prestashop.order', String(order)))
      expect(read).not.toBeNull()
      expect(await connector.read(ref('prestashop.address', String(read!.id_address_delivery)))).not.toBeNull()
    }
    // The zone that "init" was given is that of the connection and of the day of an order.
    const gp = { list: async () => [], read: async () => ({}) } as unknown as Connector
    const connections = { prestashop: { timezone: 'America/New_York' }, gp: {} }
    const draft = await draftIntegration({ id: 'main', name: 'Main', connections }, connector, gp)
    expect(draft.parts['settings.json']).toMatchObject({ settings: { timezone: { value: 'America/New_York' } } })
    expect(draft.notes).toContainEqual(expect.stringContaining('America/New_York'))
    // A feed of such a resource says which right it lacks; the others go on.
    const failed: string[] = []
    for (const feed of connector.feeds)
      await feed.poll(null, 10).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'right_missing' })
        failed.push(feed.name)
      })
    expect(failed).toEqual([
      ...['order-histories', 'order-carriers', 'order-slip', 'order-payments'],
      ...['order-slip-rows', 'order-slip-again', 'order-payments-rows', 'order-payments-again'],
    ])
    const findings = await connector.check()
    for (const { resource, without, need } of readRights)
      if (need === 'optional')
        expect(findings).toContainEqual({
          check: `shop.permissions.${resource}`,
          level: 'warning',
          found: expect.stringContaining(without),
          todo: expect.stringContaining(resource),
        })
  })

  test('an order with a discount waits for the right to read its vouchers: store credit is no discount', async () => {
    await using joined = await shopFor(all.filter((resource) => resource !== 'order_cart_rules'))
    const { shop, connector } = joined
    const read = (id: number) => connector.read(ref('prestashop.order', String(id)))
    const discounted = (id: number) => Number(plain(shop.tables.of('orders').get(id), 'total_discounts')) > 0
    const [some, others] = [shop.placeOrders(4).filter(discounted), shop.placeOrders(4).filter((id) => !discounted(id))]
    expect([some.length, others.length].every((count) => count > 0)).toBe(true)
    for (const id of some)
      await expect(read(id)).rejects.toMatchObject({ code: 'access_denied', resource: 'order_cart_rules' })
    for (const id of others) expect(await read(id)).not.toBeNull()
  })

  test('a shop without stock management says so, and one that keeps stock says nothing', async () => {
    await using joined = await shopFor(all)
    const ofStock = async () =>
      (await joined.connector.check()).filter(({ check }) => check === 'shop.stock-management')
    expect(await ofStock()).toEqual([])
    const rows = joined.shop.tables.of('configurations')
    const row = rows.byId().find(({ fields }) => fields.name === 'PS_STOCK_MANAGEMENT')!
    rows.put({ ...row, fields: { ...row.fields, value: '0' } })
    expect(await ofStock()).toMatchObject([{ level: 'ok', found: expect.stringContaining('switched off in the shop') }])
  })

  test('without a required one doctor finds an error', async () => {
    await using joined = await shopFor(all.filter((resource) => resource !== 'taxes'))
    expect(await joined.connector.check()).toContainEqual({
      check: 'shop.permissions',
      level: 'error',
      found: expect.stringContaining('taxes'),
      todo: expect.stringContaining('taxes'),
    })
  })
})
