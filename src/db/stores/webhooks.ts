import { and, asc, eq, gt, lt, sql } from 'drizzle-orm'
import { type EntityName, type RecordRef, ref, refText } from '../../domain/record.ts'
import type { StoredDelivery, TakenDelivery, WebhookStore } from '../../domain/stores.ts'
import type { WebhookHealth } from '../../domain/webhook.ts'
import { intake } from '../order-way.ts'
import { jobChannel, jobRows } from '../queue.ts'
import { webhookGaps, webhookModules, webhookRecords, webhookShops } from '../schema.ts'
import { rows, type Session } from '../session.ts'
import type { All, Together } from '../together.ts'

const mostTries = 5
const gapsNamed = 20

const given = (records: readonly RecordRef[]) => {
  const distinct = [...new Map(records.map(({ entity, key }) => [`${entity} ${key}`, { entity, key }])).entries()]
  // Sorted, so that two transactions take the rows in one order.
  const sorted = distinct.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
  return sql`jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb) as given(entity text, key text)`
}

export function webhookStore(session: Session, together: Together): WebhookStore {
  const take = together(takeAll, { bytes: ({ changes }) => 500 + changes.length * 300 })
  return {
    take,

    async heard(integration, { at, about, backlog, shops, records }) {
      const seen = JSON.stringify(shops.map(({ shop, lastEventAt }) => ({ shop, at: lastEventAt })))
      await session.execute(sql`
        with module as (
          insert into webhook_modules (integration, heard_at, about, backlog)
          values (${integration}, ${at}, ${about === null ? null : JSON.stringify(about)}::jsonb, ${backlog === null ? null : JSON.stringify(backlog)}::jsonb)
          on conflict (integration) do update set heard_at = excluded.heard_at,
            about = coalesce(excluded.about, webhook_modules.about), backlog = coalesce(excluded.backlog, webhook_modules.backlog)
        ), shops as (
          insert into webhook_shops (integration, shop, last_event_at, received_at, lag_ms)
          select ${integration}, shop, at, ${at}::timestamptz, least(greatest(extract(epoch from ${at}::timestamptz - at) * 1000, 0), 2147483647)::int
          from jsonb_to_recordset(${seen}::jsonb) as seen(shop text, at timestamptz) order by shop
          on conflict (integration, shop) do update set received_at = excluded.received_at, lag_ms = excluded.lag_ms,
            last_event_at = greatest(excluded.last_event_at, webhook_shops.last_event_at)
        ), told as (
          insert into webhook_records (integration, entity, key, at)
          select ${integration}, entity, key, ${at}::timestamptz from ${given(records)}
          on conflict (integration, entity, key) do update set at = excluded.at
        )
        delete from webhook_gaps gap using ${given(records)}
        where gap.integration = ${integration} and gap.entity = given.entity and gap.key = given.key`)
    },

    async missed(integration, records, at, since) {
      if (records.length === 0) return
      await session.execute(sql`
        insert into webhook_gaps (integration, entity, key, at)
        select ${integration}, given.entity, given.key, ${at}::timestamptz from ${given(records)}
        where exists (select 1 from webhook_modules m where m.integration = ${integration} and m.heard_at is not null)
          and not exists (select 1 from webhook_records told where told.integration = ${integration}
            and told.entity = given.entity and told.key = given.key and told.at >= ${since})
        on conflict do nothing`)
    },

    async health(integration, until) {
      const [found] = await session.select().from(webhookModules).where(eq(webhookModules.integration, integration))
      if (!found) return null
      const { heardAt, about, backlog, shopUrl, rotatedAt } = found
      const [shops, gaps] = await Promise.all([
        session
          .select()
          .from(webhookShops)
          .where(eq(webhookShops.integration, integration))
          .orderBy(asc(webhookShops.shop)),
        rows<{ entity: EntityName; key: string; count: number }>(
          session,
          sql`select entity, key, count(*) over ()::int as count from webhook_gaps
              where integration = ${integration} and at < ${until} order by at desc limit ${gapsNamed}`,
        ),
      ])
      return {
        module: { heardAt, about, backlog, shopUrl, rotatedAt },
        shops: shops.map(({ integration: _, ...shop }) => shop),
        gaps: { count: gaps[0]?.count ?? 0, records: gaps.map(({ entity, key }) => ref(entity, key)) },
      } satisfies WebhookHealth
    },

    async offerPairing(integration, hash, expires) {
      const offer = { pairingHash: hash, pairingExpires: expires, pairingTries: 0 }
      await session
        .insert(webhookModules)
        .values({ integration, ...offer })
        .onConflictDoUpdate({ target: webhookModules.integration, set: offer })
    },

    async tryPairing(integration, hash, shopUrl, now) {
      const used = await session
        .update(webhookModules)
        .set({ pairingHash: null, pairingExpires: null, shopUrl })
        .where(
          and(
            eq(webhookModules.integration, integration),
            eq(webhookModules.pairingHash, hash),
            gt(webhookModules.pairingExpires, now),
            lt(webhookModules.pairingTries, mostTries),
          ),
        )
        .returning({ integration: webhookModules.integration })
      if (used.length > 0) return 'paired'
      const [tried] = await session
        .update(webhookModules)
        .set({ pairingTries: sql`${webhookModules.pairingTries} + 1` })
        .where(eq(webhookModules.integration, integration))
        .returning({ tries: webhookModules.pairingTries })
      return tried && tried.tries >= mostTries ? 'spoiled' : 'wrong'
    },

    async rotated(integration, rotatedAt) {
      await session
        .insert(webhookModules)
        .values({ integration, rotatedAt })
        .onConflictDoUpdate({ target: webhookModules.integration, set: { rotatedAt } })
    },

    async forget(integration) {
      for (const table of [webhookModules, webhookShops, webhookRecords, webhookGaps])
        await session.delete(table).where(eq(table.integration, integration))
    },

    async prune({ toldBefore, missedBefore }) {
      await session.delete(webhookRecords).where(lt(webhookRecords.at, toldBefore))
      await session.delete(webhookGaps).where(lt(webhookGaps.at, missedBefore))
    },
  }
}

const takeAll: All<TakenDelivery, StoredDelivery | null> = async (ask, deliveries) => {
  const rowsOf = <T extends object>(of: (delivery: TakenDelivery) => readonly T[]) =>
    JSON.stringify(deliveries.flatMap((delivery, n) => of(delivery).map((row) => ({ n, ...row }))))
  const taken = await ask<{
    n: number
    changes: readonly (RecordRef & { readonly id: string })[] | null
    held: readonly (RecordRef & { readonly flow: string })[] | null
  }>(intake, [
    rowsOf(({ integration, nonce, expires, heard: { at, about, backlog } }) => [
      { integration, nonce, expires, at, about, backlog },
    ]),
    rowsOf(({ heard: { shops } }) => shops.map(({ shop, lastEventAt }) => ({ shop, at: lastEventAt }))),
    rowsOf(({ heard: { records } }) => records),
    rowsOf(({ changes }) => changes.map(({ record, cause, held = false }) => ({ ...record, cause, held }))),
    rowsOf(({ jobs, heard, holder }) => jobRows(jobs, heard.at).map((job) => ({ ...job, holder }))),
    jobChannel,
  ])
  const fresh = new Map(
    taken.map(({ n, changes, held }) => [
      n,
      {
        changes: new Map((changes ?? []).map((one) => [refText(one), one.id])),
        held: (held ?? []).map(({ flow, entity, key }) => ({ flow, record: ref(entity, key) })),
      },
    ]),
  )
  return deliveries.map((_, n) => fresh.get(n) ?? null)
}
