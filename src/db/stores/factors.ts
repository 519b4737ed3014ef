import { and, asc, count, eq, lt } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { integrationId } from '../../domain/record.ts'
import type { FactorStore, HubEvent, Passkey } from '../../domain/stores.ts'
import type { Session } from '../session.ts'
import { authenticators, backupCodes, passkeys } from '../sign-in-schema.ts'
import type { Vault } from '../vault.ts'
import { secretStore } from './secrets.ts'

/** No integration can be named so. */
const hubItself = integrationId('hub:')
const nameOf = (person: string) => `authenticator.${person}`
const offeredNameOf = (person: string) => `authenticator.next.${person}`

export function factorStore(session: Session, vault: Vault, tell: (event: HubEvent) => void): FactorStore {
  const secrets = secretStore(session, vault)
  const removeSecrets = async (person: string) => {
    for (const name of [nameOf(person), offeredNameOf(person)]) await secrets.remove(hubItself, name)
  }
  const removeAuthenticator = async (person: string) => {
    await session.delete(authenticators).where(eq(authenticators.person, person))
    await session.delete(backupCodes).where(eq(backupCodes.person, person))
    await removeSecrets(person)
    tell({ noun: 'access' })
  }
  return {
    async of(person) {
      const [its] = await session.select().from(authenticators).where(eq(authenticators.person, person))
      const [left] = await session.select({ count: count() }).from(backupCodes).where(eq(backupCodes.person, person))
      const keys = await session
        .select()
        .from(passkeys)
        .where(eq(passkeys.person, person))
        .orderBy(asc(passkeys.at), asc(passkeys.id))
      return {
        authenticatorSince: its ? instant(its.at) : null,
        backupCodes: left?.count ?? 0,
        passkeys: keys.map(toPasskey),
      }
    },

    async having() {
      const found = new Map<string, { authenticator: boolean; passkeys: number }>()
      const counted = await session
        .select({ person: passkeys.person, count: count() })
        .from(passkeys)
        .groupBy(passkeys.person)
      for (const { person, count: keys } of counted) found.set(person, { authenticator: false, passkeys: keys })
      for (const { person } of await session.select().from(authenticators))
        found.set(person, { authenticator: true, passkeys: found.get(person)?.passkeys ?? 0 })
      return found
    },

    offerSecret: (person, secret) => secrets.put(hubItself, offeredNameOf(person), secret, null),
    offeredSecret: (person) => secrets.get(hubItself, offeredNameOf(person), null),
    async takeOffered(person, at, step) {
      const secret = await secrets.get(hubItself, offeredNameOf(person), null)
      if (secret === null) throw new Error('No secret was offered to this person.')
      await secrets.put(hubItself, nameOf(person), secret, null)
      await secrets.remove(hubItself, offeredNameOf(person))
      const set = { at: new Date(at), lastStep: step }
      await session
        .insert(authenticators)
        .values({ person, ...set })
        .onConflictDoUpdate({ target: authenticators.person, set })
      tell({ noun: 'access' })
    },
    secretOf: (person) => secrets.get(hubItself, nameOf(person), null),
    async useStep(person, step) {
      const used = await session
        .update(authenticators)
        .set({ lastStep: step })
        .where(and(eq(authenticators.person, person), lt(authenticators.lastStep, step)))
        .returning({ person: authenticators.person })
      return used.length > 0
    },
    removeAuthenticator,

    async putBackupCodes(person, hashes) {
      await session.delete(backupCodes).where(eq(backupCodes.person, person))
      await session.insert(backupCodes).values(hashes.map((hash) => ({ person, hash })))
    },
    async useBackupCode(person, hash) {
      const used = await session
        .delete(backupCodes)
        .where(and(eq(backupCodes.person, person), eq(backupCodes.hash, hash)))
        .returning({ hash: backupCodes.hash })
      return used.length > 0
    },

    async addPasskey({ at, usedAt: _, transports, ...passkey }) {
      await session.insert(passkeys).values({ ...passkey, transports: [...transports], at: new Date(at) })
      tell({ noun: 'access' })
    },
    async findPasskey(id) {
      const [found] = await session.select().from(passkeys).where(eq(passkeys.id, id))
      return found ? toPasskey(found) : null
    },
    async usePasskey(id, counter, at) {
      // An authenticator that does not count says 0 each time (WebAuthn level 3, 6.1.1).
      const goesOn = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)
      const used = await session
        .update(passkeys)
        .set({ counter, usedAt: new Date(at) })
        .where(and(eq(passkeys.id, id), goesOn))
        .returning({ id: passkeys.id })
      return used.length > 0
    },
    async namePasskey(person, id, name) {
      const named = await session
        .update(passkeys)
        .set({ name })
        .where(and(eq(passkeys.person, person), eq(passkeys.id, id)))
        .returning({ id: passkeys.id })
      return named.length > 0
    },
    async removePasskey(person, id) {
      const removed = await session
        .delete(passkeys)
        .where(and(eq(passkeys.person, person), eq(passkeys.id, id)))
        .returning({ id: passkeys.id })
      tell({ noun: 'access' })
      return removed.length > 0
    },

    async removeAll(person) {
      await session.delete(passkeys).where(eq(passkeys.person, person))
      await removeAuthenticator(person)
    },
  }
}

const toPasskey = ({ at, usedAt, publicKey, ...its }: typeof passkeys.$inferSelect): Passkey => ({
  ...its,
  publicKey: new Uint8Array(publicKey),
  at: instant(at),
  usedAt: usedAt && instant(usedAt),
})
