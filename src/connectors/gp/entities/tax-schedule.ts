import { about, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A tax schedule (TX00101). */
const taxSchedule = defineEntity({
  entity: 'gp.taxSchedule',
  about: 'A set of tax details that apply together.',
  key: 'Key',
  fields: {
    Key: about('TAXSCHID.', text(15)),
    TaxScheduleDescription: readOnly(text(30)),
  },
})

export const taxScheduleEntity: GpEntity = {
  schema: taxSchedule,
  webServices: {
    type: 'TaxSchedule',
    shape: { at: { Key: 'TaxScheduleKey' } },
    list: { operation: 'GetTaxScheduleList', item: 'TaxSchedule', by: 'TaxScheduleKeyId' },
  },
}
