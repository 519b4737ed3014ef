import { defineFlow, defineMapping, map, read, set, skipUnless, type ValueMap } from '../../language/index.ts'
import type { Process } from '../process.ts'
import { hasName, newItemSettings, notRenumbered, ofProduct, taxRulesGroups, toBeSold } from './new-item.ts'
import { isVariant, itemToNewCombination, newCombinationFields, optionValues, variantSettings } from './variants.ts'

/**
 * An item of GP that the shop does not sell becomes a product there: switched off and not for order, with a name, a category
 * and its taxes. Texts, pictures, the price and the day on which it is sold are the merchandiser's, and the processes
 * prices and stock know it from then on. A product is made once, and never changed or taken back.
 */
const itemToNewProduct = defineFlow({
  id: 'item-to-new-product',
  about: 'An item that the shop does not sell becomes a product there, switched off for the merchandiser to complete.',
  on: 'gp.item',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: '!before.is_there',
        mostIs: 'newProductsMost',
        because: 'The round would make many products in the shop.',
        hint: 'The first round does. See whether the classes in the value map "category" are those that the shop shall sell, and whether the shop still has its products.',
      },
    ],
  },
  steps: [
    read('gp.item', 'record', 'item'),
    ...toBeSold,
    skipUnless('It is a variant: item-to-new-combination makes it.', `!${isVariant}`),
    read('prestashop.newProduct', 'item.Key', 'product'),
    hasName('product.is_there'),
    ...notRenumbered,
    map('made', 'item-to-new-product'),
    set('made', 'prestashop.newProduct'),
  ],
})

const once = (field: string, value: string) => `product.is_there ? product.${field} : ${value}`
const newProductFields = defineMapping({
  id: 'item-to-new-product',
  about: 'What a product is made with. Of one that is there nothing is changed.',
  from: { item: 'gp.item', product: 'prestashop.newProduct' },
  to: 'prestashop.newProduct',
  fields: {
    reference: 'product.reference',
    is_there: 'true',
    is_virtual: once('is_virtual', 'orElse(item.Type, "") == "Service"'),
    name: once('name', ofProduct.name),
    id_category_default: once('id_category_default', ofProduct.category),
    id_tax_rules_group: once('id_tax_rules_group', ofProduct.taxRulesGroup),
  },
})

const categories: ValueMap = {
  format: 1,
  id: 'category',
  about:
    'Item class of GP → category of the shop (id) that its new products begin in. Items of other classes stay in GP.',
  between: {
    from: { entity: 'gp.item', key: 'ClassKey', label: 'ClassKey', known: 'unlisted' },
    to: { entity: 'prestashop.product', key: 'id_category_default', label: 'id_category_default', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}
export const newProductsProcess: Process = {
  id: 'new-products',
  about: itemToNewProduct.about,
  flows: [itemToNewProduct, itemToNewCombination],
  mappings: [newProductFields, newCombinationFields],
  settings: { ...newItemSettings, ...variantSettings },
  valueMaps: [categories, taxRulesGroups, optionValues],
}
