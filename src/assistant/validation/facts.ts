import type { EntityRegistry } from '../../domain/connector.ts'
import type { EntityName, Json, RecordRef, RecordValue } from '../../domain/record.ts'
import type { JournalEntry, TextChange } from '../../domain/run.ts'
import type { Definition, FieldForm, ReadSides } from '../../language/index.ts'

/** What a definition is judged by. */
export interface ValidationFacts {
  readonly definition: Definition
  readonly entities: EntityRegistry
  /** Recent runs, newest first: what they read, made, and cut. */
  readonly runs: readonly SeenRun[]
  /** Both sides of value maps as the systems list them now; null: a system does not answer. By id. */
  readonly sides: ReadonlyMap<string, JudgedSides | null>
}

export type JudgedSides = Pick<ReadSides, 'valueMap' | 'from' | 'to'>

export interface SeenRun {
  readonly record: RecordRef
  /** By the name that the flow gives it. */
  readonly read: ReadonlyMap<string, RecordValue>
  readonly documents: readonly { readonly entity: EntityName; readonly document: RecordValue }[]
  readonly cuts: readonly TextChange[]
}

/** What a run's journal shows of it. */
export function seenRun(record: RecordRef, journal: readonly JournalEntry[]): SeenRun {
  const read = new Map<string, RecordValue>()
  const documents: { entity: EntityName; document: RecordValue }[] = []
  const cuts: TextChange[] = []
  for (const entry of journal) {
    if (entry.kind === 'read' && entry.value !== null) read.set(entry.as, entry.value)
    if (entry.kind === 'intended') documents.push({ entity: entry.write.record.entity, document: entry.write.full })
    // One that was there already, or was written by an earlier run.
    if (entry.kind === 'written' && !documents.some(({ entity }) => entity === entry.record.entity))
      documents.push({ entity: entry.record.entity, document: entry.value })
    if (entry.kind === 'texts') cuts.push(...entry.changes.filter(({ why }) => why === 'cut'))
  }
  return { record, read, documents, cuts }
}

/** One field that a mapping fills by an expression. */
export interface FilledField {
  readonly path: readonly string[]
  /** With the named values that it uses written out. */
  readonly expression: string
  /** The name of a row, where it is made row by row, the innermost last. */
  readonly rows: readonly string[]
}

const mostDeep = 6
const longest = 20_000

/** Every field of a mapping with its expression; named values stand written out in it. */
export function filledFields(
  fields: Readonly<Record<string, FieldForm>>,
  lets: Readonly<Record<string, string>> = {},
  above: readonly string[] = [],
  rows: readonly string[] = [],
): FilledField[] {
  return Object.entries(fields).flatMap(([name, form]): FilledField[] => {
    const path = [...above, name]
    if (typeof form === 'string') return [{ path, rows, expression: writtenOut(form, lets) }]
    if (!('each' in form)) return filledFields(form.fields, lets, path, rows)
    return filledFields(form.fields, { ...lets, ...form.let }, path, [...rows, form.as])
  })
}

function writtenOut(expression: string, lets: Readonly<Record<string, string>>): string {
  let text = expression
  for (let depth = 0; depth < mostDeep; depth++) {
    const next = text.replace(/(?<![\w."])([A-Za-z_]\w*)\b(?!\s*\()/g, (name) =>
      Object.hasOwn(lets, name) ? `(${lets[name]})` : name,
    )
    if (next === text || next.length > longest) return text
    text = next
  }
  return text
}

/** The values at a path of a document; rows of lists each by themselves. */
export function valuesAt(value: Json | undefined, path: readonly string[]): Json[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((row) => valuesAt(row, path))
  const [name, ...rest] = path
  if (name === undefined) return [value]
  return typeof value === 'object' ? valuesAt((value as { [member: string]: Json })[name], rest) : []
}
