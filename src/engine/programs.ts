import type { EntityRegistry } from '../domain/connector.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'
import { compile, definitionFromParts, type Program } from '../language/index.ts'

/** Compiled definitions by version. A version never changes, so what is compiled once stays good. */
export function createPrograms(stores: Stores, entities: EntityRegistry) {
  const compiled = new Map<string, Promise<Program>>()
  return {
    at(integration: IntegrationId, version: number): Promise<Program> {
      const key = `${integration} ${version}`
      let program = compiled.get(key)
      if (!program) {
        program = stores.integrations
          .version(integration, version)
          .then((parts) => compile(definitionFromParts(parts), entities))
        program.catch(() => compiled.delete(key))
        compiled.set(key, program)
        // Runs pin old versions for a while; 50 are more than are ever in use.
        if (compiled.size > 50) compiled.delete(compiled.keys().next().value!)
      }
      return program
    },
  }
}

export type Programs = ReturnType<typeof createPrograms>
