import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, type RecordRef, ref } from '../../src/domain/record.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import { defineFlow, defineMapping, group, map, read, writeOnce } from '../../src/language/index.ts'
import { change, insert } from '../../src/sandbox/shop/shop.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

/** A field of each line, one of the customer, and two that GP's Web Services have and the hub does not read. */
const customFields = {
  format: 1,
  fields: {
    'prestashop.order': {
      'order_details.product_mpn': { type: 'text', about: "The manufacturer's number." },
      'order_details.customization_engraving': { type: 'text', about: 'What is engraved.', personal: true },
    },
    'prestashop.customer': { note: { type: 'text', about: 'What the merchant noted.', personal: true } },
    'gp.salesOrder': {
      'UserDefined.List01': { type: 'text', about: 'Of the first line.', maxLength: 20 },
      'UserDefined.List02': { type: 'text', about: 'The engraving.', maxLength: 20, personal: true },
    },
    'gp.customer': { Notes: { type: 'text', about: 'The note of the shop.', personal: true } },
  },
}

const withFields = (parts: Readonly<Record<string, Json>>) => {
  const changed = (id: string, more: Record<string, Json>) => {
    const mapping = parts[`mappings/${id}.json`] as { fields: Record<string, Json> }
    return { [`mappings/${id}.json`]: { ...mapping, fields: { ...mapping.fields, ...more } } as Json }
  }
  return {
    ...parts,
    'custom-fields.json': customFields as Json,
    ...changed('order-to-sales-order', {
      UserDefined: group({
        List01: 'unlessEmpty(orElse(order.order_details[0].product_mpn, ""))',
        List02: 'unlessEmpty(orElse(order.order_details[0].customization_engraving, ""))',
      }) as Json,
    }),
    ...changed('customer-to-customer', { Notes: 'unlessEmpty(orElse(customer.note, ""))' }),
  }
}

let all: Joined
beforeAll(async () => {
  all = await joined({ adapt: withFields })
})
afterAll(() => all[Symbol.asyncDispose]())

function place({ mpn = '', note = '' }: { readonly mpn?: string; readonly note?: string }) {
  const { tables, placeDemoOrder } = all.sandbox.shop
  const order = placeDemoOrder()
  const [line] = tables.of('order_details').where('id_order', String(order)) ?? []
  change(tables, 'order_details', line!, { product_mpn: mpn })
  const customer = tables.of('customers').get(Number(tables.of('orders').get(order)!.fields.id_customer))!
  change(tables, 'customers', customer, { note })
  return { order, customer: String(customer.id) }
}

describe('custom fields of a shop and a company', () => {
  test('reach the document, are read back, and a longer text than GP stores is asked about', async () => {
    const { runs } = await all.run(place({ mpn: 'MPN-0042' }).order)
    expect(runs[0]).toMatchObject({ state: 'done' })
    expect([...all.salesOrders().values()].at(-1)).toMatchObject({ UserDefined: { List01: 'MPN-0042' } })

    const long = await all.run(place({ mpn: 'MPN-0042-AND-MORE-THAN-GP-CAN-STORE' }).order)
    expect(long.runs[0]).toMatchObject({ state: 'stopped' })
    expect(JSON.stringify(long.incidents)).toContain('List01')
  })

  test('what a customer had written on the product is one field of the line by its name, and goes where the mapping puts it', async () => {
    const { order } = place({ mpn: 'MPN-0043' })
    all.sandbox.shop.customize({ order, line: 0, texts: { Engraving: 'Anna', Colour: 'red' } })
    const { runs } = await all.run(order)
    expect(runs[0]).toMatchObject({ state: 'done' })
    expect([...all.salesOrders().values()].at(-1)).toMatchObject({
      UserDefined: { List01: 'MPN-0043', List02: 'Anna' },
    })
    const { found } = await all.client.get<{ found: { path: string; samples: string[] }[] }>(
      '/api/integrations/main/records/fields/prestashop/order',
    )
    expect(found).toContainEqual({ path: 'order_details.customization_colour', type: 'text', samples: ['red'] })
  })

  test('are found by asking the systems, with what they hold, and no secret among them', async () => {
    const found = await all.client.get<{ found: { path: string; samples: string[] }[] }>(
      '/api/integrations/main/records/fields/prestashop/order',
    )
    const paths = found.found.map(({ path }) => path)
    expect(paths).toContain('order_details.product_upc')
    expect(paths).not.toContain('order_details.product_mpn')
    expect(paths.some((path) => path.includes('secure_key'))).toBe(false)
    const inGp = await all.client.get<{ found: { path: string }[] }>(
      '/api/integrations/main/records/fields/gp/salesOrder',
    )
    expect(inGp.found.map(({ path }) => path)).toContain('UserDefined.List03')
    expect(inGp.found.map(({ path }) => path)).not.toContain('ProcessHolds.Password')
    expect(inGp.found.map(({ path }) => path)).not.toContain('UserDefined.List01')
  })

  test('are named with the entity, and one that GP does not have is refused before it is stored', async () => {
    const entities = await all.client.get<{ entity: string; fields: { name: string; about?: string }[] }[]>(
      '/api/integrations/main/records/entities',
    )
    expect(entities.find(({ entity }) => entity === 'prestashop.customer')!.fields).toContainEqual(
      expect.objectContaining({ name: 'note', about: 'What the merchant noted.' }),
    )
    const wrong = { format: 1, fields: { 'gp.salesOrder': { Colour: { type: 'text', about: 'Its colour.' } } } }
    await expect(all.import({ ...all.parts, 'custom-fields.json': wrong as Json })).rejects.toThrow(/no such text/)
  })

  test('that are personal are erased with the person', async () => {
    const { order, customer } = place({ note: 'Knows Ann' })
    const { runs } = await all.run(order)
    const { database } = all.hub
    const kept = async () => JSON.stringify(await database.stores.runs.journal(runs[0]!.id))
    expect(await kept()).toContain('Knows Ann')
    const answer = await all.hub.app.request('/api/integrations/main/erasures', {
      method: 'POST',
      headers: { authorization: `Bearer ${all.hub.ownToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer, confirm: customer }),
    })
    expect(answer.status).toBe(200)
    expect(await kept()).not.toContain('Knows Ann')
  })

  test('of a customer in GP are proposed by people; what is no such field of the document is refused by its name', async () => {
    await all.run(place({}).order)
    const known = all.sandbox.gp.company.store
    const made = [...known.values('customer')].at(-1)!
    const propose = (record: RecordRef, after: object) =>
      all.hub.proposals.propose({
        ...{
          integration: integrationId('main'),
          title: 'Another',
          reason: 'As they said.',
          proposedBy: { kind: 'hub' },
        },
        changes: [{ do: 'write', write: 'update', record, tellCustomer: false, after } as never],
      })
    const customer = ref('gp.customer', made.Key!.Id!)
    const { id, planHash, changes } = await propose(customer, { Notes: 'Of the phone' })
    expect(changes).toMatchObject([{ before: { Notes: null } }])
    const bob = await all.hub.database.people.add({
      ...{ email: 'bob@example.com', name: 'Bob', role: 'admin', password: 'correct horse battery staple' },
    })
    const decided = { id, approve: true, planHash, person: bob, channel: 'command' } as const
    expect(await all.hub.proposals.decide(decided)).toMatchObject({ state: 'applied', outcome: 'Done.' })
    expect(await all.client.get(`/api/integrations/main/records/gp/customer/${customer.key}`)).toMatchObject({
      Notes: 'Of the phone',
    })
    const salesOrder = ref('gp.salesOrder', [...all.salesOrders().keys()].at(-1)!)
    await expect(propose(salesOrder, { Colour: 'red' })).rejects.toThrow(
      /Colour: is not written; written are .*UserDefined/,
    )
  })
})

test('fields of a view, as Extender makes of a window, are checked by an import, reach a document, and are never guessed', async () => {
  const { gp, shop } = all.sandbox
  const columns = { ITEMNMBR: 'char(31)', 'Warranty Months': 'int', Deposit: 'numeric(19,5)' }
  const [tea] = [...shop.tables.of('products').byId().values()].map(({ fields }) => String(fields.reference))
  const row = (item: string) => ({ ITEMNMBR: item.padEnd(31), 'Warranty Months': '24', Deposit: '0.12345' })
  const items = [...gp.company.store.values('item')].map(({ key }) => key)
  expect(items).toContain(tea)
  gp.sqlViews.set('EXT_ITEM', { columns, rows: [...items, ...items.slice(0, 1)].map(row) })
  const of = (column: string) => ({ about: 'Of the window Warranty.', from: { view: 'EXT_ITEM', column } })
  const parts = (column: string): Readonly<Record<string, Json>> => {
    const file = all.parts['integration.json'] as { connections: { gp: object } }
    const views = [{ entity: 'item', view: 'EXT_ITEM', key: 'ITEMNMBR' }]
    const sql = { server: 'sandbox', ...gp.sql, views, changesSeconds: 0 }
    const flow = all.parts['flows/order-to-sales-order.json'] as { steps: { id: string }[] }
    const mapping = all.parts['mappings/order-to-sales-order.json'] as { from: object; fields: object }
    const item = { do: 'read', id: 'read-first-item', entity: 'gp.item', as: 'firstItem' }
    const step = { ...item, key: 'order.order_details[0].product_reference' }
    const at = flow.steps.findIndex(({ id }) => id === 'map-sales-order')
    expect(at).toBeGreaterThan(0)
    return {
      ...all.parts,
      'integration.json': {
        ...file,
        connections: { ...file.connections, gp: { ...file.connections.gp, sql } },
      } as Json,
      'custom-fields.json': {
        ...customFields,
        fields: {
          ...customFields.fields,
          'gp.item': { Months: { type: 'integer', ...of(column) }, Deposit: { type: 'decimal', ...of('Deposit') } },
        },
      } as Json,
      'flows/order-to-sales-order.json': {
        ...flow,
        steps: [...flow.steps.slice(0, at), step, ...flow.steps.slice(at)],
      } as Json,
      'mappings/order-to-sales-order.json': {
        ...mapping,
        from: { ...mapping.from, firstItem: 'gp.item' },
        fields: {
          ...mapping.fields,
          UserDefined: group({
            List01:
              'firstItem.Months.hasValue() ? string(firstItem.Months.value()) + "/" + text(firstItem.Deposit.value()) : "none"',
          }),
        },
      } as unknown as Json,
    }
  }
  const credentials = {
    ...{ 'prestashop.key': shop.key, 'gp.username': gp.username, 'gp.password': gp.password },
    ...{ 'gp.sqlUsername': gp.username, 'gp.sqlPassword': gp.password },
  }
  const imported = (column: string) => all.import(parts(column), credentials, { tryIt: true })
  await expect(imported('Guarantee')).rejects.toThrow(/has no column Guarantee/)
  await expect(imported('Warranty Months')).rejects.toThrow(/several rows with one ITEMNMBR/)
  const view = gp.sqlViews.get('EXT_ITEM')!
  view.rows = items.map(row)
  await imported('Warranty Months')
  await all.client.post('/api/integrations/main/confirm', { company: gp.companyName, kind: 'test', by: 'test' })

  const first = await all.run(place({}).order)
  expect(first.runs[0]).toMatchObject({ state: 'done' })
  expect([...all.salesOrders().values()].at(-1)).toMatchObject({ UserDefined: { List01: '24/0.12345' } })
  const entities = await all.client.get<{ entity: string; fields: { name: string }[] }[]>(
    '/api/integrations/main/records/entities',
  )
  expect(entities.find(({ entity }) => entity === 'gp.item')!.fields).toContainEqual(
    expect.objectContaining({ name: 'Months' }),
  )

  view.rows = [...items, ...items].map(row)
  const twice = await all.run(place({}).order)
  expect(twice.runs[0]).toMatchObject({ state: 'stopped' })
  expect(JSON.stringify(twice.incidents)).toContain('several rows')
  view.rows = []
  const none = await all.run(place({}).order)
  expect(none.runs[0]).toMatchObject({ state: 'done' })
  expect([...all.salesOrders().values()].at(-1)).toMatchObject({ UserDefined: { List01: 'none' } })
})

test('what a flow sets of a product, beside its own fields, is proposed to be set again where somebody changed it, and by people', async () => {
  const main = integrationId('main')
  const clock = new ForwardClock()
  const described = { description_short: { type: 'text', about: 'The short text.' } }
  const names = (parts: Readonly<Record<string, Json>>, more: object) => {
    const whole = withProcess(parts, itemNamesProcess).parts
    const flow = whole['flows/item-names.json'] as { bulk: object }
    const mapping = whole['mappings/item-names.json'] as { fields: object }
    return {
      ...whole,
      'flows/item-names.json': { ...flow, bulk: { ...flow.bulk, guards: [] } } as Json,
      'mappings/item-names.json': { ...mapping, fields: { ...mapping.fields, ...more } } as Json,
    }
  }
  let plain: Readonly<Record<string, Json>> = {}
  await using its = await joined({
    permissions: 'all',
    hub: { clock },
    adapt(parts) {
      plain = names(parts, {})
      return {
        ...names(parts, { description_short: 'orElse(item.ShortDescription, "")' }),
        'custom-fields.json': { format: 1, fields: { 'prestashop.product': described } } as Json,
      }
    },
  })
  const { tables } = its.sandbox.shop
  const products = tables.of('products')
  insert(tables, 'languages', { name: 'Français', iso_code: 'fr', active: '1' }, {}, 2)
  const edit = (id: number, fields: Parameters<typeof change>[3]) =>
    change(tables, 'products', products.get(id)!, fields)
  const held = (id: number) => products.get(id)!.fields
  const { store } = its.sandbox.gp.company
  for (const id of [1, 2]) {
    edit(id, { description_short: { 1: 'Before', 2: 'Avant' } })
    const item = String(held(id).reference)
    store.put('item', item, { ...store.get('item', item)!, shortDescription: `Tea ${id}` })
  }

  const { cursors, runs } = its.hub.database.stores
  const moment = () => new Promise((resolve) => setTimeout(resolve, 30))
  await its.hub.start()
  while (!(await cursors.get(main, 'clock'))?.cursor.includes('item-names')) await moment()
  const hourMs = 3_600_000
  const due = instant((Math.floor(Date.parse(clock.now()) / hourMs) + 1) * hourMs)
  clock.advanceTo(instant(Date.parse(due) + 1000))
  const record = tickRecord({ flow: 'item-names', due })
  for (;;) {
    const [round] = await runs.list({ integration: main, record, limit: 1 })
    if (round?.state === 'done') break
    if (round?.state === 'waiting' && round.nextAt !== null) clock.advanceTo(round.nextAt)
    await moment()
  }
  await its.hub.engine.pause({ integration: main, flow: 'item-names' })
  const set = { 1: 'Tea 1', 2: 'Avant' }
  expect(held(1).description_short).toEqual(set)

  edit(1, { description_short: { 1: 'By hand', 2: 'Avant' } })
  edit(2, { name: { 1: 'By hand', 2: 'À la main' } })
  const { proposals } = await its.client.post<{ proposals: { id: string }[] }>(
    '/api/integrations/main/reconciliation/proposals',
    {},
  )
  expect(proposals).toHaveLength(1)
  const ada = await its.hub.database.people.add({
    ...{ email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery staple' },
  })
  const approve = async (id: string) => {
    const { planHash } = await its.hub.proposals.get(id)
    return its.hub.proposals.decide({ id, approve: true, planHash, person: ada, channel: 'command' })
  }
  expect(await approve(proposals[0]!.id)).toMatchObject({ state: 'applied', outcome: 'Done.' })
  expect(held(1).description_short).toEqual(set)
  expect(held(2).name).toEqual({ 1: 'Tea 2', 2: 'À la main' })

  const propose = (text: string) =>
    its.hub.proposals.propose({
      ...{ integration: main, title: 'Another text', reason: 'As the supplier says.', proposedBy: { kind: 'hub' } },
      changes: [
        {
          ...{ do: 'write', write: 'update', record: { entity: 'prestashop.product', key: '1' }, tellCustomer: false },
          after: { description_short: text },
        } as never,
      ],
    })
  const own = await propose('Of the supplier')
  expect(own).toMatchObject({ changes: [{ before: { description_short: 'Tea 1' } }] })
  expect(await approve(own.id)).toMatchObject({ state: 'applied' })
  expect(held(1).description_short).toEqual({ 1: 'Of the supplier', 2: 'Avant' })

  // Without the field, nobody could see whether it is set.
  const late = await propose('Too late')
  await its.import(plain)
  expect(await approve(late.id)).toMatchObject({
    ...{ state: 'superseded', outcome: expect.stringContaining('description_short is no field of prestashop.product') },
  })
  expect(held(1).description_short).toEqual({ 1: 'Of the supplier', 2: 'Avant' })
})

test('a field of an order that a flow has set starts nothing; the same again sends nothing; a person’s change does; what is not written is refused at import', async () => {
  const main = integrationId('main')
  await using its = await joined({
    started: true,
    permissions: 'all',
    moduleFields: { orders: 'erp_number:isGenericName/32 erp_at:isDate' },
  })
  const order = its.sandbox.shop.placeDemoOrder()
  await its.settled(order, 'done')
  const row = () => its.sandbox.shop.tables.of('orders').get(order)!
  const record = ref('prestashop.order', String(order))
  const runsOf = (of: RecordRef) => its.hub.database.stores.runs.list({ integration: main, record: of, limit: 50 })
  const salesOrder = ref('gp.salesOrder', [...its.salesOrders().keys()].at(-1)!)
  const flow = defineFlow({
    id: 'number-to-order',
    about: 'The number of the sales order stands on the order of the shop.',
    on: 'gp.salesOrder',
    steps: [
      read('gp.salesOrder', 'record', 'made'),
      read('prestashop.order', `"${order}"`, 'order'),
      map('numbered', 'number-to-order'),
      writeOnce('numbered', { to: 'prestashop.order', identity: ['id'], update: 'difference' }),
    ],
  })
  const mapping = defineMapping({
    id: 'number-to-order',
    about: 'Number and day of the sales order.',
    from: { made: 'gp.salesOrder', order: 'prestashop.order' },
    to: 'prestashop.order',
    fields: { id: 'order.id', erp_number: 'made.Key', erp_at: 'order.date_add' },
  })
  const about = 'Of the module.'
  const parts = (fields: Record<string, object>, more: Record<string, string> = {}) => ({
    ...its.parts,
    'flows/number-to-order.json': flow as never,
    'mappings/number-to-order.json': { ...mapping, fields: { ...mapping.fields, ...more } } as never,
    'custom-fields.json': { format: 1, fields } as Json,
  })
  const own = { erp_number: { type: 'text', about }, erp_at: { type: 'instant', about } }
  const inRows = { ...own, 'order_details.engraving': { type: 'text', about } }
  await expect(
    its.import(parts({ 'prestashop.order': inRows }, { order_details: 'order.order_details' })),
  ).rejects.toThrow(/order_details.*is only read/)
  await expect(its.import(parts({ 'prestashop.order': own, 'prestashop.soldOut': own }))).rejects.toThrow(
    /Name it with prestashop\.product/,
  )
  await its.import(parts({ 'prestashop.order': own }))

  const moment = () => new Promise((resolve) => setTimeout(resolve, 20))
  const over = async (of: RecordRef) => {
    const untaken = async () =>
      (await its.hub.database.stores.changes.untaken(main, instant('9999-01-01'), 100, [of.entity])).some(
        (change) => change.record.key === of.key,
      )
    const open = async () => (await runsOf(of)).some(({ state }) => state === 'running' || state === 'waiting')
    while ((await untaken()) || (await open())) await moment()
  }
  const reported = async (of: RecordRef) => {
    await its.hub.engine.take(main, [{ record: of }], 'poll')
    await over(of)
  }
  const patched = () => its.sandbox.shop.calls.get('PATCH orders') ?? 0
  await its.looked()
  await over(record)
  const before = (await runsOf(record)).length

  await reported(salesOrder)
  expect(await runsOf(salesOrder)).toMatchObject([{ flow: 'number-to-order', state: 'done' }])
  expect(row().fields).toMatchObject({ erp_number: salesOrder.key, erp_at: row().fields.date_add })
  expect(patched()).toBe(1)
  await reported(record)
  expect(await runsOf(record)).toHaveLength(before)
  await reported(salesOrder)
  expect(patched()).toBe(1)

  its.sandbox.shop.editRow({ resource: 'orders', id: order, fields: { erp_number: 'By hand' }, by: 'shop' })
  await reported(record)
  expect((await runsOf(record)).length).toBeGreaterThan(before)
  await reported(salesOrder)
  expect(row().fields.erp_number).toBe(salesOrder.key)
  expect(its.salesOrders().size).toBe(1)
})
