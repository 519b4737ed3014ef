import { about, defineEntity, id, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A company (DYNAMICS SY01500). */
const company = defineEntity({
  entity: 'gp.company',
  about: 'A company of this GP installation.',
  key: 'Key',
  fields: {
    Key: about('CMPANYID; "-1" is the sample company.', id),
    Name: readOnly(text(64)),
    TaxRegistration: readOnly(text(25)),
  },
})

export const companyEntity: GpEntity = {
  schema: company,
  webServices: {
    type: 'Company',
    shape: {},
    list: { operation: 'GetCompanyList', item: 'Company', by: 'Id', numeric: true, system: true },
  },
}
