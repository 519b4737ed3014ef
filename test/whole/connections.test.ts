import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../src/connectors/gp/index.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { Finding } from '../../src/domain/connector.ts'
import { ref } from '../../src/domain/record.ts'
import type { Incident } from '../../src/domain/stores.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

/** The connections anew, as after an import with the same credentials. */
const again = () => all.import(all.parts)
const incidents = () => all.client.get<Incident[]>('/api/incidents')

describe('a shop that refuses the key says which of the causes it is, and where to click', () => {
  test.each([
    ['ps.key-inactive', { key: 'disabled' }, /Status = Enabled/],
    ['ps.key-without-rights', { key: 'without rights' }, /Permissions/],
    ['ps.header-lost', { header: false }, /CGIPassAuth/],
    ['ps.switched-off', { enabled: false }, /Enable PrestaShop’s webservice/],
  ] as const)('%s', async (cause, access, where) => {
    const { shop } = all.sandbox
    const [order] = shop.placeOrders(1)
    shop.setAccess(access)
    const story = await all.run(order!)
    expect(story.runs[0]!.state).toBe('waiting')
    const [incident] = await incidents()
    expect(incident!.question).toMatchObject({ diagnosis: { cause }, hint: expect.stringMatching(where) })
    shop.setAccess({})
    await again()
    expect((await all.run(order!)).runs[0]!.state).toBe('done')
    expect(await incidents()).toEqual([])
    const [closed] = await all.client.get<Incident[]>('/api/incidents?state=resolved')
    expect(closed!.question.closed).toContain(`WEB${order}`)
  })

  test('a wrong key is sent once, and a right one goes on at once', async () => {
    const { shop } = all.sandbox
    const orders = shop.placeOrders(3)
    await all.import(all.parts, { 'prestashop.key': 'X'.repeat(32) })
    const before = total(shop.calls)
    for (const order of orders) await all.run(order)
    expect(total(shop.calls) - before).toBe(1)
    expect(await incidents()).toMatchObject([{ question: { diagnosis: { cause: 'ps.key-unknown' } }, runs: 3 }])
    await all.import(all.parts)
    for (const order of orders) expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(await incidents()).toEqual([])
  })
})

test('a company that is not open to the user is named with those that are', async () => {
  const { gp } = all.sandbox
  const settings = gpSettings.parse({ url: gp.url, companyId: 7, allowInsecure: true })
  const connector = createGpConnector(settings, { username: gp.username, password: gp.password, clock: systemClock })
  const refused = await connector.read(ref('gp.item', 'CUP-1')).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'wrong_address',
    message: expect.stringContaining(gp.companyName),
    hint: expect.stringContaining('companyId'),
    diagnosis: { cause: 'gp.company-not-open' },
  })
  await connector.close()
})

test('a slow system is reported by doctor, with the times of its calls', async () => {
  await again()
  const { shop } = all.sandbox
  const check = () => all.client.post<Finding[]>('/api/integrations/main/check')
  expect((await check()).find(({ check: name }) => name === 'shop.speed')).toMatchObject({ level: 'ok' })
  shop.faults.add({ match: { operation: '*' }, do: 'delay', ms: 300, times: 2 })
  expect((await check()).find(({ check: name }) => name === 'shop.speed')!.found).toMatch(/slowest took 0\.\d\d s/)
  shop.faults.clear()
})

const total = (calls: ReadonlyMap<string, number>) => [...calls.values()].reduce((sum, each) => sum + each, 0)
