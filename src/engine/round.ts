import type { Integration } from '../domain/definition.ts'
import { HubError, NeedsPerson, RejectedByRemote } from '../domain/errors.ts'
import { tickIn } from '../domain/hub-records.ts'
import { canonicalJson, type RecordKey, type RecordValue, recordKey, ref, systemOf } from '../domain/record.ts'
import type { Action, JournalEntry, Question, RoundPage } from '../domain/run.ts'
import type { BulkRow } from '../domain/stores.ts'
import { decide, type Program, recordToValue } from '../language/index.ts'
import { findRecords } from './find-records.ts'
import type { LoopParts } from './run-loop.ts'

/**
 * A round of a bulk flow: all records of its source, a page at a time.
 *
 *   compare   each page of the source: what the flow makes of each record, against what was written last; what differs
 *             is noted as wanted. A record that stops the flow gets a run of its own, which asks as any run does
 *   guard     what the round would do, as a whole, against what the flow allows it to do alone
 *   write     what is wanted, some at a time; what is refused gets a run of its own
 *
 * Each page is one entry of the journal and commits with what it noted, so a round that dies goes on where it was: rows
 * that are wanted stay so until they are written, and what was written is absolute, so once more does no harm.
 */
export interface RoundContext {
  readonly loop: LoopParts
  readonly integration: Integration
  readonly program: Program
  readonly flow: string
  readonly journal: readonly JournalEntry[]
  /** Whether a person has looked at this question and let the round go on. */
  readonly answered: (question: Question) => Promise<boolean>
  /** Commits a page: its entry, and what it noted. */
  readonly commit: (page: RoundPage, rows: readonly BulkRow[], starting: readonly RecordKey[]) => Promise<void>
}

/** Rows that are written and committed together. */
const writtenAtOnce = 50
/** Calls under way at a time; the connector bounds all of them together with those of other flows. */
const lanes = 8
const mostNamed = 100
/** Look-ups, finds and reads that a record may need before it is mapped. */
const mostRounds = 20

/** Goes on with a round. @returns what it came to, or the question it stops at. Throws what a connection throws */
export async function carryOutRound(context: RoundContext): Promise<{ reason: string } | { question: Question }> {
  const pages = context.journal.flatMap((entry) => (entry.kind === 'page' ? [entry] : []))
  const compared: RoundPage[] = pages.filter(({ phase }) => phase === 'compared')
  const { connections, parts } = context.loop
  const compiled = context.program.flows.get(context.flow)!
  const { on } = compiled.flow
  const name = on.slice(on.indexOf('.') + 1)
  while (compared.length === 0 || compared.at(-1)!.next !== null) {
    const cursor = compared.at(-1)?.next ?? null
    const page = await connections.call(context.integration, systemOf(on), `page of ${on}`, (connector) => {
      if (!connector.page) throw new Error(`${on} cannot be read a page at a time`)
      return connector.page(name, cursor)
    })
    compared.push(await comparePage(context, page))
  }
  const { written, wanted } = await parts.database.stores.bulkRows.counts(context.integration.id, context.flow)
  const read = sum(compared, 'read')
  const question = wanted === 0 ? null : guarded(context, compared, { read, written })
  if (question && !(await context.answered(question))) return { question }
  if (read === 0 && written > 0) return { question: emptyRound(context.flow, on, written) }
  const wrote: RoundPage[] = pages.filter(({ phase }) => phase === 'wrote')
  for (;;) {
    const page = await writeSome(context)
    if (page === null) break
    wrote.push(page)
  }
  const failed = sum(compared, 'failed') + sum(wrote, 'failed')
  return {
    reason: `${read} records read, ${sum(wrote, 'changed')} written, ${sum(compared, 'skipped')} left out${failed > 0 ? `, ${failed} got a run of their own` : ''}.`,
  }
}

const sum = (pages: readonly RoundPage[], what: 'read' | 'changed' | 'skipped' | 'failed') =>
  pages.reduce((total, page) => total + page[what], 0)

/** What is known of one record of a page while it is looked at. */
interface Looked {
  readonly key: RecordKey
  readonly value: RecordValue
  readonly seenHash: string
  readonly before: BulkRow | undefined
  readonly journal: JournalEntry[]
  action: Action | null
}

async function comparePage(
  context: RoundContext,
  { records, next }: { readonly records: readonly RecordValue[]; readonly next: string | null },
): Promise<RoundPage> {
  const { loop, integration, program, flow } = context
  const { flow: its } = program.flows.get(flow)!
  const first = its.steps[0]!
  const { hash, database } = loop.parts
  const { key: keyField } = program.schemaOf(its.on)!
  const keyed = records.map((value) => ({ key: recordKey(String(value[keyField])), value }))
  const known = await database.stores.bulkRows.find(
    integration.id,
    flow,
    keyed.map(({ key }) => key),
  )
  const failures: { key: RecordKey; reason: string }[] = []
  const rows: BulkRow[] = []
  const tally = new Tally(program, flow)
  let [unchanged, skipped, changed] = [0, 0, 0]
  const looked: Looked[] = []
  for (const { key, value } of keyed) {
    if (typeof value.unreadable === 'string') {
      failures.push({ key, reason: value.unreadable })
      continue
    }
    const before = known.get(key)
    const seenHash = hash(`${integration.version} ${canonicalJson(value)}`)
    if (before?.seenHash === seenHash) {
      if (before.targetKey === '') skipped++
      else if (before.wanted === null) unchanged++
      else {
        changed++
        tally.add(before, before.wanted)
      }
      continue
    }
    const journal: JournalEntry[] = [
      { kind: 'read', step: first.id, as: first.do === 'read' ? first.as : '', record: ref(its.on, key), value },
    ]
    looked.push({ key, value, seenHash, before, journal, action: null })
  }
  await decideAll(context, looked)
  for (const { key, seenHash, before, action } of looked) {
    const row = { key, seenHash, targetKey: before?.targetKey ?? '', written: before?.written ?? null }
    if (action?.do === 'write') {
      const { key: target, document: wanted } = action.write
      const targetKey = String(target)
      const same =
        row.written !== null && row.targetKey === targetKey && canonicalJson(row.written) === canonicalJson(wanted)
      rows.push({ ...row, targetKey, wanted: same ? null : wanted })
      if (same) unchanged++
      else {
        changed++
        tally.add(row, wanted)
      }
    } else if (action?.do === 'finish') {
      skipped++
      rows.push({ ...row, targetKey: '', wanted: null })
    } else {
      const reason = action?.do === 'ask' ? action.question.message : 'The flow came to no document.'
      failures.push({ key, reason })
      rows.push({ ...row, wanted: null })
    }
  }
  const page: RoundPage = {
    ...{ phase: 'compared', next, read: records.length, unchanged, changed, skipped, failed: failures.length },
    failures: failures.slice(0, mostNamed),
    guarded: tally.counted(hash),
  }
  await context.commit(
    page,
    rows,
    failures.map(({ key }) => key),
  )
  return page
}

/** Decides for every record of a page; what several of them need from elsewhere is asked for together. */
async function decideAll(context: RoundContext, looked: readonly Looked[]): Promise<void> {
  const { loop, integration, program, flow } = context
  const { on } = program.flows.get(flow)!.flow
  let open = [...looked]
  for (let turn = 0; open.length > 0; turn++) {
    if (turn >= mostRounds) throw new Error(`A record of ${flow} needs more than ${mostRounds} look-ups`)
    for (const one of open)
      one.action = decide(program, { flow, record: ref(on, one.key), cutOver: integration.cutOver }, one.journal)
    open = open.filter(({ action }) => action && ['read', 'look-up', 'find', 'note'].includes(action.do))
    await lookUpTogether(context, open)
    await findTogether(loop, integration, open)
    await readTogether(loop, integration, open)
    for (const { action, journal } of open) if (action?.do === 'note') journal.push(action.entry)
  }
}

const wanting = <D extends Action['do']>(open: readonly Looked[], what: D) =>
  open.flatMap((one) => (one.action?.do === what ? [{ one, action: one.action as Extract<Action, { do: D }> }] : []))

async function lookUpTogether({ loop, integration }: RoundContext, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'look-up')
  if (wanted.length === 0) return
  const { stores } = loop.parts.database
  const queries = wanted.flatMap(({ action }) => action.links)
  const groups = Map.groupBy(queries, ({ source, entity }) => `${source.entity} ${entity}`)
  const targets = new Map<string, RecordKey>()
  for (const [place, group] of groups) {
    const sources = group.map(({ source }) => source)
    const links = await stores.links.find(integration.id, group[0]!.entity, sources)
    for (const [key, { target }] of links) targets.set(`${place} ${key}`, target.key)
  }
  const records = new Map(
    wanted.flatMap(({ action }) => action.records).map((record) => [`${record.entity} ${record.key}`, record]),
  )
  const found = new Map(
    (await loop.known.look(integration, [...records.values()])).map((one) => [
      `${one.record.entity} ${one.record.key}`,
      one,
    ]),
  )
  for (const { one, action } of wanted)
    one.journal.push({
      kind: 'looked-up',
      links: action.links.map(({ source, entity }) => ({
        ...{ source, entity, target: targets.get(`${source.entity} ${entity} ${source.key}`) ?? null },
      })),
      records: action.records.map((record) => found.get(`${record.entity} ${record.key}`)!),
    })
}

/** Values that one search asks for: the address of a call has its limit. */
const valuesInOneSearch = 100

/** Finds by one field are asked for together, where the system can; the others one by one. */
async function findTogether(loop: LoopParts, integration: Integration, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'find')
  const single = wanted.filter(({ action: { search } }) => {
    const { where, oneOf, until } = search
    return Object.keys(where).length === 1 && !oneOf && !until && Object.values(where)[0] !== '' && search.limit === 2
  })
  const groups = Map.groupBy(single, ({ action: { entity, search } }) => `${entity} ${Object.keys(search.where)[0]}`)
  for (const group of groups.values()) {
    const { entity, search } = group[0]!.action
    const field = Object.keys(search.where)[0]!
    const { key: keyField } = loop.parts.entities.get(entity)!
    for (let from = 0; from < group.length; from += valuesInOneSearch) {
      const some = group.slice(from, from + valuesInOneSearch)
      const values = [...new Set(some.map(({ action }) => action.search.where[field]!))]
      const limit = values.length * 4
      const rows = await loop.connections.call(integration, systemOf(entity), 'find', (connector) =>
        connector.search(entity.slice(entity.indexOf('.') + 1), { where: {}, oneOf: { [field]: values }, limit }),
      )
      // A full answer may have left out what another value needs: then each is asked for by itself.
      const cut = rows.length >= limit
      for (const { one, action } of some) {
        const value = action.search.where[field]!
        if (cut || !rows.some((row) => same(row[field], value))) {
          one.journal.push(cut ? await findRecords(loop, integration, action) : nothing(action))
          continue
        }
        const keys = rows.filter((row) => same(row[field], value)).map((row) => recordKey(String(row[keyField])))
        const { step } = action
        one.journal.push({ kind: 'found', step, entity, keys: keys.slice(0, 1), more: keys.length > 1 })
      }
    }
  }
  const others = wanted.filter((each) => !single.includes(each))
  await inLanes(others, async ({ one, action }) => {
    one.journal.push(await findRecords(loop, integration, action))
  })
}

/** As the shop compares: letter case counts for nothing. */
const same = (held: unknown, wanted: string) => String(held ?? '').toLowerCase() === wanted.toLowerCase()

const nothing = ({ step, entity }: Extract<Action, { do: 'find' }>): JournalEntry => ({
  ...{ kind: 'found', step, entity, keys: [], more: false },
})

async function readTogether(loop: LoopParts, integration: Integration, open: readonly Looked[]): Promise<void> {
  const wanted = wanting(open, 'read')
  if (wanted.length === 0) return
  const records = new Map(
    wanted.flatMap(({ action }) => action.reads).map(({ record }) => [`${record.entity} ${record.key}`, record]),
  )
  const read = await loop.connections.readMany(integration, [...records.values()], { fresh: true })
  for (const { one, action } of wanted)
    for (const { step, as, record } of action.reads) {
      const { value } = read.get(`${record.entity} ${record.key}`)!
      one.journal.push({ kind: 'read', step, as, record, value })
    }
}

/** Writes some of what is wanted. @returns null when nothing is wanted any more */
async function writeSome(context: RoundContext): Promise<RoundPage | null> {
  const { loop, integration, program, flow } = context
  const { stores } = loop.parts.database
  const wanted = await stores.bulkRows.wanted(integration.id, flow, writtenAtOnce)
  if (wanted.length === 0) return null
  const { to } = program.flows.get(flow)!.bulk!
  if (integration.confirmed === null && !program.schemaOf(to)!.own)
    throw new NeedsPerson(
      'company_not_confirmed',
      'Nobody has confirmed yet which GP company this integration writes to.',
      'Look at the company with "ledgerline doctor", then confirm it with "ledgerline confirm test" or "ledgerline confirm live".',
      { subject: 'company' },
    )
  const rows: BulkRow[] = []
  const failures: { key: RecordKey; reason: string }[] = []
  let broken: unknown = null
  await inLanes(wanted, async (row) => {
    if (broken !== null) return
    const record = ref(to, row.targetKey)
    try {
      await loop.connections.call(integration, systemOf(to), 'update', (connector) =>
        connector.write({ do: 'update', record, document: row.wanted! }),
      )
      rows.push({ ...row, written: row.wanted, wanted: null })
    } catch (error) {
      // What is wrong with one record is its own run's matter; what is wrong with the connection, the round's.
      if (
        !(
          error instanceof RejectedByRemote ||
          (error instanceof HubError && error.next.do === 'ask' && error.code === 'invalid_input')
        )
      ) {
        broken ??= error
        return
      }
      failures.push({ key: row.key, reason: error.message })
      rows.push({ ...row, wanted: null })
    }
  })
  const page: RoundPage = {
    ...{ phase: 'wrote', next: null, read: 0, unchanged: 0, skipped: 0, guarded: {} },
    ...{ changed: rows.length - failures.length, failed: failures.length, failures },
  }
  if (rows.length > 0)
    await context.commit(
      page,
      rows,
      failures.map(({ key }) => key),
    )
  if (broken !== null) throw broken
  return page
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Counts for the guards what a page would do. Records that were never written count for none: there is nothing before. */
class Tally {
  private readonly program: Program
  private readonly flow: string
  private readonly hits = new Map<string, string[]>()

  constructor(program: Program, flow: string) {
    this.program = program
    this.flow = flow
  }

  add({ key, written }: Pick<BulkRow, 'key' | 'written'>, wanted: RecordValue): void {
    const { document, guards } = this.program.flows.get(this.flow)!.bulk!
    if (written === null) return
    for (const { guard, counts } of guards) {
      const scope = {
        settings: this.program.settings,
        before: recordToValue(document, written),
        after: recordToValue(document, wanted),
      }
      if (counts.run(scope) === true)
        this.hits.set(guard.id, [...(this.hits.get(guard.id) ?? []), `${key} ${canonicalJson(wanted)}`])
    }
  }

  counted(hash: (text: string) => string): RoundPage['guarded'] {
    return Object.fromEntries(
      [...this.hits].map(([guard, hits]) => [guard, { counted: hits.length, digest: hash(hits.join('\n')) }]),
    )
  }
}

/** What the round may not do alone; null: nothing. The same records with the same values are asked about once. */
function guarded(
  { loop, program, flow }: RoundContext,
  compared: readonly RoundPage[],
  { written }: { readonly read: number; readonly written: number },
): Question | null {
  for (const { guard } of program.flows.get(flow)!.bulk!.guards) {
    const tallies = compared.flatMap((page) => page.guarded[guard.id] ?? [])
    const counted = tallies.reduce((total, one) => total + one.counted, 0)
    const tooMany = guard.most !== undefined && counted > guard.most
    const tooLarge = guard.share !== undefined && counted > Number(guard.share) * written
    if (!tooMany && !tooLarge) continue
    const digest = loop.parts.hash(tallies.map((one) => one.digest).join(' '))
    return {
      code: 'round_guarded',
      step: null,
      message: `${guard.because} It is ${counted} of ${written} records.`,
      hint: `${guard.hint} Nothing of this round was written. If it is right, resolve the incident: the round then goes on.`,
      subject: `${guard.id} ${digest.slice(0, 16)}`,
      once: true,
    }
  }
  return null
}

const emptyRound = (flow: string, on: string, written: number): Question => ({
  code: 'round_empty',
  step: null,
  message: `The round of ${flow} read no record of ${on}, although ${written} were written before.`,
  hint: 'See whether the other system answers with what it has: the company, the account, a filter. Nothing was written.',
  subject: flow,
})

/** Whether a job is a round, and not one record of the flow. */
export const isRound = (program: Program, flow: string, key: string): boolean =>
  program.flows.get(flow)?.bulk != null && tickIn(key)?.flow === flow
