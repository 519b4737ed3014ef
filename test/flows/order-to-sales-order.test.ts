import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal as Dec, type Decimal, dec, roundTo, sum } from '../../src/domain/decimal.ts'
import type { Json, RecordValue } from '../../src/domain/record.ts'
import { compile, explainFlow } from '../../src/language/index.ts'
import { entities } from '../language/standard.ts'
import { answered, play, program, worldOf } from './play.ts'
import { aCart, plainCart, shopAddress, shopOrder } from './shop-order.ts'

const amountOf = (record: RecordValue, field: string): Decimal => dec((record[field] as string | undefined) ?? '0')
const rowsOf = (record: RecordValue, field: string) => (record[field] ?? []) as RecordValue[]

const definition = answered()
const lineTaxes = { ...definition.settings.settings.lineTaxes!, type: 'boolean', value: true } as const
const onLines = compile(
  { ...definition, settings: { ...definition.settings, settings: { ...definition.settings.settings, lineTaxes } } },
  entities,
)

const historyRow = (state: string, at: string): RecordValue => ({
  ...{ id: '1', id_order: '7', id_order_state: state, id_employee: '0', date_add: at },
})
const paidState: RecordValue = {
  ...{ id: '2', name: 'Payment accepted', paid: true, logable: true, invoice: true },
  ...{ delivery: false, shipped: false, deleted: false },
}
const wasSold = (at: string): [string, RecordValue][] => [
  ['prestashop.orderHistory 1', historyRow('2', at)],
  ['prestashop.orderState 2', paidState],
]

describe('the sales order of a paid order', () => {
  test('has the same taxes on its lines as with the document, whatever was in the cart', () => {
    fc.assert(
      fc.property(aCart, (cart) => {
        const [above, below] = [play(worldOf(cart)), play(worldOf(cart), [], onLines)]
        expect(below.end.do).toBe(above.end.do)
        if (!above.salesOrder || !below.salesOrder) return
        const { Taxes, Lines, ...rest } = above.salesOrder
        const { Lines: lines, ...others } = below.salesOrder
        // Not an empty list: that would say that there are none.
        expect(others).toEqual(rest)
        const rows = (lines as RecordValue[]).flatMap((line) => rowsOf(line, 'Taxes'))
        for (const row of Taxes as RecordValue[]) {
          const own = rows.filter(({ TaxDetailKey }) => TaxDetailKey === row.TaxDetailKey)
          for (const field of ['TaxAmount', 'TaxableAmount'])
            expect(sum(own.map((each) => amountOf(each, field))).eq(amountOf(row, field)), field).toBe(true)
        }
        for (const line of lines as RecordValue[])
          expect(
            sum(rowsOf(line, 'Taxes').map((row) => amountOf(row, 'TaxAmount'))).eq(amountOf(line, 'TaxAmount')),
          ).toBe(true)
        expect((lines as RecordValue[]).map(({ Taxes: _, TaxAmount: __, ...line }) => line)).toEqual(Lines)
      }),
      { numRuns: 150 },
    )
  })

  test('is held where nobody says by which of two countries the shop taxes, and only there', () => {
    const held = (atInvoice: boolean | null, delivery: string, isSent = false) => {
      const world = worldOf(plainCart)
      const order = world.get('prestashop.order 7')!
      world.set('prestashop.order 7', { ...order, taxed_at_invoice: atInvoice })
      world.set('prestashop.address 5', { ...shopAddress('5'), country: { iso_code: delivery, name: delivery } })
      if (isSent) world.set('prestashop.order 7 gp.salesOrder', { Key: 'WEB7' })
      const { end } = play(world)
      return end.do === 'ask' ? end.question.message : end.do
    }
    expect(held(null, 'BE')).toMatch(/by which address it taxes.*in FR, .*in BE/)
    expect([held(true, 'BE'), held(null, 'FR')]).toEqual(['finish', 'finish'])
    // Nothing is left to be decided of one that is in GP.
    expect(held(null, 'BE', true)).toBe('finish')
  })

  test('takes the unit of a line by its product and combination before that of its reference', () => {
    const [row] = rowsOf(shopOrder(plainCart), 'order_details')
    const one = `${row!.product_id}:${row!.product_attribute_id}`
    const held = (...entries: { from: string; to: string }[]) => {
      const unit = { ...definition.valueMaps.unit!, entries }
      const { end } = play(
        worldOf(plainCart),
        [],
        compile({ ...definition, valueMaps: { ...definition.valueMaps, unit } }, entities),
      )
      return end.do === 'ask' ? end.question.message : end.do
    }
    const ofReference = { from: String(row!.product_reference), to: 'Each' }
    // GP has no such unit of the item, so the question shows which one was taken.
    expect(held(ofReference, { from: one, to: 'Case' })).toMatch(/no unit of measure "Case"/)
    expect(held({ ...ofReference, to: 'Tin' }, { from: one, to: 'Each' })).toBe('finish')
  })

  test('totals exactly what the shop charged, or is held with its sheet, whatever was in the cart', () => {
    fc.assert(
      fc.property(aCart, (cart) => {
        const order = shopOrder(cart)
        const charged = dec(order.total_paid as string)
        // A line that rounds to nothing and still bears tax has no base for it: that is held by its taxes.
        fc.pre(rowsOf(order, 'order_details').every((row) => !amountOf(row, 'total_price_tax_excl').isZero()))
        const { end, salesOrder } = play(worldOf(cart))
        if (end.do === 'ask') {
          expect(salesOrder).toBeUndefined()
          expect(end.question.code).toBe('totals_held')
          expect(end.question.sheet).toMatchObject({ state: 'held', of: 'document' })
          // Only what no rounding explains is left to a person.
          const roundings = new Dec(10)
            .pow(-cart.digits)
            .times(cart.lines.length + 4)
            .div(2)
          expect(dec(end.question.sheet!.difference).abs().gt(roundings)).toBe(true)
          return
        }
        expect(end).toMatchObject({ do: 'finish', state: 'done' })
        expect(amountOf(salesOrder!, 'TotalAmount').eq(charged)).toBe(true)

        for (const line of rowsOf(salesOrder!, 'Lines')) {
          const made = amountOf(line, 'UnitPrice').times(amountOf(line, 'Quantity'))
          expect(roundTo(made, cart.digits).eq(amountOf(line, 'TotalAmount'))).toBe(true)
          expect(line.UofM).toBe('Each')
        }
        for (const value of numbersIn(salesOrder!)) expect(dec(value).isNegative()).toBe(false)

        // GP refuses a document whose tax rows do not add up to its tax.
        for (const [rows, field] of [
          ['Taxes', 'TaxAmount'],
          ['FreightTaxes', 'FreightTaxAmount'],
          ['MiscellaneousTaxes', 'MiscellaneousTaxAmount'],
        ] as const) {
          const told = sum(rowsOf(salesOrder!, rows).map((row) => amountOf(row, 'TaxAmount')))
          expect(told.eq(amountOf(salesOrder!, field)), rows).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is held when the stored parts miss the charged total by more than a rounding', () => {
    const world = worldOf(plainCart)
    const order = world.get('prestashop.order 7')!
    world.set('prestashop.order 7', { ...order, total_paid: new Dec(order.total_paid as string).plus(5).toFixed() })
    const { end, salesOrder } = play(world)
    expect(end).toMatchObject({ do: 'ask', question: { code: 'totals_held', sheet: { difference: '5' } } })
    expect(salesOrder).toBeUndefined()
  })

  test.each([
    ['not paid', { order_state: { paid: false } }, 'The order is not paid yet.'],
    ['cancelled', { order_state_role: 'canceled' }, 'The order is cancelled or its payment failed.'],
    ['older than the cut-over', { date_add: '2019-12-31T23:59:59.000Z' }, /cut-over/],
  ])('is not made of an order that is %s', (_, change, reason) => {
    const world = worldOf(plainCart)
    const order = world.get('prestashop.order 7')!
    const state = { ...(order.order_state as RecordValue), ...(change as { order_state?: RecordValue }).order_state }
    world.set('prestashop.order 7', { ...order, ...(change as RecordValue), order_state: state })
    for (const [key, value] of wasSold('2019-12-31T23:59:59.000Z')) world.set(key, value)
    const { end, actions } = play(world)
    expect(end).toMatchObject({ do: 'finish', state: 'skipped', reason: expect.stringMatching(reason) })
    expect(actions.filter((action) => action.do === 'write')).toEqual([])
  })

  test('that was placed before its flow began and paid since is asked about', () => {
    const world = worldOf(plainCart)
    const order = world.get('prestashop.order 7')!
    world.set('prestashop.order 7', { ...order, date_add: '2019-12-30T10:00:00.000Z' })
    world.set('prestashop.orderHistory 1', historyRow('10', '2019-12-30T10:00:00.000Z'))
    world.set('prestashop.orderState 10', { ...paidState, id: '10', paid: false })
    const { end } = play(world)
    expect(end).toMatchObject({ do: 'ask', question: { message: expect.stringMatching(/was paid since/) } })
  })

  // A void of the order would take the invoice of its part out of sight.
  test.each<[string, RecordValue, RecordValue, RegExp]>([
    ['cancelled', { order_state_role: 'canceled' }, { ShippingProcessStatus: 'In Process' }, /Do not void/],
    ['cancelled', { order_state_role: 'canceled' }, {}, /Do not void/],
    ['out of its paid state', {}, {}, /^If the order goes on.*Do not void/],
    [
      'cancelled, and its sales order void',
      { order_state_role: 'canceled' },
      { IsVoided: true, TransactionState: 'History' },
      /^An invoice that is not posted/,
    ],
  ])('that is transferred in part, and then %s, is not said to be voided', (_, change, of, hint) => {
    const world = worldOf(plainCart)
    const order = world.get('prestashop.order 7')!
    const state = { ...(order.order_state as RecordValue), paid: false }
    world.set('prestashop.order 7', { ...order, order_state: state, ...change })
    const held = {
      Key: 'WEB7',
      CustomerPONumber: 'X',
      MasterNumber: 12,
      TransactionState: 'Work',
      TotalAmount: '50',
      Lines: [],
      ...of,
    }
    world.set('prestashop.order 7 gp.salesOrder', held)
    world.set('gp.salesOrder WEB7', held)
    world.set('gp.salesDocument INV1', { Key: 'INV1', Type: 'Invoice', MasterNumber: 12, TransactionState: 'History' })
    const { end } = play(world)
    expect(end).toMatchObject({ do: 'ask', question: { hint: expect.stringMatching(hint) } })
  })

  test('waits for a person when the shop no longer has the order', () => {
    expect(play(new Map()).end).toMatchObject({ do: 'ask', question: { code: 'record_gone' } })
  })

  test('reads as a story', () => {
    expect(explainFlow(answered().flows['order-to-sales-order']!).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "A paid shop order becomes one GP sales order, with its customer and addresses, to the cent.",
        "It starts when a PrestaShop order changes.",
        "It carries refunds where they are known to the cent; else a person is asked.",
      ]
    `)
    expect(program.problems).toEqual([])
  })
})

/** Every text in a document that is a number and not a key. */
function* numbersIn(value: Json): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* numbersIn(item)
  else if (value !== null && typeof value === 'object')
    for (const [field, inside] of Object.entries(value))
      if (typeof inside !== 'string') yield* numbersIn(inside)
      else if (/(Amount|Price|Quantity|Discount)$/.test(field)) yield inside
}
