import { expect, test } from 'vitest'
import { type HubClient, hubClient } from '../../src/client/index.ts'
import type { Finding } from '../../src/domain/connector.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { type DefinitionParts, partsOfDefinition } from '../../src/language/index.ts'
import type { Preview } from '../../src/proposals/preview.ts'
import { type Joined, joined } from './joined.ts'

type Members = { [member: string]: Json }
type Shown = Proposal & { says: string[] }
const order = 'mappings/order-to-sales-order.json'
const main = integrationId('main')
const password = 'correct horse battery'

const withFields = (parts: DefinitionParts, fields: Members): DefinitionParts => {
  const mapping = parts[order] as Members
  return { ...parts, [order]: { ...mapping, fields: { ...(mapping.fields as Members), ...fields } } }
}
const withSetting = (parts: DefinitionParts, name: string, setting: Members): DefinitionParts => {
  const file = parts['settings.json'] as { settings: { [name: string]: Members } }
  return {
    ...parts,
    'settings.json': { ...file, settings: { ...file.settings, [name]: { ...file.settings[name], ...setting } } },
  }
}

/** The next standard: a comment with a setting of its own, a value map, another batch. */
const newer = (sign: string): DefinitionParts => ({
  ...withSetting(
    withFields(partsOfDefinition(standardDefinition()), {
      Comment: 'settings.noteSign + " " + order.reference',
      BatchKey: '"NEW"',
    }),
    'noteSign',
    { type: 'text', about: 'Begins the comment of an order.', value: sign },
  ),
  'value-maps/source.json': { format: 1, id: 'source', about: 'Where an order came from → a GP code.', entries: [] },
})

/** The hub as a program of another standard, on the same data. */
async function opened(all: Joined, standard: DefinitionParts): Promise<HubClient> {
  await all.stop()
  await all.restart({ standard, polls: false })
  await all.hub.offer()
  return hubClient(
    async (path, init) => all.hub.app.request(path, init),
    all.hub.token,
    async () => {},
  )
}
const pending = async (client: HubClient) => {
  const found = await client.get<Proposal[]>('/api/proposals?integration=main&state=pending')
  return Promise.all(found.map(({ id }) => client.get<Shown>(`/api/proposals/${id}`)))
}
const noted = async (client: HubClient) =>
  (await client.get<{ notes: Finding[] }[]>('/api/integrations')).flatMap(({ notes }) => notes)
const doctor = async (client: HubClient) =>
  (await client.post<Finding[]>('/api/integrations/main/check')).filter(({ check }) => check === 'hub.standard')
const decide = async (client: HubClient, { id, planHash }: Proposal, approve: boolean, ...by: string[]) => {
  let decided: Shown | null = null
  for (const email of by)
    decided = await client.post<Shown>(`/api/proposals/${id}/decide`, { approve, planHash, email, password })
  return decided!
}

test('a newer standard is proposed once, put together with what people have changed, and rewrites nothing', async () => {
  await using all = await joined({
    adapt: (parts) => ({
      ...parts,
      ...withSetting(withFields(parts as DefinitionParts, { BatchKey: '"MINE"' }), 'batchPrefix', { value: 'OWN' }),
    }),
  })
  for (const email of ['ada@example.com', 'ben@example.com'])
    await all.hub.database.people.add({ email, name: email, role: 'admin', password })
  const [first] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(first!)).runs[0]).toMatchObject({ state: 'done' })
  const written = JSON.stringify(all.salesOrders().get(`WEB${first}`))

  await all.hub.offer()
  expect(await noted(all.client), 'the same program has nothing to say').toEqual([])
  expect(await pending(all.client)).toEqual([])

  let client = await opened(all, newer('A'))
  const [proposal, ...others] = await pending(client)
  expect(others).toEqual([])
  expect(proposal).toMatchObject({ proposedBy: { kind: 'hub' }, risk: { level: 'high' } })
  expect(proposal!.says).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/settings\.noteSign.* becomes .*"A"/),
      expect.stringMatching(/fields\.Comment.* becomes/),
      expect.stringMatching(/fields\.BatchKey.* stays as it was changed here: .*MINE.*newer standard has .*NEW/),
      expect.stringMatching(/value-maps\/source\.json.* is added/),
    ]),
  )
  const [warning] = await doctor(client)
  expect(warning).toMatchObject({
    level: 'warning',
    todo: expect.stringContaining(`ledgerline proposals approve ${proposal!.id}`),
  })
  expect(await noted(client)).toEqual([warning])
  const preview = await client.get<Preview>(`/api/proposals/${proposal!.id}/preview`)
  const [{ fields = [] } = {}] = preview.changed
  expect(preview).toMatchObject({ sampled: 1, kept: 1 })
  expect(fields).toMatchObject([{ path: 'Comment', before: 'Gift wrapping.' }])

  // Rejected: not made again, until there is another standard, or somebody asks for it.
  await decide(client, proposal!, false, 'ada@example.com')
  await all.hub.offer()
  expect(await pending(client)).toEqual([])
  expect(await noted(client)).toEqual([])
  expect(await doctor(client)).toMatchObject([{ level: 'ok', found: expect.stringContaining(proposal!.id) }])
  client = await opened(all, newer('B'))
  const [again] = await pending(client)
  expect(await decide(client, again!, true, 'ada@example.com', 'ben@example.com')).toMatchObject({ state: 'applied' })

  const { version } = (await all.hub.database.stores.integrations.get(main))!
  const parts = await all.hub.database.stores.integrations.version(main, version)
  expect((parts[order] as { fields: Members }).fields).toMatchObject({
    BatchKey: '"MINE"',
    Comment: 'settings.noteSign + " " + order.reference',
  })
  expect((parts['settings.json'] as { settings: Members }).settings).toMatchObject({
    batchPrefix: { value: 'OWN' },
    noteSign: { value: 'B' },
  })
  await all.hub.offer()
  expect(await noted(client)).toEqual([])
  expect(await pending(client)).toEqual([])

  const [second] = all.sandbox.shop.placeOrders(1)
  await client.post(`/api/integrations/main/orders/${second}/run`)
  expect(all.salesOrders().get(`WEB${second}`)!.Comment).toMatch(/^B /)
  await client.post(`/api/integrations/main/orders/${first}/run`)
  expect(JSON.stringify(all.salesOrders().get(`WEB${first}`)), 'it stays under the rules that wrote it').toBe(written)
})

test('what people have made may not go together with it: then doctor says so, and nothing is proposed', async () => {
  const uses = (parts: DefinitionParts) => withFields(parts, { Comment: 'digits + ""' })
  await using all = await joined()
  const client = await opened(all, uses(partsOfDefinition(standardDefinition())))
  expect(await pending(client)).toEqual([])
  expect(await doctor(client)).toMatchObject([{ level: 'warning', todo: expect.stringContaining('export') }])
})
