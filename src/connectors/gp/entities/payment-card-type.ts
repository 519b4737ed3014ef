import { about, boolean, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A kind of payment card (SY03100). */
const paymentCardType = defineEntity({
  entity: 'gp.paymentCardType',
  about: 'A kind of payment card, and the checkbook its deposits go to.',
  key: 'Key',
  fields: {
    Key: about('CARDNAME.', text(15)),
    AcceptedFromCustomers: readOnly(boolean),
    CustomerCardBankAccountKey: about('The checkbook.', readOnly(text(15))),
  },
})

export const paymentCardTypeEntity: GpEntity = {
  schema: paymentCardType,
  webServices: {
    type: 'PaymentCardType',
    shape: {},
    list: { operation: 'GetPaymentCardTypeList', item: 'PaymentCardType', by: 'Id' },
  },
}
