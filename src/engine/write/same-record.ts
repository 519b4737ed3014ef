import type { EntityRegistry } from '../../domain/connector.ts'
import { isLinkedByHand } from '../../domain/entered-by-hand.ts'
import { type EntitySchema, lastingOf } from '../../domain/entity.ts'
import { recalled } from '../../domain/erased.ts'
import { NeedsPerson } from '../../domain/errors.ts'
import { describeMarks, type Marks, marksOf, otherBy, type Seal } from '../../domain/identity.ts'
import { canonicalJson, keyWord, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import { type JournalEntry, type PlannedWrite, valueRead } from '../../domain/run.ts'
import type { Intent, KnownPlace, Link } from '../../domain/stores.ts'

export interface Identity {
  readonly entities: EntityRegistry
  readonly seal: Seal
}

/** What is known of a place, as far as it is about the record that the run has read. */
export interface Place extends KnownPlace {
  /** Nothing was known of it. */
  readonly free: boolean
  /** What the record is known by now. */
  readonly marks: Marks | null
  /** An intent for another record, or for another owner: it gives way before anything is sent. */
  readonly stale: Intent | null
}

/** What a run's journal read of a record is known by; null: it was not read, is not there, or has no marks. */
export function marksRead(
  { entities, seal }: Identity,
  journal: readonly JournalEntry[],
  record: RecordRef,
): Marks | null {
  const value = valueRead(journal, record)
  const schema = entities.get(record.entity)
  if (!value || !schema) return null
  const known = marked.get(value)
  if (known?.by === seal) return known.marks
  const marks = marksOf(schema, value, seal)
  marked.set(value, { by: seal, marks })
  return marks
}

/** What was read is never changed: its keyed hashes, which take long, are made once. */
const marked = new WeakMap<RecordValue, { readonly by: Seal; readonly marks: Marks | null }>()

/**
 * Ids begin again in real shops: what stands under one may be another record than the one that GP's document was made
 * for. Such a record gets a document of its own where its key is another, as under a new prefix. Under the same key it
 * is held, so that nothing that GP has is changed. Pure; a run and a dry run go by it alike.
 *
 *   another record, another key   → the place is new
 *   another record, the same key  → a person
 *   another owner in GP           → the place is new: the customer was linked to another account
 *   a key that nobody chose       → the place is new where the key or the record is another: what stands there is looked at
 *   no marks kept                 → what was written must agree in a field that shows which record it was for; what people
 *                                   have entered or linked says nothing of that, and counts as this record's
 *
 * @throws NeedsPerson with the code "another_record"
 */
export function placeOf(identity: Identity, plan: PlannedWrite, known: KnownPlace, marks: Marks | null): Place {
  const { link, intent, holder } = known
  const taken = link?.target ?? (intent && intent.state !== 'open' ? intent.target : null)
  const free = !link && !intent && !holder
  const fresh: Place = { free, link: null, intent: null, holder, marks, stale: intent }
  const same: Place = { ...known, free, marks, stale: null }
  if (!taken) return same
  const named = identity.entities.get(plan.entity)?.namedByKey === true
  const moved = link !== null && isOfAnotherOwner(identity, plan, link)
  const other = marks && otherRecord(identity, plan, known, marks)
  if (other && !moved && !named && taken.key === plan.key) throw other
  return other || moved || (named && taken.key !== plan.key) ? fresh : same
}

/** Whether a link is about the record that is known by these marks now. One that says nothing counts as its own. */
export const isLinkOf = (
  { entities }: Identity,
  { source, marks }: Pick<Link, 'source' | 'marks'>,
  now: Marks | null,
) => marks === null || now === null || otherBy(entities.get(source.entity)!, marks, now).length === 0

/**
 * The document under the key that its record has, which may be older than the settings that make keys now. A record that
 * belongs to another has both parts in its key, "OWNER/WITHIN".
 */
export function documentUnder(
  { entities }: Pick<Identity, 'entities'>,
  plan: Pick<PlannedWrite, 'entity' | 'document'>,
  key: string,
): RecordValue {
  const { key: keyField, owner } = entities.get(plan.entity)!
  return { ...plan.document, [keyField]: key, ...(owner ? partsOfKey(plan.document, owner, key) : {}) }
}

/** Both parts may have slashes of their own: the part that is the document's divides the key, or else its first slash. */
function partsOfKey(document: RecordValue, owner: NonNullable<EntitySchema['owner']>, key: string): RecordValue {
  const [its, within] = [plain(document[owner.field]), plain(document[owner.within])]
  const at = key.startsWith(`${its}/`)
    ? its.length
    : key.endsWith(`/${within}`)
      ? key.length - within.length - 1
      : key.indexOf('/')
  return { [owner.field]: key.slice(0, at), [owner.within]: key.slice(at + 1) }
}

/** By which a document is known to be the same as it was written: without what only goes along when it is made. */
export const documentHash = (
  { entities, hash }: Pick<Identity, 'entities'> & { readonly hash: (text: string) => string },
  { entity, document }: Pick<PlannedWrite, 'entity' | 'document'>,
): string => hash(canonicalJson(lastingOf(entities.get(entity)!, document)))

function isOfAnotherOwner({ entities }: Identity, plan: PlannedWrite, link: Link): boolean {
  const owner = entities.get(plan.entity)?.owner
  return owner !== undefined && plain(link.written[owner.field]) !== plain(plan.document[owner.field])
}

/** Why what is known is about another record; null when it is about this one. */
function otherRecord(
  { entities, seal }: Identity,
  plan: PlannedWrite,
  { link, intent }: KnownPlace,
  now: Marks,
): NeedsPerson | null {
  const schema = entities.get(plan.source.entity)!
  const before = link ? link.marks : (intent?.marks ?? null)
  const target = (link ?? intent)!.target
  if (before) {
    const names = otherBy(schema, before, now)
    if (names.length === 0) return null
    return anotherRecord(plan.source, target, describeMarks(schema, before, names), describeMarks(schema, now, names))
  }
  const there = entities.get(plan.entity)!
  const names = there.knownBy ?? []
  if (
    !link ||
    isLinkedByHand(link) ||
    agree(
      names,
      plan.document,
      [link.written, link.readBack].map((held) => recalled(held, plan.document, seal)),
    )
  )
    return null
  const shown = (document: RecordValue) =>
    describeMarks(there, Object.fromEntries(names.map((name) => [name, plain(document[name])])), names)
  return anotherRecord(plan.source, target, shown(link.readBack), shown(plan.document))
}

/** Of a document whose link says nothing: one field that shows which record it was made for is enough. */
function agree(names: readonly string[], document: RecordValue, held: readonly RecordValue[]): boolean {
  const comparable = names.filter((name) => plain(document[name]) !== '' && held.some((one) => plain(one[name]) !== ''))
  return (
    comparable.length === 0 ||
    comparable.some((name) =>
      held.some((one) => plain(one[name]).toLowerCase() === plain(document[name]).toLowerCase()),
    )
  )
}

const plain = (value: unknown) => (value === undefined || value === null ? '' : String(value).trim())

function anotherRecord(source: RecordRef, target: RecordRef, then: string, now: string): NeedsPerson {
  return new NeedsPerson(
    'another_record',
    `${refText(source)} is no longer the record that ${refText(target)} was made for: then ${then}; now ${now}. ${refText(target)} stays as it is.`,
    `If the shop's ids began again, give the integration new prefixes for orders, customers, addresses, receipts, credit memos and returns: what is new then gets numbers of its own. If it is the same record after all, link it again with "ledgerline proposals link ${source.entity} ${keyWord(source.key)} ${target.entity} ${target.key}".`,
    {
      subject: `${refText(source)} is not ${refText(target)}`,
      record: source,
      repairs: [
        {
          source,
          entity: target.entity,
          before: target.key,
          after: target.key,
          because: 'when it is the same record after all',
        },
      ],
    },
  )
}
