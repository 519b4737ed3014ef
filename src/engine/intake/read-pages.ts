import { type Instant, msBetween } from '../../domain/clock.ts'
import type { Feed, FeedPage } from '../../domain/connector.ts'
import { LostLease } from '../../domain/errors.ts'
import { takeInPage } from './intake.ts'
import type { Look } from './poller.ts'
import { setAside } from './unreadable-records.ts'

/** What one look has read of the first feeds waits no longer than that for the others: one of them may answer slowly, or not at all. */
const mostHeldMs = 5_000

/** The last page of a feed, which is still to be taken in. */
export interface ReadPage {
  readonly feed: Feed
  readonly page: FeedPage
  readonly at: Instant
}

/** The pages that one look has read, and that are taken in together when all feeds were polled, or one of them is slow. */
export function createReadPages(look: Look, alone: Parameters<typeof takeInTogether>[2]) {
  const { clock } = look.loop.parts
  const pages: ReadPage[] = []
  let oldestAt: Instant | null = null
  const takeIn = () => {
    oldestAt = null
    return takeInTogether(look, pages.splice(0), alone)
  }
  return {
    pages,
    takeIn,
    /** Takes in what was read before, once that has waited long enough for this. @returns milliseconds until either is due again */
    async during(poll: () => Promise<number>): Promise<number> {
      if (pages.length > 0) oldestAt ??= clock.now()
      const ended = new AbortController()
      const polled = poll().finally(() => ended.abort())
      const waits = async () => {
        if (oldestAt === null) return Number.POSITIVE_INFINITY
        await clock.sleep(Math.max(0, mostHeldMs - msBetween(oldestAt, clock.now())), ended.signal)
        return ended.signal.aborted ? Number.POSITIVE_INFINITY : takeIn()
      }
      // Neither is left behind when the other fails.
      const both = await Promise.allSettled([polled, waits()])
      for (const one of both) if (one.status === 'rejected') throw one.reason
      return Math.min(...both.map((one) => (one.status === 'fulfilled' ? one.value : 0)))
    },
  }
}

/**
 * A new order is on the lists of several feeds: what one look has found of it starts one run.
 * @param alone for each page where they cannot be taken in together: one that is refused holds up no other
 * @returns milliseconds until the first that was refused is due again
 */
async function takeInTogether(
  look: Look,
  read: readonly ReadPage[],
  alone: (page: ReadPage, work: () => Promise<number>) => Promise<number>,
): Promise<number> {
  if (read.length === 0) return Number.POSITIVE_INFINITY
  try {
    await takeInPages(look, read)
    return Number.POSITIVE_INFINITY
  } catch (error) {
    if (error instanceof LostLease) throw error
  }
  let nextMs = Number.POSITIVE_INFINITY
  for (const page of read) {
    const takeIn = async () => {
      await takeInPages(look, [page])
      return page.feed.everyMs
    }
    nextMs = Math.min(nextMs, await alone(page, takeIn))
  }
  return nextMs
}

export async function takeInPages(look: Look, read: readonly ReadPage[]): Promise<void> {
  const { integration, lease, loop } = look
  await loop.parts.database.transaction(async (tx) => {
    await lease.mustHold(tx)
    for (const { feed, page, at } of read) {
      await takeInPage(tx, look, feed, page.changed)
      await setAside(tx, look, feed, page)
      await tx.cursors.put(integration.id, feed.name, page.next, at)
    }
  })
}
