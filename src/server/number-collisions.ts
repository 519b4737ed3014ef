import { z } from 'zod'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import type { Problem } from '../domain/errors.ts'
import { type IntegrationId, type Json, systemOf } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { type Definition, definitionFromParts, numberPrefixes, prefixesMeet } from '../language/index.ts'

/**
 * Settings that begin numbers which another integration makes in the same company, too: two shops of one company would
 * take each other's documents for their own.
 */
export async function numberCollisions(
  { database, entities }: { readonly database: Database; readonly entities: EntityRegistry },
  id: IntegrationId,
  connections: Integration['connections'],
  definition: Definition,
): Promise<Problem[]> {
  const own = numberPrefixes(definition, entities)
  const { integrations } = database.stores
  const others = (await integrations.list()).filter((other) => other.id !== id)
  const problems = await Promise.all(
    others.map(async (other) => {
      const shared = own.filter(({ entity }) =>
        sameCompany(connections[systemOf(entity)], other.connections[systemOf(entity)]),
      )
      if (shared.length === 0) return []
      const taken = numberPrefixes(definitionFromParts(await integrations.version(other.id, other.version)), entities)
      return shared.flatMap(({ entity, setting, prefix }) => {
        const same = taken.find((its) => its.entity === entity && prefixesMeet(its.prefix, prefix))
        if (!same) return []
        return [
          {
            at: `settings.json/${setting}`,
            reason: `"${prefix}" makes numbers of ${entity} that “${other.id}” makes in the same company with "${same.prefix}"; choose one that is not the other followed by digits`,
          },
        ]
      })
    }),
  )
  return problems.flat()
}

/** Whether two connections lead to one company: the same addresses and the same number of it. */
export const sameCompany = (one: Json, other: Json): boolean => companyOf(one) === companyOf(other)

function companyOf(connection: Json): string {
  const { url, urls, companyId } = z
    .looseObject({ url: z.json().optional(), urls: z.json().optional(), companyId: z.json().optional() })
    .catch({})
    .parse(connection)
  return JSON.stringify([url, urls, companyId])
}
