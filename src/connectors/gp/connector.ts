import type { Clock } from '../../domain/clock.ts'
import type { Connector } from '../../domain/connector.ts'
import { type CustomFields, extendedByName, withoutSecrets } from '../../domain/custom-fields.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../../domain/record.ts'
import { checkEconnect } from './econnect/check.ts'
import { createEconnect } from './econnect/econnect.ts'
import { gpEntities, gpOperations, gpSchemas } from './entities/index.ts'
import type { GpSettings } from './settings.ts'
import { changedRowFeeds } from './sql/changed-rows.ts'
import { checkChangedRows } from './sql/check-changed-rows.ts'
import { checkExtendedPricing } from './sql/check-extended-pricing.ts'
import { checkInactive, markInactive } from './sql/inactive.ts'
import { checkSearched, searchTables } from './sql/search.ts'
import { createSqlServer } from './sql/server.ts'
import type { SqlSettings } from './sql/settings.ts'
import { checkViews, createViewFields, viewProblems, withoutViews } from './sql/views.ts'
import { discoverFields, secretMember } from './web-services/discover.ts'
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
  const customFields = withoutSecrets(parts.customFields ?? {}, secretMember)
  const schemas = extendedByName(gpSchemas, customFields)
  const onTheWire = extendedByName(gpSchemas, withoutViews(customFields))
  const entities = Object.fromEntries(
    Object.entries(gpEntities).map(([name, entity]) => [name, { ...entity, schema: onTheWire[name]! }]),
  )
  const wire = createWebServicesWire(settings, entities, parts)
  const { list, page, causeHolds, voidAlso, close } = wire
  const sqlOf = (its: SqlSettings) =>
    createSqlServer(its, { username: parts.sqlUsername ?? null, password: parts.sqlPassword ?? null }, parts)
  const sql = settings.sql ? sqlOf(settings.sql) : null
  const econnect = createEconnect(settings, sql, wire.read)
  const views = createViewFields(sql, schemas, customFields)
  const isStock = ({ entity }: RecordRef) => entity === gpSchemas.itemStock!.entity
  /** By the value as it was read. */
  const inactive = async (values: readonly RecordValue[]) => {
    const marked = sql ? await markInactive(sql, values) : values
    return new Map(values.map((value, index) => [value, marked[index]!]))
  }
  const read = async (record: RecordRef) => {
    if (econnect.reads(record)) return (await econnect.readMany([record])).get(refText(record)) ?? null
    const [value, more] = await Promise.all([wire.read(record), views.of([record])])
    const stock = await inactive(value && isStock(record) ? [value] : [])
    return value && { ...(stock.get(value) ?? value), ...more.get(refText(record)) }
  }
  const wireMany = async (records: readonly RecordRef[]) => {
    const [values, more] = await Promise.all([wire.readMany(records), views.of(records)])
    const stock = await inactive(
      records.filter(isStock).flatMap((record) => {
        const value = values.get(refText(record))
        return value ? [value] : []
      }),
    )
    return [...values].map(
      ([key, value]) => [key, value && { ...(stock.get(value) ?? value), ...more.get(key) }] as const,
    )
  }
  return {
    system: 'gp',
    paced: settings.callsPerMinute !== undefined,
    entities: schemas,
    feeds: settings.sql
      ? changedRowFeeds(sqlOf({ ...settings.sql, timeoutMs: Math.min(settings.sql.timeoutMs, hasteMs) }))
      : [],
    operationsOf: gpOperations,
    ...{ read, list, page, causeHolds, voidAlso, close },
    async search(name, search) {
      const rows = (await searchTables(sql, name, search, wire.readMany)) ?? (await wire.search(name, search))
      const { entity, key } = schemas[name.replace(/^gp\./, '')]!
      const records = rows.map((row) => ref(entity, String(row[key])))
      const more = await views.of(records)
      return rows.map((row, index) => ({ ...row, ...more.get(refText(records[index]!)) }))
    },
    async readMany(records) {
      const byEconnect = records.filter(econnect.reads)
      const rest = records.filter((record) => !econnect.reads(record))
      return new Map([
        ...(rest.length > 0 ? await wireMany(rest) : []),
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
      return [
        ...findings,
        ...(reached
          ? [
              ...(await checkChangedRows(sql)),
              ...(await checkInactive(sql)),
              ...(await checkExtendedPricing(sql)),
              ...(await checkSearched(sql)),
              ...(await checkViews(sql, customFields)),
            ]
          : []),
      ]
    },
    discover: async (name) => [...discoverFields(name, schemas), ...(await views.discover(name))],
    checkFields: (custom) => viewProblems(sql, custom),
    async signIn() {
      await wire.companies()
    },
    company: async () => ({ id: settings.companyId, reported: await wire.companies() }),
  }
}
