import { type Instant, later } from '../../domain/clock.ts'
import type { ChangedRecord, Feed } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { tickEntity, tickIn, toFollow } from '../../domain/hub-records.ts'
import { type EntityName, type RecordRef, refText } from '../../domain/record.ts'
import type { Cause, Change, Job, Stores, Transaction } from '../../domain/stores.ts'
import type { Flow, Program } from '../../language/index.ts'
import type { LoopParts } from '../parts.ts'
import { mayBeEchoes } from '../write/echo.ts'
import type { Look } from './poller.ts'

/** The flows of a definition that a change of this record starts. A tick is of one flow's schedule. */
export function flowsOn(program: Program, record: RecordRef): string[] {
  const tick = record.entity === tickEntity ? tickIn(record.key) : null
  return [...program.flows.values()]
    .filter(({ flow }) => (tick === null ? flow.on === record.entity : tick.flow === flow.id))
    .map(({ flow }) => flow.id)
}

/** Changes start it; else its rounds or a person alone do. */
const goesByChanges = ({ bulk, onRequest }: Flow) => !bulk && !onRequest

/**
 * Those of them that are not switched off. A record of a bulk flow starts alone only where a person says so: its next round
 * finds what changed, and the guards of a round look at all of it, as at prices that somebody has set in the shop.
 */
const flowsStarted = (
  program: Program,
  record: RecordRef,
  { offFlows }: Pick<Integration, 'offFlows'>,
  cause: Cause,
): string[] =>
  flowsOn(program, record).filter(
    (flow) =>
      !offFlows.includes(flow) &&
      (cause === 'person' || record.entity === tickEntity || goesByChanges(program.flows.get(flow)!.flow)),
  )

/** The entities whose changes start a flow. */
const wantedBy = (program: Program, { offFlows }: Pick<Integration, 'offFlows'>): ReadonlySet<EntityName> =>
  new Set(
    [...program.flows.values()].flatMap(({ flow }) =>
      goesByChanges(flow) && !offFlows.includes(flow.id) ? [flow.on] : [],
    ),
  )

/** The bulk flows that are not switched off and are made of records of an entity: those that watch it, or start on it. */
export const roundsOf = (
  program: Program,
  { offFlows }: Pick<Integration, 'offFlows'>,
  entity: EntityName,
): readonly Flow[] =>
  [...program.flows.values()].flatMap(({ flow }) =>
    flow.bulk && !offFlows.includes(flow.id) && (flow.on === entity || flow.bulk.watch?.includes(entity)) ? [flow] : [],
  )

/** The feeds that something goes by: a flow starts on what they name, or a round is made of it. */
export function feedsInUse(
  program: Program,
  integration: Pick<Integration, 'offFlows'>,
  feeds: readonly Feed[],
): readonly Feed[] {
  const wanted = wantedBy(program, integration)
  return feeds.filter(({ of, raises }) =>
    raises === 'rounds' ? roundsOf(program, integration, of).length > 0 : wanted.has(of),
  )
}

interface TakeIn {
  /** Entities whose changes are stored to be followed to the records that are made of them, whether they start a flow or not. */
  readonly followed?: ReadonlySet<EntityName>
  /**
   * Where the hub has written a record last, its change gets a job only after its content was looked at (look-at-echoes.ts).
   * `at nothing`: the change is about more than the record's own content, or it was looked at.
   */
  readonly look?: 'for echoes' | 'at nothing'
}

/** Changes as they are stored, and the jobs of those that need no look first. */
interface Taking {
  readonly records: readonly RecordRef[]
  readonly changes: readonly Omit<Change, 'integration' | 'at'>[]
  readonly jobs: readonly Job[]
}

/**
 * What is to be stored of what may have changed. Records placed before the cut-over are left alone, unless the hub has taken
 * them up; where it is not known when that was, the flow itself looks.
 */
export async function whatToTake(
  stores: Pick<Stores, 'links' | 'runs'>,
  integration: Integration,
  program: Program,
  changed: readonly ChangedRecord[],
  cause: Cause,
  { followed = new Set(), look = 'for echoes' }: TakeIn = {},
): Promise<Taking> {
  const followedOrStarting = changed.filter(
    ({ record }) => flowsStarted(program, record, integration, cause).length > 0 || followed.has(record.entity),
  )
  const isEarlier = ({ placedAt }: ChangedRecord) =>
    cause !== 'person' && placedAt !== undefined && placedAt < integration.cutOver
  const own = await stores.runs.takenUp(integration.id, followedOrStarting.filter(isEarlier).map(recordOf))
  const wanted = followedOrStarting.filter((one) => !isEarlier(one) || own.has(refText(one.record)))
  const records = [...new Map(wanted.map(({ record }) => [refText(record), record])).values()]
  const held = look === 'for echoes' ? await mayBeEchoes(stores, integration.id, program, records, cause) : new Map()
  // A run that takes the change takes it from those that follow it.
  const isTaken = (record: RecordRef) =>
    followed.has(record.entity) && flowsStarted(program, record, integration, cause).length > 0
  const starting = records.filter((record) => !held.has(refText(record)))
  return {
    records,
    changes: [
      ...records.map((record) => ({ record, cause, held: held.has(refText(record)) })),
      ...records.filter(isTaken).map((record) => ({ record: toFollow(record), cause, held: false })),
    ],
    jobs: starting.flatMap((record) =>
      flowsStarted(program, record, integration, cause).map(
        (flow): Job => ({ integration: integration.id, flow, record, at: 'now' }),
      ),
    ),
  }
}

/** Stores changes and enqueues their jobs, in the caller's transaction: what was answered cannot be lost. */
export async function takeIn(
  tx: Transaction,
  integration: Integration,
  program: Program,
  changed: readonly ChangedRecord[],
  cause: Cause,
  at: Instant,
  how: TakeIn = {},
): Promise<readonly RecordRef[]> {
  const { records, changes, jobs } = await whatToTake(tx, integration, program, changed, cause, how)
  await tx.changes.add(changes.map((change) => ({ ...change, integration: integration.id, at })))
  await tx.enqueue(jobs)
  return records
}

/** A change that polling finds counts as reported by the webhook, if that was within this time. */
const reportedWithinMs = 10 * 60_000

/** Takes in what a page of a feed says that is new. */
export async function takeInPage(
  tx: Transaction,
  { loop: { parts, programs }, integration }: Look,
  feed: Feed,
  found: readonly ChangedRecord[],
): Promise<void> {
  if (found.length === 0) return
  const fresh = await newOrDifferent(tx, integration, feed, found)
  if (fresh.length === 0) return
  // A flow may have been switched on, or come, since the look began: it takes up what is stored by then, and what is stored later
  // starts it here.
  const known = (await tx.integrations.hold(integration.id)) ?? integration
  const program = await programs.at(known.id, known.version)
  const sweeps = feed.raises === 'unknown' || feed.raises === 'other'
  const cause = feed.covers || sweeps ? 'sweep' : 'poll'
  // A record that the hub itself made has been heard of.
  const own = sweeps ? await mayBeEchoes(tx, known.id, program, fresh.map(recordOf), cause) : new Map()
  const changed = fresh.filter(({ record }) => !own.has(refText(record)))
  const now = parts.clock.now()
  // A feed that covers other entities reports a record also for a change of those.
  const look = feed.covers ? 'at nothing' : 'for echoes'
  const taken = await takeIn(tx, known, program, changed, cause, now, { look })
  await tx.webhooks.missed(integration.id, taken, now, later(now, -reportedWithinMs))
  parts.metrics.count('ledgerline_changes_total', { feed: feed.name }, taken.length)
}

const recordOf = ({ record }: ChangedRecord) => record

/** A change that no run has taken for this long gets its job again: the safety net under the queue. */
const untakenAfterMs = 60_000

/** Enqueues the jobs of changes that no run has taken again. */
export async function enqueueUntaken({ parts, programs }: LoopParts, integration: Integration): Promise<void> {
  const program = await programs.at(integration.id, integration.version)
  // What a flow that is off or paused has left must not stand before the others.
  const { offFlows, pausedFlows } = integration
  const at = { offFlows: [...offFlows, ...pausedFlows] }
  const wanted = wantedBy(program, at)
  const scheduled = [...program.flows.values()].some(({ flow }) => flow.schedule && !at.offFlows.includes(flow.id))
  const entities = [...new Set([...wanted, ...(scheduled ? [tickEntity] : [])])]
  if (entities.length === 0) return
  const before = later(parts.clock.now(), -untakenAfterMs)
  const left = await parts.database.stores.changes.untaken(integration.id, before, 500, entities)
  if (left.length === 0) return
  const changed = left.map(({ record }) => ({ record }))
  // Also those that could not be looked at for so long: a run finds out.
  await parts.database.transaction((tx) =>
    takeIn(tx, integration, program, changed, 'sweep', parts.clock.now(), { look: 'at nothing' }),
  )
}

/** Which records of a feed are new or different. Remembers what it saw, in the same transaction. */
async function newOrDifferent(
  tx: Transaction,
  integration: Integration,
  feed: Pick<Feed, 'name' | 'raises'>,
  changed: readonly ChangedRecord[],
): Promise<readonly ChangedRecord[]> {
  if (feed.raises === 'all' || changed.length === 0) return changed
  const unknown = () => tx.changes.unknown(integration.id, changed.map(recordOf))
  const observe = (what: 'new or different' | 'different') =>
    tx.changes.observe(
      integration.id,
      feed.name,
      changed.flatMap(({ record, fingerprint }) => (fingerprint === undefined ? [] : [{ record, fingerprint }])),
      what,
    )
  const records =
    feed.raises === 'unknown'
      ? await unknown()
      : feed.raises === 'different'
        ? await observe('new or different')
        : [...(await unknown()), ...(await observe('different'))]
  const fresh = new Set(records.map(refText))
  return changed.filter(({ record }) => fresh.has(refText(record)))
}
