import { describe, expect, test } from 'vitest'
import { gpSchemas } from '../../src/connectors/gp/index.ts'
import type { TaxProof } from '../../src/domain/proof.ts'
import type { RecordValue } from '../../src/domain/record.ts'
import { taxesOf } from '../../src/language/tax-rows.ts'

const shopRow = (detail: string, tax: string, base: string): TaxProof['rows'][number] => ({
  ...{ part: 'goods', tax: detail, rate: '20', detail, within: '0.01' },
  ...{ shop: { base, tax }, document: null, readBack: null },
})
const proof: TaxProof = {
  ...{ way: '', state: 'proved', problems: [], notes: [], total: '6' },
  rows: [shopRow('VAT20', '5', '25'), shopRow('VAT5', '1', '20')],
}
const row = (TaxDetailKey: string, TaxAmount: string, TaxableAmount: string) => ({
  TaxDetailKey,
  TaxAmount,
  TaxableAmount,
})
const line = (number: number, TaxAmount: string, ...Taxes: RecordValue[]): RecordValue => ({
  LineSequenceNumber: number,
  TaxAmount,
  Taxes,
})
const Lines = [
  line(1, '2', row('VAT20', '2', '10')),
  line(2, '4', row('VAT20', '3', '15'), row('VAT5', '1', '20')),
  { LineSequenceNumber: 3 },
]
const Taxes = [row('VAT20', '5', '25'), row('VAT5', '1', '20')]

describe('the taxes of goods', () => {
  test.each([
    ['on the lines alone', { TaxAmount: '6', Lines }],
    ['with the document alone', { TaxAmount: '6', Taxes, Lines: [line(1, '0'), line(2, '0')] }],
    ['on both', { TaxAmount: '6', Taxes, Lines }],
  ])('%s are proved', (_, document) => {
    const { state, rows, problems } = taxesOf(gpSchemas.salesOrder!, document, proof, 'read-back')
    expect(problems).toEqual([])
    expect(state).toBe('proved')
    expect(rows.map(({ readBack }) => readBack)).toEqual(proof.rows.map(({ shop }) => shop))
  })

  test.each([
    [
      'a line lost a row',
      { TaxAmount: '6', Lines: [Lines[0]!, line(2, '4', row('VAT20', '3', '15'))] },
      /VAT5.*no row/,
    ],
    [
      'the document has the totals, and a line other rows',
      { TaxAmount: '6', Taxes, Lines: [line(1, '1', row('VAT20', '1', '10')), Lines[1]!] },
      'Goods, VAT20: 5 on 25 for the document, and 4 on 25 on its lines',
    ],
    [
      'the document has the totals, and a line lost its rows',
      { TaxAmount: '6', Taxes, Lines: [Lines[0]!, line(2, '0')] },
      'Goods, VAT5: 1 on 20 for the document, and 0 on 0 on its lines',
    ],
    [
      'a line has another tax than its rows',
      { TaxAmount: '6', Lines: [line(1, '3', row('VAT20', '2', '10')), Lines[1]!] },
      'Line 1: 3 of tax, and its rows add up to something else',
    ],
    ['the document has another tax than its lines', { TaxAmount: '7', Lines }, /Goods: 7 of tax/],
    [
      'a line has a tax that the shop does not have',
      { TaxAmount: '6', Lines: [...Lines, line(4, '0', row('VAT7', '0', '9'))] },
      /VAT7: 0 on 9, and the shop has no such tax/,
    ],
  ])('are held when %s', (_, document, problem) => {
    const { state, problems } = taxesOf(gpSchemas.salesOrder!, document as RecordValue, proof, 'document')
    expect(state).toBe('held')
    expect(problems.join('\n')).toMatch(problem)
  })
})
