import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Integration } from '../../domain/definition.ts'
import { integrationId, type Json } from '../../domain/record.ts'
import type { IntegrationStore } from '../../domain/stores.ts'
import { getPayloads, putPayloads } from '../payloads.ts'
import { nudge } from '../queue.ts'
import { integrations, integrationVersions } from '../schema.ts'
import { rows, type Session } from '../session.ts'

export function integrationStore(session: Session): IntegrationStore {
  const read = (row: typeof integrations.$inferSelect): Integration => ({ ...row, id: integrationId(row.id) })
  return {
    async list() {
      return (await session.select().from(integrations).orderBy(asc(integrations.id))).map(read)
    },

    async get(id) {
      const [row] = await session.select().from(integrations).where(eq(integrations.id, id))
      return row ? read(row) : null
    },

    async hold(id) {
      const [row] = await session.select().from(integrations).where(eq(integrations.id, id)).for('update')
      return row ? read(row) : null
    },

    async put(integration) {
      const { id, ...rest } = integration
      const set = { ...rest, pausedFlows: [...rest.pausedFlows], offFlows: [...rest.offFlows] }
      await session
        .insert(integrations)
        .values({ id, ...set })
        .onConflictDoUpdate({ target: integrations.id, set })
      await nudge(session)
    },

    async beginFlows(id, flows, at) {
      if (flows.length === 0) return
      const since = JSON.stringify(Object.fromEntries(flows.map((flow) => [flow, at])))
      await session.execute(sql`update integrations set flows_since = flows_since || ${since}::jsonb where id = ${id}`)
    },

    async saveVersion(id, parts, { by, note, at, standards }) {
      const names = Object.keys(parts).sort()
      const hashes = await putPayloads(
        session,
        // As it was written: whoever exports it reads it in the order its author chose.
        names.map((name) => JSON.stringify(parts[name])),
      )
      // The row lock of the update makes two savers take two numbers.
      const [row] = await rows<{ version: number }>(
        session,
        sql`update integrations set version = version + 1 where id = ${id} returning version`,
      )
      if (!row) throw new Error(`No integration ${id}`)
      await session.insert(integrationVersions).values({
        integration: id,
        version: row.version,
        parts: Object.fromEntries(names.map((name, index) => [name, hashes[index]!])),
        standards,
        by,
        note,
        at,
      })
      await nudge(session)
      return row.version
    },

    async version(id, version) {
      const [row] = await session
        .select()
        .from(integrationVersions)
        .where(and(eq(integrationVersions.integration, id), eq(integrationVersions.version, version)))
      if (!row) throw new Error(`No version ${version} of integration ${id}`)
      const bodies = await getPayloads(session, Object.values(row.parts))
      return Object.fromEntries(
        Object.entries(row.parts).map(([name, hash]) => [name, JSON.parse(bodies.get(hash)!) as Json]),
      )
    },

    async standardsOf(id, version) {
      const [row] = await session
        .select({ standards: integrationVersions.standards })
        .from(integrationVersions)
        .where(and(eq(integrationVersions.integration, id), eq(integrationVersions.version, version)))
      return row?.standards ?? {}
    },

    versions(id) {
      const { version, at, by, note } = integrationVersions
      return session
        .select({ version, at, by, note })
        .from(integrationVersions)
        .where(eq(integrationVersions.integration, id))
        .orderBy(desc(version))
    },
  }
}
