import { read, readIfThere, type Step, skipUnless } from '../../language/index.ts'

/** The account of the shop (`customer`) and its customer of GP (`account`). Guests, and whom the hub has not linked, are left alone. */
export const linkedAccount: readonly Step[] = [
  read('prestashop.customer', 'record', 'customer'),
  skipUnless('A guest has no account.', '!customer.is_guest'),
  skipUnless('The customer is not linked to one of GP.', 'isLinked("gp.customer", "prestashop.customer", customer.id)'),
  readIfThere(
    'gp.customer',
    'link("gp.customer", "prestashop.customer", customer.id)',
    'account',
    'GP has no customer of this number.',
  ),
]
