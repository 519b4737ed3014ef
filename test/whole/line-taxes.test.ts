import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Decimal, dec, sum } from '../../src/domain/decimal.ts'
import type { Json } from '../../src/domain/record.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { problemsOf } from '../connectors/gp/check-envelope.ts'
import { problemsByReference } from '../connectors/gp/reference-schema.ts'
import { type Joined, type JoinOptions, joined } from './joined.ts'

/** The setting lineTaxes, and what GP heard. */
const envelopes: string[] = []
const onLines: JoinOptions = {
  heard: (_, request) => void envelopes.push(request),
  adapt(parts) {
    const changed = structuredClone(parts) as { [file: string]: { [member: string]: Json } }
    const settings = changed['settings.json']!.settings as { [name: string]: { value: Json } }
    settings.lineTaxes!.value = true
    return changed
  },
}

let all: Joined
beforeAll(async () => {
  all = await joined(onLines)
})
afterAll(() => all[Symbol.asyncDispose]())

interface Row {
  readonly Key?: { readonly TaxDetailKey?: { readonly Id?: string } }
  readonly TaxAmount?: { readonly Value?: string }
  readonly TaxableAmount?: { readonly Value?: string }
}
const value = (amount: { readonly Value?: string } | undefined) => dec(amount?.Value ?? '0')
/** Tax and base by detail, without zeros. */
function byDetail(rows: readonly Row[]): Record<string, string> {
  const groups = Map.groupBy(rows, (row) => row.Key?.TaxDetailKey?.Id ?? '')
  const add = (own: readonly Row[], of: (row: Row) => Decimal) => sum(own.map(of)).toFixed(2)
  return Object.fromEntries(
    [...groups]
      .map(([detail, own]) => [
        detail,
        `${add(own, (row) => value(row.TaxAmount))} on ${add(own, (row) => value(row.TaxableAmount))}`,
      ])
      .sort(),
  )
}

const held = (order: number) => all.sandbox.gp.company.store.get('salesOrder', `WEB${order}`)!
/** The rows of goods that the same order gets where they stand with the document. */
const onDocument = (order: number) => byDetail(held(order).Taxes ?? [])
const rowsOfLines = (order: number) => (held(order).Lines ?? []).flatMap((line) => line.Taxes ?? [])

async function done(order: number) {
  const story = await all.run(order)
  expect(story.runs[0]!.reason).toContain('is written and read back')
  const sheet = story.proofs.at(-1)!
  expect(sheet).toMatchObject({ of: 'read-back', state: 'proved', taxes: [{ state: 'proved' }] })
  return sheet
}
/** The proof's rows of goods, as the shop has them. */
const shopRows = (sheet: Awaited<ReturnType<typeof done>>) =>
  Object.fromEntries(
    sheet
      .taxes![0]!.rows.filter(({ part }) => part === 'goods')
      .map(({ detail, shop }) => [detail, `${dec(shop.tax).toFixed(2)} on ${dec(shop.base).toFixed(2)}`])
      .sort(),
  )
const allTaxes = ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'] as const

describe('an order whose taxes stand on its lines', () => {
  test('bears each tax of the shop on its lines, also on a line in two prices, and GP makes the totals', async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    const sheet = await done(order)
    const rows = shopRows(sheet)
    expect(Object.keys(rows)).toHaveLength(2)
    expect(byDetail(rowsOfLines(order))).toEqual(rows)
    expect(onDocument(order)).toEqual(rows)
    const lines = held(order).Lines!
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines)
      expect(value(line.TaxAmount).eq(sum(line.Taxes!.map((row) => value(row.TaxAmount))))).toBe(true)
    const create = envelopes.find(
      (envelope) => envelope.includes('CreateSalesOrder') && envelope.includes(`>WEB${order}<`),
    )!
    expect(create).toContain('SalesLineTax')
    // Rows of the document would say that the lines have none.
    expect(create.replaceAll(/<(\w+:)?Lines>.*<\/(\w+:)?Lines>/gs, '')).not.toMatch(/<(\w+:)?Taxes>/)
  })

  test('keeps the shop’s tax of each detail to the cent when it is transferred in two parts', async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    await done(order)
    const { company } = all.sandbox.gp
    const before = Object.fromEntries(allTaxes.map((part) => [part, byDetail(held(order)[part] ?? [])]))
    const total = plain(all.sandbox.shop.tables.of('orders').get(order), 'total_paid')
    const [first] = held(order).Lines!
    const one = { [String(first!.Key!.LineSequenceNumber)]: '1' }
    const number = `WEB${order}`
    const parts = [
      transferOrder({ number, to: 'Invoice', lines: one, includeTotals: true }, company),
      transferOrder({ number, to: 'Invoice', includeTotals: true }, company),
    ]
    expect(Object.keys(before.Taxes!)).toHaveLength(2)
    for (const part of allTaxes) expect(byDetail(parts.flatMap((invoice) => invoice[part] ?? []))).toEqual(before[part])
    expect(sum(parts.map((invoice) => value(invoice.TotalAmount))).eq(total)).toBe(true)
  })

  test('follows an edit of the shop with the rows of its lines, and is left alone after that', async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    const before = shopRows(await done(order))
    all.sandbox.shop.editOrder(order)
    const after = shopRows(await done(order))
    expect(after).not.toEqual(before)
    expect(byDetail(rowsOfLines(order))).toEqual(after)
    expect(onDocument(order)).toEqual(after)
    expect((await all.run(order)).runs[0]!.reason).toContain('needed no change')
  })

  test('is held when GP keeps the totals of its taxes and loses a row of a line', async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    await done(order)
    const { company } = all.sandbox.gp
    const [first, ...others] = held(order).Lines!
    company.saveOrder({ ...held(order), Lines: [{ ...first!, Taxes: [] }, ...others] })
    all.sandbox.shop.editOrder(order)
    const { runs, incidents } = await all.run(order)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents[0]!.question.message).toContain('Taxes')
  })

  test('is sent in envelopes that GP’s own schema allows', async () => {
    expect(envelopes.length).toBeGreaterThan(0)
    expect(envelopes.flatMap(problemsOf)).toEqual([])
    expect(await problemsByReference(envelopes)).toEqual([])
  })
})

test.each([
  ['id_address_invoice', ''],
  ['id_address_delivery', 'DE 5.5'],
])('taxes that nothing names are those of the country that the shop taxes by: %s', async (type, asks) => {
  await using shop = await joined()
  const { tables, placeOrders } = shop.sandbox.shop
  const put = (resource: string, id: number, from: number, fields: Record<string, string>) => {
    const row = tables.of(resource).get(from)!
    tables.of(resource).put({ ...row, id, fields: { ...row.fields, ...fields } })
  }
  put('configurations', 9_001, 1, { name: 'PS_TAX_ADDRESS_TYPE', value: type })
  const germany = tables
    .of('countries')
    .all()
    .find(({ fields }) => fields.iso_code === 'DE')!
  put('addresses', 9_002, 1, { id_country: String(germany.id) })
  const [order] = placeOrders(1)
  put('orders', order!, order!, { id_address_delivery: '9002', id_address_invoice: '1' })
  for (const { id } of tables.of('tax_rules').all()) tables.of('tax_rules').remove(id)
  for (const line of tables.of('order_details').where('id_order', String(order)) ?? [])
    tables.of('order_details').put({ ...line, associations: { ...line.associations, taxes: [] } })
  const { incidents, runs } = await shop.run(order!)
  expect(runs[0]!.state).toBe(asks === '' ? 'done' : 'stopped')
  expect(incidents.map(({ question }) => question.message).join()).toContain(asks)
})
