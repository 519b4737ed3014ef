import { randomBytes } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'

/**
 * What every answer says to a browser: nothing of the hub is shown in a frame, read by another site, or taken for another
 * kind of content; a link with a secret in it is told to nobody.
 */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  const { headers } = context.res
  const standard = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ...(context.req.path.startsWith('/api/') ? { 'cache-control': 'no-store' } : {}),
  }
  for (const [name, value] of Object.entries(standard)) if (!headers.has(name)) headers.set(name, value)
}

/** For one page: scripts come from the hub's own files alone, styles also from elements that bear its nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** One for each page that is sent. */
export const newNonce = () => randomBytes(18).toString('base64')
