import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import type { RoundPage, StoredJournalEntry } from '../../../src/domain/run.ts'
import { progressOf } from '../../../src/engine/round/now.ts'

const begun = Date.parse('2026-11-29T10:00:00.000Z')
const page = (atMs: number, more: Partial<RoundPage> = {}, sequence = 1): StoredJournalEntry => ({
  ...{ sequence, at: instant(begun + atMs) },
  entry: {
    ...{ kind: 'page', phase: 'wrote', next: null, read: 0, unchanged: 0, changed: 0, skipped: 0, failed: 0 },
    ...{ failures: [], guarded: {}, ...more },
  },
})
const minute = 60_000

test('a round that reads says how many it has looked at, and nothing of its pace', () => {
  const read = [1, 2, 3].map((at) => page(at * 1000, { phase: 'compared', read: 500 }))
  expect(progressOf(read, 120)).toEqual({ read: 1500, written: 0, left: 120, perMinute: null, leftMs: null })
  expect(progressOf([...read, page(5000, { changed: 50 })], 70)).toMatchObject({ written: 50, perMinute: null })
  expect(progressOf([], 0)).toEqual({ read: 0, written: 0, left: 0, perMinute: null, leftMs: null })
})

test('one that writes says when it will be done, by what it wrote in the last ten minutes', () => {
  // Ten a minute for half an hour, then 100 a minute.
  const slow = Array.from({ length: 30 }, (_, at) => page(at * minute, { changed: 10 }))
  const quick = Array.from({ length: 20 }, (_, at) =>
    page((30 + at) * minute, { changed: 90, unchanged: 9, failed: 1 }),
  )
  expect(progressOf(slow, 300)).toMatchObject({ written: 300, perMinute: 10, leftMs: 30 * minute })
  expect(progressOf([...slow, ...quick], 1000)).toMatchObject({ written: 2100, perMinute: 100, leftMs: 10 * minute })
})

test('at an even pace the time left falls as time passes, whatever the pace', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 100, max: 500_000 }),
      fc.integer({ min: 3, max: 40 }),
      (changed, everyMs, pages) => {
        const total = changed * pages * 2
        const at = (count: number) => {
          const journal = Array.from({ length: count }, (_, index) => page(index * everyMs, { changed }))
          return progressOf(journal, total - changed * count)
        }
        for (let count = 2; count <= pages; count++) {
          const { leftMs, written, left } = at(count)
          expect(written + left).toBe(total)
          expect(Math.abs(leftMs! - (total / changed - count) * everyMs)).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})
