import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, notExists, or } from 'drizzle-orm'
import { type Instant, instant } from '../../domain/clock.ts'
import type { Role } from '../../domain/person.ts'
import type { Grant, GrantStore, HubEvent } from '../../domain/stores.ts'
import type { Session } from '../session.ts'
import { grants, user as people, grantSecrets as secrets } from '../sign-in-schema.ts'

export function grantStore(session: Session, tell: (event: HubEvent) => void): GrantStore {
  const selected = () => session.select().from(grants).innerJoin(people, eq(grants.person, people.id)).$dynamic()
  const one = async (id: string): Promise<Grant | null> => {
    const [found] = await selected().where(eq(grants.id, id))
    return found ? toGrant(found) : null
  }
  /** The grant of a secret that some condition names. */
  const ofSecret = async (which: ReturnType<typeof and>): Promise<Grant | null> => {
    const [secret] = await session.select({ grant: secrets.grant }).from(secrets).where(which)
    return secret ? one(secret.grant) : null
  }
  return {
    async add({ scopes, at, expiresAt, ...grant }) {
      await session
        .insert(grants)
        .values({ ...grant, scopes: [...scopes], at: new Date(at), expiresAt: new Date(expiresAt) })
    },
    async give(grant, { kind, hash, expiresAt, bound }) {
      await session
        .insert(secrets)
        .values({ grant, kind, hash, expiresAt: new Date(expiresAt), bound: bound ? { ...bound } : null })
    },
    async take(kind, hash, at) {
      const its = and(eq(secrets.hash, hash), eq(secrets.kind, kind))
      const [taken] = await session
        .update(secrets)
        .set({ usedAt: new Date(at) })
        .where(and(its, isNull(secrets.usedAt)))
        .returning()
      const secret = taken ?? (await session.select().from(secrets).where(its))[0]
      const grant = secret ? await one(secret.grant) : null
      if (!secret || !grant) return null
      const { bound, expiresAt, usedAt } = secret
      return {
        ...{ state: taken ? 'taken' : 'again', grant, bound, expiresAt: instant(expiresAt) },
        usedAt: usedAt ? instant(usedAt) : at,
      }
    },
    async byAccess(hash, at) {
      const now = new Date(at)
      const its = and(eq(secrets.hash, hash), eq(secrets.kind, 'access'), gt(secrets.expiresAt, now))
      const grant = await ofSecret(its)
      return grant && grant.expiresAt > at ? grant : null
    },
    ofToken: (hash) => ofSecret(and(eq(secrets.hash, hash), inArray(secrets.kind, ['access', 'refresh']))),
    async noteUse(id, at) {
      await session
        .update(grants)
        .set({ usedAt: new Date(at) })
        .where(eq(grants.id, id))
    },
    find: one,
    async list(at, person) {
      const lasting = and(isNotNull(grants.usedAt), gt(grants.expiresAt, new Date(at)))
      const found = await selected()
        .where(person === undefined ? lasting : and(lasting, eq(grants.person, person)))
        .orderBy(desc(grants.at))
      return found.map(toGrant)
    },
    async end(id) {
      const ended = await session.delete(grants).where(eq(grants.id, id)).returning({ id: grants.id })
      tell({ noun: 'access' })
      return ended.length > 0
    },
    async endAll(person) {
      const ended = await session.delete(grants).where(eq(grants.person, person)).returning({ id: grants.id })
      tell({ noun: 'access' })
      return ended.length
    },
    async prune(at: Instant) {
      const now = new Date(at)
      await session.delete(secrets).where(lt(secrets.expiresAt, now))
      // One whose program never came for its tokens, or does not come any more, has no secret left.
      const left = session.select().from(secrets).where(eq(secrets.grant, grants.id))
      await session.delete(grants).where(or(lt(grants.expiresAt, now), notExists(left)))
    },
  }
}

function toGrant({
  sign_in_grants: its,
  people: person,
}: {
  readonly sign_in_grants: typeof grants.$inferSelect
  readonly people: typeof people.$inferSelect
}): Grant {
  const { id, email, name, role } = person
  return {
    id: its.id,
    clientId: its.clientId,
    clientName: its.clientName,
    person: { id, email, name, role: role as Role },
    scopes: its.scopes,
    at: instant(its.at),
    usedAt: its.usedAt === null ? null : instant(its.usedAt),
    expiresAt: instant(its.expiresAt),
  }
}
