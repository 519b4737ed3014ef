import { dec } from '../domain/decimal.ts'
import type { EntitySchema, Field, Fields } from '../domain/entity.ts'
import { isRecord, type Json, memberOf, type RecordValue } from '../domain/record.ts'
import { isEmpty, isEmptyRow, rowsIn } from './cleared.ts'

/** One thing that differs. `path`: "FreightAmount", "Lines 32768 Quantity". */
export interface Difference {
  readonly path: string
  readonly before: Json | null
  readonly after: Json | null
}

type Rules = Pick<EntitySchema, 'fields' | 'emptyIsZero'>

/**
 * Fields of the document that the remote record holds differently. Only what the document says is compared: the remote
 * system fills in much by itself. Decimals are equal by value. Texts are equal without outer blanks (a char column fills
 * up with them) and with any of the three ends of a line; keys of other records also in capitals, as the collation of GP's
 * databases compares them. Rows are found by the field that tells them apart; without one, a row is that which holds the same,
 * wherever it stands: systems answer the rows of a list in an order of their own.
 */
export const compareReadBack = (schema: Rules, document: RecordValue, readBack: RecordValue): Difference[] =>
  compare(schema, document, readBack, () => true)

/** Of these, the fields that must be held exactly: amounts, quantities, keys. One that was emptied may hold a default. */
export const wrongInReadBack = (schema: Rules, document: RecordValue, readBack: RecordValue): Difference[] =>
  compare(
    schema,
    document,
    readBack,
    (field, meant) => field.exact !== false && !(field.defaulted && isEmpty(field, meant)),
  )

/** Whether two values of a field say the same, whichever of them is looked at first. */
export function sameValue(rules: Rules, name: string, a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [{ [name]: a ?? null }, { [name]: b ?? null }]
  return compareReadBack(rules, left, right).length === 0 && compareReadBack(rules, right, left).length === 0
}

/** Which fields are compared, by the field and what is meant to be in it. */
type Counts = (field: Field, meant: Json) => boolean

function compare(rules: Rules, meant: RecordValue, held: RecordValue, counts: Counts): Difference[] {
  const differences: Difference[] = []
  compareFields(rules.fields, meant, held, '')
  return differences

  function compareFields(fields: Fields, meant: RecordValue, held: RecordValue, path: string): void {
    for (const name of Object.keys(meant)) {
      const field = memberOf(fields, name)
      if (field) compareField(field, meant[name]!, held[name], path, name)
    }
  }

  function compareField(field: Field, meant: Json, held: Json | undefined, path: string, name: string): void {
    if (field.type === 'list' && field.of.type === 'record' && Array.isArray(meant))
      compareRows(field.of.fields, field.rowsBy, rowsIn(meant), rowsIn(held), within(path, name))
    else if (field.type === 'record' && isRecord(meant))
      compareFields(field.fields, meant, isRecord(held) ? held : {}, within(path, name))
    else if (counts(field, meant) && !same(field, meant, held))
      differences.push({ path: within(path, name), before: meant, after: held ?? null })
  }

  function compareRows(
    fields: Fields,
    by: string | undefined,
    meant: readonly RecordValue[],
    held: readonly RecordValue[],
    path: string,
  ): void {
    const [wanted, there] = [meant, held].map((rows) =>
      by === undefined ? rows : rows.filter((row) => !isEmptyRow(fields, by, row)),
    ) as [RecordValue[], RecordValue[]]
    const placed = by === undefined ? byContent(fields, wanted, there) : there
    for (const [index, row] of wanted.entries()) {
      const name = by === undefined ? undefined : row[by]
      const other = name === undefined ? placed[index] : there.find((one) => one[by!] === name)
      compareFields(fields, row, other ?? {}, within(path, String(name ?? index + 1)))
    }
    if (there.length > wanted.length)
      differences.push({ path: within(path, 'count'), before: wanted.length, after: there.length })
  }

  /** At the place of each wanted row the one that holds the same; at the places of the others those that are left. */
  function byContent(
    fields: Fields,
    wanted: readonly RecordValue[],
    there: readonly RecordValue[],
  ): readonly (RecordValue | undefined)[] {
    const left = [...there]
    const found = wanted.map((row) => {
      const at = left.findIndex((one) => compare({ ...rules, fields }, row, one, counts).length === 0)
      return at === -1 ? undefined : left.splice(at, 1)[0]
    })
    return found.map((row) => row ?? left.shift())
  }

  function same(field: Field, a: Json | undefined, b: Json | undefined): boolean {
    if (field.type === 'decimal' || field.type === 'integer') {
      const [left, right] = [a, b].map((value) => plain(value) || (rules.emptyIsZero ? '0' : '')) as [string, string]
      return left === right || (isNumber(left) && isNumber(right) && dec(left).eq(dec(right)))
    }
    if (isEmpty(field, a) && isEmpty(field, b)) return true
    if (Array.isArray(a) && Array.isArray(b)) return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
    return field.refersTo ? plain(a).toUpperCase() === plain(b).toUpperCase() : plain(a) === plain(b)
  }
}

const within = (path: string, name: string) => (path === '' ? name : `${path} ${name}`)

const sorted = (values: readonly Json[]) => values.map(plain).sort()

const isNumber = (text: string) => text.length <= 64 && /^-?\d+(\.\d+)?$/.test(text)

function plain(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value).replace(/\r\n?/g, '\n').trim()
}
