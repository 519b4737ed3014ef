import { expect, test } from 'vitest'
import { ref } from '../../../src/domain/record.ts'
import type { JournalEntry } from '../../../src/domain/run.ts'
import { Stamps, usesOf } from '../../../src/engine/round/watched.ts'

const listed = (...records: readonly [string, string][]) => {
  const stamps = new Stamps()
  for (const [record, stamp] of records) stamps.set(record, stamp)
  return stamps
}

test.each([
  ['gp.itemStock TEA-1', 'gp.itemStock tea-1'],
  ['gp.itemStock TEA-1', 'gp.itemStock  TEA-1 '],
  ['gp.itemStock Größe 4', 'gp.itemStock GRÖSSE 4'],
  ['gp.price EUR/RETAIL/Each/TEA-1', 'gp.price EUR/RETAIL/Each/tea-1'],
])('what moves in the ledger moves under every spelling that the ledger answers to: %s, read as %s', (name, read) => {
  expect(listed([name, 'before']).of(read)).toBe('before')
  expect(listed([name, 'now']).of(read)).toBe('now')
})

test('where a list names both spellings, each has its own stamp; what it does not name has none', () => {
  const stamps = listed(['gp.itemStock tea-1', 'small'], ['gp.itemStock TEA-1', 'large'])
  expect([stamps.of('gp.itemStock tea-1'), stamps.of('gp.itemStock TEA-1')]).toEqual(['small', 'large'])
  expect(stamps.of('gp.itemStock TEA-2')).toBeUndefined()
  expect(stamps.of('gp.item TEA-1')).toBeUndefined()
})

test('a row that was made of an item under another spelling is looked at again once the item moves', () => {
  const read = ref('gp.itemStock', 'tea-1')
  const journal: JournalEntry[] = [
    { kind: 'read', step: 'read-stock', as: 'stock', record: read, value: { Key: 'TEA-1' } },
  ]
  const uses = (stamp: string) => {
    const stamps = listed(['gp.itemStock TEA-1', stamp])
    const entities = new Set([read.entity])
    return usesOf(
      { entities, counts: new Map(), unknown: [], stamp: (record) => stamps.of(record) ?? '' },
      journal,
      () => undefined,
    )
  }
  expect(uses('50 on hand')).not.toEqual(uses('0 on hand'))
})
