import type { Checked } from '../../domain/cause.ts'
import type { Clock } from '../../domain/clock.ts'
import { msBetween } from '../../domain/clock.ts'
import type { EntityRegistry, RecordSearch, RemoteWrite } from '../../domain/connector.ts'
import { dec } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { HubError } from '../../domain/errors.ts'
import {
  type EntityName,
  type IntegrationId,
  memberOf,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  systemOf,
} from '../../domain/record.ts'
import type { JournalEntry, Question } from '../../domain/run.ts'
import type { Database, Incident } from '../../domain/stores.ts'
import { rejectedPairs } from '../../domain/turned-down.ts'
import { definitionFromParts, type ReadSides, type ValueMap } from '../../language/index.ts'
import { fold } from '../words/text.ts'
import { type FixFacts, type NamedLine, namedBy } from './facts.ts'

/** What a look may read. Nothing in here writes. */
export interface Looking {
  readonly database: Database
  readonly clock: Clock
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
  readonly remote: {
    search(integration: Integration, entity: EntityName, search: RecordSearch): Promise<RecordValue[]>
    list(integration: Integration, entity: EntityName): Promise<RecordValue[]>
    rows(integration: Integration, system: string, resource: string, search: RecordSearch): Promise<RecordValue[]>
    causeHolds(integration: Integration, cause: string, write: RemoteWrite): Promise<Checked | null>
    read(integration: Integration, record: RecordRef): Promise<RecordValue | null>
    checkWrite(integration: Integration, write: RemoteWrite): Promise<void>
  }
  /** Between what a value map stands, and its values there now; null: nothing says it. */
  readonly withSides: (valueMap: ValueMap) => ReadSides['valueMap'] | null
  readonly valueMapSides: (integration: Integration) => (valueMap: ValueMap) => Promise<ReadSides | null>
  readonly dryRun: (target: {
    readonly integration: IntegrationId
    readonly record: RecordRef
    readonly flow: string
  }) => Promise<{
    readonly outcome: string
    readonly reason: string
    readonly question: Question | null
    readonly writes: readonly {
      readonly target: RecordRef
      readonly document: RecordValue
      readonly whole?: RecordValue
    }[]
  }>
}

/** Records that are tried: each reads the shop, and one cause stops all alike. */
const mostTried = 3
const mostRows = 500
const mostInState = 100
/** Lines that are looked at for a missing item. */
const mostLooked = 50

/** What can be known about an incident now. What cannot be read is left out: a look fails nothing. */
export async function lookAt(looking: Looking, integration: Integration, incident: Incident): Promise<FixFacts> {
  const { database, clock } = looking
  const { question, flow } = incident
  const definition = definitionFromParts(
    await database.stores.integrations.version(integration.id, integration.version),
  )
  const held = await database.stores.incidents.records(incident.id)
  const records = held.map(({ record }) => record)
  const journals: Journal[] = []
  for (const { record, run } of held.slice(0, mostLooked))
    if (run) journals.push({ record, entries: (await database.stores.runs.journal(run)).map(({ entry }) => entry) })
  const tried = await tryAgain(looking, integration, incident, records)
  const missing = question.missing?.[0]
  const valueMap = missing?.what === 'value' ? memberOf(definition.valueMaps, missing.valueMap) : undefined
  const sides = valueMap ? await looking.valueMapSides(integration)(valueMap) : null
  const turnedDown = valueMap
    ? await database.stores.proposals.list({ integration: integration.id, state: 'rejected', limit: mostRows })
    : []
  return {
    ...{ question, flow, records, definition, tried, sides, triage: incident.triage },
    rejected: valueMap ? rejectedPairs(turnedDown, valueMap.id) : [],
    entities: await looking.entitiesOf(integration.id),
    cause: await causeNow(looking, integration, question, journals, tried),
    others: await inItsPlace(looking, integration, question),
    lines: await linesOf(looking, integration, question, journals),
    state: sameState(journals),
    wasPaid: await wasPaid(looking, integration, question, records),
    inState: await inState(looking, integration, question, sameState(journals)),
    unassigned: await unassignedItems(looking, integration, question, journals),
    absentCustomer: await absentCustomer(looking, integration, question, journals),
    quietMs: msBetween(incident.lastAt, clock.now()),
  }
}

interface Journal {
  readonly record: RecordRef
  readonly entries: readonly JournalEntry[]
}

/** Null when a system does not answer, refuses, or has no such list. */
async function unlessAway<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

/** All records of an entity, as summaries. */
export const listed = ({ remote }: Pick<Looking, 'remote'>, integration: Integration, entity: EntityName) =>
  systemOf(entity) === 'prestashop'
    ? remote.search(integration, entity, { where: {}, limit: mostRows })
    : remote.list(integration, entity)

async function tryAgain(looking: Looking, { id }: Integration, { flow }: Incident, records: readonly RecordRef[]) {
  const tried: Tried[] = []
  for (const record of records.slice(0, mostTried)) {
    const run = await unlessAway(looking.dryRun({ integration: id, record, flow }))
    if (!run) continue
    const documents = run.writes.map(({ target, document, whole = document }) => ({ record: target, document: whole }))
    tried.push({ record, through: run.outcome !== 'held', says: run.question?.message ?? run.reason, documents })
  }
  return tried
}

type Tried = FixFacts['tried'][number] & {
  readonly documents: readonly { readonly record: RecordRef; readonly document: RecordValue }[]
}

/** The document that was refused, as it would be made now, checked again for the same cause. */
async function causeNow(
  { remote }: Looking,
  integration: Integration,
  { diagnosis }: Question,
  journals: readonly Journal[],
  tried: readonly Tried[],
): Promise<Checked | null> {
  if (!diagnosis) return null
  const newest = journals.at(-1)
  const intended = newest?.entries.findLast((entry) => entry.kind === 'intended')
  if (intended?.kind !== 'intended') return null
  const { record, full } = intended.write
  const again = tried.find((one) => refText(one.record) === refText(newest!.record)) ?? tried[0]
  const made = again?.documents.find((one) => one.record.entity === record.entity)
  return unlessAway(
    remote.causeHolds(integration, diagnosis.cause, { do: 'create', record, document: made?.document ?? full }),
  )
}

/** What there is of the kind of record that is missing. */
async function inItsPlace(looking: Looking, integration: Integration, question: Question): Promise<FixFacts['others']> {
  const missing = question.missing?.find((one) => one.what === 'record')
  const where = memberOf(namedBy, question.diagnosis?.cause ?? '')
  const entity = missing?.record.entity ?? where?.entity
  if (!entity || (missing && entity !== 'gp.item')) return null
  const found = await unlessAway(looking.remote.list(integration, entity))
  if (!found) return null
  const label = where?.label ?? 'Description'
  const rows = found.flatMap((record) =>
    typeof record.Key === 'string' ? [{ ...record, key: record.Key, label: String(record[label] ?? record.Key) }] : [],
  )
  return { entity, rows }
}

/** Lines of held orders that name the missing item, beside the references that their products have today. */
async function linesOf(
  { remote }: Looking,
  integration: Integration,
  question: Question,
  journals: readonly Journal[],
): Promise<NamedLine[]> {
  const missing = question.missing?.find((one) => one.what === 'record')
  if (missing?.record.entity !== 'gp.item' || missing.record.key === '') return []
  const found = journals.flatMap(({ record, entries }) => {
    const read = entries.find((entry) => entry.kind === 'read' && refText(entry.record) === refText(record))
    const lines = read?.kind === 'read' && Array.isArray(read.value?.order_details) ? read.value.order_details : []
    return (lines as RecordValue[]).flatMap((line, place) =>
      line.product_reference === missing.record.key ? [{ record, line, path: `order_details.${place}` }] : [],
    )
  })
  const one = async (resource: string, id: string) =>
    (await unlessAway(remote.rows(integration, 'prestashop', resource, { where: { id }, limit: 1 })))?.[0] ?? null
  const references = new Map<string, string | null>()
  const now = async (line: RecordValue): Promise<string | null> => {
    const combination = String(line.product_attribute_id ?? '0')
    const [resource, id] = combination !== '0' ? ['combinations', combination] : ['products', String(line.product_id)]
    const place = `${resource} ${id}`
    if (!references.has(place)) {
      const row = await one(resource!, id!)
      const product = resource === 'products' ? row : await one('products', String(line.product_id))
      const reference = row?.reference
      const isIt = typeof reference === 'string' && reference !== '' && sameProduct(line.product_name, product?.name)
      references.set(place, isIt ? reference : null)
    }
    return references.get(place)!
  }
  const named: NamedLine[] = []
  for (const { record, line, path } of found.slice(0, mostLooked))
    named.push({
      record,
      path,
      reference: missing.record.key,
      name: String(line.product_name ?? ''),
      now: await now(line),
    })
  return named
}

/** What was to be written when GP refused it. */
function refusedIn({ entries }: Journal): RecordValue | null {
  const intended = entries.findLast((entry) => entry.kind === 'intended')
  return intended?.kind === 'intended' ? intended.write.full : null
}

/** The one customer of refused documents, where GP says that it has none of that key. */
async function absentCustomer(
  { remote }: Looking,
  integration: Integration,
  { diagnosis }: Question,
  journals: readonly Journal[],
): Promise<string | null> {
  if (diagnosis?.cause !== 'gp.customer-absent') return null
  const [key, ...others] = new Set(journals.flatMap((one) => refusedIn(one)?.CustomerKey ?? []))
  if (typeof key !== 'string' || others.length > 0) return null
  const isAbsent = await unlessAway(remote.read(integration, ref('gp.customer', key)).then((held) => held === null))
  return isAbsent === true ? key : null
}

/** Item and site of lines that GP refused, where GP has no such pair and the hub has a way to make it. */
async function unassignedItems(
  { remote }: Looking,
  integration: Integration,
  { diagnosis }: Question,
  journals: readonly Journal[],
): Promise<FixFacts['unassigned']> {
  if (diagnosis?.cause !== 'gp.item-not-at-site') return []
  const pairs = journals.flatMap((journal) => {
    const full = refusedIn(journal)
    if (!full) return []
    return ((full.Lines ?? []) as RecordValue[]).flatMap((line) => {
      const [item, site] = [line.ItemKey, line.WarehouseKey ?? full.WarehouseKey]
      return typeof item === 'string' && typeof site === 'string' && line.IsNonInventory !== true
        ? [{ item, site }]
        : []
    })
  })
  const found: { item: string; site: string }[] = []
  const each = new Map(pairs.map((pair) => [JSON.stringify(pair), pair]))
  for (const pair of [...each.values()].slice(0, mostLooked)) {
    const { item, site } = pair
    const record = ref('gp.itemSite', `${site}/${item}`)
    const document = { WarehouseKey: site, ItemKey: item }
    const missing = await unlessAway(remote.read(integration, record).then((held) => held === null))
    if (missing !== true) continue
    const can = await unlessAway(remote.checkWrite(integration, { do: 'create', record, document }).then(() => true))
    if (can) found.push(pair)
  }
  return found
}

/** The state of the orders as their newest runs read them; null when they differ. */
function sameState(journals: readonly Journal[]): FixFacts['state'] {
  const states = journals.flatMap(({ record, entries }) => {
    const read = entries.find((entry) => entry.kind === 'read' && refText(entry.record) === refText(record))
    const value = read?.kind === 'read' ? read.value : null
    const state = value?.order_state as { readonly name?: unknown } | undefined
    return typeof value?.current_state === 'string'
      ? [{ id: value.current_state, name: String(state?.name ?? '') }]
      : []
  })
  return states.length > 0 && new Set(states.map(({ id }) => id)).size === 1 ? states[0]! : null
}

/** An order that was paid once and is so no more has been cancelled or taken back: by the shop's own state, perhaps. */
async function wasPaid(
  { remote }: Looking,
  integration: Integration,
  { code }: Question,
  records: readonly RecordRef[],
): Promise<boolean | null> {
  const orders = records.filter(({ entity }) => entity === 'prestashop.order').slice(0, mostTried)
  if (code !== 'stopped_by_flow' || orders.length === 0) return null
  const rows = (resource: string, where: Readonly<Record<string, string>>) =>
    unlessAway(remote.rows(integration, 'prestashop', resource, { where, limit: mostRows }))
  const histories = await Promise.all(orders.map(({ key }) => rows('order_histories', { id_order: key })))
  // Every order has at least the row that it began with.
  if (histories.some((its) => its === null || its.length === 0)) return null
  const ids = [...new Set(histories.flatMap((its) => (its ?? []).map(({ id_order_state }) => String(id_order_state))))]
  const states = await Promise.all(ids.map((id) => rows('order_states', { id })))
  if (states.some((found) => found === null)) return null
  return states.some((found) => found!.some(({ paid }) => paid === '1' || paid === true))
}

/**
 * The newest orders in the state that the held ones are in: whoever takes the state over takes all of them. Of a cart that
 * was split all payments stand on one order, so another one of it looks unpaid here.
 */
async function inState(
  { remote }: Looking,
  integration: Integration,
  { code }: Question,
  state: FixFacts['state'],
): Promise<FixFacts['inState']> {
  if (code !== 'stopped_by_flow' || state === null) return null
  const search = { where: { current_state: state.id }, limit: mostInState }
  const orders = await unlessAway(remote.rows(integration, 'prestashop', 'orders', search))
  if (!orders) return null
  const isPaid = ({ total_paid: total, total_paid_real: booked }: RecordValue) =>
    typeof total === 'string' && typeof booked === 'string' && dec(booked).gte(dec(total))
  return { orders: orders.length, unpaid: orders.filter((order) => !isPaid(order)).length }
}

/** The line still has the name of the product: "Cup - Colour: Blue" of "Cup". An id may be another product's by now. */
const sameProduct = (line: unknown, product: unknown) =>
  typeof line === 'string' && typeof product === 'string' && product !== '' && fold(line).startsWith(fold(product))
