/** A refusal in the words of OAuth (RFC 6749 5.2, 4.1.2.1; RFC 7591 3.2.2). */
export class OAuthProblem extends Error {
  readonly error: string
  readonly status: 400 | 401 | 403
  /** @param says one sentence; without quotation marks and backslashes, as the RFC asks */
  constructor(error: string, says: string, status: 400 | 401 | 403 = 400) {
    super(says)
    this.error = error
    this.status = status
  }
  toJSON() {
    return { error: this.error, error_description: this.message }
  }
}

export const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' } as const

/**
 * Parameters of a query or a form, each at most once: where one is there twice, two programs may read two different ones.
 * @throws OAuthProblem invalid_request
 */
export function single(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (found.has(name)) throw new OAuthProblem('invalid_request', 'A parameter is there more than once.')
    if (value !== '') found.set(name, value)
  }
  return found
}
