import { Environment } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { processes } from '../../src/flows/index.ts'
import { explainFlow, explainMapping, functionReference } from '../../src/language/index.ts'
import { conditionInWords, valueInWords } from '../../src/language/sentence/index.ts'
import { standard } from './standard.ts'

/** What no sentence has: operators and calls of CEL. */
const cel = /&&|\|\||==|!=|>=|<=|\? |\b\w+\.\w+\(|\b(?:orElse|valueMap|isLinked|optional|hasValue|orValue|size)\b|\w\(/

test.each<[string, string]>([
  ['order.current_state in settings.paidStates', 'order’s current state is one of the setting paidStates'],
  ['!(order.order_state_role in ["canceled", "error"])', 'order’s order state role is none of “canceled” or “error”'],
  [
    'requested || order.date_add >= cutOver',
    'a person has asked for it or order’s date add is not before the cut-over',
  ],
  ['!customer.is_guest || settings.guestCustomer == ""', 'customer is not guest or the setting guestCustomer is empty'],
  ['!held.IsVoided.orValue(false)', 'held is not voided, or it is not known'],
  ['order.paid_in_full.orValue(false)', 'order is marked “paid in full”'],
  ['order.total_paid > dec("500")', 'order’s total paid is more than “500”'],
  ['!(a > 1 && b)', 'a is at most 1 or b does not hold'],
  [
    'isLinked("gp.salesOrder", "prestashop.order", order.id)',
    'the PrestaShop order with the key order’s id is linked to a GP sales order',
  ],
  ['size(lines.filter(line, line.Quantity < 1)) == 0', 'for no line of lines, line’s quantity is less than 1'],
  ['xs.all(x, x != "")', 'for every x of xs, x is not empty'],
])('the condition %s is said', (expression, words) => {
  expect(conditionInWords(expression)).toBe(words)
})

test.each<[string, string]>([
  ['order.id_customer', 'order’s customer id'],
  ['orElse(order.company, "")', 'order’s company'],
  ['orElse(a, orElse(b, c))', 'the first that is not empty of a, b and c'],
  ['settings.marker + " " + order.id', 'the text the setting marker + a blank + order’s id'],
  ['order.total_paid - order.total_tax', 'order’s total paid minus order’s total tax'],
  ['a ? "x" : "y"', '“x” if a holds, otherwise “y”'],
  ['lines.filter(l, l.Price > 1).map(l, l.Key)', 'l’s key for each l of lines for which l’s price is more than 1'],
  ['valueMap("carrier", order.carrier)', 'what the value map “carrier” says of order’s carrier'],
  ['"x”. All is well"', '"x”. All is well"'],
])('the value %s is said', (expression, words) => {
  expect(valueInWords(expression)).toBe(words)
})

describe('every flow and mapping that comes with the program', () => {
  const flows = [...Object.values(standard().flows), ...processes.flatMap((one) => one.flows)]
  const mappings = [...Object.values(standard().mappings), ...processes.flatMap((one) => one.mappings)]
  test.each(flows.map((flow) => [flow.id, flow] as const))('the flow %s reads without CEL', (_, flow) => {
    for (const sentence of explainFlow(flow)) expect(sentence.replace(/“[^”]*”/g, '')).not.toMatch(cel)
  })
  test.each(mappings.map((mapping) => [mapping.id, mapping] as const))(
    'the mapping %s reads without CEL',
    (_, mapping) => {
      for (const sentence of explainMapping(mapping)) expect(sentence.replace(/“[^”]*”/g, '')).not.toMatch(cel)
    },
  )
})

/** Calls as they are written, one a signature. */
const calls = [
  ...functionReference.map(({ signature }) => signature),
  ...new Environment({ enableOptionalTypes: true }).getDefinitions().functions.map(({ signature }) => signature),
].flatMap((signature) => {
  const [, on, name, given = ''] = /^(?:(.+)\.)?(\w+)\((.*)\):/.exec(signature) ?? []
  if (name === undefined) return []
  const count = given.trim() === '' ? 0 : given.replace(/<[^>]*>/g, '').split(',').length
  const args = Array.from({ length: count }, (_, index) => `argument${index + 1}`)
  const of = on === 'OptionalNamespace' ? 'optional' : on === 'CelNamespace' ? 'cel' : on === undefined ? '' : 'things'
  return [`${of}${of === '' ? '' : '.'}${name}(${args.join(', ')})`]
})

test.each([...new Set(calls)].map((call) => [call]))('%s has words', (call) => {
  for (const words of [valueInWords(call), conditionInWords(call)]) {
    expect(words).not.toMatch(/\{\d\}|undefined|“\w+” of/)
    expect(words.replace(/“[^”]*”/g, '')).not.toMatch(cel)
  }
})

const name = fc.constantFrom('a', 'order', 'settings', 'requested', 'cutOver', 'xs')
const expression: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => {
  const any = tie('any')
  return {
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      name,
      fc.constantFrom('"a text"', '""', '1', '1.5', 'true', 'false', 'null', '[]', '{}', '-2', '2u', 'b"x"'),
      fc
        .tuple(any, fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'in', '&&', '||'), any)
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(any, any, any).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(fc.constantFrom('!', '-'), any).map(([op, a]) => `${op}(${a})`),
      fc
        .tuple(any, fc.constantFrom('.name', '.?name', '[0]', '[?1]', '.hasValue()', '.value()', '.isPaid'))
        .map(([a, path]) => `(${a})${path}`),
      fc
        .tuple(any, fc.constantFrom('map', 'filter', 'exists', 'exists_one', 'all'), any)
        .map(([a, loop, b]) => `(${a}).${loop}(x, ${b})`),
      fc.tuple(any, any).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(any, any).map(([a, b]) => `{"k": ${a}, "l": ${b}}`),
      fc.tuple(any, any).map(([a, b]) => `(${a}).orValue(${b})`),
      fc.tuple(any, any).map(([a, b]) => `cel.bind(x, ${a}, ${b})`),
      fc
        .tuple(fc.constantFrom('size', 'orElse', 'valueMap', 'unknown'), any, any)
        .map(([f, a, b]) => `${f}(${a}, ${b})`),
    ),
  }
}).any

test('whatever the language allows becomes words, without its operators', () => {
  fc.assert(
    fc.property(expression, (text) => {
      for (const words of [valueInWords(text), conditionInWords(text)]) {
        expect(words.trim()).not.toBe('')
        expect(words.replace(/“[^”]*”/g, '')).not.toMatch(/&&|\|\||==|!=|>=|<=|\?|\[object/)
      }
    }),
    { numRuns: 300 },
  )
})

test('a condition and its contrary are never said alike', () => {
  fc.assert(
    fc.property(expression, (text) => {
      expect(conditionInWords(`!(${text})`)).not.toBe(conditionInWords(text))
    }),
    { numRuns: 300 },
  )
})

test('what is no expression at all is shown as it stands', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      valueInWords(text)
      conditionInWords(text)
    }),
  )
  expect(valueInWords('a b c')).toBe('“a b c”')
})
