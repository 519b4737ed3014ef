import { BlockList, isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Requests of this process itself: commands that have opened the hub. */
export const thisProcess = 'this process'

/**
 * Who is at the other end of a request: its address; behind trusted proxies the client's, as they report it. One who
 * comes through a proxy that is not trusted is told apart from one who comes by themselves from there, and no more.
 * @param trusted addresses and networks ("10.0.0.0/8") of proxies that may be believed
 */
export function clientAddresses(trusted: readonly string[]): (context: Context) => string {
  const proxies = new BlockList()
  for (const one of trusted) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) proxies.addAddress(address, family)
    else proxies.addSubnet(address, Number(bits), family)
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  return (context) => {
    const peer = peerOf(context)
    if (peer === null) return thisProcess
    const said = context.req.header('x-forwarded-for')
    if (said === undefined) return peer
    if (!isTrusted(peer)) return `${peer}, forwarded`
    // Each proxy adds whom it heard from: from the right, the first that is none of ours is the client.
    const chain = said.split(',').map((part) => plain(part.trim()))
    return chain.reverse().find((address) => !isTrusted(address)) ?? peer
  }
}

/**
 * What is limited together. One host has 2^64 addresses of IPv6: its network counts, the first half (RFC 4291 2.5.1). An
 * address of IPv4, and what is no address, counts by itself.
 */
export function placeOf(from: string): string {
  const [address = '', ...rest] = from.split(/(?=[,%])/)
  if (isIP(address) !== 6) return from
  const [head = '', tail] = address.split('::')
  const given = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - given.length - after.length) }, () => '0')
  const network = [...given, ...zeros, ...after].slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16))
  return `${network.join(':')}::/64${rest.filter((part) => part.startsWith(',')).join('')}`
}

/** Whether a request comes from a program on this machine, and through no proxy: one may stand here for the whole network. */
export function isThisMachine(context: Context): boolean {
  const peer = peerOf(context)
  if (peer === null) return true
  return /^(127\.|::1$)/.test(peer) && context.req.header('x-forwarded-for') === undefined
}

/** Null: the request did not come over the network. One who has hung up has no address any more, and is a stranger. */
function peerOf(context: Context): string | null {
  if ((context.env as { incoming?: unknown } | undefined)?.incoming === undefined) return null
  try {
    return plain(getConnInfo(context).remote.address ?? 'unknown')
  } catch {
    return 'unknown'
  }
}

/** IPv4 in the clothes of IPv6 is the same address; a port or brackets do not belong to it. */
const plain = (address: string) =>
  address
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .slice(0, 45)
