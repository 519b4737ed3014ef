import { HubError } from '../domain/errors.ts'
import type { AppParts } from './app.ts'

/** Feeds that do not come through, for health: since when and why. `doctor` says what to do. */
export async function failingFeeds({ database: { stores } }: Pick<AppParts, 'database'>) {
  const all = (await stores.integrations.list()).map(async ({ id }) =>
    (await stores.feeds.failures(id)).map(({ feed, since, code }) => ({
      integration: id,
      feed,
      since,
      code,
      todo: 'ledgerline doctor',
    })),
  )
  return (await Promise.all(all)).flat()
}

/** One look for all who wait for it: a scraper, or many of them, read the database once at a time. */
export function shared(look: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | null = null
  return () => {
    underWay ??= look().finally(() => {
      underWay = null
    })
    return underWay
  }
}

/** Of more than that nobody acts on the exact number. */
const mostCounted = 1000

/** Brings the gauges that the database knows up to date before they are read: they are the same in every process. */
export async function gaugeStored({
  database: { stores },
  engine,
  metrics,
  clock,
}: Pick<AppParts, 'database' | 'engine' | 'metrics' | 'clock'>): Promise<void> {
  for (const integration of await stores.integrations.list()) {
    const labels = { integration: integration.id }
    const { id } = integration
    const open = await stores.incidents.list({ integration: id, state: 'open', limit: mostCounted })
    metrics.gauge('ledgerline_incidents_open', open.length, labels)
    metrics.gauge('ledgerline_proposals_waiting', await stores.proposals.countPending(id, clock.now()), labels)
    try {
      for (const health of await engine.feeds(integration.id)) {
        const { feed, failing, polledAt, unreadable } = health
        metrics.gauge('ledgerline_feed_failing', failing ? 1 : 0, { ...labels, feed })
        metrics.gauge('ledgerline_feed_unreadable_records', unreadable.length, { ...labels, feed })
        if (polledAt)
          metrics.gauge('ledgerline_feed_success_timestamp_seconds', Date.parse(polledAt) / 1000, { ...labels, feed })
      }
    } catch (error) {
      // An integration whose credentials cannot be read has no connector, and so no feeds.
      if (!(error instanceof HubError)) throw error
    }
  }
}
