import { describe, expect, test } from 'vitest'
import { type Customer, duplicatesIn, duplicatesOfOneName } from '../../src/reconcile/duplicates.ts'

const customer = (key: string, known: Partial<Customer> = {}): Customer => ({
  ...{ key, email: '', vat: '', name: '', postcode: '', ...known },
})

describe('customers of one side who are perhaps one', () => {
  test('agree in e-mail address, VAT number, or name and postcode, and are named once, by the surest', () => {
    const tea = { name: 'TEAHOUSE', postcode: '69001' }
    expect(
      duplicatesIn([
        customer('1', { email: 'a@tea.example', ...tea }),
        customer('2', { email: 'a@tea.example', ...tea }),
        customer('3', { vat: 'FR1', name: 'ROY' }),
        customer('4', { vat: 'FR1', name: 'ROY AND SONS' }),
        customer('5', { ...tea, postcode: '75001' }),
        customer('6', { ...tea, postcode: '75001' }),
      ]),
    ).toEqual([
      { keys: ['1', '2'], same: 'e-mail address' },
      { keys: ['3', '4'], same: 'VAT number' },
      { keys: ['5', '6'], same: 'name and postcode' },
    ])
  })

  test('who have only a name in common, or of whom nothing is known, are none', () => {
    expect(
      duplicatesIn([
        customer('1', { name: 'TEAHOUSE' }),
        customer('2', { name: 'TEAHOUSE' }),
        customer('3', { postcode: '69001' }),
        customer('4', { postcode: '69001' }),
        customer('5'),
        customer('6'),
      ]),
    ).toEqual([])
  })

  test('are of one name in GP, where people merge them for ever: companies of one group are two', () => {
    const group = { vat: 'FR77', email: 'info@agency.example' }
    const houses = [
      customer('ROUGE1', { ...group, name: 'MAISONROUGE' }),
      customer('BLEUE1', { ...group, name: 'MAISONBLEUE' }),
      customer('ROUGE2', { ...group, name: 'MAISONROUGE' }),
      customer('BLEUE2', { ...group, name: 'MAISONBLEUE' }),
    ]
    expect(duplicatesOfOneName(houses)).toEqual([
      { keys: ['ROUGE1', 'ROUGE2'], same: 'e-mail address' },
      { keys: ['BLEUE1', 'BLEUE2'], same: 'e-mail address' },
    ])
    expect(duplicatesOfOneName([houses[0]!, houses[1]!])).toEqual([])
  })

  test('one that a list shows twice, in another letter case, is one', () => {
    expect(duplicatesIn([customer('acme', { vat: 'FR1' }), customer('ACME', { vat: 'FR1' })])).toEqual([])
  })
})
