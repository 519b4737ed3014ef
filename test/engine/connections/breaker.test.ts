import { expect, test } from 'vitest'
import { type Breaker, closed, failed, leftMs, probe, room } from '../../../src/engine/connections/breaker.ts'

const opened = (nowMs: number): Breaker =>
  [1, 2, 3, 4, 5].reduce((breaker) => failed(breaker, nowMs, 'unavailable'), closed)

test('a breaker opens with the fifth failure, stays open for its time, then lets one run try', () => {
  const now = 1_000_000
  const breaker = opened(now)
  expect([room(breaker, now), leftMs(breaker, now)]).toEqual([0, 5_000])
  expect([room(breaker, now + 5_000), leftMs(breaker, now + 5_000)]).toEqual([1, 0])
  expect(room(probe(breaker), now + 5_000)).toBe(0)
})

test('a breaker that a clock has opened which was hours ahead, and is set right, keeps nothing waiting', () => {
  const now = 1_000_000_000
  const breaker = opened(now + 6 * 3_600_000)
  expect([room(breaker, now), leftMs(breaker, now)]).toEqual([1, 0])
  // It opens again by the right time.
  const again = failed(probe(breaker), now, 'unavailable')
  expect([room(again, now), leftMs(again, now)]).toEqual([0, 10_000])
})
