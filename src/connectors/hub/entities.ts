import {
  about,
  boolean,
  choice,
  date as dateField,
  decimal,
  defineEntity,
  type EntitySchema,
  instantField,
  integer,
  lines,
  list,
  optional,
  personal,
  readOnly,
  record,
  text,
} from '../../domain/entity.ts'

/** A moment at which the schedule of a flow is due. Its key is the flow and the time, so it is the same one whoever makes it. */
const tick = defineEntity({
  entity: 'hub.tick',
  about: 'A moment at which the schedule of a flow is due.',
  key: 'key',
  fields: {
    key: about('"nightly-report 2026-11-28T02:00:00.000Z".', text(100)),
    flow: readOnly(text(64)),
    due: about('When it was due; the run may begin later.', instantField),
  },
})

/** A file that somebody uploaded, or that lay in the watched folder. The same bytes in a folder are the same record, under any name. */
const file = defineEntity({
  entity: 'hub.file',
  about: 'A file that was uploaded or dropped, kept by its content. Rows of a CSV file: csvRows(file.text, ";").',
  key: 'key',
  fields: {
    key: about('SHA-256 of its bytes; of the same bytes in a second folder, of both.', text(64)),
    folder: about('"payouts"; empty for the top.', text(100)),
    name: about('As it came at first: "2026-11.csv".', text(200)),
    size: about('Bytes.', integer),
    encoding: about('utf-8, utf-16le, utf-16be or windows-1252: how its bytes were read.', text(20)),
    text: personal(lines(8 * 1024 * 1024)),
    received: about('When it came at first.', instantField),
  },
})

const payoutRow = {
  id: about("The provider's id of the row.", text(400)),
  kind: about('sale, refund, fee, chargeback, …, payout: what went to the bank.', text(60)),
  date: dateField,
  amount: about('Before fees. What the provider owes more is positive.', decimal),
  transaction: about('What the shop may know the payment by; empty where the row is of none.', text(254)),
  alsoKnown: text(254),
  reference: text(400),
  line: about('In the file.', integer),
}

/** The rows of a settlement report, as a flow reads them from a file. Written, they are kept one by one: those that are there stay. */
const payoutFile = defineEntity({
  entity: 'hub.payoutFile',
  about: 'The rows of a settlement report that was read. Rows that are kept already stay as they are.',
  key: 'key',
  way: 'document',
  own: true,
  fields: {
    key: about('Of the file: SHA-256 of its bytes.', text(64)),
    name: text(200),
    count: about('Rows.', integer),
    days: about('In which zone the days of its rows are, and who says so.', optional(text(300))),
    rows: list(
      record({
        ...payoutRow,
        ...{ provider: text(60), payout: text(200), currency: text(3) },
        fee: about('Negative: it cost something.', decimal),
        closes: text(20),
      }),
    ),
  },
})

/** One kept row of any settlement report: found by the transaction of its payment, so that what came earlier counts. */
const oneRow = defineEntity({
  entity: 'hub.payoutRow',
  about: 'A row of a settlement report that was read, whichever file brought it.',
  key: 'key',
  fields: {
    key: about('"stripe txn_1".', text(480)),
    ...{ provider: text(60), payout: text(200), currency: text(3) },
    ...payoutRow,
    fee: about('Negative: it cost something.', decimal),
    keptAt: about('When a file brought it.', instantField),
  },
})

/** What a payment provider pays out, or reports of an account, at once: made of all rows that any file brought. */
const payout = defineEntity({
  entity: 'hub.payout',
  about: 'What a payment provider pays out, or reports of an account, at once: the rows that files have brought of it.',
  key: 'key',
  listedBy: { reference: 'payout', amount: 'total', currency: 'currency', madeAt: 'keptAt' },
  fields: {
    key: about('"stripe po_1 EUR".', text(280)),
    provider: text(60),
    payout: text(200),
    currency: about('ISO 4217.', text(3)),
    folder: about(
      'Of the file that brought its first row: a second account at one provider has a folder of its own.',
      optional(text(200)),
    ),
    date: about('When it was paid out; of a report, the day of its last row.', dateField),
    count: about('Rows.', integer),
    reference: about('Of its journal: the first 30 characters of the payout.', text(30)),
    keptAt: about('When its first row came.', instantField),
    digits: about('Decimals of its currency.', integer),
    lines: about(
      'Its rows by kind, signed; what the provider owes more is positive. The fees of all rows are of kind fee. The last closes it: payout, what goes to the bank, or balance, what stays with the provider. They add up to nothing.',
      list(record({ kind: text(60), amount: decimal })),
    ),
    total: about('What its rows add up to, with their fees.', decimal),
    paid: about('What went to the bank, as the report says.', optional(decimal)),
    closes: about('payout row, sum, or account: what the rows add up to stays with the provider.', text(20)),
    complete: about('False: the rows do not add up to what went to the bank, so some are missing.', boolean),
    turnover: about('One side of its journal.', decimal),
    number: about('Made of its key, below 9,000,000: for the number of its journal.', integer),
    groups: about(
      'Rows that are of payments, some together, with all their transactions.',
      list(record({ transactions: list(text(254)), rows: list(record(payoutRow)) })),
    ),
    without: about('Rows that should be of a payment and name none; at most 200.', list(record(payoutRow))),
  },
})

/** What a flow, or the hub each morning, has to say to people. Kept by the hub and shown by "ledgerline reports"; the newest 1,000 of an integration stay. */
const report = defineEntity({
  entity: 'hub.report',
  about: 'What a flow reports to people: a title and a text. The hub keeps it.',
  key: 'key',
  way: 'document',
  own: true,
  fields: {
    key: about(
      'Chosen by the flow: "unpaid-orders 2026-11-28". A report under the same key takes its place.',
      text(100),
    ),
    title: text(200),
    text: optional(personal(lines(128_000))),
    count: about('How many records it is about.', optional(integer)),
    translations: about(
      'Title and text in other languages, each by its two letters.',
      optional(list(record({ language: text(2), title: text(200), text: optional(personal(lines(128_000))) }))),
    ),
  },
})

/**
 * What shop orders have taken of an item that the ledger does not count yet: orders since the cut-over that take stock and
 * have no sales order, be they waiting, held, failed or not yet seen by any flow. Counted by the engine when it is read, by
 * what the mapping `takes` of a bulk flow makes of each line: an item that is sold by several products, or alone and in a
 * kit, is one item. There is one of each item, also where nothing is taken.
 */
const uncounted = defineEntity({
  entity: 'hub.uncounted',
  about: 'How much of an item is in shop orders that the ledger does not count yet.',
  key: 'key',
  fields: {
    key: about('The item, as the mapping `takes` names it.', text(200)),
    quantity: about('In base units of the item.', decimal),
    complete: about('False: an order, or what it takes, could not be read, so there may be more.', boolean),
    orders: about(
      'Those of another integration with its name: "second/77".',
      list(record({ order: text(150), quantity: decimal })),
    ),
  },
})

/** Of a document: the numbers of the deposits that the hub has sent with it. */
const withDocument = {
  key: about('The document: "gp.salesOrder WEB10023".', text(200)),
  numbers: list(text(40)),
  sure: about(
    'False: the hub has found the document when it was closed already, so more may have gone along than it knows.',
    boolean,
  ),
} as const

/** The numbers alone: a payment asks no more, and its neighbours are not looked at for it. */
const sentAlong = defineEntity({
  entity: 'hub.sentAlong',
  about: 'Which deposits the hub has sent with a document.',
  key: 'key',
  // Several of one entity: "gp.salesOrder WEB7 | WEB8".
  fields: { ...withDocument, key: about('The document: "gp.salesOrder WEB10023".', text(2000)) },
})

/** What cannot be read now was perhaps never read: then nothing of it is in the document, and nothing of it is missed. */
const madeOf = defineEntity({
  entity: 'hub.madeOf',
  about: 'What the hub had read when it last wrote a document.',
  key: 'key',
  fields: {
    key: about('The document: "gp.salesOrder WEB10023".', text(200)),
    known: about('False: the run that wrote it is not kept, or people have entered the document.', boolean),
    fields: about('Names of the fields of its source that held something then.', list(text(100))),
    worth: about(
      'What its source was worth then, as people had corrected it; null: not known, or people have entered the document.',
      optional(decimal),
    ),
    sentTotal: about(
      'What the document came to as the hub last sent it; null: not known, or people have entered the document.',
      optional(decimal),
    ),
    byHand: about(
      'People have entered the document, and it was linked afterwards.',
      optional(record({ worth: about('What it came to when it was linked; null: not known.', optional(decimal)) })),
    ),
    settledAt: about(
      'When people first answered a question about its source, since the document was written or, where it was about a refund, before that; null: never.',
      optional(instantField),
    ),
  },
})

/**
 * What the hub has sent along with a document when that was made, by its links: deposits. In the remote system they move on with
 * the goods, so that the document itself does not say for ever what was in it.
 */
const along = defineEntity({
  entity: 'hub.along',
  about: 'What was with a document when it was made: the numbers of its deposits, and whether it was picked at once.',
  key: 'key',
  fields: {
    ...withDocument,
    picked: about(
      'Something of it was picked already when the hub last wrote it: the remote system does that at the entry, or people did before an update.',
      boolean,
    ),
    picksItself: about(
      'The remote system picks by itself what it allocates: this document, or one of about the same number, was picked when the hub made it; or none of them shows anything.',
      boolean,
    ),
    set: about(
      'What the hub has set there last, where the record is not its own: a tracking number.',
      list(record({ field: text(60), value: text() })),
    ),
  },
})

/** By what somebody has changed since, the rest is the hub's own correction. */
const lastSent = defineEntity({
  entity: 'hub.lastSent',
  about: 'The document of a record that a flow in bulk has last sent.',
  key: 'key',
  fields: {
    key: about('Flow and record: "address-to-account 5".', text(200)),
    fields: about(
      'By their names, in the order of letters. Empty where it has sent none yet.',
      // Answers hide a member of this name wherever it stands: "value" is the name of many.
      list(record({ field: text(60), sentText: personal(text()) })),
    ),
  },
})

/** What the rounds of a flow found on one day that no list had shown, and have set. */
const drift = defineEntity({
  entity: 'hub.drift',
  about: 'Records that differed from what a flow had set, without a change that the hub saw: one day of one flow.',
  key: 'key',
  fields: {
    key: about('"stock-to-shop 2026-11-28".', text(100)),
    rows: list(
      record({
        at: instantField,
        target: text(200),
        cause: choice('edited', 'missed'),
        field: text(60),
        before: text(200),
        after: text(200),
      }),
    ),
  },
})

/** A payment that went to GP as a deposit of its sales order. Linked to the payment, it says to other flows that the money is booked. */
const deposit = defineEntity({
  entity: 'hub.deposit',
  about: 'A payment that went along with its sales order, as a deposit.',
  key: 'key',
  way: 'document',
  own: true,
  fields: {
    key: about('The number of the deposit.', text(40)),
    document: about('The sales order that it went with.', text(40)),
    amount: decimal,
  },
})

/** What one piece of an order line takes from stock. Made by the mapping `takes` of a bulk flow, for `hub.uncounted`; stored nowhere. */
const taking = defineEntity({
  entity: 'hub.taking',
  about: 'What one piece of an order line takes from stock: the item itself, or the components of a kit.',
  key: 'key',
  fields: {
    key: about('Of the order.', text(50)),
    parts: list(record({ item: text(200), units: about('Base units of the item.', decimal) })),
    contents: about(
      'Of a pack of the shop, whose own item is not taken then: the same of what is in it.',
      optional(
        list(
          record({
            item: text(200),
            units: about('Base units of the item; of a kit: how many of it.', decimal),
            parts: about(
              'What one of it takes: the item itself, or the components of a kit. Left out: the item itself.',
              optional(list(record({ item: text(200), units: decimal }))),
            ),
          }),
        ),
      ),
    ),
  },
})

/** Every entity of the hub itself, by the name after `hub.`. */
export const hubEntities: Readonly<Record<string, EntitySchema>> = {
  tick,
  file,
  report,
  payoutFile,
  payout,
  payoutRow: oneRow,
  uncounted,
  taking,
  along,
  sentAlong,
  madeOf,
  lastSent,
  deposit,
  drift,
}
