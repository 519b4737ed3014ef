import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import {
  readFeatureValues,
  readProductTraits,
  writeProductTraits,
} from '../../../src/connectors/prestashop/product-traits.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import { type Json, recordKey, ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'
import { insert } from '../../../src/sandbox/shop/shop.ts'

test('where features are off in the shop, manufacturers are read and set all the same, and no feature is', async () => {
  const patched: unknown[] = []
  // Such a shop names no feature of a product.
  const product = { id: '3', id_manufacturer: '7' }
  const brands = [
    { id: '7', name: 'Iwachu' },
    { id: '8', name: 'Staub' },
  ]
  const webservice = {
    list: async (resource: string) => ({
      rows: resource === 'products' ? [product] : resource === 'manufacturers' ? brands : [],
    }),
    one: async () => product,
    patch: async (...its: unknown[]) => patched.push(its[2]),
  }
  const settings = async () => new Map([['PS_FEATURE_FEATURE_ACTIVE', '0']])
  const parts = { webservice, reference: { settings } } as unknown as Parameters<typeof readFeatureValues>[1]
  const there = (await readProductTraits(['3'], parts)).get('3')
  expect(there).toEqual({ id: '3', manufacturer: 'Iwachu', features: [] })
  const record = { entity: 'prestashop.productTraits', key: recordKey('3') } as const
  await writeProductTraits(record, { ...there, manufacturer: 'Staub' }, parts)
  // A product that had none before a round has none again.
  await writeProductTraits(record, { manufacturer: '' }, parts)
  expect(patched).toEqual([
    { id: '3', id_manufacturer: '8' },
    { id: '3', id_manufacturer: '0' },
  ])
  const off = /is off in the shop/
  await expect(readFeatureValues(['Material\tIron'], parts)).rejects.toThrow(off)
  const features = [{ feature: 'Material', value: 'Iron', custom: false }]
  await expect(writeProductTraits(record, { ...there, features }, parts)).rejects.toThrow(off)
  expect(patched).toHaveLength(2)
})

test('a feature that is named without a value is taken off; a text of one product, and several values, come back as they were', async () => {
  const features = ['Material', 'Origin', 'Care'].map((name, at) => ({ id: String(at + 1), name }))
  const values = [
    ['11', '1', 'Iron', '0'],
    ['12', '1', 'Steel', '0'],
    ['13', '1', 'Hammered by hand', '1'],
    ['21', '2', 'Uji', '0'],
  ].map(([id, id_feature, value, custom]) => ({ id, id_feature, value, custom }))
  let its = [
    { id: '1', id_feature_value: '11' },
    { id: '2', id_feature_value: '21' },
  ]
  const product = () => ({ id: '3', id_manufacturer: '0', associations: { product_features: its } })
  const added: unknown[] = []
  const webservice = {
    list: async (resource: string, { filter = {} }: { filter?: { id_feature?: string } }) => ({
      rows:
        resource === 'products'
          ? [product()]
          : resource === 'product_features'
            ? features
            : values.filter(({ id_feature }) => [undefined, `[${id_feature}]`].includes(filter.id_feature)),
    }),
    one: async () => product(),
    languages: async () => ['1'],
    texts: async () => new Map(),
    async add(_: string, __: string, fields: Record<string, string>) {
      added.push([fields.id_feature, fields.custom, ...(fields.value as unknown as Map<string, string>).values()])
      return { id: '90' }
    },
    async patch(_: string, __: string, row: { associations: { product_features: { product_feature: typeof its } } }) {
      its = row.associations.product_features.product_feature
    },
  }
  const settings = async () => new Map()
  const parts = { webservice, reference: { settings } } as unknown as Parameters<typeof readFeatureValues>[1]
  const record = { entity: 'prestashop.productTraits', key: recordKey('3') } as const
  const write = (...features: Json[]) => writeProductTraits(record, { features }, parts)
  const idsNow = () => its.map(({ id, id_feature_value }) => `${id}:${id_feature_value}`)
  await write({ feature: 'Origin', value: 'Uji', custom: false }, { feature: 'material' }, { feature: 'Nowhere' })
  expect(idsNow()).toEqual(['2:21'])
  await write({ feature: 'Material', value: 'Iron, Steel', custom: false })
  expect(idsNow()).toEqual(['2:21', '1:11', '1:12'])
  expect(added).toEqual([])
  await write({ feature: 'Material', value: 'Hammered by hand', custom: true })
  expect(idsNow()).toEqual(['2:21', '1:90'])
  // In the order in which the shop lists them it is read again; any other text is one value.
  await write({ feature: 'Material', value: 'Steel, Iron', custom: false })
  expect(added).toEqual([
    ['1', '1', 'Hammered by hand'],
    ['1', '0', 'Steel, Iron'],
  ])
})

test('a text of one product comes back in each language in which it stood there before', async () => {
  const shop = await startShop({ permissions: 'all' })
  const { tables } = shop
  insert(tables, 'languages', { name: 'Français', iso_code: 'fr', active: '1' }, {}, 2)
  const material = insert(tables, 'product_features', { name: { 1: 'Material', 2: 'Matière' } }).id
  const makeValue = (custom: string, value: Record<string, string>) =>
    insert(tables, 'product_feature_values', { id_feature: String(material), custom, value }).id
  const [hand, moulded] = [
    { 1: 'Hammered by hand', 2: 'Martelé main' },
    { 1: 'Moulded', 2: 'Moulé' },
  ]
  const own = makeValue('1', hand)
  makeValue('1', moulded)
  makeValue('1', { 1: 'Moulded', 2: 'Coulé' })
  makeValue('0', { 1: 'Iron', 2: 'Fer' })
  const products = tables.of('products')
  const product_features = [{ id: String(material), id_feature_value: String(own) }]
  products.put({ ...products.get(1)!, associations: { ...products.get(1)!.associations, product_features } })
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01') },
  })
  const record = ref('prestashop.productTraits', '1')
  const set = (value: string, custom: boolean) =>
    connector.write({ do: 'update', record, document: { features: [{ feature: 'Material', value, custom }] } })
  const now = () => {
    const [its] = products.get(1)!.associations.product_features as { id_feature_value: string }[]
    return tables.of('product_feature_values').get(Number(its!.id_feature_value))!
  }
  try {
    await set('Iron', false)
    expect(now().fields.value).toEqual({ 1: 'Iron', 2: 'Fer' })
    await set('Hammered by hand', true)
    expect(now().fields).toMatchObject({ custom: '1', value: hand })
    // Another product may have the one that stood there.
    expect(now().id).not.toBe(own)
    // Which of two translations is meant nobody knows.
    await set('Moulded', true)
    expect(now().fields.value).toEqual({ 1: 'Moulded', 2: 'Moulded' })
  } finally {
    await connector.close()
    await shop.stop()
  }
})

test('of fifty products with twenty-five features each, texts of their own, every address is one that Apache takes', async () => {
  const addresses: string[] = []
  const value = (product: number, feature: number) => String(10_000_000 + product * 25 + feature)
  const products = Array.from({ length: 50 }, (_, product) => ({
    ...{ id: String(1_000_000 + product), id_manufacturer: '1' },
    associations: {
      product_features: Array.from({ length: 25 }, (_, feature) => ({
        ...{ id: String(feature + 1), id_feature_value: value(product, feature) },
      })),
    },
  }))
  const webservice = {
    list: async (resource: string, { filter }: { filter: { id: string } }) => {
      addresses.push(new URLSearchParams({ 'filter[id]': filter.id }).toString())
      if (resource === 'products') return { rows: products }
      const ids = filter.id.slice(1, -1).split('|')
      return { rows: ids.map((id) => ({ id, name: `Name ${id}`, value: `Value ${id}`, custom: '1' })) }
    },
  }
  const parts = { webservice } as unknown as Parameters<typeof readFeatureValues>[1]
  const found = await readProductTraits(
    products.map(({ id }) => id),
    parts,
  )
  expect(Math.max(...addresses.map((one) => one.length))).toBeLessThan(7000)
  for (const [product, { id }] of products.entries())
    expect(found.get(id)!.features).toEqual(
      Array.from({ length: 25 }, (_, feature) => ({
        ...{ feature: `Name ${feature + 1}`, value: `Value ${value(product, feature)}`, custom: true },
      })),
    )
})
