import { describe, expect, test } from 'vitest'
import { Decimal } from '../../../src/domain/decimal.ts'
import type { TaxProof } from '../../../src/domain/proof.ts'
import type { World } from '../../../src/language/functions/lookup.ts'
import { orderTaxFunctions, type TaxRow, type TaxSplit } from '../../../src/language/functions/order-taxes.ts'
import { baseOf } from '../../../src/language/taxes/index.ts'
import { asSeen, type LineOf, orderOf } from './orders.ts'

const gst = { id: '8', rate: '5', name: 'GST' }
const qst = { id: '9', rate: '9.975', name: 'QST' }
const kit: LineOf = { price: '100', taxes: [gst, qst] }
const chained: LineOf = { price: '100', gross: '115.47375', taxes: [gst, qst], more: { tax_computation_method: 2 } }
const book: LineOf = { price: '40', taxes: [gst] }

/** What `taxSplit` makes of an order where the value map answers with these details, as "14.98 on 100", and its proof. */
function splitUnder(details: Readonly<Record<string, string>>, lines: readonly LineOf[], more = {}) {
  const proofs: TaxProof[] = []
  const world = {
    knows: (_: string, from: string) => from in details,
    valueOf: (_: string, from: string) => details[from],
    prove: (proof: TaxProof) => proofs.push(proof),
    hold: (question: unknown) => expect.fail(JSON.stringify(question)),
  } as unknown as World
  const { code } = orderTaxFunctions(() => world).find(({ signature }) => signature.startsWith('taxSplit('))!
  const split = (code as (...args: unknown[]) => TaxSplit)(asSeen(orderOf(lines, more)), 'CA', true)
  const shown = (rows: readonly TaxRow[]) =>
    rows.map(({ detail, amount, base }) => `${detail} ${amount.toFixed()} on ${base.toFixed()}`)
  return {
    goods: shown(split.goodsRows),
    freight: shown(split.freightRows),
    lines: split.lines.map(({ rows }) => shown(rows)),
    proof: proofs[0]!.rows.map(({ part, shop }) => `${part} ${shop.tax} on ${shop.base}`),
  }
}
const one = { '8': 'TPSTVQ', '9': 'TPSTVQ' }

describe('two taxes of one line that one detail answers for', () => {
  test('lie on what the line costs, once', () => {
    expect(splitUnder(one, [kit])).toEqual({
      goods: ['TPSTVQ 14.98 on 100'],
      freight: [],
      lines: [['TPSTVQ 14.98 on 100']],
      proof: ['goods 14.98 on 100'],
    })
    expect(splitUnder(one, [kit, kit])).toMatchObject({
      goods: ['TPSTVQ 29.96 on 200'],
      lines: [['TPSTVQ 14.98 on 100'], ['TPSTVQ 14.98 on 100']],
      proof: ['goods 29.96 on 200'],
    })
  })

  test('beside a line that bears only one of them', () => {
    expect(splitUnder(one, [book, kit])).toMatchObject({
      goods: ['TPSTVQ 16.98 on 140'],
      lines: [['TPSTVQ 2 on 40'], ['TPSTVQ 14.98 on 100']],
      proof: ['goods 16.98 on 140'],
    })
  })

  test('one after another, on the price without either', () => {
    expect(splitUnder(one, [chained])).toMatchObject({
      goods: ['TPSTVQ 15.47 on 100'],
      lines: [['TPSTVQ 15.47 on 100']],
      proof: ['goods 15.47 on 100'],
    })
  })

  test('on shipping as well', () => {
    const shipping = { total_shipping: '11.5', total_shipping_tax_incl: '11.5', total_shipping_tax_excl: '10' }
    expect(splitUnder(one, [kit], { ...shipping, carrier_tax_rate: '14.975' })).toMatchObject({
      freight: ['TPSTVQ 1.5 on 10'],
      proof: ['goods 14.98 on 100', 'freight 1.5 on 10'],
    })
  })
})

test('two fees of one set count both, and a tax that a rule applies twice keeps its rate of its base', () => {
  const row = (id: string, ...shares: readonly (readonly [place: number, base: string])[]) => ({
    of: { id, rate: new Decimal(5), name: '' },
    shares: shares.map(([place, base]) => ({ set: '8+9', place, base: new Decimal(base) })),
  })
  const fees = [row('8', [0, '10']), row('9', [1, '10']), row('8', [0, '5']), row('9', [1, '5'])]
  expect(baseOf(fees).toFixed()).toBe('15')
  expect(baseOf(fees.filter(({ of }) => of.id === '9')).toFixed()).toBe('15')
  expect(baseOf([row('8', [0, '100'], [1, '100']), row('9', [2, '100'])]).toFixed()).toBe('200')
})

test('taxes with details of their own keep each its own base', () => {
  const two = { '8': 'GST', '9': 'QST' }
  expect(splitUnder(two, [kit, book]).goods).toEqual(['GST 7 on 140', 'QST 9.98 on 100'])
  expect(splitUnder(two, [chained]).goods).toEqual(['GST 5 on 100', 'QST 10.47 on 105'])
})
