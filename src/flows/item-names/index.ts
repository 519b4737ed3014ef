import { booleanSetting, defineFlow, defineMapping, find, map, read, set, skipUnless } from '../../language/index.ts'
import type { Process } from '../process.ts'
import { soldItem } from '../sold-item.ts'

/** What orders and stock take the product for. */
const { item: sold } = soldItem('product.id + ":0"', 'product.reference')

/**
 * The short description of each GP item becomes the name of its product, in the language of the connection: every hour,
 * only what differs. A product is found by its reference; one that the value map "item" names differently is sold as another
 * item, and keeps the name that the shop gave it; so does one whose name somebody has changed in the shop since. A round that
 * would replace a name that the hub has not written, or rename a third of the products, stops and asks.
 */
const itemNames = defineFlow({
  id: 'item-names',
  about: 'The short description of each GP item becomes the name of its product, in the language of the connection.',
  on: 'gp.item',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    guards: [
      {
        id: 'many-names',
        counts: '!unwritten && before.name != after.name',
        most: 1000,
        share: '0.33',
        because: 'The round would rename more than a third of the products.',
        hint: 'See whether GP was restored or its items were renumbered.',
      },
      {
        // Whoever completes a new product writes its name, and GP's short description has 15 signs.
        id: 'first-names',
        counts: '!settings.namesOverEdits && unwritten && before.name != after.name',
        most: 0,
        eachTime: true,
        because: 'These products have a name in the shop that the hub has not written.',
        hint: 'It would be replaced by the short description of GP. Where names of the shop are to stay, switch the flow off, or add a condition to it that leaves these products out.',
      },
      {
        // Any movement of stock makes the item one that was changed: the shop's text would go with the next sale.
        id: 'edited',
        counts: '!settings.namesOverEdits && before.name != written.name',
        leave: true,
        because: 'A name that the hub had set was changed in the shop.',
        hint: 'It stays as it is. Approve the proposal to set the name of GP again; the setting namesOverEdits does that by itself.',
      },
    ],
    full: '24 hours',
  },
  steps: [
    read('gp.item', 'record', 'item'),
    skipUnless('The item has no short description.', 'orElse(item.ShortDescription, "") != ""'),
    find('product', {
      entity: 'prestashop.product',
      where: { reference: 'item.Key' },
      missing: 'skip',
      because: 'The shop does not sell the item.',
    }),
    skipUnless(
      'The value map "item" says that the product with this reference is sold as another item: its name stays the shop’s.',
      `upper(${sold}) == upper(item.Key)`,
    ),
    map('name', 'item-names'),
    set('name', 'prestashop.product'),
  ],
})

const itemNameFields = defineMapping({
  id: 'item-names',
  about: 'Only the name is set; every other field of the product stays the shop’s.',
  from: { item: 'gp.item', product: 'prestashop.product' },
  to: 'prestashop.product',
  fields: { id: 'product.id', name: 'orElse(item.ShortDescription, "")' },
})

export const itemNamesProcess: Process = {
  id: 'item-names',
  about: itemNames.about,
  flows: [itemNames],
  mappings: [itemNameFields],
  settings: {
    namesOverEdits: booleanSetting(
      'A name that somebody changed in the shop is set to that of GP again. Without, it stays, and a proposal lists it.',
      false,
    ),
  },
}
