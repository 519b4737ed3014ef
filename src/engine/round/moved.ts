import { type Instant, msBetween } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import type { BulkRow } from '../../domain/stores.ts'
import type { LoopParts } from '../parts.ts'
import { movedIn, readWatched, type Watched } from './watched.ts'

/** Whether what a row was made of is another by now, as the lists show it that its flow watches. */
export type HasMoved = (row: Pick<BulkRow, 'uses'>) => boolean

/** A comparison asks for its rows a page at a time, and the lists of a large company are some sixty calls. */
const keptMs = 10 * 60_000

/**
 * What has changed for a flow whose rounds do not look: it is paused, or a person is asked. The lists of one flow are kept for ten
 * minutes, those of the flow that was asked for last.
 */
export function createMoved(loop: LoopParts) {
  let kept: { readonly of: string; readonly at: Instant; readonly lists: Promise<Watched> } | null = null
  return async (integration: Integration, flow: string): Promise<HasMoved> => {
    const { clock } = loop.parts
    const program = await loop.programs.at(integration.id, integration.version)
    const watch = program.flows.get(flow)?.flow.bulk?.watch ?? []
    // Its list is its source: to try each record of it would take hours, and what it sets without a watched list is no money.
    if (watch.length === 0) return () => false
    const of = JSON.stringify([integration.id, integration.version, flow])
    const ageMs = kept?.of === of ? msBetween(kept.at, clock.now()) : Number.POSITIVE_INFINITY
    if (kept === null || ageMs < 0 || ageMs > keptMs)
      kept = { of, at: clock.now(), lists: readWatched(loop, integration, watch) }
    const mine = kept
    try {
      const lists = await mine.lists
      return ({ uses }) => movedIn(lists, uses).length > 0
    } catch (error) {
      if (kept === mine) kept = null
      throw error
    }
  }
}
