import { describe, expect, test } from 'vitest'
import { instant, later } from '../../../src/domain/clock.ts'
import { integrationId, type RecordKey, recordKey } from '../../../src/domain/record.ts'
import type { Run } from '../../../src/domain/run.ts'
import type { Backfill, BackfillProgress } from '../../../src/domain/stores.ts'
import { counted, countedAtOnce, nothingYet, toTry } from '../../../src/engine/backfill/count.ts'
import { endedIn, isGrown, paced, settled } from '../../../src/engine/backfill/feed.ts'
import { lookAtBackfill } from '../../../src/engine/backfill/index.ts'
import { refuseFlow } from '../../../src/engine/backfill/records.ts'
import { processes, withProcess } from '../../../src/flows/index.ts'
import { compile, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'
import { entities, standard } from '../../language/standard.ts'

test('what a person has decided while it was looked at stays: it is not paused again for what they let pass', async () => {
  const at = instant('2026-11-30T10:00:00Z')
  const ends = { done: 0, already: 0, skipped: 0, held: 30 }
  const seen: Backfill = {
    ...{ id: 'b', integration: integrationId('main'), flow: 'order-to-sales-order', state: 'running', reason: null },
    ...{ period: {} as never, askedBy: 'ada', askedAt: at, decidedBy: 'ada', updatedAt: at },
    progress: { ...nothingYet, ends },
  }
  // They had paused it, and let it go on.
  let stored: Backfill = { ...seen, updatedAt: later(at, 1_000), progress: { ...seen.progress, wentOnAt: ends } }
  const backfills = {
    async change(_: string, change: (now: Backfill) => Backfill | null) {
      stored = change(stored) ?? stored
      return null
    },
  }
  const parts = {
    clock: { now: () => at },
    database: { transaction: (work: (tx: unknown) => unknown) => work({ backfills }) },
  }
  const lease = { mustHold: async () => {} }
  await lookAtBackfill({ loop: { parts }, lease, backfill: seen } as never)
  expect(stored).toMatchObject({ state: 'running', progress: { wentOnAt: ends } })
})

describe('a backfill', () => {
  const whole = processes.reduce((parts, process) => withProcess(parts, process).parts, partsOfDefinition(standard()))
  const program = compile(definitionFromParts(whole), entities)

  test.each(['order-to-sales-order', 'payment-to-cash-receipt', 'slip-to-credit-memo', 'account-to-customer'])(
    'is of %s',
    (flow) => expect(() => refuseFlow(program, flow)).not.toThrow(),
  )

  test.each([
    ['shipment-to-shop', /mails customers/],
    ['stock-to-shop', /rounds/],
    ['nothing', /none of the flows/],
  ])('is not of %s', (flow, reason) => expect(() => refuseFlow(program, flow)).toThrow(reason))

  test('that has grown goes on where a person lets it, until it has grown as much again', () => {
    const ends = (done: number) => ({ done, already: 0, skipped: 0, held: 0 })
    const count = { records: 100, linked: 0, unreadable: 0, sums: {} }
    const at = (done: number, wentOn: number) => isGrown({ count, ends: ends(done), wentOnAt: ends(wentOn) })
    expect([at(115, 0), at(116, 0), at(116, 116), at(132, 116), at(133, 116)]).toEqual([
      false,
      true,
      false,
      false,
      true,
    ])
  })

  test('of 100,000 records keeps as little as one of a thousand, and loses none of them', () => {
    const records = 100_000
    const facts = { amount: '120.55', currency: 'EUR' }
    let progress: BackfillProgress = nothingYet
    for (let from = 0; from < records; from += countedAtOnce) {
      const page = Array.from({ length: countedAtOnce }, (_, at) => ({ key: recordKey(String(from + at + 1)), facts }))
      const more = from + countedAtOnce < records
      progress = counted(progress, { records: page, unreadable: 0, last: page.at(-1)!.key, more }, new Set())
    }
    expect(progress).toMatchObject({ listed: true, count: { records, sums: { EUR: '12055000' } } })
    const tried = toTry(progress).map(Number)
    expect(tried).toHaveLength(20)
    // Spread over all of them.
    expect(Math.max(...tried.map((key, at) => key - (tried[at - 1] ?? 0)))).toBeLessThan(records / 5)
    const atOnce = 10
    let largest = 0
    for (let from = 0; from < records; from += atOnce) {
      const open = Array.from({ length: atOnce }, (_, at) => recordKey(String(from + at + 1)))
      const runs = new Map<RecordKey, Pick<Run, 'state' | 'reason'>>(
        open.map((key, at) => [
          key,
          at === 0 ? { state: 'stopped', reason: null } : { state: 'skipped', reason: `Of kind ${from % 970}.` },
        ]),
      )
      progress = paced(settled({ ...progress, open }, runs), instant(1_700_000_000_000 + from * 100))
      if (from % 10_000 === 0) largest = Math.max(largest, JSON.stringify(progress).length)
    }
    expect(endedIn(progress.ends)).toBe(records)
    expect(progress).toMatchObject({ ends: { held: records / atOnce }, open: [] })
    expect(Math.max(largest, JSON.stringify(progress).length)).toBeLessThan(8_000)
  })
})
