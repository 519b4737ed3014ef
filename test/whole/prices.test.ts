import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { proposeValues } from '../../src/commands/propose-corrections.ts'
import { instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { erasedText } from '../../src/domain/erased.ts'
import { tickIn, tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import type { WantedNow } from '../../src/engine/index.ts'
import { customerGroupsProcess } from '../../src/flows/customer-groups/index.ts'
import { customersProcess } from '../../src/flows/customers/index.ts'
import { discontinuedProcess } from '../../src/flows/discontinued/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemDetailsProcess } from '../../src/flows/item-details/index.ts'
import { newProductsProcess } from '../../src/flows/new-products/index.ts'
import { groupPricesProcess } from '../../src/flows/prices/groups.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import { soldOutProcess } from '../../src/flows/sold-out/index.ts'
import { offerValues, type ReconciledPage, valuesOf, valuesTaken } from '../../src/reconcile/index.ts'
import { priceCart } from '../../src/sandbox/shop/pricing.ts'
import { createShop, insert } from '../../src/sandbox/shop/shop.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined, webhookSecret } from './joined.ts'

const main = integrationId('main')
const clock = new ForwardClock()
const intervalOf = (flow: string) =>
  (/^group-|-to-group$|-to-account$/.test(flow) ? 30 : flow.startsWith('price-') ? 15 : 60) * 60_000
let all: Joined
let base: Parts

type Row = {
  price: string
  toQuantity?: string
  percent?: string
  currency?: string
  uofm?: string
  priceLevel?: string
  isSold?: boolean
}
const setPrices = (item: string, ...rows: readonly Row[]) =>
  all.sandbox.gp.company.setPrices(
    item,
    rows.map((row) => ({ currency: 'EUR', priceLevel: 'WEB', toQuantity: '999999999999', ...row })),
  )
const rowsIn = () => all.sandbox.shop.tables
const rowsOf = (resource: string) => rowsIn().of(resource)
const priceOf = (resource: string, id: number) => dec(String(rowsOf(resource).get(id)!.fields.price)).toFixed()
const edit = (resource: string, id: number, fields: Record<string, string>) => {
  const row = rowsOf(resource).get(id)!
  rowsOf(resource).put({ ...row, fields: { ...row.fields, ...fields } })
}
/** Of product 1 to everybody 20 % for ever, where `fields` say nothing else. */
const addSpecial = (fields: Record<string, string>) =>
  insert(all.sandbox.shop.tables, 'specific_prices', {
    ...{ id_shop_group: '0', id_shop: '0', id_cart: '0', id_product: '1', id_product_attribute: '0' },
    ...{ id_currency: '0', id_country: '0', id_group: '0', id_customer: '0', id_specific_price_rule: '0' },
    ...{ price: '-1.000000', from_quantity: '1', reduction: '0.200000', reduction_tax: '1' },
    ...{ reduction_type: 'percentage', from: '0000-00-00 00:00:00', to: '0000-00-00 00:00:00', ...fields },
  })
const patches = (resource: string) => all.sandbox.shop.calls.get(`PATCH ${resource}`) ?? 0

async function settings(values: Readonly<Record<string, Json>>): Promise<void> {
  const file = base['settings.json'] as { settings: Record<string, object> }
  const changed = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { ...file.settings[name], value }]),
  )
  base = { ...base, 'settings.json': { ...file, settings: { ...file.settings, ...changed } } as Json }
  await all.import(base)
}

/** A round of a flow, from its tick to its end. */
const bulkFlows = [
  ...['price-to-product', 'price-to-combination', 'customer-to-group'],
  ...['customer-to-account', 'customer-to-new-account', 'address-to-account'],
  ...['discontinued-to-shop', 'item-to-new-product', 'item-to-new-combination', 'sold-out-to-shop'],
  ...['item-to-product-details', 'item-to-combination-details', 'item-to-product-traits'],
]
let working = ''
/** Other flows than those of group prices stand still, so that an hour of one is not an hour of all. */
async function alone(flow: string): Promise<void> {
  if (flow === working) return
  const { engine } = all.hub
  // At first all of them are at work. Each that stops or goes on is a look at everything for the hub.
  for (const id of working === '' ? bulkFlows : bulkFlows.filter((one) => one === working))
    if (id !== flow) await engine.pause({ integration: main, flow: id })
  if (bulkFlows.includes(flow)) await engine.resume({ integration: main, flow })
  working = flow
}

async function round(flow = 'price-to-product'): Promise<Run> {
  await alone(flow)
  const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
  const due = (Math.floor(now / interval) + 1) * interval
  clock.advance(due - now + 1000)
  const run = await ended(flow, due)
  // The tick of a moment before, which another flow had waited for, is still at work.
  return run.reason?.startsWith('An earlier round') ? round(flow) : run
}

/** A round, from its tick until it waits for a connection that breaks while it writes. @returns when it was due */
async function brokenRound(flow: string): Promise<number> {
  await alone(flow)
  const interval = intervalOf(flow)
  const due = (Math.floor(Date.parse(clock.now()) / interval) + 1) * interval
  clock.advanceTo(instant(due + 1000))
  const record = tickRecord({ flow, due: instant(due) })
  for (;;) {
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    const [first] = await all.hub.database.stores.bulkRows.wanted(main, flow, 1)
    if (run?.state === 'waiting' && first?.replaced?.round === instant(due)) return due
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** What a flow makes once is asked about before its first, however few: a person has seen which. */
async function roundAsSeen(flow: string, ...says: string[]): Promise<Run> {
  const asked = await round(flow)
  expect(asked).toMatchObject({ state: 'stopped', reason: expect.stringContaining('The round would make ') })
  for (const one of says) expect(asked.reason).toContain(one)
  await resolveAll()
  for (;;) {
    const run = await ended(flow, Date.parse(tickIn(asked.record.key)!.due))
    if (run.id !== asked.id) return run
  }
}

async function ended(flow: string, due: number): Promise<Run> {
  const record = tickRecord({ flow, due: instant(due) })
  for (;;) {
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    if (run && run.state !== 'running' && run.state !== 'waiting') return run
    if (run?.state === 'waiting' && run.nextAt !== null) clock.advanceTo(run.nextAt)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function resolveAll(): Promise<void> {
  // A round that went through meanwhile has resolved its own.
  for (const { id } of await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 }))
    await all.client.post(`/api/incidents/${id}/resolve`, {}).catch((error: unknown) => {
      if (!String(error).includes('resolved already')) throw error
    })
}

/** Waits until all of it is asked, and answers it. */
async function asked(...says: string[]): Promise<void> {
  for (;;) {
    const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })
    if (says.every((one) => open.some(({ question }) => question.message.includes(one)))) return resolveAll()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
/** Answers what is asked until it is so: other records may ask the same, one after another. */
async function answeredUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await resolveAll()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const plain = ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']
const cups = ['CUP-BLUE', 'CUP-SAND']

beforeAll(async () => {
  all = await joined({
    ...{ permissions: 'all', hub: { clock }, environment: { LEDGERLINE_POLL_SECONDS: '60' } },
    adapt: (parts) =>
      [
        ...[pricesProcess, groupPricesProcess, customerGroupsProcess, customersProcess],
        ...[discontinuedProcess, newProductsProcess, soldOutProcess, itemDetailsProcess],
      ].reduce((all_, one) => withProcess(all_, one).parts, parts),
  })
  base = all.parts
  for (const key of plain) setPrices(key, { price: '10.5' })
  for (const key of cups) setPrices(key, { price: '12' })
  // What the shop asks today is near enough.
  for (const id of [1, 2, 3]) edit('products', id, { price: '11.000000' })
  edit('products', 4, { price: '10.000000' })
  for (const id of [1, 2]) edit('combinations', id, { price: '1.500000' })
  const { tables } = all.sandbox.shop
  for (const [id, group] of [
    [901, '3'],
    [902, '4'],
  ] as const)
    insert(tables, 'customers', { id_default_group: group }, {}, id)
  insert(tables, 'addresses', { id_country: '1' }, {}, 901)
  insert(tables, 'groups', { reduction: '0.00', price_display_method: '0', name: { '1': 'Dealers' } }, {}, 4)
  base = {
    ...base,
    'value-maps/price-level.json': {
      ...(base['value-maps/price-level.json'] as object),
      entries: [
        { from: '4', to: 'DEALER' },
        { from: '0', to: 'WEB' },
      ],
    } as Json,
  }
  await settings({
    ...{ priceLevel: 'WEB', priceCurrency: 'EUR' },
    ...{ priceGroups: ['0', '4'], groupPriceCurrencies: ['EUR', 'CHF'] },
  })
  await all.hub.start()
  for (;;) {
    const known = await all.hub.database.stores.cursors.get(main, 'clock')
    if (known?.cursor.includes('price-to-product')) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})
afterAll(() => all[Symbol.asyncDispose]())

describe('prices of a GP price level', () => {
  test('become base prices and, for combinations, impacts on a base that stays; nothing else of a product moves', async () => {
    const before = rowsOf('products').get(1)!
    const special = rowsOf('specific_prices').byId()
    expect(await round()).toMatchObject({ state: 'done' })
    expect([1, 2, 3].map((id) => priceOf('products', id))).toEqual(['10.5', '10.5', '10.5'])
    expect({ ...rowsOf('products').get(1)!.fields, price: '', date_upd: '' }).toEqual({
      ...before.fields,
      price: '',
      date_upd: '',
    })
    expect(await round('price-to-combination')).toMatchObject({ state: 'done' })
    expect(priceOf('products', 4)).toBe('10')
    expect([1, 2].map((id) => priceOf('combinations', id))).toEqual(['2', '2'])
    expect(rowsOf('specific_prices').byId()).toEqual(special)
    const sent = [patches('products'), patches('combinations')]
    expect((await round()).reason).toMatch(/ 0 written/)
    expect([patches('products'), patches('combinations')]).toEqual(sent)
  })

  test('a price that changed in GP is written alone; a lost reply writes nothing wrong, and no second time', async () => {
    setPrices('TEA-SENCHA', { price: '11.25' })
    const sent = patches('products')
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH products' }, do: 'drop-after' })
    expect(await round()).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    expect([1, 2, 3].map((id) => priceOf('products', id))).toEqual(['10.5', '11.25', '10.5'])
    expect(patches('products')).toBe(sent + 1)
  })

  test('of prices with tax a visitor sees exactly what GP says', async () => {
    await settings({ pricesContainTax: true, priceChangeMost: 50 })
    setPrices('TEA-ASSAM', { price: '9.99' })
    await round()
    const product = rowsOf('products').get(1)!
    const rules = rowsOf('tax_rules').byId()
    const rule = rules.find(
      ({ fields }) => fields.id_tax_rules_group === product.fields.id_tax_rules_group && fields.id_country === '1',
    )!
    const rate = dec(String(rowsOf('taxes').get(Number(rule.fields.id_tax))!.fields.rate))
    expect(rate.greaterThan(0)).toBe(true)
    const shown = dec(String(product.fields.price)).times(rate.div(100).plus(1))
    expect(shown.toDecimalPlaces(2).toFixed()).toBe('9.99')
    // A group that is switched off adds nothing, whatever its rules say.
    const group = Number(product.fields.id_tax_rules_group)
    edit('tax_rule_groups', group, { active: '0' })
    setPrices('TEA-ASSAM', { price: '9.98' })
    await round()
    expect(priceOf('products', 1)).toBe('9.98')
    edit('tax_rule_groups', group, { active: '1' })
    await settings({ pricesContainTax: false })
    setPrices('TEA-ASSAM', { price: '10.5' })
    await round()
    expect(priceOf('products', 1)).toBe('10.5')
    await settings({ priceChangeMost: 30 })
  })

  test.each([
    ['a price of 0', { price: '0' }, 'is 0'],
    ['a change of more than 30 %', { price: '21' }, 'percent'],
    ['a percentage in place of an amount', { price: '0', percent: '90' }, 'is 0, or it is no amount'],
    ['a unit that GP does not sell', { price: '10.6', isSold: false }, 'does not sell the item in the unit'],
    ['a price for half a piece alone', { price: '10.6', toQuantity: '0.5' }, 'is 0, or it is no amount'],
    ['no price in the currency', { price: '10', currency: 'USD' }, 'GP has no price "EUR/'],
  ])('%s asks a person, and the shop keeps its price', async (_, row, says) => {
    setPrices('POT-IRON', row)
    expect((await round()).reason).toContain('1 got a run of their own')
    for (;;) {
      const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })
      if (open.some(({ question }) => `${question.message} ${JSON.stringify(question.missing ?? '')}`.includes(says)))
        break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(priceOf('products', 3)).toBe('10.5')
    await resolveAll()
    setPrices('POT-IRON', { price: '10.5' })
    await round()
  })

  test('a price level that GP does not have is one question of the round, not one of each product', async () => {
    const { store } = all.sandbox.gp.company
    const more = Array.from({ length: 12 }, (_, index) => `LEVEL-${index}`)
    const [like, product] = [[...store.values('item')][0]!, rowsOf('products').get(1)!]
    for (const [index, key] of more.entries()) {
      store.put('item', key, { ...like, key })
      rowsOf('products').put({ ...product, id: 700 + index, fields: { ...product.fields, reference: key } })
    }
    await settings({ priceLevel: 'NOLEVEL' })
    expect(await round()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('NOLEVEL') })
    const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })
    expect(open).toMatchObject([
      { runs: 1, question: { code: 'missing_record', subject: expect.stringMatching(/ of most$/) } },
    ])
    for (const [index, key] of more.entries()) {
      store.remove('item', key)
      rowsOf('products').remove(700 + index)
    }
    await settings({ priceLevel: 'WEB' })
    expect(await round()).toMatchObject({ state: 'done' })
  })

  test('quantity breaks ask, until a person says that the price of one piece is wanted', async () => {
    setPrices('POT-IRON', { price: '9', toQuantity: '999999999999' }, { price: '10.75', toQuantity: '9' })
    expect((await round()).reason).toContain('1 got a run of their own')
    expect(priceOf('products', 3)).toBe('10.5')
    await settings({ priceOfOne: true })
    await round()
    expect(priceOf('products', 3)).toBe('10.75')
    await resolveAll()
    await settings({ priceOfOne: false })
    // Half a piece has a price of its own, and one piece costs what every other number does.
    setPrices('POT-IRON', { price: '12', toQuantity: '0.5' }, { price: '10.7' })
    expect((await round()).reason).toMatch(/ 1 written(?!.* got a run of their own)/)
    expect(priceOf('products', 3)).toBe('10.7')
    setPrices('POT-IRON', { price: '10.75' })
    await round()
    await settings({ priceOfOne: true })
  })

  test('the price per unit moves with the price, once', async () => {
    const perUnit = () => dec(String(rowsOf('products').get(2)!.fields.unit_price)).toFixed()
    edit('products', 2, { unity: 'per kg', unit_price: '22.500000' })
    expect((await round()).reason).toMatch(/ 0 written/)
    setPrices('TEA-SENCHA', { price: '12.5' })
    const sent = patches('products')
    for (let rounds = 0; rounds < 2; rounds++) {
      await round()
      expect([priceOf('products', 2), perUnit(), patches('products')]).toEqual(['12.5', '25', sent + 1])
    }
    setPrices('TEA-SENCHA', { price: '11.25' })
    await round()
    expect([priceOf('products', 2), perUnit()]).toEqual(['11.25', '22.5'])
    edit('products', 2, { unity: '', unit_price: '0.000000' })
    await round()
  })

  test('a specific price for everybody that stays, or is above the price of GP, is asked about once', async () => {
    const fixed = { price: '20.000000', reduction: '0.000000', to: '2099-12-31 00:00:00' }
    // Whom it is for, when and by how much: none of these is everybody who buys one piece, for ever.
    const silent = [
      ...[
        addSpecial({ to: '2099-12-31 00:00:00' }),
        addSpecial({ reduction: '0.000000' }),
        addSpecial({ id_group: '3' }),
      ],
      ...[addSpecial({ from_quantity: '10' }), addSpecial({ id_currency: '2' }), addSpecial({ ...fixed, price: '9' })],
    ]
    setPrices('TEA-ASSAM', { price: '10.4' })
    expect((await round()).reason).toMatch(/ 1 written(?!.* got a run of their own)/)
    for (const { id } of silent) rowsOf('specific_prices').remove(id)
    const special = [addSpecial({}), addSpecial({ ...fixed, id_product: '3' })]
    const by = () => special.map(({ id }) => `specific price ${id}`)
    setPrices('TEA-ASSAM', { price: '10.6' })
    setPrices('POT-IRON', { price: '10.85' })
    expect((await round()).reason).toMatch(/ 0 written.* 2 got a run of their own/)
    expect([1, 3].map((id) => priceOf('products', id))).toEqual(['10.4', '10.75'])
    await asked(`By ${by()[0]}.`, `By ${by()[1]}.`)
    await answeredUntil(() => priceOf('products', 1) === '10.6' && priceOf('products', 3) === '10.85')
    expect(special.map(({ id }) => rowsOf('specific_prices').get(id))).toEqual(special)
    // Another row is another question; what was answered is none.
    special.splice(1, 0, addSpecial({ id_currency: '1' }))
    setPrices('TEA-ASSAM', { price: '10.5' })
    setPrices('POT-IRON', { price: '10.75' })
    expect((await round()).reason).toMatch(/ 2 got a run of their own/)
    await asked(`By ${by()[0]}, ${by()[1]}.`)
    await answeredUntil(() => priceOf('products', 1) === '10.5' && priceOf('products', 3) === '10.75')
    for (const { id } of special) rowsOf('specific_prices').remove(id)
    await round()
    // To a price of the product the shop adds the impact of the combination; one of the combination contains it.
    const ofCups = [
      addSpecial({ ...fixed, id_product: '4', price: '9.9' }),
      addSpecial({ ...fixed, id_product: '4', id_product_attribute: '1', price: '12.1' }),
    ]
    setPrices('CUP-BLUE', { price: '12.2' })
    setPrices('CUP-SAND', { price: '12.2' })
    expect((await round('price-to-combination')).reason).toMatch(/ 2 written(?!.* got a run of their own)/)
    edit('specific_prices', ofCups[0]!.id, { price: '10.1', id_specific_price_rule: '7' })
    edit('specific_prices', ofCups[1]!.id, { price: '12.3' })
    for (const item of cups) setPrices(item, { price: '12' })
    expect((await round('price-to-combination')).reason).toMatch(/ 0 written.* 2 got a run of their own/)
    await asked(`By specific price ${ofCups[1]!.id}.`, 'By catalog price rule 7.')
    await answeredUntil(() => [1, 2].every((id) => priceOf('combinations', id) === '2'))
    for (const { id } of ofCups) rowsOf('specific_prices').remove(id)
    await round('price-to-combination')
  })

  test('a price that somebody changed in the shop is asked about before it is set right', async () => {
    edit('products', 2, { price: '9.500000' })
    // The shop's module reports it at once: that alone starts no run past the guards of the round.
    const changed = [{ record: ref('prestashop.product', '2') }]
    expect(await all.hub.engine.take(main, changed, 'webhook')).toBe('taken')
    expect(
      await all.hub.database.stores.runs.list({ integration: main, record: changed[0]!.record, limit: 1 }),
    ).toEqual([])
    const [now, interval] = [Date.parse(clock.now()), intervalOf('price-to-product')]
    const due = (Math.floor(now / interval) + 1) * interval
    const asked = await round()
    expect(asked).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    expect(priceOf('products', 2)).toBe('9.5')
    await resolveAll()
    for (let run = asked; run.state !== 'done'; ) run = await ended('price-to-product', due)
    expect(priceOf('products', 2)).toBe('11.25')
    // The round that went through looks no more at what waits: the one that stopped has said it.
    const key = `differences price-to-product ${instant(due).slice(0, 10)}`
    const report = await all.hub.database.stores.ownRecords.get(main, ref('hub.report', key))
    expect(String(report?.text).match(/prestashop\.product 2 was changed there.*price 9\.5/g)).toHaveLength(1)
    expect(
      await all.hub.database.stores.runs.list({ integration: main, record: changed[0]!.record, limit: 1 }),
    ).toEqual([])
  })

  test('a record that is started by itself comes under the guards of the rounds, and is set when a person has answered', async () => {
    const record = ref('prestashop.product', '2')
    const flow = 'price-to-product'
    /** Carried out now. @returns the run */
    async function started(): Promise<Run> {
      await all.hub.engine.replay({ integration: main, record, flow, by: 'test' })
      return ended_()
    }
    async function ended_(): Promise<Run> {
      for (;;) {
        const [run] = await all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 1 })
        if (run && !['running', 'waiting', 'superseded'].includes(run.state)) return run
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const asks = expect.stringContaining('It is prestashop.product 2, in a run of its own.')
    edit('products', 2, { price: '9.500000' })
    expect(await started()).toMatchObject({ state: 'stopped', reason: asks })
    // Nobody has answered: the same again.
    expect(await started()).toMatchObject({ state: 'stopped', reason: asks })
    expect(await all.hub.engine.dryRun({ integration: main, record, flow })).toMatchObject({
      ...{ outcome: 'held', question: { code: 'record_guarded' } },
      writes: [{ do: 'update', document: { price: '11.25' } }],
    })
    expect(priceOf('products', 2)).toBe('9.5')
    await resolveAll()
    while ((await ended_()).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))
    expect(priceOf('products', 2)).toBe('11.25')
    expect(await started()).toMatchObject({ state: 'done' })
    // An answer is for one write.
    edit('products', 2, { price: '9.500000' })
    expect(await started()).toMatchObject({ state: 'stopped', reason: asks })
    await resolveAll()
    while ((await ended_()).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))

    // What a run of its own has set is known to the rounds: an edit after it is one.
    setPrices('TEA-SENCHA', { price: '11.3' })
    expect(await started()).toMatchObject({ state: 'done' })
    expect(priceOf('products', 2)).toBe('11.3')
    edit('products', 2, { price: '9.600000' })
    expect(await round()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    await settings({ pricesOverEdits: true })
    await round()
    expect(priceOf('products', 2)).toBe('11.3')

    // What somebody changes while it is at work is looked at again, and never put back to what was read.
    setPrices('TEA-SENCHA', { price: '11.25' })
    const { faults } = all.sandbox.gp
    faults.add({ match: { operation: 'GetPricingByKey' }, do: 'delay', ms: 1000 })
    const under = started()
    while (faults.all()[0]!.happened === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    edit('products', 2, { price: '99.000000' })
    expect(await under).toMatchObject({ state: 'stopped', reason: expect.stringContaining('more percent') })
    faults.clear()
    expect(priceOf('products', 2)).toBe('99')
    edit('products', 2, { price: '11.250000' })
    await resolveAll()
    await started()
    while ((await ended_()).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))

    // Nor is what they change while it waits for a connection that broke as it wrote.
    setPrices('TEA-SENCHA', { price: '11.3' })
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 503, times: 0 })
    await all.hub.engine.replay({ integration: main, record, flow, by: 'test' })
    const { runs } = all.hub.database.stores
    for (;;) {
      const [waits] = await runs.list({ integration: main, flow, record, states: ['waiting'], limit: 1 })
      const journal = waits ? await runs.journal(waits.id) : []
      if (journal.some(({ entry }) => entry.kind === 'intended')) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    edit('products', 2, { price: '99.000000' })
    all.sandbox.shop.faults.clear()
    for (;;) {
      const [waits] = await runs.list({ integration: main, flow, record, states: ['waiting'], limit: 1 })
      if (waits?.nextAt) clock.advanceTo(waits.nextAt)
      const [run] = await runs.list({ integration: main, flow, record, limit: 1 })
      if (run?.state === 'stopped') break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(priceOf('products', 2)).toBe('99')
    setPrices('TEA-SENCHA', { price: '11.25' })
    edit('products', 2, { price: '11.250000' })
    await settings({ pricesOverEdits: false })
    await resolveAll()
    await round()
  })

  test('each guard takes an answer of its own, in a round and of a record by itself: one that is answered lets no other pass', async () => {
    const [flow, before] = ['price-to-product', base] as const
    await settings({ pricesMost: 0 })
    const price = () => priceOf('products', 2)
    /** Both are asked, one after the other, and nothing is set before both are answered. */
    async function bothAsk(): Promise<void> {
      for (const says of ['changed in the shop', 'would change many prices']) {
        for (let isOpen = false; !isOpen; ) {
          expect(price()).toBe('9.5')
          const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })
          isOpen = open.some(({ question }) => question.message.includes(says))
          if (!isOpen) await new Promise((resolve) => setTimeout(resolve, 20))
        }
        await resolveAll()
      }
      while (price() !== '11.25') await new Promise((resolve) => setTimeout(resolve, 20))
    }
    edit('products', 2, { price: '9.500000' })
    const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
    const due = (Math.floor(now / interval) + 1) * interval
    expect(await round()).toMatchObject({ state: 'stopped' })
    await bothAsk()
    while ((await ended(flow, due)).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))

    edit('products', 2, { price: '9.500000' })
    await all.hub.engine.replay({ integration: main, record: ref('prestashop.product', '2'), flow, by: 'test' })
    await bothAsk()
    base = before
    await all.import(base)
    expect((await round()).state).toBe('done')
  })

  test('what a person has allowed for a round is not asked again of a record whose write was refused', async () => {
    const record = ref('prestashop.product', '2')
    const [flow, { faults }] = ['price-to-product', all.sandbox.shop]
    const ofRecord = async () =>
      (await all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 50 })).length
    edit('products', 2, { price: '9.500000' })
    const before = await ofRecord()
    const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
    const due = (Math.floor(now / interval) + 1) * interval
    expect(await round()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 400, times: 1 })
    await resolveAll()
    for (let run = await ended(flow, due); run.state !== 'done'; ) run = await ended(flow, due)
    expect((await ended(flow, due)).reason).toContain('1 got a run of their own')
    // The first and only run of its own sets it.
    for (;;) {
      const [run] = await all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 1 })
      if ((await ofRecord()) > before && run && !['running', 'waiting'].includes(run.state)) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect((await ofRecord()) - before).toBe(1)
    expect(priceOf('products', 2)).toBe('11.25')

    // That was for one write.
    edit('products', 2, { price: '9.500000' })
    await all.hub.engine.replay({ integration: main, record, flow, by: 'test' })
    await asked('It is prestashop.product 2, in a run of its own.')
    await answeredUntil(() => priceOf('products', 2) === '11.25')
    faults.clear()
    await round()
  })
})

describe('prices of customer groups', () => {
  const flow = 'group-prices-to-product'
  const [visitor, dealer] = [901, 902]
  const endless = '999999999999'
  const web: Row = { price: '10.5' }
  const breaks: readonly Row[] = [
    { priceLevel: 'DEALER', price: '9', toQuantity: '9' },
    { priceLevel: 'DEALER', price: '8.5', toQuantity: '24' },
    { priceLevel: 'DEALER', price: '8', toQuantity: endless },
  ]
  const special = () => rowsOf('specific_prices').byId()
  const ours = () => special().filter(({ fields }) => fields.from === '1970-01-01 00:00:01')
  const writes = () =>
    ['POST', 'PATCH', 'DELETE'].reduce(
      (all_, method) => all_ + (all.sandbox.shop.calls.get(`${method} specific_prices`) ?? 0),
      0,
    )

  /** What the shop asks a customer for one piece, when so many are bought. */
  function pays(
    customer: number,
    product: number,
    quantity: number,
    more: { variant?: number; currency?: number } = {},
  ) {
    const { tables } = all.sandbox.shop
    const shop = createShop({ tables, version: '8.2.1', clock })
    const cart = {
      id: 0,
      fields: { id_customer: String(customer), id_currency: String(more.currency ?? 1), id_address_delivery: '901' },
      associations: {
        cart_rows: [
          {
            ...{ id_product: String(product), id_product_attribute: String(more.variant ?? 0) },
            quantity: String(quantity),
          },
        ],
      },
    }
    const { unit, charged } = priceCart(shop, cart, []).lines[0]!
    expect(charged).toBeDefined()
    return unit
  }
  const net = (...args: Parameters<typeof pays>) => pays(...args).excl.toFixed()
  const openIncidents = () => all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })
  async function asked(says: string): Promise<void> {
    for (;;) {
      const open = await openIncidents()
      if (open.some(({ question }) => question.message.includes(says))) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  test('are those of a GP price level by quantity and currency; nobody else pays another price, and nothing else moves', async () => {
    setPrices('TEA-ASSAM', web, ...breaks, { priceLevel: 'DEALER', price: '9.9', currency: 'CHF' })
    setPrices('TEA-SENCHA', { price: '11.25' }, { priceLevel: 'DEALER', price: '10' })
    setPrices('POT-IRON', { price: '10.75', toQuantity: '9' }, { price: '9' })
    setPrices('CUP-BLUE', { price: '12' }, { priceLevel: 'DEALER', price: '11' })
    const campaign = addSpecial({ from_quantity: '10', to: '2099-12-31 00:00:00' })
    const before = special()
    expect(await round(flow)).toMatchObject({ state: 'done' })
    expect(await round('group-prices-to-combination')).toMatchObject({ state: 'done' })
    for (const [quantity, price] of Object.entries({ 1: '9', 9: '9', 10: '8.5', 24: '8.5', 25: '8', 1000: '8' }))
      expect(net(dealer, 1, Number(quantity)), quantity).toBe(price)
    expect([net(dealer, 1, 1, { currency: 2 }), net(dealer, 1, 50, { currency: 2 })]).toEqual(['9.9', '9.9'])
    expect(net(dealer, 4, 3, { variant: 1 })).toBe('11')
    // Everybody: the break of the level, the campaign, and where GP has no price of the group what all pay.
    expect([1, 9, 10].map((quantity) => net(visitor, 3, quantity))).toEqual(['10.75', '10.75', '9'])
    expect([net(visitor, 1, 9), net(visitor, 1, 10)]).toEqual(['10.5', '8.4'])
    expect(net(dealer, 3, 1)).toBe('10.75')
    expect(special().filter(({ id }) => before.some((one) => one.id === id))).toEqual(before)
    expect(rowsOf('specific_prices').get(campaign.id)).toEqual(campaign)
    const sent = writes()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(writes()).toBe(sent)
  })

  test('what somebody changes while a round is at work stays until the next one has looked at it', async () => {
    const row = ours().find(
      ({ fields }) => fields.id_product === '1' && fields.id_group === '4' && fields.id_currency === '1',
    )!
    const price = String(row.fields.price)
    const inFrancs = (amount: string) => ({ priceLevel: 'DEALER', price: amount, currency: 'CHF' })
    setPrices('TEA-ASSAM', web, ...breaks, inFrancs('9.95'))
    all.sandbox.shop.faults.add({ match: { operation: 'GET specific_prices' }, do: 'delay', ms: 600, times: 0 })
    const under = round(flow)
    while ((await all.hub.database.stores.bulkRows.counts(main, flow)).wanted === 0)
      await new Promise((resolve) => setTimeout(resolve, 10))
    edit('specific_prices', row.id, { price: '7.770000' })
    await under
    all.sandbox.shop.faults.clear()
    expect(rowsOf('specific_prices').get(row.id)!.fields.price).toBe('7.770000')
    // As long as nobody has answered, the next rounds stop at it, too.
    for (let times = 0; times < 2; times++)
      expect(await round(flow)).toMatchObject({
        ...{ state: 'stopped', reason: expect.stringContaining('were changed in the shop') },
      })
    expect(rowsOf('specific_prices').get(row.id)!.fields.price).toBe('7.770000')
    edit('specific_prices', row.id, { price })
    setPrices('TEA-ASSAM', web, ...breaks, inFrancs('9.9'))
    expect(await round(flow)).toMatchObject({ state: 'done' })
    // The same while the round waits for a connection that broke in the middle of it.
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH specific_prices' }, do: 'error', status: 503, times: 0 })
    setPrices('TEA-ASSAM', web, ...breaks, inFrancs('9.95'))
    const due = await brokenRound(flow)
    edit('specific_prices', row.id, { price: '7.770000' })
    all.sandbox.shop.faults.clear()
    expect(await ended(flow, due)).toMatchObject({ state: 'done' })
    expect(rowsOf('specific_prices').get(row.id)!.fields.price).toBe('7.770000')
    edit('specific_prices', row.id, { price })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    setPrices('TEA-ASSAM', web, ...breaks, inFrancs('9.9'))
    expect(await round(flow)).toMatchObject({ state: 'done' })
  })

  test('of a level with tax a dealer sees exactly what GP says, at every quantity', async () => {
    // Prices of a level that is misspelt, or in other letters, would be taken for prices without tax.
    for (const level of ['DEALRE', 'Dealer']) {
      await settings({ levelsWithTax: [level] })
      expect((await round(flow)).reason).toMatch(/ 0 written.* got a run of their own/)
      await asked('that no group is given, or in other letters')
      await resolveAll()
    }
    await settings({ levelsWithTax: ['DEALER'] })
    await round(flow)
    for (const [quantity, price] of Object.entries({ 1: '9', 10: '8.5', 25: '8' }))
      expect(pays(dealer, 1, Number(quantity)).incl.toFixed(2), quantity).toBe(dec(price).toFixed(2))
    await settings({ levelsWithTax: [] })
    await round(flow)
    expect(net(dealer, 1, 10)).toBe('8.5')
  })

  test('a lost reply adds no row twice; a break that GP has no more goes', async () => {
    const [first, , last] = breaks
    setPrices('TEA-SENCHA', { price: '11.25' }, ...breaks)
    all.sandbox.shop.faults.add({ match: { operation: 'POST specific_prices' }, do: 'drop-after' })
    await round(flow)
    all.sandbox.shop.faults.clear()
    const ofSencha = () =>
      ours()
        .filter(({ fields }) => fields.id_product === '2' && fields.id_group === '4')
        .map(({ fields }) => `${fields.from_quantity} ${dec(String(fields.price)).toFixed()}`)
        .sort()
    expect(ofSencha()).toEqual(['1 9', '10 8.5', '25 8'])
    setPrices('TEA-SENCHA', { price: '11.25' }, first!, last!)
    await round(flow)
    expect(ofSencha()).toEqual(['1 9', '10 8'])
  })

  test.each([
    [
      'a change of more than 30 %',
      [
        { priceLevel: 'DEALER', price: '5' },
        { priceLevel: 'DEALER', price: '9.9', currency: 'CHF' },
      ],
      'groupPriceChangeMost',
    ],
    ['a price of 0', [{ priceLevel: 'DEALER', price: '0' }], 'is 0'],
    ['a unit that is not sold', [{ priceLevel: 'DEALER', price: '8.9', isSold: false }], 'does not sell the item'],
    ['no price any more', [], 'has no price any more'],
    ['a list that ends', [{ priceLevel: 'DEALER', price: '9', toQuantity: '99' }], 'price list in GP ends'],
  ])('%s asks a person, and the shop keeps its prices', async (_, rows: readonly Row[], says) => {
    setPrices('TEA-ASSAM', web, ...rows)
    const before = ours()
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked(says)
    expect(ours()).toEqual(before)
    await resolveAll()
    setPrices('TEA-ASSAM', web, ...breaks, { priceLevel: 'DEALER', price: '9.9', currency: 'CHF' })
    await round(flow)
  })

  test('a price without an end that somebody made for the group is asked about, and left alone', async () => {
    const made = addSpecial({ id_group: '4', id_currency: '1', price: '7.000000', reduction: '0.000000' })
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked('that the hub did not set')
    expect(rowsOf('specific_prices').get(made.id)).toEqual(made)
    rowsOf('specific_prices').remove(made.id)
    await resolveAll()
    await round(flow)
  })

  test('a price of one customer, or of all combinations, that would lose to one of the hub is asked about', async () => {
    const own = { id_customer: String(dealer), price: '7.000000', reduction: '0.000000' }
    const contract = [addSpecial(own)]
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked('would lose to one of the hub')
    for (const from_quantity of ['10', '25']) contract.push(addSpecial({ ...own, from_quantity }))
    await resolveAll()
    expect((await round(flow)).reason).not.toContain('a run of their own')
    expect([1, 10, 25].map((quantity) => net(dealer, 1, quantity))).toEqual(['7', '7', '7'])
    const ofCups = { id_product: '4', id_group: '4' }
    const campaigns = [addSpecial({ ...ofCups, to: '2001-01-01 00:00:00' })]
    expect((await round('group-prices-to-combination')).reason).not.toContain('a run of their own')
    campaigns.push(addSpecial({ ...ofCups, to: '2099-12-31 00:00:00' }))
    expect((await round('group-prices-to-combination')).reason).toContain('1 got a run of their own')
    await asked('would lose to those of the hub for its combination')
    campaigns.push(addSpecial({ ...ofCups, id_currency: '1', to: '2099-12-31 00:00:00', id_product_attribute: '1' }))
    edit('specific_prices', campaigns[1]!.id, { id_currency: '1' })
    await resolveAll()
    expect((await round('group-prices-to-combination')).reason).not.toContain('a run of their own')
    for (const { id } of [...contract, ...campaigns]) rowsOf('specific_prices').remove(id)
    await round(flow)
    await round('group-prices-to-combination')
  })

  test('a price of a group that is not chosen, or of a price rule, that would lose to one of the hub is asked about', async () => {
    const endlessRow = { price: '7.000000', reduction: '0.000000', id_currency: '1' }
    const others = [addSpecial({ ...endlessRow, id_product: '3', id_group: '3' })]
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked('would lose to one of the hub')
    others.push(addSpecial({ ...endlessRow, id_product: '3', id_group: '3', from_quantity: '10' }))
    await resolveAll()
    expect((await round(flow)).reason).not.toContain('a run of their own')
    expect([1, 9, 10].map((quantity) => net(visitor, 3, quantity))).toEqual(['7', '7', '7'])
    const byRule = { id_group: '4', id_currency: '1', id_specific_price_rule: '1', to: '2099-12-31 00:00:00' }
    others.push(addSpecial(byRule))
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked('would lose to one of the hub')
    await resolveAll()
    await settings({ groupPricesOverCampaigns: true })
    expect((await round(flow)).reason).not.toContain('a run of their own')
    expect(net(dealer, 1, 1)).toBe('9')
    await settings({ groupPricesOverCampaigns: false })
    for (const { id } of others) rowsOf('specific_prices').remove(id)
    await round(flow)
  })

  test('so many prices of single customers that they cannot be compared ask by their number', async () => {
    const own = { id_product: '2', price: '7.000000', reduction: '0.000000' }
    const contracts = Array.from({ length: 50 }, (_, customer) =>
      ['1', '10'].map((from_quantity) => addSpecial({ ...own, id_customer: String(2000 + customer), from_quantity })),
    ).flat()
    expect((await round(flow)).reason).not.toContain('a run of their own')
    contracts.push(addSpecial({ ...own, id_customer: '3000' }))
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    await asked('There are 101.')
    for (const { id } of contracts) rowsOf('specific_prices').remove(id)
    await resolveAll()
    await round(flow)
  })

  test('a group that is taken out of the setting loses the prices of the hub, when a person says so, and no other price', async () => {
    const others = special().filter(({ fields }) => fields.from !== '1970-01-01 00:00:01')
    const before = ours()
    await settings({ priceGroups: ['0'] })
    const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
    const due = (Math.floor(now / interval) + 1) * interval
    const stopped = await round(flow)
    expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('do not name') })
    expect(ours()).toEqual(before)
    await resolveAll()
    for (let run = stopped; run.state !== 'done'; ) run = await ended(flow, due)
    const dealersOf = (product: string) =>
      ours().filter(({ fields }) => fields.id_product === product && fields.id_group === '4')
    expect([...dealersOf('1'), ...dealersOf('2')]).toEqual([])
    expect(special()).toEqual(expect.arrayContaining(others))
    expect(net(dealer, 1, 1)).toBe('10.5')
    await settings({ priceGroups: ['0', '4'] })
    await round(flow)
    expect(net(dealer, 1, 1)).toBe('9')
  })

  test('a price of the hub that somebody changed in the shop is asked about before it is set right', async () => {
    const row = ours().find(({ fields }) => fields.id_product === '1' && fields.from_quantity === '1')!
    edit('specific_prices', row.id, { price: '8.900000' })
    const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
    const due = (Math.floor(now / interval) + 1) * interval
    const stopped = await round(flow)
    expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    const [incident] = (await openIncidents()).filter(({ question }) =>
      question.message.includes('changed in the shop'),
    )
    expect(await all.client.post(`/api/incidents/${incident!.id}/plan`, {})).toMatchObject({
      ...{ tried: [], untried: 1, ended: { why: expect.stringContaining('is a round') } },
    })
    await resolveAll()
    for (let run = stopped; run.state !== 'done'; ) run = await ended(flow, due)
    expect(net(dealer, 1, 1)).toBe('9')
  })

  test('prices that have ended go, when a person says so', async () => {
    setPrices('TEA-ASSAM', web)
    await settings({ groupPricesMayEnd: true })
    await round(flow)
    expect(ours().filter(({ fields }) => fields.id_product === '1')).toEqual([])
    expect(net(dealer, 1, 1)).toBe('10.5')
  })

  test('the first price of a group asks where it is far from what everybody pays', async () => {
    const ofAssam = () => ours().filter(({ fields }) => fields.id_product === '1')
    for (const rows of [
      [web, { priceLevel: 'DEALER', price: '0.95' }],
      // Everybody, from five on: the campaign of ten goes on.
      [{ ...web, toQuantity: '4' }, { price: '1' }],
    ]) {
      setPrices('TEA-ASSAM', ...rows)
      expect((await round(flow)).reason).toContain('1 got a run of their own')
      await asked('groupPriceFirstMost')
      expect(ofAssam()).toEqual([])
      await resolveAll()
    }
    setPrices('TEA-ASSAM', web, { priceLevel: 'DEALER', price: '0.95' })
    await settings({ groupPriceFirstMost: 95 })
    await round(flow)
    expect(net(dealer, 1, 1)).toBe('0.95')
    await settings({ groupPriceFirstMost: 70 })
    setPrices('TEA-ASSAM', web)
    await round(flow)
    expect(ofAssam()).toEqual([])
  })
})

describe('what a flow of group prices leaves out by now', () => {
  test('is offered to be taken back, for as many rounds as nobody decides', async () => {
    const flow = 'group-prices-to-product'
    const own = rowsOf('specific_prices')
      .byId()
      .find(({ fields }) => fields.from === '1970-01-01 00:00:01' && fields.id_product_attribute === '0')!
    const id = Number(own.fields.id_product)
    const { reference } = rowsOf('products').get(id)!.fields as { reference: string }
    edit('products', id, { reference: '' })
    for (let rounds = 0; rounds < 2; rounds++) expect(await round(flow)).toMatchObject({ state: 'done' })
    const { proposals } = await all.client.post<{ proposals: { title: string }[] }>(
      '/api/integrations/main/reconciliation/proposals',
      {},
    )
    const left = proposals.filter(({ title }) => title.includes('left behind'))
    expect(left).toMatchObject([{ title: expect.stringContaining('skipped by a rule, 1 record') }])
    edit('products', id, { reference })
  })
})

describe('discontinued items', () => {
  const flow = 'discontinued-to-shop'
  const sold = () =>
    [1, 2, 3].map((id) => {
      const { active, available_for_order } = rowsOf('products').get(id)!.fields
      return `${active} ${available_for_order}`
    })
  const discontinue = (key: string, discontinued: boolean) => {
    const { company } = all.sandbox.gp
    company.store.put('item', key, { ...company.store.get('item', key)!, discontinued })
    company.store.put('itemStamp', key, company.now())
  }

  test('are taken out of the shop; a product never comes back by itself, and its texts and languages stay', async () => {
    const name = { '1': 'Assam', '2': 'Assam (fr)' }
    edit('products', 1, { active: '1', available_for_order: '1' })
    edit('products', 2, { active: '0', available_for_order: '1' })
    const row = rowsOf('products').get(1)!
    rowsOf('products').put({ ...row, fields: { ...row.fields, name } })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    expect(sold()).toEqual(['1 1', '0 1', '1 1'])
    discontinue('TEA-ASSAM', true)
    await round(flow)
    expect(sold()).toEqual(['0 0', '0 1', '1 1'])
    expect(rowsOf('products').get(1)!.fields.name).toEqual(name)
    // Somebody sells it again, and GP would refuse the order.
    edit('products', 1, { active: '1', available_for_order: '1' })
    const [now, interval] = [Date.parse(clock.now()), intervalOf(flow)]
    const due = (Math.floor(now / interval) + 1) * interval
    const stopped = await round(flow)
    expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('sold there again') })
    expect(sold()[0]).toBe('1 1')
    await resolveAll()
    for (let run = stopped; run.state !== 'done'; ) run = await ended(flow, due)
    expect(sold()[0]).toBe('0 0')
    discontinue('TEA-ASSAM', false)
    await round(flow)
    expect(sold()).toEqual(['0 0', '0 1', '1 1'])
    await settings({ discontinuedStay: true })
    discontinue('POT-IRON', true)
    await round(flow)
    expect(sold()).toEqual(['0 0', '0 1', '1 0'])
  })

  test('that are combinations take their product out when all of them are; where orders are taken at 0, some of them ask', async () => {
    const cup = () =>
      `${rowsOf('products').get(4)!.fields.active} ${rowsOf('products').get(4)!.fields.available_for_order}`
    await settings({ discontinuedStay: false })
    edit('products', 4, { active: '1', available_for_order: '1' })
    discontinue('CUP-BLUE', true)
    expect(await round(flow)).toMatchObject({ state: 'done' })
    expect(cup()).toBe('1 1')
    const { out_of_stock } = rowsOf('stock_availables').get(4)!.fields
    edit('stock_availables', 4, { out_of_stock: '1' })
    discontinue('CUP-BLUE', true)
    await round(flow)
    await asked('Some combinations of the product are discontinued')
    expect(cup()).toBe('1 1')
    edit('stock_availables', 4, { out_of_stock: String(out_of_stock) })
    // A combination that GP does not know at all is sold as before, and so its product stays.
    edit('combinations', 2, { reference: 'NOT-IN-GP' })
    discontinue('CUP-SAND', true)
    await round(flow)
    expect(cup()).toBe('1 1')
    edit('combinations', 2, { reference: 'cup-sand' })
    discontinue('CUP-SAND', true)
    discontinue('CUP-BLUE', true)
    await round(flow)
    expect(cup()).toBe('0 0')
    edit('combinations', 2, { reference: 'CUP-SAND' })
    for (const key of cups) discontinue(key, false)
    await round(flow)
    expect(cup()).toBe('0 0')
    edit('products', 4, { active: '1', available_for_order: '1' })
  })

  test('stay until nothing is left of them in the shop, where the setting says so; what GP has no more leaves with another', async () => {
    const sells = (id: number) => edit('products', id, { active: '1', available_for_order: '1' })
    const left = (row: number, quantity: number) => edit('stock_availables', row, { quantity: String(quantity) })
    const cup = () => String(rowsOf('products').get(4)!.fields.available_for_order)
    const { company } = all.sandbox.gp
    for (const id of [1, 2, 3, 4]) sells(id)
    for (const key of [...plain, ...cups]) discontinue(key, false)
    await settings({ discontinuedSellOut: true })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    left(1, 3)
    for (const [row, quantity] of [
      [11, 0],
      [12, 2],
      [4, 2],
    ] as const)
      left(row, quantity)
    for (const key of ['TEA-ASSAM', ...cups]) discontinue(key, true)
    await round(flow)
    expect([...sold(), cup()]).toEqual(['1 1', '1 1', '1 1', '1'])
    left(1, 0)
    left(12, 0)
    left(4, 0)
    // A round looks at all of them once a day.
    clock.advance(86_400_000)
    await round(flow)
    expect([...sold(), cup()]).toEqual(['0 0', '1 1', '1 1', '0'])
    await settings({ discontinuedSellOut: false })
    const sencha = company.store.get('item', 'TEA-SENCHA')!
    company.store.remove('item', 'TEA-SENCHA')
    edit('products', 3, { reference: '' })
    clock.advance(86_400_000)
    await round(flow)
    expect(sold()).toEqual(['0 0', '1 1', '1 1'])
    await settings({ unknownItemsLeave: true })
    await round(flow)
    // One without a reference is not said to be an item of GP.
    expect(sold()).toEqual(['0 0', '0 0', '1 1'])
    company.store.put('item', 'TEA-SENCHA', sencha)
    for (const key of [...plain, ...cups]) discontinue(key, false)
    edit('products', 3, { reference: 'POT-IRON' })
    await settings({ unknownItemsLeave: false })
    await round(flow)
    expect(sold()).toEqual(['0 0', '0 0', '1 1'])
    for (const id of [1, 2, 4]) sells(id)
    await resolveAll()
  })
})

const newItems = {
  put(key: string, fields: object): void {
    const { company } = all.sandbox.gp
    const pot = company.store.get('item', 'POT-IRON')!
    company.store.put('item', key, {
      ...pot,
      prices: [],
      discontinued: false,
      class: 'MUGS',
      taxBasis: 'Nontaxable',
      ...fields,
      key,
    })
    company.store.put('itemStamp', key, company.now())
  },
  async valueMap(id: string, entries: readonly { from: string; to: string }[]): Promise<void> {
    const name = `value-maps/${id}.json`
    base = { ...base, [name]: { ...(base[name] as object), entries } as unknown as Json }
    await all.import(base)
  },
}
const posts = () => all.sandbox.shop.calls.get('POST products') ?? 0

describe('items that the shop does not sell', () => {
  const flow = 'item-to-new-product'
  const { put, valueMap } = newItems
  const made = () =>
    rowsOf('products')
      .byId()
      .filter(({ fields }) => /^mug/i.test(String(fields.reference)))
      // Several are made at a time.
      .sort((a, b) => (String(a.fields.reference) < String(b.fields.reference) ? -1 : 1))

  test('become products once, switched off, in every language, with a row of stock; nothing else becomes one', async () => {
    const { tables } = all.sandbox.shop
    insert(tables, 'languages', { name: 'English', iso_code: 'en', active: '1' }, {}, 2)
    put('MUG-RED', { description: 'Mug <red>; 30 cl', taxBasis: 'Taxable', taxSchedule: 'VAT-STD' })
    put('mug-blue', { description: 'Mug, blue' })
    put('MUG-OLD', { description: 'Mug of before', discontinued: true })
    put('MUG-SOLD', { description: 'Mug that is sold as a set' })
    put('MUG-OTHER', { description: 'Of another class', class: 'OTHER' })
    put('CUP-BLUE', { description: 'It is a combination' })
    const before = rowsOf('products').byId()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    await valueMap(
      'category',
      ['MUGS', 'BOWLS'].map((from) => ({ from, to: '2' })),
    )
    await valueMap('tax-rules-group', [
      { from: 'VAT-STD', to: '1' },
      { from: 'Nontaxable', to: '0' },
    ])
    await valueMap('item', [{ from: 'SET-OF-6', to: 'mug-sold' }])
    all.sandbox.shop.faults.add({ match: { operation: 'POST products' }, do: 'drop-after' })
    expect(await roundAsSeen(flow, 'It is 2 of ', 'For example MUG-RED; mug-blue.')).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    expect(made().map(({ fields }) => fields.reference)).toEqual(['MUG-RED', 'mug-blue'])
    const [red] = made()
    expect(red).toMatchObject({
      fields: {
        ...{
          name: { '1': 'Mug red 30 cl', '2': 'Mug red 30 cl' },
          link_rewrite: { '1': 'mug-red-30-cl', '2': 'mug-red-30-cl' },
        },
        ...{
          active: '0',
          available_for_order: '0',
          state: '1',
          price: '0',
          id_category_default: '2',
          minimal_quantity: '1',
          id_tax_rules_group: '1',
        },
      },
      associations: { categories: [{ id: '2' }] },
    })
    expect(rowsOf('stock_availables').where('id_product', String(red!.id))).toMatchObject([
      { fields: { quantity: '0' } },
    ])
    expect(rowsOf('products').byId().slice(0, before.length)).toEqual(before)
  })

  test('are the merchandiser’s from then on: no round changes, doubles or takes back one', async () => {
    const [red] = made()
    edit('products', red!.id, { active: '1', id_category_default: '5' })
    put('MUG-RED', { description: 'Another name in GP' })
    put('MUG-BLUE', { description: 'The same number in capital letters' })
    const sent = posts()
    expect(await round(flow)).toMatchObject({ state: 'done' })
    expect(posts()).toBe(sent)
    expect(made()).toHaveLength(2)
    expect(made()[0]!.fields).toMatchObject({ active: '1', id_category_default: '5', name: { '1': 'Mug red 30 cl' } })
  })

  test('that are discontinued by now, however many of them, stop no round', async () => {
    const discontinued = (is: boolean) => {
      for (let number = 1; number <= 4; number++)
        put(`MUG-${number}`, { description: `Mug ${number}`, discontinued: is })
    }
    discontinued(false)
    expect((await round(flow)).reason).toMatch(/ 4 written/)
    discontinued(true)
    const rows = made()
    expect(await round(flow)).toMatchObject({ state: 'done', reason: expect.stringContaining(' 0 written') })
    expect(made()).toEqual(rows)
    for (const { id, fields } of rows) if (/^MUG-\d/.test(String(fields.reference))) rowsOf('products').remove(id)
  })

  test('of fees, charges and services none is made; a service becomes a virtual product where the setting names its type', async () => {
    const types = ['Flat Fee', 'Miscellaneous Charges', 'Service'] as const
    types.forEach((type, at) => {
      put(`MUGFEE-${at}`, { type, description: `Something with mugs ${at}` })
    })
    const sent = posts()
    expect(await round(flow)).toMatchObject({ state: 'done' })
    expect(posts()).toBe(sent)
    await settings({ newProductTypes: ['sales item', 'Service'] })
    expect((await round(flow)).reason).toMatch(/ 1 written/)
    const [service] = rowsOf('products').where('reference', 'MUGFEE-2')!
    expect(service!.fields).toMatchObject({ is_virtual: '1', product_type: 'virtual' })
    expect(posts()).toBe(sent + 1)
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    await settings({ newProductTypes: ['Sales Item', 'Kit'] })
    rowsOf('products').remove(service!.id)
    for (const at of types.keys()) all.sandbox.gp.company.store.remove('item', `MUGFEE-${at}`)
  })

  test('ask where many would be made, and where no tax rule group is known for a tax schedule', async () => {
    put('TAXED', { description: 'Taxed by a schedule', class: 'BOWLS', taxBasis: 'Taxable', taxSchedule: 'NOWHERE' })
    expect((await round(flow)).reason).toContain('1 got a run of their own')
    for (let number = 1; number <= 21; number++)
      put(`BOWL-${number}`, { description: `Bowl ${number}`, class: 'BOWLS' })
    const sent = posts()
    expect(await round(flow)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('many products') })
    expect(posts()).toBe(sent)
    const path = '/api/integrations/main/flows/item-to-new-product/wanted'
    const wanted = await all.client.get<WantedNow>(`${path}?limit=20`)
    expect(wanted.count).toBe(21)
    expect(wanted.records).toHaveLength(20)
    expect(wanted.records[0]).toMatchObject({
      ...{ record: { entity: 'gp.item', key: 'BOWL-1' }, target: { entity: 'prestashop.newProduct' } },
      ...{ before: { is_there: false }, after: { name: 'Bowl 1', id_category_default: '2', is_there: true } },
    })
    // The shop itself takes any number for a category or a tax rule group.
    const askedOf = async (item: string) => {
      await all.hub.engine.replay({ integration: main, record: ref('gp.item', item), flow, by: 'test' })
      for (;;) {
        const record = ref('gp.item', item)
        const [run] = await all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 1 })
        if (run && ['stopped', 'done'].includes(run.state)) return run.reason
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    }
    await valueMap('tax-rules-group', [{ from: 'Nontaxable', to: '33' }])
    expect(await askedOf('BOWL-2')).toContain('33 is no tax rule group of the shop that is on')
    await valueMap('tax-rules-group', [{ from: 'Nontaxable', to: '2' }])
    edit('tax_rule_groups', 2, { active: '0' })
    await valueMap('category', [{ from: 'BOWLS', to: '99' }])
    expect(await askedOf('BOWL-3')).toMatch(/2 is no tax rule group.*99 is no category of the shop/s)
    edit('tax_rule_groups', 2, { active: '1' })
    await valueMap('category', [{ from: 'BOWLS', to: '2' }])
    await valueMap('tax-rules-group', [{ from: 'Nontaxable', to: '0' }])
    expect(posts()).toBe(sent)
    // One that a person starts is made as in a round, also where its product has no taxes.
    await all.hub.engine.replay({ integration: main, record: ref('gp.item', 'BOWL-1'), flow, by: 'test' })
    for (;;) {
      const [bowl] = rowsOf('products').where('reference', 'BOWL-1') ?? []
      if (bowl) expect(bowl.fields).toMatchObject({ active: '0', id_tax_rules_group: '0', name: { '1': 'Bowl 1' } })
      if (bowl) break
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  })
})

describe('what is sold out', () => {
  const flow = 'sold-out-to-shop'
  const { valueMap } = newItems
  const ofClass = (key: string, fields: object) =>
    newItems.put(key, { ...all.sandbox.gp.company.store.get('item', key), ...fields })
  const rules = (product: number) =>
    rowsOf('stock_availables')
      .where('id_product', String(product))!
      .map(({ fields }) => fields.out_of_stock)
  const texts = (product: number) => rowsOf('products').get(product)!.fields.available_later
  const sent = () => patches('stock_availables') + patches('products')

  test('is left to the shop, until a value map says what becomes of orders and what visitors read; nothing else of a product moves', async () => {
    const translated = (product: number, fields: Record<string, Record<string, string>>) => {
      const row = rowsOf('products').get(product)!
      rowsOf('products').put({ ...row, fields: { ...row.fields, ...fields } })
    }
    ofClass('TEA-ASSAM', { class: 'TEA', discontinued: false })
    ofClass('TEA-SENCHA', { class: 'TEA', allowBackOrder: true })
    ofClass('POT-IRON', { class: 'IRON', allowBackOrder: true })
    ofClass('CUP-BLUE', { class: 'TEA' })
    ofClass('CUP-SAND', { class: 'STONE' })
    translated(1, {
      available_later: { '1': 'The harvest of May', '2': '' },
      name: { '1': 'Assam', '2': 'Assam (en)' },
    })
    for (const id of [2, 3, 4]) translated(id, { available_later: { '1': '', '2': '' } })
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    // A combination whose class is not named stays as the shop does, and so does what is sold with it.
    const asInstalled = rules(4)
    await valueMap('sold-out', [{ from: 'TEA', to: '1' }])
    await round(flow)
    expect([1, 2, 4].map(rules)).toEqual([['1'], ['1'], asInstalled])
    await asked('One of its combinations has no answer')
    await valueMap('sold-out', [
      { from: 'TEA', to: '1' },
      { from: 'IRON', to: 'gp' },
      { from: 'STONE', to: '0' },
    ])
    await valueMap('sold-out-text', [
      { from: 'TEA 1', to: 'Zwei Wochen' },
      { from: 'TEA 2', to: 'Two weeks' },
    ])
    const quantities = rowsOf('stock_availables')
      .byId()
      .map(({ fields }) => fields.quantity)
    for (const operation of ['PATCH stock_availables', 'PATCH products'])
      all.sandbox.shop.faults.add({ match: { operation }, do: 'drop-after' })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    await round(flow)
    expect([1, 2, 3].map(rules)).toEqual([['1'], ['1'], ['1']])
    // The shop asks the row of the product alone: the strictest of its combinations holds for all of them.
    expect(rules(4)).toEqual(['0', '0', '0'])
    // What somebody has written stays, and so do the other languages.
    expect([1, 2, 3].map(texts)).toEqual([
      { '1': 'The harvest of May', '2': 'Two weeks' },
      { '1': 'Zwei Wochen', '2': 'Two weeks' },
      { '1': '', '2': '' },
    ])
    expect(rowsOf('products').get(1)!.fields.name).toEqual({ '1': 'Assam', '2': 'Assam (en)' })
    expect(
      rowsOf('stock_availables')
        .byId()
        .map(({ fields }) => fields.quantity),
    ).toEqual(quantities)
    const before = sent()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(sent()).toBe(before)
  })

  test('follows the mark in GP; a text of the hub gives way to a later one where it is named, and a person’s choice is asked about', async () => {
    ofClass('POT-IRON', { allowBackOrder: false })
    await round(flow)
    expect(rules(3)).toEqual(['0'])
    await settings({ soldOutReplaces: ['Zwei Wochen'] })
    await valueMap('sold-out-text', [{ from: '* 1', to: 'Drei Wochen' }])
    await round(flow)
    expect([1, 2].map(texts)).toEqual([
      { '1': 'The harvest of May', '2': 'Two weeks' },
      { '1': 'Drei Wochen', '2': 'Two weeks' },
    ])
    // What somebody writes while the round is at work stays as well, and the other language is set.
    await settings({ soldOutReplaces: ['Drei Wochen', 'Two weeks'] })
    await valueMap('sold-out-text', [
      { from: '* 1', to: 'Vier Wochen' },
      { from: '* 2', to: 'Four weeks' },
    ])
    all.sandbox.shop.faults.add({ match: { operation: 'GET products' }, do: 'delay', ms: 400, times: 0 })
    const rounded = round(flow)
    while ((await all.hub.database.stores.bulkRows.counts(main, flow)).wanted === 0)
      await new Promise((resolve) => setTimeout(resolve, 10))
    const row = rowsOf('products').get(2)!
    rowsOf('products').put({
      ...row,
      fields: { ...row.fields, available_later: { '1': 'Im Mai', '2': 'Two weeks' } },
    })
    expect(await rounded).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    expect([1, 2, 3].map(texts)).toEqual([
      { '1': 'The harvest of May', '2': 'Four weeks' },
      { '1': 'Im Mai', '2': 'Four weeks' },
      { '1': 'Vier Wochen', '2': 'Four weeks' },
    ])
    edit('stock_availables', 3, { out_of_stock: '1' })
    const stopped = await round(flow)
    expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    expect(rules(3)).toEqual(['1'])
    await resolveAll()
    while (rules(3)[0] !== '0') await round(flow)
    // The class that kept a product closed has no answer any more: the hub's own 0 is none of it, and a person is asked.
    await valueMap('sold-out', [{ from: 'TEA', to: '1' }])
    await round(flow)
    await asked('One of its combinations has no answer')
    expect(rules(4)).toEqual(['0', '0', '0'])
    await valueMap('sold-out', [
      { from: 'TEA', to: '1' },
      { from: 'STONE', to: '1' },
    ])
    await round(flow)
    expect(rules(4)).toEqual(['1', '1', '1'])
    await valueMap('sold-out', [{ from: '*', to: 'maybe' }])
    const before = sent()
    await round(flow)
    await asked('none of its answers')
    expect(sent()).toBe(before)
    await valueMap('sold-out', [])
    await resolveAll()
  })
})

describe('weight, bar code, unit and manufacturer', () => {
  const flow = 'item-to-product-details'
  const traits = 'item-to-product-traits'
  const of = (product: number) => {
    const { weight, ean13, upc, unity, id_manufacturer } = rowsOf('products').get(product)!.fields
    return { weight: dec(String(weight || '0')).toFixed(), ean13, upc, unity: unity ?? '', brand: id_manufacturer }
  }
  const item = (key: string, fields: object) =>
    newItems.put(key, { ...all.sandbox.gp.company.store.get('item', key), discontinued: false, ...fields })

  test('are those of GP where it owns them, in units of the shop; where GP says nothing they are the shop’s, and nothing else moves', async () => {
    const { tables } = all.sandbox.shop
    insert(tables, 'manufacturers', { name: 'Iwachu', active: '1' }, {}, 7)
    insert(tables, 'manufacturers', { name: 'Makaibari', active: '1' }, {}, 8)
    for (const id of [1, 2, 3])
      edit('products', id, { weight: '0.100000', ean13: '', upc: '', unity: '', id_manufacturer: '0' })
    edit('products', 2, { ean13: '4006381333931', id_manufacturer: '8' })
    item('TEA-ASSAM', { shippingWeight: '2.5', shortDescription: '4006381-333931', userCategories: ['Makaibari'] })
    item('TEA-SENCHA', { shippingWeight: '0', shortDescription: 'Sencha', userCategories: [''] })
    item('POT-IRON', { shippingWeight: '7', shortDescription: '036000291452', userCategories: ['IWA'] })
    item('CUP-BLUE', { shippingWeight: '1', shortDescription: '96385074' })
    item('CUP-SAND', { shippingWeight: '2' })
    edit('products', 4, { weight: '0.300000' })
    const sent = patches('products')
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(patches('products')).toBe(sent)
    await newItems.valueMap('manufacturer', [{ from: 'IWA', to: '7' }])
    await settings({
      detailsOfGp: ['weight', 'ean13', 'upc', 'unity', 'id_manufacturer'],
      ...{ weightOfOne: '0.45359237', weightsSeen: true, codeOfItem: 'ShortDescription', brandCategory: '1' },
    })
    const others = ({
      id,
      fields: { weight, ean13, upc, unity, id_manufacturer, date_upd, ...its },
    }: (typeof before)[number]) => ({ id, its })
    const before = rowsOf('products').byId()
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH products' }, do: 'drop-after' })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    await round(flow)
    await round(traits)
    expect([1, 2, 3].map(of)).toEqual([
      { weight: '1.133981', ean13: '4006381333931', upc: '', unity: 'Each', brand: '8' },
      { weight: '0.1', ean13: '4006381333931', upc: '', unity: 'Each', brand: '8' },
      { weight: '3.175147', ean13: '', upc: '036000291452', unity: 'Each', brand: '7' },
    ])
    expect(rowsOf('products').byId().map(others)).toEqual(before.map(others))
    await round('item-to-combination-details')
    // What they weigh more or less than their product.
    expect([1, 2].map((id) => dec(String(rowsOf('combinations').get(id)!.fields.weight)).toFixed())).toEqual([
      '0.153592',
      '0.607185',
    ])
    expect([1, 2].map((id) => rowsOf('combinations').get(id)!.fields.ean13)).toEqual(['96385074', ''])
    const again = [patches('products'), patches('combinations')]
    // The flow that is looked at next goes last, so that no tick of it is left waiting.
    for (const one of [traits, 'item-to-combination-details', flow])
      expect((await round(one)).reason).toMatch(/ 0 written/)
    expect([patches('products'), patches('combinations')]).toEqual(again)
    // What somebody changes beside it while it is written stays: only what differs is sent.
    item('POT-IRON', { shippingWeight: '8' })
    const { faults } = all.sandbox.shop
    faults.add({ match: { operation: 'PATCH products' }, do: 'delay', ms: 300 })
    const rounded = round(flow)
    while (faults.all()[0]!.happened === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    edit('products', 3, { unity: 'Stück' })
    // On a slow machine the next round looks before this one is seen to end, and asks about the edit.
    await rounded
    faults.clear()
    expect(of(3)).toMatchObject({ weight: '3.628739', unity: 'Stück' })
    edit('products', 3, { unity: 'Each' })
    // A code of another length does not stand beside the one that it takes the place of, unless a person says so.
    item('POT-IRON', { shortDescription: '4006381333931' })
    expect(await round(flow)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('another number') })
    expect(of(3)).toMatchObject({ ean13: '', upc: '036000291452' })
    edit('products', 3, { upc: '' })
    await resolveAll()
    while (of(3).ean13 === '') await round(flow)
    expect(of(3)).toMatchObject({ ean13: '4006381333931', upc: '' })
  })

  test('ask where a check digit is wrong, the shop has no such manufacturer, or somebody changed what the hub had set', async () => {
    item('TEA-ASSAM', { shortDescription: '4006381333932' })
    item('TEA-SENCHA', { userCategories: ['Nobody'] })
    const sent = patches('products')
    await round(flow)
    await round(traits)
    await asked('The bar code of GP item TEA-ASSAM is "4006381333932"', 'does not have the manufacturer')
    expect(patches('products')).toBe(sent)
    item('TEA-ASSAM', { shortDescription: '4006381333931' })
    // The map names one of two of a name: a product may have the other.
    await newItems.valueMap('manufacturer', [{ from: 'Nobody', to: '9' }])
    for (const id of [6, 9]) insert(all.sandbox.shop.tables, 'manufacturers', { name: 'Kyusu', active: '1' }, {}, id)
    await round(traits)
    await asked('does not have the manufacturer')
    expect(patches('products')).toBe(sent)
    rowsOf('manufacturers').remove(6)
    rowsOf('manufacturers').remove(9)
    await newItems.valueMap('manufacturer', [{ from: 'IWA', to: '7' }])
    item('TEA-SENCHA', { userCategories: [''] })
    edit('products', 3, { weight: '9.000000' })
    const stopped = await round(flow)
    expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    expect(of(3).weight).toBe('9')
    await settings({ detailsOfGp: ['weight'], weightsSeen: false })
    await resolveAll()
    await round(flow)
    // Whether Web Services say hundredths nobody knows before.
    await asked('Nobody has looked yet at what an item of GP would weigh')
    await settings({ detailsOfGp: [] })
    await round(flow)
    expect(of(3).weight).toBe('9')
  })

  test('features, and manufacturers that the shop does not have, are made where the settings say so; what merchandisers wrote stays, and nearly the same name asks', async () => {
    const { tables, faults } = all.sandbox.shop
    const inBoth = (text: string) => ({ '1': text, '2': text })
    if (!rowsOf('languages').get(2))
      insert(tables, 'languages', { name: 'English', iso_code: 'en', active: '1' }, {}, 2)
    for (const [id, name] of [
      [31, 'Material'],
      [32, 'Origin'],
    ] as const)
      insert(tables, 'product_features', { name: inBoth(name), position: '0' }, {}, id)
    for (const [id, id_feature, value, custom] of [
      [41, '31', 'Iron', '0'],
      [42, '32', 'From Uji', '1'],
      [43, '31', 'Hammered by hand', '1'],
    ] as const)
      insert(tables, 'product_feature_values', { id_feature, custom, value: inBoth(value) }, {}, id)
    const give = (product: number, ...values: readonly (readonly [string, string])[]) => {
      const row = rowsOf('products').get(product)!
      const product_features = values.map(([id, id_feature_value]) => ({ id, id_feature_value }))
      rowsOf('products').put({ ...row, associations: { ...row.associations, product_features } })
    }
    const has = (product: number) =>
      (rowsOf('products').get(product)!.associations.product_features ?? []).map(
        ({ id_feature_value }) =>
          (rowsOf('product_feature_values').get(Number(id_feature_value))!.fields.value as Record<string, string>)['1'],
      )
    const brand = (product: number) =>
      rowsOf('manufacturers').get(Number(rowsOf('products').get(product)!.fields.id_manufacturer))?.fields.name
    give(1, ['32', '42'])
    give(2, ['31', '43'])
    item('TEA-ASSAM', { userCategories: ['', 'IRN'] })
    item('TEA-SENCHA', { userCategories: ['Iwachu GmbH', 'Iron'] })
    item('POT-IRON', { userCategories: ['Staub', 'Steel'] })
    for (const key of ['CUP-BLUE', 'CUP-SAND']) item(key, { userCategories: ['Makaibari', ''] })
    await newItems.valueMap('feature', [{ from: '2', to: 'Material' }])
    await newItems.valueMap('feature-value', [{ from: 'Material IRN', to: 'Iron' }])
    await settings({ detailsOfGp: ['features'] })
    const stays = rowsOf('products')
      .byId()
      .map(({ fields: { date_upd, id_manufacturer, ...its } }) => its)
    await round(traits)
    await asked('does not have a feature of the item', 'has a text of its own for a feature')
    while (has(2)[0] !== 'Iron') await new Promise((resolve) => setTimeout(resolve, 50))
    expect([1, 2, 3].map(has)).toEqual([['Iron', 'From Uji'], ['Iron'], []])
    // The feature that the round has added is taken off again, and no other.
    const putBack = () => all.client.post(`/api/integrations/main/flows/${traits}/restore`, {})
    expect(await putBack()).toMatchObject({ restored: 1, left: 0, more: false })
    expect(has(1)).toEqual(['From Uji'])
    expect(await putBack()).toMatchObject({ restored: 0, left: 0, more: false })
    await all.hub.engine.resume({ integration: main, flow: traits })

    await settings({ detailsOfGp: ['features', 'id_manufacturer'], featuresMade: true, brandsMade: true })
    for (const operation of ['POST product_feature_values', 'POST manufacturers', 'PATCH products'])
      faults.add({ match: { operation }, do: 'drop-after', times: 1 })
    for (let left = 6; left > 0 && (brand(3) !== 'Staub' || brand(4) !== 'Makaibari'); left--) await round(traits)
    faults.clear()
    await round(traits)
    expect([1, 2, 3].map(has)).toEqual([['Iron', 'From Uji'], ['Iron'], ['Steel']])
    expect([3, 4].map(brand)).toEqual(['Staub', 'Makaibari'])
    const named = (resource: string, field: string) =>
      rowsOf(resource)
        .byId()
        .map(({ fields }) => fields[field])
    expect(named('product_feature_values', 'value').slice(3)).toEqual([inBoth('Steel')])
    expect(named('manufacturers', 'name')).toEqual(['Iwachu', 'Makaibari', 'Staub'])
    // Iwachu, and Iwachu GmbH.
    await asked('under nearly the same name')
    while (brand(2) !== 'Iwachu GmbH') await new Promise((resolve) => setTimeout(resolve, 50))
    item('CUP-SAND', { userCategories: ['Staub', ''] })
    await round(traits)
    await asked('name several manufacturers')
    expect(brand(4)).toBe('Makaibari')
    // A value is another one by a dot alone.
    for (const size of ['1.5', '15']) {
      item('POT-IRON', { userCategories: ['Staub', size] })
      await round(traits)
      expect(has(3)).toEqual([size])
    }
    expect(
      rowsOf('products')
        .byId()
        .map(({ fields: { date_upd, id_manufacturer, ...its } }) => its),
    ).toEqual(stays)
    await settings({ detailsOfGp: [] })
  })

  test('and the tax rule group by its tax schedule, where GP owns it and the value map names the schedule', async () => {
    const group = (product: number) => rowsOf('products').get(product)!.fields.id_tax_rules_group
    const file = base['settings.json'] as { settings: Record<string, { value: Json }> }
    const owned = file.settings.detailsOfGp!.value as string[]
    edit('products', 1, { id_tax_rules_group: '2' })
    edit('products', 3, { id_tax_rules_group: '2' })
    const tea = all.sandbox.gp.company.store.get('item', 'TEA-ASSAM')!
    item('TEA-ASSAM', { taxBasis: 'Taxable', taxSchedule: 'VAT-STD' })
    item('POT-IRON', { taxBasis: 'Taxable', taxSchedule: 'NOWHERE' })
    await newItems.valueMap('tax-rules-group', [{ from: 'VAT-STD', to: '1' }])
    await round(flow)
    expect([1, 3].map(group)).toEqual(['2', '2'])
    await settings({ detailsOfGp: [...owned, 'id_tax_rules_group'] })
    await round(flow)
    expect([1, 3].map(group)).toEqual(['1', '2'])
    // Somebody changes it in the shop: a person is asked before it is put back.
    edit('products', 1, { id_tax_rules_group: '2' })
    item('TEA-ASSAM', { taxBasis: 'Taxable', taxSchedule: 'VAT-STD' })
    expect(await round(flow)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('changed in the shop'),
    })
    edit('products', 1, { id_tax_rules_group: '1' })
    // A group that the shop does not have is none.
    await newItems.valueMap('tax-rules-group', [{ from: 'VAT-STD', to: '33' }])
    await round(flow)
    expect(group(1)).toBe('1')
    item('TEA-ASSAM', tea)
    await settings({ detailsOfGp: owned })
    await newItems.valueMap('tax-rules-group', [{ from: 'Nontaxable', to: '0' }])
  })
})

describe('the price level of a customer in GP', () => {
  const flow = 'customer-to-group'
  const level = (key: string, fields: object) => {
    const { company } = all.sandbox.gp
    const before = company.store.get('customer', key)!
    company.store.put('customer', key, { ...before, ...fields, LastModifiedDate: company.now() })
  }
  const customer = (id: string) => rowsOf('customers').get(Number(id))!
  const sent = () => patches('customers')

  test('decides the default group of the linked account: its prices and its groups, and nothing else of it', async () => {
    const [one, other] = all.sandbox.shop.placeOrders(2) as [number, number]
    for (const order of [one, other]) await all.run(order)
    const [dealer, plain_] = [one, other].map((order) => String(rowsOf('orders').get(order)!.fields.id_customer)) as [
      string,
      string,
    ]
    for (const id of [dealer, plain_]) {
      const row = customer(id)
      rowsOf('customers').put({
        ...row,
        fields: { ...row.fields, id_default_group: '3', passwd: 'the hash' },
        associations: { groups: [{ id: '3' }, { id: '5' }] },
      })
    }
    level(`PS${dealer}`, { PriceLevelKey: { Id: 'dealer' } })
    level(`PS${plain_}`, { PriceLevelKey: { Id: 'RETAIL' } })
    const [before, others] = [customer(dealer), customer(plain_)]
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'drop-after' })
    expect(await round(flow)).toMatchObject({ state: 'done' })
    all.sandbox.shop.faults.clear()
    const now = customer(dealer)
    expect(now.associations.groups).toEqual([{ id: '3' }, { id: '4' }, { id: '5' }])
    expect({ ...now.fields, date_upd: '' }).toEqual({ ...before.fields, id_default_group: '4', date_upd: '' })
    expect(customer(plain_)).toEqual(others)
    const count = sent()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(sent()).toBe(count)

    // Somebody else's group stays until a person has looked; a hold comes before the level.
    edit('customers', Number(dealer), { id_default_group: '3' })
    expect(await round(flow)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('in another one by now'),
    })
    expect(customer(dealer).fields.id_default_group).toBe('3')
    await resolveAll()
    edit('customers', Number(dealer), { id_default_group: '4' })
    const held = { reduction: '0.00', price_display_method: '0', name: { '1': 'On hold' } }
    insert(all.sandbox.shop.tables, 'groups', held, {}, 6)
    await settings({ groupOnHold: '6' })
    level(`PS${dealer}`, { IsOnHold: true })
    await round(flow)
    expect(customer(dealer).fields.id_default_group).toBe('6')

    // The hold is off, and no group has its level by now: nobody knows the group of before.
    level(`PS${dealer}`, { IsOnHold: false, PriceLevelKey: { Id: 'RETAIL' } })
    await round(flow)
    await asked('is in the group of those on hold')
    expect(customer(dealer).fields.id_default_group).toBe('6')
    await settings({ groupOnHold: '' })

    // Of several groups of one level it keeps its own, and asks only where that is none of them.
    await newItems.valueMap(
      'price-level',
      ['0', '3', '4'].map((from) => ({ from, to: from === '0' ? 'WEB' : 'DEALER' })),
    )
    level(`PS${dealer}`, { PriceLevelKey: { Id: 'DEALER' } })
    edit('customers', Number(dealer), { id_default_group: '3' })
    const kept = sent()
    // The two that cannot be read have runs of their own.
    expect((await round(flow)).reason).toMatch(/ 0 written, 2 left out, 2 got/)
    expect(sent()).toBe(kept)
    edit('customers', Number(dealer), { id_default_group: '5' })
    await round(flow)
    await asked('Several customer groups')
    expect(customer(dealer).fields.id_default_group).toBe('5')
  })
})

describe('customers of GP who have no account in the shop', () => {
  const flow = 'customer-to-new-account'
  const store = () => all.sandbox.gp.company.store
  function put(key: string, fields: object = {}, place: object = {}): void {
    const { company } = all.sandbox.gp
    const DefaultAddressKey = { CustomerKey: { Id: key }, Id: 'MAIN' }
    store().put('customer', key, {
      ...{ Key: { Id: key }, Name: `Tea House ${key}`, ClassKey: { Id: 'B2B' }, IsActive: true, IsOnHold: false },
      ...{ TaxRegistrationNumber: `FR00${key}`, PriceLevelKey: { Id: 'RETAIL' }, PaymentTermsKey: { Id: 'Net 30' } },
      ...{ DefaultAddressKey, LastModifiedDate: company.now(), ...fields },
    } as never)
    company.saveAddress(key, {
      ...{ Key: DefaultAddressKey, ContactPerson: 'Anne Marie Roy', Line1: '1 rue du Thé', City: 'Lyon' },
      ...{ PostalCode: '69001', CountryRegion: 'France', Phone1: '0033472000000' },
      ...{ InternetAddresses: { EmailToAddress: `${key.toLowerCase()}@teahouse.example` }, ...place },
    } as never)
  }
  const accounts = () =>
    rowsOf('customers')
      .byId()
      .filter(({ fields }) => String(fields.email).endsWith('@teahouse.example'))
  const addressesOf = (id: number) => rowsOf('addresses').where('id_customer', String(id)) ?? []
  const ordered = (name: string, street: string): number => {
    const order = all.sandbox.shop.buy(
      {
        ...{ firstname: 'Anne', lastname: 'Marie Roy', email: `${name}@teahouse.example` },
        ...{ street, postcode: '69001', city: 'Lyon', country: 'FR' },
      },
      { goods: [{ reference: 'CUP-SAND', quantity: 1 }], module: 'ps_wirepayment', payment: 'Bank wire' },
    )
    all.sandbox.shop.setState(order, 2)
    return order
  }
  const toMain = (key: string) => ({
    CustomerKey: { Id: key },
    BillToAddressKey: { CustomerKey: { Id: key }, Id: 'MAIN' },
  })
  const posts = () => ['customers', 'addresses'].map((resource) => all.sandbox.shop.calls.get(`POST ${resource}`) ?? 0)
  const openQuestions = async () =>
    (await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 })).map(
      ({ question }) => question,
    )

  test('get one, once, with company, address, group and terms; nobody knows its password, and the hub knows whose it is', async () => {
    put('THE01')
    // No word of a name is lost, and the shop takes a full stop at few places.
    put('THE02', {}, { ContactPerson: 'Dr. A.B. van der Berg de la Tour' })
    put('THE03', { ClassKey: { Id: 'SHOP' } })
    put('THE04', { IsOnHold: true })
    put('THE05', {}, { InternetAddresses: {} })
    // As a real shop left it whose PHP was ended after the account: it is in no group, and has no address.
    put('THE06')
    // Its address has a key with two slashes.
    put('TH/07', {}, { InternetAddresses: { EmailToAddress: 'the07@teahouse.example' } })
    const made = { id_default_group: '3', max_payment_days: '30', outstanding_allow_amount: '0.000000', id_lang: '1' }
    const flags = { active: '1', is_guest: '0', newsletter: '0', optin: '0', deleted: '0', note: 'GP THE06' }
    const person = {
      firstname: 'Anne',
      lastname: 'Marie Roy',
      email: 'the06@teahouse.example',
      company: 'Tea House THE06',
    }
    const dates = { date_add: '2026-11-01 10:00:00', date_upd: '2026-11-01 10:00:00' }
    insert(rowsIn(), 'customers', { ...made, ...flags, ...person, ...dates }, { groups: [] }, 970)
    await settings({ newAccountClasses: ['b2b'] })
    await newItems.valueMap('payment-days', [{ from: 'Net 30', to: '30' }])
    // The account is made, and its reply is lost; so is that of the address of the other.
    all.sandbox.shop.faults.add({ match: { operation: 'POST customers' }, do: 'drop-after', times: 1 })
    await roundAsSeen(flow, 'THE01')
    all.sandbox.shop.faults.clear()
    for (let left = 5; left > 0 && accounts().length < 4; left--) await round(flow)
    await round(flow)
    expect(
      accounts()
        .map(({ fields }) => fields.email)
        .sort(),
    ).toEqual(['the01', 'the02', 'the06', 'the07'].map((name) => `${name}@teahouse.example`))
    expect(accounts().map(({ fields }) => `${fields.firstname} / ${fields.lastname}`)).toEqual(
      expect.arrayContaining(['Anne / Marie Roy', 'Dr / A B van der Berg de la Tour']),
    )
    for (const account of accounts()) {
      expect(account.fields).toMatchObject({
        ...{ id_default_group: '3', max_payment_days: '30' },
        ...{ active: '1', is_guest: '0', newsletter: '0', optin: '0' },
      })
      expect(account.associations.groups).toEqual([{ id: '3' }])
      expect(addressesOf(account.id).map(({ fields }) => fields)).toMatchObject([
        { alias: 'MAIN', address1: '1 rue du Thé', postcode: '69001', city: 'Lyon', id_country: '1' },
      ])
      const key = String(account.fields.email).slice(0, 5).toUpperCase().replace('THE07', 'TH/07')
      expect(addressesOf(account.id)[0]!.fields).toMatchObject({
        company: `Tea House ${key}`,
        vat_number: `FR00${key}`,
      })
      const { links } = all.hub.database.stores
      for (const [source, target] of [
        [ref('prestashop.customer', String(account.id)), ref('gp.customer', key)],
        [ref('prestashop.address', String(addressesOf(account.id)[0]!.id)), ref('gp.customerAddress', `${key}/MAIN`)],
      ] as const)
        expect((await links.find(main, target.entity, [source])).get(source.key)?.target).toEqual(target)
    }
    const sent = posts()
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(posts()).toEqual(sent)

    // Its first order stands on the customer that GP has, at the address that GP has, and nothing of these is changed.
    for (const [name, key] of [
      ['the01', 'THE01'],
      ['the07', 'TH/07'],
    ] as const) {
      const before = [store().get('customer', key), store().get('address', `${key}\nMAIN`)]
      const order = ordered(name, '1 rue du Thé')
      await all.run(order)
      await all.settled(order, 'done')
      expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain(key))
      expect([store().get('customer', key), store().get('address', `${key}\nMAIN`)]).toEqual(before)
    }

    // What its customer has corrected in it before that is no address of GP: a person is asked, once.
    const account = accounts().find(({ fields }) => fields.email === 'the06@teahouse.example')!
    edit('addresses', addressesOf(account.id)[0]!.id, { address1: '6 quai Neuf' })
    const [first, second] = [ordered('the06', '6 quai Neuf'), ordered('the06', '6 quai Neuf')]
    await all.run(first)
    await asked('has changed since gp.customerAddress THE06/MAIN was entered')
    await all.settled(first, 'done')
    await all.run(second)
    await all.settled(second, 'done')
    for (const order of [first, second]) expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain('THE06'))
    expect(store().get('address', 'THE06\nMAIN')).toMatchObject({ Line1: '1 rue du Thé' })
  })

  test('are asked about where the shop perhaps has an account of theirs: by e-mail, VAT number, or name and postcode', async () => {
    const shop = (fields: Record<string, string>, place: Record<string, string> = {}) => {
      const { id } = insert(rowsIn(), 'customers', {
        ...accounts()[0]!.fields,
        note: '',
        email: `${fields.email ?? ''}`,
        ...fields,
      })
      insert(rowsIn(), 'addresses', {
        ...addressesOf(accounts()[0]!.id)[0]!.fields,
        id_customer: String(id),
        vat_number: '',
        ...place,
      })
      return String(id)
    }
    put('THE11', { Name: 'Maison Verte' }, { PostalCode: '75 001' })
    put('THE12')
    put('THE13')
    put('THE14', {}, { InternetAddresses: { EmailToAddress: 'one@teahouse.example; two@teahouse.example' } })
    put('THE15', {}, { CountryRegion: 'Atlantis' })
    put('THE16')
    const named = shop({ email: 'verte@maison.example', company: 'Maison Verte' }, { postcode: '75001' })
    const mailed = shop({ email: 'the12@teahouse.example', company: 'Somebody' })
    shop({ email: 'the16@teahouse.example', company: 'Somebody of before', deleted: '1' })
    const taxed = shop({ email: 'tax@maison.example', company: 'Somebody else' }, { vat_number: 'FR00THE13' })
    const sent = posts()
    await round(flow)
    for (;;) {
      const asked_ = await openQuestions()
      if (
        ['THE11', 'THE12', 'THE13', 'THE14', 'THE15', 'THE16'].every((key) =>
          asked_.some(({ message }) => message.includes(key)),
        )
      )
        break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(posts()).toEqual(sent)
    const questions = await openQuestions()
    const repairsOf = (key: string) => questions.find(({ message }) => message.includes(key))!.repairs
    const linking = (source: string, after: string) => ({
      ...{ source: { entity: 'prestashop.customer', key: source }, entity: 'gp.customer', before: null, after },
    })
    expect(repairsOf('THE11')).toMatchObject([{ ...linking(named, 'THE11'), unsure: true }])
    expect(repairsOf('THE12')).toMatchObject([linking(mailed, 'THE12')])
    expect(repairsOf('THE13')).toMatchObject([{ ...linking(taxed, 'THE13'), unsure: true }])
    // Nobody signs in to one that the merchant has deleted, so none is proposed.
    expect(repairsOf('THE16') ?? []).toEqual([])
    expect(questions.find(({ message }) => message.includes('THE16'))!.message).toContain('makes no second one')
    for (const key of ['THE11', 'THE12', 'THE13', 'THE14', 'THE15', 'THE16']) store().remove('customer', key)
    await resolveAll()
  })

  test('get none with an address that no order can be placed with: a person is asked, and corrects it in GP', async () => {
    put('THE18', {}, { PostalCode: '69 001 X' })
    const sent = posts()
    await round(flow)
    await asked('must look like NNNNN')
    expect(posts()).toEqual(sent)
    await resolveAll()
    put('THE18')
    for (let left = 5; left > 0 && posts()[1] === sent[1]; left--) await round(flow)
    expect(posts()).toEqual(sent.map((count) => count + 1))
    store().remove('customer', 'THE18')
    for (const { id, fields } of accounts())
      if (fields.email === 'the18@teahouse.example') rowsOf('customers').remove(id)
  })

  test('many at once ask before one is made', async () => {
    for (let number = 20; number < 26; number++) put(`THE${number}`)
    const sent = posts()
    // The question stays until somebody answers, however many rounds come.
    for (let times = 0; times < 2; times++)
      expect(await round(flow)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('make accounts') })
    expect(posts()).toEqual(sent)
    // What is gone in GP by then is not made of what a round had found.
    for (let number = 20; number < 26; number++) store().remove('customer', `THE${number}`)
    expect(await round(flow)).toMatchObject({ state: 'done', reason: expect.stringContaining(' 0 written') })
    expect(posts()).toEqual(sent)
    await settings({ newAccountClasses: [] })
    await resolveAll()
  })

  test('what GP owns of an account is set there, and nothing else; what somebody changed of it is asked about', async () => {
    const own = 'customer-to-account'
    const account = () => accounts().find(({ fields }) => fields.email === 'the02@teahouse.example')!
    const before = account()
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'EUR', Value: '1500', DecimalDigits: 2 } } })
    // What was wanted is erased with another customer while the round waits: no such text is written, it is decided anew.
    const { bulkRows } = all.hub.database.stores
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'error', status: 503, times: 0 })
    const due = await brokenRound(own)
    const wanted = await bulkRows.wanted(main, own, 10)
    expect(wanted).toMatchObject([{ wanted: { company: 'Thé & Cie' } }])
    const erased = wanted.map((row) => ({ ...row, wanted: { ...row.wanted!, company: erasedText } }))
    await all.hub.database.transaction((tx) => tx.bulkRows.put(main, own, erased, clock.now()))
    all.sandbox.shop.faults.clear()
    expect(await ended(own, due)).toMatchObject({ state: 'done' })
    expect(account()).toEqual(before)
    all.sandbox.shop.faults.add({ match: { operation: 'PATCH customers' }, do: 'drop-after', times: 1 })
    await round(own)
    all.sandbox.shop.faults.clear()
    expect({ ...account().fields, date_upd: '' }).toEqual({
      ...{ ...before.fields, date_upd: '', company: 'Thé & Cie' },
      outstanding_allow_amount: expect.stringMatching(/^1500/),
    })
    const sent = patches('customers')
    expect((await round(own)).reason).toMatch(/ 0 written/)
    expect(patches('customers')).toBe(sent)
    // A limit in another currency than the shop's is no amount of the shop; one that was added has the rate 1.
    const currencies = all.sandbox.shop.tables.of('currencies')
    const [euro] = currencies.byId()
    currencies.put({ ...euro!, id: 99, fields: { ...euro!.fields, id: '99', iso_code: 'USD', conversion_rate: '1' } })
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'USD', Value: '9000', DecimalDigits: 2 } } })
    await round(own)
    await asked('another currency than the amounts of the shop')
    currencies.remove(99)
    expect(account().fields.outstanding_allow_amount).toMatch(/^1500/)
    put('THE02', { Name: 'Thé & Cie', CreditLimit: { Amount: { Currency: 'EUR', Value: '1500', DecimalDigits: 2 } } })
    await resolveAll()
    edit('customers', account().id, { company: 'Ours', firstname: 'Annie' })
    expect(await round(own)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('others in the shop by now'),
    })
    expect(account().fields.company).toBe('Ours')
    await settings({ customerFieldsOfGp: ['max_payment_days'] })
    await resolveAll()
    await round(own)
    expect(account().fields).toMatchObject({ company: 'Ours', firstname: 'Annie', max_payment_days: '30' })
    // A person, and a customer whom the hub has named after the account, get no company of it.
    await settings({ customerFieldsOfGp: ['company', 'siret'] })
    edit('customers', account().id, { company: '', firstname: 'Anne', lastname: 'Bauer' })
    put('THE02', { Name: 'ANNE BAUER', TaxRegistrationNumber: 'FR 12 345 678 901' })
    expect((await round(own)).state).toBe('done')
    put('THE02', { Name: 'Maison Bauer', UserDefined2: 'LEDGER 77' })
    expect((await round(own)).state).toBe('done')
    expect(account().fields).toMatchObject({ company: '', siret: 'FR00THE02' })
    // Whoever is inactive in GP is shut out where GP owns that, and comes back by a person alone.
    await settings({ customerFieldsOfGp: ['active'] })
    put('THE02', { IsActive: false })
    await round(own)
    expect(account().fields).toMatchObject({ active: '0', company: '', email: 'the02@teahouse.example' })
    put('THE02', { IsActive: true })
    expect((await round(own)).state).toBe('done')
    expect(account().fields.active).toBe('0')
    edit('customers', account().id, { active: '1' })
    expect((await round(own)).state).toBe('done')
    expect(account().fields.active).toBe('1')
    await settings({ customerFieldsOfGp: ['max_payment_days'] })
    // Another customer has the number by now: the link is none of theirs.
    put('THE02', { PaymentTermsKey: { Id: 'Net 60' } })
    edit('customers', account().id, { date_add: '2020-01-01 00:00:00' })
    await newItems.valueMap('payment-days', [{ from: 'Net 60', to: '60' }])
    await round(own)
    expect(account().fields.max_payment_days).toBe('30')
  })

  test('an address that GP owns is set in the shop; orders keep theirs, a VAT number asks, and so does what was changed in the shop', async () => {
    const own = 'address-to-account'
    const of = (name: string) =>
      addressesOf(accounts().find(({ fields }) => fields.email === `${name}@teahouse.example`)!.id)
    const live = (name: string) => of(name).filter(({ fields }) => fields.deleted !== '1')
    const email = { InternetAddresses: { EmailToAddress: 'the07@teahouse.example' } }
    const moved = { Line1: '9 rue Neuve', Line2: 'Cour B', PostalCode: '69002' }
    const [used, cart] = [of('the01')[0]!, { ...rowsOf('carts').byId()[0]! }]
    const orders = rowsOf('orders').byId()
    put('THE01', {}, moved)
    put('THE02', {}, { Line1: '2 quai Vert' })
    const sent = posts()
    await round(own)
    expect(posts()).toEqual(sent)
    insert(
      rowsIn(),
      'carts',
      { ...cart.fields, id_address_delivery: String(used.id), date_upd: '2026-01-01 00:00:00' },
      {},
      4711,
    )
    await settings({ addressFieldsOfGp: ['address', 'vat_number'] })
    for (const operation of ['POST addresses', 'DELETE addresses'])
      all.sandbox.shop.faults.add({ match: { operation }, do: 'drop-after', times: 1 })
    for (let left = 5; left > 0 && live('the01')[0]!.id === used.id; left--) await round(own)
    for (let left = 5; left > 0 && of('the01').length < 2; left--) await round(own)
    all.sandbox.shop.faults.clear()
    await round(own)
    // An order has it: it stands as it was, and is taken out of the cart that nobody has ordered.
    const { date_upd: _, ...kept } = used.fields
    expect(of('the01')).toHaveLength(2)
    expect(of('the01')[0]!.fields).toMatchObject({ ...kept, deleted: '1' })
    expect(live('the01')[0]!.fields).toMatchObject({
      ...{ alias: 'MAIN', address1: '9 rue Neuve', address2: 'Cour B', postcode: '69002', city: 'Lyon' },
      ...{ company: used.fields.company, vat_number: used.fields.vat_number, phone: used.fields.phone },
    })
    expect(rowsOf('carts').get(4711)!.fields.id_address_delivery).toBe('0')
    expect(rowsOf('orders').byId()).toEqual(orders)
    // No order has this one.
    expect(of('the02').map(({ fields }) => fields.address1)).toEqual(['2 quai Vert'])
    const again = [...posts(), patches('addresses')]
    expect((await round(own)).reason).toMatch(/ 0 written/)
    expect([...posts(), patches('addresses')]).toEqual(again)
    // Put back, the copy holds what stood before: the address whose place it took is not to be written any more.
    expect(await all.client.post(`/api/integrations/main/flows/${own}/restore`, {})).toMatchObject({ left: 0 })
    expect(live('the01')[0]!.fields).toMatchObject({ ...kept, date_add: expect.any(String) })
    expect(of('the01')).toHaveLength(2)
    expect(await all.client.post(`/api/integrations/main/flows/${own}/restore`, {})).toMatchObject({
      restored: 0,
      left: 0,
    })
    await all.hub.engine.resume({ integration: main, flow: own })
    await round(own)
    await asked('changed in the shop since it was made')
    await answeredUntil(() => live('the01')[0]!.fields.address1 === '9 rue Neuve')
    // The copy is the same address of GP, and comes back to it no more than the first one did.
    const order = ordered('the01', '9 rue Neuve')
    const inGp = store().get('address', 'THE01\nMAIN')
    await all.run(order)
    await all.settled(order, 'done')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(toMain('THE01'))
    expect(store().get('address', 'THE01\nMAIN')).toEqual(inGp)

    put('THE01', { TaxRegistrationNumber: 'DE123456789' }, moved)
    await round(own)
    await asked('VAT number of the address is another in GP')
    await answeredUntil(() => live('the01')[0]!.fields.vat_number === 'DE123456789')
    expect(of('the01')).toHaveLength(3)
    // What the hub has set is no edit of somebody's, when GP changes once more.
    const [street, city] = ['address1', 'city'].map((field) => () => of('the02')[0]!.fields[field]) as [
      () => unknown,
      () => unknown,
    ]
    await answeredUntil(() => street() === '2 quai Vert')
    expect(of('the02')[0]!.fields.date_upd).not.toBe(of('the02')[0]!.fields.date_add)
    put('THE02', {}, { Line1: '3 quai Vert', City: 'Villeurbanne' })
    await round(own)
    expect([street(), city()]).toEqual(['3 quai Vert', 'Villeurbanne'])
    edit('addresses', of('the02')[0]!.id, { city: 'Bron' })
    put('THE02', {}, { Line1: '4 quai Vert', City: 'Villeurbanne' })
    await round(own)
    await asked('changed in the shop since it was made, or since the hub has set it')
    await answeredUntil(() => city() === 'Villeurbanne')
    expect(street()).toBe('4 quai Vert')
    // No postcode of the country; and what somebody changed in the shop is theirs until a person has looked.
    put('TH/07', {}, { ...email, PostalCode: 'ABC' })
    edit('addresses', live('the06')[0]!.id, { address1: 'Chez moi', date_upd: '2026-11-28 10:00:00' })
    put('THE06', {}, { Line1: '7 quai Neuf' })
    await round(own)
    await asked('must look like NNNNN', 'changed in the shop since it was made')
    expect(live('the07')[0]!.fields.postcode).toBe('69001')
    await settings({ addressFieldsOfGp: [] })
  })

  // No list of Web Services moves with it: without SQL only the full look of a day finds it.
  test('an address alone that moves in GP is set at once where its SQL Server is asked for changed rows', async () => {
    const { gp, shop } = all.sandbox
    const own = 'address-to-account'
    const street = () =>
      addressesOf(accounts().find(({ fields }) => fields.email === 'the02@teahouse.example')!.id).findLast(
        ({ fields }) => fields.deleted !== '1',
      )!.fields.address1
    await settings({ addressFieldsOfGp: ['address'] })
    const file = base['integration.json'] as { connections: { gp: object } }
    const sql = { server: 'sandbox', ...gp.sql, changesSeconds: 1 }
    const connections = { ...file.connections, gp: { ...file.connections.gp, sql } }
    await all.import({ ...base, 'integration.json': { ...file, connections } } as Parts, {
      ...{ 'prestashop.key': shop.key, 'webhook.secret': webhookSecret },
      ...{ 'gp.username': gp.username, 'gp.password': gp.password },
      ...{ 'gp.sqlUsername': gp.username, 'gp.sqlPassword': gp.password },
    })
    // Credentials go to another place as well, so a person looks again.
    const { companyName: company } = gp
    await all.client.post('/api/integrations/main/confirm', { company, kind: 'test', by: 'test' })
    await round(own)
    const place = store().get('address', 'THE02\nMAIN')!
    gp.company.saveAddress('THE02', { ...place, Line1: '3 quai Bleu', LastModifiedDate: gp.company.now() } as never)
    const from = Date.parse(clock.now())
    while (street() !== '3 quai Bleu') {
      // A round rests by how long the one before it took, so the clock stands while one is at work.
      const { waiting, active } = await all.hub.database.queue.counts(main, own)
      if (waiting + active === 0 && Date.parse(clock.now()) - from < 10 * 60_000) clock.advance(1_000)
      // The hub has set it before, so it asks.
      await resolveAll()
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await settings({ addressFieldsOfGp: [] })
    await all.client.post('/api/integrations/main/confirm', { company: gp.companyName, kind: 'test', by: 'test' })
  })
})

describe('items that are variants', () => {
  const flow = 'item-to-new-combination'
  const { put, valueMap } = newItems
  const variantsOf = (style: string) => {
    const products = rowsOf('products').where('reference', style) ?? []
    return products.flatMap(({ id }) => rowsOf('combinations').where('id_product', String(id)) ?? [])
  }
  const namesOf = ({ associations }: ReturnType<typeof variantsOf>[number]) =>
    associations.product_option_values!.map(({ id }) => {
      const { fields } = rowsOf('product_option_values').get(Number(id))!
      return [fields.id_attribute_group, (fields.name as Record<string, string>)['1']].join(' ')
    })
  const calls = (call: string) => all.sandbox.shop.calls.get(call) ?? 0
  const shirts = { class: 'SHIRTS', description: 'T-shirt; cotton' }

  test('become combinations of one product that is switched off, by their numbers; options and values are found or made once', async () => {
    const { tables } = all.sandbox.shop
    const name = (text: string) => ({ '1': text, '2': text })
    insert(tables, 'product_options', { group_type: 'color', name: name('color '), public_name: name('Color') }, {}, 7)
    insert(tables, 'product_option_values', { id_attribute_group: '7', name: name('RED') }, {}, 70)
    for (const number of ['T-SHIRT-RED-L', 'T-SHIRT-BLU-L', 'T-SHIRT-BLU-XL']) put(number, shirts)
    await valueMap('category', [{ from: 'SHIRTS', to: '2' }])
    await valueMap('option-value', [{ from: 'Color BLU', to: 'Blue' }])
    for (const resource of ['products', 'product_option_values', 'combinations'])
      all.sandbox.shop.faults.add({ match: { operation: `POST ${resource}` }, do: 'drop-after' })
    await settings({ variantClasses: ['shirts'], variantOptions: ['Color', 'Size'] })
    await roundAsSeen(flow, 'T-SHIRT-RED-L')
    for (let left = 5; left > 0 && variantsOf('T-SHIRT').length < 3; left--) await round(flow)
    all.sandbox.shop.faults.clear()
    await round(flow)
    await round('item-to-new-product')
    const [product, ...others] = rowsOf('products')
      .byId()
      .filter(({ fields }) => String(fields.reference).startsWith('T-SHIRT'))
    expect(others).toEqual([])
    expect(product).toMatchObject({
      fields: { active: '0', available_for_order: '0', product_type: 'combinations', name: { '2': 'T-shirt cotton' } },
      associations: { categories: [{ id: '2' }] },
    })
    const variants = variantsOf('T-SHIRT')
    const found = Object.fromEntries(variants.map((one) => [one.fields.reference, namesOf(one)]))
    const size = rowsOf('product_options').byId().at(-1)!
    expect(size.fields.name).toEqual(name('Size'))
    expect(found).toEqual({
      'T-SHIRT-RED-L': ['7 RED', `${size.id} L`],
      'T-SHIRT-BLU-L': ['7 Blue', `${size.id} L`],
      'T-SHIRT-BLU-XL': ['7 Blue', `${size.id} XL`],
    })
    expect(variants.map(({ fields }) => fields.default_on).sort()).toEqual(['', '', '1'])
    expect(rowsOf('stock_availables').where('id_product', String(product!.id))).toHaveLength(4)
    const sent = calls('POST combinations')
    expect((await round(flow)).reason).toMatch(/ 0 written/)
    expect(calls('POST combinations')).toBe(sent)
  })

  test('are the merchandiser’s from then on: a deleted value, another default or price moves nothing, and the process prices knows them', async () => {
    const [first, second] = variantsOf('T-SHIRT')
    edit('combinations', first!.id, { default_on: '' })
    edit('combinations', second!.id, { default_on: '1', price: '3.000000' })
    put('T-SHIRT-RED-XL', shirts)
    await round(flow)
    expect(variantsOf('T-SHIRT').map(({ fields }) => fields.default_on)).toEqual(['', '1', '', ''])
    expect(priceOf('combinations', second!.id)).toBe('3')
    await settings({ priceChangeMost: 0 })
    setPrices('T-SHIRT-RED-XL', { price: '19.5' })
    await round('price-to-combination')
    expect(priceOf('combinations', variantsOf('T-SHIRT')[3]!.id)).toBe('19.5')
    await settings({ priceChangeMost: 30 })
    setPrices('T-SHIRT-RED-XL')
  })

  // As a real shop left it whose PHP was ended between the row and its values.
  test('of which the shop has made but half are completed; one that is half of another product is asked about', async () => {
    const [product, other] = ['T-SHIRT', 'CUP'].map((style) => rowsOf('products').where('reference', style)![0]!)
    const half = { price: '0.000000', minimal_quantity: '1', default_on: '' }
    const values = { product_option_values: [], images: [] }
    const { tables } = all.sandbox.shop
    insert(
      tables,
      'combinations',
      { ...half, id_product: String(product!.id), reference: 'T-SHIRT-RED-M' },
      values,
      901,
    )
    insert(tables, 'combinations', { ...half, id_product: String(other!.id), reference: 'T-SHIRT-BLU-M' }, values, 902)
    for (const number of ['T-SHIRT-RED-M', 'T-SHIRT-BLU-M']) put(number, shirts)
    const before = rowsOf('combinations').get(901)!
    const sent = calls('POST combinations')
    await round(flow)
    await asked(`combination 902 of product ${other!.id}, without values`)
    const now = rowsOf('combinations').get(901)!
    expect([now.fields, namesOf(now)]).toEqual([before.fields, ['7 RED', expect.stringMatching(/ M$/)]])
    expect(calls('POST combinations')).toBe(sent)
    tables.of('combinations').remove(902)
    put('T-SHIRT-BLU-M', { ...shirts, discontinued: true })
  })

  test('ask where the product is being sold, has no combinations, or has one of the same values; nothing is made', async () => {
    const [product] = rowsOf('products').where('reference', 'T-SHIRT')!
    edit('products', product!.id, { active: '1', available_for_order: '1' })
    put('T-SHIRT-BLU-S', shirts)
    put('POT-IRON-RED-S', shirts)
    put('NOTHING', shirts)
    const sent = calls('POST combinations')
    await round(flow)
    await asked('is being sold', 'without combinations', 'does not say the style')
    expect(calls('POST combinations')).toBe(sent)
    edit('products', product!.id, { active: '0' })
    const [first] = variantsOf('T-SHIRT')
    edit('combinations', first!.id, { reference: '' })
    await settings({ variantClasses: ['SHIRTS'] })
    await round(flow)
    await asked('with the same values', 'without combinations', 'does not say the style')
    expect(variantsOf('T-SHIRT').map(({ fields }) => fields.reference)).toContain('T-SHIRT-BLU-S')
    edit('combinations', first!.id, { reference: String(first!.fields.reference) })
    for (const number of ['POT-IRON-RED-S', 'NOTHING']) put(number, { ...shirts, discontinued: true })
  })

  test('are known by user categories of the item, where these say style and values; many ask before one is made', async () => {
    await settings({ variantCategories: ['1', '3'], variantOptions: ['Size'] })
    put('90011', { ...shirts, userCategories: ['CAP', '', 'One size'] })
    await round(flow)
    expect(variantsOf('CAP').map(({ fields }) => fields.reference)).toEqual(['90011'])
    expect(namesOf(variantsOf('CAP')[0]!)[0]).toMatch(/ One size$/)
    for (let number = 1; number <= 21; number++)
      put(`9002${number}`, { ...shirts, userCategories: ['HAT', '', `${number} cm`] })
    const sent = calls('POST combinations')
    expect(await round(flow)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('many combinations') })
    expect(calls('POST combinations')).toBe(sent)
    // More options than the setting takes: none of them is left out without a word.
    await settings({ variantCategories: [], variantOptions: ['A', 'B', 'C', 'D', 'E', 'F'], variantSeparator: '-' })
    put('MANY-1-2-3-4-5-6', shirts)
    await round(flow)
    await asked('GP does not say the style')
    expect(variantsOf('MANY')).toEqual([])
    await settings({ variantClasses: [] })
    await valueMap('category', [])
    await resolveAll()
  })
})

describe('numbers of the shop that are none of GP', () => {
  test('are in the comparison, and one that is nearly an item is proposed for the value map, once', async () => {
    edit('products', 3, { reference: 'Pot iron', active: '1', available_for_order: '1' })
    const { differences, next } = await all.client.get<ReconciledPage>(
      '/api/integrations/main/reconciliation?from=2026-01-01&to=2026-01-02&after=catalogue%2F',
    )
    expect(next).toBe('customers/')
    expect(differences.filter(({ reference }) => reference === 'prestashop.product 3')).toMatchObject([
      { kind: 'nearly an item', correction: { valueMap: 'item', from: 'Pot iron', to: 'POT-IRON' } },
    ])
    const propose = () => proposeValues(all.client, 'main', differences, clock.now())
    expect(await propose()).toEqual([expect.stringMatching(/^Value map item: .*: proposed, /)])
    expect(await propose()).toEqual([])
    const [waiting] = await all.hub.database.stores.proposals.list({ integration: main, state: 'pending', limit: 50 })
    expect(JSON.stringify(waiting!.changes)).toContain('"from":"Pot iron"')
    // What a person has rejected is proposed by neither a command nor a night, until 60 days have passed.
    const { proposals } = all.hub.database.stores
    const propose_ = all.hub.proposals.propose.bind(all.hub.proposals)
    const night = () =>
      offerValues({ database: all.hub.database, now: () => clock.now(), propose: propose_ }, main, differences)
    const ours = async () =>
      (await proposals.list({ integration: main, state: 'pending', limit: 500 })).filter(({ changes }) =>
        JSON.stringify(changes).includes('"from":"Pot iron"'),
      )
    const decision = {
      ...{
        approve: false,
        by: { kind: 'person' as const, id: 'ada', email: 'ada@tea.example' },
        at: clock.now(),
        channel: 'web' as const,
      },
      ...{ reason: 'It is another pot.', planHash: waiting!.planHash, signature: '' },
    } as const
    await proposals.move(waiting!.id, 'rejected', { decision })
    expect(await propose()).toEqual([])
    await night()
    expect(await ours()).toEqual([])
    const rejected = (await proposals.get(waiting!.id))!
    const at = instant(new Date(Date.parse(clock.now()) - 61 * 24 * 3_600_000).toISOString())
    const taken = valuesTaken([], [{ ...rejected, decision: { ...decision, at } }], clock.now())
    expect(valuesOf(differences, taken)).not.toEqual([])
    edit('products', 3, { reference: 'POT-IRON' })
  })

  test('and one whose item GP has renumbered, which becomes no second product before a person has answered', async () => {
    const { store } = all.sandbox.gp.company
    const pot = store.get('item', 'POT-IRON')!
    const its = rowsOf('products').get(3)!.fields
    edit('products', 3, { name: 'Kettle of cast iron' })
    store.remove('item', 'POT-IRON')
    const { item, class: of } = { item: 'KETTLE-01', class: 'KETTLES' }
    newItems.put(item, { ...pot, discontinued: false, class: of, description: 'Kettle of cast-iron' })
    await newItems.valueMap('category', [{ from: of, to: '2' }])
    await newItems.valueMap('tax-rules-group', [{ from: 'Nontaxable', to: '0' }])
    const { differences } = await all.client.get<ReconciledPage>(
      '/api/integrations/main/reconciliation?from=2026-01-01&to=2026-01-02&after=catalogue%2F',
    )
    expect(differences.filter(({ says }) => /POT-IRON|KETTLE/.test(says))).toMatchObject([
      { cause: 'renumbered', correction: { valueMap: 'item', from: 'POT-IRON', to: item } },
    ])
    const [entries] = valuesOf(
      differences.filter(({ cause }) => cause === 'renumbered'),
      new Set(),
    )
    expect(entries).toMatchObject({
      title: `Value map item: POT-IRON → ${item}`,
      reason: expect.stringMatching(/is called/),
    })
    expect(entries!.reason).not.toContain('numbers are nearly')
    // As the shop finds it, a name has to be the same to the letter.
    newItems.put(item, { ...store.get('item', item)!, description: 'Kettle of cast iron' })
    const sent = posts()
    const flow = 'item-to-new-product'
    await round(flow)
    await round(flow)
    expect(posts()).toBe(sent)
    const asked = async () =>
      (await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 200 })).filter(
        ({ question }) => question.message.includes(item),
      )
    const [incident, ...others] = await asked()
    expect(others).toEqual([])
    expect(incident!.question.message).toContain('product 3 with the reference POT-IRON')
    await newItems.valueMap('item', [{ from: 'POT-IRON', to: item }])
    await round(flow)
    expect(posts()).toBe(sent)
    for (const id of ['item', 'category', 'tax-rules-group']) await newItems.valueMap(id, [])
    store.remove('item', item)
    store.put('item', 'POT-IRON', pot)
    edit('products', 3, its as Record<string, string>)
  })
})

describe('customers who are perhaps one', () => {
  test('are in the comparison: accounts of the shop by e-mail, customers of GP by name and VAT number, and which of them the hub goes on with', async () => {
    const [order] = all.sandbox.shop.placeOrders(1) as [number]
    await all.run(order)
    await all.settled(order, 'done')
    const key = String(rowsOf('orders').get(order)!.fields.id_customer)
    const account = `PS${key}`
    const other = insert(rowsIn(), 'customers', {
      ...rowsOf('customers').get(Number(key))!.fields,
      is_guest: '0',
      active: '1',
    })
    edit('customers', Number(key), { email: 'Twice@tea.example' })
    edit('customers', other.id, { email: 'twice@tea.example' })
    // One that the merchant has deleted is no account, active or not.
    const twin = { email: 'twice@tea.example', is_guest: '0', active: '1', deleted: '1' }
    const deleted = insert(rowsIn(), 'customers', { ...rowsOf('customers').get(other.id)!.fields, ...twin })
    const { store } = all.sandbox.gp.company
    store.put('customer', account, {
      ...store.get('customer', account)!,
      Name: 'Maison Rouge',
      TaxRegistrationNumber: 'FR 77',
    } as never)
    store.put('customer', 'ROUGE', {
      ...store.get('customer', account)!,
      Key: { Id: 'ROUGE' },
      Name: 'MAISON ROUGE',
      TaxRegistrationNumber: 'fr77',
    } as never)
    const { differences, next } = await all.client.get<ReconciledPage>(
      '/api/integrations/main/reconciliation?from=2026-01-01&to=2026-01-02&after=customers%2F',
    )
    expect(next).toBeNull()
    const of = (kind: string, named: string) => differences.find((one) => one.kind === kind && one.says.includes(named))
    expect(of('one customer, several accounts', String(other.id))).toMatchObject({
      says: expect.stringMatching(new RegExp(`same e-mail address: .*In GP they are ${account}\\.$`)),
      next: expect.stringContaining(`gp.customer ${account}`),
      mark: null,
    })
    expect(of('one customer, several accounts', String(deleted.id))).toBeUndefined()
    expect(of('one customer, several in GP', 'ROUGE')).toMatchObject({
      says: expect.stringContaining(`Orders of the shop go to ${account}.`),
      next: expect.stringContaining(`merge the others into ${account} in GP`),
    })
    store.remove('customer', 'ROUGE')
    edit('customers', other.id, { email: 'once@tea.example' })
    rowsOf('customers').remove(deleted.id)
  })
})

describe('empty lists', () => {
  test('a company whose price lists are empty changes nothing, and asks once', async () => {
    for (const key of [...plain, ...cups]) all.sandbox.gp.company.setPrices(key, [])
    const sent = patches('products')
    expect(await round()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('gp.price') })
    expect(patches('products')).toBe(sent)
  })
})

// The last: with its first person the hub has no other token.
describe('a flow of group prices that is switched off', () => {
  test('is offered to take back what it has set; prices of others stay', async () => {
    const special = () => rowsOf('specific_prices').byId()
    const isOurs = ({ fields }: ReturnType<typeof special>[number]) =>
      fields.from === '1970-01-01 00:00:01' && fields.id_product_attribute === '0'
    const offer = () =>
      all.client.post<{ proposals: { id: string; title: string }[] }>(
        '/api/integrations/main/reconciliation/proposals',
        {},
      )
    const left = async () => (await offer()).proposals.filter(({ title }) => title.includes('left behind'))
    expect(await left()).toEqual([])
    await all.hub.engine.switchFlow({ integration: main, flow: 'group-prices-to-product', off: true })
    const before = special()
    const products = [...new Set(before.filter(isOurs).map(({ fields }) => String(fields.id_product)))].sort()
    expect(products.length).toBeGreaterThan(0)
    const [proposal] = await left()
    expect(special()).toEqual(before)
    const { id } = proposal!
    const { planHash, changes } = await all.hub.proposals.get(id)
    expect(changes).toMatchObject(products.map((key) => ({ record: { key }, after: { prices: [] } })))
    const ada = await all.hub.database.people.add({
      ...{ email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery staple' },
    })
    const decided = await all.hub.proposals.decide({ id, approve: true, planHash, person: ada, channel: 'command' })
    expect(decided).toMatchObject({ state: 'applied' })
    expect(special()).toEqual(before.filter((row) => !isOurs(row)))
  })
})
