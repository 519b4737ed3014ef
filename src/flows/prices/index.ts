import {
  askOnceUnless,
  booleanSetting,
  defineFlow,
  defineMapping,
  type Flow,
  find,
  integerSetting,
  map,
  read,
  readIfThere,
  type Setting,
  type Step,
  set,
  skipUnless,
  stopUnless,
  textSetting,
} from '../../language/index.ts'
import type { Process } from '../process.ts'
import { soldItem } from '../sold-item.ts'
import { isSold, pricedByAmount, soldInUnit, withoutEcotax } from './priced-item.ts'

/** Of an item that is sold by length some may end before one piece. */
const breaks = 'price.Breaks.orValue([]).filter(its, its.UpTo >= dec(1))'
/** What one piece costs: the price up to the smallest quantity. */
const first = `${breaks}[0].Amount.orValue(dec(0))`
/** Tax excluded, with the six decimals that the shop keeps. */
const net = `(settings.pricesContainTax ? netShowing(${first}, tax.rate, tax.precision, tax.round_mode) : ${first})`

/**
 * Specific prices by which everybody is asked for one piece something else than the base price and the impact, by name: those
 * of a catalog price rule by the rule, so that all of its products share a question.
 */
const forEverybody = (rows: 'others' | 'of_product', which: string) =>
  `held.${rows}.orValue([]).filter(row, row.id_group == "0" && row.id_customer == "0" && row.id_country == "0" && row.from_quantity == 1 && (row.id_currency == "0" || currencies.exists(one, one.id == row.id_currency)) && ${which}).map(row, row.id_specific_price_rule == "0" ? "specific price " + row.id : "catalog price rule " + row.id_specific_price_rule)`
const stays = 'row.to == "" && (row.reduced || row.price.hasValue())'
const lasting = `(${forEverybody('others', stays)} + ${forEverybody('of_product', stays)})`
const above = (price: string) => `row.to != "" && row.price.orValue(dec(0)) > ${price}`
/** To a fixed price of the product the shop adds the impact of the combination; one of the combination contains it. */
const dearer = `(${forEverybody('others', above(net))} + ${forEverybody('of_product', above('product.price'))})`
const named = (prices: string) => `"By " + joined(${prices}, ", ") + "."`

/**
 * From the item to its price in GP, proved to be one that the shop can show. Of `product`; `now` is what it costs in the shop,
 * `key` that of its specific prices.
 */
function pricedSteps(item: string, unit: string, now: string, key: string): Step[] {
  const most = 'dec(settings.priceChangeMost)'
  return [
    stopUnless(
      'No price level is chosen, so no price is known.',
      'settings.priceLevel != "" && settings.priceCurrency != ""',
      'Name the GP price level whose prices the shop shows in the setting priceLevel, and its currency in priceCurrency.',
    ),
    read('prestashop.taxRulesGroup', 'product.id_tax_rules_group', 'tax'),
    stopUnless(
      'The shop keeps its prices in another currency than the setting priceCurrency says.',
      'tax.currency == settings.priceCurrency',
      'Choose a price level of GP in the default currency of the shop: prices in another one are converted by the shop.',
    ),
    readIfThere('gp.item', item, 'item', 'GP has no item of this number.'),
    pricedByAmount,
    read('gp.price', `settings.priceCurrency + "/" + settings.priceLevel + "/" + ${unit} + "/" + item.Key`, 'price'),
    soldInUnit(isSold('price')),
    stopUnless(
      'The price in GP is 0, or it is no amount.',
      `size(${breaks}) > 0 && ${first} > dec(0)`,
      'Enter the price in GP (Item Price List Maintenance). A price of 0 is never set in the shop.',
    ),
    stopUnless(
      'The price in GP is in another currency.',
      `${breaks}.all(one, one.Currency.orValue(settings.priceCurrency) == settings.priceCurrency)`,
      'Compare the price list in GP with the setting priceCurrency.',
    ),
    stopUnless(
      'GP has quantity breaks for this item, which the shop is not given.',
      `size(${breaks}) == 1 || settings.priceOfOne`,
      'Add the process group-prices, which gives them to everybody as group 0, or enter them in the shop as specific prices; then set priceOfOne to true: this flow sets what one piece costs.',
    ),
    withoutEcotax('product'),
    stopUnless(
      'The price would change by more percent than the setting priceChangeMost says.',
      `settings.priceChangeMost == 0 || ${now} == dec(0) || (${net} <= ${now} * (dec(100) + ${most}) / dec(100) && ${net} >= ${now} * (dec(100) - ${most}) / dec(100))`,
      'Compare the price in GP with the shop: unit, price level, currency, with or without tax. If it is right, raise the setting for one round, or set the price in the shop by hand.',
    ),
    read('prestashop.groupPrices', key, 'held'),
    find('currencies', {
      ...{ entity: 'prestashop.currency', most: 20 },
      where: { iso_code: 'settings.priceCurrency', deleted: '"0"' },
    }),
    askOnceUnless(
      'The shop has a specific price without an end for everybody, so nobody is asked what GP says.',
      `size(${lasting}) == 0`,
      'Delete it in the shop (Catalog, Products, Pricing; of a rule Catalog, Discounts), or give it an end, so that it is a campaign. If it is meant, resolve the incident: the price of GP is set as the base price, and the specific price stays.',
      named(lasting),
    ),
    askOnceUnless(
      'A campaign of the shop sets a price for everybody that is above the price in GP.',
      `size(${dearer}) == 0`,
      'Lower it in the shop or end it (Catalog, Products, Pricing; of a rule Catalog, Discounts). If it is meant, resolve the incident: the price of GP is set as the base price, and the campaign stays.',
      named(dearer),
    ),
  ]
}

const bulk = (watch: NonNullable<Flow['bulk']>['watch'] & {}): NonNullable<Flow['bulk']> => ({
  watch,
  full: '24 hours',
  guards: [
    {
      id: 'edited',
      counts: '!settings.pricesOverEdits && before.price != written.price && after.price == written.price',
      most: 0,
      eachTime: true,
      because: 'Prices that the hub had set were changed in the shop, and GP says what it said before.',
      hint: 'Enter these prices in GP, if they are meant. Resolve the incident to have them set right in the shop again; the setting pricesOverEdits does that without a question.',
    },
    {
      id: 'many',
      counts: 'true',
      mostIs: 'pricesMost',
      because: 'The round would change many prices.',
      hint: 'See whether a price list was changed as a whole: level, currency, with or without tax. The first round sets all of them.',
    },
  ],
})

const ofProduct = soldItem('product.id + ":0"', 'product.reference')

/** What GP asks for one piece becomes the base price of a product without combinations. Specific prices are never touched. */
const priceToProduct = defineFlow({
  id: 'price-to-product',
  about: 'What an item costs at a price level of GP becomes the base price of its product.',
  on: 'prestashop.product',
  schedule: { every: '15 minutes', missed: 'once' },
  bulk: bulk(['gp.price']),
  steps: [
    read('prestashop.product', 'record', 'product'),
    skipUnless(
      'Its combinations have prices of their own; the base price stays.',
      '!product.has_combinations.orValue(false)',
    ),
    ...ofProduct.steps,
    ...pricedSteps(ofProduct.item, ofProduct.unit, 'product.price', 'product.id'),
    map('priced', 'price-to-product'),
    set('priced', 'prestashop.product'),
  ],
})

const variantReference = 'orElse(variant.reference, "")'
const variantKey = 'variant.id_product + ":" + variant.id'
const ofVariant = soldItem(variantKey, variantReference)

/**
 * A combination costs its product's base price and an impact. The base stays as the shop has it and the impact is set, so
 * that no size is wrong while another one is written.
 */
const priceToCombination = defineFlow({
  id: 'price-to-combination',
  about: 'What an item costs at a price level of GP becomes the price impact of its combination.',
  on: 'prestashop.combination',
  schedule: { every: '15 minutes', missed: 'once' },
  bulk: bulk(['gp.price', 'prestashop.product']),
  steps: [
    read('prestashop.combination', 'record', 'variant'),
    readIfThere('prestashop.product', 'variant.id_product', 'product', 'The combination belongs to no product.'),
    ...ofVariant.steps,
    withoutEcotax('variant'),
    ...pricedSteps(ofVariant.item, ofVariant.unit, '(product.price + variant.price)', variantKey),
    map('priced', 'price-to-combination'),
    set('priced', 'prestashop.combination'),
  ],
})

const from = { price: 'gp.price', tax: 'prestashop.taxRulesGroup' } as const
/** The shop keeps a price per unit as an amount: it moves with the price. */
const perUnit = 'product.unit_price.orValue(dec(0))'
const productFields = defineMapping({
  id: 'price-to-product',
  about: 'Only the base price is set, tax excluded, and in its proportion the price per unit, where the shop has one.',
  from: { product: 'prestashop.product', ...from },
  to: 'prestashop.product',
  fields: {
    id: 'product.id',
    price: net,
    unit_price: `${perUnit} != dec(0) && product.price != dec(0) && ${net} != product.price ? unlessZero(round(${perUnit} * ${net} / product.price, 6)) : product.unit_price`,
  },
})
const combinationFields = defineMapping({
  id: 'price-to-combination',
  about: 'Only the impact is set: what the combination costs, less the base price of its product, tax excluded.',
  from: { variant: 'prestashop.combination', product: 'prestashop.product', ...from },
  to: 'prestashop.combination',
  fields: { id: 'variant.id', price: `${net} - product.price` },
})

const priceSettings: Readonly<Record<string, Setting>> = {
  priceLevel: textSetting('The GP price level whose prices the shop shows to everybody. Empty: no price is set.', ''),
  priceCurrency: textSetting(
    'The currency of these prices, which has to be the default currency of the shop: EUR.',
    '',
  ),
  pricesContainTax: booleanSetting(
    'The prices of the level contain tax. The hub then sets the net price with which the shop shows exactly this amount to a visitor from its own country.',
    false,
  ),
  priceOfOne: booleanSetting(
    'Where GP has quantity breaks, what one piece costs is set, and the breaks are left to the shop or to the process group-prices. Without, a person is asked.',
    false,
  ),
  pricesMost: integerSetting('The most prices that a round may change without a person.', 200),
  priceChangeMost: integerSetting(
    'A price that would change by more percent than this, up or down, is not set: a person is asked. 0: any change is set.',
    30,
  ),
  pricesOverEdits: booleanSetting(
    'A price that somebody changed in the shop is set right again without a question.',
    false,
  ),
}

export const pricesProcess: Process = {
  id: 'prices',
  about: 'Prices of a GP price level become base prices and price impacts in the shop, to the cent.',
  flows: [priceToProduct, priceToCombination],
  mappings: [productFields, combinationFields],
  settings: priceSettings,
}
