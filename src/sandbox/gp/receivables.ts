import { type Decimal, dec } from '../../domain/decimal.ts'
import { type Company, newBatch } from './company.ts'
import { type Fields, matching } from './criteria.ts'
import { econnectText, notFoundFault, type Problem, validationFault } from './faults.ts'
import type { CashReceipt, CreditMemo, Id, Money } from './records.ts'
import type { Wire } from './wire.ts'

/** Enters a cash receipt as a work document in its batch. GP applies it to nothing: Web Services have no operation for that. */
export function createCashReceipt(sent: CashReceipt, company: Company): void {
  const problems = complaints('CashReceipt', 'taRMCashReceiptInsert', sent, company)
  const currency = checkedCurrency(sent, company, problems)
  const amount = amountOf(sent.Amount)
  if (sent.Amount === undefined) problems.refuse('Amount', 'The amount is required.')
  else if (amount.lte(0)) problems.refuse('Amount', 'The amount of a cash receipt must be greater than zero.')
  checkMoney([sent.Amount], currency, problems)
  const card = sent.PaymentCardTypeKey?.Id
  if (sent.Type === 'Payment Card' && !card) problems.refuse('PaymentCardTypeKey', 'The payment card type is required.')
  if (card && !company.store.get('paymentCardType', card))
    problems.refuse('PaymentCardTypeKey', `The payment card type '${card}' does not exist.`)
  const checkbook = sent.BankAccountKey?.Id
  if (checkbook && !company.store.get('checkbook', checkbook))
    problems.refuse('BankAccountKey', `The checkbook '${checkbook}' does not exist.`)
  problems.end()
  company.store.put('cashReceipt', sent.Key!.Id!, {
    ...sent,
    ...entered(sent, currency, company),
    Type: sent.Type ?? 'Check',
  })
}

/** Enters a credit memo as a work document in its batch: its amount is what its parts add up to. */
export function createCreditMemo(sent: CreditMemo, company: Company): void {
  const problems = complaints('ReceivablesCreditMemo', 'taRMTransaction', sent, company)
  const currency = checkedCurrency(sent, company, problems)
  if (sent.SalesAmount === undefined) problems.refuse('SalesAmount', 'The sales amount is required.')
  const total = amountOf(sent.SalesAmount)
    .minus(amountOf(sent.TradeDiscountAmount))
    .plus(amountOf(sent.FreightAmount))
    .plus(amountOf(sent.MiscellaneousAmount))
    .plus(amountOf(sent.TaxAmount))
  if (sent.DocumentAmount && !amountOf(sent.DocumentAmount).eq(total))
    problems.refuse('DocumentAmount', `The document amount is not what its parts add up to: ${total.toFixed()}.`)
  const taxes = (sent.Taxes ?? []).reduce((sum, row) => sum.plus(amountOf(row.TaxAmount)), dec(0))
  if ((sent.Taxes ?? []).length > 0 && !taxes.eq(amountOf(sent.TaxAmount)))
    problems.refuse('TaxAmount', 'The tax amount is not the sum of the tax details.')
  for (const [index, { Key }] of (sent.Taxes ?? []).entries())
    if (!company.store.get('taxDetail', Key?.TaxDetailKey?.Id ?? ''))
      problems.refuse(
        `Taxes[${index}].Key.TaxDetailKey`,
        `The tax detail '${Key?.TaxDetailKey?.Id ?? ''}' does not exist.`,
      )
  checkMoney([sent.SalesAmount, sent.FreightAmount, sent.TaxAmount], currency, problems)
  problems.end()
  const amount = { Currency: currency.code, Value: total.toFixed(), DecimalDigits: currency.digits }
  company.store.put('creditMemo', sent.Key!.Id!, {
    ...sent,
    ...entered(sent, currency, company),
    Type: 'Credit Memo',
    DocumentAmount: amount,
    CurrentDocumentAmount: amount,
    TransactionState: 'Work',
  })
}

/** A document of receivables that is not posted goes when it is voided; a posted one stays, and counts no more. */
export function voidReceivable(table: 'cashReceipt' | 'creditMemo', key: Id | undefined, company: Company): void {
  const row = company.store.get(table, key?.Id ?? '')
  if (!row) throw notFoundFault(`Receivables document ${key?.Id ?? ''}`)
  if (row.PostedDate === undefined)
    throw validationFault([
      {
        objectType: table === 'cashReceipt' ? 'CashReceipt' : 'ReceivablesCreditMemo',
        propertyNames: ['Key'],
        message: 'Only posted transactions can be voided.',
      },
    ])
  company.store.put(table, key!.Id!, { ...row, IsVoided: true, VoidDate: company.today() } as never)
}

export function getReceivable(table: 'cashReceipt' | 'creditMemo', key: Id | undefined, company: Company): Wire {
  const row = company.store.get(table, key?.Id ?? '')
  if (!row) throw notFoundFault(`Receivables document ${key?.Id ?? ''}`)
  return row as Wire
}

const stateOf = ({ PostedDate }: CashReceipt | CreditMemo) => (PostedDate === undefined ? 'Work' : 'Open')

const fields: Fields<CashReceipt | CreditMemo> = {
  Id: ({ Key }) => Key?.Id,
  DocumentId: ({ Key }) => Key?.Id,
  CustomerId: ({ CustomerKey }) => CustomerKey?.Id,
  BatchId: ({ BatchKey }) => BatchKey?.Id,
  Date: (row) => row.Date,
  ModifiedDate: ({ ModifiedDate }) => ModifiedDate,
  TransactionState: stateOf,
}

export function listReceivables(
  table: 'cashReceipt' | 'creditMemo',
  criteria: Wire | undefined,
  company: Company,
): Wire[] {
  return matching<CashReceipt | CreditMemo>(company.store.values(table), criteria, fields)
    .sort((one, other) => ((one.Key?.Id ?? '') < (other.Key?.Id ?? '') ? -1 : 1))
    .map((row) => ({ ...row, TransactionState: stateOf(row) }) as Wire)
}

type Sent = Pick<CashReceipt, 'Key' | 'CustomerKey' | 'CurrencyKey' | 'BatchKey' | 'Date'>

function complaints(objectType: string, procedure: string, sent: Sent, company: Company) {
  const problems: Problem[] = []
  const refuse = (property: string, message: string) =>
    void problems.push({ objectType, propertyNames: [property], message })
  const number = sent.Key?.Id ?? ''
  if (number === '') refuse('Key', 'The document key is required.')
  else if ((['cashReceipt', 'creditMemo', 'deposit'] as const).some((table) => company.store.get(table, number)))
    refuse(
      'Key',
      econnectText(
        190,
        procedure,
        'Document number (DOCNUMBR) already exists in either RM00401, RM10301, RM20101 or RM30101',
        { DOCNUMBR: number, CUSTNMBR: sent.CustomerKey?.Id ?? '' },
        {},
      ),
    )
  const customer = sent.CustomerKey?.Id ?? ''
  if (customer === '') refuse('CustomerKey', 'The customer key is required.')
  else if (!company.store.get('customer', customer)) refuse('CustomerKey', `The customer '${customer}' does not exist.`)
  const batch = company.store.get('batch', sent.BatchKey?.Id ?? '')
  if (batch?.busy) refuse('BatchKey', `The batch '${batch.Key.Id}' is being posted or edited.`)
  return {
    refuse,
    end() {
      if (problems.length > 0) throw validationFault(problems)
    },
  }
}
type Complaints = ReturnType<typeof complaints>

function checkedCurrency(sent: Sent, company: Company, problems: Complaints): { code: string; digits: number } {
  const code = sent.CurrencyKey?.ISOCode || company.functionalCurrency
  const currency = company.store.get('currency', code)
  if (!currency) problems.refuse('CurrencyKey', `The currency '${code}' does not exist.`)
  else if (code !== company.functionalCurrency && currency.exchangeRate === null)
    problems.refuse('CurrencyKey', `There is no exchange rate for the currency '${code}'.`)
  return { code, digits: currency?.digits ?? 2 }
}

function checkMoney(
  amounts: readonly (Money | undefined)[],
  { code, digits }: { code: string; digits: number },
  problems: Complaints,
): void {
  for (const amount of amounts) {
    if (!amount) continue
    if (amount.Currency && amount.Currency !== code)
      problems.refuse('CurrencyKey', `An amount is in ${amount.Currency}, the document in ${code}.`)
    if (amountOf(amount).decimalPlaces() > digits)
      problems.refuse('Amount', `An amount has more than ${digits} decimals.`)
  }
}

const amountOf = (amount: Money | undefined): Decimal => dec(amount?.Value ?? '0')

function entered(sent: Sent, { code }: { code: string }, company: Company) {
  const batch = sent.BatchKey?.Id
  if (batch && !company.store.get('batch', batch)) company.store.put('batch', batch, newBatch(batch, ''))
  return {
    Date: sent.Date ? `${sent.Date.slice(0, 10)}T00:00:00` : company.today(),
    CurrencyKey: { ISOCode: code },
    IsVoided: false,
    ModifiedDate: company.today(),
  }
}
