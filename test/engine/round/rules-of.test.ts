import { expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { decideTogether, type Looked } from '../../../src/engine/round/decide-together.ts'
import type { RoundContext } from '../../../src/engine/round/index.ts'
import { decidedBy, rulesOf } from '../../../src/engine/round/rules-of.ts'
import { standardDefinition, withProcess } from '../../../src/flows/index.ts'
import { itemNamesProcess } from '../../../src/flows/item-names/index.ts'
import { compile, type Definition, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'
import { entities } from '../../language/standard.ts'

const definition = definitionFromParts(withProcess(partsOfDefinition(standardDefinition()), itemNamesProcess).parts)
const { mappings, valueMaps, settings, flows } = definition
const mapping = (id: string): Definition => ({
  ...definition,
  mappings: { ...mappings, [id]: { ...mappings[id]!, about: 'Another' } },
})
const valueMap = (id: string): Definition => ({
  ...definition,
  valueMaps: { ...valueMaps, [id]: { ...valueMaps[id]!, entries: [{ from: 'A', to: 'B' }] } },
})
const setting = (id: string): Definition => ({
  ...definition,
  settings: {
    ...settings,
    settings: { ...settings.settings, [id]: { ...settings.settings[id]!, value: true } },
  } as never,
})

test.each([
  ['its steps', { ...definition, flows: { ...flows, 'item-names': { ...flows['item-names']!, about: 'Another' } } }],
  ['its mapping', mapping('item-names')],
  ['a value map that a step asks', valueMap('item')],
  ['a setting that a guard asks', setting('namesOverEdits')],
])('a flow goes by %s', (_, changed) => {
  expect(rulesOf(changed, 'item-names')).not.toBe(rulesOf(definition, 'item-names'))
})

test.each([
  ['another flow', { ...definition, flows: { ...flows, 'order-to-sales-order': flows['item-names']! } }],
  ['the mapping of another', mapping('order-to-sales-order')],
  ['a value map of others', valueMap('carrier')],
])('and not by %s', (_, changed) => {
  expect(rulesOf(changed, 'item-names')).toBe(rulesOf(definition, 'item-names'))
})

test('a flow goes by what its value maps name, and by those that functions of taxes ask for', () => {
  const asksSite: Definition = {
    ...definition,
    valueMaps: { ...valueMaps, item: { ...valueMaps.item!, otherwise: { setting: 'site' } } },
  }
  const elsewhere: Definition = { ...asksSite, settings: setting('site').settings }
  expect(rulesOf(setting('site'), 'item-names')).toBe(rulesOf(definition, 'item-names'))
  expect(rulesOf(elsewhere, 'item-names')).not.toBe(rulesOf(asksSite, 'item-names'))
  expect(rulesOf(valueMap('tax-rate'), 'order-to-sales-order')).not.toBe(rulesOf(definition, 'order-to-sales-order'))
})

test('what was looked at is looked at again where another shop or language is meant, or the cut-over has moved', () => {
  const connections = { prestashop: { url: 'https://shop.example', shopId: 1, language: 1 }, gp: { company: 'TWO' } }
  const its = { connections, cutOver: instant('2026-11-01T00:00:00.000Z'), flowsSince: {}, offFlows: [] }
  const programOf = (one: Definition) => compile(one, entities)
  const before = decidedBy(its, programOf(definition), 'item-names')
  expect(decidedBy({ ...its }, programOf({ ...definition }), 'item-names')).toBe(before)
  for (const prestashop of [
    { ...connections.prestashop, shopId: 2 },
    { ...connections.prestashop, language: 2 },
  ])
    expect(
      decidedBy({ ...its, connections: { ...connections, prestashop } }, programOf(definition), 'item-names'),
    ).not.toBe(before)
  const spelling = (one: Definition) => {
    const letters = { codePage: 'codePage', transliterate: 'transliterate' }
    const schemaOf = () => ({ ...entities.get('prestashop.product')!, letters })
    return decidedBy(its, { ...programOf(one), schemaOf }, 'item-names')
  }
  expect(spelling(setting('codePage'))).not.toBe(spelling(definition))
  const cutOver = instant('2026-11-02T00:00:00.000Z')
  expect(decidedBy({ ...its, cutOver }, programOf(definition), 'item-names')).not.toBe(before)
})

test('the beginning of another flow counts where its rules ask since when orders or documents are made, and nowhere else', () => {
  const its = { connections: {}, cutOver: instant('2026-11-01T00:00:00.000Z'), flowsSince: {}, offFlows: [] }
  const asking = (unless: string): Definition => {
    const flow = flows['item-names']!
    const asks = { do: 'skip', id: 'asks', unless, because: 'Nothing is made yet.' }
    return { ...definition, flows: { ...flows, 'item-names': { ...flow, steps: [...flow.steps, asks as never] } } }
  }
  const later = { 'order-to-sales-order': instant('2026-11-20T00:00:00.000Z') }
  const of = (one: Definition, integration: Parameters<typeof decidedBy>[0]) =>
    decidedBy(integration, compile(one, entities), 'item-names')
  expect(of(definition, { ...its, flowsSince: later })).toBe(of(definition, its))
  expect(of(definition, { ...its, flowsSince: { 'item-names': later['order-to-sales-order'] } })).not.toBe(
    of(definition, its),
  )
  for (const unless of ['cutOver < ordersSince', '"gp.salesOrder" in madeSince']) {
    const one = asking(unless)
    expect(of(one, { ...its, flowsSince: later })).not.toBe(of(one, its))
  }
  const made = asking('"gp.salesOrder" in madeSince')
  expect(of(made, { ...its, offFlows: ['order-to-sales-order'] })).not.toBe(of(made, its))
})

test('a round knows since when others make documents, as a run of one of its records does', async () => {
  const flow = flows['item-names']!
  const made = { do: 'skip', id: 'made', unless: '!("gp.salesOrder" in madeSince)', because: 'Orders are carried.' }
  const [first, ...rest] = flow.steps
  const steps = [first!, made as never, ...rest]
  const program = compile({ ...definition, flows: { ...flows, 'item-names': { ...flow, steps } } }, entities)
  const integration = { id: 'main', cutOver: instant('2026-11-01T00:00:00.000Z'), offFlows: [] as string[] }
  const value = { id: '7', reference: 'TEA', name: 'Tea' }
  const record = ref('prestashop.product', '7')
  const one: Looked = {
    ...{ key: record.key, value, seenHash: '', before: undefined, action: null },
    journal: [{ kind: 'read', step: first!.id, as: first!.do === 'read' ? first!.as : '', record, value }],
  }
  const context = { loop: {}, integration, program, flow: 'item-names' } as unknown as RoundContext
  await decideTogether(context, [one])
  expect(one.action).toMatchObject({ do: 'finish', reason: 'Orders are carried.' })
})
