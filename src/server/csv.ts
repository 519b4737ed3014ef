import Papa from 'papaparse'

/** A spreadsheet takes what begins so for a formula, and runs it. A negative number is none. */
const formulae = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/

type Row = readonly (string | number | null)[]

/** The last row of a file that has not all of a list: a sum of what is above it would be short. */
export const cutAfter = (most: number): Row[] => [[`There are more than these ${most}: narrow the list.`]]

/** Rows as CSV in UTF-8, made and sent as they come: with a mark at the beginning that spreadsheets need to read letters right. */
export function csvAnswer(name: string, header: readonly string[], pages: AsyncIterable<readonly Row[]>): Response {
  const encoder = new TextEncoder()
  const lines = (rows: readonly Row[]) =>
    encoder.encode(`${Papa.unparse(rows as (string | number | null)[][], { escapeFormulae: formulae })}\r\n`)
  const iterator = pages[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('\uFEFF'))
      controller.enqueue(lines([header]))
    },
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else if (value.length > 0) controller.enqueue(lines(value))
    },
    cancel: () => void iterator.return?.(),
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
  })
}
