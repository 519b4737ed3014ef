import type { ValueMap, ValueMapSide } from '../../language/index.ts'

/**
 * How a payment was made, as the value maps name it. An order may have several payments, each made in its own way, so each
 * goes by its own label: staff choose it in the back office, and modules write theirs. Where the value map does not know the
 * label, and it is that of the order, the module that took the order has made this payment, too; its name stays the same
 * where labels change with the language. Any other label is nobody's: it stops the run, and never becomes the module's.
 *
 * @param iso code of the currency of the payment
 */
export const methodOf = (order: string, iso: string, payment = 'payment') => {
  const label = `${payment}.payment_method`
  const isKnown = `(inValueMap("receipt", ${label}) || inValueMap("receipt", ${label} + " " + ${iso}))`
  return `(${label} != "" && ${isKnown} ? ${label} : ${label} == "" || ${label} == ${order}.payment ? ${order}.module : ${label})`
}

/**
 * A method has one account for each currency: what comes in francs lies on no account in euro. "paypal CHF" counts before "paypal".
 * @param label what a question calls a method without an answer
 */
export const receiptKind = (method: string, iso: string, label = method) =>
  `(inValueMap("receipt", ${method} + " " + ${iso}) ? valueMap("receipt", ${method} + " " + ${iso}) : valueMap("receipt", ${method}, ${label}))`

/** By what the payment provider or the bank knows the money; empty: nothing says. */
export const transactionOf = (payment = 'payment') => `orElse(${payment}.transaction_id, "")`

/**
 * States that orders were put into as a payment was written, or within three minutes after. Where the shop notes by itself what
 * a state says, it saves the payment, runs the hooks of modules, which may call other servers, and then adds the row of the
 * state (PrestaShop, OrderHistory::changeIdOrderState and addWithemail).
 * @param states a list of order histories
 */
export const bornWith = (states = 'states', payment = 'payment') =>
  `${states}.filter(state, state.date_add.hasValue() && state.date_add.value() >= ${payment}.date_add && secondsBetween(state.date_add.value(), ${payment}.date_add) <= dec(180))`

/** Nothing but the state itself says that money came: a person has to. @param born `bornWith` */
export const isSaidByState = (states = 'states', payment = 'payment') => {
  const isFirst = `${states}.all(other, other.id_order != state.id_order || dec(other.id) >= dec(state.id))`
  const born = bornWith(states, payment)
  return `!(size(${born}) == 0 || ${born}.exists(state, state.id_order_state in settings.paymentStates || ${isFirst}))`
}

/** States after one that says that money is authorised, by which it came. @param states all histories of the orders */
const capturesIn = (states: string) =>
  `${states}.filter(came, came.id_order_state in settings.paymentStates + settings.capturedStates && ${states}.exists(state, state.id_order_state in settings.authorisedStates && dec(state.id) < dec(came.id)))`
/** The first of them, as a list: empty where nothing was authorised first. */
export const firstCapture = (states: string) =>
  `${capturesIn(states)}.filter(first, dec(first.id) == smallest(${capturesIn(states)}.map(came, dec(came.id))))`

/**
 * The state that perhaps wrote the payment is noted. Until its row comes, an order that was changed at the moment of the payment
 * stands in another state than its newest row says: the shop saves the state of the order first, then the payment.
 * @param states all histories of the orders
 */
export const isStateNoted = (states = 'states', payment = 'payment', orders = 'orders') => {
  const isNewest = `!${states}.exists(other, other.id_order == state.id_order && dec(other.id) > dec(state.id))`
  const saysAnother = `${states}.exists(state, state.id_order == one.id && state.id_order_state != one.current_state && ${isNewest})`
  return `(size(${bornWith(states, payment)}) > 0 || !${orders}.exists(one, secondsBetween(one.date_upd, ${payment}.date_add) <= dec(180) && ${saysAnother}))`
}

/**
 * A state says that the money of the orders is authorised, and none after it that it came. The row of a state comes last,
 * seconds after the payment and the state of the order: see `bornWith`.
 * @param states all histories of the orders
 * @param current whether one of them is in such a state now
 */
export const isOnlyAuthorised = (states: string, current: string) =>
  `(${current} || ${states}.exists(state, state.id_order_state in settings.authorisedStates) && size(${capturesIn(states)}) == 0)`

/** Its payments go along with the sales order. */
export const goesAlong = (method: string) => `("*" in settings.deposits || ${method} in settings.deposits)`

/** Its own in the shop. */
export const dayOfPayment = 'day(payment.date_add, settings.timezone)'
/** Money came on the day of the payment, or later, as what was only authorised was captured. @param capture `firstCapture` */
export const dayOfMoney = (capture: string) =>
  `day(${capture}.exists(one, one.date_add.orValue(payment.date_add) > payment.date_add) ? ${capture}[0].date_add.value() : payment.date_add, settings.timezone)`

/** Values of one payment that receipts and deposits are made of. `method`: `methodOf`; `capture`: `firstCapture`. */
export const paymentLets = (iso: string) =>
  ({
    paidOn: dayOfMoney('capture'),
    method: methodOf('order', iso),
    kind: receiptKind('method', iso, 'payment.payment_method'),
    checkbook: `inValueMap("checkbook", method + " " + ${iso}) ? valueMap("checkbook", method + " " + ${iso}) : inValueMap("checkbook", method) ? valueMap("checkbook", method) : settings.checkbook`,
  }) as const

/** Modules that took orders lately, and those that a state of the shop belongs to: a module makes one as it is installed. */
export const paymentModules: ValueMapSide = {
  ...{ entity: 'prestashop.order', key: 'module', label: 'payment', known: 'seen' },
  also: [{ entity: 'prestashop.orderState', key: 'module_name', label: 'name' }],
}
/** With methods that staff write at a payment. */
const paymentMethods: ValueMapSide = {
  ...paymentModules,
  also: [
    ...(paymentModules.also ?? []),
    { entity: 'prestashop.orderPayment', key: 'payment_method', label: 'payment_method', known: 'seen' },
  ],
}

export const paymentValueMaps: readonly ValueMap[] = [
  {
    format: 1,
    id: 'receipt',
    about:
      'Payment method, as payments name it in the shop, or payment module of the order → Check, Cash, a GP payment card type, or "none" for money that comes another way, as cash on delivery. One of a currency counts first: "ps_checkout CHF", "ps_checkout".',
    between: {
      from: paymentMethods,
      to: { entity: 'gp.paymentCardType', key: 'Key', label: 'Key', words: ['Check', 'Cash', 'none'] },
    },
    money: true,
    entries: [],
  },
  {
    format: 1,
    id: 'checkbook',
    about:
      'Payment method or module, as in the value map "receipt" → GP checkbook; one of a currency counts first: "ps_wirepayment CHF". One that is not listed takes the setting checkbook. Of checks and cash alone: a card type has its checkbook in GP.',
    between: {
      from: paymentMethods,
      to: {
        ...{ entity: 'gp.paymentCardType', key: 'CustomerCardBankAccountKey', label: 'CustomerCardBankAccountKey' },
        known: 'seen',
      },
    },
    otherwise: { setting: 'checkbook' },
    money: true,
    entries: [],
  },
]
