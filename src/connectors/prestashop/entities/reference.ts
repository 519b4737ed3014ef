import { about, boolean, decimal, defineEntity, id, integer, optional, text } from '../../../domain/entity.ts'

/** Rows that orders point to and that change rarely. */

export const carrier = defineEntity({
  entity: 'prestashop.carrier',
  about: 'A carrier. Editing one makes a new row with the same id_reference.',
  key: 'id',
  fields: {
    id,
    id_reference: about('Stays when the carrier is edited.', id),
    name: text(64),
    active: boolean,
    deleted: boolean,
    is_free: optional(boolean),
    url: optional(about('"@" stands for the tracking number.', text(255))),
  },
})

export const currency = defineEntity({
  entity: 'prestashop.currency',
  about: 'A currency of the shop.',
  key: 'id',
  fields: {
    id,
    iso_code: text(3),
    name: text(255),
    precision: integer,
    conversion_rate: about('Units per unit of the shop currency.', decimal),
    active: boolean,
    deleted: boolean,
  },
})

export const country = defineEntity({
  entity: 'prestashop.country',
  about: 'A country.',
  key: 'id',
  fields: { id, id_zone: id, iso_code: text(3), name: text(64), active: boolean },
})

export const state = defineEntity({
  entity: 'prestashop.state',
  about: 'A state or province of a country.',
  key: 'id',
  fields: { id, id_country: id, iso_code: text(7), name: text(80), active: boolean },
})

export const orderState = defineEntity({
  entity: 'prestashop.orderState',
  about: 'A state an order can be in. Ids differ between shops; the flags say what it means.',
  key: 'id',
  fields: {
    id,
    name: text(64),
    paid: boolean,
    logable: about('Counts as a sale.', boolean),
    invoice: boolean,
    delivery: boolean,
    shipped: boolean,
    module_name: optional(about('The module that made it; empty: none.', text(255))),
    deleted: optional(boolean),
  },
})

export const tax = defineEntity({
  entity: 'prestashop.tax',
  about: 'A tax.',
  key: 'id',
  fields: { id, name: text(32), rate: about('Percent.', decimal), active: boolean, deleted: boolean },
})

export const group = defineEntity({
  entity: 'prestashop.group',
  about: 'A customer group.',
  key: 'id',
  fields: {
    id,
    name: text(32),
    reduction: about('Percent that is taken off every price of its customers, also off a specific price.', decimal),
    price_display_method: about('0: its customers see prices with tax, 1: without.', integer),
  },
})

export const taxRulesGroup = defineEntity({
  entity: 'prestashop.taxRulesGroup',
  about:
    'What the shop adds to prices with this tax rule group, for a visitor from its own country (PS_COUNTRY_DEFAULT), and the currency that prices are kept in. "0": no tax.',
  key: 'id',
  fields: {
    id,
    rate: about('Percent, all taxes together.', decimal),
    currency: about('PS_CURRENCY_DEFAULT, as ISO code.', text(3)),
    precision: about('Decimals that the shop shows.', integer),
    round_mode: about('PS_PRICE_ROUND_MODE: 0 up, 1 down, 2 half up, 3 half down, 4 half even, 5 half odd.', integer),
  },
})

export const manufacturer = defineEntity({
  entity: 'prestashop.manufacturer',
  about: 'A manufacturer, which the shop calls a brand.',
  key: 'id',
  fields: { id, name: text(64), active: boolean },
})
