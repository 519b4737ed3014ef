/**
 * The members of wire records that the sandbox's rules look at. A record keeps every member of its wire type; the
 * others pass through as they came. Decimals are text.
 */
export type Money = { Currency?: string; Value?: string; DecimalDigits?: number }
export type Quantity = { Value?: string; DecimalDigits?: number }
export type Percent = Quantity
export type Id = { Id?: string }

/** Exactly one of the two. */
export type MoneyOrPercent = { Amount?: Money; Percent?: Percent }

export type AddressKey = { CustomerKey?: Id; Id?: string }
export type Phone = { Value?: string; Extension?: string }

export type BusinessAddress = {
  Line1?: string
  Line2?: string
  Line3?: string
  City?: string
  State?: string
  PostalCode?: string
  CountryRegion?: string
  Phone1?: Phone
  Phone2?: Phone
  Phone3?: Phone
  Name?: string
  ContactPerson?: string
}

export type TaxRow = {
  Key?: { SequenceNumber?: number; TaxDetailKey?: Id }
  TaxAmount?: Money
  TotalAmount?: Money
  TaxableAmount?: Money
}

/** Of a kit on a line: what is taken from stock (rows of SOP10200 with a CMPNTSEQ of their own). */
export type SalesComponent = {
  Key?: { ComponentSequenceNumber?: number }
  Quantity?: Quantity
  UofM?: string
  WarehouseKey?: Id
  ItemKey?: Id
  QuantityAllocated?: Quantity
}

export type SalesOrderLine = {
  Key?: { SalesDocumentKey?: Id; LineSequenceNumber?: number }
  UnitPrice?: Money
  /** Of an invoice and a return: what one of it has cost, in the functional currency. */
  UnitCost?: Money
  TotalAmount?: Money
  Quantity?: Quantity
  Discount?: MoneyOrPercent
  ItemDescription?: string
  IsNonInventory?: boolean
  UofM?: string
  DeleteOnUpdate?: boolean
  TaxAmount?: Money
  TaxScheduleKey?: Id
  WarehouseKey?: Id
  ItemKey?: Id
  ShippingMethodKey?: Id
  SalespersonKey?: Id
  PriceLevelKey?: Id
  ShipToAddressKey?: AddressKey
  Taxes?: TaxRow[]
  QuantityToBackorder?: Quantity
  QuantityToInvoice?: Quantity
  QuantityCanceled?: Quantity
  QuantityFulfilled?: Quantity
  QuantityAllocated?: Quantity
  ItemTaxScheduleKey?: Id
  TaxBasis?: string
  Components?: SalesComponent[]
  /** What other documents have taken over (QTYPRINV, QTYPRBAC). Not on the wire. */
  transferred?: string
}

export type SalesPayment = {
  Key?: { SalesDocumentKey?: Id; SequenceNumber?: number }
  PaymentAmount?: Money
  BankAccountKey?: Id
  PaymentCardTypeKey?: Id
  CheckNumber?: string
  PaymentCardNumber?: string
  ExpirationDate?: string
  AuthorizationCode?: string
  Date?: string
  Type?: string
  Number?: string
  DeleteOnUpdate?: boolean
}

export type SalesOrder = {
  Key?: Id
  Type?: string
  Date?: string
  FreightAmount?: Money
  MiscellaneousAmount?: Money
  TaxAmount?: Money
  TradeDiscount?: MoneyOrPercent
  CustomerName?: string
  CustomerPONumber?: string
  MasterNumber?: number
  ExchangeRate?: string
  ExchangeDate?: string
  Comment?: string
  FreightTaxAmount?: Money
  MiscellaneousTaxAmount?: Money
  CommissionAmount?: Money
  TransactionState?: 'Work' | 'History'
  TaxScheduleKey?: Id
  FreightTaxScheduleKey?: Id
  MiscellaneousTaxScheduleKey?: Id
  LineTotalAmount?: Money
  TotalAmount?: Money
  CreatedBy?: string
  CreatedDate?: string
  ModifiedDate?: string
  LastModifiedDate?: string
  IsVoided?: boolean
  IntegrationId?: string
  DocumentTypeKey?: { Type?: string; Id?: string }
  ShippingMethodKey?: Id
  WarehouseKey?: Id
  CustomerKey?: Id
  SalesTerritoryKey?: Id
  SalespersonKey?: Id
  BatchKey?: { Source?: string; Id?: string; CreatedDateTime?: string }
  BillToAddressKey?: AddressKey
  ShipToAddressKey?: AddressKey
  PaymentTermsKey?: Id
  CurrencyKey?: { ISOCode?: string }
  PriceLevelKey?: Id
  ShipToAddress?: BusinessAddress
  Taxes?: TaxRow[]
  FreightTaxes?: TaxRow[]
  MiscellaneousTaxes?: TaxRow[]
  UserDefined?: Readonly<Record<string, string>>
  TrackingNumbers?: { Key?: { SalesDocumentKey?: Id; Id?: string }; DeleteOnUpdate?: boolean }[]
  ProcessHolds?: { Key?: { SalesDocumentKey?: Id; SalesProcessHoldSetupKey?: Id }; IsDeleted?: boolean }[]
  PaymentAmount?: Money
  DepositAmount?: Money
  ShippingProcessStatus?: string
  Lines?: SalesOrderLine[]
  Payments?: SalesPayment[]
}

/** Where the pieces of a return line go. */
export type ReturnQuantities = {
  OnHandQuantity?: Quantity
  ReturnedQuantity?: Quantity
  InUseQuantity?: Quantity
  InServiceQuantity?: Quantity
  DamagedQuantity?: Quantity
}

/** Goods that come back. Its stock moves when it is posted. */
export type SalesReturn = Omit<SalesOrder, 'Lines'> & {
  Reference?: string
  PostedDate?: string
  Lines?: (SalesOrderLine & { ReturnQuantity?: ReturnQuantities })[]
}

/**
 * An invoice or back order that an order was transferred to, with as much of it as is looked at. On the wire it is a row of
 * the list of sales documents, and no more.
 */
export type TransferredDocument = {
  Key: Id
  Type: 'Invoice' | 'Backorder' | 'Fulfillment Order'
  OriginalSalesDocumentKey: Id
  MasterNumber?: number
  CustomerKey?: Id
  CustomerPONumber?: string
  Date?: string
  CurrencyKey?: { ISOCode?: string }
  TransactionState: 'Work' | 'History'
  IsVoided?: boolean
  LineTotalAmount: Money
  TradeDiscount: Money
  FreightAmount: Money
  MiscellaneousAmount: Money
  TaxAmount: Money
  FreightTaxAmount: Money
  MiscellaneousTaxAmount: Money
  TotalAmount: Money
  Taxes: TaxRow[]
  FreightTaxes: TaxRow[]
  MiscellaneousTaxes: TaxRow[]
  TrackingNumbers?: NonNullable<SalesOrder['TrackingNumbers']>
  Lines: SalesOrderLine[]
  Payments?: SalesPayment[]
}

export type CashReceipt = {
  Key?: Id
  CustomerKey?: Id
  Type?: 'Check' | 'Cash' | 'Payment Card'
  CheckCardNumber?: string
  PaymentCardTypeKey?: Id
  BankAccountKey?: Id
  BatchKey?: { Source?: string; Id?: string; CreatedDateTime?: string }
  Date?: string
  PostedDate?: string
  ModifiedDate?: string
  Amount?: Money
  Description?: string
  CurrencyKey?: { ISOCode?: string }
  IsVoided?: boolean
  VoidDate?: string
}

export type Journal = {
  Key?: { JournalId?: number; Date?: string; FiscalYear?: number; $type?: string }
  BatchKey?: { Source?: string; Id?: string; CreatedDateTime?: string }
  CurrencyKey?: { ISOCode?: string }
  Reference?: string
  TransactionState?: 'Work' | 'Open' | 'History'
  IsVoided?: boolean
  Lines?: {
    Key?: { SequenceNumber?: number }
    GLAccountKey?: Id
    DebitAmount?: Money
    CreditAmount?: Money
    Description?: string
  }[]
}

export type CreditMemo = {
  Key?: Id
  Type?: string
  CustomerKey?: Id
  BatchKey?: { Source?: string; Id?: string; CreatedDateTime?: string }
  Date?: string
  PostedDate?: string
  ModifiedDate?: string
  DocumentAmount?: Money
  CurrentDocumentAmount?: Money
  SalesAmount?: Money
  TradeDiscountAmount?: Money
  FreightAmount?: Money
  MiscellaneousAmount?: Money
  TaxAmount?: Money
  Description?: string
  CustomerPONumber?: string
  CurrencyKey?: { ISOCode?: string }
  TransactionState?: 'Work' | 'Open' | 'History'
  Taxes?: (TaxRow & { SalesTaxAmount?: Money; FreightTaxAmount?: Money })[]
  IsVoided?: boolean
  VoidDate?: string
}

export type CustomerAddress = BusinessAddress & {
  InternetAddresses?: { EmailToAddress?: string }
  Key?: AddressKey
  ShippingMethodKey?: Id
  TaxScheduleKey?: Id
  SalespersonKey?: Id
  SalesTerritoryKey?: Id
  WarehouseKey?: Id
  CreatedDate?: string
  ModifiedDate?: string
  LastModifiedDate?: string
  DeleteOnUpdate?: boolean
}

export type Customer = {
  Key?: Id
  IsOnHold?: boolean
  IsActive?: boolean
  Name?: string
  Shortname?: string
  StatementName?: string
  ClassKey?: Id
  Priority?: number
  DefaultAddressKey?: AddressKey
  ShipToAddressKey?: AddressKey
  BillToAddressKey?: AddressKey
  StatementToAddressKey?: AddressKey
  PaymentTermsKey?: Id
  PriceLevelKey?: Id
  CurrencyKey?: { ISOCode?: string }
  CreditLimit?: { Amount?: Money; SpecialAmount?: 'No Credit' | 'Unlimited Credit' }
  /** What is owed of documents of receivables. Not on the wire. */
  owes?: string
  CorporateAccountKey?: Id
  TaxRegistrationNumber?: string
  CreatedDate?: string
  ModifiedDate?: string
  LastModifiedDate?: string
  Addresses?: CustomerAddress[]
}

export type Batch = {
  Key: { Source: string; Id: string; CreatedDateTime: string }
  Comment?: string
  /** Being posted, marked or edited (SY00500.BCHSTTUS, MKDTOPST): nothing may be added. Not on the wire. */
  busy: boolean
}
