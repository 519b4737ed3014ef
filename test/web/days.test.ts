import { expect, test } from 'vitest'
import { daysOf, periodOf } from '../../src/web/pages/flows/days.ts'

test('a period is shown by the days that were typed, and a last day that is not over is still one of them', () => {
  const march = { from: '2026-03-01', to: '2026-03-31' }
  const later = Date.parse('2026-11-28T10:00:00Z')
  expect(periodOf(march, later)).toEqual({ from: '2026-03-01T00:00:00Z', until: '2026-04-01T00:00:00.000Z' })
  expect(daysOf(periodOf(march, later))).toEqual(march)
  const today = { from: '2026-11-28', to: '2026-11-28' }
  expect(periodOf(today, later).until).toBe('2026-11-28T10:00:00.000Z')
  expect(daysOf(periodOf(today, later))).toEqual(today)
})
