import { type Step, stopUnless } from '../../language/index.ts'

/** Prices in GP are amounts for this item. Of `item`. */
export const pricedByAmount: Step = stopUnless(
  'GP computes the price of this item from a percentage.',
  'orElse(item.PriceMethod, "Currency Amount") == "Currency Amount"',
  'Give it a price method of Currency Amount in GP (Item Maintenance), or leave its price to the shop: take its reference out of the shop’s product, or switch the flow off.',
)

/** Of a price list of GP. */
export const isSold = (list: string) =>
  `orElse(${list}.UofMSalesOption, "") != "Unit Of Measure Not Available For Sales Purposes"`

/** @param isSold of each price list that is read */
export const soldInUnit = (isSold: string): Step =>
  stopUnless(
    'GP does not sell the item in the unit of this price.',
    isSold,
    'Let GP sell it in this unit (Item Price List Maintenance, unit of measure option); or name the unit that one piece of the shop is in the value map "unit".',
  )

/** @param of `product` or `variant` */
export const withoutEcotax = (of: 'product' | 'variant'): Step =>
  stopUnless(
    `The ${of === 'product' ? 'product' : 'combination'} has an eco tax, which the shop adds to the price.`,
    `${of}.ecotax.orValue(dec(0)) == dec(0)`,
    'Set its price in the shop by hand: what GP says is not what a visitor would see.',
  )
