import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../domain/clock.ts'
import type { Actor, Scope } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { sameToken } from './access-file.ts'

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

/** The owner of the data folder, by its access file: everything but a decision, which takes a sign-in. */
const local: Caller = {
  actor: { kind: 'token', id: 'local', name: 'this machine' },
  scopes: ['read', 'propose', 'operate', 'admin'],
}

/** Lets in by the access file's token or by a token of a program. */
export function callerOf(parts: { database: Database; clock: Clock; token: string }): MiddlewareHandler<CallerEnv> {
  return async (context, next) => {
    const caller = await callerByToken(parts, context.req.header('authorization')?.replace(/^Bearer /, '') ?? '')
    if (!caller)
      return denied(
        context,
        401,
        'No valid token.',
        'Commands read it from access.json in the data folder; programs use one made by "ledgerline tokens add".',
      )
    const needed = neededScope(context.req.method, context.req.path)
    if (!caller.scopes.includes(needed))
      return denied(context, 403, `This token has no scope “${needed}”.`, 'Make another token with it.')
    context.set('caller', caller)
    return next()
  }
}

/** Null: nobody we know. */
export async function callerByToken(
  parts: { database: Database; clock: Clock; token: string },
  given: string,
): Promise<Caller | null> {
  return sameToken(given, parts.token) ? local : byToken(parts, given)
}

async function byToken(
  { database, clock }: { database: Database; clock: Clock },
  given: string,
): Promise<Caller | null> {
  if (given.length < 32 || given.length > 128) return null
  const token = await database.stores.tokens.find(hashOfToken(given), clock.now())
  return token ? { actor: { kind: 'token', id: token.id, name: token.name }, scopes: token.scopes } : null
}

/** What a request needs, by its route. Reading is the least; people, tokens and integrations are an admin's. */
function neededScope(method: string, path: string): Scope {
  if (/^\/api\/(people|tokens)/.test(path)) return 'admin'
  if (method === 'GET') return 'read'
  if (/^\/api\/proposals/.test(path)) return 'propose'
  if (/^\/api\/integrations\/[^/]+$/.test(path) || path.endsWith('/confirm')) return 'admin'
  if (/\/(check|plan)$/.test(path)) return 'read'
  return 'operate'
}

function denied(context: Context, status: 401 | 403, message: string, hint: string) {
  return context.json({ error: { code: 'access_denied', message, hint } }, status)
}
