import { expect, test } from 'vitest'
import { takenOut, valueEdit } from '../../src/web/api/value-edit.ts'
import { draftOfCsv, oneEach } from '../../src/web/pages/value-maps/draft.ts'

const entries = [
  { from: '1', to: 'VAT20' },
  { from: '2', to: 'VAT55' },
  { from: '1', to: 'VAT20' },
  { from: '2', to: null },
  { from: '2', to: 'VAT10' },
  { from: '3', to: null },
]
const map = { id: 'tax', entries }

test('each value is one row: equal answers are one, and different ones an open question with all of them', () => {
  expect(oneEach(entries)).toEqual([
    { from: '1', to: 'VAT20' },
    { from: '2', to: null, answers: ['VAT55', '', 'VAT10'] },
    { from: '3', to: null },
  ])
})

test('a value is taken out with each of its entries, and an answer is a change of the one that counts', () => {
  const out = { do: 'set-value', valueMap: 'tax', from: '2', after: null }
  expect(takenOut(map, '2')).toEqual([
    { ...out, before: { to: 'VAT10' } },
    { ...out, before: { to: null } },
    { ...out, before: { to: 'VAT55' } },
  ])
  expect(valueEdit(map, { valueMap: 'tax', from: '2' }, ' VAT21 ')).toEqual({
    ...{ ...out, before: { to: 'VAT10' }, after: { to: 'VAT21' } },
  })
})

test('of two rows of a file that answer one value differently neither is taken, and both are named', () => {
  const rows = (...lines: readonly (readonly string[])[]) =>
    draftOfCsv({ entries: [{ from: 'FR', to: 'VAT20' }] }, [['from', 'to'], ...lines])
  expect(rows(['FR', 'VAT10'], ['DE', 'VAT19'], ['FR', 'VAT20'])).toEqual({
    read: new Map([['DE', 'VAT19']]),
    problems: ['Rows 2 and 4 have different answers for “FR”.'],
  })
  expect(rows(['FR', 'VAT10'], ['FR', 'VAT55'], ['FR', 'VAT10']).read).toEqual(new Map())
  expect(rows(['FR', 'VAT10'], ['FR', 'VAT10'])).toEqual({ read: new Map([['FR', 'VAT10']]), problems: [] })
})
