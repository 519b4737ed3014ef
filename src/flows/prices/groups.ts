import {
  booleanSetting,
  defineFlow,
  defineMapping,
  each,
  type Flow,
  find,
  integerSetting,
  type Mapping,
  map,
  read,
  readIfThere,
  type Setting,
  type Step,
  set,
  skipUnless,
  stopUnless,
  textsSetting,
  type ValueMap,
} from '../../language/index.ts'
import type { Process } from '../process.ts'
import { soldItem } from '../sold-item.ts'
import { isSold, pricedByAmount, soldInUnit, withoutEcotax } from './priced-item.ts'

const levelOf = (group: string) => `valueMap("price-level", ${group})`
/** What GP asks of a group in a currency: one price list, or none. Of `prices`. */
const listFor = (group: string, currency: string) =>
  `prices.filter(found, orElse(found.CurrencyKey, "") == ${currency}.iso_code && upper(orElse(found.PriceLevelKey, "")) == upper(${levelOf(group)}))`
const breaksFor = (group: string, currency: string) =>
  `(size(${listFor(group, currency)}) > 0 ? ${listFor(group, currency)}[0].Breaks.orValue([]) : [])`
/** Tax excluded, with the six decimals that the shop keeps. */
const net = (group: string, currency: string) =>
  `(${levelOf(group)} in settings.levelsWithTax ? netShowing(step.Amount.orValue(dec(0)), tax.rate, ${currency}.precision, tax.round_mode) : step.Amount.orValue(dec(0)))`
/**
 * Quantities behind which another row begins that the group could be given: that of everybody, or one that somebody else
 * made. The shop takes the row of the largest quantity before it looks whose it is, so the group needs one there as well.
 */
const elsewhere = (group: string, currency: string) =>
  `(held.others.orValue([]).filter(row, ${group} != "0" && row.id_customer == "0" && row.id_group in ["0", ${group}] && row.id_currency in ["0", ${currency}.id]).map(row, dec(row.from_quantity) - 1) + ("0" in settings.priceGroups ? ${breaksFor('"0"', currency)}.map(step, step.UpTo) : []))`
/** Up to what the shop can count (mediumint). In the currency of the shop everybody pays the base price for one piece. */
const rowsFor = (group: string, currency: string) =>
  `pricesFrom(${breaksFor(group, currency)}.map(step, step.UpTo), ${breaksFor(group, currency)}.map(step, ${net(group, currency)}), ${elsewhere(group, currency)}).filter(row, row.quantity <= 16777215 && (${group} != "0" || row.quantity > 1 || ${currency}.iso_code != tax.currency))`

/** The level of the price list `found`, whatever its letters. */
const isLevelOf = (group: string) => `upper(${levelOf(group)}) == upper(orElse(found.PriceLevelKey, ""))`
/**
 * Whether `row`, made by somebody else, is for people to whom the hub gives prices of `found`, a price list of GP. Who has
 * none in GP pays those of everybody; of these a price for one piece in the currency of the shop is not set. What everybody
 * is given is not meant for a group with prices of its own.
 */
const forTheSame =
  `(row.id_currency == "0" || currencies.exists(one, one.id == row.id_currency && one.iso_code == orElse(found.CurrencyKey, ""))) && ` +
  `settings.priceGroups.exists(group, ${isLevelOf('group')} && (row.id_group == group || (row.id_group == "0" && row.id_customer != "0") || group == "0") && ` +
  `(group != "0" || size(found.Breaks.orValue([])) > 1 || orElse(found.CurrencyKey, "") != tax.currency))`
/** A campaign ends by itself, so a person may say once that prices of GP come before all of them. */
const mayNotLose = '!(settings.groupPricesOverCampaigns && row.to != "")'
const outranked = `held.of_product.orValue([]).filter(row, ${mayNotLose} && prices.exists(found, ${forTheSame}))`
/** A break of `found` begins among the quantities of `row`, or at its first one as well. */
const breakAfter = (from: string) =>
  `found.Breaks.orValue([]).exists(step, step.UpTo >= ${from} && step.UpTo < dec(row.to_quantity))`
const chosenGroup = `(row.id_group != "0" && row.id_group in settings.priceGroups && ${isLevelOf('row.id_group')})`
const oneOfAnotherCurrency = '(row.from_quantity == 1 && orElse(found.CurrencyKey, "") != tax.currency)'
/** A row of the hub begins later, which the shop takes first; or at the same quantity, and this one does not come first. */
const losing =
  `held.others.orValue([]).filter(row, ${mayNotLose} && prices.exists(found, ${forTheSame} && (${breakAfter('dec(row.from_quantity)')} || ` +
  `(!row.comes_first && (${chosenGroup} || ${oneOfAnotherCurrency} || ${breakAfter('dec(row.from_quantity) - 1')})))))`

const othersHeld = '(size(held.others.orValue([])) + size(held.of_product.orValue([])))'

/**
 * From the item to its price lists in GP, proved to be such that the shop can show them. Of `product`; `now` is what everybody
 * pays in the shop.
 */
function listedSteps(item: string, unit: string, key: string, now: string): Step[] {
  const given = 'prices.all(found, found.Breaks.orValue([])'
  return [
    read('prestashop.groupPrices', key, 'held'),
    stopUnless(
      'No customer group is chosen, or no currency.',
      '(size(settings.priceGroups) > 0 && size(settings.groupPriceCurrencies) > 0) || size(held.prices) > 0',
      'Name the groups of the shop in the setting priceGroups, the GP price level of each in the value map "price-level", and the currencies in groupPriceCurrencies.',
    ),
    // Each is compared with each price list: of some two hundred a decision has no steps left, and can only say that.
    stopUnless(
      'There are more than 100 specific prices that the hub did not set, too many to be compared with those of GP.',
      `${othersHeld} <= 100`,
      'Delete those that are not needed any more (Catalog, Products, Pricing). Or give customers who pay the same a group of their own with a GP price level, in place of prices of each; or leave this product to the shop: take its reference out.',
      `"There are " + text(${othersHeld}) + "."`,
    ),
    // GP knows no letter case: one of these levels in other letters would be taken for one without tax.
    stopUnless(
      'The setting levelsWithTax names a price level that no group is given, or in other letters: its prices would be taken for prices without tax.',
      `settings.levelsWithTax.all(level, settings.priceGroups.exists(group, level == ${levelOf('group')}) && settings.priceGroups.all(group, level == ${levelOf('group')} || upper(level) != upper(${levelOf('group')})))`,
      'Write each level as the value map "price-level" names it, there and in the setting, or take it out of the setting.',
      '"It is " + joined(settings.levelsWithTax, ", ") + ", and the levels are " + joined(settings.priceGroups.map(group, valueMap("price-level", group)), ", ") + "."',
    ),
    find('groups', {
      ...{ entity: 'prestashop.group', most: 50 },
      where: { id: 'settings.priceGroups.filter(one, one != "0")' },
    }),
    stopUnless(
      'The shop has no such customer group.',
      'settings.priceGroups.all(one, one == "0" || groups.exists(group, group.id == one))',
      'Correct the setting priceGroups: it lists numbers of customer groups (Shop Parameters, Customer Settings, Groups).',
    ),
    stopUnless(
      'The group has a discount of its own, which the shop takes off every price.',
      'groups.all(group, group.reduction == dec(0))',
      'Set the discount of the group to 0 in the shop: the prices of its GP price level are final. Discounts of the group on categories, too.',
      'joined(groups.filter(group, group.reduction != dec(0)).map(group, group.name), ", ") + "."',
    ),
    stopUnless(
      'The prices of the level contain tax, and the group is shown prices without tax.',
      `groups.all(group, group.price_display_method == 0 || !(${levelOf('group.id')} in settings.levelsWithTax))`,
      'Let the group see prices with tax, or choose a level without tax; correct the setting levelsWithTax if the level contains none.',
    ),
    find('currencies', {
      ...{ entity: 'prestashop.currency', most: 20 },
      where: { iso_code: 'settings.groupPriceCurrencies', deleted: '"0"' },
    }),
    stopUnless(
      'The shop does not have each of the currencies once.',
      'settings.groupPriceCurrencies.all(code, size(currencies.filter(one, one.iso_code == code)) == 1)',
      'Correct the setting groupPriceCurrencies: ISO codes of currencies that the shop has.',
    ),
    read('prestashop.taxRulesGroup', 'product.id_tax_rules_group', 'tax'),
    readIfThere('gp.item', item, 'item', 'GP has no item of this number.'),
    pricedByAmount,
    find('prices', {
      ...{ entity: 'gp.price', most: 200 },
      where: {
        Key: `flat(settings.priceGroups.map(group, settings.groupPriceCurrencies.map(code, code + "/" + ${levelOf('group')} + "/" + ${unit} + "/" + item.Key)))`,
      },
    }),
    soldInUnit(`prices.all(found, ${isSold('found')})`),
    stopUnless(
      'A price in GP is 0, or it is no amount.',
      `prices.all(found, size(found.Breaks.orValue([])) > 0) && ${given}.all(step, step.Amount.orValue(dec(0)) > dec(0)))`,
      'Enter the price in GP (Item Price List Maintenance). A price of 0 is never set in the shop.',
    ),
    stopUnless(
      'A price in GP is in another currency than its list.',
      `${given}.all(step, step.Currency.orValue(orElse(found.CurrencyKey, "")) == orElse(found.CurrencyKey, "")))`,
      'Compare the price list in GP with the currencies of the setting groupPriceCurrencies.',
    ),
    stopUnless(
      'A price list in GP ends: for larger quantities it has no price.',
      `${given}.exists(step, step.UpTo >= dec(16777215)))`,
      'Let the last break of the price list have no end in GP (To Quantity 999,999,999,999), as GP makes it by itself.',
    ),
    stopUnless(
      'The shop has a specific price without an end that the hub did not set, and that a customer of the group could be given in place of that of GP.',
      '!held.others.orValue([]).exists(row, row.to == "" && row.id_customer == "0" && (row.id_currency == "0" || currencies.exists(one, one.id == row.id_currency)) && (row.id_group in settings.priceGroups || (row.id_group == "0" && (row.id_country != "0" || !(row.id_shop in ["0", held.id_shop.orValue("0")])))))',
      'Delete it in the shop (Catalog, Products, Pricing), or give it an end, so that it is a campaign; or take the group out of the setting priceGroups.',
    ),
    stopUnless(
      'A specific price of the product, or for every product, would lose to those of the hub for its combination.',
      `size(${outranked}) == 0`,
      'Make it for the combination as well (Catalog, Products, Pricing), for the same customer, group, currency, country, quantity and time; or delete it, or take the group out of the setting priceGroups.',
      `"Specific prices " + joined(${outranked}.map(row, row.id), ", ") + "."`,
    ),
    stopUnless(
      'A specific price that the hub did not set would lose to one of the hub, for the people whom it is for.',
      `size(${losing}) == 0`,
      'The shop takes the larger quantity first, then a price that no catalog price rule has made, then one that names the currency. So give it the currency, and a row at each quantity at which GP has a break (Catalog, Products, Pricing), in place of the rule; or delete it, or take the group out of the setting priceGroups. Of campaigns the setting groupPricesOverCampaigns says that prices of GP come first.',
      `"Specific prices " + joined(${losing}.map(row, row.id + (row.id_customer != "0" ? " (customer " + row.id_customer + ")" : row.id_group != "0" ? " (group " + row.id_group + ")" : "")), ", ") + "."`,
    ),
    stopUnless(
      'GP has no price any more that a group has in the shop: its customers would pay what everybody pays.',
      `settings.groupPricesMayEnd || held.prices.all(its, currencies.filter(one, one.id == its.id_currency && its.id_group in settings.priceGroups).all(one, size(${rowsFor('its.id_group', 'one')}) > 0))`,
      'Enter the price in GP again (Item Price List Maintenance); see whether its price level, unit or currency was changed. If these prices have ended, set groupPricesMayEnd to true until the next round went through.',
    ),
    stopUnless(
      'A price would change by more percent than the setting groupPriceChangeMost says.',
      `settings.groupPriceChangeMost == 0 || held.prices.all(its, currencies.filter(one, one.id == its.id_currency && its.id_group in settings.priceGroups).all(one, largestChange(its.breaks.map(step, step.from_quantity), its.breaks.map(step, step.price), ${rowsFor('its.id_group', 'one')}) <= dec(settings.groupPriceChangeMost)))`,
      'Compare the prices in GP with the shop: unit, price level, currency, quantities, with or without tax. If they are right, raise the setting for one round.',
    ),
    // Until then these customers pay what everybody does. What that is in another currency only the shop's rate says.
    stopUnless(
      'The first price of a group would differ by more percent from what everybody pays than the setting groupPriceFirstMost says.',
      `settings.groupPriceFirstMost == 0 || ${now} == dec(0) || settings.priceGroups.all(group, currencies.filter(one, one.iso_code == tax.currency && !held.prices.exists(its, its.id_group == group && its.id_currency == one.id)).all(one, largestChange([1], [${now}], ${rowsFor('group', 'one')}) <= dec(settings.groupPriceFirstMost)))`,
      'Compare the prices in GP with the shop: unit, price level, quantities, with or without tax. If they are right, raise the setting for one round.',
    ),
  ]
}

const hasPlace = (one: string) =>
  `${one}.prices.exists(its, its.id_group == was.id_group && its.id_currency == was.id_currency)`
/** Of each group and currency by itself: what GP has changed of the others hides no edit. */
const edited = [
  'written.prices.exists(was, !before.prices.exists(its, its == was) && after.prices.exists(its, its == was))',
  `before.prices.exists(was, !${hasPlace('written')} && !${hasPlace('after')})`,
].join(' || ')

const bulk: NonNullable<Flow['bulk']> = {
  watch: ['gp.price', 'prestashop.groupPrices'],
  full: '24 hours',
  guards: [
    {
      id: 'edited',
      counts: `!settings.groupPricesOverEdits && (${edited})`,
      most: 0,
      eachTime: true,
      because:
        'Prices of customer groups that the hub had set were changed in the shop, and GP says what it said before.',
      hint: 'Enter these prices in GP, if they are meant. Resolve the incident to have them set right in the shop again; the setting groupPricesOverEdits does that without a question.',
    },
    {
      id: 'taken-back',
      counts:
        '!settings.groupPricesMayEnd && before.prices.exists(its, !after.prices.exists(one, one.id_group == its.id_group && one.id_currency == its.id_currency))',
      most: 0,
      because:
        'The settings priceGroups and groupPriceCurrencies do not name a group or a currency any more of which the shop has prices of the hub: they would be taken out of the shop.',
      hint: 'These customers then pay what everybody pays. If that is meant, resolve the incident; else name the group and the currency again. Prices of other people stay in any case.',
    },
    {
      id: 'many',
      counts: 'true',
      mostIs: 'groupPricesMost',
      because: 'The round would change prices of customer groups for many products.',
      hint: 'See whether a price list was changed as a whole: level, currency, with or without tax. The first round sets all of them.',
    },
  ],
}

const ofProduct = soldItem('product.id + ":0"', 'product.reference')

/**
 * The prices of GP's levels become specific prices: of each group, in each currency, from each quantity on. The set of a
 * product is one record, so that it is right as a whole; what other people made there is never touched.
 */
const groupPricesToProduct = defineFlow({
  id: 'group-prices-to-product',
  about: 'What an item costs at price levels of GP becomes the specific prices of customer groups for its product.',
  on: 'prestashop.product',
  schedule: { every: '30 minutes', missed: 'once' },
  bulk,
  steps: [
    read('prestashop.product', 'record', 'product'),
    skipUnless('Its combinations have prices of their own.', '!product.has_combinations.orValue(false)'),
    ...ofProduct.steps,
    withoutEcotax('product'),
    ...listedSteps(ofProduct.item, ofProduct.unit, 'product.id', 'product.price'),
    map('priced', 'group-prices-to-product'),
    set('priced', 'prestashop.groupPrices'),
  ],
})

const variantReference = 'orElse(variant.reference, "")'
const ofVariant = soldItem('variant.id_product + ":" + variant.id', variantReference)
const variantKey = 'variant.id_product + ":" + variant.id'

/** To a fixed price of its product the shop would add the impact of the combination: each has rows of its own. */
const groupPricesToCombination = defineFlow({
  id: 'group-prices-to-combination',
  about: 'What an item costs at price levels of GP becomes the specific prices of customer groups for its combination.',
  on: 'prestashop.combination',
  schedule: { every: '30 minutes', missed: 'once' },
  bulk,
  steps: [
    read('prestashop.combination', 'record', 'variant'),
    readIfThere('prestashop.product', 'variant.id_product', 'product', 'The combination belongs to no product.'),
    ...ofVariant.steps,
    withoutEcotax('variant'),
    withoutEcotax('product'),
    ...listedSteps(ofVariant.item, ofVariant.unit, variantKey, '(product.price + variant.price)'),
    map('priced', 'group-prices-to-combination'),
    set('priced', 'prestashop.groupPrices'),
  ],
})

/** Of a place such as "4/1": group 4 in currency 1. */
const groupOf = 'part(place, "/", 0)'

/** In the order in which the shop's rows are read: the newest group and currency first. */
const groupPriceFields = (id: string, key: string, of: Mapping['from']): Mapping =>
  defineMapping({
    id,
    about: 'The prices of each chosen group that has some in GP, by currency and quantity, tax excluded.',
    from: { ...of, held: 'prestashop.groupPrices', tax: 'prestashop.taxRulesGroup' },
    lists: { prices: 'gp.price', currencies: 'prestashop.currency' },
    to: 'prestashop.groupPrices',
    fields: {
      id: key,
      prices: each(
        `flat(largestFirst(settings.priceGroups).map(group, currencies.map(one, group + "/" + one.id))).filter(place, currencies.exists(one, one.id == part(place, "/", 1) && size(${rowsFor(groupOf, 'one')}) > 0))`,
        'place',
        {
          id_group: groupOf,
          id_currency: 'currency.id',
          breaks: each(rowsFor(groupOf, 'currency'), 'step', { from_quantity: 'step.quantity', price: 'step.price' }),
        },
        { currency: 'currencies.filter(one, one.id == part(place, "/", 1))[0]' },
      ),
    },
  })

const groupPriceSettings: Readonly<Record<string, Setting>> = {
  priceGroups: textsSetting(
    'Numbers of the customer groups that are given the prices of a GP price level, which the value map "price-level" names for each. "0" is everybody: of its level the quantity breaks are carried, and the prices in other currencies.',
    [],
  ),
  groupPriceCurrencies: textsSetting('The currencies of these prices, as ISO codes: EUR, CHF.', []),
  levelsWithTax: textsSetting(
    'GP price levels whose prices contain tax. The hub then sets the net price with which the shop shows exactly this amount to a visitor from its own country.',
    [],
  ),
  groupPricesMost: integerSetting(
    'The most products of which a round may change prices of customer groups without a person.',
    200,
  ),
  groupPriceChangeMost: integerSetting(
    'A product of whose group prices one would change by more percent than this, up or down, at any quantity, is not changed: a person is asked. 0: any change is set.',
    30,
  ),
  groupPriceFirstMost: integerSetting(
    'A product on which a group would be given its first price, and this price, at any quantity, differs by more percent than this from what everybody pays, is not changed: a person is asked. 0: any price is set.',
    70,
  ),
  groupPricesMayEnd: booleanSetting(
    'Prices that GP has no more are taken out of the shop. Without, a person is asked, and they stay.',
    false,
  ),
  groupPricesOverCampaigns: booleanSetting(
    'Prices of GP come before campaigns of the shop (specific prices that end) for the same people, where the shop takes them first. Without, a person is asked about each product with such a campaign.',
    false,
  ),
  groupPricesOverEdits: booleanSetting(
    'Group prices of the hub that somebody changed in the shop are set right again without a question.',
    false,
  ),
}

export const priceLevels: ValueMap = {
  format: 1,
  id: 'price-level',
  about: 'Customer group of the shop (id) → GP price level whose prices it is given. "0" is everybody.',
  between: {
    from: { entity: 'prestashop.group', key: 'id', label: 'name', words: ['0'] },
    to: { entity: 'gp.price', key: 'PriceLevelKey', label: 'PriceLevelKey', known: 'unlisted' },
  },
  otherwise: {},
  money: true,
  entries: [],
}

export const groupPricesProcess: Process = {
  id: 'group-prices',
  about: 'GP price levels become prices of customer groups in the shop, by currency and quantity, to the cent.',
  flows: [groupPricesToProduct, groupPricesToCombination],
  mappings: [
    groupPriceFields('group-prices-to-product', 'product.id', { product: 'prestashop.product' }),
    groupPriceFields('group-prices-to-combination', variantKey, { variant: 'prestashop.combination' }),
  ],
  settings: groupPriceSettings,
  valueMaps: [priceLevels],
}
