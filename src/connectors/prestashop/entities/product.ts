import {
  about,
  boolean,
  decimal,
  defineEntity,
  id,
  instantField,
  integer,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'

/** A product. Its stock stands in `stock_available`, not here: the shop's own `quantity` is always 0. */
export const product = defineEntity({
  entity: 'prestashop.product',
  about: 'A product as the shop sells it. Flows set its name, in the language of the connection.',
  key: 'id',
  way: 'set',
  stamps: ['date_upd'],
  fields: {
    id,
    id_manufacturer: id,
    id_category_default: id,
    id_tax_rules_group: about('"0": no tax.', id),
    reference: about('Not unique.', text(64)),
    supplier_reference: optional(text(64)),
    ean13: optional(text(14)),
    upc: optional(text(12)),
    unity: about('What the price per unit is of: "per kg".', optional(text(255))),
    name: text(128),
    price: about('Base price, tax excluded, without specific prices.', decimal),
    unit_price: about('What one of `unity` costs, tax excluded; none before PrestaShop 8.0.', optional(decimal)),
    wholesale_price: decimal,
    ecotax: about('Tax excluded, beside the price.', optional(decimal)),
    weight: optional(decimal),
    active: boolean,
    available_for_order: boolean,
    is_virtual: optional(boolean),
    product_type: optional(text()),
    cache_is_pack: about('It is a pack of other products.', optional(boolean)),
    has_combinations: about(
      'It is sold in variants. Row 0 of its stock is then their sum, which the shop computes.',
      readOnly(boolean),
    ),
    minimal_quantity: integer,
    date_add: instantField,
    date_upd: about('Not changed by stock or combinations.', instantField),
  },
})

export const combination = defineEntity({
  entity: 'prestashop.combination',
  about: 'A variant of a product. Price and weight are added to those of the product.',
  key: 'id',
  way: 'set',
  fields: {
    id,
    id_product: id,
    reference: optional(text(64)),
    supplier_reference: optional(text(64)),
    ean13: optional(text(14)),
    upc: optional(text(12)),
    price: about('Added to the product price, tax excluded.', decimal),
    ecotax: about('In place of that of the product; 0: as the product.', optional(decimal)),
    weight: optional(decimal),
    minimal_quantity: integer,
  },
})

export const pack = defineEntity({
  entity: 'prestashop.pack',
  about: 'What a sold product takes from the stock of others: the contents of a pack. Empty for any other product.',
  key: 'id',
  fields: {
    id: about('Of the product.', id),
    contents: about(
      'Empty too, where the shop takes the pack alone.',
      list(
        record({
          product_id: id,
          product_attribute_id: about('The combination; "0" for a simple product.', id),
          product_reference: about('As an order line of it would have it.', text(64)),
          quantity: about('Pieces in one pack.', integer),
        }),
      ),
    ),
    counted_alone: about(
      'True: a pack of which the shop looks at a number of its own, alone or beside its products; also where the setting of the shop cannot be read.',
      optional(boolean),
    ),
    counted_both: about('True: the shop offers the smaller of that number and of what is in it.', optional(boolean)),
  },
  facts: ['contents', 'counted_alone', 'counted_both'],
})

export const stockAvailable = defineEntity({
  entity: 'prestashop.stockAvailable',
  // The row of a product is the sum of those of its combinations, made anew by each write.
  inTurnBy: 'id_product',
  about: 'What can be sold of a product or combination. Taken down when an order is placed.',
  key: 'id',
  way: 'set',
  fields: {
    id,
    id_product: id,
    id_product_attribute: about('The combination; "0" for the product, or the sum of its combinations.', id),
    id_shop: id,
    quantity: about('May be negative.', integer),
    out_of_stock: about('0 refuse orders, 1 take them, 2 as the shop does.', integer),
  },
})
