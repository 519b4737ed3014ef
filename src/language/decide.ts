import type { Instant } from '../domain/clock.ts'
import { Decimal } from '../domain/decimal.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { isErased } from '../domain/erased.ts'
import type { ProofSheet, TaxProof } from '../domain/proof.ts'
import {
  type EntityName,
  memberOf,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../domain/record.ts'
import type {
  Action,
  FoundRecord,
  JournalEntry,
  LinkQuery,
  Missing,
  PlannedRead,
  PlannedWrite,
  Question,
  RecordEdit,
  TextChange,
} from '../domain/run.ts'
import { balance } from './balance.ts'
import { Budget } from './budget.ts'
import type { CompiledFlow, CompiledMapping, Program } from './compile.ts'
import { applyMapping, attempt, type Known, linkKey, type Outcome, recordKeyOf } from './evaluate.ts'
import type { Step, StepOf } from './format.ts'
import { correct } from './record-edits.ts'
import { type Letters, lettersBy } from './texts/storable-text.ts'
import { recordToValue } from './values.ts'
import * as words from './words.ts'

/** What `decide` knows of a run beside its journal. `cutOver`: records placed earlier are left alone, unless asked for. */
export interface DecidedRun {
  readonly flow: string
  readonly record: RecordRef
  readonly cutOver: Instant
}

/**
 * The next action of a run. Pure: the same program and journal give the same action, so a crash resumes, a dry run is
 * the same loop stopped at the first write, and a bug report is a journal.
 *
 * Steps are walked from the top; each is either done already, by the journal, or is what is to be done now. Reads whose
 * keys are known are asked for together.
 */
export function decide(program: Program, run: DecidedRun, journal: readonly JournalEntry[]): Action {
  const compiled = program.flows.get(run.flow)
  if (!compiled)
    return ask({
      code: 'no_flow',
      step: null,
      message: `There is no flow ${run.flow}.`,
      hint: 'Import a definition that has it.',
      subject: run.flow,
    })
  const walk = new Walk(program, compiled, run, journal)
  const [lapsed] = walk.lapsed
  if (lapsed) return { do: 'note', entry: lapsed }
  const lost = walk.lostCorrections()
  if (lost) return lost
  const asked = walk.askOnce()
  if (asked.now) return asked.now
  const action = walk.steps(compiled.flow.steps) ?? { do: 'finish', state: 'done', reason: walk.outcome() }
  // Nobody is asked because of facts that were kept for a while: they are read again first.
  const kept = action.do === 'ask' ? walk.kept() : []
  if (kept.length > 0) return { do: 'look-up', links: [], records: kept, fresh: true }
  return asked.beforeWriting && action.do === 'write' ? asked.beforeWriting : action
}

/** No currency has more than five decimals. */
function currencyDigits(digits: bigint): number {
  if (digits < 0n || digits > 5n) throw new RangeError('digits must be 0 to 5, as the currency has them')
  return Number(digits)
}

const ask = (question: Question): Action => ({ do: 'ask', question })

const keyOf = ({ source, entity }: LinkQuery) => linkKey(entity, source.entity, source.key)

/** A run's own document as GP has it now: no name that a flow can give. */
const ownName = '(document)'

/** What a flow makes of its record. */
const documentsOf = (steps: readonly Step[]): EntityName[] => [
  ...new Set(
    steps.flatMap((step) =>
      step.do === 'write' ? [step.to] : step.do === 'branch' ? documentsOf([...step.then, ...step.otherwise]) : [],
    ),
  ),
]

/** One walk over the steps, with what the journal says about them. */
class Walk implements Known {
  readonly links = new Map<string, string | null>()
  readonly records = new Map<string, FoundRecord>()
  /** Documents that were sent, and of which nothing is known: by link key. */
  private readonly sent = new Map<string, RecordKey>()
  /** Corrections that do not fit what was read, and that the journal does not tell of yet. */
  readonly lapsed: Extract<JournalEntry, { kind: 'lapsed' }>[] = []
  private readonly program: Program
  private readonly compiled: CompiledFlow
  private readonly root: RecordRef
  private readonly scope: Record<string, unknown>
  private readonly values = new Map<string, RecordValue | null>()
  private readonly documents = new Map<string, RecordValue>()
  private readonly madeBy = new Map<string, CompiledMapping>()
  private readonly taxes = new Map<string, TaxProof>()
  private readonly totals = new Map<string, string>()
  private readonly written = new Map<string, { readonly key: RecordKey; readonly did: 'wrote' | 'found' | 'nothing' }>()
  private readonly proofs = new Map<string, ProofSheet>()
  /** Steps whose changes of texts the journal has. */
  private readonly textsSaid = new Set<string>()
  /** By the record's name and the path in it. */
  private readonly corrections = new Map<string, { readonly as: string; readonly edit: RecordEdit }>()
  /** Corrections that were erased with the data of the record's person: what they said is not known any more. */
  private readonly lost = new Map<string, { readonly as: string; readonly edit: RecordEdit }>()
  private readonly done: string[] = []
  /** Questions asked once that a person has answered. */
  private readonly answered = new Set<string>()
  /** One for all that this decision evaluates: it is one piece of work that nothing interrupts. */
  private readonly budget = new Budget()
  /** Steps whose document stays under the rules that it was written under. */
  private readonly keptSteps = new Set<string>()

  constructor(program: Program, compiled: CompiledFlow, run: DecidedRun, journal: readonly JournalEntry[]) {
    this.program = program
    this.compiled = compiled
    this.root = run.record
    this.scope = {
      settings: program.settings,
      record: run.record.key,
      cutOver: new Date(run.cutOver),
      requested: journal.some(({ kind }) => kind === 'requested'),
    }
    for (const entry of journal) this.fold(entry)
    for (const [name, value] of this.values) this.define(name, value)
  }

  private fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'read':
        this.values.set(entry.as, entry.value)
        break
      case 'looked-up':
        for (const link of entry.links) {
          const place = linkKey(link.entity, link.source.entity, link.source.key)
          this.links.set(place, link.target)
          if (link.sent) this.sent.set(place, link.sent)
        }
        for (const found of entry.records) this.records.set(recordKeyOf(found.record.entity, found.record.key), found)
        break
      case 'edited':
        for (const edit of entry.edits) {
          const place = `${entry.as} ${edit.path}`
          const [kept, gone] = isErased(edit.after) ? [this.lost, this.corrections] : [this.corrections, this.lost]
          kept.set(place, { as: entry.as, edit })
          gone.delete(place)
        }
        break
      case 'lapsed':
        for (const { path } of entry.edits) {
          this.corrections.delete(`${entry.as} ${path}`)
          this.lost.delete(`${entry.as} ${path}`)
        }
        break
      case 'proof':
        if (entry.sheet.of === 'document') this.proofs.set(entry.step, entry.sheet)
        break
      case 'answered':
        this.answered.add(`${entry.code} ${entry.subject}`)
        break
      case 'texts':
        this.textsSaid.add(entry.step)
        break
      case 'written':
        this.written.set(entry.step, { key: entry.record.key, did: entry.found ? 'found' : 'wrote' })
        break
      case 'kept':
        this.keptSteps.add(entry.step)
        break
      case 'unchanged':
        this.written.set(entry.step, { key: entry.record.key, did: 'nothing' })
        break
      default:
        break
    }
  }

  private define(name: string, read: RecordValue | null): void {
    const entity = this.compiled.names.get(name)
    if (!entity || read === null) return
    const edits = [...this.corrections.values()].flatMap(({ as, edit }) => (as === name ? [edit] : []))
    const { value, lapsed } = correct(read, edits)
    if (lapsed.length > 0) this.lapsed.push({ kind: 'lapsed', as: name, edits: lapsed })
    this.scope[name] = recordToValue(this.program.recordType(entity), value)
  }

  /** A correction that is erased would silently not hold any more: a person is asked once. */
  lostCorrections(): Action | null {
    if (this.lost.size === 0) return null
    const question = words.correctionErased(
      this.root,
      [...this.lost.values()].map(({ edit }) => edit.path),
    )
    return this.answered.has(`${question.code} ${question.subject}`) ? null : ask(question)
  }

  /** Records whose facts are older than this run. */
  kept(): RecordRef[] {
    return [...this.records.values()].flatMap(({ record, asOf }) => (asOf === undefined ? [] : [record]))
  }

  /** What the run has come to, in a sentence. */
  outcome(): string {
    const [last] = this.done.slice(-1)
    return last ?? 'Nothing was to be done.'
  }

  /** The first action that the steps need, or null when all of them are done. */
  steps(steps: readonly Step[]): Action | null {
    for (const [index, step] of steps.entries()) {
      const action = this.step(step, steps.slice(index + 1))
      if (action) return action
    }
    return null
  }

  private step(step: Step, following: readonly Step[]): Action | null {
    switch (step.do) {
      case 'read':
        return this.read(step, following)
      case 'skip':
        return this.settle(
          this.evaluate<boolean>(step, 'unless'),
          (holds) => (holds ? null : { do: 'finish', state: 'skipped', reason: step.because }),
          step,
        )
      case 'stop':
        return this.settle(this.evaluate<boolean>(step, 'unless'), (holds) => (holds ? null : this.stop(step)), step)
      case 'ensure':
        return this.ensure(step, following)
      case 'map':
        return this.settle(
          this.document(step.by),
          (document, { taxes, texts }) => {
            this.documents.set(step.as, document)
            this.madeBy.set(step.as, this.program.mappings.get(step.by)!)
            if (taxes) this.taxes.set(step.as, taxes)
            return this.sayTexts(step.id, texts)
          },
          step,
        )
      case 'balance':
        return this.balance(step)
      case 'write':
        return this.write(step)
      case 'branch':
        return this.settle(
          this.evaluate<boolean>(step, 'if'),
          (holds) => this.steps(holds ? step.then : step.otherwise),
          step,
        )
    }
  }

  /** With amounts and names of its own each record is a cause of its own; else all that are stopped here are one. */
  private stop(step: StepOf<'stop'>): Action | null {
    const question = { code: 'stopped_by_flow', step: step.id, hint: step.hint }
    if (step.says === undefined) return ask({ ...question, message: step.because, subject: step.id })
    return this.settle(
      this.evaluate<string>(step, 'says'),
      (says) => ask({ ...question, message: `${step.because} ${says}`, subject: `${step.id} ${refText(this.root)}` }),
      step,
    )
  }

  private read(step: StepOf<'read'> | StepOf<'ensure'>, following: readonly Step[]): Action | null {
    if (!this.values.has(step.as)) return this.readTogether(step, following)
    if (this.values.get(step.as) !== null) return null
    return this.settle(this.evaluate<string>(step, 'key'), (key) => this.gone(step.id, ref(step.entity, key)), step)
  }

  /** A record that the shop has no more. What became of the run's own record decides what a person has to do. */
  private gone(step: string, record: RecordRef): Action {
    if (record.key === '0') return ask(words.notNamed(step, record, this.root))
    const own = this.ownDocument()
    return own.lookUp ?? ask(words.recordGone(step, record, this.root, own.held))
  }

  /** What GP has of the run's own record; `lookUp`: what has to be known for that. `arrived` false: it was only sent. */
  private ownDocument(): { lookUp: Action | null; held: words.OwnDocument | null } {
    const places = documentsOf(this.compiled.flow.steps).map((entity) => ({ source: this.root, entity }))
    const unknown = places.filter((place) => !this.links.has(keyOf(place)))
    if (unknown.length > 0) return { lookUp: { do: 'look-up', links: unknown, records: [] }, held: null }
    const [held = null] = places.flatMap((place) => {
      const linked = this.links.get(keyOf(place)) ?? null
      const key = linked ?? this.sent.get(keyOf(place))
      return key === undefined ? [] : [{ document: ref(place.entity, key), arrived: linked !== null }]
    })
    return { lookUp: null, held }
  }

  /**
   * What a person is asked about this record whatever the flow says, as that money was refunded: at once where GP has its
   * document, else before anything is written for it.
   */
  askOnce(): { readonly now: Action | null; readonly beforeWriting: Action | null } {
    const first = this.rootRead()
    const rule = first && this.program.schemaOf(first.entity)?.asksOnce
    const rows = (rule && (this.values.get(first.as)?.[rule.rows] as RecordValue[] | null | undefined)) ?? []
    const open = rows.filter(({ subject }) => !this.answered.has(`${rule!.code} ${this.subjectOf(String(subject))}`))
    const [next] = open
    if (!next) return { now: null, beforeWriting: null }
    const { lookUp, held } = this.ownDocument()
    if (lookUp) return { now: lookUp, beforeWriting: null }
    const says = [next, ...open.slice(1)].map((row) => String(row.says)).join(' ')
    const told = { code: rule!.code, subject: this.subjectOf(String(next.subject)), says }
    if (!held) return { now: null, beforeWriting: ask(words.beforeTransfer(this.root, told)) }
    if (!held.arrived) return { now: ask(words.afterTransfer(this.root, told, held, '')), beforeWriting: null }
    if (!this.values.has(ownName))
      return {
        now: { do: 'read', reads: [{ step: first!.id, as: ownName, record: held.document }] },
        beforeWriting: null,
      }
    const there = this.values.get(ownName) ?? null
    const fields = this.program.schemaOf(held.document.entity)?.inShort ?? []
    const inShort = there === null ? 'nothing' : fields.map((field) => String(there[field] ?? '')).join(' ')
    return { now: ask(words.afterTransfer(this.root, told, held, inShort)), beforeWriting: null }
  }

  /** What the record says of the money beside its totals. */
  private notes(): string[] {
    const first = this.rootRead()
    const value = first && this.values.get(first.as)
    const names = (first && this.program.schemaOf(first.entity)?.notes) ?? []
    return names.flatMap((name) => {
      const note = value?.[name]
      return typeof note === 'string' && note !== '' ? [note] : []
    })
  }

  private subjectOf(subject: string): string {
    return `${refText(this.root)} ${subject}`
  }

  private rootRead(): StepOf<'read'> | null {
    const [first] = this.compiled.flow.steps
    return first?.do === 'read' ? first : null
  }

  /** This read, and the reads below it whose keys are known by now. */
  private readTogether(first: StepOf<'read'> | StepOf<'ensure'>, following: readonly Step[]): Action | null {
    return this.settle(
      this.evaluate<string>(first, 'key'),
      (key) => {
        const reads: PlannedRead[] = [{ step: first.id, as: first.as, record: ref(first.entity, key) }]
        for (const step of following) {
          // A gate may end the run: nothing below it is read before it has decided.
          if (step.do === 'skip' || step.do === 'stop' || step.do === 'branch') break
          if ((step.do !== 'read' && step.do !== 'ensure') || this.values.has(step.as)) continue
          const known = this.evaluate<string>(step, 'key')
          if (known.is === 'value') reads.push({ step: step.id, as: step.as, record: ref(step.entity, known.value) })
        }
        return { do: 'read', reads }
      },
      first,
    )
  }

  private ensure(step: StepOf<'ensure'>, following: readonly Step[]): Action | null {
    const reading = this.read(step, following)
    if (reading) return reading
    return this.settle(
      this.evaluate<string>(step, 'key'),
      (sourceKey) => {
        const source = ref(step.entity, sourceKey)
        const written = this.written.get(step.id)
        if (written) {
          this.links.set(linkKey(step.to, source.entity, source.key), written.key)
          return null
        }
        return this.settle(
          this.document(step.by, step.with),
          (document, { texts }) => this.sayTexts(step.id, texts) ?? this.planWrite(step, source, document, null),
          step,
        )
      },
      step,
    )
  }

  private balance(step: StepOf<'balance'>): Action | null {
    const outcome = attempt(this.program, this, this.budget, () => ({
      anchor: this.run<Decimal>(step, 'to'),
      lines: step.lines === undefined ? null : this.run<Decimal>(step, 'lines'),
      digits: currencyDigits(this.run<bigint>(step, 'digits')),
      cap: step.cap === undefined ? new Decimal(0) : this.run<Decimal>(step, 'cap'),
    }))
    return this.settle(
      outcome,
      (rule) => {
        const balanced = balance(this.madeBy.get(step.document)!.target, this.documents.get(step.document)!, {
          ...rule,
          over: step.over ?? null,
          under: step.under ?? null,
          taxes: this.taxes.get(step.document) ?? null,
        })
        const { document } = balanced
        const notes = this.notes()
        const sheet = notes.length > 0 ? { ...balanced.sheet, notes } : balanced.sheet
        this.documents.set(step.document, document)
        this.totals.set(step.document, sheet.anchor)
        if (sheet.state === 'held') return ask(words.sheetHeld(step.id, sheet))
        return this.proofs.has(step.id) ? null : { do: 'note', entry: { kind: 'proof', step: step.id, sheet } }
      },
      step,
    )
  }

  private write(step: StepOf<'write'>): Action | null {
    const [source] = [...this.compiled.flow.steps].flatMap((first) => (first.do === 'read' ? [first] : []))
    const written = this.written.get(step.id)
    if (written) {
      this.done.push(
        `${step.to} ${written.key} ${this.keptSteps.has(step.id) && written.did === 'nothing' ? 'stays under the rules that it was written under' : words.did[written.did]}.`,
      )
      return null
    }
    const total = this.totals.get(step.document)
    const proof = total === undefined ? null : { total }
    return this.planWrite(
      step,
      ref(source!.entity, this.scope.record as string),
      this.documents.get(step.document)!,
      proof,
    )
  }

  private planWrite(
    step: StepOf<'write'> | StepOf<'ensure'>,
    source: RecordRef,
    document: RecordValue,
    proof: PlannedWrite['proof'],
  ): Action {
    const { identity, update } = step
    const key = String(document[this.program.keyField(step.to)])
    return {
      do: 'write',
      step: step.id,
      write: { source, entity: step.to, key: recordKey(key), document, identity, update, proof },
    }
  }

  /** Once a step: what was done to the texts of its document. */
  private sayTexts(step: string, changes: readonly TextChange[] = []): Action | null {
    if (changes.length === 0 || this.textsSaid.has(step)) return null
    return { do: 'note', entry: { kind: 'texts', step, changes } }
  }

  private document(by: string, renamed: Readonly<Record<string, string>> = {}): Outcome<RecordValue> {
    const mapping = this.program.mappings.get(by) as CompiledMapping
    const scope = {
      ...this.scope,
      ...Object.fromEntries(Object.entries(renamed).map(([name, own]) => [name, this.scope[own]])),
    }
    return attempt(this.program, this, this.budget, (texts) =>
      applyMapping(mapping, scope, this.budget, this.lettersOf(mapping.target), texts),
    )
  }

  private lettersOf({ letters }: EntitySchema): Letters | null {
    if (!letters) return null
    const { settings } = this.program.definition.settings
    const codePage = memberOf(settings, letters.codePage)
    const transliterate = memberOf(settings, letters.transliterate)
    return lettersBy(
      codePage?.type === 'text' ? (codePage.value ?? undefined) : undefined,
      transliterate?.type === 'boolean' ? (transliterate.value ?? undefined) : undefined,
    )
  }

  private run<T>(step: Step, member: string): T {
    return this.compiled.expressions.get(`${step.id}/${member}`)!.run(this.scope) as T
  }

  private evaluate<T>(step: Step, member: string): Outcome<T> {
    return attempt(this.program, this, this.budget, () => this.run<T>(step, member))
  }

  /** Goes on with a value; else asks for the look-up, or for the person, that is needed first. */
  private settle<T>(
    outcome: Outcome<T>,
    goOn: (value: T, outcome: Extract<Outcome<T>, { is: 'value' }>) => Action | null,
    step: Step,
  ): Action | null {
    switch (outcome.is) {
      case 'value':
        return goOn(outcome.value, outcome)
      case 'held':
        return ask({ subject: `${step.id} ${refText(this.root)}`, ...outcome.question, step: step.id })
      case 'wanted':
        return { do: 'look-up', links: outcome.links, records: outcome.records }
      case 'missing':
        return ask(words.missingThings(step.id, outcome.missing as readonly [Missing, ...Missing[]]))
      case 'unfit':
        return ask(words.unfit(step.id, outcome, this.root))
    }
  }
}
