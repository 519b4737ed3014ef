import { expect, test } from 'vitest'
import { type Look, noLooksBefore, whenDue } from '../../../src/engine/intake/poller.ts'
import { ForwardClock } from '../../support/forward-clock.ts'

// A machine that slept, or whose clock was wrong: a round that was due meanwhile began up to a minute late.
test('what was looked at while the clock was set forward is looked at again at once', async () => {
  const clock = new ForwardClock()
  const look = { loop: { parts: { clock } } } as unknown as Look
  const before = noLooksBefore()
  let looks = 0
  const ask = (during: () => void) =>
    whenDue(look, before, 'the clock of flows', async () => {
      looks++
      during()
      return 60_000
    })
  expect(await ask(() => clock.advance(120_000))).toBe(0)
  expect(await ask(() => {})).toBe(60_000)
  expect(looks).toBe(2)
  expect(await ask(() => {})).toBeGreaterThan(50_000)
  expect(looks).toBe(2)
  clock.advance(60_000)
  await ask(() => {})
  expect(looks).toBe(3)
})
