import { withCustomFields } from '../domain/custom-fields.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, type Problem } from '../domain/errors.ts'
import { type EntityName, foldedKey, ref, systemOf } from '../domain/record.ts'
import { type Definition, didYouMean, type Reference, referencesOf } from '../language/index.ts'
import { lackingKeys } from './lacking-keys.ts'
import type { ProposalParts } from './parts.ts'

/** Who proposes waits for it. */
const patienceMs = 10_000
const mostAsked = 50

export interface NamedKeys {
  /** Keys that GP says it does not have. */
  readonly unknown: readonly Problem[]
  /** What could not be asked, and why, in sentences: that is not the same as unknown. */
  readonly unasked: readonly string[]
}

/**
 * Whether GP has the keys that a proposed definition names and the stored one does not: answers of value maps, settings and
 * keys in expressions, where the field that they go into or the value map says of which entity they are.
 */
export async function checkNamedKeys(
  { remote, entities, answersWith }: Pick<ProposalParts, 'remote' | 'entities' | 'answersWith'>,
  integration: Integration,
  before: Definition,
  after: Definition,
): Promise<NamedKeys> {
  const keysOf = (definition: Definition) => [
    ...referencesOf(definition, withCustomFields(entities, definition.customFields)),
    ...answersOf(definition),
  ]
  const known = new Set(keysOf(before).map(({ entity, key }) => `${entity} ${foldedKey(key)}`))
  const added = keysOf(after).filter(
    ({ entity, key }) => systemOf(entity) === 'gp' && !known.has(`${entity} ${foldedKey(key)}`),
  )
  const byEntity = Map.groupBy(added, ({ entity }) => entity)
  const found = await Promise.all(
    [...byEntity].map(([entity, references]) => {
      const name = entity.slice('gp.'.length)
      const unasked = (why: string): NamedKeys => ({
        unknown: [],
        unasked: [
          `GP could not be asked whether it has ${name} ${namesIn(references)}: ${why}. Look it up before you approve.`,
        ],
      })
      return within(patienceMs, look(entity, references), () => unasked('it did not answer in time')).catch(
        (error: unknown) => {
          if (error instanceof HubError) return unasked(error.message)
          throw error
        },
      )
    }),
  )
  return { unknown: found.flatMap(({ unknown }) => unknown), unasked: found.flatMap(({ unasked }) => unasked) }

  /** Of value maps of which it is known what they answer with, whatever becomes of it in mappings. */
  function answersOf({ valueMaps }: Definition): Reference[] {
    return Object.values(valueMaps).flatMap((valueMap) => {
      const side = answersWith(valueMap)
      const entity = side?.entity as EntityName | undefined
      if (!side || !entity || side.key !== entities.get(entity)?.key) return []
      const at = `value-maps/${valueMap.id}.json`
      return valueMap.entries.flatMap(({ to }) =>
        to === null || to === '' || side.words?.includes(to) ? [] : [{ entity, key: to, at }],
      )
    })
  }

  async function look(entity: EntityName, references: readonly Reference[]): Promise<NamedKeys> {
    const { lacking, has } = await lackingKeys(entity, references, {
      key: entities.get(entity)?.key ?? 'Key',
      mostAsked,
      read: (key) => remote.read(integration, ref(entity, key)),
      list: () => remote.list(integration, entity),
    })
    const name = entity.slice('gp.'.length)
    const unknown = [...new Map(lacking.map((one) => [`${one.at} ${one.key}`, one])).values()].map(({ at, key }) => ({
      at,
      reason: `names ${name} "${key}", which GP does not have${didYouMean(key, has) || '.'} Take a key that GP has, or create it there first`,
    }))
    return { unknown, unasked: [] }
  }
}

const namesIn = (references: readonly Reference[]) =>
  [...new Set(references.map(({ key }) => `"${key}"`))].slice(0, 10).join(', ')

async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
  }
}
