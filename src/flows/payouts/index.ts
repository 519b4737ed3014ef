import {
  askOnceUnless,
  balanceStep,
  booleanSetting,
  branch,
  defineFlow,
  defineMapping,
  each,
  find,
  forEach,
  integerSetting,
  map,
  read,
  type Setting,
  settlementProviders,
  settlementWords,
  skipUnless,
  skipUntil,
  stopUnless,
  textSetting,
  type ValueMap,
  writeOnce,
} from '../../language/index.ts'
import { isBooked } from '../payments/deposits.ts'
import type { Process } from '../process.ts'
import { dayWritten } from '../settings.ts'

/** A settlement report is read, and its rows are kept once, whatever file brings them and how often. */
const payoutFile = defineFlow({
  id: 'payout-file',
  about: 'A settlement report in the folder payouts is read. Each of its rows is kept once, whichever files bring it.',
  on: 'hub.file',
  steps: [
    read('hub.file', 'record', 'file'),
    skipUnless(
      'The file lies in no folder of settlement reports.',
      'file.folder == "payouts" || file.folder.startsWith("payouts-")',
    ),
    map('report', 'payout-file'),
    writeOnce('report', { to: 'hub.payoutFile', identity: ['key'], update: 'never' }),
  ],
})

const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(', ')

const payoutFileFields = defineMapping({
  id: 'payout-file',
  about: 'The rows of a settlement report. The value map "payout-columns" describes tables of other shapes.',
  from: { file: 'hub.file' },
  to: 'hub.payoutFile',
  let: {
    names: `[file.folder, ${quoted(settlementProviders)}]`,
    words: `[${quoted(settlementWords)}]`,
    said: 'names.map(name, joined(words.filter(word, inValueMap("payout-columns", name + " " + word)).map(word, name + " " + word + "=" + valueMap("payout-columns", name + " " + word)), "\\n"))',
    rows: 'settlementRows(file.text, file.folder, said + ["company time-zone=" + settings.timezone])',
  },
  fields: {
    key: 'file.key',
    name: 'file.name',
    count: 'size(rows)',
    days: 'size(rows) > 0 ? optional.of(rows[0].days) : optional.none()',
    rows: each('rows', 'row', {
      ...{ id: 'row.id', kind: 'row.kind', date: 'row.date', amount: 'row.amount', transaction: 'row.transaction' },
      ...{ alsoKnown: 'row.alsoKnown', reference: 'row.reference', line: 'row.line', provider: 'row.provider' },
      ...{ payout: 'row.payout', currency: 'row.currency', fee: 'row.fee', closes: 'row.closes' },
    }),
  },
})

/** Whether a payment of the shop is the one of a row: its transaction is what the provider calls it. */
const isOf =
  '(orElse(payment.transaction_id, "") == row.transaction || (row.alsoKnown != "" && orElse(payment.transaction_id, "") == row.alsoKnown))'
/** @param more of the row, an expression of a text */
const named = (rows: string, more = '""') =>
  `joined(${rows}.map(row, "line " + text(row.line) + ": " + row.kind + " " + text(row.amount) + (row.transaction == "" ? "" : " of " + row.transaction) + (row.reference == "" ? "" : " (" + row.reference + ")") + ${more}), "; ")`
const paidSays = `" " + payout.currency + ", paid as " + joined(payments.filter(payment, ${isOf}).map(payment, text(payment.amount) + " " + joined(currencies.filter(one, one.id == payment.id_currency).map(one, one.iso_code), "")), ", ")`
const unmatched = `part.rows.filter(row, !payments.exists(payment, ${isOf}))`
const isSettled = 'currencies.exists(one, one.id == payment.id_currency && one.iso_code == payout.currency)'
/** The provider has changed what the customer paid into the currency of the payout: amounts are of two currencies. */
const isConverted = `(payments.exists(payment, ${isOf}) && !payments.exists(payment, ${isOf} && ${isSettled}))`
const converted = (kind: string) => `part.rows.filter(row, row.kind == "${kind}" && ${isConverted})`
/** A sale of another amount than each payment of its transaction. */
const differing = `part.rows.filter(row, row.kind == "sale" && payments.exists(payment, ${isOf}) && !${isConverted} && !payments.exists(payment, ${isOf} && ${isSettled} && payment.amount == row.amount))`
const withoutReceipt = `part.rows.filter(row, row.kind == "sale" && payments.exists(payment, ${isOf} && !${isBooked}))`
const refunds = 'part.rows.filter(row, row.kind == "refund")'
/** Of what was converted no slip has the amount: a person compares. */
const withoutSlip = `part.rows.filter(row, row.id in refundsWithoutSlip(part.rows, given, theirPayments, orders, slips) && !${isConverted})`
const chargebacks = 'part.rows.filter(row, row.kind == "chargeback")'
const late = 'settings.ledgerOpenFrom != "" && payout.date < settings.ledgerOpenFrom'
/** Of the journal: a late payout is booked on the first day that is open. */
const day = `(${late}) ? settings.ledgerOpenFrom : payout.date`
const batch = `settings.journalBatchPrefix + digits(${day})`
const payoutSays = (rows: string, more?: string) => `"Payout " + payout.key + ", " + ${named(rows, more)} + "."`

/** Names of a line in the value map "payout-account": the most exact one that has an answer counts. */
const accountKeys = [
  // Two accounts at one provider pay out to two banks: their reports lie in two folders.
  'orElse(payout.folder, "") + " " + line.kind + " " + payout.currency',
  'orElse(payout.folder, "") + " " + line.kind',
  'payout.provider + " " + line.kind + " " + payout.currency',
  'payout.provider + " " + line.kind',
  'line.kind + " " + payout.currency',
]
const ofAccountKeys = (found: (key: string) => string, otherwise: string) =>
  accountKeys.reduceRight(
    (others, key) => `inValueMap("payout-account", ${key}) ? ${found(key)} : ${others}`,
    otherwise,
  )
const account = ofAccountKeys(
  (key) => `valueMap("payout-account", ${key})`,
  'valueMap("payout-account", line.kind, "kind " + line.kind + " of " + payout.provider)',
)
const accountSays = (what: string) =>
  `"Payout " + payout.key + ": " + line.kind + " goes to account " + (${account}) + ", as “" + (${ofAccountKeys((key) => key, 'line.kind')}) + "” of the value map payout-account says, " + ${what} + "."`

/** Made of the payout's key: of some thousands of payouts two may come to one number. */
const number = 'text(settings.journalFrom + payout.number)'
/** Its journal keeps its number when journalFrom moves. */
const isMade = 'isLinked("gp.glTransaction", "hub.payout", payout.key)'

/**
 * Each payout becomes one journal, which balances by its nature: the rows by kind, and what closes them. Sales leave the
 * clearing account of the provider, which the cash receipts have filled; what goes to the bank, fees, refunds and disputes go to
 * accounts of their own. So the clearing account holds what the provider still owes, and what has no receipt stays open there.
 *
 * Rows are compared with the shop before anything is written: what matches nothing is asked about once, with its line. The
 * answer changes no amount. A payout that has to wait holds up no other.
 */
const payoutToJournal = defineFlow({
  id: 'payout-to-journal',
  about: 'A payout of a payment provider becomes one journal in GP, in a batch that a person posts.',
  on: 'hub.payout',
  steps: [
    read('hub.payout', 'record', 'payout'),
    branch('the payout has a journal', 'isLinked("gp.glTransaction", "hub.payout", payout.key)', [
      read('gp.glTransaction', 'link("gp.glTransaction", "hub.payout", payout.key)', 'booked'),
      askOnceUnless(
        'The payout has other amounts than its journal: rows came after it, or somebody changed the journal.',
        'payout.lines.all(line, booked.Lines.exists(one, one.CreditAmount - one.DebitAmount == line.amount)) && size(payout.lines) == size(booked.Lines)',
        'Compare the two. While the journal is not posted, correct it in GP; when it is posted, enter the difference by a journal of your own. Then resolve the incident: no other journal is written of the payout.',
        '"Payout " + payout.key + ": " + joined(payout.lines.map(line, line.kind + " " + text(line.amount)), ", ") + ". Journal " + booked.Key + ": " + joined(booked.Lines.map(one, one.GLAccountKey + " " + text(one.CreditAmount - one.DebitAmount)), ", ") + "."',
      ),
    ]),
    skipUntil(
      'Rows of the payout are missing: they do not add up to what went to the bank.',
      'payout.complete',
      { every: '6 hours', for: '7 days' },
      '"Rows: " + text(payout.total) + " " + payout.currency + (payout.paid.hasValue() ? ", to the bank: " + text(payout.paid.value()) + "." : ", and no row of a payout.")',
    ),
    skipUnless('Nothing of it is left to be booked.', 'size(payout.lines) > 1'),
    askOnceUnless(
      'Rows of payments name no transaction.',
      'size(payout.without) == 0',
      'Find their orders at the provider. Resolve the incident to write the journal: what has no receipt stays open on the clearing account.',
      payoutSays('payout.without'),
    ),
    forEach('rows of payments, some at a time', 'payout.groups', 'part', [
      find('payments', {
        ...{ entity: 'prestashop.orderPayment', most: 200 },
        where: { transaction_id: 'part.transactions' },
      }),
      askOnceUnless(
        'Rows of the payout are of no payment that the shop has.',
        `size(${unmatched}) == 0`,
        'Find the orders at the provider, and add the payments in the shop; then replay the incident. Resolve it to write the journal as it is: the money stays open on the clearing account, never in sales.',
        payoutSays(unmatched),
      ),
      find('currencies', {
        ...{ entity: 'prestashop.currency', most: 50 },
        where: { id: 'payments.map(payment, payment.id_currency)' },
      }),
      askOnceUnless(
        'The provider has converted money of the payout: customers paid in another currency.',
        `size(${converted('sale')}) == 0`,
        'See at the provider that the rate explains each amount. Then change no receipt: it is right in the currency in which the customer paid. Resolve the incident to write the journal with the amounts of the provider; what lies between the two on the clearing account is a gain or a loss, and is booked there (see “Realised gain or loss” in docs/payouts.md).',
        payoutSays(converted('sale'), paidSays),
      ),
      askOnceUnless(
        'Sales of the payout have another amount than the payments of the shop.',
        `size(${differing}) == 0`,
        'Compare order and provider: a part was captured, or the payment was edited. The journal takes the amount of the provider; resolve the incident to write it, and correct the receipt in GP.',
        payoutSays(differing),
      ),
      askOnceUnless(
        'Payments of the payout have no cash receipt yet.',
        `!settings.payoutsNeedReceipts || size(${withoutReceipt}) == 0`,
        'Look at the runs of the payments, and replay the incident when they are done. Resolve it to write the journal before: the receipts fill the clearing account later.',
        payoutSays(withoutReceipt),
      ),
      branch('the provider has given money back', `size(${refunds}) > 0`, [
        find('orders', {
          ...{ entity: 'prestashop.order', most: 200 },
          where: {
            reference: `payments.filter(payment, part.rows.exists(row, row.kind == "refund" && ${isOf})).map(payment, payment.order_reference)`,
          },
        }),
        find('slips', {
          ...{ entity: 'prestashop.orderSlip', most: 200 },
          where: { id_order: 'orders.map(order, order.id)' },
        }),
        find('theirPayments', {
          ...{ entity: 'prestashop.orderPayment', most: 200 },
          // Under the beginning of a longer reference, too, where the shop has cut it.
          where: {
            order_reference: 'orders.map(order, order.reference) + payments.map(payment, payment.order_reference)',
          },
        }),
        find('given', {
          ...{ entity: 'hub.payoutRow', most: 200 },
          where: {
            transaction: 'theirPayments.map(payment, orElse(payment.transaction_id, ""))',
            kind: '["refund", "refund-reversal"]',
          },
        }),
        askOnceUnless(
          'The provider has converted money that was given back: customers got it in another currency.',
          `size(${converted('refund')}) == 0`,
          'Each needs one credit slip of its order, of what the customer got in the currency of the order. If it is there, change nothing, and make no other one of the converted amount: it would lower sales and tax twice. If it is missing, make it in the shop. Then resolve the incident: the journal only moves the money, in the amounts of the provider.',
          `${payoutSays(converted('refund'), paidSays)} + " Credit slips: " + joined(slips.map(slip, slip.id + " of " + text(slip.total_products_tax_incl + slip.total_shipping_tax_incl) + " (order " + slip.id_order + ")"), ", ") + "."`,
        ),
        askOnceUnless(
          'Money was given back that no credit slip of its order is about: none has the amount, or another refund has used it.',
          `size(${withoutSlip}) == 0`,
          'Look for the refund in the order: each needs a credit slip of its own, of the same amount. If the customer was paid back twice, ask for the money. If more had come than was charged, and that went back, make no slip: it lowers neither sales nor tax. If a slip is missing, make it in the shop, so that sales and tax are lowered once, and replay the incident. Resolve it where the refund was credited differently, or needs no slip: the journal only moves the money.',
          payoutSays(withoutSlip),
        ),
      ]),
      askOnceUnless(
        'Banks of customers have taken money back: chargebacks.',
        `!settings.askChargebacks || size(${chargebacks}) == 0`,
        'Answer each at the provider before its deadline, and give nothing back to these customers meanwhile. Resolve the incident to write the journal: the money goes to the account of disputes, and orders and receipts stay as they are until the case is closed.',
        payoutSays(chargebacks),
      ),
    ]),
    // What is booked stays where it is.
    branch('the payout has no journal yet', `!${isMade}`, [
      dayWritten('ledgerOpenFrom'),
      askOnceUnless(
        'The payout lies before the first day that is open in the general ledger.',
        'settings.ledgerOpenFrom == "" || payout.date >= settings.ledgerOpenFrom',
        'Open the period in GP (Tools > Setup > Company > Fiscal Periods, series Financial), move the setting ledgerOpenFrom, and replay. Or resolve the incident: the journal gets the date ledgerOpenFrom, and the day of the payout in its lines.',
        '"Payout " + payout.key + " is of " + payout.date + ", open from " + settings.ledgerOpenFrom + "."',
      ),
      // GP names no line of a journal that it refuses, and takes some accounts without a word that no report shows.
      forEach('the accounts of its journal', 'payout.lines', 'line', [
        find('accounts', { ...{ entity: 'gp.glAccount', most: 1 }, where: { Key: account } }),
        stopUnless(
          'An account of the journal is not there, or nothing may be entered on it.',
          'accounts.exists(one, one.IsActive.orValue(true) && orElse(one.AccountType, "") == "Posting")',
          'Correct the value map "payout-account", or the account in GP (Cards > Financial > Account), then replay the incident. Nothing was sent.',
          accountSays(
            '(size(accounts) == 0 ? "and GP has no such account" : orElse(accounts[0].AccountType, "") != "Posting" ? "and it is no posting account but of the type " + orElse(accounts[0].AccountType, "") : "and it is inactive")',
          ),
        ),
        askOnceUnless(
          'An account of the journal does not allow account entry: GP itself books on it.',
          'accounts.all(one, one.AllowAccountEntry.orValue(true))',
          'Such accounts mostly belong to a module of GP, as receivables do, and a journal on them parts the two. Correct the value map "payout-account", and replay the incident. If the journal is meant to go there, resolve it.',
          accountSays('"which does not allow account entry"'),
        ),
      ]),
    ]),
    map('journal', 'payout-to-journal'),
    balanceStep('journal', { to: 'payout.turnover', digits: 'payout.digits' }),
    find('numbered', { ...{ entity: 'gp.glTransaction', most: 5 }, where: { Key: number } }),
    stopUnless(
      'GP has another journal under the number of this payout.',
      `${isMade} || numbered.all(other, other.Reference == payout.reference && other.CurrencyKey == payout.currency)`,
      'Two payouts may come to one number, and people may have used it. If that journal is of something else, set journalFrom to a number from which 9,000,000 are free in GP, as 80000000, and replay the incident: journals that are there keep their numbers. If it is this payout, and somebody has changed its reference, put that back in GP, and replay.',
      `"Payout " + payout.key + " is " + payout.reference + "; in GP " + joined(numbered.map(other, other.Key + " is “" + other.Reference + "”"), ", ") + "."`,
    ),
    find('sameBatch', {
      ...{ entity: 'gp.glTransaction', most: 200 },
      where: { BatchKey: batch },
    }),
    stopUnless(
      'GP holds a journal of this payout under another number.',
      `sameBatch.all(other, other.Reference != payout.reference || other.CurrencyKey != payout.currency || other.Key == (${isMade} ? link("gp.glTransaction", "hub.payout", payout.key) : ${number}))`,
      'Compare the two. If it is this payout, leave the incident; if it is not, rename its reference in GP, and replay.',
      '"Payout " + payout.key + "."',
    ),
    writeOnce('journal', { to: 'gp.glTransaction', identity: ['Reference', 'CurrencyKey'], update: 'never' }),
  ],
})

const journalFields = defineMapping({
  id: 'payout-to-journal',
  about:
    'One line for each kind of row, on the account of the value map "payout-account", and one that closes the payout.',
  from: { payout: 'hub.payout' },
  to: 'gp.glTransaction',
  let: {
    late,
    day,
  },
  fields: {
    Key: number,
    Date: 'day',
    BatchKey: batch,
    CurrencyKey: 'payout.currency',
    Reference: 'payout.reference',
    Lines: each(
      'payout.lines',
      'line',
      {
        GLAccountKey: 'account',
        DebitAmount: 'line.amount < 0 ? dec(0) - line.amount : dec(0)',
        CreditAmount: 'line.amount > 0 ? line.amount : dec(0)',
        Description: 'optional.of(truncate(line.kind + " " + payout.provider + (late ? " " + payout.date : ""), 30))',
      },
      {
        account,
      },
    ),
  },
})

const payoutSettings: Readonly<Record<string, Setting>> = {
  journalFrom: integerSetting(
    'The first number of journals of payouts. The next 9,000,000 must be used by nobody else in the GP company; GP shows at most eight digits.',
    90_000_000,
  ),
  journalBatchPrefix: textSetting('Begins the name of the batch of journals; the day of the payout follows.', 'PAYOUT'),
  ledgerOpenFrom: textSetting(
    'The first day that is open in the general ledger, as 2026-11-01. A payout before asks once, and is then booked on that day. Empty: GP alone refuses a closed period.',
    '',
  ),
  payoutsNeedReceipts: booleanSetting(
    'Ask where a sale of a payout has no cash receipt. Without: for companies that enter receipts in another way.',
    true,
  ),
  askChargebacks: booleanSetting(
    'Ask about each payout with chargebacks before its journal is written. Without: they go to their account at once.',
    true,
  ),
}

const payoutValueMaps: readonly ValueMap[] = [
  {
    format: 1,
    id: 'payout-account',
    about:
      'Kind of row → GP account: sale (the clearing account of the provider, where receipts put the money), fee, refund, chargeback, payout (the bank) or, of an account such as PayPal, withdrawal and balance (the clearing account). More exact ones count first: "payouts-brand2 fee EUR" and "payouts-brand2 fee", by the folder of the report, "stripe fee EUR", "stripe fee", "fee EUR", "fee". A kind without an account stops its payout.',
    between: {
      from: { entity: 'hub.payout', key: 'kind', label: 'kind', known: 'unlisted' },
      to: { entity: 'gp.glAccount', key: 'Key', label: 'Description' },
    },
    entries: [],
  },
  {
    format: 1,
    id: 'payout-columns',
    about:
      'How tables of other shapes are read, by folder: "payouts-mybank row" → column with the id of a row; payout, date, and amount (or credit and debit) are needed, too. Further words: date-form, time, times-in, days-in (zones), decimal, unit (major, minor), currency, kind, fee, fee-sign (signed, taken), amount-sign (by-kind, signed, by-column), empty-amount, net, transaction, reference, payout-row, and "payouts-mybank sale" → its words, + between. Of a known provider: "klarna unit" → major.',
    entries: [],
  },
]

export const payoutsProcess: Process = {
  id: 'payouts',
  about: payoutToJournal.about,
  flows: [payoutFile, payoutToJournal],
  mappings: [payoutFileFields, journalFields],
  settings: payoutSettings,
  valueMaps: payoutValueMaps,
}
