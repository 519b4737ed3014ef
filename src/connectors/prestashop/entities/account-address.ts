import { about, boolean, defineEntity, id, personal, readOnly, terms, text } from '../../../domain/entity.ts'

/**
 * An address of an account that is kept in the ledger, under the number by which the hub knows it. One that no order has is
 * corrected where it is. Orders show their address as it is now, so one that an order has is replaced, as the back office does
 * it: a copy is made with what is new, and the address itself is deleted, which the shop does by a mark.
 *
 * @see EditCustomerAddressHandler, Address::delete, Address::isUsed
 */
export const accountAddress = defineEntity({
  entity: 'prestashop.accountAddress',
  about:
    'An address of an account, as it is now. One that orders have is never changed: a copy of it takes its place, and the orders keep theirs.',
  key: 'id',
  way: 'set',
  replaces: { entity: 'prestashop.address', by: 'id_current', of: 'gp.customerAddress' },
  fields: {
    id: about('Of the address that is linked to one of the ledger.', id),
    id_current: about('What stands in its place: itself, or the copy that took it.', readOnly(id)),
    in_cart: about('A cart that changed in the last hour has it: somebody may be paying.', readOnly(boolean)),
    company: personal(text(255)),
    firstname: personal(text(255)),
    lastname: personal(text(255)),
    vat_number: terms(personal(text(32))),
    address1: personal(text(128)),
    address2: personal(text(128)),
    postcode: personal(text(12)),
    city: personal(text(64)),
    phone: personal(text(32)),
    id_country: terms(id),
    id_state: about('"0" where the country has none.', id),
  },
})
