import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGpConnector } from '../../../src/connectors/gp/connector.ts'
import { gp as kind } from '../../../src/connectors/gp/kind.ts'
import { gpSettings } from '../../../src/connectors/gp/settings.ts'
import { systemClock } from '../../../src/domain/clock.ts'
import type { CustomFields } from '../../../src/domain/custom-fields.ts'
import { ref, refText } from '../../../src/domain/record.ts'
import { type Gp, startGp } from '../../../src/sandbox/gp/index.ts'

// The stand-in of SQL Server serves views of the shape that eOne documents for Extender: the key of a window, and its fields.

let gp: Gp
const [tea, sencha, oolong] = ['TEA-ASSAM', 'TEA-SENCHA', 'TEA-OOLONG'] as const
const columns = {
  ...{ 'Item Number': 'char(31)', 'Warranty Months': 'int', Deposit: 'numeric(19,5)', Surcharge: 'money' },
  ...{ 'Sold Until': 'datetime', Fragile: 'tinyint', Origin: 'varchar(30)', Ratio: 'float' },
}
const row = (item: string, more: Readonly<Record<string, string | null>> = {}) => ({
  ...{ 'Item Number': item.padEnd(31), 'Warranty Months': '24', Deposit: '0.12345', Surcharge: '12.3456' },
  ...{ 'Sold Until': '2027-01-31 00:00:00.000', Fragile: '1', Origin: 'Assam  ', Ratio: '0.5', ...more },
})
const from = (column: string, view = 'EXT_ITEM') => ({ about: 'Of a view.', from: { view, column } })
const fields: CustomFields = {
  'gp.item': {
    ...{ Months: { type: 'integer', ...from('Warranty Months') }, Deposit: { type: 'decimal', ...from('deposit') } },
    ...{ Surcharge: { type: 'decimal', ...from('Surcharge') }, SoldUntil: { type: 'date', ...from('Sold Until') } },
    ...{ Fragile: { type: 'boolean', ...from('Fragile') }, Origin: { type: 'text', ...from('Origin') } },
  },
}

beforeAll(async () => {
  gp = await startGp({
    company: {
      company: { name: 'Northwind', currency: 'EUR' },
      items: [tea, sencha, oolong].map((key) => ({ key, description: key, prices: [], sites: [] })),
      customers: [{ key: 'C1', name: 'One', addresses: [{ key: 'HOME' }] }],
    },
  })
})
afterAll(() => gp.stop())
beforeEach(() => {
  gp.sqlTroubles.denied.clear()
  gp.sqlViews.clear()
  gp.sqlViews.set('EXT_ITEM', {
    columns,
    rows: [row(tea), row(sencha, { 'Warranty Months': '7', 'Sold Until': null })],
  })
})

const views = [{ entity: 'item', view: 'EXT_ITEM', key: 'item number' }]
function connect(customFields: CustomFields = fields, named: readonly object[] = views) {
  const sql = { server: 'sandbox', ...gp.sql, views: named, changesSeconds: 0 }
  const connection = gpSettings.parse({ url: gp.url, companyId: gp.companyId, auth: 'basic', sql })
  const login = { username: gp.username, password: gp.password }
  const connector = createGpConnector(connection, {
    ...{ ...login, sqlUsername: gp.username, sqlPassword: gp.password, clock: systemClock, customFields },
  })
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}
const asked = async () => {
  const state = await fetch(`${gp.origin}/_state`, { headers: { authorization: `Bearer ${gp.token}` } })
  return ((await state.json()) as { calls: Record<string, number> }).calls['sql read'] ?? 0
}

test('fields of a view are read along with the record, exactly, one statement for many records', async () => {
  await using hub = connect()
  const before = await asked()
  const found = await hub.readMany([tea, sencha, oolong].map((key) => ref('gp.item', key)))
  expect((await asked()) - before).toBe(1)
  const of = (key: string) => found.get(refText(ref('gp.item', key)))!
  expect(of(tea)).toMatchObject({
    ...{ Key: tea, Months: 24, Deposit: '0.12345', Surcharge: '12.3456', SoldUntil: '2027-01-31' },
    ...{ Fragile: true, Origin: 'Assam' },
  })
  expect(of(sencha)).toMatchObject({ Key: sencha, Months: 7 })
  expect(of(sencha)).not.toHaveProperty('SoldUntil')
  // Nobody has opened the window for it.
  expect(Object.keys(of(oolong))).not.toEqual(expect.arrayContaining(['Months']))
  expect(await hub.read(ref('gp.item', 'tea-assam'))).toMatchObject({ Key: tea, Months: 24 })
  // GP's day of nothing is none, and other records ask nothing.
  gp.sqlViews.get('EXT_ITEM')!.rows = [row(tea, { 'Sold Until': '1900-01-01 00:00:00.000' })]
  expect(await hub.read(ref('gp.item', tea))).not.toHaveProperty('SoldUntil')
  const then = await asked()
  await hub.read(ref('gp.customer', 'C1'))
  expect((await asked()) - then).toBe(0)
})

test('several rows of a key, a value of another type and a view that is gone are refused, never guessed', async () => {
  await using hub = connect()
  const view = gp.sqlViews.get('EXT_ITEM')!
  const item = ref('gp.item', tea)
  view.rows = [row(tea), row('tea-assam', { Deposit: '9' }), row(sencha)]
  await expect(hub.read(item)).rejects.toMatchObject({
    ...{ code: 'unexpected_answer', record: item, next: { do: 'ask' } },
    message: expect.stringContaining('several rows'),
  })
  expect(await hub.read(ref('gp.item', sencha))).toMatchObject({ Months: 24 })
  view.rows = [row(tea, { Fragile: '2' })]
  await expect(hub.read(item)).rejects.toThrow(/Fragile/)
  gp.sqlTroubles.denied.add('EXT_ITEM')
  await expect(hub.read(item)).rejects.toMatchObject({ code: 'access_denied' })
  gp.sqlTroubles.denied.clear()
  gp.sqlViews.clear()
  await expect(hub.read(item)).rejects.toMatchObject({ code: 'view_missing' })
  await using unnamed = connect(fields, [])
  await expect(unnamed.read(item)).rejects.toMatchObject({ code: 'view_not_named' })
})

test('an import and doctor say which view, column or type does not fit, and the columns are offered', async () => {
  await using hub = connect()
  expect(await hub.checkFields!(fields)).toEqual([])
  const said = async (custom: CustomFields[string]) =>
    (await hub.checkFields!({ 'gp.item': custom })).map(({ at, reason }) => `${at.split('/').at(-1)} ${reason}`)
  expect(
    await said({
      ...{ A: { type: 'text', ...from('Colour') }, B: { type: 'decimal', ...from('Ratio') } },
      ...{ C: { type: 'decimal', ...from('Origin') }, D: { type: 'text', ...from('Origin', 'OTHER') } },
    }),
  ).toEqual([
    expect.stringContaining('D is read from OTHER'),
    'A the view EXT_ITEM has no column Colour',
    expect.stringContaining('B is a float'),
    expect.stringContaining('C is a varchar'),
  ])
  expect(await hub.check()).toContainEqual(expect.objectContaining({ check: 'gp.sql.views', level: 'ok' }))
  gp.sqlViews.get('EXT_ITEM')!.rows = [row(tea), row(tea)]
  expect(await said(fields['gp.item']!)).toEqual([
    expect.stringContaining('EXT_ITEM has several rows with one item number'),
  ])
  expect(await hub.check()).toContainEqual(expect.objectContaining({ check: 'gp.sql.views', level: 'error' }))
  await using fresh = connect({ 'gp.item': { Deposit: fields['gp.item']!.Deposit! } })
  const found = (await fresh.discover!('item')).filter((field) => field.from)
  expect(found.map(({ path, type, from: its }) => `${path} ${type} ${its?.column}`)).toEqual([
    ...['Warranty_Months integer Warranty Months', 'Surcharge decimal Surcharge', 'Sold_Until date Sold Until'],
    ...['Fragile integer Fragile', 'Origin text Origin'],
  ])
  gp.sqlViews.clear()
  expect(await said(fields['gp.item']!)).toEqual([expect.stringContaining('is no view of the company database')])
})

test('a view gives plain fields of items and customers alone, and they are written nowhere', () => {
  const why = (custom: CustomFields) => kind.checkFields!(custom, []).map(({ reason }) => reason)
  const field = { type: 'text', ...from('Origin') } as const
  expect(why(fields)).toEqual([])
  expect(why({ 'gp.salesOrder': { Origin: field } })).toEqual([expect.stringContaining('gp.item and gp.customer')])
  expect(why({ 'prestashop.product': { origin: field } })).toEqual([expect.stringContaining('from no view')])
  expect(why({ 'gp.item': { At: { ...field, type: 'instant' } } })).toEqual([expect.stringContaining('"date"')])
})
