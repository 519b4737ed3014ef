import { type Integration, startsOf } from '../../domain/definition.ts'
import { isClosed } from '../../domain/document.ts'
import { isHashOf, recalled } from '../../domain/erased.ts'
import { type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { JournalEntry, KeptDifference, PlannedWrite, Question } from '../../domain/run.ts'
import type { Link } from '../../domain/stores.ts'
import { type Difference, describeDifferences, fieldDifferences, fieldKindOf } from '../../language/index.ts'
import type { Connections } from '../connections/connections.ts'
import type { KnownRecords } from '../connections/known-records.ts'
import { type Deciding, deciding } from '../deciding.ts'
import type { EngineParts } from '../parts.ts'
import type { Programs } from '../programs.ts'
import { keepLost, keepUnread } from './keep-unread.ts'
import { linkedFrom } from './linked-from.ts'
import { plannedDocument, type Sources, sourcesBeside, sourcesIn } from './planned-document.ts'
import { documentHash, documentUnder } from './same-record.ts'
import { targetGone } from './target-gone.ts'

/** The run, or dry run, that comes to a document which is written already. */
export interface RulesContext {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly programs: Programs
  readonly known: KnownRecords
  readonly integration: Integration
  /** What the run goes by. */
  readonly by: Deciding
  /** Of the definition that decides; null: it is only proposed. */
  readonly version: number | null
  readonly flow: string
  /** The record that started the run. */
  readonly record: RecordRef
  readonly journal: readonly JournalEntry[]
}

/** Which document belongs there. `kept`: what the rules of the run would change beside it. */
export type OwnRules =
  | {
      readonly do: 'write'
      readonly plan: PlannedWrite
      readonly rules: number | null
      /** The proof of this document, where it is another one than the run's. */
      readonly proofs: readonly JournalEntry[]
      readonly kept: KeptDifference | null
    }
  | { readonly do: 'keep'; readonly kept: KeptDifference }
  | { readonly do: 'ask'; readonly kept: KeptDifference; readonly question: Question }

/**
 * A written document stays under the rules that it was written under: the version of the definition that made it. What
 * comes from a change of its record is written by itself; what comes from other rules is kept for a person. Which is
 * which is found out by making the document again from what the run that wrote it had read:
 *
 *   its own rules make what was written     → they say also what the record's change makes of it: that is written
 *   they do not: the program has changed    → other rules alone: it is kept; the record has changed as well: a person
 *   a person has decided on this run        → the rules of this run
 */
export async function underOwnRules(context: RulesContext, plan: PlannedWrite, link: Link): Promise<OwnRules> {
  const { parts, programs, integration, by, version, flow, record, journal } = context
  const hashOf = (document: RecordValue) => documentHash(parts, { entity: plan.entity, document })
  const asPlanned: OwnRules = { do: 'write', plan, rules: version, proofs: [], kept: null }
  if (journal.some((entry) => entry.kind === 'requested' && entry.newestRules)) return asPlanned

  const writer = await writerOf(context, link)
  const isOwn = writer.rules === null || writer.rules === version
  const own = isOwn ? by : deciding(await programs.at(integration.id, writer.rules))
  // Only where the rules by themselves come to nothing: a later answer may also change what is there.
  const answered = async () =>
    isOwn ? by : deciding(await programs.answered(integration.id, writer.rules, version ?? integration.version))
  const made = async (
    under: Deciding,
    run: Pick<Writer, 'flow' | 'record'>,
    sources: Sources,
    reads: readonly JournalEntry[] | null = null,
  ) => {
    const found = await plannedDocument(under, { ...run, ...startsOf(integration, run.flow) }, sources, plan)
    const schema = parts.entities.get(plan.entity)!
    // Made again from what its writer had read, it has what it had.
    const keep = () =>
      reads === null
        ? keepUnread(schema, found!.plan, link)
        : keepLost(parts.database.stores.runs, schema, found!.plan, link, reads)
    return found && { ...found, plan: await keep() }
  }
  const kept = (before: RecordValue, after: RecordValue) =>
    differenceOf(context, writer.rules, link, recalled(before, after, parts.seal), after)

  const reproduces = async (under: Deciding, journal: readonly JournalEntry[]) => {
    const then = await made(under, writer, sourcesIn(journal))
    return then !== null && isHashOf(link.writtenHash, hashOf(then.plan.document), parts.seal)
  }
  const reproduced =
    !writer.journal ||
    (await reproduces(own, writer.journal)) ||
    (!isOwn && (await reproduces(await answered(), writer.journal)))
  if (!reproduced) {
    const sameSource = await made(by, writer, sourcesIn(writer.journal ?? []))
    const difference = await kept(link.written, plan.document)
    if (sameSource && hashOf(sameSource.plan.document) === hashOf(plan.document))
      return { do: 'keep', kept: difference }
    return { do: 'ask', kept: difference, question: bothChanged(link.target, difference.fields) }
  }
  if (isOwn) return asPlanned
  const sources = sourcesBeside(journal, liveSources(context))
  const now =
    (await made(own, { flow, record }, sources, journal)) ??
    (await made(await answered(), { flow, record }, sources, journal))
  if (now === null) {
    const difference = await kept(link.written, plan.document)
    return { do: 'ask', kept: difference, question: bothChanged(link.target, difference.fields) }
  }
  const hash = hashOf(now.plan.document)
  if (hash === hashOf(plan.document)) return asPlanned
  if (isHashOf(link.writtenHash, hash, parts.seal)) return { do: 'keep', kept: await kept(link.written, plan.document) }
  return {
    do: 'write',
    plan: now.plan,
    rules: writer.rules,
    proofs: now.journal.filter(({ kind }) => kind === 'proof'),
    kept: await kept(now.plan.document, plan.document),
  }
}

/** What the rules of a program would change in a document, its record being as it was when the document was written. */
export interface RuleDifference {
  readonly record: RecordRef
  readonly madeUnder: number | null
  readonly currency: string | null
  readonly fields: readonly Difference[]
}

/**
 * Reads the journal of the run that wrote the document, and asks the remote systems only for what that run had no need of.
 * Writes nothing.
 * @returns null when nobody can say: that run is not kept, or the flow does not come to the document any more
 */
export async function ruleDifference(
  context: Omit<RulesContext, 'flow' | 'record' | 'journal' | 'version'>,
  link: Link,
): Promise<RuleDifference | null> {
  const { parts, by, integration } = context
  const flow = Object.values(by.definition.flows).find(({ on }) => on === link.source.entity)?.id ?? ''
  const writer = await writerOf({ parts, integration, flow, record: link.source }, link)
  if (!writer.journal) return null
  const made = await plannedDocument(
    by,
    { flow: writer.flow, record: writer.record, ...startsOf(integration, writer.flow) },
    sourcesBeside(writer.journal, liveSources(context)),
    { source: link.source, entity: link.target.entity },
  )
  if (!made) return null
  const schema = parts.entities.get(link.target.entity)!
  const proof = made.journal.flatMap((entry) => (entry.kind === 'proof' ? [entry.sheet] : [])).at(-1)
  const document = documentUnder(parts, made.plan, link.target.key)
  return {
    record: writer.record,
    madeUnder: writer.rules,
    currency: proof?.currency ?? null,
    fields: listed(fieldDifferences(schema, link.written, document)),
  }
}

interface Writer {
  readonly rules: number | null
  readonly flow: string
  readonly record: RecordRef
  /** Null: not kept, or erased; the document counts as made by its rules. */
  readonly journal: readonly JournalEntry[] | null
}

/** The run that wrote a document. Links of before 0.2 do not name it: it is looked for among the record's own. */
async function writerOf(
  { parts, integration, flow, record }: Pick<RulesContext, 'parts' | 'integration' | 'flow' | 'record'>,
  link: Link,
): Promise<Writer> {
  const { stores } = parts.database
  if (link.writtenBy !== null) {
    const run = await stores.runs.get(link.writtenBy)
    if (run) {
      const journal = (await stores.runs.journal(run.id)).map(({ entry }) => entry)
      return { rules: link.rules, flow: run.flow, record: run.record, journal: whole(journal) }
    }
  }
  const runs = await stores.runs.list({ integration: integration.id, record: link.source, limit: mostRuns })
  for (const run of runs) {
    const journal = (await stores.runs.journal(run.id)).map(({ entry }) => entry)
    const wrote = journal.some((entry) => entry.kind === 'written' && refText(entry.record) === refText(link.target))
    if (wrote) return { rules: run.version, flow: run.flow, record: run.record, journal: whole(journal) }
  }
  const versions = await stores.integrations.versions(integration.id)
  const rules = link.rules ?? versions.find(({ at }) => at <= link.at)?.version ?? null
  return { rules, flow, record, journal: null }
}

/** Null where the data of its person was erased: nothing can be made again from what is left. */
const whole = (journal: readonly JournalEntry[]) => (journal.some(({ kind }) => kind === 'erased') ? null : journal)

/** Of one record: more runs than that after the one that wrote are seldom. */
const mostRuns = 50

function liveSources({
  parts,
  connections,
  known,
  integration,
}: Pick<RulesContext, 'parts' | 'connections' | 'known' | 'integration'>): Pick<
  Sources,
  'read' | 'link' | 'linkedTo' | 'look'
> {
  return {
    read: (record) => connections.read(integration, record),
    look: async (record) => (await known.look(integration, [record]))[0],
    async link(source, entity) {
      const found = await parts.database.stores.links.find(integration.id, entity, [source])
      return found.get(source.key)?.target.key ?? null
    },
    async linkedTo(target, entity) {
      const [found] = await linkedFrom(parts.database.stores, integration.id, [{ source: target, entity }])
      return found?.sources
    },
  }
}

/** @throws NeedsPerson when the document is gone */
async function differenceOf(
  { parts, connections, integration, version, journal }: RulesContext,
  madeUnder: number | null,
  link: Link,
  before: RecordValue,
  after: RecordValue,
): Promise<KeptDifference> {
  const { target } = link
  const current = await connections.read(integration, target)
  if (!current) throw await targetGone({ parts, connections, integration, journal }, link)
  const proof = journal.flatMap((entry) => (entry.kind === 'proof' ? [entry.sheet] : [])).at(-1)
  const schema = parts.entities.get(target.entity)!
  const keyed = (document: RecordValue) => documentUnder(parts, { entity: target.entity, document }, target.key)
  return {
    madeUnder,
    version: version ?? integration.version,
    currency: proof?.currency ?? null,
    closed: isClosed(schema, current),
    fields: listed(fieldDifferences(schema, keyed(before), keyed(after))),
  }
}

/** Of one document; an order of a hundred lines whose prices all differ has as many. */
const mostFields = 200

/** Of more, one of each kind comes first: what a change risks is judged by these. */
function listed(fields: readonly Difference[]): readonly Difference[] {
  if (fields.length <= mostFields) return fields
  const firsts = new Set([...Map.groupBy(fields, ({ path }) => fieldKindOf(path)).values()].map(([first]) => first!))
  return [...firsts, ...fields.filter((one) => !firsts.has(one))].slice(0, mostFields)
}

function bothChanged(target: RecordRef, fields: readonly Difference[]): Question {
  return {
    code: 'rules_and_record_changed',
    step: null,
    message: `${refText(target)} was written under other rules, and its order has changed in the shop since. Which difference comes from which cannot be told apart: ${describeDifferences(fields)}.`,
    hint: 'The hub proposes to write it under the rules of today: see "ledgerline proposals list", and approve that; or make the change in GP by hand.',
    subject: refText(target),
  }
}
