/** Operations: parameters in order, and what the reply holds; without an arrow the reply is empty. */
export const operations = `
CreateSalesOrder(salesOrder:SalesOrder, context:Context, policy:Policy)
UpdateSalesOrder(salesOrder:SalesOrder, context:Context, policy:Policy)
DeleteSalesOrder(key:SalesDocumentKey, context:Context, policy:Policy)
VoidSalesOrder(key:SalesDocumentKey, context:Context, policy:Policy)
GetSalesOrderByKey(key:SalesDocumentKey, context:Context) -> GetSalesOrderByKeyResult:SalesOrder
GetSalesOrderList(criteria:SalesOrderCriteria, context:Context) -> GetSalesOrderListResult:SalesOrderSummary[]
CreateSalesReturn(salesReturn:SalesReturn, context:Context, policy:Policy)
GetSalesInvoiceByKey(key:SalesDocumentKey, context:Context) -> GetSalesInvoiceByKeyResult:SalesInvoice
GetSalesReturnByKey(key:SalesDocumentKey, context:Context) -> GetSalesReturnByKeyResult:SalesReturn
GetSalesReturnList(criteria:SalesReturnCriteria, context:Context) -> GetSalesReturnListResult:SalesReturnSummary[]
CreateGLTransaction(glTransaction:GLTransaction, context:Context, policy:Policy)
GetGLTransactionByKey(key:GLTransactionKey, context:Context) -> GetGLTransactionByKeyResult:GLTransaction
GetGLPostedTransactionByKey(key:GLTransactionPostedKey, context:Context) ->
  GetGLPostedTransactionByKeyResult:GLTransaction
GetGLAccountList(criteria:GLAccountCriteria, context:Context) -> GetGLAccountListResult:GLAccountSummary[]
GetGLPostingAccountByKey(key:GLAccountNumberKey, context:Context) -> GetGLPostingAccountByKeyResult:GLPostingAccount
GetGLTransactionList(criteria:GLTransactionCriteria, context:Context) ->
  GetGLTransactionListResult:GLTransactionSummary[]
GetSalesDocumentList(criteria:SalesDocumentCriteria, context:Context) ->
  GetSalesDocumentListResult:SalesDocumentSummary[]
CreateCashReceipt(cashReceipt:CashReceipt, context:Context, policy:Policy)
VoidCashReceipt(key:ReceivablesDocumentKey, context:Context, policy:Policy)
GetCashReceiptByKey(key:ReceivablesDocumentKey, context:Context) -> GetCashReceiptByKeyResult:CashReceipt
GetCashReceiptList(criteria:CashReceiptCriteria, context:Context) -> GetCashReceiptListResult:CashReceiptSummary[]
CreateReceivablesCreditMemo(receivablesCreditMemo:ReceivablesCreditMemo, context:Context, policy:Policy)
VoidReceivablesCreditMemo(key:ReceivablesDocumentKey, context:Context, policy:Policy)
GetReceivablesCreditMemoByKey(key:ReceivablesDocumentKey, context:Context) ->
  GetReceivablesCreditMemoByKeyResult:ReceivablesCreditMemo
GetReceivablesCreditMemoList(criteria:ReceivablesCreditMemoCriteria, context:Context) ->
  GetReceivablesCreditMemoListResult:ReceivablesCreditMemoSummary[]
CreateCustomer(customer:Customer, context:Context, policy:Policy)
UpdateCustomer(customer:Customer, context:Context, policy:Policy)
GetCustomerByKey(key:CustomerKey, context:Context) -> GetCustomerByKeyResult:Customer
GetCustomerReceivablesSummaryByKey(key:CustomerKey, context:Context) ->
  GetCustomerReceivablesSummaryByKeyResult:CustomerReceivablesSummary
GetCustomerList(criteria:CustomerCriteria, context:Context) -> GetCustomerListResult:CustomerSummary[]
CreateCustomerAddress(address:CustomerAddress, context:Context, policy:Policy)
UpdateCustomerAddress(address:CustomerAddress, context:Context, policy:Policy)
GetCustomerAddressByKey(key:CustomerAddressKey, context:Context) -> GetCustomerAddressByKeyResult:CustomerAddress
GetCustomerAddressList(criteria:CustomerAddressCriteria, context:Context) ->
  GetCustomerAddressListResult:CustomerAddressSummary[]
GetItemByKey(key:ItemKey, context:Context) -> GetItemByKeyResult:Item
GetItemList(criteria:ItemCriteria, context:Context) -> GetItemListResult:ItemSummary[]
GetItemCurrencyList(criteria:ItemCurrencyCriteria, context:Context) -> GetItemCurrencyListResult:ItemCurrency[]
GetPricingByKey(key:PricingKey, context:Context) -> GetPricingByKeyResult:Pricing
GetPricingList(criteria:PricingCriteria, context:Context) -> GetPricingListResult:PricingSummary[]
GetUofMScheduleByKey(key:UofMScheduleKey, context:Context) -> GetUofMScheduleByKeyResult:UofMSchedule
GetUofMScheduleList(criteria:UofMScheduleCriteria, context:Context) ->
  GetUofMScheduleListResult:UofMScheduleSummary[]
GetWarehouseByKey(key:WarehouseKey, context:Context) -> GetWarehouseByKeyResult:Warehouse
GetWarehouseList(criteria:WarehouseCriteria, context:Context) -> GetWarehouseListResult:WarehouseSummary[]
GetShippingMethodByKey(key:ShippingMethodKey, context:Context) -> GetShippingMethodByKeyResult:ShippingMethod
GetShippingMethodList(criteria:ShippingMethodCriteria, context:Context) ->
  GetShippingMethodListResult:ShippingMethod[]
GetPaymentTermsByKey(key:PaymentTermsKey, context:Context) -> GetPaymentTermsByKeyResult:PaymentTerms
GetPaymentTermsList(criteria:PaymentTermsCriteria, context:Context) -> GetPaymentTermsListResult:PaymentTerms[]
GetTaxScheduleByKey(key:TaxScheduleKey, context:Context) -> GetTaxScheduleByKeyResult:TaxSchedule
GetTaxScheduleList(criteria:TaxScheduleCriteria, context:Context) -> GetTaxScheduleListResult:TaxSchedule[]
GetTaxDetailByKey(key:TaxDetailKey, context:Context) -> GetTaxDetailByKeyResult:TaxDetail
GetTaxDetailList(criteria:TaxDetailCriteria, context:Context) -> GetTaxDetailListResult:TaxDetail[]
GetCurrencyByKey(key:CurrencyKey, context:Context) -> GetCurrencyByKeyResult:Currency
GetCurrencyList(criteria:CurrencyCriteria, context:Context) -> GetCurrencyListResult:Currency[]
GetBatchByKey(key:BatchKey, context:Context) -> GetBatchByKeyResult:Batch
GetBatchList(criteria:BatchCriteria, context:Context) -> GetBatchListResult:Batch[]
GetPaymentCardTypeByKey(key:PaymentCardTypeKey, context:Context) -> GetPaymentCardTypeByKeyResult:PaymentCardType
GetPaymentCardTypeList(criteria:PaymentCardTypeCriteria, context:Context) ->
  GetPaymentCardTypeListResult:PaymentCardType[]
GetBankByKey(key:BankKey, context:Context) -> GetBankByKeyResult:Bank
GetBankList(criteria:BankCriteria, context:Context) -> GetBankListResult:Bank[]
GetCompanyList(criteria:CompanyCriteria, context:Context) -> GetCompanyListResult:Company[]
GetCompanyByKey(key:CompanyKey, context:Context) -> GetCompanyByKeyResult:Company
GetWSEnabledCompanyForUserList(context:Context) -> GetWSEnabledCompanyForUserListResult:Company[]
GetPolicyByOperation(operation:string, context:Context) -> GetPolicyByOperationResult:Policy
GetLoggedValidationResultByKey(logId:guid!, context:Context) ->
  GetLoggedValidationResultByKeyResult:ValidationResult
`
