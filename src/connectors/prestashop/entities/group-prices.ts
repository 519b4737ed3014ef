import {
  about,
  boolean,
  decimal,
  defineEntity,
  id,
  integer,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'

const other = record({
  id,
  id_shop: id,
  id_currency: about('"0": any.', id),
  id_country: about('"0": any.', id),
  id_group: about('"0": any.', id),
  id_customer: about('"0": any.', id),
  from_quantity: integer,
  to_quantity: about('Behind it another of these rows begins, which is for the same people.', integer),
  comes_first: about(
    'Of rows for the same quantity the shop takes it before a fixed price of the hub for the same people. No price rule has made it, and it names the currency, and the shop where the hub does; or the customer.',
    boolean,
  ),
  to: about('When it ends, in the time of the shop; empty: never.', text(19)),
  price: about('A fixed price of one piece, tax excluded; none: it keeps the price.', optional(decimal)),
  reduced: about('It takes something off the price.', boolean),
  id_specific_price_rule: about('The catalog price rule that made it; "0": none.', id),
})

/**
 * The specific prices of a product or combination that the hub has set, as one record: they are right or wrong together,
 * since the shop takes one of them by customer group, currency and quantity. Which rows of `specific_prices` these are
 * stands in group-prices.ts. It is there for every product, with empty lists where it has none.
 */
export const groupPrices = defineEntity({
  entity: 'prestashop.groupPrices',
  about:
    'Fixed prices of a product or combination by customer group, currency and quantity, and its other specific prices.',
  key: 'id',
  way: 'set',
  takenBack: { prices: [] },
  fields: {
    id: about('The product, or product and combination: "12", "12:34".', text(21)),
    prices: about(
      'Set by the hub, those of a group in a currency together. The newest group first, and of it the newest currency.',
      list(
        record({
          id_group: about('"0": everybody.', id),
          id_currency: id,
          breaks: about(
            'The smallest quantity first; each holds until the next.',
            list(record({ from_quantity: integer, price: about('Of one piece, tax excluded.', decimal) })),
          ),
        }),
      ),
    ),
    id_shop: about('The shop that its rows are for; "0": all.', readOnly(id)),
    others: about(
      'Specific prices that people, catalog price rules or modules have made and that have not ended; of a product also those for every product.',
      readOnly(list(other)),
    ),
    of_product: about(
      'Of a combination: such prices of its product, and for every product, that it does not have itself. Each price of the combination wins over them, at every quantity.',
      readOnly(list(other)),
    ),
  },
})
