import type { EntityRegistry } from '../domain/connector.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'
import { compile, type Definition, definitionFromParts, type Program, withLaterAnswers } from '../language/index.ts'

/** Compiled definitions by version. A version never changes, so what is compiled once stays good. */
export function createPrograms(stores: Stores, entities: EntityRegistry) {
  const compiled = new Map<string, Promise<Program>>()
  const definitionAt = async (integration: IntegrationId, version: number) =>
    definitionFromParts(await stores.integrations.version(integration, version))
  const once = (key: string, define: () => Promise<Definition>): Promise<Program> => {
    let program = compiled.get(key)
    if (!program) {
      program = define().then((definition) => compile(definition, entities))
      program.catch(() => compiled.delete(key))
      compiled.set(key, program)
      // Runs pin old versions for a while; 50 are more than are ever in use.
      if (compiled.size > 50) compiled.delete(compiled.keys().next().value!)
    }
    return program
  }
  return {
    at: (integration: IntegrationId, version: number): Promise<Program> =>
      once(`${integration} ${version}`, () => definitionAt(integration, version)),
    /** The rules of `version`, with what was answered until `answered`. */
    answered: (integration: IntegrationId, version: number, answered: number): Promise<Program> =>
      once(`${integration} ${version} ${answered}`, async () =>
        withLaterAnswers(await definitionAt(integration, version), await definitionAt(integration, answered)),
      ),
  }
}

export type Programs = ReturnType<typeof createPrograms>
