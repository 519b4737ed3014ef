import { Decimal, dec, sum } from '../../../domain/decimal.ts'
import { type Company, newBatch, type Stock } from '../company.ts'
import { type Fields, matching } from '../criteria.ts'
import { notFoundFault } from '../faults.ts'
import type { Choices } from '../policies.ts'
import type { Id, ReturnQuantities, SalesReturn } from '../records.ts'
import { costToday, inBaseUnits } from '../units.ts'
import type { Wire } from '../wire.ts'
import { completeAmounts } from './amounts.ts'
import { complaintsAbout } from './complaints.ts'
import { checkBatch, nextNumber, refuseWhen, stamps, summary, withDefaults } from './operations.ts'
import { checkReferences } from './references.ts'

/** Each kind of quantity, and the stock that rises by it. */
const kinds = {
  OnHandQuantity: 'onHand',
  ReturnedQuantity: 'returned',
  InUseQuantity: 'inUse',
  InServiceQuantity: 'inService',
  DamagedQuantity: 'damaged',
} as const satisfies Readonly<Record<keyof ReturnQuantities, keyof Stock>>
const kindNames = Object.keys(kinds) as (keyof ReturnQuantities)[]

/**
 * Enters a return as a work document in its batch. Stock does not move before it is posted. Of each line every piece is on
 * hand, returned, in use, in service or damaged.
 *
 * @see eConnect taSopLineIvcInsert: QTYONHND, QTYRTRND, QTYINUSE, QTYINSVC, QTYDMGED of SOPTYPE 4
 */
export function createSalesReturn(sent: SalesReturn, company: Company, choices: Choices, user: string): void {
  const complaints = complaintsAbout(sent, 'SalesReturn')
  const number = sent.Key?.Id || null
  if (number && company.store.get('salesReturn', number))
    complaints.header(2221, 'Duplicate document number', 'Key', { SOPNUMBE: number })
  const type = company.store.get('documentType', sent.DocumentTypeKey?.Id ?? '')
  if (type?.type !== 'Return')
    complaints.refuse('DocumentTypeKey', `'${sent.DocumentTypeKey?.Id ?? ''}' is no document id of returns.`)
  if (!sent.Lines?.length) complaints.refuse('Lines', 'A sales return needs at least one line.')
  const defaulted = withDefaults(sent, company)
  checkReferences(defaulted, company, choices, complaints)
  checkBatch(defaulted, company, choices, true, complaints)
  for (const [index, line] of (sent.Lines ?? []).entries()) {
    const quantity = dec(line.Quantity?.Value ?? '0')
    const given = sum(kindNames.map((kind) => dec(line.ReturnQuantity?.[kind]?.Value ?? '0')))
    if (!given.eq(quantity))
      complaints.refuse(
        `Lines[${index}].ReturnQuantity`,
        `The quantities returned come to ${given.toFixed()}, the line is ${quantity.toFixed()}.`,
      )
  }
  const currency = company.store.get('currency', defaulted.CurrencyKey?.ISOCode ?? '')
  if (!currency) complaints.refuse('CurrencyKey', `The currency '${defaulted.CurrencyKey?.ISOCode}' does not exist.`)
  const order = currency ? completeAmounts(defaulted, currency, company, choices, complaints) : defaulted
  refuseWhen(complaints)
  const batch = order.BatchKey!.Id!
  if (!company.store.get('batch', batch)) company.store.put('batch', batch, newBatch(batch, ''))
  const key = number ?? nextNumber(type!.key, company, 'salesReturn')
  company.store.put('salesReturn', key, {
    ...order,
    // Without one GP takes today's.
    Lines: (order.Lines ?? []).map((line) => ({ ...costToday(line, company), ...line })),
    ...stamps(company),
    Key: { Id: key },
    Type: 'Return',
    DocumentTypeKey: { Type: 'Return', Id: type!.key },
    TransactionState: 'Work',
    IsVoided: false,
    MasterNumber: company.next('masterNumber'),
    CreatedBy: user.slice(0, 15),
    CreatedDate: company.today(),
  })
}

/** Somebody posts it: the pieces come back, each to where its line says. */
export function postReturn(number: string, company: Company): void {
  const found = company.store.get('salesReturn', number)
  if (found?.TransactionState !== 'Work') throw new Error(`${number} is no return that can be posted`)
  for (const line of found.Lines ?? []) {
    const [item, site] = [line.ItemKey?.Id ?? '', line.WarehouseKey?.Id ?? '']
    const known = company.store.get('item', item)
    if (known?.type !== 'Sales Item' || line.IsNonInventory) continue
    for (const kind of kindNames) {
      const pieces = inBaseUnits(item, line.UofM ?? '', dec(line.ReturnQuantity?.[kind]?.Value ?? '0'), company)
      if (pieces.isZero()) continue
      if (kind === 'OnHandQuantity') company.moveStock(item, site, pieces, new Decimal(0))
      else {
        const before = company.stock(known, site)?.[kinds[kind]] ?? '0'
        company.setStock(item, site, { [kinds[kind]]: dec(before).plus(pieces).toFixed() })
      }
    }
  }
  company.store.put('salesReturn', number, {
    ...found,
    TransactionState: 'History',
    PostedDate: company.today(),
    LastModifiedDate: company.now(),
  })
  company.store.commit()
}

export function getSalesReturn(key: Id | undefined, company: Company): Wire {
  const found = company.store.get('salesReturn', key?.Id ?? '')
  if (!found) throw notFoundFault(`Sales return ${key?.Id ?? ''}`)
  return found as Wire
}

const fields: Fields<SalesReturn> = {
  TransactionState: ({ TransactionState }) => TransactionState,
  DocumentId: ({ Key }) => Key?.Id,
  Date: (one) => one.Date,
  CustomerId: ({ CustomerKey }) => CustomerKey?.Id,
  CustomerPONumber: ({ CustomerPONumber }) => CustomerPONumber,
  BatchId: ({ BatchKey }) => BatchKey?.Id,
  LastModifiedDate: ({ LastModifiedDate }) => LastModifiedDate,
}

export const listSalesReturns = (criteria: Wire | undefined, company: Company): Wire[] =>
  matching(company.store.values('salesReturn'), criteria, fields).map(summary)
