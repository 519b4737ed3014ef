import { UnexpectedAnswer } from '../domain/errors.ts'
import { type RecordValue, ref, refText } from '../domain/record.ts'
import { type BothSides, unlessRefused } from './both-sides.ts'

/** GP's numbers of customer purchase orders are cut at this length by the standard mapping. */
const referenceLength = 20
/** A longer list may be cut: what is not in it is not known. */
const mostDocuments = 200

/**
 * Documents of GP by the order's reference: the order itself, its twins, and what GP made of it.
 *
 * @param held the sales order that the order is linked to
 * @throws UnexpectedAnswer: more documents have the reference than are listed; what GP's connection throws
 */
export async function documentsOf(
  sides: Pick<BothSides, 'search' | 'linkedTo' | 'readMany'>,
  order: RecordValue,
  held: RecordValue | null,
): Promise<readonly RecordValue[]> {
  const reference = String(order.reference).slice(0, referenceLength)
  const written = typeof held?.CustomerPONumber === 'string' ? held.CustomerPONumber : ''
  const number = written === '' ? reference : written
  const search = (where: Readonly<Record<string, string>>) =>
    sides.search('gp.salesDocument', { where, limit: mostDocuments + 1 })
  let rows = await search({ CustomerPONumber: number })
  const master = Number(held?.MasterNumber ?? 0)
  // Under a number that people give to many orders there are no twins: what descends from this one is all.
  if (rows.length > mostDocuments && number !== reference && master > 0)
    rows = await search({ MasterNumber: String(master) })
  if (rows.length > mostDocuments)
    throw new UnexpectedAnswer({ system: 'gp', operation: 'GetSalesDocumentList' }, [
      `more than ${mostDocuments} documents have the customer PO number ${number}`,
    ])
  return withoutOthers(sides, rows, held, reference)
}

/** What GP made of a sales order whose shop order is not known any more. Null: GP may not be asked, or the list may be cut. */
export async function descendantsOf(
  sides: Pick<BothSides, 'search'>,
  held: RecordValue,
): Promise<readonly RecordValue[] | null> {
  const master = Number(held.MasterNumber ?? 0)
  if (master <= 0) return null
  const rows = await unlessRefused(
    sides.search('gp.salesDocument', { where: { MasterNumber: String(master) }, limit: mostDocuments + 1 }),
  )
  return rows && rows.length <= mostDocuments ? rows.filter(({ Key }) => Key !== held.Key) : null
}

/**
 * Without the sales orders of other shop orders, which share a reference where a cart was split, and without void orders. Another
 * sales order is this shop order's only under the shop's reference: a number that a clerk has given, "PHONE", is many people's.
 */
async function withoutOthers(
  sides: Pick<BothSides, 'linkedTo' | 'readMany'>,
  rows: readonly RecordValue[],
  own: RecordValue | null,
  reference: string,
) {
  const kept: RecordValue[] = []
  for (const row of rows) {
    const target = ref('gp.salesOrder', String(row.Key))
    if (row.Type !== 'Order' || row.Key === own?.Key) {
      kept.push(row)
      continue
    }
    if (row.CustomerPONumber !== reference) continue
    if ((await sides.linkedTo(target)).length > 0) continue
    const read = (await sides.readMany([target])).get(refText(target))
    const held = read && 'value' in read ? read.value : null
    if (held?.IsVoided !== true) kept.push(row)
  }
  return kept
}
