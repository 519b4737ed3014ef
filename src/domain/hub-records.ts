import { type Instant, instant } from './clock.ts'
import { type EntityName, type RecordRef, recordKey, ref, refText, type System } from './record.ts'
import type { PayoutId } from './stores/payouts.ts'

/** Records of the hub itself that the engine makes: the ticks of its clock, and what it counts. The entities stand in src/connectors/hub. */
export const tickEntity: EntityName = 'hub.tick'
export const fileEntity: EntityName = 'hub.file'
export const reportEntity: EntityName = 'hub.report'
export const uncountedEntity: EntityName = 'hub.uncounted'
export const takingEntity: EntityName = 'hub.taking'
export const filingEntity: EntityName = 'hub.taxFiling'
export const acceptedEntity: EntityName = 'hub.acceptedDifference'

/**
 * That a change of a record is to be followed to those that are made of it, where a flow starts on the record itself, and its run
 * takes the change: "prestashop.customer 12".
 */
const followEntity: EntityName = 'hub.follow'
export const toFollow = (record: RecordRef): RecordRef => ({ entity: followEntity, key: recordKey(refText(record)) })
/** Of a change that is to be followed, the record that has changed. */
export function followedRecord(record: RecordRef): RecordRef {
  if (record.entity !== followEntity) return record
  const [entity, ...key] = record.key.split(' ')
  return ref(entity as EntityName, key.join(' '))
}
/** Under which changes that are to be followed are stored, beside those of the entities themselves. */
export const followedAs: readonly EntityName[] = [followEntity]

/** The report of the comparison of shop and GP that was made on the day of `at`. */
export const reconciliationOf = (at: Instant): RecordRef => ({
  entity: 'hub.report',
  key: recordKey(`reconciliation ${at.slice(0, 10)}`),
})

/** One tick of one flow's schedule: "nightly-report 2026-11-28T02:00:00.000Z". Its key says all that there is to know of it. */
export interface Tick {
  readonly flow: string
  readonly due: Instant
}

export const tickRecord = ({ flow, due }: Tick): RecordRef => ({
  entity: tickEntity,
  key: recordKey(`${flow} ${due}`),
})

/** Null: no key of a tick. */
export function tickIn(key: string): Tick | null {
  const [, flow, due] = /^([a-z][a-z0-9-]*) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/.exec(key) ?? []
  if (flow === undefined || due === undefined || Number.isNaN(Date.parse(due))) return null
  return { flow, due: instant(Date.parse(due)) }
}

/** "stripe po_1 EUR", the key of a `hub.payout`: the provider's id of it may have blanks. */
export const payoutKey = ({ provider, payout, currency }: PayoutId) => recordKey(`${provider} ${payout} ${currency}`)

/**
 * Never forgotten for their age: a file of payouts that comes again is known, and so is what is booked as a deposit. Taxes that
 * were filed are kept for as long as the books are, and a period is filed once; and what a person has accepted is accepted until
 * a person says otherwise.
 */
export const lastingEntities: readonly EntityName[] = ['hub.payoutFile', 'hub.deposit', filingEntity, acceptedEntity]

/** What the hub keeps of what it has done in a system: forgotten with the links to that system. */
export const keptOf = (system: System): readonly EntityName[] => (system === 'gp' ? ['hub.deposit'] : [])
