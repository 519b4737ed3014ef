import { expect, test } from 'vitest'
import { explainQuestion } from '../../src/assistant/triage/explain-question.ts'
import { catalogue } from '../../src/catalogue.ts'
import type { Circumstances } from '../../src/domain/circumstances.ts'
import { instant } from '../../src/domain/clock.ts'
import type { JournalEntry, Question } from '../../src/domain/run.ts'

const at = instant('2026-11-28T12:00:00.000Z')
const around: Circumstances = {
  ...{ at, flow: 'order-to-sales-order', attempts: 1, journal: [], periods: [] },
  ...{ lastPassed: instant('2026-11-28T11:58:00.000Z'), rulesChanged: null },
}
const question = (message: string, code = 'unavailable'): Question => ({
  ...{ code, step: 'salesOrder', message, hint: 'Look at it.', subject: 's' },
})
const failed = (reply: string): JournalEntry[] => [
  {
    ...{ kind: 'failed', step: 'salesOrder', code: 'unavailable', message: 'No answer.', hint: 'Wait.', reply },
  } as unknown as JournalEntry,
]
const refused = '{"name":"Error","message":"connect ECONNREFUSED 10.0.0.4:48620","code":"ECONNREFUSED"}'
const unknownName = '{"name":"Error","message":"getaddrinfo ENOTFOUND gp.example.test","code":"ENOTFOUND"}'

test('a name that resolved before and does no more is a lost domain; one that never did is a mistyped connection', () => {
  const outage = {
    system: 'gp',
    kind: 'outage',
    since: instant('2026-11-28T11:50:00.000Z'),
    until: null,
    code: 'unavailable',
  } as const
  const before = {
    ...around,
    journal: failed(unknownName),
    periods: [outage],
    lastPassed: instant('2026-11-28T11:40:00.000Z'),
  }
  expect(explainQuestion(question(unknownName), catalogue, before).cause).toBe('domain-expired')
  expect(explainQuestion(question(unknownName), catalogue, { ...before, lastPassed: null }).cause).toBe('first-test')
})

test('a service that is away for hours is stopped; one that is away for minutes may only start again', () => {
  const since = (time: string) =>
    ({ system: 'gp', kind: 'outage', since: instant(`2026-11-28T${time}:00.000Z`), until: null, code: null }) as const
  const of = (period: ReturnType<typeof since>) =>
    explainQuestion(question(refused), catalogue, { ...around, journal: failed(refused), periods: [period] }).cause
  expect(of(since('08:00'))).toBe('down-for-long')
  expect(of(since('11:57'))).not.toBe('down-for-long')
})

test('what was checked needs no history', () => {
  const diagnosis = {
    ...{ cause: 'gp.batch-busy', class: 'locked' as const, owner: 'nobody (waits)' as const, retryHelps: true },
    ...{ says: 'Busy.', next: 'Wait.', evidence: ['SY00500 says so.'] },
  }
  expect(explainQuestion({ ...question('x'), diagnosis }, catalogue, around)).toMatchObject({ cause: 'gp.batch-busy' })
})
