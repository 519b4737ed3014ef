import { expect, test } from 'vitest'
import { isPickedInPart, isUnreserved, picksItself, reservesLater } from '../../src/domain/picked.ts'
import { entities } from '../language/standard.ts'

const line = (Quantity: string, QuantityFulfilled: string) => ({ Quantity, QuantityFulfilled })

test('a sales order is picked in part as soon as something of it is: of a short line GP fulfils what it has', () => {
  const picked = (...Lines: ReturnType<typeof line>[]) => isPickedInPart(entities.get('gp.salesOrder')!, { Lines })
  expect(picked(line('2', '2'), line('1', '0'))).toBe(true)
  expect(picked(line('2', '1'))).toBe(true)
  expect(picked(line('2', '0'), line('1', '0'))).toBe(false)
  expect(picked()).toBe(false)
})

test('that GP picks by itself is seen of what it made, and of its neighbours; where nothing shows it, it may', () => {
  const order = (QuantityAllocated: string | undefined, QuantityFulfilled: string, isNew = true) => ({
    document: { Lines: [{ Quantity: '2', QuantityFulfilled, ...(QuantityAllocated && { QuantityAllocated }) }] },
    isNew,
  })
  const picks = (own: ReturnType<typeof order> | null, ...others: ReturnType<typeof order>[]) =>
    picksItself(entities.get('gp.salesOrder')!, own, others)
  const [picked, left, short] = [order('2', '2'), order('2', '0'), order('0', '0')]
  expect([picks(picked), picks(left), picks(short), picks(null)]).toEqual([true, false, true, true])
  expect([picks(short, left, short), picks(short, picked, left), picks(null, left)]).toEqual([false, true, false])
  // People had picked it before the hub wrote it again.
  const again = order('2', '1', false)
  expect([picks(again, left), picks(again, picked), picks(again), picks(short, again, left)]).toEqual([
    ...[false, true, true, false],
  ])
  // A link of before says nothing of what was allocated.
  expect([picks(order(undefined, '0')), picks(picked, order(undefined, '0'))]).toEqual([false, true])
})

test('that GP reserves later is seen of orders that had nothing when they were made, and of no neighbour that had', () => {
  const schema = entities.get('gp.salesOrder')!
  const order = (QuantityAllocated: string | undefined, isNew = true) => ({
    document: { Lines: [{ Quantity: '2', ...(QuantityAllocated && { QuantityAllocated }) }] },
    isNew,
  })
  const [none, some, unknown] = [order('0'), order('1'), order(undefined)]
  expect([none, some, unknown].map(({ document }) => isUnreserved(schema, document))).toEqual([true, false, false])
  expect(reservesLater(schema, [none, none])).toBe(true)
  expect(reservesLater(schema, [none, some])).toBe(false)
  // Somebody had reserved it before the hub wrote it again.
  expect(reservesLater(schema, [none, order('2', false)])).toBe(true)
})
