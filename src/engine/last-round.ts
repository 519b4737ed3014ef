import { z } from 'zod'
import type { Instant } from '../domain/clock.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'

/** The newest round of a bulk flow that went through. Whatever it compared is as the source was when it was due, or newer. */
export interface LastRound {
  readonly due: Instant
  readonly ended: Instant
  /** "100000 records read, 12 written, 40 left out." */
  readonly reason: string
}

const stored = z.strictObject({ due: z.string(), reason: z.string() })

/** The cursor that keeps it. */
export const roundPlace = (flow: string) => `round ${flow}`
export const roundText = (due: string, reason: string) => JSON.stringify({ due, reason })

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
