import { type Connectors, connectorOf, type EntityRegistry } from '../domain/connector.ts'
import type { Places } from '../domain/credential.ts'
import { AccessDenied, HubError, type Problem } from '../domain/errors.ts'
import { memberOf, ref, type System } from '../domain/record.ts'
import { type Definition, didYouMean, isListed, type OpenQuestion, referencesOf, valuesOf } from '../language/index.ts'
import { lackingKeys } from '../proposals/index.ts'

/** Which list of the shop holds the values that a value map or a setting names. */
export type ShopSources = Readonly<
  Record<string, { readonly resource: string; readonly key: string; readonly name: string; readonly what: string }>
>

export interface Tried {
  /** Credentials of this import that a system does not take, and custom fields that it does not have so. */
  readonly refused: readonly Problem[]
  /** What the definition names and a system does not have. */
  readonly unknown: readonly OpenQuestion[]
  /** What could not be looked at, and why, in sentences. */
  readonly unchecked: readonly string[]
}

export interface Trial {
  /** Both systems as the import would reach them. */
  readonly connectors: Connectors
  readonly definition: Definition
  readonly entities: EntityRegistry
  readonly places: Places
  readonly sources: ShopSources
  /** Names of the credentials that this import brings. */
  readonly given: readonly string[]
}

const mostAsked = 500
/** Of what the shop calls something. */
const longestName = 64
const systemNames: Readonly<Record<System, string>> = { prestashop: 'The shop', gp: 'GP' }

/**
 * Tries what an import brings, before it is stored: signs in to both systems, and looks up what the definition names
 * there. What cannot be reached is said, and holds nothing up.
 */
export async function tryImport(trial: Trial): Promise<Tried> {
  const { connectors } = trial
  const [shop, gp] = await Promise.all([
    attempt(trial, 'prestashop', () => connectorOf(connectors, 'prestashop').signIn()),
    attempt(trial, 'gp', () => connectorOf(connectors, 'gp').signIn()),
  ])
  const tried = [shop, gp]
  const mail = memberOf(connectors, 'mail')
  if (mail) tried.push(await attempt(trial, 'mail', () => mail.signIn()))
  if (shop.unchecked.length + shop.refused.length === 0) tried.push(...(await shopValues(trial)))
  if (gp.unchecked.length + gp.refused.length === 0) tried.push(await gpFields(trial), ...(await gpValues(trial)))
  return {
    refused: tried.flatMap(({ refused }) => refused),
    unknown: tried.flatMap(({ unknown }) => unknown),
    unchecked: tried.flatMap(({ unchecked }) => unchecked),
  }
}

const nothing: Tried = { refused: [], unknown: [], unchecked: [] }

async function attempt({ given, places }: Trial, system: System, signIn: () => Promise<unknown>): Promise<Tried> {
  try {
    await signIn()
    return nothing
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    const names = given.filter((name) => name.startsWith(`${system}.`))
    if (error instanceof AccessDenied && names.length > 0)
      return {
        ...nothing,
        refused: names.map((name) => ({
          at: `credential ${name}`,
          reason: `is not taken at ${places[system]}; what was stored before stays. ${error.hint}`,
        })),
      }
    return {
      ...nothing,
      unchecked: [
        system === 'mail'
          ? `The mailbox could not be tried: ${error.message}. ${error.hint}`
          : `${systemNames[system]} was not asked about its values: ${error.message}. ${error.hint}`,
      ],
    }
  }
}

/** Custom fields that GP does not have so now are refused: a flow would find them empty, or stop at each record. */
async function gpFields({ connectors, definition }: Trial): Promise<Tried> {
  try {
    const refused = (await connectorOf(connectors, 'gp').checkFields?.(definition.customFields)) ?? []
    return { ...nothing, refused }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return { ...nothing, unchecked: [`Views of custom fields could not be looked at: ${error.message}. ${error.hint}`] }
  }
}

async function gpValues({ connectors, definition, entities }: Trial): Promise<Tried[]> {
  const gp = connectorOf(connectors, 'gp')
  const byEntity = Map.groupBy(referencesOf(definition, entities), ({ entity }) => entity)
  return Promise.all(
    [...byEntity].map(([entity, references]) =>
      looked(`${entity} of GP`, async () => {
        const { lacking, has } = await lackingKeys(entity, references, {
          key: entities.get(entity)?.key ?? 'Key',
          mostAsked,
          read: (key) => gp.read(ref(entity, key)),
          list: () => gp.list(entity.slice('gp.'.length)),
        })
        return lacking.map(({ at, key: named }) => ({
          at,
          question: `GP has no ${entity.slice(3)} "${named}"${didYouMean(named, has) || '.'}`,
        }))
      }),
    ),
  )
}

/** What the value maps and settings of the standard flows say of the shop: what is not there, and what is missing. */
function shopValues({ connectors, definition, sources }: Trial): Promise<Tried[]> {
  const prestashop = connectorOf(connectors, 'prestashop')
  return Promise.all(
    Object.entries(sources).map(([name, { resource, key, name: label, what }]) => {
      const map = definition.valueMaps[name]
      const setting = definition.settings.settings[name]
      if (!map && !Array.isArray(setting?.value)) return nothing
      return looked(`${resource} of the shop`, async () => {
        const rows = await prestashop.list(resource)
        const known = new Set(rows.map((row) => String(row[key])))
        const named = map ? map.entries.map(({ from }) => from) : (setting?.value as readonly string[])
        const at = map ? `value-maps/${name}.json` : `settings.json/${name}`
        const gone = named.filter((from) => !isListed(known, from))
        const living = rows.filter((row) => row.deleted !== '1' && row.active !== '0')
        const answered = valuesOf(map?.entries ?? [], known)
        const open = map ? living.filter((row) => !answered.has(String(row[key]))) : []
        return [
          ...gone.map((from) => ({
            at,
            question: `The shop has no ${what} "${from}"${didYouMean(from, known) || '.'}`,
          })),
          ...open.map((row) => ({
            at,
            question: `The shop’s ${what} "${String(row[label] ?? '').slice(0, longestName)}" (${String(row[key])}) is not in it: an order with it stops.`,
          })),
        ]
      })
    }),
  )
}

async function looked(what: string, look: () => Promise<OpenQuestion[]>): Promise<Tried> {
  try {
    return { ...nothing, unknown: await look() }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return {
      ...nothing,
      unchecked: [`${what} could not be read, so the values that name them were not checked: ${error.message}.`],
    }
  }
}
