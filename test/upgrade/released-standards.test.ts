import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { releasedStandards } from '../../src/flows/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from '../whole/joined.ts'

type Members = { [member: string]: Json }

/** A released standard, with the settings and answers that `init` finds. */
const filled =
  (standard: Parts) =>
  (parts: Parts): Parts => {
    const { settings } = parts['settings.json'] as { settings: { [name: string]: { value: Json } } }
    const own = standard['settings.json'] as { settings: { [name: string]: Members } }
    const named = Object.entries(own.settings).map(([name, setting]) => [
      name,
      { ...setting, value: settings[name]?.value ?? setting.value! },
    ])
    const maps = Object.entries(standard).flatMap(([file, part]) =>
      file.startsWith('value-maps/')
        ? [[file, { ...(part as Members), entries: ((parts[file] as Members | undefined)?.entries ?? []) as Json }]]
        : [],
    )
    return {
      'integration.json': parts['integration.json']!,
      ...standard,
      'settings.json': { ...own, settings: Object.fromEntries(named) },
      ...(Object.fromEntries(maps) as Parts),
    }
  }

const amountFields = 'TotalAmount TradeDiscount FreightAmount MiscellaneousAmount TaxAmount FreightTaxAmount'.split(' ')
const taxFields = ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes']

/** The amounts of a sales order that was written and proved, its taxes by detail. */
async function amountsOf(all: Joined, order: number): Promise<Members> {
  const source = ref('prestashop.order', String(order))
  const [link] = (await all.hub.database.stores.links.bySource(integrationId('main'), source)).filter(
    ({ target }) => target.entity === 'gp.salesOrder',
  )
  const rows = (list: Json | undefined) =>
    Object.fromEntries(((list ?? []) as Members[]).map((row) => [row.TaxDetailKey, row.TaxAmount ?? null]))
  return {
    ...Object.fromEntries(amountFields.map((field) => [field, link!.written[field] ?? null])),
    ...Object.fromEntries(taxFields.map((field) => [field, rows(link!.written[field])])),
  }
}

// Integrations keep the flows and mappings that they began with until people take over newer ones.
test('the standard of 0.1 runs as it did, to the cent and tax by tax', async () => {
  await using all = await joined({ adapt: filled(releasedStandards[0]!) })
  const file = join(import.meta.dirname, '..', 'fixtures', 'upgrade', '0.1', 'amounts.json')
  const orders = all.sandbox.shop.placeOrders(8)
  const amounts: Members = {}
  for (const order of orders) {
    expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    amounts[`WEB${order}`] = await amountsOf(all, order)
    const charged = plain(all.sandbox.shop.tables.of('orders').get(order), 'total_paid')
    expect(dec((amounts[`WEB${order}`] as { TotalAmount: string }).TotalAmount).eq(charged)).toBe(true)
  }
  expect(amounts).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})
