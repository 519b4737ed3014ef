import type { LineRules } from '../domain/document.ts'
import { type EntitySchema, fieldsOfRows, lastingOf } from '../domain/entity.ts'
import { erasedText, isErased } from '../domain/erased.ts'
import { canonicalJson, type Json, memberOf, type RecordValue } from '../domain/record.ts'
import { rowsIn, withCleared } from './cleared.ts'
import { compareReadBack, type Difference, sameValue } from './compare.ts'

/** An update by difference: only what changes is sent. */
export interface UpdatePlan {
  /** The members to send, beside the key. */
  readonly document: RecordValue
  /** The whole document as it will be: its lines under the numbers they have, and what went away as empty values. */
  readonly full: RecordValue
  readonly differences: readonly Difference[]
}

/**
 * What has to be sent so that `before` becomes `after`. Null when nothing has.
 *
 * Lines are the same when they were made of the same (`identity` of the entity's line rules): they keep their number.
 * Lines that are gone are sent as the rules say that one is removed. A field that the hub has written and that is gone is
 * sent empty, since what an update does not name stays as it is.
 * @param written what the hub has written of it before. Default: `before`. Fields that are only in `before` are the remote
 *   system's own, and stay.
 */
export function planUpdate(
  schema: EntitySchema,
  before: RecordValue,
  wanted: RecordValue,
  writtenBefore: readonly RecordValue[] = [before],
): UpdatePlan | null {
  const after = lastingOf(schema, wanted)
  const written = writtenBefore.map((was) => lastingOf(schema, was))
  const rules = schema.document?.lines
  const { [rules?.field ?? '']: _, ...fields } = schema.fields
  const full = written.reduce((full, was) => withCleared(fields, was, full), after)
  const document: RecordValue = {}
  const differences: Difference[] = []
  for (const name of Object.keys(full)) {
    if (name === rules?.field || sameValue(schema, name, before[name], full[name])) continue
    document[name] = full[name]!
    differences.push({ path: name, before: before[name] ?? null, after: full[name] ?? null })
  }
  if (rules && Array.isArray(after[rules.field])) {
    const linesOf = (of: RecordValue) => rowsIn(of[rules.field])
    const lines = planLines(schema, rules, linesOf(before), linesOf(after), written.flatMap(linesOf))
    full[rules.field] = lines.full
    if (lines.sent.length > 0) {
      document[rules.field] = lines.sent
      differences.push(...lines.differences)
    }
  }
  if (differences.length === 0) return null
  return { document: { [schema.key]: after[schema.key]!, ...document }, full, differences }
}

function planLines(
  schema: EntitySchema,
  rules: LineRules,
  before: readonly RecordValue[],
  after: readonly RecordValue[],
  written: readonly RecordValue[],
) {
  const fields = fieldsOfRows(schema.fields[rules.field])
  const identity = (line: RecordValue) => identityOf(rules, line)
  const name = (line: RecordValue) => `${rules.field} ${String(line[rules.number])}`
  const known = new Map(before.map((line) => [identity(line), line]))
  let next = Math.max(0, ...before.map((line) => Number(line[rules.number])))
  const full: RecordValue[] = []
  const sent: RecordValue[] = []
  const differences: Difference[] = []
  for (const line of after) {
    const old = known.get(identity(line))
    if (old && rules.fixed.every((field) => sameValue({ ...schema, fields }, field, old[field], line[field]))) {
      known.delete(identity(line))
      const own = written.filter((was) => identity(was) === identity(line))
      const wanted = own.reduce((wanted, was) => withCleared(fields, was, wanted), line)
      const numbered = { ...wanted, [rules.number]: old[rules.number]! }
      full.push(numbered)
      const changed = Object.keys(numbered).filter(
        (field) => !sameValue({ ...schema, fields }, field, old[field], numbered[field]),
      )
      if (changed.length === 0) continue
      // Price, quantity and total belong together: the remote system checks one against the others.
      sent.push(numbered)
      for (const field of changed)
        differences.push({
          path: `${name(old)} ${field}`,
          before: old[field] ?? null,
          after: (numbered as RecordValue)[field] ?? null,
        })
      continue
    }
    next += rules.step
    const added = { ...line, [rules.number]: next }
    full.push(added)
    sent.push(added)
    differences.push({ path: name(added), before: null, after: lineInShort(rules, line) })
  }
  for (const gone of known.values()) {
    const kept = [rules.number, ...rules.removal.with].map((field) => [field, gone[field]!] as const)
    sent.push({ ...Object.fromEntries(kept), ...rules.removal.set })
    differences.push({ path: name(gone), before: lineInShort(rules, gone), after: null })
  }
  return { full, sent, differences }
}

/** A line that a user added there was made of nothing of ours. */
function identityOf(rules: LineRules, line: RecordValue): string {
  const own = line[rules.identity]
  return typeof own === 'string' && own !== '' ? own : `line ${String(line[rules.number])}`
}

const lineInShort = ({ inShort }: LineRules, line: RecordValue) =>
  inShort.map((field) => String(line[field])).join(' × ')

/**
 * All that differs between two documents of one record, field by field; a row that one of them lacks counts as fields. What
 * is not there has no value.
 */
export function fieldDifferences(schema: EntitySchema, before: RecordValue, after: RecordValue): Difference[] {
  const plan = planUpdate(schema, before, after)
  const all = (plan?.differences ?? []).flatMap((difference) => [
    ...spread(schema, difference),
    ...moneyOfLine(schema, difference, before, plan!.full),
  ])
  return all.map((one) =>
    one.after === '' || !(after[one.path] ?? one.path.includes(' ')) ? { ...one, after: null } : one,
  )
}

/** What a line that comes or goes is worth: its decimal fields, beside the line in short. */
function moneyOfLine(
  { document, fields }: EntitySchema,
  { path, before: was }: Difference,
  before: RecordValue,
  after: RecordValue,
): Difference[] {
  const rules = document?.lines
  const [list, number, ...more] = path.split(' ')
  if (!rules || list !== rules.field || number === undefined || more.length > 0) return []
  const isGone = was !== null
  const line = rowsIn((isGone ? before : after)[rules.field]).find((one) => String(one[rules.number]) === number)
  return Object.entries(fieldsOfRows(fields[rules.field])).flatMap(([name, { type }]): Difference[] => {
    const value = line?.[name] ?? null
    if (type !== 'decimal' || value === null) return []
    return [{ path: `${path} ${name}`, before: isGone ? value : null, after: isGone ? null : value }]
  })
}

/** A list or a record that differs, as the fields in it that differ. */
function spread(schema: EntitySchema, difference: Difference): Difference[] {
  const { path, before, after } = difference
  const name = path.split(' ').at(-1)!
  const lines = schema.document?.lines
  const fields = lines && path.startsWith(`${lines.field} `) ? fieldsOfRows(schema.fields[lines.field]) : schema.fields
  const field = memberOf(fields, name)
  if (field?.type !== 'list' && field?.type !== 'record') return [difference]
  const empty = field.type === 'list' ? [] : {}
  const [was, is] = [{ [name]: before ?? empty }, { [name]: after ?? empty }]
  const rules = { ...schema, fields }
  const made = compareReadBack(rules, is, was).map((one) => ({ path: one.path, before: one.after, after: one.before }))
  const lost = compareReadBack(rules, was, is).filter((one) => one.after === null)
  const inPlace = (one: Difference) => ({ ...one, path: path.slice(0, -name.length) + one.path })
  const all = [...made, ...lost].filter((one) => !one.path.endsWith(' count')).map(inPlace)
  return [...new Map(all.map((one) => [one.path, one])).values()]
}

/** "Lines 16384 UnitPrice" → "Lines UnitPrice". The number of a line says nothing over many lines or documents. */
export const fieldKindOf = (path: string): string => path.replaceAll(/ \d+(?= |$)/g, '')

/** "FreightAmount: 8 → 0". At most 20, then how many more. */
export function describeDifferences(differences: readonly Difference[]): string {
  const all = differences.flatMap(insideOf)
  const shown = all.slice(0, 20).map(({ path, before, after }) => {
    const [was, is] = shortPair(before, after)
    return `${path}: ${was} → ${is}`
  })
  return [...shown, ...(all.length > 20 ? [`and ${all.length - 20} more`] : [])].join('; ')
}

/** Of a record, as an address, the fields in it that differ: the rest says nothing. */
function insideOf(difference: Difference): Difference[] {
  const { path, before, after } = difference
  if (!isPlainRecord(before ?? {}) || !isPlainRecord(after ?? {}) || (before === null && after === null))
    return [difference]
  const [was, is] = [(before ?? {}) as RecordValue, (after ?? {}) as RecordValue]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return names.flatMap((name) => {
    const [one, other] = [was[name] || null, is[name] || null]
    return canonicalJson(one) === canonicalJson(other) ? [] : [{ path: `${path}.${name}`, before: one, after: other }]
  })
}

const isPlainRecord = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isErased(value)

const longest = 60
/** What is shown before the place where two long texts part. */
const shownBefore = 12

/** Two values as a sentence shows them: of long texts the part that differs. */
function shortPair(was: Json | null, is: Json | null): [string, string] {
  const [a, b] = [plainText(was), plainText(is)]
  if (a.length <= longest && b.length <= longest) return [a, b]
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const from = Math.max(0, start - shownBefore)
  const part = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + longest - 2)}${text.length > from + longest - 2 ? '…' : ''}`
  return [part(a), part(b)]
}

/** A list by how many rows it has, a record by the fields that it fills. */
function plainText(value: Json | null): string {
  if (value === null || value === '') return '(empty)'
  if (isErased(value)) return erasedText
  if (Array.isArray(value)) return value.length === 1 ? '1 row' : `${value.length} rows`
  if (typeof value === 'object') return Object.keys(value).join(', ')
  return String(value)
}
