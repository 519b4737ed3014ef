import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type GpOrder, type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

/** Two teas and two cups, a voucher of 10 %, freight, gift wrapping with a message. */
async function transferred(): Promise<{ order: number; document: () => GpOrder }> {
  const order = all.sandbox.shop.placeDemoOrder()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  return { order, document: () => all.salesOrders().get(`WEB${order}`)! }
}

/** Edits the order in the back office, which sums it up again. */
function edit(order: number, fields: Record<string, string>, { vouchers = true } = {}): void {
  const { shop } = all.sandbox
  if (!vouchers)
    for (const row of shop.tables.of('order_cart_rules').where('id_order', String(order)) ?? [])
      shop.tables.of('order_cart_rules').remove(row.id)
  const row = { ...shop.tables.of('orders').get(order)!.fields, ...fields } as Record<string, string>
  const sum = (tax: 'incl' | 'excl', goods: string) =>
    dec(row[goods]!)
      .plus(row[`total_shipping_tax_${tax}`]!)
      .plus(row[`total_wrapping_tax_${tax}`]!)
      .minus(row[`total_discounts_tax_${tax}`]!)
      .toDecimalPlaces(2)
      .toFixed(6)
  const paid = sum('incl', 'total_products_wt')
  const totals = {
    total_paid: paid,
    total_paid_tax_incl: paid,
    total_paid_tax_excl: sum('excl', 'total_products'),
    total_paid_real: paid,
  }
  shop.editRow({ resource: 'orders', id: order, fields: { ...fields, ...totals } })
}

const none = (part: string) =>
  Object.fromEntries(['', '_tax_incl', '_tax_excl'].map((end) => [`total_${part}${end}`, '0.000000']))
const charged = (order: number) => dec(plain(all.sandbox.shop.tables.of('orders').get(order), 'total_paid'))
const amount = (value: unknown) => (value as { Value: string }).Value

/** The document follows, to the cent, and nothing is left to do. */
async function follows(order: number): Promise<void> {
  const story = await all.run(order)
  expect(story.incidents.map(({ question }) => question.message)).toEqual([])
  expect(story.runs[0]!.state).toBe('done')
  expect(dec(amount(all.salesOrders().get(`WEB${order}`)!.TotalAmount)).eq(charged(order))).toBe(true)
  expect(story.proofs.at(-1)).toMatchObject({ of: 'read-back', state: 'proved' })
  const plan = await all.client.post<{ outcome: string }>(`/api/integrations/main/orders/${order}/plan`)
  expect(plan.outcome).toBe('nothing-to-do')
}

describe('what is taken off an order in the shop after its transfer goes from its sales order as well', () => {
  test('a voucher', async () => {
    const { order, document } = await transferred()
    expect(amount((document().TradeDiscount as { Amount: unknown }).Amount)).not.toBe('0')
    edit(order, none('discounts'), { vouchers: false })
    await follows(order)
    expect(amount((document().TradeDiscount as { Amount: unknown }).Amount)).toMatch(/^0(\.0*)?$/)
  })

  test('the freight, with its tax and its tax row', async () => {
    const { order, document } = await transferred()
    expect(dec(amount(document().FreightAmount)).isZero()).toBe(false)
    edit(order, none('shipping'))
    await follows(order)
    expect(dec(amount(document().FreightAmount)).isZero()).toBe(true)
    expect(dec(amount(document().FreightTaxAmount)).isZero()).toBe(true)
    const rows = document().FreightTaxes as { TaxAmount: { Value: string } }[]
    expect(rows.every((row) => dec(row.TaxAmount.Value).isZero())).toBe(true)
  })

  test('wrapping and its message: the comment goes, and what a user wrote elsewhere stays', async () => {
    const { order, document } = await transferred()
    expect(document().Comment).toMatch(/Happy birthday!/)
    const { company } = all.sandbox.gp
    const before = company.store.get('salesOrder', `WEB${order}`)!
    company.saveOrder({
      ...before,
      PriceLevelKey: { Id: 'RETAIL' },
      UserDefined: { Text01: 'Call first' },
    } as typeof before)
    edit(order, { ...none('wrapping'), gift: '0', gift_message: '' })
    await follows(order)
    expect(document().Comment ?? '').toBe('')
    expect(document()).toMatchObject({ PriceLevelKey: { Id: 'RETAIL' }, UserDefined: { Text01: 'Call first' } })
  })

  test('the carrier', async () => {
    const { order, document } = await transferred()
    expect(document().ShippingMethodKey).toMatchObject({ Id: expect.stringMatching(/./) })
    edit(order, { ...none('shipping'), id_carrier: '0' })
    await follows(order)
    expect(document().ShippingMethodKey).toMatchObject({ Id: '' })
  })

  test('a line of its address', async () => {
    const { shop } = all.sandbox
    shop.editRow({ resource: 'addresses', id: 1, fields: { address2: 'Building C' } })
    const { order, document } = await transferred()
    expect(document().ShipToAddress).toMatchObject({ Line2: 'Building C' })
    shop.editRow({ resource: 'addresses', id: 1, fields: { address2: '' } })
    await follows(order)
    expect((document().ShipToAddress as { Line2?: string }).Line2 ?? '').toBe('')
  })

  test('also when the reply to the update is lost, and the order changes again before the next look', async () => {
    const { order, document } = await transferred()
    all.sandbox.gp.faults.add({ match: { operation: 'UpdateSalesOrder' }, do: 'drop-after' })
    edit(order, { ...none('shipping'), gift_message: 'With love' })
    expect((await all.run(order)).runs[0]!.state).toBe('waiting')
    all.sandbox.gp.faults.clear()
    edit(order, { ...none('wrapping'), gift: '0', gift_message: '' })
    await all.run(order)
    await follows(order)
    expect(document().Comment ?? '').toBe('')
    expect(dec(amount(document().FreightAmount)).isZero()).toBe(true)
  })
})
