import { dec, sum } from '../../domain/decimal.ts'
import { addItem, adjust, discontinue, fulfil, lock, moveBetween, post, setPrice, voidDocument } from '../gp/clerk.ts'
import type { Gp } from '../gp/index.ts'
import type { SalesOrder } from '../gp/records.ts'
import { transferOrder } from '../gp/sales-orders/transfer.ts'
import { plain, type RunningShop } from '../shop/index.ts'
import { paymentProvider, type SettlementReport } from './payouts.ts'
import type { DayEvent, Good } from './plan.ts'

/** What came of an event. */
export interface Happened {
  readonly event: DayEvent
  /** In words, why a system has not let it happen; null: it has. */
  readonly refused: string | null
}

export interface DayPlayer {
  /** When the next event is due, in minutes since midnight; null: the day is over. */
  readonly due: number | null
  /** Plays what is due by then. */
  play(minute: number): readonly Happened[]
  /** The shop's ids of the day's orders, by their number of the day. */
  readonly orders: ReadonlyMap<number, number>
  /** What the payment provider has reported until now: for a hub, if there is one. */
  readonly reports: readonly SettlementReport[]
}

/** Where goods are that the shop does not sell from, and at which level its prices stand. */
export const daySites = { shop: 'MAIN', away: 'DEPOT' } as const
export const dayPriceLevel = 'RETAIL'

/** An order that is not in GP when somebody there wants it: looked for again so many minutes later, so many times. */
const [againAfter, mostLooks] = [15, 40]

/** What a shop sells today: each product, and of those with combinations each of these. */
export function goodsOf({ tables }: Pick<RunningShop, 'tables'>): Good[] {
  const combinations = tables.of('combinations').byId()
  return tables
    .of('products')
    .byId()
    .filter((row) => plain(row, 'active') === '1' && plain(row, 'available_for_order') === '1')
    .flatMap((row) => {
      const its = combinations.filter((one) => Number(plain(one, 'id_product')) === row.id)
      const base = Number(plain(row, 'price'))
      if (its.length === 0) return [{ reference: plain(row, 'reference'), price: base.toFixed(6) }]
      return its.map((one) => ({
        reference: plain(one, 'reference'),
        price: (base + Number(plain(one, 'price'))).toFixed(6),
      }))
    })
    .filter(({ reference }) => reference !== '')
}

/**
 * Carries a planned day out on a running shop and its GP, through the doors that people have there. What a system refuses
 * is refused, and the day goes on.
 */
export function playDay(
  { shop, gp }: { readonly shop: RunningShop; readonly gp: Gp },
  plan: readonly DayEvent[],
): DayPlayer {
  const { company } = gp
  const { store } = company
  const waiting: { readonly event: DayEvent; at: number; looks: number }[] = plan.map((event) => ({
    event,
    at: event.at,
    looks: 0,
  }))
  const orders = new Map<number, number>()
  const reports: SettlementReport[] = []
  const provider = paymentProvider(shop)
  if (!store.get('warehouse', daySites.away)) {
    store.put('warehouse', daySites.away, { key: daySites.away, description: 'Depot, not sold from' })
    store.commit()
  }
  const [currency] = shop.tables.of('currencies').byId()
  const priced = (price: string) => ({ price, priceLevel: dayPriceLevel, currency: plain(currency, 'iso_code') })

  function shopOrder(order: number): number {
    const id = orders.get(order)
    if (id === undefined) throw new Error('the order was never placed')
    return id
  }
  /** The sales order that carries the shop's reference. */
  function held(order: number): SalesOrder {
    const reference = plain(shop.tables.of('orders').get(shopOrder(order)), 'reference')
    const [found] = company.ordersWithPurchaseOrder(reference)
    if (!found) throw new NotThere('GP has no sales order of it')
    return found
  }
  const numberOf = (order: number) => held(order).Key?.Id ?? ''
  const invoicesOf = (order: number) =>
    [...store.values('transferred')].filter(
      (one) => one.OriginalSalesDocumentKey.Id === numberOf(order) && one.TransactionState === 'Work',
    )
  const productOf = (reference: string) => {
    const row = shop.tables
      .of('products')
      .byId()
      .find((one) => plain(one, 'reference') === reference)
    if (!row) throw new Error(`the shop has no product ${reference}`)
    return row.id
  }

  const deeds: { readonly [Does in DayEvent['does']]: (event: DayEvent & { readonly does: Does }) => void } = {
    buy(event) {
      const id = shop.buy(event.by, event.basket)
      orders.set(event.order, id)
      provider.noteTransactions(id)
    },
    'wire comes'({ order }) {
      shop.setState(shopOrder(order), 2)
    },
    'rest comes'({ order }) {
      const row = shop.tables.of('orders').get(shopOrder(order))
      const payments = shop.tables.of('order_payments').where('order_reference', plain(row, 'reference')) ?? []
      const rest = dec(plain(row, 'total_paid')).minus(sum(payments.map((one) => dec(plain(one, 'amount')))))
      if (rest.lte(0)) throw new Error('nothing is left to be paid')
      shop.addPayment({ order: shopOrder(order), amount: rest.toFixed(2), method: plain(row, 'payment') })
      provider.noteTransactions(row!.id)
    },
    'pay out'({ twice }) {
      const report = provider.payOut()
      if (!report) throw new Error('nothing is there to be paid out')
      reports.push(report)
      if (twice) reports.push({ ...report, text: `${report.text}\r\n` })
    },
    'edit order'({ order }) {
      shop.editOrder(shopOrder(order))
    },
    cancel({ order }) {
      shop.setState(shopOrder(order), 6)
    },
    'take up again'({ order }) {
      shop.setState(shopOrder(order), 3)
    },
    deliver({ order }) {
      shop.setState(shopOrder(order), 5)
    },
    'refund whole'({ order }) {
      const lines = (shop.tables.of('order_details').where('id_order', String(shopOrder(order))) ?? []).flatMap(
        (row, line) => {
          const left = Number(plain(row, 'product_quantity')) - Number(plain(row, 'product_quantity_refunded') || 0)
          return left > 0 ? [{ line, quantity: left }] : []
        },
      )
      if (lines.length === 0) throw new Error('nothing is left to be refunded')
      const shipping = plain(shop.tables.of('orders').get(shopOrder(order)), 'total_shipping_tax_incl')
      shop.refund({ order: shopOrder(order), lines, shipping: dec(shipping).toFixed(2) })
    },
    'correct address'({ order }) {
      const id = Number(plain(shop.tables.of('orders').get(shopOrder(order)), 'id_address_delivery'))
      shop.editRow({ resource: 'addresses', id, fields: { address2: `Door ${order}` } })
    },
    refund({ order, line, restocked }) {
      const row = (shop.tables.of('order_details').where('id_order', String(shopOrder(order))) ?? [])[line]
      const [bought, gone] = ['product_quantity', 'product_quantity_refunded'].map((name) =>
        Number(plain(row, name) || 0),
      )
      if (gone! >= bought!) throw new Error('nothing of the line is left to be refunded')
      shop.refund({ order: shopOrder(order), lines: [{ line, quantity: 1 }], restocked })
    },
    'note barcode'({ item, ean13 }) {
      shop.editRow({ resource: 'products', id: productOf(item), fields: { ean13 } })
    },
    'add product'({ item, name }) {
      shop.addProduct({ reference: item, name, price: '25.000000' })
    },
    'change stock'({ item, by }) {
      const [row] = shop.tables.of('stock_availables').where('id_product', String(productOf(item))) ?? []
      const quantity = String(Math.max(0, Number(plain(row, 'quantity')) + by))
      shop.editRow({ resource: 'stock_availables', id: row!.id, fields: { quantity } })
    },
    receive({ item, quantity }) {
      adjust(item, daySites.shop, String(quantity), company)
    },
    adjust({ item, quantity }) {
      adjust(item, daySites.shop, String(quantity), company)
    },
    'move away'({ item, quantity }) {
      moveBetween(item, daySites.shop, daySites.away, String(quantity), company)
    },
    pick({ order, tracking }) {
      fulfil(numberOf(order), { tracking }, company)
    },
    'invoice part'({ order }) {
      const [line] = held(order).Lines ?? []
      const half = String(Math.max(1, Math.floor(Number(line?.Quantity?.Value ?? '0') / 2)))
      const lines = { [String(line?.Key?.LineSequenceNumber ?? 0)]: half }
      transferOrder({ number: numberOf(order), to: 'Invoice', lines, includeTotals: true }, company)
    },
    invoice({ order }) {
      transferOrder({ number: numberOf(order), to: 'Invoice', includeTotals: true }, company)
    },
    post({ order }) {
      const invoices = invoicesOf(order)
      if (invoices.length === 0) throw new NotThere('it has no invoice that could be posted')
      for (const { Key } of invoices) post(Key.Id ?? '', company)
    },
    'post returns'() {
      const open = [...store.entries('salesReturn')].filter(([, one]) => one.TransactionState === 'Work')
      for (const [number] of open) post(number, company)
    },
    void({ order }) {
      voidDocument(numberOf(order), company)
    },
    open({ order }) {
      lock(numberOf(order), true, company)
    },
    close({ order }) {
      lock(numberOf(order), false, company)
    },
    price({ item, price }) {
      setPrice(item, priced(price), company)
    },
    'add item'({ item, name }) {
      addItem(item, name, company)
    },
    discontinue({ item }) {
      discontinue(item, company)
    },
    fail({ system, fault }) {
      const { faults } = system === 'shop' ? shop : gp
      faults.add(fault)
    },
  }
  const carryOut = (event: DayEvent) => (deeds[event.does] as (event: DayEvent) => void)(event)

  return {
    orders,
    reports,
    get due() {
      return waiting[0]?.at ?? null
    },
    play(minute) {
      const happened: Happened[] = []
      for (let next = waiting[0]; next && next.at <= minute; next = waiting[0]) {
        waiting.shift()
        const { event, at, looks } = next
        try {
          carryOut(event)
          happened.push({ event, refused: null })
        } catch (error) {
          if (error instanceof TypeError) throw error
          if (error instanceof NotThere && looks < mostLooks) {
            const again = { event, at: at + againAfter, looks: looks + 1 }
            const place = waiting.findIndex((one) => one.at > again.at)
            waiting.splice(place < 0 ? waiting.length : place, 0, again)
          } else happened.push({ event, refused: error instanceof Error ? error.message : String(error) })
        }
      }
      return happened
    },
  }
}

/** It is perhaps on its way: whoever wanted it comes back to it. */
class NotThere extends Error {}
