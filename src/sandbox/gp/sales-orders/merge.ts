import type { Money, SalesOrder, SalesOrderLine, TaxRow } from '../records.ts'
import { bearsTax } from './amounts.ts'
import type { Complaints } from './complaints.ts'

export const sequenceStep = 16384

/** Members an update cannot change; GP keeps its own. */
const fixed = [
  'Key',
  'Type',
  'MasterNumber',
  'TransactionState',
  'CreatedBy',
  'CreatedDate',
  'ModifiedDate',
  'LastModifiedDate',
  'IsVoided',
  'CustomerKey',
  'CurrencyKey',
  'DocumentTypeKey',
] as const satisfies readonly (keyof SalesOrder)[]

/**
 * `before` with what an update sent: only sent members change. Lines, payments and tracking numbers are found by their
 * keys, and DeleteOnUpdate removes them. A tax row takes the place of the one of its detail, and the others stay:
 * taSopLineIvcTaxInsert overwrites the row that it is given, and nothing removes one. Sums that were not sent are left out,
 * so that they are computed again.
 */
export function mergeOrder(before: SalesOrder, sent: SalesOrder, complaints: Complaints): SalesOrder {
  for (const member of ['CustomerKey', 'CurrencyKey', 'DocumentTypeKey'] as const) {
    const [now, then] = [keyText(sent[member]), keyText(before[member])]
    if (now !== '' && now !== then)
      complaints.refuse(member, `${member} of an existing document cannot be changed from '${then}' to '${now}'.`)
  }
  const merged: SalesOrder = { ...before, ...without(sent, fixed) }
  if (sent.ShipToAddress) merged.ShipToAddress = { ...before.ShipToAddress, ...sent.ShipToAddress }
  const userDefined = { ...member(before, 'UserDefined'), ...member(sent, 'UserDefined') }
  if (Object.keys(userDefined).length > 0) Object.assign(merged, { UserDefined: userDefined })

  for (const list of ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'] as const)
    if (sent[list]) merged[list] = mergeTaxes(before[list], sent[list])
  merged.Lines = mergeLines(before.Lines ?? [], sent.Lines ?? [], complaints)
  merged.Payments = mergeByKey(before.Payments ?? [], sent.Payments ?? [], ({ Key }) => Key?.SequenceNumber ?? 0)
  merged.TrackingNumbers = mergeByKey(
    before.TrackingNumbers ?? [],
    sent.TrackingNumbers ?? [],
    ({ Key }) => Key?.Id ?? '',
  )

  if (!sent.LineTotalAmount) delete merged.LineTotalAmount
  if (!sent.TotalAmount) delete merged.TotalAmount
  if (!sent.DepositAmount) delete merged.DepositAmount
  if (!sent.PaymentAmount) delete merged.PaymentAmount
  // The document's rows are then the sums of its lines', made anew.
  const summed = !sent.Taxes && hasLineTaxes(merged)
  if (summed) delete merged.Taxes
  if (!sent.TaxAmount && (sent.Taxes || summed)) delete merged.TaxAmount
  if (sent.FreightTaxes && !sent.FreightTaxAmount) delete merged.FreightTaxAmount
  if (sent.MiscellaneousTaxes && !sent.MiscellaneousTaxAmount) delete merged.MiscellaneousTaxAmount
  return merged
}

function mergeLines(
  before: readonly SalesOrderLine[],
  sent: readonly SalesOrderLine[],
  complaints: Complaints,
): SalesOrderLine[] {
  const lines = new Map(before.map((line) => [line.Key?.LineSequenceNumber ?? 0, line]))
  let last = Math.max(0, ...lines.keys())
  for (const [index, line] of sent.entries()) {
    const sequence = line.Key?.LineSequenceNumber || last + sequenceStep
    last = Math.max(last, sequence)
    const old = lines.get(sequence)
    if (line.DeleteOnUpdate) {
      if (!old) complaints.refuse(`Lines[${index}].Key`, `The line ${sequence} does not exist.`)
      lines.delete(sequence)
    } else if (!old) lines.set(sequence, { ...line, Key: { LineSequenceNumber: sequence } })
    else {
      if (line.ItemKey?.Id && line.ItemKey.Id !== old.ItemKey?.Id)
        complaints.line(
          2902,
          'Item Number does not match Item Number on the existing line',
          `Lines[${index}].ItemKey`,
          line,
          {
            ITEMNMBR: old.ItemKey?.Id ?? '',
          },
        )
      lines.set(sequence, mergeLine(old, line))
    }
  }
  return [...lines].sort(([a], [b]) => a - b).map(([, line]) => line)
}

function mergeLine(old: SalesOrderLine, sent: SalesOrderLine): SalesOrderLine {
  const merged: SalesOrderLine = { ...old, ...without(sent, ['Key', 'DeleteOnUpdate']) }
  if (!sent.TotalAmount && (sent.UnitPrice || sent.Quantity || sent.Discount)) delete merged.TotalAmount
  if (sent.Taxes) merged.Taxes = mergeTaxes(old.Taxes, sent.Taxes)
  if (sent.Taxes && !sent.TaxAmount) delete merged.TaxAmount
  return merged
}

const mergeTaxes = (before: readonly TaxRow[] | undefined, sent: readonly TaxRow[]): TaxRow[] =>
  mergeByKey(before ?? [], sent, ({ Key }) => Key?.TaxDetailKey?.Id ?? '')

function mergeByKey<Row extends object>(
  before: readonly Row[],
  sent: readonly Row[],
  keyOf: (row: Row) => string | number,
): Row[] {
  const rows = new Map(before.map((row) => [keyOf(row), row]))
  for (const row of sent) {
    const key = keyOf(row) || `new ${rows.size}`
    if ('DeleteOnUpdate' in row && row.DeleteOnUpdate) rows.delete(key)
    else rows.set(key, { ...rows.get(key), ...row })
  }
  return [...rows.values()]
}

const hasLineTaxes = (order: SalesOrder) => (order.Lines ?? []).some((line) => (line.Taxes ?? []).some(bearsTax))

function keyText(key: { Id?: string } | { ISOCode?: string } | undefined): string {
  if (!key) return ''
  return ('ISOCode' in key ? key.ISOCode : 'Id' in key ? key.Id : '') ?? ''
}

function member(order: SalesOrder, name: string): Record<string, Money> {
  return (order as Record<string, Record<string, Money> | undefined>)[name] ?? {}
}

function without<Row extends object>(row: Row, names: readonly (keyof Row)[]): Partial<Row> {
  const rest: Partial<Row> = { ...row }
  for (const name of names) delete rest[name]
  return rest
}
