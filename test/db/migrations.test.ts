import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { postgresDriver } from '../../src/db/session.ts'
import { proposalStore } from '../../src/db/stores/proposals.ts'
import { readPayoutFile } from '../../src/language/payouts/read-file.ts'
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

test('0033 gives rows of settlement reports without an id the one that they are read with, so that no fee counts twice', async () => {
  const mollie = [
    'Date,Payment method,Status,ID,Description,Settlement currency,Settlement amount,Settlement reference',
    '2026-11-26 10:00:00,iDEAL,Paid,tr_1,Order O-1,EUR,25.00,stl 1',
    '2026-11-27 00:00:00,Withheld transaction fees,Paid,,Withheld transaction fees,EUR,-1.00,stl 1',
  ]
  const adyen = [
    'Merchant Account,Psp Reference,Merchant Reference,Creation Date,Type,Modification Reference,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number',
    'SHOP,PSP1,O-1,2026-11-25 10:00:00,Settled,PSP1,EUR,,49.30,0.10,0.20,0.40,,7',
    'SHOP,,,2026-11-26 00:00:00,Fee,,EUR,2.00,,,,,,7',
    'SHOP,,,2026-11-26 00:00:00,Fee,,EUR,2.00,,,,,,7',
    'SHOP2,,,2026-11-26 00:00:00,Fee,,EUR,2.00,,,,,,7',
    'SHOP,,,2026-11-28 00:00:00,MerchantPayout,TX7,EUR,45.30,,,,,,7',
  ]
  const read = [mollie, adyen].flatMap((lines) => readPayoutFile(`${lines.join('\n')}\n`, 'payouts', []))
  const keptAs = [
    ...['tr_1/Order O-1', '/Withheld transaction fees', 'PSP1/PSP1/Settled/7//49.30', '//Fee/7/2.00/'],
    ...['//Fee/7/2.00/#2', '//Fee/7/2.00/#3', '/TX7/MerchantPayout/7/45.30/'],
  ]
  const url = await newDatabase('empty')
  const client = new pg.Client(url)
  await client.connect()
  const names = readdirSync('src/db/migrations').flatMap((file) => /^(.*)\.sql$/.exec(file)?.[1] ?? [])
  await apply(client, ...names.filter((name) => name < '0033').sort())
  for (const [place, { provider, payout, currency, kind, date, amount, fee, line }] of read.entries())
    await client.query(
      `insert into payout_rows (integration, provider, id, payout, currency, kind, date, amount, fee, transaction, also_known, reference, closes, file, line, at)
       values ('main', $1, $2, $3, $4, $5, $6, $7, $8, '', '', '', 'sum', 'f', $9, now())`,
      [provider, keptAs[place], payout, currency, kind, date, amount.toFixed(), fee.toFixed(), line],
    )
  await apply(client, '0033_payout-rows-without-id')
  const { rows } = await client.query<{ id: string }>('select id from payout_rows')
  expect(rows.map(({ id }) => id).sort()).toEqual(read.map(({ id }) => id).sort())
  await client.end()
})

test('0048 gives rows of settlement reports the folder of their file, where the file is still there', async () => {
  const client = new pg.Client(await newDatabase('empty'))
  await client.connect()
  const names = readdirSync('src/db/migrations').flatMap((file) => /^(.*)\.sql$/.exec(file)?.[1] ?? [])
  await apply(client, ...names.filter((name) => name < '0048').sort())
  for (const [integration, key, folder] of [
    ['main', 'kept', 'payouts-brand2'],
    ['main', 'first', 'payouts'],
    ['other', 'gone', 'payouts-brand3'],
  ])
    await client.query(
      `insert into hub_files (integration, key, folder, name, size, encoding, text, by, received_at)
       values ($1, $2, $3, 'report.csv', 1, 'utf-8', 'x', 'somebody', now())`,
      [integration, key, folder],
    )
  for (const file of ['kept', 'first', 'gone'])
    await client.query(
      `insert into payout_rows (integration, provider, id, payout, currency, kind, date, amount, fee, transaction, also_known, reference, closes, file, line, at)
       values ('main', 'stripe', $1, 'po_1', 'EUR', 'sale', '2026-11-20', '1', '0', '', '', '', 'sum', $1, 2, now())`,
      [file],
    )
  await apply(client, '0048_payout-folder')
  const { rows } = await client.query<{ id: string; folder: string }>('select id, folder from payout_rows')
  expect(Object.fromEntries(rows.map(({ id, folder }) => [id, folder]))).toEqual({
    kept: 'payouts-brand2',
    first: 'payouts',
    gone: '',
  })
  await client.end()
})
