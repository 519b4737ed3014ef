import type { Integration } from '../../domain/definition.ts'
import { HubError, InvalidInput, LostLease } from '../../domain/errors.ts'
import { faultText } from '../../domain/fault-text.ts'
import { type RecordKey, ref, refText } from '../../domain/record.ts'
import type { Run } from '../../domain/run.ts'
import type { Backfill, BackfillProgress, BackfillReason, Transaction } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import type { Lease } from '../lease.ts'
import type { LoopParts } from '../parts.ts'
import { startAsked } from '../run/start-asked.ts'
import { counted, countedAtOnce, type TryRecord, toTry, tried } from './count.ts'
import { aheadAtOnce, ended, heldTooMany, isGrown, paced, settled } from './feed.ts'
import { linkedOf, pageOf } from './records.ts'

/**
 * A backfill: records of a period that one flow takes up because a person has decided so. It only hands them over, each by a
 * run that says who has asked for it, so that runs, questions, dead letters and proofs are those of any record.
 *
 *   count    a page of the shop's list at a time; then a dry run of some, spread over all
 *   feed     a few records are under way at a time, and none is handed over while anything else of the integration is due or
 *            worked on: live work goes first
 *
 * Each look commits what it did together with how far it is, under the lease, so one that dies goes on where it was: nothing is
 * handed over twice, and nothing is left out.
 */
export interface BackfillLook {
  readonly loop: LoopParts
  readonly integration: Integration
  readonly program: Program
  readonly lease: Lease
  readonly backfill: Backfill
  readonly tryRecord: TryRecord
}

/**
 * Between looks: while there is something to hand over; while a new order is worked on, which is soon through, so that a shop with an
 * order every second leaves it more than a few records a second; while it waits for something else; after a failure.
 */
const nextMs = { soon: 100, live: 200, waits: 1_000, failed: 15_000 }

/** @returns milliseconds until the next look. Throws LostLease, and what the database throws */
export async function lookAtBackfill(look: BackfillLook): Promise<number> {
  try {
    return look.backfill.state === 'counting' ? await count(look) : await feed(look)
  } catch (error) {
    if (!(error instanceof HubError) || error instanceof LostLease) throw error
    // No period of such records can be listed, however often it is asked for.
    const isVain = error instanceof InvalidInput && look.backfill.state === 'counting'
    if (isVain) {
      await put(look, null, { why: 'failed', says: faultText(error) }, { state: 'stopped' })
      return nextMs.waits
    }
    // What was read is read again: nothing was committed.
    await put(look, null, { why: 'failed', says: faultText(error) })
    return nextMs.failed
  }
}

/** Its flow is not there any more. What was decided waits for a person; what was only counted is counted again for another one. */
export async function leaveGone(look: Pick<BackfillLook, 'loop' | 'lease' | 'backfill'>): Promise<void> {
  const { state } = look.backfill
  if (state === 'counting') await put(look, null, { why: 'gone' }, { state: 'stopped' })
  if (state === 'running') await put(look, null, { why: 'gone' }, { state: 'paused' })
}

async function count(look: BackfillLook): Promise<number> {
  const { loop, integration, program, backfill } = look
  const { progress } = backfill
  if (!progress.listed) {
    const page = await pageOf(loop, integration, program, backfill, { after: progress.after, limit: countedAtOnce })
    const linked = await linkedOf(
      loop,
      backfill,
      program,
      page.records.map(({ key }) => key),
    )
    await put(look, counted(progress, page, linked))
    return nextMs.soon
  }
  const next = toTry(progress)[progress.tried.length]
  if (next === undefined) {
    await put(look, progress, null, { state: 'counted' })
    return nextMs.waits
  }
  const one = await tried(look.tryRecord, backfill, program, next)
  await put(look, { ...progress, tried: [...progress.tried, one] })
  return nextMs.soon
}

async function feed(look: BackfillLook): Promise<number> {
  const { loop, backfill } = look
  const { clock } = loop.parts
  const before = backfill.progress
  const runs = await newestOf(look, before.open)
  const now = settled(before, runs)
  const isOver = backfill.state === 'running' && now.listed && now.ahead.length === 0 && now.open.length === 0
  if (isOver) {
    await put(look, paced(now, clock.now()), null, { state: 'done' })
    return nextMs.waits
  }
  const isOn = backfill.state === 'running'
  if (isOn && (heldTooMany(now) || isGrown(now))) {
    await put(look, now, { why: heldTooMany(now) ? 'held' : 'grown' }, { state: 'paused' })
    return nextMs.waits
  }
  const waits = isOn ? await whyNotNow(look, now) : null
  if (!isOn || waits) {
    await put(look, paced(now, clock.now()), isOn ? waits : backfill.reason)
    return waits?.why === 'live' ? nextMs.live : nextMs.waits
  }
  const isDue = (run: Run | undefined) => !run?.nextAt || run.state === 'running' || run.nextAt <= clock.now()
  const busy = now.open.filter((key) => isDue(runs.get(key))).length
  const { progress, starting } = await nextOf(look, now, atMost(look).busy - busy)
  const handedOver = await put(look, paced(progress, clock.now()), null, {
    also: (tx) => handOver(tx, look, starting),
  })
  if (handedOver && starting.length > 0) return nextMs.soon
  // Nothing was begun: runs of these records are under way for other reasons, or all of them were in the other system already.
  const isMoving = busy > 0 || progress.ahead.length !== now.ahead.length || progress.after !== now.after
  return isMoving ? nextMs.soon : nextMs.waits
}

/**
 * Of its records those that are under way at a time, with those that wait for their next attempt; and those that are worked on or
 * due. A place for a new order is always free.
 */
function atMost({ loop }: BackfillLook): { readonly open: number; readonly busy: number } {
  const { concurrency } = loop.parts.options
  return { open: Math.max(1, concurrency - 1), busy: Math.max(1, Math.floor(concurrency / 2)) }
}

/** Why nothing is handed over now; null: it may be. */
async function whyNotNow(look: BackfillLook, { open }: BackfillProgress): Promise<BackfillReason | null> {
  const { integration, program } = look
  const { parts, connections } = look.loop
  const { flow } = look.backfill
  const { id, paused, pausedFlows, offFlows } = integration
  if (offFlows.includes(flow)) return { why: 'off' }
  if (paused || pausedFlows.includes(flow)) return { why: 'paused' }
  const { systems } = program.flows.get(flow)!
  if (connections.pauseMs(id, systems) > 0) return { why: 'failed', says: `${[...systems].join(', ')}` }
  if (open.length >= atMost(look).open) return { why: 'busy' }
  // Rounds go on beside it for hours, and what is paused is for nobody.
  const others = [...program.flows.values()].flatMap(({ flow: its }) =>
    its.bulk || pausedFlows.includes(its.id) || offFlows.includes(its.id) ? [] : [its.id],
  )
  return (await parts.database.queue.anyBeside(id, others, { flow, keys: open })) ? { why: 'live' } : null
}

/** What is handed over next, and what needs no run: what is in the other system, and what a person is asked about already. */
async function nextOf(
  look: BackfillLook,
  now: BackfillProgress,
  room: number,
): Promise<{ readonly progress: BackfillProgress; readonly starting: readonly RecordKey[] }> {
  const { loop, integration, program, backfill } = look
  let progress = now
  if (progress.ahead.length === 0 && !progress.listed) {
    const page = await pageOf(loop, integration, program, backfill, { after: now.after, limit: aheadAtOnce })
    const ahead = page.records.map(({ key }) => key)
    progress = { ...now, ahead, after: page.last ?? now.after, listed: !page.more }
  }
  const next = progress.ahead.slice(0, Math.max(0, Math.min(room, atMost(look).open - progress.open.length)))
  const [linked, newest] = await Promise.all([linkedOf(loop, backfill, program, next), newestOf(look, next)])
  const { incidents } = loop.parts.database.stores
  const isStopped = next.some((key) => newest.get(key)?.state === 'stopped')
  const held = isStopped ? await incidents.heldBy(integration.id, backfill.flow) : []
  const asked = new Set(held.map(({ record }) => refText(record)))
  const starting: RecordKey[] = []
  for (const key of next) {
    const rest = progress.ahead.filter((one) => one !== key)
    const state = newest.get(key)?.state
    if (linked.has(key)) progress = ended({ ...progress, ahead: rest }, key, 'already')
    else if (asked.has(refText(recordOf(look, key)))) progress = ended({ ...progress, ahead: rest }, key, 'held')
    // Somebody else has begun with it: it is looked at again after all others.
    else if (state === 'running' || state === 'waiting') progress = { ...progress, ahead: [...rest, key] }
    else {
      progress = { ...progress, ahead: rest, open: [...progress.open, key] }
      starting.push(key)
    }
  }
  return { progress, starting }
}

const recordOf = ({ program, backfill: { flow } }: BackfillLook, key: RecordKey) =>
  ref(program.flows.get(flow)!.flow.on, key)

/** The newest run of each in the flow. */
async function newestOf(look: BackfillLook, keys: readonly RecordKey[]) {
  const { loop, integration, program, backfill } = look
  if (keys.length === 0) return new Map<RecordKey, Run>()
  const records = keys.map((key) => recordOf(look, key))
  const limit = keys.length * program.flows.size
  const found = await loop.parts.database.stores.runs.newest({ integration: integration.id, records, limit })
  return new Map(found.filter(({ flow }) => flow === backfill.flow).map((run) => [run.record.key, run]))
}

async function handOver(tx: Transaction, look: BackfillLook, keys: readonly RecordKey[]): Promise<void> {
  const { loop, integration, backfill } = look
  const { id, version } = integration
  const { flow, decidedBy } = backfill
  const at = loop.parts.clock.now()
  const requested = { kind: 'requested', by: `backfill ${backfill.id}, ${decidedBy}` } as const
  for (const key of keys) {
    const asked = { integration: id, flow, record: recordOf(look, key), version, at }
    await startAsked(tx, asked, 'A backfill takes it up.', [requested])
  }
  await tx.enqueue(keys.map((key) => ({ integration: id, flow, record: recordOf(look, key), at: 'now' })))
}

/**
 * Commits how far it is, with what was done for that. Where a person has paused or stopped it, or let it go on, meanwhile,
 * nothing is kept and nothing handed over.
 * @returns false: nothing was committed, and the next look begins anew
 */
async function put(
  { loop: { parts }, lease, backfill }: Pick<BackfillLook, 'loop' | 'lease' | 'backfill'>,
  progress: BackfillProgress | null,
  reason: BackfillReason | null = null,
  {
    state = backfill.state,
    also = async () => {},
  }: { readonly state?: Backfill['state']; readonly also?: (tx: Transaction) => Promise<void> } = {},
): Promise<boolean> {
  const now = progress ?? backfill.progress
  const isSame =
    state === backfill.state && JSON.stringify([now, reason]) === JSON.stringify([backfill.progress, backfill.reason])
  if (isSame) return true
  return parts.database.transaction(async (tx) => {
    await lease.mustHold(tx)
    const updatedAt = parts.clock.now()
    const changed = await tx.backfills.change(backfill.id, (its) =>
      its.state === backfill.state && its.updatedAt === backfill.updatedAt
        ? { ...its, progress: now, reason, state, updatedAt }
        : null,
    )
    if (!changed) return false
    await also(tx)
    if (state === 'done') {
      const { ends } = now
      const line = { at: updatedAt, actor: { kind: 'hub' } as const, deed: 'backfill.done' }
      await tx.audit.append({ ...line, subject: `backfill ${backfill.id}`, details: { flow: backfill.flow, ...ends } })
    }
    return true
  })
}
