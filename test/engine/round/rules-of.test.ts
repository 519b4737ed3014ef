import { expect, test } from 'vitest'
import { rulesOf } from '../../../src/engine/round/rules-of.ts'
import { standardDefinition, withProcess } from '../../../src/flows/index.ts'
import { itemNamesProcess } from '../../../src/flows/item-names/index.ts'
import { type Definition, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'

const definition = definitionFromParts(withProcess(partsOfDefinition(standardDefinition()), itemNamesProcess).parts)
const { mappings, valueMaps, settings, flows } = definition
const mapping = (id: string): Definition => ({
  ...definition,
  mappings: { ...mappings, [id]: { ...mappings[id]!, about: 'Another' } },
})
const valueMap = (id: string): Definition => ({
  ...definition,
  valueMaps: { ...valueMaps, [id]: { ...valueMaps[id]!, entries: [{ from: 'A', to: 'B' }] } },
})
const setting = (id: string): Definition => ({
  ...definition,
  settings: {
    ...settings,
    settings: { ...settings.settings, [id]: { ...settings.settings[id]!, value: true } },
  } as never,
})

test.each([
  ['its steps', { ...definition, flows: { ...flows, 'item-names': { ...flows['item-names']!, about: 'Another' } } }],
  ['its mapping', mapping('item-names')],
  ['a value map that a step asks', valueMap('item')],
  ['a setting that a guard asks', setting('namesOverEdits')],
])('a flow goes by %s', (_, changed) => {
  expect(rulesOf(changed, 'item-names')).not.toBe(rulesOf(definition, 'item-names'))
})

test.each([
  ['another flow', { ...definition, flows: { ...flows, 'order-to-sales-order': flows['item-names']! } }],
  ['the mapping of another', mapping('order-to-sales-order')],
  ['a value map of others', valueMap('carrier')],
])('and not by %s', (_, changed) => {
  expect(rulesOf(changed, 'item-names')).toBe(rulesOf(definition, 'item-names'))
})
