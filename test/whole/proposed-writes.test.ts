import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import type { Finding } from '../../src/domain/connector.ts'
import { dec } from '../../src/domain/decimal.ts'
import type { Proposal, WriteProgress } from '../../src/domain/proposal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import { claimMs } from '../../src/proposals/claim.ts'
import type { FaultInput } from '../../src/sandbox/control.ts'
import { addItem } from '../../src/sandbox/gp/clerk.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { resources } from '../../src/sandbox/shop/resources.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
const main = integrationId('main')
let all: Joined
beforeAll(async () => {
  all = await joined({ econnect: 'sql' })
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())

type Shown = Proposal & { says: string[] }
interface Write {
  readonly write: 'create' | 'update' | 'void'
  readonly record: { readonly entity: string; readonly key: string }
  readonly after?: object
  readonly tellCustomer?: boolean
}

const propose = (...writes: Write[]) => proposeTo(all, ...writes)
const proposeTo = ({ client }: Joined, ...writes: Write[]) =>
  client.post<Shown>('/api/proposals', {
    integration: 'main',
    title: 'A write to try',
    reason: 'Because the test says so.',
    changes: writes.map((write) => ({ do: 'write', ...write })),
  })
const approve = ({ id, planHash }: Proposal, typed?: string) =>
  all.client.post<Shown>(`/api/proposals/${id}/decide`, {
    ...{ approve: true, planHash, email: 'ada@example.com', password },
    ...(typed === undefined ? {} : { typed }),
  })
/** Until the hub has gone on by itself. */
async function ended(id: string): Promise<Shown> {
  for (;;) {
    await all.hub.proposals.resume()
    const proposal = await all.client.get<Shown>(`/api/proposals/${id}`)
    if (proposal.state !== 'approved') return proposal
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
/** As a process leaves one that came so far, and died. */
async function leftAt(id: string, progress: readonly WriteProgress[]): Promise<void> {
  const { proposals } = all.hub.database.stores
  const until = later(all.clock.now(), 1)
  expect(await proposals.claim(id, all.clock.now(), until)).toBe(true)
  expect(await proposals.note(id, until, { progress, claimedUntil: null })).toBe(true)
}
const refused = (words: RegExp) => expect.objectContaining({ message: expect.stringMatching(words) })

async function transferred(): Promise<number> {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  return order!
}
const shopRow = (resource: string, id: number) => all.sandbox.shop.tables.of(resource).get(id)!
const rowOf = (resource: string, field: string, value: string) =>
  all.sandbox.shop.tables.of(resource).where(field, value) ?? []
const histories = (order: number) => rowOf('order_histories', 'id_order', String(order))
const gp = () => all.sandbox.gp.company

const setState = (order: number, state: string): Write => ({
  write: 'update',
  record: { entity: 'prestashop.order', key: String(order) },
  after: { current_state: state },
})
const comment = (order: number, text: string): Write => ({
  write: 'update',
  record: { entity: 'gp.salesOrder', key: `WEB${order}` },
  after: { Comment: text },
})

describe('a proposed write', () => {
  test('notes what is there, changes nothing before the decision, and then exactly that', async () => {
    const order = await transferred()
    const [shipment] = rowOf('order_carriers', 'id_order', String(order))
    const [stock] = rowOf('stock_availables', 'id_product', '1')
    const writes: Write[] = [
      setState(order, '4'),
      comment(order, 'Call before delivery'),
      {
        write: 'update',
        record: { entity: 'prestashop.orderCarrier', key: String(shipment!.id) },
        after: { tracking_number: '1Z-4711' },
      },
      {
        write: 'update',
        record: { entity: 'prestashop.stockAvailable', key: String(stock!.id) },
        after: { quantity: 41 },
      },
      {
        write: 'create',
        record: { entity: 'gp.customer', key: 'BYHAND1' },
        after: { Name: 'By Hand Ltd', Comment1: 'asked for by phone' },
      },
    ]
    const proposal = await propose(...writes)
    expect(proposal.changes[0]).toMatchObject({ before: { current_state: '2' }, after: { current_state: '4' } })
    const row = shopRow('orders', order)
    const [paid, reference] = [dec(plain(row, 'total_paid')), plain(row, 'reference')]
    expect(proposal.says).toEqual([
      `prestashop.order ${order} (reference ${reference}, id_customer ${plain(row, 'id_customer')}, total_paid ${paid}): current_state becomes 4 (before: 2). The customer is not mailed.`,
      expect.stringMatching(
        new RegExp(
          `^gp.salesOrder WEB${order} \\(CustomerName “.*”, CustomerPONumber ${reference}, TotalAmount [\\d.]+\\): Comment `,
        ),
      ),
      `prestashop.orderCarrier ${shipment!.id} (id_order ${order}): tracking_number becomes 1Z-4711 (before: nothing). The customer is not mailed.`,
      expect.stringMatching(
        /^prestashop.stockAvailable \d+ \(id_product 1, id_product_attribute 0, product.reference \S+, product.name .*\): quantity becomes 41 /,
      ),
      expect.stringMatching(/^gp.customer BYHAND1 is made: /),
    ])
    expect(proposal.risk.level).toBe('medium')
    expect(plain(shopRow('orders', order), 'current_state')).toBe('2')

    expect(await approve(proposal)).toMatchObject({ state: 'applied' })
    expect(plain(shopRow('orders', order), 'current_state')).toBe('4')
    expect(plain(shopRow('order_carriers', shipment!.id), 'tracking_number')).toBe('1Z-4711')
    expect(plain(shopRow('stock_availables', stock!.id), 'quantity')).toBe('41')
    expect(all.salesOrders().get(`WEB${order}`)!.Comment).toBe('Call before delivery')
    expect(gp().store.get('customer', 'BYHAND1')).toMatchObject({ Name: 'By Hand Ltd' })
  })

  test('a void is of high risk and cannot be undone; an update can', async () => {
    const order = await transferred()
    const voided = await propose({ write: 'void', record: { entity: 'gp.salesOrder', key: `WEB${order}` } })
    expect(voided).toMatchObject({ risk: { level: 'high' }, inverse: null })
    expect(await approve(voided, `WEB${order} void`)).toMatchObject({ state: 'applied' })
    expect(gp().store.get('salesOrder', `WEB${order}`)).toMatchObject({ IsVoided: true })

    const other = await transferred()
    const changed = await approve(await propose(setState(other, '3')))
    const back = await all.client.post<Shown>(`/api/proposals/${changed.id}/revert`)
    expect(await approve(back)).toMatchObject({ state: 'applied' })
    expect(plain(shopRow('orders', other), 'current_state')).toBe('2')
  })

  test('a void of a document whose order is a sale again since it was proposed is not carried out; after any void the order is looked at', async () => {
    const order = await transferred()
    const [canceled, paid] = [6, 2]
    all.sandbox.shop.setState(order, canceled)
    expect((await all.run(order)).runs[0]!.state).toBe('stopped')
    const sales = { write: 'void', record: { entity: 'gp.salesOrder', key: `WEB${order}` } } as const
    const voided = await propose(sales)
    all.sandbox.shop.setState(order, paid)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(await approve(voided, `WEB${order} void`)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringContaining(`prestashop.order ${order} went through since this was proposed`),
    })
    expect(gp().store.get('salesOrder', `WEB${order}`)).not.toMatchObject({ IsVoided: true })
    // Whoever proposes it again means it.
    const waiting = async () =>
      (await all.hub.engine.flowStates(integrationId('main'))).find(({ id }) => id === 'order-to-sales-order')!.waiting
    const before = await waiting()
    expect(await approve(await propose(sales), `WEB${order} void`)).toMatchObject({ state: 'applied' })
    expect(await waiting()).toBe(before + 1)
  })

  test('is no foreign change to the flow: a later edit in the shop still reaches GP', async () => {
    const order = await transferred()
    await approve(await propose(comment(order, 'Ring the bell')))
    all.sandbox.shop.editOrder(order)
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('done')
    expect(story.proofs.at(-1)).toMatchObject({ of: 'read-back', state: 'proved' })
  })

  test('what people have changed beside it in GP is theirs still: a later edit in the shop asks, and writes over nothing', async () => {
    const order = await transferred()
    const document = gp().store.get('salesOrder', `WEB${order}`)!
    const line = document.Lines![0]!
    const nothing = (money: typeof line.UnitPrice) => ({ ...money!, Value: '0' })
    const free = {
      ...{ ...line, Key: { ...line.Key!, LineSequenceNumber: 900_000 }, IntegrationId: '', Taxes: [] },
      ...{ UnitPrice: nothing(line.UnitPrice), TotalAmount: nothing(line.TotalAmount) },
      ...(line.TaxAmount ? { TaxAmount: nothing(line.TaxAmount) } : {}),
    }
    gp().saveOrder({ ...document, Lines: [...document.Lines!, free] })
    const done = await approve(await propose(comment(order, 'Ring the bell')))
    expect(done, done.outcome ?? '').toMatchObject({ state: 'applied' })
    all.sandbox.shop.editOrder(order)
    const story = await all.run(order)
    expect(story.incidents[0]?.question).toMatchObject({
      code: 'changed_after_transfer',
      message: expect.stringMatching(/900000/),
    })
    const { Lines, Comment } = all.salesOrders().get(`WEB${order}`)!
    expect(Comment).toBe('Ring the bell')
    expect(Lines.map(({ Quantity }) => Quantity.Value)).toEqual(
      [...document.Lines!, free].map((one) => one.Quantity!.Value),
    )
  })

  test('names its record as the system spells it, whatever was typed', async () => {
    const order = await transferred()
    const typed = { entity: 'gp.salesOrder', key: `web${order}` }
    const proposal = await propose({ write: 'update', record: typed, after: { Comment: 'Ring the bell' } })
    expect(proposal.changes).toMatchObject([{ record: { key: `WEB${order}` } }])
    await expect(
      propose(comment(order, 'Call first'), { write: 'update', record: typed, after: { CustomerPONumber: 'X' } }),
    ).rejects.toThrow(refused(/written twice/))
    const customer = plain(shopRow('orders', order), 'id_customer')
    const source = ref('prestashop.customer', customer)
    const link = (await all.hub.database.stores.links.find(main, 'gp.customer', [source])).get(source.key)!
    gp().store.put('customer', 'SPELLED', { ...gp().store.get('customer', link.target.key)!, Key: { Id: 'SPELLED' } })
    const linked = await all.client.post<Shown>('/api/proposals', {
      ...{ integration: 'main', title: 'A link to try', reason: 'Because the test says so.' },
      changes: [{ do: 'repair-link', source, entity: 'gp.customer', before: link.target.key, after: 'Spelled' }],
    })
    expect(linked.changes).toMatchObject([{ after: 'SPELLED' }])
  })

  test('a void that was cut off before its call is not sent later where the order is a sale again', async () => {
    const order = await transferred()
    all.sandbox.shop.setState(order, 6)
    expect((await all.run(order)).runs[0]!.state).toBe('stopped')
    const voided = await propose({ write: 'void', record: { entity: 'gp.salesOrder', key: `WEB${order}` } })
    all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 3 })
    expect(await approve(voided, `WEB${order} void`)).toMatchObject({ state: 'approved' })
    all.sandbox.gp.faults.clear()
    // As a process leaves it that was killed between its note and its call.
    await leftAt(voided.id, [{ change: 0, state: 'sent', at: later(all.clock.now(), -3_600_000) }])
    all.sandbox.shop.setState(order, 2)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(await ended(voided.id)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringContaining(`prestashop.order ${order} went through since this was proposed`),
    })
    expect(gp().store.get('salesOrder', `WEB${order}`)).not.toMatchObject({ IsVoided: true })
  })
})

describe('nothing is written twice, and nothing is lost', () => {
  const faults: readonly [string, 'shop' | 'gp', FaultInput][] = [
    ['the shop’s reply is lost', 'shop', { match: { operation: 'POST order_histories' }, do: 'drop-after' }],
    ['the shop never hears of it', 'shop', { match: { operation: 'POST order_histories' }, do: 'drop-before' }],
    ['the shop’s reply is cut', 'shop', { match: { operation: 'POST order_histories' }, do: 'cut' }],
    ['the look before it fails', 'shop', { match: { operation: 'GET orders' }, do: 'html', times: 2 }],
  ]
  test.each(faults)('%s', async (_, system, fault) => {
    const [order] = all.sandbox.shop.placeOrders(1)
    const before = histories(order!).length
    const proposal = await propose(setState(order!, '3'))
    all.sandbox[system].faults.add(fault)
    await approve(proposal)
    expect(await ended(proposal.id)).toMatchObject({ state: 'applied' })
    expect(all.sandbox[system].faults.all().every(({ happened }) => happened > 0)).toBe(true)
    all.sandbox[system].faults.clear()
    expect(histories(order!)).toHaveLength(before + 1)
    expect(plain(shopRow('orders', order!), 'current_state')).toBe('3')
  })

  test.each(['drop-after', 'drop-before', 'cut', 'error'] as const)(
    'GP’s answer to a new customer: %s',
    async (deed) => {
      const key = `LOST${deed.replace('-', '').toUpperCase()}`
      const proposal = await propose({
        write: 'create',
        record: { entity: 'gp.customer', key },
        after: { Name: 'Lost' },
      })
      all.sandbox.gp.faults.add({ match: { operation: 'CreateCustomer' }, do: deed })
      await approve(proposal)
      const end = await ended(proposal.id)
      all.sandbox.gp.faults.clear()
      expect(end).toMatchObject({ state: 'applied' })
      expect(gp().store.get('customer', key)).toMatchObject({ Name: 'Lost' })
    },
  )

  test('GP is away: it stays approved, says what it waits for, and goes on', async () => {
    const order = await transferred()
    const proposal = await propose(comment(order, 'Later'))
    all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 3 })
    expect(await approve(proposal)).toMatchObject({ state: 'approved', outcome: expect.stringMatching(/^Not yet: gp/) })
    expect(await ended(proposal.id)).toMatchObject({ state: 'applied' })
    all.sandbox.gp.faults.clear()
  })

  test('a send that a clock ahead has noted counts from now: it is looked up soon, and goes on', async () => {
    const order = await transferred()
    const proposal = await propose(comment(order, 'By a wrong clock'))
    all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 3 })
    expect(await approve(proposal)).toMatchObject({ state: 'approved' })
    all.sandbox.gp.faults.clear()
    const { stores } = all.hub.database
    const ahead = later(all.clock.now(), 6 * 3_600_000)
    await leftAt(proposal.id, [{ change: 0, state: 'sent', at: ahead }])
    await all.hub.proposals.resume()
    const waits = (await stores.proposals.get(proposal.id))!
    expect(waits).toMatchObject({ state: 'approved', outcome: expect.stringMatching(/may still be on its way/) })
    expect(waits.progress).toMatchObject([{ change: 0, state: 'sent' }])
    expect(waits.progress[0]!.at < ahead).toBe(true)
    all.clock.advance(all.config.settleMs.gp!)
    await all.hub.proposals.resume()
    expect(await stores.proposals.get(proposal.id)).toMatchObject({ state: 'applied' })
    expect(all.salesOrders().get(`WEB${order}`)!.Comment).toBe('By a wrong clock')
  })

  test.each(['is confirmed anew', 'is not confirmed any more'])(
    'the company %s while it waits: nothing is sent',
    async (what) => {
      const { integrations } = all.hub.database.stores
      const order = await transferred()
      const before = gp().store.get('salesOrder', `WEB${order}`)
      const proposal = await propose(comment(order, 'In another company'))
      all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 3 })
      expect(await approve(proposal)).toMatchObject({ state: 'approved' })
      const { version: _, ...known } = (await integrations.get(integrationId('main')))!
      const confirmed = what === 'is confirmed anew' ? { ...known.confirmed!, at: later(all.clock.now(), 1) } : null
      await all.hub.database.transaction((tx) => tx.integrations.put({ ...known, confirmed }))
      expect(await ended(proposal.id)).toMatchObject({
        ...{ state: 'superseded', outcome: expect.stringMatching(/was not written: the GP company was changed/) },
      })
      all.sandbox.gp.faults.clear()
      expect(gp().store.get('salesOrder', `WEB${order}`)).toEqual(before)
      await all.hub.database.transaction((tx) => tx.integrations.put(known))
    },
  )

  test('the connection leads to another company while it waits: the shop is not set by what the company before held', async () => {
    await using other = await joined()
    const { database, proposals } = other.hub
    const ada = { email: 'ada@example.com', name: 'Ada', role: 'admin', password } as const
    const person = await database.people.add(ada)
    const [order] = other.sandbox.shop.placeOrders(1)
    const state = () => plain(other.sandbox.shop.tables.of('orders').get(order!)!, 'current_state')
    const before = state()
    const { id, planHash } = await proposeTo(other, setState(order!, '3'))
    other.sandbox.shop.faults.add({ match: { operation: 'GET orders' }, do: 'html', times: 0 })
    await proposals.decide({ id, approve: true, planHash, person, channel: 'command' })
    await proposals.resume()
    expect(await database.stores.proposals.get(id)).toMatchObject({
      ...{ state: 'approved', outcome: expect.stringMatching(/^Not yet/) },
    })
    // What an import into another company does.
    await database.transaction((tx) => tx.links.forgetIn(integrationId('main'), 'gp', later(other.clock.now(), 1)))
    other.sandbox.shop.faults.clear()
    await proposals.resume()
    expect(await database.stores.proposals.get(id)).toMatchObject({
      ...{ state: 'superseded', outcome: expect.stringMatching(/^It was proposed about another GP company/) },
    })
    expect(state()).toBe(before)
  })

  test('two processes at once do it once', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    const before = histories(order!).length
    const proposal = await propose(setState(order!, '3'))
    await Promise.all([approve(proposal), all.hub.proposals.resume(), all.hub.proposals.resume()])
    await ended(proposal.id)
    expect(histories(order!)).toHaveLength(before + 1)
  })

  test('a process that stood still for so long that another one took over writes nothing more', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    const before = histories(order!).length
    const proposal = await propose(setState(order!, '3'))
    const { shop } = all.sandbox
    shop.faults.add({ match: { operation: 'GET orders' }, do: 'delay', ms: 600_000 })
    const approving = approve(proposal)
    while (shop.faults.all()[0]!.happened === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    all.clock.advance(claimMs + 1)
    const until = later(all.clock.now(), claimMs)
    expect(await all.hub.database.stores.proposals.claim(proposal.id, all.clock.now(), until)).toBe(true)
    shop.faults.clear()
    expect(await approving).toMatchObject({ state: 'approved', outcome: null })
    expect(histories(order!)).toHaveLength(before)
    // The other one has died: a third goes on.
    all.clock.advance(claimMs + 1)
    expect(await ended(proposal.id)).toMatchObject({ state: 'applied' })
    expect(histories(order!)).toHaveLength(before + 1)
  })
})

describe('what must not happen does not', () => {
  test('what changed since is not overwritten: superseded, with the difference', async () => {
    const order = await transferred()
    const proposal = await propose(setState(order, '4'))
    all.sandbox.shop.setState(order, 6)
    const end = await approve(proposal)
    expect(end).toMatchObject({ state: 'superseded', outcome: expect.stringMatching(/current_state/) })
    expect(plain(shopRow('orders', order), 'current_state')).toBe('6')
  })

  test('GP refuses: failed, with GP’s words, and what was done before is told', async () => {
    const order = await transferred()
    const proposal = await propose(comment(order, 'First'), {
      write: 'create',
      record: { entity: 'gp.customer', key: 'NOCLASS' },
      after: { Name: 'No class', ClassKey: 'NOTHERE' },
    })
    const end = await approve(proposal)
    expect(end).toMatchObject({ state: 'failed', outcome: expect.stringMatching(/class.*1 of 2 writes were done/is) })
    expect(gp().store.get('customer', 'NOCLASS')).toBeUndefined()
  })

  test.each<[string, Write, RegExp]>([
    ['an amount', { ...comment(1, ''), after: { TotalAmount: '0' } }, /TotalAmount: is not written/],
    ['a field that is none', { ...setState(1, '4'), after: { state: '4' } }, /state: is not written/],
    ['an entity nobody writes', { write: 'update', record: { entity: 'gp.item', key: 'X' }, after: {} }, /not offered/],
    ['a void of the shop’s order', { write: 'void', record: setState(1, '4').record }, /not offered/],
    ['a record that is not there', setState(999_999, '4'), /was not found/],
    ['a mail where none is sent', { ...comment(1, 'x'), tellCustomer: true }, /mails nobody/],
    [
      'text longer than its column',
      { write: 'create', record: { entity: 'gp.customer', key: 'LONG' }, after: { Name: 'x'.repeat(65) } },
      /at most 64 characters, is 65/,
    ],
    [
      'a missing name',
      { write: 'create', record: { entity: 'gp.customer', key: 'NONAME' }, after: { Comment1: 'x' } },
      /Name/,
    ],
    [
      'an inner field that is none',
      { ...comment(1, ''), after: { ShipToAddress: { Street: 'x' } } },
      /ShipToAddress.Street: is no field/,
    ],
  ])('%s is refused when it is proposed', async (_, write, words) => {
    await expect(propose(write)).rejects.toThrow(refused(words))
  })

  test('what the Webservice key has no right to: refused when it is proposed, with the right to tick; doctor lists it', async () => {
    const readable = [...resources.keys()].map((name) => [name, ['GET', 'HEAD']] as const)
    const permissions = { ...Object.fromEntries(readable), stock_availables: ['GET', 'PATCH'] }
    await using least = await joined({ permissions })
    const [order] = least.sandbox.shop.placeOrders(1)
    const [address] = least.sandbox.shop.tables.of('addresses').byId()
    const refusals = [
      ['address', address!.id, { city: 'Lyon' }, '“Patch (PATCH)” for addresses'],
      ['order', order!, { current_state: '4' }, '“Add (POST)” for order_histories'],
    ] as const
    for (const [entity, key, after, right] of refusals) {
      const record = { entity: `prestashop.${entity}`, key: String(key) }
      await expect(proposeTo(least, { write: 'update', record, after }), entity).rejects.toMatchObject({
        code: 'right_missing',
        message: expect.stringContaining(right),
      })
    }
    const findings = await least.client.post<Finding[]>('/api/integrations/main/check')
    expect(findings.find(({ check }) => check === 'shop.permissions.writes')).toEqual({
      check: 'shop.permissions.writes',
      level: 'ok',
      found:
        'By proposal the key may write prestashop.stockAvailable. Not ticked, and only needed for such writes: prestashop.order (“Add (POST)” for order_histories), prestashop.orderHistory (“Add (POST)” for order_histories), prestashop.soldOut (“Patch (PATCH)” for stock_availables, products), prestashop.product (“Patch (PATCH)” for products), prestashop.combination (“Patch (PATCH)” for combinations), prestashop.groupPrices (“Add (POST)”, “Patch (PATCH)”, “Delete (DELETE)” for specific_prices), prestashop.newProduct (“Add (POST)” for products), prestashop.newCombination (“Add (POST)” for products, product_options, product_option_values; “Add (POST)”, “Patch (PATCH)” for combinations), prestashop.orderCarrier (“Patch (PATCH)” for order_carriers), prestashop.address (“Patch (PATCH)” for addresses), prestashop.customer (“Patch (PATCH)” for customers).',
    })
  })

  test('what is so already, what is taken, what is written twice', async () => {
    const order = await transferred()
    await expect(propose(setState(order, '2'))).rejects.toThrow(refused(/has that value already/))

    const key = [...gp().store.values('customer')][0]!.Key!.Id!
    await expect(
      propose({ write: 'create', record: { entity: 'gp.customer', key }, after: { Name: 'Again' } }),
    ).rejects.toThrow(refused(/is there already/))
    await expect(propose(setState(order, '3'), setState(order, '4'))).rejects.toThrow(refused(/written twice/))
  })
})

describe('by eConnect, what Web Services of GP have no operation for', () => {
  /** An item that GP has at MAIN alone, with a price of two breaks. */
  function item(key: string) {
    addItem(key, `Item ${key}`, gp())
    const prices = [
      { currency: 'EUR', priceLevel: 'RETAIL', toQuantity: '9', price: '10' },
      { currency: 'EUR', priceLevel: 'RETAIL', toQuantity: '999999999999', price: '9' },
    ]
    const [main] = [...gp().store.values('warehouse')]
    const sites = [{ site: main!.key, onHand: '0', allocated: '0' }]
    gp().store.put('item', key, { ...gp().store.get('item', key)!, sites, prices })
    gp().setStock(key, main!.key, { onHand: '0' })
    gp().store.put('warehouse', 'NORTH', { ...main!, key: 'NORTH' })
    return key
  }
  const assign = (key: string, site = 'NORTH'): Write => ({
    write: 'create',
    record: { entity: 'gp.itemSite', key: `${site}/${key}` },
    after: { WarehouseKey: site, ItemKey: key },
  })
  const price = (key: string, ...amounts: string[]): Write => ({
    write: 'update',
    record: { entity: 'gp.price', key: `EUR/RETAIL/Each/${key}` },
    after: {
      Breaks: amounts.map((Amount, index) => ({ UpTo: index + 1 === amounts.length ? '999999999999' : '9', Amount })),
    },
  })
  /** A posted receipt of 100, and a posted invoice of 60 of the same customer. */
  function owed(number: string, more: { readonly customer?: string; readonly currency?: string } = {}) {
    const { customer = 'OWES', currency = 'EUR' } = more
    const of = { CustomerKey: { Id: customer }, CurrencyKey: { ISOCode: currency } }
    const money = (Value: string) => ({ Currency: currency, Value, DecimalDigits: 2 })
    const [receipt, invoice] = [`PY${number}`, `INV${number}`]
    const posted = { PostedDate: '2026-11-01T00:00:00' }
    gp().store.put('cashReceipt', receipt, { Key: { Id: receipt }, ...of, ...posted, Amount: money('100') })
    gp().store.put('transferred', invoice, {
      ...{ Key: { Id: invoice }, Type: 'Invoice', TransactionState: 'History', TotalAmount: money('60') },
      ...of,
    } as never)
    return {
      record: { entity: 'gp.receivablesApply', key: `9:${receipt}>1:${invoice}` },
      row: () => gp().store.get('applied', `9:${receipt}>1:${invoice}`),
    }
  }
  const apply = (record: Write['record'], Amount: string): Write => ({
    write: 'create',
    record,
    after: { Amount, Date: '2026-11-29' },
  })
  const calls = async (operation: string) => {
    const { origin, token } = all.sandbox.gp
    const state = (await (await fetch(`${origin}/_state?token=${token}`)).json()) as { calls: Record<string, number> }
    return state.calls[operation] ?? 0
  }

  test('an item is assigned to a site after the decision, seen by the next order; twice is refused', async () => {
    const key = item('AT-NORTH')
    const proposal = await propose(assign(key))
    expect(gp().stock(gp().store.get('item', key)!, 'NORTH')).toBeUndefined()
    expect(await approve(proposal)).toMatchObject({ state: 'applied' })
    expect(gp().stock(gp().store.get('item', key)!, 'NORTH')).toMatchObject({ onHand: '0' })
    await expect(propose(assign(key))).rejects.toThrow(refused(/is there already/))
  })

  test('a price is set break by break; the preview shows the T-SQL; undone like any other', async () => {
    const key = item('PRICED')
    const proposal = await propose(price(key, '10', '8.75'))
    expect(proposal.risk.level).toBe('high')
    const { sends } = await all.client.get<{ sends: { record: string; text: string }[] }>(
      `/api/proposals/${proposal.id}/preview`,
    )
    expect(sends).toEqual([
      { record: `gp.price EUR/RETAIL/Each/${key}`, text: expect.stringContaining('BEGIN TRANSACTION;') },
    ])
    expect(sends[0]!.text).toContain("DECLARE @p1_UOMPRICE nvarchar(21) = N'8.75';")
    // The break that stays is not sent, and the rounding of the price list goes along.
    expect(sends[0]!.text.match(/EXEC dbo\.\w+/g)).toEqual(['EXEC dbo.taIVCreateItemPriceListLine'])
    expect(sends[0]!.text).toContain('DECLARE @p1_ROUNDTO int = 1;')
    const prices = () =>
      gp()
        .store.get('item', key)!
        .prices.map((row) => row.price)
    expect(prices()).toEqual(['10', '9'])
    expect(await approve(proposal, proposal.keyFacts.join(' '))).toMatchObject({ state: 'applied' })
    expect(prices()).toEqual(['10', '8.75'])
    const back = await all.client.post<Shown>(`/api/proposals/${proposal.id}/revert`)
    expect(await approve(back, back.keyFacts.join(' '))).toMatchObject({ state: 'applied' })
    expect(prices()).toEqual(['10', '9'])
  })

  test.each(['drop-after', 'drop-before', 'cut'] as const)(
    'a receipt is applied once, whatever is lost: %s',
    async (deed) => {
      const { record, row } = owed(deed.replace('-', '').toUpperCase())
      const proposal = await propose(apply(record, '60'))
      const before = await calls('sql taRMApply')
      all.sandbox.gp.faults.add({ match: { operation: 'sql taRMApply' }, do: deed })
      await approve(proposal, proposal.keyFacts.join(' '))
      expect(await ended(proposal.id)).toMatchObject({ state: 'applied' })
      all.sandbox.gp.faults.clear()
      expect(row()).toMatchObject({ amount: '60', posted: '2026-11-29' })
      expect((await calls('sql taRMApply')) - before).toBe(1)
    },
  )

  test('what was settled meanwhile is applied no more: the open amount is read just before', async () => {
    const { record, row } = owed('SETTLED')
    const proposal = await propose(apply(record, '60'))
    gp().store.put('applied', 'by hand', {
      ...{
        from: 'PYOTHER',
        fromType: 9,
        to: 'INVSETTLED',
        toType: 1,
        customer: 'OWES',
        amount: '50',
        posted: '2026-11-02',
      },
    })
    expect(await approve(proposal, proposal.keyFacts.join(' '))).toMatchObject({
      state: 'superseded',
      outcome: expect.stringContaining('Amount: is more than what is open of document INVSETTLED: 10'),
    })
    expect(row()).toBeUndefined()
  })

  test.each<[string, () => Write, RegExp]>([
    [
      'a receipt that is not posted',
      () => apply({ ...owed('X').record, key: '9:NOPE>1:INVX' }, '1'),
      /cash receipt NOPE is not among GP’s open/,
    ],
    ['more than is open', () => apply(owed('MORE').record, '60.01'), /more than what is open of document INVMORE: 60/],
    ['nothing', () => apply(owed('NONE').record, '0'), /must be greater than 0/],
    ['another currency', () => apply(owed('USD', { currency: 'USD' }).record, '1'), /is in USD, not in the functional/],
    [
      'a key that is none',
      () => apply({ ...owed('K').record, key: '1:INVK>9:PYK' }, '1'),
      /Name both documents|was not found/,
    ],
    [
      'another customer',
      () => {
        owed('OTHER', { customer: 'ELSE' })
        return apply({ ...owed('MINE').record, key: '9:PYMINE>1:INVOTHER' }, '1')
      },
      /is of customer OWES/,
    ],
    ['an item that GP does not have', () => assign('NO-SUCH'), /GP has no item NO-SUCH/],
    ['a site that GP does not have', () => assign(item('NOSITE'), 'SOUTH'), /GP has no site SOUTH/],
    [
      'a key and fields that differ',
      () => ({ ...assign(item('KEYED')), after: { WarehouseKey: 'NORTH', ItemKey: 'X' } }),
      /ItemKey: must be "KEYED"/,
    ],
    ['a price of 0', () => price(item('ZERO'), '10', '0'), /greater than 0/],
    ['a price finer than GP keeps it', () => price(item('FINE'), '10', '8.755'), /at most 2 decimals/],
    ['a break too few', () => price(item('FEW'), '8'), /must be the 2 that GP has/],
  ])('%s is refused when it is proposed', async (_, write, words) => {
    await expect(propose(write())).rejects.toThrow(refused(words))
  })

  test('a refusal of the procedure is said by the catalogue, with its text from taErrorCode, and stores nothing', async () => {
    const key = item('REFUSED')
    const proposal = await propose(price(key, '11', '8'))
    const level = gp().store.get('priceLevel', 'RETAIL')!
    gp().store.remove('priceLevel', 'RETAIL')
    const end = await approve(proposal, proposal.keyFacts.join(' '))
    gp().store.put('priceLevel', 'RETAIL', level)
    expect(end).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('Price Level (PRCLEVEL) does not exist'),
    })
    expect(
      gp()
        .store.get('item', key)!
        .prices.map((row) => row.price),
    ).toEqual(['10', '9'])
  })

  test('handed over as a file: it is not done before GP shows it, and handed over once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledgerline-handed-'))
    await using other = await joined({ econnect: { folder } })
    await other.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
    const { company } = other.sandbox.gp
    addItem('FILED', 'Filed', company)
    company.store.put('item', 'FILED', { ...company.store.get('item', 'FILED')!, sites: [] })
    const { id, planHash } = await proposeTo(other, assign('FILED', 'MAIN'))
    const decided = { approve: true, planHash, email: 'ada@example.com', password }
    expect(await other.client.post<Shown>(`/api/proposals/${id}/decide`, decided)).toMatchObject({
      state: 'approved',
      outcome: expect.stringMatching(
        /^Not yet: .* handed over as ledgerline-.*\.xml at .* UTC, and GP does not show it yet/,
      ),
    })
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.xml'))
    expect(readFileSync(join(folder, file!), 'utf8')).toContain('<taItemSite>\n        <ITEMNMBR>FILED</ITEMNMBR>')
    // Somebody's program takes it. GP shows nothing yet, and no second file comes.
    rmSync(join(folder, file!))
    const state = async () => {
      other.clock.advanceTo(later(other.clock.now(), 60_000))
      await other.hub.proposals.resume()
      return (await other.client.get<Shown>(`/api/proposals/${id}`)).state
    }
    expect(await state()).toBe('approved')
    expect(readdirSync(folder)).toEqual(['handed-over'])
    company.setStock('FILED', 'MAIN', { onHand: '0' })
    expect(await state()).toBe('applied')
    // What nobody can read back is not handed over so.
    await expect(proposeTo(other, apply(owed('FILE').record, '1'))).rejects.toMatchObject({
      code: 'sql_not_configured',
    })
    rmSync(folder, { recursive: true })
  })

  test('doctor names login, company and procedures', async () => {
    const findings = await all.client.post<Finding[]>('/api/integrations/main/check')
    expect(findings.filter(({ check }) => /^gp\.(sql|econnect)/.test(check))).toEqual([
      { check: 'gp.sql', level: 'ok', found: 'SQL Server answers and accepts the login ledgerline.' },
      { check: 'gp.sql.login', level: 'ok', found: 'The login ledgerline is no administrator of SQL Server.' },
      { check: 'gp.sql.company', level: 'ok', found: expect.stringContaining('is that of company') },
      {
        ...{ check: 'gp.econnect.procedures', level: 'ok' },
        found: 'The login may execute taItemSite, taIVCreateItemPriceListLine, taRMApply.',
      },
      {
        ...{ check: 'gp.sql.changes', level: 'ok' },
        found: 'Changed rows of IV00101, IV00107, IV00108, RM00101, RM00102 are asked for every 60 seconds.',
      },
    ])
  })

  test('an order that fails because its item is not at the site: the fix is the assignment, and after it the order goes on', async () => {
    const key = 'TEA-ASSAM'
    const { store } = gp()
    const held = store.get('item', key)!
    const rows = [...store.values('stock')].filter((row) => row.item === key)
    for (const row of rows) store.remove('stock', `${row.item}\n${row.site}`)
    store.put('item', key, { ...held, sites: [] })
    const [order] = all.sandbox.shop.placeOrders(1)
    const story = await all.run(order!)
    const [incident] = story.incidents
    expect(incident!.question).toMatchObject({ diagnosis: { cause: 'gp.item-not-at-site' } })
    const { fix } = await all.client.get<{ fix: { kind: string; changes: object[] } }>(
      `/api/incidents/${incident!.id}/fix`,
    )
    expect(fix).toMatchObject({
      kind: 'create-record',
      changes: [{ write: 'create', record: { entity: 'gp.itemSite' } }],
    })
    const { proposal } = await all.client.post<{ proposal: { id: string } }>(`/api/incidents/${incident!.id}/fix`)
    expect(await approve(await all.client.get<Shown>(`/api/proposals/${proposal.id}`))).toMatchObject({
      state: 'applied',
    })
    expect((await all.settled(order!, 'done', 'stopped')).runs[0]!.state).toBe('done')
    for (const row of rows) store.put('stock', `${row.item}\n${row.site}`, row)
    store.put('item', key, held)
  })
})
