import { unitOf } from './sold-item.ts'

/**
 * The GP item of an order line, `row`. A product without a reference, or one that shares it with another, is named by its own
 * numbers. One place for it: what a line takes from stock is what its sales order will take.
 */
export const lineItem = {
  product: 'row.product_id + ":" + row.product_attribute_id',
  itemKey:
    'inValueMap("item", product) || row.product_reference == "" ? valueMap("item", product, row.product_name) : inValueMap("item", row.product_reference) ? valueMap("item", row.product_reference) : row.product_reference',
}

/**
 * That item as it is in GP, and the unit that one piece of the shop is. GP would take its default selling unit: one piece of
 * the shop must not become one case.
 */
export const lineUnit = {
  item: 'gpItem(itemKey)',
  named: unitOf(lineItem.product, 'row.product_reference'),
  units: 'item.UnitsOfMeasure.orValue([]).map(each, each.UofM)',
  // Where the units cannot be read, only the value map or the setting names one. What no one names is asked about: without a unit
  // three pieces become three cases, at the price of pieces.
  unit: 'size(units) == 0 && named != "" ? named : size(units) == 0 ? oneOf(named, units, "The units of measure of GP item " + itemKey + " are not known: without a unit GP takes its default selling unit, as a case for a piece.", "Give the role of the hub\'s GP user the right to read units of measure schedules (GetUofMScheduleByKey), and the item a schedule; then replay the incident. Or name the unit of this product in the value map \\"unit\\".") : oneOf(named, units, "GP item " + itemKey + " has no unit of measure \\"" + named + "\\".", "Correct the unit of this product in the value map \\"unit\\", or add it to the item\'s unit of measure schedule in GP; then replay the incident.")',
  currencies: 'item.Currencies.orValue([]).filter(each, each.CurrencyKey == order.currency.iso_code)',
}
