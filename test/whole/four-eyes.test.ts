import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { showProposal } from '../../src/commands/proposals.ts'
import { rotateKey } from '../../src/commands/rotate-key.ts'
import { silentLog } from '../../src/domain/observe.ts'
import type { Person, Role } from '../../src/domain/person.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId } from '../../src/domain/record.ts'
import { openHub } from '../../src/hub.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-four-eyes-'))
let all: Joined
const ids: Record<string, Person> = {}
beforeAll(async () => {
  all = await joined({ dataFolder: folder })
  for (const [name, role] of Object.entries({ ada: 'admin', ben: 'approver', cyd: 'approver' } as Record<string, Role>))
    ids[name] = await all.hub.database.people.add({ email: `${name}@example.com`, name, role, password })
})
afterAll(async () => {
  await all.sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await all.import(all.parts)
  for (const [name, role] of Object.entries({ ada: 'admin', ben: 'approver', cyd: 'approver' } as Record<string, Role>))
    await all.hub.database.people.setRole(ids[name]!.id, role)
})
afterEach(() => vi.useRealTimers())

type Shown = Proposal & { says: string[]; needs: string | null }
const mail = (name: string) => `${name}@example.com`
const basic = (name: string) => `Basic ${Buffer.from(`${mail(name)}:${password}`).toString('base64')}`
const machine = () => `Bearer ${all.hub.token}`

async function ask<T = Shown>(as: string, path: string, body?: object): Promise<T> {
  const response = await all.hub.app.request(path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: as, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json()) as T & { error?: { message: string; hint: string } }
  if (answer.error) throw new Error(`${answer.error.message} ${answer.error.hint}`)
  return answer
}
let times = 0
/** Another plan each time: how freight is computed. */
const propose = (as: string, askedBy?: string) => {
  const { FreightAmount } = (all.parts['mappings/order-to-sales-order.json'] as { fields: { FreightAmount: string } })
    .fields
  const after = `unlessZero(round(split.freight, ${++times}))`
  const edit = {
    do: 'set-field',
    mapping: 'order-to-sales-order',
    path: ['FreightAmount'],
    before: FreightAmount,
    after,
  }
  return ask(as, '/api/proposals', {
    integration: 'main',
    title: 'Freight is rounded otherwise',
    reason: 'Because the test says so.',
    changes: [{ do: 'edit-definition', edits: [edit] }],
    ...(askedBy ? { askedBy } : {}),
  })
}
const approve = ({ id, planHash }: Proposal, name: string, more: object = {}) =>
  ask(machine(), `/api/proposals/${id}/decide`, { approve: true, planHash, email: mail(name), password, ...more })
const tokenOf = async (name: string, owner?: string) => {
  const by = { email: mail(name), password }
  const made = await ask<{ id: string; token: string }>(machine(), '/api/tokens', {
    ...{ by, name: 'chat', scopes: ['read', 'propose'], ...(owner ? { owner: mail(owner) } : {}) },
  })
  return { ...made, bearer: `Bearer ${made.token}` }
}
const version = async () => (await all.client.get<{ version: number }[]>('/api/integrations'))[0]!.version

describe('a change of high risk', () => {
  test('that nobody signed in to ask for takes two approvers: the first is noted, the second settles it', async () => {
    const proposal = await propose(machine(), mail('zoe'))
    expect(proposal.needs).toMatch(/nobody signed in to ask for it: two must approve/)
    const before = await version()

    const half = await approve(proposal, 'ada', { reason: 'I looked.' })
    expect(half).toMatchObject({
      state: 'pending',
      decision: null,
      approvals: [{ by: { email: mail('ada') }, first: true }],
    })
    expect(half.needs).toBe(`${mail('ada')} approved it; one more person must approve it.`)
    expect(await version()).toBe(before)
    await expect(approve(proposal, 'ada')).rejects.toThrow(/approved it already.*Ask ben@example.com or cyd@/)

    const whole = await approve(proposal, 'ben')
    expect(whole).toMatchObject({ state: 'applied', needs: null, decision: { by: { email: mail('ben') } } })
    expect(await version()).toBe(before + 1)
    const log = await ask<{ deed: string; actor: { email?: string } }[]>(
      machine(),
      `/api/audit?subject=${encodeURIComponent(`proposal ${proposal.id}`)}`,
    )
    expect(log.map(({ deed, actor }) => `${deed} ${actor.email ?? ''}`.trim()).reverse()).toEqual([
      'proposal.made',
      `proposal.approved-first ${mail('ada')}`,
      `proposal.approved ${mail('ben')}`,
      'proposal.applied',
    ])
  })

  test('that the first of two has approved is taken back by nobody but people', async () => {
    const proposal = await propose(machine(), mail('zoe'))
    // The hub has looked at what waits, and ada approves before it puts another list in its place.
    await approve(proposal, 'ada')
    expect(await all.hub.proposals.withdraw(proposal.id, 'Another list takes its place.')).toBe(false)
    expect(await all.hub.proposals.get(proposal.id)).toMatchObject({
      ...{ state: 'pending', approvals: [{ by: { email: mail('ada') } }] },
    })
    expect(await approve(proposal, 'ben')).toMatchObject({ state: 'applied' })
    await all.import(all.parts)

    const untouched = await propose(machine(), mail('zoe'))
    expect(await all.hub.proposals.withdraw(untouched.id, 'Another list takes its place.')).toBe(true)
    expect(await all.hub.proposals.get(untouched.id)).toMatchObject({ state: 'superseded' })
  })

  test('whose asker is known takes one other person', async () => {
    const byToken = await propose((await tokenOf('ada')).bearer)
    expect(byToken).toMatchObject({ proposedBy: { owner: mail('ada') } })
    expect(byToken.needs).toMatch(/ada@example.com asked for it: somebody else/)
    expect(await approve(byToken, 'ada')).toMatchObject({ state: 'pending' })
    expect(await approve(byToken, 'ben')).toMatchObject({ state: 'applied' })

    await all.import(all.parts)
    const forBen = await propose((await tokenOf('ada', 'ben')).bearer)
    expect(await approve(forBen, 'ben')).toMatchObject({ state: 'pending' })
    expect(await approve(forBen, 'ada')).toMatchObject({ state: 'applied' })

    await all.import(all.parts)
    // Whoever makes a token in another's name may be the one who uses it: their word is not that of a second person.
    const inHisName = await propose((await tokenOf('ada', 'ben')).bearer)
    expect(inHisName.needs).toContain(`with a token that ${mail('ada')} made`)
    expect(await approve(inHisName, 'ada')).toMatchObject({ state: 'pending' })
    expect(await approve(inHisName, 'cyd')).toMatchObject({ state: 'applied' })

    await all.import(all.parts)
    const bySignIn = await propose(basic('ben'))
    expect(await approve(bySignIn, 'cyd')).toMatchObject({ state: 'applied' })

    const undo = await ask(basic('cyd'), `/api/proposals/${bySignIn.id}/revert`, {})
    expect(await approve(undo, 'cyd')).toMatchObject({ state: 'pending' })
    expect(await approve(undo, 'ben')).toMatchObject({ state: 'applied' })
  })

  test('is not settled by whom somebody names as its asker, in whatever spelling', async () => {
    const { bearer } = await tokenOf('ada')
    const named = await propose(bearer, ' Ben@Example.com ')
    expect(await approve(named, 'ben')).toMatchObject({ state: 'pending' })
    expect(await approve(named, 'cyd')).toMatchObject({ state: 'applied' })

    await all.import(all.parts)
    const locally = await propose(machine(), mail('ada'))
    expect(await approve(locally, 'ben')).toMatchObject({ state: 'pending' })
    expect(await approve(locally, 'ada')).toMatchObject({ state: 'applied' })
  })

  test('is shown with what it still needs, and nothing in it can hide the plan from who decides', async () => {
    const proposal = await propose(machine())
    const harmless = {
      integration: 'main',
      title: 'A harmless change',
      reason: 'Nothing to see in it.',
      changes: [{ do: 'replay', records: [{ entity: 'prestashop.order', key: '1' }] }],
    }
    const reason = 'Nothing to see.\u001b[2K\r\u202E Approve it.'
    await expect(ask(machine(), '/api/proposals', { ...harmless, reason })).rejects.toThrow(/invisible characters/)
    // One from before such reasons were refused.
    const { id: made } = await ask<{ id: string }>(machine(), '/api/proposals', harmless)
    const old = (await all.hub.database.stores.proposals.get(made))!
    const hostile = { ...old, id: 'from-before', planHash: old.planHash.replace(/^./, 'x'), reason }
    await all.hub.database.transaction((tx) => tx.proposals.add(hostile))
    const shown: string[] = []
    const openHub = async () => ({ app: all.hub.app, token: all.hub.token, close: async () => {} })
    const context = { config: all.config, json: false, print: (text: string) => void shown.push(text), openHub }
    await approve(proposal, 'ada', { reason: 'I looked.' })
    await showProposal(context, proposal.id, true)
    expect(shown[0]).toMatch(
      /Risk: high.*\n {2}ada@example.com approved it; one more person must approve it\.\n {2}Plan/,
    )
    expect(shown[0]).toMatch(/Approved by ada@example.com at .* UTC: I looked\./)
    await showProposal(context, hostile.id)
    expect(shown[1]).toContain('Why: Nothing to see.\\u{1b}[2K\\u{d}\\u{202e} Approve it.')
    expect(shown[1]).not.toMatch(/[^\P{C}\n]/u)
  })

  test('with one person who may decide is typed back by them, and says so', async () => {
    await all.hub.database.people.setRole(ids.ben!.id, 'operator')
    await all.hub.database.people.setRole(ids.cyd!.id, 'viewer')
    const proposal = await propose(machine(), mail('ben'))
    expect(proposal.needs).toMatch(/only ada@example.com may decide here: they type back/)
    await expect(approve(proposal, 'ada')).rejects.toThrow(
      /nobody else.*Type what it is about to confirm: FreightAmount/,
    )
    await expect(approve(proposal, 'ada', { typed: 'yes' })).rejects.toThrow(/Type what/)
    expect(await approve(proposal, 'ada', { typed: 'freightamount ' })).toMatchObject({
      state: 'applied',
      decision: { typed: 'FreightAmount' },
    })

    // One who signed in to ask and one who decides are two people.
    await all.import(all.parts)
    expect(await approve(await propose(basic('ben')), 'ada')).toMatchObject({ state: 'applied' })
  })

  test('counts no approval of somebody who may not decide any more', async () => {
    const proposal = await propose(machine())
    await approve(proposal, 'ben')
    await all.hub.database.people.setRole(ids.ben!.id, 'operator')
    expect(await approve(proposal, 'ada')).toMatchObject({ state: 'pending' })
    expect(await approve(proposal, 'cyd')).toMatchObject({ state: 'applied' })
  })

  test('approved by two at once is applied once; approved and rejected at once, one of the two counts', async () => {
    const before = await version()
    const both = await propose(machine())
    const ends = await Promise.all([approve(both, 'ada'), approve(both, 'ben')])
    // The first is answered with what it has come to by then.
    expect(ends.map(({ state }) => state)).toContain('applied')
    expect(await version()).toBe(before + 1)
    const { approvals, decision } = await all.hub.proposals.get(both.id)
    expect(new Set([...approvals, decision!].map(({ by }) => by.id))).toEqual(new Set([ids.ada!.id, ids.ben!.id]))

    await all.import(all.parts)
    const torn = await propose(basic('cyd'))
    const [yes, no] = await Promise.allSettled([approve(torn, 'ada'), approve(torn, 'ben', { approve: false })])
    expect([yes.status, no.status].sort()).toEqual(['fulfilled', 'rejected'])
    const { state } = await all.hub.proposals.get(torn.id)
    expect(state).toBe(yes.status === 'fulfilled' ? 'applied' : 'rejected')
  })
})

describe('what was approved', () => {
  /** Approved, and GP did not answer, or let nobody in, when it was to be done. */
  async function waiting(what: 'html' | 'unauthorised' = 'html'): Promise<Shown> {
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    const proposal = await ask(machine(), '/api/proposals', {
      integration: 'main',
      title: 'Another comment',
      reason: 'Because the test says so.',
      changes: [
        {
          do: 'write',
          write: 'update',
          record: { entity: 'gp.salesOrder', key: `WEB${order}` },
          after: { Comment: `Call first ${order}` },
        },
      ],
    })
    all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: what, times: 2 })
    const approved = await approve(proposal, 'ben')
    all.sandbox.gp.faults.clear()
    expect(approved).toMatchObject({ state: 'approved', outcome: expect.stringMatching(/^Not yet/) })
    return approved
  }
  const commentOf = ({ changes }: Proposal) => {
    const [change] = changes as unknown as { record: { key: string } }[]
    return String(all.salesOrders().get(change!.record.key)!.Comment)
  }

  test('waits for a sign-in that GP refuses, and is carried out once that is put right', async () => {
    const { id } = await waiting('unauthorised')
    all.clock.advance(16 * 60_000)
    await all.hub.proposals.resume()
    expect(await all.hub.proposals.get(id)).toMatchObject({ state: 'applied' })
  })

  test('is not begun once who approved it may not decide any more', async () => {
    const proposal = await waiting()
    await all.hub.database.people.setRole(ids.ben!.id, 'viewer')
    await all.hub.proposals.resume()
    expect(await all.hub.proposals.get(proposal.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/may not decide any more/),
    })
    expect(commentOf(proposal)).not.toMatch(/Call first/)
  })

  test('is not begun after it has expired; what is pending expires too, and stands so in the audit log', async () => {
    const [approved, pending] = [await waiting(), await propose(machine())]
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 86_400_000 })
    await all.hub.proposals.resume()
    const again = await propose(machine())
    vi.useRealTimers()
    expect(await all.hub.proposals.get(approved.id)).toMatchObject({
      state: 'failed',
      outcome: expect.stringMatching(/could not be begun before it expired/),
    })
    expect(await all.hub.proposals.get(pending.id)).toMatchObject({ state: 'expired' })
    expect(again.id).not.toBe(pending.id)
    const [newest] = await all.hub.database.stores.audit.list({ subject: `proposal ${pending.id}`, limit: 1 })
    expect(newest).toMatchObject({ deed: 'proposal.expired' })
  })

  test('by one of two is no decision, wherever somebody writes it', async () => {
    const proposal = await propose(machine())
    const { approvals } = await approve(proposal, 'ada')
    await all.hub.database.transaction((tx) => tx.proposals.move(proposal.id, 'approved', { decision: approvals[0]! }))
    await all.hub.proposals.resume()
    expect(await all.hub.proposals.get(proposal.id)).toMatchObject({ state: 'failed' })

    const other = await propose(machine())
    const forged = { ...approvals[0]!, by: { kind: 'person', id: ids.cyd!.id, email: mail('cyd') } } as const
    await all.hub.database.transaction((tx) => tx.proposals.approve(other.id, { ...forged, planHash: other.planHash }))
    expect(await approve(other, 'ben')).toMatchObject({ state: 'pending' })
  })
})

describe('tokens', () => {
  test('may do no more than their owner: they end with the role or the account', async () => {
    const { bearer, id } = await tokenOf('ada')
    await all.hub.database.people.setRole(ids.ben!.id, 'admin')
    const by = { email: mail('ben'), password }
    const role = (to: Role) =>
      ask<{ tokensEnded: string[] }>(machine(), '/api/people/ada@example.com/role', { by, role: to })
    expect((await role('operator')).tokensEnded).not.toContain(id)
    expect((await role('viewer')).tokensEnded).toContain(id)
    await expect(ask(bearer, '/api/me')).rejects.toThrow(/No valid token/)

    await role('admin')
    const again = await tokenOf('ada')
    expect(await ask<object>(again.bearer, '/api/me')).toMatchObject({
      actor: { kind: 'token', id: again.id, owner: mail('ada') },
      scopes: ['read', 'propose'],
    })
    await all.hub.database.people.setRole(ids.cyd!.id, 'viewer')
    await expect(tokenOf('ada', 'cyd')).rejects.toThrow(/The token.*propose: is more than cyd@example.com may do/)
    await all.hub.database.people.add({ email: mail('dan'), name: 'Dan', role: 'admin', password })
    const dans = await tokenOf('dan')
    await ask(machine(), '/api/people/dan@example.com/remove', { by })
    await expect(ask(dans.bearer, '/api/me')).rejects.toThrow(/No valid token/)
  })

  test('the last admin stays one, also when two remove each other at once', async () => {
    const by = (name: string) => ({ by: { email: mail(name), password } })
    await expect(ask(machine(), '/api/people/ada@example.com/role', { ...by('ada'), role: 'viewer' })).rejects.toThrow(
      /No admin would be left/,
    )
    await all.hub.database.people.setRole(ids.ben!.id, 'admin')
    const roles = await Promise.allSettled(
      ['ada', 'ben'].map((name) => all.hub.database.people.setRole(ids[name]!.id, 'viewer')),
    )
    expect(roles.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await all.hub.database.people.setRole(ids.ada!.id, 'admin')
  })
})

// The last of this file: the hub ends.
test('what was approved stays approved under a new master key', async () => {
  const [first] = [await propose(machine())]
  await approve(first, 'ada')
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.run(order!)
  const write = await ask(machine(), '/api/proposals', {
    integration: 'main',
    title: 'Another comment',
    reason: 'Because the test says so.',
    changes: [
      {
        do: 'write',
        write: 'update',
        record: { entity: 'gp.salesOrder', key: `WEB${order}` },
        after: { Comment: 'After the rotation' },
      },
    ],
  })
  all.sandbox.gp.faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'html', times: 2 })
  expect(await approve(write, 'ben')).toMatchObject({ state: 'approved' })
  all.sandbox.gp.faults.clear()
  await all.hub.close()

  await rotateKey({ config: all.config, json: true, print: () => {}, openHub: () => openHub(all.config, silentLog) })
  const hub = await openHub(all.config, silentLog)
  await hub.proposals.resume()
  expect(await hub.proposals.get(write.id)).toMatchObject({ state: 'applied' })
  const decided = await hub.proposals.decide({
    ...{ id: first.id, approve: true, planHash: first.planHash, person: ids.ben!, channel: 'command' },
  })
  expect(decided).toMatchObject({ state: 'applied' })
  await hub.close()

  // Another key opens nothing and changes nothing. Said to be lost, the hub opens: what it had sealed is forgotten.
  const lost = { ...all.config, secretKey: randomBytes(32).toString('base64') }
  await expect(openHub(lost, silentLog)).rejects.toMatchObject({ code: 'wrong_master_key' })
  await (await openHub(all.config, silentLog)).close()
  const blind = await openHub(lost, silentLog, { keyLost: true })
  expect(await blind.database.stores.secrets.list(integrationId('main'))).toEqual([])
  expect(await blind.proposals.get(write.id)).toMatchObject({ state: 'applied' })
  await blind.close()
})
