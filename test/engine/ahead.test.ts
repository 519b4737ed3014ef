import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { type EntityName, type RecordRef, ref, refText } from '../../src/domain/record.ts'
import { Ahead } from '../../src/engine/ahead.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'

const { flows } = definitionFromParts(
  processes.reduce((parts, process) => withProcess(parts, process).parts, partsOfDefinition(standardDefinition())),
)

const isDocument = (entity: EntityName) => entities.get(entity)?.way === 'document'

test.each([
  ['order-to-sales-order', ref('prestashop.order', '501'), ref('prestashop.order', '501'), true],
  // Only the order of a payment that is not in GP needs its customer, and slips need no address.
  ['payment-to-cash-receipt', ref('prestashop.orderPayment', '700'), ref('prestashop.orderPayment', '700'), false],
  ['payment-to-cash-receipt', ref('prestashop.orderPayment', '700'), ref('prestashop.order', '501'), false],
  ['slip-to-credit-memo', ref('prestashop.orderSlip', '9'), ref('prestashop.order', '501'), false],
  ['shipment-to-shop', ref('prestashop.order', '501'), ref('prestashop.order', '501'), false],
] as const)('what comes along is what the run of %s will read: %s, reading %s', async (id, own, record, comes) => {
  const ahead = new Ahead(flows[id]!, own, { look: () => Promise.reject(new Error('nobody looks')), isDocument })
  const asked: string[] = []
  await ahead.read([record], async (_, along) => {
    asked.push(...along.of)
    return new Map()
  })
  const personal = ['prestashop.address', 'prestashop.customer']
  expect(asked.filter((entity) => personal.includes(entity)).sort()).toEqual(comes ? personal : [])
})

test('the place of a record that comes along is looked up while it is read, with that of the own record, and again when it is read anew', async () => {
  const [order, customer] = [ref('prestashop.order', '501'), ref('prestashop.customer', '7')]
  const value = { value: { id: '7' }, replaced: [] }
  const looked: string[] = []
  const look = async (source: RecordRef) => {
    looked.push(refText(source))
    return { link: null, intent: null, holder: null }
  }
  const ahead = new Ahead(flows['order-to-sales-order']!, order, { look, isDocument })
  await ahead.read([order], async (_, along) => {
    along.begun(customer)
    expect(looked).toEqual([customer, order].map(refText))
    return new Map([order, customer].map((record) => [refText(record), value]))
  })
  await ahead.read([customer], () => Promise.reject(new Error('it came along')))
  expect(looked).toHaveLength(2)
  ahead.forget()
  await ahead.read([customer], async () => new Map([[refText(customer), value]]))
  expect(looked).toEqual([customer, order, customer].map(refText))
})
