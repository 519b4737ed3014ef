import { type Instant, later } from '../domain/clock.ts'
import type { ChangedRecord, Feed } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { type EntityName, type RecordRef, refText } from '../domain/record.ts'
import type { Cause, Job, Transaction } from '../domain/stores.ts'
import type { Program } from '../language/index.ts'
import type { Look } from './poller.ts'
import type { LoopParts } from './run-loop.ts'

/** The flows of a definition that a change of this record starts. */
export function flowsOn(program: Program, record: RecordRef): string[] {
  return [...program.flows.values()].filter(({ flow }) => flow.on === record.entity).map(({ flow }) => flow.id)
}

/**
 * Stores changes and enqueues their jobs, in the caller's transaction: what was answered cannot be lost. Records placed
 * before the cut-over are left alone; where it is not known when that was, the flow itself looks.
 *
 * @param followed entities that start no flow, and whose changes are stored to be followed to those that do
 */
export async function takeIn(
  tx: Transaction,
  integration: Integration,
  program: Program,
  changed: readonly ChangedRecord[],
  cause: Cause,
  at: Instant,
  followed: ReadonlySet<EntityName> = new Set(),
): Promise<readonly RecordRef[]> {
  const wanted = changed.filter(
    ({ record, placedAt }) =>
      (cause === 'person' || placedAt === undefined || placedAt >= integration.cutOver) &&
      (flowsOn(program, record).length > 0 || followed.has(record.entity)),
  )
  const records = [...new Map(wanted.map(({ record }) => [refText(record), record])).values()]
  await tx.changes.add(records.map((record) => ({ integration: integration.id, record, cause, at })))
  await tx.enqueue(
    records.flatMap((record) =>
      flowsOn(program, record).map(
        (flow): Job => ({
          integration: integration.id,
          flow,
          record,
          at: 'now',
        }),
      ),
    ),
  )
  return records
}

/** A change that polling finds was told of by the webhook, if that was within this time. */
const toldWithinMs = 10 * 60_000

/** Takes in what a page of a feed says that is new. */
export async function takeInPage(
  tx: Transaction,
  { loop: { parts, programs }, integration }: Look,
  feed: Feed,
  found: readonly ChangedRecord[],
): Promise<void> {
  if (found.length === 0) return
  const changed = await newOrDifferent(tx, integration, feed, found)
  const program = await programs.at(integration.id, integration.version)
  const cause = feed.covers || feed.raises === 'unknown' ? 'sweep' : 'poll'
  const now = parts.clock.now()
  const taken = await takeIn(tx, integration, program, changed, cause, now)
  await tx.webhooks.missed(integration.id, taken, now, later(now, -toldWithinMs))
  parts.metrics.count('ledgerline_changes_total', { feed: feed.name }, taken.length)
}

/** A change that no run has taken for this long gets its job again: the safety net under the queue. */
const untakenAfterMs = 60_000

/** Enqueues the jobs of changes that no run has taken again. */
export async function enqueueUntaken({ parts, programs }: LoopParts, integration: Integration): Promise<void> {
  const program = await programs.at(integration.id, integration.version)
  const entities = [...new Set([...program.flows.values()].map(({ flow }) => flow.on))]
  const before = later(parts.clock.now(), -untakenAfterMs)
  const left = await parts.database.stores.changes.untaken(integration.id, before, 500, entities)
  if (left.length === 0) return
  const changed = left.map(({ record }) => ({ record }))
  await parts.database.transaction((tx) => takeIn(tx, integration, program, changed, 'sweep', parts.clock.now()))
}

/** Which records of a feed are new or different. Remembers what it saw, in the same transaction. */
async function newOrDifferent(
  tx: Transaction,
  integration: Integration,
  feed: Pick<Feed, 'name' | 'raises'>,
  changed: readonly ChangedRecord[],
): Promise<readonly ChangedRecord[]> {
  if (feed.raises === 'all' || changed.length === 0) return changed
  const records =
    feed.raises === 'unknown'
      ? await tx.changes.unknown(
          integration.id,
          changed.map(({ record }) => record),
        )
      : await tx.changes.observe(
          integration.id,
          feed.name,
          changed.flatMap(({ record, fingerprint }) => (fingerprint === undefined ? [] : [{ record, fingerprint }])),
        )
  const fresh = new Set(records.map(refText))
  return changed.filter(({ record }) => fresh.has(refText(record)))
}
