import {
  about,
  boolean,
  defineEntity,
  id,
  instantField,
  optional,
  personal,
  record,
  text,
} from '../../../domain/entity.ts'

/** An address of a customer. The back office edits it in place; the shop's own screens copy a used one. */
export const address = defineEntity({
  entity: 'prestashop.address',
  about: 'A customer address, with its country and state.',
  key: 'id',
  // Editing one in place keeps both; the shop never hands an address to another customer.
  sameBy: { always: ['id_customer', 'date_add'] },
  ofPerson: { field: 'id_customer', entity: 'prestashop.customer' },
  fields: {
    id,
    id_customer: id,
    id_country: id,
    id_state: about('"0" where the country has none.', id),
    alias: personal(text(32)),
    company: optional(personal(text(255))),
    firstname: personal(text(255)),
    lastname: personal(text(255)),
    vat_number: optional(personal(text(32))),
    dni: optional(personal(text(16))),
    address1: personal(text(128)),
    address2: optional(personal(text(128))),
    postcode: optional(personal(text(12))),
    city: personal(text(64)),
    other: optional(personal(text())),
    phone: optional(personal(text(32))),
    phone_mobile: optional(personal(text(32))),
    deleted: boolean,
    date_add: optional(instantField),
    date_upd: instantField,
    country: about('Joined from countries.', record({ iso_code: text(3), name: text(64) })),
    state: about(
      'Joined from states; null where the country has none.',
      optional(record({ iso_code: text(7), name: text(80) })),
    ),
  },
})
