import { type Instant, later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { reportEntity, tickIn } from '../../domain/hub-records.ts'
import {
  canonicalJson,
  type EntityName,
  inASentence,
  type RecordKey,
  type RecordValue,
  recordKey,
  ref,
} from '../../domain/record.ts'
import type { Drift, Question, RoundPage, Run } from '../../domain/run.ts'
import type { BulkRow, Stores } from '../../domain/stores.ts'
import { same } from './value-before.ts'

/**
 * Pure. Why a record differs from what a round had set, where nothing that the flow watches explains it:
 *
 *   edited   what is wanted is what was written, and something else is there: somebody changed it in that system
 *   missed   what was written is there, and something else is wanted: no list had shown the change
 *
 * @param explained a record that it is made of moved, or it was never written
 * @param left a guard leaves it as it is
 * @param current what is there; null: not read
 */
export function driftIn(
  key: RecordKey,
  before: BulkRow | undefined,
  {
    wanted,
    left,
    current,
    explained,
    full,
  }: {
    readonly wanted: RecordValue | null
    readonly left: boolean
    readonly current: RecordValue | null
    readonly explained: boolean
    readonly full: boolean
  },
): Drift | null {
  const written = before?.written
  if (!before || !written || wanted === null || explained) return null
  // It waits to be written: an earlier round has said it.
  if (same(before.wanted, wanted) && same(before.compared, current)) return null
  const isWritten = (one: RecordValue | null) => one !== null && same(one, written)
  const its = { key, target: before.targetKey, after: wanted, ...(left ? { left } : {}) } as const
  if (isWritten(wanted) && current !== null) return { ...its, cause: 'edited', before: current }
  if (full && !isWritten(wanted) && (current === null || isWritten(current)))
    return { ...its, cause: 'missed', before: written }
  return null
}

const mostLines = 300
const says = {
  edited: 'was changed there, and not by the hub',
  missed: 'had changed without any list that showed it',
} as const

/**
 * Takes what a page has found into the report of its flow for the day, in the transaction that stores its rows: a later round does not
 * look again at what waits to be written. What the round has said before, in a run that it began anew from, is not said twice;
 * what stays as it is, once a day.
 */
export async function reportDrift(
  { ownRecords }: Pick<Stores, 'ownRecords'>,
  { integration: { id }, run, now }: { readonly integration: Integration; readonly run: Run; readonly now: Instant },
  to: EntityName,
  { drift: all = [], drifted = all.length }: RoundPage,
): Promise<void> {
  if (all.length === 0) return
  const { flow } = run
  const { due } = tickIn(run.record.key)!
  const day = due.slice(0, 10)
  const rowsAt = ref('hub.drift', recordKey(`${flow} ${day}`))
  const rowsBefore = ((await ownRecords.get(id, rowsAt))?.rows ?? []) as readonly RecordValue[]
  const saidBy = (row: RecordValue, { left }: Drift) => canonicalJson(left ? { ...row, at: '' } : row)
  const said = new Set(rowsBefore.flatMap((row) => [canonicalJson(row), canonicalJson({ ...row, at: '' })]))
  const found = all.filter((one) => rowsOf(one, due).some((row) => !said.has(saidBy(row, one))))
  if (found.length === 0) return
  const differed = found.length + (found.length === all.length ? drifted - all.length : 0)
  const record = ref(reportEntity, recordKey(`differences ${flow} ${day}`))
  const known = await ownRecords.get(id, record)
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
  await ownRecords.put(id, record, value, now)
  await ownRecords.put(id, rowsAt, { key: rowsAt.key, rows: rows.slice(-mostRows) }, now)
}

/** As many on a day are asked about, where they are more than twice those of any day before. */
const fewestMissed = 20
const daysBefore = 14
const dayMs = 24 * 60 * 60_000

/**
 * What only the full look finds has grown: no list shows what changes any more. Stock and prices would be a day old from then on, and
 * nothing else says so. Null: it has not.
 */
export async function missedMore(
  { ownRecords }: Pick<Stores, 'ownRecords'>,
  { id }: Integration,
  flow: string,
  due: Instant,
): Promise<Question | null> {
  const missedOn = async (day: string) => {
    const known = await ownRecords.get(id, ref('hub.drift', recordKey(`${flow} ${day}`)))
    const rows = (known?.rows ?? []) as readonly RecordValue[]
    return new Set(rows.flatMap(({ cause, target }) => (cause === 'missed' ? [String(target)] : []))).size
  }
  const day = due.slice(0, 10)
  const now = await missedOn(day)
  if (now < fewestMissed) return null
  let before = 0
  for (let ago = 1; ago <= daysBefore; ago++)
    before = Math.max(before, await missedOn(later(due, -ago * dayMs).slice(0, 10)))
  if (now <= 2 * before) return null
  return {
    code: missedMoreCode,
    step: null,
    message: `The full look of ${flow} found ${now} records on ${day} whose change no list had shown. The most on a day of the two weeks before was ${before}.`,
    hint: 'What it sets may be a day old. Run "ledgerline doctor": it says whether changed rows are seen, as where triggers of the database are off. Or a program writes past GP, as an import into its tables does. Then resolve the incident.',
    subject: `missed ${day}`,
  }
}

export const missedMoreCode = 'missed_more'

/** Of a day; the report counts all. */
const mostRows = 1000

/** A row for each field that differs. */
const rowsOf = ({ target, cause, before, after }: Drift, at: string): RecordValue[] =>
  changedFields(before, after).map((field) => ({
    ...{ at, target, cause, field, before: inASentence(before[field]), after: inASentence(after[field]) },
  }))

export const changedFields = (before: RecordValue, after: RecordValue) =>
  Object.keys(after).filter((field) => !same(before[field], after[field]))

const changed = (before: RecordValue, after: RecordValue): string =>
  changedFields(before, after)
    .map((field) => `${field} ${inASentence(before[field] ?? 'nothing')}, wanted ${inASentence(after[field])}`)
    .join('; ')
