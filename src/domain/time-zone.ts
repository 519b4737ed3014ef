const quarterMs = 15 * 60_000
const hourMs = 4 * quarterMs

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** One spelling per zone: Europe/Kiev and Europe/Kyiv are the same. Null: there is no such zone. */
export function canonicalTimeZone(name: string): string | null {
  return isTimeZone(name) ? new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone : null
}

/** Times of a zone, in milliseconds; a wall clock as if it showed UTC. */
export interface ZoneTime {
  /** Local minus UTC at that moment. */
  offset(moment: number): number
  /** Of an hour that comes twice, the first. A time that the spring change skipped counts as if clocks had not changed yet. */
  momentOf(wall: number): number
}

/** @throws RangeError where there is no such zone */
export function zoneTime(timeZone: string): ZoneTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  // Formatting costs microseconds and offsets change on quarters of an hour at most.
  const known = new Map<number, number>()

  function offset(moment: number): number {
    const quarter = Math.floor(moment / quarterMs)
    let found = known.get(quarter)
    if (found === undefined) {
      const part = Object.fromEntries(
        format.formatToParts(quarter * quarterMs).map(({ type, value }) => [type, Number(value)]),
      )
      const local = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second)
      found = local - quarter * quarterMs
      if (known.size >= 1000) known.clear()
      known.set(quarter, found)
    }
    return found
  }

  return {
    offset,
    momentOf(wall) {
      const before = offset(wall - 12 * hourMs)
      const after = offset(wall + 12 * hourMs)
      const first = wall - Math.max(before, after)
      const last = wall - Math.min(before, after)
      if (offset(first) === wall - first) return first
      if (offset(last) === wall - last) return last
      return wall - before
    },
  }
}
