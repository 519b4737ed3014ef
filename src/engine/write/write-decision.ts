import { isClosed, isParted, isVoided } from '../../domain/document.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import type { NeedsPerson } from '../../domain/errors.ts'
import type { ProposedWrite } from '../../domain/proposal.ts'
import { type RecordKey, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { PlannedWrite } from '../../domain/run.ts'
import { compareReadBack, type Difference, type UpdatePlan } from '../../language/index.ts'
import { isOurs, notOurs, numberTaken, planLinkedUpdate, voidedThere } from './linked-update.ts'
import type { Place } from './same-record.ts'

/**
 * What a write comes to. Everything that is ever written to a remote system is decided here: by runs, dry runs and
 * approved proposals alike. Pure; reading, sending and asking is done by whoever calls.
 *
 *   document  linked            gone there           → gone
 *                               nothing differs      → nothing
 *                               untouched            → update by the difference
 *                               touched, or closed   → a person
 *             not linked        made for another record, and the entity is shared: there → nothing, else → wait
 *                               there, ours          → nothing; sent with other content: update; void: a person
 *                               there, not ours      → a person; nothing, where nobody chose its key
 *                               the key is another's → a person
 *                               not there            → create
 *   set       not there                              → gone
 *             holds what is wanted                   → nothing
 *             holds what was agreed on, or anything  → update
 *             holds something else                   → a person
 *   append    found among what came after the send   → nothing
 *             not found, or not sent yet             → create
 */
export type WriteDecision =
  | { readonly do: 'nothing' }
  | { readonly do: 'create' }
  | { readonly do: 'update'; readonly update: UpdatePlan }
  | { readonly do: 'gone' }
  /** Another record of this integration makes it just now. */
  | { readonly do: 'wait' }
  | { readonly do: 'ask'; readonly question: NeedsPerson }

/** A document of ours. @param held what the remote system has under the target's key; null: nothing, or nobody has looked */
export function decideDocument(known: {
  readonly plan: PlannedWrite
  readonly schema: EntitySchema
  readonly place: Place
  readonly target: RecordRef
  /** The document under the target's key. */
  readonly wanted: RecordValue
  readonly held: RecordValue | null
  readonly intended: RecordValue | null
  readonly seal: Parameters<typeof planLinkedUpdate>[0]['seal']
}): WriteDecision {
  const { plan, schema, place, target, wanted, held } = known
  const { link, intent } = place
  if (link) {
    if (!held) return { do: 'gone' }
    const planned = planLinkedUpdate({ ...known, link, intent, current: held })
    if (planned === null) return { do: 'nothing' }
    return 'question' in planned ? { do: 'ask', ...planned } : { do: 'update', update: planned }
  }
  if (isShared(schema, plan, place)) return { do: held ? 'nothing' : 'wait' }
  if (held && !schema.namedByKey && !isOurs(plan, wanted, held)) return { do: 'ask', question: notOurs(plan, target) }
  if (held) return isVoided(schema, held) ? { do: 'ask', question: voidedThere(plan, target) } : { do: 'nothing' }
  if (isOfAnother(plan, place))
    return { do: 'ask', question: numberTaken(target, `it is linked to ${refText(place.holder!)}`) }
  return { do: 'create' }
}

/** The key was taken by another record of the same integration. */
const isOfAnother = ({ source }: PlannedWrite, { intent, holder }: Place) =>
  !intent && holder !== null && refText(holder) !== refText(source)

/** Several records may be one there, as two accounts of one customer: the second is linked to what the first one made. */
export const isShared = ({ shared, namedByKey }: EntitySchema, plan: PlannedWrite, place: Place) =>
  (shared === true || namedByKey === true) && isOfAnother(plan, place)

/** What an approved proposal comes to. `differences`: the record holds neither what was before nor what shall be. */
export type AgreedDecision =
  | { readonly do: 'nothing' | 'create' | 'update' | 'void' }
  | { readonly do: 'ask'; readonly differences: readonly Difference[] }

/** Exactly what people agreed on: fields of a record that is there, a new one under its key, or that one is voided. */
export function decideAgreed(
  { write, before, after }: Pick<ProposedWrite, 'write' | 'before' | 'after'>,
  schema: EntitySchema,
  held: RecordValue | null,
): AgreedDecision {
  const ask = (differences: readonly Difference[]): AgreedDecision => ({ do: 'ask', differences })
  if (write === 'create') {
    if (held === null) return { do: 'create' }
    const differences = compareReadBack(schema, after, held)
    return differences.length === 0 ? { do: 'nothing' } : ask(differences)
  }
  if (held === null) return ask([{ path: 'the record', before: 'there', after: null }])
  if (write === 'void' ? isVoided(schema, held) : compareReadBack(schema, after, held).length === 0)
    return { do: 'nothing' }
  const differences = compareReadBack(schema, before ?? {}, held)
  if (differences.length > 0) return ask(differences)
  if (isClosed(schema, held)) return ask([{ path: 'the record', before: 'open', after: 'closed' }])
  // What was made of a part of it would stand alone.
  if (write === 'void' && isParted(schema, held))
    return ask([{ path: 'the record', before: 'whole', after: 'transferred in part' }])
  return { do: write }
}

/**
 * Something that is appended once. What was there before the send is not it, though it may look alike: keys grow.
 * @param sentAfter the newest such record when it was sent; null: it was not sent yet
 * @param found records with the same content, with their keys
 */
export function decideAppend(
  sentAfter: RecordKey | null,
  found: readonly RecordKey[],
): { readonly do: 'create' } | { readonly do: 'nothing'; readonly key: RecordKey } {
  const key = sentAfter === null ? undefined : oldest(found.filter((one) => isNewer(one, sentAfter)))
  return key === undefined ? { do: 'create' } : { do: 'nothing', key }
}

/** The newest of some keys, which the remote system gives in growing order; "0" when there is none. */
export const newestKey = (keys: readonly RecordKey[]): RecordKey =>
  keys.reduce((newest, key) => (isNewer(key, newest) ? key : newest), '0' as RecordKey)

const oldest = (keys: readonly RecordKey[]) =>
  keys.reduce<RecordKey | undefined>(
    (first, key) => (first === undefined || isNewer(first, key) ? key : first),
    undefined,
  )
const isNewer = (a: RecordKey, b: RecordKey) => BigInt(a) > BigInt(b)
