import { describe, expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import { type RecordKey, recordKey } from '../../../src/domain/record.ts'
import type { Run } from '../../../src/domain/run.ts'
import type { BackfillProgress } from '../../../src/domain/stores.ts'
import { counted, countedAtOnce, nothingYet, toTry } from '../../../src/engine/backfill/count.ts'
import { endedIn, isGrown, paced, settled } from '../../../src/engine/backfill/feed.ts'
import { refuseFlow } from '../../../src/engine/backfill/records.ts'
import { processes, withProcess } from '../../../src/flows/index.ts'
import { compile, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'
import { entities, standard } from '../../language/standard.ts'

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
