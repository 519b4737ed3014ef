import { Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct, type Person, type Role } from '../domain/person.ts'
import type { Json } from '../domain/record.ts'
import type { Database, PersonSession, Transaction } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { matchingStep, newBackupCodes, newSecret } from './authenticator.ts'
import { type DecidingParts, type Given, whoDecides } from './deciding.ts'
import { endElsewhere } from './end-elsewhere.ts'
import type { Passkeys } from './passkeys.ts'
import { hashOfBackup } from './second-factor.ts'
import { serve } from './serve.ts'
import { inSession } from './sessions.ts'

export interface FactorParts extends DecidingParts {
  readonly database: Database
  readonly clock: Clock
  readonly secondFactorFrom: Role | null
  readonly passkeys: Passkeys
}

/** From the QR code to the first code. */
const setUpMs = 15 * 60_000

/**
 * A person's own authenticator app, backup codes and passkeys. Each change takes their password (and what they have already) in the same
 * request: who has found an open browser changes nothing. Other sessions end with it.
 */
export function factorRoutes(parts: FactorParts): Hono<CallerEnv> {
  const { database, clock, secondFactorFrom, passkeys } = parts
  const { factors } = database.stores
  const app = new Hono<CallerEnv>()

  serve(app, routes.readFactors, async ({ caller }) => {
    const { person } = inSession(caller).session
    const { authenticatorSince: since, backupCodes } = await factors.of(person.id)
    return {
      authenticator: since === null ? null : { since, backupCodes },
      needed: secondFactorFrom !== null && mayAct(person.role, secondFactorFrom),
    }
  })

  serve(app, routes.offerAuthenticator, async ({ body: { by }, caller, from }) => {
    const { person, session } = await proved({ caller, from, ...by })
    const { secret, uri } = await newSecret(person.email)
    await database.transaction(async (tx) => {
      await tx.factors.offerSecret(person.id, secret)
      await tx.sessions.keep(setUpIn(session), person.id, clock.now(), setUpMs)
    })
    return { secret, uri }
  })

  serve(app, routes.takeAuthenticator, async ({ body: { code }, caller }) => {
    const { session } = inSession(caller)
    const { person } = session
    const offered = await factors.offeredSecret(person.id)
    const step = offered === null ? null : await matchingStep(offered, code.replace(/\s/g, ''), clock.now())
    if (step === null)
      throw new NeedsPerson(
        'wrong_code',
        'The code is not the one that the app shows.',
        'Enter the newest six digits; the clock of the phone must be right.',
        { subject: 'sign-in' },
      )
    const backupCodes = newBackupCodes()
    await changed(session, 'factor.authenticator-added', async (tx) => {
      if ((await tx.sessions.spend(setUpIn(session), clock.now())) !== person.id)
        throw new NeedsPerson('too_late', 'Setting it up took too long, or was begun elsewhere.', 'Begin again.', {
          subject: 'sign-in',
        })
      await tx.factors.takeOffered(person.id, clock.now(), step)
      await tx.factors.putBackupCodes(
        person.id,
        backupCodes.map((one) => hashOfBackup(person.id, one)),
      )
    })
    return { backupCodes }
  })

  serve(app, routes.removeAuthenticator, async ({ body: { by }, caller, from }) => {
    const { person, session } = await proved({ caller, from, ...by })
    await mayRemove(person, 'authenticator')
    await changed(session, 'factor.authenticator-removed', (tx) => tx.factors.removeAuthenticator(person.id))
    return { removed: true as const }
  })

  serve(app, routes.makeBackupCodes, async ({ body: { by }, caller, from }) => {
    const { person, session } = await proved({ caller, from, ...by })
    if ((await factors.of(person.id)).authenticatorSince === null)
      throw new NeedsPerson(
        'no_authenticator',
        'Backup codes stand in for an authenticator app.',
        'Set up the app first.',
        {
          subject: 'sign-in',
        },
      )
    const backupCodes = newBackupCodes()
    await changed(session, 'factor.backup-codes', (tx) =>
      tx.factors.putBackupCodes(
        person.id,
        backupCodes.map((one) => hashOfBackup(person.id, one)),
      ),
    )
    return { backupCodes }
  })

  serve(app, routes.listPasskeys, async ({ caller }, context) => {
    const all = (await factors.of(inSession(caller).session.person.id)).passkeys
    const here = passkeys.here(context, all)
    return {
      possible: passkeys.isPossible(context),
      passkeys: all.map((one) => ({
        ...{ id: one.id, name: one.name, at: one.at, usedAt: one.usedAt },
        here: here.includes(one),
      })),
    }
  })

  serve(app, routes.offerPasskey, async ({ body: { by }, caller, from }, context) => {
    const { session } = await proved({ caller, from, ...by })
    return { options: await passkeys.registration(context, session) }
  })

  // The challenge was given to this session for the password, a moment ago: without one, no passkey is added.
  serve(app, routes.addPasskey, async ({ body: { name, passkey }, caller }, context) => {
    const { session } = inSession(caller)
    const made = await passkeys.made(context, session, passkey)
    await changed(session, 'factor.passkey-added', (tx) => tx.factors.addPasskey({ ...made, name }), { name })
    return { id: made.id, name }
  })

  serve(app, routes.namePasskey, async ({ params: { id }, body: { name }, caller }) => {
    if (!(await factors.namePasskey(inSession(caller).session.person.id, id, name))) throw noPasskey()
    return { id, name }
  })

  serve(app, routes.removePasskey, async ({ params: { id }, body: { by }, caller, from }) => {
    const { person, session } = await proved({ caller, from, ...by })
    const its = (await factors.of(person.id)).passkeys.find((one) => one.id === id)
    if (!its) throw noPasskey()
    await mayRemove(person, 'passkey')
    await changed(session, 'factor.passkey-removed', (tx) => tx.factors.removePasskey(person.id, id), {
      name: its.name,
    })
    return { id }
  })
  return app

  /** Whose session this is, proved in this request. */
  async function proved(given: Given & { caller: Caller }): Promise<{ person: Person; session: PersonSession }> {
    const { session } = inSession(given.caller)
    await whoDecides(parts, given, { lately: false, settingUp: true })
    return { person: session.person, session }
  }

  /** The change, its line in the audit log, and the end of every other session commit together. */
  function changed(
    session: PersonSession,
    deed: string,
    change: (tx: Transaction) => Promise<unknown>,
    details: Json = {},
  ): Promise<void> {
    const { person } = session
    return database.transaction(async (tx) => {
      await change(tx)
      await endElsewhere(tx, clock, person, session.id)
      const actor = { kind: 'person', id: person.id, email: person.email } as const
      await tx.audit.append({ at: clock.now(), actor, deed, subject: person.email, details })
    })
  }

  /** @throws NeedsPerson: it is the last factor of a person whose role takes one */
  async function mayRemove(person: Person, which: 'authenticator' | 'passkey'): Promise<void> {
    if (secondFactorFrom === null || !mayAct(person.role, secondFactorFrom)) return
    const { authenticatorSince, passkeys: keys } = await factors.of(person.id)
    const left = which === 'authenticator' ? keys.length : keys.length - 1 + (authenticatorSince === null ? 0 : 1)
    if (left > 0) return
    throw new NeedsPerson(
      'factor_needed',
      'Your role takes a second factor, and this is the last one.',
      'Set up another one first.',
      { subject: 'sign-in' },
    )
  }
}

const noPasskey = () => new NotFound('This passkey', 'The page of your account lists yours.')
const setUpIn = (session: PersonSession) => `authenticator ${session.id}`
