import { type Step, skipUnless, stopUnless } from '../../language/index.ts'

/** What says how the item is taxed; the list of items does not show it. */
const schedule =
  'orElse(gpItem(item.Key).SalesTaxBasis, "") == "Taxable" ? orElse(gpItem(item.Key).SalesTaxScheduleKey, "") : orElse(gpItem(item.Key).SalesTaxBasis, "")'

/** What a product is made with. Of `item`. */
export const ofProduct = {
  /** What it is called when the shop refuses some characters in names. @see Validate::isCatalogName, as of 8.0 */
  name: 'without(orElse(item.Description, ""), "<>;=#{}")',
  category: 'valueMap("category", orElse(item.ClassKey, ""))',
  taxRulesGroup: `valueMap("tax-rules-group", ${schedule})`,
} as const

/** Skips an item that the shop shall not sell, or sells as something else. Of `item`. */
export const toBeSold: readonly Step[] = [
  skipUnless(
    'Its class is none that the value map "category" names.',
    'inValueMap("category", orElse(item.ClassKey, ""))',
  ),
  skipUnless('It is discontinued.', '!item.IsDiscontinued.orValue(false)'),
  skipUnless(
    'The value map "item" says what it is sold as, or that its number is sold as another item.',
    'size(mappedTo("item", item.Key)) == 0 && !inValueMap("item", item.Key)',
  ),
]

/** Asks about an item that would be a product without a name, unless it is in the shop already. */
export const hasName = (isThere: string): Step =>
  stopUnless(
    'The item has no description, so its product would have no name.',
    `${isThere} || ${ofProduct.name} != ""`,
    'Enter its description in GP (Item Maintenance).',
  )
