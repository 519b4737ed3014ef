import { Decimal, dec, decimalText } from '../../../domain/decimal.ts'
import {
  about,
  boolean,
  decimal,
  defineEntity,
  keyOf,
  list,
  optional,
  readOnly,
  record,
  text,
} from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { Wire } from '../web-services/envelope.ts'
import { listIn } from '../web-services/services.ts'
import { decimalCodec, isWire } from '../web-services/wire-codecs.ts'
import { unitsIn } from './item.ts'

/**
 * What an item has in stock (IV00102), without its other fields: one call, one more for its units, and one for each
 * component of a kit. GP's lists have no quantities, so stock is read item by item; the list says which items moved, since a
 * movement at a site stamps the item (trigger zDT_IV00102).
 */
const itemStock = defineEntity({
  entity: 'gp.itemStock',
  about: 'The stock of an item by site; of a kit, that of its components. All in base units.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  inList: ['Key', 'Type', 'IsDiscontinued', 'LastModifiedDate'],
  fields: {
    Key: about('ITEMNMBR.', text(30)),
    Type: about('Sales Item, Kit, Miscellaneous Charges, Service or Flat Fee.', readOnly(text())),
    IsDiscontinued: readOnly(boolean),
    IsInactive: about('GP takes no new line of it. Known where the connection has SQL Server.', readOnly(boolean)),
    UofMScheduleKey: readOnly(text(10)),
    DefaultSellingUofM: readOnly(text(8)),
    BaseUofM: about('Stock is counted in it.', readOnly(text(8))),
    UnitsOfMeasure: about(
      'The units of its schedule, and how many base units each holds.',
      readOnly(list(record({ UofM: text(8), QuantityInBaseUofM: decimal }))),
    ),
    Components: about(
      'Of a kit: what one of it is made of. Those without stock, such as services, are not needed from any site.',
      readOnly(
        list(
          record({
            ItemKey: keyOf('gp.itemStock', text(30)),
            UofM: text(8),
            Quantity: decimal,
            Type: optional(text()),
          }),
        ),
      ),
    ),
    Stock: about(
      'What one of it takes from stock: itself, or the components of a kit that have stock. Empty: it has none.',
      readOnly(
        list(
          record({
            ItemKey: text(30),
            Needed: about('Base units of that item in one base unit of this one.', decimal),
            Sites: list(
              record({
                WarehouseKey: text(10),
                OnHand: decimal,
                Allocated: decimal,
                BackOrdered: decimal,
                OnOrder: decimal,
                IsInactive: about('The item, the site, or the item at this site.', optional(boolean)),
              }),
            ),
          }),
        ),
      ),
    ),
    MadeOf: about(
      'The same as Stock, without the sites.',
      readOnly(list(record({ ItemKey: text(30), Needed: decimal }))),
    ),
    LastModifiedDate: readOnly(text()),
  },
  facts: ['Key', 'Type', 'DefaultSellingUofM', 'BaseUofM', 'UnitsOfMeasure', 'MadeOf'],
  factsNeed: 'UnitsOfMeasure',
  levels: {
    ...{ rows: 'Stock', key: 'ItemKey', places: 'Sites', place: 'WarehouseKey' },
    ...{ level: 'OnHand', less: 'Allocated' },
  },
})

export const itemStockEntity: GpEntity = {
  schema: itemStock,
  webServices: {
    type: 'SalesItem',
    shape: { derived: ['IsInactive', 'BaseUofM', 'UnitsOfMeasure', 'Components', 'Stock', 'MadeOf'] },
    derive(read, wire) {
      const components = componentsIn(wire)
      const own = read.Type === 'Sales Item' ? [{ ItemKey: read.Key!, Needed: '1', Sites: sitesIn(wire) }] : []
      return { ...read, ...(components.length > 0 ? { Components: components } : {}), Stock: own, MadeOf: madeOf(own) }
    },
    async also(read, ask) {
      const { Key, Type, UofMScheduleKey, Components } = read
      const schedule = async (key: unknown) =>
        typeof key === 'string' ? unitsIn(await ask('GetUofMScheduleByKey', { key: { Id: key } })) : {}
      if (Type !== 'Kit') return schedule(UofMScheduleKey)
      const parts = await Promise.all(
        ((Components ?? []) as RecordValue[])
          .filter(({ Type: type }) => mayHaveStock(type))
          .map(async ({ ItemKey, UofM, Quantity }) => {
            const item = await ask('GetItemByKey', { key: { Id: ItemKey as string } })
            const units = await schedule((item?.UofMScheduleKey as Wire | undefined)?.Id)
            const factor = inBase(units, UofM as string)
            // An unknown component or unit is no stock that could be promised: it has no site at all. Nor has a kit.
            const known = item !== null && factor !== null
            return {
              ItemKey: ItemKey!,
              Needed: known ? decimalText(dec(Quantity as string).times(factor)) : '1',
              Sites: known ? sitesIn(item) : [],
            }
          }),
      )
      const Stock = together(parts, Key as string)
      return { ...(await schedule(UofMScheduleKey)), Stock, MadeOf: madeOf(Stock) }
    },
    byKey: { operation: 'GetItemByKey', key: (key) => ({ Id: key }) },
    list: { operation: 'GetItemList', item: 'ItemSummary', by: 'ItemId' },
  },
}

/** Of a component. GP lets nobody put a kit into a kit; one that it names all the same is needed, and not known. */
const mayHaveStock = (type: unknown) => type === undefined || type === 'Sales Item' || type === 'Kit'

const madeOf = (stock: readonly RecordValue[]) =>
  stock.map(({ ItemKey, Needed }) => ({ ItemKey: ItemKey!, Needed: Needed! }))

type Part = { ItemKey: RecordValue[string]; Needed: string; Sites: RecordValue[] }

/** A component that is named twice, in two units, is needed as often as both say. */
function together(parts: readonly Part[], kit: string): RecordValue[] {
  const byItem = new Map<string, Part>()
  for (const part of parts) {
    const before = byItem.get(String(part.ItemKey))
    const Needed = before ? decimalText(dec(before.Needed).plus(part.Needed)) : part.Needed
    byItem.set(String(part.ItemKey), { ...part, Needed })
  }
  // A kit without any component that has stock would never end.
  return byItem.size > 0 ? [...byItem.values()] : [{ ItemKey: kit, Needed: '1', Sites: [] }]
}

function inBase({ BaseUofM, UnitsOfMeasure }: RecordValue, unit: string): Decimal | null {
  if (unit === BaseUofM) return new Decimal(1)
  const found = ((UnitsOfMeasure ?? []) as RecordValue[]).find(({ UofM }) => UofM === unit)
  return found ? dec(found.QuantityInBaseUofM as string) : null
}

const quantityIn = (wire: Wire[string]): string =>
  (isWire(wire) ? (decimalCodec.from(wire.Value) as string | undefined) : undefined) ?? '0'

const idIn = (key: Wire[string]): string => (isWire(key) && typeof key.Id === 'string' ? key.Id.trim() : '')

/** By site. The row of all sites together has no name (RCRDTYPE 1): added to the others it would double the stock. */
function sitesIn(wire: Wire): RecordValue[] {
  return listIn(wire.Quantities as Wire | undefined, 'SalesItemWarehouse').flatMap((row) => {
    const site = idIn(isWire(row.Key) ? row.Key.WarehouseKey : undefined)
    return site === ''
      ? []
      : [
          {
            WarehouseKey: site,
            OnHand: quantityIn(row.OnHandQuantity),
            Allocated: quantityIn(row.AllocatedQuantity),
            BackOrdered: quantityIn(row.BackOrderedQuantity),
            OnOrder: quantityIn(row.OnOrderQuantity),
          },
        ]
  })
}

function componentsIn(wire: Wire): RecordValue[] {
  return listIn(wire.Components as Wire | undefined, 'KitComponent').flatMap(({ Key, Quantity, Type }) => {
    const key = isWire(Key) ? Key : {}
    const item = idIn(key.ItemKey)
    return item === ''
      ? []
      : [
          {
            ...{ ItemKey: item, UofM: String(key.UofM ?? '').trim(), Quantity: quantityIn(Quantity) },
            ...(typeof Type === 'string' ? { Type } : {}),
          },
        ]
  })
}
