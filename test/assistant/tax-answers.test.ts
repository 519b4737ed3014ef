import { expect, test } from 'vitest'
import { otherTaxes, sharedTaxes } from '../../src/assistant/fixes/tax-answers.ts'
import { sureTaxes } from '../../src/commands/begin.ts'
import { standardDefinition } from '../../src/flows/index.ts'

const taxes = [
  { id: '4', name: 'TVA 5,5 %', rate: '5.500' },
  { id: '5', name: 'BTW 21 %', rate: '21.000' },
  { id: '6', name: 'Exempt', rate: '0.000' },
]
const detail = (Key: string, TaxDetailPercent: string, TaxDetailType = 'Sales') => ({
  ...{ Key, TaxDetailPercent, TaxDetailType },
})
const details = [
  detail('V055', '5.5'),
  detail('V20', '20'),
  detail('A055', '5.5', 'Purchases'),
  detail('PASS', '0'),
  detail('BE21', '21'),
]
const answering = (tax: Record<string, string | null>, rates: Record<string, string> = {}) => {
  const { valueMaps } = standardDefinition()
  const entries = (of: Record<string, string | null>) => Object.entries(of).map(([from, to]) => ({ from, to }))
  return {
    valueMaps: {
      ...valueMaps,
      tax: { ...valueMaps.tax!, entries: entries(tax) },
      'tax-rate': { ...valueMaps['tax-rate']!, entries: entries(rates) },
    },
  }
}

test.each([
  ['the same rate', { '4': 'V055', '5': 'BE21', '5 NL': 'be21' }, {}, []],
  ['no answer, and an answer that GP does not have', { '4': null, '5': 'GONE' }, {}, []],
  ['one detail of 0 % for all', { '4': 'PASS', '5': 'PASS' }, { 'FR 20': 'PASS' }, []],
  [
    'another rate',
    { '4': 'V20' },
    {},
    [/^The value map "tax" answers 4 “TVA 5,5 %” of 5\.5 % with V20, which has 20 %/],
  ],
  ['another rate in a country', { '5 NL': 'V20' }, {}, [/answers 5 NL “BTW 21 %” of 21 % with V20/]],
  ['a tax for what bears none', { '6': 'V20' }, {}, [/answers 6 “Exempt” of 0 % with V20/]],
  ['a tax on purchases', { '4': 'A055' }, {}, [/A055, which GP has as a tax on purchases/]],
  [
    'another rate by country and rate',
    {},
    { 'FR 5.5': 'V20', 'FR 20': 'V20' },
    [/"tax-rate" answers FR 5\.5 of 5\.5 %/],
  ],
])('an answer for a tax: %s', (_, tax, rates, says) => {
  expect(otherTaxes(answering(tax, rates), { taxes, details })).toEqual(says.map((one) => expect.stringMatching(one)))
})

test('one answer for the tax of several countries is named, until each of them has its own', () => {
  const rules = ['3', '13', '99'].map((id_country) => ({ id_tax: '5', id_country }))
  const country = (id: string, iso_code: string, active = '1') => ({ id, iso_code, active })
  const countries = [country('3', 'BE'), country('13', 'NL'), country('99', 'XX', '0')]
  const shared = (tax: Record<string, string | null>) => sharedTaxes(answering(tax), { taxes }, rules, countries)
  expect(shared({ '5': 'BE21' })).toEqual([expect.stringMatching(/^The shop charges tax 5 “BTW 21 %” in BE, NL, and/)])
  expect(shared({ '5': 'BE21', '5 NL': 'NL21' })).toEqual([])
  expect(shared({ '5': 'BE21', '5 BE': 'BE21', '5 NL': 'BE21' })).toEqual([])
  // Without an answer for all of them, a country that has none stops.
  const stops = [
    'The shop charges tax 5 “BTW 21 %” in BE, and the value map "tax" answers it for other countries alone: an order from there stops.',
  ]
  expect(shared({ '5 NL': 'NL21' })).toEqual(stops)
  expect(shared({ '5': null, '5 BE': null, '5 NL': 'NL21' })).toEqual(stops)
  expect(shared({ '5 BE': 'BE21', '5 NL': 'NL21' })).toEqual([])
})

test('a name alone answers for no tax of another rate, nor for taxes of several countries', () => {
  const named = (id: string, rate: string) => ({ id, rate, name: 'Reduced' })
  const matched = (from: string, to: string) => ({ from, label: 'Reduced', to })
  const sure = (all: ReturnType<typeof matched>[], its: ReturnType<typeof named>[], rules: Record<string, string>[]) =>
    sureTaxes(all, { taxes: its, rules, details }).map(({ to, why }) => to ?? why)
  expect(sure([matched('9', 'V055')], [named('9', '5.500')], [])).toEqual(['V055'])
  expect(sure([matched('9', 'V20')], [named('9', '5.500')], [])).toEqual([
    'GP has this name for V20, of 20 %, and the shop charges 5.5 %.',
  ])
  const both = [matched('9', 'BE21'), matched('10', 'BE21')]
  const rules = [
    { id_tax: '9', id_country: '3' },
    { id_tax: '10', id_country: '13' },
  ]
  const its = [named('9', '21.000'), named('10', '21.000')]
  expect(sure(both, its, rules)).toEqual(Array(2).fill(expect.stringMatching(/taxes of several countries: /)))
  expect(sure(both, its, [])).toEqual(['BE21', 'BE21'])
})
