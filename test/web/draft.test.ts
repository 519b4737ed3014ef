import { expect, test } from 'vitest'
import { type Draft, drafted, keptOver, standing } from '../../src/web/kit/draft.ts'

const stored = (values: Readonly<Record<string, string | null>>) => (name: string) => values[name]
const empty: Draft<string | null> = new Map()

test('what is typed stays while others change other values, and typing back what is stored is no change', () => {
  const draft = drafted(drafted(empty, 'site', 'MAIN', 'EAST'), 'batch', null, 'WEB')
  expect(standing(draft, stored({ site: 'MAIN', batch: null, prefix: 'NEW' })).moved.size).toBe(0)
  expect(drafted(draft, 'site', 'MAIN', 'MAIN').has('site')).toBe(false)
})

test('a value that somebody else changed is not overwritten unseen, also where it was open before', () => {
  const draft = drafted(drafted(empty, 'site', 'MAIN', 'EAST'), 'batch', null, 'WEB')
  const now = stored({ site: 'WEST', batch: 'SHOP' })
  expect([...standing(draft, now).moved]).toEqual(['site', 'batch'])
  // Typing on does not make it seen: only saying so does.
  expect([...standing(drafted(draft, 'batch', 'SHOP', 'WEB2'), now).moved]).toEqual(['site', 'batch'])
  expect([...standing(keptOver(draft, 'site', 'WEST'), now).moved]).toEqual(['batch'])
})

test('a change that somebody else has made already is none any more; of what is gone the reader is told', () => {
  const draft = drafted(empty, 'site', 'MAIN', 'EAST')
  expect(standing(draft, stored({ site: 'EAST' })).draft.size).toBe(0)
  expect([...standing(draft, stored({})).moved]).toEqual(['site'])
})
