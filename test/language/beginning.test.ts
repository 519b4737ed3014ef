import { expect, test } from 'vitest'
import { hub } from '../../src/connectors/hub/index.ts'
import { instant } from '../../src/domain/clock.ts'
import { ref } from '../../src/domain/record.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import {
  carriedSince,
  compile,
  decide,
  definitionFromParts,
  partsOfDefinition,
  startsIn,
} from '../../src/language/index.ts'
import { plainCart, shopOrder } from '../flows/shop-order.ts'
import { entities, standard } from './standard.ts'

const cutOver = instant('2026-10-01T00:00:00Z')
const began = instant('2026-11-27T00:00:00Z')
const orders = 'order-to-sales-order'
const integration = { cutOver, flowsSince: { [orders]: began } }

const whole = () => {
  const parts = processes.reduce((known, process) => withProcess(known, process).parts, partsOfDefinition(standard()))
  return definitionFromParts(JSON.parse(JSON.stringify(parts)))
}
const definition = whole()
const rules = { definition, entities }

test('where orders begin anew, every flow knows since when, and the cut-over stays what it is', () => {
  for (const flow of ['payment-to-cash-receipt', 'slip-to-credit-memo', 'shipment-to-shop'])
    expect(startsIn(rules, integration, flow)).toMatchObject({ cutOver, flowSince: cutOver, ordersSince: began })
  expect(startsIn(rules, integration, orders)).toMatchObject({ cutOver, flowSince: began, ordersSince: began })
  expect(carriedSince(rules, integration, 'prestashop.order')).toBe(began)
})

test('every flow knows since when what flows make comes by itself, and what is made by nobody while its flow is off', () => {
  const { madeSince } = startsIn(rules, { ...integration, offFlows: ['payment-to-cash-receipt'] }, orders)
  expect(madeSince).toMatchObject({ 'gp.salesOrder': began, 'gp.receivablesCreditMemo': cutOver })
  expect(madeSince).not.toHaveProperty(['gp.cashReceipt'])
  expect(startsIn(rules, integration, orders).madeSince['gp.cashReceipt']).toBe(cutOver)
})

const order = ref('prestashop.order', '7')
const placed = (at: string) =>
  decide(
    compile(definition, new Map([...entities, ...hub.entities.map((schema) => [schema.entity, schema] as const)])),
    {
      flow: 'shipment-to-shop',
      record: order,
      ...startsIn(rules, integration, 'shipment-to-shop'),
    },
    [
      {
        kind: 'read',
        step: 'read-order',
        as: 'order',
        record: order,
        value: { ...shopOrder(plainCart), date_add: at },
      },
    ],
  )

test('an order that people have entered is not waited for by its shipment; one that the hub has transferred is', () => {
  // Of an order of before it is looked up whether it is linked.
  const action = placed('2026-11-10T08:00:00.000Z')
  expect(action).toMatchObject({ do: 'look-up', links: [{ entity: 'gp.salesOrder' }] })
  expect(placed('2026-09-10T08:00:00.000Z')).toMatchObject({
    do: 'finish',
    reason: expect.stringMatching(/before the flow of orders began/),
  })
})

test('an older standard of the flow of orders goes by the cut-over, whatever was stored as its beginning', () => {
  const older = JSON.parse(JSON.stringify(partsOfDefinition(definition)).replaceAll('flowSince', 'cutOver'))
  const its = { definition: definitionFromParts(older), entities }
  expect(carriedSince(its, integration)).toBe(cutOver)
  expect(startsIn(its, integration, 'slip-to-credit-memo').ordersSince).toBe(cutOver)
})
