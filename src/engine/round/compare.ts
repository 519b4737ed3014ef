import { Decimal } from '../../domain/decimal.ts'
import {
  canonicalJson,
  type EntityName,
  type RecordKey,
  type RecordValue,
  recordKey,
  ref,
  systemOf,
} from '../../domain/record.ts'
import { type Drift, type JournalEntry, type Question, type RoundPage, valueRead } from '../../domain/run.ts'
import { type BulkRow, longAgo, movedSince } from '../../domain/stores.ts'
import { recordToValue } from '../../language/index.ts'
import type { PagesAhead } from '../connections/pages-ahead.ts'
import { linksOfMade } from '../write/made-records.ts'
import { decideTogether, type Looked } from './decide-together.ts'
import { driftIn } from './drift.ts'
import { isLeft, Tally } from './guards.ts'
import type { RoundContext } from './index.ts'
import { levelsIn } from './levels.ts'
import { same } from './value-before.ts'
import { movedIn, usesOf, type Watched } from './watched.ts'

const mostNamed = 100
/** A question that so many records of a page ask alike, and more than half of those looked at, is the round's own. */
const askedByMany = 10

/** A look at five records takes as many calls one after the other as one at fifty: pages of which few are looked at go together. */
const [fewLooked, mostTogether] = [50, 10]

interface Source {
  readonly pageAt: PagesAhead
  /** Where the next page begins. */
  readonly from: string | null
  readonly watched: Watched
  /** What waits to be written may have waited as long as the full look allows: it is looked at, too. */
  readonly waitsLong: boolean
}

/** Compares the next page, or some of which few records have to be looked at, and commits what they came to as one. */
export async function comparePages(
  context: RoundContext,
  { pageAt, from, watched, waitsLong }: Source,
): Promise<RoundPage | { question: Question }> {
  const { loop, integration, program, flow } = context
  const { flow: its, bulk } = program.flows.get(flow)!
  // What can be taken back stays known, so that this is proposed: it is said when it is left out first.
  const { takenBack, madeOnce = false } = program.schemaOf(bulk!.to)!
  const { key: keyField } = program.schemaOf(its.on)!
  const failures: { key: RecordKey; reason: string }[] = []
  const tally = new Tally(program, flow)
  let [unchanged, skipped, changed] = [0, 0, 0]
  const count = (row: BulkRow, current: RecordValue | null, byLook = false) => {
    if (row.targetKey === '') skipped++
    else {
      const there = row.wanted === null ? (row.written ?? current) : (current ?? row.written)
      if (there !== null) tally.there(there)
      if (row.wanted === null) unchanged++
      else {
        changed++
        tally.add(row.key, there, row.wanted, row.written, byLook)
      }
    }
  }
  const looked: Looked[] = []
  /** A record that moved in the list while it was read stands in two of its pages. */
  const read = new Set<RecordKey>()
  /** Records that wait to be written since an earlier round, as they are. */
  const waiting: RecordKey[] = []
  /** Made of something that moved. */
  const explained = new Set<RecordKey>()
  /** Looked at although the record itself is as it was. */
  const again = new Set<RecordKey>()
  const drift: Drift[] = []
  const { bulkRows } = loop.parts.database.stores
  /** Written before and left out by now, which no round has gone on with: that is news, though the record is as it was. */
  const isNews = (row: Pick<BulkRow, 'targetKey' | 'written'>) => !takenBack && !madeOnce && isLeftOut(row)
  /** Counts those that are as they were. @returns the others */
  const sieve = async (records: readonly RecordValue[]) => {
    const keyed = records.map((value) => ({ key: recordKey(String(value[keyField])), value }))
    const seen = await bulkRows.seen(
      integration.id,
      flow,
      keyed.map(({ key }) => key),
    )
    return keyed.flatMap(({ key, value }) => {
      if (read.has(key)) return []
      read.add(key)
      if (typeof value.unreadable === 'string') {
        failures.push({ key, reason: value.unreadable })
        return []
      }
      const other = { key, value, seenHash: hashOf(context, value) }
      const known = seen.get(key)
      if (!known || known.waits || known.seenHash !== other.seenHash) return [other]
      const { targetKey, holds } = known
      if (movedIn(watched, known.uses).length > 0 || isNews({ targetKey, written: holds })) return [other]
      if (targetKey === '') skipped++
      else {
        if (holds !== null) tally.there(holds)
        unchanged++
      }
      return []
    })
  }
  const compare = async (records: readonly RecordValue[]) => {
    const others = await sieve(records)
    const known = await bulkRows.find(
      integration.id,
      flow,
      others.map(({ key }) => key),
    )
    for (const { key, value, seenHash: hash } of others) {
      const before = known.get(key)
      const one = lookAt(context, key, value, before, hash)
      // What stood there when it was decided: a question that nobody has answered is the same one at each round.
      const stood = before && (its.on === bulk!.to ? held(value, before.wanted) : before.compared)
      if (before && before.wanted !== null) tally.waits(stood ?? before.written, before.wanted, before.written)
      const moved = movedIn(watched, before?.uses ?? {})
      const used = before !== undefined && moved.length === 0 && !isNews(before)
      const isDue =
        before !== undefined && (before.seenHash.startsWith(longAgo) || (waitsLong && before.wanted !== null))
      const seenHash = before?.seenHash.startsWith(longAgo) ? before.seenHash.slice(longAgo.length) : before?.seenHash
      if (!isDue && used && seenHash === one.seenHash) {
        count(before, stood ?? null)
        if (before.wanted !== null) waiting.push(key)
      } else {
        // That what was set holds something else now is what has to be explained.
        const isMoved = seenHash === movedSince || moved.some((record) => !record.startsWith(`${bulk!.to} `))
        if (!before || isMoved) explained.add(key)
        if (isDue && seenHash === one.seenHash) again.add(key)
        looked.push(one)
      }
    }
  }
  /** Where the looked of a page begin, and how many records it has. */
  const pages: { readonly first: number; readonly records: number }[] = []
  let next = from
  do {
    const page = await pageAt(next)
    pages.push({ first: looked.length, records: page.records.length })
    await compare(page.records)
    next = page.next
  } while (next !== null && looked.length < fewLooked && pages.length < mostTogether)
  await decideTogether(context, looked)
  for (const [n, { first, records }] of pages.entries()) {
    const question = await askedByMost(context, looked.slice(first, pages[n + 1]?.first), records)
    if (question) return { question }
  }
  const gone: { key: RecordKey; entity: EntityName }[] = []
  const rows = looked.map((one) => {
    const made = rowOf(context, watched, one)
    if (made.failure !== null) failures.push({ key: one.key, reason: made.failure })
    else {
      const byLook = again.has(one.key) && !explained.has(one.key)
      if (!madeOnce && isLeftOut(made.row) && !(takenBack && one.before?.targetKey === '')) {
        tally.leftOut(one.key, byLook)
        const entity = goneOf(one, its.on)
        if (entity !== null) gone.push({ key: one.key, entity })
      }
      count(made.row, made.current, byLook)
      const differs = driftIn(one.key, one.before, {
        ...{ wanted: made.wanted, left: made.row.wanted === null, current: made.current },
        explained: explained.has(one.key),
        full: again.has(one.key),
      })
      if (differs) drift.push(differs)
    }
    return made.row
  })
  // A round that died after its write has linked nothing. A link that a person took away later stays away.
  const made = looked.flatMap(({ action, before, journal }, index) => {
    const { wanted, targetKey } = rows[index]!
    const isNew = (before?.written ?? null) === null
    const there =
      isNew && action?.do === 'write' && wanted === null ? valueRead(journal, ref(bulk!.to, targetKey)) : null
    return there ? [there] : []
  })
  const links = await linksOfMade(loop, integration, bulk!.to, made)
  const page: RoundPage = {
    ...{ phase: 'compared', next, read: read.size, looked: looked.length },
    ...{ unchanged, changed, skipped, failed: failures.length },
    failures: failures.slice(0, mostNamed),
    guarded: tally.counted(loop.parts.hash),
    // All of them: once the round has gone on, nothing else names them.
    ...(gone.length > 0 ? { gone } : {}),
    ...(drift.length > 0 ? { drift: drift.slice(0, mostNamed), drifted: drift.length } : {}),
  }
  await context.commit({
    ...{ page, rows, waiting, links },
    starting: failures.map(({ key }) => key),
    levels: levelsIn(
      looked.map(({ journal }) => journal),
      program.schemaOf,
    ),
  })
  return page
}

/** It was written before, the flow skips it now, and no round has gone on with that yet. */
const isLeftOut = ({ targetKey, written }: Pick<BulkRow, 'targetKey' | 'written'>) =>
  targetKey === '' && written !== null

/** What is not there any more of the system that the source is not in, so that the record is skipped. Null: nothing. */
function goneOf({ action, journal }: Looked, on: EntityName): EntityName | null {
  if (action?.do !== 'finish') return null
  const gone = journal.find(
    (entry) => entry.kind === 'read' && entry.value === null && systemOf(entry.record.entity) !== systemOf(on),
  )
  return gone?.kind === 'read' ? gone.record.entity : null
}

const hashOf = ({ loop, rules }: RoundContext, value: RecordValue) =>
  loop.parts.hash(`${rules} ${canonicalJson(value)}`)

/** A record of the source, as a run of the flow begins with it. */
export function lookAt(
  context: RoundContext,
  key: RecordKey,
  value: RecordValue,
  before: BulkRow | undefined,
  seenHash = hashOf(context, value),
): Looked {
  const { flow: its } = context.program.flows.get(context.flow)!
  const first = its.steps[0]!
  const journal: JournalEntry[] = [
    { kind: 'read', step: first.id, as: first.do === 'read' ? first.as : '', record: ref(its.on, key), value },
  ]
  return { key, value, seenHash, before, journal, action: null }
}

/**
 * What a decision comes to: the row to be kept; what the fields of the target hold, where the flow has read it; what they would
 * hold, where that is another, also of a record that a guard leaves as it is.
 */
export function rowOf(
  { program, flow }: RoundContext,
  watched: Watched,
  { key, seenHash, before, journal, action }: Looked,
): {
  readonly row: BulkRow
  readonly current: RecordValue | null
  readonly wanted: RecordValue | null
  readonly failure: string | null
} {
  const bulk = program.flows.get(flow)!.bulk!
  const kept = {
    ...{ key, seenHash, targetKey: before?.targetKey ?? '', written: before?.written ?? null, urgency: 0 },
    ...{ uses: usesOf(watched, journal, program.schemaOf), replaced: before?.replaced ?? null },
    ...{ compared: null, sent: before?.sent ?? null },
  }
  const none = { current: null, wanted: null }
  if (action?.do === 'finish') return { row: { ...kept, targetKey: '', wanted: null }, ...none, failure: null }
  if (action?.do !== 'write') {
    const failure = action?.do === 'ask' ? action.question.message : 'The flow came to no document.'
    return { row: { ...kept, wanted: null }, ...none, failure }
  }
  const { key: target, document: wanted } = action.write
  const targetKey = String(target)
  const there = valueRead(journal, ref(bulk.to, targetKey))
  const current = there && held(there, wanted)
  const before_ = current ?? (kept.targetKey === targetKey ? kept.written : null)
  const holds = before_ !== null && same(before_, wanted)
  const left = !holds && isLeft(program, flow, current, wanted, kept.written)
  const urgency = holds || !bulk.first ? 0 : urgencyOf(context(program, bulk.document, before_ ?? wanted, wanted))
  return {
    row: {
      ...{ ...kept, targetKey, wanted: holds || left ? null : wanted, compared: current, urgency },
      ...(holds && current ? { written: wanted } : {}),
    },
    current,
    wanted: holds ? null : wanted,
    failure: null,
  }

  function urgencyOf(scope: Readonly<Record<string, unknown>>): number {
    const given = bulk.first!.run(scope)
    return given instanceof Decimal ? given.toNumber() : Number(given)
  }
}

const context = (
  program: RoundContext['program'],
  document: Parameters<typeof recordToValue>[0],
  before: RecordValue,
  after: RecordValue,
) => ({ settings: program.settings, before: recordToValue(document, before), after: recordToValue(document, after) })

/** The fields of a record that are set, as it holds them. */
export const held = (value: RecordValue, wanted: RecordValue | null): RecordValue | null =>
  wanted && Object.fromEntries(Object.keys(wanted).map((field) => [field, value[field] ?? null]))

/**
 * What is wrong for most records is not a matter of each: a setting is missing, or names what is nowhere; a value map is empty.
 * One step that stops most of them is one cause, whatever each says of itself; that has to be most of the page, since of few
 * that are new the rest of the shop need not wait.
 */
async function askedByMost(
  { answered, flow }: RoundContext,
  looked: readonly Looked[],
  read: number,
): Promise<Question | null> {
  const asked = looked.flatMap(({ action }) => (action?.do === 'ask' ? [action.question] : []))
  // What is gone is the subject of its own question: a price of each item, where the level of all is wrong.
  const ofItsStep = ({ code, step, subject }: Question) =>
    step !== null && (code === 'record_gone' || code === 'missing_record' || subject.startsWith(`${step} `))
  const causeOf = (question: Question) => (ofItsStep(question) ? `${question.step} of most` : question.subject)
  for (const same of Map.groupBy(asked, (question) => `${question.code} ${causeOf(question)}`).values()) {
    const [first] = same
    if (!first || same.length < askedByMany || same.length * 2 <= (ofItsStep(first) ? read : looked.length)) continue
    // Links that would settle it are of the first alone.
    const { repairs: _, ...shared } = first
    const question: Question = {
      ...shared,
      ...{ subject: causeOf(first), counted: same.length },
      message: `${first.message} It is so for ${same.length} of ${looked.length} records that the round of ${flow} looked at.`,
      hint: `${first.hint} Then resolve the incident: the round goes on, and each record that still asks gets an incident of its own.`,
      once: true,
    }
    if (!(await answered(question))) return question
  }
  return null
}
