import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rotateKey } from '../../src/commands/rotate-key.ts'
import { later } from '../../src/domain/clock.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { type Hub, openHub } from '../../src/hub.ts'
import { defineFlow, defineMapping, map, read, writeOnce } from '../../src/language/index.ts'
import { withParts } from '../support/definition-parts.ts'
import { StandingTime } from '../support/standing-time.ts'
import { type Joined, joined } from './joined.ts'

const everyMinute = defineFlow({
  id: 'each-minute',
  about: 'Every minute a note says so.',
  on: 'hub.tick',
  schedule: { every: '1 minute', missed: 'skip' },
  steps: [
    read('hub.tick', 'record', 'tick'),
    map('report', 'each-minute'),
    writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
  ],
})
const noteFields = defineMapping({
  id: 'each-minute',
  about: 'A note with the time of the tick.',
  from: { tick: 'hub.tick' },
  to: 'hub.report',
  fields: { key: '"minute " + tick.key', title: '"A minute has passed"' },
})

const main = integrationId('main')
const time = new StandingTime()
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-'))
let all: Joined
let second: Hub
beforeAll(async () => {
  all = await joined({
    started: true,
    hub: { clock: time.clockOf('first') },
    adapt: (parts) => withParts(parts, { flows: [everyMinute], mappings: [noteFields] }),
  })
  const config = { ...all.config, dataFolder: join(folder, 'second') }
  second = await openHub(config, silentLog, { clock: time.clockOf('second') })
  await second.start()
})
afterAll(async () => {
  time.bury('first')
  await second.close()
  await all[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function until(holds: () => Promise<boolean> | boolean, step = 0): Promise<void> {
  while (!(await holds())) {
    time.advance(step)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
/** All of them: the shop's second stands nearly still for clocks that are moved on, and each look within it raises the order again. */
const runsOf = (order: number) =>
  second.database.stores.runs.list({ integration: main, record: ref('prestashop.order', String(order)), limit: 10_000 })
const isDone = async (order: number) => (await runsOf(order)).some(({ state }) => state === 'done')
const ticks = async (integration = main, flow = 'each-minute') =>
  (await second.database.stores.runs.list({ integration, flow, limit: 100 })).map(({ record }) => record.key)

test('a master key is not rotated while another hub uses the database, on whatever machine, and nothing is changed', async () => {
  const { keyFile } = all.config
  const before = readFileSync(keyFile, 'utf8')
  // Of a folder on which no hub runs: a third opening of the database.
  const config = { ...all.config, dataFolder: join(folder, 'third') }
  const context = { config, json: false, print: () => {}, openHub: () => openHub(config, silentLog) }
  await expect(rotateKey(context)).rejects.toMatchObject({
    ...{ code: 'invalid_input', message: expect.stringContaining('2 other processes') },
    hint: expect.stringContaining('Stop every hub'),
  })
  expect(readFileSync(keyFile, 'utf8')).toBe(before)
  expect(existsSync(config.nextKeyFile)).toBe(false)
})

test('nor where another hub was started since it was asked who uses the database', async () => {
  const config = { ...all.config, dataFolder: join(folder, 'third') }
  const before = readFileSync(config.keyFile, 'utf8')
  const context = {
    ...{ config, json: false, print: () => {} },
    async openHub() {
      const hub = await openHub(config, silentLog)
      const { others } = hub.database
      const seen = [async () => 0, others]
      return Object.assign(hub, { database: Object.assign(hub.database, { others: () => (seen.shift() ?? others)() }) })
    },
  }
  await expect(rotateKey(context)).rejects.toMatchObject({ message: expect.stringContaining('2 other processes') })
  expect(readFileSync(config.keyFile, 'utf8')).toBe(before)
  expect(existsSync(config.nextKeyFile)).toBe(false)
  expect(await second.database.stores.secrets.readable()).toBe(true)
})

test('what is imported at the one hub the other carries on, too: a new flow, and another integration', async () => {
  const other = 'each-minute-too'
  await all.import(withParts(all.parts, { flows: [{ ...everyMinute, id: other }] }))
  const described = { ...(all.parts['integration.json'] as { [member: string]: Json }), id: 'hours', name: 'Hours' }
  const its = ['settings.json', 'flows/each-minute.json', 'mappings/each-minute.json']
  const parts = { ...Object.fromEntries(its.map((at) => [at, all.parts[at]!])), 'integration.json': described }
  const credentials = {
    'prestashop.key': all.sandbox.shop.key,
    'gp.username': all.sandbox.gp.username,
    'gp.password': all.sandbox.gp.password,
  }
  await all.client.put('/api/integrations/hours', { parts, credentials, note: 'test', tryIt: false })
  // Only the second hub works: of what it was given at its start it knows neither.
  time.kill('first')
  await until(async () => (await ticks(main, other)).length > 0, 1_000)
  await until(async () => (await ticks(integrationId('hours'))).length > 0, 1_000)
  time.revive('first')
})

test('of two hubs on one database one dies: nothing is done twice, and nothing is late by more than half a minute', async () => {
  const [before] = all.sandbox.shop.placeOrders(1)
  await until(() => isDone(before!), 500)
  // The clock of the flow has begun.
  await until(async () => (await second.database.stores.cursors.get(main, 'clock')) !== null, 500)

  time.kill('first')
  const [after] = all.sandbox.shop.placeOrders(1)
  for (let second = 0; second < 30; second++) {
    time.advance(1_000)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  // Not a moment later: time stands still here.
  await until(() => isDone(after!))

  // A minute later its tick is there, once, and its report.
  const due = later(time.now(), 60_000)
  while (time.now() < due) {
    time.advance(1_000)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until(async () => (await ticks()).length > 0, 1_000)
  const made = await ticks()
  expect(new Set(made).size).toBe(made.length)
  expect(all.salesOrders().size).toBe(2)
  // Once each. What the dead one was about to write as it died, the other may have found.
  for (const order of [before!, after!]) {
    const reasons = (await runsOf(order)).flatMap(({ reason }) => reason ?? [])
    expect(reasons.filter((reason) => /is written and read back|was there already/.test(reason))).toHaveLength(1)
  }
})
