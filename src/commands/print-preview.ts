import type { AnswerOf } from '../client/index.ts'
import type { Json } from '../domain/record.ts'
import { visible } from '../domain/visible.ts'

type Preview = AnswerOf<'GET /api/proposals/:id/preview'>

/** What of a proposal changes real orders: before and after, in words. */
export function printPreview({ sampled, same, using, changed, amounts, kept, sends }: Preview): string {
  const sent = sends.flatMap(({ record, text: its }) => [`${record} would send:`, ...its.split('\n').map(indented)])
  if (sampled === 0)
    return [
      ...(sent.length > 0 ? [] : ['No order was tried: it goes through no flow, or there is none.']),
      ...sent.map(visible),
    ].join('\n')
  return [
    `${sampled} ${sampled === 1 ? 'order was' : 'orders were'} tried, nothing was written: ${same} stay as they are, ${sampled - same} differ.${usingSaid(using)}`,
    ...changed.flatMap(({ record, before, after, fields }) => [
      before === after
        ? `  ${record}: ${wordsOf(before)} before and after`
        : `  ${record}: ${wordsOf(before)} → ${wordsOf(after)}`,
      ...fields.map(
        ({ document, path, before: was, after: is }) => `    ${document}, ${path}: ${text(was)} → ${text(is)}`,
      ),
    ]),
    ...(sampled - same > changed.length ? [`  and ${sampled - same - changed.length} more`] : []),
    ...amounts.map(({ field, currency, documents, before, after }) =>
      `  In all, ${field} of ${documents} documents: ${before} → ${after} ${currency ?? ''}`.trimEnd(),
    ),
    ...(kept > 0 ? [`  ${kept} documents are in GP already, and stay as they are.`] : []),
    ...sent,
  ]
    .map(visible)
    .join('\n')
}

const indented = (line: string) => `  ${line}`

const usingSaid = (using: number | null) =>
  using === null
    ? ''
    : using === 0
      ? ' None of them uses a value that is changed: this says nothing about it.'
      : ` ${using} of them use a value that is changed.`

const outcomes: Readonly<Record<string, string>> = {
  'would-write': 'would be written',
  'nothing-to-do': 'nothing to do',
  skipped: 'would be skipped',
  held: 'is held',
}
/** "held: the question". */
function wordsOf(outcome: string): string {
  const [name = '', ...question] = outcome.split(': ')
  return [outcomes[name] ?? name, ...question].join(': ')
}

const text = (value: Json | undefined) =>
  value === undefined || value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
