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

const madeOf =
  'descendants.filter(one, one.Key != parted.Key && one.MasterNumber.hasValue() && parted.MasterNumber.hasValue() && one.MasterNumber.value() == parted.MasterNumber.value())'

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
        find('descendants', {
          ...{ entity: 'gp.salesDocument', most: 50 },
          // Without a number of the customer nothing descends from it that could be found.
          where: { CustomerPONumber: 'orElse(parted.CustomerPONumber, parted.Key)' },
        }),
        ...settledUnless(
          'Some of the order was refunded, and its sales order is transferred in part: whether the refund is of that part is not known.',
          `parted.ShippingProcessStatus.orValue("") != "In Process" && size(${madeOf}) == 0 || ${isWhatIsLeft}`,
          'If the refunded pieces were still to be delivered, take them off the sales order in GP by hand. If they were transferred, leave the sales order: with the setting creditMemos the slip is credited once all of it is transferred; without, credit it in GP by hand. Then resolve the incident: the hub leaves the sales order as it is.',
          says,
        ),
      ]),
    ],
  )
