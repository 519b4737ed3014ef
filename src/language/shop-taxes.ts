import { type Decimal, dec, decimalText } from '../domain/decimal.ts'
import type { EntitySchema, Fields, FieldType } from '../domain/entity.ts'
import type { Json, RecordValue } from '../domain/record.ts'
import { refunded, slipsOf } from './functions/refunded.ts'
import { readShopOrder, splitTaxes } from './taxes/index.ts'

/**
 * One tax of the shop on one order. `id` "": known by its rate alone, under `key` ("FR 20"). Rate "0": what bears no tax, which
 * a return of taxes asks for as well. Amounts in the order's currency.
 */
interface ShopTax {
  readonly id: string
  readonly key: string
  /** Percent: "20". */
  readonly rate: string
  readonly base: Decimal
  readonly tax: Decimal
}

/**
 * The taxes that the shop charged on an order, or gave back with one of its slips, split as the flows split them. Null: no
 * split is proved, or what the slip gave back is not known to the cent.
 * @param order as the connector reads it @param country the code of the country where it is taxed
 */
export function shopTaxes(
  schema: EntitySchema,
  order: RecordValue,
  country: string,
  slip: string | null = null,
): readonly ShopTax[] | null {
  const whole = fieldsOf(schema.fields, order) as Parameters<typeof refunded>[0]
  const part = slip === null ? whole : slipsOf(whole).find(({ id }) => id === slip)
  if (!part) return null
  const { proved } = splitTaxes(
    readShopOrder(slip === null ? whole : refunded(whole, part as Parameters<typeof refunded>[1])),
    country,
  )
  if (!proved) return null
  const taxed = proved.rows.map(({ of, base, tax }) => ({
    ...{ id: of.id, key: of.key ?? '', rate: decimalText(of.rate), base, tax },
  }))
  return proved.untaxed.isZero()
    ? taxed
    : [...taxed, { id: '', key: `${country} 0`, rate: '0', base: proved.untaxed, tax: dec(0) }]
}

/** A record with decimals and whole numbers as numbers; what is not there is null. */
const fieldsOf = (fields: Fields, record: RecordValue): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, ofType(field, record[name])]))

function ofType(type: FieldType, json: Json | undefined): unknown {
  if (json === null || json === undefined) return null
  if (type.type === 'decimal') return dec(String(json))
  if (type.type === 'integer') return BigInt(String(json))
  if (type.type === 'list') return (json as Json[]).map((item) => ofType(type.of, item))
  return type.type === 'record' ? fieldsOf(type.fields, json as RecordValue) : json
}
