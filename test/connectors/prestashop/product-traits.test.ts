import { expect, test } from 'vitest'
import {
  readFeatureValues,
  readProductTraits,
  writeProductTraits,
} from '../../../src/connectors/prestashop/product-traits.ts'
import { recordKey } from '../../../src/domain/record.ts'

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
