import type { Period } from '../page.ts'
import { addedUp, type FeeTax } from './fees.ts'
import {
  type Compared,
  type FiledChange,
  FiledCheck,
  hashOfFiling,
  keyOf,
  type TakenIn,
  type TaxFiling,
  type WholeTaxFiling,
} from './filing.ts'
import { TaxLines } from './lines.ts'
import type { TaxPage } from './page.ts'

/** Changes that are named; all of them are counted. */
const named = 1000
export const firstOf = (changes: readonly FiledChange[]) => ({
  changes: changes.slice(0, named),
  changed: changes.length,
})

/** As far back a sale may be paid, or changed, after its period was filed. */
const lookedBackDays = 92
const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 24 * 60 * 60_000).toISOString().slice(0, 10)

/** The filings that took in what had changed of a filed period, in their order. */
export const takenBy = ({ from, to }: Period, kept: readonly TaxFiling[]) =>
  kept
    .filter(({ earlier = [] }) => earlier.some((one) => one.from === from && one.to === to))
    .sort((one, other) => (one.at < other.at ? -1 : 1))

/** What was filed of a period, with what later filings took in of it: whoever compares with that meets no change a second time. */
export function withTakenIn(filing: WholeTaxFiling, kept: readonly TaxFiling[]): Compared {
  const each = new Map(filing.each.map((one) => [keyOf(one), one]))
  let { lines, fees }: Omit<Compared, 'each'> = filing
  for (const { earlier = [] } of takenBy(filing, kept))
    for (const { from, to, now } of earlier) {
      if (from !== filing.from || to !== filing.to) continue
      for (const one of now.each) each.set(keyOf(one), one)
      for (const one of now.gone) each.delete(keyOf(one))
      lines = now.lines
      fees = now.fees
    }
  return { each: [...each.values()], lines, fees }
}

/**
 * What has changed of the filed periods of the three months before one, and is in no filing yet. It is in no other figure, and
 * belongs into the return of the period that is open.
 *
 * @param kept all filings
 * @param read one of them with its documents
 * @param pagesOf what both sides say of its period now
 */
export async function changedBefore(
  { from }: Period,
  kept: readonly TaxFiling[],
  read: (period: Period) => Promise<WholeTaxFiling | null>,
  pagesOf: (period: Period) => AsyncIterable<TaxPage>,
): Promise<readonly TakenIn[]> {
  const found: TakenIn[] = []
  for (const one of kept.filter(({ to }) => to < from && to >= daysBefore(from, lookedBackDays))) {
    const filing = await read(one)
    if (!filing) continue
    const check = new FiledCheck(withTakenIn(filing, kept))
    const [lines, taxed] = [new TaxLines(), [] as FeeTax[]]
    for await (const page of pagesOf({ from: one.from, to: one.to })) {
      check.add(page)
      lines.merge(page.lines)
      taxed.push(...page.fees)
    }
    const fees = addedUp(taxed)
    const changes = check.end(fees)
    const moved = check.moved(lines.all)
    const intact = hashOfFiling(filing) === filing.hash
    if (changes.length > 0 || moved.length > 0 || check.unread > 0 || !intact)
      found.push({
        ...{ from: one.from, to: one.to, at: filing.at, intact, lines: moved, unread: check.unread },
        ...firstOf(changes),
        now: check.takenIn(lines.figures, fees),
      })
  }
  return found
}
