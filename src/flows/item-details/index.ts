import {
  booleanSetting,
  defineFlow,
  defineMapping,
  type Flow,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textSetting,
  textsSetting,
} from '../../language/index.ts'
import { scheduleOf, taxRulesGroups } from '../new-products/new-item.ts'
import type { Process } from '../process.ts'
import { soldItem } from '../sold-item.ts'
import { features, featureValues, itemToProductTraits, manufacturers, traitFields, traitSettings } from './traits.ts'

const isOfGp = (field: string) => `settings.detailsOfGp.exists(one, one == "${field}")`

const category = (setting: string) =>
  [1, 2, 3, 4, 5, 6]
    .map((number) => `settings.${setting} == "${number}" ? orElse(item.UserCategoryList${number}, "") : `)
    .join('')
/**
 * Where the company keeps bar codes: GP has no field for them. Blanks and dashes do not count, and a text with letters or of
 * another length is none. With its check digit the places of one, every other counted three times, come to tens (GS1).
 */
const codeLets = {
  codeText: `(settings.codeOfItem == "ShortDescription" ? orElse(item.ShortDescription, "") : settings.codeOfItem == "GenericDescription" ? orElse(item.GenericDescription, "") : settings.codeOfItem == "Key" ? item.Key : ${category('codeOfItem')}"")`,
  plainCode: 'plain(codeText) == digits(codeText) && size(digits(codeText)) in [8, 12, 13] ? digits(codeText) : ""',
  places: 'plainCode == "" ? "00000000000000" : "000000".substring(size(plainCode) - 8) + plainCode',
  checkSum:
    'sum([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(at, dec(places.substring(at, at + 1)) * (at % 2 == 0 ? dec(3) : dec(1))))',
  code: `plainCode == "" || !(${isOfGp('ean13')} || ${isOfGp('upc')}) ? "" : oneOf(plainCode, checkSum == dec(wholeDown(checkSum / dec(10))) * dec(10) ? [plainCode] : [], "The bar code of GP item " + item.Key + " is \\"" + plainCode + "\\", whose check digit is wrong.", "Correct it in GP, where the setting codeOfItem says that it stands; then replay the incident.")`,
} as const

const units = 'item.UnitsOfMeasure.orValue([])'
/** GP says what a base unit weighs. 0, or a unit that is none of the item's: not known. */
const weightOf = (unit: string) =>
  `(settings.weightOfOne != "" && ${units}.exists(each, each.UofM == ${unit}) ? round(item.ShippingWeight.orValue(dec(0)) * dec(settings.weightOfOne) * ${units}.filter(each, each.UofM == ${unit})[0].QuantityInBaseUofM, 6) : dec(0))`

const codeIn = { ean13: (of: string) => `orElse(${of}.ean13, "")`, upc: (of: string) => `orElse(${of}.upc, "")` }
/** A code is set while the other field keeps a number that is not the same one: a UPC is an EAN that begins with 0. */
const besideTheOther = (set: keyof typeof codeIn, other: keyof typeof codeIn) =>
  `(${codeIn[set]('after')} != ${codeIn[set]('before')} && ${codeIn[other]('after')} != "" && "0" + ${codeIn.upc('after')} != ${codeIn.ean13('after')})`

/**
 * Whether the weights of Web Services are those of Item Maintenance nobody could see so far: the table has hundredths (ITEMSHWT,
 * whole numbers), the wire a decimal number. So a person looks at one item before any is set.
 */
const weightLookedAt = (unit: string) => [
  stopUnless(
    'Nobody has looked yet at what an item of GP would weigh in the shop.',
    `!${isOfGp('weight')} || settings.weightsSeen || ${weightOf(unit)} == dec(0)`,
    'Compare it with the item in GP (Item Maintenance, Shipping Weight). If the hub reads 250 where GP shows 2.50, weightOfOne has to be a hundredth of what it is else. Then set weightsSeen to true, and resolve the incident.',
    `"GP item " + item.Key + ": the hub reads " + text(item.ShippingWeight.orValue(dec(0))) + ", the shop would show " + text(${weightOf(unit)}) + "."`,
  ),
]

const bulk = (
  watch: NonNullable<NonNullable<Flow['bulk']>['watch']>,
  { edited, changed }: { readonly edited: string; readonly changed: string },
): NonNullable<Flow['bulk']> => ({
  watch,
  full: '24 hours',
  guards: [
    {
      id: 'many',
      counts: changed,
      most: 50,
      because: 'The round would change weights, bar codes or taxes of many products.',
      hint: 'The first round does. See one of them before: where bar codes stand in GP (codeOfItem), what one of its units of weight is in the shop (weightOfOne), and what the value map "tax-rules-group" says.',
    },
    {
      id: 'edited',
      counts: `!settings.detailsOverEdits && (${edited})`,
      most: 0,
      eachTime: true,
      because:
        'Weights, bar codes or taxes that the hub had set were changed in the shop, and GP says what it said before.',
      hint: 'If the change is meant, make it in GP (Item Maintenance), or take the field out of the setting detailsOfGp. Resolve the incident to have them put back.',
    },
    {
      id: 'two-codes',
      counts: `${isOfGp('ean13')} && ${isOfGp('upc')} && (${besideTheOther('ean13', 'upc')} || ${besideTheOther('upc', 'ean13')})`,
      most: 0,
      eachTime: true,
      because: 'Bar codes of GP would stand beside another number in the shop: one as EAN, the other as UPC.',
      hint: 'Where the other number is an earlier code of the item, empty it in the shop (ean13, upc). Then resolve the incident: the code of GP is set, and a number that is still there stays.',
    },
  ],
})

const differ = (one: string, other: string, fields: Readonly<Record<string, (of: string) => string>>) =>
  Object.entries(fields)
    .map(([field, as]) => `(${isOfGp(field)} && ${as(one)} != ${as(other)})`)
    .join(' || ')
const sameOf = (fields: Readonly<Record<string, (of: string) => string>>) => ({
  changed: differ('before', 'after', fields),
  edited: `(${differ('before', 'written', fields)}) && !(${differ('after', 'written', fields)})`,
})
const ofBoth = {
  weight: (of: string) => `${of}.weight.orValue(dec(0))`,
  ...codeIn,
}
const ofProductAlone = {
  unity: (of: string) => `orElse(${of}.unity, "")`,
  id_tax_rules_group: (of: string) => `${of}.id_tax_rules_group`,
}

const owned = skipUnless('GP owns no field of products.', 'size(settings.detailsOfGp) > 0')
const product = soldItem('product.id + ":0"', 'product.reference')
const productCompared = sameOf({ ...ofBoth, ...ofProductAlone })
/**
 * What GP knows of a thing beside price and stock becomes that of its product: weight, bar code, unit, taxes. Only the
 * fields that the setting detailsOfGp names are GP's, none at first; and where GP says nothing, the shop's stays.
 */
const itemToProductDetails = defineFlow({
  id: 'item-to-product-details',
  about: 'Weight, bar code, unit and taxes of an item in GP become those of its product, as far as GP owns them.',
  on: 'prestashop.product',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: bulk(['gp.item'], productCompared),
  steps: [
    read('prestashop.product', 'record', 'product'),
    owned,
    skipUnless('Its combinations are items of their own.', '!product.has_combinations.orValue(false)'),
    ...product.steps,
    readIfThere('gp.item', product.item, 'item', 'GP has no item of this number.'),
    ...weightLookedAt(product.unit),
    map('details', 'item-to-product-details'),
    set('details', 'prestashop.product'),
  ],
})

const productDetailFields = defineMapping({
  id: 'item-to-product-details',
  about:
    'What GP owns of a product, by the setting detailsOfGp, and says something of; the rest stays as the shop has it.',
  from: { product: 'prestashop.product', item: 'gp.item' },
  to: 'prestashop.product',
  let: {
    ...codeLets,
    weight: weightOf(product.unit),
    unit: product.unit,
    schedule: scheduleOf('item'),
  },
  fields: {
    id: 'product.id',
    weight: `${isOfGp('weight')} && weight > dec(0) ? unlessZero(weight) : product.weight`,
    ean13: `${isOfGp('ean13')} && size(code) in [8, 13] ? unlessEmpty(code) : product.ean13`,
    upc: `${isOfGp('upc')} && size(code) == 12 ? unlessEmpty(code) : product.upc`,
    // Who maps few schedules leaves the others to the shop.
    id_tax_rules_group: `${isOfGp('id_tax_rules_group')} && inValueMap("tax-rules-group", schedule) ? valueMap("tax-rules-group", schedule) : product.id_tax_rules_group`,
    unity: `${isOfGp('unity')} && unit != "" ? unlessEmpty(unit) : product.unity`,
  },
})

const variantReference = 'orElse(variant.reference, "")'
const variant = soldItem('variant.id_product + ":" + variant.id', variantReference)
const variantCompared = sameOf(ofBoth)
/** A combination weighs what its product does, and its own weight more or less. */
const itemToCombinationDetails = defineFlow({
  id: 'item-to-combination-details',
  about: 'Weight and bar code of an item in GP become those of its combination, as far as GP owns them.',
  on: 'prestashop.combination',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: bulk(['gp.item', 'prestashop.product'], variantCompared),
  steps: [
    read('prestashop.combination', 'record', 'variant'),
    owned,
    readIfThere('prestashop.product', 'variant.id_product', 'product', 'The combination belongs to no product.'),
    ...variant.steps,
    readIfThere('gp.item', variant.item, 'item', 'GP has no item of this number.'),
    ...weightLookedAt(variant.unit),
    map('details', 'item-to-combination-details'),
    set('details', 'prestashop.combination'),
  ],
})

const combinationDetailFields = defineMapping({
  id: 'item-to-combination-details',
  about: 'What GP owns of a combination; its weight is what the item weighs, less that of the product.',
  from: { variant: 'prestashop.combination', product: 'prestashop.product', item: 'gp.item' },
  to: 'prestashop.combination',
  let: { ...codeLets, weight: weightOf(variant.unit) },
  fields: {
    id: 'variant.id',
    weight: `${isOfGp('weight')} && weight > dec(0) ? weight - product.weight.orValue(dec(0)) : variant.weight.orValue(dec(0))`,
    ean13: `${isOfGp('ean13')} && size(code) in [8, 13] ? unlessEmpty(code) : variant.ean13`,
    upc: `${isOfGp('upc')} && size(code) == 12 ? unlessEmpty(code) : variant.upc`,
  },
})

const detailSettings: Readonly<Record<string, Setting>> = {
  detailsOfGp: textsSetting(
    'Fields of products and combinations that GP owns: weight, ean13, upc, and of products unity, id_manufacturer and features; of products without combinations id_tax_rules_group, by the value map tax-rules-group. The others are the shop’s. None: nothing is set.',
    [],
    ['weight', 'ean13', 'upc', 'unity', 'id_manufacturer', 'features', 'id_tax_rules_group'],
  ),
  weightOfOne: textSetting(
    'What one unit of weight of GP is in that of the shop: 0.45359237 where GP has pounds and the shop kilograms. Empty: no weight is set.',
    '',
  ),
  codeOfItem: textSetting(
    'Where GP has the bar code of an item: ShortDescription or Key; GenericDescription or the number of a user category (1 to 6) only for codes of 8 digits, since GP holds 10 signs there. Empty: nowhere.',
    '',
    ['', 'ShortDescription', 'GenericDescription', 'Key', '1', '2', '3', '4', '5', '6'],
  ),
  weightsSeen: booleanSetting(
    'A person has compared the weight of one item in GP with what the shop would show. No weight is set before.',
    false,
  ),
  detailsOverEdits: booleanSetting(
    'What somebody changed of these fields in the shop is set right again without a question.',
    false,
  ),
}

export const itemDetailsProcess: Process = {
  id: 'item-details',
  about: itemToProductDetails.about,
  flows: [itemToProductDetails, itemToCombinationDetails, itemToProductTraits],
  mappings: [productDetailFields, combinationDetailFields, traitFields],
  settings: { ...detailSettings, ...traitSettings },
  valueMaps: [manufacturers, features, featureValues, taxRulesGroups],
}
