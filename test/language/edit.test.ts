import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { canonicalJson, type Json } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import type { DefinitionEdit } from '../../src/language/edit.ts'
import { changeMember } from '../../src/language/edit-member.ts'
import {
  type Definition,
  definitionFromParts,
  edit,
  parseEdits,
  partsOfDefinition,
  pinned,
} from '../../src/language/index.ts'
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
    const before = standard()
    const meant = meaning(before)
    fc.assert(
      fc.property(anEdit, (one) => {
        const { definition, inverse } = edit(before, [one])
        expect(meaning(edit(definition, inverse).definition)).toBe(meant)
      }),
    )
    expect(meaning(before)).toBe(meant)
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

  // Two proposals wait; the one that is approved first takes a step out, or puts one in.
  test('that goes by a place is refused where another step stands before it by now, and lands nowhere else', () => {
    const before = standard()
    const file = `flows/${flow}.json`
    const all: DefinitionEdit[] = [
      { do: 'add-step', flow, at: 12, step: added },
      { do: 'move-step', flow, from: 11, to: 12 },
      { do: 'set-member', part: file, path: ['steps', 'more'], after: { ...added }, at: 12 },
    ]
    const gone: DefinitionEdit = { do: 'remove-step', flow, at: 4, step: steps[4]! }
    for (const one of all) {
      const [its] = pinned(before, [one])
      expect(edit(before, [its!]).definition).toEqual(edit(before, [one]).definition)
      const { definition } = edit(before, [gone])
      expect(() => edit(definition, [its!])).toThrow(/no longer what it was/)
      // Behind the place nothing has moved.
      const later: DefinitionEdit = { do: 'remove-step', flow, at: steps.length - 1, step: steps.at(-1)! }
      edit(edit(before, [later]).definition, [its!])
    }
    expect(pinned(before, [gone, all[0]!])).toEqual([gone, { ...all[0], behind: steps[12]!.id }])
    expect(parseEdits(pinned(before, all.slice(0, 1)) as never)).toEqual([{ ...all[0], behind: steps[11]!.id }])
    fc.assert(
      fc.property(anEdit, (one) => {
        const { definition, inverse } = edit(before, pinned(before, [one]))
        expect(meaning(edit(definition, inverse).definition)).toBe(meaning(before))
      }),
    )
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

/** Everything that comes with the program, as one definition. */
const everything = definitionFromParts(
  processes.reduce((parts, one) => withProcess(parts, one).parts, partsOfDefinition(standard())),
)

const rowName = (row: Json): string | null => {
  const named = row !== null && typeof row === 'object' && !Array.isArray(row) ? (row.id ?? row.from) : undefined
  return typeof named === 'string' ? named : null
}

/** Every place of a part: members, and rows by what names them. */
function* placesIn(value: Json, path: readonly string[] = []): Generator<{ path: readonly string[]; value: Json }> {
  if (value === null || typeof value !== 'object') return
  const entries = Array.isArray(value)
    ? value.map((row, index): [string, Json] => [rowName(row) ?? String(index), row])
    : Object.entries(value)
  for (const [name, inside] of entries) {
    yield { path: [...path, name], value: inside }
    yield* placesIn(inside, [...path, name])
  }
}

const parts = partsOfDefinition(everything)
/** Each kind of place once: the same member of ten steps of a kind is one. */
const kinds = new Map<string, { part: string; path: readonly string[]; value: Json }>()
for (const [part, value] of Object.entries(parts))
  for (const place of placesIn(value)) {
    const kind = `${part.split('/')[0]} ${kindOf(value, place.path)}`
    if (!kinds.has(kind)) kinds.set(kind, { part, ...place })
  }

/** A path with what kind of step or entry each row is. */
function kindOf(value: Json, path: readonly string[]): string {
  let held: Json = value
  return path
    .map((name) => {
      const isRow = Array.isArray(held)
      const inside: Json = isRow
        ? ((held as Json[]).find((row) => rowName(row) === name) ?? (held as Json[])[Number(name)] ?? null)
        : ((held as Record<string, Json>)[name] ?? null)
      held = inside
      return isRow ? `[${String((inside as { do?: string } | null)?.do ?? '')}]` : name
    })
    .join('/')
}
/** The definition that holds this part alone: an edit reads the whole of one, and what it does to a part hangs on no other. */
const holding = (part: string) =>
  definitionFromParts({ 'settings.json': { format: 1, settings: {} }, [part]: parts[part]! })
const wholly = (definition: Definition) => JSON.parse(JSON.stringify(partsOfDefinition(definition))) as Json

describe('every place of every part, however deep', () => {
  test('can be changed and can go, and is then as before', () => {
    let count = 0
    for (const part of Object.values(parts)) {
      const was = canonicalJson(part)
      for (const { path, value } of placesIn(part))
        for (const after of [undefined, 'x']) {
          const made = changeMember(part, { path, before: value, after })
          const back = changeMember(made.part, made.inverse).part
          // Whether they are the same is asked of values, which is faster than of their texts.
          if (isDeepStrictEqual(made.part, part)) expect(canonicalJson(made.part)).not.toBe(was)
          if (!isDeepStrictEqual(back, part)) expect(canonicalJson(back)).toBe(was)
          count++
        }
    }
    expect(count).toBeGreaterThan(2000)
  })

  test('can be changed in a definition, and changed back', () => {
    let changed = 0
    for (const { part, path, value } of kinds.values()) {
      // Another value of the same kind; a name is not an ordinary value.
      if (typeof value !== 'string' || ['id', 'from', 'do', 'type', 'format'].includes(path.at(-1)!)) continue
      const after = `${value}x`
      const whole = holding(part)
      try {
        const { definition, inverse } = edit(whole, [{ do: 'set-member', part, path, before: value, after }])
        expect(edit(definition, inverse).definition).toEqual(whole)
        changed++
      } catch (error) {
        // A closed list of values takes no other; nothing else is refused.
        expect(String(error), `${part} ${path.join('/')}`).toMatch(/Invalid (option|input)|must be/)
      }
    }
    expect(changed).toBeGreaterThan(60)
  })

  test('can go where the format allows it, and comes back where it was', () => {
    let removed = 0
    for (const { part, path, value } of kinds.values()) {
      let made: ReturnType<typeof edit>
      const whole = holding(part)
      try {
        made = edit(whole, [{ do: 'set-member', part, path, before: value }])
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput)
        continue
      }
      expect(wholly(edit(made.definition, made.inverse).definition)).toEqual(wholly(whole))
      removed++
    }
    expect(removed).toBeGreaterThan(20)
  })

  test.each(Object.keys(parts).filter((name) => name !== 'settings.json'))('%s can go and come whole', (part) => {
    // Once beside all the others, which stay.
    const whole = part === `flows/${flow}.json` ? everything : holding(part)
    const { definition, inverse } = edit(whole, [{ do: 'set-part', part, before: parts[part]!, after: null }])
    expect(Object.keys(partsOfDefinition(definition))).not.toContain(part)
    expect(edit(definition, inverse).definition).toEqual(whole)
  })

  test('a step is added into a branch of a branch, at its place', () => {
    const path = ['steps', 'if-gp-has-a-tracking-number', 'then']
    const step = { do: 'skip', id: 'more', unless: 'true', because: 'It is a test.' }
    const { definition, inverse } = edit(everything, [
      { do: 'set-member', part: 'flows/shipment-to-shop.json', path: [...path, 'more'], after: step, at: 0 },
    ])
    const branch = definition.flows['shipment-to-shop']!.steps.find(({ id }) => id === path[1])
    expect(branch).toMatchObject({ then: [{ id: 'more' }, {}, {}] })
    expect(wholly(edit(definition, inverse).definition)).toEqual(wholly(everything))
  })

  test.each<[string, DefinitionEdit, RegExp]>([
    [
      'what is not there',
      {
        do: 'set-member',
        part: 'flows/order-to-sales-order.json',
        path: ['steps', 'no', 'key'],
        before: 'x',
        after: 'y',
      },
      /there is no no/,
    ],
    [
      'a part that is not there',
      { do: 'set-member', part: 'flows/none.json', path: ['about'], before: 'x', after: 'y' },
      /there is no flows\/none.json/,
    ],
    [
      'what is otherwise by now',
      { do: 'set-member', part: 'flows/order-to-sales-order.json', path: ['about'], before: 'x', after: 'y' },
      /no longer what it was/,
    ],
    [
      'a row under another name',
      { do: 'set-member', part: 'flows/order-to-sales-order.json', path: ['steps', 'a'], after: { ...added, id: 'b' } },
      /is no a/,
    ],
  ])('%s is refused', (_, one, reason) => {
    expect(() => edit(everything, [one])).toThrow(reason)
  })
})
