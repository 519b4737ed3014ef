import { Decimal, sum } from '../../../domain/decimal.ts'
import type { Company, Currency } from '../company.ts'
import type { SalesOrder } from '../records.ts'
import type { Complaints } from './complaints.ts'
import { documentMoney } from './money.ts'

/**
 * Deposits on an order: amount, and what its kind needs. PaymentAmount and DepositAmount become their sum; sent, they
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
    if (bank && !company.store.get('bank', bank))
      complaints.refuse(at('BankAccountKey'), `The bank account '${bank}' does not exist.`)
    const key = {
      SalesDocumentKey: order.Key ?? {},
      SequenceNumber: payment.Key?.SequenceNumber || (index + 1) * 16384,
    }
    return { ...payment, Key: key, Type: type, PaymentAmount: money.write(amount), amount }
  })
  const received = sum(payments.map(({ amount }) => amount))
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
