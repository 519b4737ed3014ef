import { type Json, type RecordValue, refText } from '../domain/record.ts'
import { visible } from '../domain/visible.ts'
import type { DryRun, DryWrite } from '../engine/index.ts'
import { printProof, printQuestion } from './print.ts'

/** The documents a run would write, what differs from what is there, and the proof. Nothing was written. */
export function printDryRun(dry: DryRun): string {
  return [
    `${refText(dry.record)}: ${headings[dry.outcome]}. ${visible(dry.reason)}`.trimEnd(),
    ...dry.writes.map(printWrite),
    ...(dry.question ? [printQuestion(dry.question)] : dry.proof ? [printProof(dry.proof)] : []),
    'Nothing was written.',
  ].join('\n\n')
}

const headings = {
  'would-write': 'would be written',
  'nothing-to-do': 'nothing to do',
  skipped: 'would be skipped',
  held: 'would be held',
}

function printWrite(write: DryWrite): string {
  const kept = write.kept
    ? [
        `  It stays under the rules that it was written under. Those of today would change:`,
        ...write.kept.fields.map(difference),
      ]
    : []
  if (write.do === 'nothing') return [`${refText(write.target)} stays as it is.`, ...kept].join('\n')
  const heading = `${write.do} ${refText(write.target)}`
  const differences = write.differences.map(difference)
  const sends =
    write.sends === undefined
      ? []
      : ['  This would be sent:', ...write.sends.split('\n').map((line) => `    ${visible(line)}`)]
  return [heading, ...(write.do === 'update' ? differences : document(write.document, '  ')), ...kept, ...sends].join(
    '\n',
  )
}

const difference = ({ path, before, after }: DryWrite['differences'][number]) =>
  `  ${path}: ${text(before)} → ${text(after)}`

function document(value: RecordValue, indent: string): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (field === null) return []
    if (Array.isArray(field))
      return field.length === 0 ? [] : [`${indent}${name}:`, ...field.flatMap((row) => listed(row, indent))]
    if (typeof field === 'object') return [`${indent}${name}:`, ...document(field, `${indent}  `)]
    return [`${indent}${name}: ${text(field)}`]
  })
}

function listed(row: Json, indent: string): string[] {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return [`${indent}- ${text(row)}`]
  const [first = '', ...rest] = document(row, `${indent}  `)
  return [`${indent}- ${first.trimStart()}`, ...rest]
}

const text = (value: Json | undefined) =>
  value === undefined || value === null
    ? 'nothing'
    : typeof value === 'string'
      ? visible(value)
      : visible(JSON.stringify(value))
