/** What documents refer to: sites, shipping methods, terms, taxes, currencies, batches, banks, cards. */
export const referenceTypes = `
TaxScheduleKey : ReferenceKey = Id:string(15)
ShippingMethodKey : ReferenceKey = Id:string(15)
WarehouseKey : ReferenceKey = Id:string(10)
SalesTerritoryKey : ReferenceKey = Id:string(15)
SalespersonKey : ReferenceKey = Id:string(15)
BatchKey : ReferenceKey = Source:string(15), Id:string(15), CreatedDateTime:dateTime!
PaymentTermsKey : ReferenceKey = Id:string(20)
CurrencyKey : ReferenceKey = ISOCode:string
CommentKey : ReferenceKey = Id:string(15)
PriceLevelKey : ReferenceKey = Id:string(10)
TaxDetailKey : ReferenceKey = Id:string(15)
BankAccountKey : ReferenceKey = Id:string(15)
PaymentCardTypeKey : ReferenceKey = Id:string(15)
Warehouse : BusinessObject = Key:WarehouseKey, Description:string, Address:InternationalAddress,
  SalesTaxScheduleKey:TaxScheduleKey, PurchaseTaxScheduleKey:TaxScheduleKey, IncludeInPlanning:boolean~, Bins:any
WarehouseCriteria : Criteria = WarehouseId:LikeRestrictionOfString, Description:LikeRestrictionOfString,
  AddressLine1:LikeRestrictionOfString, City:LikeRestrictionOfString, State:LikeRestrictionOfString,
  PostalCode:LikeRestrictionOfString, CountryRegion:LikeRestrictionOfString
WarehouseSummary = Key:WarehouseKey, Description:string, AddressLine1:string, City:string, State:string,
  PostalCode:string, CountryRegion:string
ShippingMethod : BusinessObject = Key:ShippingMethodKey, Description:string, PhoneNumber:PhoneNumber,
  Contact:string, CarrierAccount:string, Carrier:string, Type:ShippingMethodType~, ModifiedBy:string,
  CreatedDate:dateTime~, ModifiedDate:dateTime~
ShippingMethodCriteria : Criteria = Id:LikeRestrictionOfString, CreatedDate:BetweenRestrictionOfNullableOfDateTime,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime
PaymentTerms : BusinessObject = Key:PaymentTermsKey, DueDateBasedOn:DueDateBasedOn~, DaysUntilDue:int~,
  DiscountDateBasedOn:DiscountDateBasedOn~, DaysDiscountAvailable:int~, DiscountCalculation:MoneyPercentChoice,
  UseGracePeriods:boolean~, IsDiscountCalculatedOnSalePurchase:boolean~,
  IsDiscountCalculatedOnTradeDiscount:boolean~, IsDiscountCalculatedOnFreight:boolean~,
  IsDiscountCalculatedOnMiscellaneous:boolean~, IsDiscountCalculatedOnTax:boolean~, UseValueAddedTax:boolean~,
  ModifiedBy:string, CreatedDate:dateTime~, ModifiedDate:dateTime~
PaymentTermsCriteria : Criteria = Id:LikeRestrictionOfString, CreatedDate:BetweenRestrictionOfNullableOfDateTime,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime
TaxSchedule : BusinessObject = TaxScheduleKey:TaxScheduleKey, TaxScheduleDescription:string, Notes:string
TaxScheduleCriteria : Criteria = TaxScheduleKeyId:LikeRestrictionOfString,
  TaxScheduleDescription:LikeRestrictionOfString
TaxDetail : BusinessObject = TaxDetailKey:TaxDetailKey, TaxDetailType:TaxDetailType!, TaxDetailDescription:string,
  Account:GLAccountNumberKey, TaxIdNumber:string, TaxDetailBase:TaxDetailBase~, TaxDetailPercent:decimal~,
  TaxDetailAmount:MoneyAmount, TaxDetailRounding:TaxDetailRounding~, TaxDetailBasedOnDetailKey:TaxDetailKey,
  TaxDetailTaxableMinimum:MoneyAmount, TaxDetailTaxableMaximum:MoneyAmount, TaxDetailTaxMinimum:MoneyAmount,
  TaxDetailTaxMaximum:MoneyAmount, TaxDetailRangeType:TaxDetailRangeType~,
  TaxDetailBaseQualifiers:TaxDetailBaseQualifers~, IsTaxDetailTaxable:boolean~,
  IsTaxDetailPrintOnDocuments:boolean~, TaxDetailPrintCharacter:string, TaxDetailTaxablePercent:decimal~
TaxDetailCriteria : Criteria = TaxDetailKeyId:LikeRestrictionOfString,
  TaxDetailType:ListRestrictionOfNullableOfTaxDetailType, TaxIdNumber:LikeRestrictionOfString,
  TaxDetailTaxable:RestrictionOfNullableOfBoolean
Currency : BusinessObject = Key:CurrencyKey, Description:string, Index:int~, Id:string, Symbol:string,
  SymbolLocation:RelativeLocation~, IncludeSpace:boolean~, NegativeSymbol:NegativeSymbol~,
  NegativeSymbolLocation:RelativeLocation~,
  NegativeSymbolCurrencySymbolLocation:NegativeSymbolCurrencySymbolLocation~, DecimalSymbol:DecimalSymbol~,
  DecimalPlaces:DecimalPlaces~, ThousandsSymbol:ThousandsSymbol~, UnitText:string, UnitSubunitConnectorText:string,
  SubunitText:string, LastModifiedDate:dateTime~, LastModifiedBy:string
CurrencyCriteria : Criteria = ISOCode:LikeRestrictionOfString, Id:LikeRestrictionOfString,
  Description:LikeRestrictionOfString, LastModifiedDate:BetweenRestrictionOfNullableOfDateTime
Batch : BusinessObject = Key:BatchKey, NumberOfTransactions:int~, Frequency:PostingFrequency~,
  RecurringLastPostedDate:dateTime~, NumberOfPostings:int~, Comment:string, Total:MoneyAmount,
  CurrencyKey:CurrencyKey, ControlNumberOfTransactions:int~, ControlTotal:MoneyAmount,
  GeneralLedgerPostedDate:dateTime~, BankAccountKey:BankAccountKey, WorkflowPriority:WorkflowPriority~,
  Workflows:any
BatchCriteria : Criteria = Id:LikeRestrictionOfString, Source:LikeRestrictionOfString
PaymentCardType : BusinessObject = Key:PaymentCardTypeKey, ReceivableCardType:ReceivableCardType~,
  UsedByCompany:boolean~, AcceptedFromCustomers:boolean~, CustomerCardBankAccountKey:BankAccountKey,
  GLAccountKey:GLAccountNumberKey, VendorKey:VendorKey, PayableCardType:PayableCardType~,
  CompanyCardBankAccountKey:BankAccountKey, ModifiedBy:string, CreatedDate:dateTime~, ModifiedDate:dateTime~
VendorKey : ReferenceKey = Id:string
PaymentCardTypeCriteria : Criteria = Id:LikeRestrictionOfString, CreatedDate:BetweenRestrictionOfNullableOfDateTime,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime
BankKey : ReferenceKey = Id:string(15)
Bank : BusinessObject = Key:BankKey, Name:string, Address:Address, TransitNumber:string, Branch:string,
  DirectDepositTransitNumber:string
BankCriteria : Criteria = Id:LikeRestrictionOfString, Name:LikeRestrictionOfString, Branch:LikeRestrictionOfString
CompanyCriteria : Criteria = Id:BetweenRestrictionOfNullableOfInt32, Name:LikeRestrictionOfString,
  CreatedDate:BetweenRestrictionOfNullableOfDateTime, ModifiedDate:BetweenRestrictionOfNullableOfDateTime
Company : BusinessObject = Key:CompanyKey, Name:string, DefaultAddressKey:CompanyAddressKey,
  DefaultAddress:ExtendedBusinessAddress, UserDefined1:string, UserDefined2:string, TaxExempt1:string,
  TaxExempt2:string, TaxRegistration:string, ModifiedDate:dateTime~, ModifiedBy:string, CreatedDate:dateTime~,
  SalesTaxScheduleKey:TaxScheduleKey, PurchasesTaxScheduleKey:TaxScheduleKey, WithholdingVendorKey:VendorKey,
  WitholdingFileOrReconciliationNumber:string, WitholdingTaxRate:int~,
  ReceivablesProcessesTaxDetailKey:TaxDetailKey, PayablesProcessesTaxDetailKey:TaxDetailKey, BusinessType:string,
  SICNumber:string, DUNSNumber:string, Vets100Number:string, AccountSegmentSeparator:string,
  IsValueAddedTaxReturnEnabled:boolean~, Options:CompanyOptions~, IsWorkflowEnabled:boolean~
CompanyAddressKey : ReferenceKey = Id:string
ExtendedBusinessAddress : BusinessAddress = County:string
enum ShippingMethodType = Pickup | Delivery
enum DueDateBasedOn = Net Days | Date | EOM | None | Next Month
enum DiscountDateBasedOn = Days | Date | EOM | None
enum TaxDetailType = Sales | Purchases
enum TaxDetailBase = Tax Included with Item Price | Flat Amount per Unit | Percent of Sales/Purchase | Percent of
  Cost | Percent of Another Tax Detail | Percent of Sales/Purchase plus Taxable Taxes
enum TaxDetailRounding = Up to the Next Currency Decimal Digit | To the Nearest Currency Decimal Digit | Down to the
  Previous Currency Decimal Digit | Up to the Next Whole Digit | To the Nearest Whole Digit | Down to the Previous
  Whole Digit
enum TaxDetailRangeType = Full Amount | Amount within Range
enum TaxDetailBaseQualifers = Not Applicable | Unit Amount | Extended Amount | Invoice Total | Unit Amount Plus
  Taxable Taxes | Extended Amount Plus Taxable Taxes | Invoice Total Plus Taxable Taxes
enum RelativeLocation = Before Amount | After Amount
enum NegativeSymbol = Negative Sign | Parenthesis | Credit | Uppercase Credit | Lowercase Credit
enum NegativeSymbolCurrencySymbolLocation = Before Currency Symbol | After Currency Symbol
enum DecimalSymbol = Space | Period | Comma | Dollar Symbol
enum DecimalPlaces = Zero | One | Two | Three | Four | Five
enum ThousandsSymbol = Space | Period | Comma | Apostrophe
enum PostingFrequency = Single Use | Weekly | Biweekly | Semimonthly | Monthly | Bimonthly | Quarterly |
  Miscellaneous
enum ReceivableCardType = Bank Card | Payment Card
enum PayableCardType = Credit Card | Check Card
enum list CompanyOptions = UseShippingMethodWhenSelectingDefaultTaxSchedule | CalculateTermsDiscountBeforeTaxes |
  EnableIntrastatTracking | SeparatePaymentDistributions | MergeTradeDiscountAndMarkdownDistributionsInSales |
  MergeTradeDiscountDistributionsInPurchasing | CalculateTaxRebates | EnablePostingNumbersInGeneralLedger |
  AllowNegativeDebitsAndCreditsInGeneralLedger | EnableGstForAustraliaAndNewZealand | EnableTaxDate |
  EnableShippingDocumentInSalesOrderProcessing | EnableReversingChargeTaxes | CalculateTaxesInGeneralLedger |
  AllowSummaryLevelTaxEdits | RequireTaxDetailTotalsToMatchThePretaxAmount |
  SpecifyTaxDetailsForAutomaticTaxCalculation | EnableVatReturn | EnableEuropeanUnionTransactionTracking |
  EnableEuropeanElectronicFundsTransfer | EnablePayablesElectronicFundsTransfer | EnableCanadianTaxDetail
`
