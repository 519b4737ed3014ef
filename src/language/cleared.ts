import { type Field, type Fields, type FieldType, fieldsOfRows, type ListType } from '../domain/entity.ts'
import { isRecord, type Json, memberOf, type RecordValue } from '../domain/record.ts'

/**
 * What is wanted, and an empty value for each field that was written before and is not wanted any more: an update leaves
 * alone what it does not name, so a field that just went away would stay in the remote system.
 *
 * Fields that were never written are not touched: what they hold is the remote system's own. Rows of a list that cannot
 * be removed lose their amounts.
 * @param written what was written before, whole
 */
export function withCleared(fields: Fields, written: RecordValue, wanted: RecordValue): RecordValue {
  const full = { ...wanted }
  for (const [name, was] of Object.entries(written)) {
    const field = memberOf(fields, name)
    if (!field || field.readOnly || isEmpty(field, was)) continue
    if (field.type === 'list' && hasRowsOnLines(field, fields, wanted)) continue
    full[name] = cleared(field, was, wanted[name])
  }
  return full
}

function cleared(field: Field, was: Json, now: Json | undefined): Json {
  if (field.type === 'record' && isRecord(was)) return withCleared(field.fields, was, isRecord(now) ? now : {})
  if (field.type === 'list' && field.rowsBy !== undefined && field.of.type === 'record')
    return clearedRows(field.of.fields, field.rowsBy, rowsIn(was), rowsIn(now))
  return now === undefined || now === null ? emptyOf(field) : now
}

function clearedRows(fields: Fields, by: string, was: readonly RecordValue[], now: readonly RecordValue[]): Json[] {
  const before = new Map(was.map((row) => [row[by], row]))
  const rows = now.map((row) => {
    const old = before.get(row[by])
    before.delete(row[by])
    return old ? withCleared(fields, old, row) : row
  })
  const gone = [...before.values()].filter((row) => !isEmptyRow(fields, by, row))
  return [...rows, ...gone.map((row) => withCleared(fields, row, { [by]: row[by]! }))]
}

/** The empty value of a field's type. Null: the type has none of its own, and the connector knows how it is sent. */
function emptyOf(field: FieldType): Json {
  switch (field.type) {
    case 'text':
    case 'id':
      return ''
    case 'decimal':
      return '0'
    case 'integer':
      return 0
    case 'boolean':
      return false
    case 'list':
      return []
    default:
      return null
  }
}

/** Whether a value says nothing: no text, no amount, no row with more than its key. An id of "0" means none. */
export function isEmpty(field: FieldType, value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  switch (field.type) {
    case 'decimal':
    case 'integer':
      return /^-?0+(\.0+)?$/.test(String(value).trim())
    case 'id':
      return value === '0'
    case 'record':
      return isRecord(value) && isEmptyRecord(field.fields, value)
    case 'list': {
      const { of, rowsBy } = field
      if (!Array.isArray(value)) return false
      return of.type === 'record' && rowsBy !== undefined
        ? rowsIn(value).every((row) => isEmptyRow(of.fields, rowsBy, row))
        : value.length === 0
    }
    default:
      return typeof value === 'string' && value.trim() === ''
  }
}

/** A row that says nothing beside its key. */
export const isEmptyRow = (fields: Fields, by: string, row: RecordValue) => isEmptyRecord(fields, row, by)

const isEmptyRecord = (fields: Fields, record: RecordValue, but?: string) =>
  Object.keys(record).every((name) => {
    const field = name === but ? undefined : memberOf(fields, name)
    return !field || isEmpty(field, record[name])
  })

/** The remote system makes the rows of such a list itself. */
function hasRowsOnLines({ sumsOf }: ListType, fields: Fields, wanted: RecordValue): boolean {
  if (!sumsOf) return false
  const rows = memberOf(fieldsOfRows(memberOf(fields, sumsOf.lines)), sumsOf.rows)
  return rows !== undefined && rowsIn(wanted[sumsOf.lines]).some((line) => !isEmpty(rows, line[sumsOf.rows]))
}

export const rowsIn = (value: Json | undefined): RecordValue[] =>
  Array.isArray(value) ? value.filter((row) => isRecord(row)) : []
