import { dec } from './decimal.ts'
import type { DocumentRules } from './document.ts'
import type { RecordValue } from './record.ts'

interface Documented {
  readonly document?: DocumentRules | undefined
}

/** Whether the remote system has picked something of it. */
export const isPickedInPart = ({ document }: Documented, record: RecordValue): boolean =>
  document?.lines?.picked !== undefined && hasSome(document.lines, document.lines.picked, record)

/** What was read back of a document when the hub last wrote it; `isNew`: that was when it was made. */
export interface Written {
  readonly document: RecordValue
  readonly isNew: boolean
}

/**
 * Whether the remote system picks by itself what it allocates, so that a picked line says nothing of a shipment. A new document
 * shows it, where something of it was there; one that was written again may have been picked by people meanwhile. So do those
 * that were made at about the same time.
 *
 *   this one, or a neighbour, was picked when it was made    yes
 *   one of them was not, although something was allocated    no
 *   none of them shows anything                              yes: a question, rather than a mail about no parcel
 *
 * @param own null: the hub has not written it
 */
export function picksItself(schema: Documented, own: Written | null, neighbours: readonly Written[]): boolean {
  const all = [...(own ? [own] : []), ...neighbours]
  if (all.some(({ document, isNew }) => isNew && shows(schema, document) === 'picked')) return true
  return !all.some(({ document }) => shows(schema, document) === 'left')
}

/** Whether the remote system says that it has reserved nothing of it. One of services alone says so, too. */
export const isUnreserved = (schema: Documented, record: RecordValue): boolean =>
  saysReserved(schema, record) && !isReservedInPart(schema, record)

/** Whether it reserves some time after the entry: of none of these documents anything was reserved when it was made. */
export const reservesLater = (schema: Documented, written: readonly Written[]): boolean =>
  !written.some(({ document, isNew }) => isNew && isReservedInPart(schema, document))

const isReservedInPart = ({ document }: Documented, record: RecordValue): boolean =>
  document?.lines?.allocated !== undefined && hasSome(document.lines, document.lines.allocated, record)

/** Links of before do not hold what was reserved. */
const saysReserved = ({ document }: Documented, record: RecordValue): boolean => {
  const { field, allocated } = document?.lines ?? {}
  if (field === undefined || allocated === undefined) return false
  return ((record[field] ?? []) as readonly RecordValue[]).some((row) => row[allocated] !== undefined)
}

function shows({ document }: Documented, record: RecordValue): 'picked' | 'left' | 'nothing' {
  const { lines } = document ?? {}
  if (lines?.picked === undefined) return 'nothing'
  if (hasSome(lines, lines.picked, record)) return 'picked'
  // Most orders have something.
  return !saysReserved({ document }, record) || isReservedInPart({ document }, record) ? 'left' : 'nothing'
}

function hasSome({ field }: { readonly field: string }, count: string, record: RecordValue): boolean {
  const rows = (record[field] ?? []) as readonly RecordValue[]
  return rows.some((row) => dec(String(row[count] ?? '0')).gt(0))
}
