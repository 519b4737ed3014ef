import type { Finding, FoundField } from '../../../domain/connector.ts'
import type { CustomFields, CustomFieldType } from '../../../domain/custom-fields.ts'
import { type EntitySchema, zodOf } from '../../../domain/entity.ts'
import { HubError, NeedsPerson, type Problem, UnexpectedAnswer } from '../../../domain/errors.ts'
import {
  type EntityName,
  foldedKey,
  type Json,
  type RecordRef,
  type RecordValue,
  refText,
} from '../../../domain/record.ts'
import type { SqlRow } from './driver.ts'
import { type SqlServer, saysNoObject } from './server.ts'
import { type SqlView, viewedEntities } from './settings.ts'

/**
 * Custom fields from views of the company database. Extender (eOne) makes a view of a window, with the key of the GP window as a
 * column, and says to read that and not its tables; its name is the customer's choice. So is any other view of that shape: at
 * most one row for each record. They are only read, along with the record.
 */
export interface ViewFields {
  /**
   * What the views hold of these records, by `refText`: of one without a row nothing.
   * @throws UnexpectedAnswer: several rows have the key of a record, or a value is not of its type; NeedsPerson: the view is not there
   */
  of(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue>>
  /** Columns of its views that no custom field names. */
  discover(name: string): Promise<FoundField[]>
}

/** Keys of a batch: SQL Server takes 2,100 parameters. */
const keysAtOnce = 500
/** More columns of one view name no fields here. */
const mostColumns = 200

/** One view with the fields that are read of it. */
interface Viewed {
  readonly entity: EntityName
  readonly view: SqlView
  readonly fields: readonly { readonly name: string; readonly column: string; readonly type: CustomFieldType }[]
}

const entityOf = ({ entity }: SqlView): EntityName => `gp.${entity}`

/** @param sql null: the connection has none */
export function createViewFields(
  sql: SqlServer | null,
  schemas: Readonly<Record<string, EntitySchema>>,
  custom: CustomFields,
): ViewFields {
  const named = sql?.settings.views ?? []
  const viewed = viewedIn(named, custom)
  const lacking = Object.entries(custom).flatMap(([entity, fields]) =>
    Object.entries(fields).flatMap(([path, { from }]) =>
      from && !viewOf(named, entity, from.view) ? [{ entity, path, view: from.view }] : [],
    ),
  )
  return {
    async of(records) {
      const found = new Map<string, RecordValue>()
      const [missing] = lacking.filter((one) => records.some(({ entity }) => entity === one.entity))
      if (missing)
        throw new NeedsPerson(
          'view_not_named',
          `${missing.path} of ${missing.entity} is read from the view ${missing.view}, which the GP connection does not name.`,
          'Name the view, with the column of its key, in "views" of "sql" in the GP connection, as docs/econnect.md says; or take the field out of custom-fields.json. Then import again.',
          { subject: `view ${missing.view}` },
        )
      for (const one of viewed) {
        const its = records.filter(({ entity }) => entity === one.entity)
        for (let from = 0; from < its.length; from += keysAtOnce)
          for (const [key, value] of await readView(sql!, one, schemas, its.slice(from, from + keysAtOnce)))
            found.set(key, { ...found.get(key), ...value })
      }
      return found
    },
    async discover(name) {
      const schema = schemas[name]
      const views = named.filter(({ entity }) => entity === name)
      const found: FoundField[] = []
      for (const view of views) {
        const taken = new Set(
          viewed
            .filter((one) => one.view === view)
            .flatMap(({ fields }) => fields.map(({ column }) => foldedKey(column))),
        )
        for (const column of await columnsOf(sql!, view)) {
          const type = fitting(column)[0]
          if (!type || taken.has(foldedKey(column.name)) || foldedKey(column.name) === foldedKey(view.key)) continue
          const path = pathOf(column.name)
          const isTaken = Object.hasOwn(schema?.fields ?? {}, path) || found.some((one) => one.path === path)
          found.push({
            ...{ path: isTaken ? pathOf(`${view.view}_${column.name}`) : path, type, samples: [] },
            ...(type === 'text' && column.length !== null && { maxLength: column.length }),
            from: { view: view.view, column: column.name },
          })
        }
      }
      return found
    },
  }
}

const viewOf = (views: readonly SqlView[], entity: string, name: string) =>
  views.find((one) => entityOf(one) === entity && foldedKey(one.view) === foldedKey(name))

function viewedIn(views: readonly SqlView[], custom: CustomFields): Viewed[] {
  return views.flatMap((view) => {
    const entity = entityOf(view)
    const fields = Object.entries(custom[entity] ?? {}).flatMap(([name, { type, from }]) =>
      from && foldedKey(from.view) === foldedKey(view.view) ? [{ name, column: from.column, type }] : [],
    )
    return fields.length > 0 ? [{ entity, view, fields }] : []
  })
}

/** "Warranty Months" → "Warranty_Months". */
const pathOf = (column: string) =>
  column
    .replaceAll(/\W/g, '_')
    .replace(/^(?=\d)/, '_')
    .slice(0, 64)

/** Settings take no name with a bracket. */
const quoted = (name: string) => `[${name}]`

/**
 * As text, since drivers give numbers that have lost digits. numeric(38, 10) holds whatever `fitting` lets through; money as text
 * by itself would have two decimals.
 */
const asText: Readonly<Record<CustomFieldType, (column: string) => string>> = {
  text: (column) => `RTRIM(CONVERT(nvarchar(max), ${column}))`,
  id: (column) => `RTRIM(CONVERT(nvarchar(max), ${column}))`,
  decimal: (column) => `CONVERT(varchar(50), CONVERT(numeric(38, 10), ${column}))`,
  integer: (column) => `CONVERT(varchar(50), CONVERT(numeric(38, 10), ${column}))`,
  boolean: (column) => `CONVERT(varchar(5), ${column})`,
  date: (column) => `CONVERT(varchar(10), ${column}, 23)`,
  instant: (column) => `CONVERT(varchar(10), ${column}, 23)`,
}

async function readView(
  sql: SqlServer,
  { view, fields }: Viewed,
  schemas: Readonly<Record<string, EntitySchema>>,
  records: readonly RecordRef[],
): Promise<Map<string, RecordValue>> {
  const key = `v.${quoted(view.key)}`
  // Two rows of a key are enough to refuse it. As varchar: compared as Unicode, an index of the table below would not be used.
  const text = [
    'SET NOCOUNT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;',
    `SELECT RTRIM(CONVERT(nvarchar(255), ${key})) AS [key]`,
    ...fields.map(({ type, column }, index) => `, ${asText[type](`v.${quoted(column)}`)} AS c${index}`),
    `FROM (SELECT v.*, ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY ${key}) AS [ledgerline row] FROM dbo.${quoted(view.view)} v`,
    `WHERE ${key} IN (${records.map((_, index) => `CONVERT(varchar(31), @key${index})`).join(', ')})) v`,
    'WHERE v.[ledgerline row] <= 2;',
  ].join('\n')
  const parameters = records.map((record, index) => ({
    ...{ name: `key${index}`, type: 'text' as const, length: 31, value: record.key.trim().slice(0, 31) },
  }))
  const operation = `read view ${view.view}`
  const rows = await sql.run({ text, parameters }, { operation }).catch((error: unknown) => {
    throw saysNoObject(error) ? viewGone(view) : error
  })
  const byKey = Map.groupBy(rows, (row) => foldedKey(String(row.key)))
  const types = zodOf(
    Object.fromEntries(fields.map(({ name }) => [name, schemas[view.entity]!.fields[name]!])),
  ).partial()
  return new Map(
    records.flatMap((record) => {
      const [row, second] = byKey.get(foldedKey(record.key)) ?? []
      if (!row) return []
      const call = { system: 'gp', operation } as const
      const hint = `A GP administrator corrects the view ${view.view}: one row for each key, and values of the type that custom-fields.json says. Nothing of the record was read.`
      if (second) throw new UnexpectedAnswer(call, ['several rows have the key of this record'], record, hint)
      const read = types.safeParse(
        Object.fromEntries(fields.flatMap(({ name, type }, index) => shownAs(name, type, row[`c${index}`] ?? null))),
      )
      if (read.success) return [[refText(record), read.data as RecordValue] as const]
      const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      throw new UnexpectedAnswer(call, problems, record, hint)
    }),
  )
}

const viewGone = ({ view }: SqlView) =>
  new NeedsPerson(
    'view_missing',
    `The view ${view} of GP’s company database, or a column that is read of it, is not there.`,
    '"ledgerline doctor" says what is missing. A GP administrator makes it again in the company database, schema dbo; or correct "sql.views" of the GP connection and custom-fields.json, and import them.',
    { subject: `view ${view}` },
  )

/** GP's day of nothing, which its tables hold in the place of an empty date. */
const noDay = '1900-01-01'

/** Nothing where the column is NULL or holds no day. What is not of its type stays as it is, and is refused by the schema. */
function shownAs(name: string, type: CustomFieldType, value: SqlRow[string]): [string, Json][] {
  if (value === null) return []
  const text = String(value).trim()
  switch (type) {
    case 'integer': {
      const whole = /^(-?\d{1,15})(\.0*)?$/.exec(text)?.[1]
      return [[name, whole === undefined ? text : Number(whole)]]
    }
    case 'boolean':
      return [[name, text === '1' ? true : text === '0' ? false : text]]
    case 'date':
      return text === noDay ? [] : [[name, text]]
    default:
      return [[name, text]]
  }
}

interface Column {
  readonly name: string
  readonly type: string
  /** Characters; null: unbounded, or no text. */
  readonly length: number | null
  readonly scale: number
}

async function columnsOf(sql: SqlServer, { view }: SqlView): Promise<Column[]> {
  const text = `SELECT TOP (${mostColumns}) COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_MAXIMUM_LENGTH AS length, NUMERIC_SCALE AS scale FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'dbo' AND TABLE_NAME = @view ORDER BY ORDINAL_POSITION;`
  const parameters = [{ name: 'view', type: 'text' as const, length: 128, value: view }]
  const rows = await sql.run({ text, parameters }, { operation: `columns of view ${view}` })
  return rows.map(({ name, type, length, scale }) => ({
    ...{ name: String(name), type: String(type).toLowerCase(), scale: Number(scale ?? 0) },
    length: Number(length ?? 0) > 0 ? Number(length) : null,
  }))
}

const whole = ['tinyint', 'smallint', 'int', 'bigint']
const exact = ['numeric', 'decimal', 'money', 'smallmoney']
const texts = ['char', 'varchar', 'nchar', 'nvarchar']
const days = ['date', 'datetime', 'datetime2', 'smalldatetime']

/** Types that a field may have which is read of a column, the likeliest first. A float has no exact value: it has none. */
function fitting({ type, scale }: Column): readonly CustomFieldType[] {
  if (texts.includes(type)) return ['text', 'id']
  if (whole.includes(type)) return ['integer', 'decimal', 'boolean', 'text', 'id']
  if (exact.includes(type) && scale <= 10) return ['decimal', 'integer', 'text']
  if (days.includes(type)) return ['date']
  return type === 'bit' ? ['boolean'] : type === 'uniqueidentifier' ? ['text', 'id'] : []
}

/** What of these fields cannot be read as the views are now: of a definition that is to be stored, and of one in use. */
export async function viewProblems(sql: SqlServer | null, custom: CustomFields): Promise<Problem[]> {
  const named = sql?.settings.views ?? []
  const at = (entity: string, path: string) => `custom-fields.json/${entity}/${path}`
  const unnamed = Object.entries(custom).flatMap(([entity, fields]) =>
    Object.entries(fields).flatMap(([path, { from }]) =>
      from && !viewOf(named, entity, from.view)
        ? [
            {
              at: at(entity, path),
              reason: `is read from ${from.view}, which "sql.views" of the GP connection does not name for it`,
            },
          ]
        : [],
    ),
  )
  const problems: Problem[] = [...unnamed]
  for (const { entity, view, fields } of viewedIn(named, custom)) {
    const columns = new Map((await columnsOf(sql!, view)).map((column) => [foldedKey(column.name), column]))
    const place = `integration.json/connections/gp/sql/views/${view.view}`
    if (columns.size === 0) {
      problems.push({ at: place, reason: 'is no view of the company database that the login may read' })
      continue
    }
    for (const { name, column, type } of fields) {
      const found = columns.get(foldedKey(column))
      if (!found) problems.push({ at: at(entity, name), reason: `the view ${view.view} has no column ${column}` })
      else if (!fitting(found).includes(type))
        problems.push({
          at: at(entity, name),
          reason: `is a ${found.type} in the view ${view.view}, which gives no ${type}`,
        })
    }
    if (!columns.has(foldedKey(view.key)))
      problems.push({ at: place, reason: `has no column ${view.key} to be its key` })
    else if (await hasTwins(sql!, view))
      problems.push({ at: place, reason: `has several rows with one ${view.key}: nothing says which of them is meant` })
  }
  return problems
}

async function hasTwins(sql: SqlServer, { view, key }: SqlView): Promise<boolean> {
  const text = `SET NOCOUNT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;
SELECT TOP (1) 1 AS twins FROM dbo.${quoted(view)} v WHERE v.${quoted(key)} <> '' GROUP BY v.${quoted(key)} HAVING COUNT(*) > 1;`
  return (await sql.run({ text, parameters: [] }, { operation: `keys of view ${view}` })).length > 0
}

/** For `doctor`: nothing where no field is read from a view. */
export async function checkViews(sql: SqlServer, custom: CustomFields): Promise<Finding[]> {
  const viewed = viewedIn(sql.settings.views, custom)
  try {
    const problems = await viewProblems(sql, custom)
    const names = viewed.map(({ view }) => view.view).join(', ')
    if (problems.length === 0)
      return names === ''
        ? []
        : [{ check: 'gp.sql.views', level: 'ok', found: `Custom fields are read from ${names}.` }]
    return problems.map(({ at, reason }) => ({
      check: 'gp.sql.views',
      level: 'error',
      found: `${at} ${reason}.`,
      todo: 'Correct the view in the company database, or what custom-fields.json and "sql.views" of the GP connection say of it. Until then no record with such a field is read.',
    }))
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [{ check: 'gp.sql.views', level: 'error', found: `${error.message}.`, todo: error.hint }]
  }
}

/** Fields that no view can give, whatever it holds. */
export function impossibleFields(custom: CustomFields): Problem[] {
  return Object.entries(custom).flatMap(([entity, fields]) =>
    Object.entries(fields).flatMap(([path, { type, from }]) => {
      const reason =
        from === undefined
          ? null
          : !viewedEntities.some((one) => entity === `gp.${one}`)
            ? `is read from no view: ${viewedEntities.map((one) => `gp.${one}`).join(' and ')} are`
            : path.includes('.')
              ? 'stands in another field: one of a view has a plain name'
              : type === 'instant'
                ? 'is an instant: a view gives days, as "date"'
                : null
      return reason === null ? [] : [{ at: `custom-fields.json/${entity}/${path}`, reason }]
    }),
  )
}

/** Without the fields of views, which Web Services do not have. */
export const withoutViews = (custom: CustomFields): CustomFields =>
  Object.fromEntries(
    Object.entries(custom).map(([entity, fields]) => [
      entity,
      Object.fromEntries(Object.entries(fields).filter(([, { from }]) => from === undefined)),
    ]),
  )
