import { holdsErased } from '../../domain/erased.ts'
import { HubError, NeedsPerson, RejectedByRemote, RemoteUnavailable, UnexpectedAnswer } from '../../domain/errors.ts'
import { canonicalJson, type RecordKey, type RecordValue, ref, refText, systemOf } from '../../domain/record.ts'
import type { RoundPage } from '../../domain/run.ts'
import type { BulkRow } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { inLanes } from '../connections/lanes.ts'
import { readApart } from '../connections/read-apart.ts'
import { emptiedBeside } from '../write/emptied.ts'
import { linksOfMade } from '../write/made-records.ts'
import { held, lookAt, rowOf } from './compare.ts'
import { decideTogether } from './decide-together.ts'
import { Tally } from './guards.ts'
import type { RoundContext } from './index.ts'
import { isBetween, same, stoodBefore } from './value-before.ts'
import type { Watched } from './watched.ts'

/** Rows that are written and committed together. */
const writtenAtOnce = 50

/** A row that is to be written, with what it replaces, and the whole record as it is right before. */
interface Writing {
  readonly row: BulkRow
  readonly record: RecordValue
  /** An earlier attempt of this round was about to write it, too. */
  readonly again: boolean
}

/** Writes some of what is wanted. @returns null when nothing is wanted any more */
export async function writeSome(context: RoundContext, watched: Watched): Promise<RoundPage | null> {
  const { loop, integration, program, flow } = context
  const wanted = await loop.parts.database.stores.bulkRows.wanted(integration.id, flow, writtenAtOnce)
  if (wanted.length === 0) return null
  const { to } = program.flows.get(flow)!.bulk!
  const { own, madeOnce, inTurnBy } = program.schemaOf(to)!
  // What somebody changes beside it from now on stays. To make something takes all of it.
  const sentOf = ({ row, record }: Writing) => (madeOnce ? row.wanted! : differing(row.wanted!, record))
  if (integration.confirmed === null && !own)
    throw new NeedsPerson(
      'company_not_confirmed',
      'Nobody has confirmed yet which GP company this integration writes to.',
      'Look at the company with "ledgerline doctor", then confirm it with "ledgerline confirm test" or "ledgerline confirm live".',
      { subject: 'company' },
    )
  const result = new Results()
  const writing = await lookBefore(context, watched, wanted, result)
  await context.keep(writing.map(({ row }) => row))
  const sent: Writing[] = []
  const refusing: { readonly row: BulkRow; readonly error: RemoteUnavailable }[] = []
  let broken: unknown = null
  const write = async (one: Writing) => {
    if (broken !== null) return
    const { row } = one
    try {
      await loop.connections.call(integration, systemOf(to), 'update', (connector) =>
        connector.write({ do: 'update', record: ref(to, row.targetKey), document: sentOf(one) }),
      )
      sent.push(one)
    } catch (error) {
      // What is wrong with one record is its own run's matter; what is wrong with the connection, the round's.
      if (isOfOne(error)) result.fail(row, error.message)
      // Whether it was written is seen when it is read back.
      else if (error instanceof UnexpectedAnswer) sent.push(one)
      else if (one.again && error instanceof RemoteUnavailable && !error.busy) refusing.push({ row, error })
      else broken ??= error
    }
  }
  await inLanes(writing, write, ({ record }) => inTurnBy && record[inTurnBy])
  // A record at which the system fails again while it takes others keeps none of them waiting.
  if (sent.length > 0) for (const { row, error } of refusing) result.fail(row, error.message)
  else {
    broken ??= refusing[0]?.error ?? null
    // The records were read a moment ago. So many writes at once would open the breaker, and the failures of a round would never count.
    if (broken instanceof RemoteUnavailable) broken.answersElse = true
  }
  // What was sent but is not read back stays wanted: the next look finds it there.
  if (broken === null) await readBack(context, sent, result)
  const { rows, failures, changed, unchanged } = result
  const links = await linksOfMade(loop, integration, to, result.held)
  const page: RoundPage = {
    ...{ phase: 'wrote', next: null, read: 0, skipped: 0, guarded: {} },
    ...{ unchanged, changed, failed: failures.length, failures },
  }
  if (rows.length > 0)
    await context.commit({
      ...{ page, rows, waiting: [], links, levels: new Map() },
      starting: failures.map(({ key }) => key),
    })
  if (broken !== null) throw broken
  return page
}

/** The fields of what is wanted that the record does not hold so. */
export const differing = (wanted: RecordValue, record: RecordValue): RecordValue =>
  Object.fromEntries(Object.entries(wanted).filter(([field, value]) => !same(value, record[field])))

/** What some writes came to: rows to be kept, and those that get a run of their own. */
class Results {
  readonly rows: BulkRow[] = []
  readonly failures: { key: RecordKey; reason: string }[] = []
  /** Records that hold what was wanted of them. */
  readonly held: RecordValue[] = []
  changed = 0
  unchanged = 0

  keep(row: BulkRow, what: 'changed' | 'unchanged', held?: RecordValue): void {
    this.rows.push(row)
    this[what]++
    if (held) this.held.push(held)
  }

  fail(row: BulkRow, reason: string): void {
    this.failures.push({ key: row.key, reason })
    this.rows.push({ ...row, wanted: null })
  }
}

/** The system has refused one record; the connection stands. */
export const isOfOne = (error: unknown): error is HubError =>
  error instanceof RejectedByRemote ||
  (error instanceof HubError && error.next.do === 'ask' && error.code === 'invalid_input')

/**
 * Reads the records right before they are written. What holds the wanted values already is not written. Where the flow
 * starts on the record that it sets, one that moved since it was compared (a piece was sold) is decided again, since what
 * was wanted of it is old; and what a guard counts of it is left to the next round. Where it starts elsewhere and takes over
 * what the record holds (a text that stays), all are decided again, and only what that changes is counted once more. What
 * somebody has changed since the round compared it is never put back unseen: the next round looks at it.
 */
async function lookBefore(
  context: RoundContext,
  watched: Watched,
  wanted: readonly BulkRow[],
  result: Results,
): Promise<Writing[]> {
  const { loop, integration, program, flow } = context
  const { flow: its, bulk } = program.flows.get(flow)!
  const { to } = bulk!
  const records = wanted.map(({ targetKey }) => ref(to, targetKey))
  const found = await readApart(loop.connections, integration, records)
  const sources = takesOver(program, flow)
    ? await readApart(
        loop.connections,
        integration,
        wanted.map(({ key }) => ref(its.on, key)),
      )
    : null
  const moved: { readonly row: BulkRow; readonly record: RecordValue; readonly value: RecordValue }[] = []
  const writing: (Omit<Writing, 'again'> & { readonly known: BulkRow })[] = []
  for (const row of wanted) {
    // With a person's data what was wanted of it went, too, also of another who has the same company or address.
    if (holdsErased(row.wanted)) {
      result.keep(lookedAtAgain(row), 'unchanged')
      continue
    }
    const one = found.get(refText(ref(to, row.targetKey)))
    const source = its.on === to ? one : sources?.get(refText(ref(its.on, row.key)))
    const [broken] = [one, source].flatMap((read) => (read && 'error' in read ? [read.error] : []))
    if (broken) {
      result.fail(row, broken.message)
      continue
    }
    const [record, value] = [one, source].map((read) => (read && 'value' in read ? read.value : null))
    if (!record) result.fail(row, `${to} ${row.targetKey} is not there any more.`)
    else if (sources && !value) result.fail(row, `${its.on} ${row.key} is not there any more.`)
    else if (value && (sources || lookAt(context, row.key, value, row).seenHash !== row.seenHash))
      moved.push({ row, record, value })
    else if (its.on !== to && isMoved(context, row, record)) result.keep(lookedAtAgain(row), 'unchanged')
    else writing.push({ row, record, known: row })
  }
  const looked = moved.map(({ row, record, value }) => ({
    ...lookAt(context, row.key, value, row),
    ...{ record, known: row },
  }))
  await decideTogether(context, looked)
  for (const one of looked) {
    const { row, current, failure } = rowOf(context, watched, one)
    const isAsBefore = sources !== null && canonicalJson(row.wanted) === canonicalJson(one.known.wanted)
    const tally = new Tally(program, flow)
    if (row.wanted !== null && !isAsBefore) tally.add(row.key, current, row.wanted, row.written)
    if (failure !== null) result.fail(row, failure)
    else if (tally.hitBy.length > 0 || (isAsBefore && isMoved(context, one.known, one.record)))
      result.keep(lookedAtAgain(row), 'unchanged')
    else if (row.wanted === null) result.keep(row, 'unchanged', holdsWritten(row, one.record) ? one.record : undefined)
    else writing.push({ row, record: one.record, known: one.known })
  }
  return writing.flatMap(({ row, record, known }) => {
    const now = held(record, row.wanted)!
    if (same(now, row.wanted)) {
      result.keep({ ...row, written: row.wanted, wanted: null }, 'unchanged', record)
      return []
    }
    // What an earlier attempt of this round has written, perhaps by other rules, is not what stood there before the round.
    const again = known.replaced?.round === context.due && known.sent !== null
    const value = again ? stoodBefore(program.schemaOf(to)!, known.replaced.value, known.sent, now) : now
    return [
      { row: { ...row, replaced: { round: context.due, value }, sent: row.wanted }, record, again: again === true },
    ]
  })
}

/** By the next round. */
const lookedAtAgain = (row: BulkRow): BulkRow => ({ ...row, wanted: null, seenHash: '' })

/**
 * Somebody has changed what is set since it was compared: it is asked about first. What an earlier attempt of the round has
 * written of it, also half, is no such change; what is made is nobody's before.
 */
function isMoved(
  { due, program, flow }: RoundContext,
  { replaced, compared, wanted }: BulkRow,
  record: RecordValue,
): boolean {
  if (compared === null || wanted === null) return false
  const [before, now] = [held(compared, wanted)!, held(record, wanted)!]
  const { madeOnce } = program.schemaOf(program.flows.get(flow)!.bulk!.to)!
  return replaced?.round === due
    ? !madeOnce && !isBetween(before, wanted, now)
    : !same(now, before) && !same(now, wanted)
}

/** An attempt whose reply was lost has written it. */
const holdsWritten = ({ written }: BulkRow, record: RecordValue) =>
  written !== null && same(held(record, written), written)

/**
 * Whether a set takes over what its record holds, and nothing tells that this has moved: the flow starts on another record of the
 * same system, reads the one that it sets, and does not watch it.
 */
function takesOver(program: Program, flow: string): boolean {
  const { flow: its, bulk } = program.flows.get(flow)!
  const { to } = bulk!
  const isRead = its.steps.some((step) => step.do === 'read' && step.entity === to)
  return isRead && its.on !== to && systemOf(its.on) === systemOf(to) && !its.bulk?.watch?.includes(to)
}

/**
 * Reads what was written. A record that holds another value than was sent has moved since, and the next round looks at it
 * again; one that holds what it held before has not stored it. A field that was not sent and is empty now was emptied by the
 * write: some shops do that, so nothing more is written before a person has looked.
 */
async function readBack(context: RoundContext, sent: readonly Writing[], result: Results): Promise<void> {
  if (sent.length === 0) return
  const { loop, integration, program, flow } = context
  const { to } = program.flows.get(flow)!.bulk!
  const found = await readApart(
    loop.connections,
    integration,
    sent.map(({ row }) => ref(to, row.targetKey)),
  )
  for (const { row, record } of sent) {
    const one = found.get(refText(ref(to, row.targetKey)))
    if (one && 'error' in one) {
      result.fail(row, one.error.message)
      continue
    }
    const now = one?.value ?? null
    const before = held(record, row.wanted)
    if (now === null) {
      result.fail(row, `${to} ${row.targetKey} is not there any more.`)
      continue
    }
    const [emptied] = emptiedBeside(row.wanted!, record, now)
    if (emptied !== undefined)
      throw new NeedsPerson(
        'write_emptied_field',
        `The write of ${Object.keys(row.wanted!).join(', ')} of ${to} ${row.targetKey} has emptied ${emptied}.`,
        `Compare the record in the other system with what it held before, “${String(record[emptied])}”, and correct it there. The other system, or a module of it, changes more than it is asked to; the round goes on when the incident is resolved.`,
        { subject: `${to} ${emptied}` },
      )
    const stands = held(now, row.wanted)
    const holds = same(stands, row.wanted)
    if (!holds && same(stands, before))
      result.fail(row, `${to} ${row.targetKey} was answered as written, but holds what it held before.`)
    else
      result.keep(
        {
          ...row,
          ...{ written: row.wanted, wanted: null },
          // Its own new value is nothing new; anything else is.
          seenHash:
            holds && program.flows.get(flow)!.flow.on === to
              ? lookAt(context, row.key, now, row).seenHash
              : holds
                ? row.seenHash
                : '',
        },
        'changed',
        now,
      )
  }
}
