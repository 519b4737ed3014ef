import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { Client, type Dispatcher, Pool, ProxyAgent } from 'undici'
import { z } from 'zod'
import { InvalidInput } from '../domain/errors.ts'

/** How a connection leaves this machine: part of the settings of each. */
export const outgoingSettings = {
  caFile: z
    .string()
    .max(500)
    .optional()
    .describe('File on the hub’s machine with certificates (PEM) of an authority to trust besides the usual ones.'),
  proxy: z
    .string()
    .max(500)
    .refine(
      (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).username === '',
      'must be an http or https address without user name and password',
    )
    .optional()
    .describe('Proxy on the way there. The hub tunnels through it; over plain http it reads along.'),
}
export interface Outgoing {
  readonly caFile?: string | undefined
  readonly proxy?: string | undefined
}

/** Plain http through a proxy shows the proxy what is sent: then it is a part of where a credential goes. */
export const wayOf = (origin: string, { proxy }: Outgoing) =>
  proxy !== undefined && origin.startsWith('http:') ? `${origin} through ${new URL(proxy).origin}` : origin

interface Limits extends Outgoing {
  /** Connections at a time. One: a client whose connections can be counted. */
  readonly connections: number
  readonly connectTimeoutMs: number
  readonly pool: Omit<Pool.Options, 'connect' | 'connections'>
  /** A connection was opened. */
  readonly connected?: () => void
}

/** Connections to one origin. Requests name the origin again, as a proxy needs it. @throws InvalidInput: `caFile` cannot be read */
export function connectionsTo(origin: string, limits: Limits): Dispatcher {
  const { proxy, connections, pool, connected, connectTimeoutMs: timeout } = limits
  const ca = authorities(limits)
  const tls = { timeout, ...(ca && { ca }) }
  const counted = <T extends Dispatcher>(dispatcher: T): T => {
    if (connected) dispatcher.on('connect', connected)
    return dispatcher
  }
  if (proxy === undefined)
    return connections === 1
      ? counted(new Client(origin, { ...pool, connect: tls }))
      : counted(new Pool(origin, { ...pool, connections, connect: tls }))
  return new ProxyAgent({
    ...pool,
    uri: proxy,
    // Also for plain http: signing in belongs to one connection from end to end.
    proxyTunnel: true,
    requestTls: tls,
    connections,
    factory: (to, options) =>
      counted(connections === 1 ? new Client(to, options as Client.Options) : new Pool(to, options as Pool.Options)),
  })
}

export function authorities({ caFile }: Outgoing): string[] | null {
  if (caFile === undefined) return null
  try {
    const text = readFileSync(caFile, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return [...getCACertificates('default'), text]
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new InvalidInput('The connection', [{ at: 'caFile', reason: `${caFile} cannot be read (${code})` }])
  }
  throw new InvalidInput('The connection', [{ at: 'caFile', reason: `${caFile} holds no certificate in PEM form` }])
}
