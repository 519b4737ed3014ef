import { expect, test } from 'vitest'
import { stepCounts } from '../../src/server/step-counts.ts'
import { standard } from '../language/standard.ts'

test('a run counts once at each step that its journal names, and at the gate that it ended at', () => {
  const { steps } = standard().flows['order-to-sales-order']!
  const gate = steps.find((step) => step.do === 'skip')!
  const first = steps.find((step) => step.do === 'read')!
  const counts = stepCounts(steps, [
    { run: { reason: null }, passed: new Set([first.id, null]) },
    { run: { reason: `${gate.do === 'skip' ? gate.because : ''} More of it.` }, passed: new Set([first.id]) },
    { run: { reason: null }, passed: new Set() },
  ])
  expect(counts).toEqual(
    expect.arrayContaining([
      { step: first.id, runs: 2, ended: 0 },
      { step: gate.id, runs: 0, ended: 1 },
    ]),
  )
  expect(counts).toHaveLength(2)
})
