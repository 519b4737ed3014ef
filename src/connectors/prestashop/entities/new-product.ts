import { about, boolean, defineEntity, id, list, record, text } from '../../../domain/entity.ts'

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
  madeOnce: true,
  fields: {
    reference: text(64),
    is_there: about('A product or a combination has the reference, in whatever shop of a multistore.', boolean),
    is_virtual: about('It has no stock, as a service.', boolean),
    name: about('Of a product that is made: in every language of the shop.', text(128)),
    id_category_default: about('"0": none.', id),
    id_tax_rules_group: about('"0": no tax.', id),
  },
})

/** As `newProduct`, of a reference that is one variant of a product. What is needed to make one is empty of one that is there. */
export const newCombination = defineEntity({
  entity: 'prestashop.newCombination',
  about:
    'Whether the shop sells a reference. Where it does not, a combination is made of it: a variant of a product, with options and values.',
  key: 'reference',
  way: 'set',
  madeOnce: true,
  fields: {
    reference: text(64),
    is_there: about('A combination or a product has the reference, in whatever shop of a multistore.', boolean),
    product_reference: about(
      'Of the product that it is a variant of; one that is not there is made, switched off.',
      text(64),
    ),
    options: about(
      'Found by name, whatever the letter case and the blanks, and made where the shop has none.',
      list(
        record({
          option: about('Color.', text(64)),
          value: about('Red.', text(128)),
        }),
      ),
    ),
    name: about('Of a product that is made: in every language of the shop.', text(128)),
    id_category_default: about('Of a product that is made.', id),
    id_tax_rules_group: about('Of a product that is made; "0": no tax.', id),
  },
})
