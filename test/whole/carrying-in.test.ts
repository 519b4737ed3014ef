import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { importFolder } from '../../src/commands/carry.ts'
import { readFolder, writeFolder } from '../../src/commands/definition-folder.ts'
import { shopPlace } from '../../src/connectors/prestashop/index.ts'
import { later } from '../../src/domain/clock.ts'
import type { Change } from '../../src/domain/proposal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { compareCompany } from '../../src/server/confirm.ts'
import type { Comparison, Imported } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-carrying-'))
let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(async () => {
  await all[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

type Parts = Record<string, Json>
const exported = () => all.client.get<Parts>('/api/integrations/main')
const put = (parts: Parts, more: object = {}) =>
  all.client.put<Imported>('/api/integrations/main', { parts, tryIt: false, ...more })
const compare = (parts: Parts) => all.client.post<Comparison>('/api/integrations/main/compare', { parts })

/** A carrier's answer becomes another. */
function withCarrier(parts: Parts, to: string | null): Parts {
  const map = structuredClone(parts['value-maps/carrier.json']) as { entries: { from: string; to: string | null }[] }
  map.entries.find(({ from }) => from === '2')!.to = to
  return { ...parts, 'value-maps/carrier.json': map as unknown as Json }
}
function withField(parts: Parts, name: string, expression: string): Parts {
  const file = 'mappings/order-to-sales-order.json'
  const mapping = structuredClone(parts[file]) as { fields: Record<string, Json> }
  mapping.fields[name] = expression
  return { ...parts, [file]: mapping as unknown as Json }
}
const versions = async () => (await all.hub.database.stores.integrations.get(main))!.version

/** A person has approved another answer, which made a version. */
async function approved(to: string): Promise<void> {
  const { entries } = (await exported())['value-maps/carrier.json'] as { entries: { from: string; to: string }[] }
  const { from, ...before } = entries.find((entry) => entry.from === '2')!
  const edits = [{ do: 'set-value', valueMap: 'carrier', from, before, after: { ...before, to } }] as Json[]
  const { id, planHash } = await all.hub.proposals.propose({
    integration: main,
    title: 'Another carrier',
    reason: 'The test says so.',
    changes: [{ do: 'edit-definition', edits } as Change],
    proposedBy: { kind: 'hub' },
  })
  const person = { id: 'ada', email: 'ada@example.com', name: 'Ada', role: 'admin' } as const
  const known = await all.hub.database.people.list()
  const ada =
    known.find(({ email }) => email === person.email) ??
    (await all.hub.database.people.add({ ...person, password: 'correct horse battery staple' }))
  const decided = await all.hub.proposals.decide({ id, approve: true, planHash, person: ada, channel: 'command' })
  expect(decided).toMatchObject({ state: 'applied' })
}

describe('a folder carries the version that it comes from', () => {
  test('an older one is refused, with what it would undo; with consent to that version it goes over it', async () => {
    const old = await exported()
    expect(old['integration.json']).toMatchObject({ version: await versions() })
    await approved('SHIP1')
    const newest = await versions()

    expect(await compare(old)).toMatchObject({
      base: newest - 1,
      newest,
      newer: [{ version: newest, note: expect.stringContaining('Another carrier') }],
      differences: [{ at: 'value-maps/carrier.json entries[2].to', before: 'SHIP1', after: 'SHIP2' }],
    })
    await expect(put(old)).rejects.toMatchObject({
      code: 'newer_versions',
      message: expect.stringContaining('Another carrier'),
      hint: expect.stringContaining(`--over ${newest}`),
    })
    await expect(put(old, { over: newest - 1 })).rejects.toMatchObject({ code: 'newer_versions' })
    expect(await versions()).toBe(newest)
    expect(await put(old, { over: newest })).toMatchObject({ version: newest + 1 })
  })

  test('one that does not say so may go over imports, and over no approved change', async () => {
    const { version: _, ...file } = (await exported())['integration.json'] as { [member: string]: Json }
    const unsaid = { ...(await exported()), 'integration.json': file }
    await put(withCarrier(unsaid, 'SHIP1'))
    await put(withCarrier(unsaid, 'SHIP2'))
    await approved('SHIP1')
    await expect(put(unsaid)).rejects.toMatchObject({ code: 'newer_versions' })
    await put(unsaid, { over: await versions() })

    // Nor over what somebody else has imported, unless it is the same.
    const corrected = withCarrier(unsaid, 'SHIP9')
    await all.import(corrected)
    const newest = await versions()
    expect(await put(corrected)).toMatchObject({ version: newest, newer: [] })
    await expect(put(unsaid)).rejects.toMatchObject({
      ...{ code: 'newer_versions', message: expect.stringContaining('does not say which version it comes from') },
      hint: expect.stringContaining(`--over ${newest}`),
    })
    expect((await compare(unsaid)).newer).toMatchObject([{ version: newest }])
    await put(unsaid, { over: newest })
  })

  test('what is decided while an import is tried stays: a cut-over that has moved, a company that was confirmed', async () => {
    const { engine, database } = all.hub
    const before = (await database.stores.integrations.get(main))!
    const { version: _, cutOver: was, ...file } = (await exported())['integration.json'] as { [member: string]: Json }
    expect(was).toBe(before.cutOver)
    const unsaid = { ...(await exported()), 'integration.json': file }
    const withIt = async (changes: Partial<typeof before>) => {
      const { version: _, ...now } = (await database.stores.integrations.get(main))!
      await database.transaction((tx) => tx.integrations.put({ ...now, ...changes }))
    }
    const cutOver = later(before.cutOver, 60_000)
    const meanwhile = (changes: Partial<typeof before>) => {
      const check = engine.check
      vi.spyOn(engine, 'check').mockImplementationOnce(async (definition) => {
        await withIt(changes)
        return check(definition)
      })
    }
    const confirmed = { company: 'Fabrikam, Ltd.', kind: 'live', by: 'Ada', at: before.cutOver } as const
    meanwhile({ cutOver, confirmed, liveSince: cutOver })
    await put(unsaid, { note: 'while somebody goes live' })
    expect(await database.stores.integrations.get(main)).toMatchObject({ cutOver, confirmed, liveSince: cutOver })
    // One that names a cut-over was compared with another.
    const named = { ...unsaid, 'integration.json': { ...file, cutOver } }
    meanwhile({ cutOver: later(cutOver, 60_000) })
    await expect(put(named, { cutOver: 'earlier' })).rejects.toMatchObject({ code: 'changed_meanwhile' })
    vi.restoreAllMocks()
    await withIt({ cutOver: before.cutOver, confirmed: before.confirmed, liveSince: before.liveSince ?? null })
  })

  test('what a page has changed in integration.json makes a version, so that an older folder does not set it back', async () => {
    const old = await exported()
    const described = old['integration.json'] as { [member: string]: Json }
    const renamed = { ...old, 'integration.json': { ...described, name: 'Another name' } }
    const newest = await versions()
    expect(await put(renamed, { note: 'renamed' })).toMatchObject({ version: newest + 1 })
    await expect(put(withCarrier(old, 'SHIP2'))).rejects.toMatchObject({
      ...{ code: 'newer_versions', message: expect.stringContaining('renamed') },
    })
    await put(old, { over: newest + 1 })
  })

  test('no folder moves the cut-over back, whatever it comes from, unless that is said', async () => {
    const old = await exported()
    const described = old['integration.json'] as { [member: string]: Json }
    const at = (cutOver: string, parts = old) => ({
      ...parts,
      'integration.json': { ...(parts['integration.json'] as { [member: string]: Json }), cutOver },
    })
    const cutOver = async () => (await all.hub.database.stores.integrations.get(main))!.cutOver
    await put(at('2021-12-05T08:00:00Z'))
    const { version: _, ...unsaid } = described
    const folders: [Parts, object][] = [
      [withCarrier(old, 'SHIP1'), { over: await versions() }],
      [{ ...old, 'integration.json': unsaid }, {}],
      [at('2021-12-05T07:59:59Z', await exported()), {}],
    ]
    for (const [parts, more] of folders)
      await expect(put(parts, more)).rejects.toMatchObject({
        code: 'earlier_cut_over',
        message: expect.stringContaining('2021-12-05T08:00:00'),
        hint: expect.stringContaining('--cut-over earlier'),
      })
    expect(await cutOver()).toMatch(/^2021-12-05T08:00:00/)
    // The same second is no earlier one, however it is written.
    await put(at('2021-12-05T09:00:00+01:00', await exported()))
    await put(at('2020-01-01T00:00:00Z', await exported()), { cutOver: 'earlier' })
    expect(await cutOver()).toMatch(/^2020-01-01T00:00:00/)
  })

  test('a dry run shows what would change and stores nothing; the same again is no new version', async () => {
    const parts = await exported()
    const before = await versions()
    const changed = withCarrier(parts, 'SHIP1')
    expect(await put(changed, { dryRun: true })).toMatchObject({
      version: before,
      differences: [{ at: 'value-maps/carrier.json entries[2].to' }],
    })
    expect(await exported()).toEqual(parts)
    expect(await put(parts)).toMatchObject({ version: before, differences: [] })
  })

  test('the command writes the version into the folder, so that the next import of it is its successor', async () => {
    const place = join(folder, 'successor')
    const { version: _, ...file } = (await exported())['integration.json'] as { [member: string]: Json }
    writeFolder(place, { ...(await exported()), 'integration.json': file })
    const printed: string[] = []
    const context = {
      config: { ...all.config, credentials: {} },
      json: false,
      print: (text: string) => void printed.push(text),
      openHub: async () => ({ app: all.hub.app, token: all.hub.ownToken, close: async () => {} }),
    }
    await importFolder(context, place, {})
    expect(readFolder(place)['integration.json']).toMatchObject({ version: await versions() })
    await approved('SHIP1')
    await expect(importFolder(context, place, {})).rejects.toMatchObject({ code: 'newer_versions' })
    expect(printed.at(-1)).toContain('value-maps/carrier.json entries[2].to: "SHIP1" → "SHIP2"')
    await importFolder(context, place, { over: String(await versions()) })
    expect(printed.at(-1)).toContain(`is at version ${await versions()}`)
  })

  test('credentials in the environment are not handed over to a new address, unless that is said', async () => {
    const place = join(folder, 'moved')
    const parts = await exported()
    const file = structuredClone(parts['integration.json']) as { connections: { prestashop: { url: string } } }
    file.connections.prestashop.url = 'http://127.0.0.1:9'
    writeFolder(place, { ...parts, 'integration.json': file as unknown as Json })
    const context = {
      config: { ...all.config, credentials: { 'prestashop.key': 'B'.repeat(32) } },
      json: true,
      print: () => {},
      openHub: async () => ({ app: all.hub.app, token: all.hub.ownToken, close: async () => {} }),
    }
    const stored = () => all.hub.database.stores.secrets.get(main, 'prestashop.key', 'key at http://127.0.0.1:9')
    await importFolder(context, place, {})
    expect(await stored()).toBeNull()
    await importFolder(context, place, {})
    expect(await stored()).toBe('B'.repeat(32))
    await all.import(parts)
    await all.hub.engine.confirmCompany({ integration: main, company: 'x', kind: 'test', by: 'test' })
  })
})

describe('what an import names is looked up', () => {
  const tried = (parts: Parts, credentials = {}) =>
    all.client.put<Imported>('/api/integrations/main', { parts, dryRun: true, credentials })
  const questions = async (parts: Parts) =>
    (await tried(parts)).openQuestions.map(({ at, question }) => `${at}: ${question}`)

  test('a misspelt value map, setting, field, function or entity is refused, with what was probably meant', async () => {
    const parts = await exported()
    for (const [expression, meant] of [
      ['optional.of(valueMap("carier", "2"))', '"carier"; did you mean "carrier"?'],
      ['unlessEmpty(settings.sitte)', '"sitte" in the settings; did you mean "site"?'],
      ['unlessEmpty(order.refrence)', '"refrence" in prestashop.order; did you mean "reference"?'],
      ['unlesEmpty(order.reference)', '"unlesEmpty"; did you mean "unlessEmpty"?'],
      ['optional.of(link("gp.custmer", "prestashop.customer", order.id_customer))', 'did you mean "gp.customer"?'],
    ])
      await expect(tried(withField(parts, 'ShippingMethodKey', expression!))).rejects.toMatchObject({
        problems: expect.arrayContaining([
          { at: 'mappings/order-to-sales-order/fields/ShippingMethodKey', reason: expect.stringContaining(meant!) },
        ]),
      })
  })

  test('a value that GP does not have is an open question, as is a carrier of the shop without an answer', async () => {
    const parts = await exported()
    expect(await questions(parts)).toEqual([])
    expect(await questions(withCarrier(parts, 'SHIP22'))).toEqual([
      'value-maps/carrier.json: GP has no shippingMethod "SHIP22"; did you mean "SHIP2"?',
    ])
    const map = structuredClone(parts['value-maps/carrier.json']) as { entries: { from: string }[] }
    map.entries = map.entries.map((entry) => (entry.from === '2' ? { ...entry, from: '22' } : entry))
    expect(await questions({ ...parts, 'value-maps/carrier.json': map as unknown as Json })).toEqual([
      'value-maps/carrier.json: The shop has no carrier "22".',
      expect.stringContaining('value-maps/carrier.json: The shop’s carrier "Colissimo" (2) is not in it'),
    ])
  })

  test('a wrong key does not replace the one that works', async () => {
    const parts = await exported()
    const place = shopPlace(all.sandbox.shop)
    for (const [credentials, at] of [
      [{ 'prestashop.key': 'W'.repeat(32) }, 'credential prestashop.key'],
      [{ 'gp.username': 'CORP\\hub', 'gp.password': 'wrong' }, 'credential gp.password'],
    ] as const)
      await expect(all.client.put('/api/integrations/main', { parts, credentials })).rejects.toMatchObject({
        problems: expect.arrayContaining([{ at, reason: expect.stringContaining('not taken') }]),
      })
    const { secrets } = all.hub.database.stores
    expect(await secrets.get(main, 'prestashop.key', place)).toBe(all.sandbox.shop.key)
    expect(
      (await all.client.post<{ level: string }[]>('/api/integrations/main/check')).filter(
        ({ level }) => level === 'error',
      ),
    ).toEqual([])
  })

  test('what cannot be reached is said, and holds nothing up', async () => {
    const parts = await exported()
    const file = structuredClone(parts['integration.json']) as { connections: { gp: { url: string } } }
    file.connections.gp.url = 'http://127.0.0.1:9/GP.asmx'
    const { unchecked, openQuestions } = await tried(
      { ...parts, 'integration.json': file as unknown as Json },
      {
        'gp.username': 'CORP\\hub',
        'gp.password': 'x',
      },
    )
    expect(unchecked).toEqual([expect.stringMatching(/^GP was not asked about its values: .*connection refused/)])
    expect(openQuestions).toEqual([])
  })
})

test('a dry run of an order tries the definition of a folder', async () => {
  const [order] = all.sandbox.shop.placeOrders(1)
  const parts = withField(await exported(), 'Comment', 'optional.of("from the folder")')
  const dry = await all.client.post<DryRun>(`/api/integrations/main/orders/${order}/run`, { dryRun: true, parts })
  expect(dry.writes.find(({ target }) => target.entity === 'gp.salesOrder')?.document).toMatchObject({
    Comment: 'from the folder',
  })
  expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
})

describe('the company that is confirmed', () => {
  const confirm = (company: string, kind = 'test') =>
    all.client.post<{ company: string; compared: string[] }>('/api/integrations/main/confirm', {
      company,
      kind,
      by: 'x',
    })

  test('is the one that GP reports, by its name or its number, and it says what was compared', async () => {
    const { companyName, companyId } = all.sandbox.gp
    await expect(confirm('Another, Inc.')).rejects.toMatchObject({
      problems: [{ reason: expect.stringContaining(`GP reports company ${companyId} as “${companyName}”`) }],
    })
    for (const said of [companyName, ` ${companyName.toLowerCase()} `, String(companyId)])
      expect(await confirm(said)).toMatchObject({
        company: companyName,
        compared: [expect.stringContaining(companyName), expect.stringContaining('it is the sample company')],
      })
  })

  test('is the one that was looked at: nothing is confirmed, and nothing goes live, where an import has changed it by then', async () => {
    const { engine, database } = all.hub
    const seen = (await database.stores.integrations.get(main))!
    const { gp, ...others } = seen.connections
    const elsewhere = { ...seen, connections: { ...others, gp: { ...(gp as object), companyId: 7 } } }
    const live = { liveSince: seen.cutOver, cutOver: seen.cutOver }
    const said = { integration: main, company: 'Another, Inc.', kind: 'live', by: 'Ada', live } as const
    const meanwhile = { code: 'changed_meanwhile', hint: expect.stringContaining('decide again') }
    await expect(engine.confirmCompany({ ...said, seen: elsewhere })).rejects.toMatchObject(meanwhile)
    const moved = { ...seen, cutOver: later(seen.cutOver, -60_000) }
    await expect(engine.resume({ integration: main, live, seen: moved })).rejects.toMatchObject(meanwhile)
    expect(await database.stores.integrations.get(main)).toEqual(seen)
  })

  test('is live only where GP does not mark it as a test company', () => {
    const said = (name: string, kind: 'test' | 'live', id = 2) =>
      compareCompany([{ id, name }], id, { company: name, kind, by: 'x' }).compared[1]
    expect(() => said('Fabrikam <TEST>', 'live')).toThrow(/marks “Fabrikam <TEST>” as no live company/)
    expect(() => said('Fabrikam', 'live', -1)).toThrow(/sample company/)
    expect(said('Fabrikam <TEST>', 'test')).toContain('<TEST>')
    expect(said('Fabrikam', 'test')).toContain('is your word')
    expect(said('Fabrikam', 'live')).toContain('does not mark it')
    expect(() => compareCompany([], 2, { company: 'Fabrikam', kind: 'test', by: 'x' })).toThrow(/reports no company 2/)
  })
})

describe('while the integration is paused', () => {
  beforeEach(() => all.client.post('/api/integrations/main/pause'))

  test('an order is not run by hand unless that is said, and a dry run goes on', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    await expect(all.run(order!)).rejects.toMatchObject({
      code: 'paused',
      hint: expect.stringContaining('--although-paused'),
    })
    await all.client.post(`/api/integrations/main/orders/${order}/replay`, { edits: [] })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    const dry = await all.client.post<DryRun>(`/api/integrations/main/orders/${order}/run`, { dryRun: true })
    expect(dry.outcome).toBe('would-write')
    await all.client.post(`/api/integrations/main/orders/${order}/run`, { althoughPaused: true })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })

  test('an approved write waits, and goes on when it is resumed', async () => {
    await all.client.post('/api/integrations/main/resume')
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    await all.client.post('/api/integrations/main/pause')
    const { id, planHash } = await all.hub.proposals.propose({
      integration: main,
      title: 'A comment',
      reason: 'The test says so.',
      changes: [
        {
          do: 'write',
          write: 'update',
          record: ref('gp.salesOrder', `WEB${order}`),
          after: { Comment: 'Hello' },
          tellCustomer: false,
        },
      ],
      proposedBy: { kind: 'hub' },
    })
    const [ada] = await all.hub.database.people.list()
    const decided = await all.hub.proposals.decide({ id, approve: true, planHash, person: ada!, channel: 'command' })
    expect(decided).toMatchObject({ state: 'approved', outcome: expect.stringContaining('is paused') })
    await all.client.post('/api/integrations/main/resume')
    await all.hub.proposals.resume()
    expect(await all.hub.proposals.get(id)).toMatchObject({ state: 'applied' })
  })
})

test('an export writes through no link that was put into the folder', () => {
  const [target, place] = [join(folder, 'precious'), join(folder, 'linked')]
  mkdirSync(target)
  writeFileSync(join(target, 'file.json'), 'mine')
  mkdirSync(join(place, 'value-maps'), { recursive: true })
  symlinkSync(join(target, 'file.json'), join(place, 'settings.json'))
  symlinkSync(target, join(place, 'flows'))
  writeFolder(place, { 'settings.json': { a: 1 } })
  expect(lstatSync(join(place, 'settings.json')).isSymbolicLink()).toBe(false)
  expect(() => writeFolder(place, { 'flows/file.json': { b: 2 } })).toThrow(/is a link to another place/)
  expect(readFileSync(join(target, 'file.json'), 'utf8')).toBe('mine')
})
