import { Optional } from '@marcbachmann/cel-js'
import { Decimal, dec, decimalText } from '../domain/decimal.ts'
import type { Field, Fields, FieldType } from '../domain/entity.ts'
import type { Json, RecordValue } from '../domain/record.ts'

/**
 * Between JSON records and what expressions compute with: decimals are Decimal, integers BigInt, times Date, nullable
 * fields Optional, records objects of a class that the type checker knows.
 */
export type RecordClass = new () => Record<string, unknown>

/** The class and the CEL type name of each record type, made once per compiled definition. */
export interface RecordType {
  readonly name: string
  readonly make: RecordClass
  readonly fields: ReadonlyMap<string, { readonly field: Field; readonly type: ValueType }>
}
export type ValueType = {
  readonly kind: FieldType['type']
  readonly cel: string
  readonly record?: RecordType
  readonly of?: ValueType
}

/** JSON → value. Missing and null both become an empty Optional where the field is optional. */
function toValue(type: ValueType, json: Json | undefined): unknown {
  switch (type.kind) {
    case 'decimal':
      return dec(json as string)
    case 'integer':
      return BigInt(json as number)
    case 'instant':
      return new Date(json as string)
    case 'list':
      return (json as Json[]).map((item) => toValue(type.of!, item))
    case 'record':
      return recordToValue(type.record!, json as RecordValue)
    default:
      return json
  }
}

export function recordToValue(type: RecordType, json: RecordValue): object {
  const record = new type.make()
  for (const [name, { field, type: fieldType }] of type.fields) {
    const given = json[name]
    if (field.optional)
      record[name] = given === null || given === undefined ? Optional.none() : Optional.of(toValue(fieldType, given))
    else record[name] = toValue(fieldType, given)
  }
  return record
}

/** Value → JSON. An empty Optional becomes undefined: the field is left out. */
export function toJson(value: unknown): Json | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Optional) return value.hasValue() ? toJson(value.value()) : undefined
  if (value instanceof Decimal) return decimalText(value)
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null)
  return value as Json
}

/** The types of an entity's record, named after it: `PrestashopOrder`, `PrestashopOrder_OrderDetails`. */
export function recordTypeOf(name: string, fields: Fields): RecordType {
  const typed = new Map(
    Object.entries(fields).map(([key, field]) => [key, { field, type: valueTypeOf(`${name}_${camel(key)}`, field) }]),
  )
  return { name, make: class {} as RecordClass, fields: typed }
}

function valueTypeOf(name: string, field: FieldType): ValueType {
  switch (field.type) {
    case 'text':
    case 'id':
    case 'date':
    case 'choice':
      return { kind: field.type, cel: 'string' }
    case 'decimal':
      return { kind: 'decimal', cel: 'decimal' }
    case 'integer':
      return { kind: 'integer', cel: 'int' }
    case 'boolean':
      return { kind: 'boolean', cel: 'bool' }
    case 'instant':
      return { kind: 'instant', cel: 'google.protobuf.Timestamp' }
    case 'list': {
      const of = valueTypeOf(name, field.of)
      return { kind: 'list', cel: `list<${of.cel}>`, of }
    }
    case 'record': {
      const record = recordTypeOf(name, field.fields)
      return { kind: 'record', cel: record.name, record }
    }
  }
}

/** "prestashop.order" → "PrestashopOrder"; "order_details" → "OrderDetails". */
export function camel(words: string): string {
  return words.replace(/(^|[._])([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
}

/** The names of its fields, and of the records in it. */
export const namesIn = (type: RecordType): string[] =>
  [...type.fields].flatMap(([name, { type: value }]) => {
    const nested = value.record ?? value.of?.record
    return nested ? [name, ...namesIn(nested)] : [name]
  })
