import { z } from 'zod'
import { type Clock, type Instant, instant, later, mostAheadMs, systemClock } from '../domain/clock.ts'
import { InvalidInput } from '../domain/errors.ts'

/** Options that several commands have, as commander takes them: `.option(...jsonOption)`. */
export const integrationOption = ['--integration <id>', 'which integration; not needed when there is one'] as const
export const jsonOption = ['--json', 'answer as JSON'] as const
export const emailOption = ['--email <email>', 'who you are; asked for when left out'] as const
export const stdinOption = [
  '--password-stdin',
  'read your password from standard input; a code of your authenticator app on the next line',
] as const

export interface JsonOption {
  readonly json?: boolean
}
export interface IntegrationOption extends JsonOption {
  readonly integration?: string
}

const dayOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

/**
 * A time as `--since` takes it: "now", a day (UTC), or a time with its zone. What else could be meant for a time is refused:
 * "05.11.2026" is a day of May to JavaScript, "1" the year 2001, and a time without a zone is that of whoever types it.
 *
 * @throws InvalidInput, also of a time that lies ahead: what is made until then would be left alone
 */
export function momentOf(text: string, clock: Pick<Clock, 'now'> = systemClock): Instant {
  const now = clock.now()
  if (text === 'now') return now
  const given = dayOrTime.safeParse(text)
  const at = given.success ? instant(given.data) : null
  const wrong =
    at === null
      ? 'is no time that is taken here: write "now", a day as 2026-11-28 (UTC), or a time with its zone, as 2026-11-28T18:00:00Z or 2026-11-28T18:00:00+01:00'
      : at > later(now, mostAheadMs) && `lies ahead (now it is ${now}): what is made until then would be left to people`
  if (wrong) throw new InvalidInput('--since', [{ at: text, reason: wrong }])
  return at!
}
