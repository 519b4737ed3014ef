import { canonicalJson, type Json } from '../domain/record.ts'

/** One place of a part, whatever it is: what stood there, and what stands there then. Left out: nothing. */
export interface MemberChange {
  /**
   * From the part inwards: names of members, and of rows what names them (`id` of a step, `from` of an entry), or their
   * number where they have no name: ["steps", "if-gp-has-it", "then", "read-held", "key"].
   */
  readonly path: readonly string[]
  readonly before?: Json | undefined
  readonly after?: Json | undefined
  /** Of a row that is added: its place among the others, from 0. Left out: the last. */
  readonly at?: number | undefined
  /** Of such a row: what names the row before it; null: it is the first, or that one has no name. Left out: whichever it is. */
  readonly behind?: string | null | undefined
}

/** What names the row before a place of a list, as `behind` says it; undefined: there is no such list. */
export function rowBefore(part: Json, path: readonly string[], at: number): string | null | undefined {
  const [head, ...rest] = path
  if (head === undefined || !isContainer(part)) return undefined
  if (rest.length === 0) return Array.isArray(part) ? nameBefore(part, at) : undefined
  const inner = placeIn(part, head, false).value
  return inner === undefined ? undefined : rowBefore(inner, rest, at)
}

const nameBefore = (rows: readonly Json[], at: number) => (at > 0 && at <= rows.length ? rowName(rows[at - 1]!) : null)

/** The place is not there, or holds something else than the change says. */
export class NotAsItWas extends Error {
  readonly found: Json | undefined
  constructor(message: string, found?: Json) {
    super(message)
    this.found = found
  }
}

/**
 * Changes one member or row of a part, at any depth. Pure.
 * @returns the part, and the change that undoes it
 * @throws NotAsItWas
 */
export function changeMember(
  part: Json,
  change: MemberChange,
): { readonly part: Json; readonly inverse: MemberChange } {
  const [head, ...rest] = change.path
  if (head === undefined) throw new NotAsItWas('names no place')
  // A row without a name that is put between others has their number until then.
  const inserts = rest.length === 0 && change.before === undefined && change.at !== undefined
  const held = isContainer(part) ? placeIn(part, head, inserts) : null
  if (!held) throw new NotAsItWas(`${head} is in nothing that has members`)
  if (rest.length > 0) {
    if (held.value === undefined) throw new NotAsItWas(`there is no ${head}`)
    const inner = changeMember(held.value, { ...change, path: rest })
    // A row may have another name by now.
    const path = [nameAfter(held, head, inner.part), ...inner.inverse.path]
    return { part: held.put(inner.part, undefined), inverse: { ...inner.inverse, path } }
  }
  if (!same(held.value, change.before)) throw new NotAsItWas('is no longer what it was', held.value)
  if (change.after === undefined && held.value === undefined) return { part, inverse: change }
  const added = held.value === undefined
  if (added && Array.isArray(part) && change.at !== undefined && change.behind !== undefined) {
    const before = nameBefore(part, change.at)
    if (before !== change.behind) throw new NotAsItWas('is no longer what it was', before)
  }
  const at = Array.isArray(part) && change.after === undefined ? held.at : undefined
  return {
    part: held.put(change.after, added ? change.at : undefined),
    inverse: {
      path: [change.after === undefined ? head : nameAfter(held, head, change.after)],
      ...(change.after === undefined ? {} : { before: change.after }),
      ...(change.before === undefined ? {} : { after: change.before }),
      ...(at === undefined ? {} : { at }),
    },
  }
}

/** By what a place is found once it holds this. */
const nameAfter = ({ at }: Place, name: string, value: Json): string =>
  at === undefined ? name : (rowName(value) ?? (at < 0 ? name : String(at)))

type Container = Json[] | { readonly [member: string]: Json }
const isContainer = (value: Json): value is Json[] | { [member: string]: Json } =>
  value !== null && typeof value === 'object'

interface Place {
  readonly value: Json | undefined
  readonly at?: number
  /** The container with this value in the place; undefined: without it. */
  readonly put: (value: Json | undefined, at: number | undefined) => Json
}

function placeIn(container: Container, name: string, inserts: boolean): Place {
  if (!Array.isArray(container)) {
    const { [name]: _, ...others } = container
    return {
      value: Object.hasOwn(container, name) ? container[name]! : undefined,
      put: (value) => (value === undefined ? others : { ...container, [name]: value }),
    }
  }
  const named = container.findIndex((row) => rowName(row) === name)
  const number = /^\d{1,5}$/.test(name) ? Number(name) : -1
  // A row without a name is found by its number.
  const numbered = !inserts && number >= 0 && number < container.length && rowName(container[number]!) === null
  const index = named >= 0 ? named : numbered ? number : -1
  return {
    value: index < 0 ? undefined : container[index]!,
    at: index,
    put(value, at = index >= 0 ? index : container.length) {
      if (value === undefined) return container.toSpliced(index, 1)
      if (index >= 0) return container.with(index, value)
      const own = rowName(value)
      if (own !== null ? own !== name : Number(name) !== at) throw new NotAsItWas(`the row that is added is no ${name}`)
      if (at < 0 || at > container.length) throw new NotAsItWas(`there is no place ${at}`)
      return container.toSpliced(at, 0, value)
    },
  }
}

/** What names a row: the id of a step or a guard, the `from` of an entry. */
function rowName(row: Json): string | null {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return null
  const name = row.id ?? row.from
  return typeof name === 'string' ? name : null
}

const same = (one: Json | undefined, other: Json | undefined) =>
  one === undefined || other === undefined ? one === other : canonicalJson(one) === canonicalJson(other)
