import { expect, test } from 'vitest'
import { factsOf } from '../../src/domain/entity.ts'

const schema = { listedBy: { reference: 'reference', amount: 'total_paid', currency: 'currency.iso_code' } }

test('what lists show of a record: a currency is a code, or nothing', () => {
  const order = { reference: 'XKBKNABJK', total_paid: '62.10', currency: { iso_code: 'EUR' } }
  expect(factsOf(schema, order)).toEqual({ reference: 'XKBKNABJK', amount: '62.10', currency: 'EUR' })
  for (const iso_code of ['', 'EU', 'euro', '\u{E0061}\u{E0062}\u{E0063}', 'E\u200BR'])
    expect(factsOf(schema, { ...order, currency: { iso_code } })).toEqual({ reference: 'XKBKNABJK', amount: '62.10' })
})
