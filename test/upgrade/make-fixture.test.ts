import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { newDatabase } from '../support/database.ts'
import { joined } from '../whole/joined.ts'

/**
 * Makes `test/fixtures/upgrade/VERSION`: what a hub of this very commit leaves behind in the middle of its work, as rows
 * and as the state of both sandboxes. Run it at the commit whose stored shape is to be kept:
 *
 *   UPGRADE_FIXTURE=0.2 npm test -- test/upgrade/make-fixture.test.ts
 *
 *   order 1  done                       order 4  the process died while its call was on the way
 *   order 2  stopped by an incident     order 5  announced, and no run has taken it yet
 *   order 3  waits: GP stored it, and both the reply and the look-up were lost
 *
 * Two proposals: one that answers the incident waits for a decision; one is approved and waits for GP. The second version
 * of the definition holds a person's edit of a mapping.
 */
const version = process.env.UPGRADE_FIXTURE

/** The master key that the credentials of the fixture are wrapped under. Of no use anywhere else. */
export const secretKey = Buffer.alloc(32, 7).toString('base64')
const password = 'correct horse battery'
const main = integrationId('main')

test.runIf(version)('writes the fixture', async () => {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'upgrade', version ?? '')
  mkdirSync(folder, { recursive: true })
  const databaseUrl = await newDatabase()
  {
    await using all = await joined({
      stateFolder: folder,
      key: 'UPGRADEFIXTUREUPGRADEFIXTURE0001',
      environment: { DATABASE_URL: databaseUrl, LEDGERLINE_SECRET_KEY: secretKey },
    })
    const { shop, gp } = all.sandbox
    for (const [email, role] of [
      ['ada@example.com', 'admin'],
      ['ben@example.com', 'approver'],
    ] as const)
      await all.hub.database.people.add({ email, name: email, role, password })
    const orders = shop.placeOrders(5)
    expect(orders).toEqual([1, 2, 3, 4, 5])

    await all.run(1)
    gp.faults.set([
      { match: { operation: 'CreateSalesOrder' }, do: 'drop-after' },
      { match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', after: 1, times: 0 },
    ])
    await all.run(3)
    gp.faults.set([
      { match: { operation: 'CreateSalesOrder' }, do: 'drop-before' },
      { match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', after: 1, times: 0 },
    ])
    await all.run(4)
    gp.faults.clear()

    const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string }[] }
    const mapping = all.parts['mappings/order-to-sales-order.json'] as { fields: { [field: string]: Json } }
    await all.import({
      ...all.parts,
      'value-maps/carrier.json': { ...carrier, entries: carrier.entries.filter(({ from }) => from !== '2') } as Json,
      'mappings/order-to-sales-order.json': {
        ...mapping,
        fields: { ...mapping.fields, Comment: 'unlessEmpty(truncate("Shop " + order.reference, 500))' },
      } as Json,
    })
    const stopped = await all.run(2)
    const propose = (title: string, changes: unknown[], incidents: string[]) =>
      all.client.post<Proposal>('/api/proposals', {
        ...{ integration: 'main', title, changes, incidents },
        reason: 'It waits while the program is replaced by a newer one.',
      })
    const after = { label: 'Colissimo', to: 'SHIP2' }
    const answer = { do: 'set-value', valueMap: 'carrier', from: '2', before: null, after }
    await propose(
      'Answer the carrier',
      [{ do: 'edit-definition', edits: [answer] }],
      stopped.incidents.map(({ id }) => id),
    )
    const comment = {
      do: 'write',
      write: 'update',
      record: ref('gp.salesOrder', 'WEB1'),
      after: { Comment: 'By hand' },
    }
    const approved = await propose('Write a comment', [comment], [])
    gp.faults.set([{ match: { operation: 'UpdateSalesOrder' }, do: 'error', status: 503, times: 0 }])
    const { id, planHash } = approved
    const decision = { approve: true, planHash, email: 'ben@example.com', password }
    await all.client.post(`/api/proposals/${id}/decide`, decision)
    await all.hub.engine.take(main, [{ record: ref('prestashop.order', '5') }], 'webhook')

    const states = await Promise.all([1, 2, 3, 4].map(async (order) => (await all.story(order)).runs[0]?.state))
    expect(states).toEqual(['done', 'stopped', 'waiting', 'waiting'])
    const proposals = await all.client.get<Proposal[]>('/api/proposals')
    expect(proposals.map(({ state }) => state)).toEqual(['approved', 'pending'])
  }
  writeFileSync(join(folder, 'rows.json'), `${JSON.stringify(await dump(databaseUrl), null, 1)}\n`)
})

/** All rows by table, as JSON that `jsonb_populate_recordset` takes back; and how many migrations had made the tables. */
async function dump(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // A worker that is killed leaves its run so; and nothing of a fixture may expire.
  await client.query(`update runs set state = 'running', reason = null, next_at = null where key = '4'`)
  await client.query(`update proposals set expires_at = '2999-01-01',
    proposal = jsonb_set(proposal, '{expiresAt}', '"2999-01-01T00:00:00.000Z"')`)
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const rows: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    const found = await client.query<{ row: unknown }>(`select to_jsonb(t) as row from "${name}" t`)
    if (found.rows.length > 0) rows[name] = found.rows.map(({ row }) => row)
  }
  const { rows: applied } = await client.query('select hash from drizzle.__drizzle_migrations')
  await client.end()
  return { migrations: applied.length, rows }
}
