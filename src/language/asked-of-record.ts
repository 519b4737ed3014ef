import { type EntityName, type RecordRef, type RecordValue, ref, refText, systemOf } from '../domain/record.ts'
import type { Action, LinkQuery, Question } from '../domain/run.ts'
import { type Step, type StepOf, stepsWithin } from './format.ts'
import type { Journaled } from './journaled.ts'
import { linkKey } from './known-world.ts'
import type { Program } from './program.ts'
import * as words from './words.ts'

/** A run's own record, what its flow does with it, and what is known so far. */
export interface OwnRecord {
  readonly program: Program
  readonly steps: readonly Step[]
  /** Lists that the flow carries by itself. */
  readonly carries: readonly string[]
  readonly record: RecordRef
  readonly journal: Journaled
}

const ask = (question: Question): Action => ({ do: 'ask', question })

/** The name of a run's own document as the remote system has it now: a name that no flow can give. */
const ownName = '(document)'

/** A correction that is erased would silently not hold any more: a person is asked once. */
export function askLostCorrections({ record, journal }: OwnRecord): Action | null {
  if (journal.lost.size === 0) return null
  const paths = [...journal.lost.values()].map(({ edit }) => edit.path)
  const question = words.correctionErased(record, paths)
  return journal.hasAnswered(question) ? null : ask(question)
}

/** A record that the shop has no more. What became of the run's own record decides what a person has to do. */
export function askGone(own: OwnRecord, step: string, record: RecordRef): Action {
  if (record.key === '0') return ask(words.notNamed(step, record, own.record))
  const { lookUp, held } = ownDocument(own)
  return lookUp ?? ask(words.recordGone(step, record, own.record, held))
}

/**
 * What a person is asked about this record whatever the flow says, as that money was refunded: at once where its
 * document is in the other system, else before anything is written for it. A flow that makes no document there, as one
 * that tells the shop of a shipment, asks nothing: refunds are those flows' that do.
 */
export function askOnce(own: OwnRecord): { readonly now: Action | null; readonly beforeWriting: Action | null } {
  const { program, record, journal, steps } = own
  const first = rootRead(own)
  const rule = first && program.schemaOf(first.entity)?.asksOnce
  const rows = (rule && (journal.values.get(first.as)?.[rule.rows] as RecordValue[] | null | undefined)) ?? []
  const subjectOf = (subject: unknown) => `${refText(record)} ${String(subject)}`
  const isCarried = (row: RecordValue) => row[rule?.carried ?? ''] === true && own.carries.includes(rule?.rows ?? '')
  const open = rows.filter(
    (row) => !isCarried(row) && !journal.hasAnswered({ code: rule?.code ?? '', subject: subjectOf(row.subject) }),
  )
  const [next] = open
  if (!first || !rule || !next || documentsOf(steps, record).length === 0) return { now: null, beforeWriting: null }
  const { lookUp, held } = ownDocument(own)
  if (lookUp) return { now: lookUp, beforeWriting: null }
  const question = {
    code: rule.code,
    subject: subjectOf(next.subject),
    says: open.map((row) => String(row.says)).join(' '),
  }
  if (!held) return { now: null, beforeWriting: ask(words.beforeTransfer(record, question)) }
  if (!held.arrived) return { now: ask(words.afterTransfer(record, question, held, '')), beforeWriting: null }
  if (!journal.values.has(ownName))
    return { now: { do: 'read', reads: [{ step: first.id, as: ownName, record: held.document }] }, beforeWriting: null }
  const there = journal.values.get(ownName) ?? null
  const fields = program.schemaOf(held.document.entity)?.inShort ?? []
  const inShort = there === null ? 'nothing' : fields.map((field) => String(there[field] ?? '')).join(' ')
  return { now: ask(words.afterTransfer(record, question, held, inShort)), beforeWriting: null }
}

/** What the record says of the money beside its totals. */
export function moneyNotes(own: OwnRecord): string[] {
  const first = rootRead(own)
  const value = first && own.journal.values.get(first.as)
  const names = (first && own.program.schemaOf(first.entity)?.notes) ?? []
  return names.flatMap((path) => {
    const note = path
      .split('.')
      .reduce<unknown>((held, name) => (held as Record<string, unknown> | null | undefined)?.[name], value)
    return typeof note === 'string' && note !== '' ? [note] : []
  })
}

function rootRead({ steps }: OwnRecord): StepOf<'read'> | null {
  const [first] = steps
  return first?.do === 'read' ? first : null
}

/** What the other system has of the run's own record; `lookUp`: what has to be known for that. `arrived` false: it was only sent. */
function ownDocument({ program, steps, record, journal }: OwnRecord): {
  lookUp: Action | null
  held: words.OwnDocument | null
} {
  const keyOf = ({ source, entity }: LinkQuery) => linkKey(entity, source.entity, source.key)
  const its = documentsOf(steps, record)
  const others = [...program.flows.values()].filter(({ flow }) => flow.on === record.entity)
  const made = its.length > 0 ? its : others.flatMap(({ flow }) => documentsOf(flow.steps, record))
  const places = [...new Set(made)].map((entity) => ({ source: record, entity }))
  const unknown = places.filter((place) => !journal.links.has(keyOf(place)))
  if (unknown.length > 0) return { lookUp: { do: 'look-up', links: unknown, records: [] }, held: null }
  const [held = null] = places.flatMap((place) => {
    const linked = journal.links.get(keyOf(place)) ?? null
    const key = linked ?? journal.sent.get(keyOf(place))
    return key === undefined ? [] : [{ document: ref(place.entity, key), arrived: linked !== null }]
  })
  return { lookUp: null, held }
}

/** What a flow makes of its record in the other system. */
function documentsOf(steps: readonly Step[], { entity }: RecordRef): EntityName[] {
  const made = writeSteps(steps).map(({ to }) => to)
  return [...new Set(made)].filter((to) => systemOf(to) !== systemOf(entity) && systemOf(to) !== 'hub')
}

/** The steps in which a flow makes something of its record, in their order, within branches as well. */
export const writeSteps = (steps: readonly Step[]): StepOf<'write'>[] =>
  steps.flatMap((step) =>
    step.do === 'write' && step.of === undefined ? [step] : stepsWithin(step).flatMap(writeSteps),
  )
