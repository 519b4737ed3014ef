import { describe, expect, test } from 'vitest'
import { Budget } from '../../src/language/budget.ts'
import { prepare } from '../../src/language/compile.ts'
import { functionsOf, type World } from '../../src/language/functions/index.ts'
import { defineMapping } from '../../src/language/index.ts'
import { toJson } from '../../src/language/values.ts'
import { entities, standard } from './standard.ts'

const noWorld = () => {
  throw new Error('no example looks anything up')
}
/** No example looks anything up; some cut. */
const cutting = { cut: () => {} } as unknown as World

/** The value of an expression that needs nothing but functions. */
function evaluate(expression: string): unknown {
  const definition = standard()
  const mapping = defineMapping({
    id: 'example',
    about: 'x',
    from: {},
    to: 'gp.customer',
    let: { example: expression },
    fields: { Key: '"x"', Name: '"x"' },
  })
  const program = prepare({ ...definition, mappings: { ...definition.mappings, example: mapping } }, entities)
  expect(program.problems.filter(({ at }) => at.includes('/let/'))).toEqual([])
  const [compiled] = program.mappings.get('example')!.lets
  return program.within(cutting, new Budget(), () => toJson(compiled!.expression.run({})))
}

describe('what the reference says of each function is so', () => {
  const functions = functionsOf(noWorld)
  /** These look at the world: the tests of mappings show what they do. */
  const ofTheWorld = new Set([
    'valueMap',
    'inValueMap',
    'mappedTo',
    'link',
    'isLinked',
    'linkedFrom',
    'lookup',
    'gpItem',
    'gpItemStock',
    'shopPack',
    'taxSplit',
    'taxesOnLine',
    'remaining',
    'refunded',
    'broughtBack',
    'notBroughtBack',
    'refundsWithoutSlip',
  ])

  test.each(functions.map(({ signature, examples }) => [signature, examples] as const))('%s', (signature, examples) => {
    if (!ofTheWorld.has(signature.split('(')[0]!))
      expect(examples.length, 'an example stands in the reference').toBeGreaterThan(0)
    for (const [expression, result] of examples) expect(evaluate(expression), expression).toEqual(result)
  })

  test('every signature is there once', () => {
    const signatures = functions.map(({ signature }) => signature.split(':')[0])
    expect(new Set(signatures).size).toBe(signatures.length)
  })
})
