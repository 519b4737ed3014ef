import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTerminal, writeTerminal } from '../../src/client/index.ts'
import { decide, showProposal } from '../../src/commands/proposals.ts'
import { signOutHere } from '../../src/commands/terminal.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { ref } from '../../src/domain/record.ts'
import { type Joined, joined } from '../whole/joined.ts'

const ada = { email: 'ada@example.com', password: 'correct horse battery' }
const ben = { email: 'ben@example.com', password: 'correct horse battery' }

let all: Joined
beforeAll(async () => {
  all = await joined()
  await all.hub.database.people.add({ ...ada, name: 'Ada', role: 'admin' })
  await all.hub.database.people.add({ ...ben, name: 'Ben', role: 'approver' })
})
afterAll(() => all[Symbol.asyncDispose]())

const send = async (token: string, method: string, path: string, body?: object) => {
  const answer = await all.hub.app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, said: (await answer.json()) as never }
}
const signIn = (who: typeof ada) => all.client.call('POST /api/terminal', { body: who })
const contextOf = (printed: string[]) => {
  const { app, token } = all.hub
  const openHub = async () => ({ app, token, close: async () => {} })
  return { config: all.config, json: false, print: (text: string) => void printed.push(text), openHub }
}

test('whoever has signed in at a terminal reads and proposes as themselves, and decides and configures nothing so', async () => {
  const { token, person } = await signIn(ada)
  expect(person).toMatchObject({ email: ada.email, role: 'admin' })
  const proposed = {
    ...{ integration: 'main', title: 'Another cent', reason: 'Because the test says so.' },
    changes: [
      { do: 'edit-definition', edits: [{ do: 'set-setting', name: 'orderPrefix', before: 'WEB', after: 'W' }] },
    ],
  }
  const made = await send(token, 'POST', '/api/proposals', proposed)
  expect(made).toMatchObject({ status: 201, said: { proposedBy: { kind: 'token', owner: ada.email } } })
  const { id, planHash } = made.said as Proposal
  const decision = { approve: true, planHash }
  expect((await send(token, 'POST', `/api/proposals/${id}/decide`, decision)).status).toBe(400)
  // Who proposed so does not count as the approver of what is of high risk.
  expect(await send(token, 'POST', `/api/proposals/${id}/decide`, { ...decision, ...ada })).toMatchObject({
    said: { state: 'pending' },
  })
  // To configure takes the password, which commands ask for when they read this.
  expect(await send(token, 'PUT', '/api/integrations/main', {})).toMatchObject({
    status: 403,
    said: { error: { code: 'sign_in_needed' } },
  })
  // It is no token of a program, and ends by itself.
  expect((await all.client.call('GET /api/tokens')).map(({ name }) => name)).toEqual(['import'])
  all.clock.advanceTo(new Date(Date.parse(all.clock.now()) + 16 * 60_000).toISOString() as never)
  expect((await send(token, 'GET', '/api/me')).status).toBe(401)
})

test('commands ask with the session of the terminal, and say so when it has ended', async () => {
  const { dataFolder } = all.config
  const session = await signIn(ben)
  writeTerminal(dataFolder, { email: ben.email, ...session })
  const [order] = all.sandbox.shop.placeOrders(1)
  const replay = {
    ...{ integration: 'main', title: 'Started again', reason: 'Because the test says so.' },
    changes: [{ do: 'replay', records: [ref('prestashop.order', String(order))] }],
  }
  const { id } = await all.client.post<Proposal>('/api/proposals', replay)
  const printed: string[] = []
  await showProposal(contextOf(printed), id)
  expect(printed.join('\n')).toContain('Started again')

  await send(session.token, 'DELETE', '/api/terminal')
  await expect(showProposal(contextOf([]), id)).rejects.toMatchObject({ code: 'session_ended' })
  expect(readTerminal(dataFolder)).toBeNull()
  await showProposal(contextOf(printed), id)
  await signOutHere(contextOf(printed))
  expect(printed.at(-1)).toBe('Nobody was signed in here.')
})

test('before an approval the terminal shows what would become of real orders, and which start again; after it, what was seen', async () => {
  const [order] = all.sandbox.shop.placeOrders(1)
  const proposed = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'Another batch', reason: 'Because the test says so.' },
    changes: [{ do: 'replay', records: [ref('prestashop.order', String(order))] }],
  })
  const printed: string[] = []
  // There is no terminal to ask at: nothing is decided.
  await expect(decide(contextOf(printed), proposed.id, true, {})).rejects.toThrow(/terminal/)
  const text = printed.join('\n')
  expect(text).toMatch(/1 order was tried, nothing was written: 0 stay as they are, 1 differ/)
  expect(text).toContain(`prestashop.order ${order}: nothing to do → would be written`)
  expect(text).toContain(`Starts again: prestashop.order ${order}.`)
  expect(text).not.toContain(proposed.planHash)
  await showProposal(contextOf(printed), proposed.id, true)
  expect(printed.at(-1)).toContain(proposed.planHash)

  await all.client.post(`/api/proposals/${proposed.id}/decide`, { approve: true, planHash: proposed.planHash, ...ben })
  await showProposal(contextOf(printed), proposed.id)
  expect(printed.at(-1)).toContain('nothing to do → would be written')
  expect(printed.at(-1)).toMatch(/Approved by ben@example.com at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
})

test('a value that no order tried uses is said to be untested; one that they use, by how many', async () => {
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.run(order!)
  const { entries } = all.parts['value-maps/carrier.json'] as { entries: { from: string; to: string }[] }
  const used = (await all.client.get<{ carrier: { id_reference: string } }>(
    `/api/integrations/main/records/prestashop/order/${order}`,
  ))!.carrier.id_reference
  const propose = (from: string, before: object | null, after: object) =>
    all.client.post<Proposal>('/api/proposals', {
      ...{ integration: 'main', title: 'A carrier', reason: 'Because the test says so.' },
      changes: [{ do: 'edit-definition', edits: [{ do: 'set-value', valueMap: 'carrier', from, before, after }] }],
    })
  const unused = await propose('987', null, { to: 'SHIP1' })
  const tried = (id: string) => all.client.call('GET /api/proposals/:id/preview', { params: { id } })
  expect(await tried(unused.id)).toMatchObject({ using: 0 })
  const { from: _, ...before } = entries.find(({ from }) => from === used)!
  const relabelled = await propose(used, before, { ...before, label: 'The usual one' })
  const found = await tried(relabelled.id)
  expect(found.same).toBe(found.sampled)
  expect(found.using).toBeGreaterThan(0)
})

test('a new password ends what was begun at a terminal with the old one; the audit log says who began one', async () => {
  const cleo = { email: 'cleo@example.com', password: 'correct horse battery' }
  await all.hub.database.people.add({ ...cleo, name: 'Cleo', role: 'operator' })
  const { token } = await signIn(cleo)
  expect((await send(token, 'GET', '/api/me')).status).toBe(200)
  await all.client.call('POST /api/people/:email/password', {
    params: { email: cleo.email },
    body: { by: cleo, password: 'another horse battery' },
  })
  expect((await send(token, 'GET', '/api/me')).status).toBe(401)
  const lines = await all.client.get<{ deed: string; subject: string }[]>('/api/audit?limit=50')
  expect(JSON.stringify(lines)).toContain(`person ${cleo.email}`)
  expect(JSON.stringify(lines)).toContain('terminal.opened')
})
