import { defineFlow, defineMapping, ensure, find, read, skipUnless, stopUnless } from '../../language/index.ts'
import { addressFields } from '../address-to-customer-address.ts'
import { lookedForInGp } from '../customer-to-customer.ts'
import type { Process } from '../process.ts'

const kept = 'places.filter(one, !one.deleted)'

/**
 * An account of the shop becomes a customer in GP without an order, as before a campaign, or where GP is to know all of them.
 * Else a customer goes over with the first order. It goes by the same rules: who is in GP already is looked for, under the
 * same number, and GP's users keep the customer from then on.
 */
const accountToCustomer = defineFlow({
  id: 'account-to-customer',
  about: 'An account of the shop becomes a customer in GP without an order, where a person asks for it.',
  on: 'prestashop.customer',
  onRequest: true,
  steps: [
    read('prestashop.customer', 'record', 'customer'),
    skipUnless('A guest goes over with the order.', '!customer.is_guest'),
    skipUnless('The account is not active in the shop.', 'customer.active'),
    skipUnless('The account is deleted in the shop.', '!customer.deleted.orValue(false)'),
    find('places', {
      ...{ entity: 'prestashop.address', most: 50, tooMany: 'first' },
      where: { id_customer: 'customer.id' },
    }),
    skipUnless('The account has no address in the shop.', `size(${kept}) > 0`),
    // The newest: a used one that its customer edits is copied.
    read('prestashop.address', `${kept}[0].id`, 'billTo'),
    stopUnless(
      'Whether the customer is in GP already is not looked for: the setting matchCustomers is off.',
      'settings.matchCustomers || isLinked("gp.customer", "prestashop.customer", customer.id)',
      'Set matchCustomers to yes, and replay the incident: customers of GP with its VAT number, e-mail address or name and postcode are asked about then. Without it each account would become a customer beside one that people have entered, and GP has no way back.',
    ),
    lookedForInGp,
    ensure('customer', {
      ...{ entity: 'prestashop.customer', key: 'customer.id', to: 'gp.customer', by: 'customer-to-customer' },
      ...{ identity: ['UserDefined2'], update: 'never' },
    }),
    ensure('billTo', {
      ...{ entity: 'prestashop.address', key: 'billTo.id', to: 'gp.customerAddress', by: 'account-address' },
      ...{ with: { address: 'billTo' }, identity: ['UserDefined2'], update: 'never' },
    }),
  ],
})

/** As an order has it: of one address the two make the same. */
const accountAddress = defineMapping({
  ...addressFields,
  id: 'account-address',
  about: 'The GP customer address of an address of an account.',
  from: { customer: 'prestashop.customer', address: 'prestashop.address' },
  let: { ...addressFields.let, customerKey: 'link("gp.customer", "prestashop.customer", customer.id)' },
})

export const shopCustomersProcess: Process = {
  id: 'shop-customers',
  about: accountToCustomer.about,
  flows: [accountToCustomer],
  mappings: [accountAddress],
}
