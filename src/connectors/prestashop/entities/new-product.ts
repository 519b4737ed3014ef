import { about, boolean, defineEntity, id, text } from '../../../domain/entity.ts'

/**
 * What the shop sells under a reference, and the product that is made where it sells nothing. It is there for every reference;
 * what was made once is the merchandiser's: a document that says `is_there` of it changes nothing.
 */
export const newProduct = defineEntity({
  entity: 'prestashop.newProduct',
  about:
    'What the shop sells under a reference. Where that is nothing, a product is made: switched off, not for order.',
  key: 'reference',
  way: 'set',
  fields: {
    reference: text(64),
    is_there: about('A product or a combination has the reference, in whatever shop of a multistore.', boolean),
    name: about('Of a product that is made: in every language of the shop.', text(128)),
    id_category_default: about('"0": none.', id),
    id_tax_rules_group: about('"0": no tax.', id),
  },
})
