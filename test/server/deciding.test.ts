import { expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { confirmedUntil } from '../../src/server/deciding.ts'

const now = instant('2026-03-01T10:00:00Z')
const minute = 60_000

test.each<[string, number, number | null]>([
  ['a moment ago', 0, 10],
  ['nine minutes ago', -9, 1],
  ['ten minutes ago', -10, null],
  ['by the clock of another machine, half a minute ahead', 0.5, 10.5],
  ['by a clock that was hours ahead: it would count for as long', 360, null],
])('a session that was proved %s', (_, agoMinutes, left) => {
  const until = confirmedUntil({ confirmedAt: later(now, agoMinutes * minute) }, now)
  expect(until).toBe(left === null ? null : later(now, left * minute))
})
