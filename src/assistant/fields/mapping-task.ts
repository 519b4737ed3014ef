import type { EntityRegistry } from '../../domain/connector.ts'
import type { Fields, Field as SchemaField } from '../../domain/entity.ts'
import type { Json, RecordRef, RecordValue } from '../../domain/record.ts'
import type { Mapping } from '../../language/index.ts'
import type { Field } from './read.ts'
import type { FieldCandidate, FieldSuggestion, FieldTask } from './suggest.ts'

/** A mapping with the schemas of its two sides, and records that flows have read and written lately. */
export interface MappingTask {
  readonly mapping: Mapping
  readonly entities: EntityRegistry
  readonly seen: readonly { readonly record: RecordRef; readonly value: RecordValue }[]
}

/** One field that a mapping can fill: what fills it now, and what may. */
export interface MappedField {
  /** "ShipToAddress.City". */
  readonly path: string
  /** Its present expression; null: nothing fills it. */
  readonly present: string | null
  readonly candidates: readonly (Omit<FieldCandidate, 'paths'> & {
    /** What would fill it; null: several fields together, by an expression that somebody has to write. */
    readonly expression: string | null
    readonly fields: readonly string[]
  })[]
}

const mostSamples = 8

/** Both sides of a mapping as the matchers read them. Rows of lists are left out: what fills them is made row by row. */
export function fieldTaskOf({ mapping, entities, seen }: MappingTask): FieldTask {
  const side = (fields: Fields, values: readonly RecordValue[], prefix: string, mapped: boolean): Field[] =>
    leaves(fields).flatMap(({ path, field }): Field[] => {
      // A mapping must not fill what the remote system sets.
      if (mapped && field.readOnly) return []
      return [
        {
          path: [prefix, ...path].filter((part) => part !== '').join('/'),
          type: field.type,
          ...(field.type === 'text' && field.maxLength ? { maxLength: field.maxLength } : {}),
          ...(field.about ? { description: field.about } : {}),
          samples: samplesOf(values, path),
        },
      ]
    })
  const valuesOf = (entity: string) => seen.filter(({ record }) => record.entity === entity).map(({ value }) => value)
  return {
    source: {
      name: Object.values(mapping.from).join(', '),
      fields: Object.entries(mapping.from).flatMap(([name, entity]) =>
        side(entities.get(entity)?.fields ?? {}, valuesOf(entity), name, false),
      ),
    },
    target: { name: mapping.to, fields: side(entities.get(mapping.to)?.fields ?? {}, valuesOf(mapping.to), '', true) },
  }
}

function leaves(fields: Fields): { path: string[]; field: SchemaField }[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.type === 'list') return []
    if (field.type !== 'record') return [{ path: [name], field }]
    return leaves(field.fields).map((leaf) => ({ ...leaf, path: [name, ...leaf.path] }))
  })
}

function samplesOf(values: readonly RecordValue[], path: readonly string[]): string[] {
  const found = values.flatMap((value) => {
    const leaf = path.reduce<Json | undefined>(
      (node, name) => (typeof node === 'object' && node !== null && !Array.isArray(node) ? node[name] : undefined),
      value,
    )
    return leaf === undefined || leaf === null || typeof leaf === 'object' ? [] : [String(leaf)]
  })
  return [...new Set(found)].slice(0, mostSamples)
}

/** Suggestions beside what the mapping does now. */
export function mappedFields({ mapping }: MappingTask, found: readonly FieldSuggestion[]): MappedField[] {
  return found.map(({ path, candidates }) => {
    const parts = path.split('/')
    return {
      path: parts.join('.'),
      present: presentAt(mapping.fields, parts),
      candidates: candidates.map(({ paths, ...candidate }) => ({
        ...candidate,
        expression: paths.length === 1 ? paths[0]!.replaceAll('/', '.') : null,
        fields: paths.map((one) => one.replaceAll('/', '.')),
      })),
    }
  })
}

function presentAt(fields: Mapping['fields'], [name = '', ...rest]: readonly string[]): string | null {
  const form = Object.hasOwn(fields, name) ? fields[name]! : null
  if (form === null) return null
  if (typeof form === 'string') return form
  return rest.length > 0 && !('each' in form) ? presentAt(form.fields, rest) : null
}
