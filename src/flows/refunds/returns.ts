import {
  balanceStep,
  booleanSetting,
  branch,
  defineMapping,
  each,
  find,
  map,
  read,
  type Setting,
  type Step,
  settledUnless,
  skipUnless,
  skipUntil,
  textSetting,
  writeOnce,
} from '../../language/index.ts'
import { lineItem, lineUnit } from '../line-item.ts'
import { taxRow } from '../order-to-sales-order.ts'
import { bookedOn, lateText } from '../settings.ts'

/** Where GP counts pieces that came back, as people read it in the Sales Item Detail Entry window. */
const placesInGp = ['On Hand', 'Returned', 'In Use', 'In Service', 'Damaged'] as const
const quoted = placesInGp.map((place) => `"${place}"`).join(', ')

/** How the shop calls goods that a return takes back. */
const ways = '(settings.returnedTo == "" ? ["restocked"] : ["restocked", "returned"])'
/** What of a slip a return takes back. */
export const back = `broughtBack(order, slip.id, ${ways})`
/** What of a slip no return takes back. */
export const moneyAlone = `notBroughtBack(order, slip.id, ${ways})`
const isLinked = (entity: string) => `isLinked("${entity}", "prestashop.orderSlip", slip.id)`
const purchaseOrder = 'orElse(held.CustomerPONumber, "")'
const made =
  'documents.filter(one, one.MasterNumber.hasValue() && held.MasterNumber.hasValue() && one.MasterNumber.value() == held.MasterNumber.value())'
const invoices = `${made}.filter(one, orElse(one.Type, "") == "Invoice")`
const living = `${invoices}.filter(one, !one.IsVoided.orValue(false))`
/** Whether one that is in history is void, GP does not say where the hub may not read it. */
const blind = `${living}.filter(one, one.TransactionState.orValue("") == "History" && !one.IsVoided.hasValue())`
/** A fulfillment order becomes an invoice. */
const isPosted = `size(${living}) > 0 && ${living}.all(one, one.TransactionState.orValue("") == "History") && !${made}.exists(one, orElse(one.Type, "") == "Fulfillment Order" && one.TransactionState.orValue("Work") == "Work")`
const waitsForGoods = `${made}.exists(one, orElse(one.Type, "") == "Backorder" && one.TransactionState.orValue("Work") == "Work")`
const given = (slip: string) => `order.given_back.value().slips.filter(one, one.id == ${slip}.id)[0]`
/** The line of the sales order that was made of a line of the shop: one that no price reaches is two, "7" and "7+1". */
const isMadeOf = (line: string, of: string) => `part(orElse(${of}.IntegrationId, ""), "+", 0) == ${line}.id`
/** Shipping, and what people have typed, is of no line: then all of the sales order has to be invoiced. */
const isOfLines = `slip.total_shipping_tax_incl == dec(0) && ${given('slip')}.lines.all(line, held.Lines.exists(one, ${isMadeOf('line', 'one')}))`
const linesOfSlip = `held.Lines.filter(one, !(${isOfLines}) || ${given('slip')}.lines.exists(line, ${isMadeOf('line', 'one')}))`
const alike = (unit: string) => `other.ItemKey == one.ItemKey && ${unit} == orElse(one.UofM, "")`
const ordered = `sum(held.Lines.filter(other, ${alike('orElse(other.UofM, "")')}).map(other, other.Quantity))`
const invoicedPieces = `sum(flat(${living}.map(invoice, invoice.Lines.orValue([]).filter(other, ${alike('other.UofM')}).map(other, other.Quantity))))`
const isInvoiced = `${linesOfSlip}.all(one, ${ordered} <= ${invoicedPieces})`
const isInvoicedWhole = `held.Lines.all(one, ${ordered} <= ${invoicedPieces})`
const invoicedSum = `sum(${living}.map(one, one.TotalAmount.orValue(dec(0))))`
/** An order is closed also where a part of it went to a back order, or was cancelled line by line. */
const isInPart = `${invoicedSum} < held.TotalAmount && (${waitsForGoods} || ${isPosted})`
const refunds = 'order.given_back.value().slips'
const upToLast = `sum(${refunds}.filter(one, dec(one.id) <= dec(last.id)).map(one, one.total_tax_incl))`
/** What an invoice comes to that was lowered by this slip, or by the first ones with it. GP computes taxes anew: some cents are nothing. */
const isLowered = `([held.TotalAmount - ${given('slip')}.total_tax_incl] + ${refunds}.filter(last, dec(last.id) >= dec(slip.id)).map(last, order.total_paid - ${upToLast})).exists(left, most(left - ${invoicedSum}, ${invoicedSum} - left) <= roundingCap(size(order.order_details), order.currency.precision))`
const hasGoods = `size(${back}.order_details) > 0`

/** Before anything is asked about a slip: its return may have settled it. */
export const settledByReturn: readonly Step[] = [
  branch('the slip has its return', isLinked('gp.salesReturn'), [
    read('gp.salesReturn', 'link("gp.salesReturn", "prestashop.orderSlip", slip.id)', 'made'),
    // Whoever entered it has seen the slip: what they left out of it is not for the hub to credit.
    skipUnless(
      'People have entered the return of the slip: it is settled, also where the return is of less.',
      'made.Key == settings.returnPrefix + slip.id || orElse(made.IntegrationId, "").endsWith(" slip " + slip.id)',
    ),
    skipUnless(
      'The slip has its return, and its credit memo where not all of it came back.',
      `!${isLinked('gp.receivablesCreditMemo')} && made.TotalAmount != ${given('slip')}.total_tax_incl`,
    ),
    ...settledUnless(
      'The return took back another part of the slip than it would now: what it leaves to be credited cannot be told.',
      `made.TotalAmount + ${moneyAlone}.total_paid == ${given('slip')}.total_tax_incl`,
      'The settings of returns were changed since, or staff noted in the shop that more came back. Enter a credit memo of what the return leaves of the slip in GP by hand, then resolve the incident.',
      `"Credit slip " + slip.id + " of order " + order.id + ": " + text(${given('slip')}.total_tax_incl) + ", return " + made.Key + ": " + text(made.TotalAmount) + "."`,
    ),
  ]),
]

/** Before anything of a slip is written: it has its credit memo already, or nobody has said yet where the goods are. */
export const beforeReturns: readonly Step[] = [
  // Made while the setting was off: a return would credit it a second time.
  skipUnless(
    'The slip has its credit memo.',
    `${isLinked('gp.salesReturn')} || !${isLinked('gp.receivablesCreditMemo')}`,
  ),
  // The counters follow the slip by a moment; beside a slip that a program added they stay as they are.
  skipUntil(
    'The shop does not say whether the goods of the slip are back.',
    `${given('slip')}.lines.all(line, line.goods.hasValue())`,
    { every: '10 minutes', for: '1 hour' },
    `"Credit slip " + slip.id + ": see whether its goods are back. Enter the return, or the credit memo, in GP by hand, then resolve the incident."`,
  ),
]

/**
 * What is credited was invoiced: it waits until the invoices of the order are posted, and void ones are none. Where the sales
 * order has no customer PO number the hub cannot find them, and goes by the sales order.
 */
export const untilInvoiced: readonly Step[] = [
  branch(
    'its invoices can be found, and nothing of the slip is in GP yet',
    `${purchaseOrder} != "" && !${isLinked('gp.salesReturn')} && !${isLinked('gp.receivablesCreditMemo')}`,
    [
      find('documents', {
        ...{ entity: 'gp.salesDocument', most: 50 },
        where: { CustomerPONumber: purchaseOrder },
      }),
      skipUntil(
        'GP does not let the hub see whether the invoice of the order is void.',
        `size(${living}) == 0 || size(${living}) > size(${blind})`,
        { every: '6 hours', for: '4 days' },
        `"Credit slip " + slip.id + ", invoice " + joined(${blind}.map(one, one.Key), ", ") + ". Let the hub's user read sales invoices in GP (GetSalesInvoiceByKey): \\"ledgerline doctor\\" shows the right. Or credit the slip in GP by hand, then resolve the incident."`,
      ),
      ...settledUnless(
        'The invoice of the order is void in GP: there is no sale that the slip takes back.',
        `size(${invoices}) == 0 || size(${living}) > 0`,
        'If the sale is off, nothing is to be credited: resolve the incident. If the order was invoiced anew in another way, credit the slip in GP by hand, then resolve the incident.',
        `"Credit slip " + slip.id + " of order " + order.id + "; void: " + joined(${invoices}.map(one, one.Key), ", ") + "."`,
      ),
      // What was never invoiced is in no ledger: a memo of it would take away other sales.
      branch('a part of the order is not invoiced', isInPart, [
        ...settledUnless(
          'A part of the order is not invoiced in GP, and the slip may be of that part.',
          isInvoiced,
          'See in GP what of the order is invoiced. What the slip gave back and nobody has invoiced: cancel it there, on its back order, and credit nothing for it. What was invoiced: credit that by hand, and say so: "ledgerline incidents ID --entered-as NUMBER" (--although-different, where it is less than the slip). Where nothing is to be credited, resolve the incident. If all of the order is invoiced later, replay the incident then: the hub credits the slip.',
          `"Credit slip " + slip.id + " of order " + order.id + ": " + text(${given('slip')}.total_tax_incl) + "; " + held.Key + " is " + text(held.TotalAmount) + "."`,
        ),
      ]),
      skipUntil(
        'The invoice of the order is not posted in GP: there is nothing yet that the slip takes back.',
        isPosted,
        { every: '6 hours', for: '60 days' },
      ),
      branch(
        'all pieces of the order are invoiced, for less',
        `${invoicedSum} < held.TotalAmount && !${waitsForGoods} && ${isInvoicedWhole}`,
        [
          ...settledUnless(
            'All pieces of the order are invoiced in GP, for less than the sales order: the refund may have lowered the invoice already.',
            `!${isLowered}`,
            'See whether somebody has lowered the invoice by what the slip gave back. If so, nothing is to be credited: resolve the incident. If not, credit the slip in GP by hand, and say so: "ledgerline incidents ID --entered-as NUMBER".',
            `"Credit slip " + slip.id + " of order " + order.id + ": " + text(${given('slip')}.total_tax_incl) + "; " + held.Key + " is " + text(held.TotalAmount) + ", invoiced: " + text(${invoicedSum}) + "."`,
          ),
        ],
      ),
    ],
  ),
]

/** The return of what came back. */
export const returnSteps: readonly Step[] = [
  branch('goods came back that no return takes back yet', `${hasGoods} && !${isLinked('gp.salesReturn')}`, [
    ...settledUnless(
      'The sales order has no customer PO number: its invoice cannot be found by the hub.',
      `${purchaseOrder} != ""`,
      'Enter the return, and the credit memo of what did not come back, in GP by hand; then resolve the incident.',
      '"It is " + held.Key + "."',
    ),
    map('goodsBack', 'slip-to-return'),
    balanceStep('goodsBack', {
      to: `${back}.total_paid`,
      lines: `${back}.total_products`,
      digits: 'order.currency.precision',
      cap: 'roundingCap(size(order.order_details), order.currency.precision)',
      over: 'MiscellaneousAmount',
      under: 'TradeDiscount',
    }),
    writeOnce('goodsBack', {
      ...{ to: 'gp.salesReturn', identity: ['IntegrationId', 'CustomerPONumber'], update: 'never' },
      total: 'TotalAmount',
    }),
  ]),
]

/**
 * The unit in which pieces of the shop go back. Today's, where the sales order has it, or has as much of the item: somebody may
 * have made one case of twelve pieces there. That of the sales order, where it counts as the shop does: the value map may name
 * another one since then, and three pieces would come back as three cases.
 */
const unitBack = {
  ordered: 'order.order_details.filter(one, one.id == row.id)',
  // A line that no price reaches is two in GP: "7" and "7+1".
  parts:
    'held.Lines.filter(one, orElse(one.IntegrationId, "") == row.id || orElse(one.IntegrationId, "").startsWith(row.id + "+"))',
  pieces: 'sum(parts.map(one, one.Quantity))',
  soldIn: 'size(sold) == 0 ? "" : orElse(sold[0].UofM, "")',
  inBase:
    'sum(flat(parts.map(one, item.UnitsOfMeasure.orValue([]).filter(each, each.UofM == orElse(one.UofM, "")).map(each, each.QuantityInBaseUofM * one.Quantity))))',
  orderedInBase:
    'sum(flat(ordered.map(one, item.UnitsOfMeasure.orValue([]).filter(each, each.UofM == unit).map(each, each.QuantityInBaseUofM * dec(one.product_quantity)))))',
  // Slips of before its transfer have lowered the sales order.
  isInPieces:
    'parts.all(one, orElse(one.UofM, "") == soldIn) && ordered.exists(one, pieces == dec(one.product_quantity) || pieces == dec(one.product_quantity - one.product_quantity_refunded + row.product_quantity))',
  unitBack:
    'soldIn == "" || parts.all(one, orElse(one.UofM, "") == unit) || inBase > dec("0") && inBase == orderedInBase ? unit : isInPieces ? soldIn : oneOf("", [soldIn, unit], "It is not known in which unit the goods were sold: the sales order has " + text(pieces) + " " + soldIn + " of GP item " + itemKey + ", and one piece of the shop is " + unit + " today.", "Enter the return in GP by hand, in the unit that was sold, and say so: \\"ledgerline incidents ID --entered-as NUMBER\\".")',
}

/**
 * What the goods have cost: as much as their invoices say, of several costs the mean of the pieces. Today's would leave a profit, or a
 * loss, of a sale that is taken back. Of a kit its components have costs, each its own.
 */
const ofInvoices = (figure: string) =>
  `flat(${living}.map(invoice, invoice.Lines.orValue([]).filter(one, item.Type.orValue("") != "Kit" && one.ItemKey == itemKey && one.UofM == unitBack && one.UnitCost.hasValue() && one.Quantity > dec(0)).map(one, ${figure})))`
const costBack = {
  costs: ofInvoices('one.UnitCost.value()'),
  unitCost: `size(costs) == 0 ? optional.none() : optional.of(costs.all(one, one == costs[0]) ? costs[0] : round(sum(${ofInvoices('one.UnitCost.value() * one.Quantity')}) / sum(${ofInvoices('one.Quantity')}), order.currency.precision))`,
}

/** Each line goes back under the item, to the site and at the cost that it was sold with. */
export const returnFields = defineMapping({
  id: 'slip-to-return',
  about: 'The return of a credit slip: the goods that came back, at the price that was paid, with the shipping.',
  from: {
    slip: 'prestashop.orderSlip',
    order: 'prestashop.order',
    taxedAt: 'prestashop.address',
    held: 'gp.salesOrder',
  },
  lists: { documents: 'gp.salesDocument' },
  to: 'gp.salesReturn',
  let: {
    back,
    given: given('slip'),
    split: 'taxSplit(back, taxedAt.country.iso_code, settings.taxDetails)',
    onLines: 'settings.lineTaxes && settings.taxDetails',
    slipDay: 'day(slip.date_add, settings.timezone)',
    bookedOn: bookedOn('slipDay'),
  },
  fields: {
    Key: 'settings.returnPrefix + slip.id',
    DocumentTypeKey: 'settings.returnDocumentType',
    Date: 'bookedOn',
    CustomerKey: 'held.CustomerKey',
    CustomerPONumber: 'held.CustomerPONumber',
    Reference: `unlessEmpty(${lateText('"Slip " + slip.id + " of " + held.Key', 'slipDay')})`,
    BatchKey: 'settings.returnBatchPrefix + digits(bookedOn)',
    CurrencyKey: 'order.currency.iso_code',
    WarehouseKey: 'held.WarehouseKey',
    Lines: each(
      'back.order_details',
      'row',
      {
        ItemKey: 'size(sold) > 0 ? itemKey : lookup("gp.item", itemKey)',
        ItemDescription: 'truncate(row.product_name, 100)',
        Quantity: 'dec(row.product_quantity)',
        OnHandQuantity: 'place == "On Hand" ? optional.of(dec(row.product_quantity)) : optional.none()',
        ReturnedQuantity: 'place == "Returned" ? optional.of(dec(row.product_quantity)) : optional.none()',
        InUseQuantity: 'place == "In Use" ? optional.of(dec(row.product_quantity)) : optional.none()',
        InServiceQuantity: 'place == "In Service" ? optional.of(dec(row.product_quantity)) : optional.none()',
        DamagedQuantity: 'place == "Damaged" ? optional.of(dec(row.product_quantity)) : optional.none()',
        UofM: 'unlessEmpty(unitBack)',
        UnitPrice: 'row.unit_price_tax_excl',
        PriceDigits: 'size(currencies) > 0 ? optional.of(currencies[0].PriceDecimals) : item.PriceDecimals',
        UnitCost: 'unitCost',
        TotalAmount: 'row.total_price_tax_excl',
        TaxAmount: 'taxed.hasValue() ? optional.of(taxed.value().amount) : optional.none()',
        Taxes: each('taxed.hasValue() ? optional.of(taxed.value().rows) : optional.none()', 'tax', taxRow),
        WarehouseKey: 'size(sold) > 0 ? sold[0].WarehouseKey : unlessEmpty(settings.site)',
        IntegrationId: 'row.id',
      },
      {
        taxed: 'onLines ? taxesOnLine(split, row.id) : optional.none()',
        sold: 'held.Lines.filter(one, orElse(one.IntegrationId, "") == row.id)',
        product: lineItem.product,
        itemKey: `size(sold) > 0 ? sold[0].ItemKey : ${lineItem.itemKey}`,
        ...lineUnit,
        ...unitBack,
        ...costBack,
        wanted:
          'given.lines.filter(one, one.id == row.id)[0].goods.orValue("") == "restocked" ? settings.restockedTo : settings.returnedTo',
        place: `oneOf(wanted, [${quoted}], "GP has no kind of quantity \\"" + wanted + "\\".", "Correct the settings restockedTo and returnedTo, then replay the incident.")`,
      },
    ),
    FreightAmount: 'unlessZero(split.freight)',
    TaxAmount: 'unlessZero(split.goodsTax)',
    FreightTaxAmount: 'unlessZero(split.freightTax)',
    TotalAmount: 'back.total_paid',
    Taxes: each('onLines ? optional.none() : optional.of(split.goodsRows)', 'tax', taxRow),
    FreightTaxes: each('split.freightRows', 'tax', taxRow),
    IntegrationId: 'settings.marker + " slip " + slip.id',
  },
})

export const returnSettings: Readonly<Record<string, Setting>> = {
  returns: booleanSetting(
    'Goods of a credit slip that staff put back into stock become a return in GP (SOP), which raises the stock when it is posted; what is left of the slip becomes its credit memo. Without: all of it becomes a credit memo, and a person enters the goods. GP then takes the cost of today for them, unless the return is corrected before it is posted.',
    false,
  ),
  restockedTo: textSetting(
    `Where GP counts pieces that staff put back into stock: ${placesInGp.join(', ')}. On Hand is for sale.`,
    'On Hand',
    placesInGp,
  ),
  returnedTo: textSetting(
    `Where GP counts pieces that came back and were not put back into stock: ${placesInGp.slice(1).join(', ')}. Empty: they become part of the credit memo, and a person enters the goods.`,
    '',
    ['', ...placesInGp.slice(1)],
  ),
  returnDocumentType: textSetting('The GP document id of returns.', 'RTN'),
  returnPrefix: textSetting(
    'Begins the number of every return; the id of the credit slip follows. Unique per GP company, 21 characters with the id.',
    'WEBRT',
  ),
  returnBatchPrefix: textSetting('Begins the name of the batch of returns; the day of the slip follows.', 'WEBRT'),
}
