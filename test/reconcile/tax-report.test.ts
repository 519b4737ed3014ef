import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prestashopEntities } from '../../src/connectors/prestashop/entities/index.ts'
import { dec, sum } from '../../src/domain/decimal.ts'
import { AccessDenied, UnexpectedAnswer } from '../../src/domain/errors.ts'
import { type EntityName, memberOf, type RecordRef, type RecordValue, ref, refText } from '../../src/domain/record.ts'
import type { Link } from '../../src/domain/stores.ts'
import type { HistorySides } from '../../src/reconcile/history/page.ts'
import { type OrderFacts, readTaxReport, taxPage } from '../../src/reconcile/index.ts'
import { TaxBook } from '../../src/reconcile/tax-report/book.ts'
import { feesSay } from '../../src/reconcile/tax-report/fees.ts'
import { FiledCheck, fileTaxes, hashOfFiling, type WholeTaxFiling } from '../../src/reconcile/tax-report/filing.ts'
import { otherPeriodsSay } from '../../src/reconcile/tax-report/other-periods.ts'
import type { TaxPage } from '../../src/reconcile/tax-report/page.ts'
import { changedBefore } from '../../src/reconcile/tax-report/taken-in.ts'
import { type LineOf, orderOf, taxes } from '../language/taxes/orders.ts'

const cutOver = '2026-11-01T00:00:00.000Z'
const parts = {
  'integration.json': { cutOver },
  'value-maps/tax.json': { entries: [{ from: '1', to: 'VAT20' }] },
  'settings.json': { settings: { timezone: { value: 'Europe/Paris' } } },
}
const newBook = () => new TaxBook({ parts, offFlows: [] }, prestashopEntities.order!)

/** 100.00 and 20 % of tax, paid on 5 November, not in GP. */
const tea = [{ price: '50', quantity: 2, taxes: [taxes.standard] }]
const placed = { date_add: '2026-11-05T10:00:00.000Z', current_state: '2' }
const state = (name: string, paid: boolean) => ({
  order_state: { name, paid, logable: paid, shipped: false, delivery: false, invoice: paid },
})
const cancelled = { ...state('Canceled', false), order_state_role: 'canceled', current_state: '6' }
/** One of the two pieces goes back, or both. */
const slipOf = (pieces: 1 | 2): RecordValue => ({
  refunds: [{ subject: 'slip 12', says: 'Credit slip 12.', carried: true }],
  given_back: {
    whole: pieces === 2,
    says: 'Credit slip 12.',
    slips: [
      {
        ...{ id: '12', total_tax_incl: String(60 * pieces), shipping_tax_excl: '0', shipping_tax_incl: '0' },
        lines: [
          { id: '1', quantity: pieces, total_tax_excl: String(50 * pieces), total_tax_incl: String(60 * pieces) },
        ],
      },
    ],
  },
})
/** What the slip of all pieces says itself. */
const slip = { id: '12', order: '1', net: dec('100'), gross: dec('120') }
const content = {
  total: '120',
  currency: 'EUR',
  customer: 'PS1',
  taxes: { VAT20: '20' },
  goods: { TEA: '2' },
  units: {},
  parts: {},
}
const transferred = {
  ...{
    key: 'WEB1',
    gone: false,
    isVoided: false,
    isOpen: false,
    isPicked: true,
    isWanted: true,
    linkedCustomer: 'PS1',
  },
  ...{ ...content, written: content, tax: '20' },
} as const

/** What the two sides know of it, as a comparison reads them. */
function read(more: RecordValue, document: OrderFacts['document'] = null, lines: readonly LineOf[] = tea) {
  const order = orderOf(lines, { ...placed, ...more })
  const role = String(order.order_state_role)
  const facts: OrderFacts = {
    order: {
      ...{ id: '1', reference: 'ABCDEFGHI', currency: 'EUR', charged: String(order.total_paid) },
      left: (order.given_back as { whole: boolean } | undefined)?.whole ? '0' : String(order.total_paid),
      isSale: (order.order_state as { paid: boolean }).paid && String(order.date_add) >= cutOver,
      ...{
        isCancelled: role === 'canceled',
        isPaid: true,
        isShipped: false,
        slipsUnread: false,
        statesUnread: false,
        authorisedSince: null,
        placedAt: String(order.date_add),
      },
    },
    ...{
      run: null,
      document,
      others: [],
      voidInvoices: [],
      depositsByHand: {},
      receiptsBeside: [],
      elsewhere: [],
      depositsAlone: [],
      payments: null,
      chargedTogether: String(order.total_paid),
    },
    ...{ siblings: [], slips: [], slipsByHand: [], standing: null, standingUnread: null, smallRest: null },
  }
  return { facts, order }
}
const booked = (book: TaxBook, side: 'shop' | 'gp', of: 'tax' | 'base' = 'tax') =>
  sum(book.result.lines.flatMap((line) => [dec(line[side].sales[of]), dec(line[side].refunds[of])])).toFixed()
const reasons = (book: TaxBook) => book.result.differences.map(({ because }) => because ?? 'Nobody knows.')

describe('what was sold stays a sale', () => {
  test.each([
    ['refunded by a slip, then cancelled', { ...cancelled, ...slipOf(2) }],
    [
      'refunded by a slip, and in a state of the shop that does not count as paid',
      {
        ...{ ...state('Partly refunded', false), order_state_role: 'other', current_state: '31' },
        ...slipOf(2),
      },
    ],
    ['refunded whole', { ...state('Refunded', false), order_state_role: 'refund', current_state: '7', ...slipOf(2) }],
    ['placed before the cut-over', { date_add: '2026-10-05T10:00:00.000Z', ...slipOf(2) }],
  ])('%s: its sale and its refund are no tax together', (_, more) => {
    const book = newBook()
    const its = read(more)
    expect(book.sale(its, '1', 'FR')).toBe(true)
    expect(booked(book, 'shop')).toBe('20')
    book.refund(its, slip, 'FR')
    expect(booked(book, 'shop')).toBe('0')
    expect(reasons(book)).not.toContain('Nobody knows.')
  })

  test('placed before the beginning of its flow: people have entered it, and nothing is unexplained', () => {
    const flows = { 'flows/order-to-sales-order.json': { steps: ['order.date_add >= flowSince'] } }
    const flowsSince = { 'order-to-sales-order': '2026-11-10T00:00:00.000Z' }
    const sides = { parts: { ...parts, ...flows }, offFlows: [], flowsSince }
    const book = new TaxBook(sides, prestashopEntities.order!)
    const its = read(slipOf(2))
    const entered = { ...its, facts: { ...its.facts, order: { ...its.facts.order, isSale: false, left: '120' } } }
    book.sale(entered, '1', 'FR')
    book.refund(entered, slip, 'FR')
    expect([...new Set(reasons(book))]).toEqual([expect.stringContaining('before its flow began')])
  })

  test('a refund that GP has in a later period, since its own was closed, is named with the day in GP', () => {
    const memo = (date: string) => ({
      ...{
        key: 'WEBCR12',
        amount: '120',
        currency: 'EUR',
        isVoided: false,
        customer: 'PS1',
        checkbook: '',
        paidBy: { type: '', card: '' },
        date,
      },
      ...{ taxes: { VAT20: '20' }, isPosted: true, written: null },
    })
    const its = read(slipOf(2), transferred)
    const namedAs = (date: string) => {
      const book = newBook()
      const slips = [{ id: '12', total: '120', missingBecause: 'not seen by the hub' as const, memo: memo(date) }]
      book.refund({ ...its, facts: { ...its.facts, slips } }, slip, 'FR', { from: '2026-11-01', to: '2026-11-30' })
      return reasons(book).filter((reason) => /GP has WEBCR12 on/.test(reason))
    }
    expect(namedAs('2026-11-30')).toEqual([])
    expect(namedAs('2026-12-01')).toEqual([expect.stringContaining('on 2026-12-01, after this period')])
    expect(namedAs('2026-10-31')).toEqual([expect.stringContaining('on 2026-10-31, before this period')])
  })

  test('what was invoiced keeps its tax when it is cancelled without a credit slip, and that is said', () => {
    const book = newBook()
    book.sale(read({ ...cancelled, invoice_number: '31' }), '1', 'FR')
    expect(booked(book, 'shop')).toBe('20')
    expect(reasons(book)).toEqual([expect.stringContaining('make the credit slip')])
  })

  test.each([
    ['void', [], ['INV9'], /void in GP.*INV9/],
    ['of a line less', ['96', '16'], [], /invoiced for another amount.*INV9 96/],
    [
      'of another tax schedule, and the same total',
      ['120', '10'],
      [],
      /The tax of WEB1 is 20, that of its invoices 10/,
    ],
    ['as it was ordered', ['120', '20'], [], null],
  ])('a sale whose invoice is %s', (_, [total, tax = null], voidInvoices, named) => {
    const its = read({}, transferred)
    const invoice = { key: 'INV9', type: 'Invoice', isWork: true, currency: 'EUR', customer: 'PS1', isDescendant: true }
    const others = total === undefined ? [] : [{ ...invoice, total, tax, date: null, payments: null }]
    const book = newBook()
    book.sale({ ...its, facts: { ...its.facts, others, voidInvoices } }, '1', 'FR')
    expect(reasons(book)).toEqual(named === null ? [] : [expect.stringMatching(named)])
  })

  test('a sale that GP has, and that was cancelled and refunded a month later, is the same on both sides', () => {
    const book = newBook()
    book.sale(read({ ...cancelled, ...slipOf(2) }, transferred), '1', 'FR')
    expect([booked(book, 'shop'), booked(book, 'gp')]).toEqual(['20', '20'])
    expect(book.result.differences).toEqual([])
  })

  test.each([
    ['waits for its payment', { ...state('Waiting for the wire', false), order_state_role: 'other' }],
    ['was cancelled before anybody paid', cancelled],
  ])('an order that %s is none', (_, more) => {
    const book = newBook()
    expect(book.sale(read(more), '1', 'FR')).toBe(false)
    expect(book.result).toEqual({ lines: [], differences: [], others: [] })
  })
})

const named = (id: string, rate: string) => ({ id, rate, name: `${rate} %` })
/** The taxes of two countries, the higher first, and their details in GP. */
const countries = { FR: [named('1', '20'), named('2', '5.5')], DE: [named('4', '19'), named('5', '7')] } as const
const detailNames: Readonly<Record<string, string>> = { 1: 'VAT20', 2: 'VAT55', 4: 'MWST19', 5: 'MWST7' }
const detailOf = ({ id }: { readonly id: string }) => detailNames[id]!
const taxOf = (net: number, { rate }: { readonly rate: string }) => dec(net).times(rate).div(100)

/**
 * Order n, in France or Germany: 100 n at the higher rate and 200 n at the lower one, transferred and posted. Every third gave
 * its first line back, by a slip of its own number. `memo`: what credits that in GP; default: the same, to the cent.
 */
function orderIn(n: number, memo: 'same' | 'on another detail' | 'none' = 'same') {
  const country = n % 2 === 1 ? 'FR' : 'DE'
  const [high, low] = countries[country]
  const [first, second] = [taxOf(100 * n, high), taxOf(200 * n, low)]
  const back = dec(100 * n).plus(first)
  const hasSlip = n % 3 === 0
  const slips = [
    {
      ...{ id: String(n), total_tax_incl: back.toFixed(), shipping_tax_excl: '0', shipping_tax_incl: '0' },
      lines: [{ id: '1', quantity: 1, total_tax_excl: String(100 * n), total_tax_incl: back.toFixed() }],
    },
  ]
  const given = {
    refunds: [{ subject: `slip ${n}`, says: '', carried: true }],
    given_back: { whole: false, says: '', slips },
  }
  const taxes = { [detailOf(high)]: first.toFixed(), [detailOf(low)]: second.toFixed() }
  const total = dec(300 * n)
    .plus(first)
    .plus(second)
  const its = { ...content, total: total.toFixed(), taxes }
  const one = read({ id: String(n), ...(hasSlip ? given : {}) }, { ...transferred, ...its, written: its }, [
    { price: String(100 * n), taxes: [high] },
    { price: String(200 * n), taxes: [low] },
  ])
  const right = { [detailOf(high)]: first.toFixed() }
  const credit = {
    ...{
      key: `WEBCR${n}`,
      amount: back.toFixed(),
      currency: 'EUR',
      isVoided: false,
      customer: 'PS1',
      checkbook: '',
      paidBy: { type: '', card: '' },
    },
    ...{ date: '2026-11-20', isPosted: true, taxes: memo === 'same' ? right : { OTHER: first.toFixed() } },
    written: {
      amount: back.toFixed(),
      customer: 'PS1',
      checkbook: '',
      paidBy: { type: '', card: '' },
      date: '2026-11-20',
      taxes: right,
    },
  }
  const slip = {
    id: String(n),
    total: back.toFixed(),
    missingBecause: 'stopped',
    memo: memo === 'none' ? null : credit,
  } as const
  const { order } = one.facts
  const left = hasSlip ? total.minus(back).toFixed() : order.left
  const facts: OrderFacts = { ...one.facts, order: { ...order, id: String(n), left }, slips: hasSlip ? [slip] : [] }
  return {
    one: { ...one, facts },
    country,
    first,
    second,
    slip: hasSlip ? { id: String(n), order: String(n), net: dec(100 * n), gross: back } : null,
  }
}

test('sales and refunds in several countries and rates are equal on both sides, line by line, or explained', () => {
  const details = Object.entries(detailNames).map(([from, to]) => ({ from, to }))
  const memos = { settings: { creditMemos: { value: true }, creditMemoPrefix: { value: 'WEBCR' } } }
  const known = {
    ...parts,
    'value-maps/tax.json': { entries: details },
    'settings.json': memos,
    'flows/slip-to-credit-memo.json': {},
  }
  const book = new TaxBook({ parts: known, offFlows: [] }, prestashopEntities.order!)
  const plants = { 9: 'on another detail', 12: 'none' } as const
  const all = Array.from({ length: 12 }, (_, index) => orderIn(index + 1, memberOf(plants, String(index + 1))))
  for (const { one, country, slip } of all) {
    expect(book.sale(one, one.facts.order.id, country)).toBe(true)
    if (slip) book.refund(one, slip, country)
  }
  const { lines, differences } = book.result
  const line = (country: string, detail: string) =>
    lines.find((its) => its.country === country && its.detail === detail)!
  for (const [country, [high, low]] of Object.entries(countries)) {
    const its = all.filter((order) => order.country === country)
    const firsts = sum(its.map(({ first }) => first)).toFixed()
    const seconds = sum(its.map(({ second }) => second)).toFixed()
    const [upper, lower] = [line(country, detailOf(high)), line(country, detailOf(low))]
    // To the cent, from what each order says; and each rate in a line of its own.
    expect([upper.shop.sales.tax, upper.gp.sales.tax, lower.shop.sales.tax, lower.gp.sales.tax]).toEqual([
      ...[firsts, firsts, seconds, seconds],
    ])
    expect([upper.rate, lower.rate]).toEqual([high.rate, low.rate])
    const refunded = sum(its.flatMap(({ slip, first }) => (slip ? [first.negated()] : [])))
    expect(upper.shop.refunds.tax).toBe(refunded.toFixed())
    expect([lower.shop.refunds.tax, lower.gp.refunds.tax]).toEqual(['0', '0'])
    // What GP lacks is the one slip of the country that is planted, and nothing else.
    const missing = country === 'FR' ? taxOf(900, high) : taxOf(1200, high)
    expect(dec(upper.gp.refunds.tax).minus(upper.shop.refunds.tax).toFixed()).toBe(missing.toFixed())
  }
  expect(line('FR', 'OTHER').gp.refunds.tax).toBe(taxOf(900, countries.FR[0]).negated().toFixed())
  expect(differences.map(({ slip, detail, because }) => [slip, detail, because?.split(':')[0]])).toEqual([
    ['9', 'VAT20', 'credit memo with other taxes (edited in GP)'],
    ['9', 'OTHER', 'credit memo with other taxes (edited in GP)'],
    ['12', 'MWST19', 'slip without credit memo (stopped)'],
  ])
})

/** A shop with these records, and a GP without any. */
function shopOf(records: Readonly<Record<EntityName, readonly RecordValue[]>>): HistorySides {
  const of = (entity: EntityName) => records[entity] ?? []
  return {
    bulkRows: async () => [],
    isProposed: () => false,
    page: async () => ({ records: [], next: null }),
    tryRun: async () => ({ is: 'agrees' }),
    blocked: async () => null,
    moved: async () => () => false,
    heldBy: async () => new Set(),
    payoutRows: async () => [],
    payouts: async () => [],
    readMany: async (all) =>
      new Map(
        all.map((one) => [refText(one), { value: of(one.entity).find(({ id }) => id === String(one.key)) ?? null }]),
      ),
    search: async (entity) => of(entity),
    readTogether: async () => new Map(),
    links: async () => new Map(),
    linksAfter: async () => [],
    linkedTo: async () => [],
    runs: async () => new Map(),
    ...{
      parts,
      offFlows: [],
      settled: async () => [],
      settledOne: async () => null,
      proofs: async () => [],
      schema: () => prestashopEntities.order!,
    },
  }
}
const addresses = [
  { id: '3', country: { iso_code: 'FR' } },
  { id: '4', country: { iso_code: 'BE' } },
]
const november = { from: '2026-11-01', to: '2026-11-30' }

test.each([
  ['the invoice address', true, '4', 'FR'],
  ['the delivery address', false, '4', 'BE'],
  ['an address that the shop does not name, in one country', null, '3', 'FR'],
  ['an address that the shop does not name, in one of two countries', null, '4', ''],
])('tax is due in the country of %s', async (_, atInvoice, delivery, country) => {
  const order = orderOf(tea, {
    ...{ ...placed, taxed_at_invoice: atInvoice, id_address_invoice: '3', id_address_delivery: delivery },
  })
  const { lines } = await taxPage(
    shopOf({ 'prestashop.order': [order], 'prestashop.address': addresses }),
    november,
    '',
  )
  expect(lines.map((line) => [line.country, line.shop.sales.tax])).toEqual([[country, '20']])
})

test('a slip that is not known to the cent counts by its own amounts, and is named until somebody has looked', async () => {
  const order = orderOf(tea, {
    ...{ ...placed, taxed_at_invoice: true, id_address_invoice: '3' },
    refunds: [{ subject: 'slip 13', says: 'Credit slip 13.', carried: false }],
    given_back: null,
  })
  const amounts = (net: string, gross: string) => ({
    ...{ total_products_tax_excl: net, total_products_tax_incl: net === '0' ? '0' : gross, amount: gross },
    ...{ total_shipping_tax_excl: '0', total_shipping_tax_incl: '0', date_add: '2026-11-06T10:00:00.000Z' },
  })
  const slips = [
    { id: '13', id_order: '1', ...amounts('16.67', '20.00') },
    { id: '14', id_order: '1', ...amounts('0', '6.00') },
  ]
  const { lines, differences } = await taxPage(
    shopOf({ 'prestashop.order': [order], 'prestashop.orderSlip': slips, 'prestashop.address': addresses }),
    november,
    'slips/',
  )
  expect(lines.map(({ shop, rate }) => [rate, shop.refunds])).toEqual([['', { base: '-22.67', tax: '-3.33' }]])
  expect(differences).toEqual([
    expect.objectContaining({
      ...{ slip: '13', difference: '3.33', because: expect.stringContaining('not known to the cent') },
    }),
    expect.objectContaining({ slip: '14', difference: '0', because: expect.stringContaining('does not say its tax') }),
  ])
})

test('the report of the later period names what was booked in it for a closed one, counts it nowhere, and can be filed', async () => {
  const slip = (id: string, date_add: string) => ({
    ...{ id, id_order: '1', date_add: `${date_add}T10:00:00.000Z`, amount: '20' },
    ...{ total_products_tax_excl: '16.67', total_products_tax_incl: '20' },
    ...{ total_shipping_tax_excl: '0', total_shipping_tax_incl: '0' },
  })
  const october = [slip('21', '2026-10-30'), slip('20', '2026-10-29'), slip('19', '2026-10-28')]
  const sides = shopOf({ 'prestashop.orderSlip': [slip('22', '2026-12-03'), ...october] })
  const dates: Readonly<Record<string, string>> = {
    ...{ '22': '2026-12-03', '21': '2026-11-02', '20': '2026-10-29', '19': '2026-12-01' },
  }
  // People have moved two of them, one out of December.
  const now: typeof dates = { ...dates, '22': '2026-11-30', '20': '2026-11-01' }
  const readMany: typeof sides.readMany = async (records) =>
    new Map(records.map((one) => [refText(one), { value: { Date: `${now[one.key.slice('WCM'.length)]!}T00:00:00` } }]))
  const links = async (entity: EntityName, sources: readonly RecordRef[]) =>
    new Map(
      sources
        .filter(() => entity === 'gp.receivablesCreditMemo')
        .map(({ key }) => [
          key,
          { target: ref(entity, `WCM${key}`), readBack: { Date: dates[key]! } } as unknown as Link,
        ]),
    )
  const page = await taxPage({ ...sides, links, readMany }, november, 'slips/')
  expect([page.documents, page.lines, page.each]).toEqual([0, [], []])
  expect(page.differences.map(({ slip, because }) => [slip, because])).toEqual([
    ['22', expect.stringMatching(/WCM22 of 2026-11-30.*2026-12-03/)],
    ['21', expect.stringMatching(/WCM21 of 2026-11-02.*2026-10-30/)],
    ['20', expect.stringMatching(/WCM20 of 2026-11-01.*2026-10-29/)],
  ])
  expect(new Set(page.differences.map(({ kind }) => kind))).toEqual(new Set(['of another period']))
})

test.each([
  ['void', [{ TotalAmount: '120', AllTaxAmount: '20', IsVoided: true }], /that of its invoices 0\.$/],
  ['of another tax', [{ TotalAmount: '110', AllTaxAmount: '10' }], /The tax of WEB1 is 20, that of its invoices 10\.$/],
  ['as it was ordered', [{ TotalAmount: '120', AllTaxAmount: '20' }], /somebody deleted it\.$/],
  ['not to be read', null, /somebody deleted it\.$/],
])('an order that is deleted in the shop, whose invoice is %s', async (_, invoices, named) => {
  const target = ref('gp.salesOrder', 'WEB1')
  const held = {
    ...{ Key: 'WEB1', TransactionState: 'History', MasterNumber: 7, CurrencyKey: 'EUR', Date: '2026-11-05T00:00:00' },
    ...{ TotalAmount: '120', TaxAmount: '20', Taxes: [{ TaxDetailKey: 'VAT20', TaxAmount: '20' }] },
  }
  const sides = shopOf({})
  const page = await taxPage(
    {
      ...sides,
      readMany: async (all) =>
        new Map(all.map((one) => [refText(one), { value: one.entity === 'gp.salesOrder' ? held : null }])),
      linksAfter: async ({ source }) =>
        source === 'prestashop.order'
          ? [{ source: ref('prestashop.order', '1'), target, readBack: held } as unknown as Link]
          : [],
      search: async (entity, { where }) => {
        if (entity !== 'gp.salesDocument') return []
        if (!invoices) throw new AccessDenied({ system: 'gp', operation: 'GetSalesDocumentList' }, 'no')
        expect(where).toEqual({ MasterNumber: '7' })
        return [held, ...invoices.map((one) => ({ Key: 'INV9', Type: 'Invoice', MasterNumber: 7, ...one }))]
      },
    },
    november,
    'gone/0/',
  )
  expect(page.lines.map(({ gp }) => gp.sales.tax)).toEqual(['20'])
  expect(page.differences.map(({ because }) => because)).toEqual([expect.stringMatching(named)])
})

test('an order that is deleted in the shop, whose document GP cannot show, is named as not read', async () => {
  const link = {
    ...{ source: ref('prestashop.order', '1'), target: ref('gp.salesOrder', 'WEB1') },
    readBack: { Date: '2026-11-05T00:00:00' },
  } as unknown as Link
  const error = new UnexpectedAnswer({ system: 'gp', operation: 'GetSalesOrderByKey' }, ['TotalAmount: is no amount'])
  const pageOf = (period: typeof november) =>
    taxPage(
      {
        ...shopOf({}),
        readMany: async (all) =>
          new Map(all.map((one) => [refText(one), one.entity === 'gp.salesOrder' ? { error } : { value: null }])),
        linksAfter: async () => [link],
      },
      period,
      'gone/0/',
    )
  const { documents, each, differences } = await pageOf(november)
  expect([documents, each]).toEqual([1, []])
  expect(differences).toMatchObject([{ kind: 'not read', order: '1', slip: null, because: error.message }])
  expect((await pageOf({ from: '2026-12-01', to: '2026-12-31' })).differences).toEqual([])
})

test('two taxes of a line that one tax detail answers for are no difference, and what differs is said once', () => {
  const gst = { id: '1', rate: '5', name: 'GST' }
  const qst = { id: '9', rate: '9.975', name: 'QST' }
  const entries = ['1', '9'].map((from) => ({ from, to: 'TPSTVQ' }))
  const both = { ...parts, 'value-maps/tax.json': { entries } }
  const differencesWith = (tax: string) => {
    const book = new TaxBook({ parts: both, offFlows: [] }, prestashopEntities.order!)
    const held = { ...transferred, total: '114.98', taxes: { TPSTVQ: tax }, tax }
    const { facts, order } = read({}, { ...held, written: held }, [{ price: '100', taxes: [gst, qst] }])
    book.sale({ facts, order }, '1', 'CA')
    return book.result.differences.map(({ rate, difference }) => [rate, difference])
  }
  expect(differencesWith('14.98')).toEqual([])
  expect(differencesWith('13.98')).toEqual([['5', '-1']])
})

describe('what bears no tax is in the report', () => {
  const book = (lines: Parameters<typeof orderOf>[0], more: RecordValue = {}) => {
    const its = newBook()
    its.sale(read(more, null, lines), '1', 'DE')
    return its
  }
  const rows = (its: TaxBook) => its.result.lines.map(({ country, rate, shop }) => [country, rate, shop.sales])

  test('an order without any tax, as of a reverse charge', () => {
    expect(rows(book([{ price: '1000', taxes: [] }]))).toEqual([['DE', '0', { base: '1000', tax: '0' }]])
  })

  test('beside goods that are taxed, and of a refund', () => {
    const lines = [
      { price: '50', quantity: 2, taxes: [taxes.standard] },
      { price: '30', taxes: [] },
    ]
    expect(rows(book(lines, { total_shipping_tax_excl: '5', total_shipping_tax_incl: '5' }))).toEqual([
      ['DE', '0', { base: '35', tax: '0' }],
      ['DE', '20', { base: '100', tax: '20' }],
    ])
  })

  test('the bases of an order are what was paid without tax, to the cent', () => {
    const line = fc.record({
      price: fc.integer({ min: 1, max: 50_000 }).map((cents) => (cents / 100).toFixed(2)),
      quantity: fc.integer({ min: 1, max: 9 }),
      taxes: fc.constantFrom([taxes.standard], [taxes.food], [taxes.press], []),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 900 }), (lines, cents) => {
        const shipping = (cents / 100).toFixed(2)
        const its = book(lines, { total_shipping_tax_excl: shipping, total_shipping_tax_incl: shipping })
        const paid = lines.reduce((all, { price, quantity }) => all.plus(dec(price).times(quantity)), dec(shipping))
        expect(booked(its, 'shop', 'base')).toBe(paid.toFixed())
      }),
      { numRuns: 60 },
    )
  })
})

// The address of an order is corrected from France to Austria, both 20 %: its sums stay, and the return of each country is wrong.
test('a filed period says which of its lines is not as filed, also where each document has its sums', async () => {
  const sum = (base: string, tax: string) => ({ sales: { base, tax }, refunds: { base: '0', tax: '0' } })
  const line = (country: string) => ({
    ...{ country, rate: '20', detail: 'VAT20', currency: 'EUR', shop: sum('100', '20'), gp: sum('100', '20') },
    ...{ difference: '0', explained: '0' },
  })
  const each = [{ order: '17', slip: null, currency: 'EUR', base: '100', shop: '20', gp: '20' }]
  const figures = { from: '2026-10-01', to: '2026-10-31', documents: 1, lines: [line('FR')], each }
  const filing = { ...figures, at: '2026-11-02T10:00:00.000Z', by: 'Ada', hash: hashOfFiling(figures) }
  const reportOf = (country: string) => {
    const page = { lines: [line(country)], each, documents: 1, differences: [], fees: [], others: [], next: null }
    const get = async (path: string) =>
      (path.endsWith('/tax-filings') ? { filings: [] } : path.includes('tax-filings') ? { filing } : page) as never
    return readTaxReport({ get }, 'main', figures)
  }
  const same = await reportOf('FR')
  expect([same.filed?.lines, same.summary]).toEqual([[], expect.stringMatching(/nothing has changed since\.$/)])
  const moved = await reportOf('AT')
  expect(moved.summary).toMatch(/each document has the sums that were filed, and 2 lines are not as filed/)
  expect(moved.filed?.lines).toEqual([
    expect.stringMatching(/^The line AT 20 % VAT20 EUR was filed with sales 0 on 0.*by now it is sales 20 on 100/),
    expect.stringMatching(/^The line FR 20 % VAT20 EUR was filed with sales 20 on 100.*by now it is sales 0 on 0/),
  ])
})

// A wire that comes after the end of the month: the order is a sale of November by then, and November is filed.
test('what was sold after its period was filed is named by the report of the period that is open, for three months', async () => {
  const november = { from: '2026-11-01', to: '2026-11-30' }
  const none = { documents: 0, lines: [], each: [], fees: [] }
  const filing = { ...november, ...none, at: '2026-12-01T10:00:00.000Z', by: 'Ada' }
  const kept = { ...filing, hash: hashOfFiling(filing) }
  const late = { order: '17', slip: null, currency: 'EUR', base: '100', shop: '20', gp: '0' }
  const reportOf = (period: { from: string; to: string }) => {
    const page = (each: readonly object[]) => ({ ...none, each, differences: [], others: [], next: null })
    const get = async (path: string) =>
      (path.endsWith('/tax-filings')
        ? { filings: [kept] }
        : path.endsWith('/tax-filings/2026-11-01/2026-11-30')
          ? { filing: kept }
          : path.includes('tax-filings')
            ? { filing: null }
            : page(path.includes('from=2026-11-01') ? [late] : [])) as never
    return readTaxReport({ get }, 'main', period)
  }
  const december = await reportOf({ from: '2026-12-01', to: '2026-12-31' })
  expect(december.earlier).toMatchObject([
    {
      ...november,
      changed: 1,
      changes: [{ order: '17', says: expect.stringMatching(/in no figure that was filed: 20 EUR/) }],
    },
  ])
  expect(december.summary).toMatch(
    /Of 2026-11-01 to 2026-11-30, filed on 2026-12-01, one document is not as filed: what was sold/,
  )
  expect((await reportOf({ from: '2027-05-01', to: '2027-05-31' })).earlier).toEqual([])
})

// Order 17 is declared with December: whoever takes it into January as well pays its tax twice.
test('what a filing took in of an earlier period is named by no later report, and what changes after that by its difference', async () => {
  const [november, december, january] = [
    { from: '2026-11-01', to: '2026-11-30' },
    { from: '2026-12-01', to: '2026-12-31' },
    { from: '2027-01-01', to: '2027-01-31' },
  ] as const
  const nothing = { documents: 0, lines: [], each: [], fees: [] }
  const document = (order: string, shop: string) => ({
    ...{ order, slip: null, currency: 'EUR', base: '100', shop, gp: '0' },
  })
  const filed = (
    period: typeof november | typeof december,
    at: string,
    more: Partial<Pick<WholeTaxFiling, 'each' | 'earlier'>>,
  ) => {
    const figures = { ...nothing, ...period, ...more }
    return { ...figures, at, by: 'Ada', hash: hashOfFiling(figures) }
  }
  let kept: WholeTaxFiling[] = [filed(november, '2026-12-01T10:00:00.000Z', { each: [document('16', '20')] })]
  let now: TaxPage['each'] = [document('17', '20')]
  const pageOf = ({ from }: { readonly from: string }): TaxPage => ({
    ...{ ...nothing, differences: [], others: [], next: null },
    each: from === november.from ? now : [],
  })
  const filingOf = async ({ from }: { readonly from: string }) => kept.find((one) => one.from === from) ?? null
  const get = async (path: string) => {
    const from = /(?:tax-filings\/|from=)([\d-]+)/.exec(path)?.[1]
    if (from === undefined) return { filings: kept.map(({ each: _, ...one }) => one) } as never
    return (path.includes('tax-filings') ? { filing: await filingOf({ from }) } : pageOf({ from })) as never
  }
  const named = async (period: { readonly from: string; readonly to: string }) =>
    (await readTaxReport({ get }, 'main', period)).earlier.flatMap(({ changes }) => changes.map(({ says }) => says))
  const both = [
    expect.stringMatching(/^Order 17 is in no figure that was filed: 20 EUR/),
    expect.stringMatching(/^Order 16 was filed with 20 EUR.*in no figure/),
  ]
  expect(await named(december)).toEqual(both)
  const earlier = await changedBefore(december, kept, filingOf, async function* (period) {
    yield pageOf(period)
  })
  kept = [filed(december, '2027-01-02T10:00:00.000Z', { earlier }), ...kept]
  expect(await named(december)).toEqual(both)
  expect(await named(january)).toEqual([])
  const whole = await readTaxReport({ get }, 'main', november)
  expect(whole.summary).toMatch(
    /and what had changed after that with 2026-12-01 to 2026-12-31, and nothing has changed since/,
  )
  now = [document('17', '30')]
  expect(await named(january)).toEqual([expect.stringMatching(/^Order 17 was filed with 20 EUR.*by now it is 30 EUR/)])
})

// It would be taken off the return of December, and one row that stays broken would hinder three filings.
test('a document of a filed period that cannot be read now is named as such, and not as gone', async () => {
  const november = { from: '2026-11-01', to: '2026-11-30' }
  const document = { order: '17', slip: null, currency: 'EUR', base: '100', shop: '20', gp: '20' }
  const sum = { sales: { base: '100', tax: '20' }, refunds: { base: '0', tax: '0' } }
  const line = { country: 'FR', rate: '20', detail: 'VAT20', currency: 'EUR', shop: sum, gp: sum, difference: '0' }
  const figures = { ...november, documents: 1, lines: [{ ...line, explained: '0' }], each: [document], fees: [] }
  const filing = { ...figures, at: '2026-12-01T10:00:00.000Z', by: 'Ada', hash: hashOfFiling(figures) }
  const unread = { kind: 'not read', order: '17', slip: null, because: 'It has no total.' } as never
  const page = { documents: 1, lines: [], each: [], fees: [], others: [], next: null }
  const get = async (path: string) =>
    (path.endsWith('/tax-filings')
      ? { filings: [filing] }
      : path.includes('tax-filings')
        ? { filing: path.includes('2026-11-01') ? filing : null }
        : { ...page, differences: path.includes('from=2026-11-01') ? [unread] : [] }) as never
  const { earlier, summary } = await readTaxReport({ get }, 'main', { from: '2026-12-01', to: '2026-12-31' })
  expect(earlier).toMatchObject([{ ...november, changes: [], lines: [], unread: 1 }])
  expect(summary).toMatch(/Of 2026-11-01 to 2026-11-30, filed on 2026-12-01, one document could not be read/)
  expect((await readTaxReport({ get }, 'main', november)).filed).toMatchObject({ changes: [], lines: [], unread: 1 })
})

test('what GP has invoiced in another period, or not yet, is counted beside the lines by tax detail', () => {
  const invoice = (date: string, more: object = {}) => ({
    ...{ key: `INV${date}`, type: 'Invoice', isWork: false, total: '120', tax: '20', currency: 'EUR', customer: 'PS1' },
    ...{ isDescendant: true, date, payments: {}, ...more },
  })
  const november = { from: '2026-11-01', to: '2026-11-30' }
  const othersOf = (others: OrderFacts['others'], its: Parameters<typeof read>[1] = transferred) => {
    const book = newBook()
    const { facts, order } = read({}, its)
    book.sale({ facts: { ...facts, others }, order }, '1', 'FR', november)
    book.sale({ facts: { ...facts, others }, order }, '2', 'FR', november)
    return book.result.others
  }
  const of = { detail: 'VAT20', currency: 'EUR', tax: '40', sales: 2 }
  expect(othersOf([invoice('2026-11-30')])).toEqual([])
  expect(othersOf(null)).toEqual([])
  expect(othersOf([])).toEqual([{ ...of, when: 'not yet' }])
  expect(othersOf([invoice('2026-12-01')])).toEqual([{ ...of, when: 'later' }])
  const inParts = [invoice('2026-11-29', { tax: '15' }), invoice('2026-12-02', { tax: '5' })]
  expect(othersOf(inParts)).toEqual([{ ...of, when: 'later', tax: '10' }])
  expect(otherPeriodsSay(othersOf(inParts))).toMatch(/after the period.*VAT20 10 EUR \(sales: 2\)\.$/)
  // Somebody has dated it back.
  expect(othersOf([invoice('2026-10-31')])).toEqual([{ ...of, when: 'earlier' }])
  expect(otherPeriodsSay(othersOf([invoice('2026-10-31')]))).toMatch(/^GP has invoiced some of these sales before the/)
  // Half of it is invoiced, and the rest waits: the order is open still.
  const half = invoice('2026-11-20', { tax: '12' })
  expect(othersOf([half], { ...transferred, isOpen: true })).toEqual([{ ...of, when: 'not yet', tax: '16' }])
  const waits = invoice('', { type: 'Back Order', isWork: true, tax: null })
  expect(othersOf([half, waits])).toEqual([{ ...of, when: 'not yet', tax: '16' }])
  // Closed with an invoice that somebody has lowered: nothing waits.
  expect(othersOf([half])).toEqual([])
  expect(otherPeriodsSay(othersOf([]))).toMatch(/^GP has not invoiced some of them yet.*VAT20 40 EUR/)
})

describe('the tax on fees of payment providers', () => {
  const ids = ['po_1', 'po_2', 'po_3'].map((payout) => ({ provider: 'stripe', payout, currency: 'EUR' }))
  const linesOf: Readonly<Record<string, RecordValue['lines']>> = {
    // Charged, and in a journal; charged, without one; given back.
    po_1: [line('sale', '100'), line('fee', '-10'), line('tax', '-2'), line('payout', '-88')],
    po_2: [line('fee', '-5'), line('tax', '-1'), line('payout', '6')],
    po_3: [line('tax', '0.25'), line('payout', '-0.25')],
  }
  const journal = {
    Lines: [
      { GLAccountKey: '000-1330-00', DebitAmount: '2', CreditAmount: '0' },
      { GLAccountKey: '000-6520-00', DebitAmount: '10', CreditAmount: '0' },
    ],
  }
  const target = ref('gp.glTransaction', '90000001')
  const sides = {
    ...shopOf({}),
    payouts: async (days: unknown) => (days === november ? ids : []),
    links: async () => new Map([['stripe po_1 EUR', { target } as unknown as Link]]),
    readMany: async (all: readonly RecordRef[]) =>
      new Map(
        all.map((one) => [
          refText(one),
          { value: one.entity === 'gp.glTransaction' ? journal : { lines: linesOf[one.key.split(' ')[1]!] ?? [] } },
        ]),
      ),
  } as unknown as HistorySides
  function line(kind: string, amount: string): RecordValue {
    return { kind, amount }
  }

  test('is counted as input tax, in no line of sales, with what journals have of it', async () => {
    const page = await taxPage(sides, november, 'fees/')
    expect(page).toEqual({
      ...{ documents: 0, lines: [], differences: [], each: [], others: [], next: null },
      fees: [{ provider: 'stripe', currency: 'EUR', tax: '2.75', booked: '2' }],
    })
    expect(feesSay(page.fees)).toMatch(/stripe 2\.75 EUR \(2 of it in journals of GP\).*name no tax detail/)
    expect(feesSay([])).toBe('')
  })

  test('of a payout that cannot be read is no nothing: the period is not filed', async () => {
    const error = new UnexpectedAnswer({ system: 'hub', operation: 'read' }, ['lines: missing'])
    const readMany: HistorySides['readMany'] = async (all) => new Map(all.map((one) => [refText(one), { error }]))
    const { differences } = await taxPage({ ...sides, readMany }, november, 'fees/')
    expect(differences.map(({ kind, because }) => `${kind}: ${because}`)).toEqual(
      ids.map(({ payout }) => expect.stringContaining(`not read: Payout stripe ${payout} EUR cannot be read`)),
    )
  })

  test('that was filed is compared with what it is by now', () => {
    const fees = [{ provider: 'stripe', currency: 'EUR', tax: '2.75', booked: '2' }]
    const end = (now: typeof fees) => new FiledCheck({ each: [], lines: [], fees }).end(now).map(({ says }) => says)
    expect(end([{ ...fees[0]!, booked: '2.75' }])).toEqual([])
    expect(end([{ ...fees[0]!, tax: '3' }])).toEqual([
      'Input tax on fees of stripe EUR was filed with 2.75; by now it is 3.',
    ])
    expect(end([])).toEqual(['Input tax on fees of stripe EUR was filed with 2.75; by now it is 0.'])
    const none = new FiledCheck({ each: [], lines: [], fees: [] }).end(fees)
    expect(none).toMatchObject([{ says: 'Input tax on fees of stripe EUR was filed with 0; by now it is 2.75.' }])
  })

  test('is no change of what was filed before it was counted, and stands in each filing since', async () => {
    const figures = { from: '2026-11-01', to: '2026-11-30', documents: 0, lines: [], each: [] }
    const fees = [{ provider: 'stripe', currency: 'EUR', tax: '2.75', booked: '2' }]
    const filing = { ...figures, at: '2026-12-02T10:00:00.000Z', by: 'Ada', hash: hashOfFiling(figures) }
    const page = { lines: [], each: [], documents: 0, differences: [], fees, others: [], next: null }
    const get = async (path: string) =>
      (path.endsWith('/tax-filings') ? { filings: [] } : path.includes('tax-filings') ? { filing } : page) as never
    const { filed, summary } = await readTaxReport({ get }, 'main', figures)
    expect(filed).toMatchObject({ intact: true, changes: [] })
    expect(summary).toMatch(/nothing has changed since\. It was filed before the hub counted input tax on fees/)
    const since = await fileTaxes(shopOf({}), november, { at: filing.at, by: 'Ada' })
    expect(since).toMatchObject({ fees: [], hash: hashOfFiling({ ...figures, fees: [] }) })
  })
})
