import { canonicalJson, type Json } from '../domain/record.ts'

/** A place where a person and the newer standard have changed the same thing in different ways. The person's stays. */
export interface MergeConflict {
  /** "fields.TaxAmount", "steps.skip-unless-the-order-is-not-paid-yet.unless". */
  readonly at: string
  readonly base: Json | null
  readonly theirs: Json | null
  readonly standard: Json | null
}

/** One place of a part that differs. */
export interface ChangedPlace {
  readonly at: string
  readonly before: Json | null
  readonly after: Json | null
}

type Maybe = Json | undefined
type Members = { readonly [member: string]: Json }

/**
 * Puts together what a person made of a part and what a newer standard made of it: of each place, whoever has changed it
 * since `base` is followed. Pure. Objects are merged member by member, steps by their id, entries of a value map by
 * `from`; everything else is one place.
 *
 * @param keepDropped what the standard has dropped stays: something that a person made may still use it
 */
export function mergePart(
  base: Json,
  theirs: Json,
  next: Json,
  keepDropped = false,
): { readonly merged: Json; readonly conflicts: readonly MergeConflict[] } {
  const conflicts: MergeConflict[] = []
  const merge = (at: readonly string[], was: Maybe, mine: Maybe, fresh: Maybe): Maybe => {
    if (keepDropped && fresh === undefined && was !== undefined) return mine
    if (same(fresh, was)) return mine
    const inner =
      isMembers(mine) && isMembers(fresh) && isMembers(was ?? {}) && sameType(was, mine, fresh)
        ? () => members(at, (was ?? {}) as Members, mine, fresh)
        : null
    if (keepDropped && inner) return inner()
    if (same(mine, was) || same(mine, fresh)) return fresh
    if (inner) return inner()
    const key = listKey(mine) ?? listKey(fresh)
    if (key && isRows(mine, key) && isRows(fresh, key) && isRows(was ?? [], key))
      return rows(at, key, (was ?? []) as Members[], mine, fresh)
    conflicts.push({ at: at.join('.'), base: was ?? null, theirs: mine ?? null, standard: fresh ?? null })
    return mine
  }
  const members = (at: readonly string[], was: Members, mine: Members, fresh: Members): Json => {
    const names = [...new Set([...Object.keys(mine), ...Object.keys(fresh)])]
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = merge([...at, name], was[name], mine[name], fresh[name])
        return value === undefined ? [] : [[name, value]]
      }),
    )
  }
  const rows = (at: readonly string[], key: string, was: Members[], mine: Members[], fresh: Members[]): Json => {
    const [old, own, given] = [byKey(was, key), byKey(mine, key), byKey(fresh, key)]
    const both = (list: readonly Members[]) => idsOf(list, key).filter((id) => own.has(id) && given.has(id))
    const common = (list: readonly Members[]) => both(list).filter((id) => old.has(id))
    const moved = { mine: !same(common(mine), common(was)), fresh: !same(common(fresh), common(was)) }
    // Moved by both in different ways, or not in the list before and put into it at different places.
    const differs = moved.mine === moved.fresh && !same(both(mine), both(fresh))
    if (differs)
      conflicts.push({
        at: [...at, 'order'].join('.'),
        base: common(was),
        theirs: both(mine),
        standard: both(fresh),
      })
    const [first, second] = moved.mine || differs ? [mine, fresh] : [fresh, mine]
    const order = woven(idsOf(first, key), idsOf(second, key))
    return order.flatMap((id) => {
      const row = merge([...at, id], old.get(id), own.get(id), given.get(id))
      return row === undefined ? [] : [row]
    })
  }
  return { merged: merge([], base, theirs, next) ?? theirs, conflicts }
}

/** All places that differ between two forms of a part, as `mergePart` takes them apart. */
export function changedPlaces(before: Json, after: Json): ChangedPlace[] {
  const found: ChangedPlace[] = []
  const compare = (at: readonly string[], was: Maybe, is: Maybe): void => {
    if (same(was, is)) return
    if (isMembers(was) && isMembers(is)) {
      for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) compare([...at, name], was[name], is[name])
      return
    }
    const key = listKey(was) ?? listKey(is)
    if (key && isRows(was, key) && isRows(is, key)) {
      const [old, fresh] = [byKey(was, key), byKey(is, key)]
      for (const id of woven(idsOf(is, key), idsOf(was, key))) compare([...at, id], old.get(id), fresh.get(id))
      const stays = (list: readonly Members[]) => idsOf(list, key).filter((id) => old.has(id) && fresh.has(id))
      if (!same(stays(was), stays(is)))
        found.push({ at: [...at, 'order'].join('.'), before: stays(was), after: stays(is) })
      return
    }
    found.push({ at: at.join('.'), before: was ?? null, after: is ?? null })
  }
  compare([], before, after)
  return found
}

/** The first list, with what only the second has after what stands before it there. */
function woven(one: readonly string[], two: readonly string[]): string[] {
  const order = [...one]
  two.forEach((id, place) => {
    if (order.includes(id)) return
    const before = two.slice(0, place).findLast((other) => order.includes(other))
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id)
  })
  return order
}

const same = (a: Maybe, b: Maybe) =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b)
const isMembers = (value: Maybe): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** A setting, or a step, of another kind has other members: it is one place. */
const sameType = (...forms: readonly Maybe[]) =>
  ['type', 'do'].every(
    (kind) => new Set(forms.flatMap((form) => (isMembers(form) && kind in form ? [form[kind]] : []))).size <= 1,
  )
const isRows = (value: Maybe, key: string): value is Members[] =>
  Array.isArray(value) && value.every((row) => isMembers(row) && typeof row[key] === 'string') && hasNoTwins(value, key)
const hasNoTwins = (list: readonly Json[], key: string) =>
  new Set(list.map((row) => (row as Members)[key])).size === list.length
/** What the rows of a list are known by: steps by their id, entries of a value map by `from`. */
const listKey = (value: Maybe) =>
  Array.isArray(value) && value.length > 0 ? ['id', 'from'].find((key) => isRows(value, key)) : undefined
const idsOf = (list: readonly Members[], key: string) => list.map((row) => String(row[key]))
const byKey = (list: readonly Members[], key: string) => new Map(list.map((row) => [String(row[key]), row]))
