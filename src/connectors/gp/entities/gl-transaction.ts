import {
  about,
  boolean,
  date,
  decimal,
  defaulted,
  defineEntity,
  integer,
  list,
  optional,
  readOnly,
  record,
  terms,
  text,
} from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { AskGp } from '../web-services/names.ts'
import { listIn } from '../web-services/services.ts'
import { salesBatch } from './sales-order.ts'

/**
 * A journal of the general ledger (GL10000, GL10001). It is entered into a batch and posted by a person. GP gives no
 * number for it over Web Services: the caller chooses one, in a range of its own.
 *
 * Each line has an amount on one side and 0 on the other, and both sides add up to the same. GP can neither change nor void
 * a journal through Web Services.
 *
 * @see GP Web Services, GLTransaction; eConnect taGLTransactionHeaderInsert (REFRENCE 30), taGLTransactionLineInsert
 */
const glTransaction = defineEntity({
  entity: 'gp.glTransaction',
  about: 'A journal of the general ledger in a batch, never posted by the hub.',
  key: 'Key',
  knownBy: ['Reference'],
  inShort: ['Reference', 'CurrencyKey'],
  way: 'document',
  emptyIsZero: true,
  document: {
    lines: {
      field: 'Lines',
      number: 'SequenceNumber',
      step: 16384,
      identity: 'Description',
      fixed: [],
      removal: { set: {}, with: [] },
      inShort: ['GLAccountKey', 'DebitAmount', 'CreditAmount'],
    },
    totals: { rule: 'debit = credit', currency: 'CurrencyKey', debit: 'DebitAmount', credit: 'CreditAmount' },
    closed: [
      { field: 'TransactionState', isNot: 'Work' },
      { field: 'IsVoided', is: true },
    ],
    voided: { field: 'IsVoided', is: true },
  },
  fields: {
    Key: about('JRNENTRY. Digits; unused among work and posted journals.', text(9)),
    Date: about('TRXDATE. In a fiscal period that is open for the series Financial.', date),
    BatchKey: terms(text(15)),
    CurrencyKey: about('ISO 4217.', text(3)),
    ExchangeRate: defaulted(optional(decimal)),
    ExchangeDate: defaulted(optional(date)),
    Reference: about('REFRENCE: what the journal is of.', text(30)),
    Lines: list(
      record({
        SequenceNumber: about('Steps of 16384, given by the hub.', optional(integer)),
        GLAccountKey: terms(about('The account as GP shows it, with separators: 000-1100-00.', text(75))),
        DebitAmount: decimal,
        CreditAmount: decimal,
        Description: optional(text(30)),
      }),
      { rowsBy: 'SequenceNumber' },
    ),
    TransactionState: readOnly(text()),
    IsVoided: readOnly(boolean),
  },
})

export const glTransactionEntity: GpEntity = {
  schema: glTransaction,
  webServices: {
    type: 'GLTransaction',
    shape: {
      at: { Key: 'Key.JournalId', Date: 'Key.Date' },
      mayBeEmpty: ['Reference'],
      always: { 'BatchKey.Source': 'GL_Normal', 'BatchKey.CreatedDateTime': salesBatch.CreatedDateTime },
      within: {
        Lines: {
          key: 'SequenceNumber',
          at: { SequenceNumber: 'Key.SequenceNumber' },
          always: { 'GLAccountKey.IsEncrypted': 'false' },
        },
      },
    },
    byKey: { operation: 'GetGLTransactionByKey', key: (key) => ({ JournalId: Number(key) }), locate },
    search: {
      operation: 'GetGLTransactionList',
      item: 'GLTransactionSummary',
      criteria: {},
      by: {
        Key: { member: 'JournalId', like: true },
        BatchKey: { member: 'BatchId', like: true },
      },
    },
    write: { create: 'CreateGLTransaction', parameter: 'glTransaction' },
  },
}

/**
 * The key of a journal holds its date, and a posted one has an operation and a key of its own: the list by number says both.
 * It holds work journals and posted ones.
 */
async function locate(number: string, ask: AskGp) {
  if (!/^\d{1,9}$/.test(number)) return null
  const found = await ask('GetGLTransactionList', { criteria: { JournalId: { EqualValue: number } } })
  const [row] = listIn(found, 'GLTransactionSummary')
  const key = row?.Key as { JournalId?: unknown; Date?: unknown; FiscalYear?: unknown } | undefined
  if (!row || !key) return null
  const wire = { JournalId: Number(number), Date: String(key.Date) }
  if (row.TransactionState === 'Work') return { operation: 'GetGLTransactionByKey', key: wire }
  // A fiscal year that is not the calendar year stands in the key of a posted journal.
  const FiscalYear = Number(key.FiscalYear ?? String(key.Date).slice(0, 4))
  return { operation: 'GetGLPostedTransactionByKey', key: { ...wire, RecurringTransactionSequence: 0, FiscalYear } }
}
