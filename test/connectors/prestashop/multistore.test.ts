import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { type Clock, instant, systemClock } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { hubPermissions, type RunningShop, type ShopOptions, startShop } from '../../../src/sandbox/shop/index.ts'
import { ForwardClock } from '../../support/forward-clock.ts'

let shop: RunningShop
beforeAll(async () => {
  shop = await startShop()
  const shops = shop.tables.of('shops')
  shops.put({ ...shops.get(1)!, id: 2, fields: { ...shops.get(1)!.fields, name: 'Outlet' } })
})
afterAll(() => shop.stop())

const connect = (to: RunningShop, shopId?: string, clock: Clock = systemClock) => {
  const settings = { url: to.url, timezone: to.timezone, ...(shopId === undefined ? {} : { shopId }) }
  const connector = createPrestaShopConnector(prestashopSettings.parse(settings), {
    ...{ key: to.key, clock, since: instant('2026-01-01') },
  })
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}

/** The second shop of the multistore places an order. */
function placeElsewhere(at: RunningShop): number {
  const [order] = at.placeOrders(1)
  const orders = at.tables.of('orders')
  const row = orders.get(order!)!
  orders.put({ ...row, fields: { ...row.fields, id_shop: '2' } })
  return order!
}
const referenceOf = (at: RunningShop, order: number) => String(at.tables.of('orders').get(order)!.fields.reference)

describe.each([
  ['the connection names its shop', '1'],
  ['the connection names none: its address says which', undefined],
])('a multistore, and %s', (_, shopId) => {
  test('no feed of orders raises one of another shop', async () => {
    await using connector = connect(shop, shopId)
    const feeds = connector.feeds.filter(({ of }) => of === 'prestashop.order')
    const before = await Promise.all(feeds.map((feed) => feed.poll(null, 500)))
    const its = placeElsewhere(shop)
    const [own] = shop.placeOrders(1)
    for (const order of [its, own!]) shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })
    const raised = await Promise.all(feeds.map((feed, index) => feed.poll(before[index]!.next, 500)))
    const names = raised.flatMap(({ changed }, index) =>
      changed.filter(({ record }) => record.key === String(its)).map(() => feeds[index]!.name),
    )
    expect(names).toEqual([])
    const blind = feeds.filter((_, index) => !raised[index]!.changed.some(({ record }) => record.key === String(own)))
    expect(blind.map(({ name }) => name)).toEqual([])
  })

  test('an order of another shop is not read, alone or among others', async () => {
    await using connector = connect(shop, shopId)
    const its = ref('prestashop.order', String(placeElsewhere(shop)))
    const [own] = shop.placeOrders(1).map((id) => ref('prestashop.order', String(id)))
    expect(await connector.read(own!)).toMatchObject({ id: own!.key })
    const refused = { code: 'not_ours', message: expect.stringContaining('belongs to shop 2 of the multistore') }
    await expect(connector.read(its)).rejects.toMatchObject(refused)
    await expect(connector.readMany([own!, its])).rejects.toMatchObject(refused)
    expect((await connector.readMany([own!, ref('prestashop.order', '999')])).get('prestashop.order 999')).toBeNull()
  })
})

test('doctor names the other shops, and warns where the connection names none', async () => {
  placeElsewhere(shop)
  const about = async (shopId?: string) => {
    await using connector = connect(shop, shopId)
    return (await connector.check()).find(({ check }) => check === 'shop.multistore')
  }
  expect(await about('1')).toBeUndefined()
  const configurations = shop.tables.of('configurations')
  const switched = configurations.byId().find(({ fields }) => fields.name === 'PS_MULTISHOP_FEATURE_ACTIVE')
  const fields = { name: 'PS_MULTISHOP_FEATURE_ACTIVE', value: '1', id_shop: '', id_shop_group: '' }
  const id = switched?.id ?? configurations.nextId()
  configurations.put({ ...(switched ?? { associations: {} }), id, fields: { ...switched?.fields, ...fields } })
  expect(await about('1')).toMatchObject({
    level: 'ok',
    found: expect.stringMatching(/shop 1 .* Other shops: 2 “Outlet”\.$/),
  })
  expect(await about()).toMatchObject({ level: 'warning', todo: expect.stringContaining('shopId') })
  // A key that may not read shops knows those that have orders.
  const blind = await startShop({ permissions: { ...hubPermissions, shops: [] } })
  try {
    blind.tables.of('shops').put({ ...blind.tables.of('shops').get(1)!, id: 2 })
    blind.tables.of('configurations').put({ id, associations: {}, fields })
    placeElsewhere(blind)
    await using connector = connect(blind, '1')
    const found = expect.stringMatching(/shop 1 .*are of shop 2\.$/)
    expect(await connector.check()).toContainEqual(expect.objectContaining({ check: 'shop.multistore', found }))
  } finally {
    await blind.stop()
  }
  configurations.put({ id, associations: {}, fields: { ...fields, value: '0' } })
})

test.each(['8.2.1', '8.0.4'])(
  'a reference that no order of ours has is looked for in the other shops, by PrestaShop %s',
  async (version) => {
    const old = await startShop({ version })
    try {
      await using connector = connect(old, '1')
      const [own] = old.placeOrders(1)
      const its = placeElsewhere(old)
      const found = async (where: Readonly<Record<string, string>>) =>
        (await connector.search('order', { where, limit: 10 })).map(({ id }) => id)
      expect(await found({ reference: referenceOf(old, its) })).toEqual([String(its)])
      expect(await found({ reference: referenceOf(old, own!) })).toEqual([String(own)])
      expect(await found({ reference: 'NOSUCHREF' })).toEqual([])
      expect(await found({ module: 'ps_checkout' })).toEqual([String(own)])
    } finally {
      await old.stop()
    }
  },
)

describe('stock that groups of shops share', () => {
  /** Our shop 1 is of group 1. Of product 1 each of these groups shares a row: 901, 902 and so on. */
  async function startGroups(options: ShopOptions, ...groups: string[]) {
    const its = await startShop(options)
    const stock = its.tables.of('stock_availables')
    const { fields } = stock.get(1)!
    for (const [index, group] of groups.entries())
      stock.put({
        ...{ id: 901 + index, associations: {} },
        fields: { ...fields, id_shop: '0', id_shop_group: group, out_of_stock: String(index) },
      })
    stock.remove(1)
    return Object.assign(its, { [Symbol.asyncDispose]: () => its.stop() })
  }
  const rowsOf = async (connector: ReturnType<typeof connect>) =>
    (await connector.page!('stockAvailable', null)).records.map(({ id }) => id)

  test('is ours where our group shares it, not where another does', async () => {
    await using groups = await startGroups({}, '1', '2')
    groups.placeOrders(1)
    await using connector = connect(groups, '1')
    const rows = await rowsOf(connector)
    expect(rows).toEqual(expect.arrayContaining(['2', '901']))
    expect(rows).not.toContain('902')
    expect(await connector.read(ref('prestashop.soldOut', '1'))).toMatchObject({ out_of_stock: 0 })
  })

  test('the group is asked for once by rounds and by single records, and again when the shop may have moved to another', async () => {
    await using groups = await startGroups({}, '1', '2')
    const [order] = groups.placeOrders(1)
    const clock = new ForwardClock()
    await using connector = connect(groups, '1', clock)
    await rowsOf(connector)
    const asked = groups.calls.get('GET orders')
    await rowsOf(connector)
    for (const _ of 'ab') await connector.read(ref('prestashop.soldOut', '1'))
    await connector.write({ do: 'update', record: ref('prestashop.soldOut', '1'), document: { out_of_stock: 2 } })
    expect(groups.calls.get('GET orders')).toBe(asked)
    const orders = groups.tables.of('orders')
    const row = orders.get(order!)!
    orders.put({ ...row, fields: { ...row.fields, id_shop_group: '2' } })
    clock.advance(10 * 60_000 + 1)
    const rows = await rowsOf(connector)
    expect(rows).toContain('902')
    expect(rows).not.toContain('901')
  })

  test('is asked about where nothing says which group is ours, and where no shop is named', async () => {
    // A key that may read no shops, and a shop without an order.
    const permissions = { ...hubPermissions, shops: [] }
    await using groups = await startGroups({ permissions }, '2')
    await using connector = connect(groups, '1')
    await expect(rowsOf(connector)).rejects.toMatchObject({ code: 'shop_group_not_known' })
    await using unnamed = connect(groups)
    await expect(rowsOf(unnamed)).rejects.toMatchObject({ code: 'shop_not_named' })
  })
})

describe('what only another shop of a multistore has', () => {
  test.each(['manufacturer', 'feature', 'product'] as const)(
    '%s: by its number it is said, and what to do',
    async (name) => {
      await using second = await startSecond()
      await using connector = connect(second, '2')
      const resource = { manufacturer: 'manufacturers', feature: 'product_features', product: 'products' }[name]
      second.tables.of(resource).put({ id: 31, associations: {}, fields: { name: 'Elsewhere' }, shops: { 1: {} } })
      await expect(connector.read(ref(`prestashop.${name}`, '31'))).rejects.toMatchObject({
        ...{ code: 'invalid_input', record: ref(`prestashop.${name}`, '31') },
        problems: [{ at: `${resource}/31`, reason: expect.stringContaining('is in another shop of the multistore') }],
        hint: expect.stringContaining('correct shopId'),
      })
    },
  )

  test('of records that are read together the one that points there is named', async () => {
    await using second = await startSecond()
    await using connector = connect(second, '2')
    second.placeOrders(2)
    const [one, other] = [...second.tables.of('addresses').byId()]
    const country = second.tables.of('countries').get(Number(other!.fields.id_country))!
    second.tables.of('countries').put({ ...country, id: 931, shops: { 1: {} } })
    second.tables.of('addresses').put({ ...other!, fields: { ...other!.fields, id_country: '931' } })
    const records = [one!, other!].map(({ id }) => ref('prestashop.address', String(id)))
    await expect(connector.readMany!(records)).rejects.toMatchObject({ code: 'invalid_input', record: records[1] })
  })

  test('category and tax rule group: a product that names one is refused before it is made', async () => {
    await using second = await startSecond()
    await using connector = connect(second, '2')
    second.tables
      .of('categories')
      .put({ id: 31, associations: {}, fields: { name: { '1': 'Kettles' } }, shops: { 1: {} } })
    const group = second.tables.of('tax_rule_groups').get(1)!
    second.tables.of('tax_rule_groups').put({ ...group, id: 32, shops: { 1: {} } })
    const document = { name: 'Pot', id_category_default: '31', id_tax_rules_group: '32' }
    await expect(
      connector.write({ do: 'update', record: ref('prestashop.newProduct', 'POT-TIN'), document }),
    ).rejects.toMatchObject({
      problems: [
        {
          at: 'id_tax_rules_group',
          reason: expect.stringMatching(/32 is in another shop .* value map "tax-rules-group"/),
        },
        { at: 'id_category_default', reason: expect.stringMatching(/31 is in another shop .* value map "category"/) },
      ],
    })
    expect(second.calls.get('POST products')).toBeUndefined()
  })

  async function startSecond() {
    const its = await startShop({ permissions: 'all' })
    its.tables.of('shops').put({ ...its.tables.of('shops').get(1)!, id: 2 })
    return Object.assign(its, { [Symbol.asyncDispose]: () => its.stop() })
  }
})

describe('what another shop of a multistore has is not made a second time', () => {
  /** The second shop is ours; it lacks the row of each resource that the first one has. */
  async function startSecond(options: ShopOptions, ...rows: readonly (readonly [string, Record<string, string>])[]) {
    const its = await startShop({ permissions: 'all', ...options })
    const { tables } = its
    tables.of('shops').put({ ...tables.of('shops').get(1)!, id: 2 })
    for (const [resource, { name, ...fields }] of rows) {
      const translated = name === undefined ? {} : { name: { '1': name } }
      const row = { id: 31, associations: {}, fields: { ...fields, ...translated } }
      tables
        .of(resource)
        .put({ ...row, shops: resource === 'product_options' && rows.length > 1 ? { 1: {}, 2: {} } : { 1: {} } })
    }
    return Object.assign(its, { [Symbol.asyncDispose]: () => its.stop() })
  }
  const blue = {
    ...{ product_reference: 'CUP', options: [{ option: 'Glaze', value: 'Celadon' }] },
    ...{ name: 'Cup', id_category_default: '2', id_tax_rules_group: '1' },
  }
  const combine = (connector: ReturnType<typeof connect>) =>
    connector.write({ do: 'update', record: ref('prestashop.newCombination', 'CUP-CEL'), document: blue })
  const option = ['product_options', { name: 'Glaze', group_type: 'select' }] as const
  const value = ['product_option_values', { name: 'Celadon', id_attribute_group: '31' }] as const

  test.each([
    ['option', [option], 'needs the option Glaze, which another shop has under the number 31; add it to this shop'],
    [
      'value',
      [option, value],
      'needs the value Celadon of the option Glaze, which another shop has under the number 31',
    ],
  ] as const)('an %s of combinations', async (_, rows, says) => {
    await using second = await startSecond({}, ...rows)
    await using connector = connect(second, '2')
    await expect(combine(connector)).rejects.toMatchObject({ problems: [{ reason: expect.stringContaining(says) }] })
    expect(rows.map(([resource]) => second.calls.get(`POST ${resource}`))).toEqual(rows.map(() => undefined))
    for (const [resource] of rows) {
      const table = second.tables.of(resource)
      table.put({ ...table.get(31)!, shops: { 1: {}, 2: {} } })
    }
    await combine(connector)
    expect(second.tables.of('combinations').where('reference', 'CUP-CEL')).toHaveLength(1)
  })

  test('a product that neither the shop of the call nor the default one has', async () => {
    await using second = await startSecond({}, ['products', { reference: 'POT-TIN' }])
    second.tables.of('shops').put({ ...second.tables.of('shops').get(1)!, id: 3 })
    const pot = second.tables.of('products').get(31)!
    second.tables.of('products').put({ ...pot, shops: { 3: {} } })
    await using connector = connect(second, '2')
    expect(await connector.read(ref('prestashop.newProduct', 'POT-TIN'))).toMatchObject({ is_there: true })
    expect(await connector.read(ref('prestashop.newProduct', 'POT-ZINC'))).toMatchObject({ is_there: false })
  })

  test('it is asked for, where the key may not look', async () => {
    await using second = await startSecond({})
    await using connector = connect(second, '2')
    const pot = ref('prestashop.newProduct', 'POT-TIN')
    second.setAccess({ shops: ['2'] })
    await expect(connector.read(pot)).rejects.toMatchObject({ code: 'shop_not_readable' })
    // One that is switched off answers nobody, and is not asked.
    const shops = second.tables.of('shops')
    shops.put({ ...shops.get(1)!, fields: { ...shops.get(1)!.fields, active: '0' } })
    expect(await connector.read(pot)).toMatchObject({ is_there: false })
    await using blind = await startSecond({ permissions: { ...hubPermissions, shops: [] } })
    await using unable = connect(blind, '2')
    await expect(unable.read(pot)).rejects.toMatchObject({ code: 'access_denied', resource: 'shops' })
    await using unnamed = connect(blind)
    expect(await unnamed.read(pot)).toMatchObject({ is_there: false })
  })
})
