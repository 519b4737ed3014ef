/** One change that is typed and not proposed yet, with the value that stood there when somebody began to type. */
export interface Drafted<V> {
  readonly before: V
  readonly after: V
}

/** Changes by what they are of: the name of a setting, the value of a map, the path of a field. */
export type Draft<V> = ReadonlyMap<string, Drafted<V>>

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** With another value for `name`. Typing back what is stored takes the change out. Pure. */
export function drafted<V>(draft: Draft<V>, name: string, stored: V, after: V): Draft<V> {
  const next = new Map(draft)
  if (same(after, stored)) next.delete(name)
  else next.set(name, { before: (draft.get(name) ?? { before: stored }).before, after })
  return next
}

/**
 * What of a draft is left, now that other values may be stored: a change that somebody else has made already is none any
 * more. Pure.
 * @param storedAt the value of now; undefined: what the change was of is gone
 * @returns `moved`: changes whose value is another one than when they were typed. They are shown, and decide on nothing
 */
export function standing<V>(
  draft: Draft<V>,
  storedAt: (name: string) => V | undefined,
): { readonly draft: Draft<V>; readonly moved: ReadonlySet<string> } {
  const left = [...draft].filter(([name, { after }]) => !same(storedAt(name), after))
  const moved = left.filter(([name, { before }]) => !same(storedAt(name), before))
  return { draft: new Map(left), moved: new Set(moved.map(([name]) => name)) }
}

/** The change holds for the value of now, too: whoever typed it has seen that value. Pure. */
export function keptOver<V>(draft: Draft<V>, name: string, stored: V): Draft<V> {
  const its = draft.get(name)
  return its ? new Map(draft).set(name, { before: stored, after: its.after }) : draft
}

/** Without the change of `name`: what is stored stays. Pure. */
export function dropped<V>(draft: Draft<V>, name: string): Draft<V> {
  const next = new Map(draft)
  next.delete(name)
  return next
}
