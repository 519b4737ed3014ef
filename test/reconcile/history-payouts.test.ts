import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant } from '../../src/domain/clock.ts'
import { type RecordValue, recordKey, ref, refText, runId } from '../../src/domain/record.ts'
import type { Link } from '../../src/domain/stores.ts'
import { type HistorySides, historyPage } from '../../src/reconcile/history/page.ts'

const payouts = Array.from({ length: 120 }, (_, place): RecordValue => ({ key: `stripe po_${place} EUR`, total: '1' }))
const journal: RecordValue = { Key: '90000001', Reference: 'po_1' }
const link = {
  ...{ source: ref('hub.payout', 'stripe po_1 EUR'), target: ref('gp.glTransaction', '90000001'), at: instant(0) },
  ...{ writtenBy: runId('r'), writtenHash: 'h', written: journal, readBack: journal, marks: null, rules: 1 },
} as unknown as Link
const sides = {
  schema: (entity: string) => entities.get(entity as never)!,
  search: async (entity: string, { limit, before }: { limit: number; before?: string }) => {
    expect(entity).toBe('hub.payout')
    const from = before === undefined ? 0 : payouts.findIndex(({ key }) => key === before) + 1
    return payouts.slice(from, from + limit)
  },
  linksAfter: async ({ source }: { source: string }) => (source === 'hub.payout' ? [link] : []),
  readMany: async (records: readonly ReturnType<typeof ref>[]) =>
    new Map(
      records.map((record) => [
        refText(record),
        { value: record.entity === 'hub.payout' ? { key: record.key, total: '1' } : journal },
      ]),
    ),
  proofs: async () => [],
} as unknown as HistorySides

async function all(kind: 'payouts' | 'journals' | 'links'): Promise<RecordValue[]> {
  const found: RecordValue[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await historyPage(sides, kind, cursor)
    found.push(...page.records)
    cursor = page.next
  }
  return found
}

test('a history holds every payout, its journal, and the link between them', async () => {
  expect((await all('payouts')).map(({ key }) => key)).toEqual(payouts.map(({ key }) => key))
  expect(await all('journals')).toEqual([
    {
      key: recordKey('90000001'),
      source_entity: 'hub.payout',
      source_key: 'stripe po_1 EUR',
      gone: false,
      gp: journal,
    },
  ])
  expect((await all('links')).map(({ source_entity }) => source_entity)).toEqual(['hub.payout'])
})
