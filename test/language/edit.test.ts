import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
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
const added = { do: 'skip' as const, id: 'more', unless: 'true', because: 'It is a test.' }
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
    path: fc.constant(['PriceLevelKey']),
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
  fc.nat(steps.length).map((at): DefinitionEdit => ({ do: 'add-step', flow, at, step: added })),
  fc
    .constantFrom(...steps.flatMap((step) => (step.do === 'skip' || step.do === 'stop' ? [step] : [])))
    .map(({ id, unless }): DefinitionEdit => ({ do: 'set-condition', flow, step: id, before: unless, after: 'true' })),
  fc
    .constantFrom(...Object.entries(standard().mappings[mapping]!.let!))
    .map(([name, before]): DefinitionEdit => ({ do: 'set-let', mapping, name, before, after: null })),
  fc
    .constantFrom(...Object.entries(standard().mappings[mapping]!.fields))
    .map(([name, before]): DefinitionEdit => ({ do: 'set-field', mapping, path: [name], before, after: null })),
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

  test('the first named value of a mapping that had none is undone without a trace', () => {
    const whole = standard()
    const { let: _, ...bare } = whole.mappings['customer-to-customer']!
    const before = { ...whole, mappings: { ...whole.mappings, 'customer-to-customer': bare } }
    const { definition, inverse } = edit(before, [
      { do: 'set-let', mapping: 'customer-to-customer', name: 'more', before: null, after: '"x"' },
    ])
    expect(meaning(edit(definition, inverse).definition)).toBe(meaning(before))
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

  test.each<[string, DefinitionEdit, RegExp]>([
    [
      'made for another version',
      { do: 'set-setting', name: 'orderPrefix', before: 'SHOP', after: 'X' },
      /no longer what it was/,
    ],
    [
      'of a setting that is not there',
      { do: 'set-setting', name: 'orderPrefixx', before: 'WEB', after: 'X' },
      /no setting orderPrefixx/,
    ],
    [
      'of a value map that is not there',
      { do: 'set-value', valueMap: 'nothing', from: '1', before: null, after: { to: 'X' } },
      /no value map nothing/,
    ],
    [
      'of a mapping that is not there',
      { do: 'set-field', mapping: 'nothing', path: ['Key'], before: null, after: '"x"' },
      /no mapping nothing/,
    ],
    [
      'of a field below one that has none',
      { do: 'set-field', mapping, path: ['Key', 'Id'], before: null, after: '"x"' },
      /Key has no fields of its own/,
    ],
    [
      'of a step that is not there',
      { do: 'set-condition', flow, step: 'nothing', before: 'true', after: 'false' },
      /no step nothing/,
    ],
    ['to a place that is not there', { do: 'move-step', flow, from: 0, to: 99 }, /no such place/],
  ])('%s is refused with the reason', (_, one, reason) => {
    const refused = () => edit(standard(), [one])
    expect(refused).toThrow(InvalidInput)
    expect(refused).toThrow(reason)
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
    ).toThrow(InvalidInput)
  })
})
