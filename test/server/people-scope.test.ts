import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { integrationId, ref } from '../../src/domain/record.ts'
import { type Route, routes } from '../../src/routes/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import { tools } from '../../tools/index.ts'
import { mcpClient } from '../mcp/client.ts'
import { signUp } from '../mcp/signed-up.ts'
import { type Joined, joined } from '../whole/joined.ts'

/** All that the customer is called, writes and lives at. No word of it stands anywhere else. */
const person = {
  ...{ firstname: 'Ottokarina', lastname: 'Wendelsteen', email: 'ottokarina.w@post.example' },
  ...{ company: 'Wendelsteen & Froelich', siret: '73282932000074', website: 'https://froelich.example' },
}
const home = {
  ...{ alias: 'Burgstall', company: person.company, firstname: person.firstname, lastname: person.lastname },
  ...{ vat_number: 'FR40303265045', dni: '99887766X', address1: '17 Ypsilonweg', address2: 'Hinterhaus Quint' },
  ...{ postcode: '98765', city: 'Zwiebelstadt', other: 'Vorsicht vor der Dogge', phone: '0611223344' },
  ...{ phone_mobile: '0655667788' },
}
const written = { gift_message: 'Alles Gute zum Jubelfest', note: 'Rief zweimal wegen der Dogge an' }
/** With parts of them, and as GP writes them. */
const secrets = [
  ...[...Object.values(person), ...Object.values(home), ...Object.values(written)],
  ...['Ottokarina', 'Wendelsteen', 'Ypsilonweg', 'Zwiebelstadt', 'Froelich', 'Dogge'],
  // Pieces of a text that does not fit, cut out of its middle.
  ...['silonweg', 'WIEBELSTA'],
]

let all: Joined
let without: string
let readsOnly: string
let withPeople: string
let order: string
let ids: Record<'customer' | 'address' | 'gpCustomer' | 'incident' | 'settled' | 'run' | 'proposal', string>
beforeAll(async () => {
  all = await joined()
  const tokenWith = await signUp(all)
  without = await tokenWith('read', 'propose', 'operate')
  readsOnly = await tokenWith('read')
  withPeople = await tokenWith('read', 'propose', 'operate', 'people')
  const { tables } = all.sandbox.shop
  const put = (resource: string, row: Row, fields: Record<string, string>) =>
    tables.of(resource).put({ ...row, fields: { ...row.fields, ...fields } })
  const [done, held] = all.sandbox.shop.placeOrders(2)
  for (const id of [done!, held!]) {
    const row = tables.of('orders').get(id)!
    put('customers', tables.of('customers').get(Number(row.fields.id_customer))!, person)
    put('addresses', tables.of('addresses').get(Number(row.fields.id_address_delivery))!, home)
    put('addresses', tables.of('addresses').get(Number(row.fields.id_address_invoice))!, home)
    put('orders', tables.of('orders').get(id)!, written)
  }
  order = String(done)
  expect((await all.run(order)).newest.state).toBe('done')
  const lines = tables.of('order_details').all()
  const line = lines.find(({ fields }) => fields.id_order === String(held))!
  put('order_details', line, { product_reference: 'NO-SUCH-ITEM' })
  const stopped = await all.run(held!)
  const [incident] = stopped.incidents
  // As GP repeats what it was sent.
  await all.hub.database.transaction((tx) =>
    tx.incidents.raise({
      ...{ integration: integrationId('main'), flow: 'order-to-sales-order', fingerprint: 'odd', run: null },
      question: {
        ...{ code: 'rejected_by_remote', step: null, subject: 'odd', hint: 'Look at the document.' },
        message: 'GP refused. The reply: “Ottokarina Wendelsteen of Ypsilonweg is no customer”.',
      },
      ...{ record: ref('prestashop.order', String(held)), at: incident!.lastAt },
    }),
  )
  // What does not fit is quoted from where it would be cut; and a settled question is still read.
  const settled = await all.hub.database.transaction((tx) =>
    tx.incidents.raise({
      ...{ integration: integrationId('main'), flow: 'order-to-sales-order', fingerprint: 'cut', run: null },
      question: {
        ...{ code: 'text_does_not_fit', step: null, subject: 'cut', hint: 'Correct it in the shop.' },
        message:
          'The field ShipToAddress.Line1 cannot be filled: “17 Ypsilonweg Hinterhaus …” has 75 characters, and 60 fit: “silonweg Hinterhaus Qu” would be lost, and “WIEBELSTA…”.',
      },
      ...{ record: ref('prestashop.order', String(held)), at: incident!.lastAt },
    }),
  )
  await all.hub.database.transaction((tx) => tx.incidents.resolve(settled, incident!.lastAt))
  const links = await all.hub.database.stores.links.bySource(
    integrationId('main'),
    ref('prestashop.customer', tables.of('orders').get(done!)!.fields.id_customer as string),
  )
  const proposal = await ask<{ id: string }>(withPeople, 'POST', '/api/proposals', {
    ...{ integration: 'main', title: 'Another street for Wendelsteen', reason: 'She lives at Ypsilonweg 18 by now.' },
    changes: [
      {
        do: 'correct-record',
        record: ref('prestashop.order', order),
        edits: [{ path: 'note', before: written.note, after: 'Wendelsteen rief an' }],
      },
    ],
  })
  ids = {
    customer: tables.of('orders').get(done!)!.fields.id_customer as string,
    address: tables.of('orders').get(done!)!.fields.id_address_delivery as string,
    gpCustomer: links.find(({ target }) => target.entity === 'gp.customer')!.target.key,
    incident: incident!.id,
    settled,
    run: stopped.newest.id,
    proposal: proposal.id,
  }
})
afterAll(() => all[Symbol.asyncDispose]())

async function raw(
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; text: string }> {
  const answer = await all.hub.app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, text: await answer.text() }
}
const ask = async <T>(token: string, method: string, path: string, body?: object): Promise<T> =>
  JSON.parse((await raw(token, method, path, body)).text) as T
const leaks = (text: string) => secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))

/** What stands for the parts of an address; of several, each is asked for. */
const partsOf = (): Record<string, string[]> => ({
  integration: ['main'],
  key: [order],
  id: [ids.incident, ids.settled, ids.proposal],
  run: [ids.run],
  flow: ['order-to-sales-order'],
  valueMap: ['carrier'],
  mapping: ['order-to-sales-order', 'address-to-customer-address'],
  kind: ['orders', 'customers'],
  number: ['1'],
  from: ['2026-11-01'],
  to: ['2026-11-30'],
  resource: ['customers', 'addresses', 'orders', 'customer_messages', 'carriers'],
  email: ['ada@example.com'],
})
const queries: Record<string, string[]> = {
  findLinks: [`entity=prestashop.customer&key=`],
  readRecordStory: [`entity=prestashop.order&key=`],
}

/** Every address of the route with its parts filled in. */
function addresses(id: string, { at }: Route): string[] {
  const path = at.slice(at.indexOf(' ') + 1)
  if (id === 'readRecord')
    return [
      `prestashop/order/${order}`,
      `prestashop/customer/${ids.customer}`,
      `prestashop/address/${ids.address}`,
      `gp/customer/${ids.gpCustomer}`,
      `gp/salesOrder/WEB${order}`,
    ].map((record) => `/api/integrations/main/records/${record}`)
  const entities: Record<string, string[]> = {
    prestashop: ['order', 'customer', 'address'],
    gp: ['customer', 'customerAddress', 'salesOrder'],
    'gp-search': ['customer', 'customerAddress', 'salesOrder'],
    hub: ['tick'],
  }
  const [, system] = /records\/(\S+?)\/:entity/.exec(path) ?? []
  const given: Record<string, string[]> = {
    ...partsOf(),
    ...(id === 'discoverFields' ? { system: ['prestashop'], entity: entities.prestashop! } : {}),
    ...(system && entities[system] ? { entity: entities[system]! } : {}),
  }
  const spread = (open: string): string[] => {
    const part = /:(\w+)(\{[^}]*\})?/.exec(open)
    if (!part) return [open]
    const values = given[part[1]!]
    if (!values) throw new Error(`Say what stands for ${part[0]} in ${at}.`)
    return values.flatMap((value) => spread(open.replace(part[0], value)))
  }
  const key = id === 'findLinks' ? ids.customer : order
  const query = queries[id]?.map((one) => `?${one}${key}`) ?? ['']
  return spread(path).flatMap((address) => query.map((one) => `${address}${one}`))
}

describe('a token without the scope "people"', () => {
  test('reads of no customer who they are, by any route that reads; with it, it does', async () => {
    let shown = 0
    for (const [id, route] of Object.entries<Route>(routes)) {
      if (!route.at.startsWith('GET /api/') || (route.scope !== 'read' && route.scope !== 'operate')) continue
      // It stays open.
      if ('media' in route.answer && route.answer.media === 'text/event-stream') continue
      for (const address of addresses(id, route)) {
        const { text } = await raw(without, 'GET', address)
        expect(leaks(text), `${id} ${address}`).toEqual([])
        if (leaks((await raw(withPeople, 'GET', address)).text).length > 0) shown++
      }
    }
    expect(shown).toBeGreaterThan(15)
  })

  test('nor by what only looks or tries', async () => {
    const base = '/api/integrations/main'
    const asked: [string, object][] = [
      [`${base}/orders/${order}/plan`, {}],
      [`${base}/orders/${order}/run`, { dryRun: true }],
      [`${base}/records/plan`, { entity: 'prestashop.order', key: order }],
      [`${base}/reconciliation`, {}],
      [`${base}/check`, {}],
      [`${base}/rules/draft`, { words: 'Orders of Wendelsteen go to batch WEB2' }],
    ]
    for (const [path, body] of asked)
      expect(
        leaks((await raw(without, 'POST', path, body)).text).filter((found) =>
          path.endsWith('draft') ? false : found,
        ),
        path,
      ).toEqual([])
    for (const id of [ids.incident, ids.settled])
      expect(leaks((await raw(without, 'POST', `/api/incidents/${id}/plan`, {})).text), id).toEqual([])
    const settled = await raw(without, 'GET', '/api/incidents?state=resolved')
    expect(leaks(settled.text)).toEqual([])
    expect(settled.text).toContain('has 75 characters, and 60 fit')
    const plan = await ask<object>(withPeople, 'POST', `${base}/orders/${order}/plan`, {})
    expect(JSON.stringify(plan)).toContain('Zwiebelstadt')
  })

  test('nor by tables and streams, which are refused', async () => {
    const base = '/api/integrations/main'
    const period = { from: '2026-01-01', to: '2026-12-31' }
    for (const [method, path, body] of [
      ['GET', '/api/incidents.csv', undefined],
      ['POST', `${base}/reconciliation`, period],
    ] as const) {
      const { text } = await raw(without, method, path, body)
      expect(text, path).toMatch(/access_denied|sign_in_needed/)
      expect(text, path).toContain('people')
    }
  })

  test('nor, where it only reads, by an expression of its own that spells it otherwise', async () => {
    const path = ['fields', 'CustomerPONumber']
    const edits = [{ do: 'set-member', part: 'mappings/order-to-sales-order.json', path, after: 'shipTo.lastname' }]
    const { text } = await raw(readsOnly, 'POST', '/api/integrations/main/orders/1/plan', { edits, corrections: [] })
    expect(text).toMatch(/access_denied/)
  })

  test('an error that quotes a record says it without them', async () => {
    const made = await raw(without, 'POST', '/api/proposals', {
      ...{ integration: 'main', title: 'Correct', reason: 'To be corrected.' },
      changes: [
        {
          do: 'correct-record',
          record: ref('prestashop.order', order),
          edits: [{ path: 'note', before: 'x', after: 'y' }],
        },
      ],
    })
    expect(leaks(made.text)).toEqual([])
  })

  test('equal values have equal placeholders, and what is no person stays readable', async () => {
    const base = '/api/integrations/main/records'
    const [customer, address] = [
      await ask<Record<string, string>>(without, 'GET', `${base}/prestashop/customer/${ids.customer}`),
      await ask<Record<string, string>>(without, 'GET', `${base}/prestashop/address/${ids.address}`),
    ]
    expect(customer.lastname).toMatch(/^\[name [0-9a-f]{8}\]$/)
    expect(address.lastname).toBe(customer.lastname)
    const read = await ask<Record<string, unknown>>(without, 'GET', `${base}/prestashop/order/${order}`)
    expect(read).toMatchObject({ id: order, carrier: { name: expect.not.stringMatching(/^\[/) } })
    const flows = await ask<unknown>(without, 'GET', '/api/integrations/main')
    expect(flows).toEqual(await ask<unknown>(withPeople, 'GET', '/api/integrations/main'))
    const who = await ask<unknown>(without, 'GET', `/api/proposals/${ids.proposal}`)
    expect(JSON.stringify(who)).toContain('ada@example.com')
  })

  test('nor by any tool of a model, nor by what the data folder’s own token reads for one', async () => {
    const record = (system: string, entity: string, key: string) => ({ system, entity, key })
    const asked: Record<string, Record<string, unknown>[]> = {
      read_status: [{}, { check: true }],
      explain_order: [{ order }, { order, format: 'detailed' }],
      search_shop_orders: [{}, { customer: person.email }],
      plan_order: [{ order, format: 'detailed' }],
      list_incidents: [{}, { state: 'resolved' }],
      read_incident: [{ incident: ids.incident }, { incident: ids.settled }],
      read_record: [
        record('prestashop', 'order', order),
        record('prestashop', 'customer', ids.customer),
        record('prestashop', 'address', ids.address),
        record('gp', 'customer', ids.gpCustomer),
        record('gp', 'salesOrder', `WEB${order}`),
      ],
      list_shop_records: [{ entity: 'carrier' }],
      list_gp_records: [{ entity: 'customerAddress', where: [{ field: 'CustomerKey', value: ids.gpCustomer }] }],
      read_value_map: [{ valueMap: 'carrier' }],
      read_flow: [{}, { kind: 'mapping', name: 'address-to-customer-address' }],
      list_proposals: [{}],
      read_proposal: [{ proposal: ids.proposal }],
      search_operations: [{ search: 'customer' }],
      call_operation: [
        { operation: 'hub.runs' },
        { operation: 'hub.run', arguments: { run: ids.run } },
        { operation: 'hub.orders' },
        { operation: 'hub.check' },
        { operation: 'hub.rule-differences' },
        { operation: 'prestashop.rows', arguments: { resource: 'customers' } },
        { operation: 'prestashop.rows', arguments: { resource: 'addresses' } },
        { operation: 'gp.customer.search', arguments: { where: { Key: ids.gpCustomer } } },
      ],
      suggest_value_map_entries: [{ valueMap: 'carrier' }],
      suggest_mapping: [{ mapping: 'address-to-customer-address' }],
    }
    const proposing = tools.filter(({ effect }) => effect === 'propose').map(({ name }) => name)
    expect(tools.map(({ name }) => name).sort()).toEqual([...Object.keys(asked), ...proposing].sort())
    for (const token of [without, all.hub.token]) {
      await using mcp = await mcpClient(all, token)
      for (const [name, calls] of Object.entries(asked))
        for (const call of calls) {
          const answer = await mcp.call(name, call)
          const text = answer.text + JSON.stringify(answer.data ?? answer.failure)
          expect(
            leaks(text).filter((found) => call.customer !== found),
            `${name} ${JSON.stringify(call)}`,
          ).toEqual([])
        }
    }
    await using mcp = await mcpClient(all, withPeople)
    expect((await mcp.call('read_record', record('prestashop', 'customer', ids.customer))).text).toContain(
      'Wendelsteen',
    )
  })
})
