import { type Instant, later, mostAheadMs } from '../../domain/clock.ts'
import type { Feed, FeedPage } from '../../domain/connector.ts'
import { tickRecord } from '../../domain/hub-records.ts'
import { recordKey, refText } from '../../domain/record.ts'
import type { Transaction } from '../../domain/stores.ts'
import { lastRound, restsUntil } from '../last-round.ts'
import { roundLease } from '../lease.ts'
import { roundsOf } from './intake.ts'
import type { Look } from './poller.ts'

/** A round that is begun by changes waits for so many times the work of the one before. */
const restsFor = 3
/** No longer than that: its transaction ends long before. */
const heldMs = 10_000

/** A round of a flow is under way, or has just ended. */
class NotNow extends Error {}

/**
 * Takes in a page of a feed of rounds: the records that are made of what has changed are looked at again, and a round of their
 * flow begins at once, under its guards as any round. A flow of which nothing is made of it has none.
 *
 * A round that is under way may have read such a record already, so the page is left until it has ended:
 *
 *   round  ── holds the lease ── reads rows ────── writes what it has seen ── ends
 *   page              put off ↑          put off ↑                              takes the lease, marks rows, begins a round
 *
 * @returns false: it is left, and the next poll reads it again
 */
export async function beginRounds(look: Look, feed: Feed, page: FeedPage, polledAt: Instant): Promise<boolean> {
  const { parts } = look.loop
  const { integration, lease } = look
  try {
    const begun = await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      await tx.cursors.put(integration.id, feed.name, page.next, polledAt)
      return takeIn(tx, look, feed, page)
    })
    parts.metrics.count('ledgerline_changes_total', { feed: feed.name }, begun)
    return true
  } catch (error) {
    if (error instanceof NotNow) return false
    throw error
  }
}

/** @returns how many records have changed */
async function takeIn(tx: Transaction, look: Look, feed: Feed, page: FeedPage): Promise<number> {
  const { programs } = look.loop
  const { integration } = look
  const changed = await differing(tx, look, feed, page)
  if (changed.length === 0) return 0
  const program = await programs.at(integration.id, integration.version)
  for (const { id: flow, on } of roundsOf(program, integration, feed.of)) {
    await betweenRounds(tx, look, flow, async () => {
      const keys = on === feed.of ? changed.map(({ key }) => key) : []
      const marked = await tx.bulkRows.lookAgain(integration.id, flow, { uses: changed.map(refText), keys })
      if (marked > 0 && !integration.pausedFlows.includes(flow)) await begin(tx, look, flow, 'poll')
    })
  }
  return changed.length
}

/** Does what no round may be under way for. @throws NotNow */
async function betweenRounds(
  tx: Transaction,
  { loop: { parts }, integration }: Look,
  flow: string,
  work: () => Promise<void>,
): Promise<void> {
  const now = parts.clock.now()
  const held = [roundLease(integration.id, flow), `changes ${parts.process}`] as const
  if (!(await tx.leases.hold(...held, now, later(now, heldMs)))) throw new NotNow()
  await work()
  // Before the commit: the round that begins takes it.
  await tx.leases.release(...held)
}

/** @throws NotNow the flow rests from the last one */
async function begin(tx: Transaction, look: Look, flow: string, cause: 'poll' | 'clock'): Promise<Instant> {
  const { id: integration } = look.integration
  const at = look.loop.parts.clock.now()
  const until = await restsUntil(tx, integration, flow, restsFor)
  if (until !== null && at < until) throw new NotNow()
  const record = tickRecord({ flow, due: at })
  await tx.changes.add([{ integration, record, cause, at }])
  await tx.enqueue([{ integration, flow, record, at: 'now' }])
  return at
}

/** When the newest round of a flow was due that began since records were carried which take stock. */
const carriedPlace = (flow: string) => `round of carried ${flow}`
const carriedEveryMs = 10_000

/**
 * Where orders have gone over since the newest round of what they take was due, the next one begins at once: another product of
 * the same item, and a kit of it, are offered no more than the schedule would have it. One that began so and has not gone through,
 * as it asks a person, leaves the next to the schedule. What a clock that was ahead has noted, a run or a round, counts for neither: it would for as
 * long as that clock was ahead.
 *
 * @returns milliseconds until the next look
 */
export async function beginAfterCarried(look: Look): Promise<number> {
  const { parts, programs } = look.loop
  const { integration, lease } = look
  const { stores } = parts.database
  const program = await programs.at(integration.id, integration.version)
  let looks = false
  for (const [flow, { bulk }] of program.flows) {
    if (!bulk?.takes || [...integration.offFlows, ...integration.pausedFlows].includes(flow)) continue
    looks = true
    const last = await lastRound(stores, integration.id, flow)
    const begun = await stores.cursors.get(integration.id, carriedPlace(flow))
    const until = later(parts.clock.now(), mostAheadMs)
    if (last === null || (begun && begun.cursor > last.due && begun.cursor <= until)) continue
    const carried = { integration: integration.id, since: last.due, until, entity: bulk.takes.of }
    if ((await stores.runs.newest({ ...carried, state: 'done', limit: 1 })).length === 0) continue
    try {
      await parts.database.transaction(async (tx) => {
        await lease.mustHold(tx)
        await betweenRounds(tx, look, flow, async () => {
          const due = await begin(tx, look, flow, 'clock')
          await tx.cursors.put(integration.id, carriedPlace(flow), due, due)
        })
      })
    } catch (error) {
      if (!(error instanceof NotNow)) throw error
    }
  }
  return looks ? carriedEveryMs : 60_000
}

/** Records of which some row is not as it was last seen. Each row is compared by itself: pages need not hold all of a record's. */
async function differing(tx: Transaction, { integration }: Look, feed: Feed, { changed, asBefore }: FeedPage) {
  const rows = changed.map(({ record, part, fingerprint = '' }) => ({
    ...{ record, fingerprint },
    seen: part === undefined ? record : { ...record, key: recordKey(`${record.key} ${part}`) },
  }))
  const different = await tx.changes.observe(
    integration.id,
    feed.name,
    rows.map(({ seen, fingerprint }) => ({ record: seen, fingerprint })),
    asBefore ? 'different' : 'new or different',
  )
  const which = new Set(different.map(refText))
  const records = rows.flatMap(({ record, seen }) => (which.has(refText(seen)) ? [record] : []))
  return [...new Map(records.map((record) => [refText(record), record])).values()]
}
