import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { type Headers, sendAs } from './send-as.ts'
import { softwarePasskey } from './software-passkey.ts'

const password = 'correct horse battery'
const people: readonly [string, Role][] = [
  ['ada@example.com', 'admin'],
  ['ann@example.com', 'approver'],
  ['vic@example.com', 'viewer'],
]
let all: Joined
beforeAll(async () => {
  all = await joined({ environment: { LEDGERLINE_SECOND_FACTOR_FROM: 'admin' } })
  for (const [email, role] of people) await all.hub.database.people.add({ email, name: email, role, password })
})
afterAll(() => all[Symbol.asyncDispose]())

const ourPage = { 'sec-fetch-site': 'same-origin', host: 'localhost' }
const origin = 'http://localhost'
const send = sendAs(() => all.hub.app, ourPage)
const cookieOf = ({ headers }: Awaited<ReturnType<typeof send>>) => ({
  cookie: headers
    .getSetCookie()
    .find((one) => one.startsWith('ledgerline-session='))!
    .split(';')[0]!,
})
const as = async (email: string) => cookieOf(await send('POST /api/session', {}, { email, password }))
const by = { by: { password } }
const challenge = async () => (await send('POST /api/session/passkey/challenge', {}, {})).json.options
const signIn = (passkey: unknown, headers: Headers = {}) => send('POST /api/session/passkey', headers, { passkey })

/** A passkey of this person, added as a page does. */
async function added(email: string) {
  const session = await as(email)
  const { json } = await send('POST /api/factors/passkeys/challenge', session, by)
  const key = softwarePasskey(origin)
  const made = await send('POST /api/factors/passkeys', session, { name: 'Phone', passkey: key.create(json.options) })
  expect(made, JSON.stringify(made.json)).toMatchObject({ status: 201 })
  return { session, key }
}

test('a passkey is added for the password alone, in the session that asked, once, by a verified person', async () => {
  const [here, there] = [await as('vic@example.com'), await as('vic@example.com')]
  // An open browser that somebody has found, and a cookie that was stolen.
  expect(await send('POST /api/factors/passkeys/challenge', here, { by: {} })).toMatchObject({
    code: 'confirmation_needed',
  })
  const own = softwarePasskey(origin)
  const invented = own.create({ challenge: 'AAAA', rp: { id: 'localhost' } })
  expect(await send('POST /api/factors/passkeys', here, { name: 'X', passkey: invented })).toMatchObject({
    code: 'sign_in_failed',
  })

  const begin = async () => (await send('POST /api/factors/passkeys/challenge', here, by)).json.options
  const add = (headers: Headers, passkey: unknown) =>
    send('POST /api/factors/passkeys', headers, { name: 'Phone', passkey })
  const options = await begin()
  expect(options).toMatchObject({
    rp: { id: 'localhost' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  expect(await add(there, own.create(options))).toMatchObject({ code: 'sign_in_failed' })
  expect(await add(here, own.create(options, { verified: false }))).toMatchObject({ code: 'sign_in_failed' })
  // That used the challenge up.
  expect(await add(here, own.create(options))).toMatchObject({ code: 'sign_in_failed' })
  expect(await add(here, own.create(await begin(), { origin: 'https://evil.example' }))).toMatchObject({
    code: 'sign_in_failed',
  })
  const old = await begin()
  all.clock.advance(5 * 60_000 + 1)
  expect(await add(here, own.create(old))).toMatchObject({ code: 'sign_in_failed' })
  expect(await send('GET /api/me', there)).toMatchObject({ status: 200 })
  expect(await add(here, own.create(await begin()))).toMatchObject({ status: 201 })

  expect(await send('GET /api/me', there)).toMatchObject({ status: 401 })
  expect((await send('GET /api/factors/passkeys', here)).json).toMatchObject({
    possible: true,
    passkeys: [{ name: 'Phone', here: true }],
  })
  const [line] = await all.hub.database.stores.audit.list({ subject: 'vic@example.com', limit: 1 })
  expect(line).toMatchObject({ deed: 'factor.passkey-added', details: { name: 'Phone' } })
  // The same key a second time, for somebody else.
  const ann = await as('ann@example.com')
  const { json } = await send('POST /api/factors/passkeys/challenge', ann, by)
  expect(await add(ann, own.create(json.options))).toMatchObject({ code: 'sign_in_failed' })
})

test('a passkey signs in without a password; nothing that was answered before does so again', async () => {
  const { key } = await added('ann@example.com')
  const answer = key.get(await challenge())
  const twice = await Promise.all([signIn(answer), signIn(answer)])
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
  const { headers } = twice.find(({ status }) => status === 200)!
  const session = headers
    .getSetCookie()
    .find((one) => one.startsWith('ledgerline-session='))!
    .split(';')[0]!
  expect((await send('GET /api/me', { cookie: session })).json).toMatchObject({
    person: { email: 'ann@example.com' },
    confirmsBy: { passkey: true, code: false },
    session: { confirmedUntil: expect.any(String) },
  })

  const refused = { status: 409, code: 'sign_in_failed' }
  const asked = await challenge()
  const tampered = key.get(asked)
  expect(
    await signIn({
      ...tampered,
      response: { ...tampered.response, signature: key.get(asked).response.signature.replace(/^..../, 'AAAA') },
    }),
  ).toMatchObject(refused)
  expect(await signIn(key.get(await challenge(), { verified: false }))).toMatchObject(refused)
  expect(await signIn(key.get(await challenge(), { origin: 'https://evil.example' }))).toMatchObject(refused)
  expect(await signIn(key.get({ ...(await challenge()), rpId: 'evil.example' }))).toMatchObject(refused)
  expect(
    await signIn(key.get(await challenge(), { handle: Buffer.from('somebody else').toString('base64url') })),
  ).toMatchObject(refused)
  expect(await signIn(softwarePasskey(origin).get(await challenge()))).toMatchObject(refused)
  expect(await signIn(key.get({ challenge: 'AAAA', rpId: 'localhost' }))).toMatchObject(refused)
  // A copy of the key, that counts by itself.
  expect(await signIn(key.get(await challenge(), { counter: 1 }))).toMatchObject(refused)
  // A challenge of a confirmation signs nobody in.
  const confirming = (await send('POST /api/session/confirm/challenge', { cookie: session }, {})).json.options
  expect(await signIn(key.get(confirming, { counter: 90 }))).toMatchObject(refused)
  for (const odd of [{}, { id: 'x' }, { ...key.get(asked), type: 'password' }])
    expect(await signIn(odd)).toMatchObject({ status: 400 })
  expect(await signIn(key.get(await challenge(), { counter: 91 }))).toMatchObject({ status: 200 })
})

test('a passkey of somebody who is being removed is not accepted', async () => {
  const { key } = await added('ann@example.com')
  const answer = key.get(await challenge())
  // As it is between the look at the passkey and the look at its person.
  using _ = vi.spyOn(all.hub.database.people, 'list').mockResolvedValueOnce([])
  expect(await signIn(answer)).toMatchObject({ status: 409, code: 'sign_in_failed' })
})

test('a passkey confirms one decision of its own person, in the session that asked', async () => {
  const ann = await added('ann@example.com')
  const vic = await added('vic@example.com')
  const asked = async (session: Headers) =>
    (await send('POST /api/session/confirm/challenge', session, {})).json.options
  const confirm = (session: Headers, passkey: unknown) => send('POST /api/session/confirm', session, { passkey })
  // Another person's key at this browser, and this person's at another one's.
  expect(await confirm(ann.session, vic.key.get(await asked(ann.session)))).toMatchObject({ code: 'sign_in_failed' })
  expect(await confirm(vic.session, ann.key.get(await asked(ann.session)))).toMatchObject({ code: 'sign_in_failed' })
  expect(await confirm(ann.session, ann.key.get(await challenge()))).toMatchObject({ code: 'sign_in_failed' })
  const { json } = await confirm(ann.session, ann.key.get(await asked(ann.session)))
  const changed = { by: { confirmation: json.confirmation }, password: 'another horse of the battery' }
  const change = () => send('POST /api/people/ann@example.com/password', ann.session, changed)
  expect(await change()).toMatchObject({ status: 200 })
  expect(await change()).toMatchObject({ code: 'confirmation_needed' })
  await all.hub.database.people.setPassword(
    (await all.hub.database.people.list()).find(({ email }) => email === 'ann@example.com')!.id,
    password,
    null,
  )

  const { json: listed } = await send('GET /api/factors/passkeys', ann.session)
  const [{ id }] = listed.passkeys
  expect(await send(`POST /api/factors/passkeys/${id}/name`, vic.session, { name: 'Mine now' })).toMatchObject({
    status: 404,
  })
  expect(await send(`POST /api/factors/passkeys/${id}/remove`, vic.session, by)).toMatchObject({ status: 404 })
  expect(await send(`POST /api/factors/passkeys/${id}/name`, ann.session, { name: 'Work phone' })).toMatchObject({
    status: 200,
  })
  expect(await send(`POST /api/factors/passkeys/${id}/remove`, ann.session, { by: {} })).toMatchObject({
    code: 'confirmation_needed',
  })
  expect(await send(`POST /api/factors/passkeys/${id}/remove`, ann.session, by)).toMatchObject({ status: 200 })
})

test('where a role takes a second factor, a passkey is one, and the password alone is none', async () => {
  const { session, key } = await added('ada@example.com')
  expect((await send('GET /api/me', session)).json).toMatchObject({ factorMissing: false })
  expect(await send('POST /api/session', {}, { email: 'ada@example.com', password })).toMatchObject({
    code: 'passkey_needed',
  })
  const confirming = (await send('POST /api/session/confirm/challenge', session, {})).json.options
  const { json } = await send('POST /api/session/confirm', session, { passkey: key.get(confirming) })
  const removed = await send(`POST /api/factors/passkeys/${key.id}/remove`, session, {
    by: { confirmation: json.confirmation },
  })
  expect(removed).toMatchObject({ code: 'factor_needed' })
})

test('under an IP address there are none: a browser takes no passkey there', async () => {
  const there = { host: '127.0.0.1:4620' }
  expect((await send('GET /api/session', there)).json).toMatchObject({ passkeys: false })
  expect(await send('POST /api/session/passkey/challenge', there, {})).toMatchObject({ code: 'wrong_host' })
  expect(await send('POST /api/session/passkey/challenge', { host: 'evil.example' }, {})).toMatchObject({
    code: 'wrong_host',
  })
})
