import { expect, test } from 'vitest'
import type { Instant } from '../../../src/domain/clock.ts'
import type { RoundPage } from '../../../src/domain/run.ts'
import { apartMsOf, foundWith, lookedSince, looksOf, writtenIn } from '../../../src/engine/round/full-look.ts'

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
  const first = foundWith({}, { due, pages: [zero(30, 20), zero(5), zero(8, 8)], answered: [] })
  expect(first).toEqual({ [due]: { 'to-zero': 28 } })
  const then = '2026-03-02T10:04:00.000Z' as Instant
  const both = foundWith(first, { due: then, pages: [zero(3, 3)], answered: [] })
  expect(writtenIn(both, 'to-zero', { last: then, waits: 0 })).toBe(31)
  expect(writtenIn(both, 'raised', { last: then, waits: 0 })).toBe(0)
  // A round that has found none by it is not noted.
  expect(foundWith(first, { due: then, pages: [zero(9)], answered: [] })).toEqual(first)
  expect(foundWith(both, { due: then, pages: [zero(40, 40)], answered: ['to-zero'] })).toEqual({})
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
