import { expect, test } from 'vitest'
import { taxRates } from '../../src/commands/begin.ts'
import { byUse } from '../../src/commands/match-codes.ts'

test('what recent orders use is asked first, with the choices of GP; the rest waits until an order needs it', () => {
  const entries = [
    { from: '1', label: 'Pickup', to: null, why: 'No shipping method in GP has this name.' },
    { from: '2', label: 'Courier', to: 'COURIER' },
    { from: '3', label: 'Relay', to: null, why: 'No shipping method in GP has this name.' },
  ]
  expect(byUse(entries, new Set(['3']), ['COURIER', 'GROUND'])).toEqual([
    { ...entries[2], why: 'No shipping method in GP has this name. GP has COURIER, GROUND.' },
    entries[1],
    { ...entries[0], unused: true },
  ])
})

test('of many choices the first twenty stand in the question', () => {
  const choices = Array.from({ length: 30 }, (_, index) => `M${index}`)
  const [asked] = byUse([{ from: '1', label: 'Relay', to: null }], new Set(['1']), choices)
  expect(asked!.why).toMatch(/M19 and 10 more\.$/)
})

test('a country and rate have a tax detail of their own where all taxes of that rate come to it, and else none', () => {
  const taxes = [
    { id: '1', rate: '20.000' },
    { id: '2', rate: '20.000' },
    { id: '3', rate: '19.000' },
  ]
  const rules = [
    { id_tax: '1', id_country: '8' },
    { id_tax: '2', id_country: '8' },
    { id_tax: '3', id_country: '1' },
  ]
  const countries = [
    { id: '8', iso_code: 'FR' },
    { id: '1', iso_code: 'DE' },
  ]
  const rates = (...matched: readonly (readonly [string, string | null])[]) =>
    taxRates(
      rules,
      taxes,
      countries,
      matched.map(([from, to]) => ({ from, label: from, to })),
    ).map(({ from, to }) => `${from} ${to}`)
  expect(rates(['1', 'VAT20'], ['2', 'VAT20'], ['3', 'MWST'])).toEqual(['DE 19 MWST', 'FR 20 VAT20'])
  expect(rates(['1', 'VAT20'], ['2', null], ['3', 'MWST'])).toEqual(['DE 19 MWST'])
  expect(rates(['1', 'VAT20'], ['2', 'SERVICES'], ['3', null])).toEqual([])
})
