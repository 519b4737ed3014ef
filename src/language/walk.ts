import { instant } from '../domain/clock.ts'
import { type RecordSearch, unborn } from '../domain/connector.ts'
import { Decimal } from '../domain/decimal.ts'
import { type EntitySchema, notReadIn } from '../domain/entity.ts'
import type { TaxProof } from '../domain/proof.ts'
import {
  type EntityName,
  type LinkRepair,
  memberOf,
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
  Missing,
  PlannedRead,
  PlannedWrite,
  Question,
  TextChange,
} from '../domain/run.ts'
import { askGone, moneyNotes, type OwnRecord } from './asked-of-record.ts'
import { balance } from './balance.ts'
import { Budget } from './budget.ts'
import type { DecidedRun } from './decide.ts'
import { applyMapping, attempt, type Outcome } from './evaluate.ts'
import { noneOf, type Step, type StepOf } from './format.ts'
import { Fold, type FoundByStep } from './journaled.ts'
import { type Known, linkKey } from './known-world.ts'
import { fieldsMadeOf } from './made-of.ts'
import type { Memory } from './memory.ts'
import type { CompiledFlow, CompiledMapping, Expression, Program, Scope } from './program.ts'
import { correct } from './record-edits.ts'
import { intervalOf } from './schedule.ts'
import { type Letters, lettersBy } from './texts/storable-text.ts'
import * as words from './words.ts'

const ask = (question: Question): Action => ({ do: 'ask', question })

/**
 * A walk over the steps of a flow, with what the journal says about them. Each decision of a run goes on at the step that gave
 * the action before, as long as the journal only gets longer: what the steps above came to is the same then.
 */
export class Walk implements Known {
  readonly links: Map<string, string | null>
  readonly records: ReadonlyMap<string, FoundRecord>
  /** Corrections that do not fit what was read, and that the journal does not say yet. */
  lapsed: Extract<JournalEntry, { kind: 'lapsed' }>[] = []
  /** The run's own record, for what is asked of it. */
  readonly own: OwnRecord
  private readonly program: Program
  private readonly compiled: CompiledFlow
  private readonly journal = new Fold()
  private scope: Record<string, unknown>
  /** By name. Replaced and never changed: a step that is gone on with begins with those of the steps above. */
  private documents: ReadonlyMap<string, Made> = new Map()
  /** What the run has come to, in a sentence. */
  outcome = 'Nothing was to be done.'
  /** One for all that a decision evaluates, the steps above included: it is one piece of work that nothing interrupts. */
  private budget = new Budget()
  /** The step that gave the last action, by its place in the flow, and what it began with. */
  private at = 0
  private begun = { left: this.budget.left(), documents: this.documents }

  private readonly memory: Memory

  constructor(
    program: Program,
    compiled: CompiledFlow,
    run: DecidedRun,
    journal: readonly JournalEntry[],
    memory: Memory,
  ) {
    this.program = program
    this.memory = memory
    this.compiled = compiled
    for (const entry of journal) this.journal.add(entry)
    // What an ensured record is written as is known to the steps below it.
    this.links = this.journal.links
    this.records = this.journal.records
    const { steps, carries = [] } = compiled.flow
    this.own = { program, steps, carries, record: run.record, journal: this.journal }
    this.scope = {
      settings: program.settings,
      record: run.record.key,
      cutOver: this.moment('cutOver', run),
      flowSince: this.moment('flowSince', run),
      ordersSince: this.moment('ordersSince', run),
      madeSince: this.moments(run),
      requested: this.journal.requested,
    }
    for (const [name, value] of this.journal.values) this.define(name, value, name)
  }

  /** Takes in what the journal has more by now. @returns false: the steps above may come to something else by it */
  add(entries: readonly JournalEntry[]): boolean {
    this.lapsed = []
    for (const entry of entries) {
      if (!this.journal.add(entry)) return false
      if (entry.kind === 'read') this.define(entry.as, entry.value, entry.as)
    }
    return true
  }

  private moment(name: 'cutOver' | 'flowSince' | 'ordersSince', run: DecidedRun): Date {
    const at = run[name] ?? run.cutOver
    return this.memory.same(name, [at], () => new Date(at))
  }

  private moments({ madeSince = {} }: DecidedRun): ReadonlyMap<string, Date> {
    const entries = Object.entries(madeSince)
    return this.memory.same('madeSince', entries.flat(), () => new Map(entries.map(([to, at]) => [to, new Date(at)])))
  }

  /** @param as its name in the journal, `name` in expressions: those of a row are its own */
  private define(name: string, read: RecordValue | null, as: string): void {
    const entity = this.compiled.names.get(name)
    if (!entity || read === null) return
    const edits = [...this.journal.corrections.values()].flatMap((one) => (one.as === as ? [one.edit] : []))
    const { value, lapsed } = correct(read, edits)
    if (lapsed.length > 0) this.lapsed.push({ kind: 'lapsed', as, edits: lapsed })
    this.scope[name] = this.memory.record(this.program.recordType(entity), value)
  }

  /** The first action that the steps need, or null when all of them are done. */
  next(): Action | null {
    const { steps } = this.compiled.flow
    this.budget = new Budget(this.begun.left)
    this.documents = this.begun.documents
    for (; this.at < steps.length; this.at++) {
      this.begun = { left: this.budget.left(), documents: this.documents }
      const action = this.step(steps, this.at)
      if (action) return action
    }
    return null
  }

  private steps(steps: readonly Step[]): Action | null {
    for (const index of steps.keys()) {
      const action = this.step(steps, index)
      if (action) return action
    }
    return null
  }

  private step(steps: readonly Step[], index: number): Action | null {
    const step = steps[index]!
    switch (step.do) {
      case 'read':
        return this.read(step, steps, index)
      case 'find':
        return this.find(step)
      case 'skip':
        if (this.journal.waitedOut.has(step.id)) return null
        return this.settle(this.evaluate<boolean>(step, 'unless'), (holds) => (holds ? null : this.skip(step)), step)
      case 'stop':
        return this.settle(this.evaluate<boolean>(step, 'unless'), (holds) => (holds ? null : this.stop(step)), step)
      case 'ensure':
        return this.ensure(step, steps, index)
      case 'map':
        return this.settle(
          this.document(step.by),
          (document, { taxes, texts }) => {
            this.make(step.as, { document, by: this.program.mappings.get(step.by)!, taxes: taxes ?? null, total: null })
            return this.sayTexts(step.id, texts)
          },
          step,
        )
      case 'each':
        return this.settle(this.evaluate<readonly unknown[]>(step, 'list'), (rows) => this.each(step, rows), step)
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

  /** Row by row: its steps and what they name bear the number of the row in the journal. */
  private each(step: StepOf<'each'>, rows: readonly unknown[]): Action | null {
    const outside = this.scope
    for (const [index, row] of rows.entries()) {
      const mark = `[${index + 1}]`
      this.scope = { ...outside, [step.as]: row }
      for (const [as, value] of this.journal.values)
        if (as.endsWith(mark)) this.define(as.slice(0, -mark.length), value, as)
      const action = this.steps(step.steps.map((inner) => inRow(inner, mark)))
      this.scope = outside
      if (action) return action
    }
    return null
  }

  private skip(step: StepOf<'skip'>): Action | null {
    const again = step.again && {
      everyMs: intervalOf(step.again.every)!,
      forMs: intervalOf(step.again.for)!,
      ...(step.again.then ? { then: step.again.then } : {}),
    }
    const finish = (reason: string, hours = 0n): Action => ({
      ...{ do: 'finish', state: 'skipped', reason },
      ...(again ? { again } : {}),
      ...(hours > 0n ? { goOn: { step: step.id, because: step.because, afterMs: Number(hours) * 3_600_000 } } : {}),
    })
    if (step.goOnAfter !== undefined)
      return this.settle(this.evaluate<bigint>(step, 'goOnAfter'), (hours) => finish(step.because, hours), step)
    if (step.says === undefined) return finish(step.because)
    return this.settle(this.evaluate<string>(step, 'says'), (says) => finish(`${step.because} ${says}`), step)
  }

  /** With amounts and names of its own each record is a cause of its own; else all that are stopped here are one. */
  private stop(step: StepOf<'stop'>): Action | null {
    const question = { code: 'stopped_by_flow', step: step.id, hint: step.hint }
    const record = `${step.id} ${refText(this.own.record)}`
    if (step.says === undefined)
      return this.askOnce({ ...question, message: step.because, subject: step.once ? record : unmarked(step.id) }, step)
    const names = step.links ? [...this.usesOf(step), step.links.of] : this.usesOf(step)
    return this.settle(
      this.attempt(`${step.id}/says`, names, this.scope, () => ({
        says: this.run<string>(step, 'says'),
        repairs: step.links ? this.repairsOf(step, step.links) : [],
      })),
      ({ says, repairs }) =>
        this.askOnce(
          {
            ...question,
            message: `${step.because} ${says}`,
            // An answer is about all that was said, however long: rows that came since are another question.
            subject: step.once ? `${record} ${says}` : record,
            ...(repairs.length > 0 ? { repairs } : {}),
          },
          step,
        ),
      step,
    )
  }

  private repairsOf(
    step: Step,
    { of, to, back, because, perhapsBecause }: NonNullable<StepOf<'stop'>['links']>,
  ): readonly LinkRepair[] {
    const record = this.recordNamed(of)
    if (!record) return []
    const linking = (key: string) =>
      back
        ? { source: ref(to, key), entity: record.entity, before: null, after: record.key }
        : { source: record, entity: to, before: null, after: recordKey(key) }
    const sure = this.run<readonly string[]>(step, 'links/sure')
    const perhaps = this.run<readonly string[]>(step, 'links/perhaps').filter((key) => !sure.includes(key))
    return [
      ...sure.map((key): LinkRepair => ({ ...linking(key), because })),
      ...perhaps.map((key): LinkRepair => ({ ...linking(key), because: perhapsBecause, unsure: true })),
    ]
  }

  private askOnce(question: Question, { once }: StepOf<'stop'>): Action | null {
    if (!once) return ask(question)
    return this.journal.hasAnswered(question) ? null : ask({ ...question, once: true })
  }

  private read(step: StepOf<'read'> | StepOf<'ensure'>, steps: readonly Step[], index: number): Action | null {
    if (!this.journal.values.has(step.as)) return this.readTogether(step, steps.slice(index + 1))
    if (this.journal.values.get(step.as) !== null) return null
    if (step.do === 'read' && step.missing === 'skip')
      return { do: 'finish', state: 'skipped', reason: step.because ?? `There is no such ${step.entity}.` }
    return this.settle(
      this.evaluate<string>(step, 'key'),
      (key) => askGone(this.own, step.id, ref(step.entity, key)),
      step,
    )
  }

  /** Looks for the records, then reads them. */
  private find(step: StepOf<'find'>): Action | null {
    const found = this.journal.found.get(step.id)
    if (found) return this.readFound(step, found)
    return this.settle(
      this.searchOf(step),
      // A list that names nothing finds nothing: nobody has to be asked.
      ({ entity, search }) =>
        Object.values(search.oneOf ?? {}).some((names) => names.length === 0)
          ? this.readFound(step, { keys: [], more: false })
          : { do: 'find', step: step.id, entity, search },
      step,
    )
  }

  private readFound(step: StepOf<'find'>, { keys, more }: Pick<FoundByStep, 'keys' | 'more'>): Action | null {
    const many = step.most !== undefined
    if (many ? more && step.tooMany === undefined : more || keys.length > 1)
      return ask(words.foundTooMany(step, keys, this.own.record))
    const none = noneOf(step)
    if (keys.length === 0 && none !== undefined) {
      const because = step.because ?? `There is no such ${step.entity}.`
      return none === 'skip'
        ? { do: 'finish', state: 'skipped', reason: because }
        : ask(words.foundNone(step, because, this.own.record))
    }
    const named = keys.map((key) => ({ as: many ? `${step.as} ${key}` : step.as, record: ref(step.entity, key) }))
    const unread = named.filter(({ as }) => !this.journal.values.has(as))
    if (unread.length > 0) return { do: 'read', reads: unread.map((one) => ({ step: step.id, ...one })) }
    if (!many) return null
    const type = this.program.recordType(step.entity)
    // One that went away since it was found is not there.
    const values = named.map(({ as }) => this.journal.values.get(as) ?? null).filter((value) => value !== null)
    this.scope[unmarked(step.as)] = this.memory.same(`${step.id}/as`, values, () =>
      values.map((value) => this.memory.record(type, value)),
    )
    return null
  }

  private searchOf(step: StepOf<'find'>): Outcome<{ entity: EntityName; search: RecordSearch }> {
    return this.attempt(`${step.id}/search`, this.usesOf(step), this.scope, () => {
      const where: Record<string, string> = {}
      const oneOf: Record<string, readonly string[]> = {}
      for (const field of Object.keys(step.where)) {
        const value = this.run<string | readonly string[]>(step, field)
        if (typeof value === 'string') where[field] = value
        else oneOf[field] = value
      }
      const until = Object.fromEntries(
        Object.keys(step.until ?? {}).map((field) => [field, instant(this.run<Date>(step, field))]),
      )
      const search = {
        where,
        ...(Object.keys(oneOf).length > 0 ? { oneOf } : {}),
        ...(Object.keys(until).length > 0 ? { until } : {}),
        // What is found then is not all anyway.
        ...(step.tooMany === undefined ? {} : { ifAble: true as const }),
        // One more than is wanted tells that there are others.
        limit: (step.most ?? 1) + 1,
      }
      return { entity: step.entity, search }
    })
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
          if ((step.do !== 'read' && step.do !== 'ensure') || this.journal.values.has(step.as)) continue
          const known = this.evaluate<string>(step, 'key')
          if (known.is === 'value') reads.push({ step: step.id, as: step.as, record: ref(step.entity, known.value) })
        }
        return { do: 'read', reads }
      },
      first,
    )
  }

  private ensure(step: StepOf<'ensure'>, steps: readonly Step[], index: number): Action | null {
    const reading = this.read(step, steps, index)
    if (reading) return reading
    return this.settle(
      this.evaluate<string>(step, 'key'),
      (sourceKey) => {
        const source = ref(step.entity, sourceKey)
        const written = this.journal.written.get(step.id)
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
    const outcome = this.attempt(`${step.id}/rule`, this.usesOf(step), this.scope, () => ({
      anchor: this.run<Decimal>(step, 'to'),
      lines: step.lines === undefined ? null : this.run<Decimal>(step, 'lines'),
      digits: currencyDigits(this.run<bigint>(step, 'digits')),
      cap: step.cap === undefined ? new Decimal(0) : this.run<Decimal>(step, 'cap'),
    }))
    return this.settle(
      outcome,
      (rule) => {
        const made = this.documents.get(step.document)!
        const { document: draft, by, taxes } = made
        const balanced = this.memory.same(`${step.id}/sheet`, [draft, rule, taxes], () =>
          balance(by.target, draft, {
            ...rule,
            over: step.over ?? null,
            under: step.under ?? null,
            taxes,
          }),
        )
        const { document } = balanced
        const notes = moneyNotes(this.own)
        const sheet = notes.length > 0 ? { ...balanced.sheet, notes } : balanced.sheet
        this.make(step.document, { ...made, document, total: sheet.anchor })
        if (sheet.state === 'held') return ask(words.sheetHeld(step.id, sheet))
        return this.journal.proofs.has(step.id) ? null : { do: 'note', entry: { kind: 'proof', step: step.id, sheet } }
      },
      step,
    )
  }

  private write(step: StepOf<'write'>): Action | null {
    const written = this.journal.written.get(step.id)
    if (written) {
      const stays = this.journal.keptSteps.has(step.id) && written.did === 'nothing'
      this.outcome = `${step.to} ${written.key} ${stays ? 'stays under the rules that it was written under' : words.did[written.did]}.`
      return null
    }
    const { document, total } = this.documents.get(step.document)!
    const proof = total === null ? null : { total }
    const source = step.of === undefined ? this.own.record : this.recordNamed(step.of)
    if (!source)
      return ask(
        words.unfit(step.id, { at: 'of', reason: `no step of this run has read "${step.of}"` }, this.own.record),
      )
    if (step.tellCustomer === undefined) return this.planWrite(step, source, document, proof)
    const telling = attempt(this.program, this, this.budget, () => ({
      tellCustomer: this.run<boolean>(step, 'tellCustomer'),
      mostTold: step.mostTold === undefined ? null : Number(this.run<bigint>(step, 'mostTold')),
    }))
    return this.settle(telling, (how) => this.planWrite(step, source, document, proof, how), step)
  }

  /** A record that a step above has read; null: that step stands in a branch that this run did not take. */
  private recordNamed(as: string): RecordRef | null {
    const entity = this.compiled.names.get(unmarked(as))!
    const value = this.journal.values.get(as)
    return value ? ref(entity, String(value[this.program.keyField(entity)])) : null
  }

  private planWrite(
    step: StepOf<'write'> | StepOf<'ensure'>,
    source: RecordRef,
    document: RecordValue,
    proof: PlannedWrite['proof'],
    { tellCustomer, mostTold }: { readonly tellCustomer: boolean; readonly mostTold: number | null } = tellsNobody,
  ): Action {
    const { identity, update } = step
    // What is appended has no key yet.
    const key = String(document[this.program.keyField(step.to)] ?? unborn)
    const unread = this.unreadIn(step.to)
    return {
      do: 'write',
      step: step.id,
      write: {
        ...{ source, entity: step.to, key: recordKey(key), document, identity, update, proof },
        ...(unread.length > 0 ? { unread } : {}),
        ...(tellCustomer ? { tellCustomer } : {}),
        ...(tellCustomer && mostTold !== null ? { mostTold } : {}),
      },
    }
  }

  /** Fields of such a document that are made of what nobody may read now. */
  private unreadIn(entity: EntityName): readonly string[] {
    const names = new Set([...this.journal.values.values()].flatMap((value) => notReadIn(value)))
    if (names.size === 0) return []
    const mappings = [...this.program.mappings.values()].filter(({ target }) => target.entity === entity)
    return [...new Set(mappings.flatMap((mapping) => fieldsMadeOf(mapping, names)))]
  }

  /** Once a step: what was done to the texts of its document. */
  private sayTexts(step: string, changes: readonly TextChange[] = []): Action | null {
    if (changes.length === 0 || this.journal.textsSaid.has(step)) return null
    return { do: 'note', entry: { kind: 'texts', step, changes } }
  }

  private make(name: string, made: Made): void {
    this.documents = new Map([...this.documents, [name, made]])
  }

  private document(by: string, renamed: Readonly<Record<string, string>> = {}): Outcome<RecordValue> {
    const mapping = this.program.mappings.get(by) as CompiledMapping
    const scope = {
      ...this.scope,
      ...Object.fromEntries(Object.entries(renamed).map(([name, own]) => [name, this.scope[own]])),
    }
    return this.attempt(`mappings/${by}/${Object.entries(renamed).join()}`, mapping.uses, scope, (texts) =>
      applyMapping(mapping, scope, this.budget, lettersOf(this.program, mapping.target), texts, (expression, its) =>
        this.memory.value(expression, its, this.budget, this.program.asked),
      ),
    )
  }

  private run<T>(step: Step, member: string): T {
    return this.expressionOf(step, member).run(this.scope) as T
  }

  private evaluate<T>(step: Step, member: string): Outcome<T> {
    const expression = this.expressionOf(step, member)
    return this.attempt(`${step.id}/${member}`, expression.uses, this.scope, () => expression.run(this.scope) as T)
  }

  private expressionOf(step: Step, member: string): Expression {
    return this.compiled.expressions.get(`${unmarked(step.id)}/${member}`)!
  }

  private usesOf(step: Step): readonly string[] {
    return this.compiled.uses.get(unmarked(step.id)) ?? []
  }

  /** @param names of the scope, all that `work` may use */
  private attempt<T>(
    place: string,
    names: readonly string[],
    scope: Scope,
    work: (texts: TextChange[]) => T,
  ): Outcome<T> {
    return this.memory.outcome(place, names, scope, this, this.budget, (known) =>
      attempt(this.program, known, this.budget, work),
    )
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
        return ask({ subject: `${step.id} ${refText(this.own.record)}`, ...outcome.question, step: step.id })
      case 'wanted':
        return { do: 'look-up', links: outcome.links, records: outcome.records }
      case 'missing':
        return ask(words.missingThings(step.id, outcome.missing as readonly [Missing, ...Missing[]]))
      case 'unfit':
        return ask(words.unfit(step.id, outcome, this.own.record))
    }
  }
}

/** A document of this run. `total`: what it was balanced to. */
interface Made {
  readonly document: RecordValue
  readonly by: CompiledMapping
  readonly taxes: TaxProof | null
  readonly total: string | null
}

/** A step of one row. Its expressions are those of the step; what is made in a row stays in it. */
const inRow = (step: Step, mark: string): Step => ({
  ...step,
  id: `${step.id}${mark}`,
  ...('as' in step ? { as: `${step.as}${mark}` } : {}),
  ...('document' in step ? { document: `${step.document}${mark}` } : {}),
  ...('of' in step ? { of: `${step.of}${mark}` } : {}),
  ...(step.do === 'branch'
    ? {
        then: step.then.map((inner) => inRow(inner, mark)),
        otherwise: step.otherwise.map((inner) => inRow(inner, mark)),
      }
    : {}),
})
const unmarked = (name: string) => name.replace(/\[\d+\]$/, '')

/** The letters that the target can store, by the settings that its entity names; null: any. */
function lettersOf({ definition }: Program, { letters }: EntitySchema): Letters | null {
  if (!letters) return null
  const { settings } = definition.settings
  const codePage = memberOf(settings, letters.codePage)
  const transliterate = memberOf(settings, letters.transliterate)
  return lettersBy(
    codePage?.type === 'text' ? (codePage.value ?? undefined) : undefined,
    transliterate?.type === 'boolean' ? (transliterate.value ?? undefined) : undefined,
  )
}

const tellsNobody = { tellCustomer: false, mostTold: null }

/** No currency has more than five decimals. */
function currencyDigits(digits: bigint): number {
  if (digits < 0n || digits > 5n) throw new RangeError('digits must be 0 to 5, as the currency has them')
  return Number(digits)
}
