import type { Resource } from './resources.ts'
import { collated, folded, isNumber, plain, type Row, type Table, textsOf } from './rows.ts'
import type { Display } from './write-xml.ts'

export interface WebserviceError {
  readonly code: number
  readonly message: string
}

/** What a list request asks for. `minimum`: ids alone. */
export interface Found {
  readonly rows: readonly Row[]
  readonly display: Display | 'minimum'
}

/** A request the shop refuses. `status` as the shop's code means it; lists come out as 500 under PHP 8. */
export class Refused extends Error {
  readonly status: number
  readonly errors: readonly WebserviceError[]
  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.errors = [{ code, message }]
  }
}

const dates = new Set(['date_add', 'date_upd'])

/**
 * The rows a list request finds: filters, then sort, then limit. Without a sort they come in no order.
 *
 * @param seen a row as the shop of the call has it; null where it has none
 * @throws Refused code 28–41: the parameter that is wrong
 */
export function find(
  table: Table,
  resource: Resource,
  query: URLSearchParams,
  seen: (row: Row) => Row | null = (row) => row,
): Found {
  // Seen in a real 8.2.1: values of features are not found by their text in an order; without a sort they are.
  if (resource.name === 'product_feature_values' && query.has('filter[value]') && query.has('sort'))
    throw new Refused(500, 0, '')
  const filters = [...query].flatMap(([name, value]) => {
    const field = /^filter\[(\w+)\]$/.exec(name)?.[1]
    return field === undefined
      ? []
      : [{ field, test: filterTest(field, value, resource, query), equal: equalValues(value) }]
  })
  // An index where the filter names values; a real shop's database does the same.
  const narrow = filters.find(({ equal }) => equal !== null)
  const candidates = (narrow && table.where(narrow.field, ...narrow.equal!)) ?? table.all()
  const rows = candidates
    .flatMap((row) => seen(row) ?? [])
    .filter((row) => filters.every(({ field, test }) => valuesOf(row, field).some(test)))
  return { rows: limited(sorted(rows, resource, query), query), display: displayOf(resource, query) }
}

/** `display=[id,name,order_rows[id]]`; null: not asked for. */
export function displayOf(resource: Resource, query: URLSearchParams): Display | 'minimum' {
  const text = query.get('display')
  if (text === null || text === 'minimum') return 'minimum'
  if (text === 'full') return 'full'
  const inside = /^\[(.*)\]$/.exec(text)?.[1]
  if (inside === undefined)
    throw new Refused(400, 36, "The \"display\" parameter has wrong syntax. You can set 'full' or '[field_1, field_2]'")
  const fields = new Set<string>()
  const associations = new Map<string, ReadonlySet<string>>()
  for (const [, name = '', sub] of inside.matchAll(/(\w+)(?:\[([^\]]*)\])?/g)) {
    const association = resource.associations.get(name)
    if (association && sub !== undefined) associations.set(name, new Set(sub.split(',').map((field) => field.trim())))
    else if (name === 'id' || resource.fields.has(name)) fields.add(name)
    else
      throw new Refused(
        400,
        35,
        `Unable to display this field "${name}". However, these are available: id, ${[...resource.fields.keys()].join(', ')}`,
      )
  }
  return { fields, associations }
}

/** The texts of `[v]`, `[v|w]` or `v`, one of which a field is to be equal to. */
function equalValues(value: string): readonly string[] | null {
  const inside = /^\[([^\]]*)\]$/.exec(value)?.[1]
  if (inside === undefined) return /[[\],]/.test(value) ? null : [value]
  return inside.includes(',') ? null : inside.split('|')
}

function filterTest(
  field: string,
  value: string,
  resource: Resource,
  query: URLSearchParams,
): (value: string) => boolean {
  const rule = resource.fields.get(field)
  if (field !== 'id' && !rule)
    throw new Refused(
      400,
      32,
      `This filter does not exist for this linked table. Available filters are: id, ${[...resource.fields.keys()].join(', ')}`,
    )
  if (rule?.computed) throw new Refused(400, 34, `This filter is not available: ${field}`)
  if (dates.has(field) && query.get('date') !== '1') throw new Refused(400, 32, `The filter ${field} needs date=1`)
  const [, before = '', inside, after = ''] = /^(.*?)\[([^\]]*)\](.*)$/.exec(value) ?? []
  if (inside === undefined) return (text) => sameText(text, value)
  const operator = before + (after === '%' ? 'end' : '')
  const any = (text: string) => inside.split('|').some((wanted) => sameText(text, wanted))
  switch (operator) {
    case '>':
      return (text) => order(text, inside) > 0
    case '<':
      return (text) => order(text, inside) < 0
    case '!':
      return (text) => !any(text)
    case '%end':
      return (text) => folded(text).includes(folded(inside))
    case '%':
      return (text) => folded(text).endsWith(folded(inside))
    case 'end':
      return (text) => folded(text).startsWith(folded(inside))
    case '':
      return between(inside) ?? any
    // Every other prefix, such as ">=", is dropped without a word, and so is the filter.
    default:
      return () => true
  }
}

/** `a,b`: from the smaller to the larger, both included. Digits, dots, colons, dashes and blanks only. */
function between(inside: string): ((text: string) => boolean) | null {
  if (!/^[\d.: -]+,[\d.: -]+$/.test(inside)) return null
  const [low = '', high = ''] = inside.split(',').sort(order)
  return (text) => order(text, low) >= 0 && order(text, high) <= 0
}

function sorted(rows: readonly Row[], resource: Resource, query: URLSearchParams): readonly Row[] {
  const text = query.get('sort')
  if (text === null) return rows
  const keys = text
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map((part) => {
      const [, field, direction] = /^\s*(\w+)_(ASC|DESC)\s*$/i.exec(part) ?? []
      if (field === undefined || direction === undefined)
        throw new Refused(
          400,
          37,
          'The "sort" parameter has wrong syntax. Please write something like: \'[field_1_ASC,field_2_DESC,field_3_ASC,...]\'',
        )
      const rule = resource.fields.get(field)
      if ((field !== 'id' && !rule) || rule?.computed || (dates.has(field) && query.get('date') !== '1'))
        throw new Refused(
          400,
          38,
          `Unable to filter by this field. However, these are available: id, ${[...resource.fields.keys()].join(', ')}`,
        )
      return { field, sign: direction.toUpperCase() === 'ASC' ? 1 : -1 }
    })
  return [...rows].sort((a, b) => {
    for (const { field, sign } of keys) {
      const difference = order(valuesOf(a, field)[0]!, valuesOf(b, field)[0]!)
      if (difference !== 0) return difference * sign
    }
    return 0
  })
}

function limited(rows: readonly Row[], query: URLSearchParams): readonly Row[] {
  const text = query.get('limit')
  if (text === null) return rows
  const parts = text.split(',')
  if (parts.length > 2)
    throw new Refused(400, 39, 'The "limit" parameter has wrong syntax. Please write something like: 1 or 2,5')
  const [offset, count] = parts.length === 2 ? [Number(parts[0]), Number(parts[1])] : [0, Number(parts[0])]
  return Number.isInteger(count) && Number.isInteger(offset) ? rows.slice(offset, offset! + count!) : []
}

/** All languages of a translated field count. */
function valuesOf(row: Row, field: string): string[] {
  if (field === 'id') return [String(row.id)]
  const value = row.fields[field]
  return value === undefined ? [''] : textsOf(value)
}

const sameText = (a: string, b: string) => collated(a) === collated(b)

function order(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  const [left, right] = [folded(a), folded(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The first row whose field is exactly this text. */
export function rowWhere(table: Table, field: string, value: string): Row | undefined {
  return (table.where(field, value) ?? table.byId()).find((row) => plain(row, field) === value)
}
