import type { Proposal } from '../domain/proposal.ts'
import { canonicalJson, type Json, type RecordRef, refText } from '../domain/record.ts'
import { compareReadBack, type Difference } from '../language/index.ts'
import type { DryRun, DryWrite } from './dry-run.ts'

/** What a record would become before and under the proposed version. */
export interface PreviewedRecord {
  readonly record: string
  readonly before: string
  readonly after: string
  /** Documents that would be written otherwise, or now, or no more: by target. */
  readonly differs: readonly string[]
  /** What would change in them, field by field, at most 8: beside what GP has, or what would have been written. */
  readonly fields: readonly (Difference & { readonly document: string })[]
}

export interface Preview {
  readonly sampled: number
  readonly same: number
  /** Those that differ, at most 20. */
  readonly changed: readonly PreviewedRecord[]
}

/** Compares two dry runs of the same records. Pure. */
export function compareRuns(
  records: readonly RecordRef[],
  before: readonly DryRun[],
  after: readonly DryRun[],
): Preview {
  const all = records.map((record, index): PreviewedRecord => {
    const [now, then] = [before[index]!, after[index]!]
    const [old, fresh] = [writesOf(now), writesOf(then)]
    const differs = [...new Set([...old.keys(), ...fresh.keys()])].filter(
      (target) => textOf(old.get(target)) !== textOf(fresh.get(target)),
    )
    const fields = differs.flatMap((document) =>
      fieldsOf(old.get(document), fresh.get(document)).map((field) => ({ document, ...field })),
    )
    return {
      record: refText(record),
      before: outcomeOf(now),
      after: outcomeOf(then),
      differs,
      fields: fields.slice(0, mostFields),
    }
  })
  const changed = all.filter(({ before: was, after: is, differs }) => was !== is || differs.length > 0)
  return { sampled: all.length, same: all.length - changed.length, changed: changed.slice(0, 20) }
}

const mostFields = 8
const writesOf = (run: DryRun) =>
  new Map(run.writes.filter((write) => write.do !== 'nothing').map((write) => [refText(write.target), write]))
const textOf = (write: DryWrite | undefined) => write && canonicalJson(write.document as Json)

function fieldsOf(old: DryWrite | undefined, fresh: DryWrite | undefined): readonly Difference[] {
  if (fresh?.do === 'update') return fresh.differences
  if (fresh && old)
    return compareReadBack(fresh.document, old.document).map(({ path, before, after }) => ({
      path,
      before: after,
      after: before,
    }))
  return []
}

/** A record that a replay starts, as it is without it: nothing is done. */
export const notStarted = (run: DryRun): DryRun => ({ ...run, outcome: 'nothing-to-do', writes: [], question: null })

const outcomeOf = ({ outcome, question }: DryRun) => (question ? `${outcome}: ${question.message}` : outcome)

/** Records a proposal names itself. */
export const namedRecords = ({ changes }: Proposal): RecordRef[] =>
  changes.flatMap((change) =>
    change.do === 'replay'
      ? change.records
      : change.do === 'correct-record'
        ? [change.record]
        : change.do === 'repair-link'
          ? [change.source]
          : [],
  )
