import {
  booleanSetting,
  defineFlow,
  defineMapping,
  map,
  read,
  readIfThere,
  set,
  skipUnless,
} from '../../language/index.ts'
import type { Process } from '../process.ts'
import { soldItem } from '../sold-item.ts'

const { item, steps: ofOneItem } = soldItem('product.id + ":0"', 'product.reference')
const discontinued = 'item.IsDiscontinued.orValue(false)'

/**
 * An item that is discontinued in GP is not sold any more: GP would refuse the order. Its product is only ever taken out of the
 * shop; whether one comes back, or is sold at all, stays the merchandiser's. Nothing is deleted, since old orders and links
 * hang on it.
 */
const discontinuedToShop = defineFlow({
  id: 'discontinued-to-shop',
  about: 'A product whose item is discontinued in GP is taken out of the shop.',
  on: 'prestashop.product',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    watch: ['gp.item'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: 'before.available_for_order && !after.available_for_order',
        most: 50,
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
    skipUnless('Its combinations are items of their own.', '!product.has_combinations.orValue(false)'),
    ...ofOneItem,
    readIfThere('gp.item', item, 'item', 'GP has no item of this number.'),
    map('product', 'discontinued-to-shop'),
    set('product', 'prestashop.product'),
  ],
})

const discontinuedFields = defineMapping({
  id: 'discontinued-to-shop',
  about: 'Only whether it is shown and can be ordered is set, and only to no.',
  from: { product: 'prestashop.product', item: 'gp.item' },
  to: 'prestashop.product',
  fields: {
    id: 'product.id',
    active: `product.active && (settings.discontinuedStay || !${discontinued})`,
    available_for_order: `product.available_for_order && !${discontinued}`,
  },
})

export const discontinuedProcess: Process = {
  id: 'discontinued',
  about: discontinuedToShop.about,
  flows: [discontinuedToShop],
  mappings: [discontinuedFields],
  settings: {
    discontinuedStay: booleanSetting(
      'The page of a product whose item is discontinued stays in the shop; it only cannot be ordered. Without, the product is switched off.',
      false,
    ),
  },
}
