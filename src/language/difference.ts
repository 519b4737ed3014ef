import { dec } from '../domain/decimal.ts'
import type { Json, RecordValue } from '../domain/record.ts'
import { lineStep } from './balance.ts'

/** One thing that differs. `path`: "FreightAmount", "Lines 32768 Quantity". */
export interface Difference {
  readonly path: string
  readonly before: Json | null
  readonly after: Json | null
}

/** An update by difference: only what changes is sent. */
export interface UpdatePlan {
  /** The members to send, beside the key. */
  readonly document: RecordValue
  /** The whole document as it will be, its lines under the numbers they have. */
  readonly full: RecordValue
  readonly differences: readonly Difference[]
}

/**
 * What has to be sent so that `before` becomes `after`. Null when nothing has. Lines are the same when they stand for
 * the same shop line (`IntegrationId`): they keep their number, because GP refuses another item under a number (2902).
 * Lines that are gone are sent with `DeleteOnUpdate`. A field that is gone is sent empty.
 */
export function planUpdate(before: RecordValue, after: RecordValue, key: string): UpdatePlan | null {
  const full: RecordValue = { ...after }
  const document: RecordValue = {}
  const differences: Difference[] = []
  for (const field of new Set([...Object.keys(after)])) {
    if (field === 'Lines') continue
    if (same(before[field], after[field])) continue
    document[field] = after[field]!
    differences.push({ path: field, before: before[field] ?? null, after: after[field] ?? null })
  }
  if (Array.isArray(after.Lines)) {
    const lines = planLines((before.Lines ?? []) as RecordValue[], after.Lines as RecordValue[])
    full.Lines = lines.full
    if (lines.sent.length > 0) {
      document.Lines = lines.sent
      differences.push(...lines.differences)
    }
  }
  if (differences.length === 0) return null
  return { document: { [key]: after[key]!, ...document }, full, differences }
}

function planLines(before: readonly RecordValue[], after: readonly RecordValue[]) {
  const known = new Map(before.map((line) => [lineIdentity(line), line]))
  let next = Math.max(0, ...before.map((line) => line.LineSequenceNumber as number))
  const full: RecordValue[] = []
  const sent: RecordValue[] = []
  const differences: Difference[] = []
  for (const line of after) {
    const old = known.get(lineIdentity(line))
    known.delete(lineIdentity(line))
    if (old && same(old.ItemKey, line.ItemKey)) {
      const numbered = { ...line, LineSequenceNumber: old.LineSequenceNumber! }
      full.push(numbered)
      const changed = Object.keys(numbered).filter(
        (field) => !same(old[field], numbered[field as keyof typeof numbered] as Json),
      )
      if (changed.length === 0) continue
      // UnitPrice, Quantity and TotalAmount belong together: GP checks one against the others (722).
      sent.push(numbered)
      for (const field of changed)
        differences.push({
          path: `Lines ${String(old.LineSequenceNumber)} ${field}`,
          before: old[field] ?? null,
          after: line[field] ?? null,
        })
      continue
    }
    if (old) known.set(`replaced ${lineIdentity(old)}`, old)
    next += lineStep
    const added = { ...line, LineSequenceNumber: next }
    full.push(added)
    sent.push(added)
    differences.push({
      path: `Lines ${next}`,
      before: null,
      after: `${String(line.Quantity)} × ${String(line.ItemKey)}`,
    })
  }
  for (const gone of known.values()) {
    sent.push({
      LineSequenceNumber: gone.LineSequenceNumber!,
      ItemKey: gone.ItemKey!,
      Quantity: gone.Quantity!,
      DeleteOnUpdate: true,
    })
    differences.push({
      path: `Lines ${String(gone.LineSequenceNumber)}`,
      before: `${String(gone.Quantity)} × ${String(gone.ItemKey)}`,
      after: null,
    })
  }
  return { full, sent, differences }
}

const lineIdentity = (line: RecordValue) =>
  typeof line.IntegrationId === 'string' && line.IntegrationId !== ''
    ? line.IntegrationId
    : `line ${String(line.LineSequenceNumber)}`

/** All that differs between two documents of one record, field by field; a row that one of them lacks counts as fields. */
export function fieldDifferences(before: RecordValue, after: RecordValue, key: string): Difference[] {
  const gone = Object.keys(before)
    .filter((field) => field !== key && field !== 'Lines' && !(field in after) && !same(before[field], undefined))
    .map((field): Difference => ({ path: field, before: before[field]!, after: null }))
  return [...(planUpdate(before, after, key)?.differences ?? []), ...gone].flatMap(spread)
}

/** A list or a record that differs, as the fields in it that differ. */
function spread(difference: Difference): Difference[] {
  const { path, before, after } = difference
  if (![before, after].some((value) => typeof value === 'object' && value !== null)) return [difference]
  const empty = Array.isArray(before ?? after) ? [] : {}
  const made = compare(after ?? empty, before ?? empty, path).map((one) => ({
    path: one.path,
    before: one.after,
    after: one.before,
  }))
  const lost = compare(before ?? empty, after ?? empty, path).filter((one) => one.after === null)
  const all = [...made, ...lost].filter((one) => !one.path.endsWith(' count'))
  return [...new Map(all.map((one) => [one.path, one])).values()]
}

/**
 * Fields of the document that the remote record holds otherwise. Only what the document says is compared: GP fills in
 * much by itself. Decimals are equal by value, texts without outer blanks.
 */
export function compareReadBack(document: RecordValue, readBack: RecordValue): Difference[] {
  return compare(document, readBack, '')
}

function compare(meant: Json, held: Json | undefined, path: string): Difference[] {
  if (Array.isArray(meant)) {
    const rows = Array.isArray(held) ? held : []
    const extra =
      rows.length > meant.length ? [{ path: `${path} count`, before: meant.length, after: rows.length }] : []
    return [
      ...meant.flatMap((item, index) =>
        compare(item, counterpart(item, rows, index), `${path} ${rowName(item, index)}`.trim()),
      ),
      ...extra,
    ]
  }
  if (meant !== null && typeof meant === 'object') {
    const other = (held ?? {}) as RecordValue
    return Object.entries(meant).flatMap(([field, value]) => compare(value, other[field], `${path} ${field}`.trim()))
  }
  return same(meant, held) ? [] : [{ path, before: meant, after: held ?? null }]
}

/** Lines are found by number, tax rows by tax detail, the rest by position. */
function counterpart(item: Json, rows: readonly Json[], index: number): Json | undefined {
  for (const field of ['LineSequenceNumber', 'TaxDetailKey']) {
    const wanted = valueIn(item, field)
    if (wanted !== undefined) return rows.find((row) => valueIn(row, field) === wanted)
  }
  return rows[index]
}

const valueIn = (item: Json, field: string) =>
  item !== null && typeof item === 'object' && !Array.isArray(item) ? item[field] : undefined
const rowName = (item: Json, index: number) =>
  String(valueIn(item, 'LineSequenceNumber') ?? valueIn(item, 'TaxDetailKey') ?? index + 1)

/** Equal for GP: nothing, "" and 0 are the same; "12.50000" is 12.5; outer blanks do not count. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null)
    return compare(a, b, '').length === 0 && compare(b, a, '').length === 0
  const left = plain(a)
  const right = plain(b)
  return left === right || (isNumber(left) && isNumber(right) && dec(left).eq(dec(right)))
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text)
function plain(value: Json | undefined): string {
  if (value === undefined || value === null || value === false || value === '') return ''
  const text = String(value).trim()
  return isNumber(text) && dec(text).isZero() ? '' : text
}

/** "FreightAmount: 8 → 0". At most 20, then how many more. */
export function describeDifferences(differences: readonly Difference[]): string {
  const shown = differences
    .slice(0, 20)
    .map(({ path, before, after }) => `${path}: ${shortText(before)} → ${shortText(after)}`)
  return [...shown, ...(differences.length > 20 ? [`and ${differences.length - 20} more`] : [])].join('; ')
}

function shortText(value: Json | null): string {
  if (value === null || value === '') return '(empty)'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
