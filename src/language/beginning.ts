import type { Instant } from '../domain/clock.ts'
import type { EntityRegistry } from '../domain/connector.ts'
import { type Integration, startsOf } from '../domain/definition.ts'
import type { EntityName } from '../domain/record.ts'
import { writeSteps } from './asked-of-record.ts'
import type { Definition, Flow } from './format.ts'

/**
 * The flows of a definition that begin to work with it: they are new in it, or a setting that kept them from all records is
 * on now. What was made before may have been entered by hand meanwhile. Pure.
 * @param before the version in force
 */
export function beginningFlows(before: Definition, after: Definition): string[] {
  const was = (setting: string) => before.settings.settings[setting]?.value
  const is = (setting: string) => after.settings.settings[setting]?.value
  return Object.values(after.flows).flatMap((flow) => {
    const isNew = !Object.hasOwn(before.flows, flow.id)
    const switchedOn = switchesOf(flow).some((setting) => is(setting) === true && was(setting) !== true)
    return isNew || switchedOn ? [flow.id] : []
  })
}

/** Whether a flow leaves alone what was made before it began. */
export function goesByItsBeginning(flow: Flow): boolean {
  const known = byBeginning.get(flow)
  if (known !== undefined) return known
  const goes = /\bflowSince\b/.test(JSON.stringify(flow.steps))
  byBeginning.set(flow, goes)
  return goes
}
/** A flow of a definition never changes, and runs ask at each action. */
const byBeginning = new WeakMap<Flow, boolean>()

/** Since when a flow takes up records by itself: its own beginning where it goes by that, else the cut-over. */
const takesSince = (integration: Starts, flow: Flow): Instant => {
  const { cutOver, flowSince } = startsOf(integration, flow.id)
  return goesByItsBeginning(flow) ? flowSince : cutOver
}

interface Rules {
  readonly definition: Definition
  readonly entities: EntityRegistry
}
type Starts = Pick<Integration, 'cutOver' | 'flowsSince'> & Partial<Pick<Integration, 'offFlows'>>

/**
 * Since when what was sold becomes documents by itself: of what came before, people have entered some, and the ledger counts it.
 * @param of records of this entity; default all
 */
export function carriedSince({ definition, entities }: Rules, integration: Starts, of?: EntityName): Instant {
  const makers = makersIn(definition, entities).filter(({ on }) => of === undefined || on === of)
  return makers.map((flow) => takesSince(integration, flow)).sort()[0] ?? integration.cutOver
}

/**
 * Whether a flow that is on makes documents of such records that the ledger counts. Where none does, people enter them, and
 * nobody says which: the ledger alone knows what was sold.
 */
export const isCarried = (
  { definition, entities }: Rules,
  { offFlows }: Pick<Integration, 'offFlows'>,
  of: EntityName,
): boolean => makersIn(definition, entities).some(({ id, on }) => on === of && !offFlows.includes(id))

/**
 * The beginnings as a run of a flow knows them. `ordersSince`: since when orders are carried, for flows of what hangs on one,
 * as shipments and credit slips: an order of before is a person's, unless it is linked. `madeSince`: the same of each entity
 * that flows write; none, where all of those are off.
 */
export const startsIn = (
  rules: Rules,
  integration: Starts,
  flow: string,
): ReturnType<typeof startsOf> & { readonly ordersSince: Instant; readonly madeSince: MadeSince } => ({
  ...startsOf(integration, flow),
  ordersSince: carriedSince(rules, integration),
  madeSince: madeSince(rules.definition, integration),
})

/** By entity: since when records become such documents by themselves. People enter what came before, and what nothing makes. */
export type MadeSince = { readonly [entity: EntityName]: Instant }

function madeSince(definition: Definition, integration: Starts): MadeSince {
  const made: { [entity: EntityName]: Instant } = {}
  for (const [flow, written] of writersIn(definition)) {
    if (integration.offFlows?.includes(flow.id)) continue
    const since = takesSince(integration, flow)
    for (const to of written) if (!made[to] || since < made[to]) made[to] = since
  }
  return made
}

const writersOf = new WeakMap<Definition, ReadonlyMap<Flow, readonly EntityName[]>>()
/** What each flow makes of its own record. */
function writersIn(definition: Definition): ReadonlyMap<Flow, readonly EntityName[]> {
  const known = writersOf.get(definition)
  if (known) return known
  const found = new Map(
    Object.values(definition.flows).map((flow) => [flow, writeSteps(flow.steps).map(({ to }) => to)]),
  )
  writersOf.set(definition, found)
  return found
}

/** A definition never changes, and runs ask at each action. */
const makersOf = new WeakMap<Definition, readonly Flow[]>()
function makersIn(definition: Definition, entities: EntityRegistry): readonly Flow[] {
  const known = makersOf.get(definition)
  if (known) return known
  const found = Object.values(definition.flows).filter(({ steps }) =>
    writeSteps(steps).some(({ to }) => entities.get(to)?.countsStock),
  )
  makersOf.set(definition, found)
  return found
}

/** Settings without which a flow takes no record at all: it skips unless the setting is on. */
const switchesOf = ({ steps }: Flow): string[] =>
  steps.flatMap((step) => {
    const setting = step.do === 'skip' && !step.again ? /^settings\.(\w+)$/.exec(step.unless)?.[1] : undefined
    return setting === undefined ? [] : [setting]
  })
