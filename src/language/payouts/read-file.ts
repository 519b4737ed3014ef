import Papa from 'papaparse'
import { currencyDigitsOf } from '../../domain/currency-digits.ts'
import { Decimal, decimalText, sum } from '../../domain/decimal.ts'
import { isTimeZone } from '../../domain/time-zone.ts'
import { amountFrom } from '../functions/csv.ts'
import { dayOfRow, type RowDay, type Zones } from './day-of-row.ts'
import {
  changedBy,
  columnsOfMoney,
  describedFormat,
  givenKinds,
  isCurrencyCode,
  kindsIn,
  neededWords,
  type PayoutFormat,
  paypal,
  type Said,
  settlementProviders,
  tableFormats,
  takenKinds,
} from './formats.ts'

/** A row of a settlement report, in the shop's eyes: what the provider owes it more is positive. */
export interface PayoutRow {
  readonly provider: string
  readonly payout: string
  /** The provider's id of the row, unique at the provider. */
  readonly id: string
  readonly kind: string
  /** In the zone where days count. */
  readonly date: string
  /** Of the whole file: in which zone its days are, and who says so. */
  readonly days: string
  readonly currency: string
  /** Before fees. */
  readonly amount: Decimal
  /** Negative: it cost something. */
  readonly fee: Decimal
  /** What the shop may know the payment by; empty where the row is of none. */
  readonly transaction: string
  readonly alsoKnown: string
  readonly reference: string
  /** From 1. */
  readonly line: number
  /** How a payout is closed: by its own row, by what the rows add up to, or not at all: the report is one of an account. */
  readonly closes: 'payout row' | 'sum' | 'account'
}

/** Why a file is not taken, with its line. */
export class UnfitFile extends Error {
  readonly hint: string
  constructor(message: string, hint = cutHint) {
    super(message)
    this.hint = hint
  }
}
/** An integration's own mapping says which words of the value map are handed on. */
const olderMappingHint =
  'If the value map says so already, the mapping "payout-file" of this integration is older than these words: approve the newer standard first ("ledgerline standard").'
const cutHint = 'It may be cut or changed: take it from the provider again. No row of it is kept.'

interface Table {
  readonly format: PayoutFormat
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
  /** Names and values of a summary above the rows. */
  readonly summary: ReadonlyMap<string, string>
  /** Cells that are not in the row: the PayPal report that it stands in. */
  readonly report: (line: number) => string
}

/**
 * The rows of a settlement report. Nothing is guessed: the header says which provider it is of, or `said` describes its
 * columns; an amount, a date or a sum that does not fit names its line.
 * @param folder "payouts"; "payouts-mybank" where `said` describes the columns: "payouts-mybank row=Nr"
 * @param said also of a known provider: "klarna unit=major"; "company time-zone=Europe/Paris" is the zone of the company
 * @throws UnfitFile
 */
export function readPayoutFile(text: string, folder: string, said: readonly string[]): readonly PayoutRow[] {
  const bare = text.replace(/^\uFEFF/, '')
  const table = tableIn(bare, folder, said)
  const { format } = table
  const zones = zonesOf(format, saidOf('company', said).get('time-zone') ?? '')
  if (format.lineBreakAtEnd && !/[\r\n]$/.test(bare))
    throw new UnfitFile(`The file ends in the middle of line ${table.rows.at(-1)?.line ?? 1}.`)
  if (table.rows.length === 0) throw new UnfitFile('The file has no rows.')
  const seen = new Map<string, number>()
  const zonesSeen = new Set<string>()
  const read = table.rows.map(({ line, cells }) => {
    const { zone, ...row } = rowOf(table, line, cells, zones)
    if (zone !== null) zonesSeen.add(zone)
    const isCounted = format.twins === 'all' || (format.twins === 'without id' && !hasId(table, cells))
    const times = (seen.get(row.id) ?? 0) + 1
    seen.set(row.id, times)
    if (times > 1 && !isCounted) throw new UnfitFile(`Line ${line} has the same row id as a line before: ${row.id}.`)
    return times > 1 ? { ...row, id: `${row.id}#${times}` } : row
  })
  const days = daysSaid(zonesSeen, zones)
  const rows = read.map((row) => ({ ...row, days }))
  if (!proveSummary(table, rows)) refuseWithoutDirection(table, rows)
  return rows
}

/** The first line that names the columns of a format, with whichever sign stands between cells. */
function tableIn(text: string, folder: string, said: readonly string[]): Table {
  const described = describedFormat(folder.replace(/^payouts-/, ''), saidOf(folder, said))
  for (const delimiter of [',', ';', '\t', '|']) {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter })
    const lines = data.map((cells, place) => ({ line: place + 1, cells: cells.map((cell) => cell.trim()) }))
    if (lines.some(({ cells }) => cells[0] === 'CH') && lines.some(({ cells }) => cells[0] === 'SH')) {
      refuseErrors(errors)
      return paypalTable(lines, saidOf(paypal.provider, said))
    }
    for (const format of described ? [described] : tableFormats) {
      const at = lines.findIndex(({ cells }) => format.needs.every((column) => cells.includes(column)))
      if (at < 0) continue
      refuseErrors(errors)
      return tableBelow(lines, at, withSaid(format, saidOf(format === described ? folder : format.provider, said)))
    }
  }
  const missing = described ? described.needs : null
  throw new UnfitFile(
    missing
      ? `No line of the file names the columns ${missing.join(', ')}.`
      : `The file is no settlement report that is known: no line names the columns of ${['paypal', ...tableFormats.map(({ provider }) => provider)].join(', ')}.`,
    missing
      ? 'Correct the names in the value map "payout-columns", or take the export that it describes.'
      : `Take the settlement report of the provider in English. For a file of another shape, put it into the folder payouts-NAME, and describe it in the value map "payout-columns": ${neededWords.map((word) => `"payouts-NAME ${word}"`).join(', ')} are needed. A table with a column for each direction has "payouts-NAME credit" and "payouts-NAME debit" in place of "payouts-NAME amount". ${olderMappingHint}`,
  )
}

/** What is said of one name. */
const saidOf = (name: string, said: readonly string[]): Said =>
  new Map(
    said
      .flatMap((one) => one.split('\n'))
      .filter((one) => one.startsWith(`${name} `))
      .map((one) => one.slice(name.length + 1))
      .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  )

const withSaid = (format: PayoutFormat, said: Said): PayoutFormat => ({
  ...format,
  kinds: { ...format.kinds, ...kindsIn(said) },
  ...changedBy(said, format),
})

function refuseErrors(errors: readonly Papa.ParseError[]): void {
  const broken = errors.find(({ code }) => code !== 'UndetectableDelimiter')
  if (broken) throw new UnfitFile(`Line ${(broken.row ?? 0) + 1} has a quotation mark that is not closed.`)
}

function refuseWithout(format: PayoutFormat, columns: readonly string[], line: number): void {
  const missing = columnsOfMoney(format).filter((name) => !columns.includes(name))
  if (missing.length > 0)
    throw new UnfitFile(
      `Line ${line} names the columns of a report of ${format.provider}, but not ${missing.join(', ')}.`,
      'Take the report with all of its columns, in English. No row of it is kept: what is not there would count as nothing.',
    )
}

type KnownZones = Zones & { readonly company: string }

/** Whoever says where times are written wants the company's days of them. */
function zonesOf({ provider, timesIn = '', daysIn }: PayoutFormat, company: string): KnownZones {
  const known = { company, timesIn, daysIn: daysIn ?? (timesIn === '' ? '' : company) }
  if (known.daysIn !== '' && !isTimeZone(known.daysIn))
    throw new UnfitFile(
      `There is no time zone "${known.daysIn.slice(0, 60)}".`,
      `Correct "${wordsOf(provider)} days-in" in the value map "payout-columns": Europe/Paris, America/New_York, UTC. No row of the file is kept.`,
    )
  return known
}

/** People are told whose days a report has: a month ends at another moment in each zone. */
function daysSaid(seen: ReadonlySet<string>, { daysIn, company }: KnownZones): string {
  const named = [...seen].filter((zone) => zone !== '').slice(0, 5)
  if (seen.size === 0) return 'The file writes days without a time.'
  if (daysIn !== '') return `Days are those of ${daysIn}.`
  if (seen.has(''))
    return `The file names no zone: its days are taken as those of the company${company === '' ? '' : `, ${company}`}.`
  return `Days are those that the file writes, of ${named.join(', ')}.`
}

/** How the value map calls a provider: one that a person described by its folder. */
const wordsOf = (provider: string) => (settlementProviders.includes(provider) ? provider : `payouts-${provider}`)

type Line = { readonly line: number; readonly cells: readonly string[] }
const isEmpty = ({ cells }: Line) => cells.every((cell) => cell === '')

function tableBelow(lines: readonly Line[], at: number, format: PayoutFormat): Table {
  const columns = lines[at]!.cells
  refuseWithout(format, columns, lines[at]!.line)
  const rows = lines.slice(at + 1).filter((line) => !isEmpty(line))
  for (const { line, cells } of rows)
    if (cells.length !== columns.length)
      throw new UnfitFile(`Line ${line} has ${cells.length} cells, and the line of names has ${columns.length}.`)
  const own = withoutTotal(format, columns, rows)
  const above = lines.slice(0, at).filter((line) => !isEmpty(line))
  const summary = new Map((above.at(-2)?.cells ?? []).map((name, place) => [name, above.at(-1)?.cells[place] ?? '']))
  return { format, columns, rows: own, summary, report: () => '' }
}

const totalWords =
  /^(?:grand |sub)?(?:total|totals|totale|totaal|sum|summe|gesamt|gesamtsumme|somme|suma|saldo|balance)\b/i

/**
 * Banks end a table with its totals. Such a line has no day and no id, and its amounts are what the rows above add up to: it proves
 * them, and is no row. A total of something else is no proof, and refused; any other line without a day is refused as a row.
 */
function withoutTotal(format: PayoutFormat, columns: readonly string[], rows: readonly Line[]): readonly Line[] {
  const last = rows.at(-1)
  const cell = ({ cells }: Line, name: string) => cells[columns.indexOf(name)] ?? ''
  if (rows.length < 2 || !last || format.date.some((name) => /\d/.test(cell(last, name)))) return rows
  if (!format.row.every((name) => cell(last, name) === '' || totalWords.test(cell(last, name)))) return rows
  const money = [...Object.values(format.amount), ...format.fees, ...(format.net === undefined ? [] : [format.net])]
  const stated = [...new Set(money)].filter((name) => amountFrom(cell(last, name), format.decimal) !== null)
  if (!stated.some((name) => name !== format.net && !format.fees.includes(name))) return rows
  for (const name of stated) {
    const found = sum(rows.slice(0, -1).map((row) => amountFrom(cell(row, name), format.decimal) ?? new Decimal(0)))
    if (!found.eq(amountFrom(cell(last, name), format.decimal)!))
      throw new UnfitFile(
        `Line ${last.line} says ${cell(last, name).slice(0, 40)} in ${name}, and has neither a day nor an id, as a total; the rows above add up to ${found.toFixed()}.`,
      )
  }
  return rows.slice(0, -1)
}

/** Sections of a PayPal report: what counts and sums say of each has to be so, and the file has to have its end. */
function paypalTable(lines: readonly Line[], said: Said): Table {
  const format = withSaid(paypal, said)
  const rows: Line[] = []
  const reports = new Map<number, string>()
  let columns: readonly string[] = []
  let report = ''
  let section: Line[] = []
  let ended = false
  for (const one of lines.filter((line) => !isEmpty(line))) {
    const { line, cells } = one
    ended = cells[0] === 'FF'
    if (cells[0] === 'SH') {
      report = `${cells[3] ?? ''} ${(cells[1] ?? '').slice(0, 10).replaceAll('/', '-')}`.trim()
      section = []
    } else if (cells[0] === 'CH') {
      columns = cells.map((name) => name.replace(/\s+/g, ' '))
      refuseWithout(format, columns, line)
    } else if (cells[0] === 'SB') {
      if (cells.length !== columns.length)
        throw new UnfitFile(`Line ${line} has ${cells.length} cells, and the line CH names ${columns.length}.`)
      rows.push(one)
      section.push(one)
      reports.set(line, report)
    } else if (cells[0] === 'SF') proveSection(columns, section, one)
    else if (cells[0] === 'SC' && Number(cells[1]) !== section.length)
      throw new UnfitFile(`Line ${line} says ${cells[1]} rows, and the section above has ${section.length}.`)
  }
  if (!ended) throw new UnfitFile(`The report has no end: its last line, ${lines.at(-1)?.line ?? 0}, is not FF.`)
  if (!lines.some(({ cells }) => cells[0] === 'SC')) throw new UnfitFile('The report has no line SC, so it is cut.')
  return { format, columns, rows, summary: new Map(), report: (line) => reports.get(line) ?? '' }
}

/** SF, currency, sum of gross credits, of gross debits, of fee credits, of fee debits. */
function proveSection(columns: readonly string[], section: readonly Line[], { line, cells }: Line): void {
  const at = (row: Line, name: string) => row.cells[columns.indexOf(name)] ?? ''
  const inCurrency = section.filter((row) => at(row, 'Gross Transaction Currency') === cells[1])
  const of = (amount: string, side: string, wanted: string) =>
    sum(
      inCurrency
        .filter((row) => at(row, side) === wanted && /^\d+$/.test(at(row, amount)))
        .map((row) => new Decimal(at(row, amount))),
    )
  const found = [
    of('Gross Transaction Amount', 'Transaction Debit or Credit', 'CR'),
    of('Gross Transaction Amount', 'Transaction Debit or Credit', 'DR'),
    of('Fee Amount', 'Fee Debit or Credit', 'CR'),
    of('Fee Amount', 'Fee Debit or Credit', 'DR'),
  ]
  const wrong = found.findIndex((total, place) => {
    const stated = cells[place + 2] ?? ''
    return /^\d+$/.test(stated) && !total.eq(stated)
  })
  if (wrong >= 0)
    throw new UnfitFile(
      `Line ${line} says ${cells[wrong + 2]} in its column ${wrong + 3}, and the rows above add up to ${found[wrong]!.toFixed()}.`,
    )
}

const hasId = ({ format, columns }: Table, cells: readonly string[]) =>
  (cells[columns.indexOf(format.row[0]!)] ?? '') !== ''

function rowOf(
  { format, columns, report }: Table,
  line: number,
  cells: readonly string[],
  zones: Zones,
): Omit<PayoutRow, 'days'> & Pick<RowDay, 'zone'> {
  const cell = (name: string) => (name === 'Report' ? report(line) : (cells[columns.indexOf(name)] ?? ''))
  const joined = (names: readonly string[]) => names.map(cell).join('/')
  const currency =
    isCurrencyCode(format.currency) && !columns.includes(format.currency) ? format.currency : cell(format.currency)
  if (!isCurrencyCode(currency)) throw new UnfitFile(`Line ${line} has no currency: "${currency.slice(0, 20)}".`)
  const iso = currency.toUpperCase()
  const money = (name: string) => amountIn(cell(name), format, iso, line, name)
  const payout = format.payout
    .map(cell)
    .filter((part) => part !== '')
    .join(' ')
  if (payout === '') throw new UnfitFile(`Line ${line} names no payout.`)
  const { written, day: date, zone } = dayIn(format, columns, cell, line, zones)
  const usual = kindOf(
    format,
    format.kind.map(cell).filter((word) => word !== ''),
  )
  const fee = feeOf(format, money, cell)
  const isProved = format.net !== undefined && cell(format.net) !== ''
  if (!isProved) refuseWithoutAmount(format, cell, line)
  const stated = statedAmount(format, money, cell, line)
  const amount = signed(format, usual, format.afterFees ? stated.minus(fee) : stated)
  const goesTheOtherWay = usual === 'sale' ? amount.lt(0) : amount.gt(0)
  const kind = (goesTheOtherWay && format.opposite?.[usual]) || usual
  if (format.feeSign === 'unsaid' && kind === 'sale' && fee.gt(0) && !isProved)
    throw new UnfitFile(
      `Line ${line} is a sale with a fee of ${fee.negated().toFixed()} in ${format.fees.join(', ')}: nobody has said whether a fee with a minus costs or is given back.`,
      `Say it in the value map "payout-columns": "payouts-${format.provider} fee-sign" → "signed" where fees that cost have a minus, "taken" where they have none. No row of the file is kept.`,
    )
  if (format.amountSign === 'unsaid' && contradicts(kind, amount))
    throw new UnfitFile(
      `Line ${line} is of kind ${kind} with ${amount.toFixed()}, which has the wrong sign: what the provider owes more is positive.`,
      'debit' in format.amount
        ? `See whether the columns of "payouts-${format.provider} credit" and "payouts-${format.provider} debit" in the value map "payout-columns" are exchanged. If this row is right, say "payouts-${format.provider} amount-sign" → "by-column". No row of the file is kept.`
        : `Say in the value map "payout-columns" what is meant: "payouts-${format.provider} amount-sign" → "by-kind" where amounts have no sign of their own, "signed" where this row is right. No row of the file is kept.`,
    )
  if (isProved && !amount.plus(fee).eq(money(format.net!)))
    throw new UnfitFile(
      `Line ${line}: ${amount.toFixed()} and its fee ${fee.toFixed()} are not ${money(format.net!).toFixed()}, as ${format.net} says.`,
    )
  const bareId = joined(format.row)
  const rowId =
    format.someWithoutId && cell(format.row[0]!) === ''
      ? [bareId, payout, decimalText(amount), written].join('/')
      : bareId
  const [transaction = '', alsoKnown = ''] = [...new Set(format.transactions.map(cell).filter((id) => id !== ''))]
  // What an account's report calls one day may be two where days count, and each belongs to a period of its own.
  const isOfAnotherDay = format.account && zones.daysIn !== '' && !payout.endsWith(date)
  return {
    ...{
      provider: format.provider,
      payout: isOfAnotherDay ? `${payout} ${date}` : payout,
      id: rowId,
      kind,
      date,
      zone,
      currency: iso,
      amount,
      fee,
    },
    ...{ transaction, alsoKnown, reference: cell(format.reference), line },
    closes: format.account ? 'account' : format.endsWithPayout ? 'payout row' : 'sum',
  }
}

/** The first date of the row, in the zone where days count. */
function dayIn(
  { date, dateForm, time, provider }: PayoutFormat,
  columns: readonly string[],
  cell: (name: string) => string,
  line: number,
  zones: Zones,
): RowDay {
  const zoneColumn = columns.find((name) => /^time ?zone$/i.test(name))
  for (const name of date) {
    const beside = /(_| )?\(?utc\)?$/i.test(name) ? 'UTC' : zoneColumn === undefined ? '' : cell(zoneColumn)
    const found = dayOfRow(time === undefined ? cell(name) : `${cell(name)} ${cell(time)}`, dateForm, beside, zones)
    if (found === null) continue
    if ('written' in found) return found
    if ('unknownTime' in found)
      throw new UnfitFile(
        `Line ${line} has "${found.unknownTime.slice(0, 40)}" behind its date, which is no time of a known form.`,
        `Days can be counted in another zone only where the time is known. Take the report with times such as 20:30 or 08:30 PM, or leave out "${wordsOf(provider)} days-in" and "${wordsOf(provider)} times-in" in the value map "payout-columns": days are then those that the file writes. No row of the file is kept.`,
      )
    throw new UnfitFile(
      `Line ${line} has a time of the zone "${found.unknownZone.slice(0, 40)}", which may be several or none.`,
      `Say in which zone the times of these reports are written, in the value map "payout-columns": "${wordsOf(provider)} times-in" → Europe/Paris, America/Chicago, UTC. No row of the file is kept.`,
    )
  }
  throw new UnfitFile(`Line ${line} has no date of the form ${dateForm} in ${date.join(', ')}.`)
}

/** The amount may stand in a column that nobody has named: then the row would be kept as one of nothing. */
function refuseWithoutAmount(
  { amount, emptyAmount, provider }: PayoutFormat,
  cell: (name: string) => string,
  line: number,
) {
  const columns = Object.values(amount)
  if (emptyAmount === 'nothing' || columns.some((name) => cell(name) !== '')) return
  const isKnown = settlementProviders.includes(provider)
  const name = wordsOf(provider)
  const elsewhere = `If the amount is in another column, name both in the value map "payout-columns": "${name} credit" → the column of what is added, "${name} debit" → the column of what is taken off, in place of "${name} amount". `
  throw new UnfitFile(
    `Line ${line} has no amount in ${columns.join(', ')}.`,
    `${isKnown ? '' : elsewhere}If rows without an amount are worth nothing, say "${name} empty-amount" → "nothing"${isKnown ? ' in the value map "payout-columns"' : ''}. ${olderMappingHint} No row of the file is kept.`,
  )
}

function statedAmount(
  { amount, amountSign, signedDebits, provider }: PayoutFormat,
  money: (name: string) => Decimal,
  cell: (name: string) => string,
  line: number,
): Decimal {
  if ('signed' in amount) return money(amount.signed)
  if ('credit' in amount) {
    const debit = money(amount.debit)
    if (amountSign !== undefined && (signedDebits ? debit.gt(0) : debit.lt(0)))
      throw new UnfitFile(
        `Line ${line} has ${debit.toFixed()} in ${amount.debit}: ${signedDebits ? '"signed" was said, so what is taken off has a minus there' : 'a column of its own needs no minus for what is taken off'}.`,
        `Say in the value map "payout-columns" what is meant: "payouts-${provider} amount-sign" → "signed" where each debit of the file has a minus, "by-column" where none has. No row of the file is kept.`,
      )
    return money(amount.credit).minus(signedDebits ? debit.negated() : debit)
  }
  const side = cell(amount.side)
  if (side !== 'CR' && side !== 'DR') throw new UnfitFile(`Line ${line} says neither CR nor DR in ${amount.side}.`)
  return side === 'CR' ? money(amount.unsigned) : money(amount.unsigned).negated()
}

/** A storno of a sale may be a sale with a minus; of the others the kind says which sign is right. */
const contradicts = (kind: string, amount: Decimal) =>
  amount.gt(0) ? takenKinds.includes(kind) : amount.lt(0) && kind !== 'sale' && givenKinds.includes(kind)

function feeOf(
  { fees, feeSide, feeSign }: PayoutFormat,
  money: (name: string) => Decimal,
  cell: (name: string) => string,
) {
  const cost = sum(fees.map(money))
  return feeSign === 'signed' || (feeSide !== undefined && cell(feeSide) === 'CR') ? cost : cost.negated()
}

const signed = ({ taken = [], given = [] }: PayoutFormat, kind: string, amount: Decimal): Decimal =>
  taken.includes(kind) ? amount.abs().negated() : given.includes(kind) ? amount.abs() : amount

/** The whole word, or the longest beginning of it that is known. A word that nobody has given a meaning stays as it is. */
function kindOf({ kinds }: PayoutFormat, words: readonly string[]): string {
  for (const word of words.map((one) => one.toLowerCase())) {
    if (Object.hasOwn(kinds, word)) return kinds[word]!
    const [known] = Object.keys(kinds)
      .filter((begin) => begin.endsWith('*') && word.startsWith(begin.slice(0, -1)))
      .sort((one, other) => other.length - one.length)
    if (known !== undefined) return kinds[known]!
  }
  return words.at(-1)?.toLowerCase().slice(0, 60) || 'sale'
}

/** Empty is nothing. In minor units an amount has no decimals; more decimals than the currency has are no amount of it. */
function amountIn(
  text: string,
  { decimal, unit, provider }: PayoutFormat,
  currency: string,
  line: number,
  column: string,
): Decimal {
  if (text === '') return new Decimal(0)
  const amount = amountFrom(text, decimal)
  const digits = currencyDigitsOf(currency)
  const says = `Line ${line} has "${text.slice(0, 40)}" in ${column}`
  if (amount === null)
    throw new UnfitFile(
      `${says}, which is no number with the decimal sign "${decimal}".`,
      `If the file has another decimal sign, say so in the value map "payout-columns": "${wordsOf(provider)} decimal" → "${decimal === ',' ? '.' : ','}". Else take the file again.`,
    )
  if (unit === 'minor') {
    // "100.00" is a whole number, and no amount of minor units.
    if (amount.isInteger() && !text.includes(decimal)) return amount.div(new Decimal(10).pow(digits))
    throw new UnfitFile(
      `${says}, and amounts of this report are in minor units, without decimals.`,
      `If your reports have decimals, say so in the value map "payout-columns": "${wordsOf(provider)} unit" → "major".`,
    )
  }
  if (amount.decimalPlaces() > digits)
    throw new UnfitFile(
      `${says}, and ${currency} has ${digits} decimals.`,
      'See which decimal sign the file has. No row of it is kept.',
    )
  return amount
}

/** Where the kind says the sign, and a kind says none, nothing but a sum proves that the sign is right. */
function refuseWithoutDirection({ format }: Table, rows: readonly PayoutRow[]): void {
  const { taken, given } = format
  if (!taken || !given) return
  const odd = rows.find(({ kind, amount }) => amount.gt(0) && !taken.includes(kind) && !given.includes(kind))
  // "fee" and "payout" of a table that is described are columns.
  const [name, isKnown] = [wordsOf(format.provider), settlementProviders.includes(format.provider)]
  if (odd)
    throw new UnfitFile(
      `Line ${odd.line} is of kind ${odd.kind}, and nothing says whether its ${odd.amount.toFixed()} is added or taken off: the report has no total above its rows.`,
      `Take the report with its summary, or say in the value map "payout-columns" what the word is: "${name} ${isKnown ? 'fee' : 'kind-fee'}" → "${odd.kind}" where it is taken off, "${name} fee-refund" where it is added${isKnown ? '' : `, "${name} kind-payout" where the row is the payout itself`}. ${olderMappingHint}`,
    )
}

/** Klarna's summary above the rows. @returns whether there is one */
function proveSummary({ summary, format }: Table, rows: readonly PayoutRow[]): boolean {
  const [name, text] = [...summary].find(([one]) => /^(summary_)?total_settlement_amount$/.test(one)) ?? []
  if (name === undefined || !text) return false
  const [{ currency } = { currency: '' }] = rows
  const stated = amountIn(text, format, currency, 1, name)
  const found = sum(rows.flatMap(({ amount, fee }) => [amount, fee]))
  if (!found.eq(stated))
    throw new UnfitFile(
      `The summary says ${stated.toFixed()} in ${name}, and the rows down to line ${rows.at(-1)?.line ?? 0} add up to ${found.toFixed()}.`,
    )
  return true
}
