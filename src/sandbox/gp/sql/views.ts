import type { Given } from './door.ts'
import { SqlError } from './sql-error.ts'

/** A view of the company database, as Extender makes of a window: names are the customer's choice. */
export interface SandboxView {
  /** Type of each column as INFORMATION_SCHEMA names it: "char(31)", "numeric(19,5)", "datetime". */
  readonly columns: Readonly<Record<string, string>>
  /** A value is what SQL Server shows of it as text; a datetime "2026-11-30 00:00:00.000". */
  rows: readonly Readonly<Record<string, string | null>>[]
}
export type SandboxViews = ReadonlyMap<string, SandboxView>

const same = (one: string, other: string) => one.trim().toUpperCase() === other.trim().toUpperCase()
const typeOf = (type: string) => /^(\w+)(?:\((\d+|max)(?:,\s*(\d+))?\))?$/.exec(type)!

/** Answers batches that look at views. Null: it is another batch. */
export function answerViews(
  text: string,
  given: Given,
  views: SandboxViews,
  denied: ReadonlySet<string>,
): object[] | null {
  if (/FROM INFORMATION_SCHEMA\.COLUMNS/.test(text)) {
    const [name, view] = [...views].find(([one]) => same(one, String(given.get('view')))) ?? []
    if (!name || !view || denied.has(name)) return []
    return Object.entries(view.columns).map(([column, type]) => {
      const [, kind = '', length, scale] = typeOf(type)
      const isText = /char$/.test(kind)
      return {
        ...{ name: column, type: kind, length: isText ? (length === 'max' ? -1 : Number(length)) : null },
        scale: scale === undefined ? (/^(money|smallmoney)$/.test(kind) ? 4 : isText ? null : 0) : Number(scale),
      }
    })
  }
  const called = /FROM dbo\.\[([^\]]+)\] v\b/.exec(text)?.[1]
  if (called === undefined) return null
  const [name, view] = [...views].find(([one]) => same(one, called)) ?? []
  if (!name || !view) throw new SqlError(208, `Invalid object name 'dbo.${called}'.`)
  if (denied.has(name))
    throw new SqlError(229, `The SELECT permission was denied on the object '${name}', database 'TWO', schema 'dbo'.`)
  const columnOf = (asked: string) => {
    const column = Object.keys(view.columns).find((one) => same(one, asked))
    if (column === undefined) throw new SqlError(207, `Invalid column name '${asked}'.`)
    return column
  }
  const twins = /GROUP BY v\.\[([^\]]+)\] HAVING COUNT\(\*\) > 1/.exec(text)?.[1]
  if (twins !== undefined) {
    const key = columnOf(twins)
    const keys = view.rows.map((row) => (row[key] ?? '').trim().toUpperCase()).filter((one) => one !== '')
    return new Set(keys).size < keys.length ? [{ twins: 1 }] : []
  }
  const key = columnOf(/WHERE v\.\[([^\]]+)\] IN \(CONVERT/.exec(text)?.[1] ?? '')
  const asked = [...text.matchAll(/CONVERT\(varchar\(31\), @(key\d+)\)/g)].map(([, one = '']) => String(given.get(one)))
  const rowsOfAKey = Number(/\[ledgerline row\] <= (\d+);/.exec(text)?.[1])
  const items = [...text.matchAll(/^(?:SELECT|,) (.+v\.\[([^\]]+)\].*) AS (?:\[key\]|(c\d+))$/gm)]
  return asked.flatMap((one) =>
    view.rows
      .filter((row) => same(row[key] ?? '', one))
      .slice(0, rowsOfAKey)
      .map((row) =>
        Object.fromEntries(
          items.map(([, expression = '', column = '', as = 'key']) => [
            as,
            converted(expression, row[columnOf(column)] ?? null),
          ]),
        ),
      ),
  )
}

/** What a CONVERT makes of a value. */
function converted(expression: string, value: string | null): string | null {
  if (value === null) return null
  if (expression.startsWith('RTRIM(CONVERT(nvarchar(')) return value.trimEnd()
  if (expression.startsWith('CONVERT(varchar(50), CONVERT(numeric(38, 10), ')) {
    const [, integer, decimals = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(value.trim()) ?? []
    if (integer === undefined) throw new SqlError(8114, 'Error converting data type varchar to numeric.')
    return `${integer}.${decimals.slice(0, 10).padEnd(10, '0')}`
  }
  if (/^CONVERT\(varchar\(10\), .*, 23\)$/.test(expression)) return value.slice(0, 10)
  if (expression.startsWith('CONVERT(varchar(5), ')) return value.trim()
  throw new SqlError(102, 'Incorrect syntax: the stand-in knows no such conversion.')
}
