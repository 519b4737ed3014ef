import { and, asc, desc, eq, gt, lte, or, sql } from 'drizzle-orm'
import type { AlertChannel, AlertMessage, Notice, PresentCause } from '../../domain/alert.ts'
import { type Instant, instant, later } from '../../domain/clock.ts'
import type { AlertStore } from '../../domain/stores.ts'
import { alertChannels, alertMessages, alertRules } from '../schema.ts'
import { rows, type Session } from '../session.ts'

/** A cause that comes and goes within so long is one: ten minutes. Incidents and proposals never come back under their key. */
const lingersMs = 10 * 60_000

/** The row of the rules may not be there yet. */
const rulesLock = 0x72756c6573

export function alertStore(session: Session): AlertStore {
  const messagesOf = async (found: readonly (typeof alertMessages.$inferSelect)[]): Promise<AlertMessage[]> => {
    const notices = await rows<NoticeRow>(
      session,
      sql`select n.message, n.what, c.id as cause, c.kind, c.integration, c.since, c.title, c.path, c.ended_at
          from alert_notices n join alert_causes c on c.id = n.cause
          where n.message in (select jsonb_array_elements_text(${JSON.stringify(found.map(({ id }) => id))}::jsonb))
          order by c.since, c.id`,
    )
    return found.map(({ report, ...row }) => ({
      ...row,
      report: report?.title ?? null,
      state: row.state as AlertMessage['state'],
      notices: notices.filter(({ message }) => message === row.id).map(toNotice),
    }))
  }

  return {
    async rules() {
      const [row] = await session.select().from(alertRules)
      return row ? { rules: row.rules, setAt: row.setAt } : null
    },
    async holdRules() {
      await session.execute(sql`select pg_advisory_xact_lock(${rulesLock})`)
      const [row] = await session.select().from(alertRules)
      return row ? { rules: row.rules, setAt: row.setAt } : null
    },
    async setRules(rules, setAt) {
      const set = { rules, setAt }
      await session
        .insert(alertRules)
        .values({ name: 'hub', ...set })
        .onConflictDoUpdate({ target: alertRules.name, set })
    },
    async channels() {
      const found = await session.select().from(alertChannels).orderBy(asc(alertChannels.at), asc(alertChannels.id))
      return found.map(({ channel }) => channel)
    },
    async holdChannel(id) {
      const found = await session
        .select({ id: alertChannels.id })
        .from(alertChannels)
        .where(eq(alertChannels.id, id))
        .for('update')
      return found.length > 0
    },
    async putChannel(channel: AlertChannel, at) {
      await session
        .insert(alertChannels)
        .values({ id: channel.id, at, channel })
        .onConflictDoUpdate({ target: alertChannels.id, set: { channel } })
    },
    async removeChannel(id) {
      const removed = await session.delete(alertChannels).where(eq(alertChannels.id, id)).returning()
      await session.execute(sql`delete from alert_notices where channel = ${id}`)
      await session.delete(alertMessages).where(eq(alertMessages.channel, id))
      return removed.length > 0
    },

    async note(present, { at, unknown, newId }) {
      const given = JSON.stringify(present.map((cause) => ({ ...cause, id: newId() })))
      await session.execute(
        sql`update alert_causes c set missing_since = coalesce(missing_since, ${at}), ended_at = ${at}
            from jsonb_to_recordset(${given}::jsonb) as g(key text, since timestamptz)
            where c.key = g.key and c.ended_at is null and c.kind = 'difference' and c.since < g.since`,
      )
      await session.execute(
        sql`insert into alert_causes (id, key, kind, integration, since, title, path, opened_at)
            select id, key, kind, integration, since, title, path, ${at}
            from jsonb_to_recordset(${given}::jsonb) as given(id text, key text, kind text, integration text, since timestamptz, title text, path text)
            on conflict (key) where ended_at is null do update set title = excluded.title, missing_since = null
              where alert_causes.title <> excluded.title or alert_causes.missing_since is not null`,
      )
      await session.execute(
        sql`update alert_causes set
              missing_since = coalesce(missing_since, ${at}),
              ended_at = case when kind in ('incident', 'approval') or missing_since <= ${later(at, -lingersMs)} then coalesce(missing_since, ${at}::timestamptz) end
            where ended_at is null
              and key not in (select key from jsonb_to_recordset(${given}::jsonb) as given(key text))
              and not exists (select 1 from jsonb_array_elements_text(${JSON.stringify(unknown)}::jsonb) as u(beginning) where starts_with(key, u.beginning))`,
      )
    },

    async addNotices(at) {
      await session.execute(
        sql`insert into alert_notices (cause, channel, what, at)
            select c.id, ch.id, 'opened', ${at}::timestamptz from alert_causes c
            join alert_channels ch on ch.channel -> 'on' ? c.kind and not (ch.channel ->> 'paused')::boolean
            where c.ended_at is null
            on conflict do nothing`,
      )
      await session.execute(
        sql`insert into alert_notices (cause, channel, what, at)
            select n.cause, n.channel, 'over', ${at}::timestamptz from alert_notices n
            join alert_causes c on c.id = n.cause and c.ended_at is not null
            join alert_messages m on m.id = n.message and m.at < c.ended_at
            join alert_channels ch on ch.id = n.channel and (ch.channel ->> 'saysEnd')::boolean and not (ch.channel ->> 'paused')::boolean
            where n.what = 'opened'
              and not exists (select 1 from alert_causes next where next.key = c.key and next.opened_at = c.ended_at)
            on conflict do nothing`,
      )
    },

    async unsent() {
      const found = await rows<{ channel: string; kind: PresentCause['kind']; at: string }>(
        session,
        sql`select n.channel, c.kind, n.at from alert_notices n join alert_causes c on c.id = n.cause
            where n.message is null order by n.at`,
      )
      return found.map((row) => ({ ...row, at: instant(row.at) }))
    },
    async newestMessages(until) {
      const found = await rows<{ channel: string; at: string }>(
        session,
        sql`select channel, max(at) as at from alert_messages where report is null and at <= ${until} group by channel`,
      )
      return new Map(found.map(({ channel, at }): [string, Instant] => [channel, instant(at)]))
    },
    async makeMessage(channel, id, at) {
      await session
        .insert(alertMessages)
        .values({ id, channel, at, dueAt: at, state: 'waiting', attempts: 0, sentAt: null, problem: null })
      await session.execute(
        sql`update alert_notices set message = ${id} where channel = ${channel} and message is null`,
      )
    },

    async addReport(channel, id, at, report) {
      const fresh = { state: 'waiting', attempts: 0, sentAt: null, problem: null }
      await session.insert(alertMessages).values({ id, channel, at, dueAt: at, ...fresh, report })
    },
    async reportOf(id) {
      const [found] = await session
        .select({ report: alertMessages.report })
        .from(alertMessages)
        .where(eq(alertMessages.id, id))
      return found?.report ?? null
    },

    async due(channel, at, latest, limit) {
      return messagesOf(
        await session
          .select()
          .from(alertMessages)
          .where(
            and(
              eq(alertMessages.channel, channel),
              eq(alertMessages.state, 'waiting'),
              or(lte(alertMessages.dueAt, at), gt(alertMessages.dueAt, latest)),
            ),
          )
          .orderBy(asc(alertMessages.dueAt))
          .limit(limit),
      )
    },
    async attempt(id, nextAt) {
      await session
        .update(alertMessages)
        .set({ attempts: sql`${alertMessages.attempts} + 1`, dueAt: nextAt })
        .where(eq(alertMessages.id, id))
    },
    async ended(id, { state, at, problem }) {
      await session
        .update(alertMessages)
        .set({ state, problem, ...(state === 'sent' ? { sentAt: at } : {}) })
        .where(eq(alertMessages.id, id))
    },
    async messages(limit) {
      return messagesOf(await session.select().from(alertMessages).orderBy(desc(alertMessages.at)).limit(limit))
    },
    async prune(before) {
      await session.execute(sql`delete from alert_messages where at < ${before} and state <> 'waiting'`)
      await session.execute(
        sql`delete from alert_notices n using alert_causes c where c.id = n.cause and c.ended_at < ${before}`,
      )
      await session.execute(sql`delete from alert_causes where ended_at < ${before}`)
    },
  }
}

interface NoticeRow {
  readonly message: string
  readonly what: Notice['what']
  readonly cause: string
  readonly kind: Notice['kind']
  readonly integration: Notice['integration']
  readonly since: string
  readonly title: string
  readonly path: string
  readonly ended_at: string | null
}

const toNotice = ({ cause, kind, integration, what, since, title, path, ended_at }: NoticeRow): Notice => ({
  ...{ cause, kind, integration, what, title, path },
  since: instant(since),
  endedAt: ended_at === null ? null : instant(ended_at),
})
