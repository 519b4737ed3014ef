import { AccessDenied, NeedsPerson } from '../../domain/errors.ts'

/**
 * What the Webservice key may read for the hub: the one list. `doctor` checks it, the README prints it, and a test holds
 * both against the resources that the connector asks for.
 */
export interface ReadRight {
  readonly resource: string
  /** `required`: without it orders wait until it is given. `optional`: orders go on, without what `without` says. */
  readonly need: 'required' | 'optional'
  /** What is not carried or not seen while the key may not read it, as a sentence. */
  readonly without: string
}

export const readRights: readonly ReadRight[] = [
  required('orders'),
  required('order_details'),
  required('order_states'),
  required('customers'),
  required('addresses'),
  required('countries'),
  required('currencies'),
  required('taxes'),
  // Store credit that pays an order would be taken for a discount: sales and tax are then lowered a second time.
  required('order_cart_rules'),
  optional(
    'cart_rules',
    'A voucher on one product or a gift is known by its amounts alone; where they fit several answers, its discount is spread over all lines, or the order is held.',
  ),
  optional('order_histories', 'A change of state that leaves the date of the order as it was is only found at night.'),
  optional(
    'order_payments',
    'How an order was paid is not seen: part payments, overpayments, other currencies. Later payments do not start it.',
  ),
  optional('order_carriers', 'Shipments that are added later do not start their order.'),
  optional(
    'order_slip',
    'Credit slips are not seen, before or after the transfer: only what the lines or the state of an order show.',
  ),
  optional('carriers', 'Sales orders carry no shipping method.'),
  optional('states', 'Addresses carry no state or province.'),
  optional(
    'configurations',
    'Order states are known by their flags alone, so that a cancelled order is not told from an unpaid one; the time zone is not checked, and the tax of gift wrapping is known by its amounts alone.',
  ),
  optional(
    'tax_rules',
    '"init" leaves the value map "tax-rate" empty, and a tax on shipping, wrapping or a line that no line names is asked for by its rate.',
  ),
  optional(
    'tax_rule_groups',
    'A tax rule group that is switched off is taken for one that adds its taxes, where prices of GP contain tax.',
  ),
  optional(
    'categories',
    'A product is made in a category that the shop perhaps does not have, where no page lists it.',
  ),
  optional('customer_threads', 'Parts of an order that are shipped cannot be told in its messages.'),
  optional('customer_messages', 'Parts of an order that are shipped cannot be told in its messages.'),
  optional('messages', 'What a customer wrote at the checkout is not carried.'),
  optional('customizations', 'What customers had written on a product is not carried.'),
  optional(
    'product_customization_fields',
    'The fields of customized products are known by their numbers alone, and what is mapped by their names is not carried.',
  ),
  optional('products', 'What a product is called by now is not shown beside an order line.'),
  optional('combinations', 'What a combination is called by now is not shown beside an order line.'),
  optional('manufacturers', 'No manufacturer of a product can be set by its name.'),
  optional('product_features', 'No feature of a product can be set.'),
  optional('product_feature_values', 'No feature of a product can be set.'),
  optional(
    'carts',
    'No address of an account can be set from GP: one that is being paid with would be taken from its cart.',
  ),
  optional('groups', 'No price can be set for a customer group.'),
  optional(
    'specific_prices',
    'No price can be set: not that of a product, nor one by customer group, currency and quantity.',
  ),
  optional(
    'shops',
    'Which other shops a multistore has is not known: no product and no combination is made in a shop that the connection names, and stock that groups of shops share is not set before its first order.',
  ),
  optional('stock_availables', 'Stock of the shop is not shown, and no change of it can be proposed.'),
]

const optionalRights = new Map(
  readRights.flatMap((right) => (right.need === 'optional' ? [[right.resource, right] as const] : [])),
)

/** As the back office names the right. */
export const viewRight = (resource: string) => `“View (GET)” for ${resource} (Advanced Parameters, Webservice)`

/** What was asked for; `instead` where the key may not read an optional resource. */
export async function ifAllowed<Found, Instead>(asked: Promise<Found>, instead: Instead): Promise<Found | Instead> {
  try {
    return await asked
  } catch (error) {
    if (optionalRightIn(error)) return instead
    throw error
  }
}

/** The optional right that a refusal names; undefined for every other failure. */
export const optionalRightIn = (error: unknown): ReadRight | undefined =>
  error instanceof AccessDenied && error.resource !== null ? optionalRights.get(error.resource) : undefined

/** The refusal of an optional right as a failure that stops nothing else. */
export function rightMissing({ resource, without }: ReadRight): NeedsPerson {
  return new NeedsPerson(
    'right_missing',
    `The Webservice key may not read ${resource}`,
    `Tick ${viewRight(resource)}. Until then: ${without}`,
    { subject: resource },
  )
}

function required(resource: string): ReadRight {
  return { resource, need: 'required', without: 'Orders are not carried.' }
}

function optional(resource: string, without: string): ReadRight {
  return { resource, need: 'optional', without }
}
