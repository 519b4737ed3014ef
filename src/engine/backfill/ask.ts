import { type Clock, type Instant, later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../../domain/errors.ts'
import { type EntityName, type IntegrationId, type RecordKey, refText } from '../../domain/record.ts'
import type { Backfill, BackfillPeriod, Database, Stores, Transaction } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { nothingYet } from './count.ts'
import { endedIn, paceOf } from './feed.ts'
import { refuseFlow } from './records.ts'

/** A backfill as people see it. */
export interface BackfillNow extends Pick<Backfill, 'id' | 'flow' | 'state' | 'reason' | 'period'> {
  /** The entity of its records. */
  readonly on: EntityName
  readonly askedBy: string
  readonly askedAt: Instant
  readonly decidedBy: string | null
  readonly count: Backfill['progress']['count']
  readonly tried: Backfill['progress']['tried']
  readonly ends: Backfill['progress']['ends']
  readonly reasons: Backfill['progress']['reasons']
  /** Records that are under way. */
  readonly open: number
  /** Of its records those that did not come to their end yet. */
  readonly left: number
  /** Records that came to their end a minute, of late; null: not known yet. */
  readonly perMinute: number | null
  /** Until the rest is through at this pace. */
  readonly leftMs: number | null
  /** Those of its records that wait for a person still, the newest 50. */
  readonly held: readonly RecordKey[]
  readonly updatedAt: Instant
}

const mostShown = 20
/** Of each flow one is not at its end, and those come first. */
const mostStopped = 500
const mostHeldShown = 50

/** The backfills of an integration that are not at their end, and the newest of the others. */
export async function backfillsOf(
  stores: Pick<Stores, 'backfills' | 'incidents'>,
  program: Program,
  integration: Integration,
  now: Instant,
): Promise<readonly BackfillNow[]> {
  const known = await stores.backfills.list(integration.id, mostShown)
  const flows = [...new Set(known.filter(({ progress }) => progress.held.length > 0).map(({ flow }) => flow))]
  const asked = new Map<string, ReadonlySet<string>>()
  for (const flow of flows) {
    const held = await stores.incidents.heldBy(integration.id, flow)
    asked.set(flow, new Set(held.map(({ record }) => refText(record))))
  }
  return known.map((backfill) => {
    const { progress, integration: _, ...its } = backfill
    const { count, tried, ends, reasons, open } = progress
    const on = program.flows.get(backfill.flow)?.flow.on ?? ('' as EntityName)
    const isHeld = (key: RecordKey) => asked.get(backfill.flow)?.has(refText({ entity: on, key })) === true
    const pace = backfill.state === 'running' ? paceOf(progress, now) : null
    const left = Math.max(0, count.records - endedIn(ends))
    return {
      ...{ ...its, on, count, tried, ends, reasons, open: open.length, left },
      perMinute: pace === null ? null : Math.round(pace * 60_000),
      leftMs: pace === null ? null : Math.round(left / pace),
      held: progress.held.filter(isHeld).slice(-mostHeldShown),
    }
  })
}

/**
 * Begins to count. Nothing is handed over before a person decides.
 * @throws InvalidInput: such a flow is none that takes up a period, or the period is none; NeedsPerson: one of the flow is under way
 */
export async function beginBackfill(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  integration: Integration,
  program: Program,
  what: { readonly id: string; readonly flow: string; readonly period: BackfillPeriod; readonly by: string },
  also: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const { flow, period, by } = what
  refuseFlow(program, flow)
  const now = clock.now()
  if (period.from >= period.until)
    throw new InvalidInput('The period', [{ at: 'until', reason: 'must be later than from' }])
  // What is made from now on is live.
  if (period.until > later(now, 60_000)) throw new InvalidInput('The period', [{ at: 'until', reason: 'lies ahead' }])
  const { on } = program.flows.get(flow)!.flow
  const { fields } = program.schemaOf(on)!
  const { key, listedBy } = program.schemaOf(on)!
  for (const field of Object.keys(period.only)) {
    const at = `only/${field}`
    if (!Object.hasOwn(fields, field)) throw new InvalidInput('The period', [{ at, reason: `is no field of ${on}` }])
    // By these the pages of the period are asked for.
    if (field === key || field === listedBy?.madeAt)
      throw new InvalidInput('The period', [{ at, reason: 'is what the period goes by: name it by from and until' }])
  }
  const isFirst = await database.transaction(async (tx) => {
    const added = await tx.backfills.add({
      ...{ id: what.id, integration: integration.id, flow, state: 'counting', reason: null, period },
      ...{ askedBy: by, askedAt: now, decidedBy: null, progress: nothingYet, updatedAt: now },
    })
    if (added) await also(tx)
    return added
  })
  if (!isFirst)
    throw new NeedsPerson(
      'backfill_under_way',
      `A backfill of “${flow}” is under way already.`,
      'Wait until it has ended, or stop it: "ledgerline backfill stop".',
      { subject: `integration ${integration.id}` },
    )
}

const moves: Readonly<Record<'run' | 'pause' | 'stop', readonly Backfill['state'][]>> = {
  run: ['counted', 'paused'],
  pause: ['running'],
  stop: ['counting', 'counted', 'running', 'paused'],
}

/**
 * A person lets it run, pauses it, or stops it for good. What was handed over comes to its end by itself.
 * @throws NotFound; InvalidInput: it is not in a state for that; NeedsPerson: nobody has confirmed the company
 */
export async function changeBackfill(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  integration: Integration,
  { id, to, by }: { readonly id: string; readonly to: 'run' | 'pause' | 'stop'; readonly by: string },
  also: (tx: Transaction, backfill: Backfill) => Promise<void>,
): Promise<void> {
  if (to === 'run' && integration.confirmed === null)
    throw new NeedsPerson(
      'company_not_confirmed',
      'Nobody has confirmed yet which GP company this integration writes to.',
      'Look at the company with "ledgerline doctor", then confirm it with "ledgerline confirm test" or "ledgerline confirm live".',
      { subject: 'company' },
    )
  await database.transaction(async (tx) => {
    let refused: InvalidInput | null = null
    const changed = await tx.backfills.change(id, (now) => {
      if (now.integration !== integration.id) return null
      if (!moves[to].includes(now.state)) {
        refused = new InvalidInput('The backfill', [{ at: id, reason: `is ${now.state}: it cannot ${to} now` }])
        return null
      }
      return { ...now, ...moved(now, to, by), reason: null, updatedAt: clock.now() }
    })
    if (refused) throw refused
    if (!changed) throw new NotFound(`Backfill ${id}`, '"ledgerline backfill" lists them.')
    await also(tx, changed)
  })
}

/** What people have decided about one company is nothing about another: whatever is not at its end is stopped. */
export async function stopForAnotherCompany(tx: Transaction, integration: IntegrationId, now: Instant): Promise<void> {
  for (const { id } of await tx.backfills.list(integration, mostStopped))
    await tx.backfills.change(id, (its) =>
      moves.stop.includes(its.state) ? { ...its, state: 'stopped', reason: { why: 'company' }, updatedAt: now } : null,
    )
}

function moved({ state, progress }: Backfill, to: 'run' | 'pause' | 'stop', by: string): Partial<Backfill> {
  if (to !== 'run') return { state: to === 'pause' ? 'paused' : 'stopped' }
  const goesOn = { ...progress, wentOnAt: progress.ends, lately: [] }
  // The count has gone through all of them.
  const begins = state === 'counted' ? { after: null, listed: false } : {}
  return { state: 'running', decidedBy: by, progress: { ...goesOn, ...begins } }
}
