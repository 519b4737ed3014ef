import {
  askOnceUnless,
  booleanSetting,
  defineFlow,
  defineMapping,
  each,
  find,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textSetting,
  type ValueMap,
} from '../../language/index.ts'
import { itemOf } from '../sold-item.ts'

const ofVariants = `variants.map(one, (${itemOf('(product.id + ":" + one.id)', 'orElse(one.reference, "")')}))`
const ofProduct = `[(${itemOf('(product.id + ":0")', 'product.reference')})]`

const owns = (field: string) => `settings.detailsOfGp.exists(one, one == "${field}")`

const categories = [1, 2, 3, 4, 5, 6]
const brandOf = categories
  .map((number) => `settings.brandCategory == "${number}" ? orElse(item.UserCategoryList${number}, "") : `)
  .join('')
/** What its items say, each that says anything. */
const brands = `items.map(item, ${brandOf}"").filter(one, one != "")`
const noBrand = '-'
/** After it is read as `brand`. */
const hasBrand = `(${owns('id_manufacturer')} && brand.name != "${noBrand}")`
const isMapped = 'inValueMap("manufacturer", brand.name)'

/** What of an item may become a feature: user categories by number, and fields by name. */
const sources = [...categories.map(String), 'ClassKey', 'GenericDescription', 'ShortDescription']
const fields = [...categories.map((number) => `UserCategoryList${number}`), ...sources.slice(6)]
const at = (index: string) => `[${sources.map((one) => `"${one}"`).join(', ')}][${index}]`
/** Of a source, by its place, what the items say; several things are of combinations, as sizes are, and none of the product. */
const saidAt = `items.map(item, [${fields.map((field) => `orElse(item.${field}, "")`).join(', ')}][at]).filter(one, one != "")`
const featureAt = `valueMap("feature", ${at('at')})`
const keyAt = `${featureAt} + " " + saids[0]`
/** "Material\tCotton": features and values that GP says, as the shop calls them. */
const said =
  `(${owns('features')} ? [${sources.map((_, index) => index).join(', ')}].filter(at, inValueMap("feature", ${at('at')})) : []).map(at, [${saidAt}]
  .filter(saids, size(saids) > 0 && saids.all(one, one == saids[0]))
  .map(saids, ${featureAt} + "\\t" + (inValueMap("feature-value", ${keyAt}) ? valueMap("feature-value", ${keyAt}) : without(saids[0], "<>={}"))))`.replace(
    /\n\s*/g,
    '',
  )
const all = `flat(${said})`
/** As the connector finds names and values: letter case and blanks do not count, and "1.5" is not "15". */
const folded = (text: string) => `upper(without(${text}, ""))`
const isSame = (one: string, other: string) => `${folded(one)} == ${folded(other)}`
const name = (one: string) => `part(${one}, "\\t", 0)`
const value = (one: string) => `part(${one}, "\\t", 1)`

const moved = (one: string, other: string) =>
  `${one}.manufacturer != ${other}.manufacturer || ${one}.features != ${other}.features`
/** Each by itself: what else moved, in GP or of features that are the shop's own, hides no edit. */
const has = (one: string) => `${one}.features.exists(its, its.feature == was.feature && its.value == was.value)`
const edited = [
  'before.manufacturer != written.manufacturer && after.manufacturer == written.manufacturer',
  `written.features.exists(was, !${has('before')} && ${has('after')})`,
].join(' || ')

/**
 * By what people filter a catalogue, GP has texts: user categories of an item name its manufacturer, its material, where it comes
 * from. They become the manufacturer and the features of its product, as far as detailsOfGp says that GP owns them. A product with
 * combinations has what all of its items agree on. What the shop does not have is made where brandsMade and featuresMade say so.
 */
export const itemToProductTraits = defineFlow({
  id: 'item-to-product-traits',
  about: 'Manufacturer and features of an item in GP become those of its product, as far as GP owns them.',
  on: 'prestashop.product',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    watch: ['gp.item'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: moved('before', 'after'),
        most: 50,
        because: 'The round would change manufacturers or features of many products.',
        hint: 'The first round does. See which user category names manufacturers (brandCategory), and what the value map "feature" makes of the others.',
      },
      {
        id: 'edited',
        counts: `!settings.detailsOverEdits && (${edited})`,
        most: 0,
        eachTime: true,
        because:
          'Manufacturers or features that the hub had set were changed in the shop, and GP says what it said before.',
        hint: 'If the change is meant, make it in GP (Item Maintenance, Options), or take the field out of the setting detailsOfGp. Resolve the incident to have them put back.',
      },
    ],
  },
  steps: [
    read('prestashop.product', 'record', 'product'),
    skipUnless(
      'GP owns neither manufacturers nor features of products.',
      `${owns('id_manufacturer')} || ${owns('features')}`,
    ),
    find('variants', {
      ...{ entity: 'prestashop.combination', most: 200 },
      where: { id_product: 'product.has_combinations.orValue(false) ? product.id : ""' },
    }),
    find('items', {
      ...{ entity: 'gp.item', most: 200 },
      where: {
        Key: `(product.has_combinations.orValue(false) ? ${ofVariants} : ${ofProduct}).filter(one, one != "")`,
      },
    }),
    skipUnless('GP has no item of this number.', 'size(items) > 0'),
    stopUnless(
      'The items of the combinations name several manufacturers.',
      `!${owns('id_manufacturer')} || ${brands}.all(one, ${isSame('one', `${brands}[0]`)})`,
      'A product of the shop has one. Correct the user category of the items in GP (Item Maintenance, Options); or make a product of each manufacturer.',
      `joined(${brands}, ", ")`,
    ),
    readIfThere('prestashop.productTraits', 'product.id', 'there', 'The product is not in the shop any more.'),
    read('prestashop.brandName', `size(${brands}) > 0 ? ${brands}[0] : "${noBrand}"`, 'brand'),
    find('mapped', {
      ...{ entity: 'prestashop.manufacturer', most: 2 },
      where: { id: `${hasBrand} && ${isMapped} ? valueMap("manufacturer", brand.name) : ""` },
    }),
    // It is set by its name, so one that the value map names has to be alone with it.
    read('prestashop.brandName', 'size(mapped) > 0 ? mapped[0].name : brand.name', 'alike'),
    stopUnless(
      'The shop does not have the manufacturer of the item once.',
      `!${hasBrand} || (${isMapped} ? size(mapped) == 1 && size(alike.same) == 1 : size(brand.same) == 1 || (settings.brandsMade && size(brand.same) == 0))`,
      'Make it in the shop (Catalog, Brands & Suppliers), as GP calls it; say in the value map "manufacturer" which one it is; or let the hub make it (brandsMade). It is set by its name: of two that have the same one, give one another.',
      '"GP calls it " + brand.name + "."',
    ),
    askOnceUnless(
      'The shop has perhaps the manufacturer of the item under nearly the same name.',
      `!${hasBrand} || ${isMapped} || size(brand.same) > 0 || size(brand.near) == 0`,
      'If they are one, say so in the value map "manufacturer". If they are two, resolve the incident: the hub makes the one that GP names.',
      '"GP calls it " + brand.name + ", the shop has " + joined(brand.near, ", ") + "."',
    ),
    // Also where they are made: a shop whose features are off refuses it.
    find('known', {
      ...{ entity: 'prestashop.featureValue', most: 50 },
      where: { name: all },
    }),
    stopUnless(
      'The shop does not have a feature of the item, or its value.',
      `settings.featuresMade || ${all}.all(one, known.exists(its, its.name == one && its.is_there))`,
      'Make it in the shop (Catalog, Attributes & Features, Features); say in the value map "feature-value" what the shop calls it; or let the hub make features and values (featuresMade).',
      `"GP says " + joined(${all}.map(one, ${name('one')} + " " + ${value('one')}), ", ") + "."`,
    ),
    askOnceUnless(
      'The product has a text of its own for a feature that GP owns.',
      `!${all}.exists(one, there.features.exists(its, its.custom && ${isSame('its.feature', name('one'))} && !(${isSame('its.value', value('one'))})))`,
      'Somebody wrote it for this product alone. If it shall stay, take the feature out of the value map "feature". Resolve the incident to have the value of GP set.',
      'joined(there.features.filter(its, its.custom).map(its, its.feature + ": " + its.value), "; ")',
    ),
    map('traits', 'item-to-product-traits'),
    set('traits', 'prestashop.productTraits'),
  ],
})

/** Rows of `there`, as texts. */
const rows = 'there.features.map(one, one.feature + "\\t" + one.value + "\\t" + (one.custom ? "1" : "0"))'
export const traitFields = defineMapping({
  id: 'item-to-product-traits',
  about: 'What GP owns of these, by the setting detailsOfGp, and says something of; the rest stays as the shop has it.',
  from: { product: 'prestashop.product', there: 'prestashop.productTraits', brand: 'prestashop.brandName' },
  lists: { items: 'gp.item', mapped: 'prestashop.manufacturer' },
  to: 'prestashop.productTraits',
  let: { said: all, rows },
  fields: {
    id: 'there.id',
    manufacturer: `!${hasBrand} ? there.manufacturer : size(mapped) > 0 ? mapped[0].name : size(brand.same) > 0 ? brand.same[0] : without(brand.name, "<>;=#{}")`,
    features: each(
      `rows.filter(row, !said.exists(one, ${isSame(name('one'), name('row'))} && !(${isSame(value('one'), value('row'))}))) + said.filter(one, !rows.exists(row, ${isSame(name('one'), name('row'))} && ${isSame(value('one'), value('row'))}))`,
      'one',
      { feature: name('one'), value: value('one'), custom: 'part(one, "\\t", 2) == "1"' },
    ),
  },
})

export const manufacturers: ValueMap = {
  format: 1,
  id: 'manufacturer',
  about:
    'Manufacturer of an item as a user category of GP says it → manufacturer of the shop (id). One that is not listed is found in the shop by this name.',
  between: {
    from: { entity: 'gp.item', key: 'UserCategoryList1', label: 'UserCategoryList1', known: 'unlisted' },
    to: { entity: 'prestashop.manufacturer', key: 'id', label: 'name', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

export const features: ValueMap = {
  format: 1,
  id: 'feature',
  about:
    'What GP says of an item → the feature that it is in the shop, by its name: the number of a user category (1 to 6), ClassKey, GenericDescription or ShortDescription → "Material". Empty: no feature is set.',
  between: {
    from: {
      entity: 'gp.item',
      key: 'Key',
      label: 'Description',
      known: 'unlisted',
      words: ['1', '2', '3', '4', '5', '6', 'ClassKey', 'GenericDescription', 'ShortDescription'],
    },
    to: { entity: 'prestashop.feature', key: 'name', label: 'name', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

export const featureValues: ValueMap = {
  format: 1,
  id: 'feature-value',
  about:
    'Feature and what GP says of it ("Material CTN") → what the value is called in the shop ("Cotton"). One that is not listed is called as in GP.',
  between: {
    from: { entity: 'gp.item', key: 'Key', label: 'Description', known: 'unlisted' },
    to: { entity: 'prestashop.featureValue', key: 'value', label: 'value', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

export const traitSettings: Readonly<Record<string, Setting>> = {
  brandCategory: textSetting(
    'The number of the user category (1 to 6) that names the manufacturer of an item. Empty: none.',
    '',
    ['', ...categories.map(String)],
  ),
  brandsMade: booleanSetting(
    'A manufacturer that GP names and the shop does not have is made there, with its name alone.',
    false,
  ),
  featuresMade: booleanSetting(
    'A feature, or a value of one, that the shop does not have is made there, in all languages as GP says it.',
    false,
  ),
}
