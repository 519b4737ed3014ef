import type { Clock } from '../domain/clock.ts'
import type { Actor, Person, Scope } from '../domain/person.ts'
import type { Transaction } from '../domain/stores.ts'

/** A token may do no more than its owner: those that may end with what the owner may. @returns their ids */
export async function endTokens(
  tx: Transaction,
  clock: Clock,
  owner: Person,
  allowed: readonly Scope[],
  actor: Actor,
): Promise<string[]> {
  const ended: string[] = []
  for (const { id, scopes: given, owner: email, revokedAt } of await tx.tokens.list()) {
    if (email !== owner.email || revokedAt || given.every((scope) => allowed.includes(scope))) continue
    await tx.tokens.revoke(id, clock.now())
    await tx.audit.append({ at: clock.now(), actor, deed: 'token.revoked', subject: id, details: {} })
    ended.push(id)
  }
  return ended
}
