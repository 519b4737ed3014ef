import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proposeValues } from '../../src/commands/propose-corrections.ts'
import { instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { WantedNow } from '../../src/engine/index.ts'
import { offerValues, type ReconciledPage, valuesOf, valuesTaken } from '../../src/reconcile/index.ts'
import { insert } from '../../src/sandbox/shop/shop.ts'
import type { Joined } from './joined.ts'
import { intervalOf, ledgerToShop } from './ledger-to-shop.ts'

const main = integrationId('main')
const its = ledgerToShop()
const { clock, parts, settings, plain, cups, setPrices, newItems, posts } = its
const { rowsOf, priceOf, edit, patches } = its
const { round, roundAsSeen, ended, resolveAll, asked } = its
let all: Joined

beforeAll(async () => {
  all = await its.start()
})
afterAll(() => all[Symbol.asyncDispose]())

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
    const file = parts()['settings.json'] as { settings: Record<string, { value: Json }> }
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
