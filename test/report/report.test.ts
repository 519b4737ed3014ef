import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { dec, sum } from '../../src/domain/decimal.ts'
import { runStates } from '../../src/domain/run.ts'
import type { OrdersOfDay, ReportFacts } from '../../src/report/facts.ts'
import { reportHtml, reportMarkdown } from '../../src/report/pages.ts'
import { makeReport, reportText } from '../../src/report/report.ts'
import { unusual } from '../../src/report/unusual.ts'

const at = instant('2026-11-28T06:00:00Z')
const hours = (count: number) => later(at, -count * 60 * 60_000)
const quiet: ReportFacts = {
  ...{
    integration: 'main',
    at,
    paused: false,
    pausedFlows: [],
    days: [],
    weeks: 0,
    held: [],
    causes: [],
    postings: [],
    stock: { found: [], more: {} },
  },
  ...{ moreCauses: 0, proposals: [], periods: [], feeds: [], missedRounds: [], reconciled: null, uncompared: null },
  ...{ healed: [], moreHealed: 0, unknown: [], notLooked: 0, newValues: [], assistant: null, backfills: [] },
  anomalies: { from: null, found: [], muted: 0 },
}
const day = (week: number, orders: number, more: Partial<OrdersOfDay> = {}): OrdersOfDay => ({
  ...{ week, state: 'done', currency: 'EUR', orders, amount: String(orders * 100) },
  ...more,
})
const linesOf = (facts: ReportFacts, title: string) =>
  makeReport(facts).sections.find((section) => section.title === title)?.lines ?? []

const currency = fc.constantFrom('EUR', 'USD', 'GBP', null)
const amount = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => dec(cents).div(100).toFixed(2))
const row = fc.record({ currency, amount, orders: fc.integer({ min: 1, max: 50 }) })
const anyFacts: fc.Arbitrary<ReportFacts> = fc
  .record({
    days: fc.array(
      fc.tuple(row, fc.integer({ min: 0, max: 12 }), fc.constantFrom(...runStates)).map(([one, week, state]) => ({
        ...{ ...one, week, state },
      })),
      { maxLength: 60 },
    ),
    weeks: fc.integer({ min: 0, max: 12 }),
    held: fc.array(
      fc.tuple(row, fc.constantFrom('waiting' as const, 'stopped' as const)).map(([one, state]) => ({
        ...{ ...one, state, oldest: hours(30) },
      })),
      { maxLength: 6 },
    ),
    causes: fc.array(
      fc.array(row, { maxLength: 4 }).map((money) => ({
        ...{ incident: 'i1', code: 'missing_value' as const, triage: null, since: hours(3) },
        ...{ records: 3, references: ['XKBKNABJK (7)'], money, proposal: null, next: null },
      })),
      { maxLength: 4 },
    ),
  })
  .map((some) => ({ ...quiet, ...some }))

describe('the morning report', () => {
  test('says in one sentence that nothing is wrong', () => {
    const report = makeReport({ ...quiet, days: [day(0, 3)], weeks: 1 })
    expect(report.well).toBe(true)
    expect(report.sections.map(({ title }) => title)).toEqual(['In short', 'Orders'])
    expect(report.sections[0]!.lines).toEqual([expect.stringMatching(/^Nothing is wrong: [^.]+\.$/)])
  })

  test('does not say that all is well above what is unusual about postings', () => {
    const its = { document: 'CM7', taxes: ['A'], order: 'WEB7', orderTaxes: ['B'] }
    const posting = { kind: 'refund-tax', key: 'refund-tax CM7', ...its } as const
    expect(linesOf({ ...quiet, postings: [posting] }, 'In short')).toEqual([
      'To see to: 1 unusual thing about postings.',
    ])
  })

  test('names money held by cause, owner and next step, what waits, and what fails', () => {
    const facts: ReportFacts = {
      ...quiet,
      days: [day(0, 4), day(0, 2, { state: 'stopped', amount: '60.5' }), day(1, 5), day(2, 7)],
      weeks: 2,
      held: [{ state: 'stopped', currency: 'EUR', orders: 2, amount: '60.5', oldest: hours(50) }],
      causes: [
        {
          ...{ incident: 'abc', code: 'missing_value', since: hours(50), records: 2, references: ['XKBKNABJK (7)'] },
          triage: { class: 'missing_mapping', owner: 'integrator' },
          money: [{ currency: 'EUR', orders: 2, amount: '60.5' }],
          ...{ proposal: 'p1', next: 'Answer it.' },
        },
      ],
      proposals: [{ id: 'p1', at: hours(17), risk: 'high', approvals: 0 }],
      periods: [{ system: 'gp', kind: 'outage', since: hours(2), until: null, code: 'remote_unavailable', waited: [] }],
      feeds: [{ feed: 'orders', failingSince: hours(3), polledAt: hours(3), late: false, unreadable: 1 }],
      missedRounds: [{ flow: 'stock', due: hours(5), last: hours(6) }],
    }
    expect(`${makeReport(facts).title}\n\n${reportText(makeReport(facts))}`).toMatchInlineSnapshot(`
      "Morning report of main, 2026-11-28 06:00 UTC

      In short
        To see to: orders that need a person: 60.50 EUR (2 orders); 1 open incident; 1 proposal to decide on; gp is out; 1 feed without success; 1 round missed.

      Orders
        6 orders worked on in the last 24 hours: 4 done, 2 needing a person.
        They are worth 460.50 EUR (6 orders).
        The same weekday before, newest first: 5 orders (0 needed a person), 7 orders (0 needed a person).

      Held
        The oldest is held for 2 days, since 2026-11-26 04:00 UTC.
        missing_value (missing mapping, for integrator), for 2 days, stops 2 records: 60.50 EUR (2 orders): XKBKNABJK (7), 1 more. Next: decide on the proposal that answers it, "ledgerline proposals show p1".

      Proposals
        Proposal p1, high risk, waits for 17 hours. It takes two people, at least one of them an approver who did not ask for it: "ledgerline proposals show p1".

      Systems
        gp is out for 2 hours, since 2026-11-28 04:00 UTC.

      Feeds and rounds
        The feed orders fails for 3 hours. It last came through 2026-11-28 03:00 UTC. "ledgerline doctor" says why.
        The feed orders goes on without 1 record it cannot read.
        The round of stock that was due 2026-11-28 01:00 UTC has not gone through. The last one that did was due 2026-11-28 00:00 UTC."
    `)
  })

  test('says of each cause what comes next: the decision that waits, else what is to be done, else where to look', () => {
    const cause = {
      incident: 'i1',
      code: 'missing_value',
      triage: null,
      since: hours(3),
      records: 1,
      references: [],
      money: [],
    }
    const line = (more: { proposal: string | null; next: string | null }) =>
      linesOf({ ...quiet, causes: [{ ...cause, ...more } as ReportFacts['causes'][number]] }, 'Held').join(' ')
    expect(line({ proposal: 'p9', next: 'Create the item.' })).toContain('"ledgerline proposals show p9"')
    expect(line({ proposal: null, next: 'Create the item.' })).toContain(
      'Next: Create the item ("ledgerline incidents i1").',
    )
    expect(line({ proposal: null, next: null })).toContain('Next: "ledgerline incidents i1".')
  })

  test('prints no amount without its currency', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const text = reportText(makeReport(facts)).replaceAll('1.4826', 'a constant')
        // Of all numbers in it, amounts alone have two decimals; shares and distances have one at most.
        expect(text).not.toMatch(/\d\.\d{2,}(?!\d| (EUR|USD|GBP)\b)/)
      }),
    )
  })

  test('its sums are those of its parts, each currency by itself', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const today = facts.days.filter(({ week }) => week === 0)
        const [counts = '', worth = ''] = linesOf(facts, 'Orders')
        if (today.length === 0) return
        const [total, ...parts] = [...counts.matchAll(/(\d+) (?!hours)/g)].map(([, many]) => Number(many))
        expect(total).toBe(today.reduce((all, { orders }) => all + orders, 0))
        expect(parts.reduce((all, many) => all + many, 0)).toBe(total)
        for (const code of ['EUR', 'USD', 'GBP']) {
          const its = today.filter((one) => one.currency === code)
          const all = sum(its.map((one) => dec(one.amount))).toFixed(2)
          if (its.length > 0) expect(worth).toContain(`${all} ${code} (`)
          else expect(worth).not.toContain(code)
        }
      }),
    )
  })

  test('shows amounts of a currency without decimals so', () => {
    expect(linesOf({ ...quiet, days: [day(0, 1, { currency: 'JPY', amount: '1200' })] }, 'Orders')[1]).toBe(
      'They are worth 1200 JPY (1 order).',
    )
  })
})

describe('the report in the language and form of its reader', () => {
  const full: ReportFacts = {
    ...{ ...quiet, days: [day(0, 3), day(1, 4)], weeks: 2, paused: true, pausedFlows: ['stock'], moreCauses: 1 },
    held: [{ state: 'stopped', currency: 'EUR', orders: 2, amount: '1234.5', oldest: hours(30) }],
    causes: [
      {
        ...{ incident: 'i1', code: 'missing_value', since: hours(3), records: 3, references: ['XKBKNABJK (7)'] },
        triage: { class: 'missing_mapping', owner: 'integrator' },
        ...{ money: [{ currency: null, orders: 1, amount: '0' }], proposal: 'p1', next: null },
      },
    ],
    proposals: [{ id: 'p1', at: hours(2), risk: 'high', approvals: 1 }],
    periods: [
      {
        ...{ system: 'gp', kind: 'outage', since: hours(4), until: hours(2), code: null },
        waited: [
          { currency: 'EUR', amount: '120.50', records: 3 },
          { currency: null, amount: '0', records: 1 },
        ],
      },
      { system: 'gp', kind: 'outage', since: hours(2), until: null, code: null, waited: [] },
    ],
    feeds: [{ feed: 'orders', failingSince: hours(1), polledAt: null, late: false, unreadable: 2 }],
    missedRounds: [{ flow: 'stock', due: hours(5), last: null }],
    uncompared: { since: hours(5), code: 'unavailable', last: null },
    healed: [{ code: 'unavailable', records: 2, because: 'gp answers again.' }],
    backfills: [
      { flow: 'orders', why: null, ends: { done: 90, already: 5, skipped: 3, held: 2 }, left: 0 },
      { flow: 'receipts', why: 'held', ends: { done: 0, already: 0, skipped: 0, held: 25 }, left: 75 },
      { flow: 'old', why: 'gone', ends: { done: 1, already: 0, skipped: 0, held: 0 }, left: 1 },
    ],
    ...{ moreHealed: 2, unknown: [{ incident: 'i9', code: 'rejected', records: 4 }], notLooked: 1 },
    newValues: [{ valueMap: 'carrier', value: 'Bike (9)', perhaps: 'LOCAL (Local delivery)' }],
    assistant: { calls: 3, failed: 1, inputTokens: 900, outputTokens: 80, costUsd: '0.012', lacks: 'budget' },
  }

  test('says what healed by itself, what nobody knows, what is new, and what the assistant cost and lacks', () => {
    expect(linesOf(full, 'Healed by itself')).toEqual([
      'unavailable, 2 records: gp answers again.',
      'And 2 incidents more: "ledgerline incidents --resolved" lists them.',
    ])
    expect(linesOf(full, 'Systems')).toEqual([
      expect.stringContaining('Waiting at its end: 120.50 EUR (3 orders), 1 order of unknown amount.'),
      expect.stringMatching(/^gp is out for 2 hours, since [^.]*\.$/),
    ])
    expect(linesOf(full, 'Unknown')[0]).toMatch(/^Nobody knows the cause of rejected yet, which stops 4 records/)
    expect(linesOf(full, 'Older records')).toEqual([
      expect.stringMatching(
        /^The backfill of receipts has paused by itself: many of its records are held; 75 records to come/,
      ),
      expect.stringMatching(/^The backfill of old has paused: the flow is not there any more; 1 record to come/),
    ])
    expect(linesOf(full, 'Older records that went over')).toEqual([
      expect.stringContaining('90 done, 5 were there, 3 left out, 2 held'),
    ])
    expect(linesOf(full, 'New values')[0]).toMatch(/^Bike \(9\) is new in the shop.*perhaps LOCAL/)
    expect(linesOf(full, 'Assistant')).toEqual([
      'In the last 24 hours it asked models 3 times (1 without an answer): 900 tokens in, 80 out, 0.012 USD.',
      expect.stringContaining('The budget of the day is spent'),
    ])
  })

  test('what is new or healed, and a missing key, are no trouble', () => {
    const asides = {
      healed: full.healed,
      backfills: full.backfills.slice(0, 1),
      newValues: full.newValues,
      assistant: { ...full.assistant!, lacks: 'key' as const },
    }
    expect(makeReport({ ...quiet, ...asides }).well).toBe(true)
  })

  test('has the same sections in French, and no sentence of the English one but what it quotes', () => {
    const [english, french] = [makeReport(full), makeReport(full, 'fr')]
    expect(french.sections.map(({ lines }) => lines.length)).toEqual(english.sections.map(({ lines }) => lines.length))
    const said = new Set(english.sections.flatMap(({ lines }) => lines))
    expect(french.sections.flatMap(({ lines }) => lines).filter((line) => said.has(line))).toEqual([])
    expect(reportText(french)).toContain('1234,50 EUR')
  })

  test('as Markdown and as mail keeps every sentence and gives signs of others no meaning', () => {
    const odd = {
      ...full,
      newValues: [{ valueMap: 'carrier', value: '<script>alert(1)</script> *b* [x](y)', perhaps: null }],
    }
    const report = makeReport(odd)
    const [markdown, html] = [reportMarkdown(report), reportHtml(report)]
    expect(html).not.toMatch(/<script|<img|https?:|<link/)
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(markdown).not.toMatch(/(?<!\\)<script|(?<!\\)\[x\]/)
    expect(markdown.match(/^- /gm)!.length).toBe(report.sections.flatMap(({ lines }) => lines).length)
  })
})

describe('what is unusual', () => {
  const usual = [10, 12, 11, 9, 10, 13, 11, 10]
  const weeks = usual.map((orders, index) => day(index + 1, orders))

  test('is nothing while the history is shorter than eight weeks', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 7 }), (facts, short) => {
        expect(unusual({ ...facts, weeks: short })).toEqual([])
      }),
    )
  })

  test('is no ordinary day', () => {
    expect(unusual({ weeks: 8, days: [...weeks, day(0, 13)] })).toEqual([])
  })

  test('is how many orders need a person, with the arithmetic', () => {
    const days = [...weeks, day(0, 30), day(0, 10, { state: 'stopped' })]
    expect(unusual({ weeks: 8, days })).toMatchInlineSnapshot(`
      [
        "The share of orders that need a person is unusually high: 25 %. The median of the same weekday in 8 earlier weeks is 0 %. The distance is 25 %, more than the limit of 8.6 % (3.5 × 2.5 %, the chance of so few as 40 orders, as their median absolute deviation of 0 % is less than that).",
      ]
    `)
  })
})
