import { describe, expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { settingsAt } from '../../../src/connectors/prestashop/shop-settings.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'
import { insert } from '../../../src/sandbox/shop/shop.ts'

const row = (name: string, value: string, shop = '', group = '') => ({
  ...{ name, value, id_shop: shop, id_shop_group: group },
})
const rows = [
  row('PS_COUNTRY_DEFAULT', '8'),
  row('PS_COUNTRY_DEFAULT', '1', '2', '1'),
  row('PS_TIMEZONE', 'Europe/Paris'),
  row('PS_TIMEZONE', 'Europe/Berlin', '', '5'),
  row('PS_TIMEZONE', 'Europe/Vienna', '3', '5'),
  row('PS_ROUND_TYPE', '2'),
  row('PS_ROUND_TYPE', '2', '2', '1'),
]

describe('of several shops, the setting that holds for ours', () => {
  test.each([
    [
      'its own',
      { shop: '2', group: '1' },
      { PS_COUNTRY_DEFAULT: '1', PS_TIMEZONE: 'Europe/Paris', PS_ROUND_TYPE: '2' },
    ],
    [
      'that of its group',
      { shop: '4', group: '5' },
      { PS_COUNTRY_DEFAULT: '8', PS_TIMEZONE: 'Europe/Berlin', PS_ROUND_TYPE: '2' },
    ],
    [
      'its own before that of its group',
      { shop: '3', group: '5' },
      { PS_COUNTRY_DEFAULT: '8', PS_TIMEZONE: 'Europe/Vienna', PS_ROUND_TYPE: '2' },
    ],
    [
      'its own, where its group is not known and others have theirs',
      { shop: '2', group: null },
      { PS_COUNTRY_DEFAULT: '1', PS_ROUND_TYPE: '2' },
    ],
    [
      'none, where our shop is not known and others have their own',
      { shop: null, group: null },
      { PS_ROUND_TYPE: '2' },
    ],
  ])('is %s', (_, place, expected) => {
    for (const all of [rows, rows.toReversed()]) expect(Object.fromEntries(settingsAt(all, place))).toEqual(expected)
  })
})

test('prices of the second shop are those of its own country, its states have its own roles, and taxes may be off', async () => {
  const shop = await startShop()
  try {
    const shops = shop.tables.of('shops')
    shops.put({ ...shops.get(1)!, id: 2 })
    insert(shop.tables, 'configurations', { name: 'PS_MULTISHOP_FEATURE_ACTIVE', value: '1' })
    const germany = insert(shop.tables, 'countries', { iso_code: 'DE', name: 'Germany', active: '1' }).id
    const tax = insert(shop.tables, 'taxes', { rate: '19.000', name: 'MwSt. 19%', active: '1', deleted: '0' }).id
    insert(shop.tables, 'tax_rules', {
      ...{ id_tax_rules_group: '1', id_country: String(germany), id_state: '0', zipcode_from: '0', zipcode_to: '0' },
      ...{ id_tax: String(tax), behavior: '0', description: '' },
    })
    const own = (name: string, value: string) =>
      insert(shop.tables, 'configurations', { name, value, id_shop: '2', id_shop_group: '1' })
    own('PS_COUNTRY_DEFAULT', String(germany))
    own('PS_OS_CANCELED', '31')
    const [order] = shop.placeOrders(1)
    const orders = shop.tables.of('orders')
    const its = orders.get(order!)!
    orders.put({ ...its, fields: { ...its.fields, id_shop: '2', id_shop_group: '1', current_state: '6' } })

    const of = async (shopId: string) => {
      const connector = createPrestaShopConnector(
        prestashopSettings.parse({ url: shop.url, timezone: shop.timezone, shopId }),
        { key: shop.key, clock: systemClock, since: instant('2026-01-01') },
      )
      try {
        const group = (await connector.read(ref('prestashop.taxRulesGroup', '1')))!
        const role =
          shopId === '2' ? (await connector.read(ref('prestashop.order', String(order))))?.order_state_role : ''
        return { rate: group.rate, role }
      } finally {
        await connector.close()
      }
    }
    expect(await of('1')).toEqual({ rate: '20', role: '' })
    expect(await of('2')).toEqual({ rate: '19', role: 'other' })
    own('PS_TAX', '0')
    expect(await of('2')).toMatchObject({ rate: '0' })
    expect(await of('1')).toMatchObject({ rate: '20' })
  } finally {
    await shop.stop()
  }
})
