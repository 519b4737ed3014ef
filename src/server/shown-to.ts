import type { Context } from 'hono'
import {
  type EntityName,
  type IntegrationId,
  incidentId,
  integrationId,
  type RecordRef,
  ref,
  refText,
} from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'
import { type Route, routesByNoun } from '../routes/index.ts'
import { type Caller, lacking } from './actors.ts'

/** Puts placeholders in the place of who customers are. */
export interface PeopleMask {
  answer(
    answer: unknown,
    place: {
      readonly about: readonly string[]
      readonly around: string
      readonly ours: boolean
      readonly staff: readonly string[]
      readonly unseen: ReadonlySet<string>
      readonly blind: boolean
    },
    /** What the records that it names hold: hidden in its sentences too. */
    beside: readonly unknown[],
  ): unknown
  text(text: string): string
}

/** What answers of the API are hidden with. */
export interface Hiding {
  readonly mask: () => PeopleMask
  readonly stores: Pick<Stores, 'runs' | 'incidents'>
  /** E-mail addresses of who signs in here. */
  readonly staff: () => Promise<readonly string[]>
}

const addressesOf = (...nouns: readonly Readonly<Record<string, Route>>[]) =>
  new Set<string>(nouns.flatMap((noun) => Object.values(noun).map(({ at }) => at)))

/** Who works here, what they did and what they have written for themselves: no customer is shown in them. */
const ofStaff = addressesOf(routesByNoun.people, routesByNoun.sessions, routesByNoun.filters, routesByNoun.audit)
/** Questions, reasons and reports repeat what systems have said. */
const withSentences = addressesOf(
  ...[routesByNoun.incidents, routesByNoun.orders, routesByNoun.home, routesByNoun.proposals],
)
/** Definitions and settings: their members are named like fields, and hold expressions. */
const ofDefinitions = addressesOf(
  routesByNoun.flows,
  routesByNoun.integrations,
  routesByNoun.webhooks,
  routesByNoun.hub,
)

/**
 * An answer as the caller may see it: all of it with the scope `people`, else without personal data. Every answer of the
 * API goes through here, and so does every answer of a tool, which asks the same routes.
 */
export async function shownTo<A>(
  hiding: Hiding | undefined,
  route: Route,
  { caller, query, body }: { readonly caller: Caller | undefined; readonly query: unknown; readonly body: unknown },
  context: Context,
  answer: A,
): Promise<A> {
  if (!hiding || !caller || caller.scopes.includes('people') || ofStaff.has(route.at)) return answer
  const mask = hiding.mask()
  if (answer instanceof Response) {
    // Rows and differences name customers in sentences that no pattern finds: such text is for who may see people.
    const refused = isTextOfRecords(route, answer) ? lacking(context, caller, 'people') : null
    if (refused) await answer.body?.cancel()
    return (refused ?? maskedStream(answer, mask)) as A
  }
  const { pathname } = new URL(context.req.url, 'http://hub')
  const named = [query, body].flatMap((given) => entityOf(given))
  const incident = /^\/api\/incidents\/([\w-]+)/.exec(pathname)?.[1] ?? null
  const { held, unseen } = withSentences.has(route.at) ? await heldBy(hiding.stores, answer, incident) : nothingHeld
  const place = {
    ...{ unseen, blind: incident !== null && unseen.has(incident) },
    about: [...named, ...entitiesIn(pathname)],
    around: rowsOf(pathname),
    ours: ofDefinitions.has(route.at),
    staff: await hiding.staff(),
  }
  return mask.answer(answer, place, held) as A
}

/** At most so many records are looked at for one answer. */
const mostLookedAt = 60
/** Of one incident: its question is that of the first, or of one of the next. */
const mostOfIncident = 3
const nothingHeld = { held: [], unseen: new Set<string>() } as const

/**
 * What the newest runs have read of the records that an answer names, and of those that its incidents hold: the reply of a
 * system, as a question repeats it, names a customer without saying in which field.
 */
async function heldBy(
  stores: Pick<Stores, 'runs' | 'incidents'>,
  answer: unknown,
  /** That the request is about. */
  asked: string | null,
): Promise<{ readonly held: readonly unknown[]; readonly unseen: ReadonlySet<string> }> {
  const named = new Map<string, { readonly integration: IntegrationId; readonly record: RecordRef }>()
  const incidents = new Set<string>(asked === null ? [] : [asked])
  const look = (node: unknown, integration: IntegrationId | null): void => {
    if (typeof node !== 'object' || node === null) return
    const its = node as { readonly [member: string]: unknown }
    const own = typeof its.integration === 'string' ? integrationId(its.integration) : integration
    if (own && typeof its.entity === 'string' && typeof its.key === 'string')
      named.set(`${its.entity} ${its.key}`, { integration: own, record: ref(its.entity as EntityName, its.key) })
    if (typeof its.id === 'string' && 'question' in its) incidents.add(its.id)
    // A proposal says why in the words of their questions.
    if (Array.isArray(its.incidents)) for (const id of its.incidents) if (typeof id === 'string') incidents.add(id)
    for (const inside of Object.values(its)) look(inside, own)
  }
  look(answer, null)
  const metBy = new Map<string, readonly string[]>()
  for (const id of [...incidents].slice(0, mostLookedAt)) {
    const met = await stores.incidents.met(incidentId(id), mostOfIncident)
    for (const { integration, record } of met) named.set(refText(record), { integration, record })
    metBy.set(
      id,
      met.map(({ record }) => refText(record)),
    )
  }
  const held: unknown[] = []
  const seen = new Set<string>()
  for (const [name, { integration, record }] of [...named].slice(0, mostLookedAt)) {
    const [run] = await stores.runs.newest({ integration, records: [record], limit: 1 })
    if (run) held.push(...(await stores.runs.journal(run.id)).map(({ entry }) => entry))
    // What is said of a connection quotes no record.
    if (run || record.entity.endsWith('.connection')) seen.add(name)
  }
  const unseen = [
    ...[...named.keys()].filter((name) => !seen.has(name)),
    ...[...incidents].filter((id) => !metBy.get(id)?.some((name) => seen.has(name))),
  ]
  return { held, unseen: new Set(unseen) }
}

const entityOf = (given: unknown): string[] => {
  const entity = typeof given === 'object' && given !== null ? (given as { entity?: unknown }).entity : undefined
  return typeof entity === 'string' ? [entity] : []
}

/** "/records/gp-search/customer" is about customers of GP. */
function entitiesIn(pathname: string): string[] {
  if (/\/(?:shop-)?orders\b/.test(pathname)) return ['prestashop.order']
  const [, system, entity] = /\/records\/(prestashop|gp|hub|gp-search)\/(\w+)/.exec(pathname) ?? []
  return system && entity ? [`${system.replace('-search', '')}.${entity}`] : []
}

/** Of rows of any table of the shop: its name. */
const rowsOf = (pathname: string) => `/${/\/shop-rows\/(\w+)/.exec(pathname)?.[1] ?? ''}`

const reconciled = addressesOf(routesByNoun.reconciliation)
const isTextOfRecords = (route: Route, answer: Response) =>
  answer.headers.get('content-type')?.startsWith('text/csv') || reconciled.has(route.at)

/** Pages of CSV and events come whole, one a piece. Packed files hold nothing of a customer. */
function maskedStream(answer: Response, mask: PeopleMask): Response {
  if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/')) return answer
  const [decoder, encoder] = [new TextDecoder('utf-8', { ignoreBOM: true }), new TextEncoder()]
  const masked = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => controller.enqueue(encoder.encode(mask.text(decoder.decode(piece)))),
  })
  return new Response(answer.body.pipeThrough(masked), { status: answer.status, headers: answer.headers })
}
