import {
  about,
  boolean,
  decimal,
  defineEntity,
  id,
  instantField,
  integer,
  optional,
  personal,
  readOnly,
  text,
} from '../../../domain/entity.ts'

/** A payment. It names the order's reference, which all orders of a split cart share. */
export const orderPayment = defineEntity({
  entity: 'prestashop.orderPayment',
  about: 'A payment booked for an order reference.',
  key: 'id',
  listedBy: { reference: 'order_reference', madeAt: 'date_add' },
  worth: {
    amounts: ['amount'],
    currencyBy: { by: 'id_currency', entity: 'prestashop.currency', field: 'iso_code' },
  },
  partOf: { entity: 'prestashop.order', by: 'order_reference', field: 'reference' },
  // Not the reference: modules that number orders change it afterwards.
  sameBy: { always: ['date_add'] },
  fields: {
    id,
    order_reference: text(255),
    id_currency: id,
    amount: about('In the order currency.', decimal),
    payment_method: text(255),
    conversion_rate: decimal,
    transaction_id: optional(text(254)),
    card_number: optional(about('Masked by the payment module.', personal(text(254)))),
    card_brand: optional(text(254)),
    date_add: instantField,
  },
})

export const orderHistory = defineEntity({
  entity: 'prestashop.orderHistory',
  about: 'An order was put into a state. The newest row is the current state.',
  key: 'id',
  way: 'append',
  appendedBy: ['id_order', 'id_order_state'],
  fields: {
    id,
    id_order: id,
    id_order_state: id,
    id_employee: about('"0": the shop itself or a program.', readOnly(id)),
    date_add: readOnly(instantField),
  },
})

export const orderCarrier = defineEntity({
  entity: 'prestashop.orderCarrier',
  about: 'How an order is shipped, with its tracking number.',
  key: 'id',
  way: 'set',
  fields: {
    id,
    id_order: id,
    id_carrier: id,
    weight: optional(decimal),
    shipping_cost_tax_excl: optional(decimal),
    shipping_cost_tax_incl: optional(decimal),
    tracking_number: optional(text(64)),
    date_add: instantField,
  },
})

/**
 * The conversation about an order, which the back office shows beside it as its messages. `token` is the shop's own and stays
 * with it: whoever knows it may answer.
 */
export const customerThread = defineEntity({
  entity: 'prestashop.customerThread',
  about: 'The conversation with a customer about an order.',
  key: 'id',
  way: 'append',
  appendedBy: ['id_order', 'id_customer', 'id_shop', 'id_lang', 'email'],
  fields: {
    id,
    id_order: id,
    id_customer: id,
    id_shop: id,
    id_lang: id,
    email: personal(text(255)),
    status: readOnly(text(20)),
    date_add: readOnly(instantField),
  },
})

export const customerMessage = defineEntity({
  entity: 'prestashop.customerMessage',
  about: 'A message of the conversation about an order. The shop mails nobody about one that a program adds.',
  key: 'id',
  way: 'append',
  appendedBy: ['id_customer_thread', 'id_employee', 'message', 'private'],
  fields: {
    id,
    id_customer_thread: id,
    id_employee: about('In whose name it is. "0": the customer.', id),
    message: personal(text(1600)),
    private: about('"1": only the staff sees it. "0": the customer as well, in the account.', id),
    date_add: readOnly(instantField),
  },
})

/** A credit note of the shop. */
export const orderSlip = defineEntity({
  entity: 'prestashop.orderSlip',
  about: 'A credit note: what was refunded of an order.',
  key: 'id',
  listedBy: { owner: 'id_customer', madeAt: 'date_add' },
  worth: {
    amounts: ['total_products_tax_incl', 'total_shipping_tax_incl'],
    currencyBy: { by: 'id_order', entity: 'prestashop.order', field: 'currency.iso_code' },
  },
  partOf: { entity: 'prestashop.order', by: 'id_order', field: 'id' },
  sameBy: { always: ['id_order', 'date_add'] },
  fields: {
    id,
    id_customer: id,
    id_order: id,
    conversion_rate: decimal,
    total_products_tax_excl: decimal,
    total_products_tax_incl: decimal,
    total_shipping_tax_excl: decimal,
    total_shipping_tax_incl: decimal,
    amount: decimal,
    shipping_cost: optional(boolean),
    partial: optional(boolean),
    order_slip_type: optional(integer),
    date_add: instantField,
    date_upd: instantField,
  },
})
