import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { type Instant, instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { discontinuedProcess } from '../../src/flows/discontinued/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import { newProductsProcess } from '../../src/flows/new-products/index.ts'
import { groupPricesProcess } from '../../src/flows/prices/groups.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import { soldOutProcess } from '../../src/flows/sold-out/index.ts'
import { stockProcess } from '../../src/flows/stock/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import { insert } from '../../src/sandbox/shop/shop.ts'
import { seenIn } from '../../src/sandbox/shop/shop-values.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

// One installation with two shops, “1” and “2”; the integration serves the second, which is not the one of its address.
const main = integrationId('main')
const clock = new ForwardClock()
let all: Joined
let base: Parts

const rowsOf = (resource: string) => all.sandbox.shop.tables.of(resource)
const company = () => all.sandbox.gp.company
const shopOf = ({ fields }: Row) => fields.id_shop

/** What the shop of that number shows of its goods. */
const shown = (shop: string) => ({
  ...Object.fromEntries(
    ['products', 'combinations'].map((resource) => [
      resource,
      rowsOf(resource)
        .byId()
        .filter(({ shops }) => shops === undefined || shops[shop] !== undefined)
        .map((row) => ({ id: row.id, ...seenIn(row, { own: shop, all: [shop] }).fields })),
    ]),
  ),
  stock: rowsOf('stock_availables')
    .byId()
    .filter((row) => shopOf(row) === shop)
    .map(({ id, fields }) => ({ id, ...fields })),
})
const inShop = (shop: string, resource: string, id: number) =>
  seenIn(rowsOf(resource).get(id)!, { own: shop, all: [shop] }).fields
const quantities = (shop: string) =>
  rowsOf('stock_availables')
    .byId()
    .filter((row) => shopOf(row) === shop)
    .map(({ fields }) => `${fields.id_product}:${fields.id_product_attribute} ${fields.quantity}`)

const flows = [
  ...['stock-to-shop', 'price-to-product', 'price-to-combination', 'group-prices-to-product'],
  ...['group-prices-to-combination', 'discontinued-to-shop', 'item-names', 'sold-out-to-shop'],
  ...['item-to-new-product', 'item-to-new-combination'],
]
let working = ''
/** The others stand still: an hour of one is not an hour of all. */
async function alone(flow: string): Promise<void> {
  if (flow === working) return
  const { engine } = all.hub
  for (const id of working === '' ? flows : [working])
    if (id !== flow) await engine.pause({ integration: main, flow: id })
  await engine.resume({ integration: main, flow })
  working = flow
}

/** A round at the next full hour, with every question answered yes, until nothing is asked. */
async function round(flow: string): Promise<Run> {
  await alone(flow)
  const hour = 60 * 60_000
  const due = instant((Math.floor(Date.parse(clock.now()) / hour) + 1) * hour)
  clock.advanceTo(instant(Date.parse(due) + 1000))
  for (let run = await ended(flow, due); ; run = await ended(flow, due)) {
    if (run.reason?.includes('still under way')) return round(flow)
    if (run.state === 'done') return run
    for (const { id } of await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 }))
      await all.client.post(`/api/incidents/${id}/resolve`, {}).catch((error: unknown) => {
        if (!String(error).includes('resolved already')) throw error
      })
  }
}

async function ended(flow: string, due: Instant): Promise<Run> {
  const record = tickRecord({ flow, due })
  for (;;) {
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    if (run && run.state !== 'running' && run.state !== 'waiting') return run
    if (run?.state === 'waiting' && run.nextAt !== null) clock.advanceTo(run.nextAt)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function change(values: Readonly<Record<string, Json>>, maps: Readonly<Record<string, Json>> = {}) {
  const file = base['settings.json'] as { settings: Record<string, object> }
  const settings = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { ...file.settings[name], value }]),
  )
  const filled = Object.fromEntries(
    Object.entries(maps).map(([name, entries]) => {
      const path = `value-maps/${name}.json`
      return [path, { ...(base[path] as object), entries } as unknown as Json]
    }),
  )
  base = { ...base, ...filled, 'settings.json': { ...file, settings: { ...file.settings, ...settings } } as Json }
  await all.import(base)
}

const inSecondShop = (parts: Parts): Parts => {
  const file = parts['integration.json'] as { connections: { prestashop: object } }
  const connections = { ...file.connections, prestashop: { ...file.connections.prestashop, shopId: '2' } }
  return { ...parts, 'integration.json': { ...file, connections } as unknown as Json }
}

beforeAll(async () => {
  all = await joined({
    ...{ permissions: 'all', hub: { clock }, environment: { LEDGERLINE_POLL_SECONDS: '3600' } },
    adapt: (parts) =>
      inSecondShop(
        [
          ...[stockProcess, pricesProcess, groupPricesProcess, discontinuedProcess],
          ...[itemNamesProcess, soldOutProcess, newProductsProcess],
        ].reduce((so, one) => withProcess(so, one).parts, parts),
      ),
  })
  base = all.parts
  const { tables } = all.sandbox.shop
  insert(tables, 'shops', { ...rowsOf('shops').get(1)!.fields, name: 'Outlet' }, {}, 2)
  insert(tables, 'languages', { name: 'French', iso_code: 'fr', active: '1' }, {}, 2)
  // Product 1 is in both shops, with a name and a price in each; 2 in the first alone; 3 and 4 in both, alike.
  for (const id of [1, 2, 3, 4]) {
    const row = rowsOf('products').get(id)!
    const texts = { available_later: { '1': '', '2': '' }, name: { '1': `Main ${id}`, '2': `Principal ${id}` } }
    const outlet = { name: { '1': 'Outlet 1', '2': 'Soldes 1' }, price: '10.000000' }
    const shops = id === 1 ? { 1: {}, 2: outlet } : id === 2 ? { 1: {} } : { 1: {}, 2: {} }
    rowsOf('products').put({ ...row, fields: { ...row.fields, price: '11.000000', ...texts }, shops })
  }
  const stock = rowsOf('stock_availables')
  for (const row of stock.byId())
    if (row.fields.id_product !== '2') stock.put({ ...row, id: row.id + 100, fields: { ...row.fields, id_shop: '2' } })
  for (const key of ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON', 'CUP-BLUE', 'CUP-SAND']) {
    company().setStock(key, 'MAIN', { onHand: '33' })
    company().setPrices(key, [{ currency: 'EUR', priceLevel: 'WEB', toQuantity: '999999999999', price: '10.5' }])
  }
  await change({ ...{ priceLevel: 'WEB', priceCurrency: 'EUR', priceChangeMost: 90 }, stockSites: ['MAIN'] })
  await all.hub.start()
  for (;;) {
    const known = await all.hub.database.stores.cursors.get(main, 'clock')
    if (known?.cursor.includes('price-to-product')) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})
afterAll(() => all[Symbol.asyncDispose]())

let before: ReturnType<typeof shown>
beforeEach(() => {
  before = shown('1')
})
// Whatever is set for the second shop, the first shows what it has shown, in each language.
afterEach(() => expect(shown('1')).toEqual(before))

test('prices are set in the shop of the integration alone', async () => {
  await round('price-to-product')
  expect([1, 3].map((id) => dec(String(inShop('2', 'products', id).price)).toFixed())).toEqual(['10.5', '10.5'])
  expect(inShop('2', 'products', 1).name).toEqual({ '1': 'Outlet 1', '2': 'Soldes 1' })
  await round('price-to-combination')
  expect(dec(String(inShop('2', 'combinations', 1).price)).toFixed()).toBe('-0.5')
  // A product that only the first shop has gets no place in the second.
  expect(Object.keys(rowsOf('products').get(2)!.shops!)).toEqual(['1'])
  expect((await round('price-to-product')).reason).toMatch(/ 0 written/)
})

test('so is stock', async () => {
  await round('stock-to-shop')
  expect(quantities('2')).toEqual(['1:0 33', '3:0 33', '4:0 66', '4:1 33', '4:2 33'])
  expect((await round('stock-to-shop')).reason).toMatch(/ 0 written/)
})

test('so are names, what is discontinued, and what becomes of it when it is sold out', async () => {
  for (const key of ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON'])
    company().store.put('item', key, { ...company().store.get('item', key)!, shortDescription: `GP ${key}` })
  company().store.put('item', 'POT-IRON', { ...company().store.get('item', 'POT-IRON')!, discontinued: true })
  for (const key of ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']) company().store.put('itemStamp', key, company().now())
  await round('item-names')
  expect(inShop('2', 'products', 1).name).toEqual({ '1': 'GP TEA-ASSAM', '2': 'Soldes 1' })
  await round('discontinued-to-shop')
  expect([1, 3].map((id) => inShop('2', 'products', id).active)).toEqual(['1', '0'])
  await change(
    {},
    {
      'sold-out': [{ from: '*', to: '1' }],
      'sold-out-text': [{ from: '* 1', to: 'Two weeks' }],
    },
  )
  await round('sold-out-to-shop')
  expect(inShop('2', 'products', 1).available_later).toEqual({ '1': 'Two weeks', '2': '' })
  const rules = rowsOf('stock_availables').where('id_product', '1')!
  expect(rules.map(({ fields }) => `${fields.id_shop} ${fields.out_of_stock}`)).toEqual(['1 2', '2 1'])
  expect(Object.keys(rowsOf('products').get(2)!.shops!)).toEqual(['1'])
})

test('an item becomes a product of this shop, once, and none where another shop has it', async () => {
  const { store } = company()
  for (const key of ['MUG-RED', 'MUG-BLUE'])
    store.put('item', key, { ...store.get('item', 'TEA-ASSAM')!, key, class: 'MUGS', taxBasis: 'Nontaxable' })
  store.put('item', 'TEA-SENCHA', { ...store.get('item', 'TEA-SENCHA')!, class: 'MUGS', taxBasis: 'Nontaxable' })
  for (const key of ['MUG-RED', 'MUG-BLUE', 'TEA-SENCHA']) store.put('itemStamp', key, company().now())
  await change({}, { category: [{ from: 'MUGS', to: '2' }], 'tax-rules-group': [{ from: 'Nontaxable', to: '0' }] })
  const references = () =>
    rowsOf('products')
      .byId()
      .slice(4)
      .map(({ fields, shops }) => [fields.reference, Object.keys(shops!)])
  for (let rounds = 0; rounds < 2; rounds++) {
    await round('item-to-new-product')
    expect(references().sort()).toEqual([
      ['MUG-BLUE', ['2']],
      ['MUG-RED', ['2']],
    ])
  }
})
