import { sql } from 'drizzle-orm'
import { heartbeatSeconds } from './job-taker.ts'
import type { Driver, Session } from './session.ts'
import { fixedPlans } from './session.ts'

/**
 * An order's way through the database. Each statement is of many records at once: what concurrent runs ask for goes
 * together (batcher.ts), is one transaction, and reaches the disk once. Times and rules come from the caller.
 *
 *   webhook ─► intake ─► 202        the delivery, its changes and their jobs
 *   queue   ─► take ─► claim        the run, its epoch, the changes that it takes
 *   run     ─► look                 what is known of the places where its documents go, while the shop is still asked
 *           ─► links, known         whom the order is of, what its items are
 *           ─► append ─► send       the journal and the intent, where its place is free: durable before anything is sent
 *           ─► append ─► done       read-back, link, the run's end and that of its job
 *
 * An order that comes alone needs six of them: whoever takes it in has room for its job, so intake stores that as taken, and a
 * link that the look has found is not asked for again (test/whole/order-alone.test.ts).
 *
 * Beside it, seldom or for many at a time: a delivery's secrets and integration, once a second (server/webhooks.ts,
 * engine/known-integrations.ts); what items were read as (stores/known-records.ts); what was sent and answered, a while later
 * (stores/raw-messages.ts); the heartbeat of jobs, and the end of one whose run an incident held (queue.ts).
 *
 * They run on connections of their own, prepared once, with plans that look each record up by an index, however many are
 * asked for. PostgreSQL plans them anew when it has analysed a table again. test/db/order-way.test.ts holds the plans.
 */
export interface Statement {
  readonly name: string
  readonly text: string
}

const statement = (name: string, text: string): Statement => ({ name: `ledgerline ${name}`, text })

/**
 * $1 deliveries, $2 their shops, $3 the records they report, $4 changes, $5 jobs, $6 the channel of jobs. A job that has a holder
 * is stored as taken by it, where it is new and one delivery alone brings it: whoever stores it has room for it. Others hear of
 * the rest.
 */
export const intake = statement(
  'intake',
  `with given as (
    select * from jsonb_to_recordset($1::jsonb) as g(n int, integration text, nonce text, expires timestamptz, at timestamptz, about jsonb, backlog jsonb)
  ), remembered as (
    insert into nonces (integration, nonce, expires)
    select distinct on (integration, nonce) integration, nonce, expires from given order by integration, nonce, n
    on conflict do nothing returning integration, nonce
  ), fresh as (
    select distinct on (g.integration, g.nonce) g.* from given g join remembered using (integration, nonce) order by g.integration, g.nonce, g.n
  ), module as (
    insert into webhook_modules (integration, heard_at, about, backlog)
    select integration, max(at), (array_agg(about order by n desc) filter (where about is not null))[1],
      (array_agg(backlog order by n desc) filter (where backlog is not null))[1]
    from fresh group by integration order by integration
    on conflict (integration) do update set heard_at = excluded.heard_at,
      about = coalesce(excluded.about, webhook_modules.about), backlog = coalesce(excluded.backlog, webhook_modules.backlog)
  ), shops as (
    insert into webhook_shops (integration, shop, last_event_at, received_at, lag_ms)
    select f.integration, s.shop, max(s.at), max(f.at),
      (array_agg(least(greatest(extract(epoch from f.at - s.at) * 1000, 0), 2147483647)::int order by f.n desc))[1]
    from jsonb_to_recordset($2::jsonb) as s(n int, shop text, at timestamptz) join fresh f using (n) group by 1, 2 order by 1, 2
    on conflict (integration, shop) do update set received_at = excluded.received_at, lag_ms = excluded.lag_ms,
      last_event_at = greatest(excluded.last_event_at, webhook_shops.last_event_at)
  ), reported as (
    select f.integration, r.entity, r.key, max(f.at) as at
    from jsonb_to_recordset($3::jsonb) as r(n int, entity text, key text) join fresh f using (n) group by 1, 2, 3
  ), told as (
    insert into webhook_records (integration, entity, key, at) select * from reported order by 1, 2, 3
    on conflict (integration, entity, key) do update set at = excluded.at
  ), missed as (
    delete from webhook_gaps gap using reported r where gap.integration = r.integration and gap.entity = r.entity and gap.key = r.key
  ), changed as (
    insert into changes (integration, entity, key, cause, at, heard, held)
    select f.integration, c.entity, c.key, min(c.cause), min(f.at), count(*), bool_and(c.held)
    from jsonb_to_recordset($4::jsonb) as c(n int, entity text, key text, cause text, held boolean) join fresh f using (n)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (integration, entity, key) where run is null
      do update set heard = changes.heard + excluded.heard, held = changes.held and excluded.held
    returning id, integration, entity, key
  ), given_jobs as (
    select * from jsonb_to_recordset($5::jsonb) as j(n int, flow text, entity text, key text, due_at timestamptz, holder text)
  ), wanted as (
    select f.integration, j.flow, j.entity, j.key, min(j.due_at) as due_at, case when count(*) = 1 then min(j.holder) end as holder
    from given_jobs j join fresh f using (n) group by 1, 2, 3, 4
  ), queued as (
    insert into jobs (integration, flow, entity, key, due_at, held_by, held_until)
    select integration, flow, entity, key, case when holder is null then due_at end, holder,
      case when holder is not null then clock_timestamp() + interval '${heartbeatSeconds} seconds' end
    from wanted order by 1, 2, 3, 4
    on conflict (integration, flow, entity, key) do update set due_at = least(jobs.due_at, (select w.due_at from wanted w
      where w.integration = jobs.integration and w.flow = jobs.flow and w.entity = jobs.entity and w.key = jobs.key))
    returning integration, flow, entity, key, due_at, held_by
  )
  select n, (select pg_notify($6, '') where exists (select from queued where due_at is not null) or exists (
      select from changed ch where not exists (select from queued q
        where q.integration = ch.integration and q.entity = ch.entity and q.key = ch.key))),
    (select jsonb_agg(jsonb_build_object('flow', q.flow, 'entity', q.entity, 'key', q.key))
      from given_jobs j join queued q using (flow, entity, key)
      where j.n = fresh.n and q.integration = fresh.integration and q.held_by = j.holder) as held,
    (select jsonb_agg(jsonb_build_object('entity', ch.entity, 'key', ch.key, 'id', ch.id::text))
      from jsonb_to_recordset($4::jsonb) as c(n int, entity text, key text) join changed ch using (entity, key)
      where c.n = fresh.n and ch.integration = fresh.integration) as changes
  from fresh`,
)

/**
 * $1 flows with the room that there is for their jobs, $2 the time, $3 the holder. The loss of what it writes in a power cut
 * does no harm: the jobs wait again. So nobody waits for the disk.
 */
export const take = statement(
  'take',
  `with wanted as (
    select * from jsonb_to_recordset($1::jsonb) as w(integration text, flow text, room int)
  ), found as (
    select j.* from wanted w cross join lateral (
      select integration, flow, entity, key, due_at from jobs
      where jobs.integration = w.integration and jobs.flow = w.flow and held_by is null and due_at <= $2::timestamptz
      order by due_at limit w.room for update skip locked
    ) j
  ), taken as (
    update jobs j set held_by = $3, held_until = clock_timestamp() + interval '${heartbeatSeconds} seconds', due_at = null
    from found f where j.integration = f.integration and j.flow = f.flow and j.entity = f.entity and j.key = f.key
    returning j.integration, j.flow, j.entity, j.key, f.due_at
  )
  select w.integration, w.flow,
    (select coalesce(jsonb_agg(jsonb_build_object('entity', entity, 'key', key) order by t.due_at), '[]'::jsonb)
      from taken t where t.integration = w.integration and t.flow = w.flow) as taken,
    (select min(due_at) from jobs j
      where j.integration = w.integration and j.flow = w.flow and held_by is null and due_at > $2::timestamptz) as next
  from wanted w, set_config('synchronous_commit', 'off', true)`,
)

/** The row among the cursors that says when the cut-over was moved forward last: requests of before count no more. */
export const requestsForgotten = 'requests forgotten'

/** The one that says when what the hub had made in the other system was forgotten last, since it leads to another one. */
export const linksForgotten = 'links forgotten'

/**
 * The partial unique index makes two claims of one record queue for the row; each raises the epoch. A run that is started
 * begins with the corrections of the run before, and with a person's request where that one was superseded. It is started after that
 * one, whose clock may have been ahead: what is newest goes by it.
 *
 * $2 whether it is a transaction of its own: then nobody waits for the disk while all of the runs are new. One that is lost
 * in a power cut has done nothing but read, and whatever it stores later comes after its claim. Where an epoch is raised, its
 * loss would let two workers hold the same.
 */
export const claim = statement(
  'claim',
  `with given as (
    select * from jsonb_to_recordset($1::jsonb) as g(id text, integration text, flow text, entity text, key text, version int, at timestamptz)
  ), last as (
    select g.id as run, r.* from given g cross join lateral (
      select r.id, r.state, r.integration, r.started_at from runs r
      where r.integration = g.integration and r.entity = g.entity and r.key = g.key and r.flow = g.flow
      order by r.started_at desc, r.id desc limit 1
    ) r
  ), kept as (
    select l.run, row_number() over (partition by l.run order by e.sequence) as number, e.entry
    from last l join journal_entries e on e.run = l.id
    where e.entry ->> 'kind' in ('edited', 'lapsed') or (e.entry ->> 'kind' = 'requested' and l.state = 'superseded'
      and e.at > coalesce((select max(polled_at) from cursors c
        where c.integration = l.integration and c.feed in ('${requestsForgotten}', '${linksForgotten}')), '-infinity'))
  ), claimed as (
    insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at)
    select g.id, g.integration, g.flow, g.entity, g.key, 'running', 1, 0, 0, false, g.version,
      (select count(*) from kept k where k.run = g.id),
      greatest(g.at, (select l.started_at + interval '1 millisecond' from last l where l.run = g.id)), g.at
    from given g order by g.integration, g.flow, g.entity, g.key
    on conflict (integration, flow, entity, key) where state in ('running', 'waiting') do update set
      epoch = runs.epoch + 1,
      resumed = (runs.state = 'running'),
      crashes = runs.crashes + (case when runs.state = 'running' then 1 else 0 end),
      entries = runs.entries + (case when runs.state = 'running' then 1 else 0 end),
      state = 'running', reason = null, next_at = null, updated_at = excluded.updated_at
    returning id, integration, flow, entity, key, epoch, attempts, crashes, version, resumed, started_at, updated_at, entries
  ), told as (
    insert into journal_entries (run, sequence, at, entry)
    select id, entries, updated_at, jsonb_build_object('kind', 'resumed', 'epoch', epoch) from claimed where resumed
    union all
    select c.id, k.number, c.updated_at, k.entry from claimed c join kept k on k.run = c.id where c.epoch = 1
  ), taken as (
    update changes set run = c.id from claimed c
    where changes.integration = c.integration and changes.entity = c.entity and changes.key = c.key and changes.run is null
    returning changes.id, changes.run, changes.cause, changes.heard
  )
  select c.*, (select i.version from integrations i where i.id = c.integration) as newest,
    (select coalesce(jsonb_agg(distinct t.cause), '[]'::jsonb) from taken t where t.run = c.id) as causes,
    (select id::text from taken t where t.run = c.id and t.heard = 1) as heard_once,
    (select set_config('synchronous_commit', 'off', true) where $2::boolean and not exists (select from claimed where epoch > 1)) as unhurried
  from claimed c`,
)

/** `limit 1`, of what is one anyway: a small table would be read whole. */
export const linksOf = statement(
  'links',
  `select g.n, g.key, to_jsonb(l) as link, s.target_key as sent
  from jsonb_to_recordset($1::jsonb) as g(n int, integration text, entity text, key text, target text)
  left join lateral (select * from links l where l.integration = g.integration and l.source_entity = g.entity
    and l.source_key = g.key and l.target_entity = g.target limit 1) l on true
  left join lateral (select s.integration, s.target_key from intents s where s.integration = g.integration and s.source_entity = g.entity
    and s.source_key = g.key and s.target_entity = g.target and s.state = 'sent' limit 1) s on true
  where l.integration is not null or s.integration is not null`,
)

/** A read that began before records were forgotten may end, and be kept, after that. */
export const knownOf = statement(
  'known',
  `select g.n, k.entity, k.key, k.facts, k.read_at
  from jsonb_to_recordset($1::jsonb) as g(n int, integration text, entity text, key text, since timestamptz)
  join known_records k on k.integration = g.integration and k.entity = g.entity and k.key = g.key and k.read_at >= g.since
  where k.read_at > coalesce((select polled_at from cursors c where c.integration = g.integration and c.feed = '${linksForgotten}'), '-infinity')`,
)

export const look = statement(
  'look',
  `select g.n,
    (select to_jsonb(x) from links x where x.integration = g.integration and x.source_entity = g.source_entity
      and x.source_key = g.source_key and x.target_entity = g.target_entity) as link,
    (select to_jsonb(x) from intents x where x.integration = g.integration and x.source_entity = g.source_entity
      and x.source_key = g.source_key and x.target_entity = g.target_entity) as intent,
    (select to_jsonb(x) from intents x where x.integration = g.integration and x.target_entity = g.target_entity
      and x.target_key = g.target_key) as holder
  from jsonb_to_recordset($1::jsonb)
    as g(n int, integration text, source_entity text, source_key text, target_entity text, target_key text)`,
)

/**
 * The update of the runs' rows checks the epochs, takes the rows' locks and gives the entries their numbers; everything
 * else hangs on it. A run that ends does so only while no incident holds its record: that one has more to do. One that sends
 * something first stores nothing where something is known of the place: asked by `select true`, since `exists` is answered by
 * reading a table of up to some ten thousand rows whole.
 * $1 runs, $2 payloads, $3 entries, $4 links, $5 intents that are sent, $6 the channel of jobs.
 */
export const append = statement(
  'append',
  `with given as (
    select * from jsonb_to_recordset($1::jsonb) as g(run text, epoch int, count int, at timestamptz,
      state text, "from" jsonb, reason text, facts jsonb, job text)
  ), wanted as (
    select * from jsonb_to_recordset($5::jsonb) as s(run text, integration text, source_entity text, source_key text,
      target_entity text, target_key text, operation text, document_hash text, marks jsonb, first boolean)
  ), taken as (
    select w.run from wanted w where w.first and (
      (select true from links l where l.integration = w.integration and l.source_entity = w.source_entity
        and l.source_key = w.source_key and l.target_entity = w.target_entity limit 1)
      or (select true from intents i where i.integration = w.integration and i.source_entity = w.source_entity
        and i.source_key = w.source_key and i.target_entity = w.target_entity limit 1)
      or (select true from intents i where i.integration = w.integration and i.target_entity = w.target_entity
        and i.target_key = w.target_key limit 1))
  ), fenced as (
    update runs r set entries = r.entries + g.count, updated_at = g.at,
      state = coalesce(g.state, r.state), reason = case when g.state is null then r.reason else g.reason end,
      next_at = case when g.state is null then r.next_at end, facts = coalesce(g.facts, r.facts)
    from given g
    where r.id = g.run and r.epoch = g.epoch and not exists (select from taken t where t.run = r.id) and (g.state is null or (g."from" ? r.state and not exists (
      select from incident_records i where i.integration = r.integration and i.entity = r.entity and i.key = r.key
        and i.flow = r.flow and not i.released)))
    returning r.id, r.entries, g.count, g.at, g.job, r.integration, r.flow, r.entity, r.key
  ), stored as (
    insert into payloads (hash, body)
    select given.hash, decode(given.body, 'base64')
    from fenced join jsonb_to_recordset($2::jsonb) as given(run text, hash text, body text) on given.run = fenced.id
    order by given.hash
    on conflict do nothing
  ), journaled as (
    insert into journal_entries (run, sequence, at, entry, payload)
    select fenced.id, fenced.entries - fenced.count + given.number, fenced.at, given.entry, given.payload
    from fenced join jsonb_to_recordset($3::jsonb) as given(run text, number int, entry jsonb, payload text) on given.run = fenced.id
  ), linking as (
    select l.* from fenced join jsonb_to_recordset($4::jsonb) as l(run text, integration text, source_entity text, source_key text,
      target_entity text, target_key text, written_hash text, written jsonb, read_back jsonb, at timestamptz, marks jsonb,
      written_by text, rules int, own_content boolean) on l.run = fenced.id
  ), linked as (
    insert into links (integration, source_entity, source_key, target_entity, target_key, written_hash, written, read_back, at, marks, written_by, rules, own_content)
    select integration, source_entity, source_key, target_entity, target_key, written_hash, written, read_back, at, marks, written_by, rules, own_content
    from linking order by 1, 2, 3, 4
    on conflict (integration, source_entity, source_key, target_entity) do update set
      target_key = excluded.target_key, written_hash = excluded.written_hash, written = excluded.written, read_back = excluded.read_back,
      at = excluded.at, marks = excluded.marks, written_by = excluded.written_by, rules = excluded.rules, own_content = excluded.own_content
  ), confirmed as (
    update intents set state = 'confirmed', marks = l.marks from linking l
    where intents.integration = l.integration and intents.source_entity = l.source_entity
      and intents.source_key = l.source_key and intents.target_entity = l.target_entity
  ), sending as (
    insert into intents (integration, source_entity, source_key, target_entity, target_key, operation, state, document_hash, sends, last_sent_at, marks)
    select s.integration, s.source_entity, s.source_key, s.target_entity, s.target_key, s.operation, 'sent', s.document_hash, 1, fenced.at, s.marks
    from fenced join wanted s on s.run = fenced.id
    order by 1, 2, 3, 4
    on conflict (integration, source_entity, source_key, target_entity) do update set
      marks = excluded.marks, operation = excluded.operation, state = 'sent', document_hash = excluded.document_hash,
      sends = intents.sends + 1, last_sent_at = excluded.last_sent_at
  ), done as (
    update jobs set held_by = null, held_until = null from fenced f
    where jobs.integration = f.integration and jobs.flow = f.flow and jobs.entity = f.entity and jobs.key = f.key and jobs.held_by = f.job
    returning jobs.due_at
  )
  select id, true as stored, (select pg_notify($6, '') where exists (select from done where due_at is not null)) from fenced
  union all select t.run, false, null from taken t`,
)

export const statements: readonly Statement[] = [intake, take, claim, linksOf, knownOf, look, append]

/** Runs one of them. `own`: in a transaction of its own. */
export type Ask = (<Row>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>) & {
  readonly own: boolean
}

/** Prepared, each in a transaction of its own. */
export const askPrepared = ({ prepared }: Pick<Driver, 'prepared'>): Ask =>
  Object.assign(
    async <Row>({ name, text }: Statement, values: readonly unknown[]) =>
      (await prepared.query({ name, text, values: [...values] })).rows as Row[],
    { own: true },
  )

/** In the caller's transaction. Unprepared, and by the planner's own choice, each append would read `runs` whole up to 20,000 of them. */
export const askIn = (session: Session): Ask =>
  Object.assign(
    async <Row>({ name, text }: Statement, values: readonly unknown[]) => {
      await goByIndexes(session)
      const query = session._.session.prepareQuery({ sql: text, params: [...values] }, undefined, name, false)
      return ((await query.execute()) as { rows: Row[] }).rows
    },
    { own: false },
  )

/** Once in a transaction, and until its end. */
const settled = new WeakMap<Session, Promise<unknown>>()
function goByIndexes(session: Session): Promise<unknown> {
  const known = settled.get(session) ?? session.execute(sql.raw(fixedPlans('local')))
  settled.set(session, known)
  return known
}
