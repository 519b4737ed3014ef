import { expect, test } from 'vitest'
import { unnamedPayments } from '../../src/commands/begin.ts'
import { standardDefinition } from '../../src/flows/index.ts'

const payment = standardDefinition().valueMaps.payment!

test('a payment that is no term by name is told at the beginning, with what it may be, and makes no entry', () => {
  const payments = [
    { module: 'ps_wirepayment', payment: 'Bank wire' },
    { module: 'net30', payment: 'Net 30 days' },
    { module: 'moondust', payment: 'Moon dust' },
  ]
  const notes = unnamedPayments(payment, payments, ['Net 30', 'COD'], new Set(['ps_wirepayment']))
  expect(notes).toHaveLength(2)
  expect(notes[0]).toMatch(
    /^Payment “Net 30 days” \(net30\) takes the setting paymentTerms.* (?:Suggested|Perhaps): Net 30/,
  )
  expect(notes[1]).toMatch(/^Payment “Moon dust” \(moondust\)/)
  expect(payment.entries).toEqual([])
})
