import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { integrationId } from '../../src/domain/record.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { type Joined, joined } from '../whole/joined.ts'

let all: Joined
/** Systems that the hub does not know yet. */
let other: RunningSandbox
beforeAll(async () => {
  ;[all, other] = await Promise.all([joined(), startSandbox()])
})
afterAll(async () => {
  await all?.[Symbol.asyncDispose]()
  await other?.stop()
})

const credentials = () => ({
  'prestashop.key': other.shop.key,
  'gp.username': other.gp.username,
  'gp.password': other.gp.password,
})
const connections = () => ({
  prestashop: { url: other.shop.url },
  gp: { url: other.gp.url, companyId: other.gp.companyId },
})
const trying = (body: object) => all.client.call('POST /api/connections/try', { body: body as never })
const stored = (id: string) =>
  all.client.call('GET /api/integrations/:integration/connections', { params: { integration: id } })
const connect = (id: string, body: object) =>
  all.client.call('PUT /api/integrations/:integration/connections', {
    params: { integration: id },
    body: { name: 'Other shop', ...body } as never,
  })

describe('connections', () => {
  test('a connection is tried before it is stored: what is wrong, and what to do about it', async () => {
    const { prestashop, gp } = connections()
    const wrong = await trying({
      system: 'prestashop',
      connection: prestashop,
      credentials: { 'prestashop.key': 'NO' },
    })
    expect(wrong.findings).toMatchObject([{ check: 'shop.connection', level: 'error', todo: expect.any(String) }])
    const right = await trying({ system: 'prestashop', connection: prestashop, credentials: credentials() })
    expect(right.findings.filter(({ level }) => level === 'error')).toEqual([])
    expect(right.findings.map(({ check }) => check)).toContain('shop.permissions')
    // GP names its companies before one is chosen.
    const { companyId, ...open } = gp
    const { companies, findings } = await trying({ system: 'gp', connection: open, credentials: credentials() })
    expect(companies).toContainEqual({ id: companyId, name: other.gp.companyName })
    expect(findings).toMatchObject([{ check: 'gp.companies', level: 'ok' }])
    const { findings: typed } = await trying({ system: 'gp', connection: { ...gp, url: 'gp' }, credentials: {} })
    expect(typed).toMatchObject([{ check: 'gp.settings', level: 'error', found: expect.stringContaining('url') }])
  })

  test('a stored credential goes to no other address than its own, and is never read back', async () => {
    const heard: string[] = []
    const stranger = createServer((request, response) => {
      heard.push(JSON.stringify(request.headers), request.url ?? '')
      response.writeHead(401).end()
    })
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
    const { findings } = await trying({
      ...{ integration: 'main', system: 'prestashop', credentials: {} },
      connection: { url, timezone: 'UTC' },
    })
    stranger.close()
    expect(findings).toMatchObject([{ level: 'error' }])
    const { key } = all.sandbox.shop
    const kept = heard.join('\n')
    for (const form of [key, Buffer.from(`${key}:`).toString('base64')]) expect(kept).not.toContain(form)

    const read = await stored('main')
    expect(read.credentials).toContain('prestashop.key')
    for (const secret of [key, all.sandbox.gp.password]) expect(JSON.stringify(read)).not.toContain(secret)
    const same = { url: all.sandbox.shop.url, timezone: all.sandbox.shop.timezone }
    const its = await trying({ integration: 'main', system: 'prestashop', connection: same, credentials: {} })
    expect(its.findings[0]).toMatchObject({ check: 'shop.connection', level: 'ok' })
  })

  test('what somebody else has changed since it was read is not set back', async () => {
    const seen = await stored('main')
    const { credentials: _, ...its } = seen
    const body = { ...its, credentials: {} }
    await connect('main', { ...body, name: 'Renamed by Ben' })
    const typed = { ...body, name: 'Typed by Ada', seen: { name: seen.name, connections: seen.connections } }
    await expect(connect('main', typed)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect((await stored('main')).name).toBe('Renamed by Ben')
    // Typed over what stands there now, it is taken.
    await connect('main', { ...typed, seen: { ...typed.seen, name: 'Renamed by Ben' } })
    expect((await stored('main')).name).toBe('Typed by Ada')
    await connect('main', { ...body, name: seen.name })
  })

  test('a new integration is drafted from both systems, and begins paused; nothing is stored of one that is refused', async () => {
    await expect(connect('other', { connections: connections(), credentials: {} })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(
      connect('other', { connections: connections(), credentials: { ...credentials(), 'gp.password': 'wrong' } }),
    ).rejects.toThrow()
    const { integrations } = all.hub.database.stores
    expect(await integrations.get(integrationId('other'))).toBeNull()

    const made = await connect('other', { connections: connections(), credentials: credentials() })
    expect(made).toMatchObject({ integration: 'other', version: 1 })
    expect(await integrations.get(integrationId('other'))).toMatchObject({ paused: true, confirmed: null })
    expect(await stored('other')).toMatchObject({ name: 'Other shop', connections: { gp: connections().gp } })
    // The shop's own time zone, not the one that was given until it was known.
    expect((await stored('other')).connections.prestashop).toMatchObject({ timezone: other.shop.timezone })
    const plan = await all.client.call('POST /api/integrations/:integration/orders/:key/plan', {
      params: { integration: 'other', key: String(other.shop.placeDemoOrder()) },
      body: {},
    })
    expect(plan.outcome).toBe('would-write')
  })

  test('another key for a connection that is there is stored only when it works, and the rules stay', async () => {
    const before = await all.client.call('GET /api/integrations/:integration', { params: { integration: 'other' } })
    const body = { connections: (await stored('other')).connections }
    await expect(connect('other', { ...body, credentials: { 'prestashop.key': 'NO' } })).rejects.toThrow()
    await connect('other', { ...body, name: 'Renamed', credentials: { 'prestashop.key': other.shop.key } })
    const after = await all.client.call('GET /api/integrations/:integration', { params: { integration: 'other' } })
    expect(after).toEqual({
      ...before,
      // What changes in integration.json is a version, too: an older folder is known by it.
      'integration.json': { ...(before['integration.json'] as object), name: 'Renamed', version: 2 },
    })
  })
})
