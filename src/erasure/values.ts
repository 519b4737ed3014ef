import type { EntityRegistry } from '../domain/connector.ts'
import type { EntitySchema, Field, Fields, FieldType } from '../domain/entity.ts'
import { isErased } from '../domain/erased.ts'
import { isRecord, type Json, type RecordRef, type RecordValue } from '../domain/record.ts'
import type { Scrub } from './scrub.ts'

/** What becomes of a text of a personal field, and of any other text. */
export interface Eraser {
  readonly entities: EntityRegistry
  personal(text: string): Json
  readonly other: Scrub
  /** What holds for a part that names these records. */
  within?(records: readonly RecordRef[]): Eraser
}

/** Members that name, number or sort something, or that say who works here: no text of a customer stands there. */
const plainMembers: ReadonlySet<string> = new Set([
  ...[
    'id',
    'kind',
    'do',
    'entity',
    'key',
    'code',
    'step',
    'as',
    'path',
    'field',
    'flow',
    'at',
    'expiresAt',
    'state',
    'run',
  ],
  ...['planHash', 'signature', 'channel', 'version', 'currency', 'integration', 'level', 'of', 'valueMap', 'differs'],
  ...['by', 'proposedBy', 'askedBy', 'marks', 'incidents', 'until', 'asOf', 'operation'],
])

/** Members that hold a record's fields. */
const recordMembers: ReadonlySet<string> = new Set(['value', 'document', 'full', 'before', 'after', 'facts'])

/**
 * Anything that the hub stores about a record, without the person: what stands in a personal field goes, and out of every
 * other text go the words of the person. `about`: the record that it is about, where it does not say so itself.
 */
export function eraseStored(stored: Json, eraser: Eraser, about: readonly RecordRef[] = []): Json {
  const schemas = about.flatMap(({ entity }) => eraser.entities.get(entity) ?? [])
  return walk(stored, '', schemas, eraser)
}

function walk(node: Json, name: string, schemas: readonly EntitySchema[], outer: Eraser): Json {
  if (plainMembers.has(name)) return node
  if (typeof node === 'string') return isAmount(node) ? node : outer.other(node)
  if (Array.isArray(node)) return node.map((item) => walk(item, name, schemas, outer))
  if (node === null || typeof node !== 'object') return node
  const named = ['record', 'target', 'source'].flatMap((member) => refIn(node[member]) ?? [])
  const eraser = (named.length > 0 && outer.within?.(named)) || outer
  const known = [...named.flatMap(({ entity }) => eraser.entities.get(entity) ?? []), ...schemas]
  if (typeof node.path === 'string' && 'after' in node) return eraseDifference(node, node.path, known, eraser)
  if (typeof node.field === 'string' && 'value' in node) {
    const field = fieldAt(node.field, known) ?? fieldAt(node.field, [...eraser.entities.values()])
    return { ...node, value: field ? eraseField(node.value!, field, eraser) : walk(node.value!, '', known, eraser) }
  }
  return Object.fromEntries(
    Object.entries(node).map(([member, value]) => {
      const [schema] = recordMembers.has(member) && isRecord(value) ? known : []
      return [member, schema ? eraseRecord(value as RecordValue, schema, eraser) : walk(value, member, known, eraser)]
    }),
  )
}

/** The record without what its entity calls personal. */
export function eraseRecord(value: RecordValue, schema: EntitySchema, eraser: Eraser): RecordValue {
  const plain = new Set([schema.key, ...(schema.sameBy?.always ?? [])])
  return eraseFields(value, schema.fields, eraser, plain)
}

function eraseFields(
  value: RecordValue,
  fields: Fields,
  eraser: Eraser,
  plain: ReadonlySet<string> = new Set(),
): RecordValue {
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (plain.has(name)) return [name, held]
      return [name, field ? eraseField(held, field, eraser) : walk(held, name, [], eraser)]
    }),
  )
}

function eraseField(value: Json, field: Field, eraser: Eraser): Json {
  if (Array.isArray(value)) {
    const of = field.type === 'list' ? { ...field.of, ...(field.personal ? { personal: true as const } : {}) } : field
    return value.map((item) => eraseField(item, of, eraser))
  }
  if (isRecord(value)) return field.type === 'record' ? eraseFields(value, field.fields, eraser) : value
  if (typeof value !== 'string' || value === '' || isErased(value)) return value
  if (field.personal) return eraser.personal(value)
  return field.type === 'text' && field.refersTo === undefined ? eraser.other(value) : value
}

/** "address1" or "ShipToAddress Line1", before and after. */
function eraseDifference(
  node: { readonly [member: string]: Json },
  path: string,
  known: readonly EntitySchema[],
  eraser: Eraser,
): Json {
  const field = fieldAt(path, known)
  const erase = (value: Json | undefined): Json =>
    value === undefined ? null : field ? eraseField(value, field, eraser) : walk(value, '', known, eraser)
  return { ...node, before: erase(node.before), after: erase(node.after) }
}

/** Numbers and keys of rows stand between the names of fields; a name of another record before them. */
function fieldAt(path: string, schemas: readonly EntitySchema[]): Field | undefined {
  for (const schema of schemas) {
    let fields: Fields | undefined = schema.fields
    let found: Field | undefined
    for (const word of path.split(/[. ]/)) {
      const next: Field | undefined = fields && Object.hasOwn(fields, word) ? fields[word] : undefined
      if (!next) continue
      found = next
      const inner: FieldType = next.type === 'list' ? next.of : next
      fields = inner.type === 'record' ? inner.fields : undefined
    }
    if (found) return found
  }
  return undefined
}

const isAmount = (text: string) => /^-?\d+\.\d+$/.test(text)

/** Every record that something stored names. */
export function recordsIn(stored: Json): RecordRef[] {
  if (Array.isArray(stored)) return stored.flatMap(recordsIn)
  if (!isRecord(stored)) return []
  const own = refIn(stored)
  return [...(own ? [own] : []), ...Object.values(stored).flatMap(recordsIn)]
}

const refIn = (value: Json | undefined): RecordRef | null =>
  isRecord(value) && typeof value.entity === 'string' && typeof value.key === 'string'
    ? ({ entity: value.entity, key: value.key } as RecordRef)
    : null
