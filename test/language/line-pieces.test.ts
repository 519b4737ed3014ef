import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gpSchemas } from '../../src/connectors/gp/index.ts'
import { Decimal, dec, roundTo, sum } from '../../src/domain/decimal.ts'
import type { RecordValue } from '../../src/domain/record.ts'
import { lineFormOf, linePieces } from '../../src/language/line-pieces.ts'

const form = lineFormOf(gpSchemas.salesOrder!)!
const amounts = (lines: readonly RecordValue[], field: string) => lines.map((line) => line[field])
const line = (change: RecordValue): RecordValue => ({
  ItemKey: 'TEA',
  ItemDescription: 'Tea',
  IntegrationId: '7',
  ...change,
})

describe('a line of the shop', () => {
  test('stays one line where the item’s decimals give its total', () => {
    expect(linePieces(form, line({ Quantity: '3', PriceDigits: 5 }), dec('100'), 2)).toEqual([
      line({ Quantity: '3', UnitPrice: '33.33333', TotalAmount: '100' }),
    ])
  })

  test('is split where the item has the decimals of the currency, and says so to whoever packs it', () => {
    expect(linePieces(form, line({ Quantity: '3', PriceDigits: 2 }), dec('100'), 2)).toEqual([
      line({
        ItemDescription: 'Tea (part 1 of 2 of one line)',
        Quantity: '2',
        UnitPrice: '33.33',
        TotalAmount: '66.66',
      }),
      line({
        ItemDescription: 'Tea (part 2 of 2 of one line)',
        IntegrationId: '7+1',
        Quantity: '1',
        UnitPrice: '33.34',
        TotalAmount: '33.34',
      }),
    ])
  })

  test('of nothing keeps a tax that the shop rounded up', () => {
    const taxed = {
      TaxAmount: '0.01',
      Taxes: [{ TaxDetailKey: 'VAT', TaxAmount: '0.01', TaxableAmount: '0' }],
    }
    expect(linePieces(form, line({ Quantity: '2', PriceDigits: 2, ...taxed }), dec('0'), 2)).toEqual([
      line({ Quantity: '2', UnitPrice: '0', TotalAmount: '0', ...taxed }),
    ])
  })

  test('of a mapping that says nothing of decimals is written as ever, so that its document stays as it is', () => {
    const split = linePieces(form, line({ Quantity: '3' }), dec('100'), 2)
    expect(amounts(split, 'UnitPrice')).toEqual(['33.33', '33.34'])
    expect(amounts(split, 'ItemDescription')).toEqual(['Tea', 'Tea'])
  })

  test('without a description of its own says so in its comment', () => {
    const { ItemDescription: _, ...plain } = line({ Quantity: '3', PriceDigits: 2 })
    expect(amounts(linePieces(form, plain, dec('100'), 2), 'Comment')).toEqual([
      '(part 1 of 2 of one line)',
      '(part 2 of 2 of one line)',
    ])
  })

  test('of an item with fewer decimals than the currency comes as near as a price of it can', () => {
    expect(linePieces(form, line({ Quantity: '1', PriceDigits: 0 }), dec('19.99'), 2)).toMatchObject([
      { Quantity: '1', UnitPrice: '20', TotalAmount: '20' },
    ])
  })

  const aLine = fc.record({
    digits: fc.constantFrom(0, 2, 3),
    finer: fc.integer({ min: 0, max: 5 }),
    units: fc.nat(2_000_000),
    quantity: fc.integer({ min: 1, max: 20_000 }),
    taxUnits: fc.array(fc.nat(50_000), { maxLength: 3 }),
    description: fc.string({ maxLength: 100 }),
  })

  test('keeps pieces, amount and taxes, and each part passes both ways in which GP is said to check a price', () => {
    fc.assert(
      fc.property(aLine, ({ digits, finer, units, quantity, taxUnits, description }) => {
        const PriceDigits = Math.min(5, digits + finer)
        const money = (value: number) => new Decimal(value).div(new Decimal(10).pow(digits))
        const total = money(units)
        const Taxes = taxUnits.map((tax, index) => ({
          TaxDetailKey: `T${index}`,
          TaxAmount: money(tax).toFixed(),
          TaxableAmount: total.toFixed(),
        }))
        const TaxAmount = sum(Taxes.map((row) => dec(row.TaxAmount))).toFixed()
        const draft = line({ ItemDescription: description, Quantity: String(quantity), PriceDigits, TaxAmount, Taxes })
        const pieces = linePieces(form, draft, total, digits)

        expect(pieces.length).toBeLessThanOrEqual(2)
        const add = (field: string) => sum(pieces.map((piece) => dec(piece[field] as string)))
        expect(add('Quantity').eq(quantity)).toBe(true)
        expect(add('TotalAmount').eq(total)).toBe(true)
        expect(add('TaxAmount').eq(TaxAmount)).toBe(true)
        for (const piece of pieces) {
          const [price, own] = [dec(piece.UnitPrice as string), dec(piece.Quantity as string)]
          expect(price.decimalPlaces()).toBeLessThanOrEqual(PriceDigits)
          expect(roundTo(price.times(own), digits).eq(piece.TotalAmount as string)).toBe(true)
          expect(roundTo(dec(piece.TotalAmount as string).div(own), PriceDigits).eq(price)).toBe(true)
          expect((piece.ItemDescription as string).length).toBeLessThanOrEqual(100)
          expect(piece).not.toHaveProperty('PriceDigits')
          const rows = piece.Taxes as { TaxAmount: string; TaxableAmount: string }[]
          expect(sum(rows.map((row) => dec(row.TaxAmount))).eq(piece.TaxAmount as string)).toBe(true)
          if (pieces.length > 1) expect(piece.ItemDescription).toMatch(/\(part [12] of 2 of one line\)$/)
        }
        for (const [index, row] of Taxes.entries()) {
          const parts = (field: string) =>
            sum(pieces.map((piece) => dec((piece.Taxes as Record<string, string>[])[index]![field]!)))
          expect(parts('TaxAmount').eq(row.TaxAmount)).toBe(true)
          expect(parts('TaxableAmount').eq(row.TaxableAmount)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
