/** One line of a CSV file (RFC 4180), without its end. */
export const csvLine = (cells: readonly string[]) => cells.map(quoted).join(',')

/** A spreadsheet takes what begins with = + - @ for a formula, and runs it; a negative number is none. */
function quoted(cell: string): string {
  return `"${(/^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
}

export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replace(/[|\r\n]/g, ' ')).join(' | ')} |`)
    .join('\n')
