import {
  about,
  boolean,
  decimal,
  defineEntity,
  integer,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import type { GpEntity } from '../gp-entity.ts'
import { digitsOf } from '../web-services/currencies.ts'
import type { Wire } from '../web-services/envelope.ts'
import { listIn } from '../web-services/services.ts'
import { decimalCodec, isWire } from '../web-services/wire-codecs.ts'

const userCategories = [1, 2, 3, 4, 5, 6].map((number) => `UserCategoryList${number}`)
const userCategory = (number: number) =>
  about(`USCATVLS_${number}: user category ${number}. Missing where it is empty.`, readOnly(optional(text(10))))

/**
 * An item (IV00101) with its stock at every site, its units (IV40201, IV40202) and the decimals of its prices a currency
 * (IV00105). Read only: Web Services cannot update an item. Available is on hand less allocated. A list holds summaries,
 * without sites, units and currencies.
 *
 * GP without Multicurrency Management keeps one number of decimals an item; with it one an item and currency, and the
 * item's own means nothing (Inventory Control, "Entering an item record"). The role may be without the right to read
 * units or currencies, for ever or for a moment: those fields are then missing.
 */
const item = defineEntity({
  entity: 'gp.item',
  about: 'An inventory item, kit, service or fee, with its stock by site.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  inList: [
    'Key',
    'Description',
    'ShortDescription',
    'GenericDescription',
    'Type',
    'ClassKey',
    'IsDiscontinued',
    'LastModifiedDate',
  ],
  fields: {
    Key: about('ITEMNMBR.', text(30)),
    Description: readOnly(text(100)),
    ShortDescription: readOnly(text(15)),
    GenericDescription: about('ITMGEDSC.', readOnly(optional(text(10)))),
    Type: about('Sales Item, Kit, Miscellaneous Charges, Service or Flat Fee.', readOnly(text())),
    ClassKey: readOnly(text(10)),
    IsDiscontinued: readOnly(boolean),
    UofMScheduleKey: about('Unit of measure schedule.', readOnly(text(10))),
    DefaultSellingUofM: about('What GP takes on a sales line that names no unit.', readOnly(text(8))),
    QuantityDecimalPlaces: about('Zero to Five.', readOnly(text())),
    CurrencyDecimalPlaces: about('Zero to Five: how fine its prices may be.', readOnly(text())),
    PriceDecimals: about(
      'The same as a number. `Currencies` knows better where it names the currency.',
      readOnly(integer),
    ),
    Currencies: about(
      'Decimals of its prices by currency.',
      readOnly(list(record({ CurrencyKey: text(3), PriceDecimals: integer }))),
    ),
    BaseUofM: about('The smallest unit of its schedule. Stock is counted in it.', readOnly(text(8))),
    UnitsOfMeasure: about(
      'The units of its schedule, and how many base units each holds.',
      readOnly(list(record({ UofM: text(8), QuantityInBaseUofM: decimal }))),
    ),
    SalesTaxBasis: readOnly(text()),
    SalesTaxScheduleKey: readOnly(text(15)),
    DefaultWarehouseKey: readOnly(text(10)),
    DefaultPriceLevelKey: readOnly(text(10)),
    UserCategoryList1: userCategory(1),
    UserCategoryList2: userCategory(2),
    UserCategoryList3: userCategory(3),
    UserCategoryList4: userCategory(4),
    UserCategoryList5: userCategory(5),
    UserCategoryList6: userCategory(6),
    ShippingWeight: about(
      'ITEMSHWT, of one base unit, in the unit of weight that the company keeps; 0: not entered.',
      readOnly(optional(decimal)),
    ),
    AllowBackOrder: about('ALWBKORD: GP lets an order of it wait for goods.', readOnly(optional(boolean))),
    PriceMethod: about('Currency Amount, or what the percentages of its prices are of.', readOnly(text())),
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
  facts: [
    'Key',
    'Type',
    'IsDiscontinued',
    'BaseUofM',
    'DefaultSellingUofM',
    'UnitsOfMeasure',
    'QuantityDecimalPlaces',
    'PriceDecimals',
    'Currencies',
    'SalesTaxBasis',
    'SalesTaxScheduleKey',
    ...userCategories,
  ],
  factsNeed: 'UnitsOfMeasure',
})

const derived = ['PriceDecimals', 'Currencies', 'BaseUofM', 'UnitsOfMeasure']

export const itemEntity: GpEntity = {
  schema: item,
  webServices: {
    type: 'SalesItem',
    shape: { derived, within: { Quantities: { at: { WarehouseKey: 'Key.WarehouseKey' } } } },
    derive(record) {
      const digits = digitsOf(record.CurrencyDecimalPlaces)
      // Few companies use all six, and what orders keep of an item is small.
      const filled = Object.entries(record).filter(([name, value]) => value !== '' || !userCategories.includes(name))
      return { ...Object.fromEntries(filled), ...(digits === undefined ? {} : { PriceDecimals: digits }) }
    },
    async also({ Key, UofMScheduleKey }, ask) {
      const [schedule, currencies] = await Promise.all([
        typeof UofMScheduleKey === 'string' ? ask('GetUofMScheduleByKey', { key: { Id: UofMScheduleKey } }) : null,
        ask('GetItemCurrencyList', { criteria: { ItemId: { EqualValue: Key as string } } }),
      ])
      return { ...unitsIn(schedule), ...currenciesIn(currencies) }
    },
    byKey: { operation: 'GetItemByKey', key: (key) => ({ Id: key }) },
    list: { operation: 'GetItemList', item: 'ItemSummary', by: 'ItemId' },
  },
}

export function unitsIn(schedule: Wire | null): RecordValue {
  if (!schedule || typeof schedule.BaseUofM !== 'string' || schedule.BaseUofM.trim() === '') return {}
  const units = listIn(schedule.Details as Wire | undefined, 'UofMScheduleDetail').flatMap(
    ({ UofM, QuantityInBaseUofM }) => {
      const quantity = isWire(QuantityInBaseUofM) ? decimalCodec.from(QuantityInBaseUofM.Value) : undefined
      return typeof UofM === 'string' && quantity !== undefined
        ? [{ UofM: UofM.trim(), QuantityInBaseUofM: quantity }]
        : []
    },
  )
  return { BaseUofM: schedule.BaseUofM.trim(), UnitsOfMeasure: units }
}

function currenciesIn(rows: Wire | null): RecordValue {
  const currencies = listIn(rows, 'ItemCurrency').flatMap(({ Key, CurrencyDecimalPlaces }) => {
    const code = ((Key as Wire | undefined)?.CurrencyKey as Wire | undefined)?.ISOCode
    const digits = digitsOf(CurrencyDecimalPlaces)
    // Without Multicurrency Management the row names no currency.
    return typeof code === 'string' && code !== '' && digits !== undefined
      ? [{ CurrencyKey: code, PriceDecimals: digits }]
      : []
  })
  return currencies.length > 0 ? { Currencies: currencies } : {}
}
