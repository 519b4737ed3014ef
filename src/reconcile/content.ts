import { dec, sum } from '../domain/decimal.ts'
import type { Json, RecordValue } from '../domain/record.ts'
import type { Content, OtherDocument, PaidBy, Receivable } from './facts.ts'
import { changesOf } from './finding.ts'

const rows = (value: Json | undefined): readonly RecordValue[] => (Array.isArray(value) ? (value as RecordValue[]) : [])
const text = (value: Json | undefined) => (value === null || value === undefined ? '' : String(value))

function summed(all: readonly RecordValue[], name: string, amount: string): Record<string, string> {
  const sums: Record<string, string> = {}
  for (const row of all) {
    const key = text(row[name])
    sums[key] = dec(sums[key] ?? '0')
      .plus(text(row[amount]) || '0')
      .toFixed()
  }
  return sums
}

/** What a document of GP says of taxes, by detail. */
export const taxesOf = (held: RecordValue): Record<string, string> =>
  summed(
    [...rows(held.Taxes), ...rows(held.FreightTaxes), ...rows(held.MiscellaneousTaxes)],
    'TaxDetailKey',
    'TaxAmount',
  )

/** Goods, freight and the rest, by the sums of the document: rows of details may be of its lines alone. */
export const allTaxOf = (held: RecordValue): string | null =>
  text(held.TaxAmount) === ''
    ? null
    : sum(
        [held.TaxAmount, held.FreightTaxAmount, held.MiscellaneousTaxAmount].map((one) => dec(text(one) || '0')),
      ).toFixed()

/** Pieces by item and unit of measure; of an item of which a line has no unit nothing is known. */
function unitsOf(lines: readonly RecordValue[]): Content['units'] {
  const whole = [...Map.groupBy(lines, ({ ItemKey }) => text(ItemKey))].filter(([, same]) =>
    same.every(({ UofM }) => text(UofM).trim() !== ''),
  )
  return Object.fromEntries(whole.map(([item, same]) => [item, summed(same, 'UofM', 'Quantity')]))
}

/**
 * Where the goods of a document are others than they were: by item, and where an item has as many, by unit of measure, as far as
 * both say it. @returns in words, what differs
 */
export const goodsChanges = (before: Content, now: Content): readonly string[] => [
  ...changesOf(before.goods, now.goods),
  ...Object.entries(now.units).flatMap(([item, units]) => {
    const were = before.units[item]
    const isAsMany = dec(before.goods[item] ?? '0').eq(now.goods[item] ?? '0')
    return were && isAsMany ? changesOf(were, units).map((change) => `${item} ${change}`) : []
  }),
]

/** What a sales order of GP comes to. */
export const contentOf = (held: RecordValue): Content => ({
  total: String(held.TotalAmount),
  currency: text(held.CurrencyKey),
  customer: text(held.CustomerKey),
  taxes: taxesOf(held),
  goods: summed(rows(held.Lines), 'ItemKey', 'Quantity'),
  units: unitsOf(rows(held.Lines)),
  parts: partsOf(held),
  date: text(held.Date) || null,
  rate: text(held.ExchangeRate),
})

/** GP leaves out what is 0, but never the sum of the lines. */
function partsOf(held: RecordValue): Content['parts'] {
  const lines = text(held.LineTotalAmount)
  const others = ['FreightAmount', 'MiscellaneousAmount', 'TradeDiscount'].map(
    (name) => [name, dec(text(held[name]) || '0').toFixed()] as const,
  )
  return lines === '' ? {} : Object.fromEntries([['LineTotalAmount', dec(lines).toFixed()], ...others])
}

/** Something is picked, and of every line all that is not cancelled. */
export function isPicked(held: RecordValue): boolean {
  const lines = rows(held.Lines).map((line) => ({
    wanted: dec(text(line.Quantity) || '0').minus(text(line.QuantityCanceled) || '0'),
    picked: dec(text(line.QuantityFulfilled) || '0'),
  }))
  return lines.some(({ picked }) => picked.gt(0)) && lines.every(({ wanted, picked }) => picked.gte(wanted))
}

/** Something of it is not cancelled; what shows no lines shows no cancelled ones. */
export function isWanted(held: RecordValue): boolean {
  const lines = rows(held.Lines)
  return (
    lines.length === 0 || lines.some((line) => dec(text(line.Quantity) || '0').gt(text(line.QuantityCanceled) || '0'))
  )
}

/** A row of a list of sales documents. @param own the order's document; its descendants share its master number */
export const otherOf = (row: RecordValue, own: RecordValue | null): OtherDocument => ({
  key: String(row.Key),
  type: text(row.Type),
  isWork: text(row.TransactionState) !== 'History',
  total: text(row.TotalAmount) || '0',
  tax: text(row.AllTaxAmount) || null,
  customer: text(row.CustomerKey),
  currency: text(row.CurrencyKey),
  date: text(row.Date) || null,
  isDescendant:
    own !== null &&
    row.Key !== own.Key &&
    row.Type !== 'Order' &&
    text(row.MasterNumber) !== '' &&
    row.MasterNumber === own.MasterNumber,
  payments: Array.isArray(row.Payments)
    ? Object.fromEntries(rows(row.Payments).map((one) => [text(one.Number), text(one.PaymentAmount)]))
    : null,
})

/** A cash receipt, a credit memo or a return. @param amount the field of its amount @param readBack as the hub read it back when it wrote it */
export const receivableOf = (
  held: RecordValue,
  amount: 'Amount' | 'DocumentAmount' | 'TotalAmount',
  readBack: RecordValue | null,
): Receivable => ({
  key: String(held.Key),
  amount: String(held[amount]),
  currency: text(held.CurrencyKey),
  isVoided: held.IsVoided === true,
  isPosted: text(held.PostedDate) !== '' || held.TransactionState === 'History',
  rate: text(held.ExchangeRate),
  ...marksOf(held),
  written: readBack && { ...marksOf(readBack), amount: String(readBack[amount]) },
})

/** Of a receipt, or of a deposit. */
export const paidByOf = ({ Type, PaymentCardTypeKey }: RecordValue): PaidBy => ({
  type: text(Type),
  card: text(PaymentCardTypeKey),
})

const marksOf = (held: RecordValue) => ({
  customer: text(held.CustomerKey),
  checkbook: text(held.BankAccountKey),
  paidBy: paidByOf(held),
  date: text(held.Date) || null,
  taxes: taxesOf(held),
})

/**
 * What credits a slip, as one: its return, and its credit memo of what no return takes back. Amounts are of those that count.
 * @param lost those that the hub wrote and GP has no more, as the hub read them back
 */
export function creditOf(
  found: readonly Receivable[],
  lost: readonly { readonly key: string; readonly written: Receivable['written'] }[],
): Receivable | null {
  const [first] = found
  if (!first || (found.length === 1 && lost.length === 0)) return first ?? null
  const counted = found.every(({ isVoided }) => isVoided) ? found : found.filter(({ isVoided }) => !isVoided)
  const written = [...found, ...lost].flatMap((one) => one.written ?? [])
  const byHand = found.find(({ linkedByHand }) => linkedByHand)
  const of = (all: readonly Pick<Receivable, 'amount' | 'taxes'>[]) => ({
    amount: sum(all.map(({ amount }) => dec(amount))).toFixed(),
    taxes: summed(
      all.flatMap(({ taxes }) => Object.entries(taxes).map(([name, tax]) => ({ name, tax }))),
      'name',
      'tax',
    ),
  })
  return {
    ...first,
    ...(byHand && { linkedByHand: true, customer: byHand.customer }),
    ...of(counted),
    key: found.map(({ key }) => key).join(' and '),
    currency: found.find(({ currency }) => currency !== first.currency)?.currency ?? first.currency,
    isVoided: found.every(({ isVoided }) => isVoided),
    isPosted: found.every(({ isPosted }) => isPosted),
    written: written.length < found.length + lost.length ? null : { ...first, ...written[0], ...of(written) },
    lost: lost.map(({ key }) => key),
  }
}
