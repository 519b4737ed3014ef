import { type Difference, type OpenItem, openLines, type Reconciled, summaryOf } from '../reconcile/index.ts'
import { csvLine, markdownTable } from './tables.ts'

/** A difference and an open item as one row: what is open has an age, and a difference a cause. */
const header = [
  ...['list', 'order', 'reference', 'what', 'cause', 'amount', 'currency'],
  ...['since', 'age in days', 'what it is', 'what to do', 'record to void or run'],
]

const rowOf = ({ order, reference, kind, cause, amount, currency, says, next, correction }: Difference) => [
  ...['difference', order, reference, kind, cause, amount, currency, '', '', says, next],
  !correction
    ? ''
    : correction.do === 'value'
      ? `value map ${correction.valueMap}: ${correction.from} → ${correction.to}`
      : `${correction.do} ${correction.entity} ${correction.key}`,
]
const openRowOf = ({ order, reference, kind, amount, currency, since, ageDays, says, next }: OpenItem) => [
  ...['open', order, reference, kind, '', amount, currency, since, String(ageDays), says, next, ''],
]

/** Payouts and records of the shop are of no order. */
const named = (order: string, reference: string) => (order === '' ? reference : `Order ${order} (${reference})`)

/** A reconciliation in each format that people ask for, by its name. */
export const formats: Readonly<Record<string, (result: Reconciled) => string>> = {
  text: (result) =>
    [
      summaryOf(result),
      ...result.notes,
      ...result.differences.map(
        ({ order, reference, kind, cause, amount, currency, says, next }) =>
          `${named(order, reference)}: ${kind}, ${amount} ${currency}. Cause: ${cause}. ${says} Next: ${next}`,
      ),
      ...openLines(result),
      ...result.open.map(
        ({ order, reference, kind, amount, currency, since, says, next }) =>
          `${named(order, reference)}: ${kind} since ${since}, ${amount} ${currency}. ${says} Next: ${next}`,
      ),
    ].join('\n'),
  markdown: (result) =>
    [
      summaryOf(result),
      ...result.notes,
      ...openLines(result),
      ...(result.differences.length + result.open.length === 0
        ? []
        : ['', markdownTable(header, [...result.differences.map(rowOf), ...result.open.map(openRowOf)])]),
    ].join('\n'),
  csv: (result) => [csvHeader, ...result.differences.map(csvRow), ...result.open.map(csvOpenRow)].join('\r\n'),
}

export const csvHeader = csvLine(header)
export const csvRow = (one: Difference) => csvLine(rowOf(one))
export const csvOpenRow = (one: OpenItem) => csvLine(openRowOf(one))
