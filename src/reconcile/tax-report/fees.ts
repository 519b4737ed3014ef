import { dec } from '../../domain/decimal.ts'
import { payoutKey } from '../../domain/hub-records.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../../domain/record.ts'
import type { PayoutId } from '../../domain/stores.ts'
import type { BothSides, Read } from '../both-sides.ts'
import type { Period } from '../page.ts'

/**
 * Tax that a payment provider has charged on its fees, and has said by itself. The company pays it: it is input tax, and in no
 * figure of sales and refunds. Amounts as decimal text, in the currency of the payouts.
 */
export interface FeeTax {
  readonly provider: string
  readonly currency: string
  /** What was charged; negative: given back. */
  readonly tax: string
  /** As much of it as journals in GP have, whatever is posted of them. */
  readonly booked: string
}

/** Payouts of a page. */
const pageSize = 50

/** The tax on fees of some payouts of a period, by the day of the payout. @param after the payout before; null begins */
export async function feesOfPage(
  sides: BothSides,
  period: Period,
  after: PayoutId | null,
): Promise<{
  readonly fees: readonly FeeTax[]
  readonly unread: readonly { readonly key: string; readonly because: string }[]
  readonly next: PayoutId | null
}> {
  const ids = await sides.payouts(period, after, pageSize)
  const refs = ids.map((id) => ref('hub.payout', payoutKey(id)))
  const read = await sides.readMany(refs)
  const unread = refs.flatMap((record) => {
    const found = read.get(refText(record))
    return found && 'error' in found ? [{ key: record.key, because: found.error.message }] : []
  })
  const taxed = ids.flatMap((id, place) => {
    const record = refs[place]!
    const tax = taxIn(read.get(refText(record)))
    return tax.isZero() ? [] : [{ id, record, tax }]
  })
  const links = await sides.links(
    'gp.glTransaction',
    taxed.map(({ record }) => record),
  )
  const journals = await sides.readMany([...links.values()].map(({ target }) => target))
  const isBooked = (record: RecordRef, tax: ReturnType<typeof dec>) => {
    const link = links.get(record.key)
    const held = link && journals.get(refText(link.target))
    const journal = held && 'value' in held ? held.value : null
    return (
      journal !== null &&
      journal !== undefined &&
      journal.IsVoided !== true &&
      rowsOf(journal.Lines).some(({ DebitAmount, CreditAmount }) =>
        amount(DebitAmount).minus(amount(CreditAmount)).eq(tax),
      )
    )
  }
  const fees = taxed.map(({ id: { provider, currency }, record, tax }) => ({
    ...{ provider, currency, tax: tax.toFixed(), booked: isBooked(record, tax) ? tax.toFixed() : '0' },
  }))
  return { fees: addedUp(fees), unread, next: ids.length < pageSize ? null : ids.at(-1)! }
}

/** One for each provider and currency. */
export function addedUp(fees: readonly FeeTax[]): FeeTax[] {
  const sums = new Map<string, FeeTax>()
  for (const one of fees) {
    const key = `${one.provider} ${one.currency}`
    const before = sums.get(key)
    const plus = (field: 'tax' | 'booked') =>
      dec(before?.[field] ?? '0')
        .plus(one[field])
        .toFixed()
    sums.set(key, { ...one, tax: plus('tax'), booked: plus('booked') })
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum)
}

/** What a person has to do with it: a journal names no tax detail, so that no report of GP has it. Empty: there is none. */
export function feesSay(fees: readonly FeeTax[]): string {
  const each = fees.map(
    ({ provider, currency, tax, booked }) =>
      `${provider} ${tax} ${currency}${dec(tax).eq(booked) ? '' : ` (${booked} of it in journals of GP)`}`,
  )
  return each.length === 0
    ? ''
    : `Beside these, input tax on fees of payment providers: ${each.join(', ')}. Journals name no tax detail, so the tax report of GP does not have it: take it from here into the return, once, and not from the provider's invoice as well.`
}

function taxIn(read: Read | undefined) {
  const payout = read && 'value' in read ? read.value : null
  return rowsOf(payout?.lines)
    .filter(({ kind }) => kind === 'tax')
    .reduce((sum, line) => sum.minus(amount(line.amount)), dec('0'))
}

const rowsOf = (value: unknown) => (Array.isArray(value) ? (value as RecordValue[]) : [])
const amount = (value: unknown) => dec(String(value ?? '0'))
