import { expect, test } from 'vitest'
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
