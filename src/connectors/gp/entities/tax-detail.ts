import { about, choice, decimal, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A tax detail (TX00201): one tax with its rate. */
const taxDetail = defineEntity({
  entity: 'gp.taxDetail',
  about: 'One tax: its rate, and whether it is for sales or purchases.',
  key: 'Key',
  fields: {
    Key: about('TAXDTLID.', text(15)),
    TaxDetailType: readOnly(choice('Sales', 'Purchases')),
    TaxDetailDescription: readOnly(text(30)),
    TaxDetailBase: readOnly(text()),
    TaxDetailPercent: about('Percent: "20" is 20 %.', readOnly(decimal)),
    TaxIdNumber: readOnly(text(25)),
  },
})

export const taxDetailEntity: GpEntity = {
  schema: taxDetail,
  webServices: {
    type: 'TaxDetail',
    shape: { at: { Key: 'TaxDetailKey' } },
    list: { operation: 'GetTaxDetailList', item: 'TaxDetail', by: 'TaxDetailKeyId' },
  },
}
