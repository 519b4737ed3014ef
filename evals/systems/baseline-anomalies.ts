import { later } from '../../src/domain/clock.ts'
import { type Anomaly, findAnomalies, readOrders } from '../../src/report/anomalies/find.ts'
import type { AnomaliesAnswer, AnomaliesSeen } from '../suites/anomalies.ts'
import type { System } from '../suites/suite.ts'
import { hourMs, quarterHours, simulate } from './simulated-quarter.ts'

type Event = AnomaliesAnswer['events'][number]
const lookHours = 12

/** What is said at each look becomes one event as long as it is said again. */
function eventsOf(look: (hour: number) => readonly Pick<Anomaly, 'kind' | 'of' | 'way' | 'now' | 'usual'>[]): Event[] {
  const open = new Map<string, Event>()
  const all: Event[] = []
  for (let hour = lookHours; hour <= quarterHours; hour += lookHours)
    for (const { kind, of, way, now, usual } of look(hour)) {
      const key = `${kind} ${of} ${way}`
      const known = open.get(key)
      if (known && hour - known.to <= 2 * lookHours) known.to = hour
      else {
        const event = { kind, from: hour, to: hour, says: `${of ?? ''} ${way} ${now}, usual ${usual}` }
        open.set(key, event)
        all.push(event)
      }
    }
  return all
}

export const baselineAnomalies: System<AnomaliesSeen, AnomaliesAnswer> = (task) => {
  const { orders, quarter } = simulate(task)
  const read = readOrders(orders)
  return {
    events: eventsOf(
      (hour) => findAnomalies(read, { at: later(quarter, hour * hourMs), timezone: task.timezone }).anomalies,
    ),
  }
}

const dayMs = 24 * hourMs

/** The trivial system: a day's number and mean value against mean and three standard deviations of the days before. */
export const threeSigma: System<AnomaliesSeen, AnomaliesAnswer> = (task) => {
  const { orders, quarter } = simulate(task)
  const [first, start] = [Math.min(...orders.map(({ at }) => Date.parse(at))), Date.parse(quarter)]
  const dayOf = (ms: number) => Math.floor((ms - start) / dayMs)
  const byDay = Map.groupBy(orders, ({ at }) => dayOf(Date.parse(at)))
  /** The days before a midnight of the quarter, the last one first. */
  const ofDays = (end: number) =>
    Array.from({ length: Math.min(84, Math.floor((end - first) / dayMs)) }, (_, day) => {
      const its = byDay.get(dayOf(end) - 1 - day) ?? []
      return {
        count: its.length,
        mean: its.reduce((sum, { amount }) => sum + Number(amount), 0) / Math.max(1, its.length),
      }
    })
  const isFar = ([now, ...before]: readonly number[]) => {
    const mean = before.reduce((sum, one) => sum + one, 0) / before.length
    const deviation = Math.sqrt(before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / before.length)
    return Math.abs(now! - mean) > 3 * deviation
      ? [{ now: String(now), usual: String(mean), of: null, way: 'high' as const }]
      : []
  }
  return {
    events: eventsOf((hour) => {
      if (hour % 24 !== 0) return []
      const days = ofDays(Date.parse(later(quarter, hour * hourMs)))
      return [
        ...isFar(days.map(({ count }) => count)).map((one) => ({ ...one, kind: 'volume' as const })),
        ...isFar(days.map(({ mean }) => mean)).map((one) => ({ ...one, kind: 'day-value' as const })),
      ]
    }),
  }
}
