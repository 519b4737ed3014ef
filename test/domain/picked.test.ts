import { expect, test } from 'vitest'
import { isPickedInPart } from '../../src/domain/document.ts'
import { entities } from '../language/standard.ts'

const line = (Quantity: string, QuantityFulfilled: string) => ({ Quantity, QuantityFulfilled })

test('a sales order is picked in part as soon as something of it is: of a short line GP fulfils what it has', () => {
  const picked = (...Lines: ReturnType<typeof line>[]) => isPickedInPart(entities.get('gp.salesOrder')!, { Lines })
  expect(picked(line('2', '2'), line('1', '0'))).toBe(true)
  expect(picked(line('2', '1'))).toBe(true)
  expect(picked(line('2', '0'), line('1', '0'))).toBe(false)
  expect(picked()).toBe(false)
})
