import type { Proposal } from '../domain/proposal.ts'
import { canonicalJson, type Json, type RecordRef, refText } from '../domain/record.ts'
import type { DryRun } from './dry-run.ts'

/** What a record would become before and under the proposed version. */
export interface PreviewedRecord {
  readonly record: string
  readonly before: string
  readonly after: string
  /** Documents that would be written otherwise, or now, or no more: by target. */
  readonly differs: readonly string[]
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
    const documents = (run: DryRun) =>
      new Map(
        run.writes
          .filter((write) => write.do !== 'nothing')
          .map(({ target, document }) => [refText(target), canonicalJson(document as Json)]),
      )
    const [old, fresh] = [documents(now), documents(then)]
    const targets = [...new Set([...old.keys(), ...fresh.keys()])]
    return {
      record: refText(record),
      before: outcomeOf(now),
      after: outcomeOf(then),
      differs: targets.filter((target) => old.get(target) !== fresh.get(target)),
    }
  })
  const changed = all.filter(({ before: was, after: is, differs }) => was !== is || differs.length > 0)
  return { sampled: all.length, same: all.length - changed.length, changed: changed.slice(0, 20) }
}

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
