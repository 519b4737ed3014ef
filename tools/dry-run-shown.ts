import { refText } from '../src/domain/record.ts'
import type { DryRun, DryWrite } from '../src/engine/index.ts'

/** What would be, in our own words. */
export function sentenceOf({ outcome, writes, question }: DryRun): string {
  switch (outcome) {
    case 'would-write': {
      const writing = eachOnce(writes.filter((write) => write.do !== 'nothing'))
      return `a run would ${writing.map((write) => `${write.do} ${refText(write.target)}`).join(', ')}.`
    }
    case 'nothing-to-do':
      return 'a run would write nothing: GP has what it would write.'
    case 'skipped':
      return 'a run would leave it alone.'
    case 'held':
      return `a run would stop with a question${question ? ` (${question.code})` : ''}.`
  }
}

/** Documents that would be written, with what would change in them, or what a new order would hold. */
export function plannedWrites({ writes }: DryRun, whole: boolean): { writes?: unknown[] } {
  const shown = eachOnce(writes.filter((write) => whole || write.do !== 'nothing' || write.kept)).map((write) => {
    const differences = write.differences.map(({ path, before, after }) => ({ path, before, after }))
    const kept = write.kept?.fields.slice(0, mostKept) ?? []
    const short = write.do === 'create' && write.target.entity === 'gp.salesOrder' ? shortOrder(write.document) : null
    const document = whole ? write.document : short
    return {
      do: write.do,
      target: refText(write.target),
      ...(differences.length > 0 ? { differences } : {}),
      ...(kept.length > 0 ? { keptAlthoughTodaysRulesWouldChange: kept } : {}),
      ...(document ? { document } : {}),
    }
  })
  return shown.length > 0 ? { writes: shown } : {}
}

/** Differences of one document that are shown. */
const mostKept = 20

/** Both addresses of an order can be one: it is told once, as it is left in the end. */
const eachOnce = (writes: readonly DryWrite[]) => [
  ...new Map(writes.map((write) => [refText(write.target), write])).values(),
]

function shortOrder({
  CustomerKey,
  CustomerPONumber,
  BatchKey,
  CurrencyKey,
  TotalAmount,
  Lines,
}: Record<string, unknown>) {
  const lines = (Array.isArray(Lines) ? Lines : []).map(({ ItemKey, ItemDescription, Quantity, UnitPrice }) => ({
    ...{ ItemKey, ItemDescription, Quantity, UnitPrice },
  }))
  return { CustomerKey, CustomerPONumber, BatchKey, CurrencyKey, TotalAmount, Lines: lines }
}

type Proof = NonNullable<DryRun['proof']>

export const proofSentence = (proof: Proof | null) =>
  proof
    ? [
        `Totals of the ${proof.of}: ${proof.state}; ${proof.total} ${proof.currency}, the shop charged ${proof.anchor}, difference ${proof.difference}.`,
      ]
    : []

/** The sheet, part by part and tax by tax, where it is asked for or holds the order. */
export const sheetOf = (proof: Proof | null, format: 'concise' | 'detailed') =>
  proof && (format === 'detailed' || proof.state === 'held')
    ? {
        sheet: proof.parts,
        ...(proof.adjustments.length > 0 ? { adjustments: proof.adjustments } : {}),
        ...(proof.taxes ? { taxes: proof.taxes } : {}),
        ...(proof.notes ? { notes: proof.notes } : {}),
      }
    : proof?.notes
      ? { notes: proof.notes }
      : {}

export const proofFacts = ({ state, of, currency, total, anchor, difference }: Proof) => ({
  ...{ state, of, currency, total, anchor, difference },
})
