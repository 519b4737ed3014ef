import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { recordKey } from '../../domain/record.ts'
import type { KeptPayoutRow, PayoutStore, StoredPayoutRow } from '../../domain/stores.ts'
import { payoutRows } from '../schema.ts'
import { rows, type Session } from '../session.ts'

/** Rows that one statement takes. */
const atOnce = 2_000

/** The row takes away what went to the bank. What leaves an account is a row of it like others. */
const isOut = sql`(kind = 'payout' and closes <> 'account')`
/** The day of a payout, which its journal has (connectors/hub/payouts.ts): of what went to the bank, whenever its other rows are. */
const day = sql`coalesce(max(date) filter (where ${isOut}), max(date))`

export function payoutStore(session: Session): PayoutStore {
  const kept = ({ integration: _, ...row }: typeof payoutRows.$inferSelect): KeptPayoutRow => row
  // Not by kind: that is our name for what the provider says, and a later version may have another. The report of an account
  // is cut into days, which are others when somebody names another zone.
  const same = (one: StoredPayoutRow, other: StoredPayoutRow) =>
    (one.payout === other.payout || one.closes === 'account') &&
    one.currency === other.currency &&
    one.amount === other.amount &&
    one.fee === other.fee
  return {
    async add(integration, given, at) {
      const different: StoredPayoutRow[] = []
      // In the order of their ids: two files with the same rows wait for each other, and never both.
      const sorted = [...given].sort((one, other) => (one.id < other.id ? -1 : 1))
      for (let from = 0; from < sorted.length; from += atOnce) {
        const some = sorted.slice(from, from + atOnce)
        await session.execute(sql`
          insert into payout_rows (integration, provider, id, payout, currency, kind, date, amount, fee, transaction,
            also_known, reference, closes, file, line, folder, at)
          select ${integration}, provider, id, payout, currency, kind, date, amount, fee, transaction, "alsoKnown", reference,
            closes, file, line, folder, ${at}::timestamptz
          from jsonb_to_recordset(${JSON.stringify(some)}::jsonb)
            as given(provider text, id text, payout text, currency text, kind text, date text, amount text, fee text,
              transaction text, "alsoKnown" text, reference text, closes text, file text, line integer, folder text)
          on conflict do nothing`)
        const there = await session
          .select()
          .from(payoutRows)
          .where(
            and(
              eq(payoutRows.integration, integration),
              sql`(${payoutRows.provider}, ${payoutRows.id}) in (
                select provider, id from jsonb_to_recordset(${JSON.stringify(some.map(({ provider, id }) => ({ provider, id })))}::jsonb)
                  as named(provider text, id text))`,
            ),
          )
        const known = new Map(there.map((row) => [`${row.provider} ${row.id}`, kept(row)]))
        for (const row of some) {
          const held = known.get(`${row.provider} ${row.id}`)
          if (held && !same(held, row)) different.push(held)
        }
      }
      return different
    },

    ofFile: (integration, file) =>
      session
        .selectDistinct({ provider: payoutRows.provider, payout: payoutRows.payout, currency: payoutRows.currency })
        .from(payoutRows)
        .where(and(eq(payoutRows.integration, integration), eq(payoutRows.file, file))),

    async alsoNamedBy(integration, file) {
      const found = await rows<{ key: string }>(
        session,
        sql`select key from hub_records
            where integration = ${integration} and entity = 'hub.payoutFile' and key <> ${file} and exists (
              select 1 from jsonb_array_elements(value->'rows') as named
                join payout_rows as kept on kept.provider = named->>'provider' and kept.id = named->>'id'
              where kept.integration = ${integration} and kept.file = ${file})
            order by at desc, key limit 20`,
      )
      return found.map(({ key }) => recordKey(key))
    },

    async takeBack(integration, file) {
      const gone = await session
        .delete(payoutRows)
        .where(and(eq(payoutRows.integration, integration), eq(payoutRows.file, file)))
        .returning({ id: payoutRows.id })
      return gone.length
    },

    async row(integration, { provider, id }) {
      const [found] = await session
        .select()
        .from(payoutRows)
        .where(and(eq(payoutRows.integration, integration), eq(payoutRows.provider, provider), eq(payoutRows.id, id)))
      return found ? kept(found) : null
    },

    async named(integration, { transactions, kinds, limit }) {
      const names = transactions.filter((name) => name !== '')
      if (names.length === 0) return []
      const found = await session
        .select()
        .from(payoutRows)
        .where(
          and(
            eq(payoutRows.integration, integration),
            or(inArray(payoutRows.transaction, names), inArray(payoutRows.alsoKnown, names)),
            kinds === null ? undefined : inArray(payoutRows.kind, [...kinds]),
          ),
        )
        .orderBy(asc(payoutRows.at), asc(payoutRows.provider), asc(payoutRows.id))
        .limit(limit)
      return found.map(kept)
    },

    async rowsOf(integration, { provider, payout, currency }) {
      const found = await session
        .select()
        .from(payoutRows)
        .where(
          and(
            eq(payoutRows.integration, integration),
            eq(payoutRows.provider, provider),
            eq(payoutRows.payout, payout),
            eq(payoutRows.currency, currency),
          ),
        )
        .orderBy(asc(payoutRows.id))
      return found.map(kept)
    },

    async changed(integration, after, limit) {
      const found = await rows<{ provider: string; payout: string; currency: string; at: string; rows: number }>(
        session,
        sql`select provider, payout, currency, max(at) as at, count(*)::int as rows from payout_rows
            where integration = ${integration} and (provider, payout, currency) in (
              select provider, payout, currency from payout_rows where integration = ${integration} and at >= ${after.at})
            group by provider, payout, currency
            having (max(at), payout, provider, currency)
              > (${after.at}::timestamptz, ${after.payout}, ${after.provider}, ${after.currency})
            order by max(at), payout, provider, currency limit ${limit}`,
      )
      return found.map((row) => ({ ...row, at: instant(row.at) }))
    },

    async between(integration, { from, to }, after, limit) {
      const { provider, payout, currency } = after ?? { provider: '', payout: '', currency: '' }
      return rows(
        session,
        sql`select provider, payout, currency from payout_rows
            where integration = ${integration} and (provider, payout, currency) > (${provider}, ${payout}, ${currency})
            group by provider, payout, currency having ${day} between ${from} and ${to}
            order by provider, payout, currency limit ${limit}`,
      )
    },

    async list(integration, limit) {
      return rows(
        session,
        sql`select provider, payout, currency, ${day} as date, count(*)::int as rows,
              trim_scale(sum(case when ${isOut} then 0 else amount::numeric end + fee::numeric))::text as total
            from payout_rows where integration = ${integration}
            group by provider, payout, currency order by ${day} desc, payout desc, provider limit ${limit}`,
      )
    },
  }
}
