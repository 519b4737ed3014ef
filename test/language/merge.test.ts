import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/domain/record.ts'
import { changedPlaces, mergePart } from '../../src/language/index.ts'

const mapping = (fields: Json, lets: Json = {}): Json => ({
  format: 1,
  id: 'm',
  about: 'A mapping.',
  let: lets,
  fields,
})
const flow = (...steps: { id: string; [member: string]: Json }[]): Json => ({
  format: 1,
  id: 'f',
  about: 'A flow.',
  steps,
})
const step = (id: string, unless = 'true') => ({ do: 'skip', id, unless, because: id })

/** Small definitions-like values: members, lists of rows with an id, plain lists and texts. */
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>('a', 'b', 1, true, null),
    fc.array(fc.constantFrom<Json>('a', 'b'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
    fc.uniqueArray(fc.record({ id: fc.constantFrom('x', 'y', 'z'), of: tie('value') }), {
      selector: ({ id }) => id,
      maxLength: 3,
    }) as unknown as fc.Arbitrary<Json>,
  ),
})).value
const part = fc.dictionary(fc.constantFrom('p', 'q', 'r', 's'), json, { maxKeys: 4 }) as fc.Arbitrary<Json>

const rowsOf = (...ids: string[]): Json => ({ r: ids.map((id) => ({ id, of: 'a' })) })

describe('a newer standard and what people have changed', () => {
  test('whoever has changed a place alone is followed; the same change of both is one', () => {
    fc.assert(
      fc.property(part, part, (base, other) => {
        expect(mergePart(base, other, base)).toEqual({ merged: other, conflicts: [] })
        expect(mergePart(base, base, other)).toEqual({ merged: other, conflicts: [] })
        expect(mergePart(base, other, other)).toEqual({ merged: other, conflicts: [] })
      }),
    )
  })

  test('nothing of a person is lost: where the two differ, theirs stays and is named', () => {
    fc.assert(
      fc.property(part, part, part, (base, theirs, next) => {
        const { merged, conflicts } = mergePart(base, theirs, next)
        const stayed = changedPlaces(base, theirs).filter(
          ({ at }) => !conflicts.some((one) => one.at.startsWith(at) || at.startsWith(one.at)),
        )
        const lost = new Set(changedPlaces(theirs, merged).map(({ at }) => at))
        const given = new Set(changedPlaces(base, next).map(({ at }) => at))
        for (const { at } of stayed) if (lost.has(at)) expect(given.has(at)).toBe(true)
      }),
      // Both have put z into the list, at different places, and the standard has taken x out of it.
      { examples: [[rowsOf('y', 'x'), rowsOf('x', 'z', 'y'), rowsOf('y', 'z')]] },
    )
  })

  test('fields and values are put together one by one', () => {
    const base = mapping({ Comment: '""', Tax: 'old', Gone: 'x' }, { discount: 'd' })
    const theirs = mapping({ Comment: '"mine"', Tax: 'old', Gone: 'x', Own: 'y' }, { discount: 'd' })
    const next = mapping({ Comment: '""', Tax: 'new', More: 'z' }, { base: 'b' })
    expect(mergePart(base, theirs, next)).toEqual({
      merged: mapping({ Comment: '"mine"', Tax: 'new', Own: 'y', More: 'z' }, { base: 'b' }),
      conflicts: [],
    })
    // What the standard has dropped stays on demand: what a person made may use it.
    expect(mergePart(base, theirs, next, true).merged).toEqual(
      mapping({ Comment: '"mine"', Tax: 'new', Gone: 'x', Own: 'y', More: 'z' }, { discount: 'd', base: 'b' }),
    )
    const both = mergePart(base, mapping({ Comment: '""', Tax: 'mine', Gone: 'x' }, { discount: 'd' }), next)
    expect(both.conflicts).toEqual([{ at: 'fields.Tax', base: 'old', theirs: 'mine', standard: 'new' }])
    expect((both.merged as { fields: Json }).fields).toMatchObject({ Tax: 'mine', More: 'z' })
  })

  test('steps are known by their id, and keep their order', () => {
    const base = flow(step('a'), step('b'), step('c'))
    const theirs = flow(step('a'), step('own'), step('b', 'mine'), step('c'))
    const next = flow(step('a', 'new'), step('b'), step('fresh'), step('c'))
    expect(mergePart(base, theirs, next)).toEqual({
      merged: flow(step('a', 'new'), step('own'), step('b', 'mine'), step('fresh'), step('c')),
      conflicts: [],
    })
    const moved = mergePart(base, flow(step('b'), step('a'), step('c')), next)
    expect((moved.merged as { steps: { id: string }[] }).steps.map(({ id }) => id)).toEqual(['b', 'fresh', 'a', 'c'])
  })
})
