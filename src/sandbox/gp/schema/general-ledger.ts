/** Journals of the general ledger. Notation: wire-types.ts. */
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
`
