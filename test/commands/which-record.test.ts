import { expect, test } from 'vitest'
import { whichRecord } from '../../src/commands/incidents.ts'
import { ref } from '../../src/domain/record.ts'

test('of an incident that holds several records any of them can be named as entered by hand', () => {
  expect(whichRecord({ record: 'prestashop.orderPayment 7' })).toEqual({ record: ref('prestashop.orderPayment', '7') })
  expect(whichRecord({ record: ' hub.payout stripe po 1 ' })).toEqual({ record: ref('hub.payout', 'stripe po 1') })
  expect(whichRecord({ order: '12' })).toEqual({ record: ref('prestashop.order', '12') })
  expect(whichRecord({})).toEqual({})
  for (const wrong of [
    { record: '7' },
    { record: 'prestashop.orderPayment' },
    { record: 'prestashop.order 7', order: '7' },
  ])
    expect(() => whichRecord(wrong)).toThrow(/prestashop.orderPayment 7/)
})
