import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, type Json, recordKey, ref } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { reconcilePeriod } from '../../src/reconcile/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

const accounts = {
  sale: '000-1190-00',
  balance: '000-1190-00',
  withdrawal: '000-1100-00',
  payout: '000-1100-00',
  refund: '000-2190-00',
  chargeback: '000-1195-00',
  fee: '000-6520-00',
}
let all: Joined
beforeAll(async () => {
  all = await joined({
    adapt(parts) {
      const files = processes
        .filter(({ id }) => ['payments', 'payouts'].includes(id))
        .reduce((known, process) => withProcess(known, process).parts, parts)
      const settings = files['settings.json'] as { settings: Record<string, Json> }
      const map = (id: string, entries: Readonly<Record<string, string>>) => ({
        ...(files[`value-maps/${id}.json`] as { [member: string]: Json }),
        entries: Object.entries(entries).map(([from, to]) => ({ from, to })),
      })
      const checkbook = { ...(settings.settings.checkbook as object), value: 'UPTOWN TRUST' }
      const ledgerOpenFrom = { ...(settings.settings.ledgerOpenFrom as object), value: '2026-11-02' }
      return {
        ...files,
        'settings.json': { ...settings, settings: { ...settings.settings, checkbook, ledgerOpenFrom } },
        'value-maps/receipt.json': map('receipt', { 'Bank wire': 'Check' }),
        'value-maps/payout-account.json': map('payout-account', accounts),
        'value-maps/payout-columns.json': map('payout-columns', { 'paypal days-in': 'Europe/Paris' }),
      }
    },
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const shop = () => all.sandbox.shop
const gp = () => all.sandbox.gp
const run = (entity: string, key: string | number) =>
  all.client.post<RecordStory>('/api/integrations/main/records/run', { entity, key: String(key) })
const question = (story: RecordStory) => JSON.stringify(story.incidents[0]?.question)
const resolve = (story: RecordStory) => all.client.post(`/api/incidents/${story.incidents[0]!.id}/resolve`, {})
const upload = (text: string, folder = 'payouts') =>
  all.client.post<{ key: string; isNew: boolean }>('/api/integrations/main/files', {
    ...{ name: 'report.csv', folder, base64: Buffer.from(text).toString('base64') },
  })
/** The file is taken in and read. */
async function take(text: string, folder?: string): Promise<RecordStory> {
  return run('hub.file', (await upload(text, folder)).key)
}
const journalOf = (reference: string) =>
  [...gp().company.store.values('journal')].filter(({ Reference }) => Reference === reference)
/** "000-1100-00 +78.35": a debit is positive. */
const linesOf = (reference: string) => {
  const found = journalOf(reference)
  expect(found).toHaveLength(1)
  return found[0]!
    .Lines!.map(
      ({ GLAccountKey, DebitAmount, CreditAmount }) =>
        `${GLAccountKey?.Id} ${dec(DebitAmount?.Value ?? '0')
          .minus(CreditAmount?.Value ?? '0')
          .toFixed()}`,
    )
    .sort()
}

let order = 0
let count = 0
/** A payment of the shop that its provider knows by a name of its own, with its receipt. */
async function paid(amount: string, receipt = true): Promise<string> {
  order ||= shop()
    .placeOrders(4)
    .find((one) => Number(plain(shop().tables.of('orders').get(one)!, 'total_discounts')) === 0)!
  const payment = shop().addPayment({ order, amount })
  const table = shop().tables.of('order_payments')
  const transaction = `ch_${++count}`
  const row = table.get(payment)!
  table.put({ ...row, fields: { ...row.fields, transaction_id: transaction } })
  if (receipt) expect((await run('prestashop.orderPayment', payment)).runs[0]!.state).toBe('done')
  return transaction
}
/** An order of its own with a payment. */
function paidOrder(amount: string) {
  const [its] = shop().placeOrders(1)
  const payment = shop().addPayment({ order: its!, amount })
  const table = shop().tables.of('order_payments')
  const transaction = `ch_${++count}`
  const row = table.get(payment)!
  table.put({ ...row, fields: { ...row.fields, transaction_id: transaction } })
  return { order: its!, transaction }
}
const slip = (its: number, amount: string) => shop().refund({ order: its, lines: [], shipping: amount })
const header =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,fee,net,reporting_category,source_id,charge_id,order_id'
let row = 0
const line = (payout: string, category: string, gross: string, fee: string, charge = '', id = `txn_${++row}`) =>
  `${payout},2026-11-20 00:00:00,${id},eur,${gross},${fee},${dec(gross).minus(fee).toFixed()},${category},x,${charge},O\r\n`
const stripe = (...lines: string[]) => `${header}\r\n${lines.join('')}`

describe('a payout', () => {
  test('becomes one journal that balances, also when the reply is lost and the file comes again', async () => {
    const [one, two] = [await paid('100.00'), await paid('20.50')]
    const report = stripe(
      line('po_A', 'charge', '100.00', '1.65', one),
      line('po_A', 'charge', '20.50', '0.55', two),
      line('po_A', 'fee', '-2.00', '0'),
    )
    expect((await take(report)).runs[0]!.state).toBe('done')
    gp().faults.add({ match: { operation: 'CreateGLTransaction' }, do: 'drop-after', times: 1 })
    const story = await run('hub.payout', 'stripe po_A EUR')
    expect(story.runs[0]!.state).toBe('done')
    expect(linesOf('po_A')).toEqual(['000-1100-00 116.3', '000-1190-00 -120.5', '000-6520-00 4.2'])
    expect(journalOf('po_A')[0]).toMatchObject({
      BatchKey: { Id: 'PAYOUT20261120', Source: 'GL_Normal' },
      Key: { Date: '2026-11-20T00:00:00' },
      TransactionState: 'Work',
    })
    // The same content is the same file; with another last line it is another one, of the same rows.
    expect(await upload(report)).toMatchObject({ isNew: false })
    expect((await take(`${report}\r\n`)).runs[0]!.state).toBe('done')
    await run('hub.payout', 'stripe po_A EUR')
    expect(journalOf('po_A')).toHaveLength(1)
    expect(await all.client.get('/api/integrations/main/records/hub/payout')).toMatchObject({
      records: expect.arrayContaining([expect.objectContaining({ key: 'stripe po_A EUR', count: 3, total: '116.3' })]),
    })
  })

  test('of a second account at the provider is booked on the accounts of its folder, and the first one stays where it was', async () => {
    const map = all.parts['value-maps/payout-account.json'] as { [member: string]: Json; entries: Json[] }
    const more = [
      { from: 'payouts-brand2 payout EUR', to: '000-1101-00' },
      { from: 'payouts-brand2 fee', to: '000-6521-00' },
      { from: 'stripe fee', to: '000-6520-00' },
    ]
    const accounts = gp().company.store
    for (const [like, key] of [
      ['000-1100-00', '000-1101-00'],
      ['000-6520-00', '000-6521-00'],
    ] as const)
      accounts.put('glAccount', key, { ...accounts.get('glAccount', like)!, key })
    await all.import({ ...all.parts, 'value-maps/payout-account.json': { ...map, entries: [...map.entries, ...more] } })
    try {
      for (const [payout, folder] of [
        ['po_B1', 'payouts'],
        ['po_B2', 'payouts-brand2'],
      ] as const) {
        await take(stripe(line(payout, 'charge', '10.00', '1.00', await paid('10.00'))), folder)
        expect((await run('hub.payout', `stripe ${payout} EUR`)).incidents).toEqual([])
      }
      expect(linesOf('po_B1')).toEqual(['000-1100-00 9', '000-1190-00 -10', '000-6520-00 1'])
      expect(linesOf('po_B2')).toEqual(['000-1101-00 9', '000-1190-00 -10', '000-6521-00 1'])

      // One that waits for an account, until its file is forgotten, stays where its file had come from.
      const file = await upload(stripe(line('po_B3', 'other_adjustment', '7.00', '0')), 'payouts-brand2')
      expect((await run('hub.file', file.key)).runs[0]!.state).toBe('done')
      expect(question(await run('hub.payout', 'stripe po_B3 EUR'))).toMatch('adjustment')
      const none = { ticksBefore: null, reportsBefore: null, runsBefore: null }
      const filesBefore = later(all.clock.now(), 1)
      await all.hub.database.transaction((tx) => tx.retention.forget({ ...none, filesBefore }, 1_000))
      const kept = all.hub.database.stores.files
      expect(await kept.get(integrationId('main'), file.key)).toBeNull()
      const answered = [...map.entries, ...more, { from: 'other_adjustment', to: '000-1195-00' }]
      await all.import({ ...all.parts, 'value-maps/payout-account.json': { ...map, entries: answered } })
      const again = await run('hub.payout', 'stripe po_B3 EUR')
      expect(again.incidents).toEqual([])
      expect(again.runs[0]!.state).toBe('done')
      expect(linesOf('po_B3')).toEqual(['000-1101-00 7', '000-1195-00 -7'])
    } finally {
      await all.import(all.parts)
    }
  })

  test('of the last evening of a month is booked in the month of the zone that its profile names, and the file says so', async () => {
    const sold = await paid('12.00')
    const row = `"SB","${sold}","O-1","","","T0006",2026/11/30 23:30:00 +0000,2026/11/30 23:30:00 +0000,"CR",1200,"EUR","",0,"EUR","",""`
    const report = [
      ...['"RH",2026/12/01 02:00:00 +0000,"A","SHOP9",009', '"FH",01'],
      '"SH",2026/11/30 00:00:00 +0000,2026/11/30 23:59:59 +0000,"SHOP9",""',
      '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field","Consumer ID"',
      ...[row, '"SC",1', '"FF",1'],
    ]
    const story = await take(`${report.join('\n')}\n`)
    const file = await all.client.get<{ days: string }>(
      `/api/integrations/main/records/hub/payoutFile/${story.runs[0]!.record.key}`,
    )
    expect(file.days).toBe('Days are those of Europe/Paris.')
    expect((await run('hub.payout', 'paypal SHOP9 2026-11-30 2026-12-01 EUR')).runs[0]!.state).toBe('done')
    expect(journalOf('SHOP9 2026-11-30 2026-12-01')[0]).toMatchObject({
      ...{ BatchKey: { Id: 'PAYOUT20261201' }, Key: { Date: '2026-12-01T00:00:00' } },
    })
  })

  test('whose rows do not add up to what went to the bank waits for the rest, which another file brings', async () => {
    const names =
      'Merchant Account,Psp Reference,Merchant Reference,Creation Date,Type,Modification Reference,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number'
    const [one, two] = [await paid('50.00'), await paid('30.00')]
    const settled = (psp: string, net: string) =>
      `SHOP,${psp},O,2026-11-19 10:00:00,Settled,${psp},EUR,,${net},0.10,,,0.40,9\n`
    await take(`${names}\n${settled(one, '49.50')}SHOP,,,2026-11-21 00:00:00,MerchantPayout,TX9,EUR,79.00,,,,,,9\n`)
    const waiting = await run('hub.payout', 'adyen 9 SHOP EUR')
    expect(waiting.runs[0]).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/missing.*49\.5 EUR, to the bank: 79/),
    })
    await take(`${names}\n${settled(two, '29.50')}`)
    expect((await run('hub.payout', 'adyen 9 SHOP EUR')).runs[0]!.state).toBe('done')
    expect(linesOf('9 SHOP')).toEqual(['000-1100-00 79', '000-1190-00 -80', '000-6520-00 1'])
  })

  test('with rows of no payment asks once, with their lines, and is then written as it is', async () => {
    const known = await paid('10.00')
    await take(stripe(line('po_B', 'charge', '10.00', '0', known), line('po_B', 'charge', '7.00', '0', 'ch_nobody')))
    const story = await run('hub.payout', 'stripe po_B EUR')
    expect(story.runs[0]!.state).toBe('stopped')
    expect(question(story)).toMatch(/no payment that the shop has.*line 3: sale 7 of ch_nobody/)
    expect(journalOf('po_B')).toEqual([])
    await resolve(story)
    expect((await run('hub.payout', 'stripe po_B EUR')).runs[0]!.state).toBe('done')
    expect(linesOf('po_B')).toEqual(['000-1100-00 17', '000-1190-00 -17'])
  })

  test('that was read wrongly is taken back by a person, as long as no journal stands on it, and can be read again', async () => {
    const sold = await paid('40.00')
    const { key } = await upload(
      stripe(line('po_T', 'charge', '40.00', '1.00', sold), line('po_T', 'payout', '-39.00', '0')),
    )
    const back = (because = 'The columns were described wrongly.') =>
      all.client.post<{ rows: number; payouts: string[] }>(`/api/integrations/main/files/${key}/take-back`, { because })
    await run('hub.file', key)
    await run('hub.payout', 'stripe po_T EUR')
    const [journal] = journalOf('po_T')
    await expect(back()).rejects.toThrow(/not posted: delete it in GP/)
    const number = String(journal!.Key!.JournalId)
    gp().company.store.put('journal', number, { ...journal!, TransactionState: 'Open' })
    await expect(back()).rejects.toThrow(/is posted: its rows stay/)
    gp().company.store.remove('journal', number)
    expect(await back()).toEqual({ rows: 2, payouts: ['stripe po_T EUR'] })
    expect(await all.hub.database.stores.payouts.ofFile(integrationId('main'), recordKey(key))).toEqual([])
    const deeds = await all.client.get<{ deed: string; subject: string }[]>('/api/audit')
    expect(JSON.stringify(deeds)).toMatch(/payouts.rows-taken-back/)
    await expect(back()).rejects.toThrow(/Rows of the file/)
    expect((await run('hub.file', key)).runs[0]!.state).toBe('done')
    await run('hub.payout', 'stripe po_T EUR')
    expect(journalOf('po_T')).toHaveLength(1)
  })

  test('whose report is taken back while its journal is being made gets none of the wrong rows', async () => {
    const { key } = await upload(stripe(line('po_U', 'fee', '-1.00', '0')))
    await run('hub.file', key)
    const back = () =>
      all.client.post<{ rows: number }>(`/api/integrations/main/files/${key}/take-back`, { because: 'Wrong columns.' })
    gp().faults.add({ match: { operation: '*' }, do: 'delay', ms: 600_000 })
    const running = run('hub.payout', 'stripe po_U EUR')
    await vi.waitUntil(() => gp().faults.all()[0]!.happened > 0, 60_000)
    expect(await back()).toMatchObject({ rows: 1 })
    gp().faults.clear()
    const { runs } = await running
    expect(runs[0]).toMatchObject({ state: 'superseded', reason: 'The settlement report was taken back.' })
    expect(journalOf('po_U')).toEqual([])
  })

  test('whose journal is made while a report is being taken back keeps its rows', async () => {
    const { key } = await upload(stripe(line('po_W1', 'fee', '-1.00', '0'), line('po_W2', 'fee', '-2.00', '0')))
    await run('hub.file', key)
    await run('hub.payout', 'stripe po_W1 EUR')
    const [journal] = journalOf('po_W1')
    gp().company.store.remove('journal', String(journal!.Key!.JournalId))
    gp().faults.add({ match: { operation: '*' }, do: 'delay', ms: 600_000 })
    const back = all.client.post(`/api/integrations/main/files/${key}/take-back`, { because: 'Wrong columns.' })
    const refused = expect(back).rejects.toThrow(/is on its way: wait until its run has ended/)
    await vi.waitUntil(() => gp().faults.all()[0]!.happened > 0, 60_000)
    await run('hub.payout', 'stripe po_W2 EUR')
    gp().faults.clear()
    await refused
    expect(journalOf('po_W2')).toHaveLength(1)
    expect(await all.hub.database.stores.payouts.ofFile(integrationId('main'), recordKey(key))).toHaveLength(2)
  })

  test('whose report shares rows with a later one is taken back after that: no row is lost with the first', async () => {
    const shared = line('po_V', 'fee', '-1.00', '0')
    const [first, second] = [await upload(stripe(shared)), await upload(stripe(shared.replace(',O', ',P')))]
    for (const { key } of [first, second]) expect((await run('hub.file', key)).runs[0]!.state).toBe('done')
    const back = ({ key }: { key: string }) =>
      all.client.post(`/api/integrations/main/files/${key}/take-back`, {
        because: 'The columns were described wrongly.',
      })
    await expect(back(first)).rejects.toThrow(new RegExp(`${second.key}.*take that file back first`))
    expect(await back(second)).toMatchObject({ rows: 0 })
    expect(await back(first)).toMatchObject({ rows: 1 })
    await run('hub.file', second.key)
    await run('hub.payout', 'stripe po_V EUR')
    expect(journalOf('po_V')).toHaveLength(1)
  })

  test('that gets a row after its journal is written asks, and no second journal is written', async () => {
    await take(stripe(line('po_L', 'fee', '-1.00', '0')))
    expect((await run('hub.payout', 'stripe po_L EUR')).runs[0]!.state).toBe('done')
    await take(stripe(line('po_L', 'fee', '-0.50', '0')))
    const story = await run('hub.payout', 'stripe po_L EUR')
    expect(story.runs[0]!.state).toBe('stopped')
    expect(question(story)).toMatch(/rows came after it.*fee -1\.5/)
    await resolve(story)
    expect((await run('hub.payout', 'stripe po_L EUR')).runs[0]!.state).toBe('done')
    expect(linesOf('po_L')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
  })

  // 100.00 CHF were paid, and 95.20 EUR arrive; of 50.00 CHF that go back the provider takes 47.60 EUR.
  test('of sales in another currency asks to leave receipts and slips as they are, with both amounts, and never for a slip of the converted one', async () => {
    const francs = (its: string) => {
      const table = shop().tables.of('order_payments')
      const row = table.byId().find((one) => plain(one, 'transaction_id') === its)!
      table.put({ ...row, fields: { ...row.fields, id_currency: '2' } })
    }
    const { order: its, transaction } = paidOrder('100.00')
    francs(transaction)
    slip(its, '5.00')
    const equal = await paid('33.00', false)
    francs(equal)
    await take(
      stripe(
        line('po_CHF', 'charge', '95.20', '1.00', transaction),
        line('po_CHF', 'charge', '33.00', '0', equal),
        line('po_CHF', 'refund', '-4.60', '0', transaction),
      ),
    )
    const story = await run('hub.payout', 'stripe po_CHF EUR')
    expect(question(story)).toMatch(
      /has converted.*sale 95\.2 of ch_\d+ \(O\) EUR, paid as 100 CHF; .*sale 33 .* paid as 33 CHF/,
    )
    expect(question(story)).toMatch(/change no receipt/)
    await resolve(story)
    const next = await run('hub.payout', 'stripe po_CHF EUR')
    expect(question(next)).toMatch(/no cash receipt yet/)
    await resolve(next)
    const back = await run('hub.payout', 'stripe po_CHF EUR')
    expect(question(back)).toMatch(
      /has converted money that was given back.*refund -4\.6 .* paid as 100 CHF.*Credit slips: \d+ of 5 /,
    )
    expect(question(back)).toMatch(/make no other one/)
    await resolve(back)
    expect((await run('hub.payout', 'stripe po_CHF EUR')).runs[0]!.state).toBe('done')
  })

  const asks: [string, () => Promise<string>, RegExp][] = [
    [
      'of another amount than the payment',
      async () => line('po_X', 'charge', '9.99', '0', await paid('10.00')),
      /another amount.*sale 9\.99/,
    ],
    [
      'of a payment without receipt',
      async () => line('po_X', 'charge', '5.00', '0', await paid('5.00', false)),
      /no cash receipt yet.*sale 5/,
    ],
    [
      'of money that was given back without a slip',
      async () => line('po_X', 'refund', '-4.00', '0', await paid('4.00')),
      /no credit slip.*refund -4/,
    ],
    [
      'of a chargeback',
      async () => line('po_X', 'dispute', '-6.00', '15.00', await paid('6.00')),
      /chargebacks.*chargeback -6/,
    ],
    [
      'of a kind without an account',
      async () => line('po_X', 'risk_reserved_funds', '-3.00', '0'),
      /kind reserve of stripe|"reserve"/,
    ],
    [
      'of a sale without a transaction',
      async () => line('po_X', 'charge', '3.00', '0').replace(',x,,', ',,,'),
      /name no transaction.*sale 3/,
    ],
  ]
  test.each(asks)('with a row %s asks, and holds up no other', async (_, make, says) => {
    const payout = `po_C${++count}`
    await take(stripe((await make()).replace('po_X', payout)))
    const story = await run('hub.payout', `stripe ${payout} EUR`)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(question(story)).toMatch(says)
    expect(journalOf(payout)).toEqual([])
  })

  test('whose refund another refund has used the slip of asks: in the payout, in a later one, and of another order', async () => {
    const refund = (payout: string, charge: string) => line(payout, 'refund', '-4.00', '0', charge)
    const [twice, again, other] = [paidOrder('4.00'), paidOrder('4.00'), paidOrder('4.00')]
    // Both are refunded twice, and have one slip. The last one has none.
    for (const { order } of [twice, again]) slip(order, '4.00')
    await take(stripe(refund('po_R1', twice.transaction), refund('po_R1', twice.transaction)))
    const both = await run('hub.payout', 'stripe po_R1 EUR')
    expect(both.runs[0]!.state).toBe('stopped')
    expect(question(both)).toMatch(/no credit slip of its order.*line 2: refund -4.*line 3: refund -4/)
    // One refund with its slip asks nothing; the second of the same order, in the next payout, does.
    await take(stripe(refund('po_R2', again.transaction)))
    expect((await run('hub.payout', 'stripe po_R2 EUR')).runs[0]!.state).toBe('done')
    expect(linesOf('po_R2')).toEqual(['000-1100-00 -4', '000-2190-00 4'])
    await take(stripe(refund('po_R3', again.transaction), refund('po_R3', other.transaction)))
    expect(question(await run('hub.payout', 'stripe po_R3 EUR'))).toMatch(/line 2: refund -4.*line 3: refund -4/)
  })

  test('on an account that is not there, inactive, or closed to entry asks with account and entry, and sends nothing; doctor and check know before', async () => {
    const findings = async () => {
      const found =
        await all.client.post<{ check: string; level: string; found: string }[]>('/api/integrations/main/check')
      return found.filter(({ check }) => check === 'hub.answers.payout-account').map(({ found }) => found)
    }
    const check = async () =>
      JSON.stringify(await all.client.get('/api/integrations/main/findings')).match(/fee is answered with[^"]*/g)
    const table = gp().company.store
    const fees = table.get('glAccount', '000-6520-00')!
    await take(stripe(line('po_Q', 'fee', '-1.00', '0')))
    const asked = async (change: Partial<typeof fees> | null) => {
      if (change) table.put('glAccount', '000-6520-00', { ...fees, ...change })
      else table.remove('glAccount', '000-6520-00')
      const story = await run('hub.payout', 'stripe po_Q EUR')
      expect(story.runs[0]!.state).toBe('stopped')
      expect(journalOf('po_Q')).toEqual([])
      return story
    }
    expect(await findings()).toEqual([expect.stringMatching(/may be booked on/)])
    expect(question(await asked({ active: false }))).toMatch(
      /fee goes to account 000-6520-00, as “fee” of the value map payout-account says, and it is inactive/,
    )
    expect(await findings()).toEqual([expect.stringMatching(/“fee” with 000-6520-00\. It is inactive\./)])
    expect(await check()).toEqual([expect.stringMatching(/000-6520-00\. It is inactive\./)])
    expect(question(await asked({ type: 'Unit' }))).toMatch(/no posting account but of the type Unit/)
    expect(question(await asked(null))).toMatch(/GP has no such account/)
    expect(await check()).toEqual([expect.stringMatching(/000-6520-00, which GP does not have/)])
    const closed = await asked({ accountEntry: false })
    expect(question(closed)).toMatch(/does not allow account entry/)
    expect(await findings()).toEqual([expect.stringMatching(/It does not allow account entry/)])
    // Meant so, says a person.
    await all.client.post(`/api/incidents/${closed.incidents.at(-1)!.id}/resolve`, {})
    expect((await run('hub.payout', 'stripe po_Q EUR')).runs[0]!.state).toBe('done')
    expect(linesOf('po_Q')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
    // Its journal is there: an account that is closed since asks nothing.
    table.put('glAccount', '000-6520-00', { ...fees, active: false })
    expect((await run('hub.payout', 'stripe po_Q EUR')).runs[0]!.state).toBe('done')
    table.put('glAccount', '000-6520-00', fees)
  })

  test('whose payment names the beginning of a longer reference finds the slip of its order; of two that begin so it asks', async () => {
    const lengthen = (its: number, by: string) => {
      const orders = shop().tables.of('orders')
      const found = orders.get(its)!
      const reference = `${plain(found, 'reference')}${by}`
      orders.put({ ...found, fields: { ...found.fields, reference } })
      shop().tables.commit()
      return reference
    }
    const long = paidOrder('4.00')
    const whole = lengthen(long.order, '-LONG')
    slip(long.order, '4.00')
    await take(stripe(line('po_R4', 'refund', '-4.00', '0', long.transaction)))
    expect((await run('hub.payout', 'stripe po_R4 EUR')).runs[0]!.state).toBe('done')
    const orders = shop().tables.of('orders')
    const other = orders.get(paidOrder('4.00').order)!
    orders.put({ ...other, fields: { ...other.fields, reference: `${whole.slice(0, 9)}-ELSE` } })
    shop().tables.commit()
    slip(long.order, '4.00')
    await take(stripe(line('po_R5', 'refund', '-4.00', '0', long.transaction)))
    expect(question(await run('hub.payout', 'stripe po_R5 EUR'))).toMatch(/no credit slip of its order/)
  })

  test('into a closed period is refused by GP, and the question says what to do', async () => {
    gp().company.store.put('closedPeriod', '2026-11-01', { from: '2026-11-01', to: '2026-11-30' })
    await take(stripe(line('po_D', 'fee', '-1.00', '0')))
    const story = await run('hub.payout', 'stripe po_D EUR')
    expect(story.runs[0]!.state).toBe('stopped')
    expect(question(story)).toMatch(/fiscal period that is closed.*Fiscal Periods/)
    gp().company.store.remove('closedPeriod', '2026-11-01')
    await all.client.post(`/api/incidents/${story.incidents[0]!.id}/replay`, {})
    expect((await run('hub.payout', 'stripe po_D EUR')).runs[0]!.state).toBe('done')
    // A payout below zero takes from the bank.
    expect(linesOf('po_D')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
  })

  test('under whose number GP holds another journal asks, and writes nothing over it', async () => {
    await take(stripe(line('po_E', 'fee', '-1.00', '0')))
    const { number } = await all.client.get<{ number: number }>(
      `/api/integrations/main/records/hub/payout/${encodeURIComponent('stripe po_E EUR')}`,
    )
    const key = String(90_000_000 + number)
    const [other] = journalOf('po_A')
    gp().company.store.put('journal', key, { ...other!, Key: { ...other!.Key, JournalId: Number(key) } })
    const story = await run('hub.payout', 'stripe po_E EUR')
    expect(story.runs[0]!.state).toBe('stopped')
    // A journal has no prefix, and a posted one keeps its number.
    expect(story.incidents[0]!.question).toMatchObject({
      message: expect.stringMatching(new RegExp(`under the number of this payout.*po_E.*${key} is “po_A”`, 's')),
      hint: expect.stringMatching(/set journalFrom/),
    })
    expect(journalOf('po_E')).toEqual([])
    gp().company.store.remove('journal', key)
  })

  test('of before the open period asks where GP holds its journal under another number in the batch of the open day', async () => {
    await take(stripe(line('po_K', 'fee', '-1.00', '0').replace('2026-11-20', '2026-10-20')))
    const late = await run('hub.payout', 'stripe po_K EUR')
    expect(question(late)).toMatch(/before the first day that is open/)
    await resolve(late)
    const [other] = journalOf('po_A')
    const key = '4711'
    gp().company.store.put('journal', key, {
      ...{ ...other!, Key: { ...other!.Key, JournalId: Number(key) }, Reference: 'po_K' },
      BatchKey: { ...other!.BatchKey, Id: 'PAYOUT20261102' },
    })
    const story = await run('hub.payout', 'stripe po_K EUR')
    expect(story.runs[0]!.state).toBe('stopped')
    expect(question(story)).toMatch(/journal of this payout under another number/)
    gp().company.store.remove('journal', key)
    await all.client.post(`/api/incidents/${story.incidents[0]!.id}/replay`, {})
    expect((await run('hub.payout', 'stripe po_K EUR')).runs[0]!.state).toBe('done')
    expect(journalOf('po_K')[0]).toMatchObject({ BatchKey: { Id: 'PAYOUT20261102' } })
  })
})

test('a file that says something else of a row that is kept is refused whole', async () => {
  await take(stripe(line('po_F', 'fee', '-1.00', '0', '', 'txn_same')))
  const story = await take(stripe(line('po_F', 'fee', '-1.10', '0', '', 'txn_same'), line('po_F', 'fee', '-9.00', '0')))
  expect(story.runs[0]!.state).toBe('stopped')
  expect(question(story)).toMatch(/row txn_same, line 2, is fee -1\.1.*earlier file said fee -1/)
  await run('hub.payout', 'stripe po_F EUR')
  expect(linesOf('po_F')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
})

test('a report that lay in no folder of reports at first is read when it comes into the right one', async () => {
  const report = stripe(line('po_W', 'fee', '-1.00', '0'))
  expect((await take(report, '')).runs[0]!.state).toBe('skipped')
  expect((await take(report)).runs[0]!.state).toBe('done')
  await run('hub.payout', 'stripe po_W EUR')
  expect(linesOf('po_W')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
})

test('a file that is cut is held with its line, and nothing of it is kept', async () => {
  const whole = stripe(line('po_G', 'fee', '-1.00', '0'), line('po_G', 'fee', '-2.00', '0'))
  const story = await take(whole.slice(0, -20))
  expect(story.runs[0]!.state).toBe('stopped')
  expect(question(story)).toMatch(/Line 3/)
  expect(
    await all.hub.database.stores.payouts.rowsOf(integrationId('main'), {
      provider: 'stripe',
      payout: 'po_G',
      currency: 'EUR',
    }),
  ).toEqual([])
})

test('a report that is uploaded becomes its journal by itself', async () => {
  await all.hub.start()
  await upload(stripe(line('po_H', 'fee', '-1.00', '0')))
  const { runs } = all.hub.database.stores
  const record = ref('hub.payout', 'stripe po_H EUR')
  for (;;) {
    const done = await runs.list({ integration: integrationId('main'), record, states: ['done'], limit: 1 })
    if (done.length > 0) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(linesOf('po_H')).toEqual(['000-1100-00 -1', '000-6520-00 1'])
})

// The last one: with a person who may approve, answers need a sign-in.
test('a payout whose journal people have entered again is linked to theirs: nothing is asked or written of it any more', async () => {
  await take(stripe(line('po_AGAIN', 'fee', '-1.00', '0')))
  const key = 'stripe po_AGAIN EUR'
  await run('hub.payout', key)
  const [journal] = journalOf('po_AGAIN')
  const number = String(journal!.Key!.JournalId)
  gp().company.store.remove('journal', number)
  gp().company.store.put('journal', '4711', {
    ...{ ...journal!, Key: { ...journal!.Key, JournalId: 4711 }, Reference: 'typed again' },
  })
  const found = async () =>
    (await reconcilePeriod(all.client, 'main', { from: '2026-01-01', to: '2026-12-31' })).differences.filter(
      ({ reference }) => reference === key,
    )
  expect(await found()).toMatchObject([
    { next: expect.stringContaining(`"ledgerline proposals link hub.payout '${key}' gp.glTransaction NUMBER"`) },
  ])
  const { id, planHash, keyFacts } = await all.client.post<{
    id: string
    planHash: string
    keyFacts: string[]
  }>('/api/proposals', {
    ...{ integration: 'main', title: 'The journal of a payout', reason: 'It was entered again.' },
    changes: [
      {
        ...{ do: 'repair-link', source: { entity: 'hub.payout', key }, entity: 'gp.glTransaction' },
        ...{ before: number, after: '4711' },
      },
    ],
  })
  const approver = { email: 'ada@example.com', password: 'a password of the tests' }
  await all.hub.database.people.add({ ...approver, name: 'Ada', role: 'admin' })
  const typed = keyFacts.join(' ')
  const decided = await all.client.post<{ state: string }>(`/api/proposals/${id}/decide`, {
    ...{ approve: true, planHash, typed, ...approver },
  })
  expect(decided.state).toBe('applied')
  const story = await run('hub.payout', key)
  expect(question(story)).toBeUndefined()
  expect(story.runs[0]!.state).toBe('done')
  expect(journalOf('po_AGAIN')).toEqual([])
  expect(await found()).toEqual([])
  gp().company.store.remove('journal', '4711')
})
