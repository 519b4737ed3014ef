import type { RemoteWrite } from '../../../domain/connector.ts'
import { Decimal, dec } from '../../../domain/decimal.ts'
import { about, decimal, defineEntity, list, optional, readOnly, record, terms, text } from '../../../domain/entity.ts'
import { InvalidInput } from '../../../domain/errors.ts'
import { type Json, type RecordValue, ref, refText } from '../../../domain/record.ts'
import { econnectDocument } from '../econnect/document.ts'
import type { Ledger } from '../econnect/econnect-entity.ts'
import type { GpEntity } from '../gp-entity.ts'
import type { Wire } from '../web-services/envelope.ts'
import { ifThere } from '../web-services/faults.ts'
import type { AskGp, Located } from '../web-services/names.ts'
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
  way: 'set',
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
      terms(
        optional(
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
    ),
    RoundHow: about('ROUNDHOW: how GP rounds a price that it computes.', readOnly(text())),
    RoundTo: about('ROUNDTO.', readOnly(text())),
    RoundAmount: about('RNDGAMNT.', readOnly(decimal)),
    UofMSalesOption: about('UMSLSOPT: whether the unit is sold, and in fractions.', readOnly(text())),
    LastModifiedDate: readOnly(text()),
  },
})

export const priceEntity: GpEntity = {
  schema: price,
  direct: {
    about:
      'Changes the prices of an item at a price level in GP, by eConnect (the GP connection must have it). Key: "EUR/RETAIL/Each/TEA-ASSAM". Field Breaks: all quantity breaks as they are, with the new Amount (or Percent); without other breaks [{"UpTo": "999999999999", "Amount": "12.50"}]. Breaks are neither added nor taken out.',
    create: false,
    update: ['Breaks'],
    void: false,
    tellsCustomer: false,
    tells: ['ItemKey', 'PriceLevelKey', 'CurrencyKey', 'UofM'],
    risk: 'New orders in GP are priced by it, and the flows of prices carry it to the shop.',
  },
  econnect: { documents: priceDocuments },
  webServices: {
    type: 'Pricing',
    shape: {
      at: {
        ItemKey: 'Key.ItemKey',
        CurrencyKey: 'Key.CurrencyKey',
        PriceLevelKey: 'Key.PriceLevelKey',
        UofM: 'Key.UofM',
        RoundHow: 'Round.Option',
        RoundTo: 'Round.Policy',
        RoundAmount: 'Round.Amount',
      },
      derived: ['Key', 'Breaks'],
    },
    derive: (read, wire) => ({ ...read, Key: keyIn(read), Breaks: breaksIn(wire) }),
    byKey: { operation: 'GetPricingByKey', key: (key) => wireKey(readingsOf(key)[0]!), locate },
    // A range may end at any text: that of a level with a slash is no item's, and splits as well.
    list: {
      operation: 'GetPricingList',
      item: 'PricingSummary',
      by: 'ItemId',
      part: (key) => readingsOf(key)[0]!.item,
    },
  },
}

interface PriceKey {
  readonly currency: string
  readonly level: string
  readonly unit: string
  readonly item: string
}

/**
 * What a key may mean: levels, units and items may all have slashes of their own, items first of all. Readings whose parts are
 * longer than GP's columns are none. At least one.
 */
function readingsOf(key: string): readonly PriceKey[] {
  const [currency = '', ...rest] = key.split('/')
  const between = (from: number, to?: number) => rest.slice(from, to).join('/')
  const readings: PriceKey[] = []
  for (let unitAt = 1; unitAt <= rest.length - 2; unitAt++)
    for (let itemAt = unitAt + 1; itemAt <= rest.length - 1; itemAt++)
      readings.push({ currency, level: between(0, unitAt), unit: between(unitAt, itemAt), item: between(itemAt) })
  const usual = { currency, level: rest[0] ?? '', unit: rest[1] ?? '', item: between(2) }
  const fits = ({ level, unit, item }: PriceKey) => level.length <= 10 && unit.length <= 8 && item.length <= 30
  const others = readings.filter(fits).filter((one) => one.level !== usual.level || one.unit !== usual.unit)
  return [usual, ...others]
}

const wireKey = ({ currency, level, unit, item }: PriceKey): Wire => ({
  ItemKey: { Id: item },
  CurrencyKey: { ISOCode: currency },
  PriceLevelKey: { Id: level },
  UofM: unit,
})

/**
 * A key that may mean several price lists is asked for in each way: which of two is meant nobody can say.
 * @throws InvalidInput: GP has two of them
 */
async function locate(key: string, ask: AskGp): Promise<Located | null> {
  const operation = 'GetPricingByKey'
  const [usual, ...others] = readingsOf(key)
  if (others.length === 0) return { operation, key: wireKey(usual!) }
  const of = async (reading: PriceKey) => {
    const found = await ifThere(ask(operation, { key: wireKey(reading) }))
    return found && { operation, key: wireKey(reading), found }
  }
  const [one, two] = (await Promise.all([usual!, ...others].map(of))).filter((found) => found !== null)
  if (two)
    throw new InvalidInput('The key of the price', [
      { at: key, reason: 'names two price lists of GP, since levels, units and items of both have slashes' },
    ])
  return one ?? null
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

/** A line for each break that changes, with the rounding that the price list has: what is left out would be reset. */
async function priceDocuments({ record, document }: RemoteWrite, { read }: Ledger) {
  const refuse = (at: string, reason: string) => new InvalidInput(`${refText(record)} cannot be sent`, [{ at, reason }])
  const held = await read(record)
  const item = held && (await read(ref('gp.item', String(held.ItemKey))))
  if (!held || !item) throw refuse('Key', 'is no price list of GP: the first price at a level is entered in GP')
  const [wanted, there] = [document.Breaks, held.Breaks].map((rows) => (rows ?? []) as RecordValue[])
  const currency = await read(ref('gp.currency', String(held.CurrencyKey)))
  if (typeof currency?.Id !== 'string') throw refuse('CurrencyKey', `GP has no currency ${String(held.CurrencyKey)}`)
  if (wanted!.length !== there!.length)
    throw refuse('Breaks', `must be the ${there!.length} that GP has; eConnect takes none out`)
  const lines = wanted!.flatMap((row, place) => {
    const before = there![place]!
    const at = `Breaks.${place}`
    if (!upToOf(row).eq(upToOf(before))) throw refuse(`${at}.UpTo`, `must be ${String(before.UpTo)}, as GP has it`)
    const kind = before.Percent === undefined || before.Percent === null ? 'Amount' : 'Percent'
    const price = row[kind]
    if (typeof price !== 'string') throw refuse(`${at}.${kind}`, `is required: the item is priced by ${kind}`)
    if (row[kind === 'Amount' ? 'Percent' : 'Amount'] != null && kind === 'Percent')
      throw refuse(`${at}.Amount`, 'must be left out: the item is priced by Percent')
    if (row.Currency != null && row.Currency !== '' && row.Currency !== held.CurrencyKey)
      throw refuse(`${at}.Currency`, `must be ${String(held.CurrencyKey)}, as the key says`)
    if (dec(price).lte(0))
      throw refuse(`${at}.${kind}`, 'must be greater than 0; an item that costs nothing is entered in GP')
    const decimals = kind === 'Amount' ? decimalsOf(item, String(held.CurrencyKey)) : 2
    if (decimals !== null && dec(price).decimalPlaces() > decimals)
      throw refuse(`${at}.${kind}`, `must have at most ${decimals} decimals`)
    if (typeof before[kind] === 'string' && dec(price).eq(dec(before[kind]))) return []
    const values = {
      ...{ ITEMNMBR: String(held.ItemKey), CURNCYID: currency.Id as string, PRCLEVEL: String(held.PriceLevelKey) },
      ...{ UOFM: String(held.UofM), TOQTY: String(before.UpTo), UOMPRICE: price },
      ...{ RNDGAMNT: String(held.RoundAmount ?? '0'), UpdateIfExists: 1 },
      ROUNDHOW: numberOf(roundHow, held.RoundHow, `RoundHow`),
      ROUNDTO: numberOf(roundTo, held.RoundTo, `RoundTo`),
      UMSLSOPT: numberOf(salesOptions, held.UofMSalesOption, 'UofMSalesOption'),
    }
    return [{ node: 'taIVCreateItemPriceListLine' as const, values }]
  })
  return [econnectDocument('IVCreateItemPriceListType', record, lines)]

  function numberOf(names: Readonly<Record<string, number>>, name: Json | undefined, field: string): number {
    const found = names[String(name ?? '')]
    if (found === undefined) throw refuse(field, 'is not known of this price list: change the price in GP')
    return found
  }
}

/** Names of Web Services for the numbers of the columns. */
const roundHow = { None: 0, 'Multiple Of': 1, 'Ends In': 2 }
const roundTo = { None: 1, Up: 2, Down: 3, 'To Nearest': 4 }
const salesOptions = {
  'Unit Of Measure Not Available For Sales Purposes': 1,
  'Unit Of Measure Must Be Sold In Whole Quantities': 2,
  'Unit Of Measure Must Be Sold In Whole And Fractional Quantities': 3,
}

/** Of the prices of an item in a currency; null: not known. */
function decimalsOf(item: RecordValue, currency: string): number | null {
  const rows = (item.Currencies ?? []) as readonly RecordValue[]
  const own = rows.find(({ CurrencyKey }) => CurrencyKey === currency)?.PriceDecimals ?? item.PriceDecimals
  return typeof own === 'number' ? own : null
}
