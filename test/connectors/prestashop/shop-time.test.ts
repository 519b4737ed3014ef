import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createShopTime } from '../../../src/connectors/prestashop/shop-time.ts'
import { instant, later } from '../../../src/domain/clock.ts'

const zones = [
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'UTC',
  'America/Sao_Paulo',
]
const aMoment = fc
  .integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2032, 0, 1) / 1000 })
  .map((seconds) => instant(seconds * 1000))

describe("the shop's local time", () => {
  test('comes back as the moment it was, but in the hour that repeats: then as the first of the two', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), aMoment, (zone, at) => {
        const time = createShopTime(zone)
        const local = time.toLocal(at)
        const back = time.toInstant(local)!
        expect(time.toLocal(back)).toBe(local)
        expect(back <= at).toBe(true)
        expect(Date.parse(at) - Date.parse(back)).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })

  test('looked back from, misses nothing that was written since, also when clocks went back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        aMoment,
        fc.nat(7200),
        fc.nat(7200),
        (zone, since, afterSeconds, moreSeconds) => {
          const time = createShopTime(zone)
          const written = later(since, afterSeconds * 1000)
          const now = later(written, moreSeconds * 1000)
          expect(time.toLocal(written) >= time.earliestLocal(since, now)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('unset dates are nothing; other text is refused', () => {
    const time = createShopTime('Europe/Paris')
    expect(time.toInstant('0000-00-00 00:00:00')).toBeNull()
    expect(time.toInstant('')).toBeNull()
    expect(() => time.toInstant('02/03/2026')).toThrow()
  })
})
