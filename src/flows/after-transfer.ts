import { branch, find, read, type Step, settledUnless } from '../language/index.ts'

/**
 * What is refunded or changed after a sales order is transferred cannot be told from its total alone: goods that were added
 * raise the order as refunds lower it, and of an order that is transferred in part a refund may be of either part.
 */

const ofLine = 'part(orElse(line.IntegrationId, ""), "+", 0) == row.id'
const givenBackOfLine =
  'sum(order.given_back.value().slips.map(back, sum(back.lines.filter(one, one.id == row.id).map(one, dec(one.quantity)))))'
/**
 * Each piece that the order has now is in the sales order, or was given back. Lines that people have entered say nothing of
 * lines of the shop. @param document what GP holds
 */
export const nothingAdded = (document: string) =>
  `(${document}.Lines.all(line, orElse(line.IntegrationId, "") == "") || order.order_details.all(row, sum(${document}.Lines.filter(line, ${ofLine}).map(line, line.Quantity)) + ${givenBackOfLine} >= dec(row.product_quantity)))`
/** Of each line that counts pieces as refunded, the document has what is left of the order: it would not get them again. */
export const noneRaised = (document: string) =>
  `(${document}.Lines.all(line, orElse(line.IntegrationId, "") == "") || remaining(order).order_details.all(row, row.product_quantity_refunded + row.product_quantity_return.orValue(0) == 0 || sum(${document}.Lines.filter(line, ${ofLine}).map(line, line.Quantity)) >= dec(row.product_quantity)))`

/** What GP made of a sales order, among the documents of its customer PO number. */
const madeOf = (document: string, found: string) =>
  `${found}.filter(one, one.Key != ${document}.Key && one.MasterNumber.hasValue() && ${document}.MasterNumber.hasValue() && one.MasterNumber.value() == ${document}.MasterNumber.value())`
const livingInvoices = (document: string, found: string) =>
  `${madeOf(document, found)}.filter(one, orElse(one.Type, "") == "Invoice" && !one.IsVoided.orValue(false))`
/** Without a number of the customer nothing descends from it that could be found. */
const findMade = (document: string, found: string): Step =>
  find(found, {
    ...{ entity: 'gp.salesDocument', most: 50 },
    where: { CustomerPONumber: `orElse(${document}.CustomerPONumber, ${document}.Key)` },
  })

/**
 * The sales order of an order that is off is void, or would be voided, and a part of it is invoiced. The void takes that invoice
 * out of sight, and sales and tax of what was given back stay in the ledger.
 * @param which "cancelled", of the order
 * @param names of what GP holds, and of the documents that are found
 * @param goesOn what to do where the order is not off after all; empty: it is
 */
export const invoicedInPart = (
  which: string,
  [document, found]: readonly [document: string, found: string],
  goesOn: string,
  says: string,
): Step[] => [
  findMade(document, found),
  ...settledUnless(
    `An invoice of the ${which} order stands in GP, and its sales order is void.`,
    `!${document}.IsVoided.orValue(false) || size(${livingInvoices(document, found)}) == 0`,
    `${goesOn}An invoice that is not posted: delete or void it in GP. A posted one: enter a return that mirrors it, or a credit memo where no goods come back; once, also where a credit slip of the order is asked about. Then resolve the incident.`,
    `${says} + " Invoiced: " + joined(${livingInvoices(document, found)}.map(one, one.Key), ", ") + "."`,
  ),
  ...settledUnless(
    `A part of the ${which} order is transferred in GP already.`,
    `${document}.TransactionState.orValue("Work") != "Work" || ${document}.IsVoided.orValue(false) || ${document}.ShippingProcessStatus.orValue("") != "In Process" && size(${madeOf(document, found)}) == 0`,
    `${goesOn}Do not void the sales order: its invoices would keep sales and tax of what was given back. Cancel in GP the quantities that are still open, on the sales order and on its back orders, so that GP closes it; then replay the incident: what is invoiced comes next. If all must stay as it is, resolve the incident.`,
    says,
  ),
]

/** A credit slip of such an order: nothing is left to be lowered, and what is invoiced is not known by the slip. */
export const voidButInvoiced = (document: string, found: string, says: string): Step[] => [
  findMade(document, found),
  ...settledUnless(
    'An invoice of the order stands in GP, and its sales order is void.',
    `size(${livingInvoices(document, found)}) == 0`,
    'Compare the slip with the invoice: credit in GP by hand what the invoice has of it, once, also where the order itself is asked about. An invoice that is not posted is deleted or voided instead. Then resolve the incident.',
    `${says} + " Invoiced: " + joined(${livingInvoices(document, found)}.map(one, one.Key), ", ") + "."`,
  ),
]

/** It was lowered before: nothing of the refund is to be taken off any more. GP keeps the total while parts are transferred. */
const isWhatIsLeft = `parted.TotalAmount == remaining(order).total_paid && ${nothingAdded('parted')}`

/**
 * A refund lowers a sales order only while nothing of it is invoiced or back ordered. @param says facts of the order and of
 * what GP holds, which is "parted"; not what was transferred, as more is after the answer
 */
export const refundedInPart = (says: string): Step =>
  branch(
    'some of it was given back, and it is in GP',
    'order.given_back.hasValue() && isLinked("gp.salesOrder", "prestashop.order", order.id)',
    [
      read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'parted'),
      branch('that is open', 'parted.TransactionState.orValue("Work") == "Work"', [
        findMade('parted', 'descendants'),
        ...settledUnless(
          'Some of the order was refunded, and its sales order is transferred in part: whether the refund is of that part is not known.',
          `parted.ShippingProcessStatus.orValue("") != "In Process" && size(${madeOf('parted', 'descendants')}) == 0 || ${isWhatIsLeft}`,
          'If the refunded pieces were still to be delivered, take them off the sales order in GP by hand. If they were transferred, leave the sales order: with the setting creditMemos the slip is credited once all of it is transferred; without, credit it in GP by hand. Then resolve the incident: the hub leaves the sales order as it is.',
          says,
        ),
      ]),
    ],
  )
