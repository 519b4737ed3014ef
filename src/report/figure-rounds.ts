import { type Clock, type Instant, later } from '../domain/clock.ts'
import { eachApart } from '../domain/each-apart.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Database, HourlyFigure, Stores } from '../domain/stores.ts'
import { hourlyFigures, hourMs, hourOf } from './hourly-figures.ts'

/** A run that began longer ago than this stays in its hour as it was seen last. */
const againMs = 48 * hourMs
/** How far back the first round goes: the runs of a database that is older than its figures. */
const firstMs = 30 * 24 * hourMs

/** The figures of the hours from `from` to now, made of the runs of now and of what was held when they were stored. */
export async function figuresFrom(
  { figures }: Pick<Stores, 'figures'>,
  integration: IntegrationId,
  from: Instant,
  at: Instant,
): Promise<readonly HourlyFigure[]> {
  const to = later(hourOf(at), hourMs)
  const [ends, heldNow, stored, heldBefore] = await Promise.all([
    figures.ends(integration, from, to),
    figures.heldNow(integration),
    figures.list(integration, from, to),
    figures.heldBefore(integration, to),
  ])
  return hourlyFigures({ at, ends, heldNow, stored, heldBefore })
}

/**
 * Stores what each hour came to, of every integration. The last two days are made anew each time, since orders that waited
 * are done by now; older hours stay as they are.
 */
export function createFigureRound({
  database,
  clock,
}: {
  readonly database: Database
  readonly clock: Clock
}): () => Promise<void> {
  const { stores } = database
  async function store(integration: IntegrationId, from: Instant, at: Instant): Promise<void> {
    const figures = await figuresFrom(stores, integration, from, at)
    await database.transaction((tx) => tx.figures.replace(integration, from, later(hourOf(at), hourMs), figures))
  }
  return async () => {
    await eachApart(await stores.integrations.list(), async ({ id }) => {
      const at = clock.now()
      const last = await stores.figures.last(id)
      const again = later(hourOf(at), -againMs)
      const from = last === null ? later(hourOf(at), -firstMs) : again
      // A hub that stood still for days goes on where it stopped.
      await store(id, last !== null && last < from ? last : from, at)
    })
  }
}
