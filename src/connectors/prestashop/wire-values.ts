import type { Field, Fields } from '../../domain/entity.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import type { ShopTime } from './shop-time.ts'
import type { WireRow } from './xml.ts'

/**
 * The fields of a row that are text on the wire, in our types. Joined fields (records and lists) are left to the caller.
 * What does not fit comes through as it is, so that the entity's schema names it: nothing becomes a default.
 */
export function plainFields(fields: Fields, row: WireRow, time: ShopTime): RecordValue {
  const plain: RecordValue = {}
  // Not by pairs: a list has some ten fields of each of five hundred rows.
  for (const name of Object.keys(fields)) {
    const [field, value] = [fields[name]!, row[name]]
    if (field.type === 'record' || field.type === 'list' || typeof value !== 'string') continue
    plain[name] = plainValue(field, value, time)
  }
  return plain
}

function plainValue(field: Field, text: string, time: ShopTime): Json {
  switch (field.type) {
    case 'id':
      return text === '' ? '0' : text
    case 'integer':
      return text === '' && field.optional ? null : /^-?\d{1,15}$/.test(text) ? Number(text) : text
    case 'boolean':
      return text === '1' ? true : text === '0' || text === '' ? false : text
    case 'instant':
      return field.optional && isNever(text) ? null : instantOf(text, time)
    case 'date':
      return field.optional && isNever(text) ? null : text
    default:
      return text === '' && field.optional ? null : text
  }
}

/** MySQL's date that is none. */
const isNever = (text: string) => text === '' || text.startsWith('0000-00-00')

function instantOf(text: string, time: ShopTime): Json {
  try {
    return time.toInstant(text)
  } catch {
    return text
  }
}
