import { type Instant, msBetween } from './clock.ts'
import type { EntitySchema } from './entity.ts'
import type { Json, RecordValue } from './record.ts'

/**
 * What a record was known by when a link or an intent was made, by field. Personal values are keyed hashes, made by
 * `Seal`; the rest stands as it was read. Empty values are left out.
 */
export type Marks = Readonly<Record<string, string>>

/** A keyed hash as "KEY:HASH", where KEY tells which key made it: hashes of two keys cannot be compared. */
export type Seal = (text: string) => string

/** The marks of a record as it was read; null when nothing of its entity makes it the same one for life. */
export function marksOf({ sameBy, fields }: EntitySchema, value: RecordValue, seal: Seal): Marks | null {
  if (!sameBy) return null
  const marks = [...sameBy.always, ...(sameBy.mostly ?? [])].flatMap((name) => {
    const mark = plain(value[name])
    if (mark === '') return []
    return [[name, fields[name]?.personal ? seal(mark.normalize('NFC').toLowerCase()) : mark] as const]
  })
  return Object.fromEntries(marks)
}

/**
 * The fields that make it another record; none when it is the same. A mark that only one side has says nothing.
 * Of `mostly` all that can be compared must differ: people change their e-mail address, and marry, but not at once.
 */
export function otherBy({ sameBy, fields }: EntitySchema, before: Marks, now: Marks): readonly string[] {
  if (!sameBy) return []
  const comparable = (names: readonly string[]) => names.filter((name) => canBeCompared(before[name], now[name]))
  const differ = (name: string) =>
    fields[name]?.type === 'instant'
      ? !isSameMoment(before[name]! as Instant, now[name]! as Instant)
      : before[name]!.toLowerCase() !== now[name]!.toLowerCase()
  const mostly = comparable(sameBy.mostly ?? [])
  return [...comparable(sameBy.always).filter(differ), ...(mostly.length > 0 && mostly.every(differ) ? mostly : [])]
}

/** "reference ABC, date_add 2026-11-20 10:00 UTC"; of a hash only its field. */
export const describeMarks = ({ fields }: EntitySchema, marks: Marks, names: readonly string[]): string =>
  names.map((name) => (fields[name]?.personal ? `another ${name}` : `${name} ${shown(marks[name])}`)).join(', ')

const shown = (mark = '') => (mark === '' ? '(empty)' : mark).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')

const plain = (value: Json | undefined) => (value === undefined || value === null ? '' : String(value).trim())

function canBeCompared(before: string | undefined, now: string | undefined): boolean {
  if (before === undefined || now === undefined) return false
  const [left, right] = [before, now].map((mark) => /^([\w-]+):[\w-]{40,}$/.exec(mark)?.[1])
  return left === right
}

const quarterMs = 15 * 60_000
const widestShiftMs = 26 * 60 * 60_000

/** A time zone that is corrected in the settings shifts every time of a shop alike, by quarters of an hour. */
function isSameMoment(before: Instant, now: Instant): boolean {
  const apart = Math.abs(msBetween(before, now))
  return apart <= widestShiftMs && apart % quarterMs === 0
}
