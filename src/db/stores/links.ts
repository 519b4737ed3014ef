import { and, asc, desc, eq, gt, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { keptOf } from '../../domain/hub-records.ts'
import type { Marks } from '../../domain/identity.ts'
import {
  type EntityName,
  integrationId,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  runId,
} from '../../domain/record.ts'
import type { Link, LinkOrSent, LinkStore } from '../../domain/stores.ts'
import { linksForgotten, linksOf } from '../order-way.ts'
import { cursors, intents, keptDocuments, knownRecords, links } from '../schema.ts'
import { rows, type Session } from '../session.ts'
import type { All, Together } from '../together.ts'

export function linkStore(session: Session, together: Together): LinkStore {
  const find = together(findAll)
  const where = async (...conditions: SQL[]): Promise<Link[]> =>
    (
      await session
        .select()
        .from(links)
        .where(and(...conditions))
    ).map(toLink)
  const findOrSent: LinkStore['findOrSent'] = async (integration, entity, sources) =>
    sources.length === 0 ? new Map() : find({ integration, entity, sources })
  return {
    async find(...sought) {
      const found = await findOrSent(...sought)
      return new Map([...found].flatMap(([key, { link }]) => (link ? [[key, link] as const] : [])))
    },

    findOrSent,

    byTarget: (integration, target) =>
      where(eq(links.integration, integration), eq(links.targetEntity, target.entity), eq(links.targetKey, target.key)),

    async own(integration, targets) {
      if (targets.length === 0) return new Map()
      const found = await rows<{ link: LinkRow }>(
        session,
        sql`select to_jsonb(l) as link
            from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as given(entity text, key text)
            cross join lateral (
              select * from links x
              where x.integration = ${integration} and x.target_entity = given.entity and x.target_key = given.key
              order by x.at desc limit 1
            ) l
            where l.own_content
              and not exists (
                select from runs r where r.integration = l.integration and r.entity = given.entity and r.key = given.key
                  and (r.state in ('running', 'waiting') or (r.updated_at > l.at and r.id is distinct from l.written_by)))
              and not exists (
                select from incident_records i where i.integration = l.integration and i.entity = given.entity
                  and i.key = given.key and not i.released)`,
      )
      return new Map(found.map(({ link }) => linkOfRow(link)).map((link) => [refText(link.target), link]))
    },

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

    async since(integration, targets, since, limit) {
      const found = await session
        .select()
        .from(links)
        .where(and(eq(links.integration, integration), inArray(links.targetEntity, [...targets]), gte(links.at, since)))
        .orderBy(desc(links.at))
        .limit(limit)
      return found.map(toLink)
    },

    async near(integration, { entity, key }, most) {
      const sent = and(
        eq(intents.integration, links.integration),
        eq(intents.targetEntity, links.targetEntity),
        eq(intents.targetKey, links.targetKey),
      )
      const some = (which: SQL, order: SQL, limit: number) =>
        session
          .select({ link: links, operation: intents.operation })
          .from(links)
          .innerJoin(intents, sent)
          .where(and(eq(links.integration, integration), eq(links.targetEntity, entity), which))
          .orderBy(order)
          .limit(limit)
      // The order of texts is that of numbers within one length; WEB9999 is made before WEB10000.
      const long = (length: number) => sql`length(${links.targetKey}) = ${length}`
      const down = desc(links.targetKey)
      const up = asc(links.targetKey)
      const own = await some(eq(links.targetKey, key), asc(links.sourceKey), 1)
      const before = await some(and(lt(links.targetKey, key), long(key.length))!, down, most)
      const shorter = before.length < most ? await some(long(key.length - 1), down, most - before.length) : []
      const after = await some(and(gt(links.targetKey, key), long(key.length))!, up, most)
      const longer = after.length < most ? await some(long(key.length + 1), up, most - after.length) : []
      const found = [...own, ...before, ...shorter, ...after, ...longer]
      return found.map(({ link, operation }) => ({ link: toLink(link), isNew: operation === 'create' }))
    },

    async put({ integration, source, target, ownContent = false, ...rest }) {
      const set = { targetKey: target.key, ownContent, ...rest }
      const place = { integration, sourceEntity: source.entity, sourceKey: source.key, targetEntity: target.entity }
      await session
        .insert(links)
        .values({ ...place, ...set })
        .onConflictDoUpdate({
          target: [links.integration, links.sourceEntity, links.sourceKey, links.targetEntity],
          set,
        })
    },

    async noteProposed(integration, { entity, key }, fields) {
      const read = sql`${JSON.stringify(fields)}::jsonb`
      await session
        .update(links)
        .set({ readBack: sql`${links.readBack} || ${read}`, ownContent: false })
        .where(and(eq(links.integration, integration), eq(links.targetEntity, entity), eq(links.targetKey, key)))
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

    async countIn(integration, system) {
      const its = sql`integration = ${integration} and (starts_with(source_entity, ${`${system}.`}) or starts_with(target_entity, ${`${system}.`}))`
      const [found] = await rows<{ count: number }>(
        session,
        sql`select count(*)::int as count from (
              select integration, source_entity, source_key, target_entity from links where ${its}
              union select integration, source_entity, source_key, target_entity from intents where ${its}) both_of_them`,
      )
      return found!.count
    },

    async forgottenAt(integration) {
      const [mark] = await session
        .select({ at: cursors.polledAt })
        .from(cursors)
        .where(and(eq(cursors.integration, integration), eq(cursors.feed, linksForgotten)))
      return mark?.at ?? null
    },

    async forgetIn(integration, system, at) {
      for (const table of [links, intents, keptDocuments])
        await session
          .delete(table)
          .where(
            and(
              eq(table.integration, integration),
              or(
                sql`(starts_with(source_entity, ${`${system}.`}) or starts_with(target_entity, ${`${system}.`}))`,
                inArray(table.targetEntity, [...keptOf(system)]),
              ),
            ),
          )
      await session
        .delete(knownRecords)
        .where(and(eq(knownRecords.integration, integration), sql`starts_with(entity, ${`${system}.`})`))
      const mark = { integration, feed: linksForgotten, cursor: system, polledAt: at }
      await session
        .insert(cursors)
        .values(mark)
        .onConflictDoUpdate({ target: [cursors.integration, cursors.feed], set: mark })
    },
  }
}

interface Sought {
  readonly integration: Link['integration']
  readonly entity: EntityName
  readonly sources: readonly RecordRef[]
}

const findAll: All<Sought, ReadonlyMap<RecordKey, LinkOrSent>> = async (ask, sought) => {
  const given = sought.flatMap(({ integration, entity: target, sources: [first, ...others] }, n) =>
    // One entity a call: links are asked for by the entity of their source.
    [first!, ...others.filter(({ entity }) => entity === first!.entity)].map((source) => ({
      ...{ n, integration, target },
      ...source,
    })),
  )
  const found = Map.groupBy(
    await ask<{ n: number; key: string; link: LinkRow | null; sent: string | null }>(linksOf, [JSON.stringify(given)]),
    ({ n }) => n,
  )
  return sought.map(
    (_, n) =>
      new Map(
        (found.get(n) ?? []).map(({ key, link, sent }) => [
          recordKey(key),
          { link: link && linkOfRow(link), sent: sent === null ? null : recordKey(sent) },
        ]),
      ),
  )
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
    ownContent: row.ownContent,
  }
}

/** A link as JSON gives it: the columns' own names, times as text. */
export interface LinkRow {
  readonly integration: string
  readonly source_entity: EntityName
  readonly source_key: string
  readonly target_entity: EntityName
  readonly target_key: string
  readonly written_hash: string
  readonly written: RecordValue
  readonly read_back: RecordValue
  readonly at: string
  readonly marks: Marks | null
  readonly written_by: string | null
  readonly rules: number | null
  readonly own_content: boolean
}

export const linkOfRow = (row: LinkRow): Link => ({
  integration: integrationId(row.integration),
  source: ref(row.source_entity, row.source_key),
  target: ref(row.target_entity, row.target_key),
  writtenHash: row.written_hash,
  written: row.written,
  readBack: row.read_back,
  at: instant(row.at),
  marks: row.marks,
  writtenBy: row.written_by === null ? null : runId(row.written_by),
  rules: row.rules,
  ownContent: row.own_content,
})
