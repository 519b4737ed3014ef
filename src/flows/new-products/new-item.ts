import {
  askOnceUnless,
  find,
  type Setting,
  type Step,
  skipUnless,
  stopUnless,
  textsSetting,
  type ValueMap,
} from '../../language/index.ts'
import { itemOf } from '../sold-item.ts'

/** What says how an item is taxed. @param facts of it: the list of items does not show it */
export const scheduleOf = (facts: string) =>
  `(orElse(${facts}.SalesTaxBasis, "") == "Taxable" ? orElse(${facts}.SalesTaxScheduleKey, "") : orElse(${facts}.SalesTaxBasis, ""))`

/** What a product is made with. Of `item`. */
export const ofProduct = {
  /** What it is called when the shop refuses some characters in names. @see Validate::isCatalogName, as of 8.0 */
  name: 'without(orElse(item.Description, ""), "<>;=#{}")',
  category: 'valueMap("category", orElse(item.ClassKey, ""))',
  taxRulesGroup: `valueMap("tax-rules-group", ${scheduleOf('gpItem(item.Key)')})`,
} as const

export const newItemSettings: Readonly<Record<string, Setting>> = {
  newProductTypes: textsSetting(
    'Types of GP items that become products: Sales Item, Kit, Service, Miscellaneous Charges, Flat Fee. A service becomes a virtual product, which has no stock; of charges and fees the process stock would sell out what is made.',
    ['Sales Item', 'Kit'],
  ),
}

/** Skips an item that the shop shall not sell, or sells as something else. Of `item`. */
export const toBeSold: readonly Step[] = [
  skipUnless(
    'Its class is none that the value map "category" names.',
    'inValueMap("category", orElse(item.ClassKey, ""))',
  ),
  skipUnless(
    'Its type is none of the setting newProductTypes.',
    'settings.newProductTypes.exists(one, upper(one) == upper(orElse(item.Type, "")))',
  ),
  skipUnless('It is discontinued.', '!item.IsDiscontinued.orValue(false)'),
  skipUnless(
    'The value map "item" says what it is sold as, or that its number is sold as another item.',
    'size(mappedTo("item", item.Key)) == 0 && !inValueMap("item", item.Key)',
  ),
]

const itsItem = `(${itemOf('(one.id + ":0")', 'one.reference')})`
/** The reference of a product with combinations is that of a style. */
const isKnown = `one.reference == "" || one.has_combinations.orValue(false) || theirItems.exists(its, upper(its.Key) == upper(${itsItem}))`
/**
 * Asks about an item that would be a second product of what GP has renumbered: a product is called the same, and what it is
 * sold as is no item. Of a variant nobody could say: combinations have no names.
 */
export const notRenumbered: readonly Step[] = [
  // The shop takes [ and ] for signs of its filters.
  find('sameName', {
    ...{ entity: 'prestashop.product', most: 10, tooMany: 'first' },
    where: {
      name: `product.is_there || ${ofProduct.name}.contains("[") || ${ofProduct.name}.contains("]") ? "" : ${ofProduct.name}`,
    },
  }),
  find('theirItems', {
    ...{ entity: 'gp.item', most: 10 },
    where: { Key: `sameName.map(one, ${itsItem}).filter(key, key != "")` },
  }),
  askOnceUnless(
    'A product of the same name has a reference that is no item of GP: perhaps the item was renumbered.',
    `sameName.all(one, ${isKnown})`,
    'If it is this item, let the value map "item" say so, from the reference to the item, or give the product the number of the item as its reference. If it is another, resolve the incident: a product is made.',
    `"It is item " + item.Key + ": " + joined(sameName.filter(one, !(${isKnown})).map(one, "product " + one.id + " with the reference " + one.reference), ", ") + "."`,
  ),
]

/** Asks about an item that would be a product without a name, unless it is in the shop already. */
export const hasName = (isThere: string): Step =>
  stopUnless(
    'The item has no description, so its product would have no name.',
    `${isThere} || ${ofProduct.name} != ""`,
    'Enter its description in GP (Item Maintenance).',
  )

export const taxRulesGroups: ValueMap = {
  format: 1,
  id: 'tax-rules-group',
  about:
    'Tax schedule of a taxable GP item → tax rule group of the shop (id); "0": no tax. Other items are asked for by their tax option: "Nontaxable", "Based On Customer".',
  between: {
    from: {
      ...{ entity: 'gp.taxSchedule', key: 'Key', label: 'TaxScheduleDescription' },
      words: ['Nontaxable', 'Based On Customer'],
    },
    to: { entity: 'prestashop.taxRulesGroup', key: 'id', label: 'id', known: 'unlisted' },
  },
  money: true,
  entries: [],
}
