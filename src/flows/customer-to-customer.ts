import { defineMapping } from '../language/index.ts'

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
