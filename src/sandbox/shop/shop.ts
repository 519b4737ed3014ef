import type { Clock } from '../../domain/clock.ts'
import { rowWhere } from './query.ts'
import { plain, type Row, type Tables } from './rows.ts'

/** A shop as its database holds it, and what its release and host decide. */
export interface Shop {
  readonly tables: Tables
  /** "8.2.1": PSWS-Version, and which dialect of JSON. */
  readonly version: string
  /** Hears which record changed, after it did: what a module would announce. */
  readonly changed: (change: Change) => void
  /** What others do between the two moments in which a PATCH loads a row and writes it, once. */
  meanwhile: (() => void) | null
  /** Now, as the shop writes it: local time without zone. */
  now(): string
}

export interface Change {
  readonly topic:
    | 'order'
    | 'order_payment'
    | 'order_slip'
    | 'order_carrier'
    | 'customer'
    | 'address'
    | 'product'
    | 'combination'
    | 'stock_available'
    | 'carrier'
  readonly id: number
  /** Default: the shop itself. */
  readonly origin?: 'webservice'
}

export function createShop(options: {
  readonly tables: Tables
  readonly version: string
  readonly clock: Clock
  readonly changed?: (change: Change) => void
}): Shop {
  const { tables, version, clock, changed = () => {} } = options
  return {
    tables,
    version,
    changed,
    meanwhile: null,
    now: () => localTime(clock.now(), setting(tables, 'PS_TIMEZONE') || 'UTC'),
  }
}

/** A row of configurations by its name; '' when there is none. */
export function setting(tables: Tables, name: string): string {
  return plain(rowWhere(tables.of('configurations'), 'name', name), 'value')
}

/** Stores a new row; the given id, or the next. */
export function insert(
  tables: Tables,
  resource: string,
  fields: Row['fields'],
  associations: Row['associations'] = {},
  id?: number,
): Row {
  const table = tables.of(resource)
  const row = { id: id ?? table.nextId(), fields, associations }
  table.put(row)
  return row
}

export function change(tables: Tables, resource: string, row: Row, fields: Row['fields']): Row {
  const changed = { ...row, fields: { ...row.fields, ...fields } }
  tables.of(resource).put(changed)
  return changed
}

/** By time zone: to make one takes as long as to write fifty times. */
const formats = new Map<string, Intl.DateTimeFormat>()

function localTime(at: string, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, format)
  return format.format(new Date(at))
}

export const zeroDate = '0000-00-00 00:00:00'
/** Money and prices are stored with six decimals. */
export const six = (value: { toFixed(places: number): string }) => value.toFixed(6)
