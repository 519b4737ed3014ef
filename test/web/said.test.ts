import { expect, test } from 'vitest'
import { empty, withEvent } from '../../src/web/assistant/said.ts'

const step = (tool: string) => ({ type: 'step', id: '1', tool, title: tool, arguments: {} }) as const
const result = (says: string, ok = true) => ({ type: 'result', id: '1', ok, says }) as const

test('what the assistant proposed becomes a card; what a record says becomes none', () => {
  const says = 'Proposed as 0c1f-22. Nothing has changed.'
  const after = (tool: string, ok: boolean) => withEvent(withEvent(empty, step(tool)), result(says, ok))
  expect(after('propose_replay', true).proposals).toEqual(['0c1f-22'])
  expect(after('propose_replay', false).proposals).toEqual([])
  expect(after('read_record', true).proposals).toEqual([])
})

test('pieces of an answer are put together, and what stopped it is said', () => {
  const pieces = ['It waits ', 'for stock.'].map((text) => ({ type: 'text', text }) as const)
  const said = pieces.reduce(withEvent, empty)
  expect(said.text).toBe('It waits for stock.')
  const ended = { type: 'ended', says: 'Stopped: too dear.', steps: 1, costUsd: '1' } as const
  expect(withEvent(said, { ...ended, why: 'cost' }).stopped).toBe('Stopped: too dear.')
  expect(withEvent(said, { ...ended, why: 'answered' }).stopped).toBe('')
})
