import {
  booleanSetting,
  defineFlow,
  defineMapping,
  each,
  find,
  integerSetting,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textsSetting,
} from '../../language/index.ts'
import { lineItem } from '../line-item.ts'
import type { Process } from '../process.ts'
import { soldItem, unitOf } from '../sold-item.ts'

/** The row's product and combination, as an order line names them. */
const sold = 'row.id_product + ":" + row.id_product_attribute'
/** A combination goes by its own reference alone: that of its product would give each size the stock of all. */
const reference = '(size(variants) > 0 ? orElse(variants[0].reference, "") : product.reference)'
const { item, steps: ofOneItem } = soldItem(sold, reference)

/** A unit that is none of the item's, or units that may not be read, are never taken for pieces. */
const knownUnit = (named: string, units: string, item: string) =>
  `oneOf(${named}, ${units}.map(each, each.UofM), "GP item " + ${item} + " has no unit of measure \\"" + ${named} + "\\", so how much of it is one piece of the shop is not known.", "Correct the unit of this product in the value map \\"unit\\", or let the hub's GP user read units of measure; then replay the incident.")`

/** The unit that one piece of the shop is, as for the lines of an order, and the base units of GP in it. Of `stock`, `sold` and `reference`. */
const unitLets = {
  named: unitOf('sold', 'reference', 'stock'),
  units: 'stock.UnitsOfMeasure.orValue([])',
  unit: `size(stock.MadeOf.orValue([])) == 0 ? "" : ${knownUnit('named', 'units', 'stock.Key')}`,
  baseUnits:
    'units.exists(each, each.UofM == unit) ? units.filter(each, each.UofM == unit)[0].QuantityInBaseUofM : dec(1)',
}

/** What is in a pack, as an order line of it alone would name it. */
const insideSold = (inside: string) => `${inside}.product_id + ":" + ${inside}.product_attribute_id`
/** Its GP item, as that line would take it. */
function heldItem(inside: string): string {
  const product = insideSold(inside)
  const named = `${inside}.product_reference`
  return `(inValueMap("item", ${product}) || ${named} == "" ? valueMap("item", ${product}, ${named}) : inValueMap("item", ${named}) ? valueMap("item", ${named}) : ${named})`
}

/**
 * What can be sold of each product and combination becomes what GP has at the chosen sites, less what is promised. It starts
 * on the shop's stock rows, since those are what is sold, and finds each one's item as an order does. A round looks at a row
 * again when its number changed, its item or a component of its kit moved in GP, or an order of it came or was counted.
 */
const stockToShop = defineFlow({
  id: 'stock-to-shop',
  about: 'What GP has in stock at the chosen sites, less what is promised, becomes what the shop can sell.',
  on: 'prestashop.stockAvailable',
  schedule: { every: '2 minutes', missed: 'once' },
  bulk: {
    takes: 'line-to-taking',
    places: 'stockSites',
    watch: ['gp.itemStock', 'hub.uncounted'],
    // What runs out is set before what is plenty.
    first: 'after.quantity < before.quantity ? after.quantity : before.quantity',
    full: '24 hours',
    guards: [
      {
        id: 'to-zero',
        counts: 'before.quantity > 0 && after.quantity == 0',
        mostIs: 'stockToZeroMost',
        percentIs: 'stockToZeroPercent',
        // Of those that are in stock: where half of a catalogue is at 0 a share of all would be twice as many.
        of: 'before.quantity > 0',
        because: 'The round would set many products that can be sold to 0.',
        hint: 'See whether GP answers for the right company and sites, and whether a reconcile or a transfer is under way.',
      },
      {
        id: 'edited',
        counts: '!settings.stockOverEdits && before.quantity != written.quantity && after.quantity == written.quantity',
        leave: true,
        because: 'Stock that the hub had set was changed in the shop, and GP says what it said before.',
        hint: 'Correct the stock in GP, if the change is meant; or approve the proposal to set what GP says.',
      },
      {
        // More than half of what is sold, or 200 at once as for prices: a delivery is less. Sold too much cannot be taken back.
        id: 'raised',
        counts: 'after.quantity > before.quantity * 3 && after.quantity - before.quantity > 10',
        mostIs: 'stockRaisedMost',
        share: '0.5',
        because: 'The round would raise many products to more than three times of what the shop has.',
        hint: 'See whether pieces are counted as the shop sells them (the value map "unit", the setting sellingUnits), whether stockSites names the right sites, and whether a receipt in GP has too many. The first round may set all of them.',
      },
    ],
  },
  steps: [
    read('prestashop.stockAvailable', 'record', 'row'),
    stopUnless(
      'This stock is shared with other shops of the multistore, whose orders the hub does not know.',
      'row.id_shop != "0" || settings.stockShared',
      'Let each of those shops have its own integration with the same GP company and the same stockSites, so that what its orders hold is taken off, and set stockShared to true. Or let each shop have its own stock.',
    ),
    stopUnless(
      'No site is chosen, so no stock is known.',
      'size(settings.stockSites) > 0',
      'Name the GP sites that the shop sells from in the setting stockSites.',
    ),
    // An order that GP has allocated elsewhere lowers none of these numbers: its pieces would be offered again.
    stopUnless(
      'Orders are taken from a GP site whose stock the shop is not given.',
      'settings.stockElsewhere || settings.site == "" || settings.stockSites.exists(site, upper(site) == upper(settings.site))',
      'Name the same site in the settings site (of orders) and stockSites (of stock). Where the two differ on purpose, as for orders that a supplier sends, set stockElsewhere to true.',
    ),
    readIfThere('prestashop.product', 'row.id_product', 'product', 'The stock row belongs to no product.'),
    find('variants', {
      entity: 'prestashop.combination',
      where: { id: 'row.id_product_attribute == "0" ? "" : row.id_product_attribute' },
      most: 1,
    }),
    skipUnless('The stock row belongs to no combination.', 'row.id_product_attribute == "0" || size(variants) == 1'),
    skipUnless(
      'The shop computes the sum of the combinations.',
      'row.id_product_attribute != "0" || !product.has_combinations.orValue(false)',
    ),
    skipUnless('A virtual product has no stock.', '!product.is_virtual.orValue(false)'),
    // Others are sold by a number of their own: their item in GP, a kit or not, says how many there are.
    skipUnless(
      'The shop computes the stock of a pack by its products.',
      'product.cache_is_pack.orValue(false) ? shopPack(row.id_product).counted_alone.orValue(false) : true',
    ),
    ...ofOneItem,
    // Before GP's stock: an order that GP begins to count in between is then missing for one look, never sold twice.
    read('hub.uncounted', item, 'uncounted'),
    readIfThere('gp.itemStock', item, 'stock', 'GP has no item of this number.'),
    skipUnless('The item is of a kind that has no stock.', 'size(stock.Stock.orValue([])) > 0'),
    // An order of such a pack takes what is in it in the shop, and that item in GP: what is promised of the item is not known.
    stopUnless(
      'The shop counts this pack by its own number and by its products, and GP has it as an item of its own.',
      '!product.cache_is_pack.orValue(false) || !shopPack(row.id_product).counted_both.orValue(false) || stock.Stock.orValue([]).all(part, part.ItemKey != stock.Key)',
      'Its number stays as it is, and the pack is sold out at 0. Let the shop count it one way (the product, Quantities: only the pack, or only its products); or make the item a kit in GP.',
      '"It is " + stock.Key + "."',
    ),
    stopUnless(
      'The item, or a component of the kit, is not assigned to every chosen site.',
      'stock.Stock.orValue([]).all(part, settings.stockSites.all(site, part.Sites.exists(at, upper(at.WarehouseKey) == upper(site))))',
      'Assign it to the site in GP (Item Quantities Maintenance), or leave the site out of the setting stockSites. A site that says nothing is not the number 0.',
      '"It is " + stock.Key + ", and the sites are " + joined(settings.stockSites, ", ") + "."',
    ),
    find('promised', {
      ...{ entity: 'hub.uncounted', most: 200 },
      where: { key: 'stock.Stock.orValue([]).map(part, part.ItemKey)' },
    }),
    map('quantity', 'stock-to-shop'),
    set('quantity', 'prestashop.stockAvailable'),
  ],
})

/** Of a site of a component. */
const freeAt =
  '(at.IsInactive.orValue(false) ? dec(0) : at.OnHand - at.Allocated - (settings.stockLessBackOrders ? at.BackOrdered : dec(0)))'
/** Of a component: what shop orders hold of it. */
const promised = 'sum(promised.filter(one, one.key == part.ItemKey).map(one, one.quantity))'

const stockFields = defineMapping({
  id: 'stock-to-shop',
  about: 'Only the quantity is set: what happens to orders of what is sold out stays the shop’s.',
  from: {
    row: 'prestashop.stockAvailable',
    product: 'prestashop.product',
    uncounted: 'hub.uncounted',
    stock: 'gp.itemStock',
  },
  lists: { variants: 'prestashop.combination', promised: 'hub.uncounted' },
  to: 'prestashop.stockAvailable',
  let: {
    sold,
    reference,
    ...unitLets,
    // On hand less allocated, less what is back-ordered, and less what shop orders hold that GP does not count yet; of the item
    // itself also what they held before GP's stock was read. Of a kit: as often as its scarcest component lasts.
    atSites: `stock.Stock.orValue([]).map(part, (sum(part.Sites.filter(at, settings.stockSites.exists(site, upper(site) == upper(at.WarehouseKey))).map(at, ${freeAt})) - most(${promised}, upper(part.ItemKey) == upper(uncounted.key) ? uncounted.quantity : dec(0))) / part.Needed)`,
    inAll: 'smallest(atSites) / baseUnits',
    // A piece of the shop is taken from one site, as the line of its order is: parts of a kit, a case or a metre that lie apart make none.
    perSite: `settings.stockSites.map(site, dec(wholeDown(most(dec(0), smallest(stock.Stock.orValue([]).map(part, (sum(part.Sites.filter(at, upper(at.WarehouseKey) == upper(site)).map(at, ${freeAt})) - (upper(site) == upper(settings.site) ? ${promised} : dec(0))) / part.Needed)) / baseUnits))))`,
    inPieces: 'least(inAll, sum(perSite))',
    free: 'inPieces - dec(settings.stockSafety)',
    // GP refuses orders of it; the process discontinued can take only whole products out of the shop.
    isSold:
      '!stock.IsInactive.orValue(false) && (settings.stockOfDiscontinued || !stock.IsDiscontinued.orValue(false))',
    whole: 'isSold ? wholeDown(most(dec(0), free)) : 0',
  },
  fields: {
    id: 'row.id',
    // While an order cannot be read there may be more that is sold: the number may fall, but not rise.
    quantity: '(uncounted.complete && promised.all(one, one.complete)) || whole < row.quantity ? whole : row.quantity',
  },
})

/** As the line of the sales order: the same item, and the same unit of it. */
const takingFields = defineMapping({
  id: 'line-to-taking',
  about:
    'What one piece of an order line takes from stock in GP, in base units: the item itself, or the components of a kit.',
  from: { order: 'prestashop.order' },
  to: 'hub.taking',
  let: {
    row: 'order.order_details[0]',
    ...lineItem,
    // A pack of the shop takes what is in it, whether GP knows the pack as an item or not.
    contents: 'shopPack(row.product_id).contents',
    stock: `gpItemStock(size(contents) > 0 ? ${heldItem('contents[0]')} : itemKey)`,
    sold: 'product',
    reference: 'row.product_reference',
    ...unitLets,
    unit: `size(contents) > 0 ? "" : ${unitLets.unit}`,
  },
  fields: {
    key: 'order.id',
    parts: each('stock.MadeOf.orValue([]).filter(one, size(contents) == 0)', 'part', {
      item: 'part.ItemKey',
      units: 'part.Needed * baseUnits',
    }),
    contents: each(
      'contents',
      'inside',
      {
        item: 'heldItem',
        units: 'heldBaseUnits * inside.quantity',
        parts: each('held.MadeOf.orValue([])', 'part', { item: 'part.ItemKey', units: 'part.Needed' }),
      },
      {
        heldItem: heldItem('inside'),
        held: 'gpItemStock(heldItem)',
        heldNamed: unitOf(insideSold('inside'), 'inside.product_reference', 'held'),
        heldUnits: 'held.UnitsOfMeasure.orValue([])',
        heldUnit: `size(held.MadeOf.orValue([])) == 0 ? "" : ${knownUnit('heldNamed', 'heldUnits', 'held.Key')}`,
        heldBaseUnits:
          'heldUnits.exists(each, each.UofM == heldUnit) ? heldUnits.filter(each, each.UofM == heldUnit)[0].QuantityInBaseUofM : dec(1)',
      },
    ),
  },
})

const stockSettings: Readonly<Record<string, Setting>> = {
  stockSites: textsSetting(
    'The GP sites that the shop sells from. Their stock is added up. None: no stock is written.',
    [],
  ),
  stockToZeroMost: integerSetting('The most products in stock that a round may set to 0 without a person.', 50),
  stockToZeroPercent: integerSetting(
    'The most products that a round may set to 0 without a person, as a percentage of those in stock. Three may always be.',
    5,
  ),
  stockRaisedMost: integerSetting(
    'The most products that a round may raise to more than three times of what the shop has without a person.',
    200,
  ),
  stockSafety: integerSetting('Pieces of each product that are never offered, in the unit that the shop sells.', 0),
  stockShared: booleanSetting(
    'Shops of a multistore that share their stock may be given it. Orders of a shop without an integration in this hub are only taken off when GP counts them.',
    false,
  ),
  stockElsewhere: booleanSetting(
    'Orders may be taken from a site (setting site) that is none of stockSites: what is sold lowers the stock of the shop only until GP has the order.',
    false,
  ),
  stockOverEdits: booleanSetting(
    'Stock that somebody changed in the shop is set right by the next round. Without, it stays as it is until GP says another number, and a proposal lists it: meanwhile more may be sold than there is.',
    true,
  ),
  stockOfDiscontinued: booleanSetting(
    'What GP has left of a discontinued item is offered. Without, the item is sold out in the shop: GP refuses orders of it.',
    false,
  ),
  stockLessBackOrders: booleanSetting(
    'Goods that GP has back-ordered are promised: they are taken off. Without: only what is allocated.',
    true,
  ),
}

export const stockProcess: Process = {
  id: 'stock',
  about: stockToShop.about,
  flows: [stockToShop],
  mappings: [stockFields, takingFields],
  settings: stockSettings,
}
