import { expect, test } from 'vitest'
import type { Facts } from '../../../src/connectors/gp/causes/index.ts'
import { gpCauses } from '../../../src/connectors/gp/causes/index.ts'
import { explainRefusal } from '../../../src/connectors/gp/web-services/explain-fault.ts'
import { GpFault } from '../../../src/connectors/gp/web-services/faults.ts'
import { RemoteUnavailable } from '../../../src/domain/errors.ts'
import { type RecordValue, ref } from '../../../src/domain/record.ts'

const order = ref('gp.salesOrder', 'WEB7')
const call = { system: 'gp', operation: 'CreateSalesOrder' } as const

/** A validation exception with these complaints; without a log id a system exception. */
const fault = (
  complaints: readonly { says: string; at?: string }[],
  { faultcode = 's:Server', faultstring = 'A validation exception has occurred.', logId = 'id' as string | null } = {},
) =>
  new GpFault(
    call,
    'write',
    { faultcode, faultstring, logId },
    complaints.map(({ says, at }) => ({
      message: says,
      objectType: 'SalesOrder',
      propertyNames: at === undefined ? [] : [at],
    })),
  )

const econnect = (number: number, procedure: string, description: string) =>
  `Sql procedure error codes returned: \n\rError Number = ${number}  Stored Procedure= ${procedure}  Error Description = ${description}\r\nNode Identifier Parameters: ${procedure}\r\n`

const document: RecordValue = {
  Key: 'WEB7',
  CustomerKey: 'LYS-01',
  BatchKey: 'WEB20261120',
  CurrencyKey: 'EUR',
  WarehouseKey: 'MAIN',
  BillToAddressKey: 'BILL',
  ShippingMethodKey: 'GROUND',
  PaymentTermsKey: 'Net 30',
  TotalAmount: '20',
  Taxes: [{ TaxDetailKey: 'VAT20', TaxAmount: '0' }],
  Lines: [{ ItemKey: 'CUP-1', Quantity: '2', UnitPrice: '10', TotalAmount: '20', UofM: 'Each' }],
}
const cup: RecordValue = {
  Key: 'CUP-1',
  Type: 'Sales Item',
  IsDiscontinued: false,
  QuantityDecimalPlaces: 'Zero',
  UnitsOfMeasure: [{ UofM: 'Each', QuantityInBaseUofM: '1' }],
  Quantities: [{ WarehouseKey: 'MAIN', OnHandQuantity: '9', AllocatedQuantity: '0' }],
}

/** GP as it is when nothing is wrong, with what a case changes. `undefined` among the records: it cannot be read. */
function facts(
  change: { document?: RecordValue; records?: Record<string, RecordValue | null | undefined>; option?: string } = {},
): Facts {
  const records: Record<string, RecordValue | null | undefined> = { 'gp.item CUP-1': cup, ...change.records }
  return {
    document: { ...document, ...change.document },
    async read(entity, key) {
      const place = `${entity} ${key}`
      if (!(place in records)) return { Key: key }
      const record = records[place]
      if (record === undefined) throw new RemoteUnavailable(call, 'timeout', { ambiguous: false })
      return record
    },
    option: async () => change.option ?? 'Override Shortage',
  }
}

const line = (change: RecordValue) => ({ Lines: [{ ...(document.Lines as RecordValue[])[0]!, ...change }] })

type Case = readonly [cause: string, says: string, at?: string | undefined, change?: Parameters<typeof facts>[0]]

/** Complaints as GP, eConnect or a rule of a site words them, in the languages they came in. */
const cases: readonly Case[] = [
  ['gp.batch-busy', "The batch 'WEB20261120' is being posted or edited by another user.", 'BatchKey'],
  ['gp.batch-busy', 'Le lot WEB20261120 est en cours de validation.', 'BatchKey'],
  ['gp.batch-busy', 'Der Stapel WEB20261120 wird gerade von mkeller gebucht.', 'BatchKey'],
  ['gp.batch-busy', 'El lote WEB20261120 está siendo contabilizado por otro usuario.', 'BatchKey'],
  ['gp.document-open', econnect(2022, 'taSopHdrIvcInsert', 'Document is currently being edited by another user')],
  ['gp.transactions-edited', 'You cannot complete this process while transactions are being edited.'],
  ['gp.number-taken', econnect(2221, 'taSopHdrIvcInsert', 'Duplicate document number')],
  ['gp.record-exists', econnect(67001, 'taUpdateCreateCustomerRcd', 'El tax_number ya existe en otro cliente')],
  [
    'gp.batch-absent',
    "The batch 'WEB20261120' does not exist.",
    'BatchKey',
    { records: { 'gp.batch WEB20261120': null } },
  ],
  ['gp.closed-period', 'The general ledger posting date is in a closed fiscal period.', 'GLPostingDate'],
  ['gp.closed-period', 'La date se trouve dans une période clôturée.', 'Date'],
  ['gp.closed-period', 'Die Buchungsperiode 9 ist geschlossen.'],
  ['gp.document-closed', 'The document WEB7 is in history, and cannot be changed.', 'TransactionState'],
  ['gp.document-type', "The document type id 'STDWEB' does not exist.", 'DocumentTypeKey'],
  ['gp.silent-failure', 'taPoLine returned err=0 but no row inserted for CUP-1 (silent failure)'],
  [
    'gp.item-not-at-site',
    "The item 'CUP-1' does not exist at the site 'MAIN'.",
    'Lines[0].WarehouseKey',
    { records: { 'gp.item CUP-1': { ...cup, Quantities: [] } } },
  ],
  [
    'gp.item-not-at-site',
    'Der Lagerort passt nicht.',
    'Lines[0].WarehouseKey',
    { records: { 'gp.item CUP-1': { ...cup, Quantities: [{ WarehouseKey: 'LYON' }] } } },
  ],
  [
    'gp.site-absent',
    "The site (warehouse) 'MAIN' does not exist.",
    'WarehouseKey',
    { records: { 'gp.warehouse MAIN': null } },
  ],
  ['gp.site-absent', 'Magazyn MAIN.', 'WarehouseKey', { records: { 'gp.warehouse MAIN': null } }],
  [
    'gp.item-discontinued',
    "The item 'CUP-1' is discontinued.",
    'Lines[0].ItemKey',
    { records: { 'gp.item CUP-1': { ...cup, IsDiscontinued: true } } },
  ],
  [
    'gp.item-discontinued',
    'Artikel CUP-1: Typ unzulässig',
    'Lines[0].ItemKey',
    { records: { 'gp.item CUP-1': { ...cup, IsDiscontinued: true } } },
  ],
  ['gp.item-absent', 'The item number does not exist.', 'ItemKey', { records: { 'gp.item CUP-1': null } }],
  [
    'gp.item-absent',
    econnect(
      3250,
      'taCreateItemVendors',
      'The Item Number(ITEMNMBR) passed does not currently exist in Item Master table - IV00101',
    ),
  ],
  ['gp.item-absent', 'ITEMNMBR CUP-1 : introuvable'],
  [
    'gp.unit-unknown',
    "The unit of measure 'Case' does not exist for the item 'CUP-1'.",
    'Lines[0].UofM',
    { document: line({ UofM: 'Case' }) },
  ],
  [
    'gp.customer-on-hold',
    "The customer 'LYS-01' is on hold.",
    'CustomerKey',
    { records: { 'gp.customer LYS-01': { Key: 'LYS-01', IsOnHold: true } } },
  ],
  [
    'gp.customer-on-hold',
    'Le client LYS-01 est bloqué.',
    'CustomerKey',
    { records: { 'gp.customer LYS-01': { Key: 'LYS-01', IsOnHold: true } } },
  ],
  ['gp.credit-limit', 'The customer has exceeded the credit limit.'],
  [
    'gp.customer-inactive',
    "The customer 'LYS-01' is inactive.",
    'CustomerKey',
    { records: { 'gp.customer LYS-01': { Key: 'LYS-01', IsActive: false } } },
  ],
  [
    'gp.customer-absent',
    "The customer 'LYS-01' does not exist.",
    'CustomerKey',
    { records: { 'gp.customer LYS-01': null } },
  ],
  [
    'gp.customer-absent',
    econnect(
      221,
      'taRMTransaction',
      'The Customer Number (CUSTNMBR) does not exist in the Customer Master Table - RM00101',
    ),
  ],
  ['gp.customer-class-absent', "The class 'WEB' does not exist.", 'ClassKey'],
  [
    'gp.address-absent',
    "The address 'BILL' of the customer 'LYS-01' does not exist.",
    'BillToAddressKey',
    { records: { 'gp.customerAddress LYS-01/BILL': null } },
  ],
  [
    'gp.shipping-method-absent',
    "The shipping method 'GROUND' does not exist.",
    'ShippingMethodKey',
    { records: { 'gp.shippingMethod GROUND': null } },
  ],
  ['gp.payment-terms-absent', "The payment terms 'Net 30' does not exist.", 'PaymentTermsKey'],
  [
    'gp.tax-detail-absent',
    "The tax detail 'VAT20' does not exist.",
    'Taxes[0].Key.TaxDetailKey',
    { records: { 'gp.taxDetail VAT20': null } },
  ],
  ['gp.tax-schedule-absent', "The tax schedule 'EU' does not exist.", 'TaxScheduleKey'],
  ['gp.price-level-absent', "The price level 'WEB' does not exist.", 'PriceLevelKey'],
  [
    'gp.vendor-absent',
    econnect(
      3252,
      'taCreateItemVendors',
      'The Vendor ID (VENDORID) passed does not currently exist in Vendor Master table - PM00200',
    ),
  ],
  ['gp.account-absent', 'The account number 000-4110-00 does not exist.'],
  ['gp.checkbook-absent', 'Checkbook ID (CHEKBKID) does not exist in CM00100'],
  ['gp.buyer-absent', econnect(269, 'taPoHdr', 'Buyer is not registered')],
  ['gp.salesperson', econnect(9539, 'taSopHdrIvcInsert', 'Salesperson is inactive')],
  ['gp.inactive', 'The record is inactive.'],
  [
    'gp.shortage-policy',
    econnect(67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals'),
    undefined,
    {
      option: 'Sell Balance',
      records: {
        'gp.item CUP-1': {
          ...cup,
          Quantities: [{ WarehouseKey: 'MAIN', OnHandQuantity: '1', AllocatedQuantity: '0' }],
        },
      },
    },
  ],
  [
    'gp.shortage-policy',
    econnect(67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals'),
    undefined,
    {
      option: 'Sell Balance',
      document: line({ UofM: 'Case' }),
      records: {
        'gp.item CUP-1': {
          ...cup,
          UnitsOfMeasure: [...(cup.UnitsOfMeasure as RecordValue[]), { UofM: 'Case', QuantityInBaseUofM: '6' }],
        },
      },
    },
  ],
  [
    'gp.shortage-policy',
    econnect(67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals'),
    undefined,
    { option: 'Sell Balance', document: { Lines: ['5', '5'].flatMap((Quantity) => line({ Quantity }).Lines) } },
  ],
  [
    'gp.subtotal',
    econnect(67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals'),
    undefined,
    { option: 'Sell Balance', document: { Lines: ['5', '4'].flatMap((Quantity) => line({ Quantity }).Lines) } },
  ],
  ['gp.subtotal', econnect(67, 'taSopHdrIvcInsert', 'Subtotal does not match the line item totals')],
  [
    'gp.subtotal',
    econnect(722, 'taSopLineIvcInsert', 'Unit Price calculation does not match out to Extended price'),
    undefined,
    { document: line({ TotalAmount: '18' }) },
  ],
  ['gp.tax-total', 'The tax amount does not match.', 'TaxAmount'],
  [
    'gp.quantity-zero',
    'The quantity must be greater than zero.',
    'Lines[0].Quantity',
    { document: line({ Quantity: '0' }) },
  ],
  ['gp.quantity-zero', 'Menge unzulässig.', 'Lines[0].Quantity', { document: line({ Quantity: '0' }) }],
  [
    'gp.quantity-decimals',
    "The quantity has more decimal places than the item 'CUP-1' allows (0).",
    'Lines[0].Quantity',
    { document: line({ Quantity: '0.5' }) },
  ],
  ['gp.no-exchange-rate', 'There is no exchange rate for the currency USD.', 'ExchangeRate'],
  ['gp.no-exchange-rate', 'Il n’y a pas de taux de change pour la devise.'],
  ['gp.currency-decimals', 'The currency allows 2 decimal places.'],
  ['gp.currency-code', 'An ISO 4217 Currency Code must be three characters', 'TotalAmount'],
  ['gp.currency-code', econnect(9370, 'taSopHdrIvcInsert', 'Currency ID in header not passed on line')],
  ['gp.currency-absent', "The currency 'EUR' does not exist.", 'CurrencyKey', { records: { 'gp.currency EUR': null } }],
  ['gp.bin-shortage', 'The quantity entered is not available for this current bin.', 'Bins'],
  ['gp.no-back-order', econnect(4776, 'taSopLineIvcInsert', 'Item does not allow back orders'), 'Lines[0].Quantity'],
  ['gp.serial-sold', econnect(1526, 'taSopSerial', 'Serial number already sold')],
  ['gp.serial-absent', econnect(3551, 'taSopSerial', 'Serial number does not exist (IV00200)')],
  ['gp.shortage', econnect(2905, 'taSopSerial', 'Quantity fulfilled can not exceed quantity allocated')],
  [
    'gp.line-number',
    econnect(2902, 'taSopLineIvcInsert', 'Item Number does not match Item Number on the existing line'),
  ],
  ['gp.too-long', 'String or binary data would be truncated.'],
  ['gp.not-found', 'Business object not found.'],
  ['gp.unreadable-request', 'There is an error in the XML document. ---> Unexpected element'],
  ['gp.unknown-rule', 'Reguła zakładu 12 nie pozwala.'],
]

test.each(cases.map((one) => [one[0], one[1].split('\n')[0], one] as const))(
  '%s: %s',
  async (cause, _, [, says, at, change]) => {
    const found = await explainRefusal(fault([at === undefined ? { says } : { says, at }]), order, facts(change))
    expect(found.diagnosis).toMatchObject({ cause })
    expect(found.hint).toBe(found.diagnosis!.next)
  },
)

test('what a check has seen stands in the message, without a word of the reply', async () => {
  const change = { records: { 'gp.item CUP-1': { ...cup, Quantities: [{ WarehouseKey: 'LYON' }] } } }
  const found = await explainRefusal(fault([{ says: 'zzz', at: 'Lines[0].WarehouseKey' }]), order, facts(change))
  expect(found.message).toContain('Not assigned: CUP-1 to MAIN')
  expect(found.message).not.toContain('zzz')
})

test('what cannot be read decides nothing: the complaint alone does', async () => {
  const change = { records: { 'gp.customer LYS-01': undefined } }
  const said = { says: "The customer 'LYS-01' is on hold.", at: 'CustomerKey' }
  expect((await explainRefusal(fault([said]), order, facts(change))).diagnosis).toMatchObject({
    cause: 'gp.customer-on-hold',
    evidence: [],
  })
})

test('a type that GP refuses of a receipt is no id of orders or returns, and of both the hint names its own setting', async () => {
  const said = econnect(9999, 'taRMCashReceiptInsert', 'Document type (RMDTYPAL) is not valid')
  const { diagnosis } = await explainRefusal(fault([{ says: said }]), order, facts())
  expect(diagnosis?.cause).not.toBe('gp.document-type')
  const { next } = gpCauses.find(({ id }) => id === 'gp.document-type')!
  expect(next).toMatch(/documentType is of sales orders alone, returnDocumentType of returns alone/)
})

test.each([
  ['gp.no-role', fault([], { faultcode: 'a:AccessDenied', logId: null }), 'access_denied'],
  [
    'gp.no-role',
    fault([], { faultstring: 'The user is not authorized to perform this operation.', logId: null }),
    'access_denied',
  ],
  ['gp.operation-unknown', fault([], { faultcode: 'a:ActionNotSupported', logId: null }), 'wrong_address'],
  [
    'gp.system-exception',
    fault([], { faultstring: 'The application encountered an unhandled system exception.', logId: null }),
    'remote_unavailable',
  ],
])('%s is no refusal of a document', async (cause, said, code) => {
  expect(await explainRefusal(said, order, facts())).toMatchObject({ code, diagnosis: { cause } })
})

/** What IIS, WCF and ADO.NET say in place of GP. */
const ofTheServer = [
  [
    'gp.web-server',
    'Could not load file or assembly "Microsoft.Dynamics.GP.BusinessLogic" or one of its dependencies.',
  ],
  ['gp.message-security', 'An error occurred when verifying security for the message.'],
  ['gp.endpoint', 'The message could not be processed at the receiver, due to an AddressFilter mismatch.'],
  [
    'gp.channel-broken',
    'The communication object cannot be used for communication because it is in the Faulted state.',
  ],
  ['gp.database-away', 'A network-related or instance-specific error occurred while connecting.'],
] as const
test.each(ofTheServer)('%s is known by the words of the server', async (cause, faultstring) => {
  const { diagnosis } = await explainRefusal(fault([], { faultstring, logId: null }), order, facts())
  expect(diagnosis).toMatchObject({ cause })
})

test('every row of the catalogue is shown here, says where it is from, and where to click or what happens next', () => {
  const shown = new Set([
    ...cases.map(([cause]) => cause),
    ...ofTheServer.map(([cause]) => cause),
    'gp.no-role',
    'gp.operation-unknown',
    'gp.system-exception',
    'gp.company-not-open',
    'gp.sign-in',
    'gp.null-reference',
    // Of files alone: econnect.test.ts.
    'gp.handed-over',
  ])
  expect(gpCauses.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([])
  for (const { source, next, says } of gpCauses) {
    expect(source.length).toBeGreaterThan(10)
    expect(next).toMatch(/\.$/)
    expect(says).toMatch(/\.$/)
  }
})
