import type { EntitySchema } from '../domain/entity.ts'
import type { Problem } from '../domain/errors.ts'
import { expressionsOf } from './expressions.ts'
import { factsFunctionOf } from './functions/lookup.ts'
import type { CompiledFlow, Expression, Program } from './program.ts'
import { isNode, nodesIn } from './syntax.ts'

/**
 * Fields of a bulk flow's own record that a round never sees, since it reads lists, and lists of some entities hold less
 * than the record. Such a field would be empty for every record, while a dry run of one record shows it.
 */
export function checkListed(program: Program): Problem[] {
  return [...program.flows.values()].flatMap((compiled) => {
    const schema = program.entities.get(compiled.flow.on)
    if (!compiled.bulk || !schema?.inList) return []
    return ownExpressions(program, compiled).flatMap(({ name, expression }) =>
      [...fieldsRead(expression, name)]
        .filter((field) => !schema.inList!.includes(field))
        .map((field) => ({ at: expression.at, reason: unseen(schema, name, field) })),
    )
  })
}

/** The flow's expressions and those of its mappings, with the name that each has for the flow's own record. */
function ownExpressions(program: Program, { flow, expressions }: CompiledFlow) {
  const [first] = flow.steps
  if (first?.do !== 'read') return []
  const own: { readonly name: string; readonly expression: Expression }[] = []
  for (const expression of expressions.values()) own.push({ name: first.as, expression })
  for (const step of flow.steps) {
    const mapping = step.do === 'map' ? program.mappings.get(step.by) : undefined
    if (mapping) for (const { expression } of expressionsOf(mapping)) own.push({ name: first.as, expression })
  }
  return own
}

/** "item.ClassKey" and "item.?ClassKey" of the record of that name. */
function fieldsRead({ ast }: Expression, name: string): Set<string> {
  const fields = new Set<string>()
  for (const { op, args } of nodesIn(ast)) {
    if ((op !== '.' && op !== '.?') || !Array.isArray(args)) continue
    const [owner, field] = args as [unknown, unknown]
    if (isNode(owner) && owner.op === 'id' && owner.args === name) fields.add(String(field))
  }
  return fields
}

function unseen({ entity, key, inList, facts }: EntitySchema, name: string, field: string): string {
  const list = `a round reads the list of ${entity}, which holds ${inList!.join(', ')} and no ${field}`
  const asked = factsFunctionOf(entity)
  return asked !== undefined && facts?.includes(field)
    ? `${list}; write ${asked}(${name}.${key}).${field}`
    : `${list}; read the record by ${name}.${key} in a step of its own`
}
