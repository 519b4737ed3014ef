import { describe, expect, test } from 'vitest'
import { goodsInCents } from '../../../src/connectors/prestashop/slip-amounts.ts'
import { dec } from '../../../src/domain/decimal.ts'

const slip = (...amounts: readonly string[]) => ({
  id: '1',
  associations: {
    order_slip_details: amounts.map((amount) => ({ id: '1', amount_tax_incl: amount, amount_tax_excl: amount })),
  },
})

// Heads and rows as PrestaShop 8.2.1 made them, by its own refunds.
describe('the goods of a credit slip', () => {
  test.each([
    ['a price of no whole cents', '13.609500', ['13.610000'], '13.61'],
    ['two of them', '37.224000', ['22.940000', '14.280000'], '37.22'],
    ['a whole order', '93.003000', ['22.940000', '42.840000', '27.220000'], '93'],
    ['a currency without cents', '1234.400000', ['1234.000000'], '1234'],
    ['one with three decimals', '1.234500', ['1.235000'], '1.235'],
    ['rows that make another sum: the head', '27.208000', ['13.600000', '13.600000'], '27.21'],
    ['no rows', '13.609500', [], '13.61'],
  ] as const)('are in cents: %s', (_, head, rows, cents) => {
    expect(goodsInCents(slip(...rows), 'incl', dec(head))).toBe(cents)
  })

  test('are in those of the currency, where it is known', () => {
    expect(goodsInCents(slip('8.000000'), 'incl', dec('8.008000'), 2)).toBe('8.01')
  })
})
