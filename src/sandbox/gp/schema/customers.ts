/** Customers and their addresses (RM00101, RM00102, SY01200). Notation: wire-types.ts. */
export const customerTypes = `
CustomerKey : ReferenceKey = Id:string(15)
CustomerAddressKey : ReferenceKey = CustomerKey:CustomerKey, Id:string(15)
Customer : BusinessObject = Key:CustomerKey, IsOnHold:boolean~, IsActive:boolean~, ShipCompleteOnly:boolean~,
  Name:string(64), Shortname:string(15), StatementName:string(64), ClassKey:CustomerClassKey, Priority:int~,
  DefaultAddressKey:CustomerAddressKey, ShipToAddressKey:CustomerAddressKey, BillToAddressKey:CustomerAddressKey,
  StatementToAddressKey:CustomerAddressKey, Comment1:string(30), Comment2:string(30), TradeDiscountPercent:Percent,
  PaymentTermsKey:PaymentTermsKey, DiscountGracePeriod:int~, DueDateGracePeriod:int~, PriceLevelKey:PriceLevelKey,
  Notes:string, BalanceType:BalanceType~, FinanceCharge:MoneyPercentChoice, MinimumPayment:MoneyPercentChoice,
  CreditLimit:CustomerCreditLimit, MaximumWriteoff:MaximumWriteoff, AllowRevaluation:boolean~,
  PostResultsTo:ReceivablesPostResultsTo!, OrderFullfillmentShortageDefault:OrderFullfillmentShortage~,
  IncludeInDemandPlanning:boolean~, PaymentCardAccount:PaymentCardAccount, BankName:string(30),
  BankBranch:string(20), UserLanguageKey:LanguageKey, TaxExemptNumbers:string[], TaxRegistrationNumber:string(25),
  CurrencyKey:CurrencyKey, RateTypeKey:RateTypeKey, StatementCycle:StatementCycle~, HistoryOptions:HistoryOptions,
  SendEmailStatements:boolean~, BankAccountKey:BankAccountKey, DefaultCashAccountType:ReceivablesCashAccountType~,
  CashGLAccountKey:GLAccountNumberKey, AccountsReceivableGLAccountKey:GLAccountNumberKey,
  SalesGLAccountKey:GLAccountNumberKey, CostOfGoodsSoldGLAccountKey:GLAccountNumberKey,
  InventoryGLAccountKey:GLAccountNumberKey, PaymentTermsDiscountTakenGLAccountKey:GLAccountNumberKey,
  PaymentTermsDiscountAvailableGLAccountKey:GLAccountNumberKey, FinanceChargesGLAccountKey:GLAccountNumberKey,
  WriteoffGLAccountKey:GLAccountNumberKey, SalesOrderReturnsGLAccountKey:GLAccountNumberKey,
  OverpaymentWriteoffGLAccountKey:GLAccountNumberKey, StatementRecipients:EmailRecipients, CreatedDate:dateTime!,
  ModifiedDate:dateTime!, LastModifiedDate:dateTime!, CorporateAccountKey:CustomerKey, UserDefined1:string(20),
  UserDefined2:string(20), Addresses:CustomerAddress[]
CustomerClassKey : ReferenceKey = Id:string(15)
abstract CreditLimit = choice Amount:MoneyAmount, SpecialAmount:CreditLimitSpecialAmount
CustomerCreditLimit : CreditLimit = Period:int~, PeriodAmount:MoneyAmount
MaximumWriteoff = choice Amount:MoneyAmount, SpecialAmount:MaximumWriteoffSpecialAmount
PaymentCardAccount = Key:PaymentCardAccountKey, ExpirationDate:dateTime~
PaymentCardAccountKey : ReferenceKey = PaymentCardTypeKey:PaymentCardTypeKey, Number:string
LanguageKey : ReferenceKey = Id:int!
RateTypeKey : ReferenceKey = Id:string
HistoryOptions = KeepCalendarHistory:boolean~, KeepFiscalHistory:boolean~, KeepTransactionHistory:boolean~,
  KeepDistributionHistory:boolean~
EmailRecipients = To:string[], CC:string[], BCC:string[]
ConstituentAddress : BusinessAddress = UPSZone:string(3), ShippingMethodKey:ShippingMethodKey,
  TaxScheduleKey:TaxScheduleKey, CreatedDate:dateTime!, ModifiedDate:dateTime!, LastModifiedDate:dateTime~,
  UserDefined1:string(20), UserDefined2:string(20), InternetAddresses:InternetAddresses
CustomerAddress : ConstituentAddress = Key:CustomerAddressKey, SalespersonKey:SalespersonKey,
  SalesTerritoryKey:SalesTerritoryKey, WarehouseKey:WarehouseKey, DeleteOnUpdate:boolean~
CustomerCriteria : Criteria = Id:BetweenRestrictionOfString, Name:LikeRestrictionOfString,
  IsActive:RestrictionOfNullableOfBoolean, IsOnHold:RestrictionOfNullableOfBoolean,
  SalespersonId:LikeRestrictionOfString, ClassId:LikeRestrictionOfString,
  CorporateAccountId:LikeRestrictionOfString, State:LikeRestrictionOfString, PhoneNumber:LikeRestrictionOfString,
  CreatedDate:BetweenRestrictionOfNullableOfDateTime, ModifiedDate:BetweenRestrictionOfNullableOfDateTime,
  LastModifiedDate:BetweenRestrictionOfNullableOfDateTime, Scope:CustomerScope!
CustomerSummary = Key:CustomerKey, Name:string, IsActive:boolean!, IsOnHold:boolean!,
  CustomerClassKey:CustomerClassKey, CorporateAccountKey:CustomerKey, SalespersonKey:SalespersonKey, State:string,
  PhoneNumbers:PhoneNumber[], CreatedDate:dateTime!, ModifiedDate:dateTime!, LastModifiedDate:dateTime!
CustomerAddressCriteria : Criteria = Scope:CustomerScope!, SalesPersonKeyId:LikeRestrictionOfString,
  SalesTerritoryKeyId:LikeRestrictionOfString, CustomerAddressKeyId:LikeRestrictionOfString,
  CustomerKeyId:LikeRestrictionOfString, PhoneNumber:LikeRestrictionOfString, Address:LikeRestrictionOfString,
  City:LikeRestrictionOfString, State:LikeRestrictionOfString, PostalCode:LikeRestrictionOfString
CustomerAddressSummary : BusinessAddress = Key:CustomerAddressKey, SalespersonKey:SalespersonKey,
  SalesTerritoryKey:SalesTerritoryKey, WarehouseKey:WarehouseKey
CustomerReceivablesSummary : BusinessObject = Key:CustomerKey, Aging:AgingAmounts, LastYear:SalesAmounts,
  LifeToDate:SalesAmounts, YearToDate:SalesAmounts, OnOrderAmount:MoneyAmount, LastPaymentAmount:MoneyAmount,
  LastPaymentDate:dateTime~, LastStatementAmount:MoneyAmount, LastStatementDate:dateTime~,
  LastTransactionAmount:MoneyAmount, LastTransactionDate:dateTime~
AgingAmounts = Period1Amount:MoneyAmount, Period2Amount:MoneyAmount, Period3Amount:MoneyAmount,
  Period4Amount:MoneyAmount, Period5Amount:MoneyAmount, Period6Amount:MoneyAmount, Period7Amount:MoneyAmount,
  LastAgedDate:dateTime~, BalanceAmount:MoneyAmount
SalesAmounts = AverageDaysToPay:int!, HighBalance:MoneyAmount, NumberOfInvoices:int!, TermsDiscountsTaken:MoneyAmount,
  TotalCashReceived:MoneyAmount, TotalCost:MoneyAmount, TotalFinanceCharge:MoneyAmount, TotalReturns:MoneyAmount,
  TotalSales:MoneyAmount, TotalWaivedFinanceCharge:MoneyAmount, TotalWriteoffAmount:MoneyAmount
enum BalanceType = Open Item | Balance Forward
enum CreditLimitSpecialAmount = No Credit | Unlimited Credit
enum MaximumWriteoffSpecialAmount = Not Allowed | Unlimited
enum ReceivablesPostResultsTo = Receivables/Discount Account | Sales Offset Account
enum OrderFullfillmentShortage = None | Backorder Remaining | Cancel Remaining
enum StatementCycle = No Statement | Weekly | Bi-Weekly | Semi-Monthly | Monthly | Bi-Monthly | Quarterly
enum ReceivablesCashAccountType = Bank Account | Customer
enum CustomerScope = Return All | Return Based on Customer Id | Return Based on Salesperson Id
`
