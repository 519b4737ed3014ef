import pg from 'pg'
import { test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { instant, later } from '../../src/domain/clock.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { FeedHealth } from '../../src/engine/index.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import {
  dayPriceLevel,
  daySites,
  goodsOf,
  type Happened,
  planDay,
  playDay,
  type SettlementReport,
} from '../../src/sandbox/day/index.ts'
import { seeded } from '../../src/sandbox/seeded.ts'
import { brokenLaws, dayBank } from '../support/day-laws.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { startMortalHub } from '../support/mortal-hub.ts'
import { type Joined, joined } from './joined.ts'

/**
 * Days of the sandbox against a hub with all standard processes, at the day's own time. More and larger days, by hand; with
 * DAY_TOLD what happened and what is asked is written to that file. DAY_DAYS plays several days in a row, without an evening
 * in between that settles what waits; DAY_DEATHS says how often a hub of an even day is killed, from 0 to 1:
 *
 *     DAY_SEEDS=10-40 DAY_DAYS=3 DAY_ORDERS=60 DAY_STEP=20 DAY_FAULTS=50 DAY_TOLD=/tmp/days npm test -- test/whole/day
 */
const {
  DAY_SEEDS = '2-3',
  DAY_ORDERS = '8',
  DAY_STEP = '120',
  DAY_DAYS = '1',
  DAY_DEATHS = '0.25',
  DAY_FAULTS,
  DAY_TOLD,
} = process.env
const [first = 1, last = first] = DAY_SEEDS.split('-').map(Number)
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index)
const orders = Number(DAY_ORDERS)
/** Minutes of the day between two looks of the hub. */
const step = Number(DAY_STEP)
const minuteMs = 60_000
/** How often a hub that dies does so at a look. */
const deaths = Number(DAY_DEATHS)

/** Settings of a company: every second day takes goods back as returns, every third takes card money along as deposits. */
const chosen = (seed: number): Readonly<Record<string, Json>> => ({
  ...{ lineTaxes: true, checkbook: 'UPTOWN TRUST', creditMemos: true, returns: seed % 2 === 0 },
  ...{ deposits: seed % 3 === 0 ? ['Card'] : [] },
  ...{ stockSites: [daySites.shop], priceLevel: dayPriceLevel, priceCurrency: 'EUR', pricesOverEdits: true },
  ...{ priceGroups: ['0'], groupPriceCurrencies: ['EUR'] },
  ...{ shippedState: '4', trackingField: 'Text05' },
})

/** The clearing account of the card payments, the bank, and what refunds and fees cost. */
const accounts = Object.entries({
  ...{ sale: '000-1190-00', payout: dayBank, refund: '000-2190-00', fee: '000-6520-00' },
}).map(([from, to]) => ({ from, to }))

function adapt(parts: Parts, seed: number): Parts {
  const files = processes.reduce((known, process) => withProcess(known, process).parts, parts)
  const { settings, ...file } = files['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
  const values = Object.entries(chosen(seed)).map(([name, value]) => [name, { ...settings[name], value }])
  const valueMap = (name: string, entries: readonly { from: string; to: string }[]) =>
    ({ ...(files[`value-maps/${name}.json`] as object), entries }) as unknown as Json
  const stock = files['flows/stock-to-shop.json'] as { bulk: { guards: object[] } }
  // Of five products one that runs out is more than the share at which a round asks.
  values.push(['stockToZeroPercent', { ...settings.stockToZeroPercent, value: 99 }])
  const guards = stock.bulk.guards.map((guard) => ({ ...guard, share: '0.99' }))
  return {
    ...files,
    'value-maps/receipt.json': valueMap('receipt', [
      { from: 'Card', to: 'Check' },
      { from: 'Bank wire', to: 'Check' },
    ]),
    'value-maps/payout-account.json': valueMap('payout-account', accounts),
    'value-maps/price-level.json': valueMap('price-level', [{ from: '0', to: dayPriceLevel }]),
    'flows/stock-to-shop.json': { ...stock, bulk: { ...stock.bulk, guards } } as unknown as Json,
    'settings.json': { ...file, settings: { ...settings, ...Object.fromEntries(values) } } as Json,
  }
}

test.concurrent.for(seeds)(
  'in the evening of day %d nothing is lost, doubled or wrong, and both sides agree',
  {
    timeout: 400_000,
  },
  async (seed, { expect }) => {
    const clock = new ForwardClock()
    await using all = await joined({
      ...{ permissions: 'all', clock, hub: { clock }, adapt: (parts) => adapt(parts, seed) },
      // Less than any step of the day: each polls once, and nothing does between them.
      environment: { LEDGERLINE_POLL_SECONDS: '900' },
      cutOver: instant(Date.now() - minuteMs),
    })
    const { shop, gp } = all.sandbox
    const database = new pg.Client({ connectionString: all.config.databaseUrl! })
    await database.connect()
    // Every second hub dies in the middle of its work, again and again.
    const mortal = seed % 2 === 0 ? await startMortalHub(all) : null
    if (!mortal) await all.hub.start()
    const dies = seeded(seed)
    const happened: Happened[] = []
    const placed: number[] = []
    const reports: SettlementReport[] = []
    for (let night = 0; night < Number(DAY_DAYS); night++) {
      const plan = planDay({
        seed: seed + night * 1000,
        orders,
        goods: goodsOf(shop),
        ...(DAY_FAULTS !== undefined && { faults: Number(DAY_FAULTS) }),
      })
      const day = playDay(all.sandbox, plan)
      const before = reports.length
      const begins = Date.parse(clock.now()) - Math.floor(plan[0]!.at) * minuteMs
      for (let at = Math.floor(plan[0]!.at); day.due !== null; at = Math.max(at + step, Math.ceil(day.due ?? 0))) {
        clock.advanceTo(instant(begins + at * minuteMs))
        mortal?.advanceTo(Date.parse(clock.now()))
        happened.push(...day.play(at))
        for (const report of day.reports.slice(reports.length - before)) {
          reports.push(report)
          await take(all, report)
        }
        if (mortal && dies() < deaths) {
          // Long enough to be in the middle of something.
          await new Promise((resolve) => setTimeout(resolve, 50 + dies() * 500))
          await mortal.die()
        }
        await quiet(all, database)
      }
      placed.push(...day.orders.values())
    }
    for (const { faults } of [shop, gp]) faults.clear()
    // In the evening all that waits has its turn, what is looked at every six hours as well, and each round takes place once more.
    for (const minutes of [30, 30, 30, 360, 30]) {
      clock.advance(minutes * minuteMs)
      mortal?.advanceTo(Date.parse(clock.now()))
      await polled(all)
      await quiet(all, database)
    }
    await database.end()
    // It works on meanwhile, as a hub that does not die: what it has just begun comes to its end.
    const broken = await brokenLaws(all, placed, reports).finally(() => mortal?.stop())
    if (DAY_TOLD) await tell(DAY_TOLD, seed, all, happened, broken)
    expect(broken).toEqual([])
  },
)

/** Somebody brings a report of the payment provider. */
async function take({ client }: Joined, { name, text }: SettlementReport): Promise<void> {
  const base64 = Buffer.from(text).toString('base64')
  await client.post('/api/integrations/main/files', { name, folder: 'payouts', base64 })
}

/** Each list has been asked that was due when this began. */
async function polled({ hub, clock }: Joined): Promise<void> {
  const from = clock.now()
  const isDue = ({ polledAt, everyMs }: FeedHealth) => polledAt === null || later(polledAt, everyMs) <= from
  while ((await hub.engine.feeds(integrationId('main'))).some(isDue))
    await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Nobody is at work, and nothing is due. */
async function quiet(all: Joined, database: pg.Client): Promise<void> {
  await all.sandbox.shop.announced()
  for (let still = 0; still < 2; ) {
    const { rows } = await database.query<{ busy: string }>(
      `select (select count(*) from jobs where held_by is not null or due_at <= $1)
            + (select count(*) from runs where state = 'running') as busy`,
      [all.clock.now()],
    )
    still = rows[0]!.busy === '0' ? still + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** For who looks into a day. */
async function tell(file: string, seed: number, all: Joined, happened: readonly Happened[], broken: readonly string[]) {
  const { appendFileSync } = await import('node:fs')
  const lines = happened.map(
    ({ event, refused }) => `${JSON.stringify(event)}${refused === null ? '' : ` refused: ${refused}`}`,
  )
  const incidents = await all.hub.database.stores.incidents.list({
    ...{ integration: integrationId('main'), state: 'open', limit: 500 },
  })
  const asked = incidents.map(({ flow, question }) => `asked by ${flow}: ${question.message}`)
  appendFileSync(
    file,
    `${[`day ${seed}`, ...lines, ...asked, ...broken.map((one) => `broken: ${one}`)].join('\n')}\n\n`,
  )
}
