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

const stored = z.object({ due: z.string(), reason: z.string() })

/** The cursor that keeps it. */
const roundPlace = (flow: string) => `round ${flow}`
const roundText = (due: string, reason: string) => JSON.stringify({ due, reason })
/** How long it was at work, in milliseconds: beside it, since a worker of a version before reads the other. */
const workPlace = (flow: string) => `work of round ${flow}`

/** Notes that a round went through. */
export async function noteRound(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  flow: string,
  { due, ended, reason, workMs }: LastRound & { readonly workMs: number },
): Promise<void> {
  await cursors.put(integration, roundPlace(flow), roundText(due, reason), ended)
  await cursors.put(integration, workPlace(flow), String(Math.round(workMs)), ended)
}

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
  const last = await lastRound({ cursors }, integration, flow)
  if (!last) return null
  const work = await cursors.get(integration, workPlace(flow))
  // A worker of a version before has noted the round alone.
  const workMs = work?.polledAt === last.ended ? Number(work.cursor) : msBetween(last.due, last.ended)
  return later(last.ended, Math.min(mostRestMs, Math.max(0, times * workMs)))
}
