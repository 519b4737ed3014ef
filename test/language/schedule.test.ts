import { expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { dueTicks } from '../../src/engine/intake/ticks.ts'
import type { Schedule } from '../../src/language/format.ts'
import { isLeftOut, lastDue, nextDue, scheduleProblem } from '../../src/language/schedule.ts'

const at = (text: string) => instant(text)
const night: Schedule = { cron: '30 2 * * *', timezone: 'Europe/Paris', missed: 'once' }

test.each([
  ['a night in winter', '2026-01-10T00:00:00Z', '2026-01-10T01:30:00.000Z'],
  ['a night in summer', '2026-07-10T00:00:00Z', '2026-07-10T00:30:00.000Z'],
  ['half past two that a night does not have', '2026-03-28T12:00:00Z', '2026-03-29T01:30:00.000Z'],
])('a schedule goes by the clock of its time zone: %s', (_, now, due) => {
  expect(nextDue(night, at(now))).toBe(due)
})

test('half past two, which the end of summer time has twice, is due once', () => {
  const dues = new Set<string>()
  for (let minute = 0; minute < 6 * 60; minute += 15) {
    const now = instant(Date.parse('2026-10-24T22:00:00Z') + minute * 60_000)
    const due = lastDue(night, at('2026-10-24T12:00:00Z'), now)
    if (due) dues.add(due)
  }
  expect(dues.size).toBe(1)
})

test('of what was missed only the newest counts, or none', () => {
  const hourly: Schedule = { every: '1 hour', missed: 'skip' }
  const [since, now] = [at('2026-05-01T00:00:00Z'), at('2026-05-01T09:30:00Z')]
  const due = lastDue(hourly, since, now)
  expect(due).toBe('2026-05-01T09:00:00.000Z')
  expect(isLeftOut(hourly, due!, now)).toBe(true)
  expect(isLeftOut({ ...hourly, missed: 'once' }, due!, now)).toBe(false)
  expect(isLeftOut(hourly, due!, at('2026-05-01T09:00:30Z'))).toBe(false)
})

test('a schedule that is new or was changed begins now; a paused one keeps its place', () => {
  const flows = [{ id: 'one', schedule: { every: '1 hour', missed: 'once' } as const }]
  const first = dueTicks(flows, {}, { pausedFlows: [] }, at('2026-05-01T00:30:00Z'))
  expect(first.ticks).toEqual([])
  const paused = dueTicks(flows, first.made, { pausedFlows: ['one'] }, at('2026-05-01T05:30:00Z'))
  expect(paused).toEqual({ made: first.made, ticks: [] })
  expect(dueTicks(flows, paused.made, { pausedFlows: [] }, at('2026-05-01T05:30:00Z')).ticks).toEqual([
    { flow: 'one', due: '2026-05-01T05:00:00.000Z' },
  ])
  // The clock was ahead, and was set right: two hours without a tick would follow.
  const back = dueTicks(flows, first.made, { pausedFlows: [] }, at('2026-04-30T22:30:00Z'))
  expect(back.ticks).toEqual([])
  expect(dueTicks(flows, back.made, { pausedFlows: [] }, at('2026-04-30T23:00:01Z')).ticks).toEqual([
    { flow: 'one', due: '2026-04-30T23:00:00.000Z' },
  ])
  const changed = [{ id: 'one', schedule: { every: '2 hours', missed: 'once' } as const }]
  expect(dueTicks(changed, first.made, { pausedFlows: [] }, at('2026-05-01T05:30:00Z')).ticks).toEqual([])
})

test.each([
  [{ every: '3 fortnights', missed: 'once' }, /every is/],
  [{ every: '1 second', missed: 'once' }, /10 seconds/],
  [{ cron: '* * * *', timezone: 'UTC', missed: 'once' }, /five parts/],
  [{ cron: '61 2 * * *', timezone: 'UTC', missed: 'once' }, /no cron expression/],
  [{ cron: '0 2 * * *', timezone: 'Europe/Atlantis', missed: 'once' }, /no time zone/],
] as const)('a schedule that cannot be meant is refused: %j', (schedule, reason) => {
  expect(scheduleProblem(schedule)).toMatch(reason)
})
