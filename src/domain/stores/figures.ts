import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId } from '../record.ts'

/** What one hour of a flow came to, in one currency. The hour is a whole one of UTC. */
export interface HourlyFigure {
  readonly hour: Instant
  /** What the flow starts from. */
  readonly entity: EntityName
  readonly flow: string
  /** ISO code; "": the records say none. */
  readonly currency: string
  /** Records whose run began in this hour, by what became of them. */
  readonly done: number
  readonly skipped: number
  readonly stopped: number
  /** Of those that are done, from the beginning of the run to its end, waits and retries included; null: none is done. */
  readonly lagMedianMs: number | null
  readonly lagMostMs: number | null
  /** What waited or was stopped when somebody last looked in this hour; null: nobody did. */
  readonly held: { readonly records: number; readonly amount: string } | null
}

/** What the runs of now say of an hour. */
export type HourEnds = Omit<HourlyFigure, 'held'>
/** What the runs of now say is held. `amount`: decimal text. */
export interface HeldNow extends Pick<HourlyFigure, 'entity' | 'flow' | 'currency'> {
  readonly records: number
  readonly amount: string
}

export interface FigureStore {
  /** What became of records whose run began in these hours; each record once, by the run that shows it. */
  ends(integration: IntegrationId, from: Instant, to: Instant): Promise<readonly HourEnds[]>
  /** What waits or is stopped now; each record once. */
  heldNow(integration: IntegrationId): Promise<readonly HeldNow[]>
  /** Stored figures of these hours, the oldest first. `entity` left out: of all. */
  list(integration: IntegrationId, from: Instant, to: Instant, entity?: EntityName): Promise<readonly HourlyFigure[]>
  /** The newest figures before `to` that say what is held: one of each flow and currency. */
  heldBefore(integration: IntegrationId, to: Instant): Promise<readonly HourlyFigure[]>
  /** The last hour that is stored; null: none is. */
  last(integration: IntegrationId): Promise<Instant | null>
  /** Puts these in the place of all figures from `from` on. Inside a transaction. */
  replace(integration: IntegrationId, from: Instant, to: Instant, figures: readonly HourlyFigure[]): Promise<void>
  prune(before: Instant): Promise<void>
}
