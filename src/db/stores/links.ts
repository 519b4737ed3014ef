import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import { type EntityName, integrationId, recordKey, ref, runId } from '../../domain/record.ts'
import type { Link, LinkStore } from '../../domain/stores.ts'
import { links } from '../schema.ts'
import type { Session } from '../session.ts'

export function linkStore(session: Session): LinkStore {
  return {
    async find(integration, entity, sources) {
      const [first] = sources
      if (!first) return new Map()
      // One entity a call: links are asked for by the entity of their source.
      const found = await session
        .select()
        .from(links)
        .where(
          and(
            eq(links.integration, integration),
            eq(links.sourceEntity, first.entity),
            inArray(
              links.sourceKey,
              sources.filter((source) => source.entity === first.entity).map((source) => source.key),
            ),
            eq(links.targetEntity, entity),
          ),
        )
      return new Map(found.map((row) => [recordKey(row.sourceKey), toLink(row)]))
    },

    async byTarget(integration, target) {
      const found = await session
        .select()
        .from(links)
        .where(
          and(
            eq(links.integration, integration),
            eq(links.targetEntity, target.entity),
            eq(links.targetKey, target.key),
          ),
        )
      return found.map(toLink)
    },

    async bySource(integration, source) {
      const from = and(eq(links.sourceEntity, source.entity), eq(links.sourceKey, source.key))
      const found = await session
        .select()
        .from(links)
        .where(and(eq(links.integration, integration), from))
      return found.map(toLink)
    },

    async page(integration, between, { after, limit }) {
      const found = await session
        .select()
        .from(links)
        .where(
          and(
            eq(links.integration, integration),
            eq(links.sourceEntity, between.source),
            eq(links.targetEntity, between.target),
            after === null ? undefined : gt(links.sourceKey, after),
          ),
        )
        .orderBy(asc(links.sourceKey))
        .limit(limit)
      return found.map(toLink)
    },

    async put({ integration, source, target, ...rest }) {
      const set = { targetKey: target.key, ...rest }
      const place = { integration, sourceEntity: source.entity, sourceKey: source.key, targetEntity: target.entity }
      await session
        .insert(links)
        .values({ ...place, ...set })
        .onConflictDoUpdate({
          target: [links.integration, links.sourceEntity, links.sourceKey, links.targetEntity],
          set,
        })
    },

    async remove(integration, source, entity) {
      await session
        .delete(links)
        .where(
          and(
            eq(links.integration, integration),
            eq(links.sourceEntity, source.entity),
            eq(links.sourceKey, source.key),
            eq(links.targetEntity, entity),
          ),
        )
    },
  }
}

export function toLink(row: typeof links.$inferSelect): Link {
  return {
    integration: integrationId(row.integration),
    source: ref(row.sourceEntity as EntityName, row.sourceKey),
    target: ref(row.targetEntity as EntityName, row.targetKey),
    writtenHash: row.writtenHash,
    written: row.written,
    readBack: row.readBack,
    at: row.at,
    marks: row.marks,
    writtenBy: row.writtenBy === null ? null : runId(row.writtenBy),
    rules: row.rules,
  }
}
