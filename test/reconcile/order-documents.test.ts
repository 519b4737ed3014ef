import { expect, test } from 'vitest'
import type { RecordValue } from '../../src/domain/record.ts'
import { documentsOf } from '../../src/reconcile/order-documents.ts'

const order = { id: '501', reference: 'ABCDEFGHI' }
const own = { Key: 'WEB501', Type: 'Order', MasterNumber: 7 }
const invoice = { Key: 'STDINV1', Type: 'Invoice', MasterNumber: 7 }

/** What is found of the order among so many documents of other orders that have its number, in a ledger that lists them first. */
function found(others: number, CustomerPONumber: string) {
  const documents: RecordValue[] = Array.from({ length: others }, (_, at) => ({
    ...{ Key: `STDINV9${at}`, Type: 'Invoice', MasterNumber: 100 + at, CustomerPONumber },
  }))
  documents.push({ ...own, CustomerPONumber }, { ...invoice, CustomerPONumber })
  const sides: Parameters<typeof documentsOf>[0] = {
    search: async (_, { where, limit }) =>
      documents
        .filter((one) => Object.entries(where).every(([field, value]) => String(one[field]) === value))
        .slice(0, limit),
    linkedTo: async () => [],
    readMany: async () => new Map(),
  }
  return documentsOf(sides, order, { ...own, CustomerPONumber })
}

test('what GP made of an order is found beside a thousand documents of one customer PO number that people gave', async () => {
  expect((await found(1000, 'PHONE')).map(({ Key }) => Key)).toEqual(['WEB501', 'STDINV1'])
  expect(await found(150, 'PHONE')).toHaveLength(152)
})

test('an order is not compared where more documents have its own reference than are listed: one may be its twin', async () => {
  await expect(found(1000, 'ABCDEFGHI')).rejects.toThrow(
    'more than 200 documents have the customer PO number ABCDEFGHI',
  )
  expect(await found(150, 'ABCDEFGHI')).toHaveLength(152)
})
