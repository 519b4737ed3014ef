import { connectorOf } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { isLookedAtFirst, isPeoples } from '../domain/entered-by-hand.ts'
import { isHashOf } from '../domain/erased.ts'
import { InvalidInput, NeedsPerson } from '../domain/errors.ts'
import { tickEntity } from '../domain/hub-records.ts'
import type { ProofSheet } from '../domain/proof.ts'
import { memberOf, type RecordRef, type RecordValue, ref, refText, systemOf } from '../domain/record.ts'
import type { JournalEntry, KeptDifference, PlannedWrite, Question, RecordEdit } from '../domain/run.ts'
import {
  checkCorrections,
  type Definition,
  type Difference,
  type Program,
  planUpdate,
  startsIn,
} from '../language/index.ts'
import { questionOf } from './connections/failure.ts'
import type { Deciding } from './deciding.ts'
import type { LoopParts } from './parts.ts'
import { maxActions, withEntities } from './parts.ts'
import { type Guarded, guardedAlone } from './round/alone.ts'
import { answerTo } from './run/answers.ts'
import { findRecords } from './run/find-records.ts'
import { perhapsEntered } from './run/perhaps-entered.ts'
import { linkedOfOtherWorth } from './write/entered-by-hand.ts'
import { intendedBefore } from './write/intended-before.ts'
import { keepLost } from './write/keep-unread.ts'
import { linkedFrom } from './write/linked-from.ts'
import { isKnown } from './write/linked-update.ts'
import { type RulesContext, underOwnRules } from './write/own-rules.ts'
import { documentHash, documentUnder, isLinkOf, marksRead, placeOf } from './write/same-record.ts'
import { targetGone } from './write/target-gone.ts'
import { decideDocument } from './write/write-decision.ts'

/** What a run would do now. Nothing was written, neither there nor here. */
export interface DryRun {
  readonly record: RecordRef
  readonly flow: string
  readonly outcome: 'would-write' | 'nothing-to-do' | 'skipped' | 'held'
  readonly reason: string
  /** Of a run that a guard of its flow holds, or lets leave the record as it is, also what it would write without. */
  readonly writes: readonly DryWrite[]
  readonly proof: ProofSheet | null
  readonly question: Question | null
}

export interface DryWrite {
  readonly do: 'create' | 'update' | 'nothing'
  readonly target: RecordRef
  readonly document: RecordValue
  /** What is there now and differs; empty for a create. */
  readonly differences: readonly Difference[]
  /** The whole document, where `document` holds only what is sent. */
  readonly whole?: RecordValue
  /** What the rules of this run would change in it: it stays under those that it was written under. */
  readonly kept?: KeptDifference
  /** What exactly would be sent, where that is a text that people can read: a batch of SQL. */
  readonly sends?: string
}

/** The same loop, stopped before each write: the write is noted, taken as done, and the next one is looked at. */
export async function dryRun(
  given: LoopParts,
  integration: Integration,
  by: Deciding,
  what: {
    flow: string
    record: RecordRef
    edits: readonly RecordEdit[]
    /** Of the definition that decides; null: it is only proposed. */
    version: number | null
    /** As if a person had decided that documents are written under these rules. */
    newestRules?: boolean
    /** Whose guards are asked: the definition in force, also where another one is only proposed. */
    guards: Program
  },
): Promise<DryRun> {
  const loop = withEntities(given, by.entities)
  const { parts, connections, known } = loop
  const { flow, record, edits, version, newestRules } = what
  if (by.definition.flows[flow]?.bulk && record.entity === tickEntity)
    throw new InvalidInput(
      'The record',
      [{ at: refText(record), reason: 'is a round, which decides on many records at once' }],
      'Nothing says beforehand what a round would do. Try one of its records.',
    )
  if (edits.length > 0) checkCorrections((await connections.read(integration, record)) ?? {}, edits)
  const journal: JournalEntry[] = [
    ...(await parts.database.stores.runs.corrections(integration.id, flow, record)),
    { kind: 'requested', by: 'dry run', ...(newestRules ? { newestRules } : {}) },
    ...(edits.length > 0 ? [correctionOf(by.definition, flow, edits, 'dry run')] : []),
  ]
  const writes: DryWrite[] = []
  const result = (outcome: DryRun['outcome'], reason: string, question: Question | null = null): DryRun => {
    const proof = journal.flatMap((entry) => (entry.kind === 'proof' ? [entry.sheet] : [])).at(-1)
    return { record, flow, outcome, reason, writes, proof: proof ?? question?.sheet ?? null, question }
  }
  for (let actions = 0; actions < maxActions; actions++) {
    const action = await by.decide({ flow, record, ...startsIn(by, integration, flow) }, journal)
    switch (action.do) {
      case 'read':
        for (const { step, as, record: wanted } of action.reads)
          journal.push({ kind: 'read', step, as, record: wanted, value: await connections.read(integration, wanted) })
        break
      case 'look-up': {
        const links = await linkedFrom(
          parts.database.stores,
          integration.id,
          action.links.filter(({ back }) => back),
        )
        for (const { source, entity } of action.links.filter(({ back }) => !back)) {
          const found = await parts.database.stores.links.find(integration.id, entity, [source])
          const link = found.get(source.key)
          const own = link && isLinkOf(parts, link, marksRead(parts, journal, source))
          links.push({ source, entity, target: own ? link.target.key : null })
        }
        const records = await known.look(integration, action.records, { fresh: action.fresh ?? false })
        journal.push({ kind: 'looked-up', links, records })
        break
      }
      case 'find':
        journal.push(await findRecords(loop, integration, action))
        break
      case 'note':
        journal.push(action.entry)
        break
      case 'write': {
        const entered = await perhapsEntered(loop, integration, { flow, record, journal }, action.write, action.step)
        if (entered && !(await answerTo(parts, { integration: integration.id, flow, record }, entered)))
          return result('held', entered.message, entered)
        const context = { ...loop, integration, by, version, flow, record, journal }
        const seen: Seen = new Map()
        const planned = await planWrite(context, action.write, seen)
          .then((one) => withWhatIsSent(context, one))
          .catch((error: unknown) => {
            if (error instanceof NeedsPerson || error instanceof InvalidInput) return questionOf(error, action.step)
            throw error
          })
        if ('code' in planned) {
          const answer = await answerTo(parts, { integration: integration.id, flow, record }, planned)
          const link = (
            await parts.database.stores.links.find(integration.id, action.write.entity, [action.write.source])
          ).get(action.write.source.key)
          if (!answer || !link) return result('held', planned.message, planned)
          journal.push(answer, { kind: 'unchanged', step: action.step, record: link.target })
          break
        }
        writes.push(planned)
        const guarded = await whatGuardsSay(context, what.guards, action.write, seen)
        if (guarded && 'stays' in guarded) return result('skipped', guarded.stays)
        if (guarded) return result('held', guarded.question.message, guarded.question)
        journal.push(
          planned.do === 'nothing'
            ? { kind: 'unchanged', step: action.step, record: planned.target }
            : { kind: 'written', step: action.step, record: planned.target, value: planned.document },
        )
        break
      }
      case 'ask': {
        const answer = await answerTo(parts, { integration: integration.id, flow, record }, action.question)
        if (!answer) return result('held', action.question.message, action.question)
        journal.push(answer)
        break
      }
      case 'finish': {
        if (action.state === 'skipped') return result('skipped', action.reason)
        const writing = writes.filter((one) => one.do !== 'nothing')
        return writing.length > 0
          ? result('would-write', `${writing.length} of ${writes.length} documents would be written.`)
          : result('nothing-to-do', 'Nothing would be written: GP has what a run would write.')
      }
    }
  }
  throw new Error(`More than ${maxActions} actions: the flow goes round in circles`)
}

/** @throws NeedsPerson, InvalidInput: nothing can be sent so, and a run would stop with it */
async function withWhatIsSent(
  { parts, integration }: RulesContext,
  planned: DryWrite | Question,
): Promise<DryWrite | Question> {
  if ('code' in planned || planned.do === 'nothing') return planned
  const { do: what, target, document } = planned
  const connector = connectorOf(await parts.connectorsOf(integration), systemOf(target.entity))
  const sends = (await connector.wouldSend?.({ do: what, record: target, document })) ?? null
  return sends === null ? planned : { ...planned, sends }
}

/** What records hold that a write was planned by, by `refText`: each is read once. */
type Seen = Map<string, RecordValue | null>

/** Where the flow sets its records in bulk. */
async function whatGuardsSay(
  { parts, connections, integration, flow, record }: RulesContext,
  program: Program,
  { entity, key, document }: PlannedWrite,
  seen: Seen,
): Promise<Guarded> {
  if (program.flows.get(flow)?.bulk?.to !== entity) return null
  const target = ref(entity, key)
  const known = seen.get(refText(target))
  const there = known === undefined ? await connections.read(integration, target) : known
  const its = { integration: integration.id, flow, record }
  const answered = async (question: Question) => (await answerTo(parts, its, question)) !== null
  return there && guardedAlone(parts, program, its, { target, there, wanted: document }, answered)
}

/** Corrections of the record that starts the flow, under the name that the flow gives it. */
export function correctionOf(
  { flows }: Definition,
  flow: string,
  edits: readonly RecordEdit[],
  by: string,
): Extract<JournalEntry, { kind: 'edited' }> {
  const first = memberOf(flows, flow)?.steps[0]
  return { kind: 'edited', as: first?.do === 'read' ? first.as : '', edits, by }
}

/** @throws NeedsPerson where a run would stop */
async function planWrite(context: RulesContext, planned: PlannedWrite, seen: Seen): Promise<DryWrite | Question> {
  const { parts, connections, integration, journal } = context
  const { stores } = parts.database
  const looked = await stores.intents.look(integration.id, planned.source, ref(planned.entity, planned.key))
  const schema = parts.entities.get(planned.entity)!
  const plan = await keepLost(stores.runs, schema, planned, looked.link, journal)
  const isSet = schema.way === 'set'
  if (schema.way === 'append') {
    const hash = documentHash(parts, plan)
    const appended = looked.link && isHashOf(looked.link.writtenHash, hash, parts.seal)
    const target = appended ? looked.link!.target : ref(plan.entity, plan.key)
    return { do: appended ? 'nothing' : 'create', target, document: plan.document, differences: [] }
  }
  const place = placeOf(parts, plan, looked, marksRead(parts, journal, plan.source))
  const { link, intent } = isSet ? { link: null, intent: null } : place
  const decide = (target: RecordRef, wanted: RecordValue, held: RecordValue | null, intended: RecordValue | null) =>
    decideDocument({
      plan,
      schema,
      place: { ...place, link, intent },
      target,
      wanted,
      held,
      intended,
      seal: parts.seal,
    })
  if (!link) {
    const target = intent?.target ?? ref(plan.entity, plan.key)
    const there = await connections.read(integration, target)
    seen.set(refText(target), there)
    const document = documentUnder(parts, plan, target.key)
    const update = there && planUpdate(schema, there, document, [])
    const differences = update?.differences ?? []
    if (isSet && update) return { do: 'update', target, document: update.document, differences, whole: document }
    const decision = isSet ? ({ do: 'nothing' } as const) : decide(target, document, there, null)
    if (decision.do === 'ask') throw decision.question
    return { do: there ? 'nothing' : 'create', target, document, differences }
  }
  const { target } = link
  const wanted = documentUnder(parts, plan, target.key)
  const nothing: DryWrite = { do: 'nothing', target, document: wanted, differences: [] }
  const hash = documentHash(parts, plan)
  const same = isHashOf(link.writtenHash, hash, parts.seal)
  const unchanged = (same && isKnown(link, intent)) || plan.update === 'never' || isPeoples(plan, link)
  if (unchanged && !schema.shared) return nothing
  const own = unchanged || same || link.writtenHash === '' ? null : await underOwnRules(context, plan, link)
  if (own?.do === 'ask') return own.question
  if (own?.do === 'keep') return { ...nothing, kept: own.kept }
  const current = await connections.read(integration, target)
  if (!current) throw await targetGone(context, link)
  const otherWorth =
    isPeoples(plan, link) && isLookedAtFirst(link) && schema.document?.voided
      ? linkedOfOtherWorth(parts, schema, plan, link, current)
      : null
  if (otherWorth) throw otherWorth
  if (unchanged) return nothing
  const written = own ? documentUnder(parts, own.plan, target.key) : wanted
  const decision = decide(target, written, current, await intendedBefore(context, link, intent))
  if (decision.do === 'ask') throw decision.question
  const kept = own?.kept ? { kept: own.kept } : {}
  if (decision.do !== 'update') return { ...nothing, ...kept }
  const { document, differences } = decision.update
  return { do: 'update', target, document, differences, whole: wanted, ...kept }
}
