import type { Integration } from '../domain/definition.ts'
import { NeedsPerson } from '../domain/errors.ts'
import type { ProofSheet } from '../domain/proof.ts'
import { canonicalJson, memberOf, type RecordRef, type RecordValue, ref } from '../domain/record.ts'
import type { Action, FoundLink, JournalEntry, PlannedWrite, Question, RecordEdit } from '../domain/run.ts'
import {
  checkCorrections,
  type DecidedRun,
  type Definition,
  type Difference,
  decide,
  type Program,
  planUpdate,
} from '../language/index.ts'
import { questionOf } from './failure.ts'
import { isOurs, notOurs, planLinkedUpdate } from './linked-update.ts'
import { maxActions } from './parts.ts'
import { answerTo, type LoopParts } from './run-loop.ts'
import { documentUnder, isLinkOf, marksRead, placeOf } from './same-record.ts'
import { targetGone } from './target-gone.ts'

/** What a run would do now. Nothing was written, neither there nor here. */
export interface DryRun {
  readonly record: RecordRef
  readonly outcome: 'would-write' | 'nothing-to-do' | 'skipped' | 'held'
  readonly reason: string
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
}

/** What decides: the program of a version, or of a definition that is only proposed, which is evaluated aside. */
export interface Deciding {
  readonly definition: Definition
  decide(run: DecidedRun, journal: readonly JournalEntry[]): Action | Promise<Action>
}
export const deciding = (program: Program): Deciding => ({
  definition: program.definition,
  decide: (run, journal) => decide(program, run, journal),
})

/** The same loop, stopped before each write: the write is noted, taken as done, and the next one is looked at. */
export async function dryRun(
  { parts, connections, known }: LoopParts,
  integration: Integration,
  by: Deciding,
  { flow, record, edits }: { flow: string; record: RecordRef; edits: readonly RecordEdit[] },
): Promise<DryRun> {
  if (edits.length > 0) checkCorrections((await connections.read(integration, record)) ?? {}, edits)
  const journal: JournalEntry[] = [
    ...(await parts.database.stores.runs.corrections(integration.id, flow, record)),
    { kind: 'requested', by: 'dry run' },
    ...(edits.length > 0 ? [correctionOf(by.definition, flow, edits, 'dry run')] : []),
  ]
  const writes: DryWrite[] = []
  const result = (outcome: DryRun['outcome'], reason: string, question: Question | null = null): DryRun => {
    const proof = journal.flatMap((entry) => (entry.kind === 'proof' ? [entry.sheet] : [])).at(-1)
    return { record, outcome, reason, writes, proof: proof ?? question?.sheet ?? null, question }
  }
  for (let actions = 0; actions < maxActions; actions++) {
    const action = await by.decide({ flow, record, cutOver: integration.cutOver }, journal)
    switch (action.do) {
      case 'read':
        for (const { step, as, record: wanted } of action.reads)
          journal.push({ kind: 'read', step, as, record: wanted, value: await connections.read(integration, wanted) })
        break
      case 'look-up': {
        const links: FoundLink[] = []
        for (const { source, entity } of action.links) {
          const found = await parts.database.stores.links.find(integration.id, entity, [source])
          const link = found.get(source.key)
          const own = link && isLinkOf(parts, link, marksRead(parts, journal, source))
          links.push({ source, entity, target: own ? link.target.key : null })
        }
        const records = await known.look(integration, action.records, { fresh: action.fresh ?? false })
        journal.push({ kind: 'looked-up', links, records })
        break
      }
      case 'note':
        journal.push(action.entry)
        break
      case 'write': {
        const planned = await planWrite(parts, connections, integration, action.write, journal).catch(
          (error: unknown) => {
            if (error instanceof NeedsPerson) return questionOf(error, action.step)
            throw error
          },
        )
        if ('code' in planned) return result('held', planned.message, planned)
        writes.push(planned)
        journal.push(
          planned.do === 'nothing'
            ? { kind: 'unchanged', step: action.step, record: planned.target }
            : { kind: 'written', step: action.step, record: planned.target, value: planned.document },
        )
        break
      }
      case 'wait':
        return result('held', action.reason)
      case 'ask': {
        const answer = await answerTo(parts, integration.id, flow, action.question)
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
async function planWrite(
  parts: LoopParts['parts'],
  connections: LoopParts['connections'],
  integration: Integration,
  plan: PlannedWrite,
  journal: readonly JournalEntry[],
): Promise<DryWrite> {
  const { stores } = parts.database
  const looked = await stores.intents.look(integration.id, plan.source, ref(plan.entity, plan.key))
  const { link, intent } = placeOf(parts, plan, looked, marksRead(parts, journal, plan.source))
  const key = parts.entities.get(plan.entity)!.key
  if (!link) {
    const target = intent?.target ?? ref(plan.entity, plan.key)
    const there = await connections.read(integration, target)
    const document = documentUnder(parts, plan, target.key)
    if (there && !isOurs(plan, document, there)) throw notOurs(plan, target)
    return {
      do: there ? 'nothing' : 'create',
      target,
      document,
      differences: there ? (planUpdate(there, document, key)?.differences ?? []) : [],
    }
  }
  const { target } = link
  const wanted = documentUnder(parts, plan, target.key)
  const nothing: DryWrite = { do: 'nothing', target, document: wanted, differences: [] }
  const unchanged = link.writtenHash === parts.hash(canonicalJson(plan.document)) || plan.update === 'never'
  const shared = parts.entities.get(plan.entity)!.shared === true
  if (unchanged && !shared) return nothing
  const current = await connections.read(integration, target)
  if (!current) throw await targetGone({ parts, connections, integration, journal }, link)
  if (unchanged) return nothing
  const update = planLinkedUpdate({ link, intent, current, wanted, ...parts.entities.get(plan.entity)! })
  return update ? { do: 'update', target, document: update.document, differences: update.differences } : nothing
}
