import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gpSchemas } from '../../src/connectors/gp/index.ts'
import type { Field } from '../../src/domain/entity.ts'
import type { Json, RecordValue } from '../../src/domain/record.ts'
import { compareReadBack, sameValue } from '../../src/language/compare.ts'
import { describeDifferences, fieldDifferences, planUpdate } from '../../src/language/difference.ts'

const schema = gpSchemas.salesOrder!

const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2))
const tax = fc.record({
  TaxDetailKey: fc.constantFrom('TAX20', 'TAX10', 'TAX5'),
  TaxAmount: amount,
  TaxableAmount: amount,
})
const taxes = fc.uniqueArray(tax, { maxLength: 3, selector: (row) => row.TaxDetailKey })
const line = fc.record(
  {
    IntegrationId: fc.constantFrom('1', '2', '3', '4'),
    ItemKey: fc.constantFrom('TEA', 'CUP'),
    Quantity: fc.integer({ min: 1, max: 9 }).map(String),
    UnitPrice: amount,
    TotalAmount: amount,
    ItemDescription: fc.constantFrom('Tea', 'Cup'),
    UofM: fc.constantFrom('Each', 'Case'),
    TaxAmount: amount,
    Taxes: taxes,
  },
  { requiredKeys: ['IntegrationId', 'ItemKey', 'Quantity', 'UnitPrice', 'TotalAmount'] },
)
/** A document as a mapping makes it: whatever is not there is left out. */
const document: fc.Arbitrary<RecordValue> = fc
  .record(
    {
      Key: fc.constant('WEB1'),
      TotalAmount: amount,
      FreightAmount: amount,
      TradeDiscount: amount,
      Comment: fc.constantFrom('Ring twice', 'Gift'),
      ShippingMethodKey: fc.constantFrom('POST', 'TRUCK'),
      RequestedShipDate: fc.constantFrom('2026-03-02', '2026-03-03'),
      FreightTaxes: taxes,
      ShipToAddress: fc.record(
        { Line1: fc.constant('1 Main St'), Line2: fc.constantFrom('b', 'c') },
        { requiredKeys: [] },
      ),
      Lines: fc.uniqueArray(line, { minLength: 1, maxLength: 4, selector: (one) => one.IntegrationId }),
    },
    { requiredKeys: ['Key', 'TotalAmount', 'Lines'] },
  )
  .map((made) => made as RecordValue)

const rows = (value: Json | undefined) => (value ?? []) as RecordValue[]
const numbered = (made: RecordValue): RecordValue => ({
  ...made,
  Lines: rows(made.Lines).map((one, index) => ({ ...one, LineSequenceNumber: 16_384 * (index + 1) })),
})

/** What GP does with an update: what is named changes, what is not named stays. */
function updated(held: RecordValue, sent: RecordValue): RecordValue {
  const merge = (was: readonly RecordValue[], now: readonly RecordValue[], by: string) => {
    const all = new Map(was.map((row) => [row[by], row]))
    for (const row of now) {
      if (row.DeleteOnUpdate === true) all.delete(row[by])
      else all.set(row[by], { ...all.get(row[by]), ...row, ...taxesOf(all.get(row[by]), row, 'Taxes') })
    }
    return [...all.values()]
  }
  const taxesOf = (was: RecordValue | undefined, now: RecordValue, field: string): RecordValue =>
    now[field] === undefined ? {} : { [field]: merge(rows(was?.[field]), rows(now[field]), 'TaxDetailKey') }
  return {
    ...held,
    ...sent,
    ...taxesOf(held, sent, 'FreightTaxes'),
    ...(sent.ShipToAddress
      ? { ShipToAddress: { ...(held.ShipToAddress as object), ...(sent.ShipToAddress as object) } }
      : {}),
    ...(sent.Lines ? { Lines: merge(rows(held.Lines), rows(sent.Lines), 'LineSequenceNumber') } : {}),
  }
}

/** What the remote system holds of its own accord. */
const own = { PriceLevelKey: 'RETAIL', CustomerName: 'Camille', UserDefined: { Text01: 'Call first' } }
const ownOfLine = { WarehouseKey: 'MAIN' }

describe('an update by difference', () => {
  test('leaves what is wanted, nothing of what was written before, and all that is the remote system’s own', () => {
    fc.assert(
      fc.property(document, document, (first, second) => {
        const before = numbered(first)
        const held = { ...before, ...own, Lines: rows(before.Lines).map((one) => ({ ...one, ...ownOfLine })) }
        const planned = planUpdate(schema, before, second)
        const after = planned ? updated(held, planned.document) : held
        const full = planned?.full ?? before
        expect(compareReadBack(schema, full, after)).toEqual([])
        expect(after).toMatchObject(own)
        // Whatever the second document does not name of the first is empty now.
        const lines = rows(after.Lines).map(({ LineSequenceNumber: _, WarehouseKey: __, ...one }) => one)
        const { PriceLevelKey, CustomerName, UserDefined, Lines, ...rest } = after
        expect(compareReadBack(schema, rest, second)).toEqual([])
        expect(lines).toHaveLength(rows(second.Lines).length)
        for (const one of rows(second.Lines)) {
          const there = lines.find(({ IntegrationId }) => IntegrationId === one.IntegrationId)!
          expect(compareReadBack(schema, { Lines: [there] }, { Lines: [one] })).toEqual([])
        }
        // And a second look finds nothing to do, whether by what was written or by what is held.
        expect(planUpdate(schema, full, second)).toBeNull()
        expect(planUpdate(schema, after, second, [full])).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  test('by what the remote system holds touches only what the hub wrote', () => {
    const wanted = { Key: 'WEB1', TotalAmount: '5', Lines: [] }
    const held = { ...wanted, ...own, FreightAmount: '3', Comment: 'Gift' }
    expect(planUpdate(schema, held, wanted, [])).toBeNull()
    expect(planUpdate(schema, held, wanted, [{ Key: 'WEB1', FreightAmount: '3' }])?.document).toEqual({
      Key: 'WEB1',
      FreightAmount: '0',
    })
  })

  test('tells postal codes apart that only differ in a leading zero', () => {
    const address = (PostalCode: string) => ({ Key: 'WEB1', ShipToAddress: { PostalCode } })
    expect(fieldDifferences(schema, address('01000'), address('1000'))).toEqual([
      { path: 'ShipToAddress PostalCode', before: '01000', after: '1000' },
    ])
  })
})

describe('a line that comes or goes', () => {
  const line = {
    LineSequenceNumber: 16384,
    IntegrationId: 'a',
    ItemKey: 'TEA',
    Quantity: '1',
    UnitPrice: '5',
    TotalAmount: '5',
  }
  const wrapped = [line, { ...line, LineSequenceNumber: 32768, IntegrationId: 'b', ItemKey: 'WRAP' }]
  const moneyIn = (before: readonly RecordValue[], after: readonly RecordValue[]) =>
    fieldDifferences(schema, { Key: 'WEB1', Lines: [...before] }, { Key: 'WEB1', Lines: [...after] }).filter(
      ({ path }) => path.endsWith('TotalAmount'),
    )
  test('counts with its amounts', () => {
    expect(moneyIn([line], wrapped)).toEqual([{ path: 'Lines 32768 TotalAmount', before: null, after: '5' }])
    expect(moneyIn(wrapped, [line])).toEqual([{ path: 'Lines 32768 TotalAmount', before: '5', after: null }])
    expect(moneyIn(wrapped, wrapped)).toEqual([])
  })
})

describe('a difference in words', () => {
  test('of two addresses shows the parts that differ, whole, and no other', () => {
    const before = { Name: 'Ada Byron', Line1: '8 rue des Tanneurs', City: 'Tours', PostalCode: '37000', Phone1: '' }
    const after = {
      ...before,
      Line1: '12 rue de la République, bâtiment C, escalier 2',
      PostalCode: '69003',
      Phone1: null,
    }
    expect(describeDifferences([{ path: 'ShipToAddress', before, after }])).toBe(
      'ShipToAddress.Line1: 8 rue des Tanneurs → 12 rue de la République, bâtiment C, escalier 2; ShipToAddress.PostalCode: 37000 → 69003',
    )
    expect(describeDifferences([{ path: 'ShipToAddress', before: null, after: { City: 'Lyon' } }])).toBe(
      'ShipToAddress.City: (empty) → Lyon',
    )
  })
})

test('rows that nothing tells apart are the same in whatever order they are answered; what differs is named at its place', () => {
  const price: Field = {
    type: 'list',
    of: { type: 'record', fields: { from: { type: 'integer' }, price: { type: 'decimal' } } },
  }
  const rules = { fields: { prices: price, groups: { type: 'list', of: { type: 'text' } } as Field } }
  const row = (from: number, amount: string) => ({ from, price: amount })
  const [meant, held] = [
    [row(1, '10.00'), row(10, '9.5'), row(10, '9.5')],
    [row(10, '9.50'), row(1, '10'), row(10, '9.500')],
  ]
  expect(compareReadBack(rules, { prices: meant }, { prices: held })).toEqual([])
  expect(sameValue(rules, 'prices', meant, held)).toBe(true)
  expect(sameValue(rules, 'groups', ['b', 'a'], ['a', 'b'])).toBe(true)
  expect(sameValue(rules, 'groups', ['b', 'a'], ['a', 'a'])).toBe(false)
  // Twice the same is not once.
  expect(sameValue(rules, 'prices', meant, [held[0]!, held[1]!])).toBe(false)
  expect(compareReadBack(rules, { prices: meant }, { prices: [row(10, '9.5'), row(10, '8'), row(1, '10')] })).toEqual([
    { path: 'prices 3 price', before: '9.5', after: '8' },
  ])
})
