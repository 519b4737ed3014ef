import type { Clock } from '../../domain/clock.ts'
import type { Connector } from '../../domain/connector.ts'
import { type CustomFields, extendedByName } from '../../domain/custom-fields.ts'
import { type RecordRef, refText } from '../../domain/record.ts'
import { checkEconnect } from './econnect/check.ts'
import { createEconnect } from './econnect/econnect.ts'
import { gpEntities, gpOperations, gpSchemas } from './entities/index.ts'
import type { GpSettings } from './settings.ts'
import { changedRowFeeds } from './sql/changed-rows.ts'
import { checkChangedRows } from './sql/check-changed-rows.ts'
import { createSqlServer } from './sql/server.ts'
import type { SqlSettings } from './sql/settings.ts'
import { discoverFields } from './web-services/discover.ts'
import { createWebServicesWire, type GpCredentials } from './web-services/wire.ts'

/** Changed rows that take longer are not worth their haste. */
const hasteMs = 15_000

/**
 * Dynamics GP. It reads and writes work documents, by eConnect what Web Services have no operation for; nothing is ever posted. GP
 * reports no changes by itself; with a connection to SQL Server it is asked for changed rows, so that rounds come at once.
 */
export function createGpConnector(
  settings: GpSettings,
  parts: GpCredentials & {
    readonly clock: Clock
    /** How often a refused sign-in is tried again. Default: 15 minutes. */
    readonly signInProbeMs?: number | undefined
    /** Of this company. Default: none. */
    readonly customFields?: CustomFields
    readonly sqlUsername?: string | null
    readonly sqlPassword?: string | null
  },
): Connector {
  const schemas = extendedByName(gpSchemas, parts.customFields ?? {})
  const entities = Object.fromEntries(
    Object.entries(gpEntities).map(([name, entity]) => [name, { ...entity, schema: schemas[name]! }]),
  )
  const wire = createWebServicesWire(settings, entities, parts)
  const { search, list, page, causeHolds, voidAlso, close } = wire
  const sqlOf = (its: SqlSettings) =>
    createSqlServer(its, { username: parts.sqlUsername ?? null, password: parts.sqlPassword ?? null }, parts)
  const sql = settings.sql ? sqlOf(settings.sql) : null
  const econnect = createEconnect(settings, sql, wire.read)
  const read = async (record: RecordRef) =>
    econnect.reads(record) ? ((await econnect.readMany([record])).get(refText(record)) ?? null) : wire.read(record)
  return {
    system: 'gp',
    entities: schemas,
    feeds: settings.sql
      ? changedRowFeeds(sqlOf({ ...settings.sql, timeoutMs: Math.min(settings.sql.timeoutMs, hasteMs) }))
      : [],
    operationsOf: gpOperations,
    ...{ read, search, list, page, causeHolds, voidAlso, close },
    async readMany(records) {
      const byEconnect = records.filter(econnect.reads)
      const rest = records.filter((record) => !econnect.reads(record))
      return new Map([
        ...(rest.length > 0 ? await wire.readMany(rest) : []),
        ...(byEconnect.length > 0 ? await econnect.readMany(byEconnect) : []),
      ])
    },
    write: (write) => (econnect.writes(write.record) ? econnect.write(write) : wire.write(write)),
    async checkWrite(write) {
      if (econnect.writes(write.record)) await econnect.checkWrite(write)
    },
    wouldSend: async (write) => (econnect.writes(write.record) ? econnect.wouldSend(write) : null),
    async check() {
      const findings = [...(await wire.check()), ...(await checkEconnect(settings, sql))]
      const reached = sql && !findings.some(({ check, level }) => check === 'gp.sql' && level === 'error')
      return [...findings, ...(reached ? await checkChangedRows(sql) : [])]
    },
    discover: async (name) => discoverFields(name, schemas),
    async signIn() {
      await wire.companies()
    },
    company: async () => ({ id: settings.companyId, reported: await wire.companies() }),
  }
}
