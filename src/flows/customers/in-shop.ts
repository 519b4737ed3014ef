import type { ValueMap } from '../../language/index.ts'

/** Signs that the shop refuses in names, streets and towns; a full stop at most places. @see CustomerNameValidator, Validate::isAddress, isCityName */
const inNames = `0123456789!<>,;?=+()/\\\\@#°*{}_^$%:¤|[].。\`\\"`
const inAddresses = '!<>?=+@{}_$%;#°'
const plainName = (text: string) => `without(${text}, "${inNames}")`

const contact = plainName('orElse(place.ContactPerson, "")')

export const countryOfGp = 'orElse(place.CountryRegion, "")'
/** Of `countries`, those of the shop that have its name. "0": none is known. */
export const countryId = `(inValueMap("shop-country", ${countryOfGp}) ? valueMap("shop-country", ${countryOfGp}) : size(countries) == 1 ? countries[0].id : "0")`
/** Of `states`, those of the shop that have its code, in any country. */
const statesThere = `states.filter(one, one.id_country == ${countryId})`

/**
 * Fields of an address in the shop, of its customer in GP (`account`) and its address there (`place`). The shop wants two names: a
 * contact of one word is a last name; where GP names none, the company is entered as the person.
 */
export const inShop = {
  company: 'without(account.Name, "<>={}")',
  firstname: `(${contact}.contains(" ") ? part(${contact}, " ", 0) : "-")`,
  lastname: `(${contact} == "" ? ${plainName('account.Name')} : ${contact}.substring(${contact}.indexOf(" ") + 1))`,
  vat_number: 'without(orElse(account.TaxRegistrationNumber, ""), "<>={}")',
  address1: `without(orElse(place.Line1, ""), "${inAddresses}")`,
  address2: `without(joined([orElse(place.Line2, ""), orElse(place.Line3, "")], ", "), "${inAddresses}")`,
  postcode: 'orElse(place.PostalCode, "")',
  city: `without(orElse(place.City, ""), "${inAddresses}")`,
  phone: 'orElse(place.Phone1, "")',
  id_country: countryId,
  id_state: `size(${statesThere}) == 1 ? ${statesThere}[0].id : "0"`,
} as const

export const shopCountries: ValueMap = {
  format: 1,
  id: 'shop-country',
  about: 'Country as addresses of GP have it → country of the shop (id). One that the shop calls alike needs no entry.',
  between: {
    from: { entity: 'gp.customerAddress', key: 'CountryRegion', label: 'CountryRegion', known: 'unlisted' },
    to: { entity: 'prestashop.country', key: 'id', label: 'name' },
  },
  otherwise: {},
  entries: [],
}
