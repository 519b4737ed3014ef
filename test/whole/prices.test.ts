import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { priceCart } from '../../src/sandbox/shop/pricing.ts'
import { createShop } from '../../src/sandbox/shop/shop.ts'
import type { Joined } from './joined.ts'
import { intervalOf, ledgerToShop, type PriceRow } from './ledger-to-shop.ts'

const main = integrationId('main')
const its = ledgerToShop()
const { clock, parts, bring, settings, plain, cups, setPrices } = its
const { rowsOf, priceOf, edit, addSpecial, patches } = its
const { round, brokenRound, ended, resolveAll, asked, answeredUntil } = its
let all: Joined

beforeAll(async () => {
  all = await its.start()
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
    const [flow, before] = ['price-to-product', parts()] as const
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
    await bring(before)
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
  const web: PriceRow = { price: '10.5' }
  const breaks: readonly PriceRow[] = [
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
  ])('%s asks a person, and the shop keeps its prices', async (_, rows: readonly PriceRow[], says) => {
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
    // The flow keeps it again.
    expect(await round(flow)).toMatchObject({ state: 'done' })
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
