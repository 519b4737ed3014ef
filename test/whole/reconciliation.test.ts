import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyHistory, writeHistory } from '../../src/commands/history-folder.ts'
import { formats } from '../../src/commands/print-reconciled.ts'
import { proposeApplies, proposeVoids } from '../../src/commands/propose-corrections.ts'
import { dec } from '../../src/domain/decimal.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import {
  type Cause,
  type Difference,
  differenceKinds,
  offerApplies,
  type Reconciled,
  readTaxReport,
  reconcilePeriod,
  type TaxFiling,
} from '../../src/reconcile/index.ts'
import type { AnswerOf } from '../../src/routes/index.ts'
import { voidSalesOrder } from '../../src/sandbox/gp/sales-orders/operations.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { drawnBy, type Life, monthIn } from '../support/month.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
let all: Joined
let month: ReturnType<typeof monthIn>
beforeAll(async () => {
  all = await joined({
    permissions: 'all',
    econnect: 'sql',
    adapt(parts) {
      const files = processes
        .filter(({ id }) => ['payments', 'refunds', 'payouts'].includes(id))
        .reduce((known, process) => withProcess(known, process).parts, parts)
      const settings = files['settings.json'] as { settings: Record<string, Json> }
      const checkbook = { ...(settings.settings.checkbook as object), value: 'UPTOWN TRUST' }
      const creditMemos = { ...(settings.settings.creditMemos as object), value: true }
      const deposits = { ...(settings.settings.deposits as object), value: ['Counter'] }
      const writeOffLimits = { ...(settings.settings.writeOffLimits as object), value: ['EUR 0.05'] }
      const receipt = files['value-maps/receipt.json'] as { [member: string]: Json }
      return {
        ...files,
        'settings.json': {
          ...settings,
          settings: { ...settings.settings, checkbook, creditMemos, deposits, writeOffLimits },
        },
        'value-maps/receipt.json': {
          ...receipt,
          entries: [
            { from: 'ps_checkout', to: 'Check' },
            { from: 'Counter', to: 'Cash' },
          ],
        },
        'value-maps/payout-account.json': {
          ...(files['value-maps/payout-account.json'] as object),
          entries: [
            { from: 'sale', to: '000-1190-00' },
            { from: 'payout', to: '000-1100-00' },
            { from: 'refund', to: '000-2190-00' },
            { from: 'fee', to: '000-6520-00' },
          ],
        },
      }
    },
  })
  month = monthIn(all.sandbox, '2026-10')
})
afterAll(() => all[Symbol.asyncDispose]())

const shop = () => all.sandbox.shop
const store = () => all.sandbox.gp.company.store
const cent = (value: string, by = 0.01) => (Number(value) + by).toFixed(2)
const run = (entity: string, key: number) =>
  all.client.post('/api/integrations/main/records/run', { entity, key: String(key) })
const receipt = (order: number, fields: object) => {
  const held = month.receipt(order)
  store().put('cashReceipt', held.Key!.Id!, { ...held, ...fields })
}
const memo = (order: number, fields: object) => {
  const held = month.memo(order)
  store().put('creditMemo', held.Key!.Id!, { ...held, ...fields })
}
const deposit = (order: number, amount: string | null) => {
  const { Payments, DepositAmount } = month.held(order)
  const its = (Payments ?? []).map((one) => ({ ...one, PaymentAmount: { ...one.PaymentAmount!, Value: amount! } }))
  const received = { ...DepositAmount!, Value: amount ?? '0' }
  month.edit(order, { Payments: amount === null ? [] : its, DepositAmount: received })
}
const total = (order: number, by: number) => {
  const { TotalAmount } = month.held(order)
  month.edit(order, { TotalAmount: { ...TotalAmount!, Value: cent(TotalAmount!.Value!, by) } })
}
const twin = (order: number, key: string, TransactionState: 'Work' | 'History') =>
  all.sandbox.gp.company.saveOrder({ ...month.held(order), Key: { Id: key }, MasterNumber: 90_000, TransactionState })
const invoiceOf = (order: number) =>
  [...store().values('transferred')].find(
    ({ OriginalSalesDocumentKey }) => OriginalSalesDocumentKey.Id === `WEB${order}`,
  )!
const invoice = (order: number, by: number) => {
  const made = invoiceOf(order)
  const TotalAmount = { ...made.TotalAmount, Value: cent(made.TotalAmount.Value!, by) }
  store().put('transferred', made.Key.Id!, { ...made, TotalAmount })
}
const onDetail = (order: number, from: string | null, TaxDetailKey: { Id: string }) =>
  month.edit(order, {
    Taxes: month
      .held(order)
      .Taxes!.map((one, index) =>
        from === null ? (index === 0 ? { ...one, Key: { ...one.Key, TaxDetailKey } } : one) : one,
      ),
  })

const header =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,fee,net,reporting_category,source_id,charge_id,order_id'
let row = 0
/** A row of a settlement report. @param charge what the provider calls the payment */
const line = (payout: string, category: string, gross: string, charge: string, currency = 'eur') =>
  `${payout},2026-10-20 00:00:00,txn_${++row},${currency},${gross},0,${gross},${category},x,${charge},O\r\n`
/** The provider has paid out what the order's payment is, in one payout or in several; each becomes its journal. */
async function settle(
  order: number,
  rows: (amount: string, charge: string) => readonly (readonly string[])[],
  journals = true,
): Promise<void> {
  const [paid] = month.payments(order)
  const charge = `ch_${order}`
  month.change('order_payments', paid!, { transaction_id: charge })
  const payouts = rows(Number(plain(paid, 'amount')).toFixed(2), charge)
  for (const [index, lines] of payouts.entries()) {
    const payout = `po_${order}_${index}`
    references.set(payout, order)
    await bring(lines.map((one) => one.replaceAll('PAYOUT', payout)))
    if (journals) await runKey('hub.payout', `stripe ${payout} EUR`)
  }
}
async function bring(lines: readonly string[]): Promise<void> {
  const file = await all.client.post<{ key: string }>('/api/integrations/main/files', {
    ...{ name: 'report.csv', folder: 'payouts' },
    base64: Buffer.from(`${header}\r\n${lines.join('')}`).toString('base64'),
  })
  await runKey('hub.file', file.key)
}
const payoutsOf = async (order: number) => {
  const rows = await all.hub.database.stores.payouts.named('main' as never, {
    ...{ transactions: [`ch_${order}`], kinds: null, limit: 10 },
  })
  return rows.map(({ payout }) => payout)
}
const runKey = (entity: string, key: string) => all.client.post('/api/integrations/main/records/run', { entity, key })
const journalOf = (order: number) =>
  [...store().entries('journal')].find(([, { Reference }]) => Reference === `po_${order}_0`)!
const whole = (amount: string, charge: string) => [[line('PAYOUT', 'charge', amount, charge)]]

type Found = [kind: Difference['kind'], cause: Cause]
interface Plant {
  readonly what: string
  readonly life: Life
  plant(order: number): unknown
  readonly finds: readonly Found[]
}
const plant = (what: string, life: Life, how: Plant['plant'], ...finds: Found[]): Plant => ({
  ...{ what, life, finds },
  plant: how,
})
const gone: Found = ['gone from GP', 'deleted in GP']
const edited: Found = ['another total', 'edited in GP']

/** What goes wrong in a month, one thing an order. */
const documentPlants: readonly Plant[] = [
  plant('its document is deleted', 'open', (order) => all.sandbox.gp.company.removeOrder(`WEB${order}`), gone),
  plant(
    'its closed document is deleted',
    'invoiced',
    (order) => all.sandbox.gp.company.removeOrder(`WEB${order}`),
    gone,
  ),
  plant('void', 'open', (order) => month.edit(order, { IsVoided: true, TransactionState: 'History' }), [
    'void in GP',
    'void in GP',
  ]),
  plant('void after a refund', 'lowered', (order) => month.edit(order, { IsVoided: true }), [
    'void in GP',
    'void in GP',
  ]),
  plant('a cent more', 'open', (order) => total(order, 0.01), edited),
  plant('a cent less', 'lowered', (order) => total(order, -0.01), edited),
  plant('ten more', 'open', (order) => total(order, 10), edited),
  plant(
    'a cent more, closed',
    'invoiced',
    (order) => {
      total(order, 0.01)
      invoice(order, 0.01)
    },
    edited,
  ),
  plant('another currency', 'open', (order) => month.edit(order, { CurrencyKey: { ISOCode: 'USD' } }), [
    'another currency',
    'edited in GP',
  ]),
  plant('another customer', 'open', (order) => month.edit(order, { CustomerKey: { Id: 'AARONFIT0001' } }), [
    'another customer',
    'edited in GP',
  ]),
  plant('another customer, closed', 'invoiced', (order) => month.edit(order, { CustomerKey: { Id: 'AARONFIT0001' } }), [
    'another customer',
    'edited in GP',
  ]),
  plant('tax on another detail', 'open', (order) => onDetail(order, null, { Id: 'OTHER' }), [
    'other taxes',
    'edited in GP',
  ]),
  plant(
    'freight tax on another detail',
    'invoiced',
    (order) =>
      month.edit(order, {
        FreightTaxes: month
          .held(order)
          .FreightTaxes!.map((one) => ({ ...one, Key: { ...one.Key, TaxDetailKey: { Id: 'OTHER' } } })),
      }),
    ['other taxes', 'edited in GP'],
  ),
  plant(
    'another item',
    'open',
    (order) =>
      month.edit(order, {
        Lines: month
          .held(order)
          .Lines!.map((line, index) => (index === 0 ? { ...line, ItemKey: { Id: 'SOMETHING-ELSE' } } : line)),
      }),
    ['other goods', 'edited in GP'],
  ),
  plant(
    'a case at the price of a piece',
    'open',
    (order) =>
      month.edit(order, {
        Lines: month.held(order).Lines!.map((line, index) => (index === 0 ? { ...line, UofM: 'Case' } : line)),
      }),
    ['other goods', 'edited in GP'],
  ),
  plant(
    'a piece more at no price',
    'open',
    (order) =>
      month.edit(order, {
        Lines: month
          .held(order)
          .Lines!.map((line, index) =>
            index === 0
              ? { ...line, Quantity: { ...line.Quantity!, Value: String(Number(line.Quantity!.Value) + 1) } }
              : line,
          ),
      }),
    ['other goods', 'edited in GP'],
  ),
  plant(
    'prices raised by what the discount takes off',
    'open',
    (order) => {
      const { LineTotalAmount, TradeDiscount } = month.held(order)
      const more = (amount: typeof LineTotalAmount) => ({
        ...{
          ...LineTotalAmount!,
          Value: dec(amount?.Value ?? '0')
            .plus(5)
            .toFixed(),
        },
      })
      month.edit(order, {
        LineTotalAmount: more(LineTotalAmount),
        TradeDiscount: { Amount: more(TradeDiscount?.Amount) },
      })
    },
    ['other parts of the total', 'edited in GP'],
  ),
  plant('entered by hand as well', 'open', (order) => twin(order, `HAND${order}`, 'Work'), [
    'entered twice in GP',
    'entered by hand in GP',
  ]),
  plant('entered by hand and transferred', 'invoiced', (order) => twin(order, `HAND${order}`, 'History'), [
    'entered twice in GP',
    'entered by hand in GP',
  ]),
  plant('cancelled in the shop', 'open', (order) => shop().setState(order, 6), [
    'cancelled in the shop, alive in GP',
    'cancelled in the shop',
  ]),
  plant('cancelled in the shop, invoiced', 'invoiced', (order) => shop().setState(order, 6), [
    'cancelled in the shop, alive in GP',
    'cancelled in the shop',
  ]),
  plant('deleted in the shop', 'open', (order) => shop().deleteOrder(order), [
    'order is gone from the shop',
    'deleted in the shop',
  ]),
  plant('deleted in the shop, invoiced', 'invoiced', (order) => shop().deleteOrder(order), [
    'order is gone from the shop',
    'deleted in the shop',
  ]),
  plant(
    'a cent more in the shop',
    'open',
    (order) =>
      month.change('orders', month.row('orders', order), {
        total_paid: cent(plain(month.row('orders', order), 'total_paid')),
      }),
    ['another total', 'edited in the shop'],
  ),
  plant(
    'a cent less in the shop, invoiced',
    'invoiced',
    (order) =>
      month.change('orders', month.row('orders', order), {
        total_paid: cent(plain(month.row('orders', order), 'total_paid'), -0.01),
      }),
    ['another total', 'edited in the shop'],
  ),
  plant('refunded whole, still open', 'open', refundAll, ['refunded whole, alive in GP', 'refunded in the shop']),
  plant(
    'a typed refund',
    'invoiced',
    (order) => {
      shop().refund({ order, lines: [{ line: 0, quantity: 1, amount: '0.10' }] })
    },
    ['refunds are not clear', 'refunded in the shop'],
  ),
  plant('invoiced a cent too much', 'invoiced', (order) => invoice(order, 0.01), [
    'invoiced for another amount',
    'edited in GP',
  ]),
  plant('invoiced too little', 'invoiced', (order) => invoice(order, -3), [
    'invoiced for another amount',
    'edited in GP',
  ]),
  plant(
    'invoiced twice',
    'invoiced',
    (order) => {
      store().put('transferred', `AGAIN${order}`, { ...invoiceOf(order), Key: { Id: `AGAIN${order}` } })
    },
    ['invoiced for another amount', 'edited in GP'],
  ),
  plant(
    'its invoice is void',
    'invoiced',
    (order) => store().put('transferred', invoiceOf(order).Key.Id!, { ...invoiceOf(order), IsVoided: true }),
    ['void in GP', 'void in GP'],
  ),
  plant('its receipt is deleted', 'open', (order) => store().remove('cashReceipt', month.receipt(order).Key!.Id!), [
    'payment without receipt',
    'deleted in GP',
  ]),
  plant(
    'its receipt a cent more',
    'open',
    (order) =>
      receipt(order, { Amount: { ...month.receipt(order).Amount!, Value: cent(month.receipt(order).Amount!.Value!) } }),
    ['receipt of another amount', 'edited in GP'],
  ),
  plant(
    'its receipt a cent less',
    'invoiced',
    (order) =>
      receipt(order, {
        Amount: { ...month.receipt(order).Amount!, Value: cent(month.receipt(order).Amount!.Value!, -0.01) },
      }),
    ['receipt of another amount', 'edited in GP'],
  ),
  plant('its receipt in another currency', 'open', (order) => receipt(order, { CurrencyKey: { ISOCode: 'USD' } }), [
    'receipt of another amount',
    'edited in GP',
  ]),
  plant(
    'its receipt is void',
    'invoiced',
    (order) => receipt(order, { IsVoided: true, PostedDate: '2026-10-30T00:00:00' }),
    ['receipt is void', 'void in GP'],
  ),
  plant('its receipt of another customer', 'open', (order) => receipt(order, { CustomerKey: { Id: 'AARONFIT0001' } }), [
    'receipt of another customer',
    'edited in GP',
  ]),
  plant('its receipt on another checkbook', 'open', (order) => receipt(order, { BankAccountKey: { Id: 'PAYROLL' } }), [
    'receipt on another checkbook',
    'edited in GP',
  ]),
  plant('its receipt of another kind', 'open', (order) => receipt(order, { Type: 'Cash' }), [
    'receipt of another kind',
    'edited in GP',
  ]),
  plant('its receipt of the month before', 'open', (order) => receipt(order, { Date: '2020-01-31T00:00:00' }), [
    'receipt of another month',
    'edited in GP',
  ]),
  plant(
    'its receipt twice',
    'invoiced',
    (order) => store().put('cashReceipt', `PYMNT${order}`, { ...month.receipt(order), Key: { Id: `PYMNT${order}` } }),
    ['received twice', 'entered by hand in GP'],
  ),
  plant(
    'a payment that nobody carried',
    'open',
    (order) => {
      shop().addPayment({ order, amount: '3.00', method: 'Card' })
    },
    ['payment without receipt', 'not seen by the hub'],
  ),
  plant(
    'a payment of a method that nobody knows',
    'invoiced',
    (order) => run('prestashop.orderPayment', shop().addPayment({ order, amount: '4.00', method: 'Barter' })),
    ['payment without receipt', 'stopped'],
  ),
  plant(
    'its payment twice in the shop',
    'open',
    (order) => {
      const [paid] = month.payments(order)
      month.change('order_payments', paid!, { transaction_id: `tr_${order}` })
      const id = shop().addPayment({ order, amount: plain(paid, 'amount').slice(0, -4), method: 'Card' })
      month.change('order_payments', month.row('order_payments', id), { transaction_id: `tr_${order}` })
    },
    ['paid twice', 'paid twice in the shop'],
    ['payment without receipt', 'not seen by the hub'],
  ),
  plant(
    'its payment is deleted in the shop',
    'open',
    (order) => {
      for (const { id } of month.payments(order)) shop().tables.of('order_payments').remove(id)
    },
    ['payment is gone from the shop', 'deleted in the shop'],
  ),
  plant(
    'its payment a cent more in the shop',
    'invoiced',
    (order) => {
      const [paid] = month.payments(order)
      month.change('order_payments', paid!, { amount: cent(plain(paid, 'amount')) })
    },
    ['receipt of another amount', 'edited in the shop'],
  ),
  plant(
    'money that went back',
    'open',
    (order) => {
      const id = shop().addPayment({ order, amount: '5.00', method: 'Card' })
      month.change('order_payments', month.row('order_payments', id), { amount: '-5.000000' })
    },
    ['payment that takes back', 'refunded in the shop'],
  ),
  plant(
    'a slip that nobody carried',
    'invoiced',
    (order) => {
      month.refund(order)
    },
    ['slip without credit memo', 'not seen by the hub'],
  ),
  plant('its memo is deleted', 'credited', (order) => store().remove('creditMemo', month.memo(order).Key!.Id!), [
    'slip without credit memo',
    'deleted in GP',
  ]),
  plant(
    'its memo a cent more',
    'credited',
    (order) =>
      memo(order, {
        DocumentAmount: { ...month.memo(order).DocumentAmount!, Value: cent(month.memo(order).DocumentAmount!.Value!) },
      }),
    ['credit memo of another amount', 'edited in GP'],
  ),
  plant('its memo is void', 'credited', (order) => memo(order, { IsVoided: true }), [
    'credit memo is void',
    'void in GP',
  ]),
  plant('its memo of another customer', 'credited', (order) => memo(order, { CustomerKey: { Id: 'AARONFIT0001' } }), [
    'credit memo of another customer',
    'edited in GP',
  ]),
  plant(
    'its memo with another tax',
    'credited',
    (order) =>
      memo(order, {
        Taxes: month.memo(order).Taxes!.map((one) => ({ ...one, Key: { ...one.Key, TaxDetailKey: { Id: 'OTHER' } } })),
      }),
    ['credit memo with other taxes', 'edited in GP'],
  ),
  plant(
    'its slip is deleted in the shop',
    'credited',
    (order) => {
      for (const { id } of month.slips(order)) shop().tables.of('order_slip').remove(id)
      for (const line of month.details(order))
        month.change('order_details', line, {
          product_quantity_refunded: '0',
          total_refunded_tax_incl: '0.000000',
          total_refunded_tax_excl: '0.000000',
        })
    },
    ['slip is gone from the shop', 'deleted in the shop'],
  ),
  plant(
    'lowered, and credited by hand as well',
    'lowered',
    (order) => {
      month.invoice(order)
      const [slip] = month.slips(order)
      const of = plain(slip, 'total_products_tax_incl')
      store().put('creditMemo', `WEBCR${slip!.id}`, {
        Key: { Id: `WEBCR${slip!.id}` },
        Type: 'Credit Memo',
        BatchKey: { Id: 'BYHAND', Source: 'RM_Sales', CreatedDateTime: '1900-01-01T00:00:00' },
        CustomerKey: month.held(order).CustomerKey!,
        CurrencyKey: { ISOCode: 'EUR' },
        Date: '2026-10-30T00:00:00',
        SalesAmount: { Currency: 'EUR', Value: cent(of, 0), DecimalDigits: 2 },
        DocumentAmount: { Currency: 'EUR', Value: cent(of, 0), DecimalDigits: 2 },
      } as never)
    },
    ['credited twice', 'edited in GP'],
  ),
  plant('its deposit is taken off', 'deposited', (order) => deposit(order, null), [
    'deposit off the order',
    'edited in GP',
  ]),
  plant('its deposit is lowered', 'deposited', (order) => deposit(order, '0.40'), [
    'receipt of another amount',
    'edited in GP',
  ]),
  plant(
    'void with its deposit',
    'deposited',
    (order) => voidSalesOrder({ Id: `WEB${order}` }, all.sandbox.gp.company, () => 1),
    ['void in GP', 'void in GP'],
    ['receipt is void', 'void in GP'],
  ),
  plant('cancelled with its deposit', 'deposited', (order) => shop().setState(order, 6), [
    'cancelled in the shop, alive in GP',
    'cancelled in the shop',
  ]),
  // It is on the invoice: there is nothing to find.
  plant('a part of it is invoiced with its deposit', 'deposited', (order) => {
    const [first] = month.held(order).Lines!
    const lines = { [first!.Key!.LineSequenceNumber!]: '1' }
    const part = { number: `WEB${order}`, to: 'Invoice', lines, includeTotals: true } as const
    expect(transferOrder(part, all.sandbox.gp.company).Payments).toHaveLength(1)
  }),
]

/** What goes wrong between the payment provider, the shop and the ledger. */
const payoutPlants: readonly Plant[] = [
  plant(
    'a euro less was paid out',
    'open',
    (order) => settle(order, (amount, charge) => [[line('PAYOUT', 'charge', cent(amount, -1), charge)]]),
    ['paid out in another amount', 'settled differently'],
    ['payout without journal', 'stopped'],
  ),
  plant(
    'it was paid out twice',
    'invoiced',
    (order) => settle(order, (amount, charge) => [...whole(amount, charge), ...whole(amount, charge)]),
    ['paid out twice', 'settled differently'],
  ),
  plant(
    'somebody else was paid out beside it',
    'open',
    (order) =>
      settle(order, (amount, charge) => [
        [line('PAYOUT', 'charge', amount, charge), line('PAYOUT', 'charge', '7.00', 'ch_nobody')],
      ]),
    ['paid out, not in the shop', 'not in the shop'],
    ['payout without journal', 'stopped'],
  ),
  plant(
    'the provider gave money back',
    'invoiced',
    (order) =>
      settle(order, (amount, charge) => [
        [line('PAYOUT', 'charge', amount, charge), line('PAYOUT', 'refund', '-3.00', charge)],
      ]),
    ['given back, not in the shop', 'not in the shop'],
    ['payout without journal', 'stopped'],
  ),
  plant('its payout was carried by nobody', 'open', (order) => settle(order, whole, false), [
    'payout without journal',
    'not seen by the hub',
  ]),
  plant(
    'its journal is deleted',
    'open',
    async (order) => {
      await settle(order, whole)
      store().remove('journal', journalOf(order)[0])
    },
    ['payout without journal', 'deleted in GP'],
  ),
  plant(
    'its journal was edited',
    'open',
    async (order) => {
      await settle(order, whole)
      const [key, journal] = journalOf(order)
      const more = (amount: { Value?: string } | undefined) =>
        dec(amount?.Value ?? '0').isZero() ? amount : { ...amount, Value: cent(amount!.Value!, 5) }
      const Lines = journal.Lines!.map((one) => ({
        ...one,
        DebitAmount: more(one.DebitAmount)!,
        CreditAmount: more(one.CreditAmount)!,
      }))
      store().put('journal', key, { ...journal, Lines })
    },
    ['journal of another amount', 'edited in GP'],
  ),
  plant(
    'a line of its journal is on another account',
    'open',
    async (order) => {
      await settle(order, whole)
      const [key, journal] = journalOf(order)
      const [first, ...others] = journal.Lines!
      const moved = { ...first!, GLAccountKey: others[0]!.GLAccountKey! }
      store().put('journal', key, { ...journal, Lines: [moved, ...others] })
    },
    ['journal on other accounts', 'edited in GP'],
  ),
  plant(
    'a row came after its journal',
    'invoiced',
    async (order) => {
      await settle(order, whole)
      await bring([line(`po_${order}_0`, 'fee', '-2.00', '')])
    },
    ['journal of another amount', 'rows came later'],
  ),
  plant(
    'it was paid out in another currency',
    'open',
    (order) => settle(order, (amount, charge) => [[line('PAYOUT', 'charge', amount, charge, 'usd')]], false),
    ['paid out in another currency', 'settled differently'],
    ['payout without journal', 'not seen by the hub'],
  ),
  // Nothing is doubled, so there is nothing to find.
  plant('its report came twice, in another order', 'invoiced', async (order) => {
    const lines: string[] = []
    await settle(order, (amount, charge) => {
      lines.push(line('PAYOUT', 'charge', amount, charge), line('PAYOUT', 'fee', '-1.00', ''))
      return [lines]
    })
    await bring(lines.toReversed().map((one) => one.replaceAll('PAYOUT', `po_${order}_0`)))
  }),
  // Nothing of it is read, and nothing booked, before the whole report comes.
  plant('its report was cut', 'open', async (order) => {
    const rows = (amount: string, charge: string) => [
      line('PAYOUT', 'charge', amount, charge),
      line('PAYOUT', 'fee', '-1.00', '').slice(0, -9),
    ]
    await settle(order, (amount, charge) => [rows(amount, charge)], false)
    expect(await payoutsOf(order)).toEqual([])
  }),
]

/** All of it goes back, gift wrapping too. */
function refundAll(order: number): void {
  const amounts = month.details(order).map((line) => plain(line, 'total_price_tax_incl').slice(0, -4))
  const lines = month.details(order).map((line, index) => ({
    line: index,
    quantity: Number(plain(line, 'product_quantity')),
    amount: amounts[index]!,
  }))
  const goods = amounts.reduce((sum, amount) => sum.plus(amount), dec(0))
  shop().refund({
    order,
    lines,
    shipping: dec(plain(month.row('orders', order), 'total_paid'))
      .minus(goods)
      .toFixed(),
  })
}

const plants = [...documentPlants, ...payoutPlants]
const seeds = [7, 1913, 20261128]
/** The month's orders, each with what goes wrong about it: its document, its money, or both at once. */
const orders = new Map<number, readonly Plant[]>()
const references = new Map<string, number>()
/** What goes wrong about money says nothing of the document, so an order may have both. */
const ofMoney = (one: Plant) =>
  one.life !== 'deposited' &&
  !payoutPlants.includes(one) &&
  one.finds.some(([kind]) => /payment|receipt|received|paid/.test(kind))
const named = (order: number | undefined) => (orders.get(order ?? 0) ?? []).map(({ what }) => what).join('; ')

async function live(life: Life, order: number): Promise<void> {
  if (life === 'deposited')
    for (const paid of month.payments(order))
      month.change('order_payments', paid, { payment_method: 'Counter', amount: '1.000000' })
  await all.run(order)
  for (const { id } of month.payments(order)) await run('prestashop.orderPayment', id)
  if (life === 'lowered') {
    month.refund(order)
    await all.run(order)
  }
  if (life === 'invoiced' || life === 'credited') month.invoice(order)
  if (life === 'credited') await run('prestashop.orderSlip', month.refund(order))
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items]
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
    }),
  )
}

/** Orders whose payment became a receipt, and not a deposit. */
const receipts = () => [...orders.values()].filter(([one]) => one!.life !== 'deposited').length

const compared = () => reconcilePeriod(all.client, 'main', { from: '2026-10-01', to: '2100-01-01' })
/** "its receipt is void: receipt is void, void in GP" */
const found = (result: Reconciled): string[] =>
  result.differences
    .map(({ order, reference, kind, cause }) => {
      // "KHWLILZLL 12" of a payment, "stripe po_7_0 EUR" of a payout.
      const its = order === '' ? reference.split(' ').flatMap((name) => references.get(name) ?? [])[0] : Number(order)
      return `${named(its)}: ${kind}, ${cause}`
    })
    .sort()

test('a month at three seeds, in which everybody did their work, shows no difference to the cent', {
  timeout: 180_000,
}, async () => {
  const money = plants.filter(ofMoney)
  const waiting = plants
    .filter((one) => !ofMoney(one))
    .map((one) => {
      const beside = money.findIndex(({ life }) => life === one.life)
      return beside < 0 || one.what.startsWith('deleted') || payoutPlants.includes(one)
        ? [one]
        : [one, ...money.splice(beside, 1)]
    })
  expect(money).toEqual([])
  for (const [index, seed] of seeds.entries()) {
    const draw = drawnBy(seed)
    for (const order of month.place(Math.ceil(waiting.length / (seeds.length - index)), draw)) {
      orders.set(order, waiting.splice(draw(waiting.length), 1)[0]!)
      references.set(month.referenceOf(order), order)
    }
  }
  expect(waiting).toEqual([])
  await inLanes([...orders], ([order, [one]]) => live(one!.life, order))
  const result = await compared()
  expect(found(result)).toEqual([])
  expect(result.notes).toEqual([])
  expect(result.orders).toBeGreaterThanOrEqual(orders.size)
  // Nobody has posted the receipts: that is no difference, and is not forgotten either.
  expect(result.openKinds['receipt not posted']).toMatchObject({ count: receipts() })
})

test('the taxes of the month are equal on both sides, or explained; a refund counts on its own day', async () => {
  const report = await readTaxReport(all.client, 'main', { from: '2026-10-01', to: '2100-01-01' })
  expect(report.unexplained).toEqual({})
  expect(report.omitted).toBe(0)
  const sums = (side: 'shop' | 'gp', what: 'sales' | 'refunds') =>
    report.lines.reduce((sum, line) => sum.plus(line[side][what].tax), dec(0))
  // What the shop charged, order by order, to the cent.
  const charged = [...orders.keys()].reduce((sum, order) => {
    const row = month.row('orders', order)
    return sum.plus(plain(row, 'total_paid_tax_incl')).minus(plain(row, 'total_paid_tax_excl'))
  }, dec(0))
  expect(sums('shop', 'sales').toFixed()).toBe(charged.toFixed())
  const memos = [...store().values('creditMemo')].reduce((sum, one) => sum.plus(one.TaxAmount?.Value ?? '0'), dec(0))
  expect(sums('gp', 'refunds').negated().toFixed()).toBe(memos.toFixed())
  // What bears no tax has no detail in GP.
  const isNamed = ({ rate, detail }: { rate: string; detail: string }) => rate === '0' || (rate !== '' && detail !== '')
  expect(report.lines.every((line) => line.country === 'FR' && isNamed(line))).toBe(true)
  // Refunds that lowered a sales order before its transfer have no memo: both sides of them are named.
  const lowered = [...orders].filter(([, [one]]) => one!.life === 'lowered').map(([order]) => String(order))
  expect(new Set(report.differences.map(({ order }) => order))).toEqual(new Set(lowered))
  expect(report.differences.every(({ because }) => because?.includes('lowered the sales order'))).toBe(true)
  // The slips are of today, and the orders of October.
  const october = await readTaxReport(all.client, 'main', { from: '2026-10-01', to: '2026-10-31' })
  expect(october.documents).toBe(orders.size)
  expect(october.lines.every(({ shop: { refunds } }) => refunds.tax === '0')).toBe(true)
  expect(october.filed).toBeNull()
})

test('orders of another shop that are put in while the month goes on hide nothing before them, nor do their slips', async () => {
  const october = { from: '2026-10-01', to: '2026-10-31' }
  const whole = { from: '2026-10-01', to: '2100-01-01' }
  const [before, all] = [await taxes(october), await taxes(whole)]
  const [tables, { orders: count }] = [shop().tables, await compared()]
  const old = '2025-03-01 10:00:00'
  const lastOrder = tables.of('orders').byId().at(-1)!.id
  const put = ['orders', 'order_slip'].flatMap((resource) => {
    const row = tables.of(resource).byId().at(-1)!
    return Array.from({ length: 120 }, (_, index) => {
      const one = { ...row, id: row.id + 1 + index }
      const its = resource === 'orders' ? { reference: `OLD${index}` } : { id_order: String(lastOrder + 1 + index) }
      tables.of(resource).put({ ...one, fields: { ...one.fields, ...its, date_add: old, date_upd: old } })
      return [resource, one.id] as const
    })
  })
  tables.commit()
  try {
    expect(await taxes(october)).toEqual(before)
    expect(await taxes(whole)).toEqual(all)
    expect((await compared()).orders).toBe(count)
  } finally {
    for (const [resource, id] of put) tables.of(resource).remove(id)
    tables.commit()
  }
})
const taxes = async (period: { readonly from: string; readonly to: string }) => {
  const { documents, lines } = await readTaxReport(all.client, 'main', period)
  return { documents, lines }
}

test('the taxes of a period that was filed stay as they were, with their hash, and what changes later is named', async () => {
  const period = { from: '2026-10-01', to: '2026-10-31' }
  const at = '/api/integrations/main/tax-filings'
  await expect(all.client.post(at, { ...period, to: '2999-12-31' })).rejects.toThrow(/must be over/)
  // A document that cannot be read would be in no figure for ever.
  const [anyOrder] = orders.keys()
  const whole = shop().tables.of('orders').get(anyOrder!)!
  shop()
    .tables.of('orders')
    .put({ ...whole, fields: { ...whole.fields, total_paid: 'a lot' } })
  try {
    await expect(all.client.post(at, period)).rejects.toThrow(`the sale of order ${anyOrder}: `)
  } finally {
    shop().tables.of('orders').put(whole)
  }
  // One that belongs to no period is named, and hinders none.
  const slips = shop().tables.of('order_slip')
  const [slip] = slips.byId()
  slips.put({ ...slip!, fields: { ...slip!.fields, date_add: '0000-00-00 00:00:00' } })
  const { differences } = await readTaxReport(all.client, 'main', period)
  const named = { slip: String(slip!.id), because: expect.stringMatching(/no day of it/) }
  expect(differences).toContainEqual(expect.objectContaining(named))
  await expect(all.client.post(at, { ...period, from: '2025-01-01', to: '2025-01-31' })).resolves.toBeDefined()
  slips.put(slip!)
  // Another hub files the same days while this one counts.
  const days = { from: '2025-02-01', to: '2025-02-28' }
  const other = new pg.Client(all.config.databaseUrl!)
  await other.connect()
  await other.query('begin')
  await other.query(`select 1 from integrations where id = 'main' for update`)
  const refused = expect(all.client.post(at, days)).rejects.toThrow(/was filed on 2026-01-01.*by the other/)
  while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
  const theirs = ['hub.taxFiling', `${days.from} ${days.to}`]
  await other.query(
    `insert into hub_records (integration, entity, key, value, at) values ('main', $1, $2, $3, now())`,
    [...theirs, JSON.stringify({ ...days, at: '2026-01-01T00:00:00.000Z', by: 'the other' })],
  )
  await other.query('commit')
  await refused
  await other.query('delete from hub_records where entity = $1 and key = $2', theirs)
  await other.end()
  const filing = await all.client.post<TaxFiling>(at, period)
  await expect(all.client.post(at, period)).rejects.toThrow(/filed once/)
  const across = { from: '2026-09-15', to: '2026-10-15' }
  await expect(all.client.post(at, across)).rejects.toThrow(/shares days with 2026-10-01 to 2026-10-31/)
  const [logged] = await all.client.get<{ deed: string; details: object }[]>('/api/audit?limit=1')
  expect(logged).toMatchObject({ deed: 'taxes.filed', details: { ...period, hash: filing.hash } })
  const same = await readTaxReport(all.client, 'main', period)
  expect(same.filed).toMatchObject({ hash: filing.hash, intact: true, changed: 0 })
  // Somebody moves an order into another month.
  const [order] = orders.keys()
  const row = shop().tables.of('orders').get(order!)!
  shop()
    .tables.of('orders')
    .put({ ...row, fields: { ...row.fields, date_add: '2026-09-30 10:00:00' } })
  try {
    const { filed, summary } = await readTaxReport(all.client, 'main', period)
    expect(filed!.changes).toMatchObject([
      { order: String(order), slip: null, says: expect.stringMatching(/was filed with .* by now it is in no figure/) },
    ])
    expect(summary).toContain('one document is not as filed')
    // Whoever reads the next period sees it there: its return is still open.
    const next = await readTaxReport(all.client, 'main', { from: '2026-11-01', to: '2026-11-30' })
    expect(next.earlier).toMatchObject([{ ...period, changed: 1, changes: [{ order: String(order) }] }])
  } finally {
    shop().tables.of('orders').put(row)
  }
  // Somebody deletes an order, and a slip: GP's tax return has both all the same.
  const sold = [...orders].find(([, [one]]) => one!.life === 'invoiced')![0]
  const back = [...orders].find(([, [one]]) => one!.life === 'credited')![0]
  const [[its], memoOf] = [month.slips(back), month.memo(back)]
  type Taxed = Partial<Record<'TaxAmount' | 'FreightTaxAmount' | 'MiscellaneousTaxAmount', { Value?: string }>>
  const tax = ({ TaxAmount, FreightTaxAmount, MiscellaneousTaxAmount }: Taxed) =>
    [TaxAmount, FreightTaxAmount, MiscellaneousTaxAmount].reduce((all, one) => all.plus(one?.Value ?? '0'), dec(0))
  const rows = { orders: month.row('orders', sold), order_slip: its! }
  for (const [resource, { id }] of Object.entries(rows)) shop().tables.of(resource).remove(id)
  shop().tables.commit()
  try {
    const whole = { from: '2026-10-01', to: '2100-01-01' }
    const gone = (await readTaxReport(all.client, 'main', whole)).differences.filter(({ because }) =>
      because?.includes('somebody deleted it'),
    )
    const differing = (slip: string | null) =>
      gone.filter((one) => one.slip === slip).reduce((total, { difference }) => total.plus(difference), dec(0))
    expect(differing(null).toFixed()).toBe(tax(month.held(sold)).toFixed())
    expect(differing(String(its!.id)).toFixed()).toBe(tax(memoOf).negated().toFixed())
    const { filed, unexplained } = await readTaxReport(all.client, 'main', period)
    expect(unexplained).toEqual({})
    expect(filed!.changes).toMatchObject([
      { order: String(sold), slip: null, says: expect.stringMatching(/was filed with .* by now it is 0 EUR/) },
    ])
  } finally {
    for (const [resource, row] of Object.entries(rows)) shop().tables.of(resource).put(row)
    shop().tables.commit()
  }
  const { filings } = await all.client.get<{ filings: TaxFiling[] }>(at)
  expect(filings).toContainEqual(filing)
  // What the filing of a later period took in is named by no report after it.
  shop()
    .tables.of('orders')
    .put({ ...row, fields: { ...row.fields, date_add: '2026-09-30 10:00:00' } })
  try {
    const next = { from: '2026-11-01', to: '2026-11-02' }
    expect(await all.client.post(at, next)).toMatchObject({ earlier: [{ ...period, changed: 1 }] })
    const [itself, later] = [
      await readTaxReport(all.client, 'main', next),
      await readTaxReport(all.client, 'main', { from: '2026-11-03', to: '2026-11-30' }),
    ]
    expect(itself).toMatchObject({ filed: { intact: true }, earlier: [{ changes: [{ order: String(order) }] }] })
    expect(later.earlier).toEqual([])
  } finally {
    shop().tables.of('orders').put(row)
  }
})

test('a history holds every record with its links and proofs, and shows any change made to it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-history-'))
  try {
    const to = join(folder, 'history')
    // Somebody's own.
    writeFileSync(join(folder, 'history.partial'), 'mine')
    const { manifest, sha256 } = await writeHistory(all.client, 'main', to)
    const counts = Object.fromEntries(manifest.files.map(({ name, records }) => [name, records]))
    expect(counts).toMatchObject({
      'orders.jsonl': shop().tables.of('orders').size,
      'payments.csv': shop().tables.of('order_payments').size,
      'sales-orders.jsonl': orders.size,
      'cash-receipts.jsonl': receipts(),
    })
    const read = (name: string) => readFileSync(join(to, name), 'utf8')
    const links = read('links.jsonl').trimEnd().split('\n')
    expect(links.length).toBe(counts['links.jsonl'])
    const link = links
      .map((line) => JSON.parse(line) as { source_entity: string; proofs: { state: string }[]; read_back: object })
      .find(({ source_entity }) => source_entity === 'prestashop.order')!
    const become = new Set(links.map((line) => (JSON.parse(line) as { target_entity: string }).target_entity))
    expect([...become]).toContain('gp.customerAddress')
    expect(readdirSync(folder).sort()).toEqual(['history', 'history.partial'])
    expect(link.proofs.map(({ state }) => state)).toContain('proved')
    const table = Papa.parse<Record<string, string>>(read('sales-orders.csv').trimEnd(), {
      header: true,
      delimiter: ',',
    }).data
    expect(table.map((row) => row['gp.TotalAmount']).sort()).toEqual(
      [...all.salesOrders().values()].map(({ TotalAmount }) => TotalAmount.Value).sort(),
    )
    const held = <T>(name: string) =>
      read(name)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T)
    const invoices = [...all.sandbox.gp.company.store.values('transferred')].filter(({ Type }) => Type === 'Invoice')
    const legal = held<{ sales_order: string; gp: { Key: string; Type: string; TotalAmount: string } }>(
      'invoices.jsonl',
    )
    const ofOurs = invoices.filter(({ OriginalSalesDocumentKey: { Id } }) =>
      table.some((row) => row.key === Id && row.gone === 'false'),
    )
    expect(ofOurs.length).toBeGreaterThan(0)
    for (const { Key, OriginalSalesDocumentKey, TotalAmount } of ofOurs)
      expect(legal.find(({ gp }) => gp.Type === 'Invoice' && gp.Key === Key.Id)).toMatchObject({
        sales_order: OriginalSalesDocumentKey.Id,
        gp: { TotalAmount: expect.stringMatching(new RegExp(`^${Number(TotalAmount.Value)}`)) },
      })
    const filed = await all.client.get<{ filings: { from: string; hash: string }[] }>(
      '/api/integrations/main/tax-filings',
    )
    expect(filed.filings.length).toBeGreaterThan(1)
    expect(
      held<{ from: string; hash: string; each: object[]; documents: number }>('tax-filings.jsonl').map((one) => ({
        ...{ from: one.from, hash: one.hash, each: one.each.length },
      })),
    ).toEqual(filed.filings.map(({ from, hash }) => ({ from, hash, each: expect.any(Number) })))
    const { accepted } = await all.client.get<{ accepted: { mark: string }[] }>(
      '/api/integrations/main/reconciliation/accepted',
    )
    expect(held<{ mark: string }>('accepted.jsonl').map(({ mark }) => mark)).toEqual(accepted.map(({ mark }) => mark))
    // Another shop of the multistore sells, too: its money is in no history of this one.
    const kept = new Set(
      shop()
        .tables.of('order_payments')
        .byId()
        .map(({ id }) => id),
    )
    const [other] = month.place(1, drawnBy(21))
    const its = [month.row('orders', other!), ...month.payments(other!)]
    const slip = month.refund(other!)
    shop()
      .tables.of('shops')
      .put({ ...shop().tables.of('shops').get(1)!, id: 2 })
    month.change('orders', its[0]!, { id_shop: '2' })
    try {
      const again = await writeHistory(all.client, 'main', join(folder, 'of-one-shop'))
      const ids = (name: string) =>
        readFileSync(join(folder, 'of-one-shop', name), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => Number((JSON.parse(line) as { id: string }).id))
      expect(ids('payments.jsonl').sort()).toEqual([...kept].sort())
      expect(ids('slips.jsonl')).not.toContain(slip)
      expect(again.manifest.files.find(({ name }) => name === 'slips.jsonl')!.records).toBe(counts['slips.jsonl'])
    } finally {
      for (const { id } of month.payments(other!)) shop().tables.of('order_payments').remove(id)
      shop().tables.of('order_slip').remove(slip)
      shop().tables.of('shops').remove(2)
      shop().deleteOrder(other!)
    }
    expect(await verifyHistory(to)).toMatchObject({ problems: [], sha256 })
    await expect(writeHistory(all.client, 'main', to)).rejects.toThrow(/exists already/)
    const text = read('sales-orders.jsonl')
    writeFileSync(join(to, 'sales-orders.jsonl'), text.replace('"EUR"', '"USD"'))
    writeFileSync(join(to, 'more.txt'), '')
    rmSync(join(to, 'slips.csv'))
    expect((await verifyHistory(to)).problems).toEqual([
      { file: 'slips.csv', reason: 'is missing' },
      { file: 'sales-orders.jsonl', reason: expect.stringContaining('was changed') },
      { file: 'more.txt', reason: 'is no file of the history' },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test(`each of ${plants.length} planted differences is found, with its cause, and nothing else is`, async () => {
  // Money first: it is looked up by the order, whose customer may be another one then.
  for (const [order, its] of orders) for (const one of its.toReversed()) await one.plant(order)
  const result = await compared()
  const expected = [...orders].flatMap(([order, its]) =>
    its.flatMap(({ finds }) => finds.map(([kind, cause]) => `${named(order)}: ${kind}, ${cause}`)),
  )
  expect(found(result)).toEqual(expected.sort())
  for (const { says, next, amount, currency } of result.differences) {
    expect(says).toMatch(/\.$/)
    expect(next).toMatch(/\.$/)
    expect(amount).toMatch(/^\d+(\.\d+)?$/)
    expect(currency).toMatch(/^[A-Z]{3}$/)
  }
  // Each kind of difference is planted here, or in the test that is named.
  const elsewhere = {
    'not in GP': 'below',
    'cannot be read': 'receivables.test.ts',
    "refunds are a person's": 'receivables.test.ts',
    'another stock': 'stock.test.ts and drift.test.ts',
    'another price': 'drift.test.ts',
    'another name': 'drift.test.ts',
    'another account': 'drift.test.ts',
    'another answer when sold out': 'drift.test.ts',
    'other details': 'drift.test.ts',
    'another exchange rate': 'below',
    'received at another rate': 'differences.test.ts',
    'received on several checkbooks': 'differences.test.ts',
    'discontinued, and sold': 'drift.test.ts',
    'left behind by the hub': 'prices.test.ts',
    'no item in GP': 'catalogue.test.ts',
    'nearly an item': 'catalogue.test.ts and prices.test.ts',
    'one reference, several products': 'catalogue.test.ts',
    'item that the shop does not sell': 'catalogue.test.ts',
    'one customer, several accounts': 'duplicates.test.ts and prices.test.ts',
    'one customer, several in GP': 'duplicates.test.ts and prices.test.ts',
  }
  const planted = plants.flatMap(({ finds }) => finds.map(([kind]) => kind as string))
  expect(new Set([...planted, ...Object.keys(elsewhere)])).toEqual(new Set(differenceKinds))
})

test('what is to be voided is proposed once, and stays as it is until a person decides', async () => {
  const { differences } = await compared()
  const voids = differences.flatMap(({ correction }) => (correction?.do === 'void' ? [correction.key] : []))
  expect(voids.length).toBeGreaterThan(2)
  const lines = await proposeVoids(all.client, 'main', differences)
  expect(lines).toEqual(voids.map((key) => expect.stringContaining(`${key}: proposed to void it`)))
  // Whoever approves sees before what becomes of money that is posted.
  const [deposited] = [...orders].find(([, its]) => its[0]!.what === 'cancelled with its deposit')!
  expect(lines.filter((one) => one.includes('deposits'))).toEqual([
    expect.stringMatching(
      new RegExp(`^WEB${deposited}: .*deposits of 1 EUR \\(PAY.*takes them back by a reversing entry`),
    ),
  ])
  expect(await proposeVoids(all.client, 'main', differences)).toEqual(
    voids.map((key) => `${key}: a proposal to void it waits already.`),
  )
  expect(voids.filter((key) => all.salesOrders().get(key)?.IsVoided)).toEqual([])
})

test('what a person has accepted counts no more, with who, when and why, until its facts change or it is opened again', async () => {
  const { differences: before } = await compared()
  const because = 'Looked at by finance; it is right as it is.'
  const place = '/api/integrations/main/reconciliation/accepted'
  const accept = ({ order, kind, about, mark }: Difference, why = because) =>
    all.client.post<Accepted>(place, { order, kind, about, mark, because: why })
  // Each kind that has a mark is found by it, whatever it is about, and no two share one.
  const acceptable = before.filter(({ mark }) => mark !== null)
  expect(new Set(acceptable.map(({ mark }) => mark)).size).toBe(acceptable.length)
  await expect(accept(acceptable[0]!, 'short')).rejects.toMatchObject({ code: 'invalid_input' })
  for (const one of acceptable) expect(await accept(one)).toMatchObject({ ...one, accepted: { because } })
  const after = await compared()
  expect(after.differences).toEqual(before.filter(({ mark }) => mark === null))
  expect(after.accepted.map(({ accepted: _, ...one }) => one)).toEqual(acceptable)
  expect([after.acceptedCount, Object.values(after.atStake)]).toEqual([acceptable.length, []])
  const shown = ['text', 'markdown', 'csv'].map((format) => formats[format]!(after))
  for (const text of shown) expect([text.includes(because), text.includes(acceptable[0]!.mark!)]).toEqual([true, true])

  const merged = acceptable.find(({ kind, cause }) => kind === 'another customer' && cause === 'edited in GP')!
  month.edit(Number(merged.order), { CustomerKey: { Id: 'ADAMPARK0001' } })
  const again = (await compared()).differences.filter(({ mark }) => mark !== null)
  expect(again.map(({ order, kind }) => [order, kind])).toEqual([[merged.order, merged.kind]])
  expect(again[0]!.mark).not.toBe(merged.mark)
  // What is not there any more cannot be accepted.
  await expect(accept(merged)).rejects.toMatchObject({ code: 'not_found' })

  for (const { mark } of acceptable)
    await all.client.call('DELETE /api/integrations/:integration/reconciliation/accepted/:mark', {
      params: { integration: 'main', mark: mark! },
    })
  expect(await all.client.get(place)).toEqual({ accepted: [] })
  expect((await compared()).differences.length).toBe(before.length)
  const audited =
    await all.client.get<readonly { deed: string; details: { because?: string } }[]>('/api/audit?limit=500')
  const noted = (deed: string) => audited.filter((one) => one.deed === deed && one.details.because === because).length
  expect([noted('difference.accepted'), noted('difference.reopened')]).toEqual([acceptable.length, acceptable.length])
})

type Accepted = AnswerOf<'POST /api/integrations/:integration/reconciliation/accepted'>

test('an order in another currency is named where the rate of its document in GP is neither near that of the shop nor its inverse', async () => {
  const rates = async () => {
    const { differences, notes } = await compared()
    expect(notes.join(' ')).not.toContain('exchange rates')
    return differences.filter(({ kind }) => kind === 'another exchange rate')
  }
  const [order] = month.place(1, drawnBy(9))
  await all.run(order!)
  const row = shop().tables.of('orders').get(order!)!
  month.change('orders', row, { id_currency: '2', conversion_rate: '0.940000' })
  const books = (ExchangeRate: string) => month.edit(order!, { CurrencyKey: { ISOCode: 'CHF' }, ExchangeRate })
  books('1.0638298')
  expect(await rates()).toEqual([])
  books('0.9400000')
  expect(await rates()).toEqual([])
  books('9.4000000')
  const found = await rates()
  expect(found).toMatchObject([
    { currency: 'EUR', about: [{ key: String(order) }], says: expect.stringContaining(`WEB${order} (`) },
  ])
  // Whoever accepts it accepts the rate of that day, also for the next order of it.
  const { kind, about, mark } = found[0]!
  await all.client.post('/api/integrations/main/reconciliation/accepted', {
    ...{ order: '', kind, about, mark, because: 'Booked by the treasurer, memo 7.' },
  })
  expect(await rates()).toEqual([])
  expect((await compared()).accepted.map(({ kind }) => kind)).toContain('another exchange rate')
})

test('an order that a voucher has paid whole is a sale: it is missed where it is not in GP, and not taken for refunded where it is', async () => {
  const [order] = month.place(1, drawnBy(10))
  const row = shop().tables.of('orders').get(order!)!
  const payments = shop().tables.of('order_payments')
  for (const one of payments.byId())
    if (plain(one, 'order_reference') === plain(row, 'reference')) payments.remove(one.id)
  const [goods, shipping] = ['total_products', 'total_shipping'].map((name) => ({
    net: dec(plain(row, name === 'total_products' ? name : `${name}_tax_excl`)),
    gross: dec(plain(row, name === 'total_products' ? `${name}_wt` : `${name}_tax_incl`)),
  }))
  const [net, gross] = (['net', 'gross'] as const).map((side) => goods![side].plus(shipping![side]).toFixed(6))
  const nothing = ['total_paid', 'total_paid_tax_incl', 'total_paid_tax_excl', 'total_paid_real']
  month.change('orders', row, {
    ...{ module: 'free_order', payment: 'Free order', total_discounts: gross!, total_discounts_tax_incl: gross! },
    ...{ total_discounts_tax_excl: net!, ...Object.fromEntries(nothing.map((name) => [name, '0.000000'])) },
  })
  const rules = shop().tables.of('order_cart_rules')
  const id = Math.max(0, ...rules.byId().map((one) => one.id)) + 1
  rules.put({
    ...{ id, associations: {} },
    fields: {
      ...{ id_order: String(order), id_cart_rule: '1', id_order_invoice: '0', name: 'All of it', free_shipping: '1' },
      ...{ value: gross!, value_tax_excl: net!, deleted: '0' },
    },
  })
  const kinds = async () =>
    (await compared()).differences.filter((one) => one.order === String(order)).map(({ kind }) => kind)
  expect(await kinds()).toEqual(['not in GP'])
  await all.run(order!)
  expect(month.held(order!).TotalAmount?.Value).toMatch(/^0(\.0+)?$/)
  expect(await kinds()).toEqual([])
})

test('an order that the hub has not seen, and one that is stopped, are told apart', async () => {
  const before = (await compared()).differences.length
  const [unseen, stopped] = month.place(2, drawnBy(3))
  for (const line of month.details(stopped!)) month.change('order_details', line, { product_reference: 'NO-SUCH-ITEM' })
  await all.run(stopped!)
  const { differences } = await compared()
  const of = (order: number) =>
    differences.filter((one) => one.order === String(order)).map(({ kind, cause }) => [kind, cause])
  expect(of(unseen!)).toEqual([
    ['not in GP', 'not seen by the hub'],
    ['payment without receipt', 'not seen by the hub'],
  ])
  expect(of(stopped!)).toEqual([
    ['not in GP', 'stopped'],
    ['payment without receipt', 'not seen by the hub'],
  ])
  expect(differences.length).toBe(before + 4)
})

test('an order whose reference holds signs of a list, or is longer than a payment can name, is not taken for one without a payment', async () => {
  const before = await compared()
  const references = ['100,20', 'EBAY|12-3', 'LONGSHOP-0001', 'BOX[2]']
  const placed = month.place(references.length, drawnBy(11))
  for (const [at, order] of placed.entries()) {
    const reference = references[at]!
    for (const payment of month.payments(order))
      month.change('order_payments', payment, { order_reference: reference.slice(0, 9) })
    month.change('orders', month.row('orders', order), { reference })
    await all.run(order)
  }
  const [, , long, brackets] = placed
  const now = await compared()
  const of = (order: number) => now.differences.filter((one) => one.order === String(order)).map(({ kind }) => kind)
  const others = placed.filter((order) => order !== brackets)
  expect(others.map(of)).toEqual(others.map(() => ['payment without receipt']))
  // The shop cannot be asked for such a payment: nothing is said of it, least of all that there is none. The order itself waits
  // for a person.
  expect(of(brackets!)).toEqual(['not in GP'])
  expect(now.openKinds['paid without a payment']).toEqual(before.openKinds['paid without a payment'])

  // Another order begins with the same signs: nobody knows whose the payment is.
  const [other] = month.place(1, drawnBy(12))
  for (const payment of month.payments(other!)) month.change('order_payments', payment, { order_reference: 'OTHER' })
  month.change('orders', month.row('orders', other!), { reference: 'LONGSHOP-0002' })
  const { differences } = await compared()
  expect(differences.filter((one) => one.order === String(long))).toEqual([])
})

test('a journal on an account that none had before is named in the report of the day after', async () => {
  all.clock.advance(25 * 60 * 60_000)
  const [order] = month.place(1, drawnBy(5))
  await live('open', order!)
  const rows = (amount: string, charge: string) => [
    line('PAYOUT', 'charge', amount, charge),
    line('PAYOUT', 'refund', '-3.00', charge),
  ]
  // Nobody has made a credit slip: a person has the journal written all the same.
  await settle(order!, (amount, charge) => [rows(amount, charge)])
  const { incidents } = all.hub.database.stores
  const asked = await incidents.list({ integration: 'main' as never, state: 'open', limit: 500 })
  const its = asked.filter(({ question }) => question.message.includes(`po_${order}_0`))
  expect(its).toHaveLength(1)
  await all.client.post(`/api/incidents/${its[0]!.id}/resolve`, {})
  await runKey('hub.payout', `stripe po_${order}_0 EUR`)
  const report = async () => JSON.stringify(await all.client.get('/api/integrations/main/report'))
  expect(await report()).toMatch(/Journal \d+ posts to account 000-2190-00, which none of the \d+ journals/)
  expect(await report()).not.toMatch(/account 000-1190-00/)
  const key = 'new-account 000-2190-00'
  const known = { params: { integration: 'main' } }
  const { unusual } = await all.client.call('GET /api/integrations/:integration/unusual', { ...known, query: {} })
  expect(unusual.map((one) => [one.key, one.muted])).toContainEqual([key, false])
  const until = new Date(Date.parse(all.clock.now()) + 24 * 60 * 60_000).toISOString()
  await all.client.call('POST /api/integrations/:integration/unusual/mute', { ...known, body: { key, until } })
  expect(await report()).not.toMatch(/000-2190-00/)
})

// Last: with people in the hub, tokens decide less.
test('what stands open beside its invoice is proposed to be applied, once, by whoever compares; a small rest is named apart', async () => {
  const posted = { PostedDate: '2026-10-30T00:00:00' }
  const draw = drawnBy(5)
  const [credited, short, alone, rested] = month.place(4, draw) as [number, number, number, number]
  // A day of their own: of the others none is compared again.
  for (const order of [credited, short, alone, rested])
    month.change('orders', month.row('orders', order), { date_add: '2026-10-31 10:00:00' })
  const compared = (on = '2026-10-31') => reconcilePeriod(all.client, 'main', { from: on, to: on })
  await inLanes([credited, short, alone, rested], (order) => live(order === credited ? 'credited' : 'invoiced', order))
  for (const order of [credited, short]) receipt(order, posted)
  memo(credited, posted)
  const { Amount } = month.receipt(short)
  receipt(short, { Amount: { ...Amount, Value: cent(Amount!.Value!, -0.02) } })
  const numbers = (order: number) => [month.receipt(order).Key!.Id!, invoiceOf(order).Key.Id!] as const
  const itemsOf = async (order: number, kinds: readonly string[] = ['not applied', 'small rest', 'credit left over']) =>
    (await compared()).open.filter((one) => one.order === String(order) && kinds.includes(one.kind))

  const whole = dec(invoiceOf(credited).TotalAmount.Value!).toFixed()
  const [from, to] = numbers(credited)
  const key = `9:${from}>1:${to}`
  // The receipt of the whole money settles the invoice; nothing is left for the memo to settle.
  const [item, left] = await itemsOf(credited)
  const given = dec(month.memo(credited).DocumentAmount!.Value!).toFixed()
  expect(left).toMatchObject({ kind: 'credit left over', amount: given, correction: null })
  expect(item).toMatchObject({
    ...{ kind: 'not applied', amount: whole, currency: 'EUR' },
    says: `Of Receipt ${from} ${whole} EUR are open, and of Invoice ${to} ${whole}.`,
    correction: { do: 'apply', entity: 'gp.receivablesApply', key, amount: whole },
  })
  // Cents that a receipt is short of are not written off by the hub.
  const [part, rest] = await itemsOf(short)
  expect([part!.kind, rest!.kind, rest!.amount, rest!.correction]).toEqual(['not applied', 'small rest', '0.02', null])
  expect(rest!.next).toContain('Write Off Documents')
  expect(await itemsOf(alone)).toEqual([])

  const its = { open: (await compared()).open.filter(({ order }) => [credited, short].map(String).includes(order)) }
  const lines = await proposeApplies(all.client, 'main', its.open)
  expect(lines).toEqual([
    expect.stringMatching(/^Apply receipts and credits to the invoices of their orders: 2: proposed/),
  ])
  expect(await proposeApplies(all.client, 'main', its.open)).toEqual([])
  expect(store().get('applied', key)).toBeUndefined()
  const [proposal] = await all.client.get<readonly Proposal[]>('/api/proposals?integration=main&state=pending&limit=1')
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
  expect(
    await all.client.post(`/api/proposals/${proposal!.id}/decide`, {
      ...{ approve: true, planHash: proposal!.planHash, email: 'ada@example.com', password },
      typed: proposal!.keyFacts.join(' '),
    }),
  ).toMatchObject({ state: 'applied' })
  expect(store().get('applied', key)).toMatchObject({ amount: whole })
  expect((await itemsOf(credited)).map(({ kind }) => kind)).toEqual(['credit left over'])
  expect((await itemsOf(short)).map(({ kind, amount }) => [kind, amount])).toEqual([['small rest', '0.02']])

  // Two documents are applied to each other once: what is left of that is raised in GP.
  receipt(alone, posted)
  const [its9, its1] = numbers(alone)
  const row = {
    from: its9,
    fromType: 9,
    to: its1,
    toType: 1,
    customer: month.receipt(alone).CustomerKey!.Id!,
    amount: '1',
  }
  store().put('applied', `9:${its9}>1:${its1}`, { ...row, posted: '2026-10-30' })
  expect(await itemsOf(alone)).toMatchObject([
    { kind: 'not applied', correction: null, next: expect.stringContaining('Raise what is applied') },
  ])
  // By night the hub proposes it by itself, once, and not again what somebody has rejected.
  receipt(rested, posted)
  const offer = async () => {
    const propose = all.hub.proposals.propose.bind(all.hub.proposals)
    await offerApplies({ database: all.hub.database, propose }, integrationId('main'), (await compared()).open)
    const waiting = await all.client.get<readonly Proposal[]>('/api/proposals?integration=main&state=pending&limit=500')
    return waiting.filter(({ title }) => title.startsWith('Apply '))
  }
  const [offered, ...more] = await offer()
  expect([offered!.proposedBy, offered!.changes.length, more]).toEqual([{ kind: 'hub' }, 1, []])
  expect((await offer()).map(({ id }) => id)).toEqual([offered!.id])
  await all.client.post(`/api/proposals/${offered!.id}/decide`, {
    ...{ approve: false, planHash: offered!.planHash, email: 'ada@example.com', password },
  })
  expect(await offer()).toEqual([])
  // A server that does not answer keeps nothing else from being compared.
  all.sandbox.gp.faults.add({ match: { operation: 'sql read' }, do: 'drop-before' })
  const blind = await compared()
  all.sandbox.gp.faults.clear()
  expect(blind.open.filter(({ kind }) => kind === 'not applied')).toEqual([])
  expect(blind.notes).toEqual([expect.stringContaining('so what is not applied is not named')])
})
