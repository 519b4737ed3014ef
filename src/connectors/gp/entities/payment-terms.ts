import { about, defineEntity, integer, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** Payment terms (SY03300). */
const paymentTerms = defineEntity({
  entity: 'gp.paymentTerms',
  about: 'When an invoice is due and what discount an early payment gets.',
  key: 'Key',
  fields: {
    Key: about('PYMTRMID.', text(20)),
    DueDateBasedOn: readOnly(text()),
    DaysUntilDue: readOnly(integer),
    DiscountDateBasedOn: readOnly(text()),
    DaysDiscountAvailable: readOnly(integer),
  },
})

export const paymentTermsEntity: GpEntity = {
  schema: paymentTerms,
  webServices: {
    type: 'PaymentTerms',
    shape: {},
    list: { operation: 'GetPaymentTermsList', item: 'PaymentTerms', by: 'Id' },
  },
}
