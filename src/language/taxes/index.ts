export { type PricedOrder, readShopOrder } from './shop-order.ts'
export {
  baseOf,
  type Candidate,
  money,
  type Part,
  partName,
  type Split,
  type SplitLine,
  type SplitRow,
  splitTaxes,
} from './split.ts'
export { type Tax, taxName } from './tax-set.ts'
