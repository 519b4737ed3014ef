import { Environment } from '@marcbachmann/cel-js'
import { describe, expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { ref } from '../../src/domain/record.ts'
import { check } from '../../src/language/check.ts'
import { compile } from '../../src/language/compile.ts'
import { definitionFromParts, partsOfDefinition } from '../../src/language/format.ts'
import { type Definition, decide, defineMapping, type Mapping } from '../../src/language/index.ts'
import { shopCustomer } from '../flows/shop-order.ts'
import { entities, standard } from './standard.ts'

/** A definition whose only flow makes a customer by these values and fields. */
function making(lets: Mapping['let'], fields: Mapping['fields'], to: Mapping['to'] = 'gp.customer'): Definition {
  const example = defineMapping({ id: 'example', about: 'x', from: {}, to, ...(lets ? { let: lets } : {}), fields })
  const flow = {
    format: 1 as const,
    id: 'example',
    about: 'x',
    on: 'prestashop.customer' as const,
    steps: [
      { do: 'read' as const, id: 'read', entity: 'prestashop.customer' as const, key: 'record', as: 'customer' },
      { do: 'map' as const, id: 'map', by: 'example', as: 'made' },
    ],
  }
  return { ...standard(), flows: { example: flow }, mappings: { example } }
}

/** What a run of it comes to. */
function runOf(definition: Definition) {
  const program = compile(definition, entities)
  const record = ref('prestashop.customer', '1')
  return decide(program, { flow: 'example', record, cutOver: instant('2020-01-01T00:00:00Z') }, [
    { kind: 'read', step: 'read', as: 'customer', record, value: shopCustomer },
  ])
}

const named = { Key: '"x"', Name: '"x"' }
/** `a0` … `a29`, each made of the one before. */
const chain = (first: string, next: (before: string) => string, length = 30) =>
  Object.fromEntries(
    Array.from({ length }, (_, place) => [`a${place}`, place === 0 ? first : next(`a${place - 1}`)] as const),
  )
const text = 'truncate("x", 15)'

describe('an evaluation that would take too much ends with an error that names the expression', () => {
  test.each<[what: string, lets: Mapping['let'], part: RegExp]>([
    ['texts doubled', chain('"xxxxxxxxxx"', (a) => `${a} + ${a}`), /let\/a\d+ .*characters/],
    ['lists doubled', chain('[1, 2, 3, 4]', (a) => `${a} + ${a}`), /let\/a\d+ .*elements/],
    [
      'lists of lists that are looped over',
      chain('[1, 2, 3, 4, 5, 6, 7, 8]', (a) => `${a}.map(x, x) + ${a}`),
      /let\/a\d+ /,
    ],
    ['decimals squared', chain('dec("12345678901234567890")', (a) => `${a} * ${a}`), /let\/a\d+ .*digits/],
    ['decimals squared towards nothing', chain('dec("0.0000000001")', (a) => `${a} * ${a}`), /let\/a\d+ .*digits/],
    [
      'loops over loops, also where operators swallow errors',
      {
        many: '[1,2,3,4,5,6,7,8,9,10].map(x, [1,2,3,4,5,6,7,8,9,10].map(y, "12345678901234567890").size()).map(x, "1 2 3 4 5 6 7 8 9 10 1 2 3 4 5 6 7 8 9 10".split(" ")).map(x, size(x))',
        more: 'many + many + many + many + many + many + many + many + many + many',
        most: 'more + more + more + more + more + more + more + more',
        all: 'most.exists(x, most.exists(y, most.exists(z, x + y + z < 0))) || most.all(x, most.all(y, x + y > 0))',
      },
      /let\/all .*steps/,
    ],
    [
      'one text many times',
      {
        ...chain('["xxxxxxxxxxxxxxxxxxxx"]', (a) => `${a} + ${a}`, 14),
        joined: 'joined(a13 + a13, "a long separator")',
      },
      /joined/,
    ],
  ])('%s', (_, lets, part) => {
    const action = runOf(making(lets, { ...named, Shortname: text }))
    expect(action.do).toBe('ask')
    expect(JSON.stringify(action)).toMatch(part)
  })

  test.each<[what: string, lets: Mapping['let'], reason: RegExp]>([
    ['regular expressions', { a: '"x".matches("(x+)+y")' }, /regular expressions/],
    ['values without a type', { a: 'dyn([[1]])' }, /type/],
    ['bytes', { a: 'bytes("{}").json()' }, /bytes/],
    ['join', { a: '["x"].join("y")' }, /joined/],
    ['a duration that somebody else wrote', { a: '"1s"', b: 'duration(a)' }, /duration/],
    [
      'lists of lists compared',
      { ...chain('[[1], [2]]', (a) => `${a} + ${a}`, 3), b: '[a2, a2] == [a2, a2]' },
      /compares lists of lists/,
    ],
    ['four loops inside each other', { a: '[1].map(a, [1].map(b, [1].map(c, [1].map(d, d))))' }, /nested/],
  ])('%s are refused when the definition is checked', (_, lets, reason) => {
    expect(JSON.stringify(check(making(lets, named), entities))).toMatch(reason)
  })

  test('numbers of decimals that no amount has are an error', () => {
    for (const expression of [
      'text(round(dec("1"), 1000000000))',
      'text(allocate(dec("1"), [dec("1"), dec("3")], 60)[0])',
    ])
      expect(JSON.stringify(runOf(making(undefined, { ...named, Shortname: `truncate(${expression}, 15)` })))).toMatch(
        /decimals must be 0 to 20/,
      )
  })

  test('an order of a thousand lines is far from it', () => {
    const rows = chain('["a", "b", "c", "d"]', (a) => `${a} + ${a}`, 9)
    const definition = making(
      {
        ...rows,
        sum: 'sum(a8.map(x, dec("1.25") * dec("3")))',
        texts: 'a8.map(x, truncate(x + " and a name of forty characters", 30))',
      },
      { ...named, Shortname: 'truncate(text(sum) + texts[0], 15)' },
    )
    expect(runOf(definition)).toMatchObject({ do: 'note', entry: { kind: 'texts', changes: { length: 5 } } })
  })
})

describe('a definition is checked in a time that its size bounds', () => {
  test('a value that is used twice in each of the next', () => {
    const lets = chain('customer_name', (a) => `${a} + ${a}`, 100)
    const definition = making({ ...lets, a0: '"x"' }, { ...named, Shortname: 'a99' })
    expect(check(definition, entities)).toEqual([])
  })

  test('a row that has the name of its list', () => {
    const definition = making({ rows: '["a"]' }, { ...named, Shortname: 'truncate("x", 15)' })
    const parts = partsOfDefinition(definition) as Record<string, { fields: object }>
    parts['mappings/example.json']!.fields = {
      ...parts['mappings/example.json']!.fields,
      Addresses: { each: 'rows', as: 'rows', fields: { Name: 'rows' } },
    }
    expect(check(definitionFromParts(parts as never), entities)).not.toEqual([])
  })

  test.each<[what: string, fields: () => unknown, reason: RegExp]>([
    [
      'nested without end',
      () => {
        let form: unknown = '"x"'
        for (let depth = 0; depth < 5_000; depth++) form = { fields: { Name: form } }
        return { Name: form }
      },
      /nests more than/,
    ],
    [
      'huge',
      () => Object.fromEntries(Array.from({ length: 9_000 }, (_, place) => [`F${place}`, '"x"'])),
      /hold more than/,
    ],
  ])('one that is %s is refused before it is read', (_, fields, reason) => {
    const parts = { ...partsOfDefinition(making(undefined, named)) } as Record<string, unknown>
    parts['mappings/example.json'] = { ...(parts['mappings/example.json'] as object), fields: fields() }
    expect(() => definitionFromParts(parts as never)).toThrow(reason)
  })

  test('names that every object has are names like others', () => {
    for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
      const problems = check(making({ [name]: '"x"' }, { ...named, [name]: '"x"' }), entities)
      expect(problems.map(({ at }) => at)).toEqual([`mappings/example/fields/${name}`])
    }
  })
})

test('every function that the library of expressions has was looked at for what it can cost', () => {
  const { functions } = new Environment({ enableOptionalTypes: true }).getDefinitions()
  const names = [...new Set(functions.map(({ signature }) => /([A-Za-z0-9_]+)\(/.exec(signature)![1]!))].sort()
  expect(names).toEqual(
    'all at base64 bind bool bytes contains double duration dyn endsWith exists exists_one filter getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds has hasValue hex indexOf int join json lastIndexOf lowerAscii map matches none of or orValue size split startsWith string substring timestamp trim type uint upperAscii value'.split(
      ' ',
    ),
  )
})
