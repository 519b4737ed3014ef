import { canonicalJson, type Json } from '../domain/record.ts'
import type { DefinitionParts } from './format.ts'

/** One place at which two definitions differ. Null: it is not there. */
export interface DefinitionDifference {
  /** "value-maps/carrier.json entries[2].to", "flows/order-to-sales-order.json steps[gate].unless". */
  readonly at: string
  readonly before: Json
  readonly after: Json
}

/** What differs between two versions of a definition, place by place, in the order of the files. Pure. */
export function differencesOf(before: DefinitionParts, after: DefinitionParts): DefinitionDifference[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return files.flatMap((file) => compare(file, before[file] ?? null, after[file] ?? null, ' '))
}

function compare(at: string, before: Json, after: Json, join: string): DefinitionDifference[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  const [old, now] = [membersOf(before), membersOf(after)]
  if (old === null || now === null || old.kind !== now.kind) return [{ at, before, after }]
  const names = [...new Set([...old.members.keys(), ...now.members.keys()])]
  const found = names.flatMap((name) => {
    const place = old.kind === 'list' ? `${at}${join === ' ' ? ' ' : ''}[${name}]` : `${at}${join}${name}`
    return compare(place, old.members.get(name) ?? null, now.members.get(name) ?? null, '.')
  })
  // The same members in another order: of steps that is a change.
  return found.length > 0 ? found : [{ at, before: [...old.members.keys()], after: [...now.members.keys()] }]
}

type Members = { readonly kind: 'list' | 'record'; readonly members: ReadonlyMap<string, Json> }

/** Rows of a list go by what names them (`id`, `from`), where each has one of its own; else by their place. */
function membersOf(value: Json): Members | null {
  if (value === null || typeof value !== 'object') return null
  if (!Array.isArray(value)) return { kind: 'record', members: new Map(Object.entries(value)) }
  const names = value.map(nameOf)
  const named = names.every((name) => name !== null) && new Set(names).size === names.length
  return { kind: 'list', members: new Map(value.map((row, place) => [named ? names[place]! : String(place), row])) }
}

function nameOf(row: Json): string | null {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return null
  const name = row.id ?? row.from
  return typeof name === 'string' ? name : null
}
