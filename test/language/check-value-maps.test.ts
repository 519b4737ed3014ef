import { expect, test } from 'vitest'
import { checkValueMaps } from '../../src/language/check-value-maps.ts'
import { broughtIn, check, type Definition, edit } from '../../src/language/index.ts'
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
    'the same answer twice: older maps have it, and it says one thing',
    [
      ['1', 'VAT20'],
      ['1', 'VAT20'],
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

test('what an older definition holds already keeps nobody from another answer, wherever in the list it stands then', () => {
  const stored = withEntries(['1', 'VAT20'], ['2', 'VAT55'], ['2', 'VAT10'])
  const { definition } = edit(stored, [
    { do: 'set-value', valueMap: 'tax', from: '1', before: { to: 'VAT20' }, after: null },
    { do: 'set-value', valueMap: 'tax', from: '3', before: null, after: { to: 'VAT20' } },
  ])
  expect(check(definition, entities)).not.toEqual([])
  expect(broughtIn(check(definition, entities), check(stored, entities))).toEqual([])
  const another = withEntries(['1', 'VAT20'], ['2', 'VAT55'], ['2', 'VAT10'], ['1', 'VAT55'])
  expect(broughtIn(check(another, entities), check(stored, entities))).toHaveLength(1)
})

test.each<[before: string, after: string | null, left: readonly Entry[]]>([
  ['VAT55', 'VAT21', [['1', 'VAT21']]],
  ['VAT10', 'VAT21', [['1', 'VAT21']]],
  ['VAT10', 'VAT10', [['1', 'VAT10']]],
  ['VAT55', null, [['1', 'VAT10']]],
  ['VAT10', null, [['1', 'VAT55']]],
])(
  'of two entries for one value, %s becomes %s: the answer is the only one, and one that is taken out leaves the other',
  (before, after, left) => {
    const stored = withEntries(['1', 'VAT55'], ['1', 'VAT10'])
    const one = { do: 'set-value' as const, valueMap: 'tax', from: '1', before: { to: before } }
    const { definition } = edit(stored, [{ ...one, after: after === null ? null : { to: after } }])
    expect(definition.valueMaps.tax!.entries).toEqual(left.map(([from, to]) => ({ from, to })))
  },
)
