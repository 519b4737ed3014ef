import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import type { Session } from '../../src/db/session.ts'
import { linkStore } from '../../src/db/stores/links.ts'
import { runStore } from '../../src/db/stores/runs.ts'
import { alone } from '../../src/db/together.ts'
import { instant } from '../../src/domain/clock.ts'
import { integrationId, ref, runId } from '../../src/domain/record.ts'
import type { RunStore } from '../../src/domain/stores.ts'
import { newDatabase } from '../support/database.ts'

/** 200,000 runs of 100,000 records; of each hundred one is stopped. As after an import: nothing is analysed yet. */
const generated = `
  set synchronous_commit = off; alter table runs set (autovacuum_enabled = off);
  insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at, facts)
    select 'r' || n, 'main', 'f' || n % 2, 'prestashop.order', n / 2, case when n % 100 = 0 then 'stopped' else 'done' end, 1, 0, 0, false, 1, 9,
      now() - n * interval '1 minute', now(), case when n % 100 = 0 then '{"currency":"EUR"}'::jsonb end
    from generate_series(1, 200000) n;
  insert into journal_entries (run, sequence, at, entry) select 'r' || n, 1, now(), '{"kind":"read"}' from generate_series(1, 20000) n;
  insert into links (integration, source_entity, source_key, target_entity, target_key, written_hash, written, read_back, at)
    select 'main', 'prestashop.order', n, 'gp.salesOrder', 'WEB' || n, 'h', '{}', '{}', now() from generate_series(50001, 70000) n;
  insert into intents (integration, source_entity, source_key, target_entity, target_key, operation, state, document_hash, sends)
    select 'main', 'prestashop.order', n, 'gp.salesOrder', 'WEB' || n, 'create', 'confirmed', 'h', 1 from generate_series(50001, 70000) n`

const main = integrationId('main')
const records = Array.from({ length: 30 }, (_, n) => ref('prestashop.order', String(n * 7)))

/** What people look at every day, and what a backfill asks of each order. */
const lists: readonly (readonly [string, (runs: RunStore) => Promise<unknown>])[] = [
  ['the newest run of each record', (runs) => runs.newest({ integration: main, limit: 100 })],
  [
    'those of a month',
    (runs) => runs.newest({ integration: main, since: instant(Date.now() - 30 * 86_400_000), limit: 100 }),
  ],
  ['those that are stopped', (runs) => runs.newest({ integration: main, state: 'stopped', limit: 100 })],
  ['which records were taken up', (runs) => runs.takenUp(main, records)],
  ['whether a flow has taken one up', (runs) => runs.takenUp(main, records.slice(0, 1), 'f1')],
  ['those of some records', (runs) => runs.newest({ integration: main, records, limit: 100 })],
  ['how many there are in each state', (runs) => runs.counts(main)],
  ['what is held', (runs) => runs.held(main, 'prestashop.order')],
  ['what became of a day', (runs) => runs.since(main, 'prestashop.order', instant(Date.now() - 86_400_000))],
  ['a page of orders', (runs) => runs.page({ integration: main, entity: 'prestashop.order', after: null, limit: 100 })],
  [
    'a page of those that are stopped',
    (runs) =>
      runs.page({
        ...{ integration: main, entity: 'prestashop.order', states: ['stopped'], after: null, limit: 100 },
      }),
  ],
  [
    'a page in the middle',
    (runs) =>
      runs.page({
        ...{ integration: main, entity: 'prestashop.order', limit: 100 },
        after: { startedAt: instant(Date.now() - 90_000 * 60_000), id: runId('r90000') },
      }),
  ],
]

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly Plan[]
}
const large = new Set(['runs', 'journal_entries', 'links', 'intents'])
const scannedWhole = (plan: Plan): boolean =>
  (plan['Node Type'] === 'Seq Scan' && large.has(plan['Relation Name']!)) || (plan.Plans ?? []).some(scannedWhole)
/** These read one side whole before they say anything. */
const joinedWhole = (plan: Plan): boolean =>
  /^(Hash|Merge) Join$/.test(plan['Node Type']) || (plan.Plans ?? []).some(joinedWhole)

let client: pg.Client
beforeAll(async () => {
  client = new pg.Client({ connectionString: await newDatabase() })
  await client.connect()
  await client.query(generated)
})
afterAll(() => client.end())

/** How PostgreSQL would carry out what is asked. */
async function plansOf(ask: (session: Session) => Promise<unknown>): Promise<Plan[]> {
  const asked: { text: string; values: unknown[] }[] = []
  const logger = { logQuery: (text: string, values: unknown[]) => void asked.push({ text, values }) }
  await ask(drizzle(client, { schema, logger }))
  const plans: Plan[] = []
  for (const { text, values } of asked) {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>({
      text: `explain (format json) ${text}`,
      values,
    })
    plans.push(rows[0]!['QUERY PLAN'][0].Plan)
  }
  return plans
}

describe.each(['not analysed', 'analysed'])('of 200,000 runs, %s', (analysed) => {
  beforeAll(async () => {
    if (analysed === 'analysed') await client.query('analyze runs, journal_entries, links, intents')
  })

  test('what was written of late is found by its time, however much was written before', async () => {
    const plans = await plansOf((session) =>
      linkStore(session, alone(session)).since(main, ['gp.salesOrder'], instant(Date.now() - 3_600_000), 11),
    )
    const indexes = (plan: Plan): string[] => [plan['Index Name'] ?? [], (plan.Plans ?? []).flatMap(indexes)].flat()
    expect(plans.flatMap(indexes)).toEqual(['links_at'])
  })

  test.each(lists)('%s is found without looking at all of them', async (_, ask) => {
    const plans = await plansOf((session) =>
      ask(
        runStore(
          session,
          () => runId('new'),
          () => {},
          alone(session),
        ),
      ),
    )
    expect(plans).not.toEqual([])
    for (const plan of plans) expect(scannedWhole(plan) || joinedWhole(plan), JSON.stringify(plan, null, 1)).toBe(false)
  })
})
