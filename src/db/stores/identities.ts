import { and, eq } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import type { HubEvent, Identity, IdentityStore } from '../../domain/stores.ts'
import type { Session } from '../session.ts'
import { identities } from '../sign-in-schema.ts'

export function identityStore(session: Session, tell: (event: HubEvent) => void): IdentityStore {
  const one = async (which: ReturnType<typeof and>) => {
    const [found] = await session.select().from(identities).where(which)
    return found ? toIdentity(found) : null
  }
  return {
    find: (issuer, subject) => one(and(eq(identities.issuer, issuer), eq(identities.subject, subject))),
    of: (person) => one(eq(identities.person, person)),
    async add({ at, ...identity }) {
      const added = await session
        .insert(identities)
        .values({ ...identity, at: new Date(at) })
        .onConflictDoNothing()
        .returning({ person: identities.person })
      tell({ noun: 'access' })
      return added.length > 0
    },
    async remove(person) {
      const removed = await session
        .delete(identities)
        .where(eq(identities.person, person))
        .returning({ person: identities.person })
      tell({ noun: 'access' })
      return removed.length > 0
    },
  }
}

const toIdentity = ({ at, ...its }: typeof identities.$inferSelect): Identity => ({ ...its, at: instant(at) })
