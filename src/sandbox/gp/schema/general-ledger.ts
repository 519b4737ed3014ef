/** Journals and accounts of the general ledger. Notation: wire-types.ts. */
export const generalLedgerTypes = `
GLTransactionKey : TransactionKey = JournalId:int!, Date:dateTime!
GLTransactionPostedKey : GLTransactionKey = RecurringTransactionSequence:int!, FiscalYear:int!
GLTransactionLineKey : Key = TransactionKey:GLTransactionKey, SequenceNumber:int!
GLTransactionLine : BusinessObject = Key:GLTransactionLineKey, CreditAmount:Amount, DebitAmount:Amount,
  Description:string(30), GLAccountKey:GLAccountNumberKey, ExchangeRate:decimal~, ExchangeDate:dateTime~,
  IntercompanyKey:CompanyKey, OriginatingDocument:any, Tax:any
GLTransaction : BusinessObject = Key:GLTransactionKey, BatchKey:BatchKey, CurrencyKey:CurrencyKey,
  Lines:GLTransactionLine[], Reference:string(30), SourceDocumentKey:any, ExchangeRate:decimal~, ExchangeDate:dateTime~,
  LedgerType:any, AuditTrailCode:string, Intercompany:any, IsVoided:boolean~, ModifiedBy:string, ModifiedDate:dateTime~,
  OriginatingDocument:any, PostedBy:string, TransactionState:GLTransactionState~
GLTransactionCriteria : Criteria = CurrencyISOCode:LikeRestrictionOfString,
  Date:BetweenRestrictionOfNullableOfDateTime, ModifiedDate:BetweenRestrictionOfNullableOfDateTime,
  JournalId:LikeRestrictionOfString, BatchId:LikeRestrictionOfString
GLTransactionSummary = Key:GLTransactionKey, BatchKey:BatchKey, CurrencyKey:CurrencyKey, ModifiedDate:dateTime~,
  Reference:string, SourceDocumentKey:any, TransactionState:GLTransactionState!, LedgerType:any
enum GLTransactionState = Work | Open | History
abstract GLAccount : BusinessObject = Key:GLAccountNumberKey, Alias:string, Type:GLAccountType~, IsActive:boolean~,
  Description:string, CreatedDate:dateTime~, ModifiedDate:dateTime~
abstract GLFinancialAccount : GLAccount = PostInventoryIn:any, PostPayrollIn:any, PostPurchasingIn:any, PostSalesIn:any
GLPostingAccount : GLFinancialAccount = GLAccountCategoryKey:any, AllowAccountEntry:boolean~, Currencies:any,
  IsRevalued:boolean~, PostRevaluationResultsTo:any, PostingType:any, RevaluationMethod:any, TypicalBalance:any,
  UserDefined1:string, UserDefined2:string, UserDefined3:string, UserDefined4:string
GLAccountCriteria : Criteria = CreatedDate:BetweenRestrictionOfNullableOfDateTime,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime, IsActive:RestrictionOfNullableOfBoolean,
  GLAccountId:LikeRestrictionOfString, Description:LikeRestrictionOfString, Alias:LikeRestrictionOfString,
  AccountType:any
GLAccountSummary = Key:GLAccountNumberKey, Alias:string, IsActive:boolean~, Description:string, CreatedDate:dateTime~,
  ModifiedDate:dateTime~, AccountType:GLAccountSummaryType!
enum GLAccountType = Posting | Unit | Posting Allocation | Unit Allocation
enum GLAccountSummaryType = Posting | Unit | Fixed Allocation | Variable Allocation
`
