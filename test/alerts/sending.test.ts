import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAlerts } from '../../src/alerts/index.ts'
import type { Notice } from '../../src/domain/alert.ts'
import { type Clock, instant, later } from '../../src/domain/clock.ts'
import { afterComparison, type Comparison, comparisonRecord, comparisonValue } from '../../src/domain/comparison.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { incidentId, integrationId, ref } from '../../src/domain/record.ts'
import type { Database } from '../../src/domain/stores.ts'
import { hubWordsIn } from '../../src/hub-words.ts'
import { createMorningReport } from '../../src/report/index.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from '../whole/joined.ts'

const customer = 'Zoë Quartermain'
let all: Joined
let receiver: Receiver
let mails: Mails
beforeAll(async () => {
  ;[all, receiver, mails] = await Promise.all([joined(), receives(), takesMail()])
})
afterAll(async () => {
  receiver.server.closeAllConnections()
  receiver.server.close()
  mails.server.close()
  await all[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const { id } of await store().channels())
    await all.client.call('DELETE /api/alerts/channels/:id', { params: { id } })
  for (const { id } of await all.hub.database.stores.incidents.list({ state: 'open', limit: 100 }))
    await all.hub.database.transaction((tx) => tx.incidents.resolve(incidentId(id), all.clock.now()))
  // What another process of the test before held is free again.
  all.clock.advance(20_000)
  await all.hub.alerts.round()
  receiver.got.length = 0
  receiver.answer = 200
  mails.got.length = 0
  mails.taken.length = 0
  Object.assign(mails, { refuse: false, putOff: [], unknown: '' })
})

const store = () => all.hub.database.stores.alerts
const round = () => all.hub.alerts.round()
let number = 0
/** A cause that stops an order: its texts name a customer, as texts of remote systems do. */
const raise = () =>
  all.hub.database.transaction((tx) =>
    tx.incidents.raise({
      ...{ integration: integrationId('main'), flow: 'order-to-sales-order', fingerprint: `f${number++}`, run: null },
      record: ref('prestashop.order', '10023'),
      at: all.clock.now(),
      question: {
        ...{ code: 'rejected_by_remote', step: 'write', hint: `Ask ${customer}.` },
        ...{ message: `${customer} was refused`, subject: `customer ${customer}` },
      },
    }),
  )
const webhook = (more: object = {}) => ({
  ...{ name: 'On call', kind: 'webhook' as const, on: ['incident' as const], url: receiver.url },
  ...{ target: { private: true }, ...more },
})
const add = (body: ReturnType<typeof webhook>) => all.client.call('POST /api/alerts/channels', { body })
const mailTo = (more: object = {}) => ({
  ...{ name: 'Desk', kind: 'mail' as const, on: ['incident' as const], password: 'its password' },
  target: {
    ...{ server: '127.0.0.1', port: mails.port, security: 'none' as const, username: 'hub' },
    ...{ from: 'hub@example.com', to: ['desk@example.com'], ...more },
  },
})

test('differences between shop and GP are reported again when a night finds new ones, and not when it finds the same', async () => {
  await add(webhook({ on: ['difference'], saysEnd: true }))
  const main = integrationId('main')
  let comparison: Comparison | null = null
  const night = async (...found: string[]) => {
    all.clock.advance(24 * 60 * 60_000)
    comparison = afterComparison(comparison, { at: all.clock.now(), count: found.length, found })
    const value = comparisonValue(comparison)
    await all.hub.database.transaction((tx) => tx.ownRecords.put(main, comparisonRecord, value, all.clock.now()))
    for (let rounds = 0; rounds < 2; rounds++) {
      await round()
      all.clock.advance(11 * 60_000)
    }
    const told = receiver.got.splice(0).flatMap(({ body }) => (JSON.parse(body) as { alerts: object[] }).alerts)
    return told.map((notice) => [(notice as Notice).what, (notice as Notice).title])
  }
  expect(await night('50 another total 0.01')).toEqual([['opened', expect.stringMatching(/: 1 difference /)]])
  expect(await night('50 another total 0.01')).toEqual([])
  expect(await night('50 another total 0.01', '60 not in GP 119', '61 not in GP 119')).toEqual([
    ['opened', expect.stringMatching(/: 3 differences .*2 found first/)],
  ])
  expect(await night('60 not in GP 119')).toEqual([])
  expect(await night()).toEqual([['over', expect.anything()]])
})

test('an incident is reported once, by mail and by webhook, over rounds and restarts, with a link that opens it', async () => {
  const { signingKey } = await add(webhook())
  await all.client.call('POST /api/alerts/channels', { body: mailTo() })
  const incident = await raise()
  for (let i = 0; i < 3; i++) await round()
  all.clock.advance(20_000)
  await other().round()
  expect(receiver.got).toHaveLength(1)
  expect(mails.got).toHaveLength(1)

  const [{ headers, body }] = receiver.got as [Got]
  const link = `/i/main/incidents/${incident}`
  expect(JSON.parse(body)).toMatchObject({
    test: false,
    alerts: [{ kind: 'incident', integration: 'main', what: 'opened', link: expect.stringMatching(`^http.*${link}$`) }],
  })
  const key = Buffer.from(signingKey!.replace('whsec_', ''), 'base64')
  const told = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(told).digest('base64')}`)

  const [mail] = mails.got as [string]
  expect(mail).toContain('To: desk@example.com')
  expect(mail.replace(/=\r\n/g, '')).toContain(link)
  // No word that a remote system or a record brought.
  for (const text of [body, mail]) expect(text).not.toContain('Quartermain')
})

test('of three recipients one is refused and one put off: each gets the mail once, and the page says who did not', async () => {
  const to = ['desk@example.com', 'gone@example.com', 'night@example.com']
  await all.client.call('POST /api/alerts/channels', { body: mailTo({ to }) })
  await raise()
  mails.putOff = ['night@example.com']
  await round()
  const newest = async () => (await all.client.call('GET /api/alerts')).messages[0]
  expect(await newest()).toMatchObject({
    state: 'waiting',
    problem: 'the mail server refused these recipients: gone@example.com, night@example.com',
  })
  mails.putOff = []
  for (let i = 0; i < 3; i++) {
    all.clock.advance(31_000)
    await round()
  }
  expect(mails.taken).toEqual([['desk@example.com'], ['night@example.com']])
  expect(await newest()).toMatchObject({
    state: 'sent',
    problem: 'the mail server refused these recipients: gone@example.com',
  })
})

test('whom the mail server puts off and then refuses is named, and the others have the mail; who left the channel gets none', async () => {
  const to = ['desk@example.com', 'gone@example.com', 'night@example.com', 'eve@example.com']
  const body = mailTo({ to })
  const { channel } = await all.client.call('POST /api/alerts/channels', { body })
  await raise()
  mails.putOff = ['night@example.com', 'eve@example.com']
  await round()
  // Eve is taken off the channel; the server knows nobody of the name night.
  await all.client.call('PUT /api/alerts/channels/:id', {
    params: { id: channel.id },
    body: { ...body, target: { ...body.target, to: to.slice(0, 3) } },
  })
  mails.putOff = []
  mails.unknown = 'night@example.com'
  all.clock.advance(31_000)
  await round()
  expect(mails.taken).toEqual([['desk@example.com']])
  expect((await all.client.call('GET /api/alerts')).messages[0]).toMatchObject({
    state: 'sent',
    problem: 'the mail server refused these recipients: gone@example.com, night@example.com',
  })
  expect(await all.client.call('POST /api/alerts/channels/:id/test', { params: { id: channel.id } })).toMatchObject({
    taken: true,
    problem: expect.stringContaining('gone@example.com'),
  })
})

test('who wants the morning report gets it by mail in their language, once, as text and as HTML', async () => {
  const { database, engine } = all.hub
  await all.client.call('POST /api/alerts/channels', { body: mailTo({ report: 'fr' }) })
  await all.client.call('POST /api/alerts/channels', { body: mailTo() })
  const day = 24 * 60 * 60_000
  all.clock.advanceTo(later(instant(Math.ceil(Date.parse(all.clock.now()) / day) * day), 7 * 60 * 60_000))
  const report = () =>
    createMorningReport({
      ...{ database, engine, clock: all.clock, hour: 6, process: 'one', entity: 'prestashop.order', newId: randomUUID },
      assistant: { model: { settings: { leftUsd: async () => '5' } } },
      ...{ modelKey: { from: async () => null }, hubWordsIn },
    })()
  await report()
  await report()
  mails.refuse = true
  await round()
  mails.refuse = false
  all.clock.advance(31_000)
  await round()
  await round()
  const got = mails.got
    .map((mail) => mail.replace(/=\r\n/g, ''))
    .filter((mail) => mail.includes('multipart/alternative'))
  expect(got).toHaveLength(1)
  expect(got[0]).toMatch(/Content-Type: text\/plain[\s\S]*En bref[\s\S]*Content-Type: text\/html[\s\S]*<html lang=/)
  const { messages } = await all.client.call('GET /api/alerts')
  expect(messages.filter((message) => message.report !== null)).toMatchObject([
    { state: 'sent', attempts: 2, report: expect.stringContaining('main'), notices: [] },
  ])
})

test('what is over is said once, where a channel wants to know', async () => {
  await add(webhook({ saysEnd: true }))
  const incident = await raise()
  await round()
  all.clock.advance(301_000)
  await all.hub.database.transaction((tx) => tx.incidents.resolve(incident, all.clock.now()))
  for (let i = 0; i < 3; i++) await round()
  expect(receiver.got.map(({ body }) => JSON.parse(body).alerts[0].what)).toEqual(['opened', 'over'])
})

test.each<[string, Receiver['answer']]>([
  ['answers 500', 500],
  ['hangs up', 'hang up'],
  ['redirects', 302],
])('a receiver that %s gets the same message later, with the same id', async (_, answer) => {
  await add(webhook())
  await raise()
  receiver.answer = answer
  await round()
  await round()
  expect(receiver.got).toHaveLength(1)
  const [waiting] = await store().messages(1)
  expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, problem: expect.any(String) })
  receiver.answer = 200
  all.clock.advance(31_000)
  await round()
  await round()
  expect(receiver.got).toHaveLength(2)
  expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect((await store().messages(1))[0]).toMatchObject({ state: 'sent', attempts: 2, problem: null })
})

test('a message that nobody takes for a day is given up, and shown so', async () => {
  await add(webhook())
  await raise()
  receiver.answer = 500
  await round()
  all.clock.advance(24 * 60 * 60_000)
  await round()
  expect((await store().messages(1))[0]).toMatchObject({ state: 'failed', problem: 'the answer was HTTP 500' })
})

test('a mail server that refuses keeps no other channel waiting, and gets the mail later', async () => {
  await add(webhook())
  await all.client.call('POST /api/alerts/channels', { body: mailTo() })
  await raise()
  mails.refuse = true
  await round()
  expect(receiver.got).toHaveLength(1)
  expect((await store().messages(9)).map(({ state }) => state).sort()).toEqual(['sent', 'waiting'])
  mails.refuse = false
  all.clock.advance(31_000)
  await round()
  expect(mails.got).toHaveLength(1)
})

test('a channel that is paused while many messages wait for it keeps none of another one waiting', async () => {
  await add(webhook())
  const { channel: broken } = await add(webhook({ name: 'Gone', url: `${receiver.url}/gone` }))
  for (let n = 0; n < 51; n++) await store().makeMessage(broken.id, randomUUID(), later(all.clock.now(), -3_600_000))
  await all.client.call('PUT /api/alerts/channels/:id', {
    params: { id: broken.id },
    body: webhook({ name: 'Gone', url: `${receiver.url}/gone`, paused: true }),
  })
  await raise()
  await round()
  expect(receiver.got).toHaveLength(1)
})

// The process ends after the receiver took the message and before that is noted: better twice than never, under one id.
test('a process that ends between sending and noting it leaves the message to the next, under the same id', async () => {
  await add(webhook())
  await raise()
  const { database } = all.hub
  all.clock.advance(20_000)
  const dies = other({
    ...database,
    stores: {
      ...database.stores,
      alerts: { ...database.stores.alerts, ended: () => Promise.reject(new Error('the process ends')) },
    },
  })
  await expect(dies.round()).rejects.toThrow('the process ends')
  await round()
  expect(receiver.got).toHaveLength(1)
  all.clock.advance(31_000)
  await round()
  await round()
  expect(receiver.got).toHaveLength(2)
  expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('while one process looks after the alerts, no other does', async () => {
  await add(webhook())
  await raise()
  all.clock.advance(20_000)
  await Promise.all([round(), other().round(), other().round()])
  expect(receiver.got).toHaveLength(1)
})

test('many causes at once are one message; those that follow wait five minutes and are the next', async () => {
  await add(webhook())
  for (let i = 0; i < 30; i++) await raise()
  await round()
  await raise()
  await raise()
  await round()
  expect(receiver.got.map(({ body }) => JSON.parse(body).alerts.length)).toEqual([30])
  all.clock.advance(301_000)
  await round()
  expect(receiver.got.map(({ body }) => JSON.parse(body).alerts.length)).toEqual([30, 2])
})

test('a clock that was hours ahead and is set right silences nothing', async () => {
  await add(webhook())
  const aheadMs = 6 * 60 * 60_000
  const ahead = other(all.hub.database, {
    now: () => later(all.clock.now(), aheadMs),
    sleep: (ms, signal) => all.clock.sleep(ms, signal),
  })
  const sent = () => receiver.got.length
  await raise()
  await ahead.round()
  expect(sent()).toBe(1)
  // Set right, it is the hub's.
  await ahead.stop()
  await raise()
  await round()
  expect(sent()).toBe(2)
  // One that nobody took while it was ahead is tried again.
  all.clock.advance(5 * 60_000)
  receiver.answer = 500
  await raise()
  await ahead.round()
  await ahead.stop()
  receiver.answer = 200
  const before = sent()
  await round()
  expect(sent()).toBe(before + 1)
})

test('Slack and Teams get what they take; a test says that it is one', async () => {
  for (const kind of ['slack', 'teams'] as const) {
    const { channel } = await all.client.call('POST /api/alerts/channels', { body: { ...webhook(), kind } })
    const tested = await all.client.call('POST /api/alerts/channels/:id/test', { params: { id: channel.id } })
    expect(tested.problem).toBeNull()
  }
  const [slack, teams] = receiver.got.map(({ body }) => JSON.parse(body))
  expect(slack.text).toContain('This is a test')
  expect(teams.attachments[0].content.body[1].text).toContain('This is a test')
})

test('secrets of a channel are never answered, belong to their place, and private addresses are refused', async () => {
  const { channel } = await add(webhook())
  const shown = JSON.stringify(await all.client.call('GET /api/alerts'))
  expect(shown).not.toContain('its-key')
  expect(shown).not.toContain('whsec_')
  for (const target of [{ private: false }, undefined])
    await expect(
      add(webhook({ target: target ?? { private: false }, url: 'https://10.0.0.1/x' })),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  // No longer allowed: the address has to be given again.
  const change = { params: { id: channel.id }, body: { ...webhook({ target: { private: false } }), url: undefined } }
  await expect(all.client.call('PUT /api/alerts/channels/:id', change)).rejects.toMatchObject({ code: 'invalid_input' })
  const mail = await all.client.call('POST /api/alerts/channels', { body: mailTo() })
  const moved = { ...mailTo({ server: 'mail.evil.example' }), password: undefined }
  await expect(
    all.client.call('PUT /api/alerts/channels/:id', { params: { id: mail.channel.id }, body: moved }),
  ).rejects.toMatchObject({ code: 'invalid_input' })
})

test('rules that somebody else has set meanwhile are not set back; a channel that was removed does not come back', async () => {
  const seen = await all.hub.alerts.rules()
  const set = (body: object) => all.client.call('PUT /api/alerts/rules', { body: body as never })
  await set({ rules: { ...seen, silenceMinutes: 77 } })
  await expect(set({ rules: { ...seen, diskFreeMb: 9_000 }, seen })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  })
  expect(await all.hub.alerts.rules()).toEqual({ ...seen, silenceMinutes: 77 })
  await set({ rules: seen, seen: { ...seen, silenceMinutes: 77 } })

  const { channel } = await add(webhook())
  const removing = new pg.Client(all.config.databaseUrl!)
  await removing.connect()
  await removing.query('begin')
  await removing.query('delete from alert_channels where id = $1', [channel.id])
  const change = { params: { id: channel.id }, body: { ...webhook({ name: 'Renamed' }), url: undefined } }
  const changed = all.client.call('PUT /api/alerts/channels/:id', change).catch((error: unknown) => error)
  while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
  await removing.query('commit')
  await removing.end()
  expect(await changed).toMatchObject({ code: 'not_found' })
  expect(await store().channels()).not.toContainEqual(expect.objectContaining({ id: channel.id }))
})

test('an outside monitor hears of each look that went well, and of none that did not', async () => {
  const rules = { ...(await all.hub.alerts.rules()), heartbeatMinutes: 5, heartbeatPrivate: true }
  await all.client.call('PUT /api/alerts/rules', { body: { rules, heartbeatUrl: `${receiver.url}/alive` } })
  const beats = () => receiver.got.filter(({ path }) => path.endsWith('/alive')).length
  await round()
  await round()
  expect(beats()).toBe(1)
  all.clock.advance(301_000)
  const { database } = all.hub
  const blind = other({
    ...database,
    stores: {
      ...database.stores,
      integrations: { ...database.stores.integrations, list: () => Promise.reject(new Error('the database is away')) },
    },
  })
  await expect(blind.round()).rejects.toThrow('away')
  expect(beats()).toBe(1)
  await blind.stop()
  await round()
  expect(beats()).toBe(2)
  await all.client.call('PUT /api/alerts/rules', {
    body: { rules: { ...rules, heartbeatMinutes: null }, heartbeatUrl: null },
  })
})

/** The alerts of another process on the same database. */
const other = (database: Database = all.hub.database, clock: Clock = all.clock) =>
  createAlerts({
    ...{ database, clock, engine: all.hub.engine, log: silentLog, worth: [], dataFolders: ['.'] },
    ...{ process: `other ${number++}`, url: () => 'http://hub.example' },
    closing: new AbortController().signal,
  })

interface Got {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
interface Receiver {
  readonly server: Server
  readonly url: string
  readonly got: Got[]
  answer: number | 'hang up'
}
async function receives(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      its.got.push({ path: request.url ?? '', headers: request.headers, body })
      if (its.answer === 'hang up') return void request.socket.destroy()
      response.writeHead(its.answer, its.answer === 302 ? { location: `${its.url}/elsewhere` } : {}).end('taken')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const its: Receiver = {
    ...{ server, got: [], answer: 200 },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/its-key`,
  }
  return its
}

interface Mails {
  readonly server: SMTPServer
  readonly port: number
  readonly got: string[]
  /** Whom each mail was taken for. */
  readonly taken: string[][]
  refuse: boolean
  putOff: string[]
  unknown: string
}
async function takesMail(): Promise<Mails> {
  const server = new SMTPServer({
    ...{ authOptional: false, allowInsecureAuth: true, disabledCommands: ['STARTTLS'] },
    onAuth: ({ username, password }, _, done) =>
      username === 'hub' && password === 'its password'
        ? done(null, { user: username })
        : done(new Error('wrong user name or password')),
    onRcptTo({ address }, _, done) {
      if (address.startsWith('gone@') || address === its.unknown)
        return done(Object.assign(new Error('no such user'), { responseCode: 550 }))
      if (its.putOff.includes(address)) return done(Object.assign(new Error('try later'), { responseCode: 450 }))
      done()
    },
    onData(stream, { envelope }, done) {
      let text = ''
      stream.on('data', (part) => {
        text += String(part)
      })
      stream.on('end', () => {
        if (its.refuse) return done(Object.assign(new Error('try later'), { responseCode: 451 }))
        its.got.push(text)
        its.taken.push(envelope.rcptTo.map(({ address }) => address))
        done()
      })
    },
  })
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port))
  })
  const its: Mails = { server, port, got: [], taken: [], refuse: false, putOff: [], unknown: '' }
  return its
}
