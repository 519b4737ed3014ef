import { expect, test } from 'vitest'
import { momentOf } from '../../src/commands/options.ts'
import { instant } from '../../src/domain/clock.ts'

const clock = { now: () => instant('2026-11-28T18:00:00Z') }

test.each([
  ['now', '2026-11-28T18:00:00.000Z'],
  ['2026-11-05', '2026-11-05T00:00:00.000Z'],
  ['2026-11-05T18:00:00Z', '2026-11-05T18:00:00.000Z'],
  ['2026-11-05T18:00:00+01:00', '2026-11-05T17:00:00.000Z'],
  // The clock of whoever types it may be a little ahead.
  ['2026-11-28T18:00:30Z', '2026-11-28T18:00:30.000Z'],
])('--since %s is that moment', (text, at) => {
  expect(momentOf(text, clock)).toBe(at)
})

// To JavaScript they are the 11th of May, the 11th of December, the year 2001, 2 March, or the zone of the machine.
test.each(['05.11.2026', '05/11/2026', '11-05-2026', '12-11-2026', '5 nov', '1', '2026-02-30', '2026-11-05 18:00', ''])(
  '--since %s is refused, whatever else could be meant by it',
  (text) => {
    expect(() => momentOf(text, clock)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  },
)

test.each(['2026-12-01', '2027-11-05'])(
  '--since %s lies ahead, and nothing that is made until then would be taken',
  (text) => {
    expect(() => momentOf(text, clock)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ reason: expect.stringContaining('lies ahead') })],
      }),
    )
  },
)
