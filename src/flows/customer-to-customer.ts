import { askOnceUnless, branch, defineMapping, ensure, find, read, type Step } from '../language/index.ts'

const name = 'orElse(customer.company, orElse(billTo.company, joined([customer.firstname, customer.lastname], " ")))'
const vat = 'orElse(billTo.vat_number, orElse(customer.siret, ""))'

/** A shop customer becomes a GP customer under a number made of the shop's id. A company is known by its name, a consumer by theirs. */
export const customerFields = defineMapping({
  id: 'customer-to-customer',
  about: 'The GP customer of a shop customer.',
  from: { customer: 'prestashop.customer', billTo: 'prestashop.address' },
  to: 'gp.customer',
  let: {
    name,
  },
  fields: {
    // Another guest of the same e-mail may be linked to a customer that people made.
    Key: 'isLinked("gp.customer", "prestashop.customer", customer.id) ? link("gp.customer", "prestashop.customer", customer.id) : settings.customerPrefix + customer.id',
    Name: 'truncate(name, 64)',
    Shortname: 'truncate(name, 15)',
    StatementName: 'truncate(name, 64)',
    // The class brings terms, price level, tax schedule and salesperson with it.
    ClassKey:
      'unlessEmpty(inValueMap("customer-class", "group " + customer.id_default_group) ? valueMap("customer-class", "group " + customer.id_default_group) : inValueMap("customer-class", "country " + billTo.country.iso_code) ? valueMap("customer-class", "country " + billTo.country.iso_code) : settings.customerClass)',
    TaxRegistrationNumber: `unlessEmpty(${vat})`,
    UserDefined2: 'settings.marker + " " + customer.id',
  },
})

/** Of one e-mail, each once. */
const guestsNewestFirst = 'largestFirst(sameEmail.filter(one, one.is_guest).map(one, one.id) + [customer.id])'
/** The first of them; those that are in GP already come last here, so the first of these where there are some. */
const guests = `(${guestsNewestFirst} + ${guestsNewestFirst}.filter(one, isLinked("gp.customer", "prestashop.customer", one)))`
const byEmail = 'settings.guestsByEmail && customer.is_guest'
/** Of `one`, a customer of GP: the hub has not made it for this customer, nor, where guests are one by e-mail, for another guest. */
const isOther = `(orElse(one.UserDefined2, "") != settings.marker + " " + customer.id && !(${byEmail} && part(orElse(one.UserDefined2, ""), " ", 0) == settings.marker))`
const sameVat = `(plain(${vat}) != "" && plain(orElse(one.TaxRegistrationNumber, "")) == plain(${vat}))`

/** Of a customer of GP the default address of one with the same name, or an address with the same e-mail or postcode. */
const places = '(theirPlaces + near)'
/** GP holds several e-mail addresses as one text. */
const sameEmail = `(customer.email != "" && ${places}.exists(place, place.CustomerKey == one.Key && (" " + upper(without(orElse(place.EmailToAddress, ""), ",;")) + " ").contains(" " + upper(customer.email) + " ")))`
const samePostcode = `(orElse(billTo.postcode, "") != "" && ${places}.exists(place, place.CustomerKey == one.Key && plain(orElse(place.PostalCode, "")) == plain(orElse(billTo.postcode, ""))))`
/** "SW1A 1AA" is "SW1A1AA" for some, "00-950" is "00950". */
const likePostcode = 'joined(without(orElse(billTo.postcode, ""), "-.").split(" "), "%")'

const wordsOf = (text: string) => `without(upper(${text}), ".,;-/&+()").split(" ")`
const allIn = (some: string, all: string) => `${wordsOf(some)}.all(word, word in ${wordsOf(all)})`
/** "Acme GmbH" may be "Acme Deutschland GmbH", and "Roy, Anne" is "Anne Roy". */
const alike = `(plain(one.Name) == plain(truncate(${name}, 64)) || ${allIn('one.Name', name)} || ${allIn(name, 'one.Name')})`

const others = `(sameName + nearCustomers).filter(one, ${isOther})`
const sure = `${others}.filter(one, ${sameVat} || ${sameEmail})`
const perhaps = `${others}.filter(one, ${samePostcode} && ${alike})`
const asked = `${others}.filter(one, ${sameVat} || ${sameEmail} || ${samePostcode} && ${alike})`

/**
 * A customer of whom the hub has no link is looked for in GP, among those of the same name and those at the same postcode; with a
 * login to SQL Server also by VAT number and e-mail, which Web Services find none by. One with the same VAT number or e-mail address, or with a like name at the same
 * postcode, is asked about: a second account, or orders on the account of a namesake, would both be wrong in the books.
 */
export const lookedForInGp: Step = branch(
  'the customer is not linked, and is looked for in GP',
  'settings.matchCustomers && !isLinked("gp.customer", "prestashop.customer", customer.id)',
  [
    find('sameName', {
      ...{ entity: 'gp.customer', most: 20, tooMany: 'first' },
      where: { Name: `truncate(${name}, 64)` },
    }),
    find('taxed', {
      ...{ entity: 'gp.customer', most: 20, tooMany: 'first' },
      where: { TaxRegistrationNumber: vat },
    }),
    find('mailed', {
      ...{ entity: 'gp.customerAddress', most: 20, tooMany: 'first' },
      where: { EmailToAddress: 'customer.email' },
    }),
    find('theirPlaces', {
      ...{ entity: 'gp.customerAddress', most: 40 },
      where: {
        Key: 'sameName.map(one, one.Key + "/" + orElse(one.DefaultAddressKey, "")) + mailed.map(one, one.Key)',
      },
    }),
    // Where more of them live the first are compared, and nobody is asked for that: it would be each new customer of a large town.
    find('near', {
      ...{ entity: 'gp.customerAddress', most: 50, tooMany: 'first' },
      where: { PostalCode: likePostcode },
    }),
    find('nearCustomers', {
      ...{ entity: 'gp.customer', most: 90 },
      where: {
        Key: '((near + mailed).map(place, place.CustomerKey) + taxed.map(one, one.Key)).filter(key, !sameName.exists(one, one.Key == key))',
      },
    }),
    askOnceUnless(
      'GP has perhaps this customer already.',
      `size(${asked}) == 0`,
      'If it is the same customer, link it: approve the proposal, or "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: the hub makes a new customer in GP.',
      `"Customer " + customer.id + " of the shop has the VAT number, the e-mail address, or the name and the postcode, of " + joined(${asked}.map(one, one.Key), " and of ") + " in GP."`,
      {
        ...{ of: 'customer', to: 'gp.customer' },
        ...{ sure: `${sure}.map(one, one.Key)`, because: 'It has the same VAT number or the same e-mail address.' },
        ...{ perhaps: `${perhaps}.map(one, one.Key)`, perhapsBecause: 'It has a like name and the same postcode.' },
      },
    ),
    askOnceUnless(
      'GP has more customers of this name than are compared.',
      'size(sameName) < 20',
      'See in GP whether one of them is this customer. If so, link it: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: the hub makes a new customer in GP.',
      '"It is customer " + customer.id + " of the shop."',
    ),
  ],
)

const customer = (more: { readonly with?: Readonly<Record<string, string>> } = {}) =>
  ensure('customer', {
    entity: 'prestashop.customer',
    key: 'order.id_customer',
    to: 'gp.customer',
    by: 'customer-to-customer',
    identity: ['UserDefined2'],
    // GP users keep customers; the hub only makes them.
    update: 'never',
    ...more,
  })

/**
 * The customer of the record "order", read as "customer", found or made in GP, with the address of the invoice as "billTo".
 * All guests may have one account there, or those with one e-mail that of the first of them.
 */
export const ownCustomer = branch(
  'the customer has an account of their own in GP',
  '!customer.is_guest || settings.guestCustomer == ""',
  [
    lookedForInGp,
    branch(
      'guests with one e-mail are one customer',
      `${byEmail} && !isLinked("gp.customer", "prestashop.customer", customer.id)`,
      [
        find('sameEmail', {
          ...{ entity: 'prestashop.customer', most: 200, tooMany: 'first' },
          where: { email: 'customer.email' },
        }),
        // So many are nobody's: a shop types telephone orders as guests of one address.
        read(
          'prestashop.customer',
          `size(sameEmail) < 200 ? ${guests}[size(${guests}) - 1] : customer.id`,
          'firstGuest',
        ),
        { ...(customer({ with: { customer: 'firstGuest' } }) as object), id: 'ensure-guest' } as Step,
      ],
      [customer()],
    ),
  ],
)
