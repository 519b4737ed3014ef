import { about, choice, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A shipping method (SY03000). */
const shippingMethod = defineEntity({
  entity: 'gp.shippingMethod',
  about: 'A way to ship; decides whether the tax of the site or of the customer applies.',
  key: 'Key',
  fields: {
    Key: about('SHIPMTHD.', text(15)),
    Description: readOnly(text(30)),
    Carrier: readOnly(text(30)),
    Type: readOnly(choice('Pickup', 'Delivery')),
  },
})

export const shippingMethodEntity: GpEntity = {
  schema: shippingMethod,
  webServices: {
    type: 'ShippingMethod',
    shape: {},
    list: { operation: 'GetShippingMethodList', item: 'ShippingMethod', by: 'Id' },
  },
}
