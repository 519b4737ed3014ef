import { type Instant, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { type RecordRef, type System, systemOf } from '../domain/record.ts'
import type { Transaction } from '../domain/stores.ts'
import { type Flow, goesByItsBeginning, writeSteps } from '../language/index.ts'

/** Records that changed earlier are no longer looked at by themselves, as by the feeds. */
const lookedBackMs = 60 * 24 * 60 * 60_000
/** Between two of them: what comes meanwhile does not wait behind all of them. */
const apartMs = 50

/**
 * Jobs of a flow that is on again, for records that changed and that no run of it has seen: another flow on them took their
 * changes, and no feed reports again what it has reported.
 */
export async function takeUpMissed(
  tx: Transaction,
  integration: Pick<Integration, 'id' | 'cutOver'>,
  { id, on, bulk, schedule, onRequest }: Flow,
  now: Instant,
): Promise<void> {
  // The clock starts it, and its ticks are its own; or a person does.
  if (bulk || schedule || onRequest) return
  const since = [later(now, -lookedBackMs), integration.cutOver].sort().at(-1)!
  await enqueueApart(tx, integration, id, await tx.changes.missedBy(integration.id, id, on, since), now)
}

/**
 * Whether a flow that is new looks at what was there before it. One that goes by its own beginning leaves that alone. One that
 * tells customers takes what changes from now on: a mail about an order of weeks ago cannot be taken back. A person who wants
 * the others as well switches it on again ("flows on").
 */
const takesUpWhatIsThere = (flow: Flow) =>
  !goesByItsBeginning(flow) && writeSteps(flow.steps).every(({ tellCustomer }) => tellCustomer === undefined)

/** The same for the flows of a definition that are new in it. */
export async function takeUpForNew(
  tx: Transaction,
  integration: Pick<Integration, 'id' | 'cutOver' | 'offFlows'>,
  flows: readonly Flow[],
  now: Instant,
): Promise<void> {
  for (const flow of flows)
    if (takesUpWhatIsThere(flow) && !integration.offFlows.includes(flow.id))
      await takeUpMissed(tx, integration, flow, now)
}

/**
 * Jobs for all records that changed since the cut-over, whatever runs have made of them: what they wrote stands in a company
 * that is not this integration's any more. What people uploaded is theirs to bring again.
 *
 * @param forgotten the system whose records are forgotten
 */
export async function takeUpAgain(
  tx: Transaction,
  integration: Pick<Integration, 'id' | 'cutOver' | 'offFlows'>,
  flows: readonly Flow[],
  now: Instant,
  forgotten: System,
): Promise<void> {
  for (const { id, on, bulk, schedule, onRequest } of flows) {
    const isAnother = [forgotten, 'hub'].includes(systemOf(on)) || bulk || schedule || onRequest
    if (isAnother || integration.offFlows.includes(id)) continue
    await enqueueApart(tx, integration, id, await tx.changes.known(integration.id, on, integration.cutOver), now)
  }
}

const enqueueApart = (
  tx: Transaction,
  { id }: Pick<Integration, 'id'>,
  flow: string,
  records: readonly RecordRef[],
  now: Instant,
) => tx.enqueue(records.map((record, index) => ({ integration: id, flow, record, at: later(now, index * apartMs) })))
