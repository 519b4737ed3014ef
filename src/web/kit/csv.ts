/** A cell that a spreadsheet would run as a formula is written as text. */
const cell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands the rows to the browser as a file, with a mark of its encoding for spreadsheets. */
export function downloadCsv(name: string, rows: readonly (readonly string[])[]): void {
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n')
  const url = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Rows and cells of a CSV file, with commas or semicolons as its first line has them; quoted cells may hold both. Pure. */
export function readCsv(text: string): string[][] {
  const content = text.replace(/^\ufeff/, '')
  const [first = ''] = content.split('\n')
  const separator =
    first.split(';').length > first.split(',').length ? ';' : first.includes('\t') && !first.includes(',') ? '\t' : ','
  const rows: string[][] = [[]]
  let at = 0
  while (at < content.length) {
    const row = rows.at(-1)!
    if (content[at] === '"') {
      let value = ''
      at++
      while (at < content.length && !(content[at] === '"' && content[at + 1] !== '"')) {
        if (content[at] === '"') at++
        value += content[at++]
      }
      at++
      row.push(value)
    } else {
      let end = at
      while (end < content.length && content[end] !== separator && content[end] !== '\n' && content[end] !== '\r') end++
      row.push(content.slice(at, end))
      at = end
    }
    if (content[at] === separator) {
      at++
      if (at === content.length || content[at] === '\n' || content[at] === '\r') row.push('')
      if (at < content.length && content[at] !== '\n' && content[at] !== '\r') continue
    }
    if (content[at] === '\r') at++
    if (content[at] === '\n') {
      at++
      if (at < content.length) rows.push([])
    }
  }
  return rows
}
