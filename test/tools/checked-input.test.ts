import { expect, test } from 'vitest'
import { checkedInput, tools } from '../../tools/index.ts'

const tool = (name: string) => tools.find((one) => one.name === name)!

test.each([
  ['explain_order', { order: 3 }, { order: '3' }],
  ['explain_order', { order: '#3' }, { order: '#3' }],
  ['list_incidents', { limit: '5' }, { limit: 5 }],
  ['read_status', { check: 'true' }, { check: true }],
  ['propose_replay', { orders: '3', reason: 'The cause is gone.' }, { orders: ['3'] }],
  ['propose_replay', { orders: [3, 'QWXZKJRTA'], reason: 'The cause is gone.' }, { orders: ['3', 'QWXZKJRTA'] }],
  [
    'propose_mapping_edit',
    { mapping: 'm', path: 'ShipToAddress.Line3', before: null, after: '"x"', reason: 'It is wanted so.' },
    { path: ['ShipToAddress', 'Line3'] },
  ],
])('%s takes %j as it is meant', (name, given, meant) => {
  expect(checkedInput(tool(name), given)).toMatchObject(meant)
})

test.each([
  ['explain_order', { order: { id: 3 } }],
  ['explain_order', { order: true }],
  ['list_incidents', { limit: 'many' }],
  ['read_status', { check: 'perhaps' }],
  ['explain_order', { order: 3, orders: 4 }],
])('%s refuses %j', (name, given) => {
  expect(() => checkedInput(tool(name), given)).toThrow()
})
