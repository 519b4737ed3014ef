import type { Context, MiddlewareHandler } from 'hono'

/**
 * Refuses what a page of another site can make a browser send without asking: requests that say so themselves
 * (Sec-Fetch-Site), and bodies of a kind that needs no leave (forms, plain text). Programs send neither.
 */
export const sameSiteOnly: MiddlewareHandler = async (context, next) => {
  const { method } = context.req
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return next()
  const refuse = (status: 403 | 415, message: string, hint: string) =>
    context.json({ error: { code: 'cross_site', message, hint } }, status)
  const site = context.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return refuse(403, 'This request comes from a page of another site.', 'Open the hub itself, or use a program.')
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const holds = Number(context.req.header('content-length') ?? 0) > 0 || context.req.header('transfer-encoding')
  if (type !== 'application/json' && (type !== undefined || holds))
    return refuse(415, 'The body must be JSON.', 'Send it with "Content-Type: application/json".')
  return next()
}

/**
 * Whether a request that a cookie comes with was made by a page of the hub: the browser says so (Sec-Fetch-Site), or, over
 * plain HTTP, where it does not, names the page's origin. Reading needs no proof: no other site can see the answer.
 */
export function isFromOurPage(context: Context): boolean {
  const { method } = context.req
  if (method === 'GET' || method === 'HEAD') return true
  const site = context.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = context.req.header('origin')
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === hostOf(context)
}

const hostOf = (context: Context) => context.req.header('host') ?? new URL(context.req.url).host
