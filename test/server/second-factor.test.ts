import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hubClient } from '../../src/client/index.ts'
import { instant } from '../../src/domain/clock.ts'
import type { Role } from '../../src/domain/person.ts'
import { matchingStep } from '../../src/server/authenticator.ts'
import { createSecondFactor } from '../../src/server/second-factor.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { appWith, codeOf } from './authenticator-codes.ts'
import { type Headers, sendAs } from './send-as.ts'

const password = 'correct horse battery'
const people: readonly [string, Role][] = [
  ['ada@example.com', 'admin'],
  ['adam@example.com', 'admin'],
  ['ann@example.com', 'approver'],
  ['olga@example.com', 'operator'],
  ['vic@example.com', 'viewer'],
]
let all: Joined
beforeAll(async () => {
  all = await joined({ environment: { LEDGERLINE_SECOND_FACTOR_FROM: 'admin' } })
  for (const [email, role] of people) await all.hub.database.people.add({ email, name: email, role, password })
})
afterAll(() => all[Symbol.asyncDispose]())

const ourPage = { 'sec-fetch-site': 'same-origin' }
const send = sendAs(() => all.hub.app, ourPage)
const signIn = (email: string, code?: string) => send('POST /api/session', {}, { email, password, code })
const cookieOf = ({ headers }: Awaited<ReturnType<typeof send>>) => ({
  cookie: headers
    .getSetCookie()
    .find((one) => one.startsWith('ledgerline-session='))!
    .split(';')[0]!,
})
const as = async (email: string, code?: string) => cookieOf(await signIn(email, code))
const by = { by: { password } }
const next = () => all.clock.advance(30_000)
const personOf = async (email: string) => (await all.hub.database.people.list()).find((one) => one.email === email)!

/** Sets an authenticator app up, as a page does. */
async function setUp(email: string) {
  const session = await as(email)
  const { json } = await send('POST /api/factors/authenticator', session, by)
  const app = appWith(json.secret, all.clock)
  const taken = await send('POST /api/factors/authenticator/confirm', session, { code: app.code() })
  expect(taken, JSON.stringify(taken.json)).toMatchObject({ status: 200 })
  // The code that was shown is used up.
  next()
  return { session, app, secret: json.secret as string, backupCodes: taken.json.backupCodes as string[] }
}

test('codes are those of RFC 6238, also half a minute early or late, and no others', async () => {
  // Its appendix B: the secret is "12345678901234567890"; at 59 s the code is 94287082, of which six digits count.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const at = (seconds: number) => instant(seconds * 1000)
  expect(await matchingStep(secret, '287082', at(59))).toBe(1)
  expect(await matchingStep(secret, '081804', at(1_111_111_109))).toBe(37_037_036)
  for (const seconds of [30, 89]) expect(await matchingStep(secret, '287082', at(seconds))).toBe(1)
  for (const seconds of [90, 24 * 60 * 60]) expect(await matchingStep(secret, '287082', at(seconds))).toBeNull()
  for (const odd of ['', '28708', '2870820', '28708a', '٢٨٧٠٨٢'])
    expect(await matchingStep(secret, odd, at(59))).toBeNull()
  expect(codeOf(secret, 59_000)).toBe('287082')
})

describe('setting up an authenticator app', () => {
  test('takes the password at that moment, then a code; it ends every other session and terminal, and stands in the audit', async () => {
    const [here, there] = [await as('vic@example.com'), await as('vic@example.com')]
    const terminal = await send(
      'POST /api/terminal',
      { authorization: `Bearer ${all.hub.token}` },
      { email: 'vic@example.com', password },
    )
    const withTerminal = { authorization: `Bearer ${terminal.json.token}` }
    expect(await send('GET /api/me', withTerminal)).toMatchObject({ status: 200 })

    // An open browser that somebody has found: the session alone begins nothing.
    expect(await send('POST /api/factors/authenticator', here, { by: {} })).toMatchObject({
      code: 'confirmation_needed',
    })
    expect(await send('POST /api/factors/authenticator', here, { by: { password: 'wrong' } })).toMatchObject({
      code: 'sign_in_failed',
    })
    const { json } = await send('POST /api/factors/authenticator', here, by)
    expect(json.uri).toMatch(/^otpauth:\/\/totp\/Ledgerline:vic%40example.com\?.*secret=/)
    const app = appWith(json.secret, all.clock)
    const confirm = (headers: Headers, code: string) =>
      send('POST /api/factors/authenticator/confirm', headers, { code })
    expect(await confirm(here, app.code(-24 * 60 * 60_000))).toMatchObject({ code: 'wrong_code' })
    // Another session of theirs has not begun it, nor has another person.
    expect(await confirm(there, app.code())).toMatchObject({ code: 'too_late' })
    expect(await confirm(await as('olga@example.com'), app.code())).toMatchObject({ code: 'wrong_code' })
    // Until a code was shown, nothing has changed.
    expect(await signIn('vic@example.com')).toMatchObject({ status: 200 })
    const taken = await confirm(here, app.code())
    expect(taken.json.backupCodes).toHaveLength(10)
    expect(await confirm(here, app.code())).toMatchObject({ code: 'wrong_code' })

    expect(await send('GET /api/me', here)).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', there)).toMatchObject({ status: 401 })
    expect(await send('GET /api/me', withTerminal)).toMatchObject({ status: 401 })
    const [line] = await all.hub.database.stores.audit.list({ subject: 'vic@example.com', limit: 1 })
    expect(line).toMatchObject({ deed: 'factor.authenticator-added', actor: { email: 'vic@example.com' } })
    expect(JSON.stringify(line)).not.toContain(json.secret)
    const vic = await personOf('vic@example.com')
    expect((await send('GET /api/people', await as('olga@example.com'))).json).toContainEqual({
      ...vic,
      secondFactor: true,
    })
  })
})

describe('a sign-in of who has an authenticator app', () => {
  test('takes password and code; a code is worth one sign-in, of two at once too; an old one none', async () => {
    const { app, backupCodes, session } = await setUp('olga@example.com')
    expect(await signIn('olga@example.com')).toMatchObject({ status: 409, code: 'code_needed' })
    expect((await signIn('olga@example.com')).headers.getSetCookie()).toEqual([])
    const wrong = await send(
      'POST /api/session',
      {},
      { email: 'olga@example.com', password: 'wrong', code: app.code() },
    )
    expect(wrong).toMatchObject({ code: 'sign_in_failed' })
    const twice = await Promise.all([signIn('olga@example.com', app.code()), signIn('olga@example.com', app.code())])
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await signIn('olga@example.com', app.code())).toMatchObject({ code: 'sign_in_failed' })
    next()
    // The one before was used, so nothing older counts, although it is only half a minute old.
    expect(await signIn('olga@example.com', app.code(-30_000))).toMatchObject({ code: 'sign_in_failed' })
    expect(await signIn('olga@example.com', app.code(-24 * 60 * 60_000))).toMatchObject({ code: 'sign_in_failed' })
    expect(await signIn('olga@example.com', ` ${app.code().slice(0, 3)} ${app.code().slice(3)} `)).toMatchObject({
      status: 200,
    })

    const [one, two] = backupCodes as [string, string]
    expect(await signIn('olga@example.com', one.toUpperCase())).toMatchObject({ status: 200 })
    expect(await signIn('olga@example.com', one)).toMatchObject({ code: 'sign_in_failed' })
    expect((await send('GET /api/factors', session)).json).toMatchObject({ authenticator: { backupCodes: 9 } })
    next()
    const made = await send('POST /api/factors/backup-codes', session, { by: { password, code: app.code() } })
    expect(made.json.backupCodes).toHaveLength(10)
    expect(await signIn('olga@example.com', two)).toMatchObject({ code: 'sign_in_failed' })
    expect(await signIn('olga@example.com', made.json.backupCodes[0])).toMatchObject({ status: 200 })
  })

  test('at a terminal takes the code as well, and what a command asks by it several times asks for one code', async () => {
    const { app } = await setUp('ann@example.com')
    const opens = (code?: string) =>
      send(
        'POST /api/terminal',
        { authorization: `Bearer ${all.hub.token}` },
        { email: 'ann@example.com', password, code },
      )
    expect(await opens()).toMatchObject({ code: 'code_needed' })
    expect(await opens(app.code())).toMatchObject({ status: 200 })
    next()
    let asked = 0
    const client = hubClient(
      async (path, init) => all.hub.app.request(path, init),
      all.hub.token,
      async () => {},
      {
        signIn: async () => ({ email: 'ann@example.com', password }),
        code: async () => {
          asked++
          return app.code()
        },
      },
    )
    // What went over the wire takes an approver's sign-in; the second request takes it again.
    for (const _ of [1, 2])
      await client.call('GET /api/integrations/:integration/messages', { params: { integration: 'main' }, query: {} })
    expect(asked).toBe(1)
    next()
    const changed = { by: { email: 'ann@example.com', password }, password: 'another horse of the battery' }
    await client.post('/api/people/ann@example.com/password', changed)
    await all.hub.database.people.setPassword((await personOf('ann@example.com')).id, password, null)
    expect(asked).toBe(2)
    next()
    const basic = (code: string) => ({
      authorization: `Basic ${Buffer.from(`ann@example.com:${password}`).toString('base64')}`,
      'ledgerline-code': code,
    })
    const first = await send('GET /api/me', basic(app.code()))
    const following = first.headers.get('ledgerline-code')!
    expect(await send('GET /api/me', basic(following))).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', basic(following))).toMatchObject({ status: 401 })
  })

  test('ten wrong codes close the account for a quarter of an hour, from wherever they come', async () => {
    const { app } = await setUp('vic@example.com').catch(async () => {
      // Set up above already: an admin has taken it away.
      await all.hub.database.stores.factors.removeAll((await personOf('vic@example.com')).id)
      return setUp('vic@example.com')
    })
    const vic = await personOf('vic@example.com')
    const { check } = createSecondFactor({ database: all.hub.database, clock: all.clock, secondFactorFrom: null })
    const said = (code: string) =>
      check(vic, code).then(
        () => 'in',
        (error: Error) => error.message,
      )
    const tries = await Promise.all(Array.from({ length: 14 }, (_, n) => said(String(n).padStart(6, '0'))))
    expect(tries.filter((text) => text.includes('wrong, or was used'))).toHaveLength(10)
    expect(tries.filter((text) => text.includes('Too many wrong codes'))).toHaveLength(4)
    expect(await said(app.code())).toMatch(/Too many wrong codes/)
    all.clock.advance(15 * 60_000 + 1)
    expect(await said(app.code())).toBe('in')
  })
})

describe('a confirmation in a session', () => {
  test('stands for password and code once, in this session, for two minutes', async () => {
    await all.hub.database.stores.factors.removeAll((await personOf('ann@example.com')).id)
    const { app, session } = await setUp('ann@example.com')
    const confirms = (code?: string, headers = session) =>
      send('POST /api/session/confirm', headers, { password, code })
    expect(await confirms()).toMatchObject({ code: 'code_needed' })
    const { confirmation } = (await confirms(app.code())).json
    next()
    const other = await as('ann@example.com', app.code())
    const changes = (headers: Headers, given: object) => send('POST /api/factors/backup-codes', headers, { by: given })
    expect(await changes(other, { confirmation })).toMatchObject({ code: 'confirmation_needed' })
    expect(await changes(session, { confirmation: `${confirmation}x` })).toMatchObject({ code: 'confirmation_needed' })
    expect(await changes(session, { confirmation })).toMatchObject({ status: 200 })
    expect(await changes(session, { confirmation })).toMatchObject({ code: 'confirmation_needed' })
    next()
    const later = (await confirms(app.code())).json
    all.clock.advance(2 * 60_000 + 1)
    expect(await changes(session, { confirmation: later.confirmation })).toMatchObject({ code: 'confirmation_needed' })
  })
})

describe('a role that takes a second factor', () => {
  test('only reads until there is one, through whichever door; then it cannot take the last one away', async () => {
    const session = await as('ada@example.com')
    expect((await send('GET /api/me', session)).json).toMatchObject({ scopes: ['read'], factorMissing: true })
    const basic = { authorization: `Basic ${Buffer.from(`ada@example.com:${password}`).toString('base64')}` }
    for (const headers of [session, basic])
      expect(
        await send('POST /api/people', headers, { ...by, email: 'x@example.com', name: 'X', role: 'viewer' }),
      ).toMatchObject({ status: 403, code: 'factor_needed' })
    expect(
      await send(
        'POST /api/terminal',
        { authorization: `Bearer ${all.hub.token}` },
        { email: 'ada@example.com', password },
      ),
    ).toMatchObject({ code: 'factor_needed' })
    expect(
      await send('POST /api/people/ada@example.com/password', session, {
        ...by,
        password: 'another horse of the battery',
      }),
    ).toMatchObject({ code: 'factor_needed' })
    const { session: now, app } = await setUp('ada@example.com')
    expect((await send('GET /api/me', now)).json).toMatchObject({ factorMissing: false, confirmsBy: { code: true } })
    const removed = await send('POST /api/factors/authenticator/remove', now, { by: { password, code: app.code() } })
    expect(removed).toMatchObject({ code: 'factor_needed' })
  })

  test('an admin takes the factors of somebody else away, who is signed out; nobody their own, and nobody else does', async () => {
    await all.hub.database.stores.factors.removeAll((await personOf('ada@example.com')).id)
    await all.hub.database.stores.factors.removeAll((await personOf('olga@example.com')).id)
    const ada = await setUp('ada@example.com')
    const olga = await setUp('olga@example.com')
    const reset = (headers: Headers, email: string, code: string) =>
      send(`POST /api/people/${email}/factors/reset`, headers, { by: { password, code } })
    expect(await reset(olga.session, 'ada@example.com', olga.app.code())).toMatchObject({ code: 'not_allowed' })
    next()
    expect(await reset(ada.session, 'ada@example.com', ada.app.code())).toMatchObject({ code: 'not_allowed' })
    next()
    expect(await reset(ada.session, 'olga@example.com', ada.app.code())).toMatchObject({ status: 200 })
    expect(await send('GET /api/me', olga.session)).toMatchObject({ status: 401 })
    expect(await signIn('olga@example.com')).toMatchObject({ status: 200 })
    const olgas = (await all.hub.database.stores.secrets.list('hub:' as never)).filter(({ name }) =>
      name.startsWith('authenticator.'),
    )
    expect(olgas.map(({ name }) => name)).not.toContain(`authenticator.${(await personOf('olga@example.com')).id}`)
  })
})

test('who signs in for a request changes only what is theirs, whoever the body names', async () => {
  const olga = { authorization: `Basic ${Buffer.from(`olga@example.com:${password}`).toString('base64')}` }
  const changed = { by: { email: 'adam@example.com' }, password: 'another horse of the battery' }
  expect(await send('POST /api/people/adam@example.com/password', olga, changed)).toMatchObject({ status: 400 })
  const theirs = { ...changed, by: { email: 'olga@example.com' } }
  expect(await send('POST /api/people/adam@example.com/password', olga, theirs)).toMatchObject({ code: 'not_allowed' })
  const asToken = { authorization: `Bearer ${all.hub.token}` }
  expect(await send('POST /api/people/adam@example.com/password', asToken, changed)).toMatchObject({
    code: 'confirmation_needed',
  })
  expect(await signIn('adam@example.com')).toMatchObject({ status: 200 })
})
