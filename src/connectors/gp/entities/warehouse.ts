import { about, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A site (IV40700). */
const warehouse = defineEntity({
  entity: 'gp.warehouse',
  about: 'A site that holds stock.',
  key: 'Key',
  fields: {
    Key: about('LOCNCODE.', text(10)),
    Description: readOnly(text(30)),
    AddressLine1: readOnly(text(60)),
    City: readOnly(text(35)),
    State: readOnly(text(29)),
    PostalCode: readOnly(text(10)),
    CountryRegion: readOnly(text(60)),
  },
})

export const warehouseEntity: GpEntity = {
  schema: warehouse,
  webServices: {
    type: 'WarehouseSummary',
    shape: {},
    list: { operation: 'GetWarehouseList', item: 'WarehouseSummary', by: 'WarehouseId' },
  },
}
