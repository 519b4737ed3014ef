import { randomBytes, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Batcher } from '../../src/db/batcher.ts'
import { openDatabase } from '../../src/db/index.ts'
import { instant, later } from '../../src/domain/clock.ts'
import { incidentId, integrationId, type RecordRef, ref, refText, runId } from '../../src/domain/record.ts'
import type { JournalEntry } from '../../src/domain/run.ts'
import type { Database, Fence, Job } from '../../src/domain/stores.ts'
import { newDatabase } from '../support/database.ts'

const now = instant(Date.now())
/** PostgreSQL takes no such text; and no index takes a key of this size, which nothing compresses. */
const refused = 'a\u0000b'
const tooLarge = randomBytes(6_000).toString('base64')
const odd = [
  ['a text', refused],
  ['its size', tooLarge],
] as const

describe('of fifty at a time, one that fails fails alone', () => {
  const main = integrationId('main')
  const flow = 'order-to-sales-order'
  let database: Database
  let url: string
  let numbers = 0
  const fifty = (odd?: string) =>
    Array.from({ length: 50 }, (_, index) =>
      ref('prestashop.order', index === 17 && odd !== undefined ? odd : String(++numbers)),
    )

  beforeAll(async () => {
    url = await newDatabase()
    database = await openDatabase({
      ...{ dataFolder: '', databaseUrl: url, masterKey: randomBytes(32) },
      ...{ newRunId: () => runId(randomUUID()), newIncidentId: () => incidentId(randomUUID()) },
    })
  })
  afterAll(() => database.close())

  const claim = (record: RecordRef) =>
    database.stores.runs.claim({ integration: main, flow, record, version: 1, at: now })
  const fences = async () =>
    (await Promise.all(fifty().map((record) => claim(record)))).map(
      ({ run }): Fence => ({ run: run.id, epoch: run.epoch }),
    )
  const onlyOneFails = (settled: readonly PromiseSettledResult<unknown>[]) =>
    expect(settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([17])
  async function rowsOf(records: readonly RecordRef[]) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const { rows } = await client.query<{ key: string; due: boolean; holder: string | null }>(
        'select key, due_at is not null as due, held_by as holder from jobs where integration = $1 and key = any($2)',
        [main, records.map(({ key }) => key)],
      )
      return new Map(rows.map(({ key, ...row }) => [key, row]))
    } finally {
      await client.end()
    }
  }
  const note = (reason: string): JournalEntry => ({ kind: 'finished', state: 'done', reason })
  const take = (record: RecordRef, nonce: string, holder: string | null = null, at: Job['at'] = 'now') =>
    database.stores.webhooks.take({
      ...{ integration: main, nonce, expires: later(now, 60_000) },
      heard: { at: now, about: null, backlog: null, shops: [{ shop: '1', lastEventAt: now }], records: [record] },
      changes: [{ record, cause: 'webhook' }],
      jobs: [{ integration: main, flow, record, at }],
      holder,
    })

  test.each(odd)('webhooks, by %s: the others are stored, each with its change and its job', async (_, key) => {
    const before = (await database.queue.counts(main, flow)).waiting
    const records = fifty(key)
    onlyOneFails(await Promise.allSettled(records.map((record) => take(record, randomUUID()))))
    expect((await database.queue.counts(main, flow)).waiting).toBe(before + 49)
    expect(await database.stores.changes.unknown(main, records.toSpliced(17, 1))).toEqual([])
  })

  test('webhooks: of two with one nonce the first is taken', async () => {
    const records = fifty()
    const taken = await Promise.all(records.map((record, index) => take(record, `nonce ${index >> 1}`)))
    expect(taken.map((one) => one !== null)).toEqual(records.map((_, index) => index % 2 === 0))
    expect(await database.stores.changes.unknown(main, records)).toHaveLength(25)
  })

  test('webhooks: a job is held by whom has room for it, where it is new and one delivery alone brings it', async () => {
    const records = fifty()
    const before = await database.queue.counts(main, flow)
    // Of the first ten jobs wait already, and two deliveries bring each of the next ten.
    await Promise.all(records.slice(0, 10).map((record) => take(record, randomUUID())))
    const given = [...records, ...records.slice(10, 20)]
    const stored = await Promise.all(given.map((record, index) => take(record, randomUUID(), `process/${index}`)))
    const held = stored.flatMap((one, index) => (one!.held.length > 0 ? [index] : []))
    const jobs = await rowsOf(records)
    // Whether both come in one batch is chance: the second finds the job of the first.
    expect(held.filter((index) => index < 10 || index >= 50)).toEqual([])
    expect(held.filter((index) => index >= 20)).toEqual(Array.from({ length: 30 }, (_, index) => index + 20))
    for (const [index, record] of records.entries()) {
      const { due, holder } = jobs.get(record.key)!
      expect(holder).toBe(held.includes(index) ? `process/${index}` : null)
      // What came after it was held is done again afterwards.
      expect(due).toBe(index < 20)
      expect(stored[index]!.held).toEqual(held.includes(index) ? [{ flow, record }] : [])
    }
    const after = await database.queue.counts(main, flow)
    expect(after.active - before.active).toBe(held.length)
  })

  test('webhooks: a job that waits already keeps its own time, whatever is wanted of others at once', async () => {
    const records = fifty()
    const tomorrow = later(instant(Date.now()), 86_400_000)
    const takeAll = () =>
      records.map((record, index) => take(record, randomUUID(), null, index % 2 === 0 ? tomorrow : 'now'))
    await Promise.all(takeAll())
    const before = await database.queue.counts(main, flow)
    await Promise.all(takeAll())
    expect(await database.queue.counts(main, flow)).toEqual(before)
    expect(before.deferred).toBe(25)
    // Brought at once, of two times the earlier counts.
    await Promise.all(records.map((record) => take(record, randomUUID())))
    expect((await database.queue.counts(main, flow)).deferred).toBe(0)
  })

  test('webhooks: of a delivery that was seen before nothing is held', async () => {
    const [record] = fifty()
    expect(await take(record!, 'held nonce', 'process/1')).toMatchObject({ held: [{ flow, record }] })
    expect(await take(record!, 'held nonce', 'process/2')).toBeNull()
    expect((await rowsOf([record!])).get(record!.key)).toEqual({ due: false, holder: 'process/1' })
  })

  test('a claim names the change that it took where that was reported once, and the delivery that made it names the same', async () => {
    const records = fifty()
    const stored = await Promise.all(records.map((record) => take(record, randomUUID())))
    const again = records.filter((_, index) => index % 3 === 0)
    await Promise.all(again.map((record) => take(record, randomUUID())))
    const claimed = await Promise.all(records.map((record) => claim(record)))
    expect(claimed.map(({ heardOnce }) => heardOnce)).toEqual(
      records.map((record, index) => (index % 3 === 0 ? null : stored[index]!.changes.get(refText(record)))),
    )
    expect(new Set(stored.map((one, index) => one!.changes.get(refText(records[index]!)))).size).toBe(50)
    expect((await claim(records[1]!)).heardOnce).toBeNull()
  })

  test.each(odd)('claims, by %s', async (_, key) => {
    onlyOneFails(await Promise.allSettled(fifty(key).map((record) => claim(record))))
  })

  test('claims of one record go one after the other, each with an epoch of its own', async () => {
    const record = ref('prestashop.order', String(++numbers))
    const claimed = await Promise.all(Array.from({ length: 20 }, () => claim(record)))
    expect(new Set(claimed.map(({ run }) => run.id)).size).toBe(1)
    expect(claimed.map(({ run }) => run.epoch).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
  })

  test('looks at places and links', async () => {
    const records = fifty(refused)
    const { intents, links, knownRecords } = database.stores
    onlyOneFails(
      await Promise.allSettled(
        records.map((record) => intents.look(main, record, ref('gp.salesOrder', `W${record.key}`))),
      ),
    )
    onlyOneFails(await Promise.allSettled(records.map((record) => links.find(main, 'gp.salesOrder', [record]))))
    onlyOneFails(await Promise.allSettled(records.map((record) => knownRecords.find(main, [record], now))))
  })

  test('what is appended: a text, a lost lease, a number that is another order’s', async () => {
    const { runs } = database.stores
    const held = await fences()
    const failing = (index: number, entry: string) => runs.append(held[index]!, [note(entry)], now)
    onlyOneFails(await Promise.allSettled(held.map((_, index) => failing(index, index === 17 ? refused : 'fine'))))

    const old: Fence = { ...held[17]!, epoch: 0 }
    onlyOneFails(
      await Promise.allSettled(held.map((fence, index) => runs.append(index === 17 ? old : fence, [note('x')], now))),
    )
    const sources = fifty()
    const sending = (index: number, key: string) =>
      runs.append(held[index]!, [note('sending')], now, {
        sending: {
          ...{ integration: main, source: sources[index]!, target: ref('gp.salesOrder', key) },
          ...{ operation: 'create', documentHash: 'h', marks: null },
        },
      })
    const sent = await Promise.allSettled(
      held.map((_, index) => sending(index, index === 17 ? 'WEB16' : `WEB${index}`)),
    )
    onlyOneFails(sent)
    expect(sent[17]).toMatchObject({ reason: { code: 'key_in_use' } })
    expect(await runs.journal(held[16]!.run)).toMatchObject([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
  })

  test('what is sent first: nothing is stored where something is known of the place', async () => {
    const { runs, intents } = database.stores
    const [before, held, sources] = [await fences(), await fences(), fifty()]
    const place = (index: number, key: string, source = sources[index]!) => ({
      ...{ integration: main, source, target: ref('gp.salesOrder', key), marks: null },
    })
    const send = (index: number, key = `FIRST${index}`) =>
      runs.append(held[index]!, [note('first')], now, {
        sending: { ...place(index, key), operation: 'create', documentHash: 'h', first: true },
      })
    const link = {
      ...{ ...place(17, 'OTHER17'), writtenHash: 'h', written: {}, readBack: {}, at: now },
      ...{ writtenBy: null, rules: 1 },
    }
    // A link of the source, an intent of it, and one of another record that has the key.
    await runs.append(before[0]!, [note('linked')], now, { links: [link] })
    const intended = { operation: 'create', documentHash: 'h' } as const
    await runs.append(before[1]!, [note('sent')], now, { sending: { ...place(18, 'OTHER18'), ...intended } })
    const [another] = fifty()
    await runs.append(before[2]!, [note('sent')], now, { sending: { ...place(19, 'FIRST19', another), ...intended } })

    const sent = await Promise.allSettled(held.map((_, index) => send(index)))
    const refusedOnes = sent.flatMap((one, index) => (one.status === 'rejected' ? [[index, one.reason.code]] : []))
    expect(refusedOnes).toEqual([17, 18, 19].map((index) => [index, 'key_in_use']))
    for (const index of [17, 18, 19]) expect(await runs.journal(held[index]!.run)).toEqual([])
    expect(await runs.journal(held[20]!.run)).toHaveLength(1)
    const { intent } = await intents.look(main, sources[18]!, ref('gp.salesOrder', 'FIRST18'))
    expect(intent).toMatchObject({ target: ref('gp.salesOrder', 'OTHER18'), sends: 1 })
    // A run that is not held any more does not hear that its place is taken, but that it is another's.
    const old = { ...held[21]!, epoch: 0 }
    const late = runs.append(old, [note('late')], now, {
      sending: { ...place(21, 'LATE21', fifty()[0]!), operation: 'create', documentHash: 'h', first: true },
    })
    await expect(late).rejects.toMatchObject({ code: 'lost_lease' })
  })

  test.each(odd)('what is appended with links, by %s', async (_, key) => {
    const held = await fences()
    const linked = (index: number, target: string) =>
      database.stores.runs.append(held[index]!, [note('linked')], now, {
        links: [
          {
            ...{
              integration: main,
              source: ref('prestashop.order', `L${index}`),
              target: ref('gp.salesOrder', target),
            },
            ...{
              writtenHash: 'h',
              written: {},
              readBack: {},
              at: now,
              marks: null,
              writtenBy: held[index]!.run,
              rules: 1,
            },
          },
        ],
      })
    const settled = await Promise.allSettled(held.map((_, index) => linked(index, index === 17 ? key : `L${index}`)))
    onlyOneFails(settled)
    expect(await database.stores.runs.journal(held[17]!.run)).toEqual([])
    expect(await database.stores.links.byTarget(main, ref('gp.salesOrder', 'L16'))).toHaveLength(1)
  })

  test('ends: one that is refused stays as it was, and the others have ended', async () => {
    const { runs } = database.stores
    const held = await fences()
    const end = (reason: string) => ({ links: [], state: 'done', reason, facts: null, job: null }) as const
    const reason = (index: number) => (index === 17 ? refused : 'Done.')
    onlyOneFails(
      await Promise.allSettled(held.map((fence, index) => runs.end(fence, [note('Done.')], now, end(reason(index))))),
    )
    const states = await Promise.all(held.map(async ({ run }) => (await runs.get(run))!.state))
    expect(states).toEqual(held.map((_, index) => (index === 17 ? 'running' : 'done')))
    expect(await runs.journal(held[17]!.run)).toEqual([])
  })

  test('ends: a run whose record an incident holds is left to a transaction', async () => {
    const { runs } = database.stores
    const held = await fences()
    const one = (await runs.get(held[17]!.run))!
    await database.transaction((tx) =>
      tx.incidents.raise({
        ...{ integration: main, flow, fingerprint: 'f', run: one.id, record: one.record, at: now },
        question: { code: 'x', step: null, message: 'm', hint: 'h', subject: 's' },
      }),
    )
    const end = { links: [], state: 'done', reason: 'Done.', facts: null, job: null } as const
    const ended = await Promise.all(held.map((fence) => runs.end(fence, [note('Done.')], now, end)))
    expect(ended.flatMap((done, index) => (done ? [] : [index]))).toEqual([17])
    expect(await runs.get(one.id)).toMatchObject({ state: 'running' })
    expect(await runs.get(held[18]!.run)).toMatchObject({ state: 'done', reason: 'Done.' })
    // Ended once, for good.
    expect(await runs.end(held[18]!, [note('Again.')], now, end)).toBe(false)
  })
})

describe('what is asked for together', () => {
  test('what comes during a batch goes with the next one, within its bounds', async () => {
    const sent: number[][] = []
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const batcher = new Batcher<number, number>({
      async send(items) {
        sent.push([...items])
        begun.resolve()
        if (sent.length === 1) await gate.promise
        return items.map((item) => item * 2)
      },
      bytes: (item) => (item === 5 ? 1_000 : 1),
      bounds: { items: 3, bytes: 100 },
    })
    const first = batcher.ask(1)
    await begun.promise
    const others = [2, 3, 4, 5, 6].map((item) => batcher.ask(item))
    gate.resolve()
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10, 12])
    expect(sent).toEqual([[1], [2, 3, 4], [5], [6]])
  })

  // The answers of two systems come in one turn, and each lets a run go on.
  test('what is asked for in one turn of the event loop goes together, whoever asks', async () => {
    const sent: number[][] = []
    const batcher = new Batcher<number, number>({
      async send(items) {
        sent.push([...items])
        return items
      },
    })
    const asked = [1, 2, 3].map((item) => setImmediate().then(() => batcher.ask(item)))
    expect(await Promise.all(asked)).toEqual([1, 2, 3])
    expect(sent).toEqual([[1, 2, 3]])
  })

  test('where nobody knows what became of a batch, nothing is sent again', async () => {
    let times = 0
    const batcher = new Batcher<number, number>({
      async send() {
        times++
        throw new Error('Connection terminated unexpectedly')
      },
    })
    const settled = await Promise.allSettled([1, 2, 3].map((item) => batcher.ask(item)))
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(times).toBe(1)
  })
})
