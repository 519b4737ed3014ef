import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
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
      // Nobody waits for the disk: what a power cut takes of them is for looking at alone.
      await session.execute(sql`set local synchronous_commit = off`)
      const hashOf = new Map(bodies.map(({ text, hash }) => [text, hash]))
      await session
        .insert(rawBodies)
        .values(bodies.map(({ hash, body }) => ({ hash, body: new Uint8Array(body) })))
        .onConflictDoNothing()
      await session.insert(rawMessages).values(
        messages.map(({ record, sent, received, ...its }) => ({
          ...its,
          ...{ entity: record?.entity ?? null, key: record?.key ?? null },
          ...{ sentHash: hashOf.get(sent)!, sentLength: sent.length },
          ...{ receivedHash: hashOf.get(received)!, receivedLength: received.length },
        })),
      )
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
    async forgetWhere(integration, is) {
      let count = 0
      for (let after = ''; ; ) {
        const found = await session
          .select()
          .from(rawMessages)
          .where(and(eq(rawMessages.integration, integration), sql`${rawMessages.id} > ${after}`))
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
