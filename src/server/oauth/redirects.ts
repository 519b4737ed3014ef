/** The hosts of a program on the person's own machine (RFC 8252 7.3, and the name that most programs use). */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** Programs that are known to open by an address of their own. Others take a scheme of their domain, reversed (RFC 8252 7.1). */
const knownSchemes = new Set(['cursor:', 'vscode:', 'vscode-insiders:', 'windsurf:', 'claude:', 'zed:', 'raycast:'])
const reversedDomain = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/

export type RedirectKind = 'web' | 'this-machine' | 'program'

/**
 * What an address leads back to; null: none that a browser may be sent to with a code. Over the network only HTTPS;
 * no fragment, no user name; no scheme that a browser runs or opens by itself (javascript:, data:, file:).
 */
export function redirectKind(address: string): RedirectKind | null {
  if (address.length > 255 || !URL.canParse(address) || /[\s\p{Cc}\\]/u.test(address)) return null
  const url = new URL(address)
  if (address.includes('#') || url.username !== '' || url.password !== '') return null
  if (url.protocol === 'https:') return 'web'
  if (url.protocol === 'http:') return loopback.test(url.hostname) ? 'this-machine' : null
  return knownSchemes.has(url.protocol) || reversedDomain.test(url.protocol) ? 'program' : null
}

/**
 * Whether an address is one of those that a program has registered: to the letter. On the person's own machine the port
 * may differ: a program gets another one each time that it listens (RFC 8252 7.3).
 */
export function isRegistered(address: string, registered: readonly string[]): boolean {
  if (redirectKind(address) === null) return false
  return registered.some(
    (one) =>
      one === address ||
      (redirectKind(one) === 'this-machine' && redirectKind(address) === 'this-machine' && bare(one) === bare(address)),
  )
}

/** Without its port, and otherwise as it was written. */
const bare = (address: string) => address.replace(/^(http:\/\/(?:\[[^\]]*\]|[^:/?]*)):\d+(?=[/?]|$)/, '$1')
