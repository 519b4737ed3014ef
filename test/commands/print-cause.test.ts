import { expect, test } from 'vitest'
import { printQuestion } from '../../src/commands/print.ts'
import { explained, type IncidentTriage } from '../../src/domain/cause.ts'

const question = { code: 'rejected', step: 's', message: 'GP refused it.', hint: 'Look at the run.', subject: 'x' }
const triage: IncidentTriage = {
  ...{ cause: 'gp.closed-period', class: 'closed_period', owner: 'GP admin', retryHelps: false },
  ...{ says: 'The period is closed.', next: 'Open it.', evidence: ['Seen: “SY40100”.'], confidence: 0.85 },
  ...{ abstain: false, final: true, model: { name: null, says: 'No key is set.' } },
}

test('an incident that nothing could check shows what the assistant makes of it, how sure that is, and who says so', () => {
  const shown = printQuestion(question, 'i1', triage)
  expect(shown).toContain('Who acts: GP admin. Cause: closed period (gp.closed-period), 85 % sure')
  for (const part of ['The period is closed. Open it.', 'SY40100', 'No key is set.']) expect(shown).toContain(part)
})

test('what was checked counts before an estimate, and an assistant that does not know is no answer', () => {
  const diagnosis = { ...triage, cause: 'gp.batch-busy', class: 'locked' as const, evidence: [] }
  expect(explained(diagnosis, triage)).toMatchObject({ cause: 'gp.batch-busy', confidence: null })
  expect(explained(undefined, { ...triage, abstain: true })).toBeNull()
  expect(printQuestion(question, 'i1', { ...triage, abstain: true })).toContain('Nothing that is known explains it.')
})

test('a text of a model reaches the terminal without its control signs', () => {
  expect(printQuestion(question, 'i1', { ...triage, says: 'a\u001b[2Jb' })).not.toContain('\u001b')
})
