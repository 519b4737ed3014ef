import type { Clock } from '../domain/clock.ts'
import type { Person } from '../domain/person.ts'
import type { Transaction } from '../domain/stores.ts'
import { terminalPrefix } from './actors.ts'

/** Whoever was in with the password or the factors of before is out, at browsers and terminals. @param but this session stays */
export async function endElsewhere(tx: Transaction, clock: Clock, person: Person, but?: string): Promise<void> {
  await tx.sessions.endAll(person.id, but)
  for (const { id, owner, revokedAt } of await tx.tokens.list())
    if (id.startsWith(terminalPrefix) && owner === person.email && !revokedAt) await tx.tokens.revoke(id, clock.now())
}
