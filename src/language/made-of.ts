import type { CompiledFields, CompiledLets, CompiledMapping } from './program.ts'
import { isNode, nodesIn } from './syntax.ts'

/**
 * Fields of a mapping's document that are made of fields of these names, whatever record they are of, as paths:
 * "ShippingMethodKey", "Lines.Comment". By the names alone, so it is rather one too many than one too few.
 */
export function fieldsMadeOf({ lets, fields }: CompiledMapping, names: ReadonlySet<string>): readonly string[] {
  return within(fields, madeOf(lets, names, new Set()), names, '')
}

/** The named values that are made of them, with those that are known already. */
function madeOf(lets: CompiledLets, names: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> {
  const made = new Set(known)
  for (const { name, expression } of lets) if (isMadeOf(expression.ast, names, made)) made.add(name)
  return made
}

function within(
  fields: CompiledFields,
  made: ReadonlySet<string>,
  names: ReadonlySet<string>,
  at: string,
): readonly string[] {
  return fields.flatMap(({ name, form }) => {
    const path = `${at}${name}`
    if (form.kind === 'value') return isMadeOf(form.expression.ast, names, made) ? [path] : []
    const its = form.kind === 'list' ? madeOf(form.lets, names, made) : made
    return within(form.fields, its, names, `${path}.`)
  })
}

const isMadeOf = (ast: unknown, names: ReadonlySet<string>, made: ReadonlySet<string>) =>
  nodesIn(ast).some((node) => {
    if (node.op === 'id') return made.has(String(node.args))
    const [owner, member] = Array.isArray(node.args) ? (node.args as readonly unknown[]) : []
    return /^\.\??$/.test(node.op) && isNode(owner) && typeof member === 'string' && names.has(member)
  })
