import { type Instant, later, msBetween } from '../../domain/clock.ts'
import type { Feed, FeedPage } from '../../domain/connector.ts'
import { tickRecord } from '../../domain/hub-records.ts'
import { recordKey, refText } from '../../domain/record.ts'
import type { Transaction } from '../../domain/stores.ts'
import { lastRound } from '../last-round.ts'
import { roundLease } from '../lease.ts'
import { roundsOf } from './intake.ts'
import type { Look } from './poller.ts'

/** A round that was begun by changes waits until so many times the length of the one before have passed, but no longer than that. */
const [restsFor, mostRestMs] = [3, 10 * 60_000]
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
  const { parts, programs } = look.loop
  const { integration } = look
  const changed = await differing(tx, look, feed, page)
  if (changed.length === 0) return 0
  const program = await programs.at(integration.id, integration.version)
  const now = parts.clock.now()
  for (const { id: flow, on } of roundsOf(program, integration, feed.of)) {
    const held = [roundLease(integration.id, flow), `changes ${parts.process}`] as const
    if (!(await tx.leases.hold(...held, now, later(now, heldMs)))) throw new NotNow()
    const keys = on === feed.of ? changed.map(({ key }) => key) : []
    const marked = await tx.bulkRows.lookAgain(integration.id, flow, { uses: changed.map(refText), keys })
    if (marked > 0 && !integration.pausedFlows.includes(flow)) {
      if (await rests(tx, look, flow)) throw new NotNow()
      const record = tickRecord({ flow, due: now })
      await tx.changes.add([{ integration: integration.id, record, cause: 'poll', at: now }])
      await tx.enqueue([{ integration: integration.id, flow, record, at: 'now' }])
    }
    // Before the commit: the round that begins takes it.
    await tx.leases.release(...held)
  }
  return changed.length
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

async function rests(tx: Transaction, { loop: { parts }, integration }: Look, flow: string): Promise<boolean> {
  const last = await lastRound(tx, integration.id, flow)
  if (last === null) return false
  const restMs = Math.min(mostRestMs, restsFor * msBetween(last.due, last.ended))
  return msBetween(last.ended, parts.clock.now()) < restMs
}
