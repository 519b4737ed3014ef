import type { ConnectorKind } from '../../domain/connector.ts'
import { createMailConnector } from './connector.ts'
import { mailPlace, mailSettings } from './settings.ts'

/** A mailbox whose attachments become files of the hub, as if they lay in its folder. An integration need not have one. */
export const mail: ConnectorKind = {
  system: 'mail',
  connection: mailSettings,
  optional: true,
  check(connection) {
    if (connection === null) return []
    const checked = mailSettings.safeParse(connection)
    if (checked.success) return []
    return checked.error.issues.map(({ path, message }) => ({ at: path.join('.'), reason: message }))
  },
  placeOf(connection) {
    const checked = mailSettings.safeParse(connection)
    return checked.success ? mailPlace(checked.data) : 'nowhere'
  },
  entities: [],
  searchesOf: () => ({ listed: false, searchedBy: [] }),
  credentials: ['mail.password'],
  shared: false,
  writes: new Map(),
  create(connection, { secrets, longestMs = Number.POSITIVE_INFINITY, ...parts }) {
    const settings = mailSettings.parse(connection)
    return createMailConnector(
      { ...settings, timeoutMs: Math.min(settings.timeoutMs, longestMs) },
      { ...parts, password: secrets.get('mail.password') ?? null },
    )
  },
}
