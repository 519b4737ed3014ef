import {
  about,
  boolean,
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

/** A file that somebody uploaded, or that lay in the watched folder. The same bytes are the same record, under any name. */
const file = defineEntity({
  entity: 'hub.file',
  about: 'A file that was uploaded or dropped, kept by its content. Rows of a CSV file: csvRows(file.text, ";").',
  key: 'key',
  fields: {
    key: about('SHA-256 of its bytes.', text(64)),
    folder: about('"payouts"; empty for the top.', text(100)),
    name: about('As it came at first: "2026-11.csv".', text(200)),
    size: about('Bytes.', integer),
    encoding: about('utf-8, utf-16le or windows-1252: how its bytes were read.', text(20)),
    text: personal(lines(8 * 1024 * 1024)),
    received: about('When it came at first.', instantField),
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
    orders: list(record({ order: text(50), quantity: decimal })),
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
      optional(list(record({ item: text(200), units: decimal }))),
    ),
  },
})

/** Every entity of the hub itself, by the name after `hub.`. */
export const hubEntities: Readonly<Record<string, EntitySchema>> = { tick, file, report, uncounted, taking }
