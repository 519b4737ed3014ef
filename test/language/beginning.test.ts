import { expect, test } from 'vitest'
import { instant } from '../../src/domain/clock.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { carriedSince, definitionFromParts, partsOfDefinition, startsIn } from '../../src/language/index.ts'
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

test('where orders begin anew, an order of before is a person’s for payments and credit slips, too', () => {
  for (const flow of ['payment-to-cash-receipt', 'slip-to-credit-memo'])
    expect(startsIn(rules, integration, flow)).toEqual({ cutOver: began, flowSince: cutOver })
  expect(carriedSince(rules, integration, 'prestashop.order')).toBe(began)
})

test('flows of orders keep the cut-over: what was transferred before is still shipped', () => {
  expect(startsIn(rules, integration, orders)).toEqual({ cutOver, flowSince: began })
  expect(startsIn(rules, integration, 'shipment-to-shop').cutOver).toBe(cutOver)
})

test('an older standard of the flow of orders goes by the cut-over, whatever was stored as its beginning', () => {
  const older = JSON.parse(JSON.stringify(partsOfDefinition(definition)).replaceAll('>= flowSince', '>= cutOver'))
  const its = { definition: definitionFromParts(older), entities }
  expect(carriedSince(its, integration)).toBe(cutOver)
  expect(startsIn(its, integration, 'slip-to-credit-memo').cutOver).toBe(cutOver)
})
