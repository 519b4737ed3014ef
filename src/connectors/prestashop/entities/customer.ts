import {
  about,
  boolean,
  decimal,
  defineEntity,
  harmless,
  id,
  instantField,
  optional,
  personal,
  readOnly,
  terms,
  text,
} from '../../../domain/entity.ts'

/** A shop customer. Every guest order makes a customer of its own. Password hash and secure key never leave the connector. */
export const customer = defineEntity({
  entity: 'prestashop.customer',
  about: 'A shop customer or guest.',
  key: 'id',
  stamps: ['date_upd'],
  way: 'set',
  // An account that passes to somebody else keeps its date and often its company; ids that begin again keep nothing.
  sameBy: { always: ['date_add'], mostly: ['email', 'firstname', 'lastname', 'company'] },
  person: 'email',
  listedBy: { madeAt: 'date_add' },
  fields: {
    id,
    id_default_group: terms(
      about('Decides prices. The others of which the customer is a member only show categories.', id),
    ),
    id_lang: id,
    firstname: harmless(personal(text(255))),
    lastname: harmless(personal(text(255))),
    email: harmless(about('Unique among registered customers only.', personal(text(255)))),
    company: harmless(optional(personal(text(255)))),
    siret: terms(optional(personal(text(14)))),
    ape: optional(text(6)),
    website: optional(personal(text(128))),
    is_guest: boolean,
    active: boolean,
    deleted: readOnly(
      optional(about('By the merchant, so that the person cannot sign in or register again. "active" stays.', boolean)),
    ),
    outstanding_allow_amount: decimal,
    max_payment_days: id,
    date_add: instantField,
    date_upd: instantField,
  },
})
