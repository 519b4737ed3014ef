import { type Connectors, connectorOf, type EntityRegistry, type Finding } from '../domain/connector.ts'
import { stateHolds } from '../domain/document.ts'
import { HubError } from '../domain/errors.ts'
import { type EntityName, systemOf } from '../domain/record.ts'
import type { Definition, ValueMap } from '../language/index.ts'

/** Answers of one value map that are looked up. */
const mostAnswers = 100
const check = 'hub.answers'

/**
 * Answers of value maps on which nothing may be booked: accounts that are not there, inactive, or closed to entry. Each is looked
 * up by itself, since lists do not know all of it. A right to look that is missing is said by the rights of the flows.
 */
export async function answerFindings(
  { valueMaps }: Definition,
  entities: EntityRegistry,
  connectors: Connectors,
): Promise<Finding[]> {
  const found = await Promise.all(
    Object.values(valueMaps).map(async (valueMap) => {
      const { between } = valueMap
      const entity = between?.to.entity as EntityName | undefined
      const schema = entity && entities.get(entity)
      if (!entity || !schema?.unfit || between?.to.key !== schema.key) return null
      const answers = [...new Set(valueMap.entries.map(({ to }) => to?.trim() ?? ''))].filter((to) => to !== '')
      const looked = answers.slice(0, mostAnswers).map(async (answer): Promise<Finding[]> => {
        const why = await whyUnfit(connectors, entity, schema.key, schema.unfit ?? [], answer)
        return why === null ? [] : [unfit(valueMap, answer, why)]
      })
      const wrong = (await Promise.all(looked)).flat()
      const fine: Finding = {
        ...{ check: `${check}.${valueMap.id}`, level: 'ok' },
        found: `The answers of the value map "${valueMap.id}" are there and may be booked on.`,
      }
      return wrong.length > 0 ? wrong : answers.length > 0 ? [fine] : []
    }),
  )
  return found.flatMap((one) => one ?? [])
}

async function whyUnfit(
  connectors: Connectors,
  entity: EntityName,
  key: string,
  rules: NonNullable<ReturnType<EntityRegistry['get']>>['unfit'] & {},
  answer: string,
): Promise<string | null> {
  try {
    const [row] = await connectorOf(connectors, systemOf(entity)).search(entity.slice(systemOf(entity).length + 1), {
      ...{ where: { [key]: answer }, limit: 1 },
    })
    return row ? (rules.find((rule) => stateHolds(rule, row))?.says ?? null) : 'There is no such record.'
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

function unfit({ id, entries }: ValueMap, answer: string, why: string): Finding {
  const from = entries.filter(({ to }) => to?.trim() === answer).map((entry) => `“${entry.from}”`)
  return {
    ...{ check: `${check}.${id}`, level: 'error' },
    found: `The value map "${id}" answers ${from.slice(0, 10).join(', ')} with ${answer}. ${why} What needs it is refused or asked about.`,
    todo: 'Correct the answer in the value map, or the record that it names.',
  }
}
