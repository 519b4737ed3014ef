import { booleanSetting, type Setting, type Step, stopUnless, textSetting, textsSetting } from '../language/index.ts'

/** Whose a refund is: one flow alone may book it. */
export const creditMemosSetting = booleanSetting(
  'Credit slips of orders that are transferred or posted in GP become credit memos, by the process “refunds”. Without, the flow of orders asks a person about them.',
  false,
)

export const salesOpenFromSetting = textSetting(
  'The first day that is open in the series Sales of GP, as 2026-11-01. A payment or credit slip of before asks once, and is then booked on that day, with its own day in its text; a payment of before goes along with no sales order. Empty: nothing is asked, and GP refuses to post what lies in a closed period.',
  '',
)
const writeOffLimitsSetting = textsSetting(
  'Up to which amount a rest of an invoice or a receipt is small, by currency: "EUR 0.05". The comparison names such rests apart, as candidates for a write-off in GP. The hub itself writes nothing off. Empty: no rest is small.',
  [],
)
const rateToleranceSetting = textSetting(
  'Percent by which the exchange rate of a document in GP may be off the rate of its order in the shop, either way round, before the comparison names it. It holds nothing. Empty: rates are not compared.',
  '5',
)
/** As 2026-11-01: days are compared as texts. */
const isDay = (value: string) =>
  `(size(${value}) == 10 && size(digits(${value})) == 8 && size(part(${value}, "-", 0)) == 4 && size(part(${value}, "-", 2)) == 2)`
/** @param settled it is booked already: then nothing is asked */
export const dayWritten = (setting: 'salesOpenFrom' | 'ledgerOpenFrom', settled = 'false'): Step =>
  stopUnless(
    `The setting ${setting} is no day.`,
    `${settled} || settings.${setting} == "" || ${isDay(`settings.${setting}`)}`,
    'Write it as year, month and day with dashes, for example 2026-11-01, or leave it empty; then replay the incident.',
  )
/**
 * Also where the setting is no day: nothing is booked by it before `dayWritten` has asked.
 * @param day of the record in the shop
 */
export const isLate = (day: string) =>
  `(settings.salesOpenFrom != "" && (size(part(settings.salesOpenFrom, "-", 2)) != 2 || ${day} < settings.salesOpenFrom))`
/** The day that its document has in GP. */
export const bookedOn = (day: string) => `(${isLate(day)} ? settings.salesOpenFrom : ${day})`
/** Its own day, in the text of a document that has another one, `bookedOn`: 30 characters with it. */
export const lateText = (words: string, day: string) =>
  `(${day} == bookedOn ? ${words} : truncate(${words} + " " + digits(${day}), 30))`
/** What to do about a record of a day that is closed. @param what becomes of it, as "the receipt" */
export const lateHint = (what: string) =>
  `Open the period in GP (Tools > Setup > Company > Fiscal Periods, series Sales), move the setting salesOpenFrom, and replay the incident. Or resolve the incident: ${what} gets the date salesOpenFrom, and the true day in its text.`

/** How money of customers is booked, whether it goes with the order or comes as a receipt. */
export const moneySettings: Readonly<Record<string, Setting>> = {
  receiptPrefix: textSetting(
    'Begins the number of every cash receipt and deposit; the id of the shop payment follows. Unique per GP company, 20 characters with the id.',
    'PAY',
  ),
  checkbook: textSetting(
    'The GP checkbook of checks and cash, where the value map "checkbook" has none for the payment method. Empty: GP takes its default.',
    '',
  ),
  paymentStates: textsSetting(
    'Ids of the order states by which staff say that money came. A payment that the shop wrote by itself with any other state asks a person. 2, 9 and 11 in a shop as it is installed: payment accepted, on backorder (paid), remote payment accepted.',
    ['2', '9', '11'],
  ),
  authorisedStates: textsSetting(
    'Ids of the order states in which the money is authorised and not captured yet (Klarna and others take it when the goods leave). A payment of such an order becomes a receipt, or a deposit, once a state of paymentStates or capturedStates comes after it, of the day of that state, and a shipped order without one is named by the comparison. Empty: none does.',
    [],
  ),
  capturedStates: textsSetting(
    'Ids of order states that say of money that was authorised that it is captured, beside paymentStates. Where a module captures when the order is shipped, and adds no state, the shipped state belongs here. It does not belong in paymentStates: there it would say that every order that is shipped is paid.',
    [],
  ),
  deposits: textsSetting(
    'Payment methods, as in the value map "receipt", whose payments go to GP with the sales order, as its deposits; "*" for all. A deposit posts when the order is saved. A payment that comes later, or about which there is something to ask, becomes a cash receipt. Empty: every payment does.',
    [],
  ),
  salesOpenFrom: salesOpenFromSetting,
  writeOffLimits: writeOffLimitsSetting,
  rateTolerance: rateToleranceSetting,
}

/** Whom orders and payments are booked to, where the hub has no link yet. */
export const customerSettings: Readonly<Record<string, Setting>> = {
  matchCustomers: booleanSetting(
    'A customer of whom the hub has no link is looked for in GP before one is made: a person is asked about one of the same name with the same VAT number or postcode. It takes two more calls for each new customer.',
    false,
  ),
  guestsByEmail: booleanSetting(
    'Guests with one e-mail address are one customer in GP, that of the first of them; an address that 200 customers of the shop have is taken for that of nobody. Without, each guest becomes a customer, unless guestCustomer names one for all.',
    false,
  ),
}

/** What the standard flows can be set to. `init` fills in what it finds; everything can be changed in settings.json. */
export const standardSettings: Readonly<Record<string, Setting>> = {
  orderPrefix: textSetting(
    'Begins every sales order number; the shop order id follows. Unique per GP company, 21 characters with the id.',
    'WEB',
  ),
  customerPrefix: textSetting(
    'Begins every GP customer number that the hub makes; the shop customer id follows. 15 characters with the id.',
    'PS',
  ),
  addressPrefix: textSetting('Begins every GP address code that the hub makes; the shop address id follows.', 'PS'),
  marker: textSetting(
    'Stands in every record that the hub makes, before the shop id, so that the hub knows its own. Up to 9 characters.',
    'LEDGER',
  ),
  guestCustomer: textSetting('The GP customer that all guest orders go to. Empty: each guest becomes a customer.', ''),
  ...customerSettings,
  customerClass: textSetting(
    'The GP class of new customers, where the value map "customer-class" names none for their group or country. Empty: the default class.',
    '',
  ),
  askOnHold: booleanSetting(
    'An order of a customer who is on hold or inactive in GP is asked about before it is sent; it takes two more calls an order. Without, GP decides: where its policy checks the hold, it refuses the order.',
    false,
  ),
  askOverCreditLimit: booleanSetting(
    'An order that goes over before it is paid is asked about, where the customer would then owe more than the credit limit in GP: the balance, what is on order, and this order. It takes the same two calls.',
    false,
  ),
  documentType: textSetting('The GP document id of sales orders.', 'STDORD'),
  batchPrefix: textSetting(
    'Begins the name of the batch; the day of the order follows, so there is one batch a day.',
    'WEB',
  ),
  sellingUnits: booleanSetting(
    'A quantity of 1 in the shop is one default selling unit of the item in GP, for example a case. Without: one base unit, the smallest of the item\'s schedule. The value map "unit" says otherwise for a product.',
    false,
  ),
  site: textSetting('The GP site that orders are taken from. Empty: the default site.', ''),
  paymentTerms: textSetting(
    'The GP payment terms of orders whose payment module is not in the value map "payment". Empty: those of the customer.',
    '',
  ),
  codePage: textSetting(
    "The code page of the GP company, as SQL Server gives it: SELECT COLLATIONPROPERTY(CONVERT(varchar, DATABASEPROPERTYEX(DB_NAME(), 'Collation')), 'CodePage'). GP stores \"?\" for a letter that is not in it. Empty: 1252, Western Europe and America.",
    '',
  ),
  transliterate: booleanSetting(
    'Write letters that the code page does not have in Latin ones: Łódź as Lódz. The journal says where. Without, a person is asked.',
    true,
  ),
  creditMemos: creditMemosSetting,
  timezone: textSetting("The shop's time zone, for the day of an order: Europe/Paris, America/New_York.", 'UTC'),
  acceptedStates: textsSetting(
    'Ids of order states that are taken over although they are not marked as paid, for example cash on delivery.',
    [],
  ),
  lineTaxes: booleanSetting(
    "Send the tax details of the goods with each line, so that they stay when GP users transfer an order in parts. Without: with the document, as totals, which is enough where orders are transferred whole. Try it in a test company first: send one order, transfer it in two parts, and compare the invoices' taxes.",
    false,
  ),
  taxDetails: booleanSetting('Send a row for each tax detail. Without, only the amounts of tax.', true),
  ...moneySettings,
}
