import { describe, expect, test } from 'vitest'
import { instant, later } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { lookedAtUntil, waitedInVain } from '../../../src/engine/run/waited-in-vain.ts'

const hour = 3_600_000
const began = instant('2026-01-10T00:00:00Z')
const slip = ref('prestashop.orderSlip', '12')
const of = (madeAt: string | undefined, requestedAt: string | null = null) => ({
  ...{ madeAt, forMs: hour, flowSince: began },
  requestedAt: requestedAt === null ? null : instant(requestedAt),
  metAt: null,
})
const asked = (madeAt: string | undefined, requestedAt: string | null = null, now = requestedAt ?? madeAt ?? began) =>
  waitedInVain(slip, { ...of(madeAt, requestedAt), earlier: undefined, reason: 'Nobody says.', now: instant(now) })

describe('a record that is not ready', () => {
  test('is asked about also where its first look comes after the time in which it is looked at again', () => {
    expect(lookedAtUntil(of('2026-02-01T10:00:00Z'))).toBe(instant('2026-02-01T11:00:00Z'))
    expect(asked('2026-02-01T10:00:00Z')).toMatchObject({
      once: true,
      message: expect.stringContaining('Nobody says.'),
    })
  })

  test('that was made shortly before its flow began is its own, as that flow could still wait for it', () => {
    expect(asked('2026-01-09T23:30:00Z')).not.toBeNull()
  })

  test('whose time was over long ago asks nobody when it is only touched, and still asks where it has asked', () => {
    const made = '2026-02-01T10:00:00Z'
    expect(asked(made, null, '2026-02-08T10:59:00Z')).not.toBeNull()
    expect(asked(made, null, '2026-02-08T11:01:00Z')).toBeNull()
    const late = { ...of(made), reason: 'Nobody says.', now: instant('2027-02-01T00:00:00Z') }
    expect(waitedInVain(slip, { ...late, earlier: { state: 'skipped', nextAt: null } })).toBeNull()
    expect(waitedInVain(slip, { ...late, earlier: { state: 'stopped', nextAt: null } })).not.toBeNull()
  })

  test('that was waited for is asked about however late its last look comes, as after a week in which the hub was down', () => {
    const late = { ...of('2026-02-01T10:00:00Z'), reason: 'Nobody says.', now: instant('2026-03-01T00:00:00Z') }
    const earlier = { state: 'skipped', nextAt: instant('2026-02-01T11:00:00Z') } as const
    expect(waitedInVain(slip, { ...late, earlier })?.message).toContain('after it was made')
  })

  test('that has waited at an earlier step has the whole time of a step that it comes to after that, and is then asked about', () => {
    const metAt = instant('2026-02-20T10:00:00Z')
    const waiting = { ...of('2026-02-01T10:00:00Z'), metAt }
    expect(lookedAtUntil(waiting)).toBe(later(metAt, hour))
    const earlier = { state: 'skipped', nextAt: later(metAt, hour) } as const
    const over = { ...waiting, earlier, reason: 'Nobody says.', now: instant('2026-02-20T11:00:01Z') }
    expect(waitedInVain(slip, over)?.message).toContain('for 1 hour after it came so far')
    // Met in time it is the same wait.
    expect(lookedAtUntil({ ...waiting, metAt: instant('2026-02-01T10:05:00Z') })).toBe(instant('2026-02-01T11:00:00Z'))
  })

  test('of long before its flow asks nobody when it is only touched: no upgrade and no bulk edit asks about old records', () => {
    expect(lookedAtUntil(of('2026-01-09T10:00:00Z'))).toBeNull()
    expect(asked('2026-01-09T10:00:00Z')).toBeNull()
    expect(asked(undefined)).toBeNull()
  })

  test('of long before its flow that a person takes up is looked at for as long from then on, and then asked about', () => {
    const requested = '2026-03-01T10:00:00Z'
    expect(lookedAtUntil(of('2025-12-01T10:00:00Z', requested))).toBe(later(instant(requested), hour))
    expect(asked('2025-12-01T10:00:00Z', requested)).not.toBeNull()
  })
})
