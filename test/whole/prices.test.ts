import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { withProcess } from '../../src/flows/index.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const clock = new ForwardClock()
/** Of both flows. */
const interval = 15 * 60_000
let all: Joined
let base: Parts

type Row = { price: string; toQuantity?: string; percent?: string; currency?: string; uofm?: string }
const setPrices = (item: string, ...rows: readonly Row[]) =>
  all.sandbox.gp.company.setPrices(
    item,
    rows.map((row) => ({ currency: 'EUR', priceLevel: 'WEB', toQuantity: '999999999999', ...row })),
  )
const rowsOf = (resource: string) => all.sandbox.shop.tables.of(resource)
const priceOf = (resource: string, id: number) => dec(String(rowsOf(resource).get(id)!.fields.price)).toFixed()
const edit = (resource: string, id: number, fields: Record<string, string>) => {
  const row = rowsOf(resource).get(id)!
  rowsOf(resource).put({ ...row, fields: { ...row.fields, ...fields } })
}
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
async function round(flow = 'price-to-product'): Promise<Run> {
  const now = Date.parse(clock.now())
  const due = (Math.floor(now / interval) + 1) * interval
  clock.advance(due - now + 1000)
  return ended(flow, due)
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
  for (const { id } of await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 50 }))
    await all.client.post(`/api/incidents/${id}/resolve`, {})
}

const plain = ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']
const cups = ['CUP-BLUE', 'CUP-SAND']

beforeAll(async () => {
  all = await joined({
    ...{ permissions: 'all', hub: { clock } },
    adapt: (parts) => withProcess(parts, pricesProcess).parts,
  })
  base = all.parts
  for (const key of plain) setPrices(key, { price: '10.5' })
  for (const key of cups) setPrices(key, { price: '12' })
  // What the shop asks today is near enough.
  for (const id of [1, 2, 3]) edit('products', id, { price: '11.000000' })
  edit('products', 4, { price: '10.000000' })
  for (const id of [1, 2]) edit('combinations', id, { price: '1.500000' })
  await settings({ priceLevel: 'WEB', priceCurrency: 'EUR' })
  await all.hub.start()
  for (;;) {
    const known = await all.hub.database.stores.cursors.get(main, 'clock')
    if (known?.cursor.includes('price-to-product')) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}, 120_000)
afterAll(() => all[Symbol.asyncDispose]())

describe('prices of a GP price level', { timeout: 120_000 }, () => {
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
    ['no price in the currency', { price: '10', currency: 'USD' }, 'gp.price'],
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

  test('quantity breaks ask, until a person says that the price of one piece is wanted', async () => {
    setPrices('POT-IRON', { price: '9', toQuantity: '999999999999' }, { price: '10.75', toQuantity: '9' })
    expect((await round()).reason).toContain('1 got a run of their own')
    expect(priceOf('products', 3)).toBe('10.5')
    await settings({ priceOfOne: true })
    await round()
    expect(priceOf('products', 3)).toBe('10.75')
    await resolveAll()
  })

  test('a price that somebody changed in the shop is asked about before it is set right', async () => {
    edit('products', 2, { price: '9.500000' })
    const now = Date.parse(clock.now())
    const due = (Math.floor(now / interval) + 1) * interval
    const asked = await round()
    expect(asked).toMatchObject({ state: 'stopped', reason: expect.stringContaining('changed in the shop') })
    expect(priceOf('products', 2)).toBe('9.5')
    await resolveAll()
    for (let run = asked; run.state !== 'done'; ) run = await ended('price-to-product', due)
    expect(priceOf('products', 2)).toBe('11.25')
  })

  test('a company whose price lists are empty changes nothing, and asks once', async () => {
    for (const key of [...plain, ...cups]) all.sandbox.gp.company.setPrices(key, [])
    const sent = patches('products')
    expect(await round()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('gp.price') })
    expect(patches('products')).toBe(sent)
  })
})
