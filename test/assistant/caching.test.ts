import { expect, test } from 'vitest'
import { cachedUpTo } from '../../src/assistant/agent/agent.ts'

const mark = { cache_control: { type: 'ephemeral' } }

test('the end of the talk is marked for the cache, and what is kept of it is not changed', () => {
  const kept = [
    { role: 'user' as const, content: 'Why is order 7 held?' },
    { role: 'assistant' as const, content: [{ type: 'tool_use' as const, id: '1', name: 'read', input: {} }] },
    { role: 'user' as const, content: [{ type: 'tool_result' as const, tool_use_id: '1', content: 'held' }] },
  ]
  const before = structuredClone(kept)
  expect(cachedUpTo(kept).at(-1)).toMatchObject({ content: [{ type: 'tool_result', ...mark }] })
  expect(cachedUpTo(kept.slice(0, 1))).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Why is order 7 held?', ...mark }] },
  ])
  expect(JSON.stringify(cachedUpTo(kept)).match(/ephemeral/g)).toHaveLength(1)
  expect(kept).toEqual(before)
})

test('an empty text takes no mark', () => {
  expect(cachedUpTo([{ role: 'user', content: '' }])).toEqual([{ role: 'user', content: '' }])
  expect(cachedUpTo([])).toEqual([])
})
