import { type Decimal, dec, sum } from '../../domain/decimal.ts'
import { plain, type RunningShop } from '../shop/index.ts'
import type { Row } from '../shop/rows.ts'

/** A settlement report of the card payments' provider, as it would come by mail or from its page. */
export interface SettlementReport {
  readonly name: string
  /** CSV, in the form of Stripe's itemized payout reconciliation. */
  readonly text: string
  /** What went to the bank, by payout; each in the currency that its id ends with. */
  readonly paidOut: Readonly<Record<string, string>>
}

export interface PaymentProvider {
  /** What it knows the payments of an order by, which the shop's module notes beside them. */
  noteTransactions(order: number): void
  /** All card payments and refunds since the payout before; null: there were none. */
  payOut(): SettlementReport | null
}

export const cardMethod = 'Card'

/** 1.5 % and 25 cents of each payment. The fee of what is given back stays with the provider. */
const feeOf = (gross: Decimal) => gross.times('0.015').plus('0.25').toDecimalPlaces(2)

/** Of Stripe: the names of its columns. */
const header =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,fee,net,reporting_category,source_id,charge_id,order_id'

/** The provider of the shop's card payments: it pays out now and then what it holds for the shop, less its fees. */
export function paymentProvider({ tables, editRow }: Pick<RunningShop, 'tables' | 'editRow'>): PaymentProvider {
  const settled = new Set<string>()
  const paymentsOf = (order: Row) =>
    (tables.of('order_payments').where('order_reference', plain(order, 'reference')) ?? []).filter(
      (row) => plain(row, 'payment_method') === cardMethod,
    )
  const isoOf = (row: Row) => plain(tables.of('currencies').get(Number(plain(row, 'id_currency'))), 'iso_code')

  interface Entry {
    readonly id: string
    readonly currency: string
    readonly category: 'charge' | 'refund'
    readonly gross: Decimal
    readonly at: string
    readonly charge: string
    readonly reference: string
  }
  function entriesOf(order: Row): Entry[] {
    const payments = paymentsOf(order).filter((row) => plain(row, 'transaction_id') !== '')
    const reference = plain(order, 'reference')
    const charges = payments.map((row): Entry => {
      const charge = plain(row, 'transaction_id')
      const gross = dec(plain(row, 'amount')).toDecimalPlaces(2)
      return {
        ...{ id: `txn_${row.id}`, currency: isoOf(row), category: 'charge', gross, charge, reference },
        at: plain(row, 'date_add'),
      }
    })
    const [first] = charges
    if (!first) return []
    const slips = tables.of('order_slip').where('id_order', String(order.id)) ?? []
    const refunds = slips.map((slip): Entry => {
      const given = sum(
        ['total_products_tax_incl', 'total_shipping_tax_incl'].map((field) => dec(plain(slip, field) || 0)),
      ).toDecimalPlaces(2)
      const at = plain(slip, 'date_add')
      return { ...first, id: `txn_re_${slip.id}`, category: 'refund', gross: given.neg(), at }
    })
    return [...charges, ...refunds.filter(({ gross }) => !gross.isZero())]
  }

  return {
    noteTransactions(id) {
      const order = tables.of('orders').get(id)
      for (const row of order ? paymentsOf(order) : [])
        if (plain(row, 'transaction_id') === '')
          editRow({ resource: 'order_payments', id: row.id, fields: { transaction_id: `ch_${row.id}` } })
    },
    payOut() {
      const due = tables
        .of('orders')
        .byId()
        .flatMap(entriesOf)
        .filter(({ id }) => !settled.has(id))
      if (due.length === 0) return null
      const first = due[0]!.id
      const day = due
        .map(({ at }) => at)
        .sort()
        .at(-1)!
        .slice(0, 10)
      const paidOut: Record<string, string> = {}
      const lines = [...Map.groupBy(due, ({ currency }) => currency)].flatMap(([currency, its]) => {
        const payout = `po_${first}_${currency}`
        const rows = its.map((entry) => ({ ...entry, fee: entry.category === 'charge' ? feeOf(entry.gross) : dec(0) }))
        paidOut[payout] = sum(rows.map(({ gross, fee }) => gross.minus(fee))).toFixed(2)
        return rows.map(({ id, gross, fee, category, charge, reference }) =>
          [
            ...[payout, `${day} 00:00:00`, id, currency.toLowerCase(), gross.toFixed(2), fee.toFixed(2)],
            ...[gross.minus(fee).toFixed(2), category, charge, charge, reference],
          ].join(','),
        )
      })
      for (const { id } of due) settled.add(id)
      return { name: `payout-${first}.csv`, text: `${[header, ...lines].join('\r\n')}\r\n`, paidOut }
    },
  }
}
