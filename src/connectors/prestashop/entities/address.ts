import {
  about,
  boolean,
  defineEntity,
  harmless,
  id,
  instantField,
  notRead,
  optional,
  personal,
  record,
  terms,
  text,
} from '../../../domain/entity.ts'

/** An address of a customer. The back office edits it in place; the shop's own screens copy a used one. */
export const address = defineEntity({
  entity: 'prestashop.address',
  about: 'A customer address, with its country and state.',
  key: 'id',
  stamps: ['date_upd'],
  // Not the names of its country and state: the shop renames them, and the address stays what it was.
  content: [
    ...['company', 'firstname', 'lastname', 'vat_number', 'dni', 'address1', 'address2', 'postcode', 'city', 'other'],
    ...['phone', 'phone_mobile', 'id_country', 'id_state'],
  ],
  way: 'set',
  // Editing one in place keeps both; the shop never hands an address to another customer.
  sameBy: { always: ['id_customer', 'date_add'] },
  ofPerson: { field: 'id_customer', entity: 'prestashop.customer' },
  fields: {
    id,
    id_customer: id,
    id_country: terms(id),
    id_state: about('"0" where the country has none.', id),
    alias: personal(text(32)),
    company: harmless(optional(personal(text(255)))),
    firstname: harmless(personal(text(255))),
    lastname: harmless(personal(text(255))),
    vat_number: terms(optional(personal(text(32)))),
    dni: optional(personal(text(16))),
    address1: harmless(personal(text(128))),
    address2: harmless(optional(personal(text(128)))),
    postcode: harmless(optional(personal(text(12)))),
    city: harmless(personal(text(64))),
    other: harmless(optional(personal(text()))),
    phone: harmless(optional(personal(text(32)))),
    phone_mobile: harmless(optional(personal(text(32)))),
    deleted: boolean,
    date_add: optional(instantField),
    date_upd: instantField,
    country: about('Joined from countries.', record({ iso_code: text(3), name: text(64) })),
    state: about(
      'Joined from states; null where the country has none.',
      optional(record({ iso_code: text(7), name: text(80) })),
    ),
    not_read: notRead,
  },
})
