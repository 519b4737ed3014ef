import { z } from 'zod'
import { type Instant, later, msBetween } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { isClosed, isParted, isVoided } from '../../domain/document.ts'
import { isEnteredByHand } from '../../domain/entered-by-hand.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { AccessDenied, perhapsOneRecord, WrongAddress } from '../../domain/errors.ts'
import { isUnreserved, reservesLater } from '../../domain/picked.ts'
import { type EntityName, foldedKey, type RecordKey, type RecordValue, ref, refText } from '../../domain/record.ts'
import type { Connections } from '../connections/connections.ts'
import { readApart } from '../connections/read-apart.ts'
import type { EngineParts } from '../parts.ts'
import { type Counted, type CountedBy, countedBy, piecesByLine } from './counted-pieces.ts'
import { isPassedOn, type PassedOn, passedOn } from './passed-on.ts'

/**
 * Of records that a document counts, by key: `seen`, that document with the stamp that the list of open ones had of it last,
 * empty where it is open no more; `changed`, what it has of each line where people have changed, voided or deleted it. `first`:
 * not all of them were looked at yet.
 */
export const documentsState = z.strictObject({
  seen: z.record(z.string(), z.tuple([z.string(), z.string()])),
  changed: z.record(z.string(), z.record(z.string(), z.string())),
  first: z.boolean(),
})
type DocumentsState = z.output<typeof documentsState>

export const noDocuments: DocumentsState = { seen: {}, changed: {}, first: true }

/**
 * What the documents that count stock have by now. People void and delete them in the ledger, and change their lines: from then
 * on the ledger offers pieces that the shop has sold. The ledger names no changes, so its list of open documents is compared
 * with that of the last look, and only what moved is read.
 *
 *   open as it was                        as the hub wrote it
 *   void, or gone after it was open       it has nothing of its record
 *   changed, or a line cancelled          what its lines have
 *   transferred or posted                 what its lines had, for good
 *   transferred to invoices               without the pieces of those that are voided or deleted before they are posted
 *   not reserved yet, in a ledger that    it has nothing of its record: the ledger offers these goods. It is looked at in turn,
 *   reserves some time after the entry    since the list does not show when it is reserved
 *   gone when it was never seen open      as the hub wrote it: the ledger clears its history
 */
export class ChangedDocuments {
  private readonly its: { readonly parts: EngineParts; readonly connections: Connections }
  private readonly integration: Integration
  private readonly source: EntityName
  private readonly seen: Map<string, [string, string]>
  private readonly changed: Map<string, Record<string, string>>
  private readonly isFirst: boolean
  private readonly documents: OpenDocuments
  private listed: Promise<Listed> | null = null
  /** Records whose document cannot be read: what it has is not known. */
  readonly unreadable = new Set<string>()

  /** At the first look what is open no more counts as it was written. */
  constructor(
    its: { readonly parts: EngineParts; readonly connections: Connections },
    integration: Integration,
    source: EntityName,
    before: DocumentsState,
    documents: OpenDocuments,
  ) {
    this.its = its
    this.integration = integration
    this.source = source
    this.seen = new Map(Object.entries(before.seen))
    this.changed = new Map(Object.entries(before.changed))
    this.isFirst = before.first
    this.documents = documents
  }

  get state(): DocumentsState {
    const [seen, changed] = [Object.fromEntries(this.seen), Object.fromEntries(this.changed)]
    return { seen, changed, first: this.isFirst }
  }

  /** People have changed its document: the record may take what that has no more. */
  isChanged(key: string): boolean {
    return this.changed.has(key)
  }

  /** Records whose documents became others that may still be voided, or are not reserved yet: their stamps do not tell. */
  get inTurn(): readonly string[] {
    return [...this.seen].flatMap(([key, [, stamp]]) => (ownStamp(stamp) === stamp ? [] : [key]))
  }

  /**
   * Records whose documents moved since the last look, and `asked`, some of those that are asked for in turn.
   * @throws what the ledger's connection throws
   */
  async moved(asked: readonly string[]): Promise<readonly string[]> {
    if (this.seen.size === 0) return []
    const schema = this.counting()
    const { rows: open } = await this.open(schema.entity)
    const keys = [...this.seen].flatMap(([key, [document, stamp]]) =>
      stampOf(schema, open.get(foldedKey(document))) === ownStamp(stamp) && !asked.includes(key) ? [] : [key],
    )
    const by = await this.countedBy(keys)
    for (const key of keys) if (!by.has(key as RecordKey)) this.forget(key)
    await this.look([...by], true, new Set(asked))
    return keys
  }

  /** Which of the records a document counts, and what it has of each line by now. */
  async counted(keys: readonly string[]): Promise<ReadonlyMap<string, Counted>> {
    const by = await this.countedBy(keys)
    const isAnother = ([key, { link }]: [RecordKey, CountedBy]) => this.seen.get(key)?.[0] !== link.target.key
    const others = [...by].filter(isAnother)
    for (const [key] of others) this.forget(key)
    await this.look(others, false)
    return new Map(
      [...by].map(([key, { pieces }]) => {
        const changed = this.changed.get(key)
        return [key as string, changed ? new Map(Object.entries(changed)) : pieces]
      }),
    )
  }

  /** What is open no more needs no place: it is read again when its record changes. */
  forgetClosed(isTaken: (key: string) => boolean): void {
    for (const [key, [, stamp]] of this.seen) if (stamp === '' && !isTaken(key)) this.forget(key)
  }

  /** @param asked those that are asked for now in turn: each costs the ledger some calls */
  private async look(
    some: readonly (readonly [RecordKey, CountedBy])[],
    wasOpen: boolean,
    asked: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (some.length === 0) return
    const schema = this.counting()
    const { rows: open, at } = await this.open(schema.entity)
    const rowOf = ({ link }: CountedBy) => open.get(foldedKey(link.target.key))
    const see = (key: string, { link }: CountedBy, stamp: string) => this.seen.set(key, [link.target.key, stamp])
    const unreserved = await this.unreservedAmong(schema, some)
    const toRead = some.filter(([key, one]) => {
      const row = rowOf(one)
      const wasNew = this.seen.get(key)?.[1] === made && !this.changed.has(key)
      // The hub has written it since they were listed: the next list says whether it stands as it was written.
      if (!row && (!wasOpen || wasNew) && isWritten(one) && one.link.at > at) {
        see(key, one, made)
        if (unreserved.has(key)) this.changed.set(key, nothing)
        return false
      }
      if ((wasOpen && !wasNew) || unreserved.has(key) || (row ? !isAsRead(schema, one, row) : wasOpen || !this.isFirst))
        return true
      if (row) see(key, one, stampOf(schema, row))
      return false
    })
    const { connections } = this.its
    const read = await readApart(
      connections,
      this.integration,
      toRead.map(([, { link }]) => link.target),
    )
    for (const [key, one] of toRead) {
      const found = read.get(refText(one.link.target))
      if (!found || 'error' in found) {
        this.unreadable.add(key)
        continue
      }
      const stamp = stampOf(schema, rowOf(one))
      const held = found.value
      // What was closed before it was ever seen counts as it was written.
      const mayBePassedOn = held !== null && wasOpen && isPassedOn(schema, held)
      const asks = mayBePassedOn && (asked.has(key) || this.changed.has(key))
      const others = asks ? await this.othersOf(key, schema, held) : null
      if (others === 'unreadable') continue
      const isUnreserved = held !== null && unreserved.has(key) && isUnreservedNow(schema, held)
      const pieces =
        held === null ? (wasOpen ? nothing : null) : isUnreserved ? nothing : piecesIn(schema, held, one.pieces, others)
      if (pieces) this.changed.set(key, pieces)
      else this.changed.delete(key)
      if (isUnreserved) see(key, one, `${stamp}${unreservedMark}`)
      else if (others?.mayChange) see(key, one, `${stamp}${openMark}`)
      else if (mayBePassedOn && !asks) see(key, one, `${stamp}${toAskMark}`)
      else see(key, one, stamp === '' && held !== null && !isClosed(schema, held) ? made : stamp)
    }
  }

  /** Those that were not reserved when the hub wrote them, where the ledger reserves some time after the entry. */
  private async unreservedAmong(
    schema: Counting,
    some: readonly (readonly [RecordKey, CountedBy])[],
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>()
    for (const [key, one] of some) {
      if (!isWritten(one) || !isUnreservedNow(schema, one.link.readBack)) continue
      const near = await this.its.parts.database.stores.links.near(this.integration.id, one.link.target, onEachSide)
      const written = near.map(({ link, isNew }) => ({ document: link.readBack, isNew }))
      if (reservesLater(schema, written)) found.add(key)
    }
    return found
  }

  private async othersOf(key: string, schema: Counting, held: RecordValue): Promise<PassedOn | null | 'unreadable'> {
    try {
      const wasOpen = this.seen.get(key)?.[1].endsWith(openMark) === true
      return await passedOn(this.its.connections, this.integration, schema, held, wasOpen)
    } catch (error) {
      // Whoever may not read these documents has stock as before.
      if (error instanceof AccessDenied || error instanceof WrongAddress) return null
      if (!perhapsOneRecord(error)) throw error
      this.unreadable.add(key)
      return 'unreadable'
    }
  }

  private forget(key: string): void {
    this.seen.delete(key)
    this.changed.delete(key)
  }

  private countedBy(keys: readonly string[]): Promise<ReadonlyMap<RecordKey, CountedBy>> {
    return countedBy(
      this.its.parts,
      this.integration.id,
      keys.map((key) => ref(this.source, key)),
    )
  }

  private counting(): Counting {
    return [...this.its.parts.entities.values()].find(({ countsStock }) => countsStock) as Counting
  }

  /** The same for the whole look. */
  private open(entity: EntityName): Promise<Listed> {
    this.listed ??= this.documents.of(this.integration, entity)
    return this.listed
  }
}

/** The ledger's open documents by their folded key, as they were listed from then on. */
interface Listed {
  readonly at: Instant
  readonly rows: ReadonlyMap<string, RecordValue>
}

/** How much longer a list serves than it took to get: a tenth of the ledger's time at most goes into it. */
const servesTimes = 10
const servesMostMs = 2 * 60_000

/**
 * The ledger's open documents. It has to read all of them for a list, some seconds for some thousands, and a round of stock
 * looks at each page and before each few writes.
 */
export class OpenDocuments {
  private readonly its: { readonly parts: EngineParts; readonly connections: Connections }
  private readonly lists = new Map<string, Listed & { readonly until: Instant }>()

  constructor(its: { readonly parts: EngineParts; readonly connections: Connections }) {
    this.its = its
  }

  /** @throws what the ledger's connection throws */
  async of(integration: Integration, entity: EntityName): Promise<Listed> {
    const { clock, entities } = this.its.parts
    const place = `${integration.id} ${entity}`
    const at = clock.now()
    const last = this.lists.get(place)
    if (last && last.at <= at && at < last.until) return last
    const { key } = entities.get(entity)!
    const rows = new Map<string, RecordValue>()
    let cursor: string | null = null
    do {
      const page = await this.its.connections.page(integration, entity, cursor)
      for (const row of page.records) rows.set(foldedKey(String(row[key])), row)
      cursor = page.next
    } while (cursor !== null)
    const end = clock.now()
    const until = later(end, Math.min(servesTimes * Math.max(0, msBetween(at, end)), servesMostMs))
    const listed = { at, rows, until }
    this.lists.set(place, listed)
    return listed
  }
}

type Counting = EntitySchema & { readonly countsStock: NonNullable<EntitySchema['countsStock']> }

const nothing: Record<string, string> = {}
/** Of a document that was made, or written, after the list was read. */
const made = 'made since'

/** At the end of the stamp of one that became others: they were not asked for yet; one of them may still be voided. */
const [toAskMark, openMark] = [' passed on', ' passed on, open']
const unreservedMark = ' not reserved'
const ownStamp = (stamp: string) => stamp.replace(/ (passed on(, open)?|not reserved)$/, '')

/** Documents before and after one that show whether the ledger reserves at the entry. */
const onEachSide = 10
const isUnreservedNow = (schema: Counting, held: RecordValue) =>
  !isVoided(schema, held) && !isClosed(schema, held) && !isParted(schema, held) && isUnreserved(schema, held)

/** What of a list's row moves when people change the document. Empty: the list has no such row. */
function stampOf(schema: Counting, row: RecordValue | undefined): string {
  if (!row) return ''
  return ['open', ...telling(schema).map((field) => String(row[field] ?? ''))].join(' ')
}

/** Nothing has moved since the hub read it back when it had written it. */
const isAsRead = (schema: Counting, one: CountedBy, row: RecordValue) =>
  isWritten(one) && telling(schema).every((field) => one.link.readBack[field] === row[field])

/** By the hub, which has proved it. */
const isWritten = ({ link }: CountedBy) => link.writtenHash !== '' && !isEnteredByHand(link)

const telling = ({ stamps = [], document }: Counting) => [
  ...stamps,
  ...(document?.totals?.rule === 'sum' ? [document.totals.field] : []),
]

/** What the document, and those that it became, have of each line; null: what the hub wrote. */
function piecesIn(
  schema: Counting,
  held: RecordValue,
  written: Counted,
  others: PassedOn | null,
): Record<string, string> | null {
  if (isVoided(schema, held) || others?.isFreed) return nothing
  if (written === null) return null
  const lines = others?.lines ?? ((held[schema.countsStock.rows] ?? []) as readonly RecordValue[])
  const pieces = piecesByLine(lines, schema.countsStock)
  const isSame = [...written].every(([line, count]) => pieces.get(line) === count)
  return isSame ? null : Object.fromEntries(pieces)
}
