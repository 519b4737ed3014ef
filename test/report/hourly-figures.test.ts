import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/index.ts'
import { instant, later } from '../../src/domain/clock.ts'
import type { EntityName } from '../../src/domain/record.ts'
import { incidentId, integrationId, runId } from '../../src/domain/record.ts'
import type { HourlyFigure } from '../../src/domain/stores.ts'
import { createFigureRound, figuresFrom, trendsOf } from '../../src/report/index.ts'
import { newDatabase } from '../support/database.ts'

const entity = 'prestashop.order' as EntityName
const flow = 'order-to-sales-order'
const hour = 60 * 60_000
const from = instant('2026-03-01T00:00:00Z')

const figure = (at: number, with_: Partial<HourlyFigure> = {}): HourlyFigure => ({
  ...{ hour: later(from, at * hour), entity, flow, currency: 'EUR', done: 0, skipped: 0, stopped: 0 },
  ...{ lagMedianMs: null, lagMostMs: null, held: null },
  ...with_,
})
const held = (amount: string, records = 1) => ({ held: { amount, records } })

describe('what charts show', () => {
  test('hours become steps, and no record is lost or counted twice', () => {
    const counts = fc.array(fc.tuple(fc.nat(99), fc.nat(50), fc.nat(50), fc.nat(50)), { maxLength: 60 })
    fc.assert(
      fc.property(counts, fc.constantFrom(1, 6, 24), (all, hours) => {
        const figures = all
          .map(([at, done, skipped, stopped], place) => figure(at, { flow: `flow-${place}`, done, skipped, stopped }))
          .sort((a, b) => (a.hour < b.hour ? -1 : 1))
        const { steps } = trendsOf(figures, [], { from, to: later(from, 100 * hour), stepMs: hours * hour })
        expect(steps).toHaveLength(Math.ceil(100 / hours))
        for (const state of ['done', 'skipped', 'stopped'] as const) {
          const sum = (of: readonly Record<typeof state, number>[]) => of.reduce((whole, its) => whole + its[state], 0)
          expect(sum(steps)).toBe(sum(figures))
        }
      }),
    )
  })

  test('money stays held until another sum is seen, exactly, each currency by itself', () => {
    const figures = [
      figure(1, held('0.10')),
      figure(1, { flow: 'other', ...held('0.20') }),
      figure(3, held('0')),
      figure(3, { currency: 'PLN', ...held('90071992547409.93') }),
    ]
    const trends = trendsOf(figures, [], { from, to: later(from, 5 * hour), stepMs: hour })
    expect(trends.held).toEqual([
      { currency: 'EUR', amounts: [null, '0.3', '0.3', '0.2', '0.2'] },
      { currency: 'PLN', amounts: [null, '0', '0', '90071992547409.93', '90071992547409.93'] },
    ])
    const before = trendsOf([], [figure(-40, held('7.5'))], { from, to: later(from, 2 * hour), stepMs: hour })
    expect(before.held).toEqual([{ currency: 'EUR', amounts: ['7.5', '7.5'] }])
  })

  test('of several hours the middle time is that of the hour with most orders, and the longest is the longest', () => {
    const figures = [
      figure(0, { done: 9, lagMedianMs: 400, lagMostMs: 900 }),
      figure(1, { done: 1, lagMedianMs: 60_000, lagMostMs: 60_000 }),
      figure(2, { stopped: 3 }),
    ]
    const { steps } = trendsOf(figures, [], { from, to: later(from, 48 * hour), stepMs: 24 * hour })
    expect(steps.map(({ lagMedianMs, lagMostMs }) => [lagMedianMs, lagMostMs])).toEqual([
      [400, 60_000],
      [null, null],
    ])
  })
})

describe('what is stored of each hour', () => {
  test('follows the runs of the last two days, and stays when they are gone', async () => {
    const url = await newDatabase('empty')
    const database = await openDatabase({
      ...{ dataFolder: '', databaseUrl: url, masterKey: randomBytes(32) },
      newRunId: () => runId(randomUUID()),
      newIncidentId: () => incidentId(randomUUID()),
    })
    const client = new pg.Client(url)
    await client.connect()
    try {
      const main = integrationId('main')
      await database.transaction((tx) =>
        tx.integrations.put({
          ...{ id: main, name: 'Main', connections: {}, cutOver: from, paused: false },
          ...{ pausedFlows: [], offFlows: [], confirmed: null },
        }),
      )
      const run = (key: string, state: string, startedAt: string, ms: number, its = flow) =>
        client.query(
          `insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at, facts)
           values ($1, 'main', $2, 'prestashop.order', $3, $4, 1, 0, 0, false, 1, 0, $5, $5::timestamptz + $6 * interval '1 ms', '{"amount": "12.50", "currency": "EUR"}')`,
          [randomUUID(), its, key, state, startedAt, ms],
        )
      let now = instant('2026-03-10T10:20:00Z')
      const clock = { now: () => now, sleep: async () => {} }
      const round = createFigureRound({ database, clock })
      const stored = () => database.stores.figures.list(main, instant('2026-03-01T00:00:00Z'), later(now, hour))
      await run('1', 'done', '2026-03-10T08:10:00Z', 400)
      await run('1', 'skipped', '2026-03-10T08:10:00Z', 100, 'order-to-deposit')
      await run('2', 'done', '2026-03-10T08:50:00Z', 90_000)
      await run('3', 'stopped', '2026-03-10T09:00:00Z', 400)
      await run('4', 'waiting', '2026-03-10T09:05:00Z', 400)
      await round()
      expect(await stored()).toMatchObject([
        {
          hour: '2026-03-10T08:00:00.000Z',
          flow,
          done: 2,
          skipped: 0,
          lagMedianMs: 400,
          lagMostMs: 90_000,
          held: null,
        },
        { hour: '2026-03-10T09:00:00.000Z', done: 0, stopped: 1, lagMedianMs: null, held: null },
        { hour: '2026-03-10T10:00:00.000Z', done: 0, stopped: 0, held: { records: 2, amount: '25' } },
      ])
      // An order that waited is done in the hour in which it began; what is held no more is nothing from now on.
      await client.query(`update runs set state = 'done' where state in ('waiting', 'stopped')`)
      now = instant('2026-03-10T12:01:00Z')
      await round()
      const after = await stored()
      expect(after).toMatchObject([
        { hour: '2026-03-10T08:00:00.000Z', done: 2 },
        { hour: '2026-03-10T09:00:00.000Z', done: 2, stopped: 0 },
        { hour: '2026-03-10T10:00:00.000Z', held: { records: 2, amount: '25' } },
        { hour: '2026-03-10T12:00:00.000Z', held: { records: 0, amount: '0' } },
      ])
      // The same round again, and days later without the runs: nothing changes, and nothing is held twice.
      await round()
      expect(await stored()).toEqual(after)
      await client.query('delete from runs')
      now = instant('2026-03-20T12:01:00Z')
      await round()
      expect((await stored()).slice(0, after.length)).toEqual(after)
      expect(await figuresFrom(database.stores, main, instant('2026-03-20T12:00:00Z'), now)).toEqual([])
      await database.transaction((tx) => tx.figures.prune(instant('2026-03-10T10:00:00Z')))
      expect(await stored()).toEqual(after.slice(2))

      // Of an order that several runs have read: what the newest says, where any of them says it goes, and when one saw a refund
      // first. They are one of the orders, however many they are.
      const read = (startedAt: string, facts: object, its = flow, key = '9') =>
        client.query(
          `insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at, facts)
           values ($1, 'main', $2, 'prestashop.order', $5, 'done', 1, 0, 0, false, 1, 0, $3, $3, $4)`,
          [
            randomUUID(),
            its,
            startedAt,
            JSON.stringify({ reference: 'ABC', madeAt: '2026-03-12T07:00:00.000Z', ...facts }),
            key,
          ],
        )
      await read('2026-03-12T07:01:00Z', { amount: '10.00', currency: 'EUR', destination: 'FR', method: 'paypal' })
      await read('2026-03-12T09:01:00Z', { amount: '10.00', currency: 'EUR', discount: '0.00' })
      await read('2026-03-13T07:01:00Z', { amount: '9.00', currency: 'EUR', discount: '0.00', refunded: 'slip 1' })
      await read(
        '2026-03-14T07:01:00Z',
        { amount: '9.00', currency: 'EUR', refunded: 'slip 1', discount: '1.00' },
        'other',
      )
      expect(await database.stores.runs.placed(main, entity, instant('2026-03-12T00:00:00Z'), 10)).toEqual([
        {
          ...{
            key: '9',
            reference: 'ABC',
            owner: null,
            at: '2026-03-12T07:00:00.000Z',
            currency: 'EUR',
            amount: '9.00',
          },
          ...{ discount: '1.00', method: null, destination: 'FR' },
          ...{ refundsKnown: '2026-03-12T09:01:00.000Z', refundSeen: '2026-03-13T07:01:00.000Z' },
        },
      ])
      expect(await database.stores.runs.placed(main, entity, instant('2026-03-13T00:00:00Z'), 10)).toEqual([])
      await read('2026-03-12T07:02:00Z', { reference: 'DEF', madeAt: '2026-03-12T07:01:30.000Z' }, flow, '10')
      const newest = (limit: number) =>
        database.stores.runs.placed(main, entity, instant('2026-03-12T00:00:00Z'), limit)
      expect((await newest(1)).map(({ key }) => key)).toEqual(['10'])
      expect((await newest(2)).map(({ key }) => key).sort()).toEqual(['10', '9'])
    } finally {
      await client.end()
      await database.close()
    }
  })
})
