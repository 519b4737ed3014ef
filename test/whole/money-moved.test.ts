import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Json } from '../../src/domain/record.ts'
import type { Question } from '../../src/domain/run.ts'
import type { FlowState } from '../../src/engine/index.ts'
import { reconcilePeriod } from '../../src/reconcile/index.ts'
import { hubPermissions, plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
const permissions: Record<string, readonly string[]> = { ...hubPermissions }
beforeAll(async () => {
  all = await joined({ permissions })
})
afterAll(() => all[Symbol.asyncDispose]())

const flowPath = '/api/integrations/main/flows/order-to-sales-order'
const place = () => all.sandbox.shop.placeOrders(2)[1]!
const row = (resource: string, id: number) => all.sandbox.shop.tables.of(resource).get(id)!
const edit = (resource: string, id: number, fields: Record<string, string>) => {
  const found = row(resource, id)
  all.sandbox.shop.tables.of(resource).put({ ...found, fields: { ...found.fields, ...fields } })
}
const totalOf = (order: number) => Number(plain(row('orders', order), 'total_paid'))
async function held(order: number): Promise<Question & { incident: string }> {
  const story = await all.run(order)
  expect(story.runs[0]!.state).toBe('stopped')
  expect(story.incidents).toHaveLength(1)
  return { ...story.incidents[0]!.question, incident: story.incidents[0]!.id }
}
async function done(order: number) {
  const story = await all.run(order)
  expect(story.incidents).toEqual([])
  expect(story.runs[0]!.state).toBe('done')
  return story
}
const resolve = (incident: string) => all.client.post(`/api/incidents/${incident}/resolve`)
const commentOf = (order: number) => String(all.salesOrders().get(`WEB${order}`)!.Comment ?? '')

/** An order without a voucher: what a slip gives back of one is not known to the cent. */
function placePlain(): number {
  const found = all.sandbox.shop.placeOrders(2).find((order) => {
    const lines = all.sandbox.shop.tables.of('order_details').where('id_order', String(order)) ?? []
    const pieces = lines.reduce((sum, line) => sum + Number(plain(line, 'product_quantity')), 0)
    return Number(plain(row('orders', order), 'total_discounts')) === 0 && pieces > 1
  })
  if (found === undefined) throw new Error('The demo shop placed no such order')
  return found
}
const linesOf = (order: number) => all.sandbox.shop.tables.of('order_details').where('id_order', String(order))!
const wholeOf = (order: number) =>
  linesOf(order).map((line, index) => ({
    line: index,
    quantity: Number(plain(line, 'product_quantity')),
    amount: Number(plain(line, 'total_price_tax_incl')).toFixed(2),
  }))
const shippingOf = (order: number) => Number(plain(row('orders', order), 'total_shipping_tax_incl')).toFixed(2)
const piecesIn = (order: number) =>
  all
    .salesOrders()
    .get(`WEB${order}`)!
    .Lines.reduce((sum, line) => sum + Number(line.Quantity.Value), 0)
const piecesOf = (order: number) => wholeOf(order).reduce((sum, { quantity }) => sum + quantity, 0)
const slipTotal = (slip: number) =>
  Number(plain(row('order_slip', slip), 'total_products_tax_incl')) +
  Number(plain(row('order_slip', slip), 'total_shipping_tax_incl'))
const inGp = (order: number) => Number(all.salesOrders().get(`WEB${order}`)!.TotalAmount.Value)

describe('an order of which something was given back to the cent', () => {
  test('goes over as what is left, and its proof says so', async () => {
    const order = placePlain()
    const slip = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    const story = await done(order)
    expect(piecesIn(order)).toBe(piecesOf(order) - 1)
    expect(inGp(order)).toBeCloseTo(totalOf(order) - slipTotal(slip), 4)
    expect(story.proofs.at(-1)).toMatchObject({ of: 'read-back', state: 'proved' })
    expect(JSON.stringify(story.proofs.at(-1))).toContain(`credit slip ${slip}`)
    // Again, nothing is asked and nothing is sent.
    const document = JSON.stringify(all.salesOrders().get(`WEB${order}`))
    await done(order)
    expect(JSON.stringify(all.salesOrders().get(`WEB${order}`))).toBe(document)
  })

  test('with a voucher, a slip for some pieces is never taken for the whole order, however much it says', async () => {
    const order = placePlain()
    const lines = linesOf(order)
    const incl = Number(plain(lines[0]!, 'unit_price_tax_incl'))
    // The voucher leaves to pay what one piece costs; the shop's slip for one piece says all of that.
    const voucher = (totalOf(order) - incl).toFixed(6)
    edit('orders', order, {
      total_discounts: voucher,
      total_discounts_tax_incl: voucher,
      total_paid: incl.toFixed(6),
      total_paid_tax_incl: incl.toFixed(6),
      total_paid_real: incl.toFixed(6),
    })
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })
    expect((await held(order)).code).toBe('refunded')
  })

  test('with a voucher, all its pieces are not the whole order where the shipping is kept', async () => {
    const order = placePlain()
    expect(Number(shippingOf(order))).toBeGreaterThan(0)
    const voucher = Number(shippingOf(order)) + 1
    const left = (totalOf(order) - voucher).toFixed(6)
    edit('orders', order, {
      ...{ total_discounts: voucher.toFixed(6), total_discounts_tax_incl: voucher.toFixed(6) },
      ...{ total_paid: left, total_paid_tax_incl: left, total_paid_real: left },
    })
    all.sandbox.shop.refund({ order, lines: wholeOf(order) })
    expect((await held(order)).code).toBe('refunded')
  })

  /** Staff take off the order what the slip gave back: the shop lowers its line and its totals, and keeps slip and payment. */
  function takeOff(order: number): number {
    const [line] = linesOf(order)
    const [was, quantity] = [totalOf(order), Number(plain(line!, 'product_quantity'))]
    const price = (side: string) => Number(plain(line!, `unit_price_tax_${side}`))
    const less = (holder: { fields: unknown } & Parameters<typeof plain>[0], field: string, side: string) => ({
      [field]: (Number(plain(holder, field)) - Number(price(side).toFixed(2))).toFixed(6),
    })
    edit('order_details', line!.id, {
      product_quantity: String(quantity - 1),
      ...less(line!, 'total_price_tax_incl', 'incl'),
      ...less(line!, 'total_price_tax_excl', 'excl'),
    })
    const found = row('orders', order)
    edit('orders', order, {
      ...less(found, 'total_paid', 'incl'),
      ...less(found, 'total_paid_tax_incl', 'incl'),
      ...less(found, 'total_paid_tax_excl', 'excl'),
      ...less(found, 'total_products', 'excl'),
      ...less(found, 'total_products_wt', 'incl'),
    })
    return was
  }
  /** Its first line has several pieces. */
  function placePieces(): number {
    const order = placePlain()
    const [line] = linesOf(order)
    const quantity = Number(plain(line!, 'product_quantity'))
    return quantity > 1 ? order : placePieces()
  }

  test('is not taken off once more where staff take it off the order as well: a person is asked', async () => {
    const before = placePieces()
    all.sandbox.shop.refund({ order: before, lines: [{ line: 0, quantity: 1 }] })
    const was = takeOff(before)
    const question = await held(before)
    expect(question.code).toBe('refunded')
    expect(question.message).toContain(
      `${was.toFixed(2)} EUR are booked of the order, and it comes to ${totalOf(before).toFixed(2)} EUR`,
    )
    await resolve(question.incident)
    await done(before)
    expect(inGp(before)).toBeCloseTo(totalOf(before), 4)
    expect(piecesIn(before)).toBe(piecesOf(before))

    // A module notes the refund as a payment, which the shop takes off what is booked.
    const noted = placePieces()
    all.sandbox.shop.refund({ order: noted, lines: [{ line: 0, quantity: 1 }] })
    const paid = takeOff(noted)
    all.sandbox.shop.addPayment({ order: noted, amount: (totalOf(noted) - paid).toFixed(2) })
    expect(await held(noted)).toMatchObject({
      code: 'refunded',
      message: expect.stringContaining(`${paid.toFixed(2)} EUR are booked of the order`),
    })

    const after = placePieces()
    await done(after)
    all.sandbox.shop.refund({ order: after, lines: [{ line: 0, quantity: 1 }] })
    await done(after)
    const lowered = inGp(after)
    takeOff(after)
    expect(totalOf(after)).toBeCloseTo(lowered, 4)
    const { code, incident } = await held(after)
    expect(code).toBe('refunded')
    await resolve(incident)
    await done(after)
    expect(inGp(after)).toBe(lowered)
  })

  test('is not raised again where staff take another piece off: what a slip gave back stays off until a person says so', async () => {
    const order = placePieces()
    await done(order)
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })
    await done(order)
    const document = JSON.stringify(all.salesOrders().get(`WEB${order}`))
    // Of the same amount, so that the totals agree: the order has one piece more of the line than GP.
    const [line] = linesOf(order)
    const price = (side: string) => Number(Number(plain(line!, `unit_price_tax_${side}`)).toFixed(2))
    const found = row('orders', order)
    const less = (field: string, side: string) => ({
      [field]: (Number(plain(found, field)) - price(side)).toFixed(6),
    })
    edit('orders', order, {
      ...less('total_paid', 'incl'),
      ...less('total_paid_tax_incl', 'incl'),
      ...less('total_paid_tax_excl', 'excl'),
    })
    await resolve((await held(order)).incident)
    const again = await all.run(order)
    expect(again.runs[0]!.state).toBe('stopped')
    expect(again.incidents.at(0)!.question.message).toContain('not known to the cent')
    expect(JSON.stringify(all.salesOrders().get(`WEB${order}`))).toBe(document)
  })

  test('does not go over at all when all of it was given back', async () => {
    const order = placePlain()
    all.sandbox.shop.refund({ order, lines: wholeOf(order), shipping: shippingOf(order) })
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'skipped' })
    expect(story.runs[0]!.reason).toMatch(/refunded whole/)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
  })

  test('lowers its sales order while that is open and untouched', async () => {
    const order = placePlain()
    await done(order)
    const slip = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    await done(order)
    expect(piecesIn(order)).toBe(piecesOf(order) - 1)
    expect(inGp(order)).toBeCloseTo(totalOf(order) - slipTotal(slip), 4)
  })

  test('stays lowered while the key may not read credit slips any more: a person is asked, and nothing is raised', async () => {
    const order = placePlain()
    await done(order)
    all.sandbox.shop.refund({ order, lines: [], shipping: shippingOf(order) })
    await done(order)
    const lowered = inGp(order)
    expect(lowered).toBeLessThan(totalOf(order))
    const { order_slip } = permissions
    permissions.order_slip = []
    const { message, hint } = await held(order)
    expect(message).toContain('less than the order')
    expect(hint).toContain('order_slip')
    expect(inGp(order)).toBe(lowered)
    // One that nothing was given back of goes on.
    await done(place())
    permissions.order_slip = order_slip!
    await done(order)
    expect(inGp(order)).toBe(lowered)
  })

  // Whoever never had the right misses nothing by it, and does not know what others would.
  test('without the right to read credit slips grows with its order, unasked; the comparison says what it cannot know', async () => {
    const { order_slip } = permissions
    permissions.order_slip = []
    const order = placePlain()
    await done(order)
    all.sandbox.shop.editOrder(order)
    expect(totalOf(order)).toBeGreaterThan(inGp(order))
    await done(order)
    expect(inGp(order)).toBeCloseTo(totalOf(order), 4)
    const compared = () => reconcilePeriod(all.client, 'main', { from: '2000-01-01', to: '2100-01-01' })
    const its = async () => (await compared()).differences.filter((one) => one.order === String(order))
    expect(await its()).toEqual([])
    expect((await compared()).notes).toContainEqual(expect.stringContaining('order_slip'))
    // Lines say that something went back, and never that it has no slip.
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })
    const { message } = await held(order)
    expect(message).toContain('by credit slips that the key may not read')
    expect(message).not.toContain('without a credit slip')
    expect(await its()).toMatchObject([{ kind: 'refunds are not clear', next: expect.stringContaining('order_slip') }])
    permissions.order_slip = order_slip!
    const before = inGp(order)
    await done(order)
    expect(inGp(order)).toBeLessThan(before)
    expect((await compared()).notes.join()).not.toContain('order_slip')
  })

  test('stays lowered by what is known, whatever comes after it that nobody knows', async () => {
    const order = placePlain()
    await done(order)
    const slip = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })!
    await done(order)
    const lowered = inGp(order)
    expect(lowered).toBeCloseTo(totalOf(order) - slipTotal(slip), 4)
    const settle = async () => {
      const question = await held(order)
      await resolve(question.incident)
      return question
    }

    all.sandbox.shop.setState(order, 7)
    expect((await settle()).message).toMatch(/The state of the order/)
    await done(order)
    // Goodwill: no pieces, and an amount that was typed.
    const goodwill = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 0, amount: '0.50' }] })!
    expect((await settle()).message).toMatch(`Credit slip ${goodwill}`)
    await done(order)
    expect(inGp(order)).toBe(lowered)
    expect(piecesIn(order)).toBe(piecesOf(order) - 1)

    // With a voucher on it nothing is known any more. The sales order is not raised, and somebody is asked.
    edit('orders', order, { total_discounts_tax_incl: '0.010000' })
    expect((await settle()).message).toMatch(`Credit slip ${slip}`)
    expect((await settle()).message).toMatch(/less than the order.*not known to the cent/)
    expect((await all.run(order)).runs[0]).toMatchObject({ state: 'skipped' })
    expect(inGp(order)).toBe(lowered)
  })

  test('asks once where its sales order is transferred, and leaves that as it is', async () => {
    const order = placePlain()
    await done(order)
    const { company } = all.sandbox.gp
    company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
    const document = JSON.stringify(all.salesOrders().get(`WEB${order}`))
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })
    const question = await held(order)
    expect(question.hint).toMatch(/return or a credit memo/)
    await resolve(question.incident)
    await done(order)
    expect(await all.client.post(`/api/integrations/main/orders/${order}/plan`)).toMatchObject({
      outcome: 'nothing-to-do',
    })
    expect(JSON.stringify(all.salesOrders().get(`WEB${order}`))).toBe(document)
  })

  test('asks for the void when all of it was given back after its transfer, and is done when it is void', async () => {
    const order = placePlain()
    await done(order)
    all.sandbox.shop.refund({ order, lines: wholeOf(order), shipping: shippingOf(order) })
    const question = await held(order)
    expect(question.message).toMatch(/cancelled or refunded.*Refunded whole.*WEB\d+ in GP/)
    const { company } = all.sandbox.gp
    company.saveOrder({
      ...company.store.get('salesOrder', `WEB${order}`)!,
      IsVoided: true,
      TransactionState: 'History',
    })
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/void in GP/) })
    expect(story.incidents.filter(({ state }) => state === 'open')).toEqual([])
  })

  test('asks for a return when the order is cancelled and its sales order is posted, and never again once it is settled', async () => {
    const order = placePlain()
    await done(order)
    const { company } = all.sandbox.gp
    company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
    all.sandbox.shop.setState(order, 6)
    const question = await held(order)
    expect(question.hint).toMatch(/return that mirrors it/)
    await resolve(question.incident)
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/settled/) })
  })
})

describe('an order that was refunded before its transfer is held, with figures', () => {
  const cases: [string, (order: number) => void, RegExp][] = [
    [
      'whole, by its lines alone',
      (order) => void all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }], slip: false }),
      /1 of \d+ × \S+ \d+\.\d\d EUR/,
    ],
    [
      'in part, by a slip',
      (order) => void all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1, amount: '3.50' }] }),
      /Credit slip \d+ of \d{4}-\d\d-\d\d: 3\.50 EUR with tax.*1 × \S+ 3\.50 EUR.*shipping 0\.00 EUR/,
    ],
    [
      'by a slip that leaves the lines as they are',
      (order) =>
        void all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }], counted: false }),
      /Credit slip/,
    ],
    [
      'more shipping than it had',
      (order) => void all.sandbox.shop.refund({ order, shipping: '96.90' }),
      /Credit slip \d+ of .*: 96\.90 EUR with tax; goods 0\.00 EUR.*shipping 96\.90 EUR/,
    ],
    [
      'goods that came back',
      (order) =>
        void all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1 }], returned: true, slip: false }),
      /Refunded or returned without a credit slip: 1 of/,
    ],
    ['by its state', (order) => all.sandbox.shop.setState(order, 7), /The state of the order is “Refunded”/],
  ]
  test.each(cases)('%s', async (_, refund, says) => {
    const order = place()
    refund(order)
    const question = await held(order)
    expect(question.code).toBe('refunded')
    expect(question.message).toMatch(says)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    expect(await all.client.post(`/api/integrations/main/orders/${order}/plan`)).toMatchObject({ outcome: 'held' })
  })

  test('and goes to GP as it was placed once a person has resolved the incident', async () => {
    const order = place()
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }] })
    const { incident } = await held(order)
    // Asked again it is the same incident.
    expect((await held(order)).incident).toBe(incident)
    await resolve(incident)
    expect((await all.story(order)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    await done(order)
  })

  test('and goes there too where the hub stops between the decision and the start of its records', async () => {
    const order = place()
    all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }] })
    const { incident } = await held(order)
    // Switched off, nothing would start it: the decision is refused, and the question stays.
    await all.client.put(flowPath, { state: 'off' })
    await expect(resolve(incident)).rejects.toMatchObject({ code: 'off', hint: expect.stringContaining('flows on') })
    expect((await all.story(order)).incidents).toMatchObject([{ id: incident, state: 'open' }])
    await all.client.put(flowPath, { state: 'on' })

    const stops = vi.spyOn(all.hub.engine, 'replay').mockRejectedValueOnce(new Error('The process ends here'))
    await expect(resolve(incident)).rejects.toThrow()
    stops.mockRestore()
    expect((await all.story(order)).runs[0]!.state).toBe('stopped')
    // Its job is there, so whoever works next takes it up.
    const queued = () => all.client.get<FlowState[]>('/api/integrations/main/flows')
    expect((await queued()).find(({ id }) => id === 'order-to-sales-order')).toMatchObject({ waiting: 0, deferred: 1 })
    await done(order)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })
})

describe('a refund after the transfer', () => {
  test('is one incident for each slip, with its figures and what GP holds, and is not asked again', async () => {
    const order = place()
    await done(order)
    const document = JSON.stringify(all.salesOrders().get(`WEB${order}`))
    const slip = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }], shipping: '2.40' })
    const question = await held(order)
    expect(question.code).toBe('refunded')
    expect(question.message).toMatch(new RegExp(`Credit slip ${slip} .*shipping 2\\.40 EUR`))
    expect(question.message).toMatch(new RegExp(`GP has gp.salesOrder WEB${order}: Work [\\d.]+ EUR`))
    await resolve(question.incident)
    await done(order)

    const next = all.sandbox.shop.refund({ order, lines: [{ line: 0, quantity: 0, amount: '0.20' }], counted: false })
    const again = await held(order)
    expect(again.message).toContain(`Credit slip ${next} `)
    expect(again.message).not.toContain(`Credit slip ${slip} `)
    await resolve(again.incident)
    await done(order)
    expect(JSON.stringify(all.salesOrders().get(`WEB${order}`))).toBe(document)

    // Shipping is known beside them, in whole cents: 1.00 with tax is less without it.
    all.sandbox.shop.refund({ order, shipping: '1.00', counted: false })
    const before = inGp(order)
    await done(order)
    expect(inGp(order)).toBeCloseTo(before - 1, 4)
  })

  test('by the state alone is an incident, too, also where the state counts as not paid', async () => {
    const order = place()
    await done(order)
    all.sandbox.shop.setState(order, 7)
    const question = await held(order)
    expect(question.message).toMatch(/The state of the order is “Refunded”.*GP has/)
    await resolve(question.incident)
    await done(order)
  })
})

describe('money that is not one payment of the total', () => {
  const withPayments = (order: number, payments: readonly { amount: string; currency?: string }[]) => {
    for (const found of all.sandbox.shop.tables
      .of('order_payments')
      .where('order_reference', plain(row('orders', order), 'reference')) ?? [])
      all.sandbox.shop.tables.of('order_payments').remove(found.id)
    // Paid after the checkout, which alone books one payment of the total.
    edit('orders', order, { total_paid_real: '0.000000', invoice_date: '2030-01-01 10:00:00' })
    for (const payment of payments) all.sandbox.shop.addPayment({ order, ...payment })
  }

  test('paid exactly, by one payment: nothing is said of it', async () => {
    const order = place()
    const story = await done(order)
    expect(story.proofs.at(-1)).not.toHaveProperty('notes')
    expect(commentOf(order)).not.toMatch(/Paid/)
  })

  const cases: [string, (total: number) => { amount: string; currency?: string }[], RegExp][] = [
    ['overpaid', (total) => [{ amount: (total + 5).toFixed(2) }], /^Paid, 5\.00 EUR more than \d+\.\d\d EUR: /],
    ['part-paid', () => [{ amount: '2.00' }], /^Paid 2\.00 EUR of \d+\.\d\d EUR: 2\.00 EUR by Bank wire on /],
    [
      'in two payments',
      (total) => [{ amount: '2.00' }, { amount: (total - 2).toFixed(2) }],
      /^Paid in 2 payments: 2\.00 EUR by Bank wire on .*, \d+\.\d\d EUR by Bank wire on /,
    ],
    [
      'in francs',
      (total) => [{ amount: (total * 0.94).toFixed(2), currency: 'CHF' }],
      /\d+\.\d\d CHF by Bank wire on /,
    ],
  ]
  test.each(cases)('%s: done, and it stands on the proof and on the order', async (_, payments, says) => {
    const order = place()
    withPayments(order, payments(totalOf(order)))
    const story = await done(order)
    const [note] = story.proofs.find(({ of }) => of === 'read-back')!.notes!
    expect(note).toMatch(says)
    expect(commentOf(order)).toContain(note)
  })

  test('a cart that was split: one payment for both orders', async () => {
    const [first, second] = [place(), place()]
    const reference = plain(row('orders', first), 'reference')
    withPayments(second, [])
    edit('orders', second, { reference })
    withPayments(first, [])
    edit('orders', first, { total_paid_real: '0.000000' })
    all.sandbox.shop.addPayment({ order: second, amount: (totalOf(first) + totalOf(second)).toFixed(2) })
    await done(first)
    await done(second)
    expect(commentOf(first)).toContain(`Paid together with order ${second}`)
    expect(commentOf(second)).toContain(`Paid together with order ${first}`)
  })

  test('a payment that comes when the document is posted is no question', async () => {
    const order = place()
    await done(order)
    const { company } = all.sandbox.gp
    company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
    all.sandbox.shop.addPayment({ order, amount: '1.00' })
    await done(order)
  })

  test('paid in full while the state says unpaid: held, with the amount and the setting that accepts it', async () => {
    const order = place()
    edit('orders', order, { current_state: '10' })
    const question = await held(order)
    expect(question.message).toMatch(
      /paid in full.*\d+\.\d+ EUR are booked; its state is “Awaiting bank wire payment” \(10\)/,
    )
    expect(question.hint).toContain('acceptedStates')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
  })

  test('not paid, in a state that is not paid: left alone', async () => {
    const order = place()
    withPayments(order, [])
    edit('orders', order, { current_state: '10' })
    expect((await all.run(order)).runs[0]!.state).toBe('skipped')
  })
})

test('a payment that a state booked under the beginning of a reference is not taken for another order’s that begins so', async () => {
  const [unpaid, paid] = [place(), place()]
  edit('orders', unpaid, { reference: '2026-000181', total_paid_real: '0.000000' })
  edit('orders', paid, { reference: '2026-000182' })
  all.sandbox.shop.setState(unpaid, 10)
  const payment = all.sandbox.shop.addPayment({ order: paid, amount: totalOf(unpaid).toFixed(2) })
  edit('order_payments', payment, { order_reference: '2026-0001' })
  expect((await all.run(unpaid)).runs[0]).toMatchObject({ state: 'skipped', reason: 'The order is not paid yet.' })
  // It is the order's own while no other begins so.
  edit('orders', paid, { reference: 'ABCDEFGHI' })
  expect((await held(unpaid)).message).toMatch(/paid in full, but its state/)
})

describe('a voucher that the shop made for a refund', () => {
  const placeWithVoucher = (name: string) => {
    const order = all.sandbox.shop.placeOrders(1)[0]!
    const [voucher] = all.sandbox.shop.tables.of('order_cart_rules').where('id_order', String(order))!
    edit('order_cart_rules', voucher!.id, { name })
    return order
  }

  test('is money of the customer: a person is asked before it lowers sales and tax once more', async () => {
    for (const name of ['V9C5O77', 'V9C5O77-2']) {
      const order = placeWithVoucher(name)
      const question = await held(order)
      expect(question.message).toMatch(/store credit/)
      expect(question.message).toContain(name)
      expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
      await resolve(question.incident)
      await done(order)
    }
    await done(placeWithVoucher('Very 5 C or 7'))
  })

  // A module sells the card, and makes a cart rule of its own for it.
  test('or that somebody has paid for is money as well, where the connection says how its name or code begins', async () => {
    const { tables } = all.sandbox.shop
    const known = tables.of('cart_rules').get(1)!
    const rule = {
      ...known.fields,
      code: 'GIFT-8F3K',
      reduction_amount: '50.00',
      reduction_percent: '0',
      reduction_tax: '1',
    }
    tables.of('cart_rules').put({ ...known, id: 77, fields: { ...rule, quantity: '0', minimum_amount: '0.000000' } })
    const placeWithCard = () => {
      const order = placeWithVoucher('Carte cadeau')
      const [voucher] = tables.of('order_cart_rules').where('id_order', String(order))!
      edit('order_cart_rules', voucher!.id, { id_cart_rule: '77' })
      return order
    }
    await done(placeWithCard())
    const findings = async () =>
      (await all.client.post<{ check: string; found: string }[]>('/api/integrations/main/check')).filter(
        ({ check }) => check === 'shop.money-vouchers',
      )
    expect(await findings()).toMatchObject([{ found: expect.stringMatching(/“Carte cadeau” \(GIFT-8F3K\)/) }])
    const file = all.parts['integration.json'] as { connections: { prestashop: object } }
    const saying = (moneyVouchers: readonly string[]) => {
      const connections = { ...file.connections, prestashop: { ...file.connections.prestashop, moneyVouchers } }
      return { ...all.parts, 'integration.json': { ...file, connections } as unknown as Json }
    }
    await all.import(saying(['gift-']))
    expect(await findings()).toEqual([])
    const byCode = await held(placeWithCard())
    expect(byCode.message).toMatch(/store credit.*Carte cadeau/)
    await all.import(saying(['carte ']))
    tables.of('cart_rules').remove(77)
    expect((await held(placeWithCard())).message).toMatch(/store credit.*Carte cadeau/)
    await all.import(all.parts)
  })
})
