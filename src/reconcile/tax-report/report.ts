import { dec } from '../../domain/decimal.ts'
import type { Period } from '../page.ts'
import type { Reader } from '../period.ts'
import { type TaxDifference, type TaxLine, TaxLines } from './lines.ts'
import type { TaxPage } from './page.ts'

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
  readonly summary: string
}

/** Documents that are listed; all of them are in the sums. */
const listed = 1000

/** The whole report of a period, page by page: only the lines and the first differences are kept. */
export async function readTaxReport(reader: Reader, integration: string, period: Period): Promise<TaxReport> {
  const { from, to } = period
  const at = `/api/integrations/${encodeURIComponent(integration)}/tax-report?from=${from}&to=${to}`
  const lines = new TaxLines()
  const differences: TaxDifference[] = []
  let [documents, all, unknown] = [0, 0, 0]
  for (let after: string | null = ''; after !== null; ) {
    const page: TaxPage = await reader.get(after === '' ? at : `${at}&after=${encodeURIComponent(after)}`)
    lines.merge(page.lines)
    documents += page.documents
    all += page.differences.length
    unknown += page.differences.filter(({ because }) => because === null).length
    differences.push(...page.differences.slice(0, Math.max(0, listed - differences.length)))
    after = page.next
  }
  const unexplained: Record<string, string> = {}
  for (const { currency, difference, explained } of lines.all) {
    const open = dec(difference).minus(explained)
    if (!open.isZero())
      unexplained[currency] = dec(unexplained[currency] ?? '0')
        .plus(open.abs())
        .toFixed()
  }
  const summary = `${documents} orders and credit slips of ${from} to ${to}: ${
    all === 0
      ? 'the taxes of shop and GP are equal.'
      : unknown === 0
        ? `the taxes of shop and GP differ in ${all} places, each explained.`
        : `the taxes of shop and GP differ in ${all} places, ${unknown} of them without an explanation.`
  }`
  return { from, to, documents, lines: lines.all, differences, omitted: all - differences.length, unexplained, summary }
}
