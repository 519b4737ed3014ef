import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { reconcilePeriod } from '../../src/reconcile/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({
    adapt(parts) {
      const files = processes
        .filter(({ id }) => id === 'payments' || id === 'refunds')
        .reduce((known, process) => withProcess(known, process).parts, parts)
      const settings = files['settings.json'] as { settings: Record<string, Json> }
      const checkbook = { ...(settings.settings.checkbook as object), value: 'UPTOWN TRUST' }
      const creditMemos = { ...(settings.settings.creditMemos as object), value: true }
      const receipt = files['value-maps/receipt.json'] as { [member: string]: Json }
      return {
        ...files,
        'settings.json': { ...settings, settings: { ...settings.settings, checkbook, creditMemos } },
        'value-maps/receipt.json': {
          ...receipt,
          entries: [
            ...modules.map((from) => ({ from, to: from === 'ps_cashondelivery' ? 'none' : 'Check' })),
            { from: 'Bank wire', to: 'Check' },
            { from: 'Counter', to: 'Cash' },
          ],
        },
      }
    },
  })
}, 60_000)
afterAll(() => all[Symbol.asyncDispose]())

const modules = ['ps_checkout', 'ps_wirepayment', 'ps_checkpayment', 'ps_cashondelivery', 'stripe_official']
const shop = () => all.sandbox.shop
const store = () => all.sandbox.gp.company.store
const row = (resource: string, id: number) => shop().tables.of(resource).get(id)!
const rows = (resource: string, field: string, value: string) => shop().tables.of(resource).where(field, value) ?? []

/** An order without a voucher, and with more than one piece. */
function place(): number {
  const found = shop()
    .placeOrders(4)
    .find((order) => {
      const pieces = rows('order_details', 'id_order', String(order)).reduce(
        (sum, line) => sum + Number(plain(line, 'product_quantity')),
        0,
      )
      return Number(plain(row('orders', order), 'total_discounts')) === 0 && pieces > 1
    })
  if (found === undefined) throw new Error('The demo shop placed no such order')
  return found
}
async function transferred(): Promise<number> {
  const order = place()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  return order
}
const run = (entity: string, key: number | string) =>
  all.client.post<RecordStory>('/api/integrations/main/records/run', { entity, key: String(key) })
const receipts = () => [...store().values('cashReceipt')]
const memos = () => [...store().values('creditMemo')]
const incident = (story: RecordStory) => story.incidents[0]!.question

const post = (order: number) => {
  const { company } = all.sandbox.gp
  company.saveOrder({ ...store().get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
}

describe('a payment', () => {
  test('becomes one cash receipt, to the cent, however often it is seen, also when the reply is lost', async () => {
    const order = await transferred()
    const payment = shop().addPayment({ order, amount: '12.34' })
    all.sandbox.gp.faults.add({ match: { operation: 'CreateCashReceipt' }, do: 'drop-after', times: 1 })
    const before = receipts().length
    const story = await run('prestashop.orderPayment', payment)
    expect(story.runs[0]!.state).toBe('done')
    await run('prestashop.orderPayment', payment)
    expect(receipts().length).toBe(before + 1)
    expect(store().get('cashReceipt', `PAY${payment}`)).toMatchObject({
      Amount: { Value: '12.34', Currency: 'EUR' },
      CustomerKey: { Id: `PS${plain(row('orders', order), 'id_customer')}` },
      BankAccountKey: { Id: 'UPTOWN TRUST' },
      Type: 'Check',
      Description: `${plain(row('orders', order), 'reference')} ${payment}`,
    })
  })

  test('comes before its order: its customer is made, and the order finds it', async () => {
    const order = place()
    const payment = shop().addPayment({ order, amount: '5.00' })
    expect((await run('prestashop.orderPayment', payment)).runs[0]!.state).toBe('done')
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(store().get('cashReceipt', `PAY${payment}`)!.CustomerKey).toEqual(
      store().get('salesOrder', `WEB${order}`)!.CustomerKey,
    )
  })

  test('of several, each its own: what was booked is what came', async () => {
    const order = await transferred()
    const some = ['3.00', '4.50'].map((amount) => shop().addPayment({ order, amount }))
    for (const payment of some) await run('prestashop.orderPayment', payment)
    expect(some.map((payment) => store().get('cashReceipt', `PAY${payment}`)!.Amount!.Value)).toEqual(['3', '4.5'])
  })

  test('goes by its own method: of an order paid in several ways, each receipt is of its kind', async () => {
    const order = await transferred()
    const own = plain(row('orders', order), 'payment')
    const kinds = async (method: string) => {
      const payment = shop().addPayment({ order, amount: '2.50', method })
      const story = await run('prestashop.orderPayment', payment)
      return { kind: store().get('cashReceipt', `PAY${payment}`)?.Type, state: story.runs[0]!.state, story }
    }
    expect(await kinds('Counter')).toMatchObject({ kind: 'Cash', state: 'done' })
    expect(await kinds('Bank wire')).toMatchObject({ kind: 'Check', state: 'done' })
    // The label of the order is its module's; any other is not.
    expect(await kinds(own)).toMatchObject({ kind: 'Check', state: 'done' })
    const unknown = await kinds('Voucher of a partner')
    expect(unknown).toMatchObject({ kind: undefined, state: 'stopped' })
    expect(JSON.stringify(incident(unknown.story))).toMatch(/Voucher of a partner/)
  })

  /** An order of which nobody has paid anything is put into a state that counts as paid. @returns the payment that the shop writes */
  const putInto = (state: number): number => {
    const order = place()
    const { tables } = shop()
    const reference = plain(row('orders', order), 'reference')
    for (const { id } of rows('order_payments', 'order_reference', reference)) tables.of('order_payments').remove(id)
    for (const one of rows('order_histories', 'id_order', String(order)))
      tables.of('order_histories').put({ ...one, fields: { ...one.fields, date_add: '2026-01-05 10:00:00' } })
    const found = row('orders', order)
    tables.of('orders').put({ ...found, fields: { ...found.fields, total_paid_real: '0.000000' } })
    shop().setState(order, state)
    const [payment] = rows('order_payments', 'order_reference', reference)
    return payment!.id
  }

  test('that the shop wrote by itself because the order was shipped is asked about once, before it is a receipt', async () => {
    const payment = putInto(4)
    const story = await run('prestashop.orderPayment', payment)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(incident(story).message).toMatch(/nothing says that money came.*Payment \d+.*State 4 of the same second/)
    expect(store().get('cashReceipt', `PAY${payment}`)).toBeUndefined()
    await all.client.post(`/api/incidents/${story.incidents[0]!.id}/resolve`, {})
    expect((await run('prestashop.orderPayment', payment)).runs[0]!.state).toBe('done')
    expect(store().get('cashReceipt', `PAY${payment}`)).toBeDefined()
  })

  test('of an order that staff have put into “Payment accepted” becomes a receipt', async () => {
    const payment = putInto(2)
    expect((await run('prestashop.orderPayment', payment)).runs[0]!.state).toBe('done')
    expect(store().get('cashReceipt', `PAY${payment}`)).toBeDefined()
  })

  const odd: [string, (order: number) => number, RegExp][] = [
    ['that is negative', (order) => shop().addPayment({ order, amount: '-5.00' }), /negative.*-5 by Bank wire/],
    [
      'in another currency than its order',
      (order) => shop().addPayment({ order, amount: '9.40', currency: 'CHF' }),
      /another currency.*9\.4/,
    ],
    [
      'without an order',
      (order) => {
        const id = shop().addPayment({ order, amount: '77.00' })
        const found = row('order_payments', id)
        shop()
          .tables.of('order_payments')
          .put({ ...found, fields: { ...found.fields, order_reference: 'NOSUCHREF' } })
        return id
      },
      /without an order.*NOSUCHREF: 77/,
    ],
    [
      'by a module that nobody has mapped',
      (order) => {
        const found = row('orders', order)
        shop()
          .tables.of('orders')
          .put({ ...found, fields: { ...found.fields, module: 'newpay' } })
        return shop().addPayment({ order, amount: '1.00', method: plain(found, 'payment') })
      },
      /newpay/,
    ],
  ]
  test.each(odd)('%s is held with the facts, and no receipt is made', async (_, pay, says) => {
    const payment = pay(place())
    const story = await run('prestashop.orderPayment', payment)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(JSON.stringify(incident(story))).toMatch(says)
    expect(store().get('cashReceipt', `PAY${payment}`)).toBeUndefined()
  })

  test('that a carrier collects becomes none', async () => {
    const order = place()
    const found = row('orders', order)
    shop()
      .tables.of('orders')
      .put({ ...found, fields: { ...found.fields, module: 'ps_cashondelivery' } })
    const payment = shop().addPayment({ order, amount: '2.00', method: plain(found, 'payment') })
    expect((await run('prestashop.orderPayment', payment)).runs[0]).toMatchObject({ state: 'skipped' })
  })
})

describe('a credit slip', () => {
  test('of a transferred order becomes one credit memo with its taxes, to the cent, once', async () => {
    const order = await transferred()
    post(order)
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    all.sandbox.gp.faults.add({ match: { operation: 'CreateReceivablesCreditMemo' }, do: 'drop-after', times: 1 })
    const before = memos().length
    const story = await run('prestashop.orderSlip', slip)
    expect(story.incidents).toEqual([])
    expect(story.runs[0]!.state).toBe('done')
    await run('prestashop.orderSlip', slip)
    // The flow of orders asks nobody about what is credited.
    expect((await all.run(order)).runs[0]).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/credit memos/),
    })
    expect(memos().length).toBe(before + 1)
    const memo = store().get('creditMemo', `WEBCR${slip}`)!
    const fields = row('order_slip', slip)
    expect(Number(memo.DocumentAmount!.Value)).toBeCloseTo(Number(plain(fields, 'total_products_tax_incl')), 6)
    expect(Number(memo.SalesAmount!.Value)).toBeCloseTo(Number(plain(fields, 'total_products_tax_excl')), 6)
    const taxes = memo.Taxes!.reduce((sum, tax) => sum + Number(tax.TaxAmount!.Value), 0)
    expect(taxes).toBeCloseTo(Number(memo.TaxAmount!.Value), 6)
    expect(memo.CustomerKey).toEqual(store().get('salesOrder', `WEB${order}`)!.CustomerKey)
  })

  test('with shipping credits the freight and its tax', async () => {
    const order = await transferred()
    post(order)
    const shipping = Number(plain(row('orders', order), 'total_shipping_tax_incl')).toFixed(2)
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }], shipping })!
    const story = await run('prestashop.orderSlip', slip)
    expect(story.incidents).toEqual([])
    const memo = store().get('creditMemo', `WEBCR${slip}`)!
    const given = Number(plain(row('order_slip', slip), 'total_products_tax_incl')) + Number(shipping)
    expect(Number(memo.DocumentAmount!.Value)).toBeCloseTo(given, 6)
  })

  test('of an open sales order becomes none: the order is lowered, and stays so when it is transferred later', async () => {
    const order = await transferred()
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    expect((await run('prestashop.orderSlip', slip)).runs[0]).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/still open/),
    })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    post(order)
    // Asked for again by a person, it is not credited as well.
    expect((await run('prestashop.orderSlip', slip)).runs[0]).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/lowered the sales order/),
    })
    // A later one is.
    const shipping = Number(plain(row('orders', order), 'total_shipping_tax_incl')).toFixed(2)
    const next = shop().refund({ order, shipping })!
    expect((await run('prestashop.orderSlip', next)).runs[0]).toMatchObject({ state: 'done' })
    expect(Number(store().get('creditMemo', `WEBCR${next}`)!.DocumentAmount!.Value)).toBeCloseTo(Number(shipping), 6)
    expect(store().get('creditMemo', `WEBCR${slip}`)).toBeUndefined()
  })

  test('and another of the same moment: what lowered the order is not credited as well, whichever is looked at first', async () => {
    const order = await transferred()
    const first = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    post(order)
    const shipping = Number(plain(row('orders', order), 'total_shipping_tax_incl')).toFixed(2)
    const second = shop().refund({ order, shipping })!
    const stories = await Promise.all([first, second].map((slip) => run('prestashop.orderSlip', slip)))
    expect(stories.map(({ runs }) => runs[0]!.state)).toEqual(['skipped', 'done'])
    expect(store().get('creditMemo', `WEBCR${first}`)).toBeUndefined()
    expect(Number(store().get('creditMemo', `WEBCR${second}`)!.DocumentAmount!.Value)).toBeCloseTo(Number(shipping), 6)
  })

  test('of an order that somebody has changed in GP is held with the figures', async () => {
    const order = await transferred()
    const held = store().get('salesOrder', `WEB${order}`)!
    const less = { ...held.TotalAmount!, Value: (Number(held.TotalAmount!.Value) - 1).toFixed(2) }
    all.sandbox.gp.company.saveOrder({ ...held, TotalAmount: less, TransactionState: 'History' })
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    const story = await run('prestashop.orderSlip', slip)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(incident(story).message).toMatch(/another amount than its first credit slips.*WEB/)
    expect(store().get('creditMemo', `WEBCR${slip}`)).toBeUndefined()
  })

  test('explains only what it gave back: a cancelled order, one that is refunded without a slip and an edit are asked about', async () => {
    const question = async (order: number) => {
      const story = await all.run(order)
      expect(story.runs[0]!.state).toBe('stopped')
      return incident(story).message
    }
    const cancelled = await transferred()
    post(cancelled)
    shop().refund({ order: cancelled, lines: [{ line: 0, quantity: 1 }] })
    shop().setState(cancelled, 6)
    expect(await question(cancelled)).toMatch(/cancelled or refunded in the shop/)

    // Every piece counts as refunded, and no slip says so: no credit memo will come.
    const uncovered = await transferred()
    post(uncovered)
    const lines = rows('order_details', 'id_order', String(uncovered)).map((line, index) => ({
      line: index,
      quantity: Number(plain(line, 'product_quantity')),
      amount: (
        Number(plain(line, 'total_price_tax_incl')) +
        (index === 0 ? Number(plain(row('orders', uncovered), 'total_shipping_tax_incl')) : 0)
      ).toFixed(2),
    }))
    shop().refund({ order: uncovered, lines, slip: false })
    expect(await question(uncovered)).toMatch(/cancelled or refunded in the shop/)

    // An invoice of another amount than what was charged, less its slips, is no matter of refunds.
    const edited = await transferred()
    shop().refund({ order: edited, lines: [{ line: 0, quantity: 1 }] })
    const held = store().get('salesOrder', `WEB${edited}`)!
    const less = { ...held.TotalAmount!, Value: (Number(held.TotalAmount!.Value) - 0.01).toFixed(2) }
    all.sandbox.gp.company.saveOrder({ ...held, TotalAmount: less, TransactionState: 'History' })
    expect((await all.run(edited)).runs[0]!.reason).not.toMatch(/become credit memos/)
  })

  test('with a typed amount is held with its figures', async () => {
    const order = await transferred()
    post(order)
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }] })!
    const story = await run('prestashop.orderSlip', slip)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(incident(story).message).toMatch(/not known to the cent.*goods 0\.1/)
    expect(store().get('creditMemo', `WEBCR${slip}`)).toBeUndefined()
  })
})

test('nothing of an order of another shop of the multistore becomes a document, and nobody is asked', async () => {
  const order = place()
  const found = row('orders', order)
  shop()
    .tables.of('orders')
    .put({ ...found, fields: { ...found.fields, id_shop: '2' } })
  const payment = shop().addPayment({ order, amount: '8.88' })
  const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
  for (const story of [
    await all.run(order),
    await run('prestashop.orderPayment', payment),
    await run('prestashop.orderSlip', slip),
  ]) {
    expect(story.incidents).toEqual([])
    expect(story.runs[0]).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/belongs to shop 2/) })
  }
  expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
  expect(store().get('cashReceipt', `PAY${payment}`)).toBeUndefined()
})

describe('a period is reconciled', () => {
  /** The demo shop has many orders; a reader that lists one of them leaves the others out. */
  const only = (order: number) => ({
    async get<T>(path: string): Promise<T> {
      const found = await all.client.get<T>(path)
      const isPage = path.includes('/records/prestashop/orders?limit=')
      return (isPage ? (found as { id: string }[]).filter(({ id }) => id === String(order)) : found) as T
    },
  })
  const kindsOf = async (order: number) => {
    const period = { from: '2000-01-01', to: '2100-01-01' }
    const { differences, orders } = await reconcilePeriod(only(order), 'main', period)
    expect(orders).toBe(1)
    return differences.filter((one) => one.order === String(order)).map(({ kind }) => kind)
  }
  const pay = async (order: number) => {
    for (const { id } of rows('order_payments', 'order_reference', plain(row('orders', order), 'reference')))
      await run('prestashop.orderPayment', id)
  }

  test('and nothing is found of an order that is transferred, paid, and credited', async () => {
    const order = await transferred()
    await pay(order)
    expect(await kindsOf(order)).toEqual([])
    post(order)
    const slip = shop().refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    expect(await kindsOf(order)).toEqual(['slip without credit memo'])
    await run('prestashop.orderSlip', slip)
    expect(await kindsOf(order)).toEqual([])
  })

  test('and an order with a payment whose amount is no number is named, and hides no other', async () => {
    const order = await transferred()
    const payment = shop().addPayment({ order, amount: '4.00' })
    const found = row('order_payments', payment)
    shop()
      .tables.of('order_payments')
      .put({ ...found, fields: { ...found.fields, amount: 'much' } })
    expect(await kindsOf(order)).toEqual(['cannot be read'])
    shop().tables.of('order_payments').put(found)
  })

  test('and what was changed in GP is found, each with its cause', async () => {
    const { company } = all.sandbox.gp
    const order = await transferred()
    await pay(order)
    const held = store().get('salesOrder', `WEB${order}`)!
    const [payment] = rows('order_payments', 'order_reference', plain(row('orders', order), 'reference'))
    company.saveOrder({ ...held, TotalAmount: { ...held.TotalAmount, Value: '1.00' } })
    store().remove('cashReceipt', `PAY${payment!.id}`)
    expect(await kindsOf(order)).toEqual(['another total', 'payment without receipt'])
    company.saveOrder({ ...held, IsVoided: true, TransactionState: 'History' })
    expect(await kindsOf(order)).toContain('void in GP')
    company.removeOrder(`WEB${order}`)
    expect(await kindsOf(order)).toContain('gone from GP')
  })
})

test('both are found by themselves: feeds begin at the cut-over', { timeout: 240_000 }, async () => {
  const order = await transferred()
  const payment = shop().addPayment({ order, amount: '6.66' })
  await all.hub.start()
  while (!store().get('cashReceipt', `PAY${payment}`)) await new Promise((resolve) => setTimeout(resolve, 50))
})
