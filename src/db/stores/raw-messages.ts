import { and, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { EntityName, IntegrationId, System } from '../../domain/record.ts'
import { ref } from '../../domain/record.ts'
import type { RawMessageHead, RawMessageStore } from '../../domain/stores.ts'
import { packed, unpacked } from '../payloads.ts'
import { rawBodies, rawMessages } from '../schema.ts'
import type { Session } from '../session.ts'

/** Messages whose texts are looked through at a time. */
const page = 200

export function rawMessageStore(session: Session): RawMessageStore {
  async function bodiesOf(hashes: readonly string[]): Promise<Map<string, string>> {
    const found = await session
      .select()
      .from(rawBodies)
      .where(inArray(rawBodies.hash, [...new Set(hashes)]))
    const pairs = found.map(async ({ hash, body }) => [hash, await unpacked(body)] as const)
    return new Map(await Promise.all(pairs))
  }

  async function remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const gone = await session
      .delete(rawMessages)
      .where(inArray(rawMessages.id, [...ids]))
      .returning()
    const hashes = gone.flatMap(({ sentHash, receivedHash }) => [sentHash, receivedHash])
    // Whoever adds one with the same text waits until this has ended, and then adds the text again.
    await session.execute(sql`lock table raw_bodies in share row exclusive mode`)
    await session
      .delete(rawBodies)
      .where(
        and(
          inArray(rawBodies.hash, hashes),
          sql`not exists (select from raw_messages m where m.sent_hash = ${rawBodies.hash} or m.received_hash = ${rawBodies.hash})`,
        ),
      )
  }

  return {
    async add(messages) {
      if (messages.length === 0) return
      const bodies = await packed(messages.flatMap(({ sent, received }) => [sent, received]))
      const hashOf = new Map(bodies.map(({ text, hash }) => [text, hash]))
      const packs = bodies.map(({ hash, body }) => ({ hash, body: body.toString('base64') }))
      const rows = messages.map(({ record, sent, received, tookMs, ...its }) => ({
        ...{ ...its, entity: record?.entity ?? null, key: record?.key.toWellFormed() ?? null, took_ms: tookMs },
        ...{ sent_hash: hashOf.get(sent)!, sent_length: sent.length },
        ...{ received_hash: hashOf.get(received)!, received_length: received.length },
      }))
      // Nobody waits for the disk: what a power cut takes of them is for looking at alone.
      await session.execute(sql`
        with bodies as (
          insert into raw_bodies (hash, body)
          select hash, decode(body, 'base64') from jsonb_to_recordset(${JSON.stringify(packs)}::jsonb) as given(hash text, body text)
          order by hash on conflict do nothing
        )
        insert into raw_messages (id, integration, system, operation, entity, key, at, took_ms, status, sent_hash, sent_length, received_hash, received_length)
        select given.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(id text, integration text, system text,
            operation text, entity text, key text, at timestamptz, took_ms int, status int, sent_hash text, sent_length int,
            received_hash text, received_length int),
          set_config('synchronous_commit', 'off', true)`)
    },
    async list({ integration, system, records, limit }) {
      const about = records && JSON.stringify(records)
      const found = await session
        .select()
        .from(rawMessages)
        .where(
          and(
            eq(rawMessages.integration, integration),
            system === undefined ? undefined : eq(rawMessages.system, system),
            about === undefined
              ? undefined
              : sql`(${rawMessages.entity}, ${rawMessages.key}) in (select entity, key from jsonb_to_recordset(${about}::jsonb) as given(entity text, key text))`,
          ),
        )
        .orderBy(desc(rawMessages.at), desc(rawMessages.id))
        .limit(limit)
      return found.map(headOf)
    },
    async get(integration, id) {
      const [row] = await session
        .select()
        .from(rawMessages)
        .where(and(eq(rawMessages.integration, integration), eq(rawMessages.id, id)))
      if (!row) return null
      const bodies = await bodiesOf([row.sentHash, row.receivedHash])
      return { ...headOf(row), sent: bodies.get(row.sentHash) ?? '', received: bodies.get(row.receivedHash) ?? '' }
    },
    async forget(before, most) {
      const old = await session
        .select({ id: rawMessages.id })
        .from(rawMessages)
        .where(lt(rawMessages.at, before))
        .limit(most)
      await remove(old.map(({ id }) => id))
      return old.length
    },
    async forgetWhere(integration, is, since) {
      let count = 0
      for (let after = ''; ; ) {
        const found = await session
          .select()
          .from(rawMessages)
          .where(
            and(
              eq(rawMessages.integration, integration),
              sql`${rawMessages.id} > ${after}`,
              since === undefined ? undefined : gte(rawMessages.at, since),
            ),
          )
          .orderBy(rawMessages.id)
          .limit(page)
        if (found.length === 0) return count
        after = found.at(-1)!.id
        const bodies = await bodiesOf(found.flatMap(({ sentHash, receivedHash }) => [sentHash, receivedHash]))
        const gone = found.filter((row) =>
          is({
            record: headOf(row).record,
            texts: [row.sentHash, row.receivedHash].map((hash) => bodies.get(hash) ?? ''),
          }),
        )
        await remove(gone.map(({ id }) => id))
        count += gone.length
      }
    },
  }
}

function headOf(row: typeof rawMessages.$inferSelect): RawMessageHead {
  const { id, operation, at, tookMs, status, entity, key } = row
  return {
    ...{ id, operation, at, tookMs, status },
    ...{ integration: row.integration as IntegrationId, system: row.system as System },
    record: entity === null || key === null ? null : ref(entity as EntityName, key),
    sent: { hash: row.sentHash, length: row.sentLength },
    received: { hash: row.receivedHash, length: row.receivedLength },
  }
}
