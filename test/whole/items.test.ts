import { describe, expect, test, vi } from 'vitest'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { JournalEntry } from '../../src/domain/run.ts'
import { type Joined, type JoinOptions, joined } from './joined.ts'

/** A company whose items are set up as `change` says. Every order of the demo shop names the same three. */
async function companyWith(change: object, options: JoinOptions = {}): Promise<Joined> {
  const all = await joined(options)
  const { store } = all.sandbox.gp.company
  store.put('uofmSchedule', 'CASE12', { key: 'CASE12', base: 'Each', units: [{ uofm: 'Case', quantity: '12' }] })
  for (const item of [...store.values('item')]) store.put('item', item.key, { ...item, ...change })
  return all
}

/** Two packets of Assam at 11.374408, a Sencha and two cups, with a voucher. */
const place = (all: Joined) => all.sandbox.shop.placeDemoOrder()

interface Line {
  readonly ItemDescription: string
  readonly UofM: string
  readonly Quantity: { readonly Value: string }
  readonly UnitPrice: { readonly Value: string }
}
const linesOf = (all: Joined, order: number) => all.salesOrders().get(`WEB${order}`)!.Lines as unknown as Line[]
const wanted = (all: Joined, order: number) =>
  all.sandbox.shop.tables
    .of('orders')
    .get(order)!
    .associations.order_rows!.map((row) => String(row.product_quantity))

async function written(all: Joined, order: number) {
  const { runs } = await all.run(order)
  expect(runs[0]!.reason).toContain('is written and read back')
  return linesOf(all, order)
}

describe('prices', () => {
  test('with the decimals that GP allows keep each line whole', async () => {
    await using all = await companyWith({ currencyDigits: 5 })
    const order = place(all)
    const lines = await written(all, order)
    expect(lines.map(({ Quantity }) => Quantity.Value)).toEqual(wanted(all, order))
    expect(lines.map(({ UnitPrice }) => UnitPrice.Value)).toContain('11.375')
  })

  test('without them split a line, and the picker reads that both are one', async () => {
    await using all = await companyWith({ currencyDigits: 5, currencies: [{ code: 'EUR', digits: 2 }] })
    const order = place(all)
    const marked = (await written(all, order)).filter(({ ItemDescription }) => / of one line\)$/.test(ItemDescription))
    expect(marked.map(({ ItemDescription }) => ItemDescription.slice(-25))).toContain('(part 1 of 2 of one line)')
    expect(marked.map(({ UnitPrice }) => UnitPrice.Value)).toEqual(expect.arrayContaining(['11.37', '11.38']))
  })
})

describe('units of measure', () => {
  const byTheCase = { uofmSchedule: 'CASE12', sellingUofm: 'Case' }

  test('an item that GP sells by the case arrives by the piece, as the shop sold it', async () => {
    await using all = await companyWith(byTheCase)
    const order = place(all)
    const lines = await written(all, order)
    expect(new Set(lines.map(({ UofM }) => UofM))).toEqual(new Set(['Each']))
    const pieces = all.sandbox.gp.company.store.get('stock', 'TEA-ASSAM\nMAIN')!
    const rows = all.sandbox.shop.tables.of('orders').get(order)!.associations.order_rows!
    const ordered = rows
      .filter((row) => row.product_reference === 'TEA-ASSAM')
      .map((row) => String(row.product_quantity))
    expect(ordered).toEqual([pieces.allocated])
  })

  test('an item whose units GP does not tell for a moment is asked about, and never goes without a unit', async () => {
    await using all = await companyWith(byTheCase)
    const { store } = all.sandbox.gp.company
    const schedule = store.get('uofmSchedule', 'CASE12')!
    store.put('uofmSchedule', 'CASE12', { ...schedule, base: '' })
    const order = place(all)
    await all.run(order)
    expect((await all.story(order)).incidents.map(({ question }) => question)).toMatchObject([
      { code: 'not_possible', message: expect.stringMatching(/units of measure of GP item .* are not known/) },
    ])
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    store.put('uofmSchedule', 'CASE12', schedule)
    // What GP said is shared for a moment.
    all.clock.advance(2_000)
    // Another order has nothing of what was not told.
    for (const one of [place(all), order])
      expect(new Set((await written(all, one)).map(({ UofM }) => UofM))).toEqual(new Set(['Each']))
  })

  test('a shop that sells cases says so, in a setting or for a product; a unit that GP does not have is asked about', async () => {
    await using all = await companyWith(byTheCase, {
      adapt: (parts) => {
        const changed = structuredClone(parts) as { [file: string]: { [member: string]: Json } }
        const settings = changed['settings.json']!.settings as { [name: string]: { value: Json } }
        settings.sellingUnits!.value = true
        const unit = { from: 'TEA-SENCHA', to: 'Tin' }
        return { ...changed, 'value-maps/unit.json': { ...changed['value-maps/unit.json'], entries: [unit] } }
      },
    })
    const order = place(all)
    await all.run(order)
    expect((await all.story(order)).incidents.map(({ question }) => question)).toMatchObject([
      {
        code: 'not_possible',
        message: 'GP item TEA-SENCHA has no unit of measure "Tin".',
        hint: expect.stringContaining('value map "unit"'),
      },
    ])
    const { store } = all.sandbox.gp.company
    const schedule = store.get('uofmSchedule', 'CASE12')!
    store.put('uofmSchedule', 'CASE12', { ...schedule, units: [...schedule.units, { uofm: 'Tin', quantity: '2' }] })
    // Nobody corrects it and starts the order again within that moment.
    all.clock.advance(2_000)
    expect((await written(all, order)).map(({ UofM }) => UofM)).toContain('Tin')
    // GP's default selling unit is changed: what the hub has kept of the item says so some minutes later.
    for (const item of [...store.values('item')]) store.put('item', item.key, { ...item, sellingUofm: 'Each' })
    all.clock.advance(11 * 60_000)
    expect(new Set((await written(all, place(all))).map(({ UofM }) => UofM))).toEqual(new Set(['Each', 'Tin']))
  })
})

describe('what GP says of an item', () => {
  const lookedUp = (journal: readonly { readonly entry: JournalEntry }[]) =>
    journal.flatMap(({ entry }) => (entry.kind === 'looked-up' ? entry.records : []))

  test('is asked once, over a restart; the journal tells how old it was', async () => {
    const asked: string[] = []
    await using all = await companyWith({}, { heard: (operation) => void asked.push(operation) })
    const items = () => asked.filter((operation) => operation === 'GetItemByKey').length
    const sold = all.sandbox.gp.company.store.size('item')
    for (let orders = 0; orders < 3; orders++) await written(all, place(all))
    expect(items()).toBeLessThanOrEqual(sold)
    const before = items()
    await all.stop()
    await all.restart()
    const order = place(all)
    const { runs } = all.hub.database.stores
    const record = ref('prestashop.order', String(order))
    const done = await vi.waitFor(
      async () => {
        const [run] = await runs.list({ integration: integrationId('main'), record, limit: 1 })
        expect(run?.state).toBe('done')
        return run!
      },
      { timeout: 180_000, interval: 50 },
    )
    expect(items()).toBe(before)
    const kept = lookedUp(await runs.journal(done.id))
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.filter(({ asOf }) => asOf === undefined)).toEqual([])
  })

  test('is asked again before a person is, and after GP refused a document', async () => {
    await using all = await companyWith({})
    const { store } = all.sandbox.gp.company
    await written(all, place(all))
    const item = store.get('item', 'TEA-ASSAM')!
    // The facts that are kept say EUR with two decimals; GP has fewer now.
    store.put('item', item.key, { ...item, currencyDigits: 0 })
    const order = place(all)
    const refused = await all.run(order)
    expect(refused.runs[0]!.state).toBe('stopped')
    expect(refused.incidents.map(({ question }) => question.code)).toEqual(['rejected_by_remote'])
    store.put('item', item.key, { ...item, currencyDigits: 5 })
    await written(all, order)
  })
})
