// Kept, without dependencies, the same in Node and in a browser, and it reports what is wrong with a row.
import Papa from 'papaparse'
import { Decimal } from '../../domain/decimal.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** A row of a CSV file, by the names in its first line. `line`: counted from 1, the names are line 1 where no text spans lines. */
export class CsvRow {
  readonly line: bigint
  readonly cells: ReadonlyMap<string, string>
  constructor(line: bigint, cells: ReadonlyMap<string, string>) {
    this.line = line
    this.cells = cells
  }
}

/**
 * Files of rows, read by rules that the flow states: delimiter, decimal sign, form of a date. Nothing is guessed: what does
 * not fit the rule stops the run with the row and the column.
 */
export const csvFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'csvRows(string, string): list<CsvRow>',
    inWords: 'the rows of the table {1} with {2} between cells',
    meaning:
      'The rows of a CSV text whose first line names the columns; the second argument is the delimiter. Empty lines are left out. A row with more or fewer cells than the first stops the run.',
    examples: [
      ['size(csvRows("a;b\\n1;2\\n\\n3;4", ";"))', 2],
      ['cell(csvRows("name,text\\nA,\\"x, y\\"", ",")[0], "text")', 'x, y'],
    ],
    code: (text: string, delimiter: string) => rowsIn(text, delimiter, world()),
  },
  {
    signature: 'cell(CsvRow, string): string',
    inWords: 'the cell {2} of {1}',
    meaning:
      'The cell of a row in the column of this name, without blanks around it. A column that is not there stops the run.',
    examples: [['cell(csvRows("Amount ; Fee\\n 12,50 ;1", ";")[0], "Amount")', '12,50']],
    code: (row: CsvRow, column: string) => {
      const value = row.cells.get(column)
      if (value !== undefined) return value
      world().hold({
        code: 'file_unfit',
        message: `The file has no column "${column}"; its columns are ${[...row.cells.keys()].slice(0, 30).join(', ')}.`,
        hint: 'Take the export that the flow expects, or correct the name in the mapping.',
        subject: `column ${column}`,
      })
      return ''
    },
  },
  {
    signature: 'amountIn(string, string): decimal',
    inWords: 'the amount {1} with the decimal sign {2}',
    meaning:
      'A number as a file writes it; the second argument is its decimal sign, "," or ".". The other one, an apostrophe or a blank may stand between thousands. Anything else stops the run.',
    examples: [
      ['text(amountIn("1.234,50", ","))', '1234.5'],
      ['text(amountIn("-1,234.50", "."))', '-1234.5'],
      ['text(amountIn("1\'234.50-", "."))', '-1234.5'],
    ],
    code: (text: string, sign: string) => {
      const amount = amountFrom(text, sign)
      if (amount !== null) return amount
      world().hold({
        code: 'file_unfit',
        message: `"${text.slice(0, 60)}" is no number with the decimal sign "${sign}".`,
        hint: 'Take the export that the flow expects, or correct the decimal sign in the mapping.',
        subject: `number ${sign}`,
      })
      return new Decimal(0)
    },
  },
  {
    signature: 'dateIn(string, string): string',
    inWords: 'the date {1} in the form {2}',
    meaning:
      'A date as a file writes it, in the form that the second argument says: "DD.MM.YYYY", "MM/DD/YYYY", "YYYY-MM-DD".',
    examples: [
      ['dateIn("28.11.2026", "DD.MM.YYYY")', '2026-11-28'],
      ['dateIn("11/28/2026 14:05", "MM/DD/YYYY")', '2026-11-28'],
    ],
    code: (text: string, form: string) => {
      const date = dateFrom(text, form)
      if (date !== null) return date
      world().hold({
        code: 'file_unfit',
        message: `"${text.slice(0, 60)}" is no date of the form ${form}.`,
        hint: 'Take the export that the flow expects, or correct the form of the date in the mapping.',
        subject: `date ${form}`,
      })
      return '1970-01-01'
    },
  },
]

function rowsIn(text: string, delimiter: string, world: World): CsvRow[] {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter, skipEmptyLines: 'greedy' })
  const [names = [], ...rows] = parsed.data
  const columns = names.map((name) => name.trim())
  const twice = columns.find((name, place) => columns.indexOf(name) !== place)
  const odd = rows.findIndex((row) => row.length !== columns.length)
  const broken = parsed.errors.find(({ code }) => code !== 'UndetectableDelimiter')
  const problem = broken
    ? `row ${(broken.row ?? 0) + 1} has a quotation mark that is not closed`
    : twice !== undefined
      ? `two columns are called "${twice}"`
      : odd >= 0
        ? `row ${odd + 2} has ${rows[odd]!.length} cells, and the first line names ${columns.length} columns`
        : null
  if (problem !== null) {
    world.hold({
      code: 'file_unfit',
      message: `The file cannot be read as CSV with the delimiter "${delimiter}": ${problem}.`,
      hint: 'It may be cut, or have another delimiter than the mapping says. Take it again, or correct the mapping.',
      subject: `csv ${delimiter}`,
    })
    return []
  }
  return rows.map(
    (row, place) => new CsvRow(BigInt(place + 2), new Map(columns.map((name, column) => [name, row[column]!.trim()]))),
  )
}

/** Null: no number with this decimal sign. */
export function amountFrom(text: string, sign: string): Decimal | null {
  if (sign !== ',' && sign !== '.') return null
  const other = sign === ',' ? '\\.' : ','
  const form = new RegExp(
    `^([-+]?)(\\d{1,3}(?:([${other}'’ \\u00a0\\u202f])\\d{3})(?:\\3\\d{3})*|\\d{1,18})(?:\\${sign}(\\d{1,9}))?(-?)$`,
  )
  const [, before = '', whole, , fraction = '0', after = ''] = form.exec(text.trim()) ?? []
  if (whole === undefined || (before !== '' && after !== '')) return null
  const amount = new Decimal(`${whole.replace(/\D/g, '')}.${fraction}`)
  return before === '-' || after === '-' ? amount.negated() : amount
}

/** "2026-11-28". Null: no date of this form. A time of the day may follow. */
const dateFrom = (text: string, form: string): string | null => dateAndRest(text, form)?.date ?? null

/** The date that a text begins with, and what stands behind it: " 14:05", "T14:05:00Z", or nothing. */
export function dateAndRest(text: string, form: string): { readonly date: string; readonly rest: string } | null {
  const parts: string[] = []
  const pattern = form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/YYYY|MM|DD/g, (part) => {
    parts.push(part)
    return part === 'YYYY' ? '(\\d{4})' : '(\\d{1,2})'
  })
  const found = new RegExp(`^${pattern}(?<rest>[ T].*)?$`).exec(text.trim())
  if (!found || parts.toSorted().join() !== 'DD,MM,YYYY') return null
  const of = (part: string) => found[parts.indexOf(part) + 1]!
  const date = `${of('YYYY')}-${of('MM').padStart(2, '0')}-${of('DD').padStart(2, '0')}`
  const read = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(read.getTime()) || !read.toISOString().startsWith(date)) return null
  return { date, rest: found.groups?.rest ?? '' }
}
