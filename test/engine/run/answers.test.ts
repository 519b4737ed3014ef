import { expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import { tickRecord } from '../../../src/domain/hub-records.ts'
import { integrationId } from '../../../src/domain/record.ts'
import type { Question } from '../../../src/domain/run.ts'
import { answerTo, guardedCode } from '../../../src/engine/run/answers.ts'

const due = instant('2026-11-30T10:00:00Z')
const run = { integration: integrationId('main'), flow: 'stock', record: tickRecord({ flow: 'stock', due }) }

const asking = (code: string, counted: number): Question => ({
  ...{ code, step: null, message: '', hint: '', subject: 'site of most', once: true, counted },
})

/** Whether an answer to a question about `before` records holds for one about `now`. @param held the same round has asked */
async function holds(code: string, before: number, now: number, held: boolean): Promise<boolean> {
  const stores = {
    incidents: { answered: async () => ({ held, at: due, question: asking(code, before), askedBy: null }) },
    runs: { list: async () => [] },
    cursors: { get: async () => null },
  }
  const parts = { database: { stores }, hash: (text: string) => text } as unknown as Parameters<typeof answerTo>[0]
  return (await answerTo(parts, run, asking(code, now))) !== null
}

test.each([
  ['of most records of a page holds for the pages behind it, however many', 'flow_stopped', 260, 430, true, true],
  ['of most records holds for about as many of a later round', 'flow_stopped', 260, 280, false, true],
  ['for few holds not for many of a later round', 'flow_stopped', 12, 20, false, false],
  ['to a guard is about as many as were shown, also in the same round', guardedCode, 12, 900, true, false],
] as const)('an answer %s', async (_, code, before, now, held, expected) => {
  expect(await holds(code, before, now, held)).toBe(expected)
})
