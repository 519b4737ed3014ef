import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import type { Role } from '../../src/domain/person.ts'
import { integrationId } from '../../src/domain/record.ts'
import { type Route, routes } from '../../src/routes/index.ts'
import { pagePolicy } from '../../src/server/headers.ts'
import { offerWelcome } from '../../src/server/sessions.ts'
import { type Joined, joined } from '../whole/joined.ts'

const password = 'correct horse battery'
const people: readonly [string, Role][] = [
  ['ada@example.com', 'admin'],
  ['ann@example.com', 'approver'],
  ['olga@example.com', 'operator'],
  ['vic@example.com', 'viewer'],
]
let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const ourPage = { 'sec-fetch-site': 'same-origin' }
type Headers = Readonly<Record<string, string>>
async function send(at: string, headers: Headers = {}, body?: unknown) {
  const [method, path] = at.split(' ') as [string, string]
  const answer = await all.hub.app.request(path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : null
  return { status: answer.status, code: json?.error?.code as string | undefined, json, headers: answer.headers }
}

/** Signs in as a page does. @returns the cookie that the browser keeps */
async function signIn(email: string, headers: Headers = {}) {
  const { status, headers: given } = await send('POST /api/session', { ...ourPage, ...headers }, { email, password })
  expect(status).toBe(200)
  return cookieIn(given)
}
const cookieIn = (headers: globalThis.Headers) =>
  headers
    .getSetCookie()
    .map((one) => one.split(';')[0]!)
    .find((one) => !one.endsWith('='))!
const as = (cookie: string): Headers => ({ ...ourPage, cookie })
const sessions = () => all.hub.database.stores.sessions

/** Ten minutes and a bit have gone by in this session. */
async function old(cookie: string) {
  const { json } = await send('GET /api/me', as(cookie))
  await sessions().confirm(json.session.id, later(instant(Date.now()), -10 * 60_000 - 1))
}

describe('the link to the first sign-in', () => {
  const link = async () => (await offerWelcome({ database: all.hub.database, clock })).path.split('=')[1]!
  const clock = { now: () => instant(Date.now()), sleep: async () => {} }
  const welcome = (token: string, headers: Headers = {}) =>
    send('POST /api/welcome', { ...ourPage, ...headers }, { token })

  test('opens the hub once, in a browser of this machine, as its owner; the newest link alone', async () => {
    const first = await link()
    const token = await link()
    expect(await welcome(first)).toMatchObject({ code: 'link_ended' })
    expect(await welcome('x'.repeat(32))).toMatchObject({ code: 'link_ended' })
    expect(await welcome(token, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
    const [one, two] = await Promise.all([welcome(token), welcome(token)])
    expect([one.status, two.status].sort()).toEqual([200, 409])
    const cookie = cookieIn((one.status === 200 ? one : two).headers)
    expect((await send('GET /api/me', as(cookie))).json).toMatchObject({ actor: { id: 'local' }, claimed: false })
    expect((await send('GET /api/session', as(cookie))).json).toEqual({
      signedIn: true,
      first: true,
      passkeys: true,
      sso: null,
    })
    // Another site's page has the cookie sent at most with a plain link.
    for (const site of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
      expect(await send('POST /api/people/first', { cookie, ...site }, {})).toMatchObject({ status: 403 })

    const [email] = people[0]!
    expect(await send('POST /api/people/first', as(cookie), { email, password })).toMatchObject({ status: 200 })
    for (const [its, role] of people.slice(1))
      await all.hub.database.people.add({ email: its, name: its, role, password })
    // It is the owner's browser until somebody has signed in.
    await signIn(email)
    expect(await send('GET /api/me', as(cookie))).toMatchObject({ status: 401 })
    expect(await welcome(await link())).toMatchObject({ code: 'link_ended' })
    expect(await send('POST /api/welcome/link', { authorization: `Bearer ${all.hub.token}` }, {})).toMatchObject({
      code: 'not_allowed',
    })
  })
})

describe('a session', () => {
  test('is a cookie that no script reads; it ends with the sign-out, also for who has kept it', async () => {
    const { headers } = await send('POST /api/session', ourPage, { email: people[3]![0], password })
    const [given] = headers.getSetCookie().filter((one) => one.startsWith('ledgerline-session='))
    expect(given).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
    const cookie = cookieIn(headers)
    expect((await send('GET /api/me', as(cookie))).json).toMatchObject({
      person: { email: 'vic@example.com', role: 'viewer' },
      scopes: ['read', 'people'],
      session: { confirmedUntil: expect.any(String) },
      integrations: [{ id: 'main', name: 'Test' }],
    })
    expect(await send('DELETE /api/session', as(cookie))).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', as(cookie))).toMatchObject({ status: 401 })
  })

  test('over HTTPS is a cookie of this host alone', async () => {
    const cookie = await signIn('vic@example.com', { 'x-forwarded-proto': 'https' })
    expect(cookie).toMatch(/^__Host-ledgerline-session=/)
    expect(await send('GET /api/me', { ...as(cookie), 'x-forwarded-proto': 'https' })).toMatchObject({ status: 200 })
  })

  test('is a new one with each sign-in: one that somebody planted before is worth nothing', async () => {
    const before = await signIn('vic@example.com')
    const after = await signIn('ada@example.com', { cookie: before })
    expect(after).not.toBe(before)
    expect(await send('GET /api/me', as(before))).toMatchObject({ status: 401 })
  })

  test('is not made by who reads the database, nor by who guesses', async () => {
    const cookie = await signIn('ada@example.com')
    const [name, value] = cookie.split('=') as [string, string]
    const [token, signature] = value.split('.') as [string, string]
    for (const forged of [token, `${token}.`, `${token}.${signature.slice(0, -2)}xx`, `x${value}`, '.', `${value}.x`])
      expect(await send('GET /api/me', as(`${name}=${forged}`)), forged).toMatchObject({ status: 401 })
  })

  test('is listed to its person alone, and ended one by one or all at once', async () => {
    const [here, there] = [await signIn('olga@example.com', { 'user-agent': 'Here' }), await signIn('olga@example.com')]
    const listed = (await send('GET /api/sessions', as(here))).json as { id: string; current: boolean }[]
    expect(listed).toHaveLength(2)
    const other = listed.find(({ current }) => !current)!
    const vic = await signIn('vic@example.com')
    expect(await send(`DELETE /api/sessions/${other.id}`, as(vic))).toMatchObject({ status: 404 })
    expect(await send(`DELETE /api/sessions/${other.id}`, as(here))).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', as(there))).toMatchObject({ status: 401 })
    expect((await send('DELETE /api/sessions', as(here))).json).toEqual({ ended: 1 })
    expect(await send('GET /api/me', as(here))).toMatchObject({ status: 401 })
    expect(await send('GET /api/me', as(vic))).toMatchObject({ status: 200 })
  })

  test('ends with a new password everywhere else; a role that is taken away counts at once', async () => {
    const [here, there] = [await signIn('olga@example.com'), await signIn('olga@example.com')]
    const changed = { by: { password }, password: 'another horse of the battery' }
    expect(await send('POST /api/people/olga@example.com/password', as(here), changed)).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', as(there))).toMatchObject({ status: 401 })
    expect((await send('GET /api/me', as(here))).json.scopes).toContain('operate')
    const ada = await signIn('ada@example.com')
    const role = { by: { password }, role: 'viewer' }
    expect(await send('POST /api/people/olga@example.com/role', as(ada), role)).toMatchObject({ status: 200 })
    expect((await send('GET /api/me', as(here))).json.scopes).toEqual(['read', 'people'])
    await send('POST /api/people/olga@example.com/remove', as(ada), { by: { password } })
    expect(await send('GET /api/me', as(here))).toMatchObject({ status: 401 })
  })

  test('ends unused after three days', async () => {
    const cookie = await signIn('vic@example.com')
    const value = cookie.split('=')[1]!
    expect(await sessions().find(value, later(instant(Date.now()), 2 * day))).not.toBeNull()
    // It was used two days on, so it lasts three more.
    expect(await sessions().find(value, later(instant(Date.now()), 4 * day))).not.toBeNull()
    expect(await sessions().find(value, later(instant(Date.now()), 8 * day))).toBeNull()
  })
})
const day = 24 * 60 * 60_000

describe('a page that one person has opened', () => {
  test('sends nothing as another, who has signed in in the same browser since', async () => {
    const ada = await signIn('ada@example.com')
    const { json: me } = await send('GET /api/me', as(ada))
    const vic = await signIn('vic@example.com', { cookie: ada })
    const opened = { 'ledgerline-person': me.person.id }
    for (const [at, body] of [
      ['GET /api/me', undefined],
      ['POST /api/integrations/main/pause', {}],
    ] as const)
      expect(await send(at, { ...as(vic), ...opened }, body)).toMatchObject({ status: 401, code: 'other_person' })
    expect(await send('GET /api/me', as(vic))).toMatchObject({ status: 200 })
  })
})

describe('what a session does not open', () => {
  test('anything that a page of another site sends with its cookie', async () => {
    const cookie = await signIn('ada@example.com')
    const pause = (headers: Headers) => send('POST /api/integrations/main/pause', { cookie, ...headers }, {})
    const foreign: Headers[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost.evil.example' },
      { origin: 'http://localhost:81' },
    ]
    for (const headers of foreign)
      expect(await pause(headers), JSON.stringify(headers)).toMatchObject({ status: 403, code: 'cross_site' })
    expect(await pause({ origin: 'http://localhost', host: 'localhost' })).toMatchObject({ status: 200 })
    expect(await pause(ourPage)).toMatchObject({ status: 200 })
    const resumed = await send('POST /api/integrations/main/resume', as(cookie), {})
    expect(resumed.status).toBe(200)
    const form = await all.hub.app.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...ourPage },
      body: '{}',
    })
    expect(form.status).toBe(415)
  })

  test('a request that says who it is otherwise: the cookie beside a token counts for nothing', async () => {
    const cookie = await signIn('ada@example.com')
    const { json } = await send('POST /api/tokens', as(cookie), { by: { password }, name: 'reads', scopes: ['read'] })
    const authorization = `Bearer ${json.token}`
    expect((await send('GET /api/me', { ...as(cookie), authorization })).json).toMatchObject({ person: null })
    expect(await send('POST /api/integrations/main/pause', { ...as(cookie), authorization }, {})).toMatchObject({
      status: 403,
    })
    for (const wrong of ['Bearer wrong', 'Basic wrong', '', 'Negotiate x'])
      expect(await send('GET /api/me', { ...as(cookie), authorization: wrong }), wrong).toMatchObject({ status: 401 })
  })

  test('for a viewer: every route but those that read', async () => {
    const cookie = await signIn('vic@example.com')
    for (const { at, scope, answer } of Object.values<Route>(routes)) {
      if (scope === null || ('media' in answer && answer.media === 'text/event-stream')) continue
      if (at.includes('/api/sessions') || at.includes('/api/session/')) continue
      const [method, path] = at.split(' ') as [string, string]
      const { status } = await send(
        `${method} ${path.replace(/:\w+(\{[^}]*\})?/g, 'x')}`,
        as(cookie),
        method === 'GET' ? undefined : {},
      )
      expect(status === 403, at).toBe(scope !== 'read' && scope !== 'people')
    }
  })

  test('for an admin: the configuration, ten minutes after the password', async () => {
    const cookie = await signIn('ada@example.com')
    const confirm = { company: all.sandbox.gp.companyName, kind: 'test', by: 'Ada' }
    const confirms = () => send('POST /api/integrations/main/confirm', as(cookie), confirm)
    expect(await confirms()).toMatchObject({ status: 200 })
    await old(cookie)
    expect(await confirms()).toMatchObject({ status: 403, code: 'confirmation_needed' })
    const wrong = await send('POST /api/session/confirm', as(cookie), { password: 'wrong' })
    expect(wrong).toMatchObject({ code: 'sign_in_failed' })
    expect(await send('POST /api/session/confirm', as(cookie), { password })).toMatchObject({ status: 200 })
    expect(await confirms()).toMatchObject({ status: 200 })
  })

  test('people, tokens and erasures without the password in the same request', async () => {
    const cookie = await signIn('ada@example.com')
    const added = { email: 'new@example.com', name: 'New', role: 'viewer' }
    expect(await send('POST /api/people', as(cookie), added)).toMatchObject({ status: 400 })
    expect(await send('POST /api/people', as(cookie), { ...added, by: { password: 'wrong' } })).toMatchObject({
      code: 'sign_in_failed',
    })
    const another = { by: { email: 'ann@example.com', password } }
    expect(await send('POST /api/people', as(cookie), { ...added, ...another })).toMatchObject({ status: 400 })
    const erase = (more: object) =>
      send('POST /api/integrations/main/erasures', as(cookie), { customer: '999', ...more })
    expect(await erase({})).toMatchObject({ code: 'confirmation_needed' })
    expect(await erase({ password })).toMatchObject({ code: 'not_found' })
  })

  test('a password that an admin has made ends in a week, unless its person has chosen another', async () => {
    const cookie = await signIn('ada@example.com')
    const { people } = all.hub.database
    const add = async (email: string) => {
      const by = { password }
      return (await send('POST /api/people', as(cookie), { by, email, name: 'New', role: 'viewer' })).json as {
        id: string
        password: string
        passwordUntil: string
      }
    }
    const opens = (email: string, its: string) => send('POST /api/session', ourPage, { email, password: its })
    const [idle, wise] = [await add('idle@example.com'), await add('wise@example.com')]
    expect(Date.parse(idle.passwordUntil) - Date.parse(all.clock.now())).toBeLessThanOrEqual(7 * 24 * 60 * 60_000)
    const wises = as(cookieIn((await opens('wise@example.com', wise.password)).headers))
    const own = 'another horse of the battery'
    expect(
      await send('POST /api/people/wise@example.com/password', wises, {
        ...{ by: { password: wise.password }, password: own },
      }),
    ).toMatchObject({ status: 200 })
    expect((await send('GET /api/me', wises)).json.passwordUntil).toBeNull()
    expect(await people.passwordUntil(wise.id)).toBeNull()
    expect(await opens('wise@example.com', own)).toMatchObject({ status: 200 })

    const idles = await opens('idle@example.com', idle.password)
    expect(idles).toMatchObject({ status: 200 })
    const me = await send('GET /api/me', as(cookieIn(idles.headers)))
    expect(me.json.passwordUntil).toBe(idle.passwordUntil)
    await people.setPassword(idle.id, idle.password, later(all.clock.now(), -1))
    const late = await opens('idle@example.com', idle.password)
    expect(late).toMatchObject({ code: 'sign_in_failed' })
    expect(late.json.error.message).toContain('was given by an admin, and has ended')
  })
})

describe('a decision in a session', () => {
  async function proposal(high: boolean) {
    const after = `W${String(Math.random()).slice(2, 8)}`
    const edit = high
      ? { do: 'set-setting', name: 'orderPrefix', before: 'WEB', after }
      : { do: 'set-value', valueMap: 'carrier', from: after, before: null, after: { label: 'New', to: 'SHIP1' } }
    const made = await send(
      'POST /api/proposals',
      { authorization: `Bearer ${all.hub.token}` },
      {
        integration: 'main',
        title: 'A change of the tests',
        reason: 'So that somebody decides on it.',
        changes: [{ do: 'edit-definition', edits: [edit] }],
      },
    )
    expect(made, JSON.stringify(made.json)).toMatchObject({ status: 201 })
    return made.json as { id: string; planHash: string; risk: { level: string } }
  }
  const decides = (cookie: string, { id, planHash }: { id: string; planHash: string }, more: object = {}) =>
    send(`POST /api/proposals/${id}/decide`, as(cookie), { approve: false, planHash, reason: 'No.', ...more })

  test('takes no password within ten minutes, then takes it again; it stands as made on the pages', async () => {
    const cookie = await signIn('ann@example.com')
    expect((await decides(cookie, await proposal(false))).json).toMatchObject({
      state: 'rejected',
      decision: { channel: 'web', by: { email: 'ann@example.com' } },
    })
    await old(cookie)
    const made = await proposal(false)
    expect(await decides(cookie, made)).toMatchObject({ code: 'confirmation_needed' })
    expect(await decides(cookie, made, { password })).toMatchObject({ status: 200 })
  })

  test('of high risk takes the password each time, and nobody decides as somebody else', async () => {
    const cookie = await signIn('ann@example.com')
    const made = await proposal(true)
    expect(made.risk.level).toBe('high')
    expect(await decides(cookie, made)).toMatchObject({ code: 'confirmation_needed' })
    expect(await decides(cookie, made, { email: 'ada@example.com', password })).toMatchObject({ status: 400 })
    expect(await decides(cookie, made, { email: 'ann@example.com', password })).toMatchObject({ status: 200 })
  })

  test('is none of a token, also not with a cookie beside it', async () => {
    const cookie = await signIn('ann@example.com')
    const { id, planHash } = await proposal(false)
    const answer = await send(
      `POST /api/proposals/${id}/decide`,
      { ...as(cookie), authorization: `Bearer ${all.hub.token}` },
      { approve: true, planHash },
    )
    expect(answer).toMatchObject({ status: 400 })
  })
})

test('no answer is shown in a frame, guessed to be another kind, or kept by a cache; a page runs its own scripts alone', async () => {
  const { headers } = await send('GET /api/session')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cache-control')).toBe('no-store')
  expect((await send('GET /nothing')).headers.get('x-frame-options')).toBe('DENY')
  expect(pagePolicy('abc')).not.toMatch(/unsafe|\*/)
})

test('who is not known yet sends little: a large body is refused before it is read', async () => {
  const large = { email: 'ada@example.com', password: 'x'.repeat(20_000) }
  expect(await send('POST /api/session', ourPage, large)).toMatchObject({ status: 413 })
})

test('a filter is saved for who is signed in: the same in each of their sessions, nobody else sees or removes it, and it ends with them', async () => {
  const at = '/api/filters?integration=main&list=prestashop.order'
  const saving = (name: string, query: Readonly<Record<string, string>>) => ({
    ...{ integration: 'main', list: 'prestashop.order', name, query },
  })
  const vic = await signIn('vic@example.com')
  await send('PUT /api/filters', as(vic), saving('Mine', { search: 'Müller & Sons', state: 'stopped' }))
  await send('PUT /api/filters', as(vic), saving('All', {}))
  expect((await send('PUT /api/filters', as(vic), saving(' Mine ', { search: 'Miller' }))).status).toBe(200)
  const elsewhere = await signIn('vic@example.com')
  const { json: filters } = await send(`GET ${at}`, as(elsewhere))
  expect(filters).toMatchObject([
    { name: 'All', query: {} },
    { name: 'Mine', query: { search: 'Miller' } },
  ])
  expect((await send('GET /api/filters?integration=main&list=incidents', as(vic))).json).toEqual([])

  const ada = await signIn('ada@example.com')
  expect((await send(`GET ${at}`, as(ada))).json).toEqual([])
  expect((await send(`DELETE /api/filters/${filters[0].id}`, as(ada), {})).status).toBe(404)
  expect((await send(`DELETE /api/filters/${filters[0].id}`, as(vic), {})).status).toBe(200)
  expect((await send(`GET ${at}`, as(vic))).json).toHaveLength(1)
  // Two tabs at once leave it once, as one of them has it.
  const tabs = ['1', '2', '3', '4'].map((search) => send('PUT /api/filters', as(vic), saving('Twice', { search })))
  expect((await Promise.all(tabs)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const { json: kept } = await send(`GET ${at}`, as(vic))
  expect(kept.filter(({ name }: { name: string }) => name === 'Twice')).toHaveLength(1)

  for (const [wrong, status] of [
    [{ ...saving('x', {}), list: 'a b' }, 400],
    [saving('  ', {}), 400],
    [saving('x', { search: 'x'.repeat(501) }), 400],
    [{ ...saving('x', {}), integration: 'none' }, 404],
  ] as const)
    expect((await send('PUT /api/filters', as(vic), wrong)).status).toBe(status)
  const token = { authorization: `Bearer ${all.hub.ownToken}` }
  expect(await send(`GET ${at}`, token)).toMatchObject({ code: 'no_session' })

  const { person } = (await send('GET /api/me', as(vic))).json
  await all.hub.database.transaction((tx) => tx.people.remove(person.id))
  expect(await all.hub.database.stores.filters.list(person.id, integrationId('main'), 'prestashop.order')).toEqual([])
})
