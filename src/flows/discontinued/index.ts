import {
  booleanSetting,
  defineFlow,
  defineMapping,
  find,
  integerSetting,
  map,
  read,
  set,
  skipUnless,
  stopUnless,
} from '../../language/index.ts'
import type { Process } from '../process.ts'
import { itemsSold, soldItems } from '../sold-item.ts'

const isDiscontinued = 'one.IsDiscontinued.orValue(false)'
/** Where GP does not have one of them it is sold on, and so is its product, unless what GP does not have leaves as well. */
const ofAll = `(items.all(one, ${isDiscontinued}) && size(${itemsSold}) > 0 && ${itemsSold}.all(its, its != "" && (settings.unknownItemsLeave || items.exists(one, upper(one.Key) == upper(its)))))`

/**
 * An item that is discontinued in GP is not sold any more: GP would refuse the order. Its product is only ever taken out of the
 * shop; whether one comes back, or is sold at all, stays the merchandiser's. Nothing is deleted, since old orders and links
 * hang on it. A single combination cannot be taken out: its stock is 0 (the process stock).
 */
const discontinuedToShop = defineFlow({
  id: 'discontinued-to-shop',
  about: 'A product whose item is discontinued in GP, or the items of all its combinations, is taken out of the shop.',
  on: 'prestashop.product',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    watch: ['gp.item'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: 'before.available_for_order && !after.available_for_order',
        mostIs: 'discontinuedMost',
        because: 'The round would take many products out of the shop.',
        hint: 'See whether these items were discontinued on purpose, and whether GP answers for the right company.',
      },
      {
        id: 'edited',
        counts: 'before.available_for_order && !written.available_for_order && !after.available_for_order',
        most: 0,
        eachTime: true,
        because:
          'Products that the hub had taken out of the shop are sold there again, and their items are still discontinued in GP.',
        hint: 'Take the mark off the item in GP if it is to be sold: orders of it are refused there. Resolve the incident to have the products taken out again.',
      },
    ],
  },
  steps: [
    read('prestashop.product', 'record', 'product'),
    ...soldItems,
    skipUnless('GP has no item of this number.', 'size(items) > 0 || settings.unknownItemsLeave'),
    find('soldOut', {
      ...{ entity: 'prestashop.soldOut', most: 2 },
      where: {
        id: `[product.id].filter(its, ${ofAll} ? settings.discontinuedSellOut : items.exists(one, ${isDiscontinued}))`,
      },
    }),
    // The stock of such a combination is 0, which stops no order there.
    stopUnless(
      'Some combinations of the product are discontinued in GP, and the shop takes orders of what is sold out.',
      `${ofAll} || soldOut.all(one, one.out_of_stock != 1)`,
      'Let the shop refuse orders of it when it is sold out (the product, Quantities), or take these combinations out of the shop.',
      `"The items are " + joined(items.filter(one, ${isDiscontinued}).map(one, one.Key), ", ") + "."`,
    ),
    map('product', 'discontinued-to-shop'),
    set('product', 'prestashop.product'),
  ],
})

const discontinuedFields = defineMapping({
  id: 'discontinued-to-shop',
  about: 'Only whether it is shown and can be ordered is set, and only to no.',
  from: { product: 'prestashop.product' },
  lists: { variants: 'prestashop.combination', items: 'gp.item', soldOut: 'prestashop.soldOut' },
  to: 'prestashop.product',
  let: {
    leaves: `${ofAll} && (!settings.discontinuedSellOut || soldOut.all(one, one.quantity.orValue(0) <= 0))`,
  },
  fields: {
    id: 'product.id',
    active: 'product.active && (settings.discontinuedStay || !leaves)',
    available_for_order: 'product.available_for_order && !leaves',
  },
})

export const discontinuedProcess: Process = {
  id: 'discontinued',
  about: discontinuedToShop.about,
  flows: [discontinuedToShop],
  mappings: [discontinuedFields],
  settings: {
    discontinuedMost: integerSetting('The most products that a round may take out of the shop without a person.', 50),
    discontinuedStay: booleanSetting(
      'The page of a product whose item is discontinued stays in the shop; it only cannot be ordered. Without, the product is switched off.',
      false,
    ),
    discontinuedSellOut: booleanSetting(
      'A product whose item is discontinued is taken out of the shop when nothing is left of it there. It needs stockOfDiscontinued of the process stock, which else sells such items out at once. Without, the product is taken out at once.',
      false,
    ),
    unknownItemsLeave: booleanSetting(
      'A product whose reference is no item of GP, as one that was deleted there, is taken out like a discontinued one. Without, it is left alone.',
      false,
    ),
  },
}
