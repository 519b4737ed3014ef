/**
 * PostgreSQL stores neither U+0000 nor half of a surrogate pair, in text and in JSON alike. Both come: from a note that
 * a shop module cut in the middle of an emoji, from an import into GP, in a body that somebody crafted.
 */
const refused = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Says itself that something stood there. */
const replacement = '\uFFFD'

export const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** The text with every character that cannot be stored replaced by U+FFFD. */
export const storableText = (text: string) => (isStorable(text) ? text : text.replace(refused, replacement))

/** Where characters were replaced: the path of the field, or of the member whose name held them. */
export interface Storable<T> {
  readonly value: T
  /** "customer.note", "order_details.0.product_name"; at most 20. Empty: the value is as it came. */
  readonly replaced: readonly string[]
}
const mostPaths = 20

/** JSON as it can be stored. What can be stored as it is is handed back itself, not a copy. */
export function storable<T>(given: T): Storable<T> {
  // Nearly all can be: no paths are made for those.
  if (isAllStorable(given)) return { value: given, replaced: [] }
  const replaced: string[] = []
  const clean = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') {
      if (isStorable(value)) return value
      if (replaced.length < mostPaths) replaced.push(storableText(path))
      return storableText(value)
    }
    if (value === null || typeof value !== 'object') return value
    let changed = false
    const inside = Object.entries(value).map(([name, member]): [string, unknown] => {
      const at = path === '' ? name : `${path}.${name}`
      const key = isStorable(name) ? name : storableText(name)
      if (key !== name && replaced.length < mostPaths) replaced.push(storableText(at))
      const kept = clean(member, at)
      changed ||= kept !== member || key !== name
      return [key, kept]
    })
    if (!changed) return value
    return Array.isArray(value) ? inside.map(([, member]) => member) : Object.fromEntries(inside)
  }
  return { value: clean(given, '') as T, replaced }
}

function isAllStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (value === null || typeof value !== 'object') return true
  if (Array.isArray(value)) return value.every(isAllStorable)
  return Object.keys(value).every((name) => isStorable(name) && isAllStorable(value[name as keyof typeof value]))
}

/** Places in JSON that hold what cannot be stored; at most 20. */
export const unstorablePlaces = (value: unknown): readonly string[] => storable(value).replaced
