import type { Clock } from '../../domain/clock.ts'
import type { Connector } from '../../domain/connector.ts'
import { type CustomFields, extendedByName } from '../../domain/custom-fields.ts'
import { gpEntities, gpOperations, gpSchemas } from './entities/index.ts'
import type { GpSettings } from './settings.ts'
import { discoverFields } from './web-services/discover.ts'
import { createWebServicesWire, type GpCredentials } from './web-services/wire.ts'

/**
 * Dynamics GP. It reads and writes work documents; nothing is ever posted. GP tells nobody of changes, so there are no
 * feeds.
 */
export function createGpConnector(
  settings: GpSettings,
  parts: GpCredentials & {
    readonly clock: Clock
    /** How often a refused sign-in is tried again. Default: 15 minutes. */
    readonly signInProbeMs?: number | undefined
    /** Of this company. Default: none. */
    readonly customFields?: CustomFields
  },
): Connector {
  const schemas = extendedByName(gpSchemas, parts.customFields ?? {})
  const entities = Object.fromEntries(
    Object.entries(gpEntities).map(([name, entity]) => [name, { ...entity, schema: schemas[name]! }]),
  )
  const wire = createWebServicesWire(settings, entities, parts)
  const { read, readMany, search, list, page, write, causeHolds, voidAlso, check, close } = wire
  return {
    system: 'gp',
    entities: schemas,
    feeds: [],
    operationsOf: gpOperations,
    ...{ read, readMany, search, list, page, write, causeHolds, voidAlso, check, close },
    discover: async (name) => discoverFields(name, schemas),
    async signIn() {
      await wire.companies()
    },
    company: async () => ({ id: settings.companyId, reported: await wire.companies() }),
  }
}
