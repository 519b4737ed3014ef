import type { EntityRegistry } from '../../domain/connector.ts'
import { fieldsNamed } from '../../domain/entity.ts'
import { InvalidInput, type Problem } from '../../domain/errors.ts'
import { type Json, memberOf } from '../../domain/record.ts'
import {
  broughtIn,
  check,
  type Definition,
  type DefinitionEdit,
  edit,
  type FieldForm,
  type Flow,
  type Step,
} from '../../language/index.ts'

/** One change of a definition as a rule in words comes to it: what stands there before, and where a step goes, is looked up. */
export type RuleEdit =
  | {
      readonly do: 'set-field'
      readonly mapping: string
      readonly path: readonly string[]
      readonly after: string | null
    }
  | { readonly do: 'set-setting'; readonly name: string; readonly after: Json }
  | { readonly do: 'set-value'; readonly valueMap: string; readonly from: string; readonly to: string }
  | {
      readonly do: 'add-step'
      readonly flow: string
      /** `ask`: a person is asked once, and then it goes on. `stop`: each time. `skip`: the record is left alone. */
      readonly kind: 'ask' | 'stop' | 'skip'
      readonly goesOnIf: string
      readonly because: string
      readonly hint: string
      /** What of the record a person is shown, an expression; null: nothing. */
      readonly says: string | null
    }
  | { readonly do: 'set-condition'; readonly flow: string; readonly step: string; readonly after: string }
  | { readonly do: 'remove-step'; readonly flow: string; readonly step: string }

/** A rule as it was understood. Nothing has changed by it. */
export interface DraftedRule {
  /** Empty: it could not be made; `cannot` says why. */
  readonly edits: readonly DefinitionEdit[]
  /** What was taken for granted, in sentences: currency, net or gross, which day, what happens to documents in GP. */
  readonly assumptions: readonly string[]
  readonly cannot: string | null
  /** No rule may do that, whoever asks for it and whoever reads the words. */
  readonly never?: true
}

export interface Around {
  readonly definition: Definition
  readonly entities: EntityRegistry
}

/** Amounts and their proof are what the shop charged: no rule in words changes them. */
const provedSteps: ReadonlySet<string> = new Set(['balance', 'write', 'map'])

/**
 * The edits with what stands there now, applied and checked.
 * @throws InvalidInput naming what does not compile, is not there, or must not be changed in this way
 */
export function completeEdits(rule: readonly RuleEdit[], around: Around): DefinitionEdit[] {
  const done: DefinitionEdit[] = []
  let { definition } = around
  for (const one of rule) {
    const complete = completed(one, { ...around, definition })
    definition = edit(definition, [complete]).definition
    done.push(complete)
  }
  const problems = broughtIn(check(definition, around.entities), problemsOf(around))
  if (problems.length > 0) throw new InvalidInput('The rule', problems)
  return done
}
/** What was wrong before: it is not the rule's. The same definition is asked about again and again. */
const seen = new WeakMap<Definition, readonly Problem[]>()
function problemsOf({ definition, entities }: Around): readonly Problem[] {
  const known = seen.get(definition) ?? check(definition, entities)
  seen.set(definition, known)
  return known
}

function completed(one: RuleEdit, { definition, entities }: Around): DefinitionEdit {
  switch (one.do) {
    case 'set-field': {
      const mapping = memberOf(definition.mappings, one.mapping)
      if (!mapping) throw wrong(`mapping ${one.mapping}`, `is not there; there are ${names(definition.mappings)}`)
      refuseAmounts(one.path, entities.get(mapping.to)?.fields ?? {})
      const before = fieldAt(mapping.fields, one.path)
      if (before !== null && typeof before !== 'string')
        throw wrong(one.path.join('.'), 'is a group or a list: name a field in it')
      return { do: 'set-field', mapping: one.mapping, ...placed(mapping.fields, one.path, before, one.after) }
    }
    case 'set-setting': {
      const setting = memberOf(definition.settings.settings, one.name)
      if (!setting) throw wrong(`setting ${one.name}`, `is not there; there are ${names(definition.settings.settings)}`)
      return { do: 'set-setting', name: one.name, before: (setting.value ?? null) as Json, after: one.after }
    }
    case 'set-value': {
      const valueMap = memberOf(definition.valueMaps, one.valueMap)
      if (!valueMap) throw wrong(`value map ${one.valueMap}`, `is not there; there are ${names(definition.valueMaps)}`)
      const known = valueMap.entries.find(({ from }) => from === one.from)
      const label = known?.label === undefined ? {} : { label: known.label }
      return {
        ...{ do: 'set-value', valueMap: one.valueMap, from: one.from },
        before: known ? entryOf(known) : null,
        after: { ...label, to: one.to },
      }
    }
    case 'add-step': {
      const flow = flowOf(definition, one.flow)
      return { do: 'add-step', flow: one.flow, at: placeFor(one.goesOnIf, flow), step: stepOf(one, flow) }
    }
    case 'set-condition': {
      const found = flowOf(definition, one.flow).steps.find(({ id }) => id === one.step)
      if (found?.do !== 'skip' && found?.do !== 'stop') throw wrong(`step ${one.step}`, 'has no condition')
      return { do: 'set-condition', flow: one.flow, step: one.step, before: found.unless, after: one.after }
    }
    case 'remove-step': {
      const { steps } = flowOf(definition, one.flow)
      const at = steps.findIndex(({ id }) => id === one.step)
      const step = steps[at]
      if (!step) throw wrong(`step ${one.step}`, `is not there; there are ${steps.map(({ id }) => id).join(', ')}`)
      if (provedSteps.has(step.do)) throw wrong(`step ${one.step}`, 'makes, proves or writes the document: it stays')
      return { do: 'remove-step', flow: one.flow, at, step }
    }
  }
}

type Entry = NonNullable<Extract<DefinitionEdit, { do: 'set-value' }>['before']>
const entryOf = ({ label, to, why, unused }: Definition['valueMaps'][string]['entries'][number]): Entry => ({
  ...(label === undefined ? {} : { label }),
  to,
  ...(why === undefined ? {} : { why }),
  ...(unused === undefined ? {} : { unused }),
})

const names = (members: object) => Object.keys(members).join(', ')
const wrong = (at: string, reason: string) => new InvalidInput('The rule', [{ at, reason }])

function flowOf({ flows }: Definition, name: string): Flow {
  const flow = memberOf(flows, name)
  if (!flow) throw wrong(`flow ${name}`, `is not there; there are ${names(flows)}`)
  return flow
}

function refuseAmounts(path: readonly string[], fields: Parameters<typeof fieldsNamed>[0]): void {
  const found = fieldsNamed(fields, path.at(-1)!)
  if (found.some(({ type }) => type === 'decimal'))
    throw wrong(
      path.join('.'),
      'is an amount or a quantity: documents hold what the shop charged, proved to the cent, and no rule in words changes that',
    )
}

/** A field of a group that the mapping does not fill yet comes with its group. */
function placed(
  fields: Readonly<Record<string, FieldForm>>,
  path: readonly string[],
  before: string | null,
  after: string | null,
): { path: readonly string[]; before: FieldForm | null; after: FieldForm | null } {
  const [first, ...rest] = path
  if (after === null || rest.length === 0 || memberOf(fields, first!) !== undefined) return { path, before, after }
  const form = rest.reduceRight<FieldForm>((inner, name) => ({ fields: { [name]: inner } }), after)
  return { path: [first!], before: null, after: form }
}

/** What fills a field of a mapping now; null: nothing. */
export function fieldAt(fields: Readonly<Record<string, FieldForm>>, path: readonly string[]): FieldForm | null {
  const [name, ...rest] = path
  const form = name === undefined ? undefined : memberOf(fields, name)
  if (form === undefined) return null
  if (rest.length === 0) return form
  return typeof form === 'string' ? null : fieldAt(form.fields, rest)
}

const writes = (step: Step): boolean =>
  step.do === 'ensure' ||
  step.do === 'write' ||
  step.do === 'map' ||
  (step.do === 'branch' && [...step.then, ...step.otherwise].some(writes)) ||
  (step.do === 'each' && step.steps.some(writes))

/**
 * Where a condition goes: after what it reads and after the other conditions, before the first write.
 * @throws InvalidInput when it reads what the flow has not read by then
 */
function placeFor(condition: string, { steps, id }: Flow): number {
  const firstWrite = steps.findIndex(writes)
  const before = firstWrite < 0 ? steps : steps.slice(0, firstWrite)
  const read = before.flatMap((step) => (step.do === 'read' || step.do === 'find' ? [step.as] : []))
  const later = steps
    .slice(before.length)
    .flatMap((step) => ('as' in step && typeof step.as === 'string' ? [step.as] : []))
  const named = (name: string) => new RegExp(`(?<![\\w."])${name}\\b`).test(condition)
  const missing = later.find((name) => !read.includes(name) && named(name))
  if (missing !== undefined)
    throw wrong(`flow ${id}`, `reads ${missing} only after its first write: a condition about it would come too late`)
  const lastRead = before.findLastIndex((step) => (step.do === 'read' || step.do === 'find') && named(step.as))
  const lastGate = before.findLastIndex(({ do: kind }) => kind === 'skip' || kind === 'stop')
  return Math.max(lastRead, lastGate) + 1
}

function stepOf(one: Extract<RuleEdit, { do: 'add-step' }>, { steps }: Flow): Step {
  const id = freeId(one.because, new Set(steps.map((step) => step.id)))
  const { goesOnIf: unless, because } = one
  if (one.kind === 'skip') return { do: 'skip', id, unless, because }
  const says = one.says === null ? {} : { says: one.says }
  const step: Extract<Step, { do: 'stop' }> = { do: 'stop', id, unless, because, hint: one.hint, ...says }
  return one.kind === 'ask' ? { ...step, once: true } : step
}

function freeId(because: string, taken: ReadonlySet<string>): string {
  const words = because.toLowerCase().match(/[a-z0-9]+/g) ?? ['rule']
  const base = `own-${words.join('-')}`.slice(0, 50).replace(/-+$/, '')
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!taken.has(id)) return id
  }
}
