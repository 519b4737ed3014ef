import { AsyncLocalStorage } from 'node:async_hooks'
import type { Call } from '../domain/errors.ts'

/** One request and its answer, as text, without headers: credentials are there. */
export interface Exchange {
  readonly call: Call
  readonly writes: boolean
  /** Milliseconds since 1970. */
  readonly startedMs: number
  readonly tookMs: number
  /** Null: no answer came. */
  readonly status: number | null
  readonly sent: string
  readonly received: string
}

const listening = new AsyncLocalStorage<(exchange: Exchange) => void>()

/** While `work` is under way, `listen` gets what its requests send and receive. */
export const hearing = <T>(listen: (exchange: Exchange) => void, work: () => T): T => listening.run(listen, work)

/** Called once for each request that was sent. `its` is asked only where somebody listens. */
export function noteExchange(its: () => Exchange): void {
  listening.getStore()?.(its())
}

/** Members in which systems keep what opens something: hashes of passwords, keys of accounts. */
const secretMembers = '(?:passwd|password|secure_key|ws_key|reset_password_token)'
const inXml = new RegExp(`(<${secretMembers}(?:\\s[^>]*)?>)[\\s\\S]*?(</${secretMembers}>)`, 'gi')
const inJson = new RegExp(`("${secretMembers}"\\s*:\\s*")[^"]*(")`, 'gi')
const inQuery = new RegExp(`([?&]${secretMembers}=)[^&\\s]*`, 'gi')

/** The text without what opens something. @param secrets the credentials of the connection, wherever they stand */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let shown = text.replace(inXml, '$1…$2').replace(inJson, '$1…$2').replace(inQuery, '$1…')
  for (const secret of secrets) if (secret.length >= 4) shown = shown.replaceAll(secret, '…')
  return shown
}
