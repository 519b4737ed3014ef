import { type Instant, later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { type EntityName, memberOf } from '../../domain/record.ts'
import type { Database, Mute, Stores } from '../../domain/stores.ts'
import { definitionFromParts } from '../../language/index.ts'
import { Lately } from '../lately.ts'
import { type Anomaly, type Found, findAnomalies, mostWeeks, readOrders } from './find.ts'

/** A quarter of 2,300 orders a day. Of a larger shop the history is shorter, of one with 4,600 a day the six weeks that are the least. */
const mostOrders = 200_000
const dayMs = 24 * 60 * 60_000

/** What is unusual now, and what of it people do not want to hear of. */
export interface AnomaliesNow extends Found {
  readonly muted: readonly Anomaly[]
  /** All mutes that last, of what is there and of what is not. */
  readonly mutes: readonly Mute[]
}

/** What is muted of it: this, or all of its kind. */
export const anomalyKey = ({ kind, of }: Pick<Anomaly, 'kind' | 'of'>) => (of === null ? kind : `${kind} ${of}`)

const lately = new Lately<Found>()

/** Looks at the orders that the hub has read, at most every five minutes. Asks no remote system. @param entity whose records are the orders */
export async function readAnomalies(
  { stores }: Pick<Database, 'stores'>,
  integration: Pick<Integration, 'id' | 'version'>,
  entity: EntityName,
  at: Instant,
): Promise<AnomaliesNow> {
  const { id, version } = integration
  const found = lately.get(stores, { id, of: `${version} ${entity}`, at }, () => look(stores, integration, entity, at))
  const [{ from, anomalies }, mutes] = await Promise.all([found, stores.mutes.list(id, at)])
  const isMuted = (one: Anomaly) => mutes.some(({ key }) => key === anomalyKey(one) || key === one.kind)
  return {
    ...{ from, mutes },
    anomalies: anomalies.filter((one) => !isMuted(one)),
    muted: anomalies.filter(isMuted),
  }
}

async function look(
  stores: Stores,
  { id, version }: Pick<Integration, 'id' | 'version'>,
  entity: EntityName,
  at: Instant,
): Promise<Found> {
  const [orders, parts] = await Promise.all([
    stores.runs.placed(id, entity, later(at, -(mostWeeks * 7 + 1) * dayMs), mostOrders),
    stores.integrations.version(id, version),
  ])
  const zone = memberOf(definitionFromParts(parts).settings.settings, 'timezone')
  const timezone = zone?.type === 'text' ? (zone.value ?? 'UTC') : 'UTC'
  return findAnomalies(readOrders(orders), { at, timezone })
}
