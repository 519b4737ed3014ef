import type { Company, Item } from '../company.ts'
import { baseUnit } from '../units.ts'
import type { Given } from './door.ts'
import { SqlError } from './sql-error.ts'

/** What a GP administrator, or an accident, has made of the database: tables without DEX_ROW_TS or rights, triggers that are off, a clock. */
export interface SqlTroubles {
  readonly unstamped: Set<string>
  readonly denied: Set<string>
  readonly triggersOff: Set<string>
  /** Rows that a transaction holds which is not committed yet, by key. */
  readonly locked: Set<string>
  /** How far its clock is behind that of the others. */
  clockBehindMs: number
  /** Active ones of extended pricing, in SOP10110. */
  priceSheets: number
}

export const noTroubles = (): SqlTroubles => ({
  ...{ unstamped: new Set(), denied: new Set(), triggersOff: new Set(), locked: new Set(), clockBehindMs: 0 },
  priceSheets: 0,
})

interface StampedRow {
  readonly key: string
  /** DEX_ROW_TS. */
  readonly at: string
  readonly content?: string
}

/** Rows of a table that was filled before its column was there. */
const never = '1900-01-01T00:00:00'

/** In the order in which they were entered: the place is the DEX_ROW_ID. */
const tables: Readonly<Record<string, (company: Company) => StampedRow[]>> = {
  IV00101: ({ store }) =>
    [...store.values('item')].map((item) => ({
      ...{ key: item.key, at: store.get('itemStamp', item.key) ?? never, content: cardOf(item) },
    })),
  IV00107: (company) => priceRows(company, false),
  IV00108: (company) => priceRows(company, true),
  RM00101: ({ store }) =>
    [...store.values('customer')].map(({ Key, LastModifiedDate }) => ({
      ...{ key: Key?.Id ?? '', at: LastModifiedDate ?? never },
    })),
  RM00102: ({ store }) =>
    [...store.values('address')].map(({ Key, LastModifiedDate }) => ({
      ...{ key: Key?.CustomerKey?.Id ?? '', at: LastModifiedDate ?? never },
    })),
}

/** BINARY_CHECKSUM of what does not move with the stock. */
const cardOf = ({ prices: _, sites: __, ...card }: Item): string => {
  let sum = 0
  for (const letter of JSON.stringify(card)) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0
  return String(sum)
}

function priceRows(company: Company, breaks: boolean): StampedRow[] {
  const rows = [...company.store.values('item')].flatMap((item) =>
    // One without a level stands in no price list.
    item.prices.flatMap(({ currency, priceLevel, uofm }) =>
      priceLevel === undefined
        ? []
        : [
            {
              key: [currency, priceLevel, uofm ?? baseUnit(item, company), item.key].join('/'),
              at: company.store.get('priceStamp', item.key) ?? never,
            },
          ],
    ),
  )
  return breaks ? rows : [...new Map(rows.map((row) => [row.key, row])).values()]
}

/** What SQL Server says of a table that the login may not read, or that lacks the column. */
export function mustRead(table: string, { denied, unstamped }: SqlTroubles): void {
  if (denied.has(table))
    throw new SqlError(229, `The SELECT permission was denied on the object '${table}', database 'TWO', schema 'dbo'.`)
  if (unstamped.has(table)) throw new SqlError(207, "Invalid column name 'DEX_ROW_TS'.")
}

const minute = 60_000
const msOf = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
/** datetime keeps steps of 1/300 s. */
const asDatetime = (ms: number) =>
  new Date(Math.round((Math.round((ms * 3) / 10) * 10) / 3)).toISOString().slice(0, -1).replace('T', ' ')

/**
 * Rows of a table by DEX_ROW_TS and DEX_ROW_ID, as the batch of changed rows asks for them. Null: it is another batch. Rows that
 * are locked are passed over, as READPAST does; without that it would wait, so such a batch is refused here.
 */
export function changedRows(text: string, given: Given, company: Company, troubles: SqlTroubles): object[] | null {
  const table = /FROM dbo\.(\w+) d WITH \(READCOMMITTEDLOCK, READPAST\)\nWHERE d\.DEX_ROW_TS/.exec(text)?.[1]
  const rowsOf = table === undefined ? undefined : tables[table]
  if (!table || !rowsOf) return null
  mustRead(table, troubles)
  const at = (name: string) => String(given.get(name))
  const nowMs = msOf(company.now()) - troubles.clockBehindMs
  const newestMs = given.has('newestText') ? msOf(at('newestText')) : nowMs
  const most = Number(/SELECT TOP \((\d+)\)/.exec(text)?.[1])
  const overlap = Number(
    /DATEADD\(minute, -(\d+), CASE WHEN @newest < @now THEN @newest ELSE @now END\)/.exec(text)?.[1],
  )
  const sinceMs = /WHERE d\.DEX_ROW_TS IS NOT NULL/.test(text)
    ? Number.NEGATIVE_INFINITY
    : Math.min(newestMs, nowMs) - overlap * minute
  const behind = /d\.DEX_ROW_TS > @at OR/.test(text) ? { ms: msOf(at('atText')), id: Number(given.get('id')) } : null
  const found = rowsOf(company)
    .map((row, index) => ({ ...row, at: asDatetime(msOf(row.at)), id: index + 1 }))
    .filter(({ key, at: stamp, id }) => {
      const ms = msOf(stamp)
      const isNext = behind === null || ms > behind.ms || (ms === behind.ms && id > behind.id)
      return ms > sinceMs && isNext && !troubles.locked.has(key)
    })
    .sort((one, other) => msOf(one.at) - msOf(other.at) || one.id - other.id)
    .slice(0, most)
  const now = asDatetime(nowMs)
  return found.length > 0 ? found.map((row) => ({ now, ...row })) : [{ now, at: null, id: null, key: null }]
}

/** OBJECT_ID, HAS_PERMS_BY_NAME and COL_LENGTH of what the feeds read. */
export function describeTable(name: string, { denied, unstamped, triggersOff }: SqlTroubles): object {
  return {
    name,
    ...{ present: triggersOff.has(name) ? 0 : 1, may: denied.has(name) ? 0 : 1, stamped: unstamped.has(name) ? 0 : 1 },
  }
}
