import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type Json } from '../../src/domain/record.ts'
import type { DefinitionEdit } from '../../src/language/edit.ts'
import { type Definition, edit } from '../../src/language/index.ts'
import { standard } from './standard.ts'

const flow = 'order-to-sales-order'
const mapping = 'order-to-sales-order'

/** Entries of a value map have no order of their own. */
function meaning(definition: Definition): string {
  const valueMaps = Object.fromEntries(
    Object.entries(definition.valueMaps).map(([id, map]) => [
      id,
      { ...map, entries: [...map.entries].sort((a, b) => (a.from < b.from ? -1 : 1)) },
    ]),
  )
  return canonicalJson({ ...definition, valueMaps } as unknown as Json)
}

const steps = standard().flows[flow]!.steps
const anEdit: fc.Arbitrary<DefinitionEdit> = fc.oneof(
  fc.record({
    do: fc.constant('set-setting' as const),
    name: fc.constant('orderPrefix'),
    before: fc.constant('WEB'),
    after: fc.string({ maxLength: 5 }),
  }),
  fc.record({
    do: fc.constant('set-value' as const),
    valueMap: fc.constantFrom('carrier', 'tax'),
    from: fc.constantFrom('1', '2', '3'),
    before: fc.constant(null),
    after: fc.option(fc.record({ to: fc.option(fc.string({ maxLength: 10 })) })),
  }),
  fc.record({
    do: fc.constant('set-field' as const),
    mapping: fc.constant(mapping),
    path: fc.constant(['ShipToAddress', 'Line3']),
    before: fc.constant(null),
    after: fc.constant('"x"'),
  }),
  fc.record({
    do: fc.constant('set-let' as const),
    mapping: fc.constant(mapping),
    name: fc.constant('more'),
    before: fc.constant(null),
    after: fc.constant('"x"'),
  }),
  fc.nat(steps.length - 1).map((at): DefinitionEdit => ({ do: 'remove-step', flow, at, step: steps[at]! })),
  fc
    .tuple(fc.nat(steps.length - 1), fc.nat(steps.length - 1))
    .map(([from, to]): DefinitionEdit => ({ do: 'move-step', flow, from, to })),
)

describe('an edit', () => {
  test('followed by its inverse leaves everything as it was', () => {
    fc.assert(
      fc.property(anEdit, (one) => {
        const before = standard()
        const { definition, inverse } = edit(before, [one])
        expect(meaning(edit(definition, inverse).definition)).toBe(meaning(before))
      }),
    )
  })

  test('several edits are undone together', () => {
    const before = standard()
    const edits: DefinitionEdit[] = [
      { do: 'set-value', valueMap: 'carrier', from: '7', before: null, after: { to: null } },
      { do: 'set-value', valueMap: 'carrier', from: '7', before: { to: null }, after: { to: 'GROUND' } },
      { do: 'move-step', flow, from: 1, to: 3 },
    ]
    const { definition, inverse } = edit(before, edits)
    expect(definition.valueMaps.carrier!.entries).toEqual([{ from: '7', to: 'GROUND' }])
    expect(meaning(edit(definition, inverse).definition)).toBe(meaning(before))
  })

  test.each<[string, DefinitionEdit]>([
    ['made for another version', { do: 'set-setting', name: 'orderPrefix', before: 'SHOP', after: 'X' }],
    ['of a setting that is not there', { do: 'set-setting', name: 'orderPrefixx', before: 'WEB', after: 'X' }],
    [
      'of a value map that is not there',
      { do: 'set-value', valueMap: 'nothing', from: '1', before: null, after: { to: 'X' } },
    ],
    [
      'of a mapping that is not there',
      { do: 'set-field', mapping: 'nothing', path: ['Key'], before: null, after: '"x"' },
    ],
    [
      'of a field below one that has none',
      { do: 'set-field', mapping, path: ['Key', 'Id'], before: null, after: '"x"' },
    ],
    ['of a step that is not there', { do: 'set-condition', flow, step: 'nothing', before: 'true', after: 'false' }],
    ['to a place that is not there', { do: 'move-step', flow, from: 0, to: 99 }],
  ])('%s is refused', (_, one) => {
    expect(() => edit(standard(), [one])).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })

  test('cannot make what no file may hold', () => {
    expect(() =>
      edit(standard(), [
        {
          do: 'set-field',
          mapping,
          path: ['Comment'],
          before: standard().mappings[mapping]!.fields.Comment!,
          after: '',
        },
      ]),
    ).toThrow()
  })
})
