import { type Difference, type Reconciled, summaryOf } from '../reconcile/index.ts'

const header = ['order', 'reference', 'difference', 'amount', 'currency', 'what it is']
const rowOf = ({ order, reference, kind, amount, currency, says }: Difference) => [
  ...[order, reference, kind, amount, currency, says],
]
/** A reconciliation in each format that people ask for, by its name. */
export const formats: Readonly<Record<string, (result: Reconciled) => string>> = {
  text: (result) => [summaryOf(result), ...result.differences.map(textOf)].join('\n'),
  markdown: (result) =>
    [
      summaryOf(result),
      ...(result.differences.length === 0
        ? []
        : ['', `| ${header.join(' | ')} |`, `|${header.map(() => ' --- |').join('')}`]),
      ...result.differences.map(
        (one) =>
          `| ${rowOf(one)
            .map((cell) => cell.replace(/[|\n]/g, ' '))
            .join(' | ')} |`,
      ),
    ].join('\n'),
  csv: (result) => [csvHeader, ...result.differences.map(csvRow)].join('\r\n'),
}

const textOf = ({ order, reference, kind, amount, currency, says }: Difference) =>
  `Order ${order} (${reference}): ${kind}, ${amount} ${currency}. ${says}`

/** A spreadsheet takes what begins with = + - @ for a formula, and runs it. */
function quoted(cell: string): string {
  return `"${(/^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
}

export const csvHeader = header.map(quoted).join(',')
export const csvRow = (one: Difference) => rowOf(one).map(quoted).join(',')
