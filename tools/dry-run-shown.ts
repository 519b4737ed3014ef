import { dec, decimalText, sum } from '../src/domain/decimal.ts'
import type { TaxedAmount, TaxProofRow } from '../src/domain/proof.ts'
import { refText } from '../src/domain/record.ts'
import type { DryRun, DryWrite } from '../src/engine/index.ts'
import { inDigits } from './remedies.ts'

/** What would be, in our own words. */
export function sentenceOf({ outcome, writes, question }: DryRun): string {
  switch (outcome) {
    case 'would-write': {
      const writing = eachOnce(writes.filter((write) => write.do !== 'nothing'))
      return `a run would ${writing.map((write) => `${write.do} ${refText(write.target)}`).join(', ')}.`
    }
    case 'nothing-to-do': {
      const kept = writes.filter((write) => write.kept).map(({ target }) => refText(target))
      return kept.length === 0
        ? 'a run would write nothing: GP has what it would write.'
        : `a run would write nothing: ${kept.join(', ')} stays as the rules of its time made it; \`writes\` shows what the rules would make of it now.`
    }
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
        `Totals of the ${proof.of}: ${proof.state}; ${inDigits(proof.total, proof.currency)} ${proof.currency}, the shop charged ${inDigits(proof.anchor, proof.currency)}, difference ${inDigits(proof.difference, proof.currency)}.`,
        ...(proof.state === 'proved' && proof.adjustments.length > 0
          ? [
              `${proof.adjustments.map((one) => adjustmentText(one, proof.currency)).join('; ')}. \`adjustments\` says why.`,
            ]
          : []),
      ]
    : []

/** A line that was split kept its amount (sheets of before say so by their place, “Line 2”); anything else is a remainder, as a rounding cent, and where it went. */
const adjustmentText = ({ place, amount, split }: Proof['adjustments'][number], currency: string) =>
  (split ?? /^Line \d+$/.test(place))
    ? `${place}, ${inDigits(amount, currency)} ${currency}, was split so that its prices are exact`
    : `a rest of ${inDigits(amount, currency)} ${currency} was placed in ${place}`

/**
 * The sheet: always the table of taxes by rate and what was placed where, as a rounding cent; part by part and tax by tax
 * where it is asked for or holds the order.
 */
export function sheetOf(proof: Proof | null, format: 'concise' | 'detailed') {
  if (!proof) return {}
  const whole = format === 'detailed' || proof.state === 'held'
  const rates = taxesByRate(proof)
  return {
    ...(whole ? { sheet: proof.parts } : {}),
    ...(proof.adjustments.length > 0 ? { adjustments: proof.adjustments } : {}),
    ...(rates.length > 0 ? { taxesByRate: rates } : {}),
    ...(whole && proof.taxes ? { taxes: proof.taxes } : {}),
    ...(proof.notes ? { notes: proof.notes } : {}),
  }
}

/**
 * What the shop charged at each rate and under which tax detail it is booked: goods, freight and wrapping together. Of the
 * way that was proved, else of the first that was tried.
 */
function taxesByRate({ taxes = [], currency }: Proof) {
  const way = taxes.find(({ state }) => state === 'proved') ?? taxes[0]
  const byRate = Map.groupBy(way?.rows ?? [], ({ rate, detail }) => JSON.stringify([rate, detail]))
  return [...byRate.values()].map((rows) => {
    const total = (of: (row: TaxProofRow) => TaxedAmount | null, part: 'base' | 'tax') =>
      inDigits(decimalText(sum(rows.map((row) => dec(of(row)?.[part] ?? '0')))), currency)
    const { rate, tax, detail } = rows[0]!
    const inGp = (row: TaxProofRow) => row.readBack ?? row.document
    const [base, charged] = [total(({ shop }) => shop, 'base'), total(({ shop }) => shop, 'tax')]
    const booked = { base: total(inGp, 'base'), tax: total(inGp, 'tax') }
    const known = rows.every((row) => inGp(row) !== null)
    const differs = known && (!dec(booked.base).eq(base) || !dec(booked.tax).eq(charged))
    return { rate, tax, detail, base, charged, ...(differs ? { inGp: booked } : {}) }
  })
}

export const proofFacts = ({ state, of, currency, total, anchor, difference }: Proof) => ({
  ...{ state, of, currency, total, anchor, difference },
})
