import type { RecordSearch } from '../domain/connector.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { AccessDenied, type HubError, WrongAddress } from '../domain/errors.ts'
import type { EntityName, Json, RecordKey, RecordRef, RecordValue } from '../domain/record.ts'
import type { Run } from '../domain/run.ts'
import type { BulkRow, KeptPayoutRow, Link, PayoutId } from '../domain/stores.ts'

/** A record as it was read; null: there is none. Or why it alone cannot be read. */
export type Read = { readonly value: RecordValue | null } | { readonly error: HubError }

/** What a comparison reads of one integration: shop, GP, and what the hub knows. Nothing here writes. */
export interface BothSides {
  /**
   * Records by `refText`, with as few calls as the systems allow.
   * @throws when a system is down: its records are none to blame
   */
  readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, Read>>
  /** The same of one entity, all or none, by `refText`. @returns a sentence where it cannot be read now, whyever */
  readTogether(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null> | string>
  search(entity: EntityName, search: RecordSearch): Promise<readonly RecordValue[]>
  /** All records of an entity, as its list shows them, a page at a time. @param cursor `next` of the page before; null begins */
  page(
    entity: EntityName,
    cursor: string | null,
  ): Promise<{ readonly records: readonly RecordValue[]; readonly next: string | null }>
  /** Links of these sources to one entity, by source key. */
  links(entity: EntityName, sources: readonly RecordRef[]): Promise<ReadonlyMap<RecordKey, Link>>
  /** Links between two entities by source key as text, after `after`. */
  linksAfter(
    between: { readonly source: EntityName; readonly target: EntityName },
    after: string | null,
    limit: number,
  ): Promise<readonly Link[]>
  /** The records of the shop that are linked to it. */
  linkedTo(target: RecordRef): Promise<readonly RecordRef[]>
  /** Rows of settlement reports that are of these transactions of payments; null: more than can be looked at together. */
  payoutRows(transactions: readonly string[]): Promise<readonly KeptPayoutRow[] | null>
  /** Payouts of a period, by name, after one of them. */
  payouts(
    days: { readonly from: string; readonly to: string },
    after: PayoutId | null,
    limit: number,
  ): Promise<readonly PayoutId[]>
  /** What a flow that sets many records has set, by key, after `after`. */
  bulkRows(flow: string, after: string | null, limit: number): Promise<readonly BulkRow[]>
  /** What a run of such a flow would do with one record now. Nothing is written. */
  tryRun(
    flow: string,
    record: RecordRef,
  ): Promise<
    | { readonly is: 'agrees' }
    | { readonly is: 'differs'; readonly wanted: RecordValue }
    | { readonly is: 'held'; readonly reason: string }
  >
  /** What keeps the rounds of a flow from setting anything, in a sentence; null: nothing. */
  blocked(flow: string): Promise<string | null>
  /** Whether what a row was made of has changed in GP since, as its lists show it now. */
  moved(flow: string): Promise<(row: BulkRow) => boolean>
  /** The records of a flow that open incidents hold, as "entity key". A round that finds a record in order lets it go without a run. */
  heldBy(flow: string): Promise<ReadonlySet<string>>
  /** The newest run of each record in a flow, by record key. */
  runs(records: readonly RecordRef[], flow: string): Promise<ReadonlyMap<RecordKey, Run>>
  /** The definition in force, by part name. */
  readonly parts: Readonly<Record<string, Json>>
  readonly offFlows: readonly string[]
  schema(entity: EntityName): EntitySchema
  /** Whether a proposal can write these fields of it: some records only their flows write, with what belongs to them. */
  isProposed(entity: EntityName, fields: readonly string[]): boolean
  /** Flows that began after the cut-over, and when. */
  readonly flowsSince?: Readonly<Record<string, string>>
}

/** What a round found that nothing had announced, as `hub.drift` keeps it. */
export interface Drifted {
  readonly at: string
  readonly target: string
  readonly cause: 'edited' | 'missed'
  readonly field: string
  readonly before: string
  readonly after: string
}

/** Every record of an entity that can be read, as its list shows it. A page of them is in memory at a time. */
export async function* allOf(sides: Pick<BothSides, 'page'>, entity: EntityName): AsyncGenerator<RecordValue> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<BothSides['page']>> = await sides.page(entity, cursor)
    for (const value of page.records) if (typeof value.unreadable !== 'string') yield value
    cursor = page.next
  } while (cursor !== null)
}

/** Null: this user may not ask that. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AccessDenied || error instanceof WrongAddress) return null
    throw error
  }
}
