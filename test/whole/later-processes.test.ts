import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { integrationId, type Json, type RecordRef, ref } from '../../src/domain/record.ts'
import type { RunState } from '../../src/domain/run.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { postInvoice } from '../../src/sandbox/gp/sales-orders/invoices.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
let all: Joined
beforeAll(async () => {
  all = await joined({ started: true })
})
afterAll(() => all[Symbol.asyncDispose]())

async function ended(payment: number) {
  for (;;) {
    const record = ref('prestashop.orderPayment', String(payment))
    const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    if (run && ['done', 'skipped', 'stopped'].includes(run.state)) return run
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
/** After all that is made meanwhile: as far ahead as a clock may be that is wrong. */
const soon = () => instant(Math.floor(Date.parse(later(all.clock.now(), 50_000)) / 1000) * 1000)
const receipts = () => [...all.sandbox.gp.company.store.values('cashReceipt')].map(({ Key }) => Key?.Id)

test('a process that is added later takes what is made from then on: what came before was perhaps entered by hand', async () => {
  const { shop } = all.sandbox
  const [order] = shop.placeOrders(1)
  await all.settled(order!, 'done')
  const early = shop.addPayment({ order: order!, amount: '1.00', method: 'Wire' })
  const payments = shop.tables.of('order_payments')
  const row = payments.get(early)!
  payments.put({ ...row, fields: { ...row.fields, date_add: '2026-01-05 10:00:00', transaction_id: 'T1' } })

  const { parts } = withProcess(all.parts, processes.find(({ id }) => id === 'payments')!)
  const receipt = parts['value-maps/receipt.json'] as { [member: string]: Json }
  await all.import({ ...parts, 'value-maps/receipt.json': { ...receipt, entries: [{ from: 'Wire', to: 'Check' }] } })
  const late = shop.addPayment({ order: order!, amount: '2.00', method: 'Wire' })
  const { fields } = payments.get(late)!
  payments.put({ ...payments.get(late)!, fields: { ...fields, transaction_id: 'T2' } })

  expect(await ended(late)).toMatchObject({ state: 'done' })
  expect(await ended(early)).toMatchObject({
    state: 'skipped',
    reason: expect.stringMatching(/before this flow began/),
  })
  expect(receipts()).toEqual([`PAY${late}`])

  // The flow says since when, and can be told to begin anew.
  const path = '/api/integrations/main/flows/payment-to-cash-receipt'
  const since = soon()
  const state = await all.client.put<{ since: string }>(path, { state: 'on', since })
  expect(state.since).toBe(since)
  const ignored = shop.addPayment({ order: order!, amount: '3.00', method: 'Wire' })
  expect(await ended(ignored)).toMatchObject({ state: 'skipped' })
  // Orders begin at the cut-over until somebody says otherwise.
  const flows = await all.client.get<{ id: string; since: string | null }[]>('/api/integrations/main/flows')
  expect(flows.find(({ id }) => id === 'order-to-sales-order')?.since).toBe('2020-01-01T00:00:00.000Z')
  // A copy of the folder begins the flow no earlier.
  const files = await all.client.get<Record<string, { flowsSince?: object }>>('/api/integrations/main')
  expect(files['integration.json']!.flowsSince).toEqual({ 'payment-to-cash-receipt': since })
  // One that is further ahead would leave all of that time to people.
  await expect(all.client.put(path, { state: 'on', since: '2099-01-01T00:00:00Z' })).rejects.toMatchObject({
    ...{ code: 'invalid_input', message: expect.stringContaining('lies ahead') },
  })
})

test('orders that people entered while the flow was off are left alone when it begins anew, and a single one can be run', async () => {
  const { shop } = all.sandbox
  const path = '/api/integrations/main/flows/order-to-sales-order'
  await all.client.put(path, { state: 'off' })
  const [typed] = shop.placeOrders(1)
  const since = soon()
  const state = await all.client.put<{ since: string }>(path, { state: 'on', since })
  expect(state.since).toBe(since)
  const orderRun = async (order: number | string) => {
    await all.hub.engine.take(main, [{ record: ref('prestashop.order', String(order)) }], 'webhook')
    return all.settled(order, 'skipped', 'done')
  }
  expect((await orderRun(typed!)).runs[0]).toMatchObject({
    ...{ state: 'skipped', reason: expect.stringMatching(/before this flow began/) },
  })
  await all.run(typed!)
  expect((await all.settled(typed!, 'done')).runs[0]).toMatchObject({ state: 'done' })
  await all.client.put(path, { state: 'on', since: '2020-01-01T00:00:00Z' })
})

test('an order of before that is paid after its flow began anew is asked about: nobody had a reason to enter it', async () => {
  const { shop } = all.sandbox
  const path = '/api/integrations/main/flows/order-to-sales-order'
  await all.client.put(path, { state: 'off' })
  const [typed, late] = shop.placeOrders(2)
  const change = (table: string, id: number, fields: Readonly<Record<string, string>>) => {
    const rows = shop.tables.of(table)
    const row = rows.get(id)!
    rows.put({ ...row, fields: { ...row.fields, ...fields } })
  }
  for (const order of [typed!, late!]) {
    const isTyped = order === typed
    const at = { date_add: '2021-01-05 10:00:00' }
    change('orders', order, { ...at, ...(isTyped ? {} : { current_state: '10' }) })
    for (const row of shop.tables.of('order_histories').byId())
      if (row.fields.id_order === String(order))
        change('order_histories', row.id, { ...at, ...(isTyped ? {} : { id_order_state: '10' }) })
  }
  await all.client.put(path, { state: 'on', since: '2021-06-01T00:00:00Z' })
  const taken = async (order: number, ...states: string[]) => {
    await all.hub.engine.take(main, [{ record: ref('prestashop.order', String(order)) }], 'webhook')
    return all.settled(order, ...states)
  }
  // What was sold by then was entered by hand, whatever state it comes into now.
  shop.setState(typed!, 3)
  expect((await taken(typed!, 'skipped')).incidents).toEqual([])
  shop.setState(late!, 2)
  const [incident] = (await taken(late!, 'stopped')).incidents
  expect(incident!.question.message).toMatch(/before this flow began, and was paid since/)
  await all.client.post(`/api/incidents/${incident!.id}/replay`)
  await all.settled(late!, 'done')
  expect([...all.salesOrders().keys()]).toContain(`WEB${late}`)
  expect([...all.salesOrders().keys()]).not.toContain(`WEB${typed}`)
  await all.client.put(path, { state: 'on', since: '2020-01-01T00:00:00Z' })
})

test('what another flow took while a flow was off, or not there yet, starts it once', async () => {
  const { shop } = all.sandbox
  const runOf = async (flow: string, order: number, ...states: string[]) => {
    const record = ref('prestashop.order', String(order))
    for (;;) {
      const [run] = await all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 1 })
      if (run && (states.length === 0 || states.includes(run.state))) return run
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  // A process that is added mails no customer about what was there before, until a person switches it on for that.
  const [known] = shop.placeOrders(1)
  await all.settled(known!, 'done')
  const { parts } = withProcess(
    await all.client.get<Record<string, Json>>('/api/integrations/main'),
    processes.find(({ id }) => id === 'shipments')!,
  )
  await all.import(parts)
  const { stores, queue } = all.hub.database
  const shipments = 'shipment-to-shop'
  const never = { integration: main, flow: shipments, record: ref('prestashop.order', String(known)), limit: 1 }
  expect([await queue.counts(main, shipments), await stores.runs.list(never)]).toEqual([
    { waiting: 0, deferred: 0, active: 0 },
    [],
  ])
  await all.client.put(`/api/integrations/main/flows/${shipments}`, { state: 'on' })
  await runOf(shipments, known!)

  const path = '/api/integrations/main/flows/order-to-sales-order'
  await all.client.put(path, { state: 'off' })
  const [order] = shop.placeOrders(1)
  await runOf('shipment-to-shop', order!)
  const record = ref('prestashop.order', String(order))
  const list = () =>
    all.hub.database.stores.runs.list({ integration: main, flow: 'order-to-sales-order', record, limit: 5 })
  expect(await list()).toEqual([])
  await all.client.put(path, { state: 'on' })
  await runOf('order-to-sales-order', order!, 'done')
  // It has its run now: switching again starts nothing.
  await all.client.put(path, { state: 'on' })
  expect(
    await all.hub.database.stores.changes.missedBy(
      main,
      'order-to-sales-order',
      record.entity,
      instant('2020-01-01T00:00:00Z'),
    ),
  ).not.toContainEqual(record)

  // An incident of a flow that is off starts no other flow of its record: nobody has asked for that.
  await all.client.put(path, { state: 'off' })
  const [unknown] = shop.placeOrders(1)
  const lines = shop.tables.of('order_details')
  for (const line of lines.byId().filter(({ fields }) => fields.id_order === String(unknown)))
    lines.put({ ...line, fields: { ...line.fields, product_reference: 'NOT-IN-GP' } })
  await all.client.put(path, { state: 'on' })
  await runOf('order-to-sales-order', unknown!, 'stopped')
  await runOf(shipments, unknown!)
  const incident = (await all.story(unknown!)).incidents.find(({ flow }) => flow === 'order-to-sales-order')
  await all.client.put(path, { state: 'off' })
  const runsNow = async () => {
    const record = ref('prestashop.order', String(unknown))
    return (await stores.runs.list({ integration: main, record, limit: 50 })).map(({ id }) => id)
  }
  // In the second of the shop's clock in which an order was placed each poll takes it for changed.
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  await all.looked()
  const before = await runsNow()
  await expect(all.client.post(`/api/incidents/${incident!.id}/replay`)).rejects.toThrow(
    /order-to-sales-order that is switched on/,
  )
  expect(await runsNow()).toEqual(before)
  await all.client.put(path, { state: 'on' })
})

test('a beginning is refused where it would change nothing, and nothing is switched', async () => {
  const path = '/api/integrations/main/flows/shipment-to-shop'
  await all.client.put(path, { state: 'off' })
  await expect(all.client.put(path, { state: 'on', since: '2099-01-01T00:00:00Z' })).rejects.toMatchObject({
    message: expect.stringContaining('2020-01-01'),
  })
  const flows = await all.client.get<{ id: string; state: string }[]>('/api/integrations/main/flows')
  expect(flows.find(({ id }) => id === 'shipment-to-shop')).toMatchObject({ state: 'off' })
})

test('slips that wait for their invoices while creditMemos is off and on again are asked about: a replay credits one, one that is resolved is left to people', async () => {
  const { shop, gp } = all.sandbox
  const refunds = withProcess(all.parts, processes.find(({ id }) => id === 'refunds')!).parts
  const { settings } = refunds['settings.json'] as { settings: Record<string, Json> }
  const memos = (value: boolean) => {
    const creditMemos = { ...(settings.creditMemos as object), value }
    return all.import({ ...refunds, 'settings.json': { format: 1, settings: { ...settings, creditMemos } } })
  }
  await memos(true)
  // The hub's clock may have been moved on: what the shop dates from here on is of after the flow's beginning.
  const begun = Date.parse(all.clock.now())
  while (Date.now() < begun + 1000) await new Promise((resolve) => setTimeout(resolve, 50))
  const orders = shop
    .placeOrders(8)
    .filter((one) => Number(plain(shop.tables.of('orders').get(one)!, 'total_discounts')) === 0)
    .slice(0, 2)
  const slips: RecordRef[] = []
  const invoices: string[] = []
  for (const order of orders) {
    await all.settled(order, 'done')
    const { Lines } = gp.company.store.get('salesOrder', `WEB${order}`)!
    const lines = Object.fromEntries(Lines!.map((line) => [line.Key!.LineSequenceNumber, line.Quantity!.Value!]))
    const transfer = { number: `WEB${order}`, to: 'Invoice', lines, includeTotals: true } as const
    invoices.push(transferOrder(transfer, gp.company).Key.Id!)
    shop.setState(order, 4)
    slips.push(ref('prestashop.orderSlip', String(shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })!)))
  }
  const run = async (record: RecordRef, state: RunState) => {
    for (;;) {
      const [run] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
      if (run?.state === state) return run
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  for (const slip of slips)
    expect(await run(slip, 'skipped')).toMatchObject({
      reason: expect.stringMatching(/not posted/),
      nextAt: expect.any(String),
    })

  await memos(false)
  await memos(true)
  for (const invoice of invoices) postInvoice(invoice, gp.company)
  const look = () =>
    all.hub.engine.take(
      main,
      slips.map((record) => ({ record })),
      'poll',
    )
  await look()
  const asked: string[] = []
  for (const record of slips) {
    expect((await run(record, 'stopped')).reason).toMatch(/had taken up.*not posted.*before this flow began/s)
    const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', record, limit: 5 })
    expect(open.map(({ question }) => question.code)).toEqual(['let_go'])
    asked.push(open[0]!.id)
  }
  const memo = (slip: RecordRef) => gp.company.store.get('creditMemo', `WEBCR${slip.key}`)
  expect(slips.map(memo)).toEqual([undefined, undefined])
  // Nobody has credited the first one; people have credited the second.
  const [first, second] = slips as [RecordRef, RecordRef]
  await all.client.post(`/api/incidents/${asked[0]}/replay`, {})
  await all.client.post(`/api/incidents/${asked[1]}/resolve`, {})
  await run(first, 'done')
  expect(memo(first)).toBeDefined()
  // What is settled stays so, also when the slip is touched later.
  await look()
  expect((await run(second, 'skipped')).reason).toMatch(/before this flow began/)
  expect(memo(second)).toBeUndefined()
})
