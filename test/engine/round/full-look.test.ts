import { expect, test } from 'vitest'
import type { Instant } from '../../../src/domain/clock.ts'
import type { RoundPage } from '../../../src/domain/run.ts'
import {
  apartMsOf,
  type FoundByLook,
  foundBefore,
  foundWith,
  lookedSince,
  looksOf,
  tryOf,
  writtenIn,
} from '../../../src/engine/round/full-look.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const due = '2026-03-02T10:02:00.000Z' as Instant

test.each([
  ['a small shop is looked at whole', 66, 2 * minute, 66],
  ['a hundred at least', 5_000, 2 * minute, 100],
  ['a large shop, by rounds of two minutes', 100_000, 2 * minute, 1_112],
  ['a large shop, by rounds of an hour', 100_000, hour, 33_334],
  ['a large shop, by rounds that are hours apart', 100_000, 12 * hour, 100_000],
  ['without a schedule', 100_000, null, 100_000],
] as const)('of a full look each round has a part: %s', (_, known, apartMs, looks) => {
  expect(looksOf(known, apartMs, day)).toBe(looks)
})

test('what would be too old by the next round is looked at by this one', () => {
  expect(apartMsOf({ every: '2 minutes', missed: 'once' }, due)).toBe(2 * minute)
  expect(apartMsOf({ cron: '0 2 * * *', timezone: 'Europe/Paris', missed: 'once' }, due)).toBe(day)
  expect(apartMsOf(undefined, due)).toBeNull()
  expect(lookedSince(due, 2 * minute, day)).toBe('2026-03-01T10:04:00.000Z')
  expect(lookedSince(due, 2 * day, day)).toBe(due)
  expect(lookedSince(due, null, day)).toBe('2026-03-01T10:02:00.000Z')
})

test('what the parts of a look have found counts together, until a person has answered', () => {
  const page = (guarded: RoundPage['guarded']) => ({ guarded }) as RoundPage
  const zero = (counted: number, byLook?: number) =>
    page({ 'to-zero': { counted, digest: '', ...(byLook === undefined ? {} : { byLook }) } })
  const noted = (found: FoundByLook, at: Instant, pages: readonly RoundPage[], answered: readonly string[] = []) =>
    foundWith(found, { one: tryOf(at, 'a'), pages, answered, last: null, waitsLong: false })
  const first = noted({}, due, [zero(30, 20), zero(5), zero(8, 8)])
  expect(first).toEqual({ [tryOf(due, 'a')]: { 'to-zero': 28 } })
  const then = '2026-03-02T10:04:00.000Z' as Instant
  const both = noted(first, then, [zero(3, 3)])
  expect(writtenIn(both, 'to-zero', { last: then, waits: 0 })).toBe(31)
  expect(writtenIn(both, 'raised', { last: then, waits: 0 })).toBe(0)
  // A round that has found none by it is not noted.
  expect(noted(first, then, [zero(9)])).toEqual(first)
  expect(noted(both, then, [zero(40, 40)], ['to-zero'])).toEqual({})
})

test('what a round that was stopped has left is not counted as written', () => {
  const [ended, cut] = ['2026-03-02T10:02:00.000Z', '2026-03-02T10:04:00.000Z'] as [Instant, Instant]
  const found = { [ended]: { 'to-zero': 12 }, [cut]: { 'to-zero': 30 } }
  const written = (last: Instant | null, waits: number) => writtenIn(found, 'to-zero', { last, waits })
  expect(written(ended, 30)).toBe(12)
  expect(written(ended, 10)).toBe(32)
  // More may wait than the look has found; none of it is what a round before has written.
  expect(written(ended, 45)).toBe(12)
  expect(written(null, 45)).toBe(0)
  expect(written(cut, 45)).toBe(42)
})

test('each try of a round counts what it has found itself, once, however often it goes on, begins anew, or another tick comes between', () => {
  const next = '2026-03-02T10:04:00.000Z' as Instant
  const day = () => {
    let found: FoundByLook = {}
    return {
      written: (one: string, waits: number, last: Instant | null = null) =>
        writtenIn(foundBefore(found, one), 'to-zero', { last, waits }),
      look(one: string, byLook: number, { waits = 0, waitsLong = false } = {}) {
        const pages = [{ guarded: { 'to-zero': { counted: 40, digest: '', byLook, waits } } } as unknown as RoundPage]
        found = foundWith(found, { one, pages, answered: [], last: null, waitsLong })
      },
    }
  }
  const its = day()
  for (let on = 0; on < 2; on++) its.look(tryOf(due, 'first'), 30)
  // Ten are written: the second try finds the other twenty as what waits, and five more.
  expect(its.written(tryOf(due, 'second'), 20)).toBe(10)
  for (let on = 0; on < 2; on++) its.look(tryOf(due, 'second'), 5, { waits: 20 })
  expect(its.written(tryOf(next, 'third'), 0, due)).toBe(35)

  // What waits long is looked at again by each try, of whatever tick, and none of it is written.
  const long = day()
  long.look(tryOf(due, 'first'), 30)
  for (const one of [tryOf(due, 'second'), tryOf(next, 'third'), tryOf(due, 'fourth'), tryOf(next, 'third')]) {
    expect(long.written(one, 30)).toBe(0)
    long.look(one, 30, { waits: 30, waitsLong: true })
  }
  expect(long.written(tryOf(next, 'fifth'), 0)).toBe(30)
})
