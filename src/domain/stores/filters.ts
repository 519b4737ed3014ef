import type { IntegrationId } from '../record.ts'

/** A filter that a person has saved for themselves under a name. */
export interface SavedFilter {
  readonly id: string
  /** What it filters: "incidents", "approvals", or the entity of a list of records. */
  readonly list: string
  readonly name: string
  /** What the list shows, by the names of its filters: { search: "Müller", state: "stopped" }. Empty: everything. */
  readonly query: Readonly<Record<string, string>>
}

export interface FilterStore {
  /** In the order of their names. @param person their id */
  list(person: string, integration: IntegrationId, list: string): Promise<readonly SavedFilter[]>
  /** In the place of an earlier one of the same name in that list. */
  put(person: string, integration: IntegrationId, filter: SavedFilter): Promise<void>
  /** @returns whether they had it */
  remove(person: string, id: string): Promise<boolean>
}
