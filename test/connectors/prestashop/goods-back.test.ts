import { expect, test } from 'vitest'
import { goodsBackOf } from '../../../src/connectors/prestashop/goods-back.ts'

const slip = (quantity: number) => ({
  ...{ id: '1', day: '2026-11-29', goodsIncl: '0', goodsExcl: '0', shippingIncl: '0', shippingExcl: '0' },
  lines: [{ detail: '7', quantity, incl: '0', excl: '0' }],
})

// Counters of the line: returned, refunded, put back into stock; pieces of each slip; what is known.
test.each([
  ['a return that staff put into stock', [1, 0, 1], [1], 'restocked'],
  ['a refund before delivery, back in stock', [0, 2, 2], [2], 'restocked'],
  ['a return that nobody put into stock', [1, 0, 0], [1], 'returned'],
  ['goods that the customer keeps', [0, 1, 0], [1], 'none'],
  ['the second slip is not counted yet', [1, 0, 1], [1, 1], null],
  ['a slip that a program added', [0, 0, 0], [1], null],
  ['some of the pieces are in stock', [2, 0, 1], [2], null],
  ['one came back, one did not', [1, 1, 0], [1, 1], null],
  ['two slips, all in stock', [2, 0, 2], [1, 1], 'restocked'],
  ['a piece of a slip, and one without a slip that alone is in stock', [1, 1, 1], [1], null],
] as const)('%s: %j of slips %j is %s', (_, [returned, refunded, restocked], slips, known) => {
  const line = {
    id: '7',
    ...{ product_quantity_return: returned, product_quantity_refunded: refunded },
    product_quantity_reinjected: restocked,
  }
  expect(goodsBackOf('7', [line], slips.map(slip))).toBe(known)
})

test('of a line that the order has no more nothing is known', () => {
  expect(goodsBackOf('8', [], [slip(1)])).toBeNull()
})
