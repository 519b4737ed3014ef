import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { append, askIn, statements } from '../../src/db/order-way.ts'
import { fixedPlans, postgresDriver, rows, type Session } from '../../src/db/session.ts'
import { newDatabase } from '../support/database.ts'

/** Orders, as runs leave them. Planned without them, a table that holds nothing is read by any index. */
const generated = (orders: number) => `
  insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at)
    select 'r' || n, 'i' || n % 3, 'f', 'e', n, 'done', 1, 0, 0, false, 1, 9, now() - n * interval '1 minute', now() from generate_series(1, ${orders}) n;
  insert into journal_entries (run, sequence, at, entry) select 'r' || n, s, now(), '{"kind":"read"}' from generate_series(1, ${orders}) n, generate_series(1, 3) s;
  insert into changes (integration, entity, key, cause, at, run) select 'i' || n % 3, 'e', n, 'webhook', now(), 'r' || n from generate_series(1, ${orders}) n;
  insert into changes (integration, entity, key, cause, at) select 'i' || n % 3, 'e', n, 'webhook', now() from generate_series(1, 3000) n;
  insert into links (integration, source_entity, source_key, target_entity, target_key, written_hash, written, read_back, at)
    select 'i' || n % 3, 'e', n, 't', 'W' || n, 'h', '{}', '{}', now() from generate_series(1, ${orders}) n;
  insert into intents (integration, source_entity, source_key, target_entity, target_key, operation, state, document_hash, sends)
    select 'i' || n % 3, 'e', n, 't', 'W' || n, 'create', 'confirmed', 'h', 1 from generate_series(1, ${orders}) n;
  insert into jobs (integration, flow, entity, key, due_at) select 'i' || n % 3, 'f', 'e', n, now() from generate_series(1, 5000) n;
  insert into known_records (integration, entity, key, facts, read_at) select 'i' || n % 3, 'e', n, '{}', now() from generate_series(1, 5000) n;
  insert into incident_records (incident, integration, flow, entity, key, at) select 'n' || n % 7, 'i' || n % 3, 'f', 'e', n, now() from generate_series(1, 2000) n;
  insert into webhook_gaps (integration, entity, key, at) select 'i' || n % 3, 'e', n, now() from generate_series(1, 2000) n;
  analyze`

const valueFor = (name: string, text: string) =>
  text.includes(`${name}::timestamptz`) ? `'2026-01-01'` : text.includes(`${name}::boolean`) ? 'true' : `'[]'`

describe('the statements that an order goes through', () => {
  let url: string
  let client: pg.Client

  beforeAll(async () => {
    url = await newDatabase()
    client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(generated(20_000))
    await client.query(fixedPlans('session'))
  })
  afterAll(() => client.end())

  interface Plan {
    readonly 'Node Type': string
    readonly 'Index Name'?: string
    readonly 'Index Cond'?: string
    readonly Plans?: readonly Plan[]
  }
  const usedIn = (plan: Plan): string[] => [
    ...(/^(Seq|Index|Index Only|Bitmap Index) Scan$/.test(plan['Node Type'])
      ? [plan['Index Cond'] === undefined ? 'all of a table' : plan['Index Name']!]
      : []),
    ...(plan.Plans ?? []).flatMap(usedIn),
  ]

  async function usedBy(text: string): Promise<string[]> {
    await client.query(`prepare planned as ${text}`)
    const values = Array.from({ length: 9 }, (_, index) => `$${index + 1}`).filter((name) => text.includes(name))
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `explain (format json) execute planned (${values.map((name) => valueFor(name, text)).join(', ')})`,
    )
    await client.query('deallocate planned')
    return usedIn(rows[0]!['QUERY PLAN'][0]!.Plan)
  }

  test.each(statements)('$name touches each table by an index', async ({ text }) => {
    const used = await usedBy(text)
    expect(used).not.toContain('all of a table')
    expect(used.sort()).toMatchSnapshot()
  })

  // Few enough that PostgreSQL takes reading all of them for cheaper than a hundred searches, where a statement makes one or two.
  test('of five hundred orders none reads all', async () => {
    await client.query(
      'begin; truncate runs, journal_entries, changes, links, intents, jobs, known_records, incident_records, webhook_gaps',
    )
    await client.query(generated(500))
    const whole: string[] = []
    for (const { name, text } of statements) if ((await usedBy(text)).includes('all of a table')) whole.push(name)
    await client.query('rollback')
    expect(whole).toEqual([])
  })

  test('in a transaction of the caller no table is read whole, either', async () => {
    const driver = postgresDriver({ connectionString: url }, 2)
    try {
      const counted = await driver.session.transaction(async (transaction) => {
        const session = transaction as unknown as Session
        const given = {
          run: 'r1',
          epoch: 1,
          count: 1,
          at: '2026-01-01',
          state: null,
          from: null,
          reason: null,
          facts: null,
          job: null,
        }
        const entry = { run: 'r1', number: 1, entry: { kind: 'read' }, payload: null }
        const values = [[given], [], [entry], [], []].map((each) => JSON.stringify(each))
        expect(await askIn(session)(append, [...values, 'jobs'])).toHaveLength(1)
        return rows<{ scanned: string; found: string }>(
          session,
          sql`select seq_scan as scanned, idx_scan as found from pg_stat_xact_user_tables where relname = 'runs'`,
        )
      })
      expect(counted).toEqual([{ scanned: '0', found: '1' }])
    } finally {
      await driver.close()
    }
  })
})
