import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm'
import { type EntityName, integrationId, ref, runId } from '../../domain/record.ts'
import type { Link, LinkStore } from '../../domain/stores.ts'
import { links } from '../schema.ts'
import type { Session } from '../session.ts'

export function linkStore(session: Session): LinkStore {
  const where = async (...conditions: SQL[]): Promise<Link[]> =>
    (
      await session
        .select()
        .from(links)
        .where(and(...conditions))
    ).map(toLink)
  return {
    async find(integration, entity, sources) {
      const [first] = sources
      if (!first) return new Map()
      // One entity a call: links are asked for by the entity of their source.
      const keys = sources.filter((source) => source.entity === first.entity).map((source) => source.key)
      const found = await where(
        eq(links.integration, integration),
        eq(links.sourceEntity, first.entity),
        inArray(links.sourceKey, keys),
        eq(links.targetEntity, entity),
      )
      return new Map(found.map((link) => [link.source.key, link]))
    },

    byTarget: (integration, target) =>
      where(eq(links.integration, integration), eq(links.targetEntity, target.entity), eq(links.targetKey, target.key)),

    bySource: (integration, source) =>
      where(eq(links.integration, integration), eq(links.sourceEntity, source.entity), eq(links.sourceKey, source.key)),

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
