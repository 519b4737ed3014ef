import type { DocumentRules } from '../../../domain/document.ts'
import {
  about,
  boolean,
  choice,
  date,
  decimal,
  defaulted,
  defineEntity,
  type EnteredAs,
  keyOf,
  list,
  optional,
  personal,
  readOnly,
  record,
  terms,
  text,
} from '../../../domain/entity.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import { salesBatch } from './sales-order.ts'

/** Nothing is written to a document of receivables that is posted or void. */
const untilPosted: DocumentRules = {
  closed: [
    { field: 'PostedDate', isNot: '' },
    { field: 'IsVoided', is: true },
  ],
  voided: { field: 'IsVoided', is: true },
}

/**
 * A cash receipt (RM10201). It is entered into a batch and posted by a person; what it pays is chosen in GP, since Web
 * Services have no operation that applies one.
 *
 * @see GP Web Services, CashReceipt; eConnect taRMCashReceiptInsert for lengths
 */
const cashReceipt = defineEntity({
  entity: 'gp.cashReceipt',
  about: 'Money that a customer paid: a cash receipt in a batch, never posted by the hub, applied in GP.',
  key: 'Key',
  letters: gpLetters,
  knownBy: ['Description'],
  inShort: ['Amount', 'CurrencyKey'],
  worth: { amounts: ['Amount'], currency: 'CurrencyKey' },
  way: 'document',
  emptyIsZero: true,
  document: untilPosted,
  enteredAs: {
    // People enter what the statement of the bank shows at the end of its month.
    ...{ owner: 'CustomerKey', amount: 'Amount', date: 'Date', days: 31, whenNew: true },
    places: [{ entity: 'gp.cashReceipt', key: 'Key', of: 'gp.cashReceipt', amount: 'Amount' }],
  },
  fields: {
    Key: about('DOCNUMBR. Unused among the documents of receivables.', text(20)),
    CustomerKey: keyOf('gp.customer', text(15)),
    Type: about('A bank card counts as Check: its money is in the checkbook.', choice('Check', 'Cash', 'Payment Card')),
    CheckCardNumber: about(
      'The number of the check, or what the payment provider calls the payment.',
      optional(text(20)),
    ),
    PaymentCardTypeKey: terms(keyOf('gp.paymentCardType', optional(text(15)))),
    BankAccountKey: terms(about('The checkbook (CHEKBKID).', optional(text(15)))),
    BatchKey: terms(text(15)),
    Date: date,
    Amount: decimal,
    Description: about("The shop's order reference and payment.", optional(personal(text(30)))),
    CurrencyKey: about('ISO 4217.', text(3)),
    ExchangeRate: defaulted(optional(decimal)),
    ExchangeDate: defaulted(optional(date)),
    PostedDate: readOnly(date),
    IsVoided: readOnly(boolean),
  },
})

const batch = (Source: string) => ({
  'BatchKey.Source': Source,
  'BatchKey.CreatedDateTime': salesBatch.CreatedDateTime,
})

export const cashReceiptEntity: GpEntity = {
  schema: cashReceipt,
  webServices: {
    type: 'CashReceipt',
    shape: { always: batch('RM_Cash') },
    byKey: { operation: 'GetCashReceiptByKey', key: (key) => ({ Id: key }) },
    search: {
      operation: 'GetCashReceiptList',
      item: 'CashReceiptSummary',
      criteria: { Scope: 'Return All' },
      by: {
        Key: { member: 'Id', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        BatchKey: { member: 'BatchId', like: true },
      },
      between: { Date: 'Date' },
    },
    write: { create: 'CreateCashReceipt', parameter: 'cashReceipt' },
  },
}

/** Where people may have entered what a customer gets back: as a memo, or as a return. */
export const enteredCredits = {
  ...{ days: 31, whenNew: true },
  places: [
    {
      ...{ entity: 'gp.receivablesCreditMemo', key: 'Key', of: 'gp.receivablesCreditMemo' },
      amount: 'DocumentAmount',
    },
    {
      ...{ entity: 'gp.salesDocument', key: 'Key', of: 'gp.salesReturn', amount: 'TotalAmount' },
      only: { field: 'Type', in: ['Return'] },
    },
  ],
} as const satisfies Partial<EnteredAs>

/**
 * A credit memo of receivables (RM10301): money that is owed to a customer, without goods. A return that brings goods back is
 * another document.
 *
 * DocumentAmount = SalesAmount − TradeDiscountAmount + FreightAmount + MiscellaneousAmount + TaxAmount; here TaxAmount holds
 * the tax of freight as well.
 *
 * @see GP Web Services, ReceivablesCreditMemo; eConnect taRMTransaction, taRMTransactionTaxInsert
 */
const creditMemo = defineEntity({
  entity: 'gp.receivablesCreditMemo',
  about: 'A credit memo of receivables in a batch, never posted by the hub, applied in GP.',
  key: 'Key',
  letters: gpLetters,
  knownBy: ['CustomerPONumber'],
  inShort: ['DocumentAmount', 'CurrencyKey'],
  worth: { amounts: ['DocumentAmount'], currency: 'CurrencyKey' },
  way: 'document',
  emptyIsZero: true,
  document: untilPosted,
  enteredAs: { owner: 'CustomerKey', amount: 'DocumentAmount', date: 'Date', ...enteredCredits },
  fields: {
    Key: about('DOCNUMBR. Unused among the documents of receivables.', text(20)),
    CustomerKey: keyOf('gp.customer', text(15)),
    CustomerPONumber: about("The shop's order reference.", optional(text(20))),
    Date: date,
    BatchKey: terms(text(15)),
    CurrencyKey: about('ISO 4217.', text(3)),
    ExchangeRate: defaulted(optional(decimal)),
    ExchangeDate: defaulted(optional(date)),
    Description: optional(personal(text(30))),
    DocumentAmount: decimal,
    SalesAmount: about('Goods, tax excluded.', decimal),
    FreightAmount: optional(decimal),
    TaxAmount: about('All taxes: of goods and of freight.', optional(decimal)),
    Taxes: about(
      'One row per tax detail; they add up to TaxAmount.',
      optional(
        list(
          record({
            TaxDetailKey: keyOf('gp.taxDetail', text(15)),
            TaxAmount: decimal,
            SalesTaxAmount: about('Of the goods.', optional(decimal)),
            FreightTaxAmount: optional(decimal),
            TaxableAmount: about('What the tax was computed on.', optional(decimal)),
          }),
          { rowsBy: 'TaxDetailKey' },
        ),
      ),
    ),
    PostedDate: readOnly(date),
    IsVoided: readOnly(boolean),
  },
})

export const creditMemoEntity: GpEntity = {
  schema: creditMemo,
  webServices: {
    type: 'ReceivablesCreditMemo',
    shape: {
      always: batch('RM_Sales'),
      within: { Taxes: { at: { TaxDetailKey: 'Key.TaxDetailKey' } } },
    },
    byKey: { operation: 'GetReceivablesCreditMemoByKey', key: (key) => ({ Id: key }) },
    search: {
      operation: 'GetReceivablesCreditMemoList',
      item: 'ReceivablesCreditMemoSummary',
      criteria: { Scope: 'Return All' },
      by: {
        Key: { member: 'DocumentId', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        BatchKey: { member: 'BatchId', like: true },
      },
      between: { Date: 'Date' },
    },
    write: { create: 'CreateReceivablesCreditMemo', parameter: 'receivablesCreditMemo' },
  },
}
