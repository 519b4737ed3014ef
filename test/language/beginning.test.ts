import { expect, test } from 'vitest'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { beginningFlows, definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'

const standard = partsOfDefinition(standardDefinition())
const refunds = withProcess(standard, processes.find(({ id }) => id === 'refunds')!).parts
const withMemos = (value: boolean) => {
  const file = refunds['settings.json'] as { settings: Record<string, object> }
  const creditMemos = { ...file.settings.creditMemos, value }
  return definitionFromParts({ ...refunds, 'settings.json': { ...file, settings: { ...file.settings, creditMemos } } })
}

test('a flow begins when it comes in, and when the setting is switched on without which it takes nothing', () => {
  expect(beginningFlows(definitionFromParts(standard), withMemos(false))).toEqual(['slip-to-credit-memo'])
  expect(beginningFlows(withMemos(false), withMemos(true))).toEqual(['slip-to-credit-memo'])
  expect(beginningFlows(withMemos(true), withMemos(true))).toEqual([])
  expect(beginningFlows(withMemos(true), withMemos(false))).toEqual([])
})
