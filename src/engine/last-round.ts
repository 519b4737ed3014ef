import { z } from 'zod'
import { type Instant, later, msBetween } from '../domain/clock.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'

/** The newest round of a bulk flow that went through. Whatever it compared is as the source was when it was due, or newer. */
export interface LastRound {
  readonly due: Instant
  readonly ended: Instant
  /** "100000 records read, 12 written, 40 left out." */
  readonly reason: string
}

const stored = z.strictObject({ due: z.string(), reason: z.string(), workMs: z.number().exactOptional() })

/** The cursor that keeps it. */
export const roundPlace = (flow: string) => `round ${flow}`
export const roundText = (due: string, reason: string, workMs: number) =>
  JSON.stringify({ due, reason, workMs: Math.round(workMs) })

export async function lastRound(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  flow: string,
): Promise<LastRound | null> {
  const known = await cursors.get(integration, roundPlace(flow))
  if (!known) return null
  const { due, reason } = stored.parse(JSON.parse(known.cursor))
  return { due: due as Instant, ended: known.polledAt, reason }
}

/** However long a round was at work, both systems have had so long for others. */
export const mostRestMs = 10 * 60_000

/**
 * Until when a flow leaves both systems to others after its newest round, by how long that was at work; null: it has none. What a
 * round waited for, a person or a connection, was no work.
 *
 * @param times how often the time at work
 */
export async function restsUntil(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  flow: string,
  times: number,
): Promise<Instant | null> {
  const known = await cursors.get(integration, roundPlace(flow))
  if (!known) return null
  const { due, workMs = msBetween(due as Instant, known.polledAt) } = stored.parse(JSON.parse(known.cursor))
  return later(known.polledAt, Math.min(mostRestMs, Math.max(0, times * workMs)))
}
