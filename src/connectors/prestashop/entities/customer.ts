import { about, boolean, decimal, defineEntity, id, instantField, optional, text } from '../../../domain/entity.ts'

/** A shop customer. Every guest order makes a customer of its own. Password hash and secure key never leave the connector. */
export const customer = defineEntity({
  entity: 'prestashop.customer',
  about: 'A shop customer or guest.',
  key: 'id',
  fields: {
    id,
    id_default_group: id,
    id_lang: id,
    firstname: text(255),
    lastname: text(255),
    email: about('Unique among registered customers only.', text(255)),
    company: optional(text(255)),
    siret: optional(text(14)),
    ape: optional(text(6)),
    website: optional(text(128)),
    is_guest: boolean,
    active: boolean,
    outstanding_allow_amount: decimal,
    max_payment_days: id,
    date_add: instantField,
    date_upd: instantField,
  },
})
