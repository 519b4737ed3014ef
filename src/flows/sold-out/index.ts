import {
  booleanSetting,
  defineFlow,
  defineMapping,
  each,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textsSetting,
  type ValueMap,
} from '../../language/index.ts'
import type { Process } from '../process.ts'
import { itemsOfVariants, soldItems } from '../sold-item.ts'

/** Whether the value map has something for a class, by itself or as every other one; and what. */
const known = (map: string, key: string, every: string) =>
  `(inValueMap("${map}", ${key}) || inValueMap("${map}", ${every}))`
const saidOf = (map: string, key: string, every: string) =>
  `(inValueMap("${map}", ${key}) ? valueMap("${map}", ${key}) : valueMap("${map}", ${every}))`

const itsClass = 'orElse(item.ClassKey, "")'
/** What each item says; "gp" is its own mark in GP. */
const answers = `items.filter(item, ${known('sold-out', itsClass, '"*"')}).map(item, ${saidOf('sold-out', itsClass, '"*"')} == "gp" ? (item.AllowBackOrder.orValue(false) ? "1" : "0") : ${saidOf('sold-out', itsClass, '"*"')})`

/** Whether each has an answer: one that GP does not have has none. */
const says = (items: string) =>
  `${items}.all(one, one != "" && items.exists(item, upper(item.Key) == upper(one) && ${known('sold-out', itsClass, '"*"')}))`
const allSay = `(product.has_combinations.orValue(false) ? ${says(itemsOfVariants)} : true)`

/** What the shop has now may be what the hub set for another class: it says nothing of a combination without an answer. */
const noLooser = `(text(soldOut.out_of_stock) == "1" || ${answers}.exists(one, one == "0" || one == text(soldOut.out_of_stock)))`

const keyOf = (language: string) => `(${itsClass} + " " + ${language})`
const every = (language: string) => `("* " + ${language})`
/** Texts that items have in a language: combinations of several classes show that of the first. */
const texts = (language: string) =>
  `items.filter(item, ${known('sold-out-text', keyOf(language), every(language))}).map(item, ${saidOf('sold-out-text', keyOf(language), every(language))})`
/** A merchandiser's text is none of these. */
const mayReplace = '(one.text == "" || settings.soldOutReplaces.exists(its, its == "*" || its == one.text))'

/**
 * What the shop does with a product that GP has no more of: whether orders are taken, and what visitors read then. It is decided
 * by the item class, or for all, and only where the value maps say something: both are empty at first. A product is one
 * thing in the shop: where its combinations are items of several classes, the strictest answer holds for all of them.
 */
const soldOutToShop = defineFlow({
  id: 'sold-out-to-shop',
  about:
    'The class of an item decides whether the shop takes orders of it when it is sold out, and what visitors read then.',
  on: 'prestashop.product',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    watch: ['gp.item'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: 'before.out_of_stock != after.out_of_stock',
        most: 50,
        because: 'The round would change for many products whether they can be ordered when they are sold out.',
        hint: 'The first round may. See the value map "sold-out": 0 refuses orders, 1 takes them, 2 does as the shop.',
      },
      {
        id: 'edited',
        counts:
          '!settings.soldOutOverEdits && before.out_of_stock != written.out_of_stock && after.out_of_stock == written.out_of_stock',
        most: 0,
        eachTime: true,
        because:
          'Whether products can be ordered when they are sold out was changed in the shop, after the hub had set it.',
        hint: 'If the change is meant, let the value map "sold-out" say it for their class, or take the class out of it. Resolve the incident to have it put back.',
      },
    ],
  },
  steps: [
    read('prestashop.product', 'record', 'product'),
    skipUnless('A virtual product has no stock.', '!product.is_virtual.orValue(false)'),
    ...soldItems,
    skipUnless('GP has no item of this number.', 'size(items) > 0'),
    readIfThere('prestashop.soldOut', 'product.id', 'soldOut', 'The product has no stock in this shop.'),
    skipUnless(
      'The value maps "sold-out" and "sold-out-text" say nothing of its item class.',
      `size(${answers}) > 0 || soldOut.available_later.exists(one, size(${texts('one.id_lang')}) > 0)`,
    ),
    stopUnless(
      'What the value map "sold-out" says is none of its answers.',
      `${answers}.all(one, one in ["0", "1", "2"])`,
      'The answers are 0 (orders are refused), 1 (they are taken), 2 (as the shop does by itself), and gp (by Allow Back Orders of the item).',
    ),
    stopUnless(
      'One of its combinations has no answer in the value map "sold-out", and that of the others takes more orders than the shop takes now.',
      `${allSay} || size(${answers}) == 0 || ${noLooser}`,
      'Let the value map say what holds for the class of each of them, or for "*"; give one that GP does not have the number of its item as reference. If orders shall be taken of all of them, set that in the shop.',
    ),
    stopUnless(
      'This stock row is shared with other shops of the multistore, which would all do the same.',
      'orElse(soldOut.id_shop, "0") != "0" || settings.soldOutShared',
      'Set soldOutShared to true if they shall; or let each shop have its own stock.',
    ),
    map('soldOutNow', 'sold-out-to-shop'),
    set('soldOutNow', 'prestashop.soldOut'),
  ],
})

const soldOutFields = defineMapping({
  id: 'sold-out-to-shop',
  about:
    'A text that is there stays, unless the setting soldOutReplaces names it. What no value map says stays as it is.',
  from: { product: 'prestashop.product', soldOut: 'prestashop.soldOut' },
  lists: { items: 'gp.item', variants: 'prestashop.combination' },
  to: 'prestashop.soldOut',
  let: { answers },
  fields: {
    id: 'soldOut.id',
    out_of_stock:
      'size(answers) == 0 ? soldOut.out_of_stock : answers.exists(one, one == "0") ? 0 : answers.exists(one, one == "2") ? 2 : 1',
    available_later: each('soldOut.available_later', 'one', {
      id_lang: 'one.id_lang',
      text: `size(${texts('one.id_lang')}) > 0 && ${mayReplace} ? without(${texts('one.id_lang')}[0], "<>={}") : one.text`,
    }),
  },
})

const answersByClass: ValueMap = {
  format: 1,
  id: 'sold-out',
  about:
    'Item class of GP, or "*" for every other one → what the shop does with orders of what is sold out: 0 refuses them, 1 takes them, 2 as the shop does by itself, gp by Allow Back Orders of the item.',
  between: {
    from: { entity: 'gp.item', key: 'ClassKey', label: 'ClassKey', known: 'unlisted', words: ['*'] },
    to: {
      ...{ entity: 'prestashop.soldOut', key: 'out_of_stock', label: 'out_of_stock', known: 'unlisted' },
      words: ['0', '1', '2', 'gp'],
    },
  },
  otherwise: {},
  entries: [],
}

const textsByClass: ValueMap = {
  format: 1,
  id: 'sold-out-text',
  about:
    'Item class of GP, or "*" for every other one, and the number of a language of the shop ("RETAIL 1", "* 2") → the text that is shown when a product is sold out and can be ordered, as "Available in two weeks".',
  between: {
    from: { entity: 'gp.item', key: 'ClassKey', label: 'ClassKey', known: 'unlisted' },
    to: { entity: 'prestashop.soldOut', key: 'available_later', label: 'available_later', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

const soldOutSettings: Readonly<Record<string, Setting>> = {
  soldOutReplaces: textsSetting(
    'Texts of the shop that the hub may replace, each as it is there: those that it has set before, when the value map "sold-out-text" says others by now. "*": any text. A text that is not named here is a merchandiser’s and stays.',
    [],
  ),
  soldOutOverEdits: booleanSetting(
    'Whether a product can be ordered when it is sold out is set right again without a question where somebody changed it in the shop.',
    false,
  ),
  soldOutShared: booleanSetting(
    'Shops of a multistore that share their stock may be given it: they all do the same with what is sold out.',
    false,
  ),
}

export const soldOutProcess: Process = {
  id: 'sold-out',
  about: soldOutToShop.about,
  flows: [soldOutToShop],
  mappings: [soldOutFields],
  settings: soldOutSettings,
  valueMaps: [answersByClass, textsByClass],
}
