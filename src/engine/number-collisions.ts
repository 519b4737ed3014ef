import { z } from 'zod'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import type { Problem } from '../domain/errors.ts'
import { type IntegrationId, type Json, type System, systemOf } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { type Definition, definitionFromParts, keysMeet, type NumberPrefix, numberPrefixes } from '../language/index.ts'

/** What is looked at of an integration: which companies it writes to, and the numbers that its definition makes there. */
export interface Numbering {
  readonly id: IntegrationId
  readonly connections: Integration['connections']
  readonly confirmed: Integration['confirmed']
  readonly definition: Definition
}

/**
 * Settings that begin numbers which another integration makes in the same company, too: two shops of one company would
 * take each other's documents for their own. Pure.
 *
 * @param before the definition that it has now. Two may have one customer, matched by its e-mail: so what is made within an
 * owner has to differ as well, save where it has worked with that prefix until now; without, that is named too
 */
export function numberCollisions(
  own: Numbering,
  others: readonly Numbering[],
  entities: EntityRegistry,
  before: Definition | null = null,
): Problem[] {
  const known = before ? numberPrefixes(before, entities) : []
  const isNew = ({ setting, prefix }: NumberPrefix) =>
    !known.some((one) => one.setting === setting && one.prefix === prefix)
  return collisions(
    own,
    others,
    entities,
    ({ entity }, other) => inOneCompany(own, other, systemOf(entity)),
    (one, other) => keysMeet(one, other) || (isNew(one) && keysMeet(withoutOwners(one), withoutOwners(other))),
  )
}

const withoutOwners = ({ owners: _, ...one }: NumberPrefix): NumberPrefix => one

/**
 * Those for which an integration is not worked on: what makes the same documents under the very same address. The others are
 * refused where something is changed, and doctor names them; two shops that have worked beside each other do not stop for them
 * at a start, which nobody would see. Pure.
 */
export const hinderingCollisions = (own: Numbering, others: readonly Numbering[], entities: EntityRegistry) =>
  collisions(own, others, entities, ({ entity, owners }, other) => {
    const [mine, its] = [own, other].map(({ connections }) => addressOf(connections[systemOf(entity)] ?? null))
    return !owners && mine === its
  })

function collisions(
  own: Numbering,
  others: readonly Numbering[],
  entities: EntityRegistry,
  counts: (prefix: NumberPrefix, other: Numbering) => boolean,
  meet: typeof keysMeet = keysMeet,
): Problem[] {
  // What the hub keeps itself is kept for each integration alone.
  const prefixes = numberPrefixes(own.definition, entities).filter(({ entity }) => !entities.get(entity)?.own)
  return others.flatMap((other) => {
    const shared = prefixes.filter((prefix) => counts(prefix, other))
    if (other.id === own.id || shared.length === 0) return []
    const taken = numberPrefixes(other.definition, entities)
    return shared.flatMap((one) => {
      const { entity, setting, prefix } = one
      const same = taken.find((its) => meet(one, its))
      if (!same) return []
      return [
        {
          at: `settings.json/${setting}`,
          reason: `"${prefix}" makes numbers of ${entity} that “${other.id}” makes in the same company with "${same.prefix}"; choose one that is not the other followed by digits`,
        },
      ]
    })
  })
}

/** With all other integrations of the hub. @param before as of `numberCollisions` */
export async function collisionsWithOthers(
  { database, entities }: { readonly database: Pick<Database, 'stores'>; readonly entities: EntityRegistry },
  own: Numbering,
  before: Definition | null = null,
): Promise<Problem[]> {
  const { integrations } = database.stores
  const others = (await integrations.list()).filter(({ id }) => id !== own.id)
  const numbering = others.map(async (other) => ({
    ...other,
    definition: definitionFromParts(await integrations.version(other.id, other.version)),
  }))
  return numberCollisions(own, await Promise.all(numbering), entities, before)
}

/**
 * Whether two integrations are joined to one company of a system: by the same addresses; or by others, where a person has
 * confirmed a company of the same number and name for the same use, since one server has many names. A copy of the company
 * on a server for tests is confirmed as one for tests.
 */
export function inOneCompany(
  own: Pick<Integration, 'connections' | 'confirmed'>,
  other: Pick<Integration, 'connections' | 'confirmed'>,
  system: System,
): boolean {
  const [mine, its] = [own.connections[system] ?? null, other.connections[system] ?? null]
  if (sameCompany(mine, its)) return true
  const [number, number2] = [connectionIn(mine).companyId, connectionIn(its).companyId]
  const named = ({ confirmed }: Pick<Integration, 'confirmed'>) =>
    confirmed && `${confirmed.kind} ${confirmed.company.trim().toUpperCase()}`
  return number !== undefined && number === number2 && named(own) !== null && named(own) === named(other)
}

/** Whether two connections lead to one company: the same addresses and the same number of it. */
export const sameCompany = (one: Json, other: Json): boolean => companyOf(one) === companyOf(other)

const companyOf = (connection: Json) => addressOf(connection).replaceAll(/\/+"/g, '"').toLowerCase()

function addressOf(connection: Json): string {
  const { url, urls, companyId } = connectionIn(connection)
  return JSON.stringify([url, urls, companyId])
}

const connectionIn = (connection: Json) =>
  z
    .looseObject({ url: z.json().optional(), urls: z.json().optional(), companyId: z.json().optional() })
    .catch({})
    .parse(connection)
