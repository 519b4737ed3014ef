import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHubConnector } from '../../../src/connectors/hub/connector.ts'
import { payoutFeed, payoutIn, payoutOf } from '../../../src/connectors/hub/payouts.ts'
import { receivedFile } from '../../../src/connectors/hub/received-file.ts'
import { openDatabase } from '../../../src/db/index.ts'
import { instant, later, systemClock } from '../../../src/domain/clock.ts'
import type { OwnRecords } from '../../../src/domain/connector.ts'
import { Decimal, dec, sum } from '../../../src/domain/decimal.ts'
import { payoutKey } from '../../../src/domain/hub-records.ts'
import { incidentId, integrationId, type RecordValue, recordKey, ref, runId } from '../../../src/domain/record.ts'
import type { Database, PayoutId } from '../../../src/domain/stores.ts'
import { readPayoutFile } from '../../../src/language/payouts/read-file.ts'
import { newDatabase } from '../../support/database.ts'

const header =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,fee,net,reporting_category,charge_id'
const cents = (most: number) => fc.integer({ min: 0, max: most }).map((value) => new Decimal(value).div(100))
/** Rows as Stripe writes them, each with an id of its own. */
const reports = fc
  .array(
    fc.record({
      category: fc.constantFrom(
        'charge',
        'refund',
        'dispute',
        'fee',
        'risk_reserved_funds',
        'payout_reversal',
        'something_new',
      ),
      gross: cents(100_000),
      fee: cents(500),
      isNegative: fc.boolean(),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((rows) =>
    rows.map(({ category, gross, fee, isNegative }, place) => {
      const amount = isNegative ? gross.negated() : gross
      return `po_1,2026-11-20 00:00:00,txn_${place},eur,${amount.toFixed(2)},${fee.toFixed(2)},${amount.minus(fee).toFixed(2)},${category},ch_${place}`
    }),
  )
const id = { provider: 'stripe', payout: 'po_1', currency: 'EUR' }

const from = { file: 'f', folder: 'payouts' }
/** What is kept of some files: a row stays as it came first. */
function kept(files: readonly (readonly string[])[]) {
  const rows = files
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => readPayoutFile([header, ...lines, ''].join('\n'), 'payouts', []))
  const first = new Map(rows.toReversed().map((row) => [row.id, row]))
  return [...first.values()]
    .map((row) => ({ ...row, amount: row.amount.toFixed(), fee: row.fee.toFixed(), ...from, at: instant(0) }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}
const lines = (rows: ReturnType<typeof kept>) =>
  (payoutOf(id, rows)!.lines as { kind: string; amount: string }[]).map(({ kind, amount }) => `${kind} ${amount}`)

test('a journal has the same lines however the rows of its payout are spread over files, in whatever order and how often', () => {
  fc.assert(
    fc.property(
      reports.chain((rows) =>
        fc.record({
          rows: fc.constant(rows),
          file: fc.array(fc.nat({ max: 3 }), { minLength: rows.length, maxLength: rows.length }),
          again: fc.shuffledSubarray(rows),
        }),
      ),
      ({ rows, file, again }) => {
        const spread = [0, 1, 2, 3].map((place) => rows.filter((_, index) => file[index] === place))
        expect(lines(kept([...spread, again].toReversed()))).toEqual(lines(kept([rows])))
      },
    ),
    { numRuns: 40 },
  )
})

test('a journal balances whatever its rows are, and one of its sides is what is said of it', () => {
  fc.assert(
    fc.property(reports, (rows) => {
      const { lines: found, turnover } = payoutOf(id, kept([rows]))! as unknown as {
        lines: { amount: string }[]
        turnover: string
      }
      const amounts = found.map(({ amount }) => dec(amount))
      expect(sum(amounts).toFixed()).toBe('0')
      expect(
        sum(amounts.filter((amount) => amount.lt(0)))
          .negated()
          .toFixed(),
      ).toBe(turnover)
    }),
    { numRuns: 40 },
  )
})

test('a table that nobody says ends with what was paid out is compared with that row all the same, where it has one', () => {
  const columns = ['row=id', 'payout=payout', 'amount=amount', 'date=date', 'kind=kind', 'currency=EUR']
  const read = (...rows: readonly string[]) =>
    readPayoutFile(
      ['id,payout,amount,date,kind', ...rows.map((row, place) => `${place},P1,${row}`), ''].join('\n'),
      'payouts-mybank',
      columns.map((column) => `payouts-mybank ${column}`),
    ).map((row) => ({ ...row, amount: row.amount.toFixed(), fee: row.fee.toFixed(), ...from, at: instant(0) }))
  const mine = { provider: 'payouts-mybank', payout: 'P1', currency: 'EUR' }
  const [sale, other, refund, out] = [
    '100,2026-11-20,sale',
    '50,2026-11-20,sale',
    '-20,2026-11-20,refund',
    '-130,2026-11-21,payout',
  ]
  expect(payoutOf(mine, read(sale!, other!, refund!, out!))).toMatchObject({ complete: true, paid: '130' })
  expect(payoutOf(mine, read(sale!, refund!, out!))).toMatchObject({ complete: false, paid: '130', total: '80' })
  expect(payoutOf(mine, read(sale!, refund!))).toMatchObject({ complete: true, total: '80' })
})

test('what leaves an account is a line of its journal, whether a person calls it a withdrawal or a payout', () => {
  const row = (kind: string, amount: string, line: number) => ({
    ...{ provider: 'paypal', payout: 'SHOP1 2026-11-27', id: `${line}`, kind, date: '2026-11-27', currency: 'EUR' },
    ...{ amount, fee: '0', transaction: 'T', alsoKnown: '', reference: '', closes: 'account', ...from, line },
    at: instant(0),
  })
  const paypal = { provider: 'paypal', payout: 'SHOP1 2026-11-27', currency: 'EUR' }
  for (const word of ['withdrawal', 'payout']) {
    const found = payoutOf(paypal, [row('sale', '100', 1), row(word, '-90', 2)])!
    expect(found).toMatchObject({ complete: true, closes: 'account', total: '10', turnover: '100' })
    expect(found.lines).toEqual([
      { kind: 'sale', amount: '100' },
      { kind: 'withdrawal', amount: '-90' },
      { kind: 'balance', amount: '-10' },
    ])
  }
})

test('the key of a payout says which it is, and its number is always the same', () => {
  const paypal = { provider: 'paypal', payout: 'SHOP1 2026-11-27', currency: 'JPY' }
  expect(payoutIn(payoutKey(paypal))).toEqual(paypal)
  expect(payoutIn('nothing of that kind')).toBeNull()
  expect(payoutOf(id, kept([['po_1,2026-11-20 00:00:00,txn_0,eur,1.00,0.00,1.00,charge,ch']]))!.number).toBe(
    payoutOf(id, kept([['po_1,2026-11-20 00:00:00,txn_9,eur,5.00,0.00,5.00,charge,ch']]))!.number,
  )
})

test('a report is the same text in UTF-8 with or without its mark, in UTF-16 of either order, and in the letters of Windows', () => {
  const text = 'Nr;Lauf;Betrag\r\n1;Rückläufer;5,00\r\n'
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
  const files = {
    'utf-8': [Buffer.from(text), Buffer.from(`\uFEFF${text}`)],
    'utf-16le': [utf16],
    'utf-16be': [Buffer.from(utf16).swap16()],
    'windows-1252': [Buffer.from(text, 'latin1')],
  }
  const taken = (bytes: Buffer) => receivedFile({ folder: 'payouts', name: 'r.csv', bytes, by: 'test', at: instant(0) })
  for (const [encoding, all] of Object.entries(files))
    for (const bytes of all) {
      const file = taken(bytes)
      expect(file.encoding).toBe(encoding)
      expect(file.text.replace(/^\uFEFF/, '')).toBe(text)
    }
  expect(() => taken(Buffer.from(text, 'utf16le'))).toThrow(/zero bytes\. Save it as UTF-8/)
})

let database: Database
beforeAll(async () => {
  database = await openDatabase({
    ...{ dataFolder: '', databaseUrl: await newDatabase(), masterKey: randomBytes(32) },
    ...{ newRunId: () => runId(randomUUID()), newIncidentId: () => incidentId(randomUUID()) },
  })
})
afterAll(() => database.close())
const moment = instant('2026-11-20T10:00:00Z')

describe('the feed of payouts', () => {
  const file = (days: number, providers: readonly string[]): PayoutId[] =>
    Array.from({ length: days }, (_, day) =>
      providers.flatMap((provider) =>
        ['EUR', 'USD', 'GBP'].map((currency) => ({ provider, payout: `SHOP 2026-02-0${day + 1}`, currency })),
      ),
    ).flat()
  const keep = (integration: string, payouts: readonly PayoutId[], at = moment) =>
    database.transaction((tx) =>
      tx.payouts.add(
        integrationId(integration),
        payouts.map((payout, line) => ({
          ...{ ...payout, id: `${at} ${line}`, kind: 'sale', date: '2026-02-01', amount: '1', fee: '0' },
          ...{ transaction: '', alsoKnown: '', reference: '', closes: 'account', ...from, line },
        })),
        at,
      ),
    )
  const feedOf = (integration: string) =>
    payoutFeed(
      { integration: integrationId(integration), payouts: database.stores.payouts },
      { now: () => later(moment, 60_000), sleep: () => new Promise(() => {}) },
      1_000,
    )
  async function pagesOf(integration: string, limit: number, from: string | null = null) {
    const keys: string[] = []
    for (let cursor = from; ; ) {
      const { changed, next, more } = await feedOf(integration).poll(cursor, limit)
      keys.push(...changed.map(({ record }) => record.key))
      cursor = next
      if (!more) return { keys, next }
    }
  }

  test.each([1, 2, 4, 5, 6, 7, 100])(
    'names each payout of one moment once, in pages of %i, also in three currencies of two providers',
    async (limit) => {
      const integration = `pages-${limit}`
      const payouts = file(5, ['paypal', 'adyen'])
      await keep(integration, payouts)
      const { keys, next } = await pagesOf(integration, limit)
      expect([...keys].sort()).toEqual(payouts.map(payoutKey).sort())
      // Nothing new: the last minute comes again, and the place stays.
      expect(await pagesOf(integration, limit, next)).toEqual({ keys, next })
    },
  )

  test.each([
    ['is empty', 6],
    ['is not full', 4],
  ])('names a payout that was committed late, when the page after a full one %s', async (_, limit) => {
    const integration = `late-${limit}`
    await keep(integration, file(2, ['paypal']))
    const { next } = await pagesOf(integration, limit)
    const late = { provider: 'paypal', payout: 'SHOP 2026-01-31', currency: 'EUR' }
    await keep(integration, [late], later(moment, -30_000))
    expect((await pagesOf(integration, limit, next)).keys).toContain(payoutKey(late))
  })

  test.each([1, 100])(
    'names a payout that comes after rows of a clock that was ahead, in pages of %i',
    async (limit) => {
      const integration = `ahead-${limit}`
      await keep(integration, file(2, ['paypal']), later(moment, 3 * 3_600_000))
      const { next } = await pagesOf(integration, limit)
      const its = { provider: 'paypal', payout: 'SHOP 2026-01-31', currency: 'EUR' }
      await keep(integration, [its], later(moment, 30_000))
      expect((await pagesOf(integration, limit, next)).keys).toContain(payoutKey(its))
      // An earlier version of the hub has kept such a cursor.
      const cursor = JSON.stringify({ at: later(moment, 3_600_000), payout: '', provider: '', currency: '' })
      expect((await pagesOf(integration, limit, cursor)).keys).toContain(payoutKey(its))
    },
  )

  test('tells rows that were taken back and read again from those of before, however many there are', async () => {
    const print = async () => {
      const { changed } = await feedOf('again').poll(null, 5)
      const [{ record, fingerprint } = { record: ref('hub.payout', ''), fingerprint: '' }] = changed
      expect(await feedOf('again').look!(record)).toMatchObject([{ fingerprint }])
      return fingerprint
    }
    const payouts = file(1, ['paypal'])
    await keep('again', payouts)
    const before = await print()
    expect(await print()).toBe(before)
    await database.transaction((tx) => tx.payouts.takeBack(integrationId('again'), recordKey('f')))
    await keep('again', payouts, later(moment, 5_000))
    expect(await print()).not.toBe(before)
  })

  test('stays where it is while no payout is there', async () => {
    const { next } = await feedOf('none').poll(null, 5)
    expect(await feedOf('none').poll(next, 5)).toEqual({ changed: [], next, more: false })
  })
})

test('all payouts are found page by page, each once', async () => {
  const integration = integrationId('pages-7')
  const { stores } = database
  const own: OwnRecords = {
    ...{ integration, files: stores.files, payouts: stores.payouts, folder: '', records: stores.ownRecords },
    ...{
      put: async () => {},
      putPayoutFile: async () => {},
      alongWith: async () => null,
      sentAlong: async () => null,
      madeOf: async () => null,
      lastSent: async () => null,
    },
  }
  const hub = createHubConnector({ own, clock: systemClock, pollSeconds: 1 })
  const keys: unknown[] = []
  for (let before: string | undefined; ; before = String(keys.at(-1))) {
    const page = await hub.search('payout', { where: {}, limit: 7, ...(before === undefined ? {} : { before }) })
    keys.push(...page.map(({ key }) => key))
    if (page.length < 7) break
  }
  expect(keys.length).toBe(30)
  expect(new Set(keys).size).toBe(30)
})

test('a payout is of the day and of the amount that its journal has, whenever its other rows are', async () => {
  const integration = integrationId('days')
  const rowsOf = (payout: string, closes: string, kinds: readonly (readonly [string, string, string, string])[]) =>
    kinds.map(([kind, date, amount, fee], line) => ({
      ...{
        provider: 'stripe',
        payout,
        currency: 'EUR',
        id: `${payout} ${line}`,
        kind,
        date,
        amount,
        fee,
        closes,
        line,
      },
      ...{ transaction: '', alsoKnown: '', reference: '', ...from },
    }))
  const given = [
    ...rowsOf('po_1', 'payout row', [
      ['sale', '2026-11-29', '100', '-3'],
      ['payout', '2026-11-30', '-96', '-1'],
      ['adjustment', '2026-12-01', '0', '0'],
    ]),
    ...rowsOf('SHOP', 'account', [
      ['payout', '2026-11-30', '-50', '0'],
      ['sale', '2026-12-01', '60', '0'],
    ]),
  ]
  await database.transaction((tx) => tx.payouts.add(integration, given, moment))
  const { payouts } = database.stores
  const within = async (from: string, to: string) =>
    (await payouts.between(integration, { from, to }, null, 9)).map(({ payout }) => payout)
  expect(await within('2026-11-01', '2026-11-30')).toEqual(['po_1'])
  expect(await within('2026-12-01', '2026-12-31')).toEqual(['SHOP'])
  for (const { date, total, rows: _, ...id } of await payouts.list(integration, 9))
    expect(payoutOf(id, await payouts.rowsOf(integration, id))).toMatchObject({ date, total })
})

test('files of settlement reports are listed and found without their rows being read; one that is read has them', async () => {
  const integration = integrationId('files')
  const { stores } = database
  const records = ['one', 'two', 'three'].map((name) => ({
    key: name,
    name: `${name}.csv`,
    count: 1,
    rows: [{ id: name }],
  }))
  for (const [place, value] of records.entries())
    await database.transaction((tx) =>
      tx.ownRecords.put(integration, ref('hub.payoutFile', value.key), value, later(moment, place)),
    )
  const loaded: RecordValue[] = []
  const list: OwnRecords['records']['list'] = async (...asked) => {
    const found = await stores.ownRecords.list(...asked)
    loaded.push(...found)
    return found
  }
  const own: OwnRecords = {
    ...{ integration, files: stores.files, payouts: stores.payouts, folder: '' },
    ...{
      records: { get: stores.ownRecords.get, many: stores.ownRecords.many, list },
      put: async () => {},
      putPayoutFile: async () => {},
      alongWith: async () => null,
      sentAlong: async () => null,
      madeOf: async () => null,
      lastSent: async () => null,
    },
  }
  const hub = createHubConnector({ own, clock: systemClock, pollSeconds: 1 })
  const shown = records.map(({ rows: _, ...one }) => one)
  expect(await hub.list!('payoutFile')).toEqual(shown.toReversed())
  expect(await hub.search!('payoutFile', { where: { name: 'two.csv' }, limit: 5 })).toEqual([shown[1]])
  expect(await hub.search!('payoutFile', { where: {}, oneOf: { name: ['two.csv', 'x'] }, limit: 5 })).toEqual([
    shown[1],
  ])
  // What would be left out is refused: it would find all of them, or none.
  for (const search of [
    { where: { provider: 'stripe' } },
    { where: {}, oneOf: { rows: ['1'] } },
    { where: {}, until: { at: moment } },
  ])
    await expect(hub.search!('payoutFile', { ...search, limit: 5 })).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(hub.search!('payoutRow', { where: { provider: 'stripe' }, limit: 5 })).rejects.toThrow(
    /transaction, kind/,
  )
  expect(loaded.filter(({ rows }) => rows !== undefined)).toEqual([])
  expect(await hub.read(ref('hub.payoutFile', 'two'))).toEqual(records[1])
})

test('a file that lay in a wrong folder at first is read in the right one, and is there once', async () => {
  const integration = integrationId('folders')
  const file = (folder: string) =>
    receivedFile({ folder, name: 'po_5.csv', bytes: Buffer.from('a;b\n'), by: 'somebody', at: moment })
  const add = (folder: string) => database.transaction((tx) => tx.files.add(integration, file(folder)))
  const [wrong, right, again] = [await add(''), await add('payouts'), await add('payouts')]
  expect([wrong.isNew, right.isNew, again.isNew]).toEqual([true, true, false])
  expect(again.key).toBe(right.key)
  expect(await database.stores.files.get(integration, right.key)).toMatchObject({ folder: 'payouts', text: 'a;b\n' })
  expect(await add('')).toEqual({ key: wrong.key, isNew: false })
})

describe('a row that is kept', () => {
  const row = {
    ...{ provider: 'stripe', id: 'txn_7', payout: 'po_7', currency: 'EUR', kind: 'transfer', date: '2026-11-20' },
    ...{ amount: '-5', fee: '0', transaction: '', alsoKnown: '', reference: '', closes: 'sum', ...from, line: 2 },
  }
  const add = (integration: string, given: typeof row) =>
    database.transaction((tx) => tx.payouts.add(integrationId(integration), [given], moment))

  test('comes to the same when its kind has another name now, and keeps the one that it has', async () => {
    await add('renamed', row)
    expect(await add('renamed', { ...row, kind: 'balance-transfer' })).toEqual([])
    expect(await database.stores.payouts.row(integrationId('renamed'), row)).toMatchObject({ kind: 'transfer' })
  })

  test.each([{ payout: 'po_8' }, { currency: 'USD' }, { amount: '-6' }, { fee: '-1' }])(
    'is different when a file says %o of it',
    async (other) => {
      const integration = `different-${Object.keys(other).join()}`
      await add(integration, row)
      expect(await add(integration, { ...row, ...other })).toMatchObject([row])
    },
  )
})
