import { z } from 'zod'
import { InvalidInput } from '../domain/errors.ts'
import { canonicalJson, type Json, memberOf } from '../domain/record.ts'
import { changeMember, type MemberChange, NotAsItWas, rowBefore } from './edit-member.ts'
import {
  type Definition,
  definitionFromParts,
  type FieldForm,
  type Flow,
  type Mapping,
  partsOfDefinition,
  type Step,
} from './format.ts'
import type { MergeConflict } from './merge.ts'

/**
 * The few ways in which anyone changes a definition: an editor, a file, a proposal. Each names what was there before, so
 * an edit made for another version is refused, and has an inverse. `before` null: there was nothing; `after` null: it goes.
 */
export type DefinitionEdit =
  | { readonly do: 'set-setting'; readonly name: string; readonly before: Json; readonly after: Json }
  | {
      readonly do: 'set-value'
      readonly valueMap: string
      readonly from: string
      readonly before: ValueEntry | null
      readonly after: ValueEntry | null
    }
  | {
      readonly do: 'set-field'
      readonly mapping: string
      readonly path: readonly string[]
      readonly before: FieldForm | null
      readonly after: FieldForm | null
    }
  | {
      readonly do: 'set-let'
      readonly mapping: string
      readonly name: string
      readonly before: string | null
      readonly after: string | null
    }
  | {
      readonly do: 'set-condition'
      readonly flow: string
      readonly step: string
      readonly before: string
      readonly after: string
    }
  /** `behind`: the step before that place; null: there is none. Left out by edits that were not pinned. */
  | {
      readonly do: 'add-step'
      readonly flow: string
      readonly at: number
      readonly step: Step
      readonly behind?: string | null
    }
  | { readonly do: 'remove-step'; readonly flow: string; readonly at: number; readonly step: Step }
  /** `step`: the one that moves. `behind`: the one that it comes behind; null: it becomes the first. As above. */
  | {
      readonly do: 'move-step'
      readonly flow: string
      readonly from: number
      readonly to: number
      readonly step?: string
      readonly behind?: string | null
    }
  /** Any place of a part, at any depth: a row of a branch, a guard, a schedule, what a part is about. */
  | ({ readonly do: 'set-member'; readonly part: string } & MemberChange)
  | {
      readonly do: 'set-part'
      /** Its file: "mappings/order-to-sales-order.json". */
      readonly part: string
      readonly before: Json
      readonly after: Json
      /** Hash of the standard part that `after` is made from, when it comes from a newer standard. */
      readonly standard?: string
      /** Places of it where a person's own change stays. */
      readonly conflicts?: readonly MergeConflict[]
    }

/** Of what stands there, in a refusal: whoever proposes needs it, and an expression is seldom longer. */
const longestShown = 500

const text = z.string().max(2000)
const behind = text.nullable().optional()
const valueEntry = z.strictObject({
  label: z.string().max(200).optional(),
  to: z.string().max(200).nullable(),
  why: z.string().max(500).optional(),
  unused: z.literal(true).optional(),
})

const file = z
  .string()
  .regex(/^((settings|custom-fields)|(flows|mappings|value-maps)\/[a-z][a-z0-9-]{0,63})\.json$/, 'must be a file')

/** Edits as JSON. Fields and steps are read by the formats when the edit is applied. */
const editSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set-setting'), name: text, before: z.json(), after: z.json() }),
  z.strictObject({
    do: z.literal('set-value'),
    valueMap: text,
    from: z.string().max(200),
    before: valueEntry.nullable(),
    after: valueEntry.nullable(),
  }),
  z.strictObject({
    do: z.literal('set-field'),
    mapping: text,
    path: z.array(text).min(1).max(6),
    before: z.json(),
    after: z.json(),
  }),
  z.strictObject({
    do: z.literal('set-let'),
    mapping: text,
    name: text,
    before: text.nullable(),
    after: text.nullable(),
  }),
  z.strictObject({ do: z.literal('set-condition'), flow: text, step: text, before: text, after: text }),
  z.strictObject({ do: z.literal('add-step'), flow: text, at: z.int().min(0), step: z.json(), behind }),
  z.strictObject({ do: z.literal('remove-step'), flow: text, at: z.int().min(0), step: z.json() }),
  z.strictObject({
    do: z.literal('move-step'),
    flow: text,
    from: z.int().min(0),
    to: z.int().min(0),
    step: text.optional(),
    behind,
  }),
  z.strictObject({
    do: z.literal('set-member'),
    part: file,
    path: z.array(z.string().max(200)).min(1).max(24),
    before: z.json().optional(),
    after: z.json().optional(),
    at: z.int().min(0).optional(),
    behind,
  }),
  z.strictObject({
    do: z.literal('set-part'),
    part: file,
    before: z.json(),
    after: z.json(),
    standard: z.string().max(64).optional(),
    conflicts: z
      .array(z.strictObject({ at: text, base: z.json(), theirs: z.json(), standard: z.json() }))
      .max(500)
      .optional(),
  }),
])

/** @throws InvalidInput naming the edit and what is wrong with it */
export function parseEdits(edits: readonly Json[]): readonly DefinitionEdit[] {
  const parsed = z.array(editSchema).min(1).max(100).safeParse(edits)
  if (parsed.success) return parsed.data as readonly DefinitionEdit[]
  throw new InvalidInput(
    'The edits',
    parsed.error.issues.map(({ path, message }) => ({ at: `edits.${path.join('.')}`, reason: message })),
  )
}

/** Where the entry stands that an edit changes: where a value has several, the last one that is as it was, or else the one that counts. */
function entryIndex(
  entries: Definition['valueMaps'][string]['entries'],
  { from, before }: Extract<DefinitionEdit, { do: 'set-value' }>,
): number {
  const isAsItWas = ({ from: _, ...entry }: (typeof entries)[number]) =>
    canonicalJson(entry as Json) === canonicalJson(before as Json)
  const known = entries.findLastIndex((entry) => entry.from === from && isAsItWas(entry))
  return known >= 0 ? known : entries.findLastIndex((entry) => entry.from === from)
}

/** What a value map says of one value. */
export interface ValueEntry {
  readonly label?: string
  readonly to: string | null
  readonly why?: string
  readonly unused?: true
}

/**
 * Applies edits in order.
 * @returns the changed definition, and the edits that undo it.
 * @throws InvalidInput when something named is not there, or is not what it was before.
 */
export function edit(
  definition: Definition,
  edits: readonly DefinitionEdit[],
): { definition: Definition; inverse: readonly DefinitionEdit[] } {
  let changed = definition
  const inverse: DefinitionEdit[] = []
  for (const one of edits) {
    if (one.do === 'set-member') {
      const made = applyToMember(changed, one)
      changed = made.definition
      inverse.unshift(made.inverse)
      continue
    }
    changed = applyOne(changed, one)
    inverse.unshift(inverseOf(one))
  }
  // Read again as if from files: an edit cannot make what no file may hold.
  return { definition: definitionFromParts(partsOfDefinition(changed)), inverse }
}

/**
 * Edits that go by a place alone name what stands before it, as it is after the edits before them. So one that is applied later,
 * to a definition in which other steps have come or gone, is refused, and lands nowhere else than where it was looked at.
 * @throws InvalidInput as `edit`
 */
export function pinned(definition: Definition, edits: readonly DefinitionEdit[]): readonly DefinitionEdit[] {
  const last = edits.findLastIndex(goesByPlace)
  let current = definition
  return edits.map((one, index) => {
    if (index > last) return one
    const its = pin(current, one)
    if (index < last) current = edit(current, [its]).definition
    return its
  })
}

const goesByPlace = (one: DefinitionEdit) =>
  one.do === 'add-step' || one.do === 'move-step' || (one.do === 'set-member' && one.at !== undefined)

function pin(definition: Definition, one: DefinitionEdit): DefinitionEdit {
  if (one.do === 'set-member') {
    if (one.at === undefined || one.before !== undefined || one.behind !== undefined) return one
    const part = partsOfDefinition(definition)[one.part]
    const before = part === undefined ? undefined : rowBefore(part, one.path, one.at)
    return before === undefined ? one : { ...one, behind: before }
  }
  if (one.do !== 'add-step' && one.do !== 'move-step') return one
  const steps = memberOf(definition.flows, one.flow)?.steps ?? []
  if (one.do === 'add-step') return { behind: steps[one.at - 1]?.id ?? null, ...one }
  const step = steps[one.from]?.id
  return step === undefined ? one : { step, behind: steps.toSpliced(one.from, 1)[one.to - 1]?.id ?? null, ...one }
}

type SetMember = Extract<DefinitionEdit, { do: 'set-member' }>

function applyToMember(definition: Definition, one: SetMember): { definition: Definition; inverse: SetMember } {
  const { do: kind, part, ...change } = one
  const parts = partsOfDefinition(definition)
  if (!Object.hasOwn(parts, part)) throw wrong(one, `there is no ${part}`)
  try {
    const made = changeMember(parts[part]!, change)
    return {
      definition: definitionFromParts({ ...parts, [part]: made.part }),
      inverse: { do: kind, part, ...made.inverse },
    }
  } catch (error) {
    if (!(error instanceof NotAsItWas)) throw error
    if (error.found === undefined) throw wrong(one, `${one.path.join('/')}: ${error.message}`)
    throw wrong(one, `${noLongerSo}${shown(error.found)}`)
  }
}

function applyOne(definition: Definition, one: Exclude<DefinitionEdit, SetMember>): Definition {
  switch (one.do) {
    case 'set-setting': {
      const setting = memberOf(definition.settings.settings, one.name)
      if (!setting) throw wrong(one, `there is no setting ${one.name}`)
      expect(one, setting.value, one.before)
      const settings = {
        ...definition.settings.settings,
        [one.name]: { ...setting, value: one.after } as typeof setting,
      }
      return { ...definition, settings: { ...definition.settings, settings } }
    }
    case 'set-value': {
      const valueMap = memberOf(definition.valueMaps, one.valueMap)
      if (!valueMap) throw wrong(one, `there is no value map ${one.valueMap}`)
      const index = entryIndex(valueMap.entries, one)
      const { from: _, ...found } = valueMap.entries[index] ?? { from: one.from, to: null }
      expect(one, index < 0 ? null : (found as Json), one.before as Json)
      const entry = one.after === null ? [] : [{ from: one.from, ...one.after }]
      const changed = index < 0 ? [...valueMap.entries, ...entry] : valueMap.entries.toSpliced(index, 1, ...entry)
      // An answer is the only one of its value. Taking one of two entries out leaves the other.
      const entries = entry[0] ? changed.filter((its) => its.from !== one.from || its === entry[0]) : changed
      return { ...definition, valueMaps: { ...definition.valueMaps, [one.valueMap]: { ...valueMap, entries } } }
    }
    case 'set-field':
      return withMapping(definition, one, (mapping) => ({
        ...mapping,
        fields: setField(one, mapping.fields, one.path),
      }))
    case 'set-let':
      return withMapping(definition, one, (mapping) => {
        const { let: lets = {}, ...bare } = mapping
        const { [one.name]: _, ...others } = lets
        expect(one, memberOf(lets, one.name) ?? null, one.before)
        const changed = one.after === null ? others : { ...lets, [one.name]: one.after }
        // None and an empty list of them are the same: the last one goes without a trace.
        return Object.keys(changed).length === 0 ? bare : { ...bare, let: changed }
      })
    case 'set-condition':
      return withFlow(definition, one, (flow) => ({ ...flow, steps: setCondition(one, flow.steps) }))
    case 'add-step':
      return withFlow(definition, one, (flow) => {
        if (one.at < 0 || one.at > flow.steps.length) throw wrong(one, `there is no place ${one.at}`)
        expectBehind(one, flow.steps, one.at)
        return { ...flow, steps: flow.steps.toSpliced(one.at, 0, one.step) }
      })
    case 'remove-step':
      return withFlow(definition, one, (flow) => {
        expect(one, (flow.steps[one.at] ?? null) as unknown as Json, one.step as unknown as Json)
        return { ...flow, steps: flow.steps.toSpliced(one.at, 1) }
      })
    case 'move-step':
      return withFlow(definition, one, (flow) => {
        const step = flow.steps[one.from]
        if (!step || one.to < 0 || one.to >= flow.steps.length) throw wrong(one, 'there is no such place')
        if (one.step !== undefined) expect(one, step.id, one.step)
        const others = flow.steps.toSpliced(one.from, 1)
        expectBehind(one, others, one.to)
        return { ...flow, steps: others.toSpliced(one.to, 0, step) }
      })
    case 'set-part': {
      const { [one.part]: found = null, ...others } = partsOfDefinition(definition)
      expect(one, found, one.before)
      return definitionFromParts(one.after === null ? others : { ...others, [one.part]: one.after })
    }
  }
}

function inverseOf(one: Exclude<DefinitionEdit, SetMember>): DefinitionEdit {
  switch (one.do) {
    case 'add-step':
      return { do: 'remove-step', flow: one.flow, at: one.at, step: one.step }
    case 'remove-step':
      return { ...one, do: 'add-step' }
    case 'move-step': {
      const { behind: _, ...place } = one
      return { ...place, from: one.to, to: one.from }
    }
    case 'set-part':
      return { do: 'set-part', part: one.part, before: one.after, after: one.before }
    default:
      return { ...one, before: one.after, after: one.before } as DefinitionEdit
  }
}

function withMapping(
  definition: Definition,
  one: Extract<DefinitionEdit, { mapping: string }>,
  change: (mapping: Mapping) => Mapping,
): Definition {
  const mapping = memberOf(definition.mappings, one.mapping)
  if (!mapping) throw wrong(one, `there is no mapping ${one.mapping}`)
  return { ...definition, mappings: { ...definition.mappings, [one.mapping]: change(mapping) } }
}

function withFlow(
  definition: Definition,
  one: Extract<DefinitionEdit, { flow: string }>,
  change: (flow: Flow) => Flow,
): Definition {
  const flow = memberOf(definition.flows, one.flow)
  if (!flow) throw wrong(one, `there is no flow ${one.flow}`)
  return { ...definition, flows: { ...definition.flows, [one.flow]: change(flow) } }
}

function setField(
  one: Extract<DefinitionEdit, { do: 'set-field' }>,
  fields: Readonly<Record<string, FieldForm>>,
  path: readonly string[],
): Record<string, FieldForm> {
  const [head, ...rest] = path
  if (head === undefined) throw wrong(one, 'names no field')
  const { [head]: _, ...others } = fields
  const found = memberOf(fields, head) ?? null
  if (rest.length > 0) {
    if (found === null || typeof found === 'string') throw wrong(one, `${head} has no fields of its own`)
    return { ...fields, [head]: { ...found, fields: setField(one, found.fields, rest) } }
  }
  expect(one, found as Json, one.before as Json)
  return one.after === null ? others : { ...fields, [head]: one.after }
}

function setCondition(one: Extract<DefinitionEdit, { do: 'set-condition' }>, steps: readonly Step[]): Step[] {
  let found = false
  const visit = (list: readonly Step[]): Step[] =>
    list.map((step) => {
      if (step.do === 'branch' && step.id !== one.step)
        return { ...step, then: visit(step.then), otherwise: visit(step.otherwise) }
      if (step.do === 'each' && step.id !== one.step) return { ...step, steps: visit(step.steps) }
      if (step.id !== one.step) return step
      found = true
      if (step.do === 'branch') {
        expect(one, step.if, one.before)
        return { ...step, if: one.after }
      }
      if (step.do !== 'skip' && step.do !== 'stop') throw wrong(one, `${step.id} has no condition`)
      expect(one, step.unless, one.before)
      return { ...step, unless: one.after }
    })
  const changed = visit(steps)
  if (!found) throw wrong(one, `there is no step ${one.step}`)
  return changed
}

function expectBehind(
  one: Extract<DefinitionEdit, { do: 'add-step' | 'move-step' }>,
  steps: readonly Step[],
  at: number,
): void {
  if (one.behind !== undefined) expect(one, steps[at - 1]?.id ?? null, one.behind)
}

function expect(one: DefinitionEdit, found: Json, before: Json): void {
  if (canonicalJson(found) === canonicalJson(before)) return
  throw wrong(one, `${noLongerSo}${found === null ? 'nothing' : shown(found)}`)
}

const noLongerSo = 'is no longer what it was when the edit was made; now it is '

function shown(found: Json): string {
  const now = JSON.stringify(found)
  return now.length > longestShown ? `${now.slice(0, longestShown)}…` : now
}

/** Whether it sets what it says was there before. */
export const changesNothing = (one: DefinitionEdit): boolean =>
  one.do === 'move-step'
    ? one.from === one.to
    : one.do === 'set-member'
      ? one.before === undefined || one.after === undefined
        ? one.before === one.after
        : canonicalJson(one.after) === canonicalJson(one.before)
      : 'after' in one && canonicalJson(one.after as Json) === canonicalJson(one.before as Json)

const wrong = (one: DefinitionEdit, reason: string) => new InvalidInput('Edit', [{ at: one.do, reason }])
