import {
  about,
  boolean,
  decimal,
  defineEntity,
  id,
  personal,
  readOnly,
  record,
  terms,
  text,
} from '../../../domain/entity.ts'

/**
 * The account of the shop that was made for a customer of the ledger, with one address. It is there for every number; what was
 * made once is the customer's: a document that says `is_there` of it changes nothing. All but the numbers is empty of one that is
 * there.
 */
export const newAccount = defineEntity({
  entity: 'prestashop.newAccount',
  about:
    'Whether an account was made for a customer number of the ledger. Where not, one is made with an address: its password is known to nobody, and nobody is mailed.',
  key: 'number',
  way: 'set',
  madeOnce: true,
  makes: [
    { entity: 'prestashop.customer', by: 'id_customer', of: 'gp.customer', key: 'number' },
    { entity: 'prestashop.address', by: 'id_address', of: 'gp.customerAddress', key: 'address_key', stays: true },
  ],
  fields: {
    number: about('Stands in the private note of the account, by which it is found again.', text(15)),
    is_there: about('The account is there, and has an address.', boolean),
    id_customer: about('"0": none.', readOnly(id)),
    id_address: about('Its first address; "0": none.', readOnly(id)),
    address_key: about(
      'Of the address in the ledger, `NUMBER/CODE`: its code is what the address is called in the shop.',
      text(31),
    ),
    email: personal(text(255)),
    firstname: personal(text(255)),
    lastname: personal(text(255)),
    company: personal(text(255)),
    siret: personal(text(14)),
    id_default_group: terms(id),
    max_payment_days: id,
    outstanding_allow_amount: decimal,
    address: record({
      company: personal(text(255)),
      firstname: personal(text(255)),
      lastname: personal(text(255)),
      vat_number: personal(text(32)),
      address1: personal(text(128)),
      address2: personal(text(128)),
      postcode: personal(text(12)),
      city: personal(text(64)),
      phone: personal(text(32)),
      id_country: id,
      id_state: about('"0" where the country has none.', id),
    }),
  },
})
