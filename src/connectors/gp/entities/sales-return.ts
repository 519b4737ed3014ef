import {
  about,
  decimal,
  defaulted,
  defineEntity,
  fieldsOfRows,
  list,
  optional,
  record,
  text,
} from '../../../domain/entity.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import { enteredCredits } from './receivables.ts'
import { salesBatch, salesOrder, salesTotals, taxShape, tradeDiscountAmount } from './sales-order.ts'

const { fields: order } = salesOrder
const line = order.Lines.of.fields
const pieces = (where: string) => about(where, optional(decimal))

/**
 * A return (SOP type 4): goods that come back, and what they cost the customer. A person posts it; then the stock rises. Every
 * piece of a line goes to one of five kinds of quantity, which add up to Quantity; the hub sends one kind a line.
 *
 * A line without a cost gets that of the item today.
 *
 * @see GP Web Services, SalesReturn, SalesReturnLine, SalesReturnQuantities, SalesLine (UnitCost); eConnect taSopLineIvcInsert (QTYONHND and others)
 */
const salesReturn = defineEntity({
  entity: 'gp.salesReturn',
  about: 'A return of goods in Sales Order Processing, in a batch; never posted by the hub, applied in GP.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  waitsIn: { field: 'BatchKey', busy: 'gp.batch-busy' },
  letters: gpLetters,
  knownBy: ['CustomerPONumber'],
  inShort: ['TransactionState', 'TotalAmount', 'CurrencyKey'],
  way: 'document',
  emptyIsZero: true,
  enteredAs: { owner: 'CustomerKey', amount: 'TotalAmount', date: 'Date', ...enteredCredits },
  document: {
    lines: {
      ...{ field: 'Lines', number: 'LineSequenceNumber', step: 16_384, identity: 'IntegrationId' },
      ...{ fixed: ['ItemKey'], removal: { set: {}, with: [] }, inShort: ['Quantity', 'ItemKey'] },
      priced: {
        ...{ quantity: 'Quantity', price: 'UnitPrice', total: 'TotalAmount', priceDigits: 'PriceDigits' },
        along: ['OnHandQuantity', 'ReturnedQuantity', 'InUseQuantity', 'InServiceQuantity', 'DamagedQuantity'],
        tax: { sum: 'TaxAmount', rows: 'Taxes' },
        marks: ['ItemDescription'],
        repriced: {
          subject: 'GP prices the lines of returns',
          hint: 'GP has priced the lines itself: in the Dynamics Security Console, policy of CreateSalesReturn, set “Calculate Unit Price” to “Do Not Calculate” for the hub’s role. Correct or void the return in GP, then replay the incident.',
        },
      },
    },
    totals: salesTotals,
    closed: [
      { field: 'TransactionState', isNot: 'Work' },
      { field: 'IsVoided', is: true },
    ],
    voided: { field: 'IsVoided', is: true },
  },
  fields: {
    Key: about('SOPNUMBE. Unused among the returns of work and history.', text(21)),
    DocumentTypeKey: about('SOP document id of returns.', text(15)),
    Date: order.Date,
    CustomerKey: order.CustomerKey,
    CustomerPONumber: order.CustomerPONumber,
    Reference: about('What it is the return of: the slip, and the invoice or order.', optional(text(30))),
    BatchKey: order.BatchKey,
    CurrencyKey: order.CurrencyKey,
    ExchangeRate: order.ExchangeRate,
    ExchangeDate: order.ExchangeDate,
    WarehouseKey: order.WarehouseKey,
    LineTotalAmount: order.LineTotalAmount,
    TradeDiscount: order.TradeDiscount,
    FreightAmount: order.FreightAmount,
    MiscellaneousAmount: order.MiscellaneousAmount,
    TaxAmount: order.TaxAmount,
    FreightTaxAmount: order.FreightTaxAmount,
    MiscellaneousTaxAmount: order.MiscellaneousTaxAmount,
    TotalAmount: order.TotalAmount,
    Taxes: order.Taxes,
    FreightTaxes: order.FreightTaxes,
    MiscellaneousTaxes: order.MiscellaneousTaxes,
    IntegrationId: about("The integration's marker: which hub, which credit slip.", optional(text(30))),
    Lines: list(
      record({
        LineSequenceNumber: line.LineSequenceNumber,
        ItemKey: line.ItemKey,
        ItemDescription: line.ItemDescription,
        IsNonInventory: line.IsNonInventory,
        Quantity: line.Quantity,
        OnHandQuantity: pieces('Pieces that are for sale again.'),
        ReturnedQuantity: pieces('Pieces that are back, and not for sale.'),
        InUseQuantity: pieces('Pieces that stay in use.'),
        InServiceQuantity: pieces('Pieces that go to be repaired.'),
        DamagedQuantity: pieces('Pieces that are broken.'),
        UofM: line.UofM,
        UnitPrice: line.UnitPrice,
        PriceDigits: line.PriceDigits,
        UnitCost: about(
          'What one of it has cost, in the unit of the line and the functional currency. Left out: as the item costs today.',
          defaulted(optional(decimal)),
        ),
        TotalAmount: line.TotalAmount,
        TaxAmount: line.TaxAmount,
        Taxes: line.Taxes,
        WarehouseKey: line.WarehouseKey,
        IntegrationId: line.IntegrationId,
      }),
      { rowsBy: 'LineSequenceNumber' },
    ),
    TransactionState: order.TransactionState,
    IsVoided: order.IsVoided,
    LastModifiedDate: order.LastModifiedDate,
  },
})

const kinds = Object.keys(fieldsOfRows(salesReturn.fields.Lines)).filter((name) => /.Quantity$/.test(name))

export const salesReturnEntity: GpEntity = {
  schema: salesReturn,
  webServices: {
    type: 'SalesReturn',
    shape: {
      always: {
        'DocumentTypeKey.Type': 'Return',
        'BatchKey.Source': salesBatch.Source,
        'BatchKey.CreatedDateTime': salesBatch.CreatedDateTime,
      },
      within: {
        Taxes: taxShape,
        FreightTaxes: taxShape,
        MiscellaneousTaxes: taxShape,
        Lines: {
          key: 'LineSequenceNumber',
          at: {
            LineSequenceNumber: 'Key.LineSequenceNumber',
            ...Object.fromEntries(kinds.map((kind) => [kind, `ReturnQuantity.${kind}`])),
          },
          derived: ['PriceDigits'],
          finer: ['UnitPrice', 'UnitCost'],
          within: { Taxes: { at: { TaxDetailKey: 'Key.TaxDetailKey' } } },
        },
      },
    },
    derive: tradeDiscountAmount,
    byKey: { operation: 'GetSalesReturnByKey', key: (key) => ({ Id: key }) },
    search: {
      operation: 'GetSalesReturnList',
      item: 'SalesReturnSummary',
      criteria: { Scope: 'Return All' },
      by: {
        Key: { member: 'DocumentId', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        CustomerPONumber: { member: 'CustomerPONumber', like: true },
        BatchKey: { member: 'BatchId', like: true },
      },
    },
    write: { create: 'CreateSalesReturn', parameter: 'salesReturn' },
  },
}
