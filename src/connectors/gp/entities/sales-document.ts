import {
  about,
  boolean,
  choice,
  date,
  decimal,
  defineEntity,
  integer,
  optional,
  readOnly,
  text,
} from '../../../domain/entity.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'

/**
 * Any sales document as lists show it: orders, and the invoices, fulfilment orders, back orders and returns that people make
 * of them. Documents that descend from one order share its MasterNumber and its CustomerPONumber. That is how an order that
 * is transferred is followed: the order itself says "History" for an invoice, a back order and a cancellation alike, and the
 * quantities that were invoiced or back ordered are not on the wire.
 *
 * The number alone is no key in GP: two types may have the same. A list holds no void flag, and a void document is in history
 * beside posted ones: whether an invoice of history is void is asked for by its number.
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
      'Of an invoice of history; empty where it is another document, or the role may not read invoices.',
      optional(readOnly(boolean)),
    ),
  },
})

const documents = {
  operation: 'GetSalesDocumentList',
  item: 'SalesDocumentSummary',
  criteria: { Scope: 'Return All' },
} as const

export const salesDocumentEntity: GpEntity = {
  schema: salesDocument,
  webServices: {
    type: 'SalesDocumentSummary',
    shape: { derived: ['IsVoided'] },
    list: { ...documents, by: 'DocumentId', oneOnly: true },
    search: {
      ...documents,
      by: {
        Key: { member: 'DocumentId', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        CustomerPONumber: { member: 'CustomerPONumber', like: true },
        TransactionState: { member: 'TransactionState', like: false },
        Type: { member: 'Type', like: false },
      },
      also: ({ Key, Type, TransactionState }) =>
        Type === 'Invoice' && TransactionState === 'History'
          ? {
              operation: 'GetSalesInvoiceByKey',
              parameters: { key: { Id: String(Key) } },
              shows: ({ IsVoided }) => ({ IsVoided: IsVoided === true || IsVoided === 'true' }),
            }
          : null,
    },
  },
}
