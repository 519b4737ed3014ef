import pg from 'pg'
import { expect, test } from 'vitest'
import { readBoth } from '../../src/commands/begin.ts'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { instant } from '../../src/domain/clock.ts'
import type { Finding } from '../../src/domain/connector.ts'
import { type Log, silentLog } from '../../src/domain/observe.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { stockProcess } from '../../src/flows/stock/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { joined } from './joined.ts'

// Both shops count their orders and customers from the same number on.
test('two shops on one GP company: numbers that meet are refused; with others each order is its own', async () => {
  const errors: unknown[] = []
  const log = { ...silentLog, error: (_: string, facts: unknown) => errors.push(facts) }
  await using all = await joined({ log: { ...log, with: () => silentLog } as Log })
  const { gp, shop: first } = all.sandbox
  const other = await startSandbox()
  try {
    const { shop: second } = other
    const credentials = { 'prestashop.key': second.key, 'gp.username': gp.username, 'gp.password': gp.password }
    const { parts } = await readBoth({
      id: 'second',
      name: 'Second shop',
      prestashop: { url: second.url, timezone: second.timezone },
      gp: { url: gp.url, companyId: gp.companyId },
      credentials,
    })
    const put = (given: Parts) =>
      all.client.put('/api/integrations/second', { parts: given, credentials, note: 'test', tryIt: false })
    const described = { ...(parts['integration.json'] as { [member: string]: Json }), cutOver: '2020-01-01T00:00:00Z' }
    const whole: Parts = { ...parts, 'integration.json': described }
    await expect(put(whole)).rejects.toMatchObject({
      problems: [
        { at: 'settings.json/addressPrefix', reason: expect.anything() },
        { at: 'settings.json/customerPrefix', reason: expect.anything() },
        { at: 'settings.json/orderPrefix', reason: expect.stringContaining('“main” makes in the same company') },
      ],
    })
    const confirm = () =>
      all.client.post('/api/integrations/second/confirm', { company: gp.companyName, kind: 'test', by: 'test' })
    // Under another name of the server it is seen when a person confirms the company.
    const { connections } = described as unknown as { connections: Record<string, { [member: string]: Json }> }
    const elsewhere = { ...connections, gp: { ...connections.gp, url: gp.url.replace('127.0.0.1', 'localhost') } }
    expect(elsewhere.gp.url).not.toBe(gp.url)
    const asElsewhere = { ...whole, 'integration.json': { ...described, connections: elsewhere } }
    // Somebody else makes one of the same id at this moment: theirs stays.
    const colleague = new pg.Client(all.config.databaseUrl!)
    await colleague.connect()
    await colleague.query('begin')
    await colleague.query(
      `insert into integrations select (jsonb_populate_record(i, '{"id": "second", "name": "Theirs"}')).* from integrations i where id = 'main'`,
    )
    const came = expect(put(asElsewhere)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
    await colleague.query('commit')
    await came
    const { rows } = await colleague.query(`delete from integrations where id = 'second' returning name`)
    expect(rows).toEqual([{ name: 'Theirs' }])
    await colleague.end()
    await put(asElsewhere)
    await expect(confirm()).rejects.toMatchObject({
      problems: expect.arrayContaining([{ at: 'settings.json/orderPrefix', reason: expect.anything() }]),
    })
    await put(withSettings(whole, { orderPrefix: 'SHOPB-', customerPrefix: 'B-', addressPrefix: 'B' }))
    await confirm()

    const [one] = first.placeOrders(1)
    const [two] = second.placeOrders(1)
    expect(one).toBe(two)
    expect((await all.run(one!)).runs[0]).toMatchObject({ state: 'done' })
    const story = await all.client.post<RecordStory>(`/api/integrations/second/orders/${two}/run`)
    expect(story.runs[0]).toMatchObject({ state: 'done' })
    expect([...all.salesOrders().keys()].sort()).toEqual([`SHOPB-${two}`, `WEB${one}`])

    // Nor may proposals let them meet, when they are made or when they are carried out.
    const password = 'a password of the tests'
    await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
    const prefix = (integration: string, before: string, after: string) =>
      all.client.post<Proposal>('/api/proposals', {
        ...{ integration, title: 'Other numbers', reason: 'Because the test says so.' },
        changes: [{ do: 'edit-definition', edits: [{ do: 'set-setting', name: 'orderPrefix', before, after }] }],
      })
    const approve = ({ id, planHash, keyFacts }: Proposal) =>
      all.client.post<Proposal>(`/api/proposals/${id}/decide`, {
        ...{ approve: true, planHash, typed: keyFacts.join(' '), email: 'ada@example.com', password },
      })
    await expect(prefix('second', 'SHOPB-', 'web')).rejects.toMatchObject({
      message: expect.stringContaining('“main” makes in the same company'),
    })
    const [mine, its] = [await prefix('main', 'WEB', 'X-'), await prefix('second', 'SHOPB-', 'X-1')]
    expect(await approve(mine)).toMatchObject({ state: 'applied' })
    expect(await approve(its)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringContaining('“main” makes in the same company with "X-"'),
    })

    // And where they meet all the same, as after a restore of parts, the hub works on one of them.
    const { integrations } = all.hub.database.stores
    const refused = integrationId('second')
    const { version } = (await integrations.get(refused))!
    const met = { ...(await integrations.version(refused, version)) }
    met['settings.json'] = withSettings(met as Parts, { orderPrefix: 'X-1' })['settings.json'] as Json
    await all.hub.database.transaction((tx) =>
      tx.integrations.saveVersion(refused, met, { by: 'test', note: 'test', at: instant(Date.now()), standards: {} }),
    )
    await all.stop()
    await all.restart()
    expect(errors).toEqual([
      expect.objectContaining({ integration: 'second', reason: expect.stringContaining('“main”') }),
    ])
    await expect(all.hub.engine.refresh(refused)).rejects.toThrow('“main” makes in the same company')
  } finally {
    await other.stop()
  }
})

test('two shops that sell from one site: what an order of one has taken, and GP does not count yet, the other does not offer', async () => {
  const stocked = (parts: Parts) => withSettings(withProcess(parts, stockProcess).parts, { stockSites: ['MAIN'] })
  await using all = await joined({ permissions: 'all', adapt: stocked })
  const { gp } = all.sandbox
  gp.company.setStock('TEA-ASSAM', 'MAIN', { onHand: '20' })
  const other = await startSandbox()
  try {
    const { shop: second } = other
    const credentials = { 'prestashop.key': second.key, 'gp.username': gp.username, 'gp.password': gp.password }
    const { parts } = await readBoth({
      ...{ id: 'second', name: 'Second shop', credentials },
      prestashop: { url: second.url, timezone: second.timezone },
      gp: { url: gp.url, companyId: gp.companyId },
    })
    const described = { ...(parts['integration.json'] as { [member: string]: Json }), cutOver: '2020-01-01T00:00:00Z' }
    const put = (values: Readonly<Record<string, Json>>) => {
      const whole = withProcess({ ...parts, 'integration.json': described }, stockProcess).parts
      const named = withSettings(whole, { orderPrefix: 'SHOPB-', customerPrefix: 'B-', addressPrefix: 'B', ...values })
      return all.client.put('/api/integrations/second', { parts: named, credentials, note: 'test', tryIt: false })
    }
    await put({ stockSites: ['MAIN'] })
    const offered = async () => {
      const plan = { entity: 'prestashop.stockAvailable', key: '1', flow: 'stock-to-shop' }
      const { writes } = await all.client.post<DryRun>('/api/integrations/main/records/plan', plan)
      return writes[0]?.document.quantity
    }
    const before = Number(await offered())
    const [order] = second.placeOrders(1)
    second.setState(order!, 10)
    const lines = second.tables.of('order_details').where('id_order', String(order))!
    // The first product, TEA-ASSAM.
    const pieces = lines
      .filter(({ fields }) => fields.product_id === '1')
      .reduce((all, { fields }) => all + Number(fields.product_quantity), 0)
    expect(pieces).toBeGreaterThan(0)
    expect(Number(await offered())).toBe(before - pieces)
    // While it is paused nobody knows what it sells: the stock of the other is not raised, and doctor says so.
    const findings = async () => {
      const found = await all.client.post<Finding[]>('/api/integrations/main/check', {})
      return found.filter(({ check }) => check === 'hub.paused-beside.second').map(({ level }) => level)
    }
    await all.client.post('/api/integrations/second/pause', {})
    gp.company.setStock('TEA-ASSAM', 'MAIN', { onHand: '400' })
    const { fields } = all.sandbox.shop.tables.of('stock_availables').get(1)!
    expect(await offered()).toBe(Number(fields.quantity))
    expect(await findings()).toEqual(['warning'])
    // Its shop is closed: what GP knows of it is all there is.
    await all.client.put('/api/integrations/second/flows/order-to-sales-order', { state: 'off' })
    expect(Number(await offered())).toBe(before + 380)
    expect(await findings()).toEqual([])
    await all.client.put('/api/integrations/second/flows/order-to-sales-order', { state: 'on' })
    await all.client.post('/api/integrations/second/resume', {})
    gp.company.setStock('TEA-ASSAM', 'MAIN', { onHand: '20' })
    // From another site of the company it takes nothing of this one.
    await put({ stockSites: ['WEST'] })
    expect(Number(await offered())).toBe(before)
  } finally {
    await other.stop()
  }
})

function withSettings(parts: Parts, values: Readonly<Record<string, Json>>): Parts {
  const file = parts['settings.json'] as { settings: Record<string, { value: Json }> }
  const settings = Object.fromEntries(
    Object.entries(file.settings).map(([name, setting]) => [
      name,
      values[name] === undefined ? setting : { ...setting, value: values[name] },
    ]),
  )
  return { ...parts, 'settings.json': { ...file, settings } as never }
}
