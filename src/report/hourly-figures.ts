import { type Instant, instant, later } from '../domain/clock.ts'
import { dec, decimalText } from '../domain/decimal.ts'
import type { HeldNow, HourEnds, HourlyFigure } from '../domain/stores.ts'

export const hourMs = 60 * 60_000

/** The whole hour of UTC in which a time lies. Pure. */
export const hourOf = (at: Instant): Instant => instant(Math.floor(Date.parse(at) / hourMs) * hourMs)

/** What figures of some hours are made of. */
export interface Looked {
  /** Now: what is held goes into its hour. */
  readonly at: Instant
  /** What the runs of now say of these hours. */
  readonly ends: readonly HourEnds[]
  readonly heldNow: readonly HeldNow[]
  /** What is stored of these hours: what was held then, no run says any more. */
  readonly stored: readonly HourlyFigure[]
  /** The newest stored figures that say what is held, of each flow and currency. What is held no more is 0 from now on. */
  readonly heldBefore: readonly HourlyFigure[]
}

/** Figures of the hours that were looked at, each flow and currency once an hour, the oldest first. Pure. */
export function hourlyFigures({ at, ends, heldNow, stored, heldBefore }: Looked): readonly HourlyFigure[] {
  const rows = new Map<string, HourlyFigure>()
  const change = (of: Place, with_: Partial<HourlyFigure>) => {
    const its = rows.get(placeText(of)) ?? { ...nothing, ...placeOf(of) }
    rows.set(placeText(of), { ...its, ...with_ })
  }
  for (const figure of stored) if (figure.held) change(figure, { held: figure.held })
  for (const figure of ends) change(figure, figure)
  const hour = hourOf(at)
  for (const figure of heldBefore)
    if (figure.held && figure.held.records > 0) change({ ...figure, hour }, { held: { records: 0, amount: '0' } })
  for (const { records, amount, ...of } of heldNow) change({ ...of, hour }, { held: { records, amount } })
  return [...rows.values()].sort((a, b) => (placeText(a) < placeText(b) ? -1 : 1))
}

type Place = Pick<HourlyFigure, 'hour' | 'entity' | 'flow' | 'currency'>
const placeOf = ({ hour, entity, flow, currency }: Place): Place => ({ hour, entity, flow, currency })
const placeText = ({ hour, entity, flow, currency }: Place) => [hour, entity, flow, currency].join(' ')
const nothing = { done: 0, skipped: 0, stopped: 0, lagMedianMs: null, lagMostMs: null, held: null }

/** Figures as a chart shows them: all flows together, some hours at a time. */
export interface Trends {
  readonly from: Instant
  readonly stepMs: number
  readonly steps: readonly {
    readonly at: Instant
    readonly done: number
    readonly skipped: number
    readonly stopped: number
    /** Half of the records that are done took no longer; of several hours the middle one of their middles. Null: none is done. */
    readonly lagMedianMs: number | null
    readonly lagMostMs: number | null
  }[]
  /** What was held at the end of each step, a line a currency; null: before anybody looked. */
  readonly held: readonly { readonly currency: string; readonly amounts: readonly (string | null)[] }[]
}

/**
 * Puts hours together into steps of `stepMs`. What is held stays so until it is seen to be another sum: a hub that stands
 * still lets nothing go. Pure.
 *
 * @param figures of one entity, from `from` on, the oldest first
 * @param heldBefore what was held before `from`, by flow and currency
 * @param from a whole hour
 */
export function trendsOf(
  figures: readonly HourlyFigure[],
  heldBefore: readonly HourlyFigure[],
  { from, to, stepMs }: { readonly from: Instant; readonly to: Instant; readonly stepMs: number },
): Trends {
  const count = Math.max(0, Math.ceil((Date.parse(to) - Date.parse(from)) / stepMs))
  const inStep = Map.groupBy(figures, ({ hour }) => Math.floor((Date.parse(hour) - Date.parse(from)) / stepMs))
  const byFlow = new Map(heldBefore.flatMap(({ held, ...of }) => (held ? [[flowText(of), { ...of, held }]] : [])))
  const heldAt: ReadonlyMap<string, string>[] = []
  const steps = Array.from({ length: count }, (_, step) => {
    const its = inStep.get(step) ?? []
    for (const { held, ...of } of its) if (held) byFlow.set(flowText(of), { ...of, held })
    heldAt.push(sumsOf([...byFlow.values()]))
    const sum = (of: 'done' | 'skipped' | 'stopped') => its.reduce((all, one) => all + one[of], 0)
    const most = its.flatMap(({ lagMostMs }) => (lagMostMs === null ? [] : [lagMostMs]))
    return {
      at: later(from, step * stepMs),
      ...{ done: sum('done'), skipped: sum('skipped'), stopped: sum('stopped') },
      lagMedianMs: middle(its),
      lagMostMs: most.length > 0 ? Math.max(...most) : null,
    }
  })
  const currencies = [...new Set(heldAt.flatMap((sums) => [...sums.keys()]))].sort()
  return {
    ...{ from, stepMs, steps },
    held: currencies.map((currency) => ({
      currency,
      amounts: heldAt.map((sums) => (sums.size === 0 ? null : (sums.get(currency) ?? '0'))),
    })),
  }
}

const flowText = ({ entity, flow, currency }: Pick<HourlyFigure, 'entity' | 'flow' | 'currency'>) =>
  [entity, flow, currency].join(' ')

function sumsOf(figures: readonly Pick<HourlyFigure, 'currency' | 'held'>[]): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  for (const { currency, held } of figures)
    if (held) sums.set(currency, decimalText(dec(sums.get(currency) ?? '0').plus(held.amount)))
  return sums
}

/** The middle of the middles, each as heavy as the records behind it. */
function middle(figures: readonly HourlyFigure[]): number | null {
  const known = figures
    .flatMap(({ lagMedianMs, done }) => (lagMedianMs === null ? [] : [{ ms: lagMedianMs, done }]))
    .sort((a, b) => a.ms - b.ms)
  const half = known.reduce((sum, { done }) => sum + done, 0) / 2
  let passed = 0
  for (const { ms, done } of known) {
    passed += done
    if (passed >= half) return ms
  }
  return null
}
