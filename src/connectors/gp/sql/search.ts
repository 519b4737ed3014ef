import type { Finding, RecordSearch } from '../../../domain/connector.ts'
import { HubError, RemoteUnavailable } from '../../../domain/errors.ts'
import { type EntityName, type RecordRef, type RecordValue, ref, refText } from '../../../domain/record.ts'
import type { SqlParameter } from './driver.ts'
import type { SqlServer } from './server.ts'

interface Column {
  readonly entity: EntityName
  readonly field: string
  readonly table: string
  /** The key of a record, as the entity has it. */
  readonly key: string
  /** Of a row that has the value. */
  readonly where: string
  /** As the value is compared; '' finds nothing. */
  readonly asked: (value: string) => string
  readonly length: number
}

/**
 * What Web Services do not search by, and a table of the company holds. GP with binary sort order tells letter cases apart, so
 * both sides are folded.
 */
const columns: readonly Column[] = [
  {
    ...{ entity: 'gp.customer', field: 'TaxRegistrationNumber', table: 'RM00101', length: 25 },
    key: 'RTRIM(d.CUSTNMBR)',
    // One side has "FR 12.345-678" for "FR12345678".
    where: `UPPER(${[' ', '.', '-', '/'].reduce((so, mark) => `REPLACE(${so}, '${mark}', '')`, 'd.TXRGNNUM')}) = UPPER(CONVERT(varchar(25), @value))`,
    asked: (value) => value.replace(/[ ./-]/g, ''),
  },
  {
    ...{ entity: 'gp.customerAddress', field: 'EmailToAddress', table: 'SY01200', length: 200 },
    key: "RTRIM(d.Master_ID) + '/' + RTRIM(d.ADRSCODE)",
    // The column is a text that may hold several addresses.
    where: `d.Master_Type = 'CUS' AND UPPER(CONVERT(varchar(8000), d.EmailToAddress)) LIKE '%' + UPPER(CONVERT(varchar(200), @value)) + '%'`,
    asked: (value) => value.trim().replace(/[[%_]/g, '[$&]'),
  },
]

/**
 * Records of GP by one of these columns, the first by their key. Null: the search is another one, or there is no login for it.
 *
 * @throws HubError where the login may not look, unless the search is one of what can be searched alone
 */
export async function searchTables(
  sql: SqlServer | null,
  name: string,
  search: RecordSearch,
  readMany: (records: readonly RecordRef[]) => Promise<ReadonlyMap<string, RecordValue | null>>,
): Promise<RecordValue[] | null> {
  const { where, limit, ifAble, ...more } = search
  const [field = '', ...fields] = Object.keys(where)
  const column = columns.find((one) => one.entity.endsWith(`.${name.replace(/^gp\./, '')}`) && one.field === field)
  if (!column || fields.length > 0 || Object.keys(more).some((one) => one !== 'bare')) return null
  if (!sql) return ifAble ? [] : null
  const value = column.asked(where[field]!)
  if (value === '' || value.length > column.length) return []
  const text = [
    'SET NOCOUNT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;',
    `SELECT TOP (${limit}) ${column.key} AS [key] FROM dbo.${column.table} d WHERE ${column.where} ORDER BY 1;`,
  ].join('\n')
  const parameters: SqlParameter[] = [{ name: 'value', type: 'text', length: column.length, value }]
  const rows = await sql
    .run({ text, parameters }, { operation: `look for ${column.entity} by ${column.field}` })
    .catch((error: unknown) => {
      if (ifAble && error instanceof HubError && !(error instanceof RemoteUnavailable)) return []
      throw error
    })
  const records = rows.map(({ key }) => ref(column.entity, String(key)))
  const found = await readMany(records)
  return records.flatMap((record) => {
    const value = found.get(refText(record))
    return value ? [value] : []
  })
}

/** For `doctor`: nothing where all of it may be read. */
export async function checkSearched(sql: SqlServer): Promise<Finding[]> {
  const check = 'gp.sql.search'
  const tests = [
    ['RM00101', 'TXRGNNUM'],
    ['SY01200', 'EmailToAddress'],
  ].map(
    ([table, column]) =>
      `SELECT '${table}' AS name, CASE WHEN COL_LENGTH('dbo.${table}', '${column}') IS NULL THEN 0 ELSE 1 END AS present, ISNULL(HAS_PERMS_BY_NAME('dbo.${table}', 'OBJECT', 'SELECT'), 0) AS may`,
  )
  const asked = { text: `${tests.join('\nUNION ALL\n')};`, parameters: [] }
  try {
    const rows = await sql.run(asked, { operation: 'look at the tables of customers' })
    const denied = rows.filter(({ present, may }) => Number(present) !== 1 || Number(may) !== 1)
    if (denied.length === 0) return []
    return [
      {
        ...{ check, level: 'warning' },
        found: `The login may not read ${denied.map(({ name }) => String(name)).join(', ')}, so customers of GP are not found by VAT number or e-mail address.`,
        todo: 'Where matchCustomers is on, give the login SELECT on these tables of the company database.',
      },
    ]
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [{ check, level: 'warning', found: `${error.message}.`, todo: error.hint }]
  }
}
