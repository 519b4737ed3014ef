import {
  askOnceUnless,
  defineFlow,
  defineMapping,
  find,
  map,
  read,
  readIfThere,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textsSetting,
} from '../../language/index.ts'
import { countryId, countryOfGp, inShop } from './in-shop.ts'

const placeFields = ['address1', 'address2', 'postcode', 'city', 'id_country', 'id_state'] as const
/** What GP may own, by the names that the setting takes, and the fields of each. */
const parts = {
  company: ['company'],
  name: ['firstname', 'lastname'],
  vat_number: ['vat_number'],
  phone: ['phone'],
  address: placeFields,
} as const
const isOfGp = (part: keyof typeof parts) => `settings.addressFieldsOfGp.exists(one, one == "${part}")`

/** Where GP says nothing of it, the shop's stays. A street alone is no place. */
const isSaid = {
  company: `${inShop.company} != ""`,
  name: 'orElse(place.ContactPerson, "") != ""',
  vat_number: `${inShop.vat_number} != ""`,
  phone: `${inShop.phone} != ""`,
  address: `${inShop.address1} != "" && ${inShop.city} != ""`,
} as const satisfies Record<keyof typeof parts, string>

const fields = Object.fromEntries(
  (Object.entries(parts) as [keyof typeof parts, readonly (keyof typeof inShop)[]][]).flatMap(([part, its]) =>
    its.map((field) => [
      field,
      `${isOfGp(part)} && ${isSaid[part]} && !there.in_cart.orValue(false) ? (${inShop[field]}) : there.${field}`,
    ]),
  ),
)
const differ = (one: string, other: string) =>
  Object.keys(fields)
    .map((field) => `${one}.${field} != ${other}.${field}`)
    .join(' || ')

const as = (...texts: readonly string[]) => `plain(joined([${texts.join(', ')}], ""))`
const ofPlace = (...names: readonly string[]) => names.map((name) => `orElse(place.${name}, "")`)
const vat = 'orElse(account.TaxRegistrationNumber, "")'
/** Enough to tell two numbers apart: a question shows no more of them. */
const endOf = (text: string) => `${text}.substring(size(${text}) > 4 ? size(${text}) - 4 : 0)`
/** Whether a part is different from what the hub has set last: its fields by their names, as hub.lastSent lists them. */
const isNotAsSent = (part: keyof typeof parts) => {
  const its = [...parts[part]].sort()
  const sent = `lastSent.fields.filter(sent, sent.field in ${JSON.stringify(its)}).map(sent, sent.sentText)`
  return `${sent} != [${its.map((field) => `there.${field}`).join(', ')}]`
}
/** What is compared; the VAT number asks by itself. Blanks, letter case and signs count for nothing. */
const compared: readonly (readonly [part: keyof typeof parts, inShop: string, inGp: string])[] = [
  ['company', as('there.company'), as('account.Name')],
  ['name', as('there.firstname', 'there.lastname'), as(...ofPlace('ContactPerson'))],
  ['phone', as('there.phone'), as(...ofPlace('Phone1'))],
  [
    'address',
    as(...['address1', 'address2', 'postcode', 'city'].map((field) => `there.${field}`)),
    as(...ofPlace('Line1', 'Line2', 'Line3', 'PostalCode', 'City')),
  ],
]
/** Somebody has changed in the shop what GP owns, and GP says something else. */
const changedThere = compared
  .map(([part, inShop, inGp]) => `(${isOfGp(part)} && ${inShop} != ${inGp} && ${isNotAsSent(part)})`)
  .join(' || ')

/**
 * An address of a customer in GP becomes that of its account in the shop, as far as the setting addressFieldsOfGp says that GP owns
 * it. It starts on addresses of the shop that are linked to one that people keep in GP: the hub has linked those that it made with
 * an account. What a customer has entered in the shop, the hub has made in GP under its marker: that stays the customer's.
 */
export const addressToAccount = defineFlow({
  id: 'address-to-account',
  about: 'An address of a customer in GP becomes that of its account in the shop, and old orders keep theirs.',
  on: 'prestashop.address',
  schedule: { every: '30 minutes', missed: 'once' },
  bulk: {
    watch: ['gp.customer'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: differ('before', 'after'),
        most: 20,
        because: 'The round would change many addresses of accounts.',
        hint: 'The first round may. See whether the company and its customers are the right ones.',
      },
    ],
  },
  steps: [
    read('prestashop.address', 'record', 'address'),
    skipUnless('GP owns no field of addresses.', 'size(settings.addressFieldsOfGp) > 0'),
    skipUnless(
      'The address is not linked to one of GP.',
      'isLinked("gp.customerAddress", "prestashop.address", address.id)',
    ),
    readIfThere(
      'gp.customerAddress',
      'link("gp.customerAddress", "prestashop.address", address.id)',
      'place',
      'GP has no address of this key.',
    ),
    skipUnless(
      'The hub has made the address in GP of the one in the shop, which is its customer’s.',
      'part(orElse(place.UserDefined2, ""), " ", 0) != settings.marker',
    ),
    readIfThere('gp.customer', 'place.CustomerKey', 'account', 'GP has no customer of this number.'),
    readIfThere('prestashop.accountAddress', 'address.id', 'there', 'The address is not in the shop any more.'),
    find('countries', {
      ...{ entity: 'prestashop.country', most: 2, tooMany: 'first' },
      where: {
        name: `${isOfGp('address')} && !inValueMap("shop-country", ${countryOfGp}) ? ${countryOfGp} : ""`,
      },
    }),
    stopUnless(
      'The shop has no country of the name that GP has in the address.',
      `!${isOfGp('address')} || !(${isSaid.address}) || ${countryId} != "0"`,
      'Name the country in the value map "shop-country"; where the address in GP has none, enter it there.',
      `"It is address " + place.Key + " in “" + ${countryOfGp} + "”."`,
    ),
    find('states', {
      ...{ entity: 'prestashop.state', most: 50, tooMany: 'first' },
      where: { iso_code: `${isOfGp('address')} ? orElse(place.State, "") : ""` },
    }),
    read('hub.lastSent', '"address-to-account " + address.id', 'lastSent'),
    askOnceUnless(
      'The address was changed in the shop since it was made, or since the hub has set it, and GP says something else.',
      `(address.date_add.hasValue() && address.date_add.value() == address.date_upd) || !(${changedThere})`,
      'Compare both. If the shop is right, correct the address in GP (Customer Address Maintenance) first. Then resolve the incident: what GP says is set in the shop.',
      '"It is address " + address.id + " of the shop, changed on " + day(address.date_upd, settings.timezone) + ", " + text(secondsBetween(address.date_upd, address.date_add.orValue(address.date_upd))) + " s after it was made, and " + place.Key + " of GP."',
    ),
    askOnceUnless(
      'The VAT number of the address is another in GP, and by it the shop taxes orders.',
      `!${isOfGp('vat_number')} || !(${isSaid.vat_number}) || plain(there.vat_number) == plain(${vat})`,
      'See whether GP is right, and what the shop then charges: with a VAT number of another country many shops charge no tax. If it is wrong, correct it in GP (Customer Maintenance, Options), and replay the incident. If it is right, resolve the incident: it is set in the shop.',
      `"It is address " + address.id + " of the shop, whose number ends in “" + ${endOf('there.vat_number')} + "”, and customer " + account.Key + " of GP, whose number ends in “" + ${endOf(vat)} + "”."`,
    ),
    askOnceUnless(
      'The address is in another country in GP, and by it the shop taxes orders.',
      `!${isOfGp('address')} || !(${isSaid.address}) || there.id_country == ${countryId}`,
      'See whether GP is right. If it is not, correct it there (Customer Address Maintenance), and replay the incident. If it is, resolve the incident: the address is set in the shop.',
      `"It is address " + address.id + " of the shop in " + address.country.name + ", and " + place.Key + " of GP in " + ${countryOfGp} + "."`,
    ),
    map('kept', 'address-to-account'),
    set('kept', 'prestashop.accountAddress'),
  ],
})

export const accountAddressFields = defineMapping({
  id: 'address-to-account',
  about:
    'What GP owns of an address, by the setting addressFieldsOfGp; the rest stays as the shop has it, and all of it while the address is in a cart of the last hour.',
  from: {
    there: 'prestashop.accountAddress',
    account: 'gp.customer',
    place: 'gp.customerAddress',
  },
  lists: { countries: 'prestashop.country', states: 'prestashop.state' },
  to: 'prestashop.accountAddress',
  fields: { id: 'there.id', ...fields },
})

export const addressSettings: Readonly<Record<string, Setting>> = {
  addressFieldsOfGp: textsSetting(
    'What GP owns of the addresses of accounts that are linked to an address which people keep there: address (street, postcode, town, country and state together), company, name (the contact person), phone, vat_number. None: no address is set.',
    [],
    Object.keys(parts),
  ),
}
