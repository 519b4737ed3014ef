import {
  askOnceUnless,
  branch,
  defineFlow,
  defineMapping,
  find,
  type Mapping,
  map,
  read,
  type Setting,
  type Step,
  settledUnless,
  skipUnless,
  skipUntil,
  stopUnless,
  textSetting,
  writeOnce,
} from '../../language/index.ts'
import { ownCustomer } from '../customer-to-customer.ts'
import type { Process } from '../process.ts'
import { bookedOn, customerSettings, dayWritten, isLate, lateHint, lateText, moneySettings } from '../settings.ts'
import { depositNote, depositSteps, isBooked, isDeposited, ordersInGp } from './deposits.ts'
import {
  bornWith,
  dayOfMoney,
  dayOfPayment,
  firstCapture,
  isOnlyAuthorised,
  isSaidByState,
  isStateNoted,
  methodOf,
  paymentLets,
  paymentValueMaps,
  receiptKind,
  transactionOf,
} from './method.ts'

/**
 * Each payment of the shop becomes one cash receipt in GP, of the customer of its orders, in the currency that was paid. The
 * receipt is applied in GP: Web Services have no operation for that. Payments hang on the reference, which the orders of a
 * split cart share, so a receipt is made of each payment and never of an order.
 *
 * What a method becomes stands in the value map "receipt"; one that is not there stops the run, and never becomes cash by
 * itself.
 *
 * A state that is marked as paid makes the shop write the missing payment by itself, whether money came or not (PrestaShop,
 * OrderHistory::changeIdOrderState): without a transaction, right before the row of the state. "Payment accepted" is how staff say
 * that a wire came; processing, shipped and delivered say nothing of money. So such a row counts where its state is one of
 * the setting paymentStates, or is the order's first, which the payment module has chosen at the checkout.
 */
const transaction = transactionOf()
/** Also where people have entered it: then nothing is asked that stood in the way of it. */
const hasReceipt = 'isLinked("gp.cashReceipt", "prestashop.orderPayment", payment.id)'
/** Of a cart that was split, one of them. */
const born = bornWith()
const someAuthorise = 'size(settings.authorisedStates) > 0'
const paidOn = dayOfMoney(firstCapture('moneyStates'))
const itsRows =
  'noted.filter(one, one.order_reference == payment.order_reference && one.id_currency == payment.id_currency)'
const cost = 'sum(orders.filter(one, !(one.order_state_role in ["canceled", "error"])).map(one, one.total_paid))'
/** What is noted under its transaction; of one amount the first, since what is noted twice is asked about by itself. */
const underTransaction = (() => {
  const isOfIt = (row: string) => `${row}.amount > 0 && orElse(${row}.transaction_id, "") == ${transaction}`
  const isNotedBefore = `${itsRows}.exists(before, dec(before.id) < dec(one.id) && before.amount == one.amount && ${isOfIt('before')})`
  return `${itsRows}.filter(one, ${transaction} != "" && ${isOfIt('one')} && !${isNotedBefore})`
})()
/** An earlier row of the same money, as far as amounts say. */
const isEarlierLike = (row: string) =>
  `dec(${row}.id) < dec(payment.id) && ${row}.amount == payment.amount && ${row}.id_currency == payment.id_currency`

const paymentToCashReceipt = defineFlow({
  id: 'payment-to-cash-receipt',
  about: 'Each payment of the shop becomes one cash receipt in GP, once.',
  on: 'prestashop.orderPayment',
  steps: [
    read('prestashop.orderPayment', 'record', 'payment'),
    skipUnless(
      'The payment came before this flow began; a person takes it over.',
      'requested || payment.date_add >= flowSince',
    ),
    skipUnless('The payment is of nothing.', 'payment.amount != 0'),
    stopUnless(
      'The payment is negative: some modules note refunds so.',
      'payment.amount > 0',
      'If it only takes back a payment that was noted by mistake, and of which no money came, nothing is booked: resolve the incident. Otherwise it is money that went back: book that in GP, as what was paid out of the bank or is taken off the next payout, once. What was given back of sales and tax is booked by its credit slip: with the setting creditMemos the hub makes a credit memo of it, or has lowered the sales order, and nobody enters one; without, enter it by hand. Then resolve the incident.',
      paymentSays(),
    ),
    find('orders', {
      entity: 'prestashop.order',
      where: { reference: 'payment.order_reference' },
      most: 50,
    }),
    stopUnless(
      'Money came without an order: no order has the reference of the payment.',
      'size(orders) > 0',
      'Find out what was paid, in the back office of the payment provider. Book the money in GP on the account for payments that are not clear, never on sales; replay the incident when the order is there.',
      paymentSays(),
    ),
    // Such an order never goes over by itself: it was entered in GP in the old way, of a customer that the hub does not know.
    ...settledUnless(
      'The order of the payment was placed before the flow of orders began, and it is linked to no sales order.',
      `${hasReceipt} || orders.exists(one, one.date_add >= ordersSince) || size(${ordersInGp}) > 0`,
      'If the order is in GP, enter the receipt there by hand, of the customer whose order it is, and resolve the incident; or link the order to its sales order by a proposal, and replay the incident: the hub then makes the receipt. If the order is not in GP, and it is a sale, take it over ("ledgerline run ORDER"), then replay the incident.',
      `${paymentSays()} + " Orders: " + joined(orders.map(one, one.id + " of " + day(one.date_add, settings.timezone)), ", ") + "."`,
    ),
    // Also of a receipt that is there: its day is that of the capture, and one that GP stored differently is compared again.
    find('moneyStates', {
      ...{ entity: 'prestashop.orderHistory', most: 200 },
      where: { id_order: `orders.map(one, one.id).filter(one, ${someAuthorise} && !${isDeposited})` },
    }),
    branch('some states say that money is only authorised', `${someAuthorise} && !${isBooked}`, [
      ...settledUnless(
        'The order was cancelled while its money was only authorised: nothing says that it came.',
        `!(${isOnlyAuthorised('moneyStates', 'orders.exists(one, one.current_state in settings.authorisedStates)')}) || orders.exists(one, !(one.order_state_role in ["canceled", "error"]))`,
        'See in the back office of the payment provider that the authorisation is released: nothing was taken, so nothing is booked, and no credit memo is made. If the money was captured, enter the receipt in GP by hand. Then resolve the incident.',
        paymentSays(),
      ),
      skipUntil(
        'The money of the payment is only authorised: it becomes a receipt once it is captured.',
        `!(${isOnlyAuthorised('moneyStates', 'orders.exists(one, one.current_state in settings.authorisedStates)')})`,
        { every: '2 hours', for: '60 days' },
        paymentSays(),
      ),
    ]),
    ...depositSteps(paymentSays(), paidOn),
    stopUnless(
      'The orders of the reference belong to more than one customer.',
      'orders.all(one, one.id_customer == orders[0].id_customer)',
      'A state books its payment under the first nine characters of the reference, which several orders may begin with. See in the shop which of them was paid, and enter the receipt in GP by hand; or correct the orders in the shop, and replay the incident.',
      `${paymentSays()} + " Orders: " + joined(orders.map(one, one.id + " (" + one.reference + ")"), ", ") + "."`,
    ),
    read('prestashop.currency', 'payment.id_currency', 'currency'),
    stopUnless(
      'The payment is in another currency than its order.',
      'orders.exists(one, one.id_currency == payment.id_currency)',
      'A receipt in one currency is not applied to an invoice in another. Enter it in GP in the currency and at the rate that your bank has used.',
      paymentSays(),
    ),
    find('noted', {
      ...{ entity: 'prestashop.orderPayment', most: 100 },
      // A cart that was placed twice has two references.
      where: {
        order_reference: '[payment.order_reference] + orders[0].cart_references.orValue([])',
      },
    }),
    ...askWhetherTwice(
      'An earlier payment has the same transaction and the same amount.',
      `${isEarlierLike('one')} && ${transaction} != "" && orElse(one.transaction_id, "") == ${transaction}`,
    ),
    // The shop notes by itself what a state says, without a transaction, and the module notes it again.
    ...askWhetherTwice(
      'More is noted than the orders cost, and an earlier payment has the same amount.',
      `${isEarlierLike('one')} && one.order_reference == payment.order_reference && (${transaction} == "" || orElse(one.transaction_id, "") == "")`,
      `sum(${itsRows}.map(one, one.amount)) > ${cost}`,
    ),
    // Of an authorisation and its captures each is asked about, also the first, where it is looked at when the others are there.
    ...settledUnless(
      'More is noted under the transaction than the orders cost.',
      `${hasReceipt} || size(${underTransaction}) < 2 || sum(${underTransaction}.map(one, one.amount)) <= ${cost}`,
      'Modules note what was authorised, and again what they capture of it. See in the back office of the payment provider what was captured. If this payment was, enter its receipt in GP by hand. If the hub has made a receipt of what was only authorised, void that one in GP. Then resolve the incident: the hub makes no receipt of this payment.',
      `${paymentSays()} + " Under the transaction: " + joined(${underTransaction}.map(one, one.id + " of " + text(one.amount)), ", ") + "."`,
    ),
    ...settledUnless(
      'The payment names no method.',
      `${hasReceipt} || payment.payment_method != ""`,
      `If the module of the order took it, say so by the payment method of the order, ${byEdit('payment_method==>METHOD')}: the receipt is made. Otherwise enter it in GP by hand, then resolve the incident.`,
      `${paymentSays()} + " The order says “" + orders[0].payment + "”."`,
    ),
    skipUnless(
      'Payments of this method become no receipts: the value map "receipt" says so.',
      `${receiptKind(methodOf('orders[0]', 'currency.iso_code'), 'currency.iso_code', 'payment.payment_method')} != "none"`,
    ),
    branch('no transaction says that money came', `${transaction} == ""`, [
      find('states', {
        ...{ entity: 'prestashop.orderHistory', most: 200 },
        where: { id_order: 'orders.map(one, one.id)' },
      }),
      skipUntil(
        'The order was put into a state as the payment was noted, and the shop has not noted that state yet.',
        `${hasReceipt} || ${isStateNoted()}`,
        { every: '1 minute', for: '1 hour' },
        paymentSays(),
      ),
      ...settledUnless(
        'The shop wrote the payment by itself when the order was put into a state that counts as paid: nothing says that money came.',
        `${hasReceipt} || !(${isSaidByState()})`,
        `See whether the money came. If so, say what the bank calls it, ${byEdit('transaction_id=null=>NUMBER')}: the receipt is made; or enter it in GP by hand, then resolve the incident. If not, correct the payment or the state in the shop, then resolve the incident: no receipt is made. Where staff use this state to say that money came, add it to the setting paymentStates, and replay.`,
        `${paymentSays()} + " State " + joined(${born}.map(state, state.id_order_state), ", ") + " came with it."`,
      ),
    ]),
    dayWritten('salesOpenFrom', hasReceipt),
    askOnceUnless(
      'The payment lies before the first day that is open in the series Sales.',
      `${hasReceipt} || !${isLate(paidOn)}`,
      lateHint('the receipt'),
      `${paymentSays()} + " It is of " + ${paidOn} + ", open from " + settings.salesOpenFrom + "."`,
    ),
    read('prestashop.order', `size(${ordersInGp}) > 0 ? ${ordersInGp}[0].id : orders[0].id`, 'order'),
    branch(
      'its order is in GP',
      'isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'held'),
        { ...map('receipt', 'payment-to-receipt-of-sales-order'), id: 'map-receipt-of-sales-order' },
      ],
      [
        read('prestashop.address', 'order.id_address_invoice', 'billTo'),
        read('prestashop.customer', 'order.id_customer', 'customer'),
        ownCustomer,
        map('receipt', 'payment-to-cash-receipt'),
      ],
    ),
    writeOnce('receipt', { to: 'gp.cashReceipt', identity: ['Description'], update: 'never' }),
  ],
})

/** A fact that is missing, said by an approver. */
function byEdit(edit: string): string {
  return `"ledgerline replay ID --entity prestashop.orderPayment --edit '${edit}'"`
}

/** @param isIt which of the payments named "one" is perhaps the same money, while `also` holds */
function askWhetherTwice(because: string, isIt: string, also = 'true'): Step[] {
  return settledUnless(
    because,
    `${hasReceipt} || !(noted.exists(one, ${isIt}) && ${also})`,
    'Modules note one capture twice, by their webhook and by the page that the customer comes back to. See in the back office of the payment provider, or at the bank, how often the money came. Once: resolve the incident, no receipt is made of this one. Twice: enter the receipt of this one in GP by hand, then resolve the incident.',
    `${paymentSays()} + " Earlier: " + joined(noted.filter(one, ${isIt}).map(one, one.id + " of " + one.order_reference), ", ") + "."`,
  )
}

/** What people need to find the money again. */
function paymentSays(): string {
  return `"Payment " + payment.id + ", reference " + payment.order_reference + ": " + text(payment.amount) + " by " + payment.payment_method + (${transaction} == "" ? "." : ", transaction " + ${transaction} + ".")`
}

/** @param customer whose receipt it is, and the record that says so */
const receiptFields = (id: string, about: string, from: Mapping['from'], customer: string): Mapping =>
  defineMapping({
    ...{ id, about },
    from: {
      payment: 'prestashop.orderPayment',
      currency: 'prestashop.currency',
      order: 'prestashop.order',
      ...from,
    },
    lists: { moneyStates: 'prestashop.orderHistory' },
    to: 'gp.cashReceipt',
    let: {
      capture: firstCapture('moneyStates'),
      ...paymentLets('currency.iso_code'),
      bookedOn: bookedOn('paidOn'),
    },
    fields: {
      Key: 'settings.receiptPrefix + payment.id',
      CustomerKey: customer,
      Type: 'kind == "Check" || kind == "Cash" ? kind : "Payment Card"',
      PaymentCardTypeKey: 'kind == "Check" || kind == "Cash" ? optional.none() : optional.of(kind)',
      CheckCardNumber: `unlessEmpty(truncate(${transaction}, 20))`,
      BankAccountKey: 'kind == "Check" || kind == "Cash" ? unlessEmpty(checkbook) : optional.none()',
      BatchKey: 'settings.receiptBatchPrefix + digits(bookedOn)',
      Date: 'bookedOn',
      Amount: 'payment.amount',
      Description: `unlessEmpty(${lateText('payment.order_reference + " " + payment.id', dayOfPayment)})`,
      CurrencyKey: 'currency.iso_code',
    },
  })

const paymentFields = receiptFields(
  'payment-to-cash-receipt',
  'The cash receipt of a payment whose order is not in GP yet. What was booked is what came: too much or too little stays open in GP.',
  { customer: 'prestashop.customer' },
  'customer.is_guest && settings.guestCustomer != "" ? settings.guestCustomer : link("gp.customer", "prestashop.customer", order.id_customer)',
)
/** Whose sales order it is, also where a guest has become an account since, or customers were merged in GP. */
const paymentOfSalesOrderFields = receiptFields(
  'payment-to-receipt-of-sales-order',
  'The cash receipt of a payment whose order is in GP: of the customer of the sales order.',
  { held: 'gp.salesOrder' },
  'held.CustomerKey',
)

const paymentSettings: Readonly<Record<string, Setting>> = {
  ...moneySettings,
  ...customerSettings,
  receiptBatchPrefix: textSetting(
    'Begins the name of the batch of cash receipts; the day of the payment follows.',
    'WEBPAY',
  ),
}

export const paymentsProcess: Process = {
  id: 'payments',
  about: paymentToCashReceipt.about,
  flows: [paymentToCashReceipt],
  mappings: [paymentFields, paymentOfSalesOrderFields, depositNote],
  settings: paymentSettings,
  valueMaps: paymentValueMaps,
}
