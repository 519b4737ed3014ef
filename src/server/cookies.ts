import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/**
 * Over HTTPS a browser keeps a cookie with this prefix only when this very host has set it: nobody plants one from a
 * neighbouring host. Over plain HTTP, as on this machine, it takes none of that kind.
 */
const names = { session: 'ledgerline-session', machine: 'ledgerline-machine', sso: 'ledgerline-sso' } as const
type Kind = keyof typeof names

const longestSeconds = 30 * 24 * 60 * 60
const nameOf = (kind: Kind, secure: boolean) => (secure ? `__Host-${names[kind]}` : names[kind])

/** Whether the browser speaks HTTPS, with us or with the proxy before us. Who says so falsely only harms themselves. */
export const isHttps = (context: Context) =>
  new URL(context.req.url).protocol === 'https:' || /^https\b/i.test(context.req.header('x-forwarded-proto') ?? '')

export function readCookie(context: Context, kind: Kind): string | undefined {
  return getCookie(context, nameOf(kind, isHttps(context)))
}

/** No script reads it, and no page of another site makes a browser send it with anything but a plain link. */
export function giveCookie(context: Context, kind: Kind, value: string, seconds = longestSeconds): void {
  const secure = isHttps(context)
  setCookie(context, nameOf(kind, secure), value, {
    ...{ path: '/', httpOnly: true, sameSite: 'Lax', maxAge: seconds, secure },
  })
}

export function takeCookie(context: Context, kind: Kind): void {
  const secure = isHttps(context)
  deleteCookie(context, nameOf(kind, secure), { path: '/', secure })
}
