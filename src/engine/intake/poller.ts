import { circumstancesOf } from '../../domain/circumstances.ts'
import { type Instant, instant, later, mostAheadMs, msBetween, setForwardSince } from '../../domain/clock.ts'
import type { Connector, Feed } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { AccessDenied, HubError, LostLease } from '../../domain/errors.ts'
import { faultText } from '../../domain/fault-text.ts'
import type { FeedFailure } from '../../domain/stores.ts'
import { backoffMs } from '../connections/backoff.ts'
import { connectionFlow, connectionQuestion, connectionRecord } from '../connections/connection-incident.ts'
import type { Lease } from '../lease.ts'
import type { LoopParts } from '../parts.ts'
import { fingerprintOf } from '../run/answers.ts'
import { beginAfterCarried, beginRounds } from './begin-rounds.ts'
import { followDependencies, followingFeed } from './changed-dependencies.ts'
import { feedsInUse } from './intake.ts'
import { lookAtEchoes } from './look-at-echoes.ts'
import { createReadPages, type ReadPage, takeInPages } from './read-pages.ts'
import { makeTicks } from './ticks.ts'
import { lookAgain } from './unreadable-records.ts'

/** How many records a page may name, and how many pages are read in a row before other feeds get their turn. */
const pageSize = 100
const pagesAtOnce = 20
/** A feed that fails is polled again after 5 s, 10 s, 20 s … 15 minutes. */
const feedBackoff = { firstMs: 5_000, longestMs: 15 * 60_000 }

/** Feeds that are due so soon after another go along with it, so that one look serves all of them: a part of their time. */
const together = 1 / 30

/** Between looks at feeds that are polled beside, at least. */
const besideMs = 1_000

/** What one look at an integration works with. */
export interface Look {
  readonly loop: LoopParts
  readonly integration: Integration
  readonly lease: Lease
}

/**
 * What a poller knows from its looks before, as long as it holds the lease and the integration stays as it is, so that an
 * idle look asks the database three things, whatever the number of flows and feeds.
 */
export interface LooksBefore {
  /** When something that has no row of its own is due again, and when that was worked out. */
  readonly due: Map<string, { readonly at: Instant; readonly notedAt: Instant }>
  /** Some feed has failed; null: not known. A person may let it try again at any time. */
  failing: boolean | null
  /** Feeds of rounds that are being polled, beside the look that began with them. */
  readonly beside: { polling: Promise<void> | null }
}

/** @param before what is under way goes on, although the integration is another by now */
export const noLooksBefore = (before?: LooksBefore): LooksBefore => ({
  ...{ due: new Map(), failing: null, beside: before?.beside ?? { polling: null } },
})

/** Where none is known; new ones come from this poller, and wait for a minute first. */
const unreadableEveryMs = 10_000

/**
 * The ticks of the clock, and one look at every feed of an integration that a flow wants and that is due. Each goes by itself:
 * one that fails waits longer each time, and the others go on. The changes of pages, their jobs and the new positions commit together, so a
 * crash repeats pages and never skips one; the lease is checked in the same transaction, so only one process's pages count.
 *
 * @returns milliseconds until the next feed is due, at most a minute.
 * @throws LostLease; what the database throws
 */
export async function pollOnce(look: Look, before: LooksBefore): Promise<number> {
  const { parts } = look.loop
  const { integration } = look
  // Who lets it go on is heard.
  if (integration.paused) return 60_000
  const { feeds, changes, cursors } = parts.database.stores
  const polled = await fromNow(look, await cursors.polled(integration.id))
  let nextMs = await whenDue(look, before, 'clock', () => makeTicks(look))
  nextMs = Math.min(nextMs, await whenDue(look, before, 'carried', () => beginAfterCarried(look)))
  const connectors = Object.values(await parts.connectorsOf(integration))
  const program = await look.loop.programs.at(integration.id, integration.version)
  const known = before.failing === false ? [] : await feeds.failures(integration.id)
  const failures = new Map(known.map((failure) => [failure.feed, failure]))
  before.failing = failures.size > 0
  const goOn = (connector: Connector, feed: Feed, work: () => Promise<number>) =>
    whenItMay(look, before, connector, feed, failures.get(feed.name), work)
  const poll = (connector: Connector, feed: Feed, read: ReadPage[] = []) =>
    goOn(connector, feed, () => pollFeed(look, connector, feed, polled.get(feed.name), read))
  for (const connector of connectors) {
    const feeds = Map.groupBy(feedsInUse(program, integration, connector.feeds), ({ raises }) => raises === 'rounds')
    const read = createReadPages(look, (page, work) => goOn(connector, page.feed, work))
    for (const feed of feeds.get(false) ?? [])
      nextMs = Math.min(nextMs, await read.during(() => poll(connector, feed, read.pages)))
    nextMs = Math.min(nextMs, await read.takeIn())
    const ofRounds = feeds.get(true) ?? []
    // A server that does not answer keeps no order waiting.
    if (ofRounds.length > 0)
      before.beside.polling ??= pollBeside(look, before, ofRounds, (feed) => poll(connector, feed))
    for (const { name, everyMs } of ofRounds) {
      const dueAt = failures.get(name)?.nextAt ?? later(polled.get(name) ?? parts.clock.now(), everyMs)
      nextMs = Math.min(nextMs, Math.max(besideMs, msBetween(parts.clock.now(), dueAt)))
    }
  }
  if (await changes.anyUntaken(integration.id)) {
    for (const connector of connectors.filter(({ dependencies }) => dependencies))
      nextMs = Math.min(
        nextMs,
        await whenItMay(
          look,
          before,
          connector,
          { name: followingFeed, raises: 'all' },
          failures.get(followingFeed),
          () => followDependencies(look, connector),
        ),
      )
    nextMs = Math.min(nextMs, await lookAtEchoes(look))
  }
  await whenDue(look, before, 'unreadable records', async () => {
    return (await lookAgain(look, connectors)) > 0 ? 0 : unreadableEveryMs
  })
  return nextMs
}

/** One feed after the other. What it commits it commits under the lease, so it may outlast the look. */
async function pollBeside(
  { loop: { parts }, integration }: Look,
  looks: LooksBefore,
  feeds: readonly Feed[],
  poll: (feed: Feed) => Promise<number>,
): Promise<void> {
  try {
    for (const feed of feeds) await poll(feed)
  } catch (error) {
    if (!(error instanceof LostLease))
      parts.log.warn('poll failed', { integration: integration.id, reason: faultText(error) })
  } finally {
    looks.beside.polling = null
  }
}

/**
 * A machine may begin with a clock that is hours ahead, and set it right. What was polled, enqueued and sent until then would wait
 * for as long, and what was read would be taken for new: feeds were polled and documents sent about now, and jobs look once more
 * than they have to.
 * @returns when each feed was polled, by the clock of now
 */
async function fromNow(
  { loop: { parts }, integration: { id }, lease }: Look,
  polled: ReadonlyMap<string, Instant>,
): Promise<ReadonlyMap<string, Instant>> {
  const now = parts.clock.now()
  const aheadMs = Math.max(0, ...[...polled.values()].map((at) => msBetween(now, at)))
  if (aheadMs <= mostAheadMs) return polled
  const { cursors } = parts.database.stores
  await parts.database.transaction(async (tx) => {
    await lease.mustHold(tx)
    await tx.cursors.setBack(id, now)
    await tx.intents.setBack(id, now)
    await tx.knownRecords.forgetAfter(id, now)
    await tx.feeds.hurry(id, now)
    await tx.hurry(id, now)
  })
  parts.log.warn('the clock was ahead: what waited for its time is looked at now', { integration: id, aheadMs })
  return cursors.polled(id)
}

/** Works when its time has come. @returns milliseconds until it is due again */
export async function whenDue(
  { loop: { parts } }: Look,
  { due }: LooksBefore,
  what: string,
  work: () => Promise<number>,
): Promise<number> {
  const now = parts.clock.now()
  const next = due.get(what)
  // Noted in the future: by a clock that was ahead.
  if (next && next.at > now && msBetween(now, next.notedAt) <= mostAheadMs) return msBetween(now, next.at)
  const isLater = setForwardSince(parts.clock)
  const dueInMs = await work()
  // It counted from a time that is long gone.
  if (isLater()) {
    due.delete(what)
    return 0
  }
  const notedAt = parts.clock.now()
  due.set(what, { at: later(notedAt, dueInMs), notedAt })
  return dueInMs
}

/**
 * Lets a feed work unless its last failure or the connection's breaker says "later"; remembers a failure.
 * @returns milliseconds until it is due again
 */
async function whenItMay(
  { loop: { parts, connections }, integration, lease }: Look,
  looks: LooksBefore,
  { system }: Connector,
  { name: feed, raises }: Pick<Feed, 'name' | 'raises'>,
  before: FeedFailure | undefined,
  work: () => Promise<number>,
): Promise<number> {
  const waitMs = Math.max(
    before ? msBetween(parts.clock.now(), before.nextAt) : 0,
    connections.pauseMs(integration.id, [system]),
  )
  if (waitMs > 0) return waitMs
  try {
    const dueInMs = await work()
    if (before)
      await parts.database.transaction(async (tx) => {
        await tx.feeds.recover(integration.id, feed)
        if (raises === 'rounds') return
        const because = `The feed ${feed} comes through again.`
        await tx.incidents.release(integration.id, connectionFlow, connectionRecord(system), parts.clock.now(), {
          because,
        })
      })
    return dueInMs
  } catch (error) {
    if (error instanceof LostLease) throw error
    looks.failing = true
    const failure = failureOf(feed, before, error)
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      await tx.feeds.fail(integration.id, failure)
      const question = raises === 'rounds' ? null : connectionQuestion(error, null)
      if (!question) return
      const fingerprint = fingerprintOf(parts, connectionFlow, question)
      const place = { integration: integration.id, question, flow: connectionFlow, at: parts.clock.now() }
      const triage = async () => parts.explain?.(question, await circumstancesOf(tx, place)) ?? null
      const about = { integration: integration.id, flow: connectionFlow, fingerprint, question, triage, run: null }
      await tx.incidents.raise({ ...about, record: connectionRecord(system), at: parts.clock.now() })
    })
    parts.metrics.count('ledgerline_feed_failures_total', { integration: integration.id, feed })
    parts.log.warn('feed failed', {
      integration: integration.id,
      feed,
      code: failure.code,
      reason: failure.message,
      failures: failure.failures,
      next: failure.nextAt,
    })
    return msBetween(parts.clock.now(), failure.nextAt)
  }

  function failureOf(name: string, earlier: FeedFailure | undefined, error: unknown): FeedFailure {
    const now = parts.clock.now()
    const times = earlier?.failures ?? 0
    const probeInMs = error instanceof AccessDenied ? (error.signIn?.probeInMs ?? 0) : 0
    const asked = error instanceof HubError && error.next.do === 'retry' ? (error.next.afterMs ?? 0) : probeInMs
    const pauseMs = backoffMs(feedBackoff, times + 1, parts.random())
    return {
      feed: name,
      failures: times + 1,
      since: earlier?.since ?? now,
      nextAt: later(now, Math.max(pauseMs, asked)),
      ...(error instanceof HubError
        ? { code: error.code, message: error.message, hint: error.hint }
        : {
            code: 'defect',
            message: faultText(error),
            hint: 'This is a defect of Ledgerline. Please report it with the log of the hub.',
          }),
    }
  }
}

/**
 * @param read takes the last page, which is not taken in yet
 * @returns milliseconds until it is due again: 0 when there is more at once
 */
async function pollFeed(
  look: Look,
  connector: Connector,
  feed: Feed,
  polledAt: Instant | undefined,
  read: ReadPage[],
): Promise<number> {
  const { parts, connections } = look.loop
  const { integration } = look
  const dueInMs = polledAt === undefined ? 0 : feed.everyMs - msBetween(polledAt, parts.clock.now())
  if (dueInMs > feed.everyMs * together) return dueInMs
  const known = await parts.database.stores.cursors.get(integration.id, feed.name)
  let cursor = known?.cursor ?? null
  for (let page = 0; page < pagesAtOnce; page++) {
    const found = await (feed.raises === 'rounds'
      ? feed.poll(cursor, pageSize)
      : connections.call(integration, connector.system, `poll ${feed.name}`, () => feed.poll(cursor, pageSize)))
    // With more to come it is due at once, and also after a crash.
    const at = found.more ? (polledAt ?? instant(0)) : parts.clock.now()
    parts.metrics.count('ledgerline_polls_total', { integration: integration.id, feed: feed.name })
    if (feed.raises === 'rounds') {
      if (!(await beginRounds(look, feed, found, at))) return leftForNow(look, feed, cursor)
      cursor = found.next
      if (!found.more) return feed.everyMs
      continue
    }
    if (!found.more) {
      read.push({ feed, page: found, at })
      return feed.everyMs
    }
    await takeInPages(look, [{ feed, page: found, at }])
    cursor = found.next
  }
  return 0
}

/** Its page is read again when a round has ended: until then it is where it was, and not late. */
async function leftForNow(
  { loop: { parts }, integration, lease }: Look,
  feed: Feed,
  cursor: string | null,
): Promise<number> {
  if (cursor !== null)
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      await tx.cursors.put(integration.id, feed.name, cursor, parts.clock.now())
    })
  return feed.everyMs
}
