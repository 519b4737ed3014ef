import {
  booleanSetting,
  defineFlow,
  defineMapping,
  map,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textsSetting,
  type ValueMap,
} from '../../language/index.ts'
import { priceLevels } from '../prices/groups.ts'
import type { Process } from '../process.ts'
import { accountAddressFields, addressSettings, addressToAccount } from './addresses.ts'
import { isInShopCurrency, limitSays, shopCurrency } from './credit-limit.ts'
import { shopCountries } from './in-shop.ts'
import { linkedAccount } from './linked-account.ts'
import { customerToNewAccount, newAccountFields, newAccountSettings } from './new-account.ts'

const taxNumber = 'orElse(account.TaxRegistrationNumber, "")'
/** The hub has named the customer in GP after the account, cut to what fits there; or the name is that of a person. */
const namedByShop =
  '(part(orElse(account.UserDefined2, ""), " ", 0) == settings.marker || (orElse(customer.company, "") == "" && plain(account.Name) == plain(customer.firstname + customer.lastname)))'
/** Fields of an account that GP may own, and what each is there. Of `account`; one that GP says nothing of stays as it is. */
const ofGp = {
  company: `${namedByShop} ? customer.company : unlessEmpty(without(account.Name, "<>={}"))`,
  // The shop's field is shorter.
  siret: `size(${taxNumber}) > 14 ? customer.siret : unlessEmpty(${taxNumber})`,
  max_payment_days:
    'inValueMap("payment-days", orElse(account.PaymentTermsKey, "")) ? valueMap("payment-days", orElse(account.PaymentTermsKey, "")) : customer.max_payment_days',
  outstanding_allow_amount:
    'orElse(account.CreditLimitType, "") == "Amount" ? account.CreditLimit.orValue(customer.outstanding_allow_amount) : orElse(account.CreditLimitType, "") == "No Credit" ? dec("0") : customer.outstanding_allow_amount',
  // Only ever closed: who comes back is let in again by the shop.
  active: 'customer.active && account.IsActive.orValue(true)',
} as const
const isOfGp = (field: string) => `settings.customerFieldsOfGp.exists(one, one == "${field}")`
const anyOfGp = (says: (field: (of: string) => string) => string) =>
  Object.keys(ofGp)
    .map((field) => {
      const its = (of: string) =>
        field === 'company' || field === 'siret' ? `orElse(${of}.${field}, "")` : `${of}.${field}`
      return `(${isOfGp(field)} && ${says(its)})`
    })
    .join(' || ')
const moved = anyOfGp((field) => `${field('before')} != ${field('after')}`)
/** Each field by itself: what GP has changed of the others hides no edit. */
const edited = anyOfGp(
  (field) => `${field('before')} != ${field('written')} && ${field('after')} == ${field('written')}`,
)

/**
 * Company, terms and credit limit of a customer in GP become those of its account in the shop, as far as the setting
 * customerFieldsOfGp says that GP owns them. It starts on the accounts that are linked to a customer of GP; nobody else is
 * touched. Person and e-mail address are the customer's own: they sign in by them.
 */
const customerToAccount = defineFlow({
  id: 'customer-to-account',
  about: 'Company, terms and credit limit of a customer in GP become those of its account in the shop.',
  on: 'prestashop.customer',
  schedule: { every: '30 minutes', missed: 'once' },
  bulk: {
    watch: ['gp.customer'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: moved,
        most: 20,
        because: 'The round would change many accounts of the shop.',
        hint: 'The first round may. See whether the company, its customers and the value map "payment-days" are the right ones.',
      },
      {
        id: 'edited',
        counts: `!settings.customersOverEdits && (${edited})`,
        most: 0,
        eachTime: true,
        because: 'Accounts that the hub had set are others in the shop by now, and GP says what it said before.',
        hint: 'If the change in the shop is meant, make it in GP (Customer Maintenance), or take the field out of the setting customerFieldsOfGp. Resolve the incident to have them put back.',
      },
    ],
  },
  steps: [
    ...linkedAccount,
    skipUnless('GP owns no field of accounts.', 'size(settings.customerFieldsOfGp) > 0'),
    shopCurrency,
    stopUnless(
      'The credit limit in GP is in another currency than the amounts of the shop.',
      `!${isOfGp('outstanding_allow_amount')} || ${isInShopCurrency}`,
      'The shop keeps the limit in its default currency, and GP in its functional one. Take outstanding_allow_amount out of the setting customerFieldsOfGp, and enter the limits in the shop by hand; correct those there that the hub has set before.',
      limitSays,
    ),
    map('changed', 'customer-to-account'),
    set('changed', 'prestashop.customer'),
  ],
})

const owned = (field: keyof typeof ofGp) => `${isOfGp(field)} ? (${ofGp[field]}) : customer.${field}`
const accountFields = defineMapping({
  id: 'customer-to-account',
  about: 'What GP owns of an account, by the setting customerFieldsOfGp; the rest stays as the shop has it.',
  from: { customer: 'prestashop.customer', account: 'gp.customer' },
  to: 'prestashop.customer',
  fields: {
    id: 'customer.id',
    company: owned('company'),
    siret: owned('siret'),
    max_payment_days: owned('max_payment_days'),
    outstanding_allow_amount: owned('outstanding_allow_amount'),
    active: owned('active'),
  },
})

const paymentDays: ValueMap = {
  format: 1,
  id: 'payment-days',
  about:
    'Payment terms of GP → days that the account of the shop may take to pay. Of other terms the account keeps its days.',
  between: {
    from: { entity: 'gp.paymentTerms', key: 'Key', label: 'Key' },
    to: { entity: 'prestashop.customer', key: 'max_payment_days', label: 'max_payment_days', known: 'unlisted' },
  },
  otherwise: {},
  entries: [],
}

const accountSettings: Readonly<Record<string, Setting>> = {
  customerFieldsOfGp: textsSetting(
    'Fields of an account that GP owns: company (not of customers whom the hub has made in GP, nor of persons), siret (the tax registration number, of up to 14 characters), max_payment_days, outstanding_allow_amount (the credit limit), active (the account of a customer who is inactive in GP is closed, and opened again by people alone). The others are the customer’s.',
    ['company', 'max_payment_days', 'outstanding_allow_amount'],
    ['company', 'siret', 'max_payment_days', 'outstanding_allow_amount', 'active'],
  ),
  customersOverEdits: booleanSetting(
    'What somebody changed of these fields in the shop is set right again without a question.',
    false,
  ),
}

export const customersProcess: Process = {
  id: 'customers',
  about: customerToAccount.about,
  flows: [customerToAccount, customerToNewAccount, addressToAccount],
  mappings: [accountFields, newAccountFields, accountAddressFields],
  settings: { ...accountSettings, ...newAccountSettings, ...addressSettings },
  valueMaps: [paymentDays, priceLevels, shopCountries],
}
