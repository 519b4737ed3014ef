import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import { withoutHidden } from '../../domain/visible.ts'
import { sameSecret } from '../same-secret.ts'
import { OAuthProblem } from './problem.ts'
import { redirectKind } from './redirects.ts'

/** A program that asks to be let in. */
export interface OAuthClient {
  readonly id: string
  /** What it calls itself. */
  readonly name: string
  readonly redirectUris: readonly string[]
  /** The host that describes it, which nobody else can pretend to be; null: nobody has proved anything. */
  readonly host: string | null
}

export interface ClientParts {
  /** Signs what a program registers. */
  readonly key: Uint8Array
  readonly clock: Clock
  /** Reads a program's description from its public address. @throws OAuthProblem */
  readonly readDescription: (url: URL) => Promise<string>
}

const longestName = 60
const mostRedirects = 5
const longestId = 2_500
const keptMs = 10 * 60_000
const mostKept = 100
const shortIdMark = 'c.'

/** What of a description counts here (RFC 7591 2). A program may say more: it is not kept. */
const description = z.object({
  client_name: z.string().max(1_000).optional(),
  redirect_uris: z.array(z.string()).min(1).max(mostRedirects),
  grant_types: z.array(z.string()).max(20).optional(),
  response_types: z.array(z.string()).max(20).optional(),
})
const document = description.extend({
  client_id: z.string(),
  redirect_uris: z.array(z.string()).min(1).max(30),
  token_endpoint_auth_method: z.string().optional(),
})

/**
 * The programs that may ask. A registration (RFC 7591) is kept nowhere: all of it stands in the id that the hub hands out,
 * signed, so that strangers fill no table. A program that is described at an https address of its own is known by that
 * address (client-id metadata document): the hub reads it there each time somebody is asked, at most every ten minutes.
 */
export function createClients({ key, clock, readDescription }: ClientParts) {
  const kept = new Map<string, { readonly client: OAuthClient; readonly at: number }>()
  const signature = (text: string) => createHmac('sha256', key).update(text).digest('base64url')

  return {
    /** @returns the answer to a registration @throws OAuthProblem invalid_client_metadata, invalid_redirect_uri */
    register(given: unknown) {
      const { client_name, redirect_uris, grant_types } = read(description, given)
      checkRedirects(redirect_uris)
      if (grant_types && !grant_types.includes('authorization_code'))
        throw new OAuthProblem('invalid_client_metadata', 'Only authorization_code and refresh_token are granted here.')
      const name = plainName(client_name)
      const text = Buffer.from(JSON.stringify({ n: name, r: redirect_uris })).toString('base64url')
      return {
        client_id: `${shortIdMark}${text}.${signature(text)}`,
        client_id_issued_at: Math.floor(Date.parse(clock.now()) / 1000),
        client_name: name,
        redirect_uris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      }
    },

    /** @throws OAuthProblem: nobody of this id is known, or its description cannot be read */
    async find(id: string): Promise<OAuthClient> {
      if (id.length <= longestId && id.startsWith(shortIdMark)) return registered(id)
      const url = descriptionAddress(id)
      if (!url) throw new OAuthProblem('invalid_client', 'This program is not registered here.', 401)
      const now = Date.parse(clock.now())
      const known = kept.get(id)
      if (known && now - known.at < keptMs) return known.client
      const client = described(id, url, await readDescription(url))
      for (const oldest of kept.keys()) {
        if (kept.size < mostKept) break
        kept.delete(oldest)
      }
      kept.delete(id)
      kept.set(id, { client, at: now })
      return client
    },
  }

  function registered(id: string): OAuthClient {
    const [text = '', given = ''] = id.slice(shortIdMark.length).split('.')
    if (!sameSecret(given, signature(text)))
      throw new OAuthProblem('invalid_client', 'This program is not registered here.', 401)
    const { n, r } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as { n: string; r: string[] }
    return { id, name: n, redirectUris: r, host: null }
  }
}

export type Clients = ReturnType<typeof createClients>

/**
 * The address of a description, by which a program is known: https, with a path, written exactly as URLs are
 * normalised. Null: it is none. Whether it is public, the reader looks when it connects.
 */
function descriptionAddress(id: string): URL | null {
  if (id.length > 500 || !id.startsWith('https://') || !URL.canParse(id)) return null
  const url = new URL(id)
  const plain = url.username === '' && url.password === '' && !id.includes('#') && url.pathname !== '/'
  return plain && url.port === '' && url.href === id ? url : null
}

function described(id: string, url: URL, text: string): OAuthClient {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new OAuthProblem('invalid_client_metadata', 'The description of the program is not JSON.')
  }
  const its = read(document, given)
  if (its.client_id !== id)
    throw new OAuthProblem('invalid_client_metadata', 'The description names another address than its own.')
  if (/secret/.test(its.token_endpoint_auth_method ?? ''))
    throw new OAuthProblem('invalid_client_metadata', 'A description that everybody can read holds no secret.')
  checkRedirects(its.redirect_uris)
  return { id, name: plainName(its.client_name), redirectUris: its.redirect_uris, host: url.host }
}

function checkRedirects(addresses: readonly string[]): void {
  if (addresses.some((address) => redirectKind(address) === null))
    throw new OAuthProblem(
      'invalid_redirect_uri',
      'A redirect URI must be https, http on this machine (localhost, 127.0.0.1, [::1]), or a scheme of the program, without a fragment.',
    )
}

function read<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const place = parsed.error.issues[0]?.path.join('.') ?? ''
  const wrong = /^redirect_uris/.test(place) ? 'invalid_redirect_uri' : 'invalid_client_metadata'
  throw new OAuthProblem(wrong, `The description of the program is not usable: ${place || 'it is no object'}.`)
}

/** One line of visible text: a name may try to look like words of the page. */
const plainName = (name: string | undefined) =>
  withoutHidden(name ?? '', ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestName)
    // Half of a sign that was cut.
    .replace(/[\uD800-\uDBFF]$/, '') || 'A program without a name'
