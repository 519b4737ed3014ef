import { z } from 'zod'
import type { Gp } from '../gp/index.ts'
import type { RunningShop } from '../shop/index.ts'
import { opensAt, planDay } from './plan.ts'
import { goodsOf, type Happened, playDay } from './play.ts'

/**
 * What `POST /_day` takes. `minutes`: how long the day lasts here, from its first event to its last. `open`: the company has its
 * stock and its price list at once, and nothing else happens.
 */
export const liveDayInput = z.union([
  z.strictObject({ stop: z.literal(true) }),
  z.strictObject({ open: z.literal(true) }),
  z.strictObject({
    seed: z.int(),
    minutes: z
      .number()
      .min(0.1)
      .max(24 * 60)
      .default(30),
    orders: z.int().min(1).max(1000).default(16),
    faults: z.int().min(0).max(1000).optional(),
  }),
])
type LiveDayOptions = Extract<z.output<typeof liveDayInput>, { seed: number }>

/** The one day that a sandbox plays at a time. It ends by itself; another that begins ends the one before. */
export interface LiveDay {
  /** @returns how many events it has */
  begin(options: LiveDayOptions): { readonly seed: number; readonly minutes: number; readonly events: number }
  /** Gives a company without stock what it has in the morning of a day. */
  open(): void
  stop(): void
}

/** @param happened hears what came of each event */
export function createLiveDay(
  sandbox: { readonly shop: RunningShop; readonly gp: Gp },
  happened: (one: Happened) => void = () => {},
): LiveDay {
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  // A company that has stock already is not opened again.
  const opens = () => sandbox.gp.company.store.size('stock') === 0
  return {
    stop,
    open() {
      if (!opens()) return
      const morning = planDay({ seed: 1, orders: 16, goods: goodsOf(sandbox.shop) }).filter(({ at }) => at < opensAt)
      for (const one of playDay(sandbox, morning).play(opensAt)) happened(one)
    },
    begin({ seed, minutes, orders, faults }) {
      stop()
      const plan = planDay({
        seed,
        orders,
        goods: goodsOf(sandbox.shop),
        opens: opens(),
        ...(faults !== undefined && { faults }),
      })
      const day = playDay(sandbox, plan)
      const [from, to] = [plan[0]!.at, plan.at(-1)!.at]
      const msEach = (minutes * 60_000) / Math.max(1, to - from)
      const began = Date.now()
      const next = () => {
        if (day.due === null || day.due > to) return
        timer = setTimeout(
          () => {
            try {
              for (const one of day.play(from + (Date.now() - began) / msEach)) happened(one)
              next()
            } catch (error) {
              // The two systems go on without it.
              process.emitWarning(`The day has ended: ${String(error)}`)
            }
          },
          Math.max(0, began + (day.due - from) * msEach - Date.now()),
        )
      }
      next()
      return { seed, minutes, events: plan.length }
    },
  }
}
