import type { ConnectorKind } from '../../domain/connector.ts'
import { systemOf } from '../../domain/record.ts'
import { createGpConnector } from './connector.ts'
import { gpOperations, gpSchemas, gpSearches, gpWrites } from './entities/index.ts'
import { gpPlace, gpSettings, openNtlm } from './settings.ts'
import { impossibleFields, withoutViews } from './sql/views.ts'
import { notOnTheWire } from './web-services/discover.ts'

/** Dynamics GP. */
export const gp: ConnectorKind = {
  system: 'gp',
  connection: gpSettings,
  check(connection, before) {
    const checked = gpSettings.safeParse(connection)
    if (!checked.success)
      return checked.error.issues.map(({ path, message }) => ({ at: path.join('.'), reason: message }))
    // A connection that is in use goes on, and doctor warns.
    const fresh = before === null || gp.placeOf(before) !== gp.placeOf(connection)
    return (fresh ? openNtlm(checked.data) : []).map((host) => ({
      at: 'url',
      reason: `NTLM would sign in at ${host} over plain http: give an https address, or set "allowInsecure": true and accept that who listens there can guess the password`,
    }))
  },
  placeOf(connection) {
    const checked = gpSettings.safeParse(connection)
    return checked.success ? gpPlace(checked.data) : 'nowhere'
  },
  entities: Object.values(gpSchemas),
  checkFields: (custom) => [...notOnTheWire(withoutViews(custom)), ...impossibleFields(custom)],
  searchesOf: (entity) => gpSearches[entity.slice(systemOf(entity).length + 1)] ?? { listed: false, searchedBy: [] },
  operationsOf: gpOperations,
  credentials: ['gp.username', 'gp.password', 'gp.sqlUsername', 'gp.sqlPassword'],
  shared: true,
  writes: gpWrites,
  create(connection, { secrets, clock, signInProbeMs, customFields, longestMs = Number.POSITIVE_INFINITY }) {
    const settings = gpSettings.parse(connection)
    return createGpConnector(
      { ...settings, timeoutMs: Math.min(settings.timeoutMs, longestMs) },
      {
        username: secrets.get('gp.username') ?? null,
        password: secrets.get('gp.password') ?? null,
        sqlUsername: secrets.get('gp.sqlUsername') ?? null,
        sqlPassword: secrets.get('gp.sqlPassword') ?? null,
        clock,
        signInProbeMs,
        customFields,
      },
    )
  },
}
