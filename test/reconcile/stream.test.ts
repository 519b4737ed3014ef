import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { enteredHash } from '../../src/domain/entered-by-hand.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../../src/domain/record.ts'
import { cellsOf, type Difference, exactLine, reconcilePage } from '../../src/reconcile/index.ts'
import { readStanding } from '../../src/reconcile/unapplied.ts'
import { type Change, generatedSides } from '../support/generated-sides.ts'

const period = { from: '2026-10-01', to: '2026-10-31' }

/** All pages, one after another. */
async function differences(orders: number, change?: Change): Promise<readonly Difference[]> {
  const sides = generatedSides(orders, change)
  const found: Difference[] = []
  let compared = 0
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-11-01')
    compared += page.orders
    found.push(...page.differences)
    cursor = page.next
  }
  const gone = found.filter(({ kind }) => kind === 'order is gone from the shop').length
  expect(compared + gone).toBe(orders)
  return found
}

test('two sides that agree show nothing, however many orders there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 260 }), async (orders) => {
      expect(await differences(orders)).toEqual([])
    }),
    { numRuns: 25 },
  )
})

// Two shops became one: the orders of the other one came in the middle of the month, under ids in a row.
test('many old orders among those of the period hide none before them', async () => {
  const imported: Change = (entity, key, value) =>
    entity !== 'prestashop.order' && entity !== 'prestashop.orderSlip'
      ? value
      : Number(key) > 30 && Number(key) <= 180
        ? { ...value, date_add: '2025-03-01T10:00:00.000Z' }
        : key === '7' && entity === 'prestashop.order'
          ? { ...value, total_paid: cent(value.total_paid, 1) }
          : value
  const sides = generatedSides(210, imported)
  let compared = 0
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-11-01')
    compared += page.orders
    found.push(...page.differences.map(({ order, kind }) => `${order}: ${kind}`))
    cursor = page.next
  }
  expect(compared).toBe(60)
  expect(found).toContain('7: another total')
})

// A return comes weeks after the order: order 10 is of before the period, and its slip 10 is not.
test('an order of before the period is compared where something was given back of it in the period', async () => {
  const late: Change = (entity, key, value) =>
    entity === 'gp.receivablesCreditMemo'
      ? null
      : entity === 'prestashop.order' && Number(key) <= 20
        ? { ...value, date_add: '2026-07-10T10:00:00.000Z' }
        : entity === 'prestashop.orderSlip' && key === '20'
          ? { ...value, date_add: '2026-07-20T10:00:00.000Z' }
          : value
  const sides = generatedSides(60, late)
  const found: string[] = []
  let compared = 0
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-11-01')
    compared += page.orders
    found.push(
      ...page.differences.flatMap(({ order, kind }) => (order === '10' || order === '20' ? [`${order}: ${kind}`] : [])),
    )
    cursor = page.next
  }
  expect(compared).toBe(41)
  expect(found).toEqual([expect.stringMatching(/^10: .*(credit|memo)/)])
})

// Given back in two parts, with more than a page of other slips between them.
test('an order of before the period with two slips in it is compared once', async () => {
  const late: Change = (entity, key, value) =>
    entity === 'gp.receivablesCreditMemo'
      ? null
      : entity === 'prestashop.order' && key === '10'
        ? { ...value, date_add: '2026-07-10T10:00:00.000Z' }
        : entity === 'prestashop.orderSlip' && key === '600'
          ? { ...value, id_order: '10' }
          : value
  const generated = generatedSides(600, late)
  const sides = {
    ...generated,
    search: async (...[entity, search]: Parameters<typeof generated.search>) => {
      const orders = search.oneOf?.id_order
      if (!orders) return generated.search(entity, search)
      const all = await generated.search(entity, { where: {}, limit: 1000 })
      return all.filter(({ id_order }) => orders.includes(String(id_order))).slice(0, search.limit)
    },
  }
  const found: string[] = []
  let compared = 0
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-11-01')
    compared += page.orders
    found.push(...page.differences.flatMap(({ order }) => (order === '10' ? [order] : [])))
    cursor = page.next
  }
  expect(compared).toBe(600)
  expect(found).toEqual(['10'])
})

// What is said of the currency counts first, also where an order has no payment.
test.each([
  ['card', 'Cash', 'card EUR', ['3']],
  ['card EUR', 'Cash', 'card', []],
  ['card', null, 'card EUR', []],
])(
  'where receipt says none of "%s" and %s of "%s", a payment that is missing is looked for accordingly',
  async (none, to, from, missing) => {
    const generated = generatedSides(5, (entity, key, value) =>
      entity === 'prestashop.orderPayment' && key === '3' ? null : value,
    )
    const entries = [
      { from: none, to: 'none' },
      { from, to },
    ]
    const sides = { ...generated, parts: { ...generated.parts, 'value-maps/receipt.json': { entries } } }
    const { open } = await reconcilePage(sides, period, '', '2026-11-01')
    expect(open.flatMap(({ order, kind }) => (kind === 'paid without a payment' ? [order] : []))).toEqual(missing)
  },
)

// Typed at its full price, as the flow of orders asks. Order 10 is invoiced, and something of it was given back.
test('an order with store credit that people have typed agrees, and nothing of the credit is due', async () => {
  const more = (value: RecordValue) => ({ ...value, TotalAmount: cent(value.TotalAmount, 3000) })
  const sides = generatedSides(10, (entity, key, value) =>
    entity === 'prestashop.order' && key === '10'
      ? { ...value, order_cart_rules: [{ name: 'V1', value: '30.00', store_credit: true }] }
      : entity === 'gp.salesOrder' && key === 'WEB10'
        ? more(value)
        : value,
  )
  const byHand = { writtenHash: enteredHash(null), writtenBy: null }
  const links: typeof sides.links = async (entity, sources) => {
    const all = [...(await sides.links(entity, sources))]
    return new Map(
      all.map(([key, link]) => [
        key,
        entity === 'gp.salesOrder' && key === '10' ? { ...link, ...byHand, readBack: more(link.readBack) } : link,
      ]),
    )
  }
  const { differences, open } = await reconcilePage({ ...sides, links }, period, '', '2026-11-01')
  expect(differences.filter(({ kind }) => kind !== 'other taxes')).toEqual([])
  expect(open.filter(({ order }) => order === '10')).toEqual([])
})

// Orders 1 and 10 are of one cart, and one payment pays both. Of order 10 something was given back.
test('what pays a cart is applied to the invoices of its orders, each once, and a credit to what is left of its own', async () => {
  const renamed: Change = (entity, key, value) =>
    key === '1' || key === 'WEB1'
      ? entity === 'prestashop.order'
        ? { ...value, reference: 'R10', id_customer: '10' }
        : entity === 'gp.salesOrder'
          ? { ...value, CustomerKey: 'PS10', CustomerPONumber: 'R10', TransactionState: 'History' }
          : value
      : value
  const sides = generatedSides(10, renamed)
  const invoice = (n: number, amount: string) => ({
    Key: `INV${n}`,
    Type: 'Invoice',
    TransactionState: 'History',
    MasterNumber: n,
    TotalAmount: amount,
    CustomerPONumber: 'R10',
    CustomerKey: 'PS10',
    CurrencyKey: 'EUR',
  })
  const search: typeof sides.search = async (entity, asked) => {
    if (entity === 'gp.salesDocument' && asked.where.CustomerPONumber === 'R10')
      return [invoice(1, '60'), invoice(10, '40')]
    const rows = await sides.search(entity, asked)
    if (entity !== 'prestashop.order' || !asked.oneOf?.reference?.includes('R10')) return rows
    return [...rows, ...(await sides.search(entity, { where: {}, limit: 10 })).filter(({ id }) => id === '1')]
  }
  const open: Readonly<Record<string, string>> = { '9:PAY10': '100', '7:CR10': '15', '1:INV1': '60', '1:INV10': '40' }
  const readTogether: typeof sides.readTogether = async (records) =>
    new Map(
      records.flatMap((record) => {
        const OpenAmount = open[record.key]
        return OpenAmount === undefined
          ? []
          : [[refText(record), { OpenAmount, CustomerKey: 'PS10', PostingDate: '2026-10-13' }]]
      }),
    )
  const parts = { ...sides.parts, 'integration.json': { connections: { gp: { sql: {} } } } }
  const page = await reconcilePage({ ...sides, parts, search, readTogether }, period, '', '2026-11-01')
  const found = page.open.filter(({ kind }) => kind === 'not applied' || kind === 'credit left over')
  expect(found.map(({ order, kind, amount }) => [order, kind, amount]).sort()).toEqual([
    ['1', 'not applied', '40'],
    ['1', 'not applied', '60'],
    ['10', 'credit left over', '15'],
  ])
})

// A clerk voids the posted invoice in receivables: the sales document stays as it was, and SQL Server alone says so.
test('an invoice that is void in receivables is none: the order is missed, and nothing of it counts as settled', async () => {
  const sides = generatedSides(10)
  const all = async (IsVoided: boolean) => {
    const readTogether: typeof sides.readTogether = async (records) =>
      new Map(
        records.map((record) => [
          refText(record),
          record.key === '1:INV10'
            ? { OpenAmount: '0', CustomerKey: 'PS10', PostingDate: '2026-10-13', IsVoided }
            : null,
        ]),
      )
    const parts = { ...sides.parts, 'integration.json': { connections: { gp: { sql: {} } } } }
    const { differences } = await reconcilePage({ ...sides, parts, readTogether }, period, '', '2026-11-01')
    return differences.map(({ order, kind, says }) => [order, kind, says])
  }
  expect(await all(false)).toEqual([])
  expect(await all(true)).toEqual([
    [
      '10',
      'void in GP',
      'WEB10 was transferred, and what it was invoiced by is void: INV10. The order is a sale in the shop.',
    ],
  ])
})

test('a void invoice is not paid, although nothing is open of it', async () => {
  const names = { credits: [], invoices: [{ type: 1, key: 'INV1', currency: 'EUR' }] } as const
  const settled = async (IsVoided: boolean) => {
    const held = { OpenAmount: '0', CustomerKey: 'PS1', PostingDate: '2026-10-13', IsVoided }
    const readTogether = async (records: readonly RecordRef[]) => new Map(records.map((one) => [refText(one), held]))
    const read = await readStanding({ readTogether }, { applies: false, salesOpenFrom: '' }, new Map([['1', names]]))
    return typeof read === 'string' ? read : [read.get('1')!.isSettled, read.get('1')!.voided]
  }
  expect([await settled(false), await settled(true)]).toEqual([
    [true, []],
    [false, ['1:INV1']],
  ])
})

// A module numbers the orders: 21 is in 2100, and payments have such numbers, too.
test('a receipt that names another order, or is linked to a payment of another, is none of the order', async () => {
  const renamed: Change = (entity, key, value) =>
    entity === 'prestashop.order' && key === '1'
      ? { ...value, reference: '21' }
      : entity === 'prestashop.orderPayment' && key === '1'
        ? { ...value, order_reference: '21' }
        : value
  const twice = async (
    ...[Key, Description, sources = [], IsVoided = false, prefix = 'PAY', guest = '']: [
      string,
      string,
      (readonly RecordRef[])?,
      boolean?,
      string?,
      string?,
    ]
  ) => {
    const sides = generatedSides(2, renamed)
    const settings = (sides.parts['settings.json'] as { settings: object }).settings
    const parts = {
      ...sides.parts,
      'settings.json': {
        settings: { ...settings, receiptPrefix: { value: prefix }, guestCustomer: { value: guest } },
      },
    }
    const payment = ref('prestashop.orderPayment', '1')
    const read = (await sides.readMany([payment])).get(refText(payment))!
    const search: typeof sides.search = async (entity, asked) => {
      const rows = await sides.search(entity, asked)
      if (entity === 'prestashop.orderPayment' && 'value' in read) return [...rows, read.value!]
      if (entity !== 'gp.cashReceipt' || asked.where.CustomerKey !== 'PS1') return rows
      // Of all guests there are more than a list holds.
      const days = asked.between?.Date
      if (guest !== '' && !(days && days.from <= '2026-10-10' && days.to < '2026-11-01'))
        return Array(1000).fill(rows[0]!)
      // As GP lists them.
      const { IsVoided: _void, PostedDate: _posted, ...row } = rows[0]!
      return [row, { ...row, Key, Description }]
    }
    const readMany: typeof sides.readMany = async (records) => {
      const [like] = await sides.search('gp.cashReceipt', { where: { CustomerKey: 'PS1' }, limit: 1 })
      const isIt = (key: string) => key === `gp.cashReceipt ${Key}`
      const all = [...(await sides.readMany(records))]
      return new Map(
        all.map(([key, one]) => [key, isIt(key) ? { value: { ...like!, Key, Description, IsVoided } } : one]),
      )
    }
    const linkedTo = async ({ key }: RecordRef) => (key === Key ? sources : [])
    const page = await reconcilePage({ ...sides, parts, search, linkedTo, readMany }, period, '', '2026-11-01')
    return page.differences.filter(({ kind }) => kind === 'received twice').map(({ order }) => order)
  }
  expect(await twice('PMT1', 'Order 21')).toEqual(['1'])
  expect(await twice('PMT1', 'Order 2100')).toEqual([])
  expect(await twice('PMT1', 'Order 21', [], true)).toEqual([])
  expect(await twice('PMT1', 'Order 21', [ref('prestashop.orderPayment', '2')])).toEqual([])
  // Its payment is gone.
  expect(await twice('PMT1', 'Order 21', [ref('prestashop.orderPayment', '99')])).toEqual(['1'])
  expect(await twice('PAY21', '1001 21 20261011')).toEqual([])
  // Also where the order is a guest's.
  expect(await twice('PMT1', 'Order 21', [], false, 'PAY', 'PS1')).toEqual(['1'])
  // Without a prefix a plain number is a person's, unless its link says whose it is.
  expect(await twice('10045', 'wire 21', [], false, '')).toEqual(['1'])
  expect(await twice('10045', '1001 21 20261011', [ref('prestashop.orderPayment', '2')], false, '')).toEqual([])
})

const cent = (amount: unknown, by: number) => (Number(amount) + by / 100).toFixed(2)
const plants: Readonly<
  Record<
    string,
    { readonly entity: string; readonly prefix: string; to(value: RecordValue, by: number): RecordValue | null }
  >
> = {
  'gone from GP': { entity: 'gp.salesOrder', prefix: 'WEB', to: () => null },
  'another total': {
    ...{ entity: 'gp.salesOrder', prefix: 'WEB' },
    to: (value, by) => ({ ...value, TotalAmount: cent(value.TotalAmount, by) }),
  },
  'payment without receipt': { entity: 'gp.cashReceipt', prefix: 'PAY', to: () => null },
  'receipt of another amount': {
    ...{ entity: 'gp.cashReceipt', prefix: 'PAY' },
    to: (value, by) => ({ ...value, Amount: cent(value.Amount, by) }),
  },
  'order is gone from the shop': { entity: 'prestashop.order', prefix: '', to: () => null },
  'payment is gone from the shop': { entity: 'prestashop.orderPayment', prefix: '', to: () => null },
}

test('whatever is planted wherever is found, once, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 230 }),
      fc.nat(),
      fc.constantFrom(...Object.keys(plants)),
      fc.integer({ min: 1, max: 500 }),
      async (orders, drawn, kind, by) => {
        const order = 1 + (drawn % orders)
        const { entity, prefix, to } = plants[kind]!
        const change: Change = (of, key, value) =>
          of === entity && key === `${prefix}${order}` ? to(value, by) : value
        // An invoiced order whose total was changed in GP is also invoiced for another amount, unless the invoice was, too.
        const found = await differences(orders, change)
        expect(found.map((one) => one.kind)).toEqual([kind])
        if (kind.endsWith('total') || kind.endsWith('amount')) expect(found[0]!.amount).toBe(String(by / 100))
      },
    ),
    { numRuns: 60 },
  )
})

test('a table of a history holds each cell exactly, whatever is in it', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('=1+1', '"', '""', 'a\r\nb', ';', ',', ' x ', "'", '\ufeff'))
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = rows.map((row) => exactLine(row)).join('\r\n')
      expect(Papa.parse(text, { delimiter: ',', newline: '\r\n' }).data).toEqual(rows)
    }),
  )
  expect(cellsOf({ id: '7', gp: { Total: '1.50' }, gone: null }, ['id', 'gp.Total', 'gone', 'gp.No'])).toEqual([
    ...['7', '1.50', '', ''],
  ])
})
