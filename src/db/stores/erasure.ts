import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { type EntityName, type Json, type RecordRef, ref, runId } from '../../domain/record.ts'
import type { JournalEntry, StoredJournalEntry } from '../../domain/run.ts'
import type { ErasureStore, StoredPart, StoredTexts } from '../../domain/stores/erasure.ts'
import { dropUnused, getPayloads, inlineLimit, lockPayloads, putPayloads } from '../payloads.ts'
import {
  backfills,
  bulkRows,
  chatMessages,
  chats,
  feedFailures,
  hubFiles,
  hubRecords,
  incidentNotes,
  incidentRecords,
  incidents,
  integrationVersions,
  intents,
  journalEntries,
  keptDocuments,
  links,
  modelCalls,
  payoutRows,
  proposals,
  runs,
  savedFilters,
  unreadableRecords,
} from '../schema.ts'
import { rows, type Session } from '../session.ts'
import { toLink } from './links.ts'
import { aboutCorrections } from './run-appends.ts'
import { toRun } from './runs.ts'

/** The smaller tables whose rows may hold what people wrote or are called, with the columns that may. */
export const textTables = {
  incidents: { table: incidents, id: ['id'], texts: ['question', 'fingerprint', 'triage'] },
  proposals: { table: proposals, id: ['id'], texts: ['proposal', 'approvals', 'decision', 'outcome', 'preview'] },
  kept_documents: {
    table: keptDocuments,
    id: ['integration', 'sourceEntity', 'sourceKey', 'targetEntity'],
    texts: ['kept'],
  },
  unreadable_records: {
    table: unreadableRecords,
    id: ['integration', 'feed', 'entity', 'key'],
    texts: ['message', 'hint'],
  },
  incident_notes: { table: incidentNotes, id: ['id'], texts: ['note'] },
  feed_failures: { table: feedFailures, id: ['integration', 'feed'], texts: ['message', 'hint'] },
  hub_files: { table: hubFiles, id: ['integration', 'key'], texts: ['name', 'text'] },
  hub_records: { table: hubRecords, id: ['integration', 'entity', 'key'], texts: ['value'] },
  payout_rows: { table: payoutRows, id: ['integration', 'provider', 'id'], texts: ['reference'] },
  bulk_rows: {
    table: bulkRows,
    id: ['integration', 'flow', 'key'],
    texts: ['written', 'wanted', 'replaced', 'compared', 'sent', 'alone'],
  },
  backfills: { table: backfills, id: ['id'], texts: ['reason', 'progress'] },
  model_calls: { table: modelCalls, id: ['id'], texts: ['subject', 'sent', 'answered'] },
  chats: { table: chats, id: ['id'], texts: ['title'] },
  chat_messages: { table: chatMessages, id: ['chat', 'sequence'], texts: ['message'] },
  saved_filters: { table: savedFilters, id: ['id'], texts: ['name', 'query'] },
  integration_versions: { table: integrationVersions, id: ['integration', 'version'], texts: ['note'] },
} as const

type Row = Record<string, unknown>
type IdColumn = typeof runs.id
const pick = (row: Row, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, (row[name] ?? null) as Json]))

/** What a row says, and whether a decision on it is open or being carried out. */
const said = (name: string, row: Row, texts: readonly string[]): Pick<StoredTexts, 'texts' | 'open' | 'underWay'> => ({
  texts: pick(row, texts),
  open: name === 'proposals' && row.state === 'pending',
  underWay: name === 'proposals' && row.state === 'approved',
})

const rowsInPage = 500

/** By primary key: a table may hold what no memory does. */
async function* pagesOf(
  session: Session,
  { table, id }: Pick<(typeof textTables)[keyof typeof textTables], 'table' | 'id'>,
  integration: string,
): AsyncGenerator<Row> {
  const its = table as unknown as typeof runs
  const columns = id.map((name) => (table as unknown as Record<string, IdColumn>)[name]!)
  const row = sql.join(columns, sql`, `)
  for (let last: Row | null = null; ; ) {
    const further =
      last &&
      sql`(${row}) > (${sql.join(
        id.map((name) => sql`${last![name]}`),
        sql`, `,
      )})`
    const page = (await session
      .select()
      .from(its)
      .where(and(eq(its.integration, integration), further ?? undefined))
      .orderBy(...columns.map((column) => asc(column)))
      .limit(rowsInPage)) as Row[]
    yield* page
    if (page.length < rowsInPage) return
    last = page.at(-1)!
  }
}

function isRow({ table: name, id }: Pick<StoredTexts, 'table' | 'id'>) {
  const columns = textTables[name as keyof typeof textTables].table as unknown as Record<
    string,
    Parameters<typeof eq>[0]
  >
  return and(...Object.entries(id).map(([column, value]) => eq(columns[column]!, value)))
}

export function erasureStore(session: Session): ErasureStore {
  const journalOf = async (found: readonly (typeof journalEntries.$inferSelect)[]): Promise<StoredJournalEntry[]> => {
    const bodies = await getPayloads(
      session,
      found.flatMap(({ payload }) => (payload === null ? [] : [payload])),
    )
    return found.map(({ sequence, at, entry, payload }) => ({
      sequence,
      at,
      entry: payload === null ? entry! : (JSON.parse(bodies.get(payload)!) as JournalEntry),
    }))
  }

  return {
    async reads(integration, { after, limit }) {
      const found = await session
        .select({ id: runs.id, entity: runs.entity, key: runs.key })
        .from(runs)
        .where(and(eq(runs.integration, integration), after === null ? undefined : sql`${runs.id} > ${after}`))
        .orderBy(asc(runs.id))
        .limit(limit)
      if (found.length === 0) return []
      // What stands in the row says what it is; what is stored apart may be a read.
      const entries = await session
        .select()
        .from(journalEntries)
        .where(
          and(
            inArray(
              journalEntries.run,
              found.map(({ id }) => id),
            ),
            or(sql`${journalEntries.payload} is not null`, sql`${journalEntries.entry} ->> 'kind' = 'read'`),
          ),
        )
      const byRun = Map.groupBy(entries, ({ run }) => run)
      return Promise.all(
        found.map(async ({ id, entity, key }) => ({
          run: runId(id),
          record: ref(entity as EntityName, key),
          entries: await journalOf(byRun.get(id) ?? []),
        })),
      )
    },

    async runsOf(integration, records) {
      const found = await session
        .select()
        .from(runs)
        .where(and(eq(runs.integration, integration), named(runs.entity, runs.key, records)))
        .orderBy(asc(runs.startedAt), asc(runs.id))
      return found.map(toRun)
    },

    async lockRuns(wanted) {
      // Also against a new payload with a text that is being removed.
      await lockPayloads(session)
      if (wanted.length === 0) return []
      const found = await session
        .select()
        .from(runs)
        .where(inArray(runs.id, [...wanted]))
        .for('update', { skipLocked: true })
      return found.map(toRun)
    },

    async rewriteRun(run, { reason, entries }) {
      const before = await session
        .select({ payload: journalEntries.payload })
        .from(journalEntries)
        .where(eq(journalEntries.run, run))
      await session.delete(journalEntries).where(eq(journalEntries.run, run))
      const bodies = entries.map(({ entry }) => JSON.stringify(entry))
      const isLarge = (index: number) =>
        bodies[index]!.length > inlineLimit && !aboutCorrections.includes(entries[index]!.entry.kind)
      const large = bodies.filter((_, index) => isLarge(index))
      const hashes = await putPayloads(session, large)
      const hashOf = new Map(large.map((body, index) => [body, hashes[index]!]))
      if (entries.length > 0)
        await session.insert(journalEntries).values(
          entries.map(({ sequence, at, entry }, index) => ({
            ...{ run, sequence, at },
            ...(isLarge(index) ? { entry: null, payload: hashOf.get(bodies[index]!)! } : { entry, payload: null }),
          })),
        )
      await session.update(runs).set({ reason, entries: entries.length }).where(eq(runs.id, run))
      await dropUnused(
        session,
        before.flatMap(({ payload }) => payload ?? []),
      )
    },

    async links(integration, { records, marked }) {
      const found = await session
        .select()
        .from(links)
        .where(
          and(
            eq(links.integration, integration),
            or(
              named(links.sourceEntity, links.sourceKey, records),
              ...marked.map(({ entity, field, keys }) =>
                and(eq(links.sourceEntity, entity), inArray(sql`${links.marks} ->> ${field}`, [...keys])),
              ),
            ),
          ),
        )
      return found.map(toLink)
    },

    async lockLinks(integration, records) {
      const found = await session
        .select()
        .from(links)
        .where(and(eq(links.integration, integration), named(links.sourceEntity, links.sourceKey, records)))
        .orderBy(asc(links.sourceEntity), asc(links.sourceKey), asc(links.targetEntity))
        .for('update')
      return found.map(toLink)
    },

    async rewriteIntents(integration, records, hash) {
      const found = await session
        .select()
        .from(intents)
        .where(and(eq(intents.integration, integration), named(intents.sourceEntity, intents.sourceKey, records)))
      for (const { sourceEntity, sourceKey, targetEntity, documentHash } of found)
        await session
          .update(intents)
          .set({ documentHash: hash(documentHash) })
          .where(
            and(
              eq(intents.integration, integration),
              eq(intents.sourceEntity, sourceEntity),
              eq(intents.sourceKey, sourceKey),
              eq(intents.targetEntity, targetEntity),
            ),
          )
    },

    async *texts(integration) {
      const held = await session.select().from(incidentRecords).where(eq(incidentRecords.integration, integration))
      const heldBy = Map.groupBy(held, ({ incident }) => incident)
      for (const [name, { table, id, texts }] of Object.entries(textTables)) {
        for await (const row of pagesOf(session, { table, id }, integration))
          yield {
            table: name,
            id: pick(row, id),
            records: [
              ...refsOf(row, ['entity', 'key'], ['sourceEntity', 'sourceKey'], ['targetEntity', 'targetKey']),
              ...(/^incident/.test(name) ? (heldBy.get(String(row.incident ?? row.id)) ?? []) : []).map(
                ({ entity, key }) => ref(entity as EntityName, key),
              ),
            ],
            ...said(name, row, texts),
            follows: followed(name, row),
          } satisfies StoredTexts
      }
    },

    async lockTexts(before) {
      const { table, texts } = textTables[before.table as keyof typeof textTables]
      const [row] = (await session.select().from(table).where(isRow(before)).for('update')) as Row[]
      return row ? { ...before, ...said(before.table, row, texts) } : null
    },

    async rewriteTexts(row) {
      const { table } = textTables[row.table as keyof typeof textTables]
      await session
        .update(table)
        .set(row.texts as never)
        .where(isRow(row))
    },

    async parts(integration) {
      const found = await session
        .select({ version: integrationVersions.version, parts: integrationVersions.parts })
        .from(integrationVersions)
        .where(eq(integrationVersions.integration, integration))
        .orderBy(asc(integrationVersions.version))
      const bodies = await getPayloads(
        session,
        found.flatMap(({ parts }) => Object.values(parts)),
      )
      return found.flatMap(({ version, parts }) =>
        Object.entries(parts).map(
          ([name, hash]): StoredPart => ({ version, name, part: JSON.parse(bodies.get(hash)!) as Json }),
        ),
      )
    },

    async rewritePart(integration, { version, name, part }) {
      const [hash] = await putPayloads(session, [JSON.stringify(part)])
      const [before] = await rows<{ hash: string }>(
        session,
        sql`select parts ->> ${name} as hash from integration_versions where integration = ${integration} and version = ${version}`,
      )
      await session.execute(sql`
        update integration_versions set parts = parts || jsonb_build_object(${name}::text, ${hash!}::text)
        where integration = ${integration} and version = ${version}`)
      await dropUnused(session, before ? [before.hash] : [])
    },
  }
}

/** The incidents that a proposal answers; the proposal that made a version, which its note begins with. */
function followed(name: string, row: Row): string[] {
  if (name === 'proposals') return [...(row.proposal as { incidents: string[] }).incidents]
  const [, proposal] = name === 'integration_versions' ? (/^proposal ([\w-]+): /.exec(String(row.note)) ?? []) : []
  return proposal === undefined ? [] : [proposal]
}

const refsOf = (row: Row, ...pairs: readonly (readonly [string, string])[]): RecordRef[] =>
  pairs.flatMap(([entity, key]) =>
    typeof row[entity] === 'string' && typeof row[key] === 'string'
      ? [ref(row[entity] as EntityName, row[key] as string)]
      : [],
  )

type Column = typeof runs.entity | typeof links.sourceEntity | typeof intents.sourceEntity
type KeyColumn = typeof runs.key | typeof links.sourceKey | typeof intents.sourceKey

const named = (entity: Column, key: KeyColumn, records: readonly RecordRef[]) =>
  sql`(${entity}, ${key}) in (select entity, key from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text))`
