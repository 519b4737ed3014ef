import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { integrationId, type RecordValue, ref } from '../../src/domain/record.ts'
import type { FlowState } from '../../src/engine/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { unpaidOrdersProcess } from '../../src/flows/unpaid-orders/index.ts'
import { defineFlow, defineMapping, map, read, skipUnless, writeOnce } from '../../src/language/index.ts'
import type { AnswerOf } from '../../src/routes/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { withParts } from '../support/definition-parts.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { mailCertificate, startMailServer } from '../support/mail-server.ts'
import { type Joined, joined } from './joined.ts'

const everyHour = defineFlow({
  id: 'hourly-note',
  about: 'Every hour a note says so.',
  on: 'hub.tick',
  schedule: { every: '1 hour', missed: 'once' },
  steps: [
    read('hub.tick', 'record', 'tick'),
    map('report', 'hourly-note'),
    writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
  ],
})
const hourlyFields = defineMapping({
  id: 'hourly-note',
  about: 'A note with the time of the tick.',
  from: { tick: 'hub.tick' },
  to: 'hub.report',
  fields: { key: '"hourly " + tick.key', title: '"An hour has passed"' },
})
const payouts = defineFlow({
  id: 'payout-sums',
  about: 'A payout file becomes a report with its sum.',
  on: 'hub.file',
  steps: [
    read('hub.file', 'record', 'file'),
    skipUnless('The file is no payout.', 'file.folder == "payouts" && file.name.endsWith(".csv")'),
    map('report', 'payout-sums'),
    writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
  ],
})
const payoutFields = defineMapping({
  id: 'payout-sums',
  about: 'Rows with a semicolon between cells and a comma before the decimals.',
  from: { file: 'hub.file' },
  to: 'hub.report',
  let: { rows: 'csvRows(file.text, ";")', amounts: 'rows.map(row, amountIn(cell(row, "Net"), ","))' },
  fields: {
    key: '"payout " + file.key',
    title: '"Payout " + file.name',
    text: '"Net " + text(sum(amounts))',
    count: 'size(rows)',
  },
})

const clock = new ForwardClock()
const hour = 3_600_000
let all: Joined
beforeAll(async () => {
  // No hour is over while the ticks of an hour are counted.
  clock.advance(hour - (Date.parse(clock.now()) % hour) + 60_000)
  all = await joined({
    started: true,
    hub: { clock },
    adapt: (parts) => withParts(parts, { flows: [everyHour, payouts], mappings: [hourlyFields, payoutFields] }),
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const main = integrationId('main')
const reports = async () =>
  (await all.client.get<{ records: RecordValue[] }>('/api/integrations/main/records/hub/report')).records
async function eventually<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const flow = async (id: string) =>
  (await all.client.get<FlowState[]>('/api/integrations/main/flows')).find((one) => one.id === id)!
const named = (prefix: string) => async () => (await reports()).filter(({ key }) => String(key).startsWith(prefix))

test('a schedule starts a run at its time; ticks that were missed are made up for once', async () => {
  expect(await flow('hourly-note')).toMatchObject({ state: 'on', nextTick: expect.stringMatching(/:00:00\.000Z$/) })
  // Its clock begins when the flow is first seen.
  await eventually(
    () => all.hub.database.stores.cursors.get(main, 'clock'),
    (known) => known?.cursor.includes('hourly-note') ?? false,
  )
  expect(await named('hourly')()).toEqual([])
  clock.advance(hour)
  const [first] = await eventually(named('hourly'), (found) => found.length === 1)
  expect(first).toMatchObject({ title: 'An hour has passed' })

  await all.client.post('/api/integrations/main/pause', { flow: 'hourly-note' })
  clock.advance(5 * hour)
  expect(await flow('hourly-note')).toMatchObject({ state: 'paused', nextTick: null })
  await all.client.post('/api/integrations/main/resume', { flow: 'hourly-note' })
  await eventually(named('hourly'), (found) => found.length === 2)

  const [run] = await eventually(
    () => all.hub.database.stores.runs.list({ integration: main, flow: 'hourly-note', limit: 5 }),
    ([newest]) => newest?.state === 'done',
  )
  const story = await all.client.get<RecordStory>(
    `/api/integrations/main/records/story?${new URLSearchParams({ entity: 'hub.tick', key: run!.record.key })}`,
  )
  expect(story).toMatchObject({
    run: { state: 'done', flow: 'hourly-note' },
    link: { target: { entity: 'hub.report' } },
  })
  const again = await all.client.post<{ outcome: string; flow: string }>('/api/integrations/main/records/run', {
    ...{ entity: 'hub.tick', key: run!.record.key, dryRun: true },
  })
  expect(again).toMatchObject({ outcome: 'nothing-to-do', flow: 'hourly-note' })
})

const upload = (name: string, text: string, folder = 'payouts') =>
  all.client.post<{ key: string; isNew: boolean; flows: string[] }>('/api/integrations/main/files', {
    ...{ name, folder, base64: Buffer.from(text).toString('base64') },
  })

test('an uploaded file starts its flow once, under whatever name it comes again', async () => {
  const first = await upload('2026-11.csv', 'Date;Net\n01.11.2026;1.200,50\n02.11.2026;-0,25\n')
  expect(first).toMatchObject({ isNew: true, flows: ['payout-sums'] })
  const [report] = await eventually(named('payout'), (found) => found.length === 1)
  expect(report).toMatchObject({ title: 'Payout 2026-11.csv', text: 'Net 1200.25', count: 2 })
  expect(await upload('copy of it.csv', 'Date;Net\n01.11.2026;1.200,50\n02.11.2026;-0,25\n')).toMatchObject({
    isNew: false,
    key: first.key,
  })
  const runs = await all.hub.database.stores.runs.list({ integration: main, flow: 'payout-sums', limit: 5 })
  expect(runs).toHaveLength(1)
})

test('a file with other columns or a row cut short is held with the reason', async () => {
  const cut = await upload('cut.csv', 'Date;Net\n01.11.2026;5,00\n02.11')
  const record = ref('hub.file', cut.key)
  const [run] = await eventually(
    () => all.hub.database.stores.runs.list({ integration: main, record, limit: 1 }),
    ([newest]) => newest?.state === 'stopped',
  )
  expect(run!.reason).toContain('row 3 has 1 cells, and the first line names 2 columns')
  await expect(upload('nothing.csv', '')).rejects.toMatchObject({ code: 'invalid_input' })
})

test('a file that is dropped into the watched folder is taken in and put aside', async () => {
  const folder = join(all.config.dataFolder, 'files', 'main', 'payouts')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'dropped.csv')
  writeFileSync(path, 'Date;Net\n03.11.2026;7,00\n')
  // It lies still for a while.
  utimesSync(path, new Date(), new Date(Date.now() - 60_000))
  const found = await eventually(named('payout'), (listed) =>
    listed.some(({ title }) => title === 'Payout dropped.csv'),
  )
  expect(found.find(({ title }) => title === 'Payout dropped.csv')).toMatchObject({ text: 'Net 7' })
  await eventually(
    async () => readdirSync(join(folder)),
    (names) => !names.includes('dropped.csv'),
  )
  expect(readdirSync(join(folder, 'taken'))).toEqual(['dropped.csv'])
})

test('a report that is mailed starts its flow as well; a mail server that goes away is an outage of the mailbox alone', async () => {
  const server = await startMailServer()
  server.deliver({
    from: 'reports@provider.example',
    attached: [{ name: 'mailed.csv', bytes: 'Date;Net\n03.11.2026;8,00\n' }],
  })
  const {
    connections: { mail: none, ...connections },
  } = await all.client.get<Connected>('/api/integrations/main/connections')
  expect(none).toBeNull()
  const mail = {
    ...{ server: 'localhost', port: server.port, username: 'reports', senders: ['@provider.example'] },
    ...{ caFile: mailCertificate, timeoutMs: 60_000 },
  }
  const connect = (password: string) =>
    all.client.put('/api/integrations/main/connections', {
      ...{ name: 'Test', connections: { ...connections, mail }, credentials: { 'mail.password': password } },
    })
  await expect(connect('wrong')).rejects.toMatchObject({ message: expect.stringContaining('mail.password') })
  await connect('letters')
  expect(await all.client.get<Connected>('/api/integrations/main/connections')).toMatchObject({
    ...{ connections: { mail: { username: 'reports' } }, credentials: expect.arrayContaining(['mail.password']) },
  })
  // Each look of the poller is a minute later.
  const later = <T>(look: () => Promise<T>, holds: (value: T) => boolean) =>
    eventually(async () => {
      clock.advance(60_000)
      return look()
    }, holds)
  await later(named('payout'), (listed) => listed.some(({ title }) => title === 'Payout mailed.csv'))
  await later(
    async () => server.in('INBOX'),
    ([message]) => message === 'Payout report \\Seen',
  )
  await server[Symbol.asyncDispose]()
  const stateOf = (home: HomeNow, of: string) => home.connections.find(({ system }) => system === of)?.state
  const home = await later(
    () => all.client.get<HomeNow>('/api/integrations/main/home'),
    (one) => stateOf(one, 'mail') === 'down',
  )
  expect([stateOf(home, 'prestashop'), stateOf(home, 'gp')]).not.toContain('down')
  // What is left out of a change stays; null takes it away.
  const both = { name: 'Test', connections, credentials: {} }
  await all.client.put('/api/integrations/main/connections', both)
  expect((await all.client.get<Connected>('/api/integrations/main/connections')).connections.mail).toEqual(mail)
  await all.client.put('/api/integrations/main/connections', { ...both, connections: { ...connections, mail: null } })
  expect((await all.client.get<Connected>('/api/integrations/main/connections')).connections.mail).toBeNull()
})
type Connected = AnswerOf<'GET /api/integrations/:integration/connections'>
type HomeNow = AnswerOf<'GET /api/integrations/:integration/home'>

test('what a flow that is off would have started is not done when it is on again', async () => {
  await all.client.put('/api/integrations/main/flows/payout-sums', { state: 'off' })
  await upload('off.csv', 'Date;Net\n04.11.2026;9,00\n')
  expect(await flow('payout-sums')).toMatchObject({ state: 'off', waiting: 0 })
  await expect(
    all.client.post('/api/integrations/main/records/run', { entity: 'hub.file', key: (await files())[0]!.key }),
  ).rejects.toMatchObject({ code: 'off' })
  await all.client.put('/api/integrations/main/flows/payout-sums', { state: 'on' })
  expect(await flow('payout-sums')).toMatchObject({ state: 'on', waiting: 0 })
})
const files = () => all.client.get<{ key: string; name: string }[]>('/api/integrations/main/files')

test('what a paused flow leaves waiting is shown, and goes on', async () => {
  await all.client.post('/api/integrations/main/pause', { flow: 'payout-sums' })
  await upload('paused.csv', 'Date;Net\n05.11.2026;11,00\n')
  expect(await flow('payout-sums')).toMatchObject({ state: 'paused', waiting: 1 })
  await all.client.post('/api/integrations/main/resume', { flow: 'payout-sums' })
  await eventually(named('payout'), (listed) => listed.some(({ title }) => title === 'Payout paused.csv'))
  expect(await flow('payout-sums')).toMatchObject({ state: 'on', waiting: 0 })
})

test('a flow that comes with an import can be off until somebody has looked at it', async () => {
  await all.import(withProcess(all.parts, unpaidOrdersProcess).parts, undefined, { newFlows: 'off' })
  expect(await flow('unpaid-orders')).toMatchObject({ state: 'off' })
  await all.import(withProcess(all.parts, unpaidOrdersProcess).parts)
  expect(await flow('unpaid-orders')).toMatchObject({ state: 'off' })
})
