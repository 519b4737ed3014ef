import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../src/connectors/gp/index.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { Connector } from '../../src/domain/connector.ts'
import { dec, sum } from '../../src/domain/decimal.ts'
import { RejectedByRemote } from '../../src/domain/errors.ts'
import { type RecordValue, ref } from '../../src/domain/record.ts'
import { type Gp, startGp } from '../../src/sandbox/gp/index.ts'
import { setPolicy } from '../../src/sandbox/gp/policies.ts'

let gp: Gp
let connector: Connector
/** A connector reads a policy once. */
const connect = () =>
  createGpConnector(gpSettings.parse({ url: gp.url, companyId: 2 }), {
    username: gp.username,
    password: gp.password,
    clock: systemClock,
  })
beforeAll(async () => {
  gp = await startGp({
    company: {
      company: { id: 2, name: 'Northwind', currency: 'EUR' },
      currencies: [{ code: 'EUR' }, { code: 'JPY', digits: 0 }],
      uofmSchedules: [{ key: 'CASE12', base: 'Each', units: [{ uofm: 'Case', quantity: 12 }] }],
      items: [
        { key: 'MUG', currencyDigits: 5, sites: [{ site: 'MAIN', onHand: 100 }] },
        {
          key: 'SODA',
          uofmSchedule: 'CASE12',
          sellingUofm: 'Case',
          prices: [{ currency: 'EUR', price: '1.50' }],
          sites: [{ site: 'MAIN', onHand: 30 }],
        },
        { key: 'FINE', currencies: [{ code: 'EUR', digits: 4 }] },
      ],
      customers: [{ key: 'C1', name: 'One', addresses: [{ key: 'HOME' }] }],
      taxDetails: [
        { key: 'VAT20', percent: '20' },
        { key: 'VAT5', percent: '5' },
      ],
      taxSchedules: [{ key: 'SHOP' }],
    },
  })
  connector = connect()
})
afterAll(async () => {
  await connector.close()
  await gp.stop()
})

let number = 0
const order = (change: RecordValue): RecordValue => ({
  Key: `P${++number}`,
  DocumentTypeKey: 'STDORD',
  Date: '2026-03-02',
  CustomerKey: 'C1',
  BatchKey: 'WEB',
  CurrencyKey: 'EUR',
  TotalAmount: '0',
  Lines: [],
  ...change,
})
const line = (change: RecordValue): RecordValue => ({ LineSequenceNumber: 16_384, ItemKey: 'MUG', ...change })

async function create(document: RecordValue, by = connector): Promise<string> {
  const key = String(document.Key)
  await by.write({ do: 'create', record: ref('gp.salesOrder', key), document })
  return key
}
async function refusal(document: RecordValue): Promise<{ numbers: readonly string[]; said: string }> {
  try {
    await create(document)
  } catch (error) {
    if (error instanceof RejectedByRemote) return { numbers: error.numbers, said: error.reply.untrusted }
    throw error
  }
  throw new Error('GP took it')
}
const held = (key: string) => gp.company.store.get('salesOrder', key)!

interface Document {
  readonly Key: { readonly Id: string }
  readonly Type: string
  readonly [member: string]: unknown
}
/** What a person does in GP, over the control surface. */
async function action(name: string, input: object): Promise<Document> {
  const answer = await fetch(`${gp.origin}/_${name}?token=${gp.token}`, { method: 'POST', body: JSON.stringify(input) })
  const body = (await answer.json()) as Document & { error?: string }
  if (!answer.ok) throw new Error(body.error)
  return body
}
const transfer = (input: object) => action('transfer', input)
const amount = (document: Document, member: string) => (document[member] as { Value: string }).Value
const taxes = (document: Document) =>
  Object.fromEntries(
    (document.Taxes as { Key: { TaxDetailKey: { Id: string } }; TaxAmount: { Value: string } }[]).map((row) => [
      row.Key.TaxDetailKey.Id,
      row.TaxAmount.Value,
    ]),
  )

describe('prices', () => {
  const priced = (ItemKey: string, UnitPrice: string, Quantity: string, TotalAmount: string) =>
    order({ Lines: [line({ ItemKey, UnitPrice, Quantity, TotalAmount })], TotalAmount })

  test('of an item with five decimals keep them, and the line is rounded to the currency', async () => {
    const key = await create(priced('MUG', '33.33333', '3', '100'))
    expect(held(key).Lines![0]).toMatchObject({ UnitPrice: { Value: '33.33333', DecimalDigits: 5 } })
    expect(held(key).TotalAmount!.Value).toBe('100')
  })

  test.each([
    ['more decimals than the item has', priced('SODA', '33.33333', '3', '100'), /more decimal places/],
    ['more decimals than the item has in this currency', priced('FINE', '33.33333', '3', '100'), /more decimal places/],
    ['another price than the total makes at the item’s decimals', priced('MUG', '33.333', '3', '100'), /722/],
    ['a total that price × quantity does not make', priced('SODA', '33.33', '3', '100'), /722/],
  ])('with %s are refused', async (_, document, said) => {
    expect((await refusal(document)).said).toMatch(said)
  })
})

describe('an item that is sold by the case', () => {
  const soda = (change: RecordValue) =>
    order({
      Lines: [line({ ItemKey: 'SODA', Quantity: '1', UnitPrice: '2', TotalAmount: '2', ...change })],
      TotalAmount: '2',
    })
  const allocated = () => Number(gp.company.store.get('stock', 'SODA\nMAIN')!.allocated)

  test('becomes a case when the line names no unit, and takes twelve pieces off the stock', async () => {
    const before = allocated()
    expect(held(await create(soda({}))).Lines![0]!.UofM).toBe('Case')
    expect(allocated()).toBe(before + 12)
    expect(held(await create(soda({ UofM: 'Each' }))).Lines![0]!.UofM).toBe('Each')
    expect(allocated()).toBe(before + 13)
  })

  test('is refused in a unit that its schedule does not have', async () => {
    expect((await refusal(soda({ UofM: 'Pallet' }))).said).toMatch(/'Pallet' does not exist/)
  })
})

describe('an order that is transferred to invoices', () => {
  /** 3 × 33.33333 at 20 %, 2 × 10 at 5 %; the rows are net of the discount. */
  const rows = (first: RecordValue, second: RecordValue): RecordValue[] => [
    line({ UnitPrice: '33.33333', Quantity: '3', TotalAmount: '100', ...first }),
    line({ LineSequenceNumber: 32_768, UnitPrice: '10', Quantity: '2', TotalAmount: '20', ...second }),
  ]
  const row = (TaxDetailKey: string, TaxAmount: string, TaxableAmount: string) => ({
    TaxDetailKey,
    TaxAmount,
    TaxableAmount,
  })
  const document = (change: RecordValue) =>
    order({
      LineTotalAmount: '120',
      TradeDiscount: '12',
      FreightAmount: '5',
      TaxAmount: '18.9',
      FreightTaxAmount: '1',
      FreightTaxes: [row('VAT20', '1', '5')],
      Taxes: [row('VAT20', '18', '90'), row('VAT5', '0.9', '18')],
      TotalAmount: '132.9',
      ...change,
    })
  const byLine = () =>
    document({
      Lines: rows(
        { TaxAmount: '18', Taxes: [row('VAT20', '18', '90')] },
        { TaxAmount: '0.9', Taxes: [row('VAT5', '0.9', '18')] },
      ),
    })
  const byHeader = () => document({ Lines: rows({}, {}) })

  test('in two parts keeps the taxes of its lines to the cent', async () => {
    const number = await create(byLine())
    const first = await transfer({ number, lines: { 16384: '1', 32768: '1' } })
    expect(held(number)).toMatchObject({ TransactionState: 'Work', ShippingProcessStatus: 'In Process' })
    expect(held(number).Lines![0]).toMatchObject({ QuantityToInvoice: { Value: '2' } })
    const second = await transfer({ number })
    expect(held(number)).toMatchObject({ TransactionState: 'History', ShippingProcessStatus: 'Complete' })

    expect([taxes(first), taxes(second)]).toEqual([
      { VAT20: '6', VAT5: '0.45' },
      { VAT20: '12', VAT5: '0.45' },
    ])
    // Freight and a discount in money go along once.
    expect([amount(first, 'FreightAmount'), amount(second, 'FreightAmount')]).toEqual(['5', '0'])
    expect([amount(first, 'TradeDiscount'), amount(second, 'TradeDiscount')]).toEqual(['12', '0'])
    const total = sum([first, second].map((invoice) => dec(amount(invoice, 'TotalAmount'))))
    expect(total.toFixed()).toBe('132.9')
  })

  test('in two parts loses taxes that only its header has', async () => {
    const number = await create(byHeader())
    const first = await transfer({ number, lines: { 16384: '1' } })
    expect([taxes(first), amount(first, 'TaxAmount')]).toEqual([{}, '0'])
    expect(taxes(await transfer({ number }))).toEqual({})
  })

  test('whole keeps both kinds', async () => {
    for (const number of [await create(byLine()), await create(byHeader())]) {
      const invoice = await transfer({ number })
      expect(taxes(invoice)).toEqual({ VAT20: '18', VAT5: '0.9' })
      expect(amount(invoice, 'TotalAmount')).toBe('132.9')
      expect(held(number).TransactionState).toBe('History')
    }
  })

  test('hands its stock on to the invoice, which takes it away when it is posted', async () => {
    const stock = () => gp.company.store.get('stock', 'MUG\nMAIN')!
    const before = { onHand: Number(stock().onHand), allocated: Number(stock().allocated) }
    const invoice = await transfer({ number: await create(byLine()) })
    expect(Number(stock().allocated)).toBe(before.allocated + 5)
    await action('post', { number: invoice.Key.Id })
    expect(stock()).toMatchObject({ onHand: String(before.onHand - 5), allocated: String(before.allocated) })
  })

  test('is refused more than is left, and a second time', async () => {
    const number = await create(byLine())
    await expect(transfer({ number, lines: { 16384: '4' } })).rejects.toThrow(/has 3 left/)
    await transfer({ number })
    await expect(transfer({ number })).rejects.toThrow(/in history/)
  })

  test('leaves what is missing to a back order', async () => {
    setPolicy(gp.company, 'Quantity Shortage', 4, 'CreateSalesOrder')
    const Lines = [line({ ItemKey: 'SODA', UofM: 'Each', UnitPrice: '2', Quantity: '40', TotalAmount: '80' })]
    const other = connect()
    const number = await create(order({ Lines }), other)
    await other.close()
    setPolicy(gp.company, 'Quantity Shortage', 2, 'CreateSalesOrder')
    const open = Number((held(number).Lines![0]!.QuantityToBackorder as { Value: string }).Value)
    expect(open).toBeGreaterThan(0)
    const invoice = await transfer({ number })
    expect(invoice.Lines).toMatchObject([{ Quantity: { Value: String(40 - open) } }])
    expect(held(number).TransactionState).toBe('Work')
    const backorder = await transfer({ number, to: 'Backorder' })
    expect(backorder).toMatchObject({ Type: 'Backorder', Lines: [{ Quantity: { Value: String(open) } }] })
    expect(held(number).TransactionState).toBe('History')
  })

  test('cannot be changed to less than what was transferred', async () => {
    const number = await create(byLine())
    await transfer({ number, lines: { 16384: '2' } })
    const less = { LineSequenceNumber: 16_384, ItemKey: 'MUG', Quantity: '1', UnitPrice: '33.33', TotalAmount: '33.33' }
    const update = connector.write({
      do: 'update',
      record: ref('gp.salesOrder', number),
      document: { Key: number, Lines: [less] },
    })
    await expect(update).rejects.toThrow(/was refused/)
  })

  test('whose header says other taxes than its lines is refused', async () => {
    const { said } = await refusal({ ...byLine(), Taxes: [row('VAT20', '17', '90'), row('VAT5', '1.9', '18')] })
    expect(said).toMatch(/do not equal the sums of its lines/)
  })
})
