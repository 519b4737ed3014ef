import type { EntityRegistry } from '../domain/connector.ts'
import type { Field, Fields } from '../domain/entity.ts'
import type { Problem } from '../domain/errors.ts'
import { checkNames } from './check-names.ts'
import { type CompiledFields, type CompiledLets, type CompiledMapping, prepare } from './compile.ts'
import type { Definition, Step } from './format.ts'
import { type NameSchemas, textBound } from './text-bound.ts'

/**
 * Everything wrong with a definition, before it is saved: unknown fields, wrong types, required targets without an
 * expression, names of value maps and entities that are not there, text that may be longer than its column, steps that can never be reached. Empty: it may be saved.
 */
export function check(definition: Definition, entities: EntityRegistry): Problem[] {
  const program = prepare(definition, entities)
  const lengths = [...program.mappings.values()].flatMap((compiled) => checkLengths(compiled, definition, entities))
  const unreachable = Object.values(definition.flows).flatMap((flow) => checkReach(flow.steps, `flows/${flow.id}`))
  return [...program.problems, ...checkNames(program, entities), ...lengths, ...unreachable]
}

/** GP cuts longer text silently: an expression that may give more than fits has to say what is to be done. */
function checkLengths(compiled: CompiledMapping, definition: Definition, entities: EntityRegistry): Problem[] {
  const names: Record<string, Field> = { settings: { type: 'record', fields: settingFields(definition) } }
  for (const [name, entity] of Object.entries(compiled.mapping.from)) {
    const schema = entities.get(entity)
    if (schema) names[name] = { type: 'record', fields: schema.fields }
  }
  const trees = (lets: CompiledLets) => lets.map(({ name, expression }) => [name, expression.ast] as const)
  const problems: Problem[] = []
  const visit = (fields: CompiledFields, schemas: NameSchemas, at: string) => {
    for (const { name, form } of fields) {
      const place = `${at}/${name}`
      if (form.kind === 'record') visit(form.fields, schemas, place)
      if (form.kind === 'list') {
        const rows = { ...schemas.rows, [form.as]: form.list.ast }
        const rowTypes = { ...schemas.rowTypes, [form.as]: form.row }
        const lets = new Map([...schemas.lets, ...trees(form.lets)])
        visit(form.fields, { ...schemas, rows, rowTypes, lets, letBounds: new Map() }, place)
      }
      if (form.kind !== 'value' || form.field.type !== 'text' || form.field.maxLength === undefined) continue
      const bound = textBound(form.expression.ast, schemas)
      if (bound > form.field.maxLength) {
        const length = bound === Number.POSITIVE_INFINITY ? 'may have any length' : `may have ${bound} characters`
        problems.push({
          at: place,
          reason: `${length}, but ${form.field.maxLength} fit; write truncate(…, ${form.field.maxLength})`,
        })
      }
    }
  }
  const start = { names, lets: new Map(trees(compiled.lets)), letBounds: new Map(), rows: {}, rowTypes: {} }
  visit(compiled.fields, start, `mappings/${compiled.mapping.id}/fields`)
  return problems
}

function settingFields(definition: Definition): Fields {
  return Object.fromEntries(
    Object.entries(definition.settings.settings).map(([name, { type, value }]): [string, Field] => [
      name,
      type === 'text' ? { type: 'text', maxLength: (value ?? '').length } : { type: 'text' },
    ]),
  )
}

/** A gate that never holds ends every run: what stands below it is never done. */
function checkReach(steps: readonly Step[], at: string): Problem[] {
  const problems: Problem[] = []
  let closed: string | null = null
  for (const step of steps) {
    if (closed)
      problems.push({ at: `${at}/${step.id}`, reason: `is never reached, because ${closed} always ends the run` })
    if (step.do === 'skip' || step.do === 'stop') {
      if (step.unless.trim() === 'false') closed = step.id
    }
    if (step.do === 'branch') problems.push(...checkReach(step.then, at), ...checkReach(step.otherwise, at))
  }
  return problems
}
