import { createHash, randomBytes } from 'node:crypto'
import { auth, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { OAuthMetadataSchema, OAuthProtectedResourceMetadataSchema } from '@modelcontextprotocol/sdk/shared/auth.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import { createClients } from '../../src/server/oauth/clients.ts'
import { readDescription } from '../../src/server/oauth/read-description.ts'
import { isRegistered, redirectKind } from '../../src/server/oauth/redirects.ts'
import { type Joined, joined } from '../whole/joined.ts'

const password = 'correct horse battery'
const people: readonly [string, Role][] = [
  ['ada@example.com', 'admin'],
  ['olga@example.com', 'operator'],
  ['vic@example.com', 'viewer'],
]
const callback = 'http://127.0.0.1:33418/callback'
let all: Joined
beforeAll(async () => {
  all = await joined({ started: true, environment: { LEDGERLINE_POLL_SECONDS: '3600' } })
  for (const [email, role] of people) await all.hub.database.people.add({ email, name: email, role, password })
})
afterAll(() => all[Symbol.asyncDispose]())

/** Over the network, as a browser or a program asks. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const answer = await fetch(`${all.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await answer.text()
  const json = answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : null
  return { status: answer.status, json, headers: answer.headers }
}
const asPage = (cookie?: string) => ({
  'content-type': 'application/json',
  'sec-fetch-site': 'same-origin',
  ...(cookie ? { cookie } : {}),
})
const post = (path: string, body: unknown, cookie?: string) => send('POST', path, asPage(cookie), JSON.stringify(body))
const form = (path: string, members: Record<string, string> | string, headers = {}) =>
  send(
    'POST',
    path,
    { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    String(new URLSearchParams(members)),
  )
/** Each sign-in costs a password hash: a person signs in once, until time goes by. */
const signedIn = new Map<string, Promise<string>>()
function signIn(email: string): Promise<string> {
  const known = signedIn.get(email)
  if (known) return known
  const made = post('/api/session', { email, password }).then(
    ({ headers }) =>
      headers
        .getSetCookie()
        .map((one) => one.split(';')[0]!)
        .find((one) => !one.endsWith('='))!,
  )
  signedIn.set(email, made)
  return made
}
/** The newest of the audit log that is about a program: the hub, which is at work, has lines of its own. */
const newestOfClients = async () =>
  (await all.hub.database.stores.audit.list({ limit: 50 })).find(({ deed }) => deed.startsWith('client.'))
function goBy(ms: number): void {
  all.clock.advance(ms)
  signedIn.clear()
}

const register = async (more: object = {}) =>
  (await post('/oauth/register', { client_name: 'Probe', redirect_uris: [callback], ...more })).json as {
    client_id: string
  }

interface Asked {
  readonly request: string
  readonly verifier: string
  readonly client: string
}
/** What a program puts behind the "?" of the page of consent. Null: the parameter is left out. */
async function asks(change: Record<string, string | null> = {}): Promise<Asked> {
  const client = change.client_id ?? (await register()).client_id
  const verifier = randomBytes(32).toString('base64url')
  const members = {
    response_type: 'code',
    client_id: client,
    redirect_uri: callback,
    scope: 'read propose operate people',
    state: 'the state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: `${all.url}/mcp`,
    ...change,
  }
  const given = Object.entries(members).filter((member): member is [string, string] => member[1] !== null)
  return { request: String(new URLSearchParams(given)), verifier, client }
}
/** A person allows what is asked for, as far as they may. @returns the code that the program gets */
async function allow(cookie: string, { request }: Asked, scopes?: string[]): Promise<string> {
  const { json } = await post('/api/authorization/read', { request }, cookie)
  const decided = await post(
    '/api/authorization',
    { request, approve: true, scopes: scopes ?? json.asks.scopes },
    cookie,
  )
  expect(decided.status, JSON.stringify(decided.json)).toBe(200)
  const back = new URL(decided.json.back)
  expect(back.searchParams.get('state')).toBe('the state')
  expect(back.searchParams.get('iss')).toBe(all.url)
  return back.searchParams.get('code')!
}
const exchange = (code: string, { verifier, client }: Asked, change: Record<string, string> = {}) =>
  form('/oauth/token', {
    grant_type: 'authorization_code',
    code,
    client_id: client,
    redirect_uri: callback,
    code_verifier: verifier,
    resource: `${all.url}/mcp`,
    ...change,
  })
const renew = (refresh_token: string, { client }: Asked, change: Record<string, string> = {}) =>
  form('/oauth/token', { grant_type: 'refresh_token', refresh_token, client_id: client, ...change })
/** Whether a token opens the tools. */
const opens = async (token: string) => {
  const { status } = await send(
    'POST',
    '/mcp',
    {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'probe', version: '1' } },
    }),
  )
  return status
}
async function letIn(email: string, change: Record<string, string | null> = {}) {
  const asked = await asks(change)
  const cookie = await signIn(email)
  const { json } = await exchange(await allow(cookie, asked), asked)
  return { asked, cookie, tokens: json as { access_token: string; refresh_token: string; scope: string } }
}

/** What a program keeps, as the SDK asks for it. */
function program(): OAuthClientProvider & { readonly at: () => URL } {
  let information: undefined
  let tokens: undefined
  let verifier = ''
  let at = new URL('http://none')
  return {
    redirectUrl: callback,
    clientMetadata: { client_name: 'An assistant', redirect_uris: [callback], token_endpoint_auth_method: 'none' },
    state: () => 'the state',
    clientInformation: () => information,
    saveClientInformation: (given) => {
      information = given as never
    },
    tokens: () => tokens,
    saveTokens: (given) => {
      tokens = given as never
    },
    codeVerifier: () => verifier,
    saveCodeVerifier: (given) => {
      verifier = given
    },
    redirectToAuthorization: (url) => {
      at = url
    },
    at: () => at,
  }
}

describe('a client of the official SDK', () => {
  test('registers, has its person sign in, calls tools as them, and goes on when its token has been replaced', async () => {
    const provider = program()
    const serverUrl = `${all.url}/mcp`
    expect(await auth(provider, { serverUrl })).toBe('REDIRECT')
    expect(provider.at().href).toContain(`${all.url}/oauth/authorize?`)
    const cookie = await signIn('olga@example.com')
    const asked = { request: provider.at().search.slice(1), verifier: '', client: '' }
    const authorizationCode = await allow(cookie, asked)
    expect(await auth(provider, { serverUrl, authorizationCode })).toBe('AUTHORIZED')

    const client = new Client({ name: 'test', version: '1' })
    const transport = new StreamableHTTPClientTransport(new URL(serverUrl), { authProvider: provider })
    await client.connect(transport as never)
    const first = (await provider.tokens())!.access_token
    expect((await client.callTool({ name: 'read_status', arguments: {} })).isError).not.toBe(true)
    // The access token has expired: the client renews it by itself, and its session lasts.
    goBy(20 * 60_000)
    expect((await client.callTool({ name: 'read_status', arguments: {} })).isError).not.toBe(true)
    expect((await provider.tokens())!.access_token).not.toBe(first)
    await client.close()

    const mine = (await send('GET', '/api/clients', { cookie, 'sec-fetch-site': 'same-origin' })).json
    expect(mine).toMatchObject([{ name: 'An assistant', owner: 'olga@example.com', own: true, host: null }])
    expect(JSON.stringify(mine)).not.toContain('ledgerline_')
  })
})

describe('what the hub says of itself', () => {
  test('who comes without a token learns where to get one, in the words of RFC 9728 and 8414', async () => {
    const refused = await send('POST', '/mcp', { 'content-type': 'application/json' }, '{}')
    expect(refused.status).toBe(401)
    const at = /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate')!)![1]!
    const resource = OAuthProtectedResourceMetadataSchema.parse(await (await fetch(at)).json())
    expect(resource).toMatchObject({ resource: `${all.url}/mcp`, authorization_servers: [all.url] })
    const { json } = await send('GET', '/.well-known/oauth-authorization-server')
    expect(OAuthMetadataSchema.parse(json)).toMatchObject({
      issuer: all.url,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      token_endpoint_auth_methods_supported: ['none'],
    })
    // Under a name that is not its own it grants nothing.
    const foreign = await all.hub.app.request('/.well-known/oauth-authorization-server', {
      headers: { host: 'evil.example' },
    })
    expect(foreign.status).toBe(403)
  })

  test('a wrong token is told apart from none', async () => {
    const answer = await send('POST', '/mcp', { authorization: 'Bearer nonsense' }, '{}')
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })
})

describe('registration', () => {
  test.each([
    ['no address', { redirect_uris: [] }, 'invalid_redirect_uri'],
    ['none at all', { redirect_uris: undefined }, 'invalid_redirect_uri'],
    ['too many', { redirect_uris: Array.from({ length: 6 }, () => callback) }, 'invalid_redirect_uri'],
    ['plain http over the network', { redirect_uris: ['http://evil.example/cb'] }, 'invalid_redirect_uri'],
    ['what a browser runs', { redirect_uris: ['javascript:alert(1)//'] }, 'invalid_redirect_uri'],
    ['data', { redirect_uris: ['data:text/html,x'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: ['https://a.example/cb#x'] }, 'invalid_redirect_uri'],
    ['a user name', { redirect_uris: ['https://a.example@b.example/cb'] }, 'invalid_redirect_uri'],
    ['another way in', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['no object', null, 'invalid_client_metadata'],
  ])('refuses %s', async (_, change, error) => {
    const body = change === null ? [] : { client_name: 'Probe', redirect_uris: [callback], ...change }
    expect(await post('/oauth/register', body)).toMatchObject({ status: 400, json: { error } })
  })

  test('answers with all that it holds; a name cannot look like a line of the page', async () => {
    const { status, json } = await post('/oauth/register', {
      client_name: 'Ledger\u202Eline\n\n<b>',
      redirect_uris: [callback],
      token_endpoint_auth_method: 'client_secret_post',
    })
    expect(status).toBe(201)
    expect(json).toMatchObject({ client_name: 'Ledger line <b>', token_endpoint_auth_method: 'none' })
    expect(json).not.toHaveProperty('client_secret')
  })

  test('an id that somebody has changed is nobody’s', async () => {
    const { client_id: id } = await register()
    const [mark, text, signature] = id.split('.') as [string, string, string]
    const other = Buffer.from(JSON.stringify({ n: 'x', r: ['https://evil.example/cb'] })).toString('base64url')
    const cookie = await signIn('vic@example.com')
    for (const forged of [`${mark}.${other}.${signature}`, `${mark}.${text}.`, `${mark}.${text}`, 'x', ''])
      expect(
        (await post('/api/authorization/read', { request: (await asks({ client_id: forged })).request }, cookie)).json,
      ).toMatchObject({ asks: null, refused: { back: null } })
  })
})

describe('what is not even asked of a person', () => {
  test.each([
    ['another address to answer at', { redirect_uri: 'https://evil.example/cb' }, false],
    ['another path', { redirect_uri: `${callback}/../other` }, false],
    ['another host of this machine', { redirect_uri: 'http://localhost:33418/callback' }, false],
    ['the address with more behind it', { redirect_uri: `${callback}?next=x` }, false],
    ['no address', { redirect_uri: null }, false],
    ['PKCE left out', { code_challenge: null }, true],
    ['PKCE as plain', { code_challenge_method: 'plain' }, true],
    ['PKCE without its method, which means plain', { code_challenge_method: null }, true],
    ['a short challenge', { code_challenge: 'abc' }, true],
    ['the implicit way', { response_type: 'token' }, true],
    ['tokens for another host', { resource: 'https://other.example/mcp' }, true],
    ['tokens for another path of this host', { resource: 'HERE/api' }, true],
    ['tokens for this name at another port', { resource: 'http://127.0.0.1:1/mcp' }, true],
    ['no scope that there is', { scope: 'everything' }, true],
    ['to configure', { scope: 'admin' }, true],
  ] as [string, Record<string, string | null>, boolean][])('%s', async (_, change, hears) => {
    const resource = change.resource?.replace('HERE', all.url)
    const { request } = await asks(resource ? { resource } : change)
    const cookie = await signIn('ada@example.com')
    const { json } = await post('/api/authorization/read', { request }, cookie)
    expect(json.asks).toBeNull()
    // Only an address that is known to be the program's own hears why.
    expect(json.refused.back === null).toBe(!hears)
    expect(await post('/api/authorization', { request, approve: true, scopes: ['read'] }, cookie)).toMatchObject({
      status: 400,
    })
  })

  test('a parameter that is there twice', async () => {
    const { request } = await asks()
    const twice = `${request}&redirect_uri=${encodeURIComponent('https://evil.example/cb')}`
    const cookie = await signIn('ada@example.com')
    expect((await post('/api/authorization/read', { request: twice }, cookie)).json).toMatchObject({
      asks: null,
      refused: { back: null },
    })
  })

  test.each([
    'https://127.0.0.1/client.json',
    'https://localhost/client.json',
    'https://[::1]/client.json',
    'https://[::ffff:10.0.0.1]/client.json',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.1.1/client.json',
    'http://example.com/client.json',
    'https://example.com/',
    'https://user@example.com/client.json',
    'https://example.com:8443/client.json',
    'https://example.com/a/../client.json',
    'https://2130706433/client.json',
  ])('a program described at %s: the hub does not go there', async (client_id) => {
    const { request } = await asks({ client_id })
    const cookie = await signIn('ada@example.com')
    expect((await post('/api/authorization/read', { request }, cookie)).json).toMatchObject({ asks: null })
  })

  test('a name that leads into the private network is refused at the moment of connecting', async () => {
    await expect(readDescription(new URL('https://localhost/client.json'))).rejects.toMatchObject({
      error: 'invalid_client',
    })
  })

  test('a description counts for its own address alone, and holds no secret', async () => {
    const id = 'https://app.example/client.json'
    const good = { client_id: id, client_name: 'App', redirect_uris: ['https://app.example/cb'] }
    let reads = 0
    const clientsOf = (text: string) =>
      createClients({
        key: Buffer.alloc(32),
        clock: all.clock,
        readDescription: async () => {
          reads++
          return text
        },
      })
    const known = clientsOf(JSON.stringify(good))
    expect(await known.find(id)).toMatchObject({ name: 'App', host: 'app.example' })
    await known.find(id)
    expect(reads).toBe(1)
    for (const wrong of [
      '{',
      '[]',
      JSON.stringify({ ...good, client_id: 'https://evil.example/client.json' }),
      JSON.stringify({ ...good, token_endpoint_auth_method: 'client_secret_basic' }),
      JSON.stringify({ ...good, redirect_uris: ['http://app.example/cb'] }),
    ])
      await expect(clientsOf(wrong).find(id)).rejects.toMatchObject({ error: expect.stringMatching(/^invalid_/) })
  })
})

describe('the consent', () => {
  test('says who asks and where the answer goes; it grants what the person may do, and no more', async () => {
    const asked = await asks()
    const vic = await signIn('vic@example.com')
    const { json } = await post('/api/authorization/read', { request: asked.request }, vic)
    expect(json.asks).toMatchObject({
      ...{ name: 'Probe', host: null, leadsTo: { kind: 'this-machine', place: '127.0.0.1:33418' } },
      ...{ scopes: ['read', 'people'], beyond: ['propose', 'operate'], takesPassword: false },
    })
    const decide = (scopes: string[]) =>
      post('/api/authorization', { request: asked.request, approve: true, scopes }, vic)
    for (const scopes of [['operate'], ['read', 'propose'], ['admin'], []])
      expect(await decide(scopes), scopes.join()).toMatchObject({ status: 400 })
    const code = await allow(vic, asked)
    const { json: tokens } = await exchange(code, asked)
    expect(tokens).toMatchObject({ token_type: 'Bearer', scope: 'read people', expires_in: 900 })
    expect(await newestOfClients()).toMatchObject({
      deed: 'client.allowed',
      actor: { kind: 'person', email: 'vic@example.com' },
    })
  })

  test('can be less than what was asked, or a refusal, of which the program hears', async () => {
    const asked = await asks()
    const olga = await signIn('olga@example.com')
    const { json } = await exchange(await allow(olga, asked, ['read']), asked)
    expect(json.scope).toBe('read')
    const refused = await post('/api/authorization', { request: asked.request, approve: false }, olga)
    expect(new URL(refused.json.back).searchParams.get('error')).toBe('access_denied')
  })

  test('is given by a person in the hub’s own page alone: no other site, no frame, no program', async () => {
    const { request } = await asks()
    const cookie = await signIn('ada@example.com')
    const body = JSON.stringify({ request, approve: true, scopes: ['read'] })
    const json = { 'content-type': 'application/json', cookie }
    for (const headers of [
      json,
      { ...json, 'sec-fetch-site': 'cross-site' },
      { ...json, 'sec-fetch-site': 'same-site' },
      { ...json, origin: 'https://evil.example' },
    ])
      expect((await send('POST', '/api/authorization', headers, body)).status).toBe(403)
    const asForm = { ...asPage(cookie), 'content-type': 'application/x-www-form-urlencoded' }
    expect((await send('POST', '/api/authorization', asForm, body)).status).toBe(415)
    const local = { 'content-type': 'application/json', authorization: `Bearer ${all.hub.token}` }
    expect((await send('POST', '/api/authorization', local, body)).json.error.code).toBe('no_session')
    const page = await fetch(`${all.url}/oauth/authorize?${request}`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('asks for the password where it was not given lately', async () => {
    const { request } = await asks()
    const cookie = await signIn('ada@example.com')
    goBy(11 * 60_000)
    expect((await post('/api/authorization/read', { request }, cookie)).json.asks.takesPassword).toBe(true)
    const decide = (more: object) =>
      post('/api/authorization', { request, approve: true, scopes: ['read'], ...more }, cookie)
    expect((await decide({})).json.error.code).toBe('confirmation_needed')
    expect((await decide({ password: 'a wrong password' })).json.error.code).toBe('sign_in_failed')
    expect((await decide({ password })).status).toBe(200)
  })
})

describe('codes and tokens', () => {
  test('a code works once; shown again, it ends what came of it', async () => {
    const asked = await asks()
    const code = await allow(await signIn('olga@example.com'), asked)
    const first = await exchange(code, asked)
    expect(await opens(first.json.access_token)).toBe(200)
    expect(await exchange(code, asked)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(await opens(first.json.access_token)).toBe(401)
    expect(await renew(first.json.refresh_token, asked)).toMatchObject({ json: { error: 'invalid_grant' } })
    expect(await newestOfClients()).toMatchObject({
      deed: 'client.ended',
      details: { because: 'its code was used twice' },
    })
  })

  test('of two at once with one code, at most one gets in, and not for long', async () => {
    const asked = await asks()
    const code = await allow(await signIn('olga@example.com'), asked)
    const both = await Promise.all([exchange(code, asked), exchange(code, asked)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    expect(await opens(both.find(({ status }) => status === 200)!.json.access_token)).toBe(401)
  })

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'http://127.0.0.1:33419/callback' }],
    ['another program', { client_id: 'OTHER' }],
  ])('a code is worth nothing with %s, nor after that', async (_, change) => {
    const asked = await asks()
    const code = await allow(await signIn('olga@example.com'), asked)
    const wrong = 'client_id' in change ? { client_id: (await register({ client_name: 'Other' })).client_id } : change
    expect(await exchange(code, asked, wrong as Record<string, string>)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    })
    expect(await exchange(code, asked)).toMatchObject({ json: { error: 'invalid_grant' } })
  })

  test('a code lasts two minutes', async () => {
    const asked = await asks()
    const code = await allow(await signIn('olga@example.com'), asked)
    goBy(2 * 60_000 + 1)
    expect(await exchange(code, asked)).toMatchObject({ json: { error: 'invalid_grant' } })
  })

  test('tokens are for this hub', async () => {
    const asked = await asks()
    const code = await allow(await signIn('olga@example.com'), asked)
    expect(await exchange(code, asked, { resource: 'https://other.example/mcp' })).toMatchObject({
      json: { error: 'invalid_target' },
    })
    // Nothing was used up by that.
    expect((await exchange(code, asked)).status).toBe(200)
  })

  test('each refresh token works once, and again within seconds: a copy of one ends the program’s access, for whoever has it', async () => {
    const { asked, tokens } = await letIn('olga@example.com')
    const next = (await renew(tokens.refresh_token, asked)).json
    expect(await opens(next.access_token)).toBe(200)
    expect(
      await renew(next.refresh_token, asked, { client_id: (await register({ client_name: 'B' })).client_id }),
    ).toMatchObject({
      json: { error: 'invalid_grant' },
    })
    const other = await letIn('olga@example.com')
    const renewed = (await renew(other.tokens.refresh_token, other.asked)).json
    // Within seconds: its answer was lost, or two windows came at one moment.
    all.clock.advance(10_000)
    const once = await renew(other.tokens.refresh_token, other.asked)
    expect(await opens(once.json.access_token)).toBe(200)
    expect(await opens(renewed.access_token)).toBe(200)
    all.clock.advance(21_000)
    expect(await renew(other.tokens.refresh_token, other.asked)).toMatchObject({ json: { error: 'invalid_grant' } })
    expect(await opens(renewed.access_token)).toBe(401)
    expect(await renew(renewed.refresh_token, other.asked)).toMatchObject({ json: { error: 'invalid_grant' } })
  })

  test('a renewal gives no more than was allowed', async () => {
    const { asked, tokens } = await letIn('vic@example.com')
    expect(await renew(tokens.refresh_token, asked, { scope: 'read operate' })).toMatchObject({
      json: { error: 'invalid_scope' },
    })
  })

  test('what is stored opens nothing', async () => {
    const { asked, tokens } = await letIn('olga@example.com')
    for (const token of [createHash('sha256').update(tokens.access_token).digest('hex'), tokens.refresh_token])
      expect(await opens(token)).toBe(401)
    expect(await renew(tokens.access_token, asked)).toMatchObject({ json: { error: 'invalid_grant' } })
  })

  test('a token for the tools opens nothing else of the hub', async () => {
    const { tokens } = await letIn('ada@example.com')
    expect(await opens(tokens.access_token)).toBe(200)
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    for (const path of ['/api/me', '/api/people', '/api/integrations'])
      expect((await send('GET', path, headers)).status, path).toBe(401)
  })

  test.each([
    ['JSON', () => post('/oauth/token', { grant_type: 'refresh_token' }), 'invalid_request'],
    ['a secret', () => form('/oauth/token', { grant_type: 'x' }, { authorization: 'Basic eDp5' }), 'invalid_client'],
    ['no program', () => form('/oauth/token', { grant_type: 'refresh_token' }), 'invalid_client'],
    ['a password', () => form('/oauth/token', { grant_type: 'password', client_id: 'x' }), 'unsupported_grant_type'],
    ['a parameter twice', () => form('/oauth/token', 'client_id=a&client_id=b'), 'invalid_request'],
    ['no code', () => form('/oauth/token', { grant_type: 'authorization_code', client_id: 'x' }), 'invalid_request'],
  ])('a request with %s is refused in the words of RFC 6749', async (_, ask, error) => {
    const { json, headers } = await ask()
    expect(json.error).toBe(error)
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('an end', () => {
  test('is the program’s own to make (RFC 7009), with a token and under its name', async () => {
    const { asked, tokens } = await letIn('olga@example.com')
    const revoke = (client_id: string, token = tokens.refresh_token) => form('/oauth/revoke', { token, client_id })
    expect((await revoke((await register({ client_name: 'C' })).client_id)).status).toBe(401)
    expect((await revoke(asked.client, 'unknown')).status).toBe(200)
    expect(await opens(tokens.access_token)).toBe(200)
    expect((await revoke(asked.client)).status).toBe(200)
    expect(await opens(tokens.access_token)).toBe(401)
  })

  test('is the person’s, who sees their own; another’s takes an admin and their password', async () => {
    const { cookie: vic, tokens } = await letIn('vic@example.com')
    const [olga, ada] = [await signIn('olga@example.com'), await signIn('ada@example.com')]
    const list = async (cookie: string) =>
      (await send('GET', '/api/clients', asPage(cookie))).json as { id: string; owner: string; own: boolean }[]
    const own = await list(vic)
    expect(new Set(own.map(({ owner }) => owner))).toEqual(new Set(['vic@example.com']))
    const id = own[0]!.id
    expect((await list(ada)).some((one) => one.id === id && !one.own)).toBe(true)
    const end = (cookie: string, body: object = {}) => post(`/api/clients/${id}/end`, body, cookie)
    expect((await end(olga, { by: { password } })).json.error.code).toBe('not_allowed')
    expect((await end(ada)).json.error.code).toBe('not_allowed')
    const olgas = (await list(ada)).find(({ owner }) => owner === 'olga@example.com')!.id
    expect((await post(`/api/clients/${olgas}/end`, {}, vic)).status).toBe(404)
    expect(await opens(tokens.access_token)).toBe(200)
    expect((await end(ada, { by: { password } })).status).toBe(200)
    expect(await opens(tokens.access_token)).toBe(401)
    const [second] = await list(vic)
    if (second) expect((await post(`/api/clients/${second.id}/end`, {}, vic)).status).toBe(200)
  })

  test('comes with a lower role for what is beyond it, and with the person’s removal for all', async () => {
    await all.hub.database.people.add({ email: 'tom@example.com', name: 'Tom', role: 'operator', password })
    const { asked, tokens } = await letIn('tom@example.com')
    const ada = await signIn('ada@example.com')
    const by = { password }
    expect((await post('/api/people/tom@example.com/role', { by, role: 'viewer' }, ada)).status).toBe(200)
    const next = (await renew(tokens.refresh_token, asked)).json
    expect(next.scope).toBe('read people')
    expect((await post('/api/people/tom@example.com/remove', { by }, ada)).status).toBe(200)
    expect(await opens(next.access_token)).toBe(401)
    expect(await renew(next.refresh_token, asked)).toMatchObject({ json: { error: 'invalid_grant' } })
  })

  test('comes with a new password: whoever knew the old one may have let something in', async () => {
    await all.hub.database.people.add({ email: 'ute@example.com', name: 'Ute', role: 'viewer', password })
    const { cookie, tokens } = await letIn('ute@example.com')
    const body = { by: { password }, password: 'another horse of the battery' }
    expect((await post('/api/people/ute@example.com/password', body, cookie)).status).toBe(200)
    expect(await opens(tokens.access_token)).toBe(401)
  })
})

test.each([
  ['https://app.example/cb', 'web'],
  ['http://localhost:8080/cb', 'this-machine'],
  ['http://[::1]/cb', 'this-machine'],
  ['cursor://anysphere.cursor-retrieval/oauth', 'program'],
  ['com.example.app:/cb', 'program'],
  ['http://localhost.evil.example/cb', null],
  ['http://127.0.0.1@evil.example/cb', null],
  ['http://0.0.0.0/cb', null],
  ['ftp://a.example/cb', null],
  ['evil:/cb', null],
  ['about:blank', null],
  ['https://a.example\\@b.example/cb', null],
  ['/cb', null],
])('an answer may go to %s: %s', (address, kind) => expect(redirectKind(address)).toBe(kind))

test.each([
  ['http://127.0.0.1:9/cb', 'http://127.0.0.1:8080/cb', true],
  ['http://127.0.0.1/cb', 'http://127.0.0.1:8080/cb', true],
  ['http://[::1]:9/cb', 'http://[::1]:1/cb', true],
  ['http://127.0.0.1:9/cb', 'http://127.0.0.1:9/cb/', false],
  ['http://127.0.0.1:9/cb', 'http://localhost:9/cb', false],
  ['http://127.0.0.1:9/cb', 'http://127.0.0.1:9/CB', false],
  ['https://a.example/cb', 'https://a.example:444/cb', false],
  ['https://a.example/cb', 'https://a.example/cb?x=1', false],
  ['https://a.example/cb', 'https://A.example/cb', false],
])('registered %s, asked for %s: %s', (registered, asked, same) => expect(isRegistered(asked, [registered])).toBe(same))
