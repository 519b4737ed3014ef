import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import { incidentId, integrationId, type Json, type RecordRef, ref } from '../../src/domain/record.ts'
import { setPolicy } from '../../src/sandbox/gp/policies.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const integration = integrationId('main')
/** Until somebody waits for what a transaction of the test holds. */
async function blocked(): Promise<void> {
  while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
}
const place = () => all.sandbox.shop.placeOrders(1)[0]!
const incidentsOf = async (order: number) => (await all.story(order)).incidents.map(({ question }) => question)

describe('an order that cannot be written as it is stops with a question, and goes on when it is answered', () => {
  test('an item GP does not have: named in the incident; replayed when GP has it', async () => {
    const { tables } = all.sandbox.shop
    const product = tables.of('products').get(1)!
    tables.of('products').put({ ...product, fields: { ...product.fields, reference: 'TEA-NEW' } })
    const order = place()
    tables.of('products').put(product)
    const stopped = await all.run(order)
    expect(stopped.runs[0]!.state).toBe('stopped')
    expect(await incidentsOf(order)).toMatchObject([
      { missing: [{ what: 'record', record: { entity: 'gp.item', key: 'TEA-NEW' } }] },
    ])
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)

    const { store } = all.sandbox.gp.company
    store.put('item', 'TEA-NEW', { ...store.get('item', 'TEA-ASSAM')!, key: 'TEA-NEW' })
    const again = await all.client.post<{ runs: { state: string }[] }>(
      `/api/integrations/main/orders/${order}/replay`,
      { edits: [] },
    )
    expect(again.runs[0]!.state).toBe('done')
    expect(await incidentsOf(order)).toEqual([])
  })

  test("a person's correction replaces what the shop says, with the value it replaces; another old value is refused", async () => {
    const { tables } = all.sandbox.shop
    const product = tables.of('products').get(1)!
    tables.of('products').put({ ...product, fields: { ...product.fields, reference: 'TEA-TYPO' } })
    const order = place()
    tables.of('products').put(product)
    await all.run(order)
    const edits = [{ path: 'order_details.0.product_reference', before: 'TEA-TYPO', after: 'TEA-ASSAM' }]
    const replayed = await all.client.post<{ runs: { state: string }[]; journal: { entry: { kind: string } }[] }>(
      `/api/integrations/main/orders/${order}/replay`,
      { edits },
    )
    expect(replayed.runs[0]!.state).toBe('done')
    expect(replayed.journal.map(({ entry }) => entry.kind)).toContain('edited')
    expect(
      all
        .salesOrders()
        .get(`WEB${order}`)!
        .Lines.some(({ ItemKey }) => ItemKey.Id === 'TEA-TYPO'),
    ).toBe(false)
  })

  test('a cart that was placed twice: the second order is held until one is cancelled, or a person wants both', async () => {
    const { tables } = all.sandbox.shop
    const twice = () => {
      const [first, second] = [place(), place()]
      const [{ fields }, found] = [tables.of('orders').get(first)!, tables.of('orders').get(second)!]
      tables.of('orders').put({ ...found, fields: { ...found.fields, id_cart: fields.id_cart! } })
      return { first, second }
    }
    const one = twice()
    expect((await all.run(one.first)).runs[0]!.state).toBe('done')
    expect((await all.run(one.second)).runs[0]!.state).toBe('stopped')
    const [question] = await incidentsOf(one.second)
    expect(question!.message).toMatch(new RegExp(`placed before, as another order.*so is ${one.first} `))
    all.sandbox.shop.setState(one.first, 6)
    expect((await all.run(one.second)).runs[0]!.state).toBe('done')

    const both = twice()
    expect((await all.run(both.first)).runs[0]!.state).toBe('done')
    const [incident] = (await all.run(both.second)).incidents
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
    expect((await all.story(both.second)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().has(`WEB${both.second}`)).toBe(true)
  })

  test('a record that an incident has come to hold since a person saw it is not settled with the others', async () => {
    const { database } = all.hub
    const [seen, joins] = [place(), place()]
    const record = (order: number) => ref('prestashop.order', String(order))
    const raise = (order: number) =>
      database.transaction((tx) =>
        tx.incidents.raise({
          ...{ integration, flow: 'order-to-sales-order', fingerprint: 'carrier 9', run: null, at: all.clock.now() },
          question: {
            step: null,
            code: 'missing_value',
            message: 'No answer for carrier 9.',
            hint: 'Give one.',
            subject: 'carrier 9',
          },
          record: record(order),
        }),
      )
    const id = await raise(seen)
    const shown = async () => (await all.client.call('GET /api/incidents/:id', { params: { id } })).incident.lastAt
    const resolve = (seen: string) =>
      all.client.call('POST /api/incidents/:id/resolve', { params: { id }, query: { seen } })
    const before = await shown()
    all.clock.advance(1_000)
    await raise(joins)
    await expect(resolve(before)).rejects.toMatchObject({
      code: 'not_as_seen',
      message: expect.stringMatching(new RegExp(`since you saw it: prestashop\\.order ${joins}\\.$`)),
    })
    // Tried again, it is the same two.
    const both = await shown()
    all.clock.advance(1_000)
    await raise(joins)
    expect(await resolve(both)).toMatchObject({ records: [record(seen), record(joins)], replayed: [] })
  })

  // What is decided by what was there before is looked at again, once nobody else can change it.
  test('a record that stops with the same question while a person answers it goes on as well', async () => {
    const { database } = all.hub
    const { tables } = all.sandbox.shop
    const [first, second, other] = [place(), place(), place()]
    const [{ fields }, found] = [tables.of('orders').get(first)!, tables.of('orders').get(second)!]
    tables.of('orders').put({ ...found, fields: { ...found.fields, id_cart: fields.id_cart! } })
    await all.run(first)
    const [asked] = (await all.run(second)).incidents
    const { id: _, state: __, ...incident } = (await database.stores.incidents.get(incidentId(asked!.id)))!
    let answered: Promise<{ replayed: RecordRef[] }> | null = null
    await database.transaction(async (tx) => {
      const record = ref('prestashop.order', String(other))
      await tx.incidents.raise({ ...incident, record, run: null, at: all.clock.now() })
      answered ??= all.client.post(`/api/incidents/${asked!.id}/resolve`, {})
      await blocked()
    })
    expect((await answered!).replayed.map(({ key }) => Number(key))).toEqual([second, other])
    for (const order of [second, other]) expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })

  test('an order that the hub sends while a person says that it was entered by hand is not linked to what they name', async () => {
    const { database } = all.hub
    const { gp, shop } = all.sandbox
    const [made, order] = [place(), place()]
    await all.run(made)
    const held = gp.company.store.get('salesOrder', `WEB${made}`)!
    gp.company.saveOrder({ ...held, Key: { Id: 'HAND7' }, MasterNumber: 90_007 })
    const row = shop.tables.of('order_details').where('id_order', String(order))![0]!
    shop.tables.of('order_details').put({ ...row, fields: { ...row.fields, product_reference: 'NOT-THERE' } })
    const [asked] = (await all.run(order)).incidents
    const source = ref('prestashop.order', String(order))
    const target = ref('gp.salesOrder', `WEB${order}`)
    const claiming = {
      ...{ integration, flow: 'order-to-sales-order' },
      record: source,
      version: 1,
      at: all.clock.now(),
    }
    let entered: Promise<unknown> | null = null
    await database.transaction(async (tx) => {
      const { run } = await tx.runs.claim(claiming)
      const sending = { integration, source, target, operation: 'create', documentHash: 'h', marks: null } as const
      await tx.runs.append({ run: run.id, epoch: run.epoch }, [], all.clock.now(), { sending })
      entered ??= all.client
        .post(`/api/incidents/${asked!.id}/entered`, { number: 'HAND7', confirm: true })
        .catch((error: unknown) => error)
      await Promise.race([entered, blocked()])
    })
    expect(await entered!).toMatchObject({ code: 'sent_already' })
    expect(await database.stores.links.bySource(integration, source)).toEqual([])
  })

  test('a customer on hold in GP, where people want to know: nothing is sent before one of them has looked', async () => {
    const file = all.parts['settings.json'] as { settings: Record<string, object> }
    const asking = { ...file.settings, askOnHold: { ...file.settings.askOnHold, value: true } }
    await all.import({ ...all.parts, 'settings.json': { ...file, settings: asking } as unknown as Json })
    const { store } = all.sandbox.gp.company
    const first = place()
    await all.run(first)
    const customer = (all.salesOrders().get(`WEB${first}`) as { CustomerKey?: { Id: string } }).CustomerKey!.Id
    const orders = all.sandbox.shop.tables.of('orders')
    const { id_customer, id_address_delivery, id_address_invoice } = orders.get(first)!.fields
    const again = () => {
      const row = orders.get(place())!
      orders.put({ ...row, fields: { ...row.fields, id_customer, id_address_delivery, id_address_invoice } as never })
      return row.id
    }
    const held = store.get('customer', customer)!
    store.put('customer', customer, { ...held, IsOnHold: true })
    setPolicy(all.sandbox.gp.company, 'Check Hold', 0, 'CreateSalesOrder')
    const [lifted, allowed] = [again(), again()]
    for (const order of [lifted, allowed]) {
      expect((await all.run(order)).runs[0]!.state).toBe('stopped')
      expect((await incidentsOf(order))[0]!.message).toContain(`It is ${customer}, on hold. Order ${order} `)
      expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    }
    const [question] = (await all.story(allowed)).incidents
    await all.client.post(`/api/incidents/${question!.id}/resolve`, {})
    expect((await all.story(allowed)).runs[0]!.state).toBe('done')
    setPolicy(all.sandbox.gp.company, 'Check Hold', 1, 'CreateSalesOrder')
    store.put('customer', customer, held)
    const [other] = (await all.story(lifted)).incidents
    await all.client.post(`/api/incidents/${other!.id}/replay`)
    expect((await all.story(lifted)).runs[0]!.state).toBe('done')

    // A child of a national account: its parent is on hold.
    store.put('customer', 'PARENT', { ...held, Key: { Id: 'PARENT' }, IsOnHold: true })
    store.put('customer', customer, { ...held, CorporateAccountKey: { Id: 'PARENT' } })
    const ofChild = again()
    expect((await all.run(ofChild)).runs[0]!.state).toBe('stopped')
    expect((await incidentsOf(ofChild))[0]!.message).toContain(
      `It is ${customer}, on hold, or its parent PARENT is. Order ${ofChild} `,
    )
    store.put('customer', 'PARENT', { ...held, Key: { Id: 'PARENT' } })
    const [ofParent] = (await all.story(ofChild)).incidents
    await all.client.post(`/api/incidents/${ofParent!.id}/replay`)
    expect((await all.story(ofChild)).runs[0]!.state).toBe('done')
    store.put('customer', customer, held)

    // On account, with a limit that what is owed, what is on order and this order do not exceed, and then do.
    const limit = { ...file.settings, askOverCreditLimit: { ...file.settings.askOverCreditLimit, value: true } }
    const onAccount = { ...limit, acceptedStates: { ...file.settings.acceptedStates, value: ['13'] } }
    await all.import({ ...all.parts, 'settings.json': { ...file, settings: onAccount } as unknown as Json })
    const within = (amount: string, owes: string) =>
      store.put('customer', customer, { ...held, owes, CreditLimit: { Amount: { Currency: 'EUR', Value: amount } } })
    const inState = (order: number, state: string) => {
      const row = orders.get(order)!
      orders.put({ ...row, fields: { ...row.fields, current_state: state } })
      return order
    }
    const unpaid = () => inState(again(), '13')
    within('100000', '50')
    expect((await all.run(unpaid())).runs[0]!.state).toBe('done')
    within('100000', '99999.5')
    const paid = again()
    expect((await all.run(paid)).runs[0]!.state).toBe('done')
    const over = unpaid()
    expect((await all.run(over)).runs[0]!.state).toBe('stopped')
    expect((await incidentsOf(over))[0]!.message).toContain(
      `It is ${customer}; the limit is 100000. Order ${over} is of`,
    )
    expect(all.salesOrders().has(`WEB${over}`)).toBe(false)
    // The answer is about this order and the limit, whatever else the customer ordered or paid in the meantime.
    within('100000', '99998.2')
    const [credit] = (await all.story(over)).incidents
    await all.client.post(`/api/incidents/${credit!.id}/resolve`, {})
    expect((await all.story(over)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().has(`WEB${over}`)).toBe(true)

    // Also where an earlier run of it began by a clock that was hours ahead: each later one counts as begun after that.
    within('100000', '99999.5')
    const early = inState(again(), '6')
    const [skipped] = (await all.run(early)).runs
    expect(skipped!.state).toBe('skipped')
    const database = new pg.Client(all.config.databaseUrl!)
    await database.connect()
    await database.query('update runs set started_at = $2 where id = $1', [
      skipped!.id,
      later(all.clock.now(), 5 * 60 * 60_000),
    ])
    await database.end()
    expect((await all.run(inState(early, '13'))).runs[0]!.state).toBe('stopped')
    const [another] = (await all.story(early)).incidents
    await all.client.post(`/api/incidents/${another!.id}/resolve`, {})
    expect((await all.story(early)).runs[0]!.state).toBe('done')
    store.put('customer', customer, held)
    await all.import(all.parts)
  })

  test('a value map without an answer: never an empty field', async () => {
    const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string; to: string | null }[] }
    const unanswered = { ...carrier, entries: carrier.entries.map((entry) => ({ ...entry, to: null })) }
    await all.import({ ...all.parts, 'value-maps/carrier.json': unanswered as unknown as Json })
    const order = place()
    const stopped = await all.run(order)
    expect(stopped.runs[0]!.state).toBe('stopped')
    expect(await incidentsOf(order)).toMatchObject([{ missing: [{ what: 'value', valueMap: 'carrier', from: '2' }] }])

    await all.import(all.parts)
    const [incident] = (await all.story(order)).incidents
    await all.client.post(`/api/incidents/${incident!.id}/replay`)
    expect((await all.story(order)).runs[0]!.state).toBe('done')
  })

  test('GP calculates prices of its own: the read-back shows it, with the sheet', async () => {
    setPolicy(all.sandbox.gp.company, 'Calculate Unit Price', 1, 'CreateSalesOrder')
    const order = place()
    const held = await all.run(order)
    setPolicy(all.sandbox.gp.company, 'Calculate Unit Price', 0, 'CreateSalesOrder')
    expect(held.runs[0]!.state).toBe('stopped')
    const [question] = await incidentsOf(order)
    expect(question!.sheet).toMatchObject({ of: 'read-back', state: 'held' })
    expect(question!.message).toMatch(/TotalAmount|UnitPrice|total/i)
  })

  test('the same cause is one incident, however many orders meet it', async () => {
    const { tables } = all.sandbox.shop
    const product = tables.of('products').get(2)!
    for (const each of [1, 2, 3]) {
      const row = tables.of('products').get(each)!
      tables.of('products').put({ ...row, fields: { ...row.fields, reference: 'GONE' } })
    }
    const orders = [place(), place()]
    for (const each of orders) await all.run(each)
    const incidents =
      await all.client.get<{ question: { missing?: unknown[] }; runs: number }[]>('/api/incidents?state=open')
    expect(incidents.filter(({ question }) => JSON.stringify(question).includes('GONE'))).toHaveLength(1)
    tables.of('products').put(product)
  })
})
