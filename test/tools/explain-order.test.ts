import { expect, test } from 'vitest'
import { gpSentence } from '../../tools/explain-order.ts'

test('what is said of a sales order in GP leads nobody to void what is transferred in part, or to take a void one for settled', () => {
  const open = { TransactionState: 'Work', IsVoided: false }
  expect(gpSentence({ ...open, ShippingProcessStatus: 'In Process' })).toMatch(/must not be voided/)
  expect(gpSentence({ ...open, ShippingProcessStatus: 'Not Started' })).toMatch(/never where people have entered it/)
  expect(gpSentence({ ...open, IsVoided: true, ShippingProcessStatus: 'In Process' })).toMatch(
    /^There it is voided.*An invoice/,
  )
})
