import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { type EntityName, type RecordRef, type RecordValue, ref, refText } from '../../src/domain/record.ts'
import { contentOf, isWanted } from '../../src/reconcile/content.ts'
import { depositsByHand, depositsSent } from '../../src/reconcile/deposits.ts'
import type { Content, PaidOutRow, Standing } from '../../src/reconcile/facts.ts'
import {
  appliesOf,
  differenceKinds,
  differencesOf,
  type OpenItem,
  type OrderFacts,
  offerApplies,
  openItemKinds,
  openItemsOf,
  type Reader,
  reconcilePeriod,
  unreadable,
} from '../../src/reconcile/index.ts'
import { differencesOfPayout, openItemsOfPayout, type PayoutFacts, readPayouts } from '../../src/reconcile/payouts.ts'
import { Sums } from '../../src/reconcile/period.ts'
import { pairsOf } from '../../src/reconcile/unapplied.ts'

const goods = { customer: 'PS1', taxes: { VAT20: '12.65' }, goods: { TEA: '2', POT: '1' }, units: {}, parts: {} }
const content = { total: '75.87', currency: 'EUR', ...goods }
const written = {
  ...{ customer: 'PS1', checkbook: 'BANK', paidBy: { type: 'Payment Card', card: 'PAYPAL' }, taxes: {} },
  date: '2026-11-03',
}
const booked = { ...written, isPosted: true }
const clean = {
  order: {
    id: '7',
    reference: 'KHWLILZLL',
    currency: 'EUR',
    charged: '75.87',
    left: '75.87',
    isSale: true,
    isCancelled: false,
    isPaid: true,
    isShipped: false,
    slipsUnread: false,
    statesUnread: false,
    authorisedSince: null,
    placedAt: '2026-11-02T10:00:00.000Z',
  },
  run: { state: 'done', reason: null },
  document: {
    ...{
      key: 'WEB7',
      gone: false,
      isVoided: false,
      isOpen: true,
      isPicked: false,
      isWanted: true,
      linkedCustomer: 'PS1',
    },
    ...{ ...content, written: content, tax: '12.65' },
  },
  others: [],
  voidInvoices: [] as string[],
  depositsByHand: {},
  receiptsBeside: [],
  elsewhere: [],
  depositsAlone: [],
  chargedTogether: '75.87',
  siblings: [] as OrderFacts['siblings'],
  payments: [
    {
      id: '3',
      amount: '75.87',
      currency: 'EUR',
      ...{ transaction: '', together: [] as { id: string; amount: string; reference: string }[] },
      ...{ twins: [] as string[], missingBecause: 'not seen by the hub' },
      ...{ paidAt: '2026-11-02T10:00:00.000Z', paidOut: null as PaidOutRow[] | null },
      receipt: {
        ...{ key: 'PAY3', amount: '75.87', currency: 'EUR', isVoided: false, ...booked },
        written: { ...written, amount: '75.87' },
      },
    },
  ],
  slips: [],
  slipsByHand: [] as { id: string; total: string }[],
  ...{ standing: null, standingUnread: null, smallRest: null },
} as const satisfies OrderFacts
const order = (fields: Partial<OrderFacts['order']>) => ({ order: { ...clean.order, ...fields } })
const document = (fields: object) => ({ document: { ...clean.document, ...fields } as OrderFacts['document'] })
const receipt = (fields: object) => ({
  payments: [{ ...clean.payments[0], receipt: { ...clean.payments[0].receipt, ...fields } }],
})
/** A person has linked a receipt of this customer: the hub has written none, and knows it as it was then. */
const byHand = (customer: string) =>
  receipt({ customer, linkedByHand: true, written: { ...written, customer, amount: '75.87' } })
const memo = (fields: object = {}) => ({
  id: '5',
  total: '10.00',
  missingBecause: 'not seen by the hub' as const,
  memo: {
    ...{ key: 'WEBCR5', amount: '10', currency: 'EUR', isVoided: false, ...booked },
    written: { ...written, amount: '10' },
    ...fields,
  },
})
const other = (fields: object) => ({
  ...{ key: 'STDINV1', type: 'Invoice', isWork: false, total: '75.87', currency: 'EUR', isDescendant: true },
  ...{ tax: '12.65', customer: 'PS1' },
  ...{ date: '2026-11-05', payments: {} },
  ...fields,
})
/** What settlement reports say of the payment: kind, amount, currency. */
const settled = (rows: readonly (readonly [string, string, string])[]): Partial<OrderFacts> => ({
  payments: [
    {
      ...{ ...clean.payments[0], transaction: 'ch_3' },
      paidOut: rows.map(([kind, amount, currency]) => ({
        ...{ payout: 'stripe po_1', kind, amount, currency, date: '2026-11-05' },
      })),
    },
  ],
})
const cancelledSibling = { id: '8', charged: '30', back: '0', isCancelled: true, isInGp: false }
const posted = { ...document({ isOpen: false }), ...order({ left: '65.87' }) }

const planted: [kind: (typeof differenceKinds)[number], change: Partial<OrderFacts>, amount: string][] = [
  ['not in GP', { document: null, run: { state: 'stopped', reason: 'No value for carrier 7.' } }, '75.87'],
  ['gone from GP', { document: { key: 'WEB7', gone: true } }, '75.87'],
  ['void in GP', document({ isVoided: true }), '75.87'],
  ['void in GP', { ...document({ isOpen: false }), voidInvoices: ['STDINV1'] }, '75.87'],
  // Taken back in GP line by line.
  ['void in GP', document({ isOpen: false, isWanted: false }), '75.87'],
  ['cancelled in the shop, alive in GP', order({ isCancelled: true, isSale: false }), '75.87'],
  [
    'cancelled in the shop, alive in GP',
    {
      ...{ ...posted, ...order({ isCancelled: true, isSale: false }), slips: [memo()] },
      run: { state: 'stopped', reason: 'Asked.' },
    },
    '65.87',
  ],
  ['refunded whole, alive in GP', order({ left: '0' }), '75.87'],
  ['another currency', document({ currency: 'CHF' }), '75.87'],
  ['another total', document({ total: '75.88' }), '0.01'],
  ['another total', document({ total: '70' }), '5.87'],
  ['refunds are not clear', order({ left: null }), '75.87'],
  [
    "refunds are a person's",
    { ...posted, slipsByHand: [{ id: '5', total: '10.00' }], run: { state: 'stopped', reason: 'Asked.' } },
    '10',
  ],
  // One slip before it has its memo; what is left is of the typed one.
  [
    "refunds are a person's",
    { ...posted, ...order({ left: '0' }), slips: [memo()], slipsByHand: [{ id: '6', total: '65.87' }] },
    '0',
  ],
  ['payment without receipt', { payments: [{ ...clean.payments[0], receipt: null }] }, '75.87'],
  ['receipt of another amount', receipt({ amount: '57.87' }), '18'],
  ['receipt of another amount', receipt({ currency: 'USD' }), '75.87'],
  ['payment that takes back', { payments: [{ ...clean.payments[0], amount: '-5.00', receipt: null }] }, '5'],
  ['receipt is void', receipt({ isVoided: true }), '75.87'],
  ['deposit off the order', receipt({ isVoided: true, isOff: true }), '75.87'],
  ['receipt of another customer', receipt({ customer: 'PS9' }), '75.87'],
  ['receipt of another customer', byHand('PS9'), '75.87'],
  ['receipt on another checkbook', receipt({ checkbook: 'OTHER' }), '75.87'],
  ['receipt of another kind', receipt({ paidBy: { type: 'Payment Card', card: 'VISA' } }), '75.87'],
  ['receipt of another kind', receipt({ paidBy: { type: 'Cash', card: '' } }), '75.87'],
  ['receipt of another month', receipt({ date: '2026-12-03' }), '75.87'],
  ['received twice', { payments: [{ ...clean.payments[0], twins: ['PMT1'] }] }, '75.87'],
  // As far as it is more than there was to pay.
  ['received twice', { depositsByHand: { PYMNT9: '75.87' } }, '75.87'],
  ['received twice', { depositsByHand: { PYMNT9: '50' } }, '50'],
  [
    'payment without receipt',
    { payments: [{ ...clean.payments[0], receipt: null }], depositsByHand: { PYMNT9: '75.87' } },
    '75.87',
  ],
  [
    'payment is gone from the shop',
    {
      depositsAlone: [
        { payment: '2', deposit: { ...clean.payments[0].receipt, key: 'deposit PAY2 of WEB7', amount: '50.00' } },
      ],
    },
    '50',
  ],
  ['paid twice', { payments: ['3', '4'].map((id) => ({ ...clean.payments[0], id, transaction: 'tr_1' })) }, '75.87'],
  ['another customer', document({ customer: 'PS9' }), '75.87'],
  ['other taxes', document({ taxes: { VAT5: '12.65' } }), '12.65'],
  ['other goods', document({ goods: { TEA: '1', POT: '2' } }), '75.87'],
  [
    'other parts of the total',
    document({
      parts: { LineTotalAmount: '63.22', FreightAmount: '0' },
      written: { ...content, parts: { LineTotalAmount: '51.22', FreightAmount: '12' } },
    }),
    '12',
  ],
  ['entered twice in GP', { others: [other({ type: 'Order', isDescendant: false })] }, '75.87'],
  [
    'entered twice in GP',
    {
      others: [other({ type: 'Order', isDescendant: false })],
      siblings: [{ ...cancelledSibling, isCancelled: false }],
    },
    '75.87',
  ],
  ['other taxes', { ...document({ isOpen: false }), others: [other({ tax: '6.65' })] }, '6'],
  ['invoiced for another amount', { ...document({ isOpen: false }), others: [other({ total: '75.86' })] }, '0.01'],
  ['slip without credit memo', { ...posted, slips: [{ ...memo(), memo: null }] }, '10'],
  ['credit memo of another amount', { ...posted, slips: [memo({ amount: '1' })] }, '9'],
  ['credit memo of another customer', { ...posted, slips: [memo({ customer: 'PS9' })] }, '10'],
  [
    'credit memo of another customer',
    { ...posted, slips: [memo({ customer: 'PS9', linkedByHand: true, written: { ...written, customer: 'PS9' } })] },
    '10',
  ],
  ['credit memo with other taxes', { ...posted, slips: [memo({ taxes: { VAT20: '1' } })] }, '10'],
  ['credit memo is void', { ...posted, slips: [memo({ isVoided: true })] }, '10'],
  [
    'credited twice',
    { ...document({ isOpen: false, total: '65.87' }), ...order({ left: '65.87' }), slips: [memo()] },
    '10',
  ],
  ['paid out in another amount', settled([['sale', '70.00', 'EUR']]), '5.87'],
  ['paid out in another currency', settled([['sale', '70.00', 'USD']]), '75.87'],
  [
    'paid out twice',
    settled([
      ['sale', '75.87', 'EUR'],
      ['sale', '75.87', 'EUR'],
    ]),
    '75.87',
  ],
  [
    'given back, not in the shop',
    settled([
      ['sale', '75.87', 'EUR'],
      ['refund', '-3', 'EUR'],
    ]),
    '3',
  ],
]

describe('a receipt that a person has linked', () => {
  test('is of the customer of the sales order or of the one of the shop: merged, a guest, or corrected since, it is no difference', () => {
    const merged = document({ customer: 'PS2', written: { ...content, customer: 'PS2' }, linkedCustomer: 'PS1' })
    for (const customer of ['PS1', 'PS2'])
      expect(differencesOf({ ...clean, ...merged, ...byHand(customer) })).toEqual([])
    const corrected = receipt({ linkedByHand: true, written: { ...written, customer: 'PS9', amount: '75.87' } })
    expect(differencesOf({ ...clean, ...corrected })).toEqual([])
    expect(differencesOf({ ...clean, document: { key: 'WEB7', gone: true }, ...byHand('PS9') })).toMatchObject([
      { kind: 'gone from GP' },
    ])
  })

  test('of another customer is named beside its own, which is no second one then', () => {
    const payments = byHand('PS9').payments.map((payment) => ({ ...payment, twins: ['PYMNT1'] }))
    expect(differencesOf({ ...clean, payments })).toMatchObject([
      {
        ...{ kind: 'receipt of another customer', cause: 'entered by hand in GP' },
        says: 'PAY3 was linked to payment 3 by hand, and is of customer PS9; the order is of PS1.',
        next: expect.stringContaining('link prestashop.orderPayment 3 gp.cashReceipt PYMNT1'),
      },
    ])
  })

  test('of another customer and another amount is both', () => {
    const payments = byHand('PS9').payments.map((payment) => ({ ...payment, amount: '70.00' }))
    expect(differencesOf({ ...clean, payments }).map(({ kind }) => kind)).toEqual([
      ...['receipt of another amount', 'receipt of another customer'],
    ])
  })
})

// It is no document: it stands on its sales order.
test.each([
  ['receipt of another amount', { amount: '57.87' }],
  ['receipt of another customer', { customer: 'PS9' }],
  ['receipt on another checkbook', { checkbook: 'OTHER' }],
  ['receipt of another kind', { paidBy: { type: 'Cash', card: '' } }],
  ['receipt of another month', { date: '2026-12-03' }],
])('of a deposit, %s asks for no void and no receipt beside it', (kind, fields) => {
  const [difference] = differencesOf({ ...clean, ...receipt({ key: 'deposit PAY3 of WEB7', ...fields }) })
  expect(difference).toMatchObject({ kind, next: expect.not.stringMatching(/void deposit|proposals link/i) })
})

// One capture of 75.87 pays two orders of one cart, or of two: the shop notes its part at each.
test('parts of one capture are no payment twice, and are paid out together', () => {
  const sale = { payout: 'stripe po_1', kind: 'sale', amount: '75.87', currency: 'EUR', date: '2026-11-05' }
  const part = (id: string, amount: string, more: object = {}) => ({
    ...{ ...clean.payments[0], id, amount, transaction: 'ch_3', paidOut: [sale] },
    receipt: { ...clean.payments[0].receipt, amount, written: { ...written, amount } },
    ...more,
  })
  const ofOne = [
    part('3', '50.87', { together: [{ id: '4', amount: '25', reference: 'KHWLILZLL' }] }),
    part('4', '25', { together: [{ id: '3', amount: '50.87', reference: 'KHWLILZLL' }] }),
  ]
  expect(differencesOf({ ...clean, payments: ofOne })).toEqual([])
  expect(differencesOf({ ...clean, payments: ofOne.map((one) => ({ ...one, paidOut: null })) })).toEqual([])
  const ofTwo = [part('3', '50.87', { together: [{ id: '9', amount: '25', reference: 'OTHER' }] })]
  expect(differencesOf({ ...clean, payments: ofTwo })).toEqual([])
  const wrong = [part('3', '50.87', { together: [{ id: '9', amount: '20', reference: 'OTHER' }] })]
  expect(differencesOf({ ...clean, payments: wrong })).toMatchObject([
    { kind: 'paid out in another amount', says: expect.stringMatching(/9 of OTHER.*70.87/) },
  ])
  // Captured as the goods left, and a last part is still to come: the shop has a row for each capture.
  const captured = [part('3', '50.87', { paidOut: null }), part('4', '20', { paidOut: null })]
  const invoiced = { ...order({ isPaid: false }), ...document({ isOpen: false }), others: [other({})] }
  expect(differencesOf({ ...clean, payments: captured })).toEqual([])
  const due = (payments: OrderFacts['payments']) =>
    openItemsOf({ ...clean, ...invoiced, payments }, '2026-11-20').map(({ kind, amount }) => [kind, amount])
  expect(due(captured)).toEqual([['invoiced, not paid', '5']])
  // The report of the second capture is not there yet.
  const first = { ...sale, amount: '50.87' }
  expect(due(captured.map((one) => ({ ...one, paidOut: [first] })))).toEqual([['invoiced, not paid', '5']])
  // It has no receipt either: whether it came is to be looked up, not to be entered again.
  const bare = captured.map((one) => ({ ...one, paidOut: [first], ...(one.id === '4' ? { receipt: null } : {}) }))
  expect(openItemsOf({ ...clean, ...invoiced, payments: bare }, '2026-11-20')).toMatchObject([
    { kind: 'invoiced, not paid', amount: '25', next: expect.stringMatching(/answer what its run asks/) },
  ])
  // What was authorised, and what was captured of it: the order was lowered in between.
  const lowered = { ...order({ charged: '60', left: '60' }), chargedTogether: '60', document: null }
  const authorised = [part('3', '75.87', { paidOut: null }), part('4', '60', { paidOut: null })]
  const twice = (payments: OrderFacts['payments']) =>
    differencesOf({ ...clean, ...lowered, payments }).flatMap(({ kind, amount }) =>
      kind === 'paid twice' ? [amount] : [],
    )
  expect(twice(authorised)).toEqual(['75.87'])
  const paidOut = [{ ...sale, amount: '60' }]
  const reported = authorised.map((one) => ({ ...one, paidOut }))
  expect(twice(reported)).toEqual(['75.87'])
  expect(differencesOf({ ...clean, ...lowered, payments: reported }).map(({ kind }) => kind)).not.toContain(
    'paid out in another amount',
  )
  expect(twice([part('3', '60', { paidOut: null }), part('4', '66', { paidOut: null, currency: 'USD' })])).toEqual([
    '66',
  ])
  // Captured in two parts: both came, and nothing is due. Only the row of what was authorised is no money.
  const inParts = [...authorised.slice(0, 1), part('4', '40', { paidOut: null }), part('5', '20', { paidOut: null })]
  expect(twice(inParts)).toEqual(['75.87'])
  const open = { ...clean, ...lowered, ...invoiced, ...order({ charged: '60', left: '60', isPaid: false }) }
  expect(
    openItemsOf(
      { ...open, payments: inParts.map((one, at) => (at === 0 ? { ...one, receipt: null } : one)) },
      '2026-11-20',
    ),
  ).toEqual([])
  const again = [...captured, part('5', '20', { paidOut: null })]
  expect(differencesOf({ ...clean, payments: again })).toMatchObject([
    { kind: 'paid twice', says: expect.stringMatching(/^Payments 4 and 5 /) },
  ])
})

// The goods were delivered, and paid once: a credit slip would take the sale and its tax off.
test('what had come too much and went back asks for no credit slip', () => {
  const paid = (id: string, amount: string, given: string) => ({
    ...{ ...clean.payments[0], id, amount, transaction: `ch_${id}` },
    receipt: { ...clean.payments[0].receipt, key: `PAY${id}`, amount, written: { ...written, amount } },
    paidOut: [['sale', amount] as const, ...(given === '0' ? [] : [['refund', `-${given}`] as const])].map(
      ([kind, its]) => ({ payout: 'stripe po_1', kind, amount: its, currency: 'EUR', date: '2026-11-05' }),
    ),
  })
  const takesBack = (amount: string) => ({
    ...{ ...clean.payments[0], id: '9', amount: `-${amount}`, receipt: null, paidOut: null },
  })
  const found = (...payments: NonNullable<OrderFacts['payments']>[number][]) =>
    differencesOf({ ...clean, payments }).filter(({ kind }) => kind === 'given back, not in the shop')
  const once = paid('3', '75.87', '0')
  const no = {
    says: expect.stringMatching(/151.74 for 75.87: 75.87 of it went back/),
    next: expect.stringMatching(/^Make no credit slip/),
  }
  expect(found(once, paid('4', '75.87', '75.87'))).toMatchObject([{ amount: '75.87', ...no }])
  // Typed with 10 too much.
  expect(found(paid('3', '85.87', '10'))).toMatchObject([{ amount: '10', next: no.next }])
  // What is beyond the second payment went back of the goods.
  expect(found(paid('3', '75.87', '5'), paid('4', '75.87', '75.87'))).toMatchObject([
    { amount: '80.87', next: expect.stringMatching(/^Make a credit slip of 5 in the shop, and no larger one/) },
  ])
  const slip = { next: expect.stringMatching(/^Make the credit slip/) }
  expect(found(paid('3', '75.87', '5'))).toMatchObject([{ amount: '5', ...slip }])
  // The shop has noted it: the payment that takes back says it. What went back after that is of the goods.
  expect(found(once, paid('4', '75.87', '75.87'), takesBack('75.87'))).toEqual([])
  expect(found(paid('3', '75.87', '5'), paid('4', '75.87', '75.87'), takesBack('75.87'))).toMatchObject([
    { amount: '5', ...slip },
  ])
  // A state of the shop adds a payment by itself: that a second one came is known by its receipt or by a report alone.
  const ofState = { ...clean.payments[0], id: '5', receipt: null }
  expect(found(paid('3', '75.87', '75.87'), ofState)).toMatchObject([
    {
      says: expect.stringMatching(/Payment 5 of 75.87 has no receipt in GP/),
      next: expect.stringMatching(
        /^See at the provider or the bank whether it came. If not, make a credit slip of 75.87/,
      ),
    },
  ])
  // People have entered the receipt of the first, which has the amount of the second, too.
  const bare = [{ ...ofState, id: '2' }, { ...paid('3', '75.87', '75.87'), receipt: null }, ofState]
  expect(found(...bare.map((one) => ({ ...one, twins: ['PYMNT7'] })))).toMatchObject([
    {
      says: expect.stringMatching(/Payment 2 of .* Payment 5 of/),
      next: expect.stringMatching(/^See at the provider/),
    },
  ])
  // One capture, noted twice in the shop, came once.
  const again = { ...paid('4', '75.87', '5'), transaction: 'ch_3' }
  expect(found({ ...paid('3', '75.87', '5') }, again)).toMatchObject([{ amount: '5', ...slip }])
})

test('nothing is found where both sides agree', () => {
  expect(differencesOf(clean)).toEqual([])
  // GP does not say, or does not say any more, how a receipt was paid.
  for (const paidBy of [
    { type: '', card: '' },
    { type: 'Payment Card', card: '' },
    { type: '', card: 'PAYPAL' },
  ])
    expect(differencesOf({ ...clean, ...receipt({ paidBy }) }), JSON.stringify(paidBy)).toEqual([])
  // Not paid yet, cancelled before its transfer, refunded whole before it.
  expect(differencesOf({ ...clean, ...order({ isSale: false }), document: null, payments: [] })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ isCancelled: true }), document: null, payments: [] })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ left: '0' }), document: null })).toEqual([])
  expect(differencesOf({ ...clean, ...order({ isCancelled: true }), ...document({ isVoided: true }) })).toEqual([])
  // Lowered while it was open; credited after it was posted; lowered first, posted later.
  expect(differencesOf({ ...clean, ...order({ left: '65.87' }), ...document({ total: '65.87' }) })).toEqual([])
  expect(differencesOf({ ...clean, ...posted, slips: [memo()] })).toEqual([])
  // Cancelled after its invoice, and all of it credited by its slip.
  const whole = { ...memo({ amount: '75.87' }), total: '75.87' }
  expect(
    differencesOf({ ...clean, ...posted, ...order({ isCancelled: true, isSale: false }), slips: [whole] }).filter(
      ({ kind }) => kind === 'cancelled in the shop, alive in GP',
    ),
  ).toEqual([])
  const lowered = { ...order({ left: '65.87' }), ...document({ total: '65.87', isOpen: false }) }
  expect(differencesOf({ ...clean, ...lowered, slips: [{ ...memo(), memo: null }] })).toEqual([])
})

// A void takes the invoice of a part out of sight, and the ledger keeps sales and tax of it for ever.
test('an order that is transferred in part is not to be voided, and one that was voided so is a difference', () => {
  const part = other({ total: '60' })
  const off = [order({ isCancelled: true, isSale: false }), order({ left: '0' })]
  for (const is of off) {
    const open = differencesOf({ ...clean, ...is, others: [part] })
    expect(open).toMatchObject([
      {
        kind: expect.stringMatching(/alive in GP/),
        correction: null,
        next: expect.stringMatching(/^Do not void WEB7/),
      },
    ])
    const voided = differencesOf({ ...clean, ...is, ...document({ isVoided: true, isOpen: false }), others: [part] })
    expect(voided).toMatchObject([
      {
        ...{ kind: expect.stringMatching(/alive in GP/), amount: '60', correction: null },
        says: expect.stringMatching(/WEB7 is void in GP.*STDINV1 over 60 EUR/),
        next: expect.stringMatching(/^Enter a return or a credit memo of 60 in GP/),
      },
    ])
    const credited = { ...memo({ amount: '60' }), total: '60' }
    const settled = { ...clean, ...is, ...document({ isVoided: true, isOpen: false }), others: [part] }
    expect(differencesOf({ ...settled, slips: [credited] })).toEqual([])
  }
  expect(differencesOf({ ...clean, ...document({ isVoided: true, isOpen: false }), others: [part] })).toMatchObject([
    {
      kind: 'void in GP',
      says: expect.stringMatching(/STDINV1/),
      next: expect.stringMatching(/^See what that invoice/),
    },
  ])
})

test('of what is cancelled after its transfer the invoice decides what is left to do', () => {
  const cancelled = { ...clean, ...order({ isCancelled: true, isSale: false }), ...document({ isOpen: false }) }
  const next = (change: Partial<OrderFacts>) =>
    differencesOf({ ...cancelled, ...change }).map(({ kind, amount, next: its }) => [kind, amount, its])
  const alive = 'cancelled in the shop, alive in GP'
  expect(next({ others: [other({ isWork: true })] })).toEqual([
    [
      alive,
      '75.87',
      'Void STDINV1 in GP, or delete what cannot be voided: nothing of it is to be delivered or posted.',
    ],
  ])
  const rest = { key: 'STDINV2', total: '25.87', tax: '4.31', isWork: true }
  const two = [other({ total: '50', tax: '8.34' }), other(rest)]
  expect(next({ others: two })).toEqual([[alive, '75.87', expect.stringMatching(/^Void STDINV2 .* Of what is posted/)]])
  const waits = other({ key: 'BO1', type: 'Backorder', isWork: true, total: '15.87' })
  expect(next({ others: [other({ total: '60' }), waits] })).toEqual([
    [alive, '75.87', expect.stringMatching(/^Void BO1 .* Of what is posted/)],
  ])
  expect(next({ others: [other({})] })).toEqual([[alive, '75.87', 'Enter a return or a credit memo in GP.']])
  // A line was cancelled in GP, or the refund has lowered the invoice before it was posted: no slip is said to credit anything.
  const lower = { others: [other({ total: '60' })] }
  const slip = { ...memo(), total: '15.87', memo: null }
  expect(next(lower).filter(([kind]) => kind === alive)).toEqual([
    [alive, '60', 'Enter a return or a credit memo of 60 in GP.'],
  ])
  expect(next({ ...lower, slips: [slip] }).filter(([kind]) => kind === alive)).toEqual([
    [alive, '60', 'Enter a return or a credit memo of 60 in GP.'],
  ])
  // More was invoiced than charged, or store credit was typed in: no slip is said of that either.
  for (const more of [
    { others: [other({ total: '80' })] },
    {
      ...order({ isCancelled: true, isSale: false, charged: '45.87', left: '45.87', storeCredit: '30' }),
      others: [other({})],
    },
  ])
    expect(
      next(more)
        .filter(([kind]) => kind === alive)
        .map(([, amount, its]) => [amount, its]),
    ).toEqual([
      [
        expect.stringMatching(/^(80|75.87)$/),
        expect.stringMatching(/^Enter a return or a credit memo (of 80 )?in GP\.$/),
      ],
    ])
  // One that was deleted before it was posted leaves no trace, and nothing to be credited.
  expect(next({ others: [] })).toEqual([[alive, '75.87', expect.stringMatching(/^No invoice of WEB7 is found/)]])
  const refunded = differencesOf({ ...cancelled, ...order({ left: '0' }), others: [] })
  expect(refunded).toMatchObject([
    { kind: 'another total', next: expect.stringMatching(/^No invoice of WEB7 is found/) },
  ])
  // The clerk has voided the invoice: nothing of the order is in the ledger.
  const gone = { voidInvoices: ['STDINV1'] }
  expect(next(gone)).toEqual([])
  expect(next({ ...gone, ...order({ left: '0' }) })).toEqual([])
  expect(next({ ...gone, slips: [memo()] })).toEqual([
    ['credited twice', '10', expect.stringMatching(/^Void the credit memos/)],
  ])
})

test('an order whose lines people have cancelled in GP one by one is in no ledger: it is missed, and nothing of it is credited', () => {
  const taken = document({ isOpen: false, isWanted: false })
  const kinds = (more: Partial<OrderFacts>) => differencesOf({ ...clean, ...taken, ...more }).map(({ kind }) => kind)
  expect(differencesOf({ ...clean, ...taken })).toMatchObject([
    { kind: 'void in GP', says: 'Every line of WEB7 is cancelled in GP, and the order is a sale in the shop.' },
  ])
  expect(kinds(order({ isCancelled: true }))).toEqual([])
  expect(kinds(order({ left: '0' }))).toEqual([])
  expect(kinds({ slips: [{ ...memo(), memo: null }], ...order({ left: '65.87' }) })).toEqual(['void in GP'])
  expect(kinds({ ...order({ isCancelled: true }), slips: [memo()] })).toEqual(['credited twice'])
  // A part was invoiced before, and what is left was cancelled: of that nothing is said here.
  expect(kinds({ others: [other({})] })).toEqual([])
  const line = (Quantity: string, QuantityCanceled?: string) => ({
    Quantity,
    ...(QuantityCanceled && { QuantityCanceled }),
  })
  expect(
    [[line('2', '2'), line('1', '1')], [line('2', '2'), line('1')], []].map((Lines) => isWanted({ Lines })),
  ).toEqual([
    ...[false, true],
    // What shows no lines shows no cancelled ones.
    true,
  ])
})

test('an order that stands in two documents in GP is not to be corrected to the whole in one of them', () => {
  const half = other({ key: 'SO2', type: 'Order', isDescendant: false, total: '25.87', isWork: true })
  for (const isOpen of [true, false])
    expect(differencesOf({ ...clean, ...document({ total: '50', isOpen }), others: [half] })).toMatchObject([
      {
        ...{ kind: 'another total', amount: '25.87', correction: null },
        says: 'The shop says 75.87; WEB7 and SO2 come to that together.',
        next: expect.stringMatching(/accept this difference: nothing is missing/),
      },
    ])
})

test.each(planted)('%s is found, alone, with its amount', (kind, change, amount) => {
  expect(differencesOf({ ...clean, ...change })).toMatchObject([
    {
      ...{ kind, amount, order: '7', reference: 'KHWLILZLL' },
      says: expect.stringMatching(/\.$/),
      next: expect.stringMatching(/\.$/),
    },
  ])
})

test('a deposit is of the hub by its whole number, whatever the prefix is; of the others people are asked', () => {
  const row = (number: string) => ({ Number: number, PaymentAmount: '5.00' })
  const sent = { Payments: ['PAY1', 'PAY31'].map(row) }
  const numbers = ['PAY1', 'PAY31', 'PAY2', 'PAYPAL4711', 'PAY-88', 'PAY', 'PAY88', '4711']
  const held = { Payments: numbers.map(row) }
  const ofPeople = (written: object, isEntered: boolean, own: string[]) =>
    Object.keys(depositsByHand({ written } as never, isEntered, new Set(own), held as never, []))
  expect(new Set(ofPeople(sent, false, ['PAY2']))).toEqual(new Set(numbers.slice(3)))
  expect(new Set(ofPeople(held, true, ['PAY2']))).toEqual(new Set(numbers.filter((one) => one !== 'PAY2')))
  // Numbers without a prefix.
  expect(ofPeople({}, false, ['1', '4711'])).not.toContain('4711')
  expect(ofPeople({}, false, ['1', '4711'])).toContain('PAY1')
  expect([...depositsSent({ written: sent } as never, 'PAY')]).toEqual([
    ['1', 'PAY1'],
    ['31', 'PAY31'],
  ])
  expect(depositsSent({ written: { Payments: [{ Number: 'PAYPAL4711' }] } } as never, 'PAY').size).toBe(0)
})

// Each of these is what the report has told people to do.
test('what a person has put right is no difference any more, and no second hint takes it back', () => {
  const found = (facts: Partial<OrderFacts>) =>
    differencesOf({ ...clean, ...facts }).map(({ kind, next }) => [kind, next])
  const lowered = { ...document({ isOpen: false, total: '65.87' }), ...order({ left: '65.87' }) }
  expect(found({ ...lowered, slips: [memo({ isVoided: true })] })).toEqual([])

  const paid = (receipt: object | null, twins: string[]) => ({
    payments: [{ ...clean.payments[0], twins, receipt: receipt && { ...clean.payments[0].receipt, ...receipt } }],
  })
  expect(found(paid({ isVoided: true }, ['HAND1']))).toEqual([])
  expect(found(paid({ isVoided: true, isOff: true }, ['HAND1']))).toEqual([])
  expect(found(paid({ isVoided: true }, ['HAND1', 'HAND2']))).toEqual([
    ['received twice', expect.stringContaining('delete HAND2')],
  ])
  // Of two payments of one amount, one that was entered again is one of them.
  const { payments: void1 } = paid({ isVoided: true }, ['HAND1'])
  expect(found({ payments: [...void1, { ...void1[0]!, id: '4', transaction: '' }] })).toEqual([
    ['receipt is void', expect.stringContaining('prestashop.orderPayment 4')],
  ])
  expect(found(paid(null, ['HAND1']))).toEqual([
    ['payment without receipt', expect.stringContaining('link prestashop.orderPayment 3 gp.cashReceipt HAND1')],
  ])
})

test('of the orders of a period alone, what goes by no days is not read and not counted', async () => {
  const pages = ['', 'links/0/', 'payouts/', 'drift/0/', 'catalogue/']
  const reader: Reader = {
    async get<T>(path: string) {
      const at = pages.indexOf(new URL(path, 'http://hub').searchParams.get('after') ?? '')
      const differences = [{ ...unreadable(String(at), 'a line is broken.') }]
      return { orders: 1, differences, open: [], notes: [], next: pages[at + 1] ?? null } as T
    },
  }
  const period = { from: '2026-11-01', to: '2026-11-30' }
  const orders = async (alone: boolean) => (await reconcilePeriod(reader, 'main', period, 10, alone)).orders
  expect([await orders(true), await orders(false)]).toEqual([3, 5])
})

// A voucher of 100 % and free shipping: nothing is charged, nothing is left, and the goods are wanted.
test('an order that cost nothing is wanted as any other: it was not given back', () => {
  const free = { total: '0', currency: 'EUR', ...goods, taxes: {} }
  const about = (fields: object | null) => {
    const facts = { ...clean, ...order({ charged: '0', left: '0' }), payments: [], chargedTogether: '0' }
    const held = fields && { ...clean.document, ...free, written: free, tax: '0', ...fields }
    return differencesOf({ ...facts, document: held as OrderFacts['document'] }).map(({ kind }) => kind)
  }
  expect(about({})).toEqual([])
  expect(about({ isOpen: false })).toEqual([])
  expect(about(null)).toEqual(['not in GP'])
  expect(about({ isVoided: true })).toEqual(['void in GP'])
  expect(about({ gone: true })).toEqual(['gone from GP'])
  expect(about({ total: '5' })).toEqual(['another total'])
})

test('every kind is planted here', () => {
  const kinds = [unreadable('7', 'a line is broken.').kind, ...planted.map(([kind]) => kind)]
  // These are found from the other side, by the links.
  const gone = ['order', 'payment', 'slip'].map((name) => `${name} is gone from the shop`)
  const ofPayouts = payouts
    .flatMap(([, change]) => differencesOfPayout({ ...payout, ...change }))
    .map(({ kind }) => kind)
  // Those of what the hub sets in the shop are planted in drift.test.ts, those of numbers in catalogue.test.ts,
  // those of customers in whole/accounts.test.ts.
  const ofDrift = [
    'left behind by the hub',
    'another stock',
    'another price',
    'another name',
    'discontinued, and sold',
    'other details',
    'another account',
    'another answer when sold out',
  ]
  const ofCatalogue = [
    ...['no item in GP', 'nearly an item', 'one reference, several products', 'item that the shop does not sell'],
  ]
  const ofCustomers = ['one customer, several accounts', 'one customer, several in GP']
  // Planted in exchange-rates.test.ts.
  const ofRates = ['another exchange rate']
  expect(new Set([...kinds, ...gone, ...ofPayouts, ...ofDrift, ...ofCatalogue, ...ofCustomers, ...ofRates])).toEqual(
    new Set(differenceKinds),
  )
})

const payout: PayoutFacts = {
  ...{ key: 'stripe po_1 EUR', id: { provider: 'stripe', payout: 'po_1', currency: 'EUR' }, date: '2026-11-05' },
  ...{
    isComplete: true,
    lines: ['100', '-100'],
    closing: '-100',
    missingBecause: 'not seen by the hub',
    unknown: [],
    rates: null,
    checkbooks: null,
  },
  journal: {
    key: '90000001',
    gone: false,
    isVoided: false,
    isWork: false,
    lines: ['-100', '100'],
    written: ['100', '-100'],
    moved: [],
  },
}
const journal = (fields: object) => ({ journal: { ...payout.journal, ...fields } as PayoutFacts['journal'] })
const payouts: [string, Partial<PayoutFacts>, string, string][] = [
  ['payout without journal', { journal: null }, 'not seen by the hub', '100'],
  ['payout without journal', { journal: { key: '1', gone: true } }, 'deleted in GP', '100'],
  ['payout without journal', journal({ isVoided: true }), 'void in GP', '100'],
  ['journal of another amount', journal({ lines: ['105', '-105'] }), 'edited in GP', '5'],
  ['journal on other accounts', journal({ moved: ['000-1100-00 -100 → 0'] }), 'edited in GP', '100'],
  ['journal of another amount', { lines: ['100', '-2', '-98'] }, 'rows came later', '100'],
  ['journal of another amount', { lines: ['90', '-90'], ...journal({ written: null }) }, 'unknown', '10'],
  [
    'received at another rate',
    { rates: { journal: '0.9', received: [{ rate: '0.92', amount: '100' }] } },
    'settled differently',
    '0',
  ],
  [
    'received on several checkbooks',
    {
      checkbooks: [
        { checkbook: 'BANK1', amount: '30' },
        { checkbook: 'CARDS', amount: '70' },
      ],
    },
    'settled differently',
    '30',
  ],
  [
    'paid out, not in the shop',
    { unknown: [{ id: 'txn_1', amount: '7', transaction: '', reference: 'R', line: 2 }] },
    'not in the shop',
    '7',
  ],
]

test.each(payouts)('%s: %j is found, because of: %s', (kind, change, cause, amount) => {
  expect(differencesOfPayout({ ...payout, ...change })).toMatchObject([
    { kind, cause, amount, order: '', reference: 'stripe po_1 EUR', currency: 'EUR' },
  ])
  expect(differencesOfPayout(payout)).toEqual([])
})

describe('a payout in another currency', () => {
  const usd = { provider: 'stripe', payout: 'po_7', currency: 'USD' }
  const rows = ['ch_1', 'ch_2', 'ch_3', 'ch_4'].map((transaction, place) => ({
    ...{
      id: `txn_${place}`,
      kind: 'sale',
      amount: '100.00',
      transaction,
      alsoKnown: '',
      reference: '',
      line: place + 2,
    },
  }))
  const receipt = (ExchangeRate: string, CurrencyKey = 'USD') => ({ ExchangeRate, CurrencyKey, IsVoided: false })
  const receipts: Readonly<Record<string, RecordValue>> = {
    ...{ PAY1: receipt('0.92'), PAY2: receipt('0.9200000'), PAY3: receipt('0.9'), PAY4: receipt('0.8', 'EUR') },
  }
  const sidesAt = (rate: string | undefined) =>
    ({
      readMany: async (all: readonly RecordRef[]) =>
        new Map(
          all.map((one) => [
            refText(one),
            {
              value:
                one.entity === 'hub.payout'
                  ? {
                      ...{ date: '2026-11-28', complete: true, total: '400', without: [] },
                      lines: [
                        { kind: 'sale', amount: '400' },
                        { kind: 'payout', amount: '-400' },
                      ],
                      groups: [{ transactions: rows.map(({ transaction }) => transaction), rows }],
                    }
                  : one.entity === 'gp.glTransaction'
                    ? {
                        ...(rate === undefined ? {} : { ExchangeRate: rate }),
                        Lines: [
                          { GLAccountKey: '000-1190-00', DebitAmount: '0', CreditAmount: '400' },
                          { GLAccountKey: '000-1100-00', DebitAmount: '400', CreditAmount: '0' },
                        ],
                      }
                    : receipts[one.key]!,
            },
          ]),
        ),
      links: async (entity: string, sources: readonly RecordRef[]) =>
        new Map(
          sources.map(({ key }) => [
            key,
            entity === 'gp.cashReceipt'
              ? { target: ref('gp.cashReceipt', `PAY${key}`), readBack: {} }
              : { target: ref('gp.glTransaction', '90000007'), readBack: {} },
          ]),
        ),
      ...{ parts: {}, offFlows: [], runs: async () => new Map() },
      search: async () =>
        rows.map(({ transaction }, place) => ({ id: String(place + 1), transaction_id: transaction })),
    }) as unknown as Parameters<typeof readPayouts>[0]
  const found = async (rate: string | undefined) => {
    const [facts] = await readPayouts(sidesAt(rate), [usd])
    return differencesOfPayout(facts as PayoutFacts)
  }

  test('whose sales were received at other rates than its journal has is a gain or loss to be booked, with both figures', async () => {
    const [gain, ...others] = await found('0.9')
    expect(others).toEqual([])
    expect(gain).toMatchObject({ kind: 'received at another rate', correction: null, mark: expect.any(String) })
    expect(gain!.says).toBe(
      'Sales of payout stripe po_7 USD were received at other rates than its journal has, 0.9: 200 at 0.92, in USD. At the rates of the receipts they come to 184.00, at that of the journal to 180.00; where GP divides by rates, to 217.39 and 222.22.',
    )
  })

  // Each brand of card has its own card type in GP, and one of them was given the checkbook of the bank.
  test('whose receipts lie on several checkbooks is named with the sum of each', async () => {
    const types = { VISA: 'CARDS', IDEAL: 'BANK1', AMEX: 'CARDS' }
    const put = async (kinds: readonly RecordValue[]) => {
      const sides = sidesAt(undefined)
      const links = async (entity: EntityName, sources: readonly RecordRef[]) => {
        const known = await sides.links(entity, sources)
        return new Map(
          [...known].map(([key, link], at) => [key, { ...link, readBack: kinds[at % kinds.length]! }] as const),
        )
      }
      const page = async () => ({
        records: Object.entries(types).map(([Key, checkbook]) => ({ Key, CustomerCardBankAccountKey: checkbook })),
        next: null,
      })
      const [facts] = await readPayouts({ ...sides, links, page } as typeof sides, [usd])
      return (facts as PayoutFacts).checkbooks
    }
    expect(await put([{ PaymentCardTypeKey: 'VISA' }, { PaymentCardTypeKey: 'AMEX' }])).toBeNull()
    expect(await put([{ PaymentCardTypeKey: 'VISA' }, { BankAccountKey: 'CARDS' }])).toBeNull()
    const apart = (await put([{ PaymentCardTypeKey: 'VISA' }, { PaymentCardTypeKey: 'IDEAL' }]))!
    expect(apart.map(({ checkbook }) => checkbook)).toEqual(['BANK1', 'CARDS'])
    expect(apart.reduce((all, { amount }) => all + Number(amount), 0)).toBe(400)
  })

  // The setting deposits: the money of payment 2 went with its sales order, and has no receipt.
  test('whose sale went along as a deposit counts with its checkbook and its rate, as one with a receipt', async () => {
    const sides = sidesAt('0.9')
    const parts = {
      'flows/payment-to-cash-receipt.json': {},
      'settings.json': { settings: { receiptPrefix: { value: 'PAY' } } },
    }
    const put = async (checkbook: string, rate: string) => {
      const links = async (entity: EntityName, sources: readonly RecordRef[]) => {
        if (entity === 'gp.salesOrder') {
          const readBack = { Payments: [{ Number: 'PAY9' }, { Number: 'PAY2', BankAccountKey: checkbook }] }
          return new Map(sources.map(({ key }) => [key, { target: ref('gp.salesOrder', 'WEB22'), readBack }]))
        }
        const known = await sides.links(entity, sources)
        if (entity !== 'gp.cashReceipt') return known
        const receipts = [...known].filter(([key]) => key !== '2')
        return new Map(receipts.map(([key, link]) => [key, { ...link, readBack: { BankAccountKey: 'CARDS' } }]))
      }
      const readMany: typeof sides.readMany = async (all) => {
        const own = (one: RecordRef): RecordValue | null =>
          one.entity === 'gp.salesOrder'
            ? receipt(rate)
            : one.entity === 'gp.cashReceipt'
              ? receipt('0.9')
              : one.key === 'PAY2'
                ? { document: 'WEB22' }
                : null
        const [first] = all
        const isOwn = first !== undefined && /^(gp\.salesOrder|gp\.cashReceipt|hub\.deposit)$/.test(first.entity)
        return isOwn ? new Map(all.map((one) => [refText(one), { value: own(one) }])) : sides.readMany(all)
      }
      const linkedTo = async ({ key }: RecordRef) => (key === 'WEB22' ? [ref('prestashop.order', '22')] : [])
      const [facts] = await readPayouts({ ...sides, parts, links, readMany, linkedTo } as typeof sides, [usd])
      const { checkbooks, rates } = facts as PayoutFacts
      return [checkbooks?.map(({ checkbook: its, amount }) => `${its} ${amount}`) ?? null, rates?.received ?? null]
    }
    expect(await put('CARDS', '0.9')).toEqual([null, null])
    expect(await put('BANK1', '0.92')).toEqual([['BANK1 100', 'CARDS 300'], [{ rate: '0.92', amount: '100' }]])
  })

  test('at the rate of its receipts, or in the currency of the company, is none', async () => {
    expect(await found(undefined)).toEqual([])
    expect(await found('0')).toEqual([])
    expect(await found('1')).toEqual([])
  })
})

test('an open document that is as the hub wrote it is offered to follow the shop; not one that people changed, or whose run asks', () => {
  const grown = order({ charged: '80', left: '80' })
  const correctionOf = (change: Partial<OrderFacts>) => {
    const [found, ...others] = differencesOf({ ...clean, ...grown, ...change })
    expect([found?.kind, others]).toEqual(['another total', []])
    return found!.correction
  }
  expect(correctionOf({})).toEqual({ do: 'run', entity: 'prestashop.order', key: '7' })
  expect(correctionOf({ run: { state: 'stopped', reason: 'A person is asked.' } })).toBeNull()
  expect(correctionOf(document({ total: '79' }))).toBeNull()
  expect(correctionOf(document({ written: null }))).toBeNull()
})

test('a second order in GP is proposed to be voided only where it can be no other order of the cart, and no part of this one', () => {
  const voids = (one: object, more: Partial<OrderFacts> = {}) =>
    differencesOf({
      ...clean,
      others: [other({ type: 'Order', isDescendant: false, isWork: true, ...one })],
      ...more,
    }).map(({ kind, correction }) => [kind, correction?.do ?? null])
  expect(voids({})).toEqual([['entered twice in GP', 'void']])
  expect(voids({ total: '60.00' })).toEqual([['entered twice in GP', null]])
  expect(voids({ customer: 'PS2' })).toEqual([['entered twice in GP', null]])
  const sibling = { ...cancelledSibling, charged: '60', isCancelled: false }
  // Its own comparison says that it is in GP, and not linked.
  expect(voids({ total: '60.00' }, { siblings: [sibling] })).toEqual([])
  expect(voids({}, { siblings: [sibling] })).toEqual([['entered twice in GP', null]])
  expect(voids({ total: '60.00' }, { siblings: [{ ...sibling, isInGp: true }] })).toEqual([
    ['entered twice in GP', null],
  ])
  // A clerk has moved a part of it into an order of its own.
  expect(voids({ total: '15.87' }, document({ total: '60.00' }))).toEqual([['another total', null]])
})

test('a customer who has paid in another currency is not to be reminded, nor the payment to be entered again', () => {
  const came = (...all: readonly (readonly [amount: string, currency: string])[]) => {
    const payments = all.map(([amount, currency], at) => ({ ...clean.payments[0], id: `${at}`, amount, currency }))
    const items = openItemsOf({ ...clean, payments, others: [other({})] }, '2026-11-20')
    return items.filter(({ kind }) => kind === 'invoiced, not paid')
  }
  expect(came(['83', 'USD'])).toMatchObject([
    {
      amount: '75.87',
      says: expect.stringMatching(/83 USD came/),
      next: expect.stringMatching(/^Compare .* again\.$/),
    },
  ])
  expect(came(['50', 'EUR'], ['20', 'USD'], ['5', 'CHF'])).toMatchObject([
    { amount: '25.87', says: expect.stringMatching(/50 of 75.87 EUR are paid.*20 USD and 5 CHF came/) },
  ])
  // It went back: nothing came.
  expect(came(['83', 'USD'], ['-83', 'USD'])).toMatchObject([{ next: expect.stringMatching(/^Remind the customer/) }])
  expect(came(['75.87', 'EUR'], ['20', 'USD'])).toEqual([])
})

test('a total that is made of other parts is named: each part is posted to an account of its own', () => {
  const held = (LineTotalAmount: string, others: RecordValue, tax = '12.65') =>
    contentOf({
      ...{ TotalAmount: '75.87', CurrencyKey: 'EUR', CustomerKey: 'PS1', LineTotalAmount, ...others },
      Taxes: [{ TaxDetailKey: 'VAT20', TaxAmount: tax }],
      Lines: [{ ItemKey: 'TEA', Quantity: '3', UofM: 'Each' }],
    })
  const found = (before: Content, now: Content) =>
    differencesOf({ ...clean, ...document({ ...now, written: before }) }).map(({ kind, says, amount }) => [
      ...[kind, amount, says],
    ])
  const before = held('51.22', { FreightAmount: '12' })
  // What is 0 may be left out.
  expect(found(before, held('51.220', { FreightAmount: '12.00', TradeDiscount: '0' }))).toEqual([])
  expect(found(before, held('63.22', {}))).toEqual([
    [
      'other parts of the total',
      '12',
      expect.stringMatching(/WEB7 .*: LineTotalAmount 51.22 → 63.22, FreightAmount 12 → 0\.$/),
    ],
  ])
  // A document of which the lines are not known says nothing of its parts; taxes that moved along say it themselves.
  expect(found({ ...before, parts: {} }, held('63.22', {}))).toEqual([])
  expect(found(before, held('50.22', { FreightAmount: '12' }, '13.65')).map(([kind]) => kind)).toEqual(['other taxes'])
})

test('as many of another unit of measure are other goods', () => {
  const held = (...lines: readonly (readonly [item: string, quantity: string, unit?: string])[]) =>
    contentOf({
      ...{ TotalAmount: '75.87', CurrencyKey: 'EUR', CustomerKey: 'PS1' },
      Taxes: [{ TaxDetailKey: 'VAT20', TaxAmount: '12.65' }],
      Lines: lines.map(([ItemKey, Quantity, UofM]) => ({ ItemKey, Quantity, ...(UofM && { UofM }) })),
    })
  const found = (before: Content, now: Content) =>
    differencesOf({ ...clean, ...document({ ...now, written: before }) }).map(({ kind, says }) => `${kind}: ${says}`)
  const goods = (changes: string) => [
    `other goods: The lines of WEB7 are not those of the order, although the total is: ${changes}.`,
  ]
  const before = held(['TEA', '3', 'Each'], ['POT', '1', 'Each'])
  expect(found(before, before)).toEqual([])
  expect(found(before, held(['TEA', '3', 'Case'], ['POT', '1', 'Each']))).toEqual(
    goods('TEA Each 3 → 0, TEA Case 0 → 3'),
  )
  // One line of two, and the lines of one item that were made one.
  expect(found(before, held(['TEA', '2', 'Each'], ['TEA', '1', 'Case'], ['POT', '1', 'Each']))).toEqual(
    goods('TEA Each 3 → 2, TEA Case 0 → 1'),
  )
  expect(found(before, held(['TEA', '1', 'Each'], ['TEA', '2', 'Each'], ['POT', '1', 'Each']))).toEqual([])
  // Another number is said by item, as it was accepted perhaps.
  expect(found(before, held(['TEA', '1', 'Case'], ['POT', '3', 'Each']))).toEqual(goods('TEA 3 → 1, POT 1 → 3'))
  // A link of before units were read, and a line without one.
  expect(found(held(['TEA', '3'], ['POT', '1']), held(['TEA', '3', 'Case'], ['POT', '1', 'Each']))).toEqual([])
  expect(found(before, held(['TEA', '2', 'Case'], ['TEA', '1'], ['POT', '1', 'Each']))).toEqual([])
})

test('an order that is not in GP is told with what stopped it', () => {
  const [kind, change] = planted[0]!
  expect(differencesOf({ ...clean, ...change })[0]).toMatchObject({
    kind,
    says: expect.stringContaining('stopped: No value for carrier 7.'),
  })
})

test('an order that people have perhaps entered in GP is not offered to be written beside that', () => {
  const entered = (type: string) => ({ others: [other({ key: 'ORD4711', type, isDescendant: false })] })
  const found = (change: Partial<OrderFacts>) => {
    const all = differencesOf({ ...clean, run: null, document: null, ...change })
    return all.find(({ kind }) => kind === 'not in GP' || kind === 'gone from GP')!
  }
  const run = { do: 'run', entity: 'prestashop.order', key: '7' }
  const gone = { document: { key: 'WEB7', gone: true } } as const
  for (const state of [{}, gone]) {
    expect(found(state).correction).toEqual(run)
    expect(found({ ...state, ...entered('Order') })).toMatchObject({
      correction: null,
      next: expect.stringMatching(/GP has ORD4711 over 75.87 EUR .*link prestashop.order 7 gp.salesOrder ORD4711/),
    })
    expect(found({ ...state, ...entered('Invoice') })).toMatchObject({
      correction: null,
      next: expect.stringMatching(/invoice ORD4711/),
    })
    // An invoice may be of the other order of the cart, which is in GP.
    const ofCart = { siblings: [{ ...cancelledSibling, isCancelled: false, isInGp: true }] }
    expect(found({ ...state, ...ofCart, ...entered('Invoice') }).correction).toEqual(run)
  }
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

const limit = { smallRest: { limit: '0.05', currency: 'EUR' } }
/** What stands open in GP: type, number, amount. */
function standingOf(...documents: (readonly [type: string, key: string, open: string])[]) {
  const all = documents.map(([type, key, amount]) => ({
    ...{ type: Number(type) as Standing['type'], key, open: amount, currency: 'EUR' },
    ...{ customer: 'PS1', posted: '2026-11-05' },
  }))
  const [invoices, credits] = [all.filter(({ type }) => type === 1), all.filter(({ type }) => type !== 1)]
  const standing = { credits, invoices, isSettled: false, hasForeign: false, applied: [], applies: true, openFrom: '' }
  return { standing } satisfies Partial<OrderFacts>
}

test('what is applied is never more than is open of either, whatever stands there, and nothing is left that could be', () => {
  const cents = fc.integer({ min: 0, max: 400 })
  const one = (type: Standing['type'], index: number, open: number, customer: string): Standing => ({
    ...{ type, key: `${type}-${index}`, currency: 'EUR', customer, open: (open / 100).toFixed(2) },
    posted: `2026-11-0${1 + (open % 9)}`,
  })
  const documents = (type: Standing['type']) =>
    fc
      .array(fc.tuple(cents, fc.constantFrom('A', 'B')), { maxLength: 5 })
      .map((rows) => rows.map(([open, customer], index) => one(type, index, open, customer)))
  fc.assert(
    fc.property(documents(9), documents(1), (credits, invoices) => {
      const { pairs, rests } = pairsOf({ credits, invoices })
      for (const { of, rest } of rests) {
        const its = pairs.filter(({ from, to }) => from === of || to === of)
        const taken = its.reduce((sum, { amount }) => sum.plus(amount), dec(0))
        expect(taken.plus(rest).toFixed()).toBe(dec(of.open).toFixed())
        expect(rest.gte(0)).toBe(true)
      }
      expect(pairs.every(({ from, to, amount }) => from.customer === to.customer && amount.gt(0))).toBe(true)
      for (const customer of ['A', 'B']) {
        const left = (type: number) =>
          rests.some(({ of, rest }) => of.type === type && of.customer === customer && rest.gt(0))
        expect(left(9) && left(1)).toBe(false)
      }
    }),
  )
})

test('money settles an invoice before memos do, and what is left open of a receipt is named', () => {
  const of = (...open: Parameters<typeof standingOf>) =>
    openItemsOf({ ...clean, ...document({ isOpen: false }), others: [other({})], ...standingOf(...open) }, '2026-11-20')
  const both = of(['7', 'CR5', '40'], ['9', 'PAY3', '75.87'], ['1', 'STDINV1', '75.87'])
  expect(both.map(({ kind, amount, says }) => [kind, amount, says.match(/(CR5|PAY3)/)![0]])).toEqual([
    ['not applied', '75.87', 'PAY3'],
    ['credit left over', '40', 'CR5'],
  ])
  // People have applied the memo first.
  expect(of(['9', 'PAY3', '40'])).toMatchObject([
    { kind: 'credit left over', amount: '40', says: expect.stringMatching(/^Of Receipt PAY3 40 EUR are open/) },
  ])
  const open = (more: Partial<OrderFacts>) =>
    openItemsOf(
      { ...clean, ...document({ isOpen: false }), others: [other({})], ...standingOf(['9', 'PAY3', '40']), ...more },
      '2026-11-20',
    ).map(({ kind, amount }) => [kind, amount])
  // It waits for an invoice that is still to come, of this order or of another one of the cart.
  expect(open({ others: [], ...document({}) })).toEqual([])
  expect(open({ siblings: [{ ...cancelledSibling, isCancelled: false, isInGp: true }] })).not.toContainEqual([
    'credit left over',
    '40',
  ])
  // What is too much is named once.
  const paid = { payments: [{ ...clean.payments[0], amount: '85.87' }] }
  expect(open(paid)).toEqual([
    ['paid too much', '10'],
    ['credit left over', '30'],
  ])
})

test('a receipt of an order that nothing will be invoiced of is named', () => {
  const open = (more: Partial<OrderFacts>) =>
    openItemsOf({ ...clean, others: [], ...standingOf(['9', 'PAY3', '75.87']), ...more }, '2026-11-20').flatMap(
      ({ kind, amount }) => (/left over|cancelled/.test(kind) ? [[kind, amount]] : []),
    )
  const leftOver = [['credit left over', '75.87']]
  const back = order({ left: '0' })
  expect(open({ ...back, document: null })).toEqual(leftOver)
  // GP lists a void order with the others.
  const own = other({ key: 'WEB7', type: 'Order', isDescendant: false })
  expect(open({ ...back, ...document({ isVoided: true, isOpen: false }), others: [own] })).toEqual(leftOver)
  // It stands in GP, or something else of its reference does, or another order of the cart is to be paid by it.
  expect(open({ ...back, ...document({}) })).toEqual([])
  expect(open({ ...back, document: null, others: [other({})] })).toEqual([])
  expect(open({ ...back, document: null, others: null })).toEqual([])
  const sibling = { ...cancelledSibling, isCancelled: false, isInGp: true }
  expect(open({ ...back, document: null, siblings: [sibling] })).toEqual([])
  // It is still to come; and an order that cost nothing gave nothing back.
  expect(open({ document: null })).toEqual([])
  expect(open({ ...order({ charged: '0', left: '0' }), document: null })).toEqual([])
  // Of a cancelled one its money is said once.
  const cancelled = { isCancelled: true, isSale: false }
  expect(open({ ...order(cancelled), document: null })).toEqual([['paid, and cancelled', '75.87']])
  expect(open({ ...order({ ...cancelled, left: '0' }), document: null })).toEqual(leftOver)
})

test('applying is proposed on an open day, in pages, and neither what waits nor what was rejected is proposed again', () => {
  const facts = { ...clean, ...standingOf(['9', 'PAY3', '50'], ['7', 'CR5', '30'], ['1', 'STDINV1', '75.87']) }
  const items = (standing: Partial<NonNullable<OrderFacts['standing']>>) =>
    openItemsOf({ ...facts, standing: { ...facts.standing, ...standing } }, '2026-11-20').filter(
      ({ kind }) => kind === 'not applied',
    )
  const corrections = items({ openFrom: '2026-12-01' }).map((one) => [one.amount, one.correction])
  expect(corrections).toEqual([
    ['50', { do: 'apply', entity: 'gp.receivablesApply', key: '9:PAY3>1:STDINV1', amount: '50', date: '2026-12-01' }],
    [
      '25.87',
      { do: 'apply', entity: 'gp.receivablesApply', key: '7:CR5>1:STDINV1', amount: '25.87', date: '2026-12-01' },
    ],
  ])
  const nexts = [{ applies: false }, { applied: ['7:CR5>1:STDINV1'] }].map((one) => items(one)[1]!)
  expect(nexts.map(({ next, correction }) => [next, correction])).toEqual([
    ['Apply 25.87 EUR of CR5 to STDINV1 in GP (Transactions > Sales > Apply Sales Documents).', null],
    [
      'Raise what is applied between the two by 25.87 EUR in GP (Transactions > Sales > Apply Sales Documents): eConnect applies two documents to each other once.',
      null,
    ],
  ])
  const all = items({})
  expect(appliesOf(all, new Set())).toMatchObject([{ changes: [{}, {}] }])
  expect(appliesOf(all, new Set(['7:CR5>1:STDINV1', '9:PAY3>1:STDINV1 50']))).toEqual([])
  // Something else is open by now.
  expect(appliesOf(all, new Set(['7:CR5>1:STDINV1', '9:PAY3>1:STDINV1 40']))).toMatchObject([{ changes: [{}] }])
  const many = Array.from({ length: 41 }, (_, index) => ({
    ...all[0]!,
    correction: { ...all[0]!.correction!, key: `9:P${index}>1:I${index}` } as OpenItem['correction'],
  }))
  expect(appliesOf(many, new Set()).map(({ changes }) => changes.length)).toEqual([20, 20, 1])
})

test('a pair that a clerk has applied in this moment keeps none of the others from being proposed, however much is open', async () => {
  const [pair] = openItemsOf({ ...clean, ...standingOf(['9', 'PAY3', '50'], ['1', 'STDINV1', '75.87']) }, '2026-11-20')
  const unposted = openItemsOf({ ...clean, ...receipt({ isPosted: false }) }, '2026-11-20')
  const pairs = ['1', '2', '3'].map((id) => ({
    ...{ ...pair!, correction: { ...pair!.correction!, key: `9:P${id}>1:I${id}` } as OpenItem['correction'] },
  }))
  const sums = new Sums({ from: '2026-11-01', to: '2026-11-20' }, 3)
  sums.add({ orders: 9, differences: [], open: [...Array(9).fill(unposted[0]!), ...pairs], notes: [], next: null })
  const proposed: string[][] = []
  await offerApplies(
    {
      database: { stores: { proposals: { list: async () => [] }, links: { forgottenAt: async () => null } } } as never,
      propose: async ({ changes }) => {
        const keys = changes.map(({ record }) => String(record.key))
        if (keys.includes('9:P2>1:I2')) throw new InvalidInput('The write', [{ at: 'Amount', reason: 'is more' }])
        proposed.push(keys)
        return {} as never
      },
    },
    'main' as never,
    sums.all.open,
  )
  expect(proposed).toEqual([['9:P1>1:I1'], ['9:P3>1:I3']])
})

test('nobody is reminded of an invoice that GP has settled, or beside which money lies that is not applied', () => {
  const due = { ...clean, ...order({ isPaid: false }), payments: [], others: [other({})] }
  const { standing } = standingOf(['9', 'BYHAND1', '75.87'])
  const items = (one: OrderFacts['standing'], more: Partial<OrderFacts> = {}) =>
    openItemsOf({ ...due, standing: one, ...more }, '2026-11-20').map(({ kind, next }) => [kind, next])
  const settled = { ...standing, credits: [], isSettled: true }
  expect(items(settled)).toEqual([])
  // Whoever entered it in the shop as well would have a second receipt.
  expect(items(standing)).toEqual([['invoiced, not paid', expect.stringMatching(/do not enter it in the shop/)]])
  // A payment of the shop without a receipt is perhaps what has settled it.
  const noted = { payments: [{ ...clean.payments[0], receipt: null }] }
  expect(items(settled, noted)).toEqual([
    ['invoiced, not paid', expect.stringMatching(/link the payment to its receipt/)],
  ])
  // What the hub itself has booked is counted as paid already.
  const part = { payments: [{ ...clean.payments[0], amount: '50' }] }
  const own = standingOf(['9', 'PAY3', '50']).standing
  expect(items(own, part)).toEqual([['invoiced, not paid', expect.stringMatching(/^Remind the customer/)]])
})

test('whoever may enter a payment in the shop hears first of receipts that GP has beside the payments', () => {
  const PYMNT9 = { key: 'PYMNT9', amount: '75.87', currency: 'EUR', isHubs: false }
  const next = (receiptsBeside: OrderFacts['receiptsBeside'], more: Partial<OrderFacts> = {}) =>
    openItemsOf({ ...clean, payments: [], receiptsBeside, ...more }, '2026-11-20').map((item) => item.next)
  expect(next([PYMNT9])).toEqual([expect.stringMatching(/asks before .* --entered-as PYMNT9/)])
  expect(next([{ ...PYMNT9, key: 'PAY7', isHubs: true }])).toEqual([expect.stringMatching(/do not enter the payment/)])
  expect(next(null)).toEqual([expect.stringMatching(/cannot see all receipts/)])
  const due = { ...order({ isPaid: false }), others: [other({})] }
  expect(next([PYMNT9], due)).toEqual([expect.stringMatching(/do not remind/)])
  expect(next([], due)).toEqual([expect.stringMatching(/^Remind the customer/)])
})

test('of an order that is invoiced in part only that part is due', () => {
  const due = (paid: string, change: Partial<OrderFacts> = {}) =>
    openItemsOf(
      {
        ...{ ...clean, ...order({ isPaid: false }), ...document({ isOpen: false }) },
        payments: paid === '0' ? [] : [{ ...clean.payments[0], amount: paid }],
        others: [other({ total: '60' }), other({ key: 'BO1', type: 'Backorder', isWork: true, total: '15.87' })],
        ...change,
      },
      '2026-11-20',
    ).flatMap(({ kind, amount, says }) => (kind === 'invoiced, not paid' ? [[amount, says]] : []))
  expect(due('0')).toEqual([['60', 'A part of the order is invoiced in GP, and nothing is paid in the shop.']])
  expect(due('50')).toMatchObject(
    [['10', /50 of 60 EUR are paid/]].map(([a, b]) => [a, expect.stringMatching(b as RegExp)]),
  )
  expect(due('60')).toEqual([])
  expect(due('50', { slips: [memo()] })).toEqual([])
  // Not posted: nothing is due of it yet.
  expect(
    due('0', { others: [other({ total: '60', isWork: true }), other({ type: 'Backorder', isWork: true })] }),
  ).toEqual([])
  // A slip of what was invoiced went back, and its memo waits for the rest of the order.
  const back = { ...clean.payments[0], id: '4', amount: '-20', receipt: null }
  const given = {
    payments: [{ ...clean.payments[0], amount: '60' }, back],
    slips: [{ ...memo(), total: '20', memo: null }],
  }
  expect(due('60', given)).toEqual([])
  // All of it is invoiced.
  expect(due('60', { others: [other({ total: '60' }), other({ key: 'STDINV2', total: '15.87' })] })).toMatchObject([
    ['15.87', expect.any(String)],
  ])
})

test('what people have typed for an order stands against its money', () => {
  const kinds = (others: OrderFacts['others'], more: Partial<OrderFacts> = {}) =>
    openItemsOf({ ...clean, document: null, others, ...more }, '2026-11-20').map(({ kind }) => kind)
  const typed = other({ isDescendant: false })
  expect(kinds([typed])).toEqual([])
  expect(differencesOf({ ...clean, document: null, others: [typed] })).toMatchObject([
    { kind: 'not in GP', next: expect.stringMatching(/GP has invoice STDINV1/) },
  ])
  // The question of its run comes first, and does not name it.
  expect(kinds([typed], { run: { state: 'stopped', reason: 'No carrier.' } })).toEqual(['paid, not in GP'])
  // It may be of the other order of the cart.
  expect(kinds([typed], { siblings: [{ ...cancelledSibling, isCancelled: false, isInGp: true }] })).toEqual([
    'paid, not in GP',
  ])
})

test('of an order that is paid in two ways, or in parts before the flow of receipts, only what is left is due', () => {
  const due = (more: Partial<OrderFacts>) =>
    openItemsOf({ ...clean, ...order({ isPaid: false }), others: [other({})], ...more }, '2026-11-20').map(
      ({ kind, amount, says }) => [kind, amount, says],
    )
  const part = { payments: [{ ...clean.payments[0], amount: '45.87' }] }
  const rest = (amount: string, currency = 'EUR') => ({ ...part, elsewhere: [{ amount, currency }] })
  expect(due(part)).toEqual([['invoiced, not paid', '30', expect.stringMatching(/45.87 of 75.87/)]])
  expect(due(rest('30'))).toEqual([])
  expect(due(rest('20'))).toEqual([
    ['invoiced, not paid', '10', expect.stringMatching(/45.87 of 55.87 EUR are paid.*20 came by payments/)],
  ])
  expect(due(rest('30', 'USD'))).toEqual([['invoiced, not paid', '30', expect.stringMatching(/30 USD came/)]])
})

test('a payment that staff took back by a negative one, since no money had come, is neither paid nor given back', () => {
  const phantom = { ...clean.payments[0], id: '1', receipt: null }
  const back = { ...phantom, id: '2', amount: '-75.87' }
  const due = { ...clean, ...order({ isPaid: false }), others: [other({})] }
  const items = (payments: OrderFacts['payments']) =>
    openItemsOf({ ...due, payments }, '2026-11-20').map(({ kind, amount }) => [kind, amount])
  expect(items([phantom, back, clean.payments[0]])).toEqual([])
  expect(items([phantom, back])).toEqual([['invoiced, not paid', '75.87']])
  // One that came is another matter.
  const [came] = settled([['sale', '75.87', 'EUR']]).payments!
  expect(items([came!, back])).toEqual([['invoiced, not paid', '75.87']])
  const takes = differencesOf({ ...due, payments: [phantom, back] }).find(
    ({ kind }) => kind === 'payment that takes back',
  )
  expect(takes!.next).toMatch(/corrects payment 1, of which no money came, book nothing/)
})

test('what another order of the cart gave back is not due of this one', () => {
  const back = { ...clean.payments[0], id: '4', amount: '-20', receipt: null }
  const items = openItemsOf(
    {
      ...{ ...clean, ...order({ charged: '45.87', left: '45.87' }), others: [other({ total: '45.87' })] },
      siblings: [{ ...cancelledSibling, back: '20', isCancelled: false, isInGp: true }],
      payments: [clean.payments[0], back],
    },
    '2026-11-20',
  )
  expect(items).toEqual([])
  // Given back at the provider, so that no payment says it, it hides nothing that was never paid.
  const less = openItemsOf(
    {
      ...{ ...clean, ...order({ charged: '45.87', left: '45.87' }), others: [other({ total: '45.87' })] },
      siblings: [{ ...cancelledSibling, back: '20', isCancelled: false, isInGp: true }],
      payments: [{ ...clean.payments[0], amount: '65.87' }],
    },
    '2026-11-20',
  )
  expect(less).toMatchObject([{ kind: 'invoiced, not paid', amount: '10' }])
})

test('a document that a clerk made smaller is not credited twice by the one credit of another amount', () => {
  const smaller = { ...document({ isOpen: false, total: '70.87' }), ...order({ left: '65.87' }), slips: [memo()] }
  const found = differencesOf({ ...clean, ...smaller })
  expect(found.map(({ kind, amount }) => [kind, amount])).toEqual([['another total', '5']])
})

test('a receipt of a cancelled order that waits in its batch is named', () => {
  const items = openItemsOf(
    { ...clean, ...order({ isCancelled: true, isSale: false }), ...receipt({ isPosted: false }), document: null },
    '2026-11-20',
  )
  expect(items.map(({ kind }) => kind)).toEqual(['paid, and cancelled', 'receipt not posted'])
  expect(items[1]!.next).toMatch(/delete PAY3 before it is posted/)
})

const open: [kind: OpenItem['kind'], change: Partial<OrderFacts>, amount: string, ageDays: number][] = [
  ['paid, not in GP', { document: null }, '75.87', 18],
  ['paid without a payment', { payments: [] }, '75.87', 18],
  ['sent, not invoiced', order({ isShipped: true }), '75.87', 18],
  ['sent, not invoiced', document({ isPicked: true }), '75.87', 18],
  [
    'waits in a back order',
    { ...document({ isOpen: false }), others: [other({ type: 'Backorder', isWork: true })] },
    '75.87',
    15,
  ],
  ['closed, not invoiced', document({ isOpen: false }), '75.87', 18],
  ['invoice not posted', { ...document({ isOpen: false }), others: [other({ isWork: true })] }, '75.87', 15],
  ['invoiced, not paid', { ...order({ isPaid: false }), payments: [], others: [other({})] }, '75.87', 15],
  ['not applied', standingOf(['9', 'PAY3', '75.87'], ['1', 'STDINV1', '75.87']), '75.87', 15],
  ['credit left over', standingOf(['7', 'CR5', '10']), '10', 15],
  ['small rest', { ...standingOf(['1', 'STDINV1', '0.03']), ...limit }, '0.03', 15],
  // Without SQL the shop's own amounts say what is left.
  ['small rest', { ...order({ charged: '75.85', left: '75.85' }), ...limit }, '0.02', 18],
  [
    'small rest',
    { ...order({ charged: '75.90', left: '75.90' }), ...document({ isOpen: false }), others: [other({})], ...limit },
    '0.03',
    15,
  ],
  ['paid too much', { ...order({ charged: '75.81', left: '75.81' }), ...limit }, '0.06', 18],
  ['paid too much', order({ charged: '70', left: '70' }), '5.87', 18],
  // The other order of the cart is cancelled, and answers for no payment: what was paid for it stays in no list else.
  ['paid too much', { ...order({ charged: '45.87', left: '45.87' }), siblings: [cancelledSibling] }, '30', 18],
  // This one is cancelled: what the other one costs stays.
  [
    'paid, and cancelled',
    {
      ...{ ...order({ isCancelled: true, isSale: false, charged: '45.87', left: '45.87' }), document: null },
      siblings: [{ ...cancelledSibling, isCancelled: false, isInGp: true }],
      others: [other({ total: '30', isDescendant: false })],
    },
    '45.87',
    18,
  ],
  ['paid, and cancelled', { ...order({ isCancelled: true, isSale: false }), document: null }, '75.87', 18],
  [
    'paid, and cancelled',
    {
      ...{ ...order({ isCancelled: true, isSale: false, charged: '45.87', left: '45.87' }), document: null },
      siblings: [{ ...cancelledSibling, back: '10' }],
    },
    '65.87',
    18,
  ],
  ['receipt not posted', receipt({ isPosted: false }), '75.87', 17],
  ['credit memo not posted', { ...posted, others: [other({})], slips: [memo({ isPosted: false })] }, '10', 17],
  [
    'sent, not captured',
    {
      ...order({ isShipped: true, authorisedSince: '2026-11-04T10:00:00.000Z' }),
      ...{ ...document({ isOpen: false }), others: [other({})] },
    },
    '75.87',
    16,
  ],
  ['receipt not paid out', settled([]), '75.87', 18],
  [
    'credited, not paid back',
    { ...posted, others: [other({})], slips: [memo()], ...settled([['sale', '75.87', 'EUR']]) },
    '10',
    17,
  ],
  [
    'chargeback',
    settled([
      ['sale', '75.87', 'EUR'],
      ['chargeback', '-75.87', 'EUR'],
    ]),
    '75.87',
    15,
  ],
]

test.each(open)('%s is open, alone, with its amount and age', (kind, change, amount, ageDays) => {
  expect(openItemsOf({ ...clean, ...change }, '2026-11-20')).toEqual([
    expect.objectContaining({ kind, amount, ageDays, currency: 'EUR', next: expect.stringMatching(/\.$/) }),
  ])
})

test('a cancelled order that people have typed under its reference is named, and its money too', () => {
  const cancelled = order({ isCancelled: true, isSale: false })
  const typed = (fields: object = {}) =>
    other({ key: 'SO-1', type: 'Order', isWork: true, isDescendant: false, ...fields })
  const found = (change: Partial<OrderFacts>) =>
    differencesOf({ ...clean, ...cancelled, document: null, payments: [], ...change }).map(
      ({ kind, says, next, correction }) => ({ kind, says, next, correction: correction?.do ?? null }),
    )
  const alive = { kind: 'cancelled in the shop, alive in GP', correction: null }
  expect(found({ others: [typed()] })).toMatchObject([
    {
      ...alive,
      says: expect.stringMatching(/SO-1 over 75.87 EUR.*open in GP/),
      next: expect.stringMatching(/void it/),
    },
  ])
  const invoice = typed({ key: 'INV-1', type: 'Invoice', isWork: false })
  const both = [typed({ isWork: false }), invoice]
  expect(found({ others: both })).toMatchObject([
    { ...alive, says: expect.stringMatching(/Invoice INV-1/), next: expect.stringMatching(/enter a return/) },
  ])
  expect(found({ others: [...both, typed({ key: 'RTN-1', type: 'Return', isWork: false })] })).toEqual([])
  // Beside the hub's own, which was voided: the same once more.
  const own = document({ isVoided: true })
  expect(found({ ...own, others: [typed()] })).toMatchObject([{ ...alive, correction: 'void' }])
  expect(found({ ...own, others: [typed({ total: '60' })] })).toMatchObject([alive])
  // Another order of the cart has that amount, or has that invoice.
  const sibling = { ...cancelledSibling, isCancelled: false }
  expect(found({ others: [typed({ total: '30' })], siblings: [sibling] })).toEqual([])
  expect(found({ others: [invoice], siblings: [{ ...sibling, isInGp: true }] })).toEqual([])
  expect(openItemsOf({ ...clean, ...cancelled, document: null, others: both }, '2026-11-20')).toMatchObject([
    {
      ...{ kind: 'paid, and cancelled', amount: '75.87', says: expect.stringContaining('INV-1 (75.87 EUR)') },
      next: expect.stringMatching(/^See first whether INV-1 is delivered for this money/),
    },
  ])
  const returned = [...both, typed({ key: 'RTN-1', type: 'Return', isWork: false })]
  expect(openItemsOf({ ...clean, ...cancelled, document: null, others: returned }, '2026-11-20')).toMatchObject([
    { kind: 'paid, and cancelled', next: expect.stringMatching(/^See at the payment provider/) },
  ])
})

// 10 of it went to a back order, which was cancelled: the slip has nothing to credit.
test('a slip of goods that were never invoiced lacks no credit memo', () => {
  const done = { ...clean, ...posted, slips: [{ ...memo(), memo: null }] }
  const backOrder = other({ key: 'BKO1', type: 'Backorder', total: '10', isWork: true })
  expect(differencesOf({ ...done, others: [other({ total: '65.87' })] })).toEqual([])
  const waiting = { ...done, others: [other({ total: '65.87' }), backOrder] }
  expect(differencesOf(waiting)).toMatchObject([{ kind: 'slip without credit memo' }])
  expect(openItemsOf(waiting, '2026-11-20')).toMatchObject([
    { kind: 'waits in a back order', next: expect.stringMatching(/^See whether credit slip 5 is of these goods/) },
  ])
})

// The bank gave back what it had taken: by a slip that was made for the dispute nobody is to be paid.
test('a credit slip beside a dispute that was won asks to pay nobody', () => {
  const won = [
    ['sale', '75.87', 'EUR'],
    ['chargeback', '-75.87', 'EUR'],
    ['chargeback-reversal', '75.87', 'EUR'],
  ] as const
  const facts = { ...clean, ...posted, others: [other({})], slips: [memo()] }
  const items = (rows: Parameters<typeof settled>[0]) => openItemsOf({ ...facts, ...settled(rows) }, '2026-11-20')
  const next = (rows: Parameters<typeof settled>[0]) =>
    items(rows).flatMap((one) => (one.kind === 'credited, not paid back' ? [one.next] : []))
  expect(next(won)).toEqual([expect.stringMatching(/dispute about the order was won.*pay nobody/)])
  expect(next(won.slice(0, 1))).toEqual([expect.stringMatching(/the customer waits for the money/)])
})

// A person enters the order at its full price, and applies the open credit to the invoice, as the flow of orders asks.
test('store credit is in the document of a person, and no money that is due', () => {
  const amount = '45.87'
  const money = { amount, receipt: { ...clean.payments[0].receipt, amount, written: { ...written, amount } } }
  const credit = (left: string) => ({
    ...{ ...clean, ...document({ isOpen: false }), others: [other({})], chargedTogether: amount },
    ...{ ...order({ charged: amount, left, storeCredit: '30' }), payments: [{ ...clean.payments[0], ...money }] },
  })
  expect(differencesOf(credit('75.87'))).toEqual([])
  expect(openItemsOf(credit('75.87'), '2026-11-20')).toEqual([])
  const { payments } = settled([['sale', amount, 'EUR']])
  const refunded = { ...credit('65.87'), slips: [memo()], payments: [{ ...payments![0]!, ...money }] }
  expect(differencesOf(refunded)).toEqual([])
  expect(openItemsOf(refunded, '2026-11-20')).toMatchObject([{ kind: 'credited, not paid back', amount: '10' }])
})

test('a payment that nothing shows to have come pays nothing, and is not to be paid back unseen', () => {
  const ofState = { ...clean.payments[0], id: '5', receipt: null }
  const items = (change: Partial<OrderFacts>) => openItemsOf({ ...clean, ...change }, '2026-11-20')
  expect(items({ payments: [...clean.payments, ofState] })).toEqual([])
  const twice = [clean.payments[0], { ...clean.payments[0], id: '4' }].map((one) => ({ ...one, transaction: 'ch_3' }))
  expect(items({ payments: twice })).toEqual([])
  const two = twice.map((one, at) => ({ ...one, transaction: `ch_${at}` }))
  expect(items({ payments: two })).toMatchObject([
    {
      kind: 'paid too much',
      amount: '75.87',
      next: expect.stringMatching(/^See at the provider or the bank how often/),
    },
  ])
  expect(items({ payments: [ofState], others: [other({})] })).toMatchObject([
    { kind: 'invoiced, not paid', amount: '75.87', says: expect.stringMatching(/Payment 5 of 75.87 has no receipt/) },
  ])
  // People have entered what came.
  const byHand = { ...ofState, twins: ['PYMNT7'] }
  expect(items({ payments: [byHand], others: [other({})] })).toEqual([])
  expect(items({ payments: [ofState], depositsByHand: { PYMNT7: '75.87' }, others: [other({})] })).toEqual([])
  // What they have entered came once, and is worth its own amount.
  const twoRows = [byHand, { ...byHand, id: '6' }]
  expect(items({ payments: twoRows })).toEqual([])
  expect(items({ payments: twoRows.map((one) => ({ ...one, twins: ['PYMNT7', 'PYMNT8'] })) })).toMatchObject([
    { kind: 'paid too much', amount: '75.87' },
  ])
  const oneDeposit = { payments: [ofState, { ...ofState, id: '6' }], others: [other({})] }
  expect(items({ ...oneDeposit, depositsByHand: { PYMNT7: '75.87' } })).toEqual([])
  expect(items({ ...oneDeposit, depositsByHand: { PYMNT7: '30' } })).toMatchObject([
    {
      ...{ kind: 'invoiced, not paid', amount: '45.87' },
      says: expect.stringMatching(
        /Of payment 5 of 75.87 people have entered 30 in GP.* Payment 6 of 75.87 has no receipt/,
      ),
    },
  ])
  const cancelled = { ...order({ isCancelled: true }), document: null }
  expect(items({ ...cancelled, payments: [...clean.payments, ofState] })).toMatchObject([
    { kind: 'paid, and cancelled', says: expect.stringMatching(/Payment 5 of 75.87 has no receipt/) },
  ])
  // Nothing was taken of what is only authorised.
  const authorisedSince = '2026-11-04T10:00:00.000Z'
  const payments = [{ ...ofState, transaction: 'auth_1' }]
  expect(items({ ...order({ isCancelled: true, authorisedSince }), document: null, payments })).toEqual([])
  expect(items({ ...order({ authorisedSince }), document: null, payments })).toEqual([])
  expect(items({ ...order({ isCancelled: true, authorisedSince }), document: null })).toMatchObject([
    { kind: 'paid, and cancelled', amount: '75.87' },
  ])
})

test('nothing is open of what is paid, invoiced and posted, or cancelled; every kind of open item is here', () => {
  expect(openItemsOf(clean, '2026-11-20')).toEqual([])
  const done = { ...clean, ...order({ isShipped: true }), ...document({ isOpen: false }), others: [other({})] }
  expect(openItemsOf(done, '2026-11-20')).toEqual([])
  const paidBack = settled([
    ['sale', '75.87', 'EUR'],
    ['refund', '-10', 'EUR'],
  ])
  expect(openItemsOf({ ...clean, ...posted, others: [other({})], slips: [memo()], ...paidBack }, '2026-11-20')).toEqual(
    [],
  )
  // All of it was cancelled in GP.
  expect(openItemsOf({ ...clean, ...document({ isOpen: false, isWanted: false }) }, '2026-11-20')).toEqual([])
  // Nothing is due before the goods leave, and what was paid out was captured.
  const promised = { authorisedSince: '2026-11-04T10:00:00.000Z' }
  expect(openItemsOf({ ...clean, ...order(promised) }, '2026-11-20')).toEqual([])
  const took = { ...done, ...order({ isShipped: true, ...promised }), ...settled([['sale', '75.87', 'EUR']]) }
  expect(openItemsOf(took, '2026-11-20')).toEqual([])
  // What may not be read is not said to be missing.
  expect(openItemsOf({ ...done, others: null }, '2026-11-20')).toEqual([])
  const cancelled = { ...clean, ...order({ isCancelled: true }), document: null }
  expect(openItemsOf({ ...cancelled, payments: [] }, '2026-11-20')).toEqual([])
  const slipped = { ...cancelled, ...order({ isCancelled: true, left: '0' }) }
  expect(openItemsOf(slipped, '2026-11-20')).toEqual([])
  const ofPayouts = [{ isComplete: false }, journal({ isWork: true }), {}]
    .flatMap((change) => openItemsOfPayout({ ...payout, ...change }, '2026-11-20'))
    .map(({ kind, amount, ageDays }) => [kind, amount, ageDays])
  expect(ofPayouts).toEqual([
    ['payout with missing rows', '100', 15],
    ['journal not posted', '100', 15],
  ])
  const kinds = [...open, ...ofPayouts].map(([kind]) => kind)
  expect(new Set(kinds)).toEqual(new Set(openItemKinds))
})

test('a difference keeps its mark from one comparison to the next, and has another one as soon as an amount or a document changes', () => {
  const markOf = (change: Partial<OrderFacts>) => differencesOf({ ...clean, ...change })[0]?.mark
  for (const [, change] of planted) expect(markOf(change)).toBe(markOf(structuredClone(change)))
  const merged = (customer: string) => markOf(document({ customer, linkedCustomer: null }))
  expect(merged('PS2')).toMatch(/^[\da-f]{16}$/)
  const goods = (TEA: string) => markOf(document({ goods: { TEA, POT: '1' } }))
  const twins = (key: string) => markOf({ payments: [{ ...clean.payments[0], twins: [key] }] })
  // Posted meanwhile, another step is next.
  const cancelled = (isOpen: boolean) =>
    markOf({ ...order({ isCancelled: true, isSale: false }), ...document({ isOpen }) })
  const wrong = (isPosted: boolean) => markOf(receipt({ amount: '57.87', isPosted }))
  const states = [cancelled(true), cancelled(false), wrong(false), wrong(true)]
  expect(new Set(states).size).toBe(states.length)
  const marks = [merged('PS2'), merged('PS3'), goods('3'), goods('4'), twins('A'), twins('B')]
  expect(new Set(marks).size).toBe(marks.length)
  // As the hub of before worked it out: what a person has accepted holds.
  expect(markOf(document({ currency: 'CHF' }))).toBe('0f6bc42ad8bae62e')
  expect(markOf(document({ currency: 'CHF', isOpen: false }))).not.toBe(markOf(document({ currency: 'CHF' })))
  expect(unreadable('7', 'The shop does not answer.').mark).toBeNull()
})
