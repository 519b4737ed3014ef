import type { Field } from '../domain/entity.ts'
import type { CompiledFields, CompiledMapping, Expression, Program } from './program.ts'

export interface Placed {
  readonly expression: Expression
  /** The field that it fills; null where it fills none. */
  readonly field: Field | null
  /** Syntax trees of the named values that it may use. */
  readonly lets: ReadonlyMap<string, unknown>
}

/** Every expression of a program. */
export function* expressionsIn(program: Program): Generator<Placed> {
  for (const flow of program.flows.values())
    for (const expression of flow.expressions.values()) yield { expression, field: null, lets: new Map() }
  for (const mapping of program.mappings.values()) yield* expressionsOf(mapping)
}

/** Every expression of a mapping. */
export function* expressionsOf({ lets, fields }: Pick<CompiledMapping, 'lets' | 'fields'>): Generator<Placed> {
  const named = new Map(lets.map(({ name, expression }) => [name, expression.ast]))
  for (const { expression } of lets) yield { expression, field: null, lets: named }
  yield* expressionsOfFields(fields, named)
}

/** Each name that any of them may use, once. */
export const usesOf = (expressions: Iterable<Expression>): readonly string[] => [
  ...new Set([...expressions].flatMap(({ uses }) => uses)),
]

function* expressionsOfFields(fields: CompiledFields, lets: Placed['lets']): Generator<Placed> {
  for (const { form } of fields) {
    if (form.kind === 'value') yield { ...form, lets }
    if (form.kind === 'record') yield* expressionsOfFields(form.fields, lets)
    if (form.kind !== 'list') continue
    yield { expression: form.list, field: null, lets }
    const within = new Map([...lets, ...form.lets.map(({ name, expression }) => [name, expression.ast] as const)])
    for (const { expression } of form.lets) yield { expression, field: null, lets: within }
    yield* expressionsOfFields(form.fields, within)
  }
}
