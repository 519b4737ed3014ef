import { type EntitySchema, zodOf } from '../../../domain/entity.ts'
import { UnexpectedAnswer } from '../../../domain/errors.ts'
import { foldedKey, type RecordRef, type RecordValue, ref } from '../../../domain/record.ts'
import type { Wire } from './envelope.ts'
import type { ByKey, ByList, WebServicesNames } from './names.ts'
import { compileWireRecord, type WireRecord } from './wire-record.ts'
import type { WireSchema } from './wire-schema.ts'

/** An entity with what follows from it. It keeps no state. */
export interface Prepared {
  readonly schema: EntitySchema
  readonly names: WebServicesNames
  readonly whole: WireRecord
  /** What a list holds of it. */
  readonly summary: WireRecord | null
  /** Reads a row of a search; null when there is none. @throws UnexpectedAnswer */
  readonly found: ((wire: Wire, operation: string) => RecordValue) | null
  /** @throws UnexpectedAnswer when the record breaks its schema, or has another key than was asked for. */
  checked(form: WireRecord, wire: Wire, asked: RecordRef | null, by: ByKey | ByList): RecordValue
}

const prepared = new WeakMap<EntitySchema, Prepared>()

/** Made once for an entity that companies share: a company with custom fields of its own has another schema. */
export function prepare(wire: WireSchema, schema: EntitySchema, names: WebServicesNames): Prepared {
  const known = prepared.get(schema) ?? prepareAnew(wire, schema, names)
  prepared.set(schema, known)
  return known
}

function prepareAnew(wire: WireSchema, schema: EntitySchema, names: WebServicesNames): Prepared {
  const { key, fields, entity: name } = schema
  const zod = zodOf(fields)
  const summaryOf = ({ item }: { readonly item: string }) =>
    compileWireRecord(wire, schema, item, names.shape, { partial: true })
  const row = names.search ? summaryOf(names.search) : null
  const some = zod.partial()
  return {
    schema,
    names,
    whole: compileWireRecord(wire, schema, names.type, names.shape),
    summary: names.list ? summaryOf(names.list) : null,
    found:
      row &&
      ((found, operation) => {
        const read = row.fromWire(found)
        const result = some.safeParse(names.derive?.(read, found) ?? read)
        if (result.success) return result.data as RecordValue
        throw new UnexpectedAnswer(
          { system: 'gp', operation },
          result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
          ref(name, String(read[key])),
        )
      }),
    checked(form, found, asked, { operation }) {
      const read = form.fromWire(found)
      const record = names.derive?.(read, found) ?? read
      const call = { system: 'gp', operation } as const
      const about = asked ?? ref(name, String(record[key]))
      const result = zod.safeParse(record)
      if (!result.success)
        throw new UnexpectedAnswer(
          call,
          result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
          about,
        )
      const value = result.data as RecordValue
      if (asked && !sameKey(String(value[key]), asked.key))
        throw new UnexpectedAnswer(call, [`${key}: another record came`], about)
      return value
    },
  }
}

/** A row for people who look through many: a broken one is shown by its key, with the reason. */
export function listed(key: string, read: () => RecordValue): RecordValue {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer) || !error.record) throw error
    return { [key]: error.record.key, unreadable: error.problems.join('; ') }
  }
}

/** GP's keys ignore case, and its columns pad with blanks. */
const sameKey = (found: string, asked: string) => foldedKey(found) === foldedKey(asked)

/**
 * A key longer than its column would be cut and name another record. Keys of parts have the slash that joins them.
 */
export function canBeKey({ schema, names: { type, list } }: Prepared, key: string): boolean {
  const field = schema.fields[schema.key]
  const longest = field?.type === 'text' ? (field.maxLength ?? 255) : 255
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  if (key.trim() === '' || key.length > longest || /[\u0000-\u001f\u007f]/.test(key)) return false
  if (list?.numeric) return /^-?\d{1,9}$/.test(key)
  return type !== 'CustomerAddress' || /^.{1,15}\/.{1,15}$/.test(key)
}

export function keyValue({ names: { list } }: Prepared, key: string): string | number {
  return list?.numeric ? Number(key) : key
}
