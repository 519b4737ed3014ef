import { about, defineEntity, id, integer, list, readOnly, record, text } from '../../../domain/entity.ts'

/**
 * What the shop does with orders of a product that is sold out, and what it then shows. The first stands on the stock rows of
 * the product, the second on the product. The shop asks row 0 alone, also for combinations; the back office shows each row.
 *
 * A combination that has a text of its own, since 8.1, shows that one; the others show that of the product.
 *
 * @see StockAvailable::outOfStock, ProductLazyArray
 */
export const soldOut = defineEntity({
  entity: 'prestashop.soldOut',
  about: 'Whether the shop takes orders of a product that is sold out, and the text that it then shows.',
  key: 'id',
  way: 'set',
  fields: {
    id: about('Of the product.', id),
    id_shop: about('"0": shops of a multistore share the row.', readOnly(id)),
    quantity: about('What can be sold of the product, of all its combinations together.', readOnly(integer)),
    out_of_stock: about(
      '0 refuse orders, 1 take them, 2 as the shop does: of the product and of all its combinations.',
      integer,
    ),
    available_later: about(
      'In each language of the shop. It is only shown where orders are taken.',
      list(record({ id_lang: id, text: text(255) })),
    ),
  },
})
