import { type Clock, type Instant, later } from '../domain/clock.ts'
import type { EntityRegistry } from '../domain/connector.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'
import { compile, type Definition, definitionFromParts, type Program, withLaterAnswers } from '../language/index.ts'

/** The newest is asked for at least once a minute. An older one that nobody asks for is 1.5 to 3 MB that nobody needs. */
const keptForMs = 10 * 60_000
/** Of a definition that is imported again and again at once. */
const mostKept = 50

interface Kept {
  readonly program: Promise<Program>
  readonly usedAt: Instant
}

/** Compiled definitions by version. A version never changes, so what is compiled once stays good while it is in use. */
export function createPrograms(
  stores: { readonly integrations: Pick<Stores['integrations'], 'version'> },
  entities: EntityRegistry,
  clock: Pick<Clock, 'now'>,
) {
  /** The one that was used last stands last. */
  const kept = new Map<string, Kept>()
  const definitionAt = async (integration: IntegrationId, version: number) =>
    definitionFromParts(await stores.integrations.version(integration, version))
  const once = (key: string, define: () => Promise<Definition>): Promise<Program> => {
    const known = kept.get(key)
    const program = known?.program ?? define().then((definition) => compile(definition, entities))
    kept.delete(key)
    kept.set(key, { program, usedAt: clock.now() })
    if (!known) {
      program.catch(() => kept.delete(key))
      letGo()
    }
    return program
  }
  const letGo = () => {
    for (const [key, { usedAt }] of kept) {
      if (kept.size <= mostKept && later(usedAt, keptForMs) > clock.now()) return
      kept.delete(key)
    }
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
