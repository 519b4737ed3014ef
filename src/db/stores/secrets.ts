import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { SecretStore } from '../../domain/stores.ts'
import { secrets } from '../schema.ts'
import type { Session } from '../session.ts'
import type { Vault } from '../vault.ts'

export function secretStore(session: Session, vault: Vault): SecretStore {
  const opens = (row: typeof secrets.$inferSelect) => {
    try {
      vault.open(boundTo(row), row)
      return true
    } catch {
      return false
    }
  }
  return {
    async get(integration, name, place) {
      return (await this.getAll(integration, [name], place))[0] ?? null
    },
    async getAll(integration, names, place) {
      const found = await session
        .select()
        .from(secrets)
        .where(and(eq(secrets.integration, integration), inArray(secrets.name, [...names])))
      const byName = new Map(found.map((row) => [row.name, row]))
      return names.map((name) => {
        const row = byName.get(name)
        return row && row.place === place ? vault.open(boundTo(row), row) : null
      })
    },
    async put(integration, name, value, place) {
      const set = { place, ...vault.seal(boundTo({ integration, name, place }), value) }
      await session
        .insert(secrets)
        .values({ integration, name, ...set })
        .onConflictDoUpdate({ target: [secrets.integration, secrets.name], set })
    },
    list(integration) {
      return session
        .select({ name: secrets.name, place: secrets.place })
        .from(secrets)
        .where(eq(secrets.integration, integration))
        .orderBy(asc(secrets.name))
    },
    async remove(integration, name) {
      await session.delete(secrets).where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
    },
    async rewrap(masterKey) {
      // A process that starts now finds out by the credentials which key fits: it waits for what this transaction makes of them.
      await session.execute(sql`lock table secrets in access exclusive mode`)
      const all = await session.select().from(secrets)
      for (const row of all) {
        const { integration, name } = row
        await session
          .update(secrets)
          .set(vault.rewrap(boundTo(row), row, masterKey))
          .where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
      }
      return all.length
    },
    async readable() {
      const all = await session.select().from(secrets)
      // A row that somebody has changed opens under no key.
      return all.length === 0 ? null : all.some(opens)
    },
    async forgetUnreadable() {
      const lost = (await session.select().from(secrets)).filter((row) => !opens(row))
      for (const { integration, name } of lost)
        await session.delete(secrets).where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
      return lost.map(({ integration, name }) => `${integration}/${name}`)
    },
  }
}

/** What a value is sealed to: a row that is changed to another name or place cannot be opened any more. */
const boundTo = ({ integration, name, place }: { integration: string; name: string; place: string | null }) =>
  place === null ? `${integration}/${name}` : `${integration}/${name} for ${place}`
