import { describe, expect, test } from 'vitest'
import { givenBackOf } from '../../../src/connectors/prestashop/given-back.ts'
import { type MoneyRows, refundsOf, type Slip } from '../../../src/connectors/prestashop/money-moved.ts'

/** Pieces of 60.00 with tax and 50.00 without, if nothing else is said. `counted`: of them, by the counters of the shop. */
const line = (id: string, pieces: number, counted = 0, price: readonly [incl: number, excl: number] = [60, 50]) => ({
  ...{ id, product_reference: id, product_quantity: pieces, product_quantity_refunded: counted },
  product_quantity_return: 0,
  total_price_tax_incl: String(price[0] * pieces),
  total_price_tax_excl: String(price[1] * pieces),
  total_refunded_tax_incl: String(price[0] * counted),
})
const slip = (
  of: Readonly<Record<string, number>>,
  more: { price?: [number, number]; shipping?: number } = {},
): Slip => {
  const [incl, excl] = more.price ?? [60, 50]
  const lines = Object.entries(of).map(([detail, quantity]) => ({
    ...{ detail, quantity },
    incl: String(incl * quantity),
    excl: String(excl * quantity),
  }))
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const shipping = more.shipping ?? 0
  return {
    ...{ id: '7', day: '2026-11-28', lines, goodsIncl: String(incl * pieces), goodsExcl: String(excl * pieces) },
    ...{ shippingIncl: String(shipping), shippingExcl: String(shipping / 1.2) },
  }
}
interface Amounts {
  readonly total: string
  readonly booked: string
  readonly shipping?: number
  readonly wrapping?: string
  readonly discounts?: string
}
const rows = (
  { total, booked, shipping = 0, wrapping = '0', discounts = '0' }: Amounts,
  lines: MoneyRows['lines'],
  slips: readonly Slip[],
  more: Partial<MoneyRows> = {},
): MoneyRows => ({
  order: {
    ...{ total_paid: total, total_paid_real: booked, total_discounts_tax_incl: discounts },
    ...{ total_shipping_tax_incl: String(shipping), total_shipping_tax_excl: String(shipping / 1.2) },
    total_wrapping_tax_incl: wrapping,
  },
  ...{ lines, slips, currency: { iso: 'EUR', digits: 2 }, isRefundState: false, stateName: 'Refunded' },
  ...{ payments: null, siblings: [], cancelled: [], freeShipping: false },
  ...more,
})
const pot = slip({ POT: 1 })
const dear = slip({ POT: 1 }, { price: [72, 60] })

describe('a piece that a slip gave back, and that staff took off the order as well', () => {
  const lowered: readonly (readonly [string, MoneyRows])[] = [
    ['one of two, beside another', rows({ total: '120', booked: '180' }, [line('POT', 1, 1), line('CUP', 1)], [pot])],
    ['one of two', rows({ total: '60', booked: '120' }, [line('POT', 1, 1)], [pot])],
    ['the whole line', rows({ total: '60', booked: '132' }, [line('CUP', 1)], [dear])],
    [
      'half of the shipping',
      rows({ total: '126', booked: '132', shipping: 6 }, [line('POT', 2)], [slip({}, { shipping: 6 })]),
    ],
    [
      'one of two, with a voucher on the order',
      rows({ total: '54', booked: '108', discounts: '6' }, [line('POT', 1, 1)], [pot]),
    ],
    ['one of two, that is counted without a slip', rows({ total: '60', booked: '120' }, [line('POT', 1, 1)], [])],
    [
      'one of two, of a cart that was split',
      rows({ total: '60', booked: '0' }, [line('POT', 1, 1)], [pot], {
        siblings: [{ id: '2', total: '40' }],
        payments: [{ amount: '160', currency: 'EUR', rate: '1', method: 'Card', day: '2026-11-28' }],
      }),
    ],
  ]
  test.each(lowered)('is not taken off once more: %s', (_, given) => {
    expect(givenBackOf(given)).toBeNull()
    expect(refundsOf(given)[0]!.says).toMatch(/\d+\.\d\d EUR are booked of the order, and it comes to \d+\.\d\d EUR/)
  })

  const paidBack = (...amounts: string[]) => ({
    payments: amounts.map((amount) => ({ amount, currency: 'EUR', rate: '1', method: 'Card', day: '2026-11-28' })),
  })

  // The shop takes a negative payment off what is booked.
  test('is asked about where a module noted the refund as a negative payment', () => {
    const lowered = rows({ total: '60', booked: '60' }, [line('POT', 1, 1)], [pot], paidBack('120', '-60'))
    expect(givenBackOf(lowered)).toBeNull()
    const untouched = rows({ total: '120', booked: '60' }, [line('POT', 2, 1)], [pot], paidBack('120', '-60'))
    expect(givenBackOf(untouched)).toMatchObject({ whole: false, slips: [pot] })
    const two = slip({ POT: 2 })
    const whole = rows({ total: '120', booked: '0' }, [line('POT', 2, 2)], [two], paidBack('120', '-120'))
    expect(givenBackOf(whole)).toMatchObject({ whole: true })
  })

  test('is asked about on account, by a slip or by the counters alone', () => {
    expect(givenBackOf(rows({ total: '60', booked: '0' }, [line('POT', 1, 1)], [pot]))).toBeNull()
    expect(givenBackOf(rows({ total: '60', booked: '0' }, [line('POT', 1, 1)], []))).toBeNull()
  })

  // Nothing is booked of it that would show how much it was.
  test('is asked about on account where its line is gone', () => {
    expect(givenBackOf(rows({ total: '60', booked: '0' }, [line('CUP', 1)], [dear]))).toBeNull()
  })

  test('keeps somebody asked in the state “Refunded”', () => {
    const refunded = rows({ total: '60', booked: '132' }, [line('CUP', 1)], [dear], { isRefundState: true })
    expect(givenBackOf(refunded)).toBeNull()
    expect(refundsOf(refunded).map(({ subject }) => subject)).toEqual(['slip 7', 'state refunded'])
  })
})

describe('what slips gave back stays known', () => {
  const booked160 = { payments: [{ amount: '160', currency: 'EUR', rate: '1', method: 'Card', day: '2026-11-28' }] }
  const known: readonly (readonly [string, MoneyRows])[] = [
    ['of an order that was paid', rows({ total: '120', booked: '120' }, [line('POT', 2, 1)], [pot])],
    [
      'beside shipping',
      rows({ total: '126', booked: '126', shipping: 6 }, [line('POT', 2, 1)], [slip({ POT: 1 }, { shipping: 6 })]),
    ],
    ['on account', rows({ total: '120', booked: '0' }, [line('POT', 2, 1)], [pot])],
    ['paid in part', rows({ total: '120', booked: '100' }, [line('POT', 2, 1)], [pot])],
    ['overpaid by less than a piece', rows({ total: '120', booked: '125' }, [line('POT', 2, 1)], [pot])],
    ['paid to a cent', rows({ total: '120', booked: '120.01' }, [line('POT', 2, 1)], [pot])],
    [
      'of a cart that was split',
      rows({ total: '120', booked: '160' }, [line('POT', 2, 1)], [pot], {
        ...booked160,
        siblings: [{ id: '2', total: '40' }],
      }),
    ],
    [
      'of one whose other order is cancelled',
      rows({ total: '120', booked: '160' }, [line('POT', 2, 1)], [pot], {
        ...booked160,
        cancelled: [{ id: '2', total: '40' }],
      }),
    ],
    ['by two slips', rows({ total: '180', booked: '180' }, [line('POT', 3, 2)], [pot, { ...pot, id: '8' }])],
  ]
  test.each(known)('%s', (_, given) => {
    expect(givenBackOf(given)).toMatchObject({ whole: false, slips: given.slips })
    expect(refundsOf(given)[0]!.says).not.toContain('booked')
  })

  test('the whole order is whole, also where more was taken off it than it comes to now', () => {
    expect(givenBackOf(rows({ total: '60', booked: '60' }, [line('POT', 1, 1)], [pot]))).toMatchObject({ whole: true })
    const both = [pot, { ...slip({ CUP: 1 }), id: '8' }]
    expect(givenBackOf(rows({ total: '60', booked: '120' }, [line('CUP', 1, 1)], both))).toMatchObject({ whole: true })
  })
})

describe('an order with a voucher whose goods are all given back', () => {
  const paid = { total: '54.90', booked: '54.90', discounts: '12', shipping: 6.9 }
  const withFee = (shipping: number) => [slip({ POT: 1 }, { shipping })]

  test.each([
    ['its shipping is kept', rows(paid, [line('POT', 1, 1)], withFee(0))],
    ['a part of its shipping is kept', rows(paid, [line('POT', 1, 1)], withFee(3))],
    ['its wrapping is kept', rows({ ...paid, shipping: 0, wrapping: '6.90' }, [line('POT', 1, 1)], withFee(0))],
    ['its shipping is kept, and no slip was made', rows(paid, [line('POT', 1, 1)], [])],
  ] as const)('is not whole where %s', (_, given) => {
    expect(givenBackOf(given)).toBeNull()
  })

  test.each([
    ['its shipping is given back', rows(paid, [line('POT', 1, 1)], withFee(6.9))],
    ['it had none', rows({ ...paid, total: '48', booked: '48', shipping: 0 }, [line('POT', 1, 1)], withFee(0))],
    [
      'the voucher gave it free',
      rows({ ...paid, discounts: '6.90', total: '60', booked: '60' }, [line('POT', 1, 1)], withFee(0), {
        freeShipping: true,
      }),
    ],
  ] as const)('is whole where %s', (_, given) => {
    expect(givenBackOf(given)).toMatchObject({ whole: true })
  })
})

describe('the state “Refunded” is asked about', () => {
  const inState = { isRefundState: true }
  const asked = (given: MoneyRows) => refundsOf(given).some(({ subject }) => subject === 'state refunded')
  const voucher = { total: '54.90', booked: '54.90', discounts: '12', shipping: 6.9 }
  const plain = { total: '66.90', booked: '66.90', shipping: 6.9 }

  test.each([
    ['a slip is of a line that was taken off', rows({ total: '60', booked: '0' }, [line('CUP', 1)], [dear], inState)],
    ['a piece was taken off', rows({ total: '60', booked: '120' }, [line('POT', 1, 1)], [pot], inState)],
    ['the shipping was kept', rows(plain, [line('POT', 1, 1)], [pot], inState)],
    ['it was kept, and a voucher makes the slip say more', rows(voucher, [line('POT', 1, 1)], [pot], inState)],
    ['the wrapping was kept', rows({ ...plain, shipping: 0, wrapping: '6.9' }, [line('POT', 1, 1)], [pot], inState)],
  ] as const)('where %s', (_, given) => {
    expect(asked(given)).toBe(true)
  })

  test.each([
    ['slips give all of it back', rows(plain, [line('POT', 1, 1)], [slip({ POT: 1 }, { shipping: 6.9 })], inState)],
    [
      'a program has made the slip, with a voucher',
      rows(voucher, [line('POT', 1)], [slip({ POT: 1 }, { shipping: 6.9 })], inState),
    ],
    ['it had no shipping', rows({ total: '60', booked: '60' }, [line('POT', 1, 1)], [], inState)],
    [
      'a voucher gave the shipping free',
      rows({ ...voucher, total: '48', booked: '48' }, [line('POT', 1, 1)], [pot], { ...inState, freeShipping: true }),
    ],
  ] as const)('not where %s', (_, given) => {
    expect(asked(given)).toBe(false)
  })
})
