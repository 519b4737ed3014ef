import {
  about,
  boolean,
  choice,
  decimal,
  defineEntity,
  harmless,
  id,
  instantField,
  integer,
  list,
  notRead,
  optional,
  personal,
  record,
  text,
} from '../../../domain/entity.ts'

const tax = record({ id, rate: decimal, name: text() })

/**
 * A shop order with everything a ledger document needs: the row of `orders`, its full lines (`order_details`), its
 * vouchers (`order_cart_rules`), and the few facts of the rows it points to. Amounts are in the order's currency with
 * six decimals; `_tax_excl` and `_tax_incl` as PrestaShop computed them. The key is `id`: several orders of one cart
 * share `reference`.
 *
 * @see PrestaShop webservice reference: orders, order_details, order_cart_rules
 */
export const order = defineEntity({
  entity: 'prestashop.order',
  about: 'A shop order with its lines, vouchers, currency, state and carrier.',
  key: 'id',
  // The shop takes stock when an order is placed, in every state but canceled and error (PrestaShop,
  // OrderHistory::changeIdOrderState). Modules set "Refunded" for a part as well: the rest is sold until a person has settled it.
  takesStock: {
    rows: 'order_details',
    quantity: 'product_quantity',
    // What is refunded before its transfer is never sent: the sales order is made of what is left.
    less: ['product_quantity_refunded', 'product_quantity_return'],
    unless: { field: 'order_state_role', in: ['canceled', 'error'], settled: ['refund'] },
    left: 'order_state.shipped',
    feed: 'orders-by-date',
  },
  stamps: ['date_upd'],
  way: 'set',
  // The shop writes none of them again. The reference alone would not do: orders of a split cart share it.
  sameBy: { always: ['reference', 'date_add', 'id_cart'] },
  asksOnce: { rows: 'refunds', code: 'refunded', carried: 'carried' },
  notes: ['paid_how', 'given_back.says'],
  listedBy: {
    reference: 'reference',
    owner: 'id_customer',
    amount: 'total_paid',
    currency: 'currency.iso_code',
    madeAt: 'date_add',
    discount: 'total_discounts_tax_incl',
    method: 'module',
    refunded: 'refunds.subject',
  },
  listedBeside: {
    destination: { by: 'id_address_delivery', entity: 'prestashop.address', field: 'country.iso_code' },
  },
  ofPerson: { field: 'id_customer', entity: 'prestashop.customer' },
  fields: {
    id,
    reference: about('Shown to the customer. Shared by the orders of a cart that was split.', text(255)),
    id_cart: id,
    id_customer: id,
    id_address_delivery: id,
    id_address_invoice: id,
    id_carrier: harmless(about('"0" for virtual orders.', id)),
    id_currency: id,
    id_lang: id,
    id_shop: id,
    current_state: about('Id of the order state.', id),
    module: about('Technical name of the payment module.', text(255)),
    payment: about('Payment method as the customer saw it.', text(255)),
    invoice_number: id,
    date_add: about('When it was placed.', instantField),
    date_upd: instantField,
    valid: about('The current state counts as a sale.', boolean),
    gift: boolean,
    gift_message: harmless(personal(text())),
    note: about('Written by staff in the back office, for staff.', optional(personal(text()))),
    customer_message: about(
      'What the customer wrote to the shop at the checkout, joined from messages; null: nothing, or the key may not read it.',
      optional(personal(text())),
    ),
    recyclable: about('The customer agrees to recycled packaging.', optional(boolean)),
    total_discounts: decimal,
    total_discounts_tax_incl: decimal,
    total_discounts_tax_excl: decimal,
    total_paid: about('What the shop charged, tax included: the anchor of every proof.', decimal),
    total_paid_tax_incl: decimal,
    total_paid_tax_excl: decimal,
    total_paid_real: about('Payments booked on this order. Of a split cart, all of them stand on one order.', decimal),
    total_products: about('Sum of the stored lines, tax excluded.', decimal),
    total_products_wt: about('Sum of the stored lines, tax included.', decimal),
    total_shipping: decimal,
    total_shipping_tax_incl: decimal,
    total_shipping_tax_excl: decimal,
    carrier_tax_rate: about('Percent.', decimal),
    total_wrapping: decimal,
    total_wrapping_tax_incl: decimal,
    total_wrapping_tax_excl: decimal,
    round_mode: integer,
    round_type: about('1 each item, 2 each line, 3 the total; 0 an order from before the field existed.', integer),
    conversion_rate: about('Units of the order currency per unit of the shop currency.', decimal),
    currency: about('Joined from currencies.', record({ iso_code: text(3), precision: integer })),
    order_state: about(
      'Joined from order_states.',
      record({
        name: text(64),
        paid: boolean,
        logable: boolean,
        shipped: boolean,
        delivery: boolean,
        invoice: boolean,
      }),
    ),
    order_state_role: about(
      'What the shop uses the current state for, by its PS_OS_ settings; "other" when none names it or they cannot be read.',
      choice(
        'payment',
        'preparation',
        'shipped',
        'delivered',
        'canceled',
        'refund',
        'error',
        'outofstock_paid',
        'outofstock_unpaid',
        'bankwire',
        'cheque',
        'cod',
        'ws_payment',
        'other',
      ),
    ),
    carrier: about(
      'Joined from carriers; null for virtual orders. id_reference stays when the carrier is edited.',
      optional(record({ id_reference: id, name: text(64), id_tax_rules_group: optional(id) })),
    ),
    cart_references: about(
      'References of other orders of its cart that are not its own, of cancelled ones as well: one capture may be noted of each, first of either. Absent: there are none.',
      optional(list(text(255))),
    ),
    not_read: notRead,
    placed_before: about(
      'Earlier orders of the same cart under another reference that are not cancelled: it was perhaps placed twice.',
      optional(list(record({ id, reference: text(255) }))),
    ),
    refunds: about(
      'What was refunded of it, by credit slips, by its lines or by its state. A person is asked once for each.',
      optional(
        list(
          record({
            subject: text(),
            says: text(),
            carried: about(
              'What it gave back is known to the cent, and stands in given_back: a flow that carries refunds asks nobody.',
              optional(boolean),
            ),
          }),
        ),
      ),
    ),
    given_back: about(
      'What the credit slips of it gave back that are known to the cent, or that all of it was given back; null: nothing was refunded, or a person has to look at each. See the functions "remaining" and "refunded".',
      optional(
        record({
          whole: about('All of it: no money of the order is left with the shop.', boolean),
          says: about('The refunds in one sentence.', text()),
          all_slips: about(
            'Every credit slip, also one that is not known to the cent, with what it says that it gave back.',
            optional(list(record({ id, total_tax_incl: decimal }))),
          ),
          slips: about(
            'What each credit slip gave back that is known to the cent. The others stand in refunds alone.',
            list(
              record({
                id,
                total_tax_incl: decimal,
                shipping_tax_excl: decimal,
                shipping_tax_incl: decimal,
                lines: list(
                  record({
                    id: about('Of the line of the order.', id),
                    quantity: integer,
                    total_tax_excl: decimal,
                    total_tax_incl: decimal,
                    goods: about(
                      'Where its pieces are: put back into stock, back beside it, or not back; null: the shop does not say.',
                      optional(choice('restocked', 'returned', 'none')),
                    ),
                  }),
                ),
              }),
            ),
          ),
        }),
      ),
    ),
    paid_how: about(
      'How it was paid, where that was not one payment of exactly the total: amounts, methods, days. At most 240 characters.',
      optional(text(240)),
    ),
    paid_in_full: about(
      'At least the total is booked, of this order or of all orders of its reference, whatever its state says.',
      optional(boolean),
    ),
    order_details: list(
      record({
        id: about('Stays with the line for life.', id),
        product_id: id,
        product_attribute_id: about('The combination; "0" for a simple product.', id),
        product_reference: harmless(
          about("The combination's reference if set, else the product's, as at order time.", text(64)),
        ),
        product_name: harmless(text()),
        product_quantity: integer,
        product_quantity_refunded: integer,
        product_quantity_return: about('Pieces that came back.', optional(integer)),
        product_quantity_reinjected: about('Pieces that staff put back into stock.', optional(integer)),
        total_refunded_tax_incl: optional(decimal),
        product_ean13: text(14),
        id_customization: id,
        customized: about(
          'What the customer had written on the product, joined from customizations: one text field a line, with its name; a picture by its name. Null: nothing, or the key may not read it.',
          optional(personal(text())),
        ),
        unit_price_tax_excl: about('Six decimals, after reductions.', decimal),
        unit_price_tax_incl: decimal,
        total_price_tax_excl: about('Rounded by round_type.', decimal),
        total_price_tax_incl: decimal,
        original_product_price: decimal,
        ecotax: about('Per unit, tax excluded, contained in the unit price.', decimal),
        ecotax_tax_rate: about('Percent; the ecotax may be taxed unlike the rest of the line.', optional(decimal)),
        reduction_percent: about('Of a specific price, contained in the unit price.', optional(decimal)),
        reduction_amount: about('Of a specific price, contained in the unit price.', optional(decimal)),
        id_tax_rules_group: about('"0": none.', optional(id)),
        tax_computation_method: about(
          '2: taxes one after another, each on the price with the ones before; 0 and 1: each on the price.',
          optional(integer),
        ),
        taxes: about(
          'The taxes that the line names, joined from taxes. Rates in percent. Empty: none, or the shop kept none.',
          list(tax),
        ),
      }),
    ),
    order_cart_rules: about(
      'Vouchers and cart rules. Values are unrounded.',
      list(
        record({
          id,
          id_cart_rule: id,
          name: personal(text(254)),
          value: decimal,
          value_tax_excl: decimal,
          free_shipping: boolean,
          store_credit: about(
            'The shop made it when an order was refunded: it is money of the customer, and no discount. Left out: it did not.',
            optional(boolean),
          ),
          rule: about(
            'The cart rule as it is now, joined from cart_rules; null when it is gone or the key may not read it.',
            optional(
              record({
                free_shipping: boolean,
                reduction_percent: decimal,
                reduction_amount: decimal,
                reduction_tax: about('The amount contains tax.', boolean),
                reduction_currency: id,
                reduction_product: about('A product; "0" all, "-1" the cheapest, "-2" the selected ones.', id),
                reduction_exclude_special: about('Not for lines with a specific price.', optional(boolean)),
                gift_product: id,
                gift_product_attribute: id,
              }),
            ),
          ),
        }),
      ),
    ),
    wrapping_tax_rules_group: about('PS_GIFT_WRAPPING_TAX_RULES_GROUP; null: not known.', optional(id)),
    ecotax_tax_rules_group: about('PS_ECOTAX_TAX_RULES_GROUP_ID; null: not known.', optional(id)),
    fees_at_average_rate: about(
      'PS_ATCP_SHIPWRAP: shipping and wrapping bear the average tax of the goods; null: not known.',
      optional(boolean),
    ),
    taxed_at_invoice: about(
      'PS_TAX_ADDRESS_TYPE: the taxes are those of the invoice address, else of the delivery address; null: not known.',
      optional(boolean),
    ),
    tax_rules: about(
      'What each tax rule group charges where the order is taxed, joined from tax_rules. Read only when the lines do not name the taxes of shipping, wrapping or a line; null: not read, or the key may not.',
      optional(list(record({ id_tax_rules_group: id, computation_method: integer, taxes: list(tax) }))),
    ),
  },
})
