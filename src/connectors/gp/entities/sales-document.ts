import { dec, sum } from '../../../domain/decimal.ts'
import {
  about,
  boolean,
  choice,
  date,
  decimal,
  defineEntity,
  integer,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import type { Wire } from '../web-services/envelope.ts'
import { listIn } from '../web-services/services.ts'
import { decimalCodec, isWire } from '../web-services/wire-codecs.ts'
import { trackingNumbers } from './sales-order.ts'

/**
 * Any sales document as lists show it: orders, and the invoices, fulfilment orders, back orders and returns that people make
 * of them. Documents that descend from one order share its MasterNumber and its CustomerPONumber. That is how an order that
 * is transferred is followed: the order itself says "History" for an invoice, a back order and a cancellation alike, and the
 * quantities that were invoiced or back ordered are not on the wire.
 *
 * The number alone is no key in GP: two types may have the same. A list holds no void flag, and a void document is in history
 * beside posted ones: whether an invoice is void, and which deposits it has, is asked for by its number.
 *
 * @see GP Web Services, GetSalesDocumentList, SalesDocumentSummary; GetSalesInvoiceByKey, SalesInvoice
 */
const salesDocument = defineEntity({
  entity: 'gp.salesDocument',
  about: 'A sales document of any type, as lists show it: what became of an order that was transferred.',
  key: 'Key',
  letters: gpLetters,
  inShort: ['Type', 'TransactionState', 'TotalAmount', 'CurrencyKey'],
  fields: {
    Key: about('SOPNUMBE.', text(21)),
    Type: readOnly(choice('Quote', 'Order', 'Invoice', 'Return', 'Backorder', 'Fulfillment Order')),
    TransactionState: about('Work, or History: posted, transferred whole, or void.', readOnly(text())),
    MasterNumber: about('The same for all documents that descend from one.', readOnly(integer)),
    CustomerKey: readOnly(text(15)),
    CustomerPONumber: about("The shop's order reference.", readOnly(text(20))),
    CurrencyKey: about('ISO 4217.', readOnly(text(3))),
    Date: readOnly(date),
    TotalAmount: readOnly(decimal),
    TaxAmount: readOnly(decimal),
    IsVoided: about(
      'Of an invoice; empty where it is another document, or the role may not read invoices.',
      optional(readOnly(boolean)),
    ),
    Payments: about(
      'Of an invoice: what was paid with it, the deposits that a transfer took along among it. Empty as above.',
      optional(readOnly(list(record({ Number: text(20), PaymentAmount: decimal })))),
    ),
    AllTaxAmount: about(
      'Of an invoice: the tax of goods, freight and miscellaneous charges together. Empty as above.',
      optional(readOnly(decimal)),
    ),
    Lines: about(
      'Of an invoice: how much of which item is in it. Empty as above.',
      optional(
        readOnly(
          list(
            record({
              ...{ ItemKey: text(30), UofM: text(8), Quantity: decimal },
              UnitCost: about(
                'What one of it has cost. Empty where GP does not say it, and where the invoice is in another currency than the functional one.',
                optional(decimal),
              ),
            }),
          ),
        ),
      ),
    ),
    TrackingNumbers: about('Of an invoice. Empty as above.', optional(readOnly(trackingNumbers))),
  },
})

const documents = {
  operation: 'GetSalesDocumentList',
  item: 'SalesDocumentSummary',
  criteria: { Scope: 'Return All' },
} as const

const paymentsIn = (payments: Wire | undefined): RecordValue[] =>
  listIn(payments, 'SalesPayment').flatMap(({ Number: number, PaymentAmount }) => {
    const amount = isWire(PaymentAmount) ? decimalCodec.from(PaymentAmount.Value) : undefined
    return typeof number === 'string' && amount !== undefined ? [{ Number: number.trim(), PaymentAmount: amount }] : []
  })

const allTaxIn = (invoice: Wire): string =>
  sum(
    ['TaxAmount', 'FreightTaxAmount', 'MiscellaneousTaxAmount'].map((name) => {
      const money = invoice[name]
      return dec(String((isWire(money) ? decimalCodec.from(money.Value) : undefined) ?? '0'))
    }),
  ).toFixed()

const linesIn = (lines: Wire | undefined, costIn: (cost: Wire[string]) => RecordValue): RecordValue[] =>
  listIn(lines, 'SalesInvoiceLine').flatMap(({ ItemKey, UofM, Quantity, UnitCost }) => {
    const quantity = isWire(Quantity) ? decimalCodec.from(Quantity.Value) : undefined
    const item = isWire(ItemKey) ? ItemKey.Id : undefined
    return typeof item === 'string' && quantity !== undefined
      ? [
          {
            ...{ ItemKey: item.trim(), UofM: typeof UofM === 'string' ? UofM.trim() : '', Quantity: quantity },
            ...costIn(UnitCost),
          },
        ]
      : []
  })

/**
 * A cost in another currency would be converted at the rate of another day. In the functional one a document has no rate, or 1.
 * No cost and 0 are not told apart on the wire.
 */
function costsOf({ CurrencyKey, ExchangeRate }: Wire): (cost: Wire[string]) => RecordValue {
  const rate = decimalCodec.from(ExchangeRate) ?? '0'
  const currency = isWire(CurrencyKey) ? CurrencyKey.ISOCode : undefined
  if (rate !== '0' && rate !== '1') return () => ({})
  return (cost) => {
    if (!isWire(cost) || (currency && cost.Currency && cost.Currency !== currency)) return {}
    const amount = decimalCodec.from(cost.Value)
    return typeof amount === 'string' && /[1-9]/.test(amount) && !amount.startsWith('-') ? { UnitCost: amount } : {}
  }
}

const numbersIn = (numbers: Wire | undefined): RecordValue[] =>
  listIn(numbers, 'SalesTrackingNumber').flatMap(({ Key }) => {
    const number = isWire(Key) && typeof Key.Id === 'string' ? Key.Id.trim() : ''
    return number === '' ? [] : [{ Key: number }]
  })

export const salesDocumentEntity: GpEntity = {
  schema: salesDocument,
  webServices: {
    type: 'SalesDocumentSummary',
    shape: { derived: ['IsVoided', 'Payments', 'AllTaxAmount', 'Lines', 'TrackingNumbers'] },
    list: { ...documents, by: 'DocumentId', oneOnly: true },
    search: {
      ...documents,
      by: {
        Key: { member: 'DocumentId', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        CustomerPONumber: { member: 'CustomerPONumber', like: true },
        MasterNumber: { member: 'MasterNumber', like: false },
        TransactionState: { member: 'TransactionState', like: false },
        Type: { member: 'Type', like: false },
      },
      between: { Date: 'Date' },
      also: ({ Key, Type }) =>
        Type === 'Invoice'
          ? {
              operation: 'GetSalesInvoiceByKey',
              parameters: { key: { Id: String(Key) } },
              shows: ({ IsVoided, Payments, Lines, TrackingNumbers, ...invoice }) => ({
                IsVoided: IsVoided === true || IsVoided === 'true',
                Payments: paymentsIn(Payments as Wire | undefined),
                AllTaxAmount: allTaxIn(invoice as Wire),
                Lines: linesIn(Lines as Wire | undefined, costsOf(invoice)),
                TrackingNumbers: numbersIn(TrackingNumbers as Wire | undefined),
              }),
            }
          : null,
    },
  },
}
