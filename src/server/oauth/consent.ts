import { randomBytes, randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { later } from '../../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../../domain/errors.ts'
import { mayAct, type Person } from '../../domain/person.ts'
import type { PersonSession } from '../../domain/stores.ts'
import { routes } from '../../routes/index.ts'
import type { Caller, CallerEnv } from '../actors.ts'
import { confirmedUntil, type DecidingParts, whoDecides } from '../deciding.ts'
import { hashOfSecret } from '../same-secret.ts'
import { serve } from '../serve.ts'
import { codeMs, grantMs, type OAuthParts } from './endpoints.ts'
import { endGrant } from './grants.ts'
import { type RedirectKind, redirectKind } from './redirects.ts'
import { allowedNow, backTo, readRequest } from './requests.ts'

/**
 * The page on which a person is asked, and the list of what was let in. Every time, a person decides: nothing that was
 * allowed before lets a program in again unseen.
 */
export function consentRoutes(parts: OAuthParts & Pick<DecidingParts, 'signIn' | 'secondFactor'>): Hono<CallerEnv> {
  const { database, clock, clients } = parts
  const app = new Hono<CallerEnv>()
  const originOf = (context: Context): string => {
    const origin = parts.originOf(context)
    if (origin !== null) return origin
    throw new NeedsPerson(
      'wrong_host',
      'The hub does not let programs in under this name.',
      'Open it under its own, or add this one to LEDGERLINE_ALLOWED_HOSTS.',
      { subject: 'the request' },
    )
  }

  serve(app, routes.readAuthorization, async ({ body, caller }, context) => {
    const session = inBrowser(caller)
    const request = await readRequest(body.request, { clients, origin: originOf(context) })
    if ('problem' in request) return { asks: null, refused: { says: request.problem.message, back: request.back } }
    const { client, redirectUri, scopes } = request
    const allowed = allowedNow(scopes, session.person.role)
    return {
      asks: {
        ...{ name: client.name, host: client.host, leadsTo: placeOf(redirectUri), scopes: [...allowed] },
        beyond: scopes.filter((scope) => !allowed.includes(scope)),
        takesPassword: confirmedUntil(session, clock.now()) === null,
      },
      refused: null,
    }
  })

  serve(app, routes.decideAuthorization, async ({ body, caller, from }, context) => {
    inBrowser(caller)
    const origin = originOf(context)
    const request = await readRequest(body.request, { clients, origin })
    if ('problem' in request)
      throw new InvalidInput('The request', [{ at: 'request', reason: request.problem.message }])
    if (!body.approve) return { back: backTo({ ...request, origin }, { error: 'access_denied' }) }
    const person = (await whoDecides(
      parts,
      { caller, from, password: body.password, code: body.code, confirmation: body.confirmation },
      { lately: true },
    ))!
    const allowed = allowedNow(request.scopes, person.role)
    const beyond = body.scopes.find((scope) => !allowed.includes(scope))
    if (beyond !== undefined || body.scopes.length === 0)
      throw new InvalidInput('The decision', [
        {
          at: 'scopes',
          reason: beyond
            ? `“${beyond}” was not asked for, or is more than ${person.email} may do`
            : 'must name what the program may do',
        },
      ])
    const { client, redirectUri, challenge } = request
    const scopes = allowed.filter((scope) => body.scopes.includes(scope))
    const at = clock.now()
    const id = randomUUID()
    const code = randomBytes(32).toString('base64url')
    await database.transaction(async (tx) => {
      await tx.grants.add({
        ...{ id, clientId: client.id, clientName: client.name, person: person.id, scopes, at },
        expiresAt: later(at, grantMs),
      })
      const bound = { redirectUri, challenge }
      await tx.grants.give(id, { kind: 'code', hash: hashOfSecret(code), expiresAt: later(at, codeMs), bound })
      await tx.audit.append({
        ...{ at, actor: { kind: 'person', id: person.id, email: person.email }, deed: 'client.allowed', subject: id },
        details: { name: client.name, host: client.host, leadsTo: placeOf(redirectUri).place, scopes: [...scopes] },
      })
    })
    return { back: backTo({ ...request, origin }, { code }) }
  })

  serve(app, routes.listClients, async ({ caller }) => {
    const own = personOf(caller)
    const all = caller.scopes.includes('operate')
    if (!all && !own) return []
    return (await database.stores.grants.list(clock.now(), all ? undefined : own!.id)).map(
      ({ id, clientId, clientName, person, scopes, at, usedAt, expiresAt }) => ({
        ...{ id, name: clientName, owner: person.email, own: person.id === own?.id, at, usedAt, expiresAt },
        host: clientId.startsWith('https://') ? new URL(clientId).host : null,
        scopes: [...allowedNow(scopes, person.role)],
      }),
    )
  })

  serve(app, routes.endClient, async ({ params: { id }, body: { by }, caller, from }) => {
    const grant = await database.stores.grants.find(id)
    const asks = personOf(caller)
    // Another's is answered like one that is not there, to whoever may not see it in the list.
    if (!grant || (grant.person.id !== asks?.id && !caller.scopes.includes('operate')))
      throw new NotFound(`Program ${id}`, 'The page of people and tokens lists them.')
    const person = grant.person.id === asks?.id ? asks : await admin()
    const actor = { kind: 'person', id: person.id, email: person.email } as const
    await database.transaction((tx) => endGrant(tx, clock, grant, actor, 'a person ended it'))
    return { id }

    async function admin(): Promise<Person> {
      const decides = by ? await whoDecides(parts, { caller, from, ...by }, { lately: false }) : null
      if (decides && mayAct(decides.role, 'admin')) return decides
      throw new NeedsPerson(
        'not_allowed',
        'Another person let this program in.',
        'An admin ends it, with their password.',
        {
          subject: 'people',
        },
      )
    }
  })
  return app
}

const personOf = ({ session, person }: Caller): Person | null => session?.person ?? person ?? null

function inBrowser({ session }: Caller): PersonSession {
  if (session) return session
  throw new NeedsPerson('no_session', 'A person lets a program in, in a browser.', 'Sign in to the pages.', {
    subject: 'sign-in',
  })
}

/** What a person is shown of where an answer goes: the host; of a program its scheme. */
function placeOf(redirectUri: string): { kind: RedirectKind; place: string } {
  const { protocol, host } = new URL(redirectUri)
  const kind = redirectKind(redirectUri)!
  return { kind, place: kind === 'program' ? protocol : host }
}
