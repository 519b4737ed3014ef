import { gpSchemas } from '../../src/connectors/gp/index.ts'
import { hubEntities } from '../../src/connectors/hub/entities.ts'
import { prestashopEntities } from '../../src/connectors/prestashop/index.ts'
import type { EntityRegistry } from '../../src/domain/connector.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { type Definition, definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'

export const entities: EntityRegistry = new Map(
  [...Object.values(prestashopEntities), ...Object.values(gpSchemas), ...Object.values(hubEntities)].map((schema) => [
    schema.entity,
    schema,
  ]),
)

/** The definition a new integration begins with, through its files and back. */
export const standard = (): Definition =>
  definitionFromParts(JSON.parse(JSON.stringify(partsOfDefinition(standardDefinition()))))
