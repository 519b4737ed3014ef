import { isTimeZone, type ZoneTime, zoneTime } from '../../domain/time-zone.ts'
import { dateAndRest } from '../functions/csv.ts'

/** In which zones a report is read. IANA names; empty: nobody has said it. */
export interface Zones {
  /** Where its times are written, unless each says its offset. */
  readonly timesIn: string
  /** Where its days count. */
  readonly daysIn: string
}

/** The day of a row. */
export interface RowDay {
  /** As the file writes it. Ids of rows are made of it: they stay what they are when somebody says another zone. */
  readonly written: string
  /** Where days count. */
  readonly day: string
  /** The zone of `day`; empty: nobody says one; null: the file writes days, without a time. */
  readonly zone: string | null
}

/**
 * The day of a cell, in the zone where days count. A month ends at another moment in each zone, and providers write in that of
 * the account, in UTC, or in what was chosen for the report. Exact midnight without another offset than UTC is a day that the
 * provider writes as a time (Stripe's arrival at the bank, Klarna's payout): a day is the same everywhere.
 *
 * @param beside what the file says of the zone elsewhere: a column of zones, or "utc" from the name of the column
 * @returns null: no date of the form; an unknown time or zone where it is needed: how the cell writes it
 */
export function dayOfRow(
  text: string,
  form: string,
  beside: string,
  { timesIn, daysIn }: Zones,
): RowDay | null | { readonly unknownZone: string } | { readonly unknownTime: string } {
  const found = dateAndRest(text, form)
  if (found === null) return null
  const written = found.date
  const rest = found.rest.trim()
  if (rest === '') return { written, day: written, zone: null }
  const [, hour, minute, second = '0', half, after] = timeForm.exec(rest) ?? []
  if (hour === undefined) return daysIn === '' ? { written, day: written, zone: '' } : { unknownTime: rest }
  // An offset is exact. A name is short for several zones, so what a person says counts before it.
  const named = after && isExact(after) ? after : timesIn || after || beside
  if (daysIn === '') return { written, day: written, zone: named }
  const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour)
  const isDay = hours === 0 && Number(minute) === 0 && Number(second) === 0 && (named === '' || isUtc(named))
  if (isDay) return { written, day: written, zone: null }
  // Nobody says where the times were written: then it was where days count.
  if (named === '') return { written, day: written, zone: daysIn }
  const wall = Date.parse(`${written}T00:00:00Z`) + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000
  const at = momentOf(wall, named)
  if (at === null) return { unknownZone: named }
  return { written, day: new Date(at + timeOf(daysIn).offset(at)).toISOString().slice(0, 10), zone: daysIn }
}

/** A time of the day behind a date, with its zone: "23:30:00 +0100", "T23:30:00.000Z", "11:30 PM CET", "20:30 (UTC-8)". */
const timeForm =
  /^T?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([ap]\.?m\.?)(?![a-z]))?\s*\(?(Z|[+-]\d\d(?::?\d\d)?|(?:UTC|GMT)[+-]\d{1,2}(?::?\d\d)?|[a-z]+(?:[/_-][a-z]+)*)?\)?$/i

const isExact = (zone: string) => isUtc(zone) || /[+-]\d/.test(zone)
const isUtc = (zone: string) => /^(z|utc|gmt|etc\/utc|[+-]00(:?00)?)$/i.test(zone)

/** The moment at which clocks of a zone show a time; null: no such zone is known. */
function momentOf(wall: number, zone: string): number | null {
  if (isUtc(zone)) return wall
  const [, sign, hours, minutes = '0'] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?$/i.exec(zone) ?? []
  if (sign !== undefined) return wall - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const short = zone.toUpperCase()
  const summer = summerHours[short]
  if (summer !== undefined) return wall - summer * 3_600_000
  const name = winterNames[short] ?? zone
  // Node also takes short names, and guesses which of several zones is meant.
  return name.includes('/') && isTimeZone(name) ? timeOf(name).momentOf(wall) : null
}

/** Short names of summer time say it exactly. */
const summerHours: Readonly<Record<string, number>> = {
  ...{ BST: 1, WEST: 1, CEST: 2, EEST: 3, EDT: -4, PDT: -7, AEDT: 11, NZDT: 13 },
}
/** Those of the other half of the year are written by some all year round, so clocks of their zone count. CST, MST and others are several zones'. */
const winterNames: Readonly<Record<string, string>> = {
  ...{ WET: 'Europe/Lisbon', CET: 'Europe/Paris', EET: 'Europe/Helsinki', EST: 'America/New_York' },
  ...{ PST: 'America/Los_Angeles', JST: 'Asia/Tokyo', SGT: 'Asia/Singapore', HKT: 'Asia/Hong_Kong' },
  ...{ AEST: 'Australia/Sydney', NZST: 'Pacific/Auckland' },
}

/** An integration uses a few zones, and each remembers the offsets that it has worked out. */
const times = new Map<string, ZoneTime>()
const mostTimes = 20
function timeOf(zone: string): ZoneTime {
  let known = times.get(zone)
  if (!known) {
    known = zoneTime(zone)
    if (times.size >= mostTimes) times.clear()
    times.set(zone, known)
  }
  return known
}
