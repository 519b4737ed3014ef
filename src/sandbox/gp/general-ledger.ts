import { type Decimal, dec } from '../../domain/decimal.ts'
import { type Company, newBatch, type Rows } from './company.ts'
import { type Fields, matching } from './criteria.ts'
import { econnectText, notFoundFault, type Problem, validationFault } from './faults.ts'
import type { Id, Journal, Money } from './records.ts'
import type { Wire } from './wire.ts'

/** Enters a journal as a work document in its batch: both sides equal, accounts that are there, in an open period. */
export function createJournal(sent: Journal, company: Company): void {
  const problems: Problem[] = []
  const refuse = (property: string, message: string) =>
    void problems.push({ objectType: 'GLTransaction', propertyNames: [property], message })
  const number = sent.Key?.JournalId ?? 0
  const day = (sent.Key?.Date ?? '').slice(0, 10)
  if (number <= 0) refuse('Key', 'The journal number is required.')
  else if (company.store.get('journal', String(number))) refuse('Key', `The journal entry ${number} already exists.`)
  if (day === '' || day === '0001-01-01') refuse('Key', 'The transaction date is required.')
  for (const { from, to } of company.store.values('closedPeriod'))
    if (day >= from && day <= to)
      refuse('Date', `The fiscal period of ${day} (${from} to ${to}) is closed for the series Financial.`)
  if (!sent.Reference) refuse('Reference', 'The reference is required.')
  const batch = company.store.get('batch', sent.BatchKey?.Id ?? '')
  if (!sent.BatchKey?.Id) refuse('BatchKey', 'The batch key is required.')
  if (batch?.busy) refuse('BatchKey', `The batch '${batch.Key.Id}' is being posted or edited.`)
  const currency = company.store.get('currency', sent.CurrencyKey?.ISOCode || company.functionalCurrency)
  if (!currency) refuse('CurrencyKey', `The currency '${sent.CurrencyKey?.ISOCode ?? ''}' does not exist.`)
  checkLines(sent.Lines ?? [], currency?.digits ?? 2, company, refuse)
  if (problems.length > 0) throw validationFault(problems)
  const name = sent.BatchKey!.Id!
  if (!batch) company.store.put('batch', name, newBatch(name, ''))
  company.store.put('journal', String(number), {
    ...sent,
    Key: { JournalId: number, Date: `${day}T00:00:00` },
    CurrencyKey: { ISOCode: currency!.code },
    IsVoided: false,
    TransactionState: 'Work',
  })
}

function checkLines(
  lines: NonNullable<Journal['Lines']>,
  digits: number,
  company: Company,
  refuse: (property: string, message: string) => void,
): void {
  if (lines.length < 2) refuse('Lines', 'A transaction has at least two lines.')
  const numbers = lines.map(({ Key }) => Key?.SequenceNumber ?? 0)
  if (new Set(numbers).size < numbers.length)
    refuse(
      'Lines',
      econnectText(
        7738,
        'taGLTransactionLineInsert',
        'Input variable contains a duplicate Sequence Line Number (SQNCLINE)',
        {},
        {},
      ),
    )
  for (const [index, { GLAccountKey, DebitAmount, CreditAmount }] of lines.entries()) {
    const account = company.store.get('glAccount', GLAccountKey?.Id ?? '')
    const at = `Lines[${index}]`
    if (!account) refuse(`${at}.GLAccountKey`, `The account '${GLAccountKey?.Id ?? ''}' does not exist.`)
    else if (!account.active) refuse(`${at}.GLAccountKey`, `The account '${account.key}' is inactive.`)
    const [debit, credit] = [amountOf(DebitAmount), amountOf(CreditAmount)]
    if (debit.lt(0) || credit.lt(0) || !(debit.isZero() || credit.isZero()))
      refuse(at, 'A line has an amount on one side, and it is not negative.')
    if (Math.max(debit.decimalPlaces(), credit.decimalPlaces()) > digits)
      refuse(at, `An amount has more than ${digits} decimals.`)
  }
  const sum = (side: 'DebitAmount' | 'CreditAmount') =>
    lines.reduce((total, line) => total.plus(amountOf(line[side])), dec(0))
  if (!sum('DebitAmount').eq(sum('CreditAmount')))
    refuse(
      'Lines',
      econnectText(944, 'taGLTransactionHeaderInsert', 'The transaction is out of balance: debits <> credits', {}, {}),
    )
}

const amountOf = (amount: Money | undefined): Decimal => dec(amount?.Value ?? '0')

/** Work journals and posted ones have an operation each. */
export function getJournal(key: Journal['Key'], isWork: boolean, company: Company): Wire {
  const row = company.store.get('journal', String(key?.JournalId ?? ''))
  if (!row || (row.TransactionState === 'Work') !== isWork || row.Key?.Date !== key?.Date)
    throw notFoundFault(`Journal ${key?.JournalId ?? ''}`)
  return wireOf(row)
}

const wireOf = (row: Journal): Wire =>
  ({
    ...row,
    Lines: (row.Lines ?? []).map((line) => ({
      ...line,
      DebitAmount: { ...line.DebitAmount, $type: 'MoneyAmount' },
      CreditAmount: { ...line.CreditAmount, $type: 'MoneyAmount' },
    })),
  }) as Wire

const fields: Fields<Journal> = {
  JournalId: ({ Key }) => String(Key?.JournalId ?? ''),
  BatchId: ({ BatchKey }) => BatchKey?.Id,
  Date: ({ Key }) => Key?.Date,
  CurrencyISOCode: ({ CurrencyKey }) => CurrencyKey?.ISOCode,
}

export function listJournals(criteria: Wire | undefined, company: Company): Wire[] {
  return matching<Journal>(company.store.values('journal'), criteria, fields).map(
    ({ Key, BatchKey, CurrencyKey, Reference, TransactionState }) =>
      ({ Key, BatchKey, CurrencyKey, Reference, TransactionState }) as Wire,
  )
}

type Account = Rows['glAccount']

const accountFields: Fields<Account> = {
  GLAccountId: ({ key }) => key,
  Description: ({ description }) => description,
  IsActive: ({ active }) => active,
}

export function listAccounts(criteria: Wire | undefined, company: Company): Wire[] {
  return matching<Account>(company.store.values('glAccount'), criteria, accountFields).map((row) => ({
    ...accountOf(row),
    AccountType: row.type,
  }))
}

/** GP has an operation for each type of account, and each knows its own alone. */
export function getPostingAccount(key: Id | undefined, company: Company): Wire {
  const row = company.store.get('glAccount', key?.Id ?? '')
  if (row?.type !== 'Posting') throw notFoundFault(`GLPostingAccount ${key?.Id ?? ''}`)
  return { ...accountOf(row), Type: row.type, AllowAccountEntry: row.accountEntry }
}

const accountOf = ({ key, active, description }: Account): Wire => ({
  ...{ Key: { Id: key, IsEncrypted: false }, IsActive: active, Description: description },
})
