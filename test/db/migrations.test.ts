import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { postgresDriver } from '../../src/db/session.ts'
import { proposalStore } from '../../src/db/stores/proposals.ts'
import { newDatabase } from '../support/database.ts'

const apply = (client: pg.Client, ...names: string[]) =>
  client.query(names.map((name) => readFileSync(`src/db/migrations/${name}.sql`, 'utf8')).join(';'))

test('0004 carries over what was proposed and decided, and settles what was proposed twice', async () => {
  const url = await newDatabase('empty')
  const client = new pg.Client(url)
  await client.connect()
  await apply(client, '0000_first', '0001_proposals', '0002_writes', '0003_webhooks')
  const insert = (id: string, planHash: string, state: string, at: string) =>
    client.query(
      `insert into proposals (id, integration, state, at, expires_at, proposal, decision) values ($1, 'main', $2, $3, $3, $4, $5)`,
      [id, state, at, JSON.stringify({ id, planHash, title: id }), state === 'applied' ? '{"approve":true}' : null],
    )
  await insert('old', 'a', 'pending', '2026-01-01T00:00:00Z')
  await insert('new', 'a', 'pending', '2026-01-02T00:00:00Z')
  await insert('done', 'a', 'applied', '2026-01-01T00:00:00Z')
  await insert('other', 'b', 'pending', '2026-01-01T00:00:00Z')
  await client.query(`insert into people (id, name, email) values ('1', 'Ada', 'ada@example.com')`)
  for (const [id, owner] of [
    ['kept', 'ada@example.com'],
    ['ended', 'gone@example.com'],
  ])
    await client.query(
      `insert into tokens (id, name, hash, scopes, owner, at, expires_at) values ($1, 'x', $1, '["read"]', $2, now(), now())`,
      [id, owner],
    )
  // And on to the newest, which the store reads.
  const names = readdirSync('src/db/migrations').flatMap((file) => /^(.*)\.sql$/.exec(file)?.[1] ?? [])
  await apply(client, ...names.filter((name) => name >= '0004').sort())

  const driver = postgresDriver({ connectionString: url }, 1)
  const store = proposalStore(driver.session, () => {})
  expect(await store.get('old')).toMatchObject({ state: 'superseded', outcome: expect.stringContaining('twice') })
  expect(await store.pending('a')).toMatchObject({ id: 'new', title: 'new', approvals: [] })
  expect(await store.get('done')).toMatchObject({ state: 'applied', decision: { approve: true }, approvals: [] })
  expect(await store.pending('b')).toMatchObject({ id: 'other' })
  const { rows } = await client.query('select id, scopes from tokens where revoked_at is null')
  // A token of before could read who customers are, and still does.
  expect(rows).toEqual([{ id: 'kept', scopes: ['read', 'people'] }])
  await driver.close()
  await client.end()
})
