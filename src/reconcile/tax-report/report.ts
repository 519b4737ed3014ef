import { dec } from '../../domain/decimal.ts'
import type { Period } from '../page.ts'
import type { Reader } from '../period.ts'
import { addedUp, type FeeTax, feesSay } from './fees.ts'
import {
  type ChangedPeriod,
  FiledCheck,
  type FiledNow,
  hashOfFiling,
  type TaxFiling,
  type WholeTaxFiling,
} from './filing.ts'
import { type TaxDifference, type TaxLine, TaxLines } from './lines.ts'
import { type OtherPeriod, otherPeriodsSay, togetherOf } from './other-periods.ts'
import type { TaxPage } from './page.ts'
import { changedBefore, firstOf, takenBy, withTakenIn } from './taken-in.ts'

/** The taxes of a period. */
export interface TaxReport extends Period {
  /** Orders and credit slips. */
  readonly documents: number
  readonly lines: readonly TaxLine[]
  /** The first documents whose tax is not the same on both sides. */
  readonly differences: readonly TaxDifference[]
  /** As many more there are. */
  readonly omitted: number
  /** What nobody can explain, by currency; empty: all is equal or explained. */
  readonly unexplained: Readonly<Record<string, string>>
  /** Input tax on fees of payment providers, by provider and currency: in none of the lines. */
  readonly fees: readonly FeeTax[]
  /** What was filed of the period, with what filings of `later` periods took in of it, and what is not so any more; null: it was not filed. */
  readonly filed: (Pick<TaxFiling, 'at' | 'by' | 'hash'> & FiledNow & { readonly later: readonly Period[] }) | null
  /** Sales of it that GP has invoiced after the period, or not yet. */
  readonly others: readonly OtherPeriod[]
  /** Filed periods of the three months before it that are not as filed: what its own filing took in of them, or what is in none yet. */
  readonly earlier: readonly ChangedPeriod[]
  readonly summary: string
}

/** Documents that are listed; all of them are in the sums. */
const listed = 1000

/** The whole report of a period, page by page: only the lines and the first differences are kept. */
export async function readTaxReport(reader: Reader, integration: string, period: Period): Promise<TaxReport> {
  const { from, to } = period
  const lines = new TaxLines()
  const differences: TaxDifference[] = []
  const taxed: FeeTax[] = []
  const filings = `/api/integrations/${encodeURIComponent(integration)}/tax-filings`
  const filingOf = async ({ from, to }: Period) =>
    (await reader.get<{ filing: WholeTaxFiling | null }>(`${filings}/${from}/${to}`)).filing
  const others: OtherPeriod[] = []
  const filing = await filingOf(period)
  const kept = (await reader.get<{ filings: readonly TaxFiling[] }>(filings)).filings
  const check = filing && new FiledCheck(withTakenIn(filing, kept))
  let [documents, all, unknown] = [0, 0, 0]
  for await (const page of pagesOf(reader, integration, period)) {
    lines.merge(page.lines)
    check?.add(page)
    taxed.push(...page.fees)
    documents += page.documents
    all += page.differences.length
    unknown += page.differences.filter(({ because }) => because === null).length
    others.push(...page.others)
    differences.push(...page.differences.slice(0, Math.max(0, listed - differences.length)))
  }
  const unexplained: Record<string, string> = {}
  for (const { currency, difference, explained } of lines.all) {
    const open = dec(difference).minus(explained)
    if (!open.isZero())
      unexplained[currency] = dec(unexplained[currency] ?? '0')
        .plus(open.abs())
        .toFixed()
  }
  const fees = addedUp(taxed)
  const changes = check?.end(fees) ?? []
  const filed = filing && {
    ...{ at: filing.at, by: filing.by, hash: filing.hash, intact: hashOfFiling(filing) === filing.hash },
    ...{ ...firstOf(changes), lines: check!.moved(lines.all), unread: check!.unread },
    later: takenBy(period, kept).map(({ from, to }) => ({ from, to })),
  }
  // What its filing took in is in its return. Only of a period that is open more can be taken in.
  const before = filing
    ? (filing.earlier ?? [])
    : await changedBefore(period, kept, filingOf, (one) => pagesOf(reader, integration, one))
  const earlier = before.map(({ now: _, ...one }) => one)
  const compared = `${documents} orders and credit slips of ${from} to ${to}: ${
    all === 0
      ? 'the taxes of shop and GP are equal.'
      : unknown === 0
        ? `the taxes of shop and GP differ in ${all} places, each explained.`
        : `the taxes of shop and GP differ in ${all} places, ${unknown} of them without an explanation.`
  }`
  const uncounted =
    filing && filing.fees === undefined && fees.length > 0
      ? 'It was filed before the hub counted input tax on fees: see whether that is in its return, by the invoices of the providers, and take it into none twice.'
      : ''
  const together = togetherOf(others)
  const summary = [
    ...[compared, otherPeriodsSay(together), feesSay(fees), filed === null ? '' : filedSays(filed), uncounted],
    ...earlier.map((one) => earlierSays(one, filing !== null)),
  ]
    .filter((one) => one !== '')
    .join(' ')
  const omitted = all - differences.length
  return {
    from,
    to,
    documents,
    lines: lines.all,
    differences,
    omitted,
    unexplained,
    fees,
    others: together,
    filed,
    earlier,
    summary,
  }
}

async function* pagesOf(reader: Reader, integration: string, { from, to }: Period): AsyncGenerator<TaxPage> {
  const at = `/api/integrations/${encodeURIComponent(integration)}/tax-report?from=${from}&to=${to}`
  for (let after: string | null = ''; after !== null; ) {
    const page: TaxPage = await reader.get(after === '' ? at : `${at}&after=${encodeURIComponent(after)}`)
    yield page
    after = page.next
  }
}

function earlierSays({ from, to, at, intact, changed, lines, unread }: ChangedPeriod, isTakenIn: boolean): string {
  const period = `${from} to ${to}, filed on ${at.slice(0, 10)}`
  if (!intact) return `What is kept of ${period}, is not what was filed: restore it from a backup.`
  const documents = changed === 1 ? 'one document' : `${changed} documents`
  const [are, were] = changed === 1 ? ['is', 'was'] : ['are', 'were']
  const where = isTakenIn
    ? 'the return of this period, and later reports leave it out.'
    : 'the return of the period that is open. File that period as well (--file): later reports leave out what its report has named.'
  const said = [
    changed > 0
      ? `${documents} ${isTakenIn ? were : are} not as filed: what was sold or changed since ${isTakenIn ? '' : 'is in no filing yet, and '}belongs into ${where}`
      : lines.length > 0
        ? `each document has the sums that were filed, and tax has moved to another country, rate or tax detail: the correction belongs into ${where}`
        : '',
    unread === 0
      ? ''
      : `${unread === 1 ? 'one document could not be read, and is' : `${unread} documents could not be read, and are`} taken as filed: the report of that period names what to put right.`,
  ]
  return said.flatMap((one) => (one === '' ? [] : [`Of ${period}, ${one}`])).join(' ')
}

function filedSays({ at, hash, intact, changed, lines, later, unread }: NonNullable<TaxReport['filed']>): string {
  const since = later.map(({ from, to }) => `${from} to ${to}`).join(', ')
  const filed = `It was filed on ${at.slice(0, 10)} (SHA-256 ${hash})${since === '' ? '' : `, and what had changed after that with ${since}`}`
  if (!intact) return `${filed}, and what is kept of that is not what was filed: restore it from a backup.`
  if (changed === 0 && lines.length > 0)
    return `${filed}; each document has the sums that were filed, and ${lines.length === 1 ? 'one line is' : `${lines.length} lines are`} not as filed, as tax has moved to another country, rate or tax detail: correct that in the period that is open, not in this one.`
  return changed === 0
    ? `${filed}, and nothing has changed since${unread === 0 ? '' : ', as far as its documents could be read'}.`
    : `${filed}; ${changed === 1 ? 'one document is' : `${changed} documents are`} not as filed: correct that in the period that is open, not in this one.`
}
