import { and, asc, eq, sql } from 'drizzle-orm'
import { type EntityName, integrationId, ref } from '../../domain/record.ts'
import type { KeptDocumentStore } from '../../domain/stores.ts'
import { keptDocuments as kept } from '../schema.ts'
import type { Session } from '../session.ts'

export function keptDocumentStore(session: Session): KeptDocumentStore {
  return {
    async list(integration, { after, limit }) {
      const found = await session
        .select()
        .from(kept)
        .where(
          and(
            eq(kept.integration, integration),
            after === null
              ? undefined
              : sql`(${kept.sourceEntity}, ${kept.sourceKey}) > (${after.entity}::text, ${after.key}::text)`,
          ),
        )
        .orderBy(asc(kept.sourceEntity), asc(kept.sourceKey), asc(kept.targetEntity))
        .limit(limit)
      return found.map((row) => ({
        integration: integrationId(row.integration),
        source: ref(row.sourceEntity as EntityName, row.sourceKey),
        target: ref(row.targetEntity as EntityName, row.targetKey),
        record: ref(row.entity as EntityName, row.key),
        kept: row.kept,
        at: row.at,
        proposal: row.proposal,
      }))
    },

    async put({ integration, source, target, record, kept: difference, at }) {
      const set = { targetKey: target.key, entity: record.entity, key: record.key, kept: difference, at }
      const same = sql`${kept.kept} -> 'fields' = excluded.kept -> 'fields'`
      await session
        .insert(kept)
        .values({
          ...{ integration, sourceEntity: source.entity, sourceKey: source.key, targetEntity: target.entity },
          ...set,
        })
        .onConflictDoUpdate({
          target: [kept.integration, kept.sourceEntity, kept.sourceKey, kept.targetEntity],
          set: { ...set, proposal: sql`case when ${same} then ${kept.proposal} end` },
        })
    },

    async listed(integration, sources, proposal) {
      if (sources.length === 0) return
      await session
        .update(kept)
        .set({ proposal })
        .where(
          and(
            eq(kept.integration, integration),
            sql`(${kept.sourceEntity}, ${kept.sourceKey}) in (select entity, key from jsonb_to_recordset(${JSON.stringify(sources)}::jsonb) as given(entity text, key text))`,
          ),
        )
    },

    async remove(integration, source, entity) {
      await session
        .delete(kept)
        .where(
          and(
            eq(kept.integration, integration),
            eq(kept.sourceEntity, source.entity),
            eq(kept.sourceKey, source.key),
            eq(kept.targetEntity, entity),
          ),
        )
    },
  }
}
