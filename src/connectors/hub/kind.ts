import type { ConnectorKind } from '../../domain/connector.ts'
import { createHubConnector } from './connector.ts'
import { hubEntities } from './entities.ts'

/** Ledgerline itself. It has no connection in integration.json. */
export const hub: ConnectorKind = {
  system: 'hub',
  connection: null,
  check: () => [],
  placeOf: () => 'here',
  entities: Object.values(hubEntities),
  searchesOf: (entity) =>
    entity === 'hub.tick'
      ? { listed: false, searchedBy: [] }
      : entity === 'hub.payoutRow'
        ? { listed: false, searchedBy: ['transaction', 'kind'] }
        : { listed: true, searchedBy: entity === 'hub.file' ? ['folder', 'name'] : ['key'] },
  credentials: [],
  shared: false,
  writes: new Map(),
  create: (_, parts) => createHubConnector(parts),
}
