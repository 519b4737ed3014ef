import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Looked, type LookedAt, presentCauses } from '../../src/alerts/causes.ts'
import { dueAt, minuteOfDay, nextTime } from '../../src/alerts/due.ts'
import { signed, slackBody, subjectOf, teamsBody, textOf } from '../../src/alerts/message.ts'
import { isPublic, webAddress } from '../../src/alerts/public-address.ts'
import { type AlertRules, type Notice, standardRules } from '../../src/domain/alert.ts'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import { afterComparison, afterFailure, type Comparison } from '../../src/domain/comparison.ts'
import { integrationId } from '../../src/domain/record.ts'

const at = instant('2026-03-02T09:00:00Z')
const ago = (minutes: number) => later(at, -minutes * 60_000)
const quietOne: LookedAt = {
  ...{ id: integrationId('main'), paused: false, incidents: [], moreIncidents: false, feeds: [], outages: [] },
  ...{ flows: [], held: [], comparison: null, proposals: [], moreProposals: false, backfills: [] },
}
const keysOf = (its: Partial<LookedAt>, rules: Partial<AlertRules> = {}, more: Partial<Looked> = {}) =>
  presentCauses(
    { at, integrations: [{ ...quietOne, ...its }], disk: null, rulesSince: ago(600), ...more },
    { ...standardRules, ...rules },
  ).present.map(({ key }) => key)

describe('what is worth an alert', () => {
  const feed = (polledAt: Instant | null, since: Instant | null = null) => ({
    feeds: [{ feed: 'orders', polledAt, since }],
  })
  const flow = (lastAt: Instant | null) => ({ flows: [{ flow: 'stock', lastAt }] })
  const flowSilence = [{ integration: 'main', flow: 'stock', minutes: 60 }]
  const held = (amount: string) => ({ held: [{ currency: 'EUR', amount, records: 3, oldest: ago(5) }] })
  const moneyHeld = [{ currency: 'EUR', amount: '5000.00' }]
  const proposal = (minutes: number) => ({ proposals: [{ id: 'p', at: ago(minutes), risk: 'high' }] })
  const compared = (more: object) => ({
    comparison: { at: ago(300), count: 2, news: { at: ago(300), count: 2 }, failing: null, earlier: null, ...more },
  })
  const failing = (minutes: number) =>
    compared({ count: 0, news: null, failing: { since: ago(minutes), code: 'access_denied' } })
  test.each<[string, Partial<LookedAt>, Partial<AlertRules>, string[]]>([
    ['a feed that comes through', feed(ago(29)), {}, []],
    ['a feed that is silent', feed(ago(30)), {}, ['silence:main:feed:orders']],
    ['a feed that never came through and fails', feed(null, ago(31)), {}, ['silence:main:feed:orders']],
    ['a feed that has only just begun', feed(null), {}, []],
    ['a silent feed of a paused integration', { ...feed(ago(90)), paused: true }, {}, []],
    ['silence that nobody wants to hear of', feed(ago(90)), { silenceMinutes: null }, []],
    ['a short outage', { outages: [{ system: 'gp', since: ago(10) }] }, {}, []],
    ['a long outage', { outages: [{ system: 'gp', since: ago(45) }] }, {}, ['silence:main:system:gp']],
    ['a flow with a run in time', flow(ago(59)), { flowSilence }, []],
    ['a flow without one', flow(ago(61)), { flowSilence }, ['silence:main:flow:stock']],
    ['a flow that never had one', flow(null), { flowSilence }, ['silence:main:flow:stock']],
    ['money at the bound', held('5000'), { moneyHeld }, []],
    ['a cent above it', held('5000.01'), { moneyHeld }, ['money:main:EUR']],
    ['money in another currency', held('90000'), { moneyHeld: [{ currency: 'USD', amount: '1' }] }, []],
    ['orders that agree', compared({ news: null, count: 0 }), {}, []],
    ['orders that agree again', compared({ count: 0 }), {}, []],
    ['orders that do not', compared({}), {}, ['difference:main']],
    ['a comparison that failed last night', failing(24 * 60), {}, []],
    ['one that fails for two days', failing(48 * 60), {}, ['silence:main:comparison']],
    ['the same of a paused integration', { ...failing(48 * 60), paused: true }, {}, []],
    [
      'a backfill that has paused by itself',
      { backfills: [{ id: 'b', flow: 'stock', at: ago(90) }] },
      {},
      ['approval:main:backfill:b'],
    ],
    ['a proposal, at once', proposal(0), {}, ['approval:main:p']],
    ['a proposal that may still wait', proposal(59), { approvalMinutes: 60 }, []],
    ['a proposal that has waited', proposal(60), { approvalMinutes: 60 }, ['approval:main:p']],
  ])('%s', (_, its, rules, keys) => {
    expect(keysOf(its, rules)).toEqual(keys)
  })

  test('a disk below its bound, and none where the system does not say', () => {
    expect(keysOf({}, {}, { disk: { freeMb: 2047, totalMb: 9000 } })).toEqual(['disk'])
    expect(keysOf({}, {}, { disk: { freeMb: 2048, totalMb: 9000 } })).toEqual([])
  })

  test('what could not be read is not taken for over', () => {
    const looked = { at, disk: null, rulesSince: at, integrations: [{ ...quietOne, feeds: null, moreIncidents: true }] }
    expect(presentCauses(looked, standardRules).unknown).toEqual([
      'silence:main:feed:',
      'incident:main:',
      'difference:main',
      'disk',
    ])
  })
})

describe('what a night of comparing has found', () => {
  const nights = (...found: readonly (readonly string[])[]) =>
    found.reduce<Comparison | null>(
      (before, list, night) =>
        afterComparison(before, { at: later(at, night * 1000), count: list.length, found: list }),
      null,
    )!

  test('is new where the night before had not found it, and not where less is left', () => {
    expect(nights([])).toMatchObject({ count: 0, news: null })
    expect(nights(['1 a', '2 a'])).toMatchObject({ count: 2, news: { at, count: 2 } })
    expect(nights(['1 a', '2 a'], ['2 a'])).toMatchObject({ count: 1, news: { at, count: 2 } })
    expect(nights(['1 a'], ['1 a', '2 a', '3 a'])).toMatchObject({ count: 3, news: { at: later(at, 1000), count: 2 } })
    expect(nights(['1 a'], ['2 a'])).toMatchObject({ count: 1, news: { at: later(at, 1000), count: 1 } })
  })

  test('is new too where more is found than can be told apart', () => {
    const before = afterComparison(null, { at, count: 3000, found: ['1 a'] })
    expect(afterComparison(before, { at: later(at, 1), count: 3000, found: ['1 a'] }).news).toEqual(before.news)
    expect(afterComparison(before, { at: later(at, 1), count: 3001, found: ['1 a'] }).news).toMatchObject({ count: 1 })
  })

  test('of the weeks before is new once, also where a night has found it while it was young', () => {
    const night = (before: Comparison | null, days: number, found: string[], earlier: string[] | null) => {
      const of = (list: string[]) => ({ at: later(at, days * 86_400_000), count: list.length, found: list })
      return afterComparison(before, of(found), earlier && of(earlier))
    }
    const first = night(null, 0, ['9 a'], ['1 a'])
    expect(first).toMatchObject({ news: { count: 1 }, earlier: { count: 1, news: { at, count: 1 } } })
    // The nights between look at the last days alone; what they have found grows older.
    const between = night(night(first, 1, ['9 a', '10 a'], null), 2, ['10 a'], null)
    expect(between.earlier).toMatchObject({ at, count: 1, found: ['1 a'], news: { at } })
    const same = night(between, 7, ['10 a'], ['1 a', '9 a'])
    expect(same.earlier).toMatchObject({ count: 2, news: { at, count: 1 } })
    const more = night(same, 14, [], ['1 a', '9 a', '10 a', '2 b'])
    expect(more.earlier).toMatchObject({ count: 4, news: { at: later(at, 14 * 86_400_000), count: 1 } })
    const keys = (comparison: Comparison) => keysOf({ comparison })
    expect(keys(more)).toEqual(['difference:main:earlier'])
    expect(keys(night(more, 21, ['20 a'], []))).toEqual(['difference:main'])
  })

  test('stays while nights fail, which counts from the first of them and ends with one that comes through', () => {
    const failed = [1, 2].reduce<Comparison>(
      (before, night) => afterFailure(before, { at: later(at, night), code: 'access_denied' }),
      nights(['1 a']),
    )
    expect(failed).toMatchObject({ count: 1, at, failing: { since: later(at, 1), code: 'access_denied' } })
    expect(afterComparison(failed, { at: later(at, 3), count: 1, found: ['1 a'] })).toMatchObject({
      ...{ news: { at }, failing: null },
    })
    expect(afterFailure(null, { at, code: 'x' })).toMatchObject({ at: null, failing: { since: at } })
  })
})

describe('when a notice is sent', () => {
  const plain = { pace: 'at-once', dailyAt: '08:00', zone: 'Europe/Paris', quiet: null, wakes: [] } as const
  const notice = (kind: Notice['kind'], time: string) => ({ kind, at: instant(time) })
  const night = { from: '22:00', to: '07:00' }
  test.each([
    ['at once', plain, notice('incident', '2026-03-02T09:00:10Z'), null, '2026-03-02T09:00:10Z'],
    [
      'five minutes after the message before',
      plain,
      notice('incident', '2026-03-02T09:01:00Z'),
      '2026-03-02T09:00:00Z',
      '2026-03-02T09:05:00Z',
    ],
    [
      'at the full hour',
      { ...plain, pace: 'hourly' as const },
      notice('money', '2026-03-02T09:01:00Z'),
      null,
      '2026-03-02T10:00:00Z',
    ],
    [
      'in the morning of its zone',
      { ...plain, pace: 'daily' as const },
      notice('money', '2026-03-02T09:01:00Z'),
      null,
      '2026-03-03T07:00:00Z',
    ],
    [
      'after the quiet hours',
      { ...plain, quiet: night },
      notice('incident', '2026-03-02T23:30:00Z'),
      null,
      '2026-03-03T06:00:00Z',
    ],
    [
      'by day in spite of quiet hours',
      { ...plain, quiet: night },
      notice('incident', '2026-03-02T12:00:00Z'),
      null,
      '2026-03-02T12:00:00Z',
    ],
    [
      'in quiet hours when it is to wake people',
      { ...plain, quiet: night, wakes: ['disk' as const] },
      notice('disk', '2026-03-02T23:30:00Z'),
      null,
      '2026-03-02T23:30:00Z',
    ],
    [
      'over the change to summer time',
      { ...plain, pace: 'daily' as const },
      notice('money', '2026-03-28T09:00:00Z'),
      null,
      '2026-03-29T06:00:00Z',
    ],
  ])('%s', (_, channel, its, last, due) => {
    expect(dueAt(channel, its, last === null ? null : instant(last))).toBe(instant(due))
  })

  test('never before it happened, never more than a day and an hour later; clocks show the time that was asked for', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
    const zones = fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe')
    const moment = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }).map((ms) => instant(ms))
    fc.assert(
      fc.property(moment, time, zones, (from, wanted, zone) => {
        const next = nextTime(from, wanted, zone)
        expect(next >= from).toBe(true)
        expect(Date.parse(next) - Date.parse(from)).toBeLessThanOrEqual(25 * 60 * 60_000 + 60_000)
        const shown = minuteOfDay(next, zone)
        const asked = Number(wanted.slice(0, 2)) * 60 + Number(wanted.slice(3))
        // Once a year clocks skip an hour: then it is the first moment that exists.
        const off = Math.abs(shown - asked)
        expect(Math.min(off, 1440 - off)).toBeLessThanOrEqual(60)
      }),
      { numRuns: 400 },
    )
  })
})

describe('where a webhook may lead', () => {
  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
    ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1'],
    ...['::ffff:7f00:1', '64:ff9b::a00:1', '2002:a00:1::', '::10.0.0.1', 'not an address'],
  ])('%s is not public', (address) => {
    expect(isPublic(address)).toBe(false)
  })
  test.each(['93.184.216.34', '172.32.0.1', '2606:4700::1111', '::ffff:93.184.216.34'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true)
  })
  test.each([
    ...['http://hooks.example.com/x', 'https://user:secret@hooks.example.com/', 'https://127.0.0.1/', 'https://[::1]/'],
    ...[
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::ffff:192.168.0.1]/',
      'ftp://hooks.example.com/',
      'nothing',
    ],
  ])('%s is refused', (address) => {
    expect(() => webAddress(address, false)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })
  test('a private network where the channel allows it', () => {
    expect(webAddress('http://10.0.0.5:8080/hook', true).origin).toBe('http://10.0.0.5:8080')
  })
})

describe('what a message says', () => {
  const notice = (more: Partial<Notice> = {}): Notice => ({
    ...{ cause: 'c', kind: 'incident', integration: integrationId('main'), what: 'opened', since: at, endedAt: null },
    ...{ title: 'order-to-sales-order of main stops 2 records.', path: '/i/main/incidents/7', ...more },
  })
  test('each alert with the link that opens its record; more than 25 are counted', () => {
    expect(textOf({ notices: [notice()] }, 'https://hub.example.com')).toContain(
      'order-to-sales-order of main stops 2 records.\nhttps://hub.example.com/i/main/incidents/7',
    )
    const many = Array.from({ length: 30 }, () => notice())
    expect(textOf({ notices: many }, 'https://hub')).toContain('and 5 more: https://hub/')
    expect(subjectOf({ notices: many })).toBe('Ledgerline: 30 alerts')
    expect(textOf({ notices: [notice({ what: 'over', endedAt: later(at, 60_000) })] }, '')).toContain(
      'Over since 2026-03-02 09:01 UTC',
    )
  })

  test('nothing in a title becomes a mention, a link or markup', () => {
    const hostile = notice({ title: '<!channel> & [x](https://evil.example) *b*' })
    const text = (slackBody({ notices: [hostile] }, 'https://hub') as { text: string }).text
    expect(text).toContain('&lt;!channel&gt; &amp;')
    expect(JSON.stringify(teamsBody({ notices: [hostile] }, 'https://hub'))).toContain('\\\\[x\\\\]')
  })

  test('a receiver can check the signature as standardwebhooks.com describes it', () => {
    const key = Buffer.from('a key of the tests')
    const { 'webhook-signature': signature } = signed(`whsec_${key.toString('base64')}`, 'm1', 1_772_442_000, '{"a":1}')
    const own = createHmac('sha256', key).update('m1.1772442000.{"a":1}').digest('base64')
    expect(signature).toBe(`v1,${own}`)
  })
})
