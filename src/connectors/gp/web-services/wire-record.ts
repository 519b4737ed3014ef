import type { EntitySchema, Field, Fields, FieldType } from '../../../domain/entity.ts'
import { InvalidInput, type Problem } from '../../../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../../../domain/record.ts'
import type { Wire, WireValue } from './envelope.ts'
import {
  amountOrPercentCodec,
  booleanCodec,
  type Codec,
  choiceCodec,
  dateCodec,
  decimalCodec,
  idCodec,
  inside,
  integerCodec,
  isWire,
  listCodec,
  type Money,
  moneyCodec,
  optionalRecord,
  quantityCodec,
  refuse,
  textCodec,
  typed,
} from './wire-codecs.ts'
import type { WireMember, WireSchema, WireType } from './wire-schema.ts'

/**
 * How an entity lies on the wire, where that does not follow from names and types. A field is the member of its name:
 * a plain one as it is; a key by its `Id` (or `ISOCode`); money, quantity and percent by `Value`; a phone number by
 * `Value`; a list by `ArrayOf…`.
 */
export interface Shape {
  /** Fields that stand elsewhere: `TaxDetailKey: 'Key.TaxDetailKey'`. */
  readonly at?: Readonly<Record<string, string>>
  /** Members that go along whenever the object they are in is sent: `'BatchKey.Source': 'Sales Entry'`. */
  readonly always?: Readonly<Record<string, string | number>>
  /** Fields that are ours alone and no member. */
  readonly derived?: readonly string[]
  /** Prices that may have the item's decimals, up to five, where the currency has fewer. */
  readonly finer?: readonly string[]
  /** Texts that documents of the hub have, and that people may leave empty in GP: such a record is read as any other. */
  readonly mayBeEmpty?: readonly string[]
  /** The field that tells list items apart: an item without it would be added, even by an update. */
  readonly key?: string
  /** The shapes of records and of list items, by field. */
  readonly within?: Readonly<Record<string, Shape>>
}

export interface WireRecord {
  /** Some field is a money amount, so that the currency must be known before writing. */
  readonly hasMoney: boolean
  /**
   * The wire form of a document. A create sends what is there; an update sends null as GP's empty value, since an
   * absent member stays as it is.
   * @throws InvalidInput naming every field that is missing, unknown, of the wrong type, longer than its column (GP
   *   would cut it silently), or finer than the currency.
   */
  toWire(record: RecordRef, document: RecordValue, money: Money, mode: 'create' | 'update'): Wire
  /** Ours from GP's. Empty texts, GP's "no date" and optional empty lists are left out; decimals lose trailing zeros. */
  fromWire(wire: Wire): RecordValue
}

/**
 * Puts entity and wire type together once. A field without its member is a mistake of ours and throws.
 * @param partial leave fields out that the wire type does not have: summaries in lists.
 */
export function compileWireRecord(
  schema: WireSchema,
  entity: EntitySchema,
  type: string,
  shape: Shape,
  { partial = false } = {},
): WireRecord {
  let hasMoney = false
  const compile = { schema, partial, money: () => (hasMoney = true) }
  const codec = recordCodec(compile, entity.fields, typeNamed(schema, type), shape, entity.entity)
  return {
    hasMoney,
    toWire(record, document, money, mode) {
      const problems: Problem[] = []
      const wire = codec.to(document, { mode, money, problems }, '')
      if (problems.length > 0) throw new InvalidInput(`${refText(record)} cannot be sent`, problems)
      return wire as Wire
    },
    fromWire: (wire) => codec.from(wire) as RecordValue,
  }
}

interface Compile {
  readonly schema: WireSchema
  readonly partial: boolean
  readonly money: () => void
}

interface FieldPlan {
  readonly name: string
  readonly field: Field
  readonly path: readonly string[]
  readonly codec: Codec
}

function recordCodec(compile: Compile, fields: Fields, type: WireType, shape: Shape, place: string): Codec {
  const plans: FieldPlan[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (shape.derived?.includes(name)) continue
    const path = (shape.at?.[name] ?? name).split('.')
    const member = memberAt(compile.schema, type, path)
    if (!member && compile.partial) continue
    if (!member) throw new Error(`${place}.${name}: ${type.name} has no ${path.join('.')}`)
    const inner = shape.within?.[name] ?? {}
    const finer = shape.finer?.includes(name) ?? false
    plans.push({ name, field, path, codec: fieldCodec(compile, field, member.type, inner, finer, `${place}.${name}`) })
  }
  const always = Object.entries(shape.always ?? {}).map(([path, value]) => ({ path: path.split('.'), value }))

  return {
    to(value, sending, at) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return refuse(sending, at, 'is no record')
      const wire: MutableWire = {}
      const place = at === '' ? '' : `${at}.`
      for (const name of Object.keys(value))
        if (!Object.hasOwn(fields, name)) refuse(sending, `${place}${name}`, 'is no field of this entity')
      for (const { name, field, path, codec } of plans) {
        const content = value[name]
        if (field.readOnly) continue
        if (content === undefined || (content === null && sending.mode === 'create')) {
          const required = sending.mode === 'create' ? !field.optional : shape.key === name
          if (required) refuse(sending, `${place}${name}`, 'is missing')
          continue
        }
        const written = codec.to(content, sending, `${place}${name}`)
        if (written !== undefined) put(wire, path, written)
      }
      for (const { path, value } of always) if (objectAt(wire, path.slice(0, -1))) put(wire, path, value)
      return wire
    },
    from(value) {
      const record: RecordValue = {}
      if (typeof value !== 'object' || value === null) return record
      for (const { name, field, path, codec } of plans) {
        const held = valueAt(value as Wire, path)
        const content = codec.from(held)
        const empty = Array.isArray(content) && content.length === 0
        if (content !== undefined && !(empty && field.optional)) record[name] = content
        else if (shape.mayBeEmpty?.includes(name) && typeof held === 'string') record[name] = ''
      }
      return record
    },
  }
}

function fieldCodec(
  compile: Compile,
  field: FieldType,
  typeName: string,
  shape: Shape,
  finer: boolean,
  place: string,
): Codec {
  const { schema } = compile
  const type = schema.types.get(typeName)
  switch (field.type) {
    case 'record':
      return optionalRecord(
        Object.keys(field.fields),
        recordCodec(compile, field.fields, typeNamed(schema, typeName), shape, place),
      )
    case 'list': {
      const item = typeNamed(schema, typeName).members[0]
      if (!item?.many) throw new Error(`${place}: ${typeName} is no list`)
      return listCodec(item.name, fieldCodec(compile, field.of, item.type, shape, finer, place))
    }
    case 'decimal':
      if (typeName === 'MoneyAmount' || typeName === 'MoneyPercentChoice' || typeName === 'Amount') compile.money()
      if (typeName === 'MoneyAmount') return moneyCodec(finer)
      if (typeName === 'Amount') return typed('MoneyAmount', moneyCodec(finer))
      if (typeName === 'MoneyPercentChoice') return amountOrPercentCodec(moneyCodec(finer))
      if (typeName === 'Quantity' || typeName === 'Percent') return quantityCodec
      if (typeName === 'decimal') return decimalCodec
      break
    case 'text':
    case 'id':
    case 'choice':
      if (field.type === 'choice' && type?.values) return choiceCodec(field.values, type.values, place)
      if (typeName === 'string' || typeName === 'dateTime' || type?.values || typeName === 'guid')
        return textCodec(field.type === 'text' ? field.maxLength : undefined)
      if (typeName === 'int') return idCodec
      if (typeName === 'PhoneNumber') return inside('Value', fieldCodec(compile, field, 'string', shape, finer, place))
      if (type?.key) {
        const own = type.members.find(({ name }) => name === 'Id' || name === 'ISOCode')
        if (own) return inside(own.name, fieldCodec(compile, field, own.type, shape, finer, place))
      }
      break
    case 'integer':
      if (typeName === 'int') return integerCodec
      break
    case 'boolean':
      if (typeName === 'boolean') return booleanCodec
      break
    case 'date':
      if (typeName === 'dateTime') return dateCodec
      break
  }
  throw new Error(`${place}: a ${field.type} cannot be a ${typeName}`)
}

type MutableWire = { [member: string]: WireValue }

function put(wire: MutableWire, path: readonly string[], value: WireValue): void {
  let target = wire
  for (const step of path.slice(0, -1)) {
    target[step] ??= {}
    target = target[step] as MutableWire
  }
  const last = path.at(-1)!
  const before = target[last]
  target[last] = isWire(before) && isWire(value) ? { ...before, ...value } : value
}

function valueAt(wire: Wire, path: readonly string[]): WireValue {
  let value: WireValue = wire
  for (const step of path) value = isWire(value) ? value[step] : undefined
  return value
}

function objectAt(wire: Wire, path: readonly string[]): boolean {
  return isWire(valueAt(wire, path))
}

function memberAt(schema: WireSchema, type: WireType, path: readonly string[]): WireMember | undefined {
  let at: WireType | undefined = type
  let member: WireMember | undefined
  for (const step of path) {
    member = at?.members.find(({ name }) => name === step)
    at = member && schema.types.get(member.type)
  }
  return member
}

function typeNamed(schema: WireSchema, name: string): WireType {
  const type = schema.types.get(name)
  if (!type) throw new Error(`WSDL: no type ${name}`)
  return type
}
