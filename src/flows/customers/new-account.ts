import {
  askOnceUnless,
  defineFlow,
  defineMapping,
  find,
  group,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textSetting,
  textsSetting,
} from '../../language/index.ts'
import { isInShopCurrency, shopCurrency } from './credit-limit.ts'
import { countryOfGp as country, countryId, inShop } from './in-shop.ts'

const { company, firstname, lastname } = inShop
const email = 'orElse(place.EmailToAddress, "")'
const vat = 'orElse(account.TaxRegistrationNumber, "")'
const ofLevel = 'mappedTo("price-level", orElse(account.PriceLevelKey, "")).filter(one, one != "0")'

/** What is made already is looked for no more. */
const unlessMade = (text: string) => `made.is_there ? "" : ${text}`
/** Accounts that may be this customer's; not the one that an attempt of before has made of it by half. */
const others = (list: string) =>
  `${list}.filter(one, !one.is_guest && one.id != orElse(made.id_customer, "0")).map(one, one.id)`
const ofPlaces = (list: string) =>
  `${list}.filter(one, !one.deleted && one.id_customer != "0" && one.id_customer != orElse(made.id_customer, "0")).map(one, one.id_customer)`
const sameEmail = others('byEmail')
const kept = (list: string) => `${list}.filter(one, !one.deleted.orValue(false))`
const sameVat = ofPlaces('byVat')
const samePlaceOf = (list: string) =>
  others(
    `${list}.filter(one, places.exists(its, its.id_customer == one.id && plain(orElse(its.postcode, "")) == plain(orElse(place.PostalCode, "")) && plain(orElse(its.postcode, "")) != ""))`,
  )
const samePlace = samePlaceOf('byName')
/** The shop makes no second account of the e-mail address either. */
const isDeleted = `size(${sameEmail}) > size(${others(kept('byEmail'))})`
const unlinked = (ids: string) => `(${ids}).filter(one, !isLinked("gp.customer", "prestashop.customer", one))`

/**
 * A customer of GP who has no account in the shop gets one there: with company, person, address, group and terms, and with a
 * password that nobody knows. The customer asks the shop for a password of their own ("Forgot your password?"); the shop mails
 * nobody by itself. It is only done for the customer classes of the setting newAccountClasses, and an account is made once, and
 * never changed or taken back.
 */
export const customerToNewAccount = defineFlow({
  id: 'customer-to-new-account',
  about: 'A customer of GP who has no account in the shop gets one, with a password that nobody knows.',
  on: 'gp.customer',
  schedule: { every: '1 hour', missed: 'once' },
  bulk: {
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: '!before.is_there',
        most: 5,
        because: 'The round would make accounts in the shop for customers of GP.',
        hint: 'The first round does. See whether the classes in the setting newAccountClasses are those of customers who shall order in the shop, and whether the shop still has its customers.',
      },
    ],
  },
  steps: [
    read('gp.customer', 'record', 'listed'),
    skipUnless(
      'No class of customers gets accounts: the setting newAccountClasses is empty.',
      'size(settings.newAccountClasses) > 0',
    ),
    skipUnless(
      'Its class is none of the setting newAccountClasses.',
      'settings.newAccountClasses.exists(one, upper(one) == upper(orElse(listed.ClassKey, "")))',
    ),
    read('prestashop.newAccount', 'listed.Key', 'made'),
    skipUnless(
      'The customer is linked to an account of the shop.',
      'made.is_there || size(linkedFrom("prestashop.customer", "gp.customer", listed.Key)) == 0',
    ),
    skipUnless(
      'The customer is inactive or on hold in GP.',
      'made.is_there || listed.IsActive.orValue(true) && !listed.IsOnHold.orValue(false)',
    ),
    readIfThere('gp.customer', 'listed.Key', 'account', 'GP has no customer of this number.'),
    readIfThere(
      'gp.customerAddress',
      'account.Key + "/" + orElse(account.BillToAddressKey, orElse(account.DefaultAddressKey, ""))',
      'place',
      'GP has no address of the customer.',
    ),
    skipUnless('GP has no e-mail address of the customer.', `made.is_there || ${email} != ""`),
    stopUnless(
      'What GP has as the e-mail address of the customer is not one address.',
      `made.is_there || isEmail(${email})`,
      'Correct it in GP (Customer Address Maintenance, the globe: Internet Information, To). The customer signs in by it, so it must be one alone.',
      '"It is customer " + listed.Key + "."',
    ),
    find('byEmail', {
      ...{ entity: 'prestashop.customer', most: 5, tooMany: 'first' },
      where: { email: unlessMade(email) },
    }),
    find('byVat', {
      ...{ entity: 'prestashop.address', most: 20, tooMany: 'first' },
      where: { vat_number: unlessMade(vat) },
    }),
    find('byName', {
      ...{ entity: 'prestashop.customer', most: 20, tooMany: 'first' },
      where: { company: unlessMade(company) },
    }),
    find('places', {
      ...{ entity: 'prestashop.address', most: 100, tooMany: 'first' },
      where: { id_customer: 'byName.map(one, one.id)' },
    }),
    askOnceUnless(
      'The shop has perhaps an account of this customer already.',
      `size(${sameEmail}) + size(${sameVat}) + size(${samePlace}) == 0`,
      'If it is the same customer, link it: approve the proposal, or "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: an account is made, unless the e-mail address is taken.',
      `"Customer " + listed.Key + " of GP has the e-mail address, the VAT number, or name and postcode, of account " + joined(${sameEmail} + ${sameVat} + ${samePlace}, " and of ") + " of the shop." + (${isDeleted} ? " An account that the merchant has deleted has the e-mail address; the shop makes no second one with it." : "")`,
      {
        ...{ of: 'account', to: 'prestashop.customer', back: true },
        ...{ sure: unlinked(others(kept('byEmail'))), because: 'It has the same e-mail address.' },
        ...{
          perhaps: unlinked(`${sameVat} + ${samePlaceOf(kept('byName'))}`),
          perhapsBecause: 'It has the same VAT number, or the same name and postcode.',
        },
      },
    ),
    skipUnless(
      'Another account of the shop has the e-mail address; a person has looked at both.',
      `size(${sameEmail}) == 0`,
    ),
    find('countries', {
      ...{ entity: 'prestashop.country', most: 2, tooMany: 'first' },
      where: { name: `made.is_there || inValueMap("shop-country", ${country}) ? "" : ${country}` },
    }),
    stopUnless(
      'The shop has no country of the name that GP has in the address.',
      `made.is_there || ${countryId} != "0"`,
      'Name the country in the value map "shop-country"; where the address in GP has none, enter it there.',
      `"It is customer " + listed.Key + " in “" + ${country} + "”."`,
    ),
    find('states', {
      ...{ entity: 'prestashop.state', most: 50, tooMany: 'first' },
      where: { iso_code: unlessMade('orElse(place.State, "")') },
    }),
    shopCurrency,
    map('newAccount', 'customer-to-new-account'),
    set('newAccount', 'prestashop.newAccount'),
  ],
})

const once = (field: string, value: string) => `made.is_there ? made.${field} : ${value}`
const onceInAddress = (field: string, value: string) => `made.is_there ? made.address.${field} : ${value}`
export const newAccountFields = defineMapping({
  id: 'customer-to-new-account',
  about: 'What an account is made with. Of one that is there nothing is changed.',
  from: {
    made: 'prestashop.newAccount',
    account: 'gp.customer',
    place: 'gp.customerAddress',
    kept: 'prestashop.taxRulesGroup',
  },
  lists: { countries: 'prestashop.country', states: 'prestashop.state' },
  to: 'prestashop.newAccount',
  fields: {
    number: 'made.number',
    is_there: 'true',
    address_key: once('address_key', 'place.Key'),
    email: once('email', email),
    firstname: once('firstname', firstname),
    lastname: once('lastname', lastname),
    company: once('company', company),
    siret: once('siret', `size(${vat}) <= 14 ? ${vat} : ""`),
    id_default_group: once('id_default_group', `size(${ofLevel}) == 1 ? ${ofLevel}[0] : settings.newAccountGroup`),
    max_payment_days: once(
      'max_payment_days',
      'inValueMap("payment-days", orElse(account.PaymentTermsKey, "")) ? valueMap("payment-days", orElse(account.PaymentTermsKey, "")) : "0"',
    ),
    outstanding_allow_amount: once(
      'outstanding_allow_amount',
      `${isInShopCurrency} ? account.CreditLimit.orValue(dec("0")) : dec("0")`,
    ),
    address: group(
      Object.fromEntries(Object.entries(inShop).map(([field, value]) => [field, onceInAddress(field, value)])),
    ),
  },
})

export const newAccountSettings: Readonly<Record<string, Setting>> = {
  newAccountClasses: textsSetting(
    'Customer classes of GP whose customers get an account in the shop. None: no account is made.',
    [],
  ),
  newAccountGroup: textSetting(
    'Number of the customer group of a new account whose price level is that of no group, or of several.',
    '3',
  ),
}
