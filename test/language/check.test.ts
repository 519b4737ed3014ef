import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import {
  check,
  type Definition,
  definitionFromParts,
  explainFlow,
  explainMapping,
  partsOfDefinition,
} from '../../src/language/index.ts'
import { entities, standard } from './standard.ts'

const orderMapping = 'order-to-sales-order'

function withField(name: string, expression: string): Definition {
  const definition = standard()
  const mapping = definition.mappings[orderMapping]!
  return {
    ...definition,
    mappings: {
      ...definition.mappings,
      [orderMapping]: { ...mapping, fields: { ...mapping.fields, [name]: expression } },
    },
  }
}
const problemsOf = (definition: Definition) => check(definition, entities)

describe('a definition is checked before it is saved', () => {
  test('the standard one has nothing wrong', () => {
    expect(problemsOf(standard())).toEqual([])
  })

  test.each([
    ['a field the shop does not have', 'Comment', 'order.gift_massage', /gift_massage/],
    ['a name that means nothing', 'Comment', 'ordr.gift_message', /ordr/],
    ['a function that is not there', 'Comment', 'shorten(order.gift_message, 5)', /shorten/],
    ['a number where text belongs', 'CustomerPONumber', 'order.total_paid', /gives decimal, but string .*is needed/],
    ['text where an amount belongs', 'FreightAmount', 'order.reference', /gives string, but decimal .*is needed/],
    ['a regular expression', 'Comment', 'order.reference.matches("a+") ? "x" : "y"', /regular expressions are not/],
    ['something that does not parse', 'Comment', 'truncate(order.gift_message', /./],
    [
      'a field GP does not have',
      'CustomerPONumer',
      'order.reference',
      /is no field here; known are .*CustomerPONumber/,
    ],
    ['a field GP sets itself', 'TransactionState', '"Work"', /set by the remote system|is no field here/],
  ])('%s is refused with its place and the reason', (_, field, expression, reason) => {
    const problems = problemsOf(withField(field, expression))
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]!.at).toContain(`mappings/${orderMapping}/fields/${field}`)
    expect(problems[0]!.reason).toMatch(reason)
  })

  test.each([
    ['item-details', 'detailsOfGp', ['Weight'], /holds "Weight": must be one of weight, ean13, /],
    ['item-details', 'codeOfItem', 'EAN13', /ShortDescription/],
    ['item-details', 'brandCategory', 'UserCategory1', /must be one of 1, 2, 3, 4, 5, 6, or empty/],
    ['new-products', 'variantCategories', ['1', '7'], /holds "7": must be one of 1, /],
    ['customers', 'customerFieldsOfGp', ['credit_limit'], /outstanding_allow_amount/],
    ['customers', 'addressFieldsOfGp', ['street'], /address/],
    ['shipments', 'tellParts', '', /must be one of nobody, staff, customer$/],
    ['refunds', 'returnedTo', 'On Hand', /must be one of Returned, .*, or empty/],
  ])('%s: a value of %s that no flow knows is refused, and each that one knows is taken', (id, name, value, reason) => {
    const process = processes.find((one) => one.id === id)!
    const parts = withProcess(partsOfDefinition(standard()), process).parts
    const definition = definitionFromParts(parts)
    const setting = definition.settings.settings[name]!
    const problemsWith = (its: unknown) =>
      problemsOf({
        ...definition,
        settings: {
          ...definition.settings,
          settings: { ...definition.settings.settings, [name]: { ...setting, value: its } as typeof setting },
        },
      })
    expect(problemsWith(value)).toMatchObject([{ at: `settings/${name}`, reason: expect.stringMatching(reason) }])
    const known = 'oneOf' in setting ? setting.oneOf! : []
    if (setting.type === 'texts') expect(problemsWith(known)).toEqual([])
    else for (const one of known) expect(problemsWith(one)).toEqual([])
  })

  test('a step that ends its waiting looks again, and its reason stays the same', () => {
    const definition = standard()
    const flow = definition.flows['order-to-sales-order']!
    const waiting = { do: 'skip', id: 'waiting', unless: 'order.reference != ""', because: 'It waits.' } as const
    const withStep = (step: (typeof flow.steps)[number]): Definition => {
      const steps = [...flow.steps.slice(0, 1), step, ...flow.steps.slice(1)]
      return { ...definition, flows: { ...definition.flows, [flow.id]: { ...flow, steps } } }
    }
    const reasons = (step: (typeof flow.steps)[number]) => problemsOf(withStep(step)).map(({ reason }) => reason)
    const again = { every: '1 hour', for: '60 days' }
    expect(reasons({ ...waiting, again, goOnAfter: '72' })).toEqual([])
    expect(reasons({ ...waiting, goOnAfter: '72' })).toEqual([expect.stringContaining('again is missing')])
    expect(reasons({ ...waiting, again, goOnAfter: '72', says: 'order.reference' })).toEqual([
      expect.stringContaining('says is not for a step with goOnAfter'),
    ])
  })

  test('a field that a round never sees is refused, and how to read it is said', () => {
    const named = definitionFromParts(withProcess(partsOfDefinition(standard()), itemNamesProcess).parts)
    const bulk = (expression: string): Definition => {
      const { mappings } = named
      const names = mappings['item-names']!
      return {
        ...named,
        mappings: { ...mappings, 'item-names': { ...names, fields: { ...names.fields, name: expression } } },
      }
    }
    expect(problemsOf(bulk('item.Description'))).toEqual([])
    expect(problemsOf(bulk('orElse(item.SalesTaxScheduleKey, "")'))).toEqual([
      {
        at: 'mappings/item-names/fields/name',
        reason: expect.stringMatching(
          /the list of gp.item.* no SalesTaxScheduleKey; write gpItem\(item\.Key\)\.SalesTaxScheduleKey$/,
        ),
      },
    ])
    expect(problemsOf(bulk('orElse(item.DefaultPriceLevelKey, "")'))[0]!.reason).toMatch(/in a step of its own$/)
  })

  test.each([
    [
      'order.refrence',
      'there is no field "refrence" in prestashop.order; did you mean "reference"? (character 7: “order.→refrence”)',
    ],
    ['settings.pamentTerms', /no field "pamentTerms" in the settings; did you mean "paymentTerms"\?/],
    ['shipTo.country.iso_cod', /did you mean "iso_code"\? \(character 16: “shipTo\.country\.→iso_cod”\)/],
    ['order.order_rows', /no field "order_rows" in prestashop\.order; known are id, reference, .* and \d+ more/],
    ['ordr.reference', /there is no "ordr" here; did you mean "order"\?/],
    ['valuMap("carrier", "2")', /there is no function "valuMap"; did you mean "valueMap"\?/],
    [
      'truncate(order.reference)',
      /truncate cannot be called with \(string\); there is truncate\(string, int\): string/,
    ],
    ['order.total_paid + "x"', /decimal \+ string cannot be worked out: .*dec\("5\.00"\)/],
    ['order.reference == 5 ? "a" : "b"', /string == int cannot be worked out: .*write "5" for 5/],
    ['order.reference +', /ends too early: .*\(character 18: “order\.reference \+→”\)/],
    ['order.gift ? "a" : 1', /both values of “\? :” must be of one type; here they are string and int/],
  ])('%s: what is wrong, what is known there, what was meant, and where', (expression, reason) => {
    const [problem] = problemsOf(withField('Comment', expression))
    expect(problem!.reason).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason))
  })

  test('a required field without an expression is missed', () => {
    const definition = standard()
    const { CustomerKey: _, ...fields } = definition.mappings[orderMapping]!.fields
    const without = {
      ...definition,
      mappings: { ...definition.mappings, [orderMapping]: { ...definition.mappings[orderMapping]!, fields } },
    }
    expect(problemsOf(without)).toContainEqual({
      at: `mappings/${orderMapping}/fields/CustomerKey`,
      reason: 'is required and has no expression',
    })
  })

  test('steps below a gate that never holds are never reached', () => {
    const definition = standard()
    const flow = definition.flows[orderMapping]!
    const steps = flow.steps.map((step) => (step.do === 'skip' ? { ...step, unless: 'false' } : step))
    const problems = problemsOf({ ...definition, flows: { [orderMapping]: { ...flow, steps } } })
    expect(problems.map(({ reason }) => reason).join()).toMatch(/never reached/)
  })

  test.each([
    ['a row inside a row', { Lines: { each: 'order.order_details', as: 'order', fields: {} } }, 'Lines/as'],
    [
      'a value of a row',
      { Lines: { each: 'order.order_details', as: 'row', let: { settings: 'row.id' }, fields: {} } },
      'Lines/let/settings',
    ],
  ])('%s under a name that is taken is refused with its place', (_, changed, place) => {
    const definition = standard()
    const mapping = definition.mappings[orderMapping]!
    const fields = { ...mapping.fields, ...changed }
    expect(
      problemsOf({ ...definition, mappings: { ...definition.mappings, [orderMapping]: { ...mapping, fields } } }),
    ).toContainEqual({
      at: `mappings/${orderMapping}/fields/${place}`,
      reason: expect.stringContaining('already names something else here'),
    })
  })

  test('a circle of values is named', () => {
    const definition = standard()
    const mapping = definition.mappings[orderMapping]!
    const circle = { ...mapping, let: { ...mapping.let, discount: 'freight', freight: 'discount' } }
    expect(
      problemsOf({ ...definition, mappings: { ...definition.mappings, [orderMapping]: circle } })
        .map(({ at }) => at)
        .join(),
    ).toMatch(/let\/(discount|freight)/)
  })
})

describe('the files of a definition', () => {
  test('say the same after a round trip, whatever the order of their members', () => {
    const parts = partsOfDefinition(standard())
    const shuffled = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, reversed(part)]))
    expect(problemsOf(definitionFromParts(shuffled as typeof parts))).toEqual([])
    expect(definitionFromParts(parts)).toEqual(standard())
  })

  test.each([
    ['settings.json', (part: object) => ({ ...part, extra: 1 }), /extra/],
    [`flows/${orderMapping}.json`, (part: object) => ({ ...part, on: 'order' }), /on/],
    [`mappings/${orderMapping}.json`, (part: object) => ({ ...part, format: 2 }), /format/],
    ['value-maps/carrier.json', (part: object) => ({ ...part, entries: [{ from: '1' }] }), /entries/],
  ] as const)('%s with something else in it is refused with its place', (name, change, place) => {
    const parts = partsOfDefinition(standard())
    const changed = { ...parts, [name]: change(parts[name] as object) as never }
    const refused = () => definitionFromParts(changed)
    expect(refused).toThrow(InvalidInput)
    expect(refused).toThrow(place)
    expect(refused).toThrow(new RegExp(name.replace('.json', '').replace('/', '.')))
  })
})

describe('in plain sentences', () => {
  test('the order flow reads as a story', () => {
    const story = explainFlow(standard().flows[orderMapping]!)
    expect(story.length).toBeGreaterThan(8)
    expect(story.every((sentence) => /[.:]$/.test(sentence))).toBe(true)
    expect(story.join('\n')).toMatch(/not paid/)
  })

  test('every field of the mapping is told', () => {
    const mapping = standard().mappings[orderMapping]!
    const told = explainMapping(mapping).join('\n')
    for (const field of Object.keys(mapping.fields)) expect(told).toContain(field)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inside]) => [key, reversed(inside)]),
  )
}
