import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant } from '../../src/domain/clock.ts'
import { integrationId } from '../../src/domain/record.ts'
import { hinderingCollisions, type Numbering, numberCollisions } from '../../src/engine/number-collisions.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'

const payments = processes.find(({ id }) => id === 'payments')!
const definition = definitionFromParts(withProcess(partsOfDefinition(standardDefinition()), payments).parts)
const writingTo = (id: string, companyId: number): Numbering => ({
  id: integrationId(id),
  connections: { prestashop: { url: `https://${id}.example` }, gp: { url: 'https://gp.example', companyId } },
  confirmed: null,
  definition,
})
const settings = (one: Numbering, other: Numbering) =>
  numberCollisions(one, [other], entities).map(({ at, reason }) => [at, /numbers of (\S+)/.exec(reason)?.[1]])

test('two companies with the same prefixes meet nowhere: what the hub keeps itself is kept for each integration', () => {
  expect(settings(writingTo('fr', -1), writingTo('de', -2))).toEqual([])
})

test('in one company receipts of two shops need two prefixes, as orders and customers do', () => {
  expect(new Map(settings(writingTo('fr', -1), writingTo('de', -1)) as [string, string][])).toEqual(
    new Map([
      ['settings.json/orderPrefix', 'gp.salesOrder'],
      ['settings.json/customerPrefix', 'gp.customer'],
      ['settings.json/addressPrefix', 'gp.customerAddress'],
      ['settings.json/receiptPrefix', 'gp.cashReceipt'],
    ]),
  )
})

const all = [
  ['settings.json/orderPrefix', 'gp.salesOrder'],
  ['settings.json/customerPrefix', 'gp.customer'],
  ['settings.json/receiptPrefix', 'gp.cashReceipt'],
]
const withAddresses = [...all, ['settings.json/addressPrefix', 'gp.customerAddress']]
const withSetting = (one: Numbering, name: string, value: string): Numbering => ({
  ...one,
  definition: {
    ...one.definition,
    settings: {
      ...one.definition.settings,
      settings: {
        ...one.definition.settings.settings,
        [name]: { ...one.definition.settings.settings[name]!, value } as never,
      },
    },
  },
})

test('addresses of a customer of both shops need two prefixes; where they have worked with one, only those of the customer of all guests', () => {
  const has = (one: Numbering, other: Numbering, before: Numbering | null) =>
    numberCollisions(one, [other], entities, before?.definition).some(({ at }) => at === 'settings.json/addressPrefix')
  const [fr, de] = [writingTo('fr', -1), writingTo('de', -1)]
  // Two shops may match one customer by its e-mail, and their addresses have the same numbers where one began as a copy.
  expect(has(fr, de, null)).toBe(true)
  expect(has(withSetting(fr, 'addressPrefix', 'F'), de, null)).toBe(false)
  expect(has(fr, de, fr)).toBe(false)
  expect(has(fr, de, withSetting(fr, 'addressPrefix', 'F'))).toBe(true)
  const guests = (id: string) => withSetting(writingTo(id, -1), 'guestCustomer', 'WEBGUEST')
  expect(has(guests('fr'), guests('de'), guests('fr'))).toBe(true)
  for (const one of [
    withSetting(guests('fr'), 'addressPrefix', 'F'),
    withSetting(guests('fr'), 'guestCustomer', 'FRGUEST'),
    fr,
  ])
    expect(has(one, guests('de'), one)).toBe(false)
})

test('one company is known under other addresses, too: by its number and the name that people have confirmed', () => {
  const at = (url: string, company: string, kind: 'test' | 'live' = 'live'): Numbering => ({
    ...writingTo(url, 2),
    connections: { gp: { url, companyId: 2 } },
    confirmed: { company, kind, by: 'test', at: instant(0) },
  })
  const de = at('http://gp:48620/Dynamics/GPService', 'Fabrikam')
  const fr = at('http://gp.firma.local:48620/Dynamics/GPService', 'Fabrikam')
  expect(new Map(settings(fr, de) as [string, string][])).toEqual(new Map(withAddresses as [string, string][]))
  // Another spelling of the same address needs no confirmation.
  expect(settings({ ...at('http://GP:48620/dynamics/gpservice/', 'x'), confirmed: null }, de)).not.toEqual([])
  expect(settings(at('http://gp2:48620/Dynamics/GPService', 'Fabrikam', 'test'), de)).toEqual([])
  expect(settings(at('http://gp2:48620/Dynamics/GPService', 'Contoso'), de)).toEqual([])
})

test('two shops that have worked beside each other go on at a start, unless they make the same documents at one address', () => {
  const hinders = (one: Numbering, other: Numbering) => hinderingCollisions(one, [other], entities).map(({ at }) => at)
  const fr = withSetting(writingTo('fr', -1), 'guestCustomer', 'WEBGUEST')
  const de = withSetting(writingTo('de', -1), 'guestCustomer', 'WEBGUEST')
  expect(new Set(hinders(fr, de))).toEqual(new Set(all.map(([at]) => at)))
  const others = (one: Numbering) =>
    ['orderPrefix', 'customerPrefix', 'receiptPrefix'].reduce((now, name) => withSetting(now, name, `F${name[0]}`), one)
  expect(hinders(others(fr), de)).toEqual([])
  expect(settings(others(fr), de)).not.toEqual([])
  const spelled = { ...fr, connections: { gp: { url: 'https://GP.example/', companyId: -1 } } }
  expect(hinders(spelled, de)).toEqual([])
  expect(settings(spelled, de)).not.toEqual([])
})
