declare const brand: unique symbol
type Branded<T, B extends string> = T & { readonly [brand]: B }

/** A system by its name: one of src/systems.ts. `hub` is Ledgerline itself: its clock, its files, its reports. */
export type System = string

/** One kind of record in one system, spelled `system.entity`: `prestashop.order`, `gp.salesOrder`. */
export type EntityName = `${System}.${string}`

/** The remote system's own key, as text: "10023", "WEB0000010023". */
export type RecordKey = Branded<string, 'RecordKey'>
export type IntegrationId = Branded<string, 'IntegrationId'>
export type RunId = Branded<string, 'RunId'>
export type IncidentId = Branded<string, 'IncidentId'>

export const recordKey = (text: string) => text as RecordKey
export const integrationId = (text: string) => text as IntegrationId
export const runId = (text: string) => text as RunId
export const incidentId = (text: string) => text as IncidentId

/** Which record: nothing of what is in it. */
export interface RecordRef {
  readonly entity: EntityName
  readonly key: RecordKey
}

/**
 * A link that would settle a question, exactly as it can be proposed; `because`: when it is right. `unsure`: what speaks for
 * it is true of other records as well, as a name is: a person chooses it, and nothing proposes it by itself.
 */
export interface LinkRepair {
  readonly source: RecordRef
  readonly entity: EntityName
  readonly before: RecordKey | null
  readonly after: RecordKey | null
  readonly because: string
  readonly unsure?: true
}

export const ref = (entity: EntityName, key: string): RecordRef => ({ entity, key: recordKey(key) })
export const refText = (record: RecordRef) => `${record.entity} ${record.key}`
export const systemOf = (entity: EntityName) => entity.slice(0, entity.indexOf('.')) as System

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * A record as plain JSON that was checked against its entity's schema. Decimals, ids and times are text (see
 * entity.ts), so a record can be journaled, hashed and read back without loss. Field names are the vendor's.
 */
export type RecordValue = { [field: string]: Json }

export const isRecord = (value: Json | undefined): value is RecordValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member by a name that somebody else chose: "constructor" and "toString" are no members. */
export const memberOf = <T>(members: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined

/** As ledgers compare keys: their letter case and outer blanks say nothing, and columns pad with blanks. */
export const foldedKey = (key: string): string => key.trim().toUpperCase()

/** A key as a word of a command that a hint names in double quotes: that of a payout has blanks, "stripe po_1 EUR". */
export const keyWord = (key: string): string =>
  /^[\w./:@%+=,~-]+$/.test(key) ? key : `'${key.replaceAll("'", `'\\''`)}'`

/** A record as words of the commands that show or run one, as a hint names them: without --entity these take a shop order. */
export const recordWords = ({ entity, key }: { readonly entity: string; readonly key: string }): string =>
  `${keyWord(key)}${entity === 'prestashop.order' ? '' : ` --entity ${entity}`}`

/** A value as a sentence shows it: text and numbers as they are, a list as its JSON. At most 200 characters. */
export const inASentence = (value: Json | undefined): string =>
  (typeof value === 'object' && value !== null ? canonicalJson(value) : String(value ?? '')).slice(0, 200)

/**
 * JSON with sorted keys and no spaces: equal content has equal text, whatever the order it was built in. What is undefined is left
 * out, as JSON does it.
 */
export function canonicalJson(value: Json): string {
  const sorted = inOrder(value)
  if (sorted !== pieceByPiece) return JSON.stringify(sorted)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  const its = value as RecordValue
  const fields = sortedNames(its).filter((field) => its[field] !== undefined)
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonicalJson(its[field]!)}`).join(',')}}`
}

/** A field has a name that an object keeps elsewhere. */
const pieceByPiece = Symbol('piece by piece')

/**
 * The same with its fields in order, for JSON as it is: a round makes the text of every record, and piece by piece that takes
 * twice as long and leaves six times the garbage.
 */
function inOrder(value: Json): Json | typeof pieceByPiece {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(inOrder)
    return items.includes(pieceByPiece) ? pieceByPiece : (items as Json[])
  }
  const sorted: RecordValue = {}
  for (const name of sortedNames(value)) {
    const its = inOrder(value[name]!)
    // Numbers come first in an object, and "__proto__" is none of its own.
    if (its === pieceByPiece || isDigit(name.charCodeAt(0)) || name === '__proto__') return pieceByPiece
    sorted[name] = its
  }
  return sorted
}

const isDigit = (code: number) => code >= 48 && code <= 57

/** In place while there are few, as in all records: `sort` makes two lists more. */
function sortedNames(value: RecordValue): string[] {
  const names = Object.keys(value)
  if (names.length > 30) return names.sort()
  for (let next = 1; next < names.length; next++) {
    const name = names[next]!
    let at = next
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!
    names[at] = name
  }
  return names
}
