import { type Instant, later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { type EntityName, memberOf } from '../../domain/record.ts'
import type { Database, Mute } from '../../domain/stores.ts'
import { definitionFromParts } from '../../language/index.ts'
import { type Anomaly, type Found, findAnomalies, mostWeeks, readOrders } from './find.ts'

/** A quarter of 500 orders a day with all their runs; of a larger shop the history is shorter. */
const mostRuns = 100_000
const dayMs = 24 * 60 * 60_000

/** What is unusual now, and what of it people do not want to hear of. */
export interface AnomaliesNow extends Found {
  readonly muted: readonly Anomaly[]
  /** All mutes that last, of what is there and of what is not. */
  readonly mutes: readonly Mute[]
}

/** What is muted of it: this, or all of its kind. */
export const anomalyKey = ({ kind, of }: Pick<Anomaly, 'kind' | 'of'>) => (of === null ? kind : `${kind} ${of}`)

/** Looks at the orders that the hub has read. Asks no remote system. @param entity whose records are the orders */
export async function readAnomalies(
  { stores }: Pick<Database, 'stores'>,
  { id, version }: Pick<Integration, 'id' | 'version'>,
  entity: EntityName,
  at: Instant,
): Promise<AnomaliesNow> {
  const [orders, mutes, parts] = await Promise.all([
    stores.runs.placed(id, entity, later(at, -(mostWeeks * 7 + 1) * dayMs), mostRuns),
    stores.mutes.list(id, at),
    stores.integrations.version(id, version),
  ])
  const zone = memberOf(definitionFromParts(parts).settings.settings, 'timezone')
  const timezone = zone?.type === 'text' ? (zone.value ?? 'UTC') : 'UTC'
  const { from, anomalies } = findAnomalies(readOrders(orders), { at, timezone })
  const isMuted = (one: Anomaly) => mutes.some(({ key }) => key === anomalyKey(one) || key === one.kind)
  return {
    ...{ from, mutes },
    anomalies: anomalies.filter((one) => !isMuted(one)),
    muted: anomalies.filter(isMuted),
  }
}
