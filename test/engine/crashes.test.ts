import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gp } from '../../src/connectors/gp/index.ts'
import { openDatabase } from '../../src/db/index.ts'
import { type Clock, instant, later } from '../../src/domain/clock.ts'
import type { RemoteWrite } from '../../src/domain/connector.ts'
import { silentLog } from '../../src/domain/observe.ts'
import type { Person } from '../../src/domain/person.ts'
import type { Change } from '../../src/domain/proposal.ts'
import {
  incidentId,
  integrationId,
  type Json,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  runId,
} from '../../src/domain/record.ts'
import type { Database } from '../../src/domain/stores.ts'
import type { Engine } from '../../src/engine/index.ts'
import { check, type Definition, partsOfDefinition } from '../../src/language/index.ts'
import { createProposals } from '../../src/proposals/index.ts'
import { entities, standard } from '../language/standard.ts'
import { newDatabase } from '../support/database.ts'
import { lockWaiters } from '../support/lock-waiter.ts'

const main = integrationId('main')
let database: Database
let ada: Person
let url: string
let now = instant('2026-03-01T10:00:00Z')
const clock: Clock = { now: () => now, sleep: async () => {} }
const order = ref('prestashop.order', '1')

beforeAll(async () => {
  url = await newDatabase()
  database = await openDatabase({
    dataFolder: '',
    databaseUrl: url,
    masterKey: randomBytes(32),
    newRunId: () => runId(randomUUID()),
    newIncidentId: () => incidentId(randomUUID()),
  })
  ada = await database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'x'.repeat(12) })
  const connections = { prestashop: {}, gp: {} }
  const confirmed = { company: 'Test', kind: 'test', by: 'test', at: now } as const
  await database.transaction(async (tx) => {
    await tx.integrations.put({
      id: main,
      name: 'Main',
      connections,
      cutOver: now,
      paused: false,
      pausedFlows: [],
      offFlows: [],
      confirmed,
    })
    await tx.integrations.saveVersion(main, partsOfDefinition(standard()), {
      by: 'test',
      note: 'first',
      at: now,
      standards: {},
    })
  })
})
afterAll(async () => {
  await database.close()
})

/** The GP of these tests: two customers, and how often each was written to. */
const held = new Map<string, RecordValue>()
const written = new Map<string, number>()
const replays: string[] = []

class Killed extends Error {}

/** A process: everything that it does to the world outside of it counts as a step, and it may die at one. */
function process(diesAt = Number.POSITIVE_INFINITY) {
  let steps = 0
  const step = () => {
    // Once dead it does nothing more.
    if (++steps > diesAt) throw new Killed()
  }
  const stepping = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown
        if (typeof value !== 'function') return value
        return async (...given: unknown[]) => {
          step()
          const answer: unknown = await Reflect.apply(value, target, given)
          step()
          return answer
        }
      },
    })
  const proposals = createProposals({
    database: {
      ...database,
      stores: { ...database.stores, proposals: stepping(database.stores.proposals) },
      transaction: stepping({ run: database.transaction }).run,
    },
    engine: stepping({
      refresh: async () => {},
      replay: async ({ record }: { record: RecordRef }) => void replays.push(refText(record)),
      check: async (definition: Definition) => check(definition, entities),
    }) as unknown as Engine,
    entities,
    writes: gp.writes,
    clock,
    newId: randomUUID,
    answersWith: () => null,
    doubts: async () => [],
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    seal: {
      sign: (text) => createHmac('sha256', 'key').update(text).digest('hex'),
      verify: (text, signature) => createHmac('sha256', 'key').update(text).digest('hex') === signature,
    },
    outdated: async () => new Set(),
    sealMark: (text) => `key:${createHmac('sha256', 'marks').update(text).digest('hex')}`,
    remote: stepping({
      read: async (_: unknown, record: RecordRef) => structuredClone(held.get(refText(record)) ?? null),
      write: async (_: unknown, { record, document }: RemoteWrite) => {
        written.set(refText(record), (written.get(refText(record)) ?? 0) + 1)
        held.set(refText(record), { ...held.get(refText(record)), ...document })
        return record.key
      },
      search: async () => [],
      list: async () => [],
      voidAlso: async () => null,
      checkWrite: async () => {},
      wouldSend: async () => null,
      checkRight: async () => {},
    }),
    settleMs: { gp: 110_000, prestashop: 40_000 },
    log: silentLog,
    keptDocuments: { check: async () => {} },
  })
  return { proposals, steps: () => steps }
}

const customers = [ref('gp.customer', 'A'), ref('gp.customer', 'B')]
const versions = async () => (await database.stores.integrations.versions(main)).length
const answer = (place: number): Json => (place === 0 ? null : { to: `SHIP${place}` })

/** A new version, two writes and a replay, in one proposal. */
const propose = (place: number) =>
  process().proposals.propose({
    integration: main,
    title: 'All at once',
    reason: 'Because the test says so.',
    changes: [
      {
        do: 'edit-definition',
        edits: [{ do: 'set-value', valueMap: 'carrier', from: '99', before: answer(place), after: answer(place + 1) }],
      },
      ...customers.map((record) => ({
        ...({ do: 'write', write: 'update', record, tellCustomer: false } as const),
        after: { Comment1: `comment ${place}` },
      })),
      { do: 'replay', records: [order] },
    ],
    proposedBy: { kind: 'hub' },
  })

test('a process that dies at any step of a decision leaves it to the next, and everything is done once', {
  timeout: 240_000,
}, async () => {
  for (const record of customers) held.set(refText(record), { Key: record.key, Name: 'Known', Comment1: 'first' })
  let died = 0
  for (let place = 0; ; place++) {
    const { id, planHash } = await propose(place)
    const decision = { id, approve: true, planHash, person: ada, channel: 'command' } as const
    const before = await versions()
    written.clear()
    replays.length = 0

    const first = process(place)
    const end = await first.proposals.decide(decision).catch((error: unknown) => error)
    if (!(end instanceof Killed)) {
      expect(end).toMatchObject({ state: 'applied' })
      break
    }
    died++
    // Another one finds it while the first may still be at work, and does not meddle.
    const { state } = await process().proposals.get(id)
    if (state === 'approved') await Promise.all([process().proposals.resume(), process().proposals.resume()])
    now = later(now, 16 * 60_000)
    await Promise.all([process().proposals.resume(), process().proposals.resume()])
    if ((await process().proposals.get(id)).state === 'pending') await process().proposals.decide(decision)

    expect(await process().proposals.get(id), `killed at step ${place}`).toMatchObject({ state: 'applied' })
    expect(await versions(), `killed at step ${place}`).toBe(before + 1)
    expect([...written.values()], `killed at step ${place}`).toEqual([1, 1])
    expect(replays.length, `killed at step ${place}`).toBeGreaterThan(0)
  }
  expect(died).toBeGreaterThan(30)
})

describe('an approved proposal that cannot be carried out', () => {
  const repair = (entity: 'gp.customer' | 'gp.salesOrder', key: string, after: string): Change => ({
    do: 'repair-link',
    source: ref(entity === 'gp.customer' ? 'prestashop.customer' : 'prestashop.order', key),
    entity,
    before: null,
    after: recordKey(after),
  })
  const ask = (change: Change) =>
    process().proposals.propose({
      integration: main,
      title: 'Link',
      reason: 'It is the same.',
      changes: [change],
      proposedBy: { kind: 'person', id: '2', email: 'ben@example.com' },
    })
  const approve = ({ id, planHash }: { id: string; planHash: string }) =>
    process().proposals.decide({ id, approve: true, planHash, person: ada, channel: 'command' })
  const linked = (key: string, target: RecordRef) =>
    database.transaction((tx) =>
      tx.links.put({
        ...{ integration: main, source: ref('prestashop.order', key), target, writtenHash: '' },
        ...{ written: {}, readBack: {}, marks: null, writtenBy: null, rules: null, at: now },
      }),
    )

  test('because the database refuses it ends failed, in words, and keeps no other from going on', async () => {
    held.set('gp.customer A', { Key: 'A' })
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`alter table links add constraint links_never_a check (target_key <> 'A')`)
    const { id, planHash } = await ask(repair('gp.customer', '1', 'A'))
    expect(await approve({ id, planHash })).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/could not be carried out: the database refused it \(23514 links_never_a\)/),
    })
    await client.query('alter table links drop constraint links_never_a')
    await client.end()
    expect(await approve(await ask(repair('gp.customer', '2', 'A')))).toMatchObject({ state: 'applied' })
    // Two customers may be one in GP.
    expect(await approve(await ask(repair('gp.customer', '3', 'A')))).toMatchObject({ state: 'applied' })
  })

  test('because its document was given to another order is superseded, and says to which', async () => {
    const target = ref('gp.salesOrder', 'WEB4')
    held.set(refText(target), { Key: 'WEB4' })
    const proposal = await ask(repair('gp.salesOrder', '4', 'WEB4'))
    await linked('5', target)
    expect(await approve(proposal)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringContaining('is linked to prestashop.order 5 already'),
    })
    await expect(ask(repair('gp.salesOrder', '6', 'WEB4'))).rejects.toMatchObject({
      problems: [{ reason: expect.stringContaining('is linked to prestashop.order 5 already') }],
    })
  })

  test('because another record is linked to its document at the same moment: one of two is', async () => {
    held.set('gp.salesOrder WEB7', { Key: 'WEB7' })
    const both = [await ask(repair('gp.salesOrder', '7', 'WEB7')), await ask(repair('gp.salesOrder', '8', 'WEB7'))]
    const client = new pg.Client(url)
    await client.connect()
    await client.query('begin')
    await client.query('lock table links in exclusive mode')
    let ended = 0
    const ends = both.map((one) => approve(one).finally(() => ended++))
    // Both have looked, and found it free.
    while (ended < 2 && (await lockWaiters(url)) < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    await client.query('commit')
    await client.end()
    expect((await Promise.all(ends)).map(({ state }) => state).sort()).toEqual(['applied', 'superseded'])
  })
})
