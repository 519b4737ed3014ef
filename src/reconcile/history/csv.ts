import type { Json, RecordValue } from '../../domain/record.ts'

/**
 * One line of a table, without its end (RFC 4180): every cell is quoted, and holds exactly what the record holds. Nothing is
 * put before a text that a spreadsheet would take for a formula: open such a file as text.
 */
export const exactLine = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')

/** The cells of a record: "gp.TotalAmount" is a field of a record in it. What is not there is empty. */
export const cellsOf = (record: RecordValue, columns: readonly string[]): string[] =>
  columns.map((column) => {
    const found = column
      .split('.')
      .reduce<Json | undefined>(
        (held, name) => (typeof held === 'object' && held !== null && !Array.isArray(held) ? held[name] : undefined),
        record,
      )
    return found === null || found === undefined
      ? ''
      : typeof found === 'object'
        ? JSON.stringify(found)
        : String(found)
  })
