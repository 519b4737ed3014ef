import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gpSchemas } from '../../src/connectors/gp/index.ts'
import { Decimal, dec, sum } from '../../src/domain/decimal.ts'
import type { RecordValue } from '../../src/domain/record.ts'
import { balance } from '../../src/language/balance.ts'

const amount = (digits: number, max = 1_000_000) =>
  fc.nat(max).map((units) => new Decimal(units).div(new Decimal(10).pow(digits)))

/** An order as a shop makes it: six-decimal prices, a round type, parts rounded each for itself, the total rounded once. */
const anOrder: fc.Arbitrary<Order> = fc.constantFrom(0, 2, 3).chain((digits) =>
  fc.record({
    digits: fc.constant(digits),
    roundType: fc.constantFrom(1, 2, 3),
    lines: fc.array(fc.record({ price: amount(6, 900_000_000), quantity: fc.integer({ min: 1, max: 60 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
    discount: amount(digits, 200),
    freight: amount(digits, 2000),
    wrapping: amount(digits, 300),
    tax: amount(digits, 5000),
  }),
)

interface Order {
  readonly digits: number
  readonly roundType: number
  readonly lines: readonly { readonly price: Decimal; readonly quantity: number }[]
  readonly discount: Decimal
  readonly freight: Decimal
  readonly wrapping: Decimal
  readonly tax: Decimal
}

function shop({ digits, roundType, lines, discount, freight, wrapping, tax }: Order) {
  const round = (value: Decimal) => value.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP)
  const totals = lines.map(({ price, quantity }) =>
    roundType === 1
      ? round(price).times(quantity)
      : roundType === 2
        ? round(price.times(quantity))
        : price.times(quantity),
  )
  const products = round(sum(totals))
  const exact = sum(lines.map(({ price, quantity }) => (roundType === 1 ? round(price) : price).times(quantity)))
  const charged = round(exact.minus(discount).plus(freight).plus(wrapping).plus(tax))
  const draft: RecordValue = {
    CurrencyKey: 'EUR',
    Lines: lines.map(({ price, quantity }, index) => ({
      ItemKey: `I${index}`,
      Quantity: String(quantity),
      UnitPrice: price.toFixed(),
      TotalAmount: totals[index]!.toFixed(),
    })),
    TradeDiscount: discount.toFixed(),
    FreightAmount: freight.toFixed(),
    MiscellaneousAmount: wrapping.toFixed(),
    TaxAmount: tax.toFixed(),
  }
  return { draft, products, charged }
}

describe('a document is brought to what the shop charged', () => {
  test('exactly, or it is held and says by how much', () => {
    fc.assert(
      fc.property(anOrder, (order) => {
        const { draft, products, charged } = shop(order)
        const cap = new Decimal('0.05')
        const { document, sheet } = balance(gpSchemas.salesOrder!, draft, {
          anchor: charged,
          lines: products,
          digits: order.digits,
          cap,
          over: 'MiscellaneousAmount',
          under: 'TradeDiscount',
          taxes: null,
        })
        const field = (name: string) => dec((document[name] as string | undefined) ?? '0')
        const lines = document.Lines as {
          Quantity: string
          UnitPrice: string
          TotalAmount: string
          LineSequenceNumber: number
        }[]

        // GP computes price × quantity, the subtotal and the total again and refuses what differs (errors 722, 67, 235).
        for (const line of lines) {
          expect(dec(line.UnitPrice).times(line.Quantity).eq(line.TotalAmount)).toBe(true)
          expect(dec(line.UnitPrice).decimalPlaces()).toBeLessThanOrEqual(order.digits)
          expect(dec(line.Quantity).gt(0)).toBe(true)
        }
        expect(sum(lines.map(({ TotalAmount }) => dec(TotalAmount))).eq(field('LineTotalAmount'))).toBe(true)
        const total = field('LineTotalAmount')
          .minus(field('TradeDiscount'))
          .plus(field('FreightAmount'))
          .plus(field('MiscellaneousAmount'))
          .plus(field('TaxAmount'))
        expect(total.eq(field('TotalAmount'))).toBe(true)

        // No piece is lost or added, and no sequence number comes twice.
        const pieces = (rows: readonly { ItemKey?: unknown; Quantity: string }[], item: string) =>
          sum(rows.filter(({ ItemKey }) => ItemKey === item).map(({ Quantity }) => dec(Quantity)))
        for (const [index, { quantity }] of order.lines.entries())
          expect(pieces(lines, `I${index}`).eq(quantity)).toBe(true)
        expect(new Set(lines.map(({ LineSequenceNumber }) => LineSequenceNumber)).size).toBe(lines.length)

        expect(sheet.state === 'proved').toBe(total.eq(charged))
        expect(dec(sheet.difference).eq(charged.minus(total))).toBe(true)
        // What is held is beyond the cap: nothing within it is left to a person.
        if (sheet.state === 'held') expect(dec(sheet.difference).abs().gt(cap)).toBe(true)
        // Every placed amount stands on the sheet.
        const placed = sum(
          sheet.adjustments.filter(({ place }) => place === 'MiscellaneousAmount').map((each) => dec(each.amount)),
        )
        expect(field('MiscellaneousAmount').eq(order.wrapping.plus(placed))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
