import { afterAll, beforeAll, expect, test } from 'vitest'
import { later as laterThan } from '../../src/domain/clock.ts'
import { type Json, ref } from '../../src/domain/record.ts'
import { depositProblems, processes, withProcess } from '../../src/flows/index.ts'
import { definitionFromParts } from '../../src/language/index.ts'
import { reconcilePeriod } from '../../src/reconcile/index.ts'
import { voidSalesOrder } from '../../src/sandbox/gp/sales-orders/operations.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({
    adapt(parts) {
      const files = withProcess(parts, processes.find(({ id }) => id === 'payments')!).parts
      const settings = files['settings.json'] as { settings: Record<string, Json> }
      const valued = (name: string, value: Json) => ({ ...(settings.settings[name] as object), value })
      const entries = [
        { from: 'ps_checkout', to: 'Check' },
        { from: 'Bank wire', to: 'Check' },
        { from: 'Counter', to: 'Cash' },
      ]
      return {
        ...files,
        'settings.json': {
          ...settings,
          settings: {
            ...settings.settings,
            checkbook: valued('checkbook', 'UPTOWN TRUST'),
            deposits: valued('deposits', ['ps_checkout', 'Bank wire']),
            authorisedStates: valued('authorisedStates', ['80']),
            capturedStates: valued('capturedStates', ['4']),
          },
        },
        'value-maps/receipt.json': { ...(files['value-maps/receipt.json'] as object), entries },
      }
    },
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const shop = () => all.sandbox.shop
const company = () => all.sandbox.gp.company
const orderIn = (order: number) => company().store.get('salesOrder', `WEB${order}`)!
const row = (resource: string, id: number) => shop().tables.of(resource).get(id)!
const paymentsOf = (order: number) =>
  shop()
    .tables.of('order_payments')
    .where('order_reference', plain(row('orders', order), 'reference')) ?? []
const receiptOf = (payment: number) => company().store.get('cashReceipt', `PAY${payment}`)
const total = (order: number) => plain(row('orders', order), 'total_paid')

/** An order with one payment of its whole total, made at the checkout. */
function place(): { order: number; payment: number } {
  for (const order of shop().placeOrders(2)) {
    const [first, ...more] = paymentsOf(order)
    const paid = first && Number(plain(first, 'amount')) === Number(total(order))
    const plainOrder = Number(plain(row('orders', order), 'total_discounts')) === 0
    if (paid && plainOrder && more.length === 0) return { order, payment: first.id }
  }
  throw new Error('The demo shop placed no such order')
}
const runPayment = async (payment: number) =>
  (await all.client.post<RecordStory>('/api/integrations/main/records/run', {
    ...{ entity: 'prestashop.orderPayment', key: String(payment) },
  })) as RecordStory
const runOrder = async (order: number) => {
  const story = await all.run(order)
  expect(story.incidents).toEqual([])
  expect(story.runs[0]!.state).toBe('done')
}
async function transferred() {
  const placed = place()
  await runOrder(placed.order)
  return placed
}
const invoice = (order: number) => {
  const lines = Object.fromEntries(
    orderIn(order).Lines!.map((line) => [line.Key!.LineSequenceNumber, line.Quantity!.Value!]),
  )
  return transferOrder({ number: `WEB${order}`, to: 'Invoice', lines, includeTotals: true }, company())
}
const setPayment = (payment: number, fields: Readonly<Record<string, string>>) => {
  const before = row('order_payments', payment)
  shop()
    .tables.of('order_payments')
    .put({ ...before, fields: { ...before.fields, ...fields } })
}
const linkOf = async (order: number) => {
  const links = await all.hub.database.stores.links.bySource('main' as never, ref('prestashop.order', String(order)))
  return links.find(({ target }) => target.entity === 'gp.salesOrder')!
}
const differences = async (order: number) => {
  const found = await reconcilePeriod(all.client, 'main', { from: '2000-01-01', to: '2100-01-01' })
  return found.differences.filter((one) => one.order === String(order)).map(({ kind, cause }) => [kind, cause])
}

test('a payment that is there goes with the sales order, to the cent, and never becomes a receipt as well', async () => {
  const { order, payment } = await transferred()
  expect(orderIn(order)).toMatchObject({
    DepositAmount: { Value: String(Number(total(order))) },
    Payments: [
      {
        Number: `PAY${payment}`,
        Type: 'Check Deposit',
        CheckNumber: `PAY${payment}`,
        BankAccountKey: { Id: 'UPTOWN TRUST' },
        PaymentAmount: { Value: String(Number(total(order))), Currency: 'EUR' },
      },
    ],
  })
  expect((await runPayment(payment)).runs[0]).toMatchObject({
    ...{ state: 'skipped', reason: expect.stringMatching(/went to GP with its sales order, as a deposit/) },
  })
  expect(receiptOf(payment)).toBeUndefined()
  // Payouts, and whoever asks, see by it that the money is booked.
  expect(
    (await all.client.get<{ records: Json[] }>('/api/integrations/main/records/hub/deposit')).records,
  ).toMatchObject([{ key: `PAY${payment}`, document: `WEB${order}` }])
  expect(await differences(order)).toEqual([])
  // Nothing is sent again for what went along once.
  const before = orderIn(order)
  await runOrder(order)
  expect(orderIn(order)).toEqual(before)
})

test('a payment waits for its order; of an order that is cancelled, or was refunded whole, it becomes a receipt', async () => {
  const { order, payment } = place()
  expect((await runPayment(payment)).runs[0]).toMatchObject({
    ...{ state: 'skipped', reason: expect.stringMatching(/not in GP yet.*as a deposit/) },
  })
  await runOrder(order)
  await runPayment(payment)
  expect(orderIn(order).Payments).toHaveLength(1)
  expect(receiptOf(payment)).toBeUndefined()

  const cancelled = place()
  shop().setState(cancelled.order, 6)
  expect((await runPayment(cancelled.payment)).runs[0]!.state).toBe('done')
  expect(receiptOf(cancelled.payment)).toBeDefined()
  // Taken up again, the order does not take the money a second time.
  shop().setState(cancelled.order, 2)
  await runOrder(cancelled.order)
  expect(orderIn(cancelled.order).Payments).toEqual([])

  const refunded = place()
  const lines = (shop().tables.of('order_details').where('id_order', String(refunded.order)) ?? []).map(
    (row, line) => ({
      ...{ line, quantity: Number(plain(row, 'product_quantity')) },
    }),
  )
  const shipping = Number(plain(row('orders', refunded.order), 'total_shipping_tax_incl')).toFixed(2)
  shop().refund({ order: refunded.order, lines, shipping })
  expect((await all.run(refunded.order)).runs[0]!.reason).toMatch(/refunded whole before/)
  expect((await runPayment(refunded.payment)).runs[0]!.state).toBe('done')
  expect(receiptOf(refunded.payment)).toBeDefined()
})

test('what comes after the transfer, or by another method, is a receipt', async () => {
  const { order } = await transferred()
  const later = shop().addPayment({ order, amount: '5.00', method: 'Bank wire' })
  expect((await runPayment(later)).runs[0]!.state).toBe('done')
  expect(receiptOf(later)).toBeDefined()
  expect(orderIn(order).Payments).toHaveLength(1)

  const other = place()
  setPayment(other.payment, { payment_method: 'Counter' })
  await runOrder(other.order)
  expect((await runPayment(other.payment)).runs[0]!.state).toBe('done')
  expect(orderIn(other.order).Payments).toEqual([])
  expect(receiptOf(other.payment)!.Type).toBe('Cash')
})

test('more than the order costs is no deposit: each payment becomes a receipt, with its questions', async () => {
  const { order, payment } = place()
  shop().addPayment({ order, amount: '1.00', method: 'Bank wire' })
  await runOrder(order)
  expect(orderIn(order).Payments).toEqual([])
  expect((await runPayment(payment)).runs[0]!.state).toBe('done')
  expect(receiptOf(payment)).toBeDefined()
})

test('a lost reply leaves one sales order with one deposit, also when money came in between', async () => {
  const { order, payment } = place()
  all.sandbox.gp.faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-after', times: 1 })
  await runOrder(order)
  expect(orderIn(order).Payments).toHaveLength(1)
  await runPayment(payment)
  expect(receiptOf(payment)).toBeUndefined()

  const restored = await transferred()
  const id = all.hub.database.stores.links
  const source = ref('prestashop.order', String(restored.order))
  const [link] = await id.bySource('main' as never, source)
  await all.hub.database.transaction((tx) => tx.links.remove('main' as never, source, link!.target.entity))
  const later = shop().addPayment({ order: restored.order, amount: '2.00', method: 'Bank wire' })
  await runOrder(restored.order)
  expect(orderIn(restored.order).Payments).toHaveLength(1)
  for (const one of [restored.payment, later]) await runPayment(one)
  expect([receiptOf(restored.payment), receiptOf(later)?.Amount?.Value]).toEqual([undefined, '2'])
})

test('money that came while nobody knew whether the order had arrived is a receipt: the order was sent without it', async () => {
  const { order, payment } = place()
  setPayment(payment, { amount: '1.00' })
  const { faults } = all.sandbox.gp
  faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-after' })
  faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', times: 0 })
  expect((await all.run(order)).runs[0]!.state).toBe('waiting')
  faults.clear()
  const later = shop().addPayment({ order, amount: '2.00', method: 'Bank wire' })
  // So the order that has arrived is brought up to date.
  shop().editRow({ resource: 'orders', id: order, fields: { gift: '1', gift_message: 'With love' } })
  let story = await all.run(order)
  if (story.runs[0]!.state === 'superseded') story = await all.run(order)
  expect(story.runs[0]!.state).toBe('done')
  expect(orderIn(order).Comment).toMatch(/With love/)
  expect(orderIn(order).Payments).toMatchObject([{ Number: `PAY${payment}` }])
  expect((await runPayment(payment)).runs[0]!.reason).toMatch(/as a deposit/)
  expect((await runPayment(later)).runs[0]!.state).toBe('done')
  expect([receiptOf(payment), receiptOf(later)?.Amount?.Value]).toEqual([undefined, '2'])
})

test('a payment from before the flow of receipts began, or while it is off, is not taken along: people may have entered it', async () => {
  const path = '/api/integrations/main/flows/payment-to-cash-receipt'
  // As far ahead as a clock may be that is wrong.
  for (const flow of [{ state: 'on', since: laterThan(all.clock.now(), 50_000) }, { state: 'off' }]) {
    await all.client.put(path, flow)
    const { order } = await transferred()
    expect(orderIn(order).Payments).toEqual([])
  }
  await all.client.put(path, { state: 'on', since: '2020-01-01T00:00:00Z' })
  const { order } = await transferred()
  expect(orderIn(order).Payments).toHaveLength(1)
})

test('a deposit stays the receipt of its payment after the order is transferred, whatever is looked at then', async () => {
  const { order, payment } = await transferred()
  const made = invoice(order)
  expect(made.Payments).toMatchObject([{ Number: `PAY${payment}` }])
  expect(orderIn(order).Payments).toEqual([])
  expect((await runPayment(payment)).runs[0]!.reason).toMatch(/as a deposit/)
  expect(receiptOf(payment)).toBeUndefined()
  expect(await differences(order)).toEqual([])
})

test('GP refuses a receipt under the number of a deposit', async () => {
  const { order, payment } = await transferred()
  expect(company().store.get('deposit', `PAY${payment}`)).toBe(`WEB${order}`)
  const source = ref('prestashop.order', String(order))
  await all.hub.database.transaction((tx) => tx.links.remove('main' as never, source, 'gp.salesOrder'))
  // A hub that knows nothing of the order any more would make a receipt of a cancelled one.
  shop().setState(order, 6)
  const story = await runPayment(payment)
  expect(receiptOf(payment)).toBeUndefined()
  expect(story.runs[0]!.state).not.toBe('done')
})

test('an order that is cancelled after its transfer is asked about with its deposit, and with what a void does to it', async () => {
  const { order, payment } = await transferred()
  shop().setState(order, 6)
  const story = await all.run(order)
  expect(story.incidents[0]!.question.message).toMatch(
    /cancelled.*It has deposits of .*Remove Posted Deposits.*cash receipt/,
  )
  expect(await differences(order)).toEqual([['cancelled in the shop, alive in GP', 'cancelled in the shop']])
  voidSalesOrder({ Id: `WEB${order}` }, company(), () => 1)
  expect(orderIn(order).Payments ?? []).toEqual([])
  expect(await differences(order)).toEqual([['receipt is void', 'void in GP']])
  await runPayment(payment)
  expect(receiptOf(payment)).toBeUndefined()
})

test('a refund before the invoice does not lower the sales order below its deposits: a person is asked first', async () => {
  const { order } = await transferred()
  const before = orderIn(order).TotalAmount!.Value
  shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })
  const story = await all.run(order)
  expect(story.runs[0]!.state).toBe('stopped')
  expect(story.incidents[0]!.question.message).toMatch(/deposits of more than what is left/)
  expect(orderIn(order).TotalAmount!.Value).toBe(before)
})

test('the comparison names a deposit that was changed or taken off in GP, and one beside a receipt', async () => {
  const changed = await transferred()
  const [deposit] = orderIn(changed.order).Payments!
  company().store.put('salesOrder', `WEB${changed.order}`, {
    ...orderIn(changed.order),
    Payments: [{ ...deposit!, PaymentAmount: { ...deposit!.PaymentAmount!, Value: '1.00' } }],
  })
  expect(await differences(changed.order)).toEqual([['receipt of another amount', 'edited in GP']])
  company().store.put('salesOrder', `WEB${changed.order}`, {
    ...orderIn(changed.order),
    Payments: [{ ...deposit!, Type: 'Cash Deposit' }],
  })
  expect(await differences(changed.order)).toEqual([['receipt of another kind', 'edited in GP']])
  company().store.put('salesOrder', `WEB${changed.order}`, { ...orderIn(changed.order), Payments: [] })
  expect(await differences(changed.order)).toEqual([['deposit off the order', 'edited in GP']])

  const twice = await transferred()
  company().store.put('cashReceipt', `PAY${twice.payment}`, {
    ...{ Key: { Id: `PAY${twice.payment}` }, CustomerKey: orderIn(twice.order).CustomerKey!, Type: 'Check' },
    ...{ Amount: orderIn(twice.order).DepositAmount!, CurrencyKey: { ISOCode: 'EUR' }, Date: '2026-01-02T00:00:00' },
    ...{ BatchKey: { Id: 'HAND' }, IsVoided: false },
  })
  expect(await differences(twice.order)).toEqual([['received twice', 'entered by hand in GP']])

  // Staff take a payment off the order in the shop: its money went along, and stands in GP.
  const moved = await transferred()
  const paid = plain(row('order_payments', moved.payment), 'amount')
  shop().tables.of('order_payments').remove(moved.payment)
  expect(await differences(moved.order)).toContainEqual(['payment is gone from the shop', 'deleted in the shop'])
  // Entered once more there, it is asked about before it is booked a second time.
  const again = shop().addPayment({ order: moved.order, amount: paid, method: 'Counter' })
  expect((await runPayment(again)).incidents[0]!.question.message).toMatch(/has deposits that people entered/)
  expect(receiptOf(again)).toBeUndefined()
})

test('a payment of an order that people entered in GP is asked about: its deposit may be among theirs', async () => {
  const { order, payment } = await transferred()
  // As people enter it: a deposit under a number of GP.
  const [deposit] = orderIn(order).Payments!
  const theirs = { ...orderIn(order), Payments: [{ ...deposit!, Number: 'PYMNT000000099' }] }
  company().store.put('salesOrder', `WEB${order}`, theirs)
  const made = await linkOf(order)
  const held = {
    ...made.readBack,
    Payments: [{ ...(made.readBack.Payments![0 as never] as object), Number: 'PYMNT000000099' }],
  }
  const entered = { ...made, writtenHash: 'entered by hand', writtenBy: null, written: held, readBack: held } as never
  await all.hub.database.transaction((tx) => tx.links.put(entered))
  const story = await runPayment(payment)
  expect(story.incidents[0]!.question.message).toMatch(/has deposits that people entered/)
  expect(receiptOf(payment)).toBeUndefined()
})

/** A cart that the shop has split by carrier: two orders under one reference, and one payment of both. */
async function split() {
  const [older, newer] = [place(), place()]
  const first = row('orders', older.order)
  const shared = ['reference', 'id_cart', 'id_customer', 'id_address_delivery', 'id_address_invoice', 'secure_key']
  const second = row('orders', newer.order)
  shop()
    .tables.of('orders')
    .put({
      ...second,
      fields: { ...second.fields, ...Object.fromEntries(shared.map((name) => [name, first.fields[name]!])) },
    })
  shop().tables.of('order_payments').remove(newer.payment)
  const amount = (Number(total(older.order)) + Number(total(newer.order))).toFixed(2)
  setPayment(older.payment, { amount })
  for (const { order } of [older, newer]) await runOrder(order)
  return { older: older.order, newer: newer.order, payment: older.payment }
}
const typeDeposit = (order: number) => {
  const { TotalAmount } = orderIn(order)
  const typed = { Number: `PYMNT9${order}`, Type: 'Check Deposit', Date: '2026-11-01T00:00:00', CheckNumber: '1' }
  company().store.put('salesOrder', `WEB${order}`, {
    ...orderIn(order),
    DepositAmount: TotalAmount,
    Payments: [{ ...typed, BankAccountKey: { Id: 'UPTOWN TRUST' }, PaymentAmount: TotalAmount! }],
  } as never)
}

test.each(['older', 'newer'] as const)(
  'a deposit that people entered on the %s order of a split cart is asked about before the payment of the cart becomes a receipt',
  async (which) => {
    const cart = await split()
    typeDeposit(cart[which])
    // The hub's next write of the order sees it.
    shop().editRow({ resource: 'orders', id: cart[which], fields: { gift: '1', gift_message: 'With love' } })
    await runOrder(cart[which])
    const story = await runPayment(cart.payment)
    expect(story.incidents[0]?.question.message).toMatch(/has deposits that people entered/)
    expect(receiptOf(cart.payment)).toBeUndefined()
  },
)

test.each(['older', 'newer'] as const)(
  'a deposit that people typed on the %s order of a split cart, beside the receipt of its payment, is named by the comparison',
  async (which) => {
    const cart = await split()
    expect((await runPayment(cart.payment)).runs[0]!.state).toBe('done')
    const twice = async () => {
      const { differences } = await reconcilePeriod(all.client, 'main', { from: '2020-01-01', to: '2100-01-01' })
      const its = [String(cart.older), String(cart.newer)]
      return differences.filter(({ order, kind }) => its.includes(order) && kind === 'received twice')
    }
    expect(await twice()).toEqual([])
    typeDeposit(cart[which])
    expect(await twice()).toMatchObject([
      { order: String(cart.older), says: expect.stringMatching(/^People have entered deposits .*PYMNT9/) },
    ])
  },
)

test('a deposit that people added to an order of the hub is asked about, also under a number that begins as the hub’s do', async () => {
  const { order } = await transferred()
  const [deposit] = orderIn(order).Payments!
  const one = { ...deposit!, Number: 'PAYPAL4711', PaymentAmount: { ...deposit!.PaymentAmount!, Value: '1.00' } }
  company().store.put('salesOrder', `WEB${order}`, { ...orderIn(order), Payments: [deposit!, one] })
  shop().editRow({ resource: 'orders', id: order, fields: { gift: '1', gift_message: 'With love' } })
  await runOrder(order)
  const later = shop().addPayment({ order, amount: '1.00', method: 'Counter' })
  expect((await runPayment(later)).incidents[0]?.question.message).toMatch(/has deposits that people entered/)
  expect(receiptOf(later)).toBeUndefined()
})

test('what went along is skipped by what the hub keeps of it, also under another prefix of receipts', async () => {
  const { order, payment } = await transferred()
  await runPayment(payment)
  const made = await linkOf(order)
  const renamed = JSON.parse(JSON.stringify(made).replaceAll(`"PAY${payment}"`, `"PY${payment}"`))
  await all.hub.database.transaction((tx) => tx.links.put(renamed))
  expect((await runPayment(payment)).runs[0]!.reason).toMatch(/as a deposit/)
  // Before its first look the number is another, and a person is asked.
  const other = await transferred()
  const its = JSON.parse(
    JSON.stringify(await linkOf(other.order)).replaceAll(`"PAY${other.payment}"`, `"PY${other.payment}"`),
  )
  await all.hub.database.transaction((tx) => tx.links.put(its))
  expect((await runPayment(other.payment)).incidents).toHaveLength(1)
  expect(receiptOf(other.payment)).toBeUndefined()
})

test('one capture that is noted of both orders of a cart goes along with none, is booked once, and the second is asked about', async () => {
  const first = place()
  const second = place()
  const cart = plain(row('orders', first.order), 'id_cart')
  const before = row('orders', second.order)
  shop()
    .tables.of('orders')
    .put({ ...before, fields: { ...before.fields, id_cart: cart } })
  for (const { payment } of [first, second]) setPayment(payment, { transaction_id: 'CAPTURE-1', amount: '5.00' })
  await runOrder(first.order)
  const asked = await all.run(second.order)
  await all.client.post(`/api/incidents/${asked.incidents[0]!.id}/resolve`, {})
  await all.run(second.order)
  expect([first, second].map(({ order }) => orderIn(order).Payments!.length)).toEqual([0, 0])
  expect((await runPayment(first.payment)).runs[0]!.state).toBe('done')
  expect((await runPayment(second.payment)).incidents[0]!.question.message).toMatch(/same transaction/)
  expect([receiptOf(first.payment)?.Amount?.Value, receiptOf(second.payment)]).toEqual(['5', undefined])
})

test('one capture that is noted of both orders of a cart is booked once, also where the earlier order was cancelled', async () => {
  const [first, second] = [place(), place()]
  const cart = plain(row('orders', first.order), 'id_cart')
  shop().editRow({ resource: 'orders', id: second.order, fields: { id_cart: cart } })
  for (const { payment } of [first, second]) setPayment(payment, { transaction_id: 'CAPTURE-2', amount: '5.00' })
  shop().setState(first.order, 6)
  await runOrder(second.order)
  expect(orderIn(second.order).Payments).toEqual([])
  expect((await runPayment(first.payment)).runs[0]!.state).toBe('done')
  expect((await runPayment(second.payment)).incidents[0]!.question.message).toMatch(/same transaction/)
  expect([receiptOf(first.payment)?.Amount?.Value, receiptOf(second.payment)]).toEqual(['5', undefined])
})

test('a deposit that GP did not store has not gone with the order: a person says what becomes of the money', async () => {
  const { order, payment } = place()
  const its = company()
  const { saveOrder } = its
  // As a procedure of the site does it.
  Object.assign(its, { saveOrder: (saved: Parameters<typeof saveOrder>[0]) => saveOrder({ ...saved, Payments: [] }) })
  const story = await all.run(order)
  Object.assign(its, { saveOrder })
  expect(story.incidents[0]!.question.code).toBe('held_otherwise')
  expect(orderIn(order).Payments).toEqual([])
  expect((await runPayment(payment)).incidents[0]!.question.message).toMatch(/cannot see whether this payment is one/)
  expect(receiptOf(payment)).toBeUndefined()
  // The order is left as it is: then the money is missing, and becomes a receipt.
  its.store.remove('deposit', `PAY${payment}`)
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  expect((await runPayment(payment)).runs[0]!.state).toBe('done')
  expect(receiptOf(payment)).toBeDefined()
})

test('money that is only authorised does not go with the sales order: it becomes a receipt once a state says that it was captured', async () => {
  const states = shop().tables.of('order_states')
  states.put({ ...states.get(2)!, id: 80 })
  const { order, payment } = place()
  shop().setState(order, 80)
  await runOrder(order)
  expect(orderIn(order).Payments).toEqual([])
  expect((await runPayment(payment)).runs[0]!.reason).toMatch(/only authorised/)
  shop().setState(order, 4)
  expect((await runPayment(payment)).runs[0]!.state).toBe('done')
  expect(receiptOf(payment)).toBeDefined()

  // The shop writes the row of the state last.
  const early = place()
  shop().setState(early.order, 80)
  const histories = shop().tables.of('order_histories')
  for (const one of histories.where('id_order', String(early.order)) ?? [])
    if (plain(one, 'id_order_state') === '80') histories.remove(one.id)
  await runOrder(early.order)
  expect(orderIn(early.order).Payments).toEqual([])
  expect((await runPayment(early.payment)).runs[0]!.reason).toMatch(/only authorised/)

  // One that was captured before its transfer goes along as any other, of the day on which the money came.
  const captured = place()
  setPayment(captured.payment, { date_add: '2025-12-30 10:00:00', transaction_id: 'tr_50' })
  for (const state of [80, 2]) {
    shop().setState(captured.order, state)
    const made = (histories.where('id_order', String(captured.order)) ?? []).at(-1)!
    histories.put({
      ...made,
      fields: { ...made.fields, date_add: state === 80 ? '2025-12-30 10:00:05' : '2026-01-04 09:00:00' },
    })
  }
  await runOrder(captured.order)
  expect(orderIn(captured.order).Payments).toMatchObject([{ Date: expect.stringMatching(/^2026-01-04/) }])
})

test('a payment without a method is no deposit, and neither is one that a state wrote before the state is there', async () => {
  const nameless = place()
  setPayment(nameless.payment, { payment_method: '' })
  await runOrder(nameless.order)
  expect(orderIn(nameless.order).Payments).toEqual([])

  const early = place()
  setPayment(early.payment, { transaction_id: '' })
  const states = shop().tables.of('order_histories')
  for (const { id } of states.where('id_order', String(early.order)) ?? []) states.remove(id)
  await runOrder(early.order)
  expect(orderIn(early.order).Payments).toEqual([])
})

test('a transfer in part that takes the deposit along is no difference: it is found on the invoice', async () => {
  const { order, payment } = place()
  setPayment(payment, { amount: '1.00' })
  await runOrder(order)
  const [line] = orderIn(order).Lines!
  const part = { [line!.Key!.LineSequenceNumber!]: '1' }
  const made = transferOrder({ number: `WEB${order}`, to: 'Invoice', lines: part, includeTotals: true }, company())
  expect(made.Payments).toMatchObject([{ Number: `PAY${payment}` }])
  expect(orderIn(order).TransactionState).toBe('Work')
  const period = { from: '2000-01-01', to: '2100-01-01' }
  const found = async () => {
    const { differences, notes } = await reconcilePeriod(all.client, 'main', period)
    return { kinds: differences.filter((one) => one.order === String(order)).map(({ kind }) => kind), notes }
  }
  const kinds = (await found()).kinds.filter((kind) => kind.startsWith('deposit') || kind.startsWith('receipt'))
  expect(kinds).toEqual([])
  // While invoices may not be read, nobody says that it is lost; and the report says what was not looked at.
  const says = 'The user is not authorized to perform this operation.'
  all.sandbox.gp.faults.add({ match: { operation: 'GetSalesInvoiceByKey' }, do: 'error', says, times: 0 })
  const blind = await found()
  all.sandbox.gp.faults.clear()
  expect(blind.kinds).not.toContain('deposit off the order')
  expect(blind.notes).toEqual([expect.stringMatching(/does not let the hub read sales invoices/)])
  // Somebody takes it off the invoice.
  company().store.put('transferred', made.Key.Id!, { ...made, Payments: [] })
  expect((await found()).kinds).toContain('deposit off the order')
})

test('numbers of cards that people typed into GP are never read', async () => {
  const { order } = await transferred()
  const [deposit] = orderIn(order).Payments!
  const card = {
    ...deposit!,
    Number: 'PYMNT9',
    Type: 'Payment Card Deposit',
    PaymentCardNumber: '4111 1111 1111 1111',
  }
  company().store.put('salesOrder', `WEB${order}`, {
    ...orderIn(order),
    Payments: [deposit!, { ...card, ExpirationDate: '2029-01-31T00:00:00' }],
  })
  const read = JSON.stringify(await all.client.get(`/api/integrations/main/records/gp/salesOrder/WEB${order}`))
  expect(read).toContain('PYMNT9')
  expect(read).not.toMatch(/4111|2029-01-31/)
})

test('the payment of an order from before the beginning of orders is no deposit: its order never goes over by itself', async () => {
  const path = '/api/integrations/main/flows/order-to-sales-order'
  await all.client.put(path, { state: 'on', since: laterThan(all.clock.now(), 50_000) })
  const { payment } = place()
  const story = await runPayment(payment)
  await all.client.put(path, { state: 'on', since: '2020-01-01T00:00:00Z' })
  // Carried out, or asked about; it does not wait for its order.
  expect(story.runs[0]!.reason ?? '').not.toMatch(/as a deposit/)
  expect(story.runs[0]!.state).not.toBe('skipped')
})

test('the setting is refused beside a flow of payments that knows no deposits, and without one', () => {
  const its = structuredClone(all.parts) as Record<string, Json>
  const problems = (parts: Record<string, Json>) =>
    depositProblems(definitionFromParts(parts)).map(({ reason }) => reason)
  expect(problems(its)).toEqual([])
  const name = 'flows/payment-to-cash-receipt.json'
  const older = JSON.parse(JSON.stringify(its[name]).replaceAll('hub.sentAlong', 'hub.tick'))
  expect(problems({ ...its, [name]: older })).toEqual([expect.stringContaining('older version')])
  // Nobody has what is only authorised.
  const order = 'mappings/order-to-sales-order.json'
  const blind = JSON.parse(JSON.stringify(its[order]).replaceAll('settings.authorisedStates', 'settings.deposits'))
  expect(problems({ ...its, [order]: blind })).toEqual([expect.stringContaining('only authorised')])
  const { [name]: _, ...none } = its
  expect(problems(none)).toEqual([expect.stringContaining('needs the process payments')])
  const off = JSON.parse(JSON.stringify(its['settings.json'])) as { settings: { deposits: { value: Json } } }
  off.settings.deposits.value = []
  expect(problems({ ...none, 'settings.json': off })).toEqual([])
})
