import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/domain/observe.ts'
import { openHub } from '../../src/hub.ts'
import { type Joined, joined } from '../whole/joined.ts'

const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())

interface Told {
  readonly id: string
  readonly event: string
  readonly data: { readonly noun?: string; readonly [member: string]: unknown }
}

/** A client that follows the events, as a browser reads them. */
async function follow(headers: Readonly<Record<string, string>>, hub = all.hub) {
  const answer = await hub.app.request('/api/events', { headers })
  expect(answer.status).toBe(200)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  /** The next event; null: the stream has ended. */
  async function next(): Promise<Told | null> {
    for (;;) {
      const end = rest.indexOf('\n\n')
      if (end < 0) {
        const { value, done } = await reader.read()
        if (done) return null
        rest += value
        continue
      }
      const fields = new Map(
        rest
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: ?(.*)/s) as [string, string]),
      )
      rest = rest.slice(end + 2)
      const data = fields.get('data')
      if (data === undefined) continue
      return { id: fields.get('id') ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) }
    }
  }
  async function until(fits: (told: Told) => boolean): Promise<Told> {
    for (;;) {
      const told = await next()
      if (told === null) throw new Error('The stream has ended.')
      if (fits(told)) return told
    }
  }
  return { next, until, leave: () => reader.cancel() }
}
const local = () => ({ authorization: `Bearer ${all.hub.token}` })

describe('events', () => {
  test('tell of runs, incidents and proposals by their ids alone, also of what another process does; they go on where a client was', async () => {
    const page = await follow(local())
    await page.until(({ event }) => event === 'hello')
    // A worker beside the hub, with a database connection of its own.
    const other = await openHub(all.config, silentLog, { polls: false })
    const [order] = all.sandbox.shop.placeOrders(1)
    await other.app.request(`/api/integrations/main/orders/${order}/run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other.ownToken}`, 'content-type': 'application/json' },
      body: '{}',
    })
    const run = await page.until(({ data }) => data.noun === 'run' && data.state === 'done')
    expect(run.data).toEqual({
      noun: 'run',
      integration: 'main',
      id: expect.any(String),
      record: { entity: 'prestashop.order', key: String(order) },
      state: 'done',
    })
    await other.close()
    await page.leave()

    // Missed while away: told again to who says where it was.
    const [another] = all.sandbox.shop.placeOrders(1)
    const watcher = await follow(local())
    await all.run(another!)
    const seen = await watcher.until(({ data }) => data.noun === 'run' && data.state === 'done')
    await watcher.leave()
    const back = await follow({ ...local(), 'last-event-id': run.id })
    const missed = await back.until(({ data }) => data.noun === 'run' && data.state === 'done')
    expect(missed).toEqual(seen)
    expect((await back.next())?.event).toBe('hello')
    await back.leave()

    for (const unknown of ['0123456789ab-3', `${run.id.split('-')[0]}-99999`, 'nonsense', '']) {
      const lost = await follow({ ...local(), 'last-event-id': unknown })
      expect((await lost.next())?.event, unknown).toBe('reset')
      await lost.leave()
    }
  })

  test('end with the session or token that they were followed by, and for everyone with the hub', async () => {
    const ask = (path: string, headers: Record<string, string>, body: object) =>
      all.hub.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
        body: JSON.stringify(body),
      })
    expect((await all.hub.app.request('/api/events')).status).toBe(401)
    const signedIn = await ask('/api/session', {}, { email: 'ada@example.com', password })
    const cookie = signedIn.headers
      .getSetCookie()
      .find((one) => one.startsWith('ledgerline-session='))!
      .split(';')[0]!
    const made = await ask('/api/tokens', { cookie }, { by: { password }, name: 'follows', scopes: ['read'] })
    const { id, token } = (await made.json()) as { id: string; token: string }
    const [bySession, byToken, byOwner] = [
      await follow({ cookie }),
      await follow({ authorization: `Bearer ${token}` }),
      await follow(local()),
    ]
    const ended = async (page: Awaited<ReturnType<typeof follow>>) => {
      while ((await page.next()) !== null);
      return true
    }
    await ask(`/api/tokens/${id}/revoke`, { cookie }, { by: { password } })
    expect(await ended(byToken)).toBe(true)
    await all.hub.app.request('/api/session', { method: 'DELETE', headers: { cookie } })
    expect(await ended(bySession)).toBe(true)
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    await byOwner.until(({ data }) => data.noun === 'run')
    await byOwner.leave()
  })
})
