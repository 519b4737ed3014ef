import { Decimal, dec, sum } from '../../../domain/decimal.ts'
import type { Company, Currency } from '../company.ts'
import type { SalesOrder } from '../records.ts'
import type { Complaints } from './complaints.ts'
import { documentMoney } from './money.ts'

/**
 * Deposits on an order: amount, and what its kind needs. Each is a payment of receivables, whose number nothing else there may
 * have; without one it gets the next. Together they are at most what the order costs. PaymentAmount and DepositAmount become their sum; sent, they
 * must equal it (PYMTRCVD).
 *
 * @see learn.microsoft.com dynamicsgp/developer cc533688
 */
export function completePayments(
  order: SalesOrder,
  currency: Currency,
  company: Company,
  complaints: Complaints,
): SalesOrder {
  const money = documentMoney(currency, complaints)
  const payments = (order.Payments ?? []).map((payment, index) => {
    const at = (member: string) => `Payments[${index}].${member}`
    const type = payment.Type ?? 'Check Deposit'
    const amount = money.read(payment.PaymentAmount, at('PaymentAmount'))
    if (amount.isZero()) complaints.refuse(at('PaymentAmount'), 'The payment amount must be greater than zero.')
    if (!type.endsWith('Deposit')) complaints.refuse(at('Type'), `A ${type} is not valid for an order; use a deposit.`)
    if (type.startsWith('Check') && !payment.CheckNumber)
      complaints.refuse(at('CheckNumber'), 'The check number is required.')
    if (type.startsWith('Payment Card')) {
      const card = payment.PaymentCardTypeKey?.Id
      if (!card) complaints.refuse(at('PaymentCardTypeKey'), 'The payment card type is required.')
      else if (!company.store.get('paymentCardType', card))
        complaints.refuse(at('PaymentCardTypeKey'), `The payment card type '${card}' does not exist.`)
      if (!payment.PaymentCardNumber) complaints.refuse(at('PaymentCardNumber'), 'The payment card number is required.')
      if (!payment.ExpirationDate) complaints.refuse(at('ExpirationDate'), 'The expiration date is required.')
    }
    const bank = payment.BankAccountKey?.Id
    if (bank && !company.store.get('checkbook', bank))
      complaints.refuse(at('BankAccountKey'), `The checkbook '${bank}' does not exist.`)
    const number = payment.Number || `PYMNT${String(company.next('payment')).padStart(9, '0')}`
    const holder = company.store.get('deposit', number)
    if (company.store.get('cashReceipt', number) || (holder !== undefined && holder !== order.Key?.Id))
      complaints.refuse(at('Number'), `Duplicate document number: the payment ${number} exists.`)
    const key = {
      SalesDocumentKey: order.Key ?? {},
      SequenceNumber: payment.Key?.SequenceNumber || (index + 1) * 16384,
    }
    return { ...payment, Number: number, Key: key, Type: type, PaymentAmount: money.write(amount), amount }
  })
  const received = sum(payments.map(({ amount }) => amount))
  const total = dec(order.TotalAmount?.Value ?? '0')
  if (received.gt(total))
    complaints.refuse(
      'DepositAmount',
      `The deposits, ${received.toFixed()}, are more than the document amount, ${total.toFixed()}.`,
    )
  for (const member of ['PaymentAmount', 'DepositAmount'] as const) {
    const sent = order[member]
    const amount = sent ? money.read(sent, member) : received
    if (payments.length > 0 && !amount.eq(received))
      complaints.refuse(
        member,
        `${member} ${amount.toFixed()} does not equal the sum of the payments, ${received.toFixed()}.`,
      )
  }
  const zero = new Decimal(0)
  return {
    ...order,
    Payments: payments.map(({ amount: _, ...payment }) => payment),
    PaymentAmount: order.PaymentAmount ?? money.write(zero),
    DepositAmount: money.write(received),
  }
}

/** Deposits are found by their numbers while a document has them. */
export function keepDeposits(order: SalesOrder, before: SalesOrder | null, company: Company): void {
  for (const { Number: number } of before?.Payments ?? []) if (number) company.store.remove('deposit', number)
  for (const { Number: number } of order.Payments ?? [])
    if (number) company.store.put('deposit', number, order.Key?.Id ?? '')
}

/** A void takes its deposits back with a reversing entry, or leaves them, as the policy says. */
export function voidDeposits(order: SalesOrder, removes: boolean, company: Company): SalesOrder {
  if (!removes || (order.Payments ?? []).length === 0) return order
  const { Payments, DepositAmount, PaymentAmount, ...rest } = order
  keepDeposits(rest, order, company)
  return {
    ...rest,
    ...(DepositAmount && { DepositAmount: { ...DepositAmount, Value: '0' } }),
    ...(PaymentAmount && { PaymentAmount: { ...PaymentAmount, Value: '0' } }),
  }
}

/**
 * The deposits that go to an invoice with the totals of an order, each whole, as long as they fit into what the invoice costs.
 * @returns those that go, and those that stay with the order
 */
export function transferredDeposits({ Payments = [] }: SalesOrder, total: Decimal) {
  const goes: NonNullable<SalesOrder['Payments']> = []
  const stays: NonNullable<SalesOrder['Payments']> = []
  let left = total
  for (const payment of Payments) {
    const amount = dec(payment.PaymentAmount?.Value ?? '0')
    if (amount.gt(left)) stays.push(payment)
    else {
      goes.push(payment)
      left = left.minus(amount)
    }
  }
  return { goes, stays }
}
