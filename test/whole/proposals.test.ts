import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import type { Change, Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  const { people } = all.hub.database
  for (const [email, role] of [
    ['ada@example.com', 'admin'],
    ['ben@example.com', 'approver'],
    ['eve@example.com', 'viewer'],
  ] as [string, Role][])
    await people.add({ email, name: email, role, password })
})
afterAll(() => all[Symbol.asyncDispose]())

type Shown = Proposal & { says: string[] }
const refused = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) })

/** Asks the hub as a program or a person would, with a token of its own. */
async function ask(
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: { error?: { code: string } } }> {
  const response = await all.hub.app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { error?: { code: string } } }
}

const propose = (changes: Change[], more: object = {}) =>
  all.client.post<Shown>('/api/proposals', {
    integration: 'main',
    title: 'A change to try',
    reason: 'Because the test says so.',
    changes,
    ...more,
  })
const decide = ({ id, planHash }: Proposal, by: string, more: object = {}) =>
  all.client.post<Shown>(`/api/proposals/${id}/decide`, { approve: true, planHash, email: by, password, ...more })
const editing = (...edits: object[]): Change => ({ do: 'edit-definition', edits: edits as Json[] })
const answerCarrier = (before: object | null, to: string | null): Change =>
  editing({
    do: 'set-value',
    valueMap: 'carrier',
    from: '2',
    before,
    after: to === null ? null : { label: 'Colissimo', to },
  })

/** An integration whose carrier "2" has no answer, and an order that stopped for it. */
async function stoppedOrder(): Promise<{ order: number; incident: string }> {
  const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string }[] }
  await all.import({
    ...all.parts,
    'value-maps/carrier.json': {
      ...carrier,
      entries: carrier.entries.filter(({ from }) => from !== '2'),
    } as unknown as Json,
  })
  const [order] = all.sandbox.shop.placeOrders(1)
  const story = await all.run(order!)
  expect(story.runs[0]!.state).toBe('stopped')
  return { order: order!, incident: story.incidents[0]!.id }
}

describe('a proposal', () => {
  test('changes nothing until a person approves it; then the orders that waited go on', async () => {
    const { order, incident } = await stoppedOrder()
    const proposal = await propose([answerCarrier(null, 'SHIP2')], { incidents: [incident] })
    expect(proposal).toMatchObject({
      state: 'pending',
      risk: { level: 'low' },
      keyFacts: ['2 SHIP2'],
      startedAgain: [],
      says: [
        'In value map "carrier", "2" becomes "SHIP2" (before: nothing).',
        `What incident ${incident} holds starts again.`,
      ],
    })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)

    const decided = await decide(proposal, 'ben@example.com', { reason: 'Checked with the warehouse.' })
    expect(decided).toMatchObject({
      state: 'applied',
      decision: { by: { email: 'ben@example.com' }, reason: 'Checked with the warehouse.' },
      startedAgain: [{ record: ref('prestashop.order', String(order)), state: 'done' }],
    })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    expect((await all.story(order)).incidents).toEqual([])
    const [newest] = await all.hub.database.stores.integrations.versions(integrationId('main'))
    expect(newest).toMatchObject({ by: 'ben@example.com', note: expect.stringContaining(proposal.id) })

    const deeds = (
      await all.client.get<{ deed: string }[]>(`/api/audit?subject=${encodeURIComponent(`proposal ${proposal.id}`)}`)
    ).map(({ deed }) => deed)
    expect(deeds.reverse()).toEqual(['proposal.made', 'proposal.approved', 'proposal.applied'])
    expect(await all.client.get('/api/audit/verify')).toMatchObject({ brokenAt: null })

    const undo = await all.client.post<Shown>(`/api/proposals/${proposal.id}/revert`)
    expect(undo.says).toEqual(['In value map "carrier", "2" becomes nothing (before: "SHIP2").'])
  })

  test('is decided once, on the plan that was shown, by someone who may, with their own password', async () => {
    await all.import(all.parts)
    const proposal = await propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')])
    expect(proposal.risk.level).toBe('medium')
    await expect(decide(proposal, 'ben@example.com', { password: 'a wrong password' })).rejects.toEqual(
      refused(/do not belong together/),
    )
    await expect(decide(proposal, 'eve@example.com')).rejects.toEqual(refused(/may not decide/))
    await expect(decide({ ...proposal, planHash: '0'.repeat(64) }, 'ben@example.com')).rejects.toEqual(
      refused(/not the one that was shown/),
    )
    expect((await decide(proposal, 'ben@example.com', { approve: false })).state).toBe('rejected')
    await expect(decide(proposal, 'ben@example.com')).rejects.toEqual(refused(/is rejected/))
  })

  test('that no longer fits what is there is superseded, and changes nothing', async () => {
    await all.import(all.parts)
    const before = { label: 'Colissimo', to: 'SHIP2' }
    const [first, second] = [
      await propose([answerCarrier(before, 'SHIP1')]),
      await propose([answerCarrier(before, null)]),
    ]
    expect((await decide(first, 'ben@example.com')).state).toBe('applied')
    const late = await decide(second, 'ben@example.com')
    expect(late.state).toBe('superseded')
    expect(late.outcome).toMatch(/no longer what it was/)
    await expect(propose([answerCarrier(before, null)])).rejects.toMatchObject({ code: 'invalid_input' })
  })

  // Both begin with the same version: the second would undo the first.
  test('that is carried out while somebody imports something else changes what is there by then', async () => {
    await all.import(all.parts)
    const main = integrationId('main')
    const { database } = all.hub
    const newest = async () => {
      const { version } = (await database.stores.integrations.get(main))!
      return { version, parts: await database.stores.integrations.version(main, version) }
    }
    const proposal = await propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')])
    const before = await newest()
    const settings = before.parts['settings.json'] as { settings: Record<string, { value: Json }> }
    const askOnHold = { ...settings.settings.askOnHold!, value: true }
    const imported = { ...settings, settings: { ...settings.settings, askOnHold } } as unknown as Json
    let decided: Promise<Shown> | null = null
    await database.transaction(async (tx) => {
      await tx.integrations.hold(main)
      decided ??= decide(proposal, 'ben@example.com')
      while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
      await tx.integrations.saveVersion(...([main, { ...before.parts, 'settings.json': imported }] as const), {
        by: 'ada',
        note: 'while it is carried out',
        at: all.clock.now(),
        standards: {},
      })
    })
    expect((await decided!).state).toBe('applied')
    const { version, parts } = await newest()
    expect(version).toBe(before.version + 2)
    expect(parts['settings.json']).toEqual(imported)
    const { entries } = parts['value-maps/carrier.json'] as { entries: { from: string; to: string }[] }
    expect(entries.find(({ from }) => from === '2')).toMatchObject({ to: 'SHIP1' })
  })

  test('that would not check is refused when it is made', async () => {
    await all.import(all.parts)
    const { Comment } = (all.parts['mappings/order-to-sales-order.json'] as { fields: Record<string, Json> }).fields
    const wrong = editing({
      do: 'set-field',
      mapping: 'order-to-sales-order',
      path: ['Comment'],
      before: Comment,
      after: 'order.gift_massage',
    })
    await expect(propose([wrong])).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(
      propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, null)], { incidents: ['x'] }),
    ).rejects.toEqual(
      expect.objectContaining({ problems: [{ at: 'x', reason: 'is no incident of integration main' }] }),
    )
    for (const title of ['Looks\u001b[2J harmless', 'Looks\nharmless', 'Looks \u202Eharmless'])
      await expect(
        propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, null)], { title }),
      ).rejects.toMatchObject({
        problems: [{ at: 'title', reason: 'must hold no control or invisible characters' }],
      })
    await expect(propose([editing({ do: 'drop-table' })])).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('that would leave everything as it is, or was made for another version, is refused with what stands there', async () => {
    await all.import(all.parts)
    const { settings } = all.parts['settings.json'] as unknown as { settings: Record<string, { value: Json }> }
    const prefix = settings.orderPrefix!.value
    const already = { problems: [expect.objectContaining({ reason: 'has that value already' })] }
    const setting = { do: 'set-setting', name: 'orderPrefix', before: prefix, after: prefix }
    await expect(propose([editing(setting)])).rejects.toMatchObject(already)
    const colissimo = { label: 'Colissimo', to: 'SHIP2' }
    await expect(propose([answerCarrier(colissimo, 'SHIP2')])).rejects.toMatchObject(already)
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    const key = `WEB${order}` as never
    const source = ref('prestashop.order', String(order))
    const link: Change = { do: 'repair-link', source, entity: 'gp.salesOrder', before: key, after: key }
    await expect(propose([link])).rejects.toMatchObject(already)

    await expect(propose([editing({ ...setting, before: 'OLD' })])).rejects.toMatchObject({
      problems: [{ reason: expect.stringContaining(`now it is ${JSON.stringify(prefix)}`) }],
    })
    await expect(propose([answerCarrier(null, 'SHIP1')])).rejects.toMatchObject({
      problems: [{ reason: expect.stringContaining('now it is {"label":"Colissimo","to":"SHIP2"}') }],
    })
  })

  test('made again while it is pending is the same one; once it is decided, another', async () => {
    await all.import(all.parts)
    const change = answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')
    const [first, second] = await Promise.all([propose([change]), propose([change], { reason: 'Said otherwise.' })])
    expect(second).toEqual(first)
    expect((await propose([change])).id).toBe(first.id)
    const made = await all.client.get<{ deed: string }[]>(
      `/api/audit?subject=${encodeURIComponent(`proposal ${first.id}`)}`,
    )
    expect(made).toHaveLength(1)
    await decide(first, 'ben@example.com', { approve: false })
    expect((await propose([change])).id).not.toBe(first.id)
  })

  test('to correct a record replays it as corrected; to repair a link sets it', async () => {
    await all.import(all.parts)
    const { tables } = all.sandbox.shop
    const product = tables.of('products').get(1)!
    tables.of('products').put({ ...product, fields: { ...product.fields, reference: 'TEA-TYPO' } })
    const [order] = all.sandbox.shop.placeOrders(1)
    tables.of('products').put(product)
    await all.run(order!)
    const record = ref('prestashop.order', String(order))
    const correction = await propose([
      {
        do: 'correct-record',
        record,
        edits: [{ path: 'order_details.0.product_reference', before: 'TEA-TYPO', after: 'TEA-ASSAM' }],
      },
    ])
    expect((await decide(correction, 'ben@example.com')).state).toBe('applied')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)

    const [linked] = all.sandbox.shop.placeOrders(1)
    await all.run(linked!)
    const source = ref('prestashop.order', String(linked))
    const link: Change = {
      do: 'repair-link',
      source,
      entity: 'gp.salesOrder',
      before: `WEB${linked}` as never,
      after: null,
    }
    const repair = await propose([link])
    expect(repair.risk.level).toBe('high')
    expect((await decide(repair, 'ben@example.com')).state).toBe('pending')
    expect((await decide(repair, 'ada@example.com')).state).toBe('applied')
    // It is looked up again under its number and found to be ours.
    expect((await all.story(linked!)).link?.target.key).toBe(`WEB${linked}`)
  })

  test('that links a record whose own document is on its way is refused: the run would put its document in that place', async () => {
    await all.import(all.parts)
    const [there, order] = all.sandbox.shop.placeOrders(2)
    await all.run(there!)
    all.sandbox.gp.faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-before' })
    expect((await all.run(order!)).runs[0]).toMatchObject({ state: 'waiting' })
    const source = ref('prestashop.order', String(order))
    const before = null
    const link: Change = { do: 'repair-link', source, entity: 'gp.salesOrder', before, after: `WEB${there}` as never }
    await expect(propose([link])).rejects.toMatchObject({
      problems: [{ at: `gp.salesOrder WEB${order}`, reason: 'is on its way: wait until its run has ended' }],
    })
    all.clock.advance(60_000)
    expect((await all.run(order!)).link?.target.key).toBe(`WEB${order}`)
  })

  test('whose decision was not signed by the hub is never carried out', async () => {
    await all.import(all.parts)
    const proposal = await propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')])
    const forged = {
      approve: true,
      by: { kind: 'person', id: 'x', email: 'ada@example.com' },
      at: proposal.at,
      channel: 'command',
      reason: null,
      planHash: proposal.planHash,
      signature: 'f'.repeat(64),
    } as const
    await all.hub.database.transaction((tx) => tx.proposals.move(proposal.id, 'approved', { decision: forged }))
    await all.hub.proposals.resume()
    expect(await all.hub.proposals.get(proposal.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('not signed'),
    })
  })
})

describe('tokens of programs', () => {
  const by = { email: 'ada@example.com', password }
  const token = async (...scopes: string[]) =>
    await all.client.post<{ id: string; token: string }>('/api/tokens', { by, name: 'a program', scopes })

  test('do what their scopes say, and never decide', async () => {
    const { token: reader } = await token('read')
    expect((await ask(reader, 'GET', '/api/integrations')).status).toBe(200)
    expect((await ask(reader, 'POST', '/api/proposals', {})).status).toBe(403)
    expect((await ask(reader, 'POST', '/api/integrations/main/orders/1/run', {})).status).toBe(403)
    expect((await ask(reader, 'GET', '/api/people')).status).toBe(403)

    const { token: proposer } = await token('read', 'propose')
    await all.import(all.parts)
    const made = await ask(proposer, 'POST', '/api/proposals', {
      integration: 'main',
      title: 'A change to try',
      reason: 'Because the test says so.',
      changes: [answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')],
    })
    expect(made.status).toBe(201)
    const { id, planHash } = made.body as unknown as Proposal
    expect(
      (
        await ask(proposer, 'POST', `/api/proposals/${id}/decide`, {
          approve: true,
          planHash,
          email: 'ada@example.com',
          password: 'guess guess guess',
        })
      ).body.error?.code,
    ).toBe('sign_in_failed')
    expect((await ask(proposer, 'POST', `/api/proposals/${id}/decide`, { approve: true, planHash })).status).toBe(400)
  })

  test('end when they are revoked; only their hash is kept', async () => {
    const { id, token: made } = await token('read')
    expect(JSON.stringify(await all.client.get('/api/tokens'))).not.toContain(made)
    await all.client.post(`/api/tokens/${id}/revoke`, { by })
    expect((await ask(made, 'GET', '/api/integrations')).status).toBe(401)
  })

  test('are made by an admin alone', async () => {
    await expect(
      all.client.post('/api/tokens', { by: { email: 'ben@example.com', password }, name: 'x', scopes: ['admin'] }),
    ).rejects.toEqual(refused(/is no admin/))
  })

  test('five wrong passwords close an address for a while, also for the right one', async () => {
    const wrong = () =>
      all.client.post('/api/people/eve@example.com/password', {
        by: { email: 'eve@example.com', password: 'nope nope nope' },
        password: 'another long one',
      })
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(wrong()).rejects.toEqual(refused(/do not belong together/))
    await expect(
      all.client.post('/api/people/eve@example.com/password', {
        by: { email: 'eve@example.com', password },
        password: 'another long one',
      }),
    ).rejects.toEqual(refused(/Too many/))
  })
})

test('a program that proposes without end does not bury what people have to decide on', async () => {
  await all.import(all.parts)
  const [order] = all.sandbox.shop.placeOrders(1)
  const replay: Change = { do: 'replay', records: [ref('prestashop.order', String(order))] }
  const made = await all.hub.database.stores.proposals.get((await propose([replay])).id)
  await all.hub.database.transaction(async (tx) => {
    for (let n = 0; n < 500; n++) await tx.proposals.add({ ...made!, id: `many-${n}`, planHash: `many ${n}` })
  })
  await expect(propose([answerCarrier({ label: 'Colissimo', to: 'SHIP2' }, 'SHIP1')])).rejects.toMatchObject({
    code: 'too_many_proposals',
  })
})
