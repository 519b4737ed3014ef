import { describe, expect, test } from 'vitest'
import { allocate, Decimal, dec } from '../../../src/domain/decimal.ts'
import type { RecordValue } from '../../../src/domain/record.ts'
import { orderOf, rowsOf, split, splitAfter, taxes, voucherOf } from './orders.ts'

const { standard, food, press } = taxes
const tea = { product: '1', price: '11.374408', gross: '12', taxes: [food] }
const pot = { product: '3', price: '49.916667', gross: '59.9', taxes: [standard] }
const paper = { product: '5', price: '3.43', taxes: [press] }

describe('a discount lies on the lines that its rule names', () => {
  test('a free gift at another rate than the goods that are paid', () => {
    const order = orderOf([tea, pot], voucherOf('49.916667', '59.9', { gift_product: '3' }))
    expect(rowsOf(split(order))).toEqual(['goods TVA 5.5% 0.63 on 11.37'])
  })

  test('a percentage of one product, over whichever lines stand beside it', () => {
    const order = orderOf([tea, pot], voucherOf('24.96', '29.95', { reduction_percent: '50', reduction_product: '3' }))
    expect(rowsOf(split(order))).toEqual(['goods TVA 20% 4.99 on 24.96', 'goods TVA 5.5% 0.63 on 11.37'])
  })

  test('the cheapest piece of several', () => {
    const order = orderOf(
      [{ ...tea, quantity: 3 }, pot],
      voucherOf('11.374408', '12', { reduction_percent: '100', reduction_product: '-1' }),
    )
    expect(rowsOf(split(order))).toEqual(['goods TVA 20% 9.98 on 49.92', 'goods TVA 5.5% 1.25 on 22.75'])
  })

  test('a selection of products that the Webservice does not name: the amounts show which', () => {
    const order = orderOf(
      [tea, pot, paper],
      voucherOf('1.48', '1.55', { reduction_percent: '10', reduction_product: '-2' }),
    )
    expect(rowsOf(split(order))).toEqual([
      'goods TVA 2.1% 0.06 on 3.09',
      'goods TVA 20% 9.98 on 49.92',
      'goods TVA 5.5% 0.57 on 10.23',
    ])
  })

  test('a rule that is gone: the tax on the voucher itself shows where it lies', () => {
    const order = orderOf([tea, pot], voucherOf('49.916667', '59.9', null))
    expect(rowsOf(split(order))).toEqual(['goods TVA 5.5% 0.63 on 11.37'])
  })

  test('a rule that was changed since, and no longer gives what the order says, is not used', () => {
    const changed = voucherOf('6.129', '7.19', { reduction_percent: '40', reduction_product: '3' })
    expect(rowsOf(split(orderOf([tea, pot], changed)))).toEqual([
      'goods TVA 20% 8.98 on 44.93',
      'goods TVA 5.5% 0.57 on 10.23',
    ])
  })

  test('discounts larger than the goods lower the freight, and nothing goes below zero', () => {
    const fee = {
      total_shipping: '12',
      total_shipping_tax_incl: '12',
      total_shipping_tax_excl: '10',
      carrier_tax_rate: '20',
    }
    const order = orderOf([pot], { ...voucherOf('54.92', '65.9', null), ...fee })
    const { parts } = split(order)
    expect([parts.discount, parts.freight, parts.goods].map((part) => part.toFixed())).toEqual(['49.92', '5', '0'])
    expect(rowsOf(split(order))).toEqual(['freight TVA 20% 1 on 5'])
  })

  test('where no way adds up, the order is held and every way is shown with what is wrong about it', () => {
    const order = orderOf([tea, pot, paper], voucherOf('20', '21.5', { reduction_percent: '10' }))
    const { proved, tried } = split(order)
    expect(proved).toBeNull()
    expect(tried.map(({ way }) => way)).toEqual(['on the lines that each voucher names', 'spread over all lines'])
    for (const { problems } of tried) expect(problems.join()).toMatch(/EUR/)
  })
})

describe('the taxes of a line', () => {
  test('one that names none takes the tax whose rate its amounts show', () => {
    expect(rowsOf(split(orderOf([{ ...pot, taxes: [] }, tea, pot])))).toEqual([
      'goods TVA 20% 19.96 on 99.84',
      'goods TVA 5.5% 0.63 on 11.37',
    ])
    const byRate = orderOf([{ ...pot, taxes: [] }, tea])
    expect(rowsOf(split(byRate))).toEqual(['goods "FR 20" 9.98 on 49.92', 'goods TVA 5.5% 0.63 on 11.37'])
  })

  test('one that names a tax of another rate than its amounts show is held', () => {
    const wrong = orderOf([{ ...pot, taxes: [food] }, tea])
    expect(split(wrong).proved).toBeNull()
  })

  test('several together, and one after another', () => {
    const gst = { id: '8', rate: '5', name: 'GST' }
    const pst = { id: '9', rate: '7', name: 'PST' }
    const together = orderOf([{ price: '100', taxes: [gst, pst] }])
    expect(rowsOf(split(together))).toEqual(['goods GST 5 on 100', 'goods PST 7 on 100'])
    const chained = orderOf([{ price: '100', gross: '112.35', taxes: [gst, pst], more: { tax_computation_method: 2 } }])
    expect(rowsOf(split(chained))).toEqual(['goods GST 5 on 100', 'goods PST 7.35 on 105'])
  })

  test('an ecotax with a rate of its own', () => {
    const lamp = { price: '102', gross: '122.11', taxes: [standard], more: { ecotax: '2', ecotax_tax_rate: '5.5' } }
    expect(rowsOf(split(orderOf([lamp, tea])))).toEqual(['goods TVA 20% 20 on 100', 'goods TVA 5.5% 0.74 on 13.37'])
  })

  // As 8.2.1 and 9.0.0 store it: of goods whose tax rule group has no rule where the buyer lives, the ecotax is taxed alone.
  test('an ecotax that is taxed although its goods are not', () => {
    const gst = { id: '8', rate: '5', name: 'GST' }
    const qst = { id: '9', rate: '9.975', name: 'QST' }
    const rules = [{ id_tax_rules_group: '7', computation_method: 1, taxes: [gst, qst] }]
    const lamp = {
      ...{ price: '13.17', gross: '13.360183', quantity: 7, taxes: [] },
      more: { ecotax: '1.27', ecotax_tax_rate: '14.975' },
    }
    const order = orderOf([lamp, { price: '12.9', taxes: [gst] }], {
      ...{ tax_rules: rules, ecotax_tax_rules_group: '7' },
    })
    expect(rowsOf(split(order))).toEqual(['goods GST 1.09 on 21.79', 'goods QST 0.89 on 8.89'])
    // A line that shows another tax than that of its ecotax lost the name of its own: it is no line without tax.
    const lost = orderOf(
      [
        { ...lamp, gross: '13.828683' },
        { price: '12.9', taxes: [gst] },
      ],
      {
        ...{ tax_rules: rules, ecotax_tax_rules_group: '7' },
      },
    )
    expect(rowsOf(split(lost))).not.toContain('goods QST 0.89 on 8.89')
  })

  test('a reverse charge: taxes are named, none is charged', () => {
    const exempt = { ...pot, gross: pot.price }
    expect(rowsOf(split(orderOf([exempt])))).toEqual([])
    // Tax on such an order without a line that bears it is nobody's: never the first one's.
    const odd = { ...orderOf([exempt]), total_paid: '52.92', total_paid_tax_incl: '52.92' }
    expect(split(odd).proved).toBeNull()
    expect(() => allocate(new Decimal(3), [new Decimal(0), new Decimal(0)], 2)).toThrow(RangeError)
  })

  test('lines without tax beside taxed ones leave their base out of every row', () => {
    expect(rowsOf(split(orderOf([{ price: '30', taxes: [] }, tea])))).toEqual(['goods TVA 5.5% 0.63 on 11.37'])
  })

  test('rows of lines add up to the rows of the goods', () => {
    const { proved } = split(orderOf([tea, { ...tea, quantity: 3 }, pot]))
    const onLines = proved!.lines.flatMap(({ rows }) => rows)
    for (const row of proved!.rows) {
      const own = onLines.filter(({ of }) => of.id === row.of.id)
      expect(own.reduce((sum, { tax }) => sum.plus(tax), new Decimal(0)).eq(row.tax)).toBe(true)
      expect(own.reduce((sum, { base }) => sum.plus(base), new Decimal(0)).eq(row.base)).toBe(true)
    }
  })
})

describe('the tax of shipping and wrapping', () => {
  const shipped = (excl: string, incl: string, rate: string, more = {}) => ({
    total_shipping: incl,
    total_shipping_tax_incl: incl,
    total_shipping_tax_excl: excl,
    carrier_tax_rate: rate,
    ...more,
  })

  test('at the average of the cart: over its taxes in proportion to the goods', () => {
    expect(rowsOf(split(orderOf([tea, pot], shipped('5.75', '6.75', '17.311'))))).toEqual([
      'freight TVA 20% 0.94 on 4.68',
      'freight TVA 5.5% 0.06 on 1.07',
      'goods TVA 20% 9.98 on 49.92',
      'goods TVA 5.5% 0.63 on 11.37',
    ])
  })

  test('at the average of all that was ordered, also of what is left of it and of what was given back', () => {
    const slip = (
      shipping: readonly [excl: string, incl: string],
      ...lines: (readonly [string, string, string])[]
    ) => ({
      ...{ id: '9', shipping_tax_excl: shipping[0], shipping_tax_incl: shipping[1], total_tax_incl: '59.9' },
      lines: lines.map(([id, total_tax_excl, total_tax_incl]) => ({ id, quantity: 1, total_tax_excl, total_tax_incl })),
    })
    const order = (slips: readonly ReturnType<typeof slip>[]) =>
      orderOf([tea, pot], {
        ...shipped('5.75', '6.75', '17.311', { fees_at_average_rate: true, tax_rules: [] }),
        given_back: { whole: false, says: '', slips: slips.map((one) => ({ ...one })) },
      })
    const potBack = order([slip(['0', '0'], ['2', '49.92', '59.9'])])
    expect(rowsOf(splitAfter('remaining', potBack))).toEqual([
      'freight TVA 20% 0.94 on 4.68',
      'freight TVA 5.5% 0.06 on 1.07',
      'goods TVA 5.5% 0.63 on 11.37',
    ])
    const shippingBack = order([slip(['5.75', '6.75'], ['1', '11.37', '12'])])
    expect(rowsOf(splitAfter('refunded', shippingBack, '9'))).toEqual([
      'freight TVA 20% 0.94 on 4.68',
      'freight TVA 5.5% 0.06 on 1.07',
      'goods TVA 5.5% 0.63 on 11.37',
    ])
  })

  test("by the carrier's own tax rule, where no line has its rate", () => {
    const rules = [{ id_tax_rules_group: '1', computation_method: 0, taxes: [standard] }]
    expect(rowsOf(split(orderOf([tea], shipped('5', '6', '20', { tax_rules: rules }))))).toEqual([
      'freight TVA 20% 1 on 5',
      'goods TVA 5.5% 0.63 on 11.37',
    ])
  })

  // 2.57 with 14.975 % is 2.95 in dollars; the shop converts both, and rounds again: 0.34 on 2.35 of an order in euros.
  test('wrapping that the shop has rounded in its own currency before', () => {
    const gst = { id: '8', rate: '5', name: 'GST' }
    const qst = { id: '9', rate: '9.975', name: 'QST' }
    const wrapped = { total_wrapping: '2.69', total_wrapping_tax_incl: '2.69', total_wrapping_tax_excl: '2.35' }
    const order = (more: RecordValue) =>
      orderOf(
        [
          { price: '12.9', taxes: [gst, qst] },
          { price: '38.1', taxes: [gst] },
        ],
        { ...wrapped, ...more },
      )
    expect(rowsOf(split(order({ conversion_rate: '0.913471' })))).toEqual([
      'goods GST 2.55 on 51',
      'goods QST 1.29 on 12.9',
      'wrapping GST 0.11 on 2.35',
      'wrapping QST 0.23 on 2.35',
    ])
    expect(rowsOf(split(order({ conversion_rate: '1' })))).not.toContain('wrapping QST 0.23 on 2.35')
  })

  test('wrapping whose amounts fit two rates, and nothing says which, is held and says so', () => {
    const order = orderOf([tea, paper], {
      total_wrapping: '0.20',
      total_wrapping_tax_incl: '0.20',
      total_wrapping_tax_excl: '0.19',
    })
    expect(split(order).tried[0]!.problems.join()).toMatch(/Gift wrapping: its tax of 0.01 EUR on 0.19 EUR may be/)
  })
})

test('six lines of a currency without decimals may each lose half a unit', () => {
  const line = { price: '100.4', gross: '120.48', taxes: [standard] }
  const more = { currency: { iso_code: 'CZK', precision: 0 }, total_paid_tax_excl: '602' }
  const order = orderOf(Array(6).fill(line), { ...more, total_paid: '723', total_paid_tax_incl: '723' })
  expect(rowsOf(split(order))).toEqual(['goods TVA 20% 121 on 600'])
})

// Modules that add a fee for a way to pay keep it so: an order of PrestaShop has no field for it.
describe('a surcharge that is kept as a discount below zero', () => {
  const surcharge = { total_discounts: '-6', total_discounts_tax_incl: '-6', total_discounts_tax_excl: '-5' }
  const iron = { price: '50', gross: '60', taxes: [standard] }

  test('is no freight beside shipping, and the order is not proved', () => {
    const shipping = { total_shipping: '6.9', total_shipping_tax_incl: '6.9', total_shipping_tax_excl: '5.75' }
    const { parts, proved } = split(orderOf([iron], { ...surcharge, ...shipping, carrier_tax_rate: '20' }))
    expect(parts.freight.toFixed(2)).toBe('5.75')
    expect(proved).toBeNull()
  })

  test('is none of an order that is collected either', () => {
    const { parts, proved } = split(orderOf([iron], surcharge))
    expect(parts.freight.toFixed(2)).toBe('0.00')
    expect(proved).toBeNull()
  })
})

describe('shipping below zero, which a module makes of a discount on the delivery', () => {
  const below = { total_shipping: '-6', total_shipping_tax_incl: '-6', total_shipping_tax_excl: '-5' }
  const iron = { price: '50', gross: '60', taxes: [standard] }
  const wrapping = { total_wrapping: '7.2', total_wrapping_tax_incl: '7.2', total_wrapping_tax_excl: '6' }

  test.each([
    ['alone', '0', below],
    ['beside gift wrapping', '6', { ...below, ...wrapping }],
  ])('lowers no other part, so that the parts miss the total, and the order is held: %s', (_, wrapped, more) => {
    const order = orderOf([iron], { ...more, carrier_tax_rate: '20' })
    const { parts } = split(order)
    expect([parts.discount, parts.freight, parts.wrapping].map((part) => part.toFixed())).toEqual(['0', '0', wrapped])
    const made = dec('50').plus(parts.freight).plus(parts.wrapping).plus(parts.total).minus(parts.discount)
    expect(made.minus(String(order.total_paid)).toFixed()).toBe('5')
  })
})
