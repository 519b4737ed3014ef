import { InvalidInput, NotOurs } from '../domain/errors.ts'
import { type RecordValue, ref, refText } from '../domain/record.ts'
import type { BothSides } from './both-sides.ts'

/** Orders of one reference that are asked for. */
const mostOrders = 50

/** A multistore lists the slips of all its shops, and of the orders only ours. One whose order is deleted is ours as well. */
export async function slipsOfOurShop(sides: BothSides, slips: readonly RecordValue[]): Promise<readonly RecordValue[]> {
  const ids = [...new Set(slips.map(({ id_order }) => String(id_order ?? '0')))]
  if (ids.length === 0) return slips
  const listed = await sides.search('prestashop.order', { where: {}, oneOf: { id: ids }, limit: ids.length })
  const known = new Set(listed.map(({ id }) => String(id)))
  const others = await ofOtherShops(
    sides,
    ids.filter((id) => !known.has(id)),
  )
  return slips.filter(({ id_order }) => !others.has(String(id_order ?? '0')))
}

/**
 * The same of payments, which name the reference of their orders. One whose orders are deleted, or that nobody can ask for, is
 * ours as well.
 */
export async function paymentsOfOurShop(
  sides: BothSides,
  payments: readonly RecordValue[],
): Promise<readonly RecordValue[]> {
  const references = [...new Set(payments.map(({ order_reference }) => String(order_reference ?? '')))]
  const plain = references.filter((one) => one !== '' && !/[[\]|,]/.test(one))
  const search = { where: {}, oneOf: { reference: plain }, limit: 10 * mostOrders }
  const listed = plain.length === 0 ? [] : await sides.search('prestashop.order', search)
  const known = new Set(listed.map(({ reference }) => String(reference)))
  const elsewhere = new Set<string>()
  for (const reference of references.filter((one) => one !== '' && !known.has(one))) {
    // Where no order of ours has the reference, the shop answers with those of its other shops.
    const ids = (await ordersOf(sides, reference)).map(({ id }) => String(id))
    const others = await ofOtherShops(sides, ids)
    if (ids.length > 0 && ids.every((id) => others.has(id))) elsewhere.add(reference)
  }
  return payments.filter(({ order_reference }) => !elsewhere.has(String(order_reference ?? '')))
}

async function ordersOf(sides: BothSides, reference: string): Promise<readonly RecordValue[]> {
  try {
    return await sides.search('prestashop.order', { where: { reference }, limit: mostOrders })
  } catch (error) {
    // It holds signs of a filter of the shop.
    if (error instanceof InvalidInput) return []
    throw error
  }
}

/** Those of the orders that the shop says are of another one. */
async function ofOtherShops(sides: BothSides, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const read = await sides.readMany(ids.map((id) => ref('prestashop.order', id)))
  return new Set(
    ids.filter((id) => {
      const one = read.get(refText(ref('prestashop.order', id)))
      return one && 'error' in one && one.error instanceof NotOurs
    }),
  )
}
