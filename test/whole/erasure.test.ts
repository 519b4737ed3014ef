import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { later } from '../../src/domain/clock.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Link } from '../../src/domain/stores.ts'
import { erasePerson, finishErasures } from '../../src/erasure/index.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import type { Erasure } from '../../src/server/index.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { wholeDatabase } from '../support/whole-database.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
const email = 'ruth@hub.example'
/** All that the customer is called, writes and lives at. No word of it stands anywhere else. */
const zelda = {
  firstname: 'Zeldawyn',
  lastname: 'Quartermaine',
  email: 'zeldawyn.q@mailbox.example',
  company: "Quixotry & O'Malley",
  siret: '73282932000074',
  website: 'https://quixotry.example',
}
const home = {
  ...{ alias: 'Lairdhome', company: "Quixotry & O'Malley", firstname: 'Zeldawyn', lastname: 'Quartermaine' },
  ...{
    vat_number: 'FR40303265045',
    dni: '99887766X',
    address1: '17 Xylophone Crescent',
    address2: 'Staircase Ypsilon',
  },
  ...{ postcode: '98765', city: 'Zanzibarville', other: 'Beware of the wolfhound', phone: '0611223344' },
  ...{ phone_mobile: '0655667788' },
}
const gift = { gift_message: 'Joyeux quarantenaire, ma tourterelle', note: 'Called twice about the wolfhound' }
const values = [...new Set([zelda, home, gift].flatMap((each) => Object.values(each)))]

const main = integrationId('main')
let all: Joined
beforeAll(async () => {
  const payments = processes.find(({ id }) => id === 'payments')!
  all = await joined({ adapt: (parts) => withProcess(parts, payments).parts })
  await all.hub.database.people.add({ email, name: 'Ruth', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())

const tables = () => all.sandbox.shop.tables
const put = (resource: string, row: Row, fields: Record<string, string>) =>
  tables()
    .of(resource)
    .put({ ...tables().of(resource).get(row.id)!, fields: { ...tables().of(resource).get(row.id)!.fields, ...fields } })

/** An order of a customer of their own; Zelda, every time as another guest. */
function place(as: 'zelda' | 'another' = 'zelda'): { order: number; customer: number } {
  const [order] = all.sandbox.shop.placeOrders(1)
  const row = tables().of('orders').get(order!)!
  const customer = tables().of('customers').get(Number(row.fields.id_customer))!
  if (as === 'zelda') {
    put('orders', row, gift)
    put('customers', customer, { ...zelda, is_guest: '1' })
    put('addresses', tables().of('addresses').get(Number(row.fields.id_address_delivery))!, home)
  }
  return { order: order!, customer: customer.id }
}
const asAdmin = async <T>(path: string, body: object, who = email): Promise<T> => {
  const answer = await all.hub.app.request(path, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${who}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  const said = (await answer.json()) as T & { error?: { code: string; message: string } }
  if (said.error) throw new Error(`${answer.status} ${said.error.code} ${said.error.message}`)
  return said
}
const erase = (customer: number, confirm?: string) =>
  asAdmin<Erasure>('/api/integrations/main/erasures', { customer: String(customer), ...(confirm ? { confirm } : {}) })
const held = async (texts: readonly string[]) => {
  const database = await wholeDatabase(all.config.databaseUrl!)
  const forms = (text: string) => [
    text,
    JSON.stringify(text).slice(1, -1),
    text.toUpperCase(),
    text.replaceAll(' ', ''),
  ]
  return texts.flatMap((text) =>
    database.flatMap((each) =>
      forms(text).some((form) => each.text.includes(form)) ? [`${text} in ${each.place}`] : [],
    ),
  )
}
const propose = (title: string, reason: string, changes: readonly object[]) =>
  all.client.post<Proposal>('/api/proposals', { integration: 'main', title, reason, changes })
const decide = ({ id, planHash }: Proposal, approve: boolean, reason: string) =>
  all.client.post<Proposal>(`/api/proposals/${id}/decide`, { approve, planHash, email, password, reason })

describe('a customer is erased', () => {
  test('nothing of them is left in any column of any table; the order is still the same, and its edits go on', async () => {
    const first = place()
    const other = place('another')
    // Held: its product is not in GP.
    const product = tables().of('products').get(1)!
    put('products', product, { reference: 'TEA-TYPO' })
    const stopped = place()
    put('products', product, { reference: 'TEA-ASSAM' })
    for (const { order } of [first, other]) expect((await all.run(order)).runs[0]!.state).toBe('done')
    const [incident] = (await all.run(stopped.order)).incidents
    expect(incident).toBeDefined()
    // Its payment has a run of its own, which reads the order and the customer.
    const reference = plain(tables().of('orders').get(first.order)!, 'reference')
    const [payment] = tables().of('order_payments').where('order_reference', reference)!
    const entity = 'prestashop.orderPayment'
    await all.client.post('/api/integrations/main/records/run', { entity, key: String(payment!.id) })

    // What people and GP say of them beside the journals.
    const gpCustomer = (
      await all.hub.database.stores.links.bySource(main, ref('prestashop.customer', String(first.customer)))
    )[0]!.target
    const renamed = await propose('Quartermaine moved', 'Mrs Quartermaine phoned from 0611223344.', [
      { do: 'write', write: 'update', record: gpCustomer, after: { Name: 'Zeldawyn QUARTERMAINE-Smith' } },
    ])
    await decide(renamed, false, 'Zeldawyn says it was a joke.')
    const pending = await propose('Correct the street', 'It is 17 Xylophone Crescent.', [
      {
        do: 'correct-record',
        record: ref('prestashop.order', String(stopped.order)),
        edits: [{ path: 'note', before: gift.note, after: 'Called Quartermaine twice' }],
      },
    ])
    await all.hub.database.transaction(async (tx) => {
      const question = {
        ...incident!.question,
        message: `GP said: ZELDAWYN QUARTERMAINE at ${home.address1.slice(0, 12)}… is odd`,
        hint: `Ask ${zelda.email}.`,
      }
      await tx.incidents.raise({
        ...{
          integration: integrationId('main'),
          flow: 'order-to-sales-order',
          fingerprint: 'odd',
          question,
          run: null,
        },
        ...{ record: ref('prestashop.order', String(stopped.order)), at: incident!.lastAt },
      })
      await tx.feeds.putUnreadable(integrationId('main'), {
        ...{
          feed: 'orders-by-date',
          record: ref('prestashop.order', String(first.order)),
          since: incident!.lastAt,
          tries: 1,
        },
        ...{ nextAt: incident!.lastAt, message: `firstname: “Zeldawyn” is odd`, hint: 'Look at Zanzibarville.' },
      })
    })
    const before = await held(values)
    expect(new Set(before.map((each) => each.slice(0, each.lastIndexOf(' in '))))).toEqual(
      new Set(values.filter((value) => before.some((each) => each.startsWith(value)))),
    )
    expect(before.length).toBeGreaterThan(30)

    const plan = await erase(first.customer)
    expect(plan.people.map(({ key }) => key).sort()).toEqual([first.customer, stopped.customer].map(String).sort())
    expect(plan).toMatchObject({ ended: [pending.id], left: [] })
    expect(plan.stillThere).toHaveLength(2)
    await expect(erase(first.customer, '999')).rejects.toThrow(/invalid_input/)
    const otherBefore = await all.story(other.order)
    const { proofs } = await all.story(first.order)
    expect(proofs).toMatchObject([{ state: 'proved' }, { state: 'proved' }])
    expect(await held(values)).toEqual(before)

    const erased = await erase(first.customer, String(first.customer))
    expect(erased).toMatchObject({ runs: plan.runs, links: plan.links, proposals: 2 })
    expect(await held(values)).toEqual([])
    expect(await held(['Quartermaine', 'Zeldawyn', 'Xylophone', 'wolfhound', 'tourterelle'])).toEqual([])
    expect(await all.story(other.order)).toEqual(otherBefore)
    expect(await all.client.get<Proposal>(`/api/proposals/${pending.id}`)).toMatchObject({ state: 'superseded' })

    // Amounts, keys and marks stay.
    const story = await all.story(first.order)
    expect(story.proofs).toMatchObject(proofs.map(({ state, total, parts }) => ({ state, total, parts })))
    const [audited] = await all.hub.database.stores.audit.list({ limit: 1 })
    expect(audited).toMatchObject({
      deed: 'person.erased',
      actor: { email },
      subject: `prestashop.customer ${first.customer}`,
    })

    // Announced again, and unchanged: the same order, nothing is written.
    const sent = JSON.stringify(all.salesOrders().get(`WEB${first.order}`))
    expect(await all.run(first.order)).toMatchObject({ runs: [{ state: 'done' }, {}], incidents: [] })
    expect(JSON.stringify(all.salesOrders().get(`WEB${first.order}`))).toBe(sent)
    // Edited later, also where the person stands: only that is written.
    all.sandbox.shop.editOrder(first.order)
    const address = tables()
      .of('addresses')
      .get(Number(tables().of('orders').get(first.order)!.fields.id_address_delivery))!
    put('addresses', address, { address1: '18 Plain Road' })
    expect(await all.run(first.order)).toMatchObject({ runs: [{ state: 'done' }, {}, {}], incidents: [] })
    expect(JSON.stringify(all.salesOrders().get(`WEB${first.order}`))).not.toBe(sent)
  })

  test('not while an order of theirs is under way, and not by a token or another role', async () => {
    const { order, customer } = place('another')
    all.sandbox.gp.faults.add({ match: {}, do: 'error', times: 0 })
    await all.run(order)
    await expect(erase(customer, String(customer))).rejects.toThrow(/under_way/)
    all.sandbox.gp.faults.clear()
    await all.hub.database.people.add({ email: 'ada@hub.example', name: 'Ada', role: 'approver', password })
    await expect(
      asAdmin('/api/integrations/main/erasures', { customer: String(customer) }, 'ada@hub.example'),
    ).rejects.toThrow(/403/)
    await expect(all.client.post('/api/integrations/main/erasures', { customer: String(customer) })).rejects.toThrow(
      /sign-in/,
    )
    await expect(erase(4_000_000)).rejects.toThrow(/not_found/)
  })

  test('a record of GP that only their link names is theirs: its own runs hold up nothing, and are erased, too', async () => {
    const { order, customer } = place()
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const { database } = all.hub
    const [{ target }] = (await database.stores.links.bySource(main, ref('prestashop.customer', String(customer)))) as [
      Link,
    ]
    const its = { integration: main, flow: 'customer-to-new-account', record: target, version: 1 }
    const { run } = await database.stores.runs.claim({ ...its, at: all.clock.now() })
    const value = { Key: target.key, Name: 'Wilhelmina Featherstonehaugh' }
    const fence = { run: run.id, epoch: run.epoch }
    const at = all.clock.now()
    await database.transaction(async (tx) => {
      await tx.runs.append(fence, [{ kind: 'read', step: 'customer', as: 'customer', record: target, value }], at)
      await tx.runs.move(fence, 'skipped', { reason: 'It is linked to an account.', at })
    })
    await erase(customer, String(customer))
    expect(await held([value.Name])).toEqual([])
  })

  test('a proposal about them that is approved while they are erased stays as it was decided, and nothing is erased', async () => {
    const { order, customer } = place()
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const record = ref('prestashop.order', String(order))
    const edits = [{ path: 'note', before: gift.note, after: 'Ring twice' }]
    const { id } = await propose('A note', 'They asked for it.', [{ do: 'correct-record', record, edits }])
    const deciding = new pg.Client(all.config.databaseUrl!)
    await deciding.connect()
    await deciding.query('begin')
    await deciding.query('select 1 from proposals where id = $1 for update', [id])
    const erasing = erase(customer, String(customer)).then(
      () => 'erased',
      ({ message }: Error) => message,
    )
    while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
    const decision = JSON.stringify({ approve: true, by: { kind: 'person', id: 'x', email } })
    await deciding.query(`update proposals set state = 'approved', decision = $2 where id = $1`, [id, decision])
    await deciding.query('commit')
    expect(await erasing).toMatch(/under_way.*is approved and not carried out yet/)
    expect(await all.hub.database.stores.proposals.get(id)).toMatchObject({
      state: 'approved',
      decision: { by: { email } },
    })
    await deciding.query(`update proposals set state = 'failed' where id = $1`, [id])
    await deciding.end()
  })

  test('while what was exchanged about them is looked through, orders go on', async () => {
    const { order, customer } = place()
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const message = {
      ...{ id: randomUUID(), integration: main, system: 'gp', operation: 'GetCustomerByKey', at: all.clock.now() },
      ...{ record: ref('prestashop.order', String(order)), tookMs: 1, status: 500, sent: 'x', received: 'y' },
    } as const
    await all.hub.database.stores.rawMessages.add([message])
    const other = new pg.Client(all.config.databaseUrl!)
    await other.connect()
    await other.query('begin')
    await other.query('select 1 from raw_messages where id = $1 for update', [message.id])
    const erasing = erase(customer, String(customer))
    while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
    try {
      expect((await all.run(place('another').order)).runs[0]!.state).toBe('done')
    } finally {
      await other.query('commit')
      await other.end()
    }
    await erasing
    expect(await all.hub.database.stores.rawMessages.get(main, message.id)).toBeNull()
  })

  test('what is written of them while they are erased goes as well', async () => {
    const { order, customer } = place()
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const other = new pg.Client(all.config.databaseUrl!)
    await other.connect()
    await other.query('begin')
    await other.query('lock table payloads in row exclusive mode')
    const erasing = erase(customer, String(customer))
    while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
    await other.query(
      `insert into chats (id, integration, owner, title, at, updated_at) values ('late', 'main', 'x', $1, now(), now())`,
      [`Why did ${zelda.email} write?`],
    )
    await other.query('commit')
    await other.end()
    await erasing
    expect((await held([zelda.email])).filter((place) => place.includes('chats'))).toEqual([])
  })

  test('a correction that goes with them is not taken back silently: a person is asked once', async () => {
    const { order, customer } = place()
    const record = ref('prestashop.order', String(order))
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    await decide(
      await propose('Another remark', 'So that the ledger says it.', [
        {
          do: 'correct-record',
          record,
          edits: [{ path: 'gift_message', before: gift.gift_message, after: 'Quartermaine!' }],
        },
      ]),
      true,
      'Yes.',
    )
    await erase(customer, String(customer))
    expect(await held(['Quartermaine!'])).toEqual([])
    const asked = await all.run(order)
    expect(asked.runs[0]).toMatchObject({ state: 'stopped' })
    expect(asked.incidents).toMatchObject([{ question: { code: 'correction_erased' } }])
    await asAdmin(`/api/incidents/${asked.incidents[0]!.id}/resolve`, {})
    const gone = await all.story(order)
    expect(gone.runs[0]).toMatchObject({ state: 'done' })
    expect(gone.incidents).toEqual([])
  })
})

test('what another process had heard or written of them, and stores seconds later, goes as well; orders go on', async () => {
  const { order, customer } = place()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  const { database } = all.hub
  const message = {
    ...{ id: randomUUID(), integration: main, system: 'gp', operation: 'CreateCustomer', at: all.clock.now() },
    ...{ record: null, tookMs: 1, status: 500, sent: `<EMail>${zelda.email}</EMail>`, received: 'y' },
  } as const
  const meanwhile: string[] = []
  const clock = {
    now: () => all.clock.now(),
    async sleep() {
      await database.stores.rawMessages.add([message])
      const other = new pg.Client(all.config.databaseUrl!)
      await other.connect()
      await other.query(
        `insert into chats (id, integration, owner, title, at, updated_at) values ('later', 'main', 'x', $1, now(), now())`,
        [`Who is ${zelda.email}?`],
      )
      await other.end()
      meanwhile.push((await all.run(place('another').order)).runs[0]!.state)
    },
  }
  const parts = { database, entities, clock, seal: (text: string) => [...text].reverse().join(''), storedWithinMs: 1 }
  await erasePerson(
    { ...parts, read: async () => null, messagesStored: async () => {} },
    main,
    ref('prestashop.customer', String(customer)),
    { kind: 'hub' },
  )
  expect(meanwhile).toEqual(['done'])
  expect(await database.stores.rawMessages.get(main, message.id)).toBeNull()
  expect((await held([zelda.email])).filter((place) => place.includes('chats'))).toEqual([])
})

test('a process that ends between its two looks leaves nothing of them: another one looks in its place', async () => {
  const { order, customer } = place()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  const { database } = all.hub
  const other = new pg.Client(all.config.databaseUrl!)
  await other.connect()
  let aheadMs = 0
  const clock = {
    now: () => later(all.clock.now(), aheadMs),
    async sleep() {
      const title = `Who is ${zelda.email}?`
      const chat = `insert into chats (id, integration, owner, title, at, updated_at) values ('cut off', 'main', 'x', $1, now(), now())`
      await other.query(chat, [title])
      throw new Error('the process ends here')
    },
  }
  const parts = { database, clock, seal: (text: string) => [...text].reverse().join('') }
  const erasing = erasePerson(
    { ...parts, entities, storedWithinMs: 1, read: async () => null, messagesStored: async () => {} },
    main,
    ref('prestashop.customer', String(customer)),
    { kind: 'hub' },
  )
  await expect(erasing).rejects.toThrow('ends here')
  const inChats = async () => (await held([zelda.email])).filter((place) => place.includes('chats'))
  expect(await inChats()).not.toEqual([])
  const finish = () => finishErasures({ ...parts, entitiesOf: async () => entities })
  // Another process may be at it.
  await finish()
  expect(await inChats()).not.toEqual([])
  aheadMs = 11 * 60_000
  await finish()
  expect(await inChats()).toEqual([])
  // What it went by is forgotten.
  const { rows } = await other.query(`select name from secrets where integration = 'hub:erasures'`)
  expect(rows).toEqual([])
  await other.end()
})

// The last: it ends the hub.
test('what was heard of them a moment before is not stored a moment later', async () => {
  const { order, customer } = place()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  await erase(customer, String(customer))
  // What has waited is stored at the end.
  await all.stop()
  const said = await held([zelda.lastname, zelda.email])
  expect(said.filter((place) => place.includes('raw_bodies'))).toEqual([])
})
