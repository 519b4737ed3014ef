import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant, systemClock } from '../../src/domain/clock.ts'
import type { Connector, ConnectorKind } from '../../src/domain/connector.ts'
import { HubError } from '../../src/domain/errors.ts'
import { type EntityName, type Json, ref, refText, systemOf } from '../../src/domain/record.ts'
import { createMetrics } from '../../src/metrics.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { systems } from '../../src/systems.ts'
import { type MailServer, mailCertificate, startMailServer } from '../support/mail-server.ts'

// What the hub relies on, whatever the system: a new connector is a line in src/systems.ts and a place here.
let sandbox: RunningSandbox
let orders: readonly string[]
let mailServer: MailServer
beforeAll(async () => {
  sandbox = await startSandbox()
  orders = sandbox.shop.placeOrders(3).map(String)
  mailServer = await startMailServer()
})
afterAll(async () => {
  await sandbox.stop()
  await mailServer[Symbol.asyncDispose]()
})

interface Place {
  readonly connection: { readonly [setting: string]: Json }
  readonly secrets: readonly string[]
  /** A key of its entities that no record has. */
  readonly missing: Readonly<Record<string, string>>
  /** Keys of its entities that records have. */
  readonly there: Readonly<Record<string, readonly string[]>>
  /** Null: it has no records. */
  readonly listed: string | null
}
const places: Readonly<Record<string, () => Place>> = {
  prestashop: () => ({
    connection: { url: sandbox.shop.url, timezone: sandbox.shop.timezone },
    secrets: [sandbox.shop.key],
    missing: { order: '987654321', customer: '987654321' },
    there: { order: orders, customer: ['1', '2'], address: ['1', '2'], currency: ['1'] },
    listed: 'carriers',
  }),
  gp: () => ({
    connection: { url: sandbox.gp.url, companyId: sandbox.gp.companyId },
    secrets: [sandbox.gp.username, sandbox.gp.password],
    missing: { salesOrder: 'NOSUCH1', customer: 'NOSUCH1' },
    there: { item: ['TEA-ASSAM', 'TEA-SENCHA'], warehouse: ['MAIN'] },
    listed: 'warehouse',
  }),
  mail: () => ({
    connection: {
      ...{ server: 'localhost', port: mailServer.port, username: 'reports', caFile: mailCertificate },
      senders: ['@provider.example'],
    },
    ...{ secrets: ['letters'], missing: {}, there: {}, listed: null },
  }),
}

/** Those that are connected to over a wire; the hub itself has no connection. */
const remote = Object.values(systems).filter(({ credentials }) => credentials.length > 0)

describe.each(remote.map((kind) => ({ name: kind.system, kind })))('$name', ({ name, kind }) => {
  const place = () => places[name]!()
  const connect = (more: { readonly connection?: object; readonly secrets?: readonly string[] } = {}) =>
    opened(kind, { ...place().connection, ...more.connection } as Json, more.secrets ?? place().secrets)

  test('its entities, searches and writes fit each other', () => {
    const fields = new Map(kind.entities.map((schema) => [schema.entity, schema.fields]))
    for (const { entity, key, fields: its } of kind.entities) {
      expect(systemOf(entity)).toBe(name)
      expect(its).toHaveProperty([key])
      for (const field of kind.searchesOf(entity).searchedBy)
        expect(its, `${entity} by ${field}`).toHaveProperty([field])
    }
    for (const [entity, { update }] of kind.writes)
      for (const field of update) expect(fields.get(entity), `${entity} ${field}`).toHaveProperty([field])
    expect(kind.searchesOf(`${name}.nothing` as EntityName)).toEqual({ listed: false, searchedBy: [] })
    for (const credential of kind.credentials) expect(credential.startsWith(`${name}.`)).toBe(true)
  })

  test('a connection that does not check is named field by field, and leads nowhere', () => {
    expect(kind.check({}, null).map(({ at }) => at)).not.toContain('')
    expect(kind.check({}, null)).not.toEqual([])
    expect(kind.placeOf({})).toBe('nowhere')
    expect(kind.check(place().connection as Json, null)).toEqual([])
  })

  test('it signs in; with other credentials access is denied', async () => {
    await using right = connect()
    await right.signIn()
    await using wrong = connect({ secrets: place().secrets.map((secret) => secret.replace(/.$/, '0')) })
    await expect(wrong.signIn()).rejects.toMatchObject({ code: 'access_denied' })
    await using without = connect({ secrets: [] })
    await expect(without.signIn()).rejects.toMatchObject({ code: 'access_denied' })
  })

  test('a record that is not there is null; what is not known is refused by one of our errors', async () => {
    await using connector = connect()
    for (const [entity, key] of Object.entries(place().missing))
      expect(await connector.read(ref(`${kind.system}.${entity}`, key))).toBeNull()
    await expect(connector.read(ref(`${kind.system}.nothing`, '1'))).rejects.toBeInstanceOf(HubError)
    await expect(connector.search('nothing', { where: { a: 'b' }, limit: 1 })).rejects.toBeInstanceOf(HubError)
    await expect(connector.list('nothing')).rejects.toMatchObject({ code: 'not_found' })
    const { listed } = place()
    if (listed !== null) expect(await connector.list(listed)).not.toEqual([])
  })

  test('several records are read as each is alone, and those that are not there are null', async () => {
    await using connector = connect()
    const { there, missing } = place()
    const records = [
      ...Object.entries(there).flatMap(([entity, keys]) => keys.map((key) => ref(`${kind.system}.${entity}`, key))),
      ...Object.entries(missing).map(([entity, key]) => ref(`${kind.system}.${entity}`, key)),
    ]
    const alone = await Promise.all(
      records.map(async (record) => [refText(record), await connector.read(record)] as const),
    )
    const together = await connector.readMany([...records, ...records.slice(0, 1)])
    expect([...together].sort()).toEqual(alone.sort())
    expect([...together.values()].filter((value) => value !== null)).toHaveLength(Object.values(there).flat().length)
    expect(await connector.readMany([])).toEqual(new Map())
    await expect(connector.readMany([ref(`${kind.system}.nothing`, '1')])).rejects.toBeInstanceOf(HubError)
  })

  test('where nothing answers a read is no ambiguous one, and the check is a finding', async () => {
    const nowhere = 'url' in place().connection ? { url: 'http://127.0.0.1:9' } : { port: 9 }
    await using connector = connect({ connection: { ...nowhere, timeoutMs: 1000 } })
    const unavailable = { code: 'remote_unavailable', ambiguous: false }
    for (const [entity, key] of Object.entries(place().missing).slice(0, 1))
      await expect(connector.read(ref(`${kind.system}.${entity}`, key))).rejects.toMatchObject(unavailable)
    await expect(connector.signIn()).rejects.toMatchObject(unavailable)
    expect((await connector.check()).some(({ level }) => level === 'error')).toBe(true)
  })

  test('its feeds have names of their own and name records of this system', async () => {
    await using connector = connect()
    const names = connector.feeds.map((feed) => feed.name)
    expect(new Set(names).size).toBe(names.length)
    for (const feed of connector.feeds) {
      const page = await feed.poll(null, 10)
      for (const { record } of page.changed) expect(systemOf(record.entity)).toBe(name)
      // Nothing that a page has named is passed over by the next one.
      expect(await feed.poll(page.next, 10)).toMatchObject({ changed: expect.any(Array) })
    }
  })
})

function opened(kind: ConnectorKind, connection: Json, secrets: readonly string[]): Connector & AsyncDisposable {
  const connector = kind.create(connection, {
    secrets: new Map(kind.credentials.map((name, place) => [name, secrets[place] ?? null])),
    clock: systemClock,
    metrics: createMetrics(),
    since: instant('2020-01-01T00:00:00Z'),
    pollSeconds: 30,
    own: null,
    customFields: {},
    signInProbeMs: 60_000,
  })
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}
