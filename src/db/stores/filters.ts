import { and, asc, eq } from 'drizzle-orm'
import type { IntegrationId } from '../../domain/record.ts'
import type { FilterStore } from '../../domain/stores.ts'
import { savedFilters as filters } from '../schema.ts'
import type { Session } from '../session.ts'

export function filterStore(session: Session): FilterStore {
  const of = (person: string, integration: IntegrationId, list: string) =>
    and(eq(filters.person, person), eq(filters.integration, integration), eq(filters.list, list))
  return {
    list: (person, integration, list) =>
      session
        .select({ id: filters.id, list: filters.list, name: filters.name, query: filters.query })
        .from(filters)
        .where(of(person, integration, list))
        .orderBy(asc(filters.name), asc(filters.id)),
    async put(person, integration, filter) {
      const { id, query } = filter
      const { person: whose, integration: where, list, name } = filters
      await session
        .insert(filters)
        .values({ person, integration, ...filter })
        .onConflictDoUpdate({ target: [whose, where, list, name], set: { id, query } })
    },
    async remove(person, id) {
      const removed = await session
        .delete(filters)
        .where(and(eq(filters.person, person), eq(filters.id, id)))
        .returning({ id: filters.id })
      return removed.length > 0
    },
  }
}
