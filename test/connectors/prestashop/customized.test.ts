import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashop, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import type { CustomFields } from '../../../src/domain/custom-fields.ts'
import { type RecordValue, ref } from '../../../src/domain/record.ts'
import { startShop } from '../../../src/sandbox/shop/index.ts'
import { hubPermissions } from '../../../src/sandbox/shop/start.ts'

const text = { type: 'text', about: 'What the customer wrote.', personal: true } as const
const lineFields = (...names: readonly string[]): CustomFields => ({
  'prestashop.order': Object.fromEntries(names.map((name) => [`order_details.${name}`, text])),
})

/** A shop with an order, on whose first line a customer had something written. */
async function withOrder(
  texts: Readonly<Record<string, string>>,
  customFields: CustomFields,
  permissions: Readonly<Record<string, readonly string[]>> | 'all' = 'all',
) {
  const shop = await startShop({ permissions })
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01'), customFields },
  })
  const [order] = shop.placeOrders(1)
  shop.customize({ order: order!, line: 0, texts })
  const read = async () => (await connector.read(ref('prestashop.order', String(order))))!
  return {
    ...{ shop, connector, read },
    line: async (at: number) => ((await read()).order_details as readonly RecordValue[])[at],
    async [Symbol.asyncDispose]() {
      await connector.close()
      await shop.stop()
    },
  }
}

test('what a customer types on a product is found by its name, and read as a field of the line whatever line breaks it has', async () => {
  const typed = { 'Gravure (20 signes max.)': 'Ann\nColour: red', Motif: '7', 刻印: '愛' }
  const fields = ['customization_gravure_20_signes_max', 'customization_motif', 'customization_engraving']
  await using its = await withOrder(typed, lineFields(...fields))
  expect(await its.line(0)).toMatchObject({
    customization_gravure_20_signes_max: 'Ann\nColour: red',
    customization_motif: '7',
    customized: 'Gravure (20 signes max.): Ann\nColour: red\nMotif: 7\n刻印: 愛',
  })
  // Of a product that has no such field, and of a line that nobody has customized, there is none.
  expect((await its.line(0))!.customization_engraving ?? null).toBeNull()
  for (const line of ((await its.read()).order_details as readonly RecordValue[]).slice(1))
    expect(line.customization_motif ?? null).toBeNull()

  const found = await its.connector.discover!('order')
  // The others are read already; a name without a Latin letter is called by its number.
  expect(found.filter(({ path }) => path.includes('customization_'))).toEqual([
    { path: expect.stringMatching(/^order_details\.customization_\d+$/), type: 'text', samples: ['愛'] },
  ])
  await using fresh = await withOrder(typed, {})
  expect((await fresh.connector.discover!('order')).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['order_details.customization_gravure_20_signes_max', 'order_details.customization_motif']),
  )
})

test('where the key may not read it, that is said of each such field, and none is taken for empty', async () => {
  const { customizations: _, ...others } = hubPermissions
  await using its = await withOrder({ Motif: '7' }, lineFields('customization_motif'), others)
  expect((await its.read()).not_read).toEqual(expect.arrayContaining(['customized', 'customization_motif']))
  expect((await its.connector.discover!('order')).some(({ path }) => path.includes('customization_'))).toBe(false)
})

test('where the key may read what was written and not what the fields are called, what goes by their names is said to be unread', async () => {
  const { product_customization_fields: _, ...others } = hubPermissions
  await using its = await withOrder({ Motif: '7' }, lineFields('customization_motif'), others)
  const { not_read } = await its.read()
  expect(not_read).toEqual(expect.arrayContaining(['customization_motif']))
  expect(not_read).not.toContain('customized')
  expect((await its.line(0))!.customized).toMatch(/^Field \d+: 7$/)
  expect((await its.connector.discover!('order')).some(({ path }) => path.includes('customization_'))).toBe(false)
})

test('what customers type is text, whatever the newest look like: a number of theirs keeps its zeros, and no order is held for it', async () => {
  const typed = { Size: '10.50', Day: '2026-12-24' }
  await using its = await withOrder(typed, {})
  const found = (await its.connector.discover!('order')).filter(({ path }) => path.includes('customization_'))
  expect(found).toEqual([
    { path: 'order_details.customization_day', type: 'text', samples: ['2026-12-24'] },
    { path: 'order_details.customization_size', type: 'text', samples: ['10.50'] },
  ])
  const asNumber = { ...text, type: 'decimal' } as const
  const named = { 'order_details.customization_size': asNumber, 'order_details.module_size': asNumber }
  expect(prestashop.checkFields?.({ 'prestashop.order': named }, [])).toEqual([
    {
      at: 'custom-fields.json/prestashop.order/order_details.customization_size',
      reason: 'is what customers type: its type must be text',
    },
  ])
})
