import { about, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A bank (SY04100). */
const bank = defineEntity({
  entity: 'gp.bank',
  about: 'A bank where the company has accounts.',
  key: 'Key',
  fields: {
    Key: about('BANKID.', text(15)),
    Name: readOnly(text(30)),
    Branch: readOnly(text(20)),
  },
})

export const bankEntity: GpEntity = {
  schema: bank,
  webServices: {
    type: 'Bank',
    shape: {},
    list: { operation: 'GetBankList', item: 'Bank', by: 'Id' },
  },
}
