import { defineMapping } from '../language/index.ts'

/** A shop address becomes an address of the GP customer, under a code made of the shop's id. */
export const addressFields = defineMapping({
  id: 'address-to-customer-address',
  about: 'The GP customer address of a shop address.',
  from: { order: 'prestashop.order', customer: 'prestashop.customer', address: 'prestashop.address' },
  to: 'gp.customerAddress',
  let: {
    customerKey:
      'customer.is_guest && settings.guestCustomer != "" ? settings.guestCustomer : link("gp.customer", "prestashop.customer", order.id_customer)',
    addressKey: 'settings.addressPrefix + address.id',
    person: 'joined([address.firstname, address.lastname], " ")',
    name: 'orElse(address.company, person)',
    // Shop: company 255, two lines of 128. GP: name 64, three lines of 60. What does not fit flows on.
    street: 'addressLines([afterFirstLine(name, 64), address.address1, orElse(address.address2, "")], 3, 60)',
  },
  fields: {
    Key: 'customerKey + "/" + addressKey',
    CustomerKey: 'customerKey',
    AddressKey: 'addressKey',
    Name: 'firstLine(name, 64)',
    ContactPerson: 'person',
    Line1: 'street[0]',
    Line2: 'unlessEmpty(street[1])',
    Line3: 'unlessEmpty(street[2])',
    City: 'address.city',
    State: 'address.state.hasValue() ? unlessEmpty(address.state.value().iso_code) : optional.none()',
    PostalCode: 'unlessEmpty(orElse(address.postcode, ""))',
    CountryRegion: 'address.country.name',
    Phone1: 'unlessEmpty(phone(orElse(address.phone, "")))',
    Phone2: 'unlessEmpty(phone(orElse(address.phone_mobile, "")))',
    EmailToAddress: 'unlessEmpty(customer.email)',
    UserDefined2: 'settings.marker + " " + address.id',
  },
})
