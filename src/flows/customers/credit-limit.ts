import { find, type Step } from '../../language/index.ts'

const currency = 'orElse(account.CreditLimitCurrency, "")'
const isAmount = 'orElse(account.CreditLimitType, "") == "Amount" && account.CreditLimit.orValue(dec("0")) != dec("0")'

/** Finds the currency of the credit limit of `account` in the shop. @param when the limit is looked at */
export const limitCurrency = (when: string): Step =>
  find('limitCurrencies', {
    ...{ entity: 'prestashop.currency', most: 20 },
    where: { iso_code: `[${currency}].filter(one, one != "" && ${when} && ${isAmount})`, deleted: '"0"' },
  })

/** Amounts of accounts are in the default currency of the shop, of which a unit is one. A limit that names no currency is taken as it is. */
export const isInShopCurrency = `(!(${isAmount}) || ${currency} == "" || limitCurrencies.exists(one, one.conversion_rate == dec("1")))`
export const limitSays = `"It is customer " + account.Key + ": " + text(account.CreditLimit.orValue(dec("0"))) + " " + ${currency} + "."`
