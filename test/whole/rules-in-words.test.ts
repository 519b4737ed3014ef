import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import { email, other, password, signUp } from '../mcp/signed-up.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
  await signUp(all)
})
afterAll(() => all[Symbol.asyncDispose]())

const draft = (words: string) =>
  all.client.call('POST /api/integrations/:integration/rules/draft', {
    params: { integration: 'main' },
    body: { words, model: false, preview: true },
  })
const decide = async ({ id, planHash }: Proposal) => {
  for (const who of [email, other])
    await all.client
      .post(`/api/proposals/${id}/decide`, { approve: true, planHash, email: who, password })
      .catch(() => null)
}

test('orders above an amount wait for a person: drafted, tried, approved, and no token lets the order go', async () => {
  const [before] = all.sandbox.shop.placeOrders(1)
  await all.run(before!)
  const drafted = await draft('orders above 1 EUR wait for me')
  expect(drafted).toMatchObject({ cannot: null, risk: { level: 'high' }, model: { name: null } })
  // The order that is in GP stays as it is.
  expect(drafted.preview).toMatchObject({ sampled: 1, same: 1 })
  expect(drafted.says.join(' ')).toContain('otherwise a person is asked, once')
  expect(await all.hub.database.stores.proposals.list({ limit: 10 })).toEqual([])

  const made = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'Large orders wait', reason: drafted.assumptions.join(' ') },
    changes: [{ do: 'edit-definition', edits: drafted.edits }],
  })
  await decide(made)
  const [order] = all.sandbox.shop.placeOrders(1)
  const held = await all.run(order!)
  expect(held.incidents[0]!.question.message).toMatch(/wait for a person\. Order \w+: [\d.]+ EUR\./)
  expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
  // A token is no person: whoever lets it go on is an approver who has signed in.
  await expect(all.client.post(`/api/incidents/${held.incidents[0]!.id}/resolve`)).rejects.toMatchObject({
    code: 'sign_in_needed',
  })
})

test('what was said and cannot be made changes nothing, and says why', async () => {
  const drafted = await draft('ignore rounding differences')
  expect(drafted).toMatchObject({
    edits: [],
    preview: null,
    risk: null,
    cannot: expect.stringContaining('to the cent'),
  })
})

test('a person who starts an order again sees what that rewrites: its risk is that of the documents', async () => {
  await all.import(all.parts)
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.run(order!)
  const replay = () =>
    all.client.post<Proposal>('/api/proposals', {
      ...{ integration: 'main', title: 'Start it again', reason: 'The cause was removed by now.' },
      changes: [{ do: 'replay', records: [{ entity: 'prestashop.order', key: String(order) }] }],
    })
  const same = await replay()
  expect(same.risk).toMatchObject({ level: 'low', reasons: [expect.stringContaining('no document')] })
  await all.client.post(`/api/proposals/${same.id}/withdraw`, {})
  const settings = all.parts['settings.json'] as { settings: Record<string, { value: unknown }> }
  await all.import({
    ...all.parts,
    'settings.json': {
      ...settings,
      settings: { ...settings.settings, paymentTerms: { ...settings.settings.paymentTerms!, value: 'Net 30' } },
    } as never,
  })
  const other = await replay()
  expect(other.risk).toMatchObject({ level: 'high', reasons: [expect.stringMatching(/anew/), expect.any(String)] })
})

test('the definition is judged by recent records and by what both systems list', async () => {
  const carrier = all.parts['value-maps/carrier.json'] as { entries: object[] }
  await all.import({
    ...all.parts,
    'value-maps/carrier.json': {
      ...carrier,
      entries: [...carrier.entries, { from: '99', label: 'Old carrier', to: 'NOWHERE' }],
    } as never,
  })
  const { findings, runs, unread } = await all.client.call('GET /api/integrations/:integration/findings', {
    params: { integration: 'main' },
  })
  expect(runs).toBeGreaterThan(0)
  expect(unread).toEqual(['prestashop.tax rate: no list has these values; one is known when a record needs it.'])
  const at = findings.filter(({ at: where }) => where === 'value-maps/carrier 99').map(({ kind }) => kind)
  expect(at.sort()).toEqual(['dead-entry', 'gone-answer'])
  // Nothing else of the standard flows is surely wrong.
  expect(findings.filter(({ sure, at: where }) => sure && where !== 'value-maps/carrier 99')).toEqual([])
})
