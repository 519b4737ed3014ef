import { expect, test } from 'vitest'
import { isPicked } from '../../src/domain/document.ts'
import { entities } from '../language/standard.ts'

const line = (Quantity: string, QuantityFulfilled: string, QuantityCanceled = '0') => ({
  ...{ Quantity, QuantityFulfilled, QuantityCanceled },
})

test('a sales order is picked when all of it is that is still to be delivered, and something is', () => {
  const picked = (...Lines: ReturnType<typeof line>[]) => isPicked(entities.get('gp.salesOrder')!, { Lines })
  expect(picked(line('2', '2'), line('1', '1'))).toBe(true)
  expect(picked(line('2', '2'), line('1', '0', '1'))).toBe(true)
  // The warehouse is at it: that says nothing of what GP does by itself.
  expect(picked(line('2', '2'), line('1', '0'))).toBe(false)
  expect(picked(line('2', '1'))).toBe(false)
  expect(picked(line('2', '0', '2'))).toBe(false)
  expect(picked()).toBe(false)
})
