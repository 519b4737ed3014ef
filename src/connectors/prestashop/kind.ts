import type { ConnectorKind } from '../../domain/connector.ts'
import { systemOf } from '../../domain/record.ts'
import { createPrestaShopConnector } from './connector.ts'
import { prestashopWrites, unwritableFields } from './direct-writes/index.ts'
import { secretsAmong, typedByCustomers } from './discover.ts'
import { prestashopEntities } from './entities/index.ts'
import { foundBy } from './read-records.ts'
import { prestashopSettings, shopPlace } from './settings.ts'

/** A PrestaShop shop. */
export const prestashop: ConnectorKind = {
  system: 'prestashop',
  connection: prestashopSettings,
  check(connection) {
    const checked = prestashopSettings.safeParse(connection)
    if (checked.success) return []
    return checked.error.issues.map(({ path, message }) => ({ at: path.join('.'), reason: message }))
  },
  /** Where the key is sent to. The secret that the shop's module signs with belongs there, too. */
  placeOf(connection) {
    const checked = prestashopSettings.safeParse(connection)
    return checked.success ? shopPlace(checked.data) : 'nowhere'
  },
  entities: Object.values(prestashopEntities),
  checkFields: (custom, filled) => [
    ...secretsAmong(custom),
    ...typedByCustomers(custom),
    ...unwritableFields(custom, filled),
  ],
  searchesOf: (entity) => ({ listed: false, searchedBy: foundBy(entity.slice(systemOf(entity).length + 1)) }),
  credentials: ['prestashop.key'],
  shared: false,
  writes: prestashopWrites,
  create(
    connection,
    { secrets, clock, metrics, since, pollSeconds, signInProbeMs, customFields, longestMs = Number.POSITIVE_INFINITY },
  ) {
    const settings = prestashopSettings.parse(connection)
    return createPrestaShopConnector(
      { ...settings, timeoutMs: Math.min(settings.timeoutMs, longestMs) },
      { key: secrets.get('prestashop.key') ?? null, clock, metrics, since, pollSeconds, signInProbeMs, customFields },
    )
  },
}
