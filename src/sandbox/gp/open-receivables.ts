import { type Decimal, dec } from '../../domain/decimal.ts'
import type { Company } from './company.ts'

/** A posted document of receivables (RM20101) with what is open of it. */
export interface OpenDocument {
  readonly type: number
  readonly number: string
  readonly customer: string
  /** ISO code. */
  readonly currency: string
  readonly open: Decimal
  readonly voided: boolean
  /** The day of posting. */
  readonly posted: string
}

/**
 * By RMDTYPAL: 1 an invoice of sales that is posted, 7 a credit memo, 8 a sales return, 9 a cash receipt. Null: there is none
 * that is posted.
 */
export function openDocument(type: number, number: string, company: Company): OpenDocument | null {
  const found = posted(type, number, company)
  if (!found) return null
  const { amount, ...document } = found
  const applied = [...company.store.values('applied')]
    .filter((row) => (row.fromType === type && row.from === number) || (row.toType === type && row.to === number))
    .reduce((sum, row) => sum.plus(row.amount), dec(0))
  return { type, number, ...document, open: dec(amount).minus(applied) }
}

function posted(type: number, number: string, { store, functionalCurrency }: Company) {
  const of = (row: {
    CustomerKey?: { Id?: string }
    CurrencyKey?: { ISOCode?: string }
    IsVoided?: boolean
    PostedDate?: string
    Date?: string
  }) => ({
    customer: row.CustomerKey?.Id ?? '',
    currency: row.CurrencyKey?.ISOCode ?? functionalCurrency,
    voided: row.IsVoided === true,
    posted: (row.PostedDate ?? row.Date ?? '').slice(0, 10),
  })
  if (type === 1) {
    const row = store.get('transferred', number)
    if (row?.Type !== 'Invoice' || row.TransactionState !== 'History') return null
    const paid = (row.Payments ?? []).reduce((sum, { PaymentAmount }) => sum.plus(PaymentAmount?.Value ?? '0'), dec(0))
    return {
      ...of(row),
      amount: dec(row.TotalAmount.Value ?? '0')
        .minus(paid)
        .toFixed(),
    }
  }
  if (type === 7) {
    const row = store.get('creditMemo', number)
    return row?.PostedDate === undefined ? null : { ...of(row), amount: row.DocumentAmount?.Value ?? '0' }
  }
  if (type === 8) {
    const row = store.get('salesReturn', number)
    return row?.PostedDate === undefined ? null : { ...of(row), amount: row.TotalAmount?.Value ?? '0' }
  }
  const row = type === 9 ? store.get('cashReceipt', number) : undefined
  return row?.PostedDate === undefined ? null : { ...of(row), amount: row.Amount?.Value ?? '0' }
}
