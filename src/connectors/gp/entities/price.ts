import { Decimal, dec } from '../../../domain/decimal.ts'
import { about, decimal, defineEntity, list, optional, readOnly, record, text } from '../../../domain/entity.ts'
import type { Json, RecordValue } from '../../../domain/record.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { Wire } from '../web-services/envelope.ts'
import { listIn } from '../web-services/services.ts'
import { decimalCodec, isWire } from '../web-services/wire-codecs.ts'

/**
 * The price of an item at a price level, in a currency and a unit of measure (IV00107, IV00108): one row for each quantity
 * break. An amount where the price method of the item is Currency Amount, else a percentage of its list price or cost. A
 * change of a break stamps the price (trigger zDT_IV00108).
 *
 * Extended pricing has tables of its own, which Web Services do not read: where a company has switched to it, these are the
 * prices of before.
 */
const price = defineEntity({
  entity: 'gp.price',
  about: 'The price of an item at a price level, in a currency and a unit of measure, with its quantity breaks.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  inList: ['Key', 'ItemKey', 'CurrencyKey', 'PriceLevelKey', 'UofM', 'LastModifiedDate'],
  fields: {
    Key: about('Currency, level, unit and item: "EUR/RETAIL/Each/TEA-ASSAM".', text(62)),
    ItemKey: readOnly(text(30)),
    CurrencyKey: readOnly(text(15)),
    PriceLevelKey: readOnly(text(10)),
    UofM: readOnly(text(8)),
    Breaks: about(
      'The smallest quantity first. `Amount` or `Percent`: what the price method of the item makes of it.',
      readOnly(
        list(
          record({
            UpTo: about('The largest quantity that has it; 999999999999 has no end.', decimal),
            Amount: optional(decimal),
            Currency: about('Of the amount.', optional(text(15))),
            Percent: optional(decimal),
          }),
        ),
      ),
    ),
    LastModifiedDate: readOnly(text()),
  },
})

export const priceEntity: GpEntity = {
  schema: price,
  webServices: {
    type: 'Pricing',
    shape: {
      at: {
        ItemKey: 'Key.ItemKey',
        CurrencyKey: 'Key.CurrencyKey',
        PriceLevelKey: 'Key.PriceLevelKey',
        UofM: 'Key.UofM',
      },
      derived: ['Key', 'Breaks'],
    },
    derive: (read, wire) => ({ ...read, Key: keyIn(read), Breaks: breaksIn(wire) }),
    byKey: {
      operation: 'GetPricingByKey',
      key(key) {
        const { currency, level, unit, item } = partsOf(key)
        return {
          ItemKey: { Id: item },
          CurrencyKey: { ISOCode: currency },
          PriceLevelKey: { Id: level },
          UofM: unit,
        }
      },
    },
    list: { operation: 'GetPricingList', item: 'PricingSummary', by: 'ItemId', part: (key) => partsOf(key).item },
  },
}

/** The item comes last and may have slashes of its own. */
function partsOf(key: string) {
  const [currency = '', level = '', unit = '', ...item] = key.split('/')
  return { currency, level, unit, item: item.join('/') }
}

const keyIn = ({ CurrencyKey, PriceLevelKey, UofM, ItemKey }: RecordValue) =>
  [CurrencyKey, PriceLevelKey, UofM, ItemKey].map((part) => String(part ?? '').trim()).join('/')

function breaksIn(wire: Wire): RecordValue[] {
  const breaks = listIn(wire.Details as Wire | undefined, 'PricingDetail').map(({ Key, UofMPrice }): RecordValue => {
    const upTo = isWire(Key) && isWire(Key.ToQuantity) ? decimalCodec.from(Key.ToQuantity.Value) : undefined
    const { Amount, Percent } = (isWire(UofMPrice) ? UofMPrice : {}) as Wire
    return {
      UpTo: upTo ?? '0',
      ...(isWire(Amount) ? { Amount: valueIn(Amount), Currency: String(Amount.Currency ?? '').trim() } : {}),
      ...(isWire(Percent) ? { Percent: valueIn(Percent) } : {}),
    }
  })
  return breaks.sort((a, b) => upToOf(a).comparedTo(upToOf(b)))
}

const valueIn = (wire: Wire): Json => decimalCodec.from(wire.Value) ?? '0'
const upToOf = ({ UpTo }: RecordValue): Decimal =>
  /^\d+(\.\d+)?$/.test(String(UpTo)) ? dec(String(UpTo)) : new Decimal(0)
