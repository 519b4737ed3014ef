import type { MiddlewareHandler } from 'hono'

/**
 * So many requests at a time; the others are told at once to come again, before anything of them is read. Otherwise a
 * burst takes the memory for all of its bodies, and what came first is answered last.
 */
export function atMost(limit: number): MiddlewareHandler {
  let underWay = 0
  return async (context, next) => {
    if (underWay >= limit)
      return context.json(
        { error: { code: 'busy', message: 'The hub has too much to do.', hint: 'Try again in some seconds.' } },
        503,
        { 'retry-after': '5' },
      )
    underWay++
    try {
      return await next()
    } finally {
      underWay--
    }
  }
}
