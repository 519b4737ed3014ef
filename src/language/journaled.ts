import { isErased } from '../domain/erased.ts'
import type { ProofSheet } from '../domain/proof.ts'
import { type RecordKey, type RecordRef, type RecordValue, refText } from '../domain/record.ts'
import type { FoundRecord, JournalEntry, Question, RecordEdit } from '../domain/run.ts'
import { type Known, linkedFromKey, linkKey, recordKeyOf } from './known-world.ts'
import { correct, correctedPlace } from './record-edits.ts'

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
  const fold = new Fold()
  for (const entry of journal) fold.add(entry)
  return fold
}

/** A record as a run had it: as it was read last, with people's corrections. Null: it has not read it, or there was none. */
export function recordIn(journal: readonly JournalEntry[], record: RecordRef): RecordValue | null {
  const text = refText(record)
  const read = journal.findLast((entry) => entry.kind === 'read' && refText(entry.record) === text)
  if (read?.kind !== 'read' || read.value === null) return null
  const edits = [...journaled(journal).corrections.values()].flatMap(({ as, edit }) => (as === read.as ? [edit] : []))
  return correct(read.value, edits).value
}

/** A journal, folded as far as it was added. */
export class Fold implements Journaled {
  requested = false
  readonly links = new Map<string, string | null>()
  readonly records = new Map<string, FoundRecord>()
  readonly values = new Map<string, RecordValue | null>()
  readonly sent = new Map<string, RecordKey>()
  readonly corrections = new Map<string, NamedEdit>()
  readonly lost = new Map<string, NamedEdit>()
  readonly written = new Map<string, WrittenStep>()
  readonly proofs = new Map<string, ProofSheet>()
  readonly textsSaid = new Set<string>()
  readonly keptSteps = new Set<string>()
  readonly waitedOut = new Set<string>()
  readonly found = new Map<string, FoundByStep>()
  private readonly answered = new Set<string>()

  readonly hasAnswered: Journaled['hasAnswered'] = ({ code, subject }) => this.answered.has(`${code} ${subject}`)

  /** @returns false: what was known before is another now, or may mean something else */
  add(entry: JournalEntry): boolean {
    switch (entry.kind) {
      case 'read':
        return putNew(this.values, entry.as, entry.value)
      case 'found':
        return putNew(this.found, entry.step, entry)
      case 'looked-up':
        return this.addLookedUp(entry)
      case 'edited':
        for (const edit of entry.edits) {
          const place = `${entry.as} ${correctedPlace(edit)}`
          const [kept, gone] = isErased(edit.after) ? [this.lost, this.corrections] : [this.corrections, this.lost]
          kept.set(place, { as: entry.as, edit })
          gone.delete(place)
        }
        return false
      case 'lapsed':
        for (const edit of entry.edits) {
          this.corrections.delete(`${entry.as} ${correctedPlace(edit)}`)
          this.lost.delete(`${entry.as} ${correctedPlace(edit)}`)
        }
        return false
      case 'requested':
        this.requested = true
        return false
      case 'proof':
        if (entry.sheet.of === 'document') this.proofs.set(entry.step, entry.sheet)
        return true
      case 'answered':
        this.answered.add(`${entry.code} ${entry.subject}`)
        return true
      case 'waited-out':
        this.waitedOut.add(entry.step)
        return true
      case 'texts':
        this.textsSaid.add(entry.step)
        return true
      case 'written':
        return putNew(this.written, entry.step, { key: entry.record.key, did: entry.found ? 'found' : 'wrote' })
      case 'unchanged':
        return putNew(this.written, entry.step, { key: entry.record.key, did: 'nothing' })
      case 'kept':
        this.keptSteps.add(entry.step)
        return false
      default:
        return true
    }
  }

  private addLookedUp({ links, records }: Extract<JournalEntry, { kind: 'looked-up' }>): boolean {
    let adds = true
    for (const { source, entity, target, sent, sources } of links) {
      const [place, found] = sources
        ? [linkedFromKey(entity, source.entity, source.key), JSON.stringify(sources)]
        : [linkKey(entity, source.entity, source.key), target]
      adds = putNew(this.links, place, found) && adds
      if (sent && !sources) this.sent.set(place, sent)
    }
    for (const one of records) adds = putNew(this.records, recordKeyOf(one.record.entity, one.record.key), one) && adds
    return adds
  }
}

/** @returns false: something else was there */
function putNew<Value>(into: Map<string, Value>, place: string, value: Value): boolean {
  const isNew = !into.has(place) || into.get(place) === value
  into.set(place, value)
  return isNew
}
