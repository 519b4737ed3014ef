import type { Integration } from '../../domain/definition.ts'
import { reportEntity } from '../../domain/hub-records.ts'
import {
  canonicalJson,
  type EntityName,
  inASentence,
  type RecordKey,
  type RecordValue,
  recordKey,
  ref,
} from '../../domain/record.ts'
import type { Drift, RoundPage } from '../../domain/run.ts'
import type { BulkRow } from '../../domain/stores.ts'
import type { EngineParts } from '../parts.ts'

/**
 * Pure. Why a record differs from what a round had set, where nothing that the flow watches explains it:
 *
 *   edited   what is wanted is what was written, and something else is there: somebody changed it in that system
 *   missed   what was written is there, and something else is wanted: no list had shown the change
 *
 * @param explained a record that it is made of moved, or it was never written
 * @param current what is there; null: not read
 */
export function driftIn(
  key: RecordKey,
  before: BulkRow | undefined,
  {
    wanted,
    current,
    explained,
    full,
  }: {
    readonly wanted: RecordValue | null
    readonly current: RecordValue | null
    readonly explained: boolean
    readonly full: boolean
  },
): Drift | null {
  const written = before?.written
  if (!before || !written || wanted === null || explained) return null
  const same = (one: RecordValue | null) => one !== null && canonicalJson(one) === canonicalJson(written)
  if (same(wanted) && current !== null)
    return { key, target: before.targetKey, cause: 'edited', before: current, after: wanted }
  if (full && !same(wanted) && (current === null || same(current)))
    return { key, target: before.targetKey, cause: 'missed', before: written, after: wanted }
  return null
}

const mostLines = 300
const says = {
  edited: 'was changed there, and not by the hub',
  missed: 'had changed without any list that showed it',
} as const

/**
 * The report of a flow for the day: what of this round belongs into it comes after what is there already. What the round has
 * said before, in an earlier claim or a run that it began anew from, is not said twice.
 */
export async function reportDrift(
  { database, clock }: Pick<EngineParts, 'database' | 'clock'>,
  { id }: Integration,
  { flow, to, due }: { readonly flow: string; readonly to: EntityName; readonly due: string },
  compared: readonly RoundPage[],
): Promise<void> {
  const all = compared.flatMap(({ drift = [] }) => drift)
  if (all.length === 0) return
  const rowsAt = ref('hub.drift', recordKey(`${flow} ${due.slice(0, 10)}`))
  const rowsBefore = ((await database.stores.ownRecords.get(id, rowsAt))?.rows ?? []) as readonly RecordValue[]
  // Of so many the first are not kept: whether it has said them is not known any more.
  if (rowsBefore.length >= mostRows && rowsBefore.every(({ at }) => String(at) >= due)) return
  const said = new Set(rowsBefore.map(canonicalJson))
  const found = all.filter((one) => rowsOf(one, due).some((row) => !said.has(canonicalJson(row))))
  if (found.length === 0) return
  const unnamed = compared.reduce((total, { drift = [], drifted = drift.length }) => total + drifted - drift.length, 0)
  const differed = found.length + (found.length === all.length ? unnamed : 0)
  const record = ref(reportEntity, recordKey(`differences ${flow} ${due.slice(0, 10)}`))
  const known = await database.stores.ownRecords.get(id, record)
  const lines = found.map(
    ({ target, cause, before, after }) =>
      `${due.slice(11, 16)} UTC: ${to} ${target} ${says[cause]}: ${changed(before, after)}.`,
  )
  const text = [...(typeof known?.text === 'string' ? known.text.split('\n') : []), ...lines]
  const count = Number(known?.count ?? 0) + differed
  const value = {
    key: record.key,
    title: `${flow}: ${count === 1 ? 'one record' : `${count} records`} differed from what was set, without a change that the hub saw`,
    text: text.slice(0, mostLines).join('\n').slice(0, 127_000),
    count,
  }
  const rows = [...rowsBefore, ...found.flatMap((one) => rowsOf(one, due))]
  await database.transaction(async (tx) => {
    await tx.ownRecords.put(id, record, value, clock.now())
    await tx.ownRecords.put(id, rowsAt, { key: rowsAt.key, rows: rows.slice(-mostRows) }, clock.now())
  })
}

/** Of a day; the report counts all. */
const mostRows = 1000

/** A row for each field that differs. */
const rowsOf = ({ target, cause, before, after }: Drift, at: string): RecordValue[] =>
  changedFields(before, after).map((field) => ({
    ...{ at, target, cause, field, before: inASentence(before[field]), after: inASentence(after[field]) },
  }))

const changedFields = (before: RecordValue, after: RecordValue) =>
  Object.keys(after).filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null))

const changed = (before: RecordValue, after: RecordValue) =>
  changedFields(before, after)
    .map((field) => `${field} ${inASentence(before[field] ?? 'nothing')}, wanted ${inASentence(after[field])}`)
    .join('; ')
