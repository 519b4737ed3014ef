import { instant, later } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { type LevelOfDay, type Levels, mostDays } from '../../src/domain/stores.ts'
import { type Sale, unusualStock } from '../../src/report/stock/find.ts'
import type { ItemStory, StockAnswer } from '../suites/stock.ts'
import type { System } from '../suites/suite.ts'
import { generator } from './simulated-quarter.ts'

const begin = instant('2026-01-05T00:00:00Z')
const dayMs = 24 * 60 * 60_000
const morning = 6 * 60 * 60_000

/** What there is of the item when each day ends, and what was sold. Of each day as rounds keep it, and a month before the story. */
function live(task: ItemStory) {
  const { uniform, poisson } = generator(task.seed)
  const days: LevelOfDay[] = []
  const sales: Sale[] = []
  let [onHand, open, due] = [task.lot + task.reorder, 0, Number.POSITIVE_INFINITY]
  for (let day = -quietDays; day < task.days; day++) {
    const now = task.planted.filter((fault) => day >= fault.at && day < fault.at + fault.days)
    const stands = now.some(({ kind }) => kind === 'sold-unmoved')
    // What was ordered yesterday goes out today.
    onHand -= open
    open = 0
    const level = task.orders * (uniform() < task.campaigns ? 4 : 1)
    for (let count = poisson(level); count > 0; count--) {
      const quantity = Math.max(1, poisson(task.pieces * (uniform() < task.wholesale ? 10 : 1)))
      const at = later(begin, day * dayMs + Math.floor(uniform() * dayMs))
      sales.push({ item: task.id, order: `WEB${sales.length + 1}`, at, quantity: String(quantity) })
      if (!stands) open += quantity
    }
    if (onHand - open < task.reorder && due === Number.POSITIVE_INFINITY) due = day + 1 + Math.floor(uniform() * 3)
    if (day >= due && !stands) {
      onHand += Math.round(task.lot * (1 + task.uneven * (2 * uniform() - 1)))
      due = Number.POSITIVE_INFINITY
    }
    for (const { pieces } of task.planted.filter(({ kind, at }) => kind === 'stock-move' && at === day))
      onHand += pieces
    const below = now.find(({ kind }) => kind === 'negative-stock')
    // Elsewhere, goods that GP lacks wait for the next receipt.
    if (below) [onHand, due] = [-below.pieces, Number.POSITIVE_INFINITY]
    else onHand = Math.max(0, onHand)
    days.unshift({
      day: later(begin, day * dayMs).slice(0, 10),
      total: String(onHand),
      free: String(onHand - open),
    })
  }
  return { days, sales }
}
const quietDays = 30

/** Days on which it moved, as the store keeps them. */
function kept(all: readonly LevelOfDay[]): LevelOfDay[] {
  const moved = all.filter((one, index) => {
    const before = all[index + 1]
    return before === undefined || before.total !== one.total || before.free !== one.free
  })
  return moved.slice(0, mostDays)
}

/** What is said each morning becomes one event as long as it is said again. */
function eventsOf(task: ItemStory, look: (levels: Levels, sales: readonly Sale[], day: number) => readonly Said[]) {
  const { days, sales } = live(task)
  const open = new Map<string, StockAnswer['events'][number]>()
  const events: StockAnswer['events'] = []
  for (let day = 1; day <= task.days; day++) {
    const at = later(begin, day * dayMs + morning)
    const until = days.slice(task.days - day)
    const last = until[0]!
    const levels = { key: task.id, at, seenAt: at, lowest: last.total, place: 'MAIN', days: kept(until) }
    const weekAgo = later(at, -7 * dayMs)
    const week = sales.filter((one) => one.at < at && one.at >= weekAgo)
    for (const { kind, says } of look(levels, week, day)) {
      const known = open.get(kind)
      if (known && day - known.to <= 2) known.to = day
      else {
        const event = { kind, from: day, to: day, says }
        open.set(kind, event)
        events.push(event)
      }
    }
  }
  return { events }
}
type Said = Pick<StockAnswer['events'][number], 'kind' | 'says'>

export const baselineStock: System<ItemStory, StockAnswer> = (task) =>
  eventsOf(task, (levels, sales, day) => {
    const at = later(begin, day * dayMs + morning)
    return unusualStock({ levels: [levels], sales, seenAt: at }, at).map((one) => ({
      kind: one.kind,
      says:
        one.kind === 'stock-move' ? `${one.before} to ${one.now}` : one.kind === 'sold-unmoved' ? one.sold : one.now,
    }))
  })

/** The trivial system: a day's move against mean and three standard deviations of the moves before. */
export const threeSigmaMoves: System<ItemStory, StockAnswer> = (task) =>
  eventsOf(task, ({ days }) => {
    const moves = days.slice(0, -1).map((one, index) =>
      dec(one.total)
        .minus(days[index + 1]!.total)
        .toNumber(),
    )
    const [now, ...before] = moves
    if (now === undefined || before.length < 10) return []
    const mean = before.reduce((sum, one) => sum + one, 0) / before.length
    const deviation = Math.sqrt(before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / before.length)
    return Math.abs(now - mean) > 3 * deviation
      ? [{ kind: 'stock-move', says: `${now}, usual ${mean.toFixed(1)}` }]
      : []
  })
