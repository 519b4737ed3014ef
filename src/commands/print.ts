import { explained, type IncidentTriage } from '../domain/cause.ts'
import { dec } from '../domain/decimal.ts'
import type { ProofSheet, TaxedAmount, TaxProof } from '../domain/proof.ts'
import { refText } from '../domain/record.ts'
import type { JournalEntry, Question, StoredJournalEntry, TextChange } from '../domain/run.ts'
import { visible } from '../domain/visible.ts'

/** The proof sheet as people read it: the parts, the total, what the shop charged, and what was placed where. */
export function printProof(sheet: ProofSheet): string {
  const money = (amount: string) => dec(amount).toFixed(sheet.digits)
  const rows: (readonly [string, string])[] = [
    ...sheet.parts.map((part) => [part.label, money(part.amount)] as const),
    ['Total', money(sheet.total)],
    ['The shop charged', money(sheet.anchor)],
    ['Difference', money(sheet.difference)],
  ]
  const labels = Math.max(...rows.map(([label]) => label.length))
  const amounts = Math.max(...rows.map(([, amount]) => amount.length))
  const rule = `  ${'─'.repeat(labels + amounts + 2)}`
  const lines = rows.map(([label, amount]) => `  ${label.padEnd(labels)}  ${amount.padStart(amounts)}`)
  lines.splice(sheet.parts.length, 0, rule)
  const adjustments = sheet.adjustments.map(
    (adjustment) => `  ${adjustment.place}: ${money(adjustment.amount)} ${adjustment.reason}`,
  )
  const source = sheet.of === 'document' ? 'the document' : 'what GP says it holds'
  const heading =
    sheet.state === 'proved'
      ? `Proved to the cent, from ${source} (${sheet.currency}):`
      : dec(sheet.difference).isZero()
        ? `Held: the taxes of ${source} are not proved (${sheet.currency}):`
        : `Held: ${source} does not reach what the shop charged (${sheet.currency}):`
  return [
    heading,
    ...lines,
    ...(adjustments.length > 0 ? ['  Placed:', ...adjustments.map((line) => `  ${line}`)] : []),
    ...(sheet.notes ?? []).map((note) => `  ${note}`),
    ...(sheet.taxes ?? []).flatMap((taxes) => printTaxes(taxes, money)),
  ].join('\n')
}

const parts = { goods: 'Goods', freight: 'Freight', wrapping: 'Miscellaneous' }

/** A row a tax detail, with its tax and base on each side that has it, and what is wrong or odd. */
function printTaxes(
  { way, state, problems, notes, rows, total }: TaxProof,
  money: (amount: string) => string,
): string[] {
  const side = (amount: TaxedAmount | null) => (amount ? `${money(amount.tax)} on ${money(amount.base)}` : '–')
  const seen = (of: 'document' | 'readBack') => rows.some((row) => row[of] !== null)
  const table = rows.map(({ part, detail, tax, rate, shop, document, readBack }) => [
    parts[part],
    `${detail ?? '?'} (${tax})`,
    `${rate} %`,
    side(shop),
    ...(seen('document') ? [side(document)] : []),
    ...(seen('readBack') ? [side(readBack)] : []),
  ])
  if (rows.length + problems.length + notes.length === 0) return []
  const heads = [
    [
      'Part',
      'Tax detail',
      'Rate',
      'Shop',
      ...(seen('document') ? ['Document'] : []),
      ...(seen('readBack') ? ['GP'] : []),
    ],
  ]
  return [
    `  Taxes of ${money(total)}${way === '' ? '' : `, discounts ${way}`}${state === 'held' ? ', held' : ''}:`,
    ...(rows.length > 0
      ? printTable([...heads, ...table])
          .split('\n')
          .map((line) => `    ${line}`)
      : []),
    ...problems.map((problem) => `    ! ${problem}`),
    ...notes.map((note) => `    ${note}`),
  ]
}

/** The journal, one line an entry: when, and what was seen or done. Values stay out; `--json` has them. */
export function printJournal(entries: readonly StoredJournalEntry[]): string {
  return entries.map(({ at, entry }) => `  ${at.slice(11, 23)}  ${describeEntry(entry)}`).join('\n')
}

function describeEntry(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'read':
      return `read ${refText(entry.record)}${entry.value === null ? ': not there' : ''}${replacedIn(entry.replaced)}`
    case 'found':
      return `found ${entry.keys.length === 0 ? 'no' : entry.keys.slice(0, 5).join(', ')}${entry.more || entry.keys.length > 5 ? ' and others' : ''} ${entry.entity}`
    case 'page':
      return entry.phase === 'compared'
        ? `compared ${entry.read} records: ${entry.changed} differ, ${entry.unchanged} are as written, ${entry.skipped} are skipped, ${entry.failed} got a run of their own`
        : `wrote ${entry.changed} records; ${entry.failed} got a run of their own`
    case 'looked-up': {
      const linked = entry.links.filter(({ target, sources = [] }) => target !== null || sources.length > 0).length
      const there = entry.records.filter((record) => record.exists).length
      const parts = [
        ...(entry.links.length > 0 ? [`${linked} of ${entry.links.length} links`] : []),
        ...(entry.records.length > 0 ? [`${there} of ${entry.records.length} records`] : []),
      ]
      const [oldest] = entry.records.flatMap(({ asOf }) => asOf ?? []).sort()
      return `looked up ${parts.join(' and ')}${oldest === undefined ? '' : `, as they were on ${oldest.slice(0, 16).replace('T', ' ')} UTC or later`}`
    }
    case 'requested':
      return `asked for by ${entry.by}`
    case 'edited':
      return `corrected by ${entry.by}: ${entry.edits.map((edit) => edit.path).join(', ')}`
    case 'lapsed':
      return `holds something else by now, so it is no longer corrected: ${entry.edits.map((edit) => edit.path).join(', ')}`
    case 'answered':
      return `goes on, as a person resolved ${entry.code}: ${entry.subject}`
    case 'proof': {
      const { state, total, difference, digits, currency, of } = entry.sheet
      return state === 'proved'
        ? `proved ${dec(total).toFixed(digits)} ${currency} from the ${of}`
        : `held: ${dec(difference).toFixed(digits)} ${currency} missing in the ${of}`
    }
    case 'waited-out':
      return `goes on without what it has waited for since ${entry.since.slice(0, 16).replace('T', ' ')} UTC: ${entry.because}`
    case 'texts':
      return entry.changes.map(describeTextChange).join('; ')
    case 'intended':
      return `intends to ${entry.write.do} ${refText(entry.write.record)}`
    case 'settled':
      return entry.arrived
        ? `the reply was lost; ${refText(entry.record)} was found by look-up; nothing was sent again`
        : `the reply was lost; ${refText(entry.record)} is not there, so it is sent again under the same number`
    case 'written':
      return entry.found
        ? `found ${refText(entry.record)} as it was meant; nothing was sent`
        : `wrote ${refText(entry.record)} and read it back`
    case 'unchanged':
      return `${refText(entry.record)} needed no change`
    case 'kept':
      return `${refText(entry.record)} stays under the rules that it was written under; those of version ${entry.difference.version} would change ${entry.difference.fields.length} fields`
    case 'failed':
      return `failed (${entry.code}): ${visible(entry.message)}`
    case 'erased':
      return `what this run held of a person was erased, asked for by ${entry.by}`
    case 'resumed':
      return 'resumed after its worker ended'
    case 'finished':
      return `${entry.state}: ${visible(entry.reason)}`
  }
}

const describeTextChange = ({ path, before, after, why }: TextChange) =>
  `${path}: “${visible(before)}” was ${why === 'cut' ? 'cut to' : 'written as'} “${visible(after)}”`

const replacedIn = (paths: readonly string[] = []) =>
  paths.length === 0 ? '' : `; a character that cannot be stored was replaced in ${paths.join(', ')}`

/** Commands that a hint names, with the incident's own number. */
function withItsNumber(hint: string, incident: string): string {
  const named = hint.replaceAll('incidents ID', `incidents ${incident}`)
  const replay = `"ledgerline replay --incident ${incident}"`
  return /replay/.test(named) && !named.includes('replay --incident') ? `${named} Replay: ${replay}.` : named
}

/** Who acts, what the cause is, how sure that is, and who says so. */
function printCause(question: Question, triage: IncidentTriage | null): string[] {
  const known = explained(question.diagnosis, triage)
  if (!known) return triage?.model ? [`  Nothing that is known explains it. ${visible(triage.model.says)}`] : []
  const sure = known.confidence === null ? '' : `, ${Math.round(known.confidence * 100)} % sure`
  return [
    `  Who acts: ${known.owner}. Cause: ${known.class.replaceAll('_', ' ')} (${visible(known.cause)})${sure}; trying again ${known.retryHelps ? 'helps by itself' : 'alone does not help'}.`,
    // A diagnosis stands in the hint already.
    ...(question.diagnosis ? [] : [`  ${visible(known.says)} ${visible(known.next)}`]),
    ...known.evidence.map((saw) => `    ${visible(saw)}`),
    ...(known.by ? [`    ${visible(known.by)}`] : []),
  ]
}

/** A question as an incident shows it. */
export function printQuestion(question: Question, incident?: string, triage: IncidentTriage | null = null): string {
  const hint = incident === undefined ? question.hint : withItsNumber(question.hint, incident)
  const { closed } = question
  return [
    `  ${visible(question.message)}`,
    `  → ${visible(hint)}`,
    ...printCause(question, triage),
    ...(closed ? [`  Closed by itself: ${visible(closed)}`] : []),
    ...(question.sheet ? [printProof(question.sheet)] : []),
  ].join('\n')
}

/** Columns, aligned, two spaces apart. */
export function printTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
