import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, type RecordRef, ref } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { postInvoice } from '../../src/sandbox/gp/sales-orders/invoices.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { program } from '../support/program.ts'
import { type Joined, joined } from './joined.ts'

const chosen: Readonly<Record<string, Json>> = { checkbook: 'UPTOWN TRUST', creditMemos: true, shippedState: '4' }
let all: Joined
let child: ChildProcess | null = null

beforeAll(async () => {
  all = await joined({
    permissions: 'all',
    cutOver: new Date().toISOString(),
    adapt(parts) {
      const files = processes
        .filter(({ id }) => ['payments', 'payouts', 'refunds', 'shipments', 'item-names'].includes(id))
        .reduce((known, process) => withProcess(known, process).parts, parts)
      const { settings, ...file } = files['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
      const values = Object.entries(settings).map(([name, one]) => [
        name,
        name in chosen ? { ...one, value: chosen[name]! } : one,
      ])
      const receipt = files['value-maps/receipt.json'] as { [member: string]: Json }
      const account = files['value-maps/payout-account.json'] as { [member: string]: Json }
      return {
        ...files,
        'settings.json': { ...file, settings: Object.fromEntries(values) } as Json,
        'value-maps/receipt.json': { ...receipt, entries: [{ from: 'Counter', to: 'Check' }] },
        'value-maps/payout-account.json': {
          ...account,
          entries: [
            { from: 'fee', to: '000-6520-00' },
            { from: 'payout', to: '000-1100-00' },
          ],
        },
      }
    },
  })
}, 60_000)
afterAll(async () => {
  child?.kill('SIGKILL')
  await all[Symbol.asyncDispose]()
})

/** The hub as a process of its own, on the same database and the same shop and GP. */
function start(): ChildProcess {
  const { dataFolder, databaseUrl, keyFile } = all.config
  const env = {
    ...process.env,
    LEDGERLINE_DATA: dataFolder,
    DATABASE_URL: databaseUrl!,
    LEDGERLINE_KEY_FILE: keyFile,
    ...{ LEDGERLINE_PORT: '0', LEDGERLINE_POLL_SECONDS: '1', LEDGERLINE_SETTLE_SECONDS: '1' },
  }
  return spawn(process.execPath, [program, 'start'], { env, stdio: 'ignore' })
}

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

test('a process that is killed after its receipt, credit memo, journal and shipment have arrived writes none of them again', {
  timeout: 180_000,
}, async () => {
  const { shop, gp } = all.sandbox
  const { store } = gp.company
  const rows = (resource: string, order: number) => shop.tables.of(resource).where('id_order', String(order)) ?? []
  const place = async () => {
    const order = shop
      .placeOrders(6)
      .find((one) => Number(plain(shop.tables.of('orders').get(one)!, 'total_discounts')) === 0)!
    const { runs } = await all.run(order)
    expect(runs.find(({ flow }) => flow === 'order-to-sales-order')!.state).toBe('done')
    return order
  }
  const [credited, shipped] = [await place(), await place()]
  const invoice = (order: number) => {
    const left = store
      .get('salesOrder', `WEB${order}`)!
      .Lines!.map((line) => [String(line.Key!.LineSequenceNumber), line.Quantity!.Value])
    const transfer = { number: `WEB${order}`, to: 'Invoice', lines: Object.fromEntries(left) } as const
    return transferOrder({ ...transfer, includeTotals: true }, gp.company).Key.Id!
  }
  // Only the other one is to be shipped by the hub: the answer of one row is slow.
  shop.setState(credited, 5)
  postInvoice(invoice(credited), gp.company)
  invoice(shipped)
  const payment = shop.addPayment({ order: shipped, amount: '12.34', method: 'Counter' })
  // Without a transaction the state that follows at once would count as what wrote it, and ask.
  const payments = shop.tables.of('order_payments')
  const paid = payments.get(payment)!
  payments.put({ ...paid, fields: { ...paid.fields, transaction_id: 'tr_1' } })
  const slip = shop.refund({ order: credited, lines: [{ line: 0, quantity: 1 }] })!
  const report = [
    'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,fee,net,reporting_category',
    'po_1,2026-11-20 00:00:00,txn_1,eur,-1.00,0.00,-1.00,fee\n',
  ].join('\n')
  await all.client.post('/api/integrations/main/files', {
    ...{ name: 'report.csv', folder: 'payouts', base64: Buffer.from(report).toString('base64') },
  })
  // Each has its effect, and the answer does not end before the process does.
  for (const operation of ['CreateCashReceipt', 'CreateReceivablesCreditMemo', 'CreateGLTransaction'])
    gp.faults.add({ match: { operation }, do: 'slow', ms: 600_000 })
  shop.faults.add({ match: { operation: 'POST order_histories' }, do: 'slow', ms: 600_000 })
  const shippedRows = () =>
    rows('order_histories', shipped).filter((row) => plain(row, 'id_order_state') === '4').length
  const receipts = () => [...store.values('cashReceipt')].filter(({ Key }) => Key?.Id === `PAY${payment}`).length
  const memos = () => [...store.values('creditMemo')].filter(({ Key }) => Key?.Id === `WEBCR${slip}`).length
  const journals = () => store.size('journal')

  child = start()
  await until(() => receipts() === 1 && memos() === 1 && shippedRows() === 1 && journals() === 1)
  const sent = { mails: shop.calls.get('POST order_histories with mail'), all: [...store.values('cashReceipt')].length }
  child.kill('SIGKILL')
  gp.faults.clear()
  shop.faults.clear()
  child = start()
  const records: readonly [flow: string, record: RecordRef][] = [
    ['payment-to-cash-receipt', ref('prestashop.orderPayment', String(payment))],
    ['slip-to-credit-memo', ref('prestashop.orderSlip', String(slip))],
    ['payout-to-journal', ref('hub.payout', 'stripe po_1 EUR')],
    ['shipment-to-shop', ref('prestashop.order', String(shipped))],
  ]
  const { runs, links } = all.hub.database.stores
  const main = integrationId('main')
  // The shipment's own row has changed its order, so a fresh run of that ends without writing.
  for (const [flow, record] of records)
    await until(async () => {
      const [newest] = await runs.list({ integration: main, flow, record, limit: 1 })
      return /done|skipped/.test(newest!.state) && (await links.bySource(main, record)).length > 0
    })
  expect([receipts(), memos(), journals(), shippedRows()]).toEqual([1, 1, 1, 1])
  expect(shop.calls.get('POST order_histories with mail')).toBe(sent.mails)
  for (const [, record] of records)
    expect((await links.bySource(integrationId('main'), record)).length).toBeGreaterThanOrEqual(1)
})

test('a process that is killed in the middle of a page of writes leaves the round to the next, which writes the rest once', {
  timeout: 120_000,
}, async () => {
  const { shop, gp } = all.sandbox
  const { store } = gp.company
  const products = shop.tables.of('products')
  const [like, item] = [products.get(1)!, [...store.values('item')][0]!]
  const [many, changed] = [250, 70]
  for (let index = 0; index < many; index++) {
    const key = `ROUND-${index}`
    store.put('item', key, { ...item, key, shortDescription: `Name ${index}` })
    const name = { 1: index < changed ? 'Old' : `Name ${index}`, 2: `Ancien ${index}` }
    products.put({ ...like, id: 1000 + index, fields: { ...like.fields, reference: key, name } })
  }
  const writes = () => shop.calls.get('PATCH products') ?? 0
  // Of the second page some have had their effect, but their answers do not end before the process does.
  shop.faults.add({ match: { operation: 'PATCH products' }, do: 'slow', ms: 600_000, after: 55, times: 0 })
  const main = integrationId('main')
  const tick = tickRecord({ flow: 'item-names', due: instant('2026-01-01T00:00:00Z') })
  await all.hub.database.transaction((tx) =>
    tx.enqueue([{ integration: main, flow: 'item-names', record: tick, at: 'now' }]),
  )
  await until(() => writes() > 55)
  const killed = child!
  killed.kill('SIGKILL')
  await until(() => killed.signalCode !== null)
  shop.faults.clear()
  child = start()
  const { runs, bulkRows } = all.hub.database.stores
  const ended = async () => (await runs.list({ integration: main, record: tick, states: ['done'], limit: 1 }))[0]
  await until(async () => (await ended()) !== undefined)

  for (let index = 0; index < many; index++)
    expect(products.get(1000 + index)!.fields.name).toEqual({ 1: `Name ${index}`, 2: `Ancien ${index}` })
  expect(writes()).toBe(changed)
  expect(await bulkRows.counts(main, 'item-names')).toMatchObject({ wanted: 0 })
  const pages = (await runs.journal((await ended())!.id)).flatMap(({ entry }) => (entry.kind === 'page' ? [entry] : []))
  expect(pages.filter(({ phase }) => phase === 'compared').reduce((read, page) => read + page.read, 0)).toBe(
    [...store.values('item')].length,
  )
})
