import { type Instant, later } from './clock.ts'
import type { IntegrationId } from './record.ts'
import type { JournalEntry, Question } from './run.ts'
import type { ConnectionPeriod } from './stores/connections.ts'
import type { Stores } from './stores.ts'

/** What the hub itself has seen around a failure, when its cause is explained. Nothing remote is asked for it. */
export interface Circumstances {
  readonly at: Instant
  readonly flow: string
  /** How often this record's run has failed, this time included. */
  readonly attempts: number
  /** Of the run; empty for a failure that no run met. */
  readonly journal: readonly JournalEntry[]
  /** Outages and slow times of the last 24 hours, newest first. */
  readonly periods: readonly ConnectionPeriod[]
  /** When a record last went through this flow, or through any for a failure that no run met; null: never, or not within 30 days. */
  readonly lastPassed: Instant | null
  /** When the rules of the integration changed last; null: they are as they were imported. */
  readonly rulesChanged: Instant | null
}

const dayMs = 24 * 60 * 60_000
/** How far back a flow's last success is looked for: the runs of other flows are walked for it. */
const passedWithinMs = 30 * dayMs

/** Reads what surrounds a failure. Null where the question explains itself: what was checked needs no history. */
export async function circumstancesOf(
  stores: Pick<Stores, 'connections' | 'runs' | 'integrations'>,
  about: {
    readonly integration: IntegrationId
    readonly question: Question
    readonly flow: string
    readonly at: Instant
    readonly journal?: readonly JournalEntry[]
  },
): Promise<Circumstances | null> {
  const { integration, question, flow, at, journal = [] } = about
  if (question.diagnosis && question.diagnosis.class !== 'unknown') return null
  const ofFlow = journal.length > 0 ? { flow, since: later(at, -passedWithinMs) } : {}
  // One after the other: a transaction has one connection.
  const periods = await stores.connections.list(integration, later(at, -dayMs))
  const passed = await stores.runs.list({ integration, ...ofFlow, states: ['done'], limit: 1 })
  const versions = await stores.integrations.versions(integration)
  const newest =
    versions.length > 1
      ? versions
          .map((one) => one.at)
          .sort()
          .at(-1)!
      : null
  return {
    ...{ at, flow, journal, periods },
    attempts: Math.max(1, journal.filter(({ kind }) => kind === 'failed').length),
    lastPassed: passed[0]?.updatedAt ?? null,
    rulesChanged: newest,
  }
}
