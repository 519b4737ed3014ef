import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../domain/clock.ts'
import type { Actor, Role, Scope } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { sameToken } from './access-file.ts'
import { isClaimed, type SignIn } from './sign-in.ts'

/** Who asks, and what they may do. */
export interface Caller {
  readonly actor: Actor
  readonly scopes: readonly Scope[]
}

/** Routes read it by `context.get('caller')`. */
export interface CallerEnv {
  Variables: { caller: Caller }
}

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * The owner of the data folder, by its access file: reads, runs and replays. Until somebody has signed in for the first
 * time it also sets the hub up; from then on configuration takes a person, as decisions always do.
 */
const local = (claimed: boolean): Caller => ({
  actor: { kind: 'token', id: 'local', name: 'this machine' },
  scopes: ['read', 'propose', 'operate', ...(claimed ? [] : (['admin'] as const))],
})

const scopesOf: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read'],
  operator: ['read', 'propose', 'operate'],
  approver: ['read', 'propose', 'operate'],
  admin: ['read', 'propose', 'operate', 'admin'],
}

export interface CallerParts {
  readonly database: Database
  readonly clock: Clock
  /** What the access file says. */
  readonly token: string
  readonly signIn: SignIn
}

/** Lets in by the access file's token, by a token of a program, or by a person's e-mail and password (Basic). */
export function callerOf(parts: CallerParts): MiddlewareHandler<CallerEnv> {
  return async (context, next) => {
    const given = context.req.header('authorization') ?? ''
    const caller = /^Basic /i.test(given)
      ? await bySignIn(parts, given.slice(6))
      : await callerByToken(parts, given.replace(/^Bearer /i, ''))
    if (!caller)
      return denied(context, 401, {
        code: 'access_denied',
        message: 'No valid token.',
        hint: 'Commands read it from access.json in the data folder; programs use one made by "ledgerline tokens add".',
      })
    const needed = neededScope(context.req.method, context.req.path)
    if (!caller.scopes.includes(needed)) return denied(context, 403, refusal(caller, needed))
    context.set('caller', caller)
    return next()
  }
}

const refusal = ({ actor }: Caller, needed: Scope) =>
  actor.kind === 'token' && actor.id === 'local'
    ? {
        code: 'sign_in_needed',
        message: 'This changes the configuration: it takes an admin’s sign-in.',
        hint: 'Run it at a terminal, or with --email and --password-stdin, or with LEDGERLINE_TOKEN set to a token with the scope "admin".',
      }
    : actor.kind === 'token'
      ? { code: 'access_denied', message: `This token has no scope “${needed}”.`, hint: 'Make another token with it.' }
      : { code: 'access_denied', message: 'Your role does not allow this.', hint: 'Ask an admin.' }

/** Null: nobody we know. */
export async function callerByToken(parts: Omit<CallerParts, 'signIn'>, given: string): Promise<Caller | null> {
  return sameToken(given, parts.token) ? local(await isClaimed(parts.database)) : byToken(parts, given)
}

async function bySignIn({ signIn }: CallerParts, encoded: string): Promise<Caller> {
  const [email = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const person = await signIn(email, password.join(':'))
  return { actor: { kind: 'person', id: person.id, email: person.email }, scopes: scopesOf[person.role] }
}

async function byToken({ database, clock }: Omit<CallerParts, 'signIn'>, given: string): Promise<Caller | null> {
  if (given.length < 32 || given.length > 128) return null
  const token = await database.stores.tokens.find(hashOfToken(given), clock.now())
  return token ? { actor: { kind: 'token', id: token.id, name: token.name }, scopes: token.scopes } : null
}

/**
 * What a request needs, by its route. Reading is the least; integrations are an admin's. Changes of people and tokens
 * bring an admin's sign-in themselves, as decisions bring an approver's.
 */
function neededScope(method: string, path: string): Scope {
  if (/^\/api\/(people|tokens)/.test(path)) return 'operate'
  if (method === 'GET') return 'read'
  if (/^\/api\/proposals/.test(path)) return 'propose'
  if (/^\/api\/integrations\/[^/]+$/.test(path) || /\/(confirm|webhooks\/\w+)$/.test(path)) return 'admin'
  if (/\/(check|plan)$/.test(path)) return 'read'
  return 'operate'
}

function denied(
  context: Context,
  status: 401 | 403,
  error: { readonly code: string; readonly message: string; readonly hint: string },
) {
  return context.json({ error }, status)
}
