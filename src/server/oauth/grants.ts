import type { Clock } from '../../domain/clock.ts'
import type { Actor } from '../../domain/person.ts'
import type { Grant, Transaction } from '../../domain/stores.ts'

/** The grant as somebody who asks. */
export const asGrant = ({ id, clientName, person }: Grant): Actor => ({
  ...{ kind: 'token', id, name: clientName, owner: person.email },
})

/** Ends it, and says so in the audit log. */
export async function endGrant(
  tx: Transaction,
  clock: Clock,
  grant: Grant,
  actor: Actor,
  because: string,
): Promise<void> {
  if (!(await tx.grants.end(grant.id))) return
  const details = { name: grant.clientName, owner: grant.person.email, because }
  await tx.audit.append({ at: clock.now(), actor, deed: 'client.ended', subject: grant.id, details })
}
