import type { Integration } from '../../domain/definition.ts'
import type { EntityName } from '../../domain/record.ts'
import type { Connections } from './connections.ts'

type Page = Awaited<ReturnType<Connections['page']>>

/**
 * The pages of a list for whoever reads it from one end to the other: while one is looked at the next is on its way. At most one
 * is kept, so it is at most as old as the look at the page before it was long.
 */
export function pagesAhead(connections: Connections, integration: Integration, entity: EntityName) {
  let ahead: { readonly cursor: string; readonly page: Promise<Page> } | null = null
  /** @param cursor null at the beginning; else the `next` of the page before */
  return async (cursor: string | null): Promise<Page> => {
    const asked = ahead?.cursor === cursor ? ahead.page : connections.page(integration, entity, cursor)
    ahead = null
    const page = await asked
    if (page.next !== null) {
      const next = connections.page(integration, entity, page.next)
      // Whoever asks for it gets the failure; perhaps nobody does any more.
      next.catch(() => {})
      ahead = { cursor: page.next, page: next }
    }
    return page
  }
}

export type PagesAhead = ReturnType<typeof pagesAhead>
