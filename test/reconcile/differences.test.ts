import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differenceKinds, differencesOf, type OrderFacts, unreadable } from '../../src/reconcile/index.ts'

const clean: OrderFacts = {
  order: {
    id: '7',
    reference: 'KHWLILZLL',
    currency: 'EUR',
    charged: '75.87',
    left: '75.87',
    isSale: true,
    isCancelled: false,
  },
  run: { state: 'done', reason: null },
  document: { key: 'WEB7', gone: false, total: '75.87', currency: 'EUR', isVoided: false, isOpen: true },
  payments: [
    {
      id: '3',
      amount: '75.87',
      currency: 'EUR',
      receipt: { key: 'PAY3', amount: '75.87', currency: 'EUR', isVoided: false },
    },
  ],
  slips: [],
}
const order = (fields: Partial<OrderFacts['order']>) => ({ order: { ...clean.order, ...fields } })
const document = (fields: object) => ({ document: { ...clean.document!, ...fields } as OrderFacts['document'] })
const receipt = (fields: object) => ({
  payments: [{ ...clean.payments[0]!, receipt: { ...clean.payments[0]!.receipt!, ...fields } }],
})
const memo = (fields: object = {}) => ({
  id: '5',
  total: '10.00',
  memo: { key: 'WEBCR5', amount: '10', currency: 'EUR', isVoided: false, ...fields },
})
const posted = { ...document({ isOpen: false }), ...order({ left: '65.87' }) }

const planted: [kind: (typeof differenceKinds)[number], change: Partial<OrderFacts>, amount: string][] = [
  ['not in GP', { document: null, run: { state: 'stopped', reason: 'No value for carrier 7.' } }, '75.87'],
  ['gone from GP', { document: { key: 'WEB7', gone: true } }, '75.87'],
  ['void in GP', document({ isVoided: true }), '75.87'],
  ['cancelled in the shop, alive in GP', order({ isCancelled: true, isSale: false }), '75.87'],
  ['refunded whole, alive in GP', order({ left: '0' }), '75.87'],
  ['another currency', document({ currency: 'CHF' }), '75.87'],
  ['another total', document({ total: '75.88' }), '0.01'],
  ['another total', document({ total: '70' }), '5.87'],
  ['refunds are not clear', order({ left: null }), '75.87'],
  ['payment without receipt', { payments: [{ ...clean.payments[0]!, receipt: null }] }, '75.87'],
  ['receipt of another amount', receipt({ amount: '57.87' }), '18'],
  ['receipt of another amount', receipt({ currency: 'USD' }), '75.87'],
  ['payment that takes back', { payments: [{ ...clean.payments[0]!, amount: '-5.00', receipt: null }] }, '5'],
  ['receipt is void', receipt({ isVoided: true }), '75.87'],
  ['slip without credit memo', { ...posted, slips: [{ ...memo(), memo: null }] }, '10'],
  ['credit memo of another amount', { ...posted, slips: [memo({ amount: '1' })] }, '9'],
  ['credit memo is void', { ...posted, slips: [memo({ isVoided: true })] }, '10'],
  [
    'credited twice',
    { ...document({ isOpen: false, total: '65.87' }), ...order({ left: '65.87' }), slips: [memo()] },
    '10',
  ],
]

test('nothing is found where both sides agree', () => {
  expect(differencesOf(clean)).toEqual([])
  // Not paid yet, cancelled before its transfer, refunded whole before it.
  expect(differencesOf({ ...clean, ...order({ isSale: false }), document: null, payments: [] })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ isCancelled: true }), document: null, payments: [] })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ left: '0' }), document: null })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ isCancelled: true }), ...document({ isVoided: true }) })).toEqual([])
  // Lowered while it was open; credited after it was posted; lowered first, posted later.
  expect(differencesOf({ ...clean, ...order({ left: '65.87' }), ...document({ total: '65.87' }) })).toEqual([])
  expect(differencesOf({ ...clean, ...posted, slips: [memo()] })).toEqual([])
  const lowered = { ...order({ left: '65.87' }), ...document({ total: '65.87', isOpen: false }) }
  expect(differencesOf({ ...clean, ...lowered, slips: [{ ...memo(), memo: null }] })).toEqual([])
})

test.each(planted)('%s is found, alone, with its amount', (kind, change, amount) => {
  expect(differencesOf({ ...clean, ...change })).toMatchObject([
    { kind, amount, order: '7', reference: 'KHWLILZLL', says: expect.stringMatching(/\.$/) },
  ])
})

test('every kind is planted here', () => {
  const kinds = [unreadable('7', 'a line is broken.').kind, ...planted.map(([kind]) => kind)]
  expect(new Set(kinds)).toEqual(new Set(differenceKinds))
})

test('an order that is not in GP is told with what stopped it', () => {
  const [kind, change] = planted[0]!
  expect(differencesOf({ ...clean, ...change })[0]).toMatchObject({
    kind,
    says: expect.stringContaining('stopped: No value for carrier 7.'),
  })
})

test('no difference of amounts is small enough to be passed over', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      (charged, by) => {
        const cents = (value: number) => (value / 100).toFixed(2)
        const [found] = differencesOf({
          ...clean,
          ...order({ charged: cents(charged), left: cents(charged) }),
          ...document({ total: cents(charged + by) }),
          payments: [],
        })
        expect(Number(found?.amount ?? '0')).toBeCloseTo(Math.abs(by) / 100, 6)
      },
    ),
  )
})
