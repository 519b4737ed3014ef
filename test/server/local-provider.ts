import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Person {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly groups?: readonly string[]
}

/** An OpenID provider on this machine: discovery, authorization, tokens, keys. Who is signed in there is set by the test. */
export async function startProvider(client: { readonly id: string; readonly secret: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { asked: URLSearchParams; person: Person }>()
  const seen: URLSearchParams[] = []
  let person: Person = { sub: 'nobody' }
  /** What a hostile provider, or somebody on the way, does to the claims and to the signed token. */
  let spoil: {
    claims?: Record<string, unknown>
    token?: (token: string) => string
    userinfo?: Record<string, unknown>
  } = {}
  let issuer = ''
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = (claims: unknown) => {
    const text = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`
    return `${text}.${createSign('sha256').update(text).sign(privateKey).toString('base64url')}`
  }

  function authorize(asked: URLSearchParams): string {
    seen.push(asked)
    const code = randomBytes(16).toString('base64url')
    codes.set(code, { asked, person })
    const back = new URL(asked.get('redirect_uri')!)
    back.search = new URLSearchParams({ code, state: asked.get('state')!, iss: issuer }).toString()
    return back.href
  }

  function token(given: URLSearchParams, authorization: string | undefined): { status: number; body: object } {
    const refuse = (error: string) => ({ status: 400, body: { error } })
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    const posted = given.get('client_id') === client.id && given.get('client_secret') === client.secret
    if (authorization !== basic && !posted) return { status: 401, body: { error: 'invalid_client' } }
    const known = codes.get(given.get('code') ?? '')
    codes.delete(given.get('code') ?? '')
    if (!known || given.get('redirect_uri') !== known.asked.get('redirect_uri')) return refuse('invalid_grant')
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url')
    if (known.asked.get('code_challenge_method') !== 'S256' || challenge !== known.asked.get('code_challenge'))
      return refuse('invalid_grant')
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      ...{ iss: issuer, aud: client.id, iat: now, exp: now + 300, nonce: known.asked.get('nonce') },
      ...(known.asked.has('max_age') ? { auth_time: now } : {}),
      ...known.person,
      ...spoil.claims,
    }
    const id_token = (spoil.token ?? ((same: string) => same))(signed(claims))
    return { status: 200, body: { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', id_token } }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    const json = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      })
    if (url.pathname === '/keys')
      return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] })
    if (url.pathname === '/userinfo') return json({ sub: person.sub, ...spoil.userinfo })
    if (url.pathname === '/authorize') return response.writeHead(302, { location: authorize(url.searchParams) }).end()
    if (url.pathname === '/token') {
      let text = ''
      request.on('data', (piece) => {
        text += String(piece)
      })
      return request.on('end', () => {
        const { status, body } = token(new URLSearchParams(text), request.headers.authorization)
        json(body, status)
      })
    }
    return json({}, 404)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    /** What it was asked, newest last. */
    seen,
    be(who: Person, how: typeof spoil = {}) {
      person = who
      spoil = how
    },
    /** What a browser does there: it is sent back at once. @returns what stands behind the "?" */
    visit: (url: string) => new URL(authorize(new URL(url).searchParams)).search.slice(1),
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  }
}
