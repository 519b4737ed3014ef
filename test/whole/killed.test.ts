import { type ChildProcess, spawn } from 'node:child_process'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccess } from '../../src/client/access-file.ts'
import { instant } from '../../src/domain/clock.ts'
import { tickRecord } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, type RecordRef, ref } from '../../src/domain/record.ts'
import { valueRead } from '../../src/domain/run.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { postInvoice } from '../../src/sandbox/gp/sales-orders/invoices.ts'
import { transferOrder } from '../../src/sandbox/gp/sales-orders/transfer.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { orderReported, signed } from '../support/delivery.ts'
import { program } from '../support/program.ts'
import { type Joined, joined } from './joined.ts'

const chosen: Readonly<Record<string, Json>> = {
  ...{ checkbook: 'UPTOWN TRUST', creditMemos: true, shippedState: '4', namesOverEdits: true },
}
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
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await all[Symbol.asyncDispose]()
})

/** The hub as a process of its own, on the same database and the same shop and GP. */
function start(pollSeconds = 1): ChildProcess {
  const { dataFolder, databaseUrl, keyFile } = all.config
  const env = {
    ...process.env,
    LEDGERLINE_DATA: dataFolder,
    DATABASE_URL: databaseUrl!,
    LEDGERLINE_KEY_FILE: keyFile,
    ...{ LEDGERLINE_PORT: '0', LEDGERLINE_POLL_SECONDS: String(pollSeconds), LEDGERLINE_SETTLE_SECONDS: '1' },
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

test('a process that is killed in the middle of a page of writes leaves the round to the next, which writes the rest once', async () => {
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

test('a process that is killed while it reads an order early, before there is a run for it, leaves nothing that counts', async () => {
  const { shop, gp } = all.sandbox
  const { runs } = all.hub.database.stores
  const main = integrationId('main')
  const admin = new pg.Client(all.config.databaseUrl!)
  await admin.connect()
  const count = async (text: string) => Number((await admin.query(`select count(*) from ${text}`)).rows[0].count)
  /** Claims, or deliveries, wait until then. */
  const lock = (table: string) => admin.query(`begin; lock table ${table} in share row exclusive mode`)
  const unlock = () => admin.query('rollback')
  const reads = () => shop.calls.get('GET orders') ?? 0
  const write = (order: number, message: string) => {
    const row = shop.tables.of('orders').get(order)!
    shop.tables.of('orders').put({ ...row, fields: { ...row.fields, gift_message: message } })
  }
  /** Nobody but the webhook reports orders. */
  const begin = async () => {
    const its = start(3600)
    child = its
    await until(() => readAccess(all.config.dataFolder)?.pid === its.pid)
    // Its routes answer before it works: until then nothing is read early.
    const { url } = readAccess(all.config.dataFolder)!
    await until(async () => !(await (await fetch(`${url}/health/ready`)).text()).includes('starting or stopping'))
  }
  const kill = async () => {
    const killed = child
    killed?.kill('SIGKILL')
    await until(() => killed === null || killed.signalCode !== null)
  }
  /** @returns the status; 0: the process has not answered */
  const report = (order: number) => {
    const body = orderReported(String(order))
    const { url } = readAccess(all.config.dataFolder)!
    return fetch(`${url}/webhooks/prestashop/main`, { method: 'POST', body, headers: signed(body) }).then(
      ({ status }) => status,
      () => 0,
    )
  }
  /** With several runs of late, none would be read early. */
  const quiet = async () =>
    (await count('jobs where held_by is not null or due_at <= now()')) === 0 &&
    (await count(`runs where updated_at > now() - interval '1100 ms'`)) === 0

  await kill()
  await begin()
  for (const moment of ['not answered', 'not claimed', 'claimed'] as const) {
    const [order] = shop.placeOrders(1) as [number]
    const record = ref('prestashop.order', String(order))
    const filter = { integration: main, flow: 'order-to-sales-order', record, limit: 9 }
    const newest = async () => (await runs.list(filter))[0]?.state
    write(order, 'as it was')
    await until(quiet)
    const before = reads()
    if (moment === 'claimed') shop.faults.add({ match: { operation: 'GET orders' }, do: 'slow', ms: 600_000 })
    else await lock(moment === 'not claimed' ? 'runs' : 'nonces')
    const answer = report(order)
    await until(() => reads() > before)
    if (moment === 'not answered') {
      await until(
        async () =>
          (await count(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)) > 0,
      )
      await kill()
      // The server goes on with the statement, and nobody hears of that.
      expect(await answer).toBe(0)
    } else {
      expect(await answer).toBe(202)
      if (moment === 'claimed') await until(async () => (await newest()) === 'running')
      await kill()
    }
    shop.faults.clear()
    write(order, 'as it is')
    if (moment !== 'claimed') await unlock()
    await begin()
    // The module sends again what was not answered.
    if ((await answer) === 0) expect(await report(order)).toBe(202)

    await until(async () => (await newest()) === 'done')
    const journals = await Promise.all((await runs.list(filter)).map(({ id }) => runs.journal(id)))
    const wrote = journals
      .map((journal) => journal.map(({ entry }) => entry))
      .filter((entries) => entries.some(({ kind }) => kind === 'written'))
    expect(wrote, moment).toHaveLength(1)
    expect(valueRead(wrote[0]!, record)?.gift_message, moment).toBe('as it is')
    expect([...gp.company.store.values('salesOrder')].filter(({ Key }) => Key?.Id === `WEB${order}`)).toHaveLength(1)
  }
  await admin.end()
})
