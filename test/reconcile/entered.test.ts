import { describe, expect, test } from 'vitest'
import { prestashopEntities } from '../../src/connectors/prestashop/entities/index.ts'
import { dec } from '../../src/domain/decimal.ts'
import { type RecordValue, ref } from '../../src/domain/record.ts'
import { taxSums, wantedOf } from '../../src/reconcile/entered.ts'
import { differencesOf, type OrderFacts } from '../../src/reconcile/index.ts'
import { orderOf, taxes } from '../language/taxes/orders.ts'

/** 2 × TEA and a pot, 130.00 and 26.00 of tax. */
const lines = [
  { price: '50', quantity: 2, taxes: [taxes.standard], more: { product_reference: 'TEA' } },
  { price: '30', taxes: [taxes.standard], more: { product_reference: 'POT' } },
]
const by = {
  schema: prestashopEntities.order!,
  country: 'FR',
  detailOf: (id: string): string => (id === '1' ? 'VAT20' : ''),
  items: new Map([['POT', 'POT-BLUE']]),
  units: {
    inBase: (_: string, unit: string) => ({ EACH: dec('1'), CASE: dec('12') })[unit.toUpperCase()] ?? null,
    ofPiece: (item: string) => (item === 'POT-BLUE' ? '' : 'Each'),
  },
}
/** The pot went back. */
const back: RecordValue = {
  given_back: {
    ...{ whole: false, says: 'Credit slip 12.' },
    slips: [
      {
        ...{ id: '12', total_tax_incl: '36', shipping_tax_excl: '0', shipping_tax_incl: '0' },
        lines: [{ id: '2', quantity: 1, total_tax_excl: '30', total_tax_incl: '36' }],
      },
    ],
  },
}

const linesOf = (goods: Record<string, string>) =>
  Object.entries(goods).map(([ItemKey, Quantity]) => ({ ItemKey, Quantity, UofM: 'Each' }))

/** The differences of the order, where a clerk has entered it so. */
function found(
  entered: object,
  {
    order = orderOf(lines),
    left = '156',
    document = {},
    lacked,
    slips = [],
    others = [],
    ...more
  }: {
    order?: RecordValue
    left?: string
    document?: RecordValue
    lacked?: string
    slips?: OrderFacts['slips']
    others?: OrderFacts['others']
    detailOf?: typeof by.detailOf
  } = {},
) {
  const its = {
    ...{ total: '156', currency: 'EUR', customer: 'PS1', taxes: { VAT20: '26' } },
    ...{ goods: { TEA: '2', 'POT-BLUE': '1' }, units: {}, parts: {}, ...entered },
  }
  const facts: OrderFacts = {
    order: {
      ...{ id: '1', reference: 'ABCDEFGHI', currency: 'EUR', charged: '156', left, isSale: true, isCancelled: false },
      ...{
        isPaid: true,
        isShipped: false,
        slipsUnread: false,
        statesUnread: false,
        authorisedSince: null,
        placedAt: '2026-11-05T10:00:00.000Z',
      },
    },
    document: {
      ...{
        key: 'ORD1005',
        gone: false,
        isVoided: false,
        isOpen: true,
        isPicked: false,
        isWanted: true,
        linkedCustomer: 'PS1',
      },
      ...{
        ...its,
        tax: null,
        written: its,
        ...(lacked !== undefined && { lacked }),
        wanted: wantedOf(order, { TotalAmount: its.total, Lines: linesOf(its.goods), ...document }, { ...by, ...more }),
      },
    },
    ...{
      run: null,
      others,
      voidInvoices: [],
      depositsByHand: {},
      receiptsBeside: [],
      elsewhere: [],
      depositsAlone: [],
      payments: null,
      chargedTogether: '156',
    },
    ...{ siblings: [], slips, slipsByHand: [], standing: null, standingUnread: null, smallRest: null },
  }
  return differencesOf(facts).map(({ kind, cause, amount, says }) => ({ kind, cause, amount, says }))
}
const other = (kind: string, amount: string, says: string) => ({
  ...{ kind, amount, cause: 'entered by hand in GP', says: expect.stringContaining(says) },
})

describe('an order that was entered by hand is compared with the shop', () => {
  test('one that is entered as the shop has it shows nothing, in whatever case its items were typed', () => {
    expect(found({})).toEqual([])
    expect(found({ goods: { tea: '2', 'pot-blue': '1' } })).toEqual([])
  })

  test.each([
    ['without its tax', { taxes: {} }, other('other taxes', '26', 'VAT20 26 → 0')],
    ['with its tax on another detail', { taxes: { VAT5: '26' } }, other('other taxes', '26', 'VAT5 0 → 26')],
    ['with another item', { goods: { 'TEA-BIG': '1', 'POT-BLUE': '1' } }, other('other goods', '156', 'TEA-BIG 0 → 1')],
    ['with fewer pieces', { goods: { TEA: '1', 'POT-BLUE': '1' } }, other('other goods', '156', 'TEA 2 → 1')],
    ['for another customer', { customer: 'WALKIN' }, other('another customer', '156', 'WALKIN')],
  ])('one that is entered %s is named', (_, entered, expected) => {
    expect(found(entered)).toEqual([expected])
  })

  test('goods are compared in the unit that one piece of the shop is, where GP says how many that are', () => {
    const entered = (Quantity: string, UofM: string) => ({
      document: { Lines: [{ ItemKey: 'tea', Quantity, UofM }, ...linesOf({ 'POT-BLUE': '1' })] },
    })
    expect(found({}, entered('2', 'EACH'))).toEqual([])
    expect(found({}, entered('2', 'Case'))).toEqual([other('other goods', '156', 'TEA 2 → 24')])
    const dozens = orderOf([{ ...lines[0]!, quantity: 24 }, lines[1]!])
    const inCases = { ...entered('2', 'Case'), order: dozens, left: String(dozens.total_paid) }
    const kinds = found({ total: String(dozens.total_paid) }, inCases).map(({ kind }) => kind)
    expect(kinds).toEqual(['other taxes'])
    // A unit that GP does not have tells nothing: pieces are counted.
    expect(found({}, entered('2', 'Pallet'))).toEqual([])
  })

  test('taxes that the value maps do not name are compared by their sum', () => {
    const unnamed = { detailOf: () => '' }
    expect(found({ taxes: { SALES: '26' } }, unnamed)).toEqual([])
    expect(found({ taxes: { SALES: '20' } }, unnamed)).toEqual([
      other('other taxes', '6', '20 of tax; the shop charged 26'),
    ])
  })

  test('tax that is entered without rows of details is compared by its sum', () => {
    expect(found({ taxes: {} }, { document: { TaxAmount: '21.00', FreightTaxAmount: '5.00' } })).toEqual([])
    expect(found({ taxes: {} }, { document: { TaxAmount: '21.00', FreightTaxAmount: '0.00' } })).toEqual([
      other('other taxes', '5', '21 of tax; the shop charged 26'),
    ])
  })

  test('one that was refunded in part is entered whole, or as what is left of it', () => {
    const refunded = { order: orderOf(lines, back), left: '120' }
    expect(found({ total: '120', taxes: { VAT20: '20' }, goods: { TEA: '2' } }, refunded)).toEqual([])
    expect(found({ total: '120', taxes: { VAT20: '26' }, goods: { TEA: '2' } }, refunded)).toEqual([
      other('other taxes', '6', 'VAT20 20 → 26'),
    ])
  })

  test('one that was entered as two documents does not agree by a slip of what stands in the other', () => {
    const one = { total: '120', taxes: { VAT20: '20' }, goods: { TEA: '2' } }
    const second = {
      ...{ key: 'ORD1006', type: 'Order', isWork: true, total: '36', tax: null, currency: 'EUR', customer: 'PS1' },
      ...{ isDescendant: false, date: null, payments: null },
    }
    const lessOf = (says: string) => ({ ...other('another total', '36', says) })
    expect(found(one, { lacked: '36', others: [second] })).toEqual([lessOf('entered by hand with 120 of the 156')])
    const slip = { id: '12', total: '36', memo: null, missingBecause: 'unknown' as const }
    expect(
      found(one, { lacked: '36', others: [second], left: '120', order: orderOf(lines, back), slips: [slip] }),
    ).toEqual(expect.arrayContaining([lessOf('credit slip 12 of 36')]))
    expect(found({}, { lacked: '36' })).toEqual([])
  })

  test('whoever names its document sees both sums of tax', () => {
    const held = { TotalAmount: '156.00', TaxAmount: '19.00', FreightTaxAmount: '1.00' }
    const named = ref('prestashop.order', '1')
    expect(taxSums(named, orderOf(lines), held)).toEqual({ record: '26', document: '20' })
    expect(taxSums(named, orderOf(lines), { TotalAmount: '156.00' })).toEqual({ record: '26', document: null })
    expect(taxSums(named, null, held)).toEqual({ record: null, document: null })
  })

  test('one of another total is named by that alone', () => {
    expect(found({ total: '150', taxes: {}, goods: {} })).toEqual([expect.objectContaining({ kind: 'another total' })])
  })
})
