import type { Finding } from '../../domain/connector.ts'
import { HubError } from '../../domain/errors.ts'
import type { ReferenceRows } from './reference-rows.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/**
 * What the back office gives instead of money when it refunds an order is named after voucher, customer and order
 * ("V9C5O77"; "V9C5O77-2": what its first use left).
 * @see PrestaShop VoucherGenerator, PaymentModule (partial use)
 */
const ofRefund = /^V\d+C\d+O\d+(-\d+)*$/

/**
 * A voucher of an order that was paid for, and is money: the shop's own for refunds, and those whose name or code begins as
 * the company says (`moneyVouchers`), as gift cards do. All else is a discount.
 * @param rule the cart rule behind it; null: it is gone, or not to be read, and only the name is known
 */
export function isStoreCredit(voucher: WireRow, rule: WireRow | null, beginnings: readonly string[] = []): boolean {
  const name = typeof voucher.name === 'string' ? voucher.name : ''
  const names = [name, String(rule?.code ?? '')].map((one) => one.toLowerCase())
  return ofRefund.test(name) || beginnings.some((begin) => names.some((one) => one.startsWith(begin.toLowerCase())))
}

const mostLooked = 300
const mostNamed = 10

/**
 * Vouchers of recent orders that look as if somebody had paid for them: an amount with tax, of any cart, by a code that one
 * customer alone has. Nobody but the company knows whether they are gift cards or discounts.
 */
export async function voucherFindings(
  { moneyVouchers }: { readonly moneyVouchers: readonly string[] },
  permissions: ReadonlyMap<string, ReadonlySet<string>>,
  { webservice, reference }: { readonly webservice: Webservice; readonly reference: ReferenceRows },
): Promise<Finding[]> {
  if (!['order_cart_rules', 'cart_rules'].every((resource) => permissions.get(resource)?.has('GET'))) return []
  try {
    const { rows: used } = await webservice.list('order_cart_rules', { sort: '[id_DESC]', limit: mostLooked })
    const ids = [...new Set(used.map(({ id_cart_rule }) => String(id_cart_rule ?? '0')))].filter((id) => id !== '0')
    const rules = new Map(
      (await reference.rows('cart_rules', ids)).flatMap((row) => (row ? [[String(row.id), row]] : [])),
    )
    const found = used.flatMap((voucher) => {
      const rule = rules.get(String(voucher.id_cart_rule)) ?? null
      return rule && isOfOneCustomer(rule) && !isStoreCredit(voucher, rule, moneyVouchers)
        ? [`“${String(voucher.name ?? '').slice(0, 60)}” (${String(rule.code).slice(0, 30)})`]
        : []
    })
    const names = [...new Set(found)]
    return names.length === 0
      ? []
      : [
          {
            check: 'shop.money-vouchers',
            level: 'warning',
            found: `Recent orders used vouchers of an amount that one customer alone has: ${names.slice(0, mostNamed).join(', ')}. They go over as discounts, and lower sales and tax.`,
            todo: 'Where such vouchers were paid for, as gift cards are, name how their names or codes begin in moneyVouchers of the connection to the shop: such an order is asked about, and goes over at its full price. Where all of them are discounts, nothing is to be done.',
          },
        ]
  } catch (error) {
    if (error instanceof HubError) return []
    throw error
  }
}

const isOfOneCustomer = ({ code, reduction_amount, reduction_tax, minimum_amount, id_customer, quantity }: WireRow) =>
  String(code ?? '') !== '' &&
  Number(reduction_amount ?? 0) > 0 &&
  String(reduction_tax) === '1' &&
  Number(minimum_amount ?? 0) === 0 &&
  (!['', '0', 'undefined'].includes(String(id_customer)) || ['0', '1'].includes(String(quantity)))
