import { z } from 'zod'
import type { ChangedRecord, Feed } from '../../../domain/connector.ts'
import { type EntityName, recordKey } from '../../../domain/record.ts'
import type { SqlParameter, SqlRow, SqlStatement } from './driver.ts'
import type { SqlServer } from './server.ts'

/**
 * A table of GP whose rows carry when they were written: DEX_ROW_TS, UTC, set by GP's own trigger zDT_TABLEU. IV00102 has none;
 * its triggers stamp the row of the item in IV00101, so a movement of stock is seen there. So do those of RM00102 and IV00108 at
 * their parents, also where a row is deleted.
 */
interface StampedTable {
  /** Of the feed. */
  readonly name: string
  readonly table: 'IV00101' | 'IV00107' | 'IV00108' | 'RM00101' | 'RM00102'
  /** What a row belongs to, and its key: an expression of T-SQL over the row `d`. */
  readonly of: EntityName
  readonly key: string
  /** Its triggers beside that of its own rows: without them what they see is seen by no feed. */
  readonly stampedBy?: { readonly table: string; readonly triggers: readonly string[] }
  /** Several rows belong to one record. */
  readonly many?: true
  /** Only a change of these is one. Absent: every write of the row is. */
  readonly columns?: readonly string[]
}

/** The ISO code, by which Web Services name a currency, else its id. */
const currency = (system: string) =>
  `COALESCE(NULLIF(RTRIM((SELECT TOP 1 m.ISOCURRC FROM [${system}].dbo.MC40200 m WHERE m.CURNCYID = d.CURNCYID)), ''), RTRIM(d.CURNCYID))`
const price = (system: string) =>
  `${currency(system)} + '/' + RTRIM(d.PRCLEVEL) + '/' + RTRIM(d.UOFM) + '/' + RTRIM(d.ITEMNMBR)`

export const stampedTables = (system: string): readonly StampedTable[] => [
  {
    ...{ name: 'gp-stock', table: 'IV00101', of: 'gp.itemStock', key: 'RTRIM(d.ITEMNMBR)' },
    stampedBy: { table: 'IV00102', triggers: ['zDT_IV00102C', 'zDT_IV00102U'] },
  },
  {
    ...{ name: 'gp-items', table: 'IV00101', of: 'gp.item', key: 'RTRIM(d.ITEMNMBR)' },
    columns: [
      ...['ITEMDESC', 'ITMSHNAM', 'ITMGEDSC', 'ITMCLSCD', 'ITEMTYPE', 'ITEMSHWT', 'DECPLQTY', 'DECPLCUR', 'TAXOPTNS'],
      ...['ITMTSHID', 'UOMSCHDL', 'SELNGUOM', 'PRCLEVEL', 'PRICMTHD', 'LOCNCODE', 'ALWBKORD', 'INACTIVE'],
      ...['USCATVLS_1', 'USCATVLS_2', 'USCATVLS_3', 'USCATVLS_4', 'USCATVLS_5', 'USCATVLS_6'],
    ],
  },
  { name: 'gp-prices', table: 'IV00107', of: 'gp.price', key: price(system) },
  { name: 'gp-price-breaks', table: 'IV00108', of: 'gp.price', key: price(system), many: true },
  { name: 'gp-customers', table: 'RM00101', of: 'gp.customer', key: 'RTRIM(d.CUSTNMBR)' },
  { name: 'gp-addresses', table: 'RM00102', of: 'gp.customer', key: 'RTRIM(d.CUSTNMBR)', many: true },
]

/** Rows of a page, at most. */
const pageRows = 1000
/**
 * A row has the time of its statement and is seen when its transaction commits, perhaps after rows with later times were read. So
 * the rows of these last minutes are read again each time.
 */
const overlapMinutes = 10

/**
 * `newest`: of the rows that were read to the end, by the clock of SQL Server; null: none yet. `from`: where a reading of several
 * pages is. `first`: the whole table is read for the first time.
 */
const position = z.strictObject({
  newest: z.string().nullable(),
  from: z.strictObject({ at: z.string(), id: z.int() }).nullable(),
  first: z.boolean(),
})
type Position = z.output<typeof position>

/**
 * Feeds of rows that were written, for rounds that would else come by their schedule. They name records and carry no data: what
 * stands in them is read as ever. What they miss (a transaction that is open for longer than the overlap, a row that is deleted
 * where no trigger stamps its parent) the rounds find by the lists of Web Services, and the full look.
 */
export const changedRowFeeds = (sql: SqlServer): readonly Feed[] =>
  sql.settings.changesSeconds === 0
    ? []
    : stampedTables(sql.settings.systemDatabase).map((table) => feedOf(sql, table, sql.settings.changesSeconds * 1000))

function feedOf(sql: SqlServer, table: StampedTable, everyMs: number): Feed {
  return {
    ...{ name: table.name, of: table.of, everyMs, raises: 'rounds' },
    async poll(cursor) {
      const at: Position =
        cursor === null
          ? { newest: null, from: null, first: table.columns !== undefined }
          : position.parse(JSON.parse(cursor))
      const found = await sql.run(readBatch(table, at), { operation: `changed rows of ${table.table}` })
      const rows = found.filter(({ id }) => id !== null)
      const last = rows.at(-1)
      const more = rows.length >= pageRows
      const read = last ? String(last.at) : (at.from?.at ?? null)
      const next: Position = more
        ? { ...at, from: { at: String(last!.at), id: Number(last!.id) } }
        : { newest: latest(at.newest, read) ?? String(found[0]?.now), from: null, first: false }
      return {
        changed: rows.map((row) => changedRow(table, row)),
        next: JSON.stringify(next),
        more,
        ...(at.first && { asBefore: true }),
      }
    },
    // No page names a row that cannot be read.
    look: async () => [],
  }
}

/** Of two times as SQL Server writes them, "2026-11-30 02:00:00.003": in order as texts. */
const latest = (one: string | null, other: string | null) =>
  one === null || (other !== null && other > one) ? other : one

const changedRow = ({ of, many, columns }: StampedTable, { key, id, at, content }: SqlRow): ChangedRecord => ({
  record: { entity: of, key: recordKey(String(key)) },
  fingerprint: columns ? String(content) : String(at),
  ...(many && { part: String(id) }),
})

/**
 * Rows that somebody is writing are passed over, not waited for, and nothing that may be rolled back is seen: the overlap finds
 * them once they are committed. READCOMMITTEDLOCK, since READPAST is refused where the database reads by snapshots. A table
 * that is locked as a whole is waited for some seconds. At a deadlock it is this that gives way, never a clerk.
 *
 * The time is compared with SQL Server's own clock: one that was set back has rows before `newest`.
 */
function readBatch({ table, key, columns }: StampedTable, { newest, from, first }: Position): SqlStatement {
  const where = first
    ? 'd.DEX_ROW_TS IS NOT NULL'
    : `d.DEX_ROW_TS > DATEADD(minute, -${overlapMinutes}, CASE WHEN @newest < @now THEN @newest ELSE @now END)`
  const behind = from ? ' AND (d.DEX_ROW_TS > @at OR (d.DEX_ROW_TS = @at AND d.DEX_ROW_ID > @id))' : ''
  const time = (name: string) => `DECLARE @${name} datetime = CONVERT(datetime, @${name}Text, 121);`
  const text = [
    'SET NOCOUNT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;',
    'DECLARE @now datetime = GETUTCDATE();',
    ...(newest === null ? ['DECLARE @newest datetime = @now;'] : [time('newest')]),
    ...(from ? [time('at')] : []),
    'SELECT CONVERT(varchar(23), @now, 121) AS now, found.* FROM (SELECT 1 AS one) always LEFT JOIN (',
    `SELECT TOP (${pageRows}) CONVERT(varchar(23), d.DEX_ROW_TS, 121) AS at, d.DEX_ROW_ID AS id, ${key} AS [key]${columns ? `, BINARY_CHECKSUM(${columns.map((column) => `d.${column}`).join(', ')}) AS content` : ''}`,
    `FROM dbo.${table} d WITH (READCOMMITTEDLOCK, READPAST)`,
    `WHERE ${where}${behind}`,
    'ORDER BY d.DEX_ROW_TS, d.DEX_ROW_ID',
    ') found ON 1 = 1 ORDER BY found.at, found.id;',
  ].join('\n')
  const asText = (name: string, value: string): SqlParameter => ({ name, type: 'text', length: 23, value })
  return {
    text,
    parameters: [
      ...(newest === null ? [] : [asText('newestText', newest)]),
      ...(from ? [asText('atText', from.at), { name: 'id', type: 'integer' as const, value: from.id }] : []),
    ],
  }
}
