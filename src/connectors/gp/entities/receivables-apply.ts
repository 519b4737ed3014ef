import { type Decimal, dec } from '../../../domain/decimal.ts'
import { about, date, decimal, defineEntity, keyOf, readOnly, text } from '../../../domain/entity.ts'
import { InvalidInput, NotFound } from '../../../domain/errors.ts'
import { type RecordRef, refText } from '../../../domain/record.ts'
import { econnectDocument } from '../econnect/document.ts'
import type { EconnectEntity } from '../econnect/econnect-entity.ts'
import type { SqlParameter, SqlRow } from '../sql/driver.ts'
import type { SqlServer } from '../sql/server.ts'

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
  readonly from: Side
  readonly to: Side
}
interface Side {
  readonly type: number
  readonly number: string
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

const numberLength = 20
const sideParameters = (name: string, { type, number }: Side): SqlParameter[] => [
  { name: `${name}Type`, type: 'integer', value: type },
  { name: `${name}Number`, type: 'text', length: numberLength, value: number },
]

/** What is applied between the two now. */
async function appliedNow(sql: SqlServer, record: RecordRef) {
  const { from, to } = partsOf(record)
  const of = (table: string) =>
    `SELECT RTRIM(CUSTNMBR) AS customer, CONVERT(varchar(30), APPTOAMT) AS amount, CONVERT(char(10), GLPOSTDT, 120) AS posted FROM dbo.${table} WHERE APFRDCTY = @fromType AND APFRDCNM = CONVERT(char(21), @fromNumber) AND APTODCTY = @toType AND APTODCNM = CONVERT(char(21), @toNumber)`
  const [row] = await sql.run(
    {
      text: `${of('RM20201')}\nUNION ALL\n${of('RM30201')};`,
      parameters: [...sideParameters('from', from), ...sideParameters('to', to)],
    },
    { operation: 'read of RM20201', record },
  )
  return row ?? null
}

/** An open document of receivables, as RM20101 has it. */
async function openDocument(sql: SqlServer, record: RecordRef, side: Side): Promise<SqlRow | null> {
  const [row] = await sql.run(
    {
      text: "SELECT RTRIM(d.CUSTNMBR) AS customer, RTRIM(d.CURNCYID) AS currency, CONVERT(varchar(30), d.CURTRXAM) AS amount, d.VOIDSTTS AS voided, RTRIM(ISNULL((SELECT TOP 1 FUNLCURR FROM dbo.MC40000), '')) AS functional FROM dbo.RM20101 d WHERE d.RMDTYPAL = @docType AND d.DOCNUMBR = CONVERT(char(21), @docNumber);",
      parameters: sideParameters('doc', side),
    },
    { operation: 'read of RM20101', record },
  )
  return row ?? null
}

const textOf = (value: SqlRow[string] | undefined) => String(value ?? '').trim()
const amountOf = (row: SqlRow): Decimal => dec(textOf(row.amount))

const nameOf = ({ type, number }: Side) =>
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
    async read(record, ledger) {
      const row = await appliedNow(ledger.sql(), record)
      if (!row) return null
      return {
        ...{ Key: record.key, CustomerKey: textOf(row.customer) },
        ...{ Amount: amountOf(row).toFixed(), Date: textOf(row.posted) },
      }
    },
    async documents({ record, document }, ledger) {
      const sql = ledger.sql()
      const { from, to } = partsOf(record)
      const refuse = (at: string, reason: string) =>
        new InvalidInput(`${refText(record)} cannot be sent`, [{ at, reason }])
      const [source, target] = [await openDocument(sql, record, from), await openDocument(sql, record, to)]
      for (const [side, row] of [[from, source] as const, [to, target] as const]) {
        if (!row)
          throw refuse('Key', `${nameOf(side)} is not among GP’s open documents: it is not posted yet, or settled`)
        if (Number(row.voided) !== 0) throw refuse('Key', `${nameOf(side)} is void`)
        const [currency, functional] = [textOf(row.currency), textOf(row.functional)]
        if (currency !== '' && currency !== functional)
          throw refuse('Key', `${nameOf(side)} is in ${currency}, not in the functional currency: apply it in GP`)
      }
      const [of, owed] = [textOf(source!.customer), textOf(target!.customer)]
      if (of !== owed) throw refuse('Key', `${nameOf(from)} is of customer ${of}, ${nameOf(to)} of ${owed}`)
      const amount = dec(String(document.Amount))
      if (amount.lte(0)) throw refuse('Amount', 'must be greater than 0')
      for (const [side, row] of [[from, source!] as const, [to, target!] as const])
        if (amount.gt(amountOf(row)))
          throw refuse('Amount', `is more than what is open of ${nameOf(side)}: ${amountOf(row).toFixed()}`)
      const values = {
        ...{ APTODCNM: to.number, APFRDCNM: from.number, APPTOAMT: amount.toFixed() },
        ...{ APFRDCTY: from.type, APTODCTY: to.type },
        ...{ APPLYDATE: String(document.Date), GLPOSTDT: String(document.Date) },
      }
      return [econnectDocument('RMApplyType', record, [{ node: 'taRMApply', values }])]
    },
  },
}
