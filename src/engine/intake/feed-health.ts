import { type Instant, mostAheadMs, msBetween } from '../../domain/clock.ts'
import type { Connectors, Feed, Finding } from '../../domain/connector.ts'
import { type IntegrationId, refText } from '../../domain/record.ts'
import type { FeedFailure, Stores, UnreadableRecord } from '../../domain/stores.ts'
import { followingFeed } from './changed-dependencies.ts'

/** How a feed is doing. */
export interface FeedHealth {
  readonly feed: string
  /** How often it is polled while all is well. */
  readonly everyMs: number
  /** It only has rounds begin at once that else come by their schedule. */
  readonly hastens: boolean
  /** When its last page came through; null: none has yet. */
  readonly polledAt: Instant | null
  /** Null: its last page came through. */
  readonly failing: Omit<FeedFailure, 'feed'> | null
  /** Records that it goes on without. */
  readonly unreadable: readonly Omit<UnreadableRecord, 'feed'>[]
}

/** @param inUse those that are polled */
export async function feedHealth(
  stores: Pick<Stores, 'cursors' | 'feeds'>,
  integration: IntegrationId,
  connectors: Connectors,
  inUse: (feeds: readonly Feed[]) => readonly Feed[],
): Promise<FeedHealth[]> {
  const [polled, failures, unreadable] = await Promise.all([
    stores.cursors.polled(integration),
    stores.feeds.failures(integration),
    stores.feeds.unreadable(integration),
  ])
  const failing = new Map(failures.map(({ feed, ...failure }) => [feed, failure]))
  const known = Object.values(connectors)
    .flatMap(({ feeds }) => inUse(feeds))
    .map(({ name, everyMs, raises }) => ({ name, everyMs, hastens: raises === 'rounds' }))
  // What follows changed records to their orders has no position; it is only heard of when it fails.
  const all = [
    ...known,
    ...(failing.has(followingFeed) ? [{ name: followingFeed, everyMs: 1_000, hastens: false }] : []),
  ]
  return all.map(({ name, everyMs, hastens }) => ({
    feed: name,
    ...{ everyMs, hastens },
    polledAt: polled.get(name) ?? null,
    failing: failing.get(name) ?? null,
    unreadable: unreadable.flatMap(({ feed, ...record }) => (feed === name ? [record] : [])),
  }))
}

/** A feed that is late by more than this, and by more than its own interval, is late. */
const lateMs = 5 * 60_000

/** It fails in no way, and yet no page came through when it was due, or only in the future. One that never came through is none. Pure. */
export const isLate = (
  { polledAt, everyMs, failing }: Pick<FeedHealth, 'polledAt' | 'everyMs' | 'failing'>,
  now: Instant,
): boolean =>
  !failing &&
  polledAt !== null &&
  (msBetween(polledAt, now) > 2 * everyMs + lateMs || msBetween(now, polledAt) > mostAheadMs)

/** What `doctor` has to say of feeds: since when, why, and what to do. Pure. */
export function feedFindings(feeds: readonly FeedHealth[], now: Instant, paused: boolean): Finding[] {
  const time = (at: Instant) => `${at.slice(0, 16).replace('T', ' ')} UTC`
  const failing = feeds.flatMap(({ feed, polledAt, hastens, failing: failure }): Finding[] =>
    failure
      ? [
          {
            check: `shop.feeds.${feed}`,
            level: hastens ? 'warning' : 'error',
            found: `The feed ${feed} fails since ${time(failure.since)} (${failure.failures} times): ${failure.message}. ${polledAt ? `It last came through ${time(polledAt)}` : 'It has not come through yet'}; it is tried again ${time(failure.nextAt)}.${hastens ? ' Rounds come by their schedule meanwhile.' : ''}`,
            todo: failure.hint,
          },
        ]
      : [],
  )
  const unreadable = feeds.flatMap(({ feed, unreadable: records }): Finding[] =>
    records.length === 0
      ? []
      : [
          {
            check: `shop.feeds.${feed}.records`,
            level: 'warning',
            found: `The feed ${feed} goes on without ${records.length === 1 ? 'a record' : `${records.length} records`} that it cannot read: ${records
              .slice(0, 5)
              .map(({ record, since }) => `${refText(record)} since ${time(since)}`)
              .join(', ')}${records.length > 5 ? ' …' : ''}.`,
            todo: 'Each has an incident that says what to do: "ledgerline incidents".',
          },
        ],
  )
  const started = feeds.some(({ polledAt }) => polledAt !== null)
  const late = feeds.filter(
    (feed) => started && !paused && (isLate(feed, now) || (!feed.failing && !feed.hastens && feed.polledAt === null)),
  )
  const found = [...failing, ...unreadable, ...(late.length > 0 ? [lateFinding(late)] : [])]
  if (found.length > 0) return found
  return [
    {
      check: 'shop.feeds',
      level: 'ok',
      found: paused
        ? 'The integration is paused, so the shop is not asked for changes.'
        : started
          ? `All ${feeds.length} feeds come through.`
          : 'The shop was not asked for changes yet; the hub does it while it runs.',
    },
  ]

  function lateFinding(feedsLate: readonly FeedHealth[]): Finding {
    const last = feedsLate.map(({ feed, polledAt }) => `${feed} (${polledAt ? time(polledAt) : 'never'})`)
    return {
      check: 'shop.feeds.late',
      level: 'warning',
      found: `Feeds that did not come through when they were due: ${last.join(', ')}.`,
      todo: 'Does a hub run that polls? If one does, a connection pauses after failures: the other checks and its log say which.',
    }
  }
}
