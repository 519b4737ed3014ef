import { expect, test } from 'vitest'
import { createSignInGuard } from '../../src/connectors/sign-in-guard.ts'
import { type Clock, instant } from '../../src/domain/clock.ts'
import { AccessDenied, RemoteUnavailable } from '../../src/domain/errors.ts'

const asked = { system: 'gp', operation: 'GetItemByKey' } as const
const wrong = () => Promise.reject(new AccessDenied(asked, 'Check the password.', { signIn: { probeInMs: 0 } }))

/** A guard with a clock that a test sets, and a count of what was sent. */
function guarded() {
  let nowMs = Date.parse('2026-11-20T08:00:00Z')
  let sent = 0
  const clock = { now: () => instant(nowMs) } as Clock
  const guard = createSignInGuard({ clock, probeMs: 15 * 60_000 })
  return {
    guard,
    sent: () => sent,
    pass: (minutes: number) => {
      nowMs += minutes * 60_000
    },
    call: (work: () => Promise<string> = wrong) =>
      guard
        .call(asked, () => {
          sent++
          return work()
        })
        .catch((error: unknown) => error),
  }
}

test('a refused sign-in is tried once in 15 minutes, however often it is asked for', async () => {
  const { call, sent, pass } = guarded()
  await call()
  for (let minute = 0; minute < 14; minute++) {
    pass(1)
    expect(await call()).toMatchObject({ code: 'access_denied', signIn: { probeInMs: (14 - minute) * 60_000 } })
  }
  expect(sent()).toBe(1)
  pass(1)
  await Promise.all([call(), call(), call()])
  expect(sent()).toBe(2)
})

test('one that was refused while the clock was hours ahead is tried again once that is set right', async () => {
  const { call, sent, pass } = guarded()
  await call()
  pass(-6 * 60)
  await call()
  expect(sent()).toBe(2)
})

test('until a sign-in has been taken, calls go one at a time, so that one wrong password is one attempt', async () => {
  const { call, sent } = guarded()
  await Promise.all(Array.from({ length: 8 }, () => call()))
  expect(sent()).toBe(1)
})

test('what is taken opens the way for all, and later calls go together', async () => {
  const { call, sent, pass } = guarded()
  await call()
  pass(15)
  expect(await call(async () => 'well')).toBe('well')
  expect(await Promise.all([call(async () => 'a'), call(async () => 'b')])).toEqual(['a', 'b'])
  expect(sent()).toBe(4)
})

test('no answer says nothing of the sign-in: the next call is the probe', async () => {
  const { call, sent, pass } = guarded()
  await call()
  pass(15)
  const lost = () => Promise.reject(new RemoteUnavailable(asked, 'timeout', { ambiguous: false }))
  expect(await call(lost)).toMatchObject({ code: 'remote_unavailable' })
  expect(await call(async () => 'well')).toBe('well')
  expect(sent()).toBe(3)
})

test('a person who looks is answered by a new attempt, at the earliest a minute after the last', async () => {
  const { guard, call, sent, pass } = guarded()
  await call()
  guard.lookAgain()
  await call()
  expect(sent()).toBe(1)
  pass(1)
  await call()
  expect(sent()).toBe(2)
})
