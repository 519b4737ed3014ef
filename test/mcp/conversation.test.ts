import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { incidentId, integrationId, type Json, ref } from '../../src/domain/record.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { mcpClient } from './client.ts'
import { email, other, password, signUp } from './signed-up.ts'

let all: Joined
let tokenWith: (...scopes: string[]) => Promise<string>
beforeAll(async () => {
  all = await joined()
  tokenWith = await signUp(all)
})
afterAll(() => all[Symbol.asyncDispose]())

describe('a conversation', () => {
  test('why is this order not in GP? The cause, the remedy proposed, a person approves, and it is there', async () => {
    const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string }[] }
    await all.import({
      ...all.parts,
      'value-maps/carrier.json': {
        ...carrier,
        entries: carrier.entries.filter(({ from }) => from !== '2'),
      } as unknown as Json,
    })
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)

    await using mcp = await mcpClient(all, await tokenWith('read', 'propose', 'operate'))
    const why = await mcp.call('explain_order', { order: String(order) })
    expect(why.text).toMatch(/value map "carrier" has no answer/)
    expect(why.text).toContain(`The hub has not written order ${order} to GP, and no sales order is linked to it.`)
    expect(why.data).toMatchObject({ inGp: false, state: 'stopped', now: 'held', shop: { state: 'Payment accepted' } })
    const incident = why.data!.incident as string
    expect(why.data!.next).toContainEqual(
      expect.objectContaining({
        tool: 'propose_value_map_entry',
        arguments: expect.objectContaining({ valueMap: 'carrier', from: '2', incidents: [incident] }),
      }),
    )

    // What it is worth is said with its currency, also where many are counted, and the map knows that it is asked.
    expect((await mcp.call('read_status', {})).text).toMatch(
      /Orders of the last 24 hours: .*1 stopped.*[\d.]+ EUR \(1\)/,
    )
    expect((await mcp.call('list_incidents', {})).text).toMatch(/[\d.]+ EUR \(1\)/)
    expect((await mcp.call('read_incident', { incident })).text).toContain(
      String((all.sandbox.shop.tables.of('orders').get(Number(order))!.fields as { reference: string }).reference),
    )
    expect((await mcp.call('read_value_map', { valueMap: 'carrier' })).data).toMatchObject({ open: 1 })

    const tried = await mcp.call('plan_order', {
      order: String(order),
      answers: [{ valueMap: 'carrier', from: '2', to: 'SHIP2' }],
    })
    expect(tried.data).toMatchObject({ outcome: 'would-write', proof: { state: 'proved', difference: '0' } })

    const methods = await mcp.call('list_gp_records', { entity: 'shippingMethod', search: 'colissimo' })
    expect(methods.data).toMatchObject({ total: 1, records: [{ Key: 'SHIP2' }] })
    const proposed = await mcp.call('propose_value_map_entry', {
      valueMap: 'carrier',
      from: '2',
      to: 'SHIP2',
      reason: 'The names are the same in both systems.',
      incidents: [incident],
      askedBy: 'ben@example.com',
    })
    expect(proposed.text).toContain('Nothing has changed')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)

    const { proposal, planHash } = proposed.data as { proposal: string; planHash: string }
    expect((await mcp.call('read_status', {})).text).toContain('1 proposal waiting for a person')
    const preview = await mcp.call('read_proposal', { proposal, preview: true })
    expect(preview.data!.changed).toContainEqual(
      expect.objectContaining({ record: `prestashop.order ${order}`, after: 'would-write' }),
    )
    await all.client.post(`/api/proposals/${proposal}/decide`, { approve: true, planHash, email, password })
    expect((await mcp.call('read_proposal', { proposal })).data).toMatchObject({ state: 'applied', decided: true })
    expect((await mcp.call('list_proposals', { state: 'applied' })).data!.proposals).toMatchObject([
      { proposal, decidedBy: email, decidedAt: expect.any(String), proposedBy: expect.any(String) },
    ])
    const after = await mcp.call('explain_order', { order: String(order) })
    expect(after.text).toContain(`is in GP as sales order WEB${order}`)
    const undo = await mcp.call('call_operation', {
      operation: 'hub.proposal.undo',
      arguments: { proposal },
      reason: 'The warehouse changed its mind.',
    })
    expect(undo.data!.says).toEqual(['In value map "carrier", "2" becomes nothing (before: "SHIP2").'])
    expect(after.data).toMatchObject({
      state: 'done',
      now: 'nothing-to-do',
      gp: { TransactionState: 'Work' },
      proof: { of: 'read-back', state: 'proved' },
    })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })

  test('an incident says by itself which of its orders would go through now, what they are worth, and what holds the others', async () => {
    const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string }[] }
    const without = { ...carrier, entries: carrier.entries.filter(({ from }) => from !== '2') } as unknown as Json
    await all.import({ ...all.parts, 'value-maps/carrier.json': without })
    const orders = all.sandbox.shop.placeOrders(3).map(String)
    for (const order of orders) await all.run(order)
    const { incidents } = await all.story(orders[0]!)
    const incident = incidents[0]!.id
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const before = await mcp.call('read_incident', { incident })
    expect(before.data!.now).toMatchObject({ held: orders, untried: 0 })
    expect(before.text).toContain('Tried now, without writing: 3 would be held still')
    expect(before.data!.next).toContainEqual(expect.objectContaining({ tool: 'propose_value_map_entry' }))

    // The carrier is answered, and meanwhile the third order names an item that GP does not have.
    await all.import(all.parts)
    const { tables } = all.sandbox.shop
    const line = tables
      .of('order_details')
      .all()
      .find(({ fields }) => String(fields.id_order) === orders[2])!
    tables.of('order_details').put({ ...line, fields: { ...line.fields, product_reference: 'NO-SUCH-ITEM' } })
    const after = await mcp.call('read_incident', { incident })
    const passing = orders.slice(0, 2)
    expect(after.data!.now).toMatchObject({ 'would-write': passing, held: [orders[2]], untried: 0 })
    expect((after.data!.now as { money: object[] }).money).toEqual([
      expect.objectContaining({ outcome: 'would-write', currency: 'EUR', records: 2 }),
      expect.objectContaining({ outcome: 'held', currency: 'EUR', records: 1 }),
    ])
    expect(after.text).toMatch(/2 would be written, [\d.]+ EUR \(2\); 1 would be held still, [\d.]+ EUR \(1\)/)
    expect(after.data!.otherQuestions).toEqual([
      expect.objectContaining({ order: orders[2], message: expect.stringContaining('NO-SUCH-ITEM') }),
    ])
    expect((after.data!.next as object[])[0]).toMatchObject({
      tool: 'propose_replay',
      arguments: { orders: passing, reason: '…' },
    })
    const { tried, untried, ended } = await all.client.call('POST /api/incidents/:id/plan', {
      params: { id: incident },
      body: { limit: 1 },
    })
    expect([tried.length, untried, ended?.why]).toEqual([1, 2, 'As many as were asked for, 1, were tried.'])
    for (const order of orders) expect(all.salesOrders().has(`WEB${order}`)).toBe(false)

    // It is settled once: a second time there is nothing to settle, nor to start again.
    await all.client.post(`/api/incidents/${incident}/resolve`, {})
    for (const again of ['resolve', 'replay'])
      await expect(all.client.post(`/api/incidents/${incident}/${again}`, {})).rejects.toThrow(/resolved already/)
  })

  test('an order is found by what people know of it, and its reference does where its id does', async () => {
    await all.import(all.parts)
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    const { fields } = all.sandbox.shop.tables.of('orders').get(Number(order))!
    const of = fields as Record<string, string>
    const table = (name: string, id: string) =>
      all.sandbox.shop.tables.of(name as 'orders').get(Number(id))!.fields as Record<string, string>
    const customer = table('customers', of.id_customer!)
    const country = table('countries', table('addresses', of.id_address_delivery!).id_country!)
    const carrier = table('carriers', of.id_carrier!)
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const found = async (search: Record<string, unknown>) =>
      ((await mcp.call('search_shop_orders', { limit: 20, ...search })).data!.orders as { id: string }[]).map(
        ({ id }) => id,
      )
    for (const search of [
      { customer: customer.email! },
      { customer: `${customer.firstname} ${customer.lastname}` },
      { country: country.iso_code! },
      { carrier: carrier.name! },
      { payment: of.payment! },
      { payment: of.module!, country: country.iso_code!, customer: customer.email! },
    ])
      expect(await found(search), JSON.stringify(search)).toContain(String(order))
    for (const search of [
      { country: 'JP' },
      { carrier: 'Pigeon' },
      { payment: 'Barter' },
      { customer: 'nobody@x.example' },
    ])
      expect(await found(search), JSON.stringify(search)).toEqual([])

    const why = await mcp.call('explain_order', { order: of.reference! })
    expect(why.data).toMatchObject({ order: String(order), inGp: true })
    // The tax that was charged, rate by rate, also in the short answer.
    expect(why.data!.taxesByRate).toContainEqual(
      expect.objectContaining({ rate: expect.any(String), base: expect.any(String), charged: expect.any(String) }),
    )
    // In GP, not posted yet: what is still possible is said, and the calls that help stand below.
    expect(why.text).toMatch(/It can still be changed, put into another batch or voided/)
    expect(why.data!.next).toContainEqual(
      expect.objectContaining({
        tool: 'read_record',
        arguments: { system: 'gp', entity: 'salesOrder', key: `WEB${order}` },
      }),
    )
    // People in finance know its number in GP.
    expect((await mcp.call('explain_order', { order: `WEB${order}` })).data).toMatchObject({ order: String(order) })
    const [row] = (await mcp.call('search_shop_orders', { reference: of.reference! })).data!.orders as object[]
    expect(row).toMatchObject({ currency: 'EUR' })
    // Days of UTC: late in the evening the shop has the next one.
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    expect(await found({ since: yesterday })).toContain(String(order))
    expect(await found({ since: '2999-01-01' })).toEqual([])
    const runs = await mcp.call('call_operation', { operation: 'hub.runs', arguments: { key: of.reference! } })
    const its = runs.data!.result as { record: { key: string } }[]
    expect(its.length).toBeGreaterThan(0)
    expect(its.every(({ record }) => record.key === String(order))).toBe(true)

    const first = async (search: string) =>
      ((await mcp.call('search_operations', { search, limit: 3 })).data!.operations as { id: string }[]).map(
        ({ id }) => id,
      )
    expect(await first('replay an order again')).toContain('propose_replay')
    expect(await first('set the tracking number and the shipped state')).toContain('prestashop.order.ship')
    expect(await first('refund')).toContain('prestashop.orderSlip.read')
    expect(await first('stock')).toContain('prestashop.stockAvailable.update')
    expect(await first('orders above an amount wait for approval')).toContain('hub.rule.draft')
    expect((await mcp.call('search_operations', { search: 'pause a flow' })).text).toContain('ledgerline pause')
    expect(await first('how do I cancel an order in GP')).toContain('gp.salesOrder.void')
    expect(await first('take back my proposal')).toContain('hub.proposal.withdraw')
    expect(await first('what happened to this order, its attempts')).toContain('hub.runs')
    expect(await first('change a setting')).toContain('hub.setting.set')
    expect(await first('settings')).toContain('hub.setting.set')
    expect((await first('change the phone number of a customer in GP'))[0]).toBe('gp.customerAddress.update')
    expect(await first('orders of yesterday that are not in GP')).toContain('hub.orders')
    expect((await mcp.call('search_operations', { search: 'approve' })).text).toContain('ledgerline proposals approve')
  })

  test('a parcel is handed over: tracking number first, then the state, in one proposal that says whether mail goes out', async () => {
    await all.import(all.parts)
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const ship = (given: object) =>
      mcp.call('call_operation', {
        operation: 'prestashop.order.ship',
        arguments: { key: String(order), tracking_number: '6A-4711', ...given },
        reason: 'The parcel was handed over today.',
      })
    expect((await ship({})).text).toMatch(/arguments.state|shippedState/)
    expect((await ship({ state: '4', parcel: '999999' })).text).toContain('parcel')
    const made = await ship({ state: '4', tellCustomer: true })
    const says = made.data!.says as string[]
    expect(says).toHaveLength(2)
    expect(says[0]).toMatch(/tracking_number becomes 6A-4711 .* The customer is not mailed\.$/)
    expect(says[1]).toMatch(/current_state becomes 4 .* The customer is mailed\.$/)
    const { proposal, planHash } = made.data as { proposal: string; planHash: string }
    await all.client.post(`/api/proposals/${proposal}/decide`, { approve: true, planHash, email, password })
    const row = (table: string, key: string) =>
      (all.sandbox.shop.tables.of(table as 'orders').where(key as 'id', String(order)) ?? [])[0]!.fields
    expect(row('order_carriers', 'id_order')).toMatchObject({ tracking_number: '6A-4711' })
    expect(all.sandbox.shop.tables.of('orders').get(order!)!.fields).toMatchObject({ current_state: '4' })
    expect(all.sandbox.shop.calls.get('POST order_histories with mail')).toBe(1)
  })

  test('every tool answers, in few words', async () => {
    await all.import(all.parts)
    const [order] = all.sandbox.shop.placeOrders(30)
    await all.run(order!)
    const odd = all.sandbox.shop.placeOrders(1)[0]!
    const { tables } = all.sandbox.shop
    const [line] = tables
      .of('order_details')
      .all()
      .filter(({ fields }) => fields.id_order === String(odd))
    tables.of('order_details').put({ ...line!, fields: { ...line!.fields, product_reference: 'TEA-ASAM' } })
    const incident = (await all.run(odd)).incidents[0]!.id
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose', 'operate'))
    // The line, what the shop calls its product by now, and the correction that helps are told; trying it shows so.
    const why = await mcp.call('explain_order', { order: String(odd) })
    expect(why.data!.line).toMatchObject({ path: 'order_details.0', productNow: { reference: 'TEA-ASSAM' } })
    const corrections = [{ path: 'order_details.0.product_reference', before: 'TEA-ASAM', after: 'TEA-ASSAM' }]
    const tried = await mcp.call('plan_order', { order: String(odd), corrections })
    expect(tried.data).toMatchObject({ outcome: 'would-write' })
    const good: Record<string, Record<string, unknown>> = {
      read_status: { check: true },
      explain_order: { order: String(order) },
      search_shop_orders: {},
      plan_order: { order: String(order) },
      list_incidents: {},
      read_incident: { incident },
      read_record: { system: 'gp', entity: 'salesOrder', key: `WEB${order}` },
      list_shop_records: { entity: 'orderHistory', where: [{ field: 'id_order', value: String(order) }] },
      list_gp_records: { entity: 'item' },
      read_value_map: { valueMap: 'tax' },
      suggest_value_map_entries: { valueMap: 'carrier' },
      suggest_mapping: { mapping: 'order-to-sales-order' },
      read_flow: {},
      propose_value_map_entry: {
        valueMap: 'payment',
        from: 'ps_checkout',
        to: 'Prepaid',
        reason: 'It is paid before it is shipped.',
      },
      propose_mapping_edit: {
        mapping: 'order-to-sales-order',
        path: ['PriceLevelKey'],
        before: null,
        after: 'unlessEmpty(truncate(orElse(shipTo.other, ""), 60))',
        reason: 'The door code stands there.',
      },
      propose_record_correction: {
        order: String(order),
        path: 'order_details.0.product_reference',
        before: 'TEA-ASSAM',
        after: 'TEA-SENCHA',
        reason: 'It was entered wrongly.',
      },
      propose_replay: { orders: [String(order)], reason: 'The cause is gone by now.' },
      propose_link_repair: {
        source: { entity: 'prestashop.order', key: String(order) },
        entity: 'gp.salesOrder',
        before: `WEB${order}`,
        after: null,
        reason: 'It was deleted in GP by hand.',
      },
      list_proposals: {},
      read_proposal: {},
      search_operations: { search: 'void' },
      call_operation: { operation: 'hub.links', arguments: { entity: 'prestashop.order', key: String(order) } },
    }
    const { tools } = await mcp.client.listTools()
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(good).sort())
    let proposal = ''
    for (const { name } of tools) {
      const args = name === 'read_proposal' ? { proposal } : good[name]!
      // The client holds every answer against the tool's output schema.
      const answer = await mcp.call(name, args)
      expect(answer.isError, `${name}: ${answer.text}`).toBe(false)
      proposal = (answer.data?.proposal as string | undefined) ?? proposal
      // Four characters are about one token; an answer without "detailed" costs 1,000 at most.
      if (args.format !== 'detailed') expect(answer.text.length / 4, `${name}: ${answer.text}`).toBeLessThan(1000)
    }
  })

  test('the long tail: found by words, reads run, writes become proposals a person decides', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    await using mcp = await mcpClient(all, await tokenWith('read', 'propose'))
    const call = (operation: string, args: object, more: object = {}) =>
      mcp.call('call_operation', { operation, arguments: args, ...more })

    const found = await mcp.call('search_operations', { search: 'void order' })
    expect(found.data!.operations).toContainEqual(
      expect.objectContaining({ id: 'gp.salesOrder.void', effect: 'propose', arguments: { key: 'string' } }),
    )
    const invoices = await call('prestashop.rows', { resource: 'order_invoices', where: { id_order: String(order) } })
    expect(invoices.data!.result).toEqual([expect.objectContaining({ id_order: String(order) })])
    for (const hidden of ['configurations', 'employees', '../orders'])
      expect((await call('prestashop.rows', { resource: hidden })).isError, hidden).toBe(true)
    const rows = await call('prestashop.rows', { resource: 'customers', limit: 1 })
    expect(rows.text).not.toMatch(/passwd|secure_key/)
    const [run] = (await call('hub.runs', { state: 'done', limit: 1 })).data!.result as { id: string }[]
    expect((await call('hub.run', { run: run!.id })).text).toContain('written')
    const orders = await mcp.call('list_gp_records', {
      entity: 'salesOrder',
      where: [{ field: 'Key', value: `%${order}` }],
    })
    expect(orders.data).toMatchObject({ total: 1, records: [{ Key: `WEB${order}`, TransactionState: 'Work' }] })

    const silent = await call('gp.salesOrder.void', { key: `WEB${order}` })
    expect(silent.text).toContain('must say why')
    const voided = await call('gp.salesOrder.void', { key: `WEB${order}` }, { reason: 'The customer called it off.' })
    expect(voided.text).toMatch(/Nothing has changed.*Risk: high.*voided/s)
    expect(all.salesOrders().get(`WEB${order}`)!.IsVoided).not.toBe(true)
    const { proposal, planHash } = voided.data as { proposal: string; planHash: string }
    await all.client.post(`/api/proposals/${proposal}/decide`, { approve: true, planHash, email: other, password })
    expect((await mcp.call('read_proposal', { proposal })).data).toMatchObject({ state: 'applied' })
    expect(all.salesOrders().get(`WEB${order}`)!.IsVoided).toBe(true)
    expect((await mcp.call('explain_order', { order: String(order) })).text).toContain('There it is voided')
    const outcomes = (await call('hub.orders', {})).data!.result as { order: string; salesOrder: string }[]
    expect(outcomes.map((one) => one.order)).toEqual([...new Set(outcomes.map((one) => one.order))])
    expect(outcomes).toContainEqual(expect.objectContaining({ order: String(order), salesOrder: `WEB${order}` }))

    await using reader = await mcpClient(all, await tokenWith('read'))
    const tried = await reader.call('call_operation', {
      operation: 'prestashop.order.update',
      arguments: { key: String(order), document: { current_state: '6' } },
      reason: 'Because I would like to.',
    })
    expect(tried).toMatchObject({ isError: true, text: expect.stringMatching(/may only read/) })
  })

  test('a page of incidents says how many there are, those that stop most orders first, wherever they were raised', async () => {
    const raise = (fingerprint: string, orders: readonly number[]) =>
      all.hub.database.transaction(async (tx) => {
        for (const order of orders)
          await tx.incidents.raise({
            ...{
              integration: integrationId('main'),
              flow: 'order-to-sales-order',
              fingerprint,
              run: null,
              triage: null,
            },
            ...{ record: ref('prestashop.order', String(order)), at: all.clock.now() },
            question: {
              code: 'totals_held',
              step: 'totals',
              message: fingerprint,
              hint: 'Look.',
              subject: fingerprint,
            },
          })
      })
    await raise('the largest', [9001, 9002, 9003])
    for (const order of [9011, 9012]) await raise(`a newer one ${order}`, [order])
    const open = await all.hub.database.stores.incidents.list({ state: 'open', limit: 100 })
    await using mcp = await mcpClient(all, await tokenWith('read'))
    const page = await mcp.call('list_incidents', { limit: 1 })
    expect(page.text).toContain(`1 of ${open.length} open incidents`)
    expect(page.data!.incidents).toMatchObject([{ message: 'the largest', stops: '3 orders' }])
    for (const { id, question } of open)
      if (question.code === 'totals_held')
        await all.hub.database.transaction((tx) => tx.incidents.resolve(incidentId(id), all.clock.now()))
  })
})

describe('what a token may', () => {
  test('reading alone: nothing that proposes is there', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read'))
    const { tools } = await mcp.client.listTools()
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    const tried = await mcp.call('propose_replay', { orders: ['1'], reason: 'Because I want to.' })
    expect(tried).toMatchObject({ isError: true, text: expect.stringMatching(/scope "propose"/) })
    expect((await mcp.call('search_operations', { search: 'void' })).text).not.toContain('salesOrder.void')
  })

  test('no token, a wrong one, another’s session, a foreign host or page: refused', async () => {
    const post = (headers: Record<string, string>, url = 'http://127.0.0.1/mcp') =>
      all.hub.app.fetch(
        new Request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
        }),
      )
    const none = await post({})
    expect(none.status).toBe(401)
    expect(none.headers.get('www-authenticate')).toContain('oauth-protected-resource')
    expect((await post({ authorization: `Bearer ${'x'.repeat(50)}` })).status).toBe(401)
    const [mine, other] = [await tokenWith('read'), await tokenWith('read')]
    await using mcp = await mcpClient(all, mine)
    expect((await post({ authorization: `Bearer ${other}`, 'mcp-session-id': mcp.sessionId! })).status).toBe(404)
    expect(
      (await post({ authorization: `Bearer ${mine}`, host: 'evil.example' }, 'http://evil.example/mcp')).status,
    ).toBe(403)
    expect((await post({ authorization: `Bearer ${mine}`, origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ authorization: `Bearer ${mine}`, 'content-length': '2000000' })).status).toBe(413)
  })
})

describe('sessions', () => {
  test('a client that never ends them keeps nobody out: its oldest ends for its next', async () => {
    const token = await tokenWith('read')
    const post = (headers: Record<string, string>, body: object) =>
      all.hub.app.fetch(
        new Request('http://127.0.0.1/mcp', {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            ...headers,
          },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...body }),
        }),
      )
    const clientInfo = { name: 'test', version: '1' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    // By hand: a client opens its stream a moment later, and then it was not silent since it began.
    const begin = async () => (await post({}, { method: 'initialize', params })).headers.get('mcp-session-id')!
    const asks = async (session: string) => (await post({ 'mcp-session-id': session }, { method: 'ping' })).status
    const first = await begin()
    const second = await begin()
    for (let more = 0; more < 9; more++) await begin()
    expect(await asks(first)).toBe(404)
    expect(await asks(second)).toBe(200)
  })
})

describe('beside the tools', () => {
  test('guides, records by address, prompts with completion', async () => {
    await using mcp = await mcpClient(all, await tokenWith('read'))
    const { resources } = await mcp.client.listResources()
    expect(resources.map(({ uri }) => uri)).toContain('ledgerline://guides/gp-fields')
    const { contents } = await mcp.client.readResource({ uri: 'ledgerline://guides/gp-fields' })
    expect((contents[0] as { text: string }).text).toContain('SOPNUMBE')
    const { prompts } = await mcp.client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual([
      'explain_order',
      'morning_check',
      'add_payment_method',
      'answer_value_map',
    ])
    const completed = await mcp.client.complete({
      ref: { type: 'ref/prompt', name: 'answer_value_map' },
      argument: { name: 'valueMap', value: 'ta' },
    })
    expect(completed.completion.values).toEqual(['tax', 'tax-rate'])

    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    const ids = await mcp.client.complete({
      ref: { type: 'ref/resource', uri: 'ledgerline://order/{id}' },
      argument: { name: 'id', value: String(order) },
    })
    expect(ids.completion.values).toContain(String(order))
    const story = await mcp.client.readResource({ uri: `ledgerline://order/${order}` })
    expect((story.contents[0] as { text: string }).text).toMatch(/^<remote-data nonce="[0-9a-f]{32}">/)
    const mapping = await mcp.client.readResource({ uri: 'ledgerline://mapping/order-to-sales-order' })
    expect((mapping.contents[0] as { text: string }).text).toContain('CustomerPONumber')
  })

  test('progress of a longer call, and a question to the person where input is missing', async () => {
    const file = all.parts['integration.json'] as { [member: string]: Json }
    const { settings } = all.parts['settings.json'] as { settings: Record<string, { value: Json }> }
    const own = (name: string, value: string) => ({ [name]: { ...settings[name]!, value } })
    await all.import({
      ...all.parts,
      'integration.json': { ...file, id: 'second', name: 'Second' },
      'settings.json': {
        ...(all.parts['settings.json'] as { [member: string]: Json }),
        settings: {
          ...settings,
          ...own('orderPrefix', 'TWO'),
          ...own('customerPrefix', 'TW'),
          ...own('addressPrefix', 'TW'),
        },
      },
    })
    const asked: string[] = []
    await using mcp = await mcpClient(all, await tokenWith('read'), (ids) => {
      asked.push(...ids)
      return 'main'
    })
    const steps: string[] = []
    const answer = await mcp.client.callTool({ name: 'read_status', arguments: { check: true } }, undefined, {
      onprogress: ({ message }) => void steps.push(message ?? ''),
    })
    expect(answer.isError).not.toBe(true)
    expect(steps).toEqual(['Asking the shop and GP'])
    expect(asked).toEqual(['main', 'second'])
    await using silent = await mcpClient(all, await tokenWith('read'))
    expect((await silent.call('read_status', { check: true })).text).toMatch(/must be one of main, second/)
  })
})
