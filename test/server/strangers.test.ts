import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placeOf } from '../../src/server/client-address.ts'
import { createSignIn } from '../../src/server/sign-in.ts'
import { type Joined, joined } from '../whole/joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({ started: true, environment: { LEDGERLINE_POLL_SECONDS: '3600' } })
})
afterAll(() => all[Symbol.asyncDispose]())

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7, forwarded', '192.0.2.7, forwarded'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
  ['2001:0DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['2001:db8::1, forwarded', '2001:db8:0:0::/64, forwarded'],
  ['this process', 'this process'],
])('%s is limited together with what is at %s', (from, place) => expect(placeOf(from)).toBe(place))

test('a host that guesses from many addresses of its IPv6 network is one place, and leaves few rows', async () => {
  const { database } = all.hub
  const counted: string[] = []
  const people = {
    ...database.people,
    signIn: async () => null,
    list: async () => [{}] as never,
    countAttempt: (...given: Parameters<typeof database.people.countAttempt>) => {
      counted.push(given[0])
      return database.people.countAttempt(...given)
    },
  }
  const signIn = createSignIn({
    database: { ...database, people },
    clock: all.clock,
    metrics: { count() {} } as never,
    secondFactor: { check: async () => {} },
  })
  const guess = (n: number) =>
    signIn(`made-up-${n}@example.com`, 'a guess', `2001:db8:7:7::${n.toString(16)}`).catch(
      (error: Error) => error.message,
    )
  for (let n = 1; n <= 50; n++) expect(await guess(n)).toMatch(/do not belong together/)
  const before = counted.length
  for (let n = 51; n <= 60; n++) expect(await guess(n)).toMatch(/Too many wrong passwords/)
  // One row of the place, and none for the addresses that it makes up.
  expect(new Set(counted.slice(before)).size).toBe(1)
})

test('strangers whose requests dribble in are refused at once beyond some; those who are known are served', async () => {
  const { port } = new URL(all.url)
  const sockets = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      socket.write(
        `POST /api/session HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{`,
      )
      return socket
    }),
  )
  // The hub answers those that it refuses without waiting for their bodies.
  const refused = await Promise.any(sockets.map(async (socket) => String((await once(socket, 'data'))[0])))
  expect(refused).toMatch(/^HTTP\/1\.1 503/)
  const me = await fetch(`${all.url}/api/me`, { headers: { authorization: `Bearer ${all.hub.token}` } })
  expect(me.status).toBe(200)
  expect((await fetch(`${all.url}/health/live`)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})

test('the description of the API is made once, and is what it was', async () => {
  const [one, other] = await Promise.all([fetch(`${all.url}/openapi.json`), fetch(`${all.url}/openapi.json`)])
  expect(one.headers.get('content-type')).toBe('application/json')
  expect(await one.text()).toBe(await other.text())
})
