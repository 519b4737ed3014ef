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
  const lapsed = edits.filter((edit) => misfit(value, edit) !== null)
  const holding = edits.filter((edit) => !lapsed.includes(edit))
  return {
    value: holding.reduce((corrected, { path, after }) => put(corrected, path.split('.'), after) as RecordValue, value),
    lapsed,
  }
}

/** @throws InvalidInput naming each correction that does not fit the record */
export function checkCorrections(value: RecordValue, edits: readonly RecordEdit[]): void {
  const problems = edits.flatMap((edit) => {
    const reason = misfit(value, edit)
    return reason === null ? [] : [{ at: edit.path, reason }]
  })
  if (problems.length > 0) throw new InvalidInput('Correction', problems)
}

/** Why a correction does not fit the record; null when it does. */
function misfit(value: RecordValue, { path, before }: RecordEdit): string | null {
  let node: Json | undefined = value
  for (const name of path.split('.')) {
    if (Array.isArray(node)) {
      if (!/^\d+$/.test(name) || Number(name) >= node.length) return `has no row ${name}`
      node = node[Number(name)]
    } else if (node === null || typeof node !== 'object') return 'leads nowhere'
    else node = memberOf(node as RecordValue, name)
  }
  return canonicalJson(node ?? null) === canonicalJson(before) ? null : 'holds another value by now'
}

function put(node: Json | undefined, [head, ...rest]: readonly string[], after: Json): Json {
  if (head === undefined) return after
  if (Array.isArray(node)) return node.map((item, index) => (index === Number(head) ? put(item, rest, after) : item))
  const record = node as RecordValue
  return { ...record, [head]: put(record[head], rest, after) }
}
