import { describe, expect, test } from 'vitest'
import { hub } from '../../src/connectors/hub/index.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { check, definitionFromParts, partsOfDefinition, referencesOf } from '../../src/language/index.ts'
import { entities as both } from '../language/standard.ts'

const entities = new Map([...both, ...hub.entities.map((schema) => [schema.entity, schema] as const)])
const standard = partsOfDefinition(standardDefinition())

describe('a process that is added to an integration', () => {
  test('all of them together check beside the standard', () => {
    let parts = standard
    for (const process of processes) parts = withProcess(parts, process).parts
    const problems = check(definitionFromParts(parts), entities)
    expect(problems).toEqual(check(standardDefinition(), entities))
  })

  test.each(processes.map((process) => [process.id, process] as const))(
    '%s: says in its name which flows are its own, and is added once',
    (_, process) => {
      const { parts, added, kept } = withProcess(standard, process)
      expect(added).toEqual(expect.arrayContaining(process.flows.map(({ id }) => `flows/${id}.json`)))
      expect(kept).toEqual([])
      expect(withProcess(parts, process)).toEqual({ parts, added: [], kept: [] })
    },
  )

  test('asks GP for no key that is a word of its own: "Check" and "none" are no payment card types', () => {
    const { parts } = processes.reduce((known, process) => withProcess(known.parts, process), { parts: standard })
    const receipt = parts['value-maps/receipt.json'] as object
    const entries = ['Check', 'Cash', 'none', 'VISA'].map((to) => ({ from: `by ${to}`, to }))
    const named = referencesOf(
      definitionFromParts({ ...parts, 'value-maps/receipt.json': { ...receipt, entries } }),
      entities,
    )
    expect(named.filter(({ at }) => at === 'value-maps/receipt.json')).toEqual([
      { entity: 'gp.paymentCardType', key: 'VISA', at: 'value-maps/receipt.json' },
    ])
  })

  test('leaves what a person has changed', () => {
    const [process] = processes
    const [flow] = process!.flows
    const file = `flows/${flow!.id}.json`
    const { parts } = withProcess(standard, process!)
    const changed = { ...parts, [file]: { ...(parts[file] as object), about: 'Ours.' } }
    expect(withProcess(changed, process!)).toMatchObject({
      added: [],
      kept: [file],
      parts: { [file]: { about: 'Ours.' } },
    })
  })
})
