import {
  type AcceptedDifference,
  acceptedLines,
  type Difference,
  type OpenItem,
  openLines,
  type Reconciled,
  summaryOf,
} from '../reconcile/index.ts'
import { csvLine, markdownTable } from './tables.ts'

/** A difference and an open item as one row: what is open has an age, and a difference a cause. */
const header = [
  ...['list', 'order', 'reference', 'what', 'cause', 'amount', 'currency'],
  ...['since', 'age in days', 'what it is', 'what to do', 'record to void, run or apply'],
  ...['mark', 'accepted at', 'accepted by', 'accepted because'],
]

const correctionText = (correction: Difference['correction']) => {
  if (correction === null) return ''
  if (correction.do === 'value') return `value map ${correction.valueMap}: ${correction.from} → ${correction.to}`
  return `${correction.do} ${correction.entity} ${correction.key}${correction.do === 'apply' ? ` ${correction.amount}` : ''}`
}
const rowOf = ({ order, reference, kind, cause, amount, currency, says, next, correction, mark }: Difference) => [
  ...['difference', order, reference, kind, cause, amount, currency, '', '', says, next],
  correctionText(correction),
  ...[mark ?? '', '', '', ''],
]
/** As a difference, with nothing to do, and who accepted it. */
const acceptedRowOf = ({ accepted: { at, by, because }, ...one }: AcceptedDifference) => [
  ...['accepted', ...rowOf(one).slice(1, -6), '', '', one.mark ?? '', at, by, because],
]
const openRowOf = ({ order, reference, kind, amount, currency, since, ageDays, says, next, correction }: OpenItem) => [
  ...['open', order, reference, kind, '', amount, currency, since, String(ageDays), says, next],
  ...[correctionText(correction), '', '', '', ''],
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
        ({ order, reference, kind, cause, amount, currency, says, next, mark }) =>
          `${named(order, reference)}: ${kind}, ${amount} ${currency}. Cause: ${cause}. ${says} Next: ${next}${mark === null ? '' : ` Mark: ${mark}`}`,
      ),
      ...acceptedLines(result),
      ...result.accepted.map(
        ({ order, reference, kind, amount, currency, says, mark, accepted: { at, by, because } }) =>
          `${named(order, reference)}: ${kind}, ${amount} ${currency}, accepted by ${by} on ${at.slice(0, 10)}: ${because} ${says} Mark: ${mark}`,
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
      ...acceptedLines(result),
      ...openLines(result),
      ...(result.differences.length + result.open.length + result.accepted.length === 0
        ? []
        : [
            '',
            markdownTable(header, [
              ...result.differences.map(rowOf),
              ...result.open.map(openRowOf),
              ...result.accepted.map(acceptedRowOf),
            ]),
          ]),
    ].join('\n'),
  csv: (result) =>
    [
      csvHeader,
      ...result.differences.map(csvRow),
      ...result.open.map(csvOpenRow),
      ...result.accepted.map(csvAcceptedRow),
    ].join('\r\n'),
}

export const csvHeader = csvLine(header)
export const csvRow = (one: Difference) => csvLine(rowOf(one))
export const csvOpenRow = (one: OpenItem) => csvLine(openRowOf(one))
export const csvAcceptedRow = (one: AcceptedDifference) => csvLine(acceptedRowOf(one))
