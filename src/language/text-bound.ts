import type { Field, Fields } from '../domain/entity.ts'
import { isNode } from './syntax.ts'

/** What the names in an expression stand for, as far as lengths of text are concerned. */
export interface NameSchemas {
  readonly names: Readonly<Record<string, Field>>
  /** Named intermediate values: their syntax trees. */
  readonly lets: ReadonlyMap<string, unknown>
  /** Bounds of them that are known by now. */
  readonly letBounds: Map<string, number>
  /** Row names of lists: the syntax tree of the list. */
  readonly rows: Readonly<Record<string, unknown>>
  /** CEL's types of these rows. */
  readonly rowTypes: Readonly<Record<string, string>>
}

/**
 * The most characters an expression can give, worked out from its syntax tree and the lengths of the fields in it.
 * Infinity where nothing bounds it. Keys that come from GP itself (links, look-ups, value maps) fit by themselves.
 */
export function textBound(ast: unknown, schemas: NameSchemas): number {
  if (!isNode(ast)) return Number.POSITIVE_INFINITY
  const args = Array.isArray(ast.args) ? ast.args : [ast.args]
  switch (ast.op) {
    case 'value':
      return typeof ast.args === 'string' ? ast.args.length : Number.POSITIVE_INFINITY
    case '+':
      return args.reduce<number>((total, child) => total + textBound(child, schemas), 0)
    case '?:':
      return Math.max(textBound(args[1], schemas), textBound(args[2], schemas))
    case 'id':
      return boundOfLet(ast.args as string, schemas) ?? boundOfField(fieldOf(ast, schemas))
    case '.':
      return isFromGp(args[0], schemas) || isTaxDetail(args as unknown[], schemas)
        ? 0
        : boundOfField(fieldOf(ast, schemas))
    case 'call':
      return boundOfCall(args[0] as string, (args[1] ?? []) as unknown[], schemas)
    case 'rcall':
      return boundOfMethod(args[0] as string, args[1], (args[2] ?? []) as unknown[], schemas)
    default:
      return Number.POSITIVE_INFINITY
  }
}

/** Worked out once: each may use the one before it several times. */
function boundOfLet(name: string, schemas: NameSchemas): number | null {
  if (!schemas.lets.has(name)) return null
  const known = schemas.letBounds.get(name)
  if (known !== undefined) return known
  const bound = textBound(schemas.lets.get(name), schemas)
  schemas.letBounds.set(name, bound)
  return bound
}

/** `gpItem(…)`, or a name for it: its texts are GP's own. */
function isFromGp(ast: unknown, schemas: NameSchemas): boolean {
  if (!isNode(ast)) return false
  if (ast.op === 'id') return isFromGp(schemas.lets.get(ast.args as string), schemas)
  return ast.op === 'call' && Array.isArray(ast.args) && ast.args[0] === 'gpItem'
}

/** `row.detail` of tax rows: an answer of a value map, which is checked where it is given. */
function isTaxDetail([owner, member]: readonly unknown[], schemas: NameSchemas): boolean {
  return (
    member === 'detail' && isNode(owner) && owner.op === 'id' && schemas.rowTypes[owner.args as string] === 'TaxRow'
  )
}

/** An id of either system is a number of at most 10 digits in a 32-bit column. */
const idLength = 10

function boundOfCall(name: string, args: readonly unknown[], schemas: NameSchemas): number {
  switch (name) {
    case 'truncate': {
      const [, limit] = args
      return isNode(limit) && limit.op === 'value' ? Number(limit.args) : Number.POSITIVE_INFINITY
    }
    case 'digits':
    case 'upper':
    case 'unlessEmpty':
    case 'part':
    case 'oneOf':
      return textBound(args[0], schemas)
    case 'orElse':
      return Math.max(textBound(args[0], schemas), textBound(args[1], schemas))
    case 'day':
      return 10
    case 'text':
      return 30
    case 'valueMap':
    case 'link':
    case 'lookup':
      return 0
    default:
      return Number.POSITIVE_INFINITY
  }
}

function boundOfMethod(name: string, receiver: unknown, args: readonly unknown[], schemas: NameSchemas): number {
  if (name === 'of') return textBound(args[0], schemas)
  if (name === 'none') return 0
  if (name === 'orValue') return Math.max(textBound(receiver, schemas), textBound(args[0], schemas))
  if (name === 'value') return textBound(receiver, schemas)
  return Number.POSITIVE_INFINITY
}

function boundOfField(field: Field | null): number {
  if (field === null) return Number.POSITIVE_INFINITY
  switch (field.type) {
    case 'id':
      return idLength
    case 'text':
      return field.maxLength ?? Number.POSITIVE_INFINITY
    case 'date':
      return 10
    case 'choice':
      return Math.max(...field.values.map((value) => value.length))
    default:
      return Number.POSITIVE_INFINITY
  }
}

/** The field that `order.currency.iso_code` or `row.taxes` names. */
function fieldOf(ast: unknown, schemas: NameSchemas): Field | null {
  if (!isNode(ast)) return null
  if (ast.op === 'id') {
    const name = ast.args as string
    if (Object.hasOwn(schemas.rows, name)) {
      // A row may have the name of the list it is from: the list is then the one outside.
      const { [name]: list, ...rows } = schemas.rows
      const field = fieldOf(list, { ...schemas, rows })
      return field?.type === 'list' ? field.of : null
    }
    return Object.hasOwn(schemas.names, name) ? schemas.names[name]! : null
  }
  if (ast.op === '.' && Array.isArray(ast.args)) {
    const owner = fieldOf(ast.args[0], schemas)
    return owner?.type === 'record' ? memberOf(owner.fields, ast.args[1] as string) : null
  }
  return null
}

const memberOf = (fields: Fields, name: string) => (Object.hasOwn(fields, name) ? fields[name]! : null)
