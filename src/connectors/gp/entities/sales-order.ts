import { Decimal, dec, decimalText, roundTo } from '../../../domain/decimal.ts'
import type { TotalRules } from '../../../domain/document.ts'
import {
  about,
  atCreation,
  boolean,
  choice,
  date,
  decimal,
  defaulted,
  defineEntity,
  harmless,
  integer,
  kept,
  keyOf,
  lines,
  list,
  optional,
  personal,
  readOnly,
  record,
  terms,
  text,
} from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import { customerAddressKeys } from '../web-services/address-keys.ts'
import type { Wire } from '../web-services/envelope.ts'
import { listIn } from '../web-services/services.ts'
import { isWire } from '../web-services/wire-codecs.ts'

const taxRow = record({
  TaxDetailKey: keyOf('gp.taxDetail', text(15)),
  TaxAmount: decimal,
  TaxableAmount: about('What the tax was computed on.', optional(decimal)),
})
/**
 * Money that came with the order. GP books it when the order is saved: cash against the deposits of customers.
 * @see eConnect taCreateSopPaymentInsertRecord (DOCNUMBR, CHEKNMBR, RCTNCCRD, EXPNDATE)
 */
const deposit = record({
  Number: about('The number of the payment among the documents of receivables.', text(20)),
  Type: choice('Cash Deposit', 'Check Deposit', 'Payment Card Deposit'),
  Date: date,
  PaymentAmount: decimal,
  BankAccountKey: about('The checkbook (CHEKBKID).', optional(text(15))),
  CheckNumber: about('A check has one.', optional(personal(text(20)))),
  PaymentCardTypeKey: keyOf('gp.paymentCardType', optional(text(15))),
  PaymentCardNumber: about(
    'What the provider calls the payment. The number of a card is never read: its last four digits are.',
    optional(personal(text(20))),
  ),
  ExpirationDate: about(
    'GP wants one of every card; the day of the payment where nobody knows it.',
    optional(personal(date)),
  ),
})
/** SOP10107: those of the document, which people enter in GP. An order's and its invoice's are each their own. */
export const trackingNumbers = personal(list(record({ Key: about('Tracking_Number.', text(40)) })))
/** How the amounts of a sales document come to its total, and which taxes they bear. */
export const salesTotals: TotalRules = {
  rule: 'sum',
  field: 'TotalAmount',
  currency: 'CurrencyKey',
  parts: [
    { field: 'LineTotalAmount', label: 'Lines', sign: 1, ofLines: true },
    { field: 'TradeDiscount', label: 'Trade discount', sign: -1 },
    { field: 'FreightAmount', label: 'Freight', sign: 1 },
    { field: 'MiscellaneousAmount', label: 'Miscellaneous', sign: 1 },
    { field: 'TaxAmount', label: 'Tax', sign: 1 },
    { field: 'FreightTaxAmount', label: 'Freight tax', sign: 1 },
    { field: 'MiscellaneousTaxAmount', label: 'Miscellaneous tax', sign: 1 },
  ],
  remainder: { over: ['MiscellaneousAmount', 'FreightAmount'], under: ['TradeDiscount'] },
  taxes: {
    row: { detail: 'TaxDetailKey', base: 'TaxableAmount', tax: 'TaxAmount' },
    parts: {
      goods: { rows: 'Taxes', sum: 'TaxAmount', name: 'Goods' },
      freight: { rows: 'FreightTaxes', sum: 'FreightTaxAmount', name: 'Freight' },
      wrapping: { rows: 'MiscellaneousTaxes', sum: 'MiscellaneousTaxAmount', name: 'Miscellaneous' },
    },
  },
}

/** A row that is sent takes the place of the one of its detail (taSopLineIvcTaxInsert); one that is not sent stays. */
const taxes = list(taxRow, { rowsBy: 'TaxDetailKey' })

/**
 * A GP sales order (SOP type 2). Keys are plain text here (`CustomerKey` is `CustomerKey/Id` on the wire), money is
 * decimal text in `CurrencyKey`; the connector wraps both. Lengths are the columns' (SOP10100, SOP10200): the service
 * cuts longer text silently, so the hub refuses it before.
 *
 * TotalAmount = LineTotalAmount − TradeDiscount + FreightAmount + MiscellaneousAmount + TaxAmount + FreightTaxAmount +
 * MiscellaneousTaxAmount.
 *
 * @see GP Web Services, SalesOrder, SalesOrderLine; eConnect taSopHdrIvcInsert errors 67, 235, 722
 */
export const salesOrder = defineEntity({
  entity: 'gp.salesOrder',
  about: 'A sales order in Sales Order Processing: a work document in a batch, never posted by the hub.',
  key: 'Key',
  inList: [
    ...['Key', 'DocumentTypeKey', 'Date', 'CustomerKey', 'CustomerName', 'CustomerPONumber', 'BatchKey', 'CurrencyKey'],
    ...['LineTotalAmount', 'FreightAmount', 'MiscellaneousAmount', 'TaxAmount', 'TotalAmount'],
    ...['TransactionState', 'MasterNumber', 'LastModifiedDate'],
  ],
  countsStock: {
    ...{ rows: 'Lines', line: 'IntegrationId', quantity: 'Quantity', canceled: 'QuantityCanceled' },
    place: 'WarehouseKey',
    // An invoice that is posted cannot be voided in Sales Order Processing any more.
    passedOn: {
      ...{ entity: 'gp.salesDocument', key: 'Key', by: 'CustomerPONumber', same: 'MasterNumber' },
      counts: { field: 'Type', is: 'Invoice' },
      becomes: { field: 'Type', isNot: 'Backorder' },
      closed: [{ field: 'TransactionState', isNot: 'Work' }],
      voided: { field: 'IsVoided', is: true },
      ...{ rows: 'Lines', item: ['ItemKey', 'UofM'], quantity: 'Quantity' },
    },
  },
  enteredAs: {
    // People enter an order on its day, or after a weekend.
    ...{ owner: 'CustomerKey', amount: 'TotalAmount', date: 'Date', days: 4 },
    underOthers: true,
    places: [
      {
        ...{ entity: 'gp.salesDocument', key: 'Key', of: 'gp.salesOrder', amount: 'TotalAmount' },
        ...{ by: 'CustomerPONumber', same: 'MasterNumber', voided: { field: 'IsVoided', is: true } },
        only: { field: 'Type', in: ['Order', 'Invoice', 'Backorder', 'Fulfillment Order'] },
      },
    ],
  },
  stamps: ['LastModifiedDate'],
  waitsIn: { field: 'BatchKey', busy: 'gp.batch-busy' },
  letters: gpLetters,
  knownBy: ['CustomerPONumber'],
  remarks: ['Comment'],
  inShort: ['TransactionState', 'TotalAmount', 'CurrencyKey'],
  way: 'document',
  emptyIsZero: true,
  document: {
    lines: {
      field: 'Lines',
      number: 'LineSequenceNumber',
      step: 16_384,
      identity: 'IntegrationId',
      // Error 2902.
      fixed: ['ItemKey'],
      removal: { set: { DeleteOnUpdate: true }, with: ['ItemKey', 'Quantity'] },
      inShort: ['Quantity', 'ItemKey'],
      picked: 'QuantityFulfilled',
      allocated: 'QuantityAllocated',
      priced: {
        quantity: 'Quantity',
        price: 'UnitPrice',
        total: 'TotalAmount',
        priceDigits: 'PriceDigits',
        tax: { sum: 'TaxAmount', rows: 'Taxes' },
        marks: ['ItemDescription', 'Comment'],
        repriced: {
          subject: 'GP prices the lines',
          hint: 'GP has priced the lines itself: in the Dynamics Security Console, policy of CreateSalesOrder, set “Calculate Unit Price” to “Do Not Calculate” for the hub’s role ("ledgerline doctor" shows it). Correct or void the document in GP, then replay the incident.',
        },
        shortened: {
          subject: 'GP shortens the quantities',
          hint: 'GP had less in stock than was ordered, and its shortage policy changed the quantity: in the Dynamics Security Console, policy of CreateSalesOrder, set “Quantity Shortage” to “Override Shortage” or “Back Order Balance” ("ledgerline doctor" shows it), or bring stock to the site. Correct the document in GP, then replay the incident.',
        },
      },
    },
    totals: salesTotals,
    closed: [
      { field: 'TransactionState', isNot: 'Work' },
      { field: 'IsVoided', is: true },
    ],
    // SOPSTATUS 8: a part of it is an invoice or a back order.
    parted: { field: 'ShippingProcessStatus', is: 'In Process' },
    voided: { field: 'IsVoided', is: true },
    voidFacts: ['CustomerKey', 'CustomerPONumber', 'CurrencyKey', 'TotalAmount', 'DepositAmount', 'TransactionState'],
    alongWith: { rows: 'Payments', number: 'Number' },
  },
  fields: {
    Key: about('SOPNUMBE. Unused among work and history documents.', text(21)),
    DocumentTypeKey: about('SOP document id, for example STDORD.', text(15)),
    Date: date,
    // A guest who gets an account, or a customer who is linked to another one, keeps the orders of before where they are.
    CustomerKey: kept(keyOf('gp.customer', text(15))),
    CustomerName: readOnly(personal(text(64))),
    CustomerPONumber: about("The shop's order reference.", optional(text(20))),
    BatchKey: terms(text(15)),
    CurrencyKey: about('ISO 4217.', text(3)),
    ExchangeRate: defaulted(optional(decimal)),
    ExchangeDate: defaulted(optional(date)),
    RequestedShipDate: harmless(optional(date)),
    PaymentTermsKey: terms(keyOf('gp.paymentTerms', defaulted(optional(text(20))))),
    ShippingMethodKey: harmless(keyOf('gp.shippingMethod', optional(text(15)))),
    WarehouseKey: harmless(about('The site (LOCNCODE).', keyOf('gp.warehouse', defaulted(optional(text(10)))))),
    PriceLevelKey: defaulted(optional(text(10))),
    TaxScheduleKey: keyOf('gp.taxSchedule', defaulted(optional(text(15)))),
    BillToAddressKey: defaulted(optional(text(15))),
    ShipToAddressKey: defaulted(optional(text(15))),
    ShipToAddress: harmless(
      optional(
        record({
          Name: harmless(optional(personal(text(64)))),
          ContactPerson: harmless(optional(personal(text(60)))),
          Line1: harmless(optional(personal(text(60)))),
          Line2: harmless(optional(personal(text(60)))),
          Line3: harmless(optional(personal(text(60)))),
          City: harmless(optional(personal(text(35)))),
          State: harmless(optional(personal(text(29)))),
          PostalCode: harmless(optional(personal(text(10)))),
          CountryRegion: harmless(optional(text(60))),
          Phone1: harmless(optional(personal(text(21)))),
        }),
      ),
    ),
    LineTotalAmount: optional(decimal),
    TradeDiscount: about('Amount off the whole document, before tax.', optional(decimal)),
    FreightAmount: optional(decimal),
    MiscellaneousAmount: optional(decimal),
    TaxAmount: about('Tax on the lines, net of discounts.', optional(decimal)),
    FreightTaxAmount: optional(decimal),
    MiscellaneousTaxAmount: optional(decimal),
    TotalAmount: decimal,
    Taxes: about(
      'One row per tax detail; they add up to TaxAmount, and are the sums of the rows of the lines.',
      optional(list(taxRow, { rowsBy: 'TaxDetailKey', sumsOf: { lines: 'Lines', rows: 'Taxes' } })),
    ),
    FreightTaxes: optional(taxes),
    MiscellaneousTaxes: optional(taxes),
    DepositAmount: about('DEPRECVD. What the deposits add up to.', atCreation(optional(decimal))),
    Payments: about(
      'Deposits. They post at once, go to the invoice when the order is transferred, and are taken back when it is voided (policy “Remove Posted Deposits”).',
      atCreation(optional(list(deposit, { rowsBy: 'Number' }))),
    ),
    Comment: harmless(about('CMMTTEXT. Keeps its line breaks.', optional(personal(lines(500))))),
    IntegrationId: about("The integration's marker: which hub, which shop order.", optional(text(30))),
    UserDefined: harmless(
      optional(
        record({
          Text01: harmless(optional(personal(text(20)))),
          Text02: harmless(optional(personal(text(20)))),
          Text03: harmless(optional(personal(text(20)))),
          Text04: harmless(optional(personal(text(20)))),
          Text05: harmless(optional(personal(text(20)))),
        }),
      ),
    ),
    TrackingNumbers: optional(readOnly(trackingNumbers)),
    ProcessHolds: about(
      'SOP10104. A hold that people have removed stays in the list.',
      optional(
        readOnly(
          list(
            record({
              SalesProcessHoldSetupKey: about('PRCHLDID.', text(15)),
              IsDeleted: about('DELETE1: it is removed.', optional(boolean)),
            }),
          ),
        ),
      ),
    ),
    Lines: list(
      record({
        LineSequenceNumber: about(
          'Steps of 16384. Given by the hub, so that an edit finds its line.',
          optional(integer),
        ),
        ItemKey: keyOf('gp.item', text(30)),
        ItemDescription: harmless(defaulted(optional(text(100)))),
        IsNonInventory: optional(boolean),
        Quantity: decimal,
        UofM: about(
          "What Quantity counts, one of the item's schedule. Without it GP takes the default selling unit.",
          defaulted(optional(text(8))),
        ),
        UnitPrice: decimal,
        PriceDigits: about(
          "Decimals that GP allows in this item's prices, 0 to 5. The balance reads it; it is not sent.",
          optional(integer),
        ),
        TotalAmount: about('UnitPrice × Quantity, at the decimals of the currency.', decimal),
        TaxAmount: about("The sum of the line's tax rows.", optional(decimal)),
        Taxes: about('One row per tax detail. The rows of the document are their sums.', optional(taxes)),
        TaxBasis: about(
          'By which schedule GP computes tax again, for example when a part is invoiced.',
          optional(choice('Taxable', 'Nontaxable', 'Based On Customer')),
        ),
        ItemTaxScheduleKey: about("The item's tax schedule on this line.", defaulted(optional(text(15)))),
        TaxScheduleKey: about("The customer's tax schedule on this line.", defaulted(optional(text(15)))),
        WarehouseKey: harmless(keyOf('gp.warehouse', defaulted(optional(text(10))))),
        IntegrationId: about('The line of the shop that it was made of.', optional(text(30))),
        Comment: harmless(optional(personal(lines(500)))),
        // QTYFULFI of taSopLineIvcInsert defaults from the setup: without separate fulfilment (USPFULPR of SOP40200) GP fulfils
        // what it allocates. Assumed: GP Web Services hand that default on where the hub names no quantity.
        QuantityFulfilled: about(
          'What of it is picked and ready to be invoiced; where the order type has no separate fulfilment, all that GP allocated at the entry.',
          readOnly(decimal),
        ),
        QuantityAllocated: about('What of it is reserved at the site.', readOnly(decimal)),
        QuantityCanceled: about('What of it is not delivered any more.', readOnly(decimal)),
        DeleteOnUpdate: about('True in an update removes the line.', optional(boolean)),
      }),
      { rowsBy: 'LineSequenceNumber' },
    ),
    TransactionState: readOnly(text()),
    IsVoided: readOnly(boolean),
    MasterNumber: readOnly(integer),
    ShippingProcessStatus: readOnly(text()),
    LastModifiedDate: readOnly(text()),
  },
})

export const taxShape = { at: { TaxDetailKey: 'Key.TaxDetailKey' }, always: { 'Key.SequenceNumber': 0 } }

/** Batches of this entry are of SOP; other modules may have one of the same name. */
export const salesBatch = { Source: 'Sales Entry', CreatedDateTime: '1900-01-01T00:00:00' }

export const salesOrderEntity: GpEntity = {
  schema: salesOrder,
  // Amounts and lines come from the flow, whose proof they must pass.
  direct: {
    about: 'Corrects what stands beside lines and amounts of a work order, or voids it: it stays and counts no more.',
    create: false,
    update: [
      'BatchKey',
      'CustomerPONumber',
      'RequestedShipDate',
      'PaymentTermsKey',
      'ShippingMethodKey',
      'ShipToAddress',
      'Comment',
      'UserDefined',
    ],
    void: true,
    tellsCustomer: false,
    tells: ['CustomerName', 'CustomerPONumber', 'TotalAmount'],
  },
  webServices: {
    type: 'SalesOrder',
    shape: {
      always: {
        'DocumentTypeKey.Type': 'Order',
        'BatchKey.Source': salesBatch.Source,
        'BatchKey.CreatedDateTime': salesBatch.CreatedDateTime,
      },
      within: {
        Taxes: taxShape,
        FreightTaxes: taxShape,
        MiscellaneousTaxes: taxShape,
        ProcessHolds: { at: { SalesProcessHoldSetupKey: 'Key.SalesProcessHoldSetupKey' } },
        Lines: {
          key: 'LineSequenceNumber',
          at: { LineSequenceNumber: 'Key.LineSequenceNumber' },
          derived: ['PriceDigits'],
          finer: ['UnitPrice'],
          within: { Taxes: { at: { TaxDetailKey: 'Key.TaxDetailKey' } } },
        },
      },
    },
    derive: (record, wire) => kitsAllocated(withoutCards(tradeDiscountAmount(record, wire)), wire),
    byKey: { operation: 'GetSalesOrderByKey', key: (key) => ({ Id: key }) },
    list: {
      ...{ operation: 'GetSalesOrderList', item: 'SalesOrderSummary', by: 'DocumentId', pagesOnly: true },
      criteria: { Scope: 'Return All', TransactionState: { EqualValue: 'Work' } },
    },
    search: {
      operation: 'GetSalesOrderList',
      item: 'SalesOrderSummary',
      criteria: { Scope: 'Return All' },
      by: {
        Key: { member: 'DocumentId', like: true },
        CustomerKey: { member: 'CustomerId', like: true },
        CustomerName: { member: 'CustomerName', like: true },
        CustomerPONumber: { member: 'CustomerPONumber', like: true },
        BatchKey: { member: 'BatchId', like: true },
        DocumentTypeKey: { member: 'DocumentTypeId', like: true },
        TransactionState: { member: 'TransactionState', like: false },
      },
    },
    write: {
      create: 'CreateSalesOrder',
      update: 'UpdateSalesOrder',
      void: 'VoidSalesOrder',
      parameter: 'salesOrder',
      complete: (wire) => customerAddressKeys(wire, wire.CustomerKey, ['BillToAddressKey', 'ShipToAddressKey']),
    },
  },
}

/** Of a kit GP reserves the components, and of its line nothing: the line has what is reserved of the component that has most. */
function kitsAllocated(record: RecordValue, wire: Wire): RecordValue {
  const shares = new Map(
    listIn(wire.Lines as Wire | undefined, 'SalesOrderLine').flatMap(({ Key, Components }) => {
      const parts = listIn(Components as Wire | undefined, 'SalesOrderComponent').flatMap((one) => {
        const [needed, allocated] = [amountIn(one.Quantity), amountIn(one.QuantityAllocated)]
        return needed.gt(0) ? [allocated.div(needed)] : []
      })
      return parts.length > 0 ? [[String((Key as Wire).LineSequenceNumber), Decimal.max(...parts)] as const] : []
    }),
  )
  if (shares.size === 0) return record
  const Lines = (record.Lines as readonly RecordValue[]).map((line) => {
    const share = shares.get(String(line.LineSequenceNumber))
    if (!share || dec(String(line.QuantityAllocated ?? 0)).gt(0)) return line
    return { ...line, QuantityAllocated: decimalText(roundTo(share.times(String(line.Quantity)), 5)) }
  })
  return { ...record, Lines }
}

const amountIn = (quantity: Wire[string]) => {
  const value = isWire(quantity) ? quantity.Value : undefined
  return dec(typeof value === 'string' && isDecimal(value) ? value : 0)
}

/** Numbers of cards that people typed into deposits, and when the cards expire, stay in GP. The hub sends no number of 12 digits. */
function withoutCards(record: RecordValue): RecordValue {
  const rows = record.Payments as readonly RecordValue[] | undefined
  if (!rows?.some(hasCard)) return record
  return { ...record, Payments: rows.map((row) => (hasCard(row) ? withoutCard(row) : row)) }
}

const hasCard = ({ PaymentCardNumber: number }: RecordValue) =>
  typeof number === 'string' && /^[\d\s./*-]+$/.test(number) && number.replace(/\D/g, '').length >= 12

function withoutCard({ PaymentCardNumber, ExpirationDate: _, ...row }: RecordValue): RecordValue {
  const digits = String(PaymentCardNumber).replace(/\D/g, '')
  return { ...row, PaymentCardNumber: `**** ${digits.slice(-4)}` }
}

/** A trade discount that a person entered as a percentage, as the amount it makes of the lines. */
export function tradeDiscountAmount(record: RecordValue, wire: Wire): RecordValue {
  const percent = (wire.TradeDiscount as { Percent?: { Value?: string } } | null | undefined)?.Percent?.Value
  const lines = wire.LineTotalAmount as { Value?: string; DecimalDigits?: number } | null | undefined
  if (record.TradeDiscount !== undefined || !isDecimal(percent) || !isDecimal(lines?.Value)) return record
  const amount = roundTo(dec(lines!.Value!).times(dec(percent!)).div(100), lines?.DecimalDigits ?? 2)
  return { ...record, TradeDiscount: decimalText(amount) }
}

const isDecimal = (text: string | undefined) => text !== undefined && /^-?\d+(\.\d+)?$/.test(text)
