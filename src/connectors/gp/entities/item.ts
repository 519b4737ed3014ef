import {
  about,
  boolean,
  decimal,
  defineEntity,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/**
 * An item (IV00101) with its stock at every site. Read only: Web Services cannot update an item. Available is on hand
 * less allocated. A list holds summaries, without sites.
 */
const item = defineEntity({
  entity: 'gp.item',
  about: 'An inventory item, kit, service or fee, with its stock by site.',
  key: 'Key',
  fields: {
    Key: about('ITEMNMBR.', text(30)),
    Description: readOnly(text(100)),
    ShortDescription: readOnly(text(15)),
    Type: about('Sales Item, Kit, Miscellaneous Charges, Service or Flat Fee.', readOnly(text())),
    ClassKey: readOnly(text(10)),
    IsDiscontinued: readOnly(boolean),
    UofMScheduleKey: about('Unit of measure schedule.', readOnly(text(10))),
    DefaultSellingUofM: readOnly(text(8)),
    QuantityDecimalPlaces: about('Zero to Five.', readOnly(text())),
    CurrencyDecimalPlaces: about('Zero to Five: how fine its prices may be.', readOnly(text())),
    SalesTaxBasis: readOnly(text()),
    SalesTaxScheduleKey: readOnly(text(15)),
    DefaultWarehouseKey: readOnly(text(10)),
    DefaultPriceLevelKey: readOnly(text(10)),
    CurrentCost: about('In the functional currency.', readOnly(decimal)),
    Quantities: optional(
      list(
        record({
          WarehouseKey: text(10),
          OnHandQuantity: optional(decimal),
          AllocatedQuantity: optional(decimal),
          OnOrderQuantity: optional(decimal),
          BackOrderedQuantity: optional(decimal),
        }),
      ),
    ),
    LastModifiedDate: readOnly(text()),
  },
})

export const itemEntity: GpEntity = {
  schema: item,
  type: 'SalesItem',
  shape: { within: { Quantities: { at: { WarehouseKey: 'Key.WarehouseKey' } } } },
  byKey: { operation: 'GetItemByKey', key: (key) => ({ Id: key }) },
  list: { operation: 'GetItemList', item: 'ItemSummary', by: 'ItemId' },
}
