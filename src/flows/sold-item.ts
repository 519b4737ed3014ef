import { find, type Step, skipUnless, stopUnless } from '../language/index.ts'

/** The GP item of what the shop sells, by the value map, else by its reference; the parameters are those of `soldItem`. */
export const itemOf = (sold: string, reference: string): string =>
  `inValueMap("item", ${sold}) ? valueMap("item", ${sold}) : inValueMap("item", ${reference}) ? valueMap("item", ${reference}) : ${reference}`

/**
 * The unit of `item` that one piece of it is; the parameters are those of `soldItem`. By product and combination first, as the item:
 * a bottle and a case of six may be one item under one reference.
 */
export const unitOf = (sold: string, reference: string, item = 'item'): string =>
  `(inValueMap("unit", ${sold}) ? valueMap("unit", ${sold}) : inValueMap("unit", ${reference}) ? valueMap("unit", ${reference}) : settings.sellingUnits ? orElse(${item}.DefaultSellingUofM, "") : orElse(${item}.BaseUofM, ""))`

/**
 * The GP item of what the shop sells, as a line of an order would take it, and the unit that one piece of it is, of `item`; and the steps that skip what
 * has no reference, and ask about one that several products share.
 *
 * @param sold its product and combination, as an order line names them: "12:0"
 * @param reference its own: that of its product would give each size what belongs to all
 */
export function soldItem(
  sold: string,
  reference: string,
): { readonly item: string; readonly unit: string; readonly steps: readonly Step[] } {
  /** Empty where the value map names the product by its own numbers: then its reference may be shared. */
  const shared = `inValueMap("item", ${sold}) ? "" : ${reference}`
  return {
    item: itemOf(sold, reference),
    unit: unitOf(sold, reference),
    steps: [
      skipUnless('The product has no reference.', `inValueMap("item", ${sold}) || ${reference} != ""`),
      find('sameProducts', {
        ...{ entity: 'prestashop.product', most: 5, tooMany: 'first' },
        where: { reference: shared },
      }),
      find('sameVariants', {
        ...{ entity: 'prestashop.combination', most: 5, tooMany: 'first' },
        where: { reference: shared },
      }),
      // Of more than five the first are named: a shop may give all sizes the reference of their product.
      stopUnless(
        'Several products have this reference, so each would be sold from the same stock.',
        'size(sameProducts) + size(sameVariants) <= 1',
        'Give each its own reference in the shop; or name the item of each in the value map "item", by product and combination: "12:0".',
        `${reference} + ": products " + joined(sameProducts.map(each, each.id), ", ") + " combinations " + joined(sameVariants.map(each, each.id), ", ")`,
      ),
    ],
  }
}

/** The item of each combination in `variants`: "" where one has none. */
export const itemsOfVariants = `variants.map(one, (${itemOf('(product.id + ":" + one.id)', 'orElse(one.reference, "")')}))`
const itemOfProduct = `[(${itemOf('(product.id + ":0")', 'product.reference')})]`

/** The items of all that is sold of a product, its combinations in `variants` or itself: "" where one has none. */
export const itemsSold = `(product.has_combinations.orValue(false) ? ${itemsOfVariants} : ${itemOfProduct})`

/** The combinations of a product as `variants`, and in `items` what GP has of their items, or of its own. */
export const soldItems: readonly Step[] = [
  find('variants', {
    ...{ entity: 'prestashop.combination', most: 200 },
    where: { id_product: 'product.has_combinations.orValue(false) ? product.id : ""' },
  }),
  find('items', {
    ...{ entity: 'gp.item', most: 200 },
    where: { Key: `${itemsSold}.filter(one, one != "")` },
  }),
]
