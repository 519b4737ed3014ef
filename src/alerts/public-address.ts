import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { InvalidInput } from '../domain/errors.ts'

/** Not reachable over the Internet, or only this machine and its neighbours: RFC 6890 and its successors. */
const closed = new BlockList()
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ] as const),
])
  closed.addSubnet(network, bits, 'ipv4')
// 64:ff9b and 2002 carry an IPv4 address in them, which may be any.
for (const [network, bits] of [
  ...([
    ['::', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2002::', 16],
  ] as const),
  ...([
    ['2001::', 32],
    ['fc00::', 7],
    ['fe80::', 10],
    ['ff00::', 8],
  ] as const),
])
  closed.addSubnet(network, bits, 'ipv6')

/** Whether an IP address lies in the public Internet. */
export function isPublic(address: string): boolean {
  const mapped = /^::ffff:(.+)$/i.exec(address)?.[1]
  if (mapped !== undefined) {
    if (isIP(mapped) === 4) return isPublic(mapped)
    const [high = '', low = ''] = mapped.split(':')
    const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16)
    return isPublic([24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.'))
  }
  const family = isIP(address)
  return family !== 0 && !closed.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** The name leads into a private network, and the channel does not allow that. */
export class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS'
  constructor() {
    super('the address lies in a private network, which this channel does not allow')
  }
}

/**
 * Looks names up and refuses those that lead into a private network: at the moment of connecting, so that a name cannot
 * lead elsewhere after it was checked.
 */
export const publicLookup: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '')
    const refused = found.some(({ address }) => !isPublic(address))
    if (refused || found.length === 0) return done(new PrivateAddress(), '')
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  })
}

/**
 * An address that a POST may go to: https, or http inside of a private network; no user name in it.
 * @throws InvalidInput saying what is wrong
 */
export function webAddress(given: string, allowsPrivate: boolean): URL {
  const refuse = (reason: string) => new InvalidInput('The channel', [{ at: 'url', reason }])
  if (!URL.canParse(given)) throw refuse('must be an address such as https://hooks.example.com/…')
  const url = new URL(given)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsPrivate))
    throw refuse('must begin with https://; http:// only where addresses of a private network are allowed')
  if (url.username !== '' || url.password !== '') throw refuse('must hold no user name or password')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowsPrivate && isIP(host) !== 0 && !isPublic(host))
    throw refuse('lies in a private network; allow private addresses for this channel if that is meant')
  return url
}
