import { type EntityName, memberOf, type RecordRef } from '../../../domain/record.ts'
import { groupPricesKey } from '../group-prices.ts'
import { newAccountKey, newAccountKeyForm } from '../new-accounts.ts'
import { newProductKey, newProductKeyForm } from '../new-products.ts'

/** Keys that are no number alone, and how they look. */
const otherKeys: Readonly<Record<EntityName, { readonly form: RegExp; readonly reason: string }>> = {
  'prestashop.groupPrices': {
    form: groupPricesKey,
    reason: 'must be the number of a product in the shop, or with that of a combination as "12:34"',
  },
  'prestashop.brandName': { form: /^(?=\S)[^<>;={}[\]|]{1,64}$/u, reason: 'must be a name of a manufacturer' },
  'prestashop.featureValue': {
    form: /^[^\t]{1,128}(\t[^\t]{1,255})?$/u,
    reason: 'must be a feature and a value of it, with a tab between them',
  },
  'prestashop.newAccount': { form: newAccountKey, reason: newAccountKeyForm },
  'prestashop.newProduct': { form: newProductKey, reason: newProductKeyForm },
  'prestashop.newCombination': { form: newProductKey, reason: newProductKeyForm },
}
/** Whether the shop may have a record under this key. */
export const isKey = ({ entity, key }: RecordRef): boolean =>
  (memberOf(otherKeys, entity)?.form ?? /^\d{1,10}$/).test(key)
export const keyForm = ({ entity }: RecordRef): string =>
  memberOf(otherKeys, entity)?.reason ?? 'must be the number of a record in the shop'
