import {
  askOnceUnless,
  balanceStep,
  branch,
  defineFlow,
  defineMapping,
  each,
  ensure,
  find,
  group,
  map,
  read,
  settledUnless,
  skipUnless,
  stopUnless,
  writeOnce,
} from '../language/index.ts'
import { invoicedInPart, noneRaised, nothingAdded, refundedInPart } from './after-transfer.ts'
import { ownCustomer } from './customer-to-customer.ts'
import { lineItem, lineUnit } from './line-item.ts'
import {
  depositFields,
  depositLets,
  depositLists,
  depositSays,
  depositSearches,
  depositsCovered,
} from './payments/deposits.ts'

/** By the wrong address a tax stands under the detail of another country. */
export const whichAddress =
  'Let the Webservice key read configurations, which say it (PS_TAX_ADDRESS_TYPE; Advanced Parameters, Webservice), then replay the incident. In a multistore, name the shop of the connection.'

export const refundedWhole = 'order.given_back.hasValue() && order.given_back.value().whole'
const slips = 'order.given_back.value().slips'
/** What its first slips gave back. Slips lower a sales order in the order in which they are made, as long as it is open. */
const upToLast = `sum(${slips}.filter(one, int(one.id) <= int(last.id)).map(one, one.total_tax_incl))`
/** It has its credit memo or return. */
const hasCredit = (slip: string) =>
  `isLinked("gp.receivablesCreditMemo", "prestashop.orderSlip", ${slip}.id) || isLinked("gp.salesReturn", "prestashop.orderSlip", ${slip}.id)`
/** It has, or gets it by itself. One from before its flow began is a person's. */
const isCredited = (slip: string) =>
  `(${hasCredit(slip)} || ("gp.receivablesCreditMemo" in madeSince && slipRows.exists(row, row.id == ${slip}.id && row.date_add >= madeSince["gp.receivablesCreditMemo"])))`
/** Of an order that is refunded whole by slips of which one is not known to the cent: those that were credited before. */
const creditedBefore = `order.given_back.value().all_slips.orValue([]).filter(one, ${hasCredit('one')})`
/** People may have credited these when they were asked about them. */
const notCredited = `order.given_back.value().all_slips.orValue([]).filter(one, !(${hasCredit('one')}))`
const sumBefore = `sum(${creditedBefore}.map(one, one.total_tax_incl))`
const explainedBySlips = [
  `size(${slips}) > 0`,
  `(transferred.TotalAmount == order.total_paid && ${slips}.all(one, ${isCredited('one')}) || ${slips}.exists(last, transferred.TotalAmount == order.total_paid - ${upToLast} && ${slips}.all(one, int(one.id) <= int(last.id) || ${isCredited('one')})))`,
  nothingAdded('transferred'),
].join(' && ')
/** As a state; a refund of all that was paid says it by its amounts. */
export const isCancelled = 'order.order_state_role in ["canceled", "error"]'
const storeCredits = 'order.order_cart_rules.filter(one, one.store_credit.orValue(false))'
const isSale =
  'order.order_state.paid || order.current_state in settings.acceptedStates || order.order_state_role == "refund"'
const customerKey =
  'customer.is_guest && settings.guestCustomer != "" ? settings.guestCustomer : link("gp.customer", "prestashop.customer", order.id_customer)'
const orderInShort = '"Order " + order.id + " is of " + text(order.total_paid) + " " + order.currency.iso_code + "."'
/** Of `buyer`. Amounts of receivables are in the functional currency: an order in another one cannot be added to them. */
const withinLimit =
  'buyer.BalanceAmount.hasValue() && buyer.CreditLimitType.hasValue() && orElse(buyer.Currency, "") == order.currency.iso_code && buyer.BalanceAmount.value() + buyer.OnOrderAmount.orValue(dec(0)) + order.total_paid <= buyer.CreditLimit.orValue(dec(0))'
const amountOf = (field: string) =>
  `(buyers[0].${field}.hasValue() ? text(buyers[0].${field}.value()) : "an unknown amount")`
/** What is owed moves with each order and payment of the customer, and stands in GP: an answer is about this order and the limit. */
const creditSays = `"It is " + buyers[0].Key + "; the limit is " + (orElse(buyers[0].CreditLimitType, "Amount") == "Amount" ? ${amountOf('CreditLimit')} : "“" + orElse(buyers[0].CreditLimitType, "") + "”") + (buyers[0].BalanceAmount.hasValue() ? ". " : ", and what it owes is not known. ") + ${orderInShort}`
/**
 * An answer holds as long as all of this stays: so it says nothing that moves on by itself, as the state of the order, and
 * nothing that the person corrects in GP before the answer, as what the document comes to.
 * @param document the name of what GP holds
 */
const orderAndDocument = (document: string) =>
  `${orderInShort} + (order.given_back.hasValue() ? " " + order.given_back.value().says : "") + " It is " + ${document}.Key + " in GP."`
const withDeposits = (document: string) => `${orderAndDocument(document)} + ${depositSays(document)}`

/**
 * A paid shop order becomes one GP sales order. An unpaid one is left alone; the change that marks it paid starts the
 * flow again. The document number is made of the order's id, so a repeated write finds the first one.
 *
 * What was refunded is no sale: an order goes over as what is left of it (`remaining`), or not at all. Later refunds lower the
 * sales order while it is open and untouched, since a return has nothing to reverse before there is an invoice. Refunds that
 * are not known to the cent are asked about before anything is written (`refunds` of the entity).
 */
export const orderToSalesOrder = defineFlow({
  id: 'order-to-sales-order',
  about: 'A paid shop order becomes one GP sales order, with its customer and addresses, to the cent.',
  on: 'prestashop.order',
  carries: ['refunds'],
  steps: [
    read('prestashop.order', 'record', 'order'),
    branch(
      'it was placed before this flow began, and is a sale that is not in GP, as far as the hub knows',
      `!requested && order.date_add < flowSince && (${isSale}) && !(${refundedWhole}) && !isLinked("gp.salesOrder", "prestashop.order", order.id)`,
      [
        find('stateRows', {
          ...{ entity: 'prestashop.orderHistory', most: 200 },
          where: { id_order: 'order.id' },
        }),
        find('statesBefore', {
          ...{ entity: 'prestashop.orderState', most: 100 },
          where: {
            id: 'stateRows.filter(one, one.date_add.hasValue() && one.date_add.value() < flowSince).map(one, one.id_order_state)',
          },
        }),
        // People entered what was a sale by then, and nobody what was not.
        stopUnless(
          'The order was placed before this flow began, and was paid since.',
          'statesBefore.exists(one, one.paid || one.id in settings.acceptedStates)',
          'See whether people have entered it in GP. If so, say as what: "ledgerline incidents ID --entered-as NUMBER". If not, replay the incident: it goes over.',
          '"Order " + order.id + " was placed on " + day(order.date_add, settings.timezone) + ", for " + text(order.total_paid) + " " + order.currency.iso_code + "."',
        ),
      ],
    ),
    skipUnless(
      'The order was placed before the cut-over, or before this flow began; a person takes it over.',
      'requested || order.date_add >= flowSince',
    ),
    branch(
      'its refunds become credit memos once its sales order is closed',
      'settings.creditMemos && order.given_back.hasValue() && isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'transferred'),
        find('slipRows', { ...{ entity: 'prestashop.orderSlip', most: 100 }, where: { id_order: 'order.id' } }),
        // Refunds explain a total that is what was charged, less the first slips or none. Any other total, a refund without a
        // slip, and one that nobody credits, is asked about.
        skipUnless(
          'The sales order is transferred or posted in GP; its refunds become credit memos.',
          `transferred.TransactionState.orValue("Work") == "Work" || !(${explainedBySlips}) || (${isCancelled} && !(${refundedWhole}) && sum(${slips}.map(one, one.total_tax_incl)) != order.total_paid)`,
        ),
        // What the hub credits by itself, a person would credit a second time.
        ...settledUnless(
          'Credit slips of the order are credited by themselves; it was cancelled or refunded in the shop, and its sales order is transferred or posted in GP.',
          `transferred.TransactionState.orValue("Work") == "Work" || transferred.IsVoided.orValue(false) || !(${isCancelled} || ${refundedWhole}) || !${slips}.exists(one, ${isCredited('one')})`,
          'Enter nothing in GP for a credit slip that has come since the process refunds began: its credit memo or return is made without you. Where more is to be given back than the slips say, make a credit slip of the rest in the shop, or enter the rest alone in GP as a return or credit memo. Then resolve the incident.',
          orderAndDocument('transferred'),
        ),
        ...settledUnless(
          'The order is refunded whole, and only some of its credit slips are credited in GP: of another it is not known to the cent what it gave back.',
          `transferred.TransactionState.orValue("Work") == "Work" || transferred.IsVoided.orValue(false) || !(${refundedWhole}) || size(${slips}) > 0 || size(${creditedBefore}) == 0`,
          'Credit in GP what is left, and no more, by a return or a credit memo: what is named as credited has its document already. What you credited by hand when a slip was asked about before is taken off what is left as well. Then resolve the incident.',
          `${orderAndDocument('transferred')} + " Of " + text(transferred.TotalAmount) + " credited: " + joined(${creditedBefore}.map(one, "credit slip " + one.id + " of " + text(one.total_tax_incl)), ", ") + "; left: " + text(transferred.TotalAmount - ${sumBefore}) + (size(${notCredited}) > 1 ? ", as far as nobody has credited by hand any of " + joined(${notCredited}.map(one, "credit slip " + one.id + " of " + text(one.total_tax_incl)), ", ") : "") + "."`,
        ),
      ],
    ),
    branch(
      'it is cancelled or refunded whole, and in GP',
      `(${isCancelled} || ${refundedWhole}) && isLinked("gp.salesOrder", "prestashop.order", order.id)`,
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'held'),
        ...invoicedInPart('cancelled or refunded', ['held', 'made'], '', orderAndDocument('held')),
        skipUnless(
          'The order is cancelled or refunded, and its sales order is void in GP.',
          '!held.IsVoided.orValue(false)',
        ),
        // A state alone never voids: payment modules set it for a part refund as well.
        askOnceUnless(
          'The sales order is transferred or posted in GP, and the order was cancelled or refunded in the shop.',
          'held.TransactionState.orValue("Work") == "Work"',
          'A sales order that is transferred or posted is not voided. A back order of it, and an invoice that is not posted: delete or void it in GP. A posted invoice: enter a return that mirrors it, or a credit memo where no goods come back. Or, with the setting creditMemos, make a credit slip of it in the shop before you resolve the incident, and enter nothing: the hub credits the slip. Then resolve the incident.',
          orderAndDocument('held'),
        ),
        askOnceUnless(
          'The order was cancelled or refunded in the shop after its transfer to GP.',
          'held.TransactionState.orValue("Work") != "Work"',
          'Void the sales order in GP, or approve a proposal that voids it (operation void_gp_sales_order); then replay the incident. If it must stay, resolve the incident.',
          withDeposits('held'),
        ),
        skipUnless('The order is cancelled or refunded; a person has settled it.', 'false'),
      ],
    ),
    skipUnless('The order was refunded whole before its transfer.', `!(${refundedWhole})`),
    stopUnless(
      'The order is paid in full, but its state does not count as paid.',
      'order.order_state.paid || order.current_state in settings.acceptedStates || order.order_state_role in ["canceled", "refund"] || order.current_state == "0" || !order.paid_in_full.orValue(false)',
      'If the order is cancelled, it stays out of GP: put it into the state “Canceled” of the shop. Else correct its state; or, only where all orders in this state are sales, add its id to the setting acceptedStates.',
      'text(order.total_paid) + " " + order.currency.iso_code + " are booked; its state is “" + order.order_state.name + "” (" + order.current_state + ")."',
    ),
    skipUnless('The order is cancelled or its payment failed.', `!(${isCancelled})`),
    branch(
      'it is in GP, and its state is none that is taken over any more',
      `!(${isSale}) && isLinked("gp.salesOrder", "prestashop.order", order.id)`,
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'standing'),
        ...invoicedInPart(
          'unpaid',
          ['standing', 'madeOfStanding'],
          'If the order goes on, add the id of its state to the setting acceptedStates, and replay the incident. If it was cancelled: ',
          `${orderAndDocument('standing')} + " Its state in the shop is “" + order.order_state.name + "”."`,
        ),
        skipUnless(
          'The order is in no state that is taken over, and its sales order is void in GP.',
          '!standing.IsVoided.orValue(false)',
        ),
        // Shops have cancel states of their own; and an order on account may have been in an accepted one.
        askOnceUnless(
          'The order is in GP, and its state in the shop is none that is taken over any more.',
          'false',
          'If it was cancelled, void the sales order in GP, or approve a proposal that voids it (operation void_gp_sales_order); then replay the incident. If it goes on, add the id of its state to the setting acceptedStates, and replay. If the sales order must stay as it is, resolve the incident.',
          `${withDeposits('standing')} + " Its state in the shop is “" + order.order_state.name + "”."`,
        ),
      ],
    ),
    skipUnless('The order is not paid yet.', isSale),
    askOnceUnless(
      'The cart of the order was placed before, as another order.',
      'size(order.placed_before.orValue([])) == 0 || isLinked("gp.salesOrder", "prestashop.order", order.id)',
      'A payment module has perhaps placed it twice, by its webhook and by the page that the customer comes back to: the goods would be sent twice. If so, cancel one of the orders in the shop, give back what was paid twice, and replay the incident. If both are wanted, resolve the incident: this one goes over as well.',
      '"Order " + order.id + " (" + order.reference + ") is of cart " + order.id_cart + ", and so is " + joined(order.placed_before.orValue([]).map(one, one.id + " (" + one.reference + ")"), ", ") + "."',
    ),
    askOnceUnless(
      'A voucher of the order is store credit: the shop made it for what was refunded of an earlier order.',
      `size(${storeCredits}) == 0 || isLinked("gp.salesOrder", "prestashop.order", order.id)`,
      'It is a means of payment. The refund has lowered sales and tax already, and as a discount the voucher would lower them once more. Enter the order in GP by hand at its full price, apply the open credit of the customer to it, and say so: "ledgerline incidents ID --entered-as NUMBER --although-different". If the refund was never credited in GP, resolve the incident: the voucher is a discount then.',
      `"Order " + order.id + " uses " + joined(${storeCredits}.map(one, one.name + " of " + text(one.value)), ", ") + "; " + text(order.total_paid) + " " + order.currency.iso_code + " were paid beside it."`,
    ),
    read('prestashop.address', 'order.id_address_invoice', 'billTo'),
    read('prestashop.address', 'order.id_address_delivery', 'shipTo'),
    read('prestashop.customer', 'order.id_customer', 'customer'),
    ownCustomer,
    ensure('billTo', {
      entity: 'prestashop.address',
      key: 'order.id_address_invoice',
      to: 'gp.customerAddress',
      by: 'address-to-customer-address',
      with: { address: 'billTo' },
      identity: ['UserDefined2'],
      update: 'difference',
    }),
    ensure('shipTo', {
      entity: 'prestashop.address',
      key: 'order.id_address_delivery',
      to: 'gp.customerAddress',
      by: 'address-to-customer-address',
      with: { address: 'shipTo' },
      identity: ['UserDefined2'],
      update: 'difference',
    }),
    branch(
      'some of its refunds are not known to the cent, or may not be read, and it is in GP',
      '(size(order.refunds.orValue([]).filter(one, !one.carried.orValue(false))) > 0 || "given_back" in order.not_read.orValue([])) && isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'lowered'),
        read('hub.madeOf', '"gp.salesOrder " + link("gp.salesOrder", "prestashop.order", order.id)', 'writtenOf'),
        // Raised again it would be picked again. A refund that could not be read when it was written has not lowered it.
        ...settledUnless(
          'The sales order in GP is less than the order, and what was refunded of that is not known to the cent.',
          `lowered.TotalAmount >= remaining(order).total_paid && ${noneRaised('lowered')} || lowered.IsVoided.orValue(false) || (writtenOf.known && !("given_back" in writtenOf.fields) && size(order.refunds.orValue([])) == 0)`,
          'Where the Webservice key may not read order_slip (Advanced Parameters, Webservice), let it, and replay the incident. Otherwise see whether the sales order is what is left of the order. If not, correct it in GP by hand. Then resolve the incident: the hub leaves the sales order as it is.',
          orderAndDocument('lowered'),
        ),
      ],
    ),
    refundedInPart(orderAndDocument('parted')),
    branch(
      'some of it was given back, and it is in GP with deposits',
      'size(settings.deposits) > 0 && order.given_back.hasValue() && isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'paidFor'),
        ...depositsCovered('paidFor', orderAndDocument('paidFor')),
      ],
    ),
    branch(
      'people want to know what GP says of the customer before an order is sent, and it is not in GP yet',
      '(settings.askOnHold || settings.askOverCreditLimit) && !isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        // A preview has not made a new customer: there is none to be on hold.
        find('buyers', { ...{ entity: 'gp.customerCredit', most: 2 }, where: { Key: `[${customerKey}]` } }),
        askOnceUnless(
          'The customer of the order is on hold in GP, or inactive.',
          '!settings.askOnHold || buyers.all(buyer, !buyer.IsOnHold.orValue(false) && buyer.IsActive.orValue(true))',
          'Agree with who keeps receivables. Take the hold off in GP (Cards > Sales > Customer) and replay the incident; or, if this order may go over all the same, resolve it: GP takes the order where its policy does not check the hold. If it may not, cancel the order in the shop.',
          `"It is " + buyers[0].Key + (buyers[0].IsOnHold.orValue(false) ? ", on hold" : ", inactive") + (orElse(buyers[0].CorporateAccountKey, buyers[0].Key) == buyers[0].Key ? "" : ", or its parent " + orElse(buyers[0].CorporateAccountKey, "") + " is") + ". " + ${orderInShort}`,
        ),
        askOnceUnless(
          'The order is on account, and with it the customer owes more than the credit limit in GP, or that is not known.',
          `!settings.askOverCreditLimit || order.order_state.paid || buyers.all(buyer, orElse(buyer.CreditLimitType, "") == "Unlimited Credit" || (${withinLimit}))`,
          'Agree with who keeps receivables: raise the limit in GP (Cards > Sales > Customer > Options), or wait for a payment, and replay the incident. If this order may go over all the same, resolve it. What is owed is as GP has summed it up; reading it needs the right to query the receivables summary of customers.',
          creditSays,
        ),
      ],
    ),
    stopUnless(
      'The shop does not say by which address it taxes, and the two are in different countries.',
      '!settings.taxDetails || order.taxed_at_invoice.hasValue() || billTo.country.iso_code == shipTo.country.iso_code || order.total_paid_tax_incl == order.total_paid_tax_excl || isLinked("gp.salesOrder", "prestashop.order", order.id)',
      whichAddress,
      '"The invoice address is in " + billTo.country.iso_code + ", the delivery address in " + shipTo.country.iso_code + "."',
    ),
    ...depositSearches,
    map('salesOrder', 'order-to-sales-order'),
    balanceStep('salesOrder', {
      to: 'remaining(order).total_paid',
      lines: 'remaining(order).total_products',
      digits: 'order.currency.precision',
      cap: 'roundingCap(size(order.order_details), order.currency.precision)',
      over: 'MiscellaneousAmount',
      under: 'TradeDiscount',
    }),
    writeOnce('salesOrder', {
      to: 'gp.salesOrder',
      identity: ['IntegrationId', 'CustomerPONumber'],
      update: 'difference',
      total: 'TotalAmount',
    }),
  ],
})

export const taxRow = { TaxDetailKey: 'tax.detail', TaxAmount: 'tax.amount', TaxableAmount: 'tax.base' }

/** The code of an address, without the number of its customer: that may have slashes, too. */
const addressCode = (id: string) => {
  const key = `link("gp.customerAddress", "prestashop.address", ${id})`
  return `upper(${key}).startsWith(upper(customerKey) + "/") ? ${key}.substring(size(customerKey) + 1) : part(${key}, "/", 1)`
}

/**
 * Amounts are tax excluded, as the shop computed them; the tax that it charged is passed on whole, split over its taxes.
 * Vouchers become the trade discount; a free-shipping voucher lowers the freight instead. Wrapping is a miscellaneous
 * charge.
 *
 * The tax rows of goods stand with the document, or with the setting lineTaxes on each line. GP computes tax again when
 * an order is transferred in parts: rows of the document alone are then lost (KB 856703). With rows on the lines the
 * document has none of its own: eConnect makes its totals, line 0 of SOP10105, from the lines' (eOne, KBA-01088), and
 * rows that come under line 0 mean "for the document only" (USINGHEADERLEVELTAXES). Rows of freight and miscellaneous
 * charges are always line 0 (taSopLineIvcTaxInsert, TAXTYPE).
 */
export const orderFields = defineMapping({
  id: 'order-to-sales-order',
  about: 'The sales order of a shop order.',
  from: {
    order: 'prestashop.order',
    customer: 'prestashop.customer',
    billTo: 'prestashop.address',
    shipTo: 'prestashop.address',
  },
  lists: depositLists,
  to: 'gp.salesOrder',
  let: {
    customerKey,
    // What was refunded of it is no sale.
    left: 'remaining(order)',
    orderDay: 'day(order.date_add, settings.timezone)',
    // Parts after discounts, the tax on each, and its rows: proved together, or the order is held.
    split:
      'taxSplit(left, (order.taxed_at_invoice.orValue(false) ? billTo : shipTo).country.iso_code, settings.taxDetails)',
    onLines: 'settings.lineTaxes && settings.taxDetails',
    ...depositLets,
    shipPerson: 'joined([shipTo.firstname, shipTo.lastname], " ")',
    shipName: 'orElse(shipTo.company, shipPerson)',
    street: 'addressLines([afterFirstLine(shipName, 64), shipTo.address1, orElse(shipTo.address2, "")], 3, 60)',
  },
  fields: {
    Key: 'settings.orderPrefix + order.id',
    DocumentTypeKey: 'settings.documentType',
    Date: 'orderDay',
    CustomerKey: 'customerKey',
    CustomerPONumber: 'unlessEmpty(order.reference)',
    BatchKey: 'settings.batchPrefix + digits(orderDay)',
    CurrencyKey: 'order.currency.iso_code',
    PaymentTermsKey:
      'inValueMap("payment", order.module) ? optional.of(valueMap("payment", order.module)) : unlessEmpty(settings.paymentTerms)',
    ShippingMethodKey:
      'order.carrier.hasValue() ? optional.of(valueMap("carrier", order.carrier.value().id_reference)) : optional.none()',
    WarehouseKey: 'unlessEmpty(settings.site)',
    BillToAddressKey: addressCode('order.id_address_invoice'),
    ShipToAddressKey: addressCode('order.id_address_delivery'),
    ShipToAddress: group({
      Name: 'firstLine(shipName, 64)',
      ContactPerson: 'shipPerson',
      Line1: 'street[0]',
      Line2: 'unlessEmpty(street[1])',
      Line3: 'unlessEmpty(street[2])',
      City: 'shipTo.city',
      State: 'shipTo.state.hasValue() ? unlessEmpty(shipTo.state.value().iso_code) : optional.none()',
      PostalCode: 'unlessEmpty(orElse(shipTo.postcode, ""))',
      CountryRegion: 'shipTo.country.name',
      Phone1: 'unlessEmpty(phone(orElse(shipTo.phone, orElse(shipTo.phone_mobile, ""))))',
    }),
    Lines: each(
      'left.order_details',
      'row',
      {
        ItemKey: 'lookup("gp.item", itemKey)',
        ItemDescription: 'truncate(row.product_name, 100)',
        Quantity: 'dec(row.product_quantity)',
        UofM: 'unlessEmpty(unit)',
        UnitPrice: 'row.unit_price_tax_excl',
        PriceDigits: 'size(currencies) > 0 ? optional.of(currencies[0].PriceDecimals) : item.PriceDecimals',
        TotalAmount: 'row.total_price_tax_excl',
        TaxAmount: 'taxed.hasValue() ? optional.of(taxed.value().amount) : optional.none()',
        Taxes: each('taxed.hasValue() ? optional.of(taxed.value().rows) : optional.none()', 'tax', taxRow),
        WarehouseKey: 'unlessEmpty(settings.site)',
        Comment: 'unlessEmpty(orElse(row.customized, ""))',
        IntegrationId: 'row.id',
      },
      {
        taxed: 'onLines ? taxesOnLine(split, row.id) : optional.none()',
        ...lineItem,
        ...lineUnit,
      },
    ),
    TradeDiscount: 'unlessZero(split.discount)',
    FreightAmount: 'unlessZero(split.freight)',
    MiscellaneousAmount: 'unlessZero(split.wrapping)',
    TaxAmount: 'unlessZero(split.goodsTax)',
    FreightTaxAmount: 'unlessZero(split.freightTax)',
    MiscellaneousTaxAmount: 'unlessZero(split.wrappingTax)',
    TotalAmount: 'left.total_paid',
    Taxes: each('onLines ? optional.none() : optional.of(split.goodsRows)', 'tax', taxRow),
    FreightTaxes: each('split.freightRows', 'tax', taxRow),
    MiscellaneousTaxes: each('split.wrappingRows', 'tax', taxRow),
    ...depositFields,
    // What a warehouse has to know, one subject a line.
    Comment:
      'unlessEmpty(joined([orElse(order.paid_how, ""), order.gift ? "Gift wrapping." : "", order.gift ? order.gift_message : "", order.recyclable.orValue(false) ? "Recycled packaging." : "", orElse(order.customer_message, ""), orElse(shipTo.other, ""), orElse(order.note, "")], "\\n"))',
    IntegrationId: 'settings.marker + " " + order.id',
  },
})
