import { expect, test } from 'vitest'
import { type Instant, instant, later } from '../../../src/domain/clock.ts'
import type { Integration } from '../../../src/domain/definition.ts'
import { integrationId, type RecordRef, type RecordValue, recordKey, ref, refText } from '../../../src/domain/record.ts'
import {
  ChangedDocuments,
  documentsState,
  noDocuments,
  OpenDocuments,
} from '../../../src/engine/uncounted/changed-documents.ts'
import { entities } from '../../language/standard.ts'

const begin = instant('2026-11-20T08:00:00Z')
const main = { id: integrationId('main') } as Integration
const document = ref('gp.salesOrder', 'WEB501')

/** A ledger whose list takes 20 seconds, and the link of order 501 to its document. */
function ledger({ open = [], writtenAt = begin }: { open?: readonly RecordValue[]; writtenAt?: Instant } = {}) {
  let now = later(begin, 1000)
  const asked: string[] = []
  const link = {
    ...{
      integration: main.id,
      source: ref('prestashop.order', '501'),
      target: document,
      writtenHash: 'abc',
      at: writtenAt,
    },
    ...{ written: { Lines: [] }, readBack: { Key: 'WEB501' }, marks: null, writtenBy: null, rules: null },
  }
  const connections = {
    async page() {
      asked.push('list')
      now = later(now, 20_000)
      return { records: open, next: null }
    },
    async readMany(_: Integration, records: readonly RecordRef[]) {
      asked.push(...records.map(refText))
      return new Map(records.map((record) => [refText(record), { value: null, replaced: [] }]))
    },
  }
  const stores = { links: { find: async () => new Map([[recordKey('501'), link]]) } }
  const parts = { clock: { now: () => now }, entities, database: { stores } }
  const its = { parts, connections } as unknown as ConstructorParameters<typeof OpenDocuments>[0]
  const documents = new OpenDocuments(its)
  return {
    ...{ asked, documents },
    pass: (ms: number) => (now = later(now, ms)),
    look: (before: typeof noDocuments) => new ChangedDocuments(its, main, 'prestashop.order', before, documents),
  }
}

test('open documents are listed again when ten times as long has passed as that took, and after two minutes', async () => {
  const { asked, documents, pass } = ledger()
  const list = () => documents.of(main, 'gp.salesOrder')
  const first = await list()
  pass(119_000)
  expect(await list()).toBe(first)
  expect(asked).toEqual(['list'])
  pass(1000)
  expect((await list()).at).not.toBe(first.at)
  expect(asked).toEqual(['list', 'list'])
})

test('a first look that was interrupted goes on as one: what is open no more is not read from the ledger', async () => {
  const { asked, look } = ledger()
  const first = look(noDocuments)
  await first.counted(['501'])
  expect(asked).toEqual(['list'])
  const kept = documentsState.parse(JSON.parse(JSON.stringify(first.state)))
  await look(kept).counted(['501'])
  expect(asked).toEqual(['list'])
  await look({ ...kept, first: false }).counted(['501'])
  expect(asked).toEqual(['list', 'gp.salesOrder WEB501'])
})

test('a document that the hub has written since the list counts as written, until the next list says otherwise', async () => {
  const { asked, look, pass } = ledger({ writtenAt: later(begin, 60_000) })
  const known = { ...noDocuments, first: false }
  const some = look(known)
  await some.counted(['501'])
  expect(asked).toEqual(['list'])
  pass(10 * 60_000)
  expect(await look(some.state).moved([])).toEqual(['501'])
  expect(asked).toEqual(['list', 'list', 'gp.salesOrder WEB501'])
})
