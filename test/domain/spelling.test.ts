import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dec, decimalSpelled, decimalText } from '../../src/domain/decimal.ts'
import { canonicalJson, type Json } from '../../src/domain/record.ts'

// What is known of a record is compared by the hash of its text: two spellings of one value are two values.
const number = fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?$/)

test('a number has one spelling, the one that arithmetic gives it', () => {
  fc.assert(
    fc.property(number, fc.nat({ max: 12 }), (text, zeros) => {
      const padded = `${text}${text.includes('.') ? '0'.repeat(zeros) : ''}`
      expect(decimalSpelled(padded)).toBe(decimalText(dec(padded)))
    }),
  )
  for (const text of ['0', '-0', '0.000', '-0.00', '007', '100', '100.00', '10.500', '-12.340000', '0.05'])
    expect(decimalSpelled(text)).toBe(decimalText(dec(text)))
})

test.each(['', '1.', '.5', '1e3', ' 1', '1 ', 'NaN', '1'.repeat(65)])('%j is no number', (text) => {
  expect(() => decimalSpelled(text)).toThrow(RangeError)
})

/** As its definition says it. */
const sorted = (value: Json): string =>
  Array.isArray(value)
    ? `[${value.map(sorted).join(',')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.keys(value)
          .sort()
          .map((name) => `${JSON.stringify(name)}:${sorted(value[name]!)}`)
          .join(',')}}`
      : JSON.stringify(value)

test('what is undefined is left out of canonical JSON, as of JSON', () => {
  for (const more of [{}, { 9: '' }]) {
    const value = { ...more, a: undefined, b: [undefined, { c: undefined }], d: null }
    expect(canonicalJson(value as unknown as Json)).toBe(JSON.stringify(value))
  }
})

test('canonical JSON is JSON with its members by name, whatever signs they have', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }), (value) => {
      expect(canonicalJson(value as Json)).toBe(sorted(value as Json))
    }),
  )
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`name${(n * 7) % 40}`, { b: n, a: null }]))
  const own = JSON.parse('{"z":1,"__proto__":{"b":1,"a":2},"c":[{"10":1,"9":2}]}') as Json
  for (const value of [many, own, { '': 1, ' ': 2, é: 3, _: 4 }]) expect(canonicalJson(value)).toBe(sorted(value))
  expect(canonicalJson({ b: 'a "quoted" \\ \n Straße', a: [1, null, true, {}], '10': '', '9': [] })).toBe(
    '{"10":"","9":[],"a":[1,null,true,{}],"b":"a \\"quoted\\" \\\\ \\n Straße"}',
  )
})
