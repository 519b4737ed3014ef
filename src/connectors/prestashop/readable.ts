import { type HubError, perhapsOneRecord } from '../../domain/errors.ts'
import { inParts } from './filters.ts'
import type { Answered, ListQuery, Webservice } from './webservice.ts'

/** A row that keeps an answer from being read, and how that failed. */
export interface UnreadableRow {
  readonly id: string
  readonly error: HubError
}

/** What was read, part by part, and what was left out. */
export interface Halved<Part> {
  readonly parts: readonly Part[]
  readonly unreadable: readonly UnreadableRow[]
}

/**
 * Reads many rows at once; when that fails it halves them, down to the rows that cannot be read. About 2 log₂ n requests
 * for one such row among n.
 *
 * @throws what reading throws where no single row is to blame: no access, a shop that says "not now", or eight rows
 *   and more of which none can be read
 */
export async function halving<Part>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<Part>,
): Promise<Halved<Part>> {
  const parts: Part[] = []
  const unreadable: UnreadableRow[] = []
  async function half(some: readonly string[]): Promise<void> {
    try {
      parts.push(await read(some))
    } catch (error) {
      if (!perhapsOneRecord(error)) throw error
      if (some.length === 1) unreadable.push({ id: some[0]!, error })
      else {
        const middle = Math.ceil(some.length / 2)
        await half(some.slice(0, middle))
        await half(some.slice(middle))
      }
    }
  }
  for (const some of inParts(ids)) await half(some)
  // Of so many not one: the shop fails, not its records.
  if (parts.length === 0 && unreadable.length >= fewRows) throw unreadable[0]!.error
  return { parts, unreadable }
}
const fewRows = 8

/** The rows of a list that can be read, in its order, and those that cannot. One request while all can. */
export async function listReadable(
  webservice: Webservice,
  resource: string,
  query: ListQuery,
): Promise<Pick<Answered, 'rows' | 'accessTime'> & { readonly unreadable: readonly UnreadableRow[] }> {
  try {
    return { ...(await webservice.list(resource, query)), unreadable: [] }
  } catch (error) {
    if (!perhapsOneRecord(error)) throw error
  }
  // Ids alone can be answered whatever the rows hold. Where they cannot, the shop is to blame.
  const { rows: named } = await webservice.list(resource, { ...query, display: ['id'] })
  const ids = named.map(({ id }) => String(id))
  const { display, sort, date, ofShops } = query
  const shown = {
    ...(display && { display }),
    ...(sort && { sort }),
    ...(date && { date }),
    ...(ofShops && { ofShops }),
  }
  const { parts, unreadable } = await halving(ids, (some) =>
    webservice.list(resource, { ...shown, filter: { id: `[${some.join('|')}]` } }),
  )
  return { rows: parts.flatMap(({ rows }) => rows), accessTime: parts[0]?.accessTime ?? null, unreadable }
}
