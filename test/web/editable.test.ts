import { expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { ref } from '../../src/domain/record.ts'
import type { StoredJournalEntry } from '../../src/domain/run.ts'
import { editOf, fieldsOf, lastRead, movedFields } from '../../src/web/pages/records/editable.ts'

const order = ref('prestashop.order', '7')
const entry = (sequence: number, value: object): StoredJournalEntry => ({
  sequence,
  at: instant(0),
  entry: { kind: 'read', step: 'order', as: 'order', record: order, value: value as never },
})

test('every single value of the record that was read last can be corrected, by its path', () => {
  const journal = [
    entry(1, { reference: 'OLD' }),
    entry(2, { reference: 'NEW', rows: [{ qty: 2, gift: false }], note: null }),
  ]
  const fields = fieldsOf(lastRead(journal, order)!)
  expect(fields.map(({ path }) => path)).toEqual(['reference', 'rows.0.qty', 'rows.0.gift', 'note'])
  expect(lastRead(journal, ref('prestashop.order', '8'))).toBeNull()
})

test('a correction keeps the kind of the value, and a text of another kind is none', () => {
  expect(editOf({ path: 'a', value: '10' }, '11')).toEqual({ path: 'a', before: '10', after: '11' })
  expect(editOf({ path: 'a', value: 2 }, '3')).toEqual({ path: 'a', before: 2, after: 3 })
  expect(editOf({ path: 'a', value: 2 }, 'three')).toBeNull()
  expect(editOf({ path: 'a', value: true }, 'false')).toEqual({ path: 'a', before: true, after: false })
  expect(editOf({ path: 'a', value: true }, 'no')).toBeNull()
})

test('a newer reading of the record says which values are other ones, and which are gone or new', () => {
  const before = { reference: 'OLD', rows: [{ qty: 1 }, { qty: 1 }] }
  expect(movedFields(before, { reference: 'OLD', rows: [{ qty: 5 }], note: 'x' })).toEqual([
    { path: 'rows.0.qty', before: 1, after: 5 },
    { path: 'rows.1.qty', before: 1, after: null },
    { path: 'note', before: null, after: 'x' },
  ])
  expect(movedFields(before, before)).toEqual([])
})
