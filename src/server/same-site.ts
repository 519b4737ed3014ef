import type { MiddlewareHandler } from 'hono'

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
