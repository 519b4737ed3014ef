import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { numberPrefixes, prefixesMeet } from '../../src/language/index.ts'

test('the standard flows make orders, customers and addresses under prefixes', () => {
  expect(numberPrefixes(standardDefinition(), entities)).toEqual([
    { entity: 'gp.salesOrder', setting: 'orderPrefix', prefix: 'WEB' },
    { entity: 'gp.customer', setting: 'customerPrefix', prefix: 'PS' },
    // Below the customer; one of all guests would be its owner.
    { entity: 'gp.customerAddress', setting: 'addressPrefix', prefix: 'PS', owners: [] },
  ])
})

test.each([
  ['WEB', 'WEB', true],
  ['WEB', 'web', true],
  ['WEB', 'WEB1', true],
  ['', '7', true],
  ['WEB', 'WEBB', false],
  ['WEB', 'WEB-', false],
  ['SHOP1-', 'SHOP2-', false],
])('%j and %j: can two ids make one number? %s', (one, other, meets) => {
  expect(prefixesMeet(one, other)).toBe(meets)
  expect(prefixesMeet(other, one)).toBe(meets)
})
