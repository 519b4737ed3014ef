import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId, System } from '../record.ts'

/** How much there was of something when a day ended (UTC) on which it moved. Decimal text. */
export interface LevelOfDay {
  readonly day: string
  /** At all places together. */
  readonly total: string
  /** The same, less what is promised. */
  readonly free: string
}

/** What rounds have seen of the stock of something: how much there is, and how that moved. */
export interface Levels {
  readonly key: string
  /** When it was seen to have moved last. */
  readonly at: Instant
  /** When a round read it last, to the day: whole rounds come once a day. What no record needs any more is read by none. */
  readonly seenAt: Instant
  /** Of the place that has least of it. */
  readonly lowest: string
  readonly place: string
  /** Days on which it moved, the last one first; at most `mostDays`. */
  readonly days: readonly LevelOfDay[]
}

/** A quarter of work days. What is older says little of how an item moves today. */
export const mostDays = 60

/** The cursor that says when a whole round last saw how much there is of the records of an entity. */
export const levelsPlace = (entity: EntityName) => `levels ${entity}`

export interface LevelStore {
  /** Keeps what was seen, where it is another than before: of each day the last. */
  note(integration: IntegrationId, entity: EntityName, seen: readonly SeenLevel[], at: Instant): Promise<void>
  find(integration: IntegrationId, entity: EntityName, keys: readonly string[]): Promise<readonly Levels[]>
  /** Those of which a place has less than nothing, the least first. */
  negative(integration: IntegrationId, entity: EntityName, limit: number): Promise<readonly Levels[]>
  /** Those that moved since then, the newest first. */
  moved(integration: IntegrationId, entity: EntityName, since: Instant, limit: number): Promise<readonly Levels[]>
  /** All of the records of a system, which is another one from now on. */
  forgetIn(integration: IntegrationId, system: System): Promise<void>
}

export type SeenLevel = Pick<Levels, 'key' | 'lowest' | 'place'> & Pick<LevelOfDay, 'total' | 'free'>
