import { and, asc, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import { type EntityName, type IncidentId, incidentId, integrationId, ref, runId } from '../../domain/record.ts'
import type { HubEvent, Incident, IncidentStore } from '../../domain/stores.ts'
import { linksForgotten } from '../order-way.ts'
import { incidentCare, incidentNotes, incidentRecords, incidents } from '../schema.ts'
import { rows, type Session } from '../session.ts'

type Row = Omit<typeof incidents.$inferSelect, 'answered'> & { runs: number; entity: string | null }

const mostNotes = 200

export function incidentStore(
  session: Session,
  newIncidentId: () => IncidentId,
  tell: (event: HubEvent) => void,
): IncidentStore {
  const select = () =>
    session
      .select({
        id: incidents.id,
        integration: incidents.integration,
        flow: incidents.flow,
        fingerprint: incidents.fingerprint,
        question: incidents.question,
        triage: incidents.triage,
        state: incidents.state,
        firstAt: incidents.firstAt,
        lastAt: incidents.lastAt,
        runs: sql<number>`(select count(*)::int from incident_records r where r.incident = ${incidents.id} and not r.released and r.entity not like '%.connection')`,
        // All of one flow, so of one entity.
        entity: sql<
          string | null
        >`(select min(r.entity) from incident_records r where r.incident = ${incidents.id} and r.entity not like '%.connection')`,
      })
      .from(incidents)

  return {
    async raise({ integration, flow, fingerprint, question, triage = null, run, record, at }) {
      // Whoever has seen it up to its last time has not seen what comes into it from here on, by whatever clock: that has a later
      // time than all before. The row is held until this commits, so times grow in the order in which they can be seen.
      const [row] = await rows<{ id: string; lastAt: string; isNew: boolean }>(
        session,
        sql`insert into incidents (id, integration, flow, fingerprint, question, state, first_at, last_at)
            values (${newIncidentId()}, ${integration}, ${flow}, ${fingerprint}, ${JSON.stringify(question)}::jsonb, 'open', ${at}, ${at})
            on conflict (integration, fingerprint) where state = 'open' do update
              set last_at = greatest(incidents.last_at + interval '1 millisecond', excluded.last_at), question = excluded.question
            returning id, last_at as "lastAt", xmax = 0 as "isNew"`,
      )
      const incident = row!.id
      const since = instant(row!.lastAt)
      if (row!.isNew) {
        const found = typeof triage === 'function' ? await triage() : triage
        if (found) await session.update(incidents).set({ triage: found }).where(eq(incidents.id, incident))
      }
      const set = { run, released: false }
      await session
        .insert(incidentRecords)
        .values({ incident, integration, flow, entity: record.entity, key: record.key, at: since, ...set })
        .onConflictDoUpdate({
          target: [incidentRecords.incident, incidentRecords.entity, incidentRecords.key],
          // Since when it holds the record: whoever has seen it then need not look again because it was tried again.
          set: { ...set, at: sql`case when ${incidentRecords.released} then ${since} else ${incidentRecords.at} end` },
        })
      tell({ noun: 'incident', integration, id: incident, state: 'open' })
      return incidentId(incident)
    },

    async release(integration, flow, records, at, { except, because } = {}) {
      const given = 'key' in records ? [records] : records
      if (given.length === 0) return
      const left = await session
        .update(incidentRecords)
        .set({ released: true })
        .where(
          and(
            eq(incidentRecords.integration, integration),
            sql`(${incidentRecords.entity}, ${incidentRecords.key}) in
              (select entity, key from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given(entity text, key text))`,
            eq(incidentRecords.flow, flow),
            sql`not released`,
            except === undefined ? undefined : ne(incidentRecords.incident, except),
          ),
        )
        .returning({ incident: incidentRecords.incident })
      if (left.length === 0) return
      for (const { incident } of left) tell({ noun: 'incident', integration, id: incident })
      const ofThese = inArray(
        incidents.id,
        left.map(({ incident }) => incident),
      )
      // Another transaction may put a record in, or take out the last but one, at this moment. Held first, in a statement of its
      // own, the incident waits for it, and the next statement sees what it has committed.
      await session.select({ id: incidents.id }).from(incidents).where(ofThese).orderBy(asc(incidents.id)).for('update')
      await session
        .update(incidents)
        .set({
          state: 'resolved',
          lastAt: at,
          ...(because === undefined
            ? {}
            : { question: sql`${incidents.question} || jsonb_build_object('closed', ${because.slice(0, 500)}::text)` }),
        })
        .where(
          and(
            ofThese,
            eq(incidents.state, 'open'),
            sql`not exists (select 1 from incident_records r where r.incident = ${incidents.id} and not r.released)`,
          ),
        )
    },

    async heldBy(integration, flow) {
      const found = await rows<{ entity: EntityName; key: string; code: string }>(
        session,
        sql`select held.entity, held.key, asked.question ->> 'code' as code
            from incident_records held join incidents asked on asked.id = held.incident and asked.state = 'open'
            where held.integration = ${integration} and held.flow = ${flow} and not held.released`,
      )
      return found.map(({ entity, key, code }) => ({ record: ref(entity, key), code }))
    },

    async get(id) {
      const [row] = await select().where(eq(incidents.id, id))
      return row ? toIncident(row) : null
    },

    async list({ integration, state, record, limit }) {
      const conditions: SQL[] = [
        ...(integration === undefined ? [] : [eq(incidents.integration, integration)]),
        ...(state === undefined ? [] : [eq(incidents.state, state)]),
        ...(record === undefined
          ? []
          : [
              sql`exists (select 1 from incident_records r where r.incident = ${incidents.id} and r.entity = ${record.entity} and r.key = ${record.key} and not r.released)`,
            ]),
      ]
      return (
        await select()
          .where(and(...conditions))
          .orderBy(desc(incidents.lastAt))
          .limit(limit)
      ).map(toIncident)
    },

    async money(ids) {
      if (ids.length === 0) return []
      const found = await rows<{ incident: string; currency: string | null; amount: string; records: number }>(
        session,
        sql`select held.incident, known.facts ->> 'currency' as currency, count(*)::int as records,
              coalesce(sum((known.facts ->> 'amount')::numeric), 0)::text as amount
            from incident_records held
            cross join lateral (
              select facts from runs
              where runs.integration = held.integration and runs.entity = held.entity and runs.key = held.key and facts ? 'amount'
              order by started_at desc, id desc limit 1) known
            where not held.released and held.incident in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
            group by 1, 2 order by 1, 2`,
      )
      return found.map(({ incident, amount, ...row }) => ({
        ...row,
        incident: incidentId(incident),
        amount: decimalText(dec(amount)),
      }))
    },

    async care(ids) {
      if (ids.length === 0) return []
      const found = await session
        .select()
        .from(incidentCare)
        .where(inArray(incidentCare.incident, [...ids]))
      return found.map(({ incident, assignee, snoozedUntil }) => ({
        incident: incidentId(incident),
        assignee,
        snoozedUntil,
      }))
    },
    async assign({ id, integration }, to) {
      await session
        .insert(incidentCare)
        .values({ incident: id, integration, assignee: to })
        .onConflictDoUpdate({ target: incidentCare.incident, set: { assignee: to } })
      tell({ noun: 'incident', integration, id })
    },
    async snooze({ id, integration }, until) {
      await session
        .insert(incidentCare)
        .values({ incident: id, integration, snoozedUntil: until })
        .onConflictDoUpdate({ target: incidentCare.incident, set: { snoozedUntil: until } })
      tell({ noun: 'incident', integration, id })
    },
    async note({ id: incident, integration }, note) {
      await session.insert(incidentNotes).values({ ...note, incident, integration })
      tell({ noun: 'incident', integration, id: incident })
    },
    async notes(id) {
      const found = await session
        .select()
        .from(incidentNotes)
        .where(eq(incidentNotes.incident, id))
        .orderBy(asc(incidentNotes.at), asc(incidentNotes.id))
        .limit(mostNotes)
      return found.map(({ at, by, note }) => ({ at, by, note }))
    },

    async records(id) {
      const found = await session
        .select()
        .from(incidentRecords)
        .where(and(eq(incidentRecords.incident, id), eq(incidentRecords.released, false)))
        .orderBy(asc(incidentRecords.at))
      return found.map((row) => ({
        record: ref(row.entity as EntityName, row.key),
        run: row.run === null ? null : runId(row.run),
        since: row.at,
      }))
    },

    async met(id, limit) {
      const found = await session
        .select()
        .from(incidentRecords)
        .where(eq(incidentRecords.incident, id))
        .orderBy(asc(incidentRecords.at))
        .limit(limit)
      return found.map((row) => ({
        integration: integrationId(row.integration),
        record: ref(row.entity as EntityName, row.key),
      }))
    },

    async explain(id, triage) {
      await session.update(incidents).set({ triage }).where(eq(incidents.id, id))
    },

    async resolve(id, at) {
      const settled = await session
        .update(incidents)
        .set({ state: 'resolved', lastAt: at, answered: true })
        .where(and(eq(incidents.id, id), eq(incidents.state, 'open')))
        .returning({ id: incidents.id })
      if (settled.length > 0) tell({ noun: 'incident', id, state: 'resolved' })
      return settled.length > 0
    },

    async answered(integration, fingerprint, { entity, key }) {
      const its = sql`r.incident = ${incidents.id} and r.entity = ${entity} and r.key = ${key}`
      const [found] = await session
        .select({
          at: incidents.lastAt,
          question: incidents.question,
          held: sql<boolean>`exists (select from incident_records r where ${its})`,
          askedBy: sql<string | null>`(select r.run from incident_records r where ${its})`,
        })
        .from(incidents)
        .where(
          and(
            eq(incidents.integration, integration),
            eq(incidents.fingerprint, fingerprint),
            eq(incidents.answered, true),
            sql`${incidents.lastAt} > ${companySince(integration)}`,
          ),
        )
        .orderBy(desc(incidents.lastAt))
        .limit(1)
      return found ? { ...found, askedBy: found.askedBy === null ? null : runId(found.askedBy) } : null
    },

    async settledAt(integration, { source: { entity, key }, at, writtenBy }, anyTime) {
      const [found] = await rows<{ at: string | null }>(
        session,
        sql`select min(i.last_at) as at from incident_records r join incidents i on i.id = r.incident
            where r.integration = ${integration} and r.entity = ${entity} and r.key = ${key}
              and i.answered and (i.last_at > ${at} or (i.question ->> 'code' = ${anyTime} and i.last_at > ${companySince(integration)}))
              and r.flow = coalesce((select flow from runs where id = ${writtenBy}), r.flow)`,
      )
      return found?.at ? instant(found.at) : null
    },
  }
}

/** What people have decided about a test company is nothing about the live one. */
const companySince = (integration: string) =>
  sql`coalesce((select polled_at from cursors c where c.integration = ${integration} and c.feed = ${linksForgotten}), '-infinity')`

function toIncident(row: Row): Incident {
  return {
    ...row,
    id: incidentId(row.id),
    integration: integrationId(row.integration),
    state: row.state as Incident['state'],
    entity: row.entity as Incident['entity'],
  }
}
