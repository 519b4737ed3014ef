import { expect } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { instant } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { tickIn, tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { customerGroupsProcess } from '../../src/flows/customer-groups/index.ts'
import { customersProcess } from '../../src/flows/customers/index.ts'
import { discontinuedProcess } from '../../src/flows/discontinued/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemDetailsProcess } from '../../src/flows/item-details/index.ts'
import { newProductsProcess } from '../../src/flows/new-products/index.ts'
import { groupPricesProcess } from '../../src/flows/prices/groups.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import { soldOutProcess } from '../../src/flows/sold-out/index.ts'
import { insert } from '../../src/sandbox/shop/shop.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
export const intervalOf = (flow: string) =>
  (/^group-|-to-group$|-to-account$/.test(flow) ? 30 : flow.startsWith('price-') ? 15 : 60) * 60_000

export type PriceRow = {
  price: string
  toQuantity?: string
  percent?: string
  currency?: string
  uofm?: string
  priceLevel?: string
  isSold?: boolean
}

const plain = ['TEA-ASSAM', 'TEA-SENCHA', 'POT-IRON']
const cups = ['CUP-BLUE', 'CUP-SAND']

/** Flows of rounds, of which one is at work at a time. */
const bulkFlows = [
  ...['price-to-product', 'price-to-combination', 'customer-to-group'],
  ...['customer-to-account', 'customer-to-new-account', 'address-to-account'],
  ...['discontinued-to-shop', 'item-to-new-product', 'item-to-new-combination', 'sold-out-to-shop'],
  ...['item-to-product-details', 'item-to-combination-details', 'item-to-product-traits'],
]

/**
 * A shop and a ledger with the processes by which the ledger feeds the shop, and what tests of them do: a price list, rows of the
 * shop, a round from its tick to its end, answers. Nothing is there before `start`.
 */
export function ledgerToShop() {
  const clock = new ForwardClock()
  let all: Joined
  let base: Parts
  let working = ''

  const setPrices = (item: string, ...rows: readonly PriceRow[]) =>
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
    await bring({ ...base, 'settings.json': { ...file, settings: { ...file.settings, ...changed } } as Json })
  }

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

  /** A round of a flow, from its tick to its end. */
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
      await bring({ ...base, [name]: { ...(base[name] as object), entries } as unknown as Json })
    },
  }
  const posts = () => all.sandbox.shop.calls.get('POST products') ?? 0

  async function bring(parts: Parts): Promise<void> {
    base = parts
    await all.import(base)
  }

  async function start(): Promise<Joined> {
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
    return all
  }
  return {
    ...{ start, clock, parts: () => base, bring, settings, plain, cups, setPrices, newItems, posts },
    ...{ rowsIn, rowsOf, priceOf, edit, addSpecial, patches },
    ...{ round, brokenRound, roundAsSeen, ended, resolveAll, asked, answeredUntil },
  }
}
