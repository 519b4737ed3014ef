import { customerGroupsProcess } from './customer-groups/index.ts'
import { customersProcess } from './customers/index.ts'
import { discontinuedProcess } from './discontinued/index.ts'
import { itemDetailsProcess } from './item-details/index.ts'
import { itemNamesProcess } from './item-names/index.ts'
import { newProductsProcess } from './new-products/index.ts'
import { paymentsProcess } from './payments/index.ts'
import { payoutsProcess } from './payouts/index.ts'
import { groupPricesProcess } from './prices/groups.ts'
import { pricesProcess } from './prices/index.ts'
import type { Process } from './process.ts'
import { refundsProcess } from './refunds/index.ts'
import { shipmentsProcess } from './shipments/index.ts'
import { shopCustomersProcess } from './shop-customers/index.ts'
import { soldOutProcess } from './sold-out/index.ts'
import { stockProcess } from './stock/index.ts'
import { unpaidOrdersProcess } from './unpaid-orders/index.ts'

/** Beside the standard, which carries orders: what an integration can be given with "ledgerline processes add PROCESS FOLDER". */
export const processes: readonly Process[] = [
  stockProcess,
  soldOutProcess,
  pricesProcess,
  groupPricesProcess,
  customerGroupsProcess,
  customersProcess,
  shopCustomersProcess,
  itemNamesProcess,
  itemDetailsProcess,
  newProductsProcess,
  discontinuedProcess,
  unpaidOrdersProcess,
  paymentsProcess,
  payoutsProcess,
  refundsProcess,
  shipmentsProcess,
]
