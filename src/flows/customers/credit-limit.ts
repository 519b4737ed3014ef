import { read, type Step } from '../../language/index.ts'

const currency = 'orElse(account.CreditLimitCurrency, "")'
const isAmount = 'orElse(account.CreditLimitType, "") == "Amount" && account.CreditLimit.orValue(dec("0")) != dec("0")'

/** Reads in which currency the shop keeps its amounts: a rate of 1 says nothing, since a new currency has that as well. */
export const shopCurrency: Step = read('prestashop.taxRulesGroup', '"0"', 'kept')

/** Amounts of accounts are in the default currency of the shop. A limit of `account` that names no currency is taken as it is. */
export const isInShopCurrency = `(!(${isAmount}) || ${currency} == "" || ${currency} == kept.currency)`
export const limitSays = `"It is customer " + account.Key + ": " + text(account.CreditLimit.orValue(dec("0"))) + " " + ${currency} + "."`
