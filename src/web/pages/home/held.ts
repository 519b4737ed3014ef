import type { AnswerOf } from '../../../routes/index.ts'

type Incident = AnswerOf<'GET /api/incidents'>[number]

/** Decimal texts of at most five decimals, added as whole numbers. */
const scale = 5

const whole = (amount: string): bigint => {
  const [, minus, units = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  return BigInt(`${minus ?? ''}${units}${decimals.slice(0, scale).padEnd(scale, '0')}`)
}

const text = (sum: bigint): string => {
  const digits = sum
    .toString()
    .replace('-', '')
    .padStart(scale + 1, '0')
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '')
}

/** What the shop charged for the orders whose totals are held, per currency, the most first. */
export function heldAmounts(
  incidents: readonly Incident[],
): readonly { readonly currency: string; readonly amount: string }[] {
  const sums = new Map<string, bigint>()
  for (const { question } of incidents)
    if (question.sheet)
      sums.set(question.sheet.currency, (sums.get(question.sheet.currency) ?? 0n) + whole(question.sheet.anchor))
  return [...sums].sort(([, a], [, b]) => (b > a ? 1 : -1)).map(([currency, sum]) => ({ currency, amount: text(sum) }))
}
