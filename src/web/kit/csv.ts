/** A cell that a spreadsheet would run as a formula is written as text, and read as it was. */
const formula = /^'*[=+\-@\t\r]/
const asText = (value: string) => (formula.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value)
const asItWas = (value: string) => (value.startsWith("'") && formula.test(value) ? value.slice(1) : value)

const cell = (value: string): string => {
  const safe = asText(value)
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as the text of a CSV file. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(cell).join(',')).join('\r\n')

/** The text of a file: spreadsheets write UTF-8, or else the letters of Windows. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
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
  return rows.map((row) => row.map(asItWas))
}
