import { about, boolean, defineEntity, id, list, record, text } from '../../../domain/entity.ts'

/**
 * Manufacturer and features of a product by their names, in the language of the connection: what people filter a catalogue by.
 * Shops keep apart neither manufacturers nor values of one name, so both are looked for by their names whatever the letter case
 * and the blanks, and one that the shop does not have is made, in all languages.
 */
export const productTraits = defineEntity({
  entity: 'prestashop.productTraits',
  about: 'The manufacturer and the features of a product, by their names.',
  key: 'id',
  way: 'set',
  fields: {
    id: about('Of the product.', id),
    manufacturer: about('Empty: none.', text(64)),
    features: about(
      'Each feature once; those that a document does not name stay.',
      list(
        record({
          feature: text(128),
          value: about('Several that the product has of a feature, with ", " between them.', text()),
          custom: about('A text of this product alone, which no other one can be given.', boolean),
        }),
        { rowsBy: 'feature', othersStay: true },
      ),
    ),
  },
})

/** A name of a manufacturer, as it is looked for. Signs and legal forms ("GmbH") of a name tell two of them apart for nobody. */
export const brandName = defineEntity({
  entity: 'prestashop.brandName',
  about: 'Which manufacturers of the shop have a name, and which have nearly that one.',
  key: 'name',
  fields: {
    name: text(64),
    same: about('Whatever the letter case and the blanks.', list(text(64))),
    near: about('The same but for legal forms, signs and accents.', list(text(64))),
  },
})

export const feature = defineEntity({
  entity: 'prestashop.feature',
  about: 'A feature that products have values of, as Material.',
  key: 'id',
  fields: { id, name: text(128) },
})

/** A value of a feature, by the names of both: whether the shop has it, for all products. */
export const featureValue = defineEntity({
  entity: 'prestashop.featureValue',
  about: 'Whether the shop has a feature, and the value of it, as Material and Cotton.',
  key: 'name',
  fields: {
    name: about('Feature and value, with a tab between them.', text(400)),
    value: text(255),
    is_there: boolean,
  },
})
