import { describe, expect, test } from 'vitest'
import { Budget } from '../../src/language/budget.ts'
import { compile } from '../../src/language/compile.ts'
import { applyMapping, attempt } from '../../src/language/evaluate.ts'
import { defineMapping } from '../../src/language/index.ts'
import { type Known, linkKey, recordKeyOf } from '../../src/language/known-world.ts'
import { entities, standard } from './standard.ts'

const nothing: Known = { links: new Map(), records: new Map() }

/** The GP customer whose Shortname is the expression, as far as it can be made. */
function shortname(expression: string, known: Known = nothing) {
  const definition = standard()
  const example = defineMapping({
    id: 'example',
    about: 'A customer.',
    from: {},
    to: 'gp.customer',
    fields: { Key: '"C1"', Name: '"Anne"', Shortname: expression },
  })
  const carrier = {
    ...definition.valueMaps.carrier!,
    entries: [
      { from: '2', to: 'GROUND' },
      { from: '3', label: 'Bike', to: null },
      { from: 'FAST', to: 'AIR' },
      { from: 'Slow', to: 'SEA' },
      { from: 'slow', to: 'SHIP' },
      { from: 'open', to: null },
      { from: 'Open', to: 'GROUND' },
    ],
  }
  const program = compile(
    {
      ...definition,
      mappings: { ...definition.mappings, example },
      valueMaps: { ...definition.valueMaps, carrier },
    },
    entities,
  )
  const budget = new Budget()
  return attempt(program, known, budget, () => applyMapping(program.mappings.get('example')!, {}, budget))
}

const link = 'link("gp.customer", "prestashop.customer", "3")'
const linkPlace = linkKey('gp.customer', 'prestashop.customer', '3')
const item = 'lookup("gp.item", "TEA")'
const value = (text: string) => ({ is: 'value', value: { Key: 'C1', Name: 'Anne', Shortname: text } })

describe('a field is filled, or the mapping says what it lacks', () => {
  test('a value map gives its answer', () => {
    expect(shortname('valueMap("carrier", "2")')).toEqual(value('GROUND'))
  })

  test.each([
    ['is not listed', '9', {}],
    ['is an open question', '3', { label: 'Bike' }],
  ])('a value that %s is missing', (_, from, label) => {
    expect(shortname(`valueMap("carrier", "${from}")`)).toEqual({
      is: 'missing',
      missing: [{ what: 'value', valueMap: 'carrier', from, ...label }],
    })
  })

  test('a link is asked for, then used, then missing', () => {
    const source = { entity: 'prestashop.customer', key: '3' }
    expect(shortname(link)).toEqual({ is: 'wanted', links: [{ source, entity: 'gp.customer' }], records: [] })
    expect(shortname(link, { ...nothing, links: new Map([[linkPlace, 'PS3']]) })).toEqual(value('PS3'))
    expect(shortname(link, { ...nothing, links: new Map([[linkPlace, null]]) })).toEqual({
      is: 'missing',
      missing: [{ what: 'link', source, entity: 'gp.customer' }],
    })
  })

  test('a record is asked for, then used, then missing', () => {
    const record = { entity: 'gp.item', key: 'TEA' }
    const place = recordKeyOf('gp.item', 'TEA')
    expect(shortname(item)).toEqual({ is: 'wanted', links: [], records: [record] })
    expect(shortname(item, { ...nothing, records: new Map([[place, { exists: true }]]) })).toEqual(value('TEA'))
    expect(shortname(item, { ...nothing, records: new Map([[place, { exists: false }]]) })).toEqual({
      is: 'missing',
      missing: [{ what: 'record', record }],
    })
  })

  test('an empty key names nothing, and no remote system is asked for it', () => {
    expect(shortname('lookup("gp.item", " ")')).toMatchObject({ is: 'missing', missing: [{ what: 'record' }] })
  })

  test.each([
    ['or', 'valueMap("carrier", "9") == "" || true ? "x" : "y"'],
    ['text around it', 'unlessEmpty(valueMap("carrier", "9"))'],
    ['a broken stand-in', 'text(dec(valueMap("carrier", "9")))'],
  ])('what is missing is not swallowed by %s', (_, expression) => {
    expect(shortname(expression)).toMatchObject({ is: 'missing', missing: [{ valueMap: 'carrier', from: '9' }] })
  })

  test('a value in other letters has the answer of the one that differs in nothing else, unless two of those differ', () => {
    expect(shortname('valueMap("carrier", " fast ") + valueMap("carrier", "Fast")')).toEqual(value('AIRAIR'))
    expect(shortname('valueMap("carrier", "Slow") + valueMap("carrier", "slow")')).toEqual(value('SEASHIP'))
    expect(shortname('inValueMap("carrier", "SLOW") ? "yes" : "no"')).toEqual(value('no'))
    // One that nobody has answered yet stands in the way of none.
    expect(shortname('valueMap("carrier", "open")')).toEqual(value('GROUND'))
  })

  test('a question about a value or a link is answered without missing it', () => {
    expect(shortname('inValueMap("carrier", "3") ? "yes" : "no"')).toEqual(value('no'))
    const isLinked = 'isLinked("gp.customer", "prestashop.customer", "3") ? "yes" : "no"'
    expect(shortname(isLinked, { ...nothing, links: new Map([[linkPlace, null]]) })).toEqual(value('no'))
    expect(shortname(isLinked, { ...nothing, links: new Map([[linkPlace, 'PS3']]) })).toEqual(value('yes'))
  })

  test('a key from GP that is longer than the column is refused, not cut', () => {
    expect(shortname(link, { ...nothing, links: new Map([[linkPlace, 'X'.repeat(99)]]) })).toEqual({
      is: 'unfit',
      at: 'Shortname',
      own: true,
      fits: 15,
      reason: expect.stringMatching(/has 99 characters, and 15 fit: .* would be lost$/),
    })
  })

  test('a calculation without a result is refused with its reason', () => {
    expect(shortname('text(dec("x"))')).toMatchObject({ is: 'unfit', reason: expect.stringMatching(/decimal/i) })
  })
})
