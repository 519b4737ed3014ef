import { isErased } from '../domain/erased.ts'
import type { ProofSheet } from '../domain/proof.ts'
import type { RecordKey, RecordValue } from '../domain/record.ts'
import type { FoundRecord, JournalEntry, Question, RecordEdit } from '../domain/run.ts'
import { type Known, linkedFromKey, linkKey, recordKeyOf } from './evaluate.ts'
import { correctedPlace } from './record-edits.ts'

/** How a step's document came to be there: sent, found as it was meant, or left alone because nothing differs. */
export interface WrittenStep {
  readonly key: RecordKey
  readonly did: 'wrote' | 'found' | 'nothing'
}

/** A correction and the name of the record that it is for. */
export interface NamedEdit {
  readonly as: string
  readonly edit: RecordEdit
}

export type FoundByStep = Pick<Extract<JournalEntry, { kind: 'found' }>, 'keys' | 'more'>

/** What a run knows and has done so far: its journal, folded. Of one thing the newest entry counts. */
export interface Journaled extends Known {
  readonly links: Map<string, string | null>
  readonly records: ReadonlyMap<string, FoundRecord>
  /** A person asked for this run. */
  readonly requested: boolean
  /** Records that were read, by their name in expressions; null: the remote system has none. */
  readonly values: ReadonlyMap<string, RecordValue | null>
  /** Documents that were sent, and of which nothing is known: by link key. */
  readonly sent: ReadonlyMap<string, RecordKey>
  /** By the record's name and the path in it. */
  readonly corrections: ReadonlyMap<string, NamedEdit>
  /** Corrections that were erased with the data of the record's person: what they said is not known any more. */
  readonly lost: ReadonlyMap<string, NamedEdit>
  /** By step. */
  readonly written: ReadonlyMap<string, WrittenStep>
  /** Proofs before writing, by step. */
  readonly proofs: ReadonlyMap<string, ProofSheet>
  /** Steps whose changes of texts the journal has. */
  readonly textsSaid: ReadonlySet<string>
  /** Steps whose document stays under the rules that it was written under. */
  readonly keptSteps: ReadonlySet<string>
  /** Steps at which the record has waited as long as it may. */
  readonly waitedOut: ReadonlySet<string>
  /** What steps were looking for, by step. */
  readonly found: ReadonlyMap<string, FoundByStep>
  /** A person has resolved the incident of this question, which is asked once. */
  readonly hasAnswered: (question: Pick<Question, 'code' | 'subject'>) => boolean
}

/** Folds a journal. Pure: entries that tell only people (failures, resumptions) change nothing. */
export function journaled(journal: readonly JournalEntry[]): Journaled {
  const links = new Map<string, string | null>()
  const records = new Map<string, FoundRecord>()
  const values = new Map<string, RecordValue | null>()
  const sent = new Map<string, RecordKey>()
  const corrections = new Map<string, NamedEdit>()
  const lost = new Map<string, NamedEdit>()
  const written = new Map<string, WrittenStep>()
  const proofs = new Map<string, ProofSheet>()
  const textsSaid = new Set<string>()
  const keptSteps = new Set<string>()
  const waitedOut = new Set<string>()
  const answered = new Set<string>()
  const found = new Map<string, FoundByStep>()
  for (const entry of journal) {
    switch (entry.kind) {
      case 'read':
        values.set(entry.as, entry.value)
        break
      case 'found':
        found.set(entry.step, entry)
        break
      case 'looked-up':
        for (const link of entry.links) {
          if (link.sources) {
            const { source, entity, sources } = link
            links.set(linkedFromKey(entity, source.entity, source.key), JSON.stringify(sources))
            continue
          }
          const place = linkKey(link.entity, link.source.entity, link.source.key)
          links.set(place, link.target)
          if (link.sent) sent.set(place, link.sent)
        }
        for (const one of entry.records) records.set(recordKeyOf(one.record.entity, one.record.key), one)
        break
      case 'edited':
        for (const edit of entry.edits) {
          const place = `${entry.as} ${correctedPlace(edit)}`
          const [kept, gone] = isErased(edit.after) ? [lost, corrections] : [corrections, lost]
          kept.set(place, { as: entry.as, edit })
          gone.delete(place)
        }
        break
      case 'lapsed':
        for (const edit of entry.edits) {
          corrections.delete(`${entry.as} ${correctedPlace(edit)}`)
          lost.delete(`${entry.as} ${correctedPlace(edit)}`)
        }
        break
      case 'proof':
        if (entry.sheet.of === 'document') proofs.set(entry.step, entry.sheet)
        break
      case 'answered':
        answered.add(`${entry.code} ${entry.subject}`)
        break
      case 'waited-out':
        waitedOut.add(entry.step)
        break
      case 'texts':
        textsSaid.add(entry.step)
        break
      case 'written':
        written.set(entry.step, { key: entry.record.key, did: entry.found ? 'found' : 'wrote' })
        break
      case 'kept':
        keptSteps.add(entry.step)
        break
      case 'unchanged':
        written.set(entry.step, { key: entry.record.key, did: 'nothing' })
        break
      default:
        break
    }
  }
  return {
    links,
    records,
    requested: journal.some(({ kind }) => kind === 'requested'),
    values,
    sent,
    corrections,
    lost,
    written,
    proofs,
    textsSaid,
    keptSteps,
    waitedOut,
    found,
    hasAnswered: ({ code, subject }) => answered.has(`${code} ${subject}`),
  }
}
