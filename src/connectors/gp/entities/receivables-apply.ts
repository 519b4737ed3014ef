import { dec } from '../../../domain/decimal.ts'
import { about, date, decimal, defineEntity, keyOf, readOnly, text } from '../../../domain/entity.ts'
import { InvalidInput, NotFound } from '../../../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../../../domain/record.ts'
import { econnectDocument } from '../econnect/document.ts'
import type { EconnectEntity } from '../econnect/econnect-entity.ts'
import type { SqlParameter, SqlRow } from '../sql/driver.ts'
import type { SqlServer } from '../sql/server.ts'
import { openReceivables, type ReceivableName, receivableNumberLength, receivableText } from './open-receivable.ts'

/**
 * That a receipt, a credit memo or a return of receivables is applied to an invoice (RM20201, later RM30201). Web Services
 * neither apply nor read it, so it is read by SQL. Both documents must be posted and open, of one customer, and in the
 * functional currency: the open amounts of RM20101 are in that one, and currencies cannot meet.
 *
 * @see eConnect taRMApply; RM20101.RMDTYPAL
 */
const receivablesApply = defineEntity({
  entity: 'gp.receivablesApply',
  about: 'That money or a credit of a customer settles an invoice: a receipt (9), a return (8) or a credit memo (7).',
  key: 'Key',
  namedByKey: true,
  inShort: ['Amount'],
  worth: { amounts: ['Amount'] },
  fields: {
    Key: about('From and to, each with its RMDTYPAL: "9:PYMNT000123>1:INV00042".', text(60)),
    CustomerKey: readOnly(keyOf('gp.customer', text(15))),
    Amount: about('In the functional currency. At most what is open of both documents.', decimal),
    Date: about('APPLYDATE and GLPOSTDT.', date),
  },
})

interface Applied {
  readonly from: ReceivableName
  readonly to: ReceivableName
}

/** @throws NotFound where the key is none */
function partsOf(record: RecordRef): Applied {
  const found = /^([789]):([^>]{1,20})>([13456]):([^>]{1,20})$/.exec(record.key)
  if (!found)
    throw new NotFound(
      refText(record),
      'Name both documents with their type: "9:PYMNT000123>1:INV00042"; 9 is a receipt, 7 a credit memo, 8 a return, 1 an invoice, 3 a debit memo.',
    )
  const [, fromType, from, toType, to] = found
  return {
    from: { type: Number(fromType), number: from!.trim() },
    to: { type: Number(toType), number: to!.trim() },
  }
}

/** Of a statement: SQL Server takes 2,100 values. */
const mostPairs = 250

/** What is applied between these now, by the pair: a document settles another once, in one row. */
async function appliedNow(sql: SqlServer, records: readonly RecordRef[]): Promise<ReadonlyMap<string, SqlRow>> {
  const found = new Map<string, SqlRow>()
  for (let first = 0; first < records.length; first += mostPairs) {
    const pairs = records.slice(first, first + mostPairs).map(partsOf)
    const parameters = pairs.flatMap(({ from, to }, at) => [...side(`from${at}`, from), ...side(`to${at}`, to)])
    const these = pairs.map(
      (_, at) =>
        `(APFRDCTY = @from${at}Type AND APFRDCNM = CONVERT(char(21), @from${at}Number) AND APTODCTY = @to${at}Type AND APTODCNM = CONVERT(char(21), @to${at}Number))`,
    )
    const of = (table: string) =>
      `SELECT APFRDCTY AS fromType, RTRIM(APFRDCNM) AS fromNumber, APTODCTY AS toType, RTRIM(APTODCNM) AS toNumber, RTRIM(CUSTNMBR) AS customer, CONVERT(varchar(30), APPTOAMT) AS amount, CONVERT(char(10), GLPOSTDT, 120) AS posted FROM dbo.${table} WHERE ${these.join(' OR ')}`
    const rows = await sql.run(
      { text: `${of('RM20201')}\nUNION ALL\n${of('RM30201')};`, parameters },
      { operation: 'read of RM20201', ...(records.length === 1 && { record: records[0]! }) },
    )
    for (const row of rows)
      found.set(
        pairText({
          from: { type: Number(row.fromType), number: textOf(row.fromNumber) },
          to: { type: Number(row.toType), number: textOf(row.toNumber) },
        }),
        row,
      )
  }
  return found
}

const pairText = ({ from, to }: Applied) => `${receivableText(from)}>${receivableText(to)}`

const side = (name: string, { type, number }: ReceivableName): SqlParameter[] => [
  { name: `${name}Type`, type: 'integer', value: type },
  { name: `${name}Number`, type: 'text', length: receivableNumberLength, value: number },
]

const textOf = (value: SqlRow[string] | undefined) => String(value ?? '').trim()

const nameOf = ({ type, number }: ReceivableName) =>
  `${{ 7: 'credit memo', 8: 'return', 9: 'cash receipt' }[type] ?? 'document'} ${number}`

export const receivablesApplyEntity: EconnectEntity = {
  schema: receivablesApply,
  direct: {
    about:
      'Applies a posted cash receipt (9), return (8) or credit memo (7) of receivables to a posted invoice (1) or debit memo (3) of the same customer in GP, by eConnect over SQL (the GP connection must have both). Key: "9:RECEIPT>1:INVOICE". Fields: Amount, at most what is open of both, and Date. Only a person takes it back, in GP.',
    create: true,
    update: [],
    void: false,
    tellsCustomer: false,
    tells: ['CustomerKey', 'Amount'],
    risk: 'It says which invoice money or a credit of a customer settles; reminders and balances follow from it.',
  },
  econnect: {
    needsSql: true,
    async readMany(records, ledger) {
      const rows = await appliedNow(ledger.sql(), records)
      const appliedOf = (record: RecordRef): RecordValue | null => {
        const row = rows.get(pairText(partsOf(record)))
        if (!row) return null
        return {
          ...{ Key: record.key, CustomerKey: textOf(row.customer) },
          ...{ Amount: dec(textOf(row.amount)).toFixed(), Date: textOf(row.posted) },
        }
      }
      return new Map(records.map((record) => [refText(record), appliedOf(record)]))
    },
    async documents({ do: it, record, document }, ledger) {
      const sql = ledger.sql()
      const { from, to } = partsOf(record)
      const refuse = (at: string, reason: string) =>
        new InvalidInput(`${refText(record)} cannot be sent`, [{ at, reason }])
      if (it === 'update')
        throw refuse('Amount', 'is applied already, and eConnect changes nothing of that: take it back in GP first')
      const openOne = await openReceivables(sql, [from, to], record)
      const [source, target] = [openOne(from), openOne(to)]
      for (const [side, one] of [[from, source] as const, [to, target] as const]) {
        if (!one)
          throw refuse('Key', `${nameOf(side)} is not among GP’s open documents: it is not posted yet, or settled`)
        if (one.isVoided) throw refuse('Key', `${nameOf(side)} is void`)
        if (one.foreign !== '')
          throw refuse('Key', `${nameOf(side)} is in ${one.foreign}, not in the functional currency: apply it in GP`)
      }
      const [of, owed] = [source!.customer, target!.customer]
      if (of !== owed) throw refuse('Key', `${nameOf(from)} is of customer ${of}, ${nameOf(to)} of ${owed}`)
      const amount = dec(String(document.Amount))
      if (amount.lte(0)) throw refuse('Amount', 'must be greater than 0')
      for (const [side, one] of [[from, source!] as const, [to, target!] as const])
        if (amount.gt(one.open))
          throw refuse('Amount', `is more than what is open of ${nameOf(side)}: ${one.open.toFixed()}`)
      const values = {
        ...{ APTODCNM: to.number, APFRDCNM: from.number, APPTOAMT: amount.toFixed() },
        ...{ APFRDCTY: from.type, APTODCTY: to.type },
        ...{ APPLYDATE: String(document.Date), GLPOSTDT: String(document.Date) },
      }
      return [econnectDocument('RMApplyType', record, [{ node: 'taRMApply', values }])]
    },
  },
}
