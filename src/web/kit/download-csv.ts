import { csvOf } from './csv.ts'

/** Hands the rows to the browser as a file, with a mark of its encoding for spreadsheets. */
export function downloadCsv(name: string, rows: readonly (readonly string[])[]): void {
  const url = URL.createObjectURL(new Blob([`\ufeff${csvOf(rows)}\r\n`], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
