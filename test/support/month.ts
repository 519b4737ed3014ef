import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import type { RunningSandbox } from '../../src/sandbox/index.ts'
import { seeded } from '../../src/sandbox/seeded.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'

/**
 * What becomes of an order: nothing yet, part of it refunded while it is open, invoiced, or refunded after that; or it is open,
 * and went over with a deposit.
 */
export type Life = 'open' | 'lowered' | 'invoiced' | 'credited' | 'deposited'

/** The same month for the same seed. @returns whole numbers from 0, below what is asked for */
export function drawnBy(seed: number): (below: number) => number {
  const draw = seeded(seed)
  return (below) => Math.floor(draw() * below)
}

/** A shop and a company in the sandbox, as people work in them. Days are of one month: "2026-10-07". */
export function monthIn({ shop, gp }: RunningSandbox, month: string) {
  const { company } = gp
  const row = (resource: string, id: number) => shop.tables.of(resource).get(id)!
  const rows = (resource: string, field: string, value: string) => shop.tables.of(resource).where(field, value) ?? []
  const change = (resource: string, one: Row, fields: Record<string, string>) => {
    shop.tables.of(resource).put({ ...one, fields: { ...one.fields, ...fields } })
    shop.tables.commit()
  }
  const referenceOf = (order: number) => plain(row('orders', order), 'reference')
  return {
    row,
    change,
    referenceOf,
    details: (order: number) => rows('order_details', 'id_order', String(order)),
    payments: (order: number) => rows('order_payments', 'order_reference', referenceOf(order)),
    /** Orders without a voucher, of more than one piece, paid on days of the month. */
    place(count: number, draw: (below: number) => number): number[] {
      const placed: number[] = []
      while (placed.length < count)
        for (const order of shop.placeOrders(count * 2)) {
          const pieces = rows('order_details', 'id_order', String(order)).reduce(
            (sum, line) => sum + Number(plain(line, 'product_quantity')),
            0,
          )
          const isFit = Number(plain(row('orders', order), 'total_discounts')) === 0 && pieces > 1
          if (!isFit || placed.length >= count) {
            // No order is left over that nobody looks at.
            for (const payment of rows('order_payments', 'order_reference', referenceOf(order)))
              shop.tables.of('order_payments').remove(payment.id)
            shop.deleteOrder(order)
            continue
          }
          const day = `${month}-${String(1 + draw(28)).padStart(2, '0')} ${String(8 + draw(10)).padStart(2, '0')}:00:00`
          change('orders', row('orders', order), { date_add: day })
          placed.push(order)
        }
      return placed
    },
    held: (order: number) => company.store.get('salesOrder', `WEB${order}`)!,
    /** Somebody edits the sales order in GP. */
    edit(order: number, fields: object) {
      company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, ...fields })
    },
    /** Somebody transfers all of it to an invoice, and posts that. @returns its number */
    invoice(order: number): string {
      const { Lines } = company.store.get('salesOrder', `WEB${order}`)!
      const lines = Object.fromEntries(Lines!.map((line) => [line.Key!.LineSequenceNumber, line.Quantity!.Value!]))
      const made = transferOrder({ number: `WEB${order}`, to: 'Invoice', lines, includeTotals: true }, company)
      company.store.put('transferred', made.Key.Id!, { ...made, TransactionState: 'History' })
      return made.Key.Id!
    },
    /** One piece is given back. @returns the slip */
    refund: (order: number) => shop.refund({ order, lines: [{ line: 0, quantity: 1 }] })!,
    receipt: (order: number) => {
      const [payment] = rows('order_payments', 'order_reference', referenceOf(order))
      return company.store.get('cashReceipt', `PAY${payment!.id}`)!
    },
    slips: (order: number) => rows('order_slip', 'id_order', String(order)),
    memo: (order: number) =>
      company.store.get('creditMemo', `WEBCR${rows('order_slip', 'id_order', String(order))[0]!.id}`)!,
  }
}
