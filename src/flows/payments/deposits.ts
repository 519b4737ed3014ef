import type { Problem } from '../../domain/errors.ts'
import {
  askOnceUnless,
  branch,
  type Definition,
  defineMapping,
  each,
  find,
  type Mapping,
  map,
  read,
  type Step,
  settledUnless,
  skipUnless,
  skipUntil,
  writeOnce,
  writeSteps,
} from '../../language/index.ts'
import { isLate } from '../settings.ts'
import {
  dayOfMoney,
  firstCapture,
  goesAlong,
  isOnlyAuthorised,
  isSaidByState,
  methodOf,
  paymentLets,
  receiptKind,
  transactionOf,
} from './method.ts'

/**
 * Money that is there when an order is transferred may go along with its sales order. GP posts a deposit when the order is
 * saved, and moves it to the invoice; a receipt is posted and applied by a person. One payment becomes one of the two:
 *
 *   not linked yet   the order takes what nobody has to be asked about; a payment of such a method waits for it
 *   linked           what the order has taken is skipped, by what the hub noted of the order (hub.sentAlong); the rest become receipts
 *
 * The deposit has the number that the receipt would have, so GP itself refuses the second one of the two.
 */
const isSearched =
  'size(settings.deposits) > 0 && order.date_add >= flowSince && !isLinked("gp.salesOrder", "prestashop.order", order.id)'

/** What a new sales order may take along. Found only where the setting wants deposits, and before the order is linked. */
export const depositSearches: readonly Step[] = [
  find('paid', {
    ...{ entity: 'prestashop.orderPayment', most: 50 },
    // A cart that was placed twice has two references: one capture may be noted of each, also where one was cancelled since.
    where: {
      order_reference: `([order.reference] + order.cart_references.orValue([])).filter(one, ${isSearched})`,
    },
  }),
  // One payment of several orders is a receipt: it belongs to none of them alone. And where a payment is older than the flow
  // of receipts, or that is off, people may have entered it: then nothing goes along.
  find('together', {
    ...{ entity: 'prestashop.order', most: 20 },
    where: {
      reference: `[order.reference].filter(one, size(paid) > 0 && "gp.cashReceipt" in madeSince && paid.all(payment, payment.date_add >= madeSince["gp.cashReceipt"]))`,
    },
  }),
  find('paidStates', {
    ...{ entity: 'prestashop.orderHistory', most: 200 },
    where: {
      id_order: `[order.id].filter(one, paid.exists(payment, ${transactionOf()} == "" || size(settings.authorisedStates) > 0))`,
    },
  }),
]
export const depositLists = {
  paid: 'prestashop.orderPayment',
  together: 'prestashop.order',
  paidStates: 'prestashop.orderHistory',
} as const

const iso = 'order.currency.iso_code'
const method = methodOf('order', iso)
/** Its money went to GP with the sales order. */
export const isDeposited = 'isLinked("hub.deposit", "prestashop.orderPayment", payment.id)'
/** Nothing has to be asked about it: a payment of which there is something to ask becomes a receipt, once it is answered. */
const isPlain = [
  'payment.order_reference == order.reference',
  'payment.amount > 0',
  'payment.payment_method != ""',
  'payment.id_currency == order.id_currency',
  `[${method}].exists(by, ${goesAlong('by')} && (inValueMap("receipt", by + " " + ${iso}) || inValueMap("receipt", by)) && ${receiptKind('by', iso)} != "none")`,
  // The shop writes the payment before the state that says so: who looks in between sees a payment of no state.
  `(${transactionOf()} == "" ? paidStates.exists(state, state.id_order_state == order.current_state) && !(${isSaidByState('paidStates')}) : size(paid.filter(one, ${transactionOf('one')} == ${transactionOf()})) == 1)`,
  '!isLinked("gp.cashReceipt", "prestashop.orderPayment", payment.id)',
  // A deposit posts at once, on its day: GP would hold cash that nobody has.
  '!onlyAuthorised',
].join(' && ')

/** `deposits`: the payments that the sales order takes along. None, where they are more than is left to be paid. */
export const depositLets = {
  capture: firstCapture('paidStates'),
  onlyAuthorised: isOnlyAuthorised('paidStates', 'order.current_state in settings.authorisedStates'),
  paidInTime: `paid.filter(payment, !${isLate(dayOfMoney('capture'))})`,
  plainPayments: `paidInTime.filter(payment, ${isPlain})`,
  deposits:
    'size(together) == 1 && sum(plainPayments.map(one, one.amount)) <= left.total_paid ? plainPayments : plainPayments.filter(one, false)',
} as const

const number = 'settings.receiptPrefix + payment.id'
export const ordersInGp = 'orders.filter(one, isLinked("gp.salesOrder", "prestashop.order", one.id))'
/** Such an order never goes over, and its money came all the same. */
const refundedWhole = '(orders[0].given_back.hasValue() && orders[0].given_back.value().whole)'
/** A transaction of digits alone would be read as the number of a card, which the hub never keeps: see the sales order of GP. */
const named = `truncate(${transactionOf()} == "" ? ${number} : digits(${transactionOf()}) == ${transactionOf()} ? "T" + ${transactionOf()} : ${transactionOf()}, 20)`
const isCard = 'kind != "Check" && kind != "Cash"'
export const depositFields = {
  DepositAmount: 'size(deposits) > 0 ? optional.of(sum(deposits.map(one, one.amount))) : optional.none()',
  Payments: each(
    'size(deposits) > 0 ? optional.of(deposits) : optional.none()',
    'payment',
    {
      Number: number,
      Type: 'kind == "Check" ? "Check Deposit" : kind == "Cash" ? "Cash Deposit" : "Payment Card Deposit"',
      Date: 'paidOn',
      PaymentAmount: 'payment.amount',
      BankAccountKey: `${isCard} ? optional.none() : unlessEmpty(checkbook)`,
      CheckNumber: `kind == "Check" ? optional.of(${named}) : optional.none()`,
      PaymentCardTypeKey: `${isCard} ? optional.of(kind) : optional.none()`,
      PaymentCardNumber: `${isCard} ? optional.of(${named}) : optional.none()`,
      ExpirationDate: `${isCard} ? optional.of(paidOn) : optional.none()`,
    },
    paymentLets(iso),
  ),
}

/**
 * The payment's own run: whether the money went with the sales order, will go, or becomes a receipt.
 * @param says what people need to find the money again
 * @param paidOn the day on which the money came
 */
export const depositSteps = (says: string, paidOn: string): readonly Step[] => {
  const first = methodOf('orders[0]', 'orders[0].currency.iso_code')
  const mayBe = `size(settings.deposits) > 0 && ${goesAlong(first)} && size(orders) == 1`
  // An order from before its flow, or this one, began takes none along, or never goes over by itself.
  const isDeposit = `${mayBe} && payment.payment_method != "" && orders[0].date_add >= ordersSince && orders[0].date_add >= flowSince && !${isLate(paidOn)}`
  return [
    branch(
      'its order is in GP already',
      `size(${ordersInGp}) > 0`,
      [
        // One payment of a cart that was split is for all its orders.
        read(
          'hub.sentAlong',
          `"gp.salesOrder " + joined(${ordersInGp}.map(one, link("gp.salesOrder", "prestashop.order", one.id)), " | ")`,
          'along',
        ),
        branch('it went with the sales order', `${isDeposited} || ${number} in along.numbers`, [
          map('deposit', 'payment-to-deposit'),
          writeOnce('deposit', { to: 'hub.deposit', identity: ['document'], update: 'never' }),
          skipUnless('The payment went to GP with its sales order, as a deposit.', 'false'),
        ]),
        find('beside', {
          ...{ entity: 'prestashop.orderPayment', most: 100 },
          where: { order_reference: '[orders[0].reference].filter(one, size(along.numbers) > 0)' },
        }),
        ...settledUnless(
          'The sales order has deposits that people entered, or may have: the hub cannot see whether this payment is one of them.',
          // What is seen is asked about whatever the setting says; what is not sure, where the hub has sent deposits itself. A
          // deposit is the hub's by its whole number: people write "PAYPAL 4711".
          `(along.sure || !(${mayBe})) && along.numbers.all(one, beside.exists(row, settings.receiptPrefix + row.id == one)) || isLinked("gp.cashReceipt", "prestashop.orderPayment", payment.id)`,
          'Look at the deposits of the sales order, or of its invoice, in GP (Sales Transaction Entry, Amount Received). If the payment is there, or its receipt was entered, resolve the incident. If not, enter the receipt in GP by hand, then resolve the incident.',
          says,
        ),
      ],
      [
        skipUntil(
          'The order is not in GP yet: the payment goes there with it, as a deposit.',
          `!(${isDeposit}) || payment.amount <= 0 || orders[0].order_state_role in ["canceled", "error"] || ${refundedWhole} || isLinked("gp.cashReceipt", "prestashop.orderPayment", payment.id)`,
          { every: '30 minutes', for: '14 days' },
          says,
        ),
      ],
    ),
  ]
}

/** What the hub keeps of a payment that went along: other flows see by it that the money is booked. */
export const depositNote = defineMapping({
  id: 'payment-to-deposit',
  about: 'What the hub keeps of a payment that went to GP with its sales order.',
  from: { payment: 'prestashop.orderPayment' },
  lists: { orders: 'prestashop.order' },
  to: 'hub.deposit',
  fields: {
    key: number,
    document: `link("gp.salesOrder", "prestashop.order", ${ordersInGp}[0].id)`,
    amount: 'payment.amount',
  },
})

/** The money of a payment is booked in GP: by a receipt, or as a deposit. */
export const isBooked = `(isLinked("gp.cashReceipt", "prestashop.orderPayment", payment.id) || ${isDeposited})`

/** An open sales order is not lowered below its deposits: GP refuses that. @param document what GP holds */
export const depositsCovered = (document: string, says: string): readonly Step[] => [
  askOnceUnless(
    'The sales order in GP has deposits of more than what is left of the order.',
    `${document}.DepositAmount.orValue(dec(0)) <= remaining(order).total_paid || ${document}.TransactionState.orValue("Work") != "Work"`,
    'The money went back, or goes back: lower the deposit in GP by what was given back (Sales Transaction Entry, the order, Amount Received), then replay the incident. If the money stays with you, leave the deposit, correct the sales order in GP by hand, then resolve the incident.',
    says,
  ),
]

/** Said of a sales order that is to be voided: what becomes of the money. @param document what GP holds */
export const depositSays = (document: string) =>
  `(${document}.DepositAmount.orValue(dec(0)) > dec(0) ? " It has deposits of " + text(${document}.DepositAmount.value()) + ". Voiding takes them back in GP, by a reversing entry, where the policy “Remove Posted Deposits” of VoidSalesOrder says so. That is right where the money was given back or was never taken. Where you keep the money, enter it as a cash receipt of the customer as well." : "")`

/**
 * What keeps a definition from taking deposits: an integration keeps the flows that it has, and the setting comes with the
 * newest standard, or with the newest process. With one half alone the money is booked twice, or waits for nobody.
 */
export function depositProblems({ settings, flows, mappings }: Definition): Problem[] {
  const value = settings.settings.deposits?.value
  if (!Array.isArray(value) || value.length === 0) return []
  const receipts = Object.values(flows).filter(
    ({ on, steps }) => on === 'prestashop.orderPayment' && writeSteps(steps).some(({ to }) => to === 'gp.cashReceipt'),
  )
  const looksAtDeposits = /"hub\.(along|sentAlong)"/
  const older = receipts.filter(({ steps }) => !looksAtDeposits.test(JSON.stringify(steps)))
  const authorised = settings.settings.authorisedStates?.value
  const taking = Object.values(mappings).filter(({ to, fields }) => to === 'gp.salesOrder' && 'Payments' in fields)
  const refused = (reason: string): Problem[] => [{ at: 'settings.json/deposits', reason }]
  if (older.length > 0)
    return refused(
      `must be empty while flows/${older[0]!.id}.json is of an older version: it would make a receipt of each deposit as well. Put its files and mappings aside, add the process payments again, and repeat your changes in them`,
    )
  if (receipts.length === 0)
    return refused('needs the process payments: what does not go with the sales order becomes a receipt by it')
  if (taking.length === 0)
    return refused(
      'must be empty while the mapping of sales orders is of an older version, which takes no deposits along: take over the newest standard first',
    )
  const looksAtStates = ({ let: lets }: Mapping) => JSON.stringify(lets).includes('authorisedStates')
  if (Array.isArray(authorised) && authorised.length > 0 && !taking.every(looksAtStates))
    return refused(
      'must be empty where authorisedStates has states, while the mapping of sales orders is of an older version, which takes along money that is only authorised: take over the newest standard first',
    )
  return []
}
