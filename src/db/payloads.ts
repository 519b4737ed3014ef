import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import { inArray, sql } from 'drizzle-orm'
import { payloads } from './schema.ts'
import type { Session } from './session.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** JSON longer than this is stored once by content, compressed; shorter stands where it is used. */
export const inlineLimit = 2000

/**
 * Of a text up to this length the way to another thread and back costs more than its compression: 0.4 ms and 0.05 for the
 * documents of an order. The window is as small as these: to make one of the usual size takes longer than to use it.
 */
const compressedHere = 16_000
const small = { level: 1, windowBits: 12, memLevel: 5 }
/** A stored body up to this length is read here as well: 0.1 ms by the other thread, 0.03 here; a page of 200 takes 6 ms. */
const unpackedHere = 4_000

/** Texts as they are stored: by their content, compressed. Each once. */
export async function packed(texts: readonly string[]): Promise<{ text: string; hash: string; body: Buffer }[]> {
  return Promise.all(
    [...new Set(texts)].map(async (text) => ({
      text,
      hash: hash('sha256', text),
      body: text.length > compressedHere ? await deflate(text, { level: 1 }) : deflateRawSync(text, small),
    })),
  )
}

/** The text of a body as it is stored. */
export async function unpacked(body: Uint8Array): Promise<string> {
  return (body.length > unpackedHere ? await inflate(body) : inflateRawSync(body)).toString('utf8')
}

/** Stores texts by their content. Returns their hashes, in order. Equal texts, of any age, share one row. */
export async function putPayloads(session: Session, bodies: readonly string[]): Promise<string[]> {
  if (bodies.length === 0) return []
  const prepared = await packed(bodies)
  const values = prepared.map(({ hash, body }) => ({ hash, body: new Uint8Array(body) }))
  await session.insert(payloads).values(values).onConflictDoNothing()
  const hashOf = new Map(prepared.map(({ text, hash }) => [text, hash]))
  return bodies.map((body) => hashOf.get(body)!)
}

export async function getPayloads(session: Session, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const found = await session
    .select()
    .from(payloads)
    .where(inArray(payloads.hash, [...new Set(hashes)]))
  const pairs = found.map(async ({ hash, body }) => [hash, await unpacked(body)] as const)
  return new Map(await Promise.all(pairs))
}

/** Until the end of the transaction nobody stores a text that another one is dropping: see `dropUnused`. */
export async function lockPayloads(session: Session): Promise<void> {
  await session.execute(sql`lock table payloads in share row exclusive mode`)
}

/** Forgets those of these texts that nothing uses any more. After `lockPayloads`. */
export async function dropUnused(session: Session, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await session.execute(sql`
    delete from payloads p where p.hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))
      and not exists (select from journal_entries where payload = p.hash)
      and not exists (select from integration_versions v, jsonb_each_text(v.parts) part where part.value = p.hash)`)
}
