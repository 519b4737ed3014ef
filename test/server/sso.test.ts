import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Joined, joined } from '../whole/joined.ts'
import { startProvider } from './local-provider.ts'
import { type Headers, sendAs } from './send-as.ts'

const password = 'correct horse battery'
const secret = 'the secret of the client'
let all: Joined
let provider: Awaited<ReturnType<typeof startProvider>>
beforeAll(async () => {
  provider = await startProvider({ id: 'ledgerline', secret })
  all = await joined({
    environment: {
      LEDGERLINE_SSO_ISSUER: provider.issuer,
      LEDGERLINE_SSO_CLIENT_ID: 'ledgerline',
      LEDGERLINE_SSO_CLIENT_SECRET: secret,
      LEDGERLINE_SSO_NAME: 'Example ID',
      LEDGERLINE_SSO_ROLES: 'gl-admins=admin,finance=approver,everybody=viewer',
    },
  })
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(async () => {
  await all?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

const ourPage = { 'sec-fetch-site': 'same-origin', host: 'localhost' }
const send = sendAs(() => all.hub.app, ourPage)
const cookies = ({ headers }: { headers: globalThis.Headers }, ...more: string[]) =>
  [...headers.getSetCookie().map((one) => one.split(';')[0]!), ...more].filter((one) => !one.endsWith('=')).join('; ')

/** A browser goes to the provider and comes back. */
async function goThere() {
  const begun = await send('POST /api/session/sso', {}, {})
  return { answer: provider.visit(begun.json.url), cookie: cookies(begun) }
}
const comeBack = ({ answer, cookie }: { answer: string; cookie: string }) =>
  send('POST /api/session/sso/callback', { cookie }, { answer })
const signIn = async () => comeBack(await goThere())
/** @returns the cookie of the session */
async function signedIn() {
  const done = await signIn()
  expect(done, JSON.stringify(done.json)).toMatchObject({ status: 200, json: { did: 'signed-in' } })
  return { cookie: cookies(done) }
}
const byPassword = async () => ({
  cookie: cookies(await send('POST /api/session', {}, { email: 'ada@example.com', password })),
})
const add = async (email: string) =>
  send('POST /api/people', await byPassword(), {
    by: { password },
    email,
    name: email,
    role: 'operator',
    signIn: 'sso',
  })
const mia = { sub: 'm-1', email: 'mia@example.com', email_verified: true, name: 'Mia', groups: ['finance', 'others'] }
const refused = { status: 409, code: 'sign_in_failed' }
beforeEach(() => provider.be(mia))

test('nobody comes in before the hub has its first admin; then by the role of their groups, or where an admin has added them', async () => {
  expect(await signIn()).toMatchObject({ code: 'no_role' })
  await byPassword()
  expect((await send('GET /api/session')).json).toMatchObject({ sso: 'Example ID' })
  const session = await signedIn()
  expect((await send('GET /api/me', session)).json).toMatchObject({
    person: { email: 'mia@example.com', name: 'Mia', role: 'approver' },
    confirmsBy: { password: false, sso: 'Example ID' },
  })
  expect(provider.seen.at(-1)!.get('code_challenge_method')).toBe('S256')
  for (const asked of ['state', 'nonce', 'code_challenge'])
    expect(provider.seen.at(-1)!.get(asked)!.length).toBeGreaterThan(40)

  const stranger = { sub: 's-1', email: 'sam@example.com', email_verified: true, groups: ['others', 'constructor'] }
  provider.be(stranger)
  const unknown = await signIn()
  expect(unknown).toMatchObject({ code: 'no_role' })
  expect(unknown.headers.getSetCookie().join()).not.toContain('ledgerline-session=')
  expect(await add('sam@example.com')).toMatchObject({ status: 200, json: { role: 'operator' } })
  expect((await add('sid@example.com')).json).not.toHaveProperty('password')
  // They have no password that anybody could guess.
  expect(await send('POST /api/session', {}, { email: 'sam@example.com', password: '' })).toMatchObject({
    code: 'sign_in_failed',
  })
  // A provider whose token says no more than who it is says the rest when it is asked.
  const { sub, ...said } = stranger
  provider.be({ sub }, { userinfo: said })
  const sam = await signedIn()
  expect((await send('GET /api/me', sam)).json).toMatchObject({
    person: { email: 'sam@example.com', role: 'operator' },
  })
  const [line] = await all.hub.database.stores.audit.list({ subject: 'sam@example.com', limit: 1 })
  expect(line).toMatchObject({ deed: 'sso.connected', details: { issuer: provider.issuer } })
})

test('the address must be verified, and is no proof by itself: nobody takes an account by having the same one', async () => {
  for (const claims of [
    { email_verified: false },
    { email_verified: 'true' },
    { email_verified: undefined },
    { email: undefined },
    { email: 'no address' },
  ]) {
    provider.be({ ...mia, sub: 'x-1', email: 'xia@example.com' }, { claims })
    expect([(await signIn()).code]).toEqual([expect.stringMatching(/^(email_unverified|no_email)$/)])
  }
  // Ada has a password: whoever gets her address at the provider is not Ada for that. Nor is another number Mia.
  provider.be({ sub: 'a-1', email: 'ADA@example.com', email_verified: true, groups: ['gl-admins'] })
  expect(await signIn()).toMatchObject({ code: 'other_account' })
  provider.be({ ...mia, sub: 'm-2' })
  expect(await signIn()).toMatchObject({ code: 'other_account' })
  // The same number at another provider is another person.
  const { identities } = all.hub.database.stores
  expect(await identities.find('https://other.example', 'm-1')).toBeNull()
  // Her number counts, not her address, which has changed.
  provider.be({ ...mia, email: 'mia.new@example.com' })
  expect((await send('GET /api/me', await signedIn())).json).toMatchObject({ person: { email: 'mia@example.com' } })
})

test('a role that came from a group follows it, down to nothing; one that an admin gave does not', async () => {
  const mias = await signedIn()
  provider.be({ ...mia, groups: ['everybody'] })
  await signedIn()
  expect((await send('GET /api/me', mias)).json).toMatchObject({
    person: { role: 'viewer' },
    scopes: ['read', 'people'],
  })
  provider.be({ ...mia, groups: [] })
  expect(await signIn()).toMatchObject({ code: 'no_role' })
  expect(await send('GET /api/me', mias)).toMatchObject({ status: 401 })
  provider.be({ sub: 's-1', email: 'sam@example.com', email_verified: true, groups: [] })
  expect((await send('GET /api/me', await signedIn())).json).toMatchObject({ person: { role: 'operator' } })
})

test('an answer counts once, in the browser that began it, within ten minutes, as the provider has signed it', async () => {
  const gone = await goThere()
  expect(await comeBack({ ...gone, cookie: '' })).toMatchObject(refused)
  // Whoever has the link but not the browser has used it up.
  expect(await comeBack(gone)).toMatchObject(refused)
  const [mine, theirs] = [await goThere(), await goThere()]
  expect(await comeBack({ answer: theirs.answer, cookie: mine.cookie })).toMatchObject(refused)
  const again = await goThere()
  expect(await comeBack(again)).toMatchObject({ status: 200 })
  expect(await comeBack(again)).toMatchObject(refused)
  for (const odd of ['', 'state=x&code=y', `code=${'x'.repeat(100)}`, 'error=access_denied'])
    expect(await comeBack({ ...(await goThere()), answer: odd })).toMatchObject(refused)
  const denied = await goThere()
  const state = new URLSearchParams(denied.answer).get('state')!
  expect(
    await comeBack({
      ...denied,
      answer: `error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`,
    }),
  ).toMatchObject(refused)
  const other = await goThere()
  expect(
    await comeBack({ ...other, answer: other.answer.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example') }),
  ).toMatchObject(refused)

  const flip = (token: string) => `${token.slice(0, -8)}AAAAAAAA`
  const unsigned = (token: string) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`
  for (const how of [
    { claims: { nonce: 'another' } },
    { claims: { aud: 'another client' } },
    { claims: { iss: 'https://evil.example' } },
    { claims: { exp: 1 } },
    { token: flip },
    { token: unsigned },
  ]) {
    provider.be(mia, how)
    expect(await signIn(), JSON.stringify(how)).toMatchObject(refused)
  }
  provider.be(mia)
  const late = await goThere()
  all.clock.advance(10 * 60_000 + 1)
  expect(await comeBack(late)).toMatchObject(refused)
})

test('a decision asks the provider again, which must say that it did; it counts for this session, its person, once', async () => {
  // The clock of the test before runs ahead of the provider's.
  const begin = async (session: Headers) => send('POST /api/session/confirm/sso', session, {})
  provider.be(mia)
  const mias = await signedIn()
  const begun = await begin(mias)
  expect(begun.status).toBe(200)
  const asked = new URL(begun.json.url).searchParams
  expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0'])
  const both = { cookie: cookies(begun, mias.cookie) }
  const confirm = (flow: string) => send('POST /api/session/confirm', mias, { flow })
  expect(await confirm(begun.json.flow)).toMatchObject({ code: 'confirmation_needed' })
  const answered = async (session: Headers, aheadSeconds: number) => {
    const next = await begin(session)
    provider.be(mia, { claims: { auth_time: Math.floor(Date.parse(all.clock.now()) / 1000) + aheadSeconds } })
    const done = await send(
      'POST /api/session/sso/callback',
      { cookie: cookies(next, session.cookie!) },
      { answer: provider.visit(next.json.url) },
    )
    return { done, flow: next.json.flow as string }
  }
  void both
  // It has an open session there, and asked nobody.
  expect((await answered(mias, -3600)).done).toMatchObject(refused)
  const { done, flow } = await answered(mias, 0)
  expect(done.json).toMatchObject({ did: 'confirmed' })
  const { json } = await confirm(flow)
  expect(await confirm(flow)).toMatchObject({ code: 'confirmation_needed' })
  const offered = () => send('POST /api/factors/authenticator', mias, { by: { confirmation: json.confirmation } })
  expect(await offered()).toMatchObject({ status: 200 })
  expect(await offered()).toMatchObject({ code: 'confirmation_needed' })
  // Somebody else signs in there, in the same window.
  const next = await begin(mias)
  provider.be(
    { sub: 's-1', email: 'sam@example.com', email_verified: true },
    { claims: { auth_time: Math.floor(Date.parse(all.clock.now()) / 1000) } },
  )
  const sams = await send(
    'POST /api/session/sso/callback',
    { cookie: cookies(next, mias.cookie) },
    { answer: provider.visit(next.json.url) },
  )
  expect(sams).toMatchObject(refused)
  expect(await confirm(next.json.flow)).toMatchObject({ code: 'confirmation_needed' })
  // No password beside the provider by one's own hand.
  provider.be(mia)
})

test('who has a password connects their account by it, and disconnects it again; nobody without one does', async () => {
  const ada = await byPassword()
  expect(await send('POST /api/factors/sso', ada, { by: {} })).toMatchObject({ code: 'confirmation_needed' })
  const begun = await send('POST /api/factors/sso', ada, { by: { password } })
  const now = { auth_time: Math.floor(Date.parse(all.clock.now()) / 1000) }
  provider.be({ sub: 'a-1', email: 'ada.private@example.net', email_verified: false }, { claims: now })
  const back = () =>
    send(
      'POST /api/session/sso/callback',
      { cookie: cookies(begun, ada.cookie) },
      { answer: provider.visit(begun.json.url) },
    )
  expect(await back()).toMatchObject({ status: 200, json: { did: 'connected' } })
  expect((await send('GET /api/factors/sso', ada)).json).toMatchObject({
    provider: 'Example ID',
    connected: { issuer: provider.issuer },
    hasPassword: true,
  })
  expect((await send('GET /api/me', await signedIn())).json).toMatchObject({
    person: { email: 'ada@example.com', role: 'admin' },
  })
  expect(await send('POST /api/factors/sso/remove', ada, { by: { password } })).toMatchObject({ status: 200 })
  expect(await signIn()).toMatchObject({ code: 'email_unverified' })
  provider.be({ sub: 's-1', email: 'sam@example.com', email_verified: true })
  const sam = await signedIn()
  expect(await send('POST /api/factors/sso/remove', sam, { by: { password } })).toMatchObject({
    code: 'sign_in_failed',
  })
})
