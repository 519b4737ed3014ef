import {
  booleanSetting,
  defineFlow,
  defineMapping,
  each,
  find,
  integerSetting,
  map,
  read,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textSetting,
  textsSetting,
  type ValueMap,
} from '../../language/index.ts'
import { hasName, ofProduct, toBeSold } from './new-item.ts'

/** Whether an item is one variant of a product. A service is none: the shop has no virtual combinations. Of `item`. */
export const isVariant =
  '(orElse(item.Type, "") != "Service" && settings.variantClasses.exists(one, upper(one) == upper(orElse(item.ClassKey, ""))))'

const category = (number: number) => `orElse(gpItem(item.Key).UserCategoryList${number}, "")`
const categories = [1, 2, 3, 4, 5, 6].map((number) => `one == "${number}" ? ${category(number)} : `).join('')
/** The style of an item, then a value of each option; texts that are empty, or too few, where GP does not say them. */
const parts = `(size(settings.variantCategories) > 0 ? settings.variantCategories.map(one, ${categories}"") : lastParts(item.Key, settings.variantSeparator, size(settings.variantOptions)))`
const style = `${parts}[0]`

/**
 * An item of GP that is one size or colour of something becomes a combination of one product in the shop. GP has no place for
 * variants, so companies name them by a convention: the item number holds style and values ("TSHIRT-RED-L"), or user
 * categories of the item do. A combination is made once, with no price impact and nothing in stock; the processes prices and
 * stock know it from then on. What the shop has of the product, its options and values is found, and never changed.
 */
export const itemToNewCombination = defineFlow({
  id: 'item-to-new-combination',
  about: 'An item that is one variant of a product, and that the shop does not sell, becomes a combination there.',
  on: 'gp.item',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: '!before.is_there',
        mostIs: 'newProductsMost',
        because: 'The round would make many combinations in the shop.',
        hint: 'The first round does. See whether the items of the classes in the setting variantClasses are variants, and whether the shop still has its combinations.',
      },
    ],
  },
  steps: [
    read('gp.item', 'record', 'item'),
    skipUnless(
      'No class of items is one of variants: the setting variantClasses is empty.',
      'size(settings.variantClasses) > 0',
    ),
    skipUnless('It is no variant: its class is none of the setting variantClasses, or it is a service.', isVariant),
    ...toBeSold,
    read('prestashop.newCombination', 'item.Key', 'variant'),
    stopUnless(
      'GP does not say the style of the item, and a value of each option.',
      `variant.is_there || size(settings.variantOptions) > 0 && size(settings.variantOptions) <= 5 && size(${parts}) == size(settings.variantOptions) + 1 && ${parts}.all(part, part != "")`,
      'Name the options in the setting variantOptions, as Color and Size, five at most. Then see the item number against variantSeparator, or the user categories of the item (Item Maintenance, Options) against variantCategories: the style comes first, then a value of each option.',
      '"It is " + item.Key + "."',
    ),
    hasName('variant.is_there'),
    find('products', {
      ...{ entity: 'prestashop.product', most: 2 },
      where: { reference: `variant.is_there ? "" : ${style}` },
    }),
    stopUnless(
      'Several products have the style as their reference, so which one has this variant is not known.',
      'size(products) <= 1',
      'Give each its own reference in the shop.',
      `${style} + ": products " + joined(products.map(each, each.id), ", ")`,
    ),
    stopUnless(
      'The product of its style is sold without combinations.',
      'products.all(each, each.has_combinations.orValue(false))',
      'Change its type in the shop (Catalog, Products: a product with combinations), when what is in stock of it is that of its variants. Or give it another reference.',
    ),
    stopUnless(
      'The product of its style is being sold: until prices and stock are set, the new variant costs what the product does.',
      'settings.variantsInSale || products.all(each, !each.active || !each.available_for_order)',
      'Take the product out of the shop until the rounds of prices and stock have set the new variant. Or set variantsInSale to true, if no variant has another price than its product.',
    ),
    map('made', 'item-to-new-combination'),
    set('made', 'prestashop.newCombination'),
  ],
})

const once = (field: string, value: string) => `variant.is_there ? variant.${field} : ${value}`
const option = 'settings.variantOptions[at]'
const code = `${parts}[at + 1]`
export const newCombinationFields = defineMapping({
  id: 'item-to-new-combination',
  about:
    'What a combination is made with, and its product where that is not there. Of one that is there nothing is changed.',
  from: { item: 'gp.item', variant: 'prestashop.newCombination' },
  to: 'prestashop.newCombination',
  fields: {
    reference: 'variant.reference',
    is_there: 'true',
    product_reference: once('product_reference', style),
    options: each('[0, 1, 2, 3, 4].filter(at, !variant.is_there && at < size(settings.variantOptions))', 'at', {
      option: `without(${option}, "<>={}")`,
      value: `inValueMap("option-value", ${option} + " " + ${code}) ? valueMap("option-value", ${option} + " " + ${code}) : without(${code}, "<>={}")`,
    }),
    name: once('name', ofProduct.name),
    id_category_default: once('id_category_default', ofProduct.category),
    id_tax_rules_group: once('id_tax_rules_group', ofProduct.taxRulesGroup),
  },
})

export const optionValues: ValueMap = {
  format: 1,
  id: 'option-value',
  about:
    'Option and value of a variant as GP says them ("Color RED") → what the value is called in the shop ("Red"). One that is not listed is called as in GP.',
  between: {
    from: { entity: 'gp.item', key: 'Key', label: 'Description', known: 'unlisted' },
    to: { entity: 'prestashop.combination', key: 'value', label: 'value', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

export const variantSettings: Readonly<Record<string, Setting>> = {
  variantClasses: textsSetting(
    'Item classes of GP whose items are variants: each becomes a combination of the product that has its style as reference. None: every item is a product of its own.',
    [],
  ),
  variantOptions: textsSetting(
    'What the variants differ in, as the shop names it: Color, Size. At most five, in the order of their values in GP.',
    [],
  ),
  variantSeparator: textSetting(
    'What divides an item number into style and values: TSHIRT-RED-L. Only its last parts are values, as many as there are options.',
    '-',
  ),
  variantCategories: textsSetting(
    'Numbers (1 to 6) of the user categories of an item that say its style, then a value of each option: 1, 2, 3. None: its number says them.',
    [],
    ['1', '2', '3', '4', '5', '6'],
  ),
  newProductsMost: integerSetting(
    'The most products, and the most combinations, that a round may make in the shop without a person. The first are asked about in any case.',
    20,
  ),
  variantsInSale: booleanSetting(
    'A combination may be added to a product that is being sold. Until the next rounds of prices and stock it costs what the product does, and can be ordered where the shop takes orders of what is sold out.',
    false,
  ),
}
