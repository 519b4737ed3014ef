import { Optional } from '@marcbachmann/cel-js'
import { Decimal } from '../domain/decimal.ts'
import type { Field } from '../domain/entity.ts'
import type { TaxProof } from '../domain/proof.ts'
import type { Json, RecordRef, RecordValue } from '../domain/record.ts'
import type { LinkQuery, Missing, TextChange } from '../domain/run.ts'
import { type Budget, type BudgetPart, budgetLimits } from './budget.ts'
import type { HeldQuestion } from './functions/index.ts'
import { type Known, KnownWorld } from './known-world.ts'
import type {
  CompiledFields,
  CompiledForm,
  CompiledLets,
  CompiledMapping,
  Expression,
  Program,
  Scope,
} from './program.ts'
import { type Letters, storable, worthAWord } from './texts/storable-text.ts'
import { toJson } from './values.ts'

/**
 * What came of an evaluation: a value, or what has to be looked up first, or what is missing, or why the value does not
 * fit. Anything but a value voids the whole result: a missing thing never becomes an empty field.
 */
export type Outcome<T> =
  | { readonly is: 'value'; readonly value: T; readonly taxes?: TaxProof; readonly texts?: readonly TextChange[] }
  | { readonly is: 'held'; readonly question: HeldQuestion }
  | { readonly is: 'wanted'; readonly links: readonly LinkQuery[]; readonly records: readonly RecordRef[] }
  | { readonly is: 'missing'; readonly missing: readonly Missing[] }
  /** `own`: the reason is about this record's value, not about the mapping. `fits`: as many characters of a text that is too long. */
  | { readonly is: 'unfit'; readonly at: string; readonly reason: string; readonly own?: true; readonly fits?: number }

/** Runs `work` and says what it lacked, or what it used too much of. */
export function attempt<T>(
  program: Program,
  known: Known,
  budget: Budget,
  work: (texts: TextChange[]) => T,
): Outcome<T> {
  const world = new KnownWorld(program, known)
  let value: T
  try {
    value = program.within(world, budget, () => work(world.texts))
  } catch (error) {
    // An empty stand-in may break what was computed from it; what is lacking is then the cause.
    if (!world.lacks && world.held === null && !budget.over) {
      if (error instanceof Unfit)
        return {
          ...{ is: 'unfit', at: error.at, reason: error.reason, ...(error.own ? { own: true } : {}) },
          ...(error.fits === undefined ? {} : { fits: error.fits }),
        }
      return {
        is: 'unfit',
        at: 'expression',
        reason: (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
      }
    }
    value = undefined as T
  }
  // Also where an operator has swallowed it.
  if (budget.over) return { is: 'unfit', at: budget.over.at, reason: overText[budget.over.part] }
  const { links, records, missing, held, taxes, texts } = world
  if (links || records) return { is: 'wanted', links: valuesIn(links), records: valuesIn(records) }
  if (missing) return { is: 'missing', missing: valuesIn(missing) }
  if (held !== null) return { is: 'held', question: held }
  return { is: 'value', value, ...(taxes ? { taxes } : {}), ...(texts.length > 0 ? { texts } : {}) }
}

const valuesIn = <V>(found: ReadonlyMap<string, V> | null): readonly V[] => (found ? [...found.values()] : [])

const limitText = (part: BudgetPart) => budgetLimits[part].toLocaleString('en-US')
/** Why an evaluation that used too much was ended. */
const overText: Readonly<Record<BudgetPart, string>> = {
  steps: `it takes more than the ${limitText('steps')} steps that all expressions together may take`,
  elements: `its lists have more than the ${limitText('elements')} elements that all expressions together may make`,
  characters: `its texts have more than the ${limitText('characters')} characters that all expressions together may make`,
  digits: `it gives a number of more than ${limitText('digits')} digits before or after the point`,
}

/** A value that its target field cannot hold. */
class Unfit extends Error {
  readonly at: string
  readonly reason: string
  readonly own: boolean
  /** Of a text that is too long: the characters that fit. */
  readonly fits: number | undefined
  constructor(at: string, reason: string, own = false, fits?: number) {
    super(`${at}: ${reason}`)
    this.at = at
    this.reason = reason
    this.own = own
    this.fits = fits
  }
}

/** What the making of one document needs beside its values. `changes`: collects what is done to its texts. */
interface Making {
  readonly budget: Budget
  readonly letters: Letters | null
  readonly changes: TextChange[]
  readonly texts: Set<string>
  readonly run: Run
}
type Run = (expression: Expression, scope: Scope) => unknown
const anew: Run = (expression, scope) => expression.run(scope)

/**
 * Makes the target document of a mapping. To be called inside `attempt`. `letters`: those that the target can store. `run`:
 * what an expression gives that is of no row.
 */
export function applyMapping(
  compiled: CompiledMapping,
  scope: Scope,
  budget: Budget,
  letters: Letters | null = null,
  changes: TextChange[] = [],
  run: Run = anew,
): RecordValue {
  const making: Making = { budget, letters, changes, texts: new Set(), run }
  const document = fieldsOf(compiled.fields, withLets(compiled.lets, scope, '', making), '', making)
  changes.splice(0, changes.length, ...worthAWord(changes, making.texts))
  return document
}

function withLets(lets: CompiledLets, scope: Scope, at: string, { changes, run }: Making): Scope {
  if (lets.length === 0) return scope
  const extended: Record<string, unknown> = { ...scope }
  for (const { name, expression } of lets) {
    const before = changes.length
    extended[name] = run(expression, extended)
    if (changes.length > before) place(changes, before, at === '' ? name : `${at}.${name}`)
  }
  return extended
}

/** A function does not know for which field it cuts. */
function place(changes: TextChange[], from: number, path: string): void {
  for (let index = from; index < changes.length; index++) changes[index] = { ...changes[index]!, path }
}

function fieldsOf(fields: CompiledFields, scope: Scope, at: string, making: Making): RecordValue {
  const document: RecordValue = {}
  for (const { name, form } of fields) {
    const value = valueIn(form, scope, at === '' ? name : `${at}.${name}`, making)
    if (value !== undefined) document[name] = value
  }
  return document
}

function valueIn(form: CompiledForm, scope: Scope, at: string, making: Making): Json | undefined {
  switch (form.kind) {
    case 'value': {
      const { changes } = making
      const before = changes.length
      const value = scalar(making.run(form.expression, scope), at)
      if (changes.length > before) place(changes, before, at)
      return typeof value === 'string' ? textIn(form.field, value, at, making) : value
    }
    case 'list': {
      const found = making.run(form.list, scope)
      // No list is not an empty one: the field is left out, and what the remote system has there is its own.
      if (found instanceof Optional && !found.hasValue()) return undefined
      const rows = (found instanceof Optional ? found.value() : found) as readonly unknown[]
      making.budget.makeList(rows.length)
      const inRows = { ...making, run: anew }
      return rows.map((row, index) => {
        const rowAt = `${at}.${index}`
        return fieldsOf(form.fields, withLets(form.lets, { ...scope, [form.as]: row }, rowAt, inRows), rowAt, inRows)
      })
    }
    case 'record': {
      const record = fieldsOf(form.fields, scope, at, making)
      return Object.keys(record).length === 0 ? undefined : record
    }
  }
}

/** A field holds one value; what the type checker could not know can be a list of lists without end. */
function scalar(found: unknown, at: string): Json | undefined {
  const value = found instanceof Optional ? found.orValue(undefined) : found
  const isOne = typeof value !== 'object' || value === null || value.constructor === Decimal || value instanceof Date
  if (!isOne) throw new Unfit(at, 'its expression gives no single value')
  return toJson(value)
}

function textIn(field: Field, value: string, at: string, { letters, changes, texts }: Making): string {
  if (field.type === 'choice' && !field.values.includes(value))
    throw new Unfit(at, `must be one of ${field.values.join(', ')}`)
  if (field.type !== 'text') return value
  const stored = storable(value, field, letters)
  if ('why' in stored) throw new Unfit(at, stored.why, true, stored.fits)
  if (stored.change) changes.push({ path: at, ...stored.change })
  texts.add(stored.text)
  return stored.text
}
