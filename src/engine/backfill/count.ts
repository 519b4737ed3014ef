import { dec, decimalText } from '../../domain/decimal.ts'
import { HubError } from '../../domain/errors.ts'
import { type RecordKey, type RecordRef, ref } from '../../domain/record.ts'
import type { Backfill, BackfillProgress, TriedRecord } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import type { Listed, ListedPage } from './records.ts'

/** Records on a page of the count. */
export const countedAtOnce = 500
/** Records that are tried. */
const mostTried = 20

export const nothingYet: BackfillProgress = {
  ...{ after: null, listed: false, count: { records: 0, linked: 0, unreadable: 0, sums: {} } },
  ...{ sample: { every: 1, seen: 0, keys: [] }, tried: [], ahead: [], open: [], held: [], reasons: {}, lately: [] },
  ends: { done: 0, already: 0, skipped: 0, held: 0 },
  wentOnAt: { done: 0, already: 0, skipped: 0, held: 0 },
}

/** A page is added to the count. Pure. @param linked those that are in the other system already */
export function counted(
  progress: BackfillProgress,
  page: ListedPage,
  linked: ReadonlySet<RecordKey>,
): BackfillProgress {
  const others = page.records.filter(({ key }) => !linked.has(key))
  const { count } = progress
  return {
    ...progress,
    ...{ after: page.last ?? progress.after, listed: !page.more },
    count: {
      records: count.records + page.records.length,
      linked: count.linked + linked.size,
      unreadable: count.unreadable + page.unreadable,
      sums: withAmounts(count.sums, others),
    },
    sample: others.reduce(withOne, progress.sample),
  }
}

function withAmounts(sums: BackfillProgress['count']['sums'], records: readonly Listed[]) {
  const all: Record<string, string> = { ...sums }
  for (const { facts } of records) {
    if (facts.amount === undefined) continue
    const currency = facts.currency ?? ''
    all[currency] = decimalText(dec(all[currency] ?? '0').plus(facts.amount))
  }
  return all
}

/** Every n-th one, spread over all: where there are too many, every other one goes, and n doubles. */
function withOne(sample: BackfillProgress['sample'], { key }: Listed): BackfillProgress['sample'] {
  const seen = sample.seen + 1
  if (sample.seen % sample.every !== 0) return { ...sample, seen }
  const keys = [...sample.keys, key]
  if (keys.length < 2 * mostTried) return { ...sample, seen, keys }
  return { every: sample.every * 2, seen, keys: keys.filter((_, index) => index % 2 === 0) }
}

/** Those of the sample that are tried: as many as are allowed, from the first to the last. Pure. */
export function toTry({ sample: { keys } }: BackfillProgress): readonly RecordKey[] {
  if (keys.length <= mostTried) return keys
  return Array.from({ length: mostTried }, (_, index) => keys[Math.floor((index * keys.length) / mostTried)]!)
}

/** A dry run of one record. */
export type TryRecord = (what: {
  readonly flow: string
  readonly record: RecordRef
}) => Promise<Pick<TriedRecord, 'outcome' | 'reason'>>

/**
 * What a dry run of it comes to. A record that cannot be read would be held.
 * @throws HubError where a system does not answer: the record says nothing then
 */
export async function tried(
  tryRecord: TryRecord,
  { flow }: Pick<Backfill, 'flow'>,
  program: Program,
  key: RecordKey,
): Promise<TriedRecord> {
  try {
    const { outcome, reason } = await tryRecord({ flow, record: ref(program.flows.get(flow)!.flow.on, key) })
    return { key, outcome, reason }
  } catch (error) {
    if (!(error instanceof HubError) || error.next.do === 'retry') throw error
    return { key, outcome: 'held', reason: error.message }
  }
}
