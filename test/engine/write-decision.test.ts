import { describe, expect, test } from 'vitest'
import { prestashopEntities } from '../../src/connectors/prestashop/index.ts'
import { recordKey } from '../../src/domain/record.ts'
import { decideAgreed, decideAppend, newestKey } from '../../src/engine/index.ts'

const keys = (...all: string[]) => all.map(recordKey)

describe('what a write comes to', () => {
  test.each([
    ['not sent yet', null, keys('3', '7'), { do: 'create' }],
    ['sent, and nothing newer is there', '7', keys('3', '7'), { do: 'create' }],
    ['sent, and one came since', '7', keys('3', '7', '12'), { do: 'nothing', key: '12' }],
    ['sent, and two came since: the first is ours', '7', keys('30', '12', '7'), { do: 'nothing', key: '12' }],
    ['sent when there was none', '0', keys('5'), { do: 'nothing', key: '5' }],
  ] as const)('appended once: %s', (_, after, found, decision) => {
    expect(decideAppend(after === null ? null : recordKey(after), found)).toEqual(decision)
  })

  test('keys grow as numbers, not as texts', () => {
    expect(newestKey(keys('9', '10', '2'))).toBe('10')
    expect(newestKey([])).toBe('0')
  })

  // A field of the shop is compared as one of GP is.
  test.each([
    ['stock as agreed', { quantity: 5 }, { quantity: 8 }, { quantity: 5 }, 'update'],
    ['stock that is there already', { quantity: 5 }, { quantity: 8 }, { quantity: 8 }, 'nothing'],
    ['stock that moved meanwhile', { quantity: 5 }, { quantity: 8 }, { quantity: 4 }, 'ask'],
    ['no stock at all instead of some', { quantity: 5 }, { quantity: 8 }, { quantity: 0 }, 'ask'],
  ] as const)('set: %s', (_, before, after, held, decision) => {
    const schema = prestashopEntities.stockAvailable!
    expect(decideAgreed({ write: 'update', before, after }, schema, held).do).toBe(decision)
  })
})
