import { describe, expect, test } from 'vitest'
import { hub } from '../../src/connectors/hub/index.ts'
import { type RecordValue, recordKey } from '../../src/domain/record.ts'
import { settingUses } from '../../src/domain/setting-uses.ts'
import { Tally } from '../../src/engine/round/guards.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { check, compile, definitionFromParts, partsOfDefinition, referencesOf } from '../../src/language/index.ts'
import { settingsOfBooks } from '../../src/reconcile/index.ts'
import { entities as both } from '../language/standard.ts'

const entities = new Map([...both, ...hub.entities.map((schema) => [schema.entity, schema] as const)])
const standard = partsOfDefinition(standardDefinition())

describe('a process that is added to an integration', () => {
  test('all of them together leave room for what people add', () => {
    const { parts } = processes.reduce((known, process) => withProcess(known.parts, process), { parts: standard })
    const flow = parts['flows/order-to-sales-order.json'] as object
    // As much again as the largest of them, twice.
    const own = Object.fromEntries(['ours', 'our-others'].map((id) => [`flows/${id}.json`, { ...flow, id }]))
    expect(() => definitionFromParts({ ...parts, ...own })).not.toThrow()
  })

  test('all of them together check beside the standard', () => {
    let parts = standard
    for (const process of processes) parts = withProcess(parts, process).parts
    const problems = check(definitionFromParts(parts), entities)
    expect(problems).toEqual(check(standardDefinition(), entities))
  })

  test.each(processes.map((process) => [process.id, process] as const))(
    '%s: says in its name which flows are its own, and is added once',
    (_, process) => {
      const { parts, added, kept } = withProcess(standard, process)
      expect(added).toEqual(expect.arrayContaining(process.flows.map(({ id }) => `flows/${id}.json`)))
      expect(kept).toEqual([])
      expect(withProcess(parts, process)).toEqual({ parts, added: [], kept: [] })
    },
  )

  test.each(processes.map((process) => [process.id, process] as const))(
    '%s: brings no setting that nothing reads',
    (_, { flows, mappings, settings = {} }) => {
      const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
        Object.fromEntries(all.map((one) => [one.id, one]))
      const uses = settingUses({ settings: { settings }, flows: byId(flows), mappings: byId(mappings) })
      const unread = [...uses].flatMap(([name, readers]) => (readers.length === 0 ? [name] : []))
      expect(unread.filter((name) => !settingsOfBooks.includes(name))).toEqual([])
    },
  )

  test('asks GP for no key that is a word of its own: "Check" and "none" are no payment card types', () => {
    const { parts } = processes.reduce((known, process) => withProcess(known.parts, process), { parts: standard })
    const receipt = parts['value-maps/receipt.json'] as object
    const entries = ['Check', 'Cash', 'none', 'VISA'].map((to) => ({ from: `by ${to}`, to }))
    const named = referencesOf(
      definitionFromParts({ ...parts, 'value-maps/receipt.json': { ...receipt, entries } }),
      entities,
    )
    expect(named.filter(({ at }) => at === 'value-maps/receipt.json')).toEqual([
      { entity: 'gp.paymentCardType', key: 'VISA', at: 'value-maps/receipt.json' },
    ])
  })

  test('asks at the numbers of its settings; one that is no whole number, or no percentage, is refused', () => {
    const { parts } = processes.reduce((known, process) => withProcess(known.parts, process), { parts: standard })
    const file = parts['settings.json'] as { settings: Record<string, object> }
    const of = (values: Readonly<Record<string, number | string>>) => {
      const named = Object.entries(values).map(([name, value]) => [name, { ...file.settings[name], value }])
      const settings = { ...file.settings, ...Object.fromEntries(named) }
      return definitionFromParts({ ...parts, 'settings.json': { ...file, settings } })
    }
    const { flows } = compile(of({ stockToZeroMost: 7, stockToZeroPercent: 9 }), entities)
    const [guard] = flows.get('stock-to-shop')!.bulk!.guards
    expect(guard!.guard).toMatchObject({ id: 'to-zero', most: 7, share: '0.09' })
    for (const wrong of [{ stockToZeroMost: -1 }, { stockToZeroPercent: 101 }])
      expect(check(of(wrong), entities).map(({ reason }) => reason)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^guard to-zero names a setting of a whole number from 0 to/)]),
      )
  })

  test('leaves what a person has changed', () => {
    const [process] = processes
    const [flow] = process!.flows
    const file = `flows/${flow!.id}.json`
    const { parts } = withProcess(standard, process!)
    const changed = { ...parts, [file]: { ...(parts[file] as object), about: 'Ours.' } }
    expect(withProcess(changed, process!)).toMatchObject({
      added: [],
      kept: [file],
      parts: { [file]: { about: 'Ours.' } },
    })
  })
})

describe('what somebody edited in the shop of what GP owns is asked about', () => {
  const { parts } = processes.reduce((known, process) => withProcess(known.parts, process), { parts: standard })
  const definition = definitionFromParts(parts)
  const settings = { ...definition.settings.settings }
  const owned = { detailsOfGp: ['id_manufacturer', 'features'], customerFieldsOfGp: ['company', 'max_payment_days'] }
  for (const [name, value] of Object.entries(owned)) settings[name] = { ...settings[name]!, value } as never
  const program = compile({ ...definition, settings: { ...definition.settings, settings } }, entities)
  const isAsked = (flow: string, before: RecordValue, after: RecordValue, written: RecordValue | null) => {
    const tally = new Tally(program, flow)
    tally.add(recordKey('7'), before, after, written)
    return tally.hitBy.includes('edited')
  }

  test('of features and manufacturers, whatever else moved in the same hour', () => {
    const traits = (manufacturer: string, features: Record<string, string>) => ({
      ...{ id: '7', manufacturer },
      features: Object.entries(features).map(([feature, value]) => ({ feature, value, custom: false })),
    })
    const asked = (...[before, after, written]: [RecordValue, RecordValue, RecordValue | null]) =>
      isAsked('item-to-product-traits', before, after, written)
    const written = traits('ACME', { Material: 'Cotton' })
    const linen = traits('ACME', { Material: 'Linen' })
    expect(asked(linen, written, written)).toBe(true)
    const beside = (Material: string) => traits('ACME', { Season: 'Winter', Material })
    expect(asked(beside('Linen'), beside('Cotton'), written)).toBe(true)
    expect(asked(linen, traits('Acme 2', { Material: 'Cotton' }), written)).toBe(true)
    expect(asked(traits('Bolt', { Material: 'Cotton' }), traits('ACME', { Material: 'Silk' }), written)).toBe(true)
    // GP has moved it, or the feature is nobody's but the shop's.
    expect(asked(linen, traits('ACME', { Material: 'Silk' }), written)).toBe(false)
    expect(asked(beside('Cotton'), beside('Cotton'), written)).toBe(false)
    expect(asked(linen, written, null)).toBe(false)
  })

  test('of accounts and of prices of groups, whatever else moved in GP', () => {
    const account = (company: string, max_payment_days: string) => ({
      ...{ id: '7', company, siret: '', max_payment_days, outstanding_allow_amount: '0', active: true },
    })
    const asked = (before: RecordValue, after: RecordValue) =>
      isAsked('customer-to-account', before, after, account('Alpha', '30'))
    expect(asked(account('Alpha', '60'), account('Alpha Ltd', '30'))).toBe(true)
    expect(asked(account('Alpha', '60'), account('Alpha', '14'))).toBe(false)
    const prices = (all: Record<string, string>) => ({
      id: '7',
      prices: Object.entries(all).map(([id_group, price]) => ({
        ...{ id_group, id_currency: '1', breaks: [{ from_quantity: 1, price }] },
      })),
    })
    const priced = (before: RecordValue, after: RecordValue) =>
      isAsked('group-prices-to-product', before, after, prices({ '4': '9', '5': '8' }))
    expect(priced(prices({ '4': '7', '5': '8' }), prices({ '4': '9', '5': '6' }))).toBe(true)
    expect(priced(prices({ '5': '8' }), prices({ '4': '9', '5': '6' }))).toBe(true)
    expect(priced(prices({ '4': '9', '5': '8' }), prices({ '4': '9', '5': '6' }))).toBe(false)
  })
})
