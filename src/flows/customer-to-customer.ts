import { branch, defineMapping, ensure } from '../language/index.ts'

/** A shop customer becomes a GP customer under a number made of the shop's id. A company is known by its name, a consumer by theirs. */
export const customerFields = defineMapping({
  id: 'customer-to-customer',
  about: 'The GP customer of a shop customer.',
  from: { customer: 'prestashop.customer', billTo: 'prestashop.address' },
  to: 'gp.customer',
  let: {
    name: 'orElse(customer.company, orElse(billTo.company, joined([customer.firstname, customer.lastname], " ")))',
  },
  fields: {
    Key: 'settings.customerPrefix + customer.id',
    Name: 'truncate(name, 64)',
    Shortname: 'truncate(name, 15)',
    StatementName: 'truncate(name, 64)',
    ClassKey: 'unlessEmpty(settings.customerClass)',
    TaxRegistrationNumber: 'unlessEmpty(orElse(billTo.vat_number, orElse(customer.siret, "")))',
    UserDefined2: 'settings.marker + " " + customer.id',
  },
})

/** The customer of the record "order", read as "customer", found or made in GP; all guests may have one account there. */
export const ownCustomer = branch(
  'the customer has an account of their own in GP',
  '!customer.is_guest || settings.guestCustomer == ""',
  [
    ensure('customer', {
      entity: 'prestashop.customer',
      key: 'order.id_customer',
      to: 'gp.customer',
      by: 'customer-to-customer',
      identity: ['UserDefined2'],
      // GP users keep customers; the hub only makes them.
      update: 'never',
    }),
  ],
)
