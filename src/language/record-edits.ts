import { InvalidInput } from '../domain/errors.ts'
import { canonicalJson, type Json, memberOf, type RecordValue } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'

/**
 * A record as people's corrections have it. `path`: "order_details.0.product_reference".
 * @returns `lapsed`: corrections that are left out, because the record says something else by now than they replace
 */
export function correct(
  value: RecordValue,
  edits: readonly RecordEdit[],
): { readonly value: RecordValue; readonly lapsed: readonly RecordEdit[] } {
  const lapsed: RecordEdit[] = []
  let corrected = value
  for (const edit of edits) {
    const fit = fitOf(value, edit)
    if ('path' in fit) corrected = put(corrected, fit.path, edit.after) as RecordValue
    else lapsed.push(edit)
  }
  return { value: corrected, lapsed }
}

/**
 * The corrections, each with the rows that it is of, as the record has them now.
 * @throws InvalidInput naming each correction that does not fit the record
 */
export function checkCorrections(value: RecordValue, edits: readonly RecordEdit[]): RecordEdit[] {
  const fits = edits.map((edit) => ({ edit, fit: fitOf(value, edit) }))
  const problems = fits.flatMap(({ edit, fit }) => ('misfit' in fit ? [{ at: edit.path, reason: fit.misfit }] : []))
  if (problems.length > 0) throw new InvalidInput('Correction', problems)
  return fits.map(({ edit, fit }) =>
    'path' in fit && fit.rows.some((row) => row !== '') ? { ...edit, path: fit.path.join('.'), rows: fit.rows } : edit,
  )
}

/** Two corrections of one place replace each other: the path, with the rows by their keys where these are known. */
export function correctedPlace({ path, rows = [] }: RecordEdit): string {
  const keys = [...rows]
  return path
    .split('.')
    .map((name) => (/^\d+$/.test(name) && keys.length > 0 ? keyText(keys.shift()!, name) : name))
    .join('.')
}
const keyText = (key: string, place: string) => (key === '' ? place : `[${key}]`)

type Fit = { readonly path: readonly string[]; readonly rows: readonly string[] } | { readonly misfit: string }

/** Where a correction is in the record now, or why it does not fit. */
function fitOf(value: RecordValue, { path, before, rows }: RecordEdit): Fit {
  const keys = [...(rows ?? [])]
  const found = { path: [] as string[], rows: [] as string[] }
  let node: Json | undefined = value
  for (const name of path.split('.')) {
    if (Array.isArray(node)) {
      const list: readonly Json[] = node
      const key = keys.shift() ?? ''
      const place =
        key !== '' ? list.findIndex((row) => keyIn(list, row) === key) : /^\d+$/.test(name) ? Number(name) : -1
      if (place < 0 || place >= list.length)
        return { misfit: key === '' ? `has no row ${name}` : 'is of a row that is gone' }
      node = list[place]!
      found.path.push(String(place))
      found.rows.push(keyIn(list, node))
    } else if (node === null || typeof node !== 'object') return { misfit: 'leads nowhere' }
    else {
      node = memberOf(node as RecordValue, name)
      found.path.push(name)
    }
  }
  return canonicalJson(node ?? null) === canonicalJson(before) ? found : { misfit: 'holds another value by now' }
}

/** The row's `id`; empty: it has none, or another row has the same. */
function keyIn(list: readonly Json[], row: Json): string {
  const idOf = (one: Json) => {
    const id = one !== null && typeof one === 'object' && !Array.isArray(one) ? (one as RecordValue).id : undefined
    return typeof id === 'string' ? id : ''
  }
  const id = idOf(row)
  return id !== '' && list.filter((one) => idOf(one) === id).length === 1 ? id : ''
}

function put(node: Json | undefined, [head, ...rest]: readonly string[], after: Json): Json {
  if (head === undefined) return after
  if (Array.isArray(node)) return node.map((item, index) => (index === Number(head) ? put(item, rest, after) : item))
  const record = node as RecordValue
  return { ...record, [head]: put(record[head], rest, after) }
}
