import { and, asc, eq } from 'drizzle-orm'
import type { IntegrationId } from '../../domain/record.ts'
import type { SecretStore } from '../../domain/stores.ts'
import { secrets } from '../schema.ts'
import type { Session } from '../session.ts'
import type { Vault } from '../vault.ts'

export function secretStore(session: Session, vault: Vault): SecretStore {
  const place = (integration: IntegrationId, name: string) => `${integration}/${name}`
  return {
    async get(integration, name) {
      const [row] = await session
        .select()
        .from(secrets)
        .where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
      return row ? vault.open(place(integration, name), row) : null
    },
    async put(integration, name, value) {
      const set = vault.seal(place(integration, name), value)
      await session
        .insert(secrets)
        .values({ integration, name, ...set })
        .onConflictDoUpdate({ target: [secrets.integration, secrets.name], set })
    },
    async names(integration) {
      const found = await session
        .select({ name: secrets.name })
        .from(secrets)
        .where(eq(secrets.integration, integration))
        .orderBy(asc(secrets.name))
      return found.map(({ name }) => name)
    },
    async remove(integration, name) {
      await session.delete(secrets).where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
    },
    async rewrap(masterKey) {
      const all = await session.select().from(secrets)
      for (const row of all) {
        const { integration, name } = row
        const set = vault.rewrap(`${integration}/${name}`, row, masterKey)
        await session
          .update(secrets)
          .set(set)
          .where(and(eq(secrets.integration, integration), eq(secrets.name, name)))
      }
      return all.length
    },
  }
}
