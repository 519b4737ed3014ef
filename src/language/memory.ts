import type { RecordValue } from '../domain/record.ts'
import type { JournalEntry } from '../domain/run.ts'
import type { Budget, Used } from './budget.ts'
import type { DecidedRun } from './decide.ts'
import type { Outcome } from './evaluate.ts'
import type { Known, KnownRecord } from './known-world.ts'
import type { Expression, Scope } from './program.ts'
import { type RecordType, recordToValue } from './values.ts'
import type { Walk } from './walk.ts'

/**
 * What earlier decisions of one run have worked out. Each decision walks from the top, and works most things out of just
 * what the one before had; those are taken from here (a quarter of an order's CPU: test/bench/profile.ts). Nothing depends
 * on it: with an empty one the same is decided. It compares by identity, so what is in a journal is never changed.
 */
export class Memory {
  private readonly records = new WeakMap<RecordValue, Map<RecordType, object>>()
  private readonly made = new Map<string, { readonly of: readonly unknown[]; readonly result: unknown }>()
  private readonly values = new Map<
    Expression,
    { readonly of: readonly unknown[]; readonly used: Used; readonly value: unknown }
  >()
  private readonly outcomes = new Map<string, Remembered>()
  private last: { readonly run: DecidedRun; readonly journal: readonly JournalEntry[]; readonly walk: Walk } | null =
    null

  /** The walk of the decision before, where nothing but new entries has come since. */
  goOn(run: DecidedRun, journal: readonly JournalEntry[]): Walk | null {
    const { last } = this
    this.last = null
    if (last?.run !== run || !last.journal.every((entry, index) => journal[index] === entry)) return null
    return last.walk.add(journal.slice(last.journal.length)) ? last.walk : null
  }

  keep(run: DecidedRun, journal: readonly JournalEntry[], walk: Walk): void {
    this.last = { run, journal: [...journal], walk }
  }

  /** A record as expressions see it. */
  record(type: RecordType, value: RecordValue): object {
    const known = this.records.get(value) ?? new Map<RecordType, object>()
    this.records.set(value, known)
    const made = known.get(type) ?? recordToValue(type, value)
    known.set(type, made)
    return made
  }

  /** What `make` makes of `of` alone. @param place what it is: one result is kept for each */
  same<T>(place: string, of: readonly unknown[], make: () => T): T {
    const kept = this.made.get(place)
    if (kept && areSame(kept.of, of)) return kept.result as T
    const result = make()
    this.made.set(place, { of, result })
    return result
  }

  /** What an expression of a mapping gives: the mapping is evaluated again with what it wanted to have looked up. */
  value(expression: Expression, scope: Scope, budget: Budget, asked: () => number): unknown {
    const { uses } = expression
    const kept = this.values.get(expression)
    if (kept && uses.every((name, index) => kept.of[index] === scope[name]) && budget.takes(kept.used)) {
      budget.use(kept.used)
      return kept.value
    }
    const [begun, before] = [budget.left(), asked()]
    const value = expression.run(scope)
    if (asked() === before)
      this.values.set(expression, { of: uses.map((name) => scope[name]), used: budget.usedSince(begun), value })
    return value
  }

  /**
   * What `evaluate` gives with what these names are in the scope, and what it looks up in `known`. A remembered one uses the
   * budget as it did.
   */
  outcome<T>(
    place: string,
    names: readonly string[],
    scope: Scope,
    known: Known,
    budget: Budget,
    evaluate: (known: Known) => Outcome<T>,
  ): Outcome<T> {
    const kept = this.outcomes.get(place)
    if (
      kept &&
      names.every((name, index) => kept.of[index] === scope[name]) &&
      isAnsweredAlike(kept, known) &&
      budget.takes(kept.used)
    ) {
      budget.use(kept.used)
      return kept.outcome as Outcome<T>
    }
    const noted = { links: new Noted(known.links), records: new Noted(known.records) }
    const begun = budget.left()
    const outcome = evaluate(noted)
    if (outcome.is === 'value')
      this.outcomes.set(place, { of: names.map((name) => scope[name]), noted, used: budget.usedSince(begun), outcome })
    return outcome
  }
}

interface Remembered {
  /** What its names were. */
  readonly of: readonly unknown[]
  /** What was looked up, and found. */
  readonly noted: { readonly links: Noted<string | null>; readonly records: Noted<KnownRecord> }
  readonly used: Used
  readonly outcome: Outcome<unknown>
}

const areSame = (some: readonly unknown[], others: readonly unknown[]) =>
  some.length === others.length && some.every((one, index) => one === others[index])

const isAnsweredAlike = ({ noted }: Remembered, known: Known) =>
  noted.links.isAsIn(known.links) && noted.records.isAsIn(known.records)

type Answers<V> = Pick<ReadonlyMap<string, V>, 'get'>

/** The same answers, with a note of each. */
class Noted<V> implements Answers<V> {
  private readonly answers: Answers<V>
  private notes: Map<string, V | undefined> | null = null

  constructor(answers: Answers<V>) {
    this.answers = answers
  }

  get(key: string): V | undefined {
    const found = this.answers.get(key)
    this.notes ??= new Map()
    this.notes.set(key, found)
    return found
  }

  isAsIn(others: Answers<V>): boolean {
    return this.notes === null || this.notes.entries().every(([key, found]) => others.get(key) === found)
  }
}
