import { expect, test } from 'vitest'
import { checkValueMaps } from '../../src/language/check-value-maps.ts'
import { check, type Definition } from '../../src/language/index.ts'
import { entities, standard } from './standard.ts'

type Entry = readonly [from: string, to: string | null]
const withEntries = (...entries: readonly Entry[]): Definition => {
  const definition = standard()
  const map = { ...definition.valueMaps.tax!, entries: entries.map(([from, to]) => ({ from, to })) }
  return { ...definition, valueMaps: { ...definition.valueMaps, tax: map } }
}
const problemsOf = (...entries: readonly Entry[]) => checkValueMaps(withEntries(...entries))

test('two answers for one value are refused, with both and their places', () => {
  const twice = [
    ['1', 'VAT20'],
    ['2', 'VAT55'],
    ['1', 'VAT10'],
  ] as const
  const [problem, ...others] = problemsOf(...twice)
  expect(others).toEqual([])
  expect(problem!.at).toBe('value-maps/tax.json entries[2].from')
  for (const part of ['"1"', '"VAT20"', '"VAT10"', 'entries[0]']) expect(problem!.reason).toContain(part)
  // As an import and a proposal ask.
  expect(check(withEntries(...twice), entities)).toContainEqual(problem)
})

test.each<[what: string, entries: readonly Entry[]]>([
  [
    'the same answer twice: a correction of one would change nothing',
    [
      ['1', 'VAT20'],
      ['1', 'VAT20'],
    ],
  ],
  [
    'an answer and an open question',
    [
      ['1', 'VAT20'],
      ['1', null],
    ],
  ],
  [
    'values that differ in outer blanks, with other answers',
    [
      ['Bank wire', 'Check'],
      [' Bank wire ', 'Cash'],
    ],
  ],
  ['an empty answer', [['1', '']]],
  ['a blank one', [['1', '  ']]],
])('refused: %s', (_, entries) => expect(problemsOf(...entries)).toHaveLength(1))

test.each<[what: string, entries: readonly Entry[]]>([
  [
    'each value once',
    [
      ['1', 'VAT20'],
      ['2', 'VAT20'],
      ['3', null],
    ],
  ],
  [
    'other letters are another value',
    [
      ['bank wire', 'Check'],
      ['Bank wire', 'Cash'],
    ],
  ],
  [
    'blanks at its end, with the same answer',
    [
      ['Bank wire', 'Check'],
      ['Bank wire ', 'Check'],
    ],
  ],
])('taken: %s', (_, entries) => expect(problemsOf(...entries)).toEqual([]))
