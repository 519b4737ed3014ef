import { gp } from './connectors/gp/index.ts'
import { hub } from './connectors/hub/index.ts'
import { mail } from './connectors/mail/index.ts'
import { prestashop } from './connectors/prestashop/index.ts'
import type { ConnectorKind } from './domain/connector.ts'
import type { System } from './domain/record.ts'

/** The systems that the hub connects. Another one is a folder of src/connectors and a line here. */
export const systems: Readonly<Record<System, ConnectorKind>> = { prestashop, gp, mail, hub }
