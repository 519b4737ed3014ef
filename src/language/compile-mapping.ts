import type { Environment } from '@marcbachmann/cel-js'
import type { EntitySchema, Field, Fields } from '../domain/entity.ts'
import { didYouMean } from '../domain/nearest.ts'
import { memberOf } from '../domain/record.ts'
import { addName, type Compiler, compileExpression } from './compile-expression.ts'
import { expressionsOf, usesOf } from './expressions.ts'
import type { FieldForm, Mapping } from './format.ts'
import type { CompiledFields, CompiledForm, CompiledLets, CompiledMapping, Expression } from './program.ts'

/** Null: its target is no entity, which is then a problem. */
export function compileMapping(compiler: Compiler, mapping: Mapping): CompiledMapping | null {
  const at = `mappings/${mapping.id}`
  const target = compiler.entities.get(mapping.to)
  if (!target) {
    compiler.problems.push({
      at: `${at}/to`,
      reason: `there is no entity ${mapping.to}${didYouMean(mapping.to, compiler.types.keys())}`,
    })
    return null
  }
  const environment = compiler.base.clone().registerVariable('settings', 'Settings')
  for (const [name, entity] of Object.entries(mapping.from)) {
    const type = compiler.types.get(entity)
    if (!type)
      compiler.problems.push({
        at: `${at}/from/${name}`,
        reason: `there is no entity ${entity}${didYouMean(entity, compiler.types.keys())}`,
      })
    else addName(compiler, environment, name, type.name, `${at}/from/${name}`)
  }
  for (const [name, entity] of Object.entries(mapping.lists ?? {})) {
    const type = compiler.types.get(entity)
    const place = `${at}/lists/${name}`
    if (!type)
      compiler.problems.push({
        at: place,
        reason: `there is no entity ${entity}${didYouMean(entity, compiler.types.keys())}`,
      })
    else addName(compiler, environment, name, `list<${type.name}>`, place)
  }
  const lets = compileLets(compiler, environment, mapping.let ?? {}, at)
  const fields = compileFields(compiler, environment, mapping.fields, wantedFields(target), `${at}/fields`)
  const uses = usesOf([...expressionsOf({ lets, fields })].map(({ expression }) => expression))
  return { mapping, target, lets, fields, uses }
}

/** Of a record that is there and not ours a mapping fills the fields that it sets, beside its key, and no others. */
function wantedFields({ way, key, fields, appendedBy }: EntitySchema): Fields {
  if (way !== 'set' && way !== 'append') return fields
  const needed = way === 'set' ? [key] : (appendedBy ?? [])
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, needed.includes(name) ? field : { ...field, optional: true }]),
  )
}

/** They have their names in the environment then. */
function compileLets(
  compiler: Compiler,
  environment: Environment,
  texts: Readonly<Record<string, string>>,
  at: string,
): CompiledLets {
  const lets: { name: string; expression: Expression }[] = []
  for (const [name, text] of usedBeforeUsing(texts)) {
    const expression = compileExpression(compiler, environment, text, `${at}/let/${name}`, null)
    lets.push({ name, expression })
    addName(compiler, environment, name, expression.type, `${at}/let/${name}`)
  }
  return lets
}

/** `let` values in an order in which each stands after those it uses: members of a JSON object have no order. */
function usedBeforeUsing(lets: Readonly<Record<string, string>>): [name: string, text: string][] {
  const waiting = new Map(Object.entries(lets))
  const ordered: [string, string][] = []
  while (waiting.size > 0) {
    const uses = (text: string) => [...waiting.keys()].some((name) => new RegExp(`(?<![.\\w"])${name}\\b`).test(text))
    const next = [...waiting].filter(([, text]) => !uses(text))
    // A circle: checked as it stands, so that its unknown variables are named.
    for (const [name, text] of next.length > 0 ? next : [...waiting]) {
      ordered.push([name, text])
      waiting.delete(name)
    }
  }
  return ordered
}

function compileFields(
  compiler: Compiler,
  environment: Environment,
  forms: Readonly<Record<string, FieldForm>>,
  fields: Fields,
  at: string,
): CompiledFields {
  for (const [name, field] of Object.entries(fields)) {
    if (!field.optional && !Object.hasOwn(forms, name))
      compiler.problems.push({ at: `${at}/${name}`, reason: 'is required and has no expression' })
  }
  return Object.entries(forms).flatMap(([name, form]) => {
    const field = memberOf(fields, name)
    const place = `${at}/${name}`
    if (!field) {
      compiler.problems.push({
        at: place,
        reason: `is no field here; known are ${Object.keys(fields).join(', ')}${didYouMean(name, Object.keys(fields))}`,
      })
      return []
    }
    if (field.readOnly) {
      compiler.problems.push({ at: place, reason: 'is set by the remote system and cannot be written' })
      return []
    }
    const compiled = compileForm(compiler, environment, form, field, place)
    return compiled ? [{ name, form: compiled }] : []
  })
}

function compileForm(
  compiler: Compiler,
  environment: Environment,
  form: FieldForm,
  field: Field,
  at: string,
): CompiledForm | null {
  if (typeof form === 'string') {
    const cel = celTypes(field)
    if (cel) return { kind: 'value', expression: compileExpression(compiler, environment, form, at, cel), field }
    compiler.problems.push({ at, reason: `is a ${field.type}: it needs ${field.type === 'list' ? 'each' : 'fields'}` })
    return null
  }
  if ('each' in form) {
    if (field.type !== 'list' || field.of.type !== 'record') {
      compiler.problems.push({ at, reason: 'is no list of records' })
      return null
    }
    const list = compileExpression(compiler, environment, form.each, `${at}/each`, null)
    const given = field.optional ? (/^optional<(.+)>$/.exec(list.type)?.[1] ?? list.type) : list.type
    const row = /^list<(.+)>$/.exec(given)?.[1]
    if (!row) {
      compiler.problems.push({ at: `${at}/each`, reason: `gives ${list.type}, but a list is needed` })
      return null
    }
    const inner = environment.clone()
    addName(compiler, inner, form.as, row, `${at}/as`)
    const lets = compileLets(compiler, inner, form.let ?? {}, at)
    return {
      kind: 'list',
      list,
      as: form.as,
      row,
      lets,
      fields: compileFields(compiler, inner, form.fields, field.of.fields, at),
    }
  }
  if (field.type !== 'record') {
    compiler.problems.push({ at, reason: 'has no fields of its own' })
    return null
  }
  return { kind: 'record', fields: compileFields(compiler, environment, form.fields, field.fields, at) }
}

/** What an expression for this field may give. Null: it takes rows or fields, not one expression. */
function celTypes(field: Field): string[] | null {
  const one = {
    text: 'string',
    id: 'string',
    date: 'string',
    choice: 'string',
    decimal: 'decimal',
    integer: 'int',
    boolean: 'bool',
    instant: 'google.protobuf.Timestamp',
  }
  if (field.type === 'list' || field.type === 'record') return null
  const cel = one[field.type]
  return field.optional ? [cel, `optional<${cel}>`] : [cel]
}
