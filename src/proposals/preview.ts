import type { EntityRegistry } from '../domain/connector.ts'
import { canonicalJson, type Json, type RecordRef, refText } from '../domain/record.ts'
import type { DryRun, DryWrite } from '../engine/index.ts'
import { type Difference, fieldDifferences } from '../language/index.ts'
import { type AmountChange, amountChanges } from './amount-changes.ts'

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
  /** When they were tried, UTC. */
  readonly at: string
  readonly sampled: number
  readonly same: number
  /**
   * Of those that stay the same, how many use a value that it changes: none says that it was not put to the test. Null:
   * it changes no value of a map alone.
   */
  readonly using: number | null
  /** Those that differ, at most 20. */
  readonly changed: readonly PreviewedRecord[]
  /** What all of them together would change in amounts. */
  readonly amounts: readonly AmountChange[]
  /** Documents that are in GP already and stay as they are. */
  readonly kept: number
  /** What its writes would send, where that is no call of a service that messages show: T-SQL, a file. Or why nothing can be sent. */
  readonly sends: readonly { readonly record: string; readonly text: string }[]
}

/** Compares two dry runs of the same records. Pure. */
export function compareRuns(
  records: readonly RecordRef[],
  before: readonly DryRun[],
  after: readonly DryRun[],
  entities: EntityRegistry,
): Omit<Preview, 'at' | 'using' | 'sends'> {
  const amounts = amountChanges()
  let kept = 0
  const all = records.map((record, index): PreviewedRecord => {
    const [now, then] = [before[index]!, after[index]!]
    const [old, fresh] = [writesOf(now), writesOf(then)]
    const differs = [...new Set([...old.keys(), ...fresh.keys()])].filter((target) =>
      isOther(old.get(target), fresh.get(target)),
    )
    const fields = differs.flatMap((document) =>
      fieldsOf(old.get(document), fresh.get(document), entities).map((field) => ({ document, ...field })),
    )
    const currency = (then.proof ?? now.proof)?.currency ?? null
    amounts.add(currency, fields)
    kept += differs.filter((target) => fresh.get(target)?.kept).length
    return {
      record: refText(record),
      before: outcomeOf(now),
      after: outcomeOf(then),
      differs,
      fields: fields.slice(0, mostFields),
    }
  })
  const changed = all.filter(({ before: was, after: is, differs }) => was !== is || differs.length > 0)
  return {
    ...{ sampled: all.length, same: all.length - changed.length, changed: changed.slice(0, 20) },
    ...{ amounts: amounts.all(), kept },
  }
}

const mostFields = 8
const writesOf = (run: DryRun) => new Map(run.writes.map((write) => [refText(write.target), write]))
const wholeOf = (write: DryWrite) => write.whole ?? write.document

/** A document that one of them does not come to differs when it would be written. */
function isOther(old: DryWrite | undefined, fresh: DryWrite | undefined): boolean {
  if (!old || !fresh) return (old ?? fresh)?.do !== 'nothing'
  return old.do !== fresh.do || canonicalJson(wholeOf(old) as Json) !== canonicalJson(wholeOf(fresh) as Json)
}

function fieldsOf(
  old: DryWrite | undefined,
  fresh: DryWrite | undefined,
  entities: EntityRegistry,
): readonly Difference[] {
  if (fresh?.do === 'update') return fresh.differences
  const schema = entities.get((fresh ?? old)!.target.entity)
  // One that only the one side comes to is all of its fields.
  return schema ? fieldDifferences(schema, old ? wholeOf(old) : {}, fresh ? wholeOf(fresh) : {}) : []
}

/** A record that a replay starts, as it is without it: nothing is done. */
export const notStarted = (run: DryRun): DryRun => ({ ...run, outcome: 'nothing-to-do', writes: [], question: null })

const outcomeOf = ({ outcome, question }: DryRun) => (question ? `${outcome}: ${question.message}` : outcome)
