import { expect, test } from 'vitest'
import { demoRules } from '../../src/commands/demo-rules.ts'
import { hub } from '../../src/connectors/hub/index.ts'
import { processes, standardDefinition } from '../../src/flows/index.ts'
import { check, definitionFromParts, openQuestions, partsOfDefinition } from '../../src/language/index.ts'
import { entities as both } from '../language/standard.ts'

const entities = new Map([...both, ...hub.entities.map((schema) => [schema.entity, schema] as const)])

test('the demo asks nothing beside what a draft of both systems asks, and each of its settings is one that a process has', () => {
  const standard = standardDefinition()
  const parts = demoRules(partsOfDefinition(standard))
  const definition = definitionFromParts(parts)
  expect(check(definition, entities)).toEqual(check(standard, entities))
  expect(openQuestions(definition)).toEqual(openQuestions(standard))
  const known = new Set(
    [standard.settings.settings, ...processes.map(({ settings = {} }) => settings)].flatMap(Object.keys),
  )
  expect(Object.keys(definition.settings.settings).filter((name) => !known.has(name))).toEqual([])
  expect(Object.keys(definition.flows)).toEqual(expect.arrayContaining(['stock-to-shop', 'shipment-to-shop']))
})
