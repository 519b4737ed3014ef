import { setTimeout as pause } from 'node:timers/promises'
import type { Context, MiddlewareHandler } from 'hono'
import { placeOf, thisProcess } from './client-address.ts'

/** At a time: of all strangers, and of one place. What they may ask for is small and soon answered. */
const mostAtOnce = 30
const mostOfPlace = 10
/** In a minute, of one place: a whole office behind one address that signs in, and its monitors. */
const perMinute = 600
const mostPlaces = 10_000
/** A body of 16 kB is there at once; one that dribbles holds a place for others. */
const bodyMs = 5_000

/**
 * What anybody may ask without saying who they are: in numbers that leave the hub free for whom it knows. Each group of
 * routes has its own; what does not fit is refused at once. Whatever asks from within the hub's own process is no stranger.
 */
export function strangers(clientOf: (context: Context) => string): MiddlewareHandler {
  const underWay = new Map<string, number>()
  let all = 0
  let minute = 0
  const counted = new Map<string, number>()
  const refuse = (context: Context, status: 429 | 503, seconds: string) =>
    context.json(
      { error: { code: 'busy', message: 'Too many requests come without a sign-in.', hint: 'Try again later.' } },
      status,
      { 'retry-after': seconds },
    )

  return async (context, next) => {
    const from = clientOf(context)
    if (from === thisProcess) return next()
    const place = placeOf(from)
    const now = Math.floor(performance.now() / 60_000)
    if (now !== minute || counted.size > mostPlaces) counted.clear()
    minute = now
    const count = (counted.get(place) ?? 0) + 1
    counted.set(place, count)
    if (count > perMinute) return refuse(context, 429, '60')
    const own = underWay.get(place) ?? 0
    if (all >= mostAtOnce || own >= mostOfPlace) return refuse(context, 503, '5')
    all++
    underWay.set(place, own + 1)
    try {
      return await next()
    } finally {
      all--
      const left = (underWay.get(place) ?? 1) - 1
      if (left > 0) underWay.set(place, left)
      else underWay.delete(place)
    }
  }
}

/** The body is read before anything is done with it, and must be there soon. */
export const bodySoon: MiddlewareHandler = async (context, next) => {
  const { method } = context.req
  if (method === 'GET' || method === 'HEAD') return next()
  const done = new AbortController()
  const late = pause(bodyMs, 'late' as const, { signal: done.signal, ref: false }).catch(() => 'late' as const)
  const came = await Promise.race([context.req.text().then(() => 'whole' as const), late])
  done.abort()
  if (came === 'whole') return next()
  return context.json(
    { error: { code: 'too_slow', message: 'The body did not arrive in time.', hint: 'Send it at once.' } },
    408,
    { connection: 'close' },
  )
}
