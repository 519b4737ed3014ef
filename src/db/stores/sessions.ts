import { createHmac, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { and, desc, eq, gt, lt, ne } from 'drizzle-orm'
import { type Instant, instant, later, msBetween } from '../../domain/clock.ts'
import type { Role } from '../../domain/person.ts'
import { isStorable } from '../../domain/storable.ts'
import type { HubEvent, PersonSession, SessionStore } from '../../domain/stores.ts'
import type { Session } from '../session.ts'
import { user as people, verification as secrets, session as sessions } from '../sign-in-schema.ts'

const hour = 60 * 60_000
/** Unused for so long, it ends: a weekend away is no reason to sign in again. */
const idleMs = 3 * 24 * hour
/** However much it is used. */
const longestMs = 30 * 24 * hour
/** It is noted that a session is used at most this often. */
const notedMs = hour
const longestText = 200

/**
 * Sessions in the tables of the sign-in library, by whose plugins they can be used. Its own way to read one loads all of
 * it; each request of a page asks for its session.
 */
export function sessionStore(session: Session, masterKey: Uint8Array, tell: (event: HubEvent) => void): SessionStore {
  // Each transaction makes this store anew, and few of them sign: to derive the key took half of the making of all stores.
  let key: Buffer | undefined
  const signed = (text: string) => {
    key ??= Buffer.from(hkdfSync('sha256', masterKey, '', 'ledgerline sessions', 32))
    return createHmac('sha256', key).update(text).digest('base64url')
  }

  /** The token of a cookie that we have signed. */
  function tokenOf(cookie: string): string | null {
    const [token = '', signature = '', ...more] = cookie.split('.')
    if (token === '' || more.length > 0) return null
    const [given, ours] = [Buffer.from(signature), Buffer.from(signed(token))]
    return given.length === ours.length && timingSafeEqual(given, ours) ? token : null
  }
  const selected = () => session.select().from(sessions).innerJoin(people, eq(sessions.userId, people.id)).$dynamic()

  return {
    async open(person, { at, from, browser, method }) {
      const token = randomBytes(24).toString('base64url')
      const now = new Date(at)
      await session.insert(sessions).values({
        id: randomUUID(),
        token,
        userId: person,
        createdAt: now,
        updatedAt: now,
        confirmedAt: now,
        expiresAt: new Date(later(at, idleMs)),
        ipAddress: stored(from),
        userAgent: stored(browser),
        method,
      })
      return `${token}.${signed(token)}`
    },

    async find(cookie, at) {
      const token = tokenOf(cookie)
      if (token === null) return null
      const [found] = await selected().where(and(eq(sessions.token, token), gt(sessions.expiresAt, new Date(at))))
      if (!found) return null
      const its = toSession(found)
      if (msBetween(its.signedInAt, at) > longestMs) return null
      if (msBetween(its.seenAt, at) < notedMs) return its
      const expiresAt = later(at, idleMs)
      await session
        .update(sessions)
        .set({ updatedAt: new Date(at), expiresAt: new Date(expiresAt) })
        .where(eq(sessions.id, its.id))
      return { ...its, seenAt: at, expiresAt }
    },

    async confirm(id, at) {
      await session
        .update(sessions)
        .set({ confirmedAt: new Date(at) })
        .where(eq(sessions.id, id))
    },

    async list(person, at) {
      const found = await selected()
        .where(and(eq(sessions.userId, person), gt(sessions.expiresAt, new Date(at))))
        .orderBy(desc(sessions.updatedAt))
      return found.map(toSession)
    },

    async end(person, id) {
      const ended = await session
        .delete(sessions)
        .where(and(eq(sessions.userId, person), eq(sessions.id, id)))
        .returning({ id: sessions.id })
      tell({ noun: 'access' })
      return ended.length > 0
    },

    async endAll(person, but) {
      const all = eq(sessions.userId, person)
      const ended = await session
        .delete(sessions)
        .where(but === undefined ? all : and(all, ne(sessions.id, but)))
        .returning({ id: sessions.id })
      tell({ noun: 'access' })
      return ended.length
    },

    async prune(at) {
      await session.delete(sessions).where(lt(sessions.expiresAt, new Date(at)))
      await session.delete(secrets).where(lt(secrets.expiresAt, new Date(at)))
    },

    async keep(name, value, at, forMs) {
      // Who is not known yet may begin many sign-ins: what nobody ended in time does not pile up.
      await session.delete(secrets).where(lt(secrets.expiresAt, new Date(at)))
      const expiresAt = new Date(later(at, forMs))
      await session.insert(secrets).values({ id: randomUUID(), identifier: name, value, expiresAt })
    },

    async spend(name, at) {
      const kept = await session.delete(secrets).where(eq(secrets.identifier, name)).returning()
      return kept.find(({ expiresAt }) => expiresAt > new Date(at))?.value ?? null
    },

    async offer(purpose, secret, expiresAt) {
      await session.delete(secrets).where(eq(secrets.identifier, purpose))
      const row = { id: randomUUID(), identifier: purpose, value: signed(secret), expiresAt: new Date(expiresAt) }
      await session.insert(secrets).values(row)
    },

    async take(purpose, secret, at) {
      const taken = await session
        .delete(secrets)
        .where(which(purpose, secret, at))
        .returning({ id: secrets.id })
      return taken.length > 0
    },

    async holds(purpose, secret, at) {
      return (
        (
          await session
            .select()
            .from(secrets)
            .where(which(purpose, secret, at))
        ).length > 0
      )
    },
  }

  function which(purpose: string, secret: string, at: Instant) {
    return and(eq(secrets.identifier, purpose), eq(secrets.value, signed(secret)), gt(secrets.expiresAt, new Date(at)))
  }
}

/** What a browser says of itself may hold what no database stores. */
const stored = (text: string) => (isStorable(text) ? text.slice(0, longestText) : '')

function toSession({
  sign_in_sessions: its,
  people: person,
}: {
  readonly sign_in_sessions: typeof sessions.$inferSelect
  readonly people: typeof people.$inferSelect
}): PersonSession {
  const { id, email, name, role } = person
  return {
    id: its.id,
    person: { id, email, name, role: role as Role },
    signedInAt: instant(its.createdAt),
    seenAt: instant(its.updatedAt),
    expiresAt: instant(its.expiresAt),
    // One that another way of signing in began has given no password.
    confirmedAt: instant(its.confirmedAt ?? 0),
    method: its.method,
    from: its.ipAddress ?? '',
    browser: its.userAgent ?? '',
  }
}
