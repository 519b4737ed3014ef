import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { instant } from '../../src/domain/clock.ts'
import { tickIn, tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import {
  defineFlow,
  defineMapping,
  each,
  map,
  read,
  readIfThere,
  set,
  skipUnless,
  stopUnless,
  textSetting,
  writeOnce,
} from '../../src/language/index.ts'
import { withParts } from '../support/definition-parts.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

const ofItem = [
  read('prestashop.product', 'record', 'product'),
  skipUnless('It has no reference.', 'product.reference != ""'),
  readIfThere('gp.item', 'product.reference', 'item', 'GP has no item of this number.'),
]

/** Each product of the shop can be taken from one site of GP. */
const assign = defineFlow({
  id: 'product-to-site',
  about: 'The item of a product is assigned to the site of the web shop.',
  on: 'prestashop.product',
  steps: [
    ...ofItem,
    map('assignment', 'product-to-site'),
    writeOnce('assignment', { to: 'gp.itemSite', identity: ['ItemKey'], update: 'never' }),
  ],
})
const assignment = defineMapping({
  id: 'product-to-site',
  about: 'The item at the site of the setting webSite.',
  from: { product: 'prestashop.product', item: 'gp.item' },
  to: 'gp.itemSite',
  fields: { Key: 'settings.webSite + "/" + item.Key', WarehouseKey: 'settings.webSite', ItemKey: 'item.Key' },
})

const amountOf = (list: string) => `${list}.Breaks.orValue([])[0].Amount.orValue(dec(0))`
const web = `round(${amountOf('retail')} * dec("0.95"), 2)`
/** The level of the web shop is 5 percent below that of the counter. */
const reprice = defineFlow({
  id: 'retail-to-web',
  about: 'The price of an item at the level RETAIL, less 5 percent, is its price at the level WEB.',
  on: 'prestashop.product',
  schedule: { every: '15 minutes', missed: 'once' },
  bulk: {
    watch: ['gp.price'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: 'true',
        most: 2,
        because: 'The round would change many prices in GP.',
        hint: 'See whether the level RETAIL was changed as a whole.',
      },
    ],
  },
  steps: [
    ...ofItem,
    readIfThere('gp.price', '"EUR/RETAIL/Each/" + item.Key', 'retail', 'GP has no price at the level RETAIL.'),
    readIfThere('gp.price', '"EUR/WEB/Each/" + item.Key', 'price', 'GP has no price at the level WEB.'),
    stopUnless(
      'The price in GP would change by more than 30 percent.',
      `${web} <= ${amountOf('price')} * dec("1.3") && ${web} >= ${amountOf('price')} * dec("0.7")`,
      'Compare both levels.',
    ),
    map('repriced', 'retail-to-web'),
    set('repriced', 'gp.price'),
  ],
})
const repriced = defineMapping({
  id: 'retail-to-web',
  about: 'The quantity breaks as they are, with another amount.',
  from: { retail: 'gp.price', price: 'gp.price' },
  to: 'gp.price',
  fields: {
    Key: 'price.Key',
    Breaks: each('price.Breaks.orValue([])', 'row', { UpTo: 'row.UpTo', Amount: web, Currency: 'row.Currency' }),
  },
})

const main = integrationId('main')
const clock = new ForwardClock()
const interval = 15 * 60_000
let all: Joined

const gp = () => all.sandbox.gp.company
const sqlCalls = async (operation: string) => {
  const { origin, token } = all.sandbox.gp
  const state = (await (await fetch(`${origin}/_state?token=${token}`)).json()) as { calls: Record<string, number> }
  return state.calls[operation] ?? 0
}
const products = () => all.sandbox.shop.tables.of('products')
/** At the counter, and at the level of the web shop. */
function setPrices(key: string, retail: string, atWeb: string): void {
  const row = { currency: 'EUR', toQuantity: '999999999999' }
  const levels = { RETAIL: retail, WEB: atWeb }
  gp().setPrices(
    key,
    Object.entries(levels).map(([priceLevel, price]) => ({ ...row, priceLevel, price })),
  )
}
const shopPrice = (id: number) => Number(products().get(id)!.fields.price)
const webPrice = (key: string) =>
  gp()
    .store.get('item', key)!
    .prices.find(({ priceLevel }) => priceLevel === 'WEB')!.price
const at = (key: string, site: string) => gp().stock(gp().store.get('item', key)!, site)

/** @param values beside those of the beginning */
async function settings(values: Readonly<Record<string, Json>>): Promise<void> {
  const file = all.parts['settings.json'] as { settings: Record<string, object> }
  const changed = Object.fromEntries(
    Object.entries({ priceLevel: 'WEB', priceCurrency: 'EUR', ...values }).map(([name, value]) => [
      name,
      { ...file.settings[name], value },
    ]),
  )
  await all.import({
    ...all.parts,
    'settings.json': { ...file, settings: { ...file.settings, ...changed } } as Json,
  })
}

/** Runs the flow of sites for a product, until it waits for nothing but a person. */
async function assigned(product: number): Promise<Run> {
  const record = ref('prestashop.product', String(product))
  const asked = { entity: record.entity, key: record.key, flow: assign.id }
  for (;;) {
    await all.client.post('/api/integrations/main/records/run', asked)
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, flow: assign.id, limit: 1 })
    if (run && run.state !== 'running' && run.state !== 'waiting') return run
    if (run?.nextAt) clock.advanceTo(run.nextAt)
  }
}
const written = async (run: Run) =>
  (await all.hub.database.stores.runs.journal(run.id)).flatMap(({ entry }) =>
    entry.kind === 'written' || entry.kind === 'intended' || entry.kind === 'unchanged' ? [entry.kind] : [],
  )

async function round(flow: string): Promise<Run> {
  const due = (Math.floor(Date.parse(clock.now()) / interval) + 1) * interval
  clock.advanceTo(instant(due + 1000))
  const run = await ended(flow, due)
  // The one before had not let its lease go.
  return run.state === 'skipped' ? round(flow) : run
}
async function ended(flow: string, due: number): Promise<Run> {
  const record = tickRecord({ flow, due: instant(due) })
  for (;;) {
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    if (run && run.state !== 'running' && run.state !== 'waiting') return run
    if (run?.nextAt) clock.advanceTo(run.nextAt)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
const flows = [reprice.id, 'price-to-product'] as const
/** A round of both, each to its end. */
async function bothRounds(): Promise<readonly Run[]> {
  const first = await round(flows[0])
  const { due } = tickIn(first.record.key)!
  const second = await ended(flows[1], Date.parse(due))
  return [first, second.state === 'skipped' ? await round(flows[1]) : second]
}

async function clockKnows(...ids: readonly string[]): Promise<void> {
  for (;;) {
    const known = await all.hub.database.stores.cursors.get(main, 'clock')
    if (ids.every((id) => known?.cursor.includes(id))) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
/** Writes that reached either side so far. */
const calls = async () => ({
  toGp: await sqlCalls('sql taIVCreateItemPriceListLine'),
  toShop: all.sandbox.shop.calls.get('PATCH products') ?? 0,
})

/** No round is begun by changed rows: they are counted. */
function onTicksAlone(parts: Parts): Parts {
  const file = parts['integration.json'] as { connections: { gp: { sql: object } } }
  const { gp: its } = file.connections
  const connections = { ...file.connections, gp: { ...its, sql: { ...its.sql, changesSeconds: 0 } } }
  return { ...parts, 'integration.json': { ...file, connections } as unknown as Json }
}

beforeAll(async () => {
  all = await joined({
    ...{ econnect: 'sql', permissions: 'all', hub: { clock }, environment: { LEDGERLINE_POLL_SECONDS: '60' } },
    adapt: (parts) =>
      withParts(onTicksAlone(withProcess(parts, pricesProcess).parts), {
        flows: [assign, reprice],
        mappings: [assignment, repriced],
        settings: { webSite: textSetting('The site of the web shop.', 'WEST') },
      }),
  })
  const [site] = [...gp().store.values('warehouse')]
  for (const key of ['WEST', 'EAST']) gp().store.put('warehouse', key, { ...site!, key })
  gp().store.put('priceLevel', 'WEB', { ...gp().store.get('priceLevel', 'RETAIL')!, key: 'WEB' })
  for (const key of ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']) {
    const sites = [{ site: site!.key, onHand: '5', allocated: '0' }]
    gp().store.put('item', key, { ...gp().store.get('item', key)!, sites })
    gp().setStock(key, site!.key, { onHand: '5' })
    setPrices(key, '20', '19')
  }
  for (const id of [1, 2, 3]) {
    const row = products().get(id)!
    products().put({ ...row, fields: { ...row.fields, price: '19.000000' } })
  }
  await settings({})
})
afterAll(() => all[Symbol.asyncDispose]())

describe('a flow that assigns items to a site', () => {
  test('shows the T-SQL beforehand, assigns once although the reply is lost, and writes nothing the second time', async () => {
    const asked = { entity: 'prestashop.product', key: '1', flow: assign.id, dryRun: true }
    const dry = await all.client.post<DryRun>('/api/integrations/main/records/run', asked)
    expect(dry).toMatchObject({ outcome: 'would-write', writes: [{ do: 'create' }] })
    expect(dry.writes[0]!.sends).toContain("DECLARE @p1_LOCNCODE nvarchar(10) = N'WEST';")
    expect(dry.writes[0]!.sends).toContain('EXEC dbo.taItemSite')
    expect(at('TEA-ASSAM', 'WEST')).toBeUndefined()

    all.sandbox.gp.faults.add({ match: { operation: 'sql taItemSite' }, do: 'drop-after' })
    const run = await assigned(1)
    all.sandbox.gp.faults.clear()
    expect(run).toMatchObject({ state: 'done' })
    expect(at('TEA-ASSAM', 'WEST')).toMatchObject({ onHand: '0' })
    expect(await sqlCalls('sql taItemSite')).toBe(1)

    expect(await written(await assigned(1))).toEqual(['unchanged'])
    expect(await sqlCalls('sql taItemSite')).toBe(1)
  })

  test('a call that never arrived is made again', async () => {
    const before = await sqlCalls('sql taItemSite')
    all.sandbox.gp.faults.add({ match: { operation: 'sql taItemSite' }, do: 'drop-before' })
    expect(await assigned(2)).toMatchObject({ state: 'done' })
    all.sandbox.gp.faults.clear()
    expect(at('TEA-SENCHA', 'WEST')).toMatchObject({ onHand: '0' })
    expect((await sqlCalls('sql taItemSite')) - before).toBe(1)
  })

  test('an item that is there already is left as it is, however its key is spelled', async () => {
    const before = await sqlCalls('sql taItemSite')
    gp().setStock('POT-IRON', 'WEST', { onHand: '3' })
    const run = await assigned(3)
    expect(run).toMatchObject({ state: 'done' })
    expect(await written(run)).toEqual(['written'])
    expect(at('POT-IRON', 'WEST')).toMatchObject({ onHand: '3' })
    // Another product is sold as the same item.
    const other = products().get(3)!
    products().put({ ...other, id: 803 })
    expect(await assigned(803)).toMatchObject({ state: 'done' })
    await settings({ webSite: 'west' })
    expect(await assigned(803)).toMatchObject({ state: 'done' })
    await settings({})
    products().remove(803)
    expect(await sqlCalls('sql taItemSite')).toBe(before)
  })

  test('another site, or another item, is another assignment', async () => {
    await settings({ webSite: 'EAST' })
    expect(await assigned(2)).toMatchObject({ state: 'done' })
    expect(at('TEA-SENCHA', 'EAST')).toBeDefined()
    expect(at('TEA-SENCHA', 'WEST')).toBeDefined()
    const product = products().get(2)!
    products().put({ ...product, fields: { ...product.fields, reference: 'POT-IRON' } })
    expect(at('POT-IRON', 'EAST')).toBeUndefined()
    expect(await assigned(2)).toMatchObject({ state: 'done' })
    expect(at('POT-IRON', 'EAST')).toBeDefined()
    products().put(product)
    await settings({})
  })
})

const quiet = [{ state: 'done' }, { state: 'done' }]

describe('a flow that corrects prices in GP', () => {
  test('shows the T-SQL beforehand, sets what differs alone, and its price does not come back as a change', async () => {
    await all.hub.start()
    await clockKnows(...flows)
    expect(await bothRounds()).toMatchObject(quiet)
    const sent = await calls()
    setPrices('TEA-ASSAM', '22', '19')
    const asked = { entity: 'prestashop.product', key: '1', flow: reprice.id, dryRun: true }
    const dry = await all.client.post<DryRun>('/api/integrations/main/records/run', asked)
    expect(dry.writes).toMatchObject([{ do: 'update', target: { key: 'EUR/WEB/Each/TEA-ASSAM' } }])
    expect(dry.writes[0]!.sends).toContain("DECLARE @p1_UOMPRICE nvarchar(21) = N'20.9';")
    expect(await calls()).toEqual(sent)

    // The price of GP goes to the shop, which is a change of the product that the flow starts on.
    for (let times = 0; times < 3; times++) expect(await bothRounds()).toMatchObject(quiet)
    expect([webPrice('TEA-ASSAM'), webPrice('TEA-SENCHA')]).toEqual(['20.9', '19'])
    expect([1, 2].map(shopPrice)).toEqual([20.9, 19])
    expect(await calls()).toEqual({ toGp: sent.toGp + 1, toShop: sent.toShop + 1 })
  })

  test('a lost reply sets it once', async () => {
    const sent = await calls()
    setPrices('TEA-SENCHA', '21', '19')
    all.sandbox.gp.faults.add({ match: { operation: 'sql taIVCreateItemPriceListLine' }, do: 'drop-after' })
    expect(await round(reprice.id)).toMatchObject({ state: 'done' })
    all.sandbox.gp.faults.clear()
    expect(webPrice('TEA-SENCHA')).toBe('19.95')
    expect((await calls()).toGp).toBe(sent.toGp + 1)
  })

  test('what somebody enters there in its place is put right again', async () => {
    setPrices('POT-IRON', '20', '18')
    expect(await round(reprice.id)).toMatchObject({ state: 'done' })
    expect(webPrice('POT-IRON')).toBe('19')
  })

  test('more than its guard allows is asked about, and a jump stops its own record', async () => {
    const items = ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']
    const before = items.map(webPrice)
    for (const [index, key] of items.entries()) setPrices(key, '23', before[index]!)
    expect(await round(reprice.id)).toMatchObject({
      ...{ state: 'stopped', reason: expect.stringContaining('many prices in GP. It is 3 of') },
    })
    expect(items.map(webPrice)).toEqual(before)
    for (const [index, key] of items.entries()) setPrices(key, key === 'POT-IRON' ? '40' : '22', before[index]!)
    const jump = await round(reprice.id)
    expect(jump.reason).toContain('1 got a run of their own')
    expect(items.map(webPrice)).toEqual(['20.9', '20.9', '19'])
  })
})
