import { type Decimal, dec } from '../../../domain/decimal.ts'
import type { Currency } from '../company.ts'
import type { Money } from '../records.ts'
import type { Complaints } from './complaints.ts'

/** Reads and writes the amounts of one document: one currency, its number of decimals, nothing below zero. */
export interface DocumentMoney {
  readonly digits: number
  /** The amount, complaining about another currency, too many decimals or a minus. Absent and empty money are 0. */
  read(money: Money | undefined, property: string, digits?: number): Decimal
  write(value: Decimal): Money
}

export function documentMoney(currency: Currency, complaints: Complaints): DocumentMoney {
  return {
    digits: currency.digits,
    read(money, property, digits = currency.digits) {
      const value = dec(money?.Value ?? '0')
      if (!money || (!money.Currency && value.isZero())) return value
      if (!money.Currency) complaints.refuse(property, `A currency is required for ${property}.`)
      else if (money.Currency !== currency.code)
        complaints.refuse(
          property,
          `The currency ${money.Currency} of ${property} is not the currency of the document, ${currency.code}.`,
        )
      if (value.decimalPlaces() > digits)
        complaints.refuse(
          property,
          `${property} ${value.toFixed()} has more decimal places than its currency allows (${digits}).`,
        )
      if (value.isNegative() && !value.isZero())
        complaints.refuse(property, `${property} ${value.toFixed()} is less than zero.`)
      return value
    },
    write: (value) => ({ Currency: currency.code, Value: value.toFixed(), DecimalDigits: currency.digits }),
  }
}
