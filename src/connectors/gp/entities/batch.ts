import { about, defineEntity, integer, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'
import { salesBatch } from './sales-order.ts'

/** A batch of sales documents (SY00500, source "Sales Entry"): what a person posts at once. */
const batch = defineEntity({
  entity: 'gp.batch',
  about: 'A batch of sales documents that a person posts together.',
  key: 'Key',
  fields: {
    Key: about('BACHNUMB.', text(15)),
    Comment: readOnly(text(60)),
    NumberOfTransactions: readOnly(integer),
    Frequency: readOnly(text()),
  },
})

export const batchEntity: GpEntity = {
  schema: batch,
  webServices: {
    type: 'Batch',
    shape: {},
    list: {
      operation: 'GetBatchList',
      item: 'Batch',
      by: 'Id',
      criteria: { Source: { EqualValue: salesBatch.Source } },
    },
  },
}
