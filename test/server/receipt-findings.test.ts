import { expect, test } from 'vitest'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'
import { receiptFindings } from '../../src/server/receipt-findings.ts'

const definition = definitionFromParts(
  processes
    .filter(({ id }) => id === 'payments' || id === 'payouts')
    .reduce((known, process) => withProcess(known, process).parts, partsOfDefinition(standardDefinition())),
)
const entries = (of: Record<string, string>) => Object.entries(of).map(([from, to]) => ({ from, to }))
const found = (receipt: Record<string, string>, accounts: Record<string, string>, off: readonly string[] = []) => {
  const { valueMaps } = definition
  const changed = {
    ...valueMaps,
    receipt: { ...valueMaps.receipt!, entries: entries(receipt) },
    'payout-account': { ...valueMaps['payout-account']!, entries: entries(accounts) },
  }
  return receiptFindings({ ...definition, valueMaps: changed }, off).map(({ found }) => found)
}

test('receipts that know no currency, beside payouts that do, are named', () => {
  const apart = { 'paypal sale EUR': '1190', 'paypal sale CHF': '1191', fee: '6520' }
  expect(found({ paypal: 'PAYPAL' }, apart)).toEqual([
    expect.stringMatching(/each of CHF, EUR .* fill the account of one/),
  ])
  expect(found({ paypal: 'PAYPAL', 'paypal CHF': 'PAYPALCHF' }, apart)).toEqual([])
  expect(found({ paypal: 'PAYPAL' }, { sale: '1190', 'sale EUR': '1190' })).toEqual([])
  expect(found({ paypal: 'PAYPAL' }, { 'sale EUR': '1190', 'sale CHF': '1190' })).toEqual([])
  expect(found({ paypal: 'PAYPAL' }, apart, ['payout-to-journal'])).toEqual([])
})
