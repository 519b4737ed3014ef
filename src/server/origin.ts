import type { Context } from 'hono'
import { isHttps } from './cookies.ts'

/**
 * Where a request has reached the hub ("https://hub.example.com"), by which it names itself in what it grants. Null: under a
 * name that is not one of its own: a page in a browser on this machine must not reach the hub under a name of its choosing.
 * @param hosts names besides this machine's own
 */
export function originsOf(hosts: readonly string[]): (context: Context) => string | null {
  const ours = new Set(['localhost', '127.0.0.1', '[::1]', ...hosts, ...hosts.map((name) => `[${name}]`)])
  return (context) => {
    const { host: asked, hostname } = new URL(context.req.url)
    const host = context.req.header('host')?.toLowerCase() ?? asked
    const name = context.req.header('host') === undefined ? hostname : host.replace(/:\d+$/, '')
    return ours.has(name) ? `${isHttps(context) ? 'https' : 'http'}://${host}` : null
  }
}
