import { type Decimal, dec } from '../../../domain/decimal.ts'
import { about, boolean, date, decimal, defineEntity, keyOf, readOnly, text } from '../../../domain/entity.ts'
import { NotFound } from '../../../domain/errors.ts'
import { type RecordRef, type RecordValue, refText } from '../../../domain/record.ts'
import type { EconnectEntity } from '../econnect/econnect-entity.ts'
import type { SqlParameter, SqlRow } from '../sql/driver.ts'
import type { SqlServer } from '../sql/server.ts'

/** A document of receivables, by its type (RMDTYPAL) and number (DOCNUMBR). */
export interface ReceivableName {
  readonly type: number
  readonly number: string
}

/** A posted document of receivables, with what is open of it in the functional currency. */
export interface OpenReceivable extends ReceivableName {
  readonly customer: string
  /** CURNCYID, where it is not the functional one; empty: it is. */
  readonly foreign: string
  readonly open: Decimal
  /** GLPOSTDT. */
  readonly posted: string
  readonly isVoided: boolean
}

/** DOCNUMBR, as GP takes it in receivables. */
export const receivableNumberLength = 20
/** Of a statement: SQL Server takes 2,100 values. */
const mostNames = 500

/** One name for one document: SQL Server compares without letter case. */
export const receivableText = ({ type, number }: ReceivableName) => `${type}:${number.toUpperCase()}`

/**
 * Of these documents those that are among the open ones (RM20101). One that is not posted is not there, nor one that was settled
 * and moved to history; one that is settled may be there with nothing open.
 *
 * @param about the record that asks, where it is one
 */
export async function openReceivables(
  sql: SqlServer,
  names: readonly ReceivableName[],
  about?: RecordRef,
): Promise<(name: ReceivableName) => OpenReceivable | null> {
  const found = new Map<string, OpenReceivable>()
  for (let from = 0; from < names.length; from += mostNames) {
    const some = names.slice(from, from + mostNames)
    const parameters = some.flatMap(({ type, number }, at): SqlParameter[] => [
      { name: `type${at}`, type: 'integer', value: type },
      { name: `number${at}`, type: 'text', length: receivableNumberLength, value: number },
    ])
    const these = some.map((_, at) => `(d.RMDTYPAL = @type${at} AND d.DOCNUMBR = CONVERT(char(21), @number${at}))`)
    const text = `SELECT d.RMDTYPAL AS type, RTRIM(d.DOCNUMBR) AS number, RTRIM(d.CUSTNMBR) AS customer, RTRIM(d.CURNCYID) AS currency, CONVERT(varchar(30), d.CURTRXAM) AS amount, CONVERT(char(10), d.GLPOSTDT, 120) AS posted, d.VOIDSTTS AS voided, RTRIM(ISNULL((SELECT TOP 1 FUNLCURR FROM dbo.MC40000), '')) AS functional FROM dbo.RM20101 d WHERE ${these.join(' OR ')};`
    const rows = await sql.run({ text, parameters }, { operation: 'read of RM20101', ...(about && { record: about }) })
    for (const row of rows) {
      const one = openOf(row)
      found.set(receivableText(one), one)
    }
  }
  return (name) => found.get(receivableText(name)) ?? null
}

const textOf = (value: SqlRow[string] | undefined) => String(value ?? '').trim()

function openOf(row: SqlRow): OpenReceivable {
  const [currency, functional] = [textOf(row.currency), textOf(row.functional)]
  return {
    ...{ type: Number(row.type), number: textOf(row.number), customer: textOf(row.customer) },
    ...{ foreign: currency === functional ? '' : currency, open: dec(textOf(row.amount)) },
    ...{ posted: textOf(row.posted), isVoided: Number(row.voided) !== 0 },
  }
}

/**
 * What is open of a posted document of receivables. Web Services do not tell it of a cash receipt, so it is read by SQL.
 *
 * @see RM20101: CURTRXAM is in the functional currency, also of a document in another one
 */
const openReceivable = defineEntity({
  entity: 'gp.openReceivable',
  about:
    'What is open of a posted document of receivables: an invoice (1), a credit memo (7), a return (8), a receipt (9).',
  key: 'Key',
  inShort: ['OpenAmount'],
  fields: {
    Key: about('RMDTYPAL and DOCNUMBR: "9:PYMNT000123".', text(30)),
    CustomerKey: readOnly(keyOf('gp.customer', text(15))),
    OpenAmount: about('CURTRXAM, in the functional currency.', readOnly(decimal)),
    ForeignCurrency: about('CURNCYID, where it is not the functional one; empty: it is.', readOnly(text(15))),
    PostingDate: about('GLPOSTDT.', readOnly(date)),
    IsVoided: readOnly(boolean),
  },
})

function nameOf(record: RecordRef): ReceivableName {
  const found = /^(\d):(.{1,20})$/.exec(record.key)
  if (!found)
    throw new NotFound(
      refText(record),
      'Name the document with its type: "9:PYMNT000123"; 1 is an invoice, 9 a receipt.',
    )
  return { type: Number(found[1]), number: found[2]!.trim() }
}

export const openReceivableEntity: Pick<EconnectEntity, 'schema' | 'econnect'> = {
  schema: openReceivable,
  econnect: {
    needsSql: true,
    async readMany(records, ledger) {
      const openOne = await openReceivables(ledger.sql(), records.map(nameOf))
      return new Map(
        records.map((record) => {
          const one = openOne(nameOf(record))
          return [refText(record), one && openValue(record, one)]
        }),
      )
    },
  },
}

const openValue = ({ key }: RecordRef, one: OpenReceivable): RecordValue => ({
  ...{ Key: key, CustomerKey: one.customer, OpenAmount: one.open.toFixed(), ForeignCurrency: one.foreign },
  ...{ PostingDate: one.posted, IsVoided: one.isVoided },
})
