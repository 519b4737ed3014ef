import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { integrationId, recordKey, ref } from '../../src/domain/record.ts'
import { nothingYet } from '../../src/engine/backfill/count.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
/** Before the cut-over. */
const old = instant('2020-01-01T00:00:00Z')
beforeAll(async () => {
  all = await joined({ started: true, confirmed: false, cutOver: new Date(Date.now() + 3_600_000).toISOString() })
})
afterAll(() => all[Symbol.asyncDispose]())

describe('before anything is written', () => {
  test('an order from before the cut-over is not taken over by itself, but when a person asks for it', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    const dry = await all.client.post<{ outcome: string; writes: unknown[] }>(
      `/api/integrations/main/orders/${order}/run`,
      { dryRun: true },
    )
    expect(dry.outcome).toBe('would-write')
    await all.hub.engine.take(integrationId('main'), [{ record: ref('prestashop.order', String(order)) }], 'webhook')
    expect((await all.settled(order!, 'skipped')).runs[0]!.reason).toMatch(/cut-over/)
    await all.run(order!)
    // The hub, which is at work, may be at it once more.
    const asked = await all.settled(order!, 'stopped')
    expect(asked.incidents[0]!.question.code).toBe('company_not_confirmed')
    expect(all.salesOrders().size).toBe(0)
  })

  test('it is the hub’s own from then on: its next change asks again', async () => {
    const record = ref('prestashop.order', '1')
    const [before] = await all.hub.database.stores.runs.list({ record, limit: 1 })
    await all.hub.engine.take(integrationId('main'), [{ record, placedAt: old }], 'poll')
    for (;;) {
      const [newest] = await all.hub.database.stores.runs.list({ record, states: ['stopped', 'skipped'], limit: 1 })
      if (newest!.id === before!.id) await new Promise((resolve) => setTimeout(resolve, 20))
      else break
    }
    const story = await all.settled(1, 'stopped')
    expect(story.incidents[0]!.question.code).toBe('company_not_confirmed')
    // Of the flow that was asked for: whoever asks for its shipments has not asked for its sales order.
    const own = async (flow: string) =>
      (await all.hub.database.stores.runs.takenUp(integrationId('main'), [record], flow)).size
    expect([await own('order-to-sales-order'), await own('shipment-to-shop')]).toEqual([1, 0])
  })

  test('confirming the company starts what waited for it', async () => {
    await all.client.post('/api/integrations/main/confirm', {
      company: all.sandbox.gp.companyName,
      kind: 'test',
      by: 'someone',
    })
    await all.settled(1, 'done')
    expect(all.salesOrders().size).toBe(1)
  })

  test('going live for the first time asks whether people have entered what was sold meanwhile, and takes what is sold from then on', async () => {
    const { hub, sandbox, clock, client } = all
    const id = integrationId('main')
    const { version: _, ...before } = (await hub.database.stores.integrations.get(id))!
    const put = async (its: Partial<typeof before>) => {
      await hub.database.transaction((tx) => tx.integrations.put({ ...before, cutOver, liveSince: null, ...its }))
      // The hub reads it anew.
      await hub.engine.feeds(id)
    }
    const live = { company: 'Fabrikam, Ltd.', kind: 'live', by: 'someone' } as const
    const isGone = async (order: number) => {
      expect((await all.settled(order, 'skipped')).runs[0]!.reason).toMatch(/cut-over/)
      expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    }
    const cutOver = instant('2020-01-01T00:00:00Z')
    // The integrator has tried an order in the company by then, so something is linked there.
    expect(all.salesOrders().size).toBe(1)

    await put({ confirmed: null })
    const [entered] = sandbox.shop.placeOrders(1)
    await hub.engine.take(id, [{ record: ref('prestashop.order', String(entered)) }], 'webhook')
    const { runs: first } = await all.settled(entered!, 'stopped')
    // A mapping that was approved meanwhile starts all that it held again: nobody has asked for this one.
    const again = { integration: id, by: 'someone', metBy: 'order-to-sales-order' }
    await hub.engine.replay({ ...again, record: ref('prestashop.order', String(entered)) })
    while ((await all.settled(entered!, 'stopped')).runs[0]!.id === first[0]!.id) await sleep(20)
    clock.advanceTo(instant(Date.now() + 2 * 3_600_000))
    const from = { liveSince: clock.now(), cutOver: clock.now() }
    await hub.engine.confirmCompany({ integration: id, ...live, live: from })
    await isGone(entered!)
    expect(await hub.database.stores.incidents.list({ integration: id, state: 'open', limit: 5 })).toEqual([])

    await put({ confirmed: { ...live, at: clock.now() } })
    // By the hub, which knows at once that nothing may start any more.
    await client.post('/api/integrations/main/pause')
    const [sold] = sandbox.shop.placeOrders(1)
    await hub.engine.take(id, [{ record: ref('prestashop.order', String(sold)) }], 'webhook')
    // It waits until the hub goes on.
    await hub.engine.replay({ ...again, record: ref('prestashop.order', String(sold)) })
    const resume = (body = {}) => client.post('/api/integrations/main/resume', body)
    await expect(resume()).rejects.toMatchObject({
      ...{ code: 'first_going_live', message: expect.stringContaining('Placed since then: 3.') },
      hint: expect.stringContaining('--since now'),
    })
    await expect(resume({ since: '2019-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'invalid_input' })
    await resume({ since: 'now' })
    await isGone(sold!)
    // It asks once, and takes no time for nothing.
    await client.post('/api/integrations/main/pause')
    await expect(resume({ since: 'now' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(resume({ flow: 'shipment-to-shop', since: 'now' })).rejects.toMatchObject({ code: 'invalid_input' })
    await resume()
    await put({ ...before })
  })

  test('an order that was taken over is followed: its cancellation in the shop is asked about', async () => {
    all.sandbox.shop.setState(1, 6)
    const story = await all.settled(1, 'stopped')
    expect(story.incidents[0]!.question.message).toMatch(/cancelled or refunded in the shop after its transfer/)
  })

  test('an order from before the cut-over goes over when a person asks, also where a report of the shop waits for the end of a pause, as nobody has asked', async () => {
    await all.client.post('/api/integrations/main/pause')
    const [order] = all.sandbox.shop.placeOrders(1)
    const record = ref('prestashop.order', String(order))
    await all.hub.engine.take(integrationId('main'), [{ record }], 'webhook')
    await all.client.post(`/api/integrations/main/orders/${order}/run`, { althoughPaused: true })
    expect((await all.story(order!)).runs.map(({ state }) => state)).toContain('done')
    await all.client.post('/api/integrations/main/resume')
  })

  test('a paused integration stores what it hears and works on it when it is resumed', async () => {
    await all.client.post('/api/integrations/main/pause')
    const [line] = await all.hub.database.stores.audit.list({ subject: 'integration main', limit: 1 })
    expect(line).toMatchObject({ deed: 'integration.paused', subject: 'integration main', details: { flow: null } })
    const record = ref('prestashop.order', String(all.sandbox.shop.placeOrders(1)[0]))
    await all.hub.engine.take(integrationId('main'), [{ record }], 'person')
    expect(await all.hub.database.stores.runs.list({ record, limit: 1 })).toEqual([])
    expect(await all.hub.database.stores.changes.unknown(integrationId('main'), [record])).toEqual([])
    await all.client.post('/api/integrations/main/resume')
    await all.settled(record.key, 'done')
  })

  test('another company asks again', async () => {
    const file = all.parts['integration.json'] as { connections: { gp: object } }
    const live = {
      ...all.parts,
      'integration.json': {
        ...file,
        connections: { ...file.connections, gp: { ...file.connections.gp, companyId: 7 } },
      } as never,
    }
    // What is linked in the company before is nothing of this one.
    const links = () => all.hub.database.stores.links.countIn(integrationId('main'), 'gp')
    const orders = [...all.sandbox.shop.tables.of('orders').byId()].map(({ id }) => ref('prestashop.order', String(id)))
    const taken = async () => (await all.hub.database.stores.runs.takenUp(integrationId('main'), orders)).size
    expect(await taken()).toBeGreaterThan(0)
    const before = await links()
    expect(before).toBeGreaterThan(2)
    await expect(all.import(live)).rejects.toMatchObject({
      ...{ code: 'links_of_another_company', message: expect.stringContaining(`${before} records are linked`) },
    })
    await all.import(live, undefined, { links: 'keep' })
    expect(await links()).toBe(before)
    await all.import(all.parts, undefined, { links: 'keep' })
    const started = async () => {
      const found = await all.hub.database.stores.runs.list({ integration: integrationId('main'), flow, limit: 500 })
      return new Map(found.toReversed().map(({ record, startedAt }): [string, string] => [record.key, startedAt]))
    }
    const flow = 'order-to-sales-order'
    const tried = await started()
    const earlier = {
      ...{ ...file, cutOver: '2020-01-01T00:00:00Z' },
      connections: { ...file.connections, gp: { ...file.connections.gp, companyId: 7 } },
    } as never
    const { database } = all.hub
    const seen = [{ key: 'TEA', lowest: '-3', place: 'MAIN', total: '-3', free: '-3' }]
    await database.transaction((tx) => tx.levels.note(integrationId('main'), 'gp.itemStock', seen, all.clock.now()))
    const period = { from: old, until: later(old, 1_000), only: {} }
    const asked = { askedBy: 'someone', askedAt: old, decidedBy: 'someone', progress: nothingYet, updatedAt: old }
    const backfill = { id: 'before', integration: integrationId('main'), flow, state: 'paused', reason: null } as const
    await database.transaction((tx) => tx.backfills.add({ ...backfill, period, ...asked }))
    const link = { do: 'repair-link', source: ref('prestashop.customer', '1'), entity: 'gp.customer' } as const
    const { id, planHash } = await all.hub.proposals.propose({
      ...{ integration: integrationId('main'), title: 'A link', reason: 'The test says so.' },
      changes: [{ ...link, before: null, after: recordKey('AARONFIT') }],
      proposedBy: { kind: 'hub' },
    })
    const found = { order: '10', reference: 'XKBKNABJK', kind: 'void in GP', cause: 'void in GP', about: [] }
    const said = { says: 'WEB10 is void.', next: 'See why.', correction: null, amount: '60', currency: 'EUR' }
    const accepted = { at: all.clock.now(), by: 'ada@example.com', because: 'It was a trial.' }
    const its = ref('hub.acceptedDifference', 'mark')
    const acceptedNow = async () =>
      (await all.client.get<{ accepted: unknown[] }>('/api/integrations/main/reconciliation/accepted')).accepted
    await database.transaction((tx) =>
      tx.ownRecords.put(
        integrationId('main'),
        its,
        { key: 'mark', mark: 'mark', ...found, ...said, accepted },
        all.clock.now(),
      ),
    )
    expect(await acceptedNow()).toHaveLength(1)
    // A run stores its link while the import is stored.
    let imported: Promise<void> | null = null
    let isOver = false
    const place = { integration: integrationId('main'), source: ref('prestashop.order', '999999') }
    const claiming = { ...place, flow, record: place.source, version: 1, at: all.clock.now() }
    const { run } = await database.stores.runs.claim(claiming)
    await database.transaction(async (tx) => {
      const written = { writtenHash: 'h', written: {}, readBack: {}, at: all.clock.now(), marks: null, rules: null }
      const link = { ...place, target: ref('gp.salesOrder', 'WEB999999'), ...written, writtenBy: run.id }
      await tx.runs.append({ run: run.id, epoch: run.epoch }, [], all.clock.now(), { links: [link] })
      imported ??= all.import({ ...live, 'integration.json': earlier }, undefined, {
        ...{ links: 'forget', cutOver: 'earlier' },
      })
      imported.finally(() => (isOver = true)).catch(() => {})
      while (!isOver && !(await waitsForLock(all.config.databaseUrl!))) await sleep(20)
    })
    await imported
    expect(await links()).toBe(0)
    const ada = { email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery' } as const
    const person = await database.people.add(ada)
    const deciding = all.hub.proposals.decide({ id, approve: true, planHash, person, channel: 'command' })
    await expect(deciding).rejects.toThrow(/about another GP company/)
    // The documents of the new company bear the same numbers.
    expect(await acceptedNow()).toEqual([])
    // That older orders go over was decided about the company before.
    expect(await database.stores.backfills.get('before')).toMatchObject({
      state: 'stopped',
      reason: { why: 'company' },
    })
    expect(await database.stores.levels.find(integrationId('main'), 'gp.itemStock', ['TEA'])).toEqual([])
    // Each order that the hub has met goes to the new company by itself, whatever became of it in the other one.
    for (;;) {
      const now = await started()
      if ([...tried].every(([order, before]) => now.get(order) !== before)) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    // What people had tried there makes no order the hub's own here.
    expect(await taken()).toBe(0)
    const [summary] = await all.client.get<{ confirmed: unknown }[]>('/api/integrations')
    expect(summary!.confirmed).toBeNull()
  })
})
