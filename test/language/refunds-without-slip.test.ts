import { describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { type GivenRow, refundsWithoutSlip } from '../../src/language/payouts/refunds.ts'

const row = (id: string, transaction: string, amount = '-119.00', kind = 'refund', alsoKnown = ''): GivenRow => ({
  ...{ id, kind, amount: dec(amount), transaction, alsoKnown },
})
const payment = (transaction_id: string, order_reference: string) => ({ transaction_id, order_reference })
const slip = (id_order: string, goods: string, shipping = '0') => ({
  ...{ id_order, total_products_tax_incl: dec(goods), total_shipping_tax_incl: dec(shipping) },
})
const payments = [payment('ch_77', 'R77'), payment('ch_80', 'R80')]
const orders = [
  { id: '77', reference: 'R77' },
  { id: '80', reference: 'R80' },
]
const shop = { payments, orders }
const slipOf77 = [slip('77', '110.00', '9.00')]

describe('a refund is without a credit slip', () => {
  test('when another refund of its payment has the same slip, in this payout or in an earlier one', () => {
    const [one, two] = [row('re_1', 'ch_77'), row('re_2', 'ch_77')]
    expect(refundsWithoutSlip({ ...shop, rows: [one], given: [one], slips: slipOf77 })).toEqual([])
    expect(refundsWithoutSlip({ ...shop, rows: [one, two], given: [one, two], slips: slipOf77 })).toEqual([
      ...['re_1', 're_2'],
    ])
    expect(refundsWithoutSlip({ ...shop, rows: [two], given: [one, two], slips: slipOf77 })).toEqual(['re_2'])
    const twoSlips = [...slipOf77, slip('77', '119.00')]
    expect(refundsWithoutSlip({ ...shop, rows: [two], given: [one, two], slips: twoSlips })).toEqual([])
  })

  test('when only a slip of another order has its amount', () => {
    const other = row('re_3', 'ch_80')
    expect(refundsWithoutSlip({ ...shop, rows: [other], given: [other], slips: slipOf77 })).toEqual(['re_3'])
  })

  test('when the shop has no payment of it', () => {
    const unknown = row('re_4', 'ch_nobody')
    expect(refundsWithoutSlip({ ...shop, rows: [unknown], given: [unknown], slips: slipOf77 })).toEqual(['re_4'])
    const unnamed = row('re_5', '')
    const bare = [...payments, payment('', 'R77')]
    expect(refundsWithoutSlip({ ...shop, payments: bare, rows: [unnamed], given: [unnamed], slips: slipOf77 })).toEqual(
      ['re_5'],
    )
  })

  test('when the order has two payments, and both were given back, for one slip', () => {
    const both = { payments: [...payments, payment('ch_78', 'R77')], orders }
    const [one, two] = [row('re_1', 'ch_77'), row('re_2', 'ch_78')]
    expect(refundsWithoutSlip({ ...both, rows: [two], given: [one, two], slips: slipOf77 })).toEqual(['re_2'])
  })
})

describe('a refund has its credit slip', () => {
  test('where the payment names the beginning of a longer reference, while the orders of one alone begin so', () => {
    const cut = [payment('ch_77', 'LONGNAMED')]
    const own = row('re_1', 'ch_77')
    const of = (...references: readonly string[]) =>
      refundsWithoutSlip({
        ...{ payments: cut, rows: [own], given: [own], slips: slipOf77 },
        orders: references.map((reference, at) => ({ id: `${77 + at}`, reference })),
      })
    expect(of('LONGNAMED-77')).toEqual([])
    expect(of('LONGNAMED-77', 'LONGNAMED-77')).toEqual([])
    expect(of('LONGNAMED-77', 'LONGNAMED-78')).toEqual(['re_1'])
    expect(of('LONGNAMED-77', 'LONGNAMED')).toEqual(['re_1'])
  })

  test('under either name that the provider has for its payment, and of any order of a split cart', () => {
    const own = row('re_1', '8CD', '-119.00', 'refund', 'ch_77')
    const split = [...orders, { id: '78', reference: 'R77' }]
    expect(
      refundsWithoutSlip({ payments, orders: split, rows: [own], given: [own], slips: [slip('78', '119')] }),
    ).toEqual([])
  })

  test('or needs none, when it came back from the customer, and is then given once more', () => {
    const [one, back, two] = [
      row('re_1', 'ch_77'),
      row('rf_1', 'ch_77', '119.00', 'refund-reversal'),
      row('re_2', 'ch_77'),
    ]
    expect(refundsWithoutSlip({ ...shop, rows: [one, back], given: [one, back], slips: [] })).toEqual([])
    expect(refundsWithoutSlip({ ...shop, rows: [two], given: [one, back, two], slips: slipOf77 })).toEqual([])
  })
})
