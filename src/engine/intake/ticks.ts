import { z } from 'zod'
import { type Instant, instant, later, mostAheadMs, msBetween } from '../../domain/clock.ts'
import { type Integration, startsOf } from '../../domain/definition.ts'
import { type Tick, tickRecord } from '../../domain/hub-records.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { JobQueue, Stores } from '../../domain/stores.ts'
import { type Flow, goesByItsBeginning, isLeftOut, lastDue, nextDue, type Schedule } from '../../language/index.ts'
import { type LastRound, lastRound, mostRestMs, restsUntil } from '../last-round.ts'
import { type RoundNow, roundNow } from '../round/now.ts'
import type { Look } from './poller.ts'

/** The cursor that holds, for each flow with a schedule, up to when its ticks were made. */
const clockFeed = 'clock'
/** `next`: nothing is due before, so an idle look computes no schedule. */
const place = z.strictObject({ until: z.string(), next: z.string(), schedule: z.string() })
const cursorSchema = z.record(z.string(), place)
type Made = z.output<typeof cursorSchema>

/**
 * Makes the ticks that are due. Of several that were missed (the hub was down, the flow paused) the newest is made, once;
 * or none, where the schedule says so. A schedule that is new or was changed begins now. A round leaves both systems to others for as
 * long as the one before was at work: a tick that comes before waits like one that was missed. Ticks, their jobs and how far the
 * clock is commit together, under the lease of whoever polls: a tick is made once, and its key is its time, so it would be
 * the same record if it were made twice.
 *
 * @returns milliseconds until the next tick is due, at most a minute
 */
export async function makeTicks({ loop: { parts, programs }, integration, lease }: Look): Promise<number> {
  const program = await programs.at(integration.id, integration.version)
  const scheduled = [...program.flows.values()].flatMap(({ flow }) =>
    flow.schedule && !integration.offFlows.includes(flow.id) ? [flow] : [],
  )
  const known = await parts.database.stores.cursors.get(integration.id, clockFeed)
  if (scheduled.length === 0 && known === null) return 60_000
  const now = parts.clock.now()
  const before: Made = known === null ? {} : cursorSchema.parse(JSON.parse(known.cursor))
  const resting = await restingNow(scheduled, before, integration.id, parts.database.stores, now)
  const pausedFlows = [...integration.pausedFlows, ...resting.keys()]
  const { made, ticks } = dueTicks(scheduled, before, { pausedFlows }, now)
  if (JSON.stringify(made) !== JSON.stringify(before))
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      const records = ticks.map((tick) => ({ tick, record: tickRecord(tick) }))
      await tx.changes.add(
        records.map(({ record }) => ({ integration: integration.id, record, cause: 'clock', at: now })),
      )
      await tx.enqueue(
        records.map(({ tick: { flow }, record }) => ({ integration: integration.id, flow, record, at: 'now' })),
      )
      await tx.cursors.put(integration.id, clockFeed, JSON.stringify(made), now)
    })
  const waits = Object.entries(made).map(([flow, { next }]) => msBetween(now, resting.get(flow) ?? instant(next)))
  return Math.min(60_000, ...waits)
}

/** The flows whose tick is due and that rest from their newest round, and until when. One that comes rarely comes at its time. */
async function restingNow(
  scheduled: readonly Flow[],
  before: Made,
  integration: IntegrationId,
  stores: Pick<Stores, 'cursors'>,
  now: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const comesSoon = (schedule: Schedule) => msBetween(now, nextDue(schedule, now)) <= mostRestMs
  const due = scheduled.filter(
    ({ id, bulk, schedule }) => bulk && (before[id]?.next ?? now) <= now && comesSoon(schedule!),
  )
  const until = await Promise.all(due.map(({ id }) => restsUntil(stores, integration, id, 1)))
  // By a clock that was ahead it would rest for as long as that was.
  const isNow = (at: Instant) => at > now && msBetween(now, at) <= mostRestMs + mostAheadMs
  return new Map(due.flatMap(({ id }, n) => (until[n] && isNow(until[n]) ? [[id, until[n]] as const] : [])))
}

/** Pure. A paused flow keeps its place, so it catches up by the rule of its schedule when it goes on. */
export function dueTicks(
  scheduled: readonly Pick<Flow, 'id' | 'schedule'>[],
  before: Made,
  { pausedFlows }: Pick<Integration, 'pausedFlows'>,
  now: Instant,
): { readonly made: Made; readonly ticks: readonly Tick[] } {
  const ticks: Tick[] = []
  const made: Made = {}
  for (const { id: flow, schedule: its } of scheduled) {
    const schedule = JSON.stringify(its)
    const known = before[flow]
    // Made by a clock that was ahead, it would be the last for as long.
    const isAhead = known !== undefined && known.until > later(now, mostAheadMs)
    const fits = known?.schedule === schedule && !isAhead
    if (fits && (known.next > now || pausedFlows.includes(flow))) {
      made[flow] = known
      continue
    }
    const due = fits ? lastDue(its!, instant(known.until), now) : null
    if (due !== null && !isLeftOut(its!, due, now)) ticks.push({ flow, due })
    made[flow] = { until: due ?? now, next: nextDue(its!, now), schedule }
  }
  return { made, ticks }
}

/** How a flow is doing. */
export interface FlowState {
  readonly id: string
  readonly about: string
  /** The entity whose change starts it. */
  readonly on: string
  readonly state: 'on' | 'paused' | 'off'
  /** Changed records whose run has not begun, that wait for their next attempt, and that are worked on. */
  readonly waiting: number
  readonly deferred: number
  readonly active: number
  readonly schedule: Schedule | null
  /** When its next tick is due; null: it has no schedule, or is not on. */
  readonly nextTick: Instant | null
  /** Since when records were made that it takes by itself; null: it does not go by that. */
  readonly since: Instant | null
  /** Of a bulk flow: its newest round that went through. What it sets is as fresh as that. */
  readonly lastRound: LastRound | null
  /** Of a bulk flow: the round that is under way. */
  readonly roundNow: RoundNow | null
}

export async function flowStates(
  {
    queue,
    stores,
  }: { readonly queue: Pick<JobQueue, 'counts'>; readonly stores: Pick<Stores, 'cursors' | 'runs' | 'bulkRows'> },
  integration: Integration,
  flows: readonly Flow[],
  now: Instant,
): Promise<FlowState[]> {
  return Promise.all(
    flows.map(async (flow) => {
      const { id, about, on, bulk, schedule = null } = flow
      const paused = integration.paused || integration.pausedFlows.includes(id)
      const state = integration.offFlows.includes(id) ? 'off' : paused ? 'paused' : 'on'
      const counts = await queue.counts(integration.id, id)
      const nextTick = schedule && state === 'on' ? nextDue(schedule, now) : null
      const round = bulk ? await lastRound(stores, integration.id, id) : null
      const now_ = bulk ? await roundNow(stores, integration.id, id) : null
      const since = goesByItsBeginning(flow) ? startsOf(integration, id).flowSince : null
      return { id, about, on, state, ...counts, schedule, nextTick, since, lastRound: round, roundNow: now_ }
    }),
  )
}
