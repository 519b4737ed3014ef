import type { Checked } from './domain/cause.ts'
import { type AskedWrite, type Connector, type Connectors, connectorOf, type RemoteWrite } from './domain/connector.ts'
import type { Integration } from './domain/definition.ts'
import { NotFound } from './domain/errors.ts'
import { type EntityName, type RecordRef, type RecordValue, systemOf } from './domain/record.ts'
import { storable } from './domain/storable.ts'
import type { RemoteRecords } from './server/index.ts'

/** Reads of any record, wherever it lives, and the writes of approved proposals. */
export function createRemoteRecords(connectorsOf: (integration: Integration) => Promise<Connectors>) {
  const homeOf = async (integration: Integration, entity: EntityName): Promise<Connector> =>
    connectorOf(await connectorsOf(integration), systemOf(entity))
  const nameOf = (entity: EntityName) => entity.slice(systemOf(entity).length + 1)
  const reads: RemoteRecords = {
    async read(integration: Integration, record: RecordRef) {
      return storable(await (await homeOf(integration, record.entity)).read(record)).value
    },
    async search(integration, entity, search) {
      return (await homeOf(integration, entity)).search(nameOf(entity), search)
    },
    async list(integration, entity) {
      return (await homeOf(integration, entity)).list(nameOf(entity))
    },
    async listSome(integration, entity, most) {
      const { list, page } = await homeOf(integration, entity)
      if (!page) return { rows: await list(nameOf(entity)), whole: true }
      const rows: RecordValue[] = []
      let cursor: string | null = null
      do {
        const { records, next } = await page(nameOf(entity), cursor)
        rows.push(...records)
        cursor = next
      } while (cursor !== null && rows.length < most)
      return { rows, whole: cursor === null }
    },
    async discover(integration, entity) {
      const { discover } = await homeOf(integration, entity)
      if (!discover) throw new NotFound(`Other fields of ${entity}`, 'The hub reads all of them.')
      return discover(nameOf(entity))
    },
    async rows(integration, system, resource, search) {
      const { rows } = connectorOf(await connectorsOf(integration), system)
      if (!rows) throw new NotFound(`Rows of ${system}`, 'It has no tables to look around in.')
      return rows(resource, search)
    },
  }
  return {
    ...reads,
    async write(integration: Integration, write: RemoteWrite) {
      return (await homeOf(integration, write.record.entity)).write(write)
    },
    async causeHolds(integration: Integration, cause: string, write: RemoteWrite): Promise<Checked | null> {
      return (await (await homeOf(integration, write.record.entity)).causeHolds?.(cause, write)) ?? null
    },
    async voidAlso(integration: Integration, record: RecordRef, held: RecordValue): Promise<string | null> {
      return (await (await homeOf(integration, record.entity)).voidAlso?.(record, held)) ?? null
    },
    async checkRight(integration: Integration, write: AskedWrite) {
      await (await homeOf(integration, write.record.entity)).checkRight?.(write)
    },
    async checkWrite(integration: Integration, write: RemoteWrite) {
      await (await homeOf(integration, write.record.entity)).checkWrite?.(write)
    },
    async wouldSend(integration: Integration, write: RemoteWrite): Promise<string | null> {
      return (await (await homeOf(integration, write.record.entity)).wouldSend?.(write)) ?? null
    },
  }
}
