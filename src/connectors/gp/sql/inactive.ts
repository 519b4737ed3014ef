import type { Finding } from '../../../domain/connector.ts'
import { HubError, RemoteUnavailable } from '../../../domain/errors.ts'
import { foldedKey, type RecordValue } from '../../../domain/record.ts'
import type { SqlParameter } from './driver.ts'
import type { SqlServer } from './server.ts'

/** Keys of a batch: SQL Server takes 2,100 parameters. */
const keysAtOnce = 500
const tables = ['IV00101', 'IV00102', 'IV40700'] as const

interface Inactive {
  /** Of all sites. */
  readonly items: ReadonlySet<string>
  readonly sites: ReadonlySet<string>
  /** Of an item, with its site behind a line break. */
  readonly places: ReadonlySet<string>
}

/**
 * GP takes no new line of an item that is inactive, nor of one at a site that is; Web Services say nothing of either. What these have
 * in stock is marked, so that it is not offered. Where the login may not look nothing is marked, and `doctor` says so; an outage
 * is waited for, since a site that was closed would be sold from meanwhile.
 *
 * @param values of gp.itemStock
 * @throws RemoteUnavailable
 */
export async function markInactive(sql: SqlServer, values: readonly RecordValue[]): Promise<readonly RecordValue[]> {
  if (values.length === 0) return values
  const found = await inactiveAmong(sql, [...new Set(values.flatMap(itemsOf))]).catch((error: unknown) => {
    if (error instanceof HubError && !(error instanceof RemoteUnavailable)) return null
    throw error
  })
  return found === null ? values : values.map((value) => marked(value, found))
}

const partsOf = (value: RecordValue) => (value.Stock ?? []) as readonly RecordValue[]
const itemsOf = (value: RecordValue) =>
  [value, ...partsOf(value)].map(({ Key, ItemKey }) => foldedKey(String(Key ?? ItemKey)))

function marked(value: RecordValue, { items, sites, places }: Inactive): RecordValue {
  const isInactive = (item: string, site: string) =>
    items.has(item) || sites.has(site) || places.has(`${item}\n${site}`)
  return {
    ...value,
    IsInactive: items.has(foldedKey(String(value.Key))),
    Stock: partsOf(value).map((part) => ({
      ...part,
      Sites: ((part.Sites ?? []) as readonly RecordValue[]).map((at) => ({
        ...at,
        IsInactive: isInactive(foldedKey(String(part.ItemKey)), foldedKey(String(at.WarehouseKey))),
      })),
    })),
  }
}

async function inactiveAmong(sql: SqlServer, keys: readonly string[]): Promise<Inactive> {
  const rows: (readonly [item: string, site: string])[] = []
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const some = keys.slice(from, from + keysAtOnce)
    // As varchar: compared as Unicode, an index of the tables would not be used.
    const named = some.map((_, index) => `CONVERT(varchar(31), @key${index})`).join(', ')
    const text = [
      'SET NOCOUNT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;',
      `SELECT RTRIM(d.ITEMNMBR) AS item, '' AS site FROM dbo.IV00101 d WHERE d.INACTIVE = 1 AND d.ITEMNMBR IN (${named})`,
      `UNION ALL SELECT RTRIM(d.ITEMNMBR), RTRIM(d.LOCNCODE) FROM dbo.IV00102 d WHERE d.INACTIVE = 1 AND d.RCRDTYPE = 2 AND d.ITEMNMBR IN (${named})`,
      "UNION ALL SELECT '', RTRIM(d.LOCNCODE) FROM dbo.IV40700 d WHERE d.INACTIVE = 1;",
    ].join('\n')
    const parameters = some.map(
      (value, index): SqlParameter => ({ name: `key${index}`, type: 'text', length: 31, value: value.slice(0, 31) }),
    )
    for (const { item, site } of await sql.run({ text, parameters }, { operation: 'read what is inactive' }))
      rows.push([foldedKey(String(item ?? '')), foldedKey(String(site ?? ''))])
  }
  const of = (its: (item: string, site: string) => string | null) =>
    new Set(rows.flatMap(([item, site]) => its(item, site) ?? []))
  return {
    items: of((item, site) => (site === '' ? item : null)),
    sites: of((item, site) => (item === '' ? site : null)),
    places: of((item, site) => (item === '' || site === '' ? null : `${item}\n${site}`)),
  }
}

/** For `doctor`: nothing where all of it may be read. */
export async function checkInactive(sql: SqlServer): Promise<Finding[]> {
  const text = `${tables
    .map(
      (name) =>
        `SELECT '${name}' AS name, CASE WHEN COL_LENGTH('dbo.${name}', 'INACTIVE') IS NULL THEN 0 ELSE 1 END AS present, ISNULL(HAS_PERMS_BY_NAME('dbo.${name}', 'OBJECT', 'SELECT'), 0) AS may`,
    )
    .join('\nUNION ALL\n')};`
  const rows = await sql
    .run({ text, parameters: [] }, { operation: 'look at the tables of what is inactive' })
    .catch((error: unknown) => {
      if (error instanceof HubError) return error
      throw error
    })
  if (rows instanceof HubError)
    return [{ check: 'gp.sql.inactive', level: 'warning', found: `${rows.message}.`, todo: rows.hint }]
  const denied = rows.flatMap(({ name, present, may }) =>
    Number(present) === 1 && Number(may) === 1 ? [] : [String(name)],
  )
  return denied.length === 0
    ? []
    : [
        {
          ...{ check: 'gp.sql.inactive', level: 'warning' },
          found: `The login may not read ${denied.join(', ')}, so stock of inactive items and sites is offered, and GP refuses orders of it.`,
          todo: 'Give the login SELECT on these tables of the company database.',
        },
      ]
}
