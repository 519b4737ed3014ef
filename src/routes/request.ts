import type { AnswerOf, Api, InputOf } from './index.ts'

type Optional<I> = Record<never, never> extends I ? [input?: I] : [input: I]

/**
 * Asks one route, named as its description names it: `call('GET /api/incidents/:id', { params: { id } })`. What it takes
 * and answers is typed by that description. Hono's own client would need every route in one chained expression, and
 * types of that size make the compiler slow; this is a look-up by name.
 */
export type Call = <A extends keyof Api>(at: A, ...input: Optional<InputOf<A>>) => Promise<AnswerOf<A>>

/** What a caller gives, as far as it stands in the address. */
interface Given {
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
}

/** Method and address of a call: parameters in their places, a query without what is left out. */
export function addressOf(at: string, { params = {}, query = {} }: Given = {}): { method: string; path: string } {
  const [method = '', path = ''] = at.split(' ')
  const filled = path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const search = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return { method, path: search === '' ? filled : `${filled}?${search}` }
}
