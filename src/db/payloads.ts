import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { inArray } from 'drizzle-orm'
import { payloads } from './schema.ts'
import type { Session } from './session.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** JSON longer than this is stored once by content, compressed; shorter stands where it is used. */
export const inlineLimit = 2000

/** Stores texts by their content. Returns their hashes, in order. Equal texts, of any age, share one row. */
export async function putPayloads(session: Session, bodies: readonly string[]): Promise<string[]> {
  if (bodies.length === 0) return []
  const prepared = await Promise.all(
    bodies.map(async (body) => ({
      hash: createHash('sha256').update(body).digest('hex'),
      body: new Uint8Array(await deflate(body, { level: 1 })),
    })),
  )
  const distinct = [...new Map(prepared.map((payload) => [payload.hash, payload])).values()].sort((a, b) =>
    a.hash < b.hash ? -1 : 1,
  )
  await session.insert(payloads).values(distinct).onConflictDoNothing()
  return prepared.map((payload) => payload.hash)
}

export async function getPayloads(session: Session, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const found = await session
    .select()
    .from(payloads)
    .where(inArray(payloads.hash, [...new Set(hashes)]))
  const pairs = found.map(async ({ hash, body }) => [hash, (await inflate(body)).toString('utf8')] as const)
  return new Map(await Promise.all(pairs))
}
