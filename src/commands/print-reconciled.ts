import type { Difference } from '../reconcile/index.ts'
import type { Reconciled } from './reconcile.ts'

const header = ['order', 'reference', 'difference', 'amount', 'currency', 'what it is']
const rowOf = ({ order, reference, kind, amount, currency, says }: Difference) => [
  ...[order, reference, kind, amount, currency, says],
]
const summary = ({ from, to, orders, differences, atStake }: Reconciled) => {
  const stake = Object.entries(atStake).map(([currency, amount]) => `${amount} ${currency}`)
  return differences.length === 0
    ? `${orders} orders of ${from} to ${to}: shop and GP agree.`
    : `${orders} orders of ${from} to ${to}: ${differences.length} differences, ${stake.join(', ')} at stake.`
}

/** A reconciliation in each format that people ask for, by its name. */
export const formats: Readonly<Record<string, (result: Reconciled) => string>> = {
  text: (result) => [summary(result), ...result.differences.map(textOf)].join('\n'),
  markdown: (result) =>
    [
      summary(result),
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
  csv: (result) => [header, ...result.differences.map(rowOf)].map((row) => row.map(quoted).join(',')).join('\r\n'),
}

const textOf = ({ order, reference, kind, amount, currency, says }: Difference) =>
  `Order ${order} (${reference}): ${kind}, ${amount} ${currency}. ${says}`

/** A spreadsheet takes what begins with = + - @ for a formula, and runs it. */
const quoted = (cell: string) => `"${(/^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
