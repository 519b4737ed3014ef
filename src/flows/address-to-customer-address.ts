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
  },
  fields: {
    Key: 'truncate(customerKey + "/" + addressKey, 31)',
    CustomerKey: 'customerKey',
    AddressKey: 'addressKey',
    Name: 'truncate(orElse(address.company, person), 64)',
    ContactPerson: 'truncate(person, 60)',
    Line1: 'truncate(address.address1, 60)',
    Line2: 'unlessEmpty(truncate(orElse(address.address2, ""), 60))',
    City: 'truncate(address.city, 35)',
    State: 'address.state.hasValue() ? unlessEmpty(truncate(address.state.value().iso_code, 29)) : optional.none()',
    PostalCode: 'unlessEmpty(truncate(orElse(address.postcode, ""), 10))',
    CountryRegion: 'truncate(address.country.name, 60)',
    Phone1: 'unlessEmpty(truncate(digits(orElse(address.phone, "")), 21))',
    Phone2: 'unlessEmpty(truncate(digits(orElse(address.phone_mobile, "")), 21))',
    EmailToAddress: 'unlessEmpty(truncate(customer.email, 200))',
    UserDefined2: 'settings.marker + " " + address.id',
  },
})
