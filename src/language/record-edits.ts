import { InvalidInput } from '../domain/errors.ts'
import { canonicalJson, type Json, type RecordValue } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'

/**
 * A record with a person's corrections, for a replay. `path`: "order_details.0.product_reference".
 * @throws InvalidInput when the value before is no longer what the person saw, or the path leads nowhere.
 */
export function applyRecordEdits(value: RecordValue, edits: readonly RecordEdit[]): RecordValue {
  return edits.reduce((edited, edit) => applyEdit(edited, edit), value)
}

function applyEdit(value: RecordValue, edit: RecordEdit): RecordValue {
  const change = (node: Json | undefined, path: readonly string[]): Json => {
    const [head, ...rest] = path
    if (head === undefined) {
      if (canonicalJson(node ?? null) !== canonicalJson(edit.before)) throw wrong(edit, 'holds another value by now')
      return edit.after
    }
    if (Array.isArray(node)) {
      if (!/^\d+$/.test(head) || Number(head) >= node.length) throw wrong(edit, `has no row ${head}`)
      return node.map((item, index) => (index === Number(head) ? change(item, rest) : item))
    }
    if (node === null || node === undefined || typeof node !== 'object') throw wrong(edit, 'leads nowhere')
    return { ...node, [head]: change(node[head], rest) }
  }
  return change(value, edit.path.split('.')) as RecordValue
}

const wrong = (edit: RecordEdit, reason: string) => new InvalidInput('Correction', [{ at: edit.path, reason }])
