import { isClosed, isParted, type LineRules } from '../../domain/document.ts'
import { type EntitySchema, lastingOf } from '../../domain/entity.ts'
import { recalled } from '../../domain/erased.ts'
import { NeedsPerson } from '../../domain/errors.ts'
import type { Seal } from '../../domain/identity.ts'
import { canonicalJson, keyWord, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { PlannedWrite } from '../../domain/run.ts'
import type { Intent, Link } from '../../domain/stores.ts'
import {
  compareReadBack,
  type Difference,
  describeDifferences,
  planUpdate,
  rowsIn,
  type UpdatePlan,
} from '../../language/index.ts'

/**
 * What an update of a linked document would send. Pure. Null: nothing differs. A question: somebody has changed the document
 * in the remote system since, or it is posted or voided; or it is transferred in part, and more than a harmless field differs.
 */
export function planLinkedUpdate({
  link,
  intent,
  current,
  wanted: asked,
  schema,
  seal,
  intended,
}: {
  readonly link: Link
  readonly intent: Intent | null
  /** What the remote system holds. */
  readonly current: RecordValue
  readonly wanted: RecordValue
  readonly schema: EntitySchema
  readonly seal: Seal
  /** The document of the last send, where what became of that is not known. */
  readonly intended: RecordValue | null
}): UpdatePlan | { readonly question: NeedsPerson } | null {
  const { remarks = [] } = schema
  // What stays as it was made is never the hub's to change: GP may have renamed it since, as when customers are merged there.
  const stays = Object.keys(asked).filter((name) => schema.fields[name]?.kept && current[name] !== undefined)
  const wanted = { ...asked, ...pick(current, stays) }
  const known = isKnown(link, intent)
  // Of a document that was stored differently it is known what was read back: what people have changed since is theirs, too.
  const touched =
    isWrittenByHub(link) && !isUnderWay(intent)
      ? compareReadBack(
          schema,
          recalled(pick(link.readBack, Object.keys(lastingOf(schema, link.written))), current, seal),
          current,
        )
      : []
  const closed = isClosed(schema, current)
  // What GP holds beside our fields is GP's; what we wrote is compared with what we would write now.
  const written = [...(isWrittenByHub(link) ? [link.written] : []), ...(intended ? [intended] : [])]
  const planned = planUpdate(schema, known ? recalled(link.written, wanted, seal) : current, wanted, written)
  if (!planned) return null
  // Somebody made the same change in GP, as when its customers were merged there: then both sides agree.
  const missing = new Set(compareReadBack(schema, planned.full, current).map(({ path }) => path))
  if (missing.size === 0) return null
  const lines = schema.document?.lines
  // The hub would give its next line the number that theirs has, or take theirs away.
  const added = lines && planned.document[lines.field] !== undefined ? addedThere(lines, link, intended, current) : []
  const conflicts = [...touched.filter(({ path }) => missing.has(path)), ...added]
  const parted =
    isParted(schema, current) &&
    Object.keys(planned.document).some((name) => name !== schema.key && schema.fields[name]?.risk !== 'low')
  const mustAsk = conflicts.length > 0 || closed || parted
  // A closed or changed document keeps the remark that it has: that alone is worth nobody's time.
  if (mustAsk && planned.differences.every(({ path }) => remarks.includes(path))) return null
  const standing = closed ? 'closed' : parted ? 'parted' : null
  if (!mustAsk) return planned
  return {
    question:
      known || standing
        ? changedAfterTransfer(link.target, planned.differences, conflicts, standing, seal)
        : changedUnproved(schema, link.target, planned.differences, conflicts),
  }
}

/** Lines that people have put into the document: under no number that was read back, and made of nothing that was sent. */
function addedThere(
  { field, number, identity, inShort }: LineRules,
  link: Link,
  intended: RecordValue | null,
  current: RecordValue,
): Difference[] {
  if (!isWrittenByHub(link)) return []
  const numbers = new Set(rowsIn(link.readBack[field]).map((line) => String(line[number])))
  const sent = new Set(rowsIn(intended?.[field]).flatMap((line) => (line[identity] ? [String(line[identity])] : [])))
  return rowsIn(current[field]).flatMap((line) =>
    numbers.has(String(line[number])) || sent.has(String(line[identity]))
      ? []
      : [
          {
            path: `${field} ${String(line[number])}`,
            before: null,
            after: inShort.map((name) => String(line[name])).join(' × '),
          },
        ],
  )
}

/** Whether the remote record was last seen as the link says: proved, and nothing sent since whose outcome is unknown. */
export const isKnown = (link: Link, intent: Intent | null) => link.writtenHash !== '' && !isUnderWay(intent)

/** An update was sent, and what became of it is not known. */
const isUnderWay = (intent: Intent | null) => intent?.state === 'sent' && intent.operation === 'update'

/** A link that a person made holds the remote system's own record, and so does one of a document that was just found. */
const isWrittenByHub = (link: Link) => link.writtenHash !== '' || link.writtenBy !== null

/** The marks that we put on a document say that it is this record's. */
export const isOurs = (plan: Pick<PlannedWrite, 'identity'>, document: RecordValue, found: RecordValue) =>
  plan.identity.every((field) => String(found[field] ?? '').trim() === String(document[field] ?? '').trim())

/** A document under our number whose marks are not ours. Another prefix would enter a second time what is there, where somebody has only changed a mark. */
export const notOurs = ({ identity, source, entity }: PlannedWrite, target: RecordRef) =>
  numberTaken(
    target,
    `its ${identity.join(' and ')} say otherwise`,
    `Compare customer and amount first. Where they are those of ${refText(source)}, it was sent before, and somebody has changed it there: link it with "ledgerline proposals link ${source.entity} ${keyWord(source.key)} ${entity} ${target.key}", then replay the incident. Only where they are not, give this integration a prefix of its own, or rename the document in GP.`,
  )

export function numberTaken(
  target: RecordRef,
  why: string,
  hint = 'Two systems number alike, or the document was made by hand. Give this integration a prefix of its own, or rename the document in GP.',
): NeedsPerson {
  return new NeedsPerson(
    'number_taken',
    `GP already has ${refText(target)}, and it is not this order's: ${why}.`,
    hint,
    { subject: refText(target), record: target },
  )
}

export function voidedThere({ source, entity }: PlannedWrite, target: RecordRef): NeedsPerson {
  return new NeedsPerson(
    'document_void',
    `${refText(source)} is wanted, and ${refText(target)}, which was made for it, is void.`,
    `If it goes on, enter it again there and link it with "ledgerline proposals link ${source.entity} ${keyWord(source.key)} ${entity} NUMBER", then replay the incident. If nobody wants it any more, cancel it in the shop and resolve the incident.`,
    { subject: `${refText(target)} is void`, record: target, once: true },
  )
}

const standings = {
  closed: {
    where: 'is posted, voided or moved to history in GP',
    hint: 'Correct it in GP: by a return or a credit memo for what was given back, by a new document for what is more. Then resolve the incident; the document stays as it is.',
  },
  parted: {
    where: 'is transferred in part in GP',
    hint: 'If the change is of what is still to be delivered, make it in the document in GP by hand. If it is of what was transferred, correct that: by a return or a credit memo for what was given back. Then resolve the incident; the hub leaves the document as it is.',
  },
} as const

function changedAfterTransfer(
  target: RecordRef,
  wanted: readonly Difference[],
  touched: readonly Difference[],
  standing: keyof typeof standings | null,
  seal: Seal,
): NeedsPerson {
  const known = standing && standings[standing]
  const where = known?.where ?? `was changed in GP (${describeDifferences(touched)})`
  return new NeedsPerson(
    'changed_after_transfer',
    `The order was changed in the shop after its transfer, and ${refText(target)} ${where}. The shop's change: ${describeDifferences(wanted)}.`,
    known?.hint ?? 'Make the change in GP by hand, or undo the change there and replay the incident.',
    // What is settled is not asked again; another change is, also where both read alike in short: two addresses do.
    known
      ? {
          subject: `${refText(target)} ${seal(canonicalJson(wanted.map(({ path, before, after }) => [path, before, after])))}`,
          record: target,
          once: true,
        }
      : { subject: refText(target), record: target },
  )
}

/** Of a document that was never seen stored as it was sent: the update would set all of it. */
const changedUnproved = (
  schema: EntitySchema,
  target: RecordRef,
  wanted: readonly Difference[],
  touched: readonly Difference[],
) =>
  new NeedsPerson(
    'changed_after_transfer',
    `${refText(target)} was not stored in GP as it was sent, and was changed there since (${describeDifferences(touched)}). The hub would set: ${describeDifferences(wanted)}.`,
    schema.document
      ? 'Look in GP which of both is right. Where the hub is right, set these fields there so and replay the incident. Where the change in GP is right, resolve the incident: the hub leaves the document as it is, and asks again when the order changes.'
      : // Its order waits for it, and is not in GP yet.
        'Look in GP which of both is right. Where the hub is right, set these fields there so; where the change in GP is right, make it in the shop as well. Then replay the incident: resolved alone, the order that needs the record does not go over.',
    { subject: refText(target), record: target },
  )

const pick = (value: RecordValue, fields: readonly string[]): RecordValue =>
  Object.fromEntries(fields.flatMap((field) => (value[field] === undefined ? [] : [[field, value[field]]])))
