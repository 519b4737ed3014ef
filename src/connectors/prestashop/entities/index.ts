import type { EntitySchema } from '../../../domain/entity.ts'
import { accountAddress } from './account-address.ts'
import { address } from './address.ts'
import { customer } from './customer.ts'
import { groupPrices } from './group-prices.ts'
import { newAccount } from './new-account.ts'
import { newCombination, newProduct } from './new-product.ts'
import { order } from './order.ts'
import { customerMessage, customerThread, orderCarrier, orderHistory, orderPayment, orderSlip } from './order-parts.ts'
import { combination, pack, product, stockAvailable } from './product.ts'
import { brandName, feature, featureValue, productTraits } from './product-traits.ts'
import { carrier, country, currency, group, manufacturer, orderState, state, tax, taxRulesGroup } from './reference.ts'
import { soldOut } from './sold-out.ts'

/** Every entity that can be read from the shop, by name without the system. */
export const prestashopEntities: Readonly<Record<string, EntitySchema>> = {
  order,
  orderPayment,
  orderHistory,
  orderCarrier,
  orderSlip,
  customerThread,
  customerMessage,
  customer,
  address,
  newAccount,
  accountAddress,
  product,
  combination,
  pack,
  newProduct,
  newCombination,
  stockAvailable,
  soldOut,
  group,
  groupPrices,
  manufacturer,
  brandName,
  productTraits,
  feature,
  featureValue,
  carrier,
  currency,
  country,
  state,
  orderState,
  tax,
  taxRulesGroup,
}
