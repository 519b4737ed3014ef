import { later, msBetween } from '../domain/clock.ts'
import type { Connector, Feed } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { newHints, takeIn } from './intake.ts'
import type { LoopParts } from './run-loop.ts'

/** How many hints a page may have, and how many pages are read in a row before other feeds get their turn. */
const pageSize = 100
const pagesAtOnce = 20
/** A change that no run has taken for this long is rung for again: the safety net under the queue. */
const untakenAfterMs = 60_000
/** A change that polling finds was told of by the webhook, if that was within this time. */
const toldWithinMs = 10 * 60_000

/**
 * One look at every feed of an integration that is due. A page's changes, their bells and the new position commit
 * together, so a crash repeats a page and never skips one. Two workers that poll at once only do the same work twice.
 *
 * @returns milliseconds until the next feed is due, at most a minute.
 */
export async function pollOnce(loop: LoopParts, integration: Integration): Promise<number> {
  const { parts, connections } = loop
  if (integration.paused) return 1_000
  let nextMs = 60_000
  const connectors = await parts.connectorsOf(integration)
  for (const connector of [connectors.prestashop, connectors.gp]) {
    for (const feed of connector.feeds) {
      const known = await parts.database.stores.cursors.get(integration.id, feed.name)
      const dueInMs = known ? feed.everyMs - msBetween(known.polledAt, parts.clock.now()) : 0
      if (dueInMs > 0) {
        nextMs = Math.min(nextMs, dueInMs)
        continue
      }
      if (connections.pauseMs(integration.id) > 0) return Math.min(nextMs, connections.pauseMs(integration.id))
      nextMs = Math.min(
        nextMs,
        (await pollFeed(loop, integration, connector, feed, known?.cursor ?? null)) ? 0 : feed.everyMs,
      )
    }
  }
  await ringUntaken(loop, integration)
  return nextMs
}

/** @returns true when there is more at once. */
async function pollFeed(
  { parts, connections, programs }: LoopParts,
  integration: Integration,
  connector: Connector,
  feed: Feed,
  from: string | null,
): Promise<boolean> {
  const program = await programs.at(integration.id, integration.version)
  let cursor = from
  for (let page = 0; page < pagesAtOnce; page++) {
    const found = await connections.call(integration, connector.system, `poll ${feed.name}`, () =>
      feed.poll(cursor, pageSize),
    )
    await parts.database.transaction(async (tx) => {
      const hints = await newHints(tx, integration, feed, found.hints)
      const taken = await takeIn(
        tx,
        integration,
        program,
        hints,
        feed.raises === 'all' ? 'poll' : 'sweep',
        parts.clock.now(),
      )
      const now = parts.clock.now()
      await tx.webhooks.missed(integration.id, taken, now, later(now, -toldWithinMs))
      await tx.cursors.put(integration.id, feed.name, found.next, parts.clock.now())
      parts.metrics.count('ledgerline_changes_total', { feed: feed.name }, taken.length)
    })
    cursor = found.next
    if (!found.more) return false
  }
  return true
}

async function ringUntaken({ parts, programs }: LoopParts, integration: Integration): Promise<void> {
  const before = later(parts.clock.now(), -untakenAfterMs)
  const left = await parts.database.stores.changes.untaken(integration.id, before, 500)
  if (left.length === 0) return
  const program = await programs.at(integration.id, integration.version)
  await parts.database.transaction((tx) =>
    takeIn(
      tx,
      integration,
      program,
      left.map(({ record }) => ({ record })),
      'sweep',
      parts.clock.now(),
    ).then(() => {}),
  )
}
