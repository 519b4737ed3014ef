import {
  askOnceUnless,
  branch,
  defineFlow,
  defineMapping,
  each,
  find,
  map,
  read,
  type Setting,
  settledUnless,
  skipUnless,
  skipUntil,
  stopUnless,
  textSetting,
  writeOnce,
} from '../../language/index.ts'
import { nothingAdded, voidButInvoiced } from '../after-transfer.ts'
import { isCancelled, refundedWhole, whichAddress } from '../order-to-sales-order.ts'
import type { Process } from '../process.ts'
import {
  bookedOn,
  creditMemosSetting,
  dayWritten,
  isLate,
  lateHint,
  lateText,
  salesOpenFromSetting,
} from '../settings.ts'
import {
  back,
  beforeReturns,
  moneyAlone,
  returnFields,
  returnSettings,
  returnSteps,
  settledByReturn,
  untilInvoiced,
} from './returns.ts'

const slips = 'order.given_back.value().slips'
/** What the slips up to one gave back. Their ids count up. */
const upTo = (slip: string) => `sum(${slips}.filter(one, dec(one.id) <= dec(${slip}.id)).map(one, one.total_tax_incl))`
const upToThis = upTo('slip')
/** What it came to when it came to GP: people may have entered it at its full price, or only a part of the order in it. */
const atFirst =
  '(writtenOf.byHand.hasValue() ? writtenOf.byHand.value().worth.orValue(order.total_paid) : order.total_paid)'
/**
 * What the sales order was lowered by before it was transferred: what its first slips gave back. Which slips those were
 * follows from the numbers alone, and not from which were credited already: so two slips that are looked at in the same
 * moment come to the same answer, and only one of them is credited where the other has lowered the document.
 */
const lowered = `(${atFirst} - held.TotalAmount)`
const dayOfSlip = 'day(slip.date_add, settings.timezone)'

const hasReturn = 'isLinked("gp.salesReturn", "prestashop.orderSlip", slip.id)'
/** Also where people have entered it: then nothing is asked that stood in the way of it. */
const hasMemo = 'isLinked("gp.receivablesCreditMemo", "prestashop.orderSlip", slip.id)'
const isBooked = `(${hasMemo} || ${hasReturn})`
/** Whoever credits the slip by hand credits nothing that its return has credited. */
const afterReturn = `(${hasReturn} ? " A part of it is credited by return " + link("gp.salesReturn", "prestashop.orderSlip", slip.id) + ": only " + text(${moneyAlone}.total_paid) + " is left to be credited." : "")`
const slipSays = `"Credit slip " + slip.id + " of order " + order.id + ": goods " + text(slip.total_products_tax_incl) + ", shipping " + text(slip.total_shipping_tax_incl) + " with tax." + ${afterReturn}`

/** Whoever switches the setting off again credits nothing twice: what has its return keeps it. */
const takesGoodsBack = `settings.returns || ${hasReturn}`
/** What of the slip is not credited yet, by the document that it becomes. */
const toCredit = `(${hasReturn} ? [${moneyAlone}] : settings.returns ? [${back}, ${moneyAlone}] : [refunded(order, slip.id)])`

const taxRowsToday = (rows: string) =>
  `flat(${toCredit}.map(one, taxSplit(one, taxedAt.country.iso_code, true).${rows}.map(row, upper(row.detail))))`
/** The tax details that the slip would be taken off, by what the value maps say now. */
const detailsToday = `(${taxRowsToday('goodsRows')} + ${taxRowsToday('freightRows')})`
const detailsIn = (rows: string) => `${rows}.orValue([]).map(row, upper(row.TaxDetailKey))`
/** Those that its order was booked under. */
const detailsHeld = `(${['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'].map((rows) => detailsIn(`held.${rows}`)).join(' + ')} + flat(held.Lines.map(line, ${detailsIn('line.Taxes')})))`

/**
 * A credit slip becomes one credit memo of receivables, where its order is transferred or posted in GP. As long as the sales
 * order is open the flow of orders lowers that instead, since a credit has nothing to meet before there is an invoice.
 *
 * The slip owns what is given back of sales and tax. The money itself is the payment provider's, and is booked from there:
 * a slip is not a payment. Goods that come back are a return in GP, which a person enters; or, with the setting `returns`, this
 * flow: of the pieces that staff put back into stock (returns.ts).
 */
const slipToCreditMemo = defineFlow({
  id: 'slip-to-credit-memo',
  about:
    'A credit slip of a transferred order becomes one credit memo in GP, with its taxes to the cent; goods that are back in stock become a return, where the company wants it so.',
  on: 'prestashop.orderSlip',
  steps: [
    read('prestashop.orderSlip', 'record', 'slip'),
    skipUnless(
      'The setting creditMemos is off: the flow of orders asks a person about refunds.',
      'settings.creditMemos',
    ),
    skipUnless(
      'The slip was made before this flow began; a person takes it over.',
      'requested || slip.date_add >= flowSince',
    ),
    read('prestashop.order', 'slip.id_order', 'order'),
    branch(
      'the order is not in GP, as far as the hub knows',
      '!isLinked("gp.salesOrder", "prestashop.order", order.id)',
      [
        // It never goes over by itself: it was entered in GP in the old way, or is none of GP's.
        askOnceUnless(
          'The order of the slip was placed before the flow of orders began, and it is linked to no sales order.',
          'order.date_add >= ordersSince',
          'If the order is in GP, credit the slip there by hand and resolve the incident; or link the order to its sales order by a proposal, and replay the incident: the hub then credits it. If the order is not in GP, there is nothing to credit: resolve the incident.',
          slipSays,
        ),
        skipUnless(
          'The order was placed before the flow of orders began; a person has settled the slip.',
          'order.date_add >= ordersSince',
        ),
        // A send of it may be under way for some time yet. After days a person may have entered an order that was held.
        skipUntil(
          'The order is not in GP, and it is cancelled or nothing of it is left: it does not go over.',
          `!(${isCancelled} || ${refundedWhole}) || secondsBetween(slip.date_add, order.date_add) > dec(172800)`,
          { every: '6 hours', for: '7 days', then: 'leave' },
        ),
        // An order that is held goes over once its question is answered. If a person has entered it instead, nobody tells this flow.
        skipUntil(
          'The order is not in GP yet: it goes over as what is left of it. If a person has entered it in GP, the slip has to be credited there by hand.',
          'false',
          { every: '6 hours', for: '7 days' },
          slipSays,
        ),
      ],
    ),
    read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'held'),
    branch('its sales order is void in GP', `held.IsVoided.orValue(false) && !${isBooked}`, [
      ...voidButInvoiced('held', 'madeOfVoid', slipSays),
    ]),
    read('hub.madeOf', '"gp.salesOrder " + link("gp.salesOrder", "prestashop.order", order.id)', 'writtenOf'),
    skipUnless('The sales order is void in GP: there is nothing to credit.', '!held.IsVoided.orValue(false)'),
    // It may be transferred before it is lowered: then the slip is credited after all.
    skipUntil(
      'The sales order is still open in GP: the refund lowers it.',
      'held.TransactionState.orValue("Work") != "Work"',
      { every: '6 hours', for: '60 days' },
    ),
    find('paidBy', {
      ...{ entity: 'prestashop.orderPayment', most: 50 },
      where: { order_reference: `[order.reference].filter(one, !${isBooked})` },
    }),
    find('disputed', {
      ...{ entity: 'hub.payoutRow', most: 200 },
      where: {
        transaction: 'paidBy.map(payment, orElse(payment.transaction_id, "")).filter(one, one != "")',
        kind: '["chargeback", "chargeback-reversal"]',
      },
    }),
    // By a slip that was made for the dispute the sale would be taken off although the case is open, or was won.
    ...settledUnless(
      'The bank of the customer has taken money of this order back: the slip may be about the dispute.',
      `${isBooked} || size(disputed) == 0`,
      'If the slip was made for the dispute, wait until the case is closed, and give nothing back at the provider. Lost: credit the slip in GP by hand, once; the customer has the money already. Won: the sale stands, and nothing is credited. If the slip is of something else, credit it in GP by hand. Then resolve the incident: the hub makes no credit memo of this slip.',
      `${slipSays} + " Of the dispute: " + joined(disputed.map(row, row.kind + " " + text(row.amount) + " " + row.currency + " of " + row.date + " (payout " + row.payout + ")"), ", ") + "."`,
    ),
    // One refund, one question: two would be booked twice.
    skipUnless(
      'What the slip gave back is not known to the cent: the flow of orders asks a person to book it in GP.',
      'order.given_back.hasValue() && order.given_back.value().slips.exists(one, one.id == slip.id)',
    ),
    ...settledByReturn,
    // What somebody was asked to credit by hand is credited: shops make the slip of it days later, or their modules do.
    ...settledUnless(
      'People have settled a question about the order in GP before the slip was made: what the slip gave back may be credited there already.',
      `${isBooked} || writtenOf.settledAt.orValue(slip.date_add) >= slip.date_add`,
      'See in GP whether a return or a credit memo of it is there. If so, say so: "ledgerline incidents ID --entered-as NUMBER", with --although-different where that is of more than the slip. If not, credit the slip in GP by hand, once, and say so in the same way. Or resolve the incident: the hub credits nothing.',
      `${slipSays} + " The question about the order was answered on " + day(writtenOf.settledAt.orValue(slip.date_add), settings.timezone) + "."`,
    ),
    ...settledUnless(
      'The credit slips give back more than was paid.',
      `${hasMemo} || sum(${slips}.map(one, one.total_tax_incl)) <= order.total_paid`,
      'Compare the slips with what the payment provider paid back. Correct them in the shop and replay the incident; or book this slip in GP by hand, then resolve the incident.',
      `"Order " + order.id + ": paid " + text(order.total_paid) + ", credit slips " + joined(${slips}.map(one, one.id + " of " + text(one.total_tax_incl)), ", ") + "." + ${afterReturn}`,
    ),
    ...settledUnless(
      'People have entered the sales order with less than the order: whether what the slip gave back stands in it is not known.',
      `${hasMemo} || ${atFirst} >= order.total_paid`,
      'See in GP where the goods of the slip stand: the order may have been entered as several documents, or without what was given back already. If they were invoiced, credit the slip in GP by hand, once; if they were never entered, nothing is to be credited. Then resolve the incident.',
      `"Order " + order.id + ": " + text(order.total_paid) + ", " + held.Key + " was " + text(${atFirst}) + " when it was linked. " + ${slipSays}`,
    ),
    ...settledUnless(
      'Something was added to the order after its transfer: whether the slip has lowered the sales order cannot be told from its total.',
      `${hasMemo} || ${lowered} <= dec(0) || ${nothingAdded('held')}`,
      'The flow of orders asks about the same order; enter in GP, once, what was added. See whether the sales order is less by what the slip gave back: if not, credit the slip in GP by hand. Then resolve the incident.',
      `"Order " + order.id + ": " + text(order.total_paid) + ", " + held.Key + " is " + text(held.TotalAmount) + ". " + ${slipSays}`,
    ),
    // What was left out of it, or came later, looks in its total as if the slip had lowered it.
    ...settledUnless(
      'The sales order was made of less than the order comes to now: whether what the slip gave back stands in it is not known.',
      `${hasMemo} || writtenOf.worth.orValue(order.total_paid) >= order.total_paid`,
      'Somebody corrected the order for GP, or it was raised in the shop after its transfer. See in GP whether what the slip gave back was invoiced. If so, credit the slip there by hand, once, and say so: "ledgerline incidents ID --entered-as NUMBER". If it was left out of the sales order, nothing is to be credited: resolve the incident.',
      `"Order " + order.id + ": " + text(order.total_paid) + ", " + held.Key + " was made of " + text(writtenOf.worth.orValue(order.total_paid)) + " and is " + text(held.TotalAmount) + ". " + ${slipSays}`,
    ),
    ...settledUnless(
      'The sales order was lowered by another amount than its first credit slips.',
      // By which of its refunds it was lowered cannot be told from amounts where one of them is not known.
      `${hasMemo} || ${lowered} <= dec(0) || (order.refunds.orValue([]).all(one, one.carried.orValue(false)) && ${slips}.exists(last, ${upTo('last')} == ${lowered}))`,
      'Somebody changed the document in GP, or the order in the shop. Compare both; credit in GP by hand what is still open of the slip, then resolve the incident.',
      `"Order " + order.id + ": paid " + text(order.total_paid) + ", " + held.Key + " is " + text(held.TotalAmount) + ", credit slips " + joined(${slips}.map(one, one.id + " of " + text(one.total_tax_incl)), ", ") + "." + ${afterReturn}`,
    ),
    // Only what the hub has sent is known to be lowered by the slip: an allowance may come to as much by chance.
    ...settledUnless(
      'Somebody has lowered the sales order in GP by as much as the slip gave back: whether it was for the slip is not known.',
      `${hasMemo} || ${lowered} <= dec(0) || ${upToThis} > ${lowered} || writtenOf.sentTotal.orValue(held.TotalAmount) == held.TotalAmount`,
      'Compare the sales order with the slip. If it was lowered for this refund, nothing is to be credited: resolve the incident. If not, credit the slip in GP by hand, once, and say so: "ledgerline incidents ID --entered-as NUMBER".',
      `"Order " + order.id + ": the hub sent " + held.Key + " as " + text(writtenOf.sentTotal.orValue(held.TotalAmount)) + ", and it is " + text(held.TotalAmount) + ". " + ${slipSays}`,
    ),
    skipUnless(
      'The refund has lowered the sales order before that was transferred.',
      `${lowered} <= dec(0) || ${upToThis} > ${lowered}`,
    ),
    read(
      'prestashop.address',
      'order.taxed_at_invoice.orValue(false) ? order.id_address_invoice : order.id_address_delivery',
      'taxedAt',
    ),
    branch(
      'the shop does not say by which address it taxes',
      '!order.taxed_at_invoice.hasValue() && order.id_address_invoice != order.id_address_delivery && order.total_paid_tax_incl != order.total_paid_tax_excl',
      [
        read('prestashop.address', 'order.id_address_invoice', 'billedTo'),
        stopUnless(
          'The shop does not say by which address it taxes, and the two are in different countries.',
          'billedTo.country.iso_code == taxedAt.country.iso_code',
          whichAddress,
          slipSays,
        ),
      ],
    ),
    branch('goods that came back become a return', takesGoodsBack, [...beforeReturns]),
    ...untilInvoiced,
    dayWritten('salesOpenFrom', isBooked),
    askOnceUnless(
      'The credit slip lies before the first day that is open in the series Sales.',
      `${isBooked} || !${isLate(dayOfSlip)}`,
      lateHint('its credit memo, or return,'),
      `${slipSays} + " It is of " + ${dayOfSlip} + ", open from " + settings.salesOpenFrom + "."`,
    ),
    // The answers of value maps may be others by now. A credit takes back what was declared, where it was declared.
    ...settledUnless(
      'The taxes of the slip would be taken off other tax details than its order was booked under.',
      `${hasMemo} || size(${detailsHeld}) == 0 || ${detailsToday}.all(one, one in ${detailsHeld})`,
      'Were the answers of the value maps tax or tax-rate, or the countries of the taxes, changed since? Credit the slip in GP by hand, once, under the details of its sales order, and say so: "ledgerline incidents ID --entered-as NUMBER". If the order itself was booked under wrong details, correct both there. Or set the answers back, replay the incident, and change them again.',
      `${slipSays} + " " + held.Key + ": " + joined(${detailsHeld}, ", ") + "; the slip: " + joined(${detailsToday}, ", ") + "."`,
    ),
    branch('its goods are back', takesGoodsBack, [...returnSteps]),
    branch('something of the slip is left to be credited', `!(${takesGoodsBack}) || ${moneyAlone}.total_paid != 0`, [
      map('memo', 'slip-to-credit-memo'),
      writeOnce('memo', {
        to: 'gp.receivablesCreditMemo',
        identity: ['CustomerPONumber', 'Description'],
        update: 'never',
      }),
    ]),
  ],
})

const slipFields = defineMapping({
  id: 'slip-to-credit-memo',
  about: 'The credit memo of a credit slip: goods, shipping, and the tax of both by detail.',
  from: {
    slip: 'prestashop.orderSlip',
    order: 'prestashop.order',
    taxedAt: 'prestashop.address',
    held: 'gp.salesOrder',
  },
  to: 'gp.receivablesCreditMemo',
  let: {
    back: `${takesGoodsBack} ? ${moneyAlone} : refunded(order, slip.id)`,
    split: 'taxSplit(back, taxedAt.country.iso_code, true)',
    slipDay: dayOfSlip,
    bookedOn: bookedOn('slipDay'),
    details:
      'split.goodsRows.map(row, row.detail) + split.freightRows.map(row, row.detail).filter(one, !split.goodsRows.exists(row, row.detail == one))',
    tax: 'split.goodsTax + split.freightTax',
  },
  fields: {
    Key: 'settings.creditMemoPrefix + slip.id',
    // Whose invoice it is, also where customers were merged in GP.
    CustomerKey: 'held.CustomerKey',
    CustomerPONumber: 'unlessEmpty(order.reference)',
    Date: 'bookedOn',
    BatchKey: 'settings.creditMemoBatchPrefix + digits(bookedOn)',
    CurrencyKey: 'order.currency.iso_code',
    Description: `unlessEmpty(${lateText('"Slip " + slip.id + " of " + held.Key', 'slipDay')})`,
    DocumentAmount: 'back.total_paid',
    SalesAmount: 'back.total_products',
    FreightAmount: 'unlessZero(split.freight)',
    TaxAmount: 'unlessZero(tax)',
    Taxes: each(
      'details',
      'detail',
      {
        TaxDetailKey: 'detail',
        TaxAmount: 'ofGoods + ofFreight',
        SalesTaxAmount: 'unlessZero(ofGoods)',
        FreightTaxAmount: 'unlessZero(ofFreight)',
        TaxableAmount: 'sum(goods.map(row, row.base)) + sum(freight.map(row, row.base))',
      },
      {
        goods: 'split.goodsRows.filter(row, row.detail == detail)',
        freight: 'split.freightRows.filter(row, row.detail == detail)',
        ofGoods: 'sum(goods.map(row, row.amount))',
        ofFreight: 'sum(freight.map(row, row.amount))',
      },
    ),
  },
})

const refundSettings: Readonly<Record<string, Setting>> = {
  creditMemos: creditMemosSetting,
  salesOpenFrom: salesOpenFromSetting,
  creditMemoPrefix: textSetting(
    'Begins the number of every credit memo; the id of the credit slip follows. Unique per GP company, 20 characters with the id.',
    'WEBCR',
  ),
  creditMemoBatchPrefix: textSetting(
    'Begins the name of the batch of credit memos; the day of the slip follows.',
    'WEBCR',
  ),
  ...returnSettings,
}

export const refundsProcess: Process = {
  id: 'refunds',
  about: slipToCreditMemo.about,
  flows: [slipToCreditMemo],
  mappings: [slipFields, returnFields],
  settings: refundSettings,
}
