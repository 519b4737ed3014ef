import { z } from 'zod'
import type { Gp } from '../gp/index.ts'
import type { RunningShop } from '../shop/index.ts'
import { planDay } from './plan.ts'
import { goodsOf, type Happened, playDay } from './play.ts'

/** What `POST /_day` takes. `minutes`: how long the day lasts here, from its first event to its last. */
export const liveDayInput = z.union([
  z.strictObject({ stop: z.literal(true) }),
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
type LiveDayOptions = Exclude<z.output<typeof liveDayInput>, { stop: true }>

/** The one day that a sandbox plays at a time. It ends by itself; another that begins ends the one before. */
export interface LiveDay {
  /** @returns how many events it has */
  begin(options: LiveDayOptions): { readonly seed: number; readonly minutes: number; readonly events: number }
  stop(): void
}

/** @param happened hears what came of each event */
export function createLiveDay(
  sandbox: { readonly shop: RunningShop; readonly gp: Gp },
  happened: (one: Happened) => void = () => {},
): LiveDay {
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  return {
    stop,
    begin({ seed, minutes, orders, faults }) {
      stop()
      // A company that has stock already is not opened again.
      const opens = sandbox.gp.company.store.size('stock') === 0
      const plan = planDay({
        seed,
        orders,
        goods: goodsOf(sandbox.shop),
        opens,
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
