import { NeedsPerson } from '../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../domain/record.ts'
import type { PlannedWrite } from '../domain/run.ts'
import type { Intent, Link } from '../domain/stores.ts'
import {
  compareReadBack,
  type Difference,
  describeDifferences,
  planUpdate,
  type UpdatePlan,
} from '../language/index.ts'

/**
 * What an update of a linked document would send. Pure; a run and a dry run go by it alike. Null: nothing differs.
 * @throws NeedsPerson when somebody has changed the document in GP since, or it is posted or voided
 */
export function planLinkedUpdate({
  link,
  intent,
  current,
  wanted,
  key,
  remarks = [],
}: {
  readonly link: Link
  readonly intent: Intent | null
  /** What the remote system holds. */
  readonly current: RecordValue
  readonly wanted: RecordValue
  readonly key: string
  /** Fields that only tell people something. */
  readonly remarks?: readonly string[] | undefined
}): UpdatePlan | null {
  const onItsWay = intent?.state === 'sent' && intent.operation === 'update'
  const proved = link.writtenHash !== ''
  const touched = proved && !onItsWay ? compareReadBack(pick(link.readBack, Object.keys(link.written)), current) : []
  const closed = isClosed(current)
  // What GP holds beside our fields is GP's; what we wrote is compared with what we would write now.
  const planned = planUpdate(proved && !onItsWay ? link.written : current, wanted, key)
  if (!planned) return null
  // Somebody made the same change in GP, as when its customers were merged there: then both sides agree.
  const missing = new Set(compareReadBack(wanted, current).map(({ path }) => path))
  if (missing.size === 0) return null
  const conflicts = touched.filter(({ path }) => missing.has(path))
  const mustAsk = conflicts.length > 0 || closed
  // A closed or changed document keeps the remark that it has: that alone is worth nobody's time.
  if (mustAsk && planned.differences.every(({ path }) => remarks.includes(path))) return null
  if (mustAsk) throw editedOnBothSides(link.target, planned.differences, conflicts, closed)
  return planned
}

/** The marks that we put on a document say that it is this record's. */
export const isOurs = (plan: PlannedWrite, document: RecordValue, found: RecordValue) =>
  plan.identity.every((field) => String(found[field] ?? '').trim() === String(document[field] ?? '').trim())

/** A document under our number whose marks are not ours. */
export const notOurs = ({ identity }: PlannedWrite, target: RecordRef) =>
  numberTaken(target, `its ${identity.join(' and ')} say otherwise`)

export function numberTaken(target: RecordRef, why: string): NeedsPerson {
  return new NeedsPerson(
    'number_taken',
    `GP already has ${refText(target)}, and it is not this order's: ${why}.`,
    'Two systems number alike, or the document was made by hand. Give this integration a prefix of its own, or rename the document in GP.',
    { subject: refText(target), record: target },
  )
}

function editedOnBothSides(
  target: RecordRef,
  wanted: readonly Difference[],
  touched: readonly Difference[],
  closed: boolean,
): NeedsPerson {
  const where = closed
    ? 'is posted, voided or moved to history in GP'
    : `was changed in GP (${describeDifferences(touched)})`
  return new NeedsPerson(
    'changed_after_transfer',
    `The order was changed in the shop after its transfer, and ${refText(target)} ${where}. The shop's change: ${describeDifferences(wanted)}.`,
    closed
      ? 'Correct it in GP by a return or a new document.'
      : 'Make the change in GP by hand, or undo the change there and replay the incident.',
    { subject: refText(target), record: target },
  )
}

/** Nothing is written to it any more: it is posted, voided or in history. */
export const isClosed = (record: RecordValue) =>
  record.IsVoided === true || (typeof record.TransactionState === 'string' && record.TransactionState !== 'Work')

const pick = (value: RecordValue, fields: readonly string[]): RecordValue =>
  Object.fromEntries(fields.flatMap((field) => (value[field] === undefined ? [] : [[field, value[field]]])))
