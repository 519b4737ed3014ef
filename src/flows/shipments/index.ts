import {
  askOnceUnless,
  booleanSetting,
  branch,
  defineFlow,
  defineMapping,
  find,
  integerSetting,
  map,
  read,
  type Setting,
  type StepOf,
  set,
  skipUnless,
  skipUntil,
  stopUnless,
  textSetting,
  textsSetting,
  type ValueMap,
  writeOnce,
} from '../../language/index.ts'
import type { Process } from '../process.ts'

/** GP reports no changes, so an order that waits for its shipment is looked at again. */
const again = { every: '30 minutes', for: '60 days' }
/** As the back office does when staff enter a number. The mail of the state that a shop is installed with does not name it. */
const numberTold = {
  tellCustomer: 'settings.tellCustomer && settings.tellTracking',
  mostTold: 'settings.mostMails',
}
/** A number that GP gets after the shipment; nothing has to come. */
const numberAgain = { every: '12 hours', for: '30 days', then: 'leave' } as const
/** Where the shop has one, it may have to be corrected: each look costs some calls, so not for long. */
const correctionAgain = { every: '12 hours', for: '3 days', then: 'leave' } as const
/** A right that was taken away by mistake is given back on the next working day; without it a person is asked. */
const rightBack = { every: '30 minutes', for: '4 days' }

const trackingFields = ['Text01', 'Text02', 'Text03', 'Text04', 'Text05']
/** GP's own list (SOP10107): people enter a number at the order or at an invoice of it. */
const isListed = 'settings.trackingField == "TrackingNumbers"'
const numberedInvoices = 'numbered.filter(one, !one.IsVoided.orValue(false))'
const listedAt = (document: string) => `${document}.TrackingNumbers.orValue([])`
const invoiceNumbers = `flat(${numberedInvoices}.map(one, ${listedAt('one')}.map(row, row.Key)))`
const listedNumbers = `joined(${listedAt('held')}.map(row, row.Key) + ${invoiceNumbers}.filter(number, !${listedAt('held')}.exists(row, row.Key == number)), ", ")`
const ofTexts = trackingFields.reduceRight(
  (otherwise, field) =>
    `settings.trackingField == "${field}" ? orElse(held.UserDefined.value().${field}, "") : ${otherwise}`,
  '""',
)
/** The tracking number, or several of them, where the setting names what holds it. */
const tracking = `${isListed} ? ${listedNumbers} : held.UserDefined.hasValue() ? (${ofTexts}) : ""`
/** The shop takes 64 characters. */
const fits = `size((${tracking})) <= 64`
/** The carrier that GP has shipped with, as the shop knows it; empty: nobody has said. A carrier that is edited keeps this number. */
const shopCarrier =
  '(inValueMap("shop-carrier", orElse(held.ShippingMethodKey, "")) ? valueMap("shop-carrier", orElse(held.ShippingMethodKey, "")) : "")'
const transferred = 'held.TransactionState.orValue("Work") != "Work"'
/** GP keeps a hold that was taken off beside those that stand (DELETE1 of SOP10104). */
const released =
  'held.ProcessHolds.orValue([]).exists(one, one.SalesProcessHoldSetupKey == settings.shippedHold && one.IsDeleted.orValue(false))'
const onHold =
  'held.ProcessHolds.orValue([]).exists(one, one.SalesProcessHoldSetupKey == settings.shippedHold && !one.IsDeleted.orValue(false))'
/** Then what GP made of it says whether it is shipped. */
const lookedUp = `${transferred} && (settings.shippedWhen != "tracking" || ${isListed})`
const purchaseOrder = 'orElse(held.CustomerPONumber, "")'
/** Lines of which something is neither picked nor cancelled. */
const openLines =
  'held.Lines.filter(line, line.QuantityFulfilled.orValue(dec(0)) < line.Quantity - line.QuantityCanceled.orValue(dec(0)))'
/** GP's history holds cancelled orders beside those that were transferred: a quantity that is not cancelled tells them apart. */
const somethingLeft = 'held.Lines.exists(line, line.Quantity - line.QuantityCanceled.orValue(dec(0)) > 0)'
/** GP fulfils what it allocates; then a fulfilled line says nothing of a parcel. */
const fulfilsItself = '(along.picksItself && !settings.fulfilledByPeople)'
/** What GP made of the order: the orders of a split cart have the same reference, and each its own master number. */
const descendants =
  'documents.filter(one, one.Key != held.Key && one.MasterNumber.orValue(0) == held.MasterNumber.orValue(0))'
/** A void invoice is in history beside posted ones: what stood in it was not sent by it. */
const livingInvoices = `${descendants}.filter(one, orElse(one.Type, "") == "Invoice" && !one.IsVoided.orValue(false))`
/** Whether one that is in history is void, GP does not say where the hub may not read it. */
const blindInvoices = `${livingInvoices}.filter(one, orElse(one.TransactionState, "") == "History" && !one.IsVoided.hasValue())`
const voidInvoices = `${descendants}.filter(one, orElse(one.Type, "") == "Invoice" && one.IsVoided.orValue(false))`
/** They are made to be picked: shipped is what became an invoice. Of several that one invoice took together, it may name another order. */
const openFulfillmentOrders = `${descendants}.filter(one, orElse(one.Type, "") == "Fulfillment Order" && orElse(one.TransactionState, "") == "Work")`
const invoiced = `sum(${livingInvoices}.map(one, one.TotalAmount.orValue(dec(0))))`
const openBackOrders = `${descendants}.filter(one, orElse(one.Type, "") == "Backorder" && orElse(one.TransactionState, "") == "Work")`
const picked = `size(${openLines}) == 0 && held.Lines.exists(line, line.QuantityFulfilled.orValue(dec(0)) > 0)`
/** A number of one invoice says nothing of the others, or of what is not invoiced yet. */
const allTracked = `(${tracking}) != "" && (!(${isListed}) || (size(${numberedInvoices}) == 0 ? held.ShippingProcessStatus.orValue("") != "In Process" : ${transferred} && (size(${listedAt('held')}) > 0 || ${numberedInvoices}.all(one, size(${listedAt('one')}) > 0))))`
/** What is in history, and not void, is posted: an invoice becomes nothing else. */
const unposted = `${livingInvoices}.filter(one, orElse(one.TransactionState, "") == "Work")`
const shipped = `settings.shippedWhen == "tracking" ? ${allTracked} : settings.shippedWhen == "released" ? ${released} && !${onHold} : ${transferred} || (settings.shippedWhen == "fulfilled" && ${picked})`
const shippedInShop =
  'order.current_state == settings.shippedState || order.current_state in settings.afterShippedStates'
/** In the shop. */
const number = 'orElse(oldParcels[0].tracking_number, "")'

/** What is sent of an order that is sent in parts: what is invoiced, and tracked where that counts; what is picked, where nothing is yet. */
const inParts = 'settings.tellParts != "nobody" || settings.partlyShippedState != ""'
const partInvoices = `parts.filter(one, one.MasterNumber.orValue(0) == held.MasterNumber.orValue(0) && !one.IsVoided.orValue(false) && (settings.shippedWhen != "tracking" || size(${listedAt('one')}) > 0) && (settings.shippedWhen != "posted" || orElse(one.TransactionState, "") != "Work"))`
const invoicedLines = (invoices: string, value: string) =>
  `flat(${invoices}.map(one, one.Lines.orValue([]).map(line, ${value})))`
/** GP that fulfils lines at the entry has sent nothing by it. */
const pickedLine = `(settings.shippedWhen == "fulfilled" && !${fulfilsItself} ? least(line.QuantityFulfilled.orValue(dec(0)), line.Quantity) : dec(0))`
const wantedLine = 'line.Quantity - line.QuantityCanceled.orValue(dec(0))'
/** Without what the hub adds where a line had to be split. */
const nameOfLine = 'part(orElse(line.ItemDescription, line.ItemKey), " (part ", 0)'
const sentPieces = `(size(${partInvoices}) > 0 ? sum(${invoicedLines(partInvoices, 'line.Quantity')}) : sum(held.Lines.map(line, ${pickedLine})))`

const otherNumber = `"GP: " + (${tracking}) + "; shop: " + ${number} + "."`
const orderSays =
  '"Order " + order.id + " is “" + order.order_state.name + "” (" + order.current_state + "), and GP has " + held.Key + " as shipped."'

/** Between the order and what is written of it lie the questions to GP. One that was cancelled meanwhile would be sent again. */
const isStill = (as: string, what: string) => [
  find(as, {
    ...{ entity: 'prestashop.order', most: 1 },
    where: { id: 'order.id', current_state: 'order.current_state' },
  }),
  {
    ...skipUntil(
      'The state of the order has changed in the shop meanwhile: it is looked at again.',
      `size(${as}) == 1`,
      { every: '1 minute', for: '1 hour' },
    ),
    id: `as-it-was-${what}`,
  },
]

/**
 * An order that GP has shipped becomes shipped in the shop: first the tracking number, so that mails can name
 * it, then the state, once. A state moves one way: an order that is shipped or delivered is left alone, and one that is in no
 * state from which it can be shipped is a person's.
 *
 * The state is a row of the order's history. The same row again would run all that the shop does with it a second time, with
 * a second mail: a row of that state that is there counts as done, whoever made it.
 */
const shipmentToShop = defineFlow({
  id: 'shipment-to-shop',
  about: 'An order that GP has shipped gets its tracking number and the state of shipped orders in the shop, once.',
  on: 'prestashop.order',
  steps: [
    read('prestashop.order', 'record', 'order'),
    // One that people have entered never becomes the hub's by waiting.
    skipUnless(
      'The order was placed before the cut-over, or before the flow of orders began, and it is linked to no sales order.',
      'requested || order.date_add >= ordersSince || (order.date_add >= cutOver && isLinked("gp.salesOrder", "prestashop.order", order.id))',
    ),
    stopUnless(
      'No state is chosen for orders that are shipped.',
      'settings.shippedState != ""',
      'Write the id of the order state in the setting shippedState: 4 in a shop as it is installed (Shop Parameters, Order Settings, Statuses).',
    ),
    stopUnless(
      'The setting shippedWhen is not one of its values.',
      'settings.shippedWhen in ["fulfilled", "transferred", "posted", "tracking", "released"]',
      'Set it to fulfilled, transferred, posted, tracking or released.',
    ),
    stopUnless(
      'With shippedWhen "released" an order is shipped when its process hold is removed, and the setting shippedHold names none.',
      'settings.shippedWhen != "released" || settings.shippedHold != ""',
      'Write the id of the process hold that is removed when the goods leave in the setting shippedHold (Sales Order Processing Setup, Options, Process Holds).',
    ),
    stopUnless(
      'The setting trackingField names no field of the sales order.',
      `settings.trackingField in ["", "TrackingNumbers", ${trackingFields.map((field) => `"${field}"`).join(', ')}] && (settings.trackingField != "" || settings.shippedWhen != "tracking")`,
      'Set it to one of Text01 to Text05, the user-defined texts of the sales order; to TrackingNumbers, its own list; or empty, where GP holds no tracking numbers and shippedWhen is not "tracking".',
    ),
    skipUnless(
      'The order is shipped in the shop already.',
      `!(${shippedInShop}) || (settings.trackingField != "" && isLinked("gp.salesOrder", "prestashop.order", order.id))`,
    ),
    skipUnless(
      'The order is not for GP, or not yet: it is not paid.',
      'order.order_state.paid || order.current_state in settings.acceptedStates || isLinked("gp.salesOrder", "prestashop.order", order.id)',
    ),
    skipUntil('The order is not in GP yet.', 'isLinked("gp.salesOrder", "prestashop.order", order.id)', again),
    read('gp.salesOrder', 'link("gp.salesOrder", "prestashop.order", order.id)', 'held'),
    // Nothing is looked for where the list does not count.
    find('numbered', {
      ...{ entity: 'gp.salesDocument', most: 50 },
      where: {
        MasterNumber: `${isListed} && held.MasterNumber.orValue(0) != 0 ? text(held.MasterNumber.orValue(0)) : ""`,
        Type: '"Invoice"',
      },
    }),
    branch('the order is shipped in the shop already', shippedInShop, [
      find('oldParcels', {
        ...{ entity: 'prestashop.orderCarrier', most: 20 },
        where: { id_order: 'order.id' },
      }),
      branch('what GP has fits into the shipment of the shop', fits, [
        branch(
          'GP has a number that its only shipment in the shop has not',
          `(${tracking}) != "" && !held.IsVoided.orValue(false) && size(oldParcels) == 1 && ${number} != (${tracking})`,
          [
            skipUntil(
              'GP has another tracking number than the shop, whose number is not of the hub: it stays.',
              `${number} == "" || (isLinked("prestashop.orderCarrier", "prestashop.order", order.id) && link("prestashop.orderCarrier", "prestashop.order", order.id) == oldParcels[0].id)`,
              numberAgain,
              otherNumber,
            ),
            branch('the shop has a number', `${number} != ""`, [
              read('hub.along', '"prestashop.orderCarrier " + oldParcels[0].id', 'lastSet'),
              skipUntil(
                'People have changed the tracking number that the hub had set in the shop: it stays.',
                `lastSet.set.exists(one, one.field == "tracking_number" && one.value == ${number})`,
                numberAgain,
                otherNumber,
              ),
            ]),
            map('correctedParcel', 'tracking-to-order-carrier'),
            set('correctedParcel', 'prestashop.orderCarrier', {
              ...numberTold,
              // The mail says that the parcel is on its way: nobody is told so of one that has come.
              tellCustomer: `order.current_state == settings.shippedState && ${numberTold.tellCustomer}`,
            }),
          ],
        ),
      ]),
      branch('its only shipment in the shop has no number yet', `size(oldParcels) == 1 && ${number} == ""`, [
        { ...skipUntil('The order is shipped in the shop already.', 'false', numberAgain), id: 'look-for-its-number' },
      ]),
      {
        ...skipUntil('The order is shipped in the shop already.', 'false', correctionAgain),
        id: 'look-for-another-number',
      },
    ]),
    skipUnless('The sales order is void in GP.', '!held.IsVoided.orValue(false)'),
    skipUnless(
      'Every line of the sales order is cancelled in GP: nothing of it was shipped.',
      `!(${transferred}) || ${somethingLeft}`,
    ),
    askOnceUnless(
      'GP has transferred the order, which has no customer PO number: what GP made of it cannot be found by the hub.',
      `!(${lookedUp}) || ${purchaseOrder} != ""`,
      'See in GP whether the goods have left. If so, resolve the incident: the customer is told. If not, leave it open until they have.',
      '"It is " + held.Key + "."',
    ),
    read('hub.along', '"gp.salesOrder " + link("gp.salesOrder", "prestashop.order", order.id)', 'along'),
    branch(
      'a part of the order may be sent, and parts are told',
      `(${inParts}) && ${purchaseOrder} != "" && settings.shippedWhen != "released" && (settings.shippedWhen != "tracking" || ${isListed}) && (order.current_state in settings.shippableStates || order.current_state == settings.partlyShippedState) && (${transferred} || orElse(held.ShippingProcessStatus, "") == "In Process" || held.Lines.exists(line, line.QuantityFulfilled.orValue(dec(0)) > dec(0)))`,
      [
        find('parts', {
          ...{ entity: 'gp.salesDocument', most: 50 },
          where: { CustomerPONumber: purchaseOrder, Type: '"Invoice"' },
        }),
        branch('GP says what is on each invoice', `${partInvoices}.all(one, one.Lines.hasValue())`, [
          branch(
            'a part is sent, and a part is still to come',
            `${sentPieces} > dec(0) && ${sentPieces} < sum(held.Lines.map(line, ${wantedLine}))`,
            [
              branch('it is told in a message', 'settings.tellParts != "nobody"', [
                stopUnless(
                  'The setting tellParts is not one of its values, or no employee is named in whose name the shop shows it.',
                  'settings.tellParts in ["staff", "customer"] && settings.tellPartsAs != ""',
                  'Set tellParts to nobody, staff or customer, and tellPartsAs to the number of an employee of the shop (Advanced Parameters, Team).',
                ),
                ...isStill('orderBeforeMessage', 'message'),
                find('threads', {
                  ...{ entity: 'prestashop.customerThread', most: 50 },
                  where: { id_order: 'order.id' },
                }),
                branch('the order has no conversation yet', 'size(threads) == 0', [
                  read('prestashop.customer', 'order.id_customer', 'customer'),
                  map('thread', 'shipment-to-customer-thread'),
                  writeOnce('thread', {
                    ...{ to: 'prestashop.customerThread', identity: ['id_order'], update: 'never' },
                  }),
                ]),
                find('itsThreads', {
                  ...{
                    entity: 'prestashop.customerThread',
                    most: 50,
                    empty: 'ask',
                    because: 'The conversation of the order is gone.',
                  },
                  where: { id_order: 'order.id' },
                }),
                map('partMessage', 'shipment-to-customer-message'),
                writeOnce('partMessage', {
                  ...{ to: 'prestashop.customerMessage', update: 'never' },
                  identity: ['id_customer_thread', 'message'],
                }),
              ]),
              branch('it gets a state', 'settings.partlyShippedState != ""', [
                find('partlyBefore', {
                  ...{ entity: 'prestashop.orderHistory', most: 50 },
                  where: { id_order: 'order.id', id_order_state: 'settings.partlyShippedState' },
                }),
                branch('it was not in that state yet', 'size(partlyBefore) == 0', [
                  read('prestashop.orderState', 'settings.partlyShippedState', 'partState'),
                  askOnceUnless(
                    'The order is not paid, and the state of orders that are shipped in part counts as paid: the shop would book the missing payment by itself.',
                    '!partState.paid || order.order_state.paid || order.paid_in_full.orValue(false)',
                    'Choose a state that is not marked as paid in the setting partlyShippedState; or, if the shop may book the payment, resolve the incident.',
                    orderSays,
                  ),
                  ...isStill('orderBeforePart', 'part'),
                  map('partRow', 'part-to-order-history'),
                  writeOnce('partRow', {
                    ...{ to: 'prestashop.orderHistory', identity: ['id_order', 'id_order_state'], update: 'never' },
                    tellCustomer: 'settings.tellCustomer',
                    mostTold: 'settings.mostMails',
                  }),
                ]),
              ]),
            ],
          ),
        ]),
      ],
    ),
    branch('GP has transferred the order', `${lookedUp} && ${purchaseOrder} != ""`, [
      find('documents', {
        ...{ entity: 'gp.salesDocument', most: 50 },
        where: { CustomerPONumber: purchaseOrder },
      }),
      skipUntil(
        'GP has transferred the order to a back order: what is in it is not shipped.',
        `size(${openBackOrders}) == 0`,
        again,
        `"It waits in " + joined(${openBackOrders}.map(one, one.Key), ", ") + "."`,
      ),
      skipUntil(
        'GP has transferred the order to a fulfillment order: what is in it is not shipped before it is an invoice.',
        `size(${openFulfillmentOrders}) == 0`,
        again,
        `"It is in " + joined(${openFulfillmentOrders}.map(one, one.Key), ", ") + "."`,
      ),
      skipUntil(
        'GP does not let the hub see whether the invoice of the order is void.',
        `size(${livingInvoices}) == 0 || size(${livingInvoices}) > size(${blindInvoices})`,
        rightBack,
        `"It is " + joined(${blindInvoices}.map(one, one.Key), ", ") + ". Let the hub's user read sales invoices in GP (GetSalesInvoiceByKey): \\"ledgerline doctor\\" shows the right."`,
      ),
      skipUntil(
        'GP has closed the order, and nothing of it is invoiced or picked.',
        `size(${livingInvoices}) > 0 || ${descendants}.exists(one, orElse(one.Type, "") == "Fulfillment Order") || (size(${voidInvoices}) == 0 && !${fulfilsItself} && held.Lines.exists(line, line.QuantityFulfilled.orValue(dec(0)) > 0))`,
        again,
        `"It is " + held.Key + "." + (size(${voidInvoices}) == 0 ? "" : " Void: " + joined(${voidInvoices}.map(one, one.Key), ", ") + ".") + " The documents that GP makes of it have its customer PO number; see whether somebody changed it there."`,
      ),
      skipUntil(
        'GP has closed the order, and not all of its invoices are posted, or none is found.',
        `settings.shippedWhen != "posted" || (size(${unposted}) == 0 && size(${livingInvoices}) > 0)`,
        again,
        `size(${livingInvoices}) == 0 ? "No invoice has the customer PO number of " + held.Key + "; see whether somebody changed it there." : "It is " + joined(${unposted}.map(one, one.Key), ", ") + "."`,
      ),
      askOnceUnless(
        'An invoice of the order is void, and the others are not the whole order.',
        `size(${voidInvoices}) == 0 || size(${livingInvoices}) == 0 || ${invoiced} == held.TotalAmount`,
        'See in GP whether all goods have left, or will not be sent any more. If so, resolve the incident: the customer is told that the order is shipped. If the rest is still to be invoiced, do that first, and replay the incident then.',
        `"It is " + held.Key + " of " + text(held.TotalAmount) + ". Void: " + joined(${voidInvoices}.map(one, one.Key), ", ") + "; invoiced: " + joined(${livingInvoices}.map(one, one.Key), ", ") + ", " + text(${invoiced}) + "."`,
      ),
    ]),
    skipUntil(
      'GP has not shipped the order, or not all of it.',
      shipped,
      again,
      `settings.shippedWhen == "fulfilled" ? "Open: " + joined(${openLines}.map(line, line.ItemKey + " " + text(line.QuantityFulfilled.orValue(dec(0))) + " of " + text(line.Quantity)), ", ") + "." : settings.shippedWhen == "released" ? "It is " + held.Key + ": " + (${onHold} ? "process hold " + settings.shippedHold + " is on it." : "it has no process hold " + settings.shippedHold + ".") : "It is " + held.Key + "."`,
    ),
    stopUnless(
      'GP may have fulfilled the lines by itself when it allocated them: that says nothing of a shipment.',
      `settings.shippedWhen != "fulfilled" || ${transferred} || !${fulfilsItself}`,
      'GP does so for every order of its order type: mark "Use Separate Fulfillment Process" for the order type in GP (Sales Order Processing Setup, Order), or set shippedWhen to transferred, posted, released or tracking; then replay the incident. Orders of before go on when they are invoiced. If people fulfil the lines, as it is marked already, set fulfilledByPeople to yes, and replay the incident.',
    ),
    {
      ...(skipUntil(
        'GP has shipped the order, and its tracking number is not there yet.',
        `settings.trackingField == "" || !settings.waitForTracking || (${tracking}) != ""`,
        again,
      ) as StepOf<'skip'>),
      goOnAfter: 'settings.trackingHours',
    },
    find('shippedBefore', {
      ...{ entity: 'prestashop.orderHistory', most: 50 },
      where: { id_order: 'order.id', id_order_state: 'settings.shippedState' },
    }),
    skipUnless('The order was shipped in the shop already.', 'size(shippedBefore) == 0'),
    stopUnless(
      'GP has shipped the order, and in the shop it is in no state from which it is shipped.',
      'order.current_state in settings.shippableStates || (order.current_state == settings.partlyShippedState && settings.partlyShippedState != "")',
      'If it was cancelled or refunded, stop the parcel or enter the return in GP. If it is to be shipped, correct its state in the shop, or add the state to the setting shippableStates; then replay the incident.',
      orderSays,
    ),
    read('prestashop.orderState', 'settings.shippedState', 'state'),
    askOnceUnless(
      'The order is not paid, and the state of shipped orders counts as paid: the shop would book the missing payment by itself.',
      '!state.paid || order.order_state.paid || order.paid_in_full.orValue(false)',
      'Choose a state that is not marked as paid in the setting shippedState; or, if the shop may book the payment, resolve the incident.',
      orderSays,
    ),
    askOnceUnless(
      'GP has more tracking numbers for the order than its shipment in the shop takes: 64 characters.',
      fits,
      'Enter those that fit at the shipment of the order in the shop. Then resolve the incident: the order becomes shipped.',
      `"GP: " + (${tracking}) + "."`,
    ),
    branch('GP has a tracking number', `(${tracking}) != ""`, [
      find('parcels', {
        ...{ entity: 'prestashop.orderCarrier', most: 20 },
        where: { id_order: 'order.id' },
      }),
      branch(
        'the shop does not have it yet, and the order has a shipment',
        `size(parcels) > 0 && ${fits} && !parcels.exists(one, orElse(one.tracking_number, "") == (${tracking}))`,
        [
          stopUnless(
            'The order has several shipments in the shop, and GP has one tracking number.',
            'size(parcels) == 1',
            'Enter the tracking number at its shipment in the shop, then replay the incident.',
            `"It is " + (${tracking}) + "."`,
          ),
          find('carriers', {
            ...{ entity: 'prestashop.carrier', most: 1 },
            where: { id_reference: shopCarrier, deleted: `${shopCarrier} == "" ? "" : "0"` },
          }),
          stopUnless(
            'The shop has no carrier of the number that the value map "shop-carrier" names.',
            `${shopCarrier} == "" || size(carriers) == 1`,
            'Correct the value map: the number is that of the carrier in the list of carriers of the shop (id_reference).',
            `"It is " + ${shopCarrier} + "."`,
          ),
          ...isStill('orderBeforeParcel', 'parcel'),
          map('parcel', 'shipment-to-order-carrier'),
          set('parcel', 'prestashop.orderCarrier', numberTold),
        ],
      ),
    ]),
    ...isStill('orderBeforeShipped', 'shipped'),
    map('shippedRow', 'shipment-to-order-history'),
    writeOnce('shippedRow', {
      ...{ to: 'prestashop.orderHistory', identity: ['id_order', 'id_order_state'], update: 'never' },
      tellCustomer: 'settings.tellCustomer',
      mostTold: 'settings.mostMails',
    }),
  ],
})

const parcelFields = defineMapping({
  id: 'shipment-to-order-carrier',
  about:
    'The tracking number is set, and the carrier where the value map "shop-carrier" names one. Else it stays as the customer has chosen it.',
  from: { held: 'gp.salesOrder' },
  lists: { parcels: 'prestashop.orderCarrier', carriers: 'prestashop.carrier', numbered: 'gp.salesDocument' },
  to: 'prestashop.orderCarrier',
  fields: {
    id: 'parcels[0].id',
    tracking_number: tracking,
    id_carrier: 'size(carriers) == 1 ? carriers[0].id : parcels[0].id_carrier',
  },
})

const historyFields = defineMapping({
  id: 'shipment-to-order-history',
  about: 'The order is put into the state of shipped orders.',
  from: { order: 'prestashop.order' },
  to: 'prestashop.orderHistory',
  fields: { id_order: 'order.id', id_order_state: 'settings.shippedState' },
})

const correctedFields = defineMapping({
  id: 'tracking-to-order-carrier',
  about: 'The tracking number that GP has by now. The carrier stays.',
  from: { held: 'gp.salesOrder' },
  lists: { oldParcels: 'prestashop.orderCarrier', numbered: 'gp.salesDocument' },
  to: 'prestashop.orderCarrier',
  fields: { id: 'oldParcels[0].id', tracking_number: tracking },
})

const partHistoryFields = defineMapping({
  id: 'part-to-order-history',
  about: 'The order is put into the state of orders of which a part is shipped.',
  from: { order: 'prestashop.order' },
  to: 'prestashop.orderHistory',
  fields: { id_order: 'order.id', id_order_state: 'settings.partlyShippedState' },
})

const threadFields = defineMapping({
  id: 'shipment-to-customer-thread',
  about: 'The conversation about the order, as the back office would begin it.',
  from: { order: 'prestashop.order', customer: 'prestashop.customer' },
  to: 'prestashop.customerThread',
  fields: {
    id_order: 'order.id',
    id_customer: 'order.id_customer',
    id_shop: 'order.id_shop',
    id_lang: 'order.id_lang',
    email: 'customer.email',
  },
})

const messageFields = defineMapping({
  id: 'shipment-to-customer-message',
  about: 'Which lines of the order are sent, and which are still to come.',
  from: { held: 'gp.salesOrder', along: 'hub.along' },
  lists: { parts: 'gp.salesDocument', itsThreads: 'prestashop.customerThread' },
  to: 'prestashop.customerMessage',
  let: {
    invoices: partInvoices,
    items: 'held.Lines.map(line, line.ItemKey + " " + orElse(line.UofM, ""))',
    all: `sentParts(items, held.Lines.map(line, ${nameOfLine}), held.Lines.map(line, ${wantedLine}), size(invoices) > 0 ? ${invoicedLines('invoices', 'line.ItemKey + " " + line.UofM')} : items, size(invoices) > 0 ? ${invoicedLines('invoices', 'line.Quantity')} : held.Lines.map(line, ${pickedLine}))`,
    sent: 'joined(all.filter(one, one.sent > dec(0)).map(one, text(one.sent) + " × " + one.name), ", ")',
    toCome: 'joined(all.filter(one, one.left > dec(0)).map(one, text(one.left) + " × " + one.name), ", ")',
  },
  fields: {
    // The first one: a later one of the customer does not make it a message that was not told.
    id_customer_thread: 'itsThreads[size(itsThreads) - 1].id',
    id_employee: 'settings.tellPartsAs',
    message: 'truncate(settings.partSent + " " + sent + ". " + settings.partToCome + " " + toCome + ".", 1600)',
    private: 'settings.tellParts == "customer" ? "0" : "1"',
  },
})

const shipmentSettings: Readonly<Record<string, Setting>> = {
  shippedWhen: textSetting(
    'When GP has shipped an order. fulfilled: every line is fulfilled or cancelled, or the order is transferred whole to invoices. transferred: it is transferred whole, to invoices that may not be posted yet. posted: these are posted as well. released: the process hold shippedHold was on the order, and is removed; no parts are told. tracking: it has a tracking number in the field trackingField; with TrackingNumbers the order has one, or each invoice of an order that is transferred whole.',
    'fulfilled',
    ['fulfilled', 'transferred', 'posted', 'tracking', 'released'],
  ),
  shippedHold: textSetting(
    'With shippedWhen released: the id of the process hold in GP that people remove when the goods leave.',
    '',
  ),
  fulfilledByPeople: booleanSetting(
    'With shippedWhen fulfilled: people fulfil the lines in GP, as “Use Separate Fulfillment Process” is marked for the order type. No: the hub sees it by what GP has allocated and not fulfilled of its orders, and asks while none shows it.',
    false,
  ),
  shippedState: textSetting(
    'Id of the order state that a shipped order gets. Empty: none is set, and the first order asks.',
    '',
  ),
  shippableStates: textsSetting(
    'Ids of the order states from which an order becomes shipped. In any other, a person is asked.',
    ['2', '3'],
  ),
  afterShippedStates: textsSetting('Ids of the order states that come after shipped: such an order is left alone.', [
    '5',
  ]),
  trackingField: textSetting(
    'What of GP holds the tracking number: Text01 to Text05, a user-defined text of the sales order; TrackingNumbers, its own list, of the sales order and its invoices (several are told with commas). Empty: nothing does.',
    '',
    ['', ...trackingFields, 'TrackingNumbers'],
  ),
  waitForTracking: booleanSetting(
    'Wait for the tracking number before the order becomes shipped in the shop. Without: it is shipped without one where GP has none.',
    true,
  ),
  trackingHours: integerSetting(
    'With waitForTracking: hours after which an order that GP has shipped becomes shipped without its number, which it gets later. 0: it waits for the number, and a person is asked after 60 days.',
    72,
  ),
  mostMails: integerSetting(
    'Customers that may be mailed in an hour. Before the next one a person is asked: a changed rule can bring many old orders up at once.',
    100,
  ),
  tellCustomer: booleanSetting(
    'The shop mails the customer when the order becomes shipped, and shipped in part.',
    true,
  ),
  tellTracking: booleanSetting(
    'With tellCustomer: the shop mails each tracking number, too (“Package in transit”), where the carrier has a tracking address. The mail of the state that a shop is installed with does not name the number. Set it to no where yours does, or where another program mails it.',
    true,
  ),
  tellParts: textSetting(
    'Who is told in the messages of the order which lines are sent and which are still to come, for each part. nobody. staff: seen in the back office alone. customer: seen in the account as well; nobody is mailed.',
    'nobody',
    ['nobody', 'staff', 'customer'],
  ),
  tellPartsAs: textSetting(
    'Number of the employee of the shop in whose name parts are told. Empty: none, and the first part asks.',
    '',
  ),
  partSent: textSetting('How the message of a part begins, before what is sent.', 'Sent:'),
  partToCome: textSetting('What stands in the message of a part before what is still to come.', 'Still to come:'),
  partlyShippedState: textSetting(
    'Id of the order state that an order gets, once, when a part of it is shipped. Empty: it keeps its state.',
    '',
  ),
}

const shipmentValueMaps: readonly ValueMap[] = [
  {
    format: 1,
    id: 'shop-carrier',
    about:
      'GP shipping method → carrier of the shop (id_reference), where the parcel goes another way than the customer chose. One that is not listed changes no carrier.',
    between: {
      from: { entity: 'gp.shippingMethod', key: 'Key', label: 'Description' },
      to: { entity: 'prestashop.carrier', key: 'id_reference', label: 'name' },
    },
    otherwise: {},
    entries: [],
  },
]

export const shipmentsProcess: Process = {
  id: 'shipments',
  about: shipmentToShop.about,
  flows: [shipmentToShop],
  mappings: [parcelFields, historyFields, correctedFields, partHistoryFields, threadFields, messageFields],
  settings: shipmentSettings,
  valueMaps: shipmentValueMaps,
}
