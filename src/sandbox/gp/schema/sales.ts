/** Sales documents (SOP10100, SOP10200 and their children). Lengths are the columns'. Notation: wire-types.ts. */
export const salesTypes = `
abstract SalesDocument : BusinessObject = Key:SalesDocumentKey, Type:SalesDocumentType~, Date:dateTime~,
  FreightAmount:MoneyAmount, MiscellaneousAmount:MoneyAmount, TaxAmount:MoneyAmount,
  TradeDiscount:MoneyPercentChoice, DiscountAmount:MoneyAmount, CustomerName:string(64),
  CustomerPONumber:string(20), UPSZone:string(3), MasterNumber:int~, Reference:string(30),
  CommissionAmount:MoneyAmount, ExchangeRate:decimal~, ExchangeDate:dateTime~, RequestedShipDate:dateTime~,
  Comment:string(500), TaxExemptNumber1:string(25), TaxExemptNumber2:string(25), TaxRegistrationNumber:string(25),
  FreightTaxBasis:SalesTaxBasis~, MiscellaneousTaxBasis:SalesTaxBasis~, FreightTaxAmount:MoneyAmount,
  MiscellaneousTaxAmount:MoneyAmount, Note:string, TransactionState:SalesTransactionState~,
  TaxScheduleKey:TaxScheduleKey, FreightTaxScheduleKey:TaxScheduleKey, MiscellaneousTaxScheduleKey:TaxScheduleKey,
  LineTotalAmount:MoneyAmount, TotalAmount:MoneyAmount, CreatedBy:string, CreatedDate:dateTime~,
  ModifiedDate:dateTime~, LastModifiedDate:dateTime~, CommissionBasedOn:CommissionBasedOn~,
  CommissionSaleAmount:MoneyAmount, ActualShipDate:dateTime~, FulfillDate:dateTime~, QuoteDate:dateTime~,
  AuditTrailCode:string, IsIntrastatDocument:boolean~, IsVoided:boolean~, ShipCompleteOnly:boolean~,
  FrontOfficeIntegrationId:string(30), IntegrationSource:int~, IntegrationId:string(30), InvoiceDate:dateTime~,
  BackorderDate:dateTime~, ReturnDate:dateTime~, OriginalSalesDocumentKey:SalesDocumentKey,
  OriginalSalesDocumentType:string, DocumentTypeKey:SalesDocumentTypeKey, ShippingMethodKey:ShippingMethodKey,
  WarehouseKey:WarehouseKey, CustomerKey:CustomerKey, SalesTerritoryKey:SalesTerritoryKey,
  SalespersonKey:SalespersonKey, BatchKey:BatchKey, BillToAddressKey:CustomerAddressKey,
  ShipToAddressKey:CustomerAddressKey, PaymentTermsKey:PaymentTermsKey, CurrencyKey:CurrencyKey,
  CommentKey:CommentKey, PriceLevelKey:PriceLevelKey, ShipToAddress:BusinessAddress, UserDefined:SalesUserDefined,
  Commissions:any, ProcessHolds:SalesProcessHold[], Taxes:SalesDocumentTax[], FreightTaxes:SalesDocumentTax[],
  MiscellaneousTaxes:SalesDocumentTax[], TrackingNumbers:SalesTrackingNumber[]
SalesDocumentKey : TransactionKey = Id:string(21)
SalesDocumentTypeKey : ReferenceKey = Type:SalesDocumentType!, Id:string(15)
SalesUserDefined = Date01:dateTime~, Date02:dateTime~, List01:string(20), List02:string(20), List03:string(20),
  Text01:string(20), Text02:string(20), Text03:string(20), Text04:string(20), Text05:string(20)
SalesProcessHold : BusinessObject = Key:SalesProcessHoldKey, Description:string, Password:string,
  IsTransferHold:boolean~, IsPostHold:boolean~, IsFulfillHold:boolean~, IsPrintHold:boolean~,
  HoldDateTime:dateTime~, User:string, DeleteOnUpdate:boolean~, IsDeleted:boolean~
SalesProcessHoldKey : TransactionKey = SalesDocumentKey:SalesDocumentKey,
  SalesProcessHoldSetupKey:SalesProcessHoldSetupKey
SalesProcessHoldSetupKey : ReferenceKey = Id:string(15)
abstract Tax : BusinessObject = TaxAmount:MoneyAmount, TotalAmount:MoneyAmount, TaxableAmount:MoneyAmount,
  IsBackoutTax:boolean~
abstract SalesTax : Tax = GLAccountKey:GLAccountNumberKey, IsTaxableTax:boolean~,
  TotalTaxPotentialAmount:MoneyAmount
SalesDocumentTax : SalesTax = Key:SalesDocumentTaxKey
SalesDocumentTaxKey : TransactionKey = SalesDocumentKey:SalesDocumentKey, SequenceNumber:int!,
  TaxDetailKey:TaxDetailKey
SalesTrackingNumber : BusinessObject = Key:SalesTrackingNumberKey, DeleteOnUpdate:boolean~
SalesTrackingNumberKey : TransactionKey = SalesDocumentKey:SalesDocumentKey, Id:string(40)
SalesOrder : SalesDocument = PaymentAmount:MoneyAmount, DepositAmount:MoneyAmount,
  ShippingProcessStatus:ShippingProcessStatus~, IsRepeating:boolean~, DocumentFrequency:Frequency~,
  TimesToRepeat:int~, DaysToIncrement:int~, WorkflowPriority:WorkflowPriority~, Lines:SalesOrderLine[],
  Payments:SalesPayment[], Workflows:any
abstract SalesLine : BusinessObject = Key:SalesLineKey, UnitPrice:MoneyAmount, TotalAmount:MoneyAmount,
  Quantity:Quantity, Discount:MoneyPercentChoice, UnitCost:MoneyAmount, ItemDescription:string(100),
  IsNonInventory:boolean~, IsDropShip:boolean~, RequestedShipDate:dateTime~, Comment:string(500), UofM:string(8),
  DeleteOnUpdate:boolean~, ExtendedCost:MoneyAmount, ItemTaxScheduleKey:TaxScheduleKey, TaxBasis:SalesTaxBasis~,
  TaxAmount:MoneyAmount, TaxScheduleKey:TaxScheduleKey, CostOfSalesGLAccountKey:GLAccountNumberKey,
  DamagedGLAccountKey:GLAccountNumberKey, InServiceGLAccountKey:GLAccountNumberKey,
  InUseGLAccountKey:GLAccountNumberKey, InventoryGLAccountKey:GLAccountNumberKey,
  DiscountGLAccountKey:GLAccountNumberKey, ReturnsGLAccountKey:GLAccountNumberKey,
  SalesGLAccountKey:GLAccountNumberKey, FrontOfficeIntegrationId:string(30), IntegrationSource:int~,
  IntegrationId:string(30), WarehouseKey:WarehouseKey, ItemKey:ItemKey, ShippingMethodKey:ShippingMethodKey,
  SalesTerritoryKey:SalesTerritoryKey, SalespersonKey:SalespersonKey, CommentKey:CommentKey,
  PriceLevelKey:PriceLevelKey, ShipToAddressKey:CustomerAddressKey, ShipToAddress:BusinessAddress,
  Taxes:SalesLineTax[]
SalesLineKey : TransactionKey = SalesDocumentKey:SalesDocumentKey, LineSequenceNumber:int!
SalesLineTax : SalesTax = Key:SalesLineTaxKey
SalesLineTaxKey : TransactionKey = SalesLineKey:SalesLineKey, TaxDetailKey:TaxDetailKey
SalesOrderLine : SalesLine = QuantityToBackorder:Quantity, QuantityToInvoice:Quantity, QuantityCanceled:Quantity,
  QuantityFulfilled:Quantity, QuantityAllocated:Quantity, FulfillDate:dateTime~, ActualShipDate:dateTime~,
  Components:SalesOrderComponent[], Serials:any, Lots:any, Bins:any
abstract SalesComponent : BusinessObject = Key:SalesComponentKey, Quantity:Quantity, UnitCost:MoneyAmount,
  ItemDescription:string, IsNonInventory:boolean~, UofM:string, DeleteOnUpdate:boolean~, ExtendedCost:MoneyAmount,
  CostOfSalesGLAccountKey:GLAccountNumberKey, DamagedGLAccountKey:GLAccountNumberKey,
  InServiceGLAccountKey:GLAccountNumberKey, InUseGLAccountKey:GLAccountNumberKey,
  InventoryGLAccountKey:GLAccountNumberKey, DiscountGLAccountKey:GLAccountNumberKey,
  ReturnsGLAccountKey:GLAccountNumberKey, SalesGLAccountKey:GLAccountNumberKey, WarehouseKey:WarehouseKey,
  ItemKey:ItemKey
SalesComponentKey : TransactionKey = SalesLineKey:SalesLineKey, ComponentSequenceNumber:int!
SalesOrderComponent : SalesComponent = QuantityToBackorder:Quantity, QuantityToInvoice:Quantity,
  QuantityCanceled:Quantity, QuantityFulfilled:Quantity, QuantityAllocated:Quantity, Serials:any, Lots:any, Bins:any
SalesInvoice : SalesDocument = PaymentAmount:MoneyAmount, DepositAmount:MoneyAmount, Terms:any,
  GeneralLedgerPostingDate:dateTime~, PostedDate:dateTime~, PostedBy:string, IsDirectDebit:boolean~,
  WorkflowPriority:WorkflowPriority~, Lines:SalesInvoiceLine[], Payments:SalesPayment[], Distributions:any,
  Workflows:any
SalesInvoiceLine : SalesLine = QuantityToBackorder:Quantity, QuantityCanceled:Quantity, QuantityFulfilled:Quantity,
  BillingQuantity:Quantity, ActualShipDate:dateTime~, QuantityAllocated:Quantity, FulfillDate:dateTime~,
  Components:any, Serials:any, Lots:any, Bins:any
SalesReturn : SalesDocument = PaymentAmount:MoneyAmount, TermsDiscountReturnedAmount:MoneyAmount,
  GeneralLedgerPostingDate:dateTime~, PostedDate:dateTime~, PostedBy:string, Lines:SalesReturnLine[],
  Payments:SalesPayment[], Distributions:any
SalesReturnLine : SalesLine = ReturnQuantity:SalesReturnQuantities, Components:any, Serials:any, Lots:any, Bins:any
SalesReturnQuantities = OnHandQuantity:Quantity, ReturnedQuantity:Quantity, InUseQuantity:Quantity,
  InServiceQuantity:Quantity, DamagedQuantity:Quantity
SalesPayment : BusinessObject = Key:SalesPaymentKey, IsProcessElectronically:boolean~, Date:dateTime~,
  PaymentAmount:MoneyAmount, BankAccountKey:BankAccountKey, PaymentCardTypeKey:PaymentCardTypeKey,
  CheckNumber:string(20), PaymentCardNumber:string(20), AuthorizationCode:string(15), ExpirationDate:dateTime~,
  Type:SalesPaymentType~, Number:string(20), DeleteOnUpdate:boolean~, AuditTrailCode:string, CurrencyKey:CurrencyKey
SalesPaymentKey : TransactionKey = SalesDocumentKey:SalesDocumentKey, SequenceNumber:int!
abstract SalesDocumentCriteriaBase : Criteria = TransactionState:ListRestrictionOfNullableOfSalesTransactionState,
  DocumentId:LikeRestrictionOfString, Date:BetweenRestrictionOfNullableOfDateTime,
  CustomerId:LikeRestrictionOfString, CustomerName:LikeRestrictionOfString,
  CustomerPONumber:LikeRestrictionOfString, BatchId:LikeRestrictionOfString, DocumentTypeId:LikeRestrictionOfString,
  SalespersonId:LikeRestrictionOfString, MasterNumber:BetweenRestrictionOfNullableOfInt32,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime, LastModifiedDate:BetweenRestrictionOfNullableOfDateTime,
  CreatedDate:BetweenRestrictionOfNullableOfDateTime, Scope:SalesDocumentScope!
SalesOrderCriteria : SalesDocumentCriteriaBase =
SalesReturnCriteria : SalesDocumentCriteriaBase =
SalesDocumentCriteria : SalesDocumentCriteriaBase = Type:ListRestrictionOfNullableOfSalesDocumentType
RestrictionOfNullableOfSalesDocumentType = EqualValue:SalesDocumentType~, NotEqualValue:SalesDocumentType~
ListRestrictionOfNullableOfSalesDocumentType : RestrictionOfNullableOfSalesDocumentType = Items:SalesDocumentType[]
abstract SalesDocumentSummaryBase = DocumentTypeKey:SalesDocumentTypeKey, Key:SalesDocumentKey, MasterNumber:int~,
  CustomerKey:CustomerKey, CustomerPONumber:string, CustomerName:string, SalespersonKey:SalespersonKey,
  Date:dateTime~, CurrencyKey:CurrencyKey, LineTotalAmount:MoneyAmount, TradeDiscountAmount:MoneyAmount,
  FreightAmount:MoneyAmount, MiscellaneousAmount:MoneyAmount, TaxAmount:MoneyAmount, TotalAmount:MoneyAmount,
  CreatedDate:dateTime~, ModifiedDate:dateTime~, LastModifiedDate:dateTime~,
  TransactionState:SalesTransactionState~, BatchKey:BatchKey
SalesOrderSummary : SalesDocumentSummaryBase =
SalesReturnSummary : SalesDocumentSummaryBase =
SalesDocumentSummary : SalesDocumentSummaryBase = Type:SalesDocumentType~
enum SalesDocumentType = Quote | Order | Invoice | Return | Backorder | Fulfillment Order
enum SalesTaxBasis = Single Tax Schedule | Taxable | Nontaxable | Based On Customer
enum SalesTransactionState = Work | History
enum CommissionBasedOn = Sales | Document Total
enum ShippingProcessStatus = None | New | Ready To Pick | Unconfirmed Pick | Ready To Pack | Unconfirmed Pack |
  Shipped | Ready To Post | In Process | Complete
enum Frequency = None | Weekly | Biweekly | Semimonthly | Monthly | Bimonthly | Quarterly | Miscellaneous
enum WorkflowPriority = Low | Normal | High
enum SalesPaymentType = Cash Deposit | Check Deposit | Payment Card Deposit | Cash Payment | Check Payment | Payment
  Card Payment
enum SalesDocumentScope = Return All | Return Based on Customer Id | Return Based on Salesperson Id
`
