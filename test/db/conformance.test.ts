import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/index.ts'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import type { ProofSheet } from '../../src/domain/proof.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import {
  type IntegrationId,
  incidentId,
  integrationId,
  type RecordRef,
  recordKey,
  ref,
  runId,
} from '../../src/domain/record.ts'
import { askedEarlier, type JournalEntry, type Run, type RunState } from '../../src/domain/run.ts'
import {
  type BulkRow,
  type Database,
  type Fence,
  longAgo,
  movedSince,
  type Transaction,
} from '../../src/domain/stores.ts'
import { nothingYet } from '../../src/engine/backfill/count.ts'
import { filingOf } from '../../src/reconcile/index.ts'
import { newDatabase } from '../support/database.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { waitsForLock } from '../support/lock-waiter.ts'

const flow = 'order-to-sales-order'
const now = () => instant(Date.now())
let numbers = 0
const anOrder = () => ref('prestashop.order', String(++numbers))
const salesOrder = (key: string) => ref('gp.salesOrder', key)

interface Opened {
  readonly database: Database
  readonly integration: IntegrationId
  /** The same database, opened once more as another worker would. */
  second(): Promise<Database>
}

describe('the stores', () => {
  const masterKey = randomBytes(32)
  const clock = new ForwardClock()
  let url: string
  let opened: Opened
  const open = () =>
    openDatabase({
      clock,
      dataFolder: '',
      databaseUrl: url,
      masterKey,
      newRunId: () => runId(randomUUID()),
      newIncidentId: () => incidentId(randomUUID()),
    })

  beforeAll(async () => {
    url = await newDatabase('empty')
    const database = await open()
    const integration = integrationId('main')
    await database.transaction(async (tx) => {
      await tx.integrations.put({
        id: integration,
        name: 'Main',
        connections: { prestashop: {}, gp: {} },
        cutOver: now(),
        paused: false,
        pausedFlows: [],
        offFlows: [],
        confirmed: null,
      })
    })
    opened = { database, integration, second: () => open() }
  })
  afterAll(async () => {
    await opened.database.close()
  })

  const write = <T>(work: (tx: Transaction) => Promise<T>) => opened.database.transaction(work)
  const claim = (record: RecordRef) =>
    write((tx) => tx.runs.claim({ integration: opened.integration, flow, record, version: 1, at: now() }))
  const fenceOf = ({ run }: Awaited<ReturnType<typeof claim>>): Fence => ({ run: run.id, epoch: run.epoch })

  test('a backfill that is paused is listed first, however many others were counted since', async () => {
    const { database, integration } = opened
    const from = now()
    const asked = (id: string, flow: string, state: 'paused' | 'stopped', at: Instant) => ({
      ...{ id, integration, flow, state, reason: null, period: { from, until: at, only: {} } },
      ...{ progress: nothingYet, askedBy: 'ada', askedAt: at, decidedBy: null, updatedAt: at },
    })
    await database.transaction(async (tx) => {
      await tx.backfills.add(asked(randomUUID(), flow, 'paused', from))
      for (let count = 1; count <= 25; count++)
        await tx.backfills.add(asked(randomUUID(), 'account-to-customer', 'stopped', later(from, count)))
    })
    const listed = await database.stores.backfills.list(integration, 20)
    expect(listed.map(({ state }) => state)).toEqual(['paused', ...Array.from({ length: 19 }, () => 'stopped')])
    expect(listed[1]!.askedAt).toBe(later(from, 25))
  })

  test('reports are forgotten by their age; taxes that were filed, files of payouts and deposits never are', async () => {
    const { ownRecords } = opened.database.stores
    const records = [
      ...[ref('hub.report', 'old'), filingOf({ from: '2026-01-01', to: '2026-01-31' })],
      ...[ref('hub.payoutFile', 'old'), ref('hub.deposit', 'old')],
    ]
    for (const record of records)
      await write((tx) =>
        tx.ownRecords.put(opened.integration, record, { key: record.key }, instant('2026-02-10T08:00:00Z')),
      )
    const reportsBefore = instant('2027-03-18T08:00:00Z')
    const none = { ticksBefore: null, filesBefore: null, runsBefore: null }
    expect(await write((tx) => tx.retention.forget({ ...none, reportsBefore }, 10))).toBe(1)
    const kept = await Promise.all(records.map((record) => ownRecords.get(opened.integration, record)))
    expect(kept.map((record) => record !== null)).toEqual([false, true, true, true])
  })

  test('an erasure meets each row once, also of a table that takes more than a page', async () => {
    const keys = Array.from({ length: 1_203 }, (_, index) => `row ${index}`)
    const at = instant('2027-03-18T08:00:00Z')
    await write(async (tx) => {
      for (const key of keys) await tx.ownRecords.put(opened.integration, ref('hub.deposit', key), { key }, at)
    })
    const met: string[] = []
    for await (const { table, id } of opened.database.stores.erasure.texts(opened.integration))
      if (table === 'hub_records' && String(id.key).startsWith('row ')) met.push(String(id.key))
    expect(met.toSorted()).toEqual(keys.toSorted())
  })

  test('what proves a document is never forgotten, whatever its run started from; what only looked goes', async () => {
    const { runs, links, intents } = opened.database.stores
    const { integration } = opened
    const marks = { reference: 'ABC' }
    const sheet: ProofSheet = {
      ...{ currency: 'EUR', digits: 2, anchor: '10.00', parts: [], total: '10.00', difference: '0', adjustments: [] },
      ...{ state: 'proved' as const, of: 'document' as const },
    }
    let at = instant('2026-03-10T08:00:00Z')
    const next = () => (at = later(at, 1_000))
    /** A run, and the document that it wrote. */
    async function ran(source: RecordRef, target: RecordRef | null, state: RunState = 'done') {
      const fence = fenceOf(
        await write((tx) => tx.runs.claim({ integration, flow, record: source, version: 1, at: next() })),
      )
      if (target) {
        const place = { integration, source, target }
        await runs.append(fence, [{ kind: 'proof', step: 'order', sheet }], at, {
          sending: { ...place, operation: 'create', documentHash: 'h', marks },
        })
        const link = {
          ...place,
          writtenHash: 'h',
          written: {},
          readBack: {},
          at,
          marks,
          writtenBy: fence.run,
          rules: 1,
        }
        await runs.append(fence, [], at, { links: [link] })
      }
      await runs.end(fence, [], at, { links: [], state, reason: 'x', facts: null, job: null })
      return { run: fence.run, source, target }
    }
    const [order, held] = [anOrder(), anOrder()]
    const file = (key: string) => ref('hub.file', key)
    const tick = (key: string) => ref('hub.tick', key)
    const journal = (key: string) => ref('gp.glTransaction', key)
    const proofs = [
      await ran(order, salesOrder('PROOF')),
      await ran(file('booked'), journal('FILE')),
      await ran(tick('books'), journal('TICK')),
    ]
    const gone = [
      await ran(order, null),
      await ran(file('read'), null),
      await ran(file('kept'), ref('hub.payoutFile', 'kept')),
      await ran(tick('looked'), null),
      await ran(tick('told'), ref('hub.report', 'told')),
    ]
    const kept = [
      await ran(order, null),
      await ran(tick('newest'), null),
      await ran(held, null),
      await ran(held, null, 'stopped'),
    ]
    await write((tx) =>
      tx.incidents.raise({
        ...{ integration, flow, fingerprint: 'proofs', run: kept.at(-1)!.run, record: held, at },
        question: { code: 'c', step: null, message: 'm', hint: 'h', subject: 's' },
      }),
    )
    const before = instant('2030-01-01T00:00:00Z')
    const all = { ticksBefore: before, filesBefore: before, reportsBefore: before, runsBefore: before }
    await write((tx) => tx.retention.forget(all, 100))

    const stays = async (each: readonly { readonly run: Run['id'] }[]) =>
      Promise.all(each.map(async ({ run }) => (await runs.get(run)) !== null))
    expect({ proofs: await stays(proofs), gone: await stays(gone), kept: await stays(kept) }).toEqual({
      proofs: [true, true, true],
      gone: gone.map(() => false),
      kept: [true, true, true, true],
    })
    for (const { run, source, target } of proofs) {
      expect((await runs.journal(run)).map(({ entry }) => entry)).toContainEqual({
        kind: 'proof',
        step: 'order',
        sheet,
      })
      expect(await intents.look(integration, source, target!)).toMatchObject({
        link: { target, marks, writtenBy: run },
        intent: { state: 'confirmed', marks },
      })
    }
    // What the hub made of a file for itself stays known; a tick comes once.
    expect(await links.bySource(integration, file('kept'))).toHaveLength(1)
    expect(await links.bySource(integration, tick('told'))).toEqual([])
  })

  test('a feed that works again while those that fail are hurried fails no more', async () => {
    const { feeds } = opened.database.stores
    const failure = { failures: 1, since: now(), nextAt: later(now(), 60_000), code: 'x', message: 'x', hint: 'x' }
    for (const feed of ['orders', 'customers'])
      await write((tx) => tx.feeds.fail(opened.integration, { feed, ...failure }))
    const other = new pg.Client(url)
    await other.connect()
    await other.query('begin')
    await other.query(`delete from feed_failures where feed = 'orders'`)
    const at = now()
    const hurried = write((tx) => tx.feeds.hurry(opened.integration, at))
    while (!(await waitsForLock(url))) await new Promise((resolve) => setTimeout(resolve, 20))
    await other.query('commit')
    await other.end()
    await hurried
    expect(await feeds.failures(opened.integration)).toMatchObject([{ feed: 'customers', nextAt: at }])
    await write((tx) => tx.feeds.recover(opened.integration, 'customers'))
  })

  describe('records that runs look up', () => {
    const item = (key: string) => ref('gp.item', key)
    const facts = { BaseUofM: 'Each' }
    const keep = (at: string, ...keys: string[]) =>
      write((tx) =>
        tx.knownRecords.put(
          opened.integration,
          keys.map((key) => ({ record: item(key), facts, readAt: instant(at) })),
        ),
      )
    const kept = async (since: string, ...keys: string[]) => {
      const found = await opened.database.stores.knownRecords.find(opened.integration, keys.map(item), instant(since))
      return found.map(({ record }) => String(record.key)).sort()
    }

    test('are found with their facts while they are young enough, and forgotten when asked', async () => {
      await keep('2026-03-01T08:00:00Z', 'OLD', 'A')
      await keep('2026-03-02T08:00:00Z', 'A', 'B')
      expect(await kept('2026-03-02T00:00:00Z', 'OLD', 'A', 'B', 'NEVER')).toEqual(['A', 'B'])
      const [found] = await opened.database.stores.knownRecords.find(opened.integration, [item('A')], instant(0))
      expect(found).toEqual({ record: item('A'), facts, readAt: instant('2026-03-02T08:00:00Z') })
      await write((tx) => tx.knownRecords.forget(opened.integration, [item('A'), item('NEVER')]))
      expect(await kept('2026-03-02T00:00:00Z', 'A', 'B')).toEqual(['B'])
    })

    test('are no longer known where a clock that was ahead has read them', async () => {
      await keep('2026-03-02T08:00:00Z', 'NOW')
      await keep('2026-03-02T14:00:00Z', 'AHEAD')
      await write((tx) => tx.knownRecords.forgetAfter(opened.integration, instant('2026-03-02T08:00:30Z')))
      expect(await kept('2026-03-02T07:55:00Z', 'NOW', 'AHEAD')).toEqual(['NOW'])
    })

    test('are bounded by age and by number: the newest stay', async () => {
      await keep('2026-03-03T08:00:00Z', 'C')
      await keep('2026-03-04T08:00:00Z', 'D', 'E')
      const prune = (readBefore: string, most: number) =>
        write((tx) => tx.knownRecords.prune({ readBefore: instant(readBefore), most }))
      await prune('2026-03-03T00:00:00Z', 10)
      expect(await kept('2026-01-01T00:00:00Z', 'OLD', 'B', 'C', 'D', 'E')).toEqual(['C', 'D', 'E'])
      await prune('2026-01-01T00:00:00Z', 2)
      expect(await kept('2026-01-01T00:00:00Z', 'C', 'D', 'E')).toEqual(['D', 'E'])
    })
  })

  describe('runs', () => {
    test('a worker that lost its lease can write nothing more', async () => {
      const record = anOrder()
      const first = await claim(record)
      const second = await claim(record)
      expect(second.run.id).toBe(first.run.id)
      expect(second.resumed).toBe(true)
      const entry = [{ kind: 'finished', state: 'done', reason: 'x' }] as const
      await expect(write((tx) => tx.runs.append(fenceOf(first), entry, now()))).rejects.toMatchObject({
        code: 'lost_lease',
      })
      await expect(
        write((tx) => tx.runs.move(fenceOf(first), 'done', { reason: 'x', at: now() })),
      ).rejects.toMatchObject({ code: 'lost_lease' })
      const place = {
        integration: opened.integration,
        source: record,
        target: salesOrder(`WEB${record.key}`),
        operation: 'create',
        documentHash: 'h',
        marks: null,
      } as const
      await expect(
        opened.database.stores.runs.append(fenceOf(first), [], now(), { sending: place }),
      ).rejects.toMatchObject({ code: 'lost_lease' })
      await write((tx) => tx.runs.append(fenceOf(second), entry, now()))
      expect((await opened.database.stores.runs.journal(first.run.id)).map(({ entry: each }) => each.kind)).toEqual([
        'resumed',
        'finished',
      ])
    })

    test('a finished run is not claimed again; the next change starts another', async () => {
      const record = anOrder()
      const first = await claim(record)
      await write((tx) => tx.runs.move(fenceOf(first), 'done', { reason: 'x', at: now() }))
      const second = await claim(record)
      expect(second.run.id).not.toBe(first.run.id)
      expect(second.started).toBe(true)
      await expect(
        write((tx) => tx.runs.move(fenceOf(first), 'running', { reason: null, at: now() })),
      ).rejects.toMatchObject({ code: 'lost_lease' })
    })

    test('a run begins with what the one before tells of corrections, however long; a further claim adds nothing', async () => {
      const record = anOrder()
      const first = await claim(record)
      const edits = [{ path: 'note', before: null, after: 'ü'.repeat(5000) }]
      const told: JournalEntry[] = [
        { kind: 'edited', as: 'order', edits, by: 'Anne' },
        { kind: 'lapsed', as: 'order', edits },
      ]
      await write((tx) =>
        tx.runs.append(fenceOf(first), [told[0]!, { kind: 'requested', by: 'Anne' }, told[1]!], now()),
      )
      await write((tx) => tx.runs.move(fenceOf(first), 'done', { reason: 'x', at: now() }))
      const second = await claim(record)
      expect(second).toMatchObject({ started: true, journal: told })
      const end = { kind: 'finished', state: 'done', reason: 'x' } as const
      await write((tx) => tx.runs.append(fenceOf(second), [end], now()))
      expect((await claim(record)).journal).toEqual([...told, end, { kind: 'resumed', epoch: 2 }])
      expect(await opened.database.stores.runs.corrections(opened.integration, flow, record)).toEqual(told)
      expect((await claim(anOrder())).journal).toEqual([])
    })

    test('the newest run is the one that began last, although the clock of the one before was hours ahead', async () => {
      const its = { integration: integrationId('clocks'), flow, record: anOrder(), version: 1 }
      const began = (at: Instant) => write((tx) => tx.runs.claim({ ...its, at }))
      const ended = async (one: Awaited<ReturnType<typeof claim>>) => {
        await write((tx) => tx.runs.move(fenceOf(one), 'done', { reason: 'x', at: now() }))
        return one.run.id
      }
      const edited: JournalEntry = {
        ...{ kind: 'edited', as: 'order', by: 'Anne' },
        edits: [{ path: 'note', before: null, after: 'x' }],
      }
      await ended(await began(later(now(), 6 * 3_600_000)))
      const corrected = await began(now())
      await write((tx) => tx.runs.append(fenceOf(corrected), [edited], now()))
      const id = await ended(corrected)
      expect((await opened.database.stores.runs.list({ ...its, limit: 1 })).map((run) => run.id)).toEqual([id])
      expect((await began(now())).journal).toEqual([edited])
    })

    test('where the other system is another one, open runs end, whoever is at them, and what was asked for there counts no more', async () => {
      const { database } = opened
      const integration = integrationId('moving')
      const { version: _, ...main } = (await database.stores.integrations.get(opened.integration))!
      await write((tx) => tx.integrations.put({ ...main, id: integration }))
      const taken = (record: RecordRef) =>
        write((tx) => tx.runs.claim({ integration, flow, record, version: 1, at: now() }))
      const [held, waits] = [anOrder(), anOrder()]
      const requested: JournalEntry = { kind: 'requested', by: 'Anne' }
      const [first, second] = [await taken(held), await taken(waits)]
      for (const one of [first, second]) await write((tx) => tx.runs.append(fenceOf(one), [requested], now()))
      await write((tx) => tx.runs.move(fenceOf(second), 'waiting', { reason: 'x', nextAt: now(), at: now() }))
      const at = now()
      await write(async (tx) => {
        await tx.links.forgetIn(integration, 'gp', at)
        await tx.runs.supersede(integration, 'Another company.', at)
      })
      // A run that is ended so may have asked for an item of the company before, and keeps what it hears.
      const { knownRecords } = database.stores
      const item = ref('gp.item', 'TEA')
      const kept = async (readAt: Instant) => {
        await write((tx) => tx.knownRecords.put(integration, [{ record: item, facts: { Unit: 'Each' }, readAt }]))
        return (await knownRecords.find(integration, [item], instant(0))).length
      }
      expect([await kept(at), await kept(later(at, 1))]).toEqual([0, 1])
      expect(await database.stores.runs.list({ integration, states: ['running', 'waiting'], limit: 500 })).toEqual([])
      await expect(write((tx) => tx.runs.append(fenceOf(first), [requested], now()))).rejects.toMatchObject({
        code: 'lost_lease',
      })
      expect((await database.stores.runs.journal(first.run.id)).map(({ entry }) => entry)).toEqual([
        requested,
        { kind: 'finished', state: 'superseded', reason: 'Another company.' },
      ])
      // A worker that still knows the version of before hears of the newest by its claim.
      const note = { by: 'Anne', note: 'x', at, standards: {} }
      const newest = await write((tx) => tx.integrations.saveVersion(integration, {}, note))
      for (const record of [held, waits])
        expect(await taken(record)).toMatchObject({ started: true, journal: [], newest })
      expect(await database.stores.runs.takenUp(integration, [held, waits])).toEqual(new Set())
    })

    test('of each record the newest run, and of those the ones in a state', async () => {
      const [first, second] = [anOrder(), anOrder()]
      const since = now()
      const before = await claim(first)
      await write((tx) => tx.runs.move(fenceOf(before), 'stopped', { reason: 'x', at: now() }))
      const after = await claim(first)
      await write((tx) => tx.runs.move(fenceOf(after), 'done', { reason: 'y', at: now() }))
      await claim(second)
      const { runs } = opened.database.stores
      const filter = { integration: opened.integration, since, limit: 10 }
      const newest = (await runs.newest(filter)).map(({ record, state }) => [record.key, state])
      expect(newest).toHaveLength(2)
      expect(Object.fromEntries(newest)).toEqual({ [first.key]: 'done', [second.key]: 'running' })
      expect(await runs.newest({ ...filter, state: 'stopped' })).toEqual([])
    })

    test('a record that one flow has stopped stays stopped while another looks at it again and again', async () => {
      const { runs } = opened.database.stores
      const { integration } = opened
      // Later than what other tests do: each run begins a second after the one before.
      let at = later(now(), 3_600_000)
      const since = at
      const before = await runs.held(integration, 'prestashop.order')
      const [stopped, sold] = [anOrder(), anOrder()]
      const facts = { amount: '4900.00', currency: 'XTS' }
      const ran = async (of: string, record: RecordRef, state: RunState) => {
        at = later(at, 1000)
        const { run } = await runs.claim({ integration, flow: of, record, version: 1, at })
        await write((tx) => tx.runs.move({ run: run.id, epoch: run.epoch }, state, { reason: 'x', at, facts }))
      }
      await ran(flow, stopped, 'stopped')
      await ran(flow, sold, 'done')
      for (const record of [stopped, sold, stopped, sold]) await ran('looks-again', record, 'skipped')
      const keys = [stopped.key, sold.key]
      const filter = { integration, entity: 'prestashop.order', keys } as const
      const page = await runs.page({ ...filter, after: null, limit: 10 })
      expect(page.map(({ run }) => [run.record.key, run.flow, run.state])).toEqual([
        [sold.key, flow, 'done'],
        [stopped.key, flow, 'stopped'],
      ])
      expect(await runs.countRecords({ ...filter, states: ['stopped'] }, 10)).toBe(1)
      expect(await runs.countRecords({ ...filter, states: ['skipped'] }, 10)).toBe(0)
      const held = (await runs.held(integration, 'prestashop.order')).filter(({ currency }) => currency === 'XTS')
      expect(before.filter(({ currency }) => currency === 'XTS')).toEqual([])
      expect(held).toMatchObject([{ state: 'stopped', records: 1, amount: '4900' }])
      const states = new Map<string, number>()
      for (const { state, records } of await runs.since(integration, 'prestashop.order', since))
        states.set(state, (states.get(state) ?? 0) + records)
      expect(Object.fromEntries(states)).toEqual({ done: 1, stopped: 1 })
      const { days } = await runs.sameWeekdays(integration, 'prestashop.order', { at, weeks: 1 })
      expect(days.filter(({ currency }) => currency === 'XTS').map(({ state }) => state)).toEqual(['done', 'stopped'])
      await ran(flow, stopped, 'done')
      expect((await runs.held(integration, 'prestashop.order')).filter(({ currency }) => currency === 'XTS')).toEqual(
        [],
      )
    })

    test('many claims of one record at once: one run, each claim with an epoch of its own', async () => {
      const record = anOrder()
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(record)))
      expect(new Set(claims.map(({ run }) => run.id)).size).toBe(1)
      expect(claims.map(({ run }) => run.epoch).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    test('a claim takes the changes that wait, and says why they came', async () => {
      const record = anOrder()
      await write((tx) => tx.changes.add([{ integration: opened.integration, record, cause: 'webhook', at: now() }]))
      await write((tx) => tx.changes.add([{ integration: opened.integration, record, cause: 'poll', at: now() }]))
      const first = await claim(record)
      expect(first.causes).toEqual(['webhook'])
      expect((await claim(record)).causes).toEqual([])
      await write((tx) => tx.changes.add([{ integration: opened.integration, record, cause: 'person', at: now() }]))
      expect((await claim(record)).causes).toEqual(['person'])
    })

    test('a long journal comes back entry by entry, long values whole', async () => {
      const record = anOrder()
      const claimed = await claim(record)
      const value = { text: 'ü'.repeat(5000), list: [1, 2, 3] }
      await write((tx) =>
        tx.runs.append(fenceOf(claimed), [{ kind: 'read', step: 's', as: 'order', record, value }], now()),
      )
      const [entry] = await opened.database.stores.runs.journal(claimed.run.id)
      expect(entry!.entry).toEqual({ kind: 'read', step: 's', as: 'order', record, value })
    })
  })

  test('a transaction that fails leaves nothing behind', async () => {
    const record = anOrder()
    await expect(
      write(async (tx) => {
        await tx.changes.add([{ integration: opened.integration, record, cause: 'poll', at: now() }])
        throw new Error('stop')
      }),
    ).rejects.toThrow('stop')
    expect(await opened.database.stores.changes.unknown(opened.integration, [record])).toEqual([record])
  })

  test('an intent outlives its run and keeps the number it froze', async () => {
    const { runs, intents } = opened.database.stores
    const source = anOrder()
    const first = await claim(source)
    const place = {
      integration: opened.integration,
      source,
      target: salesOrder(`A${source.key}`),
      operation: 'create',
      documentHash: 'h1',
      marks: null,
    } as const
    await runs.append(fenceOf(first), [], now(), { sending: place })
    await write((tx) => tx.runs.move(fenceOf(first), 'stopped', { reason: 'x', at: now() }))
    const second = await claim(source)
    const other = salesOrder('OTHER')
    await runs.append(fenceOf(second), [], now(), { sending: { ...place, target: other, documentHash: 'h2' } })
    const known = await intents.look(opened.integration, source, other)
    expect(known).toMatchObject({ link: null, intent: { target: place.target, sends: 2, state: 'sent' }, holder: null })
    expect((await intents.look(opened.integration, anOrder(), place.target)).holder).toEqual(source)
    await write((tx) => tx.intents.reopen(fenceOf(second), place))
    expect((await intents.look(opened.integration, source, other)).intent?.state).toBe('open')
    // Under another key than the one it has, it is not the intent that is meant.
    await write((tx) => tx.intents.forget({ ...place, target: other }))
    expect((await intents.look(opened.integration, source, other)).intent).not.toBeNull()
    // Nor is it of a run that has lost its lease: its successor may have sent by it.
    const lost = { ...fenceOf(second), epoch: second.run.epoch - 1 }
    await expect(write((tx) => tx.intents.forget(place, lost))).rejects.toMatchObject({ code: 'lost_lease' })
    expect((await intents.look(opened.integration, source, other)).intent).not.toBeNull()
    await write((tx) => tx.intents.forget(place, fenceOf(second)))
    expect((await intents.look(opened.integration, source, other)).intent).toBeNull()
  })

  test('what was sent by a clock that was ahead was sent now; what was confirmed, or sent before, stays', async () => {
    const { runs, intents } = opened.database.stores
    const sentAt = async (at: Instant) => {
      const source = anOrder()
      const target = salesOrder(`A${source.key}`)
      const run = await claim(source)
      const place = { integration: opened.integration, source, target }
      const sending = { ...place, operation: 'create', documentHash: 'h', marks: null } as const
      await runs.append(fenceOf(run), [], at, { sending })
      return async () => (await intents.look(opened.integration, source, target)).intent?.lastSentAt
    }
    const right = instant('2026-04-01T08:00:00Z')
    const [ahead, before] = [await sentAt(later(right, 6 * 3_600_000)), await sentAt(later(right, -5_000))]
    await write((tx) => tx.intents.setBack(opened.integration, right))
    expect([await ahead(), await before()]).toEqual([right, later(right, -5_000)])
  })

  test('what a record was known by stays with its intent and its link', async () => {
    const { runs, intents } = opened.database.stores
    const source = anOrder()
    const fence = fenceOf(await claim(source))
    const target = salesOrder(`M${source.key}`)
    const place = { integration: opened.integration, source, target }
    const marks = { reference: 'ABC' }
    await runs.append(fence, [], now(), { sending: { ...place, operation: 'create', documentHash: 'h', marks } })
    expect((await intents.look(opened.integration, source, target)).intent?.marks).toEqual(marks)
    expect(await intents.sent(opened.integration, 'gp.salesOrder', [source, anOrder()])).toEqual(
      new Map([[source.key, target.key]]),
    )
    const { links } = opened.database.stores
    const found = () => links.findOrSent(opened.integration, 'gp.salesOrder', [source, anOrder()])
    expect(await found()).toEqual(new Map([[source.key, { link: null, sent: target.key }]]))
    expect((await links.find(opened.integration, 'gp.salesOrder', [source])).size).toBe(0)
    const later = { reference: 'ABC', id_cart: '7' }
    const link = {
      ...{ ...place, writtenHash: 'h', written: {}, readBack: {}, at: now(), marks: later },
      ...{ writtenBy: null, rules: null },
    }
    await runs.append(fence, [], now(), { links: [link] })
    expect((await found()).get(source.key)).toMatchObject({ link: { target }, sent: null })
    expect(await intents.look(opened.integration, source, target)).toMatchObject({
      link: { marks: later },
      intent: { marks: later },
    })
  })

  test('the neighbours of a document are those of the next numbers, also where the number gets a digit more', async () => {
    const { runs, links } = opened.database.stores
    const { integration } = opened
    for (const number of [9, 999, 1000, 9998, 9999, 10000, 10001, 10002, 99990]) {
      const source = anOrder()
      const fence = fenceOf(await claim(source))
      const place = { integration, source, target: salesOrder(`NEAR${number}`) }
      await runs.append(fence, [], now(), {
        sending: { ...place, operation: 'create', documentHash: 'h', marks: null },
      })
      const link = { ...place, writtenHash: 'h', written: {}, readBack: {}, at: now(), marks: null }
      await runs.append(fence, [], now(), { links: [{ ...link, writtenBy: null, rules: null }] })
    }
    const near = async (number: number) =>
      (await links.near(integration, salesOrder(`NEAR${number}`), 2)).map(({ link }) => link.target.key.slice(4))
    expect(await near(9999)).toEqual(['9999', '9998', '1000', '10000', '10001'])
    expect(await near(10000)).toEqual(['10000', '9999', '9998', '10001', '10002'])
  })

  test('a link is found from both ends, is one, and confirms its intent', async () => {
    const { runs, links, intents } = opened.database.stores
    const source = anOrder()
    const fence = fenceOf(await claim(source))
    const target = salesOrder(`L${source.key}`)
    const place = { integration: opened.integration, source, target }
    await runs.append(fence, [], now(), { sending: { ...place, operation: 'create', documentHash: 'h', marks: null } })
    const link = {
      ...{ ...place, writtenHash: 'h', written: { Key: 'x' }, readBack: {}, at: now(), marks: null },
      ...{ writtenBy: null, rules: 1 },
    }
    await runs.append(fence, [], now(), { links: [link] })
    await runs.append(fence, [], now(), { links: [link, { ...link, writtenHash: 'h2' }] })
    expect((await links.find(opened.integration, 'gp.salesOrder', [source])).get(source.key)?.writtenHash).toBe('h2')
    expect((await links.byTarget(opened.integration, target)).map((found) => found.source)).toEqual([source])
    expect(await intents.look(opened.integration, source, target)).toMatchObject({
      link: { ...link, writtenHash: 'h2' },
      intent: { state: 'confirmed' },
    })
    await write((tx) => tx.links.remove(opened.integration, source, 'gp.salesOrder'))
    expect((await links.find(opened.integration, 'gp.salesOrder', [source])).size).toBe(0)
  })

  test('what a proposal has written is noted beside all else that a link knows, also what a run stores at this moment', async () => {
    const { links } = opened.database.stores
    const source = anOrder()
    const target = salesOrder(`N${source.key}`)
    const first = {
      ...{ integration: opened.integration, source, target, writtenHash: 'h1', written: { Total: '10' }, at: now() },
      ...{ readBack: { Total: '10', Comment: 'Old' }, marks: null, writtenBy: null, rules: 1, ownContent: true },
    }
    await write((tx) => tx.links.put(first))
    const second = { ...first, writtenHash: 'h2', written: { Total: '12' }, readBack: { Total: '12', Comment: 'Old' } }
    const [stored, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const running = write(async (tx) => {
      await tx.links.put(second)
      stored.resolve()
      await gate.promise
    })
    await stored.promise
    const noting = links.noteProposed(opened.integration, target, { Comment: 'New' })
    while (!(await waitsForLock(url))) await new Promise((resolve) => setTimeout(resolve, 10))
    gate.resolve()
    await Promise.all([running, noting])
    expect(await links.byTarget(opened.integration, target)).toEqual([
      { ...second, readBack: { Total: '12', Comment: 'New' }, ownContent: false },
    ])
  })

  test('the same cause is one incident; it is resolved when nobody is left in it, and opens again as another', async () => {
    const question = { code: 'c', step: null, message: 'm', hint: 'h', subject: 's' }
    const [one, two] = [await claim(anOrder()), await claim(anOrder())]
    let explained = 0
    const raise = (claimed: typeof one, at = now()) =>
      write((tx) =>
        tx.incidents.raise({
          triage: async () => {
            explained += 1
            return null
          },
          integration: opened.integration,
          flow,
          fingerprint: 'same',
          question,
          run: claimed.run.id,
          record: claimed.run.record,
          at,
        }),
      )
    const id = await raise(one)
    const last = later(now(), 5)
    expect(await raise(two, last)).toBe(id)
    const { incidents } = opened.database.stores
    expect(await incidents.get(id)).toMatchObject({ runs: 2, lastAt: last })
    // Whoever has seen it so has not seen one that comes now, by a clock that is behind.
    const three = await claim(anOrder())
    expect(await raise(three, later(last, -20_000))).toBe(id)
    const since = new Map((await incidents.records(id)).map((held) => [held.record.key, held.since]))
    expect(since.get(two.run.record.key)).toBe(last)
    expect(since.get(three.run.record.key)! > last).toBe(true)
    expect((await incidents.get(id))!.lastAt).toBe(since.get(three.run.record.key))
    // One that it holds is tried again: it was seen.
    await raise(two, later(last, 10))
    const held = (await incidents.records(id)).find(({ record }) => record.key === two.run.record.key)
    expect(held!.since).toBe(last)
    await write((tx) => tx.incidents.release(opened.integration, flow, three.run.record, now()))
    // What surrounds it is read for the first alone, not for each of thousands that stop for the same reason.
    expect(explained).toBe(1)
    await write((tx) => tx.incidents.release(opened.integration, flow, one.run.record, now()))
    expect((await incidents.get(id))?.state).toBe('open')
    await write((tx) => tx.incidents.release(opened.integration, flow, two.run.record, now()))
    expect((await incidents.get(id))?.state).toBe('resolved')
    const { fingerprint } = (await incidents.get(id))!
    const { record } = one.run
    expect(await incidents.answered(opened.integration, fingerprint, record)).toBeNull()
    // One that closed by itself is nothing that a person could settle.
    expect(await write((tx) => tx.incidents.resolve(id, now()))).toBe(false)
    expect(await incidents.answered(opened.integration, fingerprint, record)).toBeNull()
    const again = await raise(one)
    expect(again).not.toBe(id)
    const at = now()
    expect(await write((tx) => tx.incidents.resolve(again, at))).toBe(true)
    expect(await incidents.answered(opened.integration, fingerprint, record)).toMatchObject({ at, held: true })
    const other = { ...record, key: anOrder().key }
    expect(await incidents.answered(opened.integration, fingerprint, other)).toMatchObject({ at, held: false })
    expect(await raise(one)).not.toBe(again)
    // Another company: nobody has decided anything about it.
    await write((tx) => tx.links.forgetIn(opened.integration, 'gp', later(at, 1)))
    expect(await incidents.answered(opened.integration, fingerprint, record)).toBeNull()
  })

  test('an incident that two change at the same moment stays open while it holds a record, and closes with the last one', async () => {
    const question = { code: 'c', step: null, message: 'm', hint: 'h', subject: 's' }
    const [one, two, three] = [await claim(anOrder()), await claim(anOrder()), await claim(anOrder())]
    const raise = (tx: Transaction, { run }: typeof one) =>
      tx.incidents.raise({
        ...{ integration: opened.integration, flow, fingerprint: 'at once', question, triage: null },
        ...{ run: run.id, record: run.record, at: now() },
      })
    const release = (tx: Transaction, { run }: typeof one) =>
      tx.incidents.release(opened.integration, flow, run.record, now())
    const { incidents } = opened.database.stores
    /** The first is not committed when the second comes. */
    const atOnce = async (
      first: (tx: Transaction) => Promise<unknown>,
      second: (tx: Transaction) => Promise<unknown>,
    ) => {
      const [under, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const holding = write(async (tx) => {
        await first(tx)
        under.resolve()
        await gate.promise
      })
      await under.promise
      let ended = false
      const coming = write(second).finally(() => {
        ended = true
      })
      while (!ended && !(await waitsForLock(url))) await new Promise((resolve) => setTimeout(resolve, 10))
      gate.resolve()
      await Promise.all([holding, coming])
    }
    const id = await write((tx) => raise(tx, one))
    await atOnce(
      (tx) => raise(tx, two),
      (tx) => release(tx, one),
    )
    expect(await incidents.get(id)).toMatchObject({ state: 'open', runs: 1 })
    await write((tx) => raise(tx, three))
    await atOnce(
      (tx) => release(tx, two),
      (tx) => release(tx, three),
    )
    expect(await incidents.get(id)).toMatchObject({ state: 'resolved', runs: 0 })
  })

  test('tell when a person asked for a record last, and not that a later run of it goes on', async () => {
    const { runs } = opened.database.stores
    const claimed = await claim(anOrder())
    const { run } = claimed
    const fence = fenceOf(claimed)
    const asked = () => runs.requestedAt(opened.integration, flow, run.record)
    await write((tx) => tx.runs.append(fence, [{ kind: 'requested', by: askedEarlier }], now()))
    expect(await asked()).toBeNull()
    await write((tx) => tx.runs.append(fence, [{ kind: 'requested', by: 'person' }], now()))
    expect(await asked()).toBe(run.startedAt)
  })

  test('a feed is told only of what it has not seen like this', async () => {
    const [a, b] = [anOrder(), anOrder()]
    const observe = (feed: string, ...seen: { record: RecordRef; fingerprint: string }[]) =>
      write((tx) => tx.changes.observe(opened.integration, feed, seen))
    expect(await observe('dates', { record: a, fingerprint: '1' }, { record: b, fingerprint: '1' })).toHaveLength(2)
    expect(await observe('dates', { record: a, fingerprint: '1' }, { record: b, fingerprint: '2' })).toEqual([b])
    expect(await observe('contents', { record: a, fingerprint: '1' })).toEqual([a])
    // The first sight of a record is no difference where only that is asked for.
    const different = (...seen: { record: RecordRef; fingerprint: string }[]) =>
      write((tx) => tx.changes.observe(opened.integration, 'rows', seen, 'different'))
    expect(await different({ record: a, fingerprint: '1' }, { record: b, fingerprint: '1' })).toEqual([])
    expect(await different({ record: a, fingerprint: '2' }, { record: b, fingerprint: '1' })).toEqual([a])
    expect(await different({ record: a, fingerprint: '2' })).toEqual([])
  })

  test('a nonce is new once', async () => {
    const remember = () => write((tx) => tx.changes.rememberNonce(opened.integration, 'n-1', later(now(), 60_000)))
    expect(await remember()).toBe(true)
    expect(await remember()).toBe(false)
    await write((tx) => tx.changes.forgetNonces(later(now(), 120_000)))
    expect(await remember()).toBe(true)
  })

  test('a cursor is where it was left', async () => {
    await write((tx) => tx.cursors.put(opened.integration, 'feed', '{"id":"7"}', now()))
    expect((await opened.database.stores.cursors.get(opened.integration, 'feed'))?.cursor).toBe('{"id":"7"}')
  })

  test('rows that were made of what has changed are looked at again, whatever the letters of its key; others are not', async () => {
    const { bulkRows } = opened.database.stores
    const row = (key: string, ...uses: string[]): BulkRow => ({
      ...{ key: recordKey(key), targetKey: key, seenHash: `seen ${key}`, written: null, wanted: null, compared: null },
      ...{ uses: Object.fromEntries(uses.map((use) => [use, 'stamp'])), urgency: 0, replaced: null, sent: null },
    })
    const rows = [
      row('1', 'gp.item Tea Assam', 'prestashop.product 1'),
      row('2', 'gp.item SUSHI-SET', 'prestashop.product 2'),
      row('3', 'gp.item TEA-SENCHA'),
      row('4'),
    ]
    await bulkRows.put(opened.integration, 'looked', rows, now())
    await bulkRows.put(opened.integration, 'other', rows, now())
    const moved = async (flow: string) =>
      (await bulkRows.page(opened.integration, flow, null, 10)).flatMap((one) =>
        one.seenHash === movedSince ? [one.key] : [],
      )
    const look = (uses: string[], keys: string[] = []) =>
      bulkRows.lookAgain(opened.integration, 'looked', { uses, keys: keys.map(recordKey) })
    expect(await look(['gp.item SET', 'gp.item TEA', 'gp.itemStock TEA-SENCHA'])).toBe(0)
    expect(await look(['gp.item TEA ASSAM', 'gp.item sushi-set'])).toBe(2)
    expect(await moved('looked')).toEqual(['1', '2'])
    // Those that wait already count as well.
    expect(await look(['gp.item TEA ASSAM'], ['4', '9'])).toBe(2)
    expect(await moved('looked')).toEqual(['1', '2', '4'])
    expect(await moved('other')).toEqual([])
  })

  test('in short, a row says what its record was made of, what it holds, and whether something of it waits', async () => {
    const { bulkRows } = opened.database.stores
    const row = (key: string, its: Partial<BulkRow>): BulkRow => ({
      ...{ key: recordKey(key), targetKey: key, seenHash: `seen ${key}`, written: null, wanted: null, compared: null },
      ...{ uses: { [`gp.item "${key}"`]: 'stamp' }, urgency: 0, replaced: null, sent: null, ...its },
    })
    const [two, three] = [{ quantity: 2, name: 'Straße "A"' }, { quantity: 3 }]
    const given = [
      row('1', { written: two, compared: three }),
      row('2', { compared: three, wanted: two }),
      row('3', { targetKey: '' }),
    ]
    await bulkRows.put(opened.integration, 'short', given, now())
    await bulkRows.put(opened.integration, 'other', given, now())
    expect(
      Object.fromEntries(await bulkRows.seen(opened.integration, 'short', ['1', '2', '3', '4'].map(recordKey))),
    ).toEqual({
      1: { targetKey: '1', seenHash: 'seen 1', uses: given[0]!.uses, holds: two, waits: false },
      2: { targetKey: '2', seenHash: 'seen 2', uses: given[1]!.uses, holds: three, waits: true },
      3: { targetKey: '', seenHash: 'seen 3', uses: given[2]!.uses, holds: null, waits: false },
    })
    expect((await bulkRows.seen(opened.integration, 'short', [])).size).toBe(0)
    expect((await bulkRows.seen(opened.integration, 'none', [recordKey('1')])).size).toBe(0)
  })

  test('those that were not looked at for longest are looked at again, so many at once; none that waits to be written', async () => {
    const { bulkRows } = opened.database.stores
    const row = (key: string, wanted: BulkRow['wanted'] = null): BulkRow => ({
      ...{ key: recordKey(key), targetKey: key, seenHash: `seen ${key}`, written: null, wanted, compared: null },
      ...{ uses: {}, urgency: 0, replaced: null, sent: null },
    })
    const hours = (count: number) => later(now(), count * 3_600_000)
    await bulkRows.put(opened.integration, 'old', [row('1'), row('2')], hours(-2))
    await bulkRows.put(opened.integration, 'old', [row('3'), row('4', { quantity: '1' })], hours(-3))
    await bulkRows.put(opened.integration, 'old', [row('5')], hours(0))
    await bulkRows.put(opened.integration, 'others', [row('1')], hours(-9))
    const due = async (flow = 'old') =>
      (await bulkRows.page(opened.integration, flow, null, 10)).flatMap(({ key, seenHash }) =>
        seenHash === `${longAgo}seen ${key}` ? [key] : [],
      )
    await bulkRows.lookAtOldest(opened.integration, 'old', hours(-1), 2)
    expect(await due()).toEqual(['1', '3'])
    // Those that wait already are not counted.
    await bulkRows.lookAtOldest(opened.integration, 'old', hours(-1), 2)
    expect(await due()).toEqual(['1', '2', '3'])
    expect(await due('others')).toEqual([])
    expect(await bulkRows.counts(opened.integration, 'old')).toEqual({ all: 5, written: 0, wanted: 1, sent: 0 })
  })

  test('how much there is of a thing is one row: of each day on which it moved the last, and of sixty days at most', async () => {
    const { levels } = opened.database.stores
    const note = (day: number, total: string, lowest = total) =>
      write((tx) =>
        tx.levels.note(
          opened.integration,
          'gp.itemStock',
          [{ key: 'TEA', lowest, place: 'MAIN', total, free: total }],
          later(instant('2026-01-01T06:00:00Z'), day * 24 * 60 * 60_000),
        ),
      )
    const found = async () => (await levels.find(opened.integration, 'gp.itemStock', ['TEA', 'POT']))[0]!
    await note(0, '10')
    await note(0, '9')
    await note(1, '9')
    expect(await found()).toMatchObject({ at: '2026-01-01T06:00:00.000Z', seenAt: '2026-01-02T06:00:00.000Z' })
    await note(2, '7.5', '-2')
    expect(await found()).toMatchObject({
      ...{ key: 'TEA', at: '2026-01-03T06:00:00.000Z', lowest: '-2', place: 'MAIN' },
      days: [
        { day: '2026-01-03', total: '7.5', free: '7.5' },
        { day: '2026-01-01', total: '9', free: '9' },
      ],
    })
    expect((await levels.negative(opened.integration, 'gp.itemStock', 5)).map(({ key }) => key)).toEqual(['TEA'])
    const since = (time: string) => levels.moved(opened.integration, 'gp.itemStock', instant(time), 5)
    expect(await since('2026-01-03T06:00:00Z')).toHaveLength(1)
    expect(await since('2026-01-03T06:00:01Z')).toEqual([])
    for (let day = 3; day < 70; day++) await note(day, String(day))
    const { days } = await found()
    expect([days.length, days[0]!.total, days.at(-1)!.total]).toEqual([60, '69', '10'])
    expect(await levels.negative(opened.integration, 'gp.itemStock', 5)).toEqual([])
    await write((tx) => tx.levels.forgetIn(opened.integration, 'prestashop'))
    expect(await found()).toBeDefined()
    // Another company has a stock of its own.
    await write((tx) => tx.levels.forgetIn(opened.integration, 'gp'))
    expect(await found()).toBeUndefined()
  })

  test('a lease has one holder until it ends; another takes it then, and whoever had it learns so', async () => {
    const { leases } = opened.database.stores
    const start = now()
    const at = (seconds: number) => later(start, seconds * 1000)
    const hold = (holder: string, from: number) =>
      write((tx) => tx.leases.hold('poll x', holder, at(from), at(from + 15)))
    expect(await hold('a', 0)).toBe(true)
    expect(await hold('b', 1)).toBe(false)
    expect(await hold('a', 5)).toBe(true)
    expect(await hold('b', 19)).toBe(false)
    expect(await hold('b', 20)).toBe(true)
    expect(await hold('a', 21)).toBe(false)
    await leases.release('poll x', 'a')
    expect(await hold('a', 22)).toBe(false)
    await leases.release('poll x', 'b')
    expect(await hold('a', 22)).toBe(true)
    const held = await Promise.all(['c', 'd', 'e'].map((holder) => hold(holder, 60)))
    expect(held.filter(Boolean)).toHaveLength(1)
  })

  test('a feed fails since its first failure, and goes on without what it cannot read', async () => {
    const { feeds } = opened.database.stores
    const failure = {
      ...{ feed: 'order-slip', failures: 1, since: now(), nextAt: later(now(), 5_000) },
      ...{ code: 'remote_unavailable', message: 'HTTP 500', hint: 'Wait.' },
    }
    await write((tx) => tx.feeds.fail(opened.integration, failure))
    await write((tx) => tx.feeds.fail(opened.integration, { ...failure, failures: 2 }))
    expect(await feeds.failures(opened.integration)).toEqual([{ ...failure, failures: 2 }])
    await write((tx) => tx.feeds.recover(opened.integration, 'order-slip'))
    expect(await feeds.failures(opened.integration)).toEqual([])
    const bad = {
      ...{ feed: 'order-contents', record: anOrder(), since: now(), tries: 1, nextAt: now() },
      ...{ message: 'It holds "]]>".', hint: 'Take it out.' },
    }
    await write((tx) => tx.feeds.putUnreadable(opened.integration, bad))
    await write((tx) => tx.feeds.putUnreadable(opened.integration, { ...bad, tries: 2 }))
    expect(await feeds.unreadable(opened.integration)).toEqual([{ ...bad, tries: 2 }])
    await write((tx) => tx.feeds.removeUnreadable(opened.integration, bad.feed, bad.record))
    expect(await feeds.unreadable(opened.integration)).toEqual([])
  })

  test('changes of records that start no flow wait to be followed, and are then forgotten', async () => {
    const address = ref('prestashop.address', String(++numbers))
    const { changes } = opened.database.stores
    const untaken = () => changes.untaken(opened.integration, later(now(), 1_000), 10, ['prestashop.address'])
    await write((tx) =>
      tx.changes.add([{ integration: opened.integration, record: address, cause: 'webhook', at: now() }]),
    )
    expect((await untaken()).map(({ record }) => record)).toEqual([address])
    await write((tx) => tx.changes.followed(opened.integration, [address]))
    expect(await untaken()).toEqual([])
  })

  test('a kept document stays listed by a proposal until something else differs in it', async () => {
    const { keptDocuments } = opened.database.stores
    const [source, target] = [anOrder(), salesOrder('KEPT')]
    const field = { path: 'Comment', before: null, after: 'x' }
    const kept = { madeUnder: 1, version: 2, currency: 'EUR', closed: false, fields: [field] }
    const document = { integration: opened.integration, source, target, record: source, kept, at: now() }
    const listed = async () =>
      (await keptDocuments.list(opened.integration, { after: null, limit: 100 })).find(
        (one) => one.source.key === source.key,
      )
    await write((tx) => tx.keptDocuments.put(document))
    expect(await listed()).toEqual({ ...document, proposal: null })
    await write((tx) => tx.keptDocuments.listed(opened.integration, [source], 'p'))
    await write((tx) => tx.keptDocuments.put({ ...document, kept: { ...kept, version: 3 } }))
    expect((await listed())?.proposal).toBe('p')
    await write((tx) => tx.keptDocuments.put({ ...document, kept: { ...kept, fields: [{ ...field, after: 'y' }] } }))
    expect((await listed())?.proposal).toBeNull()
    await write((tx) => tx.keptDocuments.remove(opened.integration, source, 'gp.salesOrder'))
    expect(await listed()).toBeUndefined()
  })

  test('open runs that have no job are found', async () => {
    const { runs } = opened.database.stores
    const [waiting, running] = [await claim(anOrder()), await claim(anOrder())]
    await runs.move(fenceOf(waiting), 'waiting', { reason: null, nextAt: now(), at: now() })
    const overdue = async (dueMs: number, silentMs: number, except: readonly string[] = []) =>
      (
        await runs.overdue(opened.integration, {
          ...{ dueBefore: later(now(), dueMs), silentSince: later(now(), silentMs), except, limit: 1000 },
        })
      ).map(({ id }) => id)
    expect(await overdue(-60_000, -60_000)).not.toEqual(expect.arrayContaining([waiting.run.id]))
    expect(await overdue(60_000, -60_000)).toEqual(expect.arrayContaining([waiting.run.id]))
    // What waits behind a pause does not stand before the others.
    expect(await overdue(60_000, -60_000, [waiting.run.flow])).not.toContain(waiting.run.id)
    expect(await overdue(60_000, -60_000)).not.toEqual(expect.arrayContaining([running.run.id]))
    expect(await overdue(-60_000, 60_000)).toEqual(expect.arrayContaining([running.run.id]))
  })

  test('versions keep their parts as they were written', async () => {
    const part = { b: 1, a: { z: [1, 2], y: null } }
    const note = { by: 'test', note: 'n', at: now(), standards: { 'settings.json': 'hash' } }
    const first = await write((tx) => tx.integrations.saveVersion(opened.integration, { 'settings.json': part }, note))
    const second = await write((tx) =>
      tx.integrations.saveVersion(opened.integration, { 'settings.json': part, 'flows/a.json': [] }, note),
    )
    expect(second).toBe(first + 1)
    expect(
      JSON.stringify((await opened.database.stores.integrations.version(opened.integration, first))['settings.json']),
    ).toBe(JSON.stringify(part))
  })

  test('a plan is pending once; who locks a proposal has it alone until their transaction ends', async () => {
    const { proposals } = opened.database.stores
    const at = now()
    const proposal = (id: string): Proposal => ({
      ...{ id, integration: opened.integration, title: id, reason: '', changes: [], inverse: null, planHash: 'plan' },
      ...{ keyFacts: [], risk: { level: 'high', reasons: [] }, incidents: [], proposedBy: { kind: 'hub' } },
      ...{
        askedBy: null,
        state: 'pending',
        at,
        expiresAt: at,
        approvals: [],
        decision: null,
        progress: [],
        started: [],
        outcome: null,
        occasion: null,
      },
    })
    const added = await Promise.all(['one', 'two', 'three'].map((id) => write((tx) => tx.proposals.add(proposal(id)))))
    expect(added.filter(Boolean)).toHaveLength(1)
    const { id } = (await proposals.pending('plan'))!

    const approve = (email: string) =>
      write(async (tx) => {
        const before = (await tx.proposals.lock(id))!.approvals.length
        const by = { kind: 'person', id: email, email } as const
        const approval = {
          approve: true,
          by,
          at,
          channel: 'command',
          reason: null,
          planHash: 'plan',
          signature: '',
        } as const
        await tx.proposals.approve(id, approval)
        return before
      })
    const saw = await Promise.all(['a', 'b', 'c'].map(approve))
    expect(saw.sort()).toEqual([0, 1, 2])
    expect((await proposals.get(id))!.approvals.map(({ by }) => by.email).sort()).toEqual(['a', 'b', 'c'])

    expect(await write((tx) => tx.proposals.move(id, 'rejected', {}))).toBe(true)
    expect(await write((tx) => tx.proposals.add(proposal('four')))).toBe(true)
    await write((tx) => tx.proposals.add({ ...proposal('five'), planHash: 'other', occasion: 'drift' }))
    const madeFor = await proposals.list({ integration: opened.integration, occasion: 'drift', limit: 9 })
    expect(madeFor.map(({ id: its }) => its)).toEqual(['five'])
  })

  test('no two admins remove each other at once', async () => {
    const { people } = opened.database
    const add = (name: string) =>
      people.add({ email: `${name}@example.com`, name, role: 'admin', password: 'correct horse battery' })
    const [one, two] = [await add('one'), await add('two')]
    const ends = await Promise.allSettled([people.remove(one.id), people.remove(two.id)])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await people.list()).toHaveLength(1)
  })

  test('sign-ins are counted together, however many are tried at once, until a new window begins', async () => {
    const { people } = opened.database
    const at = now()
    const count = (when = at) => people.countAttempt('ada@example.com', when, later(when, -60_000))
    const counts = await Promise.all(Array.from({ length: 10 }, () => count()))
    expect(counts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await count(later(at, 61_000))).toBe(1)
    await people.noteSuccess({ place: 'ada@example.com from here', forget: ['ada@example.com'], at })
    expect(await people.hasSucceeded('ada@example.com from here')).toBe(true)
    expect(await people.hasSucceeded('ada@example.com from there')).toBe(false)
    expect(await count(later(at, 61_000))).toBe(1)
    await people.pruneAttempts(later(at, 62_000))
  })

  describe('credentials', () => {
    test('are not in the database as text, and are moved to another master key by rotation', async () => {
      const { secrets } = opened.database.stores
      const place = 'ntlm at https://gp.example.com'
      await write((tx) => tx.secrets.put(opened.integration, 'gp.password', 'correct horse battery', place))
      expect(await secrets.get(opened.integration, 'gp.password', place)).toBe('correct horse battery')
      const next = randomBytes(32)
      expect(await write((tx) => tx.secrets.rewrap(next))).toBeGreaterThan(0)
      await expect(secrets.get(opened.integration, 'gp.password', place)).rejects.toMatchObject({
        code: 'secret_unreadable',
        message: expect.stringContaining('gp.password'),
      })
    })

    test('belong to the place they were given for, and to no other', async () => {
      const { secrets } = opened.database.stores
      const [here, elsewhere] = ['key at https://shop.example.com', 'key at https://shop.example.org']
      await write((tx) => tx.secrets.put(opened.integration, 'prestashop.key', 'K'.repeat(32), here))
      expect(await secrets.get(opened.integration, 'prestashop.key', here)).toBe('K'.repeat(32))
      for (const other of [elsewhere, null])
        expect(await secrets.get(opened.integration, 'prestashop.key', other)).toBeNull()
      expect(await secrets.list(opened.integration)).toContainEqual({ name: 'prestashop.key', place: here })
    })
  })

  describe('the queue', () => {
    const enqueue = (...records: RecordRef[]) =>
      write((tx) => tx.enqueue(records.map((record) => ({ integration: opened.integration, flow, record, at: 'now' }))))

    test('a job enqueued many times before it is done is done once; one that comes meanwhile is done again', async () => {
      const record = anOrder()
      await enqueue(record)
      await enqueue(record)
      let answered = 0
      let release = () => {}
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      const both = deferred()
      const worker = await opened.database.queue.work({
        integration: opened.integration,
        flow,
        concurrency: 4,
        room: () => 10,
        handler: async (job) => {
          answered++
          if (answered === 1) await gate
          await write((tx) => tx.complete(job))
          if (answered === 2) both.resolve()
        },
      })
      await until(() => answered === 1)
      await enqueue(record)
      await enqueue(record)
      release()
      await both.promise
      await worker.stop()
      expect(answered).toBe(2)
    })

    test('no record is worked on twice at a time, and no last job is lost, whatever their order', async () => {
      const records = Array.from({ length: 4 }, anOrder)
      /** Enqueued so often, seen so often: the last look must come after the last job. */
      const given = new Map<string, number>()
      const seen = new Map<string, number>()
      const working = new Set<string>()
      let overlapped = false
      const databases = [opened.database, await opened.second()]
      const workers = await Promise.all(
        databases.map((database) =>
          database.queue.work({
            integration: opened.integration,
            flow,
            concurrency: 3,
            room: () => 10,
            handler: async (job) => {
              const { key } = job.record
              overlapped ||= working.has(key)
              working.add(key)
              seen.set(key, given.get(key) ?? 0)
              await new Promise((resolve) => setTimeout(resolve, 3))
              working.delete(key)
              await database.transaction((tx) => tx.complete(job))
            },
          }),
        ),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(records.length - 1), fc.integer({ min: 0, max: 6 })), { maxLength: 15 }),
          async (moments) => {
            for (const [index, pause] of moments) {
              const record = records[index]!
              given.set(record.key, (given.get(record.key) ?? 0) + 1)
              await enqueue(record)
              if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
            }
            await until(() => [...given].every(([key, count]) => seen.get(key) === count))
          },
        ),
        { numRuns: 15 },
      )
      expect(overlapped).toBe(false)
      await Promise.all(workers.map((worker) => worker.stop()))
      for (const database of databases.slice(1)) await database.close()
    })

    test('a handler that throws leaves the job to be done again', async () => {
      const record = anOrder()
      let tries = 0
      const done = deferred()
      const worker = await opened.database.queue.work({
        integration: opened.integration,
        flow,
        concurrency: 1,
        room: () => 10,
        handler: async (job) => {
          if (++tries === 1) throw new Error('once')
          await write((tx) => tx.complete(job))
          done.resolve()
        },
      })
      await enqueue(record)
      await done.promise
      await worker.stop()
    })

    test('a deferred job waits for its time; a change pulls it forward', async () => {
      const [slow, hurried] = [anOrder(), anOrder()]
      const heard: string[] = []
      const worker = await opened.database.queue.work({
        integration: opened.integration,
        flow,
        concurrency: 2,
        room: () => 10,
        handler: async (job) => {
          heard.push(job.record.key)
          await write((tx) => tx.complete(job))
        },
      })
      await write((tx) =>
        tx.enqueue(
          [slow, hurried].map((record) => ({
            integration: opened.integration,
            flow,
            record,
            at: later(now(), 3_600_000),
          })),
        ),
      )
      await enqueue(hurried)
      // Jobs of the tests before may still come.
      await until(() => heard.includes(hurried.key))
      expect(heard).not.toContain(slow.key)
      // A job of the tests before that is tried again waits for a second.
      const deferred = async () => (await opened.database.queue.counts(opened.integration, flow)).deferred
      while ((await deferred()) > 1) await new Promise((resolve) => setTimeout(resolve, 20))
      expect(await deferred()).toBe(1)
      expect(heard).not.toContain(slow.key)
      // By the clock that was handed in, whatever the time of the database is.
      clock.advance(3_600_000)
      await until(() => heard.includes(slow.key))
      expect((await opened.database.queue.counts(opened.integration, flow)).deferred).toBe(0)
      await worker.stop()
    })
  })

  test('a database that was opened and migrated opens again', async () => {
    const second = await opened.second()
    expect((await second.stores.integrations.list()).map(({ id }) => id)).toContain('main')
    await second.close()
  })
})

function deferred() {
  let resolveIt = () => {}
  const promise = new Promise<void>((done) => {
    resolveIt = done
  })
  return { promise, resolve: () => resolveIt() }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
