import { type EntitySchema, lastingOf } from '../../domain/entity.ts'
import type { ProofSheet } from '../../domain/proof.ts'
import { type RecordRef, type RecordValue, refText, systemOf } from '../../domain/record.ts'
import type { JournalEntry, PlannedWrite, Question } from '../../domain/run.ts'
import type { Link } from '../../domain/stores.ts'
import {
  type Difference,
  describeDifferences,
  entityWords,
  proveReadBack,
  wrongInReadBack,
} from '../../language/index.ts'
import { type AroundWrite, echoed, isOwnContent, knownContent } from './echo.ts'
import type { Place } from './same-record.ts'
import { retryWhenSettled } from './settling.ts'
import { isNextPlace } from './waiting-place.ts'
import type { WriteContext, WriteResult } from './write-context.ts'

/** The remote system has it: is it what was meant? The link is kept either way; a difference is shown to a person. */
export async function confirm(
  context: WriteContext,
  plan: PlannedWrite,
  hash: string,
  document: RecordValue,
  target: RecordRef,
  held: RecordValue,
  before: readonly JournalEntry[],
  marks: Place['marks'],
  how: 'sent' | 'found',
  /** What of the document is compared. */
  compared = document,
  /** What was there before, and what was sent; null: time has passed between the write and this look. */
  around: Pick<AroundWrite, 'before' | 'sent'> | null = null,
): Promise<WriteResult> {
  const { step } = context
  const schema = context.parts.entities.get(plan.entity)!
  // What was found may have been made by an earlier run, when other things went along.
  const meant = how === 'found' ? lastingOf(schema, compared) : compared
  const differences = wrongInReadBack(schema, meant, held).filter((one) => !isNextPlace(schema, one))
  const sheet = plan.proof ? readBackSheet(context, plan, held) : null
  const wrong = differences.length > 0 || sheet?.state === 'held'
  // An unproved document is written again by the next run that finds a difference.
  const link: Link = {
    ...linkTo(context, plan, target, held, marks),
    written: document,
    writtenHash: wrong ? '' : hash,
    ownContent: !wrong && around !== null && (await isOwn(context, target, { ...around, after: held })),
  }
  return {
    entries: [
      ...before,
      { kind: 'written', step, record: target, value: held, ...(how === 'found' ? { found: true } : {}) },
      ...(sheet ? [{ kind: 'proof', step, sheet } as const] : []),
    ],
    link,
    question: wrong ? storedDifferently(schema, step, target, differences, sheet) : null,
  }
}

/** Of a new record. */
export const created = { before: null, sent: [] } as const

/** Whether what is there now is the hub's own content, so that a change which reports just that is an echo. */
async function isOwn(context: WriteContext, target: RecordRef, around: Omit<AroundWrite, 'known'>): Promise<boolean> {
  const { parts, program } = context
  if (!echoed(program).includes(target.entity)) return false
  const known = around.before && (await knownContent(context, target, around.before))
  return isOwnContent(parts.entities.get(target.entity)!, { ...around, known })
}

/** A link to what is there, of which nothing is proved. */
export const linkTo = (
  { integration, parts, fence, run }: Pick<WriteContext, 'integration' | 'parts' | 'fence' | 'run'>,
  { source }: Pick<PlannedWrite, 'source'>,
  target: RecordRef,
  held: RecordValue,
  marks: Place['marks'],
): Link => ({
  integration: integration.id,
  source,
  target,
  writtenHash: '',
  written: held,
  readBack: held,
  at: parts.clock.now(),
  marks,
  writtenBy: fence.run,
  rules: run.version,
})

/** @throws RemoteUnavailable: what was written is not there, yet */
export async function readBack(context: WriteContext, target: RecordRef): Promise<RecordValue> {
  const held = await context.connections.read(context.integration, target)
  // GP was seen to answer a write without storing it: the next look settles it.
  if (!held) throw retryWhenSettled(context, null, systemOf(target.entity))
  return held
}

function readBackSheet(context: WriteContext, { entity }: PlannedWrite, held: RecordValue): ProofSheet | null {
  const proofs = context.journal.flatMap((entry) =>
    entry.kind === 'proof' && entry.sheet.of === 'document' ? [entry.sheet] : [],
  )
  const last = proofs.at(-1)
  return last ? proveReadBack(context.parts.entities.get(entity)!, held, last) : null
}

const whatDiffers = (sheet: ProofSheet | null) =>
  sheet?.taxes?.flatMap(({ problems }) => problems).join('; ') || `a total of ${sheet?.total ?? ''}`

function storedDifferently(
  schema: EntitySchema,
  step: string,
  target: RecordRef,
  differences: readonly Difference[],
  sheet: ProofSheet | null,
): Question {
  const priced = schema.document?.lines?.priced
  const differs = (field: string | undefined) => differences.some(({ path }) => path.split(' ').at(-1) === field)
  const known = differs(priced?.price) ? priced!.repriced : differs(priced?.quantity) ? priced!.shortened : undefined
  const what = differences.length > 0 ? describeDifferences(differences) : whatDiffers(sheet)
  return {
    code: 'held_otherwise',
    step,
    message: `${entityWords(target.entity).system} stored ${refText(target)} differently from what was sent: ${what}.`,
    hint:
      known?.hint ??
      'Compare it there with what was sent ("ledgerline show KEY" has both; of another record than an order with --entity): a policy, a modification or a user changed it. "ledgerline doctor" lists the policies. Correct what makes it so, then replay the incident.',
    // One cause for all records: how prices or quantities are made there, not this record.
    subject: known?.subject ?? refText(target),
    ...(sheet ? { sheet } : {}),
  }
}
