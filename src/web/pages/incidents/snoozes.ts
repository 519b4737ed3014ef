import { t } from '../../words/index.ts'

const hourMs = 3_600_000

/** For how long an incident can be put off. */
export const snoozes = () => [
  { says: t.care.hour, ms: hourMs },
  { says: t.care.day, ms: 24 * hourMs },
  { says: t.care.week, ms: 7 * 24 * hourMs },
]
