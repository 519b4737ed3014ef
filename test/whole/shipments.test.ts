import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { printStory } from '../../src/commands/orders.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { shipmentsProcess } from '../../src/flows/shipments/index.ts'
import { reconcilePeriod } from '../../src/reconcile/index.ts'
import { hold, post, track } from '../../src/sandbox/gp/clerk.ts'
import { voidInvoice } from '../../src/sandbox/gp/sales-orders/invoices.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const chosen: Readonly<Record<string, Json>> = {
  shippedState: '4',
  trackingField: 'Text05',
  waitForTracking: false,
  shippableStates: ['2', '3', '77'],
  tellParts: 'staff',
  tellPartsAs: '1',
  partlyShippedState: '78',
}
let all: Joined
/** The parts as they were imported. */
let imported: Parts
beforeAll(async () => {
  all = await joined({
    permissions: 'all',
    adapt(parts) {
      const files = withProcess(parts, shipmentsProcess).parts
      const { settings, ...file } = files['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
      const all = Object.entries(settings).map(([name, one]) => [
        name,
        name in chosen ? { ...one, value: chosen[name]! } : one,
      ])
      imported = { ...files, 'settings.json': { ...file, settings: Object.fromEntries(all) } as Json }
      return imported
    },
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const shop = () => all.sandbox.shop
const calls = (operation: string) => shop().calls.get(operation) ?? 0
const shopOrder = (order: number) => shop().tables.of('orders').get(order)!
const rows = (resource: string, order: number) => shop().tables.of(resource).where('id_order', String(order)) ?? []
const shippedRows = (order: number) =>
  rows('order_histories', order).filter((row) => plain(row, 'id_order_state') === '4').length
const trackingOf = (order: number) => rows('order_carriers', order).map((row) => plain(row, 'tracking_number') ?? '')

/** What the flow of shipments came to. A hub that works by itself may be at the order once more by then. */
async function look(order: number) {
  let { runs } = await all.run(order)
  const its = () => runs.find(({ flow }) => flow === 'shipment-to-shop')!
  while (its().state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 50))
    runs = (await all.story(order)).runs
  }
  return its()
}

/** A paid order that is in GP. */
async function transferred(): Promise<number> {
  const [order] = shop().placeOrders(1)
  const { runs } = await all.run(order!)
  expect(runs.map(({ flow, state }) => [flow, state])).toContainEqual(['order-to-sales-order', 'done'])
  return order!
}

/** The warehouse picks so many lines, whole; all of them where nothing is said. */
function pick(order: number, { lines = 99, tracking = '' } = {}): void {
  const { company } = all.sandbox.gp
  const held = company.store.get('salesOrder', `WEB${order}`)!
  const picked = {
    ...held,
    UserDefined: { Text05: tracking },
    Lines: held.Lines!.map((line, index) =>
      index < lines ? { ...line, QuantityFulfilled: { ...line.Quantity! } } : line,
    ),
  }
  company.saveOrder(picked)
}

/** A person transfers all that is left of the order. @returns the number of what GP makes */
function transfer(order: number, to: 'Invoice' | 'Backorder', lines?: number): string {
  const { company } = all.sandbox.gp
  const left = company.store
    .get('salesOrder', `WEB${order}`)!
    .Lines!.filter((line) => Number(line.transferred ?? 0) === 0)
    .slice(0, lines)
    .map((line) => [
      String(line.Key!.LineSequenceNumber),
      String(Number(line.Quantity!.Value) - Number(line.QuantityCanceled?.Value ?? 0)),
    ])
  const made = transferOrder(
    { number: `WEB${order}`, to, lines: Object.fromEntries(left), includeTotals: true },
    company,
  )
  return made.Key.Id!
}

/** In a state that does not count as paid, without a payment. */
function unpaid(order: number): void {
  const { tables } = shop()
  const paid = tables.of('order_states').get(2)!
  tables.of('order_states').put({ ...paid, id: 77, fields: { ...paid.fields, paid: '0' } })
  shop().setState(order, 77)
  const reference = plain(shopOrder(order), 'reference')
  for (const row of tables.of('order_payments').where('order_reference', reference) ?? [])
    tables.of('order_payments').remove(row.id)
  const now = shopOrder(order)
  tables.of('orders').put({ ...now, fields: { ...now.fields, total_paid_real: '0.000000' } })
}

describe('an order that GP has shipped', () => {
  test('gets its tracking number first and then the state, with one mail; and nothing comes of another look', async () => {
    const order = await transferred()
    pick(order, { tracking: 'PARCEL 4711' })
    const plan = { entity: 'prestashop.order', key: String(order), flow: 'shipment-to-shop' }
    const planned = await all.client.post<DryRun>('/api/integrations/main/records/plan', plan)
    expect(planned.writes.map((one) => [one.do, one.target.entity])).toEqual([
      ['update', 'prestashop.orderCarrier'],
      ['create', 'prestashop.orderHistory'],
    ])
    // The state is not set while the number is not there.
    shop().faults.add({ match: { operation: 'PATCH order_carriers' }, do: 'error', status: 400, times: 1 })
    const before = {
      posts: calls('POST order_histories'),
      mails: calls('POST order_histories with mail'),
      numbers: calls('PATCH order_carriers with mail'),
    }
    expect(await look(order)).not.toMatchObject({ state: 'done' })
    expect(calls('POST order_histories')).toBe(before.posts)
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(trackingOf(order)).toEqual(['PARCEL 4711'])
    expect(plain(shopOrder(order), 'current_state')).toBe('4')
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: 'The order is shipped in the shop already.' })
    expect(shippedRows(order)).toBe(1)
    expect(calls('POST order_histories with mail')).toBe(before.mails + 1)
    // The mail that names the number, as of an employee who enters it. The first call was refused before the shop had it.
    expect(calls('PATCH order_carriers with mail')).toBe(before.numbers + 1)
  })

  // PrestaShop stores the number, answers 500 where its mail cannot be sent, and would mail again with each PATCH.
  test('tells its number once, when the reply is lost', async () => {
    const order = await transferred()
    pick(order, { tracking: 'PARCEL 4713' })
    shop().faults.add({ match: { operation: 'PATCH order_carriers' }, do: 'drop-after', times: 1 })
    const before = calls('PATCH order_carriers with mail')
    for (let looks = 0; looks < 3 && plain(shopOrder(order), 'current_state') !== '4'; looks++) await look(order)
    expect(plain(shopOrder(order), 'current_state')).toBe('4')
    expect(calls('PATCH order_carriers with mail')).toBe(before + 1)
  })

  test('is told to the customer whatever was refunded of it, and asks nobody about that: refunds are the flow of orders’', async () => {
    const order = await transferred()
    shop().refund({ order, lines: [{ line: 0, quantity: 1, amount: '1.11' }] })
    pick(order)
    expect(await look(order)).toMatchObject({ state: 'done' })
    shop().refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.99' }] })
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: 'The order is shipped in the shop already.' })
    shop().deleteOrder(order)
    const gone = await look(order)
    expect(gone).toMatchObject({ state: 'stopped', reason: expect.stringContaining(`WEB${order}`) })
    expect(gone.reason).not.toContain('orderCarrier')
  })

  test.each(['drop-after', 'cut', 'malformed'] as const)('once, when the reply is lost: %s', async (fault) => {
    const order = await transferred()
    pick(order)
    shop().faults.add({ match: { operation: 'POST order_histories' }, do: fault, times: 1 })
    const before = calls('POST order_histories')
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
    expect(calls('POST order_histories')).toBe(before + 1)
    expect(
      shop()
        .faults.all()
        .every(({ happened }) => happened > 0),
    ).toBe(true)
    shop().faults.clear()
  })

  test('once, when the call never arrived: it is sent again', async () => {
    const order = await transferred()
    pick(order)
    shop().faults.add({ match: { operation: 'POST order_histories' }, do: 'drop-before', times: 1 })
    expect(await look(order)).toMatchObject({ state: 'waiting' })
    expect(shippedRows(order)).toBe(0)
    all.clock.advance(10 * 60_000)
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
    shop().faults.clear()
  })

  test('in part only keeps its state, and the run says which lines are open', async () => {
    const order = await transferred()
    const item = all.salesOrders().get(`WEB${order}`)!.Lines[0]!.ItemKey.Id
    pick(order, { lines: 0 })
    const run = await look(order)
    expect(run).toMatchObject({ state: 'skipped', reason: expect.stringContaining(`Open: ${item} 0 of `) })
    expect(shippedRows(order)).toBe(0)
  })

  test('in part is told in its messages, once for each part, also where a reply is lost, and gets its state with one mail', async () => {
    const { tables, faults } = shop()
    const shippedState = tables.of('order_states').get(4)!
    tables.of('order_states').put({ ...shippedState, id: 78, fields: { ...shippedState.fields, paid: '0' } })
    // The third of them has three lines.
    const order = shop().placeOrders(3)[2]!
    await all.run(order)
    const mails = calls('POST order_histories with mail')
    const told = () => {
      const threads = tables.of('customer_threads').byId()
      const its = threads.filter((row) => plain(row, 'id_order') === String(order))
      const messages = tables.of('customer_messages').byId()
      return {
        threads: its.map((row) => plain(row, 'status')),
        messages: messages.map((row) => ['id_customer_thread', 'private', 'message'].map((field) => plain(row, field))),
        states: rows('order_histories', order).filter((row) => plain(row, 'id_order_state') === '78').length,
        mails: calls('POST order_histories with mail') - mails,
      }
    }
    transfer(order, 'Invoice', 1)
    faults.add({ match: { operation: 'POST customer_threads' }, do: 'drop-after', times: 1 })
    faults.add({ match: { operation: 'POST customer_messages' }, do: 'drop-after', times: 1 })
    faults.add({ match: { operation: 'POST order_histories' }, do: 'drop-after', times: 1 })
    for (let looks = 0; looks < 3; looks++)
      expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('not all of it') })
    expect(faults.all().every(({ happened }) => happened > 0)).toBe(true)
    faults.clear()
    const [thread] = tables.of('customer_threads').byId()
    const message = (text: string) => [String(thread!.id), '1', text]
    const first = {
      ...{ threads: ['closed'], states: 1, mails: 1 },
      messages: [
        message(
          'Sent: 1 × Cast iron teapot. Still to come: 2 × Cast iron teapot, 4 × Assam Second Flush, 100 g, 1 × Sencha Uji, 100 g.',
        ),
      ],
    }
    expect(told()).toEqual(first)
    transfer(order, 'Invoice', 1)
    await look(order)
    const second = message(
      'Sent: 3 × Cast iron teapot. Still to come: 4 × Assam Second Flush, 100 g, 1 × Sencha Uji, 100 g.',
    )
    const both = { ...first, messages: [...first.messages, second] }
    expect(told()).toEqual(both)
    transfer(order, 'Invoice')
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
    expect(told()).toEqual({ ...both, mails: 2 })
  })

  test('in part, and that the shop cancels while GP is asked, has no part in its messages', async () => {
    const order = shop().placeOrders(3)[2]!
    await all.run(order)
    transfer(order, 'Invoice', 1)
    const { faults } = all.sandbox.gp
    faults.add({ match: { operation: 'GetSalesInvoiceByKey' }, do: 'delay', ms: 600_000 })
    const looked = look(order)
    await until(() => faults.all()[0]!.happened > 0)
    shop().setState(order, 6)
    faults.clear()
    expect(await looked).toMatchObject({ state: 'skipped', reason: expect.stringContaining('changed in the shop') })
    const threads = shop().tables.of('customer_threads').byId()
    expect(threads.filter((row) => plain(row, 'id_order') === String(order))).toEqual([])
  })

  test('gets the number that GP corrects or adds later, without a second mail; what people entered in the shop stays', async () => {
    const [corrected, added] = [await transferred(), await transferred()]
    pick(corrected, { tracking: 'FIRST-1' })
    pick(added)
    for (const order of [corrected, added]) expect(await look(order)).toMatchObject({ state: 'done' })
    const before = [calls('POST order_histories'), calls('PATCH order_carriers')]
    pick(corrected, { tracking: 'SECOND-2' })
    pick(added, { tracking: 'LATE-3' })
    for (let looks = 0; looks < 2; looks++)
      for (const order of [corrected, added])
        expect(await look(order)).toMatchObject({
          state: 'skipped',
          reason: 'The order is shipped in the shop already.',
        })
    expect([trackingOf(corrected), trackingOf(added)]).toEqual([['SECOND-2'], ['LATE-3']])
    const byStaff = rows('order_carriers', added)[0]!
    shop()
      .tables.of('order_carriers')
      .put({ ...byStaff, fields: { ...byStaff.fields, tracking_number: 'STAFF-4' } })
    pick(added, { tracking: 'LATER-5' })
    expect(await look(added)).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/People have changed.*GP: LATER-5; shop: STAFF-4/),
    })
    expect(trackingOf(added)).toEqual(['STAFF-4'])
    const after = [calls('POST order_histories'), calls('PATCH order_carriers')]
    expect(after.map((count, index) => count - before[index]!)).toEqual([0, 2])
    // The number of a parcel that has come reaches the shop, and nobody is mailed that it is on its way.
    const delivered = await transferred()
    pick(delivered)
    expect(await look(delivered)).toMatchObject({ state: 'done' })
    shop().setState(delivered, 5)
    const mails = calls('PATCH order_carriers with mail')
    pick(delivered, { tracking: 'LATE-6' })
    expect(await look(delivered)).toMatchObject({ reason: 'The order is shipped in the shop already.' })
    expect([trackingOf(delivered), calls('PATCH order_carriers with mail') - mails]).toEqual([['LATE-6'], 0])
  })

  test('is none that was cancelled in GP line by line, although it is closed there as one that was transferred', async () => {
    const order = await transferred()
    const { company } = all.sandbox.gp
    const held = company.store.get('salesOrder', `WEB${order}`)!
    const cancel = (lines: number, TransactionState: 'Work' | 'History') => {
      const Lines = held.Lines!.map((line, index) =>
        index < lines ? { ...line, QuantityCanceled: { ...line.Quantity! } } : line,
      )
      company.saveOrder({ ...held, Lines, TransactionState })
    }
    cancel(held.Lines!.length, 'History')
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('cancelled in GP') })
    expect(shippedRows(order)).toBe(0)
    // What is left of another was shipped.
    cancel(held.Lines!.length - 1, 'Work')
    transfer(order, 'Invoice')
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
  })

  test('is none that was transferred to a back order, in whole or in part: only what is invoiced is shipped', async () => {
    const order = await transferred()
    const waiting = transfer(order, 'Backorder')
    expect(all.salesOrders().get(`WEB${order}`)!.TransactionState).toBe('History')
    expect(await look(order)).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(new RegExp(`to a back order.*${waiting}`)),
    })
    // The goods came: GP makes an invoice of the back order.
    const { company } = all.sandbox.gp
    const backOrder = company.store.get('transferred', waiting)!
    company.store.put('transferred', waiting, { ...backOrder, TransactionState: 'History' })
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('nothing of it') })
    company.store.put('transferred', 'STDINV77', { ...backOrder, Key: { Id: 'STDINV77' }, Type: 'Invoice' })
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
  })

  test('in part, and was written again since, is shipped when the rest is picked: GP picks nothing by itself', async () => {
    // The third of them has three lines.
    const order = shop().placeOrders(3)[2]!
    await all.run(order)
    pick(order, { lines: 1 })
    const address = Number(shopOrder(order).fields.id_address_delivery)
    shop().editRow({ resource: 'addresses', id: address, fields: { address1: '7 New Lane' } })
    await look(order)
    const held = () => all.salesOrders().get(`WEB${order}`)!
    expect(JSON.stringify(held().ShipToAddress)).toContain('7 New Lane')
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('not all of it') })
    pick(order)
    expect(await look(order)).toMatchObject({ state: 'done' })
    expect(shippedRows(order)).toBe(1)
  })

  test('is none whose invoice was voided: the customer hears nothing before it is invoiced again', async () => {
    const order = await transferred()
    const invoice = transfer(order, 'Invoice')
    const { company } = all.sandbox.gp
    const made = company.store.get('transferred', invoice)!
    // The shop is away while it is voided: the run looks at GP again before it goes on.
    shop().faults.add({ match: { operation: 'POST order_histories' }, do: 'drop-before', times: 1 })
    expect(await look(order)).toMatchObject({ state: 'waiting' })
    voidInvoice(invoice, company)
    all.clock.advance(10 * 60_000)
    await look(order)
    expect(await look(order)).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(new RegExp(`nothing of it.*Void: ${invoice}`)),
    })
    expect(shippedRows(order)).toBe(0)
    shop().faults.clear()
    company.store.put('transferred', 'STDINV78', { ...made, Key: { Id: 'STDINV78' } })
    expect(await look(order)).toMatchObject({ state: 'done' })
  })

  test('is none that is in a fulfillment order, which is made to be picked, before that is an invoice', async () => {
    const order = await transferred()
    const { store } = all.sandbox.gp.company
    const invoice = transfer(order, 'Invoice')
    const made = store.get('transferred', invoice)!
    store.remove('transferred', invoice)
    const fulfillment = { ...made, Key: { Id: `FUL${order}` }, Type: 'Fulfillment Order' as const }
    store.put('transferred', `FUL${order}`, fulfillment)
    expect(await look(order)).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(new RegExp(`fulfillment order.*FUL${order}`)),
    })
    expect(shippedRows(order)).toBe(0)
    store.put('transferred', `FUL${order}`, { ...fulfillment, TransactionState: 'History' })
    store.put('transferred', invoice, made)
    expect(await look(order)).toMatchObject({ state: 'done' })
  })

  test('of which one invoice is void and another stands asks, before the customer hears that all was sent', async () => {
    const order = await transferred()
    const { store } = all.sandbox.gp.company
    const whole = store.get('transferred', transfer(order, 'Invoice'))!
    const part = { ...whole, TotalAmount: { ...whole.TotalAmount!, Value: '1.00' } }
    store.put('transferred', whole.Key.Id!, part)
    store.put('transferred', 'STDINV79', { ...whole, Key: { Id: 'STDINV79' } })
    voidInvoice('STDINV79', all.sandbox.gp.company)
    expect(await look(order)).toMatchObject({
      state: 'stopped',
      reason: expect.stringMatching(new RegExp(`not the whole order.*Void: STDINV79; invoiced: ${whole.Key.Id}, 1`)),
    })
    expect(shippedRows(order)).toBe(0)
    const [incident] = (await all.story(order)).incidents.filter(({ flow }) => flow === 'shipment-to-shop')
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    await look(order)
    expect(shippedRows(order)).toBe(1)
  })

  test('waits while the hub may not see in GP whether its invoice is void', async () => {
    const order = await transferred()
    const { company, faults } = all.sandbox.gp
    const invoice = transfer(order, 'Invoice')
    voidInvoice(invoice, company)
    const says = 'The user is not authorized to perform this operation.'
    faults.add({ match: { operation: 'GetSalesInvoiceByKey' }, do: 'error', says, times: 0 })
    expect(await look(order)).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(new RegExp(`whether the invoice.*${invoice}.*GetSalesInvoiceByKey`)),
    })
    expect(shippedRows(order)).toBe(0)
    faults.clear()
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('nothing of it') })
    company.store.put('transferred', invoice, { ...company.store.get('transferred', invoice)!, IsVoided: false })
    expect(await look(order)).toMatchObject({ state: 'done' })
  })

  test('is left alone where the shop has shipped or delivered it', async () => {
    const order = await transferred()
    shop().setState(order, 5)
    pick(order)
    const before = calls('POST order_histories')
    expect(await look(order)).toMatchObject({ state: 'skipped' })
    expect(calls('POST order_histories')).toBe(before)
  })

  test('and that the shop has cancelled asks a person, with both sides', async () => {
    const order = await transferred()
    shop().setState(order, 6)
    pick(order)
    const run = await look(order)
    expect(run).toMatchObject({ state: 'stopped', reason: expect.stringMatching(/no state from which.*\(6\).*WEB/) })
    expect(shippedRows(order)).toBe(0)
  })

  test('and that the shop cancels while its number is being told does not become shipped, and asks a person', async () => {
    const order = await transferred()
    pick(order, { tracking: 'TOO LATE' })
    shop().faults.add({ match: { operation: 'PATCH order_carriers' }, do: 'delay', ms: 600_000 })
    const looked = look(order)
    await until(() => shop().faults.all()[0]!.happened > 0)
    shop().setState(order, 6)
    shop().faults.clear()
    expect(await looked).toMatchObject({ state: 'skipped', reason: expect.stringContaining('changed in the shop') })
    expect(await look(order)).toMatchObject({ state: 'stopped', reason: expect.stringMatching(/no state from which/) })
    expect(shippedRows(order)).toBe(0)
  })

  test('and that nobody has paid asks once, before the shop books the money by itself', async () => {
    const order = await transferred()
    unpaid(order)
    pick(order)
    const run = await look(order)
    expect(run).toMatchObject({ state: 'stopped', reason: expect.stringContaining('The order is not paid') })
    expect(shippedRows(order)).toBe(0)
    const [incident] = (await all.story(order)).incidents.filter(({ flow }) => flow === 'shipment-to-shop')
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    await look(order)
    expect(shippedRows(order)).toBe(1)
  })

  test('by GP’s own tracking numbers is told in parts, each with its number, and is shipped with all of them when the last has one', async () => {
    const { company } = all.sandbox.gp
    const linesOf = (one: number) => rows('order_details', one).length
    const order = shop()
      .placeOrders(6)
      .find((one) => linesOf(one) > 1)!
    await all.run(order)
    const long = await transferred()
    const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
    const by = {
      shippedWhen: { ...settings.shippedWhen, value: 'tracking' },
      trackingField: { ...settings.trackingField, value: 'TrackingNumbers' },
      partlyShippedState: { ...settings.partlyShippedState, value: '' },
    }
    await all.import({ ...imported, 'settings.json': { ...file, settings: { ...settings, ...by } } as Json })
    const messages = () => shop().tables.of('customer_messages').byId().length
    const before = messages()
    const looked = async () => {
      const { state } = await look(order)
      return [state, messages() - before, shippedRows(order), trackingOf(order)]
    }
    const first = transfer(order, 'Invoice', 1)
    expect(await looked()).toEqual(['skipped', 0, 0, ['']])
    track(first, ['1Z-A', '1Z-B'], company)
    expect(await looked()).toEqual(['skipped', 1, 0, ['']])
    const rest = transfer(order, 'Invoice')
    expect(await looked()).toEqual(['skipped', 1, 0, ['']])
    track(rest, ['1Z-C'], company)
    expect(await looked()).toEqual(['done', 1, 1, ['1Z-A, 1Z-B, 1Z-C']])
    track(rest, ['1Z-D'], company)
    expect(await looked()).toEqual(['skipped', 1, 1, ['1Z-A, 1Z-B, 1Z-D']])

    // Those of the order itself; the shop does not take as many.
    const numbers = ['1', '2', '3'].map((one) => one.repeat(30))
    track(`WEB${long}`, numbers, company)
    expect(await look(long)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('64 characters') })
    expect([shippedRows(long), trackingOf(long)]).toEqual([0, ['']])
    const [incident] = (await all.story(long)).incidents.filter(({ flow }) => flow === 'shipment-to-shop')
    expect(incident!.question.message).toContain(`GP: ${numbers.join(', ')}.`)
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    await look(long)
    expect([shippedRows(long), trackingOf(long)]).toEqual([1, ['']])
    await all.import(imported)
  })

  test('by the invoice that is posted, or by the process hold that is removed, where the company says so', async () => {
    const { company } = all.sandbox.gp
    const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
    const shippedBy = (values: Readonly<Record<string, Json>>) => {
      const changed = Object.entries(values).map(([name, value]) => [name, { ...settings[name], value }])
      return all.import({
        ...imported,
        'settings.json': { ...file, settings: { ...settings, ...Object.fromEntries(changed) } } as Json,
      })
    }
    await shippedBy({ shippedWhen: 'posted' })
    const invoiced = await transferred()
    pick(invoiced)
    expect(await look(invoiced)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('not all of it') })
    const invoice = transfer(invoiced, 'Invoice')
    const waits = expect.stringMatching(new RegExp(`not all of its invoices are posted.*${invoice}`))
    expect(await look(invoiced)).toMatchObject({ state: 'skipped', reason: waits })
    // One that is not found is not posted.
    const made = company.store.get('transferred', invoice)!
    company.store.put('transferred', invoice, { ...made, CustomerPONumber: 'ANOTHER' })
    expect(await look(invoiced)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('PO number') })
    company.store.put('transferred', invoice, made)
    expect(shippedRows(invoiced)).toBe(0)
    post(invoice, company)
    expect(await look(invoiced)).toMatchObject({ state: 'done' })
    expect(shippedRows(invoiced)).toBe(1)

    await shippedBy({ shippedWhen: 'released' })
    const held = await transferred()
    pick(held)
    expect(await look(held)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('shippedHold') })
    await shippedBy({ shippedWhen: 'released', shippedHold: 'SHIP' })
    expect(await look(held)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('has no process hold') })
    hold(`WEB${held}`, 'OTHER', true, company)
    hold(`WEB${held}`, 'OTHER', false, company)
    hold(`WEB${held}`, 'SHIP', true, company)
    expect(await look(held)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('SHIP is on it') })
    expect(shippedRows(held)).toBe(0)
    hold(`WEB${held}`, 'SHIP', false, company)
    expect(await look(held)).toMatchObject({ state: 'done' })
    expect(shippedRows(held)).toBe(1)
    await all.import(imported)
  })

  test('goes the way that GP says, and after as many mails as an hour may have a person is asked before the next one', async () => {
    const order = await transferred()
    const method = all.sandbox.gp.company.store.get('salesOrder', `WEB${order}`)!.ShippingMethodKey!.Id
    const { tables } = shop()
    const like = tables.of('carriers').get(Number(plain(rows('order_carriers', order)[0]!, 'id_carrier')))!
    tables.of('carriers').put({ ...like, id: 90, fields: { ...like.fields, id_reference: '80', deleted: '0' } })
    const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
    const map = imported['value-maps/shop-carrier.json'] as { [member: string]: Json }
    await all.import({
      ...imported,
      'settings.json': { ...file, settings: { ...settings, mostMails: { ...settings.mostMails, value: 1 } } } as Json,
      'value-maps/shop-carrier.json': { ...map, entries: [{ from: method, to: '80' }] } as Json,
    })
    pick(order, { tracking: 'OTHER-WAY' })
    expect(await look(order)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('in an hour') })
    // The number is told in a mail of its own, so it waits as well.
    expect([shippedRows(order), trackingOf(order)]).toEqual([0, ['']])
    const [incident] = (await all.story(order)).incidents.filter(({ flow }) => flow === 'shipment-to-shop')
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    await look(order)
    expect([shippedRows(order), trackingOf(order)]).toEqual([1, ['OTHER-WAY']])
    expect(plain(rows('order_carriers', order)[0]!, 'id_carrier')).toBe('90')
    await all.import(imported)
  })

  test('waits for its number as long as is set, is shipped without it then, says so, and gets the number when it comes', async () => {
    const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
    const waiting = {
      waitForTracking: { ...settings.waitForTracking, value: true },
      trackingHours: { ...settings.trackingHours, value: 2 },
    }
    await all.import({ ...imported, 'settings.json': { ...file, settings: { ...settings, ...waiting } } as Json })
    const order = await transferred()
    const notThere = { state: 'skipped', reason: expect.stringContaining('tracking number is not there yet') }
    // What it waited for before does not count.
    expect(await look(order)).toMatchObject({ state: 'skipped', reason: expect.stringContaining('not all of it') })
    all.clock.advance(3 * 3_600_000)
    pick(order)
    expect(await look(order)).toMatchObject(notThere)
    all.clock.advance(1.5 * 3_600_000)
    expect(await look(order)).toMatchObject(notThere)
    expect(shippedRows(order)).toBe(0)
    all.clock.advance(3_600_000)
    const run = await look(order)
    expect(run).toMatchObject({ state: 'done' })
    expect([shippedRows(order), trackingOf(order)]).toEqual([1, ['']])
    const journal = await all.hub.database.stores.runs.journal(run.id)
    expect(journal.map(({ entry }) => entry)).toContainEqual(
      expect.objectContaining({ kind: 'waited-out', because: expect.stringContaining('tracking number') }),
    )
    pick(order, { tracking: 'LATE-9' })
    expect(await look(order)).toMatchObject({ reason: 'The order is shipped in the shop already.' })
    expect([shippedRows(order), trackingOf(order)]).toEqual([1, ['LATE-9']])

    // A question that it meets then does not begin its time anew: the answer counts at once.
    const asked = await transferred()
    unpaid(asked)
    pick(asked)
    expect(await look(asked)).toMatchObject(notThere)
    all.clock.advance(3 * 3_600_000)
    expect(await look(asked)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('The order is not paid'),
    })
    const [incident] = (await all.story(asked)).incidents.filter(({ flow }) => flow === 'shipment-to-shop')
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    await look(asked)
    expect(shippedRows(asked)).toBe(1)
    await all.import(imported)
  })

  test('and one that is held for GP is shown as held, however often its shipment is looked for', async () => {
    const product = shop().tables.of('products').get(1)!
    shop()
      .tables.of('products')
      .put({ ...product, fields: { ...product.fields, reference: 'TEA-NEW' } })
    const [order] = shop().placeOrders(1)
    shop().tables.of('products').put(product)
    await all.run(order!)
    const flow = 'shipment-to-shop'
    const record = ref('prestashop.order', String(order))
    const { database } = all.hub
    for (let looks = 0; looks < 21; looks++) {
      const at = all.clock.now()
      const { run } = await database.stores.runs.claim({ integration: main, flow, record, version: 1, at })
      await database.transaction((tx) =>
        tx.runs.move({ run: run.id, epoch: run.epoch }, 'skipped', { reason: 'The order is not in GP yet.', at }),
      )
    }
    const story = await all.story(order!)
    expect(story.newest).toMatchObject({ flow: 'order-to-sales-order', state: 'stopped' })
    expect(story.run.id).toBe(story.newest.id)
    expect(story.runs.map((run) => run.flow).slice(0, 3)).toEqual([flow, flow, flow])
    const { records } = await all.client.get<{ records: { record: { key: string } }[] }>(
      '/api/integrations/main/records?entity=prestashop.order&state=stopped',
    )
    expect(records.map(({ record }) => record.key)).toContain(String(order))
    const compared = await reconcilePeriod(all.client, 'main', { from: '2000-01-01', to: '2999-01-01' })
    const its = compared.differences.filter((one) => one.order === String(order))
    expect(its.map(({ kind, says }) => [kind, says])).toMatchObject([
      ['not in GP', expect.stringMatching(/Its run is stopped: /)],
    ])
  })

  test('and one whose reply was lost is said to be perhaps in GP', async () => {
    const [order] = shop().placeOrders(1)
    const { faults } = all.sandbox.gp
    faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-after', times: 1 })
    faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', times: 5 })
    const story = await all.run(order!)
    faults.clear()
    expect(story).toMatchObject({ newest: { state: 'waiting' }, links: [], sent: [{ key: `WEB${order}` }] })
    expect(printStory(story)).toMatch(`Sent as gp.salesOrder WEB${order}, and whether it arrived is not known`)
    all.clock.advance(10 * 60_000)
    const after = await all.run(order!)
    expect(after.sent).toEqual([])
    expect(after.links.map(({ target }) => target.key)).toContain(`WEB${order}`)
  })

  test('is found by the clock, since GP tells of no changes; its sales order stays as it is', async () => {
    await all.hub.start()
    const [order] = shop().placeOrders(1)
    await until(async () => all.salesOrders().has(`WEB${order}`) && (await reasons(order!)).length > 0)
    // Nothing is due: only the clock brings it up again.
    await until(async () => {
      const { waiting, active, deferred } = await all.hub.database.queue.counts(main, 'shipment-to-shop')
      return waiting + active === 0 && deferred > 0
    })
    pick(order!, { tracking: 'LATER-1' })
    const held = all.salesOrders().get(`WEB${order}`)
    all.clock.advance(31 * 60_000)
    // The change of state comes back by the feed.
    await until(async () => (await reasons(order!)).includes('The order is shipped in the shop already.'))
    expect(trackingOf(order!)).toEqual(['LATER-1'])
    expect(shippedRows(order!)).toBe(1)
    expect(all.salesOrders().get(`WEB${order}`)).toEqual(held)
    expect((await all.story(order!)).incidents).toEqual([])
  })
})

/** Why the flow of shipments has left this order, so far. */
async function reasons(order: number) {
  const record = ref('prestashop.order', String(order))
  const runs = await all.hub.database.stores.runs.list({
    integration: main,
    flow: 'shipment-to-shop',
    record,
    limit: 20,
  })
  return runs.flatMap(({ state, reason }) => (state === 'skipped' ? [reason] : []))
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

// Of two flows of a record, the first that is claimed takes what was reported.
test('an order that is cancelled while its transfer waits does not go over, whichever flow has taken the report', async () => {
  const flow = 'order-to-sales-order'
  const [order] = shop().placeOrders(1)
  const record = ref('prestashop.order', String(order))
  // Until it is cancelled: the hub may try again by itself meanwhile.
  all.sandbox.gp.faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-before', times: 0 })
  await all.client.post(`/api/integrations/main/orders/${order}/run`, { flow })
  const runs = () => all.hub.database.stores.runs.list({ integration: main, flow, record, limit: 20 })
  let [transfer] = await runs()
  await until(async () => {
    ;[transfer] = await runs()
    return transfer?.state === 'waiting'
  })
  shop().setState(order!, 6)
  await all.client.post(`/api/integrations/main/orders/${order}/run`, { flow: 'shipment-to-shop' })
  // A try that began before may send what it has read by then.
  await until(async () => (await all.hub.database.queue.counts(main, flow)).active === 0)
  all.sandbox.gp.faults.clear()
  await all.hub.database.transaction((tx) => tx.enqueue([{ integration: main, flow, record, at: 'now' }]))
  await until(async () => !/running|waiting/.test((await runs())[0]!.state))
  expect((await runs()).find(({ id }) => id === transfer!.id)!.state).toBe('superseded')
  expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
})

// The last but one: orders of about the same number are seen in the light of these.
test('an order is not shipped where GP itself fulfils lines: one question for all, and no customer is mailed', async () => {
  const { company } = all.sandbox.gp
  const { store } = company
  const type = store.get('documentType', 'STDORD')!
  store.put('documentType', 'STDORD', { ...type, separateFulfillment: false })
  const before = await transferred()
  // GP reserves nothing of the next one at the entry: what it allocates later it fulfils as well.
  const items = [...store.values('item')]
  for (const item of items) store.put('item', item.key, { ...item, type: 'Service' })
  const short = await transferred()
  for (const item of items) store.put('item', item.key, item)
  store.put('documentType', 'STDORD', type)

  const fulfilled = (order: number) =>
    store.get('salesOrder', `WEB${order}`)!.Lines!.some(({ QuantityFulfilled }) => QuantityFulfilled!.Value !== '0')
  expect([fulfilled(before), fulfilled(short)]).toEqual([true, false])
  const mails = calls('POST order_histories with mail')
  const asked = new Set<string>()
  for (const order of [before, short]) {
    pick(order)
    expect(await look(order)).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('fulfilled the lines by itself'),
    })
    for (const { id } of (await all.story(order)).incidents) asked.add(id)
  }
  expect([asked.size, calls('POST order_histories with mail') - mails]).toEqual([1, 0])
  // What is transferred says more than its lines.
  transfer(short, 'Invoice')
  // The hub may have looked by itself meanwhile.
  await look(short)
  expect(plain(shopOrder(short), 'current_state')).toBe('4')
})

// The clock goes on, for all that comes after it: the last of this file, in which the hub works by itself.
test('an order that is not shipped within 60 days asks, until a person has settled it', async () => {
  const [order] = shop().placeOrders(1)
  await until(async () => (await reasons(order!)).some((reason) => reason?.includes('not shipped')))
  const question = async () =>
    (await all.story(order!)).incidents.find(({ question: { code } }) => code === 'waited_in_vain')
  all.clock.advance(61 * 86_400_000)
  await until(async () => (await question()) !== undefined)
  const incident = (await question())!
  expect(incident.question.message).toMatch(/for 60 days.*not shipped/s)
  await all.client.post(`/api/incidents/${incident.id}/resolve`, { note: 'Nothing will be sent.' })
  expect(await look(order!)).toMatchObject({ state: 'skipped' })
})
