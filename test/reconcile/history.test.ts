import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant } from '../../src/domain/clock.ts'
import { AccessDenied } from '../../src/domain/errors.ts'
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

test('a history names each sales order of which GP does not say what was made of it', async () => {
  const order = ref('gp.salesOrder', 'WEB7')
  const refused = {
    ...sides,
    linksAfter: async () => [{ source: ref('prestashop.order', '7'), target: order, readBack: { MasterNumber: 12 } }],
    readMany: async () => new Map([[refText(order), { value: null }]]),
    search: async (entity: string, { where }: { where: object }) => {
      expect([entity, where]).toEqual(['gp.salesDocument', { MasterNumber: '12' }])
      throw new AccessDenied({ system: 'gp', operation: 'GetSalesDocumentList' }, 'Ask.')
    },
  } as unknown as HistorySides
  expect(await historyPage(refused, 'invoices', '')).toMatchObject({
    ...{ unreadable: 1, next: null },
    records: [{ sales_order: 'WEB7', source_key: '7', unreadable: expect.stringMatching(/GP does not say/) }],
  })
})

test('a history holds what was filed one filing a page, and what was accepted', async () => {
  const filings = ['11', '10', '09'].map((month) => ({ from: `2026-${month}-01`, to: `2026-${month}-28`, hash: month }))
  const kept = {
    ...sides,
    settled: async (entity: string) => (entity === 'hub.taxFiling' ? filings : [{ mark: 'm', because: 'It is so.' }]),
    settledOne: async ({ key }: { key: string }) => ({
      ...filings.find(({ from, to }) => key === `${from} ${to}`),
      each: [],
    }),
  } as unknown as HistorySides
  const hashes: unknown[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await historyPage(kept, 'tax-filings', cursor)
    hashes.push(page.records.map(({ hash, each }) => [hash, each]))
    cursor = page.next
  }
  expect(hashes).toEqual(filings.map(({ hash }) => [[hash, []]]))
  expect((await historyPage(kept, 'accepted', '')).records).toEqual([{ mark: 'm', because: 'It is so.' }])
})
