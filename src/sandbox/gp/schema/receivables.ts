/** Cash receipts and credit memos of receivables, as much of them as is looked at. Notation: wire-types.ts. */
export const receivablesTypes = `
ReceivablesDocumentKey : TransactionKey = Id:string(20)
CashReceipt : BusinessObject = CustomerKey:CustomerKey, CorporateAccountKey:CustomerKey, Key:ReceivablesDocumentKey,
  CheckCardNumber:string(20), PaymentCardTypeKey:PaymentCardTypeKey, BatchKey:BatchKey, AuditTrailCode:string,
  Type:CashReceiptType~, BankAccountKey:BankAccountKey, Date:dateTime~, PostedDate:dateTime~, PostedBy:string,
  GeneralLedgerPostingDate:dateTime~, ModifiedDate:dateTime~, ModifiedBy:string, Amount:MoneyAmount,
  Description:string(30), CurrencyKey:CurrencyKey, ExchangeRate:decimal~, ExchangeDate:dateTime~, IsVoided:boolean~,
  VoidDate:dateTime~, Distributions:any
CashReceiptCriteria : Criteria = Id:LikeRestrictionOfString, CustomerId:LikeRestrictionOfString,
  BatchId:LikeRestrictionOfString, CurrencyISOCode:ListRestrictionOfString,
  TransactionState:ListRestrictionOfNullableOfReceivablesTransactionState,
  Date:BetweenRestrictionOfNullableOfDateTime, ModifiedDate:BetweenRestrictionOfNullableOfDateTime,
  Scope:CashReceiptScope!
CashReceiptSummary = Key:ReceivablesDocumentKey, CustomerKey:CustomerKey, BatchKey:BatchKey, Date:dateTime~,
  CurrencyKey:CurrencyKey, BankAccountKey:BankAccountKey, Description:string, Amount:MoneyAmount,
  TransactionState:ReceivablesTransactionState~, ModifiedDate:dateTime~
abstract ReceivablesDocument : BusinessObject = Key:ReceivablesDocumentKey, Type:ReceivablesDocumentType~,
  Date:dateTime~, DocumentAmount:MoneyAmount, SalesAmount:MoneyAmount, Description:string(30),
  CustomerPONumber:string(20), CostAmount:MoneyAmount, TradeDiscountAmount:MoneyAmount, FreightAmount:MoneyAmount,
  MiscellaneousAmount:MoneyAmount, TaxAmount:MoneyAmount, ExchangeRate:decimal~, ExchangeDate:dateTime~,
  CustomerName:string, TransactionState:ReceivablesTransactionState~, SalesTaxScheduleKey:TaxScheduleKey,
  FreightTaxScheduleKey:TaxScheduleKey, MiscellaneousTaxScheduleKey:TaxScheduleKey,
  GeneralLedgerPostingDate:dateTime~, PostedDate:dateTime~, PostedBy:string, IsElectronic:boolean~,
  IsIntrastatDocument:boolean~, IsDirectDebitDocument:boolean~, CurrentDocumentAmount:MoneyAmount,
  CorporateAccountKey:CustomerKey, AuditTrailCode:string, InvoicePaidOffDate:dateTime~, IsDeleted:boolean~,
  IsVoided:boolean~, VoidDate:dateTime~, ModifiedDate:dateTime~, ModifiedBy:string, BatchKey:BatchKey,
  CustomerKey:CustomerKey, AddressKey:CustomerAddressKey, SalespersonKey:SalespersonKey,
  SalesTerritoryKey:SalesTerritoryKey, ShippingMethodKey:ShippingMethodKey, TaxScheduleKey:TaxScheduleKey,
  CurrencyKey:CurrencyKey, Taxes:ReceivablesTax[], Distributions:any
ReceivablesTaxKey : TransactionKey = ReceivablesDocumentKey:ReceivablesDocumentKey, TaxDetailKey:TaxDetailKey
ReceivablesTax : Tax = Key:ReceivablesTaxKey, SalesTaxAmount:MoneyAmount, FreightTaxAmount:MoneyAmount,
  MiscellaneousTaxAmount:MoneyAmount, GLAccountKey:GLAccountNumberKey
abstract ReceivablesCreditDocument : ReceivablesDocument = DiscountReturned:MoneyAmount
ReceivablesCreditMemo : ReceivablesCreditDocument =
RestrictionOfNullableOfReceivablesTransactionState = EqualValue:ReceivablesTransactionState~,
  NotEqualValue:ReceivablesTransactionState~
ListRestrictionOfNullableOfReceivablesTransactionState : RestrictionOfNullableOfReceivablesTransactionState =
  Items:ReceivablesTransactionState[]
abstract ReceivablesDocumentCriteriaBase : Criteria =
  TransactionState:ListRestrictionOfNullableOfReceivablesTransactionState, DocumentId:LikeRestrictionOfString,
  Date:BetweenRestrictionOfNullableOfDateTime, CustomerId:LikeRestrictionOfString, BatchId:LikeRestrictionOfString,
  SalespersonId:LikeRestrictionOfString, ModifiedDate:BetweenRestrictionOfNullableOfDateTime,
  Scope:ReceivablesDocumentScope!
ReceivablesCreditMemoCriteria : ReceivablesDocumentCriteriaBase =
abstract ReceivablesDocumentSummaryBase = Key:ReceivablesDocumentKey, CustomerKey:CustomerKey,
  CustomerPONumber:string, CustomerName:string, Date:dateTime~, CurrencyKey:CurrencyKey, BatchKey:BatchKey,
  SalespersonKey:SalespersonKey, TradeDiscountAmount:MoneyAmount, FreightAmount:MoneyAmount,
  MiscellaneousAmount:MoneyAmount, TaxAmount:MoneyAmount, DocumentAmount:MoneyAmount, ModifiedDate:dateTime~,
  TransactionState:ReceivablesTransactionState~
ReceivablesCreditMemoSummary : ReceivablesDocumentSummaryBase =
enum ReceivablesTransactionState = Work | Open | History
enum ReceivablesDocumentType = Balance Brought Forward | Invoice | Scheduled Payment | Debit Memo | Finance Charge |
  Service Repair | Warranty | Credit Memo | Return | Cash Receipt
enum CashReceiptType = Check | Cash | Payment Card
enum CashReceiptScope = Return All | Return Based on CustomerId
enum ReceivablesDocumentScope = Return All | Return Based on Customer Id | Return Based on Salesperson Id
`
