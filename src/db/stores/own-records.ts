import { createHash } from 'node:crypto'
import { and, desc, eq, sql } from 'drizzle-orm'
import { type RecordKey, type RecordValue, recordKey } from '../../domain/record.ts'
import type { FileStore, KeptFile, OwnRecordStore } from '../../domain/stores.ts'
import { hubFiles, hubRecords } from '../schema.ts'
import type { Session } from '../session.ts'

/** Of the same bytes in another folder than the first. */
const keyIn = (folder: string, key: RecordKey) =>
  recordKey(createHash('sha256').update(`${folder}/${key}`).digest('hex'))

export function fileStore(session: Session): FileStore {
  const { key, folder, name, size, encoding, by, receivedAt } = hubFiles
  return {
    async add(integration, file) {
      const insert = async (its: KeptFile) =>
        (
          await session
            .insert(hubFiles)
            .values({ integration, ...its })
            .onConflictDoNothing()
            .returning({ key })
        ).length > 0
      if (await insert(file)) return { key: file.key, isNew: true }
      const [first] = await session
        .select({ folder })
        .from(hubFiles)
        .where(and(eq(hubFiles.integration, integration), eq(key, file.key)))
      if (!first || first.folder === file.folder) return { key: file.key, isNew: false }
      const own = keyIn(file.folder, file.key)
      return { key: own, isNew: await insert({ ...file, key: own }) }
    },
    async get(integration, wanted) {
      const [row] = await session
        .select()
        .from(hubFiles)
        .where(and(eq(hubFiles.integration, integration), eq(key, wanted)))
      if (!row) return null
      const { integration: _, ...file } = row
      return { ...file, key: recordKey(file.key) }
    },
    async folderOf(integration, wanted) {
      const [row] = await session
        .select({ folder })
        .from(hubFiles)
        .where(and(eq(hubFiles.integration, integration), eq(key, wanted)))
      return row?.folder ?? null
    },
    async list(integration, limit) {
      const found = await session
        .select({ key, folder, name, size, encoding, by, receivedAt })
        .from(hubFiles)
        .where(eq(hubFiles.integration, integration))
        .orderBy(desc(hubFiles.receivedAt), desc(hubFiles.key))
        .limit(limit)
      return found.map((file) => ({ ...file, key: recordKey(file.key) }))
    },
  }
}

export function ownRecordStore(session: Session): OwnRecordStore {
  return {
    async get(integration, { entity, key }) {
      const [row] = await session
        .select({ value: hubRecords.value })
        .from(hubRecords)
        .where(and(eq(hubRecords.integration, integration), eq(hubRecords.entity, entity), eq(hubRecords.key, key)))
      return row?.value ?? null
    },
    async many(integration, entity, keys) {
      if (keys.length === 0) return new Map()
      // One parameter, however many there are.
      const asked = sql`${hubRecords.key} = any(${sql.param([...keys])}::text[])`
      const found = await session
        .select({ key: hubRecords.key, value: hubRecords.value })
        .from(hubRecords)
        .where(and(eq(hubRecords.integration, integration), eq(hubRecords.entity, entity), asked))
      return new Map(found.map(({ key, value }) => [key, value]))
    },
    async put(integration, { entity, key }, value, at) {
      await session
        .insert(hubRecords)
        .values({ integration, entity, key, value, at })
        .onConflictDoUpdate({
          target: [hubRecords.integration, hubRecords.entity, hubRecords.key],
          set: { value, at },
        })
    },
    async remove(integration, { entity, key }) {
      await session
        .delete(hubRecords)
        .where(and(eq(hubRecords.integration, integration), eq(hubRecords.entity, entity), eq(hubRecords.key, key)))
    },
    async list(integration, entity, limit, without = []) {
      // The newest first, then their fields: otherwise the database would unpack all values before it sorts.
      const newest = session
        .select({ value: hubRecords.value, at: hubRecords.at, key: hubRecords.key })
        .from(hubRecords)
        .where(and(eq(hubRecords.integration, integration), eq(hubRecords.entity, entity)))
        .orderBy(desc(hubRecords.at), desc(hubRecords.key))
        .limit(limit)
        .as('newest')
      const found = await session
        .select({ value: sql<RecordValue>`${newest.value} - ${sql.param([...without])}::text[]` })
        .from(newest)
        .orderBy(desc(newest.at), desc(newest.key))
      return found.map(({ value }) => value)
    },
  }
}
