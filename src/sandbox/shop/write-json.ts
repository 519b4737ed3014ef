import type { FieldRule, Resource } from './resources.ts'
import type { AssociationRow, Row, Value } from './rows.ts'
import type { Display } from './write-xml.ts'

/** Native: whole numbers as numbers (9.x). Otherwise all text, but the row's own id (8.2). */
export type JsonDialect = 'text' | 'native'

/** One row without `display`: falsy fields are dropped, as releases since 8.0 do. */
export const oneJson = (resource: Resource, row: Row, dialect: JsonDialect) =>
  php({ [resource.node]: dropFalsy(shape(resource, row, 'full', dialect)) })

/** A list, or one row with `display`. Nothing found is a bare array. */
export function listJson(
  resource: Resource,
  rows: readonly Row[],
  display: Display | 'minimum',
  dialect: JsonDialect,
): string {
  if (rows.length === 0) return '[]'
  return php({
    [resource.list]: rows.map((row) =>
      display === 'minimum' ? { id: row.id } : shape(resource, row, display, dialect),
    ),
  })
}

export const errorsJson = (errors: readonly { code: number; message: string }[]) => php({ errors })

function shape(resource: Resource, row: Row, display: Display, dialect: JsonDialect): Record<string, unknown> {
  const shown = (name: string) => display === 'full' || display.fields.has(name)
  const out: Record<string, unknown> = shown('id') ? { id: row.id } : {}
  for (const rule of resource.fields.values())
    if (shown(rule.name)) out[rule.name] = scalar(rule, row.fields[rule.name] ?? '', dialect)
  const associations = [...resource.associations.values()].flatMap(({ name, fields, unnamed }) => {
    const rows = row.associations[name] ?? []
    const wanted = display === 'full' ? null : display.associations.get(name)
    if (rows.length === 0 || wanted === undefined || (unnamed && wanted !== null)) return []
    return [[name, rows.map((given) => associationShape(fields, given, wanted, dialect))]]
  })
  return associations.length === 0 ? out : { ...out, associations: Object.fromEntries(associations) }
}

function associationShape(
  fields: readonly FieldRule[],
  row: AssociationRow,
  wanted: ReadonlySet<string> | null,
  dialect: JsonDialect,
) {
  const shown = fields.filter(({ name }) => wanted === null || wanted.has(name))
  return Object.fromEntries(shown.map((rule) => [rule.name, scalar(rule, row[rule.name] ?? '', dialect)]))
}

/** One language gives plain text, more give a list. */
function scalar(rule: FieldRule, value: Value, dialect: JsonDialect): unknown {
  if (typeof value !== 'string') {
    const languages = Object.entries(value).map(([id, text]) => ({
      id: dialect === 'native' ? Number(id) : id,
      value: text,
    }))
    return languages.length === 1 ? languages[0]!.value : languages
  }
  return dialect === 'native' && isColumnOfNumbers(rule) && /^-?\d+$/.test(value) ? Number(value) : value
}

/** Without text conversion in the driver whole numbers stay numbers; flags and prices are text all the same. */
function isColumnOfNumbers({ name, format }: FieldRule): boolean {
  if (/^(isInt|isUnsignedInt|isUnsignedId|isNullOrUnsignedId|isPositiveInt)$/.test(format)) return true
  return format === '' && /^(id|id_.*|.*_id|(invoice|delivery)_number|.*quantity|position)$/.test(name)
}

/** As PHP writes it: slashes escaped. */
const php = (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/')

function dropFalsy(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== '' && value !== '0' && value !== 0 && value !== null),
  )
}
