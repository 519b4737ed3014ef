import {
  askOnceUnless,
  branch,
  defineFlow,
  defineMapping,
  find,
  map,
  read,
  type Setting,
  skipUnless,
  stopUnless,
  textSetting,
  textsSetting,
  type ValueMap,
  writeOnce,
} from '../../language/index.ts'
import { ownCustomer } from '../customer-to-customer.ts'
import type { Process } from '../process.ts'

/**
 * How a payment was made, as the value maps name it. An order may have several payments, each made in its own way, so each
 * goes by its own label: staff choose it in the back office, and modules write theirs. Where the value map does not know the
 * label, and it is that of the order, the module that took the order has made this payment, too; its name stays the same
 * where labels change with the language. Any other label is nobody's: it stops the run, and never becomes the module's.
 */
const methodOf = (order: string) =>
  `(payment.payment_method != "" && inValueMap("receipt", payment.payment_method) ? payment.payment_method : payment.payment_method == "" || payment.payment_method == ${order}.payment ? ${order}.module : payment.payment_method)`

/**
 * Each payment of the shop becomes one cash receipt in GP, of the customer of its orders, in the currency that was paid. The
 * receipt is applied in GP: Web Services have no operation for that. Payments hang on the reference, which the orders of a
 * split cart share, so a receipt is made of each payment and never of an order.
 *
 * What a method becomes stands in the value map "receipt"; one that is not there stops the run, and never becomes cash by
 * itself.
 *
 * A state that is marked as paid makes the shop write the missing payment by itself, whether money came or not (PrestaShop,
 * OrderHistory::changeIdOrderState): without a transaction, in the second of the state. "Payment accepted" is how staff say
 * that a wire came; processing, shipped and delivered say nothing of money. So such a row counts where its state is one of
 * the setting paymentStates, or is the order's first, which the payment module has chosen at the checkout.
 */
/** States that the orders of the payment were put into as it was written. The shop writes both in one go. */
const bornWith =
  'states.filter(state, state.date_add.hasValue() && secondsBetween(state.date_add.value(), payment.date_add) <= dec(2))'
const isFirst = 'states.all(other, other.id_order != state.id_order || dec(other.id) >= dec(state.id))'

const paymentToCashReceipt = defineFlow({
  id: 'payment-to-cash-receipt',
  about: 'Each payment of the shop becomes one cash receipt in GP, once.',
  on: 'prestashop.orderPayment',
  steps: [
    read('prestashop.orderPayment', 'record', 'payment'),
    skipUnless(
      'The payment came before the cut-over; a person takes it over.',
      'requested || payment.date_add >= cutOver',
    ),
    skipUnless('The payment is of nothing.', 'payment.amount != 0'),
    stopUnless(
      'The payment is negative: some modules note refunds so.',
      'payment.amount > 0',
      'Find the credit slip or the refund of the payment provider that it belongs to, and book that one in GP. A receipt is not made of it.',
      paymentSays(),
    ),
    find('orders', {
      entity: 'prestashop.order',
      where: { reference: 'payment.order_reference' },
      most: 50,
      missing: 'ask',
      because: 'The payment names no order.',
    }),
    stopUnless(
      'Money came without an order: no order has the reference of the payment.',
      'size(orders) > 0',
      'Find out what was paid, in the back office of the payment provider. Book the money in GP on the account for payments that are not clear, never on sales; replay the incident when the order is there.',
      paymentSays(),
    ),
    stopUnless(
      'The orders of the reference belong to more than one customer.',
      'orders.all(one, one.id_customer == orders[0].id_customer)',
      'Correct the orders in the shop, or enter the receipt in GP by hand.',
      paymentSays(),
    ),
    read('prestashop.currency', 'payment.id_currency', 'currency'),
    stopUnless(
      'The payment is in another currency than its order.',
      'orders.exists(one, one.id_currency == payment.id_currency)',
      'A receipt in one currency is not applied to an invoice in another. Enter it in GP in the currency and at the rate that your bank has used.',
      paymentSays(),
    ),
    askOnceUnless(
      'The payment names no method.',
      'payment.payment_method != ""',
      'If the module of the order took it, resolve the incident: the receipt is made as for that module. Otherwise enter it in GP by hand.',
      paymentSays(),
    ),
    skipUnless(
      'Payments of this method become no receipts: the value map "receipt" says so.',
      `valueMap("receipt", ${methodOf('orders[0]')}, payment.payment_method) != "none"`,
    ),
    branch('no transaction says that money came', 'orElse(payment.transaction_id, "") == ""', [
      find('states', {
        ...{ entity: 'prestashop.orderHistory', most: 200, missing: 'skip' },
        where: { id_order: 'orders.map(one, one.id)' },
        because: 'The order was in no state yet.',
      }),
      askOnceUnless(
        'The shop wrote the payment by itself when the order was put into a state that counts as paid: nothing says that money came.',
        `size(${bornWith}) == 0 || ${bornWith}.exists(state, state.id_order_state in settings.paymentStates || ${isFirst})`,
        'See whether the money came. If so, resolve the incident: the receipt is made. If not, correct the payment or the state in the shop, and leave no receipt. Where staff use this state to say that money came, add it to the setting paymentStates.',
        `${paymentSays()} + " State " + joined(${bornWith}.map(state, state.id_order_state), ", ") + " of the same second."`,
      ),
    ]),
    read('prestashop.order', 'orders[0].id', 'order'),
    read('prestashop.address', 'order.id_address_invoice', 'billTo'),
    read('prestashop.customer', 'order.id_customer', 'customer'),
    ownCustomer,
    map('receipt', 'payment-to-cash-receipt'),
    writeOnce('receipt', { to: 'gp.cashReceipt', identity: ['Description'], update: 'never' }),
  ],
})

/** What people need to find the money again. */
function paymentSays(): string {
  return '"Payment " + payment.id + ", reference " + payment.order_reference + ": " + text(payment.amount) + " by " + payment.payment_method + (orElse(payment.transaction_id, "") == "" ? "." : ", transaction " + orElse(payment.transaction_id, "") + ".")'
}

const paymentFields = defineMapping({
  id: 'payment-to-cash-receipt',
  about: 'The cash receipt of a payment. What was booked is what came: too much or too little stays open in GP.',
  from: {
    payment: 'prestashop.orderPayment',
    currency: 'prestashop.currency',
    order: 'prestashop.order',
    customer: 'prestashop.customer',
  },
  to: 'gp.cashReceipt',
  let: {
    paidOn: 'day(payment.date_add, settings.timezone)',
    method: methodOf('order'),
    kind: 'valueMap("receipt", method, payment.payment_method)',
    checkbook: 'inValueMap("checkbook", method) ? valueMap("checkbook", method) : settings.checkbook',
  },
  fields: {
    Key: 'settings.receiptPrefix + payment.id',
    CustomerKey:
      'customer.is_guest && settings.guestCustomer != "" ? settings.guestCustomer : link("gp.customer", "prestashop.customer", order.id_customer)',
    Type: 'kind == "Check" || kind == "Cash" ? kind : "Payment Card"',
    PaymentCardTypeKey: 'kind == "Check" || kind == "Cash" ? optional.none() : optional.of(kind)',
    CheckCardNumber: 'unlessEmpty(truncate(orElse(payment.transaction_id, ""), 20))',
    BankAccountKey: 'kind == "Check" || kind == "Cash" ? unlessEmpty(checkbook) : optional.none()',
    BatchKey: 'settings.receiptBatchPrefix + digits(paidOn)',
    Date: 'paidOn',
    Amount: 'payment.amount',
    Description: 'unlessEmpty(payment.order_reference + " " + payment.id)',
    CurrencyKey: 'currency.iso_code',
  },
})

const paymentSettings: Readonly<Record<string, Setting>> = {
  receiptPrefix: textSetting(
    'Begins the number of every cash receipt; the id of the shop payment follows. Unique per GP company, 20 characters with the id.',
    'PAY',
  ),
  receiptBatchPrefix: textSetting(
    'Begins the name of the batch of cash receipts; the day of the payment follows.',
    'WEBPAY',
  ),
  checkbook: textSetting(
    'The GP checkbook of checks and cash, where the value map "checkbook" has none for the payment method. Empty: GP takes its default.',
    '',
  ),
  paymentStates: textsSetting(
    'Ids of the order states by which staff say that money came. A payment that the shop wrote by itself with any other state asks a person. 2, 9 and 11 in a shop as it is installed: payment accepted, on backorder (paid), remote payment accepted.',
    ['2', '9', '11'],
  ),
}

const paymentValueMaps: readonly ValueMap[] = [
  {
    format: 1,
    id: 'receipt',
    about:
      'Payment method, as payments name it in the shop, or payment module of the order → Check, Cash, a GP payment card type, or "none" for money that comes another way, as cash on delivery.',
    money: true,
    entries: [],
  },
  {
    format: 1,
    id: 'checkbook',
    about:
      'Payment method or module, as in the value map "receipt" → GP checkbook. One that is not listed takes the setting checkbook.',
    money: true,
    entries: [],
  },
]

export const paymentsProcess: Process = {
  id: 'payments',
  about: paymentToCashReceipt.about,
  flows: [paymentToCashReceipt],
  mappings: [paymentFields],
  settings: paymentSettings,
  valueMaps: paymentValueMaps,
}
